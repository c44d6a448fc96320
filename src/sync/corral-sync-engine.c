/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's step function: pure, on whatever thread its runner is. */
#include "config.h"

#include "corral-sync-engine.h"

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

/* Most failures in a minute: with a look at /me for each, 60 requests. */
#define MAX_FAILURES 30
#define MINUTE_US (60 * (gint64) G_USEC_PER_SEC)

typedef struct
{
  char *id;
  gboolean own_host;
  char *state;           /* (nullable): changes position */
  gboolean bootstrapping;
  guint step;            /* index into bootstrap_order; G_N_ELEMENTS: only the end is missing */
  char *cursor;          /* (nullable): of the snapshot in hand */
  gboolean gone;         /* what was stored of where it stood is refused, and nothing newer is stored yet */
  char *as_of;           /* (nullable): of the first page of all: changes are read from there */
  guint pages;           /* of the list in hand */
  gboolean delta_done;   /* nothing more to read when last asked */
  gboolean vitals_running;
  char *vitals_cursor;   /* (nullable) */
  gboolean vitals_once;
  gint64 delta_due_us;
  gint64 vitals_due_us;
  gboolean forbidden;
  CorralHop hop;         /* what is gone for this chain alone */
  gint64 not_before_us;
  CorralBackoff backoff;
  gint64 push_not_before_us;  /* the cloud could not take operations then: what is read goes on */
  CorralBackoff push_backoff;
  gboolean settle_due;
  CorralBackoff endless_backoff; /* of lists without end since all was last read to its end: the same */
  CorralBackoff resync_backoff; /* of 410s since a bootstrap was last finished: good pages between do not count */
} Tenant;

struct _CorralSyncEngine
{
  CorralRandom random;
  gboolean have_me;
  gint64 me_due_us;      /* what we may read and do can have changed by then */
  gboolean has_vitals;
  gboolean sign_in_needed;
  gint64 resync_spread_us;
  CorralHop hop;
  GPtrArray *tenants;    /* (owned) (element-type Tenant) */
  gint64 not_before_us;  /* of everything on the common host */
  CorralBackoff backoff;
  gint64 failures_us[MAX_FAILURES]; /* a ring: when the last ones were */
  guint n_failures;
  CorralPushQueue *queue;   /* (owned) */
  gint64 store_not_before_us; /* the outbox could not be written: nothing is sent that cannot be noted */
  CorralBackoff store_backoff;
  gboolean found_no_end;    /* in the last event */
  CorralSyncAction pending; /* what the runner was asked for last */
};

static void
tenant_free (gpointer data)
{
  Tenant *tenant = data;

  g_free (tenant->id);
  g_free (tenant->state);
  g_free (tenant->cursor);
  g_free (tenant->as_of);
  g_free (tenant->vitals_cursor);
  g_free (tenant);
}

static void
set_string (char **at, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*at);
  *at = copy;
}

static Tenant *
get_tenant (CorralSyncEngine *self, guint index)
{
  return index < self->tenants->len ? g_ptr_array_index (self->tenants, index) : NULL;
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

static void
start_bootstrap (Tenant *tenant)
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
  Tenant *tenant = get_tenant (self, index);

  g_return_if_fail (tenant != NULL);

  if (saved == NULL || (saved->state == NULL && !saved->bootstrapping))
    {
      start_bootstrap (tenant);
      return;
    }
  /* Who we are was asked again between a 410 and the first page after it. */
  if (tenant->gone)
    return;
  set_string (&tenant->state, saved->state);
  tenant->bootstrapping = saved->bootstrapping;
  if (!tenant->bootstrapping)
    return;
  if (saved->bootstrap_as_of == NULL)
    {
      start_bootstrap (tenant);
      return;
    }
  set_string (&tenant->as_of, saved->bootstrap_as_of);
  set_string (&tenant->cursor, saved->bootstrap_cursor);
  for (tenant->step = 0; tenant->step < G_N_ELEMENTS (bootstrap_order); tenant->step++)
    if (bootstrap_order[tenant->step] == saved->bootstrap_collection)
      break;
}

