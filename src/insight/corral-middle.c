/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The middle of many times, without sorting them all. Pure. */
#include "config.h"

#include "corral-middle.h"

static inline void
swap (gint64 *a, gint64 *b)
{
  gint64 kept = *a;

  *a = *b;
  *b = kept;
}

gint64
corral_middle_ms (gint64 *times, gsize n)
{
  gssize low = 0, high = (gssize) n - 1, wanted = (gssize) (n / 2);

  g_return_val_if_fail (n > 0, 0);
  /* Hoare's selection; the middle of three, so that times in order are no bad case. */
  while (low < high)
    {
      gssize middle = low + (high - low) / 2;
      gssize i = low, j = high;
      gint64 pivot;

      if (times[middle] < times[low])
        swap (&times[middle], &times[low]);
      if (times[high] < times[low])
        swap (&times[high], &times[low]);
      if (times[high] < times[middle])
        swap (&times[high], &times[middle]);
      pivot = times[middle];
      while (i <= j)
        {
          while (times[i] < pivot)
            i++;
          while (times[j] > pivot)
            j--;
          if (i <= j)
            swap (&times[i++], &times[j--]);
        }
      if (wanted <= j)
        high = j;
      else if (wanted >= i)
        low = i;
      else
        break;
    }
  return times[wanted];
}
