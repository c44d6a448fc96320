/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The book of incidents, rule by rule, over a small fleet and findings made by hand. */
#include "incident-fixture.h"

#include "corral-time.h"

#include <math.h>
#include <string.h>

static World *
make_world (guint n_stores, guint per_store)
{
  const WorldSize size = { .n_stores = n_stores, .per_store = per_store };

  return world_new (&size);
}

/* 20 carts of one carrier fall silent and are found 16 minutes later. */
static gint64
begin_outage (World *world, guint n)
{
  gint64 began_ms = world->now_ms;

  world_look (world);
  world_silence (world, 0, n);
  world_look_for (world, 16);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, n, began_ms);
  return began_ms;
}

static void
test_raise (void)
{
  g_autoptr (World) world = make_world (4, 10);
  gint64 began_ms = begin_outage (world, 20);
  CorralIncident *incident;

  world->settings.rules[CORRAL_RULE_CARRIER].raise_minutes = 5;
  corral_incident_book_set_settings (world->book, &world->settings);
  world_look_for (world, 5);
  g_assert_null (world_only (world)); /* seen for four minutes */
  g_assert_cmpuint (world->changed->len, ==, 0);
  world_look_for (world, 1);
  incident = world_only (world);
  g_assert_nonnull (incident);
  g_assert_cmpuint (world->changed->len, ==, 1);
  g_assert_true (world->changed->pdata[0] == incident);
  g_assert_cmpint (incident->state, ==, CORRAL_INCIDENT_OPEN);
  g_assert_cmpint (incident->began_ms, ==, began_ms);
  g_assert_cmpint (incident->raised_ms, ==, world->now_ms);
  g_assert_cmpint (incident->known_ms, ==, world->known_ms);
  g_assert_cmpuint (incident->n_carts, ==, 20);
  g_assert_cmpuint (incident->n_stores, ==, 2);
  g_assert_cmpuint (incident->n_regions, ==, 2);
  g_assert_cmpuint (incident->members->len, ==, 20);
  g_assert_cmpstr (incident->detail, ==, "Norvia");
  g_assert_cmpstr (incident->chain, ==, "c0");
  g_assert_true (g_str_has_prefix (incident->id, "inc-carrier-outage-"));
  g_assert_cmpuint (strlen (incident->id), <=, 64);
  g_assert_cmpuint (world_count_events (incident, CORRAL_INCIDENT_EVENT_RAISED), ==, 1);
  g_assert_true (corral_incident_book_find (world->book, incident->id) == incident);

  /* Nothing new is no change, but for what is lost. */
  world->settings.rules[CORRAL_RULE_CARRIER].enabled = TRUE;
  world_look (world);
  g_assert_cmpuint (world->changed->len, ==, 0);
}

/* A break counts twice: what comes and goes by the minute is never raised. */
static void
test_flicker (void)
{
  g_autoptr (World) world = make_world (4, 10);

  world->settings.rules[CORRAL_RULE_CARRIER].raise_minutes = 5;
  corral_incident_book_set_settings (world->book, &world->settings);
  world_look (world);
  for (guint i = 0; i < 120; i++)
    {
      world_find_nothing (world);
      if (i % 4 != 0)
        world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 20, CORRAL_UNKNOWN);
      world_look_for (world, 1);
    }
  g_assert_cmpuint (corral_incident_book_get_incidents (world->book)->len, ==, 0);
}

/* What holds when Corral starts has held since it began. */
static void
test_late_start (void)
{
  g_autoptr (World) world = make_world (4, 10);

  world_silence (world, 0, 20);
  world_pass (world, CORRAL_HOUR_MS);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 20, world->now_ms - CORRAL_HOUR_MS);
  world_look (world);
  g_assert_nonnull (world_only (world));
}

static void
test_disabled (void)
{
  g_autoptr (World) world = make_world (4, 10);

  world->settings.rules[CORRAL_RULE_CARRIER].enabled = FALSE;
  corral_incident_book_set_settings (world->book, &world->settings);
  begin_outage (world, 20);
  world_look_for (world, 60);
  g_assert_null (world_only (world));
}

