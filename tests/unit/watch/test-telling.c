/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is told of what: a table of cases, quiet hours on the nights when clocks change, and a storm. */
#include "corral-telling.h"

#include "corral-collections.h"
#include "corral-time.h"

/* Tuesday, 24 November 2026, 16:00 UTC: 17:00 in Berlin. */
#define T G_GINT64_CONSTANT (1795536000000)
#define MINUTE CORRAL_MINUTE_MS
#define NEVER CORRAL_UNKNOWN

static const CorralTellingChoices usual = { .on = TRUE, .severity = -1, .over = TRUE, .sound = TRUE };

/* ---- roles ------------------------------------------------------------------------------------------- */

static void
test_roles (void)
{
  static const struct
  {
    const char *roles[4];
    int severity;  /* chosen */
    int quiet;     /* chosen */
    CorralTold told;
    CorralSeverity least;
    guint from, to;
  } rows[] = {
    { { NULL }, -1, 0, 15, CORRAL_SEVERITY_WATCH, 0, 0 },
    { { "astronaut" }, -1, 0, 15, CORRAL_SEVERITY_WATCH, 0, 0 },
    { { "support_agent" }, -1, 0, CORRAL_TOLD_AGENT, CORRAL_SEVERITY_ACT, 0, 0 },
    { { "support_lead" }, -1, 0, CORRAL_TOLD_LEAD, CORRAL_SEVERITY_WATCH, 0, 0 },
    { { "store_manager" }, -1, 0, CORRAL_TOLD_MANAGER, CORRAL_SEVERITY_WATCH, 21 * 60, 6 * 60 },
    { { "loss_prevention" }, -1, 0, CORRAL_TOLD_NOBODY, CORRAL_SEVERITY_ACT, 0, 0 },
    /* Of several roles the one that is told more goes before; somebody of a desk is awake. */
    { { "support_agent", "support_lead" }, -1, 0, CORRAL_TOLD_AGENT | CORRAL_TOLD_LEAD, CORRAL_SEVERITY_WATCH, 0, 0 },
    { { "store_manager", "support_agent" }, -1, 0, CORRAL_TOLD_MANAGER | CORRAL_TOLD_AGENT, CORRAL_SEVERITY_WATCH, 0, 0 },
    { { "support_agent" }, CORRAL_SEVERITY_INFO, 2, CORRAL_TOLD_AGENT, CORRAL_SEVERITY_INFO, 22 * 60, 5 * 60 + 30 },
    { { "store_manager" }, CORRAL_SEVERITY_ACT, 1, CORRAL_TOLD_MANAGER, CORRAL_SEVERITY_ACT, 0, 0 },
    { { "store_manager" }, 99, 0, CORRAL_TOLD_MANAGER, CORRAL_SEVERITY_ACT, 21 * 60, 6 * 60 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CorralTellingChoices choices = usual;
      CorralTellingWishes wishes;

      choices.severity = rows[i].severity;
      choices.quiet = rows[i].quiet;
      choices.quiet_from_min = 22 * 60 + 24 * 60; /* nonsense is brought into the day */
      choices.quiet_to_min = 5 * 60 + 30;
      corral_telling_wishes_set (&wishes, rows[i].roles, &choices);
      g_test_message ("%s", rows[i].roles[0] != NULL ? rows[i].roles[0] : "nobody");
      g_assert_cmpuint (wishes.told, ==, rows[i].told);
      g_assert_cmpuint (wishes.severity, ==, rows[i].least);
      g_assert_cmpuint (wishes.quiet_from_min, ==, rows[i].from);
      g_assert_cmpuint (wishes.quiet_to_min, ==, rows[i].to);
    }
}

/* ---- quiet hours ---------------------------------------------------------------------------------------- */

static void
test_quiet (void)
{
  static const struct
  {
    const char *zone;
    int year, month, day, hour, minute; /* UTC */
    guint from, to;
    gboolean quiet;
  } rows[] = {
    { "Europe/Berlin", 2026, 11, 24, 20, 59, 22 * 60, 6 * 60, FALSE }, /* 21:59 */
    { "Europe/Berlin", 2026, 11, 24, 21, 0, 22 * 60, 6 * 60, TRUE },
    { "Europe/Berlin", 2026, 11, 25, 4, 59, 22 * 60, 6 * 60, TRUE },
    { "Europe/Berlin", 2026, 11, 25, 5, 0, 22 * 60, 6 * 60, FALSE },
    { "Europe/Berlin", 2026, 11, 24, 12, 30, 13 * 60, 14 * 60, TRUE },  /* within a day */
    { "Europe/Berlin", 2026, 11, 24, 13, 0, 13 * 60, 14 * 60, FALSE },
    { "Europe/Berlin", 2026, 11, 24, 12, 30, 0, 0, FALSE },             /* none */
    { "America/New_York", 2026, 11, 25, 4, 59, 22 * 60, 6 * 60, TRUE }, /* 23:59 there */
    /* The night that is 25 hours long: 02:30 comes twice, and 06:00 is an hour later in UTC. */
    { "Europe/Berlin", 2026, 10, 25, 0, 30, 22 * 60, 6 * 60, TRUE },
    { "Europe/Berlin", 2026, 10, 25, 1, 30, 22 * 60, 6 * 60, TRUE },
    { "Europe/Berlin", 2026, 10, 25, 4, 30, 22 * 60, 6 * 60, TRUE },
    { "Europe/Berlin", 2026, 10, 25, 5, 0, 22 * 60, 6 * 60, FALSE },
    { "Europe/Berlin", 2026, 10, 25, 1, 30, 2 * 60, 3 * 60, TRUE },
    { "Europe/Berlin", 2026, 10, 25, 2, 0, 2 * 60, 3 * 60, FALSE },
    /* The night that has no 02:30. */
    { "Europe/Berlin", 2027, 3, 28, 0, 59, 2 * 60, 3 * 60, FALSE },
    { "Europe/Berlin", 2027, 3, 28, 1, 0, 2 * 60, 3 * 60, FALSE },
    { "Europe/Berlin", 2027, 3, 28, 3, 59, 22 * 60, 6 * 60, TRUE },
    { "Europe/Berlin", 2027, 3, 28, 4, 0, 22 * 60, 6 * 60, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GTimeZone) zone = corral_time_zone (rows[i].zone);
      g_autoptr (GDateTime) time
          = g_date_time_new_utc (rows[i].year, rows[i].month, rows[i].day, rows[i].hour, rows[i].minute, 0);
      const CorralTellingWishes wishes = { .quiet_from_min = rows[i].from, .quiet_to_min = rows[i].to };

      g_test_message ("row %u", i);
      g_assert_cmpint (corral_telling_is_quiet (&wishes, g_date_time_to_unix (time) * 1000, zone), ==, rows[i].quiet);
    }
}

/* ---- one incident -------------------------------------------------------------------------------------- */

typedef struct
{
  CorralIncident incident;
  CorralWatchMark mark;
  CorralTellingWork work;
} Case;

/* 20 carts from T − 60 min on; worse at @worse_ms. */
static void
case_init (Case *self, gint64 worse_ms)
{
  CorralIncidentPoint first = { T - 60 * MINUTE, 20, 2, 1, CORRAL_SEVERITY_WATCH };
  CorralIncidentPoint later = { worse_ms, 60, 8, 1, CORRAL_SEVERITY_WATCH };

  *self = (Case){ .incident = { .id = (char *) "inc-1", .rule = CORRAL_RULE_CARRIER, .severity = CORRAL_SEVERITY_WATCH,
                                .state = CORRAL_INCIDENT_OPEN, .began_ms = T - 70 * MINUTE, .raised_ms = T - 60 * MINUTE,
                                .known_ms = T - MINUTE, .recovered_ms = NEVER, .closed_ms = NEVER,
                                .points = g_array_new (FALSE, FALSE, sizeof (CorralIncidentPoint)),
                                .events = g_array_new (FALSE, FALSE, sizeof (CorralIncidentEvent)) },
                  .mark = { .told_ms = NEVER, .seen_ms = NEVER, .known_ms = NEVER },
                  .work = { NEVER, NEVER, NEVER, NEVER } };
  g_atomic_ref_count_init (&self->incident.ref_count);
  g_array_append_val (self->incident.points, first);
  if (worse_ms != NEVER)
    g_array_append_val (self->incident.points, later);
}

static void
case_clear (Case *self)
{
  g_array_unref (self->incident.points);
  g_array_unref (self->incident.events);
}

static void
test_judge (void)
{
  const gint64 hour = 60 * MINUTE;
  const struct
  {
    const char *label;
    CorralTold told;
    CorralIncidentState state;
    CorralSeverity severity;
    gint64 recovered;
    gint64 worse;
    CorralToldWhat what;
    gint64 told_at, seen_at;
    gint64 acknowledged, snoozed, closed;
    CorralUntold why;
    CorralTellingKind kind;
  } rows[] = {
    { "new", 1, 0, 1, NEVER, NEVER, 0, NEVER, NEVER, NEVER, NEVER, NEVER, CORRAL_UNTOLD_NOT, CORRAL_TELLING_NEW },
    { "for others", 2, 0, 1, NEVER, NEVER, 0, NEVER, NEVER, NEVER, NEVER, NEVER, CORRAL_UNTOLD_ROLE, 0 },
    { "for nobody", 0, 0, 2, NEVER, NEVER, 0, NEVER, NEVER, NEVER, NEVER, NEVER, CORRAL_UNTOLD_ROLE, 0 },
    { "too mild", 1, 0, 0, NEVER, NEVER, 0, NEVER, NEVER, NEVER, NEVER, NEVER, CORRAL_UNTOLD_SEVERITY, 0 },
    { "told", 1, 0, 1, NEVER, NEVER, 1, T - 50 * MINUTE, NEVER, NEVER, NEVER, NEVER, CORRAL_UNTOLD_ALREADY, 0 },
    { "looked at by itself", 1, 0, 1, NEVER, NEVER, 0, NEVER, T - 50 * MINUTE, NEVER, NEVER, NEVER, CORRAL_UNTOLD_SEEN, 0 },
    { "looked at, then worse", 1, 0, 1, NEVER, T - 5 * MINUTE, 0, NEVER, T - 50 * MINUTE, NEVER, NEVER, NEVER, CORRAL_UNTOLD_NOT,
      CORRAL_TELLING_NEW },
    { "worse", 1, 0, 1, NEVER, T - 5 * MINUTE, 1, T - 50 * MINUTE, NEVER, NEVER, NEVER, NEVER, CORRAL_UNTOLD_NOT,
      CORRAL_TELLING_WORSE },
    { "worse a moment after it was told", 1, 0, 1, NEVER, T - 5 * MINUTE, 1, T - 10 * MINUTE, NEVER, NEVER, NEVER, NEVER,
      CORRAL_UNTOLD_TOO_SOON, 0 },
    { "more severe: at once", 1, 0, 2, NEVER, NEVER, 1, T - MINUTE, NEVER, NEVER, NEVER, NEVER, CORRAL_UNTOLD_NOT,
      CORRAL_TELLING_WORSE },
    { "acknowledged by a colleague first", 1, 0, 1, NEVER, NEVER, 0, NEVER, NEVER, T - 30 * MINUTE, NEVER, NEVER,
      CORRAL_UNTOLD_ACKNOWLEDGED, 0 },
    { "acknowledged, then worse", 1, 0, 1, NEVER, T - 5 * MINUTE, 1, T - 50 * MINUTE, NEVER, T - 30 * MINUTE, NEVER, NEVER,
      CORRAL_UNTOLD_NOT, CORRAL_TELLING_WORSE },
    { "acknowledged a shift ago", 1, 0, 1, NEVER, NEVER, 1, T - 9 * hour, NEVER, T - 8 * hour, NEVER, NEVER,
      CORRAL_UNTOLD_NOT, CORRAL_TELLING_STILL_OPEN },
    { "… and told since", 1, 0, 1, NEVER, NEVER, 1, T, NEVER, T - 8 * hour, NEVER, NEVER, CORRAL_UNTOLD_ALREADY, 0 },
    { "snoozed", 1, 0, 1, NEVER, NEVER, 1, T - 50 * MINUTE, NEVER, NEVER, T + 5 * MINUTE, NEVER, CORRAL_UNTOLD_SNOOZED, 0 },
    { "snoozed before this PC told it", 1, 0, 1, NEVER, NEVER, 0, NEVER, NEVER, NEVER, T + 5 * MINUTE, NEVER,
      CORRAL_UNTOLD_SNOOZED, 0 },
    { "snoozed, then worse", 1, 0, 1, NEVER, T - 5 * MINUTE, 1, T - 50 * MINUTE, NEVER, NEVER, T + 5 * MINUTE, NEVER,
      CORRAL_UNTOLD_NOT, CORRAL_TELLING_WORSE },
    { "the snooze has ended", 1, 0, 1, NEVER, NEVER, 1, T - 50 * MINUTE, NEVER, NEVER, T - MINUTE, NEVER, CORRAL_UNTOLD_NOT,
      CORRAL_TELLING_STILL_OPEN },
    { "the snooze has ended, acknowledged too", 1, 0, 1, NEVER, NEVER, 1, T - 50 * MINUTE, NEVER, T - 40 * MINUTE, T - MINUTE, NEVER,
      CORRAL_UNTOLD_NOT, CORRAL_TELLING_STILL_OPEN },
    { "a person closed it, the rows are on their way", 1, 0, 1, NEVER, NEVER, 1, T - 50 * MINUTE, NEVER, NEVER, NEVER, T - MINUTE,
      CORRAL_UNTOLD_CLOSED, 0 },
    { "over", 1, 1, 1, T - 20 * MINUTE, NEVER, 1, T - 50 * MINUTE, NEVER, NEVER, NEVER, NEVER, CORRAL_UNTOLD_NOT,
      CORRAL_TELLING_OVER },
    { "over, though the role has changed", 2, 2, 0, T - 20 * MINUTE, NEVER, 1, T - 50 * MINUTE, NEVER, NEVER, NEVER, NEVER,
      CORRAL_UNTOLD_NOT, CORRAL_TELLING_OVER },
    { "over, told", 1, 2, 1, T - 20 * MINUTE, NEVER, 2, T - 20 * MINUTE, NEVER, NEVER, NEVER, NEVER, CORRAL_UNTOLD_ALREADY, 0 },
    { "over before anybody was told", 1, 2, 1, T - 20 * MINUTE, NEVER, 0, NEVER, NEVER, NEVER, NEVER, NEVER,
      CORRAL_UNTOLD_NEVER_TOLD, 0 },
    { "closed by a person, no fresh data say that it is over", 1, 2, 1, NEVER, NEVER, 1, T - 50 * MINUTE, NEVER, NEVER, NEVER,
      NEVER, CORRAL_UNTOLD_CLOSED, 0 },
    { "back", 1, 0, 1, NEVER, NEVER, 2, T - 20 * MINUTE, NEVER, NEVER, NEVER, NEVER, CORRAL_UNTOLD_NOT, CORRAL_TELLING_BACK },
    { "part of another", 1, 3, 2, NEVER, NEVER, 1, T - 50 * MINUTE, NEVER, NEVER, NEVER, NEVER, CORRAL_UNTOLD_PART, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const roles[] = { "support_agent", NULL };
      CorralTellingChoices choices = usual;
      CorralTellingWishes wishes;
      CorralTellingKind kind = CORRAL_N_TELLINGS;
      CorralUntold why;
      Case one;

      g_test_message ("%s", rows[i].label);
      choices.severity = CORRAL_SEVERITY_WATCH;
      corral_telling_wishes_set (&wishes, roles, &choices);
      case_init (&one, rows[i].worse);
      one.incident.state = rows[i].state;
      one.incident.severity = rows[i].severity;
      one.incident.recovered_ms = rows[i].recovered;
      one.mark.what = rows[i].what;
      one.mark.told_ms = rows[i].told_at;
      one.mark.seen_ms = rows[i].seen_at;
      one.mark.known_ms = rows[i].told_at != NEVER ? rows[i].told_at - MINUTE : rows[i].seen_at;
      one.mark.told_severity = CORRAL_SEVERITY_WATCH;
      one.work = (CorralTellingWork){ rows[i].acknowledged, rows[i].snoozed, NEVER, rows[i].closed };
      why = corral_telling_judge (&one.incident, rows[i].told, &one.mark, &one.work, &wishes, T, &kind);
      g_assert_cmpint (why, ==, rows[i].why);
      if (why == CORRAL_UNTOLD_NOT)
        g_assert_cmpint (kind, ==, rows[i].kind);
      /* What nothing is known of is judged as well. */
      if (rows[i].what == 0 && rows[i].seen_at == NEVER && rows[i].acknowledged == NEVER && rows[i].snoozed == NEVER)
        g_assert_cmpint (corral_telling_judge (&one.incident, rows[i].told, NULL, NULL, &wishes, T, &kind), ==, rows[i].why);
      wishes.over = FALSE;
      if (rows[i].kind == CORRAL_TELLING_OVER && why == CORRAL_UNTOLD_NOT)
        g_assert_cmpint (corral_telling_judge (&one.incident, rows[i].told, &one.mark, NULL, &wishes, T, &kind), ==,
                         CORRAL_UNTOLD_NOT_WISHED);
      case_clear (&one);
    }
}

/* What is seen grows while the person was being told, by data older than the clock: it is not lost. */
static void
test_data_lag (void)
{
  CorralTellingWishes wishes;
  CorralTellingKind kind;
  CorralTelling telling = { .kind = CORRAL_TELLING_NEW };
  Case one;

  corral_telling_wishes_set (&wishes, NULL, &usual);
  case_init (&one, NEVER);
  one.incident.known_ms = T - 40 * CORRAL_SECOND_MS;
  telling.incident = &one.incident;
  corral_telling_note (&telling, &one.mark, T);
  g_assert_cmpint (one.mark.told_ms, ==, T);
  case_clear (&one);
  {
    CorralWatchMark mark = one.mark;

    case_init (&one, T - 35 * CORRAL_SECOND_MS);
    g_assert_cmpint (corral_telling_judge (&one.incident, 15, &mark, NULL, &wishes, T + 20 * MINUTE, &kind), ==,
                     CORRAL_UNTOLD_NOT);
    g_assert_cmpint (kind, ==, CORRAL_TELLING_WORSE);
    case_clear (&one);
  }
}

/* ---- all of them ---------------------------------------------------------------------------------------- */

#define MANY 20

typedef struct
{
  Case cases[MANY];
  GPtrArray *incidents;
  GPtrArray *notices;
  gint64 since_ms;
  CorralRuleSettings settings;
  CorralTellingWishes wishes;
  GTimeZone *zone;
} Storm;

static void
storm_init (Storm *self, guint n)
{
  self->incidents = g_ptr_array_new ();
  self->notices = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_watch_notice_free);
  self->zone = corral_time_zone ("Europe/Berlin");
  self->since_ms = NEVER;
  corral_rule_settings_init (&self->settings);
  corral_telling_wishes_set (&self->wishes, NULL, &usual);
  for (guint i = 0; i < MANY; i++)
    {
      case_init (&self->cases[i], NEVER);
      if (i < n)
        g_ptr_array_add (self->incidents, &self->cases[i].incident);
    }
}

static void
storm_clear (Storm *self)
{
  for (guint i = 0; i < MANY; i++)
    {
      g_assert_true (g_atomic_int_get (&self->cases[i].incident.ref_count) == 1);
      case_clear (&self->cases[i]);
    }
  g_ptr_array_unref (self->incidents);
  g_ptr_array_unref (self->notices);
  g_time_zone_unref (self->zone);
}

static const CorralWatchMark *
get_mark (const CorralIncident *incident, gpointer data)
{
  return &((const Case *) incident)->mark;
}

static gboolean
get_work (const CorralIncident *incident, CorralTellingWork *work, gpointer data)
{
  *work = ((const Case *) incident)->work;
  return CORRAL_IS_KNOWN (work->acknowledged_ms);
}

/* A look: "N" new, "O" over, "S3+1" a summary of 3 and 1 over; lower case: noted only. Free with g_free(). */
static char *
storm_look (Storm *self, gint64 now_ms)
{
  const CorralTellingFacts facts = { .since_ms = self->since_ms, .get_mark = get_mark, .get_work = get_work };
  GPtrArray *tellings
      = corral_telling_plan (self->incidents, &self->settings, &facts, self->notices, &self->wishes, now_ms, self->zone);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tellings->len; i++)
    {
      const CorralTelling *telling = tellings->pdata[i];
      CorralWatchNotice *notice = corral_watch_notice_new (NULL, "");
      char letter = "NWBSO?A"[MIN ((guint) telling->kind, 6u)];

      notice->kind = telling->kind;
      notice->time_ms = now_ms;
      notice->shown = telling->shown;
      g_ptr_array_add (self->notices, notice);
      if (telling->incident != NULL)
        corral_telling_note (telling, &((Case *) telling->incident)->mark, now_ms);
      if (telling->kind == CORRAL_TELLING_SUMMARY)
        g_string_append_printf (text, "S%u+%u", telling->n_open, telling->n_over);
      else
        g_string_append_c (text, telling->shown ? letter : g_ascii_tolower (letter));
    }
  g_ptr_array_unref (tellings);
  return g_string_free (text, FALSE);
}

