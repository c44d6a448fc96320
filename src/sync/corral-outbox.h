/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-outbox-rules.h"
#include "corral-rights.h"
#include "corral-sync.h"

G_BEGIN_DECLS

/* What one row of a bulk action came to. */
typedef struct
{
  char *id;       /* (nullable): of the entry that was made */
  GError *error;  /* (nullable): CORRAL_OUTBOX_ERROR: why there is none */
} CorralOutboxResult;

/**
 * CorralOutbox:
 *
 * What people did, as the window sees it: takes it in, says what waits and what went wrong, takes it back, sends it
 * again. An actor in front of the outbox's file (corral-cache-outbox.h), which is written on a worker; the sync thread
 * sends. Main thread.
 *
 * Signal "changed": corral_outbox_get_entries() are others.
 * Signal "performing" (const CorralOutboxEntry *): that is asked for at once, and is in no file.
 * Property "n-waiting" (guint), "n-troubled" (guint): for counts in the sidebar.
 */
#define CORRAL_TYPE_OUTBOX (corral_outbox_get_type ())
G_DECLARE_FINAL_TYPE (CorralOutbox, corral_outbox, CORRAL, OUTBOX, GObject)

/* Reads the entries that the file has; blocks for as long as that takes (a millisecond). */
CorralOutbox *corral_outbox_new (CorralCache *cache, CorralSync *sync, CorralClock *clock, guint64 seed)
    G_GNUC_WARN_UNUSED_RESULT;

/* Saves what is being saved and joins the worker: before the cache is closed. Blocks for milliseconds. Twice is fine. */
void corral_outbox_stop (CorralOutbox *self);

/* (transfer none) (element-type CorralOutboxEntry): all that is not settled and the newest settled ones, in the order
 * of making. The array is replaced, never changed, so it may be referenced. Never NULL. */
GPtrArray *corral_outbox_get_entries (CorralOutbox *self);

/* Those whose target it is, not settled, in order; (transfer container). @tenant and @collection as well as @id. */
GPtrArray *corral_outbox_list_for_target (CorralOutbox *self, const char *tenant, const char *collection,
                                          const char *id) G_GNUC_WARN_UNUSED_RESULT;

guint corral_outbox_get_n_waiting (CorralOutbox *self);  /* held, queued, sending, unknown, retry */
guint corral_outbox_get_n_troubled (CorralOutbox *self); /* conflict, refused, expired, not settled */

/* (nullable): staff id of whom the cloud last said we are. Valid until "changed". */
const char *corral_outbox_get_account_id (CorralOutbox *self);
/* (nullable): the same person's name. */
const char *corral_outbox_get_account_name (CorralOutbox *self);

/* (nullable, NULL-terminated): words of the contract, as the cloud last said; NULL: it never did. Valid until "changed". */
const char *const *corral_outbox_get_account_roles (CorralOutbox *self);

/* What the account may see and do; nothing is forbidden while the cloud never said who we are. Its contents follow "changed". */
const CorralRights *corral_outbox_get_rights (CorralOutbox *self);

/* Whether the account may do it at all: hidden where not. TRUE while the cloud never said who we are. */
gboolean corral_outbox_may (CorralOutbox *self, CorralOperationKind kind);

/* NULL when @kind can be done now, else why not, as a sentence: read-only, forbidden, online only and the cloud does not
 * answer. */
char *corral_outbox_why_not (CorralOutbox *self, CorralOperationKind kind) G_GNUC_WARN_UNUSED_RESULT;

/* Takes in @n_drafts (copied) in one transaction. Each has its own result: what is not valid is left out and the rest
 * is stored. A draft on a target with earlier entries that still wait and change it depends on the last of them. The
 * finish gives an array of n_drafts results (element-type CorralOutboxResult), or NULL when nothing could be stored. */
void corral_outbox_submit_async (CorralOutbox *self,
                                 const CorralOperationDraft *drafts,
                                 guint n_drafts,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
GPtrArray *corral_outbox_submit_finish (CorralOutbox *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Takes back what was not sent yet, with what depends on it. The finish gives how many went; 0 with TOO_LATE when all
 * of @ids (NULL-terminated) had been sent. */
void corral_outbox_undo_async (CorralOutbox *self, const char *const *ids, GAsyncReadyCallback callback, gpointer data);
guint corral_outbox_undo_finish (CorralOutbox *self, GAsyncResult *result, GError **error);

/* Of troubled entries: take theirs: it is settled and nothing is sent. */
void corral_outbox_settle_async (CorralOutbox *self, const char *const *ids, GAsyncReadyCallback callback,
                                 gpointer data);
gboolean corral_outbox_settle_finish (CorralOutbox *self, GAsyncResult *result, GError **error);

/* Of a troubled entry: keep mine: the same again as a new operation on the revision @current_rev that the person was
 * shown; the old entry is settled, in one transaction. The finish gives the new id (transfer full). */
void corral_outbox_again_async (CorralOutbox *self, const char *id, gint64 current_rev, GAsyncReadyCallback callback,
                                gpointer data);
char *corral_outbox_again_finish (CorralOutbox *self, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sends what waits for a later attempt at once, and ends holds. */
void corral_outbox_send_now (CorralOutbox *self);

/* Of an online-only type: asks at once and waits for the answer. Nothing is stored: when the answer is
 * lost and the cloud cannot be asked what became of it, the error says that it is not known. The row of the answer is in the
 * cache when it is finished. Errors: CORRAL_OUTBOX_ERROR. */
void corral_outbox_perform_async (CorralOutbox *self,
                                  const CorralOperationDraft *draft,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data);
gboolean corral_outbox_perform_finish (CorralOutbox *self, GAsyncResult *result, GError **error);
/* Of cart.find that ended well: where the cart is, which is kept nowhere. FALSE: of another type. */
gboolean corral_outbox_perform_get_place (CorralOutbox *self, GAsyncResult *result, CorralCartPlace *place);

void corral_outbox_result_free (CorralOutboxResult *self);

G_END_DECLS
