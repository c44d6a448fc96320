/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows come into the mirror and go: revisions, tombstones, slots. On the thread the mirror belongs to. */
#include "config.h"

#include "corral-fleet-private.h"

#include <string.h>

/* Which collections are mirrored, and where. */
static const struct
{
  CorralCollection collection;
  CorralTableKind table;
  CorralColumnSource source;
} mirrored[] = {
  { CORRAL_COLLECTION_STORE, CORRAL_TABLE_STORE, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_CART, CORRAL_TABLE_CART, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_VITAL, CORRAL_TABLE_CART, CORRAL_SOURCE_VITAL },
  { CORRAL_COLLECTION_ALERT, CORRAL_TABLE_ALERT, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_FLAG, CORRAL_TABLE_FLAG, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_TICKET, CORRAL_TABLE_TICKET, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_ROLLOUT, CORRAL_TABLE_ROLLOUT, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_ACCESS_POINT, CORRAL_TABLE_ACCESS_POINT, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_FIRMWARE, CORRAL_TABLE_FIRMWARE, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_INCIDENT, CORRAL_TABLE_INCIDENT, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_MAINTENANCE, CORRAL_TABLE_MAINTENANCE, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_INGEST, CORRAL_TABLE_INGEST, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_LOSS_WEEK, CORRAL_TABLE_LOSS_WEEK, CORRAL_SOURCE_ROW },
  { CORRAL_COLLECTION_CASE, CORRAL_TABLE_CASE, CORRAL_SOURCE_ROW },
};

/* What the mirror is filled with, in the order in which it makes sense to read: what belongs to carts after them. */
static const CorralCollection reading_order[] = {
  CORRAL_COLLECTION_STORE,    CORRAL_COLLECTION_CART,         CORRAL_COLLECTION_VITAL, CORRAL_COLLECTION_ALERT,
  CORRAL_COLLECTION_FLAG,     CORRAL_COLLECTION_TICKET,       CORRAL_COLLECTION_ROLLOUT,
  CORRAL_COLLECTION_FIRMWARE, CORRAL_COLLECTION_ACCESS_POINT, CORRAL_COLLECTION_PACK,
  CORRAL_COLLECTION_CERTIFICATE, CORRAL_COLLECTION_EXECUTION, CORRAL_COLLECTION_INCIDENT,
  CORRAL_COLLECTION_MAINTENANCE, CORRAL_COLLECTION_INGEST, CORRAL_COLLECTION_LOSS_WEEK,
  CORRAL_COLLECTION_CASE,
};

const CorralCollection *
corral_fleet_get_collections (guint *n_collections)
{
  *n_collections = G_N_ELEMENTS (reading_order);
  return reading_order;
}

static gboolean
find_mirrored (CorralCollection collection, CorralTableKind *table, CorralColumnSource *source)
{
  for (guint i = 0; i < G_N_ELEMENTS (mirrored); i++)
    if (mirrored[i].collection == collection)
      {
        *table = mirrored[i].table;
        *source = mirrored[i].source;
        return TRUE;
      }
  return FALSE;
}

gboolean
corral_fleet_get_own_collection (CorralTableKind table, CorralCollection *collection)
{
  for (guint i = 0; i < G_N_ELEMENTS (mirrored); i++)
    if (mirrored[i].table == table && mirrored[i].source == CORRAL_SOURCE_ROW)
      {
        *collection = mirrored[i].collection;
        return TRUE;
      }
  return FALSE;
}

guint32
corral_fleet_take_chain (CorralFleet *self, const char *tenant_id)
{
  return corral_columns_take (self->tables.tables[CORRAL_TABLE_CHAIN], CORRAL_NO_SLOT, tenant_id);
}

