/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weight against scans over a trip, in one chart. Main thread. */
#include "config.h"

#include "corral-flag-weights.h"

#include "corral-chart.h"
#include "corral-format.h"
#include "corral-ground-layer.h"
#include "corral-line-layer.h"
#include "corral-mark-layer.h"

#include <glib/gi18n.h>
#include <math.h>

/* Before the first scan and after the last one. */
#define MARGIN_MS (30 * CORRAL_SECOND_MS)
#define SHORTEST_MS CORRAL_MINUTE_MS
#define KG 1000.0

struct _CorralFlagWeights
{
  GtkWidget parent_instance;

  CorralTimeView *view;       /* (owned) */
  GtkWidget *chart;           /* both weights in all */
  GtkWidget *below;           /* their difference: some grams are not seen in a full cart */
  CorralGroundLayer *ground;  /* (owned) */
  CorralGroundLayer *again;   /* (owned): the same moments */
  CorralLineLayer *ahead;     /* (owned) */
  CorralLineLayer *expected;  /* (owned) */
  CorralLineLayer *measured;  /* (owned) */
  CorralMarkLayer *marks;     /* (owned) */
  GArray *times;              /* (owned) (element-type gint64): of the scans */
  gboolean quiet;             /* while this moves the cursor itself */
};

enum
{
  SIGNAL_MOVED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CorralFlagWeights, corral_flag_weights, GTK_TYPE_WIDGET)

/* ---- layers -------------------------------------------------------------------------------------------------- */

/* A step at each scan, and a last one so that the level is seen to its end. */
typedef enum
{
  STEPS_EXPECTED,
  STEPS_MEASURED,
  STEPS_AHEAD,
} Steps;

static double
value_of (const CorralEvidenceScan *scan, Steps steps)
{
  switch (steps)
    {
    case STEPS_EXPECTED:
      return scan->expected_total_g / KG;
    case STEPS_MEASURED:
      return scan->measured_total_g / KG;
    case STEPS_AHEAD:
    default:
      return scan->running_g;
    }
}

static CorralSeriesData *
make_steps (const CorralFlagEvidence *evidence, CorralTimeRange span, Steps steps)
{
  guint n = evidence->scans->len;
  g_autofree gint64 *times = g_new (gint64, n + 2);
  g_autofree double *values = g_new (double, n + 2);
  CorralSamples samples = { .times = times, .values = values, .n = n + 2 };

  times[0] = span.start_ms;
  values[0] = 0;
  for (guint i = 0; i < n; i++)
    {
      const CorralEvidenceScan *scan = &g_array_index (evidence->scans, CorralEvidenceScan, i);

      times[i + 1] = scan->time_ms;
      values[i + 1] = value_of (scan, steps);
    }
  times[n + 1] = span.end_ms;
  values[n + 1] = values[n];
  return corral_series_data_new (&samples, MAX (span.end_ms - span.start_ms, 1), &span, 1);
}

static CorralMark
make_mark (const CorralEvidenceScan *scan, char **label)
{
  g_autofree char *goods = corral_format_text (scan->name != NULL ? scan->name : scan->item);
  CorralMark mark = { .time_ms = scan->time_ms, .hue = CORRAL_HUE_GREY, .shape = CORRAL_MARK_CIRCLE };

  if (scan->disputed)
    {
      mark.hue = CORRAL_HUE_VERMILION;
      mark.shape = CORRAL_MARK_TRIANGLE;
    }
  else if (scan->override != NULL)
    {
      mark.hue = CORRAL_HUE_PURPLE;
      mark.shape = CORRAL_MARK_DIAMOND;
    }
  else if (scan->taken_back)
    {
      mark.hue = CORRAL_HUE_BLUE;
      mark.shape = CORRAL_MARK_CROSS;
    }
  /* Translators: goods whose scan was taken back */
  *label = scan->taken_back ? g_strdup_printf (_ ("Taken back: %s"), goods) : g_steal_pointer (&goods);
  mark.label = *label;
  return mark;
}

static void
show_marks (CorralFlagWeights *self, const CorralFlagEvidence *evidence)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (CorralMark));
  g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  g_array_set_size (self->times, 0);
  for (guint i = 0; i < evidence->scans->len; i++)
    {
      const CorralEvidenceScan *scan = &g_array_index (evidence->scans, CorralEvidenceScan, i);
      char *label;
      CorralMark mark = make_mark (scan, &label);

      g_ptr_array_add (labels, label);
      g_array_append_val (marks, mark);
      g_array_append_val (self->times, scan->time_ms);
    }
  corral_mark_layer_set_marks (self->marks, (const CorralMark *) (gpointer) marks->data, marks->len);
}

static void
show_ground (CorralFlagWeights *self, const CorralFlagEvidence *evidence)
{
  g_autoptr (GArray) patches = g_array_new (FALSE, FALSE, sizeof (CorralGroundPatch));

  for (guint i = 0; i < evidence->moments->len; i++)
    {
      CorralGroundPatch patch = { g_array_index (evidence->moments, CorralTimeRange, i), NAN, NAN, CORRAL_HUE_VERMILION,
                                  _ ("the flag is about this") };

      g_array_append_val (patches, patch);
    }
  corral_ground_layer_set_patches (self->ground, (const CorralGroundPatch *) (gpointer) patches->data, patches->len);
  corral_ground_layer_set_patches (self->again, (const CorralGroundPatch *) (gpointer) patches->data, patches->len);
}

