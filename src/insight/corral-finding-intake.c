/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four fleet alarms (domain.md), by the figures that the cloud gives of its own intake: one row a chain. Pure; main
 * thread. */
#include "config.h"

#include "corral-finding-private.h"

#include <math.h>

/* Figures that are older than this against what is known of the carts are of another moment (ours: the longest of the
 * alarms' own times). */
#define FIGURES_MS (15 * CORRAL_MINUTE_MS)

/* One alarm over all chains: the worst chain, or all of them together. */
typedef struct
{
  double worst;       /* NAN: no figure */
  guint32 chain;      /* the one that reaches the least that can be set by itself; CORRAL_NO_SLOT when several do, or none */
  guint n_chains;
  gint64 as_of_ms;
} Alarm;

static void
take (Alarm *alarm, CorralAlertRuleKind rule, double value, guint32 chain, gint64 as_of_ms)
{
  if (isnan (value))
    return;
  if (!(alarm->worst >= value))
    alarm->worst = value;
  alarm->as_of_ms = MAX (alarm->as_of_ms, as_of_ms); /* CORRAL_UNKNOWN is below every time */
  if (value < corral_alert_rule_get (rule)->least)
    return;
  alarm->chain = alarm->n_chains++ == 0 ? chain : CORRAL_NO_SLOT;
}

static double
figure (const CorralColumns *rows, guint32 slot, guint column)
{
  double value = corral_columns_get_real (rows, slot, column);

  return value >= 0 ? value : NAN;
}

/* All chains together, where that is more than the worst of them. */
static void
take_all (Alarm *alarm, double value)
{
  if (!isnan (value) && !(alarm->worst >= value))
    alarm->worst = value;
}

static double
ratio (double value, double usual)
{
  return usual > 0 ? value / usual : NAN;
}

static double
drop (double now, double before)
{
  return before - now >= CORRAL_CONNECTED_CARTS ? 100 * (before - now) / before : NAN;
}

static CorralFinding *
sound (CorralSight *sight, CorralAlertRuleKind rule, const Alarm *alarm, gint64 lasted_ms)
{
  CorralFinding *finding;

  if (!(alarm->worst >= corral_alert_rule_get (rule)->least))
    return NULL;
  finding = corral_sight_add (sight, rule, CORRAL_NO_SLOT, NULL);
  finding->value = alarm->worst;
  finding->chain = alarm->chain;
  finding->known_ms = alarm->as_of_ms;
  corral_finding_add_begin (finding, alarm->as_of_ms - lasted_ms);
  return finding;
}

/* The drop shows for five minutes and carts come back much later: as long as so many that had to talk are silent it goes on.
 * Those that may be silent are taken out where that is known (corral-finding.c). */
static void
see_connected (CorralSight *sight, const Alarm *alarm)
{
  const CorralCensus *census = sight->census;
  CorralFinding *finding = sound (sight, CORRAL_RULE_CONNECTED, alarm, 5 * CORRAL_MINUTE_MS);
  guint n_heard = 0, n_silent = census->silent_begins[census->n_stores];

  for (guint32 store = 0; store < census->n_stores; store++)
    n_heard += census->stores[store].count.expected - census->stores[store].count.silent;
  if (finding == NULL
      && (n_silent < CORRAL_CONNECTED_CARTS
          || 100.0 * n_silent < corral_alert_rule_get (CORRAL_RULE_CONNECTED)->least * (n_heard + n_silent)))
    return;
  if (finding == NULL)
    finding = corral_sight_add (sight, CORRAL_RULE_CONNECTED, CORRAL_NO_SLOT, NULL);
  for (guint32 i = 0; i < n_silent; i++)
    corral_finding_add_cart (finding, census->silent[i]);
}

void
corral_sight_see_intake (CorralSight *sight)
{
  const CorralColumns *rows = corral_fleet_get_table (sight->fleet, CORRAL_TABLE_INGEST);
  Alarm none = { NAN, CORRAL_NO_SLOT, 0, CORRAL_UNKNOWN };
  Alarm connected = none, errors = none, delay = none, failures = none;
  double now = 0, before = 0, all_failures = 0;

  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (rows); slot < n_slots; slot++)
    {
      guint32 chain = corral_columns_get_link (rows, slot, CORRAL_INGEST_COL_CHAIN);
      gint64 as_of_ms = corral_columns_get_integer (rows, slot, CORRAL_INGEST_COL_AS_OF_MS);
      gint64 known_ms = chain != CORRAL_NO_SLOT ? corral_fleet_get_known_as_of (sight->fleet, chain) : CORRAL_UNKNOWN;
      double its_now = figure (rows, slot, CORRAL_INGEST_COL_CONNECTED_CARTS);
      double its_before = figure (rows, slot, CORRAL_INGEST_COL_CONNECTED_5MIN_AGO);
      double its_failures = figure (rows, slot, CORRAL_INGEST_COL_AUTH_FAILURES_5MIN);

      if (!corral_columns_exists (rows, slot) || !CORRAL_IS_KNOWN (as_of_ms) || !CORRAL_IS_KNOWN (known_ms)
          || as_of_ms < known_ms - FIGURES_MS)
        continue;
      if (!isnan (its_now) && !isnan (its_before))
        {
          now += its_now;
          before += its_before;
          take (&connected, CORRAL_RULE_CONNECTED, drop (its_now, its_before), chain, as_of_ms);
        }
      take (&errors, CORRAL_RULE_INGEST_ERRORS, figure (rows, slot, CORRAL_INGEST_COL_ERROR_PCT), chain, as_of_ms);
      take (&delay, CORRAL_RULE_INGEST_DELAY,
            ratio (figure (rows, slot, CORRAL_INGEST_COL_P99_DELAY_MS),
                   figure (rows, slot, CORRAL_INGEST_COL_P99_BASELINE_MS)),
            chain, as_of_ms);
      take (&failures, CORRAL_RULE_AUTHENTICATION, its_failures, chain, as_of_ms);
      all_failures += isnan (its_failures) ? 0 : its_failures;
    }
  take_all (&connected, drop (now, before));
  take_all (&failures, all_failures);
  see_connected (sight, &connected);
  sound (sight, CORRAL_RULE_INGEST_ERRORS, &errors, 10 * CORRAL_MINUTE_MS);
  sound (sight, CORRAL_RULE_INGEST_DELAY, &delay, 0);
  sound (sight, CORRAL_RULE_AUTHENTICATION, &failures, 5 * CORRAL_MINUTE_MS);
}
