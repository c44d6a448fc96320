/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-audit.h"

G_BEGIN_DECLS

/* The whole record as a file, for machines. NULL when it does not verify: what was changed is not handed on as if it were
 * not. Pure. */

/* Whether the reader may be told what @entry is about. Of one that they may not only its number, hash and the hash before are
 * told, so that the chain holds, and that it is withheld. */
typedef gboolean (*CorralAuditNamesFunc) (const CorralAuditEntry *entry, gpointer data);

/* RFC 4180: a heading, then a line each, with the time in UTC and in @zone. */
GBytes *corral_audit_export_csv (const CorralAuditLog *audit_log, GTimeZone *zone, CorralAuditNamesFunc names, gpointer data)
  G_GNUC_WARN_UNUSED_RESULT;

/* {"format": "corral-audit-1", "hash": what is hashed, in words, "count", "entries": [{…}]}: every member as it is hashed. */
GBytes *corral_audit_export_json (const CorralAuditLog *audit_log, CorralAuditNamesFunc names, gpointer data)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