/* The store closes, or carts are called otherwise: their silence ends nothing. Being heard does. */
static void
test_silence_resolves_nothing (void)
{
  g_autoptr (World) world = make_world (4, 10);
  CorralIncident *incident;

  begin_outage (world, 20);
  world_look_for (world, 5);
  world_find_nothing (world);
  for (guint i = 0; i < 20; i++)
    world->quiet[world_cart (world, i)] = CORRAL_QUIET_CLOSED;
  world_look_for (world, 12 * 60);
  incident = world_only (world);
  g_assert_cmpint (incident->state, ==, CORRAL_INCIDENT_OPEN);
  g_assert_cmpuint (incident->n_carts, ==, 0);
  g_assert_cmpuint (incident->quiet[CORRAL_QUIET_CLOSED], ==, 20);
  g_assert_cmpuint (incident->most_carts, ==, 20);

  /* A few of them are heard: still not over. */
  world_hear (world, 0, 5);
  world_look_for (world, 60);
  g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_OPEN);
  g_assert_cmpuint (world_only (world)->quiet[CORRAL_QUIET_CLOSED], ==, 15);

  world_hear (world, 0, 20);
  world_look_for (world, 5);
  g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_OPEN); /* its clearing time is 15 minutes */
  world_look_for (world, 11);
  incident = world_only (world);
  g_assert_cmpint (incident->state, ==, CORRAL_INCIDENT_RECOVERED);
  g_assert_cmpint (incident->recovered_ms, <=, world->now_ms - 15 * CORRAL_MINUTE_MS);
  world_look_for (world, 61);
  g_assert_null (world_only (world));
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_CLOSED), ==, 1);
}

/* This PC is behind: nothing begins, nothing ends, however long. */
static void
test_behind (void)
{
  g_autoptr (World) world = make_world (4, 10);

  begin_outage (world, 20);
  world_look_for (world, 5);
  world->behind = TRUE;
  world_find_nothing (world);
  world_hear (world, 0, 20);
  world_find (world, CORRAL_RULE_STORE_WIFI, "", 30, 10, world->now_ms);
  world_look_for (world, 600);
  g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_OPEN);
  g_assert_cmpuint (world_only (world)->n_carts, ==, 20);
  g_assert_cmpint (corral_incident_book_get_known_ms (world->book), <, world->now_ms - 9 * CORRAL_HOUR_MS);
  world->findings.known_ms = world->known_ms = CORRAL_UNKNOWN;
  world_look (world);
  g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_OPEN);

  /* And goes on from what is heard then. */
  world->behind = FALSE;
  world_find_nothing (world);
  world_look_for (world, 20);
  g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_RECOVERED);
}

/* One chain's knowledge is old: what is about it stays as it is, while the other's goes on. */
static void
test_one_chain_behind (void)
{
  const WorldSize size = { .n_chains = 2, .n_stores = 4, .per_store = 10 };
  g_autoptr (World) world = world_new (&size);
  gint64 old_ms = world->now_ms + 20 * CORRAL_MINUTE_MS;

  world_look (world);
  world_silence (world, 0, 20);
  world_look_for (world, 16);
  world_find (world, CORRAL_RULE_STORE_WIFI, "", 0, 10, world->now_ms - 16 * CORRAL_MINUTE_MS);  /* c0 */
  world_find (world, CORRAL_RULE_STORE_WIFI, "", 10, 10, world->now_ms - 16 * CORRAL_MINUTE_MS); /* c1 */
  world_look_for (world, 5);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 2);
  world_find_nothing (world);
  world_hear (world, 0, 20);
  for (guint i = 0; i < 30; i++)
    {
      world_pass (world, CORRAL_MINUTE_MS);
      corral_fleet_set_known_as_of (world->fleet, "c1", old_ms);
      world_look (world);
    }
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 1);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_RECOVERED), ==, 1);
}

static void
recover (World *world, guint n)
{
  world_find_nothing (world);
  world_hear (world, 0, n);
  world_look_for (world, 17);
}

