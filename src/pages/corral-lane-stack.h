/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cart-comparison.h"
#include "corral-chart.h"
#include "corral-story.h"
#include "corral-telemetry.h"

G_BEGIN_DECLS

/* A cart's lanes one above the other, the lowest with the ruler of times. Those with nothing in them are put away, and
 * named in a line beneath. Main thread. */
#define CORRAL_TYPE_LANE_STACK (corral_lane_stack_get_type ())
G_DECLARE_FINAL_TYPE (CorralLaneStack, corral_lane_stack, CORRAL, LANE_STACK, GtkWidget)

GtkWidget *corral_lane_stack_new (CorralTimeView *view) G_GNUC_WARN_UNUSED_RESULT;

/* Whose times are shown. @zone_name (nullable): its IANA name. */
void corral_lane_stack_set_zone (CorralLaneStack *self, GTimeZone *zone, const char *zone_name);
/* Closed hours, as a ground; copied. */
void corral_lane_stack_set_closed (CorralLaneStack *self, const CorralTimeRange *ranges, gsize n);

/* Draws @story and @columns, which are of @resolution and @span; NULL for both: nothing is known. Lanes come and go by what
 * is visible now. */
void corral_lane_stack_show (CorralLaneStack *self, CorralStory *story, CorralTelemetryColumns *columns,
                              CorralResolution resolution, CorralTimeRange span, gint64 now_ms);
/* Draws beside the lines what they are compared with. */
void corral_lane_stack_compare (CorralLaneStack *self, CorralCartComparison *comparison);

/* One a lane of corral_lanes_get(), from top to bottom. */
CorralChart *const *corral_lane_stack_get_charts (CorralLaneStack *self);

/* What the lines of a lane, and what they are compared with, are at @time_ms: "Wi-Fi −67 dBm, Mobile −111 dBm". NULL: it has
 * no lines. Free with g_free(). */
char *corral_lane_stack_dup_values (CorralLaneStack *self, guint lane, gint64 time_ms) G_GNUC_WARN_UNUSED_RESULT;

/* "Nothing in this time: faults, knocks. Not fetched: battery."; NULL when every lane is there. */
const char *corral_lane_stack_get_note (CorralLaneStack *self);

G_END_DECLS
