/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "corral-accounts.h"
#include "corral-managed.h"
#include "corral-sign-in.h"

G_BEGIN_DECLS

/**
 * CorralPeople:
 *
 * The window over the window with the people of this PC: to change to another, to add one, to remove one. Main thread.
 *
 * Signals: "chosen" (const char *folder), "removed" (const char *folder): somebody wants that; it has closed itself.
 * "signed-in" (CorralSignIn *): somebody has, who has no place in the keyring yet; whoever takes it stops it.
 */
#define CORRAL_TYPE_PEOPLE (corral_people_get_type ())
G_DECLARE_FINAL_TYPE (CorralPeople, corral_people, CORRAL, PEOPLE, AdwWindow)

/* @here (nullable): the folder of whoever is. @address (nullable): the cloud that is suggested for somebody new.
 * @adds: begins with adding somebody. @accounts and @managed outlive it. */
GtkWindow *corral_people_new (GtkWindow *parent,
                              CorralAccounts *accounts,
                              const char *here,
                              const char *address,
                              const CorralManaged *managed,
                              gboolean adds) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
