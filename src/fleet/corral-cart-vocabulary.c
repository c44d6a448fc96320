/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the values of a column of carts are called, as one text, looked through with memmem. Main thread. */
#define _GNU_SOURCE /* memmem */
#include "config.h"

#include "corral-cart-vocabulary.h"

#include "corral-cart-state.h"

#include <string.h>

/* What carts can have in common. A new one is a row here, and one in what words are said of it. */
static const struct
{
  CorralCartColumn column;
  const char *filter;
  gboolean in_parts;
} kinds[] = {
  { CORRAL_CART_COL_SHOWN_STATE, "state", TRUE },
  { CORRAL_CART_COL_FAULT, "fault", TRUE },
  { CORRAL_CART_COL_FIRMWARE, "firmware", FALSE },
  { CORRAL_CART_COL_CARRIERS, "carrier", TRUE },
  { CORRAL_CART_COL_HARDWARE_REVISION, "hardware_revision", FALSE },
  { CORRAL_CART_COL_LOT, "lot", FALSE },
  { CORRAL_CART_COL_CERTIFICATE_BATCH, "certificate_batch", FALSE },
  { CORRAL_CART_COL_PACK_LOT, "pack_lot", FALSE },
  { CORRAL_CART_COL_ACCESS_POINT, "access_point", FALSE },
};
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == CORRAL_N_CART_VOCABULARIES);

const char *
corral_cart_list_get_filter (CorralCartColumn column)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].column == column)
      return kinds[i].filter;
  return NULL;
}

static void
append_name (GByteArray *text, const char *name)
{
  corral_typed_append_squeezed (text, name);
  g_byte_array_append (text, (const guint8 *) "\t", 1);
}

static void
append_parts (GByteArray *text, const char *name, const char *delimiter)
{
  g_auto (GStrv) parts = g_strsplit (name, delimiter, -1);

  for (guint i = 0; parts[i] != NULL; i++)
    append_name (text, parts[i]);
  if (parts[0] != NULL && parts[1] != NULL)
    {
      g_autofree char *joined = g_strjoinv (NULL, parts);

      append_name (text, joined);
    }
}

static void
add_value (CorralCartVocabulary *self, const char *word, guint32 code)
{
  CorralCartValue value = { g_strdup (word), code, self->text->len };
  g_autofree char *name = self->words->say (self->column, word);

  g_array_append_val (self->values, value);
  g_byte_array_append (self->text, (const guint8 *) "\t", 1);
  append_name (self->text, word);
  if (self->in_parts && strchr (word, '_') != NULL)
    append_parts (self->text, word, "_");
  append_parts (self->text, name, " ");
  g_byte_array_append (self->text, (const guint8 *) "\n", 1);
}

static void
add_members (CorralCartVocabulary *self, const char *words)
{
  g_auto (GStrv) members = g_strsplit (words, " ", -1);

  for (guint i = 0; members[i] != NULL; i++)
    if (*members[i] != '\0' && !g_hash_table_contains (self->members, members[i]))
      {
        add_value (self, members[i], 0);
        g_hash_table_add (self->members, g_strdup (members[i]));
      }
}

guint32
corral_cart_vocabulary_count_codes (const CorralCartVocabulary *self)
{
  return self->is_words ? corral_columns_get_n_words (self->carts, self->column) + 1 : CORRAL_N_CART_STATES;
}

/* NULL: no value. */
static const char *
get_word (const CorralCartVocabulary *self, guint32 code)
{
  if (!self->is_words)
    return corral_cart_state_to_word ((CorralCartState) code);
  return code > 0 ? corral_columns_get_word (self->carts, self->column, code) : NULL;
}

void
corral_cart_vocabulary_learn (CorralCartVocabulary *self)
{
  guint32 n_codes = corral_cart_vocabulary_count_codes (self);

  for (guint32 code = self->n_codes; code < n_codes; code++)
    {
      const char *word = get_word (self, code);

      if (word == NULL || *word == '\0')
        continue;
      if (self->members != NULL)
        add_members (self, word);
      else
        add_value (self, word, code);
    }
  self->n_codes = n_codes;
}

/* The value whose line holds @offset. */
static guint
value_at (const CorralCartVocabulary *self, guint32 offset)
{
  guint low = 0, high = self->values->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->values, CorralCartValue, middle).start <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

void
corral_cart_vocabulary_mark (const CorralCartVocabulary *self,
                             const CorralTypedWord *word,
                             guint bit,
                             guint *masks,
                             guint *wholes)
{
  const char *text = self->text->len > 0 ? (const char *) self->text->data : "", *end = text + self->text->len;
  gboolean version = word->length > 1 && word->text[0] == 'v' && g_ascii_isdigit (word->text[1]);
  gsize skip = version && self->column == CORRAL_CART_COL_FIRMWARE ? 1 : 0; /* "v5.2" */
  g_autofree char *needle = g_strconcat ("\t", word->text + skip, NULL);
  gsize length = strlen (needle);

  for (const char *at = text; at < end && (at = memmem (at, (gsize) (end - at), needle, length)) != NULL; at += length)
    {
      guint value = value_at (self, (guint32) (at - text));
      gboolean whole = at[length] == '\t';

      /* A single character is one of many beginnings; as the whole of a name it may be meant: "rev a". */
      if (word->length == 1 && !whole)
        continue;
      masks[value] |= bit;
      if (whole)
        wholes[value] |= bit;
    }
}

guint8 *
corral_cart_vocabulary_make_codes (const CorralCartVocabulary *self, const CorralCartValue *value)
{
  guint32 n = corral_cart_vocabulary_count_codes (self);
  guint8 *codes = g_malloc0 (n);

  if (self->members == NULL)
    {
      codes[value->code] = 1;
      return codes;
    }
  for (guint32 code = 1; code < n; code++)
    {
      g_auto (GStrv) members = g_strsplit (get_word (self, code), " ", -1);

      codes[code] = g_strv_contains ((const char *const *) members, value->word);
    }
  return codes;
}

static void
clear_value (gpointer data)
{
  g_free (((CorralCartValue *) data)->word);
}

void
corral_cart_vocabulary_init (CorralCartVocabulary *self,
                             guint index,
                             const CorralColumns *carts,
                             const CorralSearchWords *words)
{
  const CorralColumnSpec *spec = corral_columns_get_spec (carts, kinds[index].column);

  *self = (CorralCartVocabulary){
    .column = kinds[index].column,
    .filter = kinds[index].filter,
    .in_parts = kinds[index].in_parts,
    .is_words = spec->type == CORRAL_COLUMN_WORD,
    .carts = carts,
    .words = words,
    .values = g_array_new (FALSE, FALSE, sizeof (CorralCartValue)),
    .text = g_byte_array_new (),
    .members = spec->list ? g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) : NULL,
    .names = g_strsplit (words->name_column (kinds[index].column), " ", -1),
  };
  g_array_set_clear_func (self->values, clear_value);
  for (guint i = 0; self->names[i] != NULL; i++)
    {
      char *squeezed = corral_typed_squeeze (self->names[i]);

      g_free (self->names[i]);
      self->names[i] = squeezed;
    }
}

void
corral_cart_vocabulary_clear (CorralCartVocabulary *self)
{
  g_array_unref (self->values);
  g_byte_array_unref (self->text);
  g_clear_pointer (&self->members, g_hash_table_unref);
  g_strfreev (self->names);
}
