/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo cloud: what carts say of themselves, and that they signed it. */
#include "config.h"

#include "cloud-fixture.h"
#include "corral-collections.h"
#include "corral-metric.h"
#include "corral-time.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <math.h>
#include <string.h>

static void
add_vitals (Answer *page, GHashTable *rows)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);
  JsonObject *metrics = json_object_get_object_member (answer_object (page), "metrics");
  guint n = json_array_get_length (answer_array (page, "ids"));

  g_assert_cmpuint (json_array_get_length (answer_array (page, "revs")), ==, n);
  g_assert_cmpuint (json_object_get_size (metrics), ==, schema->n_fields - 2);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint k = 2; k < schema->n_fields; k++)
        {
          JsonArray *column = json_object_get_array_member (metrics, schema->fields[k].name);
          g_autofree char *value = json_to_string (json_array_get_element (column, i), FALSE);

          g_assert_cmpuint (json_array_get_length (column), ==, n);
          g_string_append_printf (text, "%s ", value);
        }
      g_hash_table_insert (rows, g_strdup (json_array_get_string_element (answer_array (page, "ids"), i)),
                           g_string_free (g_steal_pointer (&text), FALSE));
    }
}

static GHashTable *
read_vitals (CloudFixture *f, const char *store, guint limit)
{
  GHashTable *rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *next = NULL;

  do
    {
      g_autoptr (Answer) page = cloud_get_tenant (f, "vitals?limit=%u%s%s%s%s", limit,
                                                  store != NULL ? "&store=" : "", store != NULL ? store : "",
                                                  next != NULL ? "&cursor=" : "", next != NULL ? next : "");

      assert_whole_list (page, "ids");
      add_vitals (page, rows);
      g_free (next);
      next = g_strdup (answer_text (page, "next"));
    }
  while (next != NULL);
  return rows;
}

static void
test_vitals (CloudFixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) all = read_vitals (f, NULL, 1000);
  g_autoptr (Answer) stores = cloud_get_tenant (f, "snapshots/store");
  g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/vitals", f->tenant);
  g_autoptr (Answer) page = cloud_get (f, path);
  g_autoptr (Answer) unchanged = cloud_get_if_changed (f, path, page->etag);
  g_autoptr (Answer) changed = NULL;
  guint in_stores = 0;

  g_assert_cmpuint (g_hash_table_size (all), >, 0);
  for (guint limit = 1; limit <= 7; limit++)
    {
      g_autoptr (GHashTable) pages = read_vitals (f, NULL, limit);

      assert_same_rows (pages, all);
    }
  for (guint i = 0; i < json_array_get_length (answer_array (stores, "items")); i++)
    {
      const char *id
          = json_object_get_string_member (json_array_get_object_element (answer_array (stores, "items"), i),
                                           "id");
      g_autoptr (GHashTable) some = read_vitals (f, id, 3);

      in_stores += g_hash_table_size (some);
    }
  g_assert_cmpuint (in_stores, ==, g_hash_table_size (all));
  g_assert_cmpuint (unchanged->status, ==, 304);
  corral_clock_advance_us (f->clock, 10 * CORRAL_MINUTE_MS * 1000);
  changed = cloud_get_if_changed (f, path, page->etag);
  assert_whole_list (changed, "ids");
}

/* A cart of the tenant that has sent something in the last day, and how much. */
static char *
find_talking_cart (CloudFixture *f)
{
  g_autoptr (Answer) carts = cloud_get_tenant (f, "snapshots/cart");

  for (guint i = 0; i < json_array_get_length (answer_array (carts, "items")); i++)
    {
      const char *id
          = json_object_get_string_member (json_array_get_object_element (answer_array (carts, "items"), i),
                                           "id");
      g_autoptr (Answer) samples = cloud_get_tenant (f,
                                                     "carts/%s/telemetry?from=%" G_GINT64_FORMAT
                                                     "&to=%" G_GINT64_FORMAT "&metrics=battery_pct",
                                                     id, START_MS - CORRAL_DAY_MS, START_MS);

      assert_whole_list (samples, "t");
      if (answer_number (samples, "count") > 200)
        return g_strdup (id);
    }
  g_assert_not_reached ();
}

