/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promise, end to end and by the tool alone: people do things while the link is down, the sync is killed at random
 * moments, requests and answers are lost, and in the end everything that was said to be saved was done exactly once.
 *
 * CORRAL_TOOL_KILLS says how often (24), CORRAL_TOOL_SEED with which numbers (others each time; told at the start). */
#include "config.h"

#include "corral-random.h"
#include "tool-fixture.h"

#include <string.h>

#define TENANT "harbor"
#define MOST_KILL_US (350 * 1000)
/* How many syncs at most until all is done, each of which waits a little itself. */
#define MOST_SYNCS 60

typedef struct
{
  ToolFixture *f;
  CorralRandom random;
  GPtrArray *carts;    /* (element-type utf8): targets */
  GPtrArray *alerts;   /* (element-type utf8): ids of those that nobody has acknowledged */
  GPtrArray *saved;    /* (element-type utf8): texts of what was said to be saved */
  GPtrArray *perhaps;  /* (element-type utf8): of what was killed before it said so */
  GPtrArray *acks;     /* (element-type utf8): ids of alerts whose acknowledgement was said to be saved */
  guint n_made;
  guint n_kills;
} Play;

static guint
number_from (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

/* A member that is absent or null is unknown. */
static gboolean
is_unknown (JsonObject *row, const char *member)
{
  return !json_object_has_member (row, member) || json_object_get_null_member (row, member);
}

static guint
count_text (JsonArray *rows, const char *member, const char *text)
{
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      n += !is_unknown (row, member) && strcmp (json_object_get_string_member (row, member), text) == 0;
    }
  return n;
}

static void
play_begin (Play *self, ToolFixture *f)
{
  g_autoptr (JsonArray) carts = tool_read_cloud (f, TENANT, "cart");
  g_autoptr (JsonArray) alerts = tool_read_cloud (f, TENANT, "alert");
  g_autoptr (JsonArray) tickets = tool_read_cloud (f, TENANT, "ticket");
  guint seed = number_from ("CORRAL_TOOL_SEED", g_random_int ());

  g_test_message ("CORRAL_TOOL_SEED=%u replays this", seed);
  self->f = f;
  self->random = corral_random_seeded (seed, 0, 0, 0);
  self->carts = g_ptr_array_new_with_free_func (g_free);
  self->alerts = g_ptr_array_new_with_free_func (g_free);
  self->saved = g_ptr_array_new_with_free_func (g_free);
  self->perhaps = g_ptr_array_new_with_free_func (g_free);
  self->acks = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < json_array_get_length (carts); i++)
    {
      const char *id = json_object_get_string_member (json_array_get_object_element (carts, i), "id");

      /* A second ticket for the same is a conflict, and rightly so. */
      if (count_text (tickets, "cart", id) == 0)
        g_ptr_array_add (self->carts, g_strconcat ("cart/", id, NULL));
    }
  for (guint i = 0; i < json_array_get_length (alerts); i++)
    {
      JsonObject *alert = json_array_get_object_element (alerts, i);

      if (is_unknown (alert, "acknowledged_ms") && is_unknown (alert, "cleared_ms"))
        g_ptr_array_add (self->alerts, g_strdup (json_object_get_string_member (alert, "id")));
    }
  g_assert_cmpuint (self->carts->len, >, 4);
  g_assert_cmpuint (self->alerts->len, >, 0);
}

static void
play_end (Play *self)
{
  g_ptr_array_unref (self->carts);
  g_ptr_array_unref (self->alerts);
  g_ptr_array_unref (self->saved);
  g_ptr_array_unref (self->perhaps);
  g_ptr_array_unref (self->acks);
}

/* ---- doing --------------------------------------------------------------------------------------------- */

/* A note, or a ticket: each tells by its text. */
static GSubprocess *
start_doing (Play *self, char **text)
{
  gboolean ticket = corral_random_double (&self->random) < 0.2;
  /* One ticket a cart and reason is all that the cloud opens; a cart for each. */
  guint cart = ticket ? self->n_made % self->carts->len
                      : (guint) corral_random_int (&self->random, 0, (gint64) self->carts->len);
  g_autofree char *param = NULL;

  *text = g_strdup_printf ("Thing number %u", ++self->n_made);
  if (ticket && self->n_made < self->carts->len)
    {
      param = g_strdup_printf ("summary=%s", *text);
      return tool_start ("do", "ticket.open", "--target", g_ptr_array_index (self->carts, cart), "--param",
                         "reason=rma", "--param", param, "--data", self->f->data, "--wait", "30", "--now", NULL);
    }
  param = g_strdup_printf ("text=%s", *text);
  return tool_start ("do", "note.add", "--target", g_ptr_array_index (self->carts, cart), "--param", param, "--data",
                     self->f->data, "--wait", "30", "--now", NULL);
}