static void
set_tenants (CorralSyncEngine *self, const CorralSyncEvent *event)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->tenants);

  self->tenants = g_ptr_array_new_with_free_func (tenant_free);
  for (guint i = 0; event->me_tenants[i] != NULL; i++)
    {
      Tenant *tenant = NULL;

      /* A tenant that was known keeps its place in what it was doing. */
      for (guint k = 0; k < old->len; k++)
        {
          Tenant *known = g_ptr_array_index (old, k);

          if (known != NULL && strcmp (known->id, event->me_tenants[i]) == 0)
            {
              tenant = known;
              old->pdata[k] = NULL;
              break;
            }
        }
      if (tenant == NULL)
        {
          tenant = g_new0 (Tenant, 1);
          tenant->id = g_strdup (event->me_tenants[i]);
          start_bootstrap (tenant);
        }
      tenant->own_host = event->me_own_hosts != NULL && event->me_own_hosts[i];
      tenant->forbidden = FALSE;
      g_ptr_array_add (self->tenants, tenant);
    }
  for (guint k = 0; k < old->len; k++)
    g_clear_pointer (&old->pdata[k], tenant_free);
  g_ptr_array_set_free_func (old, NULL);
}

/* ---- what came of the last action -------------------------------------------------------------- */

static void
on_success (CorralSyncEngine *self, Tenant *tenant)
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
lose_hop (CorralSyncEngine *self, Tenant *tenant, gboolean tenant_alone, CorralHop hop)
{
  if (tenant != NULL && (tenant_alone || tenant->own_host))
    tenant->hop = hop;
  else
    self->hop = hop;
}

static void
note_failure (CorralSyncEngine *self, gint64 now_us)
{
  self->failures_us[self->n_failures++ % MAX_FAILURES] = now_us;
}

/* When the next request may be made after too many failures; 0: at once. */
static gint64
failures_end_us (CorralSyncEngine *self, gint64 now_us)
{
  gint64 end = self->n_failures >= MAX_FAILURES ? self->failures_us[self->n_failures % MAX_FAILURES] + MINUTE_US
                                                : 0;

  return end > now_us ? end : 0;
}

static void
back_off_tenant (CorralSyncEngine *self, Tenant *tenant, gint64 now_us, gint64 retry_after_us)
{
  tenant->not_before_us = now_us + corral_backoff_fail (&tenant->backoff, &self->random, retry_after_us);
}

static void
back_off (CorralSyncEngine *self, Tenant *tenant, gint64 now_us, gint64 retry_after_us)
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
next_collection (Tenant *tenant)
{
  tenant->step++;
  tenant->pages = 0;
  g_clear_pointer (&tenant->cursor, g_free);
}

