/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spans of time and the store's zone. Pure but for the system's zone database. Any thread. */
#include "config.h"

#include "corral-time.h"

gboolean
corral_time_range_contains (const CorralTimeRange *self, gint64 time_ms)
{
  return time_ms >= self->start_ms && time_ms < self->end_ms;
}

CorralTimeRange
corral_time_range_intersect (CorralTimeRange a, CorralTimeRange b)
{
  return (CorralTimeRange){ .start_ms = MAX (a.start_ms, b.start_ms), .end_ms = MIN (a.end_ms, b.end_ms) };
}

GTimeZone *
corral_time_zone_find (const char *iana_name)
{
  return iana_name != NULL ? g_time_zone_new_identifier (iana_name) : NULL;
}

GTimeZone *
corral_time_zone (const char *iana_name)
{
  GTimeZone *zone = corral_time_zone_find (iana_name);

  return zone != NULL ? zone : g_time_zone_new_utc ();
}

gint64
corral_time_offset_s (GTimeZone *zone, gint64 time_ms)
{
  gint64 seconds = time_ms / 1000 - (time_ms % 1000 < 0);
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);

  return g_time_zone_get_offset (zone, interval);
}

gint64
corral_time_day_start_ms (GTimeZone *zone, gint64 time_ms)
{
  gint64 offset_ms = corral_time_offset_s (zone, time_ms) * 1000;
  gint64 local = time_ms + offset_ms;
  gint64 in_day = local % CORRAL_DAY_MS;
  gint64 midnight;
  gint64 offset_then;

  if (in_day < 0)
    in_day += CORRAL_DAY_MS;
  midnight = time_ms - in_day;

  /* The offset may have changed since midnight; correct once, which is enough as zones shift by hours. Where
   * clocks go forward at midnight itself, this is the transition: the first moment of the day. */
  offset_then = corral_time_offset_s (zone, midnight) * 1000;
  if (offset_then != offset_ms)
    midnight += offset_ms - offset_then;
  return midnight;
}

gint64
corral_time_from_local_ms (GTimeZone *zone, gint64 local_ms)
{
  /* No clock is further from UTC than 14 hours. */
  gint64 before = corral_time_offset_s (zone, local_ms - 15 * CORRAL_HOUR_MS) * CORRAL_SECOND_MS;
  gint64 after = corral_time_offset_s (zone, local_ms + 15 * CORRAL_HOUR_MS) * CORRAL_SECOND_MS;
  gint64 early = local_ms - MAX (before, after);
  gint64 late = local_ms - MIN (before, after);

  if (corral_time_offset_s (zone, early) * CORRAL_SECOND_MS == local_ms - early)
    return early;
  if (corral_time_offset_s (zone, late) * CORRAL_SECOND_MS == local_ms - late)
    return late;
  /* It is left out: the clock goes forward somewhere in between. */
  while (late - early > CORRAL_SECOND_MS)
    {
      gint64 middle = early + (late - early) / 2;

      if (corral_time_offset_s (zone, middle) * CORRAL_SECOND_MS == before)
        early = middle;
      else
        late = middle;
    }
  return late / CORRAL_SECOND_MS * CORRAL_SECOND_MS;
}
