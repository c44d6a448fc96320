/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-audit.h"
#include "corral-page.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CorralCaseLooks:
 *
 * Who looked when at a case and at the evidence of its flags, on this PC, newest first: from the append-only record
 * (corral-audit.h). Says so when that record is not whole. Main thread.
 */
#define CORRAL_TYPE_CASE_LOOKS (corral_case_looks_get_type ())
G_DECLARE_FINAL_TYPE (CorralCaseLooks, corral_case_looks, CORRAL, CASE_LOOKS, GtkWidget)

GtkWidget *corral_case_looks_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* Of the case @id of @tenant with the flags @flags, ids joined with one space (nullable), times in @zone. All copied. */
void corral_case_looks_show (CorralCaseLooks *self, const char *tenant, const char *id, const char *flags, GTimeZone *zone);

/* How many are known. For tests. */
guint corral_case_looks_get_n (CorralCaseLooks *self);

/* Those of @log that are about the case or one of its flags: looks and exports, oldest first (element-type
 * CorralAuditEntry), lent. */
GPtrArray *corral_case_looks_choose (const CorralAuditLog *log, const char *tenant, const char *id, const char *flags)
  G_GNUC_WARN_UNUSED_RESULT;

/* "the case was looked at", "the evidence of a flag was exported". Static. */
const char *corral_case_look_to_text (const CorralAuditEntry *entry);

G_END_DECLS
