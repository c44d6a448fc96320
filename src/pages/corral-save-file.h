/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks where to, beginning with @name, then writes @bytes there and says so at the foot of the window; or says there why
 * not. That it leaves Corral is recorded before (corral-export-record.h). @from: a widget in that window, on a page. Main
 * thread; writes in the background. */
void corral_save_file (GtkWidget *from, const char *title, const char *name, GBytes *bytes);

/* The same without asking. */
void corral_save_file_at (GtkWidget *from, GFile *file, GBytes *bytes);

G_END_DECLS
