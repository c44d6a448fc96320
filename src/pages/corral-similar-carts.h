/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/**
 * CorralSimilarCarts:
 *
 * Beside a cart that is silent or reports a fault: which others have the same, and what they share with it: the version, the lot,
 * the access point, the aisle, the carrier; with their counts, each a way to the list. Hidden while nothing is the matter. Main
 * thread.
 */
#define CORRAL_TYPE_SIMILAR_CARTS (corral_similar_carts_get_type ())
G_DECLARE_FINAL_TYPE (CorralSimilarCarts, corral_similar_carts, CORRAL, SIMILAR_CARTS, GtkWidget)

GtkWidget *corral_similar_carts_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* @cart: slot. Reads the fleet anew. */
void corral_similar_carts_show (CorralSimilarCarts *self, guint32 cart);

/* What it says, a line each; "" while hidden. For tests. */
const char *corral_similar_carts_get_text (CorralSimilarCarts *self);

G_END_DECLS
