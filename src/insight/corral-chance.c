/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tails of two distributions, as logarithms. A term is taken from log Γ, the others from it by their ratios, always away
 * from the greatest one, so that nothing overflows and nothing cancels. Main thread: lgamma() is not safe on several. */
#include "config.h"

#include "corral-chance.h"

#include <math.h>

/* Terms that no longer change a sum of doubles. */
#define NOTHING 1e-17

static double
log_choose (guint n, guint k)
{
  return lgamma ((double) n + 1) - lgamma ((double) k + 1) - lgamma ((double) (n - k) + 1);
}

/* Of 1 − e^x, for x ≤ 0. */
static double
log_complement (double x)
{
  if (x >= 0)
    return -INFINITY;
  return x > -G_LN2 ? log (-expm1 (x)) : log1p (-exp (x));
}

static double
to_log10 (double log_chance)
{
  return MIN (log_chance / G_LN10, 0);
}

/* ---- drawing ------------------------------------------------------------------------------------------- */

typedef struct
{
  double all, marked, drawn;
} Urn;

static double
log_draw (guint n_all, guint n_marked, guint n_drawn, guint n)
{
  return log_choose (n_marked, n) + log_choose (n_all - n_marked, n_drawn - n) - log_choose (n_all, n_drawn);
}

/* The chance of i + 1 by that of i. */
static double
draw_ratio (const Urn *urn, double i)
{
  return (urn->marked - i) * (urn->drawn - i) / ((i + 1) * (urn->all - urn->marked - urn->drawn + i + 1));
}

double
corral_chance_of_drawing (guint n_all, guint n_marked, guint n_drawn, guint n_found)
{
  const Urn urn = { n_all, n_marked, n_drawn };
  guint least = n_marked + (guint64) n_drawn > n_all ? (guint) (n_marked + (guint64) n_drawn - n_all) : 0;
  guint most = MIN (n_marked, n_drawn);
  double term = 1, sum = 1;

  g_return_val_if_fail (n_marked <= n_all && n_drawn <= n_all, 0);

  if (n_found <= least)
    return 0;
  if (n_found > most)
    return -INFINITY;
  if (n_found > urn.marked * urn.drawn / urn.all)
    {
      for (guint i = n_found; i < most && term > NOTHING * sum; i++)
        {
          term *= draw_ratio (&urn, i);
          sum += term;
        }
      return to_log10 (log_draw (n_all, n_marked, n_drawn, n_found) + log (sum));
    }
  /* Below the mean it is the other tail that is small. */
  for (guint i = n_found - 1; i > least && term > NOTHING * sum; i--)
    {
      term /= draw_ratio (&urn, i - 1);
      sum += term;
    }
  return to_log10 (log_complement (log_draw (n_all, n_marked, n_drawn, n_found - 1) + log (sum)));
}

/* ---- trying -------------------------------------------------------------------------------------------- */

double
corral_chance_of_trying (guint n_tried, double p, guint n_found)
{
  double odds = p / (1 - p);
  double term = 1, sum = 1;
  guint first = n_found;

  g_return_val_if_fail (p > 0 && p < 1, 0);

  if (n_found == 0)
    return 0;
  if (n_found > n_tried)
    return -INFINITY;
  if (n_found > n_tried * p)
    {
      for (guint i = first; i < n_tried && term > NOTHING * sum; i++)
        {
          term *= (double) (n_tried - i) / (i + 1) * odds;
          sum += term;
        }
      return to_log10 (log_choose (n_tried, first) + first * log (p) + (n_tried - first) * log1p (-p) + log (sum));
    }
  first = n_found - 1;
  for (guint i = first; i > 0 && term > NOTHING * sum; i--)
    {
      term *= i / ((double) (n_tried - i + 1) * odds);
      sum += term;
    }
  return to_log10 (
      log_complement (log_choose (n_tried, first) + first * log (p) + (n_tried - first) * log1p (-p) + log (sum)));
}