#define assert_look(storm, now, expected) \
  G_STMT_START \
  { \
    g_autofree char *text = storm_look (storm, now); \
    g_assert_cmpstr (text, ==, expected); \
  } \
  G_STMT_END

static void
test_storm (void)
{
  Storm storm;

  /* Three are three notices; the next ones within the same minutes are one. */
  storm_init (&storm, 3);
  assert_look (&storm, T, "NNN");
  assert_look (&storm, T + MINUTE, "");
  g_ptr_array_add (storm.incidents, &storm.cases[3].incident);
  g_ptr_array_add (storm.incidents, &storm.cases[4].incident);
  assert_look (&storm, T + 2 * MINUTE, "nnS2+0");
  /* More while that stands: held, and not noted again and again. */
  g_ptr_array_add (storm.incidents, &storm.cases[5].incident);
  assert_look (&storm, T + 3 * MINUTE, "n");
  assert_look (&storm, T + 4 * MINUTE, "");
  g_assert_true (storm.cases[5].mark.held);
  assert_look (&storm, T + 13 * MINUTE, "N");
  g_assert_false (storm.cases[5].mark.held);
  storm_clear (&storm);

  /* Twenty at once: one notice; and as many that are over: one. */
  storm_init (&storm, MANY);
  {
    g_autofree char *text = storm_look (&storm, T);

    g_assert_true (g_str_has_suffix (text, "nS20+0"));
  }
  for (guint i = 0; i < MANY; i++)
    {
      storm.cases[i].incident.state = CORRAL_INCIDENT_RECOVERED;
      storm.cases[i].incident.recovered_ms = T + 10 * MINUTE;
    }
  {
    g_autofree char *text = storm_look (&storm, T + 30 * MINUTE);

    g_assert_true (g_str_has_suffix (text, "oS0+20"));
  }
  assert_look (&storm, T + 60 * MINUTE, "");
  storm_clear (&storm);
}

