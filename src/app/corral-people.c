/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is here, and who else. Main thread. */
#include "config.h"

#include "corral-people.h"

#include "corral-account-rows.h"
#include "corral-dialog-frame.h"
#include "corral-notice-bar.h"
#include "corral-sign-in-view.h"

#include <glib/gi18n.h>

#define WIDTH_PX 480
#define MOST_HEIGHT_PX 420
#define LIST "list"
#define ADD "add"

struct _CorralPeople
{
  AdwWindow parent_instance;

  GtkWidget *stack;
  GtkWidget *rows; /* (nullable): not where somebody is only added */
  GtkWidget *view;
  GtkWidget *back;
};

G_DEFINE_FINAL_TYPE (CorralPeople, corral_people, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_REMOVED,
  SIGNAL_SIGNED_IN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
close_and_say (CorralPeople *self, guint signal, const char *folder)
{
  g_object_ref (self);
  gtk_window_close (GTK_WINDOW (self));
  g_signal_emit (self, signals[signal], 0, folder);
  g_object_unref (self);
}

static void
chosen_cb (const char *folder, gpointer data)
{
  close_and_say (data, SIGNAL_CHOSEN, folder);
}

static void
removed_cb (const char *folder, gpointer data)
{
  close_and_say (data, SIGNAL_REMOVED, folder);
}

static void
show_page (CorralPeople *self, const char *page)
{
  gboolean adds = g_str_equal (page, ADD);

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
  gtk_widget_set_visible (self->back,
                          !adds ? FALSE : gtk_stack_get_child_by_name (GTK_STACK (self->stack), LIST) != NULL);
  gtk_window_set_title (GTK_WINDOW (self), adds ? _ ("Add a Person or a Cloud") : _ ("People on This PC"));
  /* The key that opens it and Enter change to whoever was here before. */
  if (adds || !corral_account_rows_focus (self->rows))
    gtk_widget_child_focus (self->stack, GTK_DIR_TAB_FORWARD);
}

static void
add_clicked_cb (CorralPeople *self)
{
  show_page (self, ADD);
}

static void
back_clicked_cb (CorralPeople *self)
{
  show_page (self, LIST);
}

static void
signed_in_cb (CorralPeople *self)
{
  g_autoptr (CorralSignIn) sign_in = g_object_ref (corral_sign_in_view_get_sign_in (CORRAL_SIGN_IN_VIEW (self->view)));

  g_object_ref (self);
  gtk_window_close (GTK_WINDOW (self));
  g_signal_emit (self, signals[SIGNAL_SIGNED_IN], 0, sign_in);
  g_object_unref (self);
}

static GtkWidget *
make_list_page (CorralPeople *self, CorralAccounts *accounts, const char *here)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *rows = corral_account_rows_new (accounts, here, chosen_cb, removed_cb, self);
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_Add a Person or a Cloud…"));

  if (corral_accounts_get_problem (accounts) != NULL)
    {
      GtkWidget *notice = corral_notice_bar_new ();

      corral_notice_bar_show (CORRAL_NOTICE_BAR (notice), CORRAL_NOTICE_ACT, corral_accounts_get_problem (accounts),
                              NULL, NULL);
      gtk_box_append (GTK_BOX (box), notice);
    }
  self->rows = rows;
  gtk_widget_set_margin_start (rows, 18);
  gtk_widget_set_margin_end (rows, 18);
  gtk_widget_set_margin_top (rows, 6);
  gtk_widget_set_margin_bottom (rows, 6);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MOST_HEIGHT_PX);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), rows);
  gtk_widget_set_visible (scrolled, corral_account_rows_count (rows) > 0);
  gtk_widget_add_css_class (add, "pill");
  gtk_widget_set_halign (add, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (add_clicked_cb), self);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), add);
  gtk_widget_set_margin_bottom (box, 24);
  return box;
}

static GtkWidget *
make_add_page (CorralPeople *self, const char *address, const CorralManaged *managed)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *words
      = gtk_label_new (_ ("The browser asks for their name and password, also when somebody else is signed in there. "
                          "Each person has their own data on this PC, and their own changes that wait."));

  self->view = corral_sign_in_view_new (NULL, address);
  corral_sign_in_view_set_managed (CORRAL_SIGN_IN_VIEW (self->view), managed);
  corral_sign_in_view_set_asks_anew (CORRAL_SIGN_IN_VIEW (self->view), TRUE);
  g_signal_connect_swapped (self->view, "signed-in", G_CALLBACK (signed_in_cb), self);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (words), 50);
  gtk_label_set_justify (GTK_LABEL (words), GTK_JUSTIFY_CENTER);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), self->view);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 30);
  return box;
}

static void
corral_people_class_init (CorralPeopleClass *klass)
{
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CORRAL_TYPE_PEOPLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_REMOVED] = g_signal_new ("removed", CORRAL_TYPE_PEOPLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SIGNED_IN] = g_signal_new ("signed-in", CORRAL_TYPE_PEOPLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 1, CORRAL_TYPE_SIGN_IN);
}

static void
corral_people_init (CorralPeople *self)
{
}

GtkWindow *
corral_people_new (GtkWindow *parent,
                   CorralAccounts *accounts,
                   const char *here,
                   const char *address,
                   const CorralManaged *managed,
                   gboolean adds)
{
  CorralPeople *self = g_object_new (CORRAL_TYPE_PEOPLE, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->stack = gtk_stack_new ();
  /* Neither page is as wide as the other’s words on one line. */
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  if (!adds)
    gtk_stack_add_named (GTK_STACK (self->stack), make_list_page (self, accounts, here), LIST);
  gtk_stack_add_named (GTK_STACK (self->stack), make_add_page (self, address, managed), ADD);
  self->back = gtk_button_new_from_icon_name ("go-previous-symbolic");
  gtk_widget_set_tooltip_text (self->back, _ ("Back"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->back), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Back"), -1);
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (back_clicked_cb), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->back);
  gtk_widget_add_css_class (header, "flat");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_window_set_content (ADW_WINDOW (self), box);
  /* The list's title must find room; the page for adding takes the width that it needs. */
  gtk_window_set_default_size (GTK_WINDOW (self), adds ? WIDTH_PX : corral_dialog_frame_px (GTK_WIDGET (self), WIDTH_PX), -1);
  gtk_window_set_resizable (GTK_WINDOW (self), FALSE);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (self), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  show_page (self, adds ? ADD : LIST);
  return GTK_WINDOW (self);
}
