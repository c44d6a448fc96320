/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening hours: reading the text, asking for a moment. Pure. */
#include "config.h"

#include "corral-opening-hours.h"
#include "corral-time.h"

#include <stdio.h>
#include <string.h>

static const char *const day_names[] = { "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su" };

static int
parse_day (const char **cursor)
{
  for (int i = 0; i < 7; i++)
    if (strncmp (*cursor, day_names[i], 2) == 0)
      {
        *cursor += 2;
        return i;
      }
  return -1;
}

static void
skip_spaces (const char **cursor)
{
  while (**cursor == ' ')
    (*cursor)++;
}

static gboolean
parse_days (const char **cursor, gboolean days[7])
{
  for (;;)
    {
      int first = parse_day (cursor);
      int last = first;

      if (first < 0)
        return FALSE;
      if (**cursor == '-')
        {
          (*cursor)++;
          last = parse_day (cursor);
          if (last < 0)
            return FALSE;
        }
      for (int day = first;; day = (day + 1) % 7)
        {
          days[day] = TRUE;
          if (day == last)
            break;
        }
      if (**cursor != ',')
        return TRUE;
      (*cursor)++;
    }
}

static gboolean
parse_rule (const char *rule, CorralOpeningHours *hours)
{
  gboolean days[7] = { FALSE };
  int from_h, from_m, to_h, to_m;
  int read = 0;
  int open, close;

  skip_spaces (&rule);
  if (!parse_days (&rule, days))
    return FALSE;
  skip_spaces (&rule);
  if (sscanf (rule, "%2d:%2d-%2d:%2d%n", &from_h, &from_m, &to_h, &to_m, &read) != 4)
    return FALSE;
  rule += read;
  skip_spaces (&rule);
  open = from_h * 60 + from_m;
  close = to_h * 60 + to_m;
  if (*rule != '\0' || from_h < 0 || from_m < 0 || from_m > 59 || to_h < 0 || to_m < 0 || to_m > 59
      || open >= 1440 || close > 1440)
    return FALSE;
  if (close <= open)
    close += 1440;

  for (int day = 0; day < 7; day++)
    if (days[day])
      {
        hours->open_min[day] = (gint16) open;
        hours->close_min[day] = (gint16) close;
      }
  return TRUE;
}

CorralOpeningHours
corral_opening_hours_parse (const char *text)
{
  CorralOpeningHours hours = { .known = FALSE };
  CorralOpeningHours unknown = { .known = FALSE };
  g_auto (GStrv) rules = NULL;

  if (text == NULL || *text == '\0')
    return unknown;
  if (strcmp (text, "24/7") == 0)
    {
      for (int day = 0; day < 7; day++)
        hours.close_min[day] = 1440;
      hours.known = TRUE;
      return hours;
    }
  rules = g_strsplit (text, ";", 8);
  for (guint i = 0; rules[i] != NULL; i++)
    {
      if (*g_strstrip (rules[i]) == '\0')
        continue;
      if (!parse_rule (rules[i], &hours))
        return unknown;
      hours.known = TRUE;
    }
  return hours;
}

/* Weekday (0 = Monday) of the local day that starts at @local_day, counted in days since 1970 (a Thursday). */
static int
weekday (gint64 local_day)
{
  return (int) (((local_day + 3) % 7 + 7) % 7);
}

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

gboolean
corral_opening_hours_is_open (const CorralOpeningHours *self, GTimeZone *zone, gint64 time_ms)
{
  gint64 local_min;
  gint64 day;

  if (!self->known)
    return FALSE;
  local_min = floor_div (time_ms, CORRAL_MINUTE_MS) + floor_div (corral_time_offset_s (zone, time_ms), 60);
  day = floor_div (local_min, 1440);

  /* Today's span, or yesterday's that runs past midnight. */
  for (gint64 d = day; d >= day - 1; d--)
    {
      int w = weekday (d);
      gint64 minute = local_min - d * 1440;

      if (minute >= self->open_min[w] && minute < self->close_min[w])
        return TRUE;
    }
  return FALSE;
}

gboolean
corral_opening_hours_next_change (const CorralOpeningHours *self,
                                  GTimeZone *zone,
                                  gint64 time_ms,
                                  gint64 *change_ms,
                                  gboolean *opens)
{
  gboolean open_now = corral_opening_hours_is_open (self, zone, time_ms);
  gint64 at = floor_div (time_ms, CORRAL_MINUTE_MS) * CORRAL_MINUTE_MS;

  if (!self->known)
    return FALSE;

  /* Quarter of an hour at a time, then back to the minute: at most 8 days, and right over changes of clocks. */
  for (int step = 0; step < 8 * 24 * 4; step++)
    {
      gint64 next = at + 15 * CORRAL_MINUTE_MS;

      if (corral_opening_hours_is_open (self, zone, next) != open_now)
        {
          while (corral_opening_hours_is_open (self, zone, at + CORRAL_MINUTE_MS) == open_now)
            at += CORRAL_MINUTE_MS;
          *change_ms = at + CORRAL_MINUTE_MS;
          *opens = !open_now;
          return TRUE;
        }
      at = next;
    }
  return FALSE;
}

guint
corral_opening_hours_list (const CorralOpeningHours *self, GTimeZone *zone, CorralTimeRange range, CorralTimeRange *spans,
                           guint n_spans)
{
  gint64 first, last;
  guint n = 0;

  if (!self->known || range.end_ms <= range.start_ms)
    return 0;
  first = floor_div (range.start_ms + corral_time_offset_s (zone, range.start_ms) * CORRAL_SECOND_MS, CORRAL_DAY_MS) - 1;
  last = floor_div (range.end_ms + corral_time_offset_s (zone, range.end_ms) * CORRAL_SECOND_MS, CORRAL_DAY_MS);
  for (gint64 day = first; day <= last; day++)
    {
      int w = weekday (day);
      CorralTimeRange span;

      if (self->open_min[w] == self->close_min[w])
        continue;
      span.start_ms = corral_time_from_local_ms (zone, day * CORRAL_DAY_MS + self->open_min[w] * CORRAL_MINUTE_MS);
      span.end_ms = corral_time_from_local_ms (zone, day * CORRAL_DAY_MS + self->close_min[w] * CORRAL_MINUTE_MS);
      if (span.end_ms <= range.start_ms || span.start_ms >= range.end_ms || span.end_ms <= span.start_ms)
        continue;
      if (n > 0 && span.start_ms <= spans[n - 1].end_ms)
        spans[n - 1].end_ms = MAX (spans[n - 1].end_ms, span.end_ms);
      else if (n == n_spans)
        return n;
      else
        spans[n++] = span;
    }
  return n;
}
