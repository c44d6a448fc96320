/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares rows. The test's thread. */
#include "cache-rows.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

void
cache_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      cache_remove_tree (child);
    }
  g_remove (path);
}

static gboolean
collect (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  gpointer fact = corral_fact_new (schema, row);

  g_assert_true (g_hash_table_insert (data, (gpointer) ((const CorralRow *) fact)->id, fact));
  return TRUE;
}

GHashTable *
cache_load_rows (CorralCache *cache, const char *tenant, CorralCollection collection, GError **error)
{
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, corral_fact_unref);

  if (!corral_cache_load (cache, tenant, collection, collect, rows, NULL, error))
    return NULL;
  return g_steal_pointer (&rows);
}

/* "98.50 100.00" is "98.5 100": the same numbers, spelled as they came. */
static gboolean
same_numbers (const char *a, const char *b)
{
  g_auto (GStrv) left = g_strsplit (a != NULL ? a : "", " ", -1);
  g_auto (GStrv) right = g_strsplit (b != NULL ? b : "", " ", -1);

  if ((a == NULL) != (b == NULL) || g_strv_length (left) != g_strv_length (right))
    return FALSE;
  for (guint i = 0; left[i] != NULL; i++)
    if (strcmp (left[i], right[i]) != 0
        && (*left[i] == '-' || g_ascii_strtod (left[i], NULL) != g_ascii_strtod (right[i], NULL)))
      return FALSE;
  return TRUE;
}

static gboolean
same_value (const CorralField *field, gconstpointer a, gconstpointer b)
{
  if (field->type == CORRAL_FIELD_NUMBERS)
    return same_numbers (corral_row_get_string (a, field), corral_row_get_string (b, field));
  if (corral_field_is_string (field))
    return g_strcmp0 (corral_row_get_string (a, field), corral_row_get_string (b, field)) == 0;
  if (field->type == CORRAL_FIELD_REAL)
    {
      double left = corral_row_get_real (a, field);
      double right = corral_row_get_real (b, field);

      return left == right || (isnan (left) && isnan (right));
    }
  return corral_row_get_integer (a, field) == corral_row_get_integer (b, field);
}

char *
cache_differs (CorralCache *cache, const char *tenant, CorralBatch *expected)
{
  const CorralSchema *schema = expected->schema;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) held = cache_load_rows (cache, tenant, expected->collection, &error);

  if (held == NULL)
    return g_strdup_printf ("%s: %s cannot be read: %s", tenant, schema->name, error->message);
  for (guint i = 0; i < expected->n_rows; i++)
    {
      const CorralRow *row = corral_batch_get_row (expected, i);
      const CorralRow *mine = g_hash_table_lookup (held, row->id);

      if (mine == NULL)
        return g_strdup_printf ("%s: %s %s is missing", tenant, schema->name, row->id);
      for (guint k = 0; k < schema->n_fields; k++)
        if (!same_value (&schema->fields[k], row, mine))
          return g_strdup_printf ("%s: %s %s differs in %s", tenant, schema->name, row->id, schema->fields[k].name);
    }
  if (g_hash_table_size (held) != expected->n_rows)
    return g_strdup_printf ("%s: %u rows of %s are held, there are %u", tenant, g_hash_table_size (held), schema->name,
                            expected->n_rows);
  return NULL;
}
