/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-random.h"
#include "corral-scale.h"

#include <math.h>

static const struct
{
  double low;
  double high;
  guint max;
  const char *unit;
  const char *labels; /* joined by spaces */
} tick_cases[] = {
  { 0, 100, 7, NULL, "0 20 40 60 80 100" },
  { 0, 100, 5, NULL, "0 50 100" },
  { 0, 100, 3, NULL, "0 50 100" },
  { 0, 100, 2, NULL, "0 100" },
  { -90, -40, 6, NULL, "−90 −80 −70 −60 −50 −40" },
  { -5, 5, 3, NULL, "−5 0 5" },
  { 3.7, 4.2, 6, NULL, "3.7 3.8 3.9 4.0 4.1 4.2" },
  { 0, 1, 3, NULL, "0.0 0.5 1.0" },
  { 3300, 4200, 5, NULL, "3400 3600 3800 4000 4200" },
  { 0, 0.04, 5, NULL, "0.00 0.01 0.02 0.03 0.04" },
  { 5, 5, 5, NULL, "" },
};

static void
test_ticks (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (tick_cases); i++)
    {
      CorralScale scale = { tick_cases[i].low, tick_cases[i].high };
      double ticks[CORRAL_SCALE_MAX_TICKS];
      guint n = corral_scale_ticks (&scale, tick_cases[i].max, ticks);
      double step = corral_scale_step (&scale, tick_cases[i].max);
      g_autoptr (GString) labels = g_string_new (NULL);

      for (guint k = 0; k < n; k++)
        {
          g_autofree char *label = corral_scale_format (ticks[k], step, tick_cases[i].unit);

          g_string_append_printf (labels, "%s%s", k > 0 ? " " : "", label);
        }
      g_assert_cmpstr (labels->str, ==, tick_cases[i].labels);
    }
}

static void
test_format (void)
{
  static const struct
  {
    double value;
    double step;
    const char *unit;
    const char *text;
  } cases[] = {
    { 78, 1, "%", "78\u00a0%" },     { -71.4, 1, "dBm", "−71\u00a0dBm" },
    { -0.2, 1, NULL, "0" },          { -0.0, 0.1, NULL, "0.0" },
    { 2.5, 0.5, "m", "2.5\u00a0m" }, { 2.25, 0.25, NULL, "2.2" },
    { 1234, 10, "", "1234" },        { NAN, 1, "%", "–" },
    { INFINITY, 1, "%", "–" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = corral_scale_format (cases[i].value, cases[i].step, cases[i].unit);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_nice (void)
{
  static const struct
  {
    double low, high, nice_low, nice_high;
  } cases[] = {
    { 31, 97, 20, 100 }, { -83, -52, -90, -50 }, { 0, 100, 0, 100 },    { 50, 50, 47, 53 },
    { NAN, NAN, 0, 1 },  { 2, 1, 0, 1 },         { 0, INFINITY, 0, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CorralScale nice = corral_scale_nice (cases[i].low, cases[i].high, 5);

      g_test_message ("%g … %g: %g … %g", cases[i].low, cases[i].high, nice.low, nice.high);
      g_assert_true (isfinite (nice.low) && isfinite (nice.high));
      g_assert_cmpfloat (nice.low, <, nice.high);
      if (isfinite (cases[i].low) && isfinite (cases[i].high) && cases[i].low <= cases[i].high)
        {
          g_assert_cmpfloat (nice.low, <=, cases[i].low);
          g_assert_cmpfloat (nice.high, >=, cases[i].high);
        }
    }
  g_assert_cmpfloat (corral_scale_nice (31, 97, 5).low, ==, 20);
  g_assert_cmpfloat (corral_scale_nice (31, 97, 5).high, ==, 100);
  g_assert_cmpfloat (corral_scale_nice (-83, -52, 5).low, ==, -90);
  g_assert_cmpfloat (corral_scale_nice (-83, -52, 5).high, ==, -50);
}

static void
test_any_range (void)
{
  CorralRandom random = corral_random_seeded (7, 1, 0, 0);

  for (guint i = 0; i < 20000; i++)
    {
      double low
          = corral_random_range (&random, -1, 1) * pow (10, corral_random_range (&random, -6, 9));
      double span = pow (10, corral_random_range (&random, -6, 9));
      guint max = (guint) corral_random_int (&random, 2, CORRAL_SCALE_MAX_TICKS + 1);
      CorralScale scale = { low, low + span };
      double ticks[CORRAL_SCALE_MAX_TICKS];
      guint n;

      /* Steps below the resolution of a double are nobody's axis. */
      if (span < fabs (low) * 1e-9)
        continue;
      n = corral_scale_ticks (&scale, max, ticks);
      g_assert_cmpuint (n, <=, max);
      for (guint k = 0; k < n; k++)
        {
          double f = corral_scale_fraction (&scale, ticks[k]);

          g_assert_cmpfloat (f, >=, -1e-6);
          g_assert_cmpfloat (f, <=, 1 + 1e-6);
          g_assert_true (k == 0 || ticks[k] > ticks[k - 1]);
        }
    }
}

static void
test_fraction (void)
{
  CorralScale scale = { -90, -40 };
  CorralScale empty = { 3, 3 };

  g_assert_cmpfloat (corral_scale_fraction (&scale, -90), ==, 0);
  g_assert_cmpfloat (corral_scale_fraction (&scale, -40), ==, 1);
  g_assert_cmpfloat (corral_scale_fraction (&scale, -65), ==, 0.5);
  g_assert_cmpfloat (corral_scale_value (&scale, 0.5), ==, -65);
  g_assert_true (isnan (corral_scale_fraction (&scale, NAN)));
  g_assert_cmpfloat (corral_scale_fraction (&empty, 3), ==, 0.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/scale/ticks", test_ticks);
  g_test_add_func ("/charts/scale/format", test_format);
  g_test_add_func ("/charts/scale/nice", test_nice);
  g_test_add_func ("/charts/scale/any-range", test_any_range);
  g_test_add_func ("/charts/scale/fraction", test_fraction);
  return g_test_run ();
}
