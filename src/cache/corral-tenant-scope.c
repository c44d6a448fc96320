/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of stores that an account may not see are neither taken nor kept. On the "writer" worker. */
#include "config.h"

#include "corral-tenant-scope.h"

#include "corral-database.h"

#include <string.h>

/* What a row of a collection belongs to. A row of several stores, or of none, stays. */
static const CorralField *
find_field (CorralCollection collection, const char *name)
{
  const CorralField *field = corral_schema_find (corral_collection_get_schema (collection), name);

  return field != NULL && field->type == CORRAL_FIELD_ID ? field : NULL;
}

static GHashTable *
make_scope (const char *const *stores)
{
  GHashTable *scope = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; stores[i] != NULL; i++)
    if (*stores[i] != '\0')
      g_hash_table_add (scope, g_strdup (stores[i]));
  return scope;
}

gboolean
corral_tenant_scope_read (CorralTenantStore *self, GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (self->cache, "SELECT value FROM engine_value WHERE key='" CORRAL_SCOPE_VALUE "'", error);
  int rc;

  if (statement == NULL)
    return FALSE;
  rc = sqlite3_step (statement);
  g_clear_pointer (&self->scope, g_hash_table_unref);
  if (rc == SQLITE_ROW)
    {
      g_auto (GStrv) stores = g_strsplit ((const char *) sqlite3_column_text (statement, 0), " ", -1);

      self->scope = make_scope ((const char *const *) stores);
    }
  sqlite3_reset (statement);
  return rc == SQLITE_ROW || rc == SQLITE_DONE || corral_database_fail (self->cache->db, rc, error);
}

static gboolean
holds_cart (CorralTenantStore *self, const char *id)
{
  sqlite3_stmt *statement = corral_connection_prepare (self->cache, "SELECT 1 FROM cart WHERE id=?1", NULL);
  gboolean found;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, id, -1, SQLITE_STATIC);
  found = sqlite3_step (statement) == SQLITE_ROW;
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return found;
}

gboolean
corral_tenant_scope_admits (CorralTenantStore *self, CorralCollection collection, gconstpointer row)
{
  const CorralField *field;
  const char *store;

  if (self->scope == NULL)
    return TRUE;
  if (collection == CORRAL_COLLECTION_STORE)
    return g_hash_table_contains (self->scope, ((const CorralRow *) row)->id);
  if (collection == CORRAL_COLLECTION_VITAL)
    return holds_cart (self, ((const CorralRow *) row)->id);
  field = find_field (collection, "store");
  store = field != NULL ? corral_row_get_string (row, field) : NULL;
  return store == NULL || g_hash_table_contains (self->scope, store);
}

/* ---- what goes ----------------------------------------------------------------------------------------- */

static gboolean
run (CorralTenantStore *self, const char *sql, const char *first, const char *second, GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (self->cache, sql, error);

  if (statement == NULL)
    return FALSE;
  if (first != NULL)
    sqlite3_bind_text (statement, 1, first, -1, SQLITE_STATIC);
  if (second != NULL)
    sqlite3_bind_text (statement, 2, second, -1, SQLITE_STATIC);
  if (!corral_database_run (statement, error))
    return FALSE;
  sqlite3_clear_bindings (statement);
  return TRUE;
}

/* Tables of this connection alone, in memory: the stores that may be seen, and what goes, by collection and id. */
static gboolean
prepare (CorralTenantStore *self, GError **error)
{
  GHashTableIter iter;
  gpointer store;

  if (!corral_database_exec (self->cache->db,
                             "CREATE TEMP TABLE IF NOT EXISTS scope_store (id TEXT PRIMARY KEY) WITHOUT ROWID;"
                             "CREATE TEMP TABLE IF NOT EXISTS scope_gone (collection TEXT, id TEXT, rev INTEGER,"
                             " PRIMARY KEY (collection,id)) WITHOUT ROWID;"
                             "DELETE FROM scope_store; DELETE FROM scope_gone;",
                             error))
    return FALSE;
  g_hash_table_iter_init (&iter, self->scope);
  while (g_hash_table_iter_next (&iter, &store, NULL))
    if (!run (self, "INSERT OR IGNORE INTO scope_store (id) VALUES (?1)", store, NULL, error))
      return FALSE;
  return TRUE;
}

