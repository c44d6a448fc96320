/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hands of the engine: blocking requests and commits on the thread that runs it (the sync thread). Data
 * and cursor go into one transaction, so a stop at any moment neither loses nor repeats. */
#include "config.h"

#include "corral-sync-runner-private.h"
#include "corral-telemetry.h"

#include <string.h>

/* How often old and little used series are dropped. */
#define TRIM_US (24 * 3600 * (gint64) G_USEC_PER_SEC)

/* Consecutive failures after which a single run gives up. */
#define ONCE_TRIES 3

/* How long a single run waits for operations that could still be taken back. */
#define ONCE_WAIT_US ((CORRAL_OPERATION_HOLD_MS + 1000) * 1000)

/* ---- status -------------------------------------------------------------------------------------- */

static void
report (CorralSyncRunner *self)
{
  g_autoptr (CorralSyncStatus) status = corral_sync_status_new ();
  gint64 now_ms = corral_clock_now_ms (self->clock);
  gint64 next_try_us = corral_sync_engine_get_next_try_us (self->engine);
  CorralHop hop = corral_sync_engine_get_hop (self->engine);

  if (hop != self->hop)
    {
      /* From one failure to another is still the same outage: people want to know since when. */
      if (self->hop == CORRAL_HOP_NONE)
        self->hop_since_ms = now_ms;
      self->hop = hop;
    }
  if (hop == CORRAL_HOP_NONE)
    {
      self->hop_since_ms = CORRAL_UNKNOWN;
      g_clear_pointer (&self->message, g_free);
    }
  if (self->streams != NULL)
    corral_sync_streams_set_healthy (self->streams, hop == CORRAL_HOP_NONE);

  if (self->status_func == NULL)
    return;
  status->connected = TRUE;
  status->hop = hop;
  status->hop_since_ms = self->hop_since_ms;
  status->message = g_strdup (self->message);
  if (next_try_us > 0)
    status->next_try_ms = now_ms + MAX (0, next_try_us - corral_clock_monotonic_us (self->clock)) / 1000;
  for (guint i = 0; i < self->lanes->len; i++)
    {
      CorralSyncLane *lane = corral_sync_get_lane (self, i);

      corral_sync_status_add_heard (status, lane->tenant->id, lane->heard_ms, lane->known_ms);
      status->bootstrapping = status->bootstrapping || !lane->complete;
      /* One that is complete before the others stays in the count, so that it only rises. */
      if (!lane->first)
        continue;
      status->carts_done += lane->carts_done;
      status->carts_total += lane->carts_total;
    }
  if (!status->bootstrapping)
    status->carts_done = status->carts_total = 0;
  status->caught_up = corral_sync_engine_is_caught_up (self->engine);
  status->server_offset_ms = self->server_offset_ms;
  status->cloud_clock = self->cloud_clock;
  status->quarantined = self->quarantined;
  self->status_func (status, self->status_data);
}

/* ---- failures ------------------------------------------------------------------------------------ */

static gboolean
is_loopback (CorralApi *api)
{
  g_autoptr (GUri) uri = g_uri_parse (corral_api_get_base (api), G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return g_strcmp0 (host, "localhost") == 0 || (address != NULL && g_inet_address_get_is_loopback (address));
}

/* No answer at all: this PC's network, when the system has none either; else the cloud. */
static CorralSyncFault
fault_of_silence (CorralSyncRunner *self)
{
  return !g_atomic_int_get (&self->network_hint) && !is_loopback (self->api) ? CORRAL_SYNC_FAULT_NETWORK
                                                                             : CORRAL_SYNC_FAULT_CLOUD;
}

CorralSyncFault
corral_sync_fault_of_error (CorralSyncRunner *self, const GError *error)
{
  if (error->domain != CORRAL_API_ERROR)
    return CORRAL_SYNC_FAULT_STORE;

  switch ((CorralApiError) error->code)
    {
    case CORRAL_API_ERROR_UNREACHABLE:
    case CORRAL_API_ERROR_TIMEOUT:
      return fault_of_silence (self);
    case CORRAL_API_ERROR_AUTH:
      return CORRAL_SYNC_FAULT_SIGN_IN;
    case CORRAL_API_ERROR_FORBIDDEN:
      return CORRAL_SYNC_FAULT_FORBIDDEN;
    case CORRAL_API_ERROR_NOT_FOUND:
      return CORRAL_SYNC_FAULT_MISSING;
    case CORRAL_API_ERROR_GONE:
      return CORRAL_SYNC_FAULT_GONE;
    case CORRAL_API_ERROR_LIMITED:
      return CORRAL_SYNC_FAULT_LIMITED;
    case CORRAL_API_ERROR_TLS:
    case CORRAL_API_ERROR_UNAVAILABLE:
    case CORRAL_API_ERROR_NOT_THE_CLOUD:
    case CORRAL_API_ERROR_REDIRECT:
    case CORRAL_API_ERROR_ADDRESS:
    case CORRAL_API_ERROR_CANCELLED:
      return CORRAL_SYNC_FAULT_CLOUD;
    case CORRAL_API_ERROR_CONFLICT:
    case CORRAL_API_ERROR_INVALID:
    case CORRAL_API_ERROR_BROKEN:
    default:
      return CORRAL_SYNC_FAULT_BROKEN;
    }
}

void
corral_sync_set_message (CorralSyncRunner *self, const char *message)
{
  g_free (self->message);
  self->message = g_strdup (message);
}

static CorralSyncEvent
failed (CorralSyncRunner *self, const GError *error)
{
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_FAILED, .retry_after_us = -1 };

  event.fault = corral_sync_fault_of_error (self, error);
  if (error->domain == CORRAL_API_ERROR)
    event.retry_after_us = corral_api_error_get_retry_after_us (error);
  corral_sync_set_message (self, error->message);
  return event;
}

