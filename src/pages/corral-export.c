/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows into a file, piece by piece. Main thread; what touches the disk runs in the background. */
#include "config.h"

#include "corral-export.h"

#include <math.h>

/* So long one piece takes at most, and so large it is: the window goes on in between. */
#define PIECE_US 3000
#define PIECE_BYTES (256 * 1024)
/* The clock is looked at so often. */
#define ROWS_A_LOOK 16

CorralExportRows *
corral_export_rows_new (guint n_rows,
                        gboolean (*fill) (gpointer data, guint index, CorralRecordCell *cells, GTimeZone **zone), gpointer data,
                        GDestroyNotify free_data)
{
  CorralExportRows *self = g_new0 (CorralExportRows, 1);

  *self = (CorralExportRows){ g_array_new (FALSE, FALSE, sizeof (CorralRecordColumn)), n_rows, fill, data,
                              free_data };
  return self;
}

void
corral_export_rows_free (CorralExportRows *self)
{
  if (self->free_data != NULL)
    self->free_data (self->data);
  g_array_unref (self->columns);
  g_free (self);
}

void
corral_export_rows_add_column (CorralExportRows *self, const char *key, CorralRecordType type, guint decimals)
{
  CorralRecordColumn column = { key, type, decimals };

  g_array_append_val (self->columns, column);
}

/* ---- one export ----------------------------------------------------------------------------------------- */

typedef struct
{
  CorralExportRows *rows; /* (owned) */
  CorralRecordFormat format;
  GFile *file;            /* (owned): where it will be */
  GFile *part;            /* (owned): where it is written */
  GOutputStream *stream;  /* (owned) (nullable): while it is written */
  CorralExportHooks hooks;
  GChecksum *checksum;    /* (owned) */
  CorralRecordCell *cells; /* (owned): of one row */
  GString *piece;         /* (owned) */
  guint next;             /* the row that comes next */
  guint n_written;
  gboolean ended;         /* what stands after the last row is in a piece */
  GError *error;          /* (owned) (nullable): why it is given up */
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  corral_export_rows_free (self->rows);
  g_object_unref (self->file);
  g_object_unref (self->part);
  g_clear_object (&self->stream);
  if (self->hooks.free_data != NULL)
    self->hooks.free_data (self->hooks.data);
  g_checksum_free (self->checksum);
  g_free (self->cells);
  g_string_free (self->piece, TRUE);
  g_clear_error (&self->error);
  g_free (self);
}

/* ---- its end -------------------------------------------------------------------------------------------- */

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Export *self = g_task_get_task_data (task);

  /* It may not have come into being. What remains when it cannot be deleted is a file whose name says what it is. */
  g_file_delete_finish (G_FILE (source), result, NULL);
  g_task_return_error (task, g_steal_pointer (&self->error));
}

/* Gives it up: what was written goes. @task and @error: (transfer full). */
static void
give_up (GTask *task, GError *error)
{
  Export *self = g_task_get_task_data (task);

  g_clear_error (&self->error);
  self->error = error;
  if (self->stream != NULL)
    {
      g_output_stream_close (self->stream, NULL, NULL);
      g_clear_object (&self->stream);
    }
  g_file_delete_async (self->part, G_PRIORITY_DEFAULT, NULL, deleted_cb, task);
}

static void
move_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Export *self = task_data;
  GError *error = NULL;

  if (g_file_move (self->part, self->file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      give_up (task, error);
      return;
    }
  g_task_return_int (task, self->n_written);
  g_object_unref (task);
}

static void
sealed_cb (gboolean may_leave, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr (GTask) moving = NULL;

  if (!may_leave)
    {
      give_up (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, ""));
      return;
    }
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    {
      give_up (task, error);
      return;
    }
  /* From here on it is there: to cancel would be to take a file away that was recorded. */
  moving = g_task_new (NULL, NULL, moved_cb, task);
  g_task_set_task_data (moving, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (moving, move_in_thread);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_object (&self->stream);
  if (!g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error))
    give_up (task, error);
  else if (self->hooks.seal != NULL)
    self->hooks.seal (g_checksum_get_string (self->checksum), sealed_cb, task, self->hooks.data);
  else
    sealed_cb (TRUE, task);
}

