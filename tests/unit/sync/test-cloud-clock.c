/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cloud's time, whatever becomes of the PC's clock. */
#include "corral-cloud-clock.h"

#define MINUTE_MS 60000
#define DAY_MS (24 * 60 * MINUTE_MS)

static void
test_before_it_was_heard (void)
{
  CorralCloudClock clock = { 0 };

  g_assert_cmpint (corral_cloud_clock_now_ms (&clock, 1234, 99), ==, 1234);
}

static void
test_nobody_sets_it (void)
{
  CorralCloudClock clock = { 0 };

  corral_cloud_clock_hear (&clock, 10 * DAY_MS, 0);
  for (int days = -1; days <= 1; days++)
    g_assert_cmpint (corral_cloud_clock_now_ms (&clock, (10 + days) * (gint64) DAY_MS, 5000000), ==, 10 * DAY_MS + 5000);
}

/* Answers are older than their arrival: the clock is never ahead, and the quickest answer counts. */
static void
test_slow_answers (void)
{
  static const struct
  {
    gint64 took_ms; /* on the way here */
    gint64 behind_ms;
  } answers[] = { { 20000, 20000 }, { 300, 300 }, { 25000, 300 }, { 700, 300 }, { 0, 0 }, { 59000, 0 } };
  CorralCloudClock clock = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      gint64 now_ms = 10 * DAY_MS + (gint64) i * 2 * MINUTE_MS;

      corral_cloud_clock_hear (&clock, now_ms - answers[i].took_ms, now_ms * 1000);
      g_assert_cmpint (corral_cloud_clock_now_ms (&clock, 0, now_ms * 1000), ==, now_ms - answers[i].behind_ms);
    }
}

static void
test_a_cloud_that_is_set_back (void)
{
  CorralCloudClock clock = { 0 };

  corral_cloud_clock_hear (&clock, 10 * DAY_MS, 0);
  corral_cloud_clock_hear (&clock, 9 * DAY_MS, 1000000);
  g_assert_cmpint (corral_cloud_clock_now_ms (&clock, 0, 1000000), ==, 9 * DAY_MS);
}

/* It goes on while the PC is suspended, as the system's own does. */
static void
test_by_a_clock (void)
{
  g_autoptr (CorralClock) manual = corral_clock_new_manual (10 * (gint64) DAY_MS * 1000);
  g_autoptr (CorralClock) system = corral_clock_new_system ();
  CorralCloudClock clock = { 0 };
  gint64 before_us;

  corral_cloud_clock_hear (&clock, 5 * DAY_MS, corral_clock_elapsed_us (manual));
  corral_clock_jump_us (manual, DAY_MS * G_GINT64_CONSTANT (1000));
  corral_clock_advance_us (manual, 3000000);
  g_assert_cmpint (corral_cloud_clock_read_ms (&clock, manual), ==, 5 * DAY_MS + 3000);

  before_us = corral_clock_elapsed_us (system);
  g_assert_cmpint (before_us, >=, corral_clock_monotonic_us (system) - G_USEC_PER_SEC);
  g_assert_cmpint (corral_clock_elapsed_us (system), >=, before_us);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/cloud-clock/before", test_before_it_was_heard);
  g_test_add_func ("/sync/cloud-clock/nobody-sets-it", test_nobody_sets_it);
  g_test_add_func ("/sync/cloud-clock/slow-answers", test_slow_answers);
  g_test_add_func ("/sync/cloud-clock/set-back", test_a_cloud_that_is_set_back);
  g_test_add_func ("/sync/cloud-clock/by-a-clock", test_by_a_clock);
  return g_test_run ();
}
