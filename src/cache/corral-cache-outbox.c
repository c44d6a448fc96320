/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox as the other rooms see it. Callers are on any thread but the cache's own; functions
 * ending in _job run on the "writer" worker, dispatch_change() where the receiver asked for it. */
#include "config.h"

#include "corral-cache-outbox.h"

#include "corral-cache-private.h"
#include "corral-commit-private.h"
#include "corral-outbox-account.h"
#include "corral-outbox-rows.h"

#include <string.h>

/* ---- who is told
 * ---------------------------------------------------------------------------------------- */

struct _CorralOutboxReceiver
{
  gatomicrefcount ref_count;
  GMainContext *context; /* (owned) */
  CorralCacheOutboxFunc func;
  gpointer data;
  GDestroyNotify destroy;
  int active;  /* atomic */
  int pending; /* atomic: a call is on its way that has not begun */
};

typedef struct
{
  CorralCache *cache;             /* (owned) */
  CorralOutboxReceiver *receiver; /* (owned) */
} Delivery;

static void
receiver_unref (CorralOutboxReceiver *receiver)
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

  receiver_unref (delivery->receiver);
  corral_cache_unref (delivery->cache);
  g_free (delivery);
}

static gboolean
dispatch_change (gpointer data)
{
  Delivery *delivery = data;

  /* What is committed from here on needs a call of its own. */
  g_atomic_int_set (&delivery->receiver->pending, FALSE);
  if (g_atomic_int_get (&delivery->receiver->active))
    delivery->receiver->func (delivery->cache, delivery->receiver->data);
  return G_SOURCE_REMOVE;
}

/* [writer] */
static void
tell_change (CorralCache *self)
{
  CorralOutboxFile *file = corral_cache_get_outbox_file (self);
  CorralOutboxReceiver *receiver;

  g_mutex_lock (&file->wake_lock);
  if (file->wake != NULL)
    file->wake (self, file->wake_data);
  g_mutex_unlock (&file->wake_lock);

  g_mutex_lock (&file->lock);
  receiver = file->receiver;
  if (receiver != NULL)
    g_atomic_ref_count_inc (&receiver->ref_count);
  g_mutex_unlock (&file->lock);
  if (receiver == NULL)
    return;
  if (g_atomic_int_compare_and_exchange (&receiver->pending, FALSE, TRUE))
    {
      Delivery *delivery = g_new0 (Delivery, 1);
      GSource *source = g_idle_source_new ();

      delivery->cache = corral_cache_ref (self);
      delivery->receiver = receiver;
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_static_name (source, "corral outbox notice");
      g_source_set_callback (source, dispatch_change, delivery, delivery_free);
      g_source_attach (source, receiver->context);
      g_source_unref (source);
    }
  else
    receiver_unref (receiver);
}

void
corral_cache_set_outbox_notify (CorralCache *self,
                                GMainContext *context,
                                CorralCacheOutboxFunc func,
                                gpointer data,
                                GDestroyNotify destroy)
{
  CorralOutboxFile *file = corral_cache_get_outbox_file (self);
  CorralOutboxReceiver *receiver = NULL;
  CorralOutboxReceiver *previous;

  if (func != NULL)
    {
      receiver = g_new0 (CorralOutboxReceiver, 1);
      g_atomic_ref_count_init (&receiver->ref_count);
      receiver->context
          = g_main_context_ref (context != NULL ? context : g_main_context_default ());
      receiver->func = func;
      receiver->data = data;
      receiver->destroy = destroy;
      receiver->active = TRUE;
    }
  g_mutex_lock (&file->lock);
  previous = file->receiver;
  file->receiver = receiver;
  g_mutex_unlock (&file->lock);
  if (previous == NULL)
    return;
  g_atomic_int_set (&previous->active, FALSE);
  if (previous->destroy != NULL)
    previous->destroy (previous->data);
  receiver_unref (previous);
}

void
corral_cache_set_outbox_wake (CorralCache *self, CorralCacheOutboxFunc func, gpointer data)
{
  CorralOutboxFile *file = corral_cache_get_outbox_file (self);

  g_mutex_lock (&file->wake_lock);
  file->wake = func;
  file->wake_data = data;
  g_mutex_unlock (&file->wake_lock);
}

