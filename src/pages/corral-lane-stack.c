/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cart's lanes as charts: makes them from the table, gives them what they draw. Main thread. */
#include "config.h"

#include "corral-lane-stack.h"

#include "corral-cart-lanes.h"
#include "corral-format.h"
#include "corral-series-words.h"
#include "corral-text-size.h"

#include <glib/gi18n.h>

#define MAX_LANES 20
/* Of the lowest lane, for the times: two rows where the reader's own time differs. */
#define RULER_PX 22

/* The layers of a lane, as far as it has them. */
typedef struct
{
  CorralSpanLayer *spans;                    /* (owned) (nullable) */
  CorralMarkLayer *marks;                    /* (owned) (nullable) */
  CorralLineLayer *lines[CORRAL_LANE_LINES]; /* (owned) (nullable) */
  CorralLineLayer *compared;                 /* (owned) (nullable): only while it is compared */
} Layers;

struct _CorralLaneStack
{
  GtkWidget parent_instance;

  CorralTimeView *view; /* (owned) */
  GTimeZone *zone;      /* (owned) */
  GTimeZone *own_zone;  /* (owned) */
  gboolean own_differs;

  GtkWidget *box;
  CorralChart *charts[MAX_LANES];
  Layers layers[MAX_LANES];
  guint ruler;          /* which lane has it */
  GtkWidget *note;
};

G_DEFINE_FINAL_TYPE (CorralLaneStack, corral_lane_stack, GTK_TYPE_WIDGET)

static const CorralLane *
get_lane (guint i)
{
  guint n;

  return &corral_lanes_get (&n)[i];
}

static guint
count_lanes (void)
{
  guint n;

  corral_lanes_get (&n);
  return n;
}

/* ---- which lanes are there */

static void
set_ruler (CorralLaneStack *self, guint lane)
{
  self->ruler = lane;
  for (guint i = 0; i < count_lanes (); i++)
    {
      gboolean is_ruler = i == lane;

      corral_chart_set_shows_time (self->charts[i], is_ruler);
      corral_chart_set_own_zone (self->charts[i], is_ruler && self->own_differs ? self->own_zone : NULL, NULL);
      gtk_widget_set_size_request (
          GTK_WIDGET (self->charts[i]), -1,
          corral_text_size_px (GTK_WIDGET (self),
                               get_lane (i)->height_px + (is_ruler ? RULER_PX * (self->own_differs ? 2 : 1) : 0)));
    }
}

static void
append_name (GString *names, const CorralLane *lane)
{
  g_autofree char *name = corral_format_within (_ (lane->title));

  g_string_append_printf (names, "%s%s", names->len > 0 ? _ (", ") : "", name);
}

static void
say_note (CorralLaneStack *self, const GString *empty, const GString *unfetched)
{
  GString *text = g_string_new (NULL);

  if (empty->len > 0)
    /* Translators: %s are names of lanes: "faults, knocks" */
    g_string_append_printf (text, _ ("Nothing in this time: %s."), empty->str);
  if (unfetched->len > 0)
    {
      g_string_append (text, text->len > 0 ? " " : "");
      g_string_append_printf (text, _ ("Not fetched for this time: %s."), unfetched->str);
    }
  gtk_label_set_text (GTK_LABEL (self->note), text->str);
  gtk_widget_set_visible (self->note, text->len > 0);
  g_string_free (text, TRUE);
}

/* The first lane is always there: an axis has to stand on something. */
static void
put_away_empty (CorralLaneStack *self, CorralStory *story, CorralTelemetryColumns *columns, CorralResolution resolution)
{
  CorralTimeRange visible = corral_time_view_get_visible (self->view);
  g_autoptr (GString) empty = g_string_new (NULL);
  g_autoptr (GString) unfetched = g_string_new (NULL);
  guint lowest = 0;

  for (guint i = 0; i < count_lanes (); i++)
    {
      CorralLaneContent content = story != NULL
                                      ? corral_lane_get_content (get_lane (i), story, columns, resolution, visible)
                                      : CORRAL_LANE_UNFETCHED;
      gboolean shown = i == 0 || content == CORRAL_LANE_HAS_SOMETHING;

      gtk_widget_set_visible (GTK_WIDGET (self->charts[i]), shown);
      if (shown)
        lowest = i;
      else
        append_name (content == CORRAL_LANE_EMPTY ? empty : unfetched, get_lane (i));
    }
  if (lowest != self->ruler)
    set_ruler (self, lowest);
  say_note (self, empty, unfetched);
}

/* ---- what they draw */

/* So that noise looks like noise, and what is far out is still seen. */
static void
fit_range (CorralLaneStack *self, guint i)
{
  const CorralLane *lane = get_lane (i);
  CorralTimeRange visible = corral_time_view_get_visible (self->view);
  double low = lane->low;
  double high = lane->high;

  for (guint l = 0; lane->widens && l < CORRAL_LANE_LINES && self->layers[i].lines[l] != NULL; l++)
    {
      CorralSeriesData *data = corral_chart_layer_get_data (CORRAL_CHART_LAYER (self->layers[i].lines[l]));
      CorralSeriesSummary summary = { 0 };

      if (data != NULL)
        summary = corral_series_data_summarise (data, visible);
      if (summary.n == 0)
        continue;
      low = MIN (low, summary.min);
      high = MAX (high, summary.max);
    }
  corral_chart_set_value_range (self->charts[i], low, high);
}