/* This PC is new, and what it finds is old: it comes as one. What begins from then on comes by itself. */
static void
test_first_start (void)
{
  Storm storm;

  storm_init (&storm, 3);
  storm.since_ms = T;
  assert_look (&storm, T + 5 * CORRAL_SECOND_MS, "nnnS3+0");
  assert_look (&storm, T + MINUTE, "");
  storm_clear (&storm);

  /* One alone is told by itself; so are two of which one began since. */
  storm_init (&storm, 1);
  storm.since_ms = T;
  assert_look (&storm, T + 5 * CORRAL_SECOND_MS, "N");
  storm_clear (&storm);
  storm_init (&storm, 2);
  storm.since_ms = T;
  storm.cases[1].incident.began_ms = T + MINUTE;
  assert_look (&storm, T + 2 * MINUTE, "NN");
  storm_clear (&storm);

  /* Whoever has looked for long is told of each, however old it turns out to be. */
  storm_init (&storm, 2);
  storm.since_ms = T - 20 * MINUTE;
  assert_look (&storm, T, "NN");
  storm_clear (&storm);
}

/* It was told to be over; then data came late that say what it was. */
static void
test_amended (void)
{
  CorralIncidentEvent event = { CORRAL_INCIDENT_EVENT_AMENDED, T + 12 * MINUTE, 4, 1, 41 * MINUTE, 2, 0 };
  Storm storm;
  CorralIncident *incident;

  storm_init (&storm, 1);
  incident = &storm.cases[0].incident;
  assert_look (&storm, T, "N");
  incident->state = CORRAL_INCIDENT_RECOVERED;
  incident->recovered_ms = incident->known_ms = T + 10 * MINUTE;
  assert_look (&storm, T + 10 * MINUTE, "O");
  g_array_append_val (incident->events, event);
  incident->known_ms = T + 12 * MINUTE;
  assert_look (&storm, T + 12 * MINUTE, "A");
  assert_look (&storm, T + 13 * MINUTE, "");
  g_assert_cmpint (storm.cases[0].mark.what, ==, CORRAL_TOLD_WHAT_OVER);
  storm_clear (&storm);
}

