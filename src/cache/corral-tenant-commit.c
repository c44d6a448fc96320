/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One transaction of one tenant: rows, tombstones, quarantine and the cursor. On the "writer"
 * worker. */
#include "config.h"

#include "corral-commit-private.h"
#include "corral-row-statements.h"
#include "corral-tenant-erasing.h"
#include "corral-tenant-scope.h"
#include "corral-tenant-store.h"

#include <string.h>

#define KEEP_QUARANTINED 1000

/* Kinds of tombstones, as the file has them: the higher, the stronger. */
enum
{
  GRAVE_NONE = 0,
  GRAVE_LEFT = 1,
  GRAVE_DELETED = 2,
  GRAVE_PURGED = 3,
};

typedef struct
{
  CorralTenantStore *store;
  CorralConnection *db;
  GPtrArray *batches;       /* (owned) (element-type CorralBatch): what took effect */
  CorralBatch *gone_vitals; /* (owned) (nullable): last values of carts that went */
  gint64 now_ms;
} Transaction;

static const int graves[] = {
  [CORRAL_CHANGE_PUT] = GRAVE_NONE,
  [CORRAL_CHANGE_DELETE] = GRAVE_DELETED,
  [CORRAL_CHANGE_LEAVE] = GRAVE_LEFT,
  [CORRAL_CHANGE_PURGE] = GRAVE_PURGED,
};

static gboolean
fail (Transaction *self, int rc, GError **error)
{
  return corral_database_fail (self->db->db, rc, error);
}

/* ---- tombstones
 * --------------------------------------------------------------------------------------- */

/* Whether a tombstone forbids revision @rev of that row, and whether there is one at all. */
static gboolean
look_up_grave (Transaction *self,
               CorralCollection collection,
               const CorralRow *row,
               gboolean *found,
               gboolean *forbidden,
               GError **error)
{
  /* Last values go with their cart; their revisions count messages and say nothing about the
   * cart's. */
  gboolean is_vital = collection == CORRAL_COLLECTION_VITAL;
  sqlite3_stmt *statement;
  int rc;

  *found = *forbidden = FALSE;
  if (is_vital)
    collection = CORRAL_COLLECTION_CART;
  if (!self->store->has_tombstones[collection])
    return TRUE;

  statement = corral_connection_prepare (self->db,
                                         "SELECT rev,generation,kind FROM tombstone"
                                         " WHERE collection=?1 AND id=?2",
                                         error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, corral_collection_get_schema (collection)->name, -1,
                     SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, row->id, -1, SQLITE_STATIC);
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    {
      gint64 rev = sqlite3_column_int64 (statement, 0);
      gboolean current = sqlite3_column_int64 (statement, 1) >= self->store->generation;
      int kind = sqlite3_column_int (statement, 2);

      *found = TRUE;
      /* A row that left the scope may come back as it was; one that was deleted only as something
       * newer. In a new generation the cloud speaks afresh, but what was purged stays purged. */
      *forbidden
          = kind == GRAVE_PURGED
            || (current
                && (is_vital || row->rev < rev || (row->rev == rev && kind == GRAVE_DELETED)));
    }
  sqlite3_reset (statement);
  return rc == SQLITE_ROW || rc == SQLITE_DONE || fail (self, rc, error);
}

static gboolean
dig_grave (Transaction *self,
           CorralCollection collection,
           const CorralRow *row,
           int kind,
           GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      self->db,
      "INSERT INTO tombstone (collection,id,rev,generation,kind,made_ms) VALUES (?1,?2,?3,?4,?5,?6)"
      " ON CONFLICT (collection,id) DO UPDATE SET "
      "rev=max(rev,excluded.rev),generation=excluded.generation,"
      " kind=iif(kind=3,3,iif(excluded.rev>=rev,excluded.kind,kind)),made_ms=excluded.made_ms",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, corral_collection_get_schema (collection)->name, -1,
                     SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, row->id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, row->rev);
  sqlite3_bind_int64 (statement, 4, self->store->generation);
  sqlite3_bind_int (statement, 5, kind);
  sqlite3_bind_int64 (statement, 6, self->now_ms);
  if (!corral_database_run (statement, error))
    return FALSE;
  self->store->has_tombstones[collection] = TRUE;
  return TRUE;
}

