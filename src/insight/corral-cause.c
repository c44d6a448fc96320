/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a cart is not heard from: from the largest thing that would explain it down to the cart itself. Pure
 * over the mirror; main thread. */
#include "config.h"

#include "corral-cause.h"
#include "corral-census.h"

#include <string.h>

/* A pack that was down to this when the cart was last heard of has most likely run empty (domain.md: cut-off
 * 6400 mV). */
#define EMPTY_PCT 5
#define EMPTY_MV 6500

static gboolean
is_unheard (CorralCartState state)
{
  return state == CORRAL_CART_LATE || state == CORRAL_CART_OFFLINE;
}

static gboolean
is_cloud_down (const CorralCensus *census, guint32 chain)
{
  const CorralCensusCount *count = &census->chains[chain];

  return count->expected > 0 && census->chain_stores[chain] >= CORRAL_CLOUD_STORES
         && count->silent >= CORRAL_CLOUD_SHARE * count->expected;
}

/* The cloud's own word on this cart. */
static gboolean
find_alert (CorralFleet *fleet, guint32 cart, const char *cause, gint64 *since_ms)
{
  const CorralColumns *alerts = corral_fleet_get_table (fleet, CORRAL_TABLE_ALERT);
  const guint32 *carts = corral_columns_peek (alerts, CORRAL_ALERT_COL_CART);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (alerts); slot++)
    if (carts[slot] == cart && corral_columns_exists (alerts, slot)
        && corral_columns_get_integer (alerts, slot, CORRAL_ALERT_COL_OPEN) == 1
        && g_strcmp0 (corral_columns_get_text (alerts, slot, CORRAL_ALERT_COL_CAUSE), cause) == 0)
      {
        *since_ms = corral_columns_get_integer (alerts, slot, CORRAL_ALERT_COL_RAISED_MS);
        return TRUE;
      }
  return FALSE;
}

static gboolean
was_empty (const CorralColumns *carts, guint32 cart)
{
  gint64 pct = corral_columns_get_integer (carts, cart, CORRAL_CART_COL_BATTERY_PCT);
  gint64 mv = corral_columns_get_integer (carts, cart, CORRAL_CART_COL_BATTERY_MV);

  return (CORRAL_IS_KNOWN (pct) && pct <= EMPTY_PCT) || (CORRAL_IS_KNOWN (mv) && mv <= EMPTY_MV);
}

static void
blame_cloud (const CorralCensus *census, guint32 chain, CorralCause *cause)
{
  cause->kind = CORRAL_CAUSE_CLOUD;
  cause->silent = census->chains[chain].silent;
  cause->of = census->chains[chain].expected;
  cause->stores = census->chain_stores[chain];
  cause->since_ms = corral_census_silent_since (census, corral_census_in_chain, &chain);
}

static void
blame_store (const CorralCensus *census, guint32 store, CorralCause *cause)
{
  const CorralCensusStore *counted = &census->stores[store];

  cause->kind = CORRAL_CAUSE_STORE_WIFI;
  cause->silent = counted->count.silent;
  cause->of = counted->count.expected;
  cause->stores = 1;
  cause->alert = counted->network_alert;
  cause->since_ms = counted->network_alert
                      ? counted->alert_ms
                      : corral_census_silent_since (census, corral_census_in_store, &store);
}

static void
blame_carrier (const CorralCensus *census, const CorralCensusCarrier *carrier, CorralCause *cause)
{
  cause->kind = CORRAL_CAUSE_CARRIER;
  cause->silent = carrier->count.silent;
  cause->of = carrier->count.expected;
  cause->stores = carrier->stores;
  cause->detail = carrier->carrier;
  cause->region = carrier->region;
  cause->since_ms = corral_census_silent_since (census, corral_census_in_carrier, carrier);
}

