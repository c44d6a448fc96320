/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

/* A figure of a bench: what we take, what the floor takes, of runs that took turns. Single-threaded. */

static inline int
bench_compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Sorts @values. */
static inline double
bench_median (double *values, guint n)
{
  qsort (values, n, sizeof *values, bench_compare);
  return n % 2 != 0 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* One JSON object on a line of stdout; the gatherer reads it. */
static inline void
bench_print (const char *name, double value, double floor, const char *unit, guint runs)
{
  printf ("{\"name\":\"%s\",\"value\":%.3f,\"floor\":%.3f,\"ratio\":%.3f,\"unit\":\"%s\",\"runs\":%u}\n", name,
          value, floor, value / floor, unit, runs);
  fflush (stdout);
}

static inline double
bench_since_ms (gint64 start_us)
{
  return (double) (g_get_monotonic_time () - start_us) / 1000;
}
