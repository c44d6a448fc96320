/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named stretches of time as bars over the height of a plot, filled pixel by pixel into a raster: what
 * is drawn costs by the pixels there are, however many spans fall into them. Main thread. */
#include "config.h"

#include "corral-span-layer.h"

#include "corral-raster.h"
#include "corral-series-words.h"

#include <glib/gi18n.h>
#include <math.h>

#define INSET 2.0
#define EDGE 2.0
#define TINT_ALPHA 0.20
#define HATCH_ALPHA 0.55
#define STRIPE_ALPHA 0.42
/* Of the ground under hatching and stripes, as that of gaps. */
#define GROUND_SHARE 0.2
#define BEHIND_TEXT_ALPHA 0.82
#define TEXT_GAP 5.0
/* Narrower than this no name is tried. */
#define LEAST_TEXT_WIDTH 22
#define OUTLINE_DASH 4

struct _CorralSpanLayer
{
  CorralChartLayer parent_instance;
  CorralSpanSet *set; /* (owned) */

  /* Names as they were laid out in type, till it changes. */
  GHashTable *layouts; /* (owned) (element-type utf8 PangoLayout) */
  PangoContext *type;  /* (unowned) (nullable): only compared */
  guint type_serial;
};

G_DEFINE_FINAL_TYPE (CorralSpanLayer, corral_span_layer, CORRAL_TYPE_CHART_LAYER)

static PangoLayout *
layout_of (CorralSpanLayer *self, const CorralPlot *plot, const char *label)
{
  PangoLayout *layout;
  g_autoptr (PangoAttrList) attributes = NULL;

  if (self->type != plot->type || self->type_serial != pango_context_get_serial (plot->type))
    {
      g_hash_table_remove_all (self->layouts);
      self->type = plot->type;
      self->type_serial = pango_context_get_serial (plot->type);
    }
  layout = g_hash_table_lookup (self->layouts, label);
  if (layout != NULL)
    return layout;

  attributes = corral_plot_create_attributes ();
  layout = pango_layout_new (plot->type);
  pango_layout_set_text (layout, label, -1);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_attributes (layout, attributes);
  g_hash_table_insert (self->layouts, (gpointer) label, layout);
  return layout;
}

/* ---- the five looks ----------------------------------------------------------------------------
 */

/* A bar in device pixels across and units down, and how far the patterns have moved. */
typedef struct
{
  int left;
  int right;
  double top;
  double bottom;
  int pixel; /* device pixels per unit */
  int phase;
} Bar;

static void
fill (CorralRaster *raster, const Bar *bar, CorralRasterPattern pattern, const GdkRGBA *colour)
{
  corral_raster_fill (raster, bar->left, bar->right, bar->top, bar->bottom, pattern, bar->phase, colour);
}

static void
draw_solid (CorralRaster *raster, const CorralPlot *plot, const Bar *bar, CorralHue hue)
{
  GdkRGBA colour = corral_plot_colour (plot, hue, 1);
  Bar inner = *bar;

  /* Neighbours of one look stay two. */
  if (bar->right - bar->left >= 4 * bar->pixel && bar->right < (int) corral_raster_get_width (raster))
    inner.right -= bar->pixel;
  fill (raster, &inner, CORRAL_RASTER_PLAIN, &colour);
}

static void
draw_light (CorralRaster *raster, const CorralPlot *plot, const Bar *bar, CorralHue hue)
{
  GdkRGBA tint = corral_plot_colour (plot, hue, TINT_ALPHA);
  GdkRGBA edge = corral_plot_colour (plot, hue, 1);
  Bar foot = *bar;
  Bar start = *bar;

  fill (raster, bar, CORRAL_RASTER_PLAIN, &tint);
  foot.top = bar->bottom - EDGE;
  fill (raster, &foot, CORRAL_RASTER_PLAIN, &edge);
  /* Where it begins can be seen when one follows the other. */
  start.right = start.left + bar->pixel;
  start.bottom = foot.top;
  if (bar->right - bar->left >= 4 * bar->pixel)
    fill (raster, &start, CORRAL_RASTER_PLAIN, &edge);
}

