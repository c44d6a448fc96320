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

/* The past of the flag in @slot into @signs, without what became of it itself. */
void corral_flag_pasts_read (CorralFlagPasts *self, CorralFleet *fleet, guint32 slot, CorralFlagSigns *signs);

G_END_DECLS