static void
show_lane (CorralLaneStack *self, guint i, CorralStory *story, CorralTelemetryColumns *columns,
           CorralResolution resolution, CorralTimeRange span, gint64 now_ms)
{
  const CorralLane *lane = get_lane (i);
  Layers *layers = &self->layers[i];
  g_autoptr (GArray) gaps = story != NULL ? corral_lane_list_gaps (lane, story) : NULL;

  if (gaps != NULL)
    corral_chart_set_gaps (self->charts[i], (const CorralChartGap *) (gpointer) gaps->data, gaps->len);
  else
    corral_chart_set_gaps (self->charts[i], NULL, 0);
  if (layers->spans != NULL && story != NULL)
    corral_lane_fill_spans (layers->spans, story, lane->story, now_ms);
  else if (layers->spans != NULL)
    corral_span_layer_set_spans (layers->spans, NULL, 0);
  if (layers->marks != NULL && story != NULL)
    corral_lane_fill_marks (layers->marks, story, lane->story, now_ms, self->zone);
  else if (layers->marks != NULL)
    corral_mark_layer_set_marks (layers->marks, NULL, 0);
  for (guint l = 0; l < CORRAL_LANE_LINES && layers->lines[l] != NULL; l++)
    {
      g_autoptr (CorralSeriesData) data
          = columns != NULL ? corral_lane_dup_data (columns, resolution, span, lane->lines[l].metric) : NULL;

      corral_line_layer_set_data (layers->lines[l], data);
    }
  if (layers->lines[0] != NULL)
    fit_range (self, i);
}

void
corral_lane_stack_show (CorralLaneStack *self, CorralStory *story, CorralTelemetryColumns *columns,
                         CorralResolution resolution, CorralTimeRange span, gint64 now_ms)
{
  g_return_if_fail (CORRAL_IS_LANE_STACK (self));

  for (guint i = 0; i < count_lanes (); i++)
    show_lane (self, i, story, columns, resolution, span, now_ms);
  put_away_empty (self, story, columns, resolution);
}

void
corral_lane_stack_compare (CorralLaneStack *self, CorralCartComparison *comparison)
{
  const char *title = corral_cart_comparison_get_title (comparison);

  g_return_if_fail (CORRAL_IS_LANE_STACK (self));

  for (guint i = 0; i < count_lanes (); i++)
    {
      const CorralLaneLine *line = &get_lane (i)->lines[0];
      CorralSeriesData *data = line->metric != NULL ? corral_cart_comparison_get_data (comparison, line->metric) : NULL;
      Layers *layers = &self->layers[i];

      if (layers->compared != NULL
          && (data == NULL || g_strcmp0 (title, corral_chart_layer_get_name (CORRAL_CHART_LAYER (layers->compared))) != 0))
        {
          corral_chart_remove_layer (self->charts[i], CORRAL_CHART_LAYER (layers->compared));
          g_clear_object (&layers->compared);
        }
      if (data == NULL)
        continue;
      if (layers->compared == NULL)
        {
          layers->compared = corral_line_layer_new (title, line->unit, CORRAL_HUE_GREY, CORRAL_LINE_STEP);
          corral_line_layer_set_compared (layers->compared, TRUE);
          corral_chart_add_layer (self->charts[i], CORRAL_CHART_LAYER (layers->compared));
        }
      corral_line_layer_set_data (layers->compared, data);
    }
}

/* ---- whose time */

void
corral_lane_stack_set_zone (CorralLaneStack *self, GTimeZone *zone, const char *zone_name)
{
  CorralTimeRange document;
  int there;
  int here;

  g_return_if_fail (CORRAL_IS_LANE_STACK (self));

  g_time_zone_unref (self->zone);
  self->zone = g_time_zone_ref (zone);
  document = corral_time_view_get_document (self->view);
  there = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, document.end_ms / 1000);
  here = g_time_zone_find_interval (self->own_zone, G_TIME_TYPE_UNIVERSAL, document.end_ms / 1000);
  self->own_differs = g_time_zone_get_offset (zone, there) != g_time_zone_get_offset (self->own_zone, here);
  for (guint i = 0; i < count_lanes (); i++)
    corral_chart_set_zone (self->charts[i], zone, zone_name);
  set_ruler (self, self->ruler);
}

void
corral_lane_stack_set_closed (CorralLaneStack *self, const CorralTimeRange *ranges, gsize n)
{
  g_return_if_fail (CORRAL_IS_LANE_STACK (self));

  for (guint i = 0; i < count_lanes (); i++)
    corral_chart_set_closed (self->charts[i], ranges, n);
}

