/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An outbox that was damaged: what is saved of it, what people are told, and that nothing is sent
 * blindly or twice. */
#define _GNU_SOURCE /* memmem */
#include "outbox-fixture.h"

#include "corral-database.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096

static char *
outbox_path (Fixture *fixture)
{
  return fixture_path (fixture, NULL, "outbox.db");
}

static char *
backup_path (Fixture *fixture)
{
  return fixture_path (fixture, NULL, "outbox.db.backup");
}

static const CorralOutboxFileReport *
get_report (Fixture *fixture)
{
  return corral_cache_outbox_get_report (fixture->cache);
}

/* The one that was set aside; there must be exactly @n. NULL for none. */
static char *
find_set_aside (Fixture *fixture, guint n)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->data_dir, 0, NULL);
  char *found = NULL;
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "outbox.db.damaged-") && !g_str_has_suffix (name, "-wal"))
      {
        g_free (found);
        found = g_build_filename (fixture->data_dir, name, NULL);
        count++;
      }
  g_assert_cmpuint (count, ==, n);
  return found;
}

/* The offset of the leaf of the table that has the row @id. */
static goffset
find_leaf (const char *path, const char *id)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (gsize at = PAGE; at + PAGE <= size; at += PAGE)
    if (bytes[at] == 0x0d && memmem (bytes + at, PAGE, id, strlen (id)) != NULL)
      return (goffset) at;
  g_assert_not_reached ();
}

/* Some that are large, in several states: "n0:queued n1:sending n2:applied n3:conflict n4:held
 * n5:retry …". */
static void
fill (Fixture *fixture)
{
  add_note (fixture, "n0");
  add_note (fixture, "n1");
  add_note (fixture, "n2");
  add_note (fixture, "n3");
  add_entry (fixture, "n4", "a4", NULL, TRUE);
  add_note (fixture, "n5");
  add_entry (fixture, "n6", "a6", "n4", FALSE);
  g_assert_true (step_entry (fixture, "n1", BIT (QUEUED), CORRAL_OUTBOX_SENDING));
  g_assert_true (step_entry (fixture, "n2", BIT (QUEUED), CORRAL_OUTBOX_APPLIED));
  g_assert_true (step_entry (fixture, "n3", BIT (QUEUED), CORRAL_OUTBOX_CONFLICT));
  g_assert_true (step_entry (fixture, "n5", BIT (QUEUED), CORRAL_OUTBOX_RETRY));
}

/* What it is after a restoring that knows all, and after one that does not know what came last. */
#define ALL_KNOWN "n0:queued n1:unknown n2:applied n3:conflict n4:held n5:retry n6:queued "
#define ALL_DOUBTED "n0:unknown n1:unknown n2:applied n3:conflict n4:unknown n5:unknown n6:unknown "

/* ---- every kind of damage, with and without a backup
 * ----------------------------------------------------- */

typedef enum
{
  DAMAGE_HEADER,
  DAMAGE_FIRST_PAGE,
  DAMAGE_LEAF,
  DAMAGE_VALUE,
  DAMAGE_CUT,
  DAMAGE_CUT_TO_A_PAGE,
  DAMAGE_EMPTIED,
  DAMAGE_GONE,
  DAMAGE_TEXT,
  DAMAGE_ALL,
} Damage;

typedef struct
{
  const char *name;
  Damage damage;
  const char *with_backup;
  const char *without_backup; /* NULL: as it happens to be */
  guint lost_without;
} DamageRow;

static const DamageRow damages[] = {
  { "header", DAMAGE_HEADER, ALL_KNOWN, ALL_KNOWN, 0 },
  { "first-page", DAMAGE_FIRST_PAGE, ALL_KNOWN, ALL_KNOWN, 0 },
  /* The rows that are on it are from the backup, which is as new as the file: nothing has to be
     doubted. */
  { "leaf", DAMAGE_LEAF, ALL_KNOWN, "n0:queued n1:unknown n2:applied n5:retry n6:queued ", 2 },
  { "value", DAMAGE_VALUE, ALL_KNOWN, "n0:queued n1:unknown n2:applied n4:held n5:retry n6:queued ",
    1 },
  { "cut", DAMAGE_CUT, ALL_DOUBTED, "", 0 },
  { "cut-to-a-page", DAMAGE_CUT_TO_A_PAGE, ALL_DOUBTED, "", 0 },
  { "emptied", DAMAGE_EMPTIED, ALL_DOUBTED, "", 0 },
  { "gone", DAMAGE_GONE, ALL_DOUBTED, "", 0 },
  { "text", DAMAGE_TEXT, ALL_DOUBTED, "", 0 },
  { "all", DAMAGE_ALL, ALL_DOUBTED, "", 0 },
};

