/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What frames cost, measured around the main loop's own poll. */
#include "bench-meter.h"

#include "bench-why.h"

#include <time.h>

/* No frame for so long: what was asked for is done. */
#define QUIET_US 60000
#define TIMEOUT_US (20 * G_USEC_PER_SEC)

/* One of the main thread's two clocks since the last frame. */
typedef struct
{
  gint64 since_us; /* when the poll returned */
  gint64 busy_us;  /* before that */
  double worst_ms;
} Meter;

static Meter cpu, wall;
static double piece_ms;             /* the longest stretch between two polls, in CPU time */
static GArray *frames_of, *walls_of; /* (unowned) (nullable) (element-type double): each frame's cost */
static guint n_frames;
static gint64 last_frame_us;
static double late_ms = G_MAXDOUBLE; /* a frame of so much CPU time is to say what ran in it */

static gint64
cpu_us (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (gint64) t.tv_sec * G_USEC_PER_SEC + t.tv_nsec / 1000;
}

static int
timed_poll (GPollFD *fds, guint n_fds, int timeout)
{
  gint64 piece_us = cpu_us () - cpu.since_us;
  int result;

  piece_ms = MAX (piece_ms, (double) piece_us / 1000);
  cpu.busy_us += piece_us;
  wall.busy_us += g_get_monotonic_time () - wall.since_us;
  bench_why_set_busy (FALSE);
  result = g_poll (fds, n_fds, timeout);
  bench_why_set_busy (TRUE);
  cpu.since_us = cpu_us ();
  wall.since_us = g_get_monotonic_time ();
  return result;
}

static double
meter_frame (Meter *meter, gint64 now_us, GArray *each)
{
  double ms = (double) (meter->busy_us + now_us - meter->since_us) / 1000;

  if (each != NULL)
    g_array_append_val (each, ms);
  meter->worst_ms = MAX (meter->worst_ms, ms);
  meter->busy_us = 0;
  meter->since_us = now_us;
  return ms;
}

static void
frame_done (GdkFrameClock *clock, gpointer data)
{
  double ms;

  last_frame_us = g_get_monotonic_time ();
  piece_ms = MAX (piece_ms, (double) (cpu_us () - cpu.since_us) / 1000);
  meter_frame (&wall, last_frame_us, walls_of);
  ms = meter_frame (&cpu, cpu_us (), frames_of);
  bench_why_frame (frames_of != NULL && ms >= late_ms ? ms : 0);
  n_frames++;
}

void
bench_begin (void)
{
  last_frame_us = g_get_monotonic_time ();
  wall = (Meter){ .since_us = last_frame_us };
  cpu = (Meter){ .since_us = cpu_us () };
  piece_ms = 0;
  n_frames = 0;
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
bench_finish (BenchCost *worst)
{
  gint64 start_us = g_get_monotonic_time ();
  guint wake = g_timeout_add (5, wake_cb, NULL);

  while (n_frames == 0 || g_get_monotonic_time () - last_frame_us < QUIET_US)
    {
      g_main_context_iteration (NULL, TRUE);
      if (g_get_monotonic_time () - start_us > TIMEOUT_US)
        g_error ("nothing was drawn");
    }
  g_source_remove (wake);
  if (worst != NULL)
    *worst = (BenchCost){ .cpu_ms = MAX (worst->cpu_ms, cpu.worst_ms), .wall_ms = MAX (worst->wall_ms, wall.worst_ms) };
}

void
bench_record (GArray *frames, GArray *walls)
{
  frames_of = frames;
  walls_of = walls;
}

void
bench_explain (double ms)
{
  late_ms = ms;
  bench_why_start ();
}

double
bench_get_piece (void)
{
  return piece_ms;
}

void
bench_watch (GtkWidget *window)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (frame_done), NULL);
}

void
bench_meter_init (void)
{
  g_main_context_set_poll_func (NULL, timed_poll);
}
