/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How incidents look beside their sentence: growth, events, what does not count, whose time; and who has one. */
#include "corral-freshness.h"
#include "corral-incident-look.h"
#include "corral-incident-private.h"
#include "corral-incident-work.h"
#include "corral-time.h"

#include <string.h>

#define T G_GINT64_CONSTANT (1795536000000)

static void
put_store (CorralFleet *fleet, const char *tenant, const char *id, const char *zone)
{
  const CorralSchema *stores = corral_collection_get_schema (CORRAL_COLLECTION_STORE);
  CorralStore store;

  corral_row_clear (stores, &store);
  store.id = id;
  store.rev = 1;
  store.number = 1;
  store.name = id;
  store.time_zone = zone;
  corral_fleet_put (fleet, tenant, stores, &store);
}

static CorralFleet *
make_fleet (void)
{
  CorralFleet *fleet = corral_fleet_new (corral_freshness_judge);
  CorralTenant first = { (char *) "norvia", (char *) "Norvia", NULL, NULL, NULL };
  CorralTenant second = { (char *) "harbor", (char *) "Harbor", NULL, NULL, NULL };

  corral_fleet_put_tenant (fleet, &first);
  corral_fleet_put_tenant (fleet, &second);
  put_store (fleet, "norvia", "s", "Europe/Berlin");
  put_store (fleet, "norvia", "s2", "Europe/Berlin");
  /* The same id in another chain is another store. */
  put_store (fleet, "harbor", "s", "America/Chicago");
  corral_fleet_set_now (fleet, T);
  corral_fleet_flush (fleet);
  return fleet;
}

static void
add_member (CorralIncident *incident, const char *chain, const char *store, const char *cart)
{
  const CorralIncidentMember member = { .id = (char *) cart, .chain = (char *) chain, .store = (char *) store,
                                        .joined_ms = T, .left_ms = CORRAL_UNKNOWN, .heard_ms = CORRAL_UNKNOWN };

  g_ptr_array_add (incident->members, corral_incident_member_new (&member));
}

static void
add_point (CorralIncident *incident, gint64 time_ms, guint n_carts)
{
  CorralIncidentPoint point = { .time_ms = time_ms, .n_carts = n_carts, .n_stores = 1, .n_regions = 1 };

  g_array_append_val (incident->points, point);
  incident->n_carts = n_carts;
}

static CorralIncident *
make_incident (void)
{
  CorralIncident *incident = corral_incident_new ();

  incident->id = g_strdup ("inc-1");
  incident->detail = g_strdup ("");
  incident->region = g_strdup ("");
  incident->known_ms = T;
  return incident;
}

static void
test_trend (void)
{
  g_autoptr (CorralIncident) incident = make_incident ();

  g_assert_cmpint (corral_incident_get_trend (incident), ==, CORRAL_INCIDENT_STEADY);
  add_point (incident, T - CORRAL_HOUR_MS, 5);
  g_assert_cmpint (corral_incident_get_trend (incident), ==, CORRAL_INCIDENT_STEADY);
  add_point (incident, T - 10 * CORRAL_MINUTE_MS, 9);
  g_assert_cmpint (corral_incident_get_trend (incident), ==, CORRAL_INCIDENT_GROWING);
  /* That it has just been raised is no growth. */
  {
    g_autoptr (CorralIncident) fresh = make_incident ();

    add_point (fresh, T - CORRAL_MINUTE_MS, 300);
    g_assert_cmpint (corral_incident_get_trend (fresh), ==, CORRAL_INCIDENT_STEADY);
  }
  add_point (incident, T - 5 * CORRAL_MINUTE_MS, 3);
  g_assert_cmpint (corral_incident_get_trend (incident), ==, CORRAL_INCIDENT_SHRINKING);
  /* What is over neither grows nor shrinks, nor does what nothing is known of. */
  incident->state = CORRAL_INCIDENT_CLOSED;
  g_assert_cmpint (corral_incident_get_trend (incident), ==, CORRAL_INCIDENT_STEADY);
  incident->state = CORRAL_INCIDENT_OPEN;
  incident->known_ms = CORRAL_UNKNOWN;
  g_assert_cmpint (corral_incident_get_trend (incident), ==, CORRAL_INCIDENT_STEADY);
}

