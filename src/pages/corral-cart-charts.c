/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts of a cart. Reads from the cache on its reader thread; asks the cloud for what has never been fetched.
 * Main thread. */
#include "config.h"

#include "corral-cart-charts.h"

#include "corral-cells.h"
#include "corral-chart.h"
#include "corral-fleet.h"
#include "corral-line-layer.h"
#include "corral-opening-hours.h"
#include "corral-sync.h"
#include "corral-telemetry.h"

#include <glib/gi18n.h>
#include <math.h>

/* Up to this span raw points are drawn; beyond it hours, with least and greatest. */
#define RAW_UP_TO_MS (3 * CORRAL_DAY_MS)
/* What may be looked at (issue: zoom 1 h to 30 d). */
#define DOCUMENT_MS (30 * CORRAL_DAY_MS)
/* Samples further apart than this have a gap between them: three idle intervals (domain.md). */
#define RAW_GAP_MS (3 * 300 * CORRAL_SECOND_MS)
/* The newest stretch is fetched again when it is older than this. */
#define STALE_MS (2 * CORRAL_MINUTE_MS)
/* Wait for a zoom to come to rest before asking. */
#define SETTLE_MS 150

typedef struct
{
  const char *metric;
  const char *title; /* marked for translation */
  const char *unit;
  CorralHue hue;
  CorralLineStyle style;
  guint chart;       /* which of the charts it is drawn in */
} Line;

typedef struct
{
  const char *title; /* marked for translation */
  double low;
  double high;
} Plot;

static const Plot plots[] = {
  { N_ ("Battery"), 0, 100 },
  { N_ ("Signal"), -130, -30 },
};

static const Line lines[] = {
  { "battery_pct", N_ ("Battery"), "%", CORRAL_HUE_GREEN, CORRAL_LINE_AREA, 0 },
  { "wifi_rssi_dbm", N_ ("Wi-Fi"), "dBm", CORRAL_HUE_BLUE, CORRAL_LINE_PLAIN, 1 },
  { "ltem_rsrp_dbm", N_ ("Mobile"), "dBm", CORRAL_HUE_PURPLE, CORRAL_LINE_PLAIN, 1 },
};

static const struct
{
  const char *label; /* marked for translation */
  gint64 span_ms;
} spans[] = {
  { N_ ("1 h"), CORRAL_HOUR_MS },     { N_ ("6 h"), 6 * CORRAL_HOUR_MS },  { N_ ("24 h"), CORRAL_DAY_MS },
  { N_ ("7 d"), 7 * CORRAL_DAY_MS }, { N_ ("30 d"), 30 * CORRAL_DAY_MS },
};

struct _CorralCartCharts
{
  GtkWidget parent_instance;

  CorralPageContext *context;
  char *tenant;               /* (owned) (nullable) */
  char *cart;                 /* (owned) (nullable): id */
  guint32 store;
  CorralTimeView *view;       /* (owned) */
  CorralLineLayer *layers[G_N_ELEMENTS (lines)]; /* (owned) */
  GCancellable *cancellable;  /* (owned) (nullable): of what is under way for this cart */
  guint pending;              /* readings and fetches under way */
  guint read_source;
  gboolean follows;           /* moving the document itself is no zoom */
  CorralResolution resolution; /* of what is drawn */
  CorralTimeRange asked[2];   /* by raw or hours: what the cloud was asked for last, so as not to ask in a circle */
  gint64 asked_at_ms[2];

  GtkWidget *box;
  GtkWidget *charts[G_N_ELEMENTS (plots)];
  GtkWidget *buttons[G_N_ELEMENTS (spans)];
  GtkWidget *message;
};

G_DEFINE_FINAL_TYPE (CorralCartCharts, corral_cart_charts, GTK_TYPE_WIDGET)

static void read_later (CorralCartCharts *self);

typedef struct
{
  CorralCartCharts *self;  /* (owned) */
  GCancellable *cancellable; /* (owned): tells a reading of the cart before from one of this */
  CorralResolution resolution;
  CorralTimeRange span;
} Reading;

static Reading *
reading_new (CorralCartCharts *self, CorralResolution resolution, CorralTimeRange span)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->self = g_object_ref (self);
  reading->cancellable = g_object_ref (self->cancellable);
  reading->resolution = resolution;
  reading->span = span;
  self->pending++;
  return reading;
}