/* Slots that other rows point at are never used again for other rows. */
static void
make_tombstones (CorralFleet *self)
{
  gboolean pointed_at[CORRAL_N_TABLES] = { FALSE };

  for (guint t = 0; t < CORRAL_N_TABLES; t++)
    for (guint i = 0; i < corral_columns_get_n_columns (self->tables.tables[t]); i++)
      {
        const CorralColumnSpec *spec = corral_columns_get_spec (self->tables.tables[t], i);

        if (spec->type == CORRAL_COLUMN_LINK)
          pointed_at[spec->target] = TRUE;
      }
  for (guint t = 0; t < CORRAL_N_TABLES; t++)
    if (!pointed_at[t])
      self->tombstones[t] = corral_tombstones_new (CORRAL_TOMBSTONES_MOST);
}

void
corral_fleet_rows_init (CorralFleet *self)
{
  for (guint m = 0; m < G_N_ELEMENTS (mirrored); m++)
    {
      const CorralSchema *schema = corral_collection_get_schema (mirrored[m].collection);
      CorralColumns *table = self->tables.tables[mirrored[m].table];

      for (guint i = 0; i < corral_columns_get_n_columns (table); i++)
        {
          const CorralColumnSpec *spec = corral_columns_get_spec (table, i);

          if (spec->source != mirrored[m].source)
            continue;
          self->fields[mirrored[m].table][i] = corral_schema_find (schema, spec->name);
          g_assert (self->fields[mirrored[m].table][i] != NULL);
        }
    }
  make_tombstones (self);
}

/* --- slots ----------------------------------------------------------------------------------------- */

guint32
corral_fleet_take_row (CorralFleet *self, CorralTableKind table, guint32 chain, const char *id)
{
  CorralColumns *columns = self->tables.tables[table];
  CorralTombstones *tombstones = self->tombstones[table];
  guint32 slot;

  if (tombstones == NULL || corral_columns_find (columns, chain, id) != CORRAL_NO_SLOT)
    return corral_columns_take (columns, chain, id);
  slot = corral_columns_take (columns, chain, id);
  corral_columns_set_rev (columns, slot, CORRAL_SOURCE_ROW, corral_tombstones_get (tombstones, chain, id));
  corral_tombstones_remove (tombstones, chain, id);
  return slot;
}

gint64
corral_fleet_get_held (CorralFleet *self, CorralTableKind table, guint32 chain, const char *id)
{
  const CorralColumns *columns = self->tables.tables[table];
  guint32 slot = corral_columns_find (columns, chain, id);

  if (slot != CORRAL_NO_SLOT)
    return corral_columns_get_rev (columns, slot, CORRAL_SOURCE_ROW);
  return self->tombstones[table] != NULL ? corral_tombstones_get (self->tombstones[table], chain, id) : CORRAL_UNKNOWN;
}

GArray *
corral_fleet_list_gone (CorralFleet *self, CorralTableKind table, const guint32 *slots, guint n_slots)
{
  const CorralColumns *columns = self->tables.tables[table];
  GArray *gone = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (self->tombstones[table] == NULL)
    return gone;
  for (guint i = 0; i < n_slots; i++)
    if (corral_columns_is_used (columns, slots[i]) && !corral_columns_exists (columns, slots[i]))
      g_array_append_val (gone, slots[i]);
  return gone;
}

void
corral_fleet_give_back (CorralFleet *self, CorralTableKind table, const GArray *gone)
{
  CorralColumns *columns = self->tables.tables[table];

  if (self->tombstones[table] == NULL)
    return;
  for (guint i = 0; i < gone->len; i++)
    {
      guint32 slot = g_array_index (gone, guint32, i);
      gint64 rev = corral_columns_get_rev (columns, slot, CORRAL_SOURCE_ROW);

      if (!corral_columns_exists (columns, slot) && CORRAL_IS_KNOWN (rev))
        corral_tombstones_put (self->tombstones[table], corral_columns_get_link (columns, slot, 1),
                               corral_columns_get_text (columns, slot, 0), rev);
    }
  corral_columns_give_back (columns, (const guint32 *) (gpointer) gone->data, gone->len);
}

