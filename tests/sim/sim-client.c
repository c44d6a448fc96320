/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program's sync thread: its loop. The same steps in the same order as corral-sync-runner.c. */
#include "sim-client.h"

#include "corral-api-error-private.h"
#include "sim-checks.h"
#include "sim-people.h"

#include <string.h>

gboolean
sim_client_is_running (Sim *sim)
{
  return sim->client->engine != NULL && !sim->client->ended;
}

gboolean
sim_client_is_ended (Sim *sim)
{
  return sim->client->ended;
}

CorralSyncAction
sim_client_tell (Sim *sim, const CorralSyncEvent *event)
{
  CorralSyncAction action = corral_sync_engine_step (sim->client->engine, event, sim_monotonic_us (sim));

  sim_note (sim, "engine", action.operation != NULL ? action.operation : action.cursor, event->kind, action.kind);
  sim_checks_step (sim);
  return action;
}

gboolean
sim_client_go_on (Sim *sim)
{
  SimClient *self = sim->client;

  if (self->ended || !SIM_HOLDS (sim))
    return FALSE;
  sim_sleep (sim, sim_draw (sim, 20, 1500));
  if (sim_chance (sim, 3))
    sim_store_write_pending (sim);
  sim_people_meddle (sim);
  if (!sim->calm && !self->ended && sim_chance (sim, self->crash_one_in))
    sim_client_end (sim, sim_chance (sim, 2));
  return !self->ended && SIM_HOLDS (sim);
}

gint64
sim_client_cloud_ms (Sim *sim)
{
  /* Of the world: what has gone by since, whether the PC was awake or not. */
  return corral_cloud_clock_now_ms (&sim->client->cloud_clock, sim_wall_ms (sim), sim->now_us);
}

void
sim_client_hear (Sim *sim, gint64 cloud_ms)
{
  SimClient *self = sim->client;
  gint64 before_ms = corral_cloud_clock_now_ms (&self->cloud_clock, sim_wall_ms (sim), sim->now_us);

  if (!CORRAL_IS_KNOWN (cloud_ms))
    return;
  corral_cloud_clock_hear (&self->cloud_clock, cloud_ms, sim->now_us);
  if (corral_cloud_clock_now_ms (&self->cloud_clock, 0, sim->now_us) > before_ms)
    self->clock_moved_us = sim->now_us;
}

/* ---- failures ------------------------------------------------------------------------------------ */

/* corral_sync_fault_of_error(). */
CorralSyncFault
sim_client_fault (Sim *sim, const GError *error)
{
  if (error == NULL)
    return CORRAL_SYNC_FAULT_STORE;
  switch ((CorralApiError) error->code)
    {
    case CORRAL_API_ERROR_UNREACHABLE:
    case CORRAL_API_ERROR_TIMEOUT:
      return sim->network->hint ? CORRAL_SYNC_FAULT_CLOUD : CORRAL_SYNC_FAULT_NETWORK;
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

static CorralSyncAction
tell_failure (Sim *sim, const GError *error)
{
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_FAILED, .retry_after_us = -1 };

  event.fault = sim_client_fault (sim, error);
  if (error != NULL)
    event.retry_after_us = corral_api_error_get_retry_after_us (error);
  return sim_client_tell (sim, &event);
}

/* ---- the outbox, as the engine sees it ------------------------------------------------------------ */

static guint
find_lane (Sim *sim, const CorralOutboxEntry *entry)
{
  SimClient *self = sim->client;

  if (*entry->account != '\0' && g_strcmp0 (entry->account, self->account) != 0
      && !sim_is_mutated (sim, SIM_MUTATION_WRONG_ACCOUNT))
    return G_MAXUINT;
  for (guint i = 0; i < self->n_lanes; i++)
    if (strcmp (self->lanes[i].id, entry->tenant) == 0)
      return i;
  return G_MAXUINT;
}

static gint64
to_monotonic (Sim *sim, gint64 time_ms, gint64 most_ms)
{
  if (!CORRAL_IS_KNOWN (time_ms))
    return 0;
  return MAX (0, sim_monotonic_us (sim) + MIN (time_ms - sim_client_cloud_ms (sim), most_ms) * 1000);
}

static gint64
expires_us (Sim *sim, const CorralOutboxEntry *entry)
{
  gint64 ahead_ms = sim_wall_ms (sim) - sim_client_cloud_ms (sim);

  if (sim_is_mutated (sim, SIM_MUTATION_EXPIRE_BY_WALL))
    return to_monotonic (sim, entry->not_after_ms - ahead_ms, CORRAL_OPERATION_OLDEST_MS);
  return sim->client->cloud_clock.heard ? to_monotonic (sim, entry->not_after_ms, CORRAL_OPERATION_OLDEST_MS)
                                        : G_MAXINT64;
}

gboolean
sim_client_read_outbox (Sim *sim, CorralSyncAction *next)
{
  SimClient *self = sim->client;
  guint seen = sim->store->n_changes;
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (CorralPushItem));
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_OUTBOX };

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = sim_outbox_list (sim);
  for (guint i = 0; i < self->entries->len; i++)
    {
      CorralOutboxEntry *entry = g_ptr_array_index (self->entries, i);
      CorralPushItem item = {
        .id = entry->id,
        .tenant = find_lane (sim, entry),
        .target = sim_textf (sim, "%s/%s", entry->target_collection, entry->target),
        .depends_on = entry->depends_on,
        .state = entry->state,
        .ready_us = entry->state == CORRAL_OUTBOX_HELD
                        ? to_monotonic (sim, entry->hold_until_ms, CORRAL_OPERATION_HOLD_MS)
                        : to_monotonic (sim, entry->next_attempt_ms, CORRAL_RETRY_AFTER_MAX_US / 1000),
        .expires_us = expires_us (sim, entry),
      };

      g_array_append_val (items, item);
    }
  event.items = (const CorralPushItem *) (gpointer) items->data;
  event.n_items = items->len;
  self->outbox_seen = seen;
  *next = sim_client_tell (sim, &event);
  return TRUE;
}

