/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-batch.h"
#include "corral-cart-state.h"
#include "corral-fleet-tables.h"
#include "corral-outbox-entry.h"
#include "corral-tenant.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* What the rule of freshness is told of a cart: see corral_freshness_judge() in insight. */
typedef struct
{
  CorralCartState state;  /* what the cloud says */
  gint64 heard_ms;        /* last heard of, the cloud's time, or CORRAL_UNKNOWN */
  gint64 interval_s;      /* its cadence, or CORRAL_UNKNOWN */
  gint64 now_ms;          /* or CORRAL_UNKNOWN */
  gint64 known_as_of_ms;  /* up to when the cloud told us of last values, or CORRAL_UNKNOWN */
} CorralCartSigns;

typedef CorralCartState (*CorralFleetJudge) (const CorralCartSigns *signs);

/* What the outbox has to say about a row. */
typedef enum
{
  CORRAL_PENDING_NONE,
  CORRAL_PENDING_WAITING,  /* what is shown holds something that the cloud has not confirmed */
  CORRAL_PENDING_TROUBLED, /* something that was done to it was not taken: a person has to look */
} CorralPending;

/* How a question for a second opinion on a flag stands to whoever uses the program. */
typedef enum
{
  CORRAL_SECOND_NONE,
  CORRAL_SECOND_OTHERS, /* it waits for a certain colleague */
  CORRAL_SECOND_YOU,    /* it waits for the reader, by name or as any colleague */
  CORRAL_SECOND_ASKED,  /* the reader asked, and waits */
} CorralSecond;

/* What has changed in one table since the last notification. */
typedef struct
{
  guint64 columns;      /* bit 1 << column: some row's value is another */
  gboolean rows;        /* rows have come or gone */
  gboolean forgotten;   /* slots have been given back (a chain was removed): they may mean another row now */
  const guint32 *gone;  /* slots of rows that were deleted and are given back after this: ascending. Till then they are
                         * nobody's; whoever holds one lets go of it now */
  guint n_gone;
  const guint32 *slots; /* of the rows that changed, came or went; ascending, each once */
  guint n_slots;
} CorralTableChanges;

typedef struct
{
  CorralTableChanges tables[CORRAL_N_TABLES];
} CorralFleetChanges;

/* All carts, of a store, of a chain. */
typedef struct
{
  guint stores;
  guint stores_below_target;
  guint carts; /* without revoked and never seen ones */
  guint by_state[CORRAL_N_CART_STATES];
  guint alerts_open;
  guint alerts_watch;
  guint alerts_act;
  guint flags_open;
  double service_today_pct;  /* NAN: not known */
  double service_target_pct; /* NAN: not known */
} CorralRollup;

/**
 * CorralFleet:
 *
 * The fleet mirror: chains, stores, carts with their last values, certificates, packs and last updates, alerts, flags,
 * tickets, rollouts, firmware, access points, what people did about incidents, windows of maintenance and the cloud's own
 * figures of all chains as columns in RAM (reliability.md, "SQLite is the row store, RAM answers the questions"). It is
 * filled from the cache, on any one thread; from corral_fleet_go_live() on it belongs to the main thread and
 * changes only after a commit.
 *
 * Rows may arrive in any order: a row that names one which has not arrived gets a placeholder. A row older
 * than the one that is held (by revision) is ignored, and what was deleted does not come back.
 *
 * The slot of a deleted row is used again, but not before everybody was told that the row is gone; those of chains, stores
 * and carts, at which other rows point, are not (as long as their chain is there).
 *
 * Signal "changed" (const CorralFleetChanges *): emitted by corral_fleet_flush(), which a live fleet calls by
 * itself at most once a frame.
 */
#define CORRAL_TYPE_FLEET (corral_fleet_get_type ())
G_DECLARE_FINAL_TYPE (CorralFleet, corral_fleet, CORRAL, FLEET, GObject)

/* @judge: (nullable): the rule that gives a cart's shown state; NULL shows what the cloud says. */
CorralFleet *corral_fleet_new (CorralFleetJudge judge) G_GNUC_WARN_UNUSED_RESULT;

/* Adds or updates a chain. Its rows may have arrived before. */
void corral_fleet_put_tenant (CorralFleet *self, const CorralTenant *tenant);

/* Forgets a chain and all its rows. Its slots may be given to other rows. */
void corral_fleet_remove_tenant (CorralFleet *self, const char *tenant_id);

/* Forgets all rows of one collection of a chain, for a collection that is read anew. */
void corral_fleet_clear (CorralFleet *self, const char *tenant_id, CorralCollection collection);

/* The cloud speaks afresh of a chain (its server was restored from a backup, say): the rows stay as they are until
 * others come, and what comes is taken whatever its revision. */
void corral_fleet_forget_revisions (CorralFleet *self, const char *tenant_id);

