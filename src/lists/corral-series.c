/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A metric over time with its gaps. The series is immutable and may cross threads; a builder belongs to one.
 */
#include "config.h"

#include "corral-series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  gint64 time_ms;
  guint order; /* of arrival: the last of equal times wins */
  double value, low, high;
} Point;

struct _CorralSeriesBuilder
{
  char *cart;
  char *metric;
  CorralTimeRange span;
  gint64 bucket_ms;
  GArray *points;   /* Point */
  GArray *coverage; /* CorralTimeRange */
};

G_DEFINE_BOXED_TYPE (CorralSeries, corral_series, corral_series_ref, corral_series_unref)

CorralSeries *
corral_series_ref (CorralSeries *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_series_unref (CorralSeries *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->cart);
  g_free (self->metric);
  g_free (self->times_ms);
  g_free (self->values);
  g_free (self->low);
  g_free (self->high);
  g_free (self->gaps);
  g_free (self);
}

CorralSeriesBuilder *
corral_series_builder_new (const char *cart, const char *metric, CorralTimeRange span, gint64 bucket_ms)
{
  CorralSeriesBuilder *self = g_new0 (CorralSeriesBuilder, 1);

  self->cart = g_strdup (cart);
  self->metric = g_strdup (metric);
  self->span = span;
  self->bucket_ms = bucket_ms;
  self->points = g_array_new (FALSE, FALSE, sizeof (Point));
  self->coverage = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  return self;
}

void
corral_series_builder_free (CorralSeriesBuilder *self)
{
  g_free (self->cart);
  g_free (self->metric);
  g_array_unref (self->points);
  g_array_unref (self->coverage);
  g_free (self);
}

static void
add_point (CorralSeriesBuilder *self, Point point)
{
  /* A bucket that begins before the span still reaches into it. */
  gint64 end_ms = point.time_ms + MAX (self->bucket_ms, 1);

  if (end_ms <= self->span.start_ms || point.time_ms >= self->span.end_ms)
    return;
  point.order = self->points->len;
  g_array_append_val (self->points, point);
}

void
corral_series_builder_add (CorralSeriesBuilder *self, gint64 time_ms, double value)
{
  add_point (self, (Point) { .time_ms = time_ms, .value = value, .low = value, .high = value });
}

void
corral_series_builder_add_bucket (CorralSeriesBuilder *self,
                                  gint64 time_ms,
                                  guint n,
                                  double low,
                                  double high,
                                  double sum)
{
  /* A bucket without values is a hole, not a value. */
  if (n == 0)
    return;
  add_point (self, (Point) { .time_ms = time_ms, .value = sum / n, .low = low, .high = high });
}

void
corral_series_builder_add_coverage (CorralSeriesBuilder *self, CorralTimeRange range)
{
  range = corral_time_range_intersect (range, self->span);
  if (range.end_ms > range.start_ms)
    g_array_append_val (self->coverage, range);
}

static int
compare_points (const void *a, const void *b)
{
  const Point *x = a, *y = b;

  if (x->time_ms != y->time_ms)
    return x->time_ms < y->time_ms ? -1 : 1;
  return x->order < y->order ? -1 : 1;
}

static int
compare_ranges (const void *a, const void *b)
{
  const CorralTimeRange *x = a, *y = b;

  return x->start_ms < y->start_ms ? -1 : x->start_ms > y->start_ms;
}

/* Coverage in order, overlaps joined. */
static void
join_coverage (GArray *coverage)
{
  guint n = 0;

  if (coverage->len == 0)
    return;
  qsort (coverage->data, coverage->len, sizeof (CorralTimeRange), compare_ranges);
  for (guint i = 1; i < coverage->len; i++)
    {
      CorralTimeRange *last = &g_array_index (coverage, CorralTimeRange, n);
      CorralTimeRange next = g_array_index (coverage, CorralTimeRange, i);

      if (next.start_ms <= last->end_ms)
        last->end_ms = MAX (last->end_ms, next.end_ms);
      else
        g_array_index (coverage, CorralTimeRange, ++n) = next;
    }
  g_array_set_size (coverage, n + 1);
}

static void
add_gap (GArray *gaps, gint64 start_ms, gint64 end_ms, CorralGapKind kind)
{
  CorralGap gap = { { start_ms, end_ms }, kind };

  if (end_ms > start_ms)
    g_array_append_val (gaps, gap);
}

/* A span without points: silence where it was asked for, unknown elsewhere. */
static void
split_gap (GArray *gaps, const GArray *coverage, gint64 start_ms, gint64 end_ms)
{
  gint64 at = start_ms;

  for (guint i = 0; i < coverage->len && at < end_ms; i++)
    {
      const CorralTimeRange *range = &g_array_index (coverage, CorralTimeRange, i);

      if (range->end_ms <= at || range->start_ms >= end_ms)
        continue;
      add_gap (gaps, at, MAX (at, range->start_ms), CORRAL_GAP_UNKNOWN);
      at = MAX (at, range->start_ms);
      add_gap (gaps, at, MIN (end_ms, range->end_ms), CORRAL_GAP_SILENT);
      at = MIN (end_ms, range->end_ms);
    }
  add_gap (gaps, at, end_ms, CORRAL_GAP_UNKNOWN);
}

CorralSeries *
corral_series_builder_end (CorralSeriesBuilder *self, gint64 gap_ms)
{
  CorralSeries *series = g_new0 (CorralSeries, 1);
  GArray *gaps = g_array_new (FALSE, FALSE, sizeof (CorralGap));
  guint n_points = self->points->len;
  gint64 last_ms = self->span.start_ms;

  g_atomic_ref_count_init (&series->ref_count);
  series->cart = g_steal_pointer (&self->cart);
  series->metric = g_steal_pointer (&self->metric);
  series->span = self->span;
  series->bucket_ms = self->bucket_ms;
  series->times_ms = g_new (gint64, n_points + 1);
  series->values = g_new (double, n_points + 1);
  if (self->bucket_ms > 0)
    {
      series->low = g_new (double, n_points + 1);
      series->high = g_new (double, n_points + 1);
    }

  join_coverage (self->coverage);
  if (n_points > 0)
    qsort (self->points->data, n_points, sizeof (Point), compare_points);
  for (guint i = 0; i < n_points; i++)
    {
      const Point *point = &g_array_index (self->points, Point, i);

      if (i + 1 < n_points && g_array_index (self->points, Point, i + 1).time_ms == point->time_ms)
        continue;
      if (point->time_ms - last_ms > gap_ms)
        split_gap (gaps, self->coverage, last_ms, point->time_ms);
      series->times_ms[series->n] = point->time_ms;
      series->values[series->n] = point->value;
      if (self->bucket_ms > 0)
        {
          series->low[series->n] = point->low;
          series->high[series->n] = point->high;
        }
      series->n++;
      /* A value that is not known is a message all the same, but nothing that a line may run through. */
      last_ms = MAX (self->span.start_ms, point->time_ms + self->bucket_ms);
    }
  if (self->span.end_ms - last_ms > gap_ms)
    split_gap (gaps, self->coverage, last_ms, self->span.end_ms);

  series->n_gaps = gaps->len;
  series->gaps = (CorralGap *) (gpointer) g_array_free (gaps, FALSE);
  corral_series_builder_free (self);
  return series;
}
