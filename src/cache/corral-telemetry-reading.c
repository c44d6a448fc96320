/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading series from telemetry.db: on the caller's thread, or on the "reader" worker for the
 * asynchronous call. */
#include "config.h"

#include "corral-telemetry-private.h"

#include "corral-series-code.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How exact "least recently used" is: reading writes at most so often. */
#define TOUCH_AFTER_MS CORRAL_HOUR_MS

/* ---- access
 * ------------------------------------------------------------------------------------------- */

static gboolean
heal_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  CorralConnection *db = corral_tenant_store_get_telemetry (store, NULL);
  g_autoptr (GError) failure = NULL;

  if (db != NULL && !corral_database_check (db->db, FALSE, &failure)
      && g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    corral_tenant_store_replace_telemetry (store);
  return TRUE;
}

static void
report_damage (CorralCache *self, CorralTenantStore *store)
{
  if (corral_cache_get_access (self) == CORRAL_CACHE_ACCESS_WRITE)
    corral_cache_write_later (self, store, heal_job, NULL, NULL);
}

CorralConnection *
corral_telemetry_acquire (CorralCache *self, CorralTenantStore *store, GError **error)
{
  GError *failure = NULL;
  CorralConnection *connection;

  if (!g_file_test (store->telemetry_path, G_FILE_TEST_EXISTS))
    return NULL;
  connection = corral_reader_pool_acquire (store->telemetry_readers, &failure);
  if (connection != NULL)
    return connection;
  /* The writer is just making it. */
  if (g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_UNMADE))
    {
      g_error_free (failure);
      return NULL;
    }
  if (g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    report_damage (self, store);
  g_propagate_error (error, failure);
  return NULL;
}

void
corral_telemetry_release (CorralTenantStore *store, CorralConnection *connection)
{
  corral_reader_pool_release (store->telemetry_readers, connection);
}

gboolean
corral_telemetry_fail (CorralCache *self,
                       CorralTenantStore *store,
                       CorralConnection *connection,
                       int rc,
                       GError **error)
{
  if ((rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB
      || rc == SQLITE_IOERR_SHORT_READ)
    report_damage (self, store);
  return corral_database_fail (connection->db, rc, error);
}

/* ---- one series
 * --------------------------------------------------------------------------------------- */

typedef struct
{
  CorralCache *cache;
  CorralTenantStore *store;
  CorralConnection *connection;
  CorralTimeRange span;
} Reading;

typedef struct
{
  gint64 pk; /* 0: there is none */
  gint64 used_ms;
  GArray *times_ms; /* (owned) (element-type gint64) */
  GArray *values;   /* (owned) (element-type double) */
} Series;

static void
series_free (gpointer data)
{
  Series *series = data;

  g_array_unref (series->times_ms);
  g_array_unref (series->values);
  g_free (series);
}

static gboolean
find_series (Reading *self,
             const char *cart,
             CorralResolution resolution,
             const char *name,
             Series *series,
             GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      self->connection, "SELECT pk,used_ms FROM series WHERE cart=?1 AND resolution=?2 AND name=?3",
      error);
  int rc;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, cart, -1, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, resolution);
  sqlite3_bind_text (statement, 3, name, -1, SQLITE_STATIC);
  rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW)
    {
      series->pk = sqlite3_column_int64 (statement, 0);
      series->used_ms = sqlite3_column_int64 (statement, 1);
    }
  sqlite3_reset (statement);
  return rc == SQLITE_ROW || rc == SQLITE_DONE
         || corral_telemetry_fail (self->cache, self->store, self->connection, rc, error);
}

static void
append_gap (GArray *gaps, gint64 start_ms, gint64 end_ms)
{
  CorralTimeRange gap = { start_ms, end_ms };

  if (start_ms < end_ms)
    g_array_append_val (gaps, gap);
}