static void
draw_hatched (CorralRaster *raster, const CorralPlot *plot, const Bar *bar, CorralHue hue)
{
  GdkRGBA ground = corral_plot_colour (plot, hue, HATCH_ALPHA * GROUND_SHARE);
  GdkRGBA colour = corral_plot_colour (plot, hue, HATCH_ALPHA);

  fill (raster, bar, CORRAL_RASTER_PLAIN, &ground);
  fill (raster, bar, CORRAL_RASTER_LINES, &colour);
}

static void
draw_striped (CorralRaster *raster, const CorralPlot *plot, const Bar *bar, CorralHue hue)
{
  GdkRGBA ground = corral_plot_colour (plot, hue, STRIPE_ALPHA * GROUND_SHARE);
  GdkRGBA colour = corral_plot_colour (plot, hue, STRIPE_ALPHA);

  fill (raster, bar, CORRAL_RASTER_PLAIN, &ground);
  fill (raster, bar, CORRAL_RASTER_STRIPES, &colour);
}

static void
draw_outline (CorralRaster *raster, const CorralPlot *plot, const Bar *bar, CorralHue hue)
{
  GdkRGBA colour = corral_plot_colour (plot, hue, 1);
  double unit = 1.0 / bar->pixel;
  Bar side = *bar;

  if (bar->right - bar->left < 3 * bar->pixel)
    {
      fill (raster, bar, CORRAL_RASTER_PLAIN, &colour);
      return;
    }
  /* Top and bottom are dashed; a dash is as long as the space behind it. */
  for (int x = bar->left; x < bar->right; x += 2 * OUTLINE_DASH * bar->pixel)
    {
      int end = MIN (x + OUTLINE_DASH * bar->pixel, bar->right);

      corral_raster_fill (raster, x, end, bar->top, bar->top + unit, CORRAL_RASTER_PLAIN, 0, &colour);
      corral_raster_fill (raster, x, end, bar->bottom - unit, bar->bottom, CORRAL_RASTER_PLAIN, 0, &colour);
    }
  side.right = side.left + bar->pixel;
  fill (raster, &side, CORRAL_RASTER_PLAIN, &colour);
  side.right = bar->right;
  side.left = side.right - bar->pixel;
  fill (raster, &side, CORRAL_RASTER_PLAIN, &colour);
}

static void (*const looks[CORRAL_N_SPAN_FILLS]) (CorralRaster *raster,
                                                 const CorralPlot *plot,
                                                 const Bar *bar,
                                                 CorralHue hue) = {
  [CORRAL_SPAN_SOLID] = draw_solid,     [CORRAL_SPAN_LIGHT] = draw_light,     [CORRAL_SPAN_HATCHED] = draw_hatched,
  [CORRAL_SPAN_STRIPED] = draw_striped, [CORRAL_SPAN_OUTLINE] = draw_outline,
};

/* ---- drawing -----------------------------------------------------------------------------------
 */

static Bar
bar_of (const CorralPlot *plot, const CorralSpan *span)
{
  double left = CLAMP (corral_plot_x (plot, span->range.start_ms), 0, plot->width) * plot->device_scale;
  double right = CLAMP (corral_plot_x (plot, span->range.end_ms), 0, plot->width) * plot->device_scale;
  Bar bar = { .top = INSET, .bottom = plot->height - INSET, .pixel = plot->device_scale };

  /* On whole device pixels, at least one wide: what happened is never too short to be seen. */
  bar.left = (int) floor (left);
  bar.right = MAX ((int) floor (right), bar.left + 1);
  return bar;
}

/* How far the visible span is from the beginning of all time, in device pixels: patterns move along with their spans. */
static int
phase_of (const CorralPlot *plot)
{
  double pixels = plot->width * plot->device_scale;
  double span = (double) MAX (plot->visible.end_ms - plot->visible.start_ms, 1);

  return (int) fmod (floor ((double) plot->visible.start_ms / span * pixels), 7 * 12 * plot->device_scale);
}