gboolean
sim_client_has_news (Sim *sim)
{
  return sim->client->outbox_seen != sim->store->n_changes;
}

/* ---- the loop ------------------------------------------------------------------------------------ */

void
sim_client_post (Sim *sim, CorralSyncEventKind kind, guint tenant)
{
  SimClient *self = sim->client;
  CorralSyncEvent event = { .kind = kind, .tenant = tenant };

  if (self->engine == NULL)
    return;
  for (guint i = 0; i < self->posted->len; i++)
    {
      const CorralSyncEvent *waiting = &g_array_index (self->posted, CorralSyncEvent, i);

      if (waiting->kind == kind && waiting->tenant == tenant)
        return;
    }
  g_array_append_val (self->posted, event);
}

void
sim_client_poke (Sim *sim, const char *tenant)
{
  for (guint i = 0; i < sim->client->n_lanes; i++)
    if (strcmp (sim->client->lanes[i].id, tenant) == 0)
      sim_client_post (sim, CORRAL_SYNC_EVENT_POKE, i);
}

static CorralSyncEvent
take_posted (Sim *sim, gint64 until_us)
{
  SimClient *self = sim->client;
  CorralSyncEvent event = { .kind = CORRAL_SYNC_EVENT_WAKE };

  if (sim_is_mutated (sim, SIM_MUTATION_SLEEP_FOR_EVER) && sim_chance (sim, 10))
    until_us = -1;
  if (sim_is_mutated (sim, SIM_MUTATION_SPIN))
    until_us = sim_monotonic_us (sim) + 1000;
  while (self->posted->len == 0 && !self->ended && SIM_HOLDS (sim) && !sim_client_has_news (sim)
         && (until_us < 0 || sim_monotonic_us (sim) < until_us))
    {
      sim_store_write_pending (sim);
      sim_doze (sim, until_us);
    }
  if (self->posted->len > 0)
    {
      event = g_array_index (self->posted, CorralSyncEvent, 0);
      g_array_remove_index (self->posted, 0);
    }
  return event;
}

static gboolean
carry_out (Sim *sim, const CorralSyncAction *action, CorralSyncAction *next, GError **error)
{
  if ((action->kind != CORRAL_SYNC_SNAPSHOT
       || sim->store->pending_tenant != sim->client->lanes[action->tenant].tenant)
      && !sim_client_finish_pending (sim))
    return FALSE;
  if (!sim_client_go_on (sim))
    return FALSE;
  switch (action->kind)
    {
    case CORRAL_SYNC_ME:
      return sim_client_run_me (sim, next, error);
    case CORRAL_SYNC_SNAPSHOT:
      return sim_client_run_snapshot (sim, action, next, error);
    case CORRAL_SYNC_CHANGES:
      return sim_client_run_changes (sim, action, next, error);
    case CORRAL_SYNC_VITALS:
      return sim_client_run_vitals (sim, action, next, error);
    case CORRAL_SYNC_FINISH_BOOTSTRAP:
      return sim_client_run_finish (sim, action, next);
    case CORRAL_SYNC_RELEASE:
    case CORRAL_SYNC_EXPIRE:
      return sim_client_run_release (sim, action, next);
    case CORRAL_SYNC_SEND:
    case CORRAL_SYNC_PROBE:
      return sim_client_run_push (sim, action, next);
    case CORRAL_SYNC_SETTLE:
      return sim_client_run_settle (sim, action, next);
    case CORRAL_SYNC_WAIT:
    default:
      g_assert_not_reached ();
    }
}

