/* SPDX-License-Identifier: GPL-3.0-or-later */
/* corral-cli as a person or a script has it: the demo cloud, the sync, the reports and finding. */
#include "config.h"

#include "corral-cache-outbox.h"
#include "corral-stored-fleet.h"
#include "tool-fixture.h"

#include "corral-verdict.h"

#include <signal.h>
#include <string.h>

#define N_CHAINS 6

static JsonObject *
parse_object (const char *line, JsonNode **node)
{
  GError *error = NULL;

  *node = json_from_string (line, &error);
  g_assert_no_error (error);
  return json_node_get_object (*node);
}

static gint64
sum (JsonArray *rows, const char *member)
{
  gint64 total = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    total += json_object_get_int_member (json_array_get_object_element (rows, i), member);
  return total;
}

/* ---- the demo cloud ---------------------------------------------------------------------------------- */

static void
test_demo_cloud (ToolFixture *f, gconstpointer data)
{
  g_autoptr (GSubprocess) process
      = tool_start ("demo-cloud", "--carts", "60", "--stores", "6", "--seed", "7", "--scenario", "car-park", NULL);
  g_autofree char *line = tool_read_line (g_subprocess_get_stdout_pipe (process));
  g_autoptr (JsonNode) node = NULL;
  JsonObject *said = parse_object (line, &node);
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  GError *error = NULL;
  g_autoptr (CorralApi) api = corral_api_new (json_object_get_string_member (said, "api"), clock, &error);
  g_autoptr (CorralMe) me = NULL;

  g_assert_no_error (error);
  corral_api_set_token (api, json_object_get_string_member (said, "token"));
  me = corral_api_get_me (api, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (me->tenants->len, >, 0);

  g_subprocess_send_signal (process, GPOINTER_TO_INT (data));
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_scenarios (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) listed = tool_run ("demo-cloud", "--scenario", "list", NULL);

  g_assert_cmpint (listed->code, ==, 0);
  g_assert_cmpstr (listed->err, ==, "");
  for (const char *const *names = (const char *const[]){ "carrier-outage", "store-wifi-down", "car-park", NULL };
       *names != NULL; names++)
    g_assert_nonnull (strstr (listed->out, *names));
}

/* ---- the sync and its reports --------------------------------------------------------------------------- */

static void
assert_all_held (ToolFixture *f)
{
  static const struct
  {
    const char *report;
    const char *extra;
    CorralCollection collection;
  } reports[] = {
    { "stores", NULL, CORRAL_COLLECTION_STORE },
    { "carts", NULL, CORRAL_COLLECTION_CART },
    { "alerts", "--all", CORRAL_COLLECTION_ALERT },
    { "flags", "--all", CORRAL_COLLECTION_FLAG },
  };

  for (guint i = 0; i < G_N_ELEMENTS (reports); i++)
    {
      g_autoptr (JsonArray) rows = tool_report (f, reports[i].report, reports[i].extra);

      g_assert_cmpint (json_array_get_length (rows), ==, tool_count_in_cloud (f, reports[i].collection));
    }
}

static void
test_sync (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) first = NULL;
  g_autoptr (Said) second = NULL;
  g_autoptr (Said) third = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonArray) fleet = NULL;
  g_autoptr (JsonArray) stores = NULL;
  JsonObject *outcome;
  guint before;

  tool_start_cloud (f, 300, 12);
  first = tool_sync (f);
  outcome = parse_object (first->out, &node);
  g_assert_true (json_object_get_boolean_member (outcome, "ok"));
  g_assert_false (json_object_has_member (outcome, "error"));
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (outcome, "tenants")), ==, N_CHAINS);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (outcome, "rows"), "cart"), ==, 300);
  g_assert_cmpint (json_object_get_int_member (outcome, "quarantined"), ==, 0);
  g_assert_nonnull (strstr (first->err, "300 carts"));
  assert_all_held (f);

  /* Nothing has changed: /me, and for each chain the changes and the last values. */
  before = corral_demo_cloud_get_n_requests (f->cloud);
  second = tool_sync (f);
  g_assert_cmpuint (corral_demo_cloud_get_n_requests (f->cloud) - before, ==, 1 + 2 * N_CHAINS);

  /* An hour later there is news, and still no snapshot is asked for. */
  corral_clock_advance_us (f->clock, 3600 * (gint64) G_USEC_PER_SEC);
  before = corral_demo_cloud_get_n_requests (f->cloud);
  third = tool_sync (f);
  g_assert_cmpuint (corral_demo_cloud_get_n_requests (f->cloud) - before, <=, 1 + 4 * N_CHAINS);
  assert_all_held (f);

  /* What the fleet says is what its stores say. */
  fleet = tool_report (f, "fleet", NULL);
  stores = tool_report (f, "stores", NULL);
  g_assert_cmpint (json_array_get_length (fleet), ==, N_CHAINS);
  g_assert_cmpint (sum (fleet, "stores"), ==, 12);
  for (const char *const *names
       = (const char *const[]){ "carts", "ready", "in_use", "charging", "silent", "repair", "alerts", "flags", NULL };
       *names != NULL; names++)
    g_assert_cmpint (sum (fleet, *names), ==, sum (stores, *names));
}

