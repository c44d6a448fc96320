/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A picture of many small things: bars of a dense line, spans, marks. Written into memory, since a
 * node or a path for each of them costs many times its pixels. Main thread. */
typedef struct _CorralRaster CorralRaster;

/* @width and @height in units, @scale device pixels per unit. Transparent. */
CorralRaster *corral_raster_new (double width, double height, int scale) G_GNUC_WARN_UNUSED_RESULT;
void corral_raster_free (CorralRaster *self);

/* Device pixels. */
guint corral_raster_get_width (const CorralRaster *self);

/* Lays @colour over column @x (in device pixels) from @top to @bottom (in units, any order): the pixels
 * at the ends by as much as they are covered. What is outside of the picture, and NaN, is left out. */
void corral_raster_add_bar (CorralRaster *self, guint x, double top, double bottom, const GdkRGBA *colour);

/* Lays @colour over @rect (in units, on whole device pixels). */
void corral_raster_add_rect (CorralRaster *self, const graphene_rect_t *rect, const GdkRGBA *colour);

/* Lays @tile over @rect (in units, on whole device pixels) as often as it takes, on one raster for
 * all. @tile: an ARGB32 image of device pixels. */
void corral_raster_add_tiles (CorralRaster *self, const graphene_rect_t *rect, cairo_surface_t *tile);

/* Lays @stamp over the picture with its top left corner at (@x, @y) in device pixels. @stamp as
 * above. */
void corral_raster_add_stamp (CorralRaster *self, int x, int y, cairo_surface_t *stamp);

/* Draws the picture with its top left corner at (@x, @y), and frees it. */
void corral_raster_finish (CorralRaster *self, GtkSnapshot *snapshot, double x, double y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralRaster, corral_raster_free)

G_END_DECLS
