/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Positions that are pointed at rows of the fleet mirror. Main thread. */
#include "config.h"

#include "corral-row-list.h"

#include <math.h>
#include <string.h>

/* Of so many rows, the order is worked out at once whenever it changes. */
#define LONG 2000
/* More are put in order again after so many times what it took (D), and at least so often. */
#define ORDER_SHARE 40
#define ORDER_APART_MS 500
/* While changes go on they have a frame of their own: the one in which a change arrives has enough to do. */
#define ORDER_AFTER_MS 25
#define GOES_ON_MS 2000

struct _CorralRowList
{
  GObject parent_instance;

  CorralFleet *fleet;
  gulong changed_handler;
  CorralTableKind table;
  CorralOrder *spec;
  GArray *order;     /* guint32 slots */
  GArray *spare;     /* the next order is made here */
  GHashTable *items; /* position → CorralRowItem, not owned: an item leaves when it dies */
  gboolean held;
  gboolean asleep;
  gboolean outdated;
  gboolean ordering; /* by itself */
  gint64 ordered_us; /* monotonic: when the order was worked out last, with all that followed from it */
  gint64 cost_us;    /* what that took */
  guint later;       /* a source: it is worked out when it may be again */
};

struct _CorralRowItem
{
  GObject parent_instance;

  CorralRowList *list; /* (owned): so that a bound row can always be read */
  guint position;
  guint32 slot;
  gboolean placed; /* is in list->items */
};

static void corral_row_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (CorralRowItem, corral_row_item, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (CorralRowList,
                               corral_row_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, corral_row_list_model_init))

