/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-series-data.h"

#include <math.h>

#define GAP 100

/* "10-50 90-120" */
static char *
to_text (GArray *ranges)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ranges->len; i++)
    {
      CorralTimeRange range = g_array_index (ranges, CorralTimeRange, i);

      g_string_append_printf (text, "%s%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, i > 0 ? " " : "",
                              range.start_ms, range.end_ms);
    }
  return g_string_free (text, FALSE);
}

static CorralSeriesData *
make (const gint64 *times,
      const double *values,
      gsize n,
      const CorralTimeRange *known,
      gsize n_known)
{
  return corral_series_data_new (&(CorralSamples){ times, values, NULL, NULL, n }, GAP, known,
                                 n_known);
}

static const gint64 times[] = { 1000, 1050, 1100, 1500, 1550, 1600, 1650 };
static const double values[] = { 1, 2, 3, 4, NAN, 6, 7 };
static const CorralTimeRange known[] = { { 500, 2000 }, { 3000, 4000 } };

static void
test_gaps (void)
{
  g_autoptr (CorralSeriesData) data
      = make (times, values, G_N_ELEMENTS (times), known, G_N_ELEMENTS (known));
  g_autoptr (CorralSeriesData) bare = make (times, values, G_N_ELEMENTS (times), NULL, 0);
  g_autoptr (CorralSeriesData) empty = make (NULL, NULL, 0, known, G_N_ELEMENTS (known));
  g_autoptr (CorralSeriesData) nothing = make (NULL, NULL, 0, NULL, 0);
  const struct
  {
    CorralSeriesData *data;
    CorralTimeRange range;
    const char *gaps;
    const char *not_known;
  } cases[] = {
    /* Before the first, between two, around a NaN, after the last; the second known span is empty.
     */
    { data,
      { 0, 5000 },
      "500-1000 1100-1500 1500-1600 1650-2000 3000-4000",
      "0-500 2000-3000 4000-5000" },
    { data, { 1200, 1300 }, "1200-1300", "" },
    { data, { 1000, 1101 }, "1100-1101", "" },
    { data, { 1000, 1100 }, "", "" },
    { data, { 1560, 1570 }, "1560-1570", "" },
    { data, { 1700, 2500 }, "1700-2000", "2000-2500" },
    { data, { 2100, 2900 }, "", "2100-2900" },
    { data, { 10, 5 }, "", "" },
    { bare, { 0, 5000 }, "1100-1500 1500-1600", "0-1000 1651-5000" },
    { empty, { 0, 5000 }, "500-2000 3000-4000", "0-500 2000-3000 4000-5000" },
    { nothing, { 0, 5000 }, "", "0-5000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) gaps = corral_series_data_dup_gaps (cases[i].data, cases[i].range);
      g_autoptr (GArray) not_known
          = corral_series_data_dup_not_known (cases[i].data, cases[i].range);
      g_autofree char *gaps_text = to_text (gaps);
      g_autofree char *not_known_text = to_text (not_known);

      g_test_message ("case %u", i);
      g_assert_cmpstr (gaps_text, ==, cases[i].gaps);
      g_assert_cmpstr (not_known_text, ==, cases[i].not_known);
    }
}

static void
test_at (void)
{
  g_autoptr (CorralSeriesData) data
      = make (times, values, G_N_ELEMENTS (times), known, G_N_ELEMENTS (known));
  static const struct
  {
    gint64 time_ms;
    CorralSeriesAt at;
    gint64 a; /* index, or the span's start */
    gint64 b;
  } cases[] = {
    { 1000, CORRAL_SERIES_VALUE, 0, 0 },           { 1020, CORRAL_SERIES_VALUE, 0, 0 },
    { 1030, CORRAL_SERIES_VALUE, 1, 0 },           { 1300, CORRAL_SERIES_GAP, 1100, 1500 },
    { 1550, CORRAL_SERIES_GAP, 1500, 1600 },       { 1640, CORRAL_SERIES_VALUE, 6, 0 },
    { 1700, CORRAL_SERIES_GAP, 1650, 2000 },       { 700, CORRAL_SERIES_GAP, 500, 1000 },
    { 2500, CORRAL_SERIES_NOT_KNOWN, 2000, 3000 }, { 3500, CORRAL_SERIES_GAP, 3000, 4000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize index = 0;
      CorralTimeRange span = { 0, 0 };
      CorralSeriesAt at = corral_series_data_at (data, cases[i].time_ms, &index, &span);

      g_test_message ("at %d", (int) cases[i].time_ms);
      g_assert_cmpint (at, ==, cases[i].at);
      if (at == CORRAL_SERIES_VALUE)
        g_assert_cmpint ((gint64) index, ==, cases[i].a);
      else
        {
          g_assert_cmpint (span.start_ms, ==, cases[i].a);
          g_assert_cmpint (span.end_ms, ==, cases[i].b);
        }
    }
}

/* The last sample of a live series is the value of now, until the usual distance has passed. */
static void
test_fresh_end (void)
{
  const CorralTimeRange till_now = { 1000, 1730 };
  g_autoptr (CorralSeriesData) data = make (times, values, G_N_ELEMENTS (times), &till_now, 1);
  gsize index = 0;

  g_assert_cmpint (corral_series_data_at (data, 1720, &index, NULL), ==, CORRAL_SERIES_VALUE);
  g_assert_cmpuint (index, ==, 6);
}

static void
test_order_and_duplicates (void)
{
  static const gint64 mixed_times[] = { 30, 10, 20, 10, 30 };
  static const double mixed[] = { 1, 2, INFINITY, 4, 5 };
  g_autoptr (CorralSeriesData) data = make (mixed_times, mixed, G_N_ELEMENTS (mixed), NULL, 0);
  const CorralSamples *samples = corral_series_data_get_samples (data);

  g_assert_cmpuint (samples->n, ==, 3);
  g_assert_cmpint (samples->times[0], ==, 10);
  g_assert_cmpint (samples->times[2], ==, 30);
  g_assert_cmpfloat (samples->values[0], ==, 4);
  g_assert_true (isnan (samples->values[1]));
  g_assert_cmpfloat (samples->values[2], ==, 5);
}

static void
test_band (void)
{
  static const gint64 t[] = { 0, 10, 20, 30 };
  static const double v[] = { 5, 5, NAN, 5 };
  static const double lows[] = { 3, NAN, 1, 6 };
  static const double highs[] = { 9, 7, 2, 4 };
  g_autoptr (CorralSeriesData) data
      = corral_series_data_new (&(CorralSamples){ t, v, lows, highs, 4 }, GAP, NULL, 0);
  const CorralSamples *s = corral_series_data_get_samples (data);
  CorralSeriesSummary summary = corral_series_data_summarise (data, (CorralTimeRange){ 0, 100 });
  CorralSeriesSummary none = corral_series_data_summarise (data, (CorralTimeRange){ 40, 100 });

  g_assert_true (corral_series_data_has_band (data));
  g_assert_cmpfloat (s->lows[0], ==, 3);
  g_assert_cmpfloat (s->lows[1], ==, 5);
  g_assert_true (isnan (s->lows[2]) && isnan (s->highs[2]));
  /* A band that leaves its value out is widened to it. */
  g_assert_cmpfloat (s->lows[3], ==, 5);
  g_assert_cmpfloat (s->highs[3], ==, 5);

  g_assert_cmpuint (summary.n, ==, 3);
  g_assert_cmpfloat (summary.min, ==, 3);
  g_assert_cmpfloat (summary.max, ==, 9);
  g_assert_cmpfloat (summary.last, ==, 5);
  g_assert_cmpint (summary.last_ms, ==, 30);
  g_assert_cmpuint (none.n, ==, 0);
  g_assert_true (isnan (none.min) && isnan (none.last));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/series-data/gaps", test_gaps);
  g_test_add_func ("/charts/series-data/at", test_at);
  g_test_add_func ("/charts/series-data/fresh-end", test_fresh_end);
  g_test_add_func ("/charts/series-data/order", test_order_and_duplicates);
  g_test_add_func ("/charts/series-data/band", test_band);
  return g_test_run ();
}
