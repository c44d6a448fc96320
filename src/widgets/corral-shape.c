/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A shape in its colour, at no cost but drawing. Main thread. */
#include "config.h"

#include "corral-shape.h"
#include "corral-text-size.h"

struct _CorralShape
{
  GtkWidget parent_instance;

  GdkPaintable *icon; /* (owned) (nullable) */
  GdkRGBA colour;
};

G_DEFINE_FINAL_TYPE (CorralShape, corral_shape, GTK_TYPE_WIDGET)

/* It grows with the text that it stands beside. */
static int
get_px (GtkWidget *widget)
{
  return corral_text_size_px (widget, CORRAL_SHAPE_PX);
}

static void
corral_shape_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  *minimum = *natural = get_px (widget);
}

static void
corral_shape_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CorralShape *self = CORRAL_SHAPE (widget);
  const GdkRGBA colours[4] = { self->colour, self->colour, self->colour, self->colour };
  int height = gtk_widget_get_height (widget);
  int px = get_px (widget);

  if (self->icon == NULL)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) ((height - px) / 2)));
  if (GTK_IS_SYMBOLIC_PAINTABLE (self->icon))
    gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (self->icon), snapshot, px, px, colours, G_N_ELEMENTS (colours));
  else
    gdk_paintable_snapshot (self->icon, snapshot, px, px);
  gtk_snapshot_restore (snapshot);
}

static void
corral_shape_dispose (GObject *object)
{
  g_clear_object (&CORRAL_SHAPE (object)->icon);
  G_OBJECT_CLASS (corral_shape_parent_class)->dispose (object);
}

static void
corral_shape_class_init (CorralShapeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = corral_shape_dispose;
  widget_class->measure = corral_shape_measure;
  widget_class->snapshot = corral_shape_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
corral_shape_init (CorralShape *self)
{
}

GtkWidget *
corral_shape_new (void)
{
  return g_object_new (CORRAL_TYPE_SHAPE, NULL);
}

void
corral_shape_set (CorralShape *self, GdkPaintable *icon, const GdkRGBA *colour)
{
  g_return_if_fail (CORRAL_IS_SHAPE (self));

  if (self->icon == icon && gdk_rgba_equal (&self->colour, colour))
    return;
  g_set_object (&self->icon, icon);
  self->colour = *colour;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
