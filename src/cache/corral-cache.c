/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of one account: opening, the two workers, writing, and notices. Callers are on any
 * thread; functions ending in _job run on the "writer" worker, dispatch_notice() where the receiver
 * asked for it. */
#include "config.h"

#include "corral-account-files.h"
#include "corral-cache-private.h"

#include "corral-database-image.h"
#include "corral-lock-file.h"
#include "corral-text.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  gatomicrefcount ref_count;
  GMainContext *context; /* (owned) */
  CorralCacheNotifyFunc func;
  gpointer data;
  GDestroyNotify destroy;
  int active; /* atomic */
} Receiver;

struct _CorralCache
{
  gatomicrefcount ref_count;
  char *data_dir;
  char *cache_dir;
  CorralCacheAccess access;
  CorralClock *clock;
  CorralWorker *writer;
  CorralWorker *reader;
  CorralLockFile *lock_file; /* (owned) (nullable): when we write */
  gboolean unclean;          /* the last writer did not end well */
  gint retention_days;       /* atomic; 0: none */

  CorralOutboxFile *outbox;  /* (owned) */

  GMutex lock;        /* guards what follows */
  GHashTable *stores; /* (owned) (element-type utf8 CorralTenantStore) */
  Receiver *receiver; /* (owned) (nullable) */
  gboolean closed;
};

/* ---- notices
 * ------------------------------------------------------------------------------------------ */

typedef struct
{
  CorralCache *cache;
  Receiver *receiver;
  char *tenant;
  CorralCacheNotice notice;
} Delivery;

static void
receiver_unref (Receiver *receiver)
{
  if (!g_atomic_ref_count_dec (&receiver->ref_count))
    return;
  g_main_context_unref (receiver->context);
  g_free (receiver);
}

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_ptr_array_unref (delivery->notice.batches);
  receiver_unref (delivery->receiver);
  corral_cache_unref (delivery->cache);
  g_free (delivery->tenant);
  g_free (delivery);
}

static gboolean
dispatch_notice (gpointer data)
{
  Delivery *delivery = data;

  if (g_atomic_int_get (&delivery->receiver->active))
    delivery->receiver->func (delivery->cache, &delivery->notice, delivery->receiver->data);
  return G_SOURCE_REMOVE;
}

void
corral_cache_post_notice (CorralCache *self,
                          CorralTenantStore *store,
                          GPtrArray *batches,
                          gboolean reset,
                          gboolean resync)
{
  Receiver *receiver;
  Delivery *delivery;
  GSource *source;

  g_mutex_lock (&self->lock);
  receiver = self->receiver;
  if (receiver != NULL)
    g_atomic_ref_count_inc (&receiver->ref_count);
  g_mutex_unlock (&self->lock);
  if (receiver == NULL)
    {
      g_clear_pointer (&batches, g_ptr_array_unref);
      return;
    }

  delivery = g_new0 (Delivery, 1);
  delivery->cache = corral_cache_ref (self);
  delivery->receiver = receiver;
  delivery->tenant = g_strdup (store->id);
  delivery->notice = (CorralCacheNotice){
    .tenant = delivery->tenant,
    .sequence = store->sequence,
    .batches = batches != NULL ? batches : g_ptr_array_new (),
    .reset = reset,
    .resync = resync,
  };
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "corral cache notice");
  g_source_set_callback (source, dispatch_notice, delivery, delivery_free);
  g_source_attach (source, receiver->context);
  g_source_unref (source);
}

void
corral_cache_set_notify (CorralCache *self,
                         GMainContext *context,
                         CorralCacheNotifyFunc func,
                         gpointer data,
                         GDestroyNotify destroy)
{
  Receiver *receiver = NULL;
  Receiver *previous;

  if (func != NULL)
    {
      receiver = g_new0 (Receiver, 1);
      g_atomic_ref_count_init (&receiver->ref_count);
      receiver->context
          = g_main_context_ref (context != NULL ? context : g_main_context_default ());
      receiver->func = func;
      receiver->data = data;
      receiver->destroy = destroy;
      receiver->active = TRUE;
    }
  g_mutex_lock (&self->lock);
  previous = self->receiver;
  self->receiver = receiver;
  g_mutex_unlock (&self->lock);
  if (previous == NULL)
    return;
  g_atomic_int_set (&previous->active, FALSE);
  if (previous->destroy != NULL)
    previous->destroy (previous->data);
  receiver_unref (previous);
}

