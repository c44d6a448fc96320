/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the watch keeps comes back; a damaged file is set aside and never a reason not to start; a second process only
 * reads. */
#define _GNU_SOURCE 1 /* memmem() */
#include "config.h"

#include "cache-fixture.h"
#include "corral-database.h"
#include "corral-fault-vfs.h"
#include "corral-time.h"
#include "corral-watch-file.h"

#include <glib/gstdio.h>
#include <string.h>

#define NOW_MS (START_US / 1000)

static CorralWatchKept *
make_some (void)
{
  CorralWatchKept *kept = corral_watch_kept_new ();
  CorralWatchMark *mark = corral_watch_mark_new ("inc-carrier-outage-1");
  CorralWatchNotice *notice = corral_watch_notice_new ("inc-carrier-outage-1", "carrier-outage");

  mark->what = CORRAL_TOLD_WHAT_OPEN;
  mark->told_ms = NOW_MS - 60 * 1000;
  mark->known_ms = NOW_MS - 90 * 1000;
  mark->told_severity = 2;
  mark->told_carts = 300;
  mark->held = TRUE;
  g_ptr_array_add (kept->marks, mark);
  notice->kind = 1;
  notice->time_ms = NOW_MS - 60 * 1000;
  notice->shown = TRUE;
  g_ptr_array_add (kept->notices, notice);
  g_ptr_array_add (kept->notices, corral_watch_notice_new (NULL, ""));
  ((CorralWatchNotice *) kept->notices->pdata[1])->time_ms = NOW_MS;
  kept->book = g_bytes_new_static ("the book\0with a nought", 22);
  kept->left_ms = NOW_MS - 5;
  return kept;
}

static CorralWatchKept *
read_back (const char *folder, gboolean writable, char **aside)
{
  CorralWatchFile *file = corral_watch_file_new (folder, writable);
  GError *error = NULL;
  CorralWatchKept *kept = corral_watch_file_read (file, NOW_MS, aside, &error);

  g_assert_no_error (error);
  g_assert_nonnull (kept);
  corral_watch_file_free (file);
  return kept;
}

