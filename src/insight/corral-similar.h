/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-factors.h"

G_BEGIN_DECLS

/* What is the matter with a cart, as far as others can have the same. */
typedef enum
{
  CORRAL_TROUBLE_NONE,
  CORRAL_TROUBLE_SILENT, /* it is not heard from, or late */
  CORRAL_TROUBLE_FAULT,  /* it reports a fault */
} CorralTrouble;

/* One for each kind, and a cart has two carriers at most. */
#define CORRAL_SIMILAR_FACTORS (CORRAL_N_FACTORS + 1)
#define CORRAL_SIMILAR_NEAREST 6

/* A value: no memory of its own. Good until the fleet next changes. */
typedef struct
{
  CorralTrouble trouble;
  guint32 cart;        /* slot */
  guint32 chain;       /* slot: all counts are of carts of this chain, without the cart itself */
  guint32 fault;       /* FAULT: code of the column's dictionary */
  guint n_carts;       /* that have the same trouble */
  guint n_all;
  CorralFactor factors[CORRAL_SIMILAR_FACTORS]; /* what it shares with some of those, the most telling first; the selection are
                                                   those of the same trouble */
  guint n_factors;
  guint32 nearest[CORRAL_SIMILAR_NEAREST]; /* slots of those that share the most, and the rarest, with it */
  guint n_nearest;
} CorralSimilar;

/* Which carts of its chain have the same trouble as @cart (slot), and what of it they share: firmware, lot, access point, aisle,
 * carrier … Unlike corral_factors_find() it tells also what may be an accident: a person asks for one cart, and "nobody else on
 * this version" is an answer. One pass over the carts. Main thread. */
void corral_similar_find (CorralFleet *fleet, guint32 cart, CorralSimilar *similar);

G_END_DECLS
