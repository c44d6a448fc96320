/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-columns.h"
#include "corral-dictionary.h"

G_BEGIN_DECLS

/* Writing to a table: for the mirror alone. Whatever is written is compared first; what really changed is
 * remembered until corral_columns_take_changes(). Every table's column 0 is its id, column 1 its chain. */

CorralColumns *corral_columns_new (const CorralColumnSpec *specs,
                                   guint n_columns,
                                   guint tie_column,
                                   gboolean tie_descending) G_GNUC_WARN_UNUSED_RESULT;
void corral_columns_free (CorralColumns *self);

/* The slot of (@chain, @id), made when there is none: then it does not exist yet. */
guint32 corral_columns_take (CorralColumns *self, guint32 chain, const char *id);

void corral_columns_set_exists (CorralColumns *self, guint32 slot, gboolean exists);

/* CORRAL_UNKNOWN before any row came, and for sources that the table does not have. @source: not DERIVED. */
gint64 corral_columns_get_rev (const CorralColumns *self, guint32 slot, CorralColumnSource source);
void corral_columns_set_rev (CorralColumns *self, guint32 slot, CorralColumnSource source, gint64 rev);

void corral_columns_set_integer (CorralColumns *self, guint32 slot, guint column, gint64 value);
void corral_columns_set_real (CorralColumns *self, guint32 slot, guint column, double value);
void corral_columns_set_text (CorralColumns *self, guint32 slot, guint column, const char *text);
void corral_columns_set_link (CorralColumns *self, guint32 slot, guint column, guint32 target);

/* Sets all columns of @source to unknown. */
void corral_columns_clear_slot (CorralColumns *self, guint32 slot, CorralColumnSource source);

/* Gives back every slot of @chain. */
void corral_columns_forget_chain (CorralColumns *self, guint32 chain);

/* Gives back those of @slots whose rows do not exist, with their revisions: they may be taken by other rows. */
void corral_columns_give_back (CorralColumns *self, const guint32 *slots, guint n_slots);

/* Whether it has not been given back. */
gboolean corral_columns_is_used (const CorralColumns *self, guint32 slot);

typedef struct
{
  guint64 columns;
  gboolean rows;
  gboolean forgotten;
  guint32 *slots; /* (owned), ascending */
  guint n_slots;
} CorralColumnsChanges;

gboolean corral_columns_has_changes (const CorralColumns *self);
guint64 corral_columns_peek_changed (const CorralColumns *self, gboolean *rows);

/* Moves what has changed into @changes. Free its slots with g_free(). */
void corral_columns_take_changes (CorralColumns *self, CorralColumnsChanges *changes);

CorralDictionary *corral_columns_peek_dictionary (const CorralColumns *self, guint column);

/* TEXT columns: for each slot its rank by bytes; n_slots for unknown. Kept until the column changes. */
const guint32 *corral_columns_get_text_ranks (const CorralColumns *self, guint column);

/* All slots in the table's own order (tie column, then id), existing or not; and for each slot its place in
 * it. Kept until those change. */
const guint32 *corral_columns_get_tie_order (const CorralColumns *self);
const guint32 *corral_columns_get_tie_ranks (const CorralColumns *self);

/* Writes into @keys, for each of @n @slots, a number that sorts as the column does, from 0 on; unknown values
 * get the greatest, in either direction. Returns the greatest. @target: the table that a link points at. */
guint64 corral_columns_get_sort_keys (const CorralColumns *self,
                                      guint column,
                                      gboolean descending,
                                      const CorralColumns *target,
                                      const guint32 *slots,
                                      gsize n,
                                      guint64 *keys);

G_END_DECLS
