/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a chart has nothing to show, and why: silence is hatched, what nobody has asked for is dotted,
 * what the cloud lost is crossed, and what came late stands on a strip of stripes. Each has a name,
 * too. Main thread. */
#include "config.h"

#include "corral-chart-private.h"

#include "corral-hatching.h"
#include "corral-line-layer.h"

#include <glib/gi18n.h>

#define HATCH_ALPHA 0.26
#define LABEL_ALPHA 0.72
#define BEHIND_TEXT_ALPHA 0.8
#define LATE_ALPHA 0.5
#define LATE_HEIGHT 4.0f
#define LABEL_ROOM 12

static const struct
{
  CorralTexture texture;
  CorralHue hue;
  const char *label; /* in the plot, where there is room, and in the bubble */
} kinds[] = {
  [CORRAL_CHART_GAP_SILENT] = { CORRAL_TEXTURE_HATCH, CORRAL_HUE_TEXT, NULL },
  [CORRAL_CHART_GAP_NOT_LOADED] = { CORRAL_TEXTURE_DOTS, CORRAL_HUE_TEXT, N_ ("Not loaded") },
  [CORRAL_CHART_GAP_LOST] = { CORRAL_TEXTURE_CROSS, CORRAL_HUE_PURPLE, N_ ("Lost in the cloud") },
  [CORRAL_CHART_GAP_LATE] = { CORRAL_TEXTURE_STRIPES, CORRAL_HUE_AMBER, N_ ("Came late") },
};

/* The spans that are in both lists; each is in order. */
static GArray *
intersection (GArray *a, GArray *b)
{
  GArray *both = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  guint i = 0;
  guint j = 0;

  while (i < a->len && j < b->len)
    {
      CorralTimeRange x = g_array_index (a, CorralTimeRange, i);
      CorralTimeRange y = g_array_index (b, CorralTimeRange, j);
      CorralTimeRange common = corral_time_range_intersect (x, y);

      if (common.end_ms > common.start_ms)
        g_array_append_val (both, common);
      if (x.end_ms < y.end_ms)
        i++;
      else
        j++;
    }
  return both;
}

/* Where no series of the chart has data: for one reason or the other. A gap of only one series is
 * an open line. */
static GArray *
empty_spans (CorralChart *self,
             CorralTimeRange visible,
             GArray *(*dup_spans) (const CorralSeriesData *data, CorralTimeRange range))
{
  GPtrArray *layers = corral_chart_peek_layers (self);
  GArray *spans = NULL;

  for (guint i = 0; i < layers->len; i++)
    {
      CorralChartLayer *layer = g_ptr_array_index (layers, i);
      CorralSeriesData *data = corral_chart_layer_get_data (layer);
      g_autoptr (GArray) of_layer = NULL;
      GArray *both;

      /* The store's median or another cart is no news of this one. */
      if (data == NULL || (CORRAL_IS_LINE_LAYER (layer) && corral_line_layer_is_compared (CORRAL_LINE_LAYER (layer))))
        continue;
      of_layer = dup_spans (data, visible);
      if (spans == NULL)
        {
          spans = g_steal_pointer (&of_layer);
          continue;
        }
      both = intersection (spans, of_layer);
      g_array_unref (spans);
      spans = both;
    }
  return spans != NULL ? spans : g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
}

/* What of @spans (in order) is in none of @others (in any order). */
static GArray *
without (GArray *spans, GArray *others)
{
  GArray *rest = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));

  if (spans->len > 0)
    g_array_append_vals (rest, spans->data, spans->len);
  for (guint i = 0; i < others->len; i++)
    {
      CorralTimeRange other = g_array_index (others, CorralTimeRange, i);
      GArray *cut = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));

      for (guint k = 0; k < rest->len; k++)
        {
          CorralTimeRange span = g_array_index (rest, CorralTimeRange, k);
          CorralTimeRange before = { span.start_ms, MIN (span.end_ms, other.start_ms) };
          CorralTimeRange after = { MAX (span.start_ms, other.end_ms), span.end_ms };

          if (before.end_ms > before.start_ms)
            g_array_append_val (cut, before);
          if (after.end_ms > after.start_ms)
            g_array_append_val (cut, after);
        }
      g_array_unref (rest);
      rest = cut;
    }
  return rest;
}

