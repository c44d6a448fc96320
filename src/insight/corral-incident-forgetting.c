/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the book of incidents forgets: what was over long ago, and what may not be seen any more. One thread at a time. */
#include "config.h"

#include "corral-incident-private.h"

#include "corral-time.h"

/* --- what was over long ago -------------------------------------------------------------------------- */

static gboolean
is_forgotten_past (gpointer key, gpointer value, gpointer data)
{
  const CorralKeyPast *past = value;
  gint64 now_ms = *(const gint64 *) data;

  (void) key;
  return !CORRAL_IS_KNOWN (past->raised_ms[0]) || ABS (now_ms - past->raised_ms[0]) > 2 * CORRAL_DAY_MS;
}

static gboolean
is_forgotten_cart (gpointer key, gpointer value, gpointer data)
{
  (void) key;
  return ABS (*(const gint64 *) data - ((const CorralCartPast *) value)->since_ms) > CORRAL_DAY_MS;
}

void
corral_incident_book_forget_old (CorralIncidentBook *self)
{
  GPtrArray *incidents = corral_incident_book_get_incidents (self);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  guint n_ended = 0;

  self->forgot_ms = self->known_ms;

  /* Ended ones come last, the latest first. */
  for (guint i = 0; i < incidents->len; i++)
    {
      CorralIncident *incident = incidents->pdata[i];

      if (corral_incident_is_ended (incident)
          && (++n_ended > CORRAL_INCIDENT_KEPT
              || self->known_ms - corral_incident_get_ended_ms (incident) > self->kept_days * CORRAL_DAY_MS))
        g_ptr_array_add (ids, g_strdup (incident->id));
    }
  for (guint i = 0; i < ids->len; i++)
    {
      g_clear_pointer (&self->sorted, g_ptr_array_unref);
      g_hash_table_remove (self->facts, ids->pdata[i]);
    }
  g_hash_table_foreach_remove (self->key_past, is_forgotten_past, &self->known_ms);
  g_hash_table_foreach_remove (self->cart_past, is_forgotten_cart, &self->known_ms);
}

/* --- what may not be seen any more ---------------------------------------------------------- */

static gboolean
is_strange (const char *chain, const char *store, const char *of_chain, GHashTable *stores)
{
  return g_strcmp0 (chain, of_chain) == 0 && (stores == NULL || (store != NULL && g_hash_table_contains (stores, store)));
}

static gboolean
has_stranger (const CorralIncident *incident, const char *chain, GHashTable *stores)
{
  if (is_strange (incident->chain, incident->store, chain, stores))
    return TRUE;
  for (guint i = 0; i < incident->members->len; i++)
    {
      const CorralIncidentMember *member = g_ptr_array_index (incident->members, i);

      if (is_strange (member->chain, member->store, chain, stores))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_strange_track (const CorralTrack *track, const char *chain, GHashTable *stores)
{
  if (has_stranger (track->now, chain, stores))
    return TRUE;
  for (guint i = 0; i < track->members->len; i++)
    {
      const CorralIncidentMember *member = g_array_index (track->members, CorralMember, i).fact;

      if (is_strange (member->chain, member->store, chain, stores))
        return TRUE;
    }
  return FALSE;
}

GPtrArray *
corral_incident_book_forget_stores (CorralIncidentBook *self, const char *chain, GHashTable *stores)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer value;

  g_clear_pointer (&self->sorted, g_ptr_array_unref);
  g_clear_pointer (&self->order, g_ptr_array_unref);
  g_hash_table_iter_init (&iter, self->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (is_strange_track (value, chain, stores))
      {
        const CorralTrack *track = value;

        if (track->given != NULL)
          g_ptr_array_add (ids, g_strdup (track->given->id));
        if (track->given != NULL)
          g_hash_table_remove (self->facts, track->given->id);
        g_hash_table_iter_remove (&iter);
      }
  g_hash_table_iter_init (&iter, self->facts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (has_stranger (value, chain, stores))
      {
        g_ptr_array_add (ids, g_strdup (((const CorralIncident *) value)->id));
        g_hash_table_iter_remove (&iter);
      }
  /* Keys name what they are about. Without them a cap of the day begins anew. */
  g_hash_table_remove_all (self->key_past);
  g_hash_table_remove_all (self->cart_past);
  return ids;
}
