/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The states of a cart (domain.md). OTHER: a word that this version does not know; it is kept and shown as text. */
typedef enum
{
  CORRAL_CART_IDLE,
  CORRAL_CART_IN_USE,
  CORRAL_CART_CHARGING,
  CORRAL_CART_LOW_BATTERY,
  CORRAL_CART_LATE,
  CORRAL_CART_FAULT,
  CORRAL_CART_OFFLINE,
  CORRAL_CART_UPDATING,
  CORRAL_CART_OUT_OF_SERVICE,
  CORRAL_CART_OFF_PREMISES,
  CORRAL_CART_REVOKED,
  CORRAL_CART_NEVER_SEEN,
  CORRAL_CART_OTHER,
} CorralCartState;

#define CORRAL_N_CART_STATES (CORRAL_CART_OTHER + 1)

CorralCartState corral_cart_state_from_word (const char *word);
/* The contract's word; NULL for OTHER. */
const char *corral_cart_state_to_word (CorralCartState state);

G_END_DECLS
