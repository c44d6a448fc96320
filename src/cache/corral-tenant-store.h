/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cache.h"
#include "corral-reader-pool.h"

G_BEGIN_DECLS

/*
 * The two files of one tenant. The pools may be used from any thread; everything else belongs to
 * the "writer" worker. Atomic reference count. Private to this room.
 */
typedef struct
{
  char *id;                            /* (owned) */
  char *folder;                        /* (owned) */
  char *cache_path;                    /* (owned) */
  char *telemetry_path;                /* (owned) */
  CorralClock *clock;                  /* (owned) */
  CorralReaderPool *readers;           /* (owned) */
  CorralReaderPool *telemetry_readers; /* (owned) */

  /* The writer's. */
  CorralConnection *cache;     /* (owned) (nullable): NULL when it can only be read */
  CorralConnection *telemetry; /* (owned) (nullable): opened at its first use */
  CorralTenant *tenant;        /* (owned) (nullable): what the file says */
  CorralCacheError refusal;    /* why it can only be read */
  gboolean check;              /* look through files when they are opened */
  gint64 generation;
  gint64 sequence;
  gboolean replaced; /* another file stands there now, and whoever commits does not know yet */
  gboolean has_tombstones[CORRAL_N_COLLECTIONS];
  GHashTable *scope; /* (owned) (nullable) (element-type utf8): the only stores that are kept; see corral-tenant-scope.h */
  gboolean unclean;  /* rows have left the scope, and their bytes may still be in the files */
  gboolean erasing;  /* bytes of what was purged are still in the files */
  gint64 erased_us;  /* when that was last seen to, monotonic; 0: not yet */
  GError
      *pending_failure; /* (owned) (nullable): of a started commit whose maker does not know yet */

  /*< private >*/
  gatomicrefcount ref_count;
} CorralTenantStore;

CorralTenantStore *corral_tenant_store_new (const char *id,
                                            const char *folder,
                                            gboolean check,
                                            CorralClock *clock) G_GNUC_WARN_UNUSED_RESULT;
CorralTenantStore *corral_tenant_store_ref (CorralTenantStore *self);
void corral_tenant_store_unref (CorralTenantStore *self);

/* [writer] Opens the cache file for writing; falls back to reading with @refusal set when it may
 * not be written, cannot be for want of space, or is newer. */
gboolean corral_tenant_store_open (CorralTenantStore *self,
                                   const CorralTenant *tenant,
                                   CorralTenantFile *file,
                                   GError **error);

/* [writer] Makes sure that the cache file is open for writing: one that could not be for want of space is tried again.
 * FALSE and @refusal otherwise. */
gboolean corral_tenant_store_open_again (CorralTenantStore *self, GError **error);

/* [any] For processes that do not write: fails unless there is a file that can be read. */
gboolean corral_tenant_store_open_reading (CorralTenantStore *self,
                                           CorralCacheError refusal,
                                           GError **error);

/* [writer] Sets the cache file aside and makes a new one with the rows that could still be read (@batches (nullable)
 * (element-type CorralBatch) gets them): see corral-tenant-salvage.h. */
gboolean corral_tenant_store_replace (CorralTenantStore *self, GPtrArray *batches, GError **error);

/* [writer] The connection to telemetry.db. A damaged one is set aside. */
CorralConnection *corral_tenant_store_get_telemetry (CorralTenantStore *self, GError **error);

/* [writer] Sets telemetry.db aside; the next use makes a new one. */
void corral_tenant_store_replace_telemetry (CorralTenantStore *self);

/* [writer] Reads generation, sequence and which collections have tombstones. */
gboolean corral_tenant_store_refresh (CorralTenantStore *self, GError **error);

/* [writer] */
void corral_tenant_store_close (CorralTenantStore *self);
gboolean corral_tenant_store_erase (CorralTenantStore *self, GError **error);

/* [writer] One transaction. @batches: the rows that took effect (element-type CorralBatch), owned
 * by the caller. */
gboolean corral_tenant_store_commit (CorralTenantStore *self,
                                     CorralCommit *commit,
                                     GPtrArray **batches,
                                     GError **error);

/* [writer] Forgets series and messages of a cart that was purged. */
gboolean
corral_tenant_store_purge_telemetry (CorralTenantStore *self, const char *cart, GError **error);

/* [writer] Forgets the messages of a trip that was purged: those whose bodies name it. */
gboolean
corral_tenant_store_purge_session (CorralTenantStore *self, const char *session, GError **error);

/* The name of a tenant's folder: its id, made safe where it would be a hidden name or one of our
 * files'. */
char *corral_tenant_store_folder_name (const char *id) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralTenantStore, corral_tenant_store_unref)

G_END_DECLS
