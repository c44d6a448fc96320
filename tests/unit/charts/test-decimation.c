/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-decimation.h"
#include "corral-random.h"
#include "corral-sample-tree.h"

#include <math.h>

/* The same, written to be obviously right: column by column, sample by sample. */
static void
brute_force (const CorralSamples *s,
             CorralTimeRange visible,
             gint64 gap_ms,
             guint width,
             CorralDecimationColumn *columns)
{
  gint64 span = visible.end_ms - visible.start_ms;
  gboolean broken = FALSE;
  gint64 last_ms = 0;
  gboolean any = FALSE;

  for (guint x = 0; x < width; x++)
    columns[x] = (CorralDecimationColumn){ .first = NAN, .min = NAN, .max = NAN, .last = NAN };

  for (gsize i = 0; i < s->n; i++)
    {
      gint64 t = s->times[i];
      gboolean joined;
      CorralDecimationColumn *c;

      if (isnan (s->values[i]))
        {
          broken = TRUE;
          continue;
        }
      joined = any && !broken && t - last_ms <= gap_ms;
      broken = FALSE;
      any = TRUE;
      last_ms = t;
      if (t < visible.start_ms || t >= visible.end_ms)
        continue;

      c = &columns[(guint) ((t - visible.start_ms) * (gint64) width / span)];
      if (c->n++ == 0)
        {
          c->first = s->values[i];
          c->min = s->lows[i];
          c->max = s->highs[i];
          c->gap_before = !joined;
        }
      else
        {
          c->min = fmin (c->min, s->lows[i]);
          c->max = fmax (c->max, s->highs[i]);
          c->gap_inside |= !joined;
        }
      c->last = s->values[i];
    }
}

static void
assert_same (double a, double b)
{
  g_assert_true (isnan (a) == isnan (b));
  g_assert_true (isnan (a) || a == b);
}

static void
test_against_brute_force (void)
{
  CorralRandom random = corral_random_seeded (11, 0, 0, 0);
  g_autoptr (CorralSampleTree) tree = NULL;

  for (guint round = 0; round < 2000; round++)
    {
      gsize n = (gsize) corral_random_int (&random, 0, round % 4 == 0 ? 2000 : 60);
      g_autofree gint64 *times = g_new (gint64, n + 1);
      g_autofree double *values = g_new (double, n + 1);
      g_autofree double *lows = g_new (double, n + 1);
      g_autofree double *highs = g_new (double, n + 1);
      guint width = (guint) corral_random_int (&random, 1, 300);
      double nan_share
          = corral_random_double (&random) < 0.5 ? 0 : corral_random_range (&random, 0, 0.4);
      gboolean has_band = corral_random_double (&random) < 0.5;
      gint64 t = 1000000;
      gint64 gap_ms;
      CorralTimeRange visible;
      g_autofree CorralDecimationColumn *got = g_new (CorralDecimationColumn, width);
      g_autofree CorralDecimationColumn *wanted = g_new (CorralDecimationColumn, width);
      CorralSamples samples;

      for (gsize i = 0; i < n; i++)
        {
          t += corral_random_double (&random) < 0.05 ? corral_random_int (&random, 500, 20000)
                                                     : corral_random_int (&random, 1, 120);
          times[i] = t;
          values[i] = corral_random_double (&random) < nan_share
                          ? NAN
                          : corral_random_range (&random, -100, 100);
          lows[i] = has_band ? values[i] - corral_random_range (&random, 0, 9) : values[i];
          highs[i] = has_band ? values[i] + corral_random_range (&random, 0, 9) : values[i];
        }
      visible.start_ms = corral_random_int (&random, 990000, t);
      visible.end_ms = visible.start_ms + corral_random_int (&random, 1, t - 900000);
      gap_ms = corral_random_double (&random) < 0.2 ? G_MAXINT64 : corral_random_int (&random, 50, 3000);

      samples = (CorralSamples){ times, values, lows, highs, n };
      brute_force (&samples, visible, gap_ms, width, wanted);
      if (!has_band)
        samples.lows = samples.highs = NULL;
      g_clear_pointer (&tree, corral_sample_tree_free);
      tree = corral_sample_tree_new (&samples, gap_ms);
      corral_sample_tree_decimate (tree, visible, width, got);
      for (guint x = 0; x < width; x++)
        {
          g_assert_cmpuint (got[x].n, ==, wanted[x].n);
          assert_same (got[x].first, wanted[x].first);
          assert_same (got[x].min, wanted[x].min);
          assert_same (got[x].max, wanted[x].max);
          assert_same (got[x].last, wanted[x].last);
          g_assert_cmpuint (got[x].n > 0 && got[x].gap_before, ==, wanted[x].gap_before);
          g_assert_cmpuint (got[x].gap_inside, ==, wanted[x].gap_inside);
          /* No NaN leaks out of a column that has something to draw. */
          g_assert_true (got[x].n == 0
                         || (isfinite (got[x].first) && isfinite (got[x].min)
                             && isfinite (got[x].max) && isfinite (got[x].last)));
        }
    }
}

static void
test_lower_bound (void)
{
  const gint64 times[] = { 10, 20, 30 };
  const double values[] = { 1, 2, 3 };
  const CorralSamples samples = { times, values, NULL, NULL, 3 };
  static const struct
  {
    gint64 time_ms;
    gsize index;
  } cases[] = { { G_MININT64, 0 }, { 10, 0 }, { 11, 1 },        { 20, 1 },
                { 30, 2 },         { 31, 3 }, { G_MAXINT64, 3 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (corral_samples_lower_bound (&samples, cases[i].time_ms), ==, cases[i].index);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/decimation/brute-force", test_against_brute_force);
  g_test_add_func ("/charts/decimation/lower-bound", test_lower_bound);
  return g_test_run ();
}
