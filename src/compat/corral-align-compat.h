/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Aligned to the line that text stands on. (GTK 4.12 calls it GTK_ALIGN_BASELINE_FILL.) */
GtkAlign corral_compat_align_baseline (void);

/* Sets the text of a cell of one line, at the end of its room or (@at_end FALSE) at its beginning, as the widget's direction has
 * it. An inscription's own xalign is turned round by text of the other direction: a Latin name in a column that is read from
 * the right would stand at the left. */
void corral_compat_inscription_set_text (GtkInscription *inscription, const char *text, gboolean at_end);

G_END_DECLS