CorralCause
corral_cause_of_cart (CorralFleet *fleet, guint32 cart)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  CorralCause cause = { .kind = CORRAL_CAUSE_NONE, .since_ms = CORRAL_UNKNOWN, .store = CORRAL_NO_SLOT };
  g_autoptr (CorralCensus) census = NULL;
  const CorralCensusCarrier *carrier;
  CorralFreshness freshness;
  guint32 chain;

  if (!corral_columns_exists (carts, cart))
    return cause;
  freshness = corral_freshness_of_cart (fleet, cart);
  chain = corral_columns_get_link (carts, cart, CORRAL_CART_COL_CHAIN);
  cause.store = corral_columns_get_link (carts, cart, CORRAL_CART_COL_STORE);
  cause.silent = cause.of = cause.stores = 1;
  cause.since_ms = freshness.heard_ms;

  if (freshness.state == CORRAL_CART_REVOKED)
    {
      cause.kind = CORRAL_CAUSE_CERTIFICATE;
      return cause;
    }
  if (freshness.state == CORRAL_CART_OFF_PREMISES)
    {
      cause.kind = CORRAL_CAUSE_OFF_PREMISES;
      return cause;
    }
  if (freshness.state == CORRAL_CART_NEVER_SEEN)
    {
      cause.kind = CORRAL_CAUSE_UNKNOWN;
      return cause;
    }
  if (!is_unheard (freshness.state))
    {
      /* It was heard from as far as we know; but do we know? */
      if (freshness.as_of_old)
        {
          cause.kind = CORRAL_CAUSE_OWN_LINK;
          cause.since_ms = freshness.as_of_ms;
        }
      return cause;
    }

  census = corral_census_new (fleet);
  carrier = corral_census_find_carrier (census, cart);
  /* A carrier is only held to be down when the others are fine, so it is asked before the cloud. */
  if (cause.store != CORRAL_NO_SLOT && census->stores[cause.store].network_alert)
    blame_store (census, cause.store, &cause);
  else if (carrier != NULL && carrier->down)
    blame_carrier (census, carrier, &cause);
  else if (is_cloud_down (census, chain))
    blame_cloud (census, chain, &cause);
  else if (cause.store != CORRAL_NO_SLOT && census->stores[cause.store].network_down)
    blame_store (census, cause.store, &cause);
  else if (find_alert (fleet, cart, "certificate", &cause.since_ms))
    {
      cause.kind = CORRAL_CAUSE_CERTIFICATE;
      cause.alert = TRUE;
    }
  else if (was_empty (carts, cart))
    cause.kind = CORRAL_CAUSE_BATTERY;
  else if (cause.store != CORRAL_NO_SLOT && census->stores[cause.store].count.expected > 1)
    {
      cause.kind = CORRAL_CAUSE_CART;
      cause.silent = census->stores[cause.store].count.silent;
      cause.of = census->stores[cause.store].count.expected;
    }
  else
    cause.kind = CORRAL_CAUSE_UNKNOWN;
  return cause;
}

/* The carrier of which most of the store's silent carts are, when it is down. */
static const CorralCensusCarrier *
find_store_carrier (const CorralCensus *census, guint32 store, guint *n_silent)
{
  const CorralColumns *carts = corral_fleet_get_table (census->fleet, CORRAL_TABLE_CART);
  const guint32 *links = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  const CorralCensusCarrier *found = NULL;
  guint n_of_carrier = 0;

  *n_silent = 0;
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    {
      const CorralCensusCarrier *carrier;

      if (links[slot] != store || !corral_columns_exists (carts, slot)
          || !corral_census_is_silent ((CorralCartState) states[slot]))
        continue;
      (*n_silent)++;
      carrier = corral_census_find_carrier (census, slot);
      if (carrier != NULL && carrier->down)
        {
          found = carrier;
          n_of_carrier++;
        }
    }
  return n_of_carrier * 2 > *n_silent ? found : NULL;
}

CorralCause
corral_cause_of_store (CorralFleet *fleet, guint32 store)
{
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  CorralCause cause = { .kind = CORRAL_CAUSE_NONE, .since_ms = CORRAL_UNKNOWN, .store = store };
  g_autoptr (CorralCensus) census = NULL;
  const CorralCensusCarrier *carrier;
  guint32 chain;
  guint n_silent;

  if (!corral_columns_exists (stores, store))
    return cause;
  chain = corral_columns_get_link (stores, store, CORRAL_STORE_COL_CHAIN);
  census = corral_census_new (fleet);
  carrier = find_store_carrier (census, store, &n_silent);
  if (census->stores[store].network_down)
    {
      if (is_cloud_down (census, chain) && !census->stores[store].network_alert)
        blame_cloud (census, chain, &cause);
      else
        blame_store (census, store, &cause);
      return cause;
    }
  if (n_silent < CORRAL_STORE_DOWN_CARTS)
    return cause;
  if (carrier != NULL)
    {
      blame_carrier (census, carrier, &cause);
      return cause;
    }
  cause.kind = CORRAL_CAUSE_UNKNOWN;
  cause.silent = n_silent;
  cause.of = census->stores[store].count.expected;
  cause.stores = 1;
  cause.since_ms = corral_census_silent_since (census, corral_census_in_store, &store);
  return cause;
}
