/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-pyramid.h"
#include "corral-random.h"
#include "corral-series-data.h"

#include <math.h>

#define GAP 90

typedef struct
{
  CorralSamples samples;
  gint64 *times;
  double *values;
  double *lows;
  double *highs;
} Sample;

static Sample
make (CorralRandom *random, gsize n, double nan_share, gboolean runs)
{
  Sample s = { .times = g_new (gint64, n + 1),
               .values = g_new (double, n + 1),
               .lows = g_new (double, n + 1),
               .highs = g_new (double, n + 1) };
  gint64 t = 1000;
  gboolean in_run = FALSE;

  for (gsize i = 0; i < n; i++)
    {
      gboolean is_nan;

      if (runs && corral_random_double (random) < 0.004)
        in_run = !in_run;
      is_nan = runs ? in_run : corral_random_double (random) < nan_share;
      t += corral_random_int (random, 1, corral_random_double (random) < 0.02 ? 300 : GAP);
      s.times[i] = t;
      s.values[i] = is_nan ? NAN : round (corral_random_normal (random) * 100);
      s.lows[i] = s.values[i] - 3;
      s.highs[i] = s.values[i] + 2;
    }
  s.samples = (CorralSamples){ s.times, s.values, s.lows, s.highs, n };
  return s;
}

static void
clear (Sample *s)
{
  g_free (s->times);
  g_free (s->values);
  g_free (s->lows);
  g_free (s->highs);
}

static void
assert_same (double a, double b)
{
  g_assert_true (isnan (a) == isnan (b));
  g_assert_true (isnan (a) || a == b);
}

static void
assert_columns (const CorralDecimationColumn *a, const CorralDecimationColumn *b)
{
  g_assert_cmpuint (a->n, ==, b->n);
  assert_same (a->first, b->first);
  assert_same (a->min, b->min);
  assert_same (a->max, b->max);
  assert_same (a->last, b->last);
  g_assert_cmpuint (a->gap_before, ==, b->gap_before);
  g_assert_cmpuint (a->gap_inside, ==, b->gap_inside);
}

/* Whatever is asked, it says what reading every sample says. */
static void
test_against_plain (void)
{
  CorralRandom random = corral_random_seeded (3, 0, 0, 0);

  for (guint round = 0; round < 240; round++)
    {
      gsize n = (gsize) corral_random_int (&random, 0, round % 8 == 0 ? 40000 : 1500);
      double nan_share = round % 3 == 0 ? 0 : corral_random_range (&random, 0, 0.99);
      Sample s = make (&random, n, nan_share, round % 5 == 1);
      g_autoptr (CorralPyramid) pyramid = corral_pyramid_new (&s.samples, round % 7 == 0 ? 0 : GAP);
      gint64 gap_ms = round % 7 == 0 ? 0 : GAP;

      for (guint k = 0; k < 12; k++)
        {
          gint64 last = n > 0 ? s.times[n - 1] : 2000;
          gint64 a = corral_random_int (&random, 0, last + 500);
          gint64 b = corral_random_int (&random, 0, last + 500);
          CorralTimeRange visible = { MIN (a, b), MAX (a, b) + 1 };
          guint width = (guint) corral_random_int (&random, 1, k % 2 == 0 ? 6 : 200);
          g_autofree CorralDecimationColumn *plain = g_new (CorralDecimationColumn, width);
          g_autofree CorralDecimationColumn *quick = g_new (CorralDecimationColumn, width);

          corral_decimate (&s.samples, visible, gap_ms, width, plain);
          corral_pyramid_decimate (pyramid, visible, width, quick);
          for (guint x = 0; x < width; x++)
            assert_columns (&quick[x], &plain[x]);

          /* One column without the way back to plain reading. */
          {
            CorralDecimationColumn one;
            CorralDecimationColumn asked
                = corral_pyramid_query (pyramid, corral_samples_lower_bound (&s.samples, visible.start_ms),
                                        corral_samples_lower_bound (&s.samples, visible.end_ms));

            corral_decimate (&s.samples, visible, gap_ms, 1, &one);
            assert_columns (&asked, &one);
          }
        }
      clear (&s);
    }
}

static char *
to_text (GArray *spans)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < spans->len; i++)
    {
      CorralTimeRange span = g_array_index (spans, CorralTimeRange, i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT " ", span.start_ms, span.end_ms);
    }
  return g_string_free (text, FALSE);
}

/* The gaps of a part are those of the whole, cut to it; a summary is what reading every sample gives. */
static void
test_series_parts (void)
{
  CorralRandom random = corral_random_seeded (8, 0, 0, 0);

  for (guint round = 0; round < 60; round++)
    {
      gsize n = (gsize) corral_random_int (&random, 0, 900);
      Sample s = make (&random, n, round % 2 == 0 ? 0.1 : 0, round % 5 == 1);
      gint64 last = n > 0 ? s.times[n - 1] : 2000;
      const CorralTimeRange known[] = { { 500, last / 3 }, { last / 2, last + 700 } };
      g_autoptr (CorralSeriesData) data = corral_series_data_new (&s.samples, GAP, known, round % 4 == 0 ? 0 : 2);
      g_autoptr (GArray) all = corral_series_data_dup_gaps (data, (CorralTimeRange){ G_MININT64, G_MAXINT64 });

      for (guint k = 0; k < 20; k++)
        {
          gint64 a = corral_random_int (&random, 0, last + 900);
          gint64 b = corral_random_int (&random, 0, last + 900);
          CorralTimeRange range = { MIN (a, b), MAX (a, b) };
          g_autoptr (GArray) part = corral_series_data_dup_gaps (data, range);
          g_autoptr (GArray) cut = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
          CorralSeriesSummary summary = corral_series_data_summarise (data, range);
          CorralSeriesSummary plain = { .min = NAN, .max = NAN, .last = NAN };
          g_autofree char *part_text = NULL;
          g_autofree char *cut_text = NULL;

          for (guint i = 0; i < all->len; i++)
            {
              CorralTimeRange gap
                  = corral_time_range_intersect (g_array_index (all, CorralTimeRange, i), range);

              if (gap.end_ms > gap.start_ms)
                g_array_append_val (cut, gap);
            }
          part_text = to_text (part);
          cut_text = to_text (cut);
          g_assert_cmpstr (part_text, ==, cut_text);

          for (gsize i = 0; i < n; i++)
            {
              if (isnan (s.values[i]) || !corral_time_range_contains (&range, s.times[i]))
                continue;
              plain.min = plain.n == 0 ? s.lows[i] : MIN (plain.min, s.lows[i]);
              plain.max = plain.n == 0 ? s.highs[i] : MAX (plain.max, s.highs[i]);
              plain.last = s.values[i];
              plain.last_ms = s.times[i];
              plain.n++;
            }
          g_assert_cmpuint (summary.n, ==, plain.n);
          assert_same (summary.min, plain.min);
          assert_same (summary.max, plain.max);
          assert_same (summary.last, plain.last);
          g_assert_cmpint (summary.last_ms, ==, plain.last_ms);
          for (guint i = 0; i < part->len; i++)
            {
              CorralTimeRange gap = g_array_index (part, CorralTimeRange, i);
              CorralTimeRange span;

              g_assert_cmpint (corral_series_data_at (data, gap.start_ms + (gap.end_ms - gap.start_ms) / 2, NULL, &span),
                               !=, CORRAL_SERIES_NOT_KNOWN);
            }
        }
      clear (&s);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/pyramid/against-plain", test_against_plain);
  g_test_add_func ("/charts/pyramid/series-parts", test_series_parts);
  return g_test_run ();
}
