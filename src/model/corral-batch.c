/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in transit. Filled on one thread, constant afterwards. */
#include "config.h"

#include "corral-batch.h"

#include <string.h>

CorralBatch *
corral_batch_new (CorralCollection collection)
{
  CorralBatch *self = g_new0 (CorralBatch, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->collection = collection;
  self->schema = corral_collection_get_schema (collection);
  self->buffers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return self;
}

CorralBatch *
corral_batch_ref (CorralBatch *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_batch_unref (CorralBatch *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->buffers);
  g_clear_pointer (&self->arena, g_string_chunk_free);
  g_free (self->rows);
  g_free (self->changes);
  g_free (self);
}

gpointer
corral_batch_add (CorralBatch *self, CorralChange change)
{
  gpointer row;

  if (self->n_rows == self->allocated)
    {
      self->allocated = MAX (64, self->allocated * 2);
      self->rows = g_realloc_n (self->rows, self->allocated, self->schema->size);
      self->changes = g_realloc (self->changes, self->allocated);
    }
  self->changes[self->n_rows] = (guint8) change;
  row = self->rows + self->n_rows * self->schema->size;
  self->n_rows++;
  corral_row_clear (self->schema, row);
  return row;
}

void
corral_batch_drop_last (CorralBatch *self)
{
  g_return_if_fail (self->n_rows > 0);
  self->n_rows--;
}

void
corral_batch_keep (CorralBatch *self, GBytes *bytes)
{
  g_ptr_array_add (self->buffers, g_bytes_ref (bytes));
}

const char *
corral_batch_copy_string (CorralBatch *self, const char *text)
{
  if (text == NULL)
    return NULL;
  if (self->arena == NULL)
    self->arena = g_string_chunk_new (4096);
  return g_string_chunk_insert (self->arena, text);
}

void
corral_batch_add_copy (CorralBatch *self, CorralChange change, gconstpointer row)
{
  char *copy = corral_batch_add (self, change);

  memcpy (copy, row, self->schema->size);
  for (guint i = 0; i < self->schema->n_fields; i++)
    if (corral_field_is_string (&self->schema->fields[i]))
      {
        const char **at = (const char **) (gpointer) (copy + self->schema->fields[i].offset);

        *at = corral_batch_copy_string (self, *at);
      }
}
