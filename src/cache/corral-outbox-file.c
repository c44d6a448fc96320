/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens and closes outbox.db, keeps its backup up to date, and has it made anew when it is damaged.
 * On the "writer" worker, except for what the header marks. */
#include "config.h"

#include "corral-outbox-file.h"

#include "corral-database-image.h"
#include "corral-outbox-remains.h"
#include "corral-outbox-restore.h"
#include "corral-tenant-erasing.h"

#include <glib/gstdio.h>

/* A file up to this size is looked through whenever it is opened, and has its backup made after
 * each change of its entries; a larger one at most so often, and when it is closed. Measured on an
 * SSD, nine acknowledgements to one long note: 1.3 ms for a backup of 30 operations (60 kB), 3.8 ms
 * of 300 (260 kB), 7.9 ms of 900 (0.7 MB), 34 ms of 3,000 (2.3 MB); nine tenths of it is looking
 * through, the rest one write, two syncs and a rename. Nobody waits for it but the next writer. */
#define SMALL_BYTES (1024 * 1024)
#define BACKUP_EVERY_US (60 * G_USEC_PER_SEC)

static void
report_free (gpointer data)
{
  CorralOutboxFileReport *report = data;

  g_free (report->message);
  g_free (report);
}

/* Takes @report and its message. What was told before stays, for somebody may be reading it. */
static void
add_report (CorralOutboxFile *self, CorralOutboxFileReport *report)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->reports, report);
  g_mutex_unlock (&self->lock);
}

CorralOutboxFile *
corral_outbox_file_new (const char *folder, CorralClock *clock)
{
  CorralOutboxFile *self = g_new0 (CorralOutboxFile, 1);

  self->path = g_build_filename (folder, corral_database_outbox.file, NULL);
  self->clock = corral_clock_ref (clock);
  self->readers = corral_reader_pool_new (&corral_database_outbox, self->path);
  g_mutex_init (&self->lock);
  g_mutex_init (&self->wake_lock);
  self->reports = g_ptr_array_new_with_free_func (report_free);
  add_report (self, g_new0 (CorralOutboxFileReport, 1));
  return self;
}

void
corral_outbox_file_free (CorralOutboxFile *self)
{
  g_assert (self->db == NULL);
  corral_reader_pool_unref (self->readers);
  corral_clock_unref (self->clock);
  g_ptr_array_unref (self->reports);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->wake_lock);
  g_free (self->path);
  g_free (self);
}

/* ---- open
 * -----------------------------------------------------------------------------------------------
 */

static gboolean
is_damage (const GError *error)
{
  return g_error_matches (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED);
}

static goffset
get_size (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (goffset) info.st_size : -1;
}

static gboolean
has_backup (CorralOutboxFile *self)
{
  g_autofree char *backup = corral_outbox_backup_path (self->path);

  return g_file_test (backup, G_FILE_TEST_EXISTS);
}

/* Opens the file that stands there. One that is empty where there is a backup, or behind it, has
 * lost something. */
static gboolean
open_as_it_is (CorralOutboxFile *self, GError **error)
{
  gint64 backup_changes = -1;
  GError *failure = NULL;
  GBytes *backup = corral_outbox_read_backup (self->path, &backup_changes, &failure);
  goffset size = get_size (self->path);
  gint64 changes = -1;
  sqlite3 *db;

  /* Only how far it is matters here. */
  g_clear_pointer (&backup, g_bytes_unref);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (size <= 0 && has_backup (self))
    {
      corral_database_set_error (error, CORRAL_CACHE_ERROR_DAMAGED);
      return FALSE;
    }
  self->check = self->check || size <= SMALL_BYTES;
  db = corral_database_open_writer (&corral_database_outbox, self->path, self->check, NULL, error);
  if (db == NULL)
    return FALSE;
  if (self->check && !corral_outbox_remains_check (db, &changes, error))
    goto failed;
  if (!self->check && !corral_database_ask (db, "SELECT changes FROM ledger", &changes, error))
    goto failed;
  if (backup_changes > changes)
    {
      corral_database_set_error (error, CORRAL_CACHE_ERROR_DAMAGED);
      goto failed;
    }
  self->db = corral_connection_new (db);
  self->backup_behind = changes > MAX (backup_changes, 0);
  self->backup_due = self->backup_behind;
  return TRUE;

failed:
  /* A damaged log must not be written into the file. */
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  corral_database_close (db);
  return FALSE;
}