/* Appends the parts of the span that have not been fetched of @series. */
static gboolean
read_gaps (Reading *self, const Series *series, GArray *gaps, GError **error)
{
  sqlite3_stmt *statement
      = corral_connection_prepare (self->connection,
                                   "SELECT from_ms,to_ms FROM coverage WHERE series=?1 AND "
                                   "from_ms<?3 AND to_ms>?2 ORDER BY from_ms",
                                   error);
  gint64 at_ms = self->span.start_ms;
  int rc;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, series->pk);
  sqlite3_bind_int64 (statement, 2, self->span.start_ms);
  sqlite3_bind_int64 (statement, 3, self->span.end_ms);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    {
      append_gap (gaps, at_ms, sqlite3_column_int64 (statement, 0));
      at_ms = sqlite3_column_int64 (statement, 1);
    }
  sqlite3_reset (statement);
  append_gap (gaps, at_ms, self->span.end_ms);
  return rc == SQLITE_DONE
         || corral_telemetry_fail (self->cache, self->store, self->connection, rc, error);
}

static gboolean
read_points (Reading *self, Series *series, GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      self->connection,
      "SELECT data FROM chunk WHERE series=?1 AND first_ms<?3 AND last_ms>=?2 ORDER BY first_ms",
      error);
  guint from;
  guint to;
  int rc;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, series->pk);
  sqlite3_bind_int64 (statement, 2, self->span.start_ms);
  sqlite3_bind_int64 (statement, 3, self->span.end_ms);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const guint8 *data = sqlite3_column_blob (statement, 0);

      if (!corral_series_decode (data, sqlite3_column_bytes (statement, 0), series->times_ms,
                                 series->values))
        {
          rc = SQLITE_CORRUPT;
          break;
        }
    }
  sqlite3_reset (statement);
  if (rc != SQLITE_DONE)
    return corral_telemetry_fail (self->cache, self->store, self->connection, rc, error);

  /* The first and the last chunk reach over the edges. */
  for (to = series->times_ms->len; to > 0; to--)
    if (g_array_index (series->times_ms, gint64, to - 1) < self->span.end_ms)
      break;
  for (from = 0; from < to; from++)
    if (g_array_index (series->times_ms, gint64, from) >= self->span.start_ms)
      break;
  g_array_set_size (series->times_ms, to);
  g_array_set_size (series->values, to);
  if (from > 0)
    {
      g_array_remove_range (series->times_ms, 0, from);
      g_array_remove_range (series->values, 0, from);
    }
  return TRUE;
}

/* ---- columns
 * ------------------------------------------------------------------------------------------ */

static int
compare_starts (const void *a, const void *b)
{
  const CorralTimeRange *x = a, *y = b;

  return (x->start_ms > y->start_ms) - (x->start_ms < y->start_ms);
}

/* Sorted by their starts, and those that touch as one. */
static void
merge_gaps (const GArray *all, GArray *merged)
{
  g_autofree CorralTimeRange *gaps = g_memdup2 (all->data, all->len * sizeof (CorralTimeRange));

  if (gaps == NULL)
    return;
  qsort (gaps, all->len, sizeof *gaps, compare_starts);
  for (guint i = 0; i < all->len; i++)
    {
      CorralTimeRange *last
          = merged->len > 0 ? &g_array_index (merged, CorralTimeRange, merged->len - 1) : NULL;

      if (last != NULL && gaps[i].start_ms <= last->end_ms)
        last->end_ms = MAX (last->end_ms, gaps[i].end_ms);
      else
        g_array_append_val (merged, gaps[i]);
    }
}

/* The times of all that have any, when those are the same: columns that came in the same answers. */
static const GArray *
shared_times (GPtrArray *all)
{
  const GArray *first = NULL;

  for (guint c = 0; c < all->len; c++)
    {
      const GArray *own = ((Series *) g_ptr_array_index (all, c))->times_ms;

      if (own->len == 0)
        continue;
      if (first == NULL)
        first = own;
      else if (own->len != first->len || memcmp (own->data, first->data, own->len * sizeof (gint64)) != 0)
        return NULL;
    }
  return first;
}

