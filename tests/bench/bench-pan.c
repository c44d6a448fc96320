/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Panning over a year of one cart: a window of lanes over one span of time as on a cart's page, eight of them with a
 * series of 525,600 points (a year of minutes) each, five with spans and three with marks of a busy year, moved some pixels
 * on at every frame, at several zooms, on whatever display there is.
 *
 * A frame is told in CPU time of the main thread, from the change of the visible span till it has been painted. Its floor,
 * in the same run and by turns, is the least that shows the same series: one pass over the samples in sight for least,
 * greatest and last of each pixel column, written as pixels into a buffer of the plots' size that is cleared before. One JSON object
 * a line; "frame" figures are held against the time that a display leaves for a frame. */
#include "config.h"

#include "bench-figure.h"
#include "corral-chart.h"
#include "corral-line-layer.h"
#include "corral-mark-layer.h"
#include "corral-random.h"
#include "corral-span-layer.h"

#include <adwaita.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <time.h>

#define NOW G_GINT64_CONSTANT (1795461600000)
#define N_POINTS 525600
#define N_SERIES 8
#define CHART_HEIGHT 56
#define FRAMES 60
#define PIXELS_A_FRAME 7
#define FRAME_MS 16.7

typedef struct
{
  GtkWidget *window;
  GtkWidget *charts[N_SERIES];
  CorralTimeView *view;
  gint64 *times;
  double *values[N_SERIES];
  guint32 *pixels;
  gboolean painted;
} Bench;

static double
cpu_ms (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (double) t.tv_sec * 1e3 + (double) t.tv_nsec / 1e6;
}

static void
painted_cb (GdkFrameClock *clock, Bench *bench)
{
  bench->painted = TRUE;
}

/* What the main thread takes to show @visible. */
static double
frame_ms (Bench *bench, CorralTimeRange visible)
{
  double start;

  bench->painted = FALSE;
  start = cpu_ms ();
  corral_time_view_set_visible (bench->view, visible);
  gtk_widget_queue_draw (bench->window);
  while (!bench->painted)
    g_main_context_iteration (NULL, TRUE);
  return cpu_ms () - start;
}

