/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The power is cut at any point, and what was not synced is there or not, sector by sector. What
 * the outbox said it had saved is there; the cache is one of its own former selves.
 *
 * CORRAL_CUTS: how many cuts for each story (default 300). CORRAL_SEED: of the stories and of the
 * cuts. CORRAL_CUT: that one cut alone. A failure says which. */
#include "outbox-fixture.h"

#include "corral-fault-vfs.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  guint64 seed;
  guint n_cuts;
  guint first; /* cut */
} Plan;

/* How to see it again, said before anything can fail. */
static char replay[100];

static Plan
make_plan (void)
{
  const char *seed = g_getenv ("CORRAL_SEED");
  const char *cuts = g_getenv ("CORRAL_CUTS");
  const char *only = g_getenv ("CORRAL_CUT");
  Plan plan = { .seed = 20260101, .n_cuts = 300 };

  if (seed != NULL)
    plan.seed = g_ascii_strtoull (seed, NULL, 10);
  if (cuts != NULL)
    plan.n_cuts = (guint) MAX (atoi (cuts), 1);
  if (only != NULL)
    {
      plan.first = (guint) atoi (only);
      plan.n_cuts = 1;
    }
  return plan;
}

/* What happened in one story, and a folder in which the disk is laid out anew for each cut. */
typedef struct
{
  Fixture fixture;
  GRand *random;
  guint end; /* time */
} Story;

static void
story_begin (Story *story, const Plan *plan)
{
  fixture_set_up (&story->fixture);
  story->random = g_rand_new_with_seed ((guint32) plan->seed);
}

static void
story_end (Story *story)
{
  corral_fault_vfs_stop_recording ();
  fixture_tear_down (&story->fixture);
  g_rand_free (story->random);
}

/* Lays out the @n-th cut as a fixture of its own, as after an unclean end. */
static void
lay_out (Story *story, const Plan *plan, guint n, guint *time, Fixture *after)
{
  guint64 seed = plan->seed + n;
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) seed);

  *time = (guint) g_rand_int_range (random, 0, (gint32) story->end + 1);
  g_snprintf (replay, sizeof replay,
              "CORRAL_SEED=%" G_GUINT64_FORMAT " CORRAL_CUT=%u (time %u of %u)", plan->seed, n,
              *time, story->end);
  fixture_set_up (after);
  corral_fault_vfs_cut (*time, seed, after->root);
  fixture_note_unclean_end (after);
}

