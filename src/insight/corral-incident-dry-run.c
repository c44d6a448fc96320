/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a rule would have raised lately with other settings. The mirror holds no history of the fleet; what it has are the
 * cloud's alerts, open ones and those cleared lately, each with its two times. Where a rule's matter shows in them, the carts
 * that had one at each moment are counted and held against the threshold, as the book does. Else there is only what this desk
 * itself found. Pure; main thread.
 */
#include "config.h"

#include "corral-incident-dry-run.h"
#include "corral-incident-private.h"

#include "corral-time.h"

#include <string.h>

#define NO_COLUMN G_MAXUINT

/* In which alerts a rule's matter shows, and by what of the cart it is grouped. */
typedef struct
{
  const char *kind;
  const char *cause;       /* NULL: whatever it is */
  gboolean no_wider_cause; /* not those that something wider than the store is to blame for */
  guint column;            /* of the cart; NO_COLUMN: all are one */
} Source;

static const Source sources[CORRAL_N_ALERT_RULES] = {
  [CORRAL_RULE_CARRIER] = { "offline", "carrier", FALSE, CORRAL_CART_COL_CARRIERS },
  [CORRAL_RULE_CERTIFICATE] = { "certificate", NULL, FALSE, CORRAL_CART_COL_CERTIFICATE_BATCH },
  [CORRAL_RULE_CALIBRATION] = { "calibration", NULL, FALSE, CORRAL_CART_COL_LOT },
  [CORRAL_RULE_RADIO] = { "radio_noise", NULL, FALSE, CORRAL_CART_COL_HARDWARE_REVISION },
  [CORRAL_RULE_WRONG_BUILD] = { "firmware", NULL, FALSE, CORRAL_CART_COL_FIRMWARE },
  [CORRAL_RULE_STORE_WIFI] = { "offline", "store_network", FALSE, NO_COLUMN },
  [CORRAL_RULE_STORE_SILENT] = { "offline", NULL, TRUE, NO_COLUMN },
  [CORRAL_RULE_OFF_PREMISES] = { "off_premises", NULL, FALSE, NO_COLUMN },
};

static const char *const wider_causes[] = { "carrier", "cloud", "certificate" };

static void
free_incident (gpointer data)
{
  CorralDryIncident *incident = data;

  g_free (incident->id);
  g_free (incident->detail);
  g_free (incident);
}

/* --- by the cloud's alerts --------------------------------------------------------------------------- */

/* A cart more, or one less. */
typedef struct
{
  guint64 group; /* store and code of the word that it is grouped by */
  gint64 time_ms;
  int step;
} Step;

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const Step *x = a, *y = b;

  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  if (x->time_ms != y->time_ms)
    return x->time_ms < y->time_ms ? -1 : 1;
  return y->step - x->step;
}

static gboolean
is_of (const CorralColumns *alerts, guint32 slot, const Source *source)
{
  const char *cause = corral_columns_get_text (alerts, slot, CORRAL_ALERT_COL_CAUSE);

  if (g_strcmp0 (corral_columns_get_text (alerts, slot, CORRAL_ALERT_COL_KIND), source->kind) != 0
      || (source->cause != NULL && g_strcmp0 (cause, source->cause) != 0))
    return FALSE;
  for (guint i = 0; source->no_wider_cause && i < G_N_ELEMENTS (wider_causes); i++)
    if (g_strcmp0 (cause, wider_causes[i]) == 0)
      return FALSE;
  return TRUE;
}

static GArray *
list_steps (CorralFleet *fleet, CorralAlertRuleKind rule, const CorralDryRun *run)
{
  const CorralColumns *alerts = corral_fleet_get_table (fleet, CORRAL_TABLE_ALERT);
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  gboolean about_store = corral_alert_rule_get (rule)->about_store;
  const Source *source = &sources[rule];
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (Step));

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (alerts); slot++)
    {
      guint32 cart = corral_columns_get_link (alerts, slot, CORRAL_ALERT_COL_CART);
      guint32 store = corral_columns_get_link (alerts, slot, CORRAL_ALERT_COL_STORE);
      gint64 raised_ms = corral_columns_get_integer (alerts, slot, CORRAL_ALERT_COL_RAISED_MS);
      gint64 cleared_ms = corral_columns_get_integer (alerts, slot, CORRAL_ALERT_COL_CLEARED_MS);
      guint32 code = 0;
      Step step;

      if (!corral_columns_exists (alerts, slot) || !CORRAL_IS_KNOWN (raised_ms) || cart == CORRAL_NO_SLOT
          || (about_store && store == CORRAL_NO_SLOT) || !is_of (alerts, slot, source))
        continue;
      if (!CORRAL_IS_KNOWN (cleared_ms))
        cleared_ms = G_MAXINT64;
      if (cleared_ms <= MAX (raised_ms, run->from_ms) || raised_ms > run->to_ms)
        continue;
      if (source->column != NO_COLUMN)
        code = ((const guint32 *) corral_columns_peek (carts, source->column))[cart];
      step = (Step) { (guint64) (about_store ? store : 0) << 32 | code, MAX (raised_ms, run->from_ms), 1 };
      g_array_append_val (steps, step);
      step.time_ms = cleared_ms;
      step.step = -1;
      if (cleared_ms <= run->to_ms)
        g_array_append_val (steps, step);
    }
  g_array_sort (steps, compare_steps);
  return steps;
}

