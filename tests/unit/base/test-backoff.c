/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-backoff.h"

static void
test_grows_to_the_cap (void)
{
  CorralRandom random = corral_random_seeded (1, 2, 3, 4);
  gint64 ceiling = CORRAL_BACKOFF_BASE_US;
  CorralBackoff backoff = { 0 };

  for (int i = 0; i < 40; i++)
    {
      gint64 wait = corral_backoff_fail (&backoff, &random, -1);

      g_assert_cmpint (wait, >=, G_USEC_PER_SEC);
      g_assert_cmpint (wait, <=, ceiling);
      ceiling = MIN (ceiling * 2, CORRAL_BACKOFF_CAP_US);
    }
}

static void
test_spreads (void)
{
  CorralRandom random = corral_random_seeded (5, 0, 0, 0);
  gint64 low = G_MAXINT64, high = 0;

  for (int i = 0; i < 200; i++)
    {
      CorralBackoff backoff = { .failures = 12 };
      gint64 wait = corral_backoff_fail (&backoff, &random, -1);

      low = MIN (low, wait);
      high = MAX (high, wait);
    }
  /* Full jitter: clients do not come back together. */
  g_assert_cmpint (low, <, CORRAL_BACKOFF_CAP_US / 10);
  g_assert_cmpint (high, >, CORRAL_BACKOFF_CAP_US / 10 * 9);
}

static void
test_retry_after_wins_and_is_clamped (void)
{
  CorralRandom random = corral_random_seeded (1, 0, 0, 0);
  CorralBackoff backoff = { .failures = 20 };
  const gint64 second = G_USEC_PER_SEC;

  g_assert_cmpint (corral_backoff_fail (&backoff, &random, 0), ==, second);
  g_assert_cmpint (corral_backoff_fail (&backoff, &random, 30 * second), ==, 30 * second);
  g_assert_cmpint (corral_backoff_fail (&backoff, &random, 10 * 365 * 86400 * second), ==, 3600 * second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/backoff/grows-to-the-cap", test_grows_to_the_cap);
  g_test_add_func ("/base/backoff/spreads", test_spreads);
  g_test_add_func ("/base/backoff/retry-after", test_retry_after_wins_and_is_clamped);
  return g_test_run ();
}
