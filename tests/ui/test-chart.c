/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chart and the bars in a real window: what is drawn, what keys and the pointer do, what is
 * said to those who cannot see it. With CORRAL_PICTURES=DIRECTORY the pictures are kept. */
#include "corral-chart.h"
#include "corral-line-layer.h"
#include "corral-mark-layer.h"
#include "corral-random.h"
#include "corral-stack-bar.h"
#include "corral-step-bar.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

/* 2026-11-23 19:20 UTC = 20:20 in Berlin. */
#define NOW G_GINT64_CONSTANT (1795461600000)
#define M CORRAL_MINUTE_MS
#define H CORRAL_HOUR_MS
#define D CORRAL_DAY_MS

/* The second gap, from the window's end. */
#define GAP_START (NOW - 6 * H)
#define GAP_END (NOW - 4 * H)

static gboolean
timed_out_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gboolean late = FALSE;                                                                         \
    guint timeout = g_timeout_add (5000, timed_out_cb, &late);                                     \
    while (!(condition) && !late)                                                                  \
      g_main_context_iteration (NULL, TRUE);                                                       \
    if (late)                                                                                      \
      g_error ("%s:%d: timed out: %s", __FILE__, __LINE__, #condition);                            \
    g_source_remove (timeout);                                                                     \
  }                                                                                                \
  G_STMT_END

/* ---- a layer that counts how often it is drawn
 * ---------------------------------------------------- */

#define TEST_TYPE_COUNTING_LAYER (test_counting_layer_get_type ())
G_DECLARE_FINAL_TYPE (TestCountingLayer,
                      test_counting_layer,
                      TEST,
                      COUNTING_LAYER,
                      CorralChartLayer)

struct _TestCountingLayer
{
  CorralChartLayer parent_instance;
  guint n_drawn;
};

G_DEFINE_FINAL_TYPE (TestCountingLayer, test_counting_layer, CORRAL_TYPE_CHART_LAYER)

static void
test_counting_layer_snapshot (CorralChartLayer *layer,
                              GtkSnapshot *snapshot,
                              const CorralPlot *plot)
{
  TEST_COUNTING_LAYER (layer)->n_drawn++;
  gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 1, 0, 0, 0.004f },
                             &GRAPHENE_RECT_INIT (0, 0, 1, 1));
}

static void
test_counting_layer_class_init (TestCountingLayerClass *klass)
{
  CORRAL_CHART_LAYER_CLASS (klass)->snapshot = test_counting_layer_snapshot;
}

static void
test_counting_layer_init (TestCountingLayer *self)
{
}

/* ---- a window with two charts over one span
 * ------------------------------------------------------- */

typedef struct
{
  GtkWidget *window;
  GtkWidget *battery;
  GtkWidget *signal;
  GtkWidget *steps;
  GtkWidget *stack;
  CorralTimeView *view;
  CorralLineLayer *battery_layer;
  CorralLineLayer *wifi_layer;
  TestCountingLayer *counter;
} Fixture;

static gboolean
is_silent (gint64 t)
{
  return (t > NOW - 17 * H && t < NOW - 16 * H - 12 * M) || (t > GAP_START && t < GAP_END);
}

static CorralSeriesData *
battery_data (void)
{
  g_autoptr (GArray) t = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) v = g_array_new (FALSE, FALSE, sizeof (double));
  CorralTimeRange known = { NOW - 3 * D, NOW };
  double level = 55;

  for (gint64 time = NOW - 3 * D; time <= NOW; time += M)
    {
      gint64 hour = (time + H) / H % 24;
      gboolean is_open = hour >= 7 && hour < 21;

      level = is_open ? MAX (12, level - 0.085) : MIN (100, level + 0.35);
      if (is_silent (time))
        continue;
      {
        double shown = round (level);

        g_array_append_val (t, time);
        g_array_append_val (v, shown);
      }
    }
  return corral_series_data_new (&(CorralSamples){ (gint64 *) (gpointer) t->data,
                                                   (double *) (gpointer) v->data, NULL, NULL,
                                                   t->len },
                                 5 * M, &known, 1);
}

static CorralSeriesData *
signal_data (guint seed, double mean)
{
  g_autoptr (GArray) t = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) v = g_array_new (FALSE, FALSE, sizeof (double));
  CorralTimeRange known = { NOW - 30 * H, NOW };
  CorralRandom random = corral_random_seeded (seed, 0, 0, 0);
  double drift = 0;

  for (gint64 time = NOW - 30 * H; time <= NOW; time += M)
    {
      double value;

      drift = drift * 0.97 + corral_random_normal (&random) * 1.2;
      value = round (mean + drift + corral_random_normal (&random) * 2);
      if (is_silent (time))
        continue;
      g_array_append_val (t, time);
      g_array_append_val (v, value);
    }
  return corral_series_data_new (&(CorralSamples){ (gint64 *) (gpointer) t->data,
                                                   (double *) (gpointer) v->data, NULL, NULL,
                                                   t->len },
                                 5 * M, &known, 1);
}

