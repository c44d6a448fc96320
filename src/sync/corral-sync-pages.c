/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the runner carries out: who we are, pages of snapshots, changes and last values, and their commits. Data
 * and cursor go into one transaction, so a stop at any moment neither loses nor repeats. On the sync thread. */
#include "config.h"

#include "corral-sync-runner-private.h"
#include "corral-sync-scope.h"

#include "corral-telemetry.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
corral_sync_lane_free (gpointer data)
{
  CorralSyncLane *lane = data;

  corral_tenant_free (lane->tenant);
  g_free (lane->page_as_of);
  g_free (lane->last_id);
  g_free (lane->changes_etag);
  g_free (lane);
}

void
corral_sync_note_meta (CorralSyncRunner *self, const CorralApiMeta *meta)
{
  if (!meta->has_server_offset)
    return;
  self->server_offset_ms = meta->server_offset_ms;
  corral_cloud_clock_hear (&self->cloud_clock, meta->server_ms, corral_clock_elapsed_us (self->clock));
}

gboolean
corral_sync_refuse_page (GError **error)
{
  g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN,
                       _("The cloud’s answer does not fit together and was not taken over. What you see is what "
                         "was known before; Corral asks again by itself."));
  return FALSE;
}

/* ---- me ------------------------------------------------------------------------------------------ */

/* Whether everything is to be read anew for the sake of rows that could not be read: they come again only when they
 * change, and what made them unreadable may have been mended long since. */
static gboolean
is_to_ask_again (CorralSyncRunner *self, const CorralSyncState *held)
{
  gint64 asked_ms = held->heard_ms[CORRAL_ANSWER_SNAPSHOT];
  gint64 now_ms = corral_clock_now_ms (self->clock);

  if (held->state == NULL || held->resyncing || held->missing == 0)
    return FALSE;
  /* Far in the future: of a clock that was wrong. */
  return !CORRAL_IS_KNOWN (asked_ms) || ABS (now_ms - asked_ms) >= CORRAL_SYNC_ASK_AGAIN_MS;
}