/* ---- jobs for the writer
 * ------------------------------------------------------------------------------ */

typedef struct
{
  CorralCache *cache;
  CorralTenantStore *store; /* (nullable) */
  CorralStoreFunc func;
  gpointer data;
  GDestroyNotify destroy;
  gboolean waited_for;

  GMutex lock;
  GCond ended;
  gboolean done;
  gboolean result;
  GError *error;
} Job;

void
corral_cache_replace_store (CorralCache *self, CorralTenantStore *store)
{
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_batch_unref);
  g_autoptr (GError) failure = NULL;

  if (corral_tenant_store_replace (store, batches, &failure))
    corral_cache_post_notice (self, store, g_steal_pointer (&batches), TRUE, FALSE);
  else
    {
      g_debug ("A damaged cache could not be replaced: %s", failure->message);
      corral_lock_file_ask_for_check (self->lock_file);
    }
}

static void
run_job (gpointer data)
{
  Job *job = data;
  GError *error = NULL;
  gboolean result;

  result = job->func (job->cache, job->store, job->data, &error);
  if (!job->waited_for)
    {
      g_clear_error (&error);
      return;
    }
  g_mutex_lock (&job->lock);
  job->result = result;
  job->error = error;
  job->done = TRUE;
  g_cond_signal (&job->ended);
  g_mutex_unlock (&job->lock);
}

gboolean
corral_cache_run_on_writer (CorralCache *self,
                            CorralTenantStore *store,
                            CorralStoreFunc func,
                            gpointer data,
                            GError **error)
{
  Job job = { .cache = self, .store = store, .func = func, .data = data, .waited_for = TRUE };

  g_return_val_if_fail (!corral_worker_is_current (self->writer), FALSE);

  g_mutex_init (&job.lock);
  g_cond_init (&job.ended);
  if (corral_worker_push (self->writer, run_job, &job, NULL))
    {
      g_mutex_lock (&job.lock);
      while (!job.done)
        g_cond_wait (&job.ended, &job.lock);
      g_mutex_unlock (&job.lock);
    }
  else
    corral_database_set_error (&job.error, CORRAL_CACHE_ERROR_FAILED);
  g_mutex_clear (&job.lock);
  g_cond_clear (&job.ended);
  if (job.error != NULL)
    g_propagate_error (error, job.error);
  return job.result;
}

gboolean
corral_cache_write (CorralCache *self,
                    const char *tenant,
                    CorralStoreFunc func,
                    gpointer data,
                    GError **error)
{
  g_autoptr (CorralTenantStore) store = corral_cache_ref_store (self, tenant, error);

  return store != NULL && corral_cache_run_on_writer (self, store, func, data, error);
}

static void
later_free (gpointer data)
{
  Job *job = data;

  if (job->destroy != NULL)
    job->destroy (job->data);
  g_clear_pointer (&job->store, corral_tenant_store_unref);
  g_free (job);
}

void
corral_cache_write_later (CorralCache *self,
                          CorralTenantStore *store,
                          CorralStoreFunc func,
                          gpointer data,
                          GDestroyNotify destroy)
{
  Job *job = g_new0 (Job, 1);

  /* The cache itself is not referenced: it joins the writer before it goes. */
  job->cache = self;
  job->store = store != NULL ? corral_tenant_store_ref (store) : NULL;
  job->func = func;
  job->data = data;
  job->destroy = destroy;
  corral_worker_push (self->writer, run_job, job, later_free);
}

static gboolean
heal_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  GError *failure = NULL;

  if (store->cache == NULL || corral_database_check (store->cache->db, FALSE, &failure))
    return TRUE;
  if (!g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  g_error_free (failure);
  corral_cache_replace_store (self, store);
  store->replaced = TRUE;
  return TRUE;
}

