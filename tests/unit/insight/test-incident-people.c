/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do to incidents, from this desk and others, while things go on. */
#include "incident-fixture.h"

#include "corral-time.h"

#include <math.h>
#include <string.h>

static World *
make_world (void)
{
  const WorldSize size = { .n_stores = 6, .per_store = 10 };
  World *world = world_new (&size);

  world_look (world);
  world_silence (world, 0, 20);
  world_look_for (world, 16);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 20, world->now_ms - 16 * CORRAL_MINUTE_MS);
  world_look_for (world, 5);
  g_assert_nonnull (world_only (world));
  return world;
}

static CorralIncidentRecord
make_record (const CorralIncident *incident)
{
  CorralIncidentRecord row;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_INCIDENT), &row);
  row.id = g_intern_string (incident->id);
  row.rule = corral_alert_rule_to_word (incident->rule);
  row.severity = "act";
  row.began_ms = incident->began_ms;
  row.detail = g_intern_string (incident->detail); /* the incident may be gone before the row is put */
  row.store = g_intern_string (incident->store);
  return row;
}

static void
put (World *world, CorralIncidentRecord *row)
{
  row->rev = row->rev > 0 ? row->rev + 1 : 1;
  corral_fleet_put (world->fleet, "c0", corral_collection_get_schema (CORRAL_COLLECTION_INCIDENT), row);
}

static const CorralIncidentMember *
member_of (const CorralIncident *incident, const char *id)
{
  for (guint i = 0; i < incident->members->len; i++)
    if (strcmp (((CorralIncidentMember *) incident->members->pdata[i])->id, id) == 0)
      return incident->members->pdata[i];
  return NULL;
}

static void
test_close (void)
{
  g_autoptr (World) world = make_world ();
  g_autofree char *id = g_strdup (world_only (world)->id);
  CorralIncidentRecord row = make_record (world_only (world));
  CorralIncident *incident;

  row.id = id;
  row.closed_ms = world->now_ms;
  row.cause = "carrier";
  put (world, &row);
  world_look_for (world, 1);
  incident = corral_incident_book_find (world->book, id);
  g_assert_cmpint (incident->state, ==, CORRAL_INCIDENT_CLOSED);
  g_assert_true (incident->closed_by_hand);
  g_assert_cmpint (incident->closed_ms, ==, row.closed_ms);

  /* It still holds, and is not raised anew… */
  world_look_for (world, 60);
  g_assert_null (world_only (world));
  g_assert_cmpuint (corral_incident_book_get_incidents (world->book)->len, ==, 1);
  /* … but when it gets worse it is open again, and the old close does not hold. */
  world_silence (world, 20, 20);
  world_find_nothing (world);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 40, CORRAL_UNKNOWN);
  world_look_for (world, 5);
  g_assert_cmpstr (world_only (world)->id, ==, id);
  g_assert_false (world_only (world)->closed_by_hand);
  g_assert_cmpuint (world_only (world)->n_times_back, ==, 1);
  row.closed_ms = world->now_ms;
  put (world, &row);
  world_look_for (world, 2);
  g_assert_null (world_only (world));

  /* Over, and found once more: another. */
  world_find_nothing (world);
  world_hear (world, 0, 40);
  world_look_for (world, 120);
  world_silence (world, 0, 20);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 0, 20, CORRAL_UNKNOWN);
  world_look_for (world, 5);
  g_assert_cmpstr (world_only (world)->id, !=, id);
}

static void
test_reopen (void)
{
  g_autoptr (World) world = make_world ();
  g_autofree char *id = g_strdup (world_only (world)->id);
  CorralIncidentRecord row = make_record (world_only (world));

  row.id = id;
  row.closed_ms = world->now_ms;
  put (world, &row);
  world_look_for (world, 3);
  g_assert_null (world_only (world));
  row.closed_ms = CORRAL_UNKNOWN;
  put (world, &row);
  world_look_for (world, 1);
  g_assert_cmpstr (world_only (world)->id, ==, id);
  g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_OPEN);

  /* Also long after it was over; then it is over again by fresh data. */
  row.closed_ms = world->now_ms;
  put (world, &row);
  world_find_nothing (world);
  world_hear (world, 0, 20);
  world_look_for (world, 300);
  g_assert_null (world_only (world));
  row.closed_ms = CORRAL_UNKNOWN;
  put (world, &row);
  world_look_for (world, 1);
  g_assert_cmpstr (world_only (world)->id, ==, id);
  world_look_for (world, 20);
  g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_RECOVERED);
  world_look_for (world, 100);
  g_assert_null (world_only (world));
}

