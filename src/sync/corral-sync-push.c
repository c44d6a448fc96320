/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the runner carries out for people's operations. The order is the protocol, for there is no transaction over two
 * files (reliability.md, "Files"): that it is being sent is on the disk before the first byte leaves; the cloud's row
 * goes into the cache before the operation is marked as done. A crash between asks again under the same id and is given
 * the same answer. On the sync thread. */
#include "config.h"

#include "corral-sync-runner-private.h"

#include "corral-time.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How long ago a settled operation must have ended to be forgotten. */
#define KEEP_ENDED_MS (30 * CORRAL_DAY_MS)
/* The pause of one operation doubles until the sixth try: about two minutes. Longer ones are those of the way. */
#define MOST_BACKOFF 6

/* ---- the outbox, as the engine sees it --------------------------------------------------------------- */

static guint
find_lane (CorralSyncRunner *self, const CorralOutboxEntry *entry)
{
  /* What another account made is not sent in this one's name: it waits until that account is back. */
  if (*entry->account != '\0' && g_strcmp0 (entry->account, self->account) != 0)
    return G_MAXUINT;
  for (guint i = 0; i < self->lanes->len; i++)
    if (strcmp (corral_sync_get_lane (self, i)->tenant->id, entry->tenant) == 0)
      return i;
  return G_MAXUINT;
}

/* The cloud's clock decides what is too late; until it was heard ours will do, though nothing is called too late by it. */
static gint64
cloud_now_ms (CorralSyncRunner *self)
{
  return corral_cloud_clock_read_ms (&self->cloud_clock, self->clock);
}

/* A wall-clock time as a monotonic one, at most @most_ms from now: a clock that was set must not hold anything up. */
static gint64
to_monotonic (CorralSyncRunner *self, gint64 time_ms, gint64 most_ms)
{
  if (!CORRAL_IS_KNOWN (time_ms))
    return 0;
  return MAX (0, corral_clock_monotonic_us (self->clock) + MIN (time_ms - cloud_now_ms (self), most_ms) * 1000);
}

static gint64
ready_us (CorralSyncRunner *self, const CorralOutboxEntry *entry)
{
  /* A pause that a run before chose was for its link. One that the cloud asked for (RETRY) is kept. */
  if (entry->state == CORRAL_OUTBOX_UNKNOWN && !g_hash_table_contains (self->asked, entry->id))
    return 0;
  return entry->state == CORRAL_OUTBOX_HELD
             ? to_monotonic (self, entry->hold_until_ms, CORRAL_OPERATION_HOLD_MS)
             : to_monotonic (self, entry->next_attempt_ms, CORRAL_RETRY_AFTER_MAX_US / 1000);
}

/* By this PC's clock alone nothing is too late: it may be wrong by a day, and what is given up cannot be had back. The
 * cloud refuses what comes too late, too. */
static gint64
expires_us (CorralSyncRunner *self, const CorralOutboxEntry *entry)
{
  return self->cloud_clock.heard ? to_monotonic (self, entry->not_after_ms, CORRAL_OPERATION_OLDEST_MS)
                                 : G_MAXINT64;
}

gboolean
corral_sync_read_outbox (CorralSyncRunner *self, CorralSyncAction *next, GError **error)
{
  guint seen = (guint) g_atomic_int_get (&self->outbox_changes);
  g_autoptr (GPtrArray) entries = corral_cache_outbox_list (self->cache, 0, error);
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (CorralPushItem));
  g_autoptr (GStringChunk) texts = g_string_chunk_new (1024);
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_OUTBOX };

  if (entries == NULL)
    return FALSE;
  g_hash_table_remove_all (self->entries);
  for (guint i = 0; i < entries->len; i++)
    {
      CorralOutboxEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *target = g_strdup_printf ("%s/%s", entry->target_collection, entry->target);
      CorralPushItem item = {
        .id = entry->id,
        .tenant = find_lane (self, entry),
        .target = g_string_chunk_insert_const (texts, target),
        .depends_on = entry->depends_on,
        .state = entry->state,
        .ready_us = ready_us (self, entry),
        .expires_us = expires_us (self, entry),
      };

      g_array_append_val (items, item);
      g_hash_table_insert (self->entries, entry->id, corral_outbox_entry_ref (entry));
    }
  event.items = (const CorralPushItem *) (gpointer) items->data;
  event.n_items = items->len;
  self->outbox_seen = seen;
  *next = corral_sync_engine_step (self->engine, &event, corral_clock_monotonic_us (self->clock));
  return TRUE;
}

gboolean
corral_sync_outbox_has_news (CorralSyncRunner *self)
{
  return self->outbox_seen != (guint) g_atomic_int_get (&self->outbox_changes);
}

