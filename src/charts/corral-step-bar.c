/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small step chart of a percentage per hour against its target. Main thread. */
#include "config.h"

#include "corral-step-bar.h"

#include "corral-chart-layer.h"
#include "corral-hatching.h"
#include "corral-series-words.h"

#include <glib/gi18n.h>
#include <math.h>

#define N_HOURS 24
#define MINIMUM_WIDTH 120
#define NATURAL_WIDTH 240
#define PLOT_HEIGHT 48
#define LINE 2.0f
#define RIGHT_ROOM 4.0f

struct _CorralStepBar
{
  GtkWidget parent_instance;
  double values[N_HOURS];
  guint n;
  guint first_hour;
  double target;
};

G_DEFINE_FINAL_TYPE (CorralStepBar, corral_step_bar, GTK_TYPE_WIDGET)

static PangoLayout *
small_layout (GtkWidget *widget, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.87));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_context_set_base_dir (pango_layout_get_context (layout), PANGO_DIRECTION_WEAK_LTR);
  return layout;
}

static void
draw_text (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *colour)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) floor (x), (float) floor (y)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
corral_step_bar_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum_baseline = -1;
  *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MINIMUM_WIDTH;
      *natural = NATURAL_WIDTH;
    }
  else
    {
      g_autoptr (PangoLayout) layout = small_layout (widget, "24");
      int height;

      pango_layout_get_pixel_size (layout, NULL, &height);
      *minimum = *natural = PLOT_HEIGHT + height / 2 + height + 4;
    }
}

/* A scale from a round value below all that is shown, up to 100: differences near the top are what
 * counts. */
static CorralScale
find_scale (CorralStepBar *self)
{
  double low = isnan (self->target) ? 100 : self->target;

  for (guint i = 0; i < self->n; i++)
    low = isnan (self->values[i]) ? low : MIN (low, self->values[i]);
  return (CorralScale){ MAX (0, floor ((low - 1) / 10) * 10), 100 };
}

static void
corral_step_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CorralStepBar *self = CORRAL_STEP_BAR (widget);
  CorralPlot plot = { .ground = corral_plot_current_ground (), .scale = find_scale (self) };
  GdkRGBA axis = corral_plot_colour (&plot, CORRAL_HUE_TEXT, 0.45);
  GdkRGBA dim = corral_plot_colour (&plot, CORRAL_HUE_TEXT, 0.72);
  GdkRGBA hatch = corral_plot_colour (&plot, CORRAL_HUE_TEXT, 0.26);
  graphene_rect_t unknown[N_HOURS];
  guint n_unknown = 0;
  g_autoptr (PangoLayout) top = small_layout (widget, "100");
  g_autofree char *low = corral_scale_format (plot.scale.low, 1, NULL);
  g_autoptr (PangoLayout) bottom = small_layout (widget, low);
  double hour_width;
  double previous_y = NAN;
  double free_from = -1;
  float left;
  float top_room;
  int text_width;
  int text_height;
  int width;

  pango_layout_get_pixel_size (top, &text_width, &text_height);
  left = (float) text_width + 6;
  /* The labels stand beside the ends of the axis. */
  top_room = (float) text_height / 2;
  plot.width = gtk_widget_get_width (widget) - left - RIGHT_ROOM;
  plot.height = gtk_widget_get_height (widget) - top_room - text_height - 4;
  if (self->n == 0 || plot.width < self->n || plot.height < 8)
    return;
  hour_width = plot.width / self->n;

  draw_text (snapshot, top, 0, 0, &dim);
  pango_layout_get_pixel_size (bottom, &width, NULL);
  draw_text (snapshot, bottom, text_width - width, plot.height, &dim);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left, floorf (top_room)));

  for (guint i = 0; i < self->n; i++)
    {
      if (isnan (self->values[i]))
        unknown[n_unknown++] = GRAPHENE_RECT_INIT ((float) (i * hour_width), 0, (float) hour_width,
                                                   (float) plot.height);
    }
  corral_hatching_snapshot (snapshot, CORRAL_TEXTURE_HATCH, unknown, n_unknown, &hatch,
                            gtk_widget_get_scale_factor (widget));
  gtk_snapshot_append_color (snapshot, &axis,
                             &GRAPHENE_RECT_INIT (0, (float) plot.height, (float) plot.width, 1));

  for (guint i = 0; i < self->n; i++)
    {
      double value = self->values[i];
      gboolean is_below = value < self->target;
      CorralHue hue = is_below ? CORRAL_HUE_VERMILION : CORRAL_HUE_GREEN;
      GdkRGBA line = corral_plot_colour (&plot, hue, 1);
      GdkRGBA area = corral_plot_colour (&plot, hue, 0.16);
      float x = (float) floor (i * hour_width);
      float w = (float) (floor ((i + 1) * hour_width) - floor (i * hour_width));
      double y = floor (corral_plot_y (&plot, value));

      if (isnan (value))
        {
          previous_y = NAN;
          continue;
        }
      gtk_snapshot_append_color (snapshot, &area,
                                 &GRAPHENE_RECT_INIT (x, (float) y, w, (float) (plot.height - y)));
      gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (x, (float) y, w, LINE));
      if (!isnan (previous_y) && previous_y != y)
        gtk_snapshot_append_color (snapshot, &line,
                                   &GRAPHENE_RECT_INIT (x, (float) MIN (y, previous_y), LINE,
                                                        (float) fabs (y - previous_y) + LINE));
      previous_y = y;
    }

  if (!isnan (self->target))
    {
      GdkRGBA colour = corral_plot_colour (&plot, CORRAL_HUE_TEXT, 0.8);
      float y = (float) floor (corral_plot_y (&plot, self->target));

      /* Dashed, so that it is not taken for a value. */
      for (float x = 0; x < (float) plot.width; x += 7)
        gtk_snapshot_append_color (snapshot, &colour,
                                   &GRAPHENE_RECT_INIT (x, y, MIN (4, (float) plot.width - x), 1));
    }

  for (guint i = 0; i <= self->n; i++)
    {
      guint hour = self->first_hour + i;
      g_autofree char *text = g_strdup_printf ("%u", hour == 24 && i == self->n ? 24 : hour % 24);
      g_autoptr (PangoLayout) layout = NULL;
      double x;

      /* Every second hour at most, and the closing hour if there is room. */
      if (i % 2 != 0 && i != self->n)
        continue;
      layout = small_layout (widget, text);
      pango_layout_get_pixel_size (layout, &width, NULL);
      x = CLAMP (i * hour_width - width / 2., 0, plot.width - width + RIGHT_ROOM);
      if (x < free_from)
        continue;
      free_from = x + width + 8;
      draw_text (snapshot, layout, x, plot.height + 3, &dim);
    }
  gtk_snapshot_restore (snapshot);
}

