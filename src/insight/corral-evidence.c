/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of kinds of evidence and doubt, from the lists in the header. Constant; any thread. */
#include "config.h"

#include "corral-evidence.h"

#define CORRAL_ENUMERATE(UPPER, word) word,

static const char *const evidence_words[] = { CORRAL_EVIDENCE_KINDS (CORRAL_ENUMERATE) };

static const char *const doubt_words[] = { CORRAL_DOUBT_KINDS (CORRAL_ENUMERATE) };

#undef CORRAL_ENUMERATE

const char *
corral_evidence_kind_to_word (guint kind)
{
  return kind < G_N_ELEMENTS (evidence_words) ? evidence_words[kind] : NULL;
}

const char *
corral_doubt_kind_to_word (guint kind)
{
  return kind < G_N_ELEMENTS (doubt_words) ? doubt_words[kind] : NULL;
}
