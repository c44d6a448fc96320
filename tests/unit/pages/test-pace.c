/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What need not follow each change: at once when it was not done lately, else once, later. */
#include "corral-pace.h"

typedef struct
{
  CorralPace pace;
  guint n;
} Counter;

static void
again_cb (gpointer data)
{
  ((Counter *) data)->n++;
}

static void
spin (guint ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * G_GINT64_CONSTANT (1000);

  while (g_get_monotonic_time () < end_us)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

static void
test_pace (void)
{
  Counter counter = { 0 };
  gint64 end_us = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  /* The first is due; what follows at once is asked for once, however often it comes. */
  g_assert_true (corral_pace_take (&counter.pace, 60, again_cb, &counter));
  for (guint i = 0; i < 100; i++)
    g_assert_false (corral_pace_take (&counter.pace, 60, again_cb, &counter));
  g_assert_cmpuint (counter.n, ==, 0);
  while (counter.n == 0 && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (counter.n, ==, 1);
  spin (120);
  g_assert_cmpuint (counter.n, ==, 1);

  /* Whoever is called does it: it is due. */
  g_assert_true (corral_pace_take (&counter.pace, 60, again_cb, &counter));

  /* Done by another way meanwhile: nothing is called any more. */
  g_assert_false (corral_pace_take (&counter.pace, 60, again_cb, &counter));
  corral_pace_done (&counter.pace);
  spin (120);
  g_assert_cmpuint (counter.n, ==, 1);

  /* Long ago: due again. */
  g_assert_true (corral_pace_take (&counter.pace, 60, again_cb, &counter));
  g_assert_false (corral_pace_take (&counter.pace, 60, again_cb, &counter));
  corral_pace_stop (&counter.pace);
  spin (120);
  g_assert_cmpuint (counter.n, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pages/pace", test_pace);
  return g_test_run ();
}
