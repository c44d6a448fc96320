/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-random.h"
#include "corral-time-ticks.h"

static gint64
local_ms (GTimeZone *zone, const char *iso)
{
  /* "2026-11-23T09:00" with or without an offset behind it. */
  g_autofree char *full = g_strdup_printf ("%.16s:00%s", iso, iso + 16);
  g_autoptr (GDateTime) t = g_date_time_new_from_iso8601 (full, zone);

  g_assert_nonnull (t);
  return g_date_time_to_unix (t) * 1000;
}

static const struct
{
  const char *zone;
  const char *start; /* local unless it says otherwise */
  const char *end;
  guint max;
  const char *labels;
} cases[] = {
  { "UTC", "2026-11-23T09:00", "2026-11-23T10:00", 14,
    "09:00 09:05 09:10 09:15 09:20 09:25 09:30 09:35 09:40 09:45 09:50 09:55" },
  { "UTC", "2026-11-23T09:02", "2026-11-23T10:02", 8, "09:10 09:20 09:30 09:40 09:50 10:00" },
  { "Europe/Berlin", "2026-11-23T09:14", "2026-11-23T15:14", 8,
    "10:00 11:00 12:00 13:00 14:00 15:00" },
  { "Europe/Berlin", "2026-11-22T20:00", "2026-11-23T20:00", 9,
    "21:00 Mon 23 Nov 03:00 06:00 09:00 12:00 15:00 18:00" },
  { "America/New_York", "2026-11-22T20:00", "2026-11-24T20:00", 6,
    "Mon 23 Nov 12:00 Tue 24 Nov 12:00" },
  { "Asia/Kathmandu", "2026-11-23T09:14", "2026-11-23T13:14", 6, "10:00 11:00 12:00 13:00" },
  { "Europe/Berlin", "2026-11-16T12:00", "2026-11-23T12:00", 8,
    "Tue 17 Nov Wed 18 Nov Thu 19 Nov Fri 20 Nov Sat 21 Nov Sun 22 Nov Mon 23 Nov" },
  /* Weeks begin on Mondays. */
  { "Europe/Berlin", "2026-10-24T12:00", "2026-11-23T12:00", 6,
    "Mon 26 Oct Mon 2 Nov Mon 9 Nov Mon 16 Nov Mon 23 Nov" },
  /* The night of 25 hours: 02:00 comes twice, the second one says what it is. */
  { "Europe/Berlin", "2026-10-25T00:00+02:00", "2026-10-25T05:00+01:00", 8,
    "Sun 25 Oct 01:00 02:00 02:00 CET 03:00 04:00" },
  { "America/New_York", "2026-11-01T00:00-04:00", "2026-11-01T04:00-05:00", 8,
    "Sun 1 Nov 01:00 01:00 EST 02:00 03:00" },
  /* On a coarser axis the repeated hour has no tick of its own. */
  { "Europe/Berlin", "2026-10-25T00:00+02:00", "2026-10-25T12:00+01:00", 8,
    "Sun 25 Oct 02:00 04:00 06:00 08:00 10:00" },
  { "Europe/Berlin", "2026-10-24T12:00+02:00", "2026-10-25T12:00+01:00", 6,
    "12:00 18:00 Sun 25 Oct 06:00" },
  /* The night of 23 hours: 02:00 does not come. */
  { "Europe/Berlin", "2026-03-29T00:00+01:00", "2026-03-29T06:00+02:00", 8,
    "Sun 29 Mar 01:00 03:00 04:00 05:00" },
  { "America/New_York", "2026-03-08T00:00-05:00", "2026-03-08T06:00-04:00", 8,
    "Sun 8 Mar 01:00 03:00 04:00 05:00" },
  { "Europe/Berlin", "2026-03-29T00:00+01:00", "2026-03-29T12:00+02:00", 8,
    "Sun 29 Mar 04:00 06:00 08:00 10:00" },
  /* Days of 23 and 25 hours in a row of days. */
  { "Europe/Berlin", "2026-03-27T12:00+01:00", "2026-03-31T12:00+02:00", 6,
    "Sat 28 Mar Sun 29 Mar Mon 30 Mar Tue 31 Mar" },
  { "Europe/Berlin", "2026-10-23T12:00+02:00", "2026-10-27T12:00+01:00", 6,
    "Sat 24 Oct Sun 25 Oct Mon 26 Oct Tue 27 Oct" },
  /* A quarter of an hour, the shortest view, over both changes of the clocks. */
  { "Europe/Berlin", "2026-03-29T01:52+01:00", "2026-03-29T03:07+02:00", 4, "01:55 03:00 03:05" },
  { "Europe/Berlin", "2026-10-25T02:52+02:00", "2026-10-25T02:07+01:00", 4, "02:55 02:00 CET 02:05" },
  { "America/New_York", "2026-11-01T01:53-04:00", "2026-11-01T01:08-05:00", 4, "01:55 01:00 EST 01:05" },
  /* Half an hour is what this island's clocks change by. */
  { "Australia/Lord_Howe", "2026-04-05T01:50+11:00", "2026-04-05T01:38+10:30", 8, "01:50 01:55 01:30 UTC+10:30 01:35" },
  /* 90 days, the longest, over a change: every other Monday, at midnight of the wall clock. */
  { "Europe/Berlin", "2026-01-01T00:00+01:00", "2026-04-01T00:00+02:00", 8,
    "Mon 12 Jan Mon 26 Jan Mon 9 Feb Mon 23 Feb Mon 9 Mar Mon 23 Mar" },
  { "America/New_York", "2026-09-15T12:00-04:00", "2026-12-14T12:00-05:00", 14,
    "Mon 21 Sep Mon 28 Sep Mon 5 Oct Mon 12 Oct Mon 19 Oct Mon 26 Oct Mon 2 Nov Mon 9 Nov Mon 16 Nov Mon 23 Nov "
    "Mon 30 Nov Mon 7 Dec Mon 14 Dec" },
  { "Europe/Berlin", "2026-03-01T00:00+01:00", "2026-05-30T00:00+02:00", 4, "Mon 9 Mar Mon 6 Apr Mon 4 May" },
  /* Clocks that go forward at midnight: the day begins at one. */
  { "America/Asuncion", "2024-10-05T20:00-04:00", "2024-10-06T08:00-03:00", 6,
    "20:00 22:00 Sun 6 Oct 04:00 06:00" },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = corral_time_zone (cases[i].zone);
      CorralTimeRange visible = { local_ms (zone, cases[i].start), local_ms (zone, cases[i].end) };
      g_autoptr (GArray) ticks = corral_time_ticks_new (visible, zone, cases[i].max);
      g_autoptr (GString) labels = g_string_new (NULL);

      for (guint k = 0; k < ticks->len; k++)
        g_string_append_printf (labels, "%s%s", k > 0 ? " " : "",
                                g_array_index (ticks, CorralTimeTick, k).label);
      g_test_message ("case %u: %s, %s", i, cases[i].zone, cases[i].start);
      g_assert_cmpstr (labels->str, ==, cases[i].labels);
    }
}