/* Ends a reading; FALSE when it belongs to a cart that is no longer looked at. */
static gboolean
reading_end (Reading *reading)
{
  gboolean current = reading->self->cancellable == reading->cancellable
                     && !g_cancellable_is_cancelled (reading->cancellable);

  reading->self->pending--;
  return current;
}

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->self);
  g_object_unref (reading->cancellable);
  g_free (reading);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static void
say (CorralCartCharts *self, const char *message)
{
  gtk_label_set_text (GTK_LABEL (self->message), message != NULL ? message : "");
  gtk_widget_set_visible (self->message, message != NULL);
}

/* ---- drawing what is held --------------------------------------------------------------------------- */

/* The spans that were fetched: what was asked for, less what the cache says is missing. */
static GArray *
known_spans (CorralTimeRange span, GArray *missing)
{
  GArray *known = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  gint64 from = span.start_ms;

  for (guint i = 0; i < missing->len; i++)
    {
      CorralTimeRange hole = g_array_index (missing, CorralTimeRange, i);
      CorralTimeRange before = { .start_ms = from, .end_ms = hole.start_ms };

      if (before.end_ms > before.start_ms)
        g_array_append_val (known, before);
      from = MAX (from, hole.end_ms);
    }
  if (from < span.end_ms)
    {
      CorralTimeRange rest = { .start_ms = from, .end_ms = span.end_ms };

      g_array_append_val (known, rest);
    }
  return known;
}

static const double *
get_aspect (const CorralTelemetryColumns *columns, const char *metric, const char *aspect)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", metric, aspect);

  return corral_telemetry_columns_get (columns, name);
}

static void
draw_line (CorralCartCharts *self, guint index, const CorralTelemetryColumns *columns, CorralTimeRange span,
           CorralResolution resolution)
{
  const char *metric = lines[index].metric;
  g_autoptr (GArray) known = known_spans (span, columns->gaps);
  g_autoptr (CorralSeriesData) data = NULL;
  g_autofree double *means = NULL;
  CorralSamples samples = { .n = columns->n_times, .times = columns->times_ms };
  gint64 gap_ms = RAW_GAP_MS;

  if (resolution == CORRAL_RESOLUTION_HOUR)
    {
      const double *n = get_aspect (columns, metric, "n");
      const double *sum = get_aspect (columns, metric, "sum");

      means = g_new (double, MAX (columns->n_times, 1));
      for (guint i = 0; i < columns->n_times; i++)
        means[i] = n != NULL && sum != NULL && n[i] > 0 ? sum[i] / n[i] : NAN;
      samples.values = means;
      samples.lows = get_aspect (columns, metric, "min");
      samples.highs = get_aspect (columns, metric, "max");
      gap_ms = 2 * CORRAL_HOUR_MS;
    }
  else
    {
      samples.values = corral_telemetry_columns_get (columns, metric);
    }
  if (samples.values == NULL)
    {
      corral_line_layer_set_data (self->layers[index], NULL);
      return;
    }
  data = corral_series_data_new (&samples, gap_ms, (const CorralTimeRange *) (gpointer) known->data, known->len);
  corral_line_layer_set_data (self->layers[index], data);
}

/* ---- fetching what is missing ---------------------------------------------------------------------------- */

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Reading) reading = data;
  g_autoptr (GError) error = NULL;
  gboolean stored = corral_sync_fetch_telemetry_finish (CORRAL_SYNC (source), result, &error);

  if (!reading_end (reading))
    return;
  if (stored)
    {
      say (reading->self, NULL);
      read_later (reading->self);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message
          = g_strdup_printf (_ ("The hatched time has not been fetched. %s"), error->message);

      say (reading->self, message);
    }
}

static gboolean
is_within (CorralTimeRange inner, CorralTimeRange outer)
{
  return inner.start_ms >= outer.start_ms && inner.end_ms <= outer.end_ms;
}