/* So many carts are held against the threshold. */
static double
measure (CorralFleet *fleet, CorralAlertRuleKind rule, guint64 group, guint n)
{
  gint64 carts;

  if (strcmp (corral_alert_rule_get (rule)->unit, "percent") != 0)
    return n;
  carts = corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, (guint32) (group >> 32), CORRAL_STORE_COL_CARTS);
  return CORRAL_IS_KNOWN (carts) && carts > 0 ? 100.0 * n / (double) carts : 0;
}

/* A time in which the threshold was reached. */
typedef struct
{
  gint64 begin_ms, end_ms; /* end: CORRAL_UNKNOWN: it is still */
  guint most;
} Hold;

static void
add_hold (CorralDryRun *run, CorralFleet *fleet, CorralAlertRuleKind rule, const CorralRuleSetting *setting, guint64 group,
          const Hold *hold)
{
  gint64 raise_ms = (gint64) setting->raise_minutes * CORRAL_MINUTE_MS;
  gint64 end_ms = CORRAL_IS_KNOWN (hold->end_ms) ? hold->end_ms : run->to_ms;
  const Source *source = &sources[rule];
  CorralDryIncident *incident;
  const char *word = NULL;

  if (end_ms - hold->begin_ms < raise_ms)
    return;
  if (source->column != NO_COLUMN)
    word = corral_columns_get_word (corral_fleet_get_table (fleet, CORRAL_TABLE_CART), source->column, (guint32) group);
  incident = g_new0 (CorralDryIncident, 1);
  incident->store = corral_alert_rule_get (rule)->about_store ? (guint32) (group >> 32) : CORRAL_NO_SLOT;
  incident->detail = g_strdup (word != NULL ? word : "");
  incident->began_ms = hold->begin_ms;
  incident->raised_ms = hold->begin_ms + raise_ms;
  incident->ended_ms = hold->end_ms;
  incident->most_carts = hold->most;
  g_ptr_array_add (run->incidents, incident);
}

/* One group's steps: its holds, those that are less than the clearing time apart as one. */
static void
run_group (CorralDryRun *run, CorralFleet *fleet, CorralAlertRuleKind rule, const CorralRuleSetting *setting,
           const Step *steps, guint n_steps)
{
  gint64 clear_ms = (gint64) setting->clear_minutes * CORRAL_MINUTE_MS;
  Hold hold = { .begin_ms = CORRAL_UNKNOWN, .end_ms = CORRAL_UNKNOWN };
  guint n = 0;

  for (guint i = 0; i < n_steps; i++)
    {
      gboolean holds;

      n = (guint) ((int) n + steps[i].step);
      /* What happens at one moment is seen together. */
      if (i + 1 < n_steps && steps[i + 1].time_ms == steps[i].time_ms)
        continue;
      holds = n > 0 && measure (fleet, rule, steps[i].group, n) >= setting->threshold;
      if (holds && CORRAL_IS_KNOWN (hold.begin_ms) && CORRAL_IS_KNOWN (hold.end_ms)
          && steps[i].time_ms - hold.end_ms > clear_ms)
        {
          add_hold (run, fleet, rule, setting, steps[i].group, &hold);
          hold = (Hold) { .begin_ms = CORRAL_UNKNOWN, .end_ms = CORRAL_UNKNOWN };
        }
      if (holds)
        {
          if (!CORRAL_IS_KNOWN (hold.begin_ms))
            hold.begin_ms = steps[i].time_ms;
          hold.end_ms = CORRAL_UNKNOWN;
          hold.most = MAX (hold.most, n);
        }
      else if (CORRAL_IS_KNOWN (hold.begin_ms) && !CORRAL_IS_KNOWN (hold.end_ms))
        hold.end_ms = steps[i].time_ms;
    }
  if (CORRAL_IS_KNOWN (hold.begin_ms))
    add_hold (run, fleet, rule, setting, steps[0].group, &hold);
}

/* The cloud forgets alerts some time after they were cleared: those that it still has tell how far back they go. */
static gint64
find_first_cleared (CorralFleet *fleet)
{
  const CorralColumns *alerts = corral_fleet_get_table (fleet, CORRAL_TABLE_ALERT);
  const gint64 *cleared = corral_columns_peek (alerts, CORRAL_ALERT_COL_CLEARED_MS);
  gint64 first_ms = CORRAL_UNKNOWN;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (alerts); slot++)
    if (corral_columns_exists (alerts, slot) && CORRAL_IS_KNOWN (cleared[slot])
        && (!CORRAL_IS_KNOWN (first_ms) || cleared[slot] < first_ms))
      first_ms = cleared[slot];
  return first_ms;
}

