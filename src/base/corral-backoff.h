/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-random.h"

G_BEGIN_DECLS

/* Exponential backoff with full jitter: base 2 s, cap 15 min; a Retry-After wins, clamped to 1 s – 1 h.
 * Numbers: reliability.md, "The engine". Kept by value, no thread of its own. */
typedef struct
{
  guint failures;
} CorralBackoff;

#define CORRAL_BACKOFF_BASE_US (2 * G_USEC_PER_SEC)
#define CORRAL_BACKOFF_CAP_US (15 * 60 * (gint64) G_USEC_PER_SEC)
#define CORRAL_RETRY_AFTER_MIN_US ((gint64) G_USEC_PER_SEC)
#define CORRAL_RETRY_AFTER_MAX_US (3600 * (gint64) G_USEC_PER_SEC)

void corral_backoff_reset (CorralBackoff *self);

/* Counts one more failure and returns how long to wait, in microseconds, at least 1 s.
 * @retry_after_us: what the server asked for, or -1 for nothing. */
gint64 corral_backoff_fail (CorralBackoff *self, CorralRandom *random, gint64 retry_after_us);

G_END_DECLS
