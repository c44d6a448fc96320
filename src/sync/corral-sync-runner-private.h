/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-api-operation.h"
#include "corral-cache-outbox.h"
#include "corral-cloud-clock.h"
#include "corral-sync-runner.h"
#include "corral-sync-streams.h"

G_BEGIN_DECLS

/* What the runner's files share: the loop (corral-sync-runner.c) and what it carries out: what is read
 * (corral-sync-pages.c) and what people did (corral-sync-push.c). */

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
  guint n_endless; /* lists that did not end: good pages of them between do not count */
  guint n_failures[CORRAL_N_SYNC_ACTIONS]; /* of each kind of request, since one of it was good */
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
  gint64 server_offset_ms;   /* when the cloud was last heard: for people */
  CorralCloudClock cloud_clock; /* what decides */
  guint quarantined;
  guint n_me_failures;       /* since /me was last good */
  gint64 trimmed_us;         /* monotonic; 0: not in this run */
  char *account;             /* (nullable): the staff id that the cloud names; NULL before it did */
  GHashTable *entries;       /* (owned) (element-type utf8 CorralOutboxEntry): what of the outbox is not settled */
  GHashTable *asked;         /* (owned) (element-type utf8): operations that were sent or asked about in this run */
  guint outbox_seen;         /* the outbox_changes that entries are of */
  int outbox_changes;        /* atomic: counted by the writer, one each commit */

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

/* What a good answer tells of the cloud's clock: whoever answers nonsense may have any time. */
void corral_sync_note_meta (CorralSyncRunner *self, const CorralApiMeta *meta);
/* FALSE, and what is said of answers that are good one by one, but not together. */
gboolean corral_sync_refuse_page (GError **error);
void corral_sync_set_message (CorralSyncRunner *self, const char *message);
CorralSyncFault corral_sync_fault_of_error (CorralSyncRunner *self, const GError *error);

/* Tells the engine what the outbox holds now, and gives its next action. FALSE: it cannot be read. */
gboolean corral_sync_read_outbox (CorralSyncRunner *self, CorralSyncAction *next, GError **error);
gboolean corral_sync_outbox_has_news (CorralSyncRunner *self);

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
gboolean corral_sync_run_release (CorralSyncRunner *self, const CorralSyncAction *action, CorralSyncAction *next,
                                  GError **error);
gboolean corral_sync_run_push (CorralSyncRunner *self, const CorralSyncAction *action, GCancellable *cancellable,
                               CorralSyncAction *next, GError **error);
gboolean corral_sync_run_settle (CorralSyncRunner *self, const CorralSyncAction *action, CorralSyncAction *next,
                                 GError **error);

G_END_DECLS
