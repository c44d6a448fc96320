/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last messages of single carts, as they were sent. Written on the "writer" worker, read on the
 * caller's thread. */
#include "config.h"

#include "corral-telemetry-private.h"

CorralEvent *
corral_event_copy (const CorralEvent *event)
{
  CorralEvent *copy = g_memdup2 (event, sizeof *event);

  copy->id = g_strdup (event->id);
  copy->type = g_strdup (event->type);
  copy->body = event->body != NULL ? g_bytes_ref (event->body) : NULL;
  copy->signature = event->signature != NULL ? g_bytes_ref (event->signature) : NULL;
  return copy;
}

void
corral_event_free (CorralEvent *event)
{
  if (event == NULL)
    return;
  g_free (event->id);
  g_free (event->type);
  g_clear_pointer (&event->body, g_bytes_unref);
  g_clear_pointer (&event->signature, g_bytes_unref);
  g_free (event);
}

/* ---- store
 * -------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *cart;
  GPtrArray *events;
  GPtrArray *certificates; /* (nullable) */
} Storing;

/* An empty blob is not NULL. */
static void
bind_bytes (sqlite3_stmt *statement, int at, GBytes *bytes)
{
  gsize size = 0;
  const void *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  if (bytes == NULL)
    sqlite3_bind_null (statement, at);
  else
    sqlite3_bind_blob64 (statement, at, size > 0 ? data : "", size, SQLITE_STATIC);
}

static void
bind_time (sqlite3_stmt *statement, int at, gint64 time_ms)
{
  if (time_ms != CORRAL_UNKNOWN)
    sqlite3_bind_int64 (statement, at, time_ms);
  else
    sqlite3_bind_null (statement, at);
}

static gboolean
store_event (CorralConnection *db, const char *cart, const CorralEvent *event, GError **error)
{
  /* A message never changes once it is sent. */
  sqlite3_stmt *statement = corral_connection_prepare (
      db,
      "INSERT INTO event (cart,id,counter,type,device_ms,arrived_ms,body,signature)"
      " VALUES (?1,?2,?3,?4,?5,?6,?7,?8) ON CONFLICT (cart,id) DO NOTHING",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, cart, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, event->id, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, event->counter);
  sqlite3_bind_text (statement, 4, event->type, -1, SQLITE_STATIC);
  bind_time (statement, 5, event->device_ms);
  bind_time (statement, 6, event->arrived_ms);
  bind_bytes (statement, 7, event->body);
  bind_bytes (statement, 8, event->signature);
  return corral_database_run (statement, error);
}

static gboolean
store_certificates (CorralConnection *db, const Storing *storing, GError **error)
{
  sqlite3_stmt *remove
      = corral_connection_prepare (db, "DELETE FROM event_certificate WHERE cart=?1", error);
  sqlite3_stmt *insert = corral_connection_prepare (
      db, "INSERT INTO event_certificate (cart,position,der) VALUES (?1,?2,?3)", error);

  if (remove == NULL || insert == NULL)
    return FALSE;
  sqlite3_bind_text (remove, 1, storing->cart, -1, SQLITE_STATIC);
  if (!corral_database_run (remove, error))
    return FALSE;
  for (guint i = 0; i < storing->certificates->len; i++)
    {
      sqlite3_bind_text (insert, 1, storing->cart, -1, SQLITE_STATIC);
      sqlite3_bind_int (insert, 2, (int) i);
      bind_bytes (insert, 3, g_ptr_array_index (storing->certificates, i));
      if (!corral_database_run (insert, error))
        return FALSE;
    }
  return TRUE;
}

#define NOT_KEPT \
  " AND NOT EXISTS (SELECT 1 FROM kept_span k WHERE k.cart=event.cart AND event.device_ms>=k.from_ms" \
  " AND event.device_ms<k.to_ms)"

