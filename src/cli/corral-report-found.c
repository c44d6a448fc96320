/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found as a report: a row each, of whatever kind. Main thread. */
#include "config.h"

#include "corral-report-found.h"

#include "corral-attention-text.h"
#include "corral-find-words.h"
#include "corral-look.h"

#include <glib/gi18n.h>

enum
{
  FOUND,
  WHAT,
  ABOUT,
  CHAIN,
  CHAIN_NAME,
  STORE,
  STORE_NAME,
  CITY,
  LABEL,
  SERIAL,
  STATE,
  HEARD,
  LINK,
  N_COLUMNS,
};

/* The table says what a row in the window says; the rest is for machines. */
static const CorralReportColumn columns[N_COLUMNS] = {
  [FOUND] = { "found", N_ ("Found"), CORRAL_CELL_TEXT, 0 },
  [WHAT] = { "what", N_ ("What"), CORRAL_CELL_TEXT, 0 },
  [ABOUT] = { "about", N_ ("About it"), CORRAL_CELL_TEXT, 0 },
  [CHAIN] = { "chain", NULL, CORRAL_CELL_TEXT, 0 },
  [CHAIN_NAME] = { "chain_name", N_ ("Chain"), CORRAL_CELL_TEXT, 0 },
  [STORE] = { "store", NULL, CORRAL_CELL_INTEGER, 0 },
  [STORE_NAME] = { "store_name", NULL, CORRAL_CELL_TEXT, 0 },
  [CITY] = { "city", NULL, CORRAL_CELL_TEXT, 0 },
  [LABEL] = { "label", NULL, CORRAL_CELL_TEXT, 0 },
  [SERIAL] = { "serial", NULL, CORRAL_CELL_TEXT, 0 },
  [STATE] = { "state", NULL, CORRAL_CELL_TEXT, 0 },
  [HEARD] = { "heard", N_ ("Last heard"), CORRAL_CELL_TIME, 0 },
  [LINK] = { "link", NULL, CORRAL_CELL_TEXT, 0 },
};

static guint32
get_chain (CorralFleet *fleet, const CorralFind *find, guint32 store)
{
  if (find->kind == CORRAL_FIND_CHAIN || find->kind == CORRAL_FIND_TRIP)
    return find->slot;
  if (find->kind == CORRAL_FIND_LIST)
    return find->list->chain;
  return store != CORRAL_NO_SLOT ? corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN)
                                 : CORRAL_NO_SLOT;
}

/* The cart that it is, or is about. */
static guint32
get_cart (CorralFleet *fleet, const CorralFind *find)
{
  if (find->kind == CORRAL_FIND_CART)
    return find->slot;
  if (find->kind == CORRAL_FIND_TICKET)
    return corral_fleet_get_link (fleet, CORRAL_TABLE_TICKET, find->slot, CORRAL_TICKET_COL_CART);
  if (find->kind == CORRAL_FIND_TRIP)
    return corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_CART), find->slot,
                                ((const CorralSession *) find->trip)->cart);
  return CORRAL_NO_SLOT;
}

static void
fill_cart (CorralReport *report, CorralFleet *fleet, guint32 cart)
{
  gint64 state = corral_fleet_get_integer (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SHOWN_STATE);
  const char *word = CORRAL_IS_KNOWN (state) ? corral_cart_state_to_word ((CorralCartState) state) : NULL;

  corral_report_set_text (report, LABEL, corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));
  corral_report_set_text (report, SERIAL, corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SERIAL));
  /* A word that this version does not know is told as it is. */
  corral_report_set_text (report, STATE,
                          word != NULL ? word
                                       : corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STATE));
  corral_report_set_integer (report, HEARD,
                             corral_fleet_get_integer (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_HEARD_MS));
}

static void
add_find (CorralReport *report, CorralFleet *fleet, const CorralFind *find)
{
  guint32 store = corral_find_get_store (fleet, find);
  guint32 chain = get_chain (fleet, find, store);
  guint32 cart = get_cart (fleet, find);
  g_autoptr (GTimeZone) zone = store != CORRAL_NO_SLOT ? corral_store_get_zone (fleet, store) : NULL;
  g_autoptr (CorralPlace) place = corral_find_to_place (fleet, find);
  g_autofree char *uri = place != NULL ? corral_place_to_uri (place) : NULL;
  g_auto (CorralFindSaid) said = { NULL };

  corral_find_words_say (fleet, find, &said);
  corral_report_add_row (report, zone);
  corral_report_set_text (report, FOUND, corral_find_words_get_id (find->kind));
  corral_report_set_shown (report, FOUND, corral_find_words_name_one (find->kind));
  corral_report_set_text (report, WHAT, said.title);
  corral_report_set_text (report, ABOUT, said.subtitle);
  corral_report_set_text (report, LINK, uri);
  if (chain != CORRAL_NO_SLOT)
    {
      corral_report_set_text (report, CHAIN, corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID));
      corral_report_set_text (report, CHAIN_NAME,
                              corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_NAME));
    }
  if (corral_columns_exists (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE), store))
    {
      corral_report_set_integer (report, STORE,
                                 corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER));
      corral_report_set_text (report, STORE_NAME,
                              corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NAME));
      corral_report_set_text (report, CITY, corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CITY));
    }
  if (corral_columns_exists (corral_fleet_get_table (fleet, CORRAL_TABLE_CART), cart))
    fill_cart (report, fleet, cart);
}

CorralReport *
corral_report_of_found (CorralFleet *fleet, const CorralFound *found)
{
  CorralReport *report = corral_report_new (corral_fleet_get_now (fleet));

  for (guint i = 0; i < N_COLUMNS; i++)
    corral_report_add_column (report, &columns[i]);
  for (guint i = 0; i < found->finds->len; i++)
    add_find (report, fleet, &g_array_index (found->finds, CorralFind, i));
  return report;
}