void
corral_fleet_forget_tombstones (CorralFleet *self, guint table, guint32 chain)
{
  for (guint t = 0; t < CORRAL_N_TABLES; t++)
    if (self->tombstones[t] != NULL && (t == table || table == CORRAL_N_TABLES))
      corral_tombstones_forget_chain (self->tombstones[t], chain);
}

/* --- columns and rows ------------------------------------------------------------------------------ */

void
corral_fleet_write_row (CorralFleet *self,
                        CorralTableKind table,
                        CorralColumnSource source,
                        guint32 slot,
                        gconstpointer row)
{
  CorralColumns *columns = self->tables.tables[table];
  const CorralField *const *fields = self->fields[table];
  guint32 chain = corral_columns_get_link (columns, slot, 1);
  gboolean own = table == CORRAL_TABLE_CART && source == CORRAL_SOURCE_ROW;

  if (own)
    corral_fleet_joins_leave (self, slot, row);
  for (const guint8 *written = self->written[table][source]; *written != 0; written++)
    {
      guint i = *written;
      const CorralColumnSpec *spec = corral_columns_get_spec (columns, i);
      const CorralField *field = fields[i];

      switch (spec->type)
        {
        case CORRAL_COLUMN_INT32:
        case CORRAL_COLUMN_INT64:
          corral_columns_set_integer (columns, slot, i, corral_row_get_integer (row, field));
          break;
        case CORRAL_COLUMN_FLOAT:
        case CORRAL_COLUMN_DOUBLE:
          corral_columns_set_real (columns, slot, i, corral_row_get_real (row, field));
          break;
        case CORRAL_COLUMN_WORD:
        case CORRAL_COLUMN_TEXT:
          corral_columns_set_text (columns, slot, i, corral_row_get_string (row, field));
          break;
        case CORRAL_COLUMN_LINK:
          {
            const char *id = corral_row_get_string (row, field);
            guint32 target = CORRAL_NO_SLOT;

            if (id != NULL && *id != '\0')
              target = corral_columns_take (self->tables.tables[spec->target], chain, id);
            corral_columns_set_link (columns, slot, i, target);
            break;
          }
        default:
          g_assert_not_reached ();
        }
    }
  if (own)
    corral_fleet_joins_enter (self, slot);
}

void
corral_fleet_read_columns (CorralFleet *self,
                           CorralTableKind table,
                           CorralColumnSource source,
                           guint32 slot,
                           gpointer row)
{
  CorralColumns *columns = self->tables.tables[table];

  for (guint i = 0; i < corral_columns_get_n_columns (columns); i++)
    {
      const CorralColumnSpec *spec = corral_columns_get_spec (columns, i);
      const CorralField *field = self->fields[table][i];
      gpointer at;

      if (spec->source != source || field == NULL)
        continue;
      at = (char *) row + field->offset;
      if (spec->type == CORRAL_COLUMN_LINK)
        *(const char **) at = corral_columns_get_text (self->tables.tables[spec->target],
                                                       corral_columns_get_link (columns, slot, i), 0);
      else if (corral_field_is_string (field))
        *(const char **) at = corral_columns_get_text (columns, slot, i);
      else if (field->type == CORRAL_FIELD_REAL)
        *(double *) at = corral_columns_get_real (columns, slot, i);
      else
        *(gint64 *) at = corral_columns_get_integer (columns, slot, i);
    }
}

static void
put_row (CorralFleet *self, guint32 chain, CorralTableKind kind, CorralColumnSource source, gconstpointer row)
{
  CorralColumns *table = self->tables.tables[kind];
  const CorralRow *head = row;
  guint32 slot = corral_fleet_take_row (self, kind, chain, head->id);
  gint64 held = corral_columns_get_rev (table, slot, source);

  /* Late and duplicate delivery is normal. A tombstone has a revision, too; its slot goes again with the next flush. */
  if (CORRAL_IS_KNOWN (held) && head->rev <= held)
    return;
  corral_columns_set_rev (table, slot, source, head->rev);
  if (source == CORRAL_SOURCE_ROW && corral_fleet_intents_put (self, kind, slot, row))
    return;
  corral_fleet_write_row (self, kind, source, slot, row);
  if (source == CORRAL_SOURCE_ROW)
    corral_columns_set_exists (table, slot, TRUE);
  corral_fleet_derive (self, kind, slot);
}