/* The collections that it holds, in the order in which it makes sense to fill it. Constant. */
const CorralCollection *corral_fleet_get_collections (guint *n_collections);

/* Takes a row of @schema (of corral_fleet_get_collections(); others are ignored). */
void corral_fleet_put (CorralFleet *self, const char *tenant_id, const CorralSchema *schema,
                       gconstpointer row);

/* Deletes a row, as of revision @rev. */
void corral_fleet_delete (CorralFleet *self,
                          const char *tenant_id,
                          CorralCollection collection,
                          const char *id,
                          gint64 rev);

/* All rows of @batch: puts and deletions. */
void corral_fleet_apply (CorralFleet *self, const char *tenant_id, const CorralBatch *batch);

/* Lays what people did over the truth: what every list, count and filter then shows is truth + intent. @entries: what
 * of the outbox is not settled, in the order of making (element-type CorralOutboxEntry); referenced until the next
 * call, which replaces it. Rows that come in later are the truth below. A type that makes a row (a ticket) shows one
 * under the entry's id until the real one is there; one that makes its target shows that as soon as it is made. Taking an entry away brings the truth back: nothing is undone. */
void corral_fleet_set_intents (CorralFleet *self, GPtrArray *entries);

/* The truth of a row without what was laid over it, into @row, a struct of the table's own collection, cleared where
 * the mirror does not hold a member. FALSE when the cloud knows no such row. Strings are valid until the next change. */
gboolean corral_fleet_get_truth (CorralFleet *self, CorralTableKind table, guint32 slot, gpointer row);

/* The revision of that truth, or CORRAL_UNKNOWN: what an operation on the row is based on. */
gint64 corral_fleet_get_rev (CorralFleet *self, CorralTableKind table, guint32 slot);

/* Up to when a chain's last values are known: as_of_ms of the last good answer to "vitals", the cloud's time,
 * and not that of any other answer, or carts would seem silent that were only not asked about.
 * CORRAL_UNKNOWN: not known. */
void corral_fleet_set_known_as_of (CorralFleet *self, const char *tenant_id, gint64 known_as_of_ms);
gint64 corral_fleet_get_known_as_of (CorralFleet *self, guint32 chain);

/* Judges all carts at @now_ms; call it every few seconds. Returns how many are shown in another state. */
guint corral_fleet_set_now (CorralFleet *self, gint64 now_ms);
gint64 corral_fleet_get_now (CorralFleet *self);

/* The staff id of whoever uses the program (nullable): which flags are theirs, and what is asked of them. */
void corral_fleet_set_reader (CorralFleet *self, const char *staff);

/* What a rule of the rooms above says of the flag in @slot; it stands until it says otherwise. */
void corral_fleet_put_judgement (CorralFleet *self, guint32 slot, gint64 trust_pct, gint64 advice, gint64 doubt,
                                 double rank);

/* The fleet now belongs to the main thread and flushes by itself, at most every 16 ms. */
void corral_fleet_go_live (CorralFleet *self);

/* Brings derived columns up to date and emits "changed" when something did. Not from within "changed". */
void corral_fleet_flush (CorralFleet *self);

/* The number of the last message that the cart at @cart was heard by: a cart numbers all its messages, those that never
 * came too. CORRAL_UNKNOWN: it was never heard. */
gint64 corral_fleet_get_message_count (CorralFleet *self, guint32 cart);

const CorralColumns *corral_fleet_get_table (CorralFleet *self, CorralTableKind table);

/* The chain's slot; a store by its number; a cart by its serial. CORRAL_NO_SLOT when there is none.
 * @chain: CORRAL_NO_SLOT for any. */
guint32 corral_fleet_find_chain (CorralFleet *self, const char *tenant_id);
guint32 corral_fleet_find_store (CorralFleet *self, guint32 chain, gint64 number);
guint32 corral_fleet_find_cart (CorralFleet *self, guint32 chain, const char *serial);

/* The counts of the row at @slot of the chain or store table, as of the last flush. With @slot
 * CORRAL_NO_SLOT: of the whole fleet. */
void corral_fleet_get_rollup (CorralFleet *self, CorralTableKind table, guint32 slot, CorralRollup *rollup);

/* Shorthand for cells: corral_columns_get_… (corral_fleet_get_table (self, table), slot, column). */
const char *corral_fleet_get_text (CorralFleet *self, CorralTableKind table, guint32 slot, guint column);
gint64 corral_fleet_get_integer (CorralFleet *self, CorralTableKind table, guint32 slot, guint column);
double corral_fleet_get_real (CorralFleet *self, CorralTableKind table, guint32 slot, guint column);
guint32 corral_fleet_get_link (CorralFleet *self, CorralTableKind table, guint32 slot, guint column);

G_END_DECLS
