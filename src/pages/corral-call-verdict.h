/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

#include "corral-verdict.h"

G_BEGIN_DECLS

/**
 * CorralCallVerdict:
 *
 * What is wrong, large, with the layer that it lies in, how sure that is and since when; what to say to the caller; and the
 * evidence, each with a link to the rows behind it, with what would change the verdict. Main thread.
 */
#define CORRAL_TYPE_CALL_VERDICT (corral_call_verdict_get_type ())
G_DECLARE_FINAL_TYPE (CorralCallVerdict, corral_call_verdict, CORRAL, CALL_VERDICT, GtkWidget)

GtkWidget *corral_call_verdict_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* @say (nullable): what the play adds; @zone (nullable: UTC). What says the same is left alone. */
void corral_call_verdict_show (CorralCallVerdict *self, CorralFleet *fleet, const CorralVerdict *verdict, const char *say,
                               GTimeZone *zone);

/* What to say to the caller; NULL before anything was shown. */
const char *corral_call_verdict_get_say (CorralCallVerdict *self);

/* The evidence: a widget of its own, to stand elsewhere on the page. (transfer none), owned until it is placed. */
GtkWidget *corral_call_verdict_get_evidence (CorralCallVerdict *self);

G_END_DECLS
