/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an answer, or a failure, means for what the sync knows of itself. Pure, on whatever thread its runner is. */
#include "config.h"

#include "corral-sync-engine-private.h"

#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)

static void
on_success (CorralSyncEngine *self, CorralSyncTenant *tenant)
{
  if (tenant != NULL)
    {
      corral_backoff_reset (&tenant->backoff);
      tenant->not_before_us = 0;
      tenant->hop = CORRAL_HOP_NONE;
      /* A host of its own says nothing about the common one. */
      if (tenant->own_host)
        return;
    }
  corral_backoff_reset (&self->backoff);
  self->not_before_us = 0;
  /* The way is back: what waited for it goes now. */
  if (self->hop != CORRAL_HOP_NONE)
    corral_push_queue_hurry (self->queue);
  self->hop = CORRAL_HOP_NONE;
  self->sign_in_needed = FALSE;
}

/* An outage of a chain with a host of its own, or whose lists alone are no good, is that chain's. */
static void
lose_hop (CorralSyncEngine *self, CorralSyncTenant *tenant, gboolean tenant_alone, CorralHop hop)
{
  if (tenant != NULL && (tenant_alone || tenant->own_host))
    tenant->hop = hop;
  else
    self->hop = hop;
}

static void
note_failure (CorralSyncEngine *self, gint64 now_us)
{
  self->failures_us[self->n_failures++ % CORRAL_SYNC_MAX_FAILURES] = now_us;
}

gint64
corral_sync_engine_failures_end_us (CorralSyncEngine *self, gint64 now_us)
{
  gboolean many = self->n_failures >= CORRAL_SYNC_MAX_FAILURES;
  gint64 end = many ? self->failures_us[self->n_failures % CORRAL_SYNC_MAX_FAILURES] + MINUTE_US : 0;

  return end > now_us ? end : 0;
}

static void
back_off_tenant (CorralSyncEngine *self, CorralSyncTenant *tenant, gint64 now_us, gint64 retry_after_us)
{
  tenant->not_before_us = now_us + corral_backoff_fail (&tenant->backoff, &self->random, retry_after_us);
}

static void
back_off (CorralSyncEngine *self, CorralSyncTenant *tenant, gint64 now_us, gint64 retry_after_us)
{
  if (tenant != NULL && tenant->own_host)
    back_off_tenant (self, tenant, now_us, retry_after_us);
  else
    self->not_before_us = now_us + corral_backoff_fail (&self->backoff, &self->random, retry_after_us);
}

static void
pause_for_store (CorralSyncEngine *self, gint64 now_us)
{
  self->hop = CORRAL_HOP_PC;
  self->store_not_before_us = now_us + corral_backoff_fail (&self->store_backoff, &self->random, -1);
}

static void
next_collection (CorralSyncTenant *tenant)
{
  tenant->step++;
  tenant->pages = 0;
  g_clear_pointer (&tenant->cursor, g_free);
}

static void
on_gone (CorralSyncEngine *self, CorralSyncTenant *tenant, gint64 now_us)
{
  gboolean was_bootstrapping = tenant->bootstrapping;

  corral_sync_engine_start_bootstrap (tenant);
  tenant->gone = TRUE;
  tenant->delta_done = FALSE;
  /* The scope may be another, or the cloud itself: who we are is asked before any row is fetched for it. */
  self->me_due_us = MIN (self->me_due_us, now_us);
  /* A 410 in the middle of a resync is a server that cannot hold still: wait longer each time. */
  if (was_bootstrapping)
    tenant->not_before_us = now_us + corral_backoff_fail (&tenant->resync_backoff, &self->random, -1);
  else
    tenant->not_before_us = now_us + corral_random_int (&self->random, 0, self->resync_spread_us);
}

