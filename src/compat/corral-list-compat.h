/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * What GTK 4.8 can do with lists and tables but has no function for. Newer versions have; when the floor
 * rises, these become one-liners. Main thread.
 */

/* Brings the row at @position into view. (GTK 4.12: gtk_column_view_scroll_to.) */
void corral_compat_column_view_scroll_to (GtkColumnView *view, guint position);

/* The part of @view that holds the rows, or NULL. */
GtkWidget *corral_compat_column_view_get_rows (GtkColumnView *view);

/* The heading of the column called @title as it is on the screen, or NULL: for its alignment, its tooltip
 * and what screen readers say. It is another one after the column was moved or shown. */
GtkWidget *corral_compat_column_view_find_heading (GtkColumnView *view, const char *title);

/* Aligns a heading's text and arrow: 0 left, 1 right. */
void corral_compat_heading_set_xalign (GtkWidget *heading, float xalign);

/* Whether the mark of the column that rows are sorted by has room in @heading. GTK keeps that room in every heading of a column
 * that can be sorted by: a third of a narrow one. */
void corral_compat_heading_set_sorted (GtkWidget *heading, gboolean sorted);

/**
 * CorralColumnSorter:
 *
 * Learns which column of a GtkColumnView is sorted by, and how. (GTK 4.10: GtkColumnViewSorter.) The sorters
 * that it makes compare nothing: the list sorts itself.
 */
typedef struct _CorralColumnSorter CorralColumnSorter;

CorralColumnSorter *corral_column_sorter_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_column_sorter_free (CorralColumnSorter *self);

/* Makes the heading of @column clickable; @key says which it is. @self must outlive the column. */
void corral_column_sorter_attach (CorralColumnSorter *self, GtkColumnViewColumn *column, guint key);

/* FALSE when @view is not sorted. */
gboolean corral_column_sorter_read (CorralColumnSorter *self, GtkColumnView *view, guint *key,
                                    gboolean *descending);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralColumnSorter, corral_column_sorter_free)

G_END_DECLS