static void
fixture_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GTimeZone) zone = corral_time_zone ("Europe/Berlin");
  g_autoptr (CorralSeriesData) battery = battery_data ();
  g_autoptr (CorralSeriesData) wifi = signal_data (4, -64);
  g_autoptr (CorralSeriesData) cellular = signal_data (9, -94);
  g_autoptr (CorralLineLayer) cellular_layer = NULL;
  g_autoptr (CorralMarkLayer) marks = NULL;
  CorralTimeRange closed[4];
  const CorralMark events[] = {
    { NOW - 15 * H, "Restarted", CORRAL_HUE_GREY },
    { NOW - 2 * H, "Battery low", CORRAL_HUE_AMBER },
    { GAP_START, "Silent", CORRAL_HUE_VERMILION },
  };
  const double hours[] = { 98, 97, 96, 93, 91, 88, 84, NAN, NAN, 92, 95, 97, 96, 94 };
  const CorralStackPart parts[] = {
    { CORRAL_HUE_GREEN, 6200 }, { CORRAL_HUE_BLUE, 2100 },     { CORRAL_HUE_SKY, 1300 },
    { CORRAL_HUE_AMBER, 240 },  { CORRAL_HUE_VERMILION, 159 }, { CORRAL_HUE_GREY, 1 },
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);

  f->view = corral_time_view_new ((CorralTimeRange){ NOW - 30 * D, NOW });
  f->battery = corral_chart_new ("Battery", f->view, zone);
  f->battery_layer = corral_line_layer_new ("Battery", "%", CORRAL_HUE_BLUE, CORRAL_LINE_AREA);
  corral_line_layer_set_data (f->battery_layer, battery);
  corral_chart_add_layer (CORRAL_CHART (f->battery), CORRAL_CHART_LAYER (f->battery_layer));
  corral_chart_set_value_range (CORRAL_CHART (f->battery), 0, 100);
  corral_chart_set_shows_time (CORRAL_CHART (f->battery), FALSE);
  marks = corral_mark_layer_new ("Messages");
  corral_mark_layer_set_marks (marks, events, G_N_ELEMENTS (events));
  corral_chart_add_layer (CORRAL_CHART (f->battery), CORRAL_CHART_LAYER (marks));
  f->counter = g_object_new (TEST_TYPE_COUNTING_LAYER, NULL);
  corral_chart_add_layer (CORRAL_CHART (f->battery), CORRAL_CHART_LAYER (f->counter));

  f->signal = corral_chart_new ("Signal", f->view, zone);
  f->wifi_layer
      = corral_line_layer_new ("Wi-Fi", "dBm", corral_palette_series_hue (0), CORRAL_LINE_PLAIN);
  corral_line_layer_set_data (f->wifi_layer, wifi);
  corral_chart_add_layer (CORRAL_CHART (f->signal), CORRAL_CHART_LAYER (f->wifi_layer));
  cellular_layer
      = corral_line_layer_new ("Cellular", "dBm", corral_palette_series_hue (1), CORRAL_LINE_PLAIN);
  corral_line_layer_set_data (cellular_layer, cellular);
  corral_chart_add_layer (CORRAL_CHART (f->signal), CORRAL_CHART_LAYER (cellular_layer));

  for (guint i = 0; i < G_N_ELEMENTS (closed); i++)
    {
      gint64 midnight = corral_time_day_start_ms (zone, NOW - (gint64) i * D);

      closed[i] = (CorralTimeRange){ midnight - 3 * H, midnight + 7 * H };
    }
  corral_chart_set_closed (CORRAL_CHART (f->battery), closed, G_N_ELEMENTS (closed));
  corral_chart_set_closed (CORRAL_CHART (f->signal), closed, G_N_ELEMENTS (closed));

  f->steps = corral_step_bar_new ("Service level today");
  corral_step_bar_set_values (CORRAL_STEP_BAR (f->steps), hours, G_N_ELEMENTS (hours), 7, 90);
  gtk_widget_set_hexpand (f->steps, TRUE);
  f->stack = corral_stack_bar_new ();
  corral_stack_bar_set_parts (CORRAL_STACK_BAR (f->stack), parts, G_N_ELEMENTS (parts),
                              "6,200 ready, 2,100 in use, 1 out of service");
  gtk_widget_set_hexpand (f->stack, TRUE);
  gtk_box_append (GTK_BOX (row), f->steps);
  gtk_box_append (GTK_BOX (row), f->stack);

  gtk_widget_set_vexpand (f->battery, TRUE);
  gtk_widget_set_vexpand (f->signal, TRUE);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_box_append (GTK_BOX (box), f->battery);
  gtk_box_append (GTK_BOX (box), f->signal);
  gtk_box_append (GTK_BOX (box), row);

  /* The pointer of a virtual screen stands in its middle, which is here: pictures are to be without
   * it. */
  gtk_widget_set_can_target (box, FALSE);
  f->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (f->window), 800, 520);
  adw_window_set_content (ADW_WINDOW (f->window), box);
  gtk_window_present (GTK_WINDOW (f->window));
  wait_until (gtk_widget_get_mapped (f->window));
  gtk_test_widget_wait_for_draw (f->window);
}

