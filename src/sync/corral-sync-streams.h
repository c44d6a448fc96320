/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api.h"

G_BEGIN_DECLS

/**
 * CorralSyncStreams:
 *
 * Listens to the cloud's pokes, one thread a chain. Nothing depends on them: a lost poke costs one poll. A
 * stream that ends is itself news (the cloud may be gone), so it pokes too. Beyond CORRAL_SYNC_MAX_STREAMS
 * chains the rest are polled.
 */
typedef struct _CorralSyncStreams CorralSyncStreams;

#define CORRAL_SYNC_MAX_STREAMS 8

/* Called on the stream's thread. */
typedef void (*CorralSyncPokeFunc) (const char *tenant, gpointer data);

CorralSyncStreams *corral_sync_streams_new (CorralApi *api, guint64 seed, CorralSyncPokeFunc func, gpointer data)
  G_GNUC_WARN_UNUSED_RESULT;

/* Ends all threads and waits for them. */
void corral_sync_streams_free (CorralSyncStreams *self);

void corral_sync_streams_add (CorralSyncStreams *self, const CorralTenant *tenant);

/* While the cloud does not answer, streams do not knock either. Any thread. */
void corral_sync_streams_set_healthy (CorralSyncStreams *self, gboolean healthy);

G_END_DECLS
