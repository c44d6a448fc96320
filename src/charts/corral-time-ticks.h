/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-time.h"

G_BEGIN_DECLS

/* A tick of a time axis: where it stands and what it says. */
typedef struct
{
  gint64 time_ms;
  gboolean is_day; /* the first moment of a local day */
  char label[48];
} CorralTimeTick;

/* Ticks at round wall-clock times of @zone inside @visible, at most @max_ticks (2 … 32) of them:
 * every 1, 2, 5, 10, 15 or 30 minutes, 1, 2, 3, 6 or 12 hours, 1, 2, 7 or 14 days. On the nights
 * when clocks change, ticks keep to the wall clock: an hour that happens twice has two (the second
 * one names its zone), one that is left out has none. Returns (element-type CorralTimeTick)
 * (transfer full). Any thread. */
GArray *corral_time_ticks_new (CorralTimeRange visible,
                               GTimeZone *zone,
                               guint max_ticks) G_GNUC_WARN_UNUSED_RESULT;

/* The distance that corral_time_ticks_new() chose for such a span, in ms. */
gint64 corral_time_ticks_step (gint64 span_ms, guint max_ticks);

/* "09:14" on the local day of @reference_ms, "Tue 09:14" within six days of it, "3 Nov 09:14" else:
 * in
 * @zone. */
char *corral_time_ticks_format (gint64 time_ms,
                                gint64 reference_ms,
                                GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the clocks of @a and @b ever differ in @range (looked at once a day, and at its ends). */
gboolean corral_time_zones_differ (GTimeZone *a, GTimeZone *b, CorralTimeRange range);

/* "CET", or "UTC+1" for a zone whose database gives no letters. */
char *corral_time_ticks_zone_name (gint64 time_ms, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
