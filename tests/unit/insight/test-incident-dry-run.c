/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a rule would have raised: by alerts that are known to the minute, and by what this desk found. */
#include "incident-fixture.h"

#include "corral-incident-dry-run.h"
#include "corral-time.h"

#include <string.h>

static World *
make_world (void)
{
  const WorldSize size = { .n_stores = 4, .per_store = 10 };

  return world_new (&size);
}

/* An alert of cart @cart, raised and cleared so many minutes ago; @cleared 0: it is open. */
static void
put_alert (World *world, const char *kind, const char *cause, guint cart, guint raised, guint cleared)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_ALERT);
  static guint n = 0;
  g_autofree char *id = g_strdup_printf ("a%u", n++);
  g_autofree char *cart_id = g_strdup_printf ("k%u", cart);
  g_autofree char *store_id = g_strdup_printf ("s%u", cart / 10);
  CorralAlert alert;

  corral_row_clear (schema, &alert);
  alert.id = id;
  alert.rev = 1;
  alert.kind = kind;
  alert.cause = cause;
  alert.severity = "watch";
  alert.cart = cart_id;
  alert.store = store_id;
  alert.raised_ms = world->now_ms - raised * CORRAL_MINUTE_MS;
  if (cleared > 0)
    alert.cleared_ms = world->now_ms - cleared * CORRAL_MINUTE_MS;
  corral_fleet_put (world->fleet, "c0", schema, &alert);
  corral_fleet_flush (world->fleet);
}

static CorralRuleSetting
make_setting (CorralAlertRuleKind rule, double threshold, guint raise_minutes, guint clear_minutes)
{
  CorralRuleSetting setting = corral_alert_rule_get (rule)->defaults;

  setting.threshold = threshold;
  setting.raise_minutes = raise_minutes;
  setting.clear_minutes = clear_minutes;
  return setting;
}

static guint
count (World *world, CorralAlertRuleKind rule, double threshold, guint raise_minutes, guint clear_minutes)
{
  CorralRuleSetting setting = make_setting (rule, threshold, raise_minutes, clear_minutes);
  g_autoptr (CorralDryRun) run = corral_incident_dry_run (world->book, world->fleet, rule, &setting);

  g_assert_cmpint (run->basis, ==, CORRAL_DRY_RUN_ALERTS);
  g_assert_false (run->at_least);
  return run->incidents->len;
}

static void
test_threshold (void)
{
  g_autoptr (World) world = make_world ();
  CorralRuleSetting setting = make_setting (CORRAL_RULE_OFF_PREMISES, 3, 30, 15);
  g_autoptr (CorralDryRun) run = NULL;
  const CorralDryIncident *incident;

  put_alert (world, "offline", NULL, 39, 7 * 1440, 6 * 1440); /* how far back they go */
  /* Two carts for 100 minutes, a third for 40 of them; later a single one that is outside still. */
  put_alert (world, "off_premises", NULL, 1, 1000, 900);
  put_alert (world, "off_premises", NULL, 2, 1000, 900);
  put_alert (world, "off_premises", NULL, 3, 960, 920);
  put_alert (world, "off_premises", NULL, 4, 50, 0);
  g_assert_cmpuint (count (world, CORRAL_RULE_OFF_PREMISES, 1, 0, 15), ==, 2);
  g_assert_cmpuint (count (world, CORRAL_RULE_OFF_PREMISES, 1, 60, 15), ==, 1);
  g_assert_cmpuint (count (world, CORRAL_RULE_OFF_PREMISES, 2, 30, 15), ==, 1);
  g_assert_cmpuint (count (world, CORRAL_RULE_OFF_PREMISES, 3, 40, 15), ==, 1);
  g_assert_cmpuint (count (world, CORRAL_RULE_OFF_PREMISES, 3, 41, 15), ==, 0);
  g_assert_cmpuint (count (world, CORRAL_RULE_OFF_PREMISES, 4, 0, 15), ==, 0);
  run = corral_incident_dry_run (world->book, world->fleet, CORRAL_RULE_OFF_PREMISES, &setting);
  g_assert_cmpuint (run->incidents->len, ==, 1);
  g_assert_cmpint (run->from_ms, ==, world->now_ms - 6 * CORRAL_DAY_MS);
  g_assert_cmpint (run->to_ms, ==, world->now_ms);
  incident = run->incidents->pdata[0];
  g_assert_cmpint (incident->began_ms, ==, world->now_ms - 960 * CORRAL_MINUTE_MS);
  g_assert_cmpint (incident->raised_ms, ==, world->now_ms - 930 * CORRAL_MINUTE_MS);
  g_assert_cmpint (incident->ended_ms, ==, world->now_ms - 920 * CORRAL_MINUTE_MS);
  g_assert_cmpuint (incident->most_carts, ==, 3);
  g_assert_cmpuint (incident->store, ==, CORRAL_NO_SLOT);
  setting.enabled = FALSE;
  g_clear_pointer (&run, corral_dry_run_free);
  run = corral_incident_dry_run (world->book, world->fleet, CORRAL_RULE_OFF_PREMISES, &setting);
  g_assert_cmpuint (run->incidents->len, ==, 0);
}

