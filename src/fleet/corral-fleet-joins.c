/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that belong to a cart (its certificate, its pack, its last update), held as columns of the cart: some tens of
 * bytes, where a table of each would cost as much as the carts do. On the thread the mirror belongs to.
 *
 * Certificate and pack are named by the cart's own row, the last update is the one that changed last. A row that its
 * cart does not name (yet: in the changes it may come first; or no more) is kept aside whole, so what is shown does not
 * depend on the order in which rows come. */
#include "config.h"

#include "corral-fleet-private.h"

#include <string.h>

static const struct
{
  CorralCollection collection;
  CorralColumnSource source;
  guint name;     /* the cart's column that holds the row's id */
  gboolean named; /* by the cart's own row; else by whichever changed last */
} joins[] = {
  { CORRAL_COLLECTION_CERTIFICATE, CORRAL_SOURCE_CERTIFICATE, CORRAL_CART_COL_CERTIFICATE, TRUE },
  { CORRAL_COLLECTION_PACK, CORRAL_SOURCE_PACK, CORRAL_CART_COL_PACK, TRUE },
  { CORRAL_COLLECTION_EXECUTION, CORRAL_SOURCE_EXECUTION, CORRAL_CART_COL_EXECUTION, FALSE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (joins) == CORRAL_N_JOINS);

static gboolean
find_join (CorralCollection collection, guint *join)
{
  for (guint i = 0; i < G_N_ELEMENTS (joins); i++)
    if (joins[i].collection == collection)
      {
        *join = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
corral_fleet_is_joined (CorralCollection collection)
{
  guint join;

  return find_join (collection, &join);
}

void
corral_fleet_joins_init (CorralFleet *self)
{
  const CorralColumns *carts = self->tables.tables[CORRAL_TABLE_CART];

  for (guint j = 0; j < G_N_ELEMENTS (joins); j++)
    {
      const CorralSchema *schema = corral_collection_get_schema (joins[j].collection);
      gsize prefix = strlen (schema->name) + 1;

      for (guint i = 0; i < corral_columns_get_n_columns (carts); i++)
        {
          const CorralColumnSpec *spec = corral_columns_get_spec (carts, i);

          if (spec->source != joins[j].source)
            continue;
          g_assert (g_str_has_prefix (spec->name, schema->name));
          self->fields[CORRAL_TABLE_CART][i] = corral_schema_find (schema, spec->name + prefix);
          g_assert (self->fields[CORRAL_TABLE_CART][i] != NULL);
        }
    }
}

/* The cart that a row says it belongs to, or NULL. */
static const char *
cart_of (guint join, gconstpointer row)
{
  const char *id = corral_row_get_string (
    row, corral_schema_find (corral_collection_get_schema (joins[join].collection), "cart"));

  return id != NULL && *id != '\0' ? id : NULL;
}

/* --- kept aside ----------------------------------------------------------------------------------- */

/* The key of a row: which join, which chain, its id. */
typedef struct
{
  guint join;
  guint32 chain;
  const char *id; /* the fact's */
  gpointer fact;  /* (owned) */
} Aside;

static guint
hash_aside (gconstpointer key)
{
  const Aside *aside = key;

  return g_str_hash (aside->id) * 31 + aside->chain * 7 + aside->join;
}

static gboolean
equal_asides (gconstpointer a, gconstpointer b)
{
  const Aside *x = a, *y = b;

  return x->join == y->join && x->chain == y->chain && strcmp (x->id, y->id) == 0;
}

static void
free_aside (gpointer data)
{
  Aside *aside = data;

  corral_fact_unref (aside->fact);
  g_free (aside);
}

static void
keep_aside (CorralFleet *self, guint join, guint32 chain, gconstpointer row)
{
  Aside *aside = g_new (Aside, 1);
  Aside *held;

  aside->join = join;
  aside->chain = chain;
  aside->fact = corral_fact_new (corral_collection_get_schema (joins[join].collection), row);
  aside->id = ((const CorralRow *) aside->fact)->id;
  if (self->aside == NULL)
    self->aside = g_hash_table_new_full (hash_aside, equal_asides, free_aside, NULL);
  held = g_hash_table_lookup (self->aside, aside);
  if (held != NULL && ((const CorralRow *) held->fact)->rev > ((const CorralRow *) row)->rev)
    free_aside (aside);
  else
    g_hash_table_replace (self->aside, aside, aside);
}

static void
drop_aside (CorralFleet *self, guint join, guint32 chain, const char *id)
{
  const Aside key = { .join = join, .chain = chain, .id = id };

  if (self->aside != NULL)
    g_hash_table_remove (self->aside, &key);
}

/* --- a cart's row changes the name ----------------------------------------------------------------- */

/* Keeps what the columns hold of the row @id aside, and empties them. */
static void
take_out (CorralFleet *self, guint join, guint32 cart, const char *id)
{
  CorralColumns *carts = self->tables.tables[CORRAL_TABLE_CART];
  const CorralSchema *schema = corral_collection_get_schema (joins[join].collection);
  gint64 rev = corral_columns_get_rev (carts, cart, joins[join].source);

  if (CORRAL_IS_KNOWN (rev))
    {
      g_autofree gpointer row = g_malloc (schema->size);

      corral_row_clear (schema, row);
      corral_fleet_read_columns (self, CORRAL_TABLE_CART, joins[join].source, cart, row);
      ((CorralRow *) row)->id = id;
      ((CorralRow *) row)->rev = rev;
      *(const char **) (gpointer) ((char *) row + corral_schema_find (schema, "cart")->offset)
        = corral_columns_get_text (carts, cart, CORRAL_CART_COL_ID);
      keep_aside (self, join, corral_columns_get_link (carts, cart, CORRAL_CART_COL_CHAIN), row);
    }
  corral_columns_clear_slot (carts, cart, joins[join].source);
  corral_columns_set_rev (carts, cart, joins[join].source, CORRAL_UNKNOWN);
}

void
corral_fleet_joins_leave (CorralFleet *self, guint32 cart, const CorralCart *row)
{
  const CorralColumns *carts = self->tables.tables[CORRAL_TABLE_CART];

  for (guint j = 0; j < G_N_ELEMENTS (joins); j++)
    {
      const char *is = joins[j].named ? corral_columns_get_text (carts, cart, joins[j].name) : NULL;

      if (is == NULL
          || (row != NULL
              && g_strcmp0 (is, corral_row_get_string (row, self->fields[CORRAL_TABLE_CART][joins[j].name])) == 0))
        continue;
      take_out (self, j, cart, is);
    }
}

void
corral_fleet_joins_enter (CorralFleet *self, guint32 cart)
{
  CorralColumns *carts = self->tables.tables[CORRAL_TABLE_CART];

  if (self->aside == NULL || g_hash_table_size (self->aside) == 0)
    return;
  for (guint j = 0; j < G_N_ELEMENTS (joins); j++)
    {
      Aside key = { .join = j, .chain = corral_columns_get_link (carts, cart, CORRAL_CART_COL_CHAIN) };
      const Aside *aside;

      key.id = joins[j].named ? corral_columns_get_text (carts, cart, joins[j].name) : NULL;
      if (key.id == NULL || CORRAL_IS_KNOWN (corral_columns_get_rev (carts, cart, joins[j].source)))
        continue;
      aside = g_hash_table_lookup (self->aside, &key);
      /* What another cart had, and this one is not known to have yet. */
      if (aside == NULL
          || g_strcmp0 (cart_of (j, aside->fact), corral_columns_get_text (carts, cart, CORRAL_CART_COL_ID)) != 0)
        continue;
      corral_columns_set_rev (carts, cart, joins[j].source, ((const CorralRow *) aside->fact)->rev);
      corral_fleet_write_row (self, CORRAL_TABLE_CART, joins[j].source, cart, aside->fact);
      g_hash_table_remove (self->aside, &key);
    }
}

/* --- rows come and go ------------------------------------------------------------------------------ */

/* Of two updates of a cart, whether @row is the later one. */
static gboolean
is_later (const CorralColumns *carts, guint32 cart, const CorralExecution *row)
{
  gint64 held = corral_columns_get_integer (carts, cart, CORRAL_CART_COL_EXECUTION_UPDATED_MS);

  return !corral_columns_is_known (carts, cart, CORRAL_CART_COL_EXECUTION) || row->updated_ms > held;
}

void
corral_fleet_joins_put (CorralFleet *self, guint32 chain, CorralCollection collection, gconstpointer row)
{
  CorralColumns *carts = self->tables.tables[CORRAL_TABLE_CART];
  const CorralRow *head = row;
  const char *id, *is;
  guint32 cart;
  gint64 held;
  guint join;

  if (!find_join (collection, &join))
    return;
  id = cart_of (join, row);
  cart = id != NULL ? corral_columns_take (carts, chain, id) : CORRAL_NO_SLOT;
  is = corral_columns_get_text (carts, cart, joins[join].name);
  if (cart == CORRAL_NO_SLOT)
    {
      drop_aside (self, join, chain, head->id); /* a pack on the dock */
      return;
    }
  if (g_strcmp0 (is, head->id) != 0)
    {
      if (joins[join].named)
        {
          keep_aside (self, join, chain, row);
          return;
        }
      if (!is_later (carts, cart, row))
        return;
      corral_columns_set_rev (carts, cart, joins[join].source, CORRAL_UNKNOWN);
    }
  held = corral_columns_get_rev (carts, cart, joins[join].source);
  if (CORRAL_IS_KNOWN (held) && head->rev <= held)
    return;
  corral_columns_set_rev (carts, cart, joins[join].source, head->rev);
  corral_fleet_write_row (self, CORRAL_TABLE_CART, joins[join].source, cart, row);
}

void
corral_fleet_joins_delete (CorralFleet *self, guint32 chain, CorralCollection collection, GHashTable *revs,
                           gboolean may_return)
{
  CorralColumns *carts = self->tables.tables[CORRAL_TABLE_CART];
  GHashTableIter iter;
  gpointer id;
  guint join;

  if (!find_join (collection, &join))
    return;
  g_hash_table_iter_init (&iter, revs);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    drop_aside (self, join, chain, id);
  /* Who has them is not known by their ids: one look at all carts, for all of them. */
  for (guint32 cart = 0; cart < corral_columns_get_n_slots (carts); cart++)
    {
      const char *is = corral_columns_get_text (carts, cart, joins[join].name);
      gint64 held = corral_columns_get_rev (carts, cart, joins[join].source);
      gint64 rev;

      if (is == NULL || corral_columns_get_link (carts, cart, CORRAL_CART_COL_CHAIN) != chain
          || !g_hash_table_contains (revs, is))
        continue;
      rev = *(const gint64 *) g_hash_table_lookup (revs, is);
      if (CORRAL_IS_KNOWN (held) && CORRAL_IS_KNOWN (rev) && rev < held)
        continue;
      corral_columns_clear_slot (carts, cart, joins[join].source);
      /* A late copy of it does not come back; of an update the id is gone with it. */
      corral_columns_set_rev (carts, cart, joins[join].source, CORRAL_IS_KNOWN (rev) ? rev - (may_return ? 1 : 0) : held);
    }
}

static gboolean
is_of (gpointer key, gpointer value, gpointer data)
{
  const Aside *aside = key, *wanted = data;

  return aside->chain == wanted->chain && (wanted->join == CORRAL_N_JOINS || aside->join == wanted->join);
}

void
corral_fleet_joins_clear (CorralFleet *self, guint32 chain, CorralCollection collection)
{
  CorralColumns *carts = self->tables.tables[CORRAL_TABLE_CART];
  Aside wanted = { .chain = chain };

  if (!find_join (collection, &wanted.join))
    return;
  for (guint32 cart = 0; cart < corral_columns_get_n_slots (carts); cart++)
    {
      if (corral_columns_get_link (carts, cart, CORRAL_CART_COL_CHAIN) != chain)
        continue;
      corral_columns_set_rev (carts, cart, joins[wanted.join].source, CORRAL_UNKNOWN);
      corral_columns_clear_slot (carts, cart, joins[wanted.join].source);
    }
  if (self->aside != NULL)
    g_hash_table_foreach_remove (self->aside, is_of, &wanted);
}

void
corral_fleet_joins_remove_chain (CorralFleet *self, guint32 chain)
{
  Aside wanted = { .chain = chain, .join = CORRAL_N_JOINS };

  if (self->aside != NULL)
    g_hash_table_foreach_remove (self->aside, is_of, &wanted);
}

void
corral_fleet_joins_forget_revisions (CorralFleet *self, guint32 chain)
{
  CorralColumns *carts = self->tables.tables[CORRAL_TABLE_CART];

  for (guint32 cart = 0; cart < corral_columns_get_n_slots (carts); cart++)
    if (corral_columns_get_link (carts, cart, CORRAL_CART_COL_CHAIN) == chain)
      for (guint j = 0; j < G_N_ELEMENTS (joins); j++)
        corral_columns_set_rev (carts, cart, joins[j].source, CORRAL_UNKNOWN);
  /* What was kept aside comes again as well, whatever its revision. */
  corral_fleet_joins_remove_chain (self, chain);
}
