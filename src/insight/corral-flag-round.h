/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/**
 * CorralFlagRound:
 *
 * Keeps what is said of flags up to date, however many there are: what a change touches at once, everything in rounds that
 * are cut into pieces. What a round finds is put into the mirror when it is complete, so that lists are sorted once. Main
 * thread.
 */
typedef struct _CorralFlagRound CorralFlagRound;

CorralFlagRound *corral_flag_round_new (CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;
void corral_flag_round_free (CorralFlagRound *self);

/* The flags in @slots changed: they, and those of the same cart or goods, are judged at once. FALSE: too much has changed for
 * that, and a round is needed. */
gboolean corral_flag_round_follow (CorralFlagRound *self, const guint32 *slots, guint n_slots);

/* Begins a round; one that goes on ends. @flags: flags came, went or changed that were not followed. Else only carts, alerts
 * or time did. */
void corral_flag_round_begin (CorralFlagRound *self, gboolean flags);

/* Judges the next @n flags of the round. TRUE: there are more. Without a round FALSE. */
gboolean corral_flag_round_go_on (CorralFlagRound *self, guint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralFlagRound, corral_flag_round_free)

G_END_DECLS
