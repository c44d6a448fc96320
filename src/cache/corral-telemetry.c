/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Series of single carts in telemetry.db: writing and trimming, on the "writer" worker. */
#include "config.h"

#include "corral-telemetry-private.h"

#include "corral-series-code.h"

#include <glib/gstdio.h>
#include <math.h>

/* A chunk that ends just before new points and has still room is packed anew with them. */
#define ROOM_LEFT_BELOW 3000

/* ---- access
 * ------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *cart;
  CorralResolution resolution;
  CorralTimeRange span;
  const CorralTelemetryColumns *columns;
  GArray *numbers; /* (owned) (element-type gint64): of the columns' words in the file */
} Storing;

gboolean
corral_telemetry_is_purged (CorralTenantStore *store, const char *cart)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      store->cache, "SELECT 1 FROM tombstone WHERE collection='cart' AND id=?1 AND kind=3", NULL);
  gboolean purged = FALSE;

  if (statement != NULL)
    {
      sqlite3_bind_text (statement, 1, cart, -1, SQLITE_STATIC);
      purged = sqlite3_step (statement) == SQLITE_ROW;
      sqlite3_reset (statement);
    }
  return purged;
}

gboolean
corral_telemetry_write (CorralCache *self,
                        CorralTenantStore *store,
                        CorralTelemetryFunc func,
                        gpointer data,
                        GError **error)
{
  GError *failure = NULL;
  CorralConnection *db = corral_tenant_store_get_telemetry (store, error);

  if (db == NULL || !corral_database_exec (db->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (func (self, db, data, &failure) && corral_database_exec (db->db, "COMMIT", &failure))
    return TRUE;
  if (!sqlite3_get_autocommit (db->db))
    sqlite3_exec (db->db, "ROLLBACK", NULL, NULL, NULL);
  if (g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    corral_tenant_store_replace_telemetry (store);
  g_propagate_error (error, failure);
  return FALSE;
}

/* ---- store
 * -------------------------------------------------------------------------------------------- */

typedef struct
{
  CorralConnection *db;
  gint64 series;
  GArray *times_ms; /* (element-type gint64) */
  GArray *values;   /* (element-type double) */
} Merge;

static gboolean
find_series (CorralConnection *db,
             const Storing *storing,
             const char *name,
             gint64 now_ms,
             gint64 *series,
             GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      db,
      "INSERT INTO series (cart,resolution,name,used_ms) VALUES (?1,?2,?3,?4)"
      " ON CONFLICT (cart,resolution,name) DO UPDATE SET used_ms=excluded.used_ms"
      " RETURNING pk",
      error);
  int rc;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, storing->cart, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, storing->resolution);
  sqlite3_bind_text (statement, 3, name, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 4, now_ms);
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    *series = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return rc == SQLITE_ROW || corral_database_fail (db->db, rc, error);
}

/* Takes the chunks that @sql names out of the file; their points go to @points. */
static gboolean
take_chunks (Merge *self, const char *sql, CorralTimeRange span, Merge *points, GError **error)
{
  sqlite3_stmt *select = corral_connection_prepare (self->db, sql, error);
  sqlite3_stmt *remove
      = corral_connection_prepare (self->db, "DELETE FROM chunk WHERE pk=?1", error);
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (gint64));
  int rc;

  if (select == NULL || remove == NULL)
    return FALSE;
  sqlite3_bind_int64 (select, 1, self->series);
  sqlite3_bind_int64 (select, 2, span.start_ms);
  sqlite3_bind_int64 (select, 3, span.end_ms);
  while ((rc = sqlite3_step (select)) == SQLITE_ROW)
    {
      gint64 pk = sqlite3_column_int64 (select, 0);
      const guint8 *data = sqlite3_column_blob (select, 1);

      if (!corral_series_decode (data, sqlite3_column_bytes (select, 1), points->times_ms,
                                 points->values))
        {
          rc = SQLITE_CORRUPT;
          break;
        }
      g_array_append_val (taken, pk);
    }
  sqlite3_reset (select);
  if (rc != SQLITE_DONE)
    return corral_database_fail (self->db->db, rc, error);
  for (guint i = 0; i < taken->len; i++)
    {
      sqlite3_bind_int64 (remove, 1, g_array_index (taken, gint64, i));
      if (!corral_database_run (remove, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_chunks (Merge *self, GError **error)
{
  sqlite3_stmt *insert = corral_connection_prepare (
      self->db, "INSERT INTO chunk (series,first_ms,last_ms,data) VALUES (?1,?2,?3,?4)", error);
  const gint64 *times = (const gint64 *) (gpointer) self->times_ms->data;
  const double *values = (const double *) (gpointer) self->values->data;
  guint8 scale = corral_series_find_scale (values, self->values->len);
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  guint at = 0;

  if (insert == NULL)
    return FALSE;
  while (at < self->times_ms->len)
    {
      guint n
          = corral_series_encode (times + at, values + at, self->times_ms->len - at, scale, blob);

      sqlite3_bind_int64 (insert, 1, self->series);
      sqlite3_bind_int64 (insert, 2, times[at]);
      sqlite3_bind_int64 (insert, 3, times[at + n - 1]);
      sqlite3_bind_blob (insert, 4, blob->data, (int) blob->len, SQLITE_STATIC);
      if (!corral_database_run (insert, error))
        return FALSE;
      at += n;
    }
  return TRUE;
}

/* The span joins those that touch it. */
static gboolean
cover (CorralConnection *db, gint64 series, CorralTimeRange span, GError **error)
{
  sqlite3_stmt *select = corral_connection_prepare (
      db,
      "SELECT min(from_ms),max(to_ms) FROM coverage WHERE series=?1 AND from_ms<=?3 AND to_ms>=?2",
      error);
  sqlite3_stmt *remove = corral_connection_prepare (
      db, "DELETE FROM coverage WHERE series=?1 AND from_ms<=?3 AND to_ms>=?2", error);
  sqlite3_stmt *insert
      = corral_connection_prepare (db,
                                   "INSERT INTO coverage (series,from_ms,to_ms) VALUES (?1,?2,?3)",
                                   error);
  CorralTimeRange joined = span;
  int rc;

  if (select == NULL || remove == NULL || insert == NULL)
    return FALSE;
  sqlite3_bind_int64 (select, 1, series);
  sqlite3_bind_int64 (select, 2, span.start_ms);
  sqlite3_bind_int64 (select, 3, span.end_ms);
  rc = sqlite3_step (select);
  if (rc == SQLITE_ROW && sqlite3_column_type (select, 0) != SQLITE_NULL)
    {
      joined.start_ms = MIN (joined.start_ms, sqlite3_column_int64 (select, 0));
      joined.end_ms = MAX (joined.end_ms, sqlite3_column_int64 (select, 1));
    }
  sqlite3_reset (select);
  if (rc != SQLITE_ROW)
    return corral_database_fail (db->db, rc, error);

  sqlite3_bind_int64 (remove, 1, series);
  sqlite3_bind_int64 (remove, 2, span.start_ms);
  sqlite3_bind_int64 (remove, 3, span.end_ms);
  sqlite3_bind_int64 (insert, 1, series);
  sqlite3_bind_int64 (insert, 2, joined.start_ms);
  sqlite3_bind_int64 (insert, 3, joined.end_ms);
  return corral_database_run (remove, error) && corral_database_run (insert, error);
}

static void
append_point (Merge *self, gint64 time_ms, double value)
{
  g_array_append_val (self->times_ms, time_ms);
  g_array_append_val (self->values, value);
}

static void
append_points (Merge *self, const Merge *points, gint64 from_ms, gint64 to_ms)
{
  for (guint i = 0; i < points->times_ms->len; i++)
    {
      gint64 time_ms = g_array_index (points->times_ms, gint64, i);

      if (time_ms >= from_ms && time_ms < to_ms)
        append_point (self, time_ms, g_array_index (points->values, double, i));
    }
}

/* What is written for a value: of a word its number. */
static double
value_to_store (const Storing *storing, guint column, guint index, gboolean is_word)
{
  double value = storing->columns->values[column][index];

  return is_word && !isnan (value) ? (double) g_array_index (storing->numbers, gint64, (guint) value) : value;
}

/* One column: what was held outside the span, with the new points in its place. */
static gboolean
store_column (CorralConnection *db,
              const Storing *storing,
              guint column,
              gint64 now_ms,
              GError **error)
{
  const CorralTelemetryColumns *columns = storing->columns;
  g_autoptr (GArray) held_times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) held_values = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  Merge held = { .db = db, .times_ms = held_times, .values = held_values };
  Merge merge = { .db = db, .times_ms = times, .values = values };
  gboolean is_word = corral_telemetry_is_word_column (columns->names[column]);

  if (!find_series (db, storing, columns->names[column], now_ms, &merge.series, error)
      || !take_chunks (
          &merge,
          "SELECT pk,data FROM chunk WHERE series=?1 AND last_ms<?2 AND length(data)<" G_STRINGIFY (
              ROOM_LEFT_BELOW) " AND pk=(SELECT pk FROM chunk WHERE series=?1 AND first_ms<?2 AND "
                               "?3 IS NOT NULL"
                               " ORDER BY first_ms DESC LIMIT 1)",
          storing->span, &held, error)
      || !take_chunks (&merge,
                       "SELECT pk,data FROM chunk WHERE series=?1 AND first_ms<?3 AND last_ms>=?2 "
                       "ORDER BY first_ms",
                       storing->span, &held, error))
    return FALSE;

  append_points (&merge, &held, G_MININT64, storing->span.start_ms);
  for (guint i = 0; i < columns->n_times; i++)
    append_point (&merge, columns->times_ms[i], value_to_store (storing, column, i, is_word));
  append_points (&merge, &held, storing->span.end_ms, G_MAXINT64);
  return write_chunks (&merge, error) && cover (db, merge.series, storing->span, error);
}

static gboolean
store_columns (CorralCache *self, CorralConnection *db, gpointer data, GError **error)
{
  const Storing *storing = data;
  gint64 now_ms = corral_clock_now_ms (corral_cache_get_clock (self));

  g_array_set_size (storing->numbers, 0);
  if (!corral_telemetry_store_words (db, storing->columns->words, storing->numbers, error))
    return FALSE;
  for (guint c = 0; c < storing->columns->n_columns; c++)
    if (!store_column (db, storing, c, now_ms, error))
      return FALSE;
  return TRUE;
}

static gboolean
store_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  const Storing *storing = data;

  /* An answer that was under way when the cart was erased is dropped. */
  if (store->cache != NULL && corral_telemetry_is_purged (store, storing->cart))
    return TRUE;
  return corral_telemetry_write (self, store, store_columns, data, error);
}

/* Whether what points to words points to some that are there. */
static gboolean
has_its_words (const CorralTelemetryColumns *columns)
{
  for (guint c = 0; c < columns->n_columns; c++)
    for (guint i = 0; i < columns->n_times && corral_telemetry_is_word_column (columns->names[c]); i++)
      if (!isnan (columns->values[c][i])
          && corral_telemetry_columns_get_word (columns, columns->values[c][i]) == NULL)
        return FALSE;
  return TRUE;
}

gboolean
corral_cache_store_telemetry (CorralCache *self,
                              const char *tenant,
                              const char *cart,
                              CorralResolution resolution,
                              CorralTimeRange span,
                              const CorralTelemetryColumns *columns,
                              GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  Storing storing
      = { .cart = cart, .resolution = resolution, .span = span, .columns = columns, .numbers = numbers };

  g_return_val_if_fail (span.start_ms < span.end_ms, FALSE);
  g_return_val_if_fail (has_its_words (columns), FALSE);
  for (guint i = 0; i < columns->n_times; i++)
    g_return_val_if_fail (corral_time_range_contains (&span, columns->times_ms[i])
                              && (i == 0 || columns->times_ms[i] > columns->times_ms[i - 1]),
                          FALSE);
  return corral_cache_write (self, tenant, store_job, &storing, error);
}

/* ---- use
 * ---------------------------------------------------------------------------------------------- */

gboolean
corral_telemetry_touch (CorralCache *self, CorralConnection *db, gpointer data, GError **error)
{
  const CorralTelemetryUse *use = data;
  sqlite3_stmt *statement
      = corral_connection_prepare (db,
                                   "UPDATE series SET used_ms=?1 WHERE cart=?2 AND resolution=?3",
                                   error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, corral_clock_now_ms (corral_cache_get_clock (self)));
  sqlite3_bind_text (statement, 2, use->cart, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 3, use->resolution);
  return corral_database_run (statement, error);
}

/* ---- trim
 * --------------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 keep_ms;
  gboolean with_events; /* whatever they are good for */
  gint64 keep_bytes;
} Trimming;

static gboolean
run_with (CorralConnection *db, const char *sql, gint64 number, GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, number);
  return corral_database_run (statement, error);
}

