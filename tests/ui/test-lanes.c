/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stack of lanes and charts over one span in a real window: that their plots stand in line, what the lanes draw,
 * read and say. With CORRAL_PICTURES=DIRECTORY the pictures are kept. */
#include "corral-chart-picture.h"
#include "corral-chart-private.h"
#include "corral-chart.h"
#include "corral-line-layer.h"
#include "corral-mark-layer.h"
#include "corral-span-layer.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

/* 2026-11-23 19:20 UTC = 20:20 in Berlin. */
#define NOW G_GINT64_CONSTANT (1795461600000)
#define M CORRAL_MINUTE_MS
#define H CORRAL_HOUR_MS
#define D CORRAL_DAY_MS

static gboolean
timed_out_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

#define wait_until(condition)                                                                                          \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    gboolean late = FALSE;                                                                                             \
    guint timeout = g_timeout_add (20000, timed_out_cb, &late);                                                        \
    while (!(condition) && !late)                                                                                      \
      g_main_context_iteration (NULL, TRUE);                                                                           \
    if (late)                                                                                                          \
      g_error ("%s:%d: timed out: %s", __FILE__, __LINE__, #condition);                                                \
    g_source_remove (timeout);                                                                                         \
  }                                                                                                                    \
  G_STMT_END

enum
{
  LANE_CONNECTION,
  LANE_TRIPS,
  LANE_FAULTS,
  CHART_BATTERY,
  LANE_TEMPERATURE,
  N_CHARTS
};

typedef struct
{
  GtkWidget *window;
  GtkWidget *box;
  GtkWidget *charts[N_CHARTS];
  CorralTimeView *view;
} Fixture;

static CorralSeriesData *
battery_data (double mean, double swing)
{
  g_autofree gint64 *t = g_new (gint64, 4000);
  g_autofree double *v = g_new (double, 4000);
  CorralTimeRange known = { NOW - 2 * D, NOW };
  gsize n = 0;

  for (gint64 time = NOW - 2 * D; time <= NOW; time += M)
    {
      if (time > NOW - 6 * H && time < NOW - 4 * H)
        continue;
      t[n] = time;
      v[n++] = round (mean + swing * sin ((double) (time - NOW) / (double) (4 * H)));
    }
  return corral_series_data_new (&(CorralSamples){ t, v, NULL, NULL, n }, 5 * M, &known, 1);
}

static void
add (Fixture *f, guint i, const char *title, gboolean lane, CorralChartLayer *layer)
{
  g_autoptr (GTimeZone) zone = corral_time_zone ("Europe/Berlin");

  f->charts[i] = corral_chart_new (title, f->view, zone);
  corral_chart_set_lane (CORRAL_CHART (f->charts[i]), lane);
  corral_chart_set_shows_time (CORRAL_CHART (f->charts[i]), i + 1 == N_CHARTS);
  corral_chart_add_layer (CORRAL_CHART (f->charts[i]), layer);
  gtk_box_append (GTK_BOX (f->box), f->charts[i]);
}

