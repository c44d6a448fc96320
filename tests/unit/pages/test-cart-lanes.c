/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words and looks of a cart's story, what its lanes have, and the rows that are made of them. */
#include "corral-cart-lane-words.h"
#include "corral-cart-lanes.h"
#include "corral-cart-rows.h"

#include "corral-schema.h"

#include <math.h>
#include <string.h>

/* 26 November 2026, 09:00:00 UTC. */
#define NINE_MS G_GINT64_CONSTANT (1795683600000)

static CorralStoryItem
item_of (const char *kind, const char *text)
{
  return (CorralStoryItem) {
    .begin_ms = NINE_MS, .end_ms = NINE_MS, .kind = kind, .text = text, .arrived_ms = CORRAL_UNKNOWN
  };
}

static char *
text_of (CorralStoryLane lane, const CorralStoryItem *item)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  return corral_lane_item_to_text (lane, item, NINE_MS + CORRAL_HOUR_MS, zone);
}

/* Every word that the story is said to have (corral-story-reader.h), and that of every operation on a cart. */
static const struct
{
  CorralStoryLane lane;
  const char *kind;
  const char *word;
} known[] = {
  { CORRAL_STORY_CONNECTION, "wifi", "Wi-Fi" },
  { CORRAL_STORY_CONNECTION, "ltem", "Mobile network" },
  { CORRAL_STORY_CONNECTION, "none", "No connection" },
  { CORRAL_STORY_CONNECTION, "buffered", "Kept by the cart, sent later" },
  { CORRAL_STORY_CONNECTION, "lost", "Lost in the cloud" },
  { CORRAL_STORY_CONNECTION, "silent", "Silent" },
  { CORRAL_STORY_CONNECTION, "unknown", "Not fetched" },
  { CORRAL_STORY_SESSION, "active", "On a trip" },
  { CORRAL_STORY_SESSION, "paused", "Trip paused" },
  { CORRAL_STORY_SESSION, "complete", "Trip" },
  { CORRAL_STORY_SESSION, "abandoned", "Trip given up" },
  { CORRAL_STORY_SESSION, "voided", "Trip cancelled" },
  { CORRAL_STORY_POWER, "charging", "Charging" },
  { CORRAL_STORY_ALERT, "offline", "Silent" },
  { CORRAL_STORY_ALERT, "pack_worn", "Battery pack worn" },
  { CORRAL_STORY_FAULT, "scanner_jam", "Scanner jammed" },
  { CORRAL_STORY_FAULT, "watchdog_reset", "Restarted itself" },
  { CORRAL_STORY_FAULT, "", "Fault" },
  { CORRAL_STORY_IMPACT, "impact", "Knocked" },
  { CORRAL_STORY_BOOT, "boot", "Started" },
  { CORRAL_STORY_CHANGE, "firmware", "Runs another version" },
  { CORRAL_STORY_CHANGE, "certificate", "New certificate" },
  { CORRAL_STORY_CHANGE, "queued", "Update waits" },
  { CORRAL_STORY_CHANGE, "downloading", "Update is fetched" },
  { CORRAL_STORY_CHANGE, "booted", "Started with the update" },
  { CORRAL_STORY_CHANGE, "succeeded", "Update done" },
  { CORRAL_STORY_CHANGE, "rolled_back", "Update undone" },
  { CORRAL_STORY_CHANGE, "failed", "Update failed" },
  { CORRAL_STORY_PEOPLE, "note", "Note" },
  { CORRAL_STORY_PEOPLE, "ticket", "Ticket opened" },
  { CORRAL_STORY_PEOPLE, "ticket-closed", "Ticket closed" },
  { CORRAL_STORY_PEOPLE, "flag.decide", "Flag decided" },
  { CORRAL_STORY_PEOPLE, "cart.out_of_service", "Taken out of service" },
  { CORRAL_STORY_PEOPLE, "cart.report", "Asked to report" },
};

static void
test_known (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      CorralStoryItem item = item_of (known[i].kind, NULL);
      g_auto (CorralLaneLook) look = corral_lane_look_of (known[i].lane, &item);

      g_assert_cmpstr (look.word, ==, known[i].word);
    }
}

/* No two kinds of connection look the same. */
static void
test_fills (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    for (guint k = i + 1; k < G_N_ELEMENTS (known) && known[i].lane == CORRAL_STORY_CONNECTION; k++)
      {
        CorralStoryItem a = item_of (known[i].kind, NULL);
        CorralStoryItem b = item_of (known[k].kind, NULL);
        g_auto (CorralLaneLook) x = corral_lane_look_of (CORRAL_STORY_CONNECTION, &a);
        g_auto (CorralLaneLook) y = { NULL };

        if (known[k].lane != CORRAL_STORY_CONNECTION)
          continue;
        y = corral_lane_look_of (CORRAL_STORY_CONNECTION, &b);
        g_assert_false (x.fill == y.fill && x.hue == y.hue);
      }
}

