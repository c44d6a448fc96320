/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chart says: to one who does not see it, under the cursor, and about a span. Main thread. */
#include "config.h"

#include "corral-chart-private.h"

#include "corral-time-ticks.h"

#include <glib/gi18n.h>

/* How far off, in pixels, a mark is still meant. */
#define SLOP 5.0

gint64
corral_chart_get_slop (CorralChart *self)
{
  graphene_rect_t area;
  CorralPlot plot;

  corral_chart_get_plot (self, &plot, &area);
  /* Without a size yet, as if it had a usual one. */
  return plot.width > 1 ? corral_plot_time (&plot, SLOP) - plot.visible.start_ms
                        : (plot.visible.end_ms - plot.visible.start_ms) / 200;
}

char *
corral_chart_dup_summary (CorralChart *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GPtrArray *layers;
  CorralTimeRange visible;
  gboolean live;

  g_return_val_if_fail (CORRAL_IS_CHART (self), NULL);

  layers = corral_chart_peek_layers (self);
  visible = corral_time_view_get_visible (corral_chart_get_view (self));
  live = corral_time_view_get_live (corral_chart_get_view (self));
  for (guint i = 0; i < layers->len; i++)
    {
      g_autofree char *words = corral_chart_layer_dup_summary (
          g_ptr_array_index (layers, i), visible, live, corral_chart_peek_zone (self));

      if (words == NULL)
        continue;
      g_string_append_printf (text, "%s%s.", text->len > 0 ? " " : "", words);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
corral_chart_dup_cursor_words (CorralChart *self)
{
  GPtrArray *layers = corral_chart_peek_layers (self);
  GTimeZone *zone = corral_chart_peek_zone (self);
  gint64 cursor_ms = corral_time_view_get_cursor (corral_chart_get_view (self));
  CorralTimeRange document = corral_time_view_get_document (corral_chart_get_view (self));
  g_autofree char *when = corral_time_ticks_format (cursor_ms, document.end_ms, zone);
  GString *text = g_string_new (when);
  gint64 slop_ms = corral_chart_get_slop (self);
  const char *gap_words = corral_chart_peek_gap_words (self, cursor_ms);

  for (guint i = 0; i < layers->len; i++)
    {
      CorralChartLayer *layer = g_ptr_array_index (layers, i);
      g_autofree char *words = corral_chart_layer_dup_text_at (layer, cursor_ms, slop_ms, zone);

      if (words != NULL)
        g_string_append_printf (text, ", %s %s", corral_chart_layer_get_name (layer), words);
    }
  if (gap_words != NULL)
    g_string_append_printf (text, ", %s", gap_words);
  g_string_append (text, ". ");
  return g_string_free (text, FALSE);
}

static void
clear_reading (gpointer data)
{
  g_free (((CorralChartReading *) data)->text);
}

static gboolean
has_value (CorralChartLayer *layer, gint64 time_ms)
{
  CorralSeriesData *data = corral_chart_layer_get_data (layer);

  return data != NULL && corral_series_data_at (data, time_ms, NULL, NULL) == CORRAL_SERIES_VALUE;
}

GArray *
corral_chart_create_readings (CorralChart *self, gint64 time_ms)
{
  GArray *readings = g_array_new (FALSE, FALSE, sizeof (CorralChartReading));
  GPtrArray *layers = corral_chart_peek_layers (self);
  const char *gap_words = corral_chart_peek_gap_words (self, time_ms);
  gint64 slop_ms = corral_chart_get_slop (self);
  gboolean any_value = FALSE;

  g_array_set_clear_func (readings, clear_reading);
  for (guint i = 0; i < layers->len; i++)
    any_value |= has_value (g_ptr_array_index (layers, i), time_ms);
  for (guint i = 0; i < layers->len; i++)
    {
      CorralChartLayer *layer = g_ptr_array_index (layers, i);
      gboolean is_series = CORRAL_CHART_LAYER_GET_CLASS (layer)->get_data != NULL;
      CorralChartReading reading = { NULL, CORRAL_HUE_TEXT };

      /* Of two radios one is silent: what the other says is all there is to say. */
      if (is_series && any_value && !has_value (layer, time_ms))
        continue;
      reading.text = corral_chart_layer_dup_reading (layer, time_ms, slop_ms, corral_chart_peek_zone (self));
      if (is_series)
        reading.hue = corral_chart_layer_get_hue (layer);
      if (reading.text != NULL)
        g_array_append_val (readings, reading);
    }
  if (gap_words != NULL)
    {
      CorralChartReading reading = { g_strdup (gap_words), CORRAL_HUE_TEXT };

      g_array_append_val (readings, reading);
    }
  return readings;
}

char *
corral_chart_dup_reading (CorralChart *self, gint64 time_ms)
{
  g_autoptr (GArray) readings = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (CORRAL_IS_CHART (self), NULL);

  readings = corral_chart_create_readings (self, time_ms);
  for (guint i = 0; i < readings->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? _ (", ") : "", g_array_index (readings, CorralChartReading, i).text);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

char *
corral_chart_dup_figures (CorralChart *self, CorralTimeRange range)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GPtrArray *layers;

  g_return_val_if_fail (CORRAL_IS_CHART (self), NULL);

  layers = corral_chart_peek_layers (self);
  for (guint i = 0; i < layers->len && range.end_ms > range.start_ms; i++)
    {
      g_autofree char *words = corral_chart_layer_dup_figures (g_ptr_array_index (layers, i), range);

      if (words != NULL)
        g_string_append_printf (text, "%s%s.", text->len > 0 ? " " : "", words);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

gint64
corral_chart_find_event (CorralChart *self, gint64 time_ms, int direction)
{
  GPtrArray *layers;
  gint64 nearest = CORRAL_TIME_NONE;

  g_return_val_if_fail (CORRAL_IS_CHART (self), CORRAL_TIME_NONE);

  layers = corral_chart_peek_layers (self);
  for (guint i = 0; i < layers->len; i++)
    {
      gint64 found = corral_chart_layer_find_event (g_ptr_array_index (layers, i), time_ms, direction);

      if (found == G_MININT64)
        continue;
      if (nearest == CORRAL_TIME_NONE)
        nearest = found;
      else
        nearest = direction > 0 ? MIN (nearest, found) : MAX (nearest, found);
    }
  return nearest;
}
