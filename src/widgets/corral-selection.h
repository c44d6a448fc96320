/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralRowSource:
 *
 * How a table reads rows that are positions: a list whose items stay and are pointed at other rows. The list
 * may emit "reordered" and its items "changed" (both without arguments), as CorralRowList does.
 */
typedef struct
{
  guint32 (*get_slot) (GListModel *rows, guint position); /* the row there, or G_MAXUINT32 */
  guint (*find_slot) (GListModel *rows, guint32 slot);    /* where it stands, or GTK_INVALID_LIST_POSITION */
} CorralRowSource;

/**
 * CorralSelection:
 *
 * A GtkSelectionModel that keeps which rows are selected, not which positions: it survives every sorting and
 * filtering. A selected row that is filtered away stays selected. Main thread.
 *
 * Signal "selected-rows-changed": the set of rows is another (not: they stand elsewhere).
 */
#define CORRAL_TYPE_SELECTION (corral_selection_get_type ())
G_DECLARE_FINAL_TYPE (CorralSelection, corral_selection, CORRAL, SELECTION, GObject)

/* @multiple: whether more than one row can be selected. @source must be static. */
CorralSelection *corral_selection_new (GListModel *rows, const CorralRowSource *source, gboolean multiple)
  G_GNUC_WARN_UNUSED_RESULT;

GListModel *corral_selection_get_rows (CorralSelection *self); /* (transfer none) */

guint corral_selection_get_n_selected (CorralSelection *self);
gboolean corral_selection_contains (CorralSelection *self, guint32 slot);

/* The selected row when it is one, else G_MAXUINT32. */
guint32 corral_selection_get_only (CorralSelection *self);

/* All selected slots, ascending (element-type guint32). Free with g_array_unref(). */
GArray *corral_selection_list (CorralSelection *self) G_GNUC_WARN_UNUSED_RESULT;

/* Selects these and no other. */
void corral_selection_set (CorralSelection *self, const guint32 *slots, guint n_slots);

G_END_DECLS
