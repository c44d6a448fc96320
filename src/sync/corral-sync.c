/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actor on the main thread in front of the runner and the demand fetches. */
#include "config.h"

#include "corral-sync.h"

#include "corral-api.h"
#include "corral-sync-demand.h"
#include "corral-sync-private.h"
#include "corral-sync-runner.h"
#include "corral-worker.h"

#include <glib/gi18n-lib.h>

struct _CorralSync
{
  GObject parent_instance;

  CorralCache *cache;        /* (owned) */
  CorralClock *clock;        /* (owned) */
  guint64 seed;
  CorralWorker *worker;      /* (owned) (nullable): "sync" */
  CorralWorker *demand;      /* (owned) (nullable) */
  CorralApi *api;            /* (owned) (nullable): the runner's, while connected: for its token alone */
  CorralApi *demand_api;     /* (owned) (nullable): used on the demand worker */
  CorralSyncRunner *runner;  /* (owned) (nullable): while connected */
  GCancellable *cancellable; /* (owned) (nullable): of the runner */
  CorralSyncStatus *status;  /* (owned) */
  GNetworkMonitor *monitor;  /* (unowned) */
  GPtrArray *asks;           /* (owned) (element-type CorralSyncAsk) */
  gint64 wait_ms;            /* for the end of an ask; 0: what its type says */
};

