/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is accepted at once and of use only when it ends, while somebody waits: a cart that is asked to report. It is sent on
 * the demand worker like whatever is done at once; then, here on the main thread, the cloud is asked every second what
 * became of it, so that nothing else has to wait meanwhile. Main thread.
 */
#include "config.h"

#include "corral-sync-private.h"

#include "corral-outbox-rules.h"

#include <glib/gi18n-lib.h>

#define POLL_MS 1000
/* For short waits, so that there is more than one look. */
#define LOOKS 20

typedef struct
{
  CorralSync *sync;          /* (unowned): the task holds it */
  GTask *task;               /* (owned) */
  CorralTenant *tenant;      /* (owned) */
  CorralOutboxEntry *entry;  /* (owned) */
  GSource *source;           /* (owned) (nullable): until the next look */
  guint limit_source;        /* however long a look takes, nobody waits longer */
  gint64 wait_ms;
  gboolean is_looking;       /* the worker is at it */
  gboolean is_over;          /* and nobody waits for it any more */
  GError *failure;           /* (owned) (nullable): of the last look */
} Ask;

static void look_later (Ask *self);

void
corral_sync_ask_free (gpointer data)
{
  Ask *self = data;

  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_handle_id (&self->limit_source, g_source_remove);
  g_clear_error (&self->failure);
  corral_tenant_free (self->tenant);
  corral_outbox_entry_unref (self->entry);
  g_object_unref (self->task);
  g_free (self);
}

/* @error (taken) (nullable): it ended well. */
static void
finish (Ask *self, GError *error)
{
  if (error != NULL)
    g_task_return_error (self->task, error);
  else
    g_task_return_boolean (self->task, TRUE);
  if (self->is_looking)
    self->is_over = TRUE;
  else
    g_ptr_array_remove (corral_sync_get_asks (self->sync), self);
}

/* The worker has come back. FALSE: nobody waits any more, and @self is gone. */
static gboolean
come_back (Ask *self)
{
  gboolean is_over = self->is_over;

  self->is_looking = FALSE;
  if (is_over)
    g_ptr_array_remove (corral_sync_get_asks (self->sync), self);
  return !is_over;
}

static GError *
say_too_late (const Ask *self)
{
  guint seconds = (guint) MAX (1, (self->wait_ms + 500) / 1000);

  /* Not the cart's silence, but that of the cloud. */
  if (self->failure != NULL)
    return g_error_new (CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_UNKNOWN,
                        /* Translators: %s is a sentence that says what went wrong */
                        _ ("The cart was asked, but whether it answered is not known: %s"), self->failure->message);
  return g_error_new (CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_NO_ANSWER,
                      ngettext ("The cart did not answer within %u s.", "The cart did not answer within %u s.", seconds),
                      seconds);
}

static GError *
say_disconnected (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                              _ ("Corral is not connected to the cloud any more: whether the cart answered is not known."));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Ask *self = data;
  g_autoptr (GError) error = NULL;
  gboolean ended = g_task_propagate_boolean (G_TASK (result), &error);

  if (!come_back (self))
    return;
  if (ended)
    {
      finish (self, NULL);
      return;
    }
  if (error->domain == CORRAL_OUTBOX_ERROR || error->domain == CORRAL_CACHE_ERROR
      || (error->domain == G_IO_ERROR && error->code != G_IO_ERROR_PENDING))
    {
      finish (self, g_steal_pointer (&error));
      return;
    }
  g_clear_error (&self->failure);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING))
    self->failure = g_steal_pointer (&error);
  look_later (self);
}

static gboolean
look (gpointer data)
{
  Ask *self = data;
  CorralSyncDemand *demand;
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_clear_pointer (&self->source, g_source_unref);
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (self->task), &error))
    {
      finish (self, error);
      return G_SOURCE_REMOVE;
    }
  self->is_looking = TRUE;
  task = g_task_new (self->sync, g_task_get_cancellable (self->task), looked_cb, self);
  demand = corral_sync_demand_new (CORRAL_DEMAND_PROBE, self->tenant, NULL, (CorralTimeRange) { 0 });
  demand->entry = corral_outbox_entry_ref (self->entry);
  corral_sync_start_demand (self->sync, demand, task);
  return G_SOURCE_REMOVE;
}

static void
look_later (Ask *self)
{
  GCancellable *cancellable = g_task_get_cancellable (self->task);

  if (!corral_sync_has_cloud (self->sync))
    {
      finish (self, say_disconnected ());
      return;
    }
  self->source = g_timeout_source_new ((guint) CLAMP (self->wait_ms / LOOKS, 10, POLL_MS));
  if (cancellable != NULL)
    {
      g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (self->source, cancelled);
    }
  g_source_set_callback (self->source, look, self, NULL);
  g_source_attach (self->source, g_task_get_context (self->task));
}

static gboolean
limit_reached (gpointer data)
{
  Ask *self = data;

  self->limit_source = 0;
  if (!self->is_over)
    finish (self, say_too_late (self));
  return G_SOURCE_REMOVE;
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Ask *self = data;
  g_autoptr (GError) error = NULL;

  gboolean sent = g_task_propagate_boolean (G_TASK (result), &error);

  if (!come_back (self))
    return;
  if (sent)
    look_later (self);
  else
    finish (self, g_steal_pointer (&error));
}

void
corral_sync_ask (CorralSync *self, const CorralTenant *tenant, CorralOutboxEntry *entry, GTask *task)
{
  Ask *ask = g_new0 (Ask, 1);
  CorralSyncDemand *demand = corral_sync_demand_new (CORRAL_DEMAND_OPERATION, tenant, NULL, (CorralTimeRange) { 0 });
  g_autoptr (GTask) sending = g_task_new (self, g_task_get_cancellable (task), sent_cb, ask);

  ask->sync = self;
  ask->task = g_object_ref (task);
  ask->tenant = corral_tenant_copy (tenant);
  ask->entry = corral_outbox_entry_ref (entry);
  ask->wait_ms = corral_sync_get_wait_ms (self, entry->type);
  ask->is_looking = TRUE;
  ask->limit_source = g_timeout_add ((guint) ask->wait_ms, limit_reached, ask);
  g_ptr_array_add (corral_sync_get_asks (self), ask);
  demand->entry = corral_outbox_entry_ref (entry);
  corral_sync_start_demand (self, demand, sending);
}

void
corral_sync_end_asks (CorralSync *self)
{
  GPtrArray *asks = corral_sync_get_asks (self);

  /* Those that are under way on the worker end with it. */
  for (guint i = asks->len; i > 0; i--)
    {
      Ask *ask = g_ptr_array_index (asks, i - 1);

      if (!ask->is_looking)
        finish (ask, say_disconnected ());
    }
}