static void
do_damage (const char *path, Damage damage)
{
  goffset leaf;

  switch (damage)
    {
    case DAMAGE_HEADER:
      flip_bytes (path, 0, 100);
      break;
    case DAMAGE_FIRST_PAGE:
      flip_bytes (path, 0, PAGE);
      break;
    case DAMAGE_LEAF:
      flip_bytes (path, find_leaf (path, "n3ada"), PAGE);
      break;
    case DAMAGE_VALUE:
      /* In the middle of the text of n3; SQLite does not see it. */
      leaf = find_leaf (path, "n3ada");
      {
        g_autofree char *bytes = NULL;
        const char *at;
        gsize size = 0;

        g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
        at = memmem (bytes + leaf, PAGE, "n3ada", 5);
        flip_bytes (path, (goffset) (at - bytes) + 500, 1);
      }
      break;
    case DAMAGE_CUT:
      cut_file (path, 3000);
      break;
    case DAMAGE_CUT_TO_A_PAGE:
      cut_file (path, PAGE);
      break;
    case DAMAGE_EMPTIED:
      cut_file (path, 0);
      break;
    case DAMAGE_GONE:
      g_assert_cmpint (g_unlink (path), ==, 0);
      break;
    case DAMAGE_TEXT:
      g_assert_true (g_file_set_contents (path, "a letter to my aunt", -1, NULL));
      break;
    case DAMAGE_ALL:
      {
        GStatBuf info;

        g_assert_cmpint (g_stat (path, &info), ==, 0);
        flip_bytes (path, 0, (gsize) info.st_size);
        break;
      }
    }
}

static void
assert_file_is_sound (Fixture *fixture)
{
  g_autofree char *path = outbox_path (fixture);

  assert_text (ask_file (path, "PRAGMA integrity_check"), "ok");
  assert_text (ask_file (path,
                         "SELECT (SELECT entries FROM ledger)-(SELECT count(*) FROM operation)"),
               "0");
}

static void
check_damage (const DamageRow *row, gboolean backup)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  g_autofree char *backup_file = NULL;
  g_auto (GStrv) bodies = g_new0 (char *, 7 + 1);
  g_autofree char *before = NULL;
  const char *expected = backup ? row->with_backup : row->without_backup;
  CorralOutboxFileReport told;
  gsize size_before = 0;

  fixture_set_up (&fixture);
  path = outbox_path (&fixture);
  backup_file = backup_path (&fixture);
  fixture_open (&fixture);
  fill (&fixture);
  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *id = g_strdup_printf ("n%u", i);

      bodies[i] = get_body (&fixture, id);
    }
  fixture_close (&fixture);
  if (!backup)
    g_assert_cmpint (g_unlink (backup_file), ==, 0);
  do_damage (path, row->damage);
  if (row->damage != DAMAGE_GONE)
    g_assert_true (g_file_get_contents (path, &before, &size_before, NULL));

  fixture_open (&fixture);
  told = *get_report (&fixture);
  g_test_message ("%s%s: %s", row->name, backup ? "" : " without backup",
                  told.message != NULL ? told.message : "nothing is told");
  assert_text (list_entries (&fixture), expected);
  if (!backup && (row->damage == DAMAGE_EMPTIED || row->damage == DAMAGE_GONE))
    {
      /* As at a first start: there is nothing that says that there was something. */
      g_assert_cmpint (told.kind, ==, CORRAL_OUTBOX_FILE_GOOD);
    }
  else
    {
      g_assert_cmpint (told.kind, ==, CORRAL_OUTBOX_FILE_RESTORED);
      g_assert_cmpuint (told.n_lost, ==, backup ? 0 : row->lost_without);
      g_assert_cmpuint (told.n_restored, ==, *expected == '\0' ? 0 : 7 - told.n_lost);
      g_assert_nonnull (told.message);
    }

  /* What was damaged is kept as it was. */
  if (told.kind == CORRAL_OUTBOX_FILE_RESTORED && row->damage != DAMAGE_GONE)
    {
      g_autofree char *aside = find_set_aside (&fixture, 1);
      g_autofree char *after = NULL;
      gsize size_after = 0;

      g_assert_true (g_file_get_contents (aside, &after, &size_after, NULL));
      g_assert_cmpmem (before, size_before, after, size_after);
      g_assert_nonnull (strstr (told.message, aside));
    }
  /* What is there means exactly what was meant, and is there once. */
  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *id = g_strdup_printf ("n%u", i);
      g_autofree char *entry = g_strdup_printf ("%s:", id);

      if (strstr (expected, entry) != NULL)
        assert_text (get_body (&fixture, id), bodies[i]);
    }

  /* It is as good as any other. */
  add_entry (&fixture, "new", "a1", NULL, FALSE);
  fixture_close (&fixture);
  assert_file_is_sound (&fixture);
  fixture_open (&fixture);
  {
    g_autofree char *with_new = g_strconcat (expected, "new:queued ", NULL);

    assert_text (list_entries (&fixture), with_new);
  }
  g_assert_cmpint (get_report (&fixture)->kind, ==, CORRAL_OUTBOX_FILE_GOOD);
  fixture_tear_down (&fixture);
}

