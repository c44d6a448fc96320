/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trust anchors, kept beside the messages that lead to them. Written on the "writer" worker, read on the caller's
 * thread. */
#include "config.h"

#include "corral-telemetry-private.h"

static gboolean
equals (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!g_bytes_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;
  return TRUE;
}

static gboolean
write_anchors (CorralCache *self, CorralConnection *db, gpointer data, GError **error)
{
  GPtrArray *anchors = data;
  sqlite3_stmt *remove = corral_connection_prepare (db, "DELETE FROM trust_anchor", error);
  sqlite3_stmt *insert
      = corral_connection_prepare (db, "INSERT INTO trust_anchor (position,der) VALUES (?1,?2)", error);

  if (remove == NULL || insert == NULL || !corral_database_run (remove, error))
    return FALSE;
  for (guint i = 0; i < anchors->len; i++)
    {
      gsize size;
      gconstpointer der = g_bytes_get_data (g_ptr_array_index (anchors, i), &size);

      sqlite3_bind_int (insert, 1, (int) i);
      sqlite3_bind_blob64 (insert, 2, size > 0 ? der : "", size, SQLITE_STATIC);
      if (!corral_database_run (insert, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
store_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  return corral_telemetry_write (self, store, write_anchors, data, error);
}

gboolean
corral_cache_store_anchors (CorralCache *self, const char *tenant, GPtrArray *anchors, GError **error)
{
  g_autoptr (GPtrArray) held = corral_cache_load_anchors (self, tenant, NULL);

  return (held != NULL && equals (held, anchors)) || corral_cache_write (self, tenant, store_job, anchors, error);
}

static gboolean
read_anchors (CorralCache *self, CorralTenantStore *store, CorralConnection *reader, GPtrArray *anchors, GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (reader, "SELECT der FROM trust_anchor ORDER BY position", error);
  int rc;

  if (statement == NULL)
    return FALSE;
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (anchors, g_bytes_new (sqlite3_column_blob (statement, 0), sqlite3_column_bytes (statement, 0)));
  sqlite3_reset (statement);
  return rc == SQLITE_DONE || corral_telemetry_fail (self, store, reader, rc, error);
}

GPtrArray *
corral_cache_load_anchors (CorralCache *self, const char *tenant, GError **error)
{
  g_autoptr (CorralTenantStore) store = corral_cache_ref_store (self, tenant, error);
  g_autoptr (GPtrArray) anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  CorralConnection *reader;
  GError *failure = NULL;
  gboolean complete = TRUE;

  if (store == NULL)
    return NULL;
  reader = corral_telemetry_acquire (self, store, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  if (reader != NULL)
    {
      complete = read_anchors (self, store, reader, anchors, error);
      corral_telemetry_release (store, reader);
    }
  return complete ? g_steal_pointer (&anchors) : NULL;
}
