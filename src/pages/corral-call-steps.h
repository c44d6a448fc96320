/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

#include "corral-acts.h"
#include "corral-call.h"
#include "corral-play-book.h"

G_BEGIN_DECLS

/**
 * CorralCallSteps:
 *
 * What to try, in order: the step that it is the turn of is open, with what should happen and what came of it to be pressed;
 * those before it say what came of them. Main thread.
 *
 * Signal "offer" (gpointer): a step's operation was pressed: a CorralPlayStep.
 */
#define CORRAL_TYPE_CALL_STEPS (corral_call_steps_get_type ())
G_DECLARE_FINAL_TYPE (CorralCallSteps, corral_call_steps, CORRAL, CALL_STEPS, GtkWidget)

GtkWidget *corral_call_steps_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* The steps of @choice, as they stand in @call (nullable: nothing can be pressed yet). @offers: by step, whether its
 * operation can be done now. What is shown already is left alone. */
void corral_call_steps_show (CorralCallSteps *self, const CorralPlayChoice *choice, const CorralCall *call,
                             const CorralOffer *offers);

/* The step that it is the turn of; CORRAL_PLAY_SHOWN when all were tried. */
guint corral_call_steps_get_current (CorralCallSteps *self);

/* The button of the current step; NULL when there is none. For tests. */
GtkWidget *corral_call_steps_get_button (CorralCallSteps *self, CorralTried tried);

G_END_DECLS