static void
test_damage (gconstpointer data)
{
  check_damage (data, TRUE);
  check_damage (data, FALSE);
}

/* ---- older and newer
 * ------------------------------------------------------------------------------------ */

/* The backup is older than the file by the clock: steps alone do not renew it within a minute. */
static void
test_the_newer_state_wins (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  g_autofree char *backup = NULL;
  g_autofree char *old = NULL;
  gsize size = 0;

  fixture_set_up (&fixture);
  path = outbox_path (&fixture);
  backup = backup_path (&fixture);
  fixture_open (&fixture);
  fill (&fixture);
  add_entry (&fixture, "back", "a9", NULL, TRUE);
  fixture_close (&fixture);
  g_assert_true (g_file_get_contents (backup, &old, &size, NULL));

  fixture_open (&fixture);
  g_assert_true (step_entry (&fixture, "n0", BIT (QUEUED), CORRAL_OUTBOX_APPLIED));
  g_assert_true (step_entry (&fixture, "n3", BIT (CONFLICT), CORRAL_OUTBOX_REFUSED));
  g_assert_true (step_entry (&fixture, "n5", BIT (RETRY), CORRAL_OUTBOX_SENDING));
  g_assert_true (remove_entry (&fixture, "back", UNSENT));
  add_entry (&fixture, "young", "a8", NULL, FALSE);
  fixture_close (&fixture);

  /* The file has all that it had: what was taken back stays so. */
  g_assert_true (g_file_set_contents (backup, old, (gssize) size, NULL));
  flip_bytes (path, 0, 100);
  fixture_open (&fixture);
  assert_text (
      list_entries (&fixture),
      "n0:applied n1:unknown n2:applied n3:refused n4:held n5:unknown n6:queued young:queued ");
  g_assert_cmpuint (get_report (&fixture)->n_lost, ==, 0);
  fixture_close (&fixture);

  /* One row cannot be read: its older version is taken, and doubted where that matters. */
  g_assert_true (g_file_set_contents (backup, old, (gssize) size, NULL));
  flip_bytes (path, find_leaf (path, "n0ada"), PAGE);
  corral_clock_advance_us (fixture.clock, G_USEC_PER_SEC);
  fixture_open (&fixture);
  {
    g_autofree char *entries = list_entries (&fixture);

    g_test_message ("%s", get_report (&fixture)->message);
    g_assert_nonnull (strstr (entries, "n0:unknown "));
    g_assert_nonnull (strstr (entries, "n3:refused "));
    g_assert_nonnull (strstr (entries, "n6:queued young:queued "));
  }
  g_assert_cmpuint (get_report (&fixture)->n_lost, ==, 0);
  /* Neither of the damaged ones was thrown away. */
  g_free (find_set_aside (&fixture, 2));
  fixture_tear_down (&fixture);
}

