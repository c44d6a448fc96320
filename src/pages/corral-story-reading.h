/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-lane-stack.h"

G_BEGIN_DECLS

/* What a cart's lanes say at one moment, or over one stretch of time, in words. Main thread. */
typedef struct
{
  const CorralStory *story;
  CorralLaneStack *stack; /* lanes that are put away are left out */
  gint64 now_ms;
  GTimeZone *zone;        /* the store's */
  GTimeZone *own_zone;    /* the reader's */
} CorralStoryReadout;

/* "Tue 09:14 CET, 03:14 your time" and, between @separator, what each lane says: "Connection: Silent". @slop_ms: so far
 * off a mark is still meant. @plain: without what people wrote. Free with g_free(). */
char *corral_story_readout_of_moment (const CorralStoryReadout *self, gint64 time_ms, gint64 slop_ms, gboolean plain,
                                      const char *separator) G_GNUC_WARN_UNUSED_RESULT;

/* "09:14–10:02 CET (48 min)" and the figures of each lane. */
char *corral_story_readout_of_span (const CorralStoryReadout *self, CorralTimeRange range, const char *separator)
  G_GNUC_WARN_UNUSED_RESULT;

/* What one may go on to from @time_ms: the item with a link that is there, and its lane; or NULL. */
const CorralStoryItem *corral_story_find_link (const CorralStory *story, gint64 time_ms, gint64 slop_ms,
                                               CorralStoryLane *lane);

G_END_DECLS
