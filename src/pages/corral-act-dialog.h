/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-act-plan.h"

G_BEGIN_DECLS

/**
 * CorralActDialog:
 *
 * What stands between asking for an act and doing it: what will happen to how many rows, which are left out and why, and
 * what has to be filled in. It stays open until it is done, so that what somebody wrote is not lost when it cannot be
 * saved. Main thread.
 *
 * Signal "accepted" (): do it.
 */
#define CORRAL_TYPE_ACT_DIALOG (corral_act_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CorralActDialog, corral_act_dialog, CORRAL, ACT_DIALOG, AdwWindow)

/* @plan is taken; it has targets. */
CorralActDialog *corral_act_dialog_new (GtkWindow *parent, CorralPageContext *context, CorralActPlan *plan)
  G_GNUC_WARN_UNUSED_RESULT;

const CorralActPlan *corral_act_dialog_get_plan (CorralActDialog *self);

/* What was filled in, for one target; strings live as long as the dialog. */
void corral_act_dialog_fill (CorralActDialog *self, const CorralActTarget *target, CorralOperationParams *params);

/* Whether it is done to @target at all, with what was filled in. */
gboolean corral_act_dialog_takes (CorralActDialog *self, const CorralActTarget *target);

/* It is being done: nothing can be changed, and a spinner turns. */
void corral_act_dialog_set_busy (CorralActDialog *self, gboolean busy);

/* Why it was not done: a sentence, NULL for none. It can be tried again. */
void corral_act_dialog_set_problem (CorralActDialog *self, const char *sentence);
const char *corral_act_dialog_get_problem (CorralActDialog *self);

/* Closes without asking: it is done. */
void corral_act_dialog_finish (CorralActDialog *self);

/* What the program and tests press. */
GtkWidget *corral_act_dialog_get_button (CorralActDialog *self);

/* The preview: what will happen, and what is left out (nullable). */
const char *corral_act_dialog_get_promise (CorralActDialog *self);
const char *corral_act_dialog_get_left_out (CorralActDialog *self);

G_END_DECLS