static void
fixture_down (Fixture *f, gconstpointer data)
{
  GtkWidget *battery = f->battery;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  g_object_add_weak_pointer (G_OBJECT (battery), (gpointer *) &f->battery);
  gtk_window_destroy (GTK_WINDOW (f->window));
  wait_until (f->window == NULL && f->battery == NULL);
  g_assert_finalize_object (f->counter);
  g_assert_finalize_object (f->battery_layer);
  g_assert_finalize_object (f->wifi_layer);
  g_assert_finalize_object (f->view);
}

/* ---- pictures
 * ------------------------------------------------------------------------------------ */

typedef struct
{
  guint8 *pixels; /* (owned): B G R A, premultiplied */
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
take_picture (Fixture *f, const char *name)
{
  const char *directory = g_getenv ("CORRAL_PICTURES");
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  Picture picture;

  gtk_test_widget_wait_for_draw (f->window);
  paintable = gtk_widget_paintable_new (f->window);
  picture.width = gdk_paintable_get_intrinsic_width (paintable);
  picture.height = gdk_paintable_get_intrinsic_height (paintable);
  gdk_paintable_snapshot (paintable, snapshot, picture.width, picture.height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (f->window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) picture.width,
                                                              (float) picture.height));
  gsk_render_node_unref (node);
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
count_colours (const Picture *picture, int x0, int y0, int x1, int y1)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (int y = y0; y < y1; y++)
    {
      for (int x = x0; x < x1; x++)
        g_hash_table_add (seen, GUINT_TO_POINTER (pixel (picture, x, y)));
    }
  return g_hash_table_size (seen);
}

/* Whether two colours are nearly one: a stroke's edge pixels are mixed with the ground. */
static gboolean
is_near (guint32 a, guint32 b)
{
  int distance = 0;

  for (int shift = 0; shift < 24; shift += 8)
    distance += ABS ((int) (a >> shift & 0xff) - (int) (b >> shift & 0xff));
  return distance < 150;
}

static guint
count_near (const Picture *picture, guint32 rgb, int x0, int y0, int x1, int y1)
{
  guint n = 0;

  for (int y = y0; y < y1; y++)
    {
      for (int x = x0; x < x1; x++)
        n += is_near (pixel (picture, x, y), rgb);
    }
  return n;
}

static guint
count_pixels (const Picture *picture, guint32 rgb, int x0, int y0, int x1, int y1)
{
  guint n = 0;

  for (int y = y0; y < y1; y++)
    {
      for (int x = x0; x < x1; x++)
        n += pixel (picture, x, y) == rgb;
    }
  return n;
}

/* A picture shows the window's border, too; coordinates of widgets begin inside of it. */
static int
border (Fixture *f)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (f->window);

  return (gdk_paintable_get_intrinsic_width (paintable) - gtk_widget_get_width (f->window)) / 2;
}

static graphene_rect_t
bounds_of (Fixture *f, GtkWidget *widget)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, f->window, &bounds));
  graphene_rect_offset (&bounds, (float) border (f), (float) border (f));
  return bounds;
}

/* Where @time_ms stands in a picture. The margins are those of the chart: a gutter left, 8 pixels
 * right. */
static int
x_of (Fixture *f, GtkWidget *chart, gint64 time_ms)
{
  CorralTimeRange visible = corral_time_view_get_visible (f->view);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (chart, "−1000");
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  graphene_rect_t bounds = bounds_of (f, chart);
  int gutter;
  double plot;

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.87));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &gutter, NULL);
  gutter += 11;
  plot = gtk_widget_get_width (chart) - gutter - 8;
  return (int) (bounds.origin.x + gutter
                + plot * (double) (time_ms - visible.start_ms)
                      / (double) (visible.end_ms - visible.start_ms));
}

