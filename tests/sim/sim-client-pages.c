/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's sync thread: who we are, and what it reads. The same steps in the same order as corral-sync-pages.c: data
 * and cursor in one transaction, the page before committed while the next is fetched. */
#include "sim-client.h"

#include "corral-api-error-private.h"
#include "sim-checks.h"
#include "sim-people.h"

#include <string.h>

/* ---- me ------------------------------------------------------------------------------------------ */

void
sim_client_restore_lane (Sim *sim, guint index)
{
  SimLane *lane = &sim->client->lanes[index];
  const SimCache *cache = sim->store->caches[lane->tenant];
  const SimSyncState *held = &cache->sync;
  const SimProgress *stores = &held->progress[corral_sync_engine_bootstrap_order (0)];
  CorralSyncSaved saved = { .bootstrap_collection = CORRAL_COLLECTION_VITAL };

  lane->page_as_of = lane->last_id = NULL;
  lane->resyncing = held->resyncing;
  lane->has_rows = held->state != NULL || stores->as_of != NULL || held->resyncing;
  saved.state = held->state;
  saved.bootstrapping = held->resyncing || held->state == NULL;
  if (saved.bootstrapping)
    {
      saved.bootstrap_as_of = stores->as_of;
      for (guint i = 0; i < CORRAL_N_SYNCED_COLLECTIONS; i++)
        {
          CorralCollection collection = corral_sync_engine_bootstrap_order (i);
          const SimProgress *progress = &held->progress[collection];

          if (progress->done)
            continue;
          saved.bootstrap_collection = collection;
          saved.bootstrap_cursor = progress->next;
          lane->page_as_of = progress->as_of;
          break;
        }
    }
  corral_sync_engine_restore (sim->client->engine, index, &saved);
}

gboolean
sim_client_finish_pending (Sim *sim)
{
  guint tenant = sim->store->pending_tenant;

  if (sim_store_commit_finish (sim) || sim_is_mutated (sim, SIM_MUTATION_IGNORE_FAILURE))
    return TRUE;
  for (guint i = 0; i < sim->client->n_lanes; i++)
    if (sim->client->lanes[i].tenant == tenant)
      sim_client_restore_lane (sim, i);
  return FALSE;
}

static SimAnswer *
ask (Sim *sim, const SimRequest *request, GError **error)
{
  gint64 cloud_ms = CORRAL_UNKNOWN;
  SimAnswer *answer = sim_network_ask (sim, request, &cloud_ms, error);

  sim_client_hear (sim, cloud_ms);
  return answer;
}

gboolean
sim_client_run_me (Sim *sim, CorralSyncAction *next, GError **error)
{
  SimClient *self = sim->client;
  SimRequest request = { .kind = SIM_ASK_ME, .staff = self->staff };
  g_autoptr (SimAnswer) answer = ask (sim, &request, error);
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_ME, .me_has_vitals = TRUE };
  SimLane lanes[SIM_N_TENANTS] = { { 0 } };
  const char *ids[SIM_N_TENANTS + 1] = { NULL };
  gboolean own[SIM_N_TENANTS] = { FALSE };
  guint n = 0;

  if (answer == NULL || !sim_client_go_on (sim))
    return FALSE;
  self->account = answer->user;
  sim_people_know (sim, answer->user, answer->scopes);
  if (!sim_client_go_on (sim))
    return FALSE;
  for (guint i = 0; i < SIM_N_TENANTS; i++)
    if ((answer->tenants & 1u << i) == 0 && sim->store->caches[i] != NULL)
      {
        if (sim_store_is_full (sim))
          return FALSE;
        if (!sim_is_mutated (sim, SIM_MUTATION_KEEP_STRANGERS))
          sim_store_erase (sim, i);
        if (!sim_client_go_on (sim))
          return FALSE;
      }
  for (guint i = 0; i < SIM_N_TENANTS; i++)
    if ((answer->tenants & 1u << i) != 0)
      {
        if (sim->store->caches[i] == NULL && sim_store_is_full (sim))
          return FALSE;
        sim_store_open (sim, i);
        lanes[n] = (SimLane){ .tenant = i, .id = sim->server->tenants[i]->id };
        ids[n] = lanes[n].id;
        own[n] = sim->server->tenants[i]->own_host;
        n++;
      }
  self->n_lanes = n;
  memcpy (self->lanes, lanes, sizeof lanes);
  sim_checks_me (sim, answer->tenants);
  event.me_tenants = ids;
  event.me_own_hosts = own;
  sim_client_tell (sim, &event);
  for (guint i = 0; i < n; i++)
    sim_client_restore_lane (sim, i);
  return sim_client_read_outbox (sim, next);
}

/* ---- pages --------------------------------------------------------------------------------------- */

static gboolean
refuse_page (GError **error)
{
  g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN, "It does not fit together.");
  return FALSE;
}

