/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Axes of numbers: where a value stands and which values deserve a tick. Pure. Any thread. */
#include "config.h"

#include "corral-scale.h"

#include <math.h>

/* The greatest end of an axis. */
#define GREATEST 1e300
#define LEAST 1e-300
/* Less than this of its ends an axis cannot be long. */
#define LEAST_SHARE 1e-9
#define GREATEST_IN_FULL 1e12

double
corral_scale_fraction (const CorralScale *self, double value)
{
  /* Halves, since the whole may be more than there are numbers for. */
  double span = self->high / 2 - self->low / 2;

  if (isnan (value))
    return value;
  return span > 0 ? (value / 2 - self->low / 2) / span : 0.5;
}

double
corral_scale_value (const CorralScale *self, double fraction)
{
  return self->low + fraction * (self->high - self->low);
}

double
corral_scale_step (const CorralScale *self, guint max_ticks)
{
  static const double mantissas[] = { 1, 2, 5, 10 };
  double span = self->high - self->low;
  double power;
  double step = 1;

  if (!isfinite (span) || span <= 0)
    return 1;

  max_ticks = CLAMP (max_ticks, 2, CORRAL_SCALE_MAX_TICKS);
  power = pow (10, floor (log10 (span / max_ticks)));
  for (guint i = 0; i < 2 * G_N_ELEMENTS (mantissas); i++)
    {
      double first;
      double last;

      step = mantissas[i % 4] * power * (i < 4 ? 1 : 10);
      first = ceil (self->low / step - 1e-9);
      last = floor (self->high / step + 1e-9);
      if (last - first + 1 <= max_ticks)
        break;
    }
  return step;
}

CorralScale
corral_scale_nice (double low, double high, guint max_ticks)
{
  CorralScale scale = { low, high };
  double step;

  if (!isfinite (low) || !isfinite (high) || low > high)
    return (CorralScale){ 0, 1 };
  /* Of what cannot be shown is shown what can. */
  low = CLAMP (low, -GREATEST, GREATEST);
  high = CLAMP (high, -GREATEST, GREATEST);
  scale = (CorralScale){ low, high };
  /* Nor can an axis tell apart what numbers cannot. */
  if (high - low < MAX (LEAST, MAX (fabs (low), fabs (high)) * LEAST_SHARE))
    low = high = scale.high;
  if (low == high)
    {
      double around = MAX (fabs (low) * 0.05, 0.5);

      scale = (CorralScale){ low - around, high + around };
    }

  step = corral_scale_step (&scale, max_ticks);
  scale.low = floor (scale.low / step + 1e-9) * step;
  scale.high = ceil (scale.high / step - 1e-9) * step;
  return scale;
}

guint
corral_scale_ticks (const CorralScale *self, guint max_ticks, double *ticks)
{
  double step = corral_scale_step (self, max_ticks);
  double first;
  double last;
  guint n = 0;

  if (!isfinite (self->low) || !isfinite (self->high) || !(self->high > self->low))
    return 0;

  max_ticks = CLAMP (max_ticks, 2, CORRAL_SCALE_MAX_TICKS);
  first = ceil (self->low / step - 1e-9);
  last = floor (self->high / step + 1e-9);
  for (double k = first; k <= last && n < max_ticks; k++)
    ticks[n++] = k == 0 ? 0 : k * step;
  return n;
}

char *
corral_scale_format (double value, double step, const char *unit)
{
  int decimals = 0;
  double rounded;
  g_autofree char *digits = NULL;

  if (!isfinite (value))
    return g_strdup ("–");
  if (isfinite (step) && step > 0 && step < 1)
    decimals = MIN (9, (int) ceil (-log10 (step) - 1e-9));

  rounded = round (fabs (value) * pow (10, decimals));
  /* So much is no measurement, but a line of three hundred digits says less. */
  if (fabs (value) >= GREATEST_IN_FULL)
    digits = g_strdup_printf ("%.3g", fabs (value));
  else
    digits = g_strdup_printf ("%.*f", decimals, fabs (value));
  return g_strconcat (value < 0 && rounded > 0 ? "−" : "", digits,
                      unit != NULL && *unit != '\0' ? "\u00a0" : "", unit != NULL ? unit : "",
                      NULL);
}
