/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* Deciding several flags at once: which may go together. Main thread. */

/* Whether the flag in @slot may be decided as @outcome (nullable: not chosen yet) together with those in @slots, of which it
 * is one. Alone it always may. Together it may not
 * - when the shopper is still in the store and should be spoken to, or a colleague was asked about it: that one is looked at
 *   before anything is said of it;
 * - as "confirmed", unless all are of one trip: each accuses somebody;
 * - as "sensor_fault", unless a scale alone claims it: a scale says nothing of a trip that left unpaid. */
gboolean corral_flag_bulk_takes (CorralFleet *fleet, const guint32 *slots, guint n_slots, guint32 slot, const char *outcome);

/* What a decision on several flags covers. */
typedef struct
{
  guint n;
  guint n_in_store;
  guint n_stores;
  guint n_unseen;     /* nobody has looked at them */
  gint64 value_minor; /* of all; CORRAL_UNKNOWN: none is known, or they are of several currencies */
  const char *currency; /* (nullable): lives as long as the fleet is not changed */
} CorralFlagCover;

void corral_flag_bulk_cover (CorralFleet *fleet, const guint32 *slots, guint n_slots, CorralFlagCover *cover);

G_END_DECLS
