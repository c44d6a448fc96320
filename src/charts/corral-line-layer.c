/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A series as a line. Dense data are drawn pixel column by pixel column into a raster, which is an
 * order of magnitude cheaper than a stroke; sparse data, far fewer points than pixels, as a stroke.
 * Main thread. */
#include "config.h"

#include "corral-line-layer.h"

#include "corral-raster.h"
#include "corral-series-figures.h"
#include "corral-series-words.h"

#include <math.h>

#define LINE_WIDTH 1.5
/* Of the mark for a value beyond the scale. */
#define BEYOND_SIZE 4.0
/* A stroke costs by its points: it is for fewer than one in so many pixels. */
#define PIXELS_A_POINT 6
#define BAND_ALPHA 0.30
#define AREA_ALPHA 0.12
#define DOT_RADIUS 2.0

struct _CorralLineLayer
{
  CorralChartLayer parent_instance;
  CorralSeriesData *data; /* (owned) (nullable) */
  CorralLineStyle style;
};

G_DEFINE_FINAL_TYPE (CorralLineLayer, corral_line_layer, CORRAL_TYPE_CHART_LAYER)

typedef struct
{
  GdkRGBA line;
  GdkRGBA band;
  GdkRGBA area;
  GdkRGBA beyond;
} Colours;

/* From y @a to y @b in pixel column @x, at least as thick as a line. */
static void
append_bar (CorralRaster *raster, const GdkRGBA *colour, int x, double a, double b, double thickness)
{
  corral_raster_bar (raster, x, MIN (a, b) - thickness / 2, MAX (a, b) + thickness / 2, colour);
}

/* A value that no scale was made for is not left out in silence: its column is marked at the edge that it is beyond. */
static void
mark_beyond (CorralRaster *raster,
             const CorralPlot *plot,
             int x,
             const CorralDecimationColumn *c,
             const GdkRGBA *colour)
{
  for (int k = x - 1; k <= x + 1; k++)
    {
      if (c->max > plot->scale.high)
        corral_raster_bar (raster, k, -BEYOND_SIZE / 2, BEYOND_SIZE / 2, colour);
      if (c->min < plot->scale.low)
        corral_raster_bar (raster, k, plot->height - BEYOND_SIZE / 2, plot->height + BEYOND_SIZE / 2, colour);
    }
}

/* The y of @value, not further from the plot than anything is drawn. */
static double
y_within (const CorralPlot *plot, double value)
{
  return CLAMP (corral_plot_y (plot, value), -LINE_WIDTH, plot->height + LINE_WIDTH);
}

/* What stands in pixel column @x, between the band's two and the line's two values. */
static void
append_column (CorralLineLayer *self,
               CorralRaster *raster,
               const CorralPlot *plot,
               const Colours *colours,
               int x,
               double high,
               double low,
               double from,
               double to)
{
  if (self->style == CORRAL_LINE_AREA)
    corral_raster_bar (raster, x, to, plot->height, &colours->area);
  if (low > high)
    append_bar (raster, &colours->band, x, high, low, LINE_WIDTH);
  append_bar (raster, &colours->line, x, from, to, LINE_WIDTH);
}

/* Joins column @a to column @b, of which @b and all between are drawn: columns without a sample of their own are crossed,
 * not left open, for they are no gap. Either may lie outside. */
static void
join_columns (CorralLineLayer *self,
              CorralRaster *raster,
              const CorralPlot *plot,
              const Colours *colours,
              int a,
              const CorralDecimationColumn *from,
              int b,
              const CorralDecimationColumn *to)
{
  gboolean has_band = corral_series_data_has_band (self->data);
  gboolean is_step = self->style == CORRAL_LINE_STEP;
  double y0 = y_within (plot, from->last);
  double y1 = y_within (plot, to->first);
  double high0 = y_within (plot, from->max);
  double high1 = y_within (plot, to->max);
  double low0 = y_within (plot, from->min);
  double low1 = y_within (plot, to->min);
  double steps = b - a;

  for (int k = MAX (a + 1, 0); k < MIN (b, (int) corral_raster_get_width (raster)); k++)
    {
      double before = is_step ? 0 : (k - 1 - a) / steps;
      double here = is_step ? 0 : (k - a) / steps;

      append_column (self, raster, plot, colours, k, has_band ? high0 + (high1 - high0) * here : 0,
                     has_band ? low0 + (low1 - low0) * here : 0, y0 + (y1 - y0) * before, y0 + (y1 - y0) * here);
    }
  append_column (self, raster, plot, colours, b, high1, low1,
                 is_step ? y0 : y0 + (y1 - y0) * (steps - 1) / steps, y_within (plot, to->last));
}

