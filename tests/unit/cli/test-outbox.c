/* SPDX-License-Identifier: GPL-3.0-or-later */
/* corral-cli do and outbox, as a person or a script has them: what is done offline waits, is sent by the next sync, is
 * done again or taken back; and only one process writes. */
#include "config.h"

#include "tool-fixture.h"

#include <signal.h>
#include <string.h>

/* ---- helpers ------------------------------------------------------------------------------------------- */

static void
set_up (ToolFixture *f, gconstpointer data)
{
  g_autoptr (Said) synced = NULL;

  tool_set_up (f, data);
  tool_start_cloud (f, 120, 12);
  synced = tool_sync (f);
}

/* How many notes the cloud has with exactly @text. */
static guint
count_notes (ToolFixture *f, const char *tenant, const char *text)
{
  g_autoptr (JsonArray) notes = tool_read_cloud (f, tenant, "note");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (notes); i++)
    n += strcmp (json_object_get_string_member (json_array_get_object_element (notes, i), "text"), text) == 0;
  return n;
}

/* The first cart of harbor, by report. */
static JsonObject *
first_cart (JsonArray *carts)
{
  g_assert_cmpuint (json_array_get_length (carts), >, 0);
  return json_array_get_object_element (carts, 0);
}

static char *
cart_target (ToolFixture *f)
{
  g_autoptr (JsonArray) carts = tool_read_cloud (f, "harbor", "cart");

  return g_strconcat ("cart/", json_object_get_string_member (first_cart (carts), "id"), NULL);
}

static JsonObject *
read_outbox (ToolFixture *f, const char *extra, JsonNode **node)
{
  g_autoptr (Said) said = tool_run ("outbox", "--data", f->data, "--json", extra, NULL);
  GError *error = NULL;

  g_assert_cmpstr (said->err, ==, "");
  g_assert_cmpint (said->code, ==, 0);
  *node = json_from_string (said->out, &error);
  g_assert_no_error (error);
  return json_node_get_object (*node);
}

static void
assert_outbox (ToolFixture *f, gint64 n_waiting, gint64 n_troubled)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *outbox = read_outbox (f, NULL, &node);

  g_assert_cmpint (json_object_get_int_member (outbox, "waiting"), ==, n_waiting);
  g_assert_cmpint (json_object_get_int_member (outbox, "troubled"), ==, n_troubled);
}

/* The entry @id of the outbox, with all that was seen to. */
static JsonObject *
find_entry (ToolFixture *f, const char *id, JsonNode **node)
{
  JsonArray *entries = json_object_get_array_member (read_outbox (f, "--all", node), "entries");

  for (guint i = 0; i < json_array_get_length (entries); i++)
    if (strcmp (json_object_get_string_member (json_array_get_object_element (entries, i), "id"), id) == 0)
      return json_array_get_object_element (entries, i);
  g_error ("no entry %s", id);
}

static void
assert_state (ToolFixture *f, const char *id, const char *state)
{
  g_autoptr (JsonNode) node = NULL;

  g_assert_cmpstr (json_object_get_string_member (find_entry (f, id, &node), "state"), ==, state);
}

/* Done: the id alone on stdout. */
static char *
done (Said *said)
{
  g_autoptr (Said) owned = said;
  char *id = g_strdup (owned->out);

  g_test_message ("%s", owned->err);
  g_assert_cmpint (owned->code, ==, 0);
  g_assert_true (g_str_has_suffix (id, "\n"));
  g_strchomp (id);
  g_assert_cmpuint (strlen (id), ==, 36);
  return id;
}

static void
assert_refused (Said *said, int code, const char *part)
{
  g_autoptr (Said) owned = said;

  g_test_message ("%s", owned->err);
  g_assert_cmpint (owned->code, ==, code);
  g_assert_cmpstr (owned->out, ==, "");
  g_assert_nonnull (strstr (owned->err, part));
}

static JsonObject *
sync_outcome (ToolFixture *f, JsonNode **node)
{
  g_autoptr (Said) said = tool_sync (f);
  GError *error = NULL;

  *node = json_from_string (said->out, &error);
  g_assert_no_error (error);
  return json_object_get_object_member (json_node_get_object (*node), "outbox");
}

/* ---- done, sent, arrived -------------------------------------------------------------------------------- */