/* While this PC hears nothing from the cloud, what people do here still holds. */
static void
test_offline (void)
{
  g_autoptr (World) world = make_world ();
  g_autofree char *id = g_strdup (world_only (world)->id);
  CorralIncidentRecord row = make_record (world_only (world));

  row.id = id;
  world->behind = TRUE;
  row.adopted = "k30";
  put (world, &row);
  world_look_for (world, 5);
  g_assert_cmpuint (world_only (world)->n_carts, ==, 21);
  row.closed_ms = world->now_ms;
  put (world, &row);
  world_look_for (world, 5);
  g_assert_null (world_only (world));
}

static void
test_carts (void)
{
  g_autoptr (World) world = make_world ();
  g_autofree char *id = g_strdup (world_only (world)->id);
  CorralIncidentRecord row = make_record (world_only (world));

  row.id = id;
  row.adopted = "k30 k31 k999";
  row.released = "k2";
  put (world, &row);
  world_look_for (world, 10);
  g_assert_cmpuint (world_only (world)->n_carts, ==, 21);
  g_assert_true (member_of (world_only (world), "k30")->by_hand);
  g_assert_true (member_of (world_only (world), "k2")->released);
  g_assert_true (CORRAL_IS_KNOWN (member_of (world_only (world), "k2")->left_ms));
  g_assert_null (member_of (world_only (world), "k999"));

  /* Taken back: k2 is found, so it is in it; k31 is well, so it leaves. */
  row.adopted = "k30";
  row.released = NULL;
  put (world, &row);
  world_look_for (world, 2);
  g_assert_cmpuint (world_only (world)->n_carts, ==, 21);
  g_assert_false (CORRAL_IS_KNOWN (member_of (world_only (world), "k2")->left_ms));
  g_assert_true (CORRAL_IS_KNOWN (member_of (world_only (world), "k31")->left_ms));

  /* Who was put in by hand does not hold up the end. */
  world_find_nothing (world);
  world_hear (world, 0, 20);
  world_look_for (world, 20);
  g_assert_cmpint (world_only (world)->state, ==, CORRAL_INCIDENT_RECOVERED);
}

static void
test_merge (void)
{
  g_autoptr (World) world = make_world ();
  g_autofree char *first = g_strdup (world_only (world)->id);
  g_autofree char *second = NULL;
  CorralIncidentRecord row;
  CorralIncident *incident;

  world_silence (world, 40, 10);
  world_find (world, CORRAL_RULE_STORE_WIFI, "", 40, 10, world->now_ms);
  world_look_for (world, 6);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      incident = corral_incident_book_get_incidents (world->book)->pdata[i];
      if (incident->rule == CORRAL_RULE_STORE_WIFI)
        second = g_strdup (incident->id);
    }
  row = make_record (corral_incident_book_find (world->book, second));
  row.id = second;
  row.merged_into = first;
  put (world, &row);
  world_look_for (world, 30);
  incident = world_only (world);
  g_assert_cmpstr (incident->id, ==, first);
  g_assert_cmpuint (incident->n_carts, ==, 30);
  g_assert_cmpuint (corral_incident_book_get_incidents (world->book)->len, ==, 2);
  g_assert_cmpstr (corral_incident_book_find (world->book, second)->merged_into, ==, first);
  g_assert_true (g_ptr_array_find_with_equal_func (incident->symptoms, second, g_str_equal, NULL));

  /* Opened again, it is one of its own. */
  row.merged_into = NULL;
  put (world, &row);
  world_look_for (world, 1);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 2);

  /* Into itself, into nothing, in a circle: no harm. */
  row.merged_into = second;
  put (world, &row);
  world_look_for (world, 1);
  row.merged_into = "inc-nothing-0-0";
  put (world, &row);
  world_look_for (world, 1);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 2);
  row.merged_into = first;
  put (world, &row);
  row = make_record (corral_incident_book_find (world->book, first));
  row.id = first;
  row.merged_into = second;
  put (world, &row);
  world_look_for (world, 5);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 1);
}