static void
on_failed (CorralSyncEngine *self, const CorralSyncEvent *event, gint64 now_us)
{
  CorralSyncActionKind kind = self->pending.kind;
  CorralSyncTenant *tenant = kind == CORRAL_SYNC_ME ? NULL : corral_sync_engine_get_tenant (self, self->pending.tenant);

  note_failure (self, now_us);
  /* Who cannot be told anew whom they are go on as whom they were. */
  if (kind == CORRAL_SYNC_ME)
    self->me_due_us = now_us + CORRAL_SYNC_POLL_US;
  switch (event->fault)
    {
    case CORRAL_SYNC_FAULT_NETWORK:
      lose_hop (self, tenant, FALSE, CORRAL_HOP_PC);
      back_off (self, tenant, now_us, event->retry_after_us);
      break;

    case CORRAL_SYNC_FAULT_CLOUD:
      lose_hop (self, tenant, FALSE, CORRAL_HOP_CLOUD);
      back_off (self, tenant, now_us, event->retry_after_us);
      break;

    case CORRAL_SYNC_FAULT_LIMITED:
      /* Asked to go slower is not an outage: nothing is called gone for it. */
      back_off (self, tenant, now_us, event->retry_after_us);
      break;

    case CORRAL_SYNC_FAULT_SIGN_IN:
      self->hop = CORRAL_HOP_SIGN_IN;
      self->sign_in_needed = TRUE;
      break;

    case CORRAL_SYNC_FAULT_STORE:
      if (kind >= CORRAL_SYNC_RELEASE)
        {
          pause_for_store (self, now_us);
          break;
        }
      self->hop = CORRAL_HOP_PC;
      back_off (self, NULL, now_us, -1);
      break;

    case CORRAL_SYNC_FAULT_GONE:
      if (tenant != NULL && (kind == CORRAL_SYNC_CHANGES || kind == CORRAL_SYNC_SNAPSHOT))
        {
          on_gone (self, tenant, now_us);
          break;
        }
      back_off (self, tenant, now_us, event->retry_after_us);
      break;

    case CORRAL_SYNC_FAULT_MISSING:
      if (tenant != NULL && kind == CORRAL_SYNC_SNAPSHOT && tenant->as_of != NULL)
        {
          /* A server that does not have this collection serves the others (api.md, "a minimal server"). */
          next_collection (tenant);
          break;
        }
      if (tenant != NULL && kind == CORRAL_SYNC_VITALS)
        {
          tenant->vitals_running = FALSE;
          tenant->vitals_once = TRUE;
          tenant->vitals_due_us = now_us + CORRAL_BACKOFF_CAP_US;
          break;
        }
      /* A chain that is not there for us may be one that we see no more. */
      if (tenant != NULL)
        self->me_due_us = MIN (self->me_due_us, now_us);
      lose_hop (self, tenant, FALSE, CORRAL_HOP_CLOUD);
      back_off (self, tenant, now_us, event->retry_after_us);
      break;

    case CORRAL_SYNC_FAULT_FORBIDDEN:
      if (tenant != NULL)
        {
          /* Ask who we are before asking this tenant again: the scope may have shrunk. */
          tenant->forbidden = TRUE;
          tenant->hop = CORRAL_HOP_SIGN_IN;
          self->have_me = FALSE;
          back_off_tenant (self, tenant, now_us, event->retry_after_us);
          break;
        }
      self->hop = CORRAL_HOP_SIGN_IN;
      back_off (self, NULL, now_us, event->retry_after_us);
      break;

    case CORRAL_SYNC_FAULT_BROKEN:
      lose_hop (self, tenant, TRUE, CORRAL_HOP_CLOUD);
      if (tenant != NULL)
        back_off_tenant (self, tenant, now_us, event->retry_after_us);
      else
        back_off (self, NULL, now_us, event->retry_after_us);
      break;

    default:
      g_assert_not_reached ();
    }
}

/* A list that goes on for ever, or hands the same cursor out again, is refused: the client must end. */
static void
refuse_list (CorralSyncEngine *self, CorralSyncTenant *tenant, gint64 now_us)
{
  self->found_no_end = TRUE;
  note_failure (self, now_us);
  tenant->hop = CORRAL_HOP_CLOUD;
  tenant->not_before_us = now_us + corral_backoff_fail (&tenant->endless_backoff, &self->random, -1);
}

static gboolean
is_endless (CorralSyncTenant *tenant, const char *used, const char *next)
{
  return next != NULL && (++tenant->pages > CORRAL_SYNC_MAX_PAGES || g_strcmp0 (used, next) == 0);
}