static void
test_scopes (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) synced = NULL;
  g_autoptr (JsonArray) of_chain = NULL;
  g_autoptr (JsonArray) by_name = NULL;
  g_autoptr (JsonArray) of_store = NULL;
  g_autoptr (JsonArray) stores = NULL;
  g_autofree char *option = NULL;
  JsonObject *one;

  tool_start_cloud (f, 120, 12);
  synced = tool_sync (f);
  of_chain = tool_report (f, "carts", "--chain=harbor");
  by_name = tool_report (f, "carts", "--chain=HARBORLIGHT foods");
  g_assert_cmpuint (json_array_get_length (of_chain), >, 0);
  g_assert_cmpuint (json_array_get_length (of_chain), <, 120);
  g_assert_cmpuint (json_array_get_length (of_chain), ==, json_array_get_length (by_name));

  stores = tool_report (f, "stores", NULL);
  one = json_array_get_object_element (stores, 0);
  option = g_strdup_printf ("--store=%" G_GINT64_FORMAT, json_object_get_int_member (one, "store"));
  of_store = tool_report (f, "carts", option);
  g_assert_cmpuint (json_array_get_length (of_store), >, 0);
  for (guint i = 0; i < json_array_get_length (of_store); i++)
    g_assert_cmpint (
        json_object_get_int_member (json_array_get_object_element (of_store, i), "store"), ==,
        json_object_get_int_member (one, "store"));
}

/* Killed in the middle: what came can be read, but is not taken for everything; the next sync goes on from there. */
static void
test_killed (ToolFixture *f, gconstpointer data)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *line = NULL;
  g_autoptr (Said) said = NULL;
  g_autoptr (Said) part = NULL;
  GError *error = NULL;

  tool_start_cloud (f, 9000, 30);
  process = tool_start ("sync", "--api", corral_demo_cloud_get_api (f->cloud), "--token-file", f->token, "--data",
                        f->data, NULL);
  line = tool_read_line (g_subprocess_get_stderr_pipe (process));
  g_assert_nonnull (strstr (line, "carts"));
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (process));

  part = tool_run ("report", "stores", "--data", f->data, "--format", "csv", NULL);
  g_assert_cmpint (part->code, ==, 1);
  g_assert_true (g_str_has_prefix (part->out, "chain,"));
  g_assert_nonnull (strstr (part->err, "Not everything is stored yet"));

  said = tool_sync (f);
  assert_all_held (f);
}

