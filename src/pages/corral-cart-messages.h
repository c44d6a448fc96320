/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* The latest messages of one cart, as sentences: what it said, when by its own clock, and when that arrived when it
 * came late. Stored ones at once, newer ones from the cloud. Main thread. */
#define CORRAL_TYPE_CART_MESSAGES (corral_cart_messages_get_type ())
G_DECLARE_FINAL_TYPE (CorralCartMessages, corral_cart_messages, CORRAL, CART_MESSAGES, GtkWidget)

GtkWidget *corral_cart_messages_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;
void corral_cart_messages_set_cart (CorralCartMessages *self, const char *tenant, const char *cart, guint32 store);
void corral_cart_messages_refresh (CorralCartMessages *self);
gboolean corral_cart_messages_is_settled (CorralCartMessages *self);

G_END_DECLS
