/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-page.h"

G_BEGIN_DECLS

/* What was looked at, taken out and done on this PC: one's own entries; for a lead everybody's, with a way to save them all.
 * Whether the record is whole is said first. */
#define CORRAL_TYPE_AUDIT_PAGE (corral_audit_page_get_type ())
G_DECLARE_FINAL_TYPE (CorralAuditPage, corral_audit_page, CORRAL, AUDIT_PAGE, CorralPage)

CorralPage *corral_audit_page_new (CorralPageContext *context) G_GNUC_WARN_UNUSED_RESULT;

/* All of it as @format, "csv" or "json"; NULL when this account may not, or the record does not verify. */
GBytes *corral_audit_page_make_export (CorralAuditPage *self, const char *format) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
