/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cart may send, or what is left of it: nothing, one point, a clock that is half a day off, a year of minutes,
 * values that cannot be. Each is to be told in words that are true, and drawn within the plot. */
#include "corral-chart-layer.h"
#include "corral-series-figures.h"
#include "corral-series-words.h"

#include <math.h>
#include <string.h>

/* 2026-11-23 19:20 UTC. */
#define NOW G_GINT64_CONSTANT (1795461600000)
#define M CORRAL_MINUTE_MS
#define H CORRAL_HOUR_MS
#define D CORRAL_DAY_MS
#define YEAR (365 * 24 * 60)

typedef struct
{
  const char *what;
  gsize n;
  gint64 last_ms;  /* of the last sample */
  gint64 step_ms;
  double values[5]; /* taken in turn */
  gboolean is_known; /* the last day was fetched */
  const char *summary; /* of the last day, live, in UTC */
  const char *reading; /* now */
  const char *figures;
} Case;

static const Case cases[] = {
  { "nothing at all", 0, NOW, M, { 0 }, FALSE, "X: not loaded", "Not loaded", "X: not loaded 100 % of the time" },
  { "fetched, and empty", 0, NOW, M, { 0 }, TRUE, "X: no data over the last 24 hours", "No data",
    "X: no data 100 % of the time" },
  { "one point, now", 1, NOW - M, M, { 42 }, TRUE,
    "X: 42 % now, always 42 % over the last 24 hours, no data Sun 19:20 – 19:19", "42 %",
    "X: least 42 %, greatest 42 %, mean 42 %, no data 99 % of the time" },
  { "one point, long ago", 1, NOW - 20 * D, M, { 42 }, TRUE, "X: no data over the last 24 hours", "No data",
    "X: no data 100 % of the time" },
  { "a clock that is 12 h fast", 60, NOW + 12 * H, M, { 42 }, TRUE, "X: no data over the last 24 hours", "No data",
    "X: no data 100 % of the time" },
  { "a clock that is 12 h slow", 60, NOW - 12 * H, M, { 42 }, TRUE,
    "X: 42 % at 07:20, always 42 % over the last 24 hours, no data Sun 19:20 – 06:21, no data since 07:20", "No data",
    "X: least 42 %, greatest 42 %, mean 42 %, no data 96 % of the time" },
  { "a year of minutes", YEAR, NOW - M, M, { 42, 43 }, TRUE, "X: 43 % now, between 42 % and 43 % over the last 24 hours",
    "43 %", "X: least 42 %, greatest 43 %, mean 42.5 %" },
  { "nothing but NaN", 100, NOW - M, M, { NAN }, TRUE, "X: no data over the last 24 hours", "No data",
    "X: no data 100 % of the time" },
  { "nothing but infinities", 100, NOW - M, M, { INFINITY, -INFINITY }, TRUE, "X: no data over the last 24 hours",
    "No data", "X: no data 100 % of the time" },
  { "negative where it cannot be", YEAR, NOW - M, M, { -5, -7 }, TRUE,
    "X: −7 % now, between −7 % and −5 % over the last 24 hours", "−7 %", "X: least −7 %, greatest −5 %, mean −6 %" },
  { "the greatest numbers there are", YEAR, NOW - M, M, { 1.7e308, -1.7e308 }, TRUE,
    "X: −1.7e+308 % now, between −1.7e+308 % and 1.7e+308 % over the last 24 hours", "−1.7e+308 %", NULL },
  { "the least", YEAR, NOW - M, M, { 4.9e-324, -0.0 }, TRUE, "X: 0 % now, between 0 % and 0 % over the last 24 hours",
    "0 %", "X: least 0 %, greatest 0 %, mean 0 %" },
};

static CorralSeriesData *
make (const Case *c)
{
  g_autofree gint64 *times = g_new (gint64, c->n + 1);
  g_autofree double *values = g_new (double, c->n + 1);
  const CorralTimeRange known = { NOW - D, NOW };
  guint n_values = 1;

  while (n_values < G_N_ELEMENTS (c->values) && c->values[n_values] != 0)
    n_values++;
  if (g_str_equal (c->what, "the least"))
    n_values = 2;
  for (gsize i = 0; i < c->n; i++)
    {
      times[i] = c->last_ms - (gint64) (c->n - 1 - i) * c->step_ms;
      values[i] = c->values[i % n_values];
    }
  if (c->is_known)
    return corral_series_data_new (&(CorralSamples){ times, values, NULL, NULL, c->n }, 15 * M, &known, 1);
  return corral_series_data_new (&(CorralSamples){ times, values, NULL, NULL, c->n }, 15 * M, NULL, 0);
}

static char *
plain (char *words)
{
  g_auto (GStrv) parts = g_strsplit (words, "\u00a0", -1);

  g_free (words);
  return g_strjoinv (" ", parts);
}

