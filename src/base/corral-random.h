/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CorralRandom:
 *
 * A small seeded generator (SplitMix64, Steele, Lea and Flood 2014) kept by value: the same seed gives the
 * same numbers on every machine and GLib version. Not for secrets.
 */
typedef struct
{
  guint64 state;
} CorralRandom;

/* A generator for (seed, stream…): the same four numbers always give the same sequence. */
CorralRandom corral_random_seeded (guint64 seed, guint64 a, guint64 b, guint64 c);

guint64 corral_random_next (CorralRandom *self);

/* Uniform in [0, 1). */
double corral_random_double (CorralRandom *self);

/* Uniform in [low, high), or low when the range is empty. */
gint64 corral_random_int (CorralRandom *self, gint64 low, gint64 high);
double corral_random_range (CorralRandom *self, double low, double high);

/* Normal deviate with mean 0 and deviation 1 (Box and Muller). */
double corral_random_normal (CorralRandom *self);

/* A well mixed 64-bit hash of up to four numbers, for single draws without a generator. */
guint64 corral_random_hash (guint64 a, guint64 b, guint64 c, guint64 d);

G_END_DECLS
