/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-random.h"
#include "corral-sample-tree.h"

#include <math.h>

#define GAP 100

typedef struct
{
  gint64 *times;
  double *values;
  double *lows;
  double *highs;
  gsize n;
  CorralSamples samples;
} Row;

static void
row_clear (Row *row)
{
  g_free (row->times);
  g_free (row->values);
  g_free (row->lows);
  g_free (row->highs);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Row, row_clear)

static Row
make_row (CorralRandom *random, gsize n, double nan_share, double gap_share)
{
  Row row = { g_new (gint64, n + 1), g_new (double, n + 1), g_new (double, n + 1), g_new (double, n + 1), n, { 0 } };
  gint64 t = 0;
  /* NaN come in runs, as when a cart is on the other link for hours. */
  gboolean is_nan = FALSE;

  for (gsize i = 0; i < n; i++)
    {
      t += corral_random_double (random) < gap_share ? GAP + 1 : GAP;
      if (corral_random_double (random) < 0.1)
        is_nan = corral_random_double (random) < nan_share;
      row.times[i] = t;
      row.values[i] = is_nan ? NAN : corral_random_range (random, -9, 9);
      row.lows[i] = row.values[i] - 1;
      row.highs[i] = row.values[i] + 1;
    }
  row.samples = (CorralSamples){ row.times, row.values, row.lows, row.highs, n };
  return row;
}

static gboolean
is_break (const Row *row, gsize i)
{
  return isnan (row->values[i]) || (i > 0 && row->times[i] - row->times[i - 1] > GAP);
}

static void
test_against_brute_force (void)
{
  CorralRandom random = corral_random_seeded (21, 0, 0, 0);
  static const double shares[] = { 0, 0.01, 0.5, 1 };

  for (guint round = 0; round < 160; round++)
    {
      g_auto (Row) row = make_row (&random, (gsize) corral_random_int (&random, 0, round % 8 == 0 ? 5000 : 200),
                                   shares[round % 4], shares[round / 4 % 4] / 20);
      g_autoptr (CorralSampleTree) tree = corral_sample_tree_new (&row.samples, GAP);

      for (guint k = 0; k < 60; k++)
        {
          gsize begin = (gsize) corral_random_int (&random, 0, (gint64) row.n);
          gsize end = (gsize) corral_random_int (&random, (gint64) begin, (gint64) row.n);
          CorralSampleBlock wanted = { INFINITY, -INFINITY, 0, 0 };
          gsize next_break = end, next_finite = end, last_finite = end;
          CorralSampleBlock got;

          if (k == 0)
            begin = 0, end = next_break = next_finite = last_finite = row.n;
          for (gsize i = begin; i < end; i++)
            {
              if (is_break (&row, i))
                {
                  wanted.n_breaks++;
                  next_break = MIN (next_break, i);
                }
              if (isnan (row.values[i]))
                continue;
              wanted.n++;
              wanted.min = MIN (wanted.min, row.lows[i]);
              wanted.max = MAX (wanted.max, row.highs[i]);
              next_finite = MIN (next_finite, i);
              last_finite = i;
            }
          got = corral_sample_tree_query (tree, begin, end);
          g_assert_cmpuint (got.n, ==, wanted.n);
          g_assert_cmpuint (got.n_breaks, ==, wanted.n_breaks);
          g_assert_true (got.min == wanted.min && got.max == wanted.max);
          g_assert_cmpuint (corral_sample_tree_next_break (tree, begin, end), ==, next_break);
          g_assert_cmpuint (corral_sample_tree_next_finite (tree, begin, end), ==, next_finite);
          g_assert_cmpuint (corral_sample_tree_last_finite (tree, begin, end), ==, last_finite);
        }
    }
}

/* One break in a long row is found wherever it is. */
static void
test_one_break (void)
{
  CorralRandom random = corral_random_seeded (22, 0, 0, 0);
  g_auto (Row) row = make_row (&random, 3000, 0, 0);

  for (gsize at = 0; at < row.n; at += 37)
    {
      double kept = row.values[at];
      g_autoptr (CorralSampleTree) tree = NULL;

      row.values[at] = NAN;
      tree = corral_sample_tree_new (&row.samples, GAP);
      g_assert_cmpuint (corral_sample_tree_next_break (tree, 0, row.n), ==, at);
      g_assert_cmpuint (corral_sample_tree_next_break (tree, at + 1, row.n), ==, row.n);
      g_assert_cmpuint (corral_sample_tree_next_break (tree, at / 2, row.n), ==, at);
      row.values[at] = kept;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/sample-tree/against-brute-force", test_against_brute_force);
  g_test_add_func ("/charts/sample-tree/one-break", test_one_break);
  return g_test_run ();
}
