/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens, settles, migrates and closes one SQLite connection, and turns its failures into sentences.
 * Each connection is used by one thread at a time; nothing here is shared between threads but
 * constants. */
#include "config.h"

#include "corral-database.h"

#include "corral-database-image.h"
#include "corral-migrations.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MIGRATIONS "/org/cartcorral/Corral/migrations/"

/* Application ids, so that file(1) and we can tell our files: "CrC1", "CrT1", "CrO1", "CrW1", "CrA1". */
const CorralDatabaseKind corral_database_cache = {
  .name = "cache",
  .file = "cache.db",
  .application_id = 0x43724331,
  .synchronous = "NORMAL",
  .checkpoint_pages = 8000,
};
const CorralDatabaseKind corral_database_telemetry = {
  .name = "telemetry",
  .file = "telemetry.db",
  .application_id = 0x43725431,
  .synchronous = "NORMAL",
  .checkpoint_pages = 2000,
  .shrinks = TRUE,
};
const CorralDatabaseKind corral_database_outbox = {
  .name = "outbox",
  .file = "outbox.db",
  .application_id = 0x43724f31,
  .synchronous = "FULL",
  .checkpoint_pages = 1000,
};
const CorralDatabaseKind corral_database_watch = {
  .name = "watch",
  .file = "watch.db",
  .application_id = 0x43725731,
  .synchronous = "NORMAL",
  .checkpoint_pages = 1000,
};
/* What was looked at must be there after a power cut: it was seen. */
const CorralDatabaseKind corral_database_audit = {
  .name = "audit",
  .file = "audit.db",
  .application_id = 0x43724131,
  .synchronous = "FULL",
  .checkpoint_pages = 1000,
};

/* ---- errors
 * ------------------------------------------------------------------------------------------- */

static const char *
sentence (CorralCacheError code)
{
  switch (code)
    {
    case CORRAL_CACHE_ERROR_DAMAGED:
      return _ ("The data saved on this computer are damaged. Corral can fetch them again from the "
                "cloud.");
    case CORRAL_CACHE_ERROR_NEWER:
      return _ ("The data saved on this computer were written by a newer Corral and are left as "
                "they are. "
                "Update Corral to use them.");
    case CORRAL_CACHE_ERROR_FULL:
      return _ (
          "The disk is full, so nothing new can be saved. What was saved before can still be read; "
          "free some space to go on.");
    case CORRAL_CACHE_ERROR_READ_ONLY:
      return _ ("Corral may not write to its data folder. What was saved before can still be read; "
                "check the permissions of the folder.");
    case CORRAL_CACHE_ERROR_LOCKED:
      return _ ("Another Corral is writing to the data on this computer. They can be read here; "
                "close the other one to update them here.");
    case CORRAL_CACHE_ERROR_UNMADE:
    case CORRAL_CACHE_ERROR_FAILED:
      break;
    }
  return _ ("The data saved on this computer could not be read or written. Try again, or restart "
            "Corral.");
}

void
corral_database_set_error (GError **error, CorralCacheError code)
{
  if (error != NULL && *error != NULL)
    return;
  g_set_error_literal (error, CORRAL_CACHE_ERROR, code, sentence (code));
}

gboolean
corral_database_fail_errno (int number, GError **error)
{
  CorralCacheError code;

  switch (number)
    {
    case EACCES:
    case EPERM:
    case EROFS:
      code = CORRAL_CACHE_ERROR_READ_ONLY;
      break;
    case ENOSPC:
    case EDQUOT:
      code = CORRAL_CACHE_ERROR_FULL;
      break;
    default:
      code = CORRAL_CACHE_ERROR_FAILED;
    }
  g_debug ("file: %s", g_strerror (number));
  corral_database_set_error (error, code);
  return FALSE;
}

/* What the system said last about the file itself or its log (@which), or 0. */
static int
get_last_errno (sqlite3 *db, int which)
{
  sqlite3_file *file = NULL;
  int number = 0;

  if (sqlite3_file_control (db, "main", which, &file) != SQLITE_OK || file == NULL || file->pMethods == NULL
      || file->pMethods->xFileControl (file, SQLITE_FCNTL_LAST_ERRNO, &number) != SQLITE_OK)
    return 0;
  return number;
}

