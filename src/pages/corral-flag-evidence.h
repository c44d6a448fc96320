/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-evidence-reader.h"
#include "corral-page.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralFlagEvidenceView:
 *
 * What speaks for a flag: its trip, the scans in order with what was expected and measured, whether the messages are what
 * the cart sent, and how its scale moved in the month before. Reads what is held, shows it, and fetches what is not.
 * Signal "read": what corral_flag_evidence_view_get() returns is another. Main thread.
 */
#define CORRAL_TYPE_FLAG_EVIDENCE_VIEW (corral_flag_evidence_view_get_type ())
G_DECLARE_FINAL_TYPE (CorralFlagEvidenceView, corral_flag_evidence_view, CORRAL, FLAG_EVIDENCE_VIEW, GtkWidget)

GtkWidget *corral_flag_evidence_view_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* The flag in @slot of the chain @tenant. The same one again: nothing happens. */
void corral_flag_evidence_view_show (CorralFlagEvidenceView *self, const char *tenant, guint32 slot);

/* How the scale was, a part of its own, to be put where there is room for it. Owned by @self. */
GtkWidget *corral_flag_evidence_view_get_scale (CorralFlagEvidenceView *self);

/* What is said of the trip and of the messages, as sentences; lent until the next "read". */
const char *corral_flag_evidence_view_get_trip (CorralFlagEvidenceView *self);
const char *corral_flag_evidence_view_get_proof (CorralFlagEvidenceView *self);

/* NULL before anything was read. */
const CorralFlagEvidence *corral_flag_evidence_view_get (CorralFlagEvidenceView *self);

gboolean corral_flag_evidence_view_is_settled (CorralFlagEvidenceView *self);

G_END_DECLS
