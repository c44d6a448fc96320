/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* The rollouts that are not over: which firmware, for whom, how far, how it goes; and the way to hold or release them.
 * Invisible while there are none. Main thread. */
#define CORRAL_TYPE_ROLLOUTS (corral_rollouts_get_type ())
G_DECLARE_FINAL_TYPE (CorralRollouts, corral_rollouts, CORRAL, ROLLOUTS, GtkWidget)

GtkWidget *corral_rollouts_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Reads the fleet anew. */
void corral_rollouts_refresh (CorralRollouts *self);

G_END_DECLS
