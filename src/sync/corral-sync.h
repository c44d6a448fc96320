/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api-audit.h"
#include "corral-cache.h"
#include "corral-cart-place.h"
#include "corral-outbox-entry.h"
#include "corral-sync-parcel.h"
#include "corral-sync-status.h"
#include "corral-time.h"
#include "corral-resolution.h"

G_BEGIN_DECLS

/**
 * CorralSync:
 *
 * The sync as the window sees it: connects, stops, asks by hand, fetches one cart's series on demand, and
 * says how it stands. The work is done on two workers: "sync" runs the runner, "demand" fetches what somebody
 * is looking at, so that a question at the counter does not wait behind a first sync. Main thread.
 *
 * Signal "changed": corral_sync_get_status() is another.
 */
#define CORRAL_TYPE_SYNC (corral_sync_get_type ())
G_DECLARE_FINAL_TYPE (CorralSync, corral_sync, CORRAL, SYNC, GObject)

CorralSync *corral_sync_new (CorralCache *cache, CorralClock *clock, guint64 seed) G_GNUC_WARN_UNUSED_RESULT;

/* Begins to follow the cloud at @api_base with @token (nullable). May be called again with another address or
 * token. FALSE and CORRAL_API_ERROR_ADDRESS, nothing else changed, when the address cannot be used. */
gboolean corral_sync_connect (CorralSync *self, const char *api_base, const char *token, GError **error);

gboolean corral_sync_is_connected (CorralSync *self);

/* Goes on with another token, from where it stands: what was refused for want of one is asked and sent again. Nothing when
 * it is not connected. */
void corral_sync_set_token (CorralSync *self, const char *token);

/* Stops asking the cloud: what is held stays readable. */
void corral_sync_disconnect (CorralSync *self);

/* Stops and joins the workers; must be called before the cache is closed. Blocks for as long as a request
 * takes to be cancelled. */
void corral_sync_stop (CorralSync *self);

/* Asks now, whatever the backoff. */
void corral_sync_refresh (CorralSync *self);

/* Never NULL; lives until the next "changed". */
CorralSyncStatus *corral_sync_get_status (CorralSync *self);

/* Fetches what the cloud has of @cart in @span, and the cache has not, and keeps it there, from where it is then read; the
 * newest first, in pieces that can be read while the next is fetched. Asking for what is held costs nothing. Errors: CORRAL_API_ERROR, CORRAL_CACHE_ERROR; G_IO_ERROR_NOT_CONNECTED when started
 * without a cloud. */
void corral_sync_fetch_telemetry_async (CorralSync *self,
                                        const CorralTenant *tenant,
                                        const char *cart,
                                        CorralResolution resolution,
                                        CorralTimeRange span,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
gboolean corral_sync_fetch_telemetry_finish (CorralSync *self, GAsyncResult *result, GError **error);

/* The same, and the cart's starts and faults (corral_cache_load_milestones()). What came before a failure is kept. */
void corral_sync_fetch_story_async (CorralSync *self,
                                    const CorralTenant *tenant,
                                    const char *cart,
                                    CorralResolution resolution,
                                    CorralTimeRange span,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
gboolean corral_sync_fetch_story_finish (CorralSync *self, GAsyncResult *result, GError **error);

/* The same for the cart's messages with their signatures, the newest @limit. */
void corral_sync_fetch_messages_async (CorralSync *self,
                                       const CorralTenant *tenant,
                                       const char *cart,
                                       CorralTimeRange span,
                                       guint limit,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
gboolean corral_sync_fetch_messages_finish (CorralSync *self, GAsyncResult *result, GError **error);

/* The same for all the cart's messages in @span, which are then kept as evidence. */
void corral_sync_fetch_evidence_async (CorralSync *self,
                                       const CorralTenant *tenant,
                                       const char *cart,
                                       CorralTimeRange span,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
gboolean corral_sync_fetch_evidence_finish (CorralSync *self, GAsyncResult *result, GError **error);

/* Does what is done at once or not at all: @entry, of an online-only type, is sent and its row stored. Ends within
 * the deadlines of the client. Of a type with waits_ms (cart.report) it ends when that has ended, or after so long; what
 * the cart then said is in the cache. Errors: CORRAL_OUTBOX_ERROR_NOT_DONE, UNKNOWN, NO_ANSWER; CORRAL_CACHE_ERROR; G_IO_ERROR_NOT_CONNECTED. */
void corral_sync_perform_async (CorralSync *self,
                                const CorralTenant *tenant,
                                CorralOutboxEntry *entry,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
/* For tests: waits so long instead; 0: as the type says. */
void corral_sync_set_answer_wait (CorralSync *self, gint64 wait_ms);
gboolean corral_sync_perform_finish (CorralSync *self, GAsyncResult *result, GError **error);
/* Of cart.find that ended well: where the cart is. FALSE: of another type. */
gboolean corral_sync_perform_get_place (CorralSync *self, GAsyncResult *result, CorralCartPlace *place);

/* Sends @parcel (taken) once, when the token is that of the account whose entries they are and the chain is one of its
 * chains. An answer, taken or refused; NULL and CORRAL_API_ERROR (FORBIDDEN: of another account or chain, never sent),
 * G_IO_ERROR_NOT_SUPPORTED when the cloud has no such capability, G_IO_ERROR_NOT_CONNECTED. */
void corral_sync_deliver_audit_async (CorralSync *self,
                                      CorralSyncParcel *parcel,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
CorralAuditAnswer *corral_sync_deliver_audit_finish (CorralSync *self, GAsyncResult *result, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
