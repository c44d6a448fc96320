/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole database files in memory, and putting them onto the disk in one piece. On the thread of
 * whoever calls. */
#include "config.h"

#include "corral-database-image.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Bytes 18 and 19 of a file say how it is written: 1 with a rollback journal, 2 with a log. */
#define WRITE_VERSION_AT 18
#define SMALLEST_FILE 512

/* The unix VFS takes no more at once (0x1ffff; os_unix.c, seekAndWriteFd()). */
#define PIECE_BYTES 65536

static gboolean
fail_memory (GError **error)
{
  return corral_database_fail (NULL, SQLITE_NOMEM, error);
}

sqlite3 *
corral_database_open_memory (const CorralDatabaseKind *kind, GError **error)
{
  sqlite3 *db = NULL;
  int rc = sqlite3_open_v2 (":memory:", &db,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, NULL);

  if (rc == SQLITE_OK && corral_database_migrate (db, kind, 0, error))
    return db;
  if (rc != SQLITE_OK)
    corral_database_fail (db, rc, error);
  corral_database_close (db);
  return NULL;
}

GBytes *
corral_database_make_image (sqlite3 *db, GError **error)
{
  sqlite3_int64 size = 0;
  unsigned char *bytes;

  /* In one read transaction; a page that cannot be read comes as zeros, so whoever keeps the image
   * looks through it. */
  if (!corral_database_exec (db, "BEGIN", error))
    return NULL;
  bytes = sqlite3_serialize (db, "main", &size, 0);
  sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  if (bytes == NULL)
    {
      fail_memory (error);
      return NULL;
    }
  if (size >= SMALLEST_FILE)
    bytes[WRITE_VERSION_AT] = bytes[WRITE_VERSION_AT + 1] = 1;
  return g_bytes_new_with_free_func (bytes, (gsize) size, sqlite3_free, bytes);
}

sqlite3 *
corral_database_open_image (GBytes *image, GError **error)
{
  gsize size = 0;
  gconstpointer bytes = g_bytes_get_data (image, &size);
  unsigned char *copy = size >= SMALLEST_FILE ? sqlite3_malloc64 (size) : NULL;
  sqlite3 *db = NULL;
  int rc;

  if (copy == NULL)
    {
      if (size < SMALLEST_FILE)
        corral_database_set_error (error, CORRAL_CACHE_ERROR_DAMAGED);
      else
        fail_memory (error);
      return NULL;
    }
  memcpy (copy, bytes, size);
  copy[WRITE_VERSION_AT] = copy[WRITE_VERSION_AT + 1] = 1;
  rc = sqlite3_open_v2 (":memory:", &db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc != SQLITE_OK)
    sqlite3_free (copy);
  else
    /* Takes the copy, also when it fails. */
    rc = sqlite3_deserialize (db, "main", copy, (sqlite3_int64) size, (sqlite3_int64) size,
                              SQLITE_DESERIALIZE_FREEONCLOSE);
  if (rc == SQLITE_OK)
    return db;
  corral_database_fail (db, rc, error);
  corral_database_close (db);
  return NULL;
}

/* ---- files
 * ---------------------------------------------------------------------------------------------- */

typedef struct
{
  sqlite3_filename name; /* (owned) */
  sqlite3_file *file;    /* (owned): open */
} File;

static int
open_file (File *self, const char *path, int flags)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find (NULL);
  int rc;

  self->name = sqlite3_create_filename (path, "", "", 0, NULL);
  if (self->name == NULL)
    return SQLITE_NOMEM;
  self->file = g_malloc0 ((gsize) vfs->szOsFile);
  rc = vfs->xOpen (vfs, self->name, self->file, flags | SQLITE_OPEN_MAIN_DB, NULL);
  if (rc == SQLITE_OK)
    return SQLITE_OK;
  if (self->file->pMethods != NULL)
    self->file->pMethods->xClose (self->file);
  g_clear_pointer (&self->file, g_free);
  sqlite3_free_filename ((char *) self->name);
  return rc;
}

static int
close_file (File *self)
{
  int rc = self->file->pMethods->xClose (self->file);

  g_free (self->file);
  sqlite3_free_filename ((char *) self->name);
  return rc;
}

GBytes *
corral_database_read_file (const char *path, GError **error)
{
  File file = { 0 };
  sqlite3_int64 size = 0;
  g_autofree guint8 *bytes = NULL;
  int rc;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  rc = open_file (&file, path, SQLITE_OPEN_READONLY);
  if (rc == SQLITE_OK)
    {
      rc = file.file->pMethods->xFileSize (file.file, &size);
      if (rc == SQLITE_OK && size > G_MAXINT)
        rc = SQLITE_TOOBIG;
      if (rc == SQLITE_OK)
        bytes = g_malloc (MAX ((gsize) size, 1));
      for (sqlite3_int64 at = 0; rc == SQLITE_OK && at < size; at += PIECE_BYTES)
        rc = file.file->pMethods->xRead (file.file, bytes + at, (int) MIN (size - at, PIECE_BYTES),
                                         at);
      close_file (&file);
    }
  if (rc == SQLITE_OK)
    return g_bytes_new_take (g_steal_pointer (&bytes), (gsize) size);
  corral_database_fail (NULL, rc, error);
  return NULL;
}

