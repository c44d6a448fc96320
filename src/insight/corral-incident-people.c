/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people did to incidents, as the cloud tells it (the mirror's table INCIDENT): closed with a cause, opened again, made
 * part of another, carts put in or taken out. A row is under the id that somebody's desk gave; where ours gave another to the
 * same thing, the smaller of those with a row is the one that all desks take. One thread at a time.
 */
#include "config.h"

#include "corral-incident-private.h"

#include "corral-id-list.h"
#include "corral-time.h"

#include <string.h>

/* Desks that found the same at different times differ by no more. */
#define SAME_BEGAN_MS (6 * CORRAL_HOUR_MS)

static const char *
text_of (CorralIncidentBook *self, guint32 row, CorralIncidentColumn column)
{
  return corral_fleet_get_text (self->fleet, CORRAL_TABLE_INCIDENT, row, column);
}

static gint64
time_of (CorralIncidentBook *self, guint32 row, CorralIncidentColumn column)
{
  return corral_fleet_get_integer (self->fleet, CORRAL_TABLE_INCIDENT, row, column);
}

const char *
corral_incident_people_chain_of (CorralIncidentBook *self, guint32 row)
{
  guint32 chain = corral_fleet_get_link (self->fleet, CORRAL_TABLE_INCIDENT, row, CORRAL_INCIDENT_COL_CHAIN);

  return chain != CORRAL_NO_SLOT ? corral_fleet_get_text (self->fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID) : NULL;
}

static CorralTrack *
find_track (CorralIncidentBook *self, const char *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

static void
index_tracks (CorralIncidentBook *self)
{
  GHashTableIter iter;
  gpointer value;

  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_iter_init (&iter, self->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((CorralTrack *) value)->now->id != NULL)
      g_hash_table_insert (self->by_id, ((CorralTrack *) value)->now->id, value);
}

/* The incident that @id stands for by now: what it became a part of, in the end. */
static CorralTrack *
follow (CorralIncidentBook *self, const char *id)
{
  for (guint depth = 0; id != NULL && depth < 16; depth++)
    {
      CorralTrack *track = find_track (self, id);
      CorralIncident *fact;

      if (track != NULL && track->now->state != CORRAL_INCIDENT_MERGED)
        return track;
      fact = track != NULL ? track->now : g_hash_table_lookup (self->facts, id);
      id = fact != NULL ? fact->merged_into : NULL;
    }
  return NULL;
}

/* --- one name for one thing -------------------------------------------------------------------------- */

gboolean
corral_incident_people_has_row (CorralIncidentBook *self, const char *id)
{
  const CorralColumns *rows = corral_fleet_get_table (self->fleet, CORRAL_TABLE_INCIDENT);
  guint32 n_chains = corral_columns_get_n_slots (corral_fleet_get_table (self->fleet, CORRAL_TABLE_CHAIN));

  for (guint32 chain = 0; chain < n_chains; chain++)
    {
      guint32 row = corral_columns_find (rows, chain, id);

      if (row != CORRAL_NO_SLOT && corral_columns_exists (rows, row))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_same (CorralIncidentBook *self, guint32 row, CorralAlertRuleKind rule, const CorralTrack *track)
{
  const CorralIncident *now = track->now;
  guint32 store = corral_fleet_get_link (self->fleet, CORRAL_TABLE_INCIDENT, row, CORRAL_INCIDENT_COL_STORE);
  gint64 began_ms = time_of (self, row, CORRAL_INCIDENT_COL_BEGAN_MS);
  const char *detail = text_of (self, row, CORRAL_INCIDENT_COL_DETAIL);

  if (!corral_track_is_live (track) || track->split_from != NULL || rule != now->rule || strcmp (detail != NULL ? detail : "", now->detail) != 0)
    return FALSE;
  if (now->store != NULL
      && (store == CORRAL_NO_SLOT || g_strcmp0 (corral_incident_people_chain_of (self, row), now->chain) != 0
          || g_strcmp0 (corral_fleet_get_text (self->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID), now->store) != 0))
    return FALSE;
  return CORRAL_IS_KNOWN (began_ms) && began_ms >= now->began_ms - SAME_BEGAN_MS
         && began_ms <= now->raised_ms + SAME_BEGAN_MS;
}

/* Takes the name of @row, which nobody here gave. What is known under ours is part of it. */
static void
take_name (CorralIncidentBook *self, CorralTrack *track, const char *id, GPtrArray *changed)
{
  CorralIncident *old = corral_incident_copy (track->now);

  old->state = CORRAL_INCIDENT_MERGED;
  old->closed_ms = track->clock_ms;
  old->merged_into = g_strdup (id);
  old->known_ms = track->clock_ms;
  if (track->given != NULL)
    {
      g_hash_table_replace (self->facts, old->id, old);
      if (changed != NULL)
        g_ptr_array_add (changed, corral_incident_ref (old));
    }
  else
    corral_incident_unref (old);
  g_hash_table_remove (self->by_id, track->now->id);
  g_free (track->now->id);
  track->now->id = g_strdup (id);
  g_hash_table_insert (self->by_id, track->now->id, track);
  g_clear_pointer (&track->given, corral_incident_unref);
}

static void
match_row (CorralIncidentBook *self, guint32 row, GPtrArray *changed)
{
  const char *id = text_of (self, row, CORRAL_INCIDENT_COL_ID);
  CorralAlertRuleKind rule;
  GHashTableIter iter;
  gpointer value;

  if (find_track (self, id) != NULL || g_hash_table_contains (self->facts, id) || corral_incident_find_split (id) != NULL
      || !corral_alert_rule_from_word (text_of (self, row, CORRAL_INCIDENT_COL_RULE), &rule))
    return;
  g_hash_table_iter_init (&iter, self->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      CorralTrack *track = value;

      if (!is_same (self, row, rule, track) || (corral_incident_people_has_row (self, track->now->id) && strcmp (track->now->id, id) < 0))
        continue;
      take_name (self, track, id, changed);
      return;
    }
}

/* --- closed, open again, merged ---------------------------------------------------------------------- */

static void
close_or_open (CorralIncidentBook *self, guint32 row, CorralTrack *track)
{
  gint64 closed_ms = time_of (self, row, CORRAL_INCIDENT_COL_CLOSED_MS);
  CorralIncident *now = track->now;

  if (corral_track_is_live (track) && CORRAL_IS_KNOWN (closed_ms)
      /* It got worse after it was closed: that does not hold any more. */
      && (!CORRAL_IS_KNOWN (track->opened_ms) || closed_ms >= track->opened_ms))
    {
      corral_incident_flow_close (track, closed_ms);
      now->closed_by_hand = TRUE;
      track->over = FALSE; /* as long as it holds it is not raised anew */
      track->absent_ms = 0;
    }
  else if (now->state == CORRAL_INCIDENT_CLOSED && now->closed_by_hand && !CORRAL_IS_KNOWN (closed_ms))
    corral_incident_flow_reopen (track);
}

/* One that is not followed any more is open again: it is, until fresh data say otherwise. */
static void
open_again (CorralIncidentBook *self, const char *id)
{
  CorralIncident *fact = g_hash_table_lookup (self->facts, id);
  CorralTrack *track;
  char *key;

  if (fact == NULL || !fact->closed_by_hand
      || (fact->state != CORRAL_INCIDENT_CLOSED && fact->state != CORRAL_INCIDENT_MERGED))
    return;
  key = corral_incident_make_key (fact);
  track = g_hash_table_lookup (self->tracks, key);
  if (track != NULL && track->phase == CORRAL_TRACK_RAISED)
    {
      g_free (key); /* there is a newer one of the same thing */
      return;
    }
  if (track != NULL)
    g_free (key);
  else
    {
      track = corral_track_new (key, fact->rule);
      track->clock_ms = track->before_ms = track->first_ms = self->known_ms;
      corral_incident_book_add_track (self, track);
    }
  corral_track_take (track, fact);
  g_hash_table_insert (self->by_id, track->now->id, track);
  corral_incident_flow_reopen (track);
}

/* Part of @into: as long as it holds, who is found for it is found for that. */
static void
merge (CorralIncidentBook *self, CorralTrack *track, CorralTrack *into)
{
  if (track == into || into == NULL)
    return;
  if (corral_track_is_live (track))
    {
      corral_incident_flow_merge (self, track, into, track->clock_ms);
      track->now->closed_by_hand = TRUE;
      track->over = FALSE;
      track->absent_ms = 0;
    }
  else if (track->now->state == CORRAL_INCIDENT_MERGED)
    corral_incident_members_move (self, track, into);
}

/* --- carts ------------------------------------------------------------------------------------------- */

static void
set_carts (CorralIncidentBook *self, guint32 row, CorralTrack *track)
{
  guint32 chain = corral_fleet_get_link (self->fleet, CORRAL_TABLE_INCIDENT, row, CORRAL_INCIDENT_COL_CHAIN);
  const char *adopted = text_of (self, row, CORRAL_INCIDENT_COL_ADOPTED);
  const char *released = text_of (self, row, CORRAL_INCIDENT_COL_RELEASED);
  const char *tenant = corral_incident_people_chain_of (self, row);
  const char *split = corral_incident_splits_find (self, text_of (self, row, CORRAL_INCIDENT_COL_ID), tenant);
  g_autofree char *both = split != NULL ? g_strconcat (split, " ", released, NULL) : NULL;
  g_auto (GStrv) ids = g_strsplit (adopted != NULL ? adopted : "", " ", -1);

  corral_incident_members_settle (track, tenant, adopted, both != NULL ? both : released);
  for (guint i = 0; ids[i] != NULL && chain != CORRAL_NO_SLOT; i++)
    if (*ids[i] != '\0')
      corral_incident_members_adopt (self, track, chain, ids[i]);
}

static void
do_row (CorralIncidentBook *self, guint32 row)
{
  const char *id = text_of (self, row, CORRAL_INCIDENT_COL_ID);
  const char *into = text_of (self, row, CORRAL_INCIDENT_COL_MERGED_INTO);
  CorralTrack *track = find_track (self, id);

  if (track == NULL && corral_incident_find_split (id) != NULL && !g_hash_table_contains (self->facts, id))
    track = corral_incident_splits_make (self, row);
  if (track == NULL)
    {
      /* What was done to one that is part of another by now, was done to that. */
      track = follow (self, id);
      if (track == NULL && into == NULL && !CORRAL_IS_KNOWN (time_of (self, row, CORRAL_INCIDENT_COL_CLOSED_MS)))
        open_again (self, id);
      if (track != NULL)
        set_carts (self, row, track);
      return;
    }
  if (track->now->state == CORRAL_INCIDENT_MERGED && into == NULL)
    corral_incident_flow_reopen (track);
  set_carts (self, row, track);
  if (into != NULL)
    merge (self, track, follow (self, into));
  else
    close_or_open (self, row, track);
}

void
corral_incident_people_look (CorralIncidentBook *self, GPtrArray *changed)
{
  const CorralColumns *rows = corral_fleet_get_table (self->fleet, CORRAL_TABLE_INCIDENT);
  guint32 n_slots = corral_columns_get_n_slots (rows);

  if (corral_columns_get_n_rows (rows) == 0 && !corral_incident_splits_any (self))
    return;
  index_tracks (self);
  corral_incident_splits_begin (self);
  for (guint32 row = 0; row < n_slots; row++)
    if (corral_columns_exists (rows, row))
      match_row (self, row, changed);
  for (guint32 row = 0; row < n_slots; row++)
    if (corral_columns_exists (rows, row))
      do_row (self, row);
  corral_incident_splits_settle (self);
  corral_incident_splits_end (self);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
}