/* One step, written down. *moved FALSE: somebody else was first; what the outbox holds is read anew. */
static gboolean
take_step (CorralSyncRunner *self, const CorralOutboxStep *step, gboolean *moved, GError **error)
{
  guint before = (guint) g_atomic_int_get (&self->outbox_changes);
  guint n_moved = 0;

  if (!corral_cache_outbox_step (self->cache, step, 1, &n_moved, error))
    return FALSE;
  *moved = n_moved == 1;
  /* Our own change is no news; one of somebody else's meanwhile is. */
  if (*moved && before == self->outbox_seen
      && (guint) g_atomic_int_get (&self->outbox_changes) == before + 1)
    self->outbox_seen = before + 1;
  return TRUE;
}

static CorralSyncAction
tell (CorralSyncRunner *self, const CorralSyncEvent *event)
{
  return corral_sync_engine_step (self->engine, event, corral_clock_monotonic_us (self->clock));
}

/* The entry is another than we thought: say what is there. */
static gboolean
read_again (CorralSyncRunner *self, CorralSyncAction *next, GError **error)
{
  return corral_sync_read_outbox (self, next, error);
}

/* ---- release and expire ------------------------------------------------------------------------------ */

gboolean
corral_sync_run_release (CorralSyncRunner *self, const CorralSyncAction *action, CorralSyncAction *next, GError **error)
{
  gboolean expire = action->kind == CORRAL_SYNC_EXPIRE;
  CorralOutboxStep step = {
    .id = action->operation,
    .from = expire ? CORRAL_OUTBOX_UNSENT : CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_HELD),
    .to = expire ? CORRAL_OUTBOX_EXPIRED : CORRAL_OUTBOX_QUEUED,
    .next_attempt_ms = CORRAL_UNKNOWN,
    .applied_rev = CORRAL_UNKNOWN,
    .http_status = CORRAL_UNKNOWN,
    .ended_ms = expire ? corral_clock_now_ms (self->clock) : CORRAL_UNKNOWN,
    .message = expire ? _ ("There was no way to the cloud in time; it was not done.") : NULL,
  };
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_PUSHED, .operation_state = step.to };
  gboolean moved = FALSE;

  if (!take_step (self, &step, &moved, error))
    return FALSE;
  if (!moved)
    return read_again (self, next, error);
  *next = tell (self, &event);
  return TRUE;
}

/* ---- send and probe ---------------------------------------------------------------------------------- */

/* What the row of an answer is: known of known types; of a newer Corral's the row is not taken over. */
static CorralCollection
result_of (const CorralOutboxEntry *entry, gboolean *known)
{
  CorralCollection collection = CORRAL_COLLECTION_CART;

  *known = entry->type != NULL;
  if (entry->type == NULL)
    return collection;
  if (entry->type->makes_row || !entry->type->any_target)
    return entry->type->result;
  *known = corral_collection_from_name (entry->target_collection, &collection);
  return collection;
}

static gboolean
keep_row (CorralSyncRunner *self,
          CorralSyncLane *lane,
          const CorralOutboxEntry *entry,
          const CorralOperationAnswer *answer,
          gboolean probing,
          GError **error)
{
  g_autoptr (CorralCommit) commit = NULL;
  const CorralRow *row = answer->row != NULL ? corral_batch_get_row (answer->row, 0) : NULL;

  /* A row of something else than was asked about is not taken for the truth, nor is one of long ago. Before a first
   * sync has a position, changes will not be read from before it either. */
  if (row == NULL || !lane->has_rows || !corral_push_answer_is_new (answer, probing)
      || (!entry->type->makes_row && strcmp (row->id, entry->target) != 0))
    return TRUE;
  if (!corral_sync_finish_pending (self, error))
    return FALSE;
  commit = corral_commit_new ();
  corral_commit_add_batch (commit, answer->row);
  return corral_cache_commit (self->cache, lane->tenant->id, commit, error);
}

/* What the engine must know of a failure to act on it: the rest is about this one operation. */
static CorralSyncFault
fault_of_push_error (CorralSyncRunner *self, const GError *error)
{
  CorralSyncFault fault = corral_sync_fault_of_error (self, error);

  return fault == CORRAL_SYNC_FAULT_LIMITED || fault == CORRAL_SYNC_FAULT_SIGN_IN || fault == CORRAL_SYNC_FAULT_NETWORK
             ? fault
             : CORRAL_SYNC_FAULT_CLOUD;
}

