/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seeded numbers that are the same everywhere: the demo fleet, the simulator and jitter. Any thread. */
#include "config.h"

#include "corral-random.h"

#include <math.h>

static guint64
mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

guint64
corral_random_hash (guint64 a, guint64 b, guint64 c, guint64 d)
{
  guint64 h = mix (a + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  h = mix (h ^ (b + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)));
  h = mix (h ^ (c + G_GUINT64_CONSTANT (0x3c6ef372fe94f82a)));
  return mix (h ^ (d + G_GUINT64_CONSTANT (0xdaa66d2c7ddf743f)));
}

CorralRandom
corral_random_seeded (guint64 seed, guint64 a, guint64 b, guint64 c)
{
  return (CorralRandom){ .state = corral_random_hash (seed, a, b, c) };
}

guint64
corral_random_next (CorralRandom *self)
{
  self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return mix (self->state);
}

double
corral_random_double (CorralRandom *self)
{
  return (double) (corral_random_next (self) >> 11) * 0x1.0p-53;
}

gint64
corral_random_int (CorralRandom *self, gint64 low, gint64 high)
{
  if (high <= low)
    return low;
  return low + (gint64) (corral_random_double (self) * (double) (high - low));
}

double
corral_random_range (CorralRandom *self, double low, double high)
{
  return low + corral_random_double (self) * (high - low);
}

double
corral_random_normal (CorralRandom *self)
{
  double u = 1.0 - corral_random_double (self);
  double v = corral_random_double (self);

  return sqrt (-2.0 * log (u)) * cos (2.0 * G_PI * v);
}