static void
vertical_extent (Fixture *f, GtkWidget *chart, int *top, int *bottom)
{
  graphene_rect_t bounds = bounds_of (f, chart);

  /* Inside the plot for sure: below the caption, above the time axis. */
  *top = (int) bounds.origin.y + 30;
  *bottom = (int) (bounds.origin.y + bounds.size.height) - 30;
}

static guint32
hue_rgb (CorralHue hue, gboolean dark)
{
  return corral_palette_rgb (hue, (CorralGround){ .dark = dark });
}

static void
check_picture (Fixture *f, const char *name, gboolean dark)
{
  g_auto (Picture) picture = { NULL, 0, 0 };
  int top;
  int bottom;
  int gap_from = x_of (f, f->battery, GAP_START) + 4;
  int gap_to = x_of (f, f->battery, GAP_END) - 4;

  picture = take_picture (f, name);
  vertical_extent (f, f->battery, &top, &bottom);
  g_assert_cmpuint (count_colours (&picture, 0, 0, picture.width, picture.height), >, 60);

  /* Data left and right of the gap; in it no line and no area, but hatching. */
  g_assert_cmpuint (count_pixels (&picture, hue_rgb (CORRAL_HUE_BLUE, dark), gap_from - 60, top,
                                  gap_from - 8, bottom),
                    >, 20);
  g_assert_cmpuint (count_pixels (&picture, hue_rgb (CORRAL_HUE_BLUE, dark), gap_to + 8, top,
                                  gap_to + 60, bottom),
                    >, 20);
  g_assert_cmpuint (count_pixels (&picture, hue_rgb (CORRAL_HUE_BLUE, dark), gap_from, top, gap_to,
                                  bottom),
                    ==, 0);
  g_assert_cmpuint (count_colours (&picture, gap_from, top, gap_to, bottom), >=, 3);
  /* Every row of the gap is crossed by lines: more than one colour in each. */
  for (int y = top; y < bottom; y += 5)
    g_assert_cmpuint (count_colours (&picture, gap_from, y, gap_to, y + 1), >, 1);

  /* Both series of the lower chart. */
  vertical_extent (f, f->signal, &top, &bottom);
  g_assert_cmpuint (count_pixels (&picture, hue_rgb (corral_palette_series_hue (0), dark), gap_to,
                                  top, picture.width, bottom),
                    >, 50);
  g_assert_cmpuint (count_pixels (&picture, hue_rgb (corral_palette_series_hue (1), dark), gap_to,
                                  top, picture.width, bottom),
                    >, 50);
}

static void
test_picture_light (Fixture *f, gconstpointer data)
{
  check_picture (f, "chart-light", FALSE);
}

static void
test_picture_dark (Fixture *f, gconstpointer data)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  check_picture (f, "chart-dark", TRUE);
}

static void
test_picture_spans (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *name;
    gint64 span;
  } cases[] = {
    { "chart-1h", H }, { "chart-6h", 6 * H }, { "chart-3d", 3 * D }, { "chart-30d", 30 * D }
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Picture) picture = { NULL, 0, 0 };
      int top;
      int bottom;

      corral_time_view_show_last (f->view, cases[i].span);
      picture = take_picture (f, cases[i].name);
      vertical_extent (f, f->battery, &top, &bottom);
      g_assert_cmpuint (count_near (&picture, hue_rgb (CORRAL_HUE_BLUE, FALSE),
                                    x_of (f, f->battery, NOW - cases[i].span / 10), top,
                                    x_of (f, f->battery, NOW), bottom),
                        >, 40);
    }
}

/* ---- the pointer never makes the data be drawn again
 * ------------------------------------------------ */

static void
test_hover (Fixture *f, gconstpointer data)
{
  guint drawn = f->counter->n_drawn;
  g_auto (Picture) before = { NULL, 0, 0 };
  g_auto (Picture) after = { NULL, 0, 0 };

  g_assert_cmpuint (drawn, >, 0);
  before = take_picture (f, "chart-plain");
  for (int i = 1; i < 20; i++)
    {
      corral_time_view_set_cursor (f->view, NOW - i * H);
      gtk_test_widget_wait_for_draw (f->window);
    }
  g_assert_cmpuint (f->counter->n_drawn, ==, drawn);

  corral_time_view_set_cursor (f->view, GAP_START + H);
  after = take_picture (f, "chart-hover-gap");
  g_assert_cmpint (memcmp (before.pixels, after.pixels,
                           (gsize) before.width * (gsize) before.height * 4),
                   !=, 0);
  corral_time_view_set_cursor (f->view, NOW - 10 * H);
  clear_picture (&after);
  after = take_picture (f, "chart-hover-value");
  g_assert_cmpuint (f->counter->n_drawn, ==, drawn);

  /* Zooming does. */
  corral_time_view_zoom (f->view, 0.5, CORRAL_TIME_NONE);
  gtk_test_widget_wait_for_draw (f->window);
  g_assert_cmpuint (f->counter->n_drawn, >, drawn);
}

