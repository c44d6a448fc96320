/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Truth + intent: what people did, laid over what the cloud says. On the thread the mirror belongs to.
 *
 * Of every row that somebody did something to, the truth is kept beside the columns as a fact; the columns hold
 * the truth with all that was done laid over it in the order of making. So each list, filter, count, roll-up and
 * search shows truth + intent without knowing, and nothing is ever undone: when an entry goes, the columns are
 * written from the truth again. What is shown is a function of the truth and the entries alone, in whatever order
 * they came. */
#include "config.h"

#include "corral-fleet-private.h"
#include "corral-text.h"

#include <string.h>

/* The longest text of a row (api.md, "Hard limits"), as the columns have it. */
#define TEXT_MAX 8192

/* A row that entries speak of, whether the mirror has it or not. */
typedef struct _Target Target;
struct _Target
{
  /* The key. */
  char *tenant;
  CorralTableKind table;
  char *id;

  GPtrArray *entries;       /* (element-type CorralOutboxEntry): what was done to it, in the order of making */
  CorralOutboxEntry *maker; /* (nullable) (owned): the row itself is what this one will make */
  GPtrArray *dependents;    /* (element-type Target): rows to be made that look at this one */
  gpointer truth;           /* (nullable) (owned): a fact of the table's own collection; NULL: there is no such row */
  gboolean truth_taken;     /* truth says so, and is not just empty */
  gboolean unchanged;       /* within corral_fleet_set_intents() */
};

static guint
hash_target (gconstpointer key)
{
  const Target *target = key;

  return g_str_hash (target->id) * 31 + g_str_hash (target->tenant) * 7 + target->table;
}

static gboolean
equal_targets (gconstpointer a, gconstpointer b)
{
  const Target *x = a, *y = b;

  return x->table == y->table && strcmp (x->id, y->id) == 0 && strcmp (x->tenant, y->tenant) == 0;
}

static void
free_target (gpointer data)
{
  Target *self = data;

  g_free (self->tenant);
  g_free (self->id);
  g_ptr_array_unref (self->entries);
  g_clear_pointer (&self->maker, corral_outbox_entry_unref);
  g_ptr_array_unref (self->dependents);
  corral_fact_unref (self->truth);
  g_free (self);
}

static const CorralSchema *
schema_of (CorralTableKind table)
{
  CorralCollection collection;

  return corral_fleet_get_own_collection (table, &collection) ? corral_collection_get_schema (collection) : NULL;
}

static Target *
find_target (CorralFleet *self, CorralTableKind table, guint32 slot)
{
  CorralColumns *columns = self->tables.tables[table];
  Target key = { .table = table };

  if (self->intents == NULL || table == CORRAL_TABLE_CHAIN)
    return NULL;
  key.id = (char *) corral_columns_get_text (columns, slot, 0);
  key.tenant = (char *) corral_columns_get_text (self->tables.tables[CORRAL_TABLE_CHAIN],
                                                 corral_columns_get_link (columns, slot, 1), 0);
  return key.id != NULL && key.tenant != NULL ? g_hash_table_lookup (self->intents, &key) : NULL;
}

/* --- truth ---------------------------------------------------------------------------------------- */

/* What the columns hold of a row. Strings belong to the table. */
static void
read_row (CorralFleet *self, CorralTableKind table, guint32 slot, const CorralSchema *schema, gpointer row)
{
  corral_row_clear (schema, row);
  corral_fleet_read_columns (self, table, CORRAL_SOURCE_ROW, slot, row);
  ((CorralRow *) row)->rev = corral_columns_get_rev (self->tables.tables[table], slot, CORRAL_SOURCE_ROW);
}

/* A fact of @row whose texts are fit to show, as those of the columns are. */
static gpointer
make_truth (const CorralSchema *schema, gconstpointer row)
{
  g_autofree char *copy = g_memdup2 (row, schema->size);
  g_autoptr (GPtrArray) cleaned = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < schema->n_fields; i++)
    {
      const char *text = corral_field_is_string (&schema->fields[i])
                             ? corral_row_get_string (row, &schema->fields[i])
                             : NULL;

      if (text == NULL)
        continue;
      g_ptr_array_add (cleaned, corral_text_clean (text, TEXT_MAX));
      *(const char **) (gpointer) (copy + schema->fields[i].offset) = g_ptr_array_index (cleaned, cleaned->len - 1);
    }
  return corral_fact_new (schema, copy);
}

