/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens, replaces and closes the two files of one tenant. On the "writer" worker, except for what
 * the header marks. */
#include "config.h"

#include "corral-tenant-store.h"

#include "corral-account-files.h"
#include "corral-tenant-erasing.h"
#include "corral-tenant-salvage.h"
#include "corral-tenant-scope.h"
#include "corral-text.h"
#include "corral-time.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* A state of the cloud's is valid for 30 days, so no older page can come; see api.md, "Delta". */
#define KEEP_TOMBSTONES_MS (90 * CORRAL_DAY_MS)

char *
corral_tenant_store_folder_name (const char *id)
{
  gboolean plain = id[0] != '.' && corral_account_file_get_kind (id) == CORRAL_ACCOUNT_FILE_NONE;

  /* An id has no percent sign, so this meets no other tenant's. */
  return plain ? g_strdup (id) : g_strconcat ("%", id, NULL);
}

CorralTenantStore *
corral_tenant_store_new (const char *id, const char *folder, gboolean check, CorralClock *clock)
{
  CorralTenantStore *self = g_new0 (CorralTenantStore, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);
  self->folder = g_strdup (folder);
  self->cache_path = g_build_filename (folder, corral_database_cache.file, NULL);
  self->telemetry_path = g_build_filename (folder, corral_database_telemetry.file, NULL);
  self->clock = corral_clock_ref (clock);
  self->readers = corral_reader_pool_new (&corral_database_cache, self->cache_path);
  self->telemetry_readers
      = corral_reader_pool_new (&corral_database_telemetry, self->telemetry_path);
  self->check = check;
  self->refusal = CORRAL_CACHE_ERROR_READ_ONLY;
  return self;
}

