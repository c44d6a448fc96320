/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-sync-engine.h"

G_BEGIN_DECLS

/* Most failures in a minute: with a look at /me for each, 60 requests. */
#define CORRAL_SYNC_MAX_FAILURES 30

/* Where the sync of one chain stands. */
typedef struct
{
  char *id;
  gboolean own_host;
  char *state;           /* (nullable): changes position */
  gboolean bootstrapping;
  guint step;            /* as of corral_sync_engine_bootstrap_order(); behind the last: only the end is missing */
  char *cursor;          /* (nullable): of the snapshot in hand */
  gboolean gone;         /* what was stored of where it stood is refused, and nothing newer is stored yet */
  char *as_of;           /* (nullable): of the first page of all: changes are read from there */
  guint pages;           /* of the list in hand */
  gboolean delta_done;   /* nothing more to read when last asked */
  gboolean vitals_running;
  char *vitals_cursor;   /* (nullable) */
  gboolean vitals_once;
  gint64 delta_due_us;
  gint64 vitals_due_us;
  gboolean forbidden;
  CorralHop hop;         /* what is gone for this chain alone */
  gint64 not_before_us;
  CorralBackoff backoff;
  gint64 push_not_before_us;  /* the cloud could not take operations then: what is read goes on */
  CorralBackoff push_backoff;
  gboolean settle_due;
  CorralBackoff resync_backoff;  /* of 410s since a bootstrap was last finished: good pages between do not count */
  CorralBackoff endless_backoff; /* of lists without end since all was read to its end: the same */
} CorralSyncTenant;

struct _CorralSyncEngine
{
  CorralRandom random;
  gboolean have_me;
  gint64 me_due_us;      /* what we may read and do can have changed by then */
  gboolean has_vitals;
  gboolean sign_in_needed;
  gint64 resync_spread_us;
  CorralHop hop;
  GPtrArray *tenants;    /* (owned) (element-type CorralSyncTenant) */
  gint64 not_before_us;  /* of everything on the common host */
  CorralBackoff backoff;
  gint64 failures_us[CORRAL_SYNC_MAX_FAILURES]; /* a ring: when the last ones were */
  guint n_failures;
  CorralPushQueue *queue;   /* (owned) */
  gint64 store_not_before_us; /* the outbox could not be written: nothing is sent that cannot be noted */
  CorralBackoff store_backoff;
  gboolean found_no_end;    /* in the last event */
  CorralSyncAction pending; /* what the runner was asked for last */
};

/* NULL: there is none. */
static inline CorralSyncTenant *
corral_sync_engine_get_tenant (CorralSyncEngine *self, guint index)
{
  return index < self->tenants->len ? g_ptr_array_index (self->tenants, index) : NULL;
}

/* *@at is a copy of @value (nullable). */
static inline void
corral_sync_engine_keep (char **at, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*at);
  *at = copy;
}

/* Everything is to be read, from the first list on. */
void corral_sync_engine_start_bootstrap (CorralSyncTenant *tenant);
/* Those that @event names; who was known goes on with what it was at. */
void corral_sync_engine_set_tenants (CorralSyncEngine *self, const CorralSyncEvent *event);

/* --- corral-sync-engine-outcomes.c --- */

/* What came of the action that the runner was asked for last, or happened else. */
void corral_sync_engine_take (CorralSyncEngine *self, const CorralSyncEvent *event, gint64 now_us);
/* After too many failures within a minute: when something may be asked again; 0: now. */
gint64 corral_sync_engine_failures_end_us (CorralSyncEngine *self, gint64 now_us);

G_END_DECLS
