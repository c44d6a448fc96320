/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hatching of gaps, for charts and bars alike. Main thread. */
#include "config.h"

#include "corral-hatching.h"

#include <math.h>

/* Between two lines, across. */
#define PITCH 7.0
#define GROUND_SHARE 0.2f

void
corral_hatching_snapshot (GtkSnapshot *snapshot,
                          const graphene_rect_t *rects,
                          guint n,
                          const GdkRGBA *colour)
{
  GdkRGBA ground = *colour;
  graphene_rect_t bounds;
  cairo_t *cr;
  double left;
  double top;
  double right;
  double bottom;

  if (n == 0)
    return;

  bounds = rects[0];
  for (guint i = 1; i < n; i++)
    graphene_rect_union (&bounds, &rects[i], &bounds);
  left = bounds.origin.x;
  top = bounds.origin.y;
  right = left + bounds.size.width;
  bottom = top + bounds.size.height;

  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  for (guint i = 0; i < n; i++)
    cairo_rectangle (cr, rects[i].origin.x, rects[i].origin.y, rects[i].size.width,
                     rects[i].size.height);
  cairo_clip (cr);

  ground.alpha *= GROUND_SHARE;
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_paint (cr);

  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, 1);
  /* Lines start on a fixed raster, so that neighbouring gaps hang together. */
  for (double x = floor ((left - (bottom - top)) / PITCH) * PITCH; x < right; x += PITCH)
    {
      cairo_move_to (cr, x, bottom);
      cairo_line_to (cr, x + (bottom - top), top);
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
}