/* ---- its pieces ----------------------------------------------------------------------------------------- */

static void write_piece (GTask *task);

static void
append_row (Export *self)
{
  guint n = self->rows->columns->len;
  const CorralRecordColumn *columns = (const CorralRecordColumn *) (gpointer) self->rows->columns->data;
  GTimeZone *zone = NULL;

  for (guint i = 0; i < n; i++)
    self->cells[i] = (CorralRecordCell){ NULL, CORRAL_RECORD_UNKNOWN, NAN };
  if (self->rows->fill (self->rows->data, self->next, self->cells, &zone))
    corral_record_append (self->piece, self->format, columns, n, self->cells, zone, self->n_written++);
  for (guint i = 0; i < n; i++)
    g_free (self->cells[i].text);
  g_clear_pointer (&zone, g_time_zone_unref);
  self->next++;
}

static void
fill_piece (Export *self)
{
  gint64 begun_us = g_get_monotonic_time ();

  g_string_truncate (self->piece, 0);
  if (self->next == 0)
    corral_record_append_head (self->piece, self->format, (const CorralRecordColumn *) (gpointer) self->rows->columns->data,
                               self->rows->columns->len);
  while (self->next < self->rows->n_rows && self->piece->len < PIECE_BYTES)
    {
      append_row (self);
      if (self->next % ROWS_A_LOOK == 0 && g_get_monotonic_time () - begun_us > PIECE_US)
        break;
    }
  if (self->next < self->rows->n_rows || self->ended)
    return;
  corral_record_append_foot (self->piece, self->format, self->n_written);
  self->ended = TRUE;
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    {
      give_up (task, error);
      return;
    }
  if (self->hooks.progress != NULL)
    self->hooks.progress (self->next, self->rows->n_rows, self->hooks.data);
  if (self->ended)
    g_output_stream_close_async (self->stream, G_PRIORITY_DEFAULT, g_task_get_cancellable (task), closed_cb, task);
  else
    write_piece (task);
}

static void
write_piece (GTask *task)
{
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    {
      give_up (task, error);
      return;
    }
  fill_piece (self);
  g_checksum_update (self->checksum, (const guchar *) self->piece->str, (gssize) self->piece->len);
  g_output_stream_write_all_async (self->stream, self->piece->str, self->piece->len, G_PRIORITY_DEFAULT_IDLE,
                                   g_task_get_cancellable (task), written_cb, task);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Export *self = g_task_get_task_data (task);
  GError *error = NULL;
  GFileOutputStream *stream = g_file_create_finish (G_FILE (source), result, &error);

  /* Cancelled, it may have been made all the same. One that was there before is somebody else's. */
  if (stream == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      give_up (task, error);
      return;
    }
  if (stream == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  self->stream = G_OUTPUT_STREAM (stream);
  write_piece (task);
}

/* Beside the file: only there it can be put in its place at once. */
static GFile *
make_part (GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *part = g_strdup_printf (".%s.%08x.part", name, g_random_int ());

  return folder != NULL ? g_file_get_child (folder, part) : g_file_new_for_path (part);
}

void
corral_export_async (CorralExportRows *rows, CorralRecordFormat format, GFile *file, const CorralExportHooks *hooks,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Export *self = g_new0 (Export, 1);

  *self = (Export){ .rows = rows,
                    .format = format,
                    .file = g_object_ref (file),
                    .part = make_part (file),
                    .hooks = hooks != NULL ? *hooks : (CorralExportHooks){ NULL },
                    .checksum = g_checksum_new (G_CHECKSUM_SHA256),
                    .cells = g_new0 (CorralRecordCell, rows->columns->len + 1),
                    .piece = g_string_new (NULL) };
  g_task_set_source_tag (task, corral_export_async);
  /* What ended it is said, also when it is cancelled after that. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, self, export_free);
  g_file_create_async (self->part, G_FILE_CREATE_NONE, G_PRIORITY_DEFAULT, cancellable, created_cb, task);
}

gboolean
corral_export_finish (GAsyncResult *result, guint *n_rows, GError **error)
{
  gssize n;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  n = g_task_propagate_int (G_TASK (result), error);
  if (n < 0)
    return FALSE;
  if (n_rows != NULL)
    *n_rows = (guint) n;
  return TRUE;
}
