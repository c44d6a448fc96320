/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chart widget: keeps layers, lays out its plot and its hover, and keeps the view that
 * it shares with its neighbours. It draws nothing itself; pointer and keys have files of their own. Main
 * thread. */
#include "config.h"

#include "corral-chart-private.h"

#include "corral-time-ticks.h"

#include <glib/gi18n.h>
#include <math.h>

#define CAPTION_GAP 6
#define TICK_ROOM 11
#define RIGHT_MARGIN 8
#define BOTTOM_MARGIN 6
/* Of a lane: above and below the plot, and between the title and what it reads. */
#define LANE_MARGIN 1
#define LANE_HEIGHT 24
#define LANE_READING_ROOM 84
#define LANE_MAX_COLUMN 230
#define LANE_TYPE_HEIGHT 18 /* of type of the usual size, at most */
/* Above and below the values of a lane, of their range. */
#define LANE_VALUE_ROOM 0.12
#define MINIMUM_HEIGHT 96
/* Of stillness before what is seen is put into words: less than one who listens would notice. */
#define DESCRIBE_AFTER_MS 120
#define NATURAL_HEIGHT 180
#define MINIMUM_WIDTH 200
#define NATURAL_WIDTH 560

struct _CorralChart
{
  GtkWidget parent_instance;

  CorralTimeView *view; /* (owned) */
  GTimeZone *zone;      /* (owned) */
  char *zone_name;      /* (owned) (nullable) */
  GTimeZone *own_zone;  /* (owned) (nullable): of who reads it */
  char *own_zone_name;  /* (owned) (nullable) */
  char *title;          /* (owned) */
  GPtrArray *layers;    /* (owned) (element-type CorralChartLayer) */
  GArray *gaps;         /* (owned) (element-type CorralChartGap) */
  GArray *closed;       /* (owned) (element-type CorralTimeRange) */
  GtkWidget *plot;      /* (owned) (nullable): none once disposed */
  GtkWidget *hover;     /* (owned) (nullable) */

  double fixed_low; /* NaN: from the data */
  double fixed_high;
  gboolean shows_time;
  gboolean wheel_zooms;
  gboolean is_lane;

  /* The scale of the visible data, as long as has_scale. */
  CorralScale scale;
  gboolean has_scale;
  int type_height; /* of a line of the small type; 0: to be measured */

  /* Whether own_zone differs somewhere in document_seen. */
  CorralTimeRange document_seen;
  gboolean has_own_times;

  guint describe_id;
  gboolean speaks_cursor; /* the cursor was moved by keys: its values are read out */
};

G_DEFINE_FINAL_TYPE (CorralChart, corral_chart, GTK_TYPE_WIDGET)

/* ---- geometry ----------------------------------------------------------------------------------
 */

PangoLayout *
corral_chart_create_layout (CorralChart *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = corral_plot_create_attributes ();

  pango_layout_set_attributes (layout, attributes);
  /* A number's sign stands before it in every language; words have a direction of their own. */
  pango_context_set_base_dir (pango_layout_get_context (layout), PANGO_DIRECTION_WEAK_LTR);
  return layout;
}

/* @px as it is meant for type of the usual size, in proportion to larger type. */
static int
large (CorralChart *self, int px)
{
  return px * MAX (self->type_height, LANE_TYPE_HEIGHT) / LANE_TYPE_HEIGHT;
}

