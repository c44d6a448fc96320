/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actor in front of the outbox's file. Main thread; the file is written and read on the worker "outbox", and the
 * sync thread, woken by the commit, sends. */
#include "config.h"

#include "corral-outbox.h"

#include "corral-worker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How many of what is done with are kept in sight. */
#define N_SETTLED 100

struct _CorralOutbox
{
  GObject parent_instance;

  CorralCache *cache;     /* (owned) */
  CorralSync *sync;       /* (owned) (nullable) */
  CorralClock *clock;     /* (owned) */
  CorralRandom random;
  CorralWorker *worker;   /* (owned) */
  GPtrArray *entries;     /* (owned) (element-type CorralOutboxEntry): replaced, never changed */
  CorralAccount *account; /* (owned) (nullable) */
  CorralRights rights;    /* of that account */
  guint n_waiting;
  guint n_troubled;
  gboolean reading;       /* a look at the file is under way */
  gboolean stale;         /* and it will have been too early */
};

G_DEFINE_FINAL_TYPE (CorralOutbox, corral_outbox, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_N_WAITING,
  PROP_N_TROUBLED,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_PERFORMING,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* ---- what the file holds ------------------------------------------------------------------------------ */

typedef struct
{
  GPtrArray *entries;     /* (owned) (nullable) */
  CorralAccount *account; /* (owned) (nullable) */
} Contents;

static void
contents_free (gpointer data)
{
  Contents *contents = data;

  g_clear_pointer (&contents->entries, g_ptr_array_unref);
  g_clear_pointer (&contents->account, corral_account_free);
  g_free (contents);
}

static Contents *
read_contents (CorralCache *cache, GError **error)
{
  Contents *contents = g_new0 (Contents, 1);

  contents->entries = corral_cache_outbox_list (cache, N_SETTLED, error);
  if (contents->entries == NULL)
    {
      contents_free (contents);
      return NULL;
    }
  contents->account = corral_cache_get_account (cache, NULL);
  return contents;
}

static guint
count (GPtrArray *entries, guint states)
{
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

      /* That somebody looked at something is nothing that they wait for. */
      n += !entry->settled && corral_outbox_entry_is_in (entry, states)
           && (entry->type == NULL || !entry->type->quiet || corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED));
    }
  return n;
}

static void
take_rights (CorralOutbox *self)
{
  const CorralAccount *account = self->account;

  corral_rights_set (&self->rights, account != NULL ? (const char *const *) account->roles : NULL,
                     account != NULL ? (const char *const *) account->scopes : NULL);
}

static void
take_contents (CorralOutbox *self, Contents *contents)
{
  guint n_waiting = count (contents->entries, CORRAL_OUTBOX_WAITING);
  guint n_troubled = count (contents->entries, CORRAL_OUTBOX_TROUBLED);

  g_ptr_array_unref (self->entries);
  self->entries = g_steal_pointer (&contents->entries);
  g_clear_pointer (&self->account, corral_account_free);
  self->account = g_steal_pointer (&contents->account);
  take_rights (self);
  g_object_freeze_notify (G_OBJECT (self));
  if (n_waiting != self->n_waiting)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_WAITING]);
  if (n_troubled != self->n_troubled)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_TROUBLED]);
  self->n_waiting = n_waiting;
  self->n_troubled = n_troubled;
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  Contents *contents = read_contents (data, &error);

  if (contents != NULL)
    g_task_return_pointer (task, contents, contents_free);
  else
    g_task_return_error (task, error);
}

static void look (CorralOutbox *self);

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CorralOutbox *self = CORRAL_OUTBOX (source);
  g_autoptr (GError) error = NULL;
  Contents *contents = g_task_propagate_pointer (G_TASK (result), &error);

  self->reading = FALSE;
  /* What was seen last stays: the file's trouble is told by its report and by the next thing that is to be saved. */
  if (contents != NULL)
    {
      take_contents (self, contents);
      contents_free (contents);
    }
  if (self->stale && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    look (self);
}

