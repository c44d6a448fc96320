/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of the fleet as rows for a file, by the columns that it has on the screen. Main thread. */
#include "config.h"

#include "corral-export-list.h"

#include "corral-attention-text.h"
#include "corral-format.h"

#include <string.h>

/* What comes before the columns of the list. */
enum
{
  CHAIN_ID,
  STORE_NUMBER,
  LINK,
  N_BEFORE,
};

#define FLOAT_DECIMALS 2

typedef struct
{
  CorralFleet *fleet;             /* (owned) */
  gulong changed;
  CorralTableKind table;
  GArray *slots;                  /* (owned) (element-type guint32) */
  GHashTable *zones;              /* (owned) (element-type GTimeZone): by the store's slot + 1; to find one reads a file */
  GHashTable *gone;               /* (owned): slots + 1 that are not the same rows any more */
  gboolean forgotten;             /* none is */
  CorralRowList *cursor;          /* (owned): one row long */
  CorralRowItem *item;            /* (owned): it */
  const CorralTableColumn **columns; /* (owned) */
  CorralRecordType *types;        /* (owned) */
  guint n_columns;
  gboolean marked;
  gpointer data;
  CorralPlace *(*place_of) (CorralFleet *fleet, guint32 slot);
} List;

static void
list_free (gpointer data)
{
  List *self = data;

  g_signal_handler_disconnect (self->fleet, self->changed);
  g_clear_object (&self->item);
  g_object_unref (self->cursor);
  g_array_unref (self->slots);
  g_hash_table_unref (self->gone);
  g_hash_table_unref (self->zones);
  g_free (self->columns);
  g_free (self->types);
  g_object_unref (self->fleet);
  g_free (self);
}

/* A slot of a row that was deleted may be another row's afterwards, which nobody asked for. */
static void
changed_cb (CorralFleet *fleet, const CorralFleetChanges *changes, List *self)
{
  const CorralTableChanges *own = &changes->tables[self->table];

  self->forgotten = self->forgotten || own->forgotten;
  for (guint i = 0; i < own->n_gone; i++)
    g_hash_table_add (self->gone, GUINT_TO_POINTER (own->gone[i] + 1));
}

/* ---- columns -------------------------------------------------------------------------------------------- */

static guint
get_source (const CorralTableColumn *column)
{
  return column->value != 0 ? column->value : column->sort;
}

CorralRecordType
corral_export_list_get_type_of (CorralRowList *list, const CorralTableColumn *column)
{
  const CorralColumns *table
      = corral_fleet_get_table (corral_row_list_get_fleet (list), corral_row_list_get_table (list));
  guint source = get_source (column);

  if (source == CORRAL_TABLE_NO_SORT || column->as_shown
      || (column->kind != CORRAL_CELL_NUMBER && column->kind != CORRAL_CELL_TIME))
    return CORRAL_RECORD_TEXT;
  switch (corral_columns_get_spec (table, source)->type)
    {
    case CORRAL_COLUMN_INT32:
      return CORRAL_RECORD_INTEGER;
    case CORRAL_COLUMN_INT64:
      return column->kind == CORRAL_CELL_TIME ? CORRAL_RECORD_TIME : CORRAL_RECORD_INTEGER;
    case CORRAL_COLUMN_FLOAT:
    case CORRAL_COLUMN_DOUBLE:
      return CORRAL_RECORD_REAL;
    case CORRAL_COLUMN_WORD:
    case CORRAL_COLUMN_TEXT:
    case CORRAL_COLUMN_LINK:
    default:
      return CORRAL_RECORD_TEXT;
    }
}

/* "off-premises" to "off_premises": names that other programs take as they are. */
static const char *
make_key (const char *id)
{
  g_autofree char *key = g_strdelimit (g_strdup (id), "-", '_');

  return g_intern_string (key);
}

static void
add_column (List *self, CorralRowList *list, CorralExportRows *rows, const CorralTableColumn *column)
{
  CorralRecordType type = corral_export_list_get_type_of (list, column);

  if (column->render == NULL)
    return;
  self->columns[self->n_columns] = column;
  self->types[self->n_columns++] = type;
  self->marked = self->marked || column->marked;
  corral_export_rows_add_column (rows, make_key (column->id), type, FLOAT_DECIMALS);
}

/* As somebody has arranged them; those that are not shown come after those that are. */
static void
add_columns (List *self, CorralTable *table, CorralRowList *list, CorralExportRows *rows, const CorralTableColumn *columns,
             guint n_columns)
{
  g_auto (GStrv) layout = corral_table_get_layout (table);

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; layout[i] != NULL; i++)
      {
        gboolean hidden = layout[i][0] == '-';

        for (guint k = 0; k < n_columns && hidden == (pass == 1); k++)
          if (strcmp (columns[k].id, layout[i] + hidden) == 0)
            add_column (self, list, rows, &columns[k]);
      }
}

/* ---- rows ----------------------------------------------------------------------------------------------- */