/* Starts and faults are few: they must not go because a cart scans a lot. */
static gboolean
drop_older (CorralConnection *db, const char *cart, GError **error)
{
  static const char *const sql[] = {
    "DELETE FROM event WHERE pk IN (SELECT pk FROM event WHERE cart=?1 AND type IN ('boot','fault')" NOT_KEPT
    " ORDER BY arrived_ms DESC,counter DESC LIMIT -1 OFFSET ?2)",
    "DELETE FROM event WHERE pk IN (SELECT pk FROM event WHERE cart=?1 AND type NOT IN ('boot','fault')" NOT_KEPT
    " ORDER BY arrived_ms DESC,counter DESC LIMIT -1 OFFSET ?2)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      sqlite3_stmt *statement = corral_connection_prepare (db, sql[i], error);

      if (statement == NULL)
        return FALSE;
      sqlite3_bind_text (statement, 1, cart, -1, SQLITE_STATIC);
      sqlite3_bind_int (statement, 2, CORRAL_EVENTS_KEEP);
      if (!corral_database_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
store_events (CorralCache *self, CorralConnection *db, gpointer data, GError **error)
{
  const Storing *storing = data;

  for (guint i = 0; i < storing->events->len; i++)
    if (!store_event (db, storing->cart, g_ptr_array_index (storing->events, i), error))
      return FALSE;
  return (storing->certificates == NULL || store_certificates (db, storing, error))
         && drop_older (db, storing->cart, error);
}

static gboolean
store_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  const Storing *storing = data;

  if (store->cache != NULL && corral_telemetry_is_purged (store, storing->cart))
    return TRUE;
  return corral_telemetry_write (self, store, store_events, data, error);
}

gboolean
corral_cache_store_events (CorralCache *self,
                           const char *tenant,
                           const char *cart,
                           GPtrArray *events,
                           GPtrArray *certificates,
                           GError **error)
{
  Storing storing = { .cart = cart, .events = events, .certificates = certificates };

  return corral_cache_write (self, tenant, store_job, &storing, error);
}

typedef struct
{
  const char *cart;
  CorralTimeRange span;
} Keeping;

static gboolean
keep_events (CorralCache *self, CorralConnection *db, gpointer data, GError **error)
{
  const Keeping *keeping = data;
  sqlite3_stmt *statement = corral_connection_prepare (
      db, "INSERT OR IGNORE INTO kept_span (cart,from_ms,to_ms) VALUES (?1,?2,?3)", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, keeping->cart, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, keeping->span.start_ms);
  sqlite3_bind_int64 (statement, 3, keeping->span.end_ms);
  return corral_database_run (statement, error);
}

static gboolean
keep_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  return corral_telemetry_write (self, store, keep_events, data, error);
}

gboolean
corral_cache_keep_events (CorralCache *self,
                          const char *tenant,
                          const char *cart,
                          CorralTimeRange span,
                          GError **error)
{
  Keeping keeping = { .cart = cart, .span = span };

  return corral_cache_write (self, tenant, keep_job, &keeping, error);
}

/* ---- load
 * --------------------------------------------------------------------------------------------- */

typedef struct
{
  CorralCache *cache;
  CorralTenantStore *store;
  CorralConnection *connection;
} Reading;

static GBytes *
copy_blob (sqlite3_stmt *statement, int column)
{
  const void *data;

  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return NULL;
  data = sqlite3_column_blob (statement, column);
  return g_bytes_new (data, sqlite3_column_bytes (statement, column));
}

static gint64
time_column (sqlite3_stmt *statement, int column)
{
  return sqlite3_column_type (statement, column) == SQLITE_NULL
             ? CORRAL_UNKNOWN
             : sqlite3_column_int64 (statement, column);
}

static CorralEvent *
event_of (sqlite3_stmt *statement)
{
  CorralEvent *event = g_new0 (CorralEvent, 1);

  event->id = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  event->counter = sqlite3_column_int64 (statement, 1);
  event->type = g_strdup ((const char *) sqlite3_column_text (statement, 2));
  event->device_ms = time_column (statement, 3);
  event->arrived_ms = time_column (statement, 4);
  event->body = copy_blob (statement, 5);
  event->signature = copy_blob (statement, 6);
  return event;
}

/* Runs a bound query of all an event's columns. */
static gboolean
collect_events (Reading *self, sqlite3_stmt *statement, GPtrArray *events, GError **error)
{
  int rc;

  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (events, event_of (statement));
  sqlite3_reset (statement);
  return rc == SQLITE_DONE
         || corral_telemetry_fail (self->cache, self->store, self->connection, rc, error);
}

static gboolean
read_events (Reading *self, const char *cart, guint limit, GPtrArray *events, GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      self->connection,
      "SELECT id,counter,type,device_ms,arrived_ms,body,signature FROM event WHERE cart=?1"
      " ORDER BY arrived_ms DESC,counter DESC LIMIT ?2",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, cart, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, limit);
  return collect_events (self, statement, events, error);
}

