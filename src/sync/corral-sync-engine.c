/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's step function: pure, on whatever thread its runner is. */
#include "config.h"

#include "corral-sync-engine-private.h"

#include <string.h>

/* What a person needs first comes first: the shops, what is wrong in them, then the carts, then the rest. */
static const CorralCollection bootstrap_order[] = {
  CORRAL_COLLECTION_STORE,        CORRAL_COLLECTION_ALERT,     CORRAL_COLLECTION_FLAG,
  CORRAL_COLLECTION_TICKET,       CORRAL_COLLECTION_INCIDENT,  CORRAL_COLLECTION_MAINTENANCE,
  CORRAL_COLLECTION_INGEST,       CORRAL_COLLECTION_CART,      CORRAL_COLLECTION_ROLLOUT,
  CORRAL_COLLECTION_ACCESS_POINT, CORRAL_COLLECTION_SESSION,   CORRAL_COLLECTION_NOTE,
  CORRAL_COLLECTION_CASE,         CORRAL_COLLECTION_FIRMWARE,  CORRAL_COLLECTION_EXECUTION,
  CORRAL_COLLECTION_PACK,         CORRAL_COLLECTION_CERTIFICATE, CORRAL_COLLECTION_LOSS_WEEK,
  CORRAL_COLLECTION_ITEM,         CORRAL_COLLECTION_OPERATION,
};
G_STATIC_ASSERT (G_N_ELEMENTS (bootstrap_order) == CORRAL_N_SYNCED_COLLECTIONS);

#define RESYNC_SPREAD_US (30 * (gint64) G_USEC_PER_SEC)

static void
tenant_free (gpointer data)
{
  CorralSyncTenant *tenant = data;

  g_free (tenant->id);
  g_free (tenant->state);
  g_free (tenant->cursor);
  g_free (tenant->as_of);
  g_free (tenant->vitals_cursor);
  g_free (tenant);
}

CorralSyncEngine *
corral_sync_engine_new (guint64 seed)
{
  CorralSyncEngine *self = g_new0 (CorralSyncEngine, 1);

  self->random = corral_random_seeded (seed, 0x73796e63, 0, 0);
  self->tenants = g_ptr_array_new_with_free_func (tenant_free);
  self->queue = corral_push_queue_new ();
  self->pending.kind = CORRAL_SYNC_WAIT;
  self->resync_spread_us = RESYNC_SPREAD_US;
  return self;
}

void
corral_sync_engine_set_resync_spread (CorralSyncEngine *self, gint64 spread_us)
{
  self->resync_spread_us = MAX (spread_us, 0);
}

void
corral_sync_engine_free (CorralSyncEngine *self)
{
  corral_push_queue_free (self->queue);
  g_ptr_array_unref (self->tenants);
  g_free (self);
}

CorralCollection
corral_sync_engine_bootstrap_order (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (bootstrap_order), CORRAL_COLLECTION_STORE);
  return bootstrap_order[index];
}

void
corral_sync_engine_start_bootstrap (CorralSyncTenant *tenant)
{
  tenant->bootstrapping = TRUE;
  tenant->step = 0;
  tenant->pages = 0;
  g_clear_pointer (&tenant->cursor, g_free);
  g_clear_pointer (&tenant->as_of, g_free);
}

void
corral_sync_engine_restore (CorralSyncEngine *self, guint index, const CorralSyncSaved *saved)
{
  CorralSyncTenant *tenant = corral_sync_engine_get_tenant (self, index);

  g_return_if_fail (tenant != NULL);

  if (saved == NULL || (saved->state == NULL && !saved->bootstrapping))
    {
      corral_sync_engine_start_bootstrap (tenant);
      return;
    }
  /* Who we are was asked again between a 410 and the first page after it. */
  if (tenant->gone)
    return;
  corral_sync_engine_keep (&tenant->state, saved->state);
  tenant->bootstrapping = saved->bootstrapping;
  if (!tenant->bootstrapping)
    return;
  if (saved->bootstrap_as_of == NULL)
    {
      corral_sync_engine_start_bootstrap (tenant);
      return;
    }
  corral_sync_engine_keep (&tenant->as_of, saved->bootstrap_as_of);
  corral_sync_engine_keep (&tenant->cursor, saved->bootstrap_cursor);
  for (tenant->step = 0; tenant->step < G_N_ELEMENTS (bootstrap_order); tenant->step++)
    if (bootstrap_order[tenant->step] == saved->bootstrap_collection)
      break;
}

