/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of a selected span of a series, and their words. Pure; any thread. */
#include "config.h"

#include "corral-series-figures.h"

#include "corral-series-words.h"

#include <glib/gi18n.h>
#include <math.h>

static gint64
total (GArray *spans)
{
  gint64 sum = 0;

  for (guint i = 0; i < spans->len; i++)
    {
      const CorralTimeRange *span = &g_array_index (spans, CorralTimeRange, i);

      sum += span->end_ms - span->start_ms;
    }
  return sum;
}

/* A mean that grows by what is weighed into it: no sum that could overflow. */
static void
weigh (double *mean, double *weight, double value, double more)
{
  double share;

  if (more <= 0)
    return;
  *weight += more;
  share = more / *weight;
  *mean = *mean * (1 - share) + value * share;
}

CorralSeriesFigures
corral_series_data_figures (const CorralSeriesData *self, CorralTimeRange range)
{
  const CorralSamples *s = corral_series_data_get_samples (self);
  gint64 widest = corral_series_data_get_gap_ms (self);
  CorralSeriesFigures figures = { .min = NAN, .max = NAN, .mean = NAN };
  gsize begin = corral_samples_lower_bound (s, range.start_ms);
  gsize end = corral_samples_lower_bound (s, range.end_ms);
  g_autoptr (GArray) gaps = NULL;
  g_autoptr (GArray) unknown = NULL;
  double over_time = 0;
  double of_samples = 0;
  double time_weight = 0;
  double sample_weight = 0;

  if (range.end_ms <= range.start_ms)
    return figures;

  for (gsize i = begin; i < end; i++)
    {
      if (isnan (s->values[i]))
        continue;
      figures.min = figures.n == 0 ? s->lows[i] : MIN (figures.min, s->lows[i]);
      figures.max = figures.n == 0 ? s->highs[i] : MAX (figures.max, s->highs[i]);
      figures.n++;
      weigh (&of_samples, &sample_weight, s->values[i], 1);
    }

  /* Carts report every minute on a trip and every five without: samples are weighed by the time that
   * they stand for. What comes in over the edges counts from the edge on. */
  for (gsize i = MAX (begin, 1); i < MIN (end + 1, s->n); i++)
    {
      gint64 from = MAX (s->times[i - 1], range.start_ms);
      gint64 to = MIN (s->times[i], range.end_ms);
      double whole = (double) (s->times[i] - s->times[i - 1]);
      double a = s->values[i - 1];
      double b = s->values[i];
      double middle;

      if (isnan (a) || isnan (b) || !corral_samples_are_near (s, i, widest) || to <= from)
        continue;
      middle = ((double) (from - s->times[i - 1]) + (double) (to - from) / 2) / whole;
      weigh (&over_time, &time_weight, a * (1 - middle) + b * middle, (double) (to - from));
    }
  if (figures.n > 0)
    figures.mean = time_weight > 0 ? over_time : of_samples;

  gaps = corral_series_data_dup_gaps (self, range);
  unknown = corral_series_data_dup_not_known (self, range);
  figures.gap_ms = total (gaps);
  figures.unknown_ms = total (unknown);
  return figures;
}

char *
corral_share_words (gint64 part_ms, gint64 whole_ms)
{
  double percent = 100 * (double) part_ms / (double) MAX (whole_ms, 1);

  if (part_ms >= whole_ms)
    return g_strdup (_ ("100 %"));
  if (percent < 1)
    return g_strdup (_ ("under 1 %"));
  /* Translators: a share. */
  return g_strdup_printf (_ ("%d %%"), MIN (99, (int) (percent + 0.5)));
}

char *
corral_series_words_figures (const CorralSeriesData *data, const char *name, const char *unit, CorralTimeRange range)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;
  gint64 whole = range.end_ms - range.start_ms;
  CorralSeriesFigures figures;

  if (whole <= 0)
    return NULL;
  if (data == NULL)
    return g_strdup_printf (_ ("%s: not loaded"), name);

  figures = corral_series_data_figures (data, range);
  if (figures.n > 0)
    {
      g_autofree char *min = corral_series_words_value (figures.min, unit);
      g_autofree char *max = corral_series_words_value (figures.max, unit);
      g_autofree char *mean = corral_series_words_value (figures.mean, unit);

      /* Translators: figures of a span: "least 31 %, greatest 100 %, mean 62.4 %". */
      g_ptr_array_add (parts, g_strdup_printf (_ ("least %s, greatest %s, mean %s"), min, max, mean));
    }
  /* Of a gap that is cut off at the edge, less than the usual distance of two samples is no news; and
   * where there is a value it was never all of the time. */
  if (figures.n == 0 ? figures.gap_ms > 0 : figures.gap_ms > corral_series_data_get_gap_ms (data))
    {
      g_autofree char *share
          = corral_share_words (figures.n > 0 ? MIN (figures.gap_ms, whole - 1) : figures.gap_ms, whole);

      /* Translators: part of a list of figures: "no data 8 % of the time". */
      g_ptr_array_add (parts, g_strdup_printf (_ ("no data %s of the time"), share));
    }
  else if (figures.n == 0 && figures.unknown_ms == 0)
    g_ptr_array_add (parts, g_strdup (_ ("no value")));
  if (figures.unknown_ms > 0)
    {
      g_autofree char *share = corral_share_words (figures.unknown_ms, whole);

      /* Translators: part of a list of figures: "not loaded 8 % of the time". */
      g_ptr_array_add (parts, g_strdup_printf (_ ("not loaded %s of the time"), share));
    }
  g_ptr_array_add (parts, NULL);
  joined = g_strjoinv (_ (", "), (char **) parts->pdata);
  return g_strdup_printf ("%s: %s", name, joined);
}
