/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Until when somebody does not want to hear of an alert. All in milliseconds UTC. Pure, any thread. */

/* When the store opens the first time after the day in @zone that holds @now_ms: tomorrow's opening, or that of the next
 * day on which it opens at all. A store that never closes, and one whose @hours (nullable) are not known: 08:00 tomorrow. */
gint64 corral_snooze_opening_ms (const char *hours, GTimeZone *zone, gint64 now_ms);

/* @hour:@minute in @zone, @days after the day that holds @now_ms. */
gint64 corral_snooze_clock_ms (GTimeZone *zone, gint64 now_ms, guint days, guint hour, guint minute);

G_END_DECLS