static void
draw_name (CorralSpanLayer *self, GtkSnapshot *snapshot, const CorralPlot *plot, const CorralSpan *span,
           const Bar *bar)
{
  gboolean on_solid = span->fill == CORRAL_SPAN_SOLID;
  gboolean needs_ground = !on_solid && span->fill != CORRAL_SPAN_LIGHT;
  GdkRGBA text = on_solid ? corral_plot_ground_colour (plot, 1) : corral_plot_colour (plot, CORRAL_HUE_TEXT, 1);
  PangoLayout *layout = layout_of (self, plot, span->label);
  double room = (bar->right - bar->left) / (double) bar->pixel;
  double x = bar->left / (double) bar->pixel + TEXT_GAP;
  double y;
  int width;
  int height;

  pango_layout_get_pixel_size (layout, &width, &height);
  if (width == 0 || width + 2 * TEXT_GAP > room || height > plot->height)
    return;
  /* Not where another span is on top. */
  if (corral_span_set_at (self->set, corral_plot_time (plot, x), 0) != span
      || corral_span_set_at (self->set, corral_plot_time (plot, x + width), 0) != span)
    return;
  y = floor ((plot->height - height) / 2);
  if (needs_ground)
    {
      GdkRGBA ground = corral_plot_ground_colour (plot, BEHIND_TEXT_ALPHA);

      gtk_snapshot_append_color (snapshot, &ground,
                                 &GRAPHENE_RECT_INIT ((float) x - 2, (float) y + 1, (float) width + 4,
                                                      (float) height - 2));
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) floor (x), (float) y));
  gtk_snapshot_append_layout (snapshot, layout, &text);
  gtk_snapshot_restore (snapshot);
}

static gboolean
is_in_sight (const CorralPlot *plot, const CorralSpan *span)
{
  return span->range.end_ms > plot->visible.start_ms && span->range.start_ms < plot->visible.end_ms;
}

static void
corral_span_layer_snapshot (CorralChartLayer *layer, GtkSnapshot *snapshot, const CorralPlot *plot)
{
  CorralSpanLayer *self = CORRAL_SPAN_LAYER (layer);
  guint n;
  const CorralSpan *spans = corral_span_set_get (self->set, &n);
  CorralRaster *raster = corral_raster_new (plot->width, plot->height, plot->device_scale);
  int phase = phase_of (plot);
  /* Where a bar of each look was last drawn, so that a thousand on one pixel are one. */
  int drawn_at[CORRAL_N_SPAN_FILLS][CORRAL_N_HUES];

  for (guint i = 0; i < CORRAL_N_SPAN_FILLS; i++)
    for (guint k = 0; k < CORRAL_N_HUES; k++)
      drawn_at[i][k] = -1;

  for (guint i = 0; i < n; i++)
    {
      const CorralSpan *span = &spans[i];
      Bar bar;

      if (!is_in_sight (plot, span))
        continue;
      bar = bar_of (plot, span);
      if (bar.right - bar.left <= 1 && drawn_at[span->fill][span->hue] == bar.left)
        continue;
      drawn_at[span->fill][span->hue] = bar.left;
      bar.phase = phase;
      looks[span->fill](raster, plot, &bar, span->hue);
    }
  corral_raster_snapshot (raster, snapshot);

  for (guint i = 0; plot->type != NULL && i < n; i++)
    {
      Bar bar;

      if (!is_in_sight (plot, &spans[i]))
        continue;
      bar = bar_of (plot, &spans[i]);
      if (bar.right - bar.left >= LEAST_TEXT_WIDTH * bar.pixel)
        draw_name (self, snapshot, plot, &spans[i], &bar);
    }
}

/* ---- words -------------------------------------------------------------------------------------
 */

