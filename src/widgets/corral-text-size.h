/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @px at the text size that screens are laid out for (11 points at 96 dpi), as pixels for text of the size that @widget
 * has: somebody who wants text twice as large gets columns twice as wide, and layouts that fold at twice the width.
 * Main thread. */
int corral_text_size_px (GtkWidget *widget, int px);

G_END_DECLS
