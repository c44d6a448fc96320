/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has an incident, and what was done about it. Main thread. */
#include "config.h"

#include "corral-incident-work.h"

#include "corral-format.h"
#include "corral-incident-look.h"

#include <glib/gi18n-lib.h>

guint32
corral_incident_find_row (CorralFleet *fleet, guint32 chain, const char *id)
{
  const CorralColumns *rows = corral_fleet_get_table (fleet, CORRAL_TABLE_INCIDENT);
  guint32 slot = corral_columns_find (rows, chain, id);

  return slot != CORRAL_NO_SLOT && corral_columns_exists (rows, slot) ? slot : CORRAL_NO_SLOT;
}

static gboolean
stands (const CorralIncident *self, CorralFleet *fleet, gint64 acknowledged_ms)
{
  return CORRAL_IS_KNOWN (acknowledged_ms)
         && !CORRAL_IS_KNOWN (corral_incident_get_acknowledged_until_ms (self, acknowledged_ms, corral_fleet_get_now (fleet)));
}

gboolean
corral_incident_is_acknowledged (const CorralIncident *self, CorralFleet *fleet, guint32 slot)
{
  return slot != CORRAL_NO_SLOT
         && stands (self, fleet, corral_fleet_get_integer (fleet, CORRAL_TABLE_INCIDENT, slot,
                                                           CORRAL_INCIDENT_COL_ACKNOWLEDGED_MS));
}

static const char *
get_text (CorralFleet *fleet, guint32 slot, guint column)
{
  const char *text = corral_fleet_get_text (fleet, CORRAL_TABLE_INCIDENT, slot, column);

  return text != NULL && *text != '\0' ? text : NULL;
}

static void
add_row (const CorralIncident *self, CorralFleet *fleet, guint32 slot, CorralIncidentWork *work)
{
  gint64 acknowledged_ms
      = corral_fleet_get_integer (fleet, CORRAL_TABLE_INCIDENT, slot, CORRAL_INCIDENT_COL_ACKNOWLEDGED_MS);
  gint64 snoozed_ms
      = corral_fleet_get_integer (fleet, CORRAL_TABLE_INCIDENT, slot, CORRAL_INCIDENT_COL_SNOOZED_UNTIL_MS);
  gint64 closed_ms = corral_fleet_get_integer (fleet, CORRAL_TABLE_INCIDENT, slot, CORRAL_INCIDENT_COL_CLOSED_MS);
  gint64 pending = corral_fleet_get_integer (fleet, CORRAL_TABLE_INCIDENT, slot, CORRAL_INCIDENT_COL_PENDING);

  if (CORRAL_IS_KNOWN (acknowledged_ms)
      && (!CORRAL_IS_KNOWN (work->acknowledged_ms) || acknowledged_ms > work->acknowledged_ms))
    {
      work->acknowledged_ms = acknowledged_ms;
      work->acknowledged_by = get_text (fleet, slot, CORRAL_INCIDENT_COL_ACKNOWLEDGED_BY);
      work->stands = stands (self, fleet, acknowledged_ms);
      work->worse = corral_incident_is_worse_since (self, acknowledged_ms);
    }
  if (get_text (fleet, slot, CORRAL_INCIDENT_COL_ASSIGNED_TO) != NULL)
    work->assigned_to = get_text (fleet, slot, CORRAL_INCIDENT_COL_ASSIGNED_TO);
  if (CORRAL_IS_KNOWN (snoozed_ms)
      && (!CORRAL_IS_KNOWN (work->snoozed_until_ms) || snoozed_ms > work->snoozed_until_ms))
    {
      gint64 since_ms = corral_fleet_get_integer (fleet, CORRAL_TABLE_INCIDENT, slot, CORRAL_INCIDENT_COL_SNOOZED_MS);

      work->snoozed_until_ms = snoozed_ms;
      work->snooze_ended_ms
          = CORRAL_IS_KNOWN (since_ms) ? corral_incident_get_worse_ms (self, since_ms) : CORRAL_UNKNOWN;
    }
  if (CORRAL_IS_KNOWN (closed_ms) && (!CORRAL_IS_KNOWN (work->closed_ms) || closed_ms > work->closed_ms))
    {
      work->closed_ms = closed_ms;
      work->closed_by = get_text (fleet, slot, CORRAL_INCIDENT_COL_CLOSED_BY);
      work->cause = get_text (fleet, slot, CORRAL_INCIDENT_COL_CAUSE);
      work->note = get_text (fleet, slot, CORRAL_INCIDENT_COL_NOTE);
    }
  work->pending |= CORRAL_IS_KNOWN (pending) && pending != CORRAL_PENDING_NONE;
}