/* An answer came, or did not: write down what that makes of the entry, and tell the engine. */
static gboolean
end_exchange (CorralSyncRunner *self,
              const CorralSyncAction *action,
              const CorralOutboxEntry *entry,
              const CorralOperationAnswer *answer,
              const GError *failure,
              CorralSyncAction *next,
              GError **error)
{
  CorralSyncLane *lane = corral_sync_get_lane (self, action->tenant);
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_PUSHED, .retry_after_us = -1 };
  CorralOutboxStep step;
  gboolean moved = FALSE;

  if (answer != NULL)
    {
      if (!keep_row (self, lane, entry, answer, action->kind == CORRAL_SYNC_PROBE, error))
        return FALSE;
      corral_push_step_for_answer (&step, entry, answer, cloud_now_ms (self));
      if (step.to == CORRAL_OUTBOX_ACCEPTED)
        event.operation_ready_us = corral_clock_monotonic_us (self->clock) + CORRAL_PUSH_ACCEPTED_MS * 1000;
    }
  else
    {
      gint64 delay_us;

      event.failed = TRUE;
      event.fault = fault_of_push_error (self, failure);
      event.retry_after_us = corral_api_error_get_retry_after_us (failure);
      delay_us = corral_sync_engine_draw_retry_us (self->engine, MIN (entry->attempts + 1, MOST_BACKOFF),
                                                   event.retry_after_us);
      event.operation_ready_us = corral_clock_monotonic_us (self->clock) + delay_us;
      corral_push_step_for_error (&step, entry, failure, action->kind == CORRAL_SYNC_PROBE,
                                  cloud_now_ms (self) + delay_us / 1000);
      /* Nobody asks without a sign-in; with it, at once. */
      if (event.fault == CORRAL_SYNC_FAULT_SIGN_IN)
        {
          step.next_attempt_ms = CORRAL_UNKNOWN;
          event.operation_ready_us = 0;
        }
      corral_sync_set_message (self, failure->message);
    }
  event.operation_state = step.to;
  if (!take_step (self, &step, &moved, error))
    return FALSE;
  if (!moved)
    g_debug ("push: %s was in another state than it was left in", entry->id);
  *next = tell (self, &event);
  /* The cloud's clock has just been heard, and it decides whether there is time to send it again. */
  if (answer != NULL && answer->outcome == CORRAL_OUTCOME_NOT_KNOWN)
    return read_again (self, next, error);
  if (moved)
    {
      CorralOutboxEntry *now = corral_outbox_entry_copy (entry);

      now->state = step.to;
      now->attempts = entry->attempts + (action->kind == CORRAL_SYNC_SEND);
      g_free (now->result);
      now->result = g_strdup (step.result);
      now->applied_rev = step.applied_rev;
      g_hash_table_replace (self->entries, now->id, now);
    }
  return TRUE;
}

gboolean
corral_sync_run_push (CorralSyncRunner *self,
                      const CorralSyncAction *action,
                      GCancellable *cancellable,
                      CorralSyncAction *next,
                      GError **error)
{
  gboolean probing = action->kind == CORRAL_SYNC_PROBE;
  CorralSyncLane *lane = corral_sync_get_lane (self, action->tenant);
  CorralOutboxEntry *held = g_hash_table_lookup (self->entries, action->operation);
  g_autoptr (CorralOutboxEntry) entry = held != NULL ? corral_outbox_entry_ref (held) : NULL;
  g_autoptr (CorralOperationAnswer) answer = NULL;
  g_autoptr (GError) failure = NULL;
  g_auto (CorralApiMeta) meta = { 0 };
  CorralOutboxStep step = {
    .from = CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_QUEUED) | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_RETRY),
    .to = CORRAL_OUTBOX_SENDING,
    .attempt = TRUE,
    .next_attempt_ms = CORRAL_UNKNOWN,
    .applied_rev = CORRAL_UNKNOWN,
    .http_status = CORRAL_UNKNOWN,
    .ended_ms = CORRAL_UNKNOWN,
  };
  gboolean known_result;
  CorralCollection result;

  if (entry == NULL)
    return read_again (self, next, error);
  g_hash_table_add (self->asked, g_strdup (entry->id));
  result = result_of (entry, &known_result);
  step.id = entry->id;
  if (probing)
    {
      step.from = CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_SENDING) | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_UNKNOWN)
                  | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_RETRY);
      step.to = CORRAL_OUTBOX_UNKNOWN;
      step.attempt = FALSE;
    }
  /* A question changes nothing: what is known to be on its way stays as it is noted. */
  if (!probing || (entry->state != CORRAL_OUTBOX_UNKNOWN && entry->state != CORRAL_OUTBOX_ACCEPTED))
    {
      gboolean moved = FALSE;

      if (!take_step (self, &step, &moved, error))
        return FALSE;
      /* Taken back while we turned to it. */
      if (!moved)
        return read_again (self, next, error);
    }

  if (probing)
    answer = corral_api_get_operation (self->api, lane->tenant, entry->id, result, &meta, cancellable, &failure);
  else
    answer = corral_api_put_operation (self->api, lane->tenant, entry->id, entry->body, result, &meta, cancellable,
                                       &failure);
  if (answer != NULL)
    corral_sync_note_meta (self, &meta);
  /* Stopped in the middle: it stays as it was noted, and is asked about at the next start. */
  if (answer == NULL && g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (answer != NULL && !known_result)
    g_clear_pointer (&answer->row, corral_batch_unref);
  return end_exchange (self, action, entry, answer, failure, next, error);
}

