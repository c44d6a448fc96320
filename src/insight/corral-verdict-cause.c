/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The causes of verdicts and their words. Constant data and pure functions, any thread. */
#include "config.h"

#include "corral-verdict.h"

static const struct
{
  const char *word;
  CorralLayer layer;
} causes[] = {
#define CAUSE(UPPER, cause_word, LAYER) [CORRAL_VERDICT_##UPPER] = { cause_word, CORRAL_LAYER_##LAYER },
  CORRAL_VERDICT_CAUSES (CAUSE)
#undef CAUSE
};

CorralLayer
corral_verdict_cause_get_layer (CorralVerdictCause cause)
{
  g_return_val_if_fail ((guint) cause < CORRAL_N_VERDICT_CAUSES, CORRAL_LAYER_UNKNOWN);

  return causes[cause].layer;
}

const char *
corral_verdict_cause_to_word (CorralVerdictCause cause)
{
  g_return_val_if_fail ((guint) cause < CORRAL_N_VERDICT_CAUSES, NULL);

  return causes[cause].word;
}

gboolean
corral_verdict_cause_from_word (const char *word, CorralVerdictCause *cause)
{
  for (guint i = 0; i < CORRAL_N_VERDICT_CAUSES; i++)
    if (g_strcmp0 (causes[i].word, word) == 0)
      {
        *cause = (CorralVerdictCause) i;
        return TRUE;
      }
  return FALSE;
}