static void
fixture_up (Fixture *f, gconstpointer data)
{
  const CorralSpan links[] = {
    { { NOW - 30 * H, NOW - 12 * H }, CORRAL_SPAN_LIGHT, CORRAL_HUE_GREEN, "Wi-Fi" },
    { { NOW - 12 * H, NOW - 9 * H }, CORRAL_SPAN_SOLID, CORRAL_HUE_BLUE, "LTE-M" },
    { { NOW - 9 * H, NOW - 6 * H }, CORRAL_SPAN_STRIPED, CORRAL_HUE_AMBER, "Came late" },
    { { NOW - 6 * H, NOW - 4 * H }, CORRAL_SPAN_HATCHED, CORRAL_HUE_VERMILION, "Silent" },
    { { NOW - 4 * H, NOW - 2 * H }, CORRAL_SPAN_OUTLINE, CORRAL_HUE_PURPLE, "Lost in the cloud" },
    { { NOW - 2 * H, NOW }, CORRAL_SPAN_LIGHT, CORRAL_HUE_GREEN, "Wi-Fi" },
  };
  const CorralSpan trips[] = {
    { { NOW - 11 * H, NOW - 10 * H }, CORRAL_SPAN_SOLID, CORRAL_HUE_BLUE, "Trip" },
    { { NOW - 10 * H, NOW - 9 * H - 30 * M }, CORRAL_SPAN_SOLID, CORRAL_HUE_BLUE, "Trip" },
    { { NOW - 3 * H, NOW - 2 * H }, CORRAL_SPAN_SOLID, CORRAL_HUE_BLUE, "Trip" },
  };
  const CorralMark faults[] = {
    { NOW - 20 * H, "Scanner jam", CORRAL_HUE_VERMILION, CORRAL_MARK_TRIANGLE, FALSE },
    { NOW - 18 * H, "Restarted", CORRAL_HUE_GREY, CORRAL_MARK_CIRCLE, FALSE },
    { NOW - 16 * H, "Update", CORRAL_HUE_PURPLE, CORRAL_MARK_RISING, FALSE },
    { NOW - 14 * H, "Knock", CORRAL_HUE_AMBER, CORRAL_MARK_DIAMOND, FALSE },
    { NOW - 8 * H, "Knock", CORRAL_HUE_AMBER, CORRAL_MARK_DIAMOND, TRUE },
    { NOW - 7 * H, "Restarted", CORRAL_HUE_GREY, CORRAL_MARK_CIRCLE, TRUE },
    { NOW - 3 * H, "Note", CORRAL_HUE_BLUE, CORRAL_MARK_SQUARE, FALSE },
    { NOW - 1 * H, "Certificate", CORRAL_HUE_GREEN, CORRAL_MARK_CROSS, FALSE },
  };
  g_autoptr (CorralSpanLayer) link_layer = corral_span_layer_new ("Connection");
  g_autoptr (CorralSpanLayer) trip_layer = corral_span_layer_new ("Trips");
  g_autoptr (CorralMarkLayer) fault_layer = corral_mark_layer_new ("Events");
  g_autoptr (CorralLineLayer) battery = corral_line_layer_new ("Battery", "%", CORRAL_HUE_BLUE, CORRAL_LINE_AREA);
  g_autoptr (CorralLineLayer) warmth = corral_line_layer_new ("Scanner", "°C", CORRAL_HUE_VERMILION, CORRAL_LINE_PLAIN);
  g_autoptr (CorralSeriesData) battery_samples = battery_data (60, 35);
  g_autoptr (CorralSeriesData) warmth_samples = battery_data (24, 4);

  f->view = corral_time_view_new ((CorralTimeRange){ NOW - 30 * D, NOW });
  f->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_can_target (f->box, FALSE);
  corral_span_layer_set_spans (link_layer, links, G_N_ELEMENTS (links));
  corral_span_layer_set_spans (trip_layer, trips, G_N_ELEMENTS (trips));
  corral_mark_layer_set_marks (fault_layer, faults, G_N_ELEMENTS (faults));
  corral_line_layer_set_data (battery, battery_samples);
  corral_line_layer_set_data (warmth, warmth_samples);
  add (f, LANE_CONNECTION, "Connection", TRUE, CORRAL_CHART_LAYER (link_layer));
  add (f, LANE_TRIPS, "Trips", TRUE, CORRAL_CHART_LAYER (trip_layer));
  add (f, LANE_FAULTS, "Faults and alerts", TRUE, CORRAL_CHART_LAYER (fault_layer));
  add (f, CHART_BATTERY, "Battery", FALSE, CORRAL_CHART_LAYER (battery));
  add (f, LANE_TEMPERATURE, "Temperature", TRUE, CORRAL_CHART_LAYER (warmth));
  gtk_widget_set_size_request (f->charts[LANE_TEMPERATURE], -1, 60);

  f->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 800, 400);
  adw_window_set_content (ADW_WINDOW (f->window), f->box);
  gtk_window_present (GTK_WINDOW (f->window));
  wait_until (gtk_widget_get_mapped (f->window));
  gtk_test_widget_wait_for_draw (f->window);
}

static void
fixture_down (Fixture *f, gconstpointer data)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  g_object_add_weak_pointer (G_OBJECT (f->box), (gpointer *) &f->box);
  gtk_window_destroy (GTK_WINDOW (f->window));
  wait_until (f->box == NULL);
  g_assert_finalize_object (f->view);
}

/* ---- pictures --------------------------------------------------------------------------------------------- */

typedef struct
{
  guint8 *pixels; /* (owned): B G R A */
  int width;
  int height;
} Picture;

