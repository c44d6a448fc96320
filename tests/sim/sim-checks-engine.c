/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The invariants about what the engine does: how often it asks (I10), that it neither turns in a circle nor sleeps while
 * something is due ("spins", "sleeps"), that it goes on reading ("reading"); and what is there after a start (I2). */
#include "sim-checks.h"

#include "sim-client.h"

#include <string.h>

/* What the engine may do in a second: a request takes four milliseconds at least. */
#define MOST_STEPS 600
#define MOST_WAITS 60
#define MOST_REQUESTS 60

void
sim_checks_started (Sim *sim)
{
  SimChecks *self = sim->checks;

  for (guint i = 0; i < self->intents->len; i++)
    {
      const SimIntent *intent = g_ptr_array_index (self->intents, i);

      if (!intent->undone && !intent->pruned && sim_outbox_find (sim->store, intent->id) == NULL)
        sim_violate (sim, "I2", "%s %s was called saved, and is gone", intent->type->name, intent->id);
    }
  sim_checks_files (sim);
  /* The monotonic clock may have begun anew. */
  self->n_failing = self->n_failed = self->n_steps = self->n_waits = 0;
  self->second = -1;
  self->read_us = sim_monotonic_us (sim);
  self->store_us = self->hurried_us = G_MININT64 / 2;
}

/* Whether the last MOST_REQUESTS and this one are within a minute. */
static gboolean
is_too_many (gint64 *ring, guint *n, gint64 now_us)
{
  gint64 first = ring[*n % (MOST_REQUESTS + 1)];

  ring[*n % (MOST_REQUESTS + 1)] = now_us;
  return (*n)++ > MOST_REQUESTS && now_us - first < SIM_MINUTE;
}

void
sim_checks_request (Sim *sim, const SimRequest *request)
{
  SimChecks *self = sim->checks;
  const CorralOutboxEntry *entry;
  const SimIntent *intent;

  if (is_too_many (self->failing, &self->n_failing, sim_monotonic_us (sim)))
    sim_violate (sim, "I10", "more than %d requests in a minute, and none of them good", MOST_REQUESTS);
  if (request->kind != SIM_ASK_PUT)
    return;
  entry = sim_outbox_find (sim->store, request->operation);
  intent = sim_checks_find (sim, request->operation);
  if (entry == NULL || entry->state != CORRAL_OUTBOX_SENDING)
    sim_violate (sim, "I1", "%s is sent, and the outbox says %s", request->operation,
                 entry != NULL ? corral_outbox_state_to_word (entry->state) : "nothing");
  else if (sim->now_us - intent->made_us > 32 * SIM_DAY)
    sim_violate (sim, "I1", "%s is sent when the cloud may have forgotten it", request->operation);
}

void
sim_checks_failed (Sim *sim, const SimRequest *request, CorralApiError code)
{
  SimChecks *self = sim->checks;
  gint64 now_us = sim_monotonic_us (sim);
  gboolean operation = request->kind == SIM_ASK_PUT || request->kind == SIM_ASK_GET;
  gboolean silence = code == CORRAL_API_ERROR_UNREACHABLE || code == CORRAL_API_ERROR_TIMEOUT;

  if (is_too_many (self->failed, &self->n_failed, now_us))
    sim_violate (sim, "I10", "more than %d requests failed in a minute", MOST_REQUESTS);
  /* Reading is not to be expected of a way that is gone, or of a cloud that asks to be asked less. */
  if (!operation || code == CORRAL_API_ERROR_LIMITED || (silence && !sim->network->hint))
    self->read_us = MAX (self->read_us, now_us + SIM_HOUR);
}

void
sim_checks_read (Sim *sim)
{
  sim->checks->n_failing = 0;
  sim->checks->read_us = MAX (sim->checks->read_us, sim_monotonic_us (sim));
}

static gboolean
is_barred (Sim *sim)
{
  return sim_store_is_full (sim) || corral_sync_engine_get_hop (sim->client->engine) == CORRAL_HOP_SIGN_IN;
}

void
sim_checks_step (Sim *sim)
{
  SimChecks *self = sim->checks;
  gint64 second = sim_monotonic_us (sim) / SIM_SECOND;

  self->is_barred = self->is_barred || is_barred (sim);
  if (sim_store_is_full (sim))
    self->store_us = sim_monotonic_us (sim);
  if (second != self->second)
    self->n_steps = self->n_waits = 0;
  self->second = second;
  if (++self->n_steps > MOST_STEPS)
    sim_violate (sim, "spins", "more than %d steps in a second", MOST_STEPS);
  /* Reading goes on while nothing but some operations fails. */
  if (self->is_barred || sim->client->n_lanes == 0)
    self->read_us = MAX (self->read_us, sim_monotonic_us (sim) + SIM_HOUR);
  else if (sim_monotonic_us (sim) - self->read_us > 5 * SIM_MINUTE)
    sim_violate (sim, "reading", "nothing was read for %d s, and nothing was in the way",
                 (int) ((sim_monotonic_us (sim) - self->read_us) / SIM_SECOND));
  self->is_barred = is_barred (sim);
}

void
sim_checks_wait (Sim *sim, const CorralSyncAction *action)
{
  SimChecks *self = sim->checks;
  gint64 now_us = sim_monotonic_us (sim);
  gboolean signed_out = corral_sync_engine_get_hop (sim->client->engine) == CORRAL_HOP_SIGN_IN;

  if (++self->n_waits > MOST_WAITS)
    sim_violate (sim, "spins", "more than %d waits in a second", MOST_WAITS);
  if (action->until_us < 0 && !signed_out && sim->client->n_lanes > 0)
    sim_violate (sim, "sleeps", "the engine waits for ever");
  if (action->until_us > now_us + CORRAL_RETRY_AFTER_MAX_US + SIM_MINUTE && !signed_out)
    sim_violate (sim, "sleeps", "the engine waits for %d s", (int) ((action->until_us - now_us) / SIM_SECOND));
  /* What is held is let go in time, whatever else is the matter. */
  for (guint i = 0; !sim_client_has_news (sim) && i < sim->store->entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (sim->store->entries, i);

      if (entry->state == CORRAL_OUTBOX_HELD && self->store_us < now_us - CORRAL_BACKOFF_CAP_US
          && (action->until_us < 0 || action->until_us > now_us + CORRAL_OPERATION_HOLD_MS * 1000 + SIM_SECOND))
        sim_violate (sim, "sleeps", "%s is held for longer than it may be taken back", entry->id);
    }
}
