/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The n-th read, write, sync, … fails, and the n-th allocation of SQLite, for n = 1 and on until
 * nothing fails any more. Whatever was acknowledged is there afterwards, nothing is half done, the
 * files are sound, and when the fault has passed everything works, without a new start. Then: full
 * disks and read-only ones.
 *
 * CORRAL_FAULTS=all: every n; by default the first ones and then ever larger steps. */
#include "outbox-fixture.h"

#include "corral-fault-vfs.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What one story is about: files, and what was acknowledged while things failed. */
typedef struct
{
  Fixture fixture;
  gboolean acknowledged[4];
  guint n_saved;
} World;

typedef struct
{
  const char *name;
  void (*prepare) (World *world); /* nothing fails */
  void (*act) (World *world);     /* something fails, perhaps */
  void (*check) (World *world);   /* the fault has passed; the cache is open if it could be */
} Scene;

static char *
path_of (World *world, const char *tenant, const char *name)
{
  return fixture_path (&world->fixture, tenant, name);
}

/* Opens what is not open; nothing fails now. */
static void
open_all (World *world)
{
  GError *error = NULL;

  fixture_open_as (&world->fixture, TENANT, &error);
  g_assert_no_error (error);
}

static void
open_anew (World *world)
{
  fixture_close (&world->fixture);
  open_all (world);
}

static void
assert_sound (World *world)
{
  g_autofree char *outbox = path_of (world, NULL, "outbox.db");
  g_autofree char *cache = path_of (world, TENANT, "cache.db");

  assert_text (ask_file (outbox, "PRAGMA integrity_check"), "ok");
  assert_text (ask_file (outbox,
                         "SELECT (SELECT entries FROM ledger)-(SELECT count(*) FROM operation)"),
               "0");
  assert_text (ask_file (cache, "PRAGMA integrity_check"), "ok");
}

/* ---- open and migrate
 * ----------------------------------------------------------------------------------- */

static void
prepare_schema_1 (World *world)
{
  g_autofree char *script_path
      = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"),
                          "tests/unit/cache/schemas/outbox-0001.sql", NULL);
  g_autofree char *path = path_of (world, NULL, "outbox.db");
  g_autofree char *script = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (g_mkdir_with_parents (world->fixture.data_dir, 0700), ==, 0);
  g_assert_true (g_file_get_contents (script_path, &script, NULL, NULL));
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, script, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (
          db,
          "INSERT INTO operation (id,account,tenant,type,target_collection,target,body,state,"
          "made_ms,not_after_ms) VALUES"
          "('old','ada','north','alert.ack','alert','a1',CAST('{\"params\":{}}' AS BLOB),"
          "'queued',10,20)",
          NULL, NULL, NULL),
      ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
act_open (World *world)
{
  fixture_open_as (&world->fixture, TENANT, NULL);
}

static void
check_open (World *world)
{
  GError *error = NULL;

  /* Without a new start: what could not be opened is opened now. */
  open_all (world);
  add_entry (&world->fixture, "new", "a1", NULL, FALSE);
  assert_text (list_entries (&world->fixture), "old:queued new:queued ");
  open_anew (world);
  assert_text (list_entries (&world->fixture), "old:queued new:queued ");
  g_assert_cmpint (corral_cache_count_rows (world->fixture.cache, TENANT, CORRAL_COLLECTION_CART,
                                            &error),
                   ==, 0);
  g_assert_no_error (error);
}

/* ---- a commit
 * ------------------------------------------------------------------------------------------- */

#define N_CARTS 150

static void
commit_carts (World *world,
              gint64 rev,
              const char *state,
              gboolean begin,
              gboolean end,
              guint n,
              gboolean *acknowledged)
{
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (CorralBatch) batch = make_batch (CORRAL_COLLECTION_CART);
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%03u", i);

      put_cart (batch, id, rev, state);
    }
  if (begin)
    corral_commit_set_begin_resync (commit);
  if (end)
    corral_commit_set_finish_resync (commit);
  corral_commit_add_batch (commit, batch);
  corral_commit_set_state (commit, state);
  if (world->fixture.cache == NULL)
    return;
  *acknowledged = corral_cache_commit (world->fixture.cache, TENANT, commit, &error);
  if (!*acknowledged)
    g_assert_cmpint (error->domain, ==, CORRAL_CACHE_ERROR);
  g_clear_error (&error);
}

