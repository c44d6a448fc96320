/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's sync thread: what it does for people's operations. The same steps in the same order as
 * corral-sync-push.c: noted before the first byte leaves, the row before the operation's end, a checkpoint before it is
 * settled. */
#include "sim-client.h"

#include "corral-api-error-private.h"
#include "corral-uuid.h"
#include "sim-checks.h"

#include <string.h>

#define KEEP_ENDED_MS (30 * 24 * 3600 * G_GINT64_CONSTANT (1000))
#define MOST_BACKOFF 6

/* A file that cannot be written has no GError here. */
#define STORE_FAILED FALSE

static guint
find_entry (SimClient *self, const char *id)
{
  guint i;

  for (i = 0; i < self->entries->len; i++)
    if (strcmp (((const CorralOutboxEntry *) g_ptr_array_index (self->entries, i))->id, id) == 0)
      break;
  return i;
}

static gboolean
take_step (Sim *sim, const CorralOutboxStep *step, gboolean *moved)
{
  guint before = sim->store->n_changes;

  if (!sim_client_go_on (sim) || !sim_outbox_step (sim, step, moved))
    return STORE_FAILED;
  if (*moved && before == sim->client->outbox_seen && sim->store->n_changes == before + 1)
    sim->client->outbox_seen = before + 1;
  return sim_client_go_on (sim);
}

gboolean
sim_client_run_release (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next)
{
  gboolean expire = action->kind == CORRAL_SYNC_EXPIRE;
  CorralOutboxStep step = {
    .id = action->operation,
    .from = expire ? CORRAL_OUTBOX_UNSENT : CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_HELD),
    .to = expire ? CORRAL_OUTBOX_EXPIRED : CORRAL_OUTBOX_QUEUED,
    .next_attempt_ms = CORRAL_UNKNOWN,
    .applied_rev = CORRAL_UNKNOWN,
    .http_status = CORRAL_UNKNOWN,
    .ended_ms = expire ? sim_wall_ms (sim) : CORRAL_UNKNOWN,
  };
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_PUSHED, .operation_state = step.to };
  gboolean moved = FALSE;

  if (!take_step (sim, &step, &moved))
    return FALSE;
  if (!moved)
    return sim_client_read_outbox (sim, next);
  *next = sim_client_tell (sim, &event);
  return TRUE;
}

/* ---- send and probe ------------------------------------------------------------------------------ */

static gboolean
keep_row (Sim *sim, const SimLane *lane, const CorralOperationAnswer *answer, gboolean probing)
{
  SimCommit commit = { 0 };
  SimItem item = { .change = CORRAL_CHANGE_PUT };
  gboolean ok;

  if ((!lane->has_rows || !corral_push_answer_is_new (answer, probing))
      && !(sim_is_mutated (sim, SIM_MUTATION_KEEP_REPLAYED) && answer->row != NULL))
    return TRUE;
  if (!sim_client_finish_pending (sim) || !sim_client_go_on (sim))
    return FALSE;
  item.row = sim_server_find_row (sim->server->tenants[lane->tenant],
                                  ((const CorralRow *) corral_batch_get_row (answer->row, 0))->id);
  item.rev = ((const CorralRow *) corral_batch_get_row (answer->row, 0))->rev;
  item.fact = corral_fact_new (answer->row->schema, corral_batch_get_row (answer->row, 0));
  commit.items = g_array_new (FALSE, FALSE, sizeof (SimItem));
  g_array_append_val (commit.items, item);
  ok = sim_store_commit (sim, lane->tenant, &commit);
  g_array_unref (commit.items);
  corral_fact_unref (item.fact);
  return ok && sim_client_go_on (sim);
}

static CorralSyncFault
fault_of_push_error (Sim *sim, const GError *error)
{
  CorralSyncFault fault = sim_client_fault (sim, error);

  return fault == CORRAL_SYNC_FAULT_LIMITED || fault == CORRAL_SYNC_FAULT_SIGN_IN || fault == CORRAL_SYNC_FAULT_NETWORK
             ? fault
             : CORRAL_SYNC_FAULT_CLOUD;
}

