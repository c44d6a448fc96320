/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slots of a table: found by chain and id, taken, given back and used again. On the table's thread. */
#include "config.h"

#include "corral-columns-internal.h"

#include <math.h>
#include <string.h>

/* A table this small is not worth making smaller. */
#define SHRINK_MIN 4096

static gsize
width_of (CorralColumnType type)
{
  return type == CORRAL_COLUMN_INT64 || type == CORRAL_COLUMN_DOUBLE ? 8 : 4;
}

/* Room for @allocated slots; those up to n_slots keep what they have. */
static void
allocate (CorralColumns *self, guint32 allocated)
{
  for (guint i = 0; i < self->n_columns; i++)
    self->data[i].values.any
      = g_realloc_n (self->data[i].values.any, allocated, width_of (self->specs[i].type));
  self->exists = g_realloc (self->exists, allocated);
  self->dirty = g_realloc (self->dirty, allocated);
  self->used = g_realloc (self->used, allocated);
  self->tie_touched = g_realloc (self->tie_touched, allocated);
  self->key_chain = g_renew (guint32, self->key_chain, allocated);
  self->key_hash = g_renew (guint32, self->key_hash, allocated);
  for (guint i = 0; i < CORRAL_N_ROW_SOURCES; i++)
    if (self->has_source[i])
      self->revs[i] = g_renew (gint64, self->revs[i], allocated);
  self->allocated = allocated;
}

static void
set_unknown (CorralColumns *self, guint32 slot, guint column)
{
  Column *data = &self->data[column];

  switch (self->specs[column].type)
    {
    case CORRAL_COLUMN_INT32:
      data->values.i32[slot] = CORRAL_UNKNOWN_INT32;
      break;
    case CORRAL_COLUMN_INT64:
      data->values.i64[slot] = CORRAL_UNKNOWN;
      break;
    case CORRAL_COLUMN_FLOAT:
      data->values.f32[slot] = NAN;
      break;
    case CORRAL_COLUMN_DOUBLE:
      data->values.f64[slot] = NAN;
      break;
    case CORRAL_COLUMN_WORD:
    case CORRAL_COLUMN_TEXT:
      data->values.u32[slot] = 0;
      break;
    case CORRAL_COLUMN_LINK:
      data->values.u32[slot] = CORRAL_NO_SLOT;
      break;
    default:
      g_assert_not_reached ();
    }
}

/* --- by chain and id ------------------------------------------------------------------------------ */

static guint32
hash_key (guint32 chain, const char *id)
{
  guint32 hash = 2166136261u ^ (chain * 2654435761u);

  for (const guint8 *p = (const guint8 *) id; *p != '\0'; p++)
    hash = (hash ^ *p) * 16777619u;
  return hash ^ (hash >> 15);
}

static const char *
id_of (const CorralColumns *self, guint32 slot)
{
  return (const char *) self->arena->data + self->data[0].values.u32[slot];
}

static guint32
find_hashed (const CorralColumns *self, guint32 chain, const char *id, guint32 hash)
{
  guint32 at = hash & (self->n_buckets - 1);

  while (self->buckets[at] != CORRAL_NO_SLOT)
    {
      guint32 slot = self->buckets[at];

      if (self->key_hash[slot] == hash && self->key_chain[slot] == chain
          && strcmp (id_of (self, slot), id) == 0)
        return slot;
      at = (at + 1) & (self->n_buckets - 1);
    }
  return CORRAL_NO_SLOT;
}

static void
insert_slot (CorralColumns *self, guint32 slot)
{
  guint32 at = self->key_hash[slot] & (self->n_buckets - 1);

  while (self->buckets[at] != CORRAL_NO_SLOT)
    at = (at + 1) & (self->n_buckets - 1);
  self->buckets[at] = slot;
}

/* Those behind it move up, so that no search ends before it has found what it looks for. */
static void
remove_slot (CorralColumns *self, guint32 slot)
{
  guint32 mask = self->n_buckets - 1;
  guint32 hole = self->key_hash[slot] & mask;

  while (self->buckets[hole] != slot)
    hole = (hole + 1) & mask;
  for (guint32 at = (hole + 1) & mask; self->buckets[at] != CORRAL_NO_SLOT; at = (at + 1) & mask)
    {
      guint32 home = self->key_hash[self->buckets[at]] & mask;

      if (((at - home) & mask) < ((at - hole) & mask))
        continue;
      self->buckets[hole] = self->buckets[at];
      hole = at;
    }
  self->buckets[hole] = CORRAL_NO_SLOT;
}

static void
rehash (CorralColumns *self, guint32 n_buckets)
{
  self->n_buckets = n_buckets;
  self->buckets = g_renew (guint32, self->buckets, n_buckets);
  memset (self->buckets, 0xff, n_buckets * sizeof *self->buckets);
  for (guint32 slot = 0; slot < self->n_slots; slot++)
    if (self->used[slot])
      insert_slot (self, slot);
}

guint32
corral_columns_find (const CorralColumns *self, guint32 chain, const char *id)
{
  return id != NULL ? find_hashed (self, chain, id, hash_key (chain, id)) : CORRAL_NO_SLOT;
}

/* Rows that belong together come in the same order: carts of one store, last values as their carts. Then the one that was
 * asked for last is meant again, or the one after it, and both are at hand. */