static void
set_truth (Target *target, gpointer truth)
{
  corral_fact_unref (target->truth);
  target->truth = truth;
  target->truth_taken = TRUE;
}

/* What is in the columns is the truth: nothing has been laid over it yet. */
static void
take_truth (CorralFleet *self, Target *target)
{
  CorralColumns *columns = self->tables.tables[target->table];
  const CorralSchema *schema = schema_of (target->table);
  guint32 chain = corral_fleet_find_chain (self, target->tenant);
  guint32 slot = corral_columns_find (columns, chain, target->id);
  g_autofree gpointer row = NULL;

  if (chain == CORRAL_NO_SLOT || slot == CORRAL_NO_SLOT || !corral_columns_exists (columns, slot))
    {
      set_truth (target, NULL);
      return;
    }
  row = g_malloc (schema->size);
  read_row (self, target->table, slot, schema, row);
  set_truth (target, corral_fact_new (schema, row));
}

gint64
corral_fleet_get_rev (CorralFleet *self, CorralTableKind table, guint32 slot)
{
  const CorralColumns *columns = corral_fleet_get_table (self, table);
  Target *target;

  if (columns == NULL || schema_of (table) == NULL || !corral_columns_exists (columns, slot))
    return CORRAL_UNKNOWN;
  target = find_target (self, table, slot);
  if (target != NULL && target->truth == NULL)
    return CORRAL_UNKNOWN;
  return corral_columns_get_rev (columns, slot, CORRAL_SOURCE_ROW);
}

gboolean
corral_fleet_get_truth (CorralFleet *self, CorralTableKind table, guint32 slot, gpointer row)
{
  const CorralColumns *columns = corral_fleet_get_table (self, table);
  const CorralSchema *schema = columns != NULL ? schema_of (table) : NULL;
  Target *target;

  g_return_val_if_fail (schema != NULL, FALSE);
  corral_row_clear (schema, row);
  if (!corral_columns_exists (columns, slot))
    return FALSE;
  target = find_target (self, table, slot);
  if (target == NULL)
    read_row (self, table, slot, schema, row);
  else if (target->truth == NULL)
    return FALSE;
  else
    memcpy (row, target->truth, schema->size);
  return TRUE;
}

/* --- laying over ---------------------------------------------------------------------------------- */

/* All that was done to @target over @row, whose new strings are good until the next row is laid over. */
static void
overlay (CorralFleet *self, Target *target, gpointer row)
{
  CorralCollection collection;

  g_string_chunk_clear (self->intent_texts);
  corral_fleet_get_own_collection (target->table, &collection);
  for (guint i = 0; i < target->entries->len; i++)
    {
      const CorralOutboxEntry *entry = target->entries->pdata[i];

      /* What makes a row of its own leaves this one as it is. */
      if (entry->type != NULL && !entry->type->makes_row)
        corral_outbox_entry_overlay (entry, collection, row, self->intent_texts);
    }
}

static void
show (CorralFleet *self, Target *target, guint32 slot, gconstpointer row)
{
  corral_fleet_write_row (self, target->table, CORRAL_SOURCE_ROW, slot, row);
  corral_columns_set_exists (self->tables.tables[target->table], slot, TRUE);
  corral_fleet_derive (self, target->table, slot);
}

static void
hide (CorralFleet *self, CorralTableKind table, guint32 slot)
{
  CorralColumns *columns = self->tables.tables[table];

  if (!corral_columns_exists (columns, slot))
    return;
  corral_columns_set_exists (columns, slot, FALSE);
  if (table == CORRAL_TABLE_CART)
    corral_fleet_joins_leave (self, slot, NULL);
  corral_columns_clear_slot (columns, slot, CORRAL_SOURCE_ROW);
  corral_fleet_derive (self, table, slot);
}

