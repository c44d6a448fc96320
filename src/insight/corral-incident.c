/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fact: one incident as it stood at one look. Immutable; any thread. */
#include "config.h"

#include "corral-incident-private.h"

#include <string.h>

/* Half as many again, and so many more at least (issue 5). */
#define WORSE_CARTS 3
/* Where fewer are touched, each further store makes it worse. */
#define FEW_STORES 4

CorralIncidentMember *
corral_incident_member_new (const CorralIncidentMember *values)
{
  /* Tens of thousands come at once in a storm: one piece of memory each. */
  gsize id = values->id != NULL ? strlen (values->id) + 1 : 0;
  gsize chain = values->chain != NULL ? strlen (values->chain) + 1 : 0;
  gsize store = values->store != NULL ? strlen (values->store) + 1 : 0;
  CorralIncidentMember *self = g_malloc (sizeof *self + id + chain + store);
  char *texts = (char *) (self + 1);

  *self = *values;
  self->id = id > 0 ? memcpy (texts, values->id, id) : NULL;
  self->chain = chain > 0 ? memcpy (texts + id, values->chain, chain) : NULL;
  self->store = store > 0 ? memcpy (texts + id + chain, values->store, store) : NULL;
  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

CorralIncidentMember *
corral_incident_member_ref (CorralIncidentMember *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_incident_member_unref (gpointer data)
{
  CorralIncidentMember *self = data;

  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

CorralIncident *
corral_incident_new (void)
{
  CorralIncident *self = g_new0 (CorralIncident, 1);

  self->members = g_ptr_array_new_with_free_func (corral_incident_member_unref);
  self->points = g_array_new (FALSE, FALSE, sizeof (CorralIncidentPoint));
  self->events = g_array_new (FALSE, FALSE, sizeof (CorralIncidentEvent));
  self->symptoms = g_ptr_array_new_with_free_func (g_free);
  self->gap_ms = self->n_trips = self->n_missing = CORRAL_UNKNOWN;
  self->began_ms = self->raised_ms = self->known_ms = self->recovered_ms = self->closed_ms = CORRAL_UNKNOWN;
  g_atomic_ref_count_init (&self->ref_count);
  return self;
}

CorralIncident *
corral_incident_ref (CorralIncident *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_incident_unref (CorralIncident *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->id);
  g_free (self->chain);
  g_free (self->store);
  g_free (self->detail);
  g_free (self->region);
  g_free (self->merged_into);
  g_ptr_array_unref (self->members);
  g_array_unref (self->points);
  g_array_unref (self->events);
  g_ptr_array_unref (self->symptoms);
  g_free (self);
}

CorralIncident *
corral_incident_copy (const CorralIncident *from)
{
  CorralIncident *copy = corral_incident_new ();
  GPtrArray *members = copy->members, *symptoms = copy->symptoms;
  GArray *points = copy->points, *events = copy->events;

  *copy = *from;
  g_atomic_ref_count_init (&copy->ref_count);
  copy->id = g_strdup (from->id);
  copy->chain = g_strdup (from->chain);
  copy->store = g_strdup (from->store);
  copy->detail = g_strdup (from->detail);
  copy->region = g_strdup (from->region);
  copy->merged_into = g_strdup (from->merged_into);
  copy->members = members;
  copy->symptoms = symptoms;
  copy->points = points;
  copy->events = events;
  g_array_append_vals (points, from->points->data, from->points->len);
  g_array_append_vals (events, from->events->data, from->events->len);
  for (guint i = 0; i < from->symptoms->len; i++)
    g_ptr_array_add (symptoms, g_strdup (from->symptoms->pdata[i]));
  return copy;
}

const char *
corral_incident_find_split (const char *id)
{
  return g_strrstr (id, CORRAL_INCIDENT_SPLIT);
}

char *
corral_incident_make_split_id (const char *id, guint32 letters)
{
  char *made = g_strdup_printf ("%s" CORRAL_INCIDENT_SPLIT "%08x", id, letters);

  if (strlen (made) > CORRAL_INCIDENT_ID_MAX)
    g_clear_pointer (&made, g_free);
  return made;
}

gboolean
corral_incident_point_is_worse (const CorralIncidentPoint *now, const CorralIncidentPoint *than)
{
  if (now->severity > than->severity || now->n_regions > MAX (than->n_regions, 1))
    return TRUE;
  if (now->n_carts >= than->n_carts + WORSE_CARTS && 2 * now->n_carts >= 3 * than->n_carts)
    return TRUE;
  return now->n_stores > than->n_stores
         && (than->n_stores < FEW_STORES || 2 * now->n_stores >= 3 * than->n_stores);
}

gint64
corral_incident_get_worse_ms (const CorralIncident *self, gint64 time_ms)
{
  CorralIncidentPoint then = { 0 };
  gint64 worse_ms = CORRAL_UNKNOWN;
  gboolean found = FALSE;

  for (guint i = 0; i < self->points->len && !CORRAL_IS_KNOWN (worse_ms); i++)
    {
      const CorralIncidentPoint *point = &g_array_index (self->points, CorralIncidentPoint, i);

      if (point->time_ms <= time_ms || !found)
        {
          then = *point;
          found = TRUE;
        }
      else if (corral_incident_point_is_worse (point, &then))
        worse_ms = point->time_ms;
    }
  for (guint i = 0; i < self->events->len; i++)
    {
      const CorralIncidentEvent *event = &g_array_index (self->events, CorralIncidentEvent, i);

      if (event->kind == CORRAL_INCIDENT_EVENT_CAME_BACK && event->time_ms > time_ms)
        return CORRAL_IS_KNOWN (worse_ms) ? MIN (worse_ms, event->time_ms) : event->time_ms;
    }
  return worse_ms;
}

gint64
corral_incident_get_acknowledged_until_ms (const CorralIncident *self, gint64 acknowledged_ms, gint64 now_ms)
{
  gint64 worse_ms = corral_incident_get_worse_ms (self, acknowledged_ms);
  gint64 ends_ms = acknowledged_ms + CORRAL_INCIDENT_ACKNOWLEDGED_MS;

  if (CORRAL_IS_KNOWN (worse_ms) && (worse_ms < ends_ms || !CORRAL_IS_KNOWN (now_ms) || now_ms < ends_ms))
    return worse_ms;
  return CORRAL_IS_KNOWN (now_ms) && now_ms >= ends_ms ? ends_ms : CORRAL_UNKNOWN;
}