static void
run_alerts (CorralDryRun *run, CorralFleet *fleet, CorralAlertRuleKind rule, const CorralRuleSetting *setting)
{
  g_autoptr (GArray) steps = list_steps (fleet, rule, run);
  const Step *all = (const Step *) (gpointer) steps->data;

  for (guint first = 0, last; first < steps->len; first = last)
    {
      for (last = first; last < steps->len && all[last].group == all[first].group; last++)
        ;
      run_group (run, fleet, rule, setting, all + first, last - first);
    }
}

/* --- by what this desk found -------------------------------------------------------------------------- */

static gboolean
would_be_raised (const CorralIncident *incident, const CorralRuleSetting *setting, gint64 now_ms)
{
  gint64 end_ms = CORRAL_IS_KNOWN (incident->recovered_ms) ? incident->recovered_ms
                  : CORRAL_IS_KNOWN (incident->closed_ms)  ? incident->closed_ms
                                                           : now_ms;

  if (end_ms - incident->began_ms < (gint64) setting->raise_minutes * CORRAL_MINUTE_MS)
    return FALSE;
  /* Of other units only the last figure is known, which is no measure of the worst. */
  return strcmp (corral_alert_rule_get (incident->rule)->unit, "carts") != 0 || incident->most_carts >= setting->threshold;
}

static void
run_incidents (CorralDryRun *run, CorralIncidentBook *book, CorralFleet *fleet, CorralAlertRuleKind rule,
               const CorralRuleSetting *setting)
{
  GPtrArray *incidents = corral_incident_book_get_incidents (book);

  for (guint i = 0; i < incidents->len; i++)
    {
      const CorralIncident *found = incidents->pdata[i];
      CorralDryIncident *incident;

      if (found->rule != rule || found->state == CORRAL_INCIDENT_MERGED || found->raised_ms < run->from_ms
          || !would_be_raised (found, setting, run->to_ms))
        continue;
      incident = g_new0 (CorralDryIncident, 1);
      incident->id = g_strdup (found->id);
      incident->store = CORRAL_NO_SLOT;
      if (found->store != NULL && found->chain != NULL)
        incident->store = corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE),
                                               corral_fleet_find_chain (fleet, found->chain), found->store);
      incident->detail = g_strdup (found->detail);
      incident->began_ms = found->began_ms;
      incident->raised_ms = found->raised_ms;
      incident->ended_ms = CORRAL_IS_KNOWN (found->recovered_ms) ? found->recovered_ms : found->closed_ms;
      incident->most_carts = found->most_carts;
      g_ptr_array_add (run->incidents, incident);
    }
}

static gint64
later (gint64 a, gint64 b)
{
  return CORRAL_IS_KNOWN (b) ? MAX (a, b) : CORRAL_UNKNOWN;
}

static int
compare_incidents (gconstpointer a, gconstpointer b)
{
  const CorralDryIncident *x = *(CorralDryIncident *const *) a, *y = *(CorralDryIncident *const *) b;

  if (x->raised_ms != y->raised_ms)
    return x->raised_ms > y->raised_ms ? -1 : 1;
  if (x->store != y->store)
    return x->store < y->store ? -1 : 1;
  return strcmp (x->detail, y->detail);
}

CorralDryRun *
corral_incident_dry_run (CorralIncidentBook *book, CorralFleet *fleet, CorralAlertRuleKind rule,
                         const CorralRuleSetting *setting)
{
  const CorralRuleSetting *before = &book->settings.rules[rule];
  CorralDryRun *run = g_new0 (CorralDryRun, 1);
  gint64 week_ms;

  run->incidents = g_ptr_array_new_with_free_func (free_incident);
  run->basis = sources[rule].kind != NULL ? CORRAL_DRY_RUN_ALERTS : CORRAL_DRY_RUN_INCIDENTS;
  run->to_ms = corral_fleet_get_now (fleet);
  run->from_ms = CORRAL_UNKNOWN;
  if (!CORRAL_IS_KNOWN (run->to_ms))
    return run;
  week_ms = run->to_ms - CORRAL_DRY_RUN_DAYS * CORRAL_DAY_MS;
  run->from_ms = later (week_ms, run->basis == CORRAL_DRY_RUN_ALERTS ? find_first_cleared (fleet) : book->since_ms);
  run->at_least = run->basis == CORRAL_DRY_RUN_INCIDENTS
                  && (!before->enabled || setting->threshold < before->threshold
                      || setting->raise_minutes < before->raise_minutes);
  if (!setting->enabled || !CORRAL_IS_KNOWN (run->from_ms))
    return run;
  if (run->basis == CORRAL_DRY_RUN_ALERTS)
    run_alerts (run, fleet, rule, setting);
  else
    run_incidents (run, book, fleet, rule, setting);
  g_ptr_array_sort (run->incidents, compare_incidents);
  return run;
}

void
corral_dry_run_free (CorralDryRun *self)
{
  g_ptr_array_unref (self->incidents);
  g_free (self);
}