static gint64
used_bytes (sqlite3 *db)
{
  return (corral_database_get_int64 (db, "PRAGMA page_count", 0)
          - corral_database_get_int64 (db, "PRAGMA freelist_count", 0))
         * corral_database_get_int64 (db, "PRAGMA page_size", 4096);
}

/* Messages are kept whatever their age: the last ones of a cart that fell silent long ago are the
 * ones that are looked for. Only their number, and here the file's size, limits them. */
static gboolean
trim (CorralCache *self, CorralConnection *db, gpointer data, GError **error)
{
  const Trimming *trimming = data;
  gint64 oldest_ms = corral_clock_now_ms (corral_cache_get_clock (self)) - trimming->keep_ms;

  if (!run_with (db, "DELETE FROM chunk WHERE last_ms<?1", oldest_ms, error)
      || !run_with (db, "DELETE FROM coverage WHERE to_ms<=?1", oldest_ms, error)
      || !run_with (db, "DELETE FROM kept_span WHERE to_ms<=?1", oldest_ms, error)
      || (trimming->with_events && !run_with (db, "DELETE FROM event WHERE arrived_ms<?1", oldest_ms, error))
      || !run_with (db, "UPDATE coverage SET from_ms=?1 WHERE from_ms<?1", oldest_ms, error)
      || !run_with (
          db, "DELETE FROM series WHERE ?1 IS NOT NULL AND pk NOT IN (SELECT series FROM coverage)",
          0, error))
    return FALSE;

  while (used_bytes (db->db) > trimming->keep_bytes)
    {
      if (!run_with (
              db,
              "DELETE FROM series WHERE pk IN (SELECT pk FROM series ORDER BY used_ms LIMIT ?1)",
              16, error))
        return FALSE;
      if (sqlite3_changes (db->db) > 0)
        continue;
      if (!run_with (
              db,
              "DELETE FROM event WHERE pk IN (SELECT pk FROM event ORDER BY arrived_ms LIMIT ?1)",
              500, error))
        return FALSE;
      if (sqlite3_changes (db->db) == 0)
        break;
    }
  return corral_database_exec (
      db->db, "DELETE FROM event_certificate WHERE cart NOT IN (SELECT cart FROM event)", error);
}