static void
run_loop (Sim *sim)
{
  SimClient *self = sim->client;
  CorralSyncAction action = sim_client_tell (sim, &(CorralSyncEvent){ .kind = CORRAL_SYNC_EVENT_WAKE });

  sim_client_read_outbox (sim, &action);
  while (SIM_HOLDS (sim) && !self->ended)
    {
      g_autoptr (GError) error = NULL;
      CorralSyncAction next, done;
      CorralSyncEvent event;

      if (sim_client_has_news (sim))
        sim_client_read_outbox (sim, &action);
      if (action.kind == CORRAL_SYNC_WAIT && !sim_client_finish_pending (sim))
        {
          action = tell_failure (sim, NULL);
          continue;
        }
      if (action.kind == CORRAL_SYNC_WAIT)
        {
          sim_checks_wait (sim, &action);
          event = take_posted (sim, action.until_us);
          if (self->ended || !SIM_HOLDS (sim))
            break;
          action = sim_client_tell (sim, &event);
          continue;
        }
      done = action;
      if (carry_out (sim, &action, &next, &error))
        {
          action = next;
          continue;
        }
      if (self->ended || !SIM_HOLDS (sim))
        break;
      if (sim_is_mutated (sim, SIM_MUTATION_NO_BACKOFF) && error != NULL)
        continue;
      /* An empty file stands in the place of a damaged one: from the start, whatever the engine thought it had. */
      if (sim_store_was_damaged (sim) && done.kind != CORRAL_SYNC_ME && done.tenant < self->n_lanes)
        sim_client_restore_lane (sim, done.tenant);
      action = tell_failure (sim, error);
    }
}

void
sim_client_run (Sim *sim)
{
  SimClient *self = sim->client;

  self->engine = corral_sync_engine_new ((guint64) sim_draw (sim, 0, G_MAXINT64));
  self->ended = self->power_cut = FALSE;
  self->account = NULL;
  self->n_lanes = 0;
  self->cloud_clock = (CorralCloudClock){ 0 };
  self->clock_moved_us = sim->now_us;
  self->started_us = sim->now_us;
  g_array_set_size (self->posted, 0);
  sim_note (sim, "program starts", NULL, self->staff, 0);
  sim_checks_started (sim);
  run_loop (sim);
  sim_note (sim, "program ends", NULL, self->power_cut, 0);
  g_clear_pointer (&self->engine, corral_sync_engine_free);
}

void
sim_client_end (Sim *sim, gboolean power_cut)
{
  SimClient *self = sim->client;

  if (self->engine == NULL || self->ended)
    return;
  self->ended = TRUE;
  self->power_cut = power_cut;
  self->n_crashes++;
  self->n_power_cuts += power_cut != FALSE;
  sim_note (sim, power_cut ? "power cut" : "killed", NULL, 0, 0);
  sim_store_crash (sim, power_cut);
}

void
sim_client_quit (Sim *sim)
{
  SimClient *self = sim->client;

  if (self->engine == NULL || self->ended)
    return;
  sim_note (sim, "quits", NULL, 0, 0);
  sim_store_commit_finish (sim);
  self->ended = TRUE;
}

SimClient *
sim_client_new (Sim *sim)
{
  static const guint rates[] = { 0, 2000, 500, 120, 40 };
  SimClient *self = g_new0 (SimClient, 1);

  self->posted = g_array_new (FALSE, FALSE, sizeof (CorralSyncEvent));
  self->crash_one_in = rates[sim_draw (sim, 0, G_N_ELEMENTS (rates))];
  return self;
}

void
sim_client_free (SimClient *self)
{
  g_clear_pointer (&self->engine, corral_sync_engine_free);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_array_unref (self->posted);
  g_free (self);
}
