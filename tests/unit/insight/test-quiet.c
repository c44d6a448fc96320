/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Late, offline, gone, or rightly silent: cadence, state, open hours, maintenance, the age of what we know; nights on which
 * clocks change, clocks that jump, stores without hours, zones that nobody knows. */
#include "corral-quiet.h"
#include "small-fleet.h"

#include "corral-time.h"

#include <string.h>

#define T SMALL_NOW_MS /* Monday, 14:13:20 UTC */
#define HOUR CORRAL_HOUR_MS
#define SECOND CORRAL_SECOND_MS

/* A store whose hours and zone a case sets, in a fleet that is looked at at a moment. */
typedef struct
{
  const char *hours;
  const char *zone;
  const char *state;
  gint64 interval_s;
  gint64 silent_s;
  gint64 behind_s;    /* we are behind by so much */
  CorralPresence presence;
  CorralQuiet reason;
} Case;

#define HEARD CORRAL_PRESENCE_HEARD, CORRAL_QUIET_NONE
#define LATE CORRAL_PRESENCE_LATE, CORRAL_QUIET_NONE
#define OFFLINE CORRAL_PRESENCE_OFFLINE, CORRAL_QUIET_NONE
#define GONE CORRAL_PRESENCE_GONE, CORRAL_QUIET_NONE
#define QUIET(REASON) CORRAL_PRESENCE_QUIET, CORRAL_QUIET_##REASON

#define OPEN "Mo-Su 00:00-24:00", "UTC"
#define DAYTIME "Mo-Sa 07:00-22:00"

