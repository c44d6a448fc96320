/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From telemetry to lanes: what each kind of gap is, and what bad values do. */
#include "corral-story-private.h"

#include "corral-metric.h"
#include "corral-schema.h"

#include <math.h>
#include <string.h>

#define M CORRAL_MINUTE_MS
/* A whole hour. */
#define T0 G_GINT64_CONSTANT (1760400000000)

static const CorralTimeRange one_hour = { T0, T0 + 60 * M };

/* One line a sample: "MINUTE uplink point delay_s skew_s missing current impacts", "-" for unknown. */
static CorralTelemetryColumns *
parse_raw (const char *const *lines, guint n)
{
  static const char *const order[] = { "uplink",  "access_point", "arrival_delay_s", "clock_skew_s",
                                       "missing", "current_ma",   "impacts" };
  static const char *const words[] = { "ap-1", "ap-2", NULL };
  g_auto (GStrv) names = corral_story_list_columns (CORRAL_RESOLUTION_RAW);
  CorralTelemetryColumns *columns = corral_telemetry_columns_new (n, (const char *const *) names);

  columns->words = g_strdupv ((char **) words);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], " ", -1);

      columns->times_ms[i] = T0 + (gint64) (g_ascii_strtod (parts[0], NULL) * M);
      for (guint k = 0; k < G_N_ELEMENTS (order) && parts[k + 1] != NULL; k++)
        ((double *) corral_telemetry_columns_get (columns, order[k]))[i]
            = strcmp (parts[k + 1], "-") == 0 ? (double) NAN : g_ascii_strtod (parts[k + 1], NULL);
    }
  return columns;
}

static void
add_gap (CorralTelemetryColumns *columns, int from, int to)
{
  CorralTimeRange gap = { T0 + from * M, T0 + to * M };

  g_array_append_val (columns->gaps, gap);
}

static CorralStory *
tell (CorralTelemetryColumns *columns, CorralResolution resolution, CorralTimeRange span)
{
  CorralStoryBuilder *builder = corral_story_builder_new ("k1", span);
  g_autoptr (GHashTable) points = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (points, (gpointer) "ap-1", (gpointer) "Entrance");
  corral_story_add_samples (builder, columns, resolution, span, points);
  corral_telemetry_columns_unref (columns);
  return corral_story_builder_end (builder);
}

/* "wifi 0-10, buffered 10-20 (at 25)": a lane in minutes. */
static char *
describe (const CorralStory *story, CorralStoryLane lane)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < story->n_items[lane]; i++)
    {
      const CorralStoryItem *item = &story->items[lane][i];

      g_string_append_printf (text, "%s%s %g", i > 0 ? ", " : "", item->kind, (double) (item->begin_ms - T0) / M);
      if (item->end_ms != item->begin_ms)
        g_string_append_printf (text, "-%g", (double) (item->end_ms - T0) / M);
      if (CORRAL_IS_KNOWN (item->arrived_ms))
        g_string_append_printf (text, " (at %g)", (double) (item->arrived_ms - T0) / M);
      if (item->text != NULL)
        g_string_append_printf (text, " [%s]", item->text);
    }
  return g_string_free (text, FALSE);
}

