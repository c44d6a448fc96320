/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-commit.h"

G_BEGIN_DECLS

/* How far the snapshot of one collection has come. */
typedef struct
{
  char *as_of; /* (nullable): NULL when it has not begun */
  char *next;  /* (nullable): cursor of the next page; NULL: the first, or none when done */
  gboolean done;
  gint64 total; /* rows the server says there are, or CORRAL_UNKNOWN */
} CorralProgress;

/* What is known about one tenant's sync, as of the last commit. A plain copy: it may cross threads.
 */
typedef struct
{
  char *state;        /* (nullable): the delta's cursor; NULL until a first sync is complete */
  gint64 generation;  /* starts at 1, one more with every resync */
  gboolean resyncing; /* between begin and finish of a resync */
  gint64 sequence;    /* number of the last commit */
  gint64 heard_ms[CORRAL_N_ANSWERS]; /* last good answer by kind, or CORRAL_UNKNOWN; this PC's clock */
  gint64 known_ms;    /* the moment that all last values are true of, by the cloud's clock; CORRAL_UNKNOWN */
  CorralProgress progress[CORRAL_N_COLLECTIONS];
  GHashTable *values; /* (owned) (element-type utf8 utf8): the engine's own facts */
  gint64 quarantined; /* items in quarantine */
  gint64 missing;     /* of these, rows that come again when they change, and else with a resync: not last values */
} CorralSyncState;

void corral_sync_state_free (CorralSyncState *self);

/* The newest of the answers' times, or CORRAL_UNKNOWN: how old the data are. */
gint64 corral_sync_state_get_heard_ms (const CorralSyncState *self);

const char *corral_sync_state_get_value (const CorralSyncState *self, const char *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSyncState, corral_sync_state_free)

G_END_DECLS
