/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a cart counts as late or silent. Pure. */
#include "config.h"

#include "corral-freshness.h"
#include "corral-time.h"

/* Only a cart that ought to talk can be silent: the rest is what the cloud says. */
static gboolean
ought_to_talk (CorralCartState state)
{
  switch (state)
    {
    case CORRAL_CART_IDLE:
    case CORRAL_CART_IN_USE:
    case CORRAL_CART_LOW_BATTERY:
    case CORRAL_CART_LATE:
    case CORRAL_CART_FAULT:
      return TRUE;
    case CORRAL_CART_CHARGING:
    case CORRAL_CART_OFFLINE:
    case CORRAL_CART_UPDATING:
    case CORRAL_CART_OUT_OF_SERVICE:
    case CORRAL_CART_OFF_PREMISES: /* an hourly ping is all that comes from outside */
    case CORRAL_CART_REVOKED:
    case CORRAL_CART_NEVER_SEEN:
    case CORRAL_CART_OTHER:
    default:
      return FALSE;
    }
}

static gint64
interval_ms (const CorralCartSigns *signs)
{
  gint64 interval = signs->interval_s;

  if (!CORRAL_IS_KNOWN (interval) || interval <= 0)
    interval = signs->state == CORRAL_CART_IN_USE ? CORRAL_CADENCE_SESSION_S : CORRAL_CADENCE_IDLE_S;
  return interval * CORRAL_SECOND_MS;
}

CorralCartState
corral_freshness_judge (const CorralCartSigns *signs)
{
  gint64 moment, silent, interval;

  if (!ought_to_talk (signs->state) || !CORRAL_IS_KNOWN (signs->heard_ms)
      || !CORRAL_IS_KNOWN (signs->now_ms) || !CORRAL_IS_KNOWN (signs->known_as_of_ms))
    return signs->state;

  /* What the cloud had not heard by its last answer to us is all that we know of silence. */
  moment = MIN (signs->now_ms, signs->known_as_of_ms);
  silent = moment - signs->heard_ms;
  interval = interval_ms (signs);
  if (silent >= CORRAL_OFFLINE_INTERVALS * interval)
    return CORRAL_CART_OFFLINE;
  if (silent < CORRAL_LATE_INTERVALS * interval)
    return signs->state;
  /* A fault or an empty battery says more than being late. */
  return signs->state == CORRAL_CART_FAULT || signs->state == CORRAL_CART_LOW_BATTERY ? signs->state
                                                                                        : CORRAL_CART_LATE;
}

CorralFreshness
corral_freshness_of (const CorralCartSigns *signs)
{
  CorralFreshness freshness = {
    .state = corral_freshness_judge (signs),
    .heard_ms = signs->heard_ms,
    .silent_ms = CORRAL_UNKNOWN,
    .as_of_ms = signs->now_ms,
    .as_of_old = FALSE,
  };

  if (CORRAL_IS_KNOWN (signs->heard_ms) && CORRAL_IS_KNOWN (signs->now_ms))
    freshness.silent_ms = MAX (0, signs->now_ms - signs->heard_ms);
  if (!CORRAL_IS_KNOWN (signs->known_as_of_ms))
    {
      freshness.as_of_ms = CORRAL_UNKNOWN;
      freshness.as_of_old = TRUE;
    }
  else if (CORRAL_IS_KNOWN (signs->now_ms)
           && signs->now_ms - signs->known_as_of_ms > interval_ms (signs))
    {
      freshness.as_of_ms = signs->known_as_of_ms;
      freshness.as_of_old = TRUE;
    }
  return freshness;
}

CorralFreshness
corral_freshness_of_cart (CorralFleet *fleet, guint32 cart)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  CorralCartSigns signs = {
    .state = corral_cart_state_from_word (corral_columns_get_text (carts, cart, CORRAL_CART_COL_STATE)),
    .heard_ms = corral_columns_get_integer (carts, cart, CORRAL_CART_COL_HEARD_MS),
    .interval_s = corral_columns_get_integer (carts, cart, CORRAL_CART_COL_INTERVAL_S),
    .now_ms = corral_fleet_get_now (fleet),
    .known_as_of_ms
    = corral_fleet_get_known_as_of (fleet, corral_columns_get_link (carts, cart, CORRAL_CART_COL_CHAIN)),
  };

  return corral_freshness_of (&signs);
}