static void
fill_value (List *self, guint index, CorralRecordCell *out, const char **mark)
{
  const CorralTableColumn *column = self->columns[index];
  CorralCell cell = { NULL };

  if (column->marked || self->types[index] == CORRAL_RECORD_TEXT)
    column->render (&cell, self->item, self->data);
  if (cell.mark.icon_name != NULL)
    *mark = cell.mark.word;
  switch (self->types[index])
    {
    case CORRAL_RECORD_TEXT:
      /* Not known is not a dash. */
      if (g_strcmp0 (cell.text, CORRAL_DASH) != 0)
        out->text = g_steal_pointer (&cell.text);
      break;
    case CORRAL_RECORD_REAL:
      out->real = corral_row_item_get_real (self->item, get_source (column));
      break;
    case CORRAL_RECORD_INTEGER:
    case CORRAL_RECORD_BOOLEAN:
    case CORRAL_RECORD_TIME:
    case CORRAL_RECORD_TIME_UTC:
    default:
      out->integer = corral_row_item_get_integer (self->item, get_source (column));
      break;
    }
  g_free (cell.text);
}

static void
unref_zone (gpointer zone)
{
  if (zone != NULL)
    g_time_zone_unref (zone);
}

static GTimeZone *
find_zone (List *self, guint32 store)
{
  gpointer zone;

  if (!g_hash_table_lookup_extended (self->zones, GUINT_TO_POINTER (store + 1), NULL, &zone))
    {
      zone = corral_store_get_zone (self->fleet, store);
      g_hash_table_insert (self->zones, GUINT_TO_POINTER (store + 1), zone);
    }
  return zone != NULL ? g_time_zone_ref (zone) : NULL;
}

static gboolean
fill (gpointer data, guint index, CorralRecordCell *cells, GTimeZone **zone)
{
  List *self = data;
  guint32 slot = g_array_index (self->slots, guint32, index);
  g_autoptr (CorralPlace) place = NULL;
  const char *mark = NULL;
  guint32 store;

  if (self->forgotten || g_hash_table_contains (self->gone, GUINT_TO_POINTER (slot + 1))
      || !corral_columns_exists (corral_fleet_get_table (self->fleet, self->table), slot))
    return FALSE;
  corral_row_list_set_order (self->cursor, &slot, 1);
  if (self->item == NULL)
    self->item = g_list_model_get_item (G_LIST_MODEL (self->cursor), 0);
  store = corral_row_item_get_store (self->item);
  place = self->place_of != NULL ? self->place_of (self->fleet, slot) : NULL;
  cells[CHAIN_ID].text = g_strdup (corral_row_item_get_chain_text (self->item, CORRAL_CHAIN_COL_ID));
  if (store != CORRAL_NO_SLOT)
    cells[STORE_NUMBER].integer = corral_fleet_get_integer (self->fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER);
  cells[LINK].text = place != NULL ? corral_place_to_uri (place) : NULL;
  for (guint i = 0; i < self->n_columns; i++)
    fill_value (self, i, &cells[N_BEFORE + i], &mark);
  if (self->marked)
    cells[N_BEFORE + self->n_columns].text = g_strdup (mark);
  *zone = store != CORRAL_NO_SLOT ? find_zone (self, store) : NULL;
  return TRUE;
}

CorralExportRows *
corral_export_list_new (CorralTable *table, CorralRowList *list, const CorralTableColumn *columns, guint n_columns, gpointer data,
                        CorralPlace *(*place_of) (CorralFleet *fleet, guint32 slot))
{
  List *self = g_new0 (List, 1);
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_autoptr (CorralOrder) order = corral_order_new (corral_row_list_get_table (list));
  CorralExportRows *rows = corral_export_rows_new (n_rows, fill, self, list_free);

  self->fleet = g_object_ref (corral_row_list_get_fleet (list));
  self->table = corral_row_list_get_table (list);
  self->gone = g_hash_table_new (NULL, NULL);
  self->zones = g_hash_table_new_full (NULL, NULL, NULL, unref_zone);
  self->changed = g_signal_connect (self->fleet, "changed", G_CALLBACK (changed_cb), self);
  self->slots = g_array_sized_new (FALSE, FALSE, sizeof (guint32), n_rows);
  for (guint i = 0; i < n_rows; i++)
    {
      guint32 slot = corral_row_list_get_slot (list, i);

      g_array_append_val (self->slots, slot);
    }
  /* Of its own accord it has no rows: which one stands in it is said row by row. */
  corral_order_where_slots (order, NULL, 0);
  self->cursor = corral_row_list_new (self->fleet, order);
  corral_row_list_set_asleep (self->cursor, TRUE);
  self->columns = g_new0 (const CorralTableColumn *, n_columns + 1);
  self->types = g_new0 (CorralRecordType, n_columns + 1);
  self->data = data;
  self->place_of = place_of;
  corral_export_rows_add_column (rows, "chain_id", CORRAL_RECORD_TEXT, 0);
  corral_export_rows_add_column (rows, "store_number", CORRAL_RECORD_INTEGER, 0);
  corral_export_rows_add_column (rows, "link", CORRAL_RECORD_TEXT, 0);
  add_columns (self, table, list, rows, columns, n_columns);
  if (self->marked)
    corral_export_rows_add_column (rows, "outbox", CORRAL_RECORD_TEXT, 0);
  return rows;
}
