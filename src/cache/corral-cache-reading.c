/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading rows and the state of the sync. Blocking functions run on the caller's thread with a
 * connection of their own; the asynchronous query runs on the "reader" worker. */
#include "config.h"

#include "corral-cache-private.h"

#include "corral-row-statements.h"

/* Virtual machine steps between two looks at the cancellable: some tens of microseconds. */
#define STEPS_BETWEEN_LOOKS 1000

/* A reading that is under way: the tenant's store and a connection of its. */
typedef struct
{
  CorralCache *cache;
  CorralTenantStore *store;
  CorralConnection *connection;
} Reading;

static gboolean
begin_reading (Reading *self, CorralCache *cache, const char *tenant, GError **error)
{
  GError *failure = NULL;

  self->cache = cache;
  self->store = corral_cache_ref_store (cache, tenant, error);
  if (self->store == NULL)
    return FALSE;
  self->connection = corral_reader_pool_acquire (self->store->readers, &failure);
  if (self->connection != NULL)
    return TRUE;
  if (g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    corral_cache_report_damage (cache, self->store);
  g_propagate_error (error, failure);
  g_clear_pointer (&self->store, corral_tenant_store_unref);
  return FALSE;
}

static void
end_reading (Reading *self)
{
  corral_reader_pool_release (self->store->readers, self->connection);
  corral_tenant_store_unref (self->store);
}

/* Returns FALSE and the error; damage is passed on to the writer. */
static gboolean
fail (Reading *self, int rc, GError **error)
{
  if ((rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB
      || rc == SQLITE_IOERR_SHORT_READ)
    corral_cache_report_damage (self->cache, self->store);
  return corral_database_fail (self->connection->db, rc, error);
}

static gboolean
load_rows (Reading *self,
           CorralCollection collection,
           CorralCacheRowFunc func,
           gpointer data,
           gint64 *sequence,
           GError **error)
{
  const CorralSchema *schema = corral_collection_get_schema (collection);
  sqlite3_stmt *number
      = corral_connection_prepare (self->connection, "SELECT sequence FROM sync", error);
  sqlite3_stmt *rows
      = corral_connection_prepare (self->connection,
                                   corral_row_statements_get (collection)->select_all, error);
  g_autofree gpointer row = g_malloc0 (schema->size);
  int rc;

  if (number == NULL || rows == NULL)
    return FALSE;
  rc = sqlite3_step (number);
  if (rc == SQLITE_ROW && sequence != NULL)
    *sequence = sqlite3_column_int64 (number, 0);
  sqlite3_reset (number);
  if (rc != SQLITE_ROW)
    return fail (self, rc == SQLITE_DONE ? SQLITE_CORRUPT : rc, error);

  while ((rc = sqlite3_step (rows)) == SQLITE_ROW)
    {
      corral_row_read (rows, schema, row);
      if (!func (schema, row, data))
        {
          rc = SQLITE_DONE;
          break;
        }
    }
  sqlite3_reset (rows);
  return rc == SQLITE_DONE || fail (self, rc, error);
}

gboolean
corral_cache_load (CorralCache *self,
                   const char *tenant,
                   CorralCollection collection,
                   CorralCacheRowFunc func,
                   gpointer data,
                   gint64 *sequence,
                   GError **error)
{
  Reading reading;
  gboolean loaded = FALSE;

  g_return_val_if_fail (collection < CORRAL_N_COLLECTIONS, FALSE);

  if (!begin_reading (&reading, self, tenant, error))
    return FALSE;
  /* One read transaction, so that the number and the rows are of one commit. */
  if (corral_database_exec (reading.connection->db, "BEGIN", error))
    {
      loaded = load_rows (&reading, collection, func, data, sequence, error);
      corral_database_exec (reading.connection->db, "COMMIT", NULL);
    }
  end_reading (&reading);
  return loaded;
}

gboolean
corral_cache_get_row (CorralCache *self,
                      const char *tenant,
                      CorralCollection collection,
                      const char *id,
                      gpointer *fact,
                      GError **error)
{
  const CorralSchema *schema;
  Reading reading;
  sqlite3_stmt *statement;
  int rc = SQLITE_ERROR;

  g_return_val_if_fail (collection < CORRAL_N_COLLECTIONS && id != NULL, FALSE);

  *fact = NULL;
  schema = corral_collection_get_schema (collection);
  if (!begin_reading (&reading, self, tenant, error))
    return FALSE;
  statement = corral_connection_prepare (reading.connection,
                                         corral_row_statements_get (collection)->select_one, error);
  if (statement != NULL)
    {
      sqlite3_bind_text (statement, 1, id, -1, SQLITE_STATIC);
      rc = sqlite3_step (statement);
      if (rc == SQLITE_ROW)
        {
          g_autofree gpointer row = g_malloc0 (schema->size);

          corral_row_read (statement, schema, row);
          *fact = corral_fact_new (schema, row);
        }
      else if (rc != SQLITE_DONE)
        fail (&reading, rc, error);
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
    }
  end_reading (&reading);
  return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

gint64
corral_cache_count_rows (CorralCache *self,
                         const char *tenant,
                         CorralCollection collection,
                         GError **error)
{
  Reading reading;
  sqlite3_stmt *statement;
  gint64 count = -1;

  g_return_val_if_fail (collection < CORRAL_N_COLLECTIONS, -1);

  if (!begin_reading (&reading, self, tenant, error))
    return -1;
  statement = corral_connection_prepare (reading.connection,
                                         corral_row_statements_get (collection)->count, error);
  if (statement != NULL)
    {
      int rc = sqlite3_step (statement);

      if (rc == SQLITE_ROW)
        count = sqlite3_column_int64 (statement, 0);
      else
        fail (&reading, rc, error);
      sqlite3_reset (statement);
    }
  end_reading (&reading);
  return count;
}

/* ---- state of the sync
 * -------------------------------------------------------------------------------- */

static char *
copy_column (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static gint64
time_column (sqlite3_stmt *statement, int column)
{
  return sqlite3_column_type (statement, column) == SQLITE_NULL
             ? CORRAL_UNKNOWN
             : sqlite3_column_int64 (statement, column);
}

static gboolean
read_sync_row (Reading *self, CorralSyncState *to, GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      self->connection,
      "SELECT state,generation,resyncing,sequence,(SELECT count(*) FROM quarantine),"
      "(SELECT count(*) FROM quarantine WHERE collection<>'vital'),"
      "heard_snapshot_ms,heard_changes_ms,heard_vitals_ms,known_ms FROM sync",
      error);
  int rc;

  if (statement == NULL)
    return FALSE;
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    {
      to->state = copy_column (statement, 0);
      to->generation = sqlite3_column_int64 (statement, 1);
      to->resyncing = sqlite3_column_int (statement, 2);
      to->sequence = sqlite3_column_int64 (statement, 3);
      to->quarantined = sqlite3_column_int64 (statement, 4);
      to->missing = sqlite3_column_int64 (statement, 5);
      for (int i = 0; i < CORRAL_N_ANSWERS; i++)
        to->heard_ms[i] = time_column (statement, 6 + i);
      to->known_ms = time_column (statement, 6 + CORRAL_N_ANSWERS);
    }
  sqlite3_reset (statement);
  return rc == SQLITE_ROW || fail (self, rc == SQLITE_DONE ? SQLITE_CORRUPT : rc, error);
}

static gboolean
read_progress (Reading *self, CorralSyncState *to, GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (self->connection,
                                   "SELECT collection,as_of,next,done,total FROM progress", error);
  int rc;

  if (statement == NULL)
    return FALSE;
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    {
      CorralCollection collection = CORRAL_COLLECTION_VITAL;
      const char *name = (const char *) sqlite3_column_text (statement, 0);

      if (!corral_collection_from_name (name, &collection)
          && g_strcmp0 (name, corral_collection_get_schema (CORRAL_COLLECTION_VITAL)->name) != 0)
        continue;
      to->progress[collection] = (CorralProgress){
        .as_of = copy_column (statement, 1),
        .next = copy_column (statement, 2),
        .done = sqlite3_column_int (statement, 3),
        .total = time_column (statement, 4),
      };
    }
  sqlite3_reset (statement);
  return rc == SQLITE_DONE || fail (self, rc, error);
}

static gboolean
read_values (Reading *self, CorralSyncState *to, GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (self->connection, "SELECT key,value FROM engine_value", error);
  int rc;

  if (statement == NULL)
    return FALSE;
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    g_hash_table_insert (to->values, copy_column (statement, 0), copy_column (statement, 1));
  sqlite3_reset (statement);
  return rc == SQLITE_DONE || fail (self, rc, error);
}

CorralSyncState *
corral_cache_get_sync_state (CorralCache *self, const char *tenant, GError **error)
{
  g_autoptr (CorralSyncState) state = g_new0 (CorralSyncState, 1);
  Reading reading;
  gboolean complete = FALSE;

  state->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    state->progress[i].total = CORRAL_UNKNOWN;
  if (!begin_reading (&reading, self, tenant, error))
    return NULL;
  if (corral_database_exec (reading.connection->db, "BEGIN", error))
    {
      complete = read_sync_row (&reading, state, error) && read_progress (&reading, state, error)
                 && read_values (&reading, state, error);
      corral_database_exec (reading.connection->db, "COMMIT", NULL);
    }
  end_reading (&reading);
  return complete ? g_steal_pointer (&state) : NULL;
}

/* ---- queries
 * ------------------------------------------------------------------------------------------ */

typedef struct
{
  CorralCache *cache; /* (unowned): it joins the reader before it goes */
  char *tenant;
  CorralCollection collection;
  const char *sql; /* ?1 the id, ?2 the limit; static */
  char *id;
  guint limit;
} QueryJob;

static void
query_job_free (gpointer data)
{
  QueryJob *job = data;

  g_free (job->tenant);
  g_free (job->id);
  g_free (job);
}

static int
is_cancelled (gpointer data)
{
  return g_cancellable_is_cancelled (data);
}

static GPtrArray *
run_query (QueryJob *job, GCancellable *cancellable, GError **error)
{
  const CorralSchema *schema = corral_collection_get_schema (job->collection);
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (corral_fact_unref);
  g_autofree gpointer row = g_malloc0 (schema->size);
  sqlite3_stmt *statement;
  Reading reading;
  int rc = SQLITE_ERROR;

  if (!begin_reading (&reading, job->cache, job->tenant, error))
    return NULL;
  if (cancellable != NULL)
    sqlite3_progress_handler (reading.connection->db, STEPS_BETWEEN_LOOKS, is_cancelled,
                              cancellable);
  statement = corral_connection_prepare (reading.connection, job->sql, error);
  if (statement != NULL)
    {
      sqlite3_bind_text (statement, 1, job->id, -1, SQLITE_STATIC);
      sqlite3_bind_int64 (statement, 2, job->limit);
      while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
        {
          corral_row_read (statement, schema, row);
          g_ptr_array_add (facts, corral_fact_new (schema, row));
        }
      if (rc != SQLITE_DONE)
        fail (&reading, rc, error);
      sqlite3_reset (statement);
      sqlite3_clear_bindings (statement);
    }
  sqlite3_progress_handler (reading.connection->db, 0, NULL, NULL);
  end_reading (&reading);
  return rc == SQLITE_DONE ? g_steal_pointer (&facts) : NULL;
}

GPtrArray *
corral_cache_query_rows (CorralCache *self,
                         const char *tenant,
                         CorralQuery query,
                         const char *id,
                         guint limit,
                         GCancellable *cancellable,
                         GError **error)
{
  QueryJob job = { .cache = self, .tenant = (char *) tenant, .id = (char *) id, .limit = limit };

  g_return_val_if_fail (query < CORRAL_N_QUERIES && id != NULL, NULL);

  job.collection = corral_query_get_collection (query);
  job.sql = corral_query_get_sql (query);
  return run_query (&job, cancellable, error);
}

void
corral_cache_run_on_reader (CorralCache *self, GTask *task, GTaskThreadFunc func)
{
  corral_worker_run_task (corral_cache_get_reader (self), task, func);
}

static void
query_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *facts = run_query (data, cancellable, &error);

  if (facts != NULL)
    g_task_return_pointer (task, facts, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
query_async (CorralCache *self,
             const char *tenant,
             CorralCollection collection,
             const char *sql,
             const char *id,
             guint limit,
             GTask *task)
{
  QueryJob *job = g_new0 (QueryJob, 1);

  job->cache = self;
  job->tenant = g_strdup (tenant);
  job->collection = collection;
  job->sql = sql;
  job->id = g_strdup (id);
  job->limit = limit;
  g_task_set_task_data (task, job, query_job_free);
  corral_worker_run_task (corral_cache_get_reader (self), task, query_job);
}

void
corral_cache_query_rows_async (CorralCache *self,
                               const char *tenant,
                               CorralQuery query,
                               const char *id,
                               guint limit,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, corral_cache_query_rows_async);
  query_async (self, tenant, corral_query_get_collection (query), corral_query_get_sql (query), id, limit, task);
}

GPtrArray *
corral_cache_query_rows_finish (CorralCache *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
corral_cache_find_rows_async (CorralCache *self,
                              const char *tenant,
                              CorralCollection collection,
                              const char *beginning,
                              guint limit,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_return_if_fail (collection < CORRAL_N_COLLECTIONS && beginning != NULL);

  g_task_set_source_tag (task, corral_cache_find_rows_async);
  query_async (self, tenant, collection, corral_row_statements_get (collection)->select_beginning, beginning, limit, task);
}

GPtrArray *
corral_cache_find_rows_finish (CorralCache *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

GPtrArray *
corral_cache_find_rows (CorralCache *self,
                        const char *tenant,
                        CorralCollection collection,
                        const char *beginning,
                        guint limit,
                        GError **error)
{
  QueryJob job = { .cache = self, .tenant = (char *) tenant, .collection = collection, .limit = limit };

  g_return_val_if_fail (collection < CORRAL_N_COLLECTIONS && beginning != NULL, NULL);

  job.sql = corral_row_statements_get (collection)->select_beginning;
  job.id = (char *) beginning;
  return run_query (&job, NULL, error);
}
