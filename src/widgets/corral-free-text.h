/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The contract's longest string, in bytes (api.md, "Hard limits"). */
#define CORRAL_FREE_TEXT_MAX 8192

/**
 * CorralFreeText:
 *
 * Where somebody writes a few sentences. What looks like a card number, an e-mail address or a phone number is marked in
 * the text and named below it, and so is a text that is too long: then it is not fit to be saved (domain.md, "Privacy and
 * payment"). Main thread.
 *
 * Signal "changed" ().
 */
#define CORRAL_TYPE_FREE_TEXT (corral_free_text_get_type ())
G_DECLARE_FINAL_TYPE (CorralFreeText, corral_free_text, CORRAL, FREE_TEXT, GtkWidget)

/* @label: above it, translated; @optional: whether nothing at all is fit as well. */
GtkWidget *corral_free_text_new (const char *label, gboolean optional) G_GNUC_WARN_UNUSED_RESULT;

/* Without blanks around it; "" for none. */
char *corral_free_text_get_text (CorralFreeText *self) G_GNUC_WARN_UNUSED_RESULT;
void corral_free_text_set_text (CorralFreeText *self, const char *text);

gboolean corral_free_text_is_empty (CorralFreeText *self);
gboolean corral_free_text_is_fit (CorralFreeText *self);

/* Why it is not fit, a sentence; NULL when it is, or when nothing has been written yet. */
const char *corral_free_text_get_problem (CorralFreeText *self);

G_END_DECLS
