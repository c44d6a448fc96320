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
#include <string.h>

/* How often the cloud is asked what became of an operation whose answer was lost. */
#define PROBES 3
/* A store has a few dozen carts; without its store a chain's carts are looked through. */
#define MAX_VITAL_PAGES 20

CorralSyncDemand *
corral_sync_demand_new (CorralDemandKind kind, const CorralTenant *tenant, const char *cart, CorralTimeRange span)
{
  CorralSyncDemand *self = g_new0 (CorralSyncDemand, 1);

  self->kind = kind;
  self->tenant = tenant != NULL ? corral_tenant_copy (tenant) : NULL;
  self->cart = g_strdup (cart);
  self->span = span;
  return self;
}

void
corral_sync_demand_free (CorralSyncDemand *self)
{
  g_clear_pointer (&self->tenant, corral_tenant_free);
  g_free (self->cart);
  g_clear_pointer (&self->entry, corral_outbox_entry_unref);
  g_clear_pointer (&self->parcel, corral_sync_parcel_free);
  g_clear_pointer (&self->answer, corral_audit_answer_free);
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

/* The cloud says it once: whoever asks what became of the operation is not told it again. */
static gboolean
take_place (CorralSyncDemand *self, const CorralOperationAnswer *answer, GError **error)
{
  self->has_place = answer->place != NULL;
  if (self->has_place)
    {
      self->place = *answer->place;
      return TRUE;
    }
  g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_UNKNOWN,
                       _ ("The cloud has noted who asked, but where the cart is did not arrive. Ask again."));
  return FALSE;
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
  if (entry->type->kind == CORRAL_OPERATION_CART_FIND && answer->outcome == CORRAL_OUTCOME_APPLIED)
    return take_place (self, answer, error);
  if (answer->outcome == CORRAL_OUTCOME_APPLIED || answer->outcome == CORRAL_OUTCOME_ACCEPTED)
    return TRUE;
  g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_NOT_DONE,
                       answer->detail != NULL ? answer->detail : _ ("The cloud did not accept it."));
  return FALSE;
}

/* What the cart said: its last values, which are then in the cache. A cloud without them has told enough. */
static gboolean
fetch_vital (CorralSyncDemand *self, const char *cart, const char *store, GCancellable *cancellable, GError **error)
{
  g_autofree char *cursor = NULL;

  for (guint page_number = 0; page_number < MAX_VITAL_PAGES && (page_number == 0 || cursor != NULL); page_number++)
    {
      g_autoptr (CorralVitalsPage) page = corral_api_get_vitals (self->api, self->tenant, store, cursor,
                                                                 CORRAL_PAGE_MAX_ROWS, NULL, NULL, cancellable, NULL);
      g_autoptr (CorralBatch) found = corral_batch_new (CORRAL_COLLECTION_VITAL);

      if (page == NULL)
        break;
      for (guint i = 0; i < page->rows->n_rows; i++)
        if (strcmp (((const CorralRow *) corral_batch_get_row (page->rows, i))->id, cart) == 0)
          corral_batch_add_copy (found, CORRAL_CHANGE_PUT, corral_batch_get_row (page->rows, i));
      if (found->n_rows > 0)
        {
          g_autoptr (CorralCommit) commit = corral_commit_new ();

          corral_commit_add_batch (commit, found);
          return corral_cache_commit (self->cache, self->tenant->id, commit, error);
        }
      g_free (cursor);
      cursor = g_strdup (page->next);
    }
  return TRUE;
}

/* Its row in the answer is not kept: that of a stored answer may be from long before (corral_push_answer_is_new()). */
static gboolean
run_probe (CorralSyncDemand *self, GCancellable *cancellable, GError **error)
{
  const CorralOutboxEntry *entry = self->entry;
  g_autoptr (CorralOperationAnswer) answer = corral_api_get_operation (
      self->api, self->tenant, entry->id, entry->type->result, NULL, cancellable, error);

  if (answer == NULL)
    return FALSE;
  switch (answer->outcome)
    {
    case CORRAL_OUTCOME_APPLIED:
      {
        const char *store = answer->row != NULL && answer->row->n_rows == 1
                                ? ((const CorralCart *) corral_batch_get_row (answer->row, 0))->store
                                : NULL;

        return fetch_vital (self, entry->target, store, cancellable, error);
      }
    case CORRAL_OUTCOME_REFUSED:
      if (g_strcmp0 (answer->code, "operation-expired") == 0)
        g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_NO_ANSWER,
                             _ ("The cart did not answer in time."));
      else
        g_set_error_literal (error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_NOT_DONE,
                             answer->detail != NULL ? answer->detail : _ ("The cloud did not accept it."));
      return FALSE;
    case CORRAL_OUTCOME_ACCEPTED:
    case CORRAL_OUTCOME_NOT_KNOWN:
    default:
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PENDING, "not yet");
      return FALSE;
    }
}

static const CorralTenant *
find_tenant (const CorralMe *me, const char *id)
{
  for (guint i = 0; i < me->tenants->len; i++)
    if (strcmp (((const CorralTenant *) g_ptr_array_index (me->tenants, i))->id, id) == 0)
      return g_ptr_array_index (me->tenants, i);
  return NULL;
}

/* Whose token it is, and what for, is asked anew before each parcel: nobody's entries go under another's name, nor to a
 * chain that is not theirs. */
static gboolean
run_audit (CorralSyncDemand *self, GCancellable *cancellable, GError **error)
{
  const CorralSyncParcel *parcel = self->parcel;
  g_autoptr (CorralMe) me = corral_api_get_me (self->api, NULL, cancellable, error);
  const CorralTenant *tenant;

  if (me == NULL)
    return FALSE;
  tenant = find_tenant (me, parcel->tenant);
  if (strcmp (me->user_id, parcel->actor) != 0 || tenant == NULL)
    {
      g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_FORBIDDEN,
                           strcmp (me->user_id, parcel->actor) != 0
                             ? _ ("Somebody else is signed in now.")
                             : _ ("This account does not see that chain any more."));
      return FALSE;
    }
  if (!corral_me_has_feature (me, "audit"))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _ ("This cloud does not take it."));
      return FALSE;
    }
  self->answer = corral_api_put_audit (self->api, tenant, parcel->record, parcel->body, NULL, cancellable, error);
  return self->answer != NULL;
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
    case CORRAL_DEMAND_EVIDENCE:
      return corral_sync_points_fetch_evidence (self, cancellable, error);
    case CORRAL_DEMAND_OPERATION:
      return run_operation (self, cancellable, error);
    case CORRAL_DEMAND_PROBE:
      return run_probe (self, cancellable, error);
    case CORRAL_DEMAND_AUDIT:
      return run_audit (self, cancellable, error);
    default:
      g_assert_not_reached ();
    }
}
