/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A series as a line. Dense data are drawn as bars of one pixel column into a picture, which is
 * orders of magnitude cheaper than a stroke; sparse data, fewer points than pixels, as a stroke.
 * Main thread. */
#include "config.h"

#include "corral-line-layer.h"

#include "corral-raster.h"
#include "corral-series-figures.h"
#include "corral-series-words.h"

#include <math.h>

#define LINE_WIDTH 1.5
#define BAND_ALPHA 0.30
#define AREA_ALPHA 0.12
#define DOT_RADIUS 2.0
#define COMPARED_WIDTH 1.0
/* Pixels drawn, and pixels left out. */
#define DASH 5
#define DASH_GAP 3

struct _CorralLineLayer
{
  CorralChartLayer parent_instance;
  CorralSeriesData *data; /* (owned) (nullable) */
  CorralLineStyle style;
  gboolean is_compared;
};

G_DEFINE_FINAL_TYPE (CorralLineLayer, corral_line_layer, CORRAL_TYPE_CHART_LAYER)

typedef struct
{
  GdkRGBA line;
  GdkRGBA band;
  GdkRGBA area;
} Colours;

/* Half a line's width may stand out at the top and the bottom of the plot. */
#define MARGIN 2.0

/* A bar from y @a to y @b in column @x, at least as thick as a line. */
static void
add_bar (CorralRaster *raster, int x, double a, double b, double width, const GdkRGBA *colour)
{
  corral_raster_add_bar (raster, (guint) x, MARGIN + MIN (a, b) - width / 2, MARGIN + MAX (a, b) + width / 2, colour);
}

/* Dashes stand still on the plot while it is panned, as hatching does. */
static gboolean
is_in_dash (const CorralPlot *plot, int x)
{
  return x / plot->device_scale % (DASH + DASH_GAP) < DASH;
}

/* The line into column @x from the column @previous, −1 for none. */
static void
add_line (CorralLineLayer *self,
          CorralRaster *raster,
          const CorralPlot *plot,
          const CorralDecimationColumn *columns,
          int previous,
          int x,
          const GdkRGBA *colour)
{
  const CorralDecimationColumn *c = &columns[x];
  double width = self->is_compared ? COMPARED_WIDTH : LINE_WIDTH;
  double y = corral_plot_y (plot, c->last);
  double from;
  double slope;

  if (previous < 0 || c->gap_before)
    {
      add_bar (raster, x, corral_plot_y (plot, c->first), y, width, colour);
      return;
    }

  from = corral_plot_y (plot, columns[previous].last);
  slope = (y - from) / (x - previous);
  /* Columns without a sample of their own in between are crossed, not left open: they are no gap. */
  for (int k = previous + 1; k <= x; k++)
    {
      double a = from + slope * (k - 1 - previous);
      double b = from + slope * (k - previous);

      if (self->style == CORRAL_LINE_STEP)
        {
          a = from;
          b = k < x ? from : y;
        }
      if (!self->is_compared || is_in_dash (plot, k))
        add_bar (raster, k, a, b, width, colour);
    }
}

/* The area under that line, into column @x from the column @previous, −1 for none: under columns that are crossed as well. */
static void
add_area (CorralLineLayer *self,
          CorralRaster *raster,
          const CorralPlot *plot,
          const CorralDecimationColumn *columns,
          int previous,
          int x,
          const GdkRGBA *colour)
{
  gboolean is_joined = previous >= 0 && !columns[x].gap_before;
  double y = corral_plot_y (plot, columns[x].last);
  double from = is_joined ? corral_plot_y (plot, columns[previous].last) : y;

  for (int k = is_joined ? previous + 1 : x; k <= x; k++)
    {
      double share = k == x ? 1 : (double) (k - previous) / (x - previous);
      double top = from + share * (y - from);

      corral_raster_add_bar (raster, (guint) k, MARGIN + top, MARGIN + plot->height, colour);
    }
}

static void
snapshot_dense (CorralLineLayer *self,
                GtkSnapshot *snapshot,
                const CorralPlot *plot,
                const Colours *colours)
{
  CorralRaster *raster = corral_raster_new (plot->width, plot->height + 2 * MARGIN, plot->device_scale);
  int n = (int) corral_raster_get_width (raster);
  g_autofree CorralDecimationColumn *columns = g_new (CorralDecimationColumn, n);
  int previous = -1;

  corral_series_data_decimate (self->data, plot->visible, (guint) n, columns);
  for (int i = 0; i < n; i++)
    {
      const CorralDecimationColumn *c = &columns[i];

      if (c->n == 0)
        continue;
      if (self->style == CORRAL_LINE_AREA && !self->is_compared)
        add_area (self, raster, plot, columns, previous, i, &colours->area);
      if (c->max > c->min && !self->is_compared)
        add_bar (raster, i, corral_plot_y (plot, c->max), corral_plot_y (plot, c->min), LINE_WIDTH, &colours->band);
      add_line (self, raster, plot, columns, previous, i, &colours->line);
      previous = i;
    }
  corral_raster_finish (raster, snapshot, 0, -MARGIN);
}

