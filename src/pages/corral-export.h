/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-record.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CorralExportRows:
 *
 * The rows of a list as they go into a file: what there is now, in the order in which it stands. Whatever changes while it is
 * written, a row is whole and is there once; one that goes meanwhile is left out.
 */
typedef struct
{
  GArray *columns;  /* (owned) (element-type CorralRecordColumn); keys are static or interned */
  guint n_rows;
  /* Fills @cells, one for each column, all unknown before, and @zone, which stays NULL where the row has none. FALSE: it has
   * gone. */
  gboolean (*fill) (gpointer data, guint index, CorralRecordCell *cells, GTimeZone **zone);
  gpointer data;    /* (owned) */
  GDestroyNotify free_data;
} CorralExportRows;

/* Takes @data. */
CorralExportRows *corral_export_rows_new (guint n_rows,
                                          gboolean (*fill) (gpointer data, guint index, CorralRecordCell *cells, GTimeZone **zone),
                                          gpointer data, GDestroyNotify free_data) G_GNUC_WARN_UNUSED_RESULT;
void corral_export_rows_free (CorralExportRows *self);
void corral_export_rows_add_column (CorralExportRows *self, const char *key, CorralRecordType type, guint decimals);

/* How far it is. */
typedef void (*CorralExportProgress) (guint n_done, guint n_rows, gpointer data);

/* Says whether what was written may leave: calls @answer once, at once or later. @digest: SHA-256 of it, hexadecimal. */
typedef void (*CorralExportSealed) (gboolean may_leave, gpointer answer_data);
typedef void (*CorralExportSeal) (const char *digest, CorralExportSealed answer, gpointer answer_data, gpointer data);

/* What is around the writing; all of it is optional. */
typedef struct
{
  CorralExportProgress progress;
  CorralExportSeal seal;
  gpointer data;
  GDestroyNotify free_data;
} CorralExportHooks;

/* Writes @rows (transfer full) to @file, in pieces between which the program goes on. The file appears whole or not at all: it is
 * written beside itself under another name, which is gone when it is cancelled, not sealed, or the disk is full. Main thread. */
void corral_export_async (CorralExportRows *rows, CorralRecordFormat format, GFile *file, const CorralExportHooks *hooks,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);

/* How many rows are in it. FALSE: G_IO_ERROR_CANCELLED; G_IO_ERROR_PERMISSION_DENIED with an empty message when it was not sealed, of
 * which somebody has been told; else why it could not be written. */
gboolean corral_export_finish (GAsyncResult *result, guint *n_rows, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralExportRows, corral_export_rows_free)

G_END_DECLS