static void
corral_step_bar_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (corral_step_bar_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
corral_step_bar_class_init (CorralStepBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = corral_step_bar_measure;
  widget_class->snapshot = corral_step_bar_snapshot;
  widget_class->css_changed = corral_step_bar_css_changed;
  gtk_widget_class_set_css_name (widget_class, "corral-step-bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
corral_step_bar_init (CorralStepBar *self)
{
  self->target = NAN;
}

/* "91 % in the last hour known, lowest 74 % at 13:00, 3 hours below the target of 90 %" */
static void
describe (CorralStepBar *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *last = NULL;
  g_autofree char *lowest = NULL;
  int last_hour = -1;
  int lowest_hour = -1;
  guint n_below = 0;

  for (guint i = 0; i < self->n; i++)
    {
      if (isnan (self->values[i]))
        continue;
      last_hour = (int) i;
      if (lowest_hour < 0 || self->values[i] < self->values[lowest_hour])
        lowest_hour = (int) i;
      n_below += self->values[i] < self->target;
    }

  if (last_hour < 0)
    g_string_append (text, _ ("No data today"));
  else
    {
      last = corral_series_words_value (self->values[last_hour], "%");
      lowest = corral_series_words_value (self->values[lowest_hour], "%");
      /* Translators: percentages and hours of the day: "91 % at 16:00, lowest 74 % at 13:00". */
      g_string_append_printf (text, _ ("%s at %02u:00, lowest %s at %02u:00"), last,
                              (self->first_hour + (guint) last_hour) % 24, lowest,
                              (self->first_hour + (guint) lowest_hour) % 24);
      if (!isnan (self->target))
        {
          g_autofree char *target = corral_series_words_value (self->target, "%");

          g_string_append (text, _ (", "));
          g_string_append_printf (text,
                                  ngettext ("%u hour below the target of %s",
                                            "%u hours below the target of %s", n_below),
                                  n_below, target);
        }
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text->str, -1);
}

GtkWidget *
corral_step_bar_new (const char *label)
{
  GtkWidget *self = g_object_new (CORRAL_TYPE_STEP_BAR, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return self;
}

void
corral_step_bar_set_values (CorralStepBar *self,
                            const double *values,
                            guint n,
                            guint first_hour,
                            double target)
{
  g_return_if_fail (CORRAL_IS_STEP_BAR (self));
  g_return_if_fail (n <= N_HOURS);

  self->n = n;
  for (guint i = 0; i < n; i++)
    self->values[i] = isfinite (values[i]) ? CLAMP (values[i], 0, 100) : NAN;
  self->first_hour = first_hour % 24;
  self->target = target;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
