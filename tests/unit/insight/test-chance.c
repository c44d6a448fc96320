/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tails, against values worked out with whole numbers of any length, and against counting. */
#include "corral-chance.h"

#include <math.h>

static const struct
{
  guint all, marked, drawn, found;
  double log10_chance;
} drawn[] = {
  { 10, 5, 4, 4, -1.623249290 },
  { 50, 10, 10, 5, -1.741614757 },
  { 10000, 1100, 230, 212, -186.036669884 },
  { 100000, 40000, 20000, 9000, -57.601557698 },
  { 100000, 40000, 20000, 8100, -1.265777535 },
  { 100000, 25, 300, 20, -46.018423504 },
  { 10, 5, 4, 1, -0.010465434 },
  { 1000, 999, 10, 10, -0.004364805 },
  { 100, 50, 50, 20, -0.005971509 },
  { 1000, 300, 100, 25, -0.046428613 },
  { 10, 8, 5, 3, 0 },          /* it cannot be fewer */
  { 10, 3, 5, 0, 0 },
  { 10, 3, 5, 4, -INFINITY },  /* it cannot be so many */
  { 0, 0, 0, 0, 0 },
  { 10, 10, 10, 10, 0 },
};

static const struct
{
  guint tried, one_in, found;
  double log10_chance;
} tried[] = {
  { 230, 24, 200, -239.024689835 }, { 24, 24, 1, -0.193873902 }, { 300, 24, 10, -0.094606600 },
  { 5, 24, 5, -6.901056209 },       { 5, 24, 0, 0 },             { 5, 24, 6, -INFINITY },
};

static void
test_drawing (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (drawn); i++)
    {
      double chance = corral_chance_of_drawing (drawn[i].all, drawn[i].marked, drawn[i].drawn, drawn[i].found);

      if (isinf (drawn[i].log10_chance))
        g_assert_true (isinf (chance) && chance < 0);
      else
        g_assert_cmpfloat_with_epsilon (chance, drawn[i].log10_chance, 1e-7);
    }
}

static void
test_trying (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (tried); i++)
    {
      double chance = corral_chance_of_trying (tried[i].tried, 1.0 / tried[i].one_in, tried[i].found);

      if (isinf (tried[i].log10_chance))
        g_assert_true (isinf (chance) && chance < 0);
      else
        g_assert_cmpfloat_with_epsilon (chance, tried[i].log10_chance, 1e-7);
    }
}

/* All urns of up to 12: every set that could be drawn is counted. */
static void
test_every_small_urn (void)
{
  for (guint all = 1; all <= 12; all++)
    for (guint marked = 0; marked <= all; marked++)
      for (guint n = 0; n <= all; n++)
        {
          guint with[14] = { 0 };
          guint sets = 0, at_least = 0;

          for (guint set = 0; set < 1u << all; set++)
            if ((guint) __builtin_popcount (set) == n)
              {
                with[__builtin_popcount (set & ((1u << marked) - 1))]++;
                sets++;
              }
          for (guint found = 12; found <= 12; found--)
            {
              double chance = corral_chance_of_drawing (all, marked, n, found);

              at_least += with[found];
              if (at_least == 0)
                g_assert_true (isinf (chance));
              else
                g_assert_cmpfloat_with_epsilon (pow (10, chance), (double) at_least / sets, 1e-11);
            }
        }
}

/* What is seen more often is never the likelier, however small the numbers get. */
static void
test_falls (void)
{
  double last = 0;

  for (guint found = 0; found <= 3000; found++)
    {
      double chance = corral_chance_of_drawing (1000000, 5000, 3000, found);

      g_assert_false (isnan (chance));
      g_assert_cmpfloat (chance, <=, last + 1e-9);
      last = chance;
    }
  g_assert_cmpfloat (last, <, -7000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/insight/chance/drawing", test_drawing);
  g_test_add_func ("/insight/chance/trying", test_trying);
  g_test_add_func ("/insight/chance/every-small-urn", test_every_small_urn);
  g_test_add_func ("/insight/chance/falls", test_falls);
  return g_test_run ();
}
