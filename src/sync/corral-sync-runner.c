/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hands of the engine: blocking requests and commits on the thread that runs it (the sync thread). Data
 * and cursor go into one transaction, so a stop at any moment neither loses nor repeats. */
#include "config.h"

#include "corral-sync-runner.h"
#include "corral-sync-streams.h"
#include "corral-telemetry.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How often old and little used series are dropped. */
#define TRIM_US (24 * 3600 * (gint64) G_USEC_PER_SEC)

/* Consecutive failures after which a single run gives up. */
#define ONCE_TRIES 3

typedef struct
{
  CorralTenant *tenant;     /* (owned) */
  gboolean writable;
  gboolean has_rows;        /* something is held from before: a new bootstrap is a new generation */
  gboolean resyncing;
  gboolean first;           /* its first sync was begun in this run */
  gboolean complete;        /* a first sync has ended before: what follows is no first sync */
  char *page_as_of;         /* (nullable): of the snapshot in hand; every page must repeat it */
  char *last_id;            /* (nullable): of the last row of the page before */
  char *changes_etag;       /* (nullable) */
  guint64 carts_done;
  guint64 carts_total;
  gint64 heard_ms;
  gint64 known_ms;          /* the cloud's clock: the carts' last values are of then */
  gint64 vitals_as_of_ms;   /* of the vitals in hand */
  guint n_gone;             /* 410s since a snapshot was last complete */
  guint n_failures[CORRAL_SYNC_FINISH_BOOTSTRAP + 1]; /* of each kind of request, since one of it was good */
} Lane;

struct _CorralSyncRunner
{
  CorralApi *api;            /* (owned) */
  CorralCache *cache;        /* (owned) */
  CorralClock *clock;        /* (owned) */
  CorralSyncEngine *engine;  /* (owned) */
  CorralSyncStreams *streams; /* (owned) (nullable): while following */
  guint64 seed;
  CorralSyncStatusFunc status_func;
  gpointer status_data;

  GPtrArray *lanes;          /* (owned) (element-type Lane): one a tenant, in the engine's order */
  CorralPendingCommit *pending; /* (owned) (nullable): the page before, which the writer still works on */
  guint pending_lane;
  guint page_rows;
  gboolean has_stream;
  CorralHop hop;
  gint64 hop_since_ms;
  char *message;             /* (nullable) */
  gint64 server_offset_ms;
  guint quarantined;
  guint n_me_failures;       /* since /me was last good */
  gint64 trimmed_us;         /* monotonic; 0: not in this run */

  int network_hint;          /* atomic */
  GMutex lock;               /* guards what is below */
  GCond changed;
  GArray *posted;            /* (element-type CorralSyncEvent): in order */
};

static void
lane_free (gpointer data)
{
  Lane *lane = data;

  corral_tenant_free (lane->tenant);
  g_free (lane->page_as_of);
  g_free (lane->last_id);
  g_free (lane->changes_etag);
  g_free (lane);
}

static Lane *
get_lane (CorralSyncRunner *self, guint index)
{
  return g_ptr_array_index (self->lanes, index);
}

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
      Lane *lane = get_lane (self, i);

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
  status->quarantined = self->quarantined;
  self->status_func (status, self->status_data);
}

static void
note_meta (CorralSyncRunner *self, const CorralApiMeta *meta)
{
  if (meta->has_server_offset)
    self->server_offset_ms = meta->server_offset_ms;
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

static CorralSyncFault
fault_of_error (CorralSyncRunner *self, const GError *error)
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

static CorralSyncEvent
failed (CorralSyncRunner *self, const GError *error)
{
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_FAILED, .retry_after_us = -1 };

  event.fault = fault_of_error (self, error);
  if (error->domain == CORRAL_API_ERROR)
    event.retry_after_us = corral_api_error_get_retry_after_us (error);
  g_free (self->message);
  self->message = g_strdup (error->message);
  return event;
}

static gboolean
refuse_page (GError **error)
{
  g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN,
                       _("The cloud’s answer does not fit together and was not taken over. What you see is what "
                         "was known before; Corral asks again by itself."));
  return FALSE;
}

/* ---- me ------------------------------------------------------------------------------------------ */

