/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The twelve things that went wrong in the field (domain.md), as the demo cloud's simulation has them: each comes up as
 * one finding, of the right rule, with those that are hit as its members and hardly anybody else; nothing else comes up, and
 * nothing at all in a fleet in which nothing but ordinary wear goes on. Over many seeds and hours of the day, with and without
 * the cloud's own alerts.
 */
#include "corral-sim-private.h"

#include "corral-finding.h"
#include "sim-fixture.h"

#include <string.h>

/* Tuesday, 24 November 2026, 16:00 UTC: every seed another hour of it, of the days around, nights included. */
#define BASE_MS G_GINT64_CONSTANT (1795536000000)
#define N_CARTS 1000
#define N_STORES 32
#define N_SEEDS 12
#define MAX_MOMENTS 4

typedef struct
{
  SimScenario scenario;
  CorralAlertRuleKind rule;
  gboolean from_anchor;      /* minutes count from the moment of the simulation, not from when it began */
  int minutes[MAX_MOMENTS];  /* at which it has to be there */
  guint n_minutes;
  guint members_pct;         /* so many of its members are really hit */
  gboolean needs_alerts;     /* at a moment alone too few show it */
  gboolean large;            /* of a thousand carts only a handful are hit */
} Case;

static const Case cases[] = {
  { SIM_CARRIER_OUTAGE, CORRAL_RULE_CARRIER, FALSE, { 18, 60, 240, 800 }, 4, 95, FALSE },
  { SIM_SILENT_CARTS, CORRAL_RULE_CLOUD_SILENCE, FALSE, { 30, 90, 240, 800 }, 4, 90, FALSE },
  { SIM_CLOUD_DROPS_DATA, CORRAL_RULE_CLOUD_SILENCE, FALSE, { 18, 60, 240, 340 }, 4, 99, FALSE },
  { SIM_CERTIFICATE_BATCH, CORRAL_RULE_CERTIFICATE, FALSE, { 18, 60, 240, 1100 }, 4, 95, FALSE },
  { SIM_RADIO_NOISE, CORRAL_RULE_RADIO, TRUE, { -240, -60, 0, 60 }, 4, 90, TRUE },
  { SIM_CALIBRATION_BUG, CORRAL_RULE_CALIBRATION, FALSE, { 20, 90, 1440, 4000 }, 4, 95, FALSE },
  { SIM_ROLLBACK_STORM, CORRAL_RULE_ROLLBACK, FALSE, { 1300, 1790, 3000 }, 3, 75, FALSE, TRUE },
  { SIM_MISSING_CA, CORRAL_RULE_MISSING_CA, TRUE, { -2000, -60, 0, 60 }, 4, 95, FALSE },
  { SIM_WRONG_FIRMWARE, CORRAL_RULE_WRONG_BUILD, FALSE, { 2000, 3000, 7000 }, 3, 95, FALSE },
  { SIM_REJECTED_MESSAGES, CORRAL_RULE_REJECTS, TRUE, { -2000, -60, 0, 60 }, 4, 95, FALSE },
  { SIM_STORE_WIFI_DOWN, CORRAL_RULE_STORE_WIFI, FALSE, { 3, 20, 90, 250 }, 4, 95, FALSE },
  { SIM_CAR_PARK, CORRAL_RULE_OFF_PREMISES, FALSE, { 1100, 1500 }, 2, 90, FALSE },
};

typedef struct
{
  guint looks;    /* at which it had to be there */
  guint named;    /* and was, once */
  guint twice;
  guint others;   /* findings of anything else, but stores below their target */
  guint below;    /* those */
  GString *what;  /* (owned): of the others */
} Tally;

static guint
index_of (CorralFleet *fleet, guint32 slot)
{
  return (guint) g_ascii_strtoull (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, slot, 0) + 2, NULL, 10);
}

static void
check_members (const Case *c, CorralSim *sim, CorralFleet *fleet, const CorralFinding *finding)
{
  guint hit = 0;

  for (guint i = 0; i < finding->n_carts; i++)
    {
      hit += sim_scenario_hits (sim, c->scenario, index_of (fleet, finding->carts[i]));
      g_assert_true (i == 0 || finding->carts[i] > finding->carts[i - 1]);
    }
  g_assert_cmpuint (hit * 100, >=, finding->n_carts * c->members_pct);
  g_assert_cmpuint (finding->n_stores, <=, MAX (1, finding->n_carts));
  for (guint i = 1; i < finding->n_stores; i++)
    g_assert_cmpuint (finding->stores[i], >, finding->stores[i - 1]);
}

static void
count (const Case *c, CorralSim *sim, CorralFleet *fleet, Tally *tally, gint64 minute, gboolean alerts)
{
  CorralRuleSettings settings;
  g_autoptr (CorralFindings) findings = NULL;
  guint n = 0;

  corral_rule_settings_init (&settings);
  findings = corral_findings_new (fleet, &settings);
  for (guint i = 0; i < findings->findings->len; i++)
    {
      const CorralFinding *finding = g_ptr_array_index (findings->findings, i);

      if (c != NULL && finding->rule == c->rule)
        {
          check_members (c, sim, fleet, finding);
          n++;
        }
      else if (finding->rule == CORRAL_RULE_BELOW_TARGET)
        tally->below++;
      else
        {
          tally->others++;
          g_string_append_printf (tally->what, " %" G_GINT64_FORMAT ":%s(%u)", minute,
                                  corral_alert_rule_to_word (finding->rule), finding->n_carts);
        }
    }
  tally->twice += n > 1;
  if (c != NULL && c->needs_alerts && !alerts)
    return;
  tally->looks++;
  tally->named += n > 0;
}