static void
fetch_missing (CorralCartCharts *self, CorralResolution resolution, CorralTimeRange span, GArray *missing)
{
  gint64 now_ms = corral_fleet_get_now (self->context->fleet);
  guint which = resolution == CORRAL_RESOLUTION_HOUR;
  g_autoptr (GPtrArray) tenants = NULL;
  CorralTimeRange wanted = { .start_ms = G_MAXINT64, .end_ms = G_MININT64 };
  const CorralTenant *tenant = NULL;

  for (guint i = 0; i < missing->len; i++)
    {
      CorralTimeRange hole = g_array_index (missing, CorralTimeRange, i);

      wanted.start_ms = MIN (wanted.start_ms, hole.start_ms);
      wanted.end_ms = MAX (wanted.end_ms, MIN (hole.end_ms, now_ms));
    }
  /* The newest minutes are always missing: ask for them no more often than they are of interest. */
  if (wanted.end_ms - wanted.start_ms < STALE_MS)
    return;
  if (is_within (wanted, self->asked[which]) && now_ms - self->asked_at_ms[which] < STALE_MS)
    return;
  if (self->context->sync == NULL || !corral_sync_get_status (self->context->sync)->connected)
    {
      say (self, _ ("Hatched time was not looked at before; it can be fetched when Corral is online."));
      return;
    }

  tenants = corral_cache_list_tenants (self->context->cache);
  for (guint i = 0; i < tenants->len && tenant == NULL; i++)
    if (g_strcmp0 (((const CorralTenant *) g_ptr_array_index (tenants, i))->id, self->tenant) == 0)
      tenant = g_ptr_array_index (tenants, i);
  if (tenant == NULL)
    return;
  if (resolution == CORRAL_RESOLUTION_HOUR)
    {
      /* Whole hours only: a bucket that is cut would be kept as if it were whole. */
      wanted.start_ms -= wanted.start_ms % CORRAL_HOUR_MS;
      wanted.end_ms -= wanted.end_ms % CORRAL_HOUR_MS;
      if (wanted.end_ms <= wanted.start_ms)
        return;
    }
  self->asked[which] = wanted;
  self->asked_at_ms[which] = now_ms;
  corral_sync_fetch_telemetry_async (self->context->sync, tenant, self->cart, resolution, wanted, self->cancellable,
                                     fetched_cb, reading_new (self, resolution, span));
}

/* ---- reading ------------------------------------------------------------------------------------------------ */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Reading) reading = data;
  CorralCartCharts *self = reading->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralTelemetryColumns) columns = NULL;

  /* First, for the context is gone with the window. */
  if (!reading_end (reading))
    return;
  columns = corral_cache_load_telemetry_finish (self->context->cache, result, &error);
  if (columns == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        say (self, error->message);
      return;
    }
  self->resolution = reading->resolution;
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    draw_line (self, i, columns, reading->span, reading->resolution);
  if (columns->gaps->len > 0)
    fetch_missing (self, reading->resolution, reading->span, columns->gaps);
  else
    say (self, NULL);
}

static char **
column_names (CorralResolution resolution)
{
  static const char *const aspects[] = { "n", "min", "max", "sum" };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      if (resolution == CORRAL_RESOLUTION_RAW)
        g_strv_builder_add (builder, lines[i].metric);
      for (guint k = 0; resolution == CORRAL_RESOLUTION_HOUR && k < G_N_ELEMENTS (aspects); k++)
        {
          g_autofree char *name = g_strdup_printf ("%s.%s", lines[i].metric, aspects[k]);

          g_strv_builder_add (builder, name);
        }
    }
  return g_strv_builder_end (builder);
}

static gboolean
read_cb (gpointer data)
{
  CorralCartCharts *self = data;
  CorralTimeRange visible = corral_time_view_get_visible (self->view);
  CorralTimeRange document = corral_time_view_get_document (self->view);
  gint64 length = visible.end_ms - visible.start_ms;
  CorralResolution resolution = length > RAW_UP_TO_MS ? CORRAL_RESOLUTION_HOUR : CORRAL_RESOLUTION_RAW;
  g_auto (GStrv) names = column_names (resolution);
  /* Half a screen to either side, so that a small pan has something to show. */
  CorralTimeRange span = { .start_ms = MAX (visible.start_ms - length / 2, document.start_ms),
                           .end_ms = MIN (visible.end_ms + length / 2, document.end_ms) };

  self->read_source = 0;
  if (self->cart == NULL || self->context->cache == NULL)
    return G_SOURCE_REMOVE;
  if (resolution == CORRAL_RESOLUTION_HOUR)
    {
      span.start_ms -= span.start_ms % CORRAL_HOUR_MS;
      span.end_ms -= span.end_ms % CORRAL_HOUR_MS;
    }
  corral_cache_load_telemetry_async (self->context->cache, self->tenant, self->cart, resolution, span,
                                     (const char *const *) names, self->cancellable, loaded_cb,
                                     reading_new (self, resolution, span));
  return G_SOURCE_REMOVE;
}

static void
read_later (CorralCartCharts *self)
{
  if (self->read_source == 0)
    self->read_source = g_timeout_add (SETTLE_MS, read_cb, self);
}