static void
restore_lane (CorralSyncRunner *self, guint index)
{
  Lane *lane = get_lane (self, index);
  g_autoptr (CorralSyncState) held = corral_cache_get_sync_state (self->cache, lane->tenant->id, NULL);
  CorralSyncSaved saved = { .bootstrap_collection = CORRAL_COLLECTION_VITAL };
  const CorralProgress *stores;

  lane->has_rows = FALSE;
  lane->resyncing = FALSE;
  g_clear_pointer (&lane->page_as_of, g_free);
  g_clear_pointer (&lane->last_id, g_free);
  g_clear_pointer (&lane->changes_etag, g_free);
  if (held == NULL)
    {
      lane->first = !lane->complete;
      corral_sync_engine_restore (self->engine, index, NULL);
      return;
    }

  stores = &held->progress[corral_sync_engine_bootstrap_order (0)];
  lane->heard_ms = corral_sync_state_get_heard_ms (held);
  if (!CORRAL_IS_KNOWN (lane->known_ms))
    lane->known_ms = held->heard_ms[CORRAL_ANSWER_VITALS];
  lane->resyncing = held->resyncing;
  lane->has_rows = held->state != NULL || stores->as_of != NULL;
  lane->complete = lane->complete || held->state != NULL || held->resyncing;
  lane->first = lane->first || !lane->complete;
  saved.state = held->state;
  saved.bootstrapping = held->resyncing || held->state == NULL;
  if (saved.bootstrapping)
    {
      saved.bootstrap_as_of = stores->as_of;
      for (guint i = 0; i < CORRAL_N_SYNCED_COLLECTIONS; i++)
        {
          CorralCollection collection = corral_sync_engine_bootstrap_order (i);
          const CorralProgress *progress = &held->progress[collection];

          if (!progress->done)
            {
              saved.bootstrap_collection = collection;
              saved.bootstrap_cursor = progress->next;
              lane->page_as_of = g_strdup (progress->as_of);
              break;
            }
        }
      lane->carts_total = (guint64) MAX (held->progress[CORRAL_COLLECTION_CART].total, 0);
      if (stores->as_of != NULL)
        lane->carts_done = (guint64) MAX (
            corral_cache_count_rows (self->cache, lane->tenant->id, CORRAL_COLLECTION_CART, NULL), 0);
    }
  corral_sync_engine_restore (self->engine, index, &saved);
}

