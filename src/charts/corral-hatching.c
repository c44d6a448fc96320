/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hatching of gaps and the stripes of what came late, for charts and bars alike. Main thread. */
#include "config.h"

#include "corral-hatching.h"

#define GROUND_SHARE 0.2f

static const struct
{
  int pitch;         /* of the tile, in units */
  double line_width; /* of a dot: its diameter */
  gboolean rises;
  gboolean falls;
} textures[] = {
  [CORRAL_TEXTURE_HATCH] = { 7, 1, TRUE, FALSE },
  [CORRAL_TEXTURE_STRIPES] = { 12, 4.5, FALSE, TRUE },
  [CORRAL_TEXTURE_CROSS] = { 8, 1, TRUE, TRUE },
  [CORRAL_TEXTURE_DOTS] = { 7, 2, FALSE, FALSE },
};

cairo_surface_t *
corral_hatching_create_tile (CorralTexture texture, const GdkRGBA *colour, int scale)
{
  int pitch = textures[texture].pitch;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, pitch * scale, pitch * scale);
  GdkRGBA ground = *colour;
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  ground.alpha *= GROUND_SHARE;
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_paint (cr);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, textures[texture].line_width);
  /* The line of this tile, and what of those of its neighbours reaches into it. */
  for (int i = -1; i <= 1; i++)
    {
      if (textures[texture].rises)
        {
          cairo_move_to (cr, (i - 1) * pitch, 2 * pitch);
          cairo_line_to (cr, (i + 2) * pitch, -pitch);
        }
      if (textures[texture].falls)
        {
          cairo_move_to (cr, (i - 1) * pitch, -pitch);
          cairo_line_to (cr, (i + 2) * pitch, 2 * pitch);
        }
    }
  cairo_stroke (cr);
  if (!textures[texture].rises && !textures[texture].falls)
    {
      cairo_arc (cr, pitch / 2., pitch / 2., textures[texture].line_width / 2, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

void
corral_hatching_snapshot (GtkSnapshot *snapshot,
                          CorralTexture texture,
                          const graphene_rect_t *rects,
                          guint n,
                          const GdkRGBA *colour,
                          int scale)
{
  cairo_surface_t *tile;
  cairo_pattern_t *pattern;
  graphene_rect_t bounds;
  cairo_t *cr;

  if (n == 0)
    return;

  /* Painting a tile many times is far cheaper than as many lines. */
  tile = corral_hatching_create_tile (texture, colour, scale);
  pattern = cairo_pattern_create_for_surface (tile);
  cairo_pattern_set_extend (pattern, CAIRO_EXTEND_REPEAT);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);

  bounds = rects[0];
  for (guint i = 1; i < n; i++)
    graphene_rect_union (&bounds, &rects[i], &bounds);
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
