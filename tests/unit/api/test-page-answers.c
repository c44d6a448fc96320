/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answers that are no lists of rows: last values, telemetry, messages, who is signed in,
 * problems. */
#include "corral-metric.h"
#include "corral-page-reader.h"

#include <math.h>
#include <string.h>

#define VITALS(ids, revs, metrics, count)                                                          \
  "{\"tenant\":\"t1\",\"as_of_ms\":1700000000000,\"ids\":" ids ",\"revs\":" revs                   \
  ",\"metrics\":" metrics ",\"count\":" count ",\"next\":null,\"end\":true}"

static CorralVitalsPage *
read_vitals (const char *text, GError **error)
{
  return corral_page_read_vitals ("t1", g_strdup (text), strlen (text), error);
}

static void
test_vitals (void)
{
  static const char *const texts[] = {
    VITALS (
        "[\"c1\",\"c2\",\"c3\"]", "[10,20,30]",
        "{\"battery_pct\":[80,null,5],\"uplink\":[\"wifi\",\"ltem\",null],\"a_new_one\":[{},1,2],"
        "\"scanner_temp_c\":[21.5,null,-3],\"arrived_ms\":[1700000000000,1700000000001,null]}",
        "3"),
    /* the same, in another order */
    "{\"tenant\":\"t1\",\"metrics\":{\"arrived_ms\":[1700000000000,1700000000001,null],\"scanner_"
    "temp_c\":[21.5,null,-3],"
    "\"uplink\":[\"wifi\",\"ltem\",null],\"id\":[7],\"battery_pct\":[80,null,5]},\"next\":null,"
    "\"count\":3,"
    "\"revs\":[10,20,30],\"ids\":[\"c1\",\"c2\",\"c3\"],\"as_of_ms\":1700000000000,\"end\":true}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralVitalsPage) page = read_vitals (texts[i], &error);
      const CorralVital *row;

      g_assert_no_error (error);
      g_assert_cmpuint (page->rows->n_rows, ==, 3);
      g_assert_cmpuint (page->quarantine->len, ==, 0);
      g_assert_cmpint (page->as_of_ms, ==, G_GINT64_CONSTANT (1700000000000));
      row = corral_batch_get_row (page->rows, 0);
      g_assert_cmpstr (row->id, ==, "c1");
      g_assert_cmpint (row->rev, ==, 10);
      g_assert_cmpint (row->battery_pct, ==, 80);
      g_assert_cmpstr (row->uplink, ==, "wifi");
      g_assert_cmpfloat (row->scanner_temp_c, ==, 21.5);
      g_assert_false (CORRAL_IS_KNOWN (row->impacts));
      row = corral_batch_get_row (page->rows, 1);
      g_assert_false (CORRAL_IS_KNOWN (row->battery_pct));
      g_assert_true (isnan (row->scanner_temp_c));
      row = corral_batch_get_row (page->rows, 2);
      g_assert_cmpstr (row->id, ==, "c3");
      g_assert_null (row->uplink);
      g_assert_false (CORRAL_IS_KNOWN (row->arrived_ms));
    }
}

static void
test_bad_vitals_are_put_aside (void)
{
  static const char text[] = VITALS (
      "[\"c1\",\"c 2\",\"c3\",\"c4\",\"c5\",null,\"c7\"]", "[1,2,\"3\",4,5,6,null]",
      "{\"battery_pct\":[80,1,{\"a\":[1]},5,9007199254740993,7,8],\"uplink\":[\"wifi\",7,[],\"a "
      "b\",null,null,null]}",
      "7");
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralVitalsPage) page = read_vitals (text, &error);
  const CorralQuarantined *bad;

  g_assert_no_error (error);
  g_assert_cmpuint (page->count, ==, 7);
  g_assert_cmpuint (page->rows->n_rows, ==, 1);
  g_assert_cmpstr (((CorralRow *) corral_batch_get_row (page->rows, 0))->id, ==, "c1");
  /* Each once, though some have two faults. */
  g_assert_cmpuint (page->quarantine->len, ==, 6);
  bad = g_ptr_array_index (page->quarantine, 0);
  g_assert_cmpstr (bad->pointer, ==, "/ids/1");
  bad = g_ptr_array_index (page->quarantine, 1);
  g_assert_cmpstr (bad->id, ==, "c3");
  g_assert_cmpstr (bad->pointer, ==, "/revs/2");
  bad = g_ptr_array_index (page->quarantine, 2);
  g_assert_cmpstr (bad->id, ==, "c5");
  g_assert_cmpstr (bad->pointer, ==, "/metrics/battery_pct/4");
}

