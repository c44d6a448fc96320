/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the watch keeps on the disk: the book of incidents, and what the person at this PC was told and has seen. On the
 * worker "watch", and in tests on any one thread. */
#include "config.h"

#include "corral-watch-file.h"

#include "corral-collections.h"
#include "corral-database.h"

/* How often what has gone by its age is taken out of the file's free space. */
#define ERASE_EVERY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

struct _CorralWatchFile
{
  gboolean erasing;
  gint64 erased_ms; /* 0: not since the start */
  char *path;     /* (owned) */
  gboolean writable;
  sqlite3 *db;    /* (owned) (nullable): of a writer, from the first reading on */
};

/* ---- values ------------------------------------------------------------------------------------------ */

CorralWatchMark *
corral_watch_mark_new (const char *incident)
{
  CorralWatchMark *self = g_new0 (CorralWatchMark, 1);

  self->incident = g_strdup (incident);
  self->told_ms = CORRAL_UNKNOWN;
  self->seen_ms = CORRAL_UNKNOWN;
  self->known_ms = CORRAL_UNKNOWN;
  return self;
}

CorralWatchMark *
corral_watch_mark_copy (const CorralWatchMark *self)
{
  CorralWatchMark *copy = g_memdup2 (self, sizeof *self);

  copy->incident = g_strdup (self->incident);
  return copy;
}

void
corral_watch_mark_free (CorralWatchMark *self)
{
  g_free (self->incident);
  g_free (self);
}

CorralWatchNotice *
corral_watch_notice_new (const char *incident, const char *rule)
{
  CorralWatchNotice *self = g_new0 (CorralWatchNotice, 1);

  self->incident = g_strdup (incident);
  self->rule = g_strdup (rule);
  return self;
}

CorralWatchNotice *
corral_watch_notice_copy (const CorralWatchNotice *self)
{
  CorralWatchNotice *copy = g_memdup2 (self, sizeof *self);

  copy->incident = g_strdup (self->incident);
  copy->rule = g_strdup (self->rule);
  return copy;
}

void
corral_watch_notice_free (CorralWatchNotice *self)
{
  g_free (self->incident);
  g_free (self->rule);
  g_free (self);
}

CorralWatchKept *
corral_watch_kept_new (void)
{
  CorralWatchKept *self = g_new0 (CorralWatchKept, 1);

  self->marks = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_watch_mark_free);
  self->notices = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_watch_notice_free);
  self->left_ms = CORRAL_UNKNOWN;
  return self;
}

void
corral_watch_kept_free (CorralWatchKept *self)
{
  g_clear_pointer (&self->book, g_bytes_unref);
  g_ptr_array_unref (self->marks);
  g_ptr_array_unref (self->notices);
  g_free (self);
}

/* ---- reading ----------------------------------------------------------------------------------------- */

static gint64
get_time (sqlite3_stmt *row, int column)
{
  return sqlite3_column_type (row, column) == SQLITE_NULL ? CORRAL_UNKNOWN : sqlite3_column_int64 (row, column);
}

static void
take_book (sqlite3_stmt *row, CorralWatchKept *kept)
{
  kept->book = g_bytes_new (sqlite3_column_blob (row, 0), (gsize) sqlite3_column_bytes (row, 0));
}

static void
take_person (sqlite3_stmt *row, CorralWatchKept *kept)
{
  kept->left_ms = get_time (row, 0);
}

static void
take_mark (sqlite3_stmt *row, CorralWatchKept *kept)
{
  CorralWatchMark *mark = corral_watch_mark_new ((const char *) sqlite3_column_text (row, 0));

  mark->what = CLAMP (sqlite3_column_int (row, 1), CORRAL_TOLD_WHAT_NOTHING, CORRAL_TOLD_WHAT_OVER);
  mark->told_ms = get_time (row, 2);
  mark->seen_ms = get_time (row, 3);
  mark->known_ms = get_time (row, 4);
  mark->held = sqlite3_column_int (row, 5) != 0;
  mark->told_severity = (guint) sqlite3_column_int (row, 6);
  mark->told_carts = (guint) sqlite3_column_int (row, 7);
  g_ptr_array_add (kept->marks, mark);
}

