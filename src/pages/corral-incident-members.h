/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"
#include "corral-page.h"

G_BEGIN_DECLS

/* Everybody who was ever in an incident: which cart of which store, since when, until when, and why one does not count.
 * A row leads to its cart. Main thread.
 *
 * Signal "chosen": other rows are selected. */
#define CORRAL_TYPE_INCIDENT_MEMBERS (corral_incident_members_get_type ())
G_DECLARE_FINAL_TYPE (CorralIncidentMembers, corral_incident_members, CORRAL, INCIDENT_MEMBERS, GtkWidget)

/* So many have rows; of more the number is said. */
#define CORRAL_INCIDENT_MEMBERS_SHOWN 5000

GtkWidget *corral_incident_members_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* @incident (nullable) is kept; times in @zone (nullable: UTC). Those still in it come first. */
void corral_incident_members_show (CorralIncidentMembers *self, CorralIncident *incident, GTimeZone *zone);

/* The carts that are selected, each as "chain/cart". Free with g_strfreev(). */
char **corral_incident_members_list_chosen (CorralIncidentMembers *self) G_GNUC_WARN_UNUSED_RESULT;

/* Selects the first @n rows and no other. */
void corral_incident_members_choose (CorralIncidentMembers *self, guint n);

/* How many rows there are. */
guint corral_incident_members_get_n (CorralIncidentMembers *self);

G_END_DECLS