enum
{
  ITEM_CHANGED,
  LIST_REORDERED,
  LIST_PENDING,
  LIST_SHRINKING,
  LIST_ROWS_GONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- the item ------------------------------------------------------------------------------------- */

static void
corral_row_item_finalize (GObject *object)
{
  CorralRowItem *self = CORRAL_ROW_ITEM (object);

  if (self->placed)
    g_hash_table_remove (self->list->items, GUINT_TO_POINTER (self->position));
  g_object_unref (self->list);
  G_OBJECT_CLASS (corral_row_item_parent_class)->finalize (object);
}

static void
corral_row_item_class_init (CorralRowItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_row_item_finalize;
  signals[ITEM_CHANGED] = g_signal_new ("changed", CORRAL_TYPE_ROW_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
}

static void
corral_row_item_init (CorralRowItem *self)
{
}

guint
corral_row_item_get_position (CorralRowItem *self)
{
  g_return_val_if_fail (CORRAL_IS_ROW_ITEM (self), G_MAXUINT);
  return self->position;
}

guint32
corral_row_item_get_slot (CorralRowItem *self)
{
  g_return_val_if_fail (CORRAL_IS_ROW_ITEM (self), CORRAL_NO_SLOT);
  return self->slot;
}

CorralFleet *
corral_row_item_get_fleet (CorralRowItem *self)
{
  g_return_val_if_fail (CORRAL_IS_ROW_ITEM (self), NULL);
  return self->list->fleet;
}

CorralTableKind
corral_row_item_get_table (CorralRowItem *self)
{
  g_return_val_if_fail (CORRAL_IS_ROW_ITEM (self), CORRAL_TABLE_CART);
  return self->list->table;
}

const char *
corral_row_item_get_text (CorralRowItem *self, guint column)
{
  g_return_val_if_fail (CORRAL_IS_ROW_ITEM (self), NULL);
  return corral_fleet_get_text (self->list->fleet, self->list->table, self->slot, column);
}

gint64
corral_row_item_get_integer (CorralRowItem *self, guint column)
{
  g_return_val_if_fail (CORRAL_IS_ROW_ITEM (self), CORRAL_UNKNOWN);
  return corral_fleet_get_integer (self->list->fleet, self->list->table, self->slot, column);
}

double
corral_row_item_get_real (CorralRowItem *self, guint column)
{
  g_return_val_if_fail (CORRAL_IS_ROW_ITEM (self), NAN);
  return corral_fleet_get_real (self->list->fleet, self->list->table, self->slot, column);
}

const char *
corral_row_item_get_id (CorralRowItem *self)
{
  return corral_row_item_get_text (self, 0);
}

/* The row itself when the list is one of @target, else what its first link to that table points at. */
static guint32
get_linked (CorralRowItem *self, CorralTableKind target)
{
  guint n_columns;
  const CorralColumnSpec *specs;

  g_return_val_if_fail (CORRAL_IS_ROW_ITEM (self), CORRAL_NO_SLOT);
  if (self->list->table == target)
    return self->slot;
  specs = corral_table_get_specs (self->list->table, &n_columns);
  for (guint i = 0; i < n_columns; i++)
    if (specs[i].type == CORRAL_COLUMN_LINK && specs[i].target == (guint) target)
      return corral_fleet_get_link (self->list->fleet, self->list->table, self->slot, i);
  return CORRAL_NO_SLOT;
}

guint32
corral_row_item_get_chain (CorralRowItem *self)
{
  return get_linked (self, CORRAL_TABLE_CHAIN);
}

guint32
corral_row_item_get_store (CorralRowItem *self)
{
  return get_linked (self, CORRAL_TABLE_STORE);
}

guint32
corral_row_item_get_cart (CorralRowItem *self)
{
  return get_linked (self, CORRAL_TABLE_CART);
}

const char *
corral_row_item_get_chain_text (CorralRowItem *self, guint column)
{
  return corral_fleet_get_text (corral_row_item_get_fleet (self), CORRAL_TABLE_CHAIN,
                                corral_row_item_get_chain (self), column);
}

const char *
corral_row_item_get_store_text (CorralRowItem *self, guint column)
{
  return corral_fleet_get_text (corral_row_item_get_fleet (self), CORRAL_TABLE_STORE,
                                corral_row_item_get_store (self), column);
}

const char *
corral_row_item_get_cart_text (CorralRowItem *self, guint column)
{
  return corral_fleet_get_text (corral_row_item_get_fleet (self), CORRAL_TABLE_CART,
                                corral_row_item_get_cart (self), column);
}

/* --- the list as a model -------------------------------------------------------------------------- */

static GType
corral_row_list_get_item_type (GListModel *model)
{
  return CORRAL_TYPE_ROW_ITEM;
}

static guint
corral_row_list_get_n_items (GListModel *model)
{
  return CORRAL_ROW_LIST (model)->order->len;
}

static gpointer
corral_row_list_get_item (GListModel *model, guint position)
{
  CorralRowList *self = CORRAL_ROW_LIST (model);
  CorralRowItem *item;

  if (position >= self->order->len)
    return NULL;
  item = g_hash_table_lookup (self->items, GUINT_TO_POINTER (position));
  if (item != NULL)
    return g_object_ref (item);

  item = g_object_new (CORRAL_TYPE_ROW_ITEM, NULL);
  item->list = g_object_ref (self);
  item->position = position;
  item->slot = g_array_index (self->order, guint32, position);
  item->placed = TRUE;
  g_hash_table_insert (self->items, GUINT_TO_POINTER (position), item);
  return item;
}

static void
corral_row_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = corral_row_list_get_item_type;
  iface->get_n_items = corral_row_list_get_n_items;
  iface->get_item = corral_row_list_get_item;
}

/* --- pointing anew -------------------------------------------------------------------------------- */

static gboolean
contains_slot (const guint32 *slots, guint n_slots, guint32 slot)
{
  guint low = 0, high = n_slots;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (slots[middle] < slot)
        low = middle + 1;
      else
        high = middle;
    }
  return low < n_slots && slots[low] == slot;
}

static int
compare_positions (gconstpointer a, gconstpointer b)
{
  guint x = (*(CorralRowItem *const *) a)->position, y = (*(CorralRowItem *const *) b)->position;

  return (x > y) - (x < y);
}

/* From the top down, as people read. */
static void
tell_items (GPtrArray *told)
{
  g_ptr_array_sort (told, compare_positions);
  for (guint i = 0; i < told->len; i++)
    g_signal_emit (told->pdata[i], signals[ITEM_CHANGED], 0);
}

/* Points every live item at what now stands at its position; those that point elsewhere, or whose row is in
 * @changed, signal once, after all of them and the length are as they shall be. */
