/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-sign-in.h"
#include "corral-sync.h"

G_BEGIN_DECLS

/* Binds @sync to @sign_in for as long as both live: it follows the cloud that somebody is signed in to with the token that
 * there is, asks for another one when the cloud does not accept it any more, goes on with that, and stops when somebody
 * signs out. Main thread. */
void corral_sync_follow_sign_in (CorralSync *sync, CorralSignIn *sign_in);

/* The same once, by hand: for coming back after corral_sync_disconnect(). */
void corral_sync_connect_signed_in (CorralSync *sync, CorralSignIn *sign_in);

G_END_DECLS
