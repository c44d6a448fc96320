/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

#include "corral-time-view.h"

G_BEGIN_DECLS

/**
 * CorralCartStory:
 *
 * What happened to a cart, as lanes over one axis of its store's time: from 15 minutes to 90 days. What is held is shown at
 * once, what is not is asked for, and what nobody has is said to be so. Main thread.
 *
 * Who opens it: an agent with a caller, who wants to see what happened and when it began; who then reads that moment, goes
 * on to the event, or copies it into a ticket.
 *
 * Actions of the group "story": span(x), previous, next, open, table, copy, save-picture, save-csv. Ctrl+Shift with Left and
 * Right: the event before and after.
 */
#define CORRAL_TYPE_CART_STORY (corral_cart_story_get_type ())
G_DECLARE_FINAL_TYPE (CorralCartStory, corral_cart_story, CORRAL, CART_STORY, GtkWidget)

GtkWidget *corral_cart_story_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Another cart: its chain's id, its own, its label, and its store's slot for zone and opening hours. The span goes back to
 * the last 24 hours. @context of the widget must not have gone. */
void corral_cart_story_set_cart (CorralCartStory *self, const char *tenant, const char *cart, const char *label,
                                 guint32 store);

/* Time has passed, or new values have come: follows the end when it is looked at. */
void corral_cart_story_refresh (CorralCartStory *self);

/* Nothing is being read or fetched. */
gboolean corral_cart_story_is_settled (CorralCartStory *self);

/* What everybody on the page looks at. */
CorralTimeView *corral_cart_story_get_view (CorralCartStory *self);

/* What is beneath the lanes: what the cursor or the selection says; and what is to be known about it. */
const char *corral_cart_story_get_readout (CorralCartStory *self);
const char *corral_cart_story_get_message (CorralCartStory *self);

/* What is seen, as files are: the selected span if there is one, else all that is visible. NULL and G_IO_ERROR_NOT_FOUND
 * when nothing has been read. */
char *corral_cart_story_dup_csv (CorralCartStory *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The lanes as they are drawn, as PNG. NULL and G_IO_ERROR_NOT_INITIALIZED when nothing is drawn. */
GBytes *corral_cart_story_dup_png (CorralCartStory *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* What the clipboard gets: the moment, the figures or all events that are seen, a line each; never what people wrote. */
char *corral_cart_story_dup_text (CorralCartStory *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