/* New data of one layer do not redraw another. */
static void
test_layers_apart (Fixture *f, gconstpointer data)
{
  guint drawn = f->counter->n_drawn;
  g_autoptr (CorralSeriesData) other = signal_data (77, 50);

  corral_line_layer_set_data (f->battery_layer, other);
  gtk_test_widget_wait_for_draw (f->window);
  g_assert_cmpuint (f->counter->n_drawn, ==, drawn);
  corral_chart_layer_changed (CORRAL_CHART_LAYER (f->counter));
  gtk_test_widget_wait_for_draw (f->window);
  g_assert_cmpuint (f->counter->n_drawn, ==, drawn + 1);
}

/* ---- keys
 * ---------------------------------------------------------------------------------------- */

/* Does what GTK does for a key: looks for the widget's shortcut of that trigger and activates it.
 */
static void
press (GtkWidget *widget, guint key, GdkModifierType modifiers)
{
  g_autoptr (GtkShortcutTrigger) wanted = gtk_keyval_trigger_new (key, modifiers);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);

          if (gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), wanted))
            {
              g_assert_true (gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0,
                                                           widget, NULL));
              return;
            }
        }
    }
  g_error ("no shortcut for key %u", key);
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  CorralTimeRange visible;

  g_assert_true (gtk_widget_grab_focus (f->battery));
  g_assert_true (gtk_widget_has_focus (f->battery));

  press (f->battery, GDK_KEY_Left, 0);
  g_assert_cmpint (corral_time_view_get_cursor (f->view), ==, NOW - M);
  press (f->battery, GDK_KEY_Left, 0);
  g_assert_cmpint (corral_time_view_get_cursor (f->view), <, NOW - M);
  press (f->battery, GDK_KEY_Right, 0);
  press (f->battery, GDK_KEY_Right, 0);
  g_assert_cmpint (corral_time_view_get_cursor (f->view), ==, NOW - 1);

  /* The cursor goes over a gap in one step. */
  corral_time_view_set_cursor (f->view, GAP_START);
  press (f->battery, GDK_KEY_Right, 0);
  g_assert_cmpint (corral_time_view_get_cursor (f->view), ==, GAP_END);
  press (f->battery, GDK_KEY_Left, 0);
  g_assert_cmpint (corral_time_view_get_cursor (f->view), ==, GAP_START);

  press (f->battery, GDK_KEY_plus, 0);
  visible = corral_time_view_get_visible (f->view);
  g_assert_cmpint (visible.end_ms - visible.start_ms, ==, 16 * H);
  press (f->battery, GDK_KEY_minus, 0);
  visible = corral_time_view_get_visible (f->view);
  g_assert_cmpint (visible.end_ms - visible.start_ms, ==, D);

  press (f->battery, GDK_KEY_Left, GDK_CONTROL_MASK);
  g_assert_false (corral_time_view_get_live (f->view));
  press (f->battery, GDK_KEY_Home, 0);
  g_assert_cmpint (corral_time_view_get_visible (f->view).start_ms, ==, NOW - 30 * D);
  press (f->battery, GDK_KEY_End, 0);
  g_assert_cmpint (corral_time_view_get_visible (f->view).end_ms, ==, NOW);
  g_assert_true (corral_time_view_get_live (f->view));

  /* Off the left edge the view comes along. */
  corral_time_view_set_cursor (f->view, NOW - D);
  press (f->battery, GDK_KEY_Left, 0);
  visible = corral_time_view_get_visible (f->view);
  g_assert_cmpint (visible.start_ms, <, NOW - D);
  g_assert_cmpint (corral_time_view_get_cursor (f->view), ==, visible.start_ms);

  press (f->battery, GDK_KEY_Escape, 0);
  g_assert_true (corral_time_view_get_cursor (f->view) == CORRAL_TIME_NONE);

  corral_time_view_set_selected (f->view, (CorralTimeRange){ NOW - 20 * H, NOW - 10 * H });
  press (f->battery, GDK_KEY_Return, 0);
  g_assert_cmpint (corral_time_view_get_visible (f->view).start_ms, ==, NOW - 20 * H);
}