#define assert_here(condition, ...)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (!(condition))                                                                              \
      {                                                                                            \
        g_autofree char *what_ = g_strdup_printf (__VA_ARGS__);                                    \
        g_error ("%s: %s; replay this test with %s", #condition, what_, replay);                   \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

/* ---- the outbox
 * ----------------------------------------------------------------------------------------- */

/* One change of one entry: asked for at @begun, and acknowledged at @done. */
typedef struct
{
  char *id;
  guint begun;
  guint done;
  int state; /* −1: gone */
} Event;

static void
event_clear (gpointer data)
{
  g_free (((Event *) data)->id);
}

static void
note_event (GArray *events, const char *id, guint begun, int state)
{
  Event event = {
    .id = g_strdup (id), .begun = begun, .done = corral_fault_vfs_get_time (), .state = state
  };

  g_array_append_val (events, event);
}

/* Where @id stands after all of @events; −1: nowhere. */
static int
stands (GArray *events, const char *id)
{
  int state = -1;

  for (guint i = 0; i < events->len; i++)
    if (strcmp (g_array_index (events, Event, i).id, id) == 0)
      state = g_array_index (events, Event, i).state;
  return state;
}

static void
add_some (Story *story, GArray *events, guint *n_made)
{
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  guint n = (guint) g_rand_int_range (story->random, 1, 4);
  guint begun = corral_fault_vfs_get_time ();
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("e%03u", (*n_made)++);

      g_ptr_array_add (entries, g_rand_int_range (story->random, 0, 3) == 0
                                    ? make_note (&story->fixture, id)
                                    : make_entry (&story->fixture, id, id, NULL, FALSE));
    }
  g_assert_true (corral_cache_outbox_add (story->fixture.cache, entries, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    note_event (events, ((CorralOutboxEntry *) g_ptr_array_index (entries, i))->id, begun,
                CORRAL_OUTBOX_QUEUED);
}

static void
change_one (Story *story, GArray *events, guint n_made)
{
  g_autofree char *id
      = g_strdup_printf ("e%03d", g_rand_int_range (story->random, 0, (gint32) MAX (n_made, 1)));
  int state = stands (events, id);
  guint begun = corral_fault_vfs_get_time ();
  CorralOutboxState to;

  if (state < 0)
    return;
  if (state == CORRAL_OUTBOX_QUEUED && g_rand_int_range (story->random, 0, 4) == 0)
    {
      g_assert_true (remove_entry (&story->fixture, id, UNSENT));
      note_event (events, id, begun, -1);
      return;
    }
  to = state == CORRAL_OUTBOX_QUEUED ? CORRAL_OUTBOX_SENDING : CORRAL_OUTBOX_APPLIED;
  if (state != CORRAL_OUTBOX_APPLIED)
    {
      g_assert_true (step_entry (&story->fixture, id, CORRAL_OUTBOX_BIT (state), to));
      note_event (events, id, begun, (int) to);
    }
}

/* Whether @state is what @id may be after a cut at @time: what was acknowledged last, or what was
 * just being done. */
static gboolean
may_be (GArray *events, const char *id, int state, guint time)
{
  int acknowledged = -1;
  gboolean fits = FALSE;

  for (guint i = 0; i < events->len; i++)
    {
      const Event *event = &g_array_index (events, Event, i);

      if (strcmp (event->id, id) != 0)
        continue;
      if (event->done <= time)
        acknowledged = event->state;
      else if (event->begun <= time)
        fits = fits || state == event->state;
    }
  return fits || state == acknowledged;
}

static void
assert_sound_outbox (Fixture *after)
{
  g_autofree char *path = fixture_path (after, NULL, "outbox.db");

  assert_text (ask_file (path, "PRAGMA integrity_check"), "ok");
  assert_text (ask_file (path,
                         "SELECT (SELECT entries FROM ledger)-(SELECT count(*) FROM operation)"),
               "0");
}

static void
test_outbox (void)
{
  Plan plan = make_plan ();
  Story story;
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (Event));
  guint n_made = 0;
  guint n_acknowledged = 0;

  g_array_set_clear_func (events, event_clear);
  story_begin (&story, &plan);
  corral_fault_vfs_record (story.fixture.root);
  fixture_open (&story.fixture);
  for (guint i = 0; i < 90; i++)
    {
      corral_clock_advance_us (story.fixture.clock,
                               g_rand_int_range (story.random, 0, 20) * G_USEC_PER_SEC);
      if (g_rand_int_range (story.random, 0, 3) == 0)
        add_some (&story, events, &n_made);
      else
        change_one (&story, events, n_made);
      if (g_rand_int_range (story.random, 0, 25) == 0)
        {
          fixture_close (&story.fixture);
          fixture_open (&story.fixture);
        }
    }
  fixture_close (&story.fixture);
  story.end = corral_fault_vfs_get_time ();
  corral_fault_vfs_stop_recording ();

  for (guint cut = plan.first; cut < plan.first + plan.n_cuts; cut++)
    {
      Fixture after;
      guint time = 0;
      GError *error = NULL;
      g_autoptr (GPtrArray) entries = NULL;
      g_autoptr (GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal);

      lay_out (&story, &plan, cut, &time, &after);
      fixture_open (&after);
      entries = corral_cache_outbox_list (after.cache, G_MAXUINT, &error);
      assert_here (entries != NULL, "%s", error->message);
      assert_here (corral_cache_outbox_get_report (after.cache)->kind == CORRAL_OUTBOX_FILE_GOOD,
                   "%s", corral_cache_outbox_get_report (after.cache)->message);
      for (guint i = 0; i < entries->len; i++)
        {
          CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

          assert_here (g_hash_table_add (found, entry->id), "%s is there twice", entry->id);
          assert_here (may_be (events, entry->id, (int) entry->state, time), "%s is %s", entry->id,
                       corral_outbox_state_to_word (entry->state));
        }
      for (guint i = 0; i < n_made; i++)
        {
          g_autofree char *id = g_strdup_printf ("e%03u", i);

          assert_here (g_hash_table_contains (found, id) || may_be (events, id, -1, time),
                       "%s is lost", id);
        }
      for (guint i = 0; i < events->len; i++)
        n_acknowledged += g_array_index (events, Event, i).done <= time;
      fixture_close (&after);
      assert_sound_outbox (&after);
      fixture_tear_down (&after);
    }
  g_test_message (
      "outbox: %u cuts at %u points in time, %u acknowledged changes looked for, 0 lost, 0 doubled",
      plan.n_cuts, story.end, n_acknowledged);
  story_end (&story);
}

/* ---- making anew
 * ---------------------------------------------------------------------------------------- */

static char *
read_all (const char *path, gsize *size)
{
  char *bytes = NULL;
  GError *error = NULL;

  g_file_get_contents (path, &bytes, size, &error);
  g_assert_no_error (error);
  return bytes;
}

/* Whether the damaged file still lies somewhere, as it was. */
static gboolean
is_kept (Fixture *after, const char *damaged, gsize size)
{
  g_autoptr (GDir) dir = g_dir_open (after->data_dir, 0, NULL);
  const char *name;
  gboolean kept = FALSE;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "outbox.db.damaged-") && !g_str_has_suffix (name, "-wal"))
      {
        g_autofree char *path = g_build_filename (after->data_dir, name, NULL);
        gsize length = 0;
        g_autofree char *bytes = read_all (path, &length);

        kept = kept || (length == size && memcmp (bytes, damaged, size) == 0);
      }
  return kept;
}

