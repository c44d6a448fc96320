/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the outbox is sent next, and what an answer makes of it. Pure; on whatever thread its owner is. */
#include "config.h"

#include "corral-push-queue.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  char *id;
  char *lane;       /* "tenant collection/id": first in, first out */
  char *depends_on; /* (nullable) */
  guint tenant;
  CorralOutboxState state;
  gint64 ready_us;
  gint64 expires_us;
} Item;

struct _CorralPushQueue
{
  GPtrArray *items;  /* (owned) (element-type Item): in the order of making */
  GHashTable *by_id; /* (owned) (element-type utf8 Item): borrows from items */
};

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->id);
  g_free (item->lane);
  g_free (item->depends_on);
  g_free (item);
}

CorralPushQueue *
corral_push_queue_new (void)
{
  CorralPushQueue *self = g_new0 (CorralPushQueue, 1);

  self->items = g_ptr_array_new_with_free_func (item_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
corral_push_queue_free (CorralPushQueue *self)
{
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->items);
  g_free (self);
}

void
corral_push_queue_set (CorralPushQueue *self, const CorralPushItem *items, guint n_items)
{
  g_hash_table_remove_all (self->by_id);
  g_ptr_array_set_size (self->items, 0);
  for (guint i = 0; i < n_items; i++)
    {
      Item *item = g_new0 (Item, 1);

      item->id = g_strdup (items[i].id);
      item->lane = g_strdup_printf ("%u %s", items[i].tenant, items[i].target);
      item->depends_on = g_strdup (items[i].depends_on);
      item->tenant = items[i].tenant;
      item->state = items[i].state;
      item->ready_us = items[i].ready_us;
      item->expires_us = items[i].expires_us;
      g_ptr_array_add (self->items, item);
      g_hash_table_insert (self->by_id, item->id, item);
    }
}

void
corral_push_queue_move (CorralPushQueue *self, const char *id, CorralOutboxState state, gint64 ready_us)
{
  Item *item = g_hash_table_lookup (self->by_id, id);

  if (item == NULL)
    return;
  item->state = state;
  item->ready_us = ready_us;
}

void
corral_push_queue_hurry (CorralPushQueue *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      if (item->state == CORRAL_OUTBOX_RETRY || item->state == CORRAL_OUTBOX_UNKNOWN)
        item->ready_us = 0;
    }
}

static gboolean
is_in (const Item *item, guint states)
{
  return (states & CORRAL_OUTBOX_BIT (item->state)) != 0;
}

/* Whether what @item builds on has not come to its end yet. */
static gboolean
waits_for_another (CorralPushQueue *self, const Item *item)
{
  const Item *other = item->depends_on != NULL ? g_hash_table_lookup (self->by_id, item->depends_on) : NULL;

  /* One that was refused blocks nobody: the cloud then refuses this one, and says so. */
  return other != NULL && is_in (other, CORRAL_OUTBOX_WAITING | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_ACCEPTED));
}

static CorralPushChoice
choose (const Item *item, CorralPushKind kind)
{
  return (CorralPushChoice){ .kind = kind, .id = item->id, .tenant = item->tenant, .due_us = -1 };
}

CorralPushChoice
corral_push_queue_choose (CorralPushQueue *self,
                          gint64 now_us,
                          gboolean (*may_ask) (guint tenant, gpointer data),
                          gpointer data)
{
  /* Lanes whose first is still on its way. */
  g_autoptr (GHashTable) busy = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 due_us = -1;

  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = g_ptr_array_index (self->items, i);
      gboolean unsent = is_in (item, CORRAL_OUTBOX_UNSENT);
      gboolean late = item->expires_us <= now_us;
      gint64 next_us = item->ready_us;

      if (!is_in (item, CORRAL_OUTBOX_WAITING | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_ACCEPTED)))
        continue;
      if (unsent && late)
        return choose (item, CORRAL_PUSH_EXPIRE);
      if (item->state != CORRAL_OUTBOX_ACCEPTED && !g_hash_table_add (busy, item->lane)
          && item->state != CORRAL_OUTBOX_HELD)
        next_us = G_MAXINT64;
      else if (item->ready_us > now_us)
        ;
      else if (item->state == CORRAL_OUTBOX_HELD)
        return choose (item, CORRAL_PUSH_RELEASE);
      else if (!waits_for_another (self, item) && item->tenant != G_MAXUINT && may_ask (item->tenant, data))
        /* A 503 is the cloud's word that it was not done, but a gateway may have spoken for it: too late to be sent
         * again, it is asked about instead. */
        return choose (item, unsent || (item->state == CORRAL_OUTBOX_RETRY && !late) ? CORRAL_PUSH_SEND
                                                                                      : CORRAL_PUSH_PROBE);
      else
        next_us = G_MAXINT64;

      if (unsent)
        next_us = MIN (next_us, item->expires_us);
      if (next_us < G_MAXINT64 && (due_us < 0 || next_us < due_us))
        due_us = next_us;
    }
  return (CorralPushChoice){ .kind = CORRAL_PUSH_NOTHING, .due_us = due_us };
}

guint
corral_push_queue_count_waiting (CorralPushQueue *self)
{
  guint n = 0;

  for (guint i = 0; i < self->items->len; i++)
    n += is_in (g_ptr_array_index (self->items, i), CORRAL_OUTBOX_WAITING);
  return n;
}

gboolean
corral_push_queue_has_unsettled (CorralPushQueue *self, guint tenant)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = g_ptr_array_index (self->items, i);

      if (item->tenant == tenant
          && is_in (item, CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_APPLIED) | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_ACCEPTED)))
        return TRUE;
    }
  return FALSE;
}

