/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One cause, one row: what is found as a mere symptom of something that is followed already goes under it, and what was
 * raised under one name and is now seen to be another becomes part of that. One thread at a time.
 */
#include "config.h"

#include "corral-incident-private.h"

#include "corral-time.h"

#include <math.h>
#include <string.h>

/* This much of a symptom's carts must be the cause's. */
#define EXPLAINED_SHARE 0.5
/* Of two findings of the same kind of matter, when neither is known to explain the other. */
#define SAME_SHARE 0.7

/* A symptom does not show before its cause; but when silence began is known to some minutes only. A figure follows. */
#define BEFORE_CAUSE_MS (20 * CORRAL_MINUTE_MS)

/* A day's figure stays bad for the rest of the day, and a hole is talked of for hours. */
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
        self->mark[member->slot] = !set ? 0 : member->found ? 2 : 1;
      if (member->store != CORRAL_NO_SLOT)
        self->store_mark[member->store] = set ? self->store_mark[member->store] + 1 : 0;
    }
}

/* @least 2: those that are found in it now; 1: also those that were. */
static guint
count_marked (CorralIncidentBook *self, const GArray *carts, guint least)
{
  guint n = 0;

  for (guint i = 0; i < carts->len; i++)
    n += self->mark[g_array_index (carts, guint32, i)] >= least;
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
      guint n = count_marked (self, symptom->carts, 1);

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
  gint64 spare_ms = corral_track_get_matter (symptom) == CORRAL_MATTER_FIGURE ? 0 : BEFORE_CAUSE_MS;

  return !CORRAL_IS_KNOWN (cause->now->began_ms) || cause->now->began_ms - spare_ms <= symptom->first_ms;
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
  share = (double) count_marked (self, symptom->carts, 2) / (double) symptom->carts->len;
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
note_symptom (CorralTrack *cause, CorralAlertRuleKind symptom)
{
  const char *word = corral_alert_rule_to_word (symptom);

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

/* --- what is over by now ----------------------------------------------------------------------------- */

/* Cart time of the store's present day so far, or CORRAL_UNKNOWN. */
static gint64
get_day_ms (CorralIncidentBook *self, guint32 store, gint64 *day_ms)
{
  const char *name = corral_fleet_get_text (self->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_TIME_ZONE);
  gint64 carts = corral_fleet_get_integer (self->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CARTS);
  gint64 as_of_ms = corral_fleet_get_integer (self->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_SERVICE_AS_OF_MS);
  g_autoptr (GTimeZone) zone = name != NULL ? g_time_zone_new_identifier (name) : NULL;
  gint64 open_ms;

  if (zone == NULL || !CORRAL_IS_KNOWN (carts) || !CORRAL_IS_KNOWN (as_of_ms))
    return CORRAL_UNKNOWN;
  *day_ms = corral_time_day_start_ms (zone, as_of_ms);
  open_ms = corral_open_times_measure (self->times, self->fleet, store, *day_ms, as_of_ms);
  return CORRAL_IS_KNOWN (open_ms) ? carts * open_ms : CORRAL_UNKNOWN;
}

/* What carts of @symptom's store lost today in @fact. */
static gint64
get_lost_ms (const CorralIncident *fact, const CorralTrack *symptom, gint64 day_ms)
{
  gint64 lost_ms = 0;

  for (guint i = 0; i < fact->members->len; i++)
    {
      const CorralIncidentMember *member = fact->members->pdata[i];

      if (member->id != NULL && (!CORRAL_IS_KNOWN (member->left_ms) || member->left_ms > day_ms)
          && g_strcmp0 (member->store, symptom->now->store) == 0 && g_strcmp0 (member->chain, symptom->now->chain) == 0)
        lost_ms += MIN (member->lost_ms, CORRAL_IS_KNOWN (member->left_ms) ? member->left_ms - day_ms : G_MAXINT64);
    }
  return lost_ms;
}

/* The store's figure of the day is bad by what is over already: half of what is missing of it was lost in that. */
static gboolean
explains_day (CorralIncidentBook *self, const CorralIncident *fact, const CorralTrack *symptom)
{
  gint64 day_ms, all_ms, lost_ms;

  if (CORRAL_IS_KNOWN (fact->closed_ms) && symptom->clock_ms - fact->closed_ms > LINGERS_MS)
    return FALSE;
  lost_ms = get_lost_ms (fact, symptom, symptom->clock_ms - LINGERS_MS);
  if (lost_ms <= 0)
    return FALSE;
  all_ms = get_day_ms (self, symptom->finding->store, &day_ms);
  if (!CORRAL_IS_KNOWN (all_ms) || isnan (symptom->finding->value))
    return TRUE;
  lost_ms = get_lost_ms (fact, symptom, day_ms);
  return (double) lost_ms >= EXPLAINED_SHARE * (100 - symptom->finding->value) / 100 * (double) all_ms;
}

/* What is found is over already (a hole in what the cloud kept): it is that of an incident that is known. */
static gboolean
explains_past (const CorralIncident *fact, const CorralFinding *finding)
{
  return CORRAL_IS_KNOWN (fact->began_ms) && fact->began_ms <= finding->ended_ms
         && (!CORRAL_IS_KNOWN (fact->recovered_ms) || !CORRAL_IS_KNOWN (finding->began_ms)
             || fact->recovered_ms >= finding->began_ms);
}

static void
let_linger (CorralIncidentBook *self, CorralTrack *symptom)
{
  gboolean day = symptom->now->rule == CORRAL_RULE_BELOW_TARGET && symptom->now->store != NULL;
  gboolean past = CORRAL_IS_KNOWN (symptom->finding->ended_ms);
  GHashTableIter iter;
  gpointer value;

  if (symptom->phase != CORRAL_TRACK_PENDING || symptom->lingers || (!day && !past)
      || (symptom->cause != NULL && symptom->cause_ms == symptom->clock_ms))
    return;
  g_hash_table_iter_init (&iter, self->facts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const CorralIncident *fact = value;

      if (fact->state != CORRAL_INCIDENT_MERGED && corral_alert_rule_explains (fact->rule, symptom->now->rule)
          && (past ? explains_past (fact, symptom->finding) : explains_day (self, fact, symptom)))
        {
          symptom->lingers = TRUE;
          symptom->cause_ms = symptom->clock_ms;
          return;
        }
    }
}

/* --- what this look itself puts under a cause --------------------------------------------------------- */

static gboolean
touches (const CorralTrack *cause, guint32 store)
{
  for (guint i = 0; i < cause->finding->n_stores; i++)
    if (cause->finding->stores[i] == store)
      return TRUE;
  return FALSE;
}

/* What was raised and is not found any more because it is part of something wider now, is not over. */
static void
take_explained (CorralIncidentBook *self, CorralTrack *track, GPtrArray *tracks)
{
  guint32 store = CORRAL_NO_SLOT;
  Best best = { NULL, 1 };

  if (track->now->store != NULL && track->now->chain != NULL)
    store = corral_columns_find (corral_fleet_get_table (self->fleet, CORRAL_TABLE_STORE),
                                 corral_fleet_find_chain (self->fleet, track->now->chain), track->now->store);
  for (guint i = 0; i < tracks->len && best.cause == NULL; i++)
    {
      CorralTrack *cause = tracks->pdata[i];

      if (cause->finding == NULL || (cause->finding->symptoms >> track->now->rule & 1) == 0
          || (track->now->store != NULL && !touches (cause, store)))
        continue;
      best.cause = cause;
    }
  if (best.cause == NULL)
    return;
  track->held_on = TRUE;
  /* What showed before has a cause of its own. */
  if (came_before (best.cause, track))
    take_cause (track, &best);
}

/* --- the look --------------------------------------------------------------------------------------- */

gboolean
corral_incident_grouping_is_explained (CorralIncidentBook *self, const CorralTrack *track)
{
  CorralTrack *cause;

  if (track->lingers)
    return track->clock_ms - track->cause_ms < LINGERS_MS;
  if (track->cause == NULL)
    return FALSE;
  if (track->cause_ms == track->clock_ms)
    return TRUE;
  cause = g_hash_table_lookup (self->tracks, track->cause);
  return cause != NULL && !cause->over && (cause->finding != NULL || corral_track_is_live (cause));
}

void
corral_incident_grouping_look (CorralIncidentBook *self)
{
  g_autoptr (GPtrArray) tracks = corral_incident_book_list_tracks (self);

  choose_causes (self, tracks);
  for (guint i = 0; i < tracks->len; i++)
    {
      CorralTrack *track = tracks->pdata[i];

      track->held_on = FALSE;
      if (!track->fresh)
        continue;
      if (track->finding != NULL)
        let_linger (self, track);
      else if (corral_track_is_live (track))
        take_explained (self, track, tracks);
    }
}

static void
note_symptoms (CorralTrack *cause)
{
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    if ((cause->finding->symptoms >> i & 1) != 0)
      note_symptom (cause, (CorralAlertRuleKind) i);
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
      CorralTrack *cause = NULL;

      if ((track->finding != NULL || track->held_on) && track->cause != NULL && track->cause_ms == track->clock_ms)
        cause = find_root (self, track);
      if (track->finding != NULL)
        note_symptoms (track);
      if (cause != NULL && corral_track_is_live (cause))
        note_symptom (cause, track->now->rule);
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
