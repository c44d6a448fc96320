/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The curve of an incident. Main thread. */
#include "config.h"

#include "corral-incident-growth.h"

#include "corral-chart.h"
#include "corral-line-layer.h"
#include "corral-time.h"

#include <glib/gi18n.h>
#include <math.h>

/* Shown before it began, so that its beginning is a step. */
#define BEFORE_MS (10 * CORRAL_MINUTE_MS)

struct _CorralIncidentGrowth
{
  GtkWidget parent_instance;

  char *id;                /* (owned) (nullable): whose it is, to show all of another */
  CorralTimeView *view;    /* (owned) */
  CorralLineLayer *carts;  /* (owned) */
  CorralLineLayer *stores; /* (owned) */
  GtkWidget *chart;
};

G_DEFINE_FINAL_TYPE (CorralIncidentGrowth, corral_incident_growth, GTK_TYPE_WIDGET)

/* Until when its line goes on: what it says is true of no later moment. */
static gint64
get_end_ms (const CorralIncident *incident)
{
  const CorralIncidentPoint *last = &g_array_index (incident->points, CorralIncidentPoint, incident->points->len - 1);
  gint64 end_ms = CORRAL_IS_KNOWN (incident->closed_ms) ? incident->closed_ms : incident->known_ms;

  return CORRAL_IS_KNOWN (end_ms) ? MAX (end_ms, last->time_ms + CORRAL_MINUTE_MS) : last->time_ms + CORRAL_MINUTE_MS;
}

static void
set_data (CorralLineLayer *layer, const CorralIncident *incident, CorralTimeRange document, gboolean stores)
{
  gsize n = incident->points->len + 2;
  g_autofree gint64 *times = g_new (gint64, n);
  g_autofree double *values = g_new (double, n);
  g_autoptr (CorralSeriesData) data = NULL;
  CorralSamples samples = { .times = times, .values = values, .n = n };

  times[0] = document.start_ms;
  values[0] = 0;
  for (guint i = 0; i < incident->points->len; i++)
    {
      const CorralIncidentPoint *point = &g_array_index (incident->points, CorralIncidentPoint, i);

      times[i + 1] = point->time_ms;
      values[i + 1] = stores ? point->n_stores : point->n_carts;
    }
  times[n - 1] = document.end_ms - 1;
  values[n - 1] = values[n - 2];
  data = corral_series_data_new (&samples, document.end_ms - document.start_ms + 1, NULL, 0);
  corral_line_layer_set_data (layer, data);
}

void
corral_incident_growth_show (CorralIncidentGrowth *self, const CorralIncident *incident, GTimeZone *zone)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  CorralTimeRange document;
  gint64 first_ms;

  g_return_if_fail (CORRAL_IS_INCIDENT_GROWTH (self));

  gtk_widget_set_visible (GTK_WIDGET (self), incident->points != NULL && incident->points->len > 0);
  if (incident->points == NULL || incident->points->len == 0)
    {
      g_clear_pointer (&self->id, g_free);
      return;
    }
  first_ms = g_array_index (incident->points, CorralIncidentPoint, 0).time_ms;
  if (CORRAL_IS_KNOWN (incident->began_ms))
    first_ms = MIN (first_ms, incident->began_ms);
  document = (CorralTimeRange){ first_ms - BEFORE_MS, get_end_ms (incident) + 1 };
  corral_chart_set_zone (CORRAL_CHART (self->chart), zone != NULL ? zone : utc,
                         zone != NULL ? g_time_zone_get_identifier (zone) : "UTC");
  corral_time_view_set_limits (self->view, 5 * CORRAL_MINUTE_MS, MAX (document.end_ms - document.start_ms, CORRAL_DAY_MS));
  corral_time_view_set_document (self->view, document);
  /* All of it, unless somebody looks at a part. */
  if (g_strcmp0 (self->id, incident->id) != 0 || corral_time_view_get_live (self->view))
    corral_time_view_set_visible (self->view, document);
  g_free (self->id);
  self->id = g_strdup (incident->id);
  set_data (self->carts, incident, document, FALSE);
  set_data (self->stores, incident, document, TRUE);
}

char *
corral_incident_growth_dup_summary (CorralIncidentGrowth *self)
{
  g_return_val_if_fail (CORRAL_IS_INCIDENT_GROWTH (self), NULL);

  return self->id != NULL ? corral_chart_dup_summary (CORRAL_CHART (self->chart)) : NULL;
}

static void
corral_incident_growth_dispose (GObject *object)
{
  CorralIncidentGrowth *self = CORRAL_INCIDENT_GROWTH (object);

  g_clear_pointer (&self->chart, gtk_widget_unparent);
  g_clear_object (&self->carts);
  g_clear_object (&self->stores);
  g_clear_object (&self->view);
  G_OBJECT_CLASS (corral_incident_growth_parent_class)->dispose (object);
}

static void
corral_incident_growth_finalize (GObject *object)
{
  g_free (CORRAL_INCIDENT_GROWTH (object)->id);
  G_OBJECT_CLASS (corral_incident_growth_parent_class)->finalize (object);
}

static void
corral_incident_growth_class_init (CorralIncidentGrowthClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_incident_growth_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_incident_growth_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_incident_growth_init (CorralIncidentGrowth *self)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  self->view = corral_time_view_new ((CorralTimeRange){ 0, CORRAL_DAY_MS });
  self->carts = corral_line_layer_new (_ ("Carts"), NULL, CORRAL_HUE_VERMILION, CORRAL_LINE_STEP);
  self->stores = corral_line_layer_new (_ ("Stores"), NULL, CORRAL_HUE_BLUE, CORRAL_LINE_STEP);
  self->chart = corral_chart_new (_ ("Carts and stores in it"), self->view, utc);
  corral_chart_set_wheel_zooms (CORRAL_CHART (self->chart), FALSE);
  corral_chart_set_value_range (CORRAL_CHART (self->chart), 0, NAN);
  corral_chart_add_layer (CORRAL_CHART (self->chart), CORRAL_CHART_LAYER (self->carts));
  corral_chart_add_layer (CORRAL_CHART (self->chart), CORRAL_CHART_LAYER (self->stores));
  gtk_widget_add_css_class (self->chart, "growth-chart");
  gtk_widget_set_parent (self->chart, GTK_WIDGET (self));
}

GtkWidget *
corral_incident_growth_new (void)
{
  return g_object_new (CORRAL_TYPE_INCIDENT_GROWTH, NULL);
}