static CorralTimeRange
find_span (const CorralFlagEvidence *evidence)
{
  const CorralEvidenceScan *first = &g_array_index (evidence->scans, CorralEvidenceScan, 0);
  const CorralEvidenceScan *last = &g_array_index (evidence->scans, CorralEvidenceScan, evidence->scans->len - 1);
  CorralTimeRange span = { first->time_ms, last->time_ms };

  for (guint i = 0; i < evidence->moments->len; i++)
    {
      CorralTimeRange moment = g_array_index (evidence->moments, CorralTimeRange, i);

      span.start_ms = MIN (span.start_ms, moment.start_ms);
      span.end_ms = MAX (span.end_ms, moment.end_ms);
    }
  return (CorralTimeRange){ span.start_ms - MARGIN_MS, span.end_ms + MARGIN_MS };
}

void
corral_flag_weights_show (CorralFlagWeights *self, const CorralFlagEvidence *evidence, GTimeZone *zone)
{
  CorralTimeRange span;
  g_autoptr (CorralSeriesData) expected = NULL;
  g_autoptr (CorralSeriesData) measured = NULL;
  g_autoptr (CorralSeriesData) ahead = NULL;

  g_return_if_fail (CORRAL_IS_FLAG_WEIGHTS (self));

  gtk_widget_set_visible (self->chart, evidence->scans->len > 0);
  gtk_widget_set_visible (self->below, evidence->scans->len > 0);
  if (evidence->scans->len == 0)
    return;
  span = find_span (evidence);
  expected = make_steps (evidence, span, STEPS_EXPECTED);
  measured = make_steps (evidence, span, STEPS_MEASURED);
  ahead = make_steps (evidence, span, STEPS_AHEAD);
  self->quiet = TRUE;
  corral_time_view_set_cursor (self->view, CORRAL_TIME_NONE);
  corral_time_view_set_document (self->view, span);
  corral_time_view_set_visible (self->view, span);
  corral_time_view_set_live (self->view, FALSE);
  corral_chart_set_zone (CORRAL_CHART (self->chart), zone, NULL);
  corral_chart_set_zone (CORRAL_CHART (self->below), zone, NULL);
  show_ground (self, evidence);
  corral_line_layer_set_data (self->expected, expected);
  corral_line_layer_set_data (self->measured, measured);
  corral_line_layer_set_data (self->ahead, ahead);
  show_marks (self, evidence);
  self->quiet = FALSE;
}

char *
corral_flag_weights_dup_summary (CorralFlagWeights *self)
{
  g_return_val_if_fail (CORRAL_IS_FLAG_WEIGHTS (self), NULL);

  {
    g_autofree char *total = corral_chart_dup_summary (CORRAL_CHART (self->chart));
    g_autofree char *ahead = corral_chart_dup_summary (CORRAL_CHART (self->below));

    return g_strconcat (total, " ", ahead, NULL);
  }
}

/* ---- going from scan to scan --------------------------------------------------------------------------------- */

/* The one that is nearest to @time_ms. */
static int
find_scan (CorralFlagWeights *self, gint64 time_ms)
{
  int best = -1;
  gint64 nearest = G_MAXINT64;

  for (guint i = 0; i < self->times->len && time_ms != CORRAL_TIME_NONE; i++)
    {
      gint64 away = ABS (g_array_index (self->times, gint64, i) - time_ms);

      if (away >= nearest)
        continue;
      nearest = away;
      best = (int) i;
    }
  return best;
}

/* When the pointer leaves, what was gone to stays. */
static void
cursor_cb (CorralFlagWeights *self)
{
  gint64 cursor_ms = corral_time_view_get_cursor (self->view);

  if (!self->quiet && cursor_ms != CORRAL_TIME_NONE && self->times->len > 0)
    g_signal_emit (self, signals[SIGNAL_MOVED], 0, find_scan (self, cursor_ms));
}

/* A chart goes on by some pixels at least, and would pass over scans that stand close together. */
static void
step (CorralFlagWeights *self, int direction)
{
  int at = find_scan (self, corral_time_view_get_cursor (self->view));
  int last = (int) self->times->len - 1;
  int next = at < 0 ? (direction > 0 ? 0 : last) : CLAMP (at + direction, 0, last);

  if (last < 0)
    return;
  self->quiet = TRUE;
  /* It tells where the cursor is once keys have moved it. */
  gtk_widget_activate_action (self->chart, direction > 0 ? "chart.cursor-forward" : "chart.cursor-back", NULL);
  self->quiet = FALSE;
  corral_flag_weights_select (self, next);
  g_signal_emit (self, signals[SIGNAL_MOVED], 0, next);
}