static void
report (const char *name, Tally *tally)
{
  g_test_message ("%s: %u looks, named %u, twice %u; others %u (%s), stores below target %u", name, tally->looks, tally->named,
                  tally->twice, tally->others, tally->what->str, tally->below);
  g_string_free (tally->what, TRUE);
}

static gint64
anchor_of (guint64 seed)
{
  return BASE_MS + (gint64) (seed % 3) * CORRAL_DAY_MS + (gint64) (seed * 5 % 24 - 12) * CORRAL_HOUR_MS;
}

static void
test_scenario (gconstpointer data)
{
  const Case *c = data;
  const char *name = corral_sim_scenario_names ()[c->scenario];
  Tally tally = { .what = g_string_new (NULL) };

  for (guint64 seed = 1; seed <= (c->large ? N_SEEDS / 4 : N_SEEDS); seed++)
    {
      guint size = c->large ? 8 : 1;
      g_autoptr (CorralClock) clock = corral_clock_new_manual (anchor_of (seed) * 1000);
      g_autoptr (CorralSim) sim = sim_fixture_new (seed, size * N_CARTS, size * N_STORES, name, clock);
      gint64 start = c->from_anchor ? anchor_of (seed) : sim_scenario_start (sim, c->scenario);

      for (guint i = 0; i < c->n_minutes; i++)
        {
          gint64 now_ms = start + c->minutes[i] * CORRAL_MINUTE_MS;
          g_autoptr (CorralFleet) fleet = sim_fixture_look (sim, now_ms);

          count (c, sim, fleet, &tally, c->minutes[i], FALSE);
          sim_fixture_apply (fleet, sim, CORRAL_COLLECTION_ALERT, now_ms);
          corral_fleet_flush (fleet);
          count (c, sim, fleet, &tally, c->minutes[i], TRUE);
        }
    }
  g_assert_cmpuint (tally.twice, ==, 0);
  report (name, &tally);
  g_assert_cmpuint (tally.named * 100, >=, tally.looks * 95);
  g_assert_cmpuint (tally.others * 100, <=, tally.looks * 2);
}

/* The cloud's own figures show it before the carts' silence does; then they are a sign of what it was, and no more a finding. */
static void
test_alarm_before_cause (void)
{
  static const struct
  {
    SimScenario scenario;
    CorralAlertRuleKind alarm;
    CorralAlertRuleKind cause;
  } early[] = {
    { SIM_CLOUD_DROPS_DATA, CORRAL_RULE_INGEST_ERRORS, CORRAL_RULE_CLOUD_SILENCE },
    { SIM_CERTIFICATE_BATCH, CORRAL_RULE_AUTHENTICATION, CORRAL_RULE_CERTIFICATE },
  };
  CorralRuleSettings settings;

  corral_rule_settings_init (&settings);
  for (guint i = 0; i < G_N_ELEMENTS (early); i++)
    for (guint64 seed = 1; seed <= 3; seed++)
      {
        g_autoptr (CorralClock) clock = corral_clock_new_manual (anchor_of (seed) * 1000);
        g_autoptr (CorralSim) sim
            = sim_fixture_new (seed, 4 * N_CARTS, 4 * N_STORES, corral_sim_scenario_names ()[early[i].scenario], clock);

        for (guint late = 0; late < 2; late++)
          {
            gint64 now_ms = sim_scenario_start (sim, early[i].scenario) + (late ? 30 : 4) * CORRAL_MINUTE_MS;
            g_autoptr (CorralFleet) fleet = sim_fixture_look (sim, now_ms);
            g_autoptr (CorralFindings) findings = corral_findings_new (fleet, &settings);
            guint alarms = 0, causes = 0;

            for (guint k = 0; k < findings->findings->len; k++)
              {
                const CorralFinding *finding = g_ptr_array_index (findings->findings, k);

                alarms += finding->rule == early[i].alarm;
                if (finding->rule != early[i].cause)
                  continue;
                causes++;
                g_assert_true ((finding->symptoms >> early[i].alarm & 1) != 0);
              }
            g_assert_cmpuint (causes, ==, late);
            g_assert_cmpuint (alarms, ==, !late);
          }
      }
}

/* In a fleet in which nothing but ordinary wear goes on nothing comes up: at every third hour of days and nights. */
static void
test_quiet_fleet (void)
{
  Tally tally = { .what = g_string_new (NULL) };

  for (guint64 seed = 1; seed <= N_SEEDS; seed++)
    {
      g_autoptr (CorralClock) clock = corral_clock_new_manual (anchor_of (seed) * 1000);
      g_autoptr (CorralSim) sim = sim_fixture_new (seed, N_CARTS, N_STORES, "ordinary", clock);

      for (gint64 hour = 0; hour < 24; hour += 3)
        {
          gint64 now_ms = anchor_of (seed) + hour * CORRAL_HOUR_MS;
          g_autoptr (CorralFleet) fleet = sim_fixture_look (sim, now_ms);

          sim_fixture_apply (fleet, sim, CORRAL_COLLECTION_ALERT, now_ms);
          corral_fleet_flush (fleet);
          count (NULL, sim, fleet, &tally, hour, TRUE);
        }
    }
  g_assert_cmpuint (tally.others, ==, 0);
  /* A store may have a bad day by itself. */
  g_assert_cmpuint (tally.below * 100, <=, tally.looks * N_STORES);
  report ("ordinary", &tally);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/finding/%s", corral_sim_scenario_names ()[cases[i].scenario]);

      g_test_add_data_func (path, &cases[i], test_scenario);
    }
  g_test_add_func ("/finding/alarm-before-cause", test_alarm_before_cause);
  g_test_add_func ("/finding/quiet-fleet", test_quiet_fleet);
  return g_test_run ();
}
