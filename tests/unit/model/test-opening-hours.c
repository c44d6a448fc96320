/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-opening-hours.h"
#include "corral-time.h"

static gint64
utc_ms (int y, int mo, int d, int h, int mi)
{
  g_autoptr (GDateTime) t = g_date_time_new_utc (y, mo, d, h, mi, 0);

  return g_date_time_to_unix (t) * 1000;
}

static const struct
{
  const char *hours;
  const char *zone;
  int at[5]; /* UTC */
  gboolean open;
} cases[] = {
  /* 2026-11-23 is a Monday. */
  { "Mo-Sa 07:00-22:00; Su 10:00-18:00", "UTC", { 2026, 11, 23, 6, 59 }, FALSE },
  { "Mo-Sa 07:00-22:00; Su 10:00-18:00", "UTC", { 2026, 11, 23, 7, 0 }, TRUE },
  { "Mo-Sa 07:00-22:00; Su 10:00-18:00", "UTC", { 2026, 11, 23, 21, 59 }, TRUE },
  { "Mo-Sa 07:00-22:00; Su 10:00-18:00", "UTC", { 2026, 11, 23, 22, 0 }, FALSE },
  { "Mo-Sa 07:00-22:00; Su 10:00-18:00", "UTC", { 2026, 11, 22, 18, 30 }, FALSE },
  { "Mo-Sa 07:00-22:00", "UTC", { 2026, 11, 22, 12, 0 }, FALSE },
  { "Mo-Sa 07:00-22:00", "America/Chicago", { 2026, 11, 24, 3, 30 }, TRUE }, /* 21:30 on Monday there */
  { "Fr 20:00-02:00", "UTC", { 2026, 11, 28, 1, 59 }, TRUE },                /* past midnight */
  { "Fr 20:00-02:00", "UTC", { 2026, 11, 28, 2, 0 }, FALSE },
  { "Sa-Mo 08:00-20:00", "UTC", { 2026, 11, 23, 9, 0 }, TRUE },              /* round the end of the week */
  { "Mo,We 08:00-20:00", "UTC", { 2026, 11, 25, 9, 0 }, TRUE },
  { "24/7", "UTC", { 2026, 11, 23, 3, 0 }, TRUE },
};

static void
test_is_open (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CorralOpeningHours hours = corral_opening_hours_parse (cases[i].hours);
      g_autoptr (GTimeZone) zone = corral_time_zone (cases[i].zone);
      const int *at = cases[i].at;

      g_assert_true (hours.known);
      g_assert_cmpint (
          corral_opening_hours_is_open (&hours, zone, utc_ms (at[0], at[1], at[2], at[3], at[4])),
          ==,
          cases[i].open);
    }
}

static void
test_nonsense_is_not_known (void)
{
  static const char *const given[] = { NULL,           "",          "always",          "Mo",
                                       "Mo 25:00-1:0", "Mo 9-17",   "Xx 09:00-17:00",  "Mo 09:00-17:00 closed",
                                       "Mo-",          "Mo 09:61-", "Mo -1:00-17:00" };

  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    {
      CorralOpeningHours hours = corral_opening_hours_parse (given[i]);
      g_autoptr (GTimeZone) zone = corral_time_zone ("UTC");
      gint64 change;
      gboolean opens;

      g_assert_false (hours.known);
      g_assert_false (corral_opening_hours_is_open (&hours, zone, 0));
      g_assert_false (corral_opening_hours_next_change (&hours, zone, 0, &change, &opens));
    }
}

static void
test_next_change (void)
{
  CorralOpeningHours hours = corral_opening_hours_parse ("Mo-Sa 07:00-22:00");
  g_autoptr (GTimeZone) zone = corral_time_zone ("Europe/Berlin");
  gint64 change = 0;
  gboolean opens = FALSE;

  g_assert_true (
      corral_opening_hours_next_change (&hours, zone, utc_ms (2026, 11, 23, 12, 0), &change, &opens));
  g_assert_cmpint (change, ==, utc_ms (2026, 11, 23, 21, 0));
  g_assert_false (opens);

  /* Saturday night: opens on Monday. */
  g_assert_true (
      corral_opening_hours_next_change (&hours, zone, utc_ms (2026, 11, 28, 22, 0), &change, &opens));
  g_assert_cmpint (change, ==, utc_ms (2026, 11, 30, 6, 0));
  g_assert_true (opens);

  /* Over the night when clocks go back: Saturday's close in summer time, Monday's opening in winter time. */
  g_assert_true (
      corral_opening_hours_next_change (&hours, zone, utc_ms (2026, 10, 24, 21, 0), &change, &opens));
  g_assert_cmpint (change, ==, utc_ms (2026, 10, 26, 6, 0));
}

