/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-audit-chain.h"
#include "corral-case.h"
#include "corral-evidence-reader.h"
#include "corral-flag-trust.h"
#include "corral-pack-json.h"

G_BEGIN_DECLS

/* One flag of a case, as it goes into a pack: copied out, so that it stays as it was when the export was begun. */
typedef struct
{
  CorralFlag *flag;             /* (owned): a fact */
  char *cart_label, *store_name, *claim, *calibration; /* (owned): words */
  CorralPackScale scale;
  GTimeZone *zone;              /* (owned): the store's */
  CorralTrust trust;
  CorralFlagEvidence *evidence; /* (owned) (nullable): nothing is held of it */
} CorralCasePackFlag;

void corral_case_pack_flag_free (CorralCasePackFlag *self);

/* What goes into a sealed pack about a case. All owned. */
typedef struct
{
  CorralCase *row;              /* a fact */
  char *tenant, *name, *store_name, *figures_text; /* words */
  CorralCaseFigures figures;
  char *currency;               /* (nullable) */
  GTimeZone *zone;              /* where it began */
  GPtrArray *flags;             /* (element-type CorralCasePackFlag): oldest first */
  GPtrArray *notes;             /* (element-type CorralNote): facts, oldest first */
  GPtrArray *looks;             /* (element-type CorralAuditEntry): who looked when, on this PC, oldest first */
  gboolean looks_whole;         /* the record that these are from is as it was written */
} CorralCasePackSource;

CorralCasePackSource *corral_case_pack_source_new (CorralFleet *fleet, guint32 slot) G_GNUC_WARN_UNUSED_RESULT;
void corral_case_pack_source_free (CorralCasePackSource *self);

/* The pack: report.pdf for people, case.json, flags.csv and scans.csv for machines, and for each flag a numbered set of signed
 * messages with what verifies them. Free text is scanned: what looks private is masked. @seal as corral_sealed_close(). NULL and an error
 * as corral_paper_to_pdf(). */
GBytes *corral_case_pack_make (const CorralCasePackSource *source, gint64 made_ms, char **seal, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* report.pdf: on the locale's paper, numbered pages. NULL and an error as corral_paper_to_pdf(). Main thread. */
GBytes *corral_case_report_make (const CorralCasePackSource *source, gint64 made_ms, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How the messages behind a flag stand, a sentence. */
char *corral_case_pack_proof_to_text (const CorralFlagEvidence *evidence) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralCasePackSource, corral_case_pack_source_free)

G_END_DECLS
