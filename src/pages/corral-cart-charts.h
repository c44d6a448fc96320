/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* Battery and signal of one cart over time: what is stored is shown at once, what is missing is fetched, what
 * nobody has is drawn as a gap. Zoom from 1 h to 30 d. Main thread. */
#define CORRAL_TYPE_CART_CHARTS (corral_cart_charts_get_type ())
G_DECLARE_FINAL_TYPE (CorralCartCharts, corral_cart_charts, CORRAL, CART_CHARTS, GtkWidget)

GtkWidget *corral_cart_charts_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Another cart: its chain's id, its own, and its store's slot for zone and opening hours. The span goes back to
 * the last 24 hours. */
void corral_cart_charts_set_cart (CorralCartCharts *self, const char *tenant, const char *cart, guint32 store);

/* Time has passed, or new values have come: follows the end when it is looked at. */
void corral_cart_charts_refresh (CorralCartCharts *self);

/* Nothing is being read or fetched. */
gboolean corral_cart_charts_is_settled (CorralCartCharts *self);

G_END_DECLS