static gsize
lower_bound (const gint64 *times, gint64 time_ms)
{
  gsize low = 0;
  gsize high = N_POINTS;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (times[middle] < time_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* The same pixels, with nothing around them. */
static double
floor_ms (Bench *bench, CorralTimeRange visible, int width, int height)
{
  double start = cpu_ms ();
  double span = (double) (visible.end_ms - visible.start_ms);

  for (guint s = 0; s < N_SERIES; s++)
    {
      const double *values = bench->values[s];
      gsize i = lower_bound (bench->times, visible.start_ms);
      double last = 50;

      memset (bench->pixels, 0, (gsize) width * (gsize) height * sizeof (guint32));
      for (int x = 0; x < width; x++)
        {
          gint64 until = visible.start_ms + (gint64) (span * (x + 1) / width);
          double low = last;
          double high = last;

          for (; i < N_POINTS && bench->times[i] < until; i++)
            {
              low = values[i] < low ? values[i] : low;
              high = values[i] > high ? values[i] : high;
              last = values[i];
            }
          for (int y = (int) (height * (1 - high / 100)); y <= (int) (height * (1 - low / 100)); y++)
            if (y >= 0 && y < height)
              bench->pixels[y * width + x] = 0xff005a8e;
        }
    }
  return cpu_ms () - start;
}

static void
measure (Bench *bench, const char *name, gint64 span_ms)
{
  int width = gtk_widget_get_width (bench->charts[0]) - 150;
  gint64 step = MAX (1, span_ms / width * PIXELS_A_FRAME);
  CorralTimeRange visible = { NOW - span_ms - CORRAL_DAY_MS, NOW - CORRAL_DAY_MS };
  g_autofree char *figure_frame = g_strdup_printf ("pan_frame_%s", name);
  g_autofree char *figure_worst = g_strdup_printf ("pan_frame_worst_%s", name);
  g_autofree char *figure_floor = g_strdup_printf ("pan_%s", name);
  double ours[FRAMES];
  double floors[FRAMES];
  double worst = 0;
  double median;

  frame_ms (bench, visible);
  for (guint i = 0; i < FRAMES; i++)
    {
      visible.start_ms -= step;
      visible.end_ms -= step;
      if (visible.start_ms < NOW - 365 * CORRAL_DAY_MS)
        {
          visible.start_ms = NOW - span_ms;
          visible.end_ms = NOW;
        }
      ours[i] = frame_ms (bench, visible);
      worst = MAX (worst, ours[i]);
      floors[i] = floor_ms (bench, visible, width, CHART_HEIGHT);
    }
  median = bench_median (ours, FRAMES);
  bench_print (figure_frame, median, FRAME_MS, "ms", FRAMES);
  bench_print (figure_worst, worst, FRAME_MS, "ms", FRAMES);
  bench_print (figure_floor, median, bench_median (floors, FRAMES), "ms", FRAMES);
}

static void
fill (Bench *bench)
{
  CorralRandom random = corral_random_seeded (7, 0, 0, 0);

  bench->times = g_new (gint64, N_POINTS);
  for (gsize i = 0; i < N_POINTS; i++)
    bench->times[i] = NOW - (gint64) (N_POINTS - i) * CORRAL_MINUTE_MS;
  for (guint s = 0; s < N_SERIES; s++)
    {
      double drift = 0;

      bench->values[s] = g_new (double, N_POINTS);
      for (gsize i = 0; i < N_POINTS; i++)
        {
          drift = drift * 0.98 + corral_random_normal (&random) * 2;
          bench->values[s][i] = round (CLAMP (50 + drift + corral_random_normal (&random) * 2, 0, 100));
        }
    }
  bench->pixels = g_new (guint32, 4096 * CHART_HEIGHT);
}

/* Lanes without numbers; spans follow each other at about this distance, of the given fills by turns. */
static const struct
{
  const char *title;
  gint64 every_ms;
  gint64 length_ms; /* 0: marks */
  CorralSpanFill fills[3];
} other_lanes[] = {
  { "Connection", 40 * CORRAL_MINUTE_MS, 40 * CORRAL_MINUTE_MS, { CORRAL_SPAN_LIGHT, CORRAL_SPAN_SOLID, CORRAL_SPAN_STRIPED } },
  { "Access point", 25 * CORRAL_MINUTE_MS, 25 * CORRAL_MINUTE_MS, { CORRAL_SPAN_LIGHT, CORRAL_SPAN_LIGHT, CORRAL_SPAN_LIGHT } },
  { "Trips", 8 * CORRAL_HOUR_MS, CORRAL_HOUR_MS, { CORRAL_SPAN_SOLID, CORRAL_SPAN_LIGHT, CORRAL_SPAN_OUTLINE } },
  { "Charging", 12 * CORRAL_HOUR_MS, 3 * CORRAL_HOUR_MS, { CORRAL_SPAN_LIGHT, CORRAL_SPAN_LIGHT, CORRAL_SPAN_LIGHT } },
  { "Alerts", 30 * CORRAL_HOUR_MS, 2 * CORRAL_HOUR_MS, { CORRAL_SPAN_LIGHT, CORRAL_SPAN_HATCHED, CORRAL_SPAN_LIGHT } },
  { "Faults", 9 * CORRAL_HOUR_MS, 0, { 0 } },
  { "Impacts", 4 * CORRAL_HOUR_MS, 0, { 0 } },
  { "Restarts", 20 * CORRAL_HOUR_MS, 0, { 0 } },
};

static const CorralHue hues[] = { CORRAL_HUE_BLUE, CORRAL_HUE_PURPLE, CORRAL_HUE_AMBER };
static const char *const labels[] = { "ap-0118-03", "ap-0118-07", "ap-0118-11" };

static GtkWidget *
other_lane (guint i, CorralTimeView *view, GTimeZone *zone, CorralTimeRange year)
{
  GtkWidget *chart = corral_chart_new (other_lanes[i].title, view, zone);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (CorralSpan));
  g_autoptr (GArray) marks = g_array_new (FALSE, TRUE, sizeof (CorralMark));

  for (gint64 t = year.start_ms; t < year.end_ms; t += other_lanes[i].every_ms)
    {
      guint k = (guint) (t / other_lanes[i].every_ms % 7 % 3);
      CorralSpan span
          = { { t, t + other_lanes[i].length_ms }, other_lanes[i].fills[k], hues[k], labels[k] };
      CorralMark mark = { .time_ms = t, .label = labels[k], .hue = hues[k], .shape = k };

      g_array_append_val (spans, span);
      g_array_append_val (marks, mark);
    }
  if (other_lanes[i].length_ms > 0)
    {
      g_autoptr (CorralSpanLayer) layer = corral_span_layer_new (other_lanes[i].title);

      corral_span_layer_set_spans (layer, (const CorralSpan *) (gpointer) spans->data, spans->len);
      corral_chart_add_layer (CORRAL_CHART (chart), CORRAL_CHART_LAYER (layer));
    }
  else
    {
      g_autoptr (CorralMarkLayer) layer = corral_mark_layer_new (other_lanes[i].title);

      corral_mark_layer_set_marks (layer, (const CorralMark *) (gpointer) marks->data, marks->len);
      corral_chart_add_layer (CORRAL_CHART (chart), CORRAL_CHART_LAYER (layer));
    }
  return chart;
}

static void
finish_lane (GtkWidget *chart, GArray *closed, GtkWidget *box)
{
  corral_chart_set_lane (CORRAL_CHART (chart), TRUE);
  corral_chart_set_closed (CORRAL_CHART (chart), (const CorralTimeRange *) (gpointer) closed->data, closed->len);
  gtk_box_append (GTK_BOX (box), chart);
}

static void
activate_cb (GApplication *application, Bench *bench)
{
  g_autoptr (GTimeZone) zone = corral_time_zone ("Europe/Berlin");
  g_autoptr (GArray) closed = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const CorralTimeRange known = { NOW - 365 * CORRAL_DAY_MS, NOW };

  bench->view = corral_time_view_new (known);
  corral_time_view_set_limits (bench->view, 15 * CORRAL_MINUTE_MS, 90 * CORRAL_DAY_MS);
  for (gint64 day = known.start_ms; day < NOW; day += CORRAL_DAY_MS)
    {
      CorralTimeRange night = { day, day + 10 * CORRAL_HOUR_MS };

      g_array_append_val (closed, night);
    }
  for (guint i = 0; i < G_N_ELEMENTS (other_lanes); i++)
    {
      GtkWidget *chart = other_lane (i, bench->view, zone, known);

      corral_chart_set_shows_time (CORRAL_CHART (chart), FALSE);
      finish_lane (chart, closed, box);
    }
  for (guint s = 0; s < N_SERIES; s++)
    {
      CorralSamples samples = { bench->times, bench->values[s], NULL, NULL, N_POINTS };
      g_autoptr (CorralSeriesData) data = corral_series_data_new (&samples, 15 * CORRAL_MINUTE_MS, &known, 1);
      g_autoptr (CorralLineLayer) line
          = corral_line_layer_new ("Series", "%", corral_palette_series_hue (s),
                                   s == 0 ? CORRAL_LINE_AREA : CORRAL_LINE_PLAIN);
      GtkWidget *chart = corral_chart_new ("Series", bench->view, zone);

      corral_line_layer_set_data (line, data);
      corral_chart_add_layer (CORRAL_CHART (chart), CORRAL_CHART_LAYER (line));
      corral_chart_set_value_range (CORRAL_CHART (chart), 0, 100);
      corral_chart_set_shows_time (CORRAL_CHART (chart), s + 1 == N_SERIES);
      gtk_widget_set_size_request (chart, -1, CHART_HEIGHT);
      finish_lane (chart, closed, box);
      bench->charts[s] = chart;
    }
  bench->window = adw_application_window_new (GTK_APPLICATION (application));
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 1024, 768);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (bench->window), box);
  gtk_window_present (GTK_WINDOW (bench->window));
  g_signal_connect (gtk_widget_get_frame_clock (bench->window), "after-paint", G_CALLBACK (painted_cb), bench);
}

int
main (void)
{
  static const struct
  {
    const char *name;
    gint64 span_ms;
  } spans[] = {
    { "1h", CORRAL_HOUR_MS },       { "24h", CORRAL_DAY_MS },        { "7d", 7 * CORRAL_DAY_MS },
    { "90d", 90 * CORRAL_DAY_MS },
  };
  Bench bench = { 0 };
  g_autoptr (AdwApplication) application = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  fill (&bench);
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "org.cartcorral.Bench", "flags",
                              G_APPLICATION_NON_UNIQUE, "resource-base-path", "/org/cartcorral/Corral", NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), &bench);
  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    g_error ("%s", error->message);
  g_application_activate (G_APPLICATION (application));
  while (!bench.painted)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    measure (&bench, spans[i].name, spans[i].span_ms);

  gtk_window_destroy (GTK_WINDOW (bench.window));
  return 0;
}
