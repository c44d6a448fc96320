/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to the cloud: delay, loss before and after the effect, copies that come late, gateways, outages. */
#include "sim-network.h"

#include "corral-api-error-private.h"
#include "sim-checks.h"
#include "sim-client.h"

/* The client's deadline for the first byte (corral-api.h). */
#define DEADLINE_US (30 * SIM_SECOND)

/* ---- copies -------------------------------------------------------------------------------------- */

static void
copy_free (gpointer data)
{
  SimRequest *copy = data;

  g_bytes_unref (copy->body);
  g_free (copy);
}

static void
copy_arrives (Sim *sim, gpointer data, gint64 unused)
{
  SimRequest *copy = data;

  sim_note (sim, "late copy", copy->operation, copy->staff, 0);
  if (!sim_network_has (sim, SIM_SPELL_UNAUTHORIZED))
    sim_answer_free (sim_server_ask (sim, copy));
  g_ptr_array_remove_fast (sim->network->copies, copy);
}

/* Only an operation has an effect that a second time could have, too. */
static void
copy_later (Sim *sim, const SimRequest *request)
{
  SimRequest *copy;

  if (request->kind != SIM_ASK_PUT)
    return;
  copy = g_memdup2 (request, sizeof *request);
  copy->body = g_bytes_ref (request->body);
  copy->operation = sim_text (sim, request->operation);
  copy->tenant = sim_text (sim, request->tenant);
  g_ptr_array_add (sim->network->copies, copy);
  sim_at (sim, sim_spread (sim, 0, 20 * SIM_MINUTE), copy_arrives, copy, 0);
}

/* ---- weather ------------------------------------------------------------------------------------- */

void
sim_network_begin (Sim *sim, SimSpell spell, gint64 for_us)
{
  static const char *const words[SIM_N_SPELLS] = { "outage", "portal", "401", "429", "503", "500", "poison", "slow" };

  sim->network->until_us[spell] = sim->now_us + for_us;
  if (spell == SIM_SPELL_OUTAGE)
    sim->network->hint = sim_chance (sim, 2);
  sim_note (sim, "weather", words[spell], for_us, 0);
}

gboolean
sim_network_has (Sim *sim, SimSpell spell)
{
  return sim->network->until_us[spell] > sim->now_us;
}

void
sim_network_heal (Sim *sim)
{
  *sim->network = (SimNetwork){ .hint = TRUE,
                                .slowest_us = 200000,
                                .copies = sim->network->copies,
                                .n_requests = sim->network->n_requests,
                                .n_failed = sim->network->n_failed };
}

SimNetwork *
sim_network_new (Sim *sim)
{
  static const guint rates[] = { 0, 200, 60, 20, 8 };
  SimNetwork *self = g_new0 (SimNetwork, 1);

  self->hint = TRUE;
  self->copies = g_ptr_array_new_with_free_func (copy_free);
  self->lost = rates[sim_draw (sim, 0, G_N_ELEMENTS (rates))];
  self->cut = rates[sim_draw (sim, 0, G_N_ELEMENTS (rates))];
  self->late = rates[sim_draw (sim, 0, G_N_ELEMENTS (rates))];
  self->twice = rates[sim_draw (sim, 0, G_N_ELEMENTS (rates))];
  self->refused = rates[sim_draw (sim, 0, G_N_ELEMENTS (rates))];
  self->slowest_us = sim_spread (sim, 50000, 20 * SIM_SECOND);
  return self;
}

void
sim_network_free (SimNetwork *self)
{
  g_ptr_array_unref (self->copies);
  g_free (self);
}

/* ---- failures ------------------------------------------------------------------------------------ */

static SimAnswer *
fail (Sim *sim, const SimRequest *request, CorralApiError code, guint status, gint64 retry_after_us, GError **error)
{
  g_set_error_literal (error, CORRAL_API_ERROR, (int) code, "It did not work.");
  corral_api_error_set_answer (*error, status, retry_after_us, NULL, NULL);
  sim->network->n_failed++;
  sim_checks_failed (sim, request, code);
  sim_note (sim, "fails", NULL, code, status);
  return NULL;
}

static gint64
odd_retry_after (Sim *sim)
{
  static const gint64 times[] = { -1, -1, 0, 1 * SIM_SECOND, 7 * SIM_SECOND, 2 * SIM_MINUTE, SIM_HOUR, 3650 * SIM_DAY };

  return times[sim_draw (sim, 0, G_N_ELEMENTS (times))];
}

/* Somebody before the cloud, or the cloud's door, says no: nothing was done. */
static gboolean
is_turned_away (Sim *sim, SimSpell spell, guint single)
{
  return sim_network_has (sim, spell) || single == (guint) spell;
}

static gboolean
is_poisoned (Sim *sim, const SimRequest *request)
{
  return sim_network_has (sim, SIM_SPELL_POISON) && request->operation != NULL
         && g_str_hash (request->operation) % 3 != 0;
}

