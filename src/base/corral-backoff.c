/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long to wait after a failure. Pure. */
#include "config.h"

#include "corral-backoff.h"

void
corral_backoff_reset (CorralBackoff *self)
{
  self->failures = 0;
}

gint64
corral_backoff_fail (CorralBackoff *self, CorralRandom *random, gint64 retry_after_us)
{
  gint64 ceiling;
  gint64 wait;

  if (self->failures < 32)
    self->failures++;

  if (retry_after_us >= 0)
    return CLAMP (retry_after_us, CORRAL_RETRY_AFTER_MIN_US, CORRAL_RETRY_AFTER_MAX_US);

  ceiling = MIN (CORRAL_BACKOFF_CAP_US,
                 CORRAL_BACKOFF_BASE_US * (G_GINT64_CONSTANT (1) << MIN (self->failures - 1, 20)));
  wait = corral_random_int (random, 0, ceiling);
  return MAX (wait, (gint64) G_USEC_PER_SEC);
}