static void
measure_type (CorralChart *self)
{
  g_autoptr (PangoLayout) layout = NULL;
  int width;
  int need;

  if (self->type_height > 0)
    return;
  /* One width for all charts, so that plots one above the other stand in line. */
  layout = corral_chart_create_layout (self, "−1000");
  pango_layout_get_pixel_size (layout, &width, &self->type_height);
  need = width + TICK_ROOM;
  if (self->is_lane)
    {
      pango_layout_set_text (layout, self->title, -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
      need = MAX (need, MIN (width + large (self, LANE_READING_ROOM), large (self, LANE_MAX_COLUMN)));
    }
  if (corral_chart_has_own_times (self))
    {
      g_autofree char *letters = corral_time_ticks_zone_name (self->document_seen.end_ms, self->own_zone);

      pango_layout_set_text (layout, letters, -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
      need = MAX (need, width + TICK_ROOM + CAPTION_GAP);
    }
  corral_chart_column_ask (self, need);
}

static int
axis_height (CorralChart *self)
{
  if (!self->shows_time)
    return 0;
  return self->type_height + BOTTOM_MARGIN + (corral_chart_has_own_times (self) ? self->type_height : 0);
}

static void
find_scale (CorralChart *self, CorralTimeRange visible)
{
  double low = self->fixed_low;
  double high = self->fixed_high;

  if (self->has_scale)
    return;
  self->has_scale = TRUE;
  if (isfinite (low) && isfinite (high))
    {
      self->scale = (CorralScale){ low, high };
      return;
    }

  low = NAN;
  high = NAN;
  for (guint i = 0; i < self->layers->len; i++)
    {
      CorralSeriesData *data = corral_chart_layer_get_data (g_ptr_array_index (self->layers, i));
      CorralSeriesSummary summary;

      if (data == NULL)
        continue;
      summary = corral_series_data_summarise (data, visible);
      if (summary.n == 0)
        continue;
      low = isnan (low) ? summary.min : MIN (low, summary.min);
      high = isnan (high) ? summary.max : MAX (high, summary.max);
    }
  /* A lane has no ticks to end at, but neither may its line hide under the edge. */
  if (self->is_lane && isfinite (low) && isfinite (high))
    {
      double room = (high - low) * LANE_VALUE_ROOM;

      low = isfinite (low - room) ? low - room : low;
      high = isfinite (high + room) ? high + room : high;
    }
  self->scale = corral_scale_nice (isfinite (self->fixed_low) ? self->fixed_low : low,
                                   isfinite (self->fixed_high) ? self->fixed_high : high, 5);
}

void
corral_chart_get_plot (CorralChart *self, CorralPlot *plot, graphene_rect_t *area)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int gutter;
  int top;
  int bottom;

  measure_type (self);
  *plot = (CorralPlot){
    .device_scale = gtk_widget_get_scale_factor (widget),
    .visible = corral_time_view_get_visible (self->view),
    .ground = corral_plot_current_ground (),
    .is_lane = self->is_lane,
    .type = gtk_widget_get_pango_context (widget),
  };
  find_scale (self, plot->visible);
  plot->scale = self->scale;

  gutter = corral_chart_column_get_width (self);
  top = self->is_lane ? LANE_MARGIN : self->type_height + CAPTION_GAP;
  bottom = MAX (self->is_lane ? LANE_MARGIN : BOTTOM_MARGIN, axis_height (self));
  plot->width = MAX (0, gtk_widget_get_width (widget) - gutter - RIGHT_MARGIN);
  plot->height = MAX (0, gtk_widget_get_height (widget) - top - bottom);
  *area = GRAPHENE_RECT_INIT ((float) gutter, (float) top, (float) plot->width,
                              (float) plot->height);
}

GPtrArray *
corral_chart_peek_layers (CorralChart *self)
{
  return self->layers;
}

GArray *
corral_chart_peek_closed (CorralChart *self)
{
  return self->closed;
}

GArray *
corral_chart_peek_gaps (CorralChart *self)
{
  return self->gaps;
}

GTimeZone *
corral_chart_peek_zone (CorralChart *self)
{
  return self->zone;
}

const char *
corral_chart_peek_zone_name (CorralChart *self)
{
  return self->zone_name;
}

const char *
corral_chart_peek_title (CorralChart *self)
{
  return self->title;
}

gboolean
corral_chart_get_shows_time (CorralChart *self)
{
  return self->shows_time;
}

GTimeZone *
corral_chart_peek_own_zone (CorralChart *self)
{
  return self->own_zone;
}

const char *
corral_chart_peek_own_zone_name (CorralChart *self)
{
  return self->own_zone_name;
}

gboolean
corral_chart_has_own_times (CorralChart *self)
{
  CorralTimeRange document = corral_time_view_get_document (self->view);

  if (self->own_zone == NULL || !self->shows_time)
    return FALSE;
  if (document.start_ms != self->document_seen.start_ms || document.end_ms != self->document_seen.end_ms)
    {
      self->document_seen = document;
      self->has_own_times = corral_time_zones_differ (self->zone, self->own_zone, document);
    }
  return self->has_own_times;
}

int
corral_chart_get_type_height (CorralChart *self)
{
  measure_type (self);
  return self->type_height;
}

gboolean
corral_chart_is_lane (CorralChart *self)
{
  return self->is_lane;
}

gint64
corral_chart_get_reading_time (CorralChart *self)
{
  gint64 cursor_ms = corral_time_view_get_cursor (self->view);

  return cursor_ms != CORRAL_TIME_NONE ? cursor_ms
                                       : corral_time_view_get_visible (self->view).end_ms - 1;
}

void
corral_chart_speak_cursor (CorralChart *self, gboolean speaks)
{
  self->speaks_cursor = speaks;
}

gboolean
corral_chart_get_wheel_zooms (CorralChart *self)
{
  return self->wheel_zooms;
}

static gboolean
describe_cb (gpointer data)
{
  CorralChart *self = data;
  g_autofree char *summary = corral_chart_dup_summary (self);
  g_autofree char *cursor = NULL;
  g_autofree char *all = NULL;

  self->describe_id = 0;
  if (self->speaks_cursor && corral_time_view_get_cursor (self->view) != CORRAL_TIME_NONE)
    cursor = corral_chart_dup_cursor_words (self);
  all = g_strconcat (cursor != NULL ? cursor : "", summary, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, all,
                                  -1);
  return G_SOURCE_REMOVE;
}

/* Words cost more than a frame may: when there is nothing else to do, and once things are still. */
static void
describe_soon (CorralChart *self)
{
  g_clear_handle_id (&self->describe_id, g_source_remove);
  self->describe_id = g_timeout_add_full (G_PRIORITY_LOW, DESCRIBE_AFTER_MS, describe_cb, self, NULL);
}

/* ---- changes -----------------------------------------------------------------------------------
 */

void
corral_chart_redraw (CorralChart *self)
{
  self->has_scale = FALSE;
  if (self->plot == NULL)
    return;
  gtk_widget_queue_draw (self->plot);
  gtk_widget_queue_draw (self->hover);
  describe_soon (self);
}

static void
visible_changed_cb (CorralChart *self)
{
  corral_chart_redraw (self);
}

static void
cursor_changed_cb (CorralChart *self)
{
  if (self->hover == NULL)
    return;
  gtk_widget_queue_draw (self->hover);
  if (self->speaks_cursor)
    describe_soon (self);
}

static void
layer_changed_cb (CorralChartLayer *layer, CorralChart *self)
{
  if (self->plot == NULL)
    return;
  corral_chart_plot_forget (CORRAL_CHART_PLOT (self->plot), layer);
  corral_chart_redraw (self);
}

static void
measure_again (CorralChart *self)
{
  self->type_height = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* ---- widget ------------------------------------------------------------------------------------
 */

static void
corral_chart_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  CorralChart *self = CORRAL_CHART (widget);

  measure_type (self);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (MINIMUM_WIDTH, 2 * corral_chart_column_get_width (self));
      *natural = MAX (*minimum, NATURAL_WIDTH);
    }
  else if (self->is_lane)
    {
      /* Large type makes a lane as high as it needs. */
      *minimum = MAX (LANE_HEIGHT, self->type_height + 2 * LANE_MARGIN + 4) + axis_height (self);
      *natural = *minimum;
    }
  else
    {
      *minimum = MINIMUM_HEIGHT;
      *natural = NATURAL_HEIGHT;
    }
  *minimum_baseline = -1;
  *natural_baseline = -1;
}