static void
test_comes_back (void)
{
  g_autoptr (World) world = make_world (4, 10);
  g_autofree char *id = NULL;
  CorralIncident *incident;

  begin_outage (world, 20);
  world_look_for (world, 5);
  id = g_strdup (world_only (world)->id);
  recover (world, 20);
  g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_RECOVERED);
  world_silence (world, 0, 20);
  world_look_for (world, 16);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 20, world->now_ms - 16 * CORRAL_MINUTE_MS);
  world_look_for (world, 3);
  incident = world_only (world);
  g_assert_cmpstr (incident->id, ==, id);
  g_assert_cmpint (incident->state, ==, CORRAL_INCIDENT_OPEN);
  g_assert_cmpuint (incident->n_times_back, ==, 1);
  g_assert_false (CORRAL_IS_KNOWN (incident->recovered_ms));
  g_assert_cmpuint (world_count_events (incident, CORRAL_INCIDENT_EVENT_CAME_BACK), ==, 1);
  g_assert_cmpuint (incident->members->len, ==, 20);
  g_assert_cmpuint (((CorralIncidentMember *) incident->members->pdata[0])->n_joins, ==, 2);

  /* After it was closed it is another. */
  recover (world, 20);
  world_look_for (world, 90);
  g_assert_null (world_only (world));
  world_silence (world, 0, 20);
  world_look_for (world, 16);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 20, world->now_ms - 16 * CORRAL_MINUTE_MS);
  world_look_for (world, 3);
  g_assert_cmpstr (world_only (world)->id, !=, id);
}

/* The more often it came back, the longer it takes to be over. */
static void
test_flapping (void)
{
  g_autoptr (World) world = make_world (4, 10);
  guint minutes[3];

  begin_outage (world, 20);
  world_look_for (world, 5);
  for (guint round = 0; round < G_N_ELEMENTS (minutes); round++)
    {
      world_find_nothing (world);
      world_hear (world, 0, 20);
      /* Other carts each time: it is the incident that flaps. */
      for (minutes[round] = 0; world_only (world)->state == CORRAL_INCIDENT_OPEN; minutes[round]++)
        world_look_for (world, 1);
      world_find (world, CORRAL_RULE_CARRIER, "Norvia", 20, 5, CORRAL_UNKNOWN);
      world_look_for (world, 3);
      g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_OPEN);
    }
  g_assert_cmpuint (minutes[0], <=, minutes[1]);
  g_assert_cmpuint (minutes[1] * 3, <=, minutes[2] * 2);
  g_assert_cmpuint (corral_incident_book_get_incidents (world->book)->len, ==, 1);
}

/* A cart that comes and goes counts no more, and is not lost sight of. */
static void
test_flapping_cart (void)
{
  g_autoptr (World) world = make_world (4, 10);
  CorralIncident *incident;

  begin_outage (world, 20);
  world_look_for (world, 5);
  for (guint round = 0; round < 4; round++)
    {
      world_find_nothing (world);
      world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 19, CORRAL_UNKNOWN);
      world_hear (world, 19, 1);
      world_look_for (world, 2);
      world_silence (world, 19, 1);
      world_find_nothing (world);
      world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 20, CORRAL_UNKNOWN);
      world_look_for (world, 2);
    }
  incident = world_only (world);
  g_assert_cmpuint (incident->quiet[CORRAL_QUIET_FLAPPING], ==, 1);
  g_assert_cmpuint (incident->n_carts, ==, 19);
  g_assert_cmpuint (incident->members->len, ==, 20);
  /* Six quiet hours later it is as any other. */
  world_find_nothing (world);
  world_hear (world, 0, 20);
  world_look_for (world, 10);
  g_assert_cmpuint (world_only (world)->quiet[CORRAL_QUIET_FLAPPING], ==, 1);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 19, CORRAL_UNKNOWN);
  world_look_for (world, 6 * 60);
  world_find_nothing (world);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 20, CORRAL_UNKNOWN);
  world_look_for (world, 2);
  g_assert_cmpuint (world_only (world)->n_carts, ==, 20);
}

/* Three incidents of the same thing within a day; then the last one goes on. */
static void
test_cap_of_a_day (void)
{
  g_autoptr (World) world = make_world (4, 10);

  world_look (world);
  for (guint round = 0; round < 6; round++)
    {
      world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 20, CORRAL_UNKNOWN);
      world_silence (world, 0, 20);
      world_look_for (world, 5);
      g_assert_nonnull (world_only (world));
      recover (world, 20);
      world_look_for (world, 100);
      g_assert_null (world_only (world));
    }
  g_assert_cmpuint (corral_incident_book_get_incidents (world->book)->len, ==, 3);
  /* A day later it is a new one. */
  world_look_for (world, 24 * 60);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 20, CORRAL_UNKNOWN);
  world_look_for (world, 5);
  g_assert_cmpuint (corral_incident_book_get_incidents (world->book)->len, ==, 4);
}

