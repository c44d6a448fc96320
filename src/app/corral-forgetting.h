/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corral-place.h"
#include "corral-services.h"

G_BEGIN_DECLS

/*
 * What is remembered of places outlives the rows that they are of. When an account sees less, links to what it does not see
 * any more are forgotten as well: they hold names of stores, serials of carts, ids. Main thread.
 */

/* Whether @place leads to what the account has, or is of no one thing. Before any store is held everything is, and of a chain
 * that is not in view now nobody can tell. */
gboolean corral_forgetting_keeps (CorralServices *services, CorralPlace *place);

/* Takes what the account does not have out of the last place and the recent finds of @settings. */
void corral_forget_places (GSettings *settings, CorralServices *services);

G_END_DECLS
