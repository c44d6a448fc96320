/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache-outbox.h"
#include "corral-random.h"

G_BEGIN_DECLS

/* What may go into the outbox, and as what: the same for the window and for the tool. Pure, any thread. */

/* Why something was not taken into the outbox. Every message is a sentence for a person. */
#define CORRAL_OUTBOX_ERROR (corral_outbox_error_quark ())
GQuark corral_outbox_error_quark (void);

typedef enum
{
  CORRAL_OUTBOX_ERROR_PRIVATE,     /* its text holds what looks like a card number, an e-mail address, a phone number */
  CORRAL_OUTBOX_ERROR_INVALID,     /* a parameter is missing, too long, or not of the type */
  CORRAL_OUTBOX_ERROR_FORBIDDEN,   /* the account's scopes or roles do not allow it */
  CORRAL_OUTBOX_ERROR_ONLINE_ONLY, /* only at once, with the cloud answering */
  CORRAL_OUTBOX_ERROR_READ_ONLY,   /* another Corral writes, or the disk cannot be written */
  CORRAL_OUTBOX_ERROR_TOO_LATE,    /* it has been sent: it cannot be taken back any more */
  CORRAL_OUTBOX_ERROR_STORE,       /* the file could not be written: nothing was saved */
  CORRAL_OUTBOX_ERROR_UNKNOWN,     /* online only: it is not known whether it was done */
  CORRAL_OUTBOX_ERROR_NOT_DONE,    /* online only: the cloud did not do it, and says why */
  CORRAL_OUTBOX_ERROR_NO_ANSWER,   /* online only: it was accepted, and did not end in time: the cart did not answer */
} CorralOutboxError;

/* Whether @account (NULL: the cloud never said who we are) may ask for @draft and its texts hold nothing private.
 * @queued: for the outbox, which does not take what is done online only. FALSE and PRIVATE, INVALID, FORBIDDEN or
 * ONLINE_ONLY. */
gboolean corral_outbox_check (const CorralOperationDraft *draft,
                              const CorralAccount *account,
                              gboolean queued,
                              GError **error);

/* The entry that @draft builds on: the last of @entries (element-type CorralOutboxEntry; in the order of making) that
 * @account (nullable) made, that changes the same row and that the row as the person saw it already showed. What another
 * account did may have to wait until that account is back, and holds nobody up. The revision a person saw is then not the
 * one the cloud will have, and the cloud takes what that entry left for it (OpenAPI, OperationRequest.depends_on). NULL
 * when there is none, or revisions do not matter to the draft's type. */
const CorralOutboxEntry *corral_outbox_find_dependency (GPtrArray *entries,
                                                        const CorralOperationDraft *draft,
                                                        const char *account);

/* An entry for a checked @draft, to be held for CORRAL_OPERATION_HOLD_MS unless @at_once. @now_ms: the cloud's clock, as
 * far as it is known. */
CorralOutboxEntry *corral_outbox_make_entry (const CorralOperationDraft *draft,
                                             const CorralAccount *account,
                                             GPtrArray *entries,
                                             gint64 now_ms,
                                             gboolean at_once,
                                             CorralRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* "The same again": what @entry asked for, on the revision @current_rev. Strings are lent from @entry. FALSE when this
 * version does not know its type. */
gboolean corral_outbox_draft_again (const CorralOutboxEntry *entry, gint64 current_rev, CorralOperationDraft *draft);

G_END_DECLS
