/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-outbox.h"

G_BEGIN_DECLS

/* It has been decided to. @keep_outbox: what waits to be sent stays for the next time. */
typedef void (*CorralSignOutFunc) (gboolean keep_outbox, gpointer data);

/* Asks whether somebody means to sign out, what goes with it, and what becomes of what waits to be sent. @outbox
 * (nullable). @func is called when they do; not from within the dialog. Main thread. */
void corral_sign_out_ask (GtkWindow *parent, CorralOutbox *outbox, const char *cloud, CorralSignOutFunc func, gpointer data);

G_END_DECLS
