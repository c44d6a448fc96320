/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"
#include "corral-verdict.h"

G_BEGIN_DECLS

/**
 * CorralVerdictWhy:
 *
 * Under the sentence of a page: how sure it is, and on a click why: what speaks for it and against it, each a link to the
 * rows behind it, and what would change its mind. Main thread.
 */
#define CORRAL_TYPE_VERDICT_WHY (corral_verdict_why_get_type ())
G_DECLARE_FINAL_TYPE (CorralVerdictWhy, corral_verdict_why, CORRAL, VERDICT_WHY, AdwBin)

GtkWidget *corral_verdict_why_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Hides itself when there is nothing to say. */
void corral_verdict_why_show (CorralVerdictWhy *self, CorralFleet *fleet, const CorralVerdict *verdict);

G_END_DECLS
