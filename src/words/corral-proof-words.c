/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read about the proof of a message. Main thread. */
#include "config.h"

#include "corral-proof-words.h"

#include <glib/gi18n-lib.h>

static const CorralLook looks[CORRAL_N_PROOF_STATES] = {
  [CORRAL_PROOF_VERIFIED] = { N_ ("Verified"), "corral-flag-decided-symbolic", "" },
  [CORRAL_PROOF_UNKNOWN] = { N_ ("Cannot be verified"), "corral-severity-watch-symbolic", "severity-watch" },
  [CORRAL_PROOF_FAILS] = { N_ ("Does not verify"), "corral-severity-act-symbolic", "severity-act" },
};

/* Each goes on from the look's word: "Does not verify: …". */
static const char *const sentences[CORRAL_N_PROOF_REASONS] = {
  [CORRAL_PROOF_REASON_GOOD] = N_ ("The cart signed it, and nothing was changed since."),
  [CORRAL_PROOF_REASON_UNSIGNED] = N_ ("It came without a signature."),
  [CORRAL_PROOF_REASON_NO_CERTIFICATE] = N_ ("The cart’s certificate is not on this PC."),
  [CORRAL_PROOF_REASON_NO_ANCHORS] = N_ ("What the cart’s certificate must lead to is not on this PC."),
  [CORRAL_PROOF_REASON_NO_ARRIVAL] = N_ ("When it arrived is not known."),
  [CORRAL_PROOF_REASON_NO_STANDING]
  = N_ ("Whether the cart’s certificate of that time was revoked is not known on this PC."),
  [CORRAL_PROOF_REASON_TRUNCATED] = N_ ("The signature is not whole."),
  [CORRAL_PROOF_REASON_SIGNATURE] = N_ ("The signature does not fit: it was changed after it was signed, or another signed it."),
  [CORRAL_PROOF_REASON_OTHER_CART] = N_ ("Another cart signed it."),
  [CORRAL_PROOF_REASON_ENVELOPE]
  = N_ ("Its number, time or kind is not what the cart signed."),
  [CORRAL_PROOF_REASON_UNKNOWN_ANCHOR] = N_ ("The cart’s certificate was issued by somebody who is not trusted."),
  [CORRAL_PROOF_REASON_NOT_YET] = N_ ("It arrived before the cart’s certificate was valid."),
  [CORRAL_PROOF_REASON_EXPIRED] = N_ ("The cart’s certificate had expired when it arrived."),
  [CORRAL_PROOF_REASON_REVOKED] = N_ ("The cart’s certificate had been revoked when it arrived."),
  [CORRAL_PROOF_REASON_REPEATED] = N_ ("Two messages have the same number."),
  [CORRAL_PROOF_REASON_OUT_OF_ORDER] = N_ ("Its time goes back while its number goes on."),
};

CorralLook
corral_look_of_proof (CorralProofState state)
{
  CorralLook look;

  g_return_val_if_fail (state < CORRAL_N_PROOF_STATES, looks[CORRAL_PROOF_UNKNOWN]);

  look = looks[state];
  look.word = _ (look.word);
  return look;
}

const char *
corral_proof_reason_to_text (CorralProofReason reason)
{
  g_return_val_if_fail (reason < CORRAL_N_PROOF_REASONS, NULL);

  return _ (sentences[reason]);
}

char *
corral_proof_to_text (const CorralProof *proof)
{
  const char *word = corral_look_of_proof (corral_proof_reason_get_state (proof->reason)).word;
  const char *reason = corral_proof_reason_to_text (proof->reason);
  /* Translators: how a message stands, and why: "Does not verify: Another cart signed it." */
  g_autofree char *text = g_strdup_printf (_ ("%s: %s"), word, reason);
  g_autofree char *missing = NULL;

  if (proof->n_missing == 0)
    return g_steal_pointer (&text);
  missing = g_strdup_printf (ngettext ("%u message before it is missing.", "%u messages before it are missing.",
                                       proof->n_missing),
                             proof->n_missing);
  return g_strjoin (" ", text, missing, NULL);
}
