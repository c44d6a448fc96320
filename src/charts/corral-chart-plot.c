/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of a chart that shows the data: ground, gaps, axes and layers. Each layer's drawing is
 * kept as a render node until the layer, the span, the size or the colours change. Main thread. */
#include "config.h"

#include "corral-chart-private.h"

#include "corral-line-layer.h"
#include "corral-time-ticks.h"

#include <glib/gi18n.h>
#include <math.h>

#define TITLE_GAP 6.0f
#define LABEL_ALPHA 0.72
#define CLOSED_ALPHA 0.06

struct _CorralChartPlot
{
  GtkWidget parent_instance;
  CorralChart *chart; /* (unowned): the parent */
  CorralPlot drawn;   /* what the kept drawings are of */
  guint type_serial;  /* of the type that they were drawn in */
  GHashTable *nodes;  /* (owned) (element-type CorralChartLayer GskRenderNode) */
};

G_DEFINE_FINAL_TYPE (CorralChartPlot, corral_chart_plot, GTK_TYPE_WIDGET)

static void
draw_closed (CorralChartPlot *self, GtkSnapshot *snapshot, const CorralPlot *plot)
{
  GArray *closed = corral_chart_peek_closed (self->chart);
  GdkRGBA colour = corral_plot_colour (plot, CORRAL_HUE_TEXT, CLOSED_ALPHA);

  for (guint i = 0; i < closed->len; i++)
    {
      graphene_rect_t rect = corral_plot_rect (plot, g_array_index (closed, CorralTimeRange, i));

      if (rect.size.width > 0)
        gtk_snapshot_append_color (snapshot, &colour, &rect);
    }
}

/* The line of a legend, as the series is drawn: what is compared with is thin and dashed. */
static void
draw_swatch (GtkSnapshot *snapshot, CorralChartLayer *layer, const GdkRGBA *colour, float x, float y)
{
  if (CORRAL_IS_LINE_LAYER (layer) && corral_line_layer_is_compared (CORRAL_LINE_LAYER (layer)))
    {
      gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (x, y + 1, 6, 1));
      gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (x + 8, y + 1, 6, 1));
    }
  else
    {
      gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (x, y, 14, 3));
    }
}

/* Left: what it is, in which unit, and which series has which colour. Right: whose time it is. */
static void
draw_caption (CorralChartPlot *self,
              GtkSnapshot *snapshot,
              const CorralPlot *plot,
              const graphene_rect_t *area)
{
  GPtrArray *layers = corral_chart_peek_layers (self->chart);
  GdkRGBA full = corral_plot_colour (plot, CORRAL_HUE_TEXT, 1);
  GdkRGBA dim = corral_plot_colour (plot, CORRAL_HUE_TEXT, LABEL_ALPHA);
  const char *title = corral_chart_peek_title (self->chart);
  const char *unit = NULL;
  g_autofree char *text = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  guint n_series = 0;
  double x = area->origin.x;
  int width;
  int height;

  for (guint i = 0; i < layers->len; i++)
    {
      const char *of_layer = corral_chart_layer_get_unit (g_ptr_array_index (layers, i));

      n_series += CORRAL_CHART_LAYER_GET_CLASS (g_ptr_array_index (layers, i))->get_data != NULL;
      unit = unit != NULL ? unit : of_layer;
    }

  text = unit != NULL ? g_strdup_printf ("%s, %s", title, unit) : g_strdup (title);
  layout = corral_chart_create_layout (self->chart, text);
  pango_layout_get_pixel_size (layout, &width, &height);
  corral_chart_draw_text (snapshot, layout, x, 0, &full);
  x += width + 14;

  for (guint i = 0; n_series > 1 && i < layers->len; i++)
    {
      CorralChartLayer *layer = g_ptr_array_index (layers, i);
      GdkRGBA colour = corral_plot_colour (plot, corral_chart_layer_get_hue (layer), 1);
      g_autoptr (PangoLayout) name = NULL;

      if (CORRAL_CHART_LAYER_GET_CLASS (layer)->get_data == NULL)
        continue;
      name = corral_chart_create_layout (self->chart, corral_chart_layer_get_name (layer));
      pango_layout_get_pixel_size (name, &width, NULL);
      draw_swatch (snapshot, layer, &colour, (float) floor (x), (float) (height / 2 - 1));
      corral_chart_draw_text (snapshot, name, x + 18, 0, &dim);
      x += 18 + width + 14;
    }

  if (corral_chart_get_shows_time (self->chart))
    {
      GTimeZone *zone = corral_chart_peek_zone (self->chart);
      const char *name = corral_chart_peek_zone_name (self->chart);
      g_autofree char *letters = corral_time_ticks_zone_name (plot->visible.end_ms, zone);
      g_autofree char *words = NULL;
      g_autoptr (PangoLayout) right = NULL;

      if (name != NULL && !g_str_equal (name, letters))
        /* Translators: whose time a chart shows: "Time in Europe/Berlin (CET)". */
        words = g_strdup_printf (_ ("Time in %s (%s)"), name, letters);
      else
        /* Translators: which time a chart shows, when the place is not known: "Time in CET". */
        words = g_strdup_printf (_ ("Time in %s"), letters);
      if (corral_chart_has_own_times (self->chart) && corral_chart_peek_own_zone_name (self->chart) != NULL)
        {
          g_autofree char *store = g_steal_pointer (&words);

          /* Translators: "Time in Europe/Berlin (CET), yours in America/New_York below". */
          words = g_strdup_printf (_ ("%s, yours in %s below"), store, corral_chart_peek_own_zone_name (self->chart));
        }
      right = corral_chart_create_layout (self->chart, words);
      pango_layout_get_pixel_size (right, &width, NULL);
      if (area->origin.x + area->size.width - (float) width <= (float) x)
        {
          /* With less room at least the letters. */
          g_autofree char *fewer = g_strdup_printf (_ ("Time in %s"), letters);

          pango_layout_set_text (right, fewer, -1);
          pango_layout_get_pixel_size (right, &width, NULL);
        }
      if (area->origin.x + area->size.width - (float) width > (float) x)
        corral_chart_draw_text (snapshot, right, area->origin.x + area->size.width - (float) width, 0, &dim);
    }
}

