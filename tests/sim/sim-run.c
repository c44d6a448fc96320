/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One seed from its beginning to its rest: everybody acts and everything fails for a while, then nothing does any more,
 * and all has to come out right. */
#include "sim-checks.h"
#include "sim-faults.h"
#include "sim-people.h"

#define LOOK_US (5 * SIM_SECOND)

/* Somebody whose operations wait, and who is not signed in; or G_MAXUINT. */
static guint
find_waiting_staff (Sim *sim)
{
  for (guint i = 0; i < sim->store->entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (sim->store->entries, i);

      for (guint k = 0; !entry->settled && k < SIM_N_STAFF; k++)
        if (k != sim->client->staff && g_strcmp0 (entry->account, sim->server->staff[k].id) == 0)
          return k;
    }
  return G_MAXUINT;
}

static void
look_cb (Sim *sim, gpointer unused, gint64 until_us)
{
  SimClient *client = sim->client;
  guint waiting;

  if (client->engine != NULL && corral_sync_engine_get_hop (client->engine) == CORRAL_HOP_SIGN_IN)
    sim_people_sign_in (sim);
  sim_people_see_to_troubles (sim);
  if (client->engine != NULL && sim_checks_is_at_rest (sim, NULL))
    {
      waiting = find_waiting_staff (sim);
      /* A late copy must not change anything either. */
      sim->finished = waiting == G_MAXUINT && sim->network->copies->len == 0;
      if (waiting != G_MAXUINT || sim->finished)
        sim_client_quit (sim);
      if (sim->finished)
        return;
      if (waiting != G_MAXUINT)
        client->staff = waiting;
      until_us = sim->now_us + SIM_CALM_US;
    }
  if (sim->now_us > until_us)
    {
      g_autofree char *why = NULL;

      sim_checks_is_at_rest (sim, &why);
      sim_violate (sim, "I3", "%d minutes after the last fault: %s", (int) (SIM_CALM_US / SIM_MINUTE), why);
      return;
    }
  sim_at (sim, LOOK_US, look_cb, NULL, until_us);
}

static void
calm_cb (Sim *sim, gpointer unused, gint64 number)
{
  sim_faults_end (sim);
  sim_at (sim, 0, look_cb, NULL, sim->now_us + SIM_CALM_US);
}

/* Mostly hours, for what is worth seeing happens early; sometimes days. */
static gint64
draw_length (Sim *sim)
{
  switch (sim_draw (sim, 0, 12))
    {
    case 0:
      return sim_draw (sim, SIM_DAY, 4 * SIM_DAY);
    case 1:
    case 2:
    case 3:
      return sim_draw (sim, 3 * SIM_HOUR, SIM_DAY);
    default:
      return sim_draw (sim, 10 * SIM_MINUTE, 3 * SIM_HOUR);
    }
}

/* How long the PC is off; once in a while for longer than states and operations live. */
static gint64
draw_absence (Sim *sim, gint64 faults_us)
{
  return sim_spread (sim, SIM_SECOND, sim_chance (sim, 60) ? 40 * SIM_DAY : faults_us / 30);
}

void
sim_run (guint64 seed, SimMutation mutation, gboolean trace, SimResult *result)
{
  Sim *sim = sim_new (seed, mutation, trace);
  gint64 faults_us = draw_length (sim);

  sim->checks = sim_checks_new ();
  sim->network = sim_network_new (sim);
  sim->store = sim_store_new ();
  sim->server = sim_server_new (sim);
  sim->client = sim_client_new (sim);
  sim->people = sim_people_new (sim);
  sim_people_start (sim, faults_us);
  sim_faults_start (sim, faults_us);
  sim_at (sim, faults_us, calm_cb, NULL, 0);
  while (SIM_HOLDS (sim) && !sim->finished)
    {
      sim_client_run (sim);
      if (!SIM_HOLDS (sim) || sim->finished)
        break;
      sim_pass (sim, sim->calm ? SIM_SECOND : draw_absence (sim, faults_us));
      if (sim->client->power_cut)
        sim->boot_us = sim->now_us - sim->slept_us;
    }
  if (SIM_HOLDS (sim))
    sim_checks_end (sim);

  *result = (SimResult){
    .hash = sim->hash,
    .violation = g_strdup (sim->violation),
    .virtual_us = sim->now_us,
    .n_notes = sim->n_notes,
    .n_saved = sim->checks->intents->len,
    .n_applied = sim->checks->n_applied,
    .n_troubled = sim->checks->n_troubled,
    .n_undone = sim->checks->n_undone,
    .n_requests = sim->network->n_requests,
    .n_failed = sim->network->n_failed,
    .n_crashes = sim->client->n_crashes,
    .n_power_cuts = sim->client->n_power_cuts,
  };
  sim_people_free (sim->people);
  sim_client_free (sim->client);
  sim_store_free (sim->store);
  sim_server_free (sim->server);
  sim_network_free (sim->network);
  sim_checks_free (sim->checks);
  sim_free (sim);
}

void
sim_result_clear (SimResult *result)
{
  g_clear_pointer (&result->violation, g_free);
}