/* With Shift the cursor's end of the selection moves; the other end stays, also when they change sides. */
static void
test_select_keys (Fixture *f, gconstpointer data)
{
  gint64 from = NOW - 10 * H;
  CorralTimeRange selected;
  gint64 far;

  /* The first press shows the cursor. */
  press (f->battery, GDK_KEY_Left, GDK_SHIFT_MASK);
  g_assert_cmpint (corral_time_view_get_cursor (f->view), ==, NOW - M);
  g_assert_cmpint (corral_time_view_get_selected (f->view).end_ms, ==, 0);

  corral_time_view_set_cursor (f->view, from);
  press (f->battery, GDK_KEY_Right, GDK_SHIFT_MASK);
  press (f->battery, GDK_KEY_Right, GDK_SHIFT_MASK);
  press (f->battery, GDK_KEY_KP_Right, GDK_SHIFT_MASK);
  selected = corral_time_view_get_selected (f->view);
  far = corral_time_view_get_cursor (f->view);
  g_assert_cmpint (far, >, from + 2 * M);
  g_assert_cmpint (selected.start_ms, ==, from);
  g_assert_cmpint (selected.end_ms, ==, far);

  for (guint i = 0; i < 3; i++)
    press (f->battery, GDK_KEY_Left, GDK_SHIFT_MASK);
  g_assert_cmpint (corral_time_view_get_selected (f->view).end_ms, ==, 0);
  press (f->battery, GDK_KEY_Left, GDK_SHIFT_MASK);
  selected = corral_time_view_get_selected (f->view);
  g_assert_cmpint (selected.start_ms, <, from);
  g_assert_cmpint (selected.end_ms, ==, from);

  /* Reading on does not lose what is selected; Escape does. */
  press (f->battery, GDK_KEY_Right, 0);
  press (f->battery, GDK_KEY_Right, 0);
  g_assert_cmpint (corral_time_view_get_selected (f->view).end_ms, ==, from);
  press (f->battery, GDK_KEY_Escape, 0);
  g_assert_cmpint (corral_time_view_get_selected (f->view).end_ms, ==, 0);
}

static void
test_focus_picture (Fixture *f, gconstpointer data)
{
  g_auto (Picture) picture = { NULL, 0, 0 };
  graphene_rect_t bounds;

  gtk_window_set_focus_visible (GTK_WINDOW (f->window), TRUE);
  gtk_widget_grab_focus (f->battery);
  picture = take_picture (f, "chart-focus");
  bounds = bounds_of (f, f->battery);
  g_assert_true (gtk_widget_has_visible_focus (f->battery));
  g_assert_cmphex (pixel (&picture, (int) (bounds.origin.x + bounds.size.width / 2),
                          (int) bounds.origin.y),
                   ==, hue_rgb (CORRAL_HUE_BLUE, FALSE));
}

/* ---- the pointer, through the controllers
 * --------------------------------------------------------- */

static GtkEventController *
find_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (g_type_is_a (G_OBJECT_TYPE (controller), type))
        return controller; /* the widget keeps it alive */
    }
  g_error ("no %s", g_type_name (type));
}

static void
test_pointer (Fixture *f, gconstpointer data)
{
  GtkEventController *motion = find_controller (f->battery, GTK_TYPE_EVENT_CONTROLLER_MOTION);
  GtkEventController *scroll = find_controller (f->battery, GTK_TYPE_EVENT_CONTROLLER_SCROLL);
  CorralTimeRange visible;
  gint64 cursor;
  gboolean handled = FALSE;

  g_signal_emit_by_name (motion, "motion", gtk_widget_get_width (f->battery) - 8 - 200.0, 40.0);
  cursor = corral_time_view_get_cursor (f->view);
  g_assert_cmpint (cursor, <, NOW);
  g_assert_cmpint (cursor, >, NOW - 12 * H);

  /* Wheel up shows less time, about the pointer. */
  g_signal_emit_by_name (scroll, "scroll", 0.0, -1.0, &handled);
  visible = corral_time_view_get_visible (f->view);
  g_assert_true (handled);
  g_assert_cmpint (visible.end_ms - visible.start_ms, <, D);
  g_signal_emit_by_name (motion, "motion", gtk_widget_get_width (f->battery) - 8 - 200.0, 40.0);
  g_assert_cmpint (ABS (corral_time_view_get_cursor (f->view) - cursor), <, 2 * M);

  /* Sideways pans. */
  g_signal_emit_by_name (scroll, "scroll", -1.0, 0.0, &handled);
  g_assert_cmpint (corral_time_view_get_visible (f->view).start_ms, <, visible.start_ms);

  /* At the limit the wheel is left to the page. */
  corral_time_view_show_last (f->view, 15 * M);
  g_signal_emit_by_name (scroll, "scroll", 0.0, -1.0, &handled);
  g_assert_false (handled);
  corral_chart_set_wheel_zooms (CORRAL_CHART (f->battery), FALSE);
  g_signal_emit_by_name (scroll, "scroll", 0.0, 1.0, &handled);
  g_assert_false (handled);

  /* Over the axis there is no time; nor outside. */
  g_signal_emit_by_name (motion, "motion", 2.0, 40.0);
  g_assert_true (corral_time_view_get_cursor (f->view) == CORRAL_TIME_NONE);
  g_signal_emit_by_name (motion, "motion", 300.0, 40.0);
  g_assert_true (corral_time_view_get_cursor (f->view) != CORRAL_TIME_NONE);
  g_signal_emit_by_name (motion, "leave");
  g_assert_true (corral_time_view_get_cursor (f->view) == CORRAL_TIME_NONE);
}

