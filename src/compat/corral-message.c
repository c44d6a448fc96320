/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows that tell or ask one thing, on libadwaita 1.2. Main thread. */
#include "config.h"

#include "corral-message.h"

GType
corral_message_get_type (void)
{
  return ADW_TYPE_MESSAGE_DIALOG;
}

/* What libadwaita 1.2 gives them, with text of its usual size. */
#define WIDTH_PX 300
#define DPI (96 * 1024)

void
corral_message_widen (AdwMessageDialog *self)
{
  int dpi;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  gtk_widget_set_size_request (GTK_WIDGET (self), WIDTH_PX * MAX (dpi, DPI) / DPI, -1);
}

GtkWidget *
corral_message_new (GtkWindow *parent, const char *heading, const char *body)
{
  GtkWidget *self = adw_message_dialog_new (parent, heading, body);

  corral_message_widen (ADW_MESSAGE_DIALOG (self));
  return self;
}

void
corral_message_set_heading (AdwMessageDialog *self, const char *heading)
{
  adw_message_dialog_set_heading (self, heading);
}

void
corral_message_set_body (AdwMessageDialog *self, const char *body)
{
  adw_message_dialog_set_body (self, body);
}

void
corral_message_set_extra_child (AdwMessageDialog *self, GtkWidget *child)
{
  adw_message_dialog_set_extra_child (self, child);
}

void
corral_message_add_response (AdwMessageDialog *self, const char *response, const char *label)
{
  adw_message_dialog_add_response (self, response, label);
}

void
corral_message_set_response_label (AdwMessageDialog *self, const char *response, const char *label)
{
  adw_message_dialog_set_response_label (self, response, label);
}

void
corral_message_set_destructive (AdwMessageDialog *self, const char *response)
{
  adw_message_dialog_set_response_appearance (self, response, ADW_RESPONSE_DESTRUCTIVE);
}

void
corral_message_set_default_response (AdwMessageDialog *self, const char *response)
{
  adw_message_dialog_set_default_response (self, response);
}

void
corral_message_set_close_response (AdwMessageDialog *self, const char *response)
{
  adw_message_dialog_set_close_response (self, response);
}
