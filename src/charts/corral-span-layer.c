/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named stretches of time as bars over the height of a plot. What is drawn is bounded by the pixels
 * there are, however many spans fall into them. Main thread. */
#include "config.h"

#include "corral-span-layer.h"

#include "corral-hatching.h"
#include "corral-raster.h"
#include "corral-series-words.h"

#include <glib/gi18n.h>
#include <math.h>

#define INSET 2.0
#define EDGE 2.0f
#define TINT_ALPHA 0.20
#define HATCH_ALPHA 0.55
#define STRIPE_ALPHA 0.42
#define BEHIND_TEXT_ALPHA 0.82
#define TEXT_GAP 5.0
/* Narrower than this no name is tried. */
#define LEAST_TEXT_WIDTH 22.0
#define DASH 4.0f

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

/* All bars of one look: they do not overlap, so they are drawn together. */
typedef struct
{
  CorralHue hue;
  GArray *rects; /* (owned) (nullable) (element-type graphene_rect_t) */
} Look;

/* A name to be written into a bar. */
typedef struct
{
  const CorralSpan *span;
  graphene_rect_t rect;
} Name;

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
draw_solid (CorralRaster *raster, const CorralPlot *plot, const Look *look)
{
  GdkRGBA colour = corral_plot_colour (plot, look->hue, 1);

  for (guint i = 0; i < look->rects->len; i++)
    corral_raster_add_rect (raster, &g_array_index (look->rects, graphene_rect_t, i), &colour);
}

static void
draw_light (CorralRaster *raster, const CorralPlot *plot, const Look *look)
{
  GdkRGBA tint = corral_plot_colour (plot, look->hue, TINT_ALPHA);
  GdkRGBA edge = corral_plot_colour (plot, look->hue, 1);

  for (guint i = 0; i < look->rects->len; i++)
    {
      graphene_rect_t rect = g_array_index (look->rects, graphene_rect_t, i);

      corral_raster_add_rect (raster, &rect, &tint);
      corral_raster_add_rect (raster,
                              &GRAPHENE_RECT_INIT (rect.origin.x, rect.origin.y + rect.size.height - EDGE,
                                                   rect.size.width, EDGE),
                              &edge);
      /* Where one begins can be seen when it follows another. */
      if (rect.size.width >= 4)
        corral_raster_add_rect (raster, &GRAPHENE_RECT_INIT (rect.origin.x, rect.origin.y, 1, rect.size.height),
                                &edge);
    }
}

static void
draw_tiles (CorralRaster *raster, const Look *look, cairo_surface_t *tile)
{
  for (guint i = 0; i < look->rects->len; i++)
    corral_raster_add_tiles (raster, &g_array_index (look->rects, graphene_rect_t, i), tile);
  cairo_surface_destroy (tile);
}

static void
draw_hatched (CorralRaster *raster, const CorralPlot *plot, const Look *look)
{
  GdkRGBA colour = corral_plot_colour (plot, look->hue, HATCH_ALPHA);

  draw_tiles (raster, look, corral_hatching_create_tile (CORRAL_TEXTURE_HATCH, &colour, plot->device_scale));
}

static void
draw_striped (CorralRaster *raster, const CorralPlot *plot, const Look *look)
{
  GdkRGBA colour = corral_plot_colour (plot, look->hue, STRIPE_ALPHA);

  draw_tiles (raster, look, corral_hatching_create_tile (CORRAL_TEXTURE_STRIPES, &colour, plot->device_scale));
}

