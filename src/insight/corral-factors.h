/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/*
 * What carts may have in common, one line each: C (UPPER, "word"). The word is the list's filter where there is one.
 */
#define CORRAL_FACTORS(C) \
  C (CARRIER, "carriers") \
  C (SIM, "sim_slots")                      /* how many it has: 1 or 2 */ \
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
  guint32 code;            /* what corral_factor_to_value() reads; good until the fleet next changes */
  guint32 store;           /* of ACCESS_POINT, AISLE and STORE: slot; else CORRAL_NO_SLOT */
  guint n_selected;        /* of the selection that have it */
  guint n_selection;       /* of the selection of which it is known */
  guint n_rest;            /* of the rest that have it */
  guint n_of_rest;         /* of the rest of which it is known; 0: HOUR, when the selection are all that are silent */
  guint n_unknown;         /* of the selection of which it is not known */
  double lift;             /* share in the selection ÷ share in all */
  double log10_chance;     /* log10 of the chance to see so many by accident (hypergeometric tail, corrected for how many
                              values were tried); below −3 is no accident */
  guint leader;            /* where in the array the factor stands that this one goes with; its own place for one that says
                              something by itself */
} CorralFactor;

/* Fewer say nothing together, and a factor is told of as many at least. */
#define CORRAL_FACTOR_MIN_CARTS 3

/* What chance explains (log10): the promise is that of a hundred selections made blindly at most one is told anything. */
#define CORRAL_FACTOR_CHANCE (-2.0)

/* At most so many go with one leader. */
#define CORRAL_FACTOR_MAX_FOLLOWERS 3

/* What is asked. Slots; each counts once, those that do not exist not at all. */
typedef struct
{
  const guint32 *carts;  /* what do these share */
  guint n_carts;
  const guint32 *among;  /* (nullable): that other ones of these do not; all of @carts are among them; NULL: of the chain */
  guint n_among;
  guint32 chain;         /* slot, or CORRAL_NO_SLOT: of all chains */
  guint except;          /* kinds (1 << CorralFactorKind) that are not told: what the carts were chosen by is no news */
  guint limit;           /* at most so many leaders */
} CorralFactorsAsked;

/* Fills @factors (element-type CorralFactor) with what the carts share more than the rest does, the most telling first, and
 * nothing that chance explains (log10_chance > CORRAL_FACTOR_CHANCE). Telling is what has much lift for much of the selection:
 * by share × log lift, ties by chance, then by kind and name, never by slot; hours come last. What says nothing beyond another
 * one (a version that just the carts of that lot run) goes with that one, right behind it, or is left out when it is a part of
 * it or follows from it anyway (a store from its access point). Some milliseconds at 100,000 carts. Main thread. */
void corral_factors_answer (CorralFleet *fleet, const CorralFactorsAsked *asked, GArray *factors);

/* The same of @carts (slots; at least 3) against the others of @chain (slot), CORRAL_NO_SLOT: of all. */
void corral_factors_find (CorralFleet *fleet, guint32 chain, const guint32 *carts, guint n_carts, guint limit,
                          GArray *factors);

/* The chain that all of @carts are of, or CORRAL_NO_SLOT: what to compare them with. */
guint32 corral_factors_get_chain (CorralFleet *fleet, const guint32 *carts, guint n_carts);

/* Its value as links and the contract have it: "Norvia", "2", "ap-0001-02", "118" (a store's number), "14" (an hour); NULL
 * when it is no longer there. */
char *corral_factor_to_value (CorralFleet *fleet, const CorralFactor *factor) G_GNUC_WARN_UNUSED_RESULT;

const char *corral_factor_kind_to_word (CorralFactorKind kind);

/* Whether carts that have one @from in common always have one @kind in common, too: a store is in one region. */
gboolean corral_factor_kind_follows (CorralFactorKind kind, CorralFactorKind from);

/* The kinds (1 << CorralFactorKind) that carts have in common once they are chosen by the filter @name ("carrier", "lot", …): of
 * "store" the region, too. 0 for other filters. */
guint corral_factors_given_by (const char *name);

G_END_DECLS