static void
look (CorralOutbox *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->reading)
    {
      self->stale = TRUE;
      return;
    }
  self->reading = TRUE;
  self->stale = FALSE;
  task = g_task_new (self, NULL, looked_cb, NULL);
  g_task_set_task_data (task, corral_cache_ref (self->cache), (GDestroyNotify) corral_cache_unref);
  corral_worker_run_task (self->worker, task, look_thread);
}

static void
outbox_changed_cb (CorralCache *cache, gpointer data)
{
  look (data);
}

/* ---- jobs on the file ----------------------------------------------------------------------------------- */

typedef gboolean (*JobFunc) (CorralCache *cache, gpointer data, GError **error);

/* Something that is written, and what the file holds afterwards, so that whoever asked sees it at once. */
typedef struct
{
  CorralCache *cache;     /* (owned) */
  JobFunc func;
  gpointer data;          /* (owned) (nullable) */
  GDestroyNotify destroy; /* (nullable) */
  Contents *contents;     /* (owned) (nullable) */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->destroy != NULL)
    job->destroy (job->data);
  g_clear_pointer (&job->contents, contents_free);
  corral_cache_unref (job->cache);
  g_free (job);
}

static void
job_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (!job->func (job->cache, job->data, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  job->contents = read_contents (job->cache, NULL);
  g_task_return_boolean (task, TRUE);
}

/* What was asked for is done: the entries are the new ones before the caller hears of it. */
static gboolean
finish_job (CorralOutbox *self, GTask *task, GError **error)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr (GError) reason = NULL;

  if (!g_task_propagate_boolean (task, &reason))
    {
      if (reason->domain == CORRAL_OUTBOX_ERROR || reason->domain == G_IO_ERROR)
        g_propagate_error (error, g_steal_pointer (&reason));
      else
        g_set_error (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_STORE,
                     /* Translators: %s is a sentence that says why */
                     _ ("Nothing was saved. %s"), reason->message);
      return FALSE;
    }
  if (job->contents != NULL && job->contents->entries != NULL)
    take_contents (self, job->contents);
  return TRUE;
}

/* The second half of each job: on the main thread, then to whoever asked. */
static void
job_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) asked = data;
  GError *error = NULL;

  if (finish_job (CORRAL_OUTBOX (source), G_TASK (result), &error))
    g_task_return_boolean (asked, TRUE);
  else
    g_task_return_error (asked, error);
}

/* @asked is taken. */
static void
run_job (CorralOutbox *self, GTask *asked, JobFunc func, gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, job_done_cb, asked);
  Job *job = g_new0 (Job, 1);

  job->cache = corral_cache_ref (self->cache);
  job->func = func;
  job->data = data;
  job->destroy = destroy;
  g_task_set_task_data (task, job, job_free);
  corral_worker_run_task (self->worker, task, job_thread);
}

static gboolean
check_writable (CorralOutbox *self, GError **error)
{
  CorralCacheAccess access = corral_cache_get_access (self->cache);
  const CorralOutboxFileReport *report = corral_cache_outbox_get_report (self->cache);

  if (access == CORRAL_CACHE_ACCESS_WRITE && report->kind != CORRAL_OUTBOX_FILE_UNUSABLE)
    return TRUE;
  g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_READ_ONLY,
                       access == CORRAL_CACHE_ACCESS_WRITE
                           ? _ ("What people do cannot be kept on this PC now, so nothing can be changed. Everything "
                                "can be read.")
                       : access == CORRAL_CACHE_ACCESS_READ_LOCKED
                           ? _ ("Another Corral on this PC keeps these data. Do it there; here everything can be read.")
                           : _ ("The folder for Corral’s data cannot be written, so nothing can be changed. Everything "
                                "can be read."));
  return FALSE;
}

/* ---- taking in ------------------------------------------------------------------------------------------- */

void
corral_outbox_result_free (CorralOutboxResult *self)
{
  g_free (self->id);
  g_clear_error (&self->error);
  g_free (self);
}

