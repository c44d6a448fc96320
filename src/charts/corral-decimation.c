/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From many samples to one set of four numbers per pixel column (M4: Jugel, Jerzak, Hackenbroich
 * and Markl, VLDB 2014): a binary search for the start, then one pass. Pure. Any thread. */
#include "config.h"

#include "corral-decimation.h"

#include <math.h>

gsize
corral_samples_lower_bound (const CorralSamples *self, gint64 time_ms)
{
  gsize low = 0;
  gsize high = self->n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->times[middle] < time_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gint64
corral_decimation_column_start (CorralTimeRange visible, guint width, guint x)
{
  gint64 span = visible.end_ms - visible.start_ms;

  /* Split so that the product cannot overflow. */
  return visible.start_ms + span / width * x + (span % width * x + width - 1) / width;
}

/* One column that holds a NaN: each sample with care. Returns whether the last sample was finite.
 */
static gboolean
fill_with_nan (const CorralSamples *samples,
               gsize begin,
               gsize end,
               gint64 gap_ms,
               gboolean joined,
               CorralDecimationColumn *column)
{
  const double *lows = samples->lows != NULL ? samples->lows : samples->values;
  const double *highs = samples->highs != NULL ? samples->highs : samples->values;

  for (gsize i = begin; i < end; i++)
    {
      double value = samples->values[i];
      double low = isnan (lows[i]) ? value : lows[i];
      double high = isnan (highs[i]) ? value : highs[i];

      if (isnan (value))
        {
          joined = FALSE;
          continue;
        }
      if (i > 0 && gap_ms > 0 && samples->times[i] - samples->times[i - 1] > gap_ms)
        joined = FALSE;
      if (column->n == 0)
        {
          *column = (CorralDecimationColumn){
            .first = value, .min = low, .max = high, .gap_before = !joined
          };
        }
      else
        {
          column->min = MIN (column->min, low);
          column->max = MAX (column->max, high);
          column->gap_inside |= !joined;
        }
      column->last = value;
      column->n++;
      joined = TRUE;
    }
  return joined;
}

void
corral_decimate (const CorralSamples *samples,
                 CorralTimeRange visible,
                 gint64 gap_ms,
                 guint width,
                 CorralDecimationColumn *columns)
{
  const gint64 *times = samples->times;
  const double *values = samples->values;
  const double *lows = samples->lows != NULL ? samples->lows : values;
  const double *highs = samples->highs != NULL ? samples->highs : values;
  gint64 widest = gap_ms > 0 ? gap_ms : G_MAXINT64;
  gsize n = samples->n;
  gsize i = corral_samples_lower_bound (samples, visible.start_ms);
  /* Whether the sample before i may be joined to i, but for their distance. */
  gboolean joined = i > 0 && !isnan (values[i - 1]);
  gint64 previous = i > 0 ? times[i - 1] : 0;

  for (guint x = 0; x < width; x++)
    {
      CorralDecimationColumn *column = &columns[x];
      gint64 end = x + 1 < width ? corral_decimation_column_start (visible, width, x + 1) : visible.end_ms;
      gsize begin = i;
      double min;
      double max;
      double nan_seen;
      gint64 largest = 0;

      *column = (CorralDecimationColumn){ .first = NAN, .min = NAN, .max = NAN, .last = NAN };
      if (i >= n || times[i] >= end)
        continue;

      column->gap_before = !joined || times[i] - previous > widest;
      min = lows[i];
      max = highs[i];
      nan_seen = 0;
      previous = times[i];
      do
        {
          double low = lows[i];
          double high = highs[i];
          gint64 distance = times[i] - previous;

          /* NaN survives every sum, so one test after the loop will do. */
          nan_seen += (low - low) + (high - high) + (values[i] - values[i]);
          min = low < min ? low : min;
          max = high > max ? high : max;
          largest = distance > largest ? distance : largest;
          previous = times[i];
          i++;
        }
      while (i < n && times[i] < end);

      if (nan_seen == 0)
        {
          column->first = values[begin];
          column->last = values[i - 1];
          column->min = min;
          column->max = max;
          column->n = (guint32) MIN (i - begin, G_MAXUINT32);
          column->gap_inside = largest > widest;
          joined = TRUE;
        }
      else
        {
          gboolean gap_before = column->gap_before;

          column->gap_before = FALSE;
          joined = fill_with_nan (samples, begin, i, gap_ms, joined && !gap_before, column);
        }
    }
}
