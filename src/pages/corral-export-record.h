/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-audit.h"
#include "corral-page.h"

G_BEGIN_DECLS

/* @recorded: it may go ahead. Otherwise somebody has been told why not. */
typedef void (*CorralExportRecordFunc) (gboolean recorded, gpointer data);

/* Records that something leaves Corral, before it does: what can not be recorded does not leave. What it is about is what
 * the page that @from is in shows. @detail: what it is, for later readers ("corral-f12.tar 3f9a…"). @func (nullable) is called
 * once, also at once where nothing is recorded because nothing is kept, and where @from is in no window any more: then it must not
 * go ahead, and nobody is there to be told. @destroy frees @data after it. Main thread. */
void corral_export_record (GtkWidget *from, const char *detail, CorralExportRecordFunc func, gpointer data,
                           GDestroyNotify destroy);

/* The same of @bytes that are saved as @name: the detail is the name and the first 16 digits of their SHA-256, by which the
 * file can be told when it turns up somewhere. */
void corral_export_record_file (GtkWidget *from, const char *name, GBytes *bytes, CorralExportRecordFunc func, gpointer data,
                                GDestroyNotify destroy);

/* Records that @event was looked at, once for each opening: what is refreshed under somebody's eyes, or is not on the screen, is
 * no new look. *@noted (nullable) (owned): the id that was recorded since; the page forgets it when it goes from the screen.
 * @event without a subject: nothing is shown. Main thread. */
void corral_view_record (CorralPage *page, char **noted, const CorralAuditEvent *event);

G_END_DECLS
