/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-tenant-store.h"

G_BEGIN_DECLS

/*
 * After a purge no byte of what was erased is left in the tenant's files. Deleting rows does not do that: SQLite leaves what
 * they held in free space, and "secure_delete" too leaves a few of them behind where pages were balanced (measured with
 * 3.40.1: 0 to 8 of some 2,000 deleted values still stood in the file). So the file is written anew without them, its log is
 * emptied, and copies of it that were set aside go. That it is to be done stands in the file itself, in the transaction of the
 * purge: it is done after a crash as well.
 * All of it on the "writer" worker. Private to this room.
 */

/* In the transaction that purges: there is something to erase. */
gboolean corral_tenant_store_note_erasing (CorralTenantStore *self, GError **error);

/* Of a file that has just been opened: whether it is so. */
gboolean corral_tenant_store_read_erasing (CorralTenantStore *self, GError **error);

/* After each commit: does it if there is something to erase. What somebody who reads, or a full disk, prevents is done later.
 * At most once in half a minute, unless it is the @last chance. */
void corral_tenant_store_erase_purged (CorralTenantStore *self, gboolean last);

/* Writes @db's file anew without what was deleted, and empties its log. FALSE: it is to be done again. */
gboolean corral_database_sweep (sqlite3 *db);

G_END_DECLS