static void
test_sent (ToolFixture *f, gconstpointer data)
{
  g_autofree char *target = cart_target (f);
  g_autofree char *id = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) synced = NULL;
  g_autoptr (JsonNode) again = NULL;
  JsonObject *entry;

  corral_demo_cloud_set_online (f->cloud, FALSE);
  id = done (tool_run ("do", "note.add", "--target", target, "--param", "text=Wheel squeaks", "--data", f->data, "--now",
                       NULL));
  assert_outbox (f, 1, 0);
  entry = find_entry (f, id, &node);
  g_assert_cmpstr (json_object_get_string_member (entry, "state"), ==, "queued");
  g_assert_cmpstr (json_object_get_string_member (entry, "type"), ==, "note.add");
  g_assert_cmpstr (json_object_get_string_member (entry, "tenant"), ==, "harbor");
  g_assert_cmpstr (json_object_get_string_member (entry, "made_by"), ==, "demo");
  g_assert_cmpint (json_object_get_int_member (entry, "attempts"), ==, 0);
  g_assert_true (g_str_has_suffix (json_object_get_string_member (entry, "made_utc"), "Z"));
  /* What a script prints ends in logs. */
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (entry, "params")), ==, 0);

  corral_demo_cloud_set_online (f->cloud, TRUE);
  g_assert_cmpint (json_object_get_int_member (sync_outcome (f, &synced), "sent"), ==, 1);
  assert_outbox (f, 0, 0);
  assert_state (f, id, "applied");
  g_assert_cmpuint (count_notes (f, "harbor", "Wheel squeaks"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (sync_outcome (f, &again), "sent"), ==, 0);
  g_assert_cmpuint (count_notes (f, "harbor", "Wheel squeaks"), ==, 1);
}

/* No link: the sync fails, nothing is lost, and it says what waits. */
static void
test_offline (ToolFixture *f, gconstpointer data)
{
  g_autofree char *target = cart_target (f);
  g_autofree char *id = done (tool_run ("do", "note.add", "--target", target, "--param", "text=Offline", "--data",
                                        f->data, "--now", NULL));
  g_autoptr (Said) said = NULL;
  g_autoptr (JsonNode) node = NULL;

  corral_demo_cloud_set_online (f->cloud, FALSE);
  said = tool_run ("sync", "--api", corral_demo_cloud_get_api (f->cloud), "--token-file", f->token, "--data", f->data,
                   "--json", NULL);
  g_assert_cmpint (said->code, ==, 1);
  node = json_from_string (said->out, NULL);
  g_assert_cmpint (json_object_get_int_member (
                       json_object_get_object_member (json_node_get_object (node), "outbox"), "waiting"),
                   ==, 1);
  g_assert_nonnull (strstr (said->err, "waiting 1"));
  g_assert_null (strstr (said->err, "Offline"));
  assert_outbox (f, 1, 0);
  corral_demo_cloud_set_online (f->cloud, TRUE);
  g_clear_pointer (&node, json_node_unref);
  sync_outcome (f, &node);
  assert_state (f, id, "applied");
}

static void
test_discard (ToolFixture *f, gconstpointer data)
{
  g_autofree char *target = cart_target (f);
  g_autofree char *note = done (tool_run ("do", "note.add", "--target", target, "--param", "text=Never mind", "--data",
                                          f->data, NULL));
  g_autofree char *out = NULL;
  g_autofree char *in = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) synced = NULL;
  g_autoptr (Said) both = NULL;
  g_autoptr (Said) one = NULL;

  assert_state (f, note, "held");
  /* There is nobody to ask. */
  assert_refused (tool_run ("outbox", "discard", note, "--data", f->data, NULL), 2, "--yes");
  assert_refused (tool_run ("outbox", "discard", "0000", "--data", f->data, "--yes", NULL), 1, "no “0000”");
  one = tool_run ("outbox", "discard", note + strlen (note) - 8, "--data", f->data, "--yes", NULL);
  g_assert_cmpint (one->code, ==, 0);
  assert_outbox (f, 0, 0);

  /* What builds on it goes with it. */
  out = done (tool_run ("do", "cart.out_of_service", "--target", target, "--param", "reason=cleaning", "--data", f->data,
                        NULL));
  in = done (tool_run ("do", "cart.in_service", "--target", target, "--data", f->data, NULL));
  g_assert_cmpstr (json_object_get_string_member (find_entry (f, in, &node), "depends_on"), ==, out);
  both = tool_run ("outbox", "discard", out, "--data", f->data, "--yes", NULL);
  g_assert_cmpint (both->code, ==, 0);
  g_assert_nonnull (strstr (both->err, "1 that builds on it"));
  assert_outbox (f, 0, 0);
  g_assert_cmpint (json_object_get_int_member (sync_outcome (f, &synced), "sent"), ==, 0);
  g_assert_cmpuint (count_notes (f, "harbor", "Never mind"), ==, 0);
}

