/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-factors.h"

G_BEGIN_DECLS

/**
 * CorralFactorQuestion:
 *
 * "What do these share?" of a list of carts as it is filtered: "Silent · Store 118" asks what the silent ones of that store
 * share that the others of that store do not, for that they are of one store is known. A list that is filtered by such things
 * alone is held against the whole chain. Good until the fleet next changes. Main thread.
 */
typedef struct
{
  CorralFactorsAsked asked;
  GArray *carts;      /* (owned) (element-type guint32) */
  GArray *among;      /* (owned) (nullable) (element-type guint32) */
  guint n_all;        /* of which the carts are a part */
  guint given;        /* kinds (1 << CorralFactorKind) that all of those have in common */
  gboolean one_chain; /* they are of one chain */
} CorralFactorQuestion;

/* @filters (element-type utf8 utf8): as a place has them. @chosen: (nullable): slots that were chosen by hand from that list, or
 * all that it shows. Asks for at most @limit leaders. */
CorralFactorQuestion *corral_factor_question_new (CorralFleet *fleet, GHashTable *filters, const guint32 *chosen,
                                                  guint n_chosen, guint limit) G_GNUC_WARN_UNUSED_RESULT;
void corral_factor_question_free (CorralFactorQuestion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralFactorQuestion, corral_factor_question_free)

G_END_DECLS