double
corral_chart_lane_text_y (const CorralPlot *plot, int height, gboolean second)
{
  if (plot->height < 2 * height)
    return (plot->height - height) / 2;
  return (plot->height - 2 * height) / 2 + (second ? height : 0);
}

/* The name of a lane, at the left of its plot. */
static void
draw_lane_title (CorralChartPlot *self, GtkSnapshot *snapshot, const CorralPlot *plot, const graphene_rect_t *area)
{
  GdkRGBA full = corral_plot_colour (plot, CORRAL_HUE_TEXT, 1);
  g_autoptr (PangoLayout) title = corral_chart_create_layout (self->chart, corral_chart_peek_title (self->chart));
  int height;

  pango_layout_set_width (title, (int) ((area->origin.x - TITLE_GAP) * PANGO_SCALE));
  pango_layout_set_ellipsize (title, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (title, NULL, &height);
  corral_chart_draw_text (snapshot, title, 0, area->origin.y + corral_chart_lane_text_y (plot, height, FALSE), &full);
}

static GskRenderNode *
layer_node (CorralChartPlot *self, CorralChartLayer *layer, const CorralPlot *plot)
{
  GskRenderNode *node = g_hash_table_lookup (self->nodes, layer);
  GtkSnapshot *snapshot;

  if (node != NULL)
    return node;

  snapshot = gtk_snapshot_new ();
  /* Half a line's width may stand out at the top and the bottom. */
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, -2, (float) plot->width,
                                                         (float) plot->height + 4));
  corral_chart_layer_snapshot (layer, snapshot, plot);
  gtk_snapshot_pop (snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    g_hash_table_insert (self->nodes, layer, node);
  return node;
}

static void
corral_chart_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CorralChartPlot *self = CORRAL_CHART_PLOT (widget);
  GPtrArray *layers = corral_chart_peek_layers (self->chart);
  graphene_rect_t area;
  CorralPlot plot;

  corral_chart_get_plot (self->chart, &plot, &area);
  if (plot.width < 1 || plot.height < 1)
    return;
  if (!corral_plot_equal (&plot, &self->drawn) || self->type_serial != pango_context_get_serial (plot.type))
    {
      g_hash_table_remove_all (self->nodes);
      self->drawn = plot;
      self->type_serial = pango_context_get_serial (plot.type);
    }

  if (plot.is_lane)
    draw_lane_title (self, snapshot, &plot, &area);
  else
    draw_caption (self, snapshot, &plot, &area);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &area.origin);
  draw_closed (self, snapshot, &plot);
  corral_chart_draw_gaps (self->chart, snapshot, &plot);
  if (!plot.is_lane)
    corral_chart_draw_value_axis (self->chart, snapshot, &plot);
  corral_chart_draw_time_axis (self->chart, snapshot, &plot);
  for (guint i = 0; i < layers->len; i++)
    {
      GskRenderNode *node = layer_node (self, g_ptr_array_index (layers, i), &plot);

      if (node != NULL)
        gtk_snapshot_append_node (snapshot, node);
    }
  gtk_snapshot_restore (snapshot);
}

static void
corral_chart_plot_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (corral_chart_plot_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
corral_chart_plot_finalize (GObject *object)
{
  g_hash_table_unref (CORRAL_CHART_PLOT (object)->nodes);
  G_OBJECT_CLASS (corral_chart_plot_parent_class)->finalize (object);
}

static void
corral_chart_plot_class_init (CorralChartPlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = corral_chart_plot_finalize;
  widget_class->snapshot = corral_chart_plot_snapshot;
  widget_class->css_changed = corral_chart_plot_css_changed;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
corral_chart_plot_init (CorralChartPlot *self)
{
  self->nodes = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) gsk_render_node_unref);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
corral_chart_plot_new (CorralChart *chart)
{
  CorralChartPlot *self = g_object_new (CORRAL_TYPE_CHART_PLOT, NULL);

  self->chart = chart;
  return GTK_WIDGET (self);
}

void
corral_chart_plot_forget (CorralChartPlot *self, CorralChartLayer *layer)
{
  if (layer != NULL)
    g_hash_table_remove (self->nodes, layer);
  else
    g_hash_table_remove_all (self->nodes);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