static gint64
now_ms (CorralOutbox *self)
{
  CorralSyncStatus *status = self->sync != NULL ? corral_sync_get_status (self->sync) : NULL;

  return status != NULL ? corral_cloud_clock_read_ms (&status->cloud_clock, self->clock)
                        : corral_clock_now_ms (self->clock);
}

static gboolean
add_job (CorralCache *cache, gpointer data, GError **error)
{
  GPtrArray *entries = data;

  return entries->len == 0 || corral_cache_outbox_add (cache, entries, error);
}

void
corral_outbox_submit_async (CorralOutbox *self,
                            const CorralOperationDraft *drafts,
                            guint n_drafts,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_result_free);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  g_autoptr (GPtrArray) before = g_ptr_array_new ();
  GError *error = NULL;

  g_return_if_fail (CORRAL_IS_OUTBOX (self));

  g_task_set_source_tag (task, corral_outbox_submit_async);
  if (!check_writable (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  /* Two drafts on one row build on each other as well. */
  for (guint i = 0; i < self->entries->len; i++)
    g_ptr_array_add (before, g_ptr_array_index (self->entries, i));
  for (guint i = 0; i < n_drafts; i++)
    {
      CorralOutboxResult *result = g_new0 (CorralOutboxResult, 1);

      if (corral_outbox_check (&drafts[i], self->account, TRUE, &result->error))
        {
          CorralOutboxEntry *entry
              = corral_outbox_make_entry (&drafts[i], self->account, before, now_ms (self), FALSE, &self->random);

          result->id = g_strdup (entry->id);
          g_ptr_array_add (entries, entry);
          g_ptr_array_add (before, entry);
        }
      g_ptr_array_add (results, result);
    }
  g_task_set_task_data (task, g_steal_pointer (&results), (GDestroyNotify) g_ptr_array_unref);
  run_job (self, g_steal_pointer (&task), add_job, g_steal_pointer (&entries), (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
corral_outbox_submit_finish (CorralOutbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_ptr_array_ref (g_task_get_task_data (G_TASK (result)));
}

/* ---- taking back, seeing to ------------------------------------------------------------------------------- */

typedef struct
{
  char **ids;           /* (owned) */
  guint n;
  GPtrArray *entries;   /* (owned) (nullable) */
} Ids;

static Ids *
ids_new (const char *const *ids)
{
  Ids *self = g_new0 (Ids, 1);

  self->ids = g_strdupv ((char **) ids);
  return self;
}

static void
ids_free (gpointer data)
{
  Ids *self = data;

  g_strfreev (self->ids);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_free (self);
}

static gboolean
undo_job (CorralCache *cache, gpointer data, GError **error)
{
  Ids *ids = data;

  if (!corral_cache_outbox_remove (cache, (const char *const *) ids->ids, CORRAL_OUTBOX_UNSENT, &ids->n, error))
    return FALSE;
  if (ids->n > 0)
    return TRUE;
  g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_TOO_LATE,
                       _ ("It has been sent already and cannot be taken back."));
  return FALSE;
}

void
corral_outbox_undo_async (CorralOutbox *self, const char *const *ids, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  Ids *given = ids_new (ids);

  g_return_if_fail (CORRAL_IS_OUTBOX (self));

  g_task_set_source_tag (task, corral_outbox_undo_async);
  g_task_set_task_data (task, given, ids_free);
  run_job (self, task, undo_job, given, NULL);
}

guint
corral_outbox_undo_finish (CorralOutbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return 0;
  return ((Ids *) g_task_get_task_data (G_TASK (result)))->n;
}

static gboolean
settle_job (CorralCache *cache, gpointer data, GError **error)
{
  return corral_cache_outbox_settle (cache, (const char *const *) ((Ids *) data)->ids, error);
}

void
corral_outbox_settle_async (CorralOutbox *self, const char *const *ids, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  Ids *given = ids_new (ids);

  g_return_if_fail (CORRAL_IS_OUTBOX (self));

  g_task_set_source_tag (task, corral_outbox_settle_async);
  g_task_set_task_data (task, given, ids_free);
  run_job (self, task, settle_job, given, NULL);
}

gboolean
corral_outbox_settle_finish (CorralOutbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- again ------------------------------------------------------------------------------------------------- */

static gboolean
again_job (CorralCache *cache, gpointer data, GError **error)
{
  Ids *ids = data;

  return corral_cache_outbox_replace (cache, ids->ids[0], g_ptr_array_index (ids->entries, 0), error);
}

static const CorralOutboxEntry *
find_entry (CorralOutbox *self, const char *id)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (strcmp (((const CorralOutboxEntry *) g_ptr_array_index (self->entries, i))->id, id) == 0)
      return g_ptr_array_index (self->entries, i);
  return NULL;
}

void
corral_outbox_again_async (CorralOutbox *self, const char *id, gint64 current_rev, GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  const char *const ids[] = { id, NULL };
  const CorralOutboxEntry *entry;
  CorralOperationDraft draft;
  CorralOutboxEntry *again;
  Ids *given;
  GError *error = NULL;

  g_return_if_fail (CORRAL_IS_OUTBOX (self));

  g_task_set_source_tag (task, corral_outbox_again_async);
  entry = find_entry (self, id);
  if (entry == NULL || entry->settled || !corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED)
      || !corral_outbox_draft_again (entry, current_rev, &draft))
    error = g_error_new_literal (CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_INVALID,
                                 _ ("That cannot be done again: it has been seen to already, or a newer Corral made it."));
  else if (check_writable (self, &error))
    corral_outbox_check (&draft, self->account, TRUE, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  again = corral_outbox_make_entry (&draft, self->account, self->entries, now_ms (self), FALSE, &self->random);
  given = ids_new (ids);
  given->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  g_ptr_array_add (given->entries, again);
  g_task_set_task_data (task, given, ids_free);
  run_job (self, g_steal_pointer (&task), again_job, given, NULL);
}

char *
corral_outbox_again_finish (CorralOutbox *self, GAsyncResult *result, GError **error)
{
  Ids *ids;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  ids = g_task_get_task_data (G_TASK (result));
  return g_strdup (((const CorralOutboxEntry *) g_ptr_array_index (ids->entries, 0))->id);
}

/* ---- sending ----------------------------------------------------------------------------------------------- */

static gboolean
release_job (CorralCache *cache, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) entries = corral_cache_outbox_list (cache, 0, error);
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (CorralOutboxStep));

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);
      CorralOutboxStep step = {
        .id = entry->id,
        .from = CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_HELD),
        .to = CORRAL_OUTBOX_QUEUED,
        .next_attempt_ms = CORRAL_UNKNOWN,
        .applied_rev = CORRAL_UNKNOWN,
        .http_status = CORRAL_UNKNOWN,
        .ended_ms = CORRAL_UNKNOWN,
      };

      if (entry->state == CORRAL_OUTBOX_HELD)
        g_array_append_val (steps, step);
    }
  return steps->len == 0
         || corral_cache_outbox_step (cache, (const CorralOutboxStep *) (gpointer) steps->data, steps->len, NULL, error);
}