/* Every page was good, but the list has no end. The engine knows; people are told, and a single run counts it. */
static CorralSyncEvent
refused (CorralSyncRunner *self, GError **error)
{
  corral_sync_refuse_page (error);
  return failed (self, *error);
}

/* ---- the loop ------------------------------------------------------------------------------------ */

static CorralSyncEvent
take_posted (CorralSyncRunner *self, gint64 until_us, GCancellable *cancellable)
{
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_WAKE };

  g_mutex_lock (&self->lock);
  while (self->posted->len == 0 && !g_cancellable_is_cancelled (cancellable) && !corral_sync_outbox_has_news (self))
    {
      if (until_us < 0)
        g_cond_wait (&self->changed, &self->lock);
      else if (corral_clock_monotonic_us (self->clock) >= until_us
               || !g_cond_wait_until (&self->changed, &self->lock, until_us))
        break;
    }
  if (self->posted->len > 0)
    {
      event = g_array_index (self->posted, CorralSyncEvent, 0);
      g_array_remove_index (self->posted, 0);
    }
  g_mutex_unlock (&self->lock);
  return event;
}

static void
post (CorralSyncRunner *self, CorralSyncEvent event)
{
  gboolean known = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->posted->len && !known; i++)
    {
      const CorralSyncEvent *waiting = &g_array_index (self->posted, CorralSyncEvent, i);

      known = waiting->kind == event.kind && waiting->tenant == event.tenant;
    }
  if (!known)
    g_array_append_val (self->posted, event);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* On the writer's thread, after a commit to the outbox. */
static void
outbox_changed_cb (CorralCache *cache, gpointer data)
{
  CorralSyncRunner *self = data;

  g_mutex_lock (&self->lock);
  g_atomic_int_inc (&self->outbox_changes);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  corral_sync_runner_post (data, CORRAL_SYNC_EVENT_WAKE);
}

static void
poked_cb (const char *tenant, gpointer data)
{
  CorralSyncRunner *self = data;
  g_autofree char *id = g_strdup (tenant);

  for (guint i = 0; i < self->lanes->len; i++)
    if (strcmp (corral_sync_get_lane (self, i)->tenant->id, id) == 0)
      post (self, (CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_POKE, .tenant = i });
}

static void
follow_streams (CorralSyncRunner *self)
{
  if (self->streams != NULL || !self->has_stream || !corral_sync_engine_is_caught_up (self->engine))
    return;
  self->streams = corral_sync_streams_new (self->api, self->seed, poked_cb, self);
  for (guint i = 0; i < self->lanes->len; i++)
    corral_sync_streams_add (self->streams, corral_sync_get_lane (self, i)->tenant);
}

/* Once a day, when there is nothing better to do. A failure costs disk space for a day, no more. */
static void
trim_series (CorralSyncRunner *self)
{
  gint64 now_us = corral_clock_monotonic_us (self->clock);

  if (self->trimmed_us != 0 && now_us - self->trimmed_us < TRIM_US)
    return;
  self->trimmed_us = now_us;
  for (guint i = 0; i < self->lanes->len; i++)
    {
      g_autoptr (GError) error = NULL;

      const char *tenant = corral_sync_get_lane (self, i)->tenant->id;

      if (!corral_cache_expire_rows (self->cache, tenant, corral_clock_now_ms (self->clock), &error)
          || !corral_cache_trim_telemetry (self->cache, tenant, CORRAL_TELEMETRY_KEEP_MS, CORRAL_TELEMETRY_KEEP_BYTES, &error))
        g_debug ("trim: %s", error->message);
    }
}