/* A cart counts in four incidents of a kind within a day. */
static void
test_cap_of_a_cart (void)
{
  g_autoptr (World) world = make_world (4, 10);
  CorralIncident *incident = NULL;

  world_look (world);
  for (guint round = 0; round < 5; round++)
    {
      g_autofree char *carrier = g_strdup_printf ("Carrier %u", round);

      world_find (world, CORRAL_RULE_CARRIER, carrier, 0, 20, CORRAL_UNKNOWN);
      world_find (world, CORRAL_RULE_CALIBRATION, "L1", 0, 20, CORRAL_UNKNOWN);
      world_look_for (world, 6);
      world_find_nothing (world);
    }
  for (guint i = 0; i < corral_incident_book_get_incidents (world->book)->len; i++)
    {
      incident = corral_incident_book_get_incidents (world->book)->pdata[i];
      g_assert_cmpuint (incident->quiet[CORRAL_QUIET_CAPPED], ==, strcmp (incident->detail, "Carrier 4") == 0 ? 20 : 0);
    }
}

/* Looks in pieces as small as can be, and at once: the same book, also of what was counted for a cap. */
static void
test_pieces (void)
{
  g_autoptr (World) world = make_world (4, 10);
  CorralIncidentBook *at_once = corral_incident_book_new (&world->settings);

  for (guint round = 0; round < 6; round++)
    {
      g_autofree char *carrier = g_strdup_printf ("Carrier %u", round);

      world_find (world, CORRAL_RULE_CARRIER, carrier, 0, 20, CORRAL_UNKNOWN);
      world_find (world, CORRAL_RULE_CALIBRATION, "L1", round, 20, CORRAL_UNKNOWN);
      world_silence (world, round, 7);
      for (guint minute = 0; minute < 6; minute++)
        {
          g_autoptr (GBytes) one = NULL, other = NULL;

          world_look_for (world, 1);
          corral_incident_book_look (at_once, world->fleet, &world->findings, NULL);
          one = corral_incident_book_save (world->book);
          other = corral_incident_book_save (at_once);
          g_assert_cmpmem (g_bytes_get_data (one, NULL), g_bytes_get_size (one), g_bytes_get_data (other, NULL),
                           g_bytes_get_size (other));
        }
      world_find_nothing (world);
    }
  g_assert_cmpuint (corral_incident_book_get_incidents (at_once)->len, >=, 6);
  corral_incident_book_free (at_once);
}

static void
test_growth (void)
{
  g_autoptr (World) world = make_world (8, 10);
  CorralIncident *incident;
  gint64 told_ms;

  begin_outage (world, 8);
  world_look_for (world, 5);
  incident = world_only (world);
  g_assert_cmpuint (incident->points->len, ==, 1);
  told_ms = world->now_ms;

  world_find_nothing (world);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 10, CORRAL_UNKNOWN);
  world_look_for (world, 1);
  incident = world_only (world);
  g_assert_cmpuint (incident->points->len, ==, 2);
  g_assert_cmpuint (world_count_events (incident, CORRAL_INCIDENT_EVENT_GREW), ==, 0);
  g_assert_false (corral_incident_is_worse_since (incident, told_ms));

  world_find_nothing (world);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 12, CORRAL_UNKNOWN);
  world_look_for (world, 1);
  incident = world_only (world);
  g_assert_cmpuint (world_count_events (incident, CORRAL_INCIDENT_EVENT_GREW), ==, 1);
  g_assert_true (corral_incident_is_worse_since (incident, told_ms));
  g_assert_false (corral_incident_is_worse_since (incident, world->now_ms));

  /* To half: those that are heard. */
  world_find_nothing (world);
  world_hear (world, 0, 6);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 6, 6, CORRAL_UNKNOWN);
  world_look_for (world, 2);
  incident = world_only (world);
  g_assert_cmpuint (incident->n_carts, ==, 6);
  g_assert_cmpuint (incident->most_carts, ==, 12);
  g_assert_cmpuint (world_count_events (incident, CORRAL_INCIDENT_EVENT_SHRANK), ==, 1);

  /* More severe. */
  told_ms = world->now_ms;
  world_find_nothing (world);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 6, 6, CORRAL_UNKNOWN)->severity = CORRAL_SEVERITY_WATCH;
  world_look_for (world, 1);
  g_assert_false (corral_incident_is_worse_since (world_only (world), told_ms));
  told_ms = world->now_ms;
  world_find_nothing (world);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 6, 6, CORRAL_UNKNOWN);
  world_look_for (world, 1);
  g_assert_true (corral_incident_is_worse_since (world_only (world), told_ms));
}