static void
take_notice (sqlite3_stmt *row, CorralWatchKept *kept)
{
  CorralWatchNotice *notice = corral_watch_notice_new ((const char *) sqlite3_column_text (row, 0),
                                                       (const char *) sqlite3_column_text (row, 1));

  notice->kind = (guint) sqlite3_column_int (row, 2);
  notice->time_ms = sqlite3_column_int64 (row, 3);
  notice->shown = sqlite3_column_int (row, 4) != 0;
  g_ptr_array_add (kept->notices, notice);
}

static const struct
{
  const char *sql;
  void (*take) (sqlite3_stmt *row, CorralWatchKept *kept);
} readings[] = {
  { "SELECT bytes FROM book", take_book },
  { "SELECT left_ms FROM person", take_person },
  { "SELECT incident, what, told_ms, seen_ms, known_ms, held, told_severity, told_carts FROM mark", take_mark },
  { "SELECT incident, rule, kind, time_ms, shown FROM notice ORDER BY time_ms, rowid", take_notice },
};

static CorralWatchKept *
read_all (sqlite3 *db, GError **error)
{
  g_autoptr (CorralWatchKept) kept = corral_watch_kept_new ();

  if (!corral_database_exec (db, "BEGIN", error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (readings); i++)
    {
      sqlite3_stmt *statement = corral_database_prepare (db, readings[i].sql, error);
      int rc;

      if (statement == NULL)
        goto failed;
      while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
        readings[i].take (statement, kept);
      if (rc != SQLITE_DONE)
        corral_database_fail (db, rc, error);
      sqlite3_finalize (statement);
      if (rc != SQLITE_DONE)
        goto failed;
    }
  sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  return g_steal_pointer (&kept);

failed:
  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return NULL;
}

/* ---- opening ----------------------------------------------------------------------------------------- */

CorralWatchFile *
corral_watch_file_new (const char *folder, gboolean writable)
{
  CorralWatchFile *self = g_new0 (CorralWatchFile, 1);

  self->path = g_build_filename (folder, corral_database_watch.file, NULL);
  self->writable = writable;
  return self;
}

void
corral_watch_file_free (CorralWatchFile *self)
{
  if (self == NULL)
    return;
  corral_database_close (self->db);
  g_free (self->path);
  g_free (self);
}

static gboolean
open_writer (CorralWatchFile *self, GError **error)
{
  if (self->db == NULL)
    self->db = corral_database_open_writer (&corral_database_watch, self->path, TRUE, NULL, error);
  return self->db != NULL;
}

/* What is damaged must not be written into the file from its log. */
static void
drop (CorralWatchFile *self)
{
  if (self->db != NULL)
    sqlite3_db_config (self->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  g_clear_pointer (&self->db, corral_database_close);
}

char *
corral_watch_file_set_aside (CorralWatchFile *self, gint64 now_ms, GError **error)
{
  g_autofree char *aside = corral_database_name_aside (self->path, now_ms / 1000);

  g_return_val_if_fail (self->writable, NULL);

  drop (self);
  if (!corral_database_set_aside (self->path, aside, error))
    return NULL;
  /* One is enough to find out what happened. */
  corral_database_forget_aside (self->path, aside);
  return open_writer (self, error) ? g_steal_pointer (&aside) : NULL;
}

static CorralWatchKept *
read_only (CorralWatchFile *self, GError **error)
{
  GError *failure = NULL;
  sqlite3 *db = NULL;
  CorralWatchKept *kept;

  if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
    return corral_watch_kept_new ();
  db = corral_database_open_reader (&corral_database_watch, self->path, NULL, &failure);
  if (db == NULL)
    {
      if (g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_UNMADE))
        {
          g_error_free (failure);
          return corral_watch_kept_new ();
        }
      g_propagate_error (error, failure);
      return NULL;
    }
  kept = read_all (db, error);
  corral_database_close (db);
  return kept;
}

CorralWatchKept *
corral_watch_file_read (CorralWatchFile *self, gint64 now_ms, char **aside, GError **error)
{
  GError *failure = NULL;
  CorralWatchKept *kept = NULL;
  char *moved;

  if (!self->writable)
    return read_only (self, error);
  if (open_writer (self, &failure))
    kept = read_all (self->db, &failure);
  if (kept != NULL)
    return kept;
  if (!g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  g_error_free (failure);
  moved = corral_watch_file_set_aside (self, now_ms, error);
  if (moved == NULL)
    return NULL;
  if (aside != NULL)
    *aside = moved;
  else
    g_free (moved);
  return corral_watch_kept_new ();
}

/* ---- writing ----------------------------------------------------------------------------------------- */

static void
bind_time (sqlite3_stmt *statement, int at, gint64 time_ms)
{
  if (CORRAL_IS_KNOWN (time_ms))
    sqlite3_bind_int64 (statement, at, time_ms);
  else
    sqlite3_bind_null (statement, at);
}

static void
bind_book (sqlite3_stmt *statement, gconstpointer item)
{
  gsize size = 0;
  gconstpointer data = g_bytes_get_data ((GBytes *) item, &size);

  sqlite3_bind_blob64 (statement, 1, data != NULL ? data : "", size, SQLITE_STATIC);
}

static void
bind_moment (sqlite3_stmt *statement, gconstpointer item)
{
  bind_time (statement, 1, *(const gint64 *) item);
}

static void
bind_mark (sqlite3_stmt *statement, gconstpointer item)
{
  const CorralWatchMark *mark = item;

  sqlite3_bind_text (statement, 1, mark->incident, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, (int) mark->what);
  bind_time (statement, 3, mark->told_ms);
  bind_time (statement, 4, mark->seen_ms);
  bind_time (statement, 5, mark->known_ms);
  sqlite3_bind_int (statement, 6, mark->held ? 1 : 0);
  sqlite3_bind_int (statement, 7, (int) mark->told_severity);
  sqlite3_bind_int (statement, 8, (int) mark->told_carts);
}

static void
bind_notice (sqlite3_stmt *statement, gconstpointer item)
{
  const CorralWatchNotice *notice = item;

  if (notice->incident != NULL)
    sqlite3_bind_text (statement, 1, notice->incident, -1, SQLITE_STATIC);
  else
    sqlite3_bind_null (statement, 1);
  sqlite3_bind_text (statement, 2, notice->rule != NULL ? notice->rule : "", -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 3, (int) notice->kind);
  sqlite3_bind_int64 (statement, 4, notice->time_ms);
  sqlite3_bind_int (statement, 5, notice->shown ? 1 : 0);
}

/* Runs @sql once for each item. */
static gboolean
write_items (sqlite3 *db,
             const char *sql,
             void (*bind) (sqlite3_stmt *statement, gconstpointer item),
             const gpointer *items,
             guint n_items,
             GError **error)
{
  sqlite3_stmt *statement;
  gboolean ok = TRUE;

  if (n_items == 0)
    return TRUE;
  statement = corral_database_prepare (db, sql, error);
  if (statement == NULL)
    return FALSE;
  for (guint i = 0; ok && i < n_items; i++)
    {
      bind (statement, items[i]);
      ok = corral_database_run (statement, error);
    }
  sqlite3_finalize (statement);
  return ok;
}

static gboolean
write_changes (sqlite3 *db, const CorralWatchKept *changes, gint64 oldest_ms, GError **error)
{
  gpointer book[] = { changes->book };
  gpointer left[] = { (gpointer) &changes->left_ms };
  gpointer oldest[] = { &oldest_ms };

  return write_items (db, "INSERT INTO book (id, bytes) VALUES (1, ?) ON CONFLICT DO UPDATE SET bytes=excluded.bytes",
                      bind_book, book, changes->book != NULL ? 1 : 0, error)
         && write_items (db,
                         "INSERT INTO person (id, left_ms) VALUES (1, ?)"
                         " ON CONFLICT DO UPDATE SET left_ms=excluded.left_ms",
                         bind_moment, left, CORRAL_IS_KNOWN (changes->left_ms) ? 1 : 0, error)
         && write_items (db,
                         "INSERT OR REPLACE INTO mark (incident, what, told_ms, seen_ms, known_ms, held, told_severity,"
                         " told_carts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                         bind_mark, changes->marks->pdata, changes->marks->len, error)
         && write_items (db, "INSERT INTO notice (incident, rule, kind, time_ms, shown) VALUES (?, ?, ?, ?, ?)", bind_notice,
                         changes->notices->pdata, changes->notices->len, error)
         && write_items (db, "DELETE FROM notice WHERE time_ms < ?", bind_moment, oldest, 1, error)
         && write_items (db, "DELETE FROM mark WHERE max(coalesce(told_ms, 0), coalesce(seen_ms, 0)) < ?", bind_moment,
                         oldest, 1, error);
}

static void
bind_id (sqlite3_stmt *statement, gconstpointer item)
{
  sqlite3_bind_text (statement, 1, item, -1, SQLITE_STATIC);
}

static gboolean
write_forgotten (sqlite3 *db, GPtrArray *ids, GBytes *book, GError **error)
{
  gpointer books[] = { book };

  return corral_database_exec (db, "DELETE FROM book", error)
         && write_items (db, "INSERT INTO book (id, bytes) VALUES (1, ?)", bind_book, books, book != NULL ? 1 : 0, error)
         && write_items (db, "DELETE FROM mark WHERE incident=?", bind_id, ids->pdata, ids->len, error)
         && write_items (db, "DELETE FROM notice WHERE incident=?", bind_id, ids->pdata, ids->len, error);
}

/* Deleted rows stay in free pages and in the log until both are written anew. */
static gboolean
write_anew (CorralWatchFile *self, GError **error)
{
  corral_database_forget_aside (self->path, NULL);
  return corral_database_exec (self->db, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);", error);
}

/* Once a day, and with the first writing after a start; where that fails, with the next. */
static void
erase_aged (CorralWatchFile *self, gint64 now_ms)
{
  g_autoptr (GError) error = NULL;

  if (self->erased_ms != 0 && ABS (now_ms - self->erased_ms) < ERASE_EVERY_MS)
    return;
  if (write_anew (self, &error))
    self->erased_ms = now_ms;
  else
    g_debug ("watch: not written anew: %s", error->message);
}

void
corral_watch_file_set_erasing (CorralWatchFile *self)
{
  self->erasing = TRUE;
}

gboolean
corral_watch_file_forget (CorralWatchFile *self, GPtrArray *ids, GBytes *book, GError **error)
{
  g_return_val_if_fail (self->writable, FALSE);

  if (!open_writer (self, error) || !corral_database_exec (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (!write_forgotten (self->db, ids, book, error) || !corral_database_exec (self->db, "COMMIT", error))
    {
      sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }
  return write_anew (self, error);
}

gboolean
corral_watch_file_write (CorralWatchFile *self,
                         const CorralWatchKept *changes,
                         gint64 oldest_ms,
                         gint64 now_ms,
                         GError **error)
{
  GError *failure = NULL;
  g_autofree char *aside = NULL;

  g_return_val_if_fail (self->writable, FALSE);

  if (open_writer (self, &failure) && corral_database_exec (self->db, "BEGIN IMMEDIATE", &failure))
    {
      if (write_changes (self->db, changes, oldest_ms, &failure) && corral_database_exec (self->db, "COMMIT", &failure))
        {
          /* What is on the disk is not to be written again. */
          if (self->erasing)
            erase_aged (self, now_ms);
          return TRUE;
        }
      sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
    }
  if (g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    aside = corral_watch_file_set_aside (self, now_ms, NULL);
  g_propagate_error (error, failure);
  return FALSE;
}
