/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-demo-cloud.h"
#include "corral-fault-proxy.h"
#include "corral-outbox.h"
#include "corral-sync-runner.h"

/* A Monday, 15:00 UTC: shops are open in Europe and in America. */
#define DESK_START_MS G_GINT64_CONSTANT (1793631600000)

#define DESK_CARTS 20
#define DESK_STORES 2

/**
 * Desk:
 *
 * One PC of somebody's, and the cloud: a cache and an outbox in a folder of the test's own, the runner that follows the
 * cloud on a thread of its own, what people do (CorralOutbox) on the test's thread, and between it and the demo cloud
 * a proxy that can do anything to what goes over the wire. Everything is small and real.
 *
 * The cloud's time stands still until the test moves it, so that what the fleet is can be asked for and compared.
 */
typedef struct
{
  char *root;
  CorralClock *clock; /* this PC's: runs as the system's does from DESK_START_MS on, and can jump */
  CorralClock *cloud_clock;
  CorralDemoCloud *cloud;
  CorralFaultProxy *proxy;
  CorralApi *direct;   /* to the cloud, past the proxy: the test's own look at it */
  GPtrArray *tenants;  /* (element-type CorralTenant): the chains, as the cloud names them */
  guint64 seed;

  /* Before desk_start(). */
  CorralApiLimits limits;
  char *url;           /* of the proxy; may be replaced */
  char *token;
  GTlsDatabase *trust; /* (nullable) */

  CorralCache *cache;
  CorralOutbox *outbox;
  CorralSyncRunner *runner; /* (nullable): while it follows */
  GThread *thread;
  GCancellable *cancellable;

  char *difference; /* (nullable): what of the cache is not as the cloud says, when last compared */

  GMutex lock; /* guards the rest */
  CorralSyncStatus *status; /* (nullable): the last one */
  guint hops;               /* 1 << CorralHop for each that was gone since desk_forget() */
  char *message;            /* (nullable): the last that was said of one */
  guint n_reports;
} Desk;

void desk_set_up (Desk *f, guint64 seed);
/* A desk alone in the folder @root, which stays, its cloud being another process's at @url. Nothing that asks the
 * cloud past the proxy can be used. */
void desk_set_up_alone (Desk *f, guint64 seed, const char *root, gint64 now_ms, const char *url, const char *token);
void desk_tear_down (Desk *f);

/* Opens the files and reads the outbox; desk_set_up() did. */
void desk_open (Desk *f);
/* Ends the sync and closes everything in order, as quitting does. */
void desk_close (Desk *f);

/* Follows the cloud from now on, and no more. */
void desk_start (Desk *f);
void desk_stop (Desk *f);
/* Quits and starts again. */
void desk_restart (Desk *f);

void desk_forget (Desk *f);
guint desk_get_hops (Desk *f);
gboolean desk_is_caught_up (Desk *f);

/* Runs the main context until @test says so; every 20 ms, if @hurry, somebody asks to look again. Fails after @seconds
 * with what went over the wire. */
typedef gboolean (*DeskTest) (Desk *f, gpointer data);
void desk_wait (Desk *f, DeskTest test, gpointer data, gboolean hurry, guint seconds, const char *what);

/* ---- what people do */

/* Through CorralOutbox; the id of the entry. Asserts that it was taken. */
char *desk_submit (Desk *f, const CorralOperationDraft *draft) G_GNUC_WARN_UNUSED_RESULT;
/* Whether it could be taken back. */
gboolean desk_undo (Desk *f, const char *id);
void desk_settle (Desk *f, const char *id);
/* Ends holds. Returns when none is held any more. */
void desk_send_now (Desk *f);

/* The entry in the file; NULL: there is none. */
CorralOutboxEntry *desk_get_entry (Desk *f, const char *id);
/* CORRAL_N_OUTBOX_STATES: there is none. */
CorralOutboxState desk_get_state (Desk *f, const char *id);
/* How many entries are not settled. */
guint desk_count_unsettled (Desk *f);
/* Waits, hurrying, until @id is in one of @states. */
void desk_wait_for_state (Desk *f, const char *id, guint states, const char *what);

/* The row as people see it: what is held with what they did on top. A fact, or NULL. For a type that makes a row: the
 * row of the entry's id. */
gpointer desk_get_seen (Desk *f, const char *tenant, CorralCollection collection, const char *id);

/* ---- the cloud, past the proxy */

/* Every row of @collection now. */
CorralBatch *desk_ask_rows (Desk *f, const CorralTenant *tenant, CorralCollection collection)
    G_GNUC_WARN_UNUSED_RESULT;
/* The first row that @test wants (NULL: any); the chain in *@tenant. As a fact; fails when there is none. */
typedef gboolean (*DeskRowTest) (gconstpointer row, gconstpointer data);
gpointer desk_find_row (Desk *f, CorralCollection collection, DeskRowTest test, gconstpointer data, guint skip,
                        const CorralTenant **tenant) G_GNUC_WARN_UNUSED_RESULT;
/* What became of @id; never NULL. */
CorralOperationAnswer *desk_ask_operation (Desk *f, const char *tenant, const char *id, CorralCollection result)
    G_GNUC_WARN_UNUSED_RESULT;
/* How many operations of this desk's account the cloud has carried out, of all chains. */
guint desk_count_operations (Desk *f);

/* ---- the end */

/* Every list of every chain, last values included, is what the cloud says. NULL, or a sentence on what is not. */
char *desk_differs (Desk *f) G_GNUC_WARN_UNUSED_RESULT;
/* Waits until it is so, everything that waited has ended, and nothing of it is unsettled but troubles (@n_troubled). */
void desk_wait_until_converged (Desk *f, guint n_troubled);
/* Files pass SQLite's integrity_check and hold neither the token nor @secret (nullable); the sync must not run. */
void desk_assert_files_are_sound (Desk *f, const char *secret);
