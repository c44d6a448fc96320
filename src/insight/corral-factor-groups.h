/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-factor-values.h"

G_BEGIN_DECLS

/* At most so many factors are looked at closer: one bit each. */
#define CORRAL_FACTOR_MAX_CANDIDATES 64

/* For the factors' own files. Something that carts share more than chance explains, before it is known what says the same. */
typedef struct
{
  CorralFactor factor;
  guint32 value;           /* in the values of its kind */
  double score;
  double correction;       /* log10 of how many others were tried along with it */
  char *text;              /* (owned) (nullable): its value, for ties */
} CorralFactorCandidate;

/* Leaves in @factors (element-type CorralFactor) those of @candidates that say something by themselves, at most @limit, each
 * with what goes with it behind it. @candidates: the most telling first, at most CORRAL_FACTOR_MAX_CANDIDATES. @values: by
 * kind; of those that no candidate is of, codes may be NULL. */
void corral_factor_groups_make (const CorralFactorCandidate *candidates, guint n_candidates,
                                const CorralFactorValues *values, const guint8 *halves, guint32 n_slots, guint limit,
                                GArray *factors);

G_END_DECLS
