/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the cells of lists say. Main thread. */
#include "config.h"

#include "corral-cells.h"

#include "corral-attention-text.h"
#include "corral-format.h"

#include <glib/gi18n.h>
#include <math.h>

GTimeZone *
corral_cells_zone (CorralFleet *fleet, guint32 store)
{
  GTimeZone *zone = corral_store_get_zone (fleet, store);

  return zone != NULL ? zone : g_time_zone_new_utc ();
}

static const char *
chain_id (CorralFleet *fleet, guint32 chain)
{
  return chain != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID) : NULL;
}

CorralPlace *
corral_cells_place_of_store (CorralFleet *fleet, guint32 store)
{
  g_autofree char *number = NULL;
  gint64 value;

  if (store == CORRAL_NO_SLOT)
    return NULL;
  value = corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER);
  if (!CORRAL_IS_KNOWN (value))
    return NULL;
  number = g_strdup_printf ("%" G_GINT64_FORMAT, value);
  return corral_place_new (
      CORRAL_PAGE_STORE, chain_id (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN)),
      number);
}

CorralPlace *
corral_cells_place_of_cart (CorralFleet *fleet, guint32 cart)
{
  const char *serial;

  if (cart == CORRAL_NO_SLOT)
    return NULL;
  serial = corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SERIAL);
  if (serial == NULL)
    return NULL;
  return corral_place_new (
      CORRAL_PAGE_CART, chain_id (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN)),
      serial);
}

void
corral_cells_render_text (CorralCell *cell, CorralRowItem *item, guint column)
{
  corral_cell_set_text (cell, corral_row_item_get_text (item, column));
}

void
corral_cells_render_integer (CorralCell *cell, CorralRowItem *item, guint column)
{
  corral_cell_take_text (cell, corral_format_integer (corral_row_item_get_integer (item, column)));
}

void
corral_cells_render_count (CorralCell *cell, CorralRowItem *item, guint column, const char *css_class)
{
  gint64 count = corral_row_item_get_integer (item, column);

  corral_cell_take_text (cell, corral_format_integer (count));
  corral_cell_set_class (cell, count > 0 ? css_class : "dim-label");
}

void
corral_cells_render_real (CorralCell *cell, CorralRowItem *item, guint column, guint decimals)
{
  corral_cell_take_text (cell, corral_format_real (corral_row_item_get_real (item, column), decimals));
}

void
corral_cells_render_time (CorralCell *cell, CorralRowItem *item, guint column)
{
  CorralFleet *fleet = corral_row_item_get_fleet (item);
  g_autoptr (GTimeZone) zone = corral_cells_zone (fleet, corral_row_item_get_store (item));

  corral_cell_take_text (
      cell, corral_format_time (corral_row_item_get_integer (item, column), corral_fleet_get_now (fleet), zone));
}

char *
corral_cells_time_tooltip (CorralRowItem *item, guint column)
{
  g_autoptr (GTimeZone) zone = corral_cells_zone (corral_row_item_get_fleet (item), corral_row_item_get_store (item));

  return corral_format_time_tooltip (corral_row_item_get_integer (item, column), zone, NULL);
}

void
corral_cells_render_words (CorralCell *cell, CorralRowItem *item, guint column, CorralWords words)
{
  corral_cell_set_text (cell, corral_words_translate (words, corral_row_item_get_text (item, column)));
}

void
corral_cells_render_store (CorralCell *cell, CorralRowItem *item)
{
  corral_cell_take_text (cell,
                         corral_store_to_text (corral_row_item_get_fleet (item), corral_row_item_get_store (item)));
}

void
corral_cells_render_chain (CorralCell *cell, CorralRowItem *item)
{
  corral_cell_set_text (cell, corral_row_item_get_chain_text (item, CORRAL_CHAIN_COL_NAME));
}

void
corral_cells_render_cart (CorralCell *cell, CorralRowItem *item)
{
  if (corral_row_item_get_cart (item) == CORRAL_NO_SLOT)
    /* Translators: all carts of the store, in a narrow column */
    corral_cell_set_text (cell, _ ("All"));
  else
    corral_cell_set_text (cell, corral_row_item_get_cart_text (item, CORRAL_CART_COL_LABEL));
}
