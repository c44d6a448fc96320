/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-database.h"

G_BEGIN_DECLS

#define CORRAL_DATABASE_PAGE_SIZE 4096

/*
 * A whole database file as bytes in memory: for copies that must be right or not there at all. Disk
 * I/O goes through SQLite's VFS, so that tests can make it fail. Private to this room.
 */

/* An empty file of @kind's newest schema, in memory only. */
sqlite3 *corral_database_open_memory (const CorralDatabaseKind *kind,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What @db holds now, as a file that needs no log beside it. */
GBytes *corral_database_make_image (sqlite3 *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A connection to a copy of @image in memory; the schema is not looked at. */
sqlite3 *corral_database_open_image (GBytes *image, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A connection to a copy in memory of the first MiB of the file @path under a head that is as it
 * should be: what a damaged file says about itself in the small tables that were made with it.
 * NULL: nothing can be had of it. */
sqlite3 *corral_database_open_beginning (const CorralDatabaseKind *kind,
                                         const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* NULL without @error when there is no such file. */
GBytes *corral_database_read_file (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes @path hold @image: it holds either that or what it held before, also after a power cut
 * (written beside it, synced, renamed). Permissions 0600. No connection may have it open. */
gboolean corral_database_write_file (const char *path, GBytes *image, GError **error);

/* Writes into @bytes, of which there are at least 100, the head that any file of @kind has that is
 * @size bytes long (sqlite.org/fileformat2.html, "The Database Header"). */
void corral_database_write_header (const CorralDatabaseKind *kind,
                                   guint8 *bytes,
                                   gsize size,
                                   gboolean has_log);

/* Writes that into the file @path, which nobody may have open. FALSE: it is too short, or could not
 * be written. */
gboolean corral_database_mend_header (const CorralDatabaseKind *kind, const char *path);

/* Renames and puts the folder onto the disk. A missing @from is fine. */
gboolean corral_database_rename (const char *from, const char *to, GError **error);

G_END_DECLS
