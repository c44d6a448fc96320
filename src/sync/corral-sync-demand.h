/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api-audit.h"
#include "corral-cache.h"
#include "corral-cart-place.h"
#include "corral-outbox-entry.h"
#include "corral-resolution.h"
#include "corral-sync-parcel.h"
#include "corral-time.h"

G_BEGIN_DECLS

typedef enum
{
  CORRAL_DEMAND_TELEMETRY,
  CORRAL_DEMAND_STORY, /* telemetry, and starts and faults */
  CORRAL_DEMAND_MESSAGES,
  CORRAL_DEMAND_EVIDENCE, /* all messages of the span, to be kept */
  CORRAL_DEMAND_OPERATION, /* one that is never queued */
  CORRAL_DEMAND_PROBE,     /* whether one that was accepted has ended */
  CORRAL_DEMAND_AUDIT,     /* entries of the record of who looked at what: for nobody who waits */
} CorralDemandKind;

/* One question, mostly about one cart, asked because somebody looks at it and waits. Used by one thread at a time. */
typedef struct
{
  CorralDemandKind kind;
  CorralTenant *tenant;  /* (owned) (nullable): AUDIT: as /me says */
  char *cart;            /* (owned) (nullable) */
  CorralOutboxEntry *entry; /* (owned) (nullable): OPERATION */
  gboolean has_place;       /* OPERATION, when it is done: */
  CorralCartPlace place;    /* what it answered */
  CorralTimeRange span;
  CorralResolution resolution;
  guint limit;
  CorralSyncParcel *parcel;  /* (owned) (nullable): AUDIT */
  CorralAuditAnswer *answer; /* (owned) (nullable): AUDIT: what the cloud said */
  CorralApi *api;        /* (owned) (nullable until started) */
  CorralCache *cache;    /* (owned) (nullable until started) */
  CorralClock *clock;    /* (owned) (nullable until started) */
} CorralSyncDemand;

CorralSyncDemand *corral_sync_demand_new (CorralDemandKind kind,
                                          const CorralTenant *tenant,
                                          const char *cart,
                                          CorralTimeRange span) G_GNUC_WARN_UNUSED_RESULT;
void corral_sync_demand_free (CorralSyncDemand *self);

/* Asks the cloud for what is missing in the cache or may have changed since, in pieces where that is longer than one
 * answer may be, and stores what came. Blocking.
 * Errors: CORRAL_API_ERROR, CORRAL_CACHE_ERROR; of an operation CORRAL_OUTBOX_ERROR_NOT_DONE with the cloud's reason, or
 * UNKNOWN when the answer was lost and the cloud could not be asked what became of it; of a probe G_IO_ERROR_PENDING while
 * it has not ended; of AUDIT those of corral_sync_deliver_audit_async(). */
gboolean corral_sync_demand_run (CorralSyncDemand *self, GCancellable *cancellable, GError **error);

G_END_DECLS
