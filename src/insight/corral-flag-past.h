/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-flag-trust.h"
#include "corral-loss-history.h"

G_BEGIN_DECLS

/**
 * CorralFlagPasts:
 *
 * What became of the flags of the past, by kind, store, cart and goods: one for a fleet, counted anew when the history has
 * changed, which is once an hour. Some 0.3 µs a flag. The thread that the mirror belongs to.
 */
typedef struct _CorralFlagPasts CorralFlagPasts;

/* (transfer none): until the mirror next changes. */
CorralFlagPasts *corral_flag_pasts_get (CorralFleet *fleet);

/* (transfer none): the last ones, though weeks may have come since: those count from the next
 * corral_flag_pasts_get() on. */
CorralFlagPasts *corral_flag_pasts_get_last (CorralFleet *fleet);

/* Reads and counts what has changed, as much as some @most flags cost. FALSE: that is all, and
 * corral_flag_pasts_get() has nothing left to do. */
gboolean corral_flag_pasts_prepare (CorralFleet *fleet, guint most);

/* The past of the flag in @slot into @signs, without what became of it itself. */
void corral_flag_pasts_read (CorralFlagPasts *self, CorralFleet *fleet, guint32 slot, CorralFlagSigns *signs);

G_END_DECLS