static void
clear_picture (Picture *picture)
{
  g_free (picture->pixels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, clear_picture)

static Picture
take_picture (GtkWidget *widget, const char *name)
{
  const char *directory = g_getenv ("CORRAL_PICTURES");
  g_autoptr (GdkTexture) texture = NULL;
  Picture picture;

  gtk_test_widget_wait_for_draw (widget);
  texture = corral_chart_picture_render (widget);
  g_assert_nonnull (texture);
  picture.width = gdk_texture_get_width (texture);
  picture.height = gdk_texture_get_height (texture);
  picture.pixels = g_malloc ((gsize) picture.width * (gsize) picture.height * 4);
  gdk_texture_download (texture, picture.pixels, (gsize) picture.width * 4);
  if (directory != NULL)
    {
      g_autofree char *file = g_strdup_printf ("%s/%s.png", directory, name);

      g_assert_true (gdk_texture_save_to_png (texture, file));
    }
  return picture;
}

static guint32
pixel (const Picture *picture, int x, int y)
{
  const guint8 *p = picture->pixels + ((gsize) y * (gsize) picture->width + (gsize) x) * 4;

  return (guint32) p[2] << 16 | (guint32) p[1] << 8 | p[0];
}

static guint
count_pixels (const Picture *picture, guint32 rgb, int x0, int x1)
{
  guint n = 0;

  for (int y = 0; y < picture->height; y++)
    for (int x = x0; x < x1; x++)
      n += pixel (picture, x, y) == rgb;
  return n;
}

/* Where the pixels of @rgb begin and end, from left to right; −1 for none. */
static void
extent (const Picture *picture, guint32 rgb, int *first, int *last)
{
  *first = *last = -1;
  for (int x = 0; x < picture->width; x++)
    {
      if (count_pixels (picture, rgb, x, x + 1) == 0)
        continue;
      *first = *first < 0 ? x : *first;
      *last = x;
    }
}

static guint32
hue_rgb (CorralHue hue, gboolean dark)
{
  return corral_palette_rgb (hue, (CorralGround){ .dark = dark });
}

static void
check_pictures (Fixture *f, gboolean dark, const char *name)
{
  g_autofree char *whole_name = g_strconcat ("lanes-", name, NULL);
  g_autofree char *cursor_name = g_strconcat ("lanes-cursor-", name, NULL);
  g_auto (Picture) whole = take_picture (f->window, whole_name);
  g_auto (Picture) links = take_picture (f->charts[LANE_CONNECTION], "lane-connection");
  g_auto (Picture) trips = take_picture (f->charts[LANE_TRIPS], "lane-trips");
  g_auto (Picture) cursor = { NULL, 0, 0 };
  int solid_from, solid_to, trip_from, trip_to, green_from, green_to, line_from, line_to;

  g_assert_cmpint (links.height, <=, 28);
  g_assert_cmpint (links.height, >=, 24);
  /* LTE-M 12 h to 9 h ago, trips 11 h to 2 h ago, of 24 h: on one scale, whichever lane. */
  extent (&links, hue_rgb (CORRAL_HUE_BLUE, dark), &solid_from, &solid_to);
  extent (&trips, hue_rgb (CORRAL_HUE_BLUE, dark), &trip_from, &trip_to);
  extent (&links, hue_rgb (CORRAL_HUE_GREEN, dark), &green_from, &green_to);
  g_assert_cmpint (solid_from, >, 0);
  g_assert_cmpint (ABS (trip_from - (solid_from + (solid_to - solid_from) / 3)), <=, 2);
  g_assert_cmpint (ABS (green_from + (green_to - green_from) / 2 - solid_from), <=, 2);
  /* And where the chart with an axis has its plot. */
  {
    g_auto (Picture) battery = take_picture (f->charts[CHART_BATTERY], "lanes-battery");

    extent (&battery, hue_rgb (CORRAL_HUE_BLUE, dark), &line_from, &line_to);
  }
  g_assert_cmpint (ABS (line_from - green_from), <=, 2);

  corral_time_view_set_cursor (f->view, NOW - 8 * H);
  cursor = take_picture (f->window, cursor_name);
  g_assert_cmpint (memcmp (whole.pixels, cursor.pixels, (gsize) whole.width * (gsize) whole.height * 4), !=, 0);
}

static void
test_light (Fixture *f, gconstpointer data)
{
  check_pictures (f, FALSE, "light");
}

static void
test_dark (Fixture *f, gconstpointer data)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  check_pictures (f, TRUE, "dark");
}