static void
test_words (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  const CorralTimeRange day = { NOW - D, NOW };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      g_autoptr (CorralSeriesData) data = make (c);
      g_autofree char *summary = plain (corral_series_words_summary (data, "X", "%", day, TRUE, utc));
      g_autofree char *reading = plain (corral_series_words_reading (data, "%", NOW - 1));
      g_autofree char *at = plain (corral_series_words_at (data, "%", NOW - 1, utc));
      g_autofree char *figures = plain (corral_series_words_figures (data, "X", "%", day));

      g_test_message ("%s: %s | %s | %s", c->what, summary, at, figures);
      g_assert_cmpstr (summary, ==, c->summary);
      g_assert_cmpstr (reading, ==, c->reading);
      g_assert_true (g_str_has_prefix (at, reading));
      if (c->figures != NULL)
        g_assert_cmpstr (figures, ==, c->figures);
      for (guint k = 0; k < 3; k++)
        {
          const char *text = k == 0 ? summary : k == 1 ? at : figures;

          g_assert_null (strstr (text, "nan"));
          g_assert_null (strstr (text, "inf"));
          g_assert_cmpuint (strlen (text), <, 200);
        }
    }
}

/* Whatever comes, the axis is a range with ticks, and every point has a place that a renderer can stand. */
static void
test_places (void)
{
  static const CorralTimeRange views[] = { { NOW - 15 * M, NOW }, { NOW - D, NOW }, { NOW - 90 * D, NOW } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CorralSeriesData) data = make (&cases[i]);
      const CorralSamples *s = corral_series_data_get_samples (data);

      for (guint v = 0; v < G_N_ELEMENTS (views); v++)
        {
          CorralSeriesSummary summary = corral_series_data_summarise (data, views[v]);
          CorralPlot plot = { .width = 800, .height = 100, .device_scale = 1, .visible = views[v] };
          CorralDecimationColumn columns[800];
          double ticks[CORRAL_SCALE_MAX_TICKS];
          guint n_ticks;

          plot.scale = corral_scale_nice (summary.min, summary.max, 5);
          g_test_message ("%s: %g … %g", cases[i].what, plot.scale.low, plot.scale.high);
          g_assert_true (isfinite (plot.scale.high - plot.scale.low));
          g_assert_cmpfloat (plot.scale.low, <, plot.scale.high);
          n_ticks = corral_scale_ticks (&plot.scale, 5, ticks);
          g_assert_cmpuint (n_ticks, >=, 2);
          g_assert_cmpuint (n_ticks, <=, 5);

          corral_series_data_decimate (data, views[v], 800, columns);
          for (guint x = 0; x < 800; x++)
            g_assert_true (columns[x].n == 0 || (isfinite (columns[x].min) && isfinite (columns[x].max)));
          for (gsize k = 0; k < s->n; k += 997)
            {
              double x = corral_plot_x (&plot, s->times[k]);
              double y = corral_plot_y (&plot, s->values[k]);

              /* cairo counts in 24 bits and 8 of a pixel. */
              g_assert_true (fabs (x) < 1 << 22);
              g_assert_true (isnan (s->values[k]) || fabs (y) < 1 << 22);
            }
          g_assert_true (fabs (corral_plot_x (&plot, G_MININT64)) < 1 << 22);
          g_assert_true (fabs (corral_plot_x (&plot, G_MAXINT64)) < 1 << 22);
        }
    }
}

/* Times as far apart as there are, out of order, twice the same. */
static void
test_times (void)
{
  const gint64 times[] = { G_MAXINT64 - 1, NOW, G_MININT64 + 1, NOW - M, NOW, 0 };
  const double values[] = { 1, 2, 3, 4, 5, 6 };
  const CorralTimeRange known = { NOW - D, NOW + D };
  g_autoptr (CorralSeriesData) data
      = corral_series_data_new (&(CorralSamples){ times, values, NULL, NULL, G_N_ELEMENTS (times) }, 15 * M, &known, 1);
  g_autoptr (GArray) gaps = corral_series_data_dup_gaps (data, known);
  CorralSeriesSummary summary = corral_series_data_summarise (data, known);
  gsize index;

  g_assert_cmpuint (corral_series_data_get_samples (data)->n, ==, 5);
  g_assert_cmpuint (summary.n, ==, 2);
  g_assert_cmpfloat (summary.last, ==, 5);
  g_assert_cmpuint (gaps->len, ==, 2);
  g_assert_cmpint (g_array_index (gaps, CorralTimeRange, 0).end_ms, ==, NOW - M);
  g_assert_cmpint (g_array_index (gaps, CorralTimeRange, 1).start_ms, ==, NOW);
  g_assert_cmpint (corral_series_data_at (data, NOW - M / 2, &index, NULL), ==, CORRAL_SERIES_VALUE);
  g_assert_cmpint (corral_series_data_at (data, NOW + H, &index, NULL), ==, CORRAL_SERIES_GAP);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/odd-series/words", test_words);
  g_test_add_func ("/charts/odd-series/places", test_places);
  g_test_add_func ("/charts/odd-series/times", test_times);
  return g_test_run ();
}