static void
test_the_lost_are_named (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  g_autofree char *backup = NULL;
  static const char id[] = "0199c5a2-8c00-7000-8000-000000000001"; /* made 2025-10-08 21:52 UTC */

  fixture_set_up (&fixture);
  path = outbox_path (&fixture);
  backup = backup_path (&fixture);
  fixture_open (&fixture);
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *other = g_strdup_printf ("o%02u", i);

      add_note (&fixture, other);
    }
  add_entry (&fixture, id, "alert-17", NULL, FALSE);
  fixture_close (&fixture);
  g_assert_cmpint (g_unlink (backup), ==, 0);
  flip_bytes (path, find_leaf (path, id), PAGE);
  fixture_open (&fixture);
  g_test_message ("%s", get_report (&fixture)->message);
  g_assert_cmpuint (get_report (&fixture)->n_lost, >=, 1);
  g_assert_cmpuint (get_report (&fixture)->n_lost + get_report (&fixture)->n_restored, ==, 31);
  g_assert_nonnull (strstr (get_report (&fixture)->message, "alert.ack"));
  g_assert_nonnull (strstr (get_report (&fixture)->message, "alert alert-17"));
  g_assert_nonnull (strstr (get_report (&fixture)->message, "2025-10-08 "));
  fixture_tear_down (&fixture);
}

/* ---- the log
 * -------------------------------------------------------------------------------------------- */

