/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"
#include "corral-rights.h"

G_BEGIN_DECLS

/* Where somebody comes in, and which doors are theirs. Main thread. */

/* Where the role begins: of whoever looks after one store, that store; never a page that @rights does not have. */
CorralPlace *corral_entrance_new (const CorralRights *rights, CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;

/* @place, or what stands for it: whoever has one store has no list of them. NULL: @rights has no such page. */
CorralPlace *corral_entrance_admit (const CorralRights *rights, CorralFleet *fleet, CorralPlace *place)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