void
corral_fleet_put (CorralFleet *self, const char *tenant_id, const CorralSchema *schema, gconstpointer row)
{
  CorralCollection collection = 0;
  CorralTableKind kind;
  CorralColumnSource source;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  g_return_if_fail (((const CorralRow *) row)->id != NULL);
  while (collection < CORRAL_N_COLLECTIONS && corral_collection_get_schema (collection) != schema)
    collection++;
  if (collection == CORRAL_N_COLLECTIONS)
    return;
  if (corral_fleet_is_joined (collection))
    corral_fleet_joins_put (self, corral_fleet_take_chain (self, tenant_id), collection, row);
  else if (find_mirrored (collection, &kind, &source))
    put_row (self, corral_fleet_take_chain (self, tenant_id), kind, source, row);
  corral_fleet_touched (self);
}

static void
clear_row (CorralFleet *self, CorralTableKind kind, CorralColumnSource source, guint32 slot)
{
  if (kind == CORRAL_TABLE_CART && source == CORRAL_SOURCE_ROW)
    corral_fleet_joins_leave (self, slot, NULL);
  corral_columns_clear_slot (self->tables.tables[kind], slot, source);
}

static void
delete_row (CorralFleet *self,
            guint32 chain,
            CorralTableKind kind,
            CorralColumnSource source,
            CorralChange change,
            const char *id,
            gint64 rev)
{
  CorralColumns *table = self->tables.tables[kind];
  guint32 slot = corral_fleet_take_row (self, kind, chain, id);
  gint64 held = corral_columns_get_rev (table, slot, source);

  if (CORRAL_IS_KNOWN (held) && CORRAL_IS_KNOWN (rev) && rev < held)
    return;
  /* The revision of last values counts a cart's messages and says nothing about when they went: a cart that
   * comes back brings them again. */
  if (source == CORRAL_SOURCE_VITAL)
    rev = held = CORRAL_UNKNOWN;
  /* What only left the scope may come back as it was. */
  if (change == CORRAL_CHANGE_LEAVE && CORRAL_IS_KNOWN (rev))
    rev--;
  corral_columns_set_rev (table, slot, source, CORRAL_IS_KNOWN (rev) ? rev : held);
  if (source == CORRAL_SOURCE_ROW)
    corral_columns_set_exists (table, slot, FALSE);
  clear_row (self, kind, source, slot);
  corral_fleet_derive (self, kind, slot);
  if (source == CORRAL_SOURCE_ROW)
    corral_fleet_intents_delete (self, kind, slot);
}

void
corral_fleet_delete (CorralFleet *self,
                     const char *tenant_id,
                     CorralCollection collection,
                     const char *id,
                     gint64 rev)
{
  CorralTableKind kind;
  CorralColumnSource source;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  if (corral_fleet_is_joined (collection))
    {
      g_autoptr (GHashTable) revs = g_hash_table_new (g_str_hash, g_str_equal);

      g_hash_table_insert (revs, (gpointer) id, &rev);
      corral_fleet_joins_delete (self, corral_fleet_take_chain (self, tenant_id), collection, revs, FALSE);
      corral_fleet_touched (self);
      return;
    }
  if (!find_mirrored (collection, &kind, &source))
    return;
  delete_row (self, corral_fleet_take_chain (self, tenant_id), kind, source, CORRAL_CHANGE_DELETE, id, rev);
  corral_fleet_touched (self);
}

