/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-time.h"

G_BEGIN_DECLS

/* What one pixel column shows of the samples that fall into it (M4: first, least, greatest, last).
 */
typedef struct
{
  double first;
  double min;
  double max;
  double last;
  guint32 n;         /* finite samples; 0: nothing to draw, the four values are NaN */
  guint8 gap_before; /* nothing joins this column's first sample to the one before it */
  guint8 gap_inside; /* the samples of this column are not all joined */
} CorralDecimationColumn;

/* Samples as columns. @times ascend; @lows and @highs may be @values, or %NULL for the same. */
typedef struct
{
  const gint64 *times;
  const double *values;
  const double *lows;
  const double *highs;
  gsize n;
} CorralSamples;

/* Whether the samples @i − 1 and @i (> 0), finite or not, are at most @gap_ms (> 0) apart. Right for any
 * two moments there are. */
static inline gboolean
corral_samples_are_near (const CorralSamples *self, gsize i, gint64 gap_ms)
{
  return (guint64) self->times[i] - (guint64) self->times[i - 1] <= (guint64) gap_ms;
}

/* The index of the first sample at or after @time_ms; n when there is none. O(log n). */
gsize corral_samples_lower_bound (const CorralSamples *self, gint64 time_ms);

/* The first moment of column @x of @width: all columns together are exactly [start, end). */
gint64 corral_decimation_column_start (CorralTimeRange visible, guint width, guint x);

G_END_DECLS