/* ---- what is said
 * --------------------------------------------------------------------------------- */

static gboolean
describes (GtkWidget *widget, const char *wanted)
{
  g_autofree char *problem
      = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                            GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, wanted);

  if (problem != NULL)
    g_test_message ("says %s", problem);
  return problem == NULL;
}

static void
test_accessible (Fixture *f, gconstpointer data)
{
  g_autofree char *summary = corral_chart_dup_summary (CORRAL_CHART (f->battery));
  g_autofree char *with_cursor = NULL;

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (f->battery), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->battery), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Battery");
  g_test_message ("%s", summary);
  g_assert_true (g_str_has_prefix (summary, "Battery: "));
  g_assert_nonnull (strstr (summary, "% now, between "));
  g_assert_nonnull (strstr (summary, " over the last 24 hours, no data "));
  g_assert_nonnull (strstr (summary, "14:20–16:20"));
  g_assert_nonnull (strstr (summary, "Messages: 3 marks, last Battery low 18:20."));
  wait_until (describes (f->battery, summary));

  /* Moved by keys, the cursor is spoken. */
  corral_time_view_set_cursor (f->view, GAP_END);
  press (f->battery, GDK_KEY_Left, 0);
  with_cursor = g_strconcat ("14:20, Battery 63\u00a0%, Messages 14:20 Silent. ", summary, NULL);
  wait_until (describes (f->battery, with_cursor));
  press (f->battery, GDK_KEY_Escape, 0);
  wait_until (describes (f->battery, summary));

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (f->steps), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->steps), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Service level today");
  g_assert_true (describes (
      f->steps,
      "94\u00a0% at 20:00, lowest 84\u00a0% at 13:00, 2 hours below the target of 90\u00a0%"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->stack), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "6,200 ready, 2,100 in use, 1 out of service");
}

static void
test_table (Fixture *f, gconstpointer data)
{
  g_autoptr (CorralChartTable) table = corral_chart_dup_table (CORRAL_CHART (f->signal));
  g_autoptr (CorralChartTable) thinned = NULL;
  char **first = g_ptr_array_index (table->rows, 0);

  g_assert_cmpuint (g_strv_length (table->header), ==, 3);
  g_assert_cmpstr (table->header[0], ==, "Time (CET)");
  g_assert_cmpstr (table->header[1], ==, "Wi-Fi, dBm");
  g_assert_cmpstr (table->header[2], ==, "Cellular, dBm");
  g_assert_false (table->is_thinned);
  g_assert_cmpuint (table->rows->len, >, 1000);
  g_assert_cmpstr (first[0], ==, "2026-11-22 20:20:00");
  g_assert_true (g_str_has_prefix (first[1], "−"));
  for (guint i = 0; i < table->rows->len; i++)
    g_assert_cmpuint (g_strv_length (g_ptr_array_index (table->rows, i)), ==, 3);

  corral_time_view_show_last (f->view, 3 * D);
  thinned = corral_chart_dup_table (CORRAL_CHART (f->battery));
  g_assert_true (thinned->is_thinned);
  g_assert_cmpuint (thinned->rows->len, ==, CORRAL_CHART_TABLE_ROWS);
  g_assert_cmpstr (thinned->header[2], ==, "Battery, % (least)");
  for (guint i = 0; i < thinned->rows->len; i++)
    {
      char **row = g_ptr_array_index (thinned->rows, i);

      for (guint k = 0; k < 4; k++)
        g_assert_null (strstr (row[k], "nan"));
    }
}