CorralChart *const *
corral_lane_stack_get_charts (CorralLaneStack *self)
{
  g_return_val_if_fail (CORRAL_IS_LANE_STACK (self), NULL);

  return self->charts;
}

static void
append_value (CorralLaneStack *self, GString *text, CorralLineLayer *line, gint64 time_ms, gboolean named)
{
  CorralChartLayer *layer = CORRAL_CHART_LAYER (line);
  g_autofree char *value
      = corral_series_words_at (corral_chart_layer_get_data (layer), corral_chart_layer_get_unit (layer), time_ms, self->zone);

  if (text->len > 0)
    g_string_append (text, _ (", "));
  if (named)
    g_string_append_printf (text, "%s ", corral_chart_layer_get_name (layer));
  g_string_append (text, value);
}

char *
corral_lane_stack_dup_values (CorralLaneStack *self, guint lane, gint64 time_ms)
{
  const Layers *layers;
  GString *text;

  g_return_val_if_fail (CORRAL_IS_LANE_STACK (self) && lane < count_lanes (), NULL);

  layers = &self->layers[lane];
  if (layers->lines[0] == NULL)
    return NULL;
  text = g_string_new (NULL);
  for (guint l = 0; l < CORRAL_LANE_LINES && layers->lines[l] != NULL; l++)
    append_value (self, text, layers->lines[l], time_ms, layers->lines[1] != NULL);
  if (layers->compared != NULL)
    append_value (self, text, layers->compared, time_ms, TRUE);
  return g_string_free (text, FALSE);
}

const char *
corral_lane_stack_get_note (CorralLaneStack *self)
{
  g_return_val_if_fail (CORRAL_IS_LANE_STACK (self), NULL);

  return gtk_widget_get_visible (self->note) ? gtk_label_get_text (GTK_LABEL (self->note)) : NULL;
}

/* ---- life */

static void
corral_lane_stack_dispose (GObject *object)
{
  CorralLaneStack *self = CORRAL_LANE_STACK (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  for (guint i = 0; i < MAX_LANES; i++)
    {
      Layers *layers = &self->layers[i];

      g_clear_object (&layers->spans);
      g_clear_object (&layers->marks);
      for (guint l = 0; l < CORRAL_LANE_LINES; l++)
        g_clear_object (&layers->lines[l]);
      g_clear_object (&layers->compared);
    }
  g_clear_object (&self->view);
  G_OBJECT_CLASS (corral_lane_stack_parent_class)->dispose (object);
}

static void
corral_lane_stack_finalize (GObject *object)
{
  CorralLaneStack *self = CORRAL_LANE_STACK (object);

  g_time_zone_unref (self->zone);
  g_time_zone_unref (self->own_zone);
  G_OBJECT_CLASS (corral_lane_stack_parent_class)->finalize (object);
}

static void
corral_lane_stack_class_init (CorralLaneStackClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_lane_stack_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_lane_stack_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_lane_stack_init (CorralLaneStack *self)
{
  self->zone = g_time_zone_new_utc ();
  self->own_zone = g_time_zone_new_local ();
}

static void
add_layer (CorralLaneStack *self, guint i, gpointer layer)
{
  corral_chart_add_layer (self->charts[i], CORRAL_CHART_LAYER (layer));
}

static void
make_lane (CorralLaneStack *self, guint i)
{
  const CorralLane *lane = get_lane (i);
  Layers *layers = &self->layers[i];

  self->charts[i] = CORRAL_CHART (corral_chart_new (_ (lane->title), self->view, self->zone));
  corral_chart_set_lane (self->charts[i], TRUE);
  corral_chart_set_wheel_zooms (self->charts[i], FALSE);
  if (lane->story != CORRAL_N_STORY_LANES && !corral_lane_has_marks (lane))
    add_layer (self, i, layers->spans = corral_span_layer_new (_ (lane->title)));
  if (corral_lane_has_marks (lane))
    add_layer (self, i, layers->marks = corral_mark_layer_new (_ (lane->title)));
  for (guint l = 0; l < CORRAL_LANE_LINES && lane->lines[l].metric != NULL; l++)
    {
      const CorralLaneLine *line = &lane->lines[l];

      layers->lines[l] = corral_line_layer_new (_ (line->title), line->unit, line->hue, line->style);
      add_layer (self, i, layers->lines[l]);
    }
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->charts[i]));
}

GtkWidget *
corral_lane_stack_new (CorralTimeView *view)
{
  CorralLaneStack *self = g_object_new (CORRAL_TYPE_LANE_STACK, NULL);

  g_assert (count_lanes () <= MAX_LANES);
  self->view = g_object_ref (view);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  for (guint i = 0; i < count_lanes (); i++)
    make_lane (self, i);
  set_ruler (self, count_lanes () - 1);
  self->note = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_widget_add_css_class (self->note, "caption");
  gtk_widget_add_css_class (self->note, "dim-label");
  gtk_widget_set_visible (self->note, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->note);
  return GTK_WIDGET (self);
}