/* Two desks gave two ids: both take the one that has a row; of two with rows, the smaller. */
static void
test_names (void)
{
  g_autoptr (World) world = make_world ();
  g_autofree char *mine = g_strdup (world_only (world)->id);
  CorralIncidentRecord row = make_record (world_only (world));
  CorralIncidentRecord own = make_record (world_only (world));

  row.id = "inc-carrier-outage-4da59a5e-1";
  row.began_ms += CORRAL_HOUR_MS;
  row.adopted = "k30";
  put (world, &row);
  world_look_for (world, 1);
  g_assert_cmpstr (world_only (world)->id, ==, row.id);
  g_assert_cmpuint (world_only (world)->n_carts, ==, 21);
  g_assert_cmpstr (corral_incident_book_find (world->book, mine)->merged_into, ==, row.id);

  /* What somebody does to the other one from now on is done to this. */
  own.id = mine;
  own.adopted = "k31";
  put (world, &own);
  world_look_for (world, 1);
  g_assert_cmpuint (world_only (world)->n_carts, ==, 22);

  /* One of long ago, or of something else, is another. */
  row = make_record (world_only (world));
  row.id = "inc-carrier-outage-4da59a5e-0";
  row.began_ms -= CORRAL_DAY_MS;
  put (world, &row);
  row.rev = 0;
  row.id = "inc-carrier-outage-00000000-0";
  row.began_ms += CORRAL_DAY_MS;
  row.detail = "Telmo";
  put (world, &row);
  row.rev = 0;
  row.id = "inc-unheard-of-0-0";
  row.rule = "unheard-of";
  row.merged_into = row.id;
  row.closed_ms = world->now_ms;
  put (world, &row);
  world_look_for (world, 2);
  g_assert_cmpstr (world_only (world)->id, ==, "inc-carrier-outage-4da59a5e-1");
}

/* One that has no row gives way, one that has one keeps its name when it is the smaller. */
static void
test_smaller_name (void)
{
  g_autoptr (World) world = make_world ();
  g_autofree char *mine = g_strdup (world_only (world)->id);
  CorralIncidentRecord own = make_record (world_only (world));
  CorralIncidentRecord row = own;

  own.id = mine;
  put (world, &own);
  row.id = "inc-carrier-outage-zzzzzzzz-9";
  put (world, &row);
  world_look_for (world, 2);
  g_assert_cmpstr (world_only (world)->id, ==, mine);
}

/* A person says that some carts are another matter: on every desk they are an incident of their own, by one row. */
static void
test_split (void)
{
  g_autoptr (World) world = make_world ();
  g_autofree char *id = g_strdup (world_only (world)->id);
  g_autofree char *split = corral_incident_make_split_id (id, 0x1234abcd);
  CorralIncidentRecord row = make_record (world_only (world));
  const CorralIncident *parent, *part;
  double lost;

  g_assert_nonnull (split);
  world_look_for (world, 10);
  lost = world_only (world)->open_hours_lost;
  row.id = split;
  row.adopted = "k0 k1 k2";
  put (world, &row);
  world_look_for (world, 2);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 2);
  parent = corral_incident_book_find (world->book, id);
  part = corral_incident_book_find (world->book, split);
  g_assert_cmpuint (parent->n_carts, ==, 17);
  g_assert_cmpuint (part->n_carts, ==, 3);
  g_assert_cmpint (part->rule, ==, CORRAL_RULE_CARRIER);
  g_assert_cmpint (part->severity, ==, CORRAL_SEVERITY_ACT);
  g_assert_cmpstr (part->detail, ==, "Norvia");
  g_assert_cmpuint (world_count_events (part, CORRAL_INCIDENT_EVENT_SPLIT), ==, 1);
  g_assert_cmpuint (world_count_events (part, CORRAL_INCIDENT_EVENT_GREW), ==, 0);
  g_assert_cmpuint (g_array_index (part->events, CorralIncidentEvent, 0).n_carts, ==, 3);
  /* Nothing is lost twice. */
  g_assert_cmpfloat (fabs (parent->open_hours_lost + part->open_hours_lost - lost), <, 1);
  g_assert_cmpfloat (part->open_hours_lost, >, 1);

  /* It stays so, also after the program was started again, and is what a person does to it. */
  {
    g_autoptr (GBytes) bytes = corral_incident_book_save (world->book);
    g_autoptr (GError) error = NULL;

    g_assert_true (corral_incident_book_load (world->book, bytes, &error));
    g_assert_no_error (error);
  }
  world_look_for (world, 30);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 2);
  g_assert_cmpuint (corral_incident_book_find (world->book, split)->n_carts, ==, 3);

  /* Its carts are heard: it is over by itself, and the other is not. */
  world_hear (world, 0, 3);
  world_find_nothing (world);
  world_find (world, CORRAL_RULE_CARRIER, "Norvia", 3, 17, CORRAL_UNKNOWN);
  world_look_for (world, 20);
  g_assert_cmpint (corral_incident_book_find (world->book, split)->state, ==, CORRAL_INCIDENT_RECOVERED);
  g_assert_cmpint (corral_incident_book_find (world->book, id)->state, ==, CORRAL_INCIDENT_OPEN);
}

