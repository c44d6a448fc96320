/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Told whether a program took it. */
typedef void (*CorralCompatOpenedFunc) (gboolean opened, gpointer data);

/* Opens @uri with whatever the desktop has for it, through the portal in a sandbox. @func is always called, once. (GTK 4.10:
 * GtkUriLauncher.) Main thread. */
void corral_compat_open_uri (GtkWindow *parent, const char *uri, CorralCompatOpenedFunc func, gpointer data);

G_END_DECLS
