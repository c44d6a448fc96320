/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where what was found leads, and what a place was found as. Main thread. */
#include "config.h"

#include "corral-finder.h"

#include "corral-order.h"

#include <string.h>

static const char *
get_chain_id (CorralFleet *fleet, guint32 chain)
{
  return chain != CORRAL_NO_SLOT ? corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID) : NULL;
}

static CorralPlace *
place_of_store (CorralFleet *fleet, guint32 store)
{
  gint64 value = corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  if (!CORRAL_IS_KNOWN (value))
    return NULL;
  return corral_place_new (
      CORRAL_PAGE_STORE,
      get_chain_id (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN)), number);
}

static CorralPlace *
place_of_cart (CorralFleet *fleet, guint32 cart)
{
  const char *serial = corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SERIAL);

  return serial != NULL
             ? corral_place_new (
                   CORRAL_PAGE_CART,
                   get_chain_id (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN)),
                   serial)
             : NULL;
}

/* @place is taken. */
static CorralPlace *
add_filter (CorralPlace *place, const char *name, const char *value)
{
  CorralPlace *next = corral_place_with_filter (place, name, value);

  corral_place_unref (place);
  return next;
}

static CorralPlace *
place_of_list (CorralFleet *fleet, const CorralCartList *list)
{
  CorralPlace *place = corral_place_new (CORRAL_PAGE_CARTS, NULL, NULL);

  for (guint i = 0; i < list->n_parts; i++)
    place = add_filter (place, corral_cart_list_get_filter (list->parts[i].column), list->parts[i].word);
  if (list->chain != CORRAL_NO_SLOT)
    place = add_filter (place, "chain", get_chain_id (fleet, list->chain));
  if (list->stores != NULL)
    {
      g_autoptr (GString) numbers = g_string_new (NULL);

      for (guint i = 0; i < list->stores->len; i++)
        g_string_append_printf (numbers, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                                corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, g_array_index (list->stores, guint32, i),
                                                          CORRAL_STORE_COL_NUMBER));
      place = add_filter (place, "store", numbers->str);
    }
  return place;
}

static CorralPlace *
place_of_ticket (CorralFleet *fleet, guint32 ticket)
{
  guint32 cart = corral_fleet_get_link (fleet, CORRAL_TABLE_TICKET, ticket, CORRAL_TICKET_COL_CART);
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_TICKET, ticket, CORRAL_TICKET_COL_STORE);

  if (corral_columns_exists (corral_fleet_get_table (fleet, CORRAL_TABLE_CART), cart))
    return place_of_cart (fleet, cart);
  return corral_columns_exists (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE), store) ? place_of_store (fleet, store)
                                                                                         : NULL;
}

static CorralPlace *
place_of_trip (CorralFleet *fleet, guint32 chain, const CorralSession *trip)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint32 cart = corral_columns_find (carts, chain, trip->cart);

  return corral_columns_exists (carts, cart) ? place_of_cart (fleet, cart) : NULL;
}

CorralPlace *
corral_find_to_place (CorralFleet *fleet, const CorralFind *find)
{
  switch (find->kind)
    {
    case CORRAL_FIND_STORE:
      return place_of_store (fleet, find->slot);
    case CORRAL_FIND_CART:
      return place_of_cart (fleet, find->slot);
    case CORRAL_FIND_CHAIN:
      return corral_place_new (CORRAL_PAGE_STORES, get_chain_id (fleet, find->slot), NULL);
    case CORRAL_FIND_LIST:
      return place_of_list (fleet, find->list);
    case CORRAL_FIND_TICKET:
      return place_of_ticket (fleet, find->slot);
    case CORRAL_FIND_CASE:
      return corral_place_new (
          CORRAL_PAGE_CASE,
          get_chain_id (fleet, corral_fleet_get_link (fleet, CORRAL_TABLE_CASE, find->slot, CORRAL_CASE_COL_CHAIN)),
          corral_fleet_get_text (fleet, CORRAL_TABLE_CASE, find->slot, CORRAL_CASE_COL_ID));
    case CORRAL_FIND_TRIP:
      return place_of_trip (fleet, find->slot, find->trip);
    }
  g_return_val_if_reached (NULL);
}

/* ---- back ----------------------------------------------------------------------------------------------- */

/* The carts that the place's filters leave, counted as its page would. */
static guint
count_carts (CorralFleet *fleet, CorralPlace *place)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, place->filters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    corral_order_where_named (order, name, value);
  corral_order_run (order, fleet, slots);
  return slots->len;
}

