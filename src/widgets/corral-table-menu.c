/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu at the right end of a table's headings: which columns, in which order, how high the rows. Main thread. */
#include "config.h"

#include "corral-table-private.h"

#include <glib/gi18n.h>

static void fill (GtkPopover *popover);

/* The menu's button, and so the menu, belongs to the table. */
static CorralTable *
table_of (GtkWidget *widget)
{
  return CORRAL_TABLE (gtk_widget_get_ancestor (widget, CORRAL_TYPE_TABLE));
}

static const char *
id_of (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "column");
}

static void
on_toggled (GtkCheckButton *check, gpointer data)
{
  corral_table_set_column_visible (table_of (GTK_WIDGET (check)), id_of (GTK_WIDGET (check)),
                                   gtk_check_button_get_active (check));
}

static void
on_move (GtkButton *button, gpointer by)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER);
  g_autofree char *id = g_strdup (id_of (GTK_WIDGET (button)));

  corral_table_move_column (table_of (GTK_WIDGET (button)), id, GPOINTER_TO_INT (by));
  fill (GTK_POPOVER (popover));
}

static void
on_reset (GtkButton *button, gpointer data)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER);

  corral_table_reset_columns (table_of (GTK_WIDGET (button)));
  fill (GTK_POPOVER (popover));
}

static GtkWidget *
make_mover (const char *id, const char *title, int by, gboolean possible)
{
  GtkWidget *button = gtk_button_new_from_icon_name (by < 0 ? "go-up-symbolic" : "go-down-symbolic");
  /* Translators: %s is the heading of a column */
  g_autofree char *label = by < 0 ? g_strdup_printf (_ ("Move “%s” to the left"), title)
                                  : g_strdup_printf (_ ("Move “%s” to the right"), title);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_sensitive (button, possible);
  g_object_set_data_full (G_OBJECT (button), "column", g_strdup (id), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_move), GINT_TO_POINTER (by));
  return button;
}

static GtkWidget *
make_row (CorralTable *table, guint i)
{
  CorralTableSlot *slot = &g_array_index (table->layout, CorralTableSlot, i);
  const char *title = gtk_column_view_column_get_title (slot->column);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *check = gtk_check_button_new_with_label (title);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), gtk_column_view_column_get_visible (slot->column));
  /* The first column of the program says which row it is: it stays. */
  gtk_widget_set_sensitive (check, slot->spec != &table->columns[0]);
  gtk_widget_set_hexpand (check, TRUE);
  g_object_set_data_full (G_OBJECT (check), "column", g_strdup (slot->spec->id), g_free);
  g_signal_connect (check, "toggled", G_CALLBACK (on_toggled), NULL);
  gtk_box_append (GTK_BOX (row), check);
  gtk_box_append (GTK_BOX (row), make_mover (slot->spec->id, title, -1, i > 0));
  gtk_box_append (GTK_BOX (row), make_mover (slot->spec->id, title, +1, i + 1 < table->layout->len));
  return row;
}

static void
fill (GtkPopover *popover)
{
  CorralTable *table = table_of (GTK_WIDGET (popover));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *reset = gtk_button_new_with_mnemonic (_ ("_Reset columns"));

  for (guint i = 0; i < table->layout->len; i++)
    gtk_box_append (GTK_BOX (box), make_row (table, i));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  if (table->settings != NULL)
    {
      GtkWidget *compact = gtk_check_button_new_with_mnemonic (_ ("_Compact rows"));

      g_settings_bind (table->settings, "compact-rows", compact, "active", G_SETTINGS_BIND_DEFAULT);
      gtk_box_append (GTK_BOX (box), compact);
    }
  gtk_widget_add_css_class (reset, "flat");
  g_signal_connect (reset, "clicked", G_CALLBACK (on_reset), NULL);
  gtk_box_append (GTK_BOX (box), reset);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 520);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_popover_set_child (popover, scroller);
  /* GTK gave the keyboard to whatever was in it before it was filled. */
  gtk_widget_child_focus (GTK_WIDGET (popover), GTK_DIR_TAB_FORWARD);
}

GtkPopover *
corral_table_menu_new (CorralTable *self)
{
  GtkWidget *popover = gtk_popover_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Columns"), -1);
  g_signal_connect (popover, "show", G_CALLBACK (fill), NULL);
  return GTK_POPOVER (popover);
}