static int
write_and_sync (const char *path, GBytes *image)
{
  File file = { 0 };
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (image, &size);
  int rc = open_file (&file, path, SQLITE_OPEN_READWRITE);
  int closed;

  if (rc != SQLITE_OK)
    return rc;
  for (gsize at = 0; rc == SQLITE_OK && at < size; at += PIECE_BYTES)
    rc = file.file->pMethods->xWrite (file.file, bytes + at, (int) MIN (size - at, PIECE_BYTES),
                                      (sqlite3_int64) at);
  if (rc == SQLITE_OK)
    rc = file.file->pMethods->xSync (file.file, SQLITE_SYNC_NORMAL);
  closed = close_file (&file);
  return rc != SQLITE_OK ? rc : closed;
}

gboolean
corral_database_write_file (const char *path, GBytes *image, GError **error)
{
  g_autofree char *fresh = g_strconcat (path, "-new", NULL);
  gboolean made = FALSE;
  int rc;

  if (g_unlink (fresh) != 0 && errno != ENOENT)
    return corral_database_fail_errno (errno, error);
  if (!corral_database_make_file (fresh, &made, error))
    return FALSE;
  rc = write_and_sync (fresh, image);
  if (rc == SQLITE_OK && corral_database_rename (fresh, path, error))
    return TRUE;
  if (rc != SQLITE_OK)
    corral_database_fail (NULL, rc, error);
  g_unlink (fresh);
  return FALSE;
}

#define BEGINNING_BYTES (1 << 20)

/* ---- the head of a file
 * --------------------------------------------------------------------------------- */

#define HEADER_SIZE 100

static void
put_be32 (guint8 *at, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (at, &value, sizeof value);
}

void
corral_database_write_header (const CorralDatabaseKind *kind,
                              guint8 *bytes,
                              gsize size,
                              gboolean has_log)
{
  memset (bytes, 0, HEADER_SIZE);
  memcpy (bytes, "SQLite format 3", 16);
  bytes[16] = CORRAL_DATABASE_PAGE_SIZE >> 8;
  bytes[WRITE_VERSION_AT] = bytes[WRITE_VERSION_AT + 1] = has_log ? 2 : 1;
  bytes[21] = 64;
  bytes[22] = bytes[23] = 32;
  /* Change counter, size in pages (valid as the counter is that of byte 92), schema cookie and
   * format, UTF-8. */
  put_be32 (bytes + 24, 1);
  put_be32 (bytes + 28, (guint32) (size / CORRAL_DATABASE_PAGE_SIZE));
  put_be32 (bytes + 40, 1);
  put_be32 (bytes + 44, 4);
  put_be32 (bytes + 56, 1);
  put_be32 (bytes + 60, (guint32) corral_database_get_version (kind));
  put_be32 (bytes + 68, (guint32) kind->application_id);
  put_be32 (bytes + 92, 1);
}

sqlite3 *
corral_database_open_beginning (const CorralDatabaseKind *kind, const char *path)
{
  g_autofree guint8 *bytes = g_malloc0 (BEGINNING_BYTES);
  g_autoptr (GBytes) image = NULL;
  File file = { 0 };
  sqlite3_int64 size = 0;
  int rc;

  if (open_file (&file, path, SQLITE_OPEN_READONLY) != SQLITE_OK)
    return NULL;
  rc = file.file->pMethods->xFileSize (file.file, &size);
  size = MIN (size, BEGINNING_BYTES) / CORRAL_DATABASE_PAGE_SIZE * CORRAL_DATABASE_PAGE_SIZE;
  for (sqlite3_int64 at = 0; rc == SQLITE_OK && at < size; at += PIECE_BYTES)
    rc = file.file->pMethods->xRead (file.file, bytes + at, (int) MIN (size - at, PIECE_BYTES), at);
  close_file (&file);
  if (rc != SQLITE_OK || size == 0)
    return NULL;
  corral_database_write_header (kind, bytes, (gsize) size, FALSE);
  image = g_bytes_new_take (g_steal_pointer (&bytes), (gsize) size);
  return corral_database_open_image (image, NULL);
}

gboolean
corral_database_mend_header (const CorralDatabaseKind *kind, const char *path)
{
  guint8 header[HEADER_SIZE];
  File file = { 0 };
  sqlite3_int64 size = 0;
  gboolean mended;

  if (open_file (&file, path, SQLITE_OPEN_READWRITE) != SQLITE_OK)
    return FALSE;
  mended = file.file->pMethods->xFileSize (file.file, &size) == SQLITE_OK
           && size >= CORRAL_DATABASE_PAGE_SIZE;
  if (mended)
    {
      corral_database_write_header (kind, header, (gsize) size, TRUE);
      mended = file.file->pMethods->xWrite (file.file, header, sizeof header, 0) == SQLITE_OK;
    }
  close_file (&file);
  return mended;
}

gboolean
corral_database_rename (const char *from, const char *to, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (to);
  int failure = 0;
  int fd;

  if (g_rename (from, to) != 0)
    return errno == ENOENT || corral_database_fail_errno (errno, error);
  fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return corral_database_fail_errno (errno, error);
  /* Some file systems cannot sync a folder and need not. */
  if (fsync (fd) != 0 && errno != EINVAL)
    failure = errno;
  close (fd);
  return failure == 0 || corral_database_fail_errno (failure, error);
}
