/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where in time samples and pixel columns begin. Pure. Any thread. */
#include "config.h"

#include "corral-decimation.h"

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