static void
test_restoring (void)
{
  Plan plan = make_plan ();
  Story story;
  g_autofree char *path = NULL;
  g_autofree char *damaged = NULL;
  gsize size = 0;
  guint n_resumed = 0;

  story_begin (&story, &plan);
  path = fixture_path (&story.fixture, NULL, "outbox.db");
  fixture_open (&story.fixture);
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *id = g_strdup_printf ("e%03u", i);

      add_note (&story.fixture, id);
    }
  fixture_close (&story.fixture);
  flip_bytes (path, 0, 5000);
  damaged = read_all (path, &size);
  corral_fault_vfs_record (story.fixture.root);
  fixture_open (&story.fixture);
  g_assert_cmpint (corral_cache_outbox_get_report (story.fixture.cache)->kind, ==,
                   CORRAL_OUTBOX_FILE_RESTORED);
  fixture_close (&story.fixture);
  story.end = corral_fault_vfs_get_time ();
  corral_fault_vfs_stop_recording ();

  for (guint cut = plan.first; cut < plan.first + plan.n_cuts; cut++)
    {
      Fixture after;
      guint time = 0;
      GError *error = NULL;
      g_autoptr (GPtrArray) entries = NULL;

      lay_out (&story, &plan, cut, &time, &after);
      {
        g_autofree char *restored = fixture_path (&after, NULL, "outbox.db.restored");

        n_resumed += g_file_test (restored, G_FILE_TEST_EXISTS);
      }
      fixture_open (&after);
      entries = corral_cache_outbox_list (after.cache, G_MAXUINT, &error);
      assert_here (entries != NULL, "%s", error->message);
      assert_here (entries->len == 12, "%u entries", entries->len);
      for (guint i = 0; i < entries->len; i++)
        {
          g_autofree char *id = g_strdup_printf ("e%03u", i);

          assert_here (strcmp (((CorralOutboxEntry *) g_ptr_array_index (entries, i))->id, id) == 0,
                       "%s", id);
        }
      assert_here (is_kept (&after, damaged, size), "the damaged file is not there");
      fixture_close (&after);
      assert_sound_outbox (&after);
      fixture_tear_down (&after);
    }
  g_test_message ("making anew: %u cuts at %u points in time, %u in the middle of changing places, "
                  "0 lost, 0 doubled",
                  plan.n_cuts, story.end, n_resumed);
  story_end (&story);
}