static void
test_any_span (void)
{
  static const char *const zones[]
      = { "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC" };
  CorralRandom random = corral_random_seeded (3, 0, 0, 0);

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GTimeZone) zone = corral_time_zone (zones[i % G_N_ELEMENTS (zones)]);
      gint64 start = corral_random_int (&random, G_GINT64_CONSTANT (1700000000000),
                                        G_GINT64_CONSTANT (1800000000000));
      gint64 span = corral_random_int (&random, 10 * CORRAL_MINUTE_MS, 91 * CORRAL_DAY_MS);
      guint max = (guint) corral_random_int (&random, 2, 20);
      g_autoptr (GArray) ticks
          = corral_time_ticks_new ((CorralTimeRange){ start, start + span }, zone, max);

      g_assert_cmpuint (ticks->len, <=, max);
      for (guint k = 0; k < ticks->len; k++)
        {
          const CorralTimeTick *tick = &g_array_index (ticks, CorralTimeTick, k);

          g_assert_cmpint (tick->time_ms, >=, start);
          g_assert_cmpint (tick->time_ms, <, start + span);
          g_assert_true (k == 0 || tick->time_ms > (tick - 1)->time_ms);
          g_assert_true (g_utf8_validate (tick->label, -1, NULL));
          if (tick->is_day)
            g_assert_cmpint (corral_time_day_start_ms (zone, tick->time_ms), ==, tick->time_ms);
        }
    }
}

static void
test_format (void)
{
  g_autoptr (GTimeZone) zone = corral_time_zone ("Europe/Berlin");
  gint64 now = local_ms (zone, "2026-11-24T09:14");
  static const struct
  {
    const char *given;
    const char *text;
  } format_cases[] = {
    { "2026-11-24T00:00", "00:00" },       { "2026-11-23T23:59", "Mon 23:59" },
    { "2026-11-18T09:14", "Wed 09:14" },   { "2026-11-17T09:14", "17 Nov 09:14" },
    { "2026-11-03T09:14", "3 Nov 09:14" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (format_cases); i++)
    {
      g_autofree char *text
          = corral_time_ticks_format (local_ms (zone, format_cases[i].given), now, zone);

      g_assert_cmpstr (text, ==, format_cases[i].text);
    }
}

static void
test_zone_name (void)
{
  static const struct
  {
    const char *zone;
    const char *when;
    const char *name;
  } name_cases[] = {
    { "Europe/Berlin", "2026-11-24T09:14", "CET" },
    { "Europe/Berlin", "2026-07-24T09:14", "CEST" },
    { "America/New_York", "2026-11-24T09:14", "EST" },
    { "UTC", "2026-11-24T09:14", "UTC" },
    { "America/Sao_Paulo", "2026-11-24T09:14", "UTC−3" },
    { "Asia/Kathmandu", "2026-11-24T09:14", "UTC+5:45" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (name_cases); i++)
    {
      g_autoptr (GTimeZone) zone = corral_time_zone (name_cases[i].zone);
      g_autofree char *name
          = corral_time_ticks_zone_name (local_ms (zone, name_cases[i].when), zone);

      g_assert_cmpstr (name, ==, name_cases[i].name);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/time-ticks/table", test_table);
  g_test_add_func ("/charts/time-ticks/any-span", test_any_span);
  g_test_add_func ("/charts/time-ticks/format", test_format);
  g_test_add_func ("/charts/time-ticks/zone-name", test_zone_name);
  return g_test_run ();
}
