/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first window of a first run. Main thread. */
#include "config.h"

#include "corral-welcome.h"

#include "corral-account-rows.h"
#include "corral-sign-in-view.h"

#include <glib/gi18n.h>

#define WIDTH_PX 720
#define HEIGHT_PX 680
#define COLUMN_PX 460

struct _CorralWelcome
{
  AdwApplicationWindow parent_instance;

  GtkWidget *view;
};

G_DEFINE_FINAL_TYPE (CorralWelcome, corral_welcome, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  SIGNAL_SIGNED_IN,
  SIGNAL_DEMO,
  SIGNAL_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
signed_in_cb (CorralWelcome *self)
{
  g_signal_emit (self, signals[SIGNAL_SIGNED_IN], 0,
                 corral_sign_in_view_get_sign_in (CORRAL_SIGN_IN_VIEW (self->view)));
}

static void
demo_clicked_cb (CorralWelcome *self)
{
  g_signal_emit (self, signals[SIGNAL_DEMO], 0);
}

static void
chosen_cb (const char *folder, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_CHOSEN], 0, folder);
}

/* Above the address: whoever is known need not type one. */
static GtkWidget *
make_column (CorralWelcome *self, CorralAccounts *accounts)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  if (corral_accounts_get_all (accounts)->len > 0)
    {
      GtkWidget *known = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
      GtkWidget *heading = gtk_label_new (_ ("Go on as"));

      gtk_widget_add_css_class (heading, "heading");
      gtk_label_set_xalign (GTK_LABEL (heading), 0);
      gtk_box_append (GTK_BOX (known), heading);
      gtk_box_append (GTK_BOX (known), corral_account_rows_new (accounts, NULL, chosen_cb, NULL, self));
      gtk_box_append (GTK_BOX (column), known);
    }
  gtk_box_append (GTK_BOX (column), self->view);
  return column;
}

static void
make (CorralWelcome *self, CorralAccounts *accounts, const char *address, const char *sentence)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *demo = gtk_button_new_with_mnemonic (_ ("_Open the Demo Fleet"));

  self->view = corral_sign_in_view_new (NULL, address);
  corral_sign_in_view_add_choice (CORRAL_SIGN_IN_VIEW (self->view), demo);
  corral_sign_in_view_say (CORRAL_SIGN_IN_VIEW (self->view), sentence);
  /* The browser may remember whoever was here before. */
  corral_sign_in_view_set_asks_anew (CORRAL_SIGN_IN_VIEW (self->view), corral_accounts_get_all (accounts)->len > 0);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), COLUMN_PX);
  adw_clamp_set_child (ADW_CLAMP (clamp), make_column (self, accounts));
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), CORRAL_APPLICATION_ID);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Welcome to Corral"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _ ("Sign in to the cloud that your carts report to. Whoever looks after it knows its "
                                      "address."));
  adw_status_page_set_child (ADW_STATUS_PAGE (page), clamp);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_widget_add_css_class (page, "compact");
  gtk_widget_add_css_class (header, "flat");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), page);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), box);
  g_signal_connect_swapped (self->view, "signed-in", G_CALLBACK (signed_in_cb), self);
  g_signal_connect_swapped (demo, "clicked", G_CALLBACK (demo_clicked_cb), self);
}

static void
corral_welcome_class_init (CorralWelcomeClass *klass)
{
  signals[SIGNAL_SIGNED_IN] = g_signal_new ("signed-in", CORRAL_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 1, CORRAL_TYPE_SIGN_IN);
  signals[SIGNAL_DEMO]
      = g_signal_new ("demo", CORRAL_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHOSEN]
      = g_signal_new ("chosen", CORRAL_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
corral_welcome_init (CorralWelcome *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _ ("Welcome – Corral"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH_PX, HEIGHT_PX);
}

CorralWelcome *
corral_welcome_new (GtkApplication *application, CorralAccounts *accounts, const char *address, const char *sentence,
                    const CorralManaged *managed)
{
  CorralWelcome *self = g_object_new (CORRAL_TYPE_WELCOME, "application", application, NULL);

  make (self, accounts, address, sentence);
  corral_sign_in_view_set_managed (CORRAL_SIGN_IN_VIEW (self->view), managed);
  return self;
}