static const char *const bad_vitals[] = {
  VITALS ("[\"c1\"]", "[1,2]", "{}", "1"),
  VITALS ("[\"c1\",\"c2\"]", "[1]", "{}", "2"),
  VITALS ("[\"c1\"]", "[1]", "{\"battery_pct\":[1,2]}", "1"),
  VITALS ("[\"c1\"]", "[1]", "{\"battery_pct\":[]}", "1"),
  VITALS ("[\"c1\"]", "[1]", "{\"battery_pct\":5}", "1"),
  VITALS ("[\"c1\"]", "[1]", "{\"battery_pct\":[1],\"battery_pct\":[2]}", "1"),
  VITALS ("[\"c1\"]", "[1]", "[]", "1"),
  VITALS ("[\"c1\"]", "[1]", "{}", "2"),
  VITALS ("[\"c1\"]", "[1]", "{}", "1") "x",
  "{\"as_of_ms\":1700000000000,\"ids\":[],\"revs\":[],\"metrics\":{},\"count\":0,\"next\":null,"
  "\"end\":true}",
  "{\"tenant\":\"t2\",\"as_of_ms\":1700000000000,\"ids\":[],\"revs\":[],\"metrics\":{},\"count\":0,"
  "\"next\":null,\"end\":true}",
  "{\"tenant\":\"t1\",\"as_of_ms\":1700000000000,\"ids\":[],\"revs\":[],\"metrics\":{},\"count\":0,"
  "\"next\":null}",
  "{\"tenant\":\"t1\",\"as_of_ms\":1700000000000,\"ids\":[],\"revs\":[],\"count\":0,\"next\":null,"
  "\"end\":true}",
  "{\"tenant\":\"t1\",\"as_of_ms\":17,\"ids\":[],\"revs\":[],\"metrics\":{},\"count\":0,\"next\":"
  "null,\"end\":true}",
  "{\"tenant\":\"t1\",\"as_of_ms\":1700000000000,\"metrics\":{\"battery_pct\":[1,2]},\"ids\":["
  "\"a\"],\"revs\":[1],\"count\":1,"
  "\"next\":null,"
  "\"end\":true}",
};

static void
test_bad_vitals_are_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_vitals); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralVitalsPage) page = read_vitals (bad_vitals[i], &error);

      if (page != NULL)
        g_error ("was taken: %s", bad_vitals[i]);
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
    }
}

/* --- telemetry
 * ------------------------------------------------------------------------------------ */

#define TELEMETRY(res, t, metrics, count)                                                          \
  "{\"tenant\":\"t1\",\"cart\":\"c1\",\"res\":\"" res                                              \
  "\",\"from_ms\":1700000000000,\"to_ms\":1700000600000,\"t\":" t ",\"metrics\":" metrics          \
  ",\"count\":" count ",\"end\":true}"
#define TIMES "[1700000000000,1700000060000,1700000060000]"
#define FOUR(n) "{\"n\":" n ",\"min\":[1,2,3],\"max\":[4,5,6],\"sum\":[7,8,9.5]}"

static CorralTelemetry *
read_telemetry (const char *text, GError **error)
{
  return corral_page_read_telemetry ("t1", g_strdup (text), strlen (text), error);
}

