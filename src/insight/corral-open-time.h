/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/**
 * CorralOpenTimes:
 *
 * How much of a span of time the stores of a fleet are open. Remembers zones and hours by what the stores' rows say, so
 * that asking for thousands of stores costs little. One thread.
 */
typedef struct _CorralOpenTimes CorralOpenTimes;

CorralOpenTimes *corral_open_times_new (void) G_GNUC_WARN_UNUSED_RESULT;
void corral_open_times_free (CorralOpenTimes *self);

/* Milliseconds of [@from_ms, @to_ms) in which the store at @store of @fleet is open. CORRAL_UNKNOWN when its hours or its time
 * zone are not known. Counts in what clocks run through: a day on which they change has 23 or 25 hours. At most 90 days
 * back from @to_ms. */
gint64 corral_open_times_measure (CorralOpenTimes *self, CorralFleet *fleet, guint32 store, gint64 from_ms, gint64 to_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralOpenTimes, corral_open_times_free)

G_END_DECLS
