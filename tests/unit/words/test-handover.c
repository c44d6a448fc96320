/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a handover says: what is open, what is over, which snoozes end, what colleagues did and what is planned, over a small
 * fleet with real incidents of the book. */
#include "corral-handover.h"
#include "corral-maintenance-now.h"
#include "corral-time.h"
#include "incident-fixture.h"

#include <string.h>

static World *
make_world (void)
{
  const WorldSize size = { .n_chains = 1, .n_stores = 6, .per_store = 10 };

  return world_new (&size);
}

#define PUT(world, Camel, UPPER, ...) \
  G_STMT_START { \
    const CorralSchema *schema_ = corral_collection_get_schema (CORRAL_COLLECTION_##UPPER); \
    Corral##Camel row_; \
    corral_row_clear (schema_, &row_); \
    { Corral##Camel *r = &row_; __VA_ARGS__; } \
    corral_fleet_put ((world)->fleet, "c0", schema_, &row_); \
    corral_fleet_flush ((world)->fleet); \
  } G_STMT_END

static CorralHandover *
hand_over (World *world, const char *account, gint64 from_ms, const char *words)
{
  GPtrArray *incidents = corral_incident_book_get_incidents (world->book);
  g_autoptr (CorralShift) shift = corral_shift_new (world->fleet, incidents, account, from_ms, world->now_ms);
  g_autoptr (GTimeZone) zone = corral_time_zone ("Europe/Berlin");

  return corral_handover_new (world->fleet, shift, words, world->known_ms, zone);
}

static const CorralHandoverSection *
find (const CorralHandover *handover, CorralShiftPart part)
{
  for (guint i = 0; i < handover->sections->len; i++)
    {
      const CorralHandoverSection *section = g_ptr_array_index (handover->sections, i);

      if (section->part == part)
        return section;
    }
  return NULL;
}

static const CorralHandoverLine *
line_of (const CorralHandover *handover, CorralShiftPart part, guint index)
{
  const CorralHandoverSection *section = find (handover, part);

  g_assert_nonnull (section);
  g_assert_cmpuint (section->lines->len, >, index);
  return g_ptr_array_index (section->lines, index);
}

/* An outage of a carrier that is raised. */
static CorralIncident *
raise_outage (World *world)
{
  world_silence (world, 0, 20);
  world_find (world, CORRAL_RULE_CARRIER, "alpha", 0, 20, world->now_ms);
  world_look_for (world, 30);
  return world_only (world);
}

static void
test_nothing (void)
{
  g_autoptr (World) world = make_world ();
  g_autoptr (CorralHandover) handover = hand_over (world, NULL, CORRAL_UNKNOWN, NULL);
  g_autofree char *text = corral_handover_to_text (handover);

  g_assert_cmpstr (handover->sentence, ==, "0 incidents are open now.");
  g_assert_cmpuint (handover->sections->len, ==, 1);
  g_assert_nonnull (strstr (text, "No incident is open."));
  g_assert_null (handover->words);

  /* Nothing was heard yet: then nothing is said to be well. */
  {
    g_autoptr (GPtrArray) none = g_ptr_array_new ();
    g_autoptr (CorralShift) shift = corral_shift_new (world->fleet, none, NULL, CORRAL_UNKNOWN, world->now_ms);
    g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
    g_autoptr (CorralHandover) unknown = corral_handover_new (world->fleet, shift, NULL, CORRAL_UNKNOWN, zone);

    g_assert_cmpstr (unknown->sentence, ==, "It is not known yet whether anything is wrong.");
    g_assert_cmpuint (unknown->sections->len, ==, 0);
  }
}

static void
test_open_and_over (void)
{
  g_autoptr (World) world = make_world ();
  gint64 left_ms = world->now_ms;
  CorralIncident *incident = raise_outage (world);
  const CorralHandoverLine *line;

  g_assert_nonnull (incident);
  {
    g_autoptr (CorralHandover) handover = hand_over (world, NULL, left_ms, NULL);

    g_assert_nonnull (strstr (handover->sentence, "1 incident is open now, 1 is new, 0 are over."));
    line = line_of (handover, CORRAL_SHIFT_OPEN, 0);
    g_assert_nonnull (strstr (line->text, "Carrier alpha"));
    g_assert_cmpstr (line->detail, ==, "new; nobody has it");
    g_assert_cmpint (line->place->page, ==, CORRAL_PAGE_INCIDENT);
    g_assert_cmpstr (line->place->subject, ==, incident->id);
  }
  {
    /* Whoever left after it was raised knows of it. */
    g_autoptr (CorralHandover) handover = hand_over (world, NULL, world->now_ms, NULL);

    g_assert_nonnull (strstr (handover->sentence, "0 are new"));
  }
  PUT (world, IncidentRecord, INCIDENT, r->id = incident->id, r->rev = 1, r->rule = "carrier-outage", r->severity = "act",
       r->began_ms = world->now_ms, r->assigned_to = "staff-b");
  {
    g_autoptr (CorralHandover) handover = hand_over (world, NULL, left_ms, NULL);

    g_assert_cmpstr (line_of (handover, CORRAL_SHIFT_OPEN, 0)->detail, ==, "new; staff-b has it");
  }
  world_hear (world, 0, 20);
  world_find_nothing (world);
  world_look_for (world, 180);
  {
    g_autoptr (CorralHandover) handover = hand_over (world, NULL, left_ms, NULL);

    g_assert_nonnull (strstr (handover->sentence, "0 incidents are open now, 0 are new, 1 is over."));
    g_assert_nonnull (strstr (line_of (handover, CORRAL_SHIFT_OVER, 0)->text, "Over since"));
  }
  {
    g_autoptr (CorralHandover) handover = hand_over (world, NULL, world->now_ms, NULL);

    g_assert_null (find (handover, CORRAL_SHIFT_OVER));
  }
}

static void
test_snoozes (void)
{
  g_autoptr (World) world = make_world ();
  gint64 now_ms = world->now_ms;
  static const struct
  {
    const char *id;
    gint64 hours;
    gboolean cleared;
  } alerts[] = {
    { "soon", 2, FALSE }, { "later", 30, FALSE }, { "ended", -1, FALSE }, { "long-ended", -30, FALSE }, { "cleared", 3, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (alerts); i++)
    PUT (world, Alert, ALERT, r->id = alerts[i].id, r->rev = 1, r->kind = "offline", r->severity = "watch", r->store = "s1",
         r->cart = "k12", r->raised_ms = now_ms - CORRAL_DAY_MS, r->snoozed_until_ms = now_ms + alerts[i].hours * CORRAL_HOUR_MS,
         r->cleared_ms = alerts[i].cleared ? now_ms - CORRAL_HOUR_MS : CORRAL_UNKNOWN);
  {
    g_autoptr (CorralHandover) handover = hand_over (world, NULL, now_ms - 8 * CORRAL_HOUR_MS, NULL);

    g_assert_cmpuint (find (handover, CORRAL_SHIFT_SNOOZES)->lines->len, ==, 2);
    /* The next first; in the store's time. */
    g_assert_cmpstr (line_of (handover, CORRAL_SHIFT_SNOOZES, 0)->detail, ==, "until 10:00 (store time); still open");
    g_assert_cmpstr (line_of (handover, CORRAL_SHIFT_SNOOZES, 1)->detail, ==, "until 13:00 (store time)");
    g_assert_nonnull (strstr (line_of (handover, CORRAL_SHIFT_SNOOZES, 1)->text, "k12"));
  }
}

static void
test_colleagues (void)
{
  g_autoptr (World) world = make_world ();
  gint64 now_ms = world->now_ms;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("a%u", i);

      /* Three by b, one by myself, one of yesterday. */
      PUT (world, Alert, ALERT, r->id = id, r->rev = 1, r->kind = "offline", r->severity = "watch", r->store = "s1",
           r->raised_ms = now_ms - 2 * CORRAL_DAY_MS, r->acknowledged_by = i == 3 ? "staff-me" : "staff-b",
           r->acknowledged_ms = i == 4 ? now_ms - CORRAL_DAY_MS : now_ms - (i + 1) * CORRAL_MINUTE_MS);
    }
  PUT (world, Ticket, TICKET, r->id = "t", r->rev = 1, r->number = "T-7", r->store = "s1", r->cart = "k12", r->reason = "repair",
       r->status = "open", r->opened_ms = now_ms - CORRAL_HOUR_MS, r->opened_by = "staff-c");
  {
    g_autoptr (CorralHandover) handover = hand_over (world, "staff-me", now_ms - 8 * CORRAL_HOUR_MS, NULL);

    g_assert_cmpuint (find (handover, CORRAL_SHIFT_COLLEAGUES)->lines->len, ==, 2);
    g_assert_cmpstr (line_of (handover, CORRAL_SHIFT_COLLEAGUES, 0)->text, ==, "staff-b acknowledged 3 alerts");
    g_assert_cmpstr (line_of (handover, CORRAL_SHIFT_COLLEAGUES, 0)->detail, ==, "last at 10:59 (your time)");
    g_assert_true (g_str_has_prefix (line_of (handover, CORRAL_SHIFT_COLLEAGUES, 1)->text, "staff-c opened "));
  }
}

static void
test_planned (void)
{
  g_autoptr (World) world = make_world ();
  gint64 now_ms = world->now_ms;
  static const struct
  {
    const char *id;
    gint64 starts_h, ends_h;
    gboolean weekly, ended;
  } windows[] = {
    { "goes-on", -1, 1, FALSE, FALSE },
    { "soon", 3, 4, FALSE, FALSE },
    { "far", 20, 21, FALSE, FALSE },
    { "over", -3, -2, FALSE, FALSE },
    { "stopped", -1, 1, FALSE, TRUE },
    /* Seven weeks ago in summer time: at 13:00 by the store's clock, then and now. */
    { "weekly", -7 * 7 * 24 + 1, -7 * 7 * 24 + 2, TRUE, FALSE },
    { "backwards", 2, 1, FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    PUT (world, Maintenance, MAINTENANCE, r->id = windows[i].id, r->rev = 1, r->store = "s1", r->reason = "cleaning",
         r->starts_ms = now_ms + windows[i].starts_h * CORRAL_HOUR_MS, r->ends_ms = now_ms + windows[i].ends_h * CORRAL_HOUR_MS,
         r->repeats = windows[i].weekly ? "weekly" : NULL, r->ended_ms = windows[i].ended ? now_ms - CORRAL_MINUTE_MS : CORRAL_UNKNOWN);
  {
    g_autoptr (CorralHandover) handover = hand_over (world, NULL, CORRAL_UNKNOWN, NULL);

    g_assert_cmpuint (find (handover, CORRAL_SHIFT_PLANNED)->lines->len, ==, 3);
    g_assert_cmpstr (line_of (handover, CORRAL_SHIFT_PLANNED, 0)->detail, ==, "goes on until 12:00 (store time)");
    /* The clocks changed since: the same hour on the store's clock. */
    g_assert_cmpstr (line_of (handover, CORRAL_SHIFT_PLANNED, 1)->detail, ==, "from 13:00 (store time) to 14:00 (store time)");
    g_assert_cmpstr (line_of (handover, CORRAL_SHIFT_PLANNED, 2)->detail, ==, "from 14:00 (store time) to 15:00 (store time)");
  }
}

/* A hundred of a kind are a number; what was written stands first; what is old says so. */
static void
test_text (void)
{
  g_autoptr (World) world = make_world ();
  gint64 now_ms = world->now_ms;
  g_autoptr (CorralHandover) handover = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = g_strdup_printf ("a%u", i);

      PUT (world, Alert, ALERT, r->id = id, r->rev = 1, r->kind = "offline", r->severity = "watch", r->store = "s1", r->cart = "k12",
           r->raised_ms = now_ms - CORRAL_DAY_MS, r->snoozed_until_ms = now_ms + (i + 1) * CORRAL_MINUTE_MS);
    }
  world->behind = TRUE;
  world_pass (world, 3 * CORRAL_HOUR_MS);
  handover = hand_over (world, NULL, now_ms, "The dock at 118 is loose.");
  text = corral_handover_to_text (handover);
  g_assert_nonnull (strstr (text, "The dock at 118 is loose."));
  g_assert_cmpuint (find (handover, CORRAL_SHIFT_SNOOZES)->lines->len, ==, CORRAL_HANDOVER_LINES);
  g_assert_nonnull (strstr (text, "and 88 more"));
  g_assert_nonnull (strstr (handover->as_of, "what has happened since is not known on this PC"));
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/handover/nothing", test_nothing);
  g_test_add_func ("/handover/open-and-over", test_open_and_over);
  g_test_add_func ("/handover/snoozes", test_snoozes);
  g_test_add_func ("/handover/colleagues", test_colleagues);
  g_test_add_func ("/handover/planned", test_planned);
  g_test_add_func ("/handover/text", test_text);
  return g_test_run ();
}
