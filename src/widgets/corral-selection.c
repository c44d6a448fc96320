/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows are selected, whatever position they stand at. GTK asks by position; we translate. Main thread. */
#include "config.h"

#include "corral-selection.h"

struct _CorralSelection
{
  GObject parent_instance;

  GListModel *rows; /* (owned) */
  const CorralRowSource *source;
  GHashTable *slots; /* (owned): a set; slot + 1, since 0 is NULL */
  gboolean multiple;
  GArray *told; /* (owned) (nullable) (element-type guint): positions that the view has as selected; NULL: too many */
};

/* Where more are selected the view asks for all of its rows anew. */
#define FEW 8

enum
{
  SELECTED_ROWS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void corral_selection_list_model_init (GListModelInterface *iface);
static void corral_selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CorralSelection, corral_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, corral_selection_list_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          corral_selection_model_init))

#define KEY(slot) GSIZE_TO_POINTER ((gsize) (slot) + 1)
#define SLOT(key) ((guint32) (GPOINTER_TO_SIZE (key) - 1))

static GType
corral_selection_get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (CORRAL_SELECTION (model)->rows);
}

static guint
corral_selection_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (CORRAL_SELECTION (model)->rows);
}

static gpointer
corral_selection_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (CORRAL_SELECTION (model)->rows, position);
}

static void
corral_selection_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = corral_selection_get_item_type;
  iface->get_n_items = corral_selection_get_n_items;
  iface->get_item = corral_selection_get_item;
}

static gboolean
corral_selection_is_selected (GtkSelectionModel *model, guint position)
{
  CorralSelection *self = CORRAL_SELECTION (model);
  guint32 slot;

  if (g_hash_table_size (self->slots) == 0 || position >= g_list_model_get_n_items (self->rows))
    return FALSE;
  slot = self->source->get_slot (self->rows, position);
  return slot != G_MAXUINT32 && g_hash_table_contains (self->slots, KEY (slot));
}

static GtkBitset *
corral_selection_get_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  GtkBitset *set = gtk_bitset_new_empty ();

  for (guint i = 0; i < n_items; i++)
    if (corral_selection_is_selected (model, position + i))
      gtk_bitset_add (set, position + i);
  return set;
}

/* (nullable): the positions of what is selected, when that is not too much to be looked for. */
static GArray *
list_positions (CorralSelection *self)
{
  GArray *positions;
  guint n = g_list_model_get_n_items (self->rows);
  GHashTableIter iter;
  gpointer key;

  if (g_hash_table_size (self->slots) > FEW)
    return NULL;
  positions = g_array_new (FALSE, FALSE, sizeof (guint));
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint position = self->source->find_slot (self->rows, SLOT (key));

      if (position < n)
        g_array_append_val (positions, position);
    }
  return positions;
}

static gboolean
has_position (GArray *positions, guint position)
{
  for (guint i = 0; i < positions->len; i++)
    if (g_array_index (positions, guint, i) == position)
      return TRUE;
  return FALSE;
}

/* Those that are in one list alone. */
static void
tell_of_one (CorralSelection *self, GArray *in, GArray *not_in)
{
  for (guint i = 0; i < in->len; i++)
    {
      guint position = g_array_index (in, guint, i);

      if (!has_position (not_in, position) && position < g_list_model_get_n_items (self->rows))
        gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, 1);
    }
}

/* Each position that is told of has GTK bind that row's cells anew: of 200 rows only those that are another's now. */
static void
tell (CorralSelection *self)
{
  g_autoptr (GArray) before = g_steal_pointer (&self->told);
  g_autoptr (GArray) now = list_positions (self);
  guint n = g_list_model_get_n_items (self->rows);

  self->told = now != NULL ? g_array_ref (now) : NULL;
  if (before != NULL && now != NULL)
    {
      tell_of_one (self, before, now);
      tell_of_one (self, now, before);
    }
  else if (n > 0)
    {
      gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
    }
}

static void
changed (CorralSelection *self)
{
  tell (self);
  g_signal_emit (self, signals[SELECTED_ROWS_CHANGED], 0);
}

static gboolean
add (CorralSelection *self, guint position)
{
  guint32 slot = position < g_list_model_get_n_items (self->rows)
                     ? self->source->get_slot (self->rows, position)
                     : G_MAXUINT32;

  return slot != G_MAXUINT32 && g_hash_table_add (self->slots, KEY (slot));
}