static gboolean
is_want_of_room (int number)
{
  return number == ENOSPC || number == EDQUOT || number == EROFS;
}

gboolean
corral_database_fail (sqlite3 *db, int rc, GError **error)
{
  CorralCacheError code;

  if ((rc & 0xff) == SQLITE_INTERRUPT)
    {
      if (error == NULL || *error == NULL)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The search was ended."));
      return FALSE;
    }
  switch (rc & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      code = CORRAL_CACHE_ERROR_DAMAGED;
      break;
    case SQLITE_FULL:
      code = CORRAL_CACHE_ERROR_FULL;
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      code = CORRAL_CACHE_ERROR_READ_ONLY;
      break;
    case SQLITE_BUSY:
      code = CORRAL_CACHE_ERROR_LOCKED;
      break;
    case SQLITE_CANTOPEN:
      if (db != NULL && sqlite3_system_errno (db) != 0)
        return corral_database_fail_errno (sqlite3_system_errno (db), error);
      code = CORRAL_CACHE_ERROR_FAILED;
      break;
    case SQLITE_IOERR:
      /* A file that ends in the middle of a page that should be there. */
      if (rc == SQLITE_IOERR_SHORT_READ)
        {
          code = CORRAL_CACHE_ERROR_DAMAGED;
          break;
        }
      /* SQLite says FULL where a write finds no space; where it makes its shared memory, or on a disk that has become
       * read-only, it leaves it to the system's number. */
      code = CORRAL_CACHE_ERROR_FAILED;
      if (db != NULL && is_want_of_room (get_last_errno (db, SQLITE_FCNTL_JOURNAL_POINTER)))
        return corral_database_fail_errno (get_last_errno (db, SQLITE_FCNTL_JOURNAL_POINTER), error);
      if (db != NULL && is_want_of_room (get_last_errno (db, SQLITE_FCNTL_FILE_POINTER)))
        return corral_database_fail_errno (get_last_errno (db, SQLITE_FCNTL_FILE_POINTER), error);
      if (db != NULL && is_want_of_room (sqlite3_system_errno (db)))
        return corral_database_fail_errno (sqlite3_system_errno (db), error);
      break;
    default:
      code = CORRAL_CACHE_ERROR_FAILED;
    }
  /* The message of SQLite may name tables and columns, never values. */
  g_debug ("SQLite: %s (%d): %s", sqlite3_errstr (rc), rc,
           db != NULL ? sqlite3_errmsg (db) : "no connection");
  corral_database_set_error (error, code);
  return FALSE;
}

/* ---- statements
 * --------------------------------------------------------------------------------------- */

gboolean
corral_database_exec (sqlite3 *db, const char *sql, GError **error)
{
  int rc = sqlite3_exec (db, sql, NULL, NULL, NULL);

  return rc == SQLITE_OK || corral_database_fail (db, rc, error);
}

sqlite3_stmt *
corral_database_prepare (sqlite3 *db, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int rc = sqlite3_prepare_v3 (db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);

  if (rc == SQLITE_OK)
    return statement;
  corral_database_fail (db, rc, error);
  return NULL;
}

gboolean
corral_database_run (sqlite3_stmt *statement, GError **error)
{
  sqlite3 *db = sqlite3_db_handle (statement);
  int rc;

  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    ;
  if (rc != SQLITE_DONE)
    {
      corral_database_fail (db, rc, error);
      sqlite3_reset (statement);
      return FALSE;
    }
  sqlite3_reset (statement);
  return TRUE;
}

