/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache-outbox.h"
#include "corral-database.h"

G_BEGIN_DECLS

/*
 * A copy of outbox.db beside it, and a new outbox.db from that copy and what can still be read of a
 * damaged one. "writer" worker, while no connection of this process writes the file. Private to
 * this room.
 */

/* "<path>.backup" */
char *corral_outbox_backup_path (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* Puts what @db holds into the backup of @path, once it has been looked through: a damaged file
 * never takes the place of a good copy. FALSE and DAMAGED when it is @db that is damaged. @changes:
 * the number of its last transaction. */
gboolean corral_outbox_back_up (sqlite3 *db, const char *path, gint64 *changes, GError **error);

/* The backup's bytes and the number of its last transaction, or NULL when there is none that is
 * whole, and @error when that could not be found out. */
GBytes *corral_outbox_read_backup (const char *path,
                                   gint64 *changes,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sets the file @path aside and puts a new one in its place. May be cut short at any point:
 * corral_outbox_resume_restoring() goes on from there. @report is filled in. On failure nothing has
 * been changed. */
gboolean corral_outbox_restore (const char *path,
                                gint64 now_ms,
                                CorralOutboxFileReport *report,
                                GError **error);

/* Ends a restoring that was cut short after the new file was complete. @resumed: whether there was
 * one. */
gboolean corral_outbox_resume_restoring (const char *path,
                                         gboolean *resumed,
                                         CorralOutboxFileReport *report,
                                         GError **error);

G_END_DECLS