/* The outline of the samples [begin, end), as style says, through @values. */
static void
trace (CorralLineLayer *self,
       cairo_t *cr,
       const CorralPlot *plot,
       const gint64 *times,
       const double *values,
       gsize begin,
       gsize end)
{
  for (gsize i = begin; i < end; i++)
    {
      double x = corral_plot_x (plot, times[i]);

      if (self->style == CORRAL_LINE_STEP && i > begin)
        cairo_line_to (cr, x, corral_plot_y (plot, values[i - 1]));
      cairo_line_to (cr, x, corral_plot_y (plot, values[i]));
    }
}

static void
draw_run (CorralLineLayer *self,
          cairo_t *cr,
          const CorralPlot *plot,
          const CorralSamples *samples,
          gsize begin,
          gsize end,
          const Colours *colours)
{
  double first_x = corral_plot_x (plot, samples->times[begin]);
  double last_x = corral_plot_x (plot, samples->times[end - 1]);

  if (end - begin == 1)
    {
      gdk_cairo_set_source_rgba (cr, &colours->line);
      cairo_arc (cr, first_x, corral_plot_y (plot, samples->values[begin]), DOT_RADIUS, 0,
                 2 * G_PI);
      cairo_fill (cr);
      return;
    }

  if (self->style == CORRAL_LINE_AREA && !self->is_compared)
    {
      gdk_cairo_set_source_rgba (cr, &colours->area);
      trace (self, cr, plot, samples->times, samples->values, begin, end);
      cairo_line_to (cr, last_x, plot->height);
      cairo_line_to (cr, first_x, plot->height);
      cairo_fill (cr);
    }

  if (corral_series_data_has_band (self->data) && !self->is_compared)
    {
      gdk_cairo_set_source_rgba (cr, &colours->band);
      trace (self, cr, plot, samples->times, samples->highs, begin, end);
      for (gsize i = end; i-- > begin;)
        {
          double x = corral_plot_x (plot, samples->times[i]);

          cairo_line_to (cr, x, corral_plot_y (plot, samples->lows[i]));
          if (self->style == CORRAL_LINE_STEP && i > begin)
            cairo_line_to (cr, x, corral_plot_y (plot, samples->lows[i - 1]));
        }
      cairo_fill (cr);
    }

  gdk_cairo_set_source_rgba (cr, &colours->line);
  trace (self, cr, plot, samples->times, samples->values, begin, end);
  cairo_stroke (cr);
}

static void
snapshot_sparse (CorralLineLayer *self,
                 GtkSnapshot *snapshot,
                 const CorralPlot *plot,
                 const CorralSamples *samples,
                 gsize begin,
                 gsize end,
                 const Colours *colours)
{
  static const double dashes[] = { DASH, DASH_GAP };
  gint64 gap_ms = corral_series_data_get_gap_ms (self->data);
  graphene_rect_t bounds
      = GRAPHENE_RECT_INIT (-4, -4, (float) plot->width + 8, (float) plot->height + 8);
  cairo_t *cr;
  gsize run;

  /* A line comes in from, and leaves to, the sample beside the visible ones. */
  begin = begin > 0 ? begin - 1 : 0;
  end = MIN (end + 1, samples->n);
  if (begin >= end)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_set_line_width (cr, self->is_compared ? COMPARED_WIDTH : LINE_WIDTH);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, self->is_compared ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  if (self->is_compared)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);

  run = begin;
  for (gsize i = begin; i <= end; i++)
    {
      gboolean is_value = i < end && !isnan (samples->values[i]);
      gboolean is_joined
          = is_value && i > run && corral_samples_are_near (samples, i, gap_ms);

      if (is_joined)
        continue;
      if (i > run)
        draw_run (self, cr, plot, samples, run, i, colours);
      run = is_value ? i : i + 1;
    }
  cairo_destroy (cr);
}

