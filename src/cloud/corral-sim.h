/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-batch.h"
#include "corral-clock.h"
#include "corral-tenant.h"

G_BEGIN_DECLS

/**
 * CorralSim:
 *
 * The fleet behind the demo cloud: invented chains, stores and carts whose days are computed, not recorded.
 * Every answer is a pure function of (seed, sizes, scenarios, the time at creation, @now_ms): the same
 * question gives the same answer, whatever was asked before, for any @now_ms up to 90 days back.
 *
 * rev of a row is the millisecond of its last change; of a vital, the cart's message counter. All times are
 * milliseconds UTC. One thread: whichever made it.
 */
typedef struct _CorralSim CorralSim;

typedef struct
{
  guint64 seed;                 /* 0: 1 */
  guint n_carts;                /* 0: 10,000 */
  guint n_stores;               /* 0: 312 */
  const char *const *scenarios; /* NULL-terminated names; NULL: the default set; empty: ordinary wear only */
  CorralClock *clock;           /* (not owned): its time at creation, to the minute, anchors the scenarios */
} CorralSimOptions;

/* CORRAL_SIM_ERROR_UNKNOWN_SCENARIO: a name that corral_sim_scenario_names() does not have; the message lists
 * those that it has. CORRAL_SIM_ERROR_SIZE: more stores than carts, or more than the ids can number. */
#define CORRAL_SIM_ERROR (corral_sim_error_quark ())
GQuark corral_sim_error_quark (void);

typedef enum
{
  CORRAL_SIM_ERROR_UNKNOWN_SCENARIO,
  CORRAL_SIM_ERROR_SIZE,
} CorralSimError;

CorralSim *corral_sim_new (const CorralSimOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void corral_sim_free (CorralSim *self);

/* The scenarios by name, NULL-terminated: "ordinary", then the twelve of domain.md in its order. */
const char *const *corral_sim_scenario_names (void);
/* One sentence on what a scenario does. NULL for an unknown name. */
const char *corral_sim_scenario_describe (const char *name);

/* The chains that have stores, ordered by id. What corral_sim_get_tenant() returns lives as long as @self. */
guint corral_sim_get_n_tenants (CorralSim *self);
const CorralTenant *corral_sim_get_tenant (CorralSim *self, guint tenant);
gboolean corral_sim_find_tenant (CorralSim *self, const char *id, guint *tenant);

/* Appends to @out the rows as of @now_ms, ordered by id, from the first after @after_id (NULL: the start), at
 * most @limit. Returns whether more follow. @collection may be CORRAL_COLLECTION_VITAL. */
gboolean corral_sim_snapshot (CorralSim *self,
                              guint tenant,
                              CorralCollection collection,
                              gint64 now_ms,
                              const char *after_id,
                              guint limit,
                              CorralBatch *out);

/* How many rows the collection has at @now_ms. */
guint64 corral_sim_count (CorralSim *self, guint tenant, CorralCollection collection, gint64 now_ms);

/* Appends the one row to @out, or returns FALSE. */
gboolean corral_sim_row (CorralSim *self,
                         guint tenant,
                         CorralCollection collection,
                         const char *id,
                         gint64 now_ms,
                         CorralBatch *out);

/* Where a cart is to the metre, should it be outside the premises. FALSE: there is no such cart. */
gboolean corral_sim_place (CorralSim *self, guint tenant, const char *cart, double *latitude, double *longitude);

/* Appends those of the rows called @ids (a set of strings) that are there, in any order: one walk for all. */
void corral_sim_rows (CorralSim *self,
                      guint tenant,
                      CorralCollection collection,
                      GHashTable *ids,
                      gint64 now_ms,
                      CorralBatch *out);

/* What was really behind the flag of that id: nothing theft honest-error item-weight scale; NULL when there is none. For
 * tests and the tool, which measure how far advice can be trusted; no answer of the cloud ever tells. Constant. */
const char *corral_sim_get_truth (CorralSim *self, const char *flag);

/* One change of one row. */
typedef struct
{
  CorralCollection collection;
  CorralChange change; /* PUT or DELETE */
  gint64 at_ms;        /* when; equals rev */
  gint64 rev;
  const char *id;      /* owned by the change */
  gconstpointer row;   /* (nullable): a fact of the collection's schema for PUT, owned by the change */
} CorralSimChange;

/* (transfer full) (element-type CorralSimChange): what brings a copy of the tenant's rows as of @since_ms up
 * to @now_ms: a PUT for each row that is there and whose last change lies in (@since_ms, @now_ms], a DELETE
 * for each that was there at @since_ms and is gone, and within a day also for each that came and went in between, in
 * order of (at_ms, collection, id). Vitals are not in it. */
GPtrArray *corral_sim_changes (CorralSim *self, guint tenant, gint64 since_ms, gint64 now_ms)
  G_GNUC_WARN_UNUSED_RESULT;

/* Vitals as corral_sim_snapshot() has them, of one store, or of the whole tenant with @store NULL. An unknown
 * store has none. */
gboolean corral_sim_vitals (CorralSim *self,
                            guint tenant,
                            const char *store,
                            gint64 now_ms,
                            const char *after_id,
                            guint limit,
                            CorralBatch *out);

/* Appends to @out, a batch of vitals, the health samples of @cart with device time in [@from_ms, @to_ms) that
 * had arrived by @now_ms, oldest first. Gaps are gaps; what was buffered and replayed arrived late. */
void corral_sim_telemetry (CorralSim *self,
                           guint tenant,
                           const char *cart,
                           gint64 from_ms,
                           gint64 to_ms,
                           gint64 now_ms,
                           CorralBatch *out);

/* Appends to @out (element-type guint) for each sample that corral_sim_telemetry() gives to the same question how many
 * messages of any type were numbered since the sample before and never came. */
void corral_sim_missing (CorralSim *self,
                         guint tenant,
                         const char *cart,
                         gint64 from_ms,
                         gint64 to_ms,
                         gint64 now_ms,
                         GArray *out);

/* What @cart says when it is asked for a health message at @at_ms, appended to @out, a batch of vitals; its number is that
 * of the last message before. FALSE: nothing comes, because it does not hear, sleeps outside, may not connect, or is not
 * heard. */
gboolean corral_sim_ask (CorralSim *self, guint tenant, const char *cart, gint64 at_ms, CorralBatch *out);

typedef struct
{
  gint64 counter;
  const char *type; /* constant: scan session-start session-end identify health fault boot */
  gint64 device_ms;
  gint64 arrived_ms;
  char *body;       /* JSON, 200–800 bytes; the signature is over exactly these bytes */
} CorralSimMessage;

/* (transfer full) (element-type CorralSimMessage): the messages of @cart with device time in
 * [@from_ms, @to_ms) that had arrived by @now_ms, newest first, at most @limit. */
GPtrArray *corral_sim_messages (CorralSim *self,
                                guint tenant,
                                const char *cart,
                                gint64 from_ms,
                                gint64 to_ms,
                                gint64 now_ms,
                                guint limit) G_GNUC_WARN_UNUSED_RESULT;

/* The message of that; the array's owner frees it with the others. */
CorralSimMessage *corral_sim_message_at (CorralSim *self, guint tenant, const char *cart, gint64 at_ms)
    G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralSim, corral_sim_free)

G_END_DECLS
