/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-attention-text.h"
#include "corral-verdict.h"

G_BEGIN_DECLS

/* All free with g_free(); times in the store's zone. @dress (nullable): as in corral_attention_to_text(). Main thread. */

/* "The store's Wi-Fi", "The cart itself", "Nothing is wrong": the layer, as a heading. Static, translated. */
const char *corral_layer_to_text (CorralLayer layer);

/* The same of a verdict; of several carts with several things it says so. Static, translated. */
const char *corral_verdict_to_heading (const CorralVerdict *verdict);

/* What some carts among others have, in few words: "battery pack worn". Static, translated. */
const char *corral_verdict_cause_to_brief (CorralVerdictCause cause);

/* "The store's Wi-Fi, most likely: 7 of its 34 carts are silent since 15:14." */
char *corral_verdict_to_text (CorralFleet *fleet, const CorralVerdict *verdict, CorralAttentionDress dress, gpointer data)
  G_GNUC_WARN_UNUSED_RESULT;

/* What to say to the caller: one plain sentence without words of the trade. */
char *corral_verdict_to_spoken (CorralFleet *fleet, const CorralVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;

/* "Quite sure", "Likely", "A guess": by confidence_pct. Static, translated. */
const char *corral_verdict_sureness (const CorralVerdict *verdict);

/* One piece of evidence as a sentence. */
char *corral_evidence_to_text (CorralFleet *fleet, const CorralVerdict *verdict, const CorralEvidence *evidence)
  G_GNUC_WARN_UNUSED_RESULT;

/* The rows behind it, as a corral: link; NULL when there are none. */
char *corral_evidence_to_uri (CorralFleet *fleet, const CorralVerdict *verdict, const CorralEvidence *evidence)
  G_GNUC_WARN_UNUSED_RESULT;

/* What would change its mind, as a sentence. */
char *corral_doubt_to_text (CorralFleet *fleet, const CorralVerdict *verdict, guint doubt) G_GNUC_WARN_UNUSED_RESULT;

/* Verdict, since when, how sure, evidence, what was tried: ready to paste into a ticket. Names carts and stores, never
 * people. */
char *corral_verdict_to_ticket (CorralFleet *fleet, const CorralVerdict *verdict) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
