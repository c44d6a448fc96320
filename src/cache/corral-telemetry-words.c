/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that columns of words point to (access points): numbers of telemetry.db's table of words in the file, places in
 * the columns' own list in memory. Written on the "writer" worker, read on the caller's thread. */
#include "config.h"

#include "corral-telemetry-private.h"

#include "corral-metric.h"

#include <math.h>
#include <string.h>

gboolean
corral_telemetry_is_word_column (const char *name)
{
  const char *aspect = strchr (name, '.');
  g_autofree char *metric = aspect != NULL ? g_strndup (name, (gsize) (aspect - name)) : g_strdup (name);
  CorralMetricKind kind;

  return corral_metric_find (metric, &kind) && kind == CORRAL_METRIC_WORD
         && (aspect == NULL || strcmp (aspect, ".min") == 0 || strcmp (aspect, ".max") == 0);
}

gboolean
corral_telemetry_store_words (CorralConnection *db, char *const *words, GArray *numbers, GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (db,
                                   "INSERT INTO word (word) VALUES (?1)"
                                   " ON CONFLICT (word) DO UPDATE SET word=excluded.word RETURNING pk",
                                   error);
  int rc;

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      gint64 pk = 0;

      sqlite3_bind_text (statement, 1, words[i], -1, SQLITE_STATIC);
      rc = sqlite3_step (statement);
      if (rc == SQLITE_ROW)
        pk = sqlite3_column_int64 (statement, 0);
      sqlite3_reset (statement);
      if (rc != SQLITE_ROW)
        return corral_database_fail (db->db, rc, error);
      g_array_append_val (numbers, pk);
    }
  return TRUE;
}

/* The place of word number @number, which is read when it is met first; NAN when there is none. */
static gboolean
find_place (sqlite3_stmt *statement, GHashTable *places, GPtrArray *words, double number, double *place, int *rc)
{
  gint64 pk = (gint64) number;
  gpointer known;

  *rc = SQLITE_OK;
  if (g_hash_table_lookup_extended (places, &pk, NULL, &known))
    {
      *place = GPOINTER_TO_INT (known);
      return TRUE;
    }
  sqlite3_bind_int64 (statement, 1, pk);
  *rc = sqlite3_step (statement);
  *place = (double) NAN;
  if (*rc == SQLITE_ROW)
    {
      *place = words->len;
      g_hash_table_insert (places, g_memdup2 (&pk, sizeof pk), GINT_TO_POINTER ((int) words->len));
      g_ptr_array_add (words, g_strdup ((const char *) sqlite3_column_text (statement, 0)));
    }
  sqlite3_reset (statement);
  return *rc == SQLITE_ROW || *rc == SQLITE_DONE;
}

gboolean
corral_telemetry_read_words (CorralConnection *db, CorralTelemetryColumns *columns, int *rc)
{
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *statement = NULL;

  *rc = SQLITE_OK;
  for (guint c = 0; c < columns->n_columns; c++)
    for (guint i = 0; i < columns->n_times && corral_telemetry_is_word_column (columns->names[c]); i++)
      {
        double *value = &columns->values[c][i];

        if (isnan (*value))
          continue;
        /* Not before it is needed: a file that only an older Corral wrote has no such table, and no such values. */
        if (statement == NULL)
          statement = corral_connection_prepare (db, "SELECT word FROM word WHERE pk=?1", NULL);
        if (statement == NULL)
          {
            *rc = SQLITE_CORRUPT;
            return FALSE;
          }
        if (!find_place (statement, places, words, *value, value, rc))
          return FALSE;
      }
  if (words->len > 0)
    {
      g_ptr_array_add (words, NULL);
      columns->words = (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
    }
  return TRUE;
}