/* When it was snoozed is known by the row; what had been worse before does not end it. */
static void
test_snoozed_since (void)
{
  CorralTellingWishes wishes;
  CorralTellingKind kind;
  Case one;

  corral_telling_wishes_set (&wishes, NULL, &usual);
  case_init (&one, T - 30 * MINUTE);
  one.work.snoozed_until_ms = T + 60 * MINUTE;
  one.work.snoozed_ms = T - 20 * MINUTE;
  g_assert_cmpint (corral_telling_judge (&one.incident, 15, NULL, &one.work, &wishes, T, &kind), ==, CORRAL_UNTOLD_SNOOZED);
  one.work.snoozed_ms = T - 40 * MINUTE;
  g_assert_cmpint (corral_telling_judge (&one.incident, 15, NULL, &one.work, &wishes, T, &kind), ==, CORRAL_UNTOLD_NOT);
  case_clear (&one);
}

static void
test_held_over_night (void)
{
  Storm storm;
  const gint64 night = T + 6 * 60 * MINUTE; /* 23:00 in Berlin */
  const gint64 morning = T + 14 * 60 * MINUTE;

  storm_init (&storm, 2);
  storm.wishes.quiet_from_min = 22 * 60;
  storm.wishes.quiet_to_min = 6 * 60;
  assert_look (&storm, night, "nn");
  assert_look (&storm, night + 10 * MINUTE, "");
  /* One is over by the morning: it stays missed, and no notice is made of it. */
  storm.cases[1].incident.state = CORRAL_INCIDENT_CLOSED;
  storm.cases[1].incident.recovered_ms = night + 30 * MINUTE;
  assert_look (&storm, night + 60 * MINUTE, "o");
  assert_look (&storm, morning, "N");
  assert_look (&storm, morning + MINUTE, "");
  storm_clear (&storm);

  /* Looked at in the night: nothing is left for the morning. */
  storm_init (&storm, 1);
  storm.wishes.quiet_from_min = 22 * 60;
  storm.wishes.quiet_to_min = 6 * 60;
  assert_look (&storm, night, "n");
  storm.cases[0].mark.held = FALSE;
  storm.cases[0].mark.seen_ms = night + MINUTE;
  assert_look (&storm, morning, "");
  storm_clear (&storm);
}