/* Leaves the log as after kill -9. */
static void
add_and_die (Fixture *fixture)
{
  pid_t child = fork ();
  int status = 0;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      CorralOutboxStep step = make_step ("n2", BIT (QUEUED), CORRAL_OUTBOX_SENDING);
      g_autofree char *backup = backup_path (fixture);

      fixture_open (fixture);
      add_note (fixture, "n0");
      add_note (fixture, "n1");
      add_note (fixture, "n2");
      /* The backup follows on the writer; the next job comes after it. */
      corral_cache_outbox_prune (fixture->cache, 0, NULL);
      if (!g_file_test (backup, G_FILE_TEST_EXISTS))
        _exit (1);
      corral_cache_outbox_step (fixture->cache, &step, 1, NULL, NULL);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static void
check_log (gboolean head, gboolean backup)
{
  Fixture fixture;
  g_autofree char *log = NULL;
  g_autofree char *backup_file = NULL;
  GStatBuf info;

  fixture_set_up (&fixture);
  log = fixture_path (&fixture, NULL, "outbox.db-wal");
  backup_file = backup_path (&fixture);
  add_and_die (&fixture);
  g_assert_cmpint (g_stat (log, &info), ==, 0);
  g_assert_cmpint (info.st_size, >, 3 * PAGE);
  if (head)
    flip_bytes (log, 0, 32);
  else
    flip_bytes (log, info.st_size / 2, 8);
  if (!backup)
    g_assert_cmpint (g_unlink (backup_file), ==, 0);
  fixture_open (&fixture);
  if (backup)
    {
      /* SQLite sees nothing wrong: it takes the log to end there. The backup knows better, but not
       * what came last. */
      g_test_message ("%s", get_report (&fixture)->message);
      g_assert_cmpint (get_report (&fixture)->kind, ==, CORRAL_OUTBOX_FILE_RESTORED);
      assert_text (list_entries (&fixture), "n0:unknown n1:unknown n2:unknown ");
    }
  fixture_close (&fixture);
  assert_file_is_sound (&fixture);
  fixture_tear_down (&fixture);
}

static void
test_a_damaged_log (void)
{
  check_log (TRUE, TRUE);
  check_log (FALSE, TRUE);
  check_log (FALSE, FALSE);
}

static void
test_a_good_log_is_read (void)
{
  Fixture fixture;

  fixture_set_up (&fixture);
  add_and_die (&fixture);
  fixture_open (&fixture);
  g_assert_cmpint (get_report (&fixture)->kind, ==, CORRAL_OUTBOX_FILE_GOOD);
  assert_text (list_entries (&fixture), "n0:queued n1:queued n2:sending ");
  fixture_close (&fixture);

  /* The head of the file is damaged, and all of it is still in the log: the file is as good as new.
   */
  fixture_tear_down (&fixture);
  fixture_set_up (&fixture);
  add_and_die (&fixture);
  {
    g_autofree char *path = outbox_path (&fixture);

    flip_bytes (path, 0, 100);
  }
  fixture_open (&fixture);
  g_assert_cmpint (get_report (&fixture)->kind, ==, CORRAL_OUTBOX_FILE_GOOD);
  assert_text (list_entries (&fixture), "n0:queued n1:queued n2:sending ");
  fixture_close (&fixture);
  assert_file_is_sound (&fixture);
  fixture_tear_down (&fixture);
}

/* ---- while it runs
 * -------------------------------------------------------------------------------------- */

static void
count_call (CorralCache *cache, gpointer data)
{
  g_atomic_int_inc ((int *) data);
}

/* Of a file so large that it is not looked through after a good end. */
static void
damage_unseen (Fixture *fixture)
{
  g_autofree char *path = outbox_path (fixture);
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  GError *error = NULL;

  fixture_open (fixture);
  fill (fixture);
  for (guint i = 0; i < 600; i++)
    {
      g_autofree char *id = g_strdup_printf ("x%03u", i);

      g_ptr_array_add (entries, make_note (fixture, id));
    }
  corral_cache_outbox_add (fixture->cache, entries, &error);
  g_assert_no_error (error);
  fixture_close (fixture);
  flip_bytes (path, find_leaf (path, "n3ada"), PAGE);
  fixture_open (fixture);
  g_assert_cmpint (get_report (fixture)->kind, ==, CORRAL_OUTBOX_FILE_GOOD);
}

static void
test_damage_met_while_reading (void)
{
  Fixture fixture;
  CorralCache *other;
  g_autoptr (GPtrArray) seen = NULL;
  int told = 0;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  fill (&fixture);
  fixture_close (&fixture);
  fixture_open (&fixture);
  /* Somebody else who only reads has it open. */
  other = corral_cache_open (fixture.data_dir, fixture.cache_dir, CORRAL_CACHE_OPEN_READ_ONLY,
                             fixture.clock, &error);
  g_assert_no_error (error);
  g_assert_cmpint (corral_cache_count_waiting (other, &error), ==, 5);
  {
    g_autofree char *path = outbox_path (&fixture);

    flip_bytes (path, find_leaf (path, "n3ada"), PAGE);
  }
  corral_cache_set_outbox_notify (fixture.cache, NULL, count_call, &told, NULL);
  assert_text (list_entries (&fixture), ALL_KNOWN);
  g_assert_cmpint (get_report (&fixture)->kind, ==, CORRAL_OUTBOX_FILE_RESTORED);
  while (told == 0)
    g_main_context_iteration (NULL, TRUE);
  add_entry (&fixture, "later", "a1", NULL, FALSE);
  /* They see the new file, not the one that was set aside. */
  seen = corral_cache_outbox_list (other, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen->len, ==, 8);
  corral_cache_unref (other);
  fixture_tear_down (&fixture);
}

static void
test_damage_met_while_writing (void)
{
  Fixture fixture;

  fixture_set_up (&fixture);
  damage_unseen (&fixture);
  /* What it was asked for is done in the new file. */
  g_assert_true (step_entry (&fixture, "n3", BIT (CONFLICT), CORRAL_OUTBOX_REFUSED));
  g_assert_cmpint (get_report (&fixture)->kind, ==, CORRAL_OUTBOX_FILE_RESTORED);
  {
    g_autofree char *entries = list_entries (&fixture);

    g_assert_true (g_str_has_prefix (
        entries,
        "n0:queued n1:unknown n2:applied n3:refused n4:held n5:retry n6:queued x000:queued "));
    g_assert_true (g_str_has_suffix (entries, " x599:queued "));
  }
  fixture_close (&fixture);
  assert_file_is_sound (&fixture);
  fixture_tear_down (&fixture);
}

/* ---- the backup
 * ----------------------------------------------------------------------------------------- */

static void
wait_for_writer (Fixture *fixture)
{
  /* Changes nothing, and comes after whatever is queued. */
  g_assert_true (corral_cache_outbox_prune (fixture->cache, 0, NULL));
}

static char *
count_in_backup (Fixture *fixture)
{
  g_autofree char *path = backup_path (fixture);

  return ask_file (
      path,
      "SELECT count(*)||' '||group_concat(state) FROM (SELECT state FROM operation ORDER BY pk)");
}

static void
test_the_backup_follows (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  GStatBuf info;

  fixture_set_up (&fixture);
  path = backup_path (&fixture);
  fixture_open (&fixture);
  wait_for_writer (&fixture);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  add_entry (&fixture, "a", "a1", NULL, FALSE);
  wait_for_writer (&fixture);
  assert_text (count_in_backup (&fixture), "1 queued");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 0777, ==, 0600);
  /* It is whole without anything beside it. */
  assert_text (ask_file (path, "PRAGMA journal_mode"), "delete");
  assert_text (ask_file (path, "PRAGMA integrity_check"), "ok");

  /* How things stand does not renew it for a minute; that they come and go does. */
  g_assert_true (step_entry (&fixture, "a", BIT (QUEUED), CORRAL_OUTBOX_SENDING));
  wait_for_writer (&fixture);
  assert_text (count_in_backup (&fixture), "1 queued");
  corral_clock_advance_us (fixture.clock, 61 * G_USEC_PER_SEC);
  g_assert_true (step_entry (&fixture, "a", BIT (SENDING), CORRAL_OUTBOX_RETRY));
  wait_for_writer (&fixture);
  assert_text (count_in_backup (&fixture), "1 retry");
  add_entry (&fixture, "b", "a1", NULL, TRUE);
  wait_for_writer (&fixture);
  assert_text (count_in_backup (&fixture), "2 retry,held");
  g_assert_true (remove_entry (&fixture, "b", UNSENT));
  wait_for_writer (&fixture);
  assert_text (count_in_backup (&fixture), "1 retry");
  g_assert_true (step_entry (&fixture, "a", BIT (RETRY), CORRAL_OUTBOX_APPLIED));
  fixture_close (&fixture);
  assert_text (count_in_backup (&fixture), "1 applied");

  /* One that was damaged is made anew at the next start. */
  flip_bytes (path, 0, PAGE);
  fixture_open (&fixture);
  wait_for_writer (&fixture);
  assert_text (count_in_backup (&fixture), "1 applied");
  g_assert_cmpint (get_report (&fixture)->kind, ==, CORRAL_OUTBOX_FILE_GOOD);
  fixture_tear_down (&fixture);
}

