/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @scanned: what was read, as it came. */
typedef void (*CorralScanFunc) (const char *scanned, gpointer owner);

/* Takes what a barcode scanner in keyboard mode sends to @window, whatever has the focus there: the field that had it
 * gets back the text that it had before, and nothing is told of the scanner's Enter. For as long as @window and @owner, a
 * GObject that is handed to @func, live. Main thread. */
void corral_scan_watch_add (GtkWindow *window, CorralScanFunc func, gpointer owner);

G_END_DECLS
