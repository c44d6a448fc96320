/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/**
 * CorralCartWork:
 *
 * What people have written and opened about a cart: its notes and its tickets, with those that wait to be sent, and the
 * ways to add to them. It also knows the cart's last update, which is not in the mirror. Main thread.
 *
 * Signal "changed" (): corral_cart_work_get_failed_update() is another.
 */
#define CORRAL_TYPE_CART_WORK (corral_cart_work_get_type ())
G_DECLARE_FINAL_TYPE (CorralCartWork, corral_cart_work, CORRAL, CART_WORK, GtkWidget)

GtkWidget *corral_cart_work_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* The cart at @slot; reads the fleet anew, and the cache now and then. */
void corral_cart_work_show (CorralCartWork *self, guint32 slot);

/* (nullable): id of the cart's latest update when that did not succeed and nobody has asked to try it again. */
const char *corral_cart_work_get_failed_update (CorralCartWork *self);

gboolean corral_cart_work_is_settled (CorralCartWork *self);

G_END_DECLS
