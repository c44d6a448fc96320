/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-sync-demand.h"
#include "corral-sync.h"

G_BEGIN_DECLS

/* What the files about CorralSync share. Main thread. */

/* Runs @demand (taken) on the demand worker; @task ends with it, at once when there is no cloud. */
void corral_sync_start_demand (CorralSync *self, CorralSyncDemand *demand, GTask *task);

/* Whether there is a cloud to ask. */
gboolean corral_sync_has_cloud (CorralSync *self);

/* Asks that are waited for: (element-type CorralSyncAsk). */
GPtrArray *corral_sync_get_asks (CorralSync *self);
/* How long an ask of @type is waited for. */
gint64 corral_sync_get_wait_ms (CorralSync *self, const CorralOperationType *type);

/* Sends @entry, of a type that is of use only when it ends, and waits for that end (corral-sync-ask.c). */
void corral_sync_ask (CorralSync *self, const CorralTenant *tenant, CorralOutboxEntry *entry, GTask *task);
/* Nobody is there to ask any more: those that wait end. */
void corral_sync_end_asks (CorralSync *self);
void corral_sync_ask_free (gpointer ask);

G_END_DECLS
