/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-search.h"

G_BEGIN_DECLS

/* What people call things, in their language: given to the search, which stands below the words. */
typedef struct
{
  /* A word of a column of carts as people say it: "Scanner jammed", "Firmware 5.2.0"; of CORRAL_CART_COL_SHOWN_STATE the
   * word is a state's. Free with g_free(). */
  char *(*say) (CorralCartColumn column, const char *word);
  /* What the column is called: "Firmware", "Access point". */
  const char *(*name_column) (CorralCartColumn column);
  /* What one row of a table is called: "Cart", "Store". */
  const char *(*name_table) (CorralTableKind table);
} CorralSearchWords;

/* Stores that a list names one by one; a list of more would not fit a link. */
#define CORRAL_CART_LIST_MAX_STORES 24

/**
 * CorralCartList:
 *
 * Carts that have something in common: a fault, a version, an access point, a state, two of those; all of the fleet or
 * those of some stores. Atomic reference count; immutable.
 */
typedef struct
{
  struct
  {
    CorralCartColumn column;
    char *word; /* as links and columns have it */
  } parts[2];
  guint n_parts;
  guint32 chain;   /* slot, or CORRAL_NO_SLOT: of all chains */
  GArray *stores;  /* (owned) (nullable) (element-type guint32): slots, of @chain; NULL: all */
  guint n_carts;   /* when it was found; never 0 */
  CorralMatch match;
  guint near;      /* as in CorralSearchHit */
} CorralCartList;

CorralCartList *corral_cart_list_ref (CorralCartList *self);
void corral_cart_list_unref (CorralCartList *self);

/* The name that links and filters have for @column, or NULL when it makes no lists. */
const char *corral_cart_list_get_filter (CorralCartColumn column);

/**
 * CorralCartLists:
 *
 * Finds such lists by what people call what the carts have in common, narrowed by what else was typed about their
 * stores. Main thread.
 */
typedef struct _CorralCartLists CorralCartLists;

/* @words: static. */
CorralCartLists *corral_cart_lists_new (CorralFleet *fleet, CorralSearch *search, const CorralSearchWords *words)
  G_GNUC_WARN_UNUSED_RESULT;
void corral_cart_lists_free (CorralCartLists *self);

/* Appends to @lists (element-type CorralCartList, each owned) at most @limit, the best and then the longest first.
 * @near: the store that somebody is busy with, or CORRAL_NO_SLOT: of the best lists its part comes first. */
void corral_cart_lists_find (CorralCartLists *self,
                             const CorralTypedWord *words,
                             guint n_words,
                             guint32 near,
                             guint limit,
                             GPtrArray *lists);

/* Calls @func with what people call each thing that carts have in common now, for suggestions. */
void corral_cart_lists_foreach_name (CorralCartLists *self, void (*func) (const char *name, gpointer data), gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralCartList, corral_cart_list_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralCartLists, corral_cart_lists_free)

G_END_DECLS