static int
get_int64 (sqlite3 *db, const char *sql, gint64 *value)
{
  sqlite3_stmt *statement = NULL;
  int rc = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  if (rc == SQLITE_OK)
    {
      rc = sqlite3_step (statement);
      if (rc == SQLITE_ROW)
        *value = sqlite3_column_int64 (statement, 0);
    }
  sqlite3_finalize (statement);
  return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

gint64
corral_database_get_int64 (sqlite3 *db, const char *sql, gint64 fallback)
{
  gint64 value = fallback;

  get_int64 (db, sql, &value);
  return value;
}

gboolean
corral_database_ask (sqlite3 *db, const char *sql, gint64 *value, GError **error)
{
  int rc = get_int64 (db, sql, value);

  return rc == SQLITE_OK || corral_database_fail (db, rc, error);
}

/* The code that a line of the check gives for a page that it could not even get, or SQLITE_CORRUPT: what cannot be read
 * now is not damaged. */
static int
read_cause (const char *line)
{
  static const char words[] = "unable to get the page. error code=";
  const char *at = line != NULL ? strstr (line, words) : NULL;

  return at != NULL ? atoi (at + strlen (words)) : SQLITE_CORRUPT;
}

static gboolean
check (sqlite3 *db, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int rc;

  /* What the connection remembers may be better than what the disk holds. */
  sqlite3_db_release_memory (db);
  rc = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    {
      const char *line = (const char *) sqlite3_column_text (statement, 0);

      rc = line == NULL ? SQLITE_NOMEM : strcmp (line, "ok") == 0 ? SQLITE_OK : read_cause (line);
    }
  sqlite3_finalize (statement);
  return rc == SQLITE_OK || corral_database_fail (db, rc, error);
}

gboolean
corral_database_check (sqlite3 *db, gboolean thoroughly, GError **error)
{
  return check (db, thoroughly ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)", error);
}

/* ---- migrations
 * --------------------------------------------------------------------------------------- */

/* The names of the files of one kind's migrations, sorted by their numbers. */
static char **
list_migrations (const CorralDatabaseKind *kind)
{
  g_autofree char *folder = g_strconcat (MIGRATIONS, kind->name, "/", NULL);
  char **names = g_resource_enumerate_children (corral_migrations_get_resource (), folder,
                                                G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (names != NULL);
  for (guint i = 1; names[i] != NULL; i++)
    for (guint k = i; k > 0 && atoi (names[k]) < atoi (names[k - 1]); k--)
      {
        char *other = names[k];

        names[k] = names[k - 1];
        names[k - 1] = other;
      }
  return names;
}

int
corral_database_get_version (const CorralDatabaseKind *kind)
{
  g_auto (GStrv) names = list_migrations (kind);

  return atoi (names[g_strv_length (names) - 1]);
}

static gboolean
run_migration (sqlite3 *db, const CorralDatabaseKind *kind, const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (MIGRATIONS, kind->name, "/", name, NULL);
  g_autoptr (GBytes) script = g_resource_lookup_data (corral_migrations_get_resource (), path,
                                                      G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *sql = NULL;

  g_assert (script != NULL);
  sql = g_strdup_printf (
      "BEGIN IMMEDIATE;%.*s;PRAGMA application_id=%d;PRAGMA user_version=%d;COMMIT;",
      (int) g_bytes_get_size (script), (const char *) g_bytes_get_data (script, NULL),
      kind->application_id, atoi (name));
  if (corral_database_exec (db, sql, error))
    return TRUE;
  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return FALSE;
}

gboolean
corral_database_migrate (sqlite3 *db, const CorralDatabaseKind *kind, int from, GError **error)
{
  g_auto (GStrv) names = list_migrations (kind);

  for (guint i = 0; names[i] != NULL; i++)
    if (atoi (names[i]) > from && !run_migration (db, kind, names[i], error))
      return FALSE;
  return TRUE;
}

/* Whether the file is ours, and of which version. An empty one is: version 0. */
static gboolean
read_version (sqlite3 *db, const CorralDatabaseKind *kind, int *version, GError **error)
{
  gint64 application_id = 0;
  gint64 user_version = 0;
  gint64 tables = 0;
  int rc;

  /* In one transaction: from before and after somebody makes the tables, put together, it would look damaged. */
  if (!corral_database_exec (db, "BEGIN", error))
    return FALSE;
  if ((rc = get_int64 (db, "SELECT count(*) FROM sqlite_schema", &tables)) != SQLITE_OK
      || (rc = get_int64 (db, "PRAGMA application_id", &application_id)) != SQLITE_OK
      || (rc = get_int64 (db, "PRAGMA user_version", &user_version)) != SQLITE_OK)
    {
      corral_database_fail (db, rc, error);
      sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }
  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);

  *version = (int) user_version;
  if (application_id == kind->application_id && user_version > 0)
    return TRUE;
  if (application_id == 0 && user_version == 0 && tables == 0)
    return TRUE;
  corral_database_set_error (error, CORRAL_CACHE_ERROR_DAMAGED);
  return FALSE;
}

/* ---- open
 * --------------------------------------------------------------------------------------------- */

/* SQLite gives its log and its shared memory the permissions of the file. */
gboolean
corral_database_make_file (const char *path, gboolean *was_made, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

  *was_made = fd >= 0;
  if (fd >= 0)
    {
      close (fd);
      return TRUE;
    }
  if (errno != EEXIST)
    return corral_database_fail_errno (errno, error);
  if (g_chmod (path, 0600) != 0)
    g_debug ("file: permissions: %s", g_strerror (errno));
  return TRUE;
}

static sqlite3 *
open_connection (const char *name, int flags, GError **error)
{
  sqlite3 *db = NULL;
  int rc
      = sqlite3_open_v2 (name, &db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL);

  if (rc != SQLITE_OK)
    {
      corral_database_fail (db, rc, error);
      sqlite3_close (db);
      return NULL;
    }
  sqlite3_extended_result_codes (db, 1);
  sqlite3_busy_timeout (db, CORRAL_DATABASE_BUSY_MS);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  return db;
}

sqlite3 *
corral_database_open_writer (const CorralDatabaseKind *kind,
                             const char *path,
                             gboolean look,
                             gboolean *was_made,
                             GError **error)
{
  g_autofree char *settings = NULL;
  gboolean made = FALSE;
  sqlite3 *db;
  int version = 0;

  if (!corral_database_make_file (path, &made, error))
    return NULL;
  if (was_made != NULL)
    *was_made = made;
  db = open_connection (path, SQLITE_OPEN_READWRITE, error);
  if (db == NULL)
    return NULL;

  if (sqlite3_db_readonly (db, "main") == 1)
    {
      corral_database_set_error (error, CORRAL_CACHE_ERROR_READ_ONLY);
      goto failed;
    }
  if (!read_version (db, kind, &version, error))
    goto failed;
  if (version > corral_database_get_version (kind))
    {
      /* Nothing has been written, and closing does not checkpoint: the file stays as it was. */
      corral_database_set_error (error, CORRAL_CACHE_ERROR_NEWER);
      goto failed;
    }
  if (look && version > 0 && !corral_database_check (db, FALSE, error))
    goto failed;

  settings
      = g_strdup_printf ("%s"
                         "PRAGMA journal_mode=WAL;"
                         "PRAGMA synchronous=%s;"
                         "PRAGMA foreign_keys=ON;"
                         "PRAGMA cell_size_check=ON;"
                         "PRAGMA temp_store=MEMORY;"
                         "PRAGMA cache_size=-8192;"
                         "PRAGMA wal_autocheckpoint=%d;"
                         "PRAGMA journal_size_limit=67108864;",
                         version == 0 && kind->shrinks ? "PRAGMA auto_vacuum=INCREMENTAL;" : "",
                         kind->synchronous, kind->checkpoint_pages);
  if (!corral_database_exec (db, settings, error) || !corral_database_migrate (db, kind, version, error))
    goto failed;
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  return db;

failed:
  corral_database_close (db);
  return NULL;
}

static sqlite3 *
open_reading (const CorralDatabaseKind *kind, const char *name, int flags, GError **error)
{
  sqlite3 *db = open_connection (name, SQLITE_OPEN_READONLY | flags, error);
  int version = 0;

  if (db == NULL)
    return NULL;
  if (corral_database_exec (db,
                            "PRAGMA query_only=ON;"
                            "PRAGMA wal_autocheckpoint=0;"
                            "PRAGMA cell_size_check=ON;"
                            "PRAGMA temp_store=MEMORY;",
                            error)
      && read_version (db, kind, &version, error))
    {
      if (version > 0)
        return db;
      corral_database_set_error (error, CORRAL_CACHE_ERROR_UNMADE);
    }
  corral_database_close (db);
  return NULL;
}

/* Whether a log with content lies beside the file: then the file alone is not the truth. */
static gboolean
has_log (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf info;

  return g_stat (log, &info) == 0 && info.st_size > 0;
}

/* Whether nobody can be writing beside us: neither may we make the memory that connections share, nor has anybody. */
static gboolean
is_constant (const char *path, const GError *failure)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED) || has_log (path)
      || g_access (path, R_OK) != 0)
    return FALSE;
  return g_access (folder, W_OK) != 0 || g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FULL)
         || g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_READ_ONLY);
}