static void
apply_joined (CorralFleet *self, guint32 chain, const CorralBatch *batch)
{
  g_autoptr (GHashTable) gone = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) left = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < batch->n_rows; i++)
    {
      const CorralRow *row = corral_batch_get_row (batch, i);

      if (corral_batch_get_change (batch, i) == CORRAL_CHANGE_PUT)
        corral_fleet_joins_put (self, chain, batch->collection, row);
      else
        g_hash_table_insert (corral_batch_get_change (batch, i) == CORRAL_CHANGE_LEAVE ? left : gone, (gpointer) row->id,
                             (gpointer) &row->rev);
    }
  if (g_hash_table_size (gone) > 0)
    corral_fleet_joins_delete (self, chain, batch->collection, gone, FALSE);
  if (g_hash_table_size (left) > 0)
    corral_fleet_joins_delete (self, chain, batch->collection, left, TRUE);
}

void
corral_fleet_apply (CorralFleet *self, const char *tenant_id, const CorralBatch *batch)
{
  CorralTableKind kind;
  CorralColumnSource source;
  guint32 chain;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  if (corral_fleet_is_joined (batch->collection))
    {
      apply_joined (self, corral_fleet_take_chain (self, tenant_id), batch);
      corral_fleet_touched (self);
      return;
    }
  if (!find_mirrored (batch->collection, &kind, &source))
    return;
  chain = corral_fleet_take_chain (self, tenant_id);
  for (guint i = 0; i < batch->n_rows; i++)
    {
      const CorralRow *row = corral_batch_get_row (batch, i);

      if (corral_batch_get_change (batch, i) == CORRAL_CHANGE_PUT)
        put_row (self, chain, kind, source, row);
      else
        delete_row (self, chain, kind, source, corral_batch_get_change (batch, i), row->id, row->rev);
    }
  corral_fleet_touched (self);
}

void
corral_fleet_clear (CorralFleet *self, const char *tenant_id, CorralCollection collection)
{
  CorralTableKind kind;
  CorralColumnSource source;
  CorralColumns *table;
  guint32 chain;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  chain = corral_fleet_find_chain (self, tenant_id);
  if (chain != CORRAL_NO_SLOT && corral_fleet_is_joined (collection))
    {
      corral_fleet_joins_clear (self, chain, collection);
      corral_fleet_touched (self);
    }
  if (chain == CORRAL_NO_SLOT || !find_mirrored (collection, &kind, &source))
    return;
  table = self->tables.tables[kind];
  if (source == CORRAL_SOURCE_ROW)
    corral_fleet_forget_tombstones (self, kind, chain);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (table); slot++)
    {
      if (corral_columns_get_link (table, slot, 1) != chain)
        continue;
      corral_columns_set_rev (table, slot, source, CORRAL_UNKNOWN);
      if (source == CORRAL_SOURCE_ROW)
        corral_columns_set_exists (table, slot, FALSE);
      clear_row (self, kind, source, slot);
      corral_fleet_derive (self, kind, slot);
    }
  if (source == CORRAL_SOURCE_ROW)
    corral_fleet_intents_clear (self, tenant_id, kind);
  corral_fleet_touched (self);
}

void
corral_fleet_forget_revisions (CorralFleet *self, const char *tenant_id)
{
  guint32 chain;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  chain = corral_fleet_find_chain (self, tenant_id);
  if (chain == CORRAL_NO_SLOT)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (mirrored); i++)
    {
      CorralColumns *table = self->tables.tables[mirrored[i].table];

      for (guint32 slot = 0; slot < corral_columns_get_n_slots (table); slot++)
        if (corral_columns_get_link (table, slot, 1) == chain)
          corral_columns_set_rev (table, slot, mirrored[i].source, CORRAL_UNKNOWN);
    }
  corral_fleet_forget_tombstones (self, CORRAL_N_TABLES, chain);
  corral_fleet_joins_forget_revisions (self, chain);
  corral_fleet_intents_forget_revisions (self, tenant_id);
  corral_fleet_touched (self);
}
