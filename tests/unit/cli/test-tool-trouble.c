/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What corral-cli does with what is wrong: one clear sentence on stderr, the right exit code, nothing lost. */
#include "config.h"

#include "corral-fault-server.h"
#include "tool-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* One sentence, and for what was not understood where to read more. */
static void
assert_said (const Said *said, int code, const char *part)
{
  g_auto (GStrv) lines = g_strsplit (said->err, "\n", -1);

  g_test_message ("%s", said->err);
  g_assert_cmpint (said->code, ==, code);
  g_assert_nonnull (strstr (said->err, part));
  g_assert_true (g_str_has_prefix (said->err, "corral-cli"));
  g_assert_cmpuint (g_strv_length (lines), <=, code == 2 ? 3 : 2);
  g_assert_cmpuint (strlen (lines[0]), <, 300);
}

static void
test_usage (ToolFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *arguments;
    const char *part;
  } cases[] = {
    { "", "a command is needed" },
    { "snyc", "“sync”" },
    { "frobnicate", "no command" },
    { "--frobnicate", "no command" },
    { "sync", "--api" },
    { "sync --api http://127.0.0.1:1", "--token-file" },
    { "sync --api http://127.0.0.1:1 --token-file t", "--data" },
    { "sync --api http://127.0.0.1:1 --token-file t --data d --once --follow", "exclude" },
    { "sync --api http://127.0.0.1:1 --token-file t --data d more", "“more”" },
    { "sync --api http://cloud.example --token-file t --data d", "https://" },
    { "sync --api nonsense --token-file t --data d", "not the address" },
    { "sync --api ftp://cloud.example --token-file t --data d", "https://" },
    { "sync --frobnicate", "--frobnicate" },
    { "demo-cloud --carts many", "--carts" },
    { "demo-cloud --carts 0", "--carts" },
    { "demo-cloud --carts 99999999999", "--carts" },
    { "demo-cloud --carts 3 --stores 5", "stores" },
    { "demo-cloud --stores -1", "--stores" },
    { "demo-cloud --seed x", "--seed" },
    { "demo-cloud --speed 0", "--speed" },
    { "demo-cloud --speed nan", "--speed" },
    { "demo-cloud --start noon", "--start" },
    { "demo-cloud --start 1999-01-01T00:00:00Z", "--start" },
    { "demo-cloud --port 65536", "--port" },
    { "demo-cloud --port -1", "--port" },
    { "report", "fleet, stores, carts, alerts, flags" },
    { "report fleat --data d", "“fleet”" },
    { "report weather --data d", "“weather”" },
    { "report fleet", "--data" },
    { "report fleet --data d --format xml", "“xml”" },
    { "report fleet --data d --store 118", "--store" },
    { "conformance", "--api" },
    { "conformance --api http://127.0.0.1:1", "--token-file" },
    { "conformance --api http://127.0.0.1:1 --token-file t --watch -1", "--watch" },
    { "conformance --api http://127.0.0.1:1 --token-file t --write-alerts", "--write" },
    { "conformance --api http://127.0.0.1:1 --token-file t --cart c", "--write" },
    { "conformance --api http://cloud.example --token-file t", "https://" },
    { "find --data d", "what to find" },
    { "find 0412", "--data" },
    { "find 0412 --data d --limit 0", "--limit" },
    { "find two words --data d", "“words”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) arguments = g_strsplit (cases[i].arguments, " ", -1);
      g_autoptr (Said) said = tool_run_argv (*cases[i].arguments == '\0' ? (const char *const[]){ NULL }
                                                                         : (const char *const *) arguments);

      g_assert_cmpstr (said->out, ==, "");
      assert_said (said, 2, cases[i].part);
    }
}

static void
test_unknown_scenario (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) said = tool_run ("demo-cloud", "--scenario", "car-prak", NULL);

  g_assert_cmpint (said->code, ==, 2);
  g_assert_nonnull (strstr (said->err, "did you mean “car-park”"));
  g_assert_nonnull (strstr (said->err, "store-wifi-down"));
}

