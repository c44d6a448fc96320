/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corral-fleet.h"
#include "corral-place.h"

G_BEGIN_DECLS

/*
 * What is remembered of places outlives the rows that they are of. When an account sees less, links to what it does not see
 * any more are forgotten as well: they hold names of stores, serials of carts, ids. Main thread.
 */

/* Whether @place leads to what @fleet holds, or is of no one thing. Before any store is held everything is. */
gboolean corral_forgetting_keeps (CorralFleet *fleet, CorralPlace *place);

/* Takes what @fleet does not hold out of the last place and the recent finds of @settings. */
void corral_forget_places (GSettings *settings, CorralFleet *fleet);

G_END_DECLS