/* What comes back within the clearing time is one. */
static void
test_clearing (void)
{
  g_autoptr (World) world = make_world ();

  put_alert (world, "offline", NULL, 39, 2000, 1990);
  put_alert (world, "off_premises", NULL, 1, 300, 200);
  put_alert (world, "off_premises", NULL, 2, 180, 100);
  g_assert_cmpuint (count (world, CORRAL_RULE_OFF_PREMISES, 1, 10, 19), ==, 2);
  g_assert_cmpuint (count (world, CORRAL_RULE_OFF_PREMISES, 1, 10, 20), ==, 1);
  /* One goes in the moment in which another comes: no break at all. */
  put_alert (world, "off_premises", NULL, 3, 200, 180);
  g_assert_cmpuint (count (world, CORRAL_RULE_OFF_PREMISES, 1, 150, 1), ==, 1);
}

/* Per cent of a store's carts, one a store; and what is a carrier's is no store's. */
static void
test_stores (void)
{
  g_autoptr (World) world = make_world ();
  CorralRuleSetting setting = make_setting (CORRAL_RULE_STORE_SILENT, 50, 5, 15);
  g_autoptr (CorralDryRun) run = NULL;

  put_alert (world, "calibration", NULL, 39, 2000, 1990);
  for (guint i = 0; i < 5; i++)
    {
      put_alert (world, "offline", NULL, i, 500, 400);
      put_alert (world, "offline", "carrier", 10 + i, 500, 400);
      put_alert (world, "offline", NULL, 20 + i, 90 - i, 0);
    }
  g_assert_cmpuint (count (world, CORRAL_RULE_STORE_SILENT, 60, 5, 15), ==, 0);
  run = corral_incident_dry_run (world->book, world->fleet, CORRAL_RULE_STORE_SILENT, &setting);
  g_assert_cmpuint (run->incidents->len, ==, 2);
  g_assert_cmpuint (((CorralDryIncident *) run->incidents->pdata[0])->store, ==, world_store (world, 2));
  g_assert_false (CORRAL_IS_KNOWN (((CorralDryIncident *) run->incidents->pdata[0])->ended_ms));
  g_assert_cmpuint (((CorralDryIncident *) run->incidents->pdata[1])->store, ==, world_store (world, 0));
}

/* Nothing was cleared that the cloud still has: how far back what is open goes says nothing. */
static void
test_no_past (void)
{
  g_autoptr (World) world = make_world ();
  CorralRuleSetting setting = make_setting (CORRAL_RULE_OFF_PREMISES, 1, 0, 15);
  g_autoptr (CorralDryRun) run = NULL;

  put_alert (world, "off_premises", NULL, 1, 300, 0);
  run = corral_incident_dry_run (world->book, world->fleet, CORRAL_RULE_OFF_PREMISES, &setting);
  g_assert_false (CORRAL_IS_KNOWN (run->from_ms));
  g_assert_cmpuint (run->incidents->len, ==, 0);
}

