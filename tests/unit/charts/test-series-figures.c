/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-series-figures.h"

#include <math.h>

#define M CORRAL_MINUTE_MS
#define H CORRAL_HOUR_MS

static CorralSeriesData *
make (const gint64 *times, const double *values, gsize n, CorralTimeRange known)
{
  return corral_series_data_new (&(CorralSamples){ times, values, NULL, NULL, n }, 15 * M, &known, 1);
}

/* Every minute on a trip, every five without: the mean is over time. */
static void
test_mean_over_time (void)
{
  gint64 times[200];
  double values[200];
  gsize n = 0;
  g_autoptr (CorralSeriesData) data = NULL;
  CorralSeriesFigures figures;

  for (gint64 t = 0; t < H; t += M, n++)
    {
      times[n] = t;
      values[n] = 100;
    }
  for (gint64 t = H; t <= 2 * H; t += 5 * M, n++)
    {
      times[n] = t;
      values[n] = 0;
    }
  data = make (times, values, n, (CorralTimeRange){ 0, 2 * H });
  figures = corral_series_data_figures (data, (CorralTimeRange){ 0, 2 * H });
  g_assert_cmpfloat_with_epsilon (figures.mean, 50, 1);
  g_assert_cmpint (figures.gap_ms, ==, 0);
  g_assert_cmpint (figures.unknown_ms, ==, 0);
}

/* What comes in over an edge counts from the edge on: a slope from 0 to 10, its second half. */
static void
test_edges (void)
{
  const gint64 times[] = { 0, 10 * M, 20 * M };
  const double values[] = { 0, 10, 20 };
  g_autoptr (CorralSeriesData) data = make (times, values, 3, (CorralTimeRange){ 0, 20 * M });
  CorralSeriesFigures figures = corral_series_data_figures (data, (CorralTimeRange){ 5 * M, 15 * M });

  g_assert_cmpuint (figures.n, ==, 1);
  g_assert_cmpfloat_with_epsilon (figures.mean, 10, 1e-9);
  g_assert_cmpfloat (figures.min, ==, 10);
}

typedef struct
{
  const char *what;
  double values[4];
  CorralTimeRange range; /* samples stand at 0, 10, 20 and 60 minutes; known are 0 to 90 */
  const char *words;
} Case;

static const Case cases[] = {
  { "usual", { 10, 20, 30, 40 }, { 0, 20 * M + 1 }, "X: least 10 m, greatest 30 m, mean 20 m" },
  { "gap", { 10, 20, 30, 40 }, { 0, 80 * M }, "X: least 10 m, greatest 40 m, mean 20 m, no data 75 % of the time" },
  { "only a gap", { 10, 20, 30, 40 }, { 25 * M, 50 * M }, "X: no data 100 % of the time" },
  { "not loaded", { 10, 20, 30, 40 }, { 100 * M, 200 * M }, "X: not loaded 100 % of the time" },
  { "partly loaded",
    { 10, 20, 30, 40 },
    { 60 * M, 120 * M },
    "X: least 40 m, greatest 40 m, mean 40 m, no data 50 % of the time, not loaded 50 % of the time" },
  { "NaN", { 10, NAN, 30, 40 }, { 0, 20 * M + 1 }, "X: least 10 m, greatest 30 m, mean 20 m, no data 99 % of the time" },
  { "infinite", { 10, INFINITY, -INFINITY, 40 }, { 5 * M, 25 * M }, "X: no data 100 % of the time" },
  { "empty range", { 10, 20, 30, 40 }, { 5 * M, 5 * M }, NULL },
  { "backwards", { 10, 20, 30, 40 }, { 9 * M, 5 * M }, NULL },
};

static void
test_words (void)
{
  const gint64 times[] = { 0, 10 * M, 20 * M, 60 * M };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CorralSeriesData) data = make (times, cases[i].values, 4, (CorralTimeRange){ 0, 90 * M });
      g_autofree char *words = corral_series_words_figures (data, "X", "m", cases[i].range);
      g_auto (GStrv) parts = words != NULL ? g_strsplit (words, "\302\240", -1) : NULL;
      g_autofree char *plain = parts != NULL ? g_strjoinv (" ", parts) : NULL;

      g_test_message ("%s", cases[i].what);
      g_assert_cmpstr (plain, ==, cases[i].words);
    }
  {
    g_autofree char *nothing = corral_series_words_figures (NULL, "X", "m", (CorralTimeRange){ 0, 1 });

    g_assert_cmpstr (nothing, ==, "X: not loaded");
  }
}

static void
test_huge (void)
{
  const gint64 times[] = { 0, 10 * M, 20 * M };
  const double values[] = { 1e308, 1.5e308, 1e308 };
  g_autoptr (CorralSeriesData) data = make (times, values, 3, (CorralTimeRange){ 0, 20 * M });
  CorralSeriesFigures figures = corral_series_data_figures (data, (CorralTimeRange){ 0, 21 * M });

  g_assert_true (isfinite (figures.mean));
  g_assert_cmpfloat (figures.mean, >=, 1e308);
  g_assert_cmpfloat (figures.mean, <=, 1.5e308);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/series-figures/mean-over-time", test_mean_over_time);
  g_test_add_func ("/charts/series-figures/edges", test_edges);
  g_test_add_func ("/charts/series-figures/words", test_words);
  g_test_add_func ("/charts/series-figures/huge", test_huge);
  return g_test_run ();
}
