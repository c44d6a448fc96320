/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* One cart. Main thread.
 *
 * Who opens it: an agent with the store on the line, who asks what is wrong with it and since when, and tells the
 * caller what to do. */
#define CORRAL_TYPE_CART_PAGE (corral_cart_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralCartPage, corral_cart_page, CORRAL, CART_PAGE, CorralPage)

CorralPage *corral_cart_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
