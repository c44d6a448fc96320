/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-freshness.h"

#define T G_GINT64_CONSTANT (1790000000000)
#define S 1000
#define NO CORRAL_UNKNOWN

static const struct
{
  const char *name;
  CorralCartState says;
  gint64 heard, interval_s, now, known_as_of;
  CorralCartState shown;
} cases[] = {
  { "just heard", CORRAL_CART_IDLE, T, 300, T, T, CORRAL_CART_IDLE },
  { "one short of late", CORRAL_CART_IDLE, T, 300, T + 599 * S, T + 599 * S, CORRAL_CART_IDLE },
  { "late at twice", CORRAL_CART_IDLE, T, 300, T + 600 * S, T + 600 * S, CORRAL_CART_LATE },
  { "one short of offline", CORRAL_CART_IDLE, T, 300, T + 899 * S, T + 899 * S, CORRAL_CART_LATE },
  { "offline at three times", CORRAL_CART_IDLE, T, 300, T + 900 * S, T + 900 * S, CORRAL_CART_OFFLINE },
  { "in a session late after two minutes", CORRAL_CART_IN_USE, T, 60, T + 120 * S, T + 120 * S,
    CORRAL_CART_LATE },
  { "in a session offline after three", CORRAL_CART_IN_USE, T, 60, T + 180 * S, T + 180 * S,
    CORRAL_CART_OFFLINE },
  { "cadence unknown, in use", CORRAL_CART_IN_USE, T, NO, T + 120 * S, T + 120 * S, CORRAL_CART_LATE },
  { "cadence unknown, idle", CORRAL_CART_IDLE, T, NO, T + 120 * S, T + 120 * S, CORRAL_CART_IDLE },
  { "cadence nonsense", CORRAL_CART_IDLE, T, -5, T + 120 * S, T + 120 * S, CORRAL_CART_IDLE },
  { "our knowledge ends before it was late", CORRAL_CART_IDLE, T, 300, T + 86400 * S, T + 10 * S,
    CORRAL_CART_IDLE },
  { "our knowledge ends when it was late", CORRAL_CART_IDLE, T, 300, T + 86400 * S, T + 700 * S,
    CORRAL_CART_LATE },
  { "our knowledge ends when it was offline", CORRAL_CART_IDLE, T, 300, T + 86400 * S, T + 900 * S,
    CORRAL_CART_OFFLINE },
  { "never an answer", CORRAL_CART_IDLE, T, 300, T + 86400 * S, NO, CORRAL_CART_IDLE },
  { "no now", CORRAL_CART_IDLE, T, 300, NO, T + 86400 * S, CORRAL_CART_IDLE },
  { "never heard", CORRAL_CART_IDLE, NO, 300, T, T, CORRAL_CART_IDLE },
  { "our clock is behind", CORRAL_CART_IDLE, T, 300, T - 3600 * S, T, CORRAL_CART_IDLE },
  { "the cloud says offline", CORRAL_CART_OFFLINE, T, 300, T, T, CORRAL_CART_OFFLINE },
  { "the cloud says late, and it is worse", CORRAL_CART_LATE, T, 300, T + 900 * S, T + 900 * S,
    CORRAL_CART_OFFLINE },
  { "a fault outranks late", CORRAL_CART_FAULT, T, 300, T + 600 * S, T + 600 * S, CORRAL_CART_FAULT },
  { "silence outranks a fault", CORRAL_CART_FAULT, T, 300, T + 900 * S, T + 900 * S, CORRAL_CART_OFFLINE },
  { "battery low outranks late", CORRAL_CART_LOW_BATTERY, T, 300, T + 600 * S, T + 600 * S,
    CORRAL_CART_LOW_BATTERY },
  { "charging", CORRAL_CART_CHARGING, T, 300, T + 86400 * S, T + 86400 * S, CORRAL_CART_CHARGING },
  { "out of service", CORRAL_CART_OUT_OF_SERVICE, T, 300, T + 86400 * S, T + 86400 * S,
    CORRAL_CART_OUT_OF_SERVICE },
  { "updating", CORRAL_CART_UPDATING, T, 300, T + 86400 * S, T + 86400 * S, CORRAL_CART_UPDATING },
  { "off premises pings hourly", CORRAL_CART_OFF_PREMISES, T, 300, T + 3000 * S, T + 3000 * S,
    CORRAL_CART_OFF_PREMISES },
  { "blocked", CORRAL_CART_REVOKED, T, 300, T + 86400 * S, T + 86400 * S, CORRAL_CART_REVOKED },
  { "never seen", CORRAL_CART_NEVER_SEEN, NO, NO, T, T, CORRAL_CART_NEVER_SEEN },
  { "a word we do not know", CORRAL_CART_OTHER, T, 300, T + 86400 * S, T + 86400 * S, CORRAL_CART_OTHER },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CorralCartSigns signs = { cases[i].says, cases[i].heard, cases[i].interval_s, cases[i].now,
                                cases[i].known_as_of };

      g_test_message ("%s", cases[i].name);
      g_assert_cmpint (corral_freshness_judge (&signs), ==, cases[i].shown);
      g_assert_cmpint (corral_freshness_of (&signs).state, ==, cases[i].shown);
    }
}

/* While the cloud does not answer, time alone changes no state, ever. */
static void
test_nothing_ages_without_an_answer (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CorralCartSigns signs
          = { cases[i].says, cases[i].heard, cases[i].interval_s, T + 500 * S, T + 500 * S };
      CorralCartState then = corral_freshness_judge (&signs);

      for (gint64 later = 1; later < 40 * 86400; later *= 2)
        {
          signs.now_ms = T + (500 + later) * S;
          g_assert_cmpint (corral_freshness_judge (&signs), ==, then);
        }
    }
}

static void
test_sentence_data (void)
{
  CorralCartSigns signs = { CORRAL_CART_IDLE, T, 300, T + 900 * S, T + 895 * S };
  CorralFreshness live = corral_freshness_of (&signs);
  CorralFreshness old, never;

  g_assert_false (live.as_of_old);
  g_assert_cmpint (live.silent_ms, ==, 900 * S);
  g_assert_cmpint (live.as_of_ms, ==, T + 900 * S);

  signs.now_ms = T + 3600 * S;
  old = corral_freshness_of (&signs);
  g_assert_true (old.as_of_old);
  g_assert_cmpint (old.as_of_ms, ==, T + 895 * S);
  g_assert_cmpint (old.state, ==, CORRAL_CART_LATE);

  signs.known_as_of_ms = NO;
  signs.heard_ms = NO;
  never = corral_freshness_of (&signs);
  g_assert_true (never.as_of_old);
  g_assert_cmpint (never.as_of_ms, ==, NO);
  g_assert_cmpint (never.silent_ms, ==, NO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/insight/freshness/table", test_table);
  g_test_add_func ("/insight/freshness/no-answer", test_nothing_ages_without_an_answer);
  g_test_add_func ("/insight/freshness/sentence", test_sentence_data);
  return g_test_run ();
}