void
corral_sync_engine_set_tenants (CorralSyncEngine *self, const CorralSyncEvent *event)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->tenants);

  self->tenants = g_ptr_array_new_with_free_func (tenant_free);
  for (guint i = 0; event->me_tenants[i] != NULL; i++)
    {
      CorralSyncTenant *tenant = NULL;

      /* A tenant that was known keeps its place in what it was doing. */
      for (guint k = 0; k < old->len; k++)
        {
          CorralSyncTenant *known = g_ptr_array_index (old, k);

          if (known != NULL && strcmp (known->id, event->me_tenants[i]) == 0)
            {
              tenant = known;
              old->pdata[k] = NULL;
              break;
            }
        }
      if (tenant == NULL)
        {
          tenant = g_new0 (CorralSyncTenant, 1);
          tenant->id = g_strdup (event->me_tenants[i]);
          corral_sync_engine_start_bootstrap (tenant);
        }
      tenant->own_host = event->me_own_hosts != NULL && event->me_own_hosts[i];
      tenant->forbidden = FALSE;
      g_ptr_array_add (self->tenants, tenant);
    }
  for (guint k = 0; k < old->len; k++)
    g_clear_pointer (&old->pdata[k], tenant_free);
  g_ptr_array_set_free_func (old, NULL);
}

/* ---- what to do next ---------------------------------------------------------------------------- */

static gboolean
may_ask (CorralSyncEngine *self, CorralSyncTenant *tenant, gint64 now_us)
{
  if (tenant->forbidden || tenant->not_before_us > now_us)
    return FALSE;
  return tenant->own_host || self->not_before_us <= now_us;
}

/* The tenant whose bootstrap is least far: all chains' stores come before any chain's carts. */
static gboolean
choose_bootstrap (CorralSyncEngine *self, gint64 now_us, CorralSyncAction *action)
{
  guint best = G_MAXUINT;

  for (guint i = 0; i < self->tenants->len; i++)
    {
      CorralSyncTenant *tenant = corral_sync_engine_get_tenant (self, i);

      if (tenant->bootstrapping && may_ask (self, tenant, now_us)
          && (best == G_MAXUINT || tenant->step < corral_sync_engine_get_tenant (self, best)->step))
        best = i;
    }
  if (best == G_MAXUINT)
    return FALSE;

  action->tenant = best;
  if (corral_sync_engine_get_tenant (self, best)->step == G_N_ELEMENTS (bootstrap_order))
    {
      action->kind = CORRAL_SYNC_FINISH_BOOTSTRAP;
      action->cursor = corral_sync_engine_get_tenant (self, best)->as_of;
    }
  else
    {
      action->kind = CORRAL_SYNC_SNAPSHOT;
      action->collection = bootstrap_order[corral_sync_engine_get_tenant (self, best)->step];
      action->cursor = corral_sync_engine_get_tenant (self, best)->cursor;
    }
  return TRUE;
}

static gboolean
choose_delta (CorralSyncEngine *self, gint64 now_us, CorralSyncAction *action)
{
  for (guint i = 0; i < self->tenants->len; i++)
    {
      CorralSyncTenant *tenant = corral_sync_engine_get_tenant (self, i);

      if (tenant->bootstrapping || !may_ask (self, tenant, now_us))
        continue;
      if (!tenant->delta_done || tenant->delta_due_us <= now_us)
        {
          tenant->delta_done = FALSE;
          action->kind = CORRAL_SYNC_CHANGES;
          action->tenant = i;
          action->cursor = tenant->state;
          return TRUE;
        }
      if (self->has_vitals && (tenant->vitals_running || tenant->vitals_due_us <= now_us))
        {
          tenant->vitals_running = TRUE;
          action->kind = CORRAL_SYNC_VITALS;
          action->tenant = i;
          action->cursor = tenant->vitals_cursor;
          return TRUE;
        }
    }
  return FALSE;
}

