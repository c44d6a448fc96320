/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-palette.h"
#include "corral-scale.h"
#include "corral-series-data.h"

G_BEGIN_DECLS

/* The plot that a layer draws on: the origin is its top left corner. Everything that the drawing
 * depends on stands here, so a drawing may be kept as long as this and the layer are unchanged. */
typedef struct
{
  double width;
  double height;
  int device_scale; /* device pixels per unit */
  CorralTimeRange visible;
  CorralScale scale;
  CorralGround ground;
  gboolean is_lane;
  PangoContext *type; /* (unowned) (nullable): the chart's; a layer without it draws no text */
} CorralPlot;

double corral_plot_x (const CorralPlot *plot, gint64 time_ms);
double corral_plot_y (const CorralPlot *plot, double value);
gint64 corral_plot_time (const CorralPlot *plot, double x);
/* @range over the plot's whole height, cut to it, on whole pixels. */
graphene_rect_t corral_plot_rect (const CorralPlot *plot, CorralTimeRange range);
gboolean corral_plot_equal (const CorralPlot *a, const CorralPlot *b);
/* @alpha 0 … 1; high contrast raises low ones. */
GdkRGBA corral_plot_colour (const CorralPlot *plot, CorralHue hue, double alpha);
/* The window's own ground. */
GdkRGBA corral_plot_ground_colour (const CorralPlot *plot, double alpha);
/* What small type in a chart looks like: (transfer full). */
PangoAttrList *corral_plot_create_attributes (void);
/* The ground that the application is drawn on now, from the style manager. */
CorralGround corral_plot_current_ground (void);

/**
 * CorralChartLayer:
 *
 * One thing drawn on the plot of a #CorralChart. Derivable, since a new kind of drawing (a lane, a
 * threshold) is to be one new file that the chart knows nothing about. Signal "changed": draw me
 * again. Main thread.
 */
#define CORRAL_TYPE_CHART_LAYER (corral_chart_layer_get_type ())
G_DECLARE_DERIVABLE_TYPE (CorralChartLayer, corral_chart_layer, CORRAL, CHART_LAYER, GObject)

struct _CorralChartLayerClass
{
  GObjectClass parent_class;

  /* Draws on @plot; the chart clips to it and keeps the result. */
  void (*snapshot) (CorralChartLayer *self, GtkSnapshot *snapshot, const CorralPlot *plot);
  /* The samples behind it: (transfer none) (nullable). They give the axis its range, the gaps their
   * hatching, the table its column and the summary its words. */
  CorralSeriesData *(*get_data) (CorralChartLayer *self);
  /* What the bubble says at @time_ms, without the layer's name: (transfer full) (nullable).
   * @slop_ms: how much time a few pixels are. */
  char *(*dup_text_at) (CorralChartLayer *self, gint64 time_ms, gint64 slop_ms, GTimeZone *zone);
  /* The words for one who does not see it: (transfer full) (nullable). */
  char *(*dup_summary) (CorralChartLayer *self,
                        CorralTimeRange visible,
                        gboolean live,
                        GTimeZone *zone);
  /* The value at @time_ms and no more, for a column beside the plot ("78 %", "Wi-Fi"): (transfer
   * full) (nullable). Where it is missing, dup_text_at is asked. */
  char *(*dup_reading) (CorralChartLayer *self, gint64 time_ms, gint64 slop_ms, GTimeZone *zone);
  /* A span in figures: "Wi-Fi 62 %, LTE-M 30 %", with the layer's name before it: (transfer full)
   * (nullable). */
  char *(*dup_figures) (CorralChartLayer *self, CorralTimeRange range);
  /* When the next (@direction > 0) or previous event of the layer is, strictly after or before
   * @time_ms; G_MININT64 for none, or where the class leaves it out. */
  gint64 (*find_event) (CorralChartLayer *self, gint64 time_ms, int direction);
};

const char *corral_chart_layer_get_name (CorralChartLayer *self);
const char *corral_chart_layer_get_unit (CorralChartLayer *self);
CorralHue corral_chart_layer_get_hue (CorralChartLayer *self);

/* For subclasses and the chart. */
void corral_chart_layer_set_identity (CorralChartLayer *self,
                                      const char *name,
                                      const char *unit,
                                      CorralHue hue);
void corral_chart_layer_changed (CorralChartLayer *self);
void
corral_chart_layer_snapshot (CorralChartLayer *self, GtkSnapshot *snapshot, const CorralPlot *plot);
CorralSeriesData *corral_chart_layer_get_data (CorralChartLayer *self);
char *corral_chart_layer_dup_text_at (CorralChartLayer *self,
                                      gint64 time_ms,
                                      gint64 slop_ms,
                                      GTimeZone *zone);
char *corral_chart_layer_dup_summary (CorralChartLayer *self,
                                      CorralTimeRange visible,
                                      gboolean live,
                                      GTimeZone *zone);
char *corral_chart_layer_dup_reading (CorralChartLayer *self,
                                      gint64 time_ms,
                                      gint64 slop_ms,
                                      GTimeZone *zone);
char *corral_chart_layer_dup_figures (CorralChartLayer *self, CorralTimeRange range);
gint64 corral_chart_layer_find_event (CorralChartLayer *self, gint64 time_ms, int direction);

G_END_DECLS
