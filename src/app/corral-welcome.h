/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "corral-accounts.h"
#include "corral-managed.h"
#include "corral-sign-in.h"

G_BEGIN_DECLS

/**
 * CorralWelcome:
 *
 * The window that Corral begins with as long as nobody is signed in to a cloud: its address, signing in, or the demo fleet.
 * Main thread.
 *
 * Signals: "signed-in" (CorralSignIn *): it is good; whoever takes it stops it. "demo" (): somebody wants that. "chosen" (const char
 * *folder): somebody who is known already is here.
 */
#define CORRAL_TYPE_WELCOME (corral_welcome_get_type ())
G_DECLARE_FINAL_TYPE (CorralWelcome, corral_welcome, CORRAL, WELCOME, AdwApplicationWindow)

/* @address (nullable): what is suggested. @sentence (nullable): something to be told first. @accounts: who is known already. */
CorralWelcome *corral_welcome_new (GtkApplication *application, CorralAccounts *accounts, const char *address,
                                   const char *sentence,
                                   const CorralManaged *managed)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
