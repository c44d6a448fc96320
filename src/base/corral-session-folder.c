/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where data live that must not outlive the program. Any thread. */
#include "config.h"

#include "corral-session-folder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define PREFIX "corral-session-"

/* g_get_user_runtime_dir() would fall back to a folder that is kept. */
static const char *
get_place (void)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");

  return runtime != NULL && g_path_is_absolute (runtime) && g_access (runtime, W_OK) == 0 ? runtime : g_get_tmp_dir ();
}

void
corral_session_folder_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_file_test (folder, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      corral_session_folder_remove (path);
    }
  g_remove (folder);
}

/* "corral-session-<process>-XXXXXX" of one that is no more, and was this user's. */
static gboolean
is_left_over (const char *path, const char *name)
{
  guint64 process = g_ascii_strtoull (name + strlen (PREFIX), NULL, 10);
  GStatBuf info;

  return process > 0 && process <= G_MAXINT && g_lstat (path, &info) == 0 && S_ISDIR (info.st_mode) && info.st_uid == getuid ()
         && kill ((pid_t) process, 0) != 0 && errno == ESRCH;
}

static void
remove_left_over (const char *place)
{
  g_autoptr (GDir) dir = g_dir_open (place, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, PREFIX))
      {
        g_autofree char *path = g_build_filename (place, name, NULL);

        if (is_left_over (path, name))
          corral_session_folder_remove (path);
      }
}

char *
corral_session_folder_new (GError **error)
{
  const char *place = get_place ();
  g_autofree char *folder = g_strdup_printf ("%s/" PREFIX "%d-XXXXXX", place, (int) getpid ());

  remove_left_over (place);
  /* Others may not look into it. */
  if (g_mkdtemp_full (folder, 0700) == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                           _ ("Your administrator has turned off keeping data on this PC, and there is no place for them while "
                              "Corral runs."));
      return NULL;
    }
  return g_steal_pointer (&folder);
}
