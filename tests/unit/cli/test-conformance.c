/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conformance test, tested: a good server passes, and each thing that a server can do wrong is caught by the check
 * that is there for it. */
#include "config.h"

#include "corral-conformance.h"
#include "tool-fixture.h"
#include "wrong-cloud.h"

#include <string.h>

static CorralCheck
check_of (const char *wrong)
{
  g_autofree char *id = g_strndup (wrong, strcspn (wrong, "/"));

  for (guint i = 0; i < CORRAL_N_CHECKS; i++)
    if (strcmp (corral_check_get_id ((CorralCheck) i), id) == 0)
      return (CorralCheck) i;
  g_error ("no check “%s”", id);
}

static CorralConformanceReport *
look (const char *api, const char *token, gboolean write)
{
  const CorralConformanceOptions options
      = { .api = api, .token = token, .tenant = "harbor", .write = write, .write_alerts = write,
          .tell_s = 1 };
  CorralConformanceReport *report = corral_conformance_run (&options);

  for (guint i = 0; i < CORRAL_N_CHECKS; i++)
    {
      g_assert_nonnull (report->results[i].seen);
      g_assert_true (g_utf8_validate (report->results[i].seen, -1, NULL));
      g_test_message ("%s %s: %s", corral_check_state_to_word (report->results[i].state),
                      corral_check_get_id ((CorralCheck) i), report->results[i].seen);
    }
  return report;
}

static gboolean
ids_hold (const char *const *ids, CorralCheck check)
{
  return g_strv_contains (ids, corral_check_get_id (check));
}

/* All that can be seen passes; what cannot be seen says so, and why. */
static void
test_good (ToolFixture *f, gconstpointer data)
{
  static const char *const unseen[] = { "C4", "C5", "C9", "C11", "op-scope", NULL };
  g_autoptr (CorralConformanceReport) report = NULL;

  tool_start_cloud (f, 48, 18);
  report = look (corral_demo_cloud_get_api (f->cloud), corral_demo_cloud_get_token (f->cloud), TRUE);
  g_assert_cmpuint (report->n_failed, ==, 0);
  for (guint i = 0; i < CORRAL_N_CHECKS; i++)
    g_assert_cmpint (report->results[i].state, ==,
                     ids_hold (unseen, (CorralCheck) i) ? CORRAL_CHECK_UNSEEN : CORRAL_CHECK_PASSED);
}

/* What stands between does nothing: what the next test catches is what it twists. */
static void
test_forwarded (ToolFixture *f, gconstpointer data)
{
  g_autoptr (WrongCloud) wrong = NULL;
  g_autoptr (CorralConformanceReport) report = NULL;

  tool_start_cloud (f, 48, 18);
  wrong = wrong_cloud_new (corral_demo_cloud_get_api (f->cloud), corral_demo_cloud_get_token (f->cloud), NULL);
  report = look (wrong_cloud_get_api (wrong), corral_demo_cloud_get_token (f->cloud), TRUE);
  g_assert_cmpuint (report->n_failed, ==, 0);
}

static void
test_wrong (ToolFixture *f, gconstpointer data)
{
  const char *name = data;
  g_autoptr (WrongCloud) wrong = NULL;
  g_autoptr (CorralConformanceReport) report = NULL;

  tool_start_cloud (f, 48, 18);
  wrong = wrong_cloud_new (corral_demo_cloud_get_api (f->cloud), corral_demo_cloud_get_token (f->cloud), name);
  report = look (wrong_cloud_get_api (wrong), corral_demo_cloud_get_token (f->cloud), TRUE);
  g_assert_cmpuint (wrong_cloud_count (wrong), >, 0);
  g_assert_cmpint (report->results[check_of (name)].state, ==, CORRAL_CHECK_FAILED);
}

/* Without leave nothing is written, and it is not claimed that it was tried. */
static void
test_read_only (ToolFixture *f, gconstpointer data)
{
  static const char *const need_writing[]
      = { "C1",       "C6",      "C7",        "C8",         "op-apply", "op-replay", "op-probe", "op-feed",
          "op-expired", "op-type", "op-body",   "op-target",  "op-scope", "op-alert",
          "op-made",    NULL };
  g_autoptr (CorralConformanceReport) report = NULL;
  gint64 before;

  tool_start_cloud (f, 48, 18);
  before = tool_count_in_cloud (f, CORRAL_COLLECTION_NOTE) + tool_count_in_cloud (f, CORRAL_COLLECTION_OPERATION);
  report = look (corral_demo_cloud_get_api (f->cloud), corral_demo_cloud_get_token (f->cloud), FALSE);
  g_assert_cmpuint (report->n_failed, ==, 0);
  for (guint i = 0; i < CORRAL_N_CHECKS; i++)
    if (ids_hold (need_writing, (CorralCheck) i))
      {
        g_assert_cmpint (report->results[i].state, ==, CORRAL_CHECK_UNSEEN);
        g_assert_nonnull (strstr (report->results[i].seen, "--write"));
      }
  g_assert_cmpint (
      tool_count_in_cloud (f, CORRAL_COLLECTION_NOTE) + tool_count_in_cloud (f, CORRAL_COLLECTION_OPERATION), ==,
      before);
}

