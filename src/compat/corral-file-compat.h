/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @file (nullable): NULL when nothing was chosen. */
typedef void (*CorralCompatFileChosen) (GFile *file, gpointer data);

/* Asks with the desktop's own dialog where to save a file, beginning with @name, and calls @chosen once, after which @free is
 * called with @data. (GTK 4.10: GtkFileDialog.) Main thread. */
void corral_compat_choose_where_to_save (GtkWindow *parent, const char *title, const char *name,
                                         CorralCompatFileChosen chosen, gpointer data, GDestroyNotify free);

G_END_DECLS
