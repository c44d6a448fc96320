/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with one store's network: its Wi-Fi, one of its access points, or most carts silent of what is not known.
 * Pure; main thread. */
#include "config.h"

#include "corral-finding-private.h"

#include <string.h>

/* What a person may set the share to that makes a store's silence a matter. */
static double
part_of (const CorralCensusCount *count)
{
  return count->expected > 0 ? 100.0 * count->silent / count->expected : 0;
}

static void
see_store (CorralSight *sight, guint32 store, CorralFinding **finding)
{
  const CorralCensusStore *counted = &sight->census->stores[store];
  const CorralCensusCount *count = &counted->count;

  if (counted->network_down)
    {
      guint32 without = count->silent + (count->on_wifi == 0 ? count->mobile : 0);

      *finding = corral_sight_add (sight, CORRAL_RULE_STORE_WIFI, store, NULL);
      (*finding)->outright = counted->network_alert || (counted->points > 0 && counted->points_down == counted->points);
      (*finding)->value = (*finding)->outright || count->expected == 0 ? 100 : 100.0 * without / count->expected;
      if (CORRAL_IS_KNOWN (counted->points_ms) && counted->points_down == counted->points)
        corral_finding_add_begin (*finding, counted->points_ms);
    }
  else if (count->silent >= CORRAL_STORE_PART_CARTS
           && part_of (count) >= corral_alert_rule_get (CORRAL_RULE_STORE_SILENT)->least)
    {
      *finding = corral_sight_add (sight, CORRAL_RULE_STORE_SILENT, store, NULL);
      (*finding)->value = part_of (count);
    }
  else
    return;
  corral_finding_add_begin (*finding,
                            counted->network_alert ? counted->alert_ms : corral_census_get_silent_since (sight->census, store));
}

/* Those that are silent, and nothing wider explains it; of a Wi-Fi that is down also those on the mobile network. */
static void
add_members (CorralSight *sight, CorralFinding *const *of_store)
{
  const guint8 *exists = corral_columns_peek_exists (sight->carts);
  const gint32 *states = corral_columns_peek (sight->carts, CORRAL_CART_COL_SHOWN_STATE);
  const guint32 *links = corral_columns_peek (sight->carts, CORRAL_CART_COL_STORE);
  const guint32 *uplinks = corral_columns_peek (sight->carts, CORRAL_CART_COL_UPLINK);
  guint32 mobile = corral_columns_find_word (sight->carts, CORRAL_CART_COL_UPLINK, "ltem");

  for (guint32 cart = 0, n_slots = corral_columns_get_n_slots (sight->carts); cart < n_slots; cart++)
    {
      CorralCartState state = (CorralCartState) states[cart];
      CorralFinding *finding;

      if (!exists[cart] || links[cart] == CORRAL_NO_SLOT || of_store[links[cart]] == NULL
          || !corral_census_is_expected (state))
        continue;
      finding = of_store[links[cart]];
      if (corral_census_is_silent (state) ? !corral_census_is_wider (sight->census, cart)
                                          : finding->rule == CORRAL_RULE_STORE_WIFI && mobile != 0 && uplinks[cart] == mobile)
        corral_finding_add_cart (finding, cart);
    }
}

/* --- access points ----------------------------------------------------------------------------------- */

static CorralFinding *
add_point (CorralSight *sight, guint32 store, guint32 code)
{
  guint32 point = sight->desk->points[code];
  const char *name = corral_fleet_get_text (sight->fleet, CORRAL_TABLE_ACCESS_POINT, point, CORRAL_ACCESS_POINT_COL_NAME);

  if (name == NULL)
    name = corral_columns_get_word (sight->carts, CORRAL_CART_COL_ACCESS_POINT, code);
  return corral_sight_add (sight, CORRAL_RULE_ACCESS_POINT, store, name);
}

/* Silent carts whose last access point is down, or that fell silent together at one. */
static void
see_points (CorralSight *sight)
{
  const CorralCensus *census = sight->census;
  const CorralColumns *points = corral_fleet_get_table (sight->fleet, CORRAL_TABLE_ACCESS_POINT);
  const guint32 *codes = corral_columns_peek (sight->carts, CORRAL_CART_COL_ACCESS_POINT);
  const guint32 *states = corral_columns_peek (points, CORRAL_ACCESS_POINT_COL_STATE);
  guint32 down = corral_columns_find_word (points, CORRAL_ACCESS_POINT_COL_STATE, "down");

  for (guint32 store = 0; store < census->n_stores; store++)
    for (guint32 i = census->silent_begins[store]; i < census->silent_begins[store + 1]; i++)
      {
        guint32 cart = census->silent[i];
        guint32 point = codes[cart] != 0 ? sight->desk->points[codes[cart]] : CORRAL_NO_SLOT;
        const CorralSilenceGroup *group = corral_silence_find (census->silence, cart);
        gboolean is_down = point != CORRAL_NO_SLOT && down != 0 && states[point] == down;
        gboolean together = group != NULL && group->cause == CORRAL_VERDICT_ACCESS_POINT_DOWN;
        CorralFinding *finding;

        if (codes[cart] == 0 || (!is_down && !together) || census->stores[store].network_down
            || corral_census_is_wider (census, cart))
          continue;
        finding = add_point (sight, store, codes[cart]);
        finding->silent |= together;
        corral_finding_add_begin (finding, together ? group->since_ms
                                                    : corral_columns_get_integer (points, point,
                                                                                  CORRAL_ACCESS_POINT_COL_STATE_SINCE_MS));
        corral_finding_add_cart (finding, cart);
      }
}

void
corral_sight_see_stores (CorralSight *sight)
{
  g_autofree CorralFinding **of_store = g_new0 (CorralFinding *, sight->census->n_stores + 1);
  gboolean any = FALSE;

  for (guint32 store = 0; store < sight->census->n_stores; store++)
    if (corral_columns_exists (sight->stores, store))
      {
        see_store (sight, store, &of_store[store]);
        any |= of_store[store] != NULL;
      }
  if (any)
    add_members (sight, of_store);
  see_points (sight);
}
