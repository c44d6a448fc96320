/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-audit-file.h"
#include "corral-outbox.h"

G_BEGIN_DECLS

/* Something that is to be recorded. Texts are copied. */
typedef struct
{
  const char *what;       /* CORRAL_AUDIT_VIEW or CORRAL_AUDIT_EXPORT; operations are recorded by themselves */
  const char *tenant;     /* (nullable): the chain's id; NULL: of no one chain */
  const char *collection; /* (nullable): of the row it is about: "flag", "session", "case", … */
  const char *subject;    /* (nullable): that row's id */
  const char *detail;     /* (nullable): what of it, in words of the contract: "evidence", "pack 3f9a…" */
} CorralAuditEvent;

/* The whole record as it was read. */
typedef struct
{
  GPtrArray *entries; /* (owned) (element-type CorralAuditEntry): oldest first */
  CorralAuditVerdict verdict;
} CorralAuditLog;

void corral_audit_log_free (CorralAuditLog *self);

/* Whether somebody with @roles (nullable, words of the contract) sees everybody's entries and may take them out: a lead of
 * the support, and whoever answers for a chain. Everybody sees their own. */
gboolean corral_audit_may_see_all (const char *const *roles);

/* What @account (nullable: the cloud never said who it is) with @roles may see of @self, newest first (element-type
 * CorralAuditEntry, lent): all, or their own. That entries are missing is said to all. */
GPtrArray *corral_audit_log_list (const CorralAuditLog *self, const char *account, const char *const *roles)
  G_GNUC_WARN_UNUSED_RESULT;

/**
 * CorralAudit:
 *
 * The append-only record of what was looked at, taken out and done on this PC: an actor in front of audit.db
 * (corral-audit-file.h), which is written on the worker "audit". Main thread.
 *
 * Who, when, from which PC and whether the cloud answered is filled in here. Every operation that the outbox lets go is
 * recorded under the operation's own id, also those of a run that was killed before it could, so each is there once.
 *
 * What cannot be written now (a full disk) waits in memory and is tried again; corral_audit_get_trouble() says so meanwhile.
 *
 * What is on the disk is brought to the cloud (corral-audit-sender.h), each chain's to that chain.
 *
 * Signal "changed": entries were written or delivered, or a trouble is another.
 */
#define CORRAL_TYPE_AUDIT (corral_audit_get_type ())
G_DECLARE_FINAL_TYPE (CorralAudit, corral_audit, CORRAL, AUDIT, GObject)

/* @folder: the account's. @writable: this process may write there. @outbox, @sync (nullable). */
CorralAudit *corral_audit_new (const char *folder, gboolean writable, CorralOutbox *outbox, CorralSync *sync,
                               CorralClock *clock, guint64 seed) G_GNUC_WARN_UNUSED_RESULT;

/* Writes what waits and joins the worker. Blocks for milliseconds. Twice is fine. After the outbox, whose last entries it
 * records, and before the cache is closed. */
void corral_audit_stop (CorralAudit *self);

/* Records @event. @self NULL: nothing is (started without a folder). Never fails: see above. */
void corral_audit_record (CorralAudit *self, const CorralAuditEvent *event);

/* The same for what must not happen unrecorded, as an export: when it cannot be written now the finish gives FALSE and
 * CORRAL_CACHE_ERROR, and nothing is recorded. */
void corral_audit_record_async (CorralAudit *self, const CorralAuditEvent *event, GAsyncReadyCallback callback, gpointer data);
gboolean corral_audit_record_finish (CorralAudit *self, GAsyncResult *result, GError **error);

/* NULL, or a sentence on why what is looked at cannot be recorded now. */
const char *corral_audit_get_trouble (CorralAudit *self);

/* Whether this process keeps the record at all; FALSE beside another Corral that does, which is where to look at evidence. */
gboolean corral_audit_is_kept (CorralAudit *self);

/* How many of the account's own entries its chains have not been given yet; and NULL, or a sentence on why not where that is
 * not only that the cloud cannot be reached. */
guint corral_audit_get_n_undelivered (CorralAudit *self);
const char *corral_audit_get_delivery_trouble (CorralAudit *self);

/* Reads and verifies all. The finish gives NULL and CORRAL_CACHE_ERROR when it cannot be read. */
void corral_audit_read_async (CorralAudit *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
CorralAuditLog *corral_audit_read_finish (CorralAudit *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralAuditLog, corral_audit_log_free)

G_END_DECLS
