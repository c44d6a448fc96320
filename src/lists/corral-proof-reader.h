/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache.h"
#include "corral-sealed.h"
#include "corral-time.h"

G_BEGIN_DECLS

/* Messages of a cart with what this PC found out about each. A fact: read it, do not write it. */
typedef struct
{
  GPtrArray *events;       /* (element-type CorralEvent): newest first, or of a span oldest first */
  GArray *proofs;          /* (element-type CorralProof): one each */
  CorralProofSummary summary;
  CorralProofGround *ground; /* what they were checked by */
  gboolean is_whole;       /* of a span: all that the cloud has of it was fetched */
} CorralProvenMessages;

void corral_proven_messages_free (CorralProvenMessages *self);

/* The newest @limit messages held of @cart, each checked by itself: what lies between them may never have been fetched.
 * No network. Blocking, some 0.1 ms a message; for workers. */
CorralProvenMessages *corral_proof_read_newest (CorralCache *cache,
                                                const char *tenant,
                                                const char *cart,
                                                guint limit,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All messages held of @cart with its own time in @span, oldest first. Where all of them were fetched their counters are
 * checked as well: nothing is missing, repeated or out of order. As above. */
CorralProvenMessages *corral_proof_read_span (CorralCache *cache,
                                              const char *tenant,
                                              const char *cart,
                                              CorralTimeRange span,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* corral_proof_read_newest() on the "reader" worker; @callback runs in the caller's thread-default context. */
void corral_proof_read_newest_async (CorralCache *cache,
                                     const char *tenant,
                                     const char *cart,
                                     guint limit,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
CorralProvenMessages *corral_proof_read_newest_finish (GAsyncResult *result,
                                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralProvenMessages, corral_proven_messages_free)

G_END_DECLS
