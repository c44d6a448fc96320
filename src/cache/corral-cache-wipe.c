/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that go when somebody signs out: by their names alone, for the folder may hold others. The main thread: it is some
 * dozens of unlinks, and nothing goes on before they are done. */
#include "config.h"

#include "corral-cache-wipe.h"

#include "corral-account-files.h"
#include "corral-cache-error.h"
#include "corral-database.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* Whether @name is @file, or stands beside it: its log, its backup, what was set aside of it. */
static gboolean
is_of (const char *name, const char *file)
{
  return g_str_has_prefix (name, file);
}

/* Removes what @is_ours says in @folder, and, when that leaves nothing, with @and_itself the folder. FALSE when something
 * stays that was to go. */
static gboolean
remove_from (const char *folder, gboolean (*is_ours) (const char *name), gboolean and_itself)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gboolean ok = TRUE;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (is_ours (name) && g_unlink (path) != 0)
        ok = FALSE;
    }
  if (and_itself)
    g_rmdir (folder);
  return ok;
}

static gboolean
is_of_chain (const char *name)
{
  return is_of (name, corral_database_cache.file) || is_of (name, corral_database_telemetry.file);
}

static gboolean
is_work (const char *name)
{
  return corral_account_file_get_kind (name) == CORRAL_ACCOUNT_FILE_WORK;
}

static gboolean
is_kept (const char *name)
{
  return corral_account_file_get_kind (name) == CORRAL_ACCOUNT_FILE_KEPT;
}

/* A folder of a chain's has its file in it. */
static gboolean
is_chain_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_of_chain (name))
      return TRUE;
  return FALSE;
}

static gboolean
remove_chains (const char *cache_dir)
{
  g_autoptr (GDir) dir = g_dir_open (cache_dir, 0, NULL);
  const char *name;
  gboolean ok = TRUE;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (cache_dir, name, NULL);

      /* A link leads to what is not ours. */
      if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && is_chain_folder (path) && !remove_from (path, is_of_chain, TRUE))
        ok = FALSE;
    }
  return ok;
}

gboolean
corral_cache_wipe (const char *data_dir, const char *cache_dir, gboolean keep_outbox, GError **error)
{
  gboolean ok = remove_chains (cache_dir);

  ok = remove_from (data_dir, is_kept, FALSE) && ok;
  if (!keep_outbox)
    ok = remove_from (data_dir, is_work, FALSE) && ok;
  if (!ok)
    g_set_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FAILED,
                 _ ("Not everything that was stored could be removed. What is left lies in %s."), cache_dir);
  return ok;
}