static gboolean
make_anew (CorralOutboxFile *self, GError **error)
{
  CorralOutboxFileReport *report = g_new0 (CorralOutboxFileReport, 1);

  if (!corral_outbox_restore (self->path, corral_clock_now_ms (self->clock), report, error))
    {
      report_free (report);
      return FALSE;
    }
  g_debug ("outbox: made anew, %u entries, %u lost", report->n_restored, report->n_lost);
  add_report (self, report);
  corral_reader_pool_renew (self->readers);
  return TRUE;
}

/* TRUE unless something was begun and cannot be ended. */
static gboolean
resume (CorralOutboxFile *self, GError **error)
{
  CorralOutboxFileReport *report = g_new0 (CorralOutboxFileReport, 1);
  gboolean resumed = FALSE;
  gboolean ok = corral_outbox_resume_restoring (self->path, &resumed, report, error);

  if (ok && resumed)
    add_report (self, report);
  else
    report_free (report);
  return ok;
}

static gboolean
try_to_open (CorralOutboxFile *self, GError **error)
{
  GError *failure = NULL;

  if (!resume (self, error))
    return FALSE;
  if (open_as_it_is (self, &failure))
    return TRUE;
  if (!is_damage (failure))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  g_error_free (failure);
  return make_anew (self, error) && open_as_it_is (self, error);
}

/* Takes @failure, which may be NULL. */
static void
keep_error (CorralOutboxFile *self, GError *failure)
{
  g_mutex_lock (&self->lock);
  g_clear_error (&self->error);
  self->error = failure;
  g_mutex_unlock (&self->lock);
}

/* [writer] Only the writer adds to them. */
static const CorralOutboxFileReport *
get_last_report (CorralOutboxFile *self)
{
  return g_ptr_array_index (self->reports, self->reports->len - 1);
}

static void
report_unusable (CorralOutboxFile *self, const GError *failure)
{
  CorralOutboxFileReport *report;

  if (get_last_report (self)->kind == CORRAL_OUTBOX_FILE_UNUSABLE
      && g_strcmp0 (get_last_report (self)->message, failure->message) == 0)
    return;
  report = g_new0 (CorralOutboxFileReport, 1);
  report->kind = CORRAL_OUTBOX_FILE_UNUSABLE;
  report->message = g_strdup (failure->message);
  add_report (self, report);
}

gboolean
corral_outbox_file_open (CorralOutboxFile *self, gboolean check, GError **error)
{
  GError *failure = NULL;

  if (self->db != NULL)
    return TRUE;
  if (self->closed)
    {
      corral_database_set_error (error, CORRAL_CACHE_ERROR_FAILED);
      return FALSE;
    }
  self->check = self->check || check;
  if (try_to_open (self, &failure))
    {
      /* It opens now, as on a disk that has space again. */
      if (get_last_report (self)->kind == CORRAL_OUTBOX_FILE_UNUSABLE)
        add_report (self, g_new0 (CorralOutboxFileReport, 1));
      keep_error (self, NULL);
      corral_reader_pool_renew (self->readers);
      return TRUE;
    }
  report_unusable (self, failure);
  keep_error (self, g_error_copy (failure));
  g_propagate_error (error, failure);
  return FALSE;
}

/* ---- the backup
 * ----------------------------------------------------------------------------------------- */

/* With what is still in the log. */
static gboolean
is_small (CorralOutboxFile *self)
{
  return corral_database_get_int64 (self->db->db, "PRAGMA page_count", 0)
             * CORRAL_DATABASE_PAGE_SIZE
         <= SMALL_BYTES;
}