static void
test_events (void)
{
  for (guint i = 0; i < CORRAL_N_INCIDENT_EVENTS; i++)
    {
      CorralIncidentEvent event = { .kind = (CorralIncidentEventKind) i, .time_ms = T, .n_carts = 1, .n_stores = 2,
                                    .value_ms = CORRAL_UNKNOWN };
      g_autofree char *text = corral_incident_event_to_text (&event);

      g_assert_nonnull (strstr (text, "1 cart"));
      g_assert_nonnull (strstr (text, "2 stores"));
      g_assert_null (strchr (text, '{'));
    }
  {
    CorralIncidentEvent event = { .kind = CORRAL_INCIDENT_EVENT_AMENDED, .n_carts = 12, .n_stores = 3,
                                  .value_ms = 41 * CORRAL_MINUTE_MS, .n_trips = 2, .n_missing = 0 };
    g_autofree char *text = corral_incident_event_to_text (&event);
    g_autofree char *less = corral_incident_gap_to_text (CORRAL_UNKNOWN, CORRAL_UNKNOWN, CORRAL_UNKNOWN);
    g_autofree char *lost = corral_incident_gap_to_text (CORRAL_MINUTE_MS, 1, 1200);

    g_assert_cmpstr (text, ==,
                     "Amended by data that came late, of 12 carts: link lost 41 min, worked on, 2 trips, nothing lost");
    g_assert_cmpstr (less, ==, "link lost, worked on, whether anything is lost is not known");
    g_assert_cmpstr (lost, ==, "link lost 1 min, worked on, 1 trip, 1,200 messages have not arrived");
  }
  {
    CorralIncidentEvent event = { .kind = (CorralIncidentEventKind) 99 };
    g_autofree char *text = corral_incident_event_to_text (&event);

    g_assert_cmpstr (text, ==, "–");
  }
}

static void
test_quiet (void)
{
  g_autoptr (CorralIncident) incident = make_incident ();
  g_autofree char *none = corral_incident_quiet_to_text (incident);
  g_autofree char *some = NULL;

  g_assert_null (none);
  incident->quiet[CORRAL_QUIET_NONE] = 40; /* those that count */
  incident->quiet[CORRAL_QUIET_CHARGING] = 8;
  incident->quiet[CORRAL_QUIET_CLOSED] = 4;
  some = corral_incident_quiet_to_text (incident);
  g_assert_cmpstr (some, ==, "12 carts do not count now: 8 charging, 4 store closed.");
  for (guint i = 1; i < CORRAL_N_QUIET; i++)
    g_assert_cmpstr (corral_quiet_to_text ((CorralQuiet) i), !=, "");
  g_assert_cmpstr (corral_quiet_to_text ((CorralQuiet) 99), ==, "");
}

static void
test_where (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ();
  g_autoptr (CorralIncident) incident = make_incident ();
  g_autoptr (GTimeZone) one = NULL;
  g_autoptr (GTimeZone) several = NULL;
  g_autoptr (GArray) none = corral_incident_list_chains (incident, fleet);
  g_autoptr (GArray) chains = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  add_member (incident, "norvia", "s", "c");
  add_member (incident, "norvia", "s2", "c2");
  add_member (incident, "norvia", "gone", "c3");
  add_member (incident, "harbor", "s", "c");
  several = corral_incident_get_zone (incident, fleet);
  g_assert_null (several);
  incident->chain = g_strdup ("norvia");
  incident->store = g_strdup ("s");
  one = corral_incident_get_zone (incident, fleet);
  g_assert_cmpstr (g_time_zone_get_identifier (one), ==, "Europe/Berlin");
  g_clear_pointer (&incident->chain, g_free);
  g_clear_pointer (&incident->store, g_free);
  chains = corral_incident_list_chains (incident, fleet);
  g_assert_cmpuint (chains->len, ==, 2);
  g_assert_cmpuint (corral_incident_member_find_store (g_ptr_array_index (incident->members, 0), fleet), !=,
                    corral_incident_member_find_store (g_ptr_array_index (incident->members, 3), fleet));
  g_assert_cmpuint (corral_incident_member_find_store (g_ptr_array_index (incident->members, 2), fleet), ==, CORRAL_NO_SLOT);
  g_assert_cmpuint (corral_incident_member_find_cart (g_ptr_array_index (incident->members, 0), fleet), ==, CORRAL_NO_SLOT);
}

/* ---- who has it ------------------------------------------------------------------------------------- */

static void
put_record (CorralFleet *fleet, const char *tenant, gint64 rev, gint64 acknowledged_ms, const char *assigned)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_INCIDENT);
  CorralIncidentRecord row;

  corral_row_clear (schema, &row);
  row.id = "inc-1";
  row.rev = rev;
  row.rule = "carrier-outage";
  row.severity = "act";
  row.began_ms = T - CORRAL_HOUR_MS;
  row.acknowledged_ms = acknowledged_ms;
  row.acknowledged_by = CORRAL_IS_KNOWN (acknowledged_ms) ? "maria" : NULL;
  row.assigned_to = assigned;
  corral_fleet_put (fleet, tenant, schema, &row);
  corral_fleet_flush (fleet);
}

