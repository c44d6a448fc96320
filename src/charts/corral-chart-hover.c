/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows the pointer or the keyboard over a chart: the cursor's line, a dot on each series,
 * the bubble with time and values, the selected span and the focus ring. Main thread. */
#include "config.h"

#include "corral-chart-private.h"

#include "corral-time-ticks.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define BUBBLE_PADDING 8.0f
#define BUBBLE_DISTANCE 10.0f
#define BUBBLE_RADIUS 6.0f
#define SWATCH 12.0f
#define DOT_RADIUS 3.5f
#define COLUMN_GAP 12.0f
#define READING_ALPHA 0.72

struct _CorralChartHover
{
  GtkWidget parent_instance;
  CorralChart *chart; /* (unowned): the parent */
};

G_DEFINE_FINAL_TYPE (CorralChartHover, corral_chart_hover, GTK_TYPE_WIDGET)

typedef struct
{
  PangoLayout *layout; /* (owned) */
  CorralHue hue;
  gboolean has_swatch;
} BubbleLine;

static void
clear_line (gpointer data)
{
  g_object_unref (((BubbleLine *) data)->layout);
}

static void
add_line (CorralChartHover *self,
          GArray *lines,
          const char *text,
          CorralHue hue,
          gboolean has_swatch)
{
  BubbleLine line = { corral_chart_create_layout (self->chart, text), hue, has_swatch };

  g_array_append_val (lines, line);
}

static GArray *
bubble_lines (CorralChartHover *self, gint64 cursor_ms)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (BubbleLine));
  GPtrArray *layers = corral_chart_peek_layers (self->chart);
  GTimeZone *zone = corral_chart_peek_zone (self->chart);
  gint64 slop_ms = corral_chart_get_slop (self->chart);
  CorralTimeRange document = corral_time_view_get_document (corral_chart_get_view (self->chart));
  g_autofree char *when = corral_time_ticks_format (cursor_ms, document.end_ms, zone);
  g_autofree char *letters = corral_time_ticks_zone_name (cursor_ms, zone);
  g_autofree char *heading = g_strdup_printf ("%s %s", when, letters);
  const char *gap_words = corral_chart_peek_gap_words (self->chart, cursor_ms);
  GTimeZone *own_zone = corral_chart_peek_own_zone (self->chart);

  if (own_zone != NULL && corral_time_offset_s (own_zone, cursor_ms) != corral_time_offset_s (zone, cursor_ms))
    {
      g_autofree char *own_when = corral_time_ticks_format (cursor_ms, document.end_ms, own_zone);
      g_autofree char *own_letters = corral_time_ticks_zone_name (cursor_ms, own_zone);
      g_autofree char *store = g_steal_pointer (&heading);

      /* Translators: a moment in the store's time, and in that of who reads it: "Tue 09:14 CET (yours 03:14 EST)". */
      heading = g_strdup_printf (_ ("%s (yours %s %s)"), store, own_when, own_letters);
    }

  g_array_set_clear_func (lines, clear_line);
  add_line (self, lines, heading, CORRAL_HUE_TEXT, FALSE);
  for (guint i = 0; i < layers->len; i++)
    {
      CorralChartLayer *layer = g_ptr_array_index (layers, i);
      gboolean is_series = CORRAL_CHART_LAYER_GET_CLASS (layer)->get_data != NULL;
      g_autofree char *text = corral_chart_layer_dup_text_at (layer, cursor_ms, slop_ms, zone);
      g_autofree char *named = NULL;

      if (text == NULL)
        continue;
      if (is_series)
        named = g_strdup_printf ("%s  %s", corral_chart_layer_get_name (layer), text);
      add_line (self, lines, named != NULL ? named : text, corral_chart_layer_get_hue (layer),
                is_series);
    }
  if (gap_words != NULL)
    add_line (self, lines, gap_words, CORRAL_HUE_TEXT, FALSE);
  return lines;
}

