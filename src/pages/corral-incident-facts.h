/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"
#include "corral-page.h"

G_BEGIN_DECLS

/* The sheet of an incident: when it began, when it was known, how much of it, why, where, who has it. Main thread. */
#define CORRAL_TYPE_INCIDENT_FACTS (corral_incident_facts_get_type ())
G_DECLARE_FINAL_TYPE (CorralIncidentFacts, corral_incident_facts, CORRAL, INCIDENT_FACTS, GtkWidget)

GtkWidget *corral_incident_facts_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Times in @zone (nullable: UTC). */
void corral_incident_facts_show (CorralIncidentFacts *self, const CorralIncident *incident, GTimeZone *zone);

G_END_DECLS