static void
test_readings (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint chart;
    gint64 time_ms;
    const char *reading;
  } cases[] = {
    { LANE_CONNECTION, NOW - 1, "Wi-Fi" },        { LANE_CONNECTION, NOW - 8 * H, "Came late" },
    { LANE_TRIPS, NOW - 10 * H - M, "Trip" },     { LANE_TRIPS, NOW - 6 * H, NULL },
    { LANE_FAULTS, NOW - 20 * H + M, "Scanner jam" }, { LANE_FAULTS, NOW - 8 * H, "Knock (came late)" },
    { LANE_FAULTS, NOW - 12 * H, NULL },          { CHART_BATTERY, NOW, "60\u00a0%" },
    { CHART_BATTERY, NOW - 5 * H, "No data" },    { LANE_TEMPERATURE, NOW - 3 * D, "Not loaded" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *reading = corral_chart_dup_reading (CORRAL_CHART (f->charts[cases[i].chart]), cases[i].time_ms);

      g_assert_cmpstr (reading, ==, cases[i].reading);
    }
}

static void
test_figures (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint chart;
    CorralTimeRange range;
    const char *figures;
  } cases[] = {
    { LANE_CONNECTION, { NOW - 12 * H, NOW - 2 * H }, "Connection: Came late 30 %, LTE-M 30 %, Lost in the cloud 20 %, Silent 20 %." },
    { LANE_TRIPS, { NOW - 8 * H, NOW - 6 * H }, NULL },
    { LANE_FAULTS, { NOW - 15 * H, NOW - 6 * H }, "Events: 3 marks (Knock 2, Restarted 1)." },
    { CHART_BATTERY, { NOW - 6 * H, NOW - 4 * H }, "Battery: least 25\u00a0%, greatest 25\u00a0%, mean 25\u00a0%, no data 99 % of the time." },
    { CHART_BATTERY, { NOW - 5 * H, NOW - 4 * H }, "Battery: no data 100 % of the time." },
    { CHART_BATTERY, { NOW - 9 * D, NOW - 8 * D }, "Battery: not loaded 100 % of the time." },
    { CHART_BATTERY, { NOW, NOW - H }, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *figures = corral_chart_dup_figures (CORRAL_CHART (f->charts[cases[i].chart]), cases[i].range);

      g_assert_cmpstr (figures, ==, cases[i].figures);
    }
}

/* On a lane without numbers Left and Right go from event to event, and the view comes along. */
static void
test_events (Fixture *f, gconstpointer data)
{
  CorralChart *faults = CORRAL_CHART (f->charts[LANE_FAULTS]);

  g_assert_cmpint (corral_chart_find_event (faults, NOW - 18 * H, +1), ==, NOW - 16 * H);
  g_assert_cmpint (corral_chart_find_event (faults, NOW - 18 * H, -1), ==, NOW - 20 * H);
  g_assert_true (corral_chart_find_event (faults, NOW - 20 * H, -1) == CORRAL_TIME_NONE);
  g_assert_true (corral_chart_find_event (faults, NOW, +1) == CORRAL_TIME_NONE);
  g_assert_cmpint (corral_chart_find_event (CORRAL_CHART (f->charts[LANE_CONNECTION]), NOW - 8 * H, -1), ==, NOW - 9 * H);
  g_assert_true (corral_chart_find_event (CORRAL_CHART (f->charts[CHART_BATTERY]), NOW - 8 * H, -1)
                 == CORRAL_TIME_NONE);

  corral_time_view_set_cursor (f->view, NOW - 18 * H);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (faults), "chart.cursor-forward", NULL));
  g_assert_cmpint (corral_time_view_get_cursor (f->view), ==, NOW - 16 * H);
  corral_time_view_set_visible (f->view, (CorralTimeRange){ NOW - 17 * H, NOW - 15 * H });
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (faults), "chart.cursor-forward", NULL));
  g_assert_cmpint (corral_time_view_get_cursor (f->view), ==, NOW - 14 * H);
  g_assert_cmpint (corral_time_view_get_visible (f->view).end_ms, ==, NOW - 14 * H + 1);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (faults), "chart.cursor-back", NULL));
  g_assert_cmpint (corral_time_view_get_cursor (f->view), ==, NOW - 16 * H);
}