static void
test_sent_cannot_be_discarded (ToolFixture *f, gconstpointer data)
{
  g_autofree char *target = cart_target (f);
  g_autofree char *id = done (tool_run ("do", "note.add", "--target", target, "--param", "text=Gone", "--data", f->data,
                                        "--now", NULL));
  g_autoptr (JsonNode) node = NULL;

  sync_outcome (f, &node);
  assert_refused (tool_run ("outbox", "discard", id, "--data", f->data, "--yes", NULL), 1, "seen to");
  assert_refused (tool_run ("outbox", "retry", id, "--data", f->data, NULL), 1, "seen to");
}

/* An open flag of harbor. Free with g_free(). */
static char *
open_flag (ToolFixture *f)
{
  g_autoptr (JsonArray) flags = tool_read_cloud (f, "harbor", "flag");

  for (guint i = 0; i < json_array_get_length (flags); i++)
    {
      JsonObject *flag = json_array_get_object_element (flags, i);

      if (strcmp (json_object_get_string_member (flag, "status"), "open") == 0)
        return g_strdup (json_object_get_string_member (flag, "id"));
    }
  g_error ("no open flag");
}

/* Somebody else decided: neither is overwritten; again on what is seen now, or put away. */
static void
test_conflict (ToolFixture *f, gconstpointer data)
{
  g_autofree char *flag = open_flag (f);
  g_autofree char *target = g_strconcat ("flag/", flag, NULL);
  g_autofree char *id = done (tool_run ("do", "flag.decide", "--target", target, "--param", "outcome=confirmed", "--data",
                                        f->data, "--now", NULL));
  g_autofree char *again = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;
  g_autoptr (Said) listed = NULL;
  g_autoptr (Said) put_away = NULL;
  JsonObject *outcome;
  JsonObject *entry;
  gint64 rev;
  GError *error = NULL;

  assert_refused (tool_run ("outbox", "retry", id, "--data", f->data, NULL), 1, "by itself");
  corral_clock_advance_us (f->clock, 60 * (gint64) G_USEC_PER_SEC);
  g_assert_true (corral_demo_cloud_act (f->cloud, "harbor", "flag.decide", "flag", flag, "{\"outcome\": \"staff_ok\"}",
                                        "st-204", &error));
  g_assert_no_error (error);
  outcome = sync_outcome (f, &first);
  g_assert_cmpint (json_object_get_int_member (outcome, "sent"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (outcome, "troubled"), ==, 1);
  entry = find_entry (f, id, &node);
  g_assert_cmpstr (json_object_get_string_member (entry, "state"), ==, "conflict");
  g_assert_cmpint (json_object_get_int_member (entry, "http_status"), ==, 409);
  rev = json_object_get_int_member (entry, "expected_rev");
  listed = tool_run ("outbox", "--data", f->data, NULL);
  g_assert_nonnull (strstr (listed->out, "To be looked at: 1"));

  again = done (tool_run ("outbox", "retry", id, "--data", f->data, "--now", NULL));
  g_assert_cmpstr (again, !=, id);
  assert_outbox (f, 1, 0);
  g_clear_pointer (&node, json_node_unref);
  entry = find_entry (f, again, &node);
  g_assert_cmpint (json_object_get_int_member (entry, "expected_rev"), >, rev);
  assert_refused (tool_run ("outbox", "retry", id, "--data", f->data, NULL), 1, "seen to");

  /* And once more: this time it is put away. */
  corral_clock_advance_us (f->clock, 60 * (gint64) G_USEC_PER_SEC);
  g_assert_true (corral_demo_cloud_act (f->cloud, "harbor", "flag.decide", "flag", flag,
                                        "{\"outcome\": \"shopper_error\"}", "st-204", &error));
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (sync_outcome (f, &second), "troubled"), ==, 1);
  put_away = tool_run ("outbox", "discard", again, "--data", f->data, "--yes", NULL);
  g_assert_cmpint (put_away->code, ==, 0);
  assert_outbox (f, 0, 0);
}

