/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What a frame costs is all that the main thread did since the frame before (or since what was asked for), measured
 * around the main loop's own poll: the call, the flush of the mirror, idle work, layout and drawing. Main thread. */
typedef struct
{
  double cpu_ms;  /* of the main thread */
  double wall_ms;
} BenchCost;

/* Once, before the first loop. */
void bench_meter_init (void);

/* Frames of @window, which is realised, count from now on. */
void bench_watch (GtkWidget *window);

/* What is asked for from here on is measured. */
void bench_begin (void);

/* Until what began has been drawn and nothing follows; @worst (nullable): the costliest frame, if it is above what is
 * there. */
void bench_finish (BenchCost *worst);

/* (nullable) (element-type double): every frame's CPU time and time of the wall are appended there from here on, in ms. */
void bench_record (GArray *frames, GArray *walls);

/* The longest stretch without a look at what arrives since bench_begin(), in ms of CPU time. */
double bench_get_piece (void);

/* From here on frames of @ms and more, while they are recorded, are kept for bench_why_print(). */
void bench_explain (double ms);
