/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wrapping VFS: what fails, and when. Any thread; one lock guards all of it. What is done is
 * told to the recorder (corral-fault-power.c). */
#define _GNU_SOURCE
#include "corral-fault-vfs.h"

#include "corral-fault-power.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  sqlite3_file base;
  CorralPowerFile *power; /* (nullable): not of the recorded folder */
  int last_errno;         /* of the last failure, as the system's keeps it */
  gboolean syncs_folder;  /* made by its opening; the first sync puts its name onto the disk too */
  sqlite3_file *real;
} File;

static GMutex lock; /* guards what follows */
static guint fail_ops;
static guint fail_in; /* so many to come */
static int fail_code;
static gboolean fail_stays;
static guint n_failed;
static CorralDisk disk;

static sqlite3_vfs *system_vfs;

/* ---- what fails
 * ----------------------------------------------------------------------------------------- */

void
corral_fault_vfs_fail (guint ops, guint n, int code, gboolean stays)
{
  g_mutex_lock (&lock);
  fail_ops = ops;
  fail_in = n;
  fail_code = code;
  fail_stays = stays;
  n_failed = 0;
  g_mutex_unlock (&lock);
}

guint
corral_fault_vfs_count_failed (void)
{
  guint n;

  g_mutex_lock (&lock);
  n = n_failed;
  g_mutex_unlock (&lock);
  return n;
}

void
corral_fault_vfs_set_disk (CorralDisk now)
{
  g_mutex_lock (&lock);
  disk = now;
  g_mutex_unlock (&lock);
}

void
corral_fault_vfs_calm (void)
{
  g_mutex_lock (&lock);
  fail_ops = 0;
  disk = CORRAL_DISK_GOOD;
  g_mutex_unlock (&lock);
}

/* SQLITE_OK, or what the operation comes to. @ioerr: its own I/O error; @grows: it needs room. */
static int
judge (CorralFaultOps op, int ioerr, gboolean writes, gboolean grows)
{
  int rc = SQLITE_OK;

  g_mutex_lock (&lock);
  if ((fail_ops & op) != 0 && fail_in > 0 && (--fail_in == 0))
    {
      rc = fail_code == SQLITE_IOERR ? ioerr : fail_code;
      n_failed++;
      if (fail_stays)
        fail_in = 1;
    }
  else if (disk == CORRAL_DISK_FULL && grows)
    {
      rc = ioerr == SQLITE_IOERR_WRITE ? SQLITE_FULL : ioerr;
      n_failed++;
    }
  else if (disk == CORRAL_DISK_READ_ONLY && writes)
    {
      rc = ioerr;
      n_failed++;
    }
  if (rc != SQLITE_OK)
    errno = disk == CORRAL_DISK_READ_ONLY                            ? EROFS
            : (rc & 0xff) == SQLITE_FULL || disk == CORRAL_DISK_FULL ? ENOSPC
                                                                     : EIO;
  g_mutex_unlock (&lock);
  return rc;
}

static gboolean
is_read_only (void)
{
  gboolean read_only;

  g_mutex_lock (&lock);
  read_only = disk == CORRAL_DISK_READ_ONLY;
  g_mutex_unlock (&lock);
  return read_only;
}

/* ---- files
 * ---------------------------------------------------------------------------------------------- */

#define REAL(file) (((File *) (file))->real)

static int
close_file (sqlite3_file *file)
{
  int rc = REAL (file)->pMethods->xClose (REAL (file));

  g_free (REAL (file));
  return rc;
}

static int
read_file (sqlite3_file *file, void *bytes, int size, sqlite3_int64 at)
{
  int rc = judge (CORRAL_FAULT_READ, SQLITE_IOERR_READ, FALSE, FALSE);

  return rc != SQLITE_OK ? rc : REAL (file)->pMethods->xRead (REAL (file), bytes, size, at);
}

static int
write_file (sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
  sqlite3_int64 length = 0;
  int rc;

  REAL (file)->pMethods->xFileSize (REAL (file), &length);
  rc = judge (CORRAL_FAULT_WRITE, SQLITE_IOERR_WRITE, TRUE, at + size > length);
  ((File *) file)->last_errno = rc == SQLITE_IOERR_WRITE ? errno : 0;
  if (rc != SQLITE_OK)
    return rc;
  corral_power_write (((File *) file)->power, at, bytes, (gsize) size);
  return REAL (file)->pMethods->xWrite (REAL (file), bytes, size, at);
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 size)
{
  int rc = judge (CORRAL_FAULT_TRUNCATE, SQLITE_IOERR_TRUNCATE, TRUE, FALSE);

  if (rc != SQLITE_OK)
    return rc;
  corral_power_truncate (((File *) file)->power, size);
  return REAL (file)->pMethods->xTruncate (REAL (file), size);
}