static void
corral_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CorralChart *self = CORRAL_CHART (widget);
  GtkAllocation all = { 0, 0, width, height };

  gtk_widget_size_allocate (self->plot, &all, -1);
  gtk_widget_size_allocate (self->hover, &all, -1);
}

static void
corral_chart_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  CorralChart *self = CORRAL_CHART (widget);

  GTK_WIDGET_CLASS (corral_chart_parent_class)->css_changed (widget, change);
  self->type_height = 0;
  if (self->plot == NULL)
    return;
  gtk_widget_queue_draw (self->plot);
  gtk_widget_queue_draw (self->hover);
}

static void
corral_chart_state_flags_changed (GtkWidget *widget, GtkStateFlags previous)
{
  CorralChart *self = CORRAL_CHART (widget);

  GTK_WIDGET_CLASS (corral_chart_parent_class)->state_flags_changed (widget, previous);
  if (self->hover != NULL)
    gtk_widget_queue_draw (self->hover);
}

static void
corral_chart_dispose (GObject *object)
{
  CorralChart *self = CORRAL_CHART (object);

  g_clear_handle_id (&self->describe_id, g_source_remove);
  g_clear_pointer (&self->plot, gtk_widget_unparent);
  g_clear_pointer (&self->hover, gtk_widget_unparent);
  while (self->layers->len > 0)
    corral_chart_remove_layer (self, g_ptr_array_index (self->layers, self->layers->len - 1));
  if (self->view != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->view, self);
      corral_chart_column_ask (self, 0);
    }
  g_clear_object (&self->view);
  G_OBJECT_CLASS (corral_chart_parent_class)->dispose (object);
}