static void
on_snapshot (CorralSyncEngine *self, CorralSyncTenant *tenant, const CorralSyncEvent *event, gint64 now_us)
{
  if (is_endless (tenant, tenant->cursor, event->next))
    {
      corral_sync_engine_start_bootstrap (tenant);
      refuse_list (self, tenant, now_us);
      return;
    }
  on_success (self, tenant);
  tenant->gone = FALSE;
  if (tenant->as_of == NULL)
    corral_sync_engine_keep (&tenant->as_of, event->state);
  if (event->next != NULL)
    corral_sync_engine_keep (&tenant->cursor, event->next);
  else
    next_collection (tenant);
}

static void
on_changes (CorralSyncEngine *self, CorralSyncTenant *tenant, const CorralSyncEvent *event, gint64 now_us)
{
  if (event->has_more
      && (++tenant->pages > CORRAL_SYNC_MAX_PAGES || g_strcmp0 (tenant->state, event->state) == 0))
    {
      tenant->pages = 0;
      refuse_list (self, tenant, now_us);
      return;
    }
  on_success (self, tenant);
  corral_sync_engine_keep (&tenant->state, event->state);
  tenant->delta_done = !event->has_more;
  if (tenant->delta_done)
    {
      tenant->settle_due = tenant->settle_due || corral_push_queue_has_unsettled (self->queue, self->pending.tenant);
      tenant->pages = 0;
      corral_backoff_reset (&tenant->endless_backoff);
      tenant->delta_due_us = now_us + CORRAL_SYNC_POLL_US;
    }
}

static void
on_vitals (CorralSyncEngine *self, CorralSyncTenant *tenant, const CorralSyncEvent *event, gint64 now_us)
{
  gboolean endless = is_endless (tenant, tenant->vitals_cursor, event->next);

  if (endless)
    {
      refuse_list (self, tenant, now_us);
    }
  else
    {
      on_success (self, tenant);
      corral_sync_engine_keep (&tenant->vitals_cursor, event->next);
    }
  if (endless || event->next == NULL)
    {
      g_clear_pointer (&tenant->vitals_cursor, g_free);
      tenant->pages = 0;
      tenant->vitals_running = FALSE;
      tenant->vitals_once = tenant->vitals_once || !endless;
      tenant->vitals_due_us = now_us + CORRAL_SYNC_VITALS_US;
    }
}

/* An operation came to nothing final. Its own next try is its own; here is what that says about the others. */
static void
on_push_failed (CorralSyncEngine *self, CorralSyncTenant *tenant, const CorralSyncEvent *event, gint64 now_us)
{
  note_failure (self, now_us);
  switch ((int) event->fault)
    {
    case CORRAL_SYNC_FAULT_NETWORK:
      lose_hop (self, tenant, FALSE, CORRAL_HOP_PC);
      back_off (self, tenant, now_us, event->retry_after_us);
      break;

    case CORRAL_SYNC_FAULT_LIMITED:
      back_off (self, tenant, now_us, event->retry_after_us);
      break;

    case CORRAL_SYNC_FAULT_SIGN_IN:
      self->hop = CORRAL_HOP_SIGN_IN;
      self->sign_in_needed = TRUE;
      break;

    case CORRAL_SYNC_FAULT_STORE:
      pause_for_store (self, now_us);
      break;

    case CORRAL_SYNC_FAULT_CLOUD:
    default:
      /* One operation that the cloud chokes on must not keep people from reading, nor the others from being sent for
       * long: sending alone pauses. When the cloud is gone altogether, reading will find that out. */
      tenant->push_not_before_us
          = now_us + corral_backoff_fail (&tenant->push_backoff, &self->random, event->retry_after_us);
      break;
    }
}

