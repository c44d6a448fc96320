/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people split off an incident: a row of its own (CORRAL_INCIDENT_SPLIT) with the carts in its "adopted". They are no part
 * of the other for as long as that row stands and was not merged back: so splitting is one row's matter, on every desk, and
 * taking it back is that row's end. One thread at a time.
 */
#include "config.h"

#include "corral-incident-private.h"

#include "corral-time.h"

#include <string.h>

static const char *
text_of (CorralIncidentBook *self, guint32 row, CorralIncidentColumn column)
{
  return corral_fleet_get_text (self->fleet, CORRAL_TABLE_INCIDENT, row, column);
}

/* The id of the one that @id was split off; NULL: off none. */
static char *
get_parent (const char *id)
{
  const char *split = corral_incident_find_split (id);

  return split != NULL ? g_strndup (id, (gsize) (split - id)) : NULL;
}

gboolean
corral_incident_splits_any (CorralIncidentBook *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((CorralTrack *) value)->split_from != NULL || ((CorralTrack *) value)->any_released)
      return TRUE;
  return FALSE;
}

static void
read_row (CorralIncidentBook *self, guint32 row)
{
  const char *id = text_of (self, row, CORRAL_INCIDENT_COL_ID);
  const char *adopted = text_of (self, row, CORRAL_INCIDENT_COL_ADOPTED);
  const char *into = text_of (self, row, CORRAL_INCIDENT_COL_MERGED_INTO);
  g_autofree char *parent = get_parent (id);
  g_autofree char *key = NULL;
  const char *before;
  const CorralIncident *fact = parent != NULL ? g_hash_table_lookup (self->facts, id) : NULL;

  /* Merged back, or over by itself: they are as they are found. */
  if (parent == NULL || adopted == NULL || g_strcmp0 (into, parent) == 0
      || (fact != NULL && fact->state == CORRAL_INCIDENT_CLOSED && !fact->closed_by_hand))
    return;
  key = g_strdup_printf ("%s|%s", parent, corral_incident_people_chain_of (self, row));
  before = g_hash_table_lookup (self->splits, key);
  g_hash_table_insert (self->splits, g_steal_pointer (&key),
                       before != NULL ? g_strconcat (before, " ", adopted, NULL) : g_strdup (adopted));
}

void
corral_incident_splits_begin (CorralIncidentBook *self)
{
  const CorralColumns *rows = corral_fleet_get_table (self->fleet, CORRAL_TABLE_INCIDENT);

  self->splits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint32 row = 0; row < corral_columns_get_n_slots (rows); row++)
    if (corral_columns_exists (rows, row))
      read_row (self, row);
}

void
corral_incident_splits_end (CorralIncidentBook *self)
{
  g_clear_pointer (&self->splits, g_hash_table_unref);
}

const char *
corral_incident_splits_find (CorralIncidentBook *self, const char *id, const char *chain)
{
  g_autofree char *key = g_strdup_printf ("%s|%s", id, chain);

  return g_hash_table_lookup (self->splits, key);
}

/* --- the one that was split off ---------------------------------------------------------------------- */

static CorralTrack *
find_by_id (CorralIncidentBook *self, const char *id)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (g_strcmp0 (((CorralTrack *) value)->now->id, id) == 0)
      return value;
  return NULL;
}

/* Goes on where the other is one that was split off itself, or part of another by now. */
const GArray *
corral_incident_splits_get_found (CorralIncidentBook *self, const CorralTrack *track)
{
  const char *id = track->split_from;

  for (guint depth = 0; id != NULL && depth < 16; depth++)
    {
      const CorralTrack *parent = find_by_id (self, id);
      const CorralIncident *fact = parent != NULL ? parent->now : g_hash_table_lookup (self->facts, id);

      if (parent != NULL && parent->split_from == NULL && parent->now->state != CORRAL_INCIDENT_MERGED)
        return parent->carts;
      id = parent != NULL && parent->split_from != NULL ? parent->split_from : fact != NULL ? fact->merged_into : NULL;
    }
  return NULL;
}