CorralTenantStore *
corral_tenant_store_ref (CorralTenantStore *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_tenant_store_unref (CorralTenantStore *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_assert (self->cache == NULL && self->telemetry == NULL);
  corral_reader_pool_unref (self->readers);
  corral_reader_pool_unref (self->telemetry_readers);
  corral_clock_unref (self->clock);
  g_clear_pointer (&self->tenant, corral_tenant_free);
  g_clear_pointer (&self->scope, g_hash_table_unref);
  g_clear_error (&self->pending_failure);
  g_free (self->cache_path);
  g_free (self->telemetry_path);
  g_free (self->folder);
  g_free (self->id);
  g_free (self);
}

gboolean
corral_tenant_store_refresh (CorralTenantStore *self, GError **error)
{
  sqlite3_stmt *sync
      = corral_connection_prepare (self->cache, "SELECT generation,sequence FROM sync", error);
  sqlite3_stmt *tombstones;
  int rc;

  if (sync == NULL)
    return FALSE;
  rc = sqlite3_step (sync);
  if (rc != SQLITE_ROW)
    {
      /* Exactly one row is made with the file. */
      corral_database_fail (self->cache->db, rc == SQLITE_DONE ? SQLITE_CORRUPT : rc, error);
      sqlite3_reset (sync);
      return FALSE;
    }
  self->generation = sqlite3_column_int64 (sync, 0);
  self->sequence = sqlite3_column_int64 (sync, 1);
  sqlite3_reset (sync);

  tombstones
      = corral_connection_prepare (self->cache,
                                   "SELECT 1 FROM tombstone WHERE collection=?1 LIMIT 1", error);
  if (tombstones == NULL)
    return FALSE;
  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    {
      sqlite3_bind_text (tombstones, 1, corral_collection_get_schema (i)->name, -1, SQLITE_STATIC);
      rc = sqlite3_step (tombstones);
      self->has_tombstones[i] = rc == SQLITE_ROW;
      sqlite3_reset (tombstones);
      if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return corral_database_fail (self->cache->db, rc, error);
    }
  return corral_tenant_scope_read (self, error);
}

/* ---- whose file it is
 * --------------------------------------------------------------------------------- */

static char *
copy_column (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static gboolean
read_tenant (CorralTenantStore *self, GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (self->cache,
                                   "SELECT id,name,region,residency,api_base FROM tenant", error);
  int rc;

  g_clear_pointer (&self->tenant, corral_tenant_free);
  if (statement == NULL)
    return FALSE;
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    {
      self->tenant = g_new0 (CorralTenant, 1);
      self->tenant->id = copy_column (statement, 0);
      self->tenant->name = copy_column (statement, 1);
      self->tenant->region = copy_column (statement, 2);
      self->tenant->residency = copy_column (statement, 3);
      self->tenant->api_base = copy_column (statement, 4);
    }
  sqlite3_reset (statement);
  if (rc != SQLITE_ROW && rc != SQLITE_DONE)
    return corral_database_fail (self->cache->db, rc, error);
  return TRUE;
}

static gboolean
write_tenant (CorralTenantStore *self, const CorralTenant *tenant, GError **error)
{
  sqlite3_stmt *statement;

  if (self->tenant != NULL && g_strcmp0 (self->tenant->name, tenant->name) == 0
      && g_strcmp0 (self->tenant->region, tenant->region) == 0
      && g_strcmp0 (self->tenant->residency, tenant->residency) == 0
      && g_strcmp0 (self->tenant->api_base, tenant->api_base) == 0)
    return TRUE;

  statement = corral_connection_prepare (
      self->cache,
      "INSERT OR REPLACE INTO tenant (one,id,name,region,residency,api_base)"
      " VALUES (1,?1,?2,?3,?4,?5)",
      error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, tenant->id, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, tenant->name != NULL ? tenant->name : tenant->id, -1,
                     SQLITE_STATIC);
  sqlite3_bind_text (statement, 3, tenant->region, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 4, tenant->residency, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 5, tenant->api_base, -1, SQLITE_STATIC);
  if (!corral_database_run (statement, error))
    return FALSE;
  sqlite3_clear_bindings (statement);
  g_clear_pointer (&self->tenant, corral_tenant_free);
  self->tenant = corral_tenant_copy (tenant);
  return TRUE;
}

/* ---- open and close
 * ----------------------------------------------------------------------------------- */

static gboolean
drop_old_tombstones (CorralTenantStore *self, GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (self->cache, "DELETE FROM tombstone WHERE kind<3 AND made_ms<?1",
                                   error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, corral_clock_now_ms (self->clock) - KEEP_TOMBSTONES_MS);
  return corral_database_run (statement, error);
}

/* Opens the file at its path and reads what it says about itself. */
static gboolean
open_cache (CorralTenantStore *self, gboolean *was_made, GError **error)
{
  sqlite3 *db = corral_database_open_writer (&corral_database_cache, self->cache_path, self->check,
                                             was_made, error);

  if (db == NULL)
    return FALSE;
  self->cache = corral_connection_new (db);
  if (read_tenant (self, error))
    {
      if (self->tenant != NULL && strcmp (self->tenant->id, self->id) != 0)
        /* A file from elsewhere: rows of one tenant are never shown as another's. */
        corral_database_set_error (error, CORRAL_CACHE_ERROR_DAMAGED);
      else if (drop_old_tombstones (self, error) && corral_tenant_store_refresh (self, error)
               && corral_tenant_store_read_erasing (self, error))
        return TRUE;
    }
  g_clear_pointer (&self->cache, corral_connection_free);
  return FALSE;
}

/* The last one is kept for a look, no more: it can be fetched again. */
static char *
set_aside (CorralTenantStore *self, const char *path, GError **error)
{
  g_autofree char *aside = corral_database_name_aside (path, corral_clock_now_ms (self->clock) / 1000);

  corral_database_forget_aside (path, NULL);
  return corral_database_set_aside (path, aside, error) ? g_steal_pointer (&aside) : NULL;
}

gboolean
corral_tenant_store_replace (CorralTenantStore *self, GPtrArray *batches, GError **error)
{
  gint64 sequence = self->sequence;
  g_autoptr (CorralTenant) tenant = g_steal_pointer (&self->tenant);
  g_autoptr (GHashTable) scope = g_steal_pointer (&self->scope);
  g_autofree char *aside = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (GError) failure = NULL;
  guint64 n_rows = 0;

  if (self->cache != NULL)
    /* A damaged log must not be written into the file. */
    sqlite3_db_config (self->cache->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  g_clear_pointer (&self->cache, corral_connection_free);
  aside = set_aside (self, self->cache_path, error);
  if (aside == NULL || !open_cache (self, NULL, error))
    return FALSE;
  /* Whose it is, unless the damaged one was somebody else's. */
  if (tenant != NULL && strcmp (tenant->id, self->id) == 0 && !write_tenant (self, tenant, error))
    return FALSE;
  corral_reader_pool_renew (self->readers);

  /* What cannot be saved is fetched again; that there is no room for it is no reason to have nothing. */
  if (!corral_tenant_salvage (self, aside, batches, &n_rows, &failure))
    g_debug ("cache: not all of a damaged file could be taken over: %s", failure->message);
  g_debug ("cache: set aside, %" G_GUINT64_FORMAT " rows taken over", n_rows);

  /* Numbers of commits go on rising, so that a notice can be told from an older one, and what was loaded from the old
   * file from what is loaded from this one. */
  sql = g_strdup_printf ("UPDATE sync SET sequence=%" G_GINT64_FORMAT, sequence + 1);
  return corral_database_exec (self->cache->db, sql, error) && corral_tenant_scope_keep (self, scope, error)
         && corral_tenant_store_refresh (self, error);
}

gboolean
corral_tenant_store_open_reading (CorralTenantStore *self, CorralCacheError refusal, GError **error)
{
  CorralConnection *reader = corral_reader_pool_acquire (self->readers, error);

  if (reader == NULL)
    return FALSE;
  corral_reader_pool_release (self->readers, reader);
  self->refusal = refusal;
  return TRUE;
}

/* What can pass, or must not be touched: what is held can be read all the same. */
static gboolean
leaves_reading (const GError *failure)
{
  return g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_NEWER)
         || g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_READ_ONLY)
         || g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FULL);
}