void
corral_sync_restore_lane (CorralSyncRunner *self, guint index)
{
  CorralSyncLane *lane = corral_sync_get_lane (self, index);
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
    lane->known_ms = held->known_ms;
  lane->resyncing = held->resyncing;
  /* A resync of which nothing has come yet: rows taken over from a damaged file. */
  lane->has_rows = held->state != NULL || stores->as_of != NULL || held->resyncing;
  lane->complete = lane->complete || held->state != NULL || held->resyncing;
  lane->first = lane->first || !lane->complete;
  if (is_to_ask_again (self, held))
    {
      corral_sync_engine_restore (self->engine, index, NULL);
      return;
    }
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

/* Who we are is kept with what people did: it must be known offline, too. Where the outbox cannot be used, which is
 * said elsewhere, the fleet is read all the same. */
static void
keep_account (CorralSyncRunner *self, const CorralMe *me)
{
  g_autoptr (GError) error = NULL;
  const CorralAccount account = {
    .id = me->user_id, .name = me->user_name, .roles = me->roles, .scopes = me->scopes
  };

  if (!corral_cache_set_account (self->cache, &account, &error))
    g_debug ("account: %s", error->message);
  g_free (self->account);
  self->account = g_strdup (me->user_id);
}

/* Without them messages cannot be verified on this PC; all the rest goes on. */
static void
keep_anchors (CorralSyncRunner *self, const CorralTenant *tenant, const CorralMe *me)
{
  g_autoptr (GError) error = NULL;

  if (me->trust_anchors->len > 0
      && !corral_cache_store_anchors (self->cache, tenant->id, me->trust_anchors, &error))
    g_debug ("trust anchors of %s: %s", tenant->id, error->message);
}

/* Who we are is asked in the middle of things, too: what went wrong with the chain until now goes on counting. */
static void
keep_counts (CorralSyncRunner *self, CorralSyncLane *lane)
{
  for (guint i = 0; i < self->lanes->len; i++)
    {
      const CorralSyncLane *before = corral_sync_get_lane (self, i);

      if (strcmp (before->tenant->id, lane->tenant->id) != 0)
        continue;
      lane->n_gone = before->n_gone;
      memcpy (lane->n_failures, before->n_failures, sizeof lane->n_failures);
    }
}

gboolean
corral_sync_run_me (CorralSyncRunner *self, GCancellable *cancellable, CorralSyncAction *next, GError **error)
{
  g_auto (CorralApiMeta) meta = { 0 };
  g_autoptr (CorralMe) me = corral_api_get_me (self->api, &meta, cancellable, error);
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GArray) own = NULL;
  g_autoptr (GPtrArray) lanes = NULL;
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_ME };

  if (me == NULL)
    return FALSE;
  corral_sync_note_meta (self, &meta);
  keep_account (self, me);
  if (!corral_sync_limit_scope (self, me, error))
    return FALSE;

  ids = g_ptr_array_new ();
  own = g_array_new (FALSE, FALSE, sizeof (gboolean));
  lanes = g_ptr_array_new_with_free_func (corral_sync_lane_free);
  for (guint i = 0; i < me->tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (me->tenants, i);
      gboolean own_host = tenant->api_base != NULL;
      CorralSyncLane *lane = g_new0 (CorralSyncLane, 1);

      lane->tenant = corral_tenant_copy (tenant);
      lane->heard_ms = CORRAL_UNKNOWN;
      lane->known_ms = CORRAL_UNKNOWN;
      keep_counts (self, lane);
      g_ptr_array_add (lanes, lane);
      g_ptr_array_add (ids, lane->tenant->id);
      g_array_append_val (own, own_host);
      keep_anchors (self, tenant, me);
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
    corral_sync_restore_lane (self, i);
  /* Whose lane each operation is in is only known now. */
  if (!corral_sync_read_outbox (self, next, NULL))
    *next = corral_sync_engine_step (self->engine, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE },
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
gboolean
corral_sync_finish_pending (CorralSyncRunner *self, GError **error)
{
  guint lane = self->pending_lane;

  if (self->pending == NULL || corral_cache_commit_finish (g_steal_pointer (&self->pending), error))
    return TRUE;
  corral_sync_restore_lane (self, lane);
  return FALSE;
}

static gboolean
commit_heard (CorralSyncRunner *self, guint index, CorralCommit **commit, CorralAnswer answer, GError **error)
{
  CorralSyncLane *lane = corral_sync_get_lane (self, index);
  gint64 now_ms = corral_clock_now_ms (self->clock);

  if (!corral_sync_finish_pending (self, error))
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
page_follows (CorralSyncLane *lane, const CorralSnapshotPage *page, gboolean first)
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

gboolean
corral_sync_run_snapshot (CorralSyncRunner *self,
              const CorralSyncAction *action,
              GCancellable *cancellable,
              CorralSyncAction *next,
              GError **error)
{
  CorralSyncLane *lane = corral_sync_get_lane (self, action->tenant);
  gboolean first = action->cursor == NULL;
  g_auto (CorralApiMeta) meta = { 0 };
  g_autoptr (CorralCommit) commit = NULL;
  g_autoptr (CorralSnapshotPage) page
      = corral_api_get_snapshot_page (self->api, lane->tenant, action->collection, action->cursor,
                                      self->page_rows, &meta, cancellable, error);
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_SNAPSHOT };

  if (page == NULL)
    return FALSE;
  corral_sync_note_meta (self, &meta);
  if (!page_follows (lane, page, first))
    return corral_sync_refuse_page (error);

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

gboolean
corral_sync_run_finish (CorralSyncRunner *self, const CorralSyncAction *action, CorralSyncAction *next, GError **error)
{
  CorralSyncLane *lane = corral_sync_get_lane (self, action->tenant);
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

gboolean
corral_sync_run_changes (CorralSyncRunner *self,
             const CorralSyncAction *action,
             GCancellable *cancellable,
             CorralSyncAction *next,
             GError **error)
{
  CorralSyncLane *lane = corral_sync_get_lane (self, action->tenant);
  g_auto (CorralApiMeta) meta = { 0 };
  g_autoptr (CorralCommit) commit = NULL;
  g_autoptr (CorralChangesPage) page
      = corral_api_get_changes (self->api, lane->tenant, action->cursor, self->page_rows, lane->changes_etag,
                                &meta, cancellable, error);
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_CHANGES };

  if (page == NULL)
    return FALSE;
  corral_sync_note_meta (self, &meta);
  if (!page->not_modified && g_strcmp0 (page->old_state, action->cursor) != 0)
    return corral_sync_refuse_page (error);

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
      /* "As before" would be no end after a page that was none; and a cloud may name all it has instead of the page. */
      lane->changes_etag = page->has_more ? NULL : g_strdup (meta.etag);
    }

  event.state = page->not_modified ? action->cursor : page->new_state;
  event.has_more = page->has_more;
  event.n_rows = page->count;
  *next = corral_sync_engine_step (self->engine, &event, corral_clock_monotonic_us (self->clock));
  return TRUE;
}

gboolean
corral_sync_run_vitals (CorralSyncRunner *self,
            const CorralSyncAction *action,
            GCancellable *cancellable,
            CorralSyncAction *next,
            GError **error)
{
  CorralSyncLane *lane = corral_sync_get_lane (self, action->tenant);
  g_auto (CorralApiMeta) meta = { 0 };
  g_autoptr (CorralCommit) commit = NULL;
  g_autoptr (CorralVitalsPage) page = corral_api_get_vitals (self->api, lane->tenant, NULL, action->cursor,
                                                             self->page_rows, NULL, &meta, cancellable, error);
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_VITALS };

  if (page == NULL)
    return FALSE;
  corral_sync_note_meta (self, &meta);

  commit = corral_commit_new ();
  corral_commit_add_batch (commit, page->rows);
  add_quarantine (self, commit, page->quarantine);
  /* All pages make one look at the fleet: it is as old as the first of them, and nobody has had it before the last is in. */
  if (action->cursor == NULL)
    lane->vitals_as_of_ms = page->as_of_ms;
  if (page->next == NULL)
    corral_commit_set_known (commit, lane->vitals_as_of_ms);
  if (!commit_heard (self, action->tenant, &commit, CORRAL_ANSWER_VITALS, error))
    return FALSE;
  if (page->next == NULL)
    lane->known_ms = lane->vitals_as_of_ms;

  event.next = page->next;
  event.n_rows = page->count;
  *next = corral_sync_engine_step (self->engine, &event, corral_clock_monotonic_us (self->clock));
  return TRUE;
}