static void
mistake_failure (Sim *sim, CorralOutboxStep *step, const GError *failure)
{
  gboolean unauthorized = g_error_matches (failure, CORRAL_API_ERROR, CORRAL_API_ERROR_AUTH);

  if ((sim_is_mutated (sim, SIM_MUTATION_DROP_ON_401) && unauthorized)
      || (sim_is_mutated (sim, SIM_MUTATION_DROP_ON_UNKNOWN) && step->to == CORRAL_OUTBOX_UNKNOWN))
    step->to = CORRAL_OUTBOX_REFUSED;
}

static gboolean
end_exchange (Sim *sim,
              const CorralSyncAction *action,
              CorralOutboxEntry *entry,
              const CorralOperationAnswer *answer,
              const GError *failure,
              CorralSyncAction *next)
{
  SimClient *self = sim->client;
  SimLane *lane = &self->lanes[action->tenant];
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_PUSHED, .retry_after_us = -1 };
  CorralOutboxStep step;
  gboolean moved = FALSE;
  guint at;

  if (answer != NULL)
    {
      if (!keep_row (sim, lane, answer, action->kind == CORRAL_SYNC_PROBE))
        return FALSE;
      corral_push_step_for_answer (&step, entry, answer, sim_client_cloud_ms (sim));
      if (step.to == CORRAL_OUTBOX_ACCEPTED)
        event.operation_ready_us = sim_monotonic_us (sim) + CORRAL_PUSH_ACCEPTED_MS * 1000;
      if (sim_is_mutated (sim, SIM_MUTATION_SETTLE_UNREAD) && step.to == CORRAL_OUTBOX_APPLIED)
        step.settled = TRUE;
    }
  else
    {
      gint64 delay_us;

      event.failed = TRUE;
      event.fault = fault_of_push_error (sim, failure);
      event.retry_after_us = corral_api_error_get_retry_after_us (failure);
      delay_us = corral_sync_engine_draw_retry_us (self->engine, MIN (entry->attempts + 1, MOST_BACKOFF),
                                                   event.retry_after_us);
      event.operation_ready_us = sim_monotonic_us (sim) + delay_us;
      corral_push_step_for_error (&step, entry, failure, action->kind == CORRAL_SYNC_PROBE,
                                  sim_client_cloud_ms (sim) + delay_us / 1000);
      if (event.fault == CORRAL_SYNC_FAULT_SIGN_IN)
        {
          step.next_attempt_ms = CORRAL_UNKNOWN;
          event.operation_ready_us = 0;
        }
      mistake_failure (sim, &step, failure);
    }
  if (sim_is_mutated (sim, SIM_MUTATION_QUEUED_AGAIN) && step.to == CORRAL_OUTBOX_RETRY)
    step.to = CORRAL_OUTBOX_QUEUED;
  if (sim_is_mutated (sim, SIM_MUTATION_SEND_UNNOTED))
    step.from |= CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_QUEUED) | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_RETRY);
  event.operation_state = step.to;
  if (!take_step (sim, &step, &moved))
    return FALSE;
  *next = sim_client_tell (sim, &event);
  if (answer != NULL && answer->outcome == CORRAL_OUTCOME_NOT_KNOWN)
    return sim_client_read_outbox (sim, next);
  at = find_entry (self, entry->id);
  if (moved && at < self->entries->len)
    {
      CorralOutboxEntry *now = corral_outbox_entry_copy (entry);

      now->state = step.to;
      now->attempts = entry->attempts + (action->kind == CORRAL_SYNC_SEND);
      g_free (now->result);
      now->result = g_strdup (step.result);
      now->applied_rev = step.applied_rev;
      corral_outbox_entry_unref (g_ptr_array_index (self->entries, at));
      self->entries->pdata[at] = now;
    }
  return TRUE;
}