static void
test_worse (void)
{
  static const struct
  {
    CorralIncidentPoint than, now;
    gboolean worse;
  } cases[] = {
    { { 0, 2, 1, 1, 1 }, { 0, 4, 1, 1, 1 }, FALSE }, /* twice, but two carts */
    { { 0, 2, 1, 1, 1 }, { 0, 5, 1, 1, 1 }, TRUE },
    { { 0, 20, 4, 1, 1 }, { 0, 29, 4, 1, 1 }, FALSE },
    { { 0, 20, 4, 1, 1 }, { 0, 30, 4, 1, 1 }, TRUE },
    { { 0, 20, 1, 1, 1 }, { 0, 20, 2, 1, 1 }, TRUE },  /* another store */
    { { 0, 20, 10, 1, 1 }, { 0, 20, 11, 1, 1 }, FALSE }, /* one of many */
    { { 0, 20, 10, 1, 1 }, { 0, 20, 15, 1, 1 }, TRUE },
    { { 0, 20, 4, 1, 1 }, { 0, 20, 4, 2, 1 }, TRUE },  /* another region */
    { { 0, 20, 4, 1, 1 }, { 0, 20, 4, 1, 2 }, TRUE },  /* severity */
    { { 0, 20, 4, 2, 2 }, { 0, 10, 2, 1, 1 }, FALSE },
    { { 0, 0, 0, 0, 1 }, { 0, 0, 0, 1, 1 }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_true (corral_incident_point_is_worse (&cases[i].now, &cases[i].than) == cases[i].worse);
}

/* What was silent had only lost its link: it numbered its messages all the time. */
static void
test_amended (void)
{
  g_autoptr (World) world = make_world (4, 10);
  const CorralIncidentEvent *event;
  CorralIncident *incident;
  double lost;

  for (guint i = 0; i < 15; i++)
    world->buffering[i] = TRUE;
  /* Cart 0 is on its third trip when it falls silent. */
  world->trips[0] = 3;
  world->sessions[0] = "trip-3";
  world_look_for (world, 1);
  begin_outage (world, 20);
  world_look_for (world, 25);
  world->trips[0] = 4;
  world->trips[1] = 1;
  world->sessions[0] = NULL;
  lost = world_only (world)->open_hours_lost;
  g_assert_cmpfloat (lost, >, 13); /* 20 carts, 41 minutes */
  g_assert_cmpfloat (lost, <, 14);
  recover (world, 20);
  incident = world_only (world);
  g_assert_cmpint (incident->state, ==, CORRAL_INCIDENT_RECOVERED);
  g_assert_cmpuint (incident->n_worked_on, ==, 15);
  g_assert_cmpfloat (incident->open_hours_lost, <, 3.6); /* five carts */
  g_assert_cmpfloat (incident->open_hours_lost, >, 3.2);
  g_assert_cmpuint (world_count_events (incident, CORRAL_INCIDENT_EVENT_AMENDED), ==, 1);
  event = NULL;
  for (guint i = 0; i < incident->events->len; i++)
    if (g_array_index (incident->events, CorralIncidentEvent, i).kind == CORRAL_INCIDENT_EVENT_AMENDED)
      event = &g_array_index (incident->events, CorralIncidentEvent, i);
  g_assert_cmpuint (event->n_carts, ==, 15);
  g_assert_cmpint (event->value_ms, >=, 41 * CORRAL_MINUTE_MS);
  g_assert_cmpint (event->value_ms, <=, 44 * CORRAL_MINUTE_MS);
  for (guint i = 0; i < incident->members->len; i++)
    {
      const CorralIncidentMember *member = incident->members->pdata[i];

      g_assert_true (member->worked_on == (atoi (member->id + 1) < 15));
      g_assert_true (CORRAL_IS_KNOWN (member->left_ms));
      if (!member->worked_on)
        g_assert_cmpint (member->n_trips, ==, CORRAL_UNKNOWN);
    }
  /* The one that went on, one more, and one of another cart; and every number came. */
  g_assert_cmpint (event->n_trips, ==, 3);
  g_assert_cmpint (event->n_missing, ==, 0);
  g_assert_cmpint (incident->n_trips, ==, 3);
  g_assert_cmpint (incident->n_missing, ==, 0);
  g_assert_cmpint (incident->gap_ms, ==, event->value_ms);
}

/* What is not known of one is not claimed of all, and what did not come is counted. */
static void
test_amended_in_part (void)
{
  g_autoptr (World) world = make_world (4, 10);
  CorralIncident *incident;

  for (guint i = 0; i < 20; i++)
    world->buffering[i] = TRUE;
  world->missing[3] = 5;
  world_look_for (world, 1);
  begin_outage (world, 20);
  world_look_for (world, 25);
  world->trips[2] = CORRAL_UNKNOWN;
  world->missing[3] = 19;
  recover (world, 20);
  incident = world_only (world);
  g_assert_cmpuint (incident->n_worked_on, ==, 20);
  g_assert_cmpint (incident->n_trips, ==, CORRAL_UNKNOWN);
  g_assert_cmpint (incident->n_missing, ==, 14);

  /* A cloud that does not count: nothing is said of it. */
  for (guint i = 0; i < 20; i++)
    world->missing[i] = CORRAL_UNKNOWN;
}

static void
test_symptoms (void)
{
  g_autoptr (World) world = make_world (4, 10);
  CorralIncident *incident;

  world_look (world);
  world_silence (world, 0, 20);
  world_look_for (world, 16);
  /* The stores show first; the carrier is named five minutes later. */
  world_find (world, CORRAL_RULE_STORE_SILENT, "", 0, 10, world->now_ms);
  world_find (world, CORRAL_RULE_STORE_SILENT, "", 10, 10, world->now_ms);
  world_look_for (world, 7);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 2);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 20, world->now_ms - 23 * CORRAL_MINUTE_MS);
  world_find_store (world, CORRAL_RULE_BELOW_TARGET, 1, world->now_ms);
  world_find_store (world, CORRAL_RULE_BELOW_TARGET, 3, world->now_ms);
  world_look_for (world, 20);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_MERGED), ==, 2);
  /* Store 3 has nothing to do with it. */
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 2);
  incident = corral_incident_book_get_incidents (world->book)->pdata[0];
  g_assert_cmpint (incident->rule, ==, CORRAL_RULE_CARRIER);
  g_assert_cmpuint (incident->n_carts, ==, 20);
  g_assert_true (g_ptr_array_find_with_equal_func (incident->symptoms, "below-target", g_str_equal, NULL));
  g_assert_true (g_ptr_array_find_with_equal_func (incident->symptoms, "store-silent", g_str_equal, NULL));
  for (guint i = 0; i < corral_incident_book_get_incidents (world->book)->len; i++)
    {
      CorralIncident *other = corral_incident_book_get_incidents (world->book)->pdata[i];

      if (other->state != CORRAL_INCIDENT_MERGED)
        continue;
      g_assert_cmpstr (other->merged_into, ==, incident->id);
      g_assert_true (g_ptr_array_find_with_equal_func (incident->symptoms, other->id, g_str_equal, NULL));
    }

  /* The cause is over; what the day's figure says lasts, and is not another incident. */
  world_find_nothing (world);
  world_hear (world, 0, 20);
  world_find_store (world, CORRAL_RULE_BELOW_TARGET, 1, world->now_ms);
  world_find_store (world, CORRAL_RULE_BELOW_TARGET, 3, world->now_ms);
  world_look_for (world, 5 * 60);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 1);
  g_assert_cmpstr (world_only (world)->store, ==, "s3");
}

