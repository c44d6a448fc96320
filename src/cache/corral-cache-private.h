/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache.h"
#include "corral-outbox-file.h"
#include "corral-tenant-store.h"
#include "corral-worker.h"

G_BEGIN_DECLS

/* What the files of this room need of each other. */

/* The store of an open tenant, or NULL and an error. Any thread. */
CorralTenantStore *corral_cache_ref_store (CorralCache *self,
                                           const char *tenant,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

CorralWorker *corral_cache_get_writer (CorralCache *self);
CorralWorker *corral_cache_get_reader (CorralCache *self);
CorralClock *corral_cache_get_clock (CorralCache *self);
gint *corral_cache_get_retention (CorralCache *self); /* atomic: days, or 0 */
CorralOutboxFile *corral_cache_get_outbox_file (CorralCache *self);

typedef gboolean (*CorralStoreFunc) (CorralCache *self,
                                     CorralTenantStore *store,
                                     gpointer data,
                                     GError **error);

/* Runs @func on the "writer" worker and waits for it. */
gboolean corral_cache_write (CorralCache *self,
                             const char *tenant,
                             CorralStoreFunc func,
                             gpointer data,
                             GError **error);

/* The same for a @store at hand, which may be NULL and is only passed on. */
gboolean corral_cache_run_on_writer (CorralCache *self,
                                     CorralTenantStore *store,
                                     CorralStoreFunc func,
                                     gpointer data,
                                     GError **error);

/* [writer] Tells the receiver. Takes @batches, which may be NULL. */
void corral_cache_post_notice (CorralCache *self,
                               CorralTenantStore *store,
                               GPtrArray *batches,
                               gboolean reset,
                               gboolean resync);

/* [writer] Puts a new file, with the rows that can still be read, in the place of a damaged one, and says so. */
void corral_cache_replace_store (CorralCache *self, CorralTenantStore *store);

/* [writer] Forgets what people did to what @commit purges, once it has ended, and leaves no byte of it in the outbox and its
 * backup. What still waits is kept: its end is told by the cloud. */
void corral_cache_outbox_forget_purged (CorralCache *self, const char *tenant, const CorralCommit *commit);

/* [writer] Queues making the outbox's backup. */
void corral_cache_back_up_outbox_later (CorralCache *self);

/* Queues @func on the "writer" worker; @store may be NULL; its error is dropped, for what may be lost. @destroy frees
 * @data. */
void corral_cache_write_later (CorralCache *self,
                               CorralTenantStore *store,
                               CorralStoreFunc func,
                               gpointer data,
                               GDestroyNotify destroy);

/* A reader met damage: the writer looks through the file and replaces it when it agrees. Any
 * thread. */
void corral_cache_report_damage (CorralCache *self, CorralTenantStore *store);

/* For tests: no database file of @tenant may grow beyond so many pages from now on, as on a full
 * disk. */
gboolean
corral_cache_limit_pages (CorralCache *self, const char *tenant, guint pages, GError **error);

G_END_DECLS
