/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bars, rectangles and small images, written into memory and handed to the renderer as one
 * image. Not as a texture: GTK 4.8's renderer without a GPU turns those into numbers and back. Main thread. */
#include "config.h"

#include "corral-raster.h"

#include <math.h>

struct _CorralRaster
{
  cairo_surface_t *surface; /* (owned) */
  guint32 *pixels;          /* (unowned): the surface's, premultiplied */
  gsize stride;             /* of a row, in pixels */
  guint width;
  guint height;
  int scale;
};

CorralRaster *
corral_raster_new (double width, double height, int scale)
{
  CorralRaster *self = g_new0 (CorralRaster, 1);

  self->scale = scale;
  self->width = (guint) MAX (1, floor (width * scale));
  self->height = (guint) MAX (1, floor (height * scale));
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) self->width, (int) self->height);
  self->pixels = (guint32 *) (gpointer) cairo_image_surface_get_data (self->surface);
  self->stride = (gsize) cairo_image_surface_get_stride (self->surface) / sizeof (guint32);
  if (self->pixels == NULL)
    self->width = self->height = 0;
  return self;
}

void
corral_raster_free (CorralRaster *self)
{
  if (self == NULL)
    return;
  cairo_surface_destroy (self->surface);
  g_free (self);
}

guint
corral_raster_get_width (const CorralRaster *self)
{
  return self->width;
}

/* @colour with @coverage (0 … 1), premultiplied. */
static guint32
premultiply (const GdkRGBA *colour, double coverage)
{
  double alpha = colour->alpha * coverage;

  return (guint32) lround (alpha * 255) << 24 | (guint32) lround (colour->red * alpha * 255) << 16
         | (guint32) lround (colour->green * alpha * 255) << 8 | (guint32) lround (colour->blue * alpha * 255);
}

/* @above over @below, two channels at a time. */
static inline guint32
blend (guint32 below, guint32 above)
{
  guint32 rest = 255 - (above >> 24);
  guint32 even;
  guint32 odd;

  /* Most is drawn on nothing, or covers all. */
  if (below == 0 || rest == 0)
    return above;
  even = (below & 0x00ff00ff) * rest + 0x00800080;
  odd = (below >> 8 & 0x00ff00ff) * rest + 0x00800080;

  even = (even + (even >> 8 & 0x00ff00ff)) >> 8 & 0x00ff00ff;
  odd = (odd + (odd >> 8 & 0x00ff00ff)) & 0xff00ff00;
  return above + (even | odd);
}

void
corral_raster_add_bar (CorralRaster *self, guint x, double top, double bottom, const GdkRGBA *colour)
{
  double from = MIN (top, bottom) * self->scale;
  double to = MAX (top, bottom) * self->scale;
  guint32 *pixel;
  guint32 full;
  guint begin;
  guint end;

  if (x >= self->width || isnan (from) || isnan (to) || to <= 0 || from >= self->height)
    return;
  from = MAX (from, 0);
  to = MIN (to, self->height);
  begin = (guint) from;
  end = (guint) to;
  pixel = self->pixels + begin * self->stride + x;
  if (begin == end)
    {
      *pixel = blend (*pixel, premultiply (colour, to - from));
      return;
    }

  full = premultiply (colour, 1);
  if (from > begin)
    {
      *pixel = blend (*pixel, premultiply (colour, begin + 1 - from));
      pixel += self->stride;
      begin++;
    }
  for (guint y = begin; y < end; y++, pixel += self->stride)
    *pixel = blend (*pixel, full);
  if (to > end)
    *pixel = blend (*pixel, premultiply (colour, to - end));
}

/* Device pixels of [@start, @start + @length) in units, cut to [0, @limit). */
static void
to_device (const CorralRaster *self, double start, double length, guint limit, guint *begin, guint *end)
{
  *begin = (guint) CLAMP (floor (start * self->scale + 0.5), 0, limit);
  *end = (guint) CLAMP (floor ((start + length) * self->scale + 0.5), 0, limit);
}

void
corral_raster_add_rect (CorralRaster *self, const graphene_rect_t *rect, const GdkRGBA *colour)
{
  guint32 pixel = premultiply (colour, 1);
  guint left, right, top, bottom;

  to_device (self, rect->origin.x, rect->size.width, self->width, &left, &right);
  to_device (self, rect->origin.y, rect->size.height, self->height, &top, &bottom);
  for (guint y = top; y < bottom; y++)
    {
      guint32 *row = self->pixels + y * self->stride;

      for (guint x = left; x < right; x++)
        row[x] = blend (row[x], pixel);
    }
}

void
corral_raster_add_tiles (CorralRaster *self, const graphene_rect_t *rect, cairo_surface_t *tile)
{
  guint width = (guint) cairo_image_surface_get_width (tile);
  guint height = (guint) cairo_image_surface_get_height (tile);
  gsize stride = (gsize) cairo_image_surface_get_stride (tile) / 4;
  const guint32 *pixels = (const guint32 *) (gpointer) cairo_image_surface_get_data (tile);
  guint left, right, top, bottom;

  to_device (self, rect->origin.x, rect->size.width, self->width, &left, &right);
  to_device (self, rect->origin.y, rect->size.height, self->height, &top, &bottom);
  for (guint y = top; y < bottom; y++)
    {
      const guint32 *from = pixels + y % height * stride;
      guint32 *row = self->pixels + y * self->stride;

      for (guint x = left; x < right; x++)
        row[x] = blend (row[x], from[x % width]);
    }
}

void
corral_raster_add_stamp (CorralRaster *self, int x, int y, cairo_surface_t *stamp)
{
  int width = cairo_image_surface_get_width (stamp);
  int height = cairo_image_surface_get_height (stamp);
  gsize stride = (gsize) cairo_image_surface_get_stride (stamp) / 4;
  const guint32 *pixels = (const guint32 *) (gpointer) cairo_image_surface_get_data (stamp);

  for (int k = MAX (0, -y); k < height && y + k < (int) self->height; k++)
    {
      guint32 *row = self->pixels + (gsize) (y + k) * self->stride;

      for (int i = MAX (0, -x); i < width && x + i < (int) self->width; i++)
        {
          guint32 pixel = pixels[(gsize) k * stride + (gsize) i];

          if (pixel != 0)
            row[x + i] = blend (row[x + i], pixel);
        }
    }
}

void
corral_raster_finish (CorralRaster *self, GtkSnapshot *snapshot, double x, double y)
{
  cairo_t *cr;

  cairo_surface_mark_dirty (self->surface);
  cairo_surface_set_device_scale (self->surface, self->scale, self->scale);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) self->width / (float) self->scale,
                                                       (float) self->height / (float) self->scale));
  cairo_set_source_surface (cr, self->surface, x, y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
  corral_raster_free (self);
}