static void
test_help (ToolFixture *f, gconstpointer data)
{
  static const char *const commands[] = { "demo-cloud", "sync", "do", "outbox", "report", "find", "conformance" };
  g_autoptr (Said) all = tool_run ("--help", NULL);
  g_autoptr (Said) version = tool_run ("--version", NULL);

  g_assert_cmpint (all->code, ==, 0);
  g_assert_cmpint (version->code, ==, 0);
  g_assert_true (g_str_has_prefix (version->out, "corral-cli (Corral) " CORRAL_VERSION "\n"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (Said) one = tool_run (commands[i], "--help", NULL);

      g_assert_nonnull (strstr (all->out, commands[i]));
      g_assert_cmpint (one->code, ==, 0);
      g_assert_cmpstr (one->err, ==, "");
      g_assert_true (g_str_has_prefix (one->out, "Usage:\n  corral-cli "));
      g_assert_nonnull (strstr (one->out, "Exit codes: 0"));
    }
}

static void
test_faults (ToolFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *script;
    int code; /* 0: it serves */
    const char *part;
  } cases[] = {
    { "[a]\nkind=html\n[b]\nkind=cut\n", 2, "rule 2 (“b”): “bytes” is missing" },
    { "nothing", 2, "no script of faults" },
    { NULL, 1, "faults.ini" },
  };
  g_autofree char *file = g_build_filename (f->data, "faults.ini", NULL);
  g_autoptr (Said) help = tool_run ("demo-cloud", "--faults", "help", NULL);

  g_assert_cmpint (help->code, ==, 0);
  g_assert_nonnull (strstr (help->out, "drop-after"));
  g_mkdir_with_parents (f->data, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Said) said = NULL;

      g_remove (file);
      if (cases[i].script != NULL)
        g_file_set_contents (file, cases[i].script, -1, NULL);
      said = tool_run ("demo-cloud", "--carts", "12", "--faults", file, NULL);
      g_assert_cmpstr (said->out, ==, "");
      assert_said (said, cases[i].code, cases[i].part);
    }
}

static void
test_port_taken (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) said = NULL;
  g_autofree char *port = NULL;

  tool_start_cloud (f, 12, 6);
  port = g_strdup (strrchr (corral_demo_cloud_get_api (f->cloud), ':') + 1);
  said = tool_run ("demo-cloud", "--carts", "12", "--port", port, NULL);
  g_assert_cmpstr (said->out, ==, "");
  assert_said (said, 1, port);
}

static void
test_token_file (ToolFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *content; /* NULL: there is no file */
    const char *part;
  } cases[] = {
    { NULL, "cannot be read" },
    { "", "is empty" },
    { " \n\n", "is empty" },
    { "two tokens", "does not hold" },
    { "demo-\x01token", "does not hold" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Said) said = NULL;

      g_remove (f->token);
      if (cases[i].content != NULL)
        g_assert_true (g_file_set_contents (f->token, cases[i].content, -1, NULL));
      said = tool_run ("sync", "--api", "http://127.0.0.1:1", "--token-file", f->token, "--data", f->data, NULL);
      assert_said (said, 1, cases[i].part);
      g_assert_null (strstr (said->err, "two tokens"));
      g_assert_false (g_file_test (f->data, G_FILE_TEST_EXISTS));
    }
}

/* ---- a cloud that is none ------------------------------------------------------------------------------- */

static Said *
sync_from (ToolFixture *f, const char *api)
{
  return tool_run ("sync", "--api", api, "--token-file", f->token, "--data", f->data, "--json", NULL);
}

static void
assert_failed_outcome (const Said *said)
{
  GError *error = NULL;
  g_autoptr (JsonNode) node = json_from_string (said->out, &error);
  JsonObject *outcome;

  g_assert_no_error (error);
  outcome = json_node_get_object (node);
  g_assert_false (json_object_get_boolean_member (outcome, "ok"));
  g_assert_nonnull (strstr (said->err, json_object_get_string_member (outcome, "error")));
}

static void
test_refused (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) said = sync_from (f, "http://127.0.0.1:1");

  assert_said (said, 1, "Nothing answers");
  assert_failed_outcome (said);
}

static void
test_not_the_cloud (ToolFixture *f, gconstpointer data)
{
  static const struct
  {
    guint status;
    const char *type;
    const char *body;
  } cases[] = {
    { 200, "text/html", "<!DOCTYPE html><html><form>Sign in to the guest Wi-Fi</form></html>" },
    { 200, "application/json", "It works!" },
    { 200, "application/json", "[1, 2, 3]" },
    { 401, "application/problem+json",
      "{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,\"code\":\"unauthenticated\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CorralFaultServer) server = corral_fault_server_new (NULL);
      g_autoptr (Said) said = NULL;

      corral_fault_server_set (server, NULL,
                               corral_fault_none (cases[i].status, cases[i].type, NULL, cases[i].body));
      said = sync_from (f, corral_fault_server_get_url (server));
      assert_said (said, 1, ".");
      assert_failed_outcome (said);
      g_assert_null (strstr (said->err, "guest Wi-Fi"));
      g_assert_null (strstr (said->err, "demo-token"));
    }
}

/* ---- what is stored -------------------------------------------------------------------------------------- */

static void
test_nothing_stored (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) missing = tool_run ("report", "fleet", "--data", f->data, NULL);
  g_autoptr (Said) empty = tool_run ("report", "fleet", "--data", f->dir, NULL);
  g_autoptr (Said) file = tool_run ("report", "fleet", "--data", f->token, NULL);

  assert_said (missing, 1, "no folder");
  assert_said (empty, 1, "Nothing is stored");
  assert_said (file, 1, "no folder");
  /* Reading made nothing. */
  g_assert_false (g_file_test (f->data, G_FILE_TEST_EXISTS));
}