static void
draw_label (CorralChart *self, GtkSnapshot *snapshot, const CorralPlot *plot, const graphene_rect_t *rect,
            const char *label)
{
  g_autoptr (PangoLayout) layout = corral_chart_create_layout (self, label);
  GdkRGBA dim = corral_plot_colour (plot, CORRAL_HUE_TEXT, LABEL_ALPHA);
  GdkRGBA ground = corral_plot_ground_colour (plot, BEHIND_TEXT_ALPHA);
  int width;
  int height;
  float x;
  float y;

  pango_layout_get_pixel_size (layout, &width, &height);
  if (rect->size.width <= (float) (width + LABEL_ROOM) || height > plot->height)
    return;
  x = rect->origin.x + (rect->size.width - (float) width) / 2;
  y = (float) (plot->height - height) / 2;
  gtk_snapshot_append_color (snapshot, &ground,
                             &GRAPHENE_RECT_INIT (x - 3, y, (float) width + 6, (float) height));
  corral_chart_draw_text (snapshot, layout, x, y, &dim);
}

static void
draw_kind (CorralChart *self, GtkSnapshot *snapshot, const CorralPlot *plot, GArray *spans, CorralChartGapKind kind)
{
  g_autoptr (GArray) rects = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  GdkRGBA colour = corral_plot_colour (plot, kinds[kind].hue, kind == CORRAL_CHART_GAP_LATE ? LATE_ALPHA : HATCH_ALPHA);

  for (guint i = 0; i < spans->len; i++)
    {
      graphene_rect_t rect = corral_plot_rect (plot, g_array_index (spans, CorralTimeRange, i));

      if (kind == CORRAL_CHART_GAP_LATE)
        {
          /* There are data: only their foot says when they came. */
          rect.origin.y = (float) plot->height - LATE_HEIGHT;
          rect.size.height = LATE_HEIGHT;
        }
      if (rect.size.width >= 1)
        g_array_append_val (rects, rect);
    }
  corral_hatching_snapshot (snapshot, kinds[kind].texture, (const graphene_rect_t *) (gpointer) rects->data, rects->len,
                            &colour, plot->device_scale);
  for (guint i = 0; i < rects->len && kinds[kind].label != NULL && kind != CORRAL_CHART_GAP_LATE; i++)
    draw_label (self, snapshot, plot, &g_array_index (rects, graphene_rect_t, i), _ (kinds[kind].label));
}

/* Those that were told of, in sight. */
static GArray *
told_spans (CorralChart *self, CorralChartGapKind kind, CorralTimeRange visible)
{
  GArray *told = corral_chart_peek_gaps (self);
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));

  for (guint i = 0; i < told->len; i++)
    {
      const CorralChartGap *gap = &g_array_index (told, CorralChartGap, i);
      CorralTimeRange part = corral_time_range_intersect (gap->range, visible);

      if (gap->kind == kind && part.end_ms > part.start_ms)
        g_array_append_val (spans, part);
    }
  return spans;
}

void
corral_chart_draw_gaps (CorralChart *self, GtkSnapshot *snapshot, const CorralPlot *plot)
{
  g_autoptr (GArray) gaps = empty_spans (self, plot->visible, corral_series_data_dup_gaps);
  g_autoptr (GArray) not_known = empty_spans (self, plot->visible, corral_series_data_dup_not_known);
  g_autoptr (GArray) lost = told_spans (self, CORRAL_CHART_GAP_LOST, plot->visible);
  g_autoptr (GArray) silent = without (gaps, lost);

  draw_kind (self, snapshot, plot, silent, CORRAL_CHART_GAP_SILENT);
  draw_kind (self, snapshot, plot, not_known, CORRAL_CHART_GAP_NOT_LOADED);
  draw_kind (self, snapshot, plot, lost, CORRAL_CHART_GAP_LOST);
  for (CorralChartGapKind kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      g_autoptr (GArray) told = kind != CORRAL_CHART_GAP_LOST ? told_spans (self, kind, plot->visible) : NULL;

      if (told != NULL)
        draw_kind (self, snapshot, plot, told, kind);
    }
}

const char *
corral_chart_peek_gap_words (CorralChart *self, gint64 time_ms)
{
  GArray *told = corral_chart_peek_gaps (self);

  for (guint i = 0; i < told->len; i++)
    {
      const CorralChartGap *gap = &g_array_index (told, CorralChartGap, i);

      if (corral_time_range_contains (&gap->range, time_ms) && kinds[gap->kind].label != NULL)
        return _ (kinds[gap->kind].label);
    }
  return NULL;
}
