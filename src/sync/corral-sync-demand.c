/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody waits for: series and messages of one cart into the cache (corral-sync-points.c), and what is done at once
 * or not at all. On the demand worker. */
#include "config.h"

#include "corral-sync-demand.h"

#include "corral-api-operation.h"
#include "corral-outbox-rules.h"
#include "corral-push-queue.h"
#include "corral-sync-points-private.h"

#include <glib/gi18n-lib.h>

/* How often the cloud is asked what became of an operation whose answer was lost. */
#define PROBES 3

CorralSyncDemand *
corral_sync_demand_new (CorralDemandKind kind, const CorralTenant *tenant, const char *cart, CorralTimeRange span)
{
  CorralSyncDemand *self = g_new0 (CorralSyncDemand, 1);

  self->kind = kind;
  self->tenant = corral_tenant_copy (tenant);
  self->cart = g_strdup (cart);
  self->span = span;
  return self;
}

void
corral_sync_demand_free (CorralSyncDemand *self)
{
  corral_tenant_free (self->tenant);
  g_free (self->cart);
  g_clear_pointer (&self->entry, corral_outbox_entry_unref);
  g_clear_pointer (&self->api, corral_api_unref);
  g_clear_pointer (&self->cache, corral_cache_unref);
  g_clear_pointer (&self->clock, corral_clock_unref);
  g_free (self);
}

static gboolean
run_messages (CorralSyncDemand *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (CorralMessagePage) page
      = corral_api_get_events (self->api, self->tenant, self->cart, self->span.start_ms, self->span.end_ms, NULL,
                               NULL, CLAMP (self->limit, 1, CORRAL_PAGE_MAX_ROWS), NULL, cancellable, error);
  return page != NULL && corral_sync_points_store_messages (self, page, error);
}

/* Sent once. When the answer is lost the cloud is asked what became of it; sending it again would be safe, but a person
 * who waits is better told than surprised later. */
static gboolean
run_operation (CorralSyncDemand *self, GCancellable *cancellable, GError **error)
{
  const CorralOutboxEntry *entry = self->entry;
  g_autoptr (GError) failure = NULL;
  g_autoptr (CorralOperationAnswer) answer = corral_api_put_operation (
      self->api, self->tenant, entry->id, entry->body, entry->type->result, NULL, cancellable, &failure);

  for (guint i = 0; answer == NULL && i < PROBES; i++)
    {
      if (corral_push_error_is_definite (failure))
        {
          g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_NOT_DONE, failure->message);
          return FALSE;
        }
      answer = corral_api_get_operation (self->api, self->tenant, entry->id, entry->type->result, NULL, cancellable,
                                         NULL);
    }
  /* That the cloud has not had it yet does not say that it will not: it may be held up on the way. */
  if (answer == NULL || answer->outcome == CORRAL_OUTCOME_NOT_KNOWN)
    {
      g_set_error (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_UNKNOWN,
                   /* Translators: %s is a sentence that says what went wrong */
                   _ ("It is not known whether it was done: the answer was lost. %s Look at it again in a minute."),
                   failure->message);
      return FALSE;
    }
  if (corral_push_answer_is_new (answer, failure != NULL))
    {
      g_autoptr (CorralCommit) commit = corral_commit_new ();

      corral_commit_add_batch (commit, answer->row);
      if (!corral_cache_commit (self->cache, self->tenant->id, commit, error))
        return FALSE;
    }
  if (answer->outcome == CORRAL_OUTCOME_APPLIED || answer->outcome == CORRAL_OUTCOME_ACCEPTED)
    return TRUE;
  g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_NOT_DONE,
                       answer->detail != NULL ? answer->detail : _ ("The cloud did not accept it."));
  return FALSE;
}

gboolean
corral_sync_demand_run (CorralSyncDemand *self, GCancellable *cancellable, GError **error)
{
  switch (self->kind)
    {
    case CORRAL_DEMAND_TELEMETRY:
      return corral_sync_points_fetch (self, cancellable, error);
    case CORRAL_DEMAND_STORY:
      return corral_sync_points_fetch (self, cancellable, error)
             && corral_sync_points_fetch_milestones (self, cancellable, error);
    case CORRAL_DEMAND_MESSAGES:
      return run_messages (self, cancellable, error);
    case CORRAL_DEMAND_OPERATION:
      return run_operation (self, cancellable, error);
    default:
      g_assert_not_reached ();
    }
}
