/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @file (nullable): NULL when nothing was chosen; then @error (nullable, transfer none) says why in a sentence for people, or is
 * NULL when it was them who thought better of it. */
typedef void (*CorralCompatFileChosen) (GFile *file, const GError *error, gpointer data);

/* Asks with the desktop's own dialog where to save a file, beginning with @name, and calls @chosen once, after which @free is
 * called with @data. (GTK 4.10: GtkFileDialog.) Main thread. */
void corral_compat_choose_where_to_save (GtkWindow *parent, const char *title, const char *name,
                                         CorralCompatFileChosen chosen, gpointer data, GDestroyNotify free);

G_END_DECLS
