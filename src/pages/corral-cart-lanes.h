/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-chart.h"
#include "corral-line-layer.h"
#include "corral-mark-layer.h"
#include "corral-span-layer.h"
#include "corral-story.h"
#include "corral-telemetry.h"

G_BEGIN_DECLS

/*
 * The lanes of a cart's story, from top to bottom: what each shows and how much room it takes. Adding one is a line in the
 * table. Here too is what turns stories and columns into what layers draw and files hold. Main thread.
 */

#define CORRAL_LANE_LINES 2

/* A line of numbers in a lane. */
typedef struct
{
  const char *metric; /* NULL: none */
  const char *title;  /* marked for translation */
  const char *unit;
  CorralHue hue;
  CorralLineStyle style;
} CorralLaneLine;

typedef struct
{
  const char *id;       /* for tests; never shown */
  const char *title;    /* marked for translation */
  CorralStoryLane story; /* CORRAL_N_STORY_LANES: none, it has lines only */
  CorralLaneLine lines[CORRAL_LANE_LINES];
  double low, high;     /* of the axis of the lines: so much is always seen, so that noise looks like noise */
  gboolean widens;      /* and what lies beyond is seen as well */
  int height_px;
  gboolean is_fetched;  /* from messages that are asked for when they are looked at: may be not known */
} CorralLane;

const CorralLane *corral_lanes_get (guint *n_lanes);
/* Whether its story is of moments. */
gboolean corral_lane_has_marks (const CorralLane *lane);
gboolean corral_lane_has_lines (const CorralLane *lane);

/* The samples of @metric in @columns, which are of @resolution and were read for @span. NULL: there is no such column. */
CorralSeriesData *corral_lane_dup_data (const CorralTelemetryColumns *columns, CorralResolution resolution,
                                        CorralTimeRange span, const char *metric) G_GNUC_WARN_UNUSED_RESULT;

/* The same of a series that was made elsewhere: the median of a store. */
CorralSeriesData *corral_lane_dup_data_of_series (const CorralSeries *series) G_GNUC_WARN_UNUSED_RESULT;

/* What a layer of spans or marks draws of a lane of @story. What goes on ends at @now_ms. Spans go by their word alone, so
 * that their shares of a time can be told; marks say all, as one reads it at @now_ms with times in @zone. */
void corral_lane_fill_spans (CorralSpanLayer *layer, const CorralStory *story, CorralStoryLane lane, gint64 now_ms);
void corral_lane_fill_marks (CorralMarkLayer *layer, const CorralStory *story, CorralStoryLane lane, gint64 now_ms,
                             GTimeZone *zone);
/* Where the lane has nothing to show and why, as far as its series do not know that: (element-type CorralChartGap) (transfer
 * full). */
GArray *corral_lane_list_gaps (const CorralLane *lane, const CorralStory *story) G_GNUC_WARN_UNUSED_RESULT;

typedef enum
{
  CORRAL_LANE_EMPTY,       /* asked for, and there was nothing */
  CORRAL_LANE_UNFETCHED,   /* nothing held, and not all of it was asked for */
  CORRAL_LANE_HAS_SOMETHING,
} CorralLaneContent;

/* What is held of @lane in @range. @columns is nullable. */
CorralLaneContent corral_lane_get_content (const CorralLane *lane, const CorralStory *story,
                                           const CorralTelemetryColumns *columns, CorralResolution resolution,
                                           CorralTimeRange range);

/* The first event after @time_ms (@direction 1), or the last one before it (−1), over all lanes; @lane (nullable): whose it
 * is. NULL when there is none in @story. */
const CorralStoryItem *corral_lanes_find_event (const CorralStory *story, gint64 time_ms, int direction,
                                                CorralStoryLane *lane);

G_END_DECLS
