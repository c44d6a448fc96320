/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samples of one series as columns, with what is known to be empty and what was never asked
 * for. Immutable; any thread. */
#include "config.h"

#include "corral-series-data.h"

#include "corral-sample-tree.h"
#include "corral-stable-sort.h"

#include <math.h>
#include <string.h>

struct _CorralSeriesData
{
  gatomicrefcount refs;
  CorralSamples samples;
  gint64 *times;  /* (owned) */
  double *values; /* (owned) */
  double *lows;   /* (owned) (nullable): as values */
  double *highs;  /* (owned) (nullable): as values */
  gint64 gap_ms;
  CorralSampleTree *tree; /* (owned) */
  GArray *known; /* (owned) (element-type CorralTimeRange): in order, apart from each other */
};

G_DEFINE_BOXED_TYPE (CorralSeriesData,
                     corral_series_data,
                     corral_series_data_ref,
                     corral_series_data_unref)

static int
compare_times (gconstpointer a, gconstpointer b, gpointer data)
{
  const gint64 *times = data;
  gsize i = *(const gsize *) a;
  gsize j = *(const gsize *) b;

  if (times[i] != times[j])
    return times[i] < times[j] ? -1 : 1;
  return i < j ? -1 : i > j;
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const CorralTimeRange *) a)->start_ms;
  gint64 y = ((const CorralTimeRange *) b)->start_ms;

  return x < y ? -1 : x > y;
}

static double
finite_or_nan (double value)
{
  return isfinite (value) ? value : NAN;
}

static gboolean
is_ascending (const CorralSamples *samples)
{
  for (gsize i = 1; i < samples->n; i++)
    {
      if (samples->times[i] <= samples->times[i - 1])
        return FALSE;
    }
  return TRUE;
}

static void
copy_sample (CorralSeriesData *self, gsize to, const CorralSamples *from, gsize i)
{
  self->times[to] = from->times[i];
  self->values[to] = finite_or_nan (from->values[i]);
  if (self->lows == NULL)
    return;

  /* A band never leaves its own value outside, and a sample without a band is one value. */
  self->lows[to] = from->lows != NULL && isfinite (from->lows[i])
                       ? MIN (from->lows[i], self->values[to])
                       : self->values[to];
  self->highs[to] = from->highs != NULL && isfinite (from->highs[i])
                        ? MAX (from->highs[i], self->values[to])
                        : self->values[to];
  if (isnan (self->values[to]))
    self->lows[to] = self->highs[to] = NAN;
}

static GArray *
merge_known (const CorralSeriesData *self, const CorralTimeRange *known, gsize n_known)
{
  GArray *merged = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));

  if (n_known > 0)
    g_array_append_vals (sorted, known, (guint) n_known);
  else if (self->samples.n > 0)
    {
      CorralTimeRange all = { self->times[0], self->times[self->samples.n - 1] + 1 };

      g_array_append_val (sorted, all);
    }

  g_array_sort (sorted, compare_ranges);
  for (guint i = 0; i < sorted->len; i++)
    {
      CorralTimeRange range = g_array_index (sorted, CorralTimeRange, i);
      CorralTimeRange *last
          = merged->len > 0 ? &g_array_index (merged, CorralTimeRange, merged->len - 1) : NULL;

      if (range.end_ms <= range.start_ms)
        continue;
      if (last != NULL && range.start_ms <= last->end_ms)
        last->end_ms = MAX (last->end_ms, range.end_ms);
      else
        g_array_append_val (merged, range);
    }
  return merged;
}

CorralSeriesData *
corral_series_data_new (const CorralSamples *samples,
                        gint64 gap_ms,
                        const CorralTimeRange *known,
                        gsize n_known)
{
  CorralSeriesData *self;
  gsize n = samples->n;
  gsize kept = 0;

  g_return_val_if_fail (gap_ms > 0, NULL);

  self = g_new0 (CorralSeriesData, 1);
  g_atomic_ref_count_init (&self->refs);
  self->gap_ms = gap_ms;
  self->times = g_new (gint64, MAX (n, 1));
  self->values = g_new (double, MAX (n, 1));
  if ((samples->lows != NULL && samples->lows != samples->values)
      || (samples->highs != NULL && samples->highs != samples->values))
    {
      self->lows = g_new (double, MAX (n, 1));
      self->highs = g_new (double, MAX (n, 1));
    }

  if (is_ascending (samples))
    {
      for (; kept < n; kept++)
        copy_sample (self, kept, samples, kept);
    }
  else
    {
      g_autofree gsize *order = g_new (gsize, n);

      for (gsize i = 0; i < n; i++)
        order[i] = i;
      corral_stable_sort (order, n, sizeof *order, compare_times, (gpointer) samples->times);
      for (gsize i = 0; i < n; i++)
        {
          if (kept > 0 && self->times[kept - 1] == samples->times[order[i]])
            kept--;
          copy_sample (self, kept++, samples, order[i]);
        }
    }

  self->samples = (CorralSamples){
    .times = self->times,
    .values = self->values,
    .lows = self->lows != NULL ? self->lows : self->values,
    .highs = self->highs != NULL ? self->highs : self->values,
    .n = kept,
  };
  self->tree = corral_sample_tree_new (&self->samples, gap_ms);
  self->known = merge_known (self, known, n_known);
  return self;
}

