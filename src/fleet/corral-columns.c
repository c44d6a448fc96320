/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A struct of arrays: writing, what has changed, reading. Not thread-safe: see the header. */
#include "config.h"

#include "corral-columns-internal.h"
#include "corral-text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WASTE_MIN (1 << 20)

CorralColumns *
corral_columns_new (const CorralColumnSpec *specs,
                    guint n_columns,
                    guint tie_column,
                    gboolean tie_descending)
{
  CorralColumns *self = g_new0 (CorralColumns, 1);

  g_assert (n_columns <= 64);
  self->specs = specs;
  self->n_columns = n_columns;
  self->revision = 1;
  self->tie_column = tie_column;
  self->tie_descending = tie_descending;
  self->data = g_new0 (Column, n_columns);
  self->has_source[CORRAL_SOURCE_ROW] = TRUE;
  for (guint i = 0; i < n_columns; i++)
    {
      if (specs[i].type == CORRAL_COLUMN_WORD)
        self->data[i].dictionary = corral_dictionary_new ();
      if (specs[i].source < CORRAL_N_ROW_SOURCES)
        self->has_source[specs[i].source] = TRUE;
    }
  self->n_buckets = 64;
  self->buckets = g_new (guint32, self->n_buckets);
  memset (self->buckets, 0xff, self->n_buckets * sizeof *self->buckets);
  self->changed_slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->tie_slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->arena = g_byte_array_new ();
  g_byte_array_append (self->arena, (const guint8 *) "", 1);
  return self;
}

void
corral_columns_free (CorralColumns *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      g_free (self->data[i].values.any);
      g_free (self->data[i].text_ranks);
      g_clear_pointer (&self->data[i].dictionary, corral_dictionary_free);
    }
  g_free (self->data);
  g_free (self->exists);
  g_free (self->dirty);
  g_free (self->used);
  g_free (self->key_chain);
  g_free (self->key_hash);
  for (guint i = 0; i < CORRAL_N_ROW_SOURCES; i++)
    g_free (self->revs[i]);
  g_free (self->buckets);
  g_free (self->tie_order);
  g_free (self->tie_ranks);
  g_array_unref (self->changed_slots);
  g_array_unref (self->tie_slots);
  g_free (self->tie_touched);
  g_byte_array_unref (self->arena);
  g_free (self);
}

/* --- writing -------------------------------------------------------------------------------------- */

static void
mark (CorralColumns *self, guint32 slot)
{
  self->revision++;
  if (!self->dirty[slot])
    {
      self->dirty[slot] = TRUE;
      g_array_append_val (self->changed_slots, slot);
    }
}

static void
mark_column (CorralColumns *self, guint32 slot, guint column)
{
  mark (self, slot);
  self->changed_columns |= G_GUINT64_CONSTANT (1) << column;
  if (column == self->tie_column)
    corral_columns_touch_tie (self, slot);
}

void
corral_columns_set_exists (CorralColumns *self, guint32 slot, gboolean exists)
{
  if (self->exists[slot] == exists)
    return;
  self->exists[slot] = (guint8) exists;
  self->n_rows += exists ? 1 : -1;
  self->changed_rows = TRUE;
  mark (self, slot);
}

gint64
corral_columns_get_rev (const CorralColumns *self, guint32 slot, CorralColumnSource source)
{
  return self->revs[source] != NULL ? self->revs[source][slot] : CORRAL_UNKNOWN;
}

void
corral_columns_set_rev (CorralColumns *self, guint32 slot, CorralColumnSource source, gint64 rev)
{
  if (self->revs[source] != NULL)
    self->revs[source][slot] = rev;
}