/* Two at once: the one that writes goes on, reports are read beside it, a second one is told. */
static void
test_follow (ToolFixture *f, gconstpointer data)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (Said) refused = NULL;
  GInputStream *log;
  GError *error = NULL;

  tool_start_cloud (f, 120, 12);
  process = tool_start ("sync", "--api", corral_demo_cloud_get_api (f->cloud), "--token-file", f->token, "--data",
                        f->data, "--follow", NULL);
  log = g_subprocess_get_stderr_pipe (process);
  for (;;)
    {
      g_autofree char *line = tool_read_line (log);

      g_assert_cmpstr (line, !=, "");
      if (g_str_has_prefix (line, "Up to date"))
        break;
    }
  assert_all_held (f);

  refused = tool_run ("sync", "--api", corral_demo_cloud_get_api (f->cloud), "--token-file", f->token, "--data",
                      f->data, NULL);
  g_assert_cmpint (refused->code, ==, 1);
  g_assert_nonnull (strstr (refused->err, "Another Corral"));

  g_subprocess_send_signal (process, SIGINT);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_offline (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) synced = NULL;
  g_autoptr (Said) table = NULL;
  g_autoptr (Said) csv = NULL;
  g_autoptr (JsonArray) rows = NULL;
  g_auto (GStrv) lines = NULL;

  tool_start_cloud (f, 120, 12);
  synced = tool_sync (f);
  g_clear_pointer (&f->cloud, corral_demo_cloud_free);

  table = tool_run ("report", "fleet", "--data", f->data, NULL);
  g_assert_cmpint (table->code, ==, 0);
  g_assert_cmpstr (table->err, ==, "");
  g_assert_true (g_str_has_prefix (table->out, "As of "));
  g_assert_nonnull (strstr (table->out, "UTC, "));
  g_assert_nonnull (strstr (table->out, "\nAll "));

  rows = tool_report (f, "carts", NULL);
  csv = tool_run ("report", "carts", "--data", f->data, "--format", "csv", NULL);
  g_assert_cmpint (csv->code, ==, 0);
  lines = g_strsplit (csv->out, "\r\n", -1);
  /* The headings, and nothing after the last line's end. */
  g_assert_cmpuint (g_strv_length (lines), ==, json_array_get_length (rows) + 2);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_assert_nonnull (strstr (lines[i + 1], json_object_get_string_member (json_array_get_object_element (rows, i),
                                                                            "serial")));
}

/* A list as it is filtered in the window, into a file; by the words of links. */
static void
test_filtered (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) synced = NULL;
  g_autoptr (Said) written = NULL;
  g_autoptr (Said) unknown = NULL;
  g_autoptr (Said) no_format = NULL;
  g_autoptr (Said) nowhere = NULL;
  g_autofree char *file = g_build_filename (f->data, "carts.json", NULL);
  g_autofree char *gone = g_build_filename (f->data, "no-such-folder", "carts.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonArray) all = NULL;
  g_autofree char *states = NULL;
  const char *state;
  JsonArray *rows;
  JsonObject *first;
  guint n = 0;

  tool_start_cloud (f, 120, 12);
  synced = tool_sync (f);
  g_clear_pointer (&f->cloud, corral_demo_cloud_free);
  all = tool_report (f, "carts", NULL);
  first = json_array_get_object_element (all, 0);
  state = json_object_get_string_member (first, "state");
  states = g_strdup_printf ("state=%s,updating", state);
  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *row = json_array_get_object_element (all, i);
      const char *its = json_object_get_string_member (row, "state");

      n += g_strcmp0 (json_object_get_string_member (row, "hardware_revision"), "A") == 0
           && (strcmp (its, state) == 0 || strcmp (its, "updating") == 0);
    }
  written = tool_run ("report", "carts", "--data", f->data, "--where", states, "--where", "hardware_revision=A", "--format", "json",
                      "--output", file, NULL);
  g_assert_cmpint (written->code, ==, 0);
  g_assert_cmpstr (written->out, ==, "");
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  node = json_from_string (text, NULL);
  rows = json_node_get_array (node);
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <, json_array_get_length (all));
  g_assert_cmpuint (json_array_get_length (rows), ==, n);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      g_assert_cmpstr (json_object_get_string_member (row, "hardware_revision"), ==, "A");
      g_assert_nonnull (json_object_get_string_member (row, "zone"));
    }
  unknown = tool_run ("report", "carts", "--data", f->data, "--where", "colour=red", NULL);
  g_assert_cmpint (unknown->code, ==, 2);
  no_format = tool_run ("report", "carts", "--data", f->data, "--output", file, NULL);
  g_assert_cmpint (no_format->code, ==, 2);
  nowhere = tool_run ("report", "carts", "--data", f->data, "--format", "json", "--output", gone, NULL);
  g_assert_cmpint (nowhere->code, !=, 0);
  g_assert_cmpstr (nowhere->out, ==, "");
}

/* ---- finding ---------------------------------------------------------------------------------------------- */

