/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/*
 * What carts may have in common, one line each: C (UPPER, "word"). The word is the list's filter where there is one.
 */
#define CORRAL_FACTORS(C) \
  C (CARRIER, "carriers") \
  C (SIM, "sim_slots") \
  C (ACCESS_POINT, "access_point") \
  C (AISLE, "aisle")                        /* of a store */ \
  C (REVISION, "hardware_revision") \
  C (LOT, "lot") \
  C (FIRMWARE, "firmware") \
  C (CERTIFICATE_BATCH, "certificate_batch") \
  C (PACK_LOT, "pack_lot") \
  C (STORE, "store") \
  C (REGION, "region") \
  C (HOUR, "hour")                          /* in which they were last heard, store's time */

typedef enum
{
#define CORRAL_ENUMERATE(UPPER, word) CORRAL_FACTOR_##UPPER,
  CORRAL_FACTORS (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
  CORRAL_N_FACTORS
} CorralFactorKind;

typedef struct
{
  CorralFactorKind kind;
  guint32 code;            /* of the column's dictionary, a slot, or a number: what corral_factor_to_text() reads */
  guint32 store;           /* of ACCESS_POINT and AISLE: slot; else CORRAL_NO_SLOT */
  guint n_selected;        /* of the selection that have it */
  guint n_selection;
  guint n_rest;            /* of the rest that have it */
  guint n_of_rest;
  double lift;             /* share in the selection ÷ share in all */
  double log10_chance;     /* log10 of the chance to see so many by accident (hypergeometric tail, corrected for how many
                              values were tried); below −3 is no accident */
} CorralFactor;

/* Fills @factors (element-type CorralFactor) with what @carts (slots; at least 3) share more than the rest does, the most
 * telling first, at most @limit; nothing that chance explains (log10_chance > −2). @chain: the rest is of this chain
 * (slot), CORRAL_NO_SLOT: of all. Some milliseconds at 100,000 carts. Main thread. */
void corral_factors_find (CorralFleet *fleet, guint32 chain, const guint32 *carts, guint n_carts, guint limit,
                          GArray *factors);

const char *corral_factor_kind_to_word (CorralFactorKind kind);

G_END_DECLS
