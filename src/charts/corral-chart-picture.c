/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stack of charts as a PNG, to go into a ticket or a mail. Main thread. */
#include "config.h"

#include "corral-chart-picture.h"

#include "corral-chart-layer.h"

#include <glib/gi18n.h>

GdkTexture *
corral_chart_picture_render (GtkWidget *widget)
{
  GtkNative *native;
  GskRenderer *renderer;
  g_autoptr (GdkPaintable) paintable = NULL;
  CorralPlot plot = { .ground = corral_plot_current_ground () };
  GdkRGBA ground = corral_plot_ground_colour (&plot, 1);
  GtkSnapshot *snapshot;
  GskRenderNode *node;
  GdkTexture *texture;
  float scale;
  float width;
  float height;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  native = gtk_widget_get_native (widget);
  renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;
  width = (float) gtk_widget_get_width (widget);
  height = (float) gtk_widget_get_height (widget);
  if (renderer == NULL || !gtk_widget_get_mapped (widget) || width < 1 || height < 1)
    return NULL;

  scale = (float) gtk_widget_get_scale_factor (widget);
  paintable = gtk_widget_paintable_new (widget);
  snapshot = gtk_snapshot_new ();
  gtk_snapshot_scale (snapshot, scale, scale);
  gtk_snapshot_append_color (snapshot, &ground, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gdk_paintable_snapshot (paintable, snapshot, (double) width, (double) height);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (renderer, node,
                                         &GRAPHENE_RECT_INIT (0, 0, width * scale, height * scale));
  gsk_render_node_unref (node);
  return texture;
}

GBytes *
corral_chart_picture_dup_png (GtkWidget *widget, GError **error)
{
  g_autoptr (GdkTexture) texture = corral_chart_picture_render (widget);

  if (texture != NULL)
    return gdk_texture_save_to_png_bytes (texture);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED,
                       _ ("There is nothing to be seen yet, so there is no picture to save."));
  return NULL;
}
