/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache.h"
#include "corral-series.h"

G_BEGIN_DECLS

/*
 * What the others of a store had at the same time, to compare a cart with: hour by hour the median over the carts' means,
 * and the quarter below and above it.
 *
 * It is made here from the hours of some neighbours, not by the cloud: any cloud has those, they are kept and there offline
 * like everything that was looked at, and how many carts it stands on can be said. An hour of a cart is one point, so a
 * dozen neighbours over 90 days are a dozen small requests (corral_sync_fetch_telemetry_async() with
 * CORRAL_RESOLUTION_HOUR), once.
 */

/* So many neighbours are enough for a median, and no more are read. */
#define CORRAL_MEDIAN_CARTS 12
/* Of fewer carts in an hour there is none: it would say more of them than of the store. */
#define CORRAL_MEDIAN_LEAST 3

/* The median of @metric over @carts (ids, NULL-terminated; the first CORRAL_MEDIAN_CARTS) as a series called @name with
 * buckets of an hour; low and high are the quartiles. Hours with too few carts are gaps: silent when all were asked for,
 * else unknown. @n_carts (nullable): how many had anything. Blocking; for workers. NULL and CORRAL_CACHE_ERROR or
 * G_IO_ERROR_CANCELLED. */
CorralSeries *corral_median_read (CorralCache *cache,
                                  const char *tenant,
                                  const char *name,
                                  const char *const *carts,
                                  const char *metric,
                                  CorralTimeRange span,
                                  guint *n_carts,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same on the cache's "reader" worker. */
void corral_median_read_async (CorralCache *cache,
                               const char *tenant,
                               const char *name,
                               const char *const *carts,
                               const char *metric,
                               CorralTimeRange span,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data);
CorralSeries *corral_median_read_finish (GAsyncResult *result, guint *n_carts, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