/* ---- operations ---------------------------------------------------------------------------------- */

typedef struct
{
  CorralSyncEngine *engine;
  gint64 now_us;
} MayPush;

static gboolean
may_push (guint index, gpointer data)
{
  MayPush *may = data;
  CorralSyncEngine *self = may->engine;
  CorralSyncTenant *tenant = corral_sync_engine_get_tenant (self, index);

  return self->have_me && !self->sign_in_needed && tenant != NULL
         && corral_sync_engine_failures_end_us (self, may->now_us) == 0
         && tenant->push_not_before_us <= may->now_us && may_ask (self, tenant, may->now_us);
}

static gboolean
choose_push (CorralSyncEngine *self, gint64 now_us, CorralSyncAction *action)
{
  static const CorralSyncActionKind kinds[] = {
    [CORRAL_PUSH_RELEASE] = CORRAL_SYNC_RELEASE,
    [CORRAL_PUSH_SEND] = CORRAL_SYNC_SEND,
    [CORRAL_PUSH_PROBE] = CORRAL_SYNC_PROBE,
    [CORRAL_PUSH_EXPIRE] = CORRAL_SYNC_EXPIRE,
  };
  MayPush may = { self, now_us };
  CorralPushChoice choice;

  if (self->store_not_before_us > now_us)
    return FALSE;
  choice = corral_push_queue_choose (self->queue, now_us, may_push, &may);
  if (choice.kind == CORRAL_PUSH_NOTHING)
    return FALSE;
  action->kind = kinds[choice.kind];
  action->tenant = choice.tenant;
  action->operation = choice.id;
  return TRUE;
}

/* Once a pass: after the changes have been read to their end. */
static gboolean
choose_settle (CorralSyncEngine *self, CorralSyncAction *action)
{
  for (guint i = 0; i < self->tenants->len; i++)
    {
      CorralSyncTenant *tenant = corral_sync_engine_get_tenant (self, i);

      if (!tenant->settle_due || tenant->bootstrapping || !tenant->delta_done)
        continue;
      tenant->settle_due = FALSE;
      action->kind = CORRAL_SYNC_SETTLE;
      action->tenant = i;
      return TRUE;
    }
  return FALSE;
}

gint64
corral_sync_engine_get_push_due_us (CorralSyncEngine *self, gint64 now_us)
{
  MayPush may = { self, now_us };
  CorralPushChoice choice = corral_push_queue_choose (self->queue, now_us, may_push, &may);
  gint64 due_us = choice.kind == CORRAL_PUSH_NOTHING ? choice.due_us : now_us;

  if (self->store_not_before_us > now_us && choice.kind != CORRAL_PUSH_NOTHING)
    return self->store_not_before_us;
  /* What is ready but may not be sent yet. */
  for (guint i = 0; i < self->tenants->len; i++)
    {
      CorralSyncTenant *tenant = corral_sync_engine_get_tenant (self, i);

      if (tenant->push_not_before_us > now_us && (due_us < 0 || tenant->push_not_before_us < due_us)
          && corral_push_queue_count_waiting (self->queue) > 0)
        due_us = tenant->push_not_before_us;
    }
  return due_us;
}

guint
corral_sync_engine_count_waiting (CorralSyncEngine *self)
{
  return corral_push_queue_count_waiting (self->queue);
}

gint64
corral_sync_engine_draw_retry_us (CorralSyncEngine *self, guint attempts, gint64 retry_after_us)
{
  CorralBackoff backoff = { .failures = attempts > 0 ? attempts - 1 : 0 };

  return corral_backoff_fail (&backoff, &self->random, retry_after_us);
}