static const Case cases[] = {
  /* Its own cadence: late at 2 ×, offline at 3 ×. */
  { OPEN, "idle", 300, 599, 0, HEARD },
  { OPEN, "idle", 300, 600, 0, LATE },
  { OPEN, "idle", 300, 899, 0, LATE },
  { OPEN, "idle", 300, 900, 0, OFFLINE },
  { OPEN, "in_use", 60, 119, 0, HEARD },
  { OPEN, "in_use", 60, 120, 0, LATE },
  { OPEN, "in_use", 60, 180, 0, OFFLINE },
  { OPEN, "in_use", 0, 179, 0, LATE },        /* not known: that of its state */
  { OPEN, "in_use", -7, 180, 0, OFFLINE },
  { OPEN, "idle", 0, 899, 0, LATE },
  { OPEN, "fault", 300, 900, 0, OFFLINE },
  { OPEN, "of_tomorrow", 300, 900, 0, OFFLINE },
  { OPEN, "idle", 300, -86400, 0, HEARD },    /* heard tomorrow */
  /* Gone: longer than a pack lasts. */
  { OPEN, "idle", 300, 78 * 3600 - 1, 0, OFFLINE },
  { OPEN, "idle", 300, 78 * 3600, 0, GONE },
  { OPEN, "low_battery", 300, 400 * 3600, 0, GONE },
  /* What the cloud says of it. */
  { OPEN, "charging", 300, 899, 0, HEARD },
  { OPEN, "charging", 300, 900, 0, QUIET (CHARGING) },
  { OPEN, "charging", 300, 78 * 3600, 0, GONE },
  { OPEN, "updating", 300, 900, 0, QUIET (UPDATING) },
  { OPEN, "updating", 300, 7199, 0, QUIET (UPDATING) },
  { OPEN, "updating", 300, 7200, 0, OFFLINE }, /* no update takes so long */
  { OPEN, "out_of_service", 300, 900, 0, QUIET (OUT_OF_SERVICE) },
  { OPEN, "out_of_service", 300, 900 * 3600, 0, QUIET (OUT_OF_SERVICE) },
  { OPEN, "off_premises", 300, 3 * 3600 - 1, 0, HEARD }, /* a ping an hour */
  { OPEN, "off_premises", 300, 3 * 3600, 0, QUIET (OFF_PREMISES) },
  { OPEN, "off_premises", 300, 78 * 3600, 0, GONE },
  { OPEN, "revoked", 300, 10, 0, QUIET (REVOKED) },
  { OPEN, "never_seen", 300, 10, 0, QUIET (NEVER_SEEN) },
  { OPEN, "offline", 300, 10, 0, OFFLINE },
  /* The age of what we know: up to the cloud's last answer and no further. */
  { OPEN, "idle", 300, 900, 1, QUIET (OWN_KNOWLEDGE) },
  { OPEN, "idle", 300, 900, 600, QUIET (OWN_KNOWLEDGE) },
  { OPEN, "idle", 300, 1000, 100, OFFLINE },
  { OPEN, "idle", 300, 86400, 86400, QUIET (OWN_KNOWLEDGE) },
  { OPEN, "idle", 300, 700, 300, HEARD },
  { OPEN, "charging", 300, 900, 600, QUIET (CHARGING) },
  { OPEN, "idle", 300, 80 * 3600, 3 * 3600, OFFLINE }, /* not gone as far as we know */
  /* Open hours: in New York it is 10:13, in Berlin 16:13, in Auckland Tuesday, 02:13. */
  { DAYTIME, "America/New_York", "idle", 300, 3600, 0, OFFLINE },
  { DAYTIME, "Europe/Berlin", "idle", 300, 3600, 0, OFFLINE },
  { DAYTIME, "Pacific/Auckland", "idle", 300, 3600, 0, QUIET (CLOSED) },
  { DAYTIME, "Pacific/Auckland", "idle", 300, 899, 0, LATE },
  { DAYTIME, "Pacific/Auckland", "idle", 300, 4 * 3600, 0, QUIET (CLOSED) },
  { DAYTIME, "Pacific/Auckland", "idle", 300, 4 * 3600 + 1699, 0, QUIET (CLOSED) }, /* 15 min before closing, less a second */
  { DAYTIME, "Pacific/Auckland", "idle", 300, 4 * 3600 + 1700, 0, OFFLINE },        /* it was offline when the store closed */
  { DAYTIME, "Pacific/Auckland", "idle", 300, 80 * 3600, 0, GONE },
  { "Mo-Su 14:00-22:00", "UTC", "idle", 300, 3600, 0, QUIET (CLOSED) },             /* open for 13 min 20 s */
  { "Mo-Su 13:58-22:00", "UTC", "idle", 300, 3600, 0, OFFLINE },
  { "Mo-Su 14:11-22:00", "UTC", "in_use", 60, 3600, 0, QUIET (CLOSED) },
  { "Mo-Su 14:10-22:00", "UTC", "in_use", 60, 3600, 0, OFFLINE },
  { "Sa 10:00-12:00", "UTC", "idle", 300, 30 * 3600, 0, QUIET (CLOSED) },           /* since Sunday morning */
  { "Sa 10:00-12:00", "UTC", "idle", 300, 53 * 3600, 0, OFFLINE },                  /* since Saturday morning */
  { "Mo-Sa 20:00-02:00", "UTC", "idle", 300, 10 * 3600, 0, QUIET (CLOSED) },
  { "Mo-Sa 20:00-02:00", "UTC", "charging", 300, 3600, 0, QUIET (CHARGING) },
  /* Hours or a zone that nobody knows hide nothing. */
  { NULL, "UTC", "idle", 300, 900, 0, OFFLINE },
  { "", "UTC", "idle", 300, 900, 0, OFFLINE },
  { "round the clock", "UTC", "idle", 300, 900, 0, OFFLINE },
  { "Mo-Su 25:00-99:00", "UTC", "idle", 300, 900, 0, OFFLINE },
  { "Tu 01:00-02:00", NULL, "idle", 300, 900, 0, OFFLINE },
  { "Tu 01:00-02:00", "Europe/Atlantis", "idle", 300, 900, 0, OFFLINE },
  { "24/7", "UTC", "idle", 300, 900, 0, OFFLINE },
};

static void
put_store (SmallFleet *fleet, const char *hours, const char *zone)
{
  CorralStore store;

  small_store_begin (1, &store);
  store.opening_hours = hours;
  store.time_zone = zone;
  small_put (fleet, CORRAL_COLLECTION_STORE, &store);
}

