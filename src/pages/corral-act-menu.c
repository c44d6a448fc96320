/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of acts. A GMenu cannot say why something is not possible, so this is a list in a popover. Main thread. */
#include "config.h"

#include "corral-act-menu.h"

#include <glib/gi18n.h>

/* Reasons are sentences; German ones are long. */
#define HEIGHT_PX 640
#define WHY_CHARS 34

typedef struct
{
  GtkWidget *popover;
  void (*chosen) (const CorralAct *act, gpointer data);
  gpointer data;
} Menu;

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, Menu *menu)
{
  const CorralAct *act = corral_act_find (gtk_widget_get_name (GTK_WIDGET (row)));
  void (*chosen) (const CorralAct *act, gpointer data) = menu->chosen;
  gpointer data = menu->data;

  gtk_popover_popdown (GTK_POPOVER (menu->popover));
  chosen (act, data);
}

static char *
describe_key (const CorralAct *act)
{
  guint key = 0;
  GdkModifierType modifiers = 0;

  if (act->key == NULL || !gtk_accelerator_parse (act->key, &key, &modifiers))
    return NULL;
  return gtk_accelerator_get_label (key, modifiers);
}

static GtkWidget *
make_row (const CorralAct *act, const char *why)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (corral_act_get_label (act));
  GtkWidget *icon = gtk_image_new_from_icon_name (act->icon_name);
  g_autofree char *key = describe_key (act);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), label);
  if (why != NULL)
    {
      GtkWidget *reason = gtk_label_new (why);

      gtk_label_set_xalign (GTK_LABEL (reason), 0);
      gtk_label_set_wrap (GTK_LABEL (reason), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (reason), WHY_CHARS);
      gtk_widget_add_css_class (reason, "caption");
      gtk_box_append (GTK_BOX (words), reason);
    }
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), words);
  if (key != NULL)
    {
      GtkWidget *keys = gtk_label_new (key);

      gtk_widget_add_css_class (keys, "dim-label");
      gtk_box_append (GTK_BOX (box), keys);
    }
  if (act->grave)
    gtk_widget_add_css_class (row, "grave");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_name (row, act->name);
  gtk_widget_set_sensitive (row, why == NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, corral_act_get_label (act),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, why != NULL ? why : "", -1);
  return row;
}

GtkWidget *
corral_act_menu_new (CorralPageContext *context, const CorralActSubject *subject, guint skip,
                     void (*chosen) (const CorralAct *act, gpointer data), gpointer data)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *scrolled;
  Menu *menu = g_new0 (Menu, 1);
  guint n_shown = 0;
  guint n;
  const CorralAct *acts = corral_acts_get (&n);

  menu->popover = popover;
  menu->chosen = chosen;
  menu->data = data;
  g_object_set_data_full (G_OBJECT (popover), "menu", menu, g_free);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "act-menu");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What can be done"), -1);
  g_signal_connect (list, "row-activated", G_CALLBACK (row_activated_cb), menu);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *why = NULL;

      if (corral_act_offer (&acts[i], context, subject, &why) != CORRAL_OFFER_HIDDEN && n_shown++ >= skip)
        gtk_list_box_append (GTK_LIST_BOX (list), make_row (&acts[i], why));
    }
  if (n_shown <= skip)
    {
      GtkWidget *nothing = gtk_label_new (context->outbox == NULL ? _ ("Nothing can be kept on this PC now.")
                                                                  : _ ("This account can do nothing to it."));

      gtk_widget_add_css_class (nothing, "dim-label");
      gtk_popover_set_child (GTK_POPOVER (popover), nothing);
      g_object_ref_sink (list);
      g_object_unref (list);
      return popover;
    }
  scrolled = gtk_scrolled_window_new ();
  /* With large text it is higher than what is left of the screen below the row. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), HEIGHT_PX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  gtk_widget_add_css_class (popover, "act-popover");
  return popover;
}