static gboolean
fill_grave (Transaction *self, CorralCollection collection, const CorralRow *row, GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (self->db, "DELETE FROM tombstone WHERE collection=?1 AND id=?2",
                                   error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, corral_collection_get_schema (collection)->name, -1,
                     SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, row->id, -1, SQLITE_STATIC);
  return corral_database_run (statement, error);
}

/* ---- quarantine
 * --------------------------------------------------------------------------------------- */

/* A resync cannot read this row, but hears that it is there: what is held of it stays, of no revision, so that whatever
 * comes is newer. */
static gboolean
keep_held_row (Transaction *self, const CorralQuarantine *item, GError **error)
{
  g_autofree char *sql = NULL;
  CorralCollection collection;
  sqlite3_stmt *statement;

  if (item->id == NULL || item->collection == NULL || !corral_collection_from_name (item->collection, &collection))
    return TRUE;
  sql = g_strdup_printf ("UPDATE \"%s\" SET generation=?1,rev=0 WHERE id=?2 AND generation<?1",
                         corral_collection_get_schema (collection)->name);
  statement = corral_connection_prepare (self->db, sql, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->store->generation);
  sqlite3_bind_text (statement, 2, item->id, -1, SQLITE_STATIC);
  return corral_database_run (statement, error);
}

static gboolean
put_in_quarantine (Transaction *self, const CorralQuarantine *item, GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (self->db,
                                   "INSERT INTO quarantine (collection,id,pointer,reason,at_ms)"
                                   " VALUES (?1,?2,?3,?4,?5)",
                                   error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, item->collection != NULL ? item->collection : "", -1,
                     SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, item->id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, item->pointer != NULL ? item->pointer : "", -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, item->reason != NULL ? item->reason : "", -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 5, item->at_ms);
  return corral_database_run (statement, error) && keep_held_row (self, item, error);
}

static gboolean
limit_quarantine (Transaction *self, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("DELETE FROM quarantine WHERE pk<=(SELECT max(pk)-%d FROM quarantine)",
                         KEEP_QUARANTINED);

  return corral_database_exec (self->db->db, sql, error);
}

/* ---- rows
 * --------------------------------------------------------------------------------------------- */

/* The upsert, row after row. @effect is set when the row is newer than what is held. */
static gboolean
put_row (Transaction *self,
         sqlite3_stmt *upsert,
         const CorralBatch *batch,
         const CorralRow *row,
         gboolean *effect,
         GError **error)
{
  gboolean grave = FALSE;
  gboolean forbidden = FALSE;
  int rc;

  *effect = FALSE;
  if (!look_up_grave (self, batch->collection, row, &grave, &forbidden, error))
    return FALSE;
  if (forbidden)
    return TRUE;

  corral_row_bind (upsert, batch->schema, row, 2);
  rc = sqlite3_step (upsert);
  sqlite3_reset (upsert);
  if ((rc & 0xff) == SQLITE_CONSTRAINT)
    {
      /* One row that lacks what it must have does not hold up the others. */
      CorralQuarantine item = {
        .collection = (char *) batch->schema->name,
        .id = (char *) row->id,
        .pointer = (char *) "",
        .reason = (char *) "a required member is missing",
        .at_ms = self->now_ms,
      };

      return put_in_quarantine (self, &item, error);
    }
  if (rc != SQLITE_DONE)
    return fail (self, rc, error);
  *effect = sqlite3_changes (self->db->db) > 0;
  if (grave && *effect && batch->collection != CORRAL_COLLECTION_VITAL)
    return fill_grave (self, batch->collection, row, error);
  return TRUE;
}

/* The last values of a cart that has gone. */
static gboolean
remove_vital (Transaction *self, const char *cart, GError **error)
{
  const CorralRowStatements *statements = corral_row_statements_get (CORRAL_COLLECTION_VITAL);
  sqlite3_stmt *remove = corral_connection_prepare (self->db, statements->remove_purged, error);
  CorralRow *gone;

  if (remove == NULL)
    return FALSE;
  sqlite3_bind_text (remove, 1, cart, -1, SQLITE_STATIC);
  if (!corral_database_run (remove, error))
    return FALSE;
  if (sqlite3_changes (self->db->db) == 0)
    return TRUE;
  if (self->gone_vitals == NULL)
    self->gone_vitals = corral_batch_new (CORRAL_COLLECTION_VITAL);
  gone = corral_batch_add (self->gone_vitals, CORRAL_CHANGE_DELETE);
  gone->id = corral_batch_copy_string (self->gone_vitals, cart);
  gone->rev = G_MAXINT64;
  return TRUE;
}