/* The second row of times: where the reader's clock says something else, and only there. */
static void
test_own_zone (Fixture *f, gconstpointer data)
{
  g_autoptr (GTimeZone) paris = corral_time_zone ("Europe/Paris");
  g_autoptr (GTimeZone) new_york = corral_time_zone ("America/New_York");
  int height = gtk_widget_get_height (f->charts[LANE_CONNECTION]);
  int minimum;
  int same;
  int other;
  g_auto (Picture) picture = { NULL, 0, 0 };

  for (guint i = 0; i < N_CHARTS; i++)
    gtk_widget_set_size_request (f->charts[i], -1, -1);
  gtk_widget_measure (f->charts[LANE_TEMPERATURE], GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
  corral_chart_set_own_zone (CORRAL_CHART (f->charts[LANE_TEMPERATURE]), paris, "Europe/Paris");
  gtk_widget_measure (f->charts[LANE_TEMPERATURE], GTK_ORIENTATION_VERTICAL, -1, &same, NULL, NULL, NULL);
  g_assert_cmpint (same, ==, minimum);

  for (guint i = 0; i < N_CHARTS; i++)
    corral_chart_set_own_zone (CORRAL_CHART (f->charts[i]), new_york, "America/New_York");
  gtk_widget_measure (f->charts[LANE_TEMPERATURE], GTK_ORIENTATION_VERTICAL, -1, &other, NULL, NULL, NULL);
  g_assert_cmpint (other, >, minimum + 8);
  /* A lane without a time axis stays as it is. */
  picture = take_picture (f->window, "lanes-own-zone");
  g_assert_cmpint (gtk_widget_get_height (f->charts[LANE_CONNECTION]), ==, height);
  g_assert_cmpint (gtk_widget_get_height (f->charts[LANE_TEMPERATURE]), ==, other);

  corral_chart_set_own_zone (CORRAL_CHART (f->charts[LANE_TEMPERATURE]), NULL, NULL);
  gtk_widget_measure (f->charts[LANE_TEMPERATURE], GTK_ORIENTATION_VERTICAL, -1, &same, NULL, NULL, NULL);
  g_assert_cmpint (same, ==, minimum);
}

/* Each kind of nothing looks different, and says what it is. */
static void
test_gaps (Fixture *f, gconstpointer data)
{
  GtkWidget *chart = f->charts[CHART_BATTERY];
  const CorralChartGap gaps[] = {
    { { NOW - 6 * H, NOW - 5 * H }, CORRAL_CHART_GAP_LOST },
    { { NOW - 12 * H, NOW - 9 * H }, CORRAL_CHART_GAP_LATE },
  };
  static const struct
  {
    gint64 time_ms;
    const char *reading;
  } readings[] = {
    { NOW - 5 * H - 30 * M, "No data, Lost in the cloud" },
    { NOW - 4 * H - 30 * M, "No data" },
    { NOW - 5 * D, "Not loaded" },
    { NOW - 60 * M, "51\u00a0%" },
  };
  g_autofree char *late = NULL;
  g_auto (Picture) silent = { NULL, 0, 0 };
  g_auto (Picture) lost = { NULL, 0, 0 };
  g_auto (Picture) unloaded = { NULL, 0, 0 };
  guint32 amber;

  silent = take_picture (chart, "gap-silent");
  corral_chart_set_gaps (CORRAL_CHART (chart), gaps, G_N_ELEMENTS (gaps));
  lost = take_picture (chart, "gap-lost");
  g_assert_cmpint (memcmp (silent.pixels, lost.pixels, (gsize) lost.width * (gsize) lost.height * 4), !=, 0);
  for (guint i = 0; i < G_N_ELEMENTS (readings); i++)
    {
      g_autofree char *reading = corral_chart_dup_reading (CORRAL_CHART (chart), readings[i].time_ms);

      g_assert_cmpstr (reading, ==, readings[i].reading);
    }
  late = corral_chart_dup_reading (CORRAL_CHART (chart), NOW - 10 * H);
  g_assert_true (g_str_has_suffix (late, ", Came late"));
  /* Data that came late are drawn as any, over a strip. */
  amber = hue_rgb (CORRAL_HUE_AMBER, FALSE);
  g_assert_cmpuint (count_pixels (&silent, amber, 0, silent.width), ==, 0);

  corral_time_view_set_visible (f->view, (CorralTimeRange){ NOW - 3 * D, NOW - D });
  unloaded = take_picture (chart, "gap-not-loaded");
  g_assert_cmpuint (count_pixels (&unloaded, hue_rgb (CORRAL_HUE_BLUE, FALSE), 0, unloaded.width), >, 0);
  corral_chart_set_gaps (CORRAL_CHART (chart), NULL, 0);
}

/* What is compared with is named, and drawn thinner than what the chart is about. */
static void
test_compared (Fixture *f, gconstpointer data)
{
  GtkWidget *chart = f->charts[CHART_BATTERY];
  g_autoptr (CorralLineLayer) median = corral_line_layer_new ("Median", "%", CORRAL_HUE_PURPLE, CORRAL_LINE_AREA);
  g_autoptr (CorralSeriesData) samples = battery_data (40, 5);
  g_autofree char *reading = NULL;
  g_autofree char *figures = NULL;
  guint counts[2];

  corral_line_layer_set_data (median, samples);
  corral_chart_add_layer (CORRAL_CHART (chart), CORRAL_CHART_LAYER (median));
  for (guint i = 0; i < 2; i++)
    {
      g_auto (Picture) picture = { NULL, 0, 0 };

      corral_line_layer_set_compared (median, i == 1);
      picture = take_picture (chart, i == 0 ? "compared-not" : "compared");
      counts[i] = count_pixels (&picture, hue_rgb (CORRAL_HUE_PURPLE, FALSE), 0, picture.width);
    }
  g_assert_cmpuint (counts[1], >, 0);
  g_assert_cmpuint (counts[1], <, counts[0]);
  {
    /* The cart was silent, the store was not: the silence is hatched all the same. */
    g_autoptr (CorralSeriesData) alone = battery_data (40, 5);
    g_autoptr (GArray) gaps = corral_series_data_dup_gaps (alone, (CorralTimeRange){ NOW - D, NOW });
    const gint64 times[] = { NOW - D, NOW };
    const double values[] = { 40, 40 };
    g_autoptr (CorralSeriesData) whole
        = corral_series_data_new (&(CorralSamples){ times, values, NULL, NULL, 2 }, 2 * D, NULL, 0);
    g_auto (Picture) with = take_picture (chart, "compared-both-silent");
    g_auto (Picture) without = { NULL, 0, 0 };
    guint hatched[2];

    g_assert_cmpuint (gaps->len, ==, 1);
    corral_line_layer_set_data (median, whole);
    without = take_picture (chart, "compared-cart-silent");
    for (guint i = 0; i < 2; i++)
      {
        const Picture *picture = i == 0 ? &with : &without;
        int y = 32; /* above both lines */
        guint n = 0;

        for (int x = picture->width / 2; x < picture->width; x++)
          n += pixel (picture, x, y) != pixel (picture, x - 1, y);
        hatched[i] = n;
      }
    g_assert_cmpuint (hatched[0], >, 6);
    g_assert_cmpuint (hatched[1], ==, hatched[0]);
    corral_line_layer_set_data (median, samples);
  }
  {
    /* What is not there is not said of the one while the other has a value. */
    g_autofree char *alone = NULL;

    corral_line_layer_set_data (median, NULL);
    alone = corral_chart_dup_reading (CORRAL_CHART (chart), NOW);
    g_assert_cmpstr (alone, ==, "60\u00a0%");
    corral_line_layer_set_data (median, samples);
  }
  reading = corral_chart_dup_reading (CORRAL_CHART (chart), NOW);
  g_assert_cmpstr (reading, ==, "60\u00a0%, Median 40\u00a0%");
  figures = corral_chart_dup_figures (CORRAL_CHART (chart), (CorralTimeRange){ NOW - H, NOW });
  g_assert_nonnull (strstr (figures, "Median: least "));

  /* Few samples are drawn by another way. */
  corral_time_view_show_last (f->view, 2 * H);
  {
    g_auto (Picture) picture = take_picture (chart, "compared-2h");

    g_assert_cmpuint (count_pixels (&picture, hue_rgb (CORRAL_HUE_PURPLE, FALSE), 0, picture.width), >, 0);
  }
}

/* Little more than a sample a pixel, some pixels without: the area under the line is whole all the same. */
static void
test_area (Fixture *f, gconstpointer data)
{
  g_autoptr (GTimeZone) zone = corral_time_zone ("Europe/Berlin");
  GtkWidget *chart = corral_chart_new ("Area", f->view, zone);
  guint n = (guint) gtk_widget_get_width (f->box);
  g_autofree gint64 *times = g_new (gint64, n);
  g_autofree double *values = g_new (double, n);
  g_autoptr (CorralLineLayer) battery = corral_line_layer_new ("Battery", "%", CORRAL_HUE_BLUE, CORRAL_LINE_AREA);
  g_autoptr (CorralSeriesData) samples = NULL;
  g_auto (Picture) picture = { NULL, 0, 0 };

  for (guint i = 0; i < n; i++)
    {
      times[i] = NOW - D + (gint64) i * (D / n) + (i % 2 ? D / n / 2 : 0);
      values[i] = 60;
    }
  samples = corral_series_data_new (&(CorralSamples){ times, values, NULL, NULL, n }, H, NULL, 0);
  corral_chart_set_lane (CORRAL_CHART (chart), TRUE);
  corral_chart_set_shows_time (CORRAL_CHART (chart), FALSE);
  gtk_widget_set_size_request (chart, -1, 100);
  gtk_box_append (GTK_BOX (f->box), chart);
  corral_line_layer_set_data (battery, samples);
  corral_chart_add_layer (CORRAL_CHART (chart), CORRAL_CHART_LAYER (battery));
  corral_chart_set_value_range (CORRAL_CHART (chart), 0, 100);
  picture = take_picture (chart, "area");
  for (int x = picture.width / 2; x < picture.width - 12; x++)
    g_assert_cmphex (pixel (&picture, x, picture.height - 20), ==, pixel (&picture, picture.width / 2, picture.height - 20));
}

/* What no cart should send is drawn without a complaint, whole and in part, in charts and lanes. */
static void
test_odd_data (Fixture *f, gconstpointer data)
{
  static const double odd[][3] = {
    { NAN, NAN, NAN },       { INFINITY, -INFINITY, 3 }, { 1.7e308, -1.7e308, 0 },
    { -40, -90, -1e9 },      { 1e-320, 0, -1e-320 },     { 7, 7, 7 },
  };
  static const gint64 spans[] = { 15 * M, D, 30 * D };
  g_autofree char *long_name = g_strnfill (5000, 'x');
  const CorralSpan links[] = {
    { { G_MININT64, G_MAXINT64 }, CORRAL_SPAN_LIGHT, CORRAL_HUE_GREEN, long_name },
    { { NOW - H, NOW - 2 * H }, CORRAL_SPAN_SOLID, CORRAL_HUE_BLUE, "Backwards" },
    { { NOW - 2, NOW - 1 }, CORRAL_SPAN_OUTLINE, CORRAL_HUE_PURPLE, NULL },
  };
  const CorralMark marks[] = {
    { G_MININT64, NULL, CORRAL_HUE_GREY, CORRAL_MARK_CROSS, TRUE },
    { NOW - M, long_name, CORRAL_HUE_GREY, CORRAL_MARK_CIRCLE, FALSE },
    { G_MAXINT64, "Never", CORRAL_HUE_GREY, CORRAL_MARK_SQUARE, FALSE },
  };
  g_autoptr (CorralSpanLayer) span_layer = corral_span_layer_new ("Odd");
  g_autoptr (CorralMarkLayer) mark_layer = corral_mark_layer_new ("Odd");
  g_autoptr (CorralLineLayer) in_chart = corral_line_layer_new ("Odd", "%", CORRAL_HUE_AMBER, CORRAL_LINE_AREA);
  g_autoptr (CorralLineLayer) in_lane = corral_line_layer_new ("Odd", NULL, CORRAL_HUE_AMBER, CORRAL_LINE_STEP);
  g_autofree gint64 *times = g_new (gint64, 525600);
  g_autofree double *values = g_new (double, 525600);

  corral_span_layer_set_spans (span_layer, links, G_N_ELEMENTS (links));
  corral_mark_layer_set_marks (mark_layer, marks, G_N_ELEMENTS (marks));
  corral_chart_add_layer (CORRAL_CHART (f->charts[LANE_TRIPS]), CORRAL_CHART_LAYER (span_layer));
  corral_chart_add_layer (CORRAL_CHART (f->charts[LANE_FAULTS]), CORRAL_CHART_LAYER (mark_layer));
  corral_chart_add_layer (CORRAL_CHART (f->charts[CHART_BATTERY]), CORRAL_CHART_LAYER (in_chart));
  corral_chart_add_layer (CORRAL_CHART (f->charts[LANE_TEMPERATURE]), CORRAL_CHART_LAYER (in_lane));
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      for (gsize k = 0; k < 525600; k++)
        {
          times[k] = NOW - (525600 - (gint64) k) * M;
          values[k] = odd[i][k % 3];
        }
      for (guint n = 0; n < 3; n++)
        {
          gsize count = n == 0 ? 1 : n == 1 ? 3 : 525600;
          g_autoptr (CorralSeriesData) series
              = corral_series_data_new (&(CorralSamples){ times + 525600 - count, values + 525600 - count, NULL, NULL,
                                                          count },
                                        5 * M, NULL, 0);

          corral_line_layer_set_data (in_chart, series);
          corral_line_layer_set_data (in_lane, series);
          for (guint v = 0; v < G_N_ELEMENTS (spans); v++)
            {
              g_autofree char *name = g_strdup_printf ("odd-%u-%u-%u", i, n, v);
              g_auto (Picture) picture = { NULL, 0, 0 };

              corral_time_view_show_last (f->view, spans[v]);
              corral_time_view_set_cursor (f->view, NOW - M);
              picture = take_picture (f->window, name);
              for (guint c = 0; c < N_CHARTS; c++)
                {
                  g_autofree char *summary = corral_chart_dup_summary (CORRAL_CHART (f->charts[c]));

                  g_assert_null (strstr (summary, "nan"));
                  g_assert_null (strstr (summary, "inf"));
                }
            }
        }
    }
}

