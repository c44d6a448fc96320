/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What fills a place where there are no figures, or not the usual ones. */
typedef enum
{
  CORRAL_TEXTURE_HATCH,   /* diagonal hairlines: nothing is known to have happened */
  CORRAL_TEXTURE_STRIPES, /* broad ones that fall the other way: it came late */
  CORRAL_TEXTURE_CROSS,   /* hairlines both ways: it was lost */
  CORRAL_TEXTURE_DOTS,    /* nobody has asked */
} CorralTexture;

/* Draws @texture in @colour, on a trace of it as ground, inside each of @rects. One node for all.
 * @scale: device pixels per unit. */
void corral_hatching_snapshot (GtkSnapshot *snapshot,
                               CorralTexture texture,
                               const graphene_rect_t *rects,
                               guint n,
                               const GdkRGBA *colour,
                               int scale);

/* One tile of that, an ARGB32 image of device pixels that joins itself at all sides. Free with
 * cairo_surface_destroy(). */
cairo_surface_t *corral_hatching_create_tile (CorralTexture texture,
                                              const GdkRGBA *colour,
                                              int scale) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