/* Whether the cloud has had, or has, the row @id: a deleted one has a revision, too. */
static gboolean
was_there (CorralFleet *self, CorralTableKind table, guint32 chain, const char *tenant, const char *id)
{
  Target key = { .tenant = (char *) tenant, .table = table, .id = (char *) id };
  Target *target = g_hash_table_lookup (self->intents, &key);

  return (target != NULL && target->truth != NULL)
         || CORRAL_IS_KNOWN (corral_fleet_get_held (self, table, chain, id));
}

/* Fills @row with what @target's maker will make, as far as it is known. FALSE when it is not to be shown: nothing
 * waits any more, the real one is there, or the mirror has no cart that it could stand at. */
static gboolean
make_row (CorralFleet *self, Target *target, guint32 chain, const CorralSchema *schema, gpointer row)
{
  CorralColumns *carts = self->tables.tables[CORRAL_TABLE_CART];
  const CorralOutboxEntry *maker = target->maker;
  CorralCollection collection;
  CorralTicket *ticket = row;
  guint32 cart;

  if (maker == NULL || was_there (self, target->table, chain, target->tenant, target->id)
      || (maker->result != NULL && was_there (self, target->table, chain, target->tenant, maker->result)))
    return FALSE;
  cart = corral_columns_find (carts, chain, maker->target);
  if (cart == CORRAL_NO_SLOT || !corral_columns_exists (carts, cart))
    return FALSE;
  corral_row_clear (schema, row);
  corral_fleet_get_own_collection (target->table, &collection);
  g_assert (collection == CORRAL_COLLECTION_TICKET);
  if (!corral_outbox_entry_overlay (maker, collection, row, self->intent_texts))
    return FALSE;
  ticket->store = corral_columns_get_text (self->tables.tables[CORRAL_TABLE_STORE],
                                           corral_columns_get_link (carts, cart, CORRAL_CART_COL_STORE), 0);
  return TRUE;
}

/* Fills @row with what those who make @target itself make of it. FALSE when there is nothing: nobody makes it, or the cloud
 * knows all of that and has no such row. */
static gboolean
make_target (CorralFleet *self, Target *target, guint32 chain, const CorralSchema *schema, gpointer row)
{
  gboolean makes = FALSE;

  for (guint i = 0; i < target->entries->len && !makes; i++)
    {
      const CorralOutboxEntry *entry = target->entries->pdata[i];

      makes = entry->type != NULL && entry->type->makes_target;
    }
  if (!makes)
    return FALSE;
  corral_row_clear (schema, row);
  /* Of one that was deleted since, what was applied before that is gone with it. */
  ((CorralRow *) row)->rev = corral_fleet_get_held (self, target->table, chain, target->id);
  overlay (self, target, row);
  return ((CorralRow *) row)->id != NULL;
}

/* Writes the truth with all that was done to it over it. */
static void
lay (CorralFleet *self, Target *target)
{
  CorralColumns *columns = self->tables.tables[target->table];
  const CorralSchema *schema = schema_of (target->table);
  guint32 chain = corral_fleet_find_chain (self, target->tenant);
  g_autofree gpointer row = NULL;
  guint32 slot;

  if (chain == CORRAL_NO_SLOT)
    return;
  slot = corral_columns_find (columns, chain, target->id);
  if (target->truth != NULL)
    {
      row = g_memdup2 (target->truth, schema->size);
      overlay (self, target, row);
      show (self, target, slot, row);
      return;
    }
  row = g_malloc (schema->size);
  if (make_row (self, target, chain, schema, row))
    {
      overlay (self, target, row);
      show (self, target, corral_fleet_take_row (self, target->table, chain, target->id), row);
    }
  else if (make_target (self, target, chain, schema, row))
    show (self, target, corral_fleet_take_row (self, target->table, chain, target->id), row);
  else if (slot != CORRAL_NO_SLOT)
    hide (self, target->table, slot);
}

static void
lay_dependents (CorralFleet *self, Target *target)
{
  for (guint i = 0; i < target->dependents->len; i++)
    lay (self, target->dependents->pdata[i]);
}