static void
repoint (CorralRowList *self, guint old_n, const guint32 *changed, guint n_changed)
{
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = self->order->len;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      CorralRowItem *item = value;
      guint32 slot
        = item->position < n ? g_array_index (self->order, guint32, item->position) : CORRAL_NO_SLOT;
      gboolean same = slot == item->slot;

      item->slot = slot;
      if (slot == CORRAL_NO_SLOT)
        {
          item->placed = FALSE;
          g_hash_table_iter_remove (&iter);
        }
      if (!same || contains_slot (changed, n_changed, slot))
        g_ptr_array_add (told, g_object_ref (item));
    }

  if (n < old_n)
    g_list_model_items_changed (G_LIST_MODEL (self), n, old_n - n, 0);
  else if (n > old_n)
    g_list_model_items_changed (G_LIST_MODEL (self), old_n, 0, n - old_n);
  tell_items (told);
}

/* Takes self->spare as the order. */
static void
swap_order (CorralRowList *self, const guint32 *changed, guint n_changed)
{
  guint old_n = self->order->len;
  gboolean same
      = old_n == self->spare->len
        && (old_n == 0 || memcmp (self->order->data, self->spare->data, old_n * sizeof (guint32)) == 0);
  GArray *old = self->order;

  if (self->spare->len < old_n)
    g_signal_emit (self, signals[LIST_SHRINKING], 0, self->spare->len);
  self->order = self->spare;
  self->spare = old;
  self->outdated = FALSE;
  repoint (self, old_n, changed, n_changed);
  if (!same)
    g_signal_emit (self, signals[LIST_REORDERED], 0);
}

/* Works the order out now. @changed: rows that have changed otherwise. */
static void
run_order (CorralRowList *self, const guint32 *changed, guint n_changed)
{
  gint64 began_us = g_get_monotonic_time ();

  g_clear_handle_id (&self->later, g_source_remove);
  corral_order_run (self->spec, self->fleet, self->spare);
  swap_order (self, changed, n_changed);
  self->ordered_us = g_get_monotonic_time ();
  self->cost_us = self->ordered_us - began_us;
}

static gboolean
on_later (gpointer data)
{
  CorralRowList *self = data;

  self->later = 0;
  if (self->outdated && !self->held && !self->asleep)
    {
      self->ordering = TRUE;
      run_order (self, NULL, 0);
      self->ordering = FALSE;
    }
  return G_SOURCE_REMOVE;
}

/* A long list that changes all the time is put in order as often as people can read it, not as often as it changes. */
static gboolean
may_order_now (CorralRowList *self)
{
  gint64 apart_us = MIN (self->cost_us * ORDER_SHARE, ORDER_APART_MS * 1000);
  gint64 since_us = g_get_monotonic_time () - self->ordered_us;
  guint later_ms;

  if (MAX (self->order->len, corral_columns_get_n_rows (corral_fleet_get_table (self->fleet, self->table))) < LONG
      || self->ordered_us == 0 || since_us >= GOES_ON_MS * 1000)
    return TRUE;
  /* A frame that is due is drawn first: what arrived for it and this would be too much for one. */
  later_ms = (guint) MAX ((apart_us - since_us) / 1000 + 1, ORDER_AFTER_MS);
  if (self->later == 0)
    self->later = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, later_ms, on_later, self, NULL);
  return FALSE;
}

/* Rows that were deleted do not stand in the list until it is put in order again: their slots may be other rows by then. */
static void
take_out (CorralRowList *self, const guint32 *gone, guint n_gone, const guint32 *changed, guint n_changed)
{
  gboolean outdated = self->outdated;
  g_autofree guint8 *is_gone
      = g_new0 (guint8, corral_columns_get_n_slots (corral_fleet_get_table (self->fleet, self->table)) + 1);
  const guint32 *order = (const guint32 *) (gpointer) self->order->data;
  guint32 *kept;
  guint n_kept = 0;

  for (guint i = 0; i < n_gone; i++)
    is_gone[gone[i]] = TRUE;
  g_array_set_size (self->spare, self->order->len);
  kept = (guint32 *) (gpointer) self->spare->data;
  for (guint i = 0; i < self->order->len; i++)
    {
      kept[n_kept] = order[i];
      n_kept += !is_gone[order[i]];
    }
  g_array_set_size (self->spare, n_kept);
  swap_order (self, changed, n_changed);
  self->outdated = outdated;
}

