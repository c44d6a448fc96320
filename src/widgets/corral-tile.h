/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-look.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralTile:
 *
 * How many carts are in a state: number, word, shape. A toggle button: pressed, it is a filter. With a count
 * of 0 it is quiet and cannot be pressed. Main thread.
 */
#define CORRAL_TYPE_TILE (corral_tile_get_type ())
G_DECLARE_FINAL_TYPE (CorralTile, corral_tile, CORRAL, TILE, GtkToggleButton)

GtkWidget *corral_tile_new (CorralLook look) G_GNUC_WARN_UNUSED_RESULT;

/* CORRAL_UNKNOWN shows CORRAL_DASH. */
void corral_tile_set_count (CorralTile *self, gint64 count);
gint64 corral_tile_get_count (CorralTile *self);

G_END_DECLS