/* What SIM_MUTATION_OUT_OF_ORDER sends instead: the last of the same target. */
static CorralOutboxEntry *
mistake_entry (Sim *sim, CorralOutboxEntry *entry)
{
  for (guint i = sim->client->entries->len; sim_is_mutated (sim, SIM_MUTATION_OUT_OF_ORDER) && i > 0; i--)
    {
      CorralOutboxEntry *other = g_ptr_array_index (sim->client->entries, i - 1);

      if (other->state == CORRAL_OUTBOX_QUEUED && strcmp (other->target, entry->target) == 0
          && strcmp (other->account, entry->account) == 0)
        return other;
    }
  return entry;
}

static void
mistake_request (Sim *sim, const CorralOutboxEntry *entry, SimRequest *request)
{
  if (entry->attempts == 0)
    return;
  if (sim_is_mutated (sim, SIM_MUTATION_NEW_ID))
    {
      g_autofree char *id = corral_uuid_v7 (sim_wall_ms (sim), &sim->random);

      request->operation = sim_text (sim, id);
    }
  if (sim_is_mutated (sim, SIM_MUTATION_NEW_BODY))
    {
      g_autofree char *body = g_strdup_printf (" %s", (const char *) g_bytes_get_data (entry->body, NULL));

      g_bytes_unref (request->body);
      request->body = g_bytes_new (body, g_bytes_get_size (entry->body) + 1);
    }
}

static gboolean
note_attempt (Sim *sim, const CorralOutboxEntry *entry, gboolean probing, gboolean *moved)
{
  CorralOutboxStep step = {
    .id = entry->id,
    .from = CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_QUEUED) | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_RETRY),
    .to = CORRAL_OUTBOX_SENDING,
    .attempt = TRUE,
    .next_attempt_ms = CORRAL_UNKNOWN,
    .applied_rev = CORRAL_UNKNOWN,
    .http_status = CORRAL_UNKNOWN,
    .ended_ms = CORRAL_UNKNOWN,
  };

  *moved = TRUE;
  if (probing)
    {
      step.from = CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_SENDING) | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_UNKNOWN)
                  | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_RETRY);
      step.to = CORRAL_OUTBOX_UNKNOWN;
      step.attempt = FALSE;
    }
  if ((probing && (entry->state == CORRAL_OUTBOX_UNKNOWN || entry->state == CORRAL_OUTBOX_ACCEPTED))
      || sim_is_mutated (sim, SIM_MUTATION_SEND_UNNOTED))
    return TRUE;
  return take_step (sim, &step, moved);
}

gboolean
sim_client_run_push (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next)
{
  SimClient *self = sim->client;
  gboolean probing = action->kind == CORRAL_SYNC_PROBE;
  guint at = find_entry (self, action->operation);
  g_autoptr (CorralOutboxEntry) entry
      = at < self->entries->len ? corral_outbox_entry_ref (g_ptr_array_index (self->entries, at)) : NULL;
  SimLane *lane = &self->lanes[action->tenant];
  SimRequest request = { .kind = probing ? SIM_ASK_GET : SIM_ASK_PUT, .staff = self->staff, .tenant = lane->id };
  g_autoptr (SimAnswer) answer = NULL;
  g_autoptr (GError) failure = NULL;
  gint64 cloud_ms = CORRAL_UNKNOWN;
  gboolean moved = FALSE;
  guint n_entries;

  if (entry == NULL)
    return sim_client_read_outbox (sim, next);
  if (!probing)
    {
      CorralOutboxEntry *sent = corral_outbox_entry_ref (mistake_entry (sim, entry));

      corral_outbox_entry_unref (entry);
      entry = sent;
    }
  if (!note_attempt (sim, entry, probing, &moved))
    return FALSE;
  /* Taken back while we turned to it. */
  if (!moved)
    return sim_client_read_outbox (sim, next);

  request.operation = sim_text (sim, entry->id);
  request.body = probing ? NULL : g_bytes_ref (entry->body);
  mistake_request (sim, entry, &request);
  n_entries = sim->store->entries->len;
  answer = sim_network_ask (sim, &request, &cloud_ms, &failure);
  g_clear_pointer (&request.body, g_bytes_unref);
  if (self->ended || !SIM_HOLDS (sim))
    return FALSE;
  if (sim_is_mutated (sim, SIM_MUTATION_FORGET_SAVED) && sim->store->entries->len > n_entries)
    g_ptr_array_set_size (sim->store->entries, (int) n_entries);
  sim_client_hear (sim, cloud_ms);
  if (!sim_client_go_on (sim))
    return FALSE;
  return end_exchange (sim, action, entry, answer != NULL ? answer->operation : NULL, failure, next);
}

