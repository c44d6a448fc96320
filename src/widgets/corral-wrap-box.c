/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that wraps. Main thread. */
#include "config.h"

#include "corral-wrap-box.h"

struct _CorralWrapBox
{
  GtkWidget parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (CorralWrapBox, corral_wrap_box, GTK_TYPE_WIDGET)

/* Lays the children out in @width and, with @place, puts them there. Returns the height that it takes. */
static int
flow (CorralWrapBox *self, int width, gboolean place)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int x = 0, y = 0, line_height = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int minimum, natural, child_width, height;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      child_width = MAX (minimum, MIN (natural, width));
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, child_width, NULL, &height, NULL, NULL);
      if (x > 0 && x + child_width > width)
        {
          y += line_height + self->spacing;
          x = line_height = 0;
        }
      if (place)
        gtk_widget_size_allocate (
            child, &(GtkAllocation){ rtl ? width - x - child_width : x, y, child_width, height }, -1);
      x += child_width + self->spacing;
      line_height = MAX (line_height, height);
    }
  return y + line_height;
}

static GtkSizeRequestMode
corral_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
corral_wrap_box_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  CorralWrapBox *self = CORRAL_WRAP_BOX (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = flow (self, for_size < 0 ? G_MAXINT / 2 : for_size, FALSE);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (*natural > 0 ? self->spacing : 0);
    }
}

static void
corral_wrap_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  flow (CORRAL_WRAP_BOX (widget), width, TRUE);
}

static void
corral_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (corral_wrap_box_parent_class)->dispose (object);
}

static void
corral_wrap_box_class_init (CorralWrapBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = corral_wrap_box_dispose;
  widget_class->get_request_mode = corral_wrap_box_get_request_mode;
  widget_class->measure = corral_wrap_box_measure;
  widget_class->size_allocate = corral_wrap_box_size_allocate;
}

static void
corral_wrap_box_init (CorralWrapBox *self)
{
}

GtkWidget *
corral_wrap_box_new (int spacing)
{
  CorralWrapBox *self = g_object_new (CORRAL_TYPE_WRAP_BOX, NULL);

  self->spacing = spacing;
  return GTK_WIDGET (self);
}

void
corral_wrap_box_append (CorralWrapBox *self, GtkWidget *child)
{
  g_return_if_fail (CORRAL_IS_WRAP_BOX (self));

  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}

void
corral_wrap_box_remove (CorralWrapBox *self, GtkWidget *child)
{
  g_return_if_fail (CORRAL_IS_WRAP_BOX (self));
  g_return_if_fail (gtk_widget_get_parent (child) == GTK_WIDGET (self));

  gtk_widget_unparent (child);
}
