/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The machine room's state, for the files that make it up: corral-services.c (what runs, and in which order),
 * corral-services-loading.c (what is stored) and corral-services-chains.c (which chains are shown). Private to them. */

#include "corral-services.h"

#include "corral-flag-judging.h"

G_BEGIN_DECLS

struct _CorralServices
{
  GObject parent_instance;

  CorralStart start;
  CorralClock *clock;       /* (owned) */
  GThread *loader;          /* (owned) (nullable) */
  CorralCache *cache;       /* (owned) (nullable) */
  char *data_dir;           /* (owned) (nullable): where the cache is open */
  char *cache_dir;          /* (owned) (nullable): the same */
  char *session_folder;     /* (owned) (nullable): both, when nothing may be kept */
  CorralFleet *fleet;       /* (owned) */
  CorralFlagJudging *judging; /* (owned) (nullable): once the fleet is live */
  CorralSync *sync;         /* (owned) (nullable) */
  CorralOutbox *outbox;     /* (owned) (nullable) */
  CorralAudit *audit;       /* (owned) (nullable) */
  CorralIncidentSource *incidents; /* (owned) */
  CorralWatch *watch;       /* (owned) (nullable) */
  CorralDemoCloud *cloud;   /* (owned) (nullable) */
  GThread *cloud_starter;   /* (owned) (nullable) */
  char *trouble;            /* (owned) (nullable) */
  GPtrArray *found_damaged; /* (owned) (element-type CorralTenant): while loading */
  GHashTable *set_aside;    /* (owned) (element-type utf8): chains whose damaged file is being filled anew */
  gint64 mended_ms;         /* since when they are full again, or CORRAL_UNKNOWN */
  char *chain;              /* (owned) (nullable): the only one that the mirror has, for who sees one chain at a time */
  GHashTable *sequences;    /* (owned) (element-type utf8 gint64): commits that the mirror was loaded with */
  gboolean may_take_over;   /* another Corral wrote when we started, and has ended */
  guint judge_source;
  gboolean stopped;
};

/* ---- corral-services.c ---------------------------------------------------------------------------------- */

/* A file was damaged and an empty one stands in its place: says so until it has been full again for a while. */
void corral_services_tell_set_aside (CorralServices *self, const CorralTenant *tenant);

/* ---- corral-services-loading.c -------------------------------------------------------------------------- */

/* On the loader thread. */
void corral_services_load_all (CorralServices *self);
/* On the thread that has the mirror. */
void corral_services_load_tenant (CorralServices *self, const CorralTenant *tenant);

/* ---- corral-services-chains.c: main thread --------------------------------------------------------------- */

/* Whether the mirror has, or is to have, the chain. What it has not, nothing can show, count, find or tell. */
gboolean corral_services_is_in_view (CorralServices *self, const char *tenant);
/* After the rights, or the chains, have become others. */
void corral_services_follow_rights (CorralServices *self);
/* For corral_cache_set_notify(). */
void corral_services_committed_cb (CorralCache *cache, const CorralCacheNotice *notice, gpointer data);

G_END_DECLS