sqlite3 *
corral_database_open_reader (const CorralDatabaseKind *kind, const char *path, gboolean *frozen, GError **error)
{
  GError *failure = NULL;
  sqlite3 *db = open_reading (kind, path, 0, &failure);

  if (frozen != NULL)
    *frozen = FALSE;
  if (db != NULL)
    return db;

  /* In a folder that may not be written, or on a full disk, SQLite cannot make its shared memory. Nobody can be writing
   * then either, so a file without a log may be read as the constant that it is. */
  if (is_constant (path, failure))
    {
      g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
      g_autofree char *name = g_strconcat ("file:", escaped, "?immutable=1", NULL);

      db = open_reading (kind, name, SQLITE_OPEN_URI, NULL);
      if (db != NULL)
        {
          if (frozen != NULL)
            *frozen = TRUE;
          g_clear_error (&failure);
          return db;
        }
    }
  g_propagate_error (error, failure);
  return NULL;
}

void
corral_database_close (sqlite3 *db)
{
  sqlite3_stmt *statement;

  if (db == NULL)
    return;
  while ((statement = sqlite3_next_stmt (db, NULL)) != NULL)
    sqlite3_finalize (statement);
  sqlite3_close (db);
}

CorralConnection *
corral_connection_new (sqlite3 *db)
{
  CorralConnection *self = g_new0 (CorralConnection, 1);

  self->db = db;
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
corral_connection_free (CorralConnection *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->statements);
  corral_database_close (self->db);
  g_free (self);
}

