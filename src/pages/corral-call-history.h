/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-call-facts.h"

G_BEGIN_DECLS

/**
 * CorralCallHistory:
 *
 * What was before, of the cart or store that a call is about: earlier calls and notes, tickets. Main thread.
 */
#define CORRAL_TYPE_CALL_HISTORY (corral_call_history_get_type ())
G_DECLARE_FINAL_TYPE (CorralCallHistory, corral_call_history, CORRAL, CALL_HISTORY, GtkWidget)

GtkWidget *corral_call_history_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Reads the fleet anew, and the cache now and then. */
void corral_call_history_show (CorralCallHistory *self, const CorralCallSubject *subject);

gboolean corral_call_history_is_settled (CorralCallHistory *self);

G_END_DECLS