/* What is held of chains that /me no longer names was ours to read once, and is not any more. */
static gboolean
erase_strangers (CorralSyncRunner *self, const CorralMe *me, GError **error)
{
  g_autoptr (GPtrArray) held = corral_cache_list_tenants (self->cache);

  for (guint i = 0; i < held->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (held, i);
      gboolean known = FALSE;

      for (guint k = 0; k < me->tenants->len && !known; k++)
        known = strcmp (((const CorralTenant *) g_ptr_array_index (me->tenants, k))->id, tenant->id) == 0;
      if (!known && !corral_cache_erase_tenant (self->cache, tenant->id, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run_me (CorralSyncRunner *self, GCancellable *cancellable, CorralSyncAction *next, GError **error)
{
  g_auto (CorralApiMeta) meta = { 0 };
  g_autoptr (CorralMe) me = corral_api_get_me (self->api, &meta, cancellable, error);
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GArray) own = NULL;
  g_autoptr (GPtrArray) lanes = NULL;
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_ME };

  if (me == NULL)
    return FALSE;
  note_meta (self, &meta);
  if (!erase_strangers (self, me, error))
    return FALSE;

  ids = g_ptr_array_new ();
  own = g_array_new (FALSE, FALSE, sizeof (gboolean));
  lanes = g_ptr_array_new_with_free_func (lane_free);
  for (guint i = 0; i < me->tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (me->tenants, i);
      gboolean own_host = tenant->api_base != NULL;
      Lane *lane = g_new0 (Lane, 1);

      lane->tenant = corral_tenant_copy (tenant);
      lane->heard_ms = CORRAL_UNKNOWN;
      lane->known_ms = CORRAL_UNKNOWN;
      g_ptr_array_add (lanes, lane);
      g_ptr_array_add (ids, lane->tenant->id);
      g_array_append_val (own, own_host);
      if (!corral_cache_open_tenant (self->cache, tenant, NULL, error))
        return FALSE;
    }
  g_ptr_array_add (ids, NULL);
  g_ptr_array_unref (self->lanes);
  self->lanes = g_steal_pointer (&lanes);
  self->page_rows = (guint) CLAMP (me->page_rows, 1, CORRAL_PAGE_MAX_ROWS);
  self->has_stream = corral_me_has_feature (me, "stream");

  event.me_tenants = (const char *const *) ids->pdata;
  event.me_own_hosts = (const gboolean *) (gpointer) own->data;
  event.me_has_vitals = corral_me_has_feature (me, "vitals");
  corral_sync_engine_step (self->engine, &event, corral_clock_monotonic_us (self->clock));
  for (guint i = 0; i < self->lanes->len; i++)
    restore_lane (self, i);
  *next = corral_sync_engine_step (self->engine,
                                   &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE },
                                   corral_clock_monotonic_us (self->clock));
  return TRUE;
}

/* ---- pages --------------------------------------------------------------------------------------- */

static void
add_quarantine (CorralSyncRunner *self, CorralCommit *commit, GPtrArray *quarantine)
{
  gint64 now_ms = corral_clock_now_ms (self->clock);

  for (guint i = 0; i < quarantine->len; i++)
    {
      const CorralQuarantined *bad = g_ptr_array_index (quarantine, i);

      corral_commit_add_quarantine (commit, corral_collection_get_schema (bad->collection)->name, bad->id,
                                    bad->pointer, bad->reason, now_ms);
    }
  self->quarantined += quarantine->len;
}

/* Waits for the page before to be committed. While the writer worked on it the next one was fetched and read:
 * parsing costs about half of what committing does (measured by tests/bench/bench-ingest.c). On failure the
 * lane starts again from what the cache really holds. */
static gboolean
finish_pending (CorralSyncRunner *self, GError **error)
{
  guint lane = self->pending_lane;

  if (self->pending == NULL || corral_cache_commit_finish (g_steal_pointer (&self->pending), error))
    return TRUE;
  restore_lane (self, lane);
  return FALSE;
}

static gboolean
commit_heard (CorralSyncRunner *self, guint index, CorralCommit **commit, CorralAnswer answer, GError **error)
{
  Lane *lane = get_lane (self, index);
  gint64 now_ms = corral_clock_now_ms (self->clock);

  if (!finish_pending (self, error))
    return FALSE;
  corral_commit_set_heard (*commit, answer, now_ms);
  self->pending
      = corral_cache_commit_start (self->cache, lane->tenant->id, g_steal_pointer (commit), error);
  self->pending_lane = index;
  if (self->pending == NULL)
    return FALSE;
  lane->heard_ms = now_ms;
  return TRUE;
}

/* Pages of one snapshot are one scan by id: the same state on each, and ids that only rise. */
static gboolean
page_follows (Lane *lane, const CorralSnapshotPage *page, gboolean first)
{
  if (!first && g_strcmp0 (lane->page_as_of, page->as_of) != 0)
    return FALSE;
  for (guint i = 0; i < page->rows->n_rows; i++)
    {
      const CorralRow *row = corral_batch_get_row (page->rows, i);
      const char *before = i > 0 ? ((const CorralRow *) corral_batch_get_row (page->rows, i - 1))->id
                                 : (first ? NULL : lane->last_id);

      if (before != NULL && strcmp (row->id, before) <= 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
run_snapshot (CorralSyncRunner *self,
              const CorralSyncAction *action,
              GCancellable *cancellable,
              CorralSyncAction *next,
              GError **error)
{
  Lane *lane = get_lane (self, action->tenant);
  gboolean first = action->cursor == NULL;
  g_auto (CorralApiMeta) meta = { 0 };
  g_autoptr (CorralCommit) commit = NULL;
  g_autoptr (CorralSnapshotPage) page
      = corral_api_get_snapshot_page (self->api, lane->tenant, action->collection, action->cursor,
                                      self->page_rows, &meta, cancellable, error);
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_SNAPSHOT };

  note_meta (self, &meta);
  if (page == NULL)
    return FALSE;
  if (!page_follows (lane, page, first))
    return refuse_page (error);

  commit = corral_commit_new ();
  if (first && action->collection == corral_sync_engine_bootstrap_order (0))
    {
      if (lane->has_rows)
        {
          corral_commit_set_begin_resync (commit);
          lane->resyncing = TRUE;
        }
      lane->carts_done = 0;
    }
  corral_commit_add_batch (commit, page->rows);
  corral_commit_set_progress (commit, action->collection, page->as_of, page->next, page->next == NULL, page->total);
  add_quarantine (self, commit, page->quarantine);
  if (!commit_heard (self, action->tenant, &commit, CORRAL_ANSWER_SNAPSHOT, error))
    return FALSE;

  lane->has_rows = TRUE;
  if (action->collection == CORRAL_COLLECTION_CART)
    {
      lane->carts_done += page->count;
      lane->carts_total = (guint64) MAX (page->total, (gint64) lane->carts_done);
    }
  g_free (lane->page_as_of);
  lane->page_as_of = g_strdup (page->next != NULL ? page->as_of : NULL);
  g_free (lane->last_id);
  lane->last_id = NULL;
  if (page->next != NULL && page->rows->n_rows > 0)
    lane->last_id
        = g_strdup (((const CorralRow *) corral_batch_get_row (page->rows, page->rows->n_rows - 1))->id);

  event.state = page->as_of;
  event.next = page->next;
  event.n_rows = page->count;
  *next = corral_sync_engine_step (self->engine, &event, corral_clock_monotonic_us (self->clock));
  return TRUE;
}

static gboolean
run_finish (CorralSyncRunner *self, const CorralSyncAction *action, CorralSyncAction *next, GError **error)
{
  Lane *lane = get_lane (self, action->tenant);
  g_autoptr (CorralCommit) commit = corral_commit_new ();

  corral_commit_set_state (commit, action->cursor);
  if (lane->resyncing)
    corral_commit_set_finish_resync (commit);
  if (!corral_cache_commit (self->cache, lane->tenant->id, commit, error))
    return FALSE;
  lane->resyncing = FALSE;
  lane->complete = TRUE;
  lane->n_gone = 0;
  *next = corral_sync_engine_step (self->engine,
                                   &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_FINISHED },
                                   corral_clock_monotonic_us (self->clock));
  return TRUE;
}

static gboolean
run_changes (CorralSyncRunner *self,
             const CorralSyncAction *action,
             GCancellable *cancellable,
             CorralSyncAction *next,
             GError **error)
{
  Lane *lane = get_lane (self, action->tenant);
  g_auto (CorralApiMeta) meta = { 0 };
  g_autoptr (CorralCommit) commit = NULL;
  g_autoptr (CorralChangesPage) page
      = corral_api_get_changes (self->api, lane->tenant, action->cursor, self->page_rows, lane->changes_etag,
                                &meta, cancellable, error);
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_CHANGES };

  note_meta (self, &meta);
  if (page == NULL)
    return FALSE;
  if (!page->not_modified && g_strcmp0 (page->old_state, action->cursor) != 0)
    return refuse_page (error);

  commit = corral_commit_new ();
  for (guint i = 0; i < page->batches->len; i++)
    corral_commit_add_batch (commit, g_ptr_array_index (page->batches, i));
  if (!page->not_modified)
    corral_commit_set_state (commit, page->new_state);
  add_quarantine (self, commit, page->quarantine);
  if (!commit_heard (self, action->tenant, &commit, CORRAL_ANSWER_CHANGES, error))
    return FALSE;
  if (!page->not_modified)
    {
      g_free (lane->changes_etag);
      lane->changes_etag = g_strdup (meta.etag);
    }

  event.state = page->not_modified ? action->cursor : page->new_state;
  event.has_more = page->has_more;
  event.n_rows = page->count;
  *next = corral_sync_engine_step (self->engine, &event, corral_clock_monotonic_us (self->clock));
  return TRUE;
}

static gboolean
run_vitals (CorralSyncRunner *self,
            const CorralSyncAction *action,
            GCancellable *cancellable,
            CorralSyncAction *next,
            GError **error)
{
  Lane *lane = get_lane (self, action->tenant);
  g_auto (CorralApiMeta) meta = { 0 };
  g_autoptr (CorralCommit) commit = NULL;
  g_autoptr (CorralVitalsPage) page = corral_api_get_vitals (self->api, lane->tenant, NULL, action->cursor,
                                                             self->page_rows, NULL, &meta, cancellable, error);
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_VITALS };

  note_meta (self, &meta);
  if (page == NULL)
    return FALSE;

  commit = corral_commit_new ();
  corral_commit_add_batch (commit, page->rows);
  add_quarantine (self, commit, page->quarantine);
  if (!commit_heard (self, action->tenant, &commit, CORRAL_ANSWER_VITALS, error))
    return FALSE;
  /* All pages make one look at the fleet: it is as old as the first of them. */
  if (action->cursor == NULL)
    lane->vitals_as_of_ms = page->as_of_ms;
  if (page->next == NULL)
    lane->known_ms = lane->vitals_as_of_ms;

  event.next = page->next;
  event.n_rows = page->count;
  *next = corral_sync_engine_step (self->engine, &event, corral_clock_monotonic_us (self->clock));
  return TRUE;
}