/* The sample @index as a column by itself, wherever it stands. */
static int
column_of_sample (const CorralPlot *plot, const CorralSamples *samples, gsize index, CorralDecimationColumn *column)
{
  double x = corral_plot_x (plot, samples->times[index]) * plot->device_scale;

  *column = (CorralDecimationColumn){ .first = samples->values[index],
                                      .min = samples->lows[index],
                                      .max = samples->highs[index],
                                      .last = samples->values[index],
                                      .n = 1 };
  return (int) CLAMP (floor (x), -1e6, 1e6);
}

static void
snapshot_dense (CorralLineLayer *self,
                GtkSnapshot *snapshot,
                const CorralPlot *plot,
                const CorralSamples *samples,
                gsize begin,
                gsize end,
                const Colours *colours)
{
  CorralRaster *raster = corral_raster_new (plot->width, plot->height, plot->device_scale);
  int n = (int) corral_raster_get_width (raster);
  g_autofree CorralDecimationColumn *columns = g_new (CorralDecimationColumn, (gsize) n);
  gint64 gap_ms = corral_series_data_get_gap_ms (self->data);
  CorralDecimationColumn beside;
  int previous = -1;

  corral_series_data_decimate (self->data, plot->visible, (guint) n, columns);

  for (int i = 0; i < n; i++)
    {
      const CorralDecimationColumn *c = &columns[i];

      if (c->n == 0)
        continue;

      if (previous >= 0 && !c->gap_before)
        {
          join_columns (self, raster, plot, colours, previous, &columns[previous], i, c);
        }
      else if (previous < 0 && !c->gap_before && begin > 0)
        {
          /* The line comes in from the sample before the visible ones. */
          int x = column_of_sample (plot, samples, begin - 1, &beside);

          join_columns (self, raster, plot, colours, MIN (x, -1), &beside, i, c);
        }
      else
        {
          double y = y_within (plot, c->last);

          append_column (self, raster, plot, colours, i, y_within (plot, c->max), y_within (plot, c->min),
                         y_within (plot, c->first), y);
          /* A sample that stands alone is a dot, not a hair. */
          if (c->n == 1)
            {
              append_bar (raster, &colours->line, i - 1, y, y, LINE_WIDTH);
              append_bar (raster, &colours->line, i + 1, y, y, LINE_WIDTH);
            }
        }
      if (c->max > plot->scale.high || c->min < plot->scale.low)
        mark_beyond (raster, plot, i, c, &colours->beyond);
      previous = i;
    }

  /* And leaves to the one behind them. */
  if (previous >= 0 && end < samples->n && !isnan (samples->values[end]) && !isnan (samples->values[end - 1])
      && samples->times[end] - samples->times[end - 1] <= gap_ms)
    {
      int x = column_of_sample (plot, samples, end, &beside);

      join_columns (self, raster, plot, colours, previous, &columns[previous], MAX (x, n), &beside);
    }
  corral_raster_snapshot (raster, snapshot);
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

  if (self->style == CORRAL_LINE_AREA)
    {
      gdk_cairo_set_source_rgba (cr, &colours->area);
      trace (self, cr, plot, samples->times, samples->values, begin, end);
      cairo_line_to (cr, last_x, plot->height);
      cairo_line_to (cr, first_x, plot->height);
      cairo_fill (cr);
    }

  if (corral_series_data_has_band (self->data))
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
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);

  run = begin;
  for (gsize i = begin; i <= end; i++)
    {
      gboolean is_value = i < end && !isnan (samples->values[i]);
      gboolean is_joined
          = is_value && i > run && samples->times[i] - samples->times[i - 1] <= gap_ms;

      if (is_joined)
        continue;
      if (i > run)
        draw_run (self, cr, plot, samples, run, i, colours);
      run = is_value ? i : i + 1;
    }

  gdk_cairo_set_source_rgba (cr, &colours->beyond);
  for (gsize i = begin; i < end; i++)
    {
      double x = corral_plot_x (plot, samples->times[i]);

      if (samples->highs[i] > plot->scale.high)
        cairo_rectangle (cr, x - 1, -BEYOND_SIZE / 2, 3, BEYOND_SIZE);
      if (samples->lows[i] < plot->scale.low)
        cairo_rectangle (cr, x - 1, plot->height - BEYOND_SIZE / 2, 3, BEYOND_SIZE);
    }
  cairo_fill (cr);
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
    .beyond = corral_plot_colour (plot, CORRAL_HUE_VERMILION, 1),
  };
  const CorralSamples *samples;
  gsize begin;
  gsize end;

  if (self->data == NULL)
    return;

  samples = corral_series_data_get_samples (self->data);
  begin = corral_samples_lower_bound (samples, plot->visible.start_ms);
  end = corral_samples_lower_bound (samples, plot->visible.end_ms);
  if ((double) (end - begin) * PIXELS_A_POINT > plot->width)
    snapshot_dense (self, snapshot, plot, samples, begin, end, &colours);
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
  return corral_series_words_reading (CORRAL_LINE_LAYER (layer)->data, corral_chart_layer_get_unit (layer), time_ms);
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