static guint32
put_cart (SmallFleet *fleet, const char *state, gint64 interval_s, gint64 heard_ms)
{
  g_autofree char *id = g_strdup_printf ("k%u", fleet->n_carts++);
  CorralCart cart;
  CorralVital vital;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
  cart.id = cart.serial = cart.label = id;
  cart.rev = 1;
  cart.store = "s1";
  cart.state = state;
  small_put (fleet, CORRAL_COLLECTION_CART, &cart);
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_VITAL), &vital);
  vital.id = id;
  vital.rev = 1;
  vital.interval_s = interval_s != 0 ? interval_s : CORRAL_UNKNOWN;
  vital.arrived_ms = heard_ms;
  if (CORRAL_IS_KNOWN (heard_ms))
    small_put (fleet, CORRAL_COLLECTION_VITAL, &vital);
  return corral_columns_find (corral_fleet_get_table (fleet->fleet, CORRAL_TABLE_CART),
                              corral_fleet_find_chain (fleet->fleet, "c"), id);
}

static CorralPresence
judge (SmallFleet *fleet, guint32 cart, CorralQuiet *reason)
{
  g_autoptr (CorralQuietJudge) judge = NULL;

  corral_fleet_flush (fleet->fleet);
  judge = corral_quiet_judge_new (fleet->fleet);
  return corral_quiet_judge_cart (judge, cart, reason);
}

static void
look_at (SmallFleet *fleet, gint64 now_ms)
{
  corral_fleet_set_known_as_of (fleet->fleet, "c", now_ms);
  corral_fleet_set_now (fleet->fleet, now_ms);
}

#define assert_cart(fleet, cart, its_presence, its_reason) \
  G_STMT_START \
  { \
    CorralQuiet reason_; \
    g_assert_cmpint (judge (fleet, cart, &reason_), ==, its_presence); \
    g_assert_cmpint (reason_, ==, its_reason); \
  } \
  G_STMT_END
static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      SmallFleet fleet;
      CorralPresence presence;
      CorralQuiet reason;

      small_fleet_set_up (&fleet, NULL);
      corral_fleet_set_known_as_of (fleet.fleet, "c", T - c->behind_s * SECOND);
      put_store (&fleet, c->hours, c->zone);
      presence = judge (&fleet, put_cart (&fleet, c->state, c->interval_s, T - c->silent_s * SECOND), &reason);
      if (presence != c->presence || reason != c->reason)
        g_error ("case %u (%s, %s, %s, silent for %d s): presence %d for %d, reason %d for %d", i, c->hours, c->zone, c->state,
                 (int) c->silent_s, presence, c->presence, reason, c->reason);
      small_fleet_tear_down (&fleet, NULL);
    }
}

static void
test_nothing_known (SmallFleet *fleet, gconstpointer data)
{
  put_store (fleet, OPEN);
  assert_cart (fleet, put_cart (fleet, "idle", 300, CORRAL_UNKNOWN), CORRAL_PRESENCE_QUIET, CORRAL_QUIET_NEVER_SEEN);
  corral_fleet_set_known_as_of (fleet->fleet, "c", CORRAL_UNKNOWN);
  assert_cart (fleet, put_cart (fleet, "idle", 300, T - HOUR), CORRAL_PRESENCE_QUIET, CORRAL_QUIET_OWN_KNOWLEDGE);
  corral_fleet_set_now (fleet->fleet, CORRAL_UNKNOWN);
  assert_cart (fleet, put_cart (fleet, "idle", 300, T - HOUR), CORRAL_PRESENCE_HEARD, CORRAL_QUIET_NONE);
}

/* This PC's clock jumps a day: nobody becomes silent by it, and who is stays so when it jumps ahead. */
static void
test_clock_jumps (SmallFleet *fleet, gconstpointer data)
{
  guint32 well, silent;

  put_store (fleet, OPEN);
  well = put_cart (fleet, "idle", 300, T - 60 * SECOND);
  silent = put_cart (fleet, "idle", 300, T - HOUR);
  assert_cart (fleet, silent, CORRAL_PRESENCE_OFFLINE, CORRAL_QUIET_NONE);
  corral_fleet_set_now (fleet->fleet, T + CORRAL_DAY_MS);
  assert_cart (fleet, well, CORRAL_PRESENCE_QUIET, CORRAL_QUIET_OWN_KNOWLEDGE);
  assert_cart (fleet, silent, CORRAL_PRESENCE_OFFLINE, CORRAL_QUIET_NONE);
  corral_fleet_set_now (fleet->fleet, T - CORRAL_DAY_MS);
  assert_cart (fleet, well, CORRAL_PRESENCE_HEARD, CORRAL_QUIET_NONE);
  {
    /* A look of yesterday says so, so that nobody takes it for news. */
    g_autoptr (CorralFindings) findings = NULL;
    CorralRuleSettings settings;

    corral_rule_settings_init (&settings);
    findings = corral_findings_new (fleet->fleet, &settings);
    g_assert_cmpint (findings->known_ms, ==, T - CORRAL_DAY_MS);
  }
}

