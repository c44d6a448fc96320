/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"
#include "corral-page.h"

G_BEGIN_DECLS

/* What happened to an incident, in order, what it explains, and what the stores should be told. Main thread. */
#define CORRAL_TYPE_INCIDENT_STORY (corral_incident_story_get_type ())
G_DECLARE_FINAL_TYPE (CorralIncidentStory, corral_incident_story, CORRAL, INCIDENT_STORY, GtkWidget)

GtkWidget *corral_incident_story_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Times in @zone (nullable: UTC). */
void corral_incident_story_show (CorralIncidentStory *self, const CorralIncident *incident, GTimeZone *zone);

/* What the stores should be told; NULL when there is nothing to tell. */
const char *corral_incident_story_get_told (CorralIncidentStory *self);

G_END_DECLS