void
corral_cache_report_damage (CorralCache *self, CorralTenantStore *store)
{
  if (self->access != CORRAL_CACHE_ACCESS_WRITE)
    return;
  corral_lock_file_ask_for_check (self->lock_file);
  corral_cache_write_later (self, store, heal_job, NULL, NULL);
}

/* ---- outbox
 * ------------------------------------------------------------------------------------------- */

static gboolean
open_outbox_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  gboolean opened = corral_outbox_file_open (self->outbox, self->unclean, error);

  /* Not now: somebody waits for a window. */
  if (self->outbox->backup_due)
    corral_cache_back_up_outbox_later (self);
  return opened;
}

CorralOutboxFile *
corral_cache_get_outbox_file (CorralCache *self)
{
  return self->outbox;
}

/* ---- open and close
 * ----------------------------------------------------------------------------------- */

/* Makes both folders and takes the lock, or finds out why it may only read. */
static gboolean
settle_access (CorralCache *self, CorralCacheFlags flags, GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, CORRAL_ACCOUNT_FILE_LOCK, NULL);
  CorralLockResult result;

  if (flags & CORRAL_CACHE_OPEN_READ_ONLY)
    {
      self->access = CORRAL_CACHE_ACCESS_READ_ASKED;
      return TRUE;
    }
  if (g_mkdir_with_parents (self->data_dir, 0700) != 0
      || g_mkdir_with_parents (self->cache_dir, 0700) != 0)
    {
      /* Without a folder there is nothing to read either. */
      corral_database_set_error (error, errno == ENOSPC ? CORRAL_CACHE_ERROR_FULL
                                                        : CORRAL_CACHE_ERROR_READ_ONLY);
      return FALSE;
    }
  result = corral_lock_file_take (path, &self->lock_file, &self->unclean);
  self->access = result == CORRAL_LOCK_TAKEN  ? CORRAL_CACHE_ACCESS_WRITE
                 : result == CORRAL_LOCK_BUSY ? CORRAL_CACHE_ACCESS_READ_LOCKED
                                              : CORRAL_CACHE_ACCESS_READ_DENIED;
  return TRUE;
}

static void
store_free (gpointer data)
{
  corral_tenant_store_unref (data);
}

CorralCache *
corral_cache_open (const char *data_dir,
                   const char *cache_dir,
                   CorralCacheFlags flags,
                   CorralClock *clock,
                   GError **error)
{
  g_autoptr (CorralCache) self = g_new0 (CorralCache, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->data_dir = g_strdup (data_dir);
  self->cache_dir = g_strdup (cache_dir);
  self->clock = corral_clock_ref (clock);
  self->writer = corral_worker_new ("writer");
  self->reader = corral_worker_new ("reader");
  self->outbox = corral_outbox_file_new (data_dir, clock);
  self->stores = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, store_free);
  g_mutex_init (&self->lock);

  if (!settle_access (self, flags, error))
    return NULL;
  if (self->access == CORRAL_CACHE_ACCESS_WRITE)
    corral_cache_run_on_writer (self, NULL, open_outbox_job, NULL, NULL);
  return g_steal_pointer (&self);
}

static gboolean
close_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  GHashTableIter iter;
  gpointer each;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->stores);
  while (g_hash_table_iter_next (&iter, NULL, &each))
    corral_tenant_store_close (each);
  g_mutex_unlock (&self->lock);
  if (!corral_outbox_file_close (self->outbox) && self->lock_file != NULL)
    corral_lock_file_ask_for_check (self->lock_file);
  return TRUE;
}

void
corral_cache_close (CorralCache *self)
{
  gboolean closed;

  g_mutex_lock (&self->lock);
  closed = self->closed;
  self->closed = TRUE;
  g_mutex_unlock (&self->lock);
  if (closed)
    return;

  corral_worker_stop (self->reader, CORRAL_WORKER_DISCARD);
  corral_cache_run_on_writer (self, NULL, close_job, NULL, NULL);
  corral_worker_stop (self->writer, CORRAL_WORKER_DRAIN);
  corral_lock_file_release (g_steal_pointer (&self->lock_file));
}

