/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As wide as can be read across. Main thread. */
#include "config.h"

#include "corral-reach.h"

#include "corral-text-size.h"

struct _CorralReach
{
  GtkWidget parent_instance;

  GtkWidget *child;
};

G_DEFINE_FINAL_TYPE (CorralReach, corral_reach, GTK_TYPE_WIDGET)

void
corral_reach_allocate (GtkWidget *parent, GtkWidget *child, int width, int height)
{
  int taken = MIN (width, corral_text_size_px (parent, CORRAL_REACH_PX));
  gboolean rtl = gtk_widget_get_direction (parent) == GTK_TEXT_DIR_RTL;

  gtk_widget_size_allocate (child, &(GtkAllocation){ rtl ? width - taken : 0, 0, taken, height },
                            -1);
}

static GtkSizeRequestMode
corral_reach_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
corral_reach_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    for_size = MIN (for_size, corral_text_size_px (widget, CORRAL_REACH_PX));
  gtk_widget_measure (CORRAL_REACH (widget)->child, orientation, for_size, minimum, natural, NULL,
                      NULL);
}

static void
corral_reach_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  corral_reach_allocate (widget, CORRAL_REACH (widget)->child, width, height);
}

static void
corral_reach_dispose (GObject *object)
{
  g_clear_pointer (&CORRAL_REACH (object)->child, gtk_widget_unparent);
  G_OBJECT_CLASS (corral_reach_parent_class)->dispose (object);
}

static void
corral_reach_class_init (CorralReachClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_reach_dispose;
  GTK_WIDGET_CLASS (klass)->get_request_mode = corral_reach_get_request_mode;
  GTK_WIDGET_CLASS (klass)->measure = corral_reach_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = corral_reach_size_allocate;
}

static void
corral_reach_init (CorralReach *self)
{
}

GtkWidget *
corral_reach_new (GtkWidget *child)
{
  CorralReach *self = g_object_new (CORRAL_TYPE_REACH, NULL);

  self->child = child;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), gtk_widget_compute_expand (child, GTK_ORIENTATION_VERTICAL));
  g_object_bind_property (child, "visible", self, "visible", G_BINDING_SYNC_CREATE);
  return GTK_WIDGET (self);
}