static void
on_fleet_changed (CorralFleet *fleet, const CorralFleetChanges *changes, CorralRowList *self)
{
  const CorralTableChanges *own = &changes->tables[self->table];
  gboolean links_changed = FALSE;
  gboolean was_outdated = self->outdated;

  if (corral_order_is_touched (self->spec, changes))
    self->outdated = TRUE;
  if (own->n_gone > 0)
    g_signal_emit (self, signals[LIST_ROWS_GONE], 0, own->gone, own->n_gone);

  /* A slot that was given back may be another row by now: such an order cannot be kept, held or not. */
  if (self->outdated && (own->forgotten || (!self->held && !self->asleep && may_order_now (self))))
    run_order (self, own->slots, own->n_slots);
  else if (own->n_gone > 0)
    take_out (self, own->gone, own->n_gone, own->slots, own->n_slots);
  else if (own->n_slots > 0)
    corral_row_list_notify_slots (self, own->slots, own->n_slots);

  /* Rows show names of their chain, store and cart, too. They seldom change; then all that live read anew. */
  for (guint i = CORRAL_TABLE_CHAIN; i <= CORRAL_TABLE_CART; i++)
    {
      gboolean descending;
      guint tie = corral_table_get_tie_column ((CorralTableKind) i, &descending);
      guint64 names = G_GUINT64_CONSTANT (1) << tie;

      if (i == CORRAL_TABLE_STORE)
        names |= G_GUINT64_CONSTANT (1) << CORRAL_STORE_COL_NAME;
      if (i != (guint) self->table && (changes->tables[i].rows || (changes->tables[i].columns & names) != 0))
        links_changed = TRUE;
    }
  if (links_changed)
    corral_row_list_notify_slots (self, (const guint32 *) (gpointer) self->order->data, self->order->len);
  if (self->outdated && (!was_outdated || own->rows))
    g_signal_emit (self, signals[LIST_PENDING], 0);
}

guint
corral_row_list_get_n_new (CorralRowList *self)
{
  const CorralColumns *table;
  g_autofree guint8 *stands = NULL;
  guint n = 0;

  g_return_val_if_fail (CORRAL_IS_ROW_LIST (self), 0);
  if (!self->outdated)
    return 0;
  table = corral_fleet_get_table (self->fleet, self->table);
  stands = g_new0 (guint8, corral_columns_get_n_slots (table) + 1);
  for (guint i = 0; i < self->order->len; i++)
    stands[g_array_index (self->order, guint32, i)] = TRUE;
  corral_order_run (self->spec, self->fleet, self->spare);
  for (guint i = 0; i < self->spare->len; i++)
    n += !stands[g_array_index (self->spare, guint32, i)];
  return n;
}

void
corral_row_list_notify_slots (CorralRowList *self, const guint32 *slots, guint n_slots)
{
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean all;
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (CORRAL_IS_ROW_LIST (self));
  all = slots == (const guint32 *) (gpointer) self->order->data;
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (all || contains_slot (slots, n_slots, CORRAL_ROW_ITEM (value)->slot))
      g_ptr_array_add (told, g_object_ref (value));
  tell_items (told);
}

/* --- the list ------------------------------------------------------------------------------------- */

static void
corral_row_list_dispose (GObject *object)
{
  CorralRowList *self = CORRAL_ROW_LIST (object);

  g_clear_signal_handler (&self->changed_handler, self->fleet);
  g_clear_handle_id (&self->later, g_source_remove);
  G_OBJECT_CLASS (corral_row_list_parent_class)->dispose (object);
}

static void
corral_row_list_finalize (GObject *object)
{
  CorralRowList *self = CORRAL_ROW_LIST (object);

  g_clear_object (&self->fleet);
  g_clear_pointer (&self->spec, corral_order_unref);
  g_array_unref (self->order);
  g_array_unref (self->spare);
  g_hash_table_unref (self->items);
  G_OBJECT_CLASS (corral_row_list_parent_class)->finalize (object);
}