/* How it was connected agrees with what it measured: a signal and an access point go with Wi-Fi. */
static void
check_connection (Answer *all)
{
  JsonObject *metrics = json_object_get_object_member (answer_object (all), "metrics");
  JsonArray *words = answer_array (all, "words");
  JsonArray *uplinks = json_object_get_array_member (metrics, "uplink");
  JsonArray *points = json_object_get_array_member (metrics, "access_point");
  JsonArray *signals = json_object_get_array_member (metrics, "wifi_rssi_dbm");
  JsonArray *delays = json_object_get_array_member (metrics, "arrival_delay_s");
  JsonArray *missing = json_object_get_array_member (metrics, "missing");
  guint n_wifi = 0;

  g_assert_cmpuint (json_array_get_length (words), >, 0);
  for (guint i = 0; i < json_array_get_length (uplinks); i++)
    {
      gboolean has_point = !json_node_is_null (json_array_get_element (points, i));

      g_assert_cmpint (has_point, ==, !json_node_is_null (json_array_get_element (signals, i)));
      if (has_point)
        g_assert_true (g_str_has_prefix (
            json_array_get_string_element (words, (guint) json_array_get_int_element (points, i)), "ap-"));
      if (json_array_get_int_element (uplinks, i) == CORRAL_UPLINK_WIFI)
        {
          g_assert_true (has_point);
          n_wifi++;
        }
      g_assert_cmpint (json_array_get_int_element (delays, i), >=, 0);
      g_assert_cmpint (json_array_get_int_element (missing, i), >=, 0);
    }
  g_assert_cmpuint (n_wifi, >, 0);
}

static void
test_telemetry (CloudFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *res;
    gint64 ms;
  } rollups[] = { { "1m", CORRAL_MINUTE_MS }, { "1h", CORRAL_HOUR_MS } };
  g_autofree char *cart = find_talking_cart (f);
  g_autofree char *span = g_strdup_printf ("from=%" G_GINT64_FORMAT "&to=%" G_GINT64_FORMAT,
                                           START_MS - CORRAL_DAY_MS, START_MS);
  g_autofree char *path
      = g_strdup_printf ("/v1/tenants/%s/carts/%s/telemetry?%s&metrics=battery_pct,ambient_c", f->tenant,
                         cart, span);
  g_autoptr (Answer) raw = cloud_get (f, path);
  g_autoptr (Answer) unchanged = cloud_get_if_changed (f, path, raw->etag);
  g_autoptr (Answer) all = cloud_get_tenant (f, "carts/%s/telemetry?%s", cart, span);
  JsonArray *t = answer_array (raw, "t");
  JsonArray *ambient
      = json_object_get_array_member (json_object_get_object_member (answer_object (raw), "metrics"),
                                      "ambient_c");

  assert_whole_list (raw, "t");
  g_assert_cmpuint (unchanged->status, ==, 304);
  g_assert_cmpstr (answer_text (raw, "cart"), ==, cart);
  g_assert_cmpstr (answer_text (raw, "res"), ==, "raw");
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (answer_object (raw), "metrics")), ==,
                    2);
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (answer_object (all), "metrics")), ==,
                    g_strv_length ((char **) corral_metric_get_names ()));
  check_connection (all);
  g_assert_cmpuint (json_array_get_length (ambient), ==, json_array_get_length (t));
  for (guint i = 0; i < json_array_get_length (t); i++)
    {
      gint64 at = json_array_get_int_element (t, i);

      g_assert_cmpint (at, >=, START_MS - CORRAL_DAY_MS);
      g_assert_cmpint (at, <, START_MS);
      if (i > 0)
        g_assert_cmpint (at, >=, json_array_get_int_element (t, i - 1));
    }

  /* The roll-ups against the samples themselves. */
  for (guint k = 0; k < G_N_ELEMENTS (rollups); k++)
    {
      g_autoptr (Answer) rolled =
        cloud_get_tenant (f, "carts/%s/telemetry?%s&res=%s&metrics=ambient_c", cart, span, rollups[k].res);
      JsonArray *starts = answer_array (rolled, "t");
      JsonObject *columns
          = json_object_get_object_member (json_object_get_object_member (answer_object (rolled), "metrics"),
                                           "ambient_c");
      guint at = 0;

      assert_whole_list (rolled, "t");
      g_assert_cmpuint (json_array_get_length (starts), >, 5);
      for (guint i = 0; i < json_array_get_length (starts); i++)
        {
          gint64 start = json_array_get_int_element (starts, i);
          guint n = 0, samples = 0;
          double sum = 0, min = INFINITY, max = -INFINITY;

          g_assert_cmpint (start % rollups[k].ms, ==, 0);
          for (; at < json_array_get_length (t) && json_array_get_int_element (t, at) < start + rollups[k].ms;
               at++)
            {
              g_assert_cmpint (json_array_get_int_element (t, at), >=, start);
              samples++;
              if (json_node_is_null (json_array_get_element (ambient, at)))
                continue;
              n++;
              sum += json_array_get_double_element (ambient, at);
              min = MIN (min, json_array_get_double_element (ambient, at));
              max = MAX (max, json_array_get_double_element (ambient, at));
            }
          g_assert_cmpuint (samples, >, 0);
          g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (columns, "n"), i), ==,
                           n);
          if (n == 0)
            {
              g_assert_true (json_array_get_null_element (json_object_get_array_member (columns, "min"), i));
              g_assert_true (json_array_get_null_element (json_object_get_array_member (columns, "sum"), i));
              continue;
            }
          g_assert_cmpfloat_with_epsilon (
            json_array_get_double_element (json_object_get_array_member (columns, "sum"), i), sum, 0.001);
          g_assert_cmpfloat_with_epsilon (
            json_array_get_double_element (json_object_get_array_member (columns, "min"), i), min, 0.001);
          g_assert_cmpfloat_with_epsilon (
            json_array_get_double_element (json_object_get_array_member (columns, "max"), i), max, 0.001);
        }
      g_assert_cmpuint (at, ==, json_array_get_length (t));
    }
}