static gboolean
finds (ToolFixture *f, const char *text, const char *member, const char *value)
{
  g_autoptr (Said) said = tool_run ("find", text, "--data", f->data, "--format", "json", NULL);
  g_autoptr (JsonNode) node = NULL;
  GError *error = NULL;
  JsonArray *rows;

  g_assert_cmpint (said->code, ==, 0);
  node = json_from_string (said->out, &error);
  g_assert_no_error (error);
  rows = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonNode *found = json_object_get_member (json_array_get_object_element (rows, i), member);

      if (!JSON_NODE_HOLDS_NULL (found) && g_strcmp0 (json_node_get_string (found), value) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
take_id (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  *(char **) data = g_strdup (((const CorralSession *) row)->id);
  return FALSE;
}

/* A trip by its id and by the beginning of it; one that is nobody's says so. */
static void
test_find_trip (ToolFixture *f)
{
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  GError *error = NULL;
  g_autoptr (CorralStoredFleet) stored = corral_stored_fleet_open (f->data, clock, &error);
  const CorralColumns *chains;
  g_autofree char *id = NULL;
  g_autofree char *beginning = NULL;
  g_autoptr (Said) nothing = NULL;

  g_assert_no_error (error);
  chains = corral_fleet_get_table (stored->fleet, CORRAL_TABLE_CHAIN);
  for (guint32 chain = 0; id == NULL && chain < corral_columns_get_n_slots (chains); chain++)
    g_assert_true (corral_cache_load (stored->cache, corral_columns_get_text (chains, chain, CORRAL_CHAIN_COL_ID),
                                      CORRAL_COLLECTION_SESSION, take_id, &id, NULL, &error));
  g_assert_nonnull (id);
  beginning = g_ascii_strup (id, 13);
  g_assert_true (finds (f, id, "found", "trip"));
  g_assert_true (finds (f, beginning, "found", "trip"));
  nothing = tool_run ("find", "00000000-0000-4000-8000-000000000000", "--data", f->data, NULL);
  g_assert_cmpint (nothing->code, ==, 1);
  g_assert_nonnull (strstr (nothing->err, "No trip"));
}

static void
test_find (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) synced = NULL;
  g_autoptr (Said) nothing = NULL;
  g_autoptr (Said) meant = NULL;
  g_autoptr (JsonArray) carts = NULL;
  g_autofree char *firmware = NULL;
  JsonObject *cart;
  const char *serial;

  tool_start_cloud (f, 120, 12);
  synced = tool_sync (f);
  carts = tool_report (f, "carts", NULL);
  cart = json_array_get_object_element (carts, 77);
  serial = json_object_get_string_member (cart, "serial");

  g_assert_true (finds (f, json_object_get_string_member (cart, "label"), "serial", serial));
  g_assert_true (finds (f, serial, "serial", serial));
  g_assert_true (finds (f, serial + strlen (serial) - 4, "serial", serial));
  g_assert_true (finds (f, json_object_get_string_member (cart, "store_name"), "store_name",
                        json_object_get_string_member (cart, "store_name")));

  g_assert_true (finds (f, json_object_get_string_member (cart, "chain_name"), "found", "chain"));
  firmware = g_strdup_printf ("Firmware %s", json_object_get_string_member (cart, "firmware"));
  g_assert_true (finds (f, firmware, "what", firmware));
  g_assert_true (finds (f, firmware, "found", "list"));
  meant = tool_run ("find", "fimrware", "--data", f->data, NULL);
  g_assert_cmpint (meant->code, ==, 0);
  g_assert_nonnull (strstr (meant->err, "Did you mean Firmware?"));
  g_assert_nonnull (strstr (meant->out, firmware));
  test_find_trip (f);

  nothing = tool_run ("find", "no such thing", "--data", f->data, NULL);
  g_assert_cmpint (nothing->code, ==, 1);
  g_assert_cmpstr (nothing->out, ==, "");
  g_assert_nonnull (strstr (nothing->err, "no such thing"));
}

/* What is wrong with a cart, what to say and what to try: from what is stored, with the cloud gone. */
static void
test_call (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) synced = NULL;
  g_autoptr (Said) text = NULL;
  g_autoptr (Said) json = NULL;
  g_autoptr (Said) store = NULL;
  g_autoptr (Said) nothing = NULL;
  g_autoptr (Said) nameless = NULL;
  g_autoptr (JsonArray) carts = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) of_store = NULL;
  g_autofree char *store_name = NULL;
  JsonObject *cart, *said, *step;
  CorralVerdictCause cause;

  tool_start_cloud (f, 120, 12);
  synced = tool_sync (f);
  carts = tool_report (f, "carts", NULL);
  cart = json_array_get_object_element (carts, 77);
  g_clear_pointer (&f->cloud, corral_demo_cloud_free);

  json = tool_run ("call", json_object_get_string_member (cart, "serial"), "--json", "--data", f->data, NULL);
  g_assert_cmpint (json->code, ==, 0);
  said = parse_object (json->out, &node);
  g_assert_true (corral_verdict_cause_from_word (json_object_get_string_member (said, "cause"), &cause));
  g_assert_cmpint (json_object_get_int_member (said, "confidence_pct"), <=, 99);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (said, "try")), >=, 2);
  step = json_array_get_object_element (json_object_get_array_member (said, "try"), 0);
  g_assert_cmpuint (strlen (json_object_get_string_member (said, "ticket")), >, 0);
  g_assert_false (json_object_get_null_member (said, "as_of_ms"));

  text = tool_run ("call", json_object_get_string_member (cart, "serial"), "--data", f->data, NULL);
  g_assert_cmpint (text->code, ==, 0);
  g_assert_nonnull (strstr (text->out, "As of "));
  g_assert_nonnull (strstr (text->out, json_object_get_string_member (said, "say")));
  g_assert_nonnull (strstr (text->out, json_object_get_string_member (step, "do")));
  g_assert_nonnull (strstr (text->out, json_object_get_string_member (said, "ticket")));

  store_name = g_strconcat ("store/", json_object_get_string_member (cart, "store_name"), NULL);
  store = tool_run ("call", store_name, "--json", "--data", f->data, NULL);
  g_assert_cmpint (store->code, ==, 0);
  parse_object (store->out, &of_store);

  nothing = tool_run ("call", "no-such-cart", "--data", f->data, NULL);
  g_assert_cmpint (nothing->code, ==, 1);
  g_assert_cmpstr (nothing->out, ==, "");
  g_assert_nonnull (strstr (nothing->err, "no-such-cart"));
  nameless = tool_run ("call", "--data", f->data, NULL);
  g_assert_cmpint (nameless->code, ==, 2);
}

