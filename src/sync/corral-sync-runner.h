/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api.h"
#include "corral-cache.h"
#include "corral-sync-status.h"

G_BEGIN_DECLS

/**
 * CorralSyncRunner:
 *
 * Carries out what the engine decides: asks the cloud, commits to the cache, tells how it stands. It blocks
 * the thread that runs it and reads top to bottom; only corral_sync_runner_post() is for other threads.
 */
typedef struct _CorralSyncRunner CorralSyncRunner;

typedef enum
{
  CORRAL_SYNC_ONCE,   /* until everything is held, or it cannot be had */
  CORRAL_SYNC_FOLLOW, /* until cancelled: pokes, polls, backs off and comes back */
} CorralSyncMode;

/* Called on the runner's thread, whenever something that people see has changed. */
typedef void (*CorralSyncStatusFunc) (CorralSyncStatus *status, gpointer data);

CorralSyncRunner *corral_sync_runner_new (CorralApi *api, CorralCache *cache, CorralClock *clock, guint64 seed)
  G_GNUC_WARN_UNUSED_RESULT;
void corral_sync_runner_free (CorralSyncRunner *self);

/* Before running. */
void corral_sync_runner_set_status_func (CorralSyncRunner *self, CorralSyncStatusFunc func, gpointer data);

/* Whether the system believes to have a network: only a hint for naming the hop that is gone. Any thread. */
void corral_sync_runner_set_network_hint (CorralSyncRunner *self, gboolean available);

/* REFRESH, TOKEN or WAKE; wakes the runner when it waits. Any thread. */
void corral_sync_runner_post (CorralSyncRunner *self, CorralSyncEventKind kind);

/* Runs until done or cancelled. TRUE in ONCE only when the cache holds everything that the server had; FALSE
 * with the reason otherwise (CORRAL_API_ERROR, CORRAL_CACHE_ERROR, G_IO_ERROR_CANCELLED). Blocking. */
gboolean corral_sync_runner_run (CorralSyncRunner *self,
                                 CorralSyncMode mode,
                                 GCancellable *cancellable,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSyncRunner, corral_sync_runner_free)

G_END_DECLS
