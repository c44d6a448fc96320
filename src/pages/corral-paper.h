/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-sheet.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralPaper:
 *
 * A sheet laid out for paper of one size: black on white, so that any printer will do. A line is never torn apart, a heading
 * never stands alone at the foot of a page, and what goes on says on the next page what it is. A sheet that is to be one page is
 * first set smaller, down to what can be read at arm's length, then lines at the end of its longest parts become a number.
 * Main thread.
 */
typedef struct _CorralPaper CorralPaper;

/* @width × @height: points within the margins. @sheet: (transfer none); outlives the paper. */
CorralPaper *corral_paper_new (const CorralSheet *sheet, double width, double height) G_GNUC_WARN_UNUSED_RESULT;
void corral_paper_free (CorralPaper *self);

guint corral_paper_get_n_pages (const CorralPaper *self);

/* The size of its letters in points. */
double corral_paper_get_size_pt (const CorralPaper *self);

/* Draws the page @page, from 0 on, its upper left corner at the origin of @cairo. */
void corral_paper_draw_page (const CorralPaper *self, cairo_t *cairo, guint page);

/* @paper_name (nullable): GTK_PAPER_NAME_A4, GTK_PAPER_NAME_LETTER; NULL: as the locale has it. NULL and G_IO_ERROR when there is
 * no memory for it. */
GBytes *corral_paper_to_pdf (const CorralSheet *sheet, const char *paper_name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What corral_paper_print() runs: that the sheet leaves is recorded before its first page is drawn, or none is. @sheet: (transfer
 * full). */
GtkPrintOperation *corral_paper_print_new (CorralSheet *sheet, GtkWidget *from) G_GNUC_WARN_UNUSED_RESULT;

/* Asks for a printer, with the desktop's own dialog and preview, and prints. @from: a widget in the window. Says at the foot of
 * the window when it cannot. @sheet: (transfer full). */
void corral_paper_print (CorralSheet *sheet, GtkWidget *from);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralPaper, corral_paper_free)

G_END_DECLS
