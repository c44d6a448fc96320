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

/* What a line has: where it ends, what is left of its width, and who would like to have that. */
typedef struct
{
  GtkWidget *end; /* (nullable): where the next line begins */
  int left;
  int wanted;     /* by children that expand, up to what they like */
  int n_expand;
} Line;

static gboolean
expands (GtkWidget *child)
{
  return gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL);
}

/* How wide @child is in a line of @width, before what is left is given out. What takes what is left, such as text that wraps,
 * does not ask for a line of its own: a third of one is enough for it to begin. @wanted: so much more it would like. */
static int
get_child_width (GtkWidget *child, int width, int *wanted)
{
  int minimum, natural, packed;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  /* Of what would not fit into a line in any case it is half: fewer lines in all. */
  packed = MAX (minimum, expands (child) ? MIN (natural, natural > width ? width / 2 : width / 3) : MIN (natural, width));
  natural = MIN (natural, width);
  *wanted = MAX (natural - packed, 0);
  return packed;
}

static void
find_line (CorralWrapBox *self, GtkWidget *first, int width, Line *line)
{
  GtkWidget *child;
  int x = 0;

  *line = (Line){ NULL };
  for (child = first; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_width, wanted;

      if (!gtk_widget_should_layout (child))
        continue;
      child_width = get_child_width (child, width, &wanted);
      if (x > 0 && x + self->spacing + child_width > width)
        break;
      x += child_width + (x > 0 ? self->spacing : 0);
      line->wanted += wanted;
      line->n_expand += expands (child);
    }
  line->end = child;
  line->left = MAX (width - x, 0);
}

/* The line that begins with @first at @y. Returns its height. With @height 0 it is only measured. */
static int
lay_line (CorralWrapBox *self, GtkWidget *first, const Line *line, int width, int y, int height)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int beyond = MAX (line->left - line->wanted, 0);
  int x = 0, line_height = 0;

  for (GtkWidget *child = first; child != line->end; child = gtk_widget_get_next_sibling (child))
    {
      int child_width, child_height, wanted;

      if (!gtk_widget_should_layout (child))
        continue;
      child_width = get_child_width (child, width, &wanted);
      if (wanted > 0)
        child_width += (int) ((gint64) wanted * MIN (line->left, line->wanted) / line->wanted);
      if (expands (child))
        child_width += beyond / line->n_expand;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, child_width, NULL, &child_height, NULL, NULL);
      line_height = MAX (line_height, child_height);
      if (height > 0)
        gtk_widget_size_allocate (
            child, &(GtkAllocation){ rtl ? width - x - child_width : x, y, child_width, height }, -1);
      x += child_width + self->spacing;
    }
  return line_height;
}

/* Lays the children out in @width and, with @place, puts them there. Returns the height that it takes. */
static int
flow (CorralWrapBox *self, int width, gboolean place)
{
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self));
  int y = 0;

  while (first != NULL)
    {
      Line line;
      int height;

      find_line (self, first, width, &line);
      height = lay_line (self, first, &line, width, y, 0);
      if (place && height > 0)
        lay_line (self, first, &line, width, y, height);
      if (height > 0)
        y += height + self->spacing;
      first = line.end;
    }
  return MAX (y - self->spacing, 0);
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
