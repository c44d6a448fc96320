/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * A disk that fails, and one whose power is cut: SQLite's default VFS of a test program.
 *
 * It passes everything on to the system's, after it has had the chance to fail it, and can write
 * down what was done in which order, so that what would lie on the disk after a power cut at any
 * point can be laid out in another folder. The program's own rename(), unlink() and fsync() of
 * folders go the same way. Any thread.
 */

/* Kinds of operations, as bits. */
typedef enum
{
  CORRAL_FAULT_OPEN = 1 << 0,
  CORRAL_FAULT_READ = 1 << 1,
  CORRAL_FAULT_WRITE = 1 << 2,
  CORRAL_FAULT_TRUNCATE = 1 << 3,
  CORRAL_FAULT_SYNC = 1 << 4,
  CORRAL_FAULT_DELETE = 1 << 5,
  CORRAL_FAULT_SHARE = 1 << 6,  /* making or growing the shared memory of a log */
  CORRAL_FAULT_RENAME = 1 << 7, /* rename(), and fsync() of a folder */
} CorralFaultOps;

#define CORRAL_FAULT_N_OPS 8

typedef enum
{
  CORRAL_DISK_GOOD,
  CORRAL_DISK_FULL,      /* nothing grows */
  CORRAL_DISK_READ_ONLY, /* nothing is written, made, renamed or deleted */
} CorralDisk;

/* Makes it the default one. Before the first connection. */
void corral_fault_vfs_install (void);

/* The @n-th operation (from 1) of those in @ops fails from now on with SQLite's code @code (an
 * SQLITE_IOERR of the fitting kind for SQLITE_IOERR), and when @stays all after it too. */
void corral_fault_vfs_fail (guint ops, guint n, int code, gboolean stays);

/* How many have been made to fail since. */
guint corral_fault_vfs_count_failed (void);

void corral_fault_vfs_set_disk (CorralDisk disk);

/* No more failures; the disk is good. */
void corral_fault_vfs_calm (void);

/* ---- power cuts
 * ----------------------------------------------------------------------------------------- */

/* Writes down what is done to files of the folder @root from now on; what is there already counts
 * as safe. */
void corral_fault_vfs_record (const char *root);

/* What was written down can still be laid out. */
void corral_fault_vfs_stop_recording (void);

/* How many things were done so far: a point in time. */
guint corral_fault_vfs_get_time (void);

/* Lays out in the folder @to (made when needed) what would be there had the power been cut at
 * @time. What was not synced is there or not, sector by sector (512 bytes), and names changed since
 * the folder was last synced may have been changed or not, in their order; @seed decides. */
void corral_fault_vfs_cut (guint time, guint64 seed, const char *to);

/* ---- memory
 * --------------------------------------------------------------------------------------------- */

/* Puts a wrapper around SQLite's memory. Before anything else of SQLite is called. */
void corral_fault_memory_install (void);

/* The @n-th allocation (from 1) from now on fails, and when @stays all after it; 0: none. */
void corral_fault_memory_fail (guint n, gboolean stays);
guint corral_fault_memory_count_failed (void);

G_END_DECLS
