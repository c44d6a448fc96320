/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places that lead to nothing that the account has. Main thread. */
#include "config.h"

#include "corral-forgetting.h"

#include "corral-columns.h"
#include "corral-fleet-tables.h"

#include <string.h>

/* A row that has gone keeps its slot until everybody was told. */
static gboolean
holds_row (CorralFleet *fleet, CorralTableKind table, guint32 chain, const char *id)
{
  const CorralColumns *columns = corral_fleet_get_table (fleet, table);
  guint32 slot = corral_columns_find (columns, chain, id);

  return slot != CORRAL_NO_SLOT && corral_columns_exists (columns, slot);
}

/* Of any chain: filters name a row without its chain. */
static gboolean
holds_id (CorralFleet *fleet, CorralTableKind table, const char *id)
{
  const CorralColumns *chains = corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN);

  for (guint32 chain = 0; chain < corral_columns_get_n_slots (chains); chain++)
    if (corral_columns_exists (chains, chain) && holds_row (fleet, table, chain, id))
      return TRUE;
  return FALSE;
}

/* By its number, as links name it, or by its id, as filters do. */
static gboolean
holds_store (CorralFleet *fleet, guint32 chain, const char *text)
{
  gint64 number = 0;

  return (chain != CORRAL_NO_SLOT && g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL)
          && corral_fleet_find_store (fleet, chain, number) != CORRAL_NO_SLOT)
         || holds_id (fleet, CORRAL_TABLE_STORE, text);
}

static gboolean
keeps_filters (CorralFleet *fleet, CorralPlace *place)
{
  const char *store = corral_place_get_filter (place, "store");
  const char *cart = corral_place_get_filter (place, "cart");
  const char *chain = corral_place_get_filter (place, "chain");

  /* A store by its number alone names none in particular. */
  if (store != NULL && strspn (store, "0123456789") != strlen (store) && !holds_store (fleet, CORRAL_NO_SLOT, store))
    return FALSE;
  if (cart != NULL && !holds_id (fleet, CORRAL_TABLE_CART, cart))
    return FALSE;
  return chain == NULL || corral_fleet_find_chain (fleet, chain) != CORRAL_NO_SLOT;
}

static gboolean
keeps_subject (CorralFleet *fleet, guint32 chain, CorralPlace *place)
{
  switch ((int) place->about)
    {
    case CORRAL_PAGE_CART:
      return corral_fleet_find_cart (fleet, chain, place->subject) != CORRAL_NO_SLOT;
    case CORRAL_PAGE_STORE:
    case CORRAL_PAGE_LOSS:
      return holds_store (fleet, chain, place->subject);
    case CORRAL_PAGE_FLAG:
      return holds_row (fleet, CORRAL_TABLE_FLAG, chain, place->subject);
    case CORRAL_PAGE_CASE:
      return holds_row (fleet, CORRAL_TABLE_CASE, chain, place->subject);
    default:
      return TRUE;
    }
}

/* The account has it, and looks at another one now. */
static gboolean
is_out_of_view (CorralServices *services, const char *chain)
{
  g_autoptr (GPtrArray) chains = corral_services_list_chains (services);

  for (guint i = 0; chains != NULL && i < chains->len; i++)
    if (strcmp (((const CorralTenant *) g_ptr_array_index (chains, i))->id, chain) == 0)
      return TRUE;
  return FALSE;
}

gboolean
corral_forgetting_keeps (CorralServices *services, CorralPlace *place)
{
  CorralFleet *fleet = corral_services_get_fleet (services);
  guint32 chain;

  if (corral_columns_get_n_rows (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE)) == 0)
    return TRUE;
  if (!keeps_filters (fleet, place))
    return FALSE;
  if (place->chain == NULL)
    return TRUE;
  chain = corral_fleet_find_chain (fleet, place->chain);
  if (chain == CORRAL_NO_SLOT && is_out_of_view (services, place->chain))
    return TRUE;
  return chain != CORRAL_NO_SLOT && (place->subject == NULL || keeps_subject (fleet, chain, place));
}

static gboolean
keeps_uri (CorralServices *services, const char *uri)
{
  g_autoptr (CorralPlace) place = corral_place_parse (uri, NULL);

  return place == NULL || corral_forgetting_keeps (services, place);
}

void
corral_forget_places (GSettings *settings, CorralServices *services)
{
  g_autofree char *place = g_settings_get_string (settings, "place");
  g_auto (GStrv) finds = g_settings_get_strv (settings, "recent-finds");
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  guint n = g_strv_length (finds);

  if (*place != '\0' && !keeps_uri (services, place))
    g_settings_reset (settings, "place");
  for (guint i = 0; i < n; i++)
    if (keeps_uri (services, finds[i]))
      g_ptr_array_add (kept, finds[i]);
  if (kept->len == n)
    return;
  g_ptr_array_add (kept, NULL);
  g_settings_set_strv (settings, "recent-finds", (const char *const *) kept->pdata);
}
