/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much was asked of people, by rule and by store, and what came of it: counted from incidents, alerts and notices. Pure;
 * main thread. */
#include "config.h"

#include "corral-noise.h"

#include "corral-time.h"
#include "corral-watch-file.h"

static gboolean
is_within (const CorralNoise *self, gint64 time_ms)
{
  return CORRAL_IS_KNOWN (time_ms) && time_ms >= self->from_ms && time_ms <= self->to_ms;
}

/* ---- incidents ------------------------------------------------------------------------------------------ */

/* What people did about an incident, in any chain. */
typedef struct
{
  gboolean acknowledged;
  gboolean acted;
} Work;

static Work
get_work (CorralFleet *fleet, const CorralIncident *incident)
{
  static const guint acts[]
      = { CORRAL_INCIDENT_COL_ASSIGNED_TO, CORRAL_INCIDENT_COL_CLOSED_BY, CORRAL_INCIDENT_COL_MERGED_INTO,
          CORRAL_INCIDENT_COL_ADOPTED,     CORRAL_INCIDENT_COL_RELEASED };
  const CorralColumns *rows = corral_fleet_get_table (fleet, CORRAL_TABLE_INCIDENT);
  const CorralColumns *chains = corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN);
  Work work = { .acted = incident->closed_by_hand };

  for (guint32 chain = 0, n = corral_columns_get_n_slots (chains); chain < n; chain++)
    {
      guint32 slot = corral_columns_exists (chains, chain) ? corral_columns_find (rows, chain, incident->id) : CORRAL_NO_SLOT;

      if (slot == CORRAL_NO_SLOT || !corral_columns_exists (rows, slot))
        continue;
      work.acknowledged |= corral_columns_is_known (rows, slot, CORRAL_INCIDENT_COL_ACKNOWLEDGED_MS);
      for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
        {
          const char *text = corral_columns_get_text (rows, slot, acts[i]);

          work.acted |= text != NULL && *text != '\0';
        }
    }
  return work;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static void
count_incident (CorralNoise *self, CorralFleet *fleet, const CorralIncident *incident, GArray *lasted, GHashTable *stores)
{
  CorralNoiseRule *rule = &self->rules[incident->rule];
  Work work = get_work (fleet, incident);
  gint64 over_ms = CORRAL_IS_KNOWN (incident->recovered_ms) ? incident->recovered_ms : incident->closed_ms;
  gboolean over = !corral_incident_is_open (incident);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  rule->n_raised++;
  rule->n_open += over ? 0 : 1;
  rule->n_acknowledged += work.acknowledged ? 1 : 0;
  rule->n_acted += work.acted ? 1 : 0;
  rule->n_by_themselves += over && !work.acknowledged && !work.acted ? 1 : 0;
  self->n_incidents++;
  if (over && CORRAL_IS_KNOWN (over_ms))
    {
      gint64 length_ms = MAX (0, over_ms - incident->raised_ms);

      g_array_append_val (lasted, length_ms);
    }
  for (guint i = 0; i < incident->members->len; i++)
    {
      const CorralIncidentMember *member = g_ptr_array_index (incident->members, i);
      guint32 chain = member->chain != NULL ? corral_fleet_find_chain (fleet, member->chain) : CORRAL_NO_SLOT;
      guint32 store = chain != CORRAL_NO_SLOT && member->store != NULL
                          ? corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE), chain, member->store)
                          : CORRAL_NO_SLOT;

      if (store != CORRAL_NO_SLOT && g_hash_table_add (seen, GUINT_TO_POINTER (store)))
        g_hash_table_insert (stores, GUINT_TO_POINTER (store),
                             GUINT_TO_POINTER (1 + GPOINTER_TO_UINT (g_hash_table_lookup (stores, GUINT_TO_POINTER (store)))));
    }
}

/* @stores: how many incidents each was part of. */
static void
count_incidents (CorralNoise *self, CorralFleet *fleet, GPtrArray *incidents, GHashTable *stores)
{
  for (guint kind = 0; kind < CORRAL_N_ALERT_RULES; kind++)
    {
      g_autoptr (GArray) lasted = g_array_new (FALSE, FALSE, sizeof (gint64));

      for (guint i = 0; i < incidents->len; i++)
        {
          const CorralIncident *incident = g_ptr_array_index (incidents, i);

          if (incident->rule == kind && incident->state != CORRAL_INCIDENT_MERGED && is_within (self, incident->raised_ms))
            count_incident (self, fleet, incident, lasted, stores);
        }
      g_array_sort (lasted, compare_times);
      self->rules[kind].middle_ms = lasted->len > 0 ? g_array_index (lasted, gint64, lasted->len / 2) : CORRAL_UNKNOWN;
    }
}

static void
count_notices (CorralNoise *self, GPtrArray *notices)
{
  double shifts = MAX (1.0, (self->to_ms - self->from_ms) / (double) CORRAL_NOISE_SHIFT_MS);

  for (guint i = 0; i < notices->len; i++)
    {
      const CorralWatchNotice *notice = g_ptr_array_index (notices, i);
      CorralAlertRuleKind kind;

      if (!notice->shown || !is_within (self, notice->time_ms))
        continue;
      self->n_notices++;
      if (corral_alert_rule_from_word (notice->rule, &kind))
        self->rules[kind].n_notices++;
    }
  self->per_shift = self->n_notices / shifts;
  for (guint kind = 0; kind < CORRAL_N_ALERT_RULES; kind++)
    self->rules[kind].per_shift = self->rules[kind].n_notices / shifts;
}