/* ---- what is not taken ------------------------------------------------------------------------------------ */

static void
test_not_taken (ToolFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *arguments; /* behind "do"; %s: a cart's target */
    int code;
    const char *part;
  } cases[] = {
    { "", 2, "alert.ack" },
    { "alert.akc --target alert/x", 2, "“alert.ack”" },
    { "note.add", 2, "--target" },
    { "note.add --target %s", 2, "“text”" },
    { "note.add --target %s --param text", 2, "NAME=VALUE" },
    { "note.add --target %s --param colour=red", 2, "“colour”" },
    { "note.add --target cart --param text=x", 2, "KIND/ID" },
    { "note.add --target carts/x --param text=x", 2, "“cart”" },
    { "note.add --target cart/nothing-like-it --param text=x", 1, "no “cart/nothing-like-it”" },
    { "note.add --target %s --param text=x --tenant nobody", 1, "harbor" },
    { "note.add --target %s --param text=x --tenant gruenhain", 1, "There is no" },
    { "note.add --target %s --param text=x --expected-rev many", 2, "--expected-rev" },
    { "note.add --target %s --param text=x --wait -1", 2, "--wait" },
    { "note.add --target %s --param text=Card:4111111111111111", 1, "card number" },
    { "note.add --target %s --param text=jane.doe@example.com", 1, "e-mail" },
    { "alert.ack --target %s", 2, "alert/ID" },
    { "alert.snooze --target alert/x --param until_ms=soon", 2, "until_ms" },
    { "rollout.hold --target rollout/whichever", 1, "dangerous late" },
    { "session.cancel --target session/whichever", 1, "dangerous late" },
  };
  g_autofree char *cart = cart_target (f);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (cases[i].arguments);
      g_autofree char *line = NULL;
      g_auto (GStrv) arguments = NULL;

      g_string_replace (text, "%s", cart, 0);
      line = g_strdup_printf ("do --data=%s %s", f->data, text->str);
      g_strchomp (line);
      arguments = g_strsplit (line, " ", -1);
      assert_refused (tool_run_argv ((const char *const *) arguments), cases[i].code, cases[i].part);
    }
  assert_outbox (f, 0, 0);
  assert_refused (tool_run ("outbox", "rtery", "x", "--data", f->data, NULL), 2, "“retry”");
  assert_refused (tool_run ("outbox", "retry", "--data", f->data, NULL), 2, "needs an id");
  assert_refused (tool_run ("outbox", NULL), 2, "--data");
  assert_refused (tool_run ("outbox", "--data", "/nonexistent/folder", NULL), 1, "no folder");
  assert_refused (tool_run ("do", "note.add", "--target", cart, "--param", "text=x", "--data", "/nonexistent/folder", NULL),
                  1, "no folder");
}

/* What the account may not do is not taken in, as in the window. */
static void
test_scope (ToolFixture *f, gconstpointer data)
{
  static const char *const scopes[] = { "fleet.read", "ticket.write", NULL };
  g_autofree char *cart = cart_target (f);
  g_autofree char *id = NULL;
  g_autoptr (JsonNode) synced = NULL;

  corral_demo_cloud_set_scopes (f->cloud, scopes);
  sync_outcome (f, &synced);
  assert_refused (tool_run ("do", "note.add", "--target", cart, "--param", "text=x", "--data", f->data, NULL), 1,
                  "may not");
  id = done (tool_run ("do", "ticket.open", "--target", cart, "--param", "reason=repair", "--data", f->data, NULL));
  assert_state (f, id, "held");
}

