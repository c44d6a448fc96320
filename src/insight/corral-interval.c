/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a count allows to be said. Pure. */
#include "config.h"

#include "corral-interval.h"

#include "corral-chance.h"

#include <math.h>
#include <stdlib.h>

#define Z_95 1.959963984540054

CorralInterval
corral_interval_of_share (guint n_hits, guint n)
{
  double p, z2 = Z_95 * Z_95, middle, half, below;

  g_return_val_if_fail (n_hits <= n, ((CorralInterval) { NAN, NAN, NAN }));
  if (n == 0)
    return (CorralInterval) { NAN, NAN, NAN };
  p = n_hits / (double) n;
  below = 1 + z2 / n;
  middle = (p + z2 / (2.0 * n)) / below;
  half = Z_95 * sqrt (p * (1 - p) / n + z2 / (4.0 * n * n)) / below;
  return (CorralInterval) { p, n_hits == 0 ? 0 : MAX (middle - half, 0), n_hits == n ? 1 : MIN (middle + half, 1) };
}

/* Byar's bound of a count: @of is it, or one more for the upper one; @z with its sign. */
static double
byar (double of, double z)
{
  double root = 1 - 1 / (9 * of) + z / (3 * sqrt (of));

  return of > 0 ? of * root * root * root : 0;
}

CorralInterval
corral_interval_of_rate (guint n_events, double exposure, double per)
{
  double scale = per / exposure;

  if (!(exposure > 0))
    return (CorralInterval) { NAN, NAN, NAN };
  return (CorralInterval) { n_events * scale, MAX (byar (n_events, -Z_95), 0) * scale, byar ((double) n_events + 1, Z_95) * scale };
}

double
corral_interval_test_part (guint n, guint n_all, double share)
{
  double above, below;

  g_return_val_if_fail (n <= n_all, NAN);
  if (!(share > 0) || !(share < 1) || n_all == 0)
    return 1;
  above = n == 0 ? 0 : corral_chance_of_trying (n_all, share, n);
  below = n == n_all ? 0 : corral_chance_of_trying (n_all, 1 - share, n_all - n);
  return MIN (2 * pow (10, MIN (above, below)), 1);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

double
corral_interval_find_limit (const double *p_values, guint n, double rate)
{
  g_autofree double *sorted = g_new (double, n + 1);
  guint n_tested = 0;
  double limit = -1;

  for (guint i = 0; i < n; i++)
    if (!isnan (p_values[i]))
      sorted[n_tested++] = p_values[i];
  qsort (sorted, n_tested, sizeof *sorted, compare);
  for (guint i = 0; i < n_tested; i++)
    if (sorted[i] <= rate * (i + 1) / n_tested)
      limit = sorted[i];
  return limit;
}
