/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locked. Main thread. */
#include "config.h"

#include "corral-lock-window.h"

#include "corral-account-rows.h"
#include "corral-sign-in-view.h"

#include <glib/gi18n.h>

#define COLUMN_PX 460

struct _CorralLockWindow
{
  AdwApplicationWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (CorralLockWindow, corral_lock_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  SIGNAL_UNLOCKED,
  SIGNAL_CHOSEN,
  SIGNAL_ADD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
unlocked_cb (CorralLockWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_UNLOCKED], 0);
}

static void
chosen_cb (const char *folder, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_CHOSEN], 0, folder);
}

static void
add_clicked_cb (CorralLockWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_ADD], 0);
}

static GtkWidget *
make_pill (CorralLockWindow *self, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  return button;
}

static GtkWidget *
make_unlocking (CorralLockWindow *self, CorralSignIn *sign_in)
{
  GtkWidget *view;

  if (sign_in == NULL)
    {
      GtkWidget *button = make_pill (self, _ ("_Unlock"), G_CALLBACK (unlocked_cb));

      gtk_widget_add_css_class (button, "suggested-action");
      return button;
    }
  view = corral_sign_in_view_new (sign_in, NULL);
  g_signal_connect_swapped (view, "signed-in", G_CALLBACK (unlocked_cb), self);
  return view;
}

/* Somebody else's way past it; nothing where nobody signs in. */
static void
add_others (CorralLockWindow *self, GtkWidget *box, CorralAccounts *accounts, const char *here)
{
  GtkWidget *heading = gtk_label_new (_ ("Another person"));
  GtkWidget *rows = corral_account_rows_new (accounts, here, chosen_cb, NULL, self);

  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_set_margin_top (heading, 12);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), rows);
  gtk_widget_set_visible (heading, corral_account_rows_count (rows) > 0);
  gtk_widget_set_visible (rows, corral_account_rows_count (rows) > 0);
  gtk_box_append (GTK_BOX (box), make_pill (self, _ ("_Add a Person or a Cloud…"), G_CALLBACK (add_clicked_cb)));
}

static char *
describe (const CorralKnownAccount *account, gboolean signs_in)
{
  g_autofree char *who = account != NULL ? corral_account_rows_describe (account) : NULL;

  if (!signs_in)
    return g_strdup (
        _ ("Nobody is signed in here, so anybody may unlock it. What waits to be sent is sent meanwhile."));
  if (who == NULL)
    return g_strdup (_ ("Sign in to unlock. What waits to be sent is sent meanwhile."));
  /* Translators: %s is a role and a cloud: "Store manager · api.example.com" */
  return g_strdup_printf (_ ("%s\nSign in to unlock; that needs the link. What waits to be sent is sent meanwhile."),
                          who);
}

static void
make (CorralLockWindow *self, CorralAccounts *accounts, const char *here, CorralSignIn *sign_in)
{
  const CorralKnownAccount *account = here != NULL ? corral_accounts_find (accounts, here) : NULL;
  g_autofree char *name = account != NULL ? corral_known_account_dup_name (account) : NULL;
  /* Translators: %s is a person's name */
  g_autofree char *title
      = name != NULL ? g_strdup_printf (_ ("Locked by %s"), name) : g_strdup (_ ("Corral Is Locked"));
  g_autofree char *words = describe (account, sign_in != NULL);
  g_autofree char *escaped = g_markup_escape_text (words, -1);
  g_autofree char *escaped_title = g_markup_escape_text (title, -1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *clamp = adw_clamp_new ();

  gtk_box_append (GTK_BOX (column), make_unlocking (self, sign_in));
  if (sign_in != NULL || corral_accounts_get_all (accounts)->len > 0)
    add_others (self, column, accounts, here);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), COLUMN_PX);
  adw_clamp_set_child (ADW_CLAMP (clamp), column);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "system-lock-screen-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), escaped_title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), escaped);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), clamp);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_widget_add_css_class (page, "compact");
  gtk_widget_add_css_class (header, "flat");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), page);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), box);
}

static void
corral_lock_window_class_init (CorralLockWindowClass *klass)
{
  signals[SIGNAL_UNLOCKED]
      = g_signal_new ("unlocked", CORRAL_TYPE_LOCK_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CORRAL_TYPE_LOCK_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_ADD]
      = g_signal_new ("add", CORRAL_TYPE_LOCK_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
corral_lock_window_init (CorralLockWindow *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _ ("Locked – Corral"));
}

GtkWindow *
corral_lock_window_new (GtkApplication *application, CorralAccounts *accounts, const char *here, CorralSignIn *sign_in)
{
  CorralLockWindow *self = g_object_new (CORRAL_TYPE_LOCK_WINDOW, "application", application, NULL);

  make (self, accounts, here, sign_in);
  return GTK_WINDOW (self);
}
