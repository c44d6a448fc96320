/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes over what can still be read of a damaged cache. On the "writer" worker. */
#include "config.h"

#include "corral-tenant-salvage.h"

#include "corral-database-image.h"
#include "corral-row-statements.h"
#include "corral-text.h"

#include <glib/gstdio.h>
#include <string.h>

/* reliability.md, "SQLite is the row store": commit about so many at a time. */
#define ROWS_A_COMMIT 5000

/* Revisions are counted; one that is larger than JSON can carry was damaged. */
#define LARGEST_REV ((G_GINT64_CONSTANT (1) << 53) - 1)

typedef struct
{
  CorralTenantStore *store;
  sqlite3 *from;
  GPtrArray *batches; /* (nullable) */
  guint64 n_rows;
  guint n_open; /* rows of the transaction */
} Salvage;

/* ---- the damaged file
 * ----------------------------------------------------------------------------------- */

static sqlite3 *
open_damaged (const char *aside)
{
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (aside, &db,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL)
      != SQLITE_OK)
    {
      corral_database_close (db);
      return NULL;
    }
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  /* A file that is shorter than it says is read as far as it goes. */
  sqlite3_exec (db, "PRAGMA query_only=ON; PRAGMA cell_size_check=ON; PRAGMA writable_schema=ON;",
                NULL, NULL, NULL);
  return db;
}

/* Whether its rows are this tenant's, and of this version's shape. */
static gboolean
is_ours (CorralTenantStore *self, sqlite3 *db)
{
  sqlite3_stmt *statement;
  gboolean ours = FALSE;

  if (corral_database_get_int64 (db, "PRAGMA application_id", 0)
          != corral_database_cache.application_id
      || corral_database_get_int64 (db, "PRAGMA user_version", 0)
             != corral_database_get_version (&corral_database_cache))
    return FALSE;
  statement = corral_database_prepare (db, "SELECT id FROM tenant", NULL);
  if (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    ours = g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), self->id) == 0;
  sqlite3_finalize (statement);
  return ours;
}

/* Where nothing but the head of it is damaged, that can be told from any other file of ours. */
static sqlite3 *
open_if_ours (CorralTenantStore *self, const char *aside)
{
  sqlite3 *db = open_damaged (aside);
  gboolean ours = db != NULL && is_ours (self, db);

  if (db != NULL && !ours && sqlite3_errcode (db) == SQLITE_NOTADB
      && corral_database_mend_header (&corral_database_cache, aside))
    {
      corral_database_close (db);
      db = open_damaged (aside);
      ours = db != NULL && is_ours (self, db);
    }
  if (ours)
    return db;
  corral_database_close (db);
  return NULL;
}

/* ---- the new file
 * --------------------------------------------------------------------------------------- */

static gboolean
commit_some (Salvage *self, gboolean more, GError **error)
{
  sqlite3 *to = self->store->cache->db;

  self->n_open = 0;
  return corral_database_exec (to, more ? "COMMIT;BEGIN IMMEDIATE" : "COMMIT", error);
}

/* Before the first row: from here on the file says of itself that it waits for the cloud to tell
 * everything. */
static gboolean
begin (Salvage *self, GError **error)
{
  static const char *const columns[]
      = { "heard_snapshot_ms", "heard_changes_ms", "heard_vitals_ms", "known_ms" };
  GString *sql = g_string_new (
      "BEGIN IMMEDIATE;UPDATE sync SET generation=generation+1,resyncing=1,state=NULL");
  gboolean ok;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *question = g_strdup_printf ("SELECT %s FROM sync", columns[i]);
      gint64 heard_ms = corral_database_get_int64 (self->from, question, 0);

      if (heard_ms > 0 && heard_ms <= corral_clock_now_ms (self->store->clock))
        g_string_append_printf (sql, ",%s=%" G_GINT64_FORMAT, columns[i], heard_ms);
    }
  ok = corral_database_exec (self->store->cache->db, sql->str, error);
  g_string_free (sql, TRUE);
  return ok;
}

/* ---- rows
 * -----------------------------------------------------------------------------------------------
 */

/* Whether a row looks like one: what was flipped inside of a value cannot be seen, but what could
 * do harm can. */