void
corral_columns_set_integer (CorralColumns *self, guint32 slot, guint column, gint64 value)
{
  Column *data = &self->data[column];

  if (self->specs[column].type == CORRAL_COLUMN_INT32)
    {
      /* G_MININT32 itself means unknown. */
      gint32 narrow = !CORRAL_IS_KNOWN (value)
                        ? CORRAL_UNKNOWN_INT32
                        : (gint32) CLAMP (value, G_MININT32 + 1, G_MAXINT32);

      if (data->values.i32[slot] == narrow)
        return;
      data->values.i32[slot] = narrow;
    }
  else
    {
      g_assert (self->specs[column].type == CORRAL_COLUMN_INT64);
      if (data->values.i64[slot] == value)
        return;
      data->values.i64[slot] = value;
    }
  mark_column (self, slot, column);
}

void
corral_columns_set_real (CorralColumns *self, guint32 slot, guint column, double value)
{
  Column *data = &self->data[column];

  if (self->specs[column].type == CORRAL_COLUMN_FLOAT)
    {
      float narrow = (float) value;

      if (memcmp (&data->values.f32[slot], &narrow, sizeof narrow) == 0
          || (isnan (narrow) && isnan (data->values.f32[slot])))
        return;
      data->values.f32[slot] = narrow;
    }
  else
    {
      g_assert (self->specs[column].type == CORRAL_COLUMN_DOUBLE);
      if (memcmp (&data->values.f64[slot], &value, sizeof value) == 0
          || (isnan (value) && isnan (data->values.f64[slot])))
        return;
      data->values.f64[slot] = value;
    }
  mark_column (self, slot, column);
}

void
corral_columns_set_link (CorralColumns *self, guint32 slot, guint column, guint32 target)
{
  g_assert (self->specs[column].type == CORRAL_COLUMN_LINK);
  if (self->data[column].values.u32[slot] == target)
    return;
  self->data[column].values.u32[slot] = target;
  mark_column (self, slot, column);
}

/* Copies the texts that are still in use into a new arena. */
static void
compact_arena (CorralColumns *self)
{
  GByteArray *arena = g_byte_array_sized_new (self->arena->len - (guint) self->wasted + 1);

  g_byte_array_append (arena, (const guint8 *) "", 1);
  for (guint i = 0; i < self->n_columns; i++)
    {
      guint32 *offsets = self->data[i].values.u32;

      if (self->specs[i].type != CORRAL_COLUMN_TEXT)
        continue;
      for (guint32 slot = 0; slot < self->n_slots; slot++)
        if (offsets[slot] != 0)
          {
            const char *text = (const char *) self->arena->data + offsets[slot];

            offsets[slot] = arena->len;
            g_byte_array_append (arena, (const guint8 *) text, (guint) strlen (text) + 1);
          }
    }
  g_byte_array_unref (self->arena);
  self->arena = arena;
  self->wasted = 0;
}

void
corral_columns_compact (CorralColumns *self)
{
  if (self->wasted > WASTE_MIN && self->wasted > self->arena->len / 2)
    compact_arena (self);
}

static gboolean
is_plain (const char *text)
{
  for (const guint8 *p = (const guint8 *) text; *p != '\0'; p++)
    if (*p < 0x20 || *p >= 0x7f)
      return FALSE;
  return TRUE;
}

void
corral_columns_set_text (CorralColumns *self, guint32 slot, guint column, const char *text)
{
  Column *data = &self->data[column];
  g_autofree char *clean = NULL;

  /* What is shown is cleaned here, once, so that no cell can forget it. */
  if (text != NULL && !is_plain (text))
    text = clean = corral_text_clean (text, 8192);

  if (self->specs[column].type == CORRAL_COLUMN_WORD)
    {
      guint32 code = corral_dictionary_add (data->dictionary, text);

      if (data->values.u32[slot] == code)
        return;
      data->values.u32[slot] = code;
    }
  else
    {
      const char *old = corral_columns_get_text (self, slot, column);

      g_assert (self->specs[column].type == CORRAL_COLUMN_TEXT);
      if (old == text || (old != NULL && text != NULL && strcmp (old, text) == 0))
        return;
      self->wasted += old != NULL ? strlen (old) + 1 : 0;
      data->values.u32[slot] = 0;
      if (text != NULL)
        {
          corral_columns_compact (self);
          data->values.u32[slot] = self->arena->len;
          g_byte_array_append (self->arena, (const guint8 *) text, (guint) strlen (text) + 1);
        }
      data->text_ranked = FALSE;
      if (column == 0)
        corral_columns_touch_tie (self, slot);
    }
  mark_column (self, slot, column);
}