/* A lane that goes away gives its room back to the others. */
static void
test_column (Fixture *f, gconstpointer data)
{
  int with, without, unused;
  g_auto (Picture) before = take_picture (f->charts[CHART_BATTERY], "battery-with-lanes");
  g_auto (Picture) after = { NULL, 0, 0 };

  extent (&before, hue_rgb (CORRAL_HUE_BLUE, FALSE), &with, &unused);
  for (guint i = 0; i < N_CHARTS; i++)
    {
      if (i != CHART_BATTERY)
        corral_chart_set_lane (CORRAL_CHART (f->charts[i]), FALSE);
    }
  after = take_picture (f->charts[CHART_BATTERY], "battery-without-lanes");
  extent (&after, hue_rgb (CORRAL_HUE_BLUE, FALSE), &without, &unused);
  g_assert_cmpint (without, <, with - 40);
}

static void
test_accessible (Fixture *f, gconstpointer data)
{
  g_autofree char *summary = corral_chart_dup_summary (CORRAL_CHART (f->charts[LANE_CONNECTION]));

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (f->charts[LANE_CONNECTION]), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->charts[LANE_CONNECTION]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Connection");
  g_assert_cmpstr (summary, ==,
                   "Connection: Wi-Fi 58 %, Came late 13 %, LTE-M 13 %, Lost in the cloud 8 %, Silent 8 % over the "
                   "last 24 hours.");
}

