/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A series as a line. Dense data are drawn as one or two rectangles per pixel column, which is an
 * order of magnitude cheaper than a stroke; sparse data, fewer points than pixels, as a stroke.
 * Main thread. */
#include "config.h"

#include "corral-line-layer.h"

#include "corral-series-words.h"

#include <math.h>

#define LINE_WIDTH 1.5
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
} Colours;

/* A rectangle from y @a to y @b in column @x, at least as thick as a line. */
static void
append_bar (GtkSnapshot *snapshot,
            const GdkRGBA *colour,
            double x,
            double width,
            double a,
            double b)
{
  double top = MIN (a, b) - LINE_WIDTH / 2;
  double bottom = MAX (a, b) + LINE_WIDTH / 2;

  gtk_snapshot_append_color (snapshot, colour,
                             &GRAPHENE_RECT_INIT ((float) x, (float) top, (float) width,
                                                  (float) (bottom - top)));
}

static void
snapshot_dense (CorralLineLayer *self,
                GtkSnapshot *snapshot,
                const CorralPlot *plot,
                const CorralSamples *samples,
                const Colours *colours)
{
  guint n = (guint) MAX (1, floor (plot->width * plot->device_scale));
  double unit = plot->width / n;
  g_autofree CorralDecimationColumn *columns = g_new (CorralDecimationColumn, n);
  int previous = -1;

  corral_decimate (samples, plot->visible, corral_series_data_get_gap_ms (self->data), n, columns);

  for (int i = 0; i < (int) n; i++)
    {
      const CorralDecimationColumn *c = &columns[i];
      double y = corral_plot_y (plot, c->last);

      if (c->n == 0)
        continue;

      if (self->style == CORRAL_LINE_AREA)
        gtk_snapshot_append_color (snapshot, &colours->area,
                                   &GRAPHENE_RECT_INIT ((float) (i * unit), (float) y, (float) unit,
                                                        (float) (plot->height - y)));

      if (c->max > c->min)
        append_bar (snapshot, &colours->band, i * unit, unit, corral_plot_y (plot, c->max),
                    corral_plot_y (plot, c->min));

      if (previous >= 0 && !c->gap_before)
        {
          double from = corral_plot_y (plot, columns[previous].last);
          double slope = (y - from) / (i - previous);

          /* Columns without a sample of their own in between are crossed, not left open: they are
           * no gap. */
          for (int k = previous + 1; k < i; k++)
            {
              double a = self->style == CORRAL_LINE_STEP ? from : from + slope * (k - 1 - previous);
              double b = self->style == CORRAL_LINE_STEP ? from : from + slope * (k - previous);

              append_bar (snapshot, &colours->line, k * unit, unit, a, b);
            }
          append_bar (snapshot, &colours->line, i * unit, unit,
                      self->style == CORRAL_LINE_STEP ? from : y - slope, y);
        }
      else
        {
          append_bar (snapshot, &colours->line, i * unit, unit, corral_plot_y (plot, c->first), y);
        }
      previous = i;
    }
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
    snapshot_dense (self, snapshot, plot, samples, &colours);
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
