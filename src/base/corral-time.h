/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Half-open span of time, in milliseconds since 1970, UTC. Empty when end_ms <= start_ms. */
typedef struct
{
  gint64 start_ms;
  gint64 end_ms;
} CorralTimeRange;

gboolean corral_time_range_contains (const CorralTimeRange *self, gint64 time_ms);
CorralTimeRange corral_time_range_intersect (CorralTimeRange a, CorralTimeRange b);

#define CORRAL_SECOND_MS G_GINT64_CONSTANT (1000)
#define CORRAL_MINUTE_MS (60 * CORRAL_SECOND_MS)
#define CORRAL_HOUR_MS (60 * CORRAL_MINUTE_MS)
#define CORRAL_DAY_MS (24 * CORRAL_HOUR_MS)

/* The zone named by an IANA name, or UTC when the system does not know it. The caller owns the result,
 * which is cached by GLib. Any thread. */
GTimeZone *corral_time_zone (const char *iana_name) G_GNUC_WARN_UNUSED_RESULT;

/* The same, but NULL when the system does not know it, or @iana_name is NULL. */
GTimeZone *corral_time_zone_find (const char *iana_name) G_GNUC_WARN_UNUSED_RESULT;

/* Seconds east of UTC at @time_ms in @zone. */
gint64 corral_time_offset_s (GTimeZone *zone, gint64 time_ms);

/* Local midnight, as UTC milliseconds, of the day in @zone that holds @time_ms. On days without a midnight
 * (a spring-forward at 00:00) it is the first moment of the day. */
gint64 corral_time_day_start_ms (GTimeZone *zone, gint64 time_ms);

/* When the clock in @zone first shows @local_ms (milliseconds since 1970 as if the zone were UTC): of an hour that comes
 * twice the first, of one that is left out the moment at which it is. */
gint64 corral_time_from_local_ms (GTimeZone *zone, gint64 local_ms);

G_END_DECLS
