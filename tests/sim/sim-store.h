/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-server.h"

G_BEGIN_DECLS

/*
 * The model of the files (reliability.md, "Files"): a cache for each chain, whose commits are whole but reach the disk
 * later (a power cut takes the last ones away, a kill takes none), and the outbox, whose every change is on the disk when
 * the call returns. What a commit does to rows is what corral-tenant-commit.c does; what a step does to an entry is what
 * corral-outbox-rows.c does.
 */

typedef enum
{
  SIM_GRAVE_NONE,
  SIM_GRAVE_DELETED,
  SIM_GRAVE_LEFT,
  SIM_GRAVE_PURGED,
} SimGrave;

/* A row as the cache has it, or remembers it. */
typedef struct
{
  CorralCollection collection;
  const char *id;
  gpointer fact;       /* (owned) (nullable) */
  guint generation;
  SimGrave grave;
  gint64 grave_rev;
  guint grave_generation;
} SimSlot;

typedef struct
{
  const char *as_of; /* (nullable) */
  const char *next;  /* (nullable) */
  gboolean done;
} SimProgress;

typedef struct
{
  const char *state; /* (nullable) */
  guint generation;
  gboolean resyncing;
  SimProgress progress[CORRAL_N_SYNCED_COLLECTIONS];
} SimSyncState;

typedef struct
{
  const char *tenant;
  SimSyncState sync;
  GPtrArray *slots;    /* (owned) (element-type SimSlot): as they came */
  GHashTable *by_id;   /* (element-type utf8 SimSlot) */
  GPtrArray *journal;  /* (owned) (element-type Commit): what a power cut may take away */
} SimCache;

/* What goes into one transaction. */
typedef struct
{
  gboolean begin_resync;
  gboolean finish_resync;
  gboolean sets_state;
  const char *state;
  gboolean sets_progress;
  CorralCollection collection;
  SimProgress progress;
  GArray *items; /* (nullable) (element-type SimItem): borrowed until it is committed */
} SimCommit;

struct _SimStore
{
  SimCache *caches[SIM_N_TENANTS]; /* (nullable): not open */
  GPtrArray *entries;  /* (owned) (element-type CorralOutboxEntry): the outbox, in the order of making */
  GPtrArray *durable;  /* (owned): the same as it is on the disk; another only under SIM_MUTATION_OUTBOX_NORMAL */
  gint64 pk;
  gint64 full_until_us; /* of the world: nothing can be written before then */
  guint damaged;       /* bits: whose cache is found to be damaged when it is next written */
  gboolean was_damaged;
  guint n_changes;     /* commits to the outbox: what wakes the runner */

  /* One commit that the writer works on while the runner goes on. */
  gboolean pending;
  gboolean pending_done;
  gboolean pending_failed;
  guint pending_tenant;
  SimCommit pending_commit;
};

SimStore *sim_store_new (void) G_GNUC_WARN_UNUSED_RESULT;
void sim_store_free (SimStore *self);

gboolean sim_store_is_full (Sim *sim);

/* ---- cache --------------------------------------------------------------------------------------- */

SimCache *sim_store_open (Sim *sim, guint tenant);
void sim_store_erase (Sim *sim, guint tenant);
gboolean sim_store_commit (Sim *sim, guint tenant, const SimCommit *commit);
/* The items of @commit are taken. */
void sim_store_commit_start (Sim *sim, guint tenant, const SimCommit *commit);
gboolean sim_store_commit_finish (Sim *sim);
/* The writer gets round to it, or the program ends before. */
void sim_store_write_pending (Sim *sim);
/* Whether a file was found damaged and set aside since this was last asked. */
gboolean sim_store_was_damaged (Sim *sim);
gboolean sim_store_checkpoint (Sim *sim, guint tenant);
SimSlot *sim_cache_find (SimCache *self, const char *id);

/* Kill: what was not handed over is gone. Power cut: of each cache some of the last commits as well. */
void sim_store_crash (Sim *sim, gboolean power_cut);

/* ---- outbox -------------------------------------------------------------------------------------- */

/* (transfer full) (element-type CorralOutboxEntry): all that are not settled. */
GPtrArray *sim_outbox_list (Sim *sim) G_GNUC_WARN_UNUSED_RESULT;
CorralOutboxEntry *sim_outbox_find (SimStore *self, const char *id);
gboolean sim_outbox_add (Sim *sim, GPtrArray *entries);
gboolean sim_outbox_step (Sim *sim, const CorralOutboxStep *step, gboolean *moved);
gboolean sim_outbox_remove (Sim *sim, const char *id, guint from, GPtrArray *removed);
gboolean sim_outbox_settle (Sim *sim, const char *id);
gboolean sim_outbox_replace (Sim *sim, const char *id, CorralOutboxEntry *entry, gboolean *done);
gboolean sim_outbox_prune (Sim *sim, gint64 before_ms);

G_END_DECLS
