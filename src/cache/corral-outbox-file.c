/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens and closes outbox.db. On the "writer" worker, except for what the header marks. */
#include "config.h"

#include "corral-outbox-file.h"

static void
report_free (gpointer data)
{
  CorralOutboxFileReport *report = data;

  g_free (report->message);
  g_free (report);
}

/* Takes @message. What was told before stays readable, for somebody may be reading it. */
static void
add_report (CorralOutboxFile *self, CorralOutboxFileKind kind, guint n_restored, guint n_lost, char *message)
{
  CorralOutboxFileReport *report = g_new0 (CorralOutboxFileReport, 1);

  report->kind = kind;
  report->n_restored = n_restored;
  report->n_lost = n_lost;
  report->message = message;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->reports, report);
  g_mutex_unlock (&self->lock);
}

CorralOutboxFile *
corral_outbox_file_new (const char *folder, CorralClock *clock)
{
  CorralOutboxFile *self = g_new0 (CorralOutboxFile, 1);

  self->folder = g_strdup (folder);
  self->path = g_build_filename (folder, corral_database_outbox.file, NULL);
  self->clock = corral_clock_ref (clock);
  self->readers = corral_reader_pool_new (&corral_database_outbox, self->path);
  g_mutex_init (&self->lock);
  g_mutex_init (&self->wake_lock);
  self->reports = g_ptr_array_new_with_free_func (report_free);
  add_report (self, CORRAL_OUTBOX_FILE_GOOD, 0, 0, NULL);
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
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

gboolean
corral_outbox_file_open (CorralOutboxFile *self, gboolean check, GError **error)
{
  GError *failure = NULL;
  sqlite3 *db = corral_database_open_writer (&corral_database_outbox, self->path, check, NULL, &failure);

  if (db != NULL)
    {
      self->db = corral_connection_new (db);
      return TRUE;
    }
  add_report (self, CORRAL_OUTBOX_FILE_UNUSABLE, 0, 0, g_strdup (failure->message));
  g_mutex_lock (&self->lock);
  g_clear_error (&self->error);
  self->error = g_error_copy (failure);
  g_mutex_unlock (&self->lock);
  g_propagate_error (error, failure);
  return FALSE;
}

void
corral_outbox_file_close (CorralOutboxFile *self)
{
  corral_reader_pool_close (self->readers);
  g_clear_pointer (&self->db, corral_connection_free);
}

gboolean
corral_outbox_file_is_usable (CorralOutboxFile *self, GError **error)
{
  gboolean usable;

  g_mutex_lock (&self->lock);
  usable = self->error == NULL;
  if (!usable && error != NULL)
    *error = g_error_copy (self->error);
  g_mutex_unlock (&self->lock);
  return usable;
}
