/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands between the program with its libraries and the C library. Any thread. */
#define _GNU_SOURCE
/* Both names of what has two are wanted. */
#undef _FILE_OFFSET_BITS
#include "kill-points.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_bool armed;
static atomic_uint n_calls;
static guint kill_at;
static KillMoment kill_moment;

void
kill_points_arm (guint at, KillMoment moment)
{
  kill_at = at;
  kill_moment = moment;
  atomic_store (&n_calls, 0);
  atomic_store (&armed, TRUE);
}

guint
kill_points_get_count (void)
{
  return atomic_load (&n_calls);
}

static void
die (void)
{
  kill (getpid (), SIGKILL);
  for (;;)
    pause ();
}

/* Whether this call is the last one; one that is not to be made at all does not come back. */
static gboolean
is_last (gboolean has_bytes)
{
  if (!atomic_load (&armed) || atomic_fetch_add (&n_calls, 1) + 1 != kill_at)
    return FALSE;
  if (kill_moment == KILL_BEFORE || (kill_moment == KILL_TORN && !has_bytes))
    die ();
  return TRUE;
}

/* How many of @n bytes go out in the last call. */
static size_t
share (gboolean last, size_t n)
{
  return last && kill_moment == KILL_TORN ? n / 2 : n;
}

/* Threads wake each other through these: that is no change of anything. */
static gboolean
matters (int fd)
{
  struct stat info;

  return fstat (fd, &info) == 0 && (S_ISREG (info.st_mode) || S_ISSOCK (info.st_mode) || fd == STDOUT_FILENO);
}

#define NEXT(name) \
  static __typeof__ (&name) next; \
  if (next == NULL) \
    next = (__typeof__ (&name)) dlsym (RTLD_NEXT, #name)

#define END(last) \
  if (last) \
    die ()

ssize_t
write (int fd, const void *bytes, size_t n)
{
  NEXT (write);
  gboolean last = matters (fd) && is_last (TRUE);
  ssize_t result = next (fd, bytes, share (last, n));

  END (last);
  return result;
}

ssize_t
writev (int fd, const struct iovec *parts, int n)
{
  NEXT (writev);
  gboolean last = matters (fd) && is_last (TRUE);
  ssize_t result = next (fd, parts, (int) share (last, (size_t) n));

  END (last);
  return result;
}

ssize_t
pwrite64 (int fd, const void *bytes, size_t n, off64_t at)
{
  NEXT (pwrite64);
  gboolean last = is_last (TRUE);
  ssize_t result = next (fd, bytes, share (last, n), at);

  END (last);
  return result;
}

ssize_t
pwrite (int fd, const void *bytes, size_t n, off_t at)
{
  NEXT (pwrite);
  gboolean last = is_last (TRUE);
  ssize_t result = next (fd, bytes, share (last, n), at);

  END (last);
  return result;
}

ssize_t
send (int fd, const void *bytes, size_t n, int flags)
{
  NEXT (send);
  gboolean last = is_last (TRUE);
  ssize_t result = next (fd, bytes, share (last, n), flags);

  END (last);
  return result;
}

ssize_t
sendmsg (int fd, const struct msghdr *message, int flags)
{
  NEXT (sendmsg);
  gboolean last = is_last (FALSE);
  ssize_t result = next (fd, message, flags);

  END (last);
  return result;
}

#define INTERPOSE(name, declaration, arguments) \
  int name declaration \
  { \
    NEXT (name); \
    gboolean last = is_last (FALSE); \
    int result = next arguments; \
\
    END (last); \
    return result; \
  }

INTERPOSE (fsync, (int fd), (fd))
INTERPOSE (fdatasync, (int fd), (fd))
INTERPOSE (ftruncate, (int fd, off_t length), (fd, length))
INTERPOSE (ftruncate64, (int fd, off64_t length), (fd, length))
INTERPOSE (unlink, (const char *path), (path))
INTERPOSE (rename, (const char *from, const char *to), (from, to))
INTERPOSE (mkdir, (const char *path, mode_t mode), (path, mode))