static void
corral_chart_finalize (GObject *object)
{
  CorralChart *self = CORRAL_CHART (object);

  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->zone_name);
  g_clear_pointer (&self->own_zone, g_time_zone_unref);
  g_free (self->own_zone_name);
  g_free (self->title);
  g_ptr_array_unref (self->layers);
  g_array_unref (self->gaps);
  g_array_unref (self->closed);
  G_OBJECT_CLASS (corral_chart_parent_class)->finalize (object);
}

static void
corral_chart_class_init (CorralChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = corral_chart_dispose;
  object_class->finalize = corral_chart_finalize;
  widget_class->measure = corral_chart_measure;
  widget_class->size_allocate = corral_chart_size_allocate;
  widget_class->css_changed = corral_chart_css_changed;
  widget_class->state_flags_changed = corral_chart_state_flags_changed;

  corral_chart_install_commands (widget_class);
  gtk_widget_class_set_css_name (widget_class, "corral-chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
corral_chart_init (CorralChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->layers = g_ptr_array_new_with_free_func (g_object_unref);
  self->gaps = g_array_new (FALSE, FALSE, sizeof (CorralChartGap));
  self->closed = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  self->zone = g_time_zone_new_utc ();
  self->fixed_low = NAN;
  self->fixed_high = NAN;
  self->shows_time = TRUE;
  self->wheel_zooms = TRUE;

  gtk_widget_set_focusable (widget, TRUE);
  self->plot = corral_chart_plot_new (self);
  gtk_widget_set_parent (self->plot, widget);
  self->hover = corral_chart_hover_new (self);
  gtk_widget_set_parent (self->hover, widget);

  corral_chart_add_pointer (self);
}

GtkWidget *
corral_chart_new (const char *title, CorralTimeView *view, GTimeZone *zone)
{
  CorralChart *self;

  g_return_val_if_fail (CORRAL_IS_TIME_VIEW (view), NULL);

  self = g_object_new (CORRAL_TYPE_CHART, NULL);
  self->view = g_object_ref (view);
  g_signal_connect_swapped (view, "notify::visible", G_CALLBACK (visible_changed_cb), self);
  g_signal_connect_swapped (view, "notify::live", G_CALLBACK (visible_changed_cb), self);
  g_signal_connect_swapped (view, "notify::cursor", G_CALLBACK (cursor_changed_cb), self);
  g_signal_connect_swapped (view, "notify::selected", G_CALLBACK (cursor_changed_cb), self);
  corral_chart_set_title (self, title);
  corral_chart_set_zone (self, zone, zone != NULL ? g_time_zone_get_identifier (zone) : NULL);
  return GTK_WIDGET (self);
}

void
corral_chart_set_title (CorralChart *self, const char *title)
{
  g_return_if_fail (CORRAL_IS_CHART (self));

  g_free (self->title);
  self->title = g_strdup (title != NULL ? title : "");
  measure_again (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title,
                                  -1);
  corral_chart_redraw (self);
}

CorralTimeView *
corral_chart_get_view (CorralChart *self)
{
  g_return_val_if_fail (CORRAL_IS_CHART (self), NULL);
  return self->view;
}

void
corral_chart_set_zone (CorralChart *self, GTimeZone *zone, const char *zone_name)
{
  GTimeZone *old;

  g_return_if_fail (CORRAL_IS_CHART (self));

  old = self->zone;
  self->zone = zone != NULL ? g_time_zone_ref (zone) : g_time_zone_new_utc ();
  g_clear_pointer (&old, g_time_zone_unref);
  g_free (self->zone_name);
  self->zone_name = g_strdup (zone_name);
  self->document_seen = (CorralTimeRange){ 0, 0 };
  measure_again (self);
  corral_chart_redraw (self);
}

void
corral_chart_set_own_zone (CorralChart *self, GTimeZone *zone, const char *zone_name)
{
  GTimeZone *old;

  g_return_if_fail (CORRAL_IS_CHART (self));

  old = self->own_zone;
  self->own_zone = zone != NULL ? g_time_zone_ref (zone) : NULL;
  g_clear_pointer (&old, g_time_zone_unref);
  g_free (self->own_zone_name);
  self->own_zone_name = g_strdup (zone_name);
  self->document_seen = (CorralTimeRange){ 0, 0 };
  measure_again (self);
  corral_chart_redraw (self);
}

void
corral_chart_add_layer (CorralChart *self, CorralChartLayer *layer)
{
  g_return_if_fail (CORRAL_IS_CHART (self));
  g_return_if_fail (CORRAL_IS_CHART_LAYER (layer));

  g_ptr_array_add (self->layers, g_object_ref (layer));
  g_signal_connect (layer, "changed", G_CALLBACK (layer_changed_cb), self);
  corral_chart_redraw (self);
}

void
corral_chart_remove_layer (CorralChart *self, CorralChartLayer *layer)
{
  guint index;

  g_return_if_fail (CORRAL_IS_CHART (self));

  if (!g_ptr_array_find (self->layers, layer, &index))
    return;
  g_signal_handlers_disconnect_by_func (layer, layer_changed_cb, self);
  if (self->plot != NULL)
    corral_chart_plot_forget (CORRAL_CHART_PLOT (self->plot), layer);
  g_ptr_array_remove_index (self->layers, index);
  corral_chart_redraw (self);
}

void
corral_chart_set_value_range (CorralChart *self, double low, double high)
{
  g_return_if_fail (CORRAL_IS_CHART (self));

  self->fixed_low = low;
  self->fixed_high = high;
  corral_chart_redraw (self);
}

void
corral_chart_set_shows_time (CorralChart *self, gboolean shows_time)
{
  g_return_if_fail (CORRAL_IS_CHART (self));

  self->shows_time = shows_time;
  measure_again (self);
  corral_chart_redraw (self);
}

void
corral_chart_set_lane (CorralChart *self, gboolean lane)
{
  g_return_if_fail (CORRAL_IS_CHART (self));

  self->is_lane = lane;
  measure_again (self);
  corral_chart_redraw (self);
}

void
corral_chart_set_wheel_zooms (CorralChart *self, gboolean wheel_zooms)
{
  g_return_if_fail (CORRAL_IS_CHART (self));

  self->wheel_zooms = wheel_zooms;
}

void
corral_chart_set_closed (CorralChart *self, const CorralTimeRange *ranges, gsize n)
{
  g_return_if_fail (CORRAL_IS_CHART (self));

  g_array_set_size (self->closed, 0);
  if (n > 0)
    g_array_append_vals (self->closed, ranges, (guint) n);
  corral_chart_redraw (self);
}

void
corral_chart_set_gaps (CorralChart *self, const CorralChartGap *gaps, gsize n)
{
  g_return_if_fail (CORRAL_IS_CHART (self));

  g_array_set_size (self->gaps, 0);
  for (gsize i = 0; i < n; i++)
    {
      g_return_if_fail (gaps[i].kind <= CORRAL_CHART_GAP_LATE);
      g_array_append_val (self->gaps, gaps[i]);
    }
  corral_chart_redraw (self);
}