void
corral_columns_clear_slot (CorralColumns *self, guint32 slot, CorralColumnSource source)
{
  for (guint i = 2; i < self->n_columns; i++)
    {
      if (self->specs[i].source != source)
        continue;
      switch (self->specs[i].type)
        {
        case CORRAL_COLUMN_INT32:
        case CORRAL_COLUMN_INT64:
          corral_columns_set_integer (self, slot, i, CORRAL_UNKNOWN);
          break;
        case CORRAL_COLUMN_FLOAT:
        case CORRAL_COLUMN_DOUBLE:
          corral_columns_set_real (self, slot, i, NAN);
          break;
        case CORRAL_COLUMN_WORD:
        case CORRAL_COLUMN_TEXT:
          corral_columns_set_text (self, slot, i, NULL);
          break;
        case CORRAL_COLUMN_LINK:
          corral_columns_set_link (self, slot, i, CORRAL_NO_SLOT);
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

/* --- changes -------------------------------------------------------------------------------------- */

static int
compare_slots (const void *a, const void *b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

gboolean
corral_columns_has_changes (const CorralColumns *self)
{
  return self->changed_slots->len > 0 || self->forgotten;
}

guint64
corral_columns_peek_changed (const CorralColumns *self, gboolean *rows)
{
  *rows = self->changed_rows;
  return self->changed_columns;
}

void
corral_columns_take_changes (CorralColumns *self, CorralColumnsChanges *changes)
{
  guint n = self->changed_slots->len;

  changes->columns = self->changed_columns;
  changes->rows = self->changed_rows;
  changes->forgotten = self->forgotten;
  changes->slots = g_new (guint32, n + 1);
  changes->n_slots = 0;
  if (n > self->n_slots / 64)
    {
      for (guint32 slot = 0; slot < self->n_slots; slot++)
        if (self->dirty[slot])
          changes->slots[changes->n_slots++] = slot;
      memset (self->dirty, 0, self->n_slots);
    }
  else if (n > 0)
    {
      memcpy (changes->slots, self->changed_slots->data, n * sizeof (guint32));
      changes->n_slots = n;
      qsort (changes->slots, n, sizeof (guint32), compare_slots);
      for (guint i = 0; i < n; i++)
        self->dirty[changes->slots[i]] = FALSE;
    }
  g_array_set_size (self->changed_slots, 0);
  self->changed_columns = 0;
  self->changed_rows = self->forgotten = FALSE;
}

/* --- reading -------------------------------------------------------------------------------------- */

guint
corral_columns_get_n_forgotten (const CorralColumns *self)
{
  return self->n_forgotten;
}

guint64
corral_columns_get_revision (const CorralColumns *self)
{
  return self->revision;
}

guint32
corral_columns_get_n_slots (const CorralColumns *self)
{
  return self->n_slots;
}

guint32
corral_columns_get_n_rows (const CorralColumns *self)
{
  return self->n_rows;
}

gboolean
corral_columns_exists (const CorralColumns *self, guint32 slot)
{
  return slot < self->n_slots && self->exists[slot];
}

guint
corral_columns_get_n_columns (const CorralColumns *self)
{
  return self->n_columns;
}

const CorralColumnSpec *
corral_columns_get_spec (const CorralColumns *self, guint column)
{
  return column < self->n_columns ? &self->specs[column] : NULL;
}

guint
corral_columns_find_column (const CorralColumns *self, const char *name)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (g_strcmp0 (self->specs[i].name, name) == 0)
      return i;
  return CORRAL_NO_COLUMN;
}

gint64
corral_columns_get_integer (const CorralColumns *self, guint32 slot, guint column)
{
  if (slot >= self->n_slots || column >= self->n_columns)
    return CORRAL_UNKNOWN;
  switch (self->specs[column].type)
    {
    case CORRAL_COLUMN_INT32:
      return self->data[column].values.i32[slot] == CORRAL_UNKNOWN_INT32
                 ? CORRAL_UNKNOWN
                 : self->data[column].values.i32[slot];
    case CORRAL_COLUMN_INT64:
      return self->data[column].values.i64[slot];
    case CORRAL_COLUMN_FLOAT:
    case CORRAL_COLUMN_DOUBLE:
      {
        double value = corral_columns_get_real (self, slot, column);

        return isnan (value) ? CORRAL_UNKNOWN : llround (value);
      }
    case CORRAL_COLUMN_LINK:
      return self->data[column].values.u32[slot] == CORRAL_NO_SLOT ? CORRAL_UNKNOWN
                                                                   : self->data[column].values.u32[slot];
    case CORRAL_COLUMN_WORD:
    case CORRAL_COLUMN_TEXT:
    default:
      return CORRAL_UNKNOWN;
    }
}

double
corral_columns_get_real (const CorralColumns *self, guint32 slot, guint column)
{
  gint64 value;

  if (slot >= self->n_slots || column >= self->n_columns)
    return NAN;
  if (self->specs[column].type == CORRAL_COLUMN_FLOAT)
    return (double) self->data[column].values.f32[slot];
  if (self->specs[column].type == CORRAL_COLUMN_DOUBLE)
    return self->data[column].values.f64[slot];
  value = corral_columns_get_integer (self, slot, column);
  return CORRAL_IS_KNOWN (value) ? (double) value : NAN;
}

const char *
corral_columns_get_text (const CorralColumns *self, guint32 slot, guint column)
{
  guint32 value;

  if (slot >= self->n_slots || column >= self->n_columns)
    return NULL;
  if (self->specs[column].type == CORRAL_COLUMN_WORD)
    return corral_dictionary_get (self->data[column].dictionary, self->data[column].values.u32[slot]);
  if (self->specs[column].type != CORRAL_COLUMN_TEXT)
    return NULL;
  value = self->data[column].values.u32[slot];
  return value != 0 ? (const char *) self->arena->data + value : NULL;
}

guint32
corral_columns_get_link (const CorralColumns *self, guint32 slot, guint column)
{
  if (slot >= self->n_slots || column >= self->n_columns
      || self->specs[column].type != CORRAL_COLUMN_LINK)
    return CORRAL_NO_SLOT;
  return self->data[column].values.u32[slot];
}

gboolean
corral_columns_is_known (const CorralColumns *self, guint32 slot, guint column)
{
  if (slot >= self->n_slots || column >= self->n_columns)
    return FALSE;
  switch (self->specs[column].type)
    {
    case CORRAL_COLUMN_INT32:
    case CORRAL_COLUMN_INT64:
    case CORRAL_COLUMN_LINK:
      return CORRAL_IS_KNOWN (corral_columns_get_integer (self, slot, column));
    case CORRAL_COLUMN_FLOAT:
    case CORRAL_COLUMN_DOUBLE:
      return !isnan (corral_columns_get_real (self, slot, column));
    case CORRAL_COLUMN_WORD:
    case CORRAL_COLUMN_TEXT:
    default:
      return self->data[column].values.u32[slot] != 0;
    }
}

gconstpointer
corral_columns_peek (const CorralColumns *self, guint column)
{
  g_return_val_if_fail (column < self->n_columns, NULL);
  return self->data[column].values.any;
}

const guint8 *
corral_columns_peek_exists (const CorralColumns *self)
{
  return self->exists;
}