sqlite3_stmt *
corral_connection_prepare (CorralConnection *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    {
      sqlite3_reset (statement);
      return statement;
    }
  statement = corral_database_prepare (self->db, sql, error);
  if (statement != NULL)
    g_hash_table_insert (self->statements, g_strdup (sql), statement);
  return statement;
}

/* ---- setting aside
 * ------------------------------------------------------------------------------------ */

char *
corral_database_name_aside (const char *path, gint64 stamp)
{
  for (;; stamp++)
    {
      g_autofree char *aside = g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT, path, stamp);
      g_autofree char *log = g_strconcat (aside, "-wal", NULL);

      if (!g_file_test (aside, G_FILE_TEST_EXISTS) && !g_file_test (log, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&aside);
    }
}

void
corral_database_forget_aside (const char *path, const char *keep)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (name, ".damaged-", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *old = g_build_filename (folder, entry, NULL);

      if (g_str_has_prefix (entry, prefix) && (keep == NULL || !g_str_has_prefix (old, keep)))
        g_unlink (old);
    }
}

gboolean
corral_database_set_aside (const char *path, const char *aside, GError **error)
{
  g_autofree char *aside_log = g_strconcat (aside, "-wal", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *shared = g_strconcat (path, "-shm", NULL);

  /* A log must never meet a new file of the same name, so it goes first. */
  if (!corral_database_rename (log, aside_log, error) || !corral_database_rename (path, aside, error))
    return FALSE;
  g_unlink (shared);
  return TRUE;
}

gboolean
corral_database_unlink (const char *path, GError **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "-journal" };

  corral_database_forget_aside (path, NULL);
  if (g_unlink (path) != 0 && errno != ENOENT)
    return corral_database_fail_errno (errno, error);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *beside = g_strconcat (path, suffixes[i], NULL);

      g_unlink (beside);
    }
  return TRUE;
}
