/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Draws diagonal hairlines of @colour, on a trace of it as ground, inside each of @rects: how
 * Corral shows that nothing is known to have happened. One node for all. @scale: device pixels per
 * unit. */
void corral_hatching_snapshot (GtkSnapshot *snapshot,
                               const graphene_rect_t *rects,
                               guint n,
                               const GdkRGBA *colour,
                               int scale);

/* One tile of that, or of broad stripes that fall the other way (how Corral shows that something came
 * late): an ARGB32 image of device pixels that joins itself at all sides. Free with
 * cairo_surface_destroy(). */
cairo_surface_t *corral_hatching_create_tile (const GdkRGBA *colour, int scale) G_GNUC_WARN_UNUSED_RESULT;
cairo_surface_t *corral_striping_create_tile (const GdkRGBA *colour, int scale) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