/* A newer cloud has words that this version does not: they are read as they are written, and drawn. */
static void
test_unknown (void)
{
  for (CorralStoryLane lane = 0; lane < CORRAL_N_STORY_LANES; lane++)
    {
      CorralStoryItem item = item_of ("pump_stuck", NULL);
      g_auto (CorralLaneLook) look = corral_lane_look_of (lane, &item);

      /* The kind of an access point is its id, which stays as it is. */
      g_assert_cmpstr (look.word, ==, lane == CORRAL_STORY_ACCESS_POINT ? "pump_stuck" : "Pump stuck");
    }
}

static void
assert_text (CorralStoryLane lane, CorralStoryItem item, const char *expected)
{
  g_autofree char *text = text_of (lane, &item);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_texts (void)
{
  CorralStoryItem late = item_of ("scanner_jam", NULL);

  late.arrived_ms = NINE_MS + 40 * CORRAL_MINUTE_MS;
  assert_text (CORRAL_STORY_FAULT, late, "Scanner jammed (came only at 09:40)");
  assert_text (CORRAL_STORY_BOOT, item_of ("boot", "Slot A, start 17"), "Started: Slot A, start 17");
  assert_text (CORRAL_STORY_ACCESS_POINT, item_of ("ap-0118-03", "AP 3"), "AP 3");
  assert_text (CORRAL_STORY_ACCESS_POINT, item_of ("ap-0118-03", NULL), "ap-0118-03");
  assert_text (CORRAL_STORY_PEOPLE, item_of ("flag.decide", "staff_ok"), "Flag decided: Cleared by staff");
  assert_text (CORRAL_STORY_PEOPLE, item_of ("note", "wheels\n\xe2\x80\xaesqueak"), "Note: wheelssqueak");
  /* What an alert carries beside its kind is for programs. */
  assert_text (CORRAL_STORY_ALERT, item_of ("offline", "hlf-fleet"), "Silent");
}

/* What leaves this desk has nothing that people wrote, nor who they are. */
static void
test_plain (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  CorralStoryItem note = item_of ("note", "Call me at 555 0100");
  CorralStoryItem done = item_of ("cart.out_of_service", "st-207");
  CorralStoryItem boot = item_of ("boot", "Slot A");
  g_autofree char *a = corral_lane_item_to_plain_text (CORRAL_STORY_PEOPLE, &note, NINE_MS, zone);
  g_autofree char *b = corral_lane_item_to_plain_text (CORRAL_STORY_PEOPLE, &done, NINE_MS, zone);
  g_autofree char *c = corral_lane_item_to_plain_text (CORRAL_STORY_BOOT, &boot, NINE_MS, zone);

  g_assert_cmpstr (a, ==, "Note");
  g_assert_cmpstr (b, ==, "Taken out of service");
  g_assert_cmpstr (c, ==, "Started: Slot A");
}

/* ---- lanes */

static void
add (CorralStoryBuilder *builder, CorralStoryLane lane, gint64 begin, gint64 end, const char *kind)
{
  corral_story_builder_add (builder, lane,
                            &(CorralStoryItem) { .begin_ms = NINE_MS + begin * CORRAL_MINUTE_MS,
                                                 .end_ms = end < 0 ? CORRAL_UNKNOWN : NINE_MS + end * CORRAL_MINUTE_MS,
                                                 .kind = kind,
                                                 .arrived_ms = CORRAL_UNKNOWN });
}

static CorralTimeRange
minutes (gint64 begin, gint64 end)
{
  return (CorralTimeRange) { NINE_MS + begin * CORRAL_MINUTE_MS, NINE_MS + end * CORRAL_MINUTE_MS };
}

static CorralStory *
make_story (void)
{
  CorralStoryBuilder *builder = corral_story_builder_new ("k1", minutes (0, 120));

  add (builder, CORRAL_STORY_CONNECTION, 0, 30, "wifi");
  add (builder, CORRAL_STORY_CONNECTION, 30, 40, "silent");
  add (builder, CORRAL_STORY_CONNECTION, 40, 90, "wifi");
  add (builder, CORRAL_STORY_CONNECTION, 90, 120, "unknown");
  add (builder, CORRAL_STORY_SESSION, 50, 60, "complete");
  add (builder, CORRAL_STORY_ALERT, 35, -1, "offline");
  add (builder, CORRAL_STORY_FAULT, 20, 20, "scanner_jam");
  add (builder, CORRAL_STORY_PEOPLE, 70, 70, "note");
  corral_story_builder_add_unfetched (builder, minutes (90, 120));
  return corral_story_builder_end (builder);
}

static CorralTelemetryColumns *
make_columns (void)
{
  static const char *const names[] = { "battery_pct", "scan_p95_ms", NULL };
  CorralTelemetryColumns *columns = corral_telemetry_columns_new (3, names);

  for (guint i = 0; i < 3; i++)
    {
      columns->times_ms[i] = NINE_MS + 5 * (gint64) i * CORRAL_MINUTE_MS;
      columns->values[0][i] = 80 - i;
    }
  columns->values[0][1] = (double) NAN;
  return columns;
}

static const CorralLane *
find_lane (const char *id)
{
  guint n;
  const CorralLane *lanes = corral_lanes_get (&n);

  for (guint i = 0; i < n; i++)
    if (strcmp (lanes[i].id, id) == 0)
      return &lanes[i];
  g_assert_not_reached ();
}

static void
assert_content (const char *lane, CorralTimeRange range, CorralLaneContent expected)
{
  g_autoptr (CorralStory) story = make_story ();
  g_autoptr (CorralTelemetryColumns) columns = make_columns ();

  g_assert_cmpint (corral_lane_get_content (find_lane (lane), story, columns, CORRAL_RESOLUTION_RAW, range), ==, expected);
}

static void
test_content (void)
{
  assert_content ("connection", minutes (0, 20), CORRAL_LANE_HAS_SOMETHING);
  assert_content ("connection", minutes (91, 120), CORRAL_LANE_UNFETCHED);
  assert_content ("fault", minutes (15, 25), CORRAL_LANE_HAS_SOMETHING);
  assert_content ("fault", minutes (20, 25), CORRAL_LANE_HAS_SOMETHING);
  assert_content ("fault", minutes (15, 20), CORRAL_LANE_EMPTY);
  assert_content ("fault", minutes (30, 100), CORRAL_LANE_UNFETCHED);
  /* It goes on. */
  assert_content ("alert", minutes (100, 120), CORRAL_LANE_HAS_SOMETHING);
  assert_content ("alert", minutes (0, 30), CORRAL_LANE_EMPTY);
  /* Rows are all here, whatever was asked of messages. */
  assert_content ("people", minutes (100, 120), CORRAL_LANE_EMPTY);
  assert_content ("battery", minutes (0, 20), CORRAL_LANE_HAS_SOMETHING);
  assert_content ("battery", minutes (4, 6), CORRAL_LANE_EMPTY);
  assert_content ("scanner", minutes (0, 20), CORRAL_LANE_EMPTY);
}

/* From event to event: not over what merely went on. */
static void
test_events (void)
{
  static const gint64 expected[] = { 20, 30, 35, 70 };
  g_autoptr (CorralStory) story = make_story ();
  gint64 at_ms = NINE_MS - 1;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const CorralStoryItem *item = corral_lanes_find_event (story, at_ms, +1, NULL);

      g_assert_nonnull (item);
      at_ms = item->begin_ms;
      g_assert_cmpint ((at_ms - NINE_MS) / CORRAL_MINUTE_MS, ==, expected[i]);
    }
  g_assert_null (corral_lanes_find_event (story, at_ms, +1, NULL));
  for (guint i = G_N_ELEMENTS (expected) - 1; i-- > 0;)
    {
      CorralStoryLane lane = 0;
      const CorralStoryItem *item = corral_lanes_find_event (story, at_ms, -1, &lane);

      g_assert_nonnull (item);
      at_ms = item->begin_ms;
      g_assert_cmpint ((at_ms - NINE_MS) / CORRAL_MINUTE_MS, ==, expected[i]);
      g_assert_true (corral_story_next (story, lane, at_ms - 1) == item);
    }
  g_assert_null (corral_lanes_find_event (story, at_ms, -1, NULL));
}

