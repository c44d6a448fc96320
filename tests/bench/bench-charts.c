/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Panning a year of one cart that reported every minute: four charts of 525,600 points each and six lanes of a year's
 * trips, links and events over one axis, drawn by whatever renderer the display has.
 *
 * What a frame costs is the CPU time of the main thread from the call that pans to the end of painting, in which all is
 * that a person would wait for: finding the samples, scaling, text, nodes, rendering. Two floors of plain C in the same
 * run: the same samples of the same four plots reduced to the same pixel columns by one loop over them and painted as
 * bars into memory ("floor" of the p50 figures), and the frame that 60 a second allow (of the p99 figures). A third, of
 * the nodes figures: a bare window of the same size in which nothing but those bars is drawn, a node each, as one would
 * with GTK alone. Beside them what a series of a year costs to make, against a copy of its columns. One JSON object a
 * line.
 *
 *     bench-charts [15min|24h|30d|90d|1y] */
#include "config.h"

#include "bench-figure.h"
#include "corral-chart.h"
#include "corral-line-layer.h"
#include "corral-mark-layer.h"
#include "corral-span-layer.h"

#include <adwaita.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <time.h>

#define N 525600
#define N_SERIES 4
#define N_LANES 6
#define FRAMES 180
#define FRAME_MS 16.7
#define WIDTH 1280
#define HEIGHT 800
#define NOW_MS G_GINT64_CONSTANT (1793631600000)
#define START_MS (NOW_MS - N * CORRAL_MINUTE_MS)

static const struct
{
  const char *name;
  gint64 span_ms;
} spans[] = {
  { "15min", 15 * CORRAL_MINUTE_MS },
  { "24h", CORRAL_DAY_MS },
  { "30d", 30 * CORRAL_DAY_MS },
  { "90d", 90 * CORRAL_DAY_MS },
  { "1y", 360 * CORRAL_DAY_MS },
};

typedef struct
{
  gint64 *times;
  double *values[N_SERIES];
  CorralSeriesData *data[N_SERIES];
  CorralTimeView *view;
  GtkWidget *window;
  GtkWidget *charts[N_SERIES];
  GtkWidget *bars;
  GtkWidget *bars_window;
} Bench;

static guint n_frames;

static double
cpu_ms (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (double) t.tv_sec * 1000 + (double) t.tv_nsec / 1e6;
}

static void
frame_done_cb (GdkFrameClock *clock, gpointer data)
{
  n_frames++;
}

static double
percentile (double *sorted, guint n, double share)
{
  return sorted[MIN (n - 1, (guint) (share * n))];
}

/* ---- the year ------------------------------------------------------------------------------------------- */

static void
make_series (Bench *bench)
{
  bench->times = g_new (gint64, N);
  for (guint i = 0; i < N; i++)
    bench->times[i] = START_MS + i * CORRAL_MINUTE_MS;
  for (guint k = 0; k < N_SERIES; k++)
    {
      bench->values[k] = g_new (double, N);
      for (guint i = 0; i < N; i++)
        bench->values[k][i] = 50 + 40 * sin (i * 0.0007 * (k + 1)) + (double) ((i * 7919u) % 13);
    }
}

