/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times to snooze until, in a store's own days. Pure, any thread. */
#include "config.h"

#include "corral-snooze-times.h"

#include "corral-opening-hours.h"
#include "corral-time.h"

/* Where a store has no opening, the working day begins then (D). */
#define MORNING_HOUR 8
/* Beyond a week of changes there is none to come. */
#define CHANGES_MAX 20

gint64
corral_snooze_clock_ms (GTimeZone *zone, gint64 now_ms, guint days, guint hour, guint minute)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) day = local != NULL ? g_date_time_add_days (local, (int) days) : NULL;
  g_autoptr (GDateTime) then = NULL;

  if (day == NULL)
    return now_ms + (gint64) days * CORRAL_DAY_MS;
  /* An hour that a change of the clocks leaves out is the one after it. */
  then = g_date_time_new (zone, g_date_time_get_year (day), g_date_time_get_month (day),
                          g_date_time_get_day_of_month (day), (int) hour, (int) minute, 0);
  return then != NULL ? g_date_time_to_unix (then) * 1000 : now_ms + (gint64) days * CORRAL_DAY_MS;
}

gint64
corral_snooze_opening_ms (const char *text, GTimeZone *zone, gint64 now_ms)
{
  CorralOpeningHours hours = corral_opening_hours_parse (text);
  /* A change at midnight itself is tomorrow's. */
  gint64 from_ms = corral_snooze_clock_ms (zone, now_ms, 1, 0, 0) - 1;

  for (guint i = 0; i < CHANGES_MAX; i++)
    {
      gboolean opens = FALSE;

      if (!corral_opening_hours_next_change (&hours, zone, from_ms, &from_ms, &opens))
        break;
      if (opens)
        return from_ms;
    }
  return corral_snooze_clock_ms (zone, now_ms, 1, MORNING_HOUR, 0);
}