static void
do_one (Play *self)
{
  char *text = NULL;
  g_autoptr (GSubprocess) process = start_doing (self, &text);

  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  g_ptr_array_add (self->saved, text);
}

static void
acknowledge_one (Play *self)
{
  g_autofree char *target = NULL;
  g_autoptr (Said) said = NULL;

  if (self->alerts->len == 0)
    return;
  target = g_strconcat ("alert/", g_ptr_array_index (self->alerts, 0), NULL);
  said = tool_run ("do", "alert.ack", "--target", target, "--data", self->f->data, "--wait", "30", NULL);
  g_assert_cmpint (said->code, ==, 0);
  g_ptr_array_add (self->acks, g_strdup (g_ptr_array_index (self->alerts, 0)));
  g_ptr_array_remove_index_fast (self->alerts, 0);
}

/* Killed while it saves: what it said to be saved is; else it is there whole, or not at all. */
static void
do_one_and_kill (Play *self)
{
  char *text = NULL;
  g_autoptr (GSubprocess) process = start_doing (self, &text);
  g_autofree char *id = NULL;

  g_usleep ((gulong) corral_random_int (&self->random, 0, 140 * 1000));
  g_subprocess_force_exit (process);
  id = tool_read_line (g_subprocess_get_stdout_pipe (process));
  g_subprocess_wait (process, NULL, NULL);
  g_ptr_array_add (strlen (id) == 36 ? self->saved : self->perhaps, text);
  self->n_kills++;
}

/* ---- syncing ------------------------------------------------------------------------------------------- */

static void
follow_and_kill (Play *self)
{
  g_autoptr (GSubprocess) process
      = tool_start ("sync", "--follow", "--api", corral_demo_cloud_get_api (self->f->cloud), "--token-file",
                    self->f->token, "--data", self->f->data, NULL);

  g_usleep ((gulong) corral_random_int (&self->random, 0, MOST_KILL_US));
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  g_assert_true (g_subprocess_get_if_signaled (process));
  self->n_kills++;
}

static JsonObject *
read_outbox (Play *self, JsonNode **node)
{
  g_autoptr (Said) said = tool_run ("outbox", "--all", "--json", "--data", self->f->data, NULL);
  GError *error = NULL;

  g_assert_cmpint (said->code, ==, 0);
  *node = json_from_string (said->out, &error);
  g_assert_no_error (error);
  return json_node_get_object (*node);
}

/* With a link that does nothing wrong any more, the outbox drains. */
static void
sync_until_empty (Play *self)
{
  for (guint i = 0; i < MOST_SYNCS; i++)
    {
      g_autoptr (Said) said = tool_run ("sync", "--api", corral_demo_cloud_get_api (self->f->cloud), "--token-file",
                                        self->f->token, "--data", self->f->data, NULL);
      g_autoptr (JsonNode) node = NULL;

      if (said->code == 0 && json_object_get_int_member (read_outbox (self, &node), "waiting") == 0)
        return;
    }
  g_error ("the outbox does not drain");
}

/* ---- looking ------------------------------------------------------------------------------------------- */

static void
assert_outbox_is_empty (Play *self)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *outbox = read_outbox (self, &node);
  JsonArray *entries = json_object_get_array_member (outbox, "entries");

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (entries, i);

      if (strcmp (json_object_get_string_member (entry, "state"), "applied") != 0)
        g_error ("%s on %s ended as %s: %s", json_object_get_string_member (entry, "type"),
                 json_object_get_string_member (json_object_get_object_member (entry, "target"), "id"),
                 json_object_get_string_member (entry, "state"),
                 is_unknown (entry, "message") ? "" : json_object_get_string_member (entry, "message"));
    }
  g_assert_cmpint (json_object_get_int_member (outbox, "waiting"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (outbox, "troubled"), ==, 0);
  g_assert_cmpuint (json_array_get_length (entries), >=, self->saved->len + self->acks->len);
}