static void
step_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step (CORRAL_FLAG_WEIGHTS (widget), g_str_has_suffix (name, "forward") ? 1 : -1);
}

void
corral_flag_weights_select (CorralFlagWeights *self, int index)
{
  g_return_if_fail (CORRAL_IS_FLAG_WEIGHTS (self));

  self->quiet = TRUE;
  corral_time_view_set_cursor (self->view, index >= 0 && index < (int) self->times->len
                                             ? g_array_index (self->times, gint64, index)
                                             : CORRAL_TIME_NONE);
  self->quiet = FALSE;
}

/* ---- life ----------------------------------------------------------------------------------------------------- */

static void
corral_flag_weights_dispose (GObject *object)
{
  CorralFlagWeights *self = CORRAL_FLAG_WEIGHTS (object);

  g_clear_pointer (&self->chart, gtk_widget_unparent);
  g_clear_pointer (&self->below, gtk_widget_unparent);
  g_clear_object (&self->again);
  g_clear_object (&self->ahead);
  g_clear_object (&self->ground);
  g_clear_object (&self->expected);
  g_clear_object (&self->measured);
  g_clear_object (&self->marks);
  g_clear_object (&self->view);
  G_OBJECT_CLASS (corral_flag_weights_parent_class)->dispose (object);
}

static void
corral_flag_weights_finalize (GObject *object)
{
  g_array_unref (CORRAL_FLAG_WEIGHTS (object)->times);
  G_OBJECT_CLASS (corral_flag_weights_parent_class)->finalize (object);
}

static void
corral_flag_weights_class_init (CorralFlagWeightsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_flag_weights_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_flag_weights_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "scans.forward", NULL, step_cb);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "scans.back", NULL, step_cb);
  signals[SIGNAL_MOVED] = g_signal_new ("moved", CORRAL_TYPE_FLAG_WEIGHTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
add_keys (CorralFlagWeights *self)
{
  static const struct
  {
    guint key;
    const char *action;
  } rows[] = { { GDK_KEY_Right, "scans.forward" }, { GDK_KEY_Left, "scans.back" } };
  GtkEventController *keys = gtk_shortcut_controller_new ();

  /* Before the charts have them. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                          gtk_shortcut_new (gtk_keyval_trigger_new (rows[i].key, 0),
                                                            gtk_named_action_new (rows[i].action)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
corral_flag_weights_init (CorralFlagWeights *self)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->view = corral_time_view_new ((CorralTimeRange){ 0, CORRAL_HOUR_MS });
  corral_time_view_set_limits (self->view, SHORTEST_MS, 2 * CORRAL_DAY_MS);
  self->chart = corral_chart_new (_ ("Weight in the cart"), self->view, utc);
  self->ground = corral_ground_layer_new (_ ("Disputed"));
  self->expected = corral_line_layer_new (_ ("Scanned"), "kg", CORRAL_HUE_AMBER, CORRAL_LINE_STEP);
  self->measured = corral_line_layer_new (_ ("Measured"), "kg", CORRAL_HUE_BLUE, CORRAL_LINE_STEP);
  self->marks = corral_mark_layer_new (_ ("Scan"));
  corral_line_layer_set_compared (self->expected, TRUE);
  corral_chart_add_layer (CORRAL_CHART (self->chart), CORRAL_CHART_LAYER (self->ground));
  corral_chart_add_layer (CORRAL_CHART (self->chart), CORRAL_CHART_LAYER (self->expected));
  corral_chart_add_layer (CORRAL_CHART (self->chart), CORRAL_CHART_LAYER (self->measured));
  corral_chart_add_layer (CORRAL_CHART (self->chart), CORRAL_CHART_LAYER (self->marks));
  corral_chart_set_wheel_zooms (CORRAL_CHART (self->chart), FALSE);
  corral_chart_set_shows_time (CORRAL_CHART (self->chart), FALSE);
  gtk_widget_add_css_class (self->chart, "weight-chart");
  self->below = corral_chart_new (_ ("Measured less scanned"), self->view, utc);
  self->again = corral_ground_layer_new (_ ("Disputed"));
  self->ahead = corral_line_layer_new (_ ("Difference"), "g", CORRAL_HUE_PURPLE, CORRAL_LINE_STEP);
  corral_chart_add_layer (CORRAL_CHART (self->below), CORRAL_CHART_LAYER (self->again));
  corral_chart_add_layer (CORRAL_CHART (self->below), CORRAL_CHART_LAYER (self->ahead));
  corral_chart_set_wheel_zooms (CORRAL_CHART (self->below), FALSE);
  gtk_widget_add_css_class (self->below, "ahead-chart");
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_parent (self->chart, GTK_WIDGET (self));
  gtk_widget_set_parent (self->below, GTK_WIDGET (self));
  g_signal_connect_object (self->view, "notify::cursor", G_CALLBACK (cursor_cb), self, G_CONNECT_SWAPPED);
  add_keys (self);
}

GtkWidget *
corral_flag_weights_new (void)
{
  return g_object_new (CORRAL_TYPE_FLAG_WEIGHTS, NULL);
}
