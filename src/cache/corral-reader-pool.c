/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Read-only connections lent to any thread. The pool is guarded by its lock; a reader is its
 * borrower's alone. */
#include "config.h"

#include "corral-reader-pool.h"

/* As many as there are threads that read at once in practice: main, reader, sync and one loader. */
#define KEEP_IDLE 4

struct _CorralReaderPool
{
  gatomicrefcount ref_count;
  const CorralDatabaseKind *kind;
  char *path; /* (owned) */

  GMutex lock;
  GQueue idle; /* (element-type CorralConnection) */
  guint epoch; /* of the file: readers of an older one are stale */
  gboolean closed;
};

static void
connection_free (gpointer data)
{
  corral_connection_free (data);
}

CorralReaderPool *
corral_reader_pool_new (const CorralDatabaseKind *kind, const char *path)
{
  CorralReaderPool *self = g_new0 (CorralReaderPool, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->path = g_strdup (path);
  g_mutex_init (&self->lock);
  g_queue_init (&self->idle);
  return self;
}

CorralReaderPool *
corral_reader_pool_ref (CorralReaderPool *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_reader_pool_unref (CorralReaderPool *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_queue_clear_full (&self->idle, connection_free);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self);
}

/* Whether another file has that name now: another process has set a damaged one aside. Some 2 µs. */
static gboolean
has_moved (CorralConnection *reader)
{
  int moved = 0;

  return sqlite3_file_control (reader->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

CorralConnection *
corral_reader_pool_acquire (CorralReaderPool *self, GError **error)
{
  CorralConnection *reader;
  gboolean closed;
  gboolean frozen = FALSE;
  guint epoch;
  sqlite3 *db;

  g_mutex_lock (&self->lock);
  reader = g_queue_pop_tail (&self->idle);
  closed = self->closed;
  epoch = self->epoch;
  g_mutex_unlock (&self->lock);

  if (reader != NULL && !has_moved (reader))
    return reader;
  corral_connection_free (reader);
  if (closed)
    {
      corral_database_set_error (error, CORRAL_CACHE_ERROR_FAILED);
      return NULL;
    }
  db = corral_database_open_reader (self->kind, self->path, &frozen, error);
  if (db == NULL)
    return NULL;
  reader = corral_connection_new (db);
  reader->epoch = epoch;
  reader->frozen = frozen;
  return reader;
}

void
corral_reader_pool_release (CorralReaderPool *self, CorralConnection *reader)
{
  gboolean keep;

  g_mutex_lock (&self->lock);
  keep = !self->closed && !reader->frozen && reader->epoch == self->epoch && self->idle.length < KEEP_IDLE;
  if (keep)
    g_queue_push_tail (&self->idle, reader);
  g_mutex_unlock (&self->lock);
  if (!keep)
    corral_connection_free (reader);
}

static void
drop_idle (CorralReaderPool *self, gboolean close)
{
  GQueue dropped = G_QUEUE_INIT;

  g_mutex_lock (&self->lock);
  self->epoch++;
  self->closed = self->closed || close;
  dropped = self->idle;
  g_queue_init (&self->idle);
  g_mutex_unlock (&self->lock);
  g_queue_clear_full (&dropped, connection_free);
}

void
corral_reader_pool_renew (CorralReaderPool *self)
{
  drop_idle (self, FALSE);
}

void
corral_reader_pool_close (CorralReaderPool *self)
{
  drop_idle (self, TRUE);
}