static void
write_some (const char *folder)
{
  CorralWatchFile *file = corral_watch_file_new (folder, TRUE);
  g_autoptr (CorralWatchKept) some = make_some ();
  g_autoptr (CorralWatchKept) before = NULL;
  GError *error = NULL;

  before = corral_watch_file_read (file, NOW_MS, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (corral_watch_file_write (file, some, NOW_MS - 90 * CORRAL_DAY_MS, NOW_MS, &error));
  g_assert_no_error (error);
  corral_watch_file_free (file);
}

static void
assert_some (const CorralWatchKept *kept)
{
  const CorralWatchMark *mark;
  const CorralWatchNotice *notice;

  g_assert_cmpmem (g_bytes_get_data (kept->book, NULL), g_bytes_get_size (kept->book), "the book\0with a nought", 22);
  g_assert_cmpint (kept->left_ms, ==, NOW_MS - 5);
  g_assert_cmpuint (kept->marks->len, ==, 1);
  mark = kept->marks->pdata[0];
  g_assert_cmpstr (mark->incident, ==, "inc-carrier-outage-1");
  g_assert_cmpint (mark->what, ==, CORRAL_TOLD_WHAT_OPEN);
  g_assert_cmpint (mark->told_ms, ==, NOW_MS - 60 * 1000);
  g_assert_cmpint (mark->seen_ms, ==, CORRAL_UNKNOWN);
  g_assert_cmpint (mark->known_ms, ==, NOW_MS - 90 * 1000);
  g_assert_cmpuint (mark->told_severity, ==, 2);
  g_assert_cmpuint (mark->told_carts, ==, 300);
  g_assert_true (mark->held);
  g_assert_cmpuint (kept->notices->len, ==, 2);
  notice = kept->notices->pdata[0];
  g_assert_cmpstr (notice->rule, ==, "carrier-outage");
  g_assert_true (notice->shown);
  notice = kept->notices->pdata[1];
  g_assert_null (notice->incident);
  g_assert_false (notice->shown);
}

static void
test_comes_back (void)
{
  Fixture fixture;
  g_autoptr (CorralWatchKept) empty = NULL;
  g_autoptr (CorralWatchKept) kept = NULL;
  g_autoptr (CorralWatchKept) changes = corral_watch_kept_new ();
  g_autoptr (CorralWatchKept) later = NULL;
  g_autofree char *path = NULL;
  CorralWatchFile *file;
  GError *error = NULL;
  GStatBuf info;

  fixture_set_up (&fixture);
  g_mkdir_with_parents (fixture.data_dir, 0700);
  path = g_build_filename (fixture.data_dir, "watch.db", NULL);
  empty = read_back (fixture.data_dir, TRUE, NULL);
  g_assert_null (empty->book);
  g_assert_cmpuint (empty->marks->len, ==, 0);
  g_assert_cmpint (empty->left_ms, ==, CORRAL_UNKNOWN);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  write_some (fixture.data_dir);
  kept = read_back (fixture.data_dir, TRUE, NULL);
  assert_some (kept);

  /* A change of one thing leaves the others; what is old goes. */
  g_ptr_array_add (changes->marks, corral_watch_mark_new ("inc-carrier-outage-1"));
  ((CorralWatchMark *) changes->marks->pdata[0])->seen_ms = NOW_MS + 7;
  file = corral_watch_file_new (fixture.data_dir, TRUE);
  g_assert_true (corral_watch_file_write (file, changes, NOW_MS, NOW_MS, &error));
  corral_watch_file_free (file);
  later = read_back (fixture.data_dir, TRUE, NULL);
  g_assert_nonnull (later->book);
  g_assert_cmpint (later->left_ms, ==, NOW_MS - 5);
  g_assert_cmpuint (later->marks->len, ==, 1);
  g_assert_cmpint (((CorralWatchMark *) later->marks->pdata[0])->seen_ms, ==, NOW_MS + 7);
  g_assert_cmpuint (later->notices->len, ==, 1);
  fixture_tear_down (&fixture);
}

/* Each is what may stand in the file's place; the next start goes on, and the old file is kept beside. */
static void
test_damage (void)
{
  static const struct
  {
    const char *label;
    const char *text;     /* the whole file; NULL: bytes of the real one are overwritten */
    gsize from, n;
  } rows[] = {
    { "not a database", "this is no database, and it is longer than a header of one would be ............................",
      0, 0 },
    { "the header is gone", NULL, 0, 100 },
    { "a table's page is gone", NULL, 4096, 8192 },
    { "everything behind the first page", NULL, 4096, 1 << 20 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture fixture;
      g_autofree char *path = NULL;
      g_autofree char *aside = NULL;
      g_autofree char *bytes = NULL;
      gsize length = 0;
      g_autoptr (CorralWatchKept) kept = NULL;
      g_autoptr (CorralWatchKept) again = NULL;

      g_test_message ("%s", rows[i].label);
      fixture_set_up (&fixture);
      g_mkdir_with_parents (fixture.data_dir, 0700);
      path = g_build_filename (fixture.data_dir, "watch.db", NULL);
      write_some (fixture.data_dir);
      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      for (gsize k = rows[i].from; k < MIN (length, rows[i].from + rows[i].n); k++)
        bytes[k] = (char) (k * 7);
      g_assert_true (rows[i].text != NULL ? g_file_set_contents (path, rows[i].text, -1, NULL)
                                          : g_file_set_contents (path, bytes, (gssize) length, NULL));

      kept = read_back (fixture.data_dir, TRUE, &aside);
      g_assert_cmpuint (kept->marks->len, ==, 0);
      g_assert_nonnull (aside);
      g_assert_nonnull (strstr (aside, "watch.db.damaged-"));
      g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
      write_some (fixture.data_dir);
      again = read_back (fixture.data_dir, TRUE, NULL);
      assert_some (again);
      fixture_tear_down (&fixture);
    }
}

/* One that a newer Corral wrote is left alone, and so is one where this one may only read. */
static void
test_not_ours (void)
{
  Fixture fixture;
  g_autofree char *path = NULL;
  g_autofree char *nowhere = NULL;
  g_autoptr (CorralWatchKept) nothing = NULL;
  g_autoptr (CorralWatchKept) kept = NULL;
  CorralWatchFile *file;
  CorralWatchFile *writer;
  GError *error = NULL;
  sqlite3 *db = NULL;

  fixture_set_up (&fixture);
  g_mkdir_with_parents (fixture.data_dir, 0700);
  path = g_build_filename (fixture.data_dir, "watch.db", NULL);
  nothing = read_back (fixture.data_dir, FALSE, NULL);
  g_assert_cmpuint (nothing->marks->len, ==, 0);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  /* While another one has it open for writing. */
  write_some (fixture.data_dir);
  writer = corral_watch_file_new (fixture.data_dir, TRUE);
  corral_watch_kept_free (corral_watch_file_read (writer, NOW_MS, NULL, NULL));
  kept = read_back (fixture.data_dir, FALSE, NULL);
  assert_some (kept);
  corral_watch_file_free (writer);

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version=9999", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  file = corral_watch_file_new (fixture.data_dir, TRUE);
  g_assert_null (corral_watch_file_read (file, NOW_MS, NULL, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_NEWER);
  g_clear_error (&error);
  corral_watch_file_free (file);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  nowhere = g_build_filename (fixture.root, "there", "is", "none", NULL);
  file = corral_watch_file_new (nowhere, TRUE);
  g_assert_null (corral_watch_file_read (file, NOW_MS, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  corral_watch_file_free (file);
  fixture_tear_down (&fixture);
}

/* What goes by its age goes from the file, too, where things may be kept for a limited time only. */
static void
test_aged (gconstpointer data)
{
  Fixture fixture;
  gboolean erasing = data != NULL;
  CorralWatchFile *file;
  g_autofree char *path = NULL;
  g_autofree char *log_path = NULL;
  g_autoptr (CorralWatchKept) before = NULL;
  g_autoptr (CorralWatchKept) old = corral_watch_kept_new ();
  g_autoptr (CorralWatchKept) later = corral_watch_kept_new ();
  g_autofree char *bytes = NULL, *log_bytes = NULL;
  gsize length = 0, log_length = 0;
  GError *error = NULL;

  fixture_set_up (&fixture);
  g_mkdir_with_parents (fixture.data_dir, 0700);
  path = g_build_filename (fixture.data_dir, "watch.db", NULL);
  log_path = g_strconcat (path, "-wal", NULL);
  file = corral_watch_file_new (fixture.data_dir, TRUE);
  before = corral_watch_file_read (file, NOW_MS, NULL, NULL);
  if (erasing)
    corral_watch_file_set_erasing (file);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *id = g_strdup_printf ("inc-long-ago-%03u", i);
      CorralWatchMark *mark = corral_watch_mark_new (id);
      CorralWatchNotice *notice = corral_watch_notice_new (id, "long-ago-rule");

      mark->told_ms = notice->time_ms = NOW_MS - 8 * CORRAL_DAY_MS;
      g_ptr_array_add (old->marks, mark);
      g_ptr_array_add (old->notices, notice);
    }
  g_assert_true (corral_watch_file_write (file, old, NOW_MS - 30 * CORRAL_DAY_MS, NOW_MS - 2 * CORRAL_DAY_MS, &error));
  g_assert_no_error (error);
  g_assert_true (corral_watch_file_write (file, later, NOW_MS - 7 * CORRAL_DAY_MS, NOW_MS, &error));
  g_assert_no_error (error);
  /* While it is open: nothing waits for its end. */
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_file_get_contents (log_path, &log_bytes, &log_length, NULL);
  g_assert_cmpint (g_strstr_len (bytes, (gssize) length, "SQLite") != NULL, ==, TRUE);
  g_assert_cmpint (memmem (bytes, length, "long-ago", 8) != NULL || (log_length > 0 && memmem (log_bytes, log_length, "long-ago", 8) != NULL),
                   ==, !erasing);
  corral_watch_file_free (file);
  g_clear_pointer (&before, corral_watch_kept_free);
  before = read_back (fixture.data_dir, TRUE, NULL);
  g_assert_cmpuint (before->marks->len, ==, 0);
  g_assert_cmpuint (before->notices->len, ==, 0);
  fixture_tear_down (&fixture);
}

/* The n-th write to the disk fails, for every n: what was said not to be written is not, and is written once when it is
 * tried again, as the caller does. */
static void
test_written_once (void)
{
  guint failed = 1;

  for (guint n = 1; failed > 0; n++)
    {
      Fixture fixture;
      CorralWatchFile *file;
      g_autoptr (CorralWatchKept) kept = NULL;
      g_autoptr (CorralWatchKept) changes = corral_watch_kept_new ();
      CorralWatchNotice *notice = corral_watch_notice_new ("inc-1", "rule");

      fixture_set_up (&fixture);
      g_mkdir_with_parents (fixture.data_dir, 0700);
      file = corral_watch_file_new (fixture.data_dir, TRUE);
      kept = corral_watch_file_read (file, NOW_MS, NULL, NULL);
      corral_watch_file_set_erasing (file);
      notice->time_ms = NOW_MS;
      g_ptr_array_add (changes->notices, notice);
      corral_fault_vfs_fail (CORRAL_FAULT_WRITE, n, SQLITE_FULL, FALSE);
      if (!corral_watch_file_write (file, changes, NOW_MS - CORRAL_DAY_MS, NOW_MS, NULL))
        g_assert_true (corral_watch_file_write (file, changes, NOW_MS - CORRAL_DAY_MS, NOW_MS, NULL));
      failed = corral_fault_vfs_count_failed ();
      corral_fault_vfs_calm ();
      corral_watch_file_free (file);
      g_clear_pointer (&kept, corral_watch_kept_free);
      kept = read_back (fixture.data_dir, TRUE, NULL);
      g_assert_cmpuint (kept->notices->len, ==, 1);
      fixture_tear_down (&fixture);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  corral_fault_vfs_install ();
  g_test_add_func ("/watch-file/comes-back", test_comes_back);
  g_test_add_func ("/watch-file/damage", test_damage);
  g_test_add_func ("/watch-file/not-ours", test_not_ours);
  g_test_add_data_func ("/watch-file/aged", NULL, test_aged);
  g_test_add_data_func ("/watch-file/aged-and-erased", "erasing", test_aged);
  g_test_add_func ("/watch-file/written-once", test_written_once);
  return g_test_run ();
}
