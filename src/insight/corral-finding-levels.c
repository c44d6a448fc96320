/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures and places: a hole in what the cloud kept, carts that have left the premises, stores below their service level.
 * Pure; main thread. */
#include "config.h"

#include "corral-finding-private.h"

#include <math.h>

static void
see_off_premises (CorralSight *sight)
{
  const guint8 *exists = corral_columns_peek_exists (sight->carts);
  const gint32 *states = corral_columns_peek (sight->carts, CORRAL_CART_COL_SHOWN_STATE);
  CorralFinding *finding = NULL;

  for (guint32 cart = 0, n_slots = corral_columns_get_n_slots (sight->carts); cart < n_slots; cart++)
    if (states[cart] == CORRAL_CART_OFF_PREMISES && exists[cart])
      {
        if (finding == NULL)
          finding = corral_sight_add (sight, CORRAL_RULE_OFF_PREMISES, CORRAL_NO_SLOT, NULL);
        corral_finding_add_begin (finding, corral_columns_get_integer (sight->carts, cart, CORRAL_CART_COL_STATE_SINCE_MS));
        corral_finding_add_cart (finding, cart);
      }
}

/* Carts were up, and what they sent is not there: the hole is the pipeline's, and no cart is a member of it. It stands as long
 * as it is part of the day's figures. */
static void
see_gap (CorralSight *sight)
{
  const CorralVerdictDesk *desk = sight->desk;
  CorralFinding *finding;

  if (!CORRAL_IS_KNOWN (desk->gap_end_ms))
    return;
  finding = corral_sight_add (sight, CORRAL_RULE_CLOUD_GAP, CORRAL_NO_SLOT, NULL);
  finding->began_ms = desk->gap_begin_ms;
  finding->ended_ms = desk->gap_end_ms;
  finding->value = desk->gap_stores;
  for (guint32 store = 0, n_stores = corral_columns_get_n_slots (sight->stores); store < n_stores; store++)
    if (desk->in_gap[store])
      corral_finding_add_store (finding, store);
}

void
corral_sight_see_levels (CorralSight *sight)
{
  see_gap (sight);
  see_off_premises (sight);
}

/* Revoked ones and those that were never seen do not count as a store's carts at all. */
static gboolean
is_operational (CorralCartState state)
{
  const guint not = 1u << CORRAL_CART_OFFLINE | 1u << CORRAL_CART_FAULT | 1u << CORRAL_CART_OFF_PREMISES
                    | 1u << CORRAL_CART_OUT_OF_SERVICE | 1u << CORRAL_CART_UPDATING;

  return (guint) state >= CORRAL_N_CART_STATES || (not >> (guint) state & 1) == 0;
}

/* The members are those that are missing now: it may also be over, and the figure is that of the day. */
void
corral_sight_see_below_target (CorralSight *sight)
{
  const guint8 *exists = corral_columns_peek_exists (sight->carts);
  const gint32 *states = corral_columns_peek (sight->carts, CORRAL_CART_COL_SHOWN_STATE);
  const guint32 *links = corral_columns_peek (sight->carts, CORRAL_CART_COL_STORE);
  const float *gaps = corral_columns_peek (sight->stores, CORRAL_STORE_COL_SERVICE_GAP_PCT);
  guint32 n_stores = corral_columns_get_n_slots (sight->stores);
  g_autofree CorralFinding **of_store = g_new0 (CorralFinding *, n_stores + 1);
  gboolean any = FALSE;

  for (guint32 store = 0; store < n_stores; store++)
    if (gaps[store] < 0 && corral_columns_exists (sight->stores, store))
      {
        gint64 carts = corral_columns_get_integer (sight->stores, store, CORRAL_STORE_COL_CARTS);
        double missing = -(double) gaps[store] / 100 * (double) MAX (0, carts); /* CORRAL_UNKNOWN is below zero */
        CorralFinding *finding;

        if (missing < sight->least_missing)
          continue;
        finding = of_store[store] = corral_sight_add (sight, CORRAL_RULE_BELOW_TARGET, store, NULL);
        finding->value = corral_columns_get_real (sight->stores, store, CORRAL_STORE_COL_SERVICE_TODAY_PCT);
        finding->target = corral_columns_get_real (sight->stores, store, CORRAL_STORE_COL_SERVICE_TARGET_PCT);
        finding->missing_carts = missing;
        any = TRUE;
      }
  for (guint32 cart = 0, n_slots = corral_columns_get_n_slots (sight->carts); any && cart < n_slots; cart++)
    if (exists[cart] && links[cart] != CORRAL_NO_SLOT && of_store[links[cart]] != NULL
        && !is_operational ((CorralCartState) states[cart]))
      corral_finding_add_cart (of_store[links[cart]], cart);
}