static void
released_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CorralOutbox *self = CORRAL_OUTBOX (source);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("send now: %s", error->message);
  if (self->sync != NULL)
    corral_sync_refresh (self->sync);
}

void
corral_outbox_send_now (CorralOutbox *self)
{
  g_return_if_fail (CORRAL_IS_OUTBOX (self));

  run_job (self, g_task_new (self, NULL, released_cb, NULL), release_job, NULL, NULL);
}

/* ---- at once ------------------------------------------------------------------------------------------------ */

static void
performed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  CorralCartPlace place;

  if (!corral_sync_perform_finish (CORRAL_SYNC (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (corral_sync_perform_get_place (CORRAL_SYNC (source), result, &place))
    g_task_set_task_data (task, g_memdup2 (&place, sizeof place), g_free);
  g_task_return_boolean (task, TRUE);
}

static CorralTenant *
find_tenant (CorralOutbox *self, const char *id)
{
  g_autoptr (GPtrArray) tenants = corral_cache_list_tenants (self->cache);

  for (guint i = 0; i < tenants->len; i++)
    if (strcmp (((const CorralTenant *) g_ptr_array_index (tenants, i))->id, id) == 0)
      return corral_tenant_copy (g_ptr_array_index (tenants, i));
  return NULL;
}

void
corral_outbox_perform_async (CorralOutbox *self,
                             const CorralOperationDraft *draft,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  g_autoptr (CorralOutboxEntry) entry = NULL;
  g_autoptr (CorralTenant) tenant = NULL;
  g_autofree char *why_not = NULL;
  GError *error = NULL;

  g_return_if_fail (CORRAL_IS_OUTBOX (self));

  g_task_set_source_tag (task, corral_outbox_perform_async);
  why_not = corral_outbox_why_not (self, draft->kind);
  tenant = find_tenant (self, draft->tenant);
  if (why_not != NULL || tenant == NULL)
    error = g_error_new_literal (CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_ONLINE_ONLY,
                                 why_not != NULL ? why_not : _ ("That cannot be done to this."));
  else
    corral_outbox_check (draft, self->account, FALSE, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  entry = corral_outbox_make_entry (draft, self->account, self->entries, now_ms (self), TRUE, &self->random);
  g_signal_emit (self, signals[SIGNAL_PERFORMING], 0, entry);
  corral_sync_perform_async (self->sync, tenant, entry, cancellable, performed_cb, g_steal_pointer (&task));
}

gboolean
corral_outbox_perform_finish (CorralOutbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
corral_outbox_perform_get_place (CorralOutbox *self, GAsyncResult *result, CorralCartPlace *place)
{
  const CorralCartPlace *found;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  found = g_task_get_task_data (G_TASK (result));
  if (found != NULL)
    *place = *found;
  return found != NULL;
}

/* ---- questions ------------------------------------------------------------------------------------------------ */

GPtrArray *
corral_outbox_get_entries (CorralOutbox *self)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX (self), NULL);

  return self->entries;
}

GPtrArray *
corral_outbox_list_for_target (CorralOutbox *self, const char *tenant, const char *collection, const char *id)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);

  g_return_val_if_fail (CORRAL_IS_OUTBOX (self), found);

  for (guint i = 0; i < self->entries->len; i++)
    {
      CorralOutboxEntry *entry = g_ptr_array_index (self->entries, i);

      if (!entry->settled && strcmp (entry->target, id) == 0 && strcmp (entry->tenant, tenant) == 0
          && strcmp (entry->target_collection, collection) == 0)
        g_ptr_array_add (found, corral_outbox_entry_ref (entry));
    }
  return found;
}

