/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of what was purged. On the "writer" worker. */
#include "config.h"

#include "corral-tenant-erasing.h"

#include "corral-database.h"

#include <glib/gstdio.h>

#define KEY "erasing"
#define PAUSE_US (30 * G_USEC_PER_SEC)
/* Up to here the copy that SQLite makes is kept in memory, beyond it in a file that has no name. */
#define IN_MEMORY_BYTES (32 * 1024 * 1024)

gboolean
corral_tenant_store_note_erasing (CorralTenantStore *self, GError **error)
{
  if (!corral_database_exec (self->cache->db, "INSERT OR REPLACE INTO engine_value (key,value) VALUES ('" KEY "','1')",
                             error))
    return FALSE;
  self->erasing = TRUE;
  return TRUE;
}

gboolean
corral_tenant_store_read_erasing (CorralTenantStore *self, GError **error)
{
  gint64 n = 0;

  if (!corral_database_ask (self->cache->db, "SELECT count(*) FROM engine_value WHERE key='" KEY "'", &n, error))
    return FALSE;
  self->erasing = n > 0;
  return TRUE;
}

gboolean
corral_database_sweep (sqlite3 *db)
{
  gint64 bytes = corral_database_get_int64 (db, "PRAGMA page_count", 0) * corral_database_get_int64 (db, "PRAGMA page_size", 0);
  int rc;

  /* What is deleted is overwritten as well: the new file may be the old one, page by page. */
  if (!corral_database_exec (db, bytes > IN_MEMORY_BYTES ? "PRAGMA temp_store=FILE" : "PRAGMA temp_store=MEMORY", NULL))
    return FALSE;
  rc = sqlite3_exec (db, "VACUUM", NULL, NULL, NULL);
  corral_database_exec (db, "PRAGMA temp_store=MEMORY", NULL);
  if (rc != SQLITE_OK)
    {
      g_debug ("erasing: %s", sqlite3_errstr (rc));
      return FALSE;
    }
  /* A reader may be in the way; it is not waited for. */
  sqlite3_busy_timeout (db, 0);
  rc = sqlite3_wal_checkpoint_v2 (db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  sqlite3_busy_timeout (db, CORRAL_DATABASE_BUSY_MS);
  return rc == SQLITE_OK;
}

/* Nothing of it was ever asked for: then there is no file. */
static gboolean
sweep_telemetry (CorralTenantStore *self)
{
  CorralConnection *db;

  corral_database_forget_aside (self->telemetry_path, NULL);
  if (!g_file_test (self->telemetry_path, G_FILE_TEST_EXISTS))
    return TRUE;
  db = corral_tenant_store_get_telemetry (self, NULL);
  return db != NULL && corral_database_sweep (db->db);
}

void
corral_tenant_store_erase_purged (CorralTenantStore *self, gboolean last)
{
  gint64 now_us = corral_clock_monotonic_us (self->clock);

  if (!self->erasing || self->cache == NULL || (!last && self->erased_us != 0 && now_us - self->erased_us < PAUSE_US))
    return;
  self->erased_us = now_us;
  corral_database_forget_aside (self->cache_path, NULL);
  if (corral_database_sweep (self->cache->db) && sweep_telemetry (self)
      && corral_database_exec (self->cache->db, "DELETE FROM engine_value WHERE key='" KEY "'", NULL))
    self->erasing = FALSE;
}