static void
test_telemetry (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralTelemetry) raw
      = read_telemetry (TELEMETRY ("raw", TIMES,
                                   "{\"battery_pct\":[80,null,78.5],\"new\":{},\"boot_slot\":[\"a\"]}",
                                   "3"),
                        &error);
  g_autoptr (CorralTelemetry) minutes = NULL;
  const CorralTelemetryMetric *metric;

  g_assert_no_error (error);
  g_assert_cmpstr (raw->cart, ==, "c1");
  g_assert_cmpint (raw->resolution, ==, CORRAL_RESOLUTION_RAW);
  g_assert_cmpuint (raw->n_points, ==, 3);
  g_assert_cmpint (raw->times_ms[1], ==, G_GINT64_CONSTANT (1700000060000));
  g_assert_cmpuint (raw->metrics->len, ==, 1);
  metric = g_ptr_array_index (raw->metrics, 0);
  g_assert_cmpstr (metric->name, ==, "battery_pct");
  g_assert_cmpfloat (metric->values[0], ==, 80);
  g_assert_true (isnan (metric->values[1]));
  g_assert_cmpfloat (metric->values[2], ==, 78.5);
  g_assert_null (metric->n);

  minutes = read_telemetry (TELEMETRY ("1m", TIMES, "{\"ambient_c\":" FOUR ("[60,0,1]") "}", "3"),
                            &error);
  g_assert_no_error (error);
  metric = g_ptr_array_index (minutes->metrics, 0);
  g_assert_null (metric->values);
  g_assert_cmpfloat (metric->n[0], ==, 60);
  g_assert_cmpfloat (metric->max[1], ==, 5);
  g_assert_cmpfloat (metric->sum[2], ==, 9.5);
}

/* A cart that sent nothing: an answer like any other. */
static void
test_no_points (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralTelemetry) raw = read_telemetry (TELEMETRY ("raw", "[]", "{\"battery_pct\":[]}", "0"), &error);
  g_autoptr (CorralTelemetry) hours = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (raw->n_points, ==, 0);
  g_assert_nonnull (((CorralTelemetryMetric *) g_ptr_array_index (raw->metrics, 0))->values);
  hours = read_telemetry (
      TELEMETRY ("1h", "[]", "{\"battery_pct\":{\"n\":[],\"min\":[],\"max\":[],\"sum\":[]}}", "0"), &error);
  g_assert_no_error (error);
  g_assert_nonnull (((CorralTelemetryMetric *) g_ptr_array_index (hours->metrics, 0))->sum);
}

#define WORDS(words, points) \
  "{\"tenant\":\"t1\",\"cart\":\"c1\",\"res\":\"raw\",\"from_ms\":1700000000000,\"to_ms\":" \
  "1700000600000,\"t\":" TIMES ",\"metrics\":{\"uplink\":[2,1,0],\"access_point\":" points \
  "}," words "\"count\":3,\"end\":true}"

static void
test_words (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralTelemetry) raw
      = read_telemetry (WORDS ("\"words\":[\"ap-1\",\"ap-2\"],", "[1,null,0]"), &error);
  g_autoptr (CorralTelemetry) without = NULL;
  const CorralTelemetryMetric *metric;

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (raw->words), ==, 2);
  metric = g_ptr_array_index (raw->metrics, 0);
  g_assert_cmpstr (corral_uplink_to_word (metric->values[0]), ==, "wifi");
  g_assert_cmpstr (corral_uplink_to_word (metric->values[2]), ==, "none");
  metric = g_ptr_array_index (raw->metrics, 1);
  g_assert_cmpstr (raw->words[(guint) metric->values[0]], ==, "ap-2");
  g_assert_true (isnan (metric->values[1]));
  /* A cart that never had Wi-Fi points to nothing. */
  without = read_telemetry (WORDS ("", "[null,null,null]"), &error);
  g_assert_no_error (error);
  g_assert_null (without->words);
}