/* What was erased was erased with what was told of it. */
static gboolean
forget_messages (Transaction *self, CorralCollection collection, const char *id, GError **error)
{
  if (collection == CORRAL_COLLECTION_CART && !corral_tenant_store_purge_telemetry (self->store, id, error))
    return FALSE;
  if (collection == CORRAL_COLLECTION_SESSION && !corral_tenant_store_purge_session (self->store, id, error))
    return FALSE;
  return corral_tenant_store_note_erasing (self->store, error);
}

static gboolean
remove_row (Transaction *self,
            CorralCollection collection,
            CorralChange change,
            const CorralRow *row,
            gboolean *effect,
            GError **error)
{
  const CorralRowStatements *statements = corral_row_statements_get (collection);
  gboolean purge = change == CORRAL_CHANGE_PURGE;
  sqlite3_stmt *remove
      = corral_connection_prepare (self->db, purge ? statements->remove_purged : statements->remove,
                                   error);

  *effect = FALSE;
  if (remove == NULL)
    return FALSE;
  if (purge && !forget_messages (self, collection, row->id, error))
    return FALSE;

  sqlite3_bind_text (remove, 1, row->id, -1, SQLITE_STATIC);
  if (!purge)
    {
      sqlite3_bind_int64 (remove, 2, row->rev);
      sqlite3_bind_int64 (remove, 3, self->store->generation);
    }
  if (!corral_database_run (remove, error))
    return FALSE;
  *effect = sqlite3_changes (self->db->db) > 0;

  if (!*effect)
    {
      /* Either there is none, and a late put must stay out, or what is held is newer than this
       * removal. */
      sqlite3_stmt *held = corral_connection_prepare (self->db, statements->select_one, error);
      int rc;

      if (held == NULL)
        return FALSE;
      sqlite3_bind_text (held, 1, row->id, -1, SQLITE_STATIC);
      rc = sqlite3_step (held);
      sqlite3_reset (held);
      if (rc == SQLITE_ROW)
        return TRUE;
      if (rc != SQLITE_DONE)
        return fail (self, rc, error);
    }
  if (!dig_grave (self, collection, row, graves[change], error))
    return FALSE;
  return collection != CORRAL_COLLECTION_CART || !*effect || remove_vital (self, row->id, error);
}

/* @batch without the rows that had no effect; its strings are still those of @batch. */
static CorralBatch *
filter_batch (CorralBatch *batch, const guint8 *effects)
{
  CorralBatch *filtered = corral_batch_new (batch->collection);
  g_autoptr (GBytes) original
      = g_bytes_new_with_free_func ("", 0, (GDestroyNotify) corral_batch_unref,
                                    corral_batch_ref (batch));

  corral_batch_keep (filtered, original);
  for (guint i = 0; i < batch->n_rows; i++)
    if (effects[i])
      memcpy (corral_batch_add (filtered, corral_batch_get_change (batch, i)),
              corral_batch_get_row (batch, i), batch->schema->size);
  return filtered;
}