gboolean
corral_tenant_store_open_again (CorralTenantStore *self, GError **error)
{
  if (self->cache != NULL)
    return TRUE;
  if (self->refusal == CORRAL_CACHE_ERROR_FULL && open_cache (self, NULL, NULL))
    {
      corral_reader_pool_renew (self->readers);
      return TRUE;
    }
  corral_database_set_error (error, self->refusal);
  return FALSE;
}

/* The file is open. That its chain's new name does not fit onto the disk is no reason not to show it. */
static gboolean
note_tenant (CorralTenantStore *self, const CorralTenant *tenant, GError **error)
{
  GError *failure = NULL;

  if (write_tenant (self, tenant, &failure))
    return TRUE;
  if (self->tenant != NULL && leaves_reading (failure))
    {
      g_error_free (failure);
      return TRUE;
    }
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
open_or_replace (CorralTenantStore *self, const CorralTenant *tenant, CorralTenantFile *file, GError **error)
{
  GError *failure = NULL;
  gboolean was_made = FALSE;

  if (open_cache (self, &was_made, &failure))
    {
      *file = was_made ? CORRAL_TENANT_FILE_NEW : CORRAL_TENANT_FILE_KEPT;
      return note_tenant (self, tenant, error);
    }
  if (g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    {
      g_error_free (failure);
      *file = CORRAL_TENANT_FILE_SET_ASIDE;
      return corral_tenant_store_replace (self, NULL, error) && note_tenant (self, tenant, error);
    }
  if (leaves_reading (failure) && corral_tenant_store_open_reading (self, (CorralCacheError) failure->code, NULL))
    {
      g_error_free (failure);
      *file = CORRAL_TENANT_FILE_READ_ONLY;
      return TRUE;
    }
  g_propagate_error (error, failure);
  return FALSE;
}

gboolean
corral_tenant_store_open (CorralTenantStore *self,
                          const CorralTenant *tenant,
                          CorralTenantFile *file,
                          GError **error)
{
  *file = CORRAL_TENANT_FILE_KEPT;
  if (self->cache != NULL)
    return note_tenant (self, tenant, error);

  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    {
      corral_database_set_error (error, errno == ENOSPC ? CORRAL_CACHE_ERROR_FULL
                                                        : CORRAL_CACHE_ERROR_READ_ONLY);
      return FALSE;
    }
  if (open_or_replace (self, tenant, file, error))
    return TRUE;
  g_clear_pointer (&self->cache, corral_connection_free);
  return FALSE;
}

void
corral_tenant_store_replace_telemetry (CorralTenantStore *self)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *aside = NULL;

  if (self->telemetry != NULL)
    sqlite3_db_config (self->telemetry->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  g_clear_pointer (&self->telemetry, corral_connection_free);
  aside = set_aside (self, self->telemetry_path, &failure);
  if (aside == NULL)
    g_debug ("Damaged telemetry could not be set aside: %s", failure->message);
  corral_reader_pool_renew (self->telemetry_readers);
}

CorralConnection *
corral_tenant_store_get_telemetry (CorralTenantStore *self, GError **error)
{
  g_autoptr (GError) failure = NULL;
  sqlite3 *db;

  if (self->telemetry != NULL)
    return self->telemetry;
  if (!corral_tenant_store_open_again (self, error))
    return NULL;
  db = corral_database_open_writer (&corral_database_telemetry, self->telemetry_path, self->check,
                                    NULL, &failure);
  if (db == NULL && g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    {
      g_clear_error (&failure);
      corral_tenant_store_replace_telemetry (self);
      db = corral_database_open_writer (&corral_database_telemetry, self->telemetry_path, FALSE,
                                        NULL, &failure);
    }
  if (db == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  self->telemetry = corral_connection_new (db);
  return self->telemetry;
}

void
corral_tenant_store_close (CorralTenantStore *self)
{
  /* Readers first: the last connection to close checkpoints, and that must be the writer's. */
  corral_reader_pool_close (self->readers);
  corral_reader_pool_close (self->telemetry_readers);
  corral_tenant_store_erase_purged (self, TRUE);
  g_clear_pointer (&self->telemetry, corral_connection_free);
  g_clear_pointer (&self->cache, corral_connection_free);
}

gboolean
corral_tenant_store_erase (CorralTenantStore *self, GError **error)
{
  gboolean erased;

  corral_tenant_store_close (self);
  erased = corral_database_unlink (self->cache_path, error);
  erased = corral_database_unlink (self->telemetry_path, erased ? error : NULL) && erased;
  /* Left standing when somebody else put something there. */
  g_rmdir (self->folder);
  return erased;
}
