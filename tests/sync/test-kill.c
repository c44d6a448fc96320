/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kill −9 at any moment. A desk works in a process of its own and is killed at its n-th call that changes anything outside
 * of it, before the call, after it, or in the middle of its bytes, while it makes its first sync, applies changes, starts
 * over, saves what people do, sends it, or brings an old outbox up; and is started again in the same folder, until the
 * story is told. After each end: the files are sound, and everything that the desk said was saved is there. At the end:
 * the cloud has done each of these exactly once and nothing else, the cache is what the cloud says, nothing waits.
 *
 * CORRAL_KILLS: how often (200). CORRAL_KILL_SEED: the story to begin with (1). A story that fails says how to see it again.
 */
#include "desk-process.h"

#include "cache-rows.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* Kills in one story at most: then it is let run to its end. */
#define KILLS_OF_A_STORY 10
/* A start makes about so many calls, a whole life so many. */
#define START_CALLS 60
#define LIFE_CALLS 400

typedef struct
{
  Desk desk;
  guint64 seed;
  CorralRandom random;
  GHashTable *saved; /* (element-type utf8 utf8): id to its chain: what the desk said it has saved */
  GPtrArray *old;    /* (element-type utf8): ids that an older Corral had left waiting */
  guint n_made;      /* drafts so far */
} Story;

/* What all stories came to. */
static struct
{
  guint n_stories;
  guint n_kills;
  guint n_saved;
  guint n_unsaid;    /* saved, and killed before it could say so */
  guint n_old;
  guint by_moment[3];
  guint starting, syncing, acting; /* what the desk was doing when it was killed, by the last it said */
} sum;

static guint
draw (Story *story, guint low, guint high)
{
  return (guint) corral_random_int (&story->random, low, high);
}

/* ---- what people do -------------------------------------------------------------------------------------------- */

static gboolean
is_open_alert (gconstpointer row, gconstpointer data)
{
  return !CORRAL_IS_KNOWN (((const CorralAlert *) row)->cleared_ms);
}

/* None of these can be refused, whoever else is there: what is counted at the end is certain. */
static void
submit_something (Story *story, DeskProcess *child)
{
  static const CorralCollection collections[] = { CORRAL_COLLECTION_CART, CORRAL_COLLECTION_ALERT };
  guint kind = draw (story, 0, 3);
  CorralCollection collection = collections[kind > 0];
  const CorralTenant *tenant;
  CorralRow *row = desk_find_row (&story->desk, collection, kind > 0 ? is_open_alert : NULL, NULL,
                                  draw (story, 0, kind > 0 ? 3 : DESK_CARTS), &tenant);
  g_autofree char *text
      = g_strdup_printf ("Story %" G_GUINT64_FORMAT ", number %u", story->seed, story->n_made++);
  CorralOperationDraft draft = { .tenant = tenant->id, .collection = collection, .target = row->id,
                                 .expected_rev = CORRAL_UNKNOWN };

  corral_operation_params_clear (&draft.params);
  switch (kind)
    {
    case 0:
      draft.kind = CORRAL_OPERATION_NOTE_ADD;
      draft.params.text = text;
      break;
    case 1:
      draft.kind = CORRAL_OPERATION_ALERT_ACK;
      break;
    default:
      draft.kind = CORRAL_OPERATION_ALERT_SNOOZE;
      draft.params.until_ms = DESK_START_MS + story->n_made * 60000;
      break;
    }
  desk_process_submit (child, &draft);
  corral_fact_unref (row);
}

/* ---- one life ------------------------------------------------------------------------------------------------------ */

static gboolean
note_line (Story *story, char **words, guint *n_saved)
{
  if (strcmp (words[0], "saved") == 0)
    {
      g_hash_table_add (story->saved, g_strdup (words[1]));
      (*n_saved)++;
      sum.n_saved++;
    }
  return strcmp (words[0], "bye") == 0;
}

/* Starts the desk, lets it do things, until it is killed at call @kill_at (0: never) or has nothing left to do. TRUE: it
 * ended by itself; *@n_calls: how many calls it made then. */
static gboolean
live (Story *story, guint n_acts, guint kill_at, KillMoment moment, guint *n_calls)
{
  g_autoptr (DeskProcess) child
      = desk_process_new (&story->desk, corral_fault_proxy_get_url (story->desk.proxy),
                          corral_random_next (&story->random), kill_at, moment);
  gboolean early = n_acts < 4 && draw (story, 0, 2) == 0;
  gboolean is_ready = FALSE;
  guint n_saved = 0;
  char **words;

  /* All of it is told at once: the desk works as fast as it can. Acts come before the sync, beside it, or both. */
  if (early)
    desk_process_tell (child, "start", NULL);
  for (guint i = 0; i < n_acts; i++)
    submit_something (story, child);
  desk_process_tell (child, "send", NULL);
  if (!early)
    desk_process_tell (child, "start", NULL);
  desk_process_tell (child, "wait", NULL);
  desk_process_tell (child, "quit", NULL);
  while ((words = desk_process_hear (child)) != NULL)
    {
      is_ready = TRUE;
      if (note_line (story, words, &n_saved))
        *n_calls = (guint) strtoul (words[1], NULL, 10);
      g_strfreev (words);
    }
  if (desk_process_join (child))
    return TRUE;
  sum.n_kills++;
  sum.by_moment[moment]++;
  if (!is_ready)
    sum.starting++;
  else if (n_saved < n_acts)
    sum.acting++;
  else
    sum.syncing++;
  return FALSE;
}