static void
test_work (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ();
  g_autoptr (CorralIncident) incident = make_incident ();
  CorralIncidentWork work;
  g_autofree char *nobody = NULL;
  g_autofree char *seen = NULL;
  g_autofree char *assigned = NULL;
  g_autofree char *text = NULL;

  add_member (incident, "norvia", "s", "c");
  add_member (incident, "harbor", "s", "c");
  add_point (incident, T - CORRAL_HOUR_MS, 5);
  corral_incident_work_get (incident, fleet, &work);
  nobody = corral_incident_work_to_who (&work);
  g_assert_cmpstr (nobody, ==, "nobody");
  g_assert_false (corral_incident_work_is_of (&work, "maria"));
  g_assert_false (corral_incident_work_is_of (&work, NULL));

  put_record (fleet, "norvia", 1, T - 30 * CORRAL_MINUTE_MS, NULL);
  corral_incident_work_get (incident, fleet, &work);
  seen = corral_incident_work_to_who (&work);
  g_assert_cmpstr (seen, ==, "seen by maria");
  g_assert_true (corral_incident_work_is_of (&work, "maria"));

  /* It gets worse: the acknowledgement does not stand. */
  add_point (incident, T - 10 * CORRAL_MINUTE_MS, 50);
  corral_incident_work_get (incident, fleet, &work);
  g_assert_false (work.stands);
  g_assert_false (corral_incident_work_is_of (&work, "maria"));
  text = corral_incident_work_to_text (&work, T, NULL);
  g_assert_nonnull (strstr (text, "it got worse since"));

  /* A shift passes, and nothing gets worse: whoever is here now decides anew. */
  {
    g_autofree char *old = NULL;

    put_record (fleet, "norvia", 2, T - 5 * CORRAL_MINUTE_MS, NULL);
    corral_incident_work_get (incident, fleet, &work);
    g_assert_true (work.stands);
    corral_fleet_set_now (fleet, T + 8 * CORRAL_HOUR_MS);
    corral_incident_work_get (incident, fleet, &work);
    g_assert_false (work.stands);
    g_assert_false (work.worse);
    old = corral_incident_work_to_text (&work, T + 8 * CORRAL_HOUR_MS, NULL);
    g_assert_nonnull (strstr (old, "a shift ago"));
    corral_fleet_set_now (fleet, T);
  }

  /* Another chain's row counts as well. */
  put_record (fleet, "harbor", 1, CORRAL_UNKNOWN, "jo");
  corral_incident_work_get (incident, fleet, &work);
  assigned = corral_incident_work_to_who (&work);
  g_assert_cmpstr (assigned, ==, "jo");
  g_assert_true (corral_incident_work_is_of (&work, "jo"));
}

/* A snooze holds until its time, or until it gets worse, and then it is not shown as one. */
static void
test_snoozed (void)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_INCIDENT);
  g_autoptr (CorralFleet) fleet = make_fleet ();
  g_autoptr (CorralIncident) incident = make_incident ();
  CorralIncidentRecord row;
  CorralIncidentWork work;
  g_autofree char *text = NULL;
  g_autofree char *ended = NULL;

  add_member (incident, "norvia", "s", "c");
  add_point (incident, T - CORRAL_HOUR_MS, 5);
  add_point (incident, T - 40 * CORRAL_MINUTE_MS, 20); /* before it was snoozed */
  corral_row_clear (schema, &row);
  row.id = "inc-1";
  row.rev = 1;
  row.rule = "carrier-outage";
  row.severity = "act";
  row.began_ms = T - CORRAL_HOUR_MS;
  row.snoozed_ms = T - 30 * CORRAL_MINUTE_MS;
  row.snoozed_until_ms = T + CORRAL_HOUR_MS;
  corral_fleet_put (fleet, "norvia", schema, &row);
  corral_fleet_flush (fleet);
  corral_incident_work_get (incident, fleet, &work);
  g_assert_true (corral_incident_work_is_snoozed (&work, T));
  g_assert_false (corral_incident_work_is_snoozed (&work, T + 2 * CORRAL_HOUR_MS));
  text = corral_incident_work_to_text (&work, T, NULL);
  g_assert_nonnull (strstr (text, "snoozed until"));
  add_point (incident, T - 10 * CORRAL_MINUTE_MS, 50);
  corral_incident_work_get (incident, fleet, &work);
  g_assert_false (corral_incident_work_is_snoozed (&work, T));
  g_assert_cmpint (work.snooze_ended_ms, ==, T - 10 * CORRAL_MINUTE_MS);
  ended = corral_incident_work_to_text (&work, T, NULL);
  g_assert_nonnull (strstr (ended, "it got worse since"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/incident-look/trend", test_trend);
  g_test_add_func ("/words/incident-look/events", test_events);
  g_test_add_func ("/words/incident-look/quiet", test_quiet);
  g_test_add_func ("/words/incident-look/where", test_where);
  g_test_add_func ("/words/incident-look/work", test_work);
  g_test_add_func ("/words/incident-look/snoozed", test_snoozed);
  return g_test_run ();
}
