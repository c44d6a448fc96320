/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laid under every program that a test runs (LD_PRELOAD): looks into each file that is about to be removed, or to be
 * written over by another one, and notes where something planted stands in it. So the tests may clean up after themselves,
 * and what they made is seen all the same. What is still there at the end is looked at by planted.py.
 *   CORRAL_PLANTED_MARKS   a file with what is looked for, a line each
 *   CORRAL_PLANTED_REPORT  where it is noted: the mark's number, the file's path
 * Nothing here uses GLib: it also lies under programs that do not. */
#define _GNU_SOURCE 1
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_MARKS 128
#define MAX_MARK 256

static char marks[MAX_MARKS][MAX_MARK];
static int n_marks = -1;

/* Twice at the same time comes to the same. */
static void
read_marks (void)
{
  const char *path = getenv ("CORRAL_PLANTED_MARKS");
  FILE *file = path != NULL ? fopen (path, "re") : NULL;
  int n = 0;

  while (file != NULL && n < MAX_MARKS && fgets (marks[n], MAX_MARK, file) != NULL)
    {
      marks[n][strcspn (marks[n], "\n")] = '\0';
      if (marks[n][0] != '\0')
        n++;
    }
  if (file != NULL)
    fclose (file);
  n_marks = n;
}

static void
note (int dir, const char *path, int mark)
{
  const char *report = getenv ("CORRAL_PLANTED_REPORT");
  char folder[PATH_MAX] = "", link[64], line[2 * PATH_MAX];
  ssize_t length = 0;
  int fd, n;

  if (report == NULL)
    return;
  if (path[0] != '/')
    {
      snprintf (link, sizeof link, dir == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", dir);
      length = readlink (link, folder, sizeof folder - 2);
      if (length > 0)
        folder[length] = '/';
    }
  n = snprintf (line, sizeof line, "%d %s%s (%s)\n", mark, folder, path, program_invocation_short_name);
  fd = open (report, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return;
  if (write (fd, line, (size_t) n) != n)
    abort ();
  close (fd);
}

static void
look_into (int dir, const char *path)
{
  int before = errno;
  struct stat info;
  void *bytes;
  int fd;

  if (n_marks < 0)
    read_marks ();
  /* Not what another name still leads to, nor what is no file. */
  if (n_marks == 0 || path == NULL || fstatat (dir, path, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG (info.st_mode)
      || info.st_size == 0 || (fd = openat (dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) < 0)
    {
      errno = before;
      return;
    }
  bytes = mmap (NULL, (size_t) info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  close (fd);
  if (bytes != MAP_FAILED)
    {
      for (int i = 0; i < n_marks; i++)
        if (memmem (bytes, (size_t) info.st_size, marks[i], strlen (marks[i])) != NULL)
          note (dir, path, i);
      munmap (bytes, (size_t) info.st_size);
    }
  errno = before;
}

#define NEXT(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

int
unlink (const char *path)
{
  look_into (AT_FDCWD, path);
  return NEXT (unlink) (path);
}

int
unlinkat (int dir, const char *path, int flags)
{
  if ((flags & AT_REMOVEDIR) == 0)
    look_into (dir, path);
  return NEXT (unlinkat) (dir, path, flags);
}

int
remove (const char *path)
{
  look_into (AT_FDCWD, path);
  return NEXT (remove) (path);
}

int
rename (const char *from, const char *to)
{
  look_into (AT_FDCWD, to);
  return NEXT (rename) (from, to);
}

int
renameat (int from_dir, const char *from, int to_dir, const char *to)
{
  look_into (to_dir, to);
  return NEXT (renameat) (from_dir, from, to_dir, to);
}

int
renameat2 (int from_dir, const char *from, int to_dir, const char *to, unsigned int flags)
{
  look_into (to_dir, to);
  return NEXT (renameat2) (from_dir, from, to_dir, to, flags);
}
