/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A week of service level, reckoned by hand. */
#include "config.h"

#include "small-fleet.h"

#include "corral-service-week.h"
#include "corral-time.h"

#include <math.h>

/* Open 10 hours on every day but Sunday; SMALL_NOW_MS is a Monday, 14:13:20 UTC. */
static void
put_store_with_target (SmallFleet *f, guint number, const char *days, double today, double target)
{
  static gint64 rev;
  CorralStore store;

  small_store_begin (number, &store);
  store.rev = ++rev;
  store.time_zone = "UTC";
  store.opening_hours = "Mo-Sa 08:00-18:00";
  store.service_target_pct = target;
  store.service_today_pct = today;
  store.service_as_of_ms = SMALL_NOW_MS;
  store.service_days_pct = days;
  small_put (f, CORRAL_COLLECTION_STORE, &store);
  small_carts (f, number, 10, (SmallCart){ NULL });
}

static void
put_store (SmallFleet *f, guint number, const char *days, double today)
{
  put_store_with_target (f, number, days, today, 99);
}

static void
test_store (SmallFleet *f, gconstpointer data)
{
  CorralServiceWeek week;

  /* Monday to Saturday, and Sunday closed. */
  put_store (f, 1, "100 98 100 100 90 100 -", 97);
  g_assert_true (corral_service_week_of_store (f->fleet, small_store_slot (f, 1), NULL, &week));
  g_assert_cmpuint (week.n_known, ==, 6);
  g_assert_cmpuint (week.n_below, ==, 2);
  g_assert_cmpfloat_with_epsilon (week.pct, 98.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (week.target_pct, 99.0, 1e-6);
  /* 10 carts × 10 h × (2 % + 10 %). */
  g_assert_cmpfloat_with_epsilon (week.lost_hours, 12.0, 1e-6);
  g_assert_true (isnan (week.days[6].pct));
  g_assert_cmpfloat_with_epsilon (week.days[4].lost_hours, 10.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (week.days[7].pct, 97, 1e-4);
  /* Today so far: 08:00 to 14:13. */
  g_assert_cmpfloat_with_epsilon (week.days[7].cart_hours, 10 * (6 + 13 / 60.0 + 20 / 3600.0), 1e-6);
  for (guint i = 0; i < CORRAL_SERVICE_DAYS; i++)
    g_assert_cmpint (week.days[i].start_ms % CORRAL_DAY_MS, ==, 0);
  g_assert_cmpint (week.days[7].start_ms, ==, SMALL_NOW_MS / CORRAL_DAY_MS * CORRAL_DAY_MS);
}

/* A cloud that has only just begun to tell, and one that never does. */
static void
test_little_known (SmallFleet *f, gconstpointer data)
{
  CorralServiceWeek week;

  put_store (f, 1, "95 100", 100);
  g_assert_true (corral_service_week_of_store (f->fleet, small_store_slot (f, 1), NULL, &week));
  g_assert_true (isnan (week.days[4].pct));
  g_assert_cmpfloat (week.days[5].pct, ==, 95);
  g_assert_cmpfloat (week.days[6].pct, ==, 100);
  put_store (f, 2, NULL, NAN);
  g_assert_false (corral_service_week_of_store (f->fleet, small_store_slot (f, 2), NULL, &week));
}

/* A chain's day is that of its cart hours, not of its stores. */
static void
test_chain (SmallFleet *f, gconstpointer data)
{
  guint32 chain = corral_fleet_find_chain (f->fleet, "c");
  CorralServiceWeek week;

  put_store (f, 1, "100 100 100 100 90 100 -", 100);
  put_store (f, 2, "100 100 100 100 100 100 -", 100);
  small_carts (f, 2, 30, (SmallCart){ NULL });
  g_assert_true (corral_service_week_of_chain (f->fleet, chain, NULL, &week));
  g_assert_cmpfloat_with_epsilon (week.days[4].pct, (90.0 * 10 + 100.0 * 40) / 50, 1e-6);
  g_assert_cmpfloat_with_epsilon (week.days[4].lost_hours, 10.0, 1e-6);
  g_assert_true (isnan (week.days[6].pct));
  g_assert_cmpuint (week.n_known, ==, 6);
}

/* One store without a target does not take the others' away: the chain has one, and falls short of it. */
static void
test_some_targets (SmallFleet *f, gconstpointer data)
{
  guint32 chain = corral_fleet_find_chain (f->fleet, "c");
  CorralServiceWeek week;

  put_store (f, 1, "100 100 100 100 90 100 -", 100);
  put_store_with_target (f, 2, "100 100 100 100 100 100 -", 100, NAN);
  g_assert_true (corral_service_week_of_chain (f->fleet, chain, NULL, &week));
  g_assert_cmpfloat_with_epsilon (week.days[4].pct, 95.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (week.days[4].target_pct, 99.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (week.target_pct, 99.0, 1e-6);
  g_assert_cmpuint (week.n_below, ==, 1);
  /* Where nobody has one there is none. */
  put_store_with_target (f, 1, "100 100 100 100 90 100 -", 100, NAN);
  g_assert_true (corral_service_week_of_chain (f->fleet, chain, NULL, &week));
  g_assert_true (isnan (week.target_pct));
  g_assert_cmpuint (week.n_below, ==, 0);
}

/* What it was in on a day, most of its carts first; that it fell short is no cause. */
static void
test_causes (SmallFleet *f, gconstpointer data)
{
  CorralIncidentMember members[3] = { 0 };
  CorralIncident incidents[3] = { 0 };
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  CorralServiceWeek week;
  gint64 friday_ms = SMALL_NOW_MS / CORRAL_DAY_MS * CORRAL_DAY_MS - 3 * CORRAL_DAY_MS;

  put_store (f, 1, "100 98 100 100 90 100 -", 97);
  for (guint i = 0; i < G_N_ELEMENTS (incidents); i++)
    {
      members[i] = (CorralIncidentMember){ .id = (char *) "k0", .chain = (char *) "c", .store = (char *) "s1",
                                           .joined_ms = friday_ms + 10 * CORRAL_HOUR_MS,
                                           .left_ms = friday_ms + 12 * CORRAL_HOUR_MS };
      incidents[i] = (CorralIncident){ .rule = i == 0 ? CORRAL_RULE_STORE_WIFI : i == 1 ? CORRAL_RULE_BELOW_TARGET
                                                                                        : CORRAL_RULE_CARRIER,
                                       .state = CORRAL_INCIDENT_CLOSED, .began_ms = friday_ms + 10 * CORRAL_HOUR_MS,
                                       .recovered_ms = friday_ms + 12 * CORRAL_HOUR_MS, .closed_ms = CORRAL_UNKNOWN,
                                       .members = g_ptr_array_new () };
      for (guint k = 0; k <= i; k++)
        g_ptr_array_add (incidents[i].members, &members[i]);
      g_ptr_array_add (list, &incidents[i]);
    }
  g_assert_true (corral_service_week_of_store (f->fleet, small_store_slot (f, 1), list, &week));
  g_assert_true (week.days[4].causes[0] == &incidents[2]);
  g_assert_true (week.days[4].causes[1] == &incidents[0]);
  g_assert_null (week.days[4].causes[2]);
  g_assert_null (week.days[3].causes[0]);
  g_assert_null (week.days[5].causes[0]);
  /* A chain's are those of its stores together. */
  put_store (f, 2, "100 98 100 100 90 100 -", 97);
  g_assert_true (corral_service_week_of_chain (f->fleet, corral_fleet_find_chain (f->fleet, "c"), list, &week));
  g_assert_true (week.days[4].causes[0] == &incidents[2]);
  g_assert_true (week.days[4].causes[1] == &incidents[0]);
  g_assert_null (week.days[5].causes[0]);
  for (guint i = 0; i < G_N_ELEMENTS (incidents); i++)
    g_ptr_array_unref (incidents[i].members);
}

#define ADD(path, test) g_test_add (path, SmallFleet, NULL, small_fleet_set_up, test, small_fleet_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/service-week/store", test_store);
  ADD ("/service-week/little-known", test_little_known);
  ADD ("/service-week/chain", test_chain);
  ADD ("/service-week/some-targets", test_some_targets);
  ADD ("/service-week/causes", test_causes);
  return g_test_run ();
}