/* A cart's own clock is a day off; the cloud stamps what arrives. */
static void
test_cart_clock (SmallFleet *fleet, gconstpointer data)
{
  guint32 cart = put_cart (fleet, "idle", 300, T - HOUR);
  CorralVital vital;

  put_store (fleet, OPEN);
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_VITAL), &vital);
  vital.id = "k0";
  vital.rev = 2;
  vital.interval_s = 300;
  vital.last_message_ms = T + CORRAL_DAY_MS;
  vital.clock_skew_s = 86400;
  vital.arrived_ms = T - 1000 * SECOND;
  small_put (fleet, CORRAL_COLLECTION_VITAL, &vital);
  assert_cart (fleet, cart, CORRAL_PRESENCE_OFFLINE, CORRAL_QUIET_NONE);
  vital.rev = 3;
  vital.last_message_ms = T - CORRAL_DAY_MS;
  vital.clock_skew_s = -86400;
  vital.arrived_ms = T - 100 * SECOND;
  small_put (fleet, CORRAL_COLLECTION_VITAL, &vital);
  assert_cart (fleet, cart, CORRAL_PRESENCE_HEARD, CORRAL_QUIET_NONE);
}

/* --- nights on which clocks change -------------------------------------------------------------------- */

/* Berlin, 25 October 2026: at 03:00 it is 02:00 again (01:00 UTC); on 29 March 02:00 is 03:00 (01:00 UTC). */
#define AUTUMN_MS G_GINT64_CONSTANT (1792890000000)
#define SPRING_MS G_GINT64_CONSTANT (1774746000000)

static void
test_autumn (SmallFleet *fleet, gconstpointer data)
{
  guint32 cart;

  /* Open from 22:00 to 02:30: it closes at the first 02:30 (00:30 UTC), and does not open again at the second 02:00. */
  put_store (fleet, "Mo-Su 22:00-02:30", "Europe/Berlin");
  cart = put_cart (fleet, "idle", 300, AUTUMN_MS - 20 * CORRAL_MINUTE_MS);
  look_at (fleet, AUTUMN_MS + 20 * CORRAL_MINUTE_MS);
  assert_cart (fleet, cart, CORRAL_PRESENCE_QUIET, CORRAL_QUIET_CLOSED);
  cart = put_cart (fleet, "idle", 300, AUTUMN_MS - 46 * CORRAL_MINUTE_MS); /* 16 min before it closed */
  assert_cart (fleet, cart, CORRAL_PRESENCE_OFFLINE, CORRAL_QUIET_NONE);
}

static void
test_opening_on_change (SmallFleet *fleet, gconstpointer data)
{
  guint32 cart;

  put_store (fleet, "Mo-Su 07:00-22:00", "Europe/Berlin");
  cart = put_cart (fleet, "idle", 300, AUTUMN_MS);
  look_at (fleet, AUTUMN_MS + 4 * HOUR + 30 * CORRAL_MINUTE_MS); /* 06:30 there; by the summer's clock it were 07:30 */
  assert_cart (fleet, cart, CORRAL_PRESENCE_QUIET, CORRAL_QUIET_CLOSED);
  look_at (fleet, AUTUMN_MS + 5 * HOUR + 14 * CORRAL_MINUTE_MS);
  assert_cart (fleet, cart, CORRAL_PRESENCE_QUIET, CORRAL_QUIET_CLOSED);
  look_at (fleet, AUTUMN_MS + 5 * HOUR + 15 * CORRAL_MINUTE_MS);
  assert_cart (fleet, cart, CORRAL_PRESENCE_OFFLINE, CORRAL_QUIET_NONE);

  cart = put_cart (fleet, "idle", 300, SPRING_MS);
  look_at (fleet, SPRING_MS + 4 * HOUR + 14 * CORRAL_MINUTE_MS); /* 07:14 there */
  assert_cart (fleet, cart, CORRAL_PRESENCE_QUIET, CORRAL_QUIET_CLOSED);
  look_at (fleet, SPRING_MS + 4 * HOUR + 15 * CORRAL_MINUTE_MS);
  assert_cart (fleet, cart, CORRAL_PRESENCE_OFFLINE, CORRAL_QUIET_NONE);
}