/* ---- what carts have in common -------------------------------------------------------------------------- */

static void
test_factors (ToolFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *carts;
    const char *why;
  } misused[] = {
    { "stores", "is no list of carts" },
    { "carts?colour=red", "colour=red" },
    { "corral:nowhere", "nowhere" },
  };
  g_autoptr (Said) synced = NULL;
  g_autoptr (Said) json = NULL;
  g_autoptr (Said) text = NULL;
  g_autoptr (Said) limited = NULL;
  g_autoptr (JsonArray) carts = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *list = NULL;
  GError *error = NULL;
  JsonObject *answer, *first;
  JsonArray *factors;
  const char *revision;
  guint n_carts = 0;

  tool_start_cloud (f, 1200, 12);
  synced = tool_sync (f);
  /* Each lot is of one revision, so those of a revision share their lots. */
  carts = tool_report (f, "carts", NULL);
  revision = json_object_get_string_member (json_array_get_object_element (carts, 0), "hardware_revision");
  list = g_strdup_printf ("carts?hardware_revision=%s", revision);
  for (guint i = 0; i < json_array_get_length (carts); i++)
    n_carts += g_strcmp0 (json_object_get_string_member (json_array_get_object_element (carts, i), "hardware_revision"),
                          revision)
               == 0;

  json = tool_run ("factors", list, "--data", f->data, "--json", NULL);
  g_assert_cmpint (json->code, ==, 0);
  node = json_from_string (json->out, &error);
  g_assert_no_error (error);
  answer = json_node_get_object (node);
  g_assert_cmpint (json_object_get_int_member (answer, "carts"), ==, n_carts);
  g_assert_cmpint (json_object_get_int_member (answer, "all"), >, n_carts);
  g_assert_cmpint (json_object_get_int_member (answer, "all"), ==, json_array_get_length (carts));
  factors = json_object_get_array_member (answer, "factors");
  g_assert_cmpuint (json_array_get_length (factors), >, 0);
  for (guint i = 0; i < json_array_get_length (factors); i++)
    {
      JsonObject *factor = json_array_get_object_element (factors, i);

      g_assert_cmpint (json_object_get_int_member (factor, "selected"), >=, 3);
      g_assert_cmpint (json_object_get_int_member (factor, "selected"), <=,
                       json_object_get_int_member (factor, "selection"));
      g_assert_cmpint (json_object_get_int_member (factor, "selection") + json_object_get_int_member (factor, "unknown"),
                       ==, n_carts);
      g_assert_cmpint (json_object_get_int_member (factor, "leader"), <=, i);
      g_assert_cmpfloat (json_object_get_double_member (factor, "log10_chance"), <=, -2);
      g_assert_cmpfloat (json_object_get_double_member (factor, "lift"), >, 1);
      g_assert_nonnull (strstr (json_object_get_string_member (factor, "link"), "hardware_revision="));
    }
  first = json_array_get_object_element (factors, 0);
  g_assert_cmpstr (json_object_get_string_member (first, "kind"), ==, "lot");
  g_assert_cmpint (json_object_get_int_member (first, "rest"), ==, 0);
  /* What was asked by is no news. */
  g_assert_null (strstr (json->out, "\"kind\": \"hardware_revision\""));

  text = tool_run ("factors", list, "--data", f->data, NULL);
  g_assert_cmpint (text->code, ==, 0);
  g_assert_nonnull (strstr (text->out, "As of "));
  g_assert_nonnull (strstr (text->out, json_object_get_string_member (first, "name")));
  limited = tool_run ("factors", "carts", "--data", f->data, "--limit", "1", NULL);
  g_assert_cmpint (limited->code, ==, 0);
  g_assert_nonnull (strstr (limited->out, "These are all the carts"));

  for (guint i = 0; i < G_N_ELEMENTS (misused); i++)
    {
      g_autoptr (Said) said = tool_run ("factors", misused[i].carts, "--data", f->data, NULL);

      g_assert_cmpint (said->code, ==, 2);
      g_assert_cmpstr (said->out, ==, "");
      g_assert_nonnull (strstr (said->err, misused[i].why));
    }
}

