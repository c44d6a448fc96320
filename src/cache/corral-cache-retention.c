/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long things are kept here at most, where whoever looks after this PC has set it: what is over for longer than that goes,
 * with its bytes, whatever the cloud still has. What is still open stays, however old. */
#include "config.h"

#include "corral-cache-private.h"
#include "corral-commit-private.h"
#include "corral-row-statements.h"
#include "corral-tenant-erasing.h"
#include "corral-time.h"

/* When a row is over: a row for each collection that has an end. Stores, carts and what they are made of are the present. */
static const struct
{
  CorralCollection collection;
  const char *over; /* SQL: the time, or NULL while it is not */
} ends[] = {
  { CORRAL_COLLECTION_SESSION, "ended_ms" },
  { CORRAL_COLLECTION_FLAG, "decided_ms" },
  { CORRAL_COLLECTION_CASE, "closed_ms" },
  { CORRAL_COLLECTION_ALERT, "cleared_ms" },
  { CORRAL_COLLECTION_TICKET, "closed_ms" },
  { CORRAL_COLLECTION_NOTE, "made_ms" },
  { CORRAL_COLLECTION_INCIDENT, "closed_ms" },
  { CORRAL_COLLECTION_MAINTENANCE, "ifnull(ended_ms,ends_ms)" },
};

static gboolean
gather (CorralConnection *db, guint which, gint64 before_ms, CorralCommit *commit, GError **error)
{
  CorralCollection collection = ends[which].collection;
  g_autofree char *sql = g_strdup_printf ("SELECT id,rev FROM \"%s\" WHERE %s<?1", corral_collection_get_schema (collection)->name,
                                          ends[which].over);
  sqlite3_stmt *statement = corral_connection_prepare (db, sql, error);
  g_autoptr (CorralBatch) batch = NULL;
  int rc;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, before_ms);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    {
      CorralRow *row;

      if (batch == NULL)
        batch = corral_batch_new (collection);
      row = corral_batch_add (batch, CORRAL_CHANGE_LEAVE);
      row->id = corral_batch_copy_string (batch, (const char *) sqlite3_column_text (statement, 0));
      row->rev = sqlite3_column_int64 (statement, 1);
    }
  sqlite3_reset (statement);
  if (batch != NULL)
    corral_commit_add_batch (commit, batch);
  return rc == SQLITE_DONE || corral_database_fail (db->db, rc, error);
}

static gboolean
expire_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  const gint64 *before_ms = data;
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  GPtrArray *batches = NULL;

  if (!corral_tenant_store_open_again (store, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (!gather (store->cache, i, *before_ms, commit, error))
      return FALSE;
  if (commit->batches->len == 0)
    return TRUE;
  if (!corral_tenant_store_commit (store, commit, &batches, error))
    return FALSE;
  corral_cache_post_notice (self, store, batches, FALSE, FALSE);
  if (!corral_tenant_store_note_erasing (store, error))
    return FALSE;
  corral_tenant_store_erase_purged (store, FALSE);
  return TRUE;
}

void
corral_cache_set_retention (CorralCache *self, guint days)
{
  g_atomic_int_set (corral_cache_get_retention (self), (gint) days);
}

gint64
corral_cache_limit_retention (CorralCache *self, gint64 keep_ms)
{
  gint days = g_atomic_int_get (corral_cache_get_retention (self));

  return days > 0 ? MIN (keep_ms, days * CORRAL_DAY_MS) : keep_ms;
}

gboolean
corral_cache_expire_rows (CorralCache *self, const char *tenant, gint64 now_ms, GError **error)
{
  gint64 keep_ms = corral_cache_limit_retention (self, G_MAXINT64);
  gint64 before_ms = now_ms - keep_ms;

  return keep_ms == G_MAXINT64 || corral_cache_write (self, tenant, expire_job, &before_ms, error);
}