/* Open from 02:30, which is left out: it opens when the clock strikes 03:00. */
static void
test_left_out_opening (SmallFleet *fleet, gconstpointer data)
{
  guint32 cart;

  put_store (fleet, "Mo-Su 02:30-22:00", "Europe/Berlin");
  cart = put_cart (fleet, "idle", 300, SPRING_MS - 30 * CORRAL_MINUTE_MS);
  look_at (fleet, SPRING_MS + 14 * CORRAL_MINUTE_MS);
  assert_cart (fleet, cart, CORRAL_PRESENCE_QUIET, CORRAL_QUIET_CLOSED);
  look_at (fleet, SPRING_MS + 15 * CORRAL_MINUTE_MS);
  assert_cart (fleet, cart, CORRAL_PRESENCE_OFFLINE, CORRAL_QUIET_NONE);
}

/* --- maintenance ------------------------------------------------------------------------------------- */

static void
put_window (SmallFleet *fleet, const char *id, const char *store, const char *cart, gint64 starts_ms, gint64 ends_ms,
            const char *repeats, gint64 ended_ms)
{
  CorralMaintenance window;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_MAINTENANCE), &window);
  window.id = id;
  window.rev = 1;
  window.store = store;
  window.cart = cart;
  window.starts_ms = starts_ms;
  window.ends_ms = ends_ms;
  window.reason = "cleaning";
  window.repeats = repeats;
  window.ended_ms = ended_ms;
  small_put (fleet, CORRAL_COLLECTION_MAINTENANCE, &window);
}