/* Nothing passes of a server that is not there. */
static void
test_nobody (ToolFixture *f, gconstpointer data)
{
  g_autoptr (CorralConformanceReport) report = look ("http://127.0.0.1:1", "token", TRUE);

  g_assert_cmpuint (report->n_failed, ==, 1);
  g_assert_cmpuint (report->n_passed, ==, 0);
  g_assert_cmpint (report->results[CORRAL_CHECK_ME].state, ==, CORRAL_CHECK_FAILED);
}

/* The program itself: its words, its JSON, its exit codes. */
static void
test_tool (ToolFixture *f, gconstpointer data)
{
  g_autoptr (WrongCloud) wrong = NULL;
  g_autoptr (Said) good = NULL;
  g_autoptr (Said) lines = NULL;
  g_autoptr (Said) bad = NULL;
  g_autoptr (JsonNode) node = NULL;
  GError *error = NULL;
  JsonObject *report;
  JsonArray *checks;
  guint n_failed = 0;

  tool_start_cloud (f, 48, 18);
  good = tool_run ("conformance", "--api", corral_demo_cloud_get_api (f->cloud), "--token-file", f->token, "--watch",
                   "0", "--write", NULL);
  g_assert_cmpint (good->code, ==, 0);
  g_assert_nonnull (strstr (good->out, "Failed: 0."));
  /* It says what it will write before it does. */
  g_assert_nonnull (strstr (good->err, "Adding up to 13 notes to cart"));

  wrong = wrong_cloud_new (corral_demo_cloud_get_api (f->cloud), corral_demo_cloud_get_token (f->cloud), "order");
  lines = tool_run ("conformance", "--api", wrong_cloud_get_api (wrong), "--token-file", f->token, "--watch", "0",
                    "--tenant", "harbor", NULL);
  g_assert_cmpint (lines->code, ==, 1);
  g_assert_nonnull (strstr (lines->out, "FAIL        order"));
  g_assert_cmpstr (lines->err, ==, "");

  bad = tool_run ("conformance", "--api", wrong_cloud_get_api (wrong), "--token-file", f->token, "--watch", "0",
                  "--tenant", "harbor", "--json", NULL);
  g_assert_cmpint (bad->code, ==, 1);
  node = json_from_string (bad->out, &error);
  g_assert_no_error (error);
  report = json_node_get_object (node);
  g_assert_false (json_object_get_boolean_member (report, "ok"));
  checks = json_object_get_array_member (report, "checks");
  g_assert_cmpuint (json_array_get_length (checks), ==, CORRAL_N_CHECKS);
  for (guint i = 0; i < CORRAL_N_CHECKS; i++)
    {
      JsonObject *check = json_array_get_object_element (checks, i);

      g_assert_cmpstr (json_object_get_string_member (check, "id"), ==, corral_check_get_id ((CorralCheck) i));
      n_failed += strcmp (json_object_get_string_member (check, "result"), "fail") == 0;
    }
  g_assert_cmpint (json_object_get_int_member (report, "failed"), ==, n_failed);
  g_assert_cmpuint (n_failed, >, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, ToolFixture, NULL, tool_set_up, func, tool_tear_down)
  ADD ("/cli/conformance/good", test_good);
  ADD ("/cli/conformance/forwarded", test_forwarded);
  ADD ("/cli/conformance/read-only", test_read_only);
  ADD ("/cli/conformance/nobody", test_nobody);
  ADD ("/cli/conformance/tool", test_tool);
  for (const char *const *names = wrong_cloud_list (); *names != NULL; names++)
    {
      g_autofree char *path = g_strconcat ("/cli/conformance/wrong/", *names, NULL);

      g_test_add (path, ToolFixture, *names, tool_set_up, test_wrong, tool_tear_down);
    }
  return g_test_run ();
}