static void
corral_line_layer_snapshot (CorralChartLayer *layer, GtkSnapshot *snapshot, const CorralPlot *plot)
{
  CorralLineLayer *self = CORRAL_LINE_LAYER (layer);
  CorralHue hue = corral_chart_layer_get_hue (layer);
  Colours colours = {
    .line = corral_plot_colour (plot, hue, 1),
    .band = corral_plot_colour (plot, hue, BAND_ALPHA),
    .area = corral_plot_colour (plot, hue, AREA_ALPHA),
  };
  const CorralSamples *samples;
  gsize begin;
  gsize end;

  if (self->data == NULL)
    return;

  samples = corral_series_data_get_samples (self->data);
  begin = corral_samples_lower_bound (samples, plot->visible.start_ms);
  end = corral_samples_lower_bound (samples, plot->visible.end_ms);
  if ((double) (end - begin) > plot->width)
    snapshot_dense (self, snapshot, plot, &colours);
  else
    snapshot_sparse (self, snapshot, plot, samples, begin, end, &colours);
}

static CorralSeriesData *
corral_line_layer_get_data (CorralChartLayer *layer)
{
  return CORRAL_LINE_LAYER (layer)->data;
}

static char *
corral_line_layer_dup_text_at (CorralChartLayer *layer,
                               gint64 time_ms,
                               gint64 slop_ms,
                               GTimeZone *zone)
{
  return corral_series_words_at (CORRAL_LINE_LAYER (layer)->data,
                                 corral_chart_layer_get_unit (layer), time_ms, zone);
}

static char *
corral_line_layer_dup_reading (CorralChartLayer *layer, gint64 time_ms, gint64 slop_ms, GTimeZone *zone)
{
  CorralLineLayer *self = CORRAL_LINE_LAYER (layer);
  g_autofree char *words = corral_series_words_reading (self->data, corral_chart_layer_get_unit (layer), time_ms);

  /* Beside what the chart is about, it has to say whose it is. */
  return self->is_compared ? g_strdup_printf ("%s %s", corral_chart_layer_get_name (layer), words)
                           : g_steal_pointer (&words);
}

static char *
corral_line_layer_dup_figures (CorralChartLayer *layer, CorralTimeRange range)
{
  return corral_series_words_figures (CORRAL_LINE_LAYER (layer)->data, corral_chart_layer_get_name (layer),
                                      corral_chart_layer_get_unit (layer), range);
}

static char *
corral_line_layer_dup_summary (CorralChartLayer *layer,
                               CorralTimeRange visible,
                               gboolean live,
                               GTimeZone *zone)
{
  return corral_series_words_summary (CORRAL_LINE_LAYER (layer)->data,
                                      corral_chart_layer_get_name (layer),
                                      corral_chart_layer_get_unit (layer), visible, live, zone);
}

static void
corral_line_layer_finalize (GObject *object)
{
  g_clear_pointer (&CORRAL_LINE_LAYER (object)->data, corral_series_data_unref);
  G_OBJECT_CLASS (corral_line_layer_parent_class)->finalize (object);
}

static void
corral_line_layer_class_init (CorralLineLayerClass *klass)
{
  CorralChartLayerClass *layer_class = CORRAL_CHART_LAYER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = corral_line_layer_finalize;
  layer_class->snapshot = corral_line_layer_snapshot;
  layer_class->get_data = corral_line_layer_get_data;
  layer_class->dup_text_at = corral_line_layer_dup_text_at;
  layer_class->dup_reading = corral_line_layer_dup_reading;
  layer_class->dup_figures = corral_line_layer_dup_figures;
  layer_class->dup_summary = corral_line_layer_dup_summary;
}

static void
corral_line_layer_init (CorralLineLayer *self)
{
}

CorralLineLayer *
corral_line_layer_new (const char *name, const char *unit, CorralHue hue, CorralLineStyle style)
{
  CorralLineLayer *self = g_object_new (CORRAL_TYPE_LINE_LAYER, NULL);

  self->style = style;
  corral_chart_layer_set_identity (CORRAL_CHART_LAYER (self), name, unit, hue);
  return self;
}

gboolean
corral_line_layer_is_compared (CorralLineLayer *self)
{
  g_return_val_if_fail (CORRAL_IS_LINE_LAYER (self), FALSE);
  return self->is_compared;
}

void
corral_line_layer_set_compared (CorralLineLayer *self, gboolean compared)
{
  g_return_if_fail (CORRAL_IS_LINE_LAYER (self));

  self->is_compared = compared;
  corral_chart_layer_changed (CORRAL_CHART_LAYER (self));
}

void
corral_line_layer_set_data (CorralLineLayer *self, CorralSeriesData *data)
{
  g_return_if_fail (CORRAL_IS_LINE_LAYER (self));

  if (data == self->data)
    return;
  g_clear_pointer (&self->data, corral_series_data_unref);
  self->data = data != NULL ? corral_series_data_ref (data) : NULL;
  corral_chart_layer_changed (CORRAL_CHART_LAYER (self));
}