static void
test_windows (void)
{
  static const struct
  {
    const char *store;
    const char *cart;
    gint64 from_min, to_min; /* from now */
    const char *repeats;
    gint64 ended_min;        /* 0: nobody ended it */
    gboolean covered;
  } windows[] = {
    { "s1", NULL, -30, 30, NULL, 0, TRUE },
    { NULL, NULL, -30, 30, NULL, 0, TRUE },         /* the chain's */
    { "s1", "k0", -30, 30, NULL, 0, TRUE },
    { "s1", "k1", -30, 30, NULL, 0, FALSE },
    { "s2", NULL, -30, 30, NULL, 0, FALSE },
    { "s1", NULL, 1, 30, NULL, 0, FALSE },
    { "s1", NULL, 0, 30, NULL, 0, TRUE },
    { "s1", NULL, -60, 0, NULL, 0, TRUE },          /* over just now: it has its cadence to be heard */
    { "s1", NULL, -60, -14, NULL, 0, TRUE },
    { "s1", NULL, -60, -15, NULL, 0, FALSE },
    { "s1", NULL, -60, 60, NULL, -15, FALSE },      /* somebody ended it */
    { "s1", NULL, -60, 60, NULL, -14, TRUE },
    { "s1", NULL, -60, 60, NULL, 30, TRUE },
    { "s1", NULL, 30, -30, NULL, 0, FALSE },        /* ends before it begins */
    { "s1", NULL, -30, -30, NULL, 0, FALSE },
    { "s1", NULL, -7 * 1440 - 30, -7 * 1440 + 30, "weekly", 0, TRUE },
    { "s1", NULL, -70 * 1440 - 30, -70 * 1440 + 30, "weekly", 0, TRUE },
    { "s1", NULL, -6 * 1440 - 30, -6 * 1440 + 30, "weekly", 0, FALSE },
    { "s1", NULL, -14 * 1440 - 30, -14 * 1440 + 30, "weekly", -7 * 1440, FALSE },
    { "s1", NULL, 7 * 1440 - 30, 7 * 1440 + 30, "weekly", 0, FALSE }, /* begins next week */
    { "s1", NULL, -7 * 1440 - 30, -7 * 1440 + 30, NULL, 0, FALSE },
    { "s1", NULL, -7 * 1440 - 30, -7 * 1440 + 30, "of_tomorrow", 0, FALSE },
    { NULL, NULL, -7 * 1440 - 30, -7 * 1440 + 30, "weekly", 0, TRUE },
    { "s1", NULL, -1000000, 1000000, "weekly", 0, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      SmallFleet fleet;
      guint32 cart;
      CorralQuiet reason;
      CorralPresence presence;

      small_fleet_set_up (&fleet, NULL);
      put_store (&fleet, OPEN);
      cart = put_cart (&fleet, "idle", 300, T - 50 * CORRAL_MINUTE_MS);
      put_window (&fleet, "mw", windows[i].store, windows[i].cart, T + windows[i].from_min * CORRAL_MINUTE_MS,
                  T + windows[i].to_min * CORRAL_MINUTE_MS, windows[i].repeats,
                  windows[i].ended_min != 0 ? T + windows[i].ended_min * CORRAL_MINUTE_MS : CORRAL_UNKNOWN);
      presence = judge (&fleet, cart, &reason);
      if ((presence == CORRAL_PRESENCE_QUIET && reason == CORRAL_QUIET_MAINTENANCE) != windows[i].covered
          || (!windows[i].covered && presence != CORRAL_PRESENCE_OFFLINE))
        g_error ("window %u: presence %d, reason %d", i, presence, reason);
      small_fleet_tear_down (&fleet, NULL);
    }
}

/* Every Sunday from 06:00 to 08:00 by the store's clock, since the summer: also on the day on which it is changed. */
static void
test_weekly_over_change (SmallFleet *fleet, gconstpointer data)
{
  gint64 summer = AUTUMN_MS - 11 * 7 * CORRAL_DAY_MS + 3 * HOUR; /* a Sunday of August, 06:00 there */
  guint32 cart;

  put_store (fleet, "24/7", "Europe/Berlin");
  put_window (fleet, "mw", NULL, NULL, summer, summer + 2 * HOUR, "weekly", CORRAL_UNKNOWN);
  cart = put_cart (fleet, "idle", 300, AUTUMN_MS);
  look_at (fleet, AUTUMN_MS + 4 * HOUR - CORRAL_MINUTE_MS); /* 05:59 there */
  assert_cart (fleet, cart, CORRAL_PRESENCE_OFFLINE, CORRAL_QUIET_NONE);
  look_at (fleet, AUTUMN_MS + 4 * HOUR);
  assert_cart (fleet, cart, CORRAL_PRESENCE_QUIET, CORRAL_QUIET_MAINTENANCE);
  look_at (fleet, AUTUMN_MS + 6 * HOUR - CORRAL_MINUTE_MS);
  assert_cart (fleet, cart, CORRAL_PRESENCE_QUIET, CORRAL_QUIET_MAINTENANCE);
  look_at (fleet, AUTUMN_MS + 6 * HOUR + 15 * CORRAL_MINUTE_MS);
  assert_cart (fleet, cart, CORRAL_PRESENCE_OFFLINE, CORRAL_QUIET_NONE);
}

/* --- and what is found then --------------------------------------------------------------------------- */

static guint
count_findings (SmallFleet *fleet, CorralQuiet reason, guint n_quiet)
{
  g_autoptr (CorralFindings) findings = NULL;
  CorralRuleSettings settings;

  corral_rule_settings_init (&settings);
  corral_fleet_flush (fleet->fleet);
  findings = corral_findings_new (fleet->fleet, &settings);
  g_assert_cmpuint (findings->quiet[reason], ==, n_quiet);
  return findings->findings->len;
}

/* A whole store that goes to sleep when it closes is no store without a network. */
static void
test_store_sleeps (SmallFleet *fleet, gconstpointer data)
{
  put_store (fleet, "Mo-Su 07:00-13:30", "UTC");
  for (guint i = 0; i < 12; i++)
    put_cart (fleet, "idle", 300, T - 45 * CORRAL_MINUTE_MS + (i % 5) * CORRAL_MINUTE_MS);
  g_assert_cmpuint (count_findings (fleet, CORRAL_QUIET_CLOSED, 12), ==, 0);
  /* Its own access points say otherwise. */
  small_point (fleet, "ap-1", 1, "down");
  small_point (fleet, "ap-2", 1, "down");
  g_assert_cmpuint (count_findings (fleet, CORRAL_QUIET_CLOSED, 12), ==, 1);
}

static void
test_store_washed (SmallFleet *fleet, gconstpointer data)
{
  put_store (fleet, OPEN);
  for (guint i = 0; i < 12; i++)
    put_cart (fleet, "idle", 300, T - 45 * CORRAL_MINUTE_MS + (i % 5) * CORRAL_MINUTE_MS);
  g_assert_cmpuint (count_findings (fleet, CORRAL_QUIET_EXPLAINED, 12), ==, 1);
  put_window (fleet, "mw", "s1", NULL, T - HOUR, T + HOUR, NULL, CORRAL_UNKNOWN);
  g_assert_cmpuint (count_findings (fleet, CORRAL_QUIET_MAINTENANCE, 12), ==, 0);
  /* Also where the access points are taken down for it. */
  small_point (fleet, "ap-1", 1, "down");
  g_assert_cmpuint (count_findings (fleet, CORRAL_QUIET_MAINTENANCE, 12), ==, 0);
}

/* Two of the fourteen open hours went to planned cleaning: what they cost is not missed, more is. */
static void
test_planned_figure (SmallFleet *fleet, gconstpointer data)
{
  CorralStore store;

  for (guint i = 0; i < 20; i++)
    put_cart (fleet, "idle", 300, T);
  put_window (fleet, "mw", "s1", NULL, T - 5 * HOUR, T - 3 * HOUR, NULL, CORRAL_UNKNOWN);
  small_store_begin (1, &store);
  store.opening_hours = "Mo-Su 00:13-24:00";
  store.time_zone = "UTC";
  store.service_as_of_ms = T;
  store.service_today_pct = 85.5; /* 99 without the two hours of 14 */
  small_put (fleet, CORRAL_COLLECTION_STORE, &store);
  g_assert_cmpuint (count_findings (fleet, CORRAL_QUIET_MAINTENANCE, 0), ==, 0);
  store.rev = 2;
  store.service_today_pct = 78;
  small_put (fleet, CORRAL_COLLECTION_STORE, &store);
  g_assert_cmpuint (count_findings (fleet, CORRAL_QUIET_MAINTENANCE, 0), ==, 1);
}

/* When we are behind nobody newly becomes offline, however long it takes. */
static void
test_we_are_behind (SmallFleet *fleet, gconstpointer data)
{
  put_store (fleet, OPEN);
  for (guint i = 0; i < 12; i++)
    put_cart (fleet, "idle", 300, T - 60 * SECOND);
  corral_fleet_set_now (fleet->fleet, T + 30 * HOUR);
  g_assert_cmpuint (count_findings (fleet, CORRAL_QUIET_OWN_KNOWLEDGE, 12), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/quiet/" path, SmallFleet, NULL, small_fleet_set_up, func, small_fleet_tear_down)
  g_test_add_func ("/quiet/table", test_table);
  ADD ("nothing-known", test_nothing_known);
  ADD ("clock/pc", test_clock_jumps);
  ADD ("clock/cart", test_cart_clock);
  ADD ("change/autumn", test_autumn);
  ADD ("change/opening", test_opening_on_change);
  ADD ("change/left-out", test_left_out_opening);
  g_test_add_func ("/quiet/maintenance/windows", test_windows);
  ADD ("maintenance/weekly", test_weekly_over_change);
  ADD ("findings/asleep", test_store_sleeps);
  ADD ("findings/washed", test_store_washed);
  ADD ("findings/planned", test_planned_figure);
  ADD ("findings/behind", test_we_are_behind);
  return g_test_run ();
}