static guint32
find_near (const CorralColumns *self, guint32 chain, const char *id, guint32 hash)
{
  for (guint32 slot = self->taken; slot < self->n_slots && slot - self->taken <= 1; slot++)
    if (self->key_hash[slot] == hash && self->key_chain[slot] == chain && self->used[slot]
        && strcmp (id_of (self, slot), id) == 0)
      return slot;
  return CORRAL_NO_SLOT;
}

/* The lowest that is free, so that the table can become smaller again; or one at the end. */
static guint32
take_free (CorralColumns *self)
{
  guint32 slot;

  if (self->n_free > 0)
    {
      const guint8 *found = memchr (self->used + self->free_from, 0, self->n_slots - self->free_from);

      g_assert (found != NULL);
      slot = (guint32) (found - self->used);
      self->free_from = slot + 1;
      self->n_free--;
      return slot;
    }
  if (self->n_slots == self->allocated)
    allocate (self, MAX (64, self->allocated * 2));
  slot = self->n_slots++;
  self->dirty[slot] = FALSE;
  self->tie_touched[slot] = FALSE;
  return slot;
}

guint32
corral_columns_take (CorralColumns *self, guint32 chain, const char *id)
{
  guint32 hash = hash_key (chain, id);
  guint32 slot = find_near (self, chain, id, hash);

  if (slot == CORRAL_NO_SLOT)
    slot = find_hashed (self, chain, id, hash);
  if (slot != CORRAL_NO_SLOT)
    {
      self->taken = slot;
      return slot;
    }

  slot = take_free (self);
  for (guint i = 0; i < self->n_columns; i++)
    set_unknown (self, slot, i);
  self->exists[slot] = FALSE;
  self->used[slot] = TRUE;
  self->key_chain[slot] = chain;
  self->key_hash[slot] = hash;
  for (guint i = 0; i < CORRAL_N_ROW_SOURCES; i++)
    if (self->revs[i] != NULL)
      self->revs[i][slot] = CORRAL_UNKNOWN;
  corral_columns_touch_tie (self, slot);
  for (guint i = 0; i < self->n_columns; i++)
    self->data[i].text_ranked = FALSE;
  corral_columns_set_text (self, slot, 0, id);
  corral_columns_set_link (self, slot, 1, chain != CORRAL_NO_SLOT ? chain : slot);
  if (self->n_slots * 2 > self->n_buckets)
    rehash (self, self->n_buckets * 4);
  else
    insert_slot (self, slot);
  self->taken = slot;
  return slot;
}

/* --- given back ----------------------------------------------------------------------------------- */

/* What it held is nobody's, and it can be taken again. */
static void
release (CorralColumns *self, guint32 slot)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      if (self->specs[i].type == CORRAL_COLUMN_TEXT && self->data[i].values.u32[slot] != 0)
        self->wasted += strlen (corral_columns_get_text (self, slot, i)) + 1;
      set_unknown (self, slot, i);
    }
  self->used[slot] = FALSE;
  self->free_from = MIN (self->free_from, slot);
  self->n_free++;
  corral_columns_touch_tie (self, slot);
}

/* After slots were given back. */
static void
released (CorralColumns *self)
{
  self->n_forgotten++;
  for (guint i = 0; i < self->n_columns; i++)
    self->data[i].text_ranked = FALSE;
}

void
corral_columns_forget_chain (CorralColumns *self, guint32 chain)
{
  gboolean any = FALSE;

  for (guint32 slot = 0; slot < self->n_slots; slot++)
    {
      if (!self->used[slot] || self->data[1].values.u32[slot] != chain)
        continue;
      any = TRUE;
      corral_columns_set_exists (self, slot, FALSE);
      release (self, slot);
    }
  if (!any)
    return;
  self->forgotten = TRUE;
  self->revision++;
  released (self);
  rehash (self, self->n_buckets);
}

/* After a storm: slots at the end that nobody has go, and with them most of what they took. */
static void
shrink (CorralColumns *self)
{
  guint32 n = self->n_slots;
  guint32 n_buckets = self->n_buckets;

  /* Those that have changed will be told of. */
  if (self->changed_slots->len > 0 || self->n_free == 0)
    return;
  while (n > 0 && !self->used[n - 1])
    n--;
  if (n == self->n_slots)
    return;
  self->n_free -= self->n_slots - n;
  self->n_slots = n;
  self->free_from = MIN (self->free_from, n);
  corral_columns_cut_tie (self);
  if (self->allocated <= SHRINK_MIN || n > self->allocated / 4)
    return;
  allocate (self, MAX (SHRINK_MIN, 2 * n));
  while (n_buckets > 64 && n_buckets / 8 > n)
    n_buckets /= 2;
  rehash (self, n_buckets);
  for (guint i = 0; i < self->n_columns; i++)
    g_clear_pointer (&self->data[i].text_ranks, g_free);
  corral_columns_compact (self);
}

void
corral_columns_give_back (CorralColumns *self, const guint32 *slots, guint n_slots)
{
  gboolean any = FALSE;

  for (guint i = 0; i < n_slots; i++)
    {
      /* It has come back while others were told that it is gone. */
      if (!self->used[slots[i]] || self->exists[slots[i]])
        continue;
      any = TRUE;
      remove_slot (self, slots[i]);
      release (self, slots[i]);
    }
  if (any)
    released (self);
  shrink (self);
}

gboolean
corral_columns_is_used (const CorralColumns *self, guint32 slot)
{
  return slot < self->n_slots && self->used[slot];
}
