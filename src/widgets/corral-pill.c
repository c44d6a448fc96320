/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A state's shape and word in its colour. Main thread. */
#include "config.h"

#include "corral-pill.h"

struct _CorralPill
{
  GtkWidget parent_instance;

  GtkWidget *image;
  GtkWidget *label;
  char *css_class; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (CorralPill, corral_pill, GTK_TYPE_WIDGET)

static void
corral_pill_dispose (GObject *object)
{
  CorralPill *self = CORRAL_PILL (object);

  g_clear_pointer (&self->image, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->css_class, g_free);

  G_OBJECT_CLASS (corral_pill_parent_class)->dispose (object);
}

static void
corral_pill_class_init (CorralPillClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_pill_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "pill");
}

static void
corral_pill_init (CorralPill *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "corral-pill");
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);
  self->image = gtk_image_new ();
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  self->label = gtk_label_new (NULL);
  gtk_widget_set_parent (self->image, GTK_WIDGET (self));
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

GtkWidget *
corral_pill_new (void)
{
  return g_object_new (CORRAL_TYPE_PILL, NULL);
}

void
corral_pill_set_look (CorralPill *self, CorralLook look)
{
  corral_pill_set_look_with_word (self, look, look.word);
}

void
corral_pill_set_look_with_word (CorralPill *self, CorralLook look, const char *word)
{
  g_return_if_fail (CORRAL_IS_PILL (self));

  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), look.icon_name);
  gtk_label_set_text (GTK_LABEL (self->label), word);
  if (g_strcmp0 (self->css_class, look.css_class) == 0)
    return;
  if (self->css_class != NULL && *self->css_class != '\0')
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->css_class);
  g_free (self->css_class);
  self->css_class = g_strdup (look.css_class);
  if (self->css_class != NULL && *self->css_class != '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self), self->css_class);
}

const char *
corral_pill_get_word (CorralPill *self)
{
  g_return_val_if_fail (CORRAL_IS_PILL (self), NULL);

  return gtk_label_get_text (GTK_LABEL (self->label));
}

const char *
corral_pill_get_icon_name (CorralPill *self)
{
  g_return_val_if_fail (CORRAL_IS_PILL (self), NULL);

  return gtk_image_get_icon_name (GTK_IMAGE (self->image));
}
