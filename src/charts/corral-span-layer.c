/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named stretches of time as bars over the height of a plot. What is drawn is bounded by the pixels
 * there are, however many spans fall into them. Main thread. */
#include "config.h"

#include "corral-span-layer.h"

#include "corral-hatching.h"
#include "corral-series-words.h"

#include <glib/gi18n.h>
#include <math.h>

#define INSET 2.0
#define EDGE 2.0
#define TINT_ALPHA 0.20
#define HATCH_ALPHA 0.55
#define STRIPE_ALPHA 0.42
#define BEHIND_TEXT_ALPHA 0.82
#define TEXT_GAP 5.0
/* Narrower than this no name is tried. */
#define LEAST_TEXT_WIDTH 22.0
#define OUTLINE_DASH 4.0

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

/* Bars of one look that follow each other in the order of drawing. */
typedef struct
{
  CorralSpanFill fill;
  CorralHue hue;
  GArray *rects; /* (owned) (element-type graphene_rect_t) */
} Run;

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

static void
draw_solid (GtkSnapshot *snapshot, const CorralPlot *plot, const Run *run)
{
  GdkRGBA colour = corral_plot_colour (plot, run->hue, 1);

  for (guint i = 0; i < run->rects->len; i++)
    gtk_snapshot_append_color (snapshot, &colour, &g_array_index (run->rects, graphene_rect_t, i));
}

static void
draw_light (GtkSnapshot *snapshot, const CorralPlot *plot, const Run *run)
{
  GdkRGBA tint = corral_plot_colour (plot, run->hue, TINT_ALPHA);
  GdkRGBA edge = corral_plot_colour (plot, run->hue, 1);

  for (guint i = 0; i < run->rects->len; i++)
    {
      graphene_rect_t rect = g_array_index (run->rects, graphene_rect_t, i);
      graphene_rect_t foot = rect;

      gtk_snapshot_append_color (snapshot, &tint, &rect);
      foot.origin.y += rect.size.height - (float) EDGE;
      foot.size.height = (float) EDGE;
      gtk_snapshot_append_color (snapshot, &edge, &foot);
      /* Where it begins can be seen when one follows the other. */
      if (rect.size.width >= 4)
        gtk_snapshot_append_color (snapshot, &edge,
                                   &GRAPHENE_RECT_INIT (rect.origin.x, rect.origin.y, 1, rect.size.height));
    }
}

static void
draw_hatched (GtkSnapshot *snapshot, const CorralPlot *plot, const Run *run)
{
  GdkRGBA colour = corral_plot_colour (plot, run->hue, HATCH_ALPHA);

  corral_hatching_snapshot (snapshot, (const graphene_rect_t *) (gpointer) run->rects->data,
                            run->rects->len, &colour);
}

static void
draw_striped (GtkSnapshot *snapshot, const CorralPlot *plot, const Run *run)
{
  GdkRGBA colour = corral_plot_colour (plot, run->hue, STRIPE_ALPHA);

  corral_striping_snapshot (snapshot, (const graphene_rect_t *) (gpointer) run->rects->data,
                            run->rects->len, &colour);
}

static void
draw_outline (GtkSnapshot *snapshot, const CorralPlot *plot, const Run *run)
{
  GdkRGBA colour = corral_plot_colour (plot, run->hue, 1);
  const double dash = OUTLINE_DASH;
  graphene_rect_t bounds = g_array_index (run->rects, graphene_rect_t, 0);
  cairo_t *cr;

  for (guint i = 1; i < run->rects->len; i++)
    graphene_rect_union (&bounds, &g_array_index (run->rects, graphene_rect_t, i), &bounds);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < run->rects->len; i++)
    {
      const graphene_rect_t *rect = &g_array_index (run->rects, graphene_rect_t, i);
      double width = rect->size.width;

      if (width < 3)
        {
          cairo_rectangle (cr, rect->origin.x, rect->origin.y, width, rect->size.height);
          cairo_fill (cr);
          continue;
        }
      cairo_set_dash (cr, &dash, 1, 0);
      cairo_rectangle (cr, rect->origin.x + 0.5, rect->origin.y + 0.5, width - 1, rect->size.height - 1);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);
}