static void
test_png (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = corral_chart_picture_dup_png (f->box, &error);
  g_autoptr (GBytes) none = NULL;
  g_autoptr (GdkTexture) read = NULL;
  g_autoptr (GtkWidget) unseen = g_object_ref_sink (gtk_label_new ("Unseen"));

  g_assert_no_error (error);
  read = gdk_texture_new_from_bytes (png, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (read), ==, gtk_widget_get_width (f->box));
  g_assert_cmpint (gdk_texture_get_height (read), ==, gtk_widget_get_height (f->box));

  none = corral_chart_picture_dup_png (unseen, &error);
  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED);
}

/* What a lane says and its title, in one line: neither lies over the other, whichever way they are read. */
static void
test_reading_room (void)
{
  for (float room = 60; room <= 240; room += 60)
    for (float title = 20; title <= 200; title += 30)
      for (int rtl = 0; rtl < 2; rtl++)
        {
          float begin = rtl ? MAX (room - title, 0) : 0; /* of the title */
          float end = rtl ? room : MIN (title, room);
          float left, width;

          corral_chart_lane_reading_room (room, title, rtl, &left, &width);
          g_assert_cmpfloat (left, >=, 0);
          g_assert_cmpfloat (left + width, <=, room);
          g_assert_true (width <= 0 || left + width < begin || left > end);
        }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(path, func) g_test_add ("/ui/lanes/" path, Fixture, NULL, fixture_up, func, fixture_down)
  ADD ("light", test_light);
  ADD ("dark", test_dark);
  ADD ("readings", test_readings);
  ADD ("figures", test_figures);
  ADD ("events", test_events);
  ADD ("own-zone", test_own_zone);
  ADD ("gaps", test_gaps);
  ADD ("compared", test_compared);
  ADD ("area", test_area);
  ADD ("odd-data", test_odd_data);
  ADD ("column", test_column);
  ADD ("accessible", test_accessible);
  ADD ("png", test_png);
  g_test_add_func ("/ui/lanes/reading-room", test_reading_room);
  return g_test_run ();
}