static const char *const bad_telemetry[] = {
  WORDS ("\"words\":[\"ap-1\",\"ap-2\"],", "[2,null,0]"),
  WORDS ("\"words\":[\"ap-1\",\"ap-2\"],", "[-1,null,0]"),
  WORDS ("\"words\":[\"ap-1\",\"ap-2\"],", "[0.5,null,0]"),
  WORDS ("\"words\":[\"ap 1\"],", "[0,0,0]"),
  WORDS ("\"words\":[7],", "[0,0,0]"),
  WORDS ("\"words\":{},", "[null,null,null]"),
  WORDS ("", "[0,null,null]"),
  TELEMETRY ("2m", "[]", "{}", "0"),
  TELEMETRY ("raw", TIMES, "{}", "2"),
  TELEMETRY ("raw", TIMES, "{\"battery_pct\":[1,2]}", "3"),
  TELEMETRY ("raw", TIMES, "{\"battery_pct\":[1,2,\"3\"]}", "3"),
  TELEMETRY ("raw", TIMES, "{\"battery_pct\":[1,2,1e400]}", "3"),
  TELEMETRY ("raw", TIMES, "{\"battery_pct\":[1,2,3],\"battery_pct\":[1,2,3]}", "3"),
  TELEMETRY ("raw", TIMES, "{\"battery_pct\":" FOUR ("[1,1,1]") "}", "3"),
  TELEMETRY ("1h", TIMES, "{\"battery_pct\":[1,2,3]}", "3"),
  TELEMETRY ("1h", TIMES, "{\"battery_pct\":" FOUR ("[1,1]") "}", "3"),
  TELEMETRY ("1h", TIMES, "{\"battery_pct\":{\"n\":[1,1,1]}}", "3"),
  TELEMETRY ("raw", "[1700000060000,1700000000000]", "{}", "2"),
  TELEMETRY ("raw", "[5]", "{}", "1"),
  TELEMETRY ("raw", "[null]", "{}", "1"),
  "{\"tenant\":\"t1\",\"cart\":\"c1\",\"res\":\"raw\",\"from_ms\":1700000000000,\"to_ms\":"
  "1700000600000,\"t\":[],\"metrics\":{}"
  ",\"count\":0}",
};

static void
test_bad_telemetry_is_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_telemetry); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralTelemetry) result = read_telemetry (bad_telemetry[i], &error);

      if (result != NULL)
        g_error ("was taken: %s", bad_telemetry[i]);
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
    }
}

/* --- messages
 * ------------------------------------------------------------------------------------- */

#define SIGNATURE64                                                                                \
  "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="
#define MESSAGE(id, body, signature)                                                               \
  "{\"id\":\"" id                                                                                  \
  "\",\"counter\":7,\"type\":\"health\",\"device_ms\":1700000000000,\"arrived_ms\":1700000000500," \
  "\"body\":\"" body "\",\"signature\":" signature "}"
#define MESSAGES(items, count)                                                                     \
  "{\"tenant\":\"t1\",\"items\":[" items "],\"certificates\":[\"MIIB\",\"MIIC\"],\"count\":" count \
  ",\"next\":null,\"end\":true}"

