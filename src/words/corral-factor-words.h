/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-factor-question.h"
#include "corral-factors.h"
#include "corral-place.h"
#include "corral-similar.h"

G_BEGIN_DECLS

/* What carts have in common, said. Texts are free'd with g_free(); percentages are of those of which it is known. Main thread. */

/* "Carrier Norvia", "Single SIM", "Access point ap-0118-03, 118 Riverside", "Last heard 14:00–15:00, store time". */
char *corral_factor_to_name (CorralFleet *fleet, const CorralFactor *factor) G_GNUC_WARN_UNUSED_RESULT;

/* "212 of 230 (92 %), 11 % of the others". */
char *corral_factor_to_counts (const CorralFactor *factor) G_GNUC_WARN_UNUSED_RESULT;

/* "no accident", "hardly an accident", "may be an accident": by the chance of it. Static, translated. */
const char *corral_factor_sureness (const CorralFactor *factor);

/* "By accident less often than once in 10,000 tries." */
char *corral_factor_to_odds (const CorralFactor *factor) G_GNUC_WARN_UNUSED_RESULT;

/* "Carrier Norvia: 212 of 230 (92 %), 11 % of the others: no accident". */
char *corral_factor_to_text (CorralFleet *fleet, const CorralFactor *factor) G_GNUC_WARN_UNUSED_RESULT;

/* The list of the carts that have it, with the filters of @base (nullable; a list of carts) too. NULL when no list can be made of
 * them: of an hour. */
CorralPlace *corral_factor_to_place (CorralFleet *fleet, const CorralFactor *factor, CorralPlace *base)
  G_GNUC_WARN_UNUSED_RESULT;

/* What is held against what: "These 12 carts, held against the 22 others of the same store." */
char *corral_factor_question_to_text (const CorralFactorQuestion *question) G_GNUC_WARN_UNUSED_RESULT;

/* Why there is nothing to tell of it: a sentence. Static, translated. */
const char *corral_factor_question_say_none (const CorralFactorQuestion *question);

/* "23 others are silent", "4 others report this: Scanner jammed."; NULL when nothing is the matter with the cart. */
char *corral_similar_to_text (CorralFleet *fleet, const CorralSimilar *similar) G_GNUC_WARN_UNUSED_RESULT;

/* "17 of 214 are silent, 2 % of the others": of the carts that share @factor with it, how many have its trouble. */
char *corral_similar_factor_to_counts (const CorralSimilar *similar, const CorralFactor *factor) G_GNUC_WARN_UNUSED_RESULT;

/* The list of the carts of its chain with its trouble, NULL when there is none: what corral_factor_to_place() takes as base. */
CorralPlace *corral_similar_to_place (CorralFleet *fleet, const CorralSimilar *similar) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