static void
draw_outline (CorralRaster *raster, const CorralPlot *plot, const Look *look)
{
  GdkRGBA colour = corral_plot_colour (plot, look->hue, 1);

  for (guint i = 0; i < look->rects->len; i++)
    {
      graphene_rect_t rect = g_array_index (look->rects, graphene_rect_t, i);
      float right = rect.origin.x + rect.size.width;
      float bottom = rect.origin.y + rect.size.height;

      /* Too narrow to be hollow. */
      if (rect.size.width < 3)
        {
          corral_raster_add_rect (raster, &rect, &colour);
          continue;
        }
      for (float x = rect.origin.x; x < right; x += 2 * DASH)
        {
          float width = MIN (DASH, right - x);

          corral_raster_add_rect (raster, &GRAPHENE_RECT_INIT (x, rect.origin.y, width, 1), &colour);
          corral_raster_add_rect (raster, &GRAPHENE_RECT_INIT (x, bottom - 1, width, 1), &colour);
        }
      for (float y = rect.origin.y + 1; y < bottom - 1; y += 2 * DASH)
        {
          float height = MIN (DASH, bottom - 1 - y);

          corral_raster_add_rect (raster, &GRAPHENE_RECT_INIT (rect.origin.x, y, 1, height), &colour);
          corral_raster_add_rect (raster, &GRAPHENE_RECT_INIT (right - 1, y, 1, height), &colour);
        }
    }
}

static void (*const fills[CORRAL_N_SPAN_FILLS]) (CorralRaster *raster, const CorralPlot *plot, const Look *look) = {
  [CORRAL_SPAN_SOLID] = draw_solid,     [CORRAL_SPAN_LIGHT] = draw_light,     [CORRAL_SPAN_HATCHED] = draw_hatched,
  [CORRAL_SPAN_STRIPED] = draw_striped, [CORRAL_SPAN_OUTLINE] = draw_outline,
};

/* ---- drawing -----------------------------------------------------------------------------------
 */

static graphene_rect_t
rect_of (const CorralPlot *plot, CorralTimeRange range)
{
  double unit = 1.0 / plot->device_scale;
  double left = CLAMP (corral_plot_x (plot, range.start_ms), 0, plot->width);
  double right = CLAMP (corral_plot_x (plot, range.end_ms), 0, plot->width);

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
  guint n = corral_span_set_get_n_pieces (self->set);
  Look looks[CORRAL_N_SPAN_FILLS][CORRAL_N_HUES] = { 0 };
  CorralRaster *raster;
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (Name));

  for (guint i = corral_span_set_find_piece (self->set, plot->visible.start_ms); i < n; i++)
    {
      CorralTimeRange range;
      const CorralSpan *span = corral_span_set_get_piece (self->set, i, &range);
      Look *look = &looks[span->fill][span->hue];
      graphene_rect_t rect;
      graphene_rect_t *last;

      if (range.start_ms >= plot->visible.end_ms)
        break;
      rect = rect_of (plot, range);
      if (look->rects == NULL)
        {
          look->hue = span->hue;
          look->rects = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
        }
      /* Of a thousand on one pixel one is drawn of each look. */
      last = look->rects->len > 0 ? &g_array_index (look->rects, graphene_rect_t, look->rects->len - 1) : NULL;
      if (last != NULL && rect.origin.x < last->origin.x + last->size.width)
        {
          rect.size.width -= last->origin.x + last->size.width - rect.origin.x;
          rect.origin.x = last->origin.x + last->size.width;
          if (rect.size.width <= 0)
            continue;
        }
      /* Neighbours of one look stay two. */
      if (span->fill == CORRAL_SPAN_SOLID && rect.size.width >= 4 && rect.origin.x + rect.size.width < plot->width)
        rect.size.width -= 1;
      g_array_append_val (look->rects, rect);
      if (plot->type != NULL && rect.size.width >= LEAST_TEXT_WIDTH)
        {
          Name name = { span, rect };

          g_array_append_val (names, name);
        }
    }

  raster = corral_raster_new (plot->width, plot->height, plot->device_scale);
  for (guint i = 0; i < CORRAL_N_SPAN_FILLS; i++)
    {
      for (guint k = 0; k < CORRAL_N_HUES; k++)
        {
          if (looks[i][k].rects == NULL)
            continue;
          fills[i](raster, plot, &looks[i][k]);
          g_array_unref (looks[i][k].rects);
        }
    }
  corral_raster_finish (raster, snapshot, 0, 0);
  for (guint i = 0; i < names->len; i++)
    {
      const Name *name = &g_array_index (names, Name, i);

      draw_name (self, snapshot, plot, name->span, &name->rect);
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