/* A copy is looked at: looking puts what is left in the log into the file, which is Corral's to do. */
static void
assert_sound (Story *story, const char *file)
{
  static const char *const suffixes[] = { "", "-wal" };
  g_autofree char *path = g_build_filename (story->desk.root, "copy.db", NULL);
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (file, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      g_remove (to);
      if (g_file_get_contents (from, &bytes, &length, NULL))
        g_assert_true (g_file_set_contents (to, bytes, (gssize) length, NULL));
    }
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "PRAGMA integrity_check", -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  g_remove (path);
}

static void
assert_all_sound (Story *story, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        assert_all_sound (story, path);
      else if (g_str_has_suffix (name, ".db"))
        assert_sound (story, path);
    }
}

/* Everything that was said to be saved is there, whatever state it is in; and nothing was thrown away as damaged. */
static void
look (Story *story)
{
  GHashTableIter iter;
  gpointer id;

  desk_open (&story->desk);
  g_assert_cmpint (corral_cache_outbox_get_report (story->desk.cache)->kind, ==, CORRAL_OUTBOX_FILE_GOOD);
  g_hash_table_iter_init (&iter, story->saved);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (desk_get_state (&story->desk, id) == CORRAL_N_OUTBOX_STATES)
      g_error ("%s was said to be saved, and is not there", (const char *) id);
  for (guint i = 0; i < story->old->len; i++)
    g_assert_cmpint (desk_get_state (&story->desk, g_ptr_array_index (story->old, i)), !=, CORRAL_N_OUTBOX_STATES);
  desk_close (&story->desk);
}

/* ---- an outbox of schema 1 --------------------------------------------------------------------------------------- */

/* As the version before left it: waiting operations of the contract, made by nobody known. */
static void
leave_old_outbox (Story *story)
{
  g_autofree char *schema = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "tests", "unit", "cache", "schemas",
                                              "outbox-0001.sql", NULL);
  g_autofree char *folder = g_build_filename (story->desk.root, "data", NULL);
  g_autofree char *path = g_build_filename (folder, "outbox.db", NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  const CorralTenant *tenant;
  CorralRow *cart = desk_find_row (&story->desk, CORRAL_COLLECTION_CART, NULL, NULL, 0, &tenant);
  sqlite3 *db = NULL;

  desk_close (&story->desk);
  cache_remove_tree (folder);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_get_contents (schema, &sql, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "DELETE FROM operation", NULL, NULL, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < 5; i++)
    {
      CorralOperationDraft draft = { .kind = CORRAL_OPERATION_NOTE_ADD, .tenant = tenant->id,
                                     .collection = CORRAL_COLLECTION_CART, .target = cart->id,
                                     .expected_rev = CORRAL_UNKNOWN };
      g_autofree char *id = g_strdup_printf ("01a19cc6-0000-7000-8000-%012u", i);
      g_autoptr (CorralOutboxEntry) entry = NULL;
      g_autofree char *insert = NULL;
      const char *body;
      gsize length;
      char *message = NULL;

      corral_operation_params_clear (&draft.params);
      draft.params.text = "Left by the old one";
      entry = corral_outbox_entry_new (&draft, id, "", NULL, DESK_START_MS, 0);
      body = g_bytes_get_data (entry->body, &length);
      insert = g_strdup_printf (
          "INSERT INTO operation (id,account,tenant,type,target_collection,target,body,made_ms,not_after_ms,state)"
          " VALUES ('%s','','%s','note.add','cart','%s',CAST('%.*s' AS BLOB),%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT
          ",'queued')",
          id, tenant->id, cart->id, (int) length, body, entry->made_ms, entry->not_after_ms);
      if (sqlite3_exec (db, insert, NULL, NULL, &message) != SQLITE_OK)
        g_error ("%s: %s", insert, message);
      g_ptr_array_add (story->old, g_steal_pointer (&id));
      sum.n_old++;
    }
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  corral_fact_unref (cart);
}

/* ---- the end ------------------------------------------------------------------------------------------------------- */

