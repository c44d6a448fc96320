/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cloud's time, kept by a clock that nobody sets. Pure, any thread. */
#include "config.h"

#include "corral-cloud-clock.h"

/* An answer cannot be older than this (corral-api.h, the deadline for a page): if it seems to be, the cloud's clock was
 * set back. */
#define OLDEST_MS 60000

void
corral_cloud_clock_hear (CorralCloudClock *self, gint64 cloud_ms, gint64 elapsed_us)
{
  gint64 known_ms = corral_cloud_clock_now_ms (self, cloud_ms, elapsed_us);

  if (self->heard && cloud_ms <= known_ms && cloud_ms >= known_ms - OLDEST_MS)
    return;
  *self = (CorralCloudClock){ .heard = TRUE, .cloud_ms = cloud_ms, .elapsed_us = elapsed_us };
}

gint64
corral_cloud_clock_now_ms (const CorralCloudClock *self, gint64 wall_ms, gint64 elapsed_us)
{
  return self->heard ? self->cloud_ms + (elapsed_us - self->elapsed_us) / 1000 : wall_ms;
}
