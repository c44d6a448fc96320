/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How an incident grew and shrank: carts and stores in it over time, as steps. Main thread. */
#define CORRAL_TYPE_INCIDENT_GROWTH (corral_incident_growth_get_type ())
G_DECLARE_FINAL_TYPE (CorralIncidentGrowth, corral_incident_growth, CORRAL, INCIDENT_GROWTH, GtkWidget)

GtkWidget *corral_incident_growth_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Hidden while there is nothing to draw. @zone (nullable): UTC. */
void corral_incident_growth_show (CorralIncidentGrowth *self, const CorralIncident *incident, GTimeZone *zone);

/* The chart's own words, for screen readers and tests; NULL while it is hidden. */
char *corral_incident_growth_dup_summary (CorralIncidentGrowth *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