/* What is not there yet is made, under the id and in the chain that were named; and goes to the cloud like the rest. */
static void
test_made (ToolFixture *f, gconstpointer data)
{
  static const char *const about[] = { "rule=carrier-outage", "severity=act", "began_ms=1790000000000" };
    g_autofree char *ack = NULL;
  g_autofree char *plan = NULL;
  g_autofree char *reopen = NULL;
  g_autoptr (JsonNode) synced = NULL;

  assert_refused (tool_run ("do", "incident.ack", "--target", "incident/inc-1", "--param", about[0], "--param", about[1],
                            "--param", about[2], "--data", f->data, NULL),
                  1, "--tenant");
  assert_refused (tool_run ("do", "incident.ack", "--target", "incident/inc 1", "--param", about[0], "--param", about[1],
                            "--param", about[2], "--data", f->data, "--tenant", "harbor", NULL),
                  2, "is no id");
  assert_refused (tool_run ("do", "incident.reopen", "--target", "incident/inc-1", "--data", f->data, "--tenant", "harbor",
                            NULL),
                  1, "There is no");
  assert_refused (tool_run ("do", "maintenance.plan", "--target", "maintenance/mw-1", "--param", "starts_ms=1790000000000",
                            "--param", "ends_ms=1790000000000", "--param", "reason=other", "--data", f->data, "--tenant",
                            "harbor", NULL),
                  2, "ends_ms");
  ack = done (tool_run ("do", "incident.ack", "--target", "incident/inc-1", "--param", about[0], "--param", about[1],
                        "--param", about[2], "--data", f->data, "--tenant", "harbor", "--now", NULL));
  plan = done (tool_run ("do", "maintenance.plan", "--target", "maintenance/mw-1", "--param", "starts_ms=1790000000000",
                         "--param", "ends_ms=1790003600000", "--param", "reason=other", "--data", f->data, "--tenant",
                         "harbor", "--now", NULL));
  sync_outcome (f, &synced);
  assert_state (f, ack, "applied");
  assert_state (f, plan, "applied");
  /* Now it is there: no chain has to be named, and the revision is the stored one. */
  reopen = done (tool_run ("do", "incident.reopen", "--target", "incident/inc-1", "--data", f->data, "--now", NULL));
  assert_state (f, reopen, "queued");
}

/* What is painted on a cart will do, when there is but one. */
static void
test_labels (ToolFixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (JsonArray) carts = tool_report (f, "carts", NULL);
  const char *twice = NULL;
  const char *serial = json_object_get_string_member (first_cart (carts), "serial");
  g_autofree char *by_serial = g_strconcat ("cart/", serial, NULL);
  g_autofree char *by_label = NULL;
  g_autoptr (Said) said = NULL;

  said = tool_run ("do", "note.add", "--target", by_serial, "--param", "text=x", "--data", f->data, NULL);
  g_assert_cmpint (said->code, ==, 0);
  g_assert_nonnull (strstr (said->err, by_serial));
  g_assert_nonnull (strstr (said->err, "is cart/c-"));

  for (guint i = 0; i < json_array_get_length (carts) && twice == NULL; i++)
    {
      const char *label = json_object_get_string_member (json_array_get_object_element (carts, i), "label");

      if (!g_hash_table_add (seen, (gpointer) label))
        twice = label;
    }
  if (twice == NULL)
    return;
  by_label = g_strconcat ("cart/", twice, NULL);
  assert_refused (tool_run ("do", "note.add", "--target", by_label, "--param", "text=x", "--data", f->data, NULL), 1,
                  "may be any of these");
}

/* ---- two of us --------------------------------------------------------------------------------------------- */

static GSubprocess *
start_follow (ToolFixture *f)
{
  GSubprocess *process = tool_start ("sync", "--follow", "--api", corral_demo_cloud_get_api (f->cloud), "--token-file",
                                     f->token, "--data", f->data, NULL);
  g_autofree char *line = NULL;

  do
    {
      g_free (line);
      line = tool_read_line (g_subprocess_get_stderr_pipe (process));
      g_assert_cmpstr (line, !=, "");
    }
  while (strstr (line, "listening") == NULL);
  return process;
}

