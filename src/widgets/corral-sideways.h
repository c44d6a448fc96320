/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @child, such as a grid of figures, which may be wider than its page: then it alone is moved sideways, and the sentences
 * around it stay where they are read. */
GtkWidget *corral_sideways_new (GtkWidget *child);

/* Where reading begins at the right, @scrolled, in which a column view stands, shows its right end first, and keeps what stands
 * there in view until somebody moves it sideways: GTK's column view begins at its left edge in every language. */
void corral_sideways_begin (GtkScrolledWindow *scrolled);

G_END_DECLS