/* ---- the span ------------------------------------------------------------------------------------------------- */

static void
update_closed (CorralCartCharts *self)
{
  CorralFleet *fleet = self->context->fleet;
  CorralTimeRange document = corral_time_view_get_document (self->view);
  g_autoptr (GTimeZone) zone = corral_cells_zone (fleet, self->store);
  g_autoptr (GArray) closed = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  CorralOpeningHours hours;
  gint64 at = document.start_ms;
  gboolean open;

  if (self->store == CORRAL_NO_SLOT)
    return;
  hours = corral_opening_hours_parse (
      corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, self->store, CORRAL_STORE_COL_OPENING_HOURS));
  open = corral_opening_hours_is_open (&hours, zone, at);
  while (hours.known && at < document.end_ms)
    {
      gint64 change_ms = document.end_ms;
      gboolean opens = FALSE;
      CorralTimeRange range;

      if (!corral_opening_hours_next_change (&hours, zone, at, &change_ms, &opens))
        change_ms = document.end_ms;
      range = (CorralTimeRange){ .start_ms = at, .end_ms = MIN (change_ms, document.end_ms) };
      if (!open)
        g_array_append_val (closed, range);
      open = opens;
      at = change_ms;
    }
  for (guint i = 0; i < G_N_ELEMENTS (plots); i++)
    corral_chart_set_closed (CORRAL_CHART (self->charts[i]), (const CorralTimeRange *) (gpointer) closed->data,
                             closed->len);
}

static void
span_clicked_cb (CorralCartCharts *self, GtkWidget *button)
{
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    if (self->buttons[i] == button)
      corral_time_view_show_last (self->view, spans[i].span_ms);
}

static void
visible_changed_cb (CorralCartCharts *self)
{
  CorralTimeRange visible = corral_time_view_get_visible (self->view);
  gint64 length = visible.end_ms - visible.start_ms;

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      if (length == spans[i].span_ms)
        gtk_widget_add_css_class (self->buttons[i], "chosen");
      else
        gtk_widget_remove_css_class (self->buttons[i], "chosen");
    }
  if (!self->follows)
    read_later (self);
}

static void
follow_now (CorralCartCharts *self)
{
  gint64 now_ms = corral_fleet_get_now (self->context->fleet);
  CorralTimeRange document;

  if (!CORRAL_IS_KNOWN (now_ms))
    now_ms = corral_clock_now_ms (self->context->clock);
  document = (CorralTimeRange){ .start_ms = now_ms - DOCUMENT_MS, .end_ms = now_ms };
  self->follows = TRUE;
  corral_time_view_set_document (self->view, document);
  self->follows = FALSE;
}

void
corral_cart_charts_refresh (CorralCartCharts *self)
{
  gint64 now_ms = corral_fleet_get_now (self->context->fleet);
  guint which = self->resolution == CORRAL_RESOLUTION_HOUR;

  g_return_if_fail (CORRAL_IS_CART_CHARTS (self));

  if (self->cart == NULL)
    return;
  if (now_ms - corral_time_view_get_document (self->view).end_ms < CORRAL_MINUTE_MS / 2)
    return;
  follow_now (self);
  if (corral_time_view_get_live (self->view) && now_ms - self->asked_at_ms[which] >= STALE_MS)
    read_later (self);
}

void
corral_cart_charts_set_cart (CorralCartCharts *self, const char *tenant, const char *cart, guint32 store)
{
  g_autoptr (GTimeZone) zone = NULL;
  const char *zone_name;

  g_return_if_fail (CORRAL_IS_CART_CHARTS (self));

  self->store = store;
  if (g_strcmp0 (self->cart, cart) == 0 && g_strcmp0 (self->tenant, tenant) == 0)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_free (self->tenant);
  g_free (self->cart);
  self->tenant = g_strdup (tenant);
  self->cart = g_strdup (cart);
  memset (self->asked, 0, sizeof self->asked);
  memset (self->asked_at_ms, 0, sizeof self->asked_at_ms);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    corral_line_layer_set_data (self->layers[i], NULL);
  say (self, NULL);

  zone = corral_cells_zone (self->context->fleet, store);
  zone_name = store != CORRAL_NO_SLOT ? corral_fleet_get_text (self->context->fleet, CORRAL_TABLE_STORE, store,
                                                               CORRAL_STORE_COL_TIME_ZONE)
                                      : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (plots); i++)
    corral_chart_set_zone (CORRAL_CHART (self->charts[i]), zone, zone_name);
  follow_now (self);
  corral_time_view_show_last (self->view, CORRAL_DAY_MS);
  update_closed (self);
  read_later (self);
}