static gboolean
write_batch (Transaction *self, CorralBatch *batch, GError **error)
{
  g_autofree guint8 *effects = g_malloc0 (MAX (batch->n_rows, 1));
  sqlite3_stmt *upsert
      = corral_connection_prepare (self->db, corral_row_statements_get (batch->collection)->upsert,
                                   error);
  guint n_effects = 0;
  gboolean ok = TRUE;

  if (upsert == NULL)
    return FALSE;
  sqlite3_bind_int64 (upsert, 1, self->store->generation);
  for (guint i = 0; ok && i < batch->n_rows; i++)
    {
      const CorralRow *row = corral_batch_get_row (batch, i);
      CorralChange change = corral_batch_get_change (batch, i);
      gboolean effect = FALSE;

      if (change == CORRAL_CHANGE_PUT && !corral_tenant_scope_admits (self->store, batch->collection, row))
        continue;
      ok = change == CORRAL_CHANGE_PUT
               ? put_row (self, upsert, batch, row, &effect, error)
               : remove_row (self, batch->collection, change, row, &effect, error);
      effects[i] = effect;
      n_effects += effect;
    }
  /* The statement keeps no pointer into the batch. */
  sqlite3_clear_bindings (upsert);
  if (!ok)
    return FALSE;

  if (n_effects == batch->n_rows && n_effects > 0)
    g_ptr_array_add (self->batches, corral_batch_ref (batch));
  else if (n_effects > 0)
    g_ptr_array_add (self->batches, filter_batch (batch, effects));
  if (self->gone_vitals != NULL)
    g_ptr_array_add (self->batches, g_steal_pointer (&self->gone_vitals));
  return TRUE;
}

/* ---- generations
 * -------------------------------------------------------------------------------------- */

static gboolean
begin_generation (Transaction *self, GError **error)
{
  self->store->generation++;
  return corral_database_exec (self->db->db,
                               "UPDATE sync SET generation=generation+1,resyncing=1,state=NULL;"
                               /* What still cannot be read comes here again. */
                               "DELETE FROM progress; DELETE FROM quarantine;",
                               error);
}

/* Removes what the new generation has not named, and says so in a batch. */
static gboolean
sweep_collection (Transaction *self, CorralCollection collection, GError **error)
{
  const CorralRowStatements *statements = corral_row_statements_get (collection);
  /* Last values belong to a cart, not to a generation. */
  gboolean is_vital = collection == CORRAL_COLLECTION_VITAL;
  sqlite3_stmt *select = corral_connection_prepare (
      self->db,
      is_vital ? "SELECT id,rev FROM vital WHERE id NOT IN (SELECT id FROM cart)"
               : statements->select_older,
      error);
  sqlite3_stmt *remove
      = corral_connection_prepare (self->db,
                                   is_vital
                                       ? "DELETE FROM vital WHERE id NOT IN (SELECT id FROM cart)"
                                       : statements->remove_older,
                                   error);
  g_autoptr (CorralBatch) gone = corral_batch_new (collection);
  int rc;

  if (select == NULL || remove == NULL)
    return FALSE;
  if (!is_vital)
    {
      sqlite3_bind_int64 (select, 1, self->store->generation);
      sqlite3_bind_int64 (remove, 1, self->store->generation);
    }
  while ((rc = sqlite3_step (select)) == SQLITE_ROW)
    {
      CorralRow *row = corral_batch_add (gone, CORRAL_CHANGE_DELETE);

      row->id = corral_batch_copy_string (gone, (const char *) sqlite3_column_text (select, 0));
      row->rev = sqlite3_column_int64 (select, 1);
    }
  sqlite3_reset (select);
  if (rc != SQLITE_DONE)
    return fail (self, rc, error);
  if (gone->n_rows == 0)
    return TRUE;
  if (!corral_database_run (remove, error))
    return FALSE;
  g_ptr_array_add (self->batches, g_steal_pointer (&gone));
  return TRUE;
}

static gboolean
finish_generation (Transaction *self, GError **error)
{
  g_autofree char *sql = NULL;

  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    if (!sweep_collection (self, i, error))
      return FALSE;
  sql = g_strdup_printf ("DELETE FROM tombstone WHERE kind<%d AND generation<%" G_GINT64_FORMAT ";"
                         "UPDATE sync SET resyncing=0;",
                         GRAVE_PURGED, self->store->generation);
  return corral_database_exec (self->db->db, sql, error);
}

/* ---- the cursor
 * --------------------------------------------------------------------------------------- */

static gboolean
write_progress (Transaction *self,
                CorralCollection collection,
                const CorralProgress *progress,
                GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      self->db,
      "INSERT OR REPLACE INTO progress (collection,as_of,next,done,total)"
      " VALUES (?1,?2,?3,?4,?5)",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, corral_collection_get_schema (collection)->name, -1,
                     SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, progress->as_of, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, progress->next, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 4, progress->done);
  if (CORRAL_IS_KNOWN (progress->total))
    sqlite3_bind_int64 (statement, 5, progress->total);
  else
    sqlite3_bind_null (statement, 5);
  return corral_database_run (statement, error);
}