static gboolean
corral_selection_select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  CorralSelection *self = CORRAL_SELECTION (model);

  if (corral_selection_is_selected (model, position) && (!unselect_rest || g_hash_table_size (self->slots) == 1))
    return TRUE;
  if (unselect_rest || !self->multiple)
    g_hash_table_remove_all (self->slots);
  add (self, position);
  changed (self);
  return TRUE;
}

static gboolean
corral_selection_unselect_item (GtkSelectionModel *model, guint position)
{
  CorralSelection *self = CORRAL_SELECTION (model);

  if (!corral_selection_is_selected (model, position))
    return TRUE;
  g_hash_table_remove (self->slots, KEY (self->source->get_slot (self->rows, position)));
  changed (self);
  return TRUE;
}

static gboolean
corral_selection_select_range (GtkSelectionModel *model, guint position, guint n_items, gboolean unselect_rest)
{
  CorralSelection *self = CORRAL_SELECTION (model);

  if (!self->multiple)
    return FALSE;
  if (unselect_rest)
    g_hash_table_remove_all (self->slots);
  for (guint i = 0; i < n_items; i++)
    add (self, position + i);
  changed (self);
  return TRUE;
}

static gboolean
corral_selection_unselect_range (GtkSelectionModel *model, guint position, guint n_items)
{
  CorralSelection *self = CORRAL_SELECTION (model);

  for (guint i = 0; i < n_items; i++)
    if (corral_selection_is_selected (model, position + i))
      g_hash_table_remove (self->slots, KEY (self->source->get_slot (self->rows, position + i)));
  changed (self);
  return TRUE;
}

static gboolean
corral_selection_select_all (GtkSelectionModel *model)
{
  return corral_selection_select_range (model, 0, g_list_model_get_n_items (G_LIST_MODEL (model)), FALSE);
}

static gboolean
corral_selection_unselect_all (GtkSelectionModel *model)
{
  CorralSelection *self = CORRAL_SELECTION (model);

  if (g_hash_table_size (self->slots) == 0)
    return TRUE;
  g_hash_table_remove_all (self->slots);
  changed (self);
  return TRUE;
}

/* Of the positions in @mask, those in @selected are to be selected and the others not. */
static gboolean
corral_selection_set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  CorralSelection *self = CORRAL_SELECTION (model);
  GtkBitsetIter iter;
  guint position;

  for (gboolean ok = gtk_bitset_iter_init_first (&iter, mask, &position); ok;
       ok = gtk_bitset_iter_next (&iter, &position))
    {
      guint32 slot = position < g_list_model_get_n_items (self->rows)
                         ? self->source->get_slot (self->rows, position)
                         : G_MAXUINT32;

      if (slot == G_MAXUINT32)
        continue;
      if (!gtk_bitset_contains (selected, position))
        g_hash_table_remove (self->slots, KEY (slot));
      else
        {
          if (!self->multiple)
            g_hash_table_remove_all (self->slots);
          g_hash_table_add (self->slots, KEY (slot));
        }
    }
  changed (self);
  return TRUE;
}

static void
corral_selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = corral_selection_is_selected;
  iface->get_selection_in_range = corral_selection_get_in_range;
  iface->select_item = corral_selection_select_item;
  iface->unselect_item = corral_selection_unselect_item;
  iface->select_range = corral_selection_select_range;
  iface->unselect_range = corral_selection_unselect_range;
  iface->select_all = corral_selection_select_all;
  iface->unselect_all = corral_selection_unselect_all;
  iface->set_selection = corral_selection_set_selection;
}

static void
corral_selection_finalize (GObject *object)
{
  CorralSelection *self = CORRAL_SELECTION (object);

  g_clear_object (&self->rows);
  g_hash_table_unref (self->slots);
  g_clear_pointer (&self->told, g_array_unref);

  G_OBJECT_CLASS (corral_selection_parent_class)->finalize (object);
}

static void
corral_selection_class_init (CorralSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_selection_finalize;

  signals[SELECTED_ROWS_CHANGED]
      = g_signal_new ("selected-rows-changed", CORRAL_TYPE_SELECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 0);
}