/* ---- rows */

static char *
csv_of (CorralTimeRange range, const char *zone_name)
{
  g_autoptr (CorralStory) story = make_story ();
  g_autoptr (CorralTelemetryColumns) columns = make_columns ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_nonnull (zone);
  rows = corral_cart_rows_new (story, columns, CORRAL_RESOLUTION_RAW, range, NINE_MS + 2 * CORRAL_HOUR_MS, zone);
  return corral_cart_rows_to_csv (rows, zone, zone_name);
}

static void
test_csv (void)
{
  g_autofree char *csv = csv_of (minutes (0, 25), "Europe/Berlin");

  g_assert_cmpstr (
      csv, ==,
      "begin_utc,end_utc,begin_store,end_store,store_time_zone,lane,kind,what,value,unit,least,greatest,arrived_utc\r\n"
      "2026-11-26T09:00:00Z,2026-11-26T09:30:00Z,2026-11-26T10:00:00+01:00,2026-11-26T10:30:00+01:00,Europe/Berlin,"
      "connection,wifi,Wi-Fi,,,,,\r\n"
      "2026-11-26T09:00:00Z,,2026-11-26T10:00:00+01:00,,Europe/Berlin,battery,battery_pct,Charge,80,%,,,\r\n"
      "2026-11-26T09:10:00Z,,2026-11-26T10:10:00+01:00,,Europe/Berlin,battery,battery_pct,Charge,78,%,,,\r\n"
      "2026-11-26T09:20:00Z,,2026-11-26T10:20:00+01:00,,Europe/Berlin,fault,scanner_jam,Scanner jammed,,,,,\r\n");
}