static gboolean
write_values (Transaction *self, GHashTable *values, GError **error)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      sqlite3_stmt *statement = corral_connection_prepare (
          self->db,
          value != NULL ? "INSERT OR REPLACE INTO engine_value (key,value) VALUES (?1,?2)"
                        : "DELETE FROM engine_value WHERE key=?1",
          error);

      if (statement == NULL)
        return FALSE;
      sqlite3_bind_text (statement, 1, key, -1, SQLITE_STATIC);
      if (value != NULL)
        sqlite3_bind_text (statement, 2, value, -1, SQLITE_STATIC);
      if (!corral_database_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_cursor (Transaction *self, CorralCommit *commit, GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (self->db,
                                   "UPDATE sync SET sequence=sequence+1,state=iif(?1,?2,state),"
                                   "heard_snapshot_ms=ifnull(?3,heard_snapshot_ms),"
                                   "heard_changes_ms=ifnull(?4,heard_changes_ms),"
                                   "heard_vitals_ms=ifnull(?5,heard_vitals_ms),"
                                   "known_ms=ifnull(?6,known_ms)",
                                   error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, commit->sets_state);
  sqlite3_bind_text (statement, 2, commit->state, -1, SQLITE_STATIC);
  for (int i = 0; i < CORRAL_N_ANSWERS; i++)
    if (CORRAL_IS_KNOWN (commit->heard_ms[i]))
      sqlite3_bind_int64 (statement, 3 + i, commit->heard_ms[i]);
    else
      sqlite3_bind_null (statement, 3 + i);
  if (CORRAL_IS_KNOWN (commit->known_ms))
    sqlite3_bind_int64 (statement, 3 + CORRAL_N_ANSWERS, commit->known_ms);
  else
    sqlite3_bind_null (statement, 3 + CORRAL_N_ANSWERS);
  if (!corral_database_run (statement, error))
    return FALSE;

  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    if (commit->sets_progress[i] && !write_progress (self, i, &commit->progress[i], error))
      return FALSE;
  return write_values (self, commit->values, error);
}

static gboolean
write_all (Transaction *self, CorralCommit *commit, GError **error)
{
  if (commit->sets_scope
      && !corral_tenant_scope_limit (self->store, (const char *const *) commit->scope, self->batches, error))
    return FALSE;
  if (commit->begins_resync && !begin_generation (self, error))
    return FALSE;
  for (guint i = 0; i < commit->batches->len; i++)
    if (!write_batch (self, g_ptr_array_index (commit->batches, i), error))
      return FALSE;
  for (guint i = 0; i < commit->quarantine->len; i++)
    if (!put_in_quarantine (self, g_ptr_array_index (commit->quarantine, i), error))
      return FALSE;
  if (commit->quarantine->len > 0 && !limit_quarantine (self, error))
    return FALSE;
  return write_cursor (self, commit, error)
         && (!commit->finishes_resync || finish_generation (self, error));
}

gboolean
corral_tenant_store_commit (CorralTenantStore *store,
                            CorralCommit *commit,
                            GPtrArray **batches,
                            GError **error)
{
  Transaction self = { .store = store, .now_ms = corral_clock_now_ms (store->clock) };

  *batches = NULL;
  if (!corral_tenant_store_open_again (store, error))
    return FALSE;
  self.db = store->cache;
  if (!corral_database_exec (self.db->db, "BEGIN IMMEDIATE", error))
    return FALSE;

  self.batches = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_batch_unref);
  if (write_all (&self, commit, error) && corral_database_exec (self.db->db, "COMMIT", error))
    {
      store->sequence++;
      *batches = self.batches;
      corral_tenant_scope_clean (store);
      return TRUE;
    }

  /* Some failures have already rolled back. What this thread knows by heart is read again. */
  if (!sqlite3_get_autocommit (self.db->db))
    sqlite3_exec (self.db->db, "ROLLBACK", NULL, NULL, NULL);
  g_ptr_array_unref (self.batches);
  g_clear_pointer (&self.gone_vitals, corral_batch_unref);
  corral_tenant_store_refresh (store, NULL);
  return FALSE;
}