static gboolean
trim_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  /* Pages are given back outside of the transaction, and the file shrinks with the checkpoint. */
  return corral_telemetry_write (self, store, trim, data, error)
         && corral_database_exec (store->telemetry->db, "PRAGMA incremental_vacuum", error)
         && corral_database_exec (store->telemetry->db, "PRAGMA wal_checkpoint(PASSIVE)", error);
}

gboolean
corral_cache_trim_telemetry (CorralCache *self,
                             const char *tenant,
                             gint64 keep_ms,
                             gint64 keep_bytes,
                             GError **error)
{
  Trimming trimming = {
    .keep_ms = corral_cache_limit_retention (self, keep_ms),
    .with_events = corral_cache_limit_retention (self, G_MAXINT64) != G_MAXINT64,
    .keep_bytes = keep_bytes,
  };

  return corral_cache_write (self, tenant, trim_job, &trimming, error);
}

gboolean
corral_tenant_store_purge_telemetry (CorralTenantStore *self, const char *cart, GError **error)
{
  static const char *const sql[] = {
    "DELETE FROM series WHERE cart=?1",
    "DELETE FROM event WHERE cart=?1",
    "DELETE FROM kept_span WHERE cart=?1",
    "DELETE FROM event_certificate WHERE cart=?1",
  };
  CorralConnection *db = corral_tenant_store_get_telemetry (self, error);

  if (db == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      sqlite3_stmt *statement = corral_connection_prepare (db, sql[i], error);

      if (statement == NULL)
        return FALSE;
      sqlite3_bind_text (statement, 1, cart, -1, SQLITE_STATIC);
      if (!corral_database_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
corral_tenant_store_purge_session (CorralTenantStore *self, const char *session, GError **error)
{
  CorralConnection *db;
  sqlite3_stmt *statement;

  if (!g_file_test (self->telemetry_path, G_FILE_TEST_EXISTS))
    return TRUE;
  db = corral_tenant_store_get_telemetry (self, error);
  if (db == NULL)
    return FALSE;
  /* Without an index: some trips are erased in a year, and each message is written far more often. */
  statement = corral_connection_prepare (db, "DELETE FROM event WHERE instr(body,CAST(?1 AS BLOB))>0", error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, session, -1, SQLITE_STATIC);
  return corral_database_run (statement, error);
}
