/* SPDX-License-Identifier: GPL-3.0-or-later */
/* States of a cart and their words in the contract. Pure. */
#include "config.h"

#include "corral-cart-state.h"

static const char *const words[] = {
  [CORRAL_CART_IDLE] = "idle",
  [CORRAL_CART_IN_USE] = "in_use",
  [CORRAL_CART_CHARGING] = "charging",
  [CORRAL_CART_LOW_BATTERY] = "low_battery",
  [CORRAL_CART_LATE] = "late",
  [CORRAL_CART_FAULT] = "fault",
  [CORRAL_CART_OFFLINE] = "offline",
  [CORRAL_CART_UPDATING] = "updating",
  [CORRAL_CART_OUT_OF_SERVICE] = "out_of_service",
  [CORRAL_CART_OFF_PREMISES] = "off_premises",
  [CORRAL_CART_REVOKED] = "revoked",
  [CORRAL_CART_NEVER_SEEN] = "never_seen",
};

CorralCartState
corral_cart_state_from_word (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (words[i], word) == 0)
      return (CorralCartState) i;
  return CORRAL_CART_OTHER;
}

const char *
corral_cart_state_to_word (CorralCartState state)
{
  return state < G_N_ELEMENTS (words) ? words[state] : NULL;
}