/* ---- transactions
 * --------------------------------------------------------------------------------------- */

typedef struct
{
  /* Does its part of transaction number @change; @changed says whether there is something to keep.
   */
  gboolean (*func) (CorralConnection *db,
                    gint64 change,
                    gpointer data,
                    gboolean *changed,
                    GError **error);
  gpointer data;
  gboolean moves_entries; /* entries come or go: the backup is made anew */
} Write;

static gboolean
run_transaction (CorralOutboxFile *file, const Write *write, gboolean *changed, GError **error)
{
  CorralConnection *db = file->db;
  gint64 change = 0;

  *changed = FALSE;
  if (file->log_suspect)
    corral_outbox_file_note_failure (file);
  if (!corral_database_exec (db->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (corral_outbox_rows_begin_change (db, &change, error)
      && write->func (db, change, write->data, changed, error))
    {
      if (!*changed)
        return corral_database_exec (db->db, "ROLLBACK", error);
      if (corral_database_exec (db->db, "COMMIT", error))
        return TRUE;
      file->log_suspect = TRUE;
    }
  *changed = FALSE;
  if (!sqlite3_get_autocommit (db->db))
    sqlite3_exec (db->db, "ROLLBACK", NULL, NULL, NULL);
  if (file->log_suspect)
    corral_outbox_file_note_failure (file);
  return FALSE;
}

static gboolean
back_up_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  CorralOutboxFile *file = corral_cache_get_outbox_file (self);
  gboolean healed = FALSE;

  if (corral_outbox_file_back_up (file))
    return TRUE;
  if (corral_outbox_file_heal (file, &healed, error) && healed)
    tell_change (self);
  return TRUE;
}

void
corral_cache_back_up_outbox_later (CorralCache *self)
{
  corral_cache_write_later (self, NULL, back_up_job, NULL, NULL);
}

static gboolean
write_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  CorralOutboxFile *file = corral_cache_get_outbox_file (self);
  const Write *write = data;
  gboolean changed = FALSE;
  gboolean healed = FALSE;
  GError *failure = NULL;

  /* What kept it from being opened may have passed, as a full disk does. */
  if (!corral_outbox_file_open (file, FALSE, error))
    return FALSE;
  if (!run_transaction (file, write, &changed, &failure)
      && g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    {
      g_clear_error (&failure);
      if (!corral_outbox_file_heal (file, &healed, error))
        return FALSE;
      run_transaction (file, write, &changed, &failure);
    }
  if (healed || changed)
    tell_change (self);
  if (changed && corral_outbox_file_note_change (file, write->moves_entries))
    corral_cache_back_up_outbox_later (self);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

typedef struct
{
  const char *tenant;
  const CorralCommit *commit;
} Purged;

static gboolean
forget_purged (CorralConnection *db, gint64 change, gpointer data, gboolean *changed, GError **error)
{
  const Purged *purged = data;
  guint n = 0;

  for (guint i = 0; i < purged->commit->batches->len; i++)
    {
      const CorralBatch *batch = g_ptr_array_index (purged->commit->batches, i);

      for (guint k = 0; k < batch->n_rows; k++)
        {
          const CorralRow *row = corral_batch_get_row (batch, k);

          if (corral_batch_get_change (batch, k) == CORRAL_CHANGE_PURGE
              && !corral_outbox_rows_forget (db, purged->tenant, batch->schema->name, row->id, &n, error))
            return FALSE;
        }
    }
  *changed = n > 0;
  return TRUE;
}

static gboolean
has_purges (const CorralCommit *commit)
{
  for (guint i = 0; i < commit->batches->len; i++)
    {
      const CorralBatch *batch = g_ptr_array_index (commit->batches, i);

      for (guint k = 0; k < batch->n_rows; k++)
        if (corral_batch_get_change (batch, k) == CORRAL_CHANGE_PURGE)
          return TRUE;
    }
  return FALSE;
}

void
corral_cache_outbox_forget_purged (CorralCache *self, const char *tenant, const CorralCommit *commit)
{
  CorralOutboxFile *file = corral_cache_get_outbox_file (self);
  Purged purged = { .tenant = tenant, .commit = commit };
  Write write = { .func = forget_purged, .data = &purged, .moves_entries = TRUE };
  g_autoptr (GError) failure = NULL;

  if (has_purges (commit))
    {
      if (!write_job (self, NULL, &write, &failure))
        g_debug ("outbox: what was purged is still there: %s", failure->message);
      file->to_sweep = TRUE;
    }
  corral_outbox_file_sweep (file);
}

static gboolean
write_outbox (CorralCache *self, Write *write, GError **error)
{
  switch (corral_cache_get_access (self))
    {
    case CORRAL_CACHE_ACCESS_WRITE:
      return corral_cache_run_on_writer (self, NULL, write_job, write, error);
    case CORRAL_CACHE_ACCESS_READ_LOCKED:
      corral_database_set_error (error, CORRAL_CACHE_ERROR_LOCKED);
      return FALSE;
    case CORRAL_CACHE_ACCESS_READ_ASKED:
    case CORRAL_CACHE_ACCESS_READ_DENIED:
      break;
    }
  corral_database_set_error (error, CORRAL_CACHE_ERROR_READ_ONLY);
  return FALSE;
}

/* ---- writing
 * -------------------------------------------------------------------------------------------- */

static gboolean
add_entries (CorralConnection *db, gint64 change, gpointer data, gboolean *changed, GError **error)
{
  GPtrArray *entries = data;

  for (guint i = 0; i < entries->len; i++)
    if (!corral_outbox_rows_insert (db, g_ptr_array_index (entries, i), change, error))
      return FALSE;
  *changed = entries->len > 0;
  return TRUE;
}

gboolean
corral_cache_outbox_add (CorralCache *self, GPtrArray *entries, GError **error)
{
  Write write = { .func = add_entries, .data = entries, .moves_entries = TRUE };

  return write_outbox (self, &write, error);
}

typedef struct
{
  const char *id;
  const CorralOutboxEntry *entry;
} Replacement;

static gboolean
replace_entry (CorralConnection *db,
               gint64 change,
               gpointer data,
               gboolean *changed,
               GError **error)
{
  const Replacement *replacement = data;

  if (!corral_outbox_rows_settle (db, replacement->id, change, changed, error))
    return FALSE;
  if (*changed)
    return corral_outbox_rows_insert (db, replacement->entry, change, error);
  corral_database_set_error (error, CORRAL_CACHE_ERROR_FAILED);
  return FALSE;
}

gboolean
corral_cache_outbox_replace (CorralCache *self,
                             const char *id,
                             const CorralOutboxEntry *entry,
                             GError **error)
{
  Replacement replacement = { .id = id, .entry = entry };
  Write write = { .func = replace_entry, .data = &replacement, .moves_entries = TRUE };

  return write_outbox (self, &write, error);
}

typedef struct
{
  const CorralOutboxStep *steps;
  guint n_steps;
  guint moved;
} Steps;

static gboolean
carry_out_steps (CorralConnection *db,
                 gint64 change,
                 gpointer data,
                 gboolean *changed,
                 GError **error)
{
  Steps *steps = data;

  steps->moved = 0;
  for (guint i = 0; i < steps->n_steps; i++)
    {
      gboolean moved = FALSE;

      if (!corral_outbox_rows_step (db, &steps->steps[i], change, &moved, error))
        return FALSE;
      steps->moved += moved != FALSE;
    }
  *changed = steps->moved > 0;
  return TRUE;
}

gboolean
corral_cache_outbox_step (CorralCache *self,
                          const CorralOutboxStep *steps,
                          guint n_steps,
                          guint *moved,
                          GError **error)
{
  Steps all = { .steps = steps, .n_steps = n_steps };
  Write write = { .func = carry_out_steps, .data = &all };

  if (!write_outbox (self, &write, error))
    return FALSE;
  if (moved != NULL)
    *moved = all.moved;
  return TRUE;
}

typedef struct
{
  const char *const *ids;
  guint from;
  guint n;
} Ids;

static gboolean
remove_ids (CorralConnection *db, gint64 change, gpointer data, gboolean *changed, GError **error)
{
  Ids *ids = data;

  ids->n = 0;
  for (guint i = 0; ids->ids[i] != NULL; i++)
    if (!corral_outbox_rows_remove (db, ids->ids[i], ids->from, &ids->n, error))
      return FALSE;
  *changed = ids->n > 0;
  return TRUE;
}

gboolean
corral_cache_outbox_remove (CorralCache *self,
                            const char *const *ids,
                            guint from,
                            guint *n_removed,
                            GError **error)
{
  Ids all = { .ids = ids, .from = from };
  Write write = { .func = remove_ids, .data = &all, .moves_entries = TRUE };

  if (!write_outbox (self, &write, error))
    return FALSE;
  if (n_removed != NULL)
    *n_removed = all.n;
  return TRUE;
}

static gboolean
settle_ids (CorralConnection *db, gint64 change, gpointer data, gboolean *changed, GError **error)
{
  Ids *ids = data;

  for (guint i = 0; ids->ids[i] != NULL; i++)
    {
      gboolean settled = FALSE;

      if (!corral_outbox_rows_settle (db, ids->ids[i], change, &settled, error))
        return FALSE;
      *changed = *changed || settled;
    }
  return TRUE;
}

gboolean
corral_cache_outbox_settle (CorralCache *self, const char *const *ids, GError **error)
{
  Ids all = { .ids = ids };
  Write write = { .func = settle_ids, .data = &all };

  return write_outbox (self, &write, error);
}

static gboolean
prune_before (CorralConnection *db, gint64 change, gpointer data, gboolean *changed, GError **error)
{
  const gint64 *before_ms = data;
  guint n = 0;

  if (!corral_outbox_rows_prune (db, *before_ms, &n, error))
    return FALSE;
  *changed = n > 0;
  return TRUE;
}

gboolean
corral_cache_outbox_prune (CorralCache *self, gint64 before_ms, GError **error)
{
  Write write = { .func = prune_before, .data = &before_ms, .moves_entries = TRUE };

  return write_outbox (self, &write, error);
}

/* ---- reading
 * -------------------------------------------------------------------------------------------- */

typedef gboolean (*ReadFunc) (CorralConnection *reader, gpointer data, GError **error);

/* A reader met damage: the writer looks, and makes the file anew when it agrees. */
static gboolean
heal_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  gboolean healed = FALSE;

  if (!corral_outbox_file_heal (corral_cache_get_outbox_file (self), &healed, error))
    return FALSE;
  if (healed)
    tell_change (self);
  return TRUE;
}

static gboolean
read_once (CorralOutboxFile *file, ReadFunc func, gpointer data, GError **error)
{
  CorralConnection *reader = corral_reader_pool_acquire (file->readers, error);
  gboolean ok;

  if (reader == NULL)
    return FALSE;
  ok = func (reader, data, error);
  corral_reader_pool_release (file->readers, reader);
  return ok;
}

/* Where there is no file yet, which a process that does not write will not make, @func is not
 * called. */
static gboolean
read_outbox (CorralCache *self, ReadFunc func, gpointer data, GError **error)
{
  CorralOutboxFile *file = corral_cache_get_outbox_file (self);
  gboolean writes = corral_cache_get_access (self) == CORRAL_CACHE_ACCESS_WRITE;
  GError *failure = NULL;

  if (!corral_outbox_file_is_readable (file, error))
    return FALSE;
  if (!writes && !g_file_test (file->path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (read_once (file, func, data, &failure))
    return TRUE;
  if (!writes || !g_error_matches (failure, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED))
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  g_error_free (failure);
  return corral_cache_run_on_writer (self, NULL, heal_job, NULL, error)
         && read_once (file, func, data, error);
}

typedef struct
{
  guint n_settled;
  GPtrArray *entries;
} List;

static gboolean
read_list (CorralConnection *reader, gpointer data, GError **error)
{
  List *list = data;

  list->entries = corral_outbox_rows_list (reader, list->n_settled, error);
  return list->entries != NULL;
}

GPtrArray *
corral_cache_outbox_list (CorralCache *self, guint n_settled, GError **error)
{
  List list = { .n_settled = n_settled };

  if (!read_outbox (self, read_list, &list, error))
    return NULL;
  return list.entries != NULL
             ? list.entries
             : g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
}

typedef struct
{
  const char *id;
  CorralOutboxEntry *entry;
} Get;

static gboolean
read_entry (CorralConnection *reader, gpointer data, GError **error)
{
  Get *get = data;
  GError *failure = NULL;

  get->entry = corral_outbox_rows_get (reader, get->id, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

CorralOutboxEntry *
corral_cache_outbox_get (CorralCache *self, const char *id, GError **error)
{
  Get get = { .id = id };

  return read_outbox (self, read_entry, &get, error) ? get.entry : NULL;
}

static gboolean
read_count (CorralConnection *reader, gpointer data, GError **error)
{
  gint64 *count = data;

  *count = corral_outbox_rows_count_waiting (reader, error);
  return *count >= 0;
}

gint64
corral_cache_count_waiting (CorralCache *self, GError **error)
{
  gint64 count = 0;

  return read_outbox (self, read_count, &count, error) ? count : -1;
}

const CorralOutboxFileReport *
corral_cache_outbox_get_report (CorralCache *self)
{
  CorralOutboxFile *file = corral_cache_get_outbox_file (self);
  const CorralOutboxFileReport *report;

  g_mutex_lock (&file->lock);
  report = g_ptr_array_index (file->reports, file->reports->len - 1);
  g_mutex_unlock (&file->lock);
  return report;
}

/* ---- who we are
 * ----------------------------------------------------------------------------------------- */

typedef struct
{
  const CorralAccount *account;
  gint64 now_ms;
} AccountWrite;

static gboolean
write_account (CorralConnection *db,
               gint64 change,
               gpointer data,
               gboolean *changed,
               GError **error)
{
  const AccountWrite *writing = data;

  *changed = corral_outbox_account_write (db, writing->account, writing->now_ms, error);
  return *changed;
}

gboolean
corral_cache_set_account (CorralCache *self, const CorralAccount *account, GError **error)
{
  AccountWrite writing
      = { .account = account, .now_ms = corral_clock_now_ms (corral_cache_get_clock (self)) };
  Write write = { .func = write_account, .data = &writing, .moves_entries = TRUE };

  return write_outbox (self, &write, error);
}

static gboolean
read_account (CorralConnection *reader, gpointer data, GError **error)
{
  CorralAccount **account = data;
  gint64 heard_ms = 0;
  GError *failure = NULL;

  *account = corral_outbox_account_read (reader->db, &heard_ms, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

CorralAccount *
corral_cache_get_account (CorralCache *self, GError **error)
{
  CorralAccount *account = NULL;

  return read_outbox (self, read_account, &account, error) ? account : NULL;
}

/* ---- the cache on the disk
 * ------------------------------------------------------------------------------ */

static gboolean
checkpoint_job (CorralCache *self, CorralTenantStore *store, gpointer data, GError **error)
{
  sqlite3_file *log = NULL;
  int n_frames = -1;
  int n_copied = -1;
  int rc;

  if (!corral_tenant_store_open_again (store, error))
    return FALSE;
  rc = sqlite3_wal_checkpoint_v2 (store->cache->db, "main", SQLITE_CHECKPOINT_PASSIVE, &n_frames,
                                  &n_copied);
  if (rc == SQLITE_OK && n_frames == n_copied)
    return TRUE;
  if (rc != SQLITE_OK && rc != SQLITE_BUSY)
    return corral_database_fail (store->cache->db, rc, error);

  /* A reader that is not done holds back the copying, not the disk: the log itself is put there,
   * where it is found after a power cut. */
  rc = sqlite3_file_control (store->cache->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (rc == SQLITE_OK && log != NULL && log->pMethods != NULL)
    rc = log->pMethods->xSync (log, SQLITE_SYNC_NORMAL);
  return rc == SQLITE_OK || corral_database_fail (store->cache->db, rc, error);
}

gboolean
corral_cache_checkpoint (CorralCache *self, const char *tenant, GError **error)
{
  return corral_cache_write (self, tenant, checkpoint_job, NULL, error);
}
