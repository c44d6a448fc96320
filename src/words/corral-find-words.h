/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-finder.h"

G_BEGIN_DECLS

/*
 * What people read of what was found, and what they may call it. Main thread.
 */

/* What people call things: for corral_finder_new(). Static. */
const CorralSearchWords *corral_find_words_get (void);

/* "Carts", "Lists of carts": over the results of a kind. Static. */
const char *corral_find_words_name_kind (CorralFindKind kind);

/* "Cart", "List of carts": one of it. Static. */
const char *corral_find_words_name_one (CorralFindKind kind);

/* "cart", "store", "list": for machines. Static. */
const char *corral_find_words_get_id (CorralFindKind kind);

/* One result as a row reads. Clear it with corral_find_said_clear(). */
typedef struct
{
  char *title;           /* (owned): "Cart 0412" */
  char *subtitle;        /* (owned): "Silent · 118 Riverside · SC-B7-0031002" */
  const char *icon_name; /* symbolic; static */
  const char *css_class; /* of the icon; "" for the colour of text; static */
} CorralFindSaid;

/* @fleet holds what was found. */
void corral_find_words_say (CorralFleet *fleet, const CorralFind *find, CorralFindSaid *said);
void corral_find_said_clear (CorralFindSaid *self);

/* Why nothing is there for @text, and what to try: one or two sentences. Never NULL. */
char *corral_find_words_say_nothing (const char *text, const CorralFound *found) G_GNUC_WARN_UNUSED_RESULT;

/* "Nothing for “rivesride”. Did you mean Riverside?", "Nothing there has “0412” as well. Without it:", or NULL when what was
 * typed was found. */
char *corral_find_words_say_meant (const CorralFound *found) G_GNUC_WARN_UNUSED_RESULT;

/* The beginning of a trip's id, as it is stored, when @text is one: eight hexadecimal digits of a UUID or more. Else NULL. */
char *corral_find_words_get_trip_id (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CorralFindSaid, corral_find_said_clear)

G_END_DECLS