static void
test_messages (void)
{
  static const char text[] = MESSAGES (
      MESSAGE ("m1", "eyJ2IjoxfQ==", "\"" SIGNATURE64 "\"") "," MESSAGE ("m2", "e30", "null") "," MESSAGE (
          "m3", "e30=", "\"AAEC\"") "," MESSAGE ("m4", "e 30",
                                                 "null") "," MESSAGE ("m5", "e=30",
                                                                      "null") "," MESSAGE ("m6", "",
                                                                                           "null"),
      "6");
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralMessagePage) page
      = corral_page_read_messages ("t1", g_strdup (text), sizeof text - 1, &error);
  const CorralMessage *message;

  g_assert_no_error (error);
  g_assert_cmpuint (page->count, ==, 6);
  g_assert_cmpuint (page->n_quarantined, ==, 4);
  g_assert_cmpuint (page->messages->len, ==, 2);
  message = g_ptr_array_index (page->messages, 0);
  g_assert_cmpstr (message->id, ==, "m1");
  g_assert_cmpint (message->counter, ==, 7);
  g_assert_cmpstr (message->type, ==, "health");
  g_assert_cmpint (message->arrived_ms - message->device_ms, ==, 500);
  g_assert_cmpmem (g_bytes_get_data (message->body, NULL), g_bytes_get_size (message->body),
                   "{\"v\":1}", 7);
  g_assert_cmpuint (g_bytes_get_size (message->signature), ==, 64);
  for (guint i = 0; i < 64; i++)
    g_assert_cmpuint (((const guchar *) g_bytes_get_data (message->signature, NULL))[i], ==, i);
  message = g_ptr_array_index (page->messages, 1);
  g_assert_cmpstr (message->id, ==, "m6");
  g_assert_cmpuint (g_bytes_get_size (message->body), ==, 0);
  g_assert_null (message->signature);
  g_assert_cmpuint (page->certificates->len, ==, 2);
}

/* A signed message cannot be masked: one with a card number in it is not taken over. */
static void
test_messages_with_card_numbers (void)
{
  static const struct
  {
    const char *body;
    gboolean taken;
  } rows[] = {
    { "{\"t\":1772442000000,\"sku\":\"4006381333931\",\"w\":-0.5333333333333333}", TRUE },
    { "{\"session\":\"45625555-1234-4123-8123-123456789012\",\"imei\":\"356938035643809\"}", TRUE },
    { "{\"token\":\"4111111111111111\"}", FALSE },
    { "{\"token\":4111111111111111}", FALSE },
    { "\"4111 1111 1111 1111\"", FALSE },
    { "\xff 4111-1111-1111-1111", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *body = g_base64_encode ((const guchar *) rows[i].body, strlen (rows[i].body));
      char *text = g_strdup_printf (MESSAGES (MESSAGE ("m1", "%s", "null"), "1"), body);
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralMessagePage) page = corral_page_read_messages ("t1", text, strlen (text), &error);

      g_assert_no_error (error);
      g_assert_cmpuint (page->messages->len, ==, rows[i].taken);
      g_assert_cmpuint (page->n_quarantined, ==, !rows[i].taken);
    }
}

/* --- who is signed in
 * ------------------------------------------------------------------------------ */

#define ME_START                                                                                   \
  "{\"user\":{\"id\":\"u1\",\"name\":\"Kim "                                                       \
  "\\u202eDoe\"},\"roles\":[\"support_agent\",\"role_of_2031\"],\"tenants\":["
#define ME_END                                                                                     \
  "],\"scopes\":[\"fleet.read\"],\"features\":[\"vitals\",\"stream\"],\"limits\":{\"page_rows\":"  \
  "5000,"                                                                                          \
  "\"requests_per_minute\":600},\"server_time_ms\":1700000000000,\"min_client\":\"0.1.0\","     \
  "\"trust_anchors\":[\"YWI=\",\"YQ==\"]}"
#define TENANT(id)                                                                                 \
  "{\"id\":\"" id                                                                                  \
  "\",\"name\":\"Greenway\",\"region\":\"eu-central\",\"residency\":\"eu\",\"api_base\":"          \
  "null}"