static int
sync_file (sqlite3_file *file, int flags)
{
  File *self = (File *) file;
  int rc = judge (CORRAL_FAULT_SYNC, SQLITE_IOERR_FSYNC, TRUE, FALSE);

  if (rc != SQLITE_OK)
    return rc;
  corral_power_sync (self->power);
  /* As the system's does: os_unix.c, UNIXFILE_DIRSYNC. */
  if (self->syncs_folder)
    corral_power_sync_names (self->power);
  self->syncs_folder = FALSE;
  /* The true disk is not cut, and has better things to do. */
  return SQLITE_OK;
}

static int
get_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
lock_file (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
unlock_file (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
check_reserved_lock (sqlite3_file *file, int *held)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), held);
}

static int
control_file (sqlite3_file *file, int op, void *data)
{
  /* A hint would make the file grow behind the recorder's back. */
  if (op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE || op == SQLITE_FCNTL_MMAP_SIZE)
    return SQLITE_NOTFOUND;
  if (op == SQLITE_FCNTL_LAST_ERRNO && ((File *) file)->last_errno != 0)
    {
      *(int *) data = ((File *) file)->last_errno;
      return SQLITE_OK;
    }
  return REAL (file)->pMethods->xFileControl (REAL (file), op, data);
}

static int
get_sector_size (sqlite3_file *file)
{
  return CORRAL_POWER_SECTOR;
}

static int
get_device_characteristics (sqlite3_file *file)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int
map_shared (sqlite3_file *file, int region, int size, int extend, void volatile **memory)
{
  /* That it may grow does not say that it has to: on a full disk what is there is used. */
  gboolean grows
      = REAL (file)->pMethods->xShmMap (REAL (file), region, size, FALSE, memory) == SQLITE_OK
        && *memory == NULL && extend;
  int rc = judge (CORRAL_FAULT_SHARE, SQLITE_IOERR_SHMSIZE, grows, grows);

  return rc != SQLITE_OK
             ? rc
             : REAL (file)->pMethods->xShmMap (REAL (file), region, size, extend, memory);
}

static int
lock_shared (sqlite3_file *file, int offset, int n, int flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, n, flags);
}

static void
barrier_shared (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
unmap_shared (sqlite3_file *file, int delete)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), delete);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = get_file_size,
  .xLock = lock_file,
  .xUnlock = unlock_file,
  .xCheckReservedLock = check_reserved_lock,
  .xFileControl = control_file,
  .xSectorSize = get_sector_size,
  .xDeviceCharacteristics = get_device_characteristics,
  .xShmMap = map_shared,
  .xShmLock = lock_shared,
  .xShmBarrier = barrier_shared,
  .xShmUnmap = unmap_shared,
};

static int
open_file (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
  File *self = (File *) file;
  gboolean existed = name != NULL && access (name, F_OK) == 0;
  int rc
      = judge (CORRAL_FAULT_OPEN, SQLITE_CANTOPEN, (flags & SQLITE_OPEN_READWRITE) != 0 && !existed,
               (flags & SQLITE_OPEN_CREATE) != 0 && !existed);

  self->base.pMethods = NULL;
  if (rc != SQLITE_OK)
    return rc;
  /* The system's opens for reading what it may not write. */
  if (existed && is_read_only ())
    flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
  self->real = g_malloc0 ((gsize) system_vfs->szOsFile);
  rc = system_vfs->xOpen (system_vfs, name, self->real, flags, out_flags);
  if (rc != SQLITE_OK)
    {
      if (self->real->pMethods != NULL)
        self->real->pMethods->xClose (self->real);
      g_clear_pointer (&self->real, g_free);
      return rc;
    }
  self->power = name != NULL ? corral_power_open (name) : NULL;
  self->syncs_folder = !existed && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  self->base.pMethods = &methods;
  return SQLITE_OK;
}

