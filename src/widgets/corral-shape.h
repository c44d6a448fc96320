/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A symbolic icon of 16 pixels for table cells. A GtkImage that shows another icon asks for a new layout of all
 * that it is in, and another colour by style class restyles it: with 200 rows that was more than half of a frame
 * (28 ms instead of 63 ms without, tests/bench/bench-frames). This one is only drawn anew. Main thread. */
#define CORRAL_TYPE_SHAPE (corral_shape_get_type ())
G_DECLARE_FINAL_TYPE (CorralShape, corral_shape, CORRAL, SHAPE, GtkWidget)

#define CORRAL_SHAPE_PX 16

GtkWidget *corral_shape_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* @icon: (nullable): a symbolic paintable; kept. */
void corral_shape_set (CorralShape *self, GdkPaintable *icon, const GdkRGBA *colour);

G_END_DECLS
