/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ticks and words for time in a store's zone, right on the nights when its clocks change. Pure but
 * for the system's zone database. Any thread. */
#include "config.h"

#include "corral-time-ticks.h"

#include <glib/gi18n.h>
#include <string.h>

/* Sub-day steps divide a day; the last ones are whole days. */
static const gint64 steps[] = {
  CORRAL_MINUTE_MS,      2 * CORRAL_MINUTE_MS,  5 * CORRAL_MINUTE_MS, 10 * CORRAL_MINUTE_MS,
  15 * CORRAL_MINUTE_MS, 30 * CORRAL_MINUTE_MS, CORRAL_HOUR_MS,       2 * CORRAL_HOUR_MS,
  3 * CORRAL_HOUR_MS,    6 * CORRAL_HOUR_MS,    12 * CORRAL_HOUR_MS,  CORRAL_DAY_MS,
  2 * CORRAL_DAY_MS,     7 * CORRAL_DAY_MS,     14 * CORRAL_DAY_MS,
};

/* In more than about two years the summer of every one need not be looked at. */
#define MAX_ZONE_LOOKS 800

static gint64
floor_to (gint64 value, gint64 unit)
{
  gint64 rest = value % unit;

  return value - (rest < 0 ? rest + unit : rest);
}

static GDateTime *
local_time (gint64 time_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (floor_to (time_ms, 1000) / 1000);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

static char *
format_local (gint64 time_ms, GTimeZone *zone, const char *format)
{
  g_autoptr (GDateTime) local = local_time (time_ms, zone);

  return local != NULL ? g_date_time_format (local, format) : g_strdup ("–");
}

/* Days since 1970 on the local calendar; 1970-01-01 was a Thursday. */
static gint64
local_day (gint64 time_ms, GTimeZone *zone)
{
  return floor_to (time_ms + corral_time_offset_s (zone, time_ms) * 1000, CORRAL_DAY_MS)
         / CORRAL_DAY_MS;
}

gint64
corral_time_ticks_step (gint64 span_ms, guint max_ticks)
{
  max_ticks = CLAMP (max_ticks, 2, 32);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      /* A span that starts on a tick has one more than it has steps. */
      if (span_ms / steps[i] + 1 <= (gint64) max_ticks)
        return steps[i];
    }
  /* Longer than any view: whole fortnights, doubled. */
  for (gint64 step = 28 * CORRAL_DAY_MS;; step *= 2)
    {
      if (span_ms / step + 1 <= (gint64) max_ticks)
        return step;
    }
}

static void
add_tick (GArray *ticks, gint64 time_ms, GTimeZone *zone, gboolean is_day, gboolean names_zone)
{
  CorralTimeTick tick = { .time_ms = time_ms, .is_day = is_day };
  g_autofree char *text = NULL;

  if (is_day)
    {
      /* Translators: a day on a time axis, "Tue 3 Nov"; GLib's g_date_time_format(). */
      text = format_local (time_ms, zone, _ ("%a %-d %b"));
    }
  else
    {
      g_autofree char *clock = format_local (time_ms, zone, "%H:%M");
      g_autofree char *letters = names_zone ? corral_time_ticks_zone_name (time_ms, zone) : NULL;

      text = names_zone ? g_strdup_printf ("%s %s", clock, letters) : g_steal_pointer (&clock);
    }
  g_strlcpy (tick.label, text, sizeof tick.label);
  if (!g_utf8_validate (tick.label, -1, NULL))
    *(char *) g_utf8_find_prev_char (tick.label, tick.label + strlen (tick.label)) = '\0';
  g_array_append_val (ticks, tick);
}

static void
add_days (GArray *ticks, CorralTimeRange visible, GTimeZone *zone, gint64 every, guint max_ticks)
{
  gint64 day = corral_time_day_start_ms (zone, visible.start_ms);

  if (day < visible.start_ms)
    day = corral_time_day_start_ms (zone, day + 36 * CORRAL_HOUR_MS);
  while (day < visible.end_ms && ticks->len < max_ticks)
    {
      /* Weeks start on Mondays: the third day before 1970 was one. */
      gint64 index = local_day (day, zone) + (every % 7 == 0 ? 3 : 0);

      if (floor_to (index, every) == index)
        add_tick (ticks, day, zone, TRUE, FALSE);
      /* From a day's start, 36 hours on is always in the next day, be it 23 or 25 hours long. */
      day = corral_time_day_start_ms (zone, day + 36 * CORRAL_HOUR_MS);
    }
}

