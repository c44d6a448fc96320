/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-clock.h"

G_BEGIN_DECLS

/*
 * What time it is at the cloud: what it said, and what has gone by since on a clock that nobody sets. The PC's wall clock
 * decides only until the cloud has been heard: whoever sets it by a day would make operations too late that are not.
 * Never ahead of the cloud, as long as that is not set back: an answer is older than its arrival, and of several the
 * one that says the latest time was the quickest. Zero it to begin with; kept by value.
 */
typedef struct
{
  gboolean heard;
  gint64 cloud_ms;   /* then */
  gint64 elapsed_us; /* then: corral_clock_elapsed_us() */
} CorralCloudClock;

/* An answer that came at @elapsed_us says that it was @cloud_ms when it was made. */
void corral_cloud_clock_hear (CorralCloudClock *self, gint64 cloud_ms, gint64 elapsed_us);

/* ms UTC. @wall_ms: the PC's clock, which will do until the cloud was heard. */
gint64 corral_cloud_clock_now_ms (const CorralCloudClock *self, gint64 wall_ms, gint64 elapsed_us);

/* The same by @clock. */
static inline gint64
corral_cloud_clock_read_ms (const CorralCloudClock *self, CorralClock *clock)
{
  return corral_cloud_clock_now_ms (self, corral_clock_now_ms (clock), corral_clock_elapsed_us (clock));
}

G_END_DECLS
