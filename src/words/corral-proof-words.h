/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-look.h"
#include "corral-prover.h"

G_BEGIN_DECLS

/* Verified, cannot be verified, does not verify. */
CorralLook corral_look_of_proof (CorralProofState state);

/* Why, as a sentence: "The bytes are not those that were signed, …". Static. Main thread. */
const char *corral_proof_reason_to_text (CorralProofReason reason);

/* The whole of it: state, reason, and how many messages are missing before it. */
char *corral_proof_to_text (const CorralProof *proof) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
