/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure with its interval. Main thread. */
#include "config.h"

#include "corral-interval-bar.h"

#include "corral-chart-layer.h"

#include <math.h>

#define MINIMUM_WIDTH 120
#define NATURAL_WIDTH 260
#define BAR_HEIGHT 18
#define MARK 7.0
#define LINE 2.0

struct _CorralIntervalBar
{
  GtkWidget parent_instance;
  double value, low, high, whole, most;
  gboolean stands_out;
};

G_DEFINE_FINAL_TYPE (CorralIntervalBar, corral_interval_bar, GTK_TYPE_WIDGET)

static void
corral_interval_bar_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MINIMUM_WIDTH : BAR_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : BAR_HEIGHT;
  *minimum_baseline = -1;
  *natural_baseline = -1;
}

static void
fill (GtkSnapshot *snapshot, const GdkRGBA *colour, double x, double y, double width, double height)
{
  gtk_snapshot_append_color (snapshot, colour,
                             &GRAPHENE_RECT_INIT ((float) round (x), (float) round (y), (float) width, (float) height));
}

static void
draw (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CorralIntervalBar *self = CORRAL_INTERVAL_BAR (widget);
  CorralPlot plot = { .ground = corral_plot_current_ground () };
  double room = gtk_widget_get_width (widget) - MARK;
  double left = MARK / 2;
  double middle = gtk_widget_get_height (widget) / 2.0;
  CorralHue hue = self->stands_out ? CORRAL_HUE_VERMILION : CORRAL_HUE_BLUE;
  GdkRGBA colour = corral_plot_colour (&plot, hue, 1);
  GdkRGBA faint = corral_plot_colour (&plot, CORRAL_HUE_TEXT, 0.45);
  GdkRGBA ground = corral_plot_ground_colour (&plot, 1);

  if (!(self->most > 0) || room <= 0)
    return;
#define AT(number) (left + CLAMP ((number) / self->most, 0, 1) * room)
  if (!isnan (self->whole))
    fill (snapshot, &faint, AT (self->whole), 0, 1, gtk_widget_get_height (widget));
  if (isnan (self->value))
    return;
  fill (snapshot, &colour, AT (self->low), middle - LINE / 2, MAX (AT (self->high) - AT (self->low), LINE), LINE);
  fill (snapshot, &colour, AT (self->value) - MARK / 2, middle - MARK / 2, MARK, MARK);
  if (!self->stands_out)
    fill (snapshot, &ground, AT (self->value) - MARK / 2 + LINE, middle - MARK / 2 + LINE, MARK - 2 * LINE, MARK - 2 * LINE);
#undef AT
}

/* It grows from where reading begins. */
static void
corral_interval_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  if (gtk_widget_get_direction (widget) != GTK_TEXT_DIR_RTL)
    {
      draw (widget, snapshot);
      return;
    }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) gtk_widget_get_width (widget), 0));
  gtk_snapshot_scale (snapshot, -1, 1);
  draw (widget, snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
corral_interval_bar_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (corral_interval_bar_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
corral_interval_bar_class_init (CorralIntervalBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = corral_interval_bar_measure;
  widget_class->snapshot = corral_interval_bar_snapshot;
  widget_class->css_changed = corral_interval_bar_css_changed;
  gtk_widget_class_set_css_name (widget_class, "corral-interval-bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
corral_interval_bar_init (CorralIntervalBar *self)
{
  self->value = self->low = self->high = self->whole = NAN;
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
corral_interval_bar_new (void)
{
  return g_object_new (CORRAL_TYPE_INTERVAL_BAR, NULL);
}

void
corral_interval_bar_set (CorralIntervalBar *self, double value, double low, double high, double whole, double most,
                         gboolean stands_out, const char *words)
{
  g_return_if_fail (CORRAL_IS_INTERVAL_BAR (self));

  self->value = value;
  self->low = low;
  self->high = high;
  self->whole = whole;
  self->most = most;
  self->stands_out = stands_out;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
