/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* It has been decided to. @keep_outbox: what waits to be sent stays for the next time. */
typedef void (*CorralSignOutFunc) (gboolean keep_outbox, gpointer data);

/* Asks whether somebody means to sign out, what goes with it, and what becomes of what waits to be sent. @n: how many of their
 * changes have not arrived. @name (nullable): whose, when it is not whoever is here. @func is called when they do, not from
 * within the dialog; then, or when they do not, @destroy (nullable). Main thread. */
void corral_sign_out_ask (GtkWindow *parent, guint n, const char *cloud, const char *name, CorralSignOutFunc func,
                          GDestroyNotify destroy, gpointer data);

G_END_DECLS