static gboolean
carry_out (CorralSyncRunner *self,
           const CorralSyncAction *action,
           GCancellable *cancellable,
           CorralSyncAction *next,
           GError **error)
{
  /* Pages of one snapshot may overlap with the commit of the one before; everything else wants it done. */
  if ((action->kind != CORRAL_SYNC_SNAPSHOT || self->pending_lane != action->tenant)
      && !corral_sync_finish_pending (self, error))
    return FALSE;

  switch (action->kind)
    {
    case CORRAL_SYNC_ME:
      /* The lanes are about to change: nobody may poke by them meanwhile. */
      g_clear_pointer (&self->streams, corral_sync_streams_free);
      return corral_sync_run_me (self, cancellable, next, error);
    case CORRAL_SYNC_SNAPSHOT:
      return corral_sync_run_snapshot (self, action, cancellable, next, error);
    case CORRAL_SYNC_CHANGES:
      return corral_sync_run_changes (self, action, cancellable, next, error);
    case CORRAL_SYNC_VITALS:
      return corral_sync_run_vitals (self, action, cancellable, next, error);
    case CORRAL_SYNC_FINISH_BOOTSTRAP:
      return corral_sync_run_finish (self, action, next, error);
    case CORRAL_SYNC_RELEASE:
    case CORRAL_SYNC_EXPIRE:
      return corral_sync_run_release (self, action, next, error);
    case CORRAL_SYNC_SEND:
    case CORRAL_SYNC_PROBE:
      return corral_sync_run_push (self, action, cancellable, next, error);
    case CORRAL_SYNC_SETTLE:
      return corral_sync_run_settle (self, action, next, error);
    case CORRAL_SYNC_WAIT:
    default:
      g_assert_not_reached ();
    }
}

/* A single run ends with the first thing that waiting will not mend. */
static gboolean
gives_up (CorralSyncFault fault, guint failures)
{
  return fault == CORRAL_SYNC_FAULT_SIGN_IN || fault == CORRAL_SYNC_FAULT_FORBIDDEN
         || fault == CORRAL_SYNC_FAULT_STORE || failures >= ONCE_TRIES;
}

/* How often @done has failed by now without a good answer to the same between: what other requests came to says
 * nothing about it. */
static guint
count_failure (CorralSyncRunner *self,
               const CorralSyncAction *done,
               const CorralSyncEvent *event,
               const CorralSyncAction *next)
{
  CorralSyncLane *lane = done->tenant < self->lanes->len ? corral_sync_get_lane (self, done->tenant) : NULL;

  if (done->kind == CORRAL_SYNC_ME || lane == NULL)
    return ++self->n_me_failures;
  /* A first 410 is no failure. */
  if (event->fault == CORRAL_SYNC_FAULT_GONE)
    return lane->n_gone++;
  /* As long as there is something else to ask, it is no reason to end: a minimal server lacks a list or two. */
  return next->kind == CORRAL_SYNC_WAIT || next->kind == CORRAL_SYNC_ME ? ++lane->n_failures[done->kind] : 0;
}

/* Whether a single run has done what it can: everything is held, and what waits to be sent will not be sent by waiting
 * a little, as it will be when only the time to take it back is not over. */
static gboolean
is_done (CorralSyncRunner *self)
{
  gint64 now_us = corral_clock_monotonic_us (self->clock);
  gint64 due_us = corral_sync_engine_get_push_due_us (self->engine, now_us);

  return corral_sync_engine_is_caught_up (self->engine)
         && (corral_sync_engine_count_waiting (self->engine) == 0 || due_us < 0 || due_us - now_us > ONCE_WAIT_US);
}

