/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two panes, beside or under each other by the room that there is. What they are is decided while they are measured and laid
 * out, so that no frame shows the wrong one. Main thread. */
#include "config.h"

#include "corral-panes.h"

#include "corral-text-size.h"

#define GAP_PX 12

/* ---- what is scrolled as one ------------------------------------------------------------------------------ */

#define CORRAL_TYPE_PANES_BODY (corral_panes_body_get_type ())
G_DECLARE_FINAL_TYPE (CorralPanesBody, corral_panes_body, CORRAL, PANES_BODY, GtkWidget)

struct _CorralPanesBody
{
  GtkWidget parent_instance;

  GtkWidget *side;
  GtkWidget *line;
  GtkWidget *main;
  int side_px;
  int main_px;
  CorralPanesFlags flags;
};

G_DEFINE_FINAL_TYPE (CorralPanesBody, corral_panes_body, GTK_TYPE_WIDGET)

static int
measure_width (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static int
measure_height (GtkWidget *widget, int width, gboolean natural)
{
  int least, likes;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &least, &likes, NULL, NULL);
  return natural ? likes : least;
}

static int
get_side_width (CorralPanesBody *self)
{
  return MAX (measure_width (self->side), corral_text_size_px (GTK_WIDGET (self), self->side_px));
}

/* With the line and the gaps at both sides of it. */
static int
get_between (CorralPanesBody *self)
{
  return 2 * GAP_PX + measure_width (self->line);
}

static gboolean
fits_beside (CorralPanesBody *self, int width)
{
  int needs = MAX (measure_width (self->main), corral_text_size_px (GTK_WIDGET (self), self->main_px));

  return width >= get_side_width (self) + get_between (self) + needs;
}

static GtkSizeRequestMode
corral_panes_body_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
corral_panes_body_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  CorralPanesBody *self = CORRAL_PANES_BODY (widget);
  int likes;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->main, orientation, -1, NULL, &likes, NULL, NULL);
      *minimum = MAX (measure_width (self->side), measure_width (self->main));
      *natural = get_side_width (self) + get_between (self) + likes;
      return;
    }
  if (for_size < 0 || fits_beside (self, for_size))
    {
      int side = get_side_width (self);
      int rest = for_size < 0 ? -1 : for_size - side - get_between (self);

      *minimum = MAX (measure_height (self->side, side, FALSE), measure_height (self->main, rest, FALSE));
      *natural = MAX (measure_height (self->side, side, TRUE), measure_height (self->main, rest, TRUE));
      return;
    }
  /* All of both: the scrolled window around them has the bar. */
  *minimum = *natural
      = measure_height (self->side, for_size, TRUE) + 2 * GAP_PX + measure_height (self->main, for_size, TRUE);
}

static void
place (CorralPanesBody *self, GtkWidget *child, int x, int y, int width, int height)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int all = gtk_widget_get_width (GTK_WIDGET (self));

  gtk_widget_size_allocate (child, &(GtkAllocation){ rtl ? all - x - width : x, y, width, height }, -1);
}

static void
corral_panes_body_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CorralPanesBody *self = CORRAL_PANES_BODY (widget);
  gboolean beside = fits_beside (self, width);

  gtk_widget_set_child_visible (self->line, beside);
  if (beside)
    {
      int side = get_side_width (self);
      int between = get_between (self);

      gboolean at_end = (self->flags & CORRAL_PANES_SIDE_AT_END) != 0;
      int first = at_end ? width - side - between : side;

      place (self, at_end ? self->main : self->side, 0, 0, first, height);
      place (self, self->line, first + GAP_PX, 0, between - 2 * GAP_PX, height);
      place (self, at_end ? self->side : self->main, first + between, 0, width - first - between, height);
    }
  else
    {
      gboolean side_on_top = (self->flags & CORRAL_PANES_SIDE_ON_TOP) != 0;
      GtkWidget *first = side_on_top ? self->side : self->main;
      GtkWidget *second = side_on_top ? self->main : self->side;
      int above = measure_height (first, width, TRUE);

      place (self, first, 0, 0, width, above);
      place (self, second, 0, above + 2 * GAP_PX, width,
             MAX (height - above - 2 * GAP_PX, measure_height (second, width, FALSE)));
    }
}

static void
corral_panes_body_dispose (GObject *object)
{
  CorralPanesBody *self = CORRAL_PANES_BODY (object);

  g_clear_pointer (&self->side, gtk_widget_unparent);
  g_clear_pointer (&self->line, gtk_widget_unparent);
  g_clear_pointer (&self->main, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_panes_body_parent_class)->dispose (object);
}

static void
corral_panes_body_class_init (CorralPanesBodyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = corral_panes_body_dispose;
  widget_class->get_request_mode = corral_panes_body_get_request_mode;
  widget_class->measure = corral_panes_body_measure;
  widget_class->size_allocate = corral_panes_body_size_allocate;
}

static void
corral_panes_body_init (CorralPanesBody *self)
{
}

/* ---- the widget --------------------------------------------------------------------------------------------- */

struct _CorralPanes
{
  GtkWidget parent_instance;

  GtkWidget *scrolled;
  CorralPanesBody *body; /* (unowned): the viewport's */
};

G_DEFINE_FINAL_TYPE (CorralPanes, corral_panes, GTK_TYPE_WIDGET)

static void
corral_panes_dispose (GObject *object)
{
  CORRAL_PANES (object)->body = NULL;
  g_clear_pointer (&CORRAL_PANES (object)->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_panes_parent_class)->dispose (object);
}

static void
corral_panes_class_init (CorralPanesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_panes_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_panes_init (CorralPanes *self)
{
}

/* Under each other a pane is as high as what is in it. */
static void
adopt (CorralPanesBody *body, GtkWidget *pane)
{
  if (GTK_IS_SCROLLED_WINDOW (pane))
    gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (pane), TRUE);
  gtk_widget_insert_before (pane, GTK_WIDGET (body), NULL);
}

GtkWidget *
corral_panes_new (GtkWidget *side, int side_px, GtkWidget *main_, int main_px, CorralPanesFlags flags)
{
  CorralPanes *self;
  CorralPanesBody *body;

  g_return_val_if_fail (GTK_IS_WIDGET (side) && GTK_IS_WIDGET (main_), NULL);

  self = g_object_new (CORRAL_TYPE_PANES, NULL);
  body = g_object_new (CORRAL_TYPE_PANES_BODY, NULL);
  body->side = side;
  body->main = main_;
  body->line = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  body->side_px = side_px;
  body->main_px = main_px;
  body->flags = flags;
  adopt (body, (flags & CORRAL_PANES_SIDE_ON_TOP) != 0 ? side : main_);
  adopt (body, body->line);
  adopt (body, (flags & CORRAL_PANES_SIDE_ON_TOP) != 0 ? main_ : side);

  self->body = body;
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (body));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  return GTK_WIDGET (self);
}

void
corral_panes_set_side_px (CorralPanes *self, int side_px)
{
  g_return_if_fail (CORRAL_IS_PANES (self));

  if (self->body->side_px == side_px)
    return;
  self->body->side_px = side_px;
  gtk_widget_queue_resize (GTK_WIDGET (self->body));
}
