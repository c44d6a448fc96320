/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An axis of numbers: maps [low, high] to [0, 1]. Kept by value; pure; any thread. */
typedef struct
{
  double low;
  double high;
} CorralScale;

/* The most ticks that corral_scale_ticks() makes. */
#define CORRAL_SCALE_MAX_TICKS 16

/* 0 for low, 1 for high, outside of that beyond; NaN for NaN. An empty scale gives 0.5. */
double corral_scale_fraction (const CorralScale *self, double value);
double corral_scale_value (const CorralScale *self, double fraction);

/* The distance between ticks: the least of 1, 2, 5 × 10ⁿ that gives at most @max_ticks of them. */
double corral_scale_step (const CorralScale *self, guint max_ticks);

/* [low, high] widened to whole steps; a single value, or nothing (NaN or low > high), becomes a
 * span around it that can be drawn. */
CorralScale corral_scale_nice (double low, double high, guint max_ticks);

/* Fills @ticks with the multiples of the step inside the scale; at most @max_ticks, which is at
 * most CORRAL_SCALE_MAX_TICKS. Returns how many. */
guint corral_scale_ticks (const CorralScale *self, guint max_ticks, double *ticks);

/* @value with as many decimals as @step needs, a true minus sign and the unit after a no-break
 * space
 * ("−71 dBm", "2.5 m"); @unit may be %NULL. "–" for NaN. In the reader's locale. */
char *corral_scale_format (double value, double step, const char *unit) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