static void
add_lanes (Bench *bench, GtkWidget *box)
{
  static const char *const names[] = { "Wi-Fi", "LTE-M", "Silent" };
  g_autofree CorralSpan *list = g_new (CorralSpan, 4000);
  g_autofree CorralMark *marks = g_new (CorralMark, 4000);
  gint64 step = N * CORRAL_MINUTE_MS / 4000;

  for (guint i = 0; i < 4000; i++)
    {
      gint64 at = START_MS + i * step;

      list[i] = (CorralSpan){ { at, at + step * (i % 3 + 1) / 3 }, (CorralSpanFill) (i % CORRAL_N_SPAN_FILLS),
                              (CorralHue) (1 + i % 6), names[i % 3] };
      marks[i] = (CorralMark){ at, "Scanner jam", (CorralHue) (1 + i % 6), (CorralMarkShape) (i % CORRAL_N_MARK_SHAPES),
                               i % 9 == 0 };
    }
  for (guint i = 0; i < N_LANES; i++)
    {
      GtkWidget *lane = corral_chart_new (i % 2 == 0 ? "Connection" : "Events", bench->view, NULL);
      g_autoptr (CorralSpanLayer) span_layer = NULL;
      g_autoptr (CorralMarkLayer) mark_layer = NULL;

      corral_chart_set_lane (CORRAL_CHART (lane), TRUE);
      corral_chart_set_shows_time (CORRAL_CHART (lane), FALSE);
      if (i % 2 == 0)
        {
          span_layer = corral_span_layer_new ("Connection");
          corral_span_layer_set_spans (span_layer, list, 4000);
          corral_chart_add_layer (CORRAL_CHART (lane), CORRAL_CHART_LAYER (span_layer));
        }
      else
        {
          mark_layer = corral_mark_layer_new ("Events");
          corral_mark_layer_set_marks (mark_layer, marks, 4000);
          corral_chart_add_layer (CORRAL_CHART (lane), CORRAL_CHART_LAYER (mark_layer));
        }
      gtk_box_append (GTK_BOX (box), lane);
    }
}

static void
open_window (Bench *bench)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  static const char *const titles[] = { "Battery", "Signal", "Scanner", "Temperature" };

  bench->view = corral_time_view_new ((CorralTimeRange){ START_MS, NOW_MS });
  corral_time_view_set_limits (bench->view, 15 * CORRAL_MINUTE_MS, 366 * CORRAL_DAY_MS);
  add_lanes (bench, box);
  for (guint k = 0; k < N_SERIES; k++)
    {
      g_autoptr (CorralLineLayer) layer
          = corral_line_layer_new (titles[k], "%", corral_palette_series_hue (k), k == 0 ? CORRAL_LINE_AREA : CORRAL_LINE_PLAIN);

      bench->charts[k] = corral_chart_new (titles[k], bench->view, NULL);
      corral_chart_set_shows_time (CORRAL_CHART (bench->charts[k]), k + 1 == N_SERIES);
      corral_line_layer_set_data (layer, bench->data[k]);
      corral_chart_add_layer (CORRAL_CHART (bench->charts[k]), CORRAL_CHART_LAYER (layer));
      gtk_widget_set_vexpand (bench->charts[k], TRUE);
      gtk_box_append (GTK_BOX (box), bench->charts[k]);
    }
  bench->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (bench->window), WIDTH, HEIGHT);
  adw_window_set_content (ADW_WINDOW (bench->window), box);
  gtk_window_present (GTK_WINDOW (bench->window));
  g_signal_connect (gtk_widget_get_frame_clock (bench->window), "after-paint", G_CALLBACK (frame_done_cb), NULL);
}

/* ---- ours ----------------------------------------------------------------------------------------------- */