CorralSeriesData *
corral_series_data_ref (CorralSeriesData *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
corral_series_data_unref (CorralSeriesData *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->times);
  g_free (self->values);
  g_free (self->lows);
  g_free (self->highs);
  corral_sample_tree_free (self->tree);
  g_array_unref (self->known);
  g_free (self);
}

const CorralSamples *
corral_series_data_get_samples (const CorralSeriesData *self)
{
  return &self->samples;
}

gint64
corral_series_data_get_gap_ms (const CorralSeriesData *self)
{
  return self->gap_ms;
}

void
corral_series_data_decimate (const CorralSeriesData *self,
                             CorralTimeRange visible,
                             guint width,
                             CorralDecimationColumn *columns)
{
  corral_sample_tree_decimate (self->tree, visible, width, columns);
}

gboolean
corral_series_data_has_band (const CorralSeriesData *self)
{
  return self->lows != NULL;
}

/* Adds to @spans what of @span is known, cut to @range. */
static void
add_known_parts (const CorralSeriesData *self,
                 GArray *spans,
                 CorralTimeRange span,
                 CorralTimeRange range)
{
  span = corral_time_range_intersect (span, range);
  for (guint i = 0; i < self->known->len; i++)
    {
      CorralTimeRange part
          = corral_time_range_intersect (g_array_index (self->known, CorralTimeRange, i), span);

      if (part.end_ms > part.start_ms)
        g_array_append_val (spans, part);
    }
}

/* Whether @b is more than @gap_ms after @a; right for any two moments there are. */
static gboolean
is_far (gint64 a, gint64 b, gint64 gap_ms)
{
  return b > a && (guint64) b - (guint64) a > (guint64) gap_ms;
}

GArray *
corral_series_data_dup_gaps (const CorralSeriesData *self, CorralTimeRange range)
{
  const CorralSamples *s = &self->samples;
  GArray *gaps = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  gsize i = corral_samples_lower_bound (s, range.start_ms);
  gint64 open = G_MININT64; /* since when nothing was heard */
  gboolean broken = FALSE;  /* a sample without a value was met since then */

  if (range.end_ms <= range.start_ms)
    return gaps;

  /* Go back to the sample with a value that comes before the range. */
  if (i > 0)
    {
      gsize last = corral_sample_tree_last_finite (self->tree, 0, i);

      i = last < i ? last : 0;
    }
  for (; i < s->n; i++)
    {
      if (isnan (s->values[i]))
        {
          broken = TRUE;
          i = corral_sample_tree_next_finite (self->tree, i, s->n) - 1;
          continue;
        }
      if (open == G_MININT64 || broken || is_far (open, s->times[i], self->gap_ms))
        {
          gboolean is_start = open == G_MININT64;

          /* Before the first sample of all, a moment within the usual distance is not yet a gap. */
          if (!is_start || broken)
            add_known_parts (self, gaps, (CorralTimeRange){ open, s->times[i] }, range);
          else if (self->known->len > 0
                   && is_far (g_array_index (self->known, CorralTimeRange, 0).start_ms, s->times[i],
                              self->gap_ms))
            add_known_parts (self, gaps, (CorralTimeRange){ G_MININT64, s->times[i] }, range);
        }
      /* From here to the next break all are joined: the last of them is where a gap may begin. */
      i = corral_sample_tree_next_break (self->tree, i + 1, s->n) - 1;
      open = s->times[i];
      broken = FALSE;
      if (open >= range.end_ms)
        return gaps;
    }

  /* After the last sample of all. */
  if (self->known->len > 0)
    {
      gint64 end = g_array_index (self->known, CorralTimeRange, self->known->len - 1).end_ms;

      if (open == G_MININT64 || broken || is_far (open, end, self->gap_ms))
        add_known_parts (self, gaps, (CorralTimeRange){ open, G_MAXINT64 }, range);
    }
  return gaps;
}

