/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-handover.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * A handover on one sheet of paper: A4 or Letter, as the locale has it. What does not fit is first set smaller, down to what
 * can still be read at arm's length, then lines at the end of the longest parts become a number. Main thread.
 */

/* Draws it on @cairo, @width × @height points inside the margins. Returns the size of its letters in points. */
double corral_paper_draw (const CorralHandover *handover, cairo_t *cairo, double width, double height);

/* As a PDF of one page. NULL and G_IO_ERROR when there is no memory for it. */
GBytes *corral_paper_to_pdf (const CorralHandover *handover, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asks for a printer, and prints. @from: a widget in the window. Says at the foot of the window when it cannot. */
void corral_paper_print (CorralHandover *handover, GtkWidget *from); /* @handover: (transfer full) */

G_END_DECLS