static gboolean
is_plausible (const CorralSchema *schema, const CorralRow *row)
{
  if (row->id == NULL || !corral_text_is_id (row->id) || row->rev < 0 || row->rev > LARGEST_REV)
    return FALSE;
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const CorralField *field = &schema->fields[i];
      const char *text = corral_field_is_string (field) ? corral_row_get_string (row, field) : NULL;

      if (text != NULL && !g_utf8_validate (text, -1, NULL))
        return FALSE;
      /* Behind the end of a file that was cut within a page all reads as nothing. */
      if (corral_field_is_string (field) && (field->flags & CORRAL_FIELD_REQUIRED) != 0 && (text == NULL || *text == '\0'))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_row (Salvage *self,
         sqlite3_stmt *upsert,
         const CorralSchema *schema,
         const CorralRow *row,
         CorralBatch *batch,
         GError **error)
{
  int rc;

  if (!is_plausible (schema, row))
    return TRUE;
  corral_row_bind (upsert, schema, row, 2);
  rc = sqlite3_step (upsert);
  sqlite3_reset (upsert);
  if ((rc & 0xff) == SQLITE_CONSTRAINT)
    return TRUE;
  if (rc != SQLITE_DONE)
    return corral_database_fail (self->store->cache->db, rc, error);
  if (batch != NULL)
    corral_batch_add_copy (batch, CORRAL_CHANGE_PUT, row);
  self->n_rows++;
  return ++self->n_open < ROWS_A_COMMIT || commit_some (self, TRUE, error);
}

typedef struct
{
  Salvage *salvage;
  const CorralSchema *schema;
  sqlite3_stmt *upsert; /* of the new file */
  CorralBatch *batch;   /* (nullable) */
  gpointer row;
  gint64 last; /* the number of the last row that was read */
} Table;

/* From @select on, until its end (@ended) or damage. FALSE: the new file could not be written. */
static gboolean
take_rows (Table *self, sqlite3_stmt *select, gboolean *ended, GError **error)
{
  gboolean ok = TRUE;
  int rc = SQLITE_DONE;

  while (ok && (rc = sqlite3_step (select)) == SQLITE_ROW)
    {
      /* The number comes after the columns of the schema. */
      self->last = sqlite3_column_int64 (select, (int) self->schema->n_fields);
      corral_row_read (select, self->schema, self->row);
      ok = put_row (self->salvage, self->upsert, self->schema, self->row, self->batch, error);
    }
  sqlite3_reset (select);
  *ended = rc == SQLITE_DONE;
  return ok;
}

/* Up to the damage, then on from behind it. Where a look-up fails, the next one is made twice as
 * far away; when one succeeds, what lies between is read backwards. */
static gboolean
take_table (Table *self, sqlite3_stmt *up, sqlite3_stmt *down, GError **error)
{
  gint64 floor = 0; /* everything up to this number was read or given up */
  gint64 stride = 1;

  while (floor < G_MAXINT32)
    {
      gint64 start = floor + (stride > 1 ? stride : 0);
      gboolean ended = FALSE;

      self->last = -1;
      sqlite3_bind_int64 (up, 1, start);
      if (!take_rows (self, up, &ended, error))
        return FALSE;
      if (stride > 1 && (ended || self->last > 0))
        {
          gint64 reached = MAX (self->last, start);
          gboolean joined = FALSE;

          sqlite3_bind_int64 (down, 1, floor);
          sqlite3_bind_int64 (down, 2, start);
          if (!take_rows (self, down, &joined, error))
            return FALSE;
          self->last = reached;
        }
      if (ended)
        return TRUE;
      if (self->last > 0)
        {
          /* Numbers only rise in a sound tree; in this one they need not. */
          floor = MAX (floor + 1, self->last);
          stride = 2;
        }
      else
        stride *= 2;
      if (stride > G_MAXINT32)
        return TRUE;
    }
  return TRUE;
}

static gboolean
take_collection (Salvage *self, CorralCollection collection, GError **error)
{
  const CorralSchema *schema = corral_collection_get_schema (collection);
  const char *all
      = corral_row_statements_get (collection)->select_all; /* "SELECT … FROM "x" ORDER BY pk" */
  g_autofree char *columns = g_strndup (all, (gsize) (strstr (all, " FROM ") - all));
  g_autofree char *up_sql
      = g_strdup_printf ("%s,pk FROM \"%s\" WHERE pk>?1 ORDER BY pk", columns, schema->name);
  g_autofree char *down_sql
      = g_strdup_printf ("%s,pk FROM \"%s\" WHERE pk>?1 AND pk<=?2 ORDER BY pk DESC", columns,
                         schema->name);
  sqlite3_stmt *up = corral_database_prepare (self->from, up_sql, NULL);
  sqlite3_stmt *down = corral_database_prepare (self->from, down_sql, NULL);
  sqlite3_stmt *upsert
      = corral_connection_prepare (self->store->cache,
                                   corral_row_statements_get (collection)->upsert, error);
  g_autoptr (CorralBatch) batch = self->batches != NULL ? corral_batch_new (collection) : NULL;
  g_autofree gpointer row = g_malloc0 (schema->size);
  gboolean ok = upsert != NULL;

  if (ok && up != NULL && down != NULL)
    {
      Table table
          = { .salvage = self, .schema = schema, .upsert = upsert, .batch = batch, .row = row };

      sqlite3_bind_int64 (upsert, 1, self->store->generation);
      ok = take_table (&table, up, down, error);
      sqlite3_clear_bindings (upsert);
    }
  sqlite3_finalize (up);
  sqlite3_finalize (down);
  if (batch != NULL && batch->n_rows > 0)
    g_ptr_array_add (self->batches, g_steal_pointer (&batch));
  return ok;
}

/* What was purged must never come back, not even with the cloud's help. */
static gboolean
take_purged (Salvage *self, GError **error)
{
  static const char *const orders[] = { "ASC", "DESC" };
  sqlite3_stmt *insert = corral_connection_prepare (
      self->store->cache,
      "INSERT OR IGNORE INTO tombstone (collection,id,rev,generation,kind,made_ms) VALUES "
      "(?1,?2,?3,?4,3,?5)",
      error);
  gboolean ok = insert != NULL;

  for (guint i = 0; ok && i < G_N_ELEMENTS (orders); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT collection,id,rev,made_ms FROM tombstone "
                                              "WHERE kind=3 ORDER BY collection %s,id %s",
                                              orders[i], orders[i]);
      sqlite3_stmt *select = corral_database_prepare (self->from, sql, NULL);
      int rc = SQLITE_DONE;

      while (ok && select != NULL && (rc = sqlite3_step (select)) == SQLITE_ROW)
        {
          const char *id = (const char *) sqlite3_column_text (select, 1);

          if (id == NULL || !corral_text_is_id (id))
            continue;
          sqlite3_bind_value (insert, 1, sqlite3_column_value (select, 0));
          sqlite3_bind_text (insert, 2, id, -1, SQLITE_TRANSIENT);
          sqlite3_bind_int64 (insert, 3, sqlite3_column_int64 (select, 2));
          sqlite3_bind_int64 (insert, 4, self->store->generation);
          sqlite3_bind_int64 (insert, 5, sqlite3_column_int64 (select, 3));
          ok = corral_database_run (insert, error);
        }
      sqlite3_finalize (select);
      if (rc == SQLITE_DONE)
        break;
    }
  return ok;
}

gboolean
corral_tenant_salvage (CorralTenantStore *store,
                       const char *aside,
                       GPtrArray *batches,
                       guint64 *n_rows,
                       GError **error)
{
  Salvage self = { .store = store, .from = open_if_ours (store, aside), .batches = batches };
  g_autofree char *shared = g_strconcat (aside, "-shm", NULL);
  gboolean ok;

  *n_rows = 0;
  if (self.from == NULL)
    {
      g_unlink (shared);
      return TRUE;
    }
  ok = begin (&self, error) && take_purged (&self, error);
  for (guint i = 0; ok && i < CORRAL_N_COLLECTIONS; i++)
    ok = take_collection (&self, i, error);
  ok = ok && commit_some (&self, FALSE, error);
  if (!ok && !sqlite3_get_autocommit (store->cache->db))
    sqlite3_exec (store->cache->db, "ROLLBACK", NULL, NULL, NULL);
  corral_database_close (self.from);
  g_unlink (shared);
  *n_rows = self.n_rows;
  return ok;
}