static void
corral_selection_init (CorralSelection *self)
{
  self->slots = g_hash_table_new (NULL, NULL);
  self->told = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
on_items_changed (GListModel *rows, guint position, guint removed, guint added, CorralSelection *self)
{
  /* What stood behind stands elsewhere now, and the view knows it there. */
  for (guint i = self->told != NULL ? self->told->len : 0; i > 0 && self->told != NULL; i--)
    {
      guint told = g_array_index (self->told, guint, i - 1);

      if (told >= position + removed)
        g_array_index (self->told, guint, i - 1) = told - removed + added;
      else if (told >= position)
        g_array_remove_index (self->told, i - 1);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
on_reordered (GListModel *rows, CorralSelection *self)
{
  /* The same rows at other positions. */
  if (g_hash_table_size (self->slots) > 0)
    tell (self);
}

/* Their slots will be other rows, which nobody selected. */
static void
on_rows_gone (GListModel *rows, const guint32 *slots, guint n, CorralSelection *self)
{
  guint n_before = g_hash_table_size (self->slots);

  for (guint i = 0; i < n && g_hash_table_size (self->slots) > 0; i++)
    g_hash_table_remove (self->slots, KEY (slots[i]));
  if (g_hash_table_size (self->slots) != n_before)
    changed (self);
}

CorralSelection *
corral_selection_new (GListModel *rows, const CorralRowSource *source, gboolean multiple)
{
  CorralSelection *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (rows) && source != NULL, NULL);

  self = g_object_new (CORRAL_TYPE_SELECTION, NULL);
  self->rows = g_object_ref (rows);
  self->source = source;
  self->multiple = multiple;
  g_signal_connect_object (rows, "items-changed", G_CALLBACK (on_items_changed), self, 0);
  if (g_signal_lookup ("reordered", G_OBJECT_TYPE (rows)) != 0)
    g_signal_connect_object (rows, "reordered", G_CALLBACK (on_reordered), self, 0);
  if (g_signal_lookup ("rows-gone", G_OBJECT_TYPE (rows)) != 0)
    g_signal_connect_object (rows, "rows-gone", G_CALLBACK (on_rows_gone), self, 0);
  return self;
}

GListModel *
corral_selection_get_rows (CorralSelection *self)
{
  g_return_val_if_fail (CORRAL_IS_SELECTION (self), NULL);

  return self->rows;
}

guint
corral_selection_get_n_selected (CorralSelection *self)
{
  g_return_val_if_fail (CORRAL_IS_SELECTION (self), 0);

  return g_hash_table_size (self->slots);
}

gboolean
corral_selection_contains (CorralSelection *self, guint32 slot)
{
  g_return_val_if_fail (CORRAL_IS_SELECTION (self), FALSE);

  return g_hash_table_contains (self->slots, KEY (slot));
}

guint32
corral_selection_get_only (CorralSelection *self)
{
  GHashTableIter iter;
  gpointer key = NULL;

  g_return_val_if_fail (CORRAL_IS_SELECTION (self), G_MAXUINT32);

  if (g_hash_table_size (self->slots) != 1)
    return G_MAXUINT32;
  g_hash_table_iter_init (&iter, self->slots);
  g_hash_table_iter_next (&iter, &key, NULL);
  return SLOT (key);
}

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

GArray *
corral_selection_list (CorralSelection *self)
{
  GArray *list;
  GHashTableIter iter;
  gpointer key;

  g_return_val_if_fail (CORRAL_IS_SELECTION (self), NULL);

  list = g_array_sized_new (FALSE, FALSE, sizeof (guint32), g_hash_table_size (self->slots));
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint32 slot = SLOT (key);

      g_array_append_val (list, slot);
    }
  g_array_sort (list, compare_slots);
  return list;
}

void
corral_selection_set (CorralSelection *self, const guint32 *slots, guint n_slots)
{
  gboolean same = TRUE;

  g_return_if_fail (CORRAL_IS_SELECTION (self));
  g_return_if_fail (self->multiple || n_slots <= 1);

  for (guint i = 0; i < n_slots; i++)
    same = same && g_hash_table_contains (self->slots, KEY (slots[i]));
  if (same && g_hash_table_size (self->slots) == n_slots)
    return;
  g_hash_table_remove_all (self->slots);
  for (guint i = 0; i < n_slots; i++)
    if (slots[i] != G_MAXUINT32)
      g_hash_table_add (self->slots, KEY (slots[i]));
  changed (self);
}
