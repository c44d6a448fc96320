/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What @widget shows now (a chart, or a box of them), on the window's ground, one texture pixel per
 * device pixel. %NULL while it has no size or stands in no shown window. Main thread. (transfer
 * full) (nullable) */
GdkTexture *corral_chart_picture_render (GtkWidget *widget) G_GNUC_WARN_UNUSED_RESULT;

/* The same as a PNG. Error: G_IO_ERROR_NOT_INITIALIZED where there is nothing to be seen. (transfer
 * full) */
GBytes *corral_chart_picture_dup_png (GtkWidget *widget, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
