/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Draws diagonal hairlines of @colour, on a trace of it as ground, inside each of @rects: how
 * Corral shows that nothing is known to have happened. One node for all. */
void corral_hatching_snapshot (GtkSnapshot *snapshot,
                               const graphene_rect_t *rects,
                               guint n,
                               const GdkRGBA *colour);

G_END_DECLS
