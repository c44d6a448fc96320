/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hatching of gaps and the stripes of what came late, for charts and bars alike. Main thread. */
#include "config.h"

#include "corral-hatching.h"

/* Between two lines, across. */
#define PITCH 7
#define STRIPE_PITCH 12
#define STRIPE_WIDTH 4.5
#define GROUND_SHARE 0.2f

/* A tile of lines at 45 degrees that joins itself at all sides: rising for @direction +1, falling for
 * −1. Painting it many times is far cheaper than as many lines. */
static cairo_surface_t *
make_tile (const GdkRGBA *colour, int pitch, double line_width, int direction, int scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, pitch * scale, pitch * scale);
  GdkRGBA ground = *colour;
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  ground.alpha *= GROUND_SHARE;
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_paint (cr);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, line_width);
  /* The line of this tile, and what of those of its neighbours reaches into it. */
  for (int i = -1; i <= 1; i++)
    {
      cairo_move_to (cr, (i - 1) * pitch, direction > 0 ? 2 * pitch : -pitch);
      cairo_line_to (cr, (i + 2) * pitch, direction > 0 ? -pitch : 2 * pitch);
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

cairo_surface_t *
corral_hatching_create_tile (const GdkRGBA *colour, int scale)
{
  return make_tile (colour, PITCH, 1, +1, scale);
}

cairo_surface_t *
corral_striping_create_tile (const GdkRGBA *colour, int scale)
{
  return make_tile (colour, STRIPE_PITCH, STRIPE_WIDTH, -1, scale);
}

/* @tile is consumed. */
static void
draw_tiles (GtkSnapshot *snapshot,
            const graphene_rect_t *rects,
            guint n,
            cairo_surface_t *tile)
{
  cairo_pattern_t *pattern = cairo_pattern_create_for_surface (tile);
  graphene_rect_t bounds = rects[0];
  cairo_t *cr;

  for (guint i = 1; i < n; i++)
    graphene_rect_union (&bounds, &rects[i], &bounds);
  cairo_pattern_set_extend (pattern, CAIRO_EXTEND_REPEAT);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  for (guint i = 0; i < n; i++)
    cairo_rectangle (cr, rects[i].origin.x, rects[i].origin.y, rects[i].size.width,
                     rects[i].size.height);
  /* Tiles lie on a fixed raster, so that neighbouring gaps hang together. */
  cairo_set_source (cr, pattern);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_pattern_destroy (pattern);
  cairo_surface_destroy (tile);
}

void
corral_hatching_snapshot (GtkSnapshot *snapshot,
                          const graphene_rect_t *rects,
                          guint n,
                          const GdkRGBA *colour,
                          int scale)
{
  if (n > 0)
    draw_tiles (snapshot, rects, n, corral_hatching_create_tile (colour, scale));
}