typedef struct
{
  const char *state;
  guint n;
  guint n_fitting;
} Carts;

static gboolean
look_at_cart (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  const CorralCart *cart = row;
  Carts *carts = data;

  carts->n++;
  carts->n_fitting += g_strcmp0 (cart->label, carts->state) == 0;
  return TRUE;
}

/* The cursor, with which all rows agree: "s1 150", that is the cursor and the number of rows. */
static char *
describe_cache (World *world)
{
  GError *error = NULL;
  g_autoptr (CorralSyncState) state
      = corral_cache_get_sync_state (world->fixture.cache, TENANT, &error);
  Carts carts = { 0 };

  g_assert_no_error (error);
  carts.state = state->state;
  g_assert_true (corral_cache_load (world->fixture.cache, TENANT, CORRAL_COLLECTION_CART,
                                    look_at_cart, &carts, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (carts.n, ==, carts.n_fitting);
  return g_strdup_printf ("%s %u", state->state, carts.n);
}

static void
prepare_commit (World *world)
{
  gboolean done = FALSE;

  open_all (world);
  commit_carts (world, 1, "s1", FALSE, FALSE, N_CARTS, &done);
  g_assert_true (done);
}

static void
act_commit (World *world)
{
  commit_carts (world, 2, "s2", FALSE, FALSE, N_CARTS, &world->acknowledged[0]);
  /* The log is copied into the file, which must not matter either. */
  corral_cache_checkpoint (world->fixture.cache, TENANT, NULL);
}

static void
check_commit (World *world)
{
  const char *expected = world->acknowledged[0] ? "s2 150" : "s1 150";
  gboolean done = FALSE;

  assert_text (describe_cache (world), expected);
  open_anew (world);
  assert_text (describe_cache (world), expected);
  commit_carts (world, 3, "s3", FALSE, FALSE, N_CARTS, &done);
  g_assert_true (done);
  assert_text (describe_cache (world), "s3 150");
}

/* ---- a resync
 * ------------------------------------------------------------------------------------------- */

static void
act_resync (World *world)
{
  commit_carts (world, 1, "s1", TRUE, FALSE, 100, &world->acknowledged[0]);
  if (world->acknowledged[0])
    commit_carts (world, 1, "s1", FALSE, TRUE, 50, &world->acknowledged[1]);
}

static void
check_resync (World *world)
{
  /* Those that were not named go at its end, and all at once. */
  const char *expected = world->acknowledged[1] ? "s1 100" : "s1 150";
  GError *error = NULL;
  g_autoptr (CorralSyncState) state
      = corral_cache_get_sync_state (world->fixture.cache, TENANT, &error);

  g_assert_no_error (error);
  g_assert_cmpint (state->generation, ==, world->acknowledged[0] ? 2 : 1);
  g_assert_cmpint (state->resyncing, ==, world->acknowledged[0] && !world->acknowledged[1]);
  assert_text (describe_cache (world), expected);
  open_anew (world);
  assert_text (describe_cache (world), expected);
}

/* ---- the outbox
 * ----------------------------------------------------------------------------------------- */

static void
prepare_outbox (World *world)
{
  open_all (world);
  add_entry (&world->fixture, "a", "a1", NULL, FALSE);
  add_note (&world->fixture, "b");
}

static void
act_add (World *world)
{
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  GError *error = NULL;

  g_ptr_array_add (entries, make_entry (&world->fixture, "c", "a1", NULL, FALSE));
  g_ptr_array_add (entries, make_note (&world->fixture, "d"));
  g_ptr_array_add (entries, make_entry (&world->fixture, "e", "a1", "c", TRUE));
  world->acknowledged[0] = corral_cache_outbox_add (world->fixture.cache, entries, &error);
  if (!world->acknowledged[0])
    g_assert_cmpint (error->domain, ==, CORRAL_CACHE_ERROR);
  g_clear_error (&error);
  /* The backup follows. */
  corral_cache_outbox_prune (world->fixture.cache, 0, NULL);
}

static void
check_add (World *world)
{
  const char *expected = world->acknowledged[0] ? "a:queued b:queued c:queued d:queued e:held "
                                                : "a:queued b:queued ";
  g_autofree char *more = g_strconcat (expected, "f:queued ", NULL);

  assert_text (list_entries (&world->fixture), expected);
  open_anew (world);
  g_assert_cmpint (corral_cache_outbox_get_report (world->fixture.cache)->kind, ==,
                   CORRAL_OUTBOX_FILE_GOOD);
  assert_text (list_entries (&world->fixture), expected);
  add_entry (&world->fixture, "f", "a1", NULL, FALSE);
  open_anew (world);
  assert_text (list_entries (&world->fixture), more);
}

static void
act_step (World *world)
{
  CorralOutboxStep sending = make_step ("a", BIT (QUEUED), CORRAL_OUTBOX_SENDING);
  CorralOutboxStep applied = make_step ("a", BIT (SENDING), CORRAL_OUTBOX_APPLIED);
  const char *ids[] = { "b", NULL };

  /* So that a backup is due with it. */
  corral_clock_advance_us (world->fixture.clock, 120 * G_USEC_PER_SEC);
  world->acknowledged[0] = corral_cache_outbox_step (world->fixture.cache, &sending, 1, NULL, NULL);
  if (world->acknowledged[0])
    world->acknowledged[1]
        = corral_cache_outbox_step (world->fixture.cache, &applied, 1, NULL, NULL);
  world->acknowledged[2]
      = corral_cache_outbox_remove (world->fixture.cache, ids, UNSENT, NULL, NULL);
}

static void
check_step (World *world)
{
  g_autofree char *expected = g_strdup_printf ("a:%s %s",
                                               world->acknowledged[1]   ? "applied"
                                               : world->acknowledged[0] ? "sending"
                                                                        : "queued",
                                               world->acknowledged[2] ? "" : "b:queued ");

  assert_text (list_entries (&world->fixture), expected);
  open_anew (world);
  g_assert_cmpint (corral_cache_outbox_get_report (world->fixture.cache)->kind, ==,
                   CORRAL_OUTBOX_FILE_GOOD);
  assert_text (list_entries (&world->fixture), expected);
}

static void
act_read (World *world)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  gint64 waiting;

  /* Connections that have nothing in their memory. */
  entries = corral_cache_outbox_list (world->fixture.cache, 10, &error);
  g_assert_true ((entries != NULL) == (error == NULL));
  if (entries != NULL)
    g_assert_cmpuint (entries->len, ==, 2);
  g_clear_error (&error);
  waiting = corral_cache_count_waiting (world->fixture.cache, &error);
  g_assert_true ((waiting == 2) == (error == NULL));
  g_assert_true ((waiting == -1) == (error != NULL));
  g_clear_error (&error);
  waiting = corral_cache_count_rows (world->fixture.cache, TENANT, CORRAL_COLLECTION_CART, &error);
  g_assert_true ((waiting == N_CARTS) == (error == NULL));
  g_clear_error (&error);
}

static void
prepare_read (World *world)
{
  prepare_commit (world);
  prepare_outbox (world);
  open_anew (world);
}

static void
check_read (World *world)
{
  /* A failure to read is no damage: nothing was set aside. */
  assert_text (list_entries (&world->fixture), "a:queued b:queued ");
  assert_text (describe_cache (world), "s1 150");
  g_assert_cmpint (corral_cache_outbox_get_report (world->fixture.cache)->kind, ==,
                   CORRAL_OUTBOX_FILE_GOOD);
}

/* ---- backup and restoring
 * ------------------------------------------------------------------------------- */

static void
prepare_damaged_outbox (World *world)
{
  g_autofree char *path = path_of (world, NULL, "outbox.db");

  prepare_outbox (world);
  add_note (&world->fixture, "c");
  add_note (&world->fixture, "d");
  fixture_close (&world->fixture);
  flip_bytes (path, 0, 4096);
}

static void
check_restored (World *world)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint n_aside = 0;

  /* What could not be made anew while things failed is made anew when somebody writes. */
  open_all (world);
  add_entry (&world->fixture, "e", "a1", NULL, FALSE);
  assert_text (list_entries (&world->fixture), "a:queued b:queued c:queued d:queued e:queued ");
  open_anew (world);
  assert_text (list_entries (&world->fixture), "a:queued b:queued c:queued d:queued e:queued ");
  dir = g_dir_open (world->fixture.data_dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    n_aside += g_str_has_prefix (name, "outbox.db.damaged-") && !g_str_has_suffix (name, "-wal");
  g_assert_cmpuint (n_aside, ==, 1);
}

static void
prepare_damaged_cache (World *world)
{
  g_autofree char *path = path_of (world, TENANT, "cache.db");

  prepare_commit (world);
  fixture_close (&world->fixture);
  flip_bytes (path, 0, 100);
}

static gboolean
look_at_old_cart (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  g_assert_cmpstr (((const CorralCart *) row)->label, ==, "s1");
  (*(guint *) data)++;
  return TRUE;
}

static void
check_taken_over (World *world)
{
  g_autoptr (CorralSyncState) state = NULL;
  gboolean done = FALSE;
  guint n = 0;
  GError *error = NULL;

  open_all (world);
  state = corral_cache_get_sync_state (world->fixture.cache, TENANT, &error);
  g_assert_no_error (error);
  g_assert_null (state->state);
  g_assert_true (corral_cache_load (world->fixture.cache, TENANT, CORRAL_COLLECTION_CART,
                                    look_at_old_cart, &n, NULL, &error));
  g_assert_no_error (error);
  /* They come again from the cloud: what did not fit in is no loss, but it must be marked as such.
   */
  g_assert_true (n == 0 || state->resyncing);
  world->n_saved = n;
  commit_carts (world, 1, "s9", TRUE, TRUE, 20, &done);
  g_assert_true (done);
  assert_text (describe_cache (world), "s9 20");
  open_anew (world);
  assert_text (describe_cache (world), "s9 20");
}

/* ---- one after the other
 * --------------------------------------------------------------------------------- */

static const Scene scenes[] = {
  { "open-and-migrate", prepare_schema_1, act_open, check_open },
  { "commit", prepare_commit, act_commit, check_commit },
  { "resync", prepare_commit, act_resync, check_resync },
  { "outbox-add", prepare_outbox, act_add, check_add },
  { "outbox-step", prepare_outbox, act_step, check_step },
  { "read", prepare_read, act_read, check_read },
  { "outbox-restore", prepare_damaged_outbox, act_open, check_restored },
  { "cache-taken-over", prepare_damaged_cache, act_open, check_taken_over },
};

/* What is being tried, for whoever reads a failure. */
static char trying[200];

static gboolean
tries_all (void)
{
  return g_strcmp0 (g_getenv ("CORRAL_FAULTS"), "all") == 0;
}

static guint
next (guint n)
{
  return tries_all () || n < 4 ? n + 1 : n + n / 2;
}

/* Plays @scene; @arm makes something fail while it acts. Returns how much failed. */
static guint
play (const Scene *scene,
      void (*arm) (gconstpointer data),
      gconstpointer data,
      guint (*disarm) (void))
{
  World world = { 0 };
  guint n_failed;

  fixture_set_up (&world.fixture);
  scene->prepare (&world);
  arm (data);
  scene->act (&world);
  n_failed = disarm ();
  scene->check (&world);
  fixture_close (&world.fixture);
  assert_sound (&world);
  fixture_tear_down (&world.fixture);
  return n_failed;
}

typedef struct
{
  guint ops;
  guint n;
  int code;
  gboolean stays;
} DiskFault;

static void
arm_disk (gconstpointer data)
{
  const DiskFault *fault = data;

  corral_fault_vfs_fail (fault->ops, fault->n, fault->code, fault->stays);
}

static guint
disarm_disk (void)
{
  guint n = corral_fault_vfs_count_failed ();

  corral_fault_vfs_calm ();
  return n;
}

static void
test_disk (gconstpointer data)
{
  static const char *const names[CORRAL_FAULT_N_OPS]
      = { "open", "read", "write", "truncate", "sync", "delete", "share", "rename" };
  static const int codes[] = { SQLITE_IOERR, SQLITE_FULL };
  const Scene *scene = data;
  GString *told = g_string_new (NULL);
  guint n_all = 0;

  for (guint op = 0; op < CORRAL_FAULT_N_OPS; op++)
    for (guint c = 0; c < G_N_ELEMENTS (codes); c++)
      for (guint stays = 0; stays < 2; stays++)
        {
          DiskFault fault = { .ops = 1u << op, .code = codes[c], .stays = stays != 0 };
          guint n_failed = 1;
          guint n_tried = 0;

          /* Only what makes something larger finds the disk full; and what fails for good fails for
           * good in much the same way from wherever on. */
          if ((codes[c] == SQLITE_FULL && fault.ops != CORRAL_FAULT_WRITE)
              || (fault.stays && codes[c] == SQLITE_IOERR && !tries_all ()))
            continue;
          for (fault.n = 1; n_failed > 0; fault.n = next (fault.n))
            {
              g_snprintf (trying, sizeof trying, "%s: %s number %u %s%s", scene->name, names[op],
                          fault.n, codes[c] == SQLITE_FULL ? "finds the disk full" : "fails",
                          fault.stays ? " for good" : "");
              n_failed = play (scene, arm_disk, &fault, disarm_disk);
              n_tried += n_failed > 0;
            }
          n_all += n_tried;
          if (!fault.stays && codes[c] == SQLITE_IOERR)
            g_string_append_printf (told, " %s %u,", names[op], n_tried);
        }
  g_test_message ("%s:%s in all %u failures tried", scene->name, told->str, n_all);
  g_string_free (told, TRUE);
}

static void
arm_memory (gconstpointer data)
{
  const DiskFault *fault = data;

  corral_fault_memory_fail (fault->n, fault->stays);
}

static guint
disarm_memory (void)
{
  guint n = corral_fault_memory_count_failed ();

  corral_fault_memory_fail (0, FALSE);
  return n;
}

static void
test_memory (gconstpointer data)
{
  const Scene *scene = data;
  guint n_tried = 0;
  guint highest = 0;

  for (guint stays = 0; stays < 2; stays++)
    {
      DiskFault fault = { .stays = stays != 0 };
      guint n_failed = 1;

      for (fault.n = 1; n_failed > 0;
           fault.n = next (fault.stays && !tries_all () ? fault.n * 3 : fault.n))
        {
          g_snprintf (trying, sizeof trying, "%s: allocation number %u fails%s", scene->name,
                      fault.n, fault.stays ? " for good" : "");
          n_failed = play (scene, arm_memory, &fault, disarm_memory);
          n_tried += n_failed > 0;
          highest = MAX (highest, fault.n);
        }
    }
  g_test_message ("%s: %u failed allocations tried, up to number %u", scene->name, n_tried,
                  highest);
}

/* ---- full and read-only
 * --------------------------------------------------------------------------------- */

static void
assert_nothing_can_be_written (World *world, CorralCacheError code)
{
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (CorralBatch) batch = make_batch (CORRAL_COLLECTION_CART);
  CorralOutboxStep step = make_step ("a", BIT (QUEUED), CORRAL_OUTBOX_SENDING);
  GError *error = NULL;

  /* So much that it does not fit into what the log has room for. */
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *id = g_strdup_printf ("x%02u", i);

      g_ptr_array_add (entries, make_note (&world->fixture, id));
    }
  g_assert_false (corral_cache_outbox_add (world->fixture.cache, entries, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, (int) code);
  g_assert_cmpint (strlen (error->message), >, 20);
  g_clear_error (&error);
  if (code == CORRAL_CACHE_ERROR_READ_ONLY)
    {
      g_assert_false (corral_cache_outbox_step (world->fixture.cache, &step, 1, NULL, &error));
      g_assert_error (error, CORRAL_CACHE_ERROR, (int) code);
      g_clear_error (&error);
    }
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *id = g_strdup_printf ("y%04u", i);

      put_cart (batch, id, 1, "s1");
    }
  corral_commit_add_batch (commit, batch);
  corral_commit_set_state (commit, "s2");
  g_assert_false (corral_cache_commit (world->fixture.cache, TENANT, commit, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, (int) code);
  g_clear_error (&error);
}

static void
assert_all_can_be_read (World *world)
{
  gpointer fact = NULL;
  GError *error = NULL;

  assert_text (list_entries (&world->fixture), "a:queued b:queued ");
  assert_text (describe_cache (world), "s1 150");
  g_assert_true (corral_cache_get_row (world->fixture.cache, TENANT, CORRAL_COLLECTION_CART, "c007",
                                       &fact, &error));
  g_assert_no_error (error);
  g_assert_nonnull (fact);
  corral_fact_unref (fact);
}

static void
check_disk (CorralDisk disk, CorralCacheError code)
{
  for (guint restart = 0; restart < 2; restart++)
    {
      World world = { 0 };
      gboolean done = FALSE;

      g_snprintf (trying, sizeof trying, "disk %d, %s", disk,
                  restart ? "at a start" : "while it runs");
      fixture_set_up (&world.fixture);
      prepare_commit (&world);
      prepare_outbox (&world);
      if (restart)
        fixture_close (&world.fixture);
      corral_fault_vfs_set_disk (disk);
      open_all (&world);
      for (guint i = 0; i < 3; i++)
        {
          assert_nothing_can_be_written (&world, code);
          assert_all_can_be_read (&world);
        }
      corral_fault_vfs_calm ();
      assert_all_can_be_read (&world);

      /* There is room again. */
      add_entry (&world.fixture, "c", "a1", NULL, FALSE);
      assert_text (list_entries (&world.fixture), "a:queued b:queued c:queued ");
      if (restart && disk == CORRAL_DISK_READ_ONLY)
        open_anew (&world);
      commit_carts (&world, 2, "s2", FALSE, FALSE, N_CARTS, &done);
      g_assert_true (done);
      assert_text (describe_cache (&world), "s2 150");
      g_assert_cmpint (corral_cache_outbox_get_report (world.fixture.cache)->kind, ==,
                       CORRAL_OUTBOX_FILE_GOOD);
      open_anew (&world);
      assert_text (list_entries (&world.fixture), "a:queued b:queued c:queued ");
      assert_text (describe_cache (&world), "s2 150");
      fixture_close (&world.fixture);
      assert_sound (&world);
      fixture_tear_down (&world.fixture);
    }
}

static void
test_full (void)
{
  check_disk (CORRAL_DISK_FULL, CORRAL_CACHE_ERROR_FULL);
}

static void
test_read_only (void)
{
  check_disk (CORRAL_DISK_READ_ONLY, CORRAL_CACHE_ERROR_READ_ONLY);
}

static void
say_what_was_tried (int signal)
{
  /* As much as may be done here. */
  if (write (STDERR_FILENO, trying, strlen (trying)) > 0 && write (STDERR_FILENO, "\n", 1) > 0)
    raise (signal);
}

int
main (int argc, char **argv)
{
  /* What failed is no use without what was being tried. */
  struct sigaction action = { .sa_handler = say_what_was_tried, .sa_flags = (int) SA_RESETHAND };

  sigaction (SIGABRT, &action, NULL);
  sigaction (SIGTRAP, &action, NULL);
  sigaction (SIGSEGV, &action, NULL);
  corral_fault_memory_install ();
  g_test_init (&argc, &argv, NULL);
  corral_fault_vfs_install ();
  g_test_add_func ("/cache/faults/disk-full", test_full);
  g_test_add_func ("/cache/faults/disk-read-only", test_read_only);
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    {
      g_autofree char *disk = g_strconcat ("/cache/faults/disk/", scenes[i].name, NULL);
      g_autofree char *memory = g_strconcat ("/cache/faults/memory/", scenes[i].name, NULL);

      g_test_add_data_func (disk, &scenes[i], test_disk);
      g_test_add_data_func (memory, &scenes[i], test_memory);
    }
  return g_test_run ();
}
