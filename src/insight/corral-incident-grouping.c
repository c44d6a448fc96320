/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One cause, one row: what is found as a mere symptom of something that is followed already goes under it, and what was
 * raised under one name and is now seen to be another becomes part of that. One thread at a time.
 */
#include "config.h"

#include "corral-incident-private.h"

#include "corral-time.h"

#include <string.h>

/* This much of a symptom's carts must be the cause's. */
#define EXPLAINED_SHARE 0.5
/* Of two findings of the same kind of matter, when neither is known to explain the other. */
#define SAME_SHARE 0.7

/* A symptom does not show before its cause; but what shows when is known to some minutes only. */
#define BEFORE_CAUSE_MS (30 * CORRAL_MINUTE_MS)

/* A day's figure stays bad for the rest of the day. */
#define LINGERS_MS (24 * CORRAL_HOUR_MS)

#define MAX_SYMPTOMS 100

typedef struct
{
  CorralTrack *cause;
  double share; /* of the symptom's carts; 1 when it is about the same store, or has no carts */
} Best;

static gboolean
explains_anything (CorralAlertRuleKind rule)
{
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    if (corral_alert_rule_explains (rule, (CorralAlertRuleKind) i))
      return TRUE;
  return FALSE;
}

static guint32
store_slot (const CorralTrack *track)
{
  return track->finding != NULL && corral_alert_rule_get (track->now->rule)->about_store ? track->finding->store
                                                                                        : CORRAL_NO_SLOT;
}

/* --- who has whose carts ---------------------------------------------------------------------------- */

/* Marks the carts that are in @cause, and counts them by store; @set FALSE takes that back. */
static void
mark_cause (CorralIncidentBook *self, CorralTrack *cause, gboolean set)
{
  for (guint i = 0; i < cause->members->len; i++)
    {
      const CorralMember *member = &g_array_index (cause->members, CorralMember, i);

      if (member->slot == CORRAL_NO_SLOT || CORRAL_IS_KNOWN (member->fact->left_ms))
        continue;
      if (member->fact->id != NULL)
        self->mark[member->slot] = set;
      if (member->store != CORRAL_NO_SLOT)
        self->store_mark[member->store] = set ? self->store_mark[member->store] + 1 : 0;
    }
}

static guint
count_marked (CorralIncidentBook *self, const GArray *carts)
{
  guint n = 0;

  for (guint i = 0; i < carts->len; i++)
    n += self->mark[g_array_index (carts, guint32, i)] != 0;
  return n;
}

/* How much of @symptom is part of the marked @cause; 0: nothing. */
static double
get_share (CorralIncidentBook *self, const CorralTrack *symptom, const CorralTrack *cause)
{
  guint32 store = store_slot (symptom);

  if (store != CORRAL_NO_SLOT && store == store_slot (cause))
    return 1;
  if (symptom->carts->len > 0)
    {
      guint n = count_marked (self, symptom->carts);

      /* A store's figure for the day is made of carts that may be back by now. */
      if (store != CORRAL_NO_SLOT && corral_track_get_matter (symptom) == CORRAL_MATTER_FIGURE)
        n = MAX (n, MIN (self->store_mark[store], symptom->carts->len));
      return (double) n / (double) symptom->carts->len;
    }
  if (store != CORRAL_NO_SLOT)
    return self->store_mark[store] > 0 ? 1 : 0;
  /* The fleet as such: whoever is as large as what is missing, or nothing can be counted. */
  if (symptom->finding->n_carts == 0)
    return 1;
  return MIN (1, (double) cause->now->n_carts / (double) symptom->finding->n_carts);
}

static gboolean
came_before (const CorralTrack *cause, const CorralTrack *symptom)
{
  gint64 shown_ms = CORRAL_IS_KNOWN (symptom->now->raised_ms) ? symptom->now->raised_ms : symptom->first_ms;

  return !CORRAL_IS_KNOWN (cause->now->began_ms) || cause->now->began_ms - BEFORE_CAUSE_MS <= shown_ms;
}

/* --- choosing --------------------------------------------------------------------------------------- */

