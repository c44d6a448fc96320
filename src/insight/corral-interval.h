/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a count allows to be said. Pure; any thread. All intervals are of 95 %. */
typedef struct
{
  double value; /* the best guess; NAN: nothing was tried */
  double low, high;
} CorralInterval;

/* Of a share, @n_hits of @n: Wilson's score interval (Wilson 1927; recommended for small n by Brown, Cai and DasGupta,
 * "Interval Estimation for a Binomial Proportion", 2001). */
CorralInterval corral_interval_of_share (guint n_hits, guint n);

/* Of a rate, @n_events over @exposure, times @per: Byar's approximation of the exact Poisson interval (Breslow and Day,
 * "Statistical Methods in Cancer Research II", 1987, p. 69): its tails hold 2.1 to 2.5 % each where the exact one's hold 2.5,
 * from two events on. */
CorralInterval corral_interval_of_rate (guint n_events, double exposure, double per);

/* How likely a part that has @share of the exposure gets a count as far from its share as @n of @n_all, or further: the
 * exact conditional test of two Poisson rates (Przyborowski and Wilenski 1940), two-sided by doubling the smaller tail.
 * 0 … 1. Main thread (corral-chance.h). */
double corral_interval_test_part (guint n, guint n_all, double share);

/* Benjamini and Hochberg, "Controlling the False Discovery Rate", 1995: of @n probabilities, some NAN (not tested), up to
 * which one they are taken for findings so that of these no more than @rate are expected to be noise. Below zero: none. */
double corral_interval_find_limit (const double *p_values, guint n, double rate);

G_END_DECLS
