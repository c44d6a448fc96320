/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache.h"
#include "corral-resolution.h"
#include "corral-story.h"

G_BEGIN_DECLS

/*
 * Puts a cart's story together from what the cache holds: its telemetry in @resolution, its starts and faults, its cached
 * rows, and what this desk's outbox still has to send. No network: what was never fetched is unfetched.
 *
 * Words of the lanes (kind): connection: wifi ltem none buffered lost silent unknown · access_point: its id · session: its
 * status · power: charging · alert, fault: their kinds · impact: impact · boot: boot · change: firmware certificate, or the
 * status of an update (booted rolled_back failed …) · people: note ticket ticket-closed flag.decide, or the type of an
 * operation.
 */

/* Blocking; for workers. NULL and CORRAL_CACHE_ERROR or G_IO_ERROR_CANCELLED. */
CorralStory *corral_story_read (CorralCache *cache,
                                const char *tenant,
                                const char *cart,
                                CorralResolution resolution,
                                CorralTimeRange span,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same on the "reader" worker; @callback runs in the caller's thread-default context. */
void corral_story_read_async (CorralCache *cache,
                              const char *tenant,
                              const char *cart,
                              CorralResolution resolution,
                              CorralTimeRange span,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data);
CorralStory *corral_story_read_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
