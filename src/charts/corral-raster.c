/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filling a plot's pixels by hand: bars and patterns over each other, handed to GTK as one picture. Pure but for the
 * last step, which is the main thread's. The pixels are a cairo surface's: GTK's cairo renderer, which machines without
 * a GPU have, would first copy and convert a texture, which takes longer than all the rest (measured with GTK 4.8). */
#include "config.h"

#include "corral-raster.h"

#include <math.h>

/* Slanted lines repeat after so many units, as those of gaps (corral-hatching.c). */
#define LINES_PITCH 7
#define STRIPES_PITCH 12
#define STRIPES_WIDTH 5

struct _CorralRaster
{
  cairo_surface_t *surface; /* (owned) */
  guint32 *pixels;          /* the surface's */
  gsize stride;             /* pixels from a row to the next */
  int width;
  int height;
  int device_scale;
};

CorralRaster *
corral_raster_new (double width, double height, int device_scale)
{
  CorralRaster *self = g_new0 (CorralRaster, 1);

  self->device_scale = MAX (device_scale, 1);
  self->width = MAX (1, (int) floor (width * self->device_scale));
  self->height = MAX (1, (int) ceil ((height + 2 * CORRAL_RASTER_MARGIN) * self->device_scale));
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, self->width, self->height);
  self->pixels = (guint32 *) (gpointer) cairo_image_surface_get_data (self->surface);
  self->stride = (gsize) cairo_image_surface_get_stride (self->surface) / sizeof (guint32);
  /* A plot larger than cairo's 32,767 pixels has no picture. */
  if (self->pixels == NULL)
    {
      self->width = 0;
      self->height = 0;
    }
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
  return (guint) self->width;
}

guint32
corral_raster_get_pixel (const CorralRaster *self, int x, int y)
{
  if (x < 0 || y < 0 || x >= self->width || y >= self->height)
    return 0;
  return self->pixels[(gsize) y * self->stride + (gsize) x];
}

/* @colour as a premultiplied pixel that covers @share of its area. */
static guint32
pixel_of (const GdkRGBA *colour, double share)
{
  double alpha = CLAMP (colour->alpha * share, 0, 1) * 255;

  return (guint32) lround (alpha) << 24 | (guint32) lround (colour->red * alpha) << 16
         | (guint32) lround (colour->green * alpha) << 8 | (guint32) lround (colour->blue * alpha);
}

/* Each of the four bytes of @pixel times @rest / 255, rounded. */
static guint32
scaled (guint32 pixel, guint32 rest)
{
  guint32 even = (pixel & 0x00ff00ff) * rest + 0x00800080;
  guint32 odd = (pixel >> 8 & 0x00ff00ff) * rest + 0x00800080;

  even = (even + (even >> 8 & 0x00ff00ff)) >> 8 & 0x00ff00ff;
  odd = (odd + (odd >> 8 & 0x00ff00ff)) & 0xff00ff00;
  return even | odd;
}

static void
lay_over (guint32 *pixel, guint32 source)
{
  guint32 rest = 255 - (source >> 24);

  *pixel = rest == 0 || *pixel == 0 ? source : source + scaled (*pixel, rest);
}

/* @units below the plot's top, as a row of pixels. */
static double
row_of (const CorralRaster *self, double units)
{
  return CLAMP ((units + CORRAL_RASTER_MARGIN) * self->device_scale, 0, self->height);
}

void
corral_raster_bar (CorralRaster *self, int x, double top, double bottom, const GdkRGBA *colour)
{
  double from;
  double to;
  int first;
  int last;
  guint32 *column;
  guint32 full;

  if (x < 0 || x >= self->width || !(bottom > top))
    return;
  from = row_of (self, top);
  to = row_of (self, bottom);
  if (to <= from)
    return;
  column = self->pixels + x;
  first = (int) from;
  last = (int) to;
  if (first == last)
    {
      lay_over (column + (gsize) first * self->stride, pixel_of (colour, to - from));
      return;
    }
  if (from > first)
    {
      lay_over (column + (gsize) first * self->stride, pixel_of (colour, first + 1 - from));
      first++;
    }
  full = pixel_of (colour, 1);
  for (int y = first; y < last; y++)
    lay_over (column + (gsize) y * self->stride, full);
  if (to > last)
    lay_over (column + (gsize) last * self->stride, pixel_of (colour, to - last));
}

void
corral_raster_fill (CorralRaster *self,
                    int left,
                    int right,
                    double top,
                    double bottom,
                    CorralRasterPattern pattern,
                    int phase,
                    const GdkRGBA *colour)
{
  int first = (int) lround (row_of (self, top));
  int last = (int) lround (row_of (self, bottom));
  int pitch = (pattern == CORRAL_RASTER_STRIPES ? STRIPES_PITCH : LINES_PITCH) * self->device_scale;
  int thick = (pattern == CORRAL_RASTER_STRIPES ? STRIPES_WIDTH : 1) * self->device_scale;
  int slope = pattern == CORRAL_RASTER_STRIPES ? -1 : +1;
  guint32 source = pixel_of (colour, 1);

  left = MAX (left, 0);
  right = MIN (right, self->width);
  for (int y = first; y < last; y++)
    {
      guint32 *row = self->pixels + (gsize) y * self->stride;
      int at = (left + slope * y + phase) % pitch;

      if (at < 0)
        at += pitch;
      for (int x = left; x < right; x++)
        {
          if (pattern == CORRAL_RASTER_PLAIN || at < thick)
            lay_over (&row[x], source);
          if (++at == pitch)
            at = 0;
        }
    }
}

void
corral_raster_snapshot (CorralRaster *self, GtkSnapshot *snapshot)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, -CORRAL_RASTER_MARGIN,
                                               (float) self->width / (float) self->device_scale,
                                               (float) self->height / (float) self->device_scale);
  cairo_t *cr;

  if (self->pixels != NULL)
    {
      cairo_surface_mark_dirty (self->surface);
      cairo_surface_set_device_scale (self->surface, self->device_scale, self->device_scale);
      cr = gtk_snapshot_append_cairo (snapshot, &bounds);
      cairo_set_source_surface (cr, self->surface, 0, -CORRAL_RASTER_MARGIN);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
      cairo_paint (cr);
      cairo_destroy (cr);
    }
  corral_raster_free (self);
}
