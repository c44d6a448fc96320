/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of controls within GTK's and libadwaita's own widgets. Main thread. */
#include "config.h"

#include "corral-name-compat.h"

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
describe_choice (GtkDropDown *choice)
{
  GtkWidget *button = find (GTK_WIDGET (choice), GTK_TYPE_TOGGLE_BUTTON);
  gpointer item = gtk_drop_down_get_selected_item (choice);

  if (button != NULL && GTK_IS_STRING_OBJECT (item))
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    gtk_string_object_get_string (item), -1);
}

void
corral_compat_drop_down_set_name (GtkWidget *choice, const char *name)
{
  GtkWidget *button;

  g_return_if_fail (GTK_IS_DROP_DOWN (choice));

  button = find (choice, GTK_TYPE_TOGGLE_BUTTON);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (button == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (choice, "notify::selected-item", G_CALLBACK (describe_choice), NULL);
  describe_choice (GTK_DROP_DOWN (choice));
}

void
corral_compat_row_name_switch (GtkWidget *row, const char *name)
{
  GtkWidget *toggle = find (row, GTK_TYPE_SWITCH);

  if (toggle != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
corral_compat_group_wrap_title (GtkWidget *group)
{
  for (GtkWidget *child = gtk_widget_get_first_child (group); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child) && gtk_widget_has_css_class (child, "heading"))
      {
        gtk_label_set_ellipsize (GTK_LABEL (child), PANGO_ELLIPSIZE_NONE);
        gtk_label_set_wrap (GTK_LABEL (child), TRUE);
        gtk_label_set_wrap_mode (GTK_LABEL (child), PANGO_WRAP_WORD_CHAR);
      }
    else if (!GTK_IS_LIST_BOX (child))
      corral_compat_group_wrap_title (child);
}
