/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The advisory lock of one set of files, and the note of a clean end. Taken and released by the
 * cache's owner. */
#include "config.h"

#include "corral-lock-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define NOTE_OPEN "open "

static const char note_closed[] = "closed\n";

struct _CorralLockFile
{
  int fd;
  int check; /* atomic */
};

static void
write_note (int fd, const char *note)
{
  gsize size = strlen (note);

  /* A note that cannot be written (full disk) costs a check at the next start, no more. */
  if (ftruncate (fd, 0) != 0 || pwrite (fd, note, size, 0) != (gssize) size || fdatasync (fd) != 0)
    g_debug ("lock file: %s", g_strerror (errno));
}

CorralLockResult
corral_lock_file_take (const char *path, CorralLockFile **self, gboolean *unclean)
{
  char note[32] = "";
  gssize size;
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  *self = NULL;
  *unclean = FALSE;
  if (fd < 0)
    return CORRAL_LOCK_DENIED;
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      CorralLockResult result = errno == EWOULDBLOCK ? CORRAL_LOCK_BUSY : CORRAL_LOCK_DENIED;

      close (fd);
      return result;
    }
  size = pread (fd, note, sizeof note - 1, 0);
  *unclean = size > 0 && strcmp (note, note_closed) != 0;
  /* By whom, for whoever finds it taken. */
  g_snprintf (note, sizeof note, NOTE_OPEN "%d\n", (int) getpid ());
  write_note (fd, note);

  *self = g_new0 (CorralLockFile, 1);
  (*self)->fd = fd;
  return CORRAL_LOCK_TAKEN;
}

gboolean
corral_lock_file_is_free (const char *path)
{
  int fd = open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  gboolean is_free;

  if (fd < 0)
    return FALSE;
  is_free = flock (fd, LOCK_EX | LOCK_NB) == 0;
  /* Which gives it back. */
  close (fd);
  return is_free;
}

int
corral_lock_file_find_holder (const char *path)
{
  char note[32] = "";
  int fd = open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  int holder = 0;

  if (fd < 0)
    return 0;
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    holder = pread (fd, note, sizeof note - 1, 0) > 0 && g_str_has_prefix (note, NOTE_OPEN)
                 ? atoi (note + strlen (NOTE_OPEN))
                 : -1;
  close (fd);
  return holder;
}

void
corral_lock_file_ask_for_check (CorralLockFile *self)
{
  g_atomic_int_set (&self->check, TRUE);
}

void
corral_lock_file_release (CorralLockFile *self)
{
  if (self == NULL)
    return;
  if (!g_atomic_int_get (&self->check))
    write_note (self->fd, note_closed);
  close (self->fd);
  g_free (self);
}