#define assert_lane(story, lane, expected) \
  G_STMT_START \
  { \
    g_autofree char *is_ = describe (story, CORRAL_STORY_##lane); \
    g_assert_cmpstr (is_, ==, expected); \
  } \
  G_STMT_END

#define RAW(...) \
  parse_raw ((const char *const[]) { __VA_ARGS__ }, G_N_ELEMENTS (((const char *const[]) { __VA_ARGS__ })))

/* Every reason for a gap in one hour. */
static void
test_gaps (void)
{
  CorralTelemetryColumns *columns = RAW ("0 2 0 0 0 0 250 0", "5 2 0 0 0 0 250 0",
                                         /* both links down, sent 12 minutes later */
                                         "10 0 - 900 0 0 250 0", "15 0 - 602 0 0 250 0", "20 1 - 1 0 0 250 0",
                                         /* 20 minutes lost in the cloud */
                                         "40 2 1 0 0 7 250 0",
                                         /* then nothing at all */
                                         "58 2 1 0 0 0 250 0");
  g_autoptr (CorralStory) story = NULL;

  story = tell (columns, CORRAL_RESOLUTION_RAW, one_hour);
  assert_lane (story, CONNECTION,
               "wifi 0-10, buffered 10-20 (at 25.0333), ltem 20-25, lost 25-40 [7 messages were lost in the cloud], "
               "wifi 40-45, silent 45-58, wifi 58-60");
  assert_lane (story, ACCESS_POINT, "ap-1 0-10 [Entrance], ap-2 40-45, ap-2 58-63");
}

/* A span begins somewhere between two samples: the one before it speaks for its beginning, unless it was quiet too long. */
static void
test_begins_between (void)
{
  g_autoptr (CorralStory) story
      = tell (RAW ("-12 2 0 0 0 0 250 1", "-2 2 0 0 0 0 250 1", "3 2 0 0 0 0 250 2", "8 2 0 0 0 0 2000 2"),
              CORRAL_RESOLUTION_RAW, one_hour);
  g_autoptr (CorralStory) quiet
      = tell (RAW ("-14 2 0 0 0 0 250 0", "4 1 - 0 0 0 250 0"), CORRAL_RESOLUTION_RAW, one_hour);
  g_autoptr (CorralStory) lost
      = tell (RAW ("-2 2 0 0 0 0 250 0", "3 2 0 0 0 2 250 0"), CORRAL_RESOLUTION_RAW, one_hour);

  assert_lane (story, CONNECTION, "wifi 0-13, silent 13-60");
  assert_lane (story, ACCESS_POINT, "ap-1 -12-13 [Entrance]");
  assert_lane (story, POWER, "charging 8-13");
  /* Counted from the sample before, which is not of the span itself. */
  assert_lane (story, IMPACT, "impact 3 [1 knock]");
  assert_lane (quiet, CONNECTION, "silent 0-4, ltem 4-9, silent 9-60");
  assert_lane (lost, CONNECTION, "lost 0-3 [2 messages were lost in the cloud], wifi 3-8, silent 8-60");
}

static void
test_unfetched (void)
{
  CorralTelemetryColumns *columns = RAW ("12 2 0 0 0 0 250 0", "17 2 0 0 0 0 250 0", "50 2 0 0 0 3 250 0");
  CorralTelemetryColumns *none = RAW ("12 2 0 0 0 0 250 0");
  g_autoptr (CorralStory) story = NULL;
  g_autoptr (CorralStory) empty = NULL;

  add_gap (columns, 0, 10);
  add_gap (columns, 20, 30);
  add_gap (columns, 53, 60);
  story = tell (columns, CORRAL_RESOLUTION_RAW, one_hour);
  /* Nothing is claimed where nothing was asked for, and no sample speaks into it. */
  assert_lane (story, CONNECTION,
               "unknown 0-10, silent 10-12, wifi 12-20, unknown 20-30, lost 30-50 [3 messages were lost in the cloud], "
               "wifi 50-53, unknown 53-60");

  none->n_times = 0;
  add_gap (none, 0, 60);
  empty = tell (none, CORRAL_RESOLUTION_RAW, one_hour);
  assert_lane (empty, CONNECTION, "unknown 0-60");
}

static void
test_nothing_and_one_point (void)
{
  CorralTelemetryColumns *none = RAW ("0 2 0 0 0 0 250 0");
  g_autoptr (CorralStory) silent = NULL;
  g_autoptr (CorralStory) one = tell (RAW ("30 2 0 0 0 0 250 4"), CORRAL_RESOLUTION_RAW, one_hour);

  none->n_times = 0;
  silent = tell (none, CORRAL_RESOLUTION_RAW, one_hour);
  assert_lane (silent, CONNECTION, "silent 0-60");
  assert_lane (silent, ACCESS_POINT, "");
  assert_lane (one, CONNECTION, "silent 0-30, wifi 30-35, silent 35-60");
  /* Four knocks since its start, whenever that was. */
  assert_lane (one, IMPACT, "");
}

/* Single messages that the cloud refuses, in a trip: one a minute. */
static void
test_rejected (void)
{
  g_autoptr (CorralStory) story
      = tell (RAW ("0 2 0 0 0 0 700 0", "1 2 0 0 0 0 700 0", "2 2 0 0 0 1 700 0", "3 2 0 0 0 0 700 0",
                   "5 2 0 0 0 1 700 0", "6 2 0 0 0 0 700 0"),
              CORRAL_RESOLUTION_RAW, (CorralTimeRange) { T0, T0 + 7 * M });

  assert_lane (story, CONNECTION,
               "wifi 0-1, lost 1-2 [1 message was lost in the cloud], wifi 2-3, "
               "lost 3-5 [1 message was lost in the cloud], wifi 5-7");
}

/* A clock 12 h out, given as it came or put right: nothing of it looks kept back, and what was, does. */
static void
test_wrong_clock (void)
{
  g_autoptr (CorralStory) ahead
      = tell (RAW ("0 2 0 -43200 43200 0 250 0", "5 2 0 -43200 43200 0 250 0", "10 2 0 -40000 43200 0 250 0"),
              CORRAL_RESOLUTION_RAW, (CorralTimeRange) { T0, T0 + 15 * M });
  g_autoptr (CorralStory) put_right
      = tell (RAW ("0 2 0 0 43200 0 250 0", "5 2 0 1 43200 0 250 0", "10 2 0 0 -43200 0 250 0"),
              CORRAL_RESOLUTION_RAW, (CorralTimeRange) { T0, T0 + 15 * M });

  assert_lane (ahead, CONNECTION, "wifi 0-10, buffered 10-15 (at 63.3333)");
  assert_lane (put_right, CONNECTION, "wifi 0-15");
}

static void
test_impossible_values (void)
{
  g_autoptr (CorralStory) story
      = tell (RAW ("0 7 0 0 0 0 250 0", "5 -3 1 0 0 0 -9000 -1", "10 2 - 0 0 -5 250 2000000000", "15 2 0 - - - - -"),
              CORRAL_RESOLUTION_RAW, (CorralTimeRange) { T0, T0 + 20 * M });

  assert_lane (story, CONNECTION, "unknown 0-10, wifi 10-20");
  assert_lane (story, POWER, "");
  assert_lane (story, IMPACT, "impact 10 [2000000000 knocks]");
}

static void
test_power (void)
{
  g_autoptr (CorralStory) story
      = tell (RAW ("0 2 0 0 0 0 1112 0", "5 2 0 0 0 0 1990 0", "10 2 0 0 0 0 2010 0", "15 2 0 0 0 0 250 0",
                   "20 2 0 0 0 0 2000 0", "50 2 0 0 0 0 2000 0"),
              CORRAL_RESOLUTION_RAW, one_hour);

  /* A build that uses half as much again is not charging; nobody knows what was between 25 and 50. */
  assert_lane (story, POWER, "charging 5-15, charging 20-25, charging 50-55");
}

/* Steps count, not values; a count that falls has started anew. */
static void
test_impacts (void)
{
  g_autoptr (CorralStory) story
      = tell (RAW ("0 2 0 0 0 0 250 3", "5 2 0 0 0 0 250 4", "10 2 0 900 0 0 250 6", "15 2 0 0 0 0 250 6",
                   "20 2 0 0 0 0 250 0", "25 2 0 0 0 0 250 1", "30 2 0 0 0 0 250 -", "35 2 0 0 0 0 250 1"),
              CORRAL_RESOLUTION_RAW, one_hour);

  assert_lane (story, IMPACT, "impact 5 [1 knock], impact 10 (at 25) [2 knocks], impact 25 [1 knock]");
}

/* By hour the lane shows the poorest, and says that there was better. */
static void
test_hours (void)
{
  g_auto (GStrv) names = corral_story_list_columns (CORRAL_RESOLUTION_HOUR);
  CorralTelemetryColumns *columns = corral_telemetry_columns_new (5, (const char *const *) names);
  static const struct
  {
    int hour;
    double uplink[2], point[2], delay[2], missing;
  } rows[] = {
    { 0, { 2, 2 }, { 0, 0 }, { 0, 1 }, 0 },     { 1, { 1, 2 }, { 0, 1 }, { 0, 1000 }, 1 },
    { 2, { 0, 0 }, { (double) NAN, (double) NAN }, { 3600, 7200 }, 0 }, { 6, { 2, 2 }, { 1, 1 }, { 0, 0 }, 200 },
    { 9, { 2, 2 }, { 1, 1 }, { 0, 0 }, 0 },
  };
  static const char *const words[] = { "ap-1", "ap-2", NULL };
  g_autoptr (CorralStory) story = NULL;

#define SET(name, value) ((double *) corral_telemetry_columns_get (columns, name))[i] = value
  columns->words = g_strdupv ((char **) words);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      columns->times_ms[i] = T0 + rows[i].hour * CORRAL_HOUR_MS;
      SET ("uplink.min", rows[i].uplink[0]);
      SET ("uplink.max", rows[i].uplink[1]);
      SET ("access_point.min", rows[i].point[0]);
      SET ("access_point.max", rows[i].point[1]);
      SET ("arrival_delay_s.min", rows[i].delay[0]);
      SET ("arrival_delay_s.max", rows[i].delay[1]);
      SET ("missing.sum", rows[i].missing);
    }
  story = tell (columns, CORRAL_RESOLUTION_HOUR, (CorralTimeRange) { T0, T0 + 10 * CORRAL_HOUR_MS });
  assert_lane (story, CONNECTION,
               "wifi 0-60, ltem 60-120 [at times Wi-Fi], buffered 120-180 (at 240), "
               "lost 180-360 [200 messages were lost in the cloud], wifi 360-420, silent 420-540, wifi 540-600");
  assert_lane (story, ACCESS_POINT, "ap-1 0-60 [Entrance], several 60-120 [several], ap-2 360-420, ap-2 540-600");
}