static void
corral_row_list_class_init (CorralRowListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_row_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_row_list_finalize;
  signals[LIST_REORDERED] = g_signal_new ("reordered", CORRAL_TYPE_ROW_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[LIST_SHRINKING] = g_signal_new ("shrinking", CORRAL_TYPE_ROW_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[LIST_ROWS_GONE] = g_signal_new ("rows-gone", CORRAL_TYPE_ROW_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_UINT);
  signals[LIST_PENDING] = g_signal_new ("pending", CORRAL_TYPE_ROW_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
}

static void
corral_row_list_init (CorralRowList *self)
{
  self->order = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->spare = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->items = g_hash_table_new (NULL, NULL);
}

CorralRowList *
corral_row_list_new (CorralFleet *fleet, CorralOrder *order)
{
  CorralRowList *self;

  g_return_val_if_fail (CORRAL_IS_FLEET (fleet), NULL);
  g_return_val_if_fail (order != NULL, NULL);
  self = g_object_new (CORRAL_TYPE_ROW_LIST, NULL);
  self->fleet = g_object_ref (fleet);
  self->table = corral_order_get_table (order);
  self->spec = corral_order_ref (order);
  corral_order_run (order, fleet, self->order);
  self->changed_handler = g_signal_connect (fleet, "changed", G_CALLBACK (on_fleet_changed), self);
  return self;
}

void
corral_row_list_set_spec (CorralRowList *self, CorralOrder *order)
{
  g_return_if_fail (CORRAL_IS_ROW_LIST (self));
  g_return_if_fail (corral_order_get_table (order) == self->table);

  corral_order_ref (order);
  corral_order_unref (self->spec);
  self->spec = order;
  run_order (self, NULL, 0);
}

CorralOrder *
corral_row_list_get_spec (CorralRowList *self)
{
  g_return_val_if_fail (CORRAL_IS_ROW_LIST (self), NULL);
  return self->spec;
}

gboolean
corral_row_list_is_ordering (CorralRowList *self)
{
  g_return_val_if_fail (CORRAL_IS_ROW_LIST (self), FALSE);
  return self->ordering;
}

void
corral_row_list_refresh (CorralRowList *self)
{
  g_return_if_fail (CORRAL_IS_ROW_LIST (self));
  if (self->outdated)
    run_order (self, NULL, 0);
}

void
corral_row_list_set_held (CorralRowList *self, gboolean held)
{
  g_return_if_fail (CORRAL_IS_ROW_LIST (self));
  self->held = held;
  if (!held)
    corral_row_list_refresh (self);
}

void
corral_row_list_set_asleep (CorralRowList *self, gboolean asleep)
{
  g_return_if_fail (CORRAL_IS_ROW_LIST (self));
  self->asleep = asleep;
  if (!asleep && !self->held)
    corral_row_list_refresh (self);
}

gboolean
corral_row_list_get_held (CorralRowList *self)
{
  g_return_val_if_fail (CORRAL_IS_ROW_LIST (self), FALSE);
  return self->held;
}

void
corral_row_list_set_order (CorralRowList *self, const guint32 *slots, guint n_slots)
{
  g_return_if_fail (CORRAL_IS_ROW_LIST (self));
  g_array_set_size (self->spare, 0);
  g_array_append_vals (self->spare, slots, n_slots);
  swap_order (self, NULL, 0);
}

guint
corral_row_list_find_slot (CorralRowList *self, guint32 slot)
{
  const guint32 *order;

  g_return_val_if_fail (CORRAL_IS_ROW_LIST (self), G_MAXUINT);
  order = (const guint32 *) (gpointer) self->order->data;
  for (guint i = 0; i < self->order->len; i++)
    if (order[i] == slot)
      return i;
  return G_MAXUINT;
}

guint32
corral_row_list_get_slot (CorralRowList *self, guint position)
{
  g_return_val_if_fail (CORRAL_IS_ROW_LIST (self), CORRAL_NO_SLOT);
  return position < self->order->len ? g_array_index (self->order, guint32, position) : CORRAL_NO_SLOT;
}

CorralFleet *
corral_row_list_get_fleet (CorralRowList *self)
{
  g_return_val_if_fail (CORRAL_IS_ROW_LIST (self), NULL);
  return self->fleet;
}

CorralTableKind
corral_row_list_get_table (CorralRowList *self)
{
  g_return_val_if_fail (CORRAL_IS_ROW_LIST (self), CORRAL_TABLE_CART);
  return self->table;
}

guint
corral_row_list_get_n_live (CorralRowList *self)
{
  g_return_val_if_fail (CORRAL_IS_ROW_LIST (self), 0);
  return g_hash_table_size (self->items);
}