static void
on_pushed (CorralSyncEngine *self, CorralSyncTenant *tenant, const CorralSyncEvent *event, gint64 now_us)
{
  gboolean asked = self->pending.kind == CORRAL_SYNC_SEND || self->pending.kind == CORRAL_SYNC_PROBE;

  if (!event->failed || event->fault != CORRAL_SYNC_FAULT_STORE)
    corral_backoff_reset (&self->store_backoff);
  corral_push_queue_move (self->queue, self->pending.operation, event->operation_state, event->operation_ready_us);
  if (!asked || tenant == NULL)
    return;
  if (event->failed)
    {
      on_push_failed (self, tenant, event, now_us);
      return;
    }
  on_success (self, tenant);
  corral_backoff_reset (&tenant->push_backoff);
  tenant->push_not_before_us = 0;
  /* What it changed beside its target comes with the changes: they are read before anything is settled. */
  tenant->delta_done = FALSE;
  tenant->delta_due_us = 0;
  tenant->settle_due = TRUE;
}

void
corral_sync_engine_take (CorralSyncEngine *self, const CorralSyncEvent *event, gint64 now_us)
{
  CorralSyncTenant *tenant = corral_sync_engine_get_tenant (self, self->pending.tenant);

  self->found_no_end = FALSE;
  switch (event->kind)
    {
    case CORRAL_SYNC_EVENT_WAKE:
      break;

    case CORRAL_SYNC_EVENT_TOKEN:
      self->sign_in_needed = FALSE;
      self->have_me = FALSE;
      if (self->hop == CORRAL_HOP_SIGN_IN)
        self->hop = CORRAL_HOP_NONE;
      for (guint i = 0; i < self->tenants->len; i++)
        if (corral_sync_engine_get_tenant (self, i)->hop == CORRAL_HOP_SIGN_IN)
          corral_sync_engine_get_tenant (self, i)->hop = CORRAL_HOP_NONE;
      G_GNUC_FALLTHROUGH;

    case CORRAL_SYNC_EVENT_REFRESH:
      self->not_before_us = 0;
      /* Who has no chain has nothing else to try. */
      if (self->tenants->len == 0)
        self->me_due_us = 0;
      for (guint i = 0; i < self->tenants->len; i++)
        {
          CorralSyncTenant *each = corral_sync_engine_get_tenant (self, i);

          each->not_before_us = 0;
          each->push_not_before_us = 0;
          each->delta_due_us = 0;
          each->vitals_due_us = 0;
        }
      corral_push_queue_hurry (self->queue);
      break;

    case CORRAL_SYNC_EVENT_POKE:
      tenant = corral_sync_engine_get_tenant (self, event->tenant);
      if (tenant != NULL)
        tenant->delta_due_us = 0;
      break;

    case CORRAL_SYNC_EVENT_ME:
      on_success (self, NULL);
      self->have_me = TRUE;
      self->me_due_us = now_us + CORRAL_SYNC_ME_US;
      self->has_vitals = event->me_has_vitals;
      corral_sync_engine_set_tenants (self, event);
      break;

    case CORRAL_SYNC_EVENT_SNAPSHOT:
      on_snapshot (self, tenant, event, now_us);
      break;

    case CORRAL_SYNC_EVENT_CHANGES:
      on_changes (self, tenant, event, now_us);
      break;

    case CORRAL_SYNC_EVENT_VITALS:
      on_vitals (self, tenant, event, now_us);
      break;

    case CORRAL_SYNC_EVENT_FINISHED:
      tenant->bootstrapping = FALSE;
      corral_backoff_reset (&tenant->resync_backoff);
      corral_backoff_reset (&tenant->endless_backoff);
      corral_sync_engine_keep (&tenant->state, tenant->as_of);
      g_clear_pointer (&tenant->as_of, g_free);
      tenant->delta_done = FALSE;
      tenant->delta_due_us = 0;
      tenant->vitals_due_us = 0;
      break;

    case CORRAL_SYNC_EVENT_FAILED:
      on_failed (self, event, now_us);
      break;

    case CORRAL_SYNC_EVENT_OUTBOX:
      corral_push_queue_set (self->queue, event->items, event->n_items);
      break;

    case CORRAL_SYNC_EVENT_PUSHED:
      on_pushed (self, tenant, event, now_us);
      break;

    case CORRAL_SYNC_EVENT_SETTLED:
      break;

    default:
      g_assert_not_reached ();
    }
}
