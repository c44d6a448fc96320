/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in again, over the window. Main thread. */
#include "config.h"

#include "corral-sign-in-dialog.h"

#include "corral-dialog-frame.h"
#include "corral-sign-in-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH_PX 440

GtkWindow *
corral_sign_in_dialog_new (GtkWindow *parent, CorralSignIn *sign_in)
{
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW, "accessible-role", GTK_ACCESSIBLE_ROLE_DIALOG, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *view = corral_sign_in_view_new (sign_in, NULL);
  GtkWidget *words = gtk_label_new (NULL);
  GtkEventController *keys = gtk_shortcut_controller_new ();
  g_autoptr (GUri) cloud = g_uri_parse (corral_sign_in_get_cloud (sign_in), G_URI_FLAGS_NONE, NULL);
  /* Translators: %s is the name of a cloud: "api.example.com" */
  g_autofree char *text
      = g_strdup_printf (_ ("To %s. What you see stays as it is, and what waits to be sent is sent when you are signed in."),
                         cloud != NULL ? g_uri_get_host (cloud) : corral_sign_in_get_cloud (sign_in));

  gtk_label_set_text (GTK_LABEL (words), text);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (words), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (words), GTK_JUSTIFY_CENTER);
  gtk_widget_set_margin_start (words, 24);
  gtk_widget_set_margin_end (words, 24);
  gtk_widget_set_margin_top (words, 18);
  gtk_widget_set_margin_bottom (words, 18);
  gtk_widget_set_margin_start (view, 24);
  gtk_widget_set_margin_end (view, 24);
  gtk_widget_set_margin_bottom (view, 30);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), view);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Sign In Again"));
  gtk_window_set_default_size (GTK_WINDOW (window), corral_dialog_frame_px (window, WIDTH_PX), -1);
  gtk_window_set_resizable (GTK_WINDOW (window), FALSE);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  g_signal_connect_object (view, "signed-in", G_CALLBACK (gtk_window_close), window, G_CONNECT_SWAPPED);
  return GTK_WINDOW (window);
}
