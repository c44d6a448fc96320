/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-chart-layer.h"

G_BEGIN_DECLS

/**
 * CorralRaster:
 *
 * A plot's pixels, filled column by column. A lane is a few dozen pixels high, so that filling them costs less than
 * asking for a rectangle a column: thousands of render nodes a frame become one picture. It covers the plot and
 * CORRAL_RASTER_MARGIN units above and below, into which half a line's width may stand out. One thread; any.
 */
typedef struct _CorralRaster CorralRaster;

#define CORRAL_RASTER_MARGIN 2

/* @width and @height of the plot, in units; a unit has @device_scale pixels. Transparent. */
CorralRaster *corral_raster_new (double width, double height, int device_scale) G_GNUC_WARN_UNUSED_RESULT;
void corral_raster_free (CorralRaster *self);

/* In pixels. */
guint corral_raster_get_width (const CorralRaster *self);
/* Premultiplied, 0xAARRGGBB; 0 outside. */
guint32 corral_raster_get_pixel (const CorralRaster *self, int x, int y);

/* Lays @colour over pixel column @x from @top to @bottom, in units of the plot; edges that cut a pixel are mixed. */
void corral_raster_bar (CorralRaster *self, int x, double top, double bottom, const GdkRGBA *colour);

typedef enum
{
  CORRAL_RASTER_PLAIN,
  CORRAL_RASTER_LINES,   /* thin lines that rise */
  CORRAL_RASTER_STRIPES, /* broad stripes that fall */
} CorralRasterPattern;

/* Lays @colour over the pixels of @pattern in columns [@left, @right), from @top to @bottom units. @phase: how far the
 * pattern has moved, in pixels, so that it goes along with what is drawn. */
void corral_raster_fill (CorralRaster *self,
                         int left,
                         int right,
                         double top,
                         double bottom,
                         CorralRasterPattern pattern,
                         int phase,
                         const GdkRGBA *colour);

/* Draws it onto a plot, whose origin is the snapshot's, and frees it. */
void corral_raster_snapshot (CorralRaster *self, GtkSnapshot *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralRaster, corral_raster_free)

G_END_DECLS