/* The same carts under another name: what was raised first becomes part of what is found then. */
static void
test_renamed (void)
{
  g_autoptr (World) world = make_world (4, 10);
  g_autofree char *first = NULL;

  world_look (world);
  world_silence (world, 0, 20);
  world_look_for (world, 16);
  world_find (world, CORRAL_RULE_CLOUD_SILENCE, "", 0, 20, world->now_ms - 16 * CORRAL_MINUTE_MS);
  world_look_for (world, 4);
  first = g_strdup (world_only (world)->id);
  world_find_nothing (world);
  world_find (world, CORRAL_RULE_CERTIFICATE, "W17", 0, 22, world->now_ms - 20 * CORRAL_MINUTE_MS);
  world_look_for (world, 4);
  g_assert_cmpint (world_only (world)->rule, ==, CORRAL_RULE_CERTIFICATE);
  g_assert_cmpstr (corral_incident_book_find (world->book, first)->merged_into, ==, world_only (world)->id);

  /* Two names at once: the one that was raised stays. */
  world_find (world, CORRAL_RULE_CLOUD_SILENCE, "", 0, 20, world->now_ms - 20 * CORRAL_MINUTE_MS);
  world_look_for (world, 20);
  g_assert_cmpint (world_only (world)->rule, ==, CORRAL_RULE_CERTIFICATE);
}

