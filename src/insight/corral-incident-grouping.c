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

/* A symptom does not show before its cause; but when silence began is known to some minutes only. A figure follows. */
#define BEFORE_CAUSE_MS (20 * CORRAL_MINUTE_MS)

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

      if (member->slot == CORRAL_NO_SLOT || member->left)
        continue;
      if (member->is_cart)
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

/* The symptoms of a look, by store: those that are about none come last. */
typedef struct
{
  GPtrArray *symptoms; /* (element-type CorralTrack) */
  Best *best;          /* of each */
  guint *begins;       /* by store: where its begin; n_stores: those about none; n_stores + 1: the end */
  guint n_stores;
} Symptoms;

static int
compare_stores (gconstpointer a, gconstpointer b)
{
  const CorralTrack *x = *(CorralTrack *const *) a, *y = *(CorralTrack *const *) b;
  guint32 s = store_slot (x), t = store_slot (y);

  return s != t ? (s < t ? -1 : 1) : strcmp (x->key, y->key);
}

static guint
bucket_of (const Symptoms *self, const CorralTrack *track)
{
  return MIN (store_slot (track), self->n_stores);
}

static Symptoms
list_symptoms (CorralIncidentBook *self, GPtrArray *tracks)
{
  Symptoms symptoms = { .symptoms = g_ptr_array_new (), .n_stores = self->n_store_mark };

  for (guint i = 0; i < tracks->len; i++)
    if (((CorralTrack *) tracks->pdata[i])->finding != NULL)
      g_ptr_array_add (symptoms.symptoms, tracks->pdata[i]);
  g_ptr_array_sort (symptoms.symptoms, compare_stores);
  symptoms.best = g_new0 (Best, symptoms.symptoms->len + 1);
  symptoms.begins = g_new0 (guint, symptoms.n_stores + 2);
  for (guint i = 0; i < symptoms.symptoms->len; i++)
    symptoms.begins[bucket_of (&symptoms, symptoms.symptoms->pdata[i]) + 1]++;
  for (guint i = 0; i <= symptoms.n_stores; i++)
    symptoms.begins[i + 1] += symptoms.begins[i];
  return symptoms;
}

static void
rate_bucket (CorralIncidentBook *self, Symptoms *symptoms, CorralTrack *cause, guint first, guint last)
{
  for (guint k = symptoms->begins[first]; k < symptoms->begins[last + 1]; k++)
    {
      double share = rate (self, cause, symptoms->symptoms->pdata[k]);

      if (share > symptoms->best[k].share)
        symptoms->best[k] = (Best) { cause, share };
    }
}

static void
choose_causes (CorralIncidentBook *self, GPtrArray *tracks)
{
  Symptoms symptoms = list_symptoms (self, tracks);

  for (guint i = 0; i < tracks->len && symptoms.symptoms->len > 1; i++)
    {
      CorralTrack *cause = tracks->pdata[i];
      guint bucket = bucket_of (&symptoms, cause);

      if (cause->over || (cause->finding == NULL && !corral_track_is_live (cause))
          || !(explains_anything (cause->now->rule) || corral_track_get_matter (cause) == CORRAL_MATTER_SILENCE))
        continue;
      mark_cause (self, cause, TRUE);
      /* Of two stores, one explains nothing of the other. */
      if (bucket < symptoms.n_stores)
        rate_bucket (self, &symptoms, cause, bucket, bucket);
      rate_bucket (self, &symptoms, cause, bucket < symptoms.n_stores ? symptoms.n_stores : 0, symptoms.n_stores);
      mark_cause (self, cause, FALSE);
    }
  for (guint k = 0; k < symptoms.symptoms->len; k++)
    take_cause (symptoms.symptoms->pdata[k], &symptoms.best[k]);
  g_ptr_array_unref (symptoms.symptoms);
  g_free (symptoms.best);
  g_free (symptoms.begins);
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

  if (track->cause != NULL)
    {
      if (track->cause_ms == track->clock_ms)
        return TRUE;
      cause = g_hash_table_lookup (self->tracks, track->cause);
      if (cause != NULL && !cause->over && (cause->finding != NULL || corral_track_is_live (cause)))
        return TRUE;
    }
  return corral_incident_lingers (self, track);
}

void
corral_incident_grouping_look (CorralIncidentBook *self)
{
  g_autoptr (GPtrArray) tracks = corral_incident_book_get_tracks (self);

  choose_causes (self, tracks);
  for (guint i = 0; i < tracks->len; i++)
    {
      CorralTrack *track = tracks->pdata[i];

      track->held_on = FALSE;
      if (!track->fresh)
        continue;
      if (track->finding == NULL && track->split_from == NULL && corral_track_is_live (track))
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

      if (!member->is_cart || member->slot == CORRAL_NO_SLOT || member->left)
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
  g_autoptr (GPtrArray) tracks = corral_incident_book_get_tracks (self);

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
      /* What a person split off stays apart. */
      if (!track->fresh || track->over || !corral_track_is_live (track) || track->split_from != NULL)
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