CorralPending
corral_fleet_intents_get_pending (CorralFleet *self, CorralTableKind table, guint32 slot)
{
  const guint unconfirmed = CORRAL_OUTBOX_WAITING | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_ACCEPTED);
  Target *target = find_target (self, table, slot);
  CorralPending pending = CORRAL_PENDING_NONE;

  if (target == NULL)
    return CORRAL_PENDING_NONE;
  for (guint i = 0; i < target->entries->len; i++)
    {
      if (corral_outbox_entry_is_in (target->entries->pdata[i], CORRAL_OUTBOX_TROUBLED))
        return CORRAL_PENDING_TROUBLED;
      /* What was applied is confirmed, though the truth may not have it yet. */
      if (corral_outbox_entry_is_in (target->entries->pdata[i], unconfirmed)
          && !((const CorralOutboxEntry *) target->entries->pdata[i])->type->quiet)
        pending = CORRAL_PENDING_WAITING;
    }
  if (target->truth == NULL && target->maker != NULL && corral_outbox_entry_is_in (target->maker, unconfirmed))
    pending = CORRAL_PENDING_WAITING;
  return pending;
}

/* --- the entries ---------------------------------------------------------------------------------- */

static Target *
add_target (GHashTable *intents, const char *tenant, CorralTableKind table, const char *id)
{
  Target key = { .tenant = (char *) tenant, .table = table, .id = (char *) id };
  Target *target = g_hash_table_lookup (intents, &key);

  if (target == NULL)
    {
      target = g_new0 (Target, 1);
      target->tenant = g_strdup (tenant);
      target->table = table;
      target->id = g_strdup (id);
      target->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
      target->dependents = g_ptr_array_new ();
      g_hash_table_add (intents, target);
    }
  return target;
}

/* The table of rows of @collection that can be shown as waiting. */
static gboolean
find_table (CorralCollection collection, CorralTableKind *table)
{
  static const CorralTableKind kinds[]
      = { CORRAL_TABLE_CART, CORRAL_TABLE_ALERT, CORRAL_TABLE_FLAG, CORRAL_TABLE_TICKET, CORRAL_TABLE_INCIDENT,
          CORRAL_TABLE_MAINTENANCE, CORRAL_TABLE_CASE };
  CorralCollection own;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (corral_fleet_get_own_collection (kinds[i], &own) && own == collection)
      {
        *table = kinds[i];
        return TRUE;
      }
  return FALSE;
}

static void
add_entry (GHashTable *intents, CorralOutboxEntry *entry)
{
  CorralCollection collection;
  CorralTableKind table;
  Target *target, *made, *result;

  if (entry->settled || entry->tenant == NULL || entry->target == NULL || entry->id == NULL
      || !corral_collection_from_name (entry->target_collection, &collection) || !find_table (collection, &table))
    return;
  target = add_target (intents, entry->tenant, table, entry->target);
  g_ptr_array_add (target->entries, corral_outbox_entry_ref (entry));

  if (entry->type == NULL || !entry->type->makes_row || table != CORRAL_TABLE_CART
      || entry->type->result != CORRAL_COLLECTION_TICKET)
    return;
  made = add_target (intents, entry->tenant, CORRAL_TABLE_TICKET, entry->id);
  if (made->maker != NULL)
    return;
  made->maker = corral_outbox_entry_ref (entry);
  g_ptr_array_add (target->dependents, made);
  if (entry->result == NULL)
    return;
  result = add_target (intents, entry->tenant, CORRAL_TABLE_TICKET, entry->result);
  if (result != made)
    g_ptr_array_add (result->dependents, made);
}

/* Whether two say the same: what was meant by an id never changes. */
static gboolean
equal_entries (const CorralOutboxEntry *a, const CorralOutboxEntry *b)
{
  if (a == b)
    return TRUE;
  return a != NULL && b != NULL && strcmp (a->id, b->id) == 0 && a->state == b->state
         && a->applied_rev == b->applied_rev && g_strcmp0 (a->result, b->result) == 0;
}

static gboolean
equal_intents (const Target *a, const Target *b)
{
  if (a->entries->len != b->entries->len || !equal_entries (a->maker, b->maker))
    return FALSE;
  for (guint i = 0; i < a->entries->len; i++)
    if (!equal_entries (a->entries->pdata[i], b->entries->pdata[i]))
      return FALSE;
  return TRUE;
}