/* The spans as a list say the same as asking minute by minute, over the nights on which clocks change as well. */
static void
test_list (void)
{
  static const struct
  {
    const char *hours;
    const char *zone;
  } stores[] = {
    { "Mo-Sa 07:00-22:00; Su 10:00-18:00", "Europe/Berlin" },
    { "Fr-Sa 20:00-04:00; Mo 06:30-24:00", "America/Chicago" },
    { "Mo-Su 23:00-01:30", "Europe/Berlin" },
    { "Mo-Su 02:15-02:45", "America/New_York" }, /* left out in spring */
    { "24/7", "Pacific/Auckland" },
    { "We 12:00-12:01", "Asia/Kathmandu" },
  };
  const gint64 starts[] = { utc_ms (2026, 11, 2, 0, 0), utc_ms (2026, 10, 22, 0, 0), utc_ms (2026, 3, 6, 0, 0),
                            utc_ms (2026, 3, 27, 0, 0), utc_ms (2026, 9, 25, 0, 0) };

  for (guint i = 0; i < G_N_ELEMENTS (stores); i++)
    for (guint k = 0; k < G_N_ELEMENTS (starts); k++)
      {
        CorralOpeningHours hours = corral_opening_hours_parse (stores[i].hours);
        g_autoptr (GTimeZone) zone = corral_time_zone (stores[i].zone);
        CorralTimeRange range = { starts[k], starts[k] + 7 * CORRAL_DAY_MS };
        CorralTimeRange spans[16];
        guint n = corral_opening_hours_list (&hours, zone, range, spans, G_N_ELEMENTS (spans));

        for (guint s = 1; s < n; s++)
          g_assert_cmpint (spans[s].start_ms, >, spans[s - 1].end_ms);
        for (gint64 at = range.start_ms; at < range.end_ms; at += CORRAL_MINUTE_MS)
          {
            gboolean in_span = FALSE;

            for (guint s = 0; s < n; s++)
              in_span |= corral_time_range_contains (&spans[s], at);
            g_assert_true (in_span == corral_opening_hours_is_open (&hours, zone, at));
          }
      }
}

/* At an hour that comes twice a store that closes in it closes the first time. */
static void
test_list_closes_once (void)
{
  CorralOpeningHours hours = corral_opening_hours_parse ("Sa 20:00-02:30");
  CorralOpeningHours nothing = corral_opening_hours_parse ("always");
  g_autoptr (GTimeZone) zone = corral_time_zone ("Europe/Berlin");
  CorralTimeRange range = { utc_ms (2026, 10, 24, 12, 0), utc_ms (2026, 10, 25, 12, 0) };
  CorralTimeRange spans[2];

  g_assert_cmpuint (corral_opening_hours_list (&hours, zone, range, spans, 2), ==, 1);
  g_assert_cmpint (spans[0].start_ms, ==, utc_ms (2026, 10, 24, 18, 0));
  g_assert_cmpint (spans[0].end_ms, ==, utc_ms (2026, 10, 25, 0, 30));
  g_assert_cmpuint (corral_opening_hours_list (&nothing, zone, range, spans, 2), ==, 0);
  range.end_ms = range.start_ms;
  g_assert_cmpuint (corral_opening_hours_list (&hours, zone, range, spans, 2), ==, 0);
  /* No more than there is room for. */
  hours = corral_opening_hours_parse ("Mo-Su 08:00-20:00");
  range.end_ms = range.start_ms + 30 * CORRAL_DAY_MS;
  g_assert_cmpuint (corral_opening_hours_list (&hours, zone, range, spans, 2), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/opening-hours/is-open", test_is_open);
  g_test_add_func ("/model/opening-hours/nonsense", test_nonsense_is_not_known);
  g_test_add_func ("/model/opening-hours/next-change", test_next_change);
  g_test_add_func ("/model/opening-hours/list", test_list);
  g_test_add_func ("/model/opening-hours/list-closes-once", test_list_closes_once);
  return g_test_run ();
}
