/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cache-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

void
fixture_set_up (Fixture *fixture)
{
  GError *error = NULL;

  fixture->root = g_dir_make_tmp ("corral-cache-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->data_dir = g_build_filename (fixture->root, "data", NULL);
  fixture->cache_dir = g_build_filename (fixture->root, "cache", NULL);
  fixture->clock = corral_clock_new_manual (START_US);
  fixture->cache = NULL;
  fixture->heard = g_string_new (NULL);
}

static void
remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          remove_tree (child);
        }
    }
  g_remove (path);
}

void
fixture_tear_down (Fixture *fixture)
{
  fixture_close (fixture);
  remove_tree (fixture->root);
  corral_clock_unref (fixture->clock);
  g_string_free (fixture->heard, TRUE);
  g_free (fixture->root);
  g_free (fixture->data_dir);
  g_free (fixture->cache_dir);
}

static void
hear (CorralCache *cache, const CorralCacheNotice *notice, gpointer data)
{
  static const char signs[] = { '+', '-', '<', 'x' };
  Fixture *fixture = data;

  g_assert_true (cache == fixture->cache);
  g_string_append_printf (fixture->heard, "#%" G_GINT64_FORMAT, notice->sequence);
  if (notice->reset)
    g_string_append (fixture->heard, " reset");
  for (guint b = 0; b < notice->batches->len; b++)
    {
      CorralBatch *batch = g_ptr_array_index (notice->batches, b);

      for (guint i = 0; i < batch->n_rows; i++)
        g_string_append_printf (fixture->heard, " %s%c%s", batch->schema->name,
                                signs[corral_batch_get_change (batch, i)],
                                ((CorralRow *) corral_batch_get_row (batch, i))->id);
    }
  g_string_append (fixture->heard, "; ");
}

CorralTenantFile
fixture_open_as (Fixture *fixture, const char *tenant, GError **error)
{
  CorralTenant row = { .id = (char *) tenant,
                       .name = (char *) "Nordkauf",
                       .region = (char *) "eu-central",
                       .residency = (char *) "eu" };
  CorralTenantFile file = CORRAL_TENANT_FILE_KEPT;

  if (fixture->cache == NULL)
    {
      fixture->cache = corral_cache_open (fixture->data_dir, fixture->cache_dir,
                                          CORRAL_CACHE_OPEN_DEFAULT, fixture->clock, error);
      if (fixture->cache == NULL)
        return file;
      corral_cache_set_notify (fixture->cache, NULL, hear, fixture, NULL);
    }
  corral_cache_open_tenant (fixture->cache, &row, &file, error);
  return file;
}

void
fixture_open (Fixture *fixture)
{
  GError *error = NULL;

  fixture_open_as (fixture, TENANT, &error);
  g_assert_no_error (error);
}

void
fixture_close (Fixture *fixture)
{
  if (fixture->cache == NULL)
    return;
  corral_cache_close (fixture->cache);
  /* Notices that are still on their way hold the cache. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&fixture->cache, corral_cache_unref);
}

char *
fixture_path (Fixture *fixture, const char *tenant, const char *name)
{
  if (tenant == NULL)
    return g_build_filename (fixture->data_dir, name, NULL);
  return g_build_filename (fixture->cache_dir, tenant, name, NULL);
}

char *
fixture_listen (Fixture *fixture)
{
  char *heard;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  heard = g_strdup (fixture->heard->str);
  g_string_truncate (fixture->heard, 0);
  return heard;
}

CorralBatch *
make_batch (CorralCollection collection)
{
  return corral_batch_new (collection);
}

void
put_cart (CorralBatch *batch, const char *id, gint64 rev, const char *label)
{
  CorralCart *cart = corral_batch_add (batch, CORRAL_CHANGE_PUT);

  cart->id = corral_batch_copy_string (batch, id);
  cart->rev = rev;
  cart->serial = corral_batch_copy_string (batch, id);
  cart->label = corral_batch_copy_string (batch, label);
  cart->store = "s1";
  cart->state = "idle";
}

void
put_vital (CorralBatch *batch, const char *id, gint64 rev)
{
  CorralVital *vital = corral_batch_add (batch, CORRAL_CHANGE_PUT);

  vital->id = corral_batch_copy_string (batch, id);
  vital->rev = rev;
  vital->battery_pct = 80;
}

void
put_alert (CorralBatch *batch, const char *id, gint64 rev, const char *cart, gint64 raised_ms)
{
  CorralAlert *alert = corral_batch_add (batch, CORRAL_CHANGE_PUT);

  alert->id = corral_batch_copy_string (batch, id);
  alert->rev = rev;
  alert->kind = "offline";
  alert->severity = "watch";
  alert->store = "s1";
  alert->cart = corral_batch_copy_string (batch, cart);
  alert->raised_ms = raised_ms;
}

void
take_away (CorralBatch *batch, CorralChange change, const char *id, gint64 rev)
{
  CorralRow *row = corral_batch_add (batch, change);

  row->id = corral_batch_copy_string (batch, id);
  row->rev = rev;
}

void
commit_batch (Fixture *fixture, CorralBatch *batch)
{
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  GError *error = NULL;

  corral_commit_add_batch (commit, batch);
  corral_batch_unref (batch);
  corral_cache_commit (fixture->cache, TENANT, commit, &error);
  g_assert_no_error (error);
}

void
fill_carts (Fixture *fixture, guint n)
{
  CorralBatch *batch = make_batch (CORRAL_COLLECTION_CART);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%05u", i);

      put_cart (batch, id, 1, "filled");
    }
  commit_batch (fixture, batch);
}

guint
count_set_aside (Fixture *fixture)
{
  g_autofree char *folder = g_build_filename (fixture->cache_dir, TENANT, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, "cache.db.damaged-") && !g_str_has_suffix (name, "-wal");
  return n;
}

void
fixture_note_unclean_end (Fixture *fixture)
{
  g_autofree char *lock = fixture_path (fixture, NULL, "lock");

  g_assert_cmpint (g_mkdir_with_parents (fixture->data_dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (lock, "open\n", -1, NULL));
}

static gboolean
append_cart (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  const CorralCart *cart = row;

  g_string_append_printf (data, "%s:%" G_GINT64_FORMAT ":%s ", cart->id, cart->rev, cart->label);
  return TRUE;
}

char *
list_carts (Fixture *fixture)
{
  GString *text = g_string_new (NULL);
  GError *error = NULL;

  corral_cache_load (fixture->cache, TENANT, CORRAL_COLLECTION_CART, append_cart, text, NULL,
                     &error);
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

char *
ask_file (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  char *answer;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  answer = sqlite3_step (statement) == SQLITE_ROW
               ? g_strdup ((const char *) sqlite3_column_text (statement, 0))
               : NULL;
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return answer;
}

void
flip_bytes (const char *path, goffset offset, gsize size)
{
  g_autofree guint8 *bytes = g_malloc (size);
  int fd = open (path, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pread (fd, bytes, size, offset), ==, (gssize) size);
  for (gsize i = 0; i < size; i++)
    bytes[i] ^= 0x5a;
  g_assert_cmpint (pwrite (fd, bytes, size, offset), ==, (gssize) size);
  close (fd);
}

void
cut_file (const char *path, goffset size)
{
  g_assert_cmpint (truncate (path, size), ==, 0);
}
