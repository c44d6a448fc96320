/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the rows of a table compare: ranks of texts, the table's own order, sort keys; and its words. On the
 * table's thread: what is worked out is kept until the table changes. */
#include "config.h"

#include "corral-columns-internal.h"
#include "corral-sort.h"
#include "corral-stable-sort.h"

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

/* --- the table's own order ------------------------------------------------------------------------- */

/* So small a part of the slots is put into its places; of more, all are put in order anew. */
#define TIE_SHARE 4

static void
forget_touched (CorralColumns *self)
{
  for (guint i = 0; i < self->tie_slots->len; i++)
    self->tie_touched[g_array_index (self->tie_slots, guint32, i)] = FALSE;
  g_array_set_size (self->tie_slots, 0);
}

void
corral_columns_touch_tie (CorralColumns *self, guint32 slot)
{
  self->tie_ranked = FALSE;
  if (!self->tie_valid || self->tie_touched[slot])
    return;
  self->tie_touched[slot] = TRUE;
  g_array_append_val (self->tie_slots, slot);
  if (self->tie_slots->len <= 64 + self->n_slots / TIE_SHARE)
    return;
  self->tie_valid = FALSE;
  forget_touched (self);
}

void
corral_columns_cut_tie (CorralColumns *self)
{
  guint kept = 0;

  self->tie_ranked = FALSE;
  for (guint i = 0; i < self->tie_slots->len; i++)
    {
      guint32 slot = g_array_index (self->tie_slots, guint32, i);

      if (slot < self->n_slots)
        g_array_index (self->tie_slots, guint32, kept++) = slot;
    }
  g_array_set_size (self->tie_slots, kept);
}

/* A value that ties go by, as a number that sorts as get_sort_keys() does: unknown ones last, in either direction. */
static guint64
get_tie_key (const CorralColumns *self, guint32 slot)
{
  const Column *data = &self->data[self->tie_column];
  guint64 key;

  switch (self->specs[self->tie_column].type)
    {
    case CORRAL_COLUMN_INT32:
      if (data->values.i32[slot] == CORRAL_UNKNOWN_INT32)
        return G_MAXUINT64;
      key = (guint64) ((gint64) data->values.i32[slot] - G_MININT32);
      break;
    case CORRAL_COLUMN_INT64:
      if (data->values.i64[slot] == CORRAL_UNKNOWN)
        return G_MAXUINT64;
      key = (guint64) data->values.i64[slot] ^ (G_GUINT64_CONSTANT (1) << 63);
      break;
    case CORRAL_COLUMN_WORD:
      if (data->values.u32[slot] == 0)
        return G_MAXUINT64;
      key = corral_dictionary_get_ranks (data->dictionary)[data->values.u32[slot]];
      break;
    case CORRAL_COLUMN_FLOAT:
    case CORRAL_COLUMN_DOUBLE:
    case CORRAL_COLUMN_TEXT:
    case CORRAL_COLUMN_LINK:
    default:
      g_assert_not_reached ();
    }
  return self->tie_descending ? G_MAXUINT64 - 1 - key : key;
}

/* As make_tie_order() has it: by value, by id, and those of the same id by slot. */
static int
compare_ties (gconstpointer a, gconstpointer b, gpointer data)
{
  const CorralColumns *self = data;
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  guint64 key_x = get_tie_key (self, x), key_y = get_tie_key (self, y);
  const char *id_x, *id_y;
  int order;

  if (key_x != key_y)
    return key_x < key_y ? -1 : 1;
  id_x = corral_columns_get_text (self, x, 0);
  id_y = corral_columns_get_text (self, y, 0);
  if (id_x == NULL || id_y == NULL)
    order = (id_x == NULL) - (id_y == NULL);
  else
    order = strcmp (id_x, id_y);
  return order != 0 ? order : (x > y) - (x < y);
}

/* How many of the first @n in the order come before @slot. */
static guint32
count_before (const CorralColumns *self, guint32 n, guint32 slot)
{
  guint32 low = 0, high = n;

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (compare_ties (&self->tie_order[middle], &slot, (gpointer) self) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Takes the touched slots out of the order and puts them in where they belong. */
static void
mend_tie_order (CorralColumns *self)
{
  guint32 n_touched = self->tie_slots->len;
  guint32 *touched = (guint32 *) (gpointer) self->tie_slots->data;
  guint32 n_kept = 0;
  guint32 end;

  for (guint32 i = 0; i < self->n_tied; i++)
    {
      guint32 slot = self->tie_order[i];

      if (slot < self->n_slots && !self->tie_touched[slot])
        self->tie_order[n_kept++] = slot;
    }
  corral_stable_sort (touched, n_touched, sizeof *touched, compare_ties, self);
  g_assert (n_kept + n_touched == self->n_slots);
  self->tie_order = g_renew (guint32, self->tie_order, self->n_slots + 1);
  end = self->n_slots;
  for (guint32 i = n_touched; i > 0; i--)
    {
      guint32 before = count_before (self, n_kept, touched[i - 1]);

      memmove (self->tie_order + end - (n_kept - before), self->tie_order + before,
               (n_kept - before) * sizeof *self->tie_order);
      end -= n_kept - before;
      self->tie_order[--end] = touched[i - 1];
      n_kept = before;
    }
  self->n_tied = self->n_slots;
  forget_touched (self);
}

static void
make_tie_order (CorralColumns *self)
{
  const guint32 *ids = corral_columns_get_text_ranks (self, 0);
  g_autofree guint64 *keys = g_new (guint64, self->n_slots + 1);
  guint64 max_key;

  self->tie_order = g_renew (guint32, self->tie_order, self->n_slots + 1);
  for (guint32 slot = 0; slot < self->n_slots; slot++)
    {
      self->tie_order[slot] = slot;
      keys[slot] = ids[slot];
    }
  corral_sort_slots (self->tie_order, keys, self->n_slots, self->n_slots);
  max_key = corral_columns_get_sort_keys (self, self->tie_column, self->tie_descending, NULL,
                                          self->tie_order, self->n_slots, keys);
  corral_sort_slots (self->tie_order, keys, self->n_slots, max_key);
  self->n_tied = self->n_slots;
  memset (self->tie_touched, 0, self->n_slots);
  self->tie_valid = TRUE;
}

const guint32 *
corral_columns_get_tie_order (const CorralColumns *self)
{
  if (!self->tie_valid)
    make_tie_order ((CorralColumns *) self);
  else if (self->tie_slots->len > 0 || self->n_tied != self->n_slots)
    mend_tie_order ((CorralColumns *) self);
  return self->tie_order;
}

const guint32 *
corral_columns_get_tie_ranks (const CorralColumns *self)
{
  const guint32 *order = corral_columns_get_tie_order (self);
  CorralColumns *writable = (CorralColumns *) self;

  if (!self->tie_ranked)
    {
      writable->tie_ranks = g_renew (guint32, self->tie_ranks, self->n_slots + 1);
      for (guint32 i = 0; i < self->n_slots; i++)
        writable->tie_ranks[order[i]] = i;
      writable->tie_ranked = TRUE;
    }
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
