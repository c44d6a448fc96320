/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-alert-rules.h"
#include "corral-page.h"

G_BEGIN_DECLS

/* A rule: what it looks for as a sentence with its numbers, whether it is on; unfolded, each of them to change. What is
 * changed is kept at once, or, when it is nonsense, said to be. Main thread. */
#define CORRAL_TYPE_RULE_ROW (corral_rule_row_get_type ())
G_DECLARE_FINAL_TYPE (CorralRuleRow, corral_rule_row, CORRAL, RULE_ROW, AdwExpanderRow)

GtkWidget *corral_rule_row_new (CorralPageContext *context, CorralAlertRuleKind kind) G_GNUC_WARN_UNUSED_RESULT;

/* Shows the setting that is kept now, unless something else is being filled in. */
void corral_rule_row_refresh (CorralRuleRow *self);

/* Why what stands there is not kept; NULL when it is. */
const char *corral_rule_row_get_problem (CorralRuleRow *self);

G_END_DECLS