G_DEFINE_FINAL_TYPE (CorralSync, corral_sync, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- status to the main thread ------------------------------------------------------------------- */

typedef struct
{
  GWeakRef sync;
  GCancellable *of; /* (owned): of the run that says so: an ended run's last words are not news */
  CorralSyncStatus *status; /* (owned) */
} News;

typedef struct
{
  CorralSync *sync; /* (unowned): joins the worker before it goes */
  CorralSyncRunner *runner;
  GCancellable *cancellable; /* (owned) */
} Run;

static gboolean
news_arrive (gpointer data)
{
  News *news = data;
  g_autoptr (CorralSync) self = g_weak_ref_get (&news->sync);

  if (self != NULL && news->of == self->cancellable)
    {
      corral_sync_status_unref (self->status);
      self->status = corral_sync_status_ref (news->status);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
  return G_SOURCE_REMOVE;
}

static void
news_free (gpointer data)
{
  News *news = data;

  g_weak_ref_clear (&news->sync);
  g_object_unref (news->of);
  corral_sync_status_unref (news->status);
  g_free (news);
}

static void
status_cb (CorralSyncStatus *status, gpointer data)
{
  Run *run = data;
  News *news = g_new0 (News, 1);

  g_weak_ref_init (&news->sync, run->sync);
  news->of = g_object_ref (run->cancellable);
  news->status = corral_sync_status_ref (status);
  /* Not g_main_context_invoke(): that would run it here while nobody owns the main context. */
  g_idle_add_full (G_PRIORITY_DEFAULT, news_arrive, news, news_free);
}

static void
run_job (gpointer data)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;

  corral_sync_runner_set_status_func (run->runner, status_cb, run);
  if (!corral_sync_runner_run (run->runner, CORRAL_SYNC_FOLLOW, run->cancellable, &error))
    g_debug ("sync ended: %s", error->message);
}

static void
run_free (gpointer data)
{
  Run *run = data;

  corral_sync_runner_free (run->runner);
  g_object_unref (run->cancellable);
  g_free (run);
}

/* ---- connecting ---------------------------------------------------------------------------------- */

static void
network_changed_cb (CorralSync *self, gboolean available)
{
  if (self->runner == NULL)
    return;
  corral_sync_runner_set_network_hint (self->runner, available);
  /* A hint to try, never a proof (reliability.md). */
  if (available)
    corral_sync_runner_post (self->runner, CORRAL_SYNC_EVENT_REFRESH);
}

void
corral_sync_disconnect (CorralSync *self)
{
  CorralSyncStatus *status;

  g_return_if_fail (CORRAL_IS_SYNC (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->runner = NULL; /* the job owns it */
  g_clear_pointer (&self->api, corral_api_unref);
  g_clear_pointer (&self->demand_api, corral_api_unref);
  corral_sync_end_asks (self);

  status = corral_sync_status_new ();
  for (guint i = 0; i < self->status->heard->len; i++)
    {
      const CorralSyncHeard *heard = g_ptr_array_index (self->status->heard, i);

      corral_sync_status_add_heard (status, heard->tenant, heard->heard_ms, heard->known_ms);
    }
  corral_sync_status_unref (self->status);
  self->status = status;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
corral_sync_connect (CorralSync *self, const char *api_base, const char *token, GError **error)
{
  g_autoptr (CorralApi) api = NULL;
  g_autoptr (CorralApi) demand_api = NULL;
  Run *run;

  g_return_val_if_fail (CORRAL_IS_SYNC (self), FALSE);

  api = corral_api_new (api_base, self->clock, error);
  demand_api = api != NULL ? corral_api_new (api_base, self->clock, error) : NULL;
  if (demand_api == NULL)
    return FALSE;
  corral_sync_disconnect (self);
  corral_api_set_token (api, token);
  corral_api_set_token (demand_api, token);
  self->demand_api = g_steal_pointer (&demand_api);

  if (self->worker == NULL)
    self->worker = corral_worker_new ("sync");
  if (self->demand == NULL)
    self->demand = corral_worker_new ("demand");

  self->cancellable = g_cancellable_new ();
  self->runner = corral_sync_runner_new (api, self->cache, self->clock, self->seed);
  corral_sync_runner_set_network_hint (self->runner, g_network_monitor_get_network_available (self->monitor));
  run = g_new0 (Run, 1);
  run->sync = self;
  run->runner = self->runner;
  run->cancellable = g_object_ref (self->cancellable);
  corral_worker_push (self->worker, run_job, run, run_free);
  self->api = g_steal_pointer (&api);
  return TRUE;
}

gboolean
corral_sync_is_connected (CorralSync *self)
{
  g_return_val_if_fail (CORRAL_IS_SYNC (self), FALSE);

  return self->runner != NULL;
}

void
corral_sync_set_token (CorralSync *self, const char *token)
{
  g_return_if_fail (CORRAL_IS_SYNC (self));

  if (self->runner == NULL)
    return;
  corral_api_set_token (self->api, token);
  corral_api_set_token (self->demand_api, token);
  /* Also when nothing was refused yet: an answer to the old one may still be on its way. */
  corral_sync_runner_post (self->runner, CORRAL_SYNC_EVENT_TOKEN);
}

void
corral_sync_stop (CorralSync *self)
{
  g_return_if_fail (CORRAL_IS_SYNC (self));

  if (self->cancellable != NULL)
    corral_sync_disconnect (self);
  if (self->demand != NULL)
    corral_worker_stop (self->demand, CORRAL_WORKER_DISCARD);
  if (self->worker != NULL)
    corral_worker_stop (self->worker, CORRAL_WORKER_DISCARD);
  g_clear_pointer (&self->demand, corral_worker_unref);
  g_clear_pointer (&self->worker, corral_worker_unref);
}

void
corral_sync_refresh (CorralSync *self)
{
  g_return_if_fail (CORRAL_IS_SYNC (self));

  if (self->runner != NULL)
    corral_sync_runner_post (self->runner, CORRAL_SYNC_EVENT_REFRESH);
}

CorralSyncStatus *
corral_sync_get_status (CorralSync *self)
{
  g_return_val_if_fail (CORRAL_IS_SYNC (self), NULL);

  return self->status;
}

/* ---- on demand ----------------------------------------------------------------------------------- */

static void
demand_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (corral_sync_demand_run (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
corral_sync_start_demand (CorralSync *self, CorralSyncDemand *demand, GTask *task)
{
  if (self->demand_api == NULL)
    {
      corral_sync_demand_free (demand);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                               _("Corral is not connected to the cloud; what was fetched before can be read."));
      return;
    }
  demand->api = corral_api_ref (self->demand_api);
  demand->cache = corral_cache_ref (self->cache);
  demand->clock = corral_clock_ref (self->clock);
  g_task_set_task_data (task, demand, (GDestroyNotify) corral_sync_demand_free);
  corral_worker_run_task (self->demand, task, demand_thread);
}

void
corral_sync_fetch_telemetry_async (CorralSync *self,
                                   const CorralTenant *tenant,
                                   const char *cart,
                                   CorralResolution resolution,
                                   CorralTimeRange span,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  CorralSyncDemand *demand = corral_sync_demand_new (CORRAL_DEMAND_TELEMETRY, tenant, cart, span);

  g_task_set_source_tag (task, corral_sync_fetch_telemetry_async);
  demand->resolution = resolution;
  corral_sync_start_demand (self, demand, task);
}

gboolean
corral_sync_fetch_telemetry_finish (CorralSync *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
corral_sync_fetch_story_async (CorralSync *self,
                               const CorralTenant *tenant,
                               const char *cart,
                               CorralResolution resolution,
                               CorralTimeRange span,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  CorralSyncDemand *demand = corral_sync_demand_new (CORRAL_DEMAND_STORY, tenant, cart, span);

  g_task_set_source_tag (task, corral_sync_fetch_story_async);
  demand->resolution = resolution;
  corral_sync_start_demand (self, demand, task);
}

gboolean
corral_sync_fetch_story_finish (CorralSync *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
corral_sync_fetch_messages_async (CorralSync *self,
                                  const CorralTenant *tenant,
                                  const char *cart,
                                  CorralTimeRange span,
                                  guint limit,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  CorralSyncDemand *demand = corral_sync_demand_new (CORRAL_DEMAND_MESSAGES, tenant, cart, span);

  g_task_set_source_tag (task, corral_sync_fetch_messages_async);
  demand->limit = limit;
  corral_sync_start_demand (self, demand, task);
}

gboolean
corral_sync_fetch_messages_finish (CorralSync *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
corral_sync_fetch_evidence_async (CorralSync *self,
                                  const CorralTenant *tenant,
                                  const char *cart,
                                  CorralTimeRange span,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_source_tag (task, corral_sync_fetch_evidence_async);
  corral_sync_start_demand (self, corral_sync_demand_new (CORRAL_DEMAND_EVIDENCE, tenant, cart, span), task);
}

gboolean
corral_sync_fetch_evidence_finish (CorralSync *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
corral_sync_perform_async (CorralSync *self,
                           const CorralTenant *tenant,
                           CorralOutboxEntry *entry,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  CorralSyncDemand *demand;

  g_task_set_source_tag (task, corral_sync_perform_async);
  if (entry->type != NULL && entry->type->waits_ms > 0)
    {
      corral_sync_ask (self, tenant, entry, task);
      return;
    }
  demand = corral_sync_demand_new (CORRAL_DEMAND_OPERATION, tenant, NULL, (CorralTimeRange){ 0 });
  demand->entry = corral_outbox_entry_ref (entry);
  corral_sync_start_demand (self, demand, task);
}

gboolean
corral_sync_perform_finish (CorralSync *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
corral_sync_perform_get_place (CorralSync *self, GAsyncResult *result, CorralCartPlace *place)
{
  const CorralSyncDemand *demand;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  /* NULL: one that was waited for on the main thread. */
  demand = g_task_get_task_data (G_TASK (result));
  if (demand == NULL || !demand->has_place)
    return FALSE;
  *place = demand->place;
  return TRUE;
}

void
corral_sync_deliver_audit_async (CorralSync *self,
                                 CorralSyncParcel *parcel,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  CorralSyncDemand *demand = corral_sync_demand_new (CORRAL_DEMAND_AUDIT, NULL, NULL, (CorralTimeRange){ 0 });

  g_task_set_source_tag (task, corral_sync_deliver_audit_async);
  demand->parcel = parcel;
  corral_sync_start_demand (self, demand, task);
}

CorralAuditAnswer *
corral_sync_deliver_audit_finish (CorralSync *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_steal_pointer (&((CorralSyncDemand *) g_task_get_task_data (G_TASK (result)))->answer);
}

void
corral_sync_set_answer_wait (CorralSync *self, gint64 wait_ms)
{
  g_return_if_fail (CORRAL_IS_SYNC (self) && wait_ms >= 0);

  self->wait_ms = wait_ms;
}

gint64
corral_sync_get_wait_ms (CorralSync *self, const CorralOperationType *type)
{
  return self->wait_ms > 0 ? self->wait_ms : type->waits_ms;
}

gboolean
corral_sync_has_cloud (CorralSync *self)
{
  return self->demand_api != NULL;
}

GPtrArray *
corral_sync_get_asks (CorralSync *self)
{
  return self->asks;
}

/* ---- life ---------------------------------------------------------------------------------------- */

static void
corral_sync_dispose (GObject *object)
{
  CorralSync *self = CORRAL_SYNC (object);

  corral_sync_stop (self);
  G_OBJECT_CLASS (corral_sync_parent_class)->dispose (object);
}

static void
corral_sync_finalize (GObject *object)
{
  CorralSync *self = CORRAL_SYNC (object);

  corral_sync_status_unref (self->status);
  g_ptr_array_unref (self->asks);
  corral_cache_unref (self->cache);
  corral_clock_unref (self->clock);
  G_OBJECT_CLASS (corral_sync_parent_class)->finalize (object);
}

static void
corral_sync_class_init (CorralSyncClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = corral_sync_dispose;
  object_class->finalize = corral_sync_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CORRAL_TYPE_SYNC, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
corral_sync_init (CorralSync *self)
{
  self->status = corral_sync_status_new ();
  self->asks = g_ptr_array_new_with_free_func (corral_sync_ask_free);
}

CorralSync *
corral_sync_new (CorralCache *cache, CorralClock *clock, guint64 seed)
{
  CorralSync *self = g_object_new (CORRAL_TYPE_SYNC, NULL);
  g_autoptr (GPtrArray) tenants = NULL;

  self->cache = corral_cache_ref (cache);
  self->clock = corral_clock_ref (clock);
  self->seed = seed;
  self->monitor = g_network_monitor_get_default ();
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self,
                           G_CONNECT_SWAPPED);

  /* How old what is held is, before anybody was asked. */
  tenants = corral_cache_list_tenants (cache);
  for (guint i = 0; i < tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (tenants, i);
      g_autoptr (CorralSyncState) state = corral_cache_get_sync_state (cache, tenant->id, NULL);

      if (state != NULL)
        corral_sync_status_add_heard (self->status, tenant->id, corral_sync_state_get_heard_ms (state),
                                      state->known_ms);
    }
  return self;
}
