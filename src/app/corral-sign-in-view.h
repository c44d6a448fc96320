/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "corral-managed.h"
#include "corral-sign-in.h"

G_BEGIN_DECLS

/**
 * CorralSignInView:
 *
 * Where somebody signs in: the cloud's address, the way, then what they have to do for it, and, when it came to nothing, why.
 * Main thread.
 *
 * Signal "signed-in" (): corral_sign_in_view_get_sign_in() is good; whoever takes it stops it.
 */
#define CORRAL_TYPE_SIGN_IN_VIEW (corral_sign_in_view_get_type ())
G_DECLARE_FINAL_TYPE (CorralSignInView, corral_sign_in_view, CORRAL, SIGN_IN_VIEW, GtkWidget)

/* @sign_in (nullable): to the cloud that this one is to; NULL: the address is asked for. @address (nullable): what is
 * suggested then. */
GtkWidget *corral_sign_in_view_new (CorralSignIn *sign_in, const char *address) G_GNUC_WARN_UNUSED_RESULT;

/* A button of somebody else's under those that sign in. */
void corral_sign_in_view_add_choice (CorralSignInView *self, GtkWidget *button);

/* Says something that is not about a sign-in of this view. NULL: nothing any more. */
void corral_sign_in_view_say (CorralSignInView *self, const char *sentence);

/* Allows those clouds alone that @managed (which outlives this) allows; one that it sets need not be typed. */
void corral_sign_in_view_set_managed (CorralSignInView *self, const CorralManaged *managed);

/* Whoever is remembered by the browser has to prove who they are, too. Of those whose address is asked for. */
void corral_sign_in_view_set_asks_anew (CorralSignInView *self, gboolean asks_anew);

/* (nullable): before the first was begun. One that was made here knows who signed in and has no place in the keyring yet
 * (corral_sign_in_keep_at()). */
CorralSignIn *corral_sign_in_view_get_sign_in (CorralSignInView *self);

G_END_DECLS