gboolean
corral_outbox_file_note_change (CorralOutboxFile *self, gboolean entries)
{
  gint64 now_us = corral_clock_monotonic_us (self->clock);
  gboolean was_due = self->backup_due;

  self->backup_behind = TRUE;
  if (now_us - self->backup_us >= BACKUP_EVERY_US || (entries && is_small (self)))
    self->backup_due = TRUE;
  return self->backup_due && !was_due;
}

gboolean
corral_outbox_file_back_up (CorralOutboxFile *self)
{
  g_autoptr (GError) failure = NULL;
  gint64 changes = 0;

  self->backup_due = FALSE;
  if (self->db == NULL || !self->backup_behind)
    return TRUE;
  if (corral_outbox_back_up (self->db->db, self->path, &changes, &failure))
    {
      self->backup_behind = FALSE;
      self->backup_us = corral_clock_monotonic_us (self->clock);
      return TRUE;
    }
  /* The one before stands; the next change tries again. */
  g_debug ("outbox: no backup: %s", failure->message);
  return !is_damage (failure);
}

void
corral_outbox_file_sweep (CorralOutboxFile *self)
{
  if (!self->to_sweep || self->db == NULL || !corral_database_sweep (self->db->db))
    return;
  self->to_sweep = FALSE;
  /* The backup has what was forgotten, until it is made again. */
  self->backup_behind = TRUE;
  corral_outbox_file_back_up (self);
}

/* ---- while it is open
 * ----------------------------------------------------------------------------------- */

void
corral_outbox_file_note_failure (CorralOutboxFile *self)
{
  if (self->db == NULL)
    return;
  /* A reader may be in the way; it is not waited for. */
  sqlite3_busy_timeout (self->db->db, 0);
  self->log_suspect
      = sqlite3_wal_checkpoint_v2 (self->db->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL)
        != SQLITE_OK;
  sqlite3_busy_timeout (self->db->db, CORRAL_DATABASE_BUSY_MS);
}

gboolean
corral_outbox_file_heal (CorralOutboxFile *self, gboolean *healed, GError **error)
{
  gint64 changes = 0;
  GError *failure = NULL;

  *healed = FALSE;
  if (self->db != NULL)
    {
      /* What this connection remembers may be better than what the disk holds. */
      sqlite3_db_release_memory (self->db->db);
      if (corral_outbox_remains_check (self->db->db, &changes, &failure))
        {
          /* What a reader has in its memory may be damaged all the same. */
          corral_reader_pool_renew (self->readers);
          return TRUE;
        }
      if (!is_damage (failure))
        {
          g_propagate_error (error, failure);
          return FALSE;
        }
      g_clear_error (&failure);
      sqlite3_db_config (self->db->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
      g_clear_pointer (&self->db, corral_connection_free);
      corral_reader_pool_renew (self->readers);
    }
  /* Whatever opening finds: the answer is the same as at a start. */
  self->check = TRUE;
  *healed = corral_outbox_file_open (self, TRUE, error);
  return *healed;
}

gboolean
corral_outbox_file_close (CorralOutboxFile *self)
{
  gboolean sound;

  if (self->db != NULL && self->log_suspect)
    corral_outbox_file_note_failure (self);
  corral_outbox_file_sweep (self);
  sound = corral_outbox_file_back_up (self);
  if (!sound)
    /* A damaged log must not be written into the file. */
    sqlite3_db_config (self->db->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  self->closed = TRUE;
  corral_reader_pool_close (self->readers);
  g_clear_pointer (&self->db, corral_connection_free);
  return sound;
}

gboolean
corral_outbox_file_is_readable (CorralOutboxFile *self, GError **error)
{
  gboolean readable;

  g_mutex_lock (&self->lock);
  readable = !g_error_matches (self->error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_NEWER)
             && !g_error_matches (self->error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED);
  if (!readable && error != NULL)
    *error = g_error_copy (self->error);
  g_mutex_unlock (&self->lock);
  return readable;
}
