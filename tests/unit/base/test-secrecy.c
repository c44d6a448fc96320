/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a crash leaves on the disk. The program crashes for good, in a folder of its own, and its core is read: one that is
 * not held back has the secret (else the test could not find it), one that is held back is not there, and one that is
 * written all the same, as for a program of the system's, has no memory in it. */
#define _GNU_SOURCE 1 /* memmem() */
#include "corral-secrecy.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef enum
{
  CRASH_OPENLY,
  CRASH_HELD_BACK,
  CRASH_PIPED,
} Crash;

/* Put together here, so that it stands in no file of this test's. */
static char *
dup_secret (void)
{
  return g_strdup_printf ("%s-%s-%s", "planted", "secret", "of-a-crash");
}

static gboolean
allow_cores (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_CORE, &limit) != 0)
    return FALSE;
  limit.rlim_cur = limit.rlim_max;
  return limit.rlim_max > 0 && setrlimit (RLIMIT_CORE, &limit) == 0;
}

/* Whether a crash in the current folder writes a core there. */
static gboolean
are_cores_here (void)
{
  g_autofree char *pattern = NULL;

  return g_file_get_contents ("/proc/sys/kernel/core_pattern", &pattern, NULL, NULL) && *pattern != '|'
         && strchr (pattern, '/') == NULL && allow_cores ();
}

static void
crash (const char *folder, Crash how)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      char *secret = dup_secret ();

      if (chdir (folder) != 0)
        _exit (1);
      allow_cores ();
      if (how != CRASH_OPENLY)
        corral_secrecy_forbid_core_dumps ();
      if (how == CRASH_PIPED)
        allow_cores ();
      signal (SIGQUIT, SIG_DFL);
      raise (SIGQUIT);
      _exit (secret[0]);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGQUIT);
}

/* The sum of what was written, and whether the secret is in it; the files are removed. */
static gsize
read_cores (const char *folder, gboolean *found)
{
  g_autofree char *secret = dup_secret ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gsize sum = 0;

  *found = FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      sum += length;
      if (memmem (bytes, length, secret, strlen (secret)) != NULL)
        *found = TRUE;
      /* This one has the secret so that the test can find it: it is not to be found by anybody else. */
      if (*found)
        g_assert_cmpint (truncate (path, 0), ==, 0);
      g_unlink (path);
    }
  return sum;
}

static void
test_crash (void)
{
  g_autofree char *folder = g_dir_make_tmp ("corral-crash-XXXXXX", NULL);
  gboolean found;

  crash (folder, CRASH_HELD_BACK);
  g_assert_cmpuint (read_cores (folder, &found), ==, 0);

  crash (folder, CRASH_PIPED);
  read_cores (folder, &found);
  g_assert_false (found);

#ifndef __SANITIZE_ADDRESS__
  if (are_cores_here ())
    {
      crash (folder, CRASH_OPENLY);
      g_assert_cmpuint (read_cores (folder, &found), >, 0);
      g_assert_true (found);
    }
#endif
  g_rmdir (folder);
}

/* Also where no core can be looked at, the kernel has been told. */
static void
test_settings (void)
{
  g_autofree char *filter = NULL;
  struct rlimit limit;

  corral_secrecy_forbid_core_dumps ();
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_cur, ==, 0);
  g_assert_true (g_file_get_contents ("/proc/self/coredump_filter", &filter, NULL, NULL));
  g_assert_cmpuint (g_ascii_strtoull (filter, NULL, 16), ==, 0x10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secrecy/crash", test_crash);
  g_test_add_func ("/secrecy/settings", test_settings);
  return g_test_run ();
}