GArray *
corral_series_data_dup_not_known (const CorralSeriesData *self, CorralTimeRange range)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  gint64 from = range.start_ms;

  for (guint i = 0; i < self->known->len; i++)
    {
      CorralTimeRange known = g_array_index (self->known, CorralTimeRange, i);
      CorralTimeRange span = { from, MIN (known.start_ms, range.end_ms) };

      if (span.end_ms > span.start_ms)
        g_array_append_val (spans, span);
      from = MAX (from, known.end_ms);
    }
  if (range.end_ms > from)
    {
      CorralTimeRange span = { from, range.end_ms };

      g_array_append_val (spans, span);
    }
  return spans;
}

static gboolean
find_span (GArray *spans, gint64 time_ms, CorralTimeRange *span)
{
  for (guint i = 0; i < spans->len; i++)
    {
      const CorralTimeRange *candidate = &g_array_index (spans, CorralTimeRange, i);

      if (corral_time_range_contains (candidate, time_ms))
        {
          if (span != NULL)
            *span = *candidate;
          return TRUE;
        }
    }
  return FALSE;
}

CorralSeriesAt
corral_series_data_at (const CorralSeriesData *self,
                       gint64 time_ms,
                       gsize *index,
                       CorralTimeRange *span)
{
  static const CorralTimeRange always = { G_MININT64, G_MAXINT64 };
  const CorralSamples *s = &self->samples;
  gsize after = corral_samples_lower_bound (s, time_ms);
  gsize before;
  gsize nearest;
  g_autoptr (GArray) spans = NULL;

  /* Both neighbours with a value, and joined: the usual case, without looking further. */
  if (after < s->n && s->times[after] == time_ms && !isnan (s->values[after]))
    {
      if (index != NULL)
        *index = after;
      return CORRAL_SERIES_VALUE;
    }
  if (after > 0 && after < s->n && !isnan (s->values[after]) && !isnan (s->values[after - 1])
      && corral_samples_are_near (s, after, self->gap_ms))
    {
      if (index != NULL)
        *index = time_ms - s->times[after - 1] <= s->times[after] - time_ms ? after - 1 : after;
      return CORRAL_SERIES_VALUE;
    }

  spans = corral_series_data_dup_not_known (self, always);
  if (find_span (spans, time_ms, span))
    return CORRAL_SERIES_NOT_KNOWN;

  /* Gaps are looked for from the known start to the known end only, which bounds the walk by the
   * samples there are. */
  g_clear_pointer (&spans, g_array_unref);
  {
    gint64 back = after > 0 ? s->times[after - 1] : G_MININT64;
    gsize next = corral_sample_tree_next_finite (self->tree, after, s->n);

    /* As far as the next value, which ends it. */
    spans = corral_series_data_dup_gaps (
        self, (CorralTimeRange){ back, next < s->n && s->times[next] > time_ms ? s->times[next] : G_MAXINT64 });
  }
  if (find_span (spans, time_ms, span))
    return CORRAL_SERIES_GAP;

  /* Before the first or after the last sample, within the usual distance. */
  before = corral_sample_tree_last_finite (self->tree, 0, after);
  nearest = before < after ? before : s->n;
  after = corral_sample_tree_next_finite (self->tree, after, s->n);
  if (after < s->n && (nearest == s->n || s->times[after] - time_ms < time_ms - s->times[nearest]))
    nearest = after;
  if (nearest == s->n)
    {
      if (span != NULL)
        *span = (CorralTimeRange){ time_ms, time_ms + 1 };
      return CORRAL_SERIES_GAP;
    }
  if (index != NULL)
    *index = nearest;
  return CORRAL_SERIES_VALUE;
}

CorralSeriesSummary
corral_series_data_summarise (const CorralSeriesData *self, CorralTimeRange range)
{
  const CorralSamples *s = &self->samples;
  CorralSeriesSummary summary = { .min = NAN, .max = NAN, .last = NAN };
  gsize begin = corral_samples_lower_bound (s, range.start_ms);
  gsize end = corral_samples_lower_bound (s, range.end_ms);
  CorralSampleBlock block = corral_sample_tree_query (self->tree, begin, MAX (begin, end));
  gsize last;

  if (block.n == 0)
    return summary;
  last = corral_sample_tree_last_finite (self->tree, begin, end);
  summary.n = block.n;
  summary.min = block.min;
  summary.max = block.max;
  summary.last = s->values[last];
  summary.last_ms = s->times[last];
  return summary;
}