static char *
corral_span_layer_dup_text_at (CorralChartLayer *layer, gint64 time_ms, gint64 slop_ms, GTimeZone *zone)
{
  const CorralSpan *span = corral_span_set_at (CORRAL_SPAN_LAYER (layer)->set, time_ms, slop_ms);
  g_autofree char *when = NULL;

  if (span == NULL)
    return NULL;
  when = corral_series_words_range (span->range, time_ms, zone);
  /* Translators: a state and its span of time: "Wi-Fi 09:14–10:02". */
  return g_strdup_printf (_ ("%s %s"), span->label, when);
}

static char *
corral_span_layer_dup_reading (CorralChartLayer *layer, gint64 time_ms, gint64 slop_ms, GTimeZone *zone)
{
  const CorralSpan *span = corral_span_set_at (CORRAL_SPAN_LAYER (layer)->set, time_ms, slop_ms);

  return span != NULL ? g_strdup (span->label) : NULL;
}

static char *
corral_span_layer_dup_figures (CorralChartLayer *layer, CorralTimeRange range)
{
  g_autofree char *shares = corral_span_set_dup_share_words (CORRAL_SPAN_LAYER (layer)->set, range);

  return shares != NULL ? g_strdup_printf ("%s: %s", corral_chart_layer_get_name (layer), shares) : NULL;
}

static gint64
corral_span_layer_find_event (CorralChartLayer *layer, gint64 time_ms, int direction)
{
  return corral_span_set_next (CORRAL_SPAN_LAYER (layer)->set, time_ms, direction);
}

static char *
corral_span_layer_dup_summary (CorralChartLayer *layer, CorralTimeRange visible, gboolean live, GTimeZone *zone)
{
  g_autofree char *shares = corral_span_set_dup_share_words (CORRAL_SPAN_LAYER (layer)->set, visible);
  g_autofree char *when = corral_series_words_span (visible, live, zone);

  if (shares == NULL)
    /* Translators: a lane in which nothing is: "Trips: none over the last 24 hours". */
    return g_strdup_printf (_ ("%s: none %s"), corral_chart_layer_get_name (layer), when);
  /* Translators: a lane, its states with their shares, the span: "Connection: Wi-Fi 62 %, LTE-M 30 % over the last
   * 24 hours". */
  return g_strdup_printf (_ ("%s: %s %s"), corral_chart_layer_get_name (layer), shares, when);
}

static void
corral_span_layer_finalize (GObject *object)
{
  CorralSpanLayer *self = CORRAL_SPAN_LAYER (object);

  g_hash_table_unref (self->layouts);
  corral_span_set_free (self->set);
  G_OBJECT_CLASS (corral_span_layer_parent_class)->finalize (object);
}

static void
corral_span_layer_class_init (CorralSpanLayerClass *klass)
{
  CorralChartLayerClass *layer_class = CORRAL_CHART_LAYER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = corral_span_layer_finalize;
  layer_class->snapshot = corral_span_layer_snapshot;
  layer_class->dup_text_at = corral_span_layer_dup_text_at;
  layer_class->dup_reading = corral_span_layer_dup_reading;
  layer_class->dup_figures = corral_span_layer_dup_figures;
  layer_class->find_event = corral_span_layer_find_event;
  layer_class->dup_summary = corral_span_layer_dup_summary;
}

static void
corral_span_layer_init (CorralSpanLayer *self)
{
  self->set = corral_span_set_new (NULL, 0);
  self->layouts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
}

CorralSpanLayer *
corral_span_layer_new (const char *name)
{
  CorralSpanLayer *self = g_object_new (CORRAL_TYPE_SPAN_LAYER, NULL);

  corral_chart_layer_set_identity (CORRAL_CHART_LAYER (self), name, NULL, CORRAL_HUE_TEXT);
  return self;
}

void
corral_span_layer_set_spans (CorralSpanLayer *self, const CorralSpan *spans, gsize n)
{
  g_return_if_fail (CORRAL_IS_SPAN_LAYER (self));

  /* The layouts' keys are the set's labels. */
  g_hash_table_remove_all (self->layouts);
  corral_span_set_free (self->set);
  self->set = corral_span_set_new (spans, n);
  corral_chart_layer_changed (CORRAL_CHART_LAYER (self));
}