/* ---- the cache
 * ------------------------------------------------------------------------------------------ */

#define N_COMMITS 60
#define N_CARTS 80
#define RESYNC_FROM 25
#define RESYNC_TO 32

/* What the cache holds after each commit, by a model of this test's own: number of the commit that
 * wrote each cart, 0: none. */
typedef struct
{
  guint carts[N_CARTS];
  gboolean fresh[N_CARTS]; /* named since the resync began */
} Model;

typedef struct
{
  Model models[N_COMMITS + 1];
  guint begun[N_COMMITS + 1];
  guint done[N_COMMITS + 1];
  guint safe[N_COMMITS + 1]; /* when a checkpoint after it was acknowledged; G_MAXUINT: never */
} CacheStory;

static void
commit_number (Story *story, CacheStory *told, guint number)
{
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (CorralBatch) batch = make_batch (CORRAL_COLLECTION_CART);
  g_autofree char *state = g_strdup_printf ("s%u", number);
  Model *model = &told->models[number];
  GError *error = NULL;

  *model = told->models[number - 1];
  if (number == RESYNC_FROM)
    {
      corral_commit_set_begin_resync (commit);
      memset (model->fresh, 0, sizeof model->fresh);
    }
  for (guint i = 0; i < 12; i++)
    {
      guint cart = (guint) g_rand_int_range (story->random, 0, N_CARTS);
      g_autofree char *id = g_strdup_printf ("c%02u", cart);

      put_cart (batch, id, number, state);
      model->carts[cart] = number;
      model->fresh[cart] = TRUE;
    }
  if (number == RESYNC_TO)
    {
      corral_commit_set_finish_resync (commit);
      for (guint i = 0; i < N_CARTS; i++)
        if (!model->fresh[i])
          model->carts[i] = 0;
    }
  corral_commit_add_batch (commit, batch);
  corral_commit_set_state (commit, state);
  told->begun[number] = corral_fault_vfs_get_time ();
  g_assert_true (corral_cache_commit (story->fixture.cache, TENANT, commit, &error));
  g_assert_no_error (error);
  told->done[number] = corral_fault_vfs_get_time ();
}

static gboolean
collect_rev (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  const CorralCart *cart = row;
  guint *carts = data;
  g_autofree char *state = g_strdup_printf ("s%" G_GINT64_FORMAT, cart->rev);

  g_assert_cmpstr (cart->label, ==, state);
  carts[atoi (cart->id + 1)] = (guint) cart->rev;
  return TRUE;
}

static void
tell_cache_story (Story *story, CacheStory *told)
{
  sqlite3 *pin = NULL;
  GError *error = NULL;

  corral_fault_vfs_record (story->fixture.root);
  fixture_open (&story->fixture);
  told->done[0] = corral_fault_vfs_get_time ();
  for (guint i = 1; i <= N_COMMITS; i++)
    {
      commit_number (story, told, i);
      if (i == 20)
        {
          /* A reader that stays: from here on the log cannot be copied to its end. */
          g_autofree char *path = fixture_path (&story->fixture, TENANT, "cache.db");

          g_assert_cmpint (sqlite3_open (path, &pin), ==, SQLITE_OK);
          g_assert_cmpint (sqlite3_exec (pin, "BEGIN; SELECT count(*) FROM cart", NULL, NULL, NULL),
                           ==, SQLITE_OK);
        }
      if (i == 45)
        g_clear_pointer (&pin, sqlite3_close);
      if (i % 9 == 0)
        {
          g_assert_true (corral_cache_checkpoint (story->fixture.cache, TENANT, &error));
          g_assert_no_error (error);
          told->safe[i] = corral_fault_vfs_get_time ();
        }
    }
  fixture_close (&story->fixture);
  story->end = corral_fault_vfs_get_time ();
  corral_fault_vfs_stop_recording ();
}

