/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-chart-layer.h"
#include "corral-time-view.h"

G_BEGIN_DECLS

/**
 * CorralChart:
 *
 * A plot of layers over time, with a left axis of numbers and a bottom axis of the store's time.
 * Charts that share a #CorralTimeView stand one above the other with their plots aligned. Gaps are
 * hatched; hovering or moving the cursor says time and values; the pointer never makes the data be
 * drawn again.
 *
 * Keys: Left and Right move the cursor from sample to sample, or from event to event where there are
 * no samples; with Shift they select from where the cursor was, and Return shows what is selected;
 * Ctrl with them pans, + and - zoom, Home and End go to the ends of the document, Escape takes cursor
 * and selection away. Actions of the same meaning: "chart.cursor-back", "chart.cursor-forward",
 * "chart.select-back", "chart.select-forward", "chart.pan-back", "chart.pan-forward",
 * "chart.zoom-in", "chart.zoom-out", "chart.go-start", "chart.go-end", "chart.clear-cursor". Wheel
 * and pinch zoom about the pointer, dragging and two fingers sideways pan, Shift and dragging
 * selects. Main thread.
 */
#define CORRAL_TYPE_CHART (corral_chart_get_type ())
G_DECLARE_FINAL_TYPE (CorralChart, corral_chart, CORRAL, CHART, GtkWidget)

/* @title: what the chart shows, also its accessible name ("Battery"). */
GtkWidget *corral_chart_new (const char *title,
                             CorralTimeView *view,
                             GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

void corral_chart_set_title (CorralChart *self, const char *title);
CorralTimeView *corral_chart_get_view (CorralChart *self);
/* Another cart may stand in another zone. @zone_name: its IANA name as shown ("Europe/Berlin"), or
 * %NULL. */
void corral_chart_set_zone (CorralChart *self, GTimeZone *zone, const char *zone_name);

/* The chart keeps a reference. Layers are drawn in the order they were added. */
void corral_chart_add_layer (CorralChart *self, CorralChartLayer *layer);
void corral_chart_remove_layer (CorralChart *self, CorralChartLayer *layer);

/* A fixed range of the left axis (a percentage: 0, 100); NaN for either: from the data that is
 * visible. */
void corral_chart_set_value_range (CorralChart *self, double low, double high);
/* Of stacked charts only the lowest shows the time axis. Default: shown. */
void corral_chart_set_shows_time (CorralChart *self, gboolean shows_time);
/* Whether the plain wheel zooms, or only the wheel with Ctrl so that a page around the chart
 * scrolls. Default: TRUE. */
void corral_chart_set_wheel_zooms (CorralChart *self, gboolean wheel_zooms);
/* Night and closed hours, as a faint ground; copied. */
void corral_chart_set_closed (CorralChart *self, const CorralTimeRange *ranges, gsize n);

/* Why there is nothing to be seen. Where layers have data, silence and what was never fetched are known from them; of
 * lanes without, and what else is known, has to be told. */
typedef enum
{
  CORRAL_CHART_GAP_SILENT,     /* nothing came: hatched */
  CORRAL_CHART_GAP_NOT_LOADED, /* nobody has asked for it: dotted */
  CORRAL_CHART_GAP_LOST,       /* the cart sent it, and the cloud has lost it: crossed */
  CORRAL_CHART_GAP_LATE,       /* no gap any more: it was buffered and came later: a striped strip at the foot */
} CorralChartGapKind;

typedef struct
{
  CorralTimeRange range;
  CorralChartGapKind kind;
} CorralChartGap;

/* Copied; in any order. */
void corral_chart_set_gaps (CorralChart *self, const CorralChartGap *gaps, gsize n);

/* A lane: thin, without an axis of numbers; the title stands at the left, in a column of the same width for all lanes and
 * charts of a view, with what the lane says at the cursor (or now) under or beside it. Default: FALSE. */
void corral_chart_set_lane (CorralChart *self, gboolean lane);
/* A second row of times under the axis, in the reader's own zone: only drawn where it differs. (nullable) */
void corral_chart_set_own_zone (CorralChart *self, GTimeZone *zone, const char *zone_name);

/* What each layer says at @time_ms: "78 %", "Wi-Fi, ap-0118-03"; NULL when nothing. Free with g_free(). */
char *corral_chart_dup_reading (CorralChart *self, gint64 time_ms) G_GNUC_WARN_UNUSED_RESULT;
/* Its figures over @range, as a sentence: least, greatest, mean and unknown share of numbers; share of time of spans;
 * count of marks. NULL when there is nothing. Free with g_free(). */
char *corral_chart_dup_figures (CorralChart *self, CorralTimeRange range) G_GNUC_WARN_UNUSED_RESULT;

/* When the next (@direction > 0) or previous mark of its layers is, or the next of their spans begins; CORRAL_TIME_NONE for
 * none. Numbers have no events. */
gint64 corral_chart_find_event (CorralChart *self, gint64 time_ms, int direction);

/* "Battery: 78 % now, between 31 % and 100 % over the last 24 hours, no data 09:14–10:02." Free
 * with g_free(). */
char *corral_chart_dup_summary (CorralChart *self) G_GNUC_WARN_UNUSED_RESULT;

/* The visible samples as text. */
typedef struct
{
  char **header;       /* (owned) (array zero-terminated=1): "Time (CET)", "Battery, %", … */
  GPtrArray *rows;     /* (owned) (element-type GStrv), oldest first, each as long as the header */
  gboolean is_thinned; /* more than CORRAL_CHART_TABLE_ROWS samples: each row is a span with least,
                          greatest and last */
} CorralChartTable;

#define CORRAL_CHART_TABLE_ROWS 2000

CorralChartTable *corral_chart_dup_table (CorralChart *self) G_GNUC_WARN_UNUSED_RESULT;
void corral_chart_table_free (CorralChartTable *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralChartTable, corral_chart_table_free)

G_END_DECLS