static int
delete_file (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  int rc = judge (CORRAL_FAULT_DELETE, SQLITE_IOERR_DELETE, TRUE, FALSE);

  if (rc != SQLITE_OK)
    return rc;
  /* The system's calls unlink(), which is the one below. */
  rc = system_vfs->xDelete (system_vfs, name, sync_folder);
  if (sync_folder)
    {
      g_autofree char *folder = g_path_get_dirname (name);

      corral_power_sync_folder (folder);
    }
  return rc;
}

static int
get_last_error (sqlite3_vfs *vfs, int size, char *text)
{
  return errno;
}

void
corral_fault_vfs_install (void)
{
  static sqlite3_vfs vfs;

  if (system_vfs != NULL)
    return;
  system_vfs = sqlite3_vfs_find (NULL);
  vfs = *system_vfs;
  vfs.zName = "fault";
  vfs.szOsFile = sizeof (File);
  vfs.pNext = NULL;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xGetLastError = get_last_error;
  g_assert (sqlite3_vfs_register (&vfs, TRUE) == SQLITE_OK);
}

/* ---- names
 * ---------------------------------------------------------------------------------------------- */

/* These stand in for the C library's in everything that is linked into the program. */
int
rename (const char *from, const char *to)
{
  int (*real) (const char *, const char *)
      = (int (*) (const char *, const char *)) dlsym (RTLD_NEXT, "rename");
  gboolean missing = access (from, F_OK) != 0;
  int result;

  if (!missing && judge (CORRAL_FAULT_RENAME, SQLITE_IOERR, TRUE, FALSE) != SQLITE_OK)
    return -1;
  if (!missing)
    corral_power_rename (from, to);
  result = real (from, to);
  return result;
}

int
unlink (const char *path)
{
  int (*real) (const char *) = (int (*) (const char *)) dlsym (RTLD_NEXT, "unlink");

  g_mutex_lock (&lock);
  if (disk == CORRAL_DISK_READ_ONLY && access (path, F_OK) == 0)
    {
      g_mutex_unlock (&lock);
      errno = EROFS;
      return -1;
    }
  g_mutex_unlock (&lock);
  corral_power_unlink (path);
  return real (path);
}

int
fsync (int fd)
{
  struct stat info;

  if (fstat (fd, &info) == 0 && S_ISDIR (info.st_mode))
    {
      g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
      g_autofree char *folder = g_file_read_link (link, NULL);

      if (judge (CORRAL_FAULT_RENAME, SQLITE_IOERR, TRUE, FALSE) != SQLITE_OK)
        return -1;
      if (folder != NULL)
        corral_power_sync_folder (folder);
    }
  return 0;
}

int
fdatasync (int fd)
{
  return 0;
}

/* ---- memory
 * --------------------------------------------------------------------------------------------- */

static sqlite3_mem_methods system_memory;
static int memory_in;     /* atomic: so many to come; 0: none fails */
static int memory_stays;  /* atomic */
static int memory_failed; /* atomic */

static gboolean
is_out_of_memory (void)
{
  int left = g_atomic_int_get (&memory_in);

  if (left == 0 || (left > 1 && g_atomic_int_add (&memory_in, -1) != 1))
    return FALSE;
  if (!g_atomic_int_get (&memory_stays))
    g_atomic_int_set (&memory_in, 0);
  g_atomic_int_inc (&memory_failed);
  return TRUE;
}

static void *
allocate (int size)
{
  return is_out_of_memory () ? NULL : system_memory.xMalloc (size);
}

static void *
reallocate (void *memory, int size)
{
  return is_out_of_memory () ? NULL : system_memory.xRealloc (memory, size);
}

void
corral_fault_memory_install (void)
{
  sqlite3_mem_methods wrapped;

  g_assert (sqlite3_config (SQLITE_CONFIG_GETMALLOC, &system_memory) == SQLITE_OK);
  wrapped = system_memory;
  wrapped.xMalloc = allocate;
  wrapped.xRealloc = reallocate;
  g_assert (sqlite3_config (SQLITE_CONFIG_MALLOC, &wrapped) == SQLITE_OK);
}

void
corral_fault_memory_fail (guint n, gboolean stays)
{
  g_atomic_int_set (&memory_failed, 0);
  g_atomic_int_set (&memory_stays, stays);
  g_atomic_int_set (&memory_in, (int) n);
}

guint
corral_fault_memory_count_failed (void)
{
  return (guint) g_atomic_int_get (&memory_failed);
}