static gboolean
note (CorralTenantStore *self, CorralCollection collection, const char *condition, GError **error)
{
  const char *name = corral_collection_get_schema (collection)->name;
  g_autofree char *sql
      = g_strdup_printf ("INSERT OR IGNORE INTO scope_gone (collection,id,rev) SELECT '%s',id,rev FROM \"%s\" WHERE %s", name,
                         name, condition);

  return run (self, sql, NULL, NULL, error);
}

/* Which rows are outside. What is of a cart goes with the cart, what is about a row with that row. */
static gboolean
find_gone (CorralTenantStore *self, GError **error)
{
  static const struct
  {
    CorralCollection collection;
    const char *condition;
  } attached[] = {
    /* One that several stores have part in names carts where people put some in or took some out. */
    { CORRAL_COLLECTION_INCIDENT, "store IS NULL AND EXISTS (SELECT 1 FROM scope_gone g WHERE g.collection='cart'"
                                  " AND instr(ifnull(adopted,'')||' '||ifnull(released,''),g.id)>0)" },
    { CORRAL_COLLECTION_VITAL, "id IN (SELECT id FROM scope_gone WHERE collection='cart')" },
    { CORRAL_COLLECTION_NOTE, "EXISTS (SELECT 1 FROM scope_gone g WHERE g.collection=target_collection AND g.id=target)" },
    { CORRAL_COLLECTION_OPERATION,
      "EXISTS (SELECT 1 FROM scope_gone g WHERE g.collection=target_collection AND g.id=target)" },
  };

  if (!note (self, CORRAL_COLLECTION_STORE, "id NOT IN (SELECT id FROM scope_store)", error))
    return FALSE;
  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    if (i != CORRAL_COLLECTION_VITAL && find_field (i, "store") != NULL
        && !note (self, i, "store IS NOT NULL AND store NOT IN (SELECT id FROM scope_store)", error))
      return FALSE;
  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    if (find_field (i, "cart") != NULL
        && !note (self, i, "cart IN (SELECT id FROM scope_gone WHERE collection='cart')", error))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (attached); i++)
    if (!note (self, attached[i].collection, attached[i].condition, error))
      return FALSE;
  return TRUE;
}

/* Removes the rows of @collection that are noted, with their tombstones and what is said of them in quarantine. */
static gboolean
remove_noted (CorralTenantStore *self, CorralCollection collection, GPtrArray *batches, GError **error)
{
  const char *name = corral_collection_get_schema (collection)->name;
  sqlite3_stmt *select
      = corral_connection_prepare (self->cache, "SELECT id,rev FROM temp.scope_gone WHERE collection=?1", error);
  g_autoptr (CorralBatch) gone = corral_batch_new (collection);
  g_autofree char *remove = g_strdup_printf (
      "DELETE FROM \"%s\" WHERE id IN (SELECT id FROM temp.scope_gone WHERE collection=?1)", name);
  int rc;

  if (select == NULL)
    return FALSE;
  sqlite3_bind_text (select, 1, name, -1, SQLITE_STATIC);
  while ((rc = sqlite3_step (select)) == SQLITE_ROW)
    {
      CorralRow *row = corral_batch_add (gone, CORRAL_CHANGE_LEAVE);

      row->id = corral_batch_copy_string (gone, (const char *) sqlite3_column_text (select, 0));
      row->rev = collection == CORRAL_COLLECTION_VITAL ? G_MAXINT64 : sqlite3_column_int64 (select, 1);
    }
  sqlite3_reset (select);
  if (rc != SQLITE_DONE)
    return corral_database_fail (self->cache->db, rc, error);
  if (gone->n_rows == 0)
    return TRUE;
  for (guint i = 0; i < gone->n_rows && collection == CORRAL_COLLECTION_CART; i++)
    if (!corral_tenant_store_purge_telemetry (self, ((const CorralRow *) corral_batch_get_row (gone, i))->id, error))
      return FALSE;
  if (!run (self, remove, name, NULL, error)
      || !run (self,
               "DELETE FROM quarantine WHERE collection=?1 AND id IN"
               " (SELECT id FROM temp.scope_gone WHERE collection=?1)",
               name, NULL, error))
    return FALSE;
  g_ptr_array_add (batches, g_steal_pointer (&gone));
  self->unclean = TRUE;
  return TRUE;
}

