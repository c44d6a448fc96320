/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Series of single carts in telemetry.db. Writing runs on the "writer" worker, reading on the caller's thread or on
 * the "reader" worker. */
#include "config.h"

#include "corral-telemetry.h"

#include "corral-cache-private.h"

gboolean
corral_tenant_store_purge_telemetry (CorralTenantStore *self, const char *cart, GError **error)
{
  static const char *const sql[] = {
    "DELETE FROM series WHERE cart=?1",
    "DELETE FROM event WHERE cart=?1",
    "DELETE FROM event_certificate WHERE cart=?1",
  };
  CorralConnection *db = corral_tenant_store_get_telemetry (self, error);

  if (db == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      sqlite3_stmt *statement = corral_connection_prepare (db, sql[i], error);

      if (statement == NULL)
        return FALSE;
      sqlite3_bind_text (statement, 1, cart, -1, SQLITE_STATIC);
      if (!corral_database_run (statement, error))
        return FALSE;
    }
  return TRUE;
}
