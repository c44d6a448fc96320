/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-flag-trust.h"
#include "corral-look.h"

G_BEGIN_DECLS

/* What to do about a flag. */
CorralLook corral_look_of_advice (CorralAdvice advice);

/* The advice as a sentence that stands by itself. Static. Main thread. */
const char *corral_advice_to_text (CorralAdvice advice);

/* One reason, as a sentence. */
char *corral_trust_reason_to_text (const CorralTrustReason *reason) G_GNUC_WARN_UNUSED_RESULT;

/* What a flag claims. */
typedef struct
{
  const char *kind;
  double expected_g, measured_g; /* NAN: not known */
  gint64 value_minor;            /* CORRAL_UNKNOWN: not known */
  const char *currency;          /* (nullable) */
  gboolean has_session;
} CorralFlagClaim;

/* The claim in a sentence; a claim it is: whether it is so, others say. Free with g_free(). */
char *corral_flag_claim_to_text (const CorralFlagClaim *claim) G_GNUC_WARN_UNUSED_RESULT;

/* How sure it is, in a word and a number: "Likely (82 %)". */
char *corral_trust_to_text (guint pct) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