/* As if the cloud had last said so. */
static void
set_role (ToolFixture *f, const char *role)
{
  char *roles[] = { (char *) role, NULL };
  char *scopes[] = { (char *) "fleet.read", NULL };
  const CorralAccount account = { .id = (char *) "kim", .roles = roles, .scopes = scopes };
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  g_autoptr (CorralCache) cache = corral_cache_open (f->data, f->data, CORRAL_CACHE_OPEN_DEFAULT, clock, NULL);

  g_assert_true (corral_cache_set_account (cache, &account, NULL));
  corral_cache_close (cache);
}

/* What the window does not show a role the tool does not report, nor find; and who may not combine chains says which. */
static void
test_roles (ToolFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *role, *report, *chain;
    const char *refused; /* (nullable): in what is said */
    gboolean as_file;    /* only where other programs read it */
  } rows[] = {
    { "fleet_ops", "carts", NULL, NULL },
    { "fleet_ops", "tickets", NULL, NULL },
    { "fleet_ops", "cases", NULL, "not for this account" },
    { "store_manager", "cases", "--chain=harbor", "not for this account" },
    { "loss_prevention", "cases", "--chain=harbor", NULL },
    { "support_agent", "cases", NULL, "not for this account" },
    { "fleet_ops", "flags", NULL, "not for this account" },
    { "support_lead", "flags", "--chain=harbor", "not for this account" },
    { "loss_prevention", "alerts", "--chain=harbor", "not for this account" },
    { "loss_prevention", "flags", NULL, "--chain" },
    { "loss_prevention", "flags", "--chain=harbor", NULL },
    { "loss_prevention", "fleet", NULL, "--chain" },
    { "chain_manager", "stores", NULL, "--chain" },
    { "a_role_of_tomorrow", "flags", NULL, NULL },
    { "support_lead", "cases", "--chain=harbor", "not for this account" },
    { "store_manager", "tickets", "--chain=harbor", NULL },
    { "support_agent", "carts", NULL, "may not save lists", TRUE },
  };

  tool_start_cloud (f, 60, 12);
  said_free (tool_sync (f));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      static const char *const forms[] = { "table", "csv", "json" };

      set_role (f, rows[i].role);
      for (guint k = 0; k < G_N_ELEMENTS (forms); k++)
        {
          g_autoptr (Said) said = tool_run ("report", rows[i].report, "--data", f->data, "--format", forms[k], rows[i].chain, NULL);

          g_test_message ("%s %s %s", rows[i].role, rows[i].report, forms[k]);
          if (rows[i].refused == NULL || (rows[i].as_file && k == 0))
            {
              g_assert_cmpint (said->code, ==, 0);
              continue;
            }
          g_assert_cmpint (said->code, ==, 1);
          g_assert_cmpstr (said->out, ==, "");
          g_assert_nonnull (strstr (said->err, rows[i].refused));
        }
    }
}