static void
test_a_damaged_file_is_no_backup (void)
{
  Fixture fixture;

  fixture_set_up (&fixture);
  damage_unseen (&fixture);
  /* This change does not touch what is damaged; the backup that is due then finds it. */
  add_entry (&fixture, "late", "a1", NULL, FALSE);
  wait_for_writer (&fixture);
  wait_for_writer (&fixture);
  g_assert_cmpint (get_report (&fixture)->kind, ==, CORRAL_OUTBOX_FILE_RESTORED);
  g_assert_cmpuint (get_report (&fixture)->n_lost, ==, 0);
  g_assert_cmpuint (get_report (&fixture)->n_restored, ==, 608);
  {
    g_autofree char *entries = list_entries (&fixture);

    /* As it was in the backup; what came since concerns others, but that cannot be known. */
    g_assert_nonnull (strstr (entries, "n3:conflict "));
    g_assert_nonnull (strstr (entries, " late:queued "));
  }
  fixture_close (&fixture);
  {
    g_autofree char *path = backup_path (&fixture);

    assert_text (ask_file (path, "SELECT count(*) FROM operation"), "608");
    assert_text (ask_file (path, "PRAGMA integrity_check"), "ok");
  }
  fixture_tear_down (&fixture);
}

/* ---- cut short
 * ------------------------------------------------------------------------------------------ */

static void
move (Fixture *fixture, const char *from, const char *to)
{
  g_autofree char *a = fixture_path (fixture, NULL, from);
  g_autofree char *b = fixture_path (fixture, NULL, to);

  g_assert_cmpint (g_rename (a, b), ==, 0);
}

