/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Until when an alert is snoozed: tomorrow's opening in the store's own days. */
#include "corral-snooze-times.h"
#include "corral-time.h"

static gint64
local_ms (const char *zone_name, const int at[5])
{
  g_autoptr (GTimeZone) zone = corral_time_zone (zone_name);
  g_autoptr (GDateTime) t = g_date_time_new (zone, at[0], at[1], at[2], at[3], at[4], 0);

  return g_date_time_to_unix (t) * 1000;
}

static const struct
{
  const char *hours;
  const char *zone;
  int now[5];  /* local */
  int then[5]; /* local */
} openings[] = {
  /* 2026-11-23 is a Monday. */
  { "Mo-Sa 07:00-22:00; Su 10:00-18:00", "Europe/Berlin", { 2026, 11, 23, 12, 0 }, { 2026, 11, 24, 7, 0 } },
  /* Before today's opening it is still tomorrow's. */
  { "Mo-Sa 07:00-22:00; Su 10:00-18:00", "Europe/Berlin", { 2026, 11, 23, 3, 0 }, { 2026, 11, 24, 7, 0 } },
  { "Mo-Sa 07:00-22:00; Su 10:00-18:00", "Europe/Berlin", { 2026, 11, 28, 23, 59 }, { 2026, 11, 29, 10, 0 } },
  /* Closed tomorrow: the day after. */
  { "Mo-Sa 07:00-22:00", "America/Chicago", { 2026, 11, 28, 9, 0 }, { 2026, 11, 30, 7, 0 } },
  /* A store that has been open since midnight opens at midnight. */
  { "Mo-Su 00:00-20:00", "UTC", { 2026, 11, 23, 9, 0 }, { 2026, 11, 24, 0, 0 } },
  /* The night when clocks go forward, and back. */
  { "Mo-Su 07:00-22:00", "Europe/Berlin", { 2026, 3, 28, 20, 0 }, { 2026, 3, 29, 7, 0 } },
  { "Mo-Su 07:00-22:00", "Europe/Berlin", { 2026, 10, 24, 20, 0 }, { 2026, 10, 25, 7, 0 } },
  /* It never closes, it never opens, nobody knows. */
  { "24/7", "Asia/Tokyo", { 2026, 11, 23, 9, 0 }, { 2026, 11, 24, 8, 0 } },
  { NULL, "Asia/Tokyo", { 2026, 11, 23, 9, 0 }, { 2026, 11, 24, 8, 0 } },
  { "whenever", "Asia/Tokyo", { 2026, 11, 23, 9, 0 }, { 2026, 11, 24, 8, 0 } },
};

static void
test_opening (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      g_autoptr (GTimeZone) zone = corral_time_zone (openings[i].zone);

      g_test_message ("%s in %s", openings[i].hours, openings[i].zone);
      g_assert_cmpint (corral_snooze_opening_ms (openings[i].hours, zone, local_ms (openings[i].zone, openings[i].now)),
                       ==, local_ms (openings[i].zone, openings[i].then));
    }
}

static const struct
{
  const char *zone;
  int now[5];
  guint days, hour, minute;
  int then[5];
} clocks[] = {
  { "UTC", { 2026, 11, 23, 9, 0 }, 0, 17, 30, { 2026, 11, 23, 17, 30 } },
  { "Pacific/Auckland", { 2026, 12, 31, 23, 0 }, 1, 0, 0, { 2027, 1, 1, 0, 0 } },
  { "America/New_York", { 2026, 2, 27, 9, 0 }, 2, 8, 15, { 2026, 3, 1, 8, 15 } },
  /* Earlier today is the past: it is for whoever asks to refuse it. */
  { "UTC", { 2026, 11, 23, 9, 0 }, 0, 8, 0, { 2026, 11, 23, 8, 0 } },
};

static void
test_clock (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (clocks); i++)
    {
      g_autoptr (GTimeZone) zone = corral_time_zone (clocks[i].zone);

      g_assert_cmpint (corral_snooze_clock_ms (zone, local_ms (clocks[i].zone, clocks[i].now), clocks[i].days,
                                               clocks[i].hour, clocks[i].minute),
                       ==, local_ms (clocks[i].zone, clocks[i].then));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/snooze-times/opening", test_opening);
  g_test_add_func ("/snooze-times/clock", test_clock);
  return g_test_run ();
}