static void
test_data_is_a_file (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) said = NULL;

  tool_start_cloud (f, 12, 6);
  said = tool_run ("sync", "--api", corral_demo_cloud_get_api (f->cloud), "--token-file", f->token, "--data", f->token,
                   NULL);
  assert_said (said, 1, ".");
}

static void
test_unknown_names (ToolFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *option;
    const char *part;
  } cases[] = {
    { "--chain=nobody", "harbor" },
    { "--store=99999", "“99999”" },
    { "--store=Nowhere", "“Nowhere”" },
    { "--store=1e3", "“1e3”" },
    { "--store=-5", "“-5”" },
  };
  g_autoptr (Said) synced = NULL;

  tool_start_cloud (f, 60, 12);
  synced = tool_sync (f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Said) said = tool_run ("report", "carts", "--data", f->data, cases[i].option, NULL);

      g_assert_cmpstr (said->out, ==, "");
      assert_said (said, 1, cases[i].part);
    }
}

static char *
file_of (ToolFixture *f, const char *chain)
{
  return g_build_filename (f->data, chain, "cache.db", NULL);
}

/* One chain's file is torn: it is named, the others are told; the next sync fetches it again. */
static void
test_damaged (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) synced = NULL;
  g_autoptr (Said) torn = NULL;
  g_autoptr (Said) again = NULL;
  g_autoptr (JsonArray) whole = NULL;
  g_autofree char *path = NULL;

  tool_start_cloud (f, 60, 12);
  synced = tool_sync (f);
  path = file_of (f, "harbor");
  g_assert_true (g_file_set_contents (path, "This is not a database at all, whatever its name may say.", -1, NULL));

  torn = tool_run ("report", "fleet", "--data", f->data, NULL);
  g_assert_nonnull (strstr (torn->out, "Poldermolen"));
  g_assert_null (strstr (torn->out, "Harborlight"));
  assert_said (torn, 1, "harbor: ");

  again = tool_sync (f);
  whole = tool_report (f, "carts", NULL);
  g_assert_cmpuint (json_array_get_length (whole), ==, 60);
}

/* A file of a newer Corral can be read as far as it is understood; the sync leaves it as it is and says so. */
static void
test_newer (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) synced = NULL;
  g_autoptr (Said) report = NULL;
  g_autoptr (Said) sync = NULL;
  g_autofree char *path = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before;
  gsize length_after;
  sqlite3 *db = NULL;

  tool_start_cloud (f, 60, 12);
  synced = tool_sync (f);
  path = file_of (f, "harbor");
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version=4000", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  g_assert_true (g_file_get_contents (path, &before, &length_before, NULL));

  report = tool_run ("report", "stores", "--data", f->data, NULL);
  g_assert_cmpint (report->code, ==, 0);
  g_assert_nonnull (strstr (report->out, "Harborlight"));

  sync = tool_run ("sync", "--api", corral_demo_cloud_get_api (f->cloud), "--token-file", f->token, "--data", f->data,
                   NULL);
  g_assert_cmpint (sync->code, ==, 1);
  g_assert_nonnull (strstr (sync->err, "newer"));
  g_assert_true (g_file_get_contents (path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
}

/* What cannot be written was not done. */
static void
test_full_output (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) synced = NULL;
  g_autofree char *line = NULL;
  g_autofree char *err = NULL;
  int status = 0;
  GError *error = NULL;

  tool_start_cloud (f, 60, 12);
  synced = tool_sync (f);
  line = g_strdup_printf ("sh -c '\"%s\" report carts --format csv --data \"%s\" >/dev/full'", CORRAL_CLI, f->data);
  g_spawn_command_line_sync (line, NULL, &err, &status, &error);
  g_assert_no_error (error);
  g_assert_false (g_spawn_check_wait_status (status, NULL));
  g_assert_nonnull (strstr (err, "could not be written"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, ToolFixture, NULL, tool_set_up, func, tool_tear_down)
  ADD ("/cli/trouble/usage", test_usage);
  ADD ("/cli/trouble/unknown-scenario", test_unknown_scenario);
  ADD ("/cli/trouble/faults", test_faults);
  ADD ("/cli/trouble/help", test_help);
  ADD ("/cli/trouble/port-taken", test_port_taken);
  ADD ("/cli/trouble/token-file", test_token_file);
  ADD ("/cli/trouble/refused", test_refused);
  ADD ("/cli/trouble/not-the-cloud", test_not_the_cloud);
  ADD ("/cli/trouble/nothing-stored", test_nothing_stored);
  ADD ("/cli/trouble/data-is-a-file", test_data_is_a_file);
  ADD ("/cli/trouble/unknown-names", test_unknown_names);
  ADD ("/cli/trouble/damaged", test_damaged);
  ADD ("/cli/trouble/newer", test_newer);
  ADD ("/cli/trouble/full-output", test_full_output);
  return g_test_run ();
}
