/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"

G_BEGIN_DECLS

/* Why a row was found, best first. */
typedef enum
{
  CORRAL_MATCH_EXACT,     /* the whole label (but for leading zeros), serial, store number or name */
  CORRAL_MATCH_LAST_FOUR, /* the end of the serial, four characters or more */
  CORRAL_MATCH_PREFIX,    /* the beginning of a label, serial or number, or of a word of a store's name */
  CORRAL_MATCH_INSIDE,    /* elsewhere */
} CorralMatch;

typedef struct
{
  CorralTableKind table; /* CORRAL_TABLE_STORE or CORRAL_TABLE_CART */
  guint32 slot;
  CorralMatch match;
} CorralSearchHit;

/**
 * CorralSearch:
 *
 * Finds carts by label, serial or the end of it, and stores by number, name or city, as somebody types. It
 * keeps one lower-cased text of a line a row and follows the fleet's changes. Main thread.
 */
#define CORRAL_TYPE_SEARCH (corral_search_get_type ())
G_DECLARE_FINAL_TYPE (CorralSearch, corral_search, CORRAL, SEARCH, GObject)

CorralSearch *corral_search_new (CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;

/* Brings the searched text up to date, which finding does as well: call it when idle after many rows came. */
void corral_search_prepare (CorralSearch *self);

/* Finds rows that have every word of @text. Fills @hits (element-type CorralSearchHit): stores first, then
 * carts, each best first, at most @limit of each kind. Empty text finds nothing. Where no word is longer than one character they
 * are only looked for where a field begins. */
void corral_search_find (CorralSearch *self, const char *text, guint limit, GArray *hits);

/* Every row of @table that has every word of @text, for lists: fills @slots (element-type guint32),
 * ascending. */
void corral_search_filter (CorralSearch *self, CorralTableKind table, const char *text, GArray *slots);

/* The searched text of @table, for measuring: valid until the next call. */
const char *corral_search_peek_text (CorralSearch *self, CorralTableKind table, gsize *length);

G_END_DECLS