/* The cloud has done exactly what is in the outbox, each once; more may be there than was said, never less. */
static void
assert_told (Story *story)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  guint n_operations = desk_count_operations (&story->desk);
  g_autofree char *difference = NULL;

  desk_open (&story->desk);
  entries = corral_cache_outbox_list (story->desk.cache, G_MAXINT, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (CorralOperationAnswer) answer
          = desk_ask_operation (&story->desk, entry->tenant, entry->id, entry->type->result);

      g_assert_cmpint (entry->state, ==, CORRAL_OUTBOX_APPLIED);
      g_assert_true (entry->settled);
      g_assert_cmpint (answer->outcome, ==, CORRAL_OUTCOME_APPLIED);
      g_assert_cmpint (answer->applied_rev, ==, entry->applied_rev);
    }
  g_assert_cmpuint (entries->len, ==, n_operations);
  g_assert_cmpuint (entries->len, >=, g_hash_table_size (story->saved) + story->old->len);
  sum.n_unsaid += entries->len - g_hash_table_size (story->saved) - story->old->len;
  difference = desk_differs (&story->desk);
  g_assert_cmpstr (difference, ==, NULL);
  desk_close (&story->desk);
  desk_assert_files_are_sound (&story->desk, NULL);
}

/* What happens in the cloud between two lives of the desk. */
static void
go_on (Story *story)
{
  switch (draw (story, 0, 4))
    {
    case 0:
      corral_demo_cloud_expire_states (story->desk.cloud, "epoch");
      break;
    case 1:
      break;
    default:
      corral_clock_advance_us (story->desk.cloud_clock, 60 * (gint64) G_USEC_PER_SEC);
      break;
    }
}

static void
tell (guint64 seed, guint most_kills)
{
  Story story = { .seed = seed, .random = corral_random_seeded (seed, 0x6b696c6c, 0, 0) };
  guint n_calls = 0;
  guint n_kills;

  g_test_message ("CORRAL_KILL_SEED=%" G_GUINT64_FORMAT " CORRAL_KILLS=1 tells this story again", seed);
  desk_set_up (&story.desk, 1 + seed % 3);
  story.saved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  story.old = g_ptr_array_new_with_free_func (g_free);
  if (seed % 4 == 0)
    leave_old_outbox (&story);
  else
    {
      g_autofree char *data = g_build_filename (story.desk.root, "data", NULL);

      /* The very first start is to be killed, too. */
      desk_close (&story.desk);
      cache_remove_tree (data);
    }
  n_kills = MIN (most_kills, draw (&story, 4, KILLS_OF_A_STORY + 1));
  for (guint i = 0; i < n_kills; i++)
    {
      /* While files are made and brought up; while much is saved; anywhere, as far as is known how long a life is. */
      guint kind = draw (&story, 0, 3);
      guint at = kind == 0 ? draw (&story, 1, START_CALLS)
                 : kind == 1 ? draw (&story, START_CALLS / 3, 4 * START_CALLS)
                             : draw (&story, 1, n_calls > 0 ? n_calls : LIFE_CALLS);
      guint n_acts = kind == 1 ? 12 : draw (&story, 0, 4);

      if (!live (&story, n_acts, at, (KillMoment) draw (&story, 0, 3), &n_calls))
        {
          g_autofree char *cache = g_build_filename (story.desk.root, "cache", NULL);
          g_autofree char *data = g_build_filename (story.desk.root, "data", NULL);

          assert_all_sound (&story, cache);
          assert_all_sound (&story, data);
          look (&story);
        }
      go_on (&story);
    }
  g_assert_true (live (&story, 1, 0, KILL_BEFORE, &n_calls));
  assert_told (&story);
  sum.n_stories++;
  g_hash_table_unref (story.saved);
  g_ptr_array_unref (story.old);
  desk_tear_down (&story.desk);
}

static void
test_kills (void)
{
  const char *wanted_text = g_getenv ("CORRAL_KILLS");
  const char *seed_text = g_getenv ("CORRAL_KILL_SEED");
  guint wanted = wanted_text != NULL ? (guint) strtoul (wanted_text, NULL, 10) : 200;
  guint64 seed = seed_text != NULL ? g_ascii_strtoull (seed_text, NULL, 10) : 1;
  gint64 began = g_get_monotonic_time ();

  while (sum.n_kills < wanted)
    tell (seed++, G_MAXUINT);
  g_test_message ("%u kills (%u before a call, %u after, %u torn; %u while starting, %u while acting, %u while syncing) in "
                  "%u stories; %u operations said to be saved, %u more were, %u of an older outbox; none lost, none done "
                  "twice; %.1f s",
                  sum.n_kills, sum.by_moment[KILL_BEFORE], sum.by_moment[KILL_AFTER], sum.by_moment[KILL_TORN],
                  sum.starting, sum.acting, sum.syncing, sum.n_stories, sum.n_saved, sum.n_unsaid, sum.n_old,
                  (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/kill", test_kills);
  return g_test_run ();
}