static gboolean
commit_page (Sim *sim, const SimLane *lane, SimAnswer *answer, SimCommit *commit)
{
  guint tenant = lane->tenant;

  if (!sim_client_finish_pending (sim) || !sim_client_go_on (sim))
    return FALSE;
  commit->items = g_steal_pointer (&answer->items);
  if (sim_is_mutated (sim, SIM_MUTATION_WRONG_TENANT) && sim->client->n_lanes > 1 && sim_chance (sim, 20))
    {
      SimCommit rows = { .items = commit->items };

      sim_store_commit (sim, sim->client->lanes[0].tenant == tenant ? sim->client->lanes[1].tenant
                                                                    : sim->client->lanes[0].tenant, &rows);
    }
  sim_store_commit_start (sim, tenant, commit);
  return sim_client_go_on (sim);
}

static gboolean
page_follows (const SimLane *lane, const SimAnswer *answer, gboolean first)
{
  const char *before = first ? NULL : lane->last_id;

  if (!first && g_strcmp0 (lane->page_as_of, answer->as_of) != 0)
    return FALSE;
  for (guint i = 0; answer->items != NULL && i < answer->items->len; i++)
    {
      const SimItem *item = &g_array_index (answer->items, SimItem, i);

      if (before != NULL && strcmp (item->row->id, before) <= 0)
        return FALSE;
      before = item->row->id;
    }
  return TRUE;
}

gboolean
sim_client_run_snapshot (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next, GError **error)
{
  SimClient *self = sim->client;
  SimLane *lane = &self->lanes[action->tenant];
  gboolean first = action->cursor == NULL;
  SimRequest request = { .kind = SIM_ASK_SNAPSHOT, .staff = self->staff, .tenant = lane->id,
                         .collection = action->collection, .cursor = sim_text (sim, action->cursor) };
  g_autoptr (SimAnswer) answer = ask (sim, &request, error);
  SimCommit commit = { .sets_progress = TRUE, .collection = action->collection };
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_SNAPSHOT };
  const char *last_id = NULL;
  guint n;

  if (answer == NULL)
    return FALSE;
  if (!page_follows (lane, answer, first))
    return refuse_page (error);
  if (first && action->collection == corral_sync_engine_bootstrap_order (0) && lane->has_rows)
    commit.begin_resync = lane->resyncing = TRUE;
  n = answer->items != NULL ? answer->items->len : 0;
  if (n > 0)
    last_id = g_array_index (answer->items, SimItem, n - 1).row->id;
  commit.progress = (SimProgress){ answer->as_of, answer->next, answer->next == NULL };
  if (!commit_page (sim, lane, answer, &commit))
    return FALSE;
  lane->has_rows = TRUE;
  lane->page_as_of = answer->next != NULL ? answer->as_of : NULL;
  lane->last_id = answer->next != NULL ? last_id : NULL;
  sim_checks_read (sim);
  event.state = answer->as_of;
  event.next = answer->next;
  event.n_rows = n;
  *next = sim_client_tell (sim, &event);
  return TRUE;
}

gboolean
sim_client_run_finish (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next)
{
  SimLane *lane = &sim->client->lanes[action->tenant];
  SimCommit commit = { .sets_state = TRUE, .state = sim_text (sim, action->cursor), .finish_resync = lane->resyncing };

  if (!sim_store_commit (sim, lane->tenant, &commit))
    return FALSE;
  lane->resyncing = FALSE;
  if (!sim_client_go_on (sim))
    return FALSE;
  *next = sim_client_tell (sim, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_FINISHED });
  return TRUE;
}

gboolean
sim_client_run_changes (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next, GError **error)
{
  SimClient *self = sim->client;
  SimLane *lane = &self->lanes[action->tenant];
  SimRequest request = { .kind = SIM_ASK_CHANGES, .staff = self->staff, .tenant = lane->id,
                         .cursor = sim_text (sim, action->cursor) };
  g_autoptr (SimAnswer) answer = ask (sim, &request, error);
  SimCommit commit = { .sets_state = TRUE };
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_CHANGES };

  if (answer == NULL)
    return FALSE;
  if (g_strcmp0 (answer->as_of, request.cursor) != 0)
    return refuse_page (error);
  commit.state = answer->state;
  event.n_rows = answer->items != NULL ? answer->items->len : 0;
  if (!commit_page (sim, lane, answer, &commit))
    return FALSE;
  sim_checks_read (sim);
  event.state = answer->state;
  event.has_more = answer->has_more;
  *next = sim_client_tell (sim, &event);
  return TRUE;
}

gboolean
sim_client_run_vitals (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next, GError **error)
{
  SimClient *self = sim->client;
  SimLane *lane = &self->lanes[action->tenant];
  SimRequest request = { .kind = SIM_ASK_VITALS, .staff = self->staff, .tenant = lane->id,
                         .cursor = sim_text (sim, action->cursor) };
  g_autoptr (SimAnswer) answer = ask (sim, &request, error);
  SimCommit commit = { 0 };
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_VITALS };

  if (answer == NULL || !commit_page (sim, lane, answer, &commit))
    return FALSE;
  event.next = answer->next;
  *next = sim_client_tell (sim, &event);
  return TRUE;
}