/* One rising time vector for all: by picking the earliest of the heads until none is left. */
static CorralTelemetryColumns *
align (GPtrArray *all, const char *const *names)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree guint *heads = g_new0 (guint, MAX (all->len, 1));
  const GArray *shared = shared_times (all);
  CorralTelemetryColumns *columns;

  if (shared != NULL)
    g_array_append_vals (times, shared->data, shared->len);
  while (shared == NULL)
    {
      gint64 earliest = G_MAXINT64;

      for (guint c = 0; c < all->len; c++)
        {
          const GArray *own = ((Series *) g_ptr_array_index (all, c))->times_ms;

          if (heads[c] < own->len)
            earliest = MIN (earliest, g_array_index (own, gint64, heads[c]));
        }
      if (earliest == G_MAXINT64)
        break;
      g_array_append_val (times, earliest);
      for (guint c = 0; c < all->len; c++)
        {
          const GArray *own = ((Series *) g_ptr_array_index (all, c))->times_ms;

          if (heads[c] < own->len && g_array_index (own, gint64, heads[c]) == earliest)
            heads[c]++;
        }
    }

  columns = corral_telemetry_columns_new (times->len, names);
  if (times->len > 0)
    memcpy (columns->times_ms, times->data, times->len * sizeof (gint64));
  for (guint c = 0; c < all->len; c++)
    {
      const Series *series = g_ptr_array_index (all, c);
      guint at = 0;

      for (guint i = 0; i < series->times_ms->len; i++)
        {
          while (columns->times_ms[at] < g_array_index (series->times_ms, gint64, i))
            at++;
          columns->values[c][at] = g_array_index (series->values, double, i);
        }
    }
  return columns;
}

static CorralTelemetryColumns *
read_columns (Reading *self,
              const char *cart,
              CorralResolution resolution,
              const char *const *names,
              gint64 *used_ms,
              GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (series_free);
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  g_autoptr (CorralTelemetryColumns) columns = NULL;
  int rc;

  for (guint c = 0; names[c] != NULL; c++)
    {
      Series *series = g_new0 (Series, 1);

      series->times_ms = g_array_new (FALSE, FALSE, sizeof (gint64));
      series->values = g_array_new (FALSE, FALSE, sizeof (double));
      g_ptr_array_add (all, series);
      if (self->connection != NULL
          && !find_series (self, cart, resolution, names[c], series, error))
        return NULL;
      if (series->pk == 0)
        append_gap (gaps, self->span.start_ms, self->span.end_ms);
      else if (!read_gaps (self, series, gaps, error) || !read_points (self, series, error))
        return NULL;
      else
        *used_ms = MIN (*used_ms, series->used_ms);
    }
  columns = align (all, names);
  merge_gaps (gaps, columns->gaps);
  if (self->connection != NULL && !corral_telemetry_read_words (self->connection, columns, &rc))
    {
      corral_telemetry_fail (self->cache, self->store, self->connection, rc, error);
      return NULL;
    }
  return g_steal_pointer (&columns);
}

static void
use_free (gpointer data)
{
  CorralTelemetryUse *use = data;

  g_free (use->cart);
  g_free (use);
}

static gboolean
touch_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  return corral_telemetry_write (self, store, corral_telemetry_touch, data, error);
}

/* Notes that somebody looked, when that is worth a write. */
static void
note_use (Reading *self, const char *cart, CorralResolution resolution, gint64 used_ms)
{
  CorralTelemetryUse *use;

  if (used_ms == G_MAXINT64 || corral_cache_get_access (self->cache) != CORRAL_CACHE_ACCESS_WRITE
      || corral_clock_now_ms (corral_cache_get_clock (self->cache)) - used_ms < TOUCH_AFTER_MS)
    return;
  use = g_new0 (CorralTelemetryUse, 1);
  use->cart = g_strdup (cart);
  use->resolution = resolution;
  corral_cache_write_later (self->cache, self->store, touch_job, use, use_free);
}

