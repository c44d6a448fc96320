/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many carts are in a state; pressed, it is a filter. Main thread. */
#include "config.h"

#include "corral-tile.h"

#include "corral-format.h"
#include "corral-schema.h"

struct _CorralTile
{
  GtkToggleButton parent_instance;

  CorralLook look;
  gint64 count;
  GtkWidget *number;
  GtkWidget *image;
  GtkWidget *word;
};

G_DEFINE_FINAL_TYPE (CorralTile, corral_tile, GTK_TYPE_TOGGLE_BUTTON)

/* Nothing to filter by: it cannot be pressed. A pressed tile can always be let go. */
static void
update_sensitive (CorralTile *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self),
                            self->count != 0 || gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self)));
}

static void
corral_tile_class_init (CorralTileClass *klass)
{
}

static void
corral_tile_init (CorralTile *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->count = -1;
  self->number = gtk_label_new (NULL);
  self->image = gtk_image_new ();
  self->word = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->number), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->word), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->word), 0);
  gtk_widget_add_css_class (self->number, "number");
  gtk_widget_add_css_class (self->word, "word");
  gtk_box_append (GTK_BOX (line), self->image);
  gtk_box_append (GTK_BOX (line), self->word);
  gtk_box_append (GTK_BOX (box), self->number);
  gtk_box_append (GTK_BOX (box), line);
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "corral-tile");
  g_signal_connect (self, "notify::active", G_CALLBACK (update_sensitive), NULL);
}

GtkWidget *
corral_tile_new (CorralLook look)
{
  CorralTile *self = g_object_new (CORRAL_TYPE_TILE, NULL);

  self->look = look;
  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), look.icon_name);
  gtk_label_set_text (GTK_LABEL (self->word), look.word);
  corral_tile_set_count (self, CORRAL_UNKNOWN);
  return GTK_WIDGET (self);
}

void
corral_tile_set_count (CorralTile *self, gint64 count)
{
  g_autofree char *text = NULL;
  g_autofree char *spoken = NULL;
  GtkWidget *line;

  g_return_if_fail (CORRAL_IS_TILE (self));

  if (self->count == count)
    return;
  self->count = count;
  text = corral_format_integer (count);
  gtk_label_set_text (GTK_LABEL (self->number), text);
  spoken = g_strdup_printf ("%s: %s", self->look.word, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);

  /* Nothing to see: no colour. */
  line = gtk_widget_get_parent (self->word);
  if (count == 0)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self), "none");
      if (*self->look.css_class != '\0')
        gtk_widget_remove_css_class (line, self->look.css_class);
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), "none");
      if (*self->look.css_class != '\0')
        gtk_widget_add_css_class (line, self->look.css_class);
    }
  update_sensitive (self);
}

gint64
corral_tile_get_count (CorralTile *self)
{
  g_return_val_if_fail (CORRAL_IS_TILE (self), CORRAL_UNKNOWN);

  return self->count;
}
