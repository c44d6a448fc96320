/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-telemetry.h"

G_BEGIN_DECLS

/* What this PC found out by itself about a message of a cart. */
typedef enum
{
  CORRAL_PROOF_VERIFIED,
  CORRAL_PROOF_UNKNOWN, /* it cannot be told from what is on this PC */
  CORRAL_PROOF_FAILS,   /* it is not what the cart sent, or not from this cart, or not from then */
} CorralProofState;

#define CORRAL_N_PROOF_STATES (CORRAL_PROOF_FAILS + 1)

/*
 * Why, one line each: P (UPPER, "word", STATE). The word stands in packs, tests and the tool; the sentences are in
 * words/corral-proof-words.c. The order is of no meaning.
 */
#define CORRAL_PROOF_REASONS(P) \
  P (GOOD, "good", VERIFIED)                       /* all of it holds */ \
  P (UNSIGNED, "unsigned", UNKNOWN)                /* it came without a signature */ \
  P (NO_CERTIFICATE, "no-certificate", UNKNOWN)    /* no certificate that could be read is here */ \
  P (NO_ANCHORS, "no-anchors", UNKNOWN)            /* no trust anchor is here */ \
  P (NO_ARRIVAL, "no-arrival", UNKNOWN)            /* when it arrived is not known */ \
  P (NO_STANDING, "no-standing", UNKNOWN)          /* whether its certificate was revoked is not known */ \
  P (TRUNCATED, "truncated", FAILS)                /* the signature has not 64 bytes */ \
  P (SIGNATURE, "signature", FAILS)                /* no certificate's key made this signature over these bytes */ \
  P (OTHER_CART, "other-cart", FAILS)              /* the key is another cart's, or the body names another one */ \
  P (ENVELOPE, "envelope", FAILS)                  /* counter, time or type are not those that were signed */ \
  P (UNKNOWN_ANCHOR, "unknown-anchor", FAILS)      /* the certificate does not lead to a trust anchor */ \
  P (NOT_YET, "not-yet", FAILS)                    /* it arrived before the certificate was valid */ \
  P (EXPIRED, "expired", FAILS)                    /* it arrived when the certificate was no longer valid */ \
  P (REVOKED, "revoked", FAILS)                    /* it arrived when the certificate was revoked */ \
  P (REPEATED, "repeated", FAILS)                  /* another message has the same counter */ \
  P (OUT_OF_ORDER, "out-of-order", FAILS)          /* its time goes back where its counter goes on */

typedef enum
{
#define CORRAL_ENUMERATE(UPPER, word, STATE) CORRAL_PROOF_REASON_##UPPER,
  CORRAL_PROOF_REASONS (CORRAL_ENUMERATE)
#undef CORRAL_ENUMERATE
  CORRAL_N_PROOF_REASONS
} CorralProofReason;

/* A value. */
typedef struct
{
  CorralProofReason reason;
  guint n_missing; /* messages that the counter says were sent between the one before and this one, and are not here */
} CorralProof;

CorralProofState corral_proof_reason_get_state (CorralProofReason reason);
const char *corral_proof_reason_to_word (CorralProofReason reason);

/* Of several messages: how many are what, and the reason of the first of the worst. */
typedef struct
{
  guint n[CORRAL_N_PROOF_STATES];
  guint n_missing;
  CorralProofReason reason;
} CorralProofSummary;

/* @proofs (element-type CorralProof) */
void corral_proof_summarize (GArray *proofs, CorralProofSummary *summary);
CorralProofState corral_proof_summary_get_state (const CorralProofSummary *self);

/**
 * CorralProver:
 *
 * Checks messages of one cart against its certificates, the trust anchors and what the cloud said of the certificates'
 * standing. It has no clock and no network of its own: validity is judged at the moment a message arrived. Any one
 * thread.
 */
typedef struct _CorralProver CorralProver;

/* @serial: what is burnt into the cart. @certificates: DER, as they came with the messages: the cart's and what lies
 * between it and an anchor, in any order; nothing in them is trusted. @anchors: DER, trusted. What cannot be read in
 * either is as if it were not there. Both (element-type GBytes) and lent for the call. */
CorralProver *corral_prover_new (const char *serial, GPtrArray *certificates, GPtrArray *anchors)
    G_GNUC_WARN_UNUSED_RESULT;
void corral_prover_free (CorralProver *self);

/* What the cloud says of the certificate with @number (hexadecimal, colons allowed): whether it was revoked, and when;
 * CORRAL_UNKNOWN: at any time. */
void corral_prover_add_standing (CorralProver *self, const char *number, gboolean revoked, gint64 revoked_ms);

/* One message by itself: n_missing is 0. Costs one check of a signature for each certificate, some 0.1 ms. */
CorralProof corral_prover_check (CorralProver *self, const CorralEvent *event);

/* The same for each of @events (element-type CorralEvent): a CorralProof for each, in the order given. */
GArray *corral_prover_check_each (CorralProver *self, GPtrArray *events) G_GNUC_WARN_UNUSED_RESULT;

/* @events (element-type CorralEvent): all that there are of some stretch of the cart's time, in any order. Each by
 * itself, and their counters: nothing repeated, nothing out of order, nothing missing in between. A start ("boot")
 * may skip numbers: a cart sets some aside that it may not use. Returns a CorralProof for each, in the order given.
 */
GArray *corral_prover_check_all (CorralProver *self, GPtrArray *events) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralProver, corral_prover_free)

G_END_DECLS
