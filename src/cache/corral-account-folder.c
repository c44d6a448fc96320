/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at the folder of an account that is not open here. Any thread. */
#include "config.h"

#include "corral-account-folder.h"

#include "corral-account-files.h"
#include "corral-database.h"
#include "corral-lock-file.h"

int
corral_account_folder_find_writer (const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, CORRAL_ACCOUNT_FILE_LOCK, NULL);

  return corral_lock_file_find_holder (path);
}

/* Nobody writes there, and without a log the file is all there is: it is read as the constant that it is, for another
 * way would make files beside it. */
static sqlite3 *
open_outbox (const char *path, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?immutable=1", NULL);
  sqlite3 *db = NULL;

  if (g_file_test (log, G_FILE_TEST_EXISTS))
    return corral_database_open_reader (&corral_database_outbox, path, NULL, error);
  if (sqlite3_open_v2 (uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) == SQLITE_OK)
    return db;
  corral_database_close (db);
  return NULL;
}

guint
corral_account_folder_count_waiting (const char *data_dir)
{
  g_autofree char *path = g_build_filename (data_dir, corral_database_outbox.file, NULL);
  g_autoptr (GError) error = NULL;
  gint64 n = 0;
  sqlite3 *db;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return 0;
  db = open_outbox (path, &error);
  /* As corral_outbox_get_n_waiting() and _get_n_troubled() count. */
  if (db == NULL
      || !corral_database_ask (
          db,
          "SELECT count(*) FROM operation WHERE settled=0 AND state IN ('held','queued','sending','unknown',"
          "'retry','conflict','refused','expired')",
          &n, &error))
    {
      g_debug ("account folder: %s", error != NULL ? error->message : "");
      n = 0;
    }
  if (db != NULL)
    corral_database_close (db);
  return (guint) CLAMP (n, 0, G_MAXUINT);
}