/* A lane has one line of room: the same words, one after the other. */
static GArray *
chip_lines (CorralChartHover *self, const CorralPlot *plot, gint64 cursor_ms)
{
  g_autoptr (GArray) lines = bubble_lines (self, cursor_ms);
  GArray *one = g_array_new (FALSE, FALSE, sizeof (BubbleLine));
  g_autoptr (GString) text = g_string_new (NULL);
  BubbleLine *line;

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "  ·  " : "",
                            pango_layout_get_text (g_array_index (lines, BubbleLine, i).layout));
  g_string_replace (text, "\n", "  ·  ", 0);
  g_array_set_clear_func (one, clear_line);
  add_line (self, one, text->str, CORRAL_HUE_TEXT, FALSE);
  line = &g_array_index (one, BubbleLine, 0);
  pango_layout_set_width (line->layout, (int) ((plot->width - 2 * BUBBLE_PADDING) * PANGO_SCALE));
  pango_layout_set_ellipsize (line->layout, PANGO_ELLIPSIZE_END);
  return one;
}

static void
draw_bubble (CorralChartHover *self,
             GtkSnapshot *snapshot,
             const CorralPlot *plot,
             double x,
             gint64 cursor_ms)
{
  g_autoptr (GArray) lines = plot->is_lane ? chip_lines (self, plot, cursor_ms) : bubble_lines (self, cursor_ms);
  GdkRGBA text = corral_plot_colour (plot, CORRAL_HUE_TEXT, 1);
  GdkRGBA edge = corral_plot_colour (plot, CORRAL_HUE_TEXT, 0.25);
  GdkRGBA ground
      = plot->ground.dark ? (GdkRGBA){ 0.22f, 0.22f, 0.22f, 0.97f } : (GdkRGBA){ 1, 1, 1, 0.97f };
  float padding_y = plot->is_lane ? 2 : BUBBLE_PADDING;
  float width = 0;
  float height = 0;
  float left;
  float y = padding_y;
  graphene_rect_t box;
  GskRoundedRect outline;

  for (guint i = 0; i < lines->len; i++)
    {
      const BubbleLine *line = &g_array_index (lines, BubbleLine, i);
      int w;
      int h;

      pango_layout_get_pixel_size (line->layout, &w, &h);
      width = MAX (width, (float) w + (line->has_swatch ? SWATCH : 0));
      height += (float) h;
    }
  width += 2 * BUBBLE_PADDING;
  height += 2 * padding_y;

  /* Right of the line, or left of it where there is more room; never outside the plot if it fits at
   * all. */
  left = (float) x + BUBBLE_DISTANCE;
  if (left + width > (float) plot->width)
    left = (float) x - BUBBLE_DISTANCE - width;
  left = CLAMP (left, 0, MAX (0, (float) plot->width - width));

  box = GRAPHENE_RECT_INIT (floorf (left), plot->is_lane ? floorf (((float) plot->height - height) / 2) : 2,
                            ceilf (width), ceilf (height));
  gsk_rounded_rect_init_from_rect (&outline, &box, BUBBLE_RADIUS);
  gtk_snapshot_append_outset_shadow (snapshot, &outline, &(GdkRGBA){ 0, 0, 0, 0.25f }, 0, 1, 0, 4);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &ground, &box);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ edge, edge, edge, edge });

  for (guint i = 0; i < lines->len; i++)
    {
      const BubbleLine *line = &g_array_index (lines, BubbleLine, i);
      float text_x = box.origin.x + BUBBLE_PADDING;
      int h;

      pango_layout_get_pixel_size (line->layout, NULL, &h);
      if (line->has_swatch)
        {
          GdkRGBA colour = corral_plot_colour (plot, line->hue, 1);

          gtk_snapshot_append_color (snapshot, &colour,
                                     &GRAPHENE_RECT_INIT (text_x,
                                                          box.origin.y + y + (float) (h / 2 - 3), 7,
                                                          7));
          text_x += SWATCH;
        }
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (text_x, box.origin.y + y));
      gtk_snapshot_append_layout (snapshot, line->layout, &text);
      gtk_snapshot_restore (snapshot);
      y += (float) h;
    }
}

