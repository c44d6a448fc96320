/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-export.h"
#include "corral-page.h"

G_BEGIN_DECLS

/**
 * CorralExportButton:
 *
 * Saves the list of a page as a file, CSV or JSON: asks where to, then shows how far it is, with a way to stop it. Absent where
 * whoever looks after this PC, or the account's role, does not allow it; the same is asked again before anything is written. That
 * rows leave Corral is recorded before the file is there. Main thread.
 */
#define CORRAL_TYPE_EXPORT_BUTTON (corral_export_button_get_type ())
G_DECLARE_FINAL_TYPE (CorralExportButton, corral_export_button, CORRAL, EXPORT_BUTTON, GtkWidget)

/* What the page shows now, as filtered and in its order (transfer full); NULL: nothing that may leave, of which the person is
 * told. */
typedef CorralExportRows *(*CorralExportMake) (CorralPage *page);

/* Also gives @page the action "list.menu", which opens it, for the key. */
GtkWidget *corral_export_button_new (CorralPage *page, CorralExportMake make) G_GNUC_WARN_UNUSED_RESULT;

/* The account may be another. */
void corral_export_button_refresh (CorralExportButton *self);

/* Writes without asking where. */
void corral_export_button_save_at (CorralExportButton *self, CorralRecordFormat format, GFile *file);

gboolean corral_export_button_is_running (CorralExportButton *self);

/* Stops what is being written; nothing of it stays. */
void corral_export_button_cancel (CorralExportButton *self);

G_END_DECLS
