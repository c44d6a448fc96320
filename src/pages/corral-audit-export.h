/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-audit.h"

G_BEGIN_DECLS

/* The whole record as a file, for machines. NULL when it does not verify: what was changed is not handed on as if it were
 * not. Pure. */

/* RFC 4180: a heading, then a line each, with the time in UTC and in @zone. */
GBytes *corral_audit_export_csv (const CorralAuditLog *audit_log, GTimeZone *zone) G_GNUC_WARN_UNUSED_RESULT;

/* {"format": "corral-audit-1", "hash": what is hashed, in words, "count", "entries": [{…}]}: every member as it is hashed. */
GBytes *corral_audit_export_json (const CorralAuditLog *audit_log) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