/* ---- settle -------------------------------------------------------------------------------------- */

static gboolean
is_shown (Sim *sim, const CorralOutboxEntry *entry)
{
  const SimCache *cache = sim->store->caches[sim_server_find_tenant (sim->server, entry->tenant)->index];
  const char *id = entry->type->makes_row ? entry->result : entry->target;
  const SimSlot *slot = id != NULL ? sim_cache_find ((SimCache *) cache, id) : NULL;

  if (id == NULL || !CORRAL_IS_KNOWN (entry->applied_rev))
    return TRUE;
  return slot == NULL || slot->fact == NULL || ((const CorralRow *) slot->fact)->rev >= entry->applied_rev;
}

static gboolean
find_end (Sim *sim, const CorralOutboxEntry *entry, CorralOutboxStep *step)
{
  SimCache *cache = sim->store->caches[sim_server_find_tenant (sim->server, entry->tenant)->index];
  const SimSlot *slot = sim_cache_find (cache, entry->id);
  const CorralOperation *fact = slot != NULL ? slot->fact : NULL;

  if (fact == NULL)
    return FALSE;
  *step = (CorralOutboxStep){
    .id = entry->id,
    .from = CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_ACCEPTED),
    .next_attempt_ms = CORRAL_UNKNOWN,
    .applied_rev = CORRAL_UNKNOWN,
    .http_status = CORRAL_UNKNOWN,
    .ended_ms = CORRAL_IS_KNOWN (fact->ended_ms) ? fact->ended_ms : sim_wall_ms (sim),
  };
  if (g_strcmp0 (fact->status, "applied") == 0)
    {
      step->to = CORRAL_OUTBOX_APPLIED;
      step->settled = TRUE;
      return TRUE;
    }
  if (g_strcmp0 (fact->status, "refused") == 0)
    {
      step->to = CORRAL_OUTBOX_REFUSED;
      step->message = "The cloud had accepted it, and then did not do it.";
      return TRUE;
    }
  return FALSE;
}

gboolean
sim_client_run_settle (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next)
{
  SimClient *self = sim->client;
  SimLane *lane = &self->lanes[action->tenant];
  g_autoptr (GPtrArray) settled = g_ptr_array_new ();

  if (!sim_store_checkpoint (sim, lane->tenant) || !sim_client_go_on (sim))
    return FALSE;
  for (guint i = 0; i < self->entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (self->entries, i);
      CorralOutboxStep step;
      gboolean moved;

      if (strcmp (entry->tenant, lane->id) != 0)
        continue;
      if (entry->state == CORRAL_OUTBOX_APPLIED && is_shown (sim, entry))
        g_ptr_array_add (settled, entry->id);
      else if (entry->state == CORRAL_OUTBOX_ACCEPTED && find_end (sim, entry, &step)
               && (!sim_outbox_step (sim, &step, &moved) || !sim_client_go_on (sim)))
        return FALSE;
    }
  for (guint i = 0; i < settled->len; i++)
    if (!sim_outbox_settle (sim, g_ptr_array_index (settled, i)))
      return FALSE;
  if (!sim_client_go_on (sim) || !sim_outbox_prune (sim, sim_wall_ms (sim) - KEEP_ENDED_MS))
    return FALSE;
  sim_checks_settled (sim);
  sim_client_tell (sim, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_SETTLED });
  return sim_client_read_outbox (sim, next);
}