guint
corral_outbox_get_n_waiting (CorralOutbox *self)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX (self), 0);

  return self->n_waiting;
}

guint
corral_outbox_get_n_troubled (CorralOutbox *self)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX (self), 0);

  return self->n_troubled;
}

const char *
corral_outbox_get_account_id (CorralOutbox *self)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX (self), NULL);

  return self->account != NULL ? self->account->id : NULL;
}

const char *const *
corral_outbox_get_account_roles (CorralOutbox *self)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX (self), NULL);

  return self->account != NULL ? (const char *const *) self->account->roles : NULL;
}

const char *
corral_outbox_get_account_name (CorralOutbox *self)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX (self), NULL);

  return self->account != NULL ? self->account->name : NULL;
}

const CorralRights *
corral_outbox_get_rights (CorralOutbox *self)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX (self), NULL);

  return &self->rights;
}

gboolean
corral_outbox_may (CorralOutbox *self, CorralOperationKind kind)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX (self), FALSE);

  return corral_rights_may (&self->rights, kind);
}

char *
corral_outbox_why_not (CorralOutbox *self, CorralOperationKind kind)
{
  CorralSyncStatus *status;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (CORRAL_IS_OUTBOX (self), NULL);

  if (!corral_outbox_may (self, kind))
    return g_strdup (_ ("This account may not do that."));
  if (!check_writable (self, &error))
    return g_strdup (error->message);
  if (corral_operation_type_is_queued (corral_operation_type_get (kind)))
    return NULL;
  status = self->sync != NULL ? corral_sync_get_status (self->sync) : NULL;
  if ((status == NULL || !status->connected || status->hop != CORRAL_HOP_NONE) && kind == CORRAL_OPERATION_CART_REPORT)
    return g_strdup (_ ("Only while the cloud answers, and it does not: nobody can ask the cart."));
  if ((status == NULL || !status->connected || status->hop != CORRAL_HOP_NONE) && kind == CORRAL_OPERATION_CART_FIND)
    return g_strdup (_ ("Only while the cloud answers, and it does not: this PC keeps no more than roughly where a cart "
                        "is."));
  if (status == NULL || !status->connected || status->hop != CORRAL_HOP_NONE)
    return g_strdup (_ ("Only while the cloud answers, and it does not: late, it would do harm."));
  return NULL;
}

