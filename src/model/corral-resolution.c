/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resolutions of a series and their words in the contract. Pure. */
#include "config.h"

#include "corral-resolution.h"

#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
#define RAW_UP_TO_MS (3 * DAY_MS)
#define MINUTES_UP_TO_MS (15 * DAY_MS)

CorralResolution
corral_resolution_for_span (gint64 span_ms)
{
  if (span_ms <= RAW_UP_TO_MS)
    return CORRAL_RESOLUTION_RAW;
  return span_ms <= MINUTES_UP_TO_MS ? CORRAL_RESOLUTION_MINUTE : CORRAL_RESOLUTION_HOUR;
}

gint64
corral_resolution_get_bucket_ms (CorralResolution resolution)
{
  static const gint64 buckets[] = {
    [CORRAL_RESOLUTION_RAW] = 0,
    [CORRAL_RESOLUTION_MINUTE] = 60 * 1000,
    [CORRAL_RESOLUTION_HOUR] = 3600 * 1000,
  };

  g_return_val_if_fail (resolution < G_N_ELEMENTS (buckets), 0);
  return buckets[resolution];
}

const char *
corral_resolution_to_word (CorralResolution resolution)
{
  switch (resolution)
    {
    case CORRAL_RESOLUTION_RAW:
      return "raw";
    case CORRAL_RESOLUTION_MINUTE:
      return "1m";
    case CORRAL_RESOLUTION_HOUR:
      return "1h";
    default:
      g_assert_not_reached ();
    }
}