gboolean
corral_cart_charts_is_settled (CorralCartCharts *self)
{
  g_return_val_if_fail (CORRAL_IS_CART_CHARTS (self), TRUE);

  return self->pending == 0 && self->read_source == 0;
}

/* ---- life ------------------------------------------------------------------------------------------------------- */

/* Out of the window: readings under way hold on to this widget, but what it reads from goes with the window. */
static void
corral_cart_charts_unroot (GtkWidget *widget)
{
  CorralCartCharts *self = CORRAL_CART_CHARTS (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->read_source, g_source_remove);
  GTK_WIDGET_CLASS (corral_cart_charts_parent_class)->unroot (widget);
}

static void
corral_cart_charts_dispose (GObject *object)
{
  CorralCartCharts *self = CORRAL_CART_CHARTS (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->read_source, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    g_clear_object (&self->layers[i]);
  g_clear_object (&self->view);
  G_OBJECT_CLASS (corral_cart_charts_parent_class)->dispose (object);
}

static void
corral_cart_charts_finalize (GObject *object)
{
  CorralCartCharts *self = CORRAL_CART_CHARTS (object);

  g_clear_object (&self->cancellable);
  g_free (self->tenant);
  g_free (self->cart);
  G_OBJECT_CLASS (corral_cart_charts_parent_class)->finalize (object);
}

static void
corral_cart_charts_class_init (CorralCartChartsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_cart_charts_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_cart_charts_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = corral_cart_charts_unroot;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_cart_charts_init (CorralCartCharts *self)
{
  self->store = CORRAL_NO_SLOT;
  self->cancellable = g_cancellable_new ();
}

static GtkWidget *
make_spans (CorralCartCharts *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (_ ("Battery and signal"));
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (buttons, "linked");
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      g_autofree char *spoken = g_strdup_printf (_ ("Show the last %s"), _ (spans[i].label));

      self->buttons[i] = gtk_button_new_with_label (_ (spans[i].label));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
      g_signal_connect_swapped (self->buttons[i], "clicked", G_CALLBACK (span_clicked_cb), self);
      gtk_box_append (GTK_BOX (buttons), self->buttons[i]);
    }
  gtk_box_append (GTK_BOX (row), title);
  gtk_box_append (GTK_BOX (row), buttons);
  return row;
}

GtkWidget *
corral_cart_charts_new (CorralPageContext *context)
{
  CorralCartCharts *self = g_object_new (CORRAL_TYPE_CART_CHARTS, NULL);
  gint64 now_ms = corral_clock_now_ms (context->clock);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  self->context = context;
  self->view = corral_time_view_new ((CorralTimeRange){ .start_ms = now_ms - DOCUMENT_MS, .end_ms = now_ms });
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_box_append (GTK_BOX (self->box), make_spans (self));
  for (guint i = 0; i < G_N_ELEMENTS (plots); i++)
    {
      self->charts[i] = corral_chart_new (_ (plots[i].title), self->view, utc);
      corral_chart_set_value_range (CORRAL_CHART (self->charts[i]), plots[i].low, plots[i].high);
      corral_chart_set_shows_time (CORRAL_CHART (self->charts[i]), i + 1 == G_N_ELEMENTS (plots));
      corral_chart_set_wheel_zooms (CORRAL_CHART (self->charts[i]), FALSE);
      gtk_widget_set_size_request (self->charts[i], -1, i + 1 == G_N_ELEMENTS (plots) ? 130 : 105);
      gtk_box_append (GTK_BOX (self->box), self->charts[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      self->layers[i] = corral_line_layer_new (_ (lines[i].title), lines[i].unit, lines[i].hue, lines[i].style);
      corral_chart_add_layer (CORRAL_CHART (self->charts[lines[i].chart]), CORRAL_CHART_LAYER (self->layers[i]));
    }
  self->message = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->message), 0);
  gtk_label_set_wrap (GTK_LABEL (self->message), TRUE);
  gtk_widget_add_css_class (self->message, "dim-label");
  gtk_widget_add_css_class (self->message, "caption");
  gtk_widget_set_visible (self->message, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->message);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_object (self->view, "notify::visible", G_CALLBACK (visible_changed_cb), self, G_CONNECT_SWAPPED);
  visible_changed_cb (self);
  return GTK_WIDGET (self);
}
