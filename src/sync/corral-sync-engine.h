/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-backoff.h"
#include "corral-collections.h"
#include "corral-push-queue.h"

G_BEGIN_DECLS

/**
 * CorralSyncEngine:
 *
 * What to ask the cloud next. A step function: (state, event) gives (state, action). It reads no clock, draws
 * from no source of randomness but the one it was seeded with, and does no input or output: the runner
 * (corral-sync-runner.h) carries out the actions and reports what came of them as events. So the same seed
 * and the same events give the same actions, and a simulator can run it for years in seconds.
 *
 * What people did comes before anything else: operations are sent, probed and settled as CorralPushQueue says.
 *
 * Phases of a tenant: bootstrap (snapshots, in the order that a person needs them) → delta (changes until
 * there are no more, then last values) ⇄ live (waiting for a poke or for the poll) — and backoff, sign-in
 * needed, or resync (bootstrap again into a new generation while the old rows stay readable).
 *
 * Not thread-safe; used by one runner. Times are monotonic microseconds.
 */
typedef struct _CorralSyncEngine CorralSyncEngine;

/* How often to ask when nothing pokes (api.md, "Streaming": a lost poke costs at most one poll). */
#define CORRAL_SYNC_POLL_US (30 * (gint64) G_USEC_PER_SEC)
/* Last values change with every message; a minute is the fastest cadence of a cart (domain.md). */
#define CORRAL_SYNC_VITALS_US (60 * (gint64) G_USEC_PER_SEC)
/* How often to ask anew who we are: what we may read and do can be taken away, which a 403 says, but also given. */
#define CORRAL_SYNC_ME_US (15 * 60 * (gint64) G_USEC_PER_SEC)
/* Rows that could not be read are asked for again after this long, with everything else; ms. */
#define CORRAL_SYNC_ASK_AGAIN_MS (6 * 3600 * G_GINT64_CONSTANT (1000))
/* Most pages of one list before the list is held to be endless. */
#define CORRAL_SYNC_MAX_PAGES 20000

typedef enum
{
  CORRAL_SYNC_WAIT,     /* until until_us, or an event; -1: only an event */
  CORRAL_SYNC_ME,
  CORRAL_SYNC_SNAPSHOT, /* page of collection of tenant at cursor (NULL: the first) */
  CORRAL_SYNC_CHANGES,  /* of tenant, since cursor */
  CORRAL_SYNC_VITALS,   /* page of tenant at cursor (NULL: the first) */
  CORRAL_SYNC_FINISH_BOOTSTRAP, /* of tenant: store cursor as its changes state and drop older generations */
  CORRAL_SYNC_RELEASE,  /* operation: its time to be taken back is over */
  CORRAL_SYNC_SEND,     /* operation of tenant: note that it is being sent, then send it */
  CORRAL_SYNC_PROBE,    /* operation of tenant: ask what became of it */
  CORRAL_SYNC_EXPIRE,   /* operation: too late, and never sent */
  CORRAL_SYNC_SETTLE,   /* of tenant: what was applied is safely in the cache and leaves the screen's overlay; what was
                           accepted may have ended */
} CorralSyncActionKind;

#define CORRAL_N_SYNC_ACTIONS (CORRAL_SYNC_SETTLE + 1)

typedef struct
{
  CorralSyncActionKind kind;
  guint tenant;
  CorralCollection collection;
  const char *cursor; /* (nullable): owned by the engine, valid until the next step */
  gint64 until_us;
  const char *operation; /* (nullable): RELEASE, SEND, PROBE, EXPIRE: its id; owned as cursor is */
} CorralSyncAction;

/* Which hop of the way is gone, as far as can be told from here. */
typedef enum
{
  CORRAL_HOP_NONE,
  CORRAL_HOP_PC,      /* this PC has no network, or its disk cannot be written */
  CORRAL_HOP_CLOUD,   /* does not answer, or answers nonsense */
  CORRAL_HOP_SIGN_IN, /* the cloud answers but does not let us in */
} CorralHop;

/* What went wrong, as far as the engine has to act differently. */
typedef enum
{
  CORRAL_SYNC_FAULT_NETWORK,   /* no answer: this PC's network, or the way there */
  CORRAL_SYNC_FAULT_CLOUD,     /* the cloud itself: 5xx, time-out, TLS, a page that is not the cloud's */
  CORRAL_SYNC_FAULT_LIMITED,   /* 429 */
  CORRAL_SYNC_FAULT_SIGN_IN,   /* 401 */
  CORRAL_SYNC_FAULT_FORBIDDEN, /* 403: this tenant is no longer ours to read */
  CORRAL_SYNC_FAULT_MISSING,   /* 404 */
  CORRAL_SYNC_FAULT_GONE,      /* 410: the position is too old */
  CORRAL_SYNC_FAULT_BROKEN,    /* the answer of this tenant's list was refused */
  CORRAL_SYNC_FAULT_STORE,     /* the cache could not be written */
} CorralSyncFault;