/* ---- the loop ------------------------------------------------------------------------------------ */

static CorralSyncEvent
take_posted (CorralSyncRunner *self, gint64 until_us, GCancellable *cancellable)
{
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_WAKE };

  g_mutex_lock (&self->lock);
  while (self->posted->len == 0 && !g_cancellable_is_cancelled (cancellable))
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
    if (strcmp (get_lane (self, i)->tenant->id, id) == 0)
      post (self, (CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_POKE, .tenant = i });
}

static void
follow_streams (CorralSyncRunner *self)
{
  if (self->streams != NULL || !self->has_stream || !corral_sync_engine_is_caught_up (self->engine))
    return;
  self->streams = corral_sync_streams_new (self->api, self->seed, poked_cb, self);
  for (guint i = 0; i < self->lanes->len; i++)
    corral_sync_streams_add (self->streams, get_lane (self, i)->tenant);
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

      if (!corral_cache_trim_telemetry (self->cache, get_lane (self, i)->tenant->id, CORRAL_TELEMETRY_KEEP_MS,
                                        CORRAL_TELEMETRY_KEEP_BYTES, &error))
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
      && !finish_pending (self, error))
    return FALSE;

  switch (action->kind)
    {
    case CORRAL_SYNC_ME:
      /* The lanes are about to change: nobody may poke by them meanwhile. */
      g_clear_pointer (&self->streams, corral_sync_streams_free);
      return run_me (self, cancellable, next, error);
    case CORRAL_SYNC_SNAPSHOT:
      return run_snapshot (self, action, cancellable, next, error);
    case CORRAL_SYNC_CHANGES:
      return run_changes (self, action, cancellable, next, error);
    case CORRAL_SYNC_VITALS:
      return run_vitals (self, action, cancellable, next, error);
    case CORRAL_SYNC_FINISH_BOOTSTRAP:
      return run_finish (self, action, next, error);
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
  Lane *lane = done->tenant < self->lanes->len ? get_lane (self, done->tenant) : NULL;

  if (done->kind == CORRAL_SYNC_ME || lane == NULL)
    return ++self->n_me_failures;
  /* A first 410 is no failure. */
  if (event->fault == CORRAL_SYNC_FAULT_GONE)
    return lane->n_gone++;
  /* As long as there is something else to ask, it is no reason to end: a minimal server lacks a list or two. */
  return next->kind == CORRAL_SYNC_WAIT ? ++lane->n_failures[done->kind] : 0;
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
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);
  action = corral_sync_engine_step (self->engine,
                                    &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE },
                                    corral_clock_monotonic_us (self->clock));

  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      CorralSyncAction next;
      CorralSyncEvent event;
      CorralSyncAction done;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        break;

      if (action.kind == CORRAL_SYNC_WAIT && !finish_pending (self, &local_error))
        {
          event = failed (self, local_error);
          action = corral_sync_engine_step (self->engine, &event, corral_clock_monotonic_us (self->clock));
          report (self);
          continue;
        }
      if (action.kind == CORRAL_SYNC_WAIT)
        {
          if (mode == CORRAL_SYNC_ONCE && corral_sync_engine_is_caught_up (self->engine))
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
          if (done.kind == CORRAL_SYNC_ME)
            self->n_me_failures = 0;
          else if (done.tenant < self->lanes->len)
            get_lane (self, done.tenant)->n_failures[done.kind] = 0;
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
          restore_lane (self, action.tenant);
        }
      action = corral_sync_engine_step (self->engine, &event, corral_clock_monotonic_us (self->clock));
      report (self);
      if (mode == CORRAL_SYNC_ONCE && gives_up (event.fault, count_failure (self, &done, &event, &action)))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          break;
        }
    }

  if (!finish_pending (self, result ? error : NULL))
    result = FALSE;
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
  self->lanes = g_ptr_array_new_with_free_func (lane_free);
  self->page_rows = CORRAL_PAGE_MAX_ROWS;
  self->hop_since_ms = CORRAL_UNKNOWN;
  self->server_offset_ms = CORRAL_UNKNOWN;
  self->network_hint = TRUE;
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