/* Nothing is known, or only NaN, or one sample: drawn without a complaint. */
static void
test_poor_data (Fixture *f, gconstpointer data)
{
  const gint64 t[] = { NOW - 2 * H, NOW - H, NOW - 10 * M };
  const double nothing[] = { NAN, NAN, NAN };
  const double one[] = { NAN, 40, NAN };
  const double *values[] = { nothing, one };

  corral_chart_set_value_range (CORRAL_CHART (f->battery), NAN, NAN);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (CorralSeriesData) poor
          = i < 2 ? corral_series_data_new (&(CorralSamples){ t, values[i], NULL, NULL, 3 }, 5 * M,
                                            NULL, 0)
                  : NULL;
      g_auto (Picture) picture = { NULL, 0, 0 };
      g_autofree char *summary = NULL;

      corral_line_layer_set_data (f->battery_layer, poor);
      corral_time_view_set_cursor (f->view, NOW - H);
      picture = take_picture (f, i == 0 ? "chart-nan" : i == 1 ? "chart-one" : "chart-not-loaded");
      g_assert_cmpuint (count_colours (&picture, 0, 0, picture.width, picture.height), >, 60);
      summary = corral_chart_dup_summary (CORRAL_CHART (f->battery));
      g_assert_null (strstr (summary, "nan"));
    }
  corral_step_bar_set_values (CORRAL_STEP_BAR (f->steps), nothing, 3, 8, NAN);
  corral_stack_bar_set_parts (CORRAL_STACK_BAR (f->stack), NULL, 0, "None");
  gtk_test_widget_wait_for_draw (f->window);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (f->steps),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "No data today");
}

/* A part that is not zero can be seen, be it one of ten thousand. */
static void
test_stack_bar (Fixture *f, gconstpointer data)
{
  g_auto (Picture) picture = take_picture (f, "chart-bars");
  graphene_rect_t b;
  int y;
  static const CorralHue hues[] = { CORRAL_HUE_GREEN, CORRAL_HUE_BLUE,      CORRAL_HUE_SKY,
                                    CORRAL_HUE_AMBER, CORRAL_HUE_VERMILION, CORRAL_HUE_GREY };

  b = bounds_of (f, f->stack);
  y = (int) (b.origin.y + b.size.height / 2);
  for (guint i = 0; i < G_N_ELEMENTS (hues); i++)
    g_assert_cmpuint (count_pixels (&picture, hue_rgb (hues[i], FALSE), (int) b.origin.x, y,
                                    (int) (b.origin.x + b.size.width), y + 1),
                      >=, 2);
}

/* Where the caption has no room for the place, it says the zone's letters: no time is without a zone. */
static void
test_zone_without_room (Fixture *f, gconstpointer data)
{
  g_autoptr (GTimeZone) zone = corral_time_zone ("Europe/Berlin");
  g_autofree char *title = g_strnfill (40, 'm');

  corral_chart_set_zone (CORRAL_CHART (f->battery), zone, "America/Argentina/Buenos_Aires/Comodoro_Rivadavia/Escalante/Sarmiento");
  corral_chart_set_shows_time (CORRAL_CHART (f->battery), TRUE);
  for (guint i = 0; i < 2; i++)
    {
      g_auto (Picture) picture = { NULL };
      graphene_rect_t b;
      int right;

      corral_chart_set_title (CORRAL_CHART (f->battery), i == 0 ? title : "m");
      picture = take_picture (f, i == 0 ? "zone-letters" : "zone-place");
      b = bounds_of (f, f->battery);
      right = (int) (b.origin.x + b.size.width);
      g_assert_cmpuint (count_colours (&picture, right - 60, (int) b.origin.y, right, (int) b.origin.y + 14), >, 3);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(path, func)                                                                            \
  g_test_add ("/ui/chart/" path, Fixture, NULL, fixture_up, func, fixture_down)
  ADD ("picture-light", test_picture_light);
  ADD ("picture-dark", test_picture_dark);
  ADD ("picture-spans", test_picture_spans);
  ADD ("hover", test_hover);
  ADD ("layers-apart", test_layers_apart);
  ADD ("keys", test_keys);
  ADD ("select-keys", test_select_keys);
  ADD ("focus", test_focus_picture);
  ADD ("pointer", test_pointer);
  ADD ("accessible", test_accessible);
  ADD ("table", test_table);
  ADD ("poor-data", test_poor_data);
  ADD ("zone-without-room", test_zone_without_room);
  ADD ("stack-bar", test_stack_bar);
  return g_test_run ();
}
