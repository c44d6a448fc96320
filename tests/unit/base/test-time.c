/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-clock.h"
#include "corral-time.h"

static gint64
utc_ms (int y, int mo, int d, int h, int mi)
{
  g_autoptr (GDateTime) t = g_date_time_new_utc (y, mo, d, h, mi, 0);

  return g_date_time_to_unix (t) * 1000;
}

static const struct
{
  const char *zone;
  int given[5];
  int midnight[5];
} day_cases[] = {
  { "UTC", { 2026, 11, 23, 19, 0 }, { 2026, 11, 23, 0, 0 } },
  { "Europe/Berlin", { 2026, 11, 23, 19, 0 }, { 2026, 11, 22, 23, 0 } },
  { "America/Chicago", { 2026, 11, 23, 3, 0 }, { 2026, 11, 22, 6, 0 } },
  /* The nights of the change of clocks: 25-hour and 23-hour days. */
  { "Europe/Berlin", { 2026, 10, 25, 22, 0 }, { 2026, 10, 24, 22, 0 } },
  { "Europe/Berlin", { 2026, 3, 29, 20, 0 }, { 2026, 3, 28, 23, 0 } },
  { "America/New_York", { 2026, 11, 2, 4, 30 }, { 2026, 11, 1, 4, 0 } },
  /* Clocks that go forward at midnight: the day starts at 01:00. */
  { "America/Asuncion", { 2024, 10, 6, 15, 0 }, { 2024, 10, 6, 4, 0 } },
  { "America/Asuncion", { 2024, 10, 6, 4, 0 }, { 2024, 10, 6, 4, 0 } },
  { "America/Asuncion", { 2024, 10, 6, 3, 59 }, { 2024, 10, 5, 4, 0 } },
};

static void
test_day_start (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (day_cases); i++)
    {
      const int *g = day_cases[i].given;
      const int *m = day_cases[i].midnight;
      g_autoptr (GTimeZone) zone = corral_time_zone (day_cases[i].zone);

      g_assert_cmpint (corral_time_day_start_ms (zone, utc_ms (g[0], g[1], g[2], g[3], g[4])),
                       ==,
                       utc_ms (m[0], m[1], m[2], m[3], m[4]));
    }
}

static void
test_unknown_zone_is_utc (void)
{
  g_autoptr (GTimeZone) zone = corral_time_zone ("Mars/Olympus");
  g_autoptr (GTimeZone) none = corral_time_zone (NULL);

  g_assert_cmpint (corral_time_offset_s (zone, 0), ==, 0);
  g_assert_cmpint (corral_time_offset_s (none, 0), ==, 0);
}

static void
test_manual_clock (void)
{
  g_autoptr (CorralClock) clock = corral_clock_new_manual (1000);

  corral_clock_advance_us (clock, 500);
  g_assert_cmpint (corral_clock_now_us (clock), ==, 1500);
  g_assert_cmpint (corral_clock_monotonic_us (clock), ==, 500);
  corral_clock_jump_us (clock, -1000);
  g_assert_cmpint (corral_clock_now_us (clock), ==, 500);
  g_assert_cmpint (corral_clock_monotonic_us (clock), ==, 500);
}

static gint64
of_utc (int month, int day, int hour, int minute)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, month, day, hour, minute, 0);

  return g_date_time_to_unix (time) * 1000;
}

/* What the clock on the wall shows, back to when it does. */
static void
test_from_local (void)
{
  static const struct
  {
    const char *zone;
    int local[4]; /* of 2026: month, day, hour, minute */
    int utc[4];
  } cases[] = {
    { "UTC", { 6, 1, 12, 0 }, { 6, 1, 12, 0 } },
    { "Europe/Berlin", { 6, 1, 12, 0 }, { 6, 1, 10, 0 } },
    { "Europe/Berlin", { 12, 1, 0, 30 }, { 11, 30, 23, 30 } },
    { "Europe/Berlin", { 10, 25, 1, 59 }, { 10, 24, 23, 59 } },
    { "Europe/Berlin", { 10, 25, 2, 30 }, { 10, 25, 0, 30 } }, /* comes twice: the first */
    { "Europe/Berlin", { 10, 25, 3, 0 }, { 10, 25, 2, 0 } },
    { "Europe/Berlin", { 3, 29, 1, 59 }, { 3, 29, 0, 59 } },
    { "Europe/Berlin", { 3, 29, 2, 0 }, { 3, 29, 1, 0 } },
    { "Europe/Berlin", { 3, 29, 2, 45 }, { 3, 29, 1, 0 } },    /* is left out */
    { "Europe/Berlin", { 3, 29, 3, 0 }, { 3, 29, 1, 0 } },
    { "America/New_York", { 3, 8, 2, 10 }, { 3, 8, 7, 0 } },
    { "America/New_York", { 11, 1, 1, 10 }, { 11, 1, 5, 10 } },
    { "Asia/Kathmandu", { 7, 1, 5, 45 }, { 7, 1, 0, 0 } },
    { "Pacific/Auckland", { 9, 27, 2, 20 }, { 9, 26, 14, 0 } },
    { "Pacific/Kiritimati", { 1, 1, 14, 0 }, { 1, 1, 0, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = corral_time_zone (cases[i].zone);
      const int *local = cases[i].local, *utc = cases[i].utc;

      g_assert_cmpint (corral_time_from_local_ms (zone, of_utc (local[0], local[1], local[2], local[3])), ==,
                       of_utc (utc[0], utc[1], utc[2], utc[3]));
    }
  g_assert_null (corral_time_zone_find ("Europe/Atlantis"));
  g_assert_null (corral_time_zone_find (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/time/day-start", test_day_start);
  g_test_add_func ("/base/time/unknown-zone", test_unknown_zone_is_utc);
  g_test_add_func ("/base/time/from-local", test_from_local);
  g_test_add_func ("/base/clock/manual", test_manual_clock);
  return g_test_run ();
}