static void
test_a_restoring_cut_short_goes_on (void)
{
  for (guint stage = 0; stage < 2; stage++)
    {
      Fixture fixture;
      g_autofree char *path = NULL;
      g_autofree char *aside = NULL;
      g_autofree char *aside_name = NULL;
      g_autofree char *message = NULL;

      fixture_set_up (&fixture);
      path = outbox_path (&fixture);
      fixture_open (&fixture);
      fill (&fixture);
      fixture_close (&fixture);
      flip_bytes (path, 0, 100);
      fixture_open (&fixture);
      message = g_strdup (get_report (&fixture)->message);
      fixture_close (&fixture);

      /* As if the names had not been changed yet: both of them, or the second one. */
      aside = find_set_aside (&fixture, 1);
      aside_name = g_path_get_basename (aside);
      move (&fixture, "outbox.db", "outbox.db.restored");
      if (stage == 0)
        move (&fixture, aside_name, "outbox.db");
      fixture_open (&fixture);
      g_assert_cmpint (get_report (&fixture)->kind, ==, CORRAL_OUTBOX_FILE_RESTORED);
      g_assert_cmpuint (get_report (&fixture)->n_restored, ==, 7);
      g_assert_cmpstr (get_report (&fixture)->message, ==, message);
      assert_text (list_entries (&fixture), ALL_KNOWN);
      g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
      fixture_tear_down (&fixture);
    }
}

/* ---- what is not touched
 * -------------------------------------------------------------------------------- */

static void
test_a_newer_one_is_left_alone (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  g_autoptr (GPtrArray) listed = NULL;
  gsize size_before = 0;
  gsize size_after = 0;
  GError *error = NULL;

  fixture_set_up (&fixture);
  path = outbox_path (&fixture);
  fixture_open (&fixture);
  fill (&fixture);
  fixture_close (&fixture);
  g_free (ask_file (path, "PRAGMA user_version=99"));
  fixture_note_unclean_end (&fixture);
  g_assert_true (g_file_get_contents (path, &before, &size_before, NULL));

  fixture_open (&fixture);
  g_assert_cmpint (get_report (&fixture)->kind, ==, CORRAL_OUTBOX_FILE_UNUSABLE);
  g_assert_nonnull (strstr (get_report (&fixture)->message, "newer Corral"));
  g_ptr_array_add (entries, make_entry (&fixture, "x", "a1", NULL, FALSE));
  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (corral_cache_outbox_add (fixture.cache, entries, &error));
      g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_NEWER);
      g_clear_error (&error);
    }
  listed = corral_cache_outbox_list (fixture.cache, 0, &error);
  g_assert_null (listed);
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_NEWER);
  g_clear_error (&error);
  fixture_close (&fixture);
  g_assert_true (g_file_get_contents (path, &after, &size_after, NULL));
  g_assert_cmpmem (before, size_before, after, size_after);
  g_assert_null (find_set_aside (&fixture, 0));
  fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Those that fork come first, while this process has no threads. */
  g_test_add_func ("/cache/outbox-damage/log", test_a_damaged_log);
  g_test_add_func ("/cache/outbox-damage/good-log", test_a_good_log_is_read);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *path = g_strconcat ("/cache/outbox-damage/", damages[i].name, NULL);

      g_test_add_data_func (path, &damages[i], test_damage);
    }
  g_test_add_func ("/cache/outbox-damage/newer-state", test_the_newer_state_wins);
  g_test_add_func ("/cache/outbox-damage/named", test_the_lost_are_named);
  g_test_add_func ("/cache/outbox-damage/reading", test_damage_met_while_reading);
  g_test_add_func ("/cache/outbox-damage/writing", test_damage_met_while_writing);
  g_test_add_func ("/cache/outbox-damage/backup", test_the_backup_follows);
  g_test_add_func ("/cache/outbox-damage/no-backup-of-damage", test_a_damaged_file_is_no_backup);
  g_test_add_func ("/cache/outbox-damage/cut-short", test_a_restoring_cut_short_goes_on);
  g_test_add_func ("/cache/outbox-damage/newer", test_a_newer_one_is_left_alone);
  return g_test_run ();
}
