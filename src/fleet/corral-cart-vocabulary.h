/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-cart-lists.h"

G_BEGIN_DECLS

/* How many columns of carts make lists. */
#define CORRAL_N_CART_VOCABULARIES 9

/* One value of a column. */
typedef struct
{
  char *word;     /* as the column has it */
  guint32 code;   /* of the column's dictionary, or the state; of a list's member unused */
  guint32 start;  /* where its line begins */
} CorralCartValue;

/**
 * CorralCartVocabulary:
 *
 * What the values of a column of carts are called: all that it ever had, for a column never forgets words. Private to
 * this room; main thread.
 */
typedef struct
{
  CorralCartColumn column;
  const char *filter;    /* the name that links have for it */
  gboolean in_parts;     /* a part of a word says something by itself: "jam" of "scanner_jam" */
  gboolean is_words;     /* codes of a dictionary, else states */
  const CorralColumns *carts;
  const CorralSearchWords *words;
  GArray *values;        /* CorralCartValue */
  GByteArray *text;      /* a line a value, TAB name TAB name TAB LF, in the order of values */
  guint32 n_codes;       /* that are in it */
  GHashTable *members;   /* (nullable): of a column of lists: the members that are in it */
  char **names;          /* of the column itself, squeezed */
} CorralCartVocabulary;

/* @index: below CORRAL_N_CART_VOCABULARIES. @carts outlives it. */
void corral_cart_vocabulary_init (CorralCartVocabulary *self,
                                  guint index,
                                  const CorralColumns *carts,
                                  const CorralSearchWords *words);
void corral_cart_vocabulary_clear (CorralCartVocabulary *self);

/* Takes in what has come since. */
void corral_cart_vocabulary_learn (CorralCartVocabulary *self);

/* Sets @bit in @masks, by value, where @word begins one of its names, and in @wholes where it is one. */
void corral_cart_vocabulary_mark (const CorralCartVocabulary *self,
                                  const CorralTypedWord *word,
                                  guint bit,
                                  guint *masks,
                                  guint *wholes);

/* How many different codes carts may have in the column, 0 and what is not known included. */
guint32 corral_cart_vocabulary_count_codes (const CorralCartVocabulary *self);

/* For each code whether @value is among what it stands for. Free with g_free(). */
guint8 *corral_cart_vocabulary_make_codes (const CorralCartVocabulary *self, const CorralCartValue *value)
  G_GNUC_WARN_UNUSED_RESULT;

/* The column's code of a cart: below @n_codes; what is not known is none, or the last of the states ("other"). For loops
 * over the fleet. */
static inline guint32
corral_cart_vocabulary_code_at (gconstpointer column, gboolean is_words, guint32 n_codes, guint32 slot)
{
  guint32 code = is_words ? ((const guint32 *) column)[slot] : (guint32) ((const gint32 *) column)[slot];

  return code < n_codes ? code : is_words ? 0 : n_codes - 1;
}

G_END_DECLS