/* ---- settle ------------------------------------------------------------------------------------------ */

/* Whether the cache shows what @entry did. */
static gboolean
is_shown (CorralSyncRunner *self, const CorralOutboxEntry *entry, gboolean *shown, GError **error)
{
  gboolean known;
  CorralCollection collection = result_of (entry, &known);
  const char *id = entry->type != NULL && entry->type->makes_row ? entry->result : entry->target;
  gpointer fact = NULL;

  *shown = TRUE;
  /* The changes have been read to their end since: what cannot be told by a row is there as well. */
  if (!known || id == NULL || !CORRAL_IS_KNOWN (entry->applied_rev))
    return TRUE;
  if (!corral_cache_get_row (self->cache, entry->tenant, collection, id, &fact, error))
    return FALSE;
  /* A row that is gone shows nothing, and nothing over it is to be shown. */
  *shown = fact == NULL || ((const CorralRow *) fact)->rev >= entry->applied_rev;
  g_clear_pointer (&fact, corral_fact_unref);
  return TRUE;
}

/* What became of an accepted one, if its end has arrived. */
static gboolean
find_end (CorralSyncRunner *self, const CorralOutboxEntry *entry, CorralOutboxStep *step, gboolean *ended, GError **error)
{
  CorralOperation *fact = NULL;

  *ended = FALSE;
  if (!corral_cache_get_row (self->cache, entry->tenant, CORRAL_COLLECTION_OPERATION, entry->id, (gpointer *) &fact,
                             error))
    return FALSE;
  if (fact == NULL)
    return TRUE;
  *step = (CorralOutboxStep){
    .id = entry->id,
    .from = CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_ACCEPTED),
    .next_attempt_ms = CORRAL_UNKNOWN,
    .applied_rev = CORRAL_UNKNOWN,
    .http_status = CORRAL_UNKNOWN,
    .ended_ms = CORRAL_IS_KNOWN (fact->ended_ms) ? fact->ended_ms : corral_clock_now_ms (self->clock),
  };
  if (g_strcmp0 (fact->status, "applied") == 0)
    {
      *ended = TRUE;
      step->to = CORRAL_OUTBOX_APPLIED;
      step->settled = TRUE;
    }
  else if (g_strcmp0 (fact->status, "refused") == 0)
    {
      *ended = TRUE;
      step->to = CORRAL_OUTBOX_REFUSED;
      step->message = _ ("The cloud had accepted it, and then did not do it.");
    }
  corral_fact_unref (fact);
  return TRUE;
}

gboolean
corral_sync_run_settle (CorralSyncRunner *self, const CorralSyncAction *action, CorralSyncAction *next, GError **error)
{
  CorralSyncLane *lane = corral_sync_get_lane (self, action->tenant);
  g_autoptr (GPtrArray) settled = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer each;

  /* An answer's row that a power cut can still take away must not be all that shows it. */
  if (!corral_cache_checkpoint (self->cache, lane->tenant->id, error))
    return FALSE;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &each))
    {
      const CorralOutboxEntry *entry = each;
      CorralOutboxStep step;
      gboolean done = FALSE;

      if (strcmp (entry->tenant, lane->tenant->id) != 0)
        continue;
      if (entry->state == CORRAL_OUTBOX_APPLIED)
        {
          if (!is_shown (self, entry, &done, error))
            return FALSE;
          if (done)
            g_ptr_array_add (settled, entry->id);
        }
      else if (entry->state == CORRAL_OUTBOX_ACCEPTED)
        {
          if (!find_end (self, entry, &step, &done, error)
              || (done && !corral_cache_outbox_step (self->cache, &step, 1, NULL, error)))
            return FALSE;
        }
    }
  g_ptr_array_add (settled, NULL);
  if (settled->len > 1 && !corral_cache_outbox_settle (self->cache, (const char *const *) settled->pdata, error))
    return FALSE;
  if (!corral_cache_outbox_prune (self->cache,
                                  corral_clock_now_ms (self->clock) - corral_cache_limit_retention (self->cache, KEEP_ENDED_MS),
                                  error))
    return FALSE;
  tell (self, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_SETTLED });
  return read_again (self, next, error);
}
