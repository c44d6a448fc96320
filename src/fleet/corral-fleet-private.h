/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"
#include "corral-rollup.h"
#include "corral-tombstones.h"

G_BEGIN_DECLS

/* The inside of the mirror, shared by the files that implement it: corral-fleet.c (judging, telling, reading),
 * corral-fleet-rows.c (filling), corral-fleet-joins.c (rows that belong to a cart) and corral-fleet-intents.c (what people
 * did, laid over it). */

struct _CorralFleet
{
  GObject parent_instance;

  CorralFleetJudge judge;
  CorralRollupTables tables;
  const CorralField *fields[CORRAL_N_TABLES][64]; /* where each column comes from, NULL for derived ones */
  guint8 written[CORRAL_N_TABLES][CORRAL_N_ROW_SOURCES][64]; /* which columns a row of each source fills; 0 ends them */
  CorralTombstones *tombstones[CORRAL_N_TABLES]; /* (nullable): of the tables that no other one points at */
  GHashTable *aside;   /* (nullable): see corral-fleet-joins.c */
  GHashTable *intents; /* (nullable): see corral-fleet-intents.c */
  GStringChunk *intent_texts; /* (owned): of the row that is being laid over, until it is written */
  char *reader;        /* (owned) (nullable): a staff id */
  gint64 now_ms;
  CorralRollup total;
  gboolean live;
  gboolean flushing;
  guint flush_source;
};

/* --- rows (corral-fleet-rows.c) --- */

void corral_fleet_rows_init (CorralFleet *self);

/* The slot of the chain @tenant_id, made when there is none. */
guint32 corral_fleet_take_chain (CorralFleet *self, const char *tenant_id);

/* The slot of the row @id of @chain, made when there is none, with what is known of its revision. */
guint32 corral_fleet_take_row (CorralFleet *self, CorralTableKind table, guint32 chain, const char *id);

/* The revision of the truth of that row; of a deleted one, as of which it is gone. CORRAL_UNKNOWN: there was none. */
gint64 corral_fleet_get_held (CorralFleet *self, CorralTableKind table, guint32 chain, const char *id);

/* Lists those of @slots whose rows are gone and that may be given back, once everybody has been told. */
GArray *corral_fleet_list_gone (CorralFleet *self, CorralTableKind table, const guint32 *slots, guint n_slots)
    G_GNUC_WARN_UNUSED_RESULT;

/* Gives back those of them that have not come back meanwhile; their revisions are kept as tombstones. */
void corral_fleet_give_back (CorralFleet *self, CorralTableKind table, const GArray *gone);

/* What is known of the deleted rows of @chain, of one table or (CORRAL_N_TABLES) of all, does not hold any more. */
void corral_fleet_forget_tombstones (CorralFleet *self, guint table, guint32 chain);

/* The collection whose rows a table has, as opposed to last values; FALSE for the table of chains. */
gboolean corral_fleet_get_own_collection (CorralTableKind table, CorralCollection *collection);

/* Writes all columns of @source from @row, whatever its revision. */
void corral_fleet_write_row (CorralFleet *self,
                             CorralTableKind table,
                             CorralColumnSource source,
                             guint32 slot,
                             gconstpointer row);

/* Fills the members of @row, a struct of @source's collection, that the columns hold. Strings belong to the table. */
void corral_fleet_read_columns (CorralFleet *self,
                                CorralTableKind table,
                                CorralColumnSource source,
                                guint32 slot,
                                gpointer row);

/* Works out the derived columns of one row. */
void corral_fleet_derive (CorralFleet *self, CorralTableKind table, guint32 slot);

/* The same of a flag (corral-fleet-flags.c). */
void corral_fleet_derive_flag (CorralFleet *self, guint32 slot);

/* Something may have changed: a live fleet flushes soon. */
void corral_fleet_touched (CorralFleet *self);

/* --- rows that belong to a cart (corral-fleet-joins.c) --- */

#define CORRAL_N_JOINS 3

gboolean corral_fleet_is_joined (CorralCollection collection);
void corral_fleet_joins_init (CorralFleet *self);

/* Before the columns of a cart's own row are written from @row, or emptied (NULL); and after they were written. */
void corral_fleet_joins_leave (CorralFleet *self, guint32 cart, const CorralCart *row);
void corral_fleet_joins_enter (CorralFleet *self, guint32 cart);

void corral_fleet_joins_put (CorralFleet *self, guint32 chain, CorralCollection collection, gconstpointer row);

/* @revs (element-type utf8 gint64 *): as of which revision each id is gone. @may_return: the same revision may come again. */
void corral_fleet_joins_delete (CorralFleet *self, guint32 chain, CorralCollection collection, GHashTable *revs,
                                gboolean may_return);
void corral_fleet_joins_clear (CorralFleet *self, guint32 chain, CorralCollection collection);
void corral_fleet_joins_remove_chain (CorralFleet *self, guint32 chain);
void corral_fleet_joins_forget_revisions (CorralFleet *self, guint32 chain);

/* --- truth + intent (corral-fleet-intents.c) --- */

/* A new truth of a row of the table's own collection, whose revision is already noted. FALSE when nobody did anything
 * to it: then the caller writes it. */
gboolean corral_fleet_intents_put (CorralFleet *self, CorralTableKind table, guint32 slot, gconstpointer row);

/* The truth of a row is gone, and its columns are cleared. */
void corral_fleet_intents_delete (CorralFleet *self, CorralTableKind table, guint32 slot);

/* All rows of a table of a chain are gone. */
void corral_fleet_intents_clear (CorralFleet *self, const char *tenant_id, CorralTableKind table);

/* A chain has come: what waits to be made in it can be shown. */
void corral_fleet_intents_put_tenant (CorralFleet *self, const char *tenant_id);

/* A chain is gone with all its rows and slots. */
void corral_fleet_intents_remove_tenant (CorralFleet *self, const char *tenant_id);

/* The revisions of a chain's rows are forgotten. */
void corral_fleet_intents_forget_revisions (CorralFleet *self, const char *tenant_id);

CorralPending corral_fleet_intents_get_pending (CorralFleet *self, CorralTableKind table, guint32 slot);

G_END_DECLS
