/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"
#include "corral-row-list.h"
#include "corral-table.h"

G_BEGIN_DECLS

/*
 * The mark beside what somebody did and the cloud has not confirmed, or has not taken. One look for cells, short lists
 * and pages. Main thread.
 */

/* What the outbox has to say about a row. CORRAL_PENDING_NONE for tables that know none. */
CorralPending corral_pending_get (CorralFleet *fleet, CorralTableKind table, guint32 slot);

/* FALSE, and no look, for CORRAL_PENDING_NONE. */
gboolean corral_pending_get_look (CorralPending pending, CorralLook *look);

/* "Waiting to be sent: acknowledged by you, 09:14", one line for each thing that was done; NULL for none. */
char *corral_pending_to_text (CorralPageContext *context, CorralTableKind table, guint32 slot)
  G_GNUC_WARN_UNUSED_RESULT;

/* For a column that is marked: marks @item's cell; the tooltip of such a column. */
void corral_pending_mark_cell (CorralCell *cell, CorralRowItem *item);
char *corral_pending_tooltip (gpointer item, gpointer context) G_GNUC_WARN_UNUSED_RESULT;

/**
 * CorralPendingMark:
 *
 * A mark of its own, invisible while there is nothing to say; leads to the outbox.
 */
#define CORRAL_TYPE_PENDING_MARK (corral_pending_mark_get_type ())
G_DECLARE_FINAL_TYPE (CorralPendingMark, corral_pending_mark, CORRAL, PENDING_MARK, GtkWidget)

GtkWidget *corral_pending_mark_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_pending_mark_show (CorralPendingMark *self, CorralPageContext *context, CorralTableKind table, guint32 slot);

G_END_DECLS