static double
rate (CorralIncidentBook *self, CorralTrack *cause, CorralTrack *symptom)
{
  double share;

  if (cause == symptom || !came_before (cause, symptom))
    return 0;
  if (corral_alert_rule_explains (cause->now->rule, symptom->now->rule))
    {
      share = get_share (self, symptom, cause);
      return share >= EXPLAINED_SHARE ? share : 0;
    }
  /* Two names for the same silence, of which the other was raised before. */
  if (corral_track_get_matter (cause) != CORRAL_MATTER_SILENCE || corral_track_get_matter (symptom) != CORRAL_MATTER_SILENCE
      || symptom->phase != CORRAL_TRACK_PENDING || !corral_track_is_live (cause) || cause->finding == NULL
      || corral_alert_rule_explains (symptom->now->rule, cause->now->rule) || symptom->carts->len == 0)
    return 0;
  share = (double) count_marked (self, symptom->carts) / (double) symptom->carts->len;
  return share >= SAME_SHARE ? share / 2 : 0;
}

static void
take_cause (CorralTrack *symptom, const Best *best)
{
  if (best->cause == NULL)
    return;
  symptom->cause_ms = symptom->clock_ms;
  if (g_strcmp0 (symptom->cause, best->cause->key) == 0)
    return;
  g_free (symptom->cause);
  symptom->cause = g_strdup (best->cause->key);
}

/* What a symptom stands under. */
static void
note_symptom (CorralTrack *cause, const CorralTrack *symptom)
{
  const char *word = corral_alert_rule_to_word (symptom->now->rule);

  if (cause->now->symptoms->len < MAX_SYMPTOMS
      && !g_ptr_array_find_with_equal_func (cause->now->symptoms, word, g_str_equal, NULL))
    g_ptr_array_add (cause->now->symptoms, g_strdup (word));
}

/* The cause that nothing explains further. */
static CorralTrack *
find_root (CorralIncidentBook *self, const CorralTrack *track)
{
  CorralTrack *cause = NULL;

  for (guint depth = 0; track->cause != NULL && depth < CORRAL_N_ALERT_RULES; depth++)
    {
      CorralTrack *next = g_hash_table_lookup (self->tracks, track->cause);

      if (next == NULL || next == track)
        break;
      track = cause = next;
    }
  return cause;
}

static void
choose_causes (CorralIncidentBook *self, GPtrArray *tracks)
{
  g_autoptr (GPtrArray) symptoms = g_ptr_array_new ();
  g_autofree Best *best = NULL;

  for (guint i = 0; i < tracks->len; i++)
    if (((CorralTrack *) tracks->pdata[i])->finding != NULL)
      g_ptr_array_add (symptoms, tracks->pdata[i]);
  best = g_new0 (Best, symptoms->len + 1);
  for (guint i = 0; i < tracks->len; i++)
    {
      CorralTrack *cause = tracks->pdata[i];
      guint32 store = store_slot (cause);

      if (cause->over || (cause->finding == NULL && !corral_track_is_live (cause))
          || !(explains_anything (cause->now->rule) || corral_track_get_matter (cause) == CORRAL_MATTER_SILENCE))
        continue;
      mark_cause (self, cause, TRUE);
      for (guint k = 0; k < symptoms->len; k++)
        {
          CorralTrack *symptom = symptoms->pdata[k];
          double share;

          /* Of two stores, one explains nothing of the other. */
          if (store != CORRAL_NO_SLOT && store_slot (symptom) != CORRAL_NO_SLOT && store_slot (symptom) != store)
            continue;
          share = rate (self, cause, symptom);
          if (share > best[k].share)
            best[k] = (Best) { cause, share };
        }
      mark_cause (self, cause, FALSE);
    }
  for (guint k = 0; k < symptoms->len; k++)
    take_cause (symptoms->pdata[k], &best[k]);
}

/* --- what was over today ---------------------------------------------------------------------------- */

/* The stores in which a cause was that is over since less than a day, by what it explains. Free with g_hash_table_unref(). */
static GHashTable *
list_lingering (CorralIncidentBook *self, gint64 now_ms)
{
  GHashTable *stores = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->facts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      CorralIncident *fact = value;

      if (fact->state == CORRAL_INCIDENT_OPEN || fact->state == CORRAL_INCIDENT_MERGED
          || !corral_alert_rule_explains (fact->rule, CORRAL_RULE_BELOW_TARGET))
        continue;
      for (guint i = 0; i < fact->members->len; i++)
        {
          const CorralIncidentMember *member = fact->members->pdata[i];
          gint64 until_ms = CORRAL_IS_KNOWN (member->left_ms) ? member->left_ms : fact->recovered_ms;

          if (CORRAL_IS_KNOWN (until_ms) && ABS (now_ms - until_ms) < LINGERS_MS && member->store != NULL)
            g_hash_table_insert (stores, g_strconcat (member->chain, "/", member->store, NULL), fact);
        }
    }
  return stores;
}

