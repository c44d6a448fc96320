/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-evidence-reader.h"
#include "corral-flag-history.h"

G_BEGIN_DECLS

/* What people read about the evidence behind a flag: sentences over what was read. All are to be freed with g_free(). */

/* That staff let it pass, and how near a badge was; NULL when nobody had to. */
char *corral_scan_staff_to_text (const CorralEvidenceScan *scan) G_GNUC_WARN_UNUSED_RESULT;

/* A whole row, as it is spoken. */
char *corral_scan_to_text (const CorralEvidenceScan *scan, const CorralProof *proof, const char *currency, GTimeZone *zone)
  G_GNUC_WARN_UNUSED_RESULT;

/* "5 scans were taken back; staff let 3 pass, 1 of them without a badge near the cart." NULL when there is none of it. */
char *corral_evidence_staff_to_text (const CorralFlagEvidence *evidence) G_GNUC_WARN_UNUSED_RESULT;

/* That messages came late, or that a row came by a replay; NULL when all came at once. */
char *corral_evidence_lateness_to_text (const CorralFlagEvidence *evidence) G_GNUC_WARN_UNUSED_RESULT;

/* "5 of 7 decided flags of this cart were false; 2 are open." */
char *corral_flag_history_to_text (const CorralFlagHistory *history) G_GNUC_WARN_UNUSED_RESULT;

/* "9 carts flagged these goods, 8 of them measured about 412 g and not 310 g: …"; NULL when nobody else did. */
char *corral_item_history_to_text (const CorralItemHistory *history) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