static SimAnswer *
fail_at_the_door (Sim *sim, const SimRequest *request, gboolean *turned_away, GError **error)
{
  static const CorralApiError strangers[]
      = { CORRAL_API_ERROR_NOT_THE_CLOUD, CORRAL_API_ERROR_REDIRECT, CORRAL_API_ERROR_TLS };
  guint single = SIM_N_SPELLS;

  if (sim_chance (sim, sim->network->refused))
    single = (guint) sim_draw (sim, SIM_SPELL_UNAUTHORIZED, SIM_SPELL_POISON);
  *turned_away = TRUE;
  if (sim_network_has (sim, SIM_SPELL_PORTAL))
    return fail (sim, request, strangers[sim_draw (sim, 0, G_N_ELEMENTS (strangers))], 0, -1, error);
  if (is_turned_away (sim, SIM_SPELL_UNAUTHORIZED, single))
    return fail (sim, request, CORRAL_API_ERROR_AUTH, 401, -1, error);
  if (is_turned_away (sim, SIM_SPELL_LIMITED, single))
    return fail (sim, request, CORRAL_API_ERROR_LIMITED, 429, odd_retry_after (sim), error);
  if (is_turned_away (sim, SIM_SPELL_UNAVAILABLE, single))
    {
      /* A gateway can say it after the cloud has done it. */
      if (sim_chance (sim, 4))
        sim_answer_free (sim_server_ask (sim, request));
      return fail (sim, request, CORRAL_API_ERROR_UNAVAILABLE, 503, odd_retry_after (sim), error);
    }
  if (is_poisoned (sim, request) || is_turned_away (sim, SIM_SPELL_BROKEN, single))
    {
      static const guint codes[] = { 500, 502, 504 };

      if (sim_chance (sim, 3))
        sim_answer_free (sim_server_ask (sim, request));
      return fail (sim, request, CORRAL_API_ERROR_UNAVAILABLE, codes[sim_draw (sim, 0, 3)], -1, error);
    }
  *turned_away = FALSE;
  return NULL;
}

/* What a problem of the cloud's own is (corral-api.c). */
static SimAnswer *
fail_for_status (Sim *sim, const SimRequest *request, guint status, GError **error)
{
  switch (status)
    {
    case 403:
      return fail (sim, request, CORRAL_API_ERROR_FORBIDDEN, status, -1, error);
    case 404:
      return fail (sim, request, CORRAL_API_ERROR_NOT_FOUND, status, -1, error);
    case 410:
      return fail (sim, request, CORRAL_API_ERROR_GONE, status, -1, error);
    default:
      return fail (sim, request, CORRAL_API_ERROR_INVALID, status, -1, error);
    }
}

static gboolean
wait_for (Sim *sim, gint64 us)
{
  sim_sleep (sim, us);
  return SIM_HOLDS (sim) && !sim_client_is_ended (sim);
}

SimAnswer *
sim_network_ask (Sim *sim, const SimRequest *request, gint64 *cloud_ms, GError **error)
{
  static const char *const words[] = { "me", "snapshot", "changes", "vitals", "put", "get" };
  SimNetwork *self = sim->network;
  g_autoptr (SimAnswer) answer = NULL;
  gint64 there_us = sim_spread (sim, 2000, self->slowest_us);
  gint64 back_us = sim_spread (sim, 2000, self->slowest_us);
  gboolean turned_away = FALSE;

  self->n_requests++;
  sim_note (sim, words[request->kind], request->operation != NULL ? request->operation : request->cursor,
            request->collection, request->staff);
  sim_checks_request (sim, request);
  if (sim_network_has (sim, SIM_SPELL_OUTAGE))
    {
      if (!wait_for (sim, sim_chance (sim, 2) ? 1000 : DEADLINE_US))
        return NULL;
      return fail (sim, request, sim_chance (sim, 2) ? CORRAL_API_ERROR_UNREACHABLE : CORRAL_API_ERROR_TIMEOUT, 0,
                   -1, error);
    }
  if (sim_network_has (sim, SIM_SPELL_SLOW))
    there_us += sim_spread (sim, 0, 40 * SIM_SECOND);
  if (sim_chance (sim, self->late))
    {
      copy_later (sim, request);
      return wait_for (sim, DEADLINE_US) ? fail (sim, request, CORRAL_API_ERROR_TIMEOUT, 0, -1, error) : NULL;
    }
  if (sim_chance (sim, self->lost))
    return wait_for (sim, DEADLINE_US) ? fail (sim, request, CORRAL_API_ERROR_TIMEOUT, 0, -1, error) : NULL;
  /* Later than we wait is as good as never, but it comes. */
  if (there_us >= DEADLINE_US)
    {
      copy_later (sim, request);
      return wait_for (sim, DEADLINE_US) ? fail (sim, request, CORRAL_API_ERROR_TIMEOUT, 0, -1, error) : NULL;
    }
  if (!wait_for (sim, there_us))
    {
      /* What has left the PC is on its way, whatever becomes of the PC. */
      copy_later (sim, request);
      return NULL;
    }
  fail_at_the_door (sim, request, &turned_away, error);
  if (!turned_away)
    {
      answer = sim_server_ask (sim, request);
      if (sim_chance (sim, self->twice))
        copy_later (sim, request);
    }
  if (!SIM_HOLDS (sim) || !wait_for (sim, back_us))
    {
      g_clear_error (error);
      return NULL;
    }
  if (turned_away)
    return NULL;
  if (sim_chance (sim, self->lost))
    return wait_for (sim, DEADLINE_US) ? fail (sim, request, CORRAL_API_ERROR_TIMEOUT, 0, -1, error) : NULL;
  if (sim_chance (sim, self->cut))
    return fail (sim, request, sim_chance (sim, 2) ? CORRAL_API_ERROR_BROKEN : CORRAL_API_ERROR_UNREACHABLE, 0, -1,
                 error);
  sim_note (sim, "answer", NULL, answer->status, answer->items != NULL ? answer->items->len : 0);
  if (answer->status >= 400 && answer->operation == NULL)
    return fail_for_status (sim, request, answer->status, error);
  /* A Date has whole seconds. */
  *cloud_ms = answer->server_ms / 1000 * 1000;
  return g_steal_pointer (&answer);
}