/* The hour that comes twice when summer time ends can be told apart by its offset. */
static void
test_csv_summer_time (void)
{
  CorralStoryBuilder *builder;
  g_autoptr (CorralStory) story = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *csv = NULL;
  /* 25 October 2026, 00:30 UTC. */
  gint64 before_ms = G_GINT64_CONSTANT (1792888200000);
  CorralTimeRange range = { before_ms - CORRAL_HOUR_MS, before_ms + 3 * CORRAL_HOUR_MS };

  builder = corral_story_builder_new ("k1", range);
  for (guint i = 0; i < 2; i++)
    corral_story_builder_add (builder, CORRAL_STORY_BOOT,
                              &(CorralStoryItem) { .begin_ms = before_ms + i * CORRAL_HOUR_MS,
                                                   .kind = "boot",
                                                   .arrived_ms = CORRAL_UNKNOWN });
  story = corral_story_builder_end (builder);
  rows = corral_cart_rows_new (story, NULL, CORRAL_RESOLUTION_RAW, range, range.end_ms, zone);
  csv = corral_cart_rows_to_csv (rows, zone, "Europe/Berlin");
  g_assert_nonnull (strstr (csv, "2026-10-25T00:30:00Z,,2026-10-25T02:30:00+02:00"));
  g_assert_nonnull (strstr (csv, "2026-10-25T01:30:00Z,,2026-10-25T02:30:00+01:00"));
}

/* A bucket says from when to when it is, and its least and greatest; a value that cannot be is no number to write. */
static void
test_buckets (void)
{
  static const char *const names[] = { "battery_pct.n", "battery_pct.sum", "battery_pct.min", "battery_pct.max", NULL };
  static const double values[][3] = { { 4, 0, 2 }, { 200, 0, (double) INFINITY }, { 40, 0, 1 }, { 60, 0, 2 } };
  g_autoptr (CorralStory) story = corral_story_builder_end (corral_story_builder_new ("k1", minutes (0, 180)));
  g_autoptr (CorralTelemetryColumns) columns = corral_telemetry_columns_new (3, names);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *value = NULL;
  const CorralCartRow *row;

  for (guint i = 0; i < 3; i++)
    {
      columns->times_ms[i] = NINE_MS + i * CORRAL_HOUR_MS;
      for (guint c = 0; c < 4; c++)
        columns->values[c][i] = values[c][i];
    }
  rows = corral_cart_rows_new (story, columns, CORRAL_RESOLUTION_HOUR, minutes (0, 180), NINE_MS, zone);
  g_assert_cmpuint (rows->len, ==, 1);
  row = g_ptr_array_index (rows, 0);
  g_assert_cmpint (row->end_ms - row->begin_ms, ==, CORRAL_HOUR_MS);
  value = corral_cart_row_dup_value (row);
  g_assert_cmpstr (value, ==, "50\302\240% (40–60)");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cart-lanes/known", test_known);
  g_test_add_func ("/cart-lanes/fills", test_fills);
  g_test_add_func ("/cart-lanes/unknown", test_unknown);
  g_test_add_func ("/cart-lanes/texts", test_texts);
  g_test_add_func ("/cart-lanes/plain", test_plain);
  g_test_add_func ("/cart-lanes/content", test_content);
  g_test_add_func ("/cart-lanes/events", test_events);
  g_test_add_func ("/cart-lanes/csv", test_csv);
  g_test_add_func ("/cart-lanes/csv-summer-time", test_csv_summer_time);
  g_test_add_func ("/cart-lanes/buckets", test_buckets);
  return g_test_run ();
}
