/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-fleet.h"
#include "corral-typed.h"

G_BEGIN_DECLS

/* Why a row was found, best first. */
typedef enum
{
  CORRAL_MATCH_EXACT,       /* the whole label, serial, store number or name, ticket number */
  CORRAL_MATCH_SAME_NUMBER, /* the same but for leading zeros: "412" is what people say for cart 0412 */
  CORRAL_MATCH_LAST_FOUR,   /* the end of the serial or ticket number, four characters or more */
  CORRAL_MATCH_PREFIX,      /* the beginning of a label, serial or number, or of a word of a name */
  CORRAL_MATCH_INSIDE,      /* elsewhere */
} CorralMatch;

/* How many stores corral_search_set_near() takes. */
#define CORRAL_SEARCH_MAX_NEAR 4

typedef struct
{
  CorralTableKind table; /* CORRAL_TABLE_STORE, CORRAL_TABLE_CART or CORRAL_TABLE_TICKET */
  guint32 slot;
  CorralMatch match;
  guint near; /* which of the near stores it is of, or CORRAL_SEARCH_MAX_NEAR */
} CorralSearchHit;

/**
 * CorralSearch:
 *
 * Finds carts by label, serial or the end of it, stores by number, name, city or Wi-Fi name, tickets by their number, cart or
 * what they are about, and all of them by their store and chain, as somebody types. It keeps one text of a line a row
 * and follows the fleet's changes. Main thread.
 */
#define CORRAL_TYPE_SEARCH (corral_search_get_type ())
G_DECLARE_FINAL_TYPE (CorralSearch, corral_search, CORRAL, SEARCH, GObject)

CorralSearch *corral_search_new (CorralFleet *fleet) G_GNUC_WARN_UNUSED_RESULT;

/* Brings the searched text up to date, which finding does as well: call it when idle after many rows came. */
void corral_search_prepare (CorralSearch *self);

/* Slots of the stores that somebody is busy with, the nearest first: among equally good matches theirs come first. At
 * most CORRAL_SEARCH_MAX_NEAR are taken. */
void corral_search_set_near (CorralSearch *self, const guint32 *stores, guint n_stores);

/* Appends to @hits (element-type CorralSearchHit) the rows of @table that have every one of @words, best first, at most
 * @limit. No words find nothing. Where no word is longer than one character they are only looked for where a field
 * begins. @table: CORRAL_TABLE_STORE, CORRAL_TABLE_CART or CORRAL_TABLE_TICKET. */
void corral_search_find_words (CorralSearch *self,
                               CorralTableKind table,
                               const CorralTypedWord *words,
                               guint n_words,
                               guint limit,
                               GArray *hits);

/* The same of a text, into @hits, which is emptied first: stores, then carts. */
void corral_search_find (CorralSearch *self, const char *text, guint limit, GArray *hits);

/* Every row of @table that has every word of @text, for lists: fills @slots (element-type guint32),
 * ascending. */
void corral_search_filter (CorralSearch *self, CorralTableKind table, const char *text, GArray *slots);
void corral_search_filter_words (CorralSearch *self,
                                 CorralTableKind table,
                                 const CorralTypedWord *words,
                                 guint n_words,
                                 GArray *slots);

G_END_DECLS