static void
test_me (void)
{
  static const char text[] = ME_START TENANT (
      "greenway") ",{\"id\":\"b\",\"name\":\"B\",\"api_base\":\"https://b.example\"}" ME_END;
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralMe) me = corral_page_read_me (g_strdup (text), sizeof text - 1, &error);
  const CorralTenant *tenant;

  g_assert_no_error (error);
  g_assert_cmpstr (me->user_id, ==, "u1");
  g_assert_cmpstr (me->user_name, ==, "Kim Doe");
  g_assert_cmpstr (me->roles[1], ==, "role_of_2031");
  g_assert_true (corral_me_has_feature (me, "stream"));
  g_assert_false (corral_me_has_feature (me, "telemetry"));
  g_assert_cmpint (me->page_rows, ==,
                   CORRAL_PAGE_MAX_ROWS); /* however many the cloud would allow */
  g_assert_cmpint (me->requests_per_minute, ==, 600);
  g_assert_cmpstr (me->min_client, ==, "0.1.0");
  g_assert_cmpuint (me->trust_anchors->len, ==, 2);
  g_assert_cmpuint (g_bytes_get_size (g_ptr_array_index (me->trust_anchors, 0)), ==, 2);
  g_assert_cmpuint (me->tenants->len, ==, 2);
  tenant = g_ptr_array_index (me->tenants, 0);
  g_assert_cmpstr (tenant->id, ==, "greenway");
  g_assert_null (tenant->api_base);
  tenant = g_ptr_array_index (me->tenants, 1);
  g_assert_cmpstr (tenant->api_base, ==, "https://b.example");
  g_assert_null (tenant->region);
}

static void
test_me_may_be_minimal (void)
{
  static const char text[] = "{\"user\":{\"id\":\"u1\",\"name\":\"Kim\"},\"tenants\":[]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralMe) me = corral_page_read_me (g_strdup (text), sizeof text - 1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (me->features), ==, 0);
  g_assert_false (CORRAL_IS_KNOWN (me->server_time_ms));
  g_assert_cmpuint (me->trust_anchors->len, ==, 0);
  g_assert_cmpint (me->page_rows, ==, CORRAL_PAGE_MAX_ROWS);
}

static void
test_bad_me_is_refused (void)
{
  static const char *const texts[] = {
    "{}",
    "{\"user\":{\"id\":\"u1\"},\"tenants\":[]}",
    "{\"user\":{\"id\":\"u1\",\"name\":\"K\"},\"tenants\":{}}",
    "{\"user\":{\"id\":\"u 1\",\"name\":\"K\"},\"tenants\":[]}",
    ME_START TENANT ("..") ME_END,
    ME_START TENANT ("a/b") ME_END,
    ME_START TENANT ("a") "," TENANT ("a") ME_END,
    ME_START "{\"id\":\"a\"}" ME_END,
    ME_START "7" ME_END,
    ME_START ME_END "{}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralMe) me
          = corral_page_read_me (g_strdup (texts[i]), strlen (texts[i]), &error);

      if (me != NULL)
        g_error ("was taken: %s", texts[i]);
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
    }
}

static void
test_problem (void)
{
  static const char text[]
      = "{\"type\":\"about:blank\",\"title\":\"Gone\",\"status\":410,\"detail\":\"old\",\"code\":"
        "\"state-"
        "expired\","
        "\"reason\":\"epoch\",\"retryable\":true,\"trace_id\":\"t\",\"current\":{\"a\":1}}";
  g_autoptr (CorralProblem) problem = corral_page_read_problem (g_strdup (text), sizeof text - 1);

  g_assert_nonnull (problem);
  g_assert_cmpstr (problem->code, ==, "state-expired");
  g_assert_cmpstr (problem->reason, ==, "epoch");
  g_assert_cmpint (problem->status, ==, 410);
  g_assert_true (problem->retryable);
  g_assert_null (corral_page_read_problem (g_strdup ("<html>"), 6));
  g_assert_null (corral_page_read_problem (g_strdup (""), 0));
}

/* --- cut anywhere
 * --------------------------------------------------------------------------------- */