static void
draw_frame (void)
{
  guint before = n_frames;

  while (n_frames == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
pan (Bench *bench, gint64 span_ms, double *costs)
{
  gint64 room = NOW_MS - START_MS - span_ms;
  gint64 step = MIN (span_ms / 50, room / (FRAMES + 1));

  corral_time_view_set_visible (bench->view, (CorralTimeRange){ NOW_MS - span_ms, NOW_MS });
  gtk_widget_queue_draw (bench->window);
  draw_frame ();
  for (guint i = 0; i < FRAMES; i++)
    {
      double begin = cpu_ms ();

      corral_time_view_pan (bench->view, -step);
      draw_frame ();
      costs[i] = cpu_ms () - begin;
    }
}

/* ---- the floor ------------------------------------------------------------------------------------------ */

/* One plot by plain C: a pass over what is visible to the least, greatest and last of each column, and bars. */
static void
plain_plot (const gint64 *times, const double *values, gint64 start_ms, gint64 span_ms, guint32 *pixels, guint width,
            guint height)
{
  gsize i = (gsize) MAX (0, (start_ms - times[0] + CORRAL_MINUTE_MS - 1) / CORRAL_MINUTE_MS);

  for (guint x = 0; x < width; x++)
    {
      gint64 end = start_ms + span_ms / width * (x + 1);
      double min = INFINITY, max = -INFINITY;
      guint top, bottom;

      for (; i < N && times[i] < end; i++)
        {
          min = values[i] < min ? values[i] : min;
          max = values[i] > max ? values[i] : max;
        }
      if (min > max)
        continue;
      top = (guint) CLAMP ((1 - max / 110) * height, 0, height - 1);
      bottom = (guint) CLAMP ((1 - min / 110) * height, 0, height - 1);
      for (guint y = top; y <= bottom; y++)
        pixels[(gsize) y * width + x] = 0xff005a8e;
    }
}

/* ---- the floor of nodes ---------------------------------------------------------------------------------- */

#define BENCH_TYPE_BARS (bench_bars_get_type ())
G_DECLARE_FINAL_TYPE (BenchBars, bench_bars, BENCH, BARS, GtkWidget)

struct _BenchBars
{
  GtkWidget parent_instance;
  Bench *bench; /* (unowned) */
  gint64 start_ms;
  gint64 span_ms;
};

G_DEFINE_FINAL_TYPE (BenchBars, bench_bars, GTK_TYPE_WIDGET)

static void
bench_bars_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BenchBars *self = BENCH_BARS (widget);
  guint width = (guint) gtk_widget_get_width (self->bench->charts[0]) - 60;
  guint height = (guint) gtk_widget_get_height (self->bench->charts[0]) - 30;
  const gint64 *times = self->bench->times;

  for (guint k = 0; k < N_SERIES; k++)
    {
      const double *values = self->bench->values[k];
      gsize i = (gsize) MAX (0, (self->start_ms - times[0] + CORRAL_MINUTE_MS - 1) / CORRAL_MINUTE_MS);

      for (guint x = 0; x < width; x++)
        {
          gint64 end = self->start_ms + self->span_ms / width * (x + 1);
          double min = INFINITY, max = -INFINITY;
          float top, bottom;

          for (; i < N && times[i] < end; i++)
            {
              min = values[i] < min ? values[i] : min;
              max = values[i] > max ? values[i] : max;
            }
          if (min > max)
            continue;
          top = (float) (k * height + (1 - max / 110) * height);
          bottom = (float) (k * height + (1 - min / 110) * height);
          gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 0, 0.35f, 0.55f, 0.3f },
                                     &GRAPHENE_RECT_INIT ((float) x, top, 1, bottom - top + 1));
          gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 0, 0.35f, 0.55f, 1 },
                                     &GRAPHENE_RECT_INIT ((float) x, bottom, 1, 1.5f));
        }
    }
}

static void
bench_bars_class_init (BenchBarsClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = bench_bars_snapshot;
}

static void
bench_bars_init (BenchBars *self)
{
}

static void
open_bars (Bench *bench)
{
  bench->bars = g_object_new (BENCH_TYPE_BARS, NULL);
  BENCH_BARS (bench->bars)->bench = bench;
  bench->bars_window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (bench->bars_window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (bench->bars_window), bench->bars);
  gtk_window_present (GTK_WINDOW (bench->bars_window));
  g_signal_connect (gtk_widget_get_frame_clock (bench->bars_window), "after-paint", G_CALLBACK (frame_done_cb), NULL);
}

static double
nodes_frame (Bench *bench, gint64 start_ms, gint64 span_ms)
{
  BenchBars *bars = BENCH_BARS (bench->bars);
  double begin = cpu_ms ();

  bars->start_ms = start_ms;
  bars->span_ms = span_ms;
  gtk_widget_queue_draw (bench->bars);
  draw_frame ();
  return cpu_ms () - begin;
}

