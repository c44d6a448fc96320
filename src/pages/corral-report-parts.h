/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What reports on flags and on cases have in common. Main thread. */
#include "corral-evidence-reader.h"
#include "corral-flag-trust.h"
#include "corral-sheet.h"

G_BEGIN_DECLS

/* "Thursday 26 November 2026, 12:17:25 CET": evidence says whose time it is. */
char *corral_report_say_time (gint64 time_ms, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

/* How far a flag can be trusted, and what speaks for and against it: a line each. */
void corral_report_add_trust (CorralSheetSection *section, const CorralTrust *trust);

/* A trip's scans as a table, the disputed one in bold, which is said below. None: no table. */
void corral_report_add_scans (CorralSheetSection *section,
                              const CorralFlagEvidence *evidence,
                              GTimeZone *zone,
                              gint64 made_ms);

G_END_DECLS