static gboolean
write_scope (CorralTenantStore *self, const char *const *stores, GError **error)
{
  g_autofree char *text = stores != NULL ? g_strjoinv (" ", (char **) stores) : NULL;

  if (text == NULL)
    return run (self, "DELETE FROM engine_value WHERE key=?1", CORRAL_SCOPE_VALUE, NULL, error);
  return run (self, "INSERT OR REPLACE INTO engine_value (key,value) VALUES (?1,?2)", CORRAL_SCOPE_VALUE, text, error);
}

gboolean
corral_tenant_scope_keep (CorralTenantStore *self, GHashTable *scope, GError **error)
{
  g_autofree const char **stores
      = scope != NULL ? (const char **) g_hash_table_get_keys_as_array (scope, NULL) : NULL;

  return stores == NULL || write_scope (self, stores, error);
}

gboolean
corral_tenant_scope_limit (CorralTenantStore *self, const char *const *stores, GPtrArray *batches, GError **error)
{
  g_clear_pointer (&self->scope, g_hash_table_unref);
  self->scope = stores != NULL ? make_scope (stores) : NULL;
  if (!write_scope (self, stores, error))
    return FALSE;
  if (self->scope == NULL)
    return TRUE;
  if (!prepare (self, error) || !find_gone (self, error))
    return FALSE;
  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    if (!remove_noted (self, i, batches, error))
      return FALSE;
  /* That they were here is nobody's business either. What was deleted for good stays so. */
  return !self->unclean || corral_database_exec (self->cache->db, "DELETE FROM tombstone WHERE kind=1", error);
}

/* ---- the bytes ------------------------------------------------------------------------------------------ */

/* TRUE when the log has been written into the file and is empty. */
static gboolean
empty_log (CorralConnection *connection)
{
  sqlite3_stmt *statement
      = connection != NULL ? corral_connection_prepare (connection, "PRAGMA wal_checkpoint(TRUNCATE)", NULL) : NULL;
  gboolean emptied;

  if (statement == NULL)
    return connection == NULL;
  emptied = sqlite3_step (statement) == SQLITE_ROW && sqlite3_column_int (statement, 0) == 0;
  sqlite3_reset (statement);
  return emptied;
}

static gboolean
rewrite (CorralConnection *connection)
{
  return connection == NULL
         || (sqlite3_exec (connection->db, "VACUUM", NULL, NULL, NULL) == SQLITE_OK && empty_log (connection));
}

void
corral_tenant_scope_clean (CorralTenantStore *self)
{
  CorralConnection *telemetry;

  if (!self->unclean || self->cache == NULL)
    return;
  telemetry = g_file_test (self->telemetry_path, G_FILE_TEST_EXISTS) ? corral_tenant_store_get_telemetry (self, NULL) : NULL;
  /* Copies that were set aside, and connections that still look at the old. */
  corral_database_forget_aside (self->cache_path, NULL);
  corral_database_forget_aside (self->telemetry_path, NULL);
  self->unclean = !rewrite (self->cache) || !rewrite (telemetry);
  if (self->unclean)
    g_debug ("cache: what left the scope is taken out of the file later");
}