static void
draw_dots (CorralChartHover *self, GtkSnapshot *snapshot, const CorralPlot *plot, gint64 cursor_ms)
{
  GPtrArray *layers = corral_chart_peek_layers (self->chart);
  GdkRGBA ring = plot->ground.dark ? (GdkRGBA){ 0.14f, 0.14f, 0.14f, 1 } : (GdkRGBA){ 1, 1, 1, 1 };

  for (guint i = 0; i < layers->len; i++)
    {
      CorralChartLayer *layer = g_ptr_array_index (layers, i);
      CorralSeriesData *data = corral_chart_layer_get_data (layer);
      GdkRGBA colour = corral_plot_colour (plot, corral_chart_layer_get_hue (layer), 1);
      const CorralSamples *samples;
      gsize index;

      if (data == NULL
          || corral_series_data_at (data, cursor_ms, &index, NULL) != CORRAL_SERIES_VALUE)
        continue;
      samples = corral_series_data_get_samples (data);
      for (int outer = 1; outer >= 0; outer--)
        {
          float radius = DOT_RADIUS + (float) outer * 1.5f;
          float x = (float) CLAMP (corral_plot_x (plot, samples->times[index]), 0, plot->width);
          float y = (float) corral_plot_y (plot, samples->values[index]);
          graphene_rect_t box = GRAPHENE_RECT_INIT (x - radius, y - radius, 2 * radius, 2 * radius);
          GskRoundedRect disc;

          gsk_rounded_rect_init_from_rect (&disc, &box, radius);
          gtk_snapshot_push_rounded_clip (snapshot, &disc);
          gtk_snapshot_append_color (snapshot, outer ? &ring : &colour, &box);
          gtk_snapshot_pop (snapshot);
        }
    }
}

void
corral_chart_lane_reading_room (float room, float title, gboolean rtl, float *left, float *width)
{
  float taken = MIN (title + COLUMN_GAP, room);

  *left = rtl ? 0 : taken;
  *width = room - taken;
}

/* Whether all of them say the same: then once is enough, and has room. */
static gboolean
say_the_same (const GArray *readings)
{
  for (guint i = 1; i < readings->len; i++)
    if (strcmp (g_array_index (readings, CorralChartReading, i).text, g_array_index (readings, CorralChartReading, 0).text) != 0)
      return FALSE;
  return TRUE;
}

/* What a lane says at the cursor, or at the end of what is seen: in the column at its left. */
static void
draw_reading (CorralChartHover *self, GtkSnapshot *snapshot, const CorralPlot *plot, const graphene_rect_t *area)
{
  g_autoptr (GArray) readings
      = corral_chart_create_readings (self->chart, corral_chart_get_reading_time (self->chart));
  GdkRGBA colour = corral_plot_colour (plot, CORRAL_HUE_TEXT, READING_ALPHA);
  g_autoptr (PangoLayout) layout = NULL;
  g_autoptr (PangoAttrList) attributes = corral_plot_create_attributes ();
  g_autoptr (GString) words = g_string_new (NULL);
  float room = area->origin.x - COLUMN_GAP;
  float left = 0;
  float free_px = room;
  int width;
  int height;

  if (readings->len == 0)
    return;
  if (say_the_same (readings))
    g_array_set_size (readings, 1);
  for (guint i = 0; i < readings->len; i++)
    {
      const CorralChartReading *reading = &g_array_index (readings, CorralChartReading, i);
      GdkRGBA own = corral_plot_colour (plot, reading->hue, 1);
      PangoAttribute *attribute;

      g_string_append (words, i > 0 ? _ (", ") : "");
      attribute = pango_attr_foreground_new ((guint16) (own.red * 65535), (guint16) (own.green * 65535),
                                             (guint16) (own.blue * 65535));
      attribute->start_index = (guint) words->len;
      g_string_append (words, reading->text);
      attribute->end_index = (guint) words->len;
      if (readings->len > 1 && reading->hue != CORRAL_HUE_TEXT)
        pango_attr_list_insert (attributes, attribute);
      else
        pango_attribute_destroy (attribute);
    }
  layout = corral_chart_create_layout (self->chart, words->str);
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_get_pixel_size (layout, &width, &height);
  if (plot->height < 2 * height)
    {
      g_autoptr (PangoLayout) title
          = corral_chart_create_layout (self->chart, corral_chart_peek_title (self->chart));
      int title_width;

      pango_layout_get_pixel_size (title, &title_width, NULL);
      corral_chart_lane_reading_room (room, (float) title_width,
                                      pango_layout_get_direction (title, 0) == PANGO_DIRECTION_RTL, &left, &free_px);
    }
  if (free_px < 1)
    return;
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, (int) (free_px * PANGO_SCALE));
  pango_layout_set_alignment (layout, left > 0 ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (
                                        left, area->origin.y + (float) floor (corral_chart_lane_text_y (plot, height, TRUE))));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