static void
assert_once (Play *self)
{
  g_autoptr (JsonArray) notes = tool_read_cloud (self->f, TENANT, "note");
  g_autoptr (JsonArray) tickets = tool_read_cloud (self->f, TENANT, "ticket");
  g_autoptr (JsonArray) alerts = tool_read_cloud (self->f, TENANT, "alert");
  guint n_perhaps = 0;

  for (guint i = 0; i < self->saved->len; i++)
    {
      const char *text = g_ptr_array_index (self->saved, i);
      guint n = count_text (notes, "text", text) + count_text (tickets, "summary", text);

      if (n != 1)
        g_error ("“%s” was said to be saved, and was done %u times", text, n);
    }
  for (guint i = 0; i < self->perhaps->len; i++)
    {
      const char *text = g_ptr_array_index (self->perhaps, i);
      guint n = count_text (notes, "text", text) + count_text (tickets, "summary", text);

      if (n > 1)
        g_error ("“%s” was done %u times", text, n);
      n_perhaps += n;
    }
  for (guint i = 0; i < self->acks->len; i++)
    for (guint k = 0; k < json_array_get_length (alerts); k++)
      {
        JsonObject *alert = json_array_get_object_element (alerts, k);

        if (strcmp (json_object_get_string_member (alert, "id"), g_ptr_array_index (self->acks, i)) == 0)
          g_assert_cmpstr (json_object_get_string_member (alert, "acknowledged_by"), ==, "demo");
      }
  g_test_message ("%u kills; saved and done once: %u and %u alerts; killed while saving: %u, of them done: %u",
                  self->n_kills, self->saved->len, self->acks->len, self->perhaps->len, n_perhaps);
}

/* ---- the plays ------------------------------------------------------------------------------------------- */

static void
test_kills (ToolFixture *f, gconstpointer data)
{
  const char *faults = data;
  guint n_rounds = number_from ("CORRAL_TOOL_KILLS", 24);
  g_autoptr (Said) synced = NULL;
  GError *error = NULL;
  Play play = { 0 };

  tool_start_cloud (f, 300, 12);
  synced = tool_sync (f);
  play_begin (&play, f);

  /* The link is down. */
  corral_demo_cloud_set_online (f->cloud, FALSE);
  for (guint i = 0; i < 12; i++)
    do_one (&play);
  acknowledge_one (&play);
  corral_demo_cloud_set_online (f->cloud, TRUE);
  corral_demo_cloud_set_faults (f->cloud, faults, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < n_rounds; i++)
    {
      follow_and_kill (&play);
      if (i % 3 == 0)
        do_one_and_kill (&play);
      for (gint64 n = corral_random_int (&play.random, 0, 3); n > 0; n--)
        do_one (&play);
      if (i % 5 == 0)
        acknowledge_one (&play);
    }
  if (faults != NULL)
    {
      g_assert_cmpuint (corral_demo_cloud_get_n_faults (f->cloud), >, 0);
      corral_demo_cloud_set_faults (f->cloud, NULL, &error);
      g_assert_no_error (error);
    }
  sync_until_empty (&play);
  assert_outbox_is_empty (&play);
  assert_once (&play);
  play_end (&play);
}

static const char lost[] = "[answers]\nmethod=PUT\nkind=drop-after\nprobability=0.25\nseed=3\n"
                           "[requests]\nmethod=PUT\nkind=drop-before\nprobability=0.15\nseed=4\n"
                           "[repeats]\nmethod=PUT\nkind=duplicate\nprobability=0.15\nseed=5\n"
                           "[cut]\nmethod=PUT\nkind=cut\nbytes=40\nprobability=0.1\nseed=6\n"
                           "[busy]\nmethod=PUT\nkind=status\nstatus=503\nretry-after=1\nprobability=0.1\nseed=7\n";

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sync/tool-kills/clean-link", ToolFixture, NULL, tool_set_up, test_kills, tool_tear_down);
  g_test_add ("/sync/tool-kills/bad-link", ToolFixture, lost, tool_set_up, test_kills, tool_tear_down);
  return g_test_run ();
}
