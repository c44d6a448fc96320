/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* A sentence or two about where a cart is that is outside its store's premises, and how old that is: "Outside the
 * premises: within about 1 km of a place 3 km north-east of its store. Last heard from 40 min ago." Of a store without a
 * position, the cart's stands there in degrees. NULL: nothing says that it is outside. @cart: a slot. Main thread. */
char *corral_outside_to_text (CorralFleet *fleet, guint32 cart) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
