/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/**
 * CorralOrder:
 *
 * Which rows of a table, in which order: a conjunction of conditions and a sort column. Made on the main
 * thread, filled in, then given away; do not change it after that (make another). Values that are not known
 * come last in either direction; ties go by the table's own order (carts by label, alerts newest first), then
 * by id, so the result never depends on the order of arrival.
 */
typedef struct _CorralOrder CorralOrder;

CorralOrder *corral_order_new (CorralTableKind table) G_GNUC_WARN_UNUSED_RESULT;
CorralOrder *corral_order_copy (const CorralOrder *self) G_GNUC_WARN_UNUSED_RESULT;
CorralOrder *corral_order_ref (CorralOrder *self);
void corral_order_unref (CorralOrder *self);

CorralTableKind corral_order_get_table (const CorralOrder *self);

/* Sorts by @column; CORRAL_NO_COLUMN: by the table's own order. */
void corral_order_sort_by (CorralOrder *self, guint column, gboolean descending);
guint corral_order_get_sort (const CorralOrder *self, gboolean *descending);

/* Conditions. A row must meet all. Within one call any of the values will do. */

/* WORD and TEXT columns. In a list (carriers) any member may match. A word "" matches unknown. */
void corral_order_where_words (CorralOrder *self, guint column, const char *const *words);
void corral_order_where_word (CorralOrder *self, guint column, const char *word);

/* INT32, INT64 and LINK columns (shown state, chain and store slots, booleans). */
void corral_order_where_integers (CorralOrder *self, guint column, const gint64 *values, guint n_values);
void corral_order_where_integer (CorralOrder *self, guint column, gint64 value);

/* Numbers within [low, high]; unknown ones never are. Use -INFINITY and INFINITY for open ends. */
void corral_order_where_between (CorralOrder *self, guint column, double low, double high);

/* WORD and TEXT columns: folded as corral_text_fold() does, contains @text. */
void corral_order_where_contains (CorralOrder *self, guint column, const char *text);

/* Only these slots, for instance what a search found. */
void corral_order_where_slots (CorralOrder *self, const guint32 *slots, guint n_slots);

/* A condition as links and filter chips have it: "state" "offline", "chain" "norvia", "store" "118",
 * "below_target" "1", "open" "1", "carrier" …, of carts also "region" (their store's), or any column by its
 * name. Several words, separated by a comma, are alternatives. Chains, stores and carts are looked up when the
 * order is worked out, so they may arrive later. FALSE, and no condition, when @name is no column of the table
 * or @value does not fit it. */
gboolean corral_order_where_named (CorralOrder *self, const char *name, const char *value);

/* Bits of the columns that decide which rows and in which order: whether a change touches this order. */
guint64 corral_order_get_columns (const CorralOrder *self);
gboolean corral_order_is_touched (const CorralOrder *self, const CorralFleetChanges *changes);

/* Fills @slots (element-type guint32) with the rows in order. Main thread. */
void corral_order_run (const CorralOrder *self, CorralFleet *fleet, GArray *slots);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralOrder, corral_order_unref)

G_END_DECLS