/* What a colleague acknowledged is not told, and the others are. */
static void
test_in_hand (void)
{
  Storm storm;

  storm_init (&storm, 3);
  storm.cases[1].work.acknowledged_ms = T - MINUTE;
  assert_look (&storm, T, "NN");
  g_assert_cmpint (storm.cases[1].mark.told_ms, ==, NEVER);
  storm_clear (&storm);
}

static void
test_off_and_clock (void)
{
  Storm storm;

  /* Without notices it is still noted that there was something to tell; switched on, nothing old comes. */
  storm_init (&storm, 1);
  storm.wishes.on = FALSE;
  assert_look (&storm, T, "n");
  g_assert_cmpint (storm.cases[0].mark.told_ms, ==, T);
  storm.wishes.on = TRUE;
  assert_look (&storm, T + MINUTE, "");
  storm_clear (&storm);

  /* A clock set back by a day: notices "of tomorrow" hold nobody up. */
  storm_init (&storm, 3);
  assert_look (&storm, T + CORRAL_DAY_MS, "NNN");
  g_ptr_array_add (storm.incidents, &storm.cases[3].incident);
  assert_look (&storm, T, "N");
  storm_clear (&storm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/telling/roles", test_roles);
  g_test_add_func ("/telling/quiet", test_quiet);
  g_test_add_func ("/telling/judge", test_judge);
  g_test_add_func ("/telling/data-lag", test_data_lag);
  g_test_add_func ("/telling/storm", test_storm);
  g_test_add_func ("/telling/first-start", test_first_start);
  g_test_add_func ("/telling/amended", test_amended);
  g_test_add_func ("/telling/snoozed-since", test_snoozed_since);
  g_test_add_func ("/telling/held-over-night", test_held_over_night);
  g_test_add_func ("/telling/in-hand", test_in_hand);
  g_test_add_func ("/telling/off-and-clock", test_off_and_clock);
  return g_test_run ();
}
