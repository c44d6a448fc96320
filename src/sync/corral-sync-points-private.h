/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-sync-demand.h"

G_BEGIN_DECLS

/* Fetches what the cache lacks of the demand's cart, span and resolution, newest first. Blocking. */
gboolean corral_sync_points_fetch (CorralSyncDemand *self, GCancellable *cancellable, GError **error);

/* The same for starts and faults. A cloud that does not serve messages is no error. */
gboolean corral_sync_points_fetch_milestones (CorralSyncDemand *self, GCancellable *cancellable, GError **error);

/* The same for all messages, which are kept as evidence. */
gboolean corral_sync_points_fetch_evidence (CorralSyncDemand *self, GCancellable *cancellable, GError **error);

/* Keeps the messages of @page. */
gboolean corral_sync_points_store_messages (CorralSyncDemand *self, const CorralMessagePage *page, GError **error);

G_END_DECLS
