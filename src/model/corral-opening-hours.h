/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-time.h"

G_BEGIN_DECLS

/**
 * CorralOpeningHours:
 *
 * When a store is open, per weekday, in the store's own time. Read from the form that schema.org calls
 * openingHours: "Mo-Sa 07:00-22:00; Su 10:00-18:00"; "24/7"; a day that is not named is closed. A span may
 * run past midnight ("Fr 20:00-02:00").
 */
typedef struct
{
  /* Minutes since the day's midnight; day 0 is Monday. open == close: closed all day. close may exceed
   * 1440 when the span runs past midnight. */
  gint16 open_min[7];
  gint16 close_min[7];
  gboolean known; /* FALSE when the text was missing or could not be read: nothing is said about hours */
} CorralOpeningHours;

/* Reads @text (nullable). Never fails: what cannot be read is "not known". */
CorralOpeningHours corral_opening_hours_parse (const char *text);

/* Whether the store is open at @time_ms, milliseconds UTC. FALSE when not known. */
gboolean corral_opening_hours_is_open (const CorralOpeningHours *self, GTimeZone *zone, gint64 time_ms);

/* When the store next opens or closes after @time_ms; @opens says which. FALSE when never, or not known. */
gboolean corral_opening_hours_next_change (const CorralOpeningHours *self,
                                           GTimeZone *zone,
                                           gint64 time_ms,
                                           gint64 *change_ms,
                                           gboolean *opens);

/* The spans in which the store is open and that end after @range begins and begin before it ends, in order, joined where one
 * goes over into the next; at most @n_spans of them. Returns how many. None when not known. Quicker than asking moment by
 * moment; at an hour that the clock shows twice it closes the first time. */
guint corral_opening_hours_list (const CorralOpeningHours *self, GTimeZone *zone, CorralTimeRange range,
                                 CorralTimeRange *spans, guint n_spans);

G_END_DECLS