static gnutls_x509_crt_t
import_certificate (JsonArray *certificates, guint index)
{
  gsize size;
  g_autofree guchar *der = g_base64_decode (json_array_get_string_element (certificates, index), &size);
  gnutls_datum_t datum = { der, (unsigned int) size };
  gnutls_x509_crt_t certificate;

  g_assert_cmpint (gnutls_x509_crt_init (&certificate), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_import (certificate, &datum, GNUTLS_X509_FMT_DER), ==, 0);
  return certificate;
}

static int
verify_event (JsonObject *event, gnutls_pubkey_t public, gboolean flip)
{
  gsize body_size, signature_size;
  g_autofree guchar *body = g_base64_decode (json_object_get_string_member (event, "body"), &body_size);
  g_autofree guchar *signature
      = g_base64_decode (json_object_get_string_member (event, "signature"), &signature_size);
  gnutls_datum_t data = { body, (unsigned int) body_size };
  gnutls_datum_t r = { signature, 32 };
  gnutls_datum_t s = { signature + 32, 32 };
  gnutls_datum_t der;
  int result;

  g_assert_cmpuint (signature_size, ==, 64);
  if (flip)
    body[body_size / 2] ^= 1;
  g_assert_cmpint (gnutls_encode_rs_value (&der, &r, &s), ==, 0);
  result = gnutls_pubkey_verify_data2 (public, GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &der);
  gnutls_free (der.data);
  return result;
}