static void
on_gone (CorralSyncEngine *self, Tenant *tenant, gint64 now_us)
{
  gboolean was_bootstrapping = tenant->bootstrapping;

  start_bootstrap (tenant);
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
  Tenant *tenant = kind == CORRAL_SYNC_ME ? NULL : get_tenant (self, self->pending.tenant);

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
refuse_list (CorralSyncEngine *self, Tenant *tenant, gint64 now_us)
{
  self->found_no_end = TRUE;
  note_failure (self, now_us);
  tenant->hop = CORRAL_HOP_CLOUD;
  tenant->not_before_us = now_us + corral_backoff_fail (&tenant->endless_backoff, &self->random, -1);
}

static gboolean
is_endless (Tenant *tenant, const char *used, const char *next)
{
  return next != NULL && (++tenant->pages > CORRAL_SYNC_MAX_PAGES || g_strcmp0 (used, next) == 0);
}

static void
on_snapshot (CorralSyncEngine *self, Tenant *tenant, const CorralSyncEvent *event, gint64 now_us)
{
  if (is_endless (tenant, tenant->cursor, event->next))
    {
      start_bootstrap (tenant);
      refuse_list (self, tenant, now_us);
      return;
    }
  on_success (self, tenant);
  tenant->gone = FALSE;
  if (tenant->as_of == NULL)
    set_string (&tenant->as_of, event->state);
  if (event->next != NULL)
    set_string (&tenant->cursor, event->next);
  else
    next_collection (tenant);
}

static void
on_changes (CorralSyncEngine *self, Tenant *tenant, const CorralSyncEvent *event, gint64 now_us)
{
  if (event->has_more
      && (++tenant->pages > CORRAL_SYNC_MAX_PAGES || g_strcmp0 (tenant->state, event->state) == 0))
    {
      tenant->pages = 0;
      refuse_list (self, tenant, now_us);
      return;
    }
  on_success (self, tenant);
  set_string (&tenant->state, event->state);
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
on_vitals (CorralSyncEngine *self, Tenant *tenant, const CorralSyncEvent *event, gint64 now_us)
{
  gboolean endless = is_endless (tenant, tenant->vitals_cursor, event->next);

  if (endless)
    {
      refuse_list (self, tenant, now_us);
    }
  else
    {
      on_success (self, tenant);
      set_string (&tenant->vitals_cursor, event->next);
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
on_push_failed (CorralSyncEngine *self, Tenant *tenant, const CorralSyncEvent *event, gint64 now_us)
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
on_pushed (CorralSyncEngine *self, Tenant *tenant, const CorralSyncEvent *event, gint64 now_us)
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

static void
take_event (CorralSyncEngine *self, const CorralSyncEvent *event, gint64 now_us)
{
  Tenant *tenant = get_tenant (self, self->pending.tenant);

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
        if (get_tenant (self, i)->hop == CORRAL_HOP_SIGN_IN)
          get_tenant (self, i)->hop = CORRAL_HOP_NONE;
      G_GNUC_FALLTHROUGH;

    case CORRAL_SYNC_EVENT_REFRESH:
      self->not_before_us = 0;
      /* Who has no chain has nothing else to try. */
      if (self->tenants->len == 0)
        self->me_due_us = 0;
      for (guint i = 0; i < self->tenants->len; i++)
        {
          Tenant *each = get_tenant (self, i);

          each->not_before_us = 0;
          each->push_not_before_us = 0;
          each->delta_due_us = 0;
          each->vitals_due_us = 0;
        }
      corral_push_queue_hurry (self->queue);
      break;

    case CORRAL_SYNC_EVENT_POKE:
      tenant = get_tenant (self, event->tenant);
      if (tenant != NULL)
        tenant->delta_due_us = 0;
      break;

    case CORRAL_SYNC_EVENT_ME:
      on_success (self, NULL);
      self->have_me = TRUE;
      self->me_due_us = now_us + CORRAL_SYNC_ME_US;
      self->has_vitals = event->me_has_vitals;
      set_tenants (self, event);
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
      set_string (&tenant->state, tenant->as_of);
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

/* ---- what to do next ---------------------------------------------------------------------------- */

static gboolean
may_ask (CorralSyncEngine *self, Tenant *tenant, gint64 now_us)
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
      Tenant *tenant = get_tenant (self, i);

      if (tenant->bootstrapping && may_ask (self, tenant, now_us)
          && (best == G_MAXUINT || tenant->step < get_tenant (self, best)->step))
        best = i;
    }
  if (best == G_MAXUINT)
    return FALSE;

  action->tenant = best;
  if (get_tenant (self, best)->step == G_N_ELEMENTS (bootstrap_order))
    {
      action->kind = CORRAL_SYNC_FINISH_BOOTSTRAP;
      action->cursor = get_tenant (self, best)->as_of;
    }
  else
    {
      action->kind = CORRAL_SYNC_SNAPSHOT;
      action->collection = bootstrap_order[get_tenant (self, best)->step];
      action->cursor = get_tenant (self, best)->cursor;
    }
  return TRUE;
}

static gboolean
choose_delta (CorralSyncEngine *self, gint64 now_us, CorralSyncAction *action)
{
  for (guint i = 0; i < self->tenants->len; i++)
    {
      Tenant *tenant = get_tenant (self, i);

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
  Tenant *tenant = get_tenant (self, index);

  return self->have_me && !self->sign_in_needed && tenant != NULL && failures_end_us (self, may->now_us) == 0
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
      Tenant *tenant = get_tenant (self, i);

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
      Tenant *tenant = get_tenant (self, i);

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
      Tenant *tenant = get_tenant (self, i);
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

  take_event (self, event, now_us);

  if (choose_push (self, now_us, &action))
    ;
  else if (self->sign_in_needed)
    ;
  else if (failures_end_us (self, now_us) > 0)
    action.until_us = failures_end_us (self, now_us);
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
      Tenant *tenant = get_tenant (self, i);

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
    if (get_tenant (self, i)->bootstrapping)
      return TRUE;
  return FALSE;
}

CorralHop
corral_sync_engine_get_hop (CorralSyncEngine *self)
{
  /* Whatever else went wrong since: nothing goes on before somebody signs in. */
  CorralHop hop = self->sign_in_needed ? CORRAL_HOP_SIGN_IN : self->hop;

  for (guint i = 0; hop == CORRAL_HOP_NONE && i < self->tenants->len; i++)
    hop = get_tenant (self, i)->hop;
  return hop;
}

gint64
corral_sync_engine_get_next_try_us (CorralSyncEngine *self)
{
  gint64 next = self->not_before_us > 0 ? self->not_before_us : -1;

  for (guint i = 0; i < self->tenants->len; i++)
    {
      gint64 tenant_next = get_tenant (self, i)->not_before_us;

      if (tenant_next > 0 && (next < 0 || tenant_next < next))
        next = tenant_next;
    }
  return next;
}