/* Stores whose figure of the day is bad by what is over already. */
static void
let_linger (CorralIncidentBook *self, GPtrArray *tracks)
{
  g_autoptr (GHashTable) lingering = NULL;

  for (guint i = 0; i < tracks->len; i++)
    {
      CorralTrack *track = tracks->pdata[i];
      g_autofree char *store = NULL;
      CorralIncident *fact;

      if (track->finding == NULL || track->now->rule != CORRAL_RULE_BELOW_TARGET || track->phase != CORRAL_TRACK_PENDING
          || track->now->store == NULL || track->cause != NULL)
        continue;
      if (lingering == NULL)
        lingering = list_lingering (self, track->clock_ms);
      store = g_strconcat (track->now->chain, "/", track->now->store, NULL);
      fact = g_hash_table_lookup (lingering, store);
      if (fact == NULL)
        continue;
      track->cause = g_strdup (fact->id);
      track->cause_ms = track->clock_ms;
    }
}

/* --- the look --------------------------------------------------------------------------------------- */

gboolean
corral_incident_grouping_is_explained (CorralIncidentBook *self, const CorralTrack *track)
{
  CorralTrack *cause;

  if (track->cause == NULL)
    return FALSE;
  if (track->cause_ms == track->clock_ms)
    return TRUE;
  /* A figure of the day stays what it is until the day is over. */
  if (track->now->rule == CORRAL_RULE_BELOW_TARGET)
    return track->clock_ms - track->cause_ms < LINGERS_MS;
  cause = g_hash_table_lookup (self->tracks, track->cause);
  return cause != NULL && !cause->over && (cause->finding != NULL || corral_track_is_live (cause));
}

void
corral_incident_grouping_look (CorralIncidentBook *self)
{
  g_autoptr (GPtrArray) tracks = corral_incident_book_list_tracks (self);

  choose_causes (self, tracks);
  let_linger (self, tracks);
}

/* Whether most of those that are still in @track are in @other by now. */
static gboolean
is_taken_over (CorralIncidentBook *self, CorralTrack *track, CorralTrack *other)
{
  guint n = 0, n_taken = 0;

  mark_cause (self, other, TRUE);
  for (guint i = 0; i < track->members->len; i++)
    {
      const CorralMember *member = &g_array_index (track->members, CorralMember, i);

      if (member->fact->id == NULL || member->slot == CORRAL_NO_SLOT || CORRAL_IS_KNOWN (member->fact->left_ms))
        continue;
      n++;
      n_taken += self->mark[member->slot] != 0;
    }
  mark_cause (self, other, FALSE);
  return n > 0 && n_taken >= EXPLAINED_SHARE * n;
}

static gboolean
is_renamed (CorralIncidentBook *self, CorralTrack *track, CorralTrack *other)
{
  return other != track && corral_track_is_live (other) && other->finding != NULL && !other->over
         && corral_track_get_matter (other) == CORRAL_MATTER_SILENCE && is_taken_over (self, track, other);
}

void
corral_incident_grouping_renamed (CorralIncidentBook *self)
{
  g_autoptr (GPtrArray) tracks = corral_incident_book_list_tracks (self);

  for (guint i = 0; i < tracks->len; i++)
    {
      CorralTrack *track = tracks->pdata[i];
      CorralTrack *cause = track->finding != NULL && track->cause_ms == track->clock_ms ? find_root (self, track) : NULL;

      if (cause != NULL && corral_track_is_live (cause))
        note_symptom (cause, track);
      if (!track->fresh || track->over || !corral_track_is_live (track))
        continue;
      /* Raised before its cause was. */
      if (cause != NULL && corral_track_is_live (cause) && !cause->over)
        corral_incident_flow_merge (self, track, cause, track->clock_ms);
      else if (track->finding == NULL && track->now->state == CORRAL_INCIDENT_OPEN
               && corral_track_get_matter (track) == CORRAL_MATTER_SILENCE)
        for (guint k = 0; k < tracks->len && !track->over; k++)
          if (is_renamed (self, track, tracks->pdata[k]))
            corral_incident_flow_merge (self, track, tracks->pdata[k], track->clock_ms);
    }
}
