/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows that tell or ask one thing, on libadwaita 1.2. Main thread. */
#include "config.h"

#include "corral-message.h"

GType
corral_message_get_type (void)
{
  return ADW_TYPE_MESSAGE_DIALOG;
}

GtkWidget *
corral_message_new (GtkWindow *parent, const char *heading, const char *body)
{
  return adw_message_dialog_new (parent, heading, body);
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