static double
plain_frame (Bench *bench, gint64 start_ms, gint64 span_ms, guint32 *pixels, guint width, guint height)
{
  double begin = cpu_ms ();

  for (guint k = 0; k < N_SERIES; k++)
    {
      memset (pixels, 0xff, (gsize) width * height * 4);
      plain_plot (bench->times, bench->values[k], start_ms, span_ms, pixels, width, height);
    }
  return cpu_ms () - begin;
}

static void
measure (Bench *bench, guint which)
{
  double ours[FRAMES], floors[FRAMES], nodes[FRAMES];
  gint64 span_ms = spans[which].span_ms;
  guint width = (guint) gtk_widget_get_width (bench->charts[0]) - 60;
  guint height = (guint) gtk_widget_get_height (bench->charts[0]) - 30;
  g_autofree guint32 *pixels = g_new0 (guint32, (gsize) width * height);
  g_autofree char *p50 = g_strdup_printf ("pan_%s_p50", spans[which].name);
  g_autofree char *of_nodes = g_strdup_printf ("pan_%s_nodes", spans[which].name);
  g_autofree char *p99 = g_strdup_printf ("pan_%s_p99", spans[which].name);

  pan (bench, span_ms, ours);
  for (guint i = 0; i < FRAMES; i++)
    floors[i] = plain_frame (bench, NOW_MS - span_ms - (gint64) i * CORRAL_MINUTE_MS, span_ms, pixels, width, height);
  for (guint i = 0; i < FRAMES; i++)
    nodes[i] = nodes_frame (bench, NOW_MS - span_ms - (gint64) i * CORRAL_MINUTE_MS, span_ms);
  qsort (ours, FRAMES, sizeof *ours, bench_compare);
  bench_print (p50, percentile (ours, FRAMES, 0.5), bench_median (floors, FRAMES), "ms", FRAMES);
  bench_print (of_nodes, percentile (ours, FRAMES, 0.5), bench_median (nodes, FRAMES), "ms", FRAMES);
  bench_print (p99, percentile (ours, FRAMES, 0.99), FRAME_MS, "ms", FRAMES);
}

static void
make_data (Bench *bench)
{
  double ours[9], floors[9];
  const CorralTimeRange known = { START_MS, NOW_MS };

  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    {
      const CorralSamples samples = { bench->times, bench->values[0], NULL, NULL, N };
      g_autofree gint64 *times = NULL;
      g_autofree double *values = NULL;
      double begin = cpu_ms ();

      g_clear_pointer (&bench->data[0], corral_series_data_unref);
      bench->data[0] = corral_series_data_new (&samples, 5 * CORRAL_MINUTE_MS, &known, 1);
      ours[i] = cpu_ms () - begin;

      begin = cpu_ms ();
      times = g_memdup2 (bench->times, N * sizeof *times);
      values = g_memdup2 (bench->values[0], N * sizeof *values);
      floors[i] = cpu_ms () - begin;
    }
  bench_print ("series_of_a_year", bench_median (ours, G_N_ELEMENTS (ours)),
               bench_median (floors, G_N_ELEMENTS (floors)), "ms", G_N_ELEMENTS (ours));
  for (guint k = 1; k < N_SERIES; k++)
    bench->data[k] = corral_series_data_new (&(CorralSamples){ bench->times, bench->values[k], NULL, NULL, N },
                                             5 * CORRAL_MINUTE_MS, &known, 1);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };

  setlocale (LC_ALL, "");
  adw_init ();
  make_series (&bench);
  make_data (&bench);
  open_window (&bench);
  open_bars (&bench);
  while (n_frames == 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      if (argc < 2 || g_str_equal (argv[1], spans[i].name))
        measure (&bench, i);
    }

  gtk_window_destroy (GTK_WINDOW (bench.window));
  gtk_window_destroy (GTK_WINDOW (bench.bars_window));
  g_object_unref (bench.view);
  for (guint k = 0; k < N_SERIES; k++)
    {
      corral_series_data_unref (bench.data[k]);
      g_free (bench.values[k]);
    }
  g_free (bench.times);
  return 0;
}
