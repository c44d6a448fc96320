/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thin bar of counts, for table cells by the hundred: one rectangle per part, no child widgets.
 * Main thread. */
#include "config.h"

#include "corral-stack-bar.h"

#include "corral-chart-layer.h"

#include <math.h>
#include <string.h>

#define BAR_HEIGHT 8
#define NATURAL_WIDTH 96
#define MINIMUM_WIDTH 32
#define SEPARATION 1.0
/* Of a part with a hollow middle. */
#define EDGE 3.0f
#define LEAST_PART 2.0

struct _CorralStackBar
{
  GtkWidget parent_instance;
  CorralStackPart parts[CORRAL_STACK_BAR_MAX_PARTS];
  guint n;
};

G_DEFINE_FINAL_TYPE (CorralStackBar, corral_stack_bar, GTK_TYPE_WIDGET)

static void
corral_stack_bar_measure (GtkWidget *widget,
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
draw (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CorralStackBar *self = CORRAL_STACK_BAR (widget);
  CorralPlot plot = { .ground = corral_plot_current_ground () };
  double width = gtk_widget_get_width (widget);
  double height = MIN (BAR_HEIGHT, gtk_widget_get_height (widget));
  double y = floor ((gtk_widget_get_height (widget) - height) / 2);
  GdkRGBA ground = corral_plot_ground_colour (&plot, 1);
  double room;
  double rest = 0; /* the counts that share what the thinnest parts leave */
  double x = 0;
  double widths[CORRAL_STACK_BAR_MAX_PARTS];
  gboolean is_settled = FALSE;
  guint shown = 0;

  for (guint i = 0; i < self->n; i++)
    {
      widths[i] = self->parts[i].count > 0 ? -1 : 0;
      shown += self->parts[i].count > 0;
    }
  if (shown == 0)
    {
      GdkRGBA track = corral_plot_colour (&plot, CORRAL_HUE_TEXT, 0.12);

      gtk_snapshot_append_color (snapshot, &track,
                                 &GRAPHENE_RECT_INIT (0, (float) y, (float) width, (float) height));
      return;
    }

  /* Parts that would be thinner than the least get the least; that makes the others thinner, so
   * look again. */
  room = width - SEPARATION * (shown - 1);
  while (!is_settled)
    {
      double left = room;

      is_settled = TRUE;
      rest = 0;
      for (guint i = 0; i < self->n; i++)
        {
          if (widths[i] < 0)
            rest += self->parts[i].count;
          else
            left -= widths[i];
        }
      for (guint i = 0; i < self->n; i++)
        {
          if (widths[i] < 0 && left * self->parts[i].count / rest < LEAST_PART)
            {
              widths[i] = LEAST_PART;
              is_settled = FALSE;
            }
        }
      if (is_settled)
        {
          for (guint i = 0; i < self->n; i++)
            widths[i] = widths[i] < 0 ? left * self->parts[i].count / rest : widths[i];
        }
    }

  for (guint i = 0; i < self->n; i++)
    {
      GdkRGBA colour = corral_plot_colour (&plot, self->parts[i].hue, 1);
      double left = round (x);
      double right = round (x + widths[i]);

      if (self->parts[i].count == 0)
        continue;
      gtk_snapshot_append_color (snapshot, &colour,
                                 &GRAPHENE_RECT_INIT ((float) left, (float) y,
                                                      (float) (right - left), (float) height));
      if (corral_palette_is_hollow (self->parts[i].hue) && right - left > 2 * EDGE)
        gtk_snapshot_append_color (snapshot, &ground,
                                   &GRAPHENE_RECT_INIT ((float) left + EDGE, (float) y + EDGE,
                                                        (float) (right - left) - 2 * EDGE, (float) height - 2 * EDGE));
      x += widths[i] + SEPARATION;
    }
}

/* It grows from where reading begins. */
static void
corral_stack_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
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
corral_stack_bar_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (corral_stack_bar_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
corral_stack_bar_class_init (CorralStackBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = corral_stack_bar_measure;
  widget_class->snapshot = corral_stack_bar_snapshot;
  widget_class->css_changed = corral_stack_bar_css_changed;
  gtk_widget_class_set_css_name (widget_class, "corral-stack-bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
corral_stack_bar_init (CorralStackBar *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
corral_stack_bar_new (void)
{
  return g_object_new (CORRAL_TYPE_STACK_BAR, NULL);
}

void
corral_stack_bar_set_parts (CorralStackBar *self,
                            const CorralStackPart *parts,
                            guint n,
                            const char *accessible_label)
{
  g_return_if_fail (CORRAL_IS_STACK_BAR (self));
  g_return_if_fail (n <= CORRAL_STACK_BAR_MAX_PARTS);

  if (n == self->n && (n == 0 || memcmp (parts, self->parts, n * sizeof *parts) == 0))
    return;
  if (n > 0)
    memcpy (self->parts, parts, n * sizeof *parts);
  self->n = n;
  if (accessible_label != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    accessible_label, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
