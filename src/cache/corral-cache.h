/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "corral-cache-error.h"
#include "corral-clock.h"
#include "corral-commit.h"
#include "corral-sync-state.h"
#include "corral-tenant.h"

G_BEGIN_DECLS

/**
 * CorralCache:
 *
 * The files of one account: DATA/outbox.db, and for each tenant CACHE/<tenant>/cache.db and
 * telemetry.db. It owns two workers. "writer" holds the only connections that write and checkpoint;
 * "reader" answers asynchronous queries. Blocking reads use a connection of their own each, on
 * whatever thread they are called.
 *
 * Only one process writes a set of files (an advisory lock on DATA/lock). A second one opens them
 * for reading, and corral_cache_get_access() says so.
 *
 * Atomic reference count. Any function may be called from any thread but the cache's own workers;
 * those marked "blocking" do disk I/O. Strings are UTF-8, times are milliseconds UTC.
 */
typedef struct _CorralCache CorralCache;

typedef enum
{
  CORRAL_CACHE_OPEN_DEFAULT = 0,
  CORRAL_CACHE_OPEN_READ_ONLY = 1 << 0, /* never write, do not ask for the lock: reports */
} CorralCacheFlags;

typedef enum
{
  CORRAL_CACHE_ACCESS_WRITE,
  CORRAL_CACHE_ACCESS_READ_ASKED,  /* it was opened for reading */
  CORRAL_CACHE_ACCESS_READ_LOCKED, /* another process writes */
  CORRAL_CACHE_ACCESS_READ_DENIED, /* the folder may not be written */
} CorralCacheAccess;

/* Opens or makes the files of one account. @data_dir and @cache_dir may be the same folder.
 * Blocking. With CORRAL_CACHE_OPEN_READ_ONLY nothing is created. An outbox that is damaged is made
 * anew from its backup and what can be read of it, one that is newer is left untouched: the fleet can be
 * read all the same, and corral_cache_outbox_get_report() says what happened. Errors: CORRAL_CACHE_ERROR, when not even the
 * folders can be had. */