static void
add_hours (GArray *ticks, CorralTimeRange visible, GTimeZone *zone, gint64 step, guint max_ticks)
{
  /* Offsets of zones are multiples of 15 minutes, so round wall-clock times are found on this
   * raster of UTC. */
  gint64 raster = MIN (step, 15 * CORRAL_MINUTE_MS);
  gint64 previous_local = G_MININT64; /* what the wall clock said at the tick before */
  gint64 t = floor_to (visible.start_ms, raster);

  if (raster == 10 * CORRAL_MINUTE_MS)
    raster = 5 * CORRAL_MINUTE_MS;
  else if (raster == 2 * CORRAL_MINUTE_MS)
    raster = CORRAL_MINUTE_MS;

  for (; t < visible.end_ms && ticks->len < max_ticks; t += raster)
    {
      gint64 offset = corral_time_offset_s (zone, t) * 1000;
      gboolean is_day = corral_time_day_start_ms (zone, t) == t;
      gboolean names_zone;

      if (floor_to (t + offset, step) != t + offset && !is_day)
        continue;
      if (t < visible.start_ms)
        {
          previous_local = t + offset;
          continue;
        }
      if (ticks->len > 0)
        {
          const CorralTimeTick *previous = &g_array_index (ticks, CorralTimeTick, ticks->len - 1);

          /* The second 02:00 of a long night stands one hour after the first: too close for a
           * coarse axis. */
          if (4 * (t - previous->time_ms) < 3 * step)
            {
              if (!is_day)
                continue;
              g_array_set_size (ticks, ticks->len - 1);
            }
        }
      /* The clock says again what it said before: the tick says by which time. */
      names_zone = !is_day && t + offset <= previous_local;
      previous_local = t + offset;
      add_tick (ticks, t, zone, is_day, names_zone);
    }
}

GArray *
corral_time_ticks_new (CorralTimeRange visible, GTimeZone *zone, guint max_ticks)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (CorralTimeTick));
  gint64 span = visible.end_ms - visible.start_ms;
  gint64 step;

  g_return_val_if_fail (zone != NULL, ticks);

  if (span <= 0)
    return ticks;

  max_ticks = CLAMP (max_ticks, 2, 32);
  step = corral_time_ticks_step (span, max_ticks);
  if (step >= CORRAL_DAY_MS)
    add_days (ticks, visible, zone, step / CORRAL_DAY_MS, max_ticks);
  else
    add_hours (ticks, visible, zone, step, max_ticks);
  return ticks;
}

char *
corral_time_ticks_format (gint64 time_ms, gint64 reference_ms, GTimeZone *zone)
{
  gint64 days = local_day (time_ms, zone) - local_day (reference_ms, zone);

  if (days == 0)
    return format_local (time_ms, zone, "%H:%M");
  if (days > -7 && days < 7)
    /* Translators: a time of this week, "Tue 09:14"; GLib's g_date_time_format(). */
    return format_local (time_ms, zone, _ ("%a %H:%M"));
  /* Translators: any other time, "3 Nov 09:14"; GLib's g_date_time_format(). */
  return format_local (time_ms, zone, _ ("%-d %b %H:%M"));
}

gboolean
corral_time_zones_differ (GTimeZone *a, GTimeZone *b, CorralTimeRange range)
{
  gint64 step = MAX (CORRAL_DAY_MS, (range.end_ms - range.start_ms) / MAX_ZONE_LOOKS);

  for (gint64 t = range.start_ms; t < range.end_ms; t += step)
    {
      if (corral_time_offset_s (a, t) != corral_time_offset_s (b, t))
        return TRUE;
    }
  return corral_time_offset_s (a, range.end_ms) != corral_time_offset_s (b, range.end_ms);
}

char *
corral_time_ticks_zone_name (gint64 time_ms, GTimeZone *zone)
{
  g_autofree char *letters = format_local (time_ms, zone, "%Z");
  gint64 offset_s;
  gint64 minutes;

  if (g_ascii_isalpha (letters[0]))
    return g_steal_pointer (&letters);

  offset_s = corral_time_offset_s (zone, time_ms);
  minutes = ABS (offset_s) / 60;
  if (minutes % 60 != 0)
    return g_strdup_printf ("UTC%s%d:%02d", offset_s < 0 ? "−" : "+", (int) (minutes / 60),
                            (int) (minutes % 60));
  return g_strdup_printf ("UTC%s%d", offset_s < 0 ? "−" : "+", (int) (minutes / 60));
}
