/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The button "Compare" and what opens from it. Main thread. */
#include "config.h"

#include "corral-compare-button.h"

#include <glib/gi18n.h>

/* Of the button, at least. */
#define LABEL_CHARS 7

struct _CorralCompareButton
{
  GtkWidget parent_instance;

  CorralCartComparison *comparison; /* (owned) */
  gboolean updates;                 /* the buttons are set, not pressed */

  GtkWidget *button;
  GtkWidget *label;
  GtkWidget *kinds[CORRAL_COMPARE_CART + 1];
  GtkWidget *entry;
  GtkWidget *problem;
};

G_DEFINE_FINAL_TYPE (CorralCompareButton, corral_compare_button, GTK_TYPE_WIDGET)

static const char *const words[] = {
  [CORRAL_COMPARE_NONE] = N_ ("Nothing"),
  [CORRAL_COMPARE_MEDIAN] = N_ ("The median of the store"),
  [CORRAL_COMPARE_CART] = N_ ("Another cart of the store"),
};

static void
say (CorralCompareButton *self, const char *problem)
{
  gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem, problem != NULL);
}

static void
update (CorralCompareButton *self)
{
  CorralCompareKind kind = corral_cart_comparison_get_kind (self->comparison);
  const char *title = corral_cart_comparison_get_title (self->comparison);
  /* Translators: %s is what a cart is compared with: "Cart 0413" */
  g_autofree char *spoken = title != NULL ? g_strdup_printf (_ ("Compared with: %s"), title) : NULL;

  self->updates = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->kinds[kind]), TRUE);
  self->updates = FALSE;
  gtk_label_set_text (GTK_LABEL (self->label), title != NULL ? title : _ ("Compare"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken != NULL ? spoken : _ ("Compare"), -1);
  gtk_widget_set_tooltip_text (self->button,
                               spoken != NULL ? spoken : _ ("Draw the store’s median or another cart beside this one"));
}

static void
choose_other (CorralCompareButton *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (corral_cart_comparison_set_other (self->comparison, name))
    {
      say (self, NULL);
      gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
      return;
    }
  say (self, _ ("The store has no other cart of this label, or several. Give a label or a serial."));
}

static void
toggled_cb (CorralCompareButton *self, GtkWidget *toggled)
{
  if (self->updates || !gtk_check_button_get_active (GTK_CHECK_BUTTON (toggled)))
    return;
  say (self, NULL);
  if (toggled == self->kinds[CORRAL_COMPARE_NONE])
    corral_cart_comparison_set_none (self->comparison);
  else if (toggled == self->kinds[CORRAL_COMPARE_MEDIAN])
    corral_cart_comparison_set_median (self->comparison);
  else
    gtk_widget_grab_focus (self->entry);
}

/* One who writes a name means another cart. */
static void
typed_cb (CorralCompareButton *self)
{
  self->updates = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->kinds[CORRAL_COMPARE_CART]), TRUE);
  self->updates = FALSE;
  say (self, NULL);
}

static void
corral_compare_button_dispose (GObject *object)
{
  CorralCompareButton *self = CORRAL_COMPARE_BUTTON (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->comparison);
  G_OBJECT_CLASS (corral_compare_button_parent_class)->dispose (object);
}

static void
corral_compare_button_class_init (CorralCompareButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_compare_button_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
corral_compare_button_init (CorralCompareButton *self)
{
}

static GtkWidget *
make_popover (CorralCompareButton *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      self->kinds[i] = gtk_check_button_new_with_label (_ (words[i]));
      if (i > 0)
        gtk_check_button_set_group (GTK_CHECK_BUTTON (self->kinds[i]), GTK_CHECK_BUTTON (self->kinds[0]));
      g_signal_connect_swapped (self->kinds[i], "toggled", G_CALLBACK (toggled_cb), self);
      gtk_box_append (GTK_BOX (box), self->kinds[i]);
    }
  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Label or serial"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Label or serial of the other cart"), -1);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (typed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (choose_other), self);
  gtk_box_append (GTK_BOX (box), self->entry);
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (self->problem), 30);
  gtk_widget_add_css_class (self->problem, "caption");
  gtk_box_append (GTK_BOX (box), self->problem);
  say (self, NULL);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  return popover;
}

GtkWidget *
corral_compare_button_new (CorralCartComparison *comparison)
{
  CorralCompareButton *self = g_object_new (CORRAL_TYPE_COMPARE_BUTTON, NULL);

  self->comparison = g_object_ref (comparison);
  self->button = gtk_menu_button_new ();
  self->label = gtk_label_new (NULL);
  /* What it is compared with may have a long name; the row of buttons has no room for it. */
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (self->label), LABEL_CHARS);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), self->label);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (self->button), TRUE);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), make_popover (self));
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  g_signal_connect_object (comparison, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
