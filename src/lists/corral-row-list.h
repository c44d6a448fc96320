/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-order.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CorralRowItem:
 *
 * A position of a #CorralRowList, not a row: when the list is sorted or filtered anew, the item is pointed at
 * the row that now stands there, and "changed" is emitted once. It also is when the row's values change. A
 * bound cell reads its values again on "changed". The slot is CORRAL_NO_SLOT once the position is gone.
 */
#define CORRAL_TYPE_ROW_ITEM (corral_row_item_get_type ())
G_DECLARE_FINAL_TYPE (CorralRowItem, corral_row_item, CORRAL, ROW_ITEM, GObject)

guint corral_row_item_get_position (CorralRowItem *self);
guint32 corral_row_item_get_slot (CorralRowItem *self);
CorralFleet *corral_row_item_get_fleet (CorralRowItem *self);   /* (transfer none) */
CorralTableKind corral_row_item_get_table (CorralRowItem *self);

/* Cells of the row; unknown when the position is gone. @column: of the list's table. */
const char *corral_row_item_get_text (CorralRowItem *self, guint column);
gint64 corral_row_item_get_integer (CorralRowItem *self, guint column);
double corral_row_item_get_real (CorralRowItem *self, guint column);

/* The slot of the row's chain, store, cart (itself, for such a list), or CORRAL_NO_SLOT. */
guint32 corral_row_item_get_chain (CorralRowItem *self);
guint32 corral_row_item_get_store (CorralRowItem *self);
guint32 corral_row_item_get_cart (CorralRowItem *self);

/* Texts of those: corral_row_item_get_store_text (item, CORRAL_STORE_COL_NAME). */
const char *corral_row_item_get_chain_text (CorralRowItem *self, guint column);
const char *corral_row_item_get_store_text (CorralRowItem *self, guint column);
const char *corral_row_item_get_cart_text (CorralRowItem *self, guint column);

/* (nullable): the row's id, unique within its chain. */
const char *corral_row_item_get_id (CorralRowItem *self);

/**
 * CorralRowList:
 *
 * Rows of one table of the fleet mirror as a GListModel for tables (design.md, section 4.8). Only the tail
 * ever grows or shrinks (items-changed at the end); everything else is re-pointed. It follows the fleet: when
 * a change touches its filter or order it is worked out anew, otherwise only the rows that changed signal.
 * Main thread.
 *
 * Signal "reordered": after the rows stand in another order; the place to move the scroll anchor.
 * Signal "shrinking" (guint n): before the rows from n on go; all still stand as they did.
 * Signal "rows-gone" (const guint32 *slots, guint n): rows were deleted, and their slots will be other rows: ascending. Those
 * of them that stood in the list leave it after that, held or not.
 * Signal "pending": while the order is out of date; see corral_row_list_get_n_new().
 *
 * A list of thousands that changes all the time is put in order some times a second; in between its rows say what is so of
 * them, and those that were deleted are gone.
 */
#define CORRAL_TYPE_ROW_LIST (corral_row_list_get_type ())
G_DECLARE_FINAL_TYPE (CorralRowList, corral_row_list, CORRAL, ROW_LIST, GObject)

/* All rows of @order's table that it wants, as @fleet changes. */
CorralRowList *corral_row_list_new (CorralFleet *fleet, CorralOrder *order) G_GNUC_WARN_UNUSED_RESULT;

/* Another filter or sort of the same table, at once. */
void corral_row_list_set_spec (CorralRowList *self, CorralOrder *order);
CorralOrder *corral_row_list_get_spec (CorralRowList *self); /* (transfer none) */

/* While held, live changes do not move rows: only their values change. Letting go works the order out. */
void corral_row_list_set_held (CorralRowList *self, gboolean held);
gboolean corral_row_list_get_held (CorralRowList *self);

/* While nobody sees it, the order is not worked out; it is when somebody does again. */
void corral_row_list_set_asleep (CorralRowList *self, gboolean asleep);

/* How many rows wait for a held list to let go, that do not stand in it yet: "7 new". */
guint corral_row_list_get_n_new (CorralRowList *self);

/* While it signals what an order brings that was due by itself, of a long list: nobody asked for it, and whoever shows
 * the rows need not do so in the same frame. */
gboolean corral_row_list_is_ordering (CorralRowList *self);

/* Works the order out anew when it is known to be out of date. */
void corral_row_list_refresh (CorralRowList *self);

/* Stands these rows in this order, whatever the specification says, until it is next worked out. */
void corral_row_list_set_order (CorralRowList *self, const guint32 *slots, guint n_slots);

/* Bound rows at these slots (ascending) signal "changed" once. */
void corral_row_list_notify_slots (CorralRowList *self, const guint32 *slots, guint n_slots);

/* Where the row stands, or G_MAXUINT (GTK_INVALID_LIST_POSITION). */
guint corral_row_list_find_slot (CorralRowList *self, guint32 slot);

/* The row at a position without making an item, or CORRAL_NO_SLOT. */
guint32 corral_row_list_get_slot (CorralRowList *self, guint position);

CorralFleet *corral_row_list_get_fleet (CorralRowList *self); /* (transfer none) */
CorralTableKind corral_row_list_get_table (CorralRowList *self);
guint corral_row_list_get_n_live (CorralRowList *self); /* items alive, for tests and benches */

G_END_DECLS
