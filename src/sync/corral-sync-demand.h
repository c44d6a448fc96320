/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api.h"
#include "corral-cache.h"
#include "corral-resolution.h"
#include "corral-time.h"

G_BEGIN_DECLS

typedef enum
{
  CORRAL_DEMAND_TELEMETRY,
  CORRAL_DEMAND_MESSAGES,
} CorralDemandKind;

/* One question about one cart, asked because somebody looks at it. Used by one thread at a time. */
typedef struct
{
  CorralDemandKind kind;
  CorralTenant *tenant;  /* (owned) */
  char *cart;            /* (owned) */
  CorralTimeRange span;
  CorralResolution resolution;
  guint limit;
  CorralApi *api;        /* (owned) (nullable until started) */
  CorralCache *cache;    /* (owned) (nullable until started) */
  CorralClock *clock;    /* (owned) (nullable until started) */
} CorralSyncDemand;

CorralSyncDemand *corral_sync_demand_new (CorralDemandKind kind,
                                          const CorralTenant *tenant,
                                          const char *cart,
                                          CorralTimeRange span) G_GNUC_WARN_UNUSED_RESULT;
void corral_sync_demand_free (CorralSyncDemand *self);

/* Asks the cloud, in pieces where the span is longer than one answer may be, and stores what came. Blocking.
 * Errors: CORRAL_API_ERROR, CORRAL_CACHE_ERROR. */
gboolean corral_sync_demand_run (CorralSyncDemand *self, GCancellable *cancellable, GError **error);

G_END_DECLS
