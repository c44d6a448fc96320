/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cloud-clock.h"
#include "corral-sync-engine.h"

G_BEGIN_DECLS

/* When the cloud last gave a good answer about one chain. */
typedef struct
{
  char *tenant;
  gint64 heard_ms; /* any good answer: this PC's clock, or CORRAL_UNKNOWN */
  gint64 known_ms; /* up to when the carts' last values are known: the cloud's clock, or CORRAL_UNKNOWN */
} CorralSyncHeard;

/**
 * CorralSyncStatus:
 *
 * How the sync stands, for people: which hop is gone, since when, how old the data are, how far the first
 * sync has come. Immutable, atomic reference count; may cross threads. Times: this PC's clock, ms UTC.
 */
typedef struct
{
  gboolean connected;      /* FALSE: started without the network, or without an address */
  CorralHop hop;
  gint64 hop_since_ms;     /* or CORRAL_UNKNOWN when nothing is gone */
  char *message;           /* (nullable): a sentence: the last failure */
  gint64 next_try_ms;      /* or CORRAL_UNKNOWN */
  gint64 heard_ms;         /* the oldest of the chains' last good answers, or CORRAL_UNKNOWN */
  gint64 latest_heard_ms;  /* the newest of them, or CORRAL_UNKNOWN */
  GPtrArray *heard;        /* (element-type CorralSyncHeard) */
  gboolean bootstrapping;  /* the first sync of some chain has not ended (a later one after a 410 does not count) */
  guint64 carts_done;      /* while bootstrapping */
  guint64 carts_total;     /* 0: not known yet */
  gboolean caught_up;
  gint64 server_offset_ms; /* the cloud's clock minus ours when it was last heard, or CORRAL_UNKNOWN */
  CorralCloudClock cloud_clock;
  guint quarantined;       /* rows put aside since the start */

  /*< private >*/
  gatomicrefcount ref_count;
} CorralSyncStatus;

CorralSyncStatus *corral_sync_status_new (void) G_GNUC_WARN_UNUSED_RESULT;
CorralSyncStatus *corral_sync_status_ref (CorralSyncStatus *self);
void corral_sync_status_unref (CorralSyncStatus *self);

/* While it is being built. */
void corral_sync_status_add_heard (CorralSyncStatus *self, const char *tenant, gint64 heard_ms, gint64 known_ms);

/* When @tenant was last heard of, or, with NULL, the chain that was heard of longest ago. */
gint64 corral_sync_status_get_heard_ms (const CorralSyncStatus *self, const char *tenant);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSyncStatus, corral_sync_status_unref)

G_END_DECLS