CorralCache *corral_cache_open (const char *data_dir,
                                const char *cache_dir,
                                CorralCacheFlags flags,
                                CorralClock *clock,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

CorralCache *corral_cache_ref (CorralCache *self);
void corral_cache_unref (CorralCache *self); /* the last one closes */

/* Drains the writer, ends the readers, checkpoints and closes. Blocking. May be called twice;
 * afterwards every call fails with CORRAL_CACHE_ERROR_FAILED. */
void corral_cache_close (CorralCache *self);

CorralCacheAccess corral_cache_get_access (CorralCache *self);

/* Keeps nothing that is over for longer than @days (0: no such limit), by corral_cache_expire_rows() and wherever else
 * something is kept for a time. Any thread. */
void corral_cache_set_retention (CorralCache *self, guint days);

/* @keep_ms, or less where there is such a limit. Any thread. */
gint64 corral_cache_limit_retention (CorralCache *self, gint64 keep_ms);

/* Forgets, with their bytes, trips, flags, cases, alerts, tickets, notes, incidents and maintenance that were over before
 * that. They do not come back unless they change. Nothing where there is no limit. Blocking; for the sync thread, once a
 * day. */
gboolean corral_cache_expire_rows (CorralCache *self, const char *tenant, gint64 now_ms, GError **error);

/* READ_LOCKED: whether the process that writes has ended since, so that who opens these files anew may write them.
 * Cheap. */
gboolean corral_cache_is_writer_gone (CorralCache *self);

/* The tenants that have a file that says whose it is, by name. Needs no network. Blocking. The caller owns the
 * array. */
GPtrArray *corral_cache_list_tenants (CorralCache *self)
    G_GNUC_WARN_UNUSED_RESULT; /* (element-type CorralTenant) */

typedef enum
{
  CORRAL_TENANT_FILE_KEPT,      /* as it was */
  CORRAL_TENANT_FILE_NEW,       /* there was none */
  CORRAL_TENANT_FILE_SET_ASIDE, /* it was damaged: renamed to cache.db.damaged-<time>, a new one
                                   made with the rows that could still be read */
  CORRAL_TENANT_FILE_READ_ONLY, /* it can be read only: see corral_cache_get_access(), or it is
                                   newer */
} CorralTenantFile;

/* Opens the files of @tenant, making them when needed, and remembers what /me says about it.
 * Opening an open tenant is cheap and fine. @file (nullable) says what was found. Blocking. */
gboolean corral_cache_open_tenant (CorralCache *self,
                                   const CorralTenant *tenant,
                                   CorralTenantFile *file,
                                   GError **error);

/* Closes and unlinks everything held of @tenant: access was revoked, or the account signed out.
 * Blocking. */
gboolean corral_cache_erase_tenant (CorralCache *self, const char *tenant, GError **error);

/* Removes what somebody wrote for the next shift: the account sees less than when it was written, and nobody can tell which
 * of the words are about the rest. One that is not there is fine. FALSE and CORRAL_CACHE_ERROR: it stays. Blocking. */
gboolean corral_cache_forget_handover (CorralCache *self, GError **error);

/* ---- writing
 * ------------------------------------------------------------------------------------------ */

/* Writes @commit in one transaction and returns once it is committed; on failure nothing of it was
 * kept. A put whose revision is not above the one held, or not above that of a tombstone, is
 * ignored. Blocking; meant for the sync thread. Errors: CORRAL_CACHE_ERROR. On DAMAGED the file has
 * been set aside and another one stands in its place, in the middle of a resync that has not
 * begun: read the sync state again. */
gboolean
corral_cache_commit (CorralCache *self, const char *tenant, CorralCommit *commit, GError **error);

/**
 * CorralPendingCommit:
 *
 * A commit that the writer works on while its maker reads the next page. One thread starts and
 * finishes it.
 */
typedef struct _CorralPendingCommit CorralPendingCommit;

/* Hands @commit (taken) to the writer and returns at once; the batches must not change any more.
 * When it fails, every later commit of the tenant fails as well until corral_cache_commit_finish()
 * has told so, so that no cursor can get ahead of rows that were lost. Returns NULL, with @commit
 * freed, when the tenant is not open. */
CorralPendingCommit *corral_cache_commit_start (CorralCache *self,
                                                const char *tenant,
                                                CorralCommit *commit,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits for the outcome and frees @pending. On failure: what has been started since has failed too
 * (finish it as well); read the sync state again before going on. */
gboolean corral_cache_commit_finish (CorralPendingCommit *pending, GError **error);

/* The same as a commit with only the begin of a resync, or only its end with the new cursor. */
gboolean corral_cache_begin_resync (CorralCache *self, const char *tenant, GError **error);
gboolean corral_cache_finish_resync (CorralCache *self,
                                     const char *tenant,
                                     const char *state,
                                     GError **error);

typedef struct
{
  const char *tenant;
  gint64 sequence;    /* of the commit: corral_cache_load() tells which ones it has seen */
  GPtrArray *batches; /* (element-type CorralBatch): exactly the rows that took effect, in order;
                         may be empty */
  gboolean reset;     /* the file was set aside or erased: forget all rows of this tenant; the batches have what
                         could be taken over, unless that happened while opening it: then it is there to be loaded */
  gboolean resync;    /* the cloud speaks afresh from here on: rows stay, but their revisions say nothing
                         about those of the batches, which may be lower */
} CorralCacheNotice;

typedef void (*CorralCacheNotifyFunc) (CorralCache *self,
                                       const CorralCacheNotice *notice,
                                       gpointer data);

/* After each COMMIT @func is called in @context (NULL: the default one), in commit order. The
 * notice and its array are only lent; batches may be referenced. Set it before the first commit and
 * before the first load. */
void corral_cache_set_notify (CorralCache *self,
                              GMainContext *context,
                              CorralCacheNotifyFunc func,
                              gpointer data,
                              GDestroyNotify destroy);

/* ---- reading
 * ------------------------------------------------------------------------------------------ */

/* @row is valid during the call only. Return FALSE to stop. */
typedef gboolean (*CorralCacheRowFunc) (const CorralSchema *schema,
                                        gconstpointer row,
                                        gpointer data);

/* Streams all rows of @collection in the order of their first arrival, from one consistent
 * snapshot.
 * @sequence (nullable): number of the last commit in it; notices up to that number are contained.
 * Blocking; for workers. */
gboolean corral_cache_load (CorralCache *self,
                            const char *tenant,
                            CorralCollection collection,
                            CorralCacheRowFunc func,
                            gpointer data,
                            gint64 *sequence,
                            GError **error);

/* The row of that id as a fact in @fact, or NULL there when there is none. FALSE: it could not be
 * read. Blocking, some 50 µs. Free with corral_fact_unref(). */
gboolean corral_cache_get_row (CorralCache *self,
                               const char *tenant,
                               CorralCollection collection,
                               const char *id,
                               gpointer *fact,
                               GError **error);

/* The number of rows, or -1. Blocking. */
gint64 corral_cache_count_rows (CorralCache *self,
                                const char *tenant,
                                CorralCollection collection,
                                GError **error);

/* Blocking, cheap. */
CorralSyncState *corral_cache_get_sync_state (CorralCache *self,
                                              const char *tenant,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What can be asked by a foreign id. Each has an index; the newest come first. */
typedef enum
{
  CORRAL_QUERY_ALERTS_OF_CART,
  CORRAL_QUERY_ALERTS_OF_STORE,
  CORRAL_QUERY_FLAGS_OF_CART,
  CORRAL_QUERY_FLAGS_OF_STORE,
  CORRAL_QUERY_TICKETS_OF_CART,
  CORRAL_QUERY_TICKETS_OF_STORE,
  CORRAL_QUERY_SESSIONS_OF_CART,
  CORRAL_QUERY_NOTES_OF_TARGET,
  CORRAL_QUERY_EXECUTIONS_OF_CART,
  CORRAL_QUERY_CERTIFICATES_OF_CART,
  CORRAL_QUERY_PACKS_OF_CART,
  CORRAL_QUERY_ACCESS_POINTS_OF_STORE,
  CORRAL_QUERY_OPERATIONS_OF_TARGET,
} CorralQuery;

#define CORRAL_N_QUERIES (CORRAL_QUERY_OPERATIONS_OF_TARGET + 1)

CorralCollection corral_query_get_collection (CorralQuery query);

/* At most @limit rows, the newest first: (element-type facts of the query's collection); the array frees its facts.
 * Blocking; for workers. */
GPtrArray *corral_cache_query_rows (CorralCache *self,
                                    const char *tenant,
                                    CorralQuery query,
                                    const char *id,
                                    guint limit,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs @func for @task on the "reader" worker, for what is put together from several readings. It uses the blocking calls
 * of this room; the cache outlives it. */
void corral_cache_run_on_reader (CorralCache *self, GTask *task, GTaskThreadFunc func);

/* The same as corral_cache_query_rows() on the "reader" worker; cancelling ends a running query. @callback runs in
 * the caller's thread-default context. */
void corral_cache_query_rows_async (CorralCache *self,
                                    const char *tenant,
                                    CorralQuery query,
                                    const char *id,
                                    guint limit,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);

/* (element-type facts of the query's collection), never NULL unless failed; the array frees its
 * facts. */
GPtrArray *corral_cache_query_rows_finish (CorralCache *self,
                                           GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* At most @limit rows of @collection whose id begins with @beginning, in the order of their ids; as above, also how it is
 * cancelled and what comes back. */
void corral_cache_find_rows_async (CorralCache *self,
                                   const char *tenant,
                                   CorralCollection collection,
                                   const char *beginning,
                                   guint limit,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
GPtrArray *corral_cache_find_rows_finish (CorralCache *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, blocking. */
GPtrArray *corral_cache_find_rows (CorralCache *self,
                                   const char *tenant,
                                   CorralCollection collection,
                                   const char *beginning,
                                   guint limit,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ---- outbox
 * ------------------------------------------------------------------------------------------- */

/* Operations that people made and that have not ended yet, or -1 and why the outbox cannot be used.
 * Blocking, cheap. */
gint64 corral_cache_count_waiting (CorralCache *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralCache, corral_cache_unref)

G_END_DECLS