/* One outage over several chains is one incident; its region and chain are told when they are one. */
static void
test_chains (void)
{
  const WorldSize size = { .n_chains = 2, .n_stores = 4, .per_store = 10 };
  g_autoptr (World) world = world_new (&size);
  CorralFinding *finding;

  world_look (world);
  world_silence (world, 0, 20);
  world_look_for (world, 16);
  for (guint i = 0; i < 2; i++)
    {
      finding = world_find (world, CORRAL_RULE_CARRIER, "Norvia", 10 * i, 10, world->now_ms);
      finding->chain = i;
      g_strlcpy (finding->region, "north", sizeof finding->region);
    }
  world_look_for (world, 5);
  g_assert_cmpuint (world_only (world)->n_carts, ==, 20);
  g_assert_null (world_only (world)->chain);
  g_assert_cmpstr (world_only (world)->region, ==, "north");
}

static void
test_same_ids (void)
{
  g_autoptr (World) one = make_world (4, 10);
  g_autoptr (World) other = make_world (4, 10);
  gint64 began_ms = begin_outage (one, 20);

  /* The other desk is started an hour later, and looks at other moments. */
  world_look_for (one, 5);
  world_silence (other, 0, 20);
  world_pass (other, CORRAL_HOUR_MS + 23 * CORRAL_SECOND_MS);
  world_find (other, CORRAL_RULE_CARRIER, "Norvia", 0, 20, began_ms + 2 * CORRAL_MINUTE_MS);
  world_look (other);
  g_assert_cmpstr (world_only (one)->id, ==, world_only (other)->id);
}

static void
test_clock_jumps (void)
{
  g_autoptr (World) world = make_world (4, 10);

  begin_outage (world, 20);
  world_look_for (world, 1);
  g_assert_null (world_only (world));
  /* Back by a day: what has held goes on to hold, and no earlier. */
  world_pass (world, -CORRAL_DAY_MS);
  world_look (world);
  g_assert_null (world_only (world));
  world_look_for (world, 3);
  g_assert_nonnull (world_only (world));
  g_assert_cmpuint (world_only (world)->n_carts, ==, 20);
  /* Far ahead: one look proves one look. */
  world_find_nothing (world);
  world_hear (world, 0, 20);
  world_pass (world, 400 * CORRAL_DAY_MS);
  world_look (world);
  g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_OPEN);
  world_look_for (world, 20);
  g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_RECOVERED);
  world_pass (world, -300 * CORRAL_DAY_MS);
  world_look_for (world, 80);
  g_assert_null (world_only (world));
}

static void
test_gone (void)
{
  g_autoptr (World) world = make_world (4, 10);

  begin_outage (world, 20);
  world_look_for (world, 5);
  /* Carts that are deleted are in it no more; a chain that is not seen any more leaves it as it was. */
  corral_fleet_delete (world->fleet, "c0", CORRAL_COLLECTION_CART, "k3", world->now_ms * 2);
  world_find_nothing (world);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 4, 16, CORRAL_UNKNOWN);
  world_look_for (world, 1);
  g_assert_cmpuint (world_only (world)->n_carts, ==, 19);
  world_find_nothing (world);
  corral_fleet_remove_tenant (world->fleet, "c0");
  world->findings.n_slots = 0;
  for (guint i = 0; i < 60; i++)
    {
      world->now_ms += CORRAL_MINUTE_MS;
      world->known_ms = world->now_ms;
      world_look (world);
    }
  g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_OPEN);
  g_assert_cmpuint (world_only (world)->n_carts, ==, 19);
}

