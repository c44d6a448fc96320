/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-services.h"

G_BEGIN_DECLS

/* The menu of the window, for how things stand: who is signed in, the demo. @outbox (nullable): knows who we are. @others
 * (nullable): the people whom one can change to; it may change. */
GMenuModel *corral_main_menu_new (CorralServices *services, CorralOutbox *outbox, GMenuModel *others)
    G_GNUC_WARN_UNUSED_RESULT;

/* Another text when the menu would be another one. Free with g_free(). */
char *corral_main_menu_describe (CorralServices *services, CorralOutbox *outbox) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
