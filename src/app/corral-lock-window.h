/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "corral-accounts.h"
#include "corral-sign-in.h"

G_BEGIN_DECLS

/**
 * CorralLockWindow:
 *
 * What stands in place of all of Corral's windows while it is locked: whose it is, signing in anew, other people.
 * Nothing of the fleet. Main thread.
 *
 * Signals: "unlocked" (): whoever it belongs to is back. "chosen" (const char *folder), "add" (): somebody else is.
 */
#define CORRAL_TYPE_LOCK_WINDOW (corral_lock_window_get_type ())
G_DECLARE_FINAL_TYPE (CorralLockWindow, corral_lock_window, CORRAL, LOCK_WINDOW, AdwApplicationWindow)

/* @here (nullable): the folder of whoever it belongs to. @sign_in (nullable): theirs; NULL where nobody signs in (the
 * demo fleet, a token from a file): then anybody may unlock, which is said. @accounts outlives it. */
GtkWindow *corral_lock_window_new (GtkApplication *application,
                                   CorralAccounts *accounts,
                                   const char *here,
                                   CorralSignIn *sign_in) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
