/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noise: what is counted of a rule and of a store, and what that comes to. */
#include "corral-noise.h"
#include "corral-time.h"
#include "corral-watch-file.h"
#include "incident-fixture.h"

#define HOUR CORRAL_HOUR_MS

/* Each advice just at its threshold, and just short of it. */
static void
test_judge (void)
{
  static const struct
  {
    CorralNoiseRule rule;
    CorralNoiseAdvice advice;
  } cases[] = {
    { { .n_raised = 4, .n_by_themselves = 4, .middle_ms = 60000 }, CORRAL_NOISE_TOO_LITTLE },
    { { .n_raised = 5, .n_by_themselves = 4, .n_acknowledged = 1, .middle_ms = 30 * CORRAL_MINUTE_MS }, CORRAL_NOISE_RAISE_LATER },
    { { .n_raised = 5, .n_by_themselves = 4, .n_acknowledged = 1, .middle_ms = 31 * CORRAL_MINUTE_MS }, CORRAL_NOISE_HIGHER },
    { { .n_raised = 5, .n_by_themselves = 3, .n_acknowledged = 2, .middle_ms = 60000 }, CORRAL_NOISE_FINE },
    { { .n_raised = 5, .n_open = 5, .middle_ms = CORRAL_UNKNOWN }, CORRAL_NOISE_UNHEARD },
    { { .n_raised = 5, .n_open = 5, .n_acknowledged = 1, .middle_ms = CORRAL_UNKNOWN }, CORRAL_NOISE_FINE },
    { { .n_raised = 10, .per_shift = 3.1, .n_acted = 1, .n_acknowledged = 5 }, CORRAL_NOISE_TELL_FEWER },
    { { .n_raised = 10, .per_shift = 3.0, .n_acted = 1, .n_acknowledged = 5 }, CORRAL_NOISE_FINE },
    { { .n_raised = 10, .per_shift = 3.1, .n_acted = 2, .n_acknowledged = 5 }, CORRAL_NOISE_FINE },
    /* More are open than were raised in the time: no number wraps. */
    { { .n_raised = 5, .n_open = 9, .n_acknowledged = 1 }, CORRAL_NOISE_FINE },
  };
  const CorralRuleSetting setting = { .raise_minutes = 10 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (corral_noise_judge (&cases[i].rule, &setting) != cases[i].advice)
      g_error ("case %u: %d instead of %d", i, corral_noise_judge (&cases[i].rule, &setting), cases[i].advice);
}

static void
put_alert (World *world, const char *id, const char *store, gint64 raised_ms, gint64 cleared_ms, const char *acknowledged,
           const char *assigned)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_ALERT);
  CorralAlert alert;

  corral_row_clear (schema, &alert);
  alert.id = id;
  alert.rev = 1;
  alert.kind = "offline";
  alert.severity = "watch";
  alert.store = store;
  alert.raised_ms = raised_ms;
  alert.cleared_ms = cleared_ms;
  alert.acknowledged_by = acknowledged;
  alert.acknowledged_ms = acknowledged != NULL ? raised_ms + 1 : CORRAL_UNKNOWN;
  alert.assigned_to = assigned;
  corral_fleet_put (world->fleet, "c0", schema, &alert);
}

static void
add_notice (GPtrArray *notices, const char *rule, gint64 time_ms, gboolean shown)
{
  CorralWatchNotice *notice = corral_watch_notice_new (NULL, rule);

  notice->time_ms = time_ms;
  notice->shown = shown;
  g_ptr_array_add (notices, notice);
}

