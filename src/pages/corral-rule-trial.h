/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-alert-rules.h"
#include "corral-page.h"

G_BEGIN_DECLS

/* Tries a rule out over what is known of the last seven days, and lists what it would have raised. Main thread. */
#define CORRAL_TYPE_RULE_TRIAL (corral_rule_trial_get_type ())
G_DECLARE_FINAL_TYPE (CorralRuleTrial, corral_rule_trial, CORRAL, RULE_TRIAL, GtkWidget)

/* @get_setting: what stands in the fields, kept or not. */
GtkWidget *corral_rule_trial_new (CorralPageContext *context, CorralAlertRuleKind kind,
                                  void (*get_setting) (CorralRuleSetting *setting, gpointer data), gpointer data)
  G_GNUC_WARN_UNUSED_RESULT;

/* As if the button were pressed. */
void corral_rule_trial_begin (CorralRuleTrial *self);

/* What it came to, a sentence; "" before. */
const char *corral_rule_trial_get_text (CorralRuleTrial *self);

G_END_DECLS
