/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Told why nothing can be printed, in a sentence. */
typedef void (*CorralCompatPrintFailed) (GtkPrintOperation *operation, const GError *error);

/* Asks with the desktop's own dialog for a printer, over @parent, and prints. In a sandbox GTK keeps to itself that there is no
 * such dialog, or that the desktop refuses to show it: then @failed is called, once, and the operation is never "done". Main
 * thread. */
void corral_compat_print (GtkPrintOperation *operation, GtkWindow *parent, CorralCompatPrintFailed failed);

G_END_DECLS
