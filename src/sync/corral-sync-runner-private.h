/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-sync-runner.h"
#include "corral-sync-streams.h"

G_BEGIN_DECLS

/* What the runner's two files share: the loop (corral-sync-runner.c) and what it carries out
 * (corral-sync-pages.c). */

typedef struct
{
  CorralTenant *tenant;     /* (owned) */
  gboolean writable;
  gboolean has_rows;        /* something is held from before: a new bootstrap is a new generation */
  gboolean resyncing;
  gboolean first;           /* its first sync was begun in this run */
  gboolean complete;        /* a first sync has ended before: what follows is no first sync */
  char *page_as_of;         /* (nullable): of the snapshot in hand; every page must repeat it */
  char *last_id;            /* (nullable): of the last row of the page before */
  char *changes_etag;       /* (nullable) */
  guint64 carts_done;
  guint64 carts_total;
  gint64 heard_ms;
  gint64 known_ms;          /* the cloud's clock: the carts' last values are of then */
  gint64 vitals_as_of_ms;   /* of the vitals in hand */
  guint n_gone;             /* 410s since a snapshot was last complete */
  guint n_failures[CORRAL_SYNC_FINISH_BOOTSTRAP + 1]; /* of each kind of request, since one of it was good */
} CorralSyncLane;

struct _CorralSyncRunner
{
  CorralApi *api;            /* (owned) */
  CorralCache *cache;        /* (owned) */
  CorralClock *clock;        /* (owned) */
  CorralSyncEngine *engine;  /* (owned) */
  CorralSyncStreams *streams; /* (owned) (nullable): while following */
  guint64 seed;
  CorralSyncStatusFunc status_func;
  gpointer status_data;

  GPtrArray *lanes;          /* (owned) (element-type CorralSyncLane): one a tenant, in the engine's order */
  CorralPendingCommit *pending; /* (owned) (nullable): the page before, which the writer still works on */
  guint pending_lane;
  guint page_rows;
  gboolean has_stream;
  CorralHop hop;
  gint64 hop_since_ms;
  char *message;             /* (nullable) */
  gint64 server_offset_ms;
  guint quarantined;
  guint n_me_failures;       /* since /me was last good */
  gint64 trimmed_us;         /* monotonic; 0: not in this run */

  int network_hint;          /* atomic */
  GMutex lock;               /* guards what is below */
  GCond changed;
  GArray *posted;            /* (element-type CorralSyncEvent): in order */
};

void corral_sync_lane_free (gpointer lane);

static inline CorralSyncLane *
corral_sync_get_lane (CorralSyncRunner *self, guint index)
{
  return g_ptr_array_index (self->lanes, index);
}

/* Sets the engine and the lane to where the cache really stands. */
void corral_sync_restore_lane (CorralSyncRunner *self, guint index);

/* Waits for the page before to be committed. FALSE: it was not, and its lane was restored. */
gboolean corral_sync_finish_pending (CorralSyncRunner *self, GError **error);

/* Each carries out one action, tells the engine and gives its next action. FALSE with the error otherwise. */
gboolean corral_sync_run_me (CorralSyncRunner *self, GCancellable *cancellable, CorralSyncAction *next, GError **error);
gboolean corral_sync_run_snapshot (CorralSyncRunner *self, const CorralSyncAction *action, GCancellable *cancellable,
                                   CorralSyncAction *next, GError **error);
gboolean corral_sync_run_finish (CorralSyncRunner *self, const CorralSyncAction *action, CorralSyncAction *next,
                                 GError **error);
gboolean corral_sync_run_changes (CorralSyncRunner *self, const CorralSyncAction *action, GCancellable *cancellable,
                                  CorralSyncAction *next, GError **error);
gboolean corral_sync_run_vitals (CorralSyncRunner *self, const CorralSyncAction *action, GCancellable *cancellable,
                                 CorralSyncAction *next, GError **error);

G_END_DECLS