/* Who may not combine chains finds in one, and asks what the carts of one share. */
static void
test_one_chain (ToolFixture *f, gconstpointer data)
{
  static const char *const chains[] = { NULL, "--chain=harbor", "--chain=nowhere" };
  static const char *const roles[] = { "chain_manager", "fleet_ops" };

  tool_start_cloud (f, 60, 12);
  said_free (tool_sync (f));
  for (guint r = 0; r < G_N_ELEMENTS (roles); r++)
    for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
      {
        gboolean fails = i == 2 || (r == 0 && i == 0);
        g_autoptr (Said) found = NULL;
        g_autoptr (Said) factors = NULL;

        set_role (f, roles[r]);
        found = tool_run ("find", "harbor", "--data", f->data, "--format", "json", chains[i], NULL);
        factors = tool_run ("factors", "--data", f->data, "--json", chains[i], NULL);
        g_test_message ("%s %s: %s%s", roles[r], chains[i] != NULL ? chains[i] : "all", found->err, factors->err);
        g_assert_cmpint (found->code, ==, fails ? 1 : 0);
        g_assert_cmpint (factors->code, ==, fails ? 1 : 0);
        g_assert_cmpint (strstr (found->err, "--chain") != NULL, ==, fails && i == 0);
        g_assert_cmpint (strstr (factors->err, "--chain") != NULL, ==, fails && i == 0);
        if (i == 1)
          {
            g_assert_null (strstr (found->out, "gruenhain"));
            g_assert_null (strstr (factors->out, "gruenhain"));
          }
      }
}

/* Rows of a list as a file, as the window has it. */
static void
test_roles_and_files (ToolFixture *f, gconstpointer data)
{
  static const char *const roles[] = { "support_agent", "fleet_ops" };

  tool_start_cloud (f, 60, 12);
  said_free (tool_sync (f));
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *file = g_build_filename (f->data, "carts.csv", NULL);
      g_autoptr (Said) said = NULL;

      set_role (f, roles[i]);
      said = tool_run ("report", "carts", "--data", f->data, "--format", "csv", "--output", file, NULL);
      g_assert_cmpint (said->code, ==, i == 0 ? 1 : 0);
      g_assert_cmpint (strstr (said->err, "may not save lists as files") != NULL, ==, i == 0);
      g_assert_cmpint (g_file_test (file, G_FILE_TEST_EXISTS), ==, i != 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func, data) g_test_add (path, ToolFixture, data, tool_set_up, func, tool_tear_down)
  ADD ("/cli/tool/demo-cloud/terminated", test_demo_cloud, GINT_TO_POINTER (SIGTERM));
  ADD ("/cli/tool/demo-cloud/interrupted", test_demo_cloud, GINT_TO_POINTER (SIGINT));
  ADD ("/cli/tool/demo-cloud/scenarios", test_scenarios, NULL);
  ADD ("/cli/tool/sync", test_sync, NULL);
  ADD ("/cli/tool/scopes", test_scopes, NULL);
  ADD ("/cli/tool/killed", test_killed, NULL);
  ADD ("/cli/tool/follow", test_follow, NULL);
  ADD ("/cli/tool/offline", test_offline, NULL);
  ADD ("/cli/tool/filtered", test_filtered, NULL);
  ADD ("/cli/tool/find", test_find, NULL);
  ADD ("/cli/tool/call", test_call, NULL);
  ADD ("/cli/tool/factors", test_factors, NULL);
  ADD ("/cli/tool/roles", test_roles, NULL);
  ADD ("/cli/tool/one-chain", test_one_chain, NULL);
  ADD ("/cli/tool/roles-and-files", test_roles_and_files, NULL);
  return g_test_run ();
}
