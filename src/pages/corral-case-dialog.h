/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-act-plan.h"

G_BEGIN_DECLS

/**
 * CorralCaseDialog:
 *
 * Puts flags into a case: one that is open already, or a new one. Opening it and adding each flag are operations of their own
 * in one transaction of the outbox, each after the one before. Main thread.
 */
#define CORRAL_TYPE_CASE_DIALOG (corral_case_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CorralCaseDialog, corral_case_dialog, CORRAL, CASE_DIALOG, AdwWindow)

/* @plan (taken): its targets are flags; those of another chain than the first one's stay out. @from: a widget in the
 * window, where it is told what was done. */
CorralCaseDialog *corral_case_dialog_new (GtkWidget *from, CorralPageContext *context, CorralActPlan *plan)
  G_GNUC_WARN_UNUSED_RESULT;

/* What the keyboard and tests press, write and choose in. */
GtkWidget *corral_case_dialog_get_button (CorralCaseDialog *self);
GtkWidget *corral_case_dialog_get_title (CorralCaseDialog *self);  /* CorralFreeText */
GtkWidget *corral_case_dialog_get_choice (CorralCaseDialog *self); /* CorralChoiceList */
/* (nullable): why it was not done. */
const char *corral_case_dialog_get_problem (CorralCaseDialog *self);

G_END_DECLS
