/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So far apart pages follow what changes all the time: faster nobody reads it. What is said of one cart or store
 * is drawn from the whole fleet, and need not be told as often; the odd tenth keeps the two in frames of their
 * own. */
#define CORRAL_PACE_DETAILS_MS 250
#define CORRAL_PACE_VERDICT_MS 1100

/* What costs more than a frame may and need not follow each change: done at once when it was not lately, else once a while
 * later. A member of a page; zeroed. Main thread. */
typedef struct
{
  gint64 last_us; /* monotonic; 0: never */
  guint source;
} CorralPace;

/* TRUE: it is time, do it. FALSE: it was done less than @apart_ms ago, and @again is called with @data when it is time. */
gboolean corral_pace_take (CorralPace *self, guint apart_ms, GSourceOnceFunc again, gpointer data);

/* It was done, whoever asked. */
void corral_pace_done (CorralPace *self);

/* Nothing is called any more. */
void corral_pace_stop (CorralPace *self);

G_END_DECLS
