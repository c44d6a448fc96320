/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/**
 * CorralCallPage:
 *
 * A support agent opens it while the caller speaks: what is wrong and how sure that is, what to say, what to try; then
 * ends the call there with a note. About one cart or one store.
 */
#define CORRAL_TYPE_CALL_PAGE (corral_call_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralCallPage, corral_call_page, CORRAL, CALL_PAGE, CorralPage)

CorralPage *corral_call_page_new (CorralPageContext *context);

/* As if its button were pressed: takes the call, or, when that was done, opens the dialog that ends it. */
void corral_call_page_press (CorralCallPage *self);

/* What tests look at. */
GtkWidget *corral_call_page_get_timer (CorralCallPage *self); /* GtkLabel */

G_END_DECLS