/* ---- what an answer makes of it ---------------------------------------------------------------------- */

#define ON_ITS_WAY (CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_SENDING) | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_UNKNOWN))

static void
begin_step (CorralOutboxStep *step, const CorralOutboxEntry *entry)
{
  *step = (CorralOutboxStep){
    .id = entry->id,
    .from = ON_ITS_WAY | (CORRAL_OUTBOX_BIT (entry->state) & CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_ACCEPTED)),
    .next_attempt_ms = CORRAL_UNKNOWN,
    .applied_rev = CORRAL_UNKNOWN,
    .http_status = CORRAL_UNKNOWN,
    .ended_ms = CORRAL_UNKNOWN,
  };
}

/* What a refusal means (api.md, "Operations"): the codes are the contract's. */
static CorralOutboxState
state_of_refusal (const CorralOperationAnswer *answer)
{
  switch (answer->status)
    {
    case 409:
      return g_strcmp0 (answer->code, "dependency-refused") == 0 ? CORRAL_OUTBOX_REFUSED : CORRAL_OUTBOX_CONFLICT;
    case 412:
      return CORRAL_OUTBOX_CONFLICT;
    case 410:
      return g_strcmp0 (answer->code, "operation-expired") == 0 ? CORRAL_OUTBOX_EXPIRED : CORRAL_OUTBOX_REFUSED;
    default:
      return CORRAL_OUTBOX_REFUSED;
    }
}

static const char *
sentence_of_refusal (guint status)
{
  switch (status)
    {
    case 403:
      return _ ("The cloud does not allow this account to do that.");
    case 404:
      return _ ("The cloud knows no such chain.");
    case 409:
    case 412:
      return _ ("It has changed since you looked.");
    case 410:
      return _ ("It is too late for that, or what it was about is gone.");
    case 501:
      return _ ("This cloud takes no such orders.");
    default:
      return _ ("The cloud did not accept it.");
    }
}

void
corral_push_step_for_answer (CorralOutboxStep *step,
                             const CorralOutboxEntry *entry,
                             const CorralOperationAnswer *answer,
                             gint64 now_ms)
{
  begin_step (step, entry);
  if (answer->row != NULL && answer->row->n_rows > 0)
    step->result = ((const CorralRow *) corral_batch_get_row (answer->row, 0))->id;
  step->ended_ms = now_ms;
  switch (answer->outcome)
    {
    case CORRAL_OUTCOME_APPLIED:
      step->to = CORRAL_OUTBOX_APPLIED;
      step->applied_rev = answer->applied_rev;
      step->http_status = answer->status;
      step->already_by = answer->already_by;
      break;

    case CORRAL_OUTCOME_ACCEPTED:
      step->to = CORRAL_OUTBOX_ACCEPTED;
      step->http_status = answer->status;
      step->next_attempt_ms = now_ms + CORRAL_PUSH_ACCEPTED_MS;
      step->ended_ms = CORRAL_UNKNOWN;
      break;

    case CORRAL_OUTCOME_REFUSED:
      step->to = state_of_refusal (answer);
      step->http_status = answer->status;
      step->code = answer->code;
      step->message = answer->detail != NULL ? answer->detail : sentence_of_refusal (answer->status);
      break;

    case CORRAL_OUTCOME_NOT_KNOWN:
      if (now_ms >= entry->not_after_ms)
        {
          step->to = CORRAL_OUTBOX_EXPIRED;
          step->message = _ ("There was no way to the cloud in time; it was not done.");
        }
      else
        {
          /* Not QUEUED, which can be taken back: a copy that was held up on the way may still come. */
          step->to = CORRAL_OUTBOX_RETRY;
          step->ended_ms = CORRAL_UNKNOWN;
        }
      break;

    default:
      g_assert_not_reached ();
    }
}

gboolean
corral_push_error_is_definite (const GError *error)
{
  /* Of the 5xx only 503 says so (reliability.md, "Outbox states"): a 500 or 504 may come after the effect. */
  return g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_AUTH)
         || g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_LIMITED)
         || (g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_UNAVAILABLE)
             && corral_api_error_get_status (error) == 503)
         || g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_ADDRESS)
         || g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_INVALID);
}

void
corral_push_step_for_error (CorralOutboxStep *step,
                            const CorralOutboxEntry *entry,
                            const GError *error,
                            gboolean probing,
                            gint64 next_attempt_ms)
{
  guint status = error->domain == CORRAL_API_ERROR ? corral_api_error_get_status (error) : 0;

  begin_step (step, entry);
  step->message = error->message;
  step->next_attempt_ms = next_attempt_ms;
  if (status != 0)
    step->http_status = status;
  if (probing || !corral_push_error_is_definite (error))
    {
      step->to = entry->state == CORRAL_OUTBOX_ACCEPTED ? CORRAL_OUTBOX_ACCEPTED : CORRAL_OUTBOX_UNKNOWN;
      if (g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_AUTH))
        step->next_attempt_ms = CORRAL_UNKNOWN;
    }
  else if (g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_ADDRESS)
           || g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_INVALID))
    {
      step->to = CORRAL_OUTBOX_QUEUED;
    }
  else
    {
      /* That this request was turned away says nothing of a copy of it that the network may have made. */
      step->to = CORRAL_OUTBOX_RETRY;
      if (g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_AUTH))
        step->next_attempt_ms = CORRAL_UNKNOWN;
    }
}

gboolean
corral_push_answer_is_new (const CorralOperationAnswer *answer, gboolean probing)
{
  return !probing && !answer->replayed && answer->row != NULL && answer->row->n_rows > 0;
}
