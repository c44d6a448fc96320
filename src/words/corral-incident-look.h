/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"
#include "corral-look.h"

G_BEGIN_DECLS

/*
 * How an incident looks beside its sentence (corral-incident-words.h): state, growth, what happened to it, and why a
 * member does not count. Strings are new unless said. Main thread.
 */

/* Word, shape and colour of a severity. */
CorralLook corral_look_of_incident_severity (CorralSeverity severity);

/* Word, shape and colour of where it stands. */
CorralLook corral_look_of_incident_state (CorralIncidentState state);

/* How it went of late. */
typedef enum
{
  CORRAL_INCIDENT_STEADY,
  CORRAL_INCIDENT_GROWING,
  CORRAL_INCIDENT_SHRINKING,
} CorralIncidentTrend;

/* Whether more or fewer carts are in it than a quarter of an hour before the moment that it is true of, or than when it was
 * raised, if that is later; STEADY when it is not open any more. */
CorralIncidentTrend corral_incident_get_trend (const CorralIncident *self);

/* "growing", "shrinking", "steady": static, translated. */
const char *corral_incident_trend_to_text (CorralIncidentTrend trend);

/* "link lost 41 min, worked on, 2 trips, nothing lost": what late data show of carts; CORRAL_UNKNOWN: what they do not. */
char *corral_incident_gap_to_text (gint64 gap_ms, gint64 n_trips, gint64 n_missing) G_GNUC_WARN_UNUSED_RESULT;

/* "Grew to 300 carts in 41 stores": one thing that happened to it, without its time. */
char *corral_incident_event_to_text (const CorralIncidentEvent *event) G_GNUC_WARN_UNUSED_RESULT;

/* "store closed": why a member does not count. Static, translated; "" for CORRAL_QUIET_NONE. */
const char *corral_quiet_to_text (CorralQuiet quiet);

/* "12 carts do not count: 8 charging, 4 store closed."; NULL when all count. */
char *corral_incident_quiet_to_text (const CorralIncident *self) G_GNUC_WARN_UNUSED_RESULT;

/* The zone of the store that it is about; NULL: of several stores, times are said in UTC, as in its sentence. */
GTimeZone *corral_incident_get_zone (const CorralIncident *self, CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;

/* Slots of the chains that its members are of, ascending (element-type guint32); empty when none is known here. Free with
 * g_array_unref(). */
GArray *corral_incident_list_chains (const CorralIncident *self, CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;

/* The slot of the store that it is about, of a member's store, of a member's cart; CORRAL_NO_SLOT when there is none, or it is
 * not known here. */
guint32 corral_incident_find_store (const CorralIncident *self, CorralFleet *fleet);
guint32 corral_incident_member_find_store (const CorralIncidentMember *self, CorralFleet *fleet);
guint32 corral_incident_member_find_cart (const CorralIncidentMember *self, CorralFleet *fleet);

G_END_DECLS
