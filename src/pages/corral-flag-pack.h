/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-evidence-reader.h"
#include "corral-flag-trust.h"

G_BEGIN_DECLS

/* What goes into a sealed pack about a flag: what the page shows, in words and in numbers. All lent. */
typedef struct
{
  CorralFleet *fleet;
  guint32 flag;                  /* slot */
  const CorralTrust *trust;
  const CorralFlagEvidence *evidence;
  const char *claim, *trip, *proof; /* sentences */
} CorralFlagPackSource;

/* The pack: report.pdf for people, flag.json and scans.csv for machines, the signed messages with their certificates.
 * Messages that were looked at name nobody. @seal as corral_sealed_close(). NULL and an error as corral_paper_to_pdf().
 * Main thread. */
GBytes *corral_flag_pack_make (const CorralFlagPackSource *source,
                               gint64 made_ms,
                               char **seal,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* report.pdf: on the locale's paper, numbered pages. NULL and an error as corral_paper_to_pdf(). */
GBytes *corral_flag_report_make (const CorralFlagPackSource *source, gint64 made_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