/* By what was found: stricter can be told, less strict is "at least". */
static void
test_incidents (void)
{
  g_autoptr (World) world = make_world ();
  CorralRuleSetting setting = corral_alert_rule_get (CORRAL_RULE_MISSING_CA)->defaults;
  g_autoptr (CorralDryRun) run = NULL;
  gint64 since_ms = world->now_ms;

  world_look (world);
  world_find (world, CORRAL_RULE_MISSING_CA, "", 0, 4, world->now_ms);
  world_look_for (world, 60);
  g_assert_nonnull (world_only (world));
  run = corral_incident_dry_run (world->book, world->fleet, CORRAL_RULE_MISSING_CA, &setting);
  g_assert_cmpint (run->basis, ==, CORRAL_DRY_RUN_INCIDENTS);
  g_assert_cmpint (run->from_ms, ==, since_ms);
  g_assert_cmpuint (run->incidents->len, ==, 1);
  g_assert_false (run->at_least);
  g_assert_cmpstr (((CorralDryIncident *) run->incidents->pdata[0])->id, ==, world_only (world)->id);
  g_clear_pointer (&run, corral_dry_run_free);
  setting.threshold = 5;
  run = corral_incident_dry_run (world->book, world->fleet, CORRAL_RULE_MISSING_CA, &setting);
  g_assert_cmpuint (run->incidents->len, ==, 0);
  g_assert_false (run->at_least);
  g_clear_pointer (&run, corral_dry_run_free);
  setting.threshold = 1;
  setting.raise_minutes = 61;
  run = corral_incident_dry_run (world->book, world->fleet, CORRAL_RULE_MISSING_CA, &setting);
  g_assert_cmpuint (run->incidents->len, ==, 0);
  g_clear_pointer (&run, corral_dry_run_free);
  setting.raise_minutes = 0;
  run = corral_incident_dry_run (world->book, world->fleet, CORRAL_RULE_MISSING_CA, &setting);
  g_assert_cmpuint (run->incidents->len, ==, 1);
  g_assert_true (run->at_least);
}

/* 100,000 alerts within a minute. */
static void
test_storm (void)
{
  g_autoptr (World) world = make_world ();
  gint64 start_us;

  put_alert (world, "off_premises", NULL, 1, 700, 690);
  for (guint i = 0; i < 100000; i++)
    {
      const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_ALERT);
      g_autofree char *id = g_strdup_printf ("storm%u", i);
      g_autofree char *cart_id = g_strdup_printf ("k%u", i % 40);
      CorralAlert alert;

      corral_row_clear (schema, &alert);
      alert.id = id;
      alert.rev = 1;
      alert.kind = "off_premises";
      alert.severity = "watch";
      alert.cart = cart_id;
      alert.raised_ms = world->now_ms - 60 * CORRAL_MINUTE_MS + i % 60000;
      corral_fleet_put (world->fleet, "c0", schema, &alert);
    }
  corral_fleet_flush (world->fleet);
  start_us = g_get_monotonic_time ();
  g_assert_cmpuint (count (world, CORRAL_RULE_OFF_PREMISES, 5, 10, 15), ==, 1);
  g_test_message ("%.0f ms", (double) (g_get_monotonic_time () - start_us) / 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dry-run/threshold", test_threshold);
  g_test_add_func ("/dry-run/clearing", test_clearing);
  g_test_add_func ("/dry-run/stores", test_stores);
  g_test_add_func ("/dry-run/no-past", test_no_past);
  g_test_add_func ("/dry-run/incidents", test_incidents);
  g_test_add_func ("/dry-run/storm", test_storm);
  return g_test_run ();
}