/* Lanes stand close together: only the one that is meant explains itself. */
static gboolean
has_bubble (CorralChartHover *self, const CorralPlot *plot)
{
  GtkWidget *chart = GTK_WIDGET (self->chart);

  return !plot->is_lane || (gtk_widget_get_state_flags (chart) & GTK_STATE_FLAG_PRELIGHT) != 0
         || gtk_widget_has_visible_focus (chart);
}

static void
corral_chart_hover_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CorralChartHover *self = CORRAL_CHART_HOVER (widget);
  CorralTimeView *view = corral_chart_get_view (self->chart);
  CorralTimeRange selected = corral_time_view_get_selected (view);
  gint64 cursor_ms = corral_time_view_get_cursor (view);
  graphene_rect_t area;
  CorralPlot plot;

  corral_chart_get_plot (self->chart, &plot, &area);
  if (plot.width < 1 || plot.height < 1)
    return;

  if (plot.is_lane)
    draw_reading (self, snapshot, &plot, &area);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &area.origin);

  selected = corral_time_range_intersect (selected, plot.visible);
  if (selected.end_ms > selected.start_ms)
    {
      GdkRGBA colour = corral_plot_colour (&plot, CORRAL_HUE_BLUE, 0.18);
      float left = (float) corral_plot_x (&plot, selected.start_ms);
      float right = (float) corral_plot_x (&plot, selected.end_ms);

      gtk_snapshot_append_color (snapshot, &colour,
                                 &GRAPHENE_RECT_INIT (left, 0, right - left, (float) plot.height));
    }

  if (cursor_ms != CORRAL_TIME_NONE && corral_time_range_contains (&plot.visible, cursor_ms))
    {
      GdkRGBA colour = corral_plot_colour (&plot, CORRAL_HUE_TEXT, 0.6);
      double x = floor (corral_plot_x (&plot, cursor_ms));

      gtk_snapshot_append_color (snapshot, &colour,
                                 &GRAPHENE_RECT_INIT ((float) x, 0, 1, (float) plot.height));
      draw_dots (self, snapshot, &plot, cursor_ms);
      if (has_bubble (self, &plot))
        draw_bubble (self, snapshot, &plot, x, cursor_ms);
    }
  gtk_snapshot_restore (snapshot);

  if (gtk_widget_has_visible_focus (GTK_WIDGET (self->chart)))
    {
      GdkRGBA ring = corral_plot_colour (&plot, CORRAL_HUE_BLUE, 1);
      GskRoundedRect outline;

      gsk_rounded_rect_init_from_rect (&outline,
                                       &GRAPHENE_RECT_INIT (0, 0,
                                                            (float) gtk_widget_get_width (widget),
                                                            (float) gtk_widget_get_height (widget)),
                                       6);
      gtk_snapshot_append_border (snapshot, &outline, (float[4]){ 2, 2, 2, 2 },
                                  (GdkRGBA[4]){ ring, ring, ring, ring });
    }
}

static void
corral_chart_hover_class_init (CorralChartHoverClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = corral_chart_hover_snapshot;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
corral_chart_hover_init (CorralChartHover *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
corral_chart_hover_new (CorralChart *chart)
{
  CorralChartHover *self = g_object_new (CORRAL_TYPE_CHART_HOVER, NULL);

  self->chart = chart;
  return GTK_WIDGET (self);
}