static void
test_split_undone (void)
{
  g_autoptr (World) world = make_world ();
  g_autofree char *id = g_strdup (world_only (world)->id);
  g_autofree char *split = corral_incident_make_split_id (id, 1);
  CorralIncidentRecord row = make_record (world_only (world));

  /* Taken back before it was sent: the row is gone, and it never was. */
  row.id = split;
  row.adopted = "k0 k1";
  put (world, &row);
  world_look_for (world, 2);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 2);
  corral_fleet_delete (world->fleet, "c0", CORRAL_COLLECTION_INCIDENT, split, row.rev + 1);
  world_look_for (world, 2);
  g_assert_null (corral_incident_book_find (world->book, split));
  g_assert_cmpuint (world_only (world)->n_carts, ==, 20);

  /* Merged back: they are part of the other again. */
  row.rev += 5;
  put (world, &row);
  world_look_for (world, 2);
  g_assert_cmpuint (world_count (world, CORRAL_INCIDENT_OPEN), ==, 2);
  row.merged_into = id;
  put (world, &row);
  world_look_for (world, 3);
  g_assert_cmpstr (world_only (world)->id, ==, id);
  g_assert_cmpuint (world_only (world)->n_carts, ==, 20);
  g_assert_cmpint (corral_incident_book_find (world->book, split)->state, ==, CORRAL_INCIDENT_MERGED);
}

/* Rows that say too little, or nonsense; one that was split off an incident that nobody knows here. */
static void
test_split_nonsense (void)
{
  g_autoptr (World) world = make_world ();
  g_autofree char *id = g_strdup (world_only (world)->id);
  CorralIncidentRecord row = make_record (world_only (world));

  row.id = "inc-x-0-0.s-00000001";
  row.rule = "unheard-of";
  row.adopted = "k0";
  put (world, &row);
  row.rev = 0;
  row.id = ".s-";
  row.rule = "carrier-outage";
  row.adopted = NULL;
  put (world, &row);
  world_look_for (world, 2);
  g_assert_cmpstr (world_only (world)->id, ==, id);
  g_assert_cmpuint (world_only (world)->n_carts, ==, 20);
  /* Whose other is not known: its carts are silent, and so it is. */
  row.rev = 0;
  row.id = "inc-carrier-outage-0-0.s-00000002";
  row.adopted = "k0 k1 k999";
  put (world, &row);
  world_look_for (world, 2);
  g_assert_cmpuint (corral_incident_book_find (world->book, row.id)->n_carts, ==, 2);
  g_assert_null (corral_incident_make_split_id ("inc-certificate-batch-5b1c9e02-29540662.s-00000001.s-00000002", 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/incident-people/close", test_close);
  g_test_add_func ("/incident-people/reopen", test_reopen);
  g_test_add_func ("/incident-people/offline", test_offline);
  g_test_add_func ("/incident-people/carts", test_carts);
  g_test_add_func ("/incident-people/merge", test_merge);
  g_test_add_func ("/incident-people/split", test_split);
  g_test_add_func ("/incident-people/split-undone", test_split_undone);
  g_test_add_func ("/incident-people/split-nonsense", test_split_nonsense);
  g_test_add_func ("/incident-people/names", test_names);
  g_test_add_func ("/incident-people/smaller-name", test_smaller_name);
  return g_test_run ();
}