/* ---- life ------------------------------------------------------------------------------------------------------- */

static void
corral_outbox_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CorralOutbox *self = CORRAL_OUTBOX (object);

  switch (id)
    {
    case PROP_N_WAITING:
      g_value_set_uint (value, self->n_waiting);
      break;
    case PROP_N_TROUBLED:
      g_value_set_uint (value, self->n_troubled);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

void
corral_outbox_stop (CorralOutbox *self)
{
  g_return_if_fail (CORRAL_IS_OUTBOX (self));

  corral_cache_set_outbox_notify (self->cache, NULL, NULL, NULL, NULL);
  /* What people were told is saved is on the disk; what is being saved is saved. */
  corral_worker_stop (self->worker, CORRAL_WORKER_DRAIN);
}

static void
corral_outbox_dispose (GObject *object)
{
  CorralOutbox *self = CORRAL_OUTBOX (object);

  corral_outbox_stop (self);
  G_OBJECT_CLASS (corral_outbox_parent_class)->dispose (object);
}

static void
corral_outbox_finalize (GObject *object)
{
  CorralOutbox *self = CORRAL_OUTBOX (object);

  g_ptr_array_unref (self->entries);
  g_clear_pointer (&self->account, corral_account_free);
  g_clear_object (&self->sync);
  corral_worker_unref (self->worker);
  corral_cache_unref (self->cache);
  corral_clock_unref (self->clock);
  G_OBJECT_CLASS (corral_outbox_parent_class)->finalize (object);
}

static void
corral_outbox_class_init (CorralOutboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = corral_outbox_dispose;
  object_class->finalize = corral_outbox_finalize;
  object_class->get_property = corral_outbox_get_property;

  props[PROP_N_WAITING] = g_param_spec_uint ("n-waiting", NULL, NULL, 0, G_MAXUINT, 0,
                                             G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_N_TROUBLED] = g_param_spec_uint ("n-troubled", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CORRAL_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_PERFORMING] = g_signal_new ("performing", CORRAL_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                             G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
corral_outbox_init (CorralOutbox *self)
{
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  take_rights (self);
}

CorralOutbox *
corral_outbox_new (CorralCache *cache, CorralSync *sync, CorralClock *clock, guint64 seed)
{
  CorralOutbox *self = g_object_new (CORRAL_TYPE_OUTBOX, NULL);
  Contents *contents;

  self->cache = corral_cache_ref (cache);
  self->sync = sync != NULL ? g_object_ref (sync) : NULL;
  self->clock = corral_clock_ref (clock);
  self->random = corral_random_seeded (seed, 0x6f757462, 0, 0);
  self->worker = corral_worker_new ("outbox");
  corral_cache_set_outbox_notify (cache, NULL, outbox_changed_cb, self, NULL);
  contents = read_contents (cache, NULL);
  if (contents != NULL)
    {
      take_contents (self, contents);
      contents_free (contents);
    }
  return self;
}
