/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-attention-text.h"
#include "corral-page.h"
#include "corral-row-list.h"
#include "corral-table.h"

G_BEGIN_DECLS

/*
 * Cells that several lists have: a column's function is one line with these. All render functions get the
 * CorralPageContext as data and a CorralRowItem as item.
 */

/* The zone of the store at @store (UTC when it is not known). The caller owns the result. */
GTimeZone *corral_cells_zone (CorralFleet *fleet, guint32 store) G_GNUC_WARN_UNUSED_RESULT;

/* Where rows lead; NULL when the row has gone. */
CorralPlace *corral_cells_place_of_store (CorralFleet *fleet, guint32 store) G_GNUC_WARN_UNUSED_RESULT;
CorralPlace *corral_cells_place_of_cart (CorralFleet *fleet, guint32 cart) G_GNUC_WARN_UNUSED_RESULT;

void corral_cells_render_text (CorralCell *cell, CorralRowItem *item, guint column);
void corral_cells_render_integer (CorralCell *cell, CorralRowItem *item, guint column);
/* A count that is only of interest when it is not zero. */
void corral_cells_render_count (CorralCell *cell, CorralRowItem *item, guint column, const char *css_class);
void corral_cells_render_real (CorralCell *cell, CorralRowItem *item, guint column, guint decimals);
/* A moment of the row, in its store's time. */
void corral_cells_render_time (CorralCell *cell, CorralRowItem *item, guint column);
char *corral_cells_time_tooltip (CorralRowItem *item, guint column) G_GNUC_WARN_UNUSED_RESULT;
void corral_cells_render_words (CorralCell *cell, CorralRowItem *item, guint column, CorralWords words);
void corral_cells_render_store (CorralCell *cell, CorralRowItem *item);
void corral_cells_render_chain (CorralCell *cell, CorralRowItem *item);
void corral_cells_render_cart (CorralCell *cell, CorralRowItem *item);

/* The columns of a cart table, for the list of all carts and for a store's page. */
const CorralTableColumn *corral_cart_columns_get (guint *n_columns);
/* The same without store and chain. */
const CorralTableColumn *corral_cart_columns_get_in_store (guint *n_columns);

G_END_DECLS