gboolean
corral_sync_runner_run (CorralSyncRunner *self, CorralSyncMode mode, GCancellable *cancellable, GError **error)
{
  CorralSyncAction action;
  gulong handler = 0;
  gboolean result = FALSE;

  g_clear_pointer (&self->engine, corral_sync_engine_free);
  self->engine = corral_sync_engine_new (self->seed);
  if (is_loopback (self->api))
    corral_sync_engine_set_resync_spread (self->engine, 0);
  self->n_me_failures = 0;
  g_hash_table_remove_all (self->asked);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
  corral_cache_set_outbox_wake (self->cache, outbox_changed_cb, self);
  action = corral_sync_engine_step (self->engine,
                                    &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE },
                                    corral_clock_monotonic_us (self->clock));
  /* Without an outbox (it is damaged beyond repair, or a newer one's) the fleet can be read all the same. */
  corral_sync_read_outbox (self, &action, NULL);

  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      CorralSyncAction next;
      CorralSyncEvent event;
      CorralSyncAction done;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        break;

      if (corral_sync_outbox_has_news (self) && !corral_sync_read_outbox (self, &action, NULL))
        self->outbox_seen = (guint) g_atomic_int_get (&self->outbox_changes);

      if (action.kind == CORRAL_SYNC_WAIT && !corral_sync_finish_pending (self, &local_error))
        {
          event = failed (self, local_error);
          action = corral_sync_engine_step (self->engine, &event, corral_clock_monotonic_us (self->clock));
          report (self);
          continue;
        }
      if (action.kind == CORRAL_SYNC_WAIT)
        {
          if (mode == CORRAL_SYNC_ONCE && is_done (self))
            {
              report (self);
              result = TRUE;
              break;
            }
          follow_streams (self);
          trim_series (self);
          report (self);
          event = take_posted (self, action.until_us, cancellable);
          action = corral_sync_engine_step (self->engine, &event, corral_clock_monotonic_us (self->clock));
          continue;
        }

      done = action;
      if (carry_out (self, &action, cancellable, &next, &local_error))
        {
          if (corral_sync_engine_found_no_end (self->engine))
            {
              event = refused (self, &local_error);
              if (mode == CORRAL_SYNC_ONCE && gives_up (event.fault, ++corral_sync_get_lane (self, done.tenant)->n_endless))
                {
                  report (self);
                  g_propagate_error (error, g_steal_pointer (&local_error));
                  break;
                }
            }
          else if (done.kind == CORRAL_SYNC_ME)
            self->n_me_failures = 0;
          else if (done.tenant < self->lanes->len)
            corral_sync_get_lane (self, done.tenant)->n_failures[done.kind] = 0;
          action = next;
          report (self);
          continue;
        }

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        break;
      g_debug ("sync: action %d failed: %s", action.kind, local_error->message);
      event = failed (self, local_error);
      if (g_error_matches (local_error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_DAMAGED)
          && action.kind != CORRAL_SYNC_ME)
        {
          /* An empty file stands in its place: from the start, whatever the engine thought it had. */
          corral_sync_restore_lane (self, action.tenant);
        }
      action = corral_sync_engine_step (self->engine, &event, corral_clock_monotonic_us (self->clock));
      report (self);
      if (mode == CORRAL_SYNC_ONCE && gives_up (event.fault, count_failure (self, &done, &event, &action)))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          break;
        }
    }

  if (!corral_sync_finish_pending (self, result ? error : NULL))
    result = FALSE;
  corral_cache_set_outbox_wake (self->cache, NULL, NULL);
  g_clear_pointer (&self->streams, corral_sync_streams_free);
  if (handler != 0)
    g_cancellable_disconnect (cancellable, handler);
  return result;
}

/* ---- life ---------------------------------------------------------------------------------------- */

CorralSyncRunner *
corral_sync_runner_new (CorralApi *api, CorralCache *cache, CorralClock *clock, guint64 seed)
{
  CorralSyncRunner *self = g_new0 (CorralSyncRunner, 1);

  self->api = corral_api_ref (api);
  self->cache = corral_cache_ref (cache);
  self->clock = corral_clock_ref (clock);
  self->seed = seed;
  self->engine = corral_sync_engine_new (seed);
  self->lanes = g_ptr_array_new_with_free_func (corral_sync_lane_free);
  self->page_rows = CORRAL_PAGE_MAX_ROWS;
  self->hop_since_ms = CORRAL_UNKNOWN;
  self->server_offset_ms = CORRAL_UNKNOWN;
  self->network_hint = TRUE;
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) corral_outbox_entry_unref);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->posted = g_array_new (FALSE, FALSE, sizeof (CorralSyncEvent));
  return self;
}

void
corral_sync_runner_free (CorralSyncRunner *self)
{
  g_clear_pointer (&self->streams, corral_sync_streams_free);
  corral_sync_engine_free (self->engine);
  g_ptr_array_unref (self->lanes);
  g_array_unref (self->posted);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->message);
  g_free (self->account);
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->asked);
  corral_api_unref (self->api);
  corral_cache_unref (self->cache);
  corral_clock_unref (self->clock);
  g_free (self);
}

void
corral_sync_runner_set_status_func (CorralSyncRunner *self, CorralSyncStatusFunc func, gpointer data)
{
  self->status_func = func;
  self->status_data = data;
}

void
corral_sync_runner_set_network_hint (CorralSyncRunner *self, gboolean available)
{
  g_atomic_int_set (&self->network_hint, available);
}

void
corral_sync_runner_post (CorralSyncRunner *self, CorralSyncEventKind kind)
{
  post (self, (CorralSyncEvent){ .kind = kind });
}
