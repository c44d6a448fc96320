/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "corral-cache-error.h"

G_BEGIN_DECLS

/*
 * One connection to one SQLite file, with the settings of reliability.md. A connection is used by
 * one thread at a time. Private to this room.
 */

/* How long a connection waits for another one. */
#define CORRAL_DATABASE_BUSY_MS 5000

typedef struct
{
  const char *name; /* of the folder of its migrations */
  const char *file;
  gint32 application_id;
  const char *synchronous; /* FULL: no acknowledged write is lost by a power cut; NORMAL: the file
                              stays sound */
  int checkpoint_pages;
  gboolean shrinks; /* pages are given back when rows go */
} CorralDatabaseKind;

extern const CorralDatabaseKind corral_database_cache;
extern const CorralDatabaseKind corral_database_telemetry;
extern const CorralDatabaseKind corral_database_outbox;
extern const CorralDatabaseKind corral_database_watch;
extern const CorralDatabaseKind corral_database_audit;

/* Opens the only connection that writes and checkpoints the file, makes the file (0600) when there
 * is none, and brings its schema up to date, each step in a transaction. @look: look through the
 * file first (quick_check). @was_made (nullable): TRUE when there was none. */
sqlite3 *corral_database_open_writer (const CorralDatabaseKind *kind,
                                      const char *path,
                                      gboolean look,
                                      gboolean *was_made,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the file (0600) when there is none. A file that exists is not opened: closing any descriptor of a file drops the
 * POSIX locks that this process's connections hold on it. */
gboolean corral_database_make_file (const char *path, gboolean *was_made, GError **error);

/* Brings the schema of @db from version @from up to date, each step in a transaction. */
gboolean corral_database_migrate (sqlite3 *db, const CorralDatabaseKind *kind, int from, GError **error);

/* Opens a connection that never writes. A file of a newer Corral is opened all the same: what it
 * needs of it may still be there. @frozen (nullable): where nothing can be written, not even what connections share, it
 * takes the file for a constant; that holds as long as nobody has been able to write it since. */
sqlite3 *corral_database_open_reader (const CorralDatabaseKind *kind,
                                      const char *path,
                                      gboolean *frozen,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void corral_database_close (sqlite3 *db);

/* A connection with the statements that it has prepared. */
typedef struct
{
  sqlite3 *db; /* (owned) */

  /*< private >*/
  GHashTable *statements; /* (owned) (element-type utf8 sqlite3_stmt) */
  guint epoch;            /* of the pool that lent it */
  gboolean frozen;        /* it reads the file as the constant that it was: for one reading */
} CorralConnection;

/* Takes @db. */
CorralConnection *corral_connection_new (sqlite3 *db) G_GNUC_WARN_UNUSED_RESULT;
void corral_connection_free (CorralConnection *self); /* NULL is fine */

/* The statement of @sql, made at its first use and reset at each; owned by the connection. */
sqlite3_stmt *corral_connection_prepare (CorralConnection *self, const char *sql, GError **error);

/* Sets @error from the connection's last failure @rc: the fitting code, and a sentence. One that is set already stays,
 * for it came first. Returns FALSE. */
gboolean corral_database_fail (sqlite3 *db, int rc, GError **error);

/* The same from an errno. */
gboolean corral_database_fail_errno (int number, GError **error);

/* The sentence of @code alone. */
void corral_database_set_error (GError **error, CorralCacheError code);

gboolean corral_database_exec (sqlite3 *db, const char *sql, GError **error);

/* NULL and @error when @sql does not compile. Lives until sqlite3_finalize(). */
sqlite3_stmt *
corral_database_prepare (sqlite3 *db, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs @statement to its end and resets it. */
gboolean corral_database_run (sqlite3_stmt *statement, GError **error);

/* The first column of the first row of @sql, or @fallback when there is no row or it failed. */
gint64 corral_database_get_int64 (sqlite3 *db, const char *sql, gint64 fallback);

/* The same, where it matters that it failed; @value is left as it is when there is no row. */
gboolean corral_database_ask (sqlite3 *db, const char *sql, gint64 *value, GError **error);

/* Looks through what is on the disk: quick_check, or integrity_check when @thoroughly. FALSE and DAMAGED when something
 * is wrong, another code when that could not be found out: what cannot be read now is not damaged. */
gboolean corral_database_check (sqlite3 *db, gboolean thoroughly, GError **error);

/* "<path>.damaged-<stamp>", or the next number that is free. */
char *corral_database_name_aside (const char *path, gint64 stamp) G_GNUC_WARN_UNUSED_RESULT;

/* Renames @path and its log to @aside. No connection of this process may use it for writing any more. May be called
 * again when it was cut short. */
gboolean corral_database_set_aside (const char *path, const char *aside, GError **error);

/* Unlinks what was set aside of @path before, but for @keep (nullable) and its log. */
void corral_database_forget_aside (const char *path, const char *keep);

/* Unlinks @path and what SQLite keeps beside it. */
gboolean corral_database_unlink (const char *path, GError **error);

/* The newest schema that this program knows. */
int corral_database_get_version (const CorralDatabaseKind *kind);

G_END_DECLS