static void (*const looks[CORRAL_N_SPAN_FILLS]) (GtkSnapshot *snapshot, const CorralPlot *plot, const Run *run) = {
  [CORRAL_SPAN_SOLID] = draw_solid,     [CORRAL_SPAN_LIGHT] = draw_light,     [CORRAL_SPAN_HATCHED] = draw_hatched,
  [CORRAL_SPAN_STRIPED] = draw_striped, [CORRAL_SPAN_OUTLINE] = draw_outline,
};

static void
flush_run (GtkSnapshot *snapshot, const CorralPlot *plot, Run *run)
{
  if (run->rects->len > 0)
    looks[run->fill](snapshot, plot, run);
  g_array_set_size (run->rects, 0);
}

/* ---- drawing -----------------------------------------------------------------------------------
 */

static graphene_rect_t
rect_of (const CorralPlot *plot, const CorralSpan *span)
{
  double unit = 1.0 / plot->device_scale;
  double left = CLAMP (corral_plot_x (plot, span->range.start_ms), 0, plot->width);
  double right = CLAMP (corral_plot_x (plot, span->range.end_ms), 0, plot->width);

  /* On whole device pixels, at least one wide: what happened is never too short to be seen. */
  left = floor (left / unit) * unit;
  right = MAX (floor (right / unit) * unit, left + unit);
  return GRAPHENE_RECT_INIT ((float) left, (float) INSET, (float) (right - left),
                             (float) (plot->height - 2 * INSET));
}

static void
draw_name (CorralSpanLayer *self, GtkSnapshot *snapshot, const CorralPlot *plot, const CorralSpan *span,
           const graphene_rect_t *rect)
{
  gboolean on_solid = span->fill == CORRAL_SPAN_SOLID;
  gboolean needs_ground = !on_solid && span->fill != CORRAL_SPAN_LIGHT;
  GdkRGBA text = on_solid ? corral_plot_ground_colour (plot, 1) : corral_plot_colour (plot, CORRAL_HUE_TEXT, 1);
  PangoLayout *layout = layout_of (self, plot, span->label);
  double x = rect->origin.x + TEXT_GAP;
  double y;
  int width;
  int height;

  pango_layout_get_pixel_size (layout, &width, &height);
  if (width == 0 || width + 2 * TEXT_GAP > rect->size.width || height > plot->height)
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

static void
corral_span_layer_snapshot (CorralChartLayer *layer, GtkSnapshot *snapshot, const CorralPlot *plot)
{
  CorralSpanLayer *self = CORRAL_SPAN_LAYER (layer);
  guint n;
  const CorralSpan *spans = corral_span_set_get (self->set, &n);
  g_autoptr (GArray) rects = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  Run run = { .rects = rects };
  /* Where a bar of each look was last drawn, so that a thousand on one pixel are one. */
  float drawn_to[CORRAL_N_SPAN_FILLS][CORRAL_N_HUES];

  for (guint i = 0; i < CORRAL_N_SPAN_FILLS; i++)
    for (guint k = 0; k < CORRAL_N_HUES; k++)
      drawn_to[i][k] = -1;

  for (guint i = 0; i < n; i++)
    {
      const CorralSpan *span = &spans[i];
      graphene_rect_t rect;
      float *to;

      if (span->range.end_ms <= plot->visible.start_ms || span->range.start_ms >= plot->visible.end_ms)
        continue;
      rect = rect_of (plot, span);
      to = &drawn_to[span->fill][span->hue];
      if (rect.size.width * (float) plot->device_scale <= 1 && *to == rect.origin.x)
        continue;
      *to = rect.origin.x;

      if (run.fill != span->fill || run.hue != span->hue)
        flush_run (snapshot, plot, &run);
      run.fill = span->fill;
      run.hue = span->hue;
      /* Neighbours of one look stay two. */
      if (span->fill == CORRAL_SPAN_SOLID && rect.size.width >= 4 && rect.origin.x + rect.size.width < plot->width)
        rect.size.width -= 1;
      g_array_append_val (rects, rect);
      if (plot->type != NULL && rect.size.width >= LEAST_TEXT_WIDTH)
        {
          flush_run (snapshot, plot, &run);
          draw_name (self, snapshot, plot, span, &rect);
        }
    }
  flush_run (snapshot, plot, &run);
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