/* When something may be asked again. */
static gint64
wait_until (CorralSyncEngine *self, gint64 now_us)
{
  gint64 until = MAX (self->me_due_us, self->not_before_us);

  /* Nothing else is asked before it is known who asks. */
  if (!self->have_me)
    return MAX (self->not_before_us, now_us + 1000);
  for (guint i = 0; i < self->tenants->len; i++)
    {
      CorralSyncTenant *tenant = corral_sync_engine_get_tenant (self, i);
      gint64 due = now_us;

      if (tenant->forbidden)
        continue;
      if (!tenant->bootstrapping && tenant->delta_done)
        {
          due = tenant->delta_due_us;
          if (self->has_vitals)
            due = MIN (due, tenant->vitals_due_us);
        }
      due = MAX (due, tenant->not_before_us);
      if (!tenant->own_host)
        due = MAX (due, self->not_before_us);
      until = MIN (until, due);
    }
  return MAX (until, now_us + 1000);
}

CorralSyncAction
corral_sync_engine_step (CorralSyncEngine *self, const CorralSyncEvent *event, gint64 now_us)
{
  CorralSyncAction action = { .kind = CORRAL_SYNC_WAIT, .until_us = -1 };

  gint64 push_due_us;

  corral_sync_engine_take (self, event, now_us);

  if (choose_push (self, now_us, &action))
    ;
  else if (self->sign_in_needed)
    ;
  else if (corral_sync_engine_failures_end_us (self, now_us) > 0)
    action.until_us = corral_sync_engine_failures_end_us (self, now_us);
  else if ((!self->have_me || self->me_due_us <= now_us) && self->not_before_us <= now_us)
    action.kind = CORRAL_SYNC_ME;
  else if (!self->have_me
           || (!choose_bootstrap (self, now_us, &action) && !choose_delta (self, now_us, &action)
               && !choose_settle (self, &action)))
    action.until_us = wait_until (self, now_us);

  if (action.kind == CORRAL_SYNC_WAIT)
    {
      push_due_us = corral_sync_engine_get_push_due_us (self, now_us);
      if (push_due_us >= 0 && (action.until_us < 0 || push_due_us < action.until_us))
        action.until_us = MAX (push_due_us, now_us + 1000);
    }
  self->pending = action;
  return action;
}

gboolean
corral_sync_engine_is_caught_up (CorralSyncEngine *self)
{
  if (!self->have_me)
    return FALSE;
  for (guint i = 0; i < self->tenants->len; i++)
    {
      CorralSyncTenant *tenant = corral_sync_engine_get_tenant (self, i);

      if (tenant->bootstrapping || !tenant->delta_done || (self->has_vitals && !tenant->vitals_once))
        return FALSE;
    }
  return TRUE;
}

gboolean
corral_sync_engine_found_no_end (CorralSyncEngine *self)
{
  return self->found_no_end;
}

gboolean
corral_sync_engine_is_bootstrapping (CorralSyncEngine *self)
{
  for (guint i = 0; i < self->tenants->len; i++)
    if (corral_sync_engine_get_tenant (self, i)->bootstrapping)
      return TRUE;
  return FALSE;
}

CorralHop
corral_sync_engine_get_hop (CorralSyncEngine *self)
{
  /* Whatever else went wrong since: nothing goes on before somebody signs in. */
  CorralHop hop = self->sign_in_needed ? CORRAL_HOP_SIGN_IN : self->hop;

  for (guint i = 0; hop == CORRAL_HOP_NONE && i < self->tenants->len; i++)
    hop = corral_sync_engine_get_tenant (self, i)->hop;
  return hop;
}

gint64
corral_sync_engine_get_next_try_us (CorralSyncEngine *self)
{
  gint64 next = self->not_before_us > 0 ? self->not_before_us : -1;

  for (guint i = 0; i < self->tenants->len; i++)
    {
      gint64 tenant_next = corral_sync_engine_get_tenant (self, i)->not_before_us;

      if (tenant_next > 0 && (next < 0 || tenant_next < next))
        next = tenant_next;
    }
  return next;
}
