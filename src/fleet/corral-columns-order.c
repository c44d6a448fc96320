/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the rows of a table compare: ranks of texts, the table's own order, sort keys; and its words. On the
 * table's thread: what is worked out is kept until the table changes. */
#include "config.h"

#include "corral-columns-internal.h"
#include "corral-sort.h"

#include <math.h>
#include <string.h>

CorralDictionary *
corral_columns_peek_dictionary (const CorralColumns *self, guint column)
{
  return self->data[column].dictionary;
}

guint32
corral_columns_find_word (const CorralColumns *self, guint column, const char *word)
{
  g_return_val_if_fail (self->specs[column].type == CORRAL_COLUMN_WORD, 0);
  return corral_dictionary_find (self->data[column].dictionary, word);
}

guint32
corral_columns_get_n_words (const CorralColumns *self, guint column)
{
  g_return_val_if_fail (self->specs[column].type == CORRAL_COLUMN_WORD, 0);
  return corral_dictionary_get_n (self->data[column].dictionary);
}

const char *
corral_columns_get_word (const CorralColumns *self, guint column, guint32 code)
{
  g_return_val_if_fail (self->specs[column].type == CORRAL_COLUMN_WORD, NULL);
  return corral_dictionary_get (self->data[column].dictionary, code);
}