/* A year of minutes: one span, and no more memory than that. */
static void
test_year_of_minutes (void)
{
  g_auto (GStrv) names = corral_story_list_columns (CORRAL_RESOLUTION_MINUTE);
  guint n = 365 * 24 * 60;
  CorralTelemetryColumns *columns = corral_telemetry_columns_new (n, (const char *const *) names);
  g_autoptr (CorralStory) story = NULL;

  for (guint i = 0; i < n; i++)
    {
      columns->times_ms[i] = T0 + i * M;
      SET ("uplink.min", 2);
      SET ("uplink.max", 2);
      SET ("arrival_delay_s.min", 0);
      SET ("arrival_delay_s.max", 0);
      SET ("missing.sum", 0);
      SET ("impacts.min", 0);
      SET ("impacts.max", 0);
    }
  story = tell (columns, CORRAL_RESOLUTION_MINUTE, (CorralTimeRange) { T0, T0 + n * M });
  assert_lane (story, CONNECTION, "wifi 0-525600");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lists/story-samples/gaps", test_gaps);
  g_test_add_func ("/lists/story-samples/begins-between", test_begins_between);
  g_test_add_func ("/lists/story-samples/unfetched", test_unfetched);
  g_test_add_func ("/lists/story-samples/nothing", test_nothing_and_one_point);
  g_test_add_func ("/lists/story-samples/rejected", test_rejected);
  g_test_add_func ("/lists/story-samples/wrong-clock", test_wrong_clock);
  g_test_add_func ("/lists/story-samples/impossible", test_impossible_values);
  g_test_add_func ("/lists/story-samples/power", test_power);
  g_test_add_func ("/lists/story-samples/impacts", test_impacts);
  g_test_add_func ("/lists/story-samples/hours", test_hours);
  g_test_add_func ("/lists/story-samples/year", test_year_of_minutes);
  return g_test_run ();
}