static gboolean
list_from_place (CorralFleet *fleet, CorralPlace *place, CorralFind *find)
{
  CorralCartList *list = g_atomic_rc_box_new0 (CorralCartList);
  const char *chain = corral_place_get_filter (place, "chain");
  const char *numbers = corral_place_get_filter (place, "store");

  find->list = list;
  list->near = CORRAL_SEARCH_MAX_NEAR;
  list->chain = chain != NULL ? corral_fleet_find_chain (fleet, chain) : CORRAL_NO_SLOT;
  for (guint column = 0; column < CORRAL_N_CART_COLS && list->n_parts < G_N_ELEMENTS (list->parts); column++)
    {
      const char *filter = corral_cart_list_get_filter ((CorralCartColumn) column);
      const char *word = filter != NULL ? corral_place_get_filter (place, filter) : NULL;

      if (word == NULL)
        continue;
      list->parts[list->n_parts].column = (CorralCartColumn) column;
      list->parts[list->n_parts++].word = g_strdup (word);
    }
  if (numbers != NULL && list->chain != CORRAL_NO_SLOT)
    {
      g_auto (GStrv) parts = g_strsplit (numbers, ",", CORRAL_CART_LIST_MAX_STORES);

      list->stores = g_array_new (FALSE, FALSE, sizeof (guint32));
      for (guint i = 0; parts[i] != NULL; i++)
        {
          guint32 store = corral_fleet_find_store (fleet, list->chain, g_ascii_strtoll (parts[i], NULL, 10));

          if (store != CORRAL_NO_SLOT)
            g_array_append_val (list->stores, store);
        }
    }
  list->n_carts = count_carts (fleet, place);
  return list->n_parts > 0 && (chain == NULL || list->chain != CORRAL_NO_SLOT)
         && (list->stores == NULL || list->stores->len > 0);
}

gboolean
corral_find_from_place (CorralFleet *fleet, CorralPlace *place, CorralFind *find)
{
  guint32 chain = place->chain != NULL ? corral_fleet_find_chain (fleet, place->chain) : CORRAL_NO_SLOT;
  gboolean is_list = place->page == CORRAL_PAGE_CARTS;

  *find = (CorralFind){ .near = CORRAL_SEARCH_MAX_NEAR, .slot = CORRAL_NO_SLOT };
  if (is_list)
    {
      find->kind = CORRAL_FIND_LIST;
      if (list_from_place (fleet, place, find))
        return TRUE;
      corral_find_clear (find);
      return FALSE;
    }
  if (chain == CORRAL_NO_SLOT)
    return FALSE;
  if (place->page == CORRAL_PAGE_CART && place->subject != NULL)
    {
      find->kind = CORRAL_FIND_CART;
      find->slot = corral_fleet_find_cart (fleet, chain, place->subject);
    }
  else if (place->page == CORRAL_PAGE_STORE && place->subject != NULL)
    {
      find->kind = CORRAL_FIND_STORE;
      find->slot = corral_fleet_find_store (fleet, chain, g_ascii_strtoll (place->subject, NULL, 10));
    }
  else if (place->page == CORRAL_PAGE_STORES)
    {
      find->kind = CORRAL_FIND_CHAIN;
      find->slot = chain;
    }
  return find->slot != CORRAL_NO_SLOT;
}

guint32
corral_find_get_store (CorralFleet *fleet, const CorralFind *find)
{
  switch (find->kind)
    {
    case CORRAL_FIND_STORE:
      return find->slot;
    case CORRAL_FIND_CART:
      return corral_fleet_get_link (fleet, CORRAL_TABLE_CART, find->slot, CORRAL_CART_COL_STORE);
    case CORRAL_FIND_TICKET:
      return corral_fleet_get_link (fleet, CORRAL_TABLE_TICKET, find->slot, CORRAL_TICKET_COL_STORE);
    case CORRAL_FIND_CASE:
      return corral_fleet_get_link (fleet, CORRAL_TABLE_CASE, find->slot, CORRAL_CASE_COL_STORE);
    case CORRAL_FIND_TRIP:
      return corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE), find->slot,
                                  ((const CorralSession *) find->trip)->store);
    case CORRAL_FIND_LIST:
      return find->list->stores != NULL && find->list->stores->len == 1 ? g_array_index (find->list->stores, guint32, 0)
                                                                       : CORRAL_NO_SLOT;
    case CORRAL_FIND_CHAIN:
      return CORRAL_NO_SLOT;
    }
  g_return_val_if_reached (CORRAL_NO_SLOT);
}