CorralTelemetryColumns *
corral_cache_load_telemetry (CorralCache *self,
                             const char *tenant,
                             const char *cart,
                             CorralResolution resolution,
                             CorralTimeRange span,
                             const char *const *names,
                             GError **error)
{
  g_autoptr (CorralTenantStore) store = corral_cache_ref_store (self, tenant, error);
  Reading reading = { .cache = self, .store = store, .span = span };
  GError *failure = NULL;
  CorralTelemetryColumns *columns = NULL;
  gint64 used_ms = G_MAXINT64;

  if (store == NULL)
    return NULL;
  reading.connection = corral_telemetry_acquire (self, store, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  if (reading.connection == NULL)
    return read_columns (&reading, cart, resolution, names, &used_ms, error);
  if (corral_database_exec (reading.connection->db, "BEGIN", error))
    {
      columns = read_columns (&reading, cart, resolution, names, &used_ms, error);
      corral_database_exec (reading.connection->db, "COMMIT", NULL);
    }
  corral_telemetry_release (store, reading.connection);
  if (columns != NULL)
    note_use (&reading, cart, resolution, used_ms);
  return columns;
}

static gboolean
read_unfetched (Reading *self,
                const char *cart,
                CorralResolution resolution,
                const char *const *names,
                GArray *gaps,
                GError **error)
{
  for (guint c = 0; names[c] != NULL; c++)
    {
      Series series = { 0 };

      if (!find_series (self, cart, resolution, names[c], &series, error))
        return FALSE;
      if (series.pk == 0)
        append_gap (gaps, self->span.start_ms, self->span.end_ms);
      else if (!read_gaps (self, &series, gaps, error))
        return FALSE;
    }
  return TRUE;
}

GArray *
corral_cache_find_unfetched (CorralCache *self,
                             const char *tenant,
                             const char *cart,
                             CorralResolution resolution,
                             CorralTimeRange span,
                             const char *const *names,
                             GError **error)
{
  g_autoptr (CorralTenantStore) store = corral_cache_ref_store (self, tenant, error);
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  g_autoptr (GArray) merged = g_array_new (FALSE, FALSE, sizeof (CorralTimeRange));
  Reading reading = { .cache = self, .store = store, .span = span };
  GError *failure = NULL;
  gboolean complete = TRUE;

  if (store == NULL)
    return NULL;
  reading.connection = corral_telemetry_acquire (self, store, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  if (reading.connection == NULL)
    append_gap (gaps, span.start_ms, span.end_ms);
  else
    {
      complete = read_unfetched (&reading, cart, resolution, names, gaps, error);
      corral_telemetry_release (store, reading.connection);
    }
  if (!complete)
    return NULL;
  merge_gaps (gaps, merged);
  return g_steal_pointer (&merged);
}

/* ---- on the reader
 * ------------------------------------------------------------------------------------ */

typedef struct
{
  CorralCache *cache; /* (unowned): it joins the reader before it goes */
  char *tenant;
  char *cart;
  CorralResolution resolution;
  CorralTimeRange span;
  char **names;
} LoadJob;

static void
load_job_free (gpointer data)
{
  LoadJob *job = data;

  g_free (job->tenant);
  g_free (job->cart);
  g_strfreev (job->names);
  g_free (job);
}

static void
load_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LoadJob *job = data;
  GError *error = NULL;
  CorralTelemetryColumns *columns
      = corral_cache_load_telemetry (job->cache, job->tenant, job->cart, job->resolution, job->span,
                                     (const char *const *) job->names, &error);

  if (columns != NULL)
    g_task_return_pointer (task, columns, (GDestroyNotify) corral_telemetry_columns_unref);
  else
    g_task_return_error (task, error);
}

void
corral_cache_load_telemetry_async (CorralCache *self,
                                   const char *tenant,
                                   const char *cart,
                                   CorralResolution resolution,
                                   CorralTimeRange span,
                                   const char *const *names,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  LoadJob *job = g_new0 (LoadJob, 1);

  job->cache = self;
  job->tenant = g_strdup (tenant);
  job->cart = g_strdup (cart);
  job->resolution = resolution;
  job->span = span;
  job->names = g_strdupv ((char **) names);
  g_task_set_source_tag (task, corral_cache_load_telemetry_async);
  g_task_set_task_data (task, job, load_job_free);
  corral_worker_run_task (corral_cache_get_reader (self), task, load_job);
}

CorralTelemetryColumns *
corral_cache_load_telemetry_finish (CorralCache *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