static void
test_cache (void)
{
  Plan plan = make_plan ();
  Story story;
  g_autofree CacheStory *told = g_new0 (CacheStory, 1);
  guint n_behind = 0;

  for (guint i = 0; i <= N_COMMITS; i++)
    told->safe[i] = G_MAXUINT;
  story_begin (&story, &plan);
  tell_cache_story (&story, told);

  for (guint cut = plan.first; cut < plan.first + plan.n_cuts; cut++)
    {
      Fixture after;
      guint time = 0;
      guint number;
      guint at_least = 0;
      guint at_most = 0;
      guint acknowledged = 0;
      guint carts[N_CARTS] = { 0 };
      CorralTenantFile file;
      GError *error = NULL;
      g_autoptr (CorralSyncState) state = NULL;

      lay_out (&story, &plan, cut, &time, &after);
      file = fixture_open_as (&after, TENANT, &error);
      assert_here (error == NULL, "%s", error->message);
      assert_here (file != CORRAL_TENANT_FILE_SET_ASIDE, "the cache was damaged");
      state = corral_cache_get_sync_state (after.cache, TENANT, &error);
      assert_here (state != NULL, "%s", error->message);
      number = state->state != NULL ? (guint) atoi (state->state + 1) : 0;
      for (guint i = 1; i <= N_COMMITS; i++)
        {
          at_least = told->safe[i] <= time ? i : at_least;
          at_most = told->begun[i] <= time ? i : at_most;
          acknowledged = told->done[i] <= time ? i : acknowledged;
        }
      assert_here (number >= at_least,
                   "commit %u had been put onto the disk, and the cache is at %u", at_least,
                   number);
      assert_here (number <= at_most, "the cache is at %u, and %u had been begun", number, at_most);
      n_behind += number < acknowledged;
      /* Cursor and rows move together. */
      corral_cache_load (after.cache, TENANT, CORRAL_COLLECTION_CART, collect_rev, carts, NULL,
                         &error);
      assert_here (error == NULL, "%s", error->message);
      for (guint i = 0; i < N_CARTS; i++)
        assert_here (carts[i] == told->models[number].carts[i],
                     "at %u cart %u is of %u instead of %u", number, i, carts[i],
                     told->models[number].carts[i]);
      fixture_close (&after);
      if (file == CORRAL_TENANT_FILE_KEPT)
        {
          g_autofree char *path = fixture_path (&after, TENANT, "cache.db");

          assert_text (ask_file (path, "PRAGMA integrity_check"), "ok");
        }
      fixture_tear_down (&after);
    }
  g_test_message ("cache: %u cuts at %u points in time, %u times behind what was acknowledged (it "
                  "may be), 0 damaged, "
                  "0 with rows and cursor apart",
                  plan.n_cuts, story.end, n_behind);
  /* Else nothing was cut at all. */
  if (plan.n_cuts >= 100)
    g_assert_cmpuint (n_behind, >, 0);
  story_end (&story);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  corral_fault_vfs_install ();
  g_test_add_func ("/cache/power-cuts/outbox", test_outbox);
  g_test_add_func ("/cache/power-cuts/making-anew", test_restoring);
  g_test_add_func ("/cache/power-cuts/cache", test_cache);
  return g_test_run ();
}