/* Beside one that writes, a second reads and says so; kill -9 of the first is an end like any other. */
static void
test_two (ToolFixture *f, gconstpointer data)
{
  g_autofree char *cart = cart_target (f);
  g_autofree char *before = done (tool_run ("do", "note.add", "--target", cart, "--param", "text=Before", "--data",
                                            f->data, "--now", NULL));
  g_autofree char *after = NULL;
  g_autoptr (GSubprocess) follow = NULL;
  g_autoptr (Said) second = NULL;
  g_autoptr (JsonNode) node = NULL;

  follow = start_follow (f);
  assert_refused (tool_run ("do", "note.add", "--target", cart, "--param", "text=Beside", "--data", f->data, NULL), 1,
                  "Another Corral");
  assert_refused (tool_run ("outbox", "discard", before, "--yes", "--data", f->data, NULL), 1, "Another Corral");
  assert_refused (tool_run ("outbox", "retry", before, "--data", f->data, NULL), 1, "Another Corral");
  second = tool_run ("sync", "--api", corral_demo_cloud_get_api (f->cloud), "--token-file", f->token, "--data", f->data,
                     NULL);
  g_assert_cmpint (second->code, ==, 1);
  g_assert_nonnull (strstr (second->err, "Another Corral"));
  /* Reading goes on beside it: the first sent it, and that is seen. */
  assert_outbox (f, 0, 0);
  assert_state (f, before, "applied");

  g_subprocess_force_exit (follow);
  g_subprocess_wait (follow, NULL, NULL);
  after = done (tool_run ("do", "note.add", "--target", cart, "--param", "text=After", "--data", f->data, "--now", NULL));
  sync_outcome (f, &node);
  assert_state (f, after, "applied");
  g_assert_cmpuint (count_notes (f, "harbor", "Before"), ==, 1);
  g_assert_cmpuint (count_notes (f, "harbor", "Beside"), ==, 0);
  g_assert_cmpuint (count_notes (f, "harbor", "After"), ==, 1);
}

/* Who may wait gets its turn when the other one ends. */
static void
test_wait (ToolFixture *f, gconstpointer data)
{
  g_autofree char *cart = cart_target (f);
  g_autoptr (GSubprocess) follow = start_follow (f);
  g_autoptr (GSubprocess) waiting = tool_start ("do", "note.add", "--target", cart, "--param", "text=Patience", "--data",
                                                f->data, "--wait", "60", NULL);
  GError *error = NULL;

  g_subprocess_send_signal (follow, SIGTERM);
  g_subprocess_wait (follow, NULL, &error);
  g_assert_no_error (error);
  g_subprocess_wait (waiting, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (waiting), ==, 0);
  assert_outbox (f, 1, 0);
}

/* Many at once, one after the other: none is lost, none stands there twice. */
static void
test_many (ToolFixture *f, gconstpointer data)
{
  g_autofree char *cart = cart_target (f);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (JsonNode) node = NULL;

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *text = g_strdup_printf ("text=Number %u", i);

      g_ptr_array_add (all, tool_start ("do", "note.add", "--target", cart, "--param", text, "--data", f->data, "--wait",
                                        "60", "--now", NULL));
    }
  for (guint i = 0; i < all->len; i++)
    {
      g_subprocess_wait (g_ptr_array_index (all, i), NULL, NULL);
      g_assert_cmpint (g_subprocess_get_exit_status (g_ptr_array_index (all, i)), ==, 0);
    }
  assert_outbox (f, 12, 0);
  g_assert_cmpint (json_object_get_int_member (sync_outcome (f, &node), "sent"), ==, 12);
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *text = g_strdup_printf ("Number %u", i);

      g_assert_cmpuint (count_notes (f, "harbor", text), ==, 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, ToolFixture, NULL, set_up, func, tool_tear_down)
  ADD ("/cli/outbox/sent", test_sent);
  ADD ("/cli/outbox/offline", test_offline);
  ADD ("/cli/outbox/discard", test_discard);
  ADD ("/cli/outbox/sent-cannot-be-discarded", test_sent_cannot_be_discarded);
  ADD ("/cli/outbox/conflict", test_conflict);
  ADD ("/cli/outbox/not-taken", test_not_taken);
  ADD ("/cli/outbox/scope", test_scope);
  ADD ("/cli/outbox/made", test_made);
  ADD ("/cli/outbox/labels", test_labels);
  ADD ("/cli/outbox/two", test_two);
  ADD ("/cli/outbox/wait", test_wait);
  ADD ("/cli/outbox/many", test_many);
  return g_test_run ();
}