void
corral_fleet_set_intents (CorralFleet *self, GPtrArray *entries)
{
  g_autoptr (GHashTable) old = NULL;
  g_autoptr (GHashTable) intents = g_hash_table_new_full (hash_target, equal_targets, free_target, NULL);
  GHashTableIter iter;
  gpointer key;

  g_return_if_fail (CORRAL_IS_FLEET (self));
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    add_entry (intents, entries->pdata[i]);

  /* The truth goes over to whoever speaks of the same row now. */
  old = g_steal_pointer (&self->intents);
  if (old != NULL)
    {
      g_hash_table_iter_init (&iter, old);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        {
          Target *before = key;
          Target *target = g_hash_table_lookup (intents, before);

          if (target == NULL)
            continue;
          set_truth (target, g_steal_pointer (&before->truth));
          target->unchanged = equal_intents (before, target);
          g_hash_table_iter_remove (&iter);
        }
    }
  g_hash_table_iter_init (&iter, intents);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!((Target *) key)->truth_taken)
      take_truth (self, key);

  if (g_hash_table_size (intents) > 0)
    self->intents = g_steal_pointer (&intents);
  if (old != NULL)
    {
      /* Nobody speaks of these any more: the truth alone. */
      g_hash_table_iter_init (&iter, old);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        {
          Target *target = key;

          g_ptr_array_set_size (target->entries, 0);
          g_clear_pointer (&target->maker, corral_outbox_entry_unref);
          lay (self, target);
        }
    }
  if (self->intents != NULL)
    {
      g_hash_table_iter_init (&iter, self->intents);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        if (!((Target *) key)->unchanged)
          lay (self, key);
    }
  corral_fleet_touched (self);
}

/* --- when the truth changes ----------------------------------------------------------------------- */

gboolean
corral_fleet_intents_put (CorralFleet *self, CorralTableKind table, guint32 slot, gconstpointer row)
{
  Target *target = find_target (self, table, slot);

  if (target == NULL)
    return FALSE;
  set_truth (target, make_truth (schema_of (table), row));
  lay (self, target);
  lay_dependents (self, target);
  return TRUE;
}

void
corral_fleet_intents_delete (CorralFleet *self, CorralTableKind table, guint32 slot)
{
  Target *target = find_target (self, table, slot);

  if (target == NULL)
    return;
  set_truth (target, NULL);
  lay (self, target);
  lay_dependents (self, target);
}

void
corral_fleet_intents_clear (CorralFleet *self, const char *tenant_id, CorralTableKind table)
{
  GHashTableIter iter;
  gpointer key;

  if (self->intents == NULL)
    return;
  g_hash_table_iter_init (&iter, self->intents);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (((Target *) key)->table == table && strcmp (((Target *) key)->tenant, tenant_id) == 0)
      set_truth (key, NULL);
  /* What is to be made depends on rows of other tables, too. */
  g_hash_table_iter_init (&iter, self->intents);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (strcmp (((Target *) key)->tenant, tenant_id) == 0)
      lay (self, key);
}

void
corral_fleet_intents_put_tenant (CorralFleet *self, const char *tenant_id)
{
  GHashTableIter iter;
  gpointer key;

  if (self->intents == NULL)
    return;
  g_hash_table_iter_init (&iter, self->intents);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (strcmp (((Target *) key)->tenant, tenant_id) == 0)
      lay (self, key);
}

void
corral_fleet_intents_remove_tenant (CorralFleet *self, const char *tenant_id)
{
  GHashTableIter iter;
  gpointer key;

  if (self->intents == NULL)
    return;
  g_hash_table_iter_init (&iter, self->intents);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (strcmp (((Target *) key)->tenant, tenant_id) == 0)
      set_truth (key, NULL);
}

void
corral_fleet_intents_forget_revisions (CorralFleet *self, const char *tenant_id)
{
  GHashTableIter iter;
  gpointer key;

  if (self->intents == NULL)
    return;
  g_hash_table_iter_init (&iter, self->intents);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Target *target = key;
      const CorralSchema *schema = schema_of (target->table);
      g_autofree gpointer row = NULL;

      if (strcmp (target->tenant, tenant_id) != 0)
        continue;
      if (target->truth != NULL)
        {
          row = g_memdup2 (target->truth, schema->size);
          ((CorralRow *) row)->rev = CORRAL_UNKNOWN;
          set_truth (target, corral_fact_new (schema, row));
        }
      lay (self, target);
    }
}