static gboolean
read_within (Reading *self, const char *cart, CorralTimeRange span, GPtrArray *events, GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      self->connection,
      "SELECT id,counter,type,device_ms,arrived_ms,body,signature FROM event WHERE cart=?1"
      " AND device_ms>=?2 AND device_ms<?3 ORDER BY counter",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, cart, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, span.start_ms);
  sqlite3_bind_int64 (statement, 3, span.end_ms);
  return collect_events (self, statement, events, error);
}

static gboolean
read_milestones (Reading *self, const char *cart, CorralTimeRange span, GPtrArray *events, GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      self->connection,
      "SELECT id,counter,type,device_ms,arrived_ms,body,signature FROM event WHERE cart=?1"
      " AND type IN ('boot','fault') AND device_ms>=?2 AND device_ms<?3 ORDER BY device_ms,counter",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, cart, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, span.start_ms);
  sqlite3_bind_int64 (statement, 3, span.end_ms);
  return collect_events (self, statement, events, error);
}

static gboolean
read_certificates (Reading *self, const char *cart, GPtrArray *certificates, GError **error)
{
  sqlite3_stmt *statement = corral_connection_prepare (
      self->connection, "SELECT der FROM event_certificate WHERE cart=?1 ORDER BY position", error);
  int rc;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_text (statement, 1, cart, -1, SQLITE_STATIC);
  while ((rc = sqlite3_step (statement)) == SQLITE_ROW)
    g_ptr_array_add (certificates, copy_blob (statement, 0));
  sqlite3_reset (statement);
  return rc == SQLITE_DONE
         || corral_telemetry_fail (self->cache, self->store, self->connection, rc, error);
}

/* The newest @limit, or, with @span, all within it. */
static GPtrArray *
load_events (CorralCache *self,
             const char *tenant,
             const char *cart,
             guint limit,
             const CorralTimeRange *span,
             GPtrArray **certificates,
             GError **error)
{
  g_autoptr (CorralTenantStore) store = corral_cache_ref_store (self, tenant, error);
  g_autoptr (GPtrArray) events
      = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_event_free);
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  Reading reading = { .cache = self, .store = store };
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
  if (reading.connection != NULL)
    {
      complete = corral_database_exec (reading.connection->db, "BEGIN", error);
      if (complete)
        {
          complete = (span != NULL ? read_within (&reading, cart, *span, events, error)
                                   : read_events (&reading, cart, limit, events, error))
                     && read_certificates (&reading, cart, chain, error);
          corral_database_exec (reading.connection->db, "COMMIT", NULL);
        }
      corral_telemetry_release (store, reading.connection);
    }
  if (!complete)
    return NULL;
  if (certificates != NULL)
    *certificates = g_steal_pointer (&chain);
  return g_steal_pointer (&events);
}

GPtrArray *
corral_cache_load_events (CorralCache *self,
                          const char *tenant,
                          const char *cart,
                          guint limit,
                          GPtrArray **certificates,
                          GError **error)
{
  return load_events (self, tenant, cart, limit, NULL, certificates, error);
}

GPtrArray *
corral_cache_load_events_within (CorralCache *self,
                                 const char *tenant,
                                 const char *cart,
                                 CorralTimeRange span,
                                 GPtrArray **certificates,
                                 GError **error)
{
  return load_events (self, tenant, cart, 0, &span, certificates, error);
}

const char *const corral_milestone_types[] = { "boot", "fault", NULL };

GPtrArray *
corral_cache_load_milestones (CorralCache *self,
                              const char *tenant,
                              const char *cart,
                              CorralTimeRange span,
                              GError **error)
{
  g_autoptr (CorralTenantStore) store = corral_cache_ref_store (self, tenant, error);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_event_free);
  Reading reading = { .cache = self, .store = store };
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
  if (reading.connection != NULL)
    {
      complete = read_milestones (&reading, cart, span, events, error);
      corral_telemetry_release (store, reading.connection);
    }
  return complete ? g_steal_pointer (&events) : NULL;
}
