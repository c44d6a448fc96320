/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is found after its cause is over, or while it is nearly over: a store's service level of the day stays below its target
 * for the rest of the day, and a hole in what the cloud kept is only seen afterwards. Neither is another incident. One thread at
 * a time.
 */
#include "config.h"

#include "corral-incident-private.h"

#include "corral-time.h"

#include <math.h>

/* So much of what is missing must have been lost in it. */
#define EXPLAINED_SHARE 0.5

/* A day's figure stays bad for the rest of the day, and a hole is talked of for hours. */
#define LINGERS_MS (24 * CORRAL_HOUR_MS)

/* What one store's carts lost in one incident. */
typedef struct
{
  CorralIncident *fact;
  GPtrArray *members; /* (element-type CorralIncidentMember) */
} Loss;

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

/* What a store's carts lost in one incident since @day_ms. */
static gint64
get_lost_ms (const Loss *loss, gint64 day_ms)
{
  gint64 lost_ms = 0;

  for (guint i = 0; i < loss->members->len; i++)
    {
      const CorralIncidentMember *member = loss->members->pdata[i];

      if (!CORRAL_IS_KNOWN (member->left_ms))
        lost_ms += member->lost_ms;
      else if (member->left_ms > day_ms)
        lost_ms += MIN (member->lost_ms, member->left_ms - day_ms);
    }
  return lost_ms;
}

/* The store's figure of the day is bad by what is known: half of what is missing of it was lost in that. */
static gboolean
explains_day (CorralIncidentBook *self, const Loss *loss, const CorralTrack *symptom)
{
  gint64 day_ms, all_ms;

  if (get_lost_ms (loss, symptom->clock_ms - LINGERS_MS) <= 0)
    return FALSE;
  all_ms = get_day_ms (self, symptom->finding->store, &day_ms);
  if (!CORRAL_IS_KNOWN (all_ms) || isnan (symptom->finding->value))
    return TRUE;
  return (double) get_lost_ms (loss, day_ms) >= EXPLAINED_SHARE * (100 - symptom->finding->value) / 100 * (double) all_ms;
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
free_loss (gpointer data)
{
  Loss *loss = data;

  g_ptr_array_unref (loss->members);
  g_free (loss);
}

/* Of @fact, by store. */
static void
index_fact (GHashTable *stores, CorralIncident *fact)
{
  for (guint i = 0; i < fact->members->len; i++)
    {
      CorralIncidentMember *member = fact->members->pdata[i];
      g_autofree char *key = g_strconcat (member->chain != NULL ? member->chain : "", "/", member->store, NULL);
      GPtrArray *losses = g_hash_table_lookup (stores, key);
      Loss *loss;

      if (member->id == NULL || member->store == NULL)
        continue;
      if (losses == NULL)
        {
          losses = g_ptr_array_new_with_free_func (free_loss);
          g_hash_table_insert (stores, g_steal_pointer (&key), losses);
        }
      loss = losses->len > 0 ? losses->pdata[losses->len - 1] : NULL;
      if (loss == NULL || loss->fact != fact)
        {
          loss = g_new0 (Loss, 1);
          loss->fact = fact;
          loss->members = g_ptr_array_new ();
          g_ptr_array_add (losses, loss);
        }
      g_ptr_array_add (loss->members, member);
    }
}

/* All stores that an incident of the last day touched. Good for this look. */
static GHashTable *
index_facts (CorralIncidentBook *self, gint64 now_ms)
{
  GHashTable *stores
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->facts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      CorralIncident *fact = value;

      if (fact->state != CORRAL_INCIDENT_MERGED && corral_alert_rule_explains (fact->rule, CORRAL_RULE_BELOW_TARGET)
          && (!CORRAL_IS_KNOWN (fact->closed_ms) || now_ms - fact->closed_ms <= LINGERS_MS))
        index_fact (stores, fact);
    }
  return stores;
}

static gboolean
day_lingers (CorralIncidentBook *self, const CorralTrack *symptom)
{
  g_autofree char *key = g_strconcat (symptom->now->chain, "/", symptom->now->store, NULL);
  GPtrArray *losses;

  if (self->lingering == NULL)
    self->lingering = index_facts (self, symptom->clock_ms);
  losses = g_hash_table_lookup (self->lingering, key);
  for (guint i = 0; losses != NULL && i < losses->len; i++)
    if (explains_day (self, losses->pdata[i], symptom))
      return TRUE;
  return FALSE;
}

static gboolean
past_lingers (CorralIncidentBook *self, const CorralTrack *symptom)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->facts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const CorralIncident *fact = value;

      if (fact->state != CORRAL_INCIDENT_MERGED && corral_alert_rule_explains (fact->rule, symptom->now->rule)
          && explains_past (fact, symptom->finding))
        return TRUE;
    }
  return FALSE;
}

gboolean
corral_incident_lingers (CorralIncidentBook *self, const CorralTrack *symptom)
{
  if (symptom->finding == NULL)
    return FALSE;
  if (CORRAL_IS_KNOWN (symptom->finding->ended_ms))
    return past_lingers (self, symptom);
  return symptom->now->rule == CORRAL_RULE_BELOW_TARGET && symptom->now->store != NULL && symptom->now->chain != NULL
         && day_lingers (self, symptom);
}