CorralCache *
corral_cache_ref (CorralCache *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_cache_unref (CorralCache *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  corral_cache_close (self);
  corral_cache_set_notify (self, NULL, NULL, NULL, NULL);
  corral_cache_set_outbox_notify (self, NULL, NULL, NULL, NULL);
  g_hash_table_unref (self->stores);
  corral_worker_unref (self->writer);
  corral_worker_unref (self->reader);
  corral_outbox_file_free (self->outbox);
  corral_clock_unref (self->clock);
  g_mutex_clear (&self->lock);
  g_free (self->data_dir);
  g_free (self->cache_dir);
  g_free (self);
}

CorralCacheAccess
corral_cache_get_access (CorralCache *self)
{
  return self->access;
}

gboolean
corral_cache_is_writer_gone (CorralCache *self)
{
  g_autofree char *path = g_build_filename (self->data_dir, CORRAL_ACCOUNT_FILE_LOCK, NULL);

  return self->access == CORRAL_CACHE_ACCESS_READ_LOCKED && corral_lock_file_is_free (path);
}

CorralWorker *
corral_cache_get_reader (CorralCache *self)
{
  return self->reader;
}

CorralWorker *
corral_cache_get_writer (CorralCache *self)
{
  return self->writer;
}

CorralClock *
corral_cache_get_clock (CorralCache *self)
{
  return self->clock;
}

gint *
corral_cache_get_retention (CorralCache *self)
{
  return &self->retention_days;
}

CorralTenantStore *
corral_cache_ref_store (CorralCache *self, const char *tenant, GError **error)
{
  CorralTenantStore *store;

  g_mutex_lock (&self->lock);
  store = self->closed ? NULL : g_hash_table_lookup (self->stores, tenant);
  if (store != NULL)
    corral_tenant_store_ref (store);
  g_mutex_unlock (&self->lock);
  if (store == NULL)
    corral_database_set_error (error, CORRAL_CACHE_ERROR_FAILED);
  return store;
}

/* ---- tenants
 * ------------------------------------------------------------------------------------------ */

static CorralTenant *
read_tenant_file (const char *path)
{
  g_autoptr (GError) failure = NULL;
  sqlite3 *db = corral_database_open_reader (&corral_database_cache, path, NULL, &failure);
  sqlite3_stmt *statement = NULL;
  CorralTenant *tenant = NULL;

  /* Opening it will set it aside and take over what it still has; till then its name must be known. */
  if (g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    db = corral_database_open_beginning (&corral_database_cache, path);

  if (db == NULL)
    return NULL;
  if (sqlite3_prepare_v2 (db, "SELECT id,name,region,residency,api_base FROM tenant", -1,
                          &statement, NULL)
          == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    {
      CorralTenant row = {
        .id = (char *) sqlite3_column_text (statement, 0),
        .name = (char *) sqlite3_column_text (statement, 1),
        .region = (char *) sqlite3_column_text (statement, 2),
        .residency = (char *) sqlite3_column_text (statement, 3),
        .api_base = (char *) sqlite3_column_text (statement, 4),
      };

      if (row.id != NULL && row.name != NULL && corral_text_is_id (row.id))
        tenant = corral_tenant_copy (&row);
    }
  sqlite3_finalize (statement);
  corral_database_close (db);
  return tenant;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const CorralTenant *const *x = a;
  const CorralTenant *const *y = b;
  int order = g_utf8_collate ((*x)->name, (*y)->name);

  return order != 0 ? order : strcmp ((*x)->id, (*y)->id);
}

GPtrArray *
corral_cache_list_tenants (CorralCache *self)
{
  GPtrArray *tenants = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_tenant_free);
  g_autoptr (GDir) dir = g_dir_open (self->cache_dir, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path
          = g_build_filename (self->cache_dir, name, corral_database_cache.file, NULL);
      g_autoptr (CorralTenant) tenant = NULL;
      g_autofree char *expected = NULL;

      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        continue;
      tenant = read_tenant_file (path);
      if (tenant == NULL)
        continue;
      expected = corral_tenant_store_folder_name (tenant->id);
      if (strcmp (expected, name) == 0)
        g_ptr_array_add (tenants, g_steal_pointer (&tenant));
    }
  g_ptr_array_sort (tenants, compare_names);
  return tenants;
}

typedef struct
{
  const CorralTenant *tenant;
  CorralTenantFile file;
} Opening;

static void
add_store (CorralCache *self, CorralTenantStore *store)
{
  g_mutex_lock (&self->lock);
  if (!g_hash_table_contains (self->stores, store->id))
    g_hash_table_insert (self->stores, store->id, corral_tenant_store_ref (store));
  g_mutex_unlock (&self->lock);
}

static gboolean
open_tenant_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  Opening *opening = data;
  CorralTenantStore *other;

  /* Stores come and go on this thread alone, so that no file gets two writers. */
  g_mutex_lock (&self->lock);
  other = g_hash_table_lookup (self->stores, store->id);
  g_mutex_unlock (&self->lock);
  if (other != NULL)
    store = other;

  if (!corral_tenant_store_open (store, opening->tenant, &opening->file, error))
    return FALSE;
  add_store (self, store);
  if (opening->file == CORRAL_TENANT_FILE_SET_ASIDE)
    corral_cache_post_notice (self, store, NULL, TRUE, FALSE);
  return TRUE;
}

gboolean
corral_cache_open_tenant (CorralCache *self,
                          const CorralTenant *tenant,
                          CorralTenantFile *file,
                          GError **error)
{
  Opening opening = { .tenant = tenant };
  g_autoptr (CorralTenantStore) store = NULL;
  gboolean opened;
  gboolean closed;

  g_return_val_if_fail (tenant->id != NULL && corral_text_is_id (tenant->id), FALSE);

  g_mutex_lock (&self->lock);
  closed = self->closed;
  store = g_hash_table_lookup (self->stores, tenant->id);
  if (store != NULL)
    corral_tenant_store_ref (store);
  else
    {
      g_autofree char *name = corral_tenant_store_folder_name (tenant->id);
      g_autofree char *folder = g_build_filename (self->cache_dir, name, NULL);

      store = corral_tenant_store_new (tenant->id, folder, self->unclean, self->clock);
    }
  g_mutex_unlock (&self->lock);
  if (closed)
    {
      corral_database_set_error (error, CORRAL_CACHE_ERROR_FAILED);
      return FALSE;
    }

  if (self->access == CORRAL_CACHE_ACCESS_WRITE)
    opened = corral_cache_run_on_writer (self, store, open_tenant_job, &opening, error);
  else
    {
      opening.file = CORRAL_TENANT_FILE_READ_ONLY;
      opened = corral_tenant_store_open_reading (store,
                                                 self->access == CORRAL_CACHE_ACCESS_READ_LOCKED
                                                     ? CORRAL_CACHE_ERROR_LOCKED
                                                     : CORRAL_CACHE_ERROR_READ_ONLY,
                                                 error);
      if (opened)
        add_store (self, store);
    }
  if (opened && file != NULL)
    *file = opening.file;
  return opened;
}

static gboolean
erase_tenant_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  gboolean erased;

  if (store->cache == NULL)
    {
      corral_database_set_error (error, store->refusal);
      return FALSE;
    }
  erased = corral_tenant_store_erase (store, error);
  store->sequence++;
  corral_cache_post_notice (self, store, NULL, TRUE, FALSE);
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->stores, store->id);
  g_mutex_unlock (&self->lock);
  return erased;
}

gboolean
corral_cache_erase_tenant (CorralCache *self, const char *tenant, GError **error)
{
  return corral_cache_write (self, tenant, erase_tenant_job, NULL, error);
}

gboolean
corral_cache_forget_handover (CorralCache *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, CORRAL_ACCOUNT_FILE_HANDOVER, NULL);

  g_return_val_if_fail (self->access == CORRAL_CACHE_ACCESS_WRITE, FALSE);

  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_debug ("handover: %s", g_strerror (errno));
  corral_database_set_error (error, CORRAL_CACHE_ERROR_READ_ONLY);
  return FALSE;
}
