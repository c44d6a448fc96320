/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-place.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralSentence:
 *
 * The sentence at the top of a page that answers first, with links to places in it. A link to a corral:
 * place activates "win.go"; others are not followed. Main thread.
 */
#define CORRAL_TYPE_SENTENCE (corral_sentence_get_type ())
G_DECLARE_FINAL_TYPE (CorralSentence, corral_sentence, CORRAL, SENTENCE, GtkWidget)

GtkWidget *corral_sentence_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Plain text, or markup put together from g_markup_escape_text() and corral_sentence_link(). NULL hides it. */
void corral_sentence_set_text (CorralSentence *self, const char *text);
void corral_sentence_set_markup (CorralSentence *self, const char *markup);

/* Without the markup. */
const char *corral_sentence_get_text (CorralSentence *self);

/* Markup of a link that reads @text and leads to @place. */
char *corral_sentence_link (const char *text, CorralPlace *place) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
