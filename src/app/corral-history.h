/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-place.h"

G_BEGIN_DECLS

/**
 * CorralHistory:
 *
 * Where somebody has been: the list that back and forward walk over. At most CORRAL_HISTORY_MAX places; the
 * oldest go first. A plain value type without threads.
 */
typedef struct _CorralHistory CorralHistory;

#define CORRAL_HISTORY_MAX 100

CorralHistory *corral_history_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_history_free (CorralHistory *self);

/* Goes to @place: what was ahead is forgotten. The place where one already is adds nothing. */
void corral_history_go (CorralHistory *self, CorralPlace *place);

/* The present place has changed in itself (a filter was set): no new entry. */
void corral_history_amend (CorralHistory *self, CorralPlace *place);

/* Forgets every place that @keeps refuses, also the present one. */
void corral_history_keep (CorralHistory *self, gboolean (*keeps) (CorralPlace *place, gpointer data), gpointer data);

gboolean corral_history_can_step (CorralHistory *self, int step);

/* Moves by @step (−1 back, +1 forward). The place, owned by the history, or NULL at the end. */
CorralPlace *corral_history_step (CorralHistory *self, int step);

/* (nullable): NULL before the first. */
CorralPlace *corral_history_get_place (CorralHistory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralHistory, corral_history_free)

G_END_DECLS