/* ---- stores --------------------------------------------------------------------------------------------- */

static int
compare_stores (gconstpointer a, gconstpointer b)
{
  const CorralNoiseStore *x = a;
  const CorralNoiseStore *y = b;

  if (x->n_alerts != y->n_alerts)
    return x->n_alerts > y->n_alerts ? -1 : 1;
  if (x->n_incidents != y->n_incidents)
    return x->n_incidents > y->n_incidents ? -1 : 1;
  return x->store < y->store ? -1 : 1;
}

static void
count_stores (CorralNoise *self, CorralFleet *fleet, GHashTable *incidents)
{
  const CorralColumns *alerts = corral_fleet_get_table (fleet, CORRAL_TABLE_ALERT);
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  const gint64 *raised = corral_columns_peek (alerts, CORRAL_ALERT_COL_RAISED_MS);
  const gint64 *cleared = corral_columns_peek (alerts, CORRAL_ALERT_COL_CLEARED_MS);
  guint32 n_stores = corral_columns_get_n_slots (stores);
  g_autofree CorralNoiseStore *counts = g_new0 (CorralNoiseStore, n_stores + 1);

  for (guint32 slot = 0, n = corral_columns_get_n_slots (alerts); slot < n; slot++)
    {
      guint32 store = corral_columns_get_link (alerts, slot, CORRAL_ALERT_COL_STORE);
      gboolean acknowledged, acted;

      if (!corral_columns_exists (alerts, slot) || !is_within (self, raised[slot]))
        continue;
      self->n_alerts++;
      if (CORRAL_IS_KNOWN (cleared[slot]))
        self->alerts_from_ms = CORRAL_IS_KNOWN (self->alerts_from_ms) ? MIN (self->alerts_from_ms, raised[slot]) : raised[slot];
      if (store >= n_stores)
        continue;
      acknowledged = corral_columns_is_known (alerts, slot, CORRAL_ALERT_COL_ACKNOWLEDGED_MS);
      acted = corral_columns_is_known (alerts, slot, CORRAL_ALERT_COL_ASSIGNED_TO);
      counts[store].n_alerts++;
      counts[store].n_acknowledged += acknowledged ? 1 : 0;
      counts[store].n_acted += acted ? 1 : 0;
      counts[store].n_by_themselves += CORRAL_IS_KNOWN (cleared[slot]) && !acknowledged && !acted ? 1 : 0;
    }
  for (guint32 store = 0; store < n_stores; store++)
    {
      counts[store].store = store;
      counts[store].n_incidents = GPOINTER_TO_UINT (g_hash_table_lookup (incidents, GUINT_TO_POINTER (store)));
      if (corral_columns_exists (stores, store) && (counts[store].n_alerts > 0 || counts[store].n_incidents > 0))
        g_array_append_val (self->stores, counts[store]);
    }
  g_array_sort (self->stores, compare_stores);
}

/* ---- the whole ------------------------------------------------------------------------------------------ */

CorralNoiseAdvice
corral_noise_judge (const CorralNoiseRule *rule, const CorralRuleSetting *setting)
{
  guint n_over = rule->n_raised - MIN (rule->n_open, rule->n_raised);

  if (rule->n_raised < CORRAL_NOISE_ENOUGH)
    return CORRAL_NOISE_TOO_LITTLE;
  if (rule->per_shift > CORRAL_NOISE_NOTICES && rule->n_acted * 5 < rule->n_raised)
    return CORRAL_NOISE_TELL_FEWER;
  if (n_over >= CORRAL_NOISE_ENOUGH && rule->n_by_themselves >= CORRAL_NOISE_BY_THEMSELVES * n_over)
    {
      /* It was over before it had held as long again: then waiting longer would have been enough. */
      gint64 soon_ms = MAX (30, 2 * (gint64) setting->raise_minutes) * CORRAL_MINUTE_MS;

      return CORRAL_IS_KNOWN (rule->middle_ms) && rule->middle_ms <= soon_ms ? CORRAL_NOISE_RAISE_LATER : CORRAL_NOISE_HIGHER;
    }
  if (rule->n_acknowledged == 0 && rule->n_acted == 0)
    return CORRAL_NOISE_UNHEARD;
  return CORRAL_NOISE_FINE;
}

CorralNoise *
corral_noise_new (CorralFleet *fleet, GPtrArray *incidents, GPtrArray *notices, const CorralRuleSettings *settings,
                  gint64 from_ms, gint64 to_ms)
{
  CorralNoise *self = g_new0 (CorralNoise, 1);
  g_autoptr (GHashTable) stores = g_hash_table_new (NULL, NULL);

  g_return_val_if_fail (CORRAL_IS_FLEET (fleet), self);
  self->from_ms = from_ms;
  self->to_ms = to_ms;
  self->alerts_from_ms = CORRAL_UNKNOWN;
  self->stores = g_array_new (FALSE, FALSE, sizeof (CorralNoiseStore));
  count_incidents (self, fleet, incidents, stores);
  count_notices (self, notices);
  count_stores (self, fleet, stores);
  for (guint kind = 0; kind < CORRAL_N_ALERT_RULES; kind++)
    self->rules[kind].advice = corral_noise_judge (&self->rules[kind], &settings->rules[kind]);
  return self;
}

void
corral_noise_free (CorralNoise *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->stores, g_array_unref);
  g_free (self);
}