CorralTrack *
corral_incident_splits_make (CorralIncidentBook *self, guint32 row)
{
  static const char *const severities[] = {
    [CORRAL_SEVERITY_INFO] = "info", [CORRAL_SEVERITY_WATCH] = "watch", [CORRAL_SEVERITY_ACT] = "act"
  };
  const char *id = text_of (self, row, CORRAL_INCIDENT_COL_ID);
  guint32 store = corral_fleet_get_link (self->fleet, CORRAL_TABLE_INCIDENT, row, CORRAL_INCIDENT_COL_STORE);
  const char *detail = text_of (self, row, CORRAL_INCIDENT_COL_DETAIL);
  const char *region = text_of (self, row, CORRAL_INCIDENT_COL_REGION);
  gint64 known_ms = CORRAL_IS_KNOWN (self->findings->known_ms) ? self->findings->known_ms : self->known_ms;
  CorralAlertRuleKind rule;
  CorralIncident *now;
  CorralTrack *track;

  if (!CORRAL_IS_KNOWN (known_ms) || !corral_alert_rule_from_word (text_of (self, row, CORRAL_INCIDENT_COL_RULE), &rule)
      || text_of (self, row, CORRAL_INCIDENT_COL_ADOPTED) == NULL)
    return NULL;
  track = corral_track_new (g_strdup_printf ("split|%s", id), rule);
  track->phase = CORRAL_TRACK_RAISED;
  track->clock_ms = track->before_ms = track->first_ms = known_ms;
  now = track->now;
  now->id = g_strdup (id);
  now->severity = corral_alert_rule_get (rule)->defaults.severity;
  for (guint i = 0; i < G_N_ELEMENTS (severities); i++)
    if (severities[i] != NULL && g_strcmp0 (text_of (self, row, CORRAL_INCIDENT_COL_SEVERITY), severities[i]) == 0)
      now->severity = (CorralSeverity) i;
  now->cause = corral_alert_rule_get (rule)->cause;
  now->chain = g_strdup (corral_incident_people_chain_of (self, row));
  if (store != CORRAL_NO_SLOT)
    now->store = g_strdup (corral_fleet_get_text (self->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID));
  g_free (now->detail);
  g_free (now->region);
  now->detail = g_strdup (detail != NULL ? detail : "");
  now->region = g_strdup (region != NULL ? region : "");
  now->began_ms = corral_fleet_get_integer (self->fleet, CORRAL_TABLE_INCIDENT, row, CORRAL_INCIDENT_COL_BEGAN_MS);
  now->raised_ms = known_ms;
  corral_track_set_split (track);
  corral_incident_book_add_track (self, track);
  g_hash_table_insert (self->by_id, now->id, track);
  return track;
}

/* --- the other --------------------------------------------------------------------------------------- */

static gboolean
has_row_in (CorralIncidentBook *self, const char *id, const char *chain)
{
  const CorralColumns *rows = corral_fleet_get_table (self->fleet, CORRAL_TABLE_INCIDENT);
  guint32 slot = corral_fleet_find_chain (self->fleet, chain);
  guint32 row = slot != CORRAL_NO_SLOT ? corral_columns_find (rows, slot, id) : CORRAL_NO_SLOT;

  return row != CORRAL_NO_SLOT && corral_columns_exists (rows, row);
}

/* Nobody wrote to @track itself: it goes by what was split off it alone. */
static void
settle (CorralIncidentBook *self, CorralTrack *track)
{
  const CorralColumns *chains = corral_fleet_get_table (self->fleet, CORRAL_TABLE_CHAIN);

  track->any_released = FALSE;
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (chains); slot++)
    {
      const char *chain = corral_columns_get_text (chains, slot, CORRAL_CHAIN_COL_ID);

      if (chain != NULL && !has_row_in (self, track->now->id, chain))
        corral_incident_members_settle (track, chain, NULL, corral_incident_splits_find (self, track->now->id, chain));
    }
  for (guint i = 0; i < track->members->len; i++)
    track->any_released |= g_array_index (track->members, CorralMember, i).released;
}

/* Whoever split it off took that back: it never was. */
static void
drop (CorralIncidentBook *self, CorralTrack *track)
{
  g_clear_pointer (&self->sorted, g_ptr_array_unref);
  g_hash_table_remove (self->by_id, track->now->id);
  g_hash_table_remove (self->facts, track->now->id);
  g_clear_pointer (&track->given, corral_incident_unref);
  track->phase = CORRAL_TRACK_PENDING; /* nothing of it is given out */
  track->over = TRUE;
}

void
corral_incident_splits_settle (CorralIncidentBook *self)
{
  g_autoptr (GHashTable) parents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) tracks = corral_incident_book_get_tracks (self);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->splits);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (parents, g_strndup (key, (gsize) (strrchr (key, '|') - (char *) key)));
  for (guint i = 0; i < tracks->len; i++)
    {
      CorralTrack *track = tracks->pdata[i];

      if (track->phase != CORRAL_TRACK_RAISED)
        continue;
      if (track->split_from != NULL && !corral_incident_people_has_row (self, track->now->id))
        drop (self, track);
      else if (track->split_from != NULL && track->now->events->len == 0)
        corral_incident_flow_split (self, track);
      else if (track->any_released || g_hash_table_contains (parents, track->now->id))
        settle (self, track);
    }
}
