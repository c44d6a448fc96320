/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How finely a cart's series is told: every message, or rolled up by minute or hour. */
typedef enum
{
  CORRAL_RESOLUTION_RAW,
  CORRAL_RESOLUTION_MINUTE,
  CORRAL_RESOLUTION_HOUR,
} CorralResolution;

/* The finest that @span_ms of one cart may be looked at in: some 530 messages a day (domain.md), so three days of them, a
 * fortnight of minutes and 90 days of hours are all about as many points as a screen and a page of the contract can hold
 * several times over, and none is more than two pages. */
CorralResolution corral_resolution_for_span (gint64 span_ms);

/* The length of a bucket, 0 for raw points. */
gint64 corral_resolution_get_bucket_ms (CorralResolution resolution);

/* The contract's words: raw 1m 1h. */
const char *corral_resolution_to_word (CorralResolution resolution);

G_END_DECLS