static void
test_counts (void)
{
  const WorldSize size = { .n_chains = 1, .n_stores = 4, .per_store = 10 };
  g_autoptr (World) world = world_new (&size);
  gint64 from_ms = world->now_ms - HOUR;
  g_autoptr (GPtrArray) notices = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_watch_notice_free);
  g_autoptr (CorralNoise) noise = NULL;
  const CorralNoiseRule *rule;
  const CorralNoiseStore *loudest;

  put_alert (world, "a1", "s1", world->now_ms, CORRAL_UNKNOWN, NULL, NULL);
  put_alert (world, "a2", "s1", world->now_ms, world->now_ms + 1, NULL, NULL);
  put_alert (world, "a3", "s1", world->now_ms, world->now_ms + 1, "st", NULL);
  put_alert (world, "a4", "s1", world->now_ms, CORRAL_UNKNOWN, NULL, "st");
  put_alert (world, "b1", "s2", world->now_ms, CORRAL_UNKNOWN, NULL, NULL);
  put_alert (world, "old", "s3", from_ms - HOUR, CORRAL_UNKNOWN, NULL, NULL);

  /* One incident, over two stores, that ends by itself. */
  world_silence (world, 0, 20);
  world_find (world, CORRAL_RULE_CARRIER, "alpha", 0, 20, world->now_ms);
  world_look_for (world, 30);
  g_assert_nonnull (world_only (world));
  world_hear (world, 0, 20);
  world_find_nothing (world);
  world_look_for (world, 180);

  add_notice (notices, "carrier-outage", world->now_ms - HOUR, TRUE);
  add_notice (notices, "carrier-outage", world->now_ms - HOUR, FALSE);
  add_notice (notices, "carrier-outage", from_ms - HOUR, TRUE);
  add_notice (notices, "no-rule-of-this-version", world->now_ms, TRUE);

  noise = corral_noise_new (world->fleet, corral_incident_book_get_incidents (world->book), notices, &world->settings, from_ms,
                            from_ms + 16 * HOUR);
  rule = &noise->rules[CORRAL_RULE_CARRIER];
  g_assert_cmpuint (rule->n_raised, ==, 1);
  g_assert_cmpuint (rule->n_open, ==, 0);
  g_assert_cmpuint (rule->n_by_themselves, ==, 1);
  g_assert_cmpuint (rule->n_acknowledged, ==, 0);
  g_assert_cmpuint (rule->n_notices, ==, 1);
  g_assert_cmpfloat (rule->per_shift, ==, 0.5);
  g_assert_true (CORRAL_IS_KNOWN (rule->middle_ms));
  g_assert_cmpuint (noise->n_incidents, ==, 1);
  g_assert_cmpuint (noise->n_notices, ==, 2);
  g_assert_cmpuint (noise->n_alerts, ==, 5);

  g_assert_cmpuint (noise->stores->len, ==, 3);
  loudest = &g_array_index (noise->stores, CorralNoiseStore, 0);
  g_assert_cmpuint (loudest->store, ==, world_store (world, 1));
  g_assert_cmpuint (loudest->n_alerts, ==, 4);
  g_assert_cmpuint (loudest->n_acknowledged, ==, 1);
  g_assert_cmpuint (loudest->n_acted, ==, 1);
  g_assert_cmpuint (loudest->n_by_themselves, ==, 1);
  g_assert_cmpuint (loudest->n_incidents, ==, 1);

  /* In another time there was nothing. */
  {
    g_autoptr (CorralNoise) none = corral_noise_new (world->fleet, corral_incident_book_get_incidents (world->book), notices,
                                                     &world->settings, from_ms - 100 * HOUR, from_ms - 90 * HOUR);

    g_assert_cmpuint (none->n_incidents + none->n_alerts + none->n_notices, ==, 0);
    g_assert_cmpuint (none->stores->len, ==, 0);
    g_assert_false (CORRAL_IS_KNOWN (none->alerts_from_ms));
  }
}

/* What a person did is not "by itself". */
static void
test_people (void)
{
  const WorldSize size = { .n_chains = 1, .n_stores = 4, .per_store = 10 };
  g_autoptr (World) world = world_new (&size);
  gint64 from_ms = world->now_ms - HOUR;
  g_autoptr (GPtrArray) notices = g_ptr_array_new ();
  g_autoptr (CorralNoise) noise = NULL;
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_INCIDENT);
  CorralIncidentRecord record;
  CorralIncident *incident;

  world_silence (world, 0, 20);
  world_find (world, CORRAL_RULE_CARRIER, "alpha", 0, 20, world->now_ms);
  world_look_for (world, 30);
  incident = world_only (world);
  g_assert_nonnull (incident);
  corral_row_clear (schema, &record);
  record.id = incident->id;
  record.rev = 1;
  record.rule = "carrier-outage";
  record.severity = "act";
  record.began_ms = incident->began_ms;
  record.acknowledged_ms = world->now_ms;
  record.acknowledged_by = "st";
  record.assigned_to = "st";
  corral_fleet_put (world->fleet, "c0", schema, &record);
  corral_fleet_flush (world->fleet);
  world_hear (world, 0, 20);
  world_find_nothing (world);
  world_look_for (world, 180);
  noise = corral_noise_new (world->fleet, corral_incident_book_get_incidents (world->book), notices, &world->settings, from_ms,
                            world->now_ms);
  g_assert_cmpuint (noise->rules[CORRAL_RULE_CARRIER].n_acknowledged, ==, 1);
  g_assert_cmpuint (noise->rules[CORRAL_RULE_CARRIER].n_acted, ==, 1);
  g_assert_cmpuint (noise->rules[CORRAL_RULE_CARRIER].n_by_themselves, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/noise/judge", test_judge);
  g_test_add_func ("/noise/counts", test_counts);
  g_test_add_func ("/noise/people", test_people);
  return g_test_run ();
}