static void
assert_body_agrees (JsonObject *event, const char *serial)
{
  gsize size;
  g_autofree guchar *body = g_base64_decode (json_object_get_string_member (event, "body"), &size);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  json_parser_load_from_data (parser, (const char *) body, (gssize) size, &error);
  g_assert_no_error (error);
  object = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpint (json_object_get_int_member (object, "v"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (object, "cart"), ==, serial);
  g_assert_cmpint (json_object_get_int_member (object, "n"), ==,
                   json_object_get_int_member (event, "counter"));
  g_assert_cmpint (json_object_get_int_member (object, "t"), ==,
                   json_object_get_int_member (event, "device_ms"));
  g_assert_cmpstr (json_object_get_string_member (object, "type"), ==,
                   json_object_get_string_member (event, "type"));
}

static void
test_events (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = find_talking_cart (f);
  g_autofree char *span = g_strdup_printf ("from=%" G_GINT64_FORMAT "&to=%" G_GINT64_FORMAT,
                                           START_MS - 6 * CORRAL_HOUR_MS, START_MS);
  g_autoptr (Answer) row = cloud_get_tenant (f, "cart/%s", cart);
  g_autoptr (Answer) all = cloud_get_tenant (f, "carts/%s/events?%s", cart, span);
  g_autoptr (Answer) health = cloud_get_tenant (f, "carts/%s/events?%s&types=health", cart, span);
  JsonArray *items = answer_array (all, "items");
  gnutls_x509_crt_t certificate = import_certificate (answer_array (all, "certificates"), 0);
  gnutls_x509_crt_t authority = import_certificate (answer_array (all, "certificates"), 1);
  gnutls_pubkey_t public;
  unsigned int problems = 0;
  guint n_health = 0;

  assert_whole_list (all, "items");
  g_assert_cmpuint (json_array_get_length (items), >, 20);
  g_assert_cmpint (gnutls_x509_crt_verify (certificate, &authority, 1, GNUTLS_VERIFY_DISABLE_TIME_CHECKS,
                                           &problems),
                   ==, 0);
  g_assert_cmpuint (problems, ==, 0);
  g_assert_cmpint (gnutls_pubkey_init (&public), ==, 0);
  g_assert_cmpint (gnutls_pubkey_import_x509 (public, certificate, 0), ==, 0);
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *event = json_array_get_object_element (items, i);

      g_assert_cmpint (verify_event (event, public, FALSE), >=, 0);
      g_assert_cmpint (verify_event (event, public, TRUE), <, 0);
      assert_body_agrees (event, answer_text (row, "serial"));
      n_health += strcmp (json_object_get_string_member (event, "type"), "health") == 0;
      if (i > 0)
        g_assert_cmpint (json_object_get_int_member (event, "counter"), <,
                         json_object_get_int_member (json_array_get_object_element (items, i - 1),
                                                     "counter"));
    }
  g_assert_cmpint (answer_number (health, "count"), ==, n_health);

  /* In pages, while time goes on: the same, with and without a filter. */
  for (guint limit = 3; limit <= 7; limit += 2)
    for (guint filtered = 0; filtered < 2; filtered++)
      {
        JsonArray *expected = answer_array (filtered ? health : all, "items");
        g_autofree char *next = NULL;
        guint at = 0;

        do
          {
            g_autoptr (Answer) page
                = cloud_get_tenant (f, "carts/%s/events?%s&limit=%u%s%s%s", cart, span, limit,
                                    filtered ? "&types=health" : "", next != NULL ? "&cursor=" : "",
                                    next != NULL ? next : "");

            assert_whole_list (page, "items");
            for (guint i = 0; i < json_array_get_length (answer_array (page, "items")); i++)
              g_assert_cmpstr (json_object_get_string_member (
                                   json_array_get_object_element (answer_array (page, "items"), i), "id"),
                               ==,
                               json_object_get_string_member (json_array_get_object_element (expected, at++),
                                                              "id"));
            g_free (next);
            next = g_strdup (answer_text (page, "next"));
          }
        while (next != NULL);
        g_assert_cmpuint (at, ==, json_array_get_length (expected));
      }
  gnutls_pubkey_deinit (public);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_crt_deinit (authority);
}

#define ADD(path, function) \
  g_test_add (path, CloudFixture, NULL, cloud_fixture_set_up, function, cloud_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/demo-cloud/vitals", test_vitals);
  ADD ("/demo-cloud/telemetry", test_telemetry);
  ADD ("/demo-cloud/events", test_events);
  return g_test_run ();
}