void
corral_incident_work_get (const CorralIncident *self, CorralFleet *fleet, CorralIncidentWork *work)
{
  g_autoptr (GArray) chains = NULL;

  *work = (CorralIncidentWork){ .acknowledged_ms = CORRAL_UNKNOWN,
                                .snoozed_until_ms = CORRAL_UNKNOWN,
                                .snooze_ended_ms = CORRAL_UNKNOWN,
                                .closed_ms = CORRAL_UNKNOWN };
  /* Most are touched by nobody. */
  if (corral_columns_get_n_rows (corral_fleet_get_table (fleet, CORRAL_TABLE_INCIDENT)) == 0)
    return;
  chains = corral_incident_list_chains (self, fleet);
  for (guint i = 0; i < chains->len; i++)
    {
      guint32 slot = corral_incident_find_row (fleet, g_array_index (chains, guint32, i), self->id);

      if (slot != CORRAL_NO_SLOT)
        add_row (self, fleet, slot, work);
    }
}

gboolean
corral_incident_work_is_snoozed (const CorralIncidentWork *work, gint64 now_ms)
{
  return CORRAL_IS_KNOWN (work->snoozed_until_ms) && work->snoozed_until_ms > now_ms
         && !CORRAL_IS_KNOWN (work->snooze_ended_ms);
}

gboolean
corral_incident_work_is_of (const CorralIncidentWork *work, const char *person)
{
  if (person == NULL)
    return FALSE;
  if (work->assigned_to != NULL)
    return g_strcmp0 (work->assigned_to, person) == 0;
  return work->stands && g_strcmp0 (work->acknowledged_by, person) == 0;
}

char *
corral_incident_work_to_who (const CorralIncidentWork *work)
{
  g_autofree char *assigned = corral_format_text (work->assigned_to);
  g_autofree char *acknowledged = corral_format_text (work->acknowledged_by);

  if (work->assigned_to != NULL)
    return g_steal_pointer (&assigned);
  if (work->stands)
    /* Translators: %s is a person */
    return g_strdup_printf (_ ("seen by %s"), acknowledged);
  return g_strdup (_ ("nobody"));
}

static void
append (GString *text, char *clause)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", clause);
  g_free (clause);
}

char *
corral_incident_work_to_text (const CorralIncidentWork *work, gint64 now_ms, GTimeZone *zone)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *acknowledged = corral_format_time (work->acknowledged_ms, now_ms, zone);
  g_autofree char *snoozed = corral_format_time (work->snoozed_until_ms, now_ms, zone);
  g_autofree char *closed = corral_format_time (work->closed_ms, now_ms, zone);
  g_autofree char *by = corral_format_text (work->acknowledged_by);
  g_autofree char *to = corral_format_text (work->assigned_to);
  g_autofree char *closer = corral_format_text (work->closed_by);

  if (work->assigned_to != NULL)
    /* Translators: %s is a person */
    append (text, g_strdup_printf (_ ("assigned to %s"), to));
  if (CORRAL_IS_KNOWN (work->acknowledged_ms))
    /* Translators: a person, and a time */
    append (text, g_strdup_printf (work->stands  ? _ ("acknowledged by %s at %s")
                                   : work->worse ? _ ("acknowledged by %s at %s, and it got worse since")
                                                 : _ ("acknowledged by %s at %s, a shift ago: whoever is here now decides anew"),
                                   by, acknowledged));
  if (corral_incident_work_is_snoozed (work, now_ms))
    /* Translators: %s is a time */
    append (text, g_strdup_printf (_ ("snoozed until %s"), snoozed));
  else if (CORRAL_IS_KNOWN (work->snooze_ended_ms) && work->snoozed_until_ms > now_ms)
    /* Translators: a snooze; %s is a time */
    append (text, g_strdup_printf (_ ("was snoozed until %s, and it got worse since"), snoozed));
  if (CORRAL_IS_KNOWN (work->closed_ms))
    /* Translators: a person, and a time */
    append (text, g_strdup_printf (_ ("closed by %s at %s"), closer, closed));
  return text->len > 0 ? g_strdup (text->str) : NULL;
}
