/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The controls above a cart's lanes: tables of spans, buttons and menu items. Main thread. */
#include "config.h"

#include "corral-story-bar.h"

#include "corral-compare-button.h"
#include "corral-time.h"

#include <glib/gi18n.h>

static const char *const labels[] = {
  /* Translators: spans of time on buttons, as short as can be: minutes, hours, days */
  N_ ("15 min"), N_ ("1 h"), N_ ("6 h"), N_ ("24 h"), N_ ("7 d"), N_ ("30 d"), N_ ("90 d"),
};

static const gint64 spans[] = {
  15 * CORRAL_MINUTE_MS, CORRAL_HOUR_MS,     6 * CORRAL_HOUR_MS, CORRAL_DAY_MS,
  7 * CORRAL_DAY_MS,     30 * CORRAL_DAY_MS, 90 * CORRAL_DAY_MS,
};

G_STATIC_ASSERT (G_N_ELEMENTS (labels) == G_N_ELEMENTS (spans));

static const struct
{
  const char *icon;
  const char *title; /* marked for translation */
  const char *action;
} steps[] = {
  { "go-previous-symbolic", N_ ("Previous event (Ctrl+Shift+Left)"), "story.previous" },
  { "go-next-symbolic", N_ ("Next event (Ctrl+Shift+Right)"), "story.next" },
};

static const struct
{
  const char *label; /* marked for translation */
  const char *action;
} items[] = {
  { N_ ("Show as _Table"), "story.table" },
  { N_ ("_Copy"), "story.copy" },
  { N_ ("Save as _PNG…"), "story.save-picture" },
  { N_ ("Save as CS_V…"), "story.save-csv" },
};

const gint64 *
corral_story_bar_get_spans (guint *n_spans)
{
  *n_spans = G_N_ELEMENTS (spans);
  return spans;
}

static void
name (GtkWidget *widget, const char *title)
{
  gtk_widget_set_tooltip_text (widget, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static GtkWidget *
make_spans (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      GtkWidget *button = gtk_toggle_button_new ();
      GtkWidget *label = gtk_label_new (_ (labels[i]));
      g_autofree char *spoken = g_strdup_printf (_ ("Show the last %s"), _ (labels[i]));

      gtk_button_set_child (GTK_BUTTON (button), label);
      name (button, spoken);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", spans[i]);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "story.span");
      gtk_box_append (GTK_BOX (box), button);
    }
  return box;
}

static GtkWidget *
make_steps (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  /* Time runs from left to right in every language, and so do the ways along it. */
  gtk_widget_set_direction (box, GTK_TEXT_DIR_LTR);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      GtkWidget *button = gtk_button_new_from_icon_name (steps[i].icon);

      gtk_widget_set_direction (button, GTK_TEXT_DIR_LTR);
      gtk_widget_set_direction (gtk_button_get_child (GTK_BUTTON (button)), GTK_TEXT_DIR_LTR);
      name (button, _ (steps[i].title));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), steps[i].action);
      gtk_box_append (GTK_BOX (box), button);
    }
  return box;
}

static GtkWidget *
make_menu (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (items[i].label), items[i].action);

      /* What may not be done is not there. */
      g_menu_item_set_attribute (item, "hidden-when", "s", "action-missing");
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  name (button, _ ("More with what is shown"));
  return button;
}

GtkWidget *
corral_story_bar_new (CorralCartComparison *comparison)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *compare = corral_compare_button_new (comparison);

  gtk_widget_add_css_class (box, "story-bar");
  gtk_widget_set_hexpand (compare, TRUE);
  gtk_widget_set_halign (compare, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (box), make_spans ());
  gtk_box_append (GTK_BOX (box), make_steps ());
  gtk_box_append (GTK_BOX (box), compare);
  gtk_box_append (GTK_BOX (box), make_menu ());
  return box;
}