char **
corral_columns_list_words (const CorralColumns *self, guint column)
{
  const guint32 *codes = self->data[column].values.u32;
  CorralDictionary *dictionary = self->data[column].dictionary;
  CorralDictionary *members = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autofree guint8 *seen = NULL;
  const guint32 *ranks;
  guint32 n;

  g_return_val_if_fail (self->specs[column].type == CORRAL_COLUMN_WORD, NULL);
  seen = g_malloc0 (corral_dictionary_get_n (dictionary) + 1);
  for (guint32 slot = 0; slot < self->n_slots; slot++)
    if (self->exists[slot])
      seen[codes[slot]] = TRUE;

  /* A dictionary of its own puts them, and the members of lists, in order. */
  members = corral_dictionary_new ();
  for (guint32 code = 1; code <= corral_dictionary_get_n (dictionary); code++)
    {
      g_auto (GStrv) parts = NULL;

      if (!seen[code])
        continue;
      if (!self->specs[column].list)
        {
          corral_dictionary_add (members, corral_dictionary_get (dictionary, code));
          continue;
        }
      parts = g_strsplit (corral_dictionary_get (dictionary, code), " ", -1);
      for (guint i = 0; parts[i] != NULL; i++)
        if (parts[i][0] != '\0')
          corral_dictionary_add (members, parts[i]);
    }
  n = corral_dictionary_get_n (members);
  ranks = corral_dictionary_get_ranks (members);
  g_ptr_array_set_size (words, (gint) n + 1);
  for (guint32 code = 1; code <= n; code++)
    words->pdata[ranks[code]] = g_strdup (corral_dictionary_get (members, code));
  words->pdata[n] = NULL;
  corral_dictionary_free (members);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

const guint32 *
corral_columns_get_text_ranks (const CorralColumns *self, guint column)
{
  Column *data = &self->data[column];

  g_assert (self->specs[column].type == CORRAL_COLUMN_TEXT);
  if (!data->text_ranked)
    {
      g_autofree const char **texts = g_new (const char *, self->n_slots + 1);

      for (guint32 slot = 0; slot < self->n_slots; slot++)
        texts[slot] = corral_columns_get_text (self, slot, column);
      data->text_ranks = g_renew (guint32, data->text_ranks, self->n_slots + 1);
      corral_sort_rank_texts (texts, self->n_slots, data->text_ranks);
      data->text_ranked = TRUE;
    }
  return data->text_ranks;
}

static void
make_tie_order (CorralColumns *self)
{
  const guint32 *ids = corral_columns_get_text_ranks (self, 0);
  g_autofree guint64 *keys = g_new (guint64, self->n_slots + 1);
  guint64 max_key;

  self->tie_order = g_renew (guint32, self->tie_order, self->n_slots + 1);
  self->tie_ranks = g_renew (guint32, self->tie_ranks, self->n_slots + 1);
  for (guint32 slot = 0; slot < self->n_slots; slot++)
    {
      self->tie_order[slot] = slot;
      keys[slot] = ids[slot];
    }
  corral_sort_slots (self->tie_order, keys, self->n_slots, self->n_slots);
  max_key = corral_columns_get_sort_keys (self, self->tie_column, self->tie_descending, NULL,
                                          self->tie_order, self->n_slots, keys);
  corral_sort_slots (self->tie_order, keys, self->n_slots, max_key);
  for (guint32 i = 0; i < self->n_slots; i++)
    self->tie_ranks[self->tie_order[i]] = i;
  self->tie_valid = TRUE;
}

const guint32 *
corral_columns_get_tie_order (const CorralColumns *self)
{
  if (!self->tie_valid)
    make_tie_order ((CorralColumns *) self);
  return self->tie_order;
}

const guint32 *
corral_columns_get_tie_ranks (const CorralColumns *self)
{
  corral_columns_get_tie_order (self);
  return self->tie_ranks;
}

/* Numbers that are all known to be within [low, high], or unknown: keys from 0, unknown last. */
#define SPREAD(TYPE, array, UNKNOWN_IF, KEY_OF) \
  G_STMT_START \
  { \
    guint64 low_ = G_MAXUINT64, high_ = 0; \
    for (gsize i_ = 0; i_ < n; i_++) \
      { \
        TYPE value_ = (array)[slots[i_]]; \
        guint64 key_; \
        if (UNKNOWN_IF (value_)) \
          { \
            keys[i_] = G_MAXUINT64; \
            continue; \
          } \
        key_ = KEY_OF (value_); \
        keys[i_] = key_; \
        low_ = MIN (low_, key_); \
        high_ = MAX (high_, key_); \
      } \
    if (low_ > high_) \
      low_ = high_ = 0; \
    max_key = high_ - low_ + 1; \
    if (descending) \
      for (gsize i_ = 0; i_ < n; i_++) \
        keys[i_] = keys[i_] == G_MAXUINT64 ? max_key : high_ - keys[i_]; \
    else \
      for (gsize i_ = 0; i_ < n; i_++) \
        keys[i_] = keys[i_] == G_MAXUINT64 ? max_key : keys[i_] - low_; \
  } \
  G_STMT_END

#define UNKNOWN_32(value) ((value) == CORRAL_UNKNOWN_INT32)
#define UNKNOWN_64(value) ((value) == CORRAL_UNKNOWN)
#define UNKNOWN_CODE(value) ((value) == 0)
#define UNKNOWN_LINK(value) ((value) == CORRAL_NO_SLOT)
#define UNKNOWN_TEXT(value) ((value) >= self->n_slots)
#define KEY_32(value) ((guint64) ((gint64) (value) - G_MININT32))
#define KEY_64(value) ((guint64) (value) ^ (G_GUINT64_CONSTANT (1) << 63))
#define KEY_CODE(value) ((guint64) ranks[value])
#define KEY_PLAIN(value) ((guint64) (value))

guint64
corral_columns_get_sort_keys (const CorralColumns *self,
                              guint column,
                              gboolean descending,
                              const CorralColumns *target,
                              const guint32 *slots,
                              gsize n,
                              guint64 *keys)
{
  const Column *data = &self->data[column];
  const guint32 *ranks;
  guint64 max_key = 0;

  switch (self->specs[column].type)
    {
    case CORRAL_COLUMN_INT32:
      SPREAD (gint32, data->values.i32, UNKNOWN_32, KEY_32);
      break;
    case CORRAL_COLUMN_INT64:
      SPREAD (gint64, data->values.i64, UNKNOWN_64, KEY_64);
      break;
    case CORRAL_COLUMN_FLOAT:
      SPREAD (float, data->values.f32, isnan, corral_sort_key_of_float);
      break;
    case CORRAL_COLUMN_DOUBLE:
      SPREAD (double, data->values.f64, isnan, corral_sort_key_of_double);
      break;
    case CORRAL_COLUMN_WORD:
      ranks = corral_dictionary_get_ranks (data->dictionary);
      SPREAD (guint32, data->values.u32, UNKNOWN_CODE, KEY_CODE);
      break;
    case CORRAL_COLUMN_TEXT:
      ranks = corral_columns_get_text_ranks (self, column);
      SPREAD (guint32, ranks, UNKNOWN_TEXT, KEY_PLAIN);
      break;
    case CORRAL_COLUMN_LINK:
      /* As the target's own order has it: stores by number, chains by name. */
      g_assert (target != NULL);
      ranks = corral_columns_get_tie_ranks (target);
      SPREAD (guint32, data->values.u32, UNKNOWN_LINK, KEY_CODE);
      break;
    default:
      g_assert_not_reached ();
    }
  return max_key;
}
