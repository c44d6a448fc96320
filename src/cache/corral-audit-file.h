/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corral-audit-chain.h"
#include "corral-cache-error.h"

G_BEGIN_DECLS

/**
 * CorralAuditFile:
 *
 * audit.db in an account's folder: the record of who looked at what. Rows are only added (triggers refuse all else), each
 * with the hash of the one before. Beside it stands audit.db.head with the number and hash of the newest entry, written
 * after it: by that a file that was cut short, or taken away, is found, and the next entry then says so for good
 * (CORRAL_AUDIT_BREAK). Whoever changes both leaves only what the cloud was told to find it by.
 *
 * Used by one thread at a time, the worker "audit"; every function blocks.
 */
typedef struct _CorralAuditFile CorralAuditFile;

/* @folder: the account's. @writable: this process may write there (it holds the cache's lock). @device: the PC's name, for
 * what the file itself has to say. Touches nothing. */
CorralAuditFile *corral_audit_file_new (const char *folder, gboolean writable, const char *device) G_GNUC_WARN_UNUSED_RESULT;

/* Closes. NULL is fine. */
void corral_audit_file_free (CorralAuditFile *self);

/* Adds @entries (element-type CorralAuditEntry) in their order and one transaction, and fills in their numbers and hashes.
 * One whose id is there already is left out: it keeps number 0. TRUE when all are on the disk. FALSE and CORRAL_CACHE_ERROR:
 * none of them is (a full disk, no permission, a newer file). A damaged file is set aside as audit.db.damaged-<time>, which
 * the program never removes, and a new one begins with an entry that says so. @now_ms: of that entry. */
gboolean corral_audit_file_append (CorralAuditFile *self, GPtrArray *entries, gint64 now_ms, GError **error);

/* All entries in order (element-type CorralAuditEntry), and in @verdict whether they are whole. One that is not there (yet)
 * is read as empty, unless entries are known to have been there. NULL and CORRAL_CACHE_ERROR when it cannot be read. */
GPtrArray *corral_audit_file_read (CorralAuditFile *self, CorralAuditVerdict *verdict, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
