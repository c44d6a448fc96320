/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * One process writes a set of files: it holds an advisory lock (flock) on a file beside them, in
 * which it notes whether it ended cleanly. The system drops the lock when the process ends, however
 * it ends. Private to this room.
 */
typedef struct _CorralLockFile CorralLockFile;

typedef enum
{
  CORRAL_LOCK_TAKEN,
  CORRAL_LOCK_BUSY,   /* another process has it */
  CORRAL_LOCK_DENIED, /* the file may not be made or written */
} CorralLockResult;

/* @self is set when taken. @unclean: the last holder did not close, or asked for a check. */
CorralLockResult corral_lock_file_take (const char *path, CorralLockFile **self, gboolean *unclean);

/* Whether nobody has it now. It is had for a moment to find that out, and nothing is noted. */
gboolean corral_lock_file_is_free (const char *path);

/* The process that has it: 0 when nobody does, -1 when it is not known which. The same way. */
int corral_lock_file_find_holder (const char *path);

/* Asks whoever takes the lock next to look through the files. Any thread. */
void corral_lock_file_ask_for_check (CorralLockFile *self);

/* Notes a clean end, unless a check was asked for, and gives the lock back. */
void corral_lock_file_release (CorralLockFile *self);

G_END_DECLS
