/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-demo-cloud.h"
#include "corral-sim.h"
#include "corral-sync-runner.h"
#include "toy-cloud.h"

/* A Monday, 15:00 UTC: shops are open in Europe and in America. */
#define START_MS G_GINT64_CONSTANT (1793631600000)

/**
 * SyncFixture:
 *
 * A cache in a folder of the test's own and a runner that fills it, from the demo cloud or from a
 * toy.
 */
typedef struct
{
  char *root;
  CorralClock *clock; /* this PC's: as the system's, and can jump */
  CorralCache *cache;
  char *url;
  char *token;

  CorralClock *cloud_clock; /* (nullable): the demo cloud's, stands still */
  CorralDemoCloud *cloud;   /* (nullable) */
  CorralSim *sim;           /* (nullable): the same fleet, asked without a network */
  ToyCloud *toy;            /* (nullable) */

  CorralSyncRunner *runner; /* (nullable): while running */
  GThread *follower;        /* (nullable) */
  GCancellable *cancellable;
  guint cancel_after; /* status reports; 0: never */

  GMutex lock; /* guards the rest */
  GCond changed;
  CorralSyncStatus *status; /* (nullable): the last one */
  guint n_reports;
  CorralHop worst;       /* the last hop that was gone */
  char *message;         /* (nullable): what was said of it */
  gint64 next_try_in_ms; /* the longest wait before another try */
  guint64 carts_seen;    /* progress of the carts: only rises */
  guint64 carts_expected;
  gboolean fell;
} SyncFixture;

void sync_fixture_set_up_demo (SyncFixture *f);
void sync_fixture_set_up_scenarios (SyncFixture *f, const char *const *scenarios);
void sync_fixture_set_up_toy (SyncFixture *f);
void sync_fixture_tear_down (SyncFixture *f);

/* Closes the cache and opens it again, as a restart does. */
void sync_fixture_reopen (SyncFixture *f);

/* The same, and in between each chain's file is made what the Corral of schema 3 would have left. */
void sync_fixture_reopen_as_schema_3 (SyncFixture *f);

/* One run to the end; a failure is tried again at once instead of after a pause. */
gboolean sync_once (SyncFixture *f, GError **error);
void sync_once_well (SyncFixture *f);

/* Follows on a thread of its own until sync_unfollow(). */
void sync_follow (SyncFixture *f);
void sync_unfollow (SyncFixture *f);

/* Waits until a status fits; fails after @seconds. */
typedef gboolean (*SyncStatusTest) (SyncFixture *f, const CorralSyncStatus *status);
void sync_wait (SyncFixture *f, SyncStatusTest test, guint seconds, const char *what);

/* Every collection of every chain, last values included, is what the fleet is now. */
void assert_cache_is_the_fleet (SyncFixture *f);

/* "c1:5:Apple c2:6:Pear " of harbor's rows, by id; NULL when the chain is not held. Free with
 * g_free(). */
char *list_rows (SyncFixture *f, CorralCollection collection);

#define assert_rows(f, collection, expected)                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *rows_ = list_rows (f, CORRAL_COLLECTION_##collection);                        \
    g_assert_cmpstr (rows_, ==, (expected));                                                       \
  }                                                                                                \
  G_STMT_END

/* Wakes the main context. */
gboolean sync_tick (gpointer data);

/* Runs the main context until @what is so; fails after a minute. */
#define wait_until(what)                                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline_ = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;                              \
    guint ticker_ = g_timeout_add (20, sync_tick, NULL);                                           \
    while (!(what) && g_get_monotonic_time () < deadline_)                                         \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (ticker_);                                                                     \
    g_assert_true (what);                                                                          \
  }                                                                                                \
  G_STMT_END
