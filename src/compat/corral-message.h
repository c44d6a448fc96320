/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Windows that tell or ask one thing. libadwaita 1.2 has AdwMessageDialog for it, which 1.6 calls deprecated and for which
 * 1.2 has nothing else; so what is made of it goes through here, and changes here when the floor rises. The signal
 * "response" is the dialog's own. Main thread.
 */

#define CORRAL_TYPE_MESSAGE (corral_message_get_type ())
GType corral_message_get_type (void);

/* A modal one over @parent, with @heading and (nullable) @body. Owned by GTK as any window is. */
GtkWidget *corral_message_new (GtkWindow *parent, const char *heading, const char *body);

/* As wide as the text is large; else large text makes it higher than a screen (libadwaita 1.2). For those that are made
 * as a CORRAL_TYPE_MESSAGE. */
void corral_message_widen (AdwMessageDialog *self);

void corral_message_set_heading (AdwMessageDialog *self, const char *heading);
void corral_message_set_body (AdwMessageDialog *self, const char *body);
void corral_message_set_extra_child (AdwMessageDialog *self, GtkWidget *child);

/* One more button at the end: @response is what the signal says, @label may have a mnemonic. */
void corral_message_add_response (AdwMessageDialog *self, const char *response, const char *label);
void corral_message_set_response_label (AdwMessageDialog *self, const char *response, const char *label);

/* What cannot be undone looks so. */
void corral_message_set_destructive (AdwMessageDialog *self, const char *response);

/* Enter says @response. */
void corral_message_set_default_response (AdwMessageDialog *self, const char *response);

/* Escape says @response. */
void corral_message_set_close_response (AdwMessageDialog *self, const char *response);

G_END_DECLS
