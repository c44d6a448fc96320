/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-chart.h"

G_BEGIN_DECLS

/* What the parts of a chart ask it. The chart has two children that fill it, one above the other:
 * the plot, drawn when data, span or size change, and the hover, drawn when the cursor moves. GTK
 * keeps the first one's drawing meanwhile. */

/* The plot as it is now, and where it stands in the widget. */
void corral_chart_get_plot (CorralChart *self, CorralPlot *plot, graphene_rect_t *area);
/* (element-type CorralChartLayer) (transfer none) */
GPtrArray *corral_chart_peek_layers (CorralChart *self);
/* (element-type CorralTimeRange) (transfer none) */
GArray *corral_chart_peek_closed (CorralChart *self);
/* (element-type CorralChartGap) (transfer none) */
GArray *corral_chart_peek_gaps (CorralChart *self);
GTimeZone *corral_chart_peek_zone (CorralChart *self);
const char *corral_chart_peek_zone_name (CorralChart *self);
const char *corral_chart_peek_title (CorralChart *self);
gboolean corral_chart_get_shows_time (CorralChart *self);
/* The reader's own zone: (nullable) (transfer none). */
GTimeZone *corral_chart_peek_own_zone (CorralChart *self);
/* Whether the time axis has a second row: a zone of the reader's own is set, and at some moment of
 * the view's document its clock says something else. */
gboolean corral_chart_has_own_times (CorralChart *self);
/* Of a line of the chart's small type. */
int corral_chart_get_type_height (CorralChart *self);
gboolean corral_chart_is_lane (CorralChart *self);
/* The time that the layers are read at where they stand in the column of a lane: the cursor's, or
 * the end of what is seen. */
gint64 corral_chart_get_reading_time (CorralChart *self);
/* What one layer reads; a series in its own hue, so that two in one lane are told apart. */
typedef struct
{
  char *text; /* (owned) */
  CorralHue hue;
} CorralChartReading;

/* What corral_chart_dup_reading() joins: (element-type CorralChartReading) (transfer full). */
GArray *corral_chart_create_readings (CorralChart *self, gint64 time_ms);
/* How much time the few pixels are by which one may miss a mark. */
gint64 corral_chart_get_slop (CorralChart *self);
/* What the cursor says, for one who moves it without seeing it: (transfer full). */
char *corral_chart_dup_cursor_words (CorralChart *self);
/* All of it, in the next frame. */
void corral_chart_redraw (CorralChart *self);
/* Whether what the cursor stands on is read out: it is moved by keys, or by the pointer. */
void corral_chart_speak_cursor (CorralChart *self, gboolean speaks);
gboolean corral_chart_get_wheel_zooms (CorralChart *self);
/* The chart's controllers of pointer and touch; in init. */
void corral_chart_add_pointer (CorralChart *chart);
const char *corral_chart_peek_own_zone_name (CorralChart *self);
/* The chart's actions and their keys; in class_init. */
void corral_chart_install_commands (GtkWidgetClass *widget_class);

/* A layout in the chart's small type with figures of one width: (transfer full). */
PangoLayout *corral_chart_create_layout (CorralChart *self, const char *text);

/* The column left of the plots is as wide as the chart of the view that asks for most: 0 to ask no
 * more. */
void corral_chart_column_ask (CorralChart *chart, int width);
int corral_chart_column_get_width (CorralChart *chart);

/* Where in a lane's plot, from its top, the line of text stands that names it, or (@second) that
 * says what it reads: one under the other where both fit, else beside each other. @height: of a
 * line. */
double corral_chart_lane_text_y (const CorralPlot *plot, int height, gboolean second);

/* Where in a column of @room px what a lane says stands beside its title of @title px, and how much there is for it. A title that
 * is read from the right (@rtl) begins beside the plot, and what is said goes on at its left. */
void corral_chart_lane_reading_room (float room, float title, gboolean rtl, float *left, float *width);

void corral_chart_draw_text (GtkSnapshot *snapshot,
                             PangoLayout *layout,
                             double x,
                             double y,
                             const GdkRGBA *colour);
/* The axes, with the origin at the plot's top left corner. */
void corral_chart_draw_value_axis (CorralChart *self, GtkSnapshot *snapshot, const CorralPlot *plot);
/* What there is nothing of, and what came late. */
void corral_chart_draw_gaps (CorralChart *self, GtkSnapshot *snapshot, const CorralPlot *plot);
/* "Lost in the cloud", "Came late": what was told of @time_ms by corral_chart_set_gaps(); %NULL for
 * nothing. */
const char *corral_chart_peek_gap_words (CorralChart *self, gint64 time_ms);
void corral_chart_draw_time_axis (CorralChart *self, GtkSnapshot *snapshot, const CorralPlot *plot);

#define CORRAL_TYPE_CHART_PLOT (corral_chart_plot_get_type ())
G_DECLARE_FINAL_TYPE (CorralChartPlot, corral_chart_plot, CORRAL, CHART_PLOT, GtkWidget)

/* @chart owns the plot. */
GtkWidget *corral_chart_plot_new (CorralChart *chart);
/* @layer (or all, for %NULL) must be drawn anew. */
void corral_chart_plot_forget (CorralChartPlot *self, CorralChartLayer *layer);

#define CORRAL_TYPE_CHART_HOVER (corral_chart_hover_get_type ())
G_DECLARE_FINAL_TYPE (CorralChartHover, corral_chart_hover, CORRAL, CHART_HOVER, GtkWidget)

/* @chart owns the hover. */
GtkWidget *corral_chart_hover_new (CorralChart *chart);

G_END_DECLS
