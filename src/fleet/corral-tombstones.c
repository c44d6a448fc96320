/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are gone. On their table's thread. */
#include "config.h"

#include "corral-tombstones.h"

#include "corral-collections.h"

#include <string.h>

typedef struct
{
  GList link; /* in the queue; its data is this */
  guint32 chain;
  gint64 rev;
  const char *id; /* behind this, or of a key that is looked for */
} Tombstone;

struct _CorralTombstones
{
  guint most;
  GHashTable *by_id; /* (element-type Tombstone): a set, by chain and id */
  GQueue in_order;   /* (element-type Tombstone): the oldest first */
};

static guint
hash (gconstpointer key)
{
  const Tombstone *tombstone = key;

  return g_str_hash (tombstone->id) * 31 + tombstone->chain;
}

static gboolean
equal (gconstpointer a, gconstpointer b)
{
  const Tombstone *x = a, *y = b;

  return x->chain == y->chain && strcmp (x->id, y->id) == 0;
}

CorralTombstones *
corral_tombstones_new (guint most)
{
  CorralTombstones *self = g_new0 (CorralTombstones, 1);

  g_assert (most > 0);
  self->most = most;
  self->by_id = g_hash_table_new_full (hash, equal, g_free, NULL);
  g_queue_init (&self->in_order);
  return self;
}

void
corral_tombstones_free (CorralTombstones *self)
{
  g_hash_table_unref (self->by_id);
  g_free (self);
}

static Tombstone *
find (const CorralTombstones *self, guint32 chain, const char *id)
{
  const Tombstone key = { .chain = chain, .id = id };

  return g_hash_table_lookup (self->by_id, &key);
}

static void
drop (CorralTombstones *self, Tombstone *tombstone)
{
  g_queue_unlink (&self->in_order, &tombstone->link);
  g_hash_table_remove (self->by_id, tombstone);
}

void
corral_tombstones_put (CorralTombstones *self, guint32 chain, const char *id, gint64 rev)
{
  gsize length = strlen (id) + 1;
  Tombstone *tombstone;

  corral_tombstones_remove (self, chain, id);
  if (self->in_order.length == self->most)
    drop (self, g_queue_peek_head (&self->in_order));
  tombstone = g_malloc0 (sizeof *tombstone + length);
  memcpy (tombstone + 1, id, length);
  tombstone->link.data = tombstone;
  tombstone->chain = chain;
  tombstone->rev = rev;
  tombstone->id = (const char *) (tombstone + 1);
  g_hash_table_add (self->by_id, tombstone);
  g_queue_push_tail_link (&self->in_order, &tombstone->link);
}

gint64
corral_tombstones_get (const CorralTombstones *self, guint32 chain, const char *id)
{
  const Tombstone *tombstone = find (self, chain, id);

  return tombstone != NULL ? tombstone->rev : CORRAL_UNKNOWN;
}

void
corral_tombstones_remove (CorralTombstones *self, guint32 chain, const char *id)
{
  Tombstone *tombstone = find (self, chain, id);

  if (tombstone != NULL)
    drop (self, tombstone);
}

void
corral_tombstones_forget_chain (CorralTombstones *self, guint32 chain)
{
  GList *next;

  for (GList *l = self->in_order.head; l != NULL; l = next)
    {
      next = l->next;
      if (((Tombstone *) l->data)->chain == chain)
        drop (self, l->data);
    }
}

guint
corral_tombstones_get_n (const CorralTombstones *self)
{
  return self->in_order.length;
}
