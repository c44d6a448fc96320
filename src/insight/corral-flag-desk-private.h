/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-flag-trust.h"

G_BEGIN_DECLS

/* The desk as it is kept up to date (corral-flag-round.c). */

/* What is said of one flag. */
typedef struct
{
  guint32 slot;
  guint trust_pct;
  CorralAdvice advice;
  CorralDoubt doubt;
  double rank;
} CorralFlagJudgement;

void corral_flag_desk_judge (CorralFlagDesk *self, guint32 slot, CorralFlagJudgement *judgement);

/* Carts or alerts have changed: lots and alerts are counted again, flags are not. */
void corral_flag_desk_renew_scales (CorralFlagDesk *self);

/* The flags in @slots came, went, or are another now. Appended to @near (element-type guint32), some twice: they, and those
 * whose judgement may hang on theirs. FALSE: they are too many, or of a kind that was not there: make another desk. */
gboolean corral_flag_desk_follow (CorralFlagDesk *self, const guint32 *slots, guint n_slots, GArray *near);

G_END_DECLS
