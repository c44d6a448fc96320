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

/*
 * Delivery. A chain gets what one account's own entries are of it, in their order, and no others. They are counted from 1
 * within a stretch of the record: from its first entry, or from an entry that says that others are missing, to before the
 * next of that kind, which is the first of its stretch for every chain. A stretch is called by the hash of its first entry.
 * That the cloud holds so many of them is noted beside the entries, which stay as they are.
 */

/* Some entries that one chain has not, behind those that it has. */
typedef struct
{
  char *actor;
  char *tenant;
  char record[65];    /* the stretch */
  char after[65];     /* the hash of the entry before the first of them, of those for this chain, or CORRAL_AUDIT_ORIGIN */
  gint64 first;       /* the number of the first of them, from 1 */
  GPtrArray *entries; /* (owned) (element-type CorralAuditEntry): at least one */
} CorralAuditParcel;

void corral_audit_parcel_free (CorralAuditParcel *self);

/* The next of @actor's for @tenant, at most @max, into *@parcel; NULL there: it has them all. FALSE and CORRAL_CACHE_ERROR. */
gboolean corral_audit_file_pack (CorralAuditFile *self, const char *actor, const char *tenant, guint max,
                                 CorralAuditParcel **parcel, GError **error);

/* The cloud holds what was in @parcel and before it: on the disk when it is TRUE. */
gboolean corral_audit_file_mark (CorralAuditFile *self, const CorralAuditParcel *parcel, GError **error);

/* Which chains have not all of @actor's entries, and how many they lack: (element-type utf8 guint) into *@waiting. */
gboolean corral_audit_file_list_waiting (CorralAuditFile *self, const char *actor, GHashTable **waiting, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralAuditParcel, corral_audit_parcel_free)

G_END_DECLS