typedef enum
{
  CORRAL_SYNC_EVENT_WAKE,     /* the wait is over, or somebody asked to look again */
  CORRAL_SYNC_EVENT_REFRESH,  /* a person asked: try now, whatever the backoff */
  CORRAL_SYNC_EVENT_POKE,     /* tenant has news */
  CORRAL_SYNC_EVENT_TOKEN,    /* signed in again */
  CORRAL_SYNC_EVENT_ME,       /* tenants and features are in me_* */
  CORRAL_SYNC_EVENT_SNAPSHOT, /* committed: as_of, next, n_rows */
  CORRAL_SYNC_EVENT_CHANGES,  /* committed: state, has_more, n_rows */
  CORRAL_SYNC_EVENT_VITALS,   /* committed: next */
  CORRAL_SYNC_EVENT_FINISHED, /* FINISH_BOOTSTRAP is done */
  CORRAL_SYNC_EVENT_FAILED,   /* the action that was asked for */
  CORRAL_SYNC_EVENT_OUTBOX,   /* this is what the outbox holds now; also between being asked and doing it */
  CORRAL_SYNC_EVENT_PUSHED,   /* RELEASE, SEND, PROBE, EXPIRE: the operation is in operation_state now, and that is
                                 written down; @failed tells whether there was no final answer, and fault why */
  CORRAL_SYNC_EVENT_SETTLED,
} CorralSyncEventKind;

typedef struct
{
  CorralSyncEventKind kind;
  guint tenant;             /* POKE */
  const char *state;        /* SNAPSHOT: as_of; CHANGES: the new state */
  const char *next;         /* (nullable): SNAPSHOT, VITALS */
  gboolean has_more;        /* CHANGES */
  guint n_rows;
  CorralSyncFault fault;    /* FAILED */
  gint64 retry_after_us;    /* FAILED: or -1 */
  const char *const *me_tenants; /* ME: ids, NULL-terminated */
  const gboolean *me_own_hosts;  /* ME: whether each has an address of its own */
  gboolean me_has_vitals;
  const CorralPushItem *items;   /* OUTBOX */
  guint n_items;
  CorralOutboxState operation_state; /* PUSHED */
  gint64 operation_ready_us;     /* PUSHED: not before then; 0: at once */
  gboolean failed;               /* PUSHED */
} CorralSyncEvent;

/* What is remembered of a tenant between runs. Strings are copied. */
typedef struct
{
  const char *state;            /* (nullable): the changes position; NULL before the first bootstrap ended */
  gboolean bootstrapping;
  const char *bootstrap_as_of;  /* (nullable) */
  const char *bootstrap_cursor; /* (nullable) */
  CorralCollection bootstrap_collection;
} CorralSyncSaved;

CorralSyncEngine *corral_sync_engine_new (guint64 seed) G_GNUC_WARN_UNUSED_RESULT;
void corral_sync_engine_free (CorralSyncEngine *self);

/* After a 410 a client comes back at a random moment within this, so that not all of them fetch everything at
 * once. The default is 30 s; a cloud on this very PC has one client. */
void corral_sync_engine_set_resync_spread (CorralSyncEngine *self, gint64 spread_us);

/* Sets where @tenant stood; call after the ME event, before the next step. @saved NULL: nothing is held. What a 410 refused
 * since is not gone back to. */
void corral_sync_engine_restore (CorralSyncEngine *self, guint tenant, const CorralSyncSaved *saved);

/* One step. @now_us is monotonic. */
CorralSyncAction corral_sync_engine_step (CorralSyncEngine *self, const CorralSyncEvent *event, gint64 now_us);

/* Whether everything that the server had is held: every tenant bootstrapped, its changes read to the end
 * and its last values read once. */
gboolean corral_sync_engine_is_caught_up (CorralSyncEngine *self);
/* Whether the page that the last step was told of was one too many: its list does not end, and will be tried again later. */
gboolean corral_sync_engine_found_no_end (CorralSyncEngine *self);
gboolean corral_sync_engine_is_bootstrapping (CorralSyncEngine *self);
CorralHop corral_sync_engine_get_hop (CorralSyncEngine *self);

/* When the next try will be made after a failure, monotonic; -1 when none is waiting. */
gint64 corral_sync_engine_get_next_try_us (CorralSyncEngine *self);

/* When an operation that has been tried @attempts times without a final answer may be tried again: full jitter, the
 * cloud's wish (−1: none) wins. From now, microseconds. */
gint64 corral_sync_engine_draw_retry_us (CorralSyncEngine *self, guint attempts, gint64 retry_after_us);

/* How many operations wait to be sent, and when the next of them is due, monotonic; −1: none is. */
guint corral_sync_engine_count_waiting (CorralSyncEngine *self);
gint64 corral_sync_engine_get_push_due_us (CorralSyncEngine *self, gint64 now_us);

/* The order of the first sync; @index < CORRAL_N_SYNCED_COLLECTIONS. */
CorralCollection corral_sync_engine_bootstrap_order (guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSyncEngine, corral_sync_engine_free)

G_END_DECLS