static void
test_cut_at_every_byte (void)
{
  static const char vitals[]
      = VITALS ("[\"c1\",\"c2\"]", "[10,20]", "{\"battery_pct\":[80,null]}", "2");
  static const char telemetry[] = TELEMETRY ("raw", TIMES, "{\"battery_pct\":[80,null,78.5]}", "3");
  static const char messages[]
      = MESSAGES (MESSAGE ("m1", "eyJ2IjoxfQ==", "\"" SIGNATURE64 "\""), "1");
  static const char me[] = ME_START TENANT ("greenway") ME_END;

  for (gsize n = 0; n < sizeof vitals - 1; n++)
    g_assert_null (corral_page_read_vitals ("t1", g_strndup (vitals, n), n, NULL));
  for (gsize n = 0; n < sizeof telemetry - 1; n++)
    g_assert_null (corral_page_read_telemetry ("t1", g_strndup (telemetry, n), n, NULL));
  for (gsize n = 0; n < sizeof messages - 1; n++)
    g_assert_null (corral_page_read_messages ("t1", g_strndup (messages, n), n, NULL));
  for (gsize n = 0; n < sizeof me - 1; n++)
    g_assert_null (corral_page_read_me (g_strndup (me, n), n, NULL));
}

/* Nothing that is another chain's, or nobody's, is read, whatever kind of list it is. */
static void
test_lists_of_another_chain_are_refused (void)
{
  static const struct
  {
    const char *start;
    gboolean good;
  } starts[]
      = { { "{\"tenant\":\"t1\",", TRUE }, { "{\"tenant\":\"t2\",", FALSE }, { "{", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      char *changes = g_strconcat (
          starts[i].start,
          "\"old_state\":\"a\",\"new_state\":\"b\",\"has_more\":false,\"changes\":[],"
          "\"count\":0,\"end\":true}",
          NULL);
      char *telemetry = g_strconcat (
          starts[i].start,
          "\"cart\":\"c1\",\"res\":\"raw\",\"from_ms\":1700000000000,"
          "\"to_ms\":1700000600000,\"t\":[],\"metrics\":{},\"count\":0,\"end\":true}",
          NULL);
      char *messages
          = g_strconcat (starts[i].start,
                         "\"items\":[],\"certificates\":[],\"count\":0,\"next\":null,\"end\":true}",
                         NULL);
      g_autoptr (CorralChangesPage) a
          = corral_page_read_changes ("t1", changes, strlen (changes), NULL);
      g_autoptr (CorralTelemetry) b
          = corral_page_read_telemetry ("t1", telemetry, strlen (telemetry), NULL);
      g_autoptr (CorralMessagePage) c
          = corral_page_read_messages ("t1", messages, strlen (messages), NULL);

      g_assert_cmpint (a != NULL, ==, starts[i].good);
      g_assert_cmpint (b != NULL, ==, starts[i].good);
      g_assert_cmpint (c != NULL, ==, starts[i].good);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/page-answers/vitals", test_vitals);
  g_test_add_func ("/page-answers/bad-vitals-are-put-aside", test_bad_vitals_are_put_aside);
  g_test_add_func ("/page-answers/bad-vitals-are-refused", test_bad_vitals_are_refused);
  g_test_add_func ("/page-answers/telemetry", test_telemetry);
  g_test_add_func ("/page-answers/no-points", test_no_points);
  g_test_add_func ("/page-answers/words", test_words);
  g_test_add_func ("/page-answers/bad-telemetry-is-refused", test_bad_telemetry_is_refused);
  g_test_add_func ("/page-answers/messages", test_messages);
  g_test_add_func ("/page-answers/messages-with-card-numbers", test_messages_with_card_numbers);
  g_test_add_func ("/page-answers/me", test_me);
  g_test_add_func ("/page-answers/me-may-be-minimal", test_me_may_be_minimal);
  g_test_add_func ("/page-answers/bad-me-is-refused", test_bad_me_is_refused);
  g_test_add_func ("/page-answers/problem", test_problem);
  g_test_add_func ("/page-answers/cut-at-every-byte", test_cut_at_every_byte);
  g_test_add_func ("/page-answers/lists-of-another-chain-are-refused",
                   test_lists_of_another_chain_are_refused);
  return g_test_run ();
}
