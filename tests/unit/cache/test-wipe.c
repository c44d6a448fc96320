/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes when somebody signs out, and what stays. */
#include "cache-fixture.h"

#include "corral-cache-wipe.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* All files below @folder, sorted, from there: "a b/c ". */
static void
list_into (GPtrArray *names, const char *folder, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *shown = g_strconcat (prefix, name, NULL);
      g_autofree char *deeper = g_strconcat (shown, "/", NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        list_into (names, path, deeper);
      else
        g_ptr_array_add (names, g_steal_pointer (&shown));
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
list_files (const char *folder)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  list_into (names, folder, "");
  g_ptr_array_sort (names, compare);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

static void
put_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "somebody's", -1, NULL));
}

static void
assert_files (const char *folder, const char *expected)
{
  g_autofree char *files = list_files (folder);

  g_assert_cmpstr (files, ==, expected);
}

static void
set_up (Fixture *fixture)
{
  fixture_set_up (fixture);
  fixture_open (fixture);
  fill_carts (fixture, 10);
  fixture_close (fixture);
  put_file (fixture->data_dir, "call");
  put_file (fixture->data_dir, "handover");
  put_file (fixture->data_dir, "rules");
  put_file (fixture->data_dir, "watch.db");
  put_file (fixture->data_dir, "watch.db-wal");
  put_file (fixture->data_dir, "watch.db.damaged-17");
  put_file (fixture->data_dir, "outbox.db.backup");
  put_file (fixture->data_dir, "outbox.db.damaged-17");
  put_file (fixture->data_dir, "audit.db");
  put_file (fixture->data_dir, "audit.db.head");
  put_file (fixture->data_dir, "audit.db.damaged-17");
  put_file (fixture->data_dir, "letter.txt");
  put_file (fixture->cache_dir, TENANT "/cache.db.damaged-17");
  put_file (fixture->cache_dir, TENANT "/telemetry.db-wal");
  put_file (fixture->cache_dir, "south/cache.db");
  put_file (fixture->cache_dir, "photos/cat.png");
  put_file (fixture->cache_dir, "mixed/telemetry.db");
  put_file (fixture->cache_dir, "mixed/cat.png");
}

static void
test_all (void)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;

  set_up (&fixture);
  g_assert_true (corral_cache_wipe (fixture.data_dir, fixture.cache_dir, FALSE, &error));
  g_assert_no_error (error);
  /* Signing out is not the way to hide what was looked at. */
  assert_files (fixture.data_dir, "audit.db audit.db.damaged-17 audit.db.head letter.txt lock");
  assert_files (fixture.cache_dir, "mixed/cat.png photos/cat.png");
  /* Once more there is nothing to do. */
  g_assert_true (corral_cache_wipe (fixture.data_dir, fixture.cache_dir, FALSE, &error));
  fixture_tear_down (&fixture);
}

/* What waits to be sent is kept for whoever did it. */
static void
test_keeping (void)
{
  Fixture fixture;
  g_autofree char *outbox = NULL;

  set_up (&fixture);
  g_assert_true (corral_cache_wipe (fixture.data_dir, fixture.cache_dir, TRUE, NULL));
  assert_files (fixture.cache_dir, "mixed/cat.png photos/cat.png");
  outbox = g_build_filename (fixture.data_dir, "outbox.db", NULL);
  g_assert_true (g_file_test (outbox, G_FILE_TEST_EXISTS));
  /* And it is found again. */
  fixture_open (&fixture);
  fixture_tear_down (&fixture);
}

static void
test_one_folder (void)
{
  Fixture fixture;

  set_up (&fixture);
  put_file (fixture.cache_dir, "outbox.db");
  put_file (fixture.cache_dir, "call");
  g_assert_true (corral_cache_wipe (fixture.cache_dir, fixture.cache_dir, FALSE, NULL));
  assert_files (fixture.cache_dir, "mixed/cat.png photos/cat.png");
  fixture_tear_down (&fixture);
}

/* A link is not followed, whatever it leads to. */
static void
test_link (void)
{
  Fixture fixture;
  g_autofree char *elsewhere = NULL;
  g_autofree char *link = NULL;

  set_up (&fixture);
  elsewhere = g_build_filename (fixture.root, "elsewhere", NULL);
  link = g_build_filename (fixture.cache_dir, "east", NULL);
  put_file (elsewhere, "cache.db");
  g_assert_cmpint (symlink (elsewhere, link), ==, 0);
  g_assert_true (corral_cache_wipe (fixture.data_dir, fixture.cache_dir, FALSE, NULL));
  assert_files (elsewhere, "cache.db");
  fixture_tear_down (&fixture);
}

/* What cannot be removed is told: here it is a folder by a file's name. */
static void
test_stays (void)
{
  Fixture fixture;
  g_autoptr (GError) error = NULL;

  set_up (&fixture);
  put_file (fixture.cache_dir, TENANT "/cache.db-stuck/x");
  g_assert_false (corral_cache_wipe (fixture.data_dir, fixture.cache_dir, FALSE, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, fixture.cache_dir));
  fixture_tear_down (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cache/wipe/all", test_all);
  g_test_add_func ("/cache/wipe/keeping", test_keeping);
  g_test_add_func ("/cache/wipe/one-folder", test_one_folder);
  g_test_add_func ("/cache/wipe/link", test_link);
  g_test_add_func ("/cache/wipe/stays", test_stays);
  return g_test_run ();
}
