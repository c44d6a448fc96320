/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-incident.h"

G_BEGIN_DECLS

/*
 * What people did about an incident: the rows of the mirror's table INCIDENT, one a chain that is touched, truth and intent,
 * put together. Acknowledged, assigned, snoozed and closed are separate facts. Main thread.
 */

/* Strings are the mirror's: good until it next changes. */
typedef struct
{
  gint64 acknowledged_ms;      /* or CORRAL_UNKNOWN */
  const char *acknowledged_by; /* (nullable): a staff id */
  gboolean stands;             /* the acknowledgement holds: it has not got worse since, nor has a shift passed */
  gboolean worse;              /* it has got worse since */
  const char *assigned_to;     /* (nullable): a staff id */
  gint64 snoozed_until_ms;     /* or CORRAL_UNKNOWN */
  gint64 snooze_ended_ms;      /* when it got worse, which ended that before its time; CORRAL_UNKNOWN: it has not */
  gint64 closed_ms;            /* by a person; or CORRAL_UNKNOWN */
  const char *closed_by;       /* (nullable) */
  const char *cause;           /* (nullable): said at the close; a word of CORRAL_WORDS_CAUSE */
  const char *note;            /* (nullable): the same */
  gboolean pending;            /* some of it waits to be sent */
} CorralIncidentWork;

/* The row of the incident @id in the chain at slot @chain, or CORRAL_NO_SLOT: nobody has touched it there. */
guint32 corral_incident_find_row (CorralFleet *fleet, guint32 chain, const char *id);

/* Whether the row at @slot is acknowledged and that stands. */
gboolean corral_incident_is_acknowledged (const CorralIncident *self, CorralFleet *fleet, guint32 slot);

void corral_incident_work_get (const CorralIncident *self, CorralFleet *fleet, CorralIncidentWork *work);

/* Whether it is snoozed at @now_ms: until its time, or until it got worse. */
gboolean corral_incident_work_is_snoozed (const CorralIncidentWork *work, gint64 now_ms);

/* Whether @person (a staff id) has it: assigned to them, or, assigned to nobody, acknowledged by them. */
gboolean corral_incident_work_is_of (const CorralIncidentWork *work, const char *person);

/* "staff-17", "seen by staff-17", "nobody": who has it, for a column. New string. */
char *corral_incident_work_to_who (const CorralIncidentWork *work) G_GNUC_WARN_UNUSED_RESULT;

/* "Acknowledged by staff-17 at 09:30, snoozed until 10:30": all of it; NULL when nobody did anything. */
char *corral_incident_work_to_text (const CorralIncidentWork *work, gint64 now_ms, GTimeZone *zone)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