/* In the midst of a look a chain is read anew, and others' carts have the slots of what was found. */
static void
test_slots_given_back (void)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  const CorralTenant other = { .id = "c9", .name = "c9" };
  g_autoptr (World) world = make_world (4, 10);
  guint32 first;
  guint n_in;

  begin_outage (world, 10);
  world_look_for (world, 6);
  g_assert_cmpuint (world_only (world)->n_carts, ==, 10);
  world_find_nothing (world);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 20, CORRAL_UNKNOWN);
  first = world_cart (world, 0);
  world_pass (world, CORRAL_MINUTE_MS);
  world_begin_look (world);
  for (guint i = 0; i < 12; i++)
    g_assert_true (corral_incident_book_go_on (world->book, 1, world->changed));
  corral_fleet_remove_tenant (world->fleet, "c0");
  corral_fleet_flush (world->fleet);
  corral_fleet_put_tenant (world->fleet, &other);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *id = g_strdup_printf ("other%u", i);
      CorralCart cart;

      corral_row_clear (schema, &cart);
      cart.id = cart.serial = cart.label = id;
      cart.rev = world->now_ms;
      cart.state = "idle";
      corral_fleet_put (world->fleet, other.id, schema, &cart);
    }
  corral_fleet_flush (world->fleet);
  g_assert_cmpuint (corral_columns_find (corral_fleet_get_table (world->fleet, CORRAL_TABLE_CART),
                                         corral_fleet_find_chain (world->fleet, "c9"), "other0"), ==, first);
  while (corral_incident_book_go_on (world->book, 1, world->changed))
    ;
  g_assert_cmpuint (world_only (world)->n_carts, ==, 10);

  /* Nor are they in it for the looks that follow, or out of it, because somebody else was heard. */
  world_find_nothing (world);
  for (guint i = 0; i < 60; i++)
    {
      world->now_ms += CORRAL_MINUTE_MS;
      world->known_ms = world->now_ms;
      world_look (world);
    }
  n_in = 0;
  for (guint i = 0; i < world_only (world)->members->len; i++)
    {
      const CorralIncidentMember *member = world_only (world)->members->pdata[i];

      g_assert_true (g_str_has_prefix (member->id, "k"));
      n_in += !CORRAL_IS_KNOWN (member->left_ms);
    }
  g_assert_cmpuint (world_only (world)->members->len, ==, 10);
  g_assert_cmpuint (n_in, ==, 10);
  g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_OPEN);
}

/* A book that is given up in the midst of a look: nothing stays behind (a build that looks for leaks would tell). */
static void
test_freed_while_looking (void)
{
  g_autoptr (World) world = make_world (4, 10);

  begin_outage (world, 20);
  world_look_for (world, 6);
  world_begin_look (world);
  g_assert_true (corral_incident_book_go_on (world->book, 1, world->changed));
  corral_incident_book_free (world->book);
  world->book = corral_incident_book_new (&world->settings);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/incidents/raise", test_raise);
  g_test_add_func ("/incidents/flicker", test_flicker);
  g_test_add_func ("/incidents/late-start", test_late_start);
  g_test_add_func ("/incidents/disabled", test_disabled);
  g_test_add_func ("/incidents/silence-resolves-nothing", test_silence_resolves_nothing);
  g_test_add_func ("/incidents/behind", test_behind);
  g_test_add_func ("/incidents/one-chain-behind", test_one_chain_behind);
  g_test_add_func ("/incidents/comes-back", test_comes_back);
  g_test_add_func ("/incidents/flapping", test_flapping);
  g_test_add_func ("/incidents/flapping-cart", test_flapping_cart);
  g_test_add_func ("/incidents/cap-of-a-day", test_cap_of_a_day);
  g_test_add_func ("/incidents/cap-of-a-cart", test_cap_of_a_cart);
  g_test_add_func ("/incidents/pieces", test_pieces);
  g_test_add_func ("/incidents/growth", test_growth);
  g_test_add_func ("/incidents/worse", test_worse);
  g_test_add_func ("/incidents/amended", test_amended);
  g_test_add_func ("/incident-book/amended-in-part", test_amended_in_part);
  g_test_add_func ("/incidents/symptoms", test_symptoms);
  g_test_add_func ("/incidents/renamed", test_renamed);
  g_test_add_func ("/incidents/chains", test_chains);
  g_test_add_func ("/incidents/same-ids", test_same_ids);
  g_test_add_func ("/incidents/clock-jumps", test_clock_jumps);
  g_test_add_func ("/incidents/gone", test_gone);
  g_test_add_func ("/incidents/slots-given-back", test_slots_given_back);
  g_test_add_func ("/incidents/freed-while-looking", test_freed_while_looking);
  return g_test_run ();
}
