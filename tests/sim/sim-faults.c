/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everybody else, and everything that can go wrong beside single requests (sim-network.c) and crashes at any moment
 * (sim-client.c). */
#include "sim-faults.h"

#include "sim-checks.h"
#include "sim-people.h"

/* ---- colleagues ---------------------------------------------------------------------------------- */

static SimTenant *
pick_tenant (Sim *sim)
{
  return sim->server->tenants[sim_draw (sim, 0, SIM_N_TENANTS)];
}

static SimRow *
pick_row (Sim *sim, SimTenant *tenant)
{
  /* Where people work, too, more often than not. */
  static const CorralCollection busy[] = { CORRAL_COLLECTION_ALERT, CORRAL_COLLECTION_CART, CORRAL_COLLECTION_FLAG,
                                           CORRAL_COLLECTION_TICKET, CORRAL_COLLECTION_EXECUTION };
  GPtrArray *rows = sim_chance (sim, 3) ? tenant->all : tenant->rows[busy[sim_draw (sim, 0, G_N_ELEMENTS (busy))]];

  return rows->len > 0 ? g_ptr_array_index (rows, sim_draw (sim, 0, rows->len)) : NULL;
}

static void
poke_cb (Sim *sim, gpointer tenant, gint64 unused)
{
  sim_client_poke (sim, ((SimTenant *) tenant)->id);
}

static void
work (Sim *sim, SimTenant *tenant, SimRow *row, gint64 what)
{
  static const CorralCollection made[] = { CORRAL_COLLECTION_ALERT, CORRAL_COLLECTION_FLAG, CORRAL_COLLECTION_CART,
                                           CORRAL_COLLECTION_SESSION, CORRAL_COLLECTION_NOTE };

  if (what < 12 || row == NULL)
    sim_rows_make (sim, tenant, made[sim_draw (sim, 0, G_N_ELEMENTS (made))]);
  else if (row->fact == NULL)
    return;
  else if (what < 85)
    sim_rows_edit (sim, row);
  else if (what < 90)
    sim_server_change (sim, row, CORRAL_CHANGE_DELETE, NULL, NULL);
  else if (what < 92)
    sim_server_change (sim, row, CORRAL_CHANGE_PURGE, NULL, NULL);
  else
    sim_server_hide (sim, row, !row->hidden);
}

static void
colleague_cb (Sim *sim, gpointer unused, gint64 patience_us)
{
  SimTenant *tenant = pick_tenant (sim);
  SimRow *row = pick_row (sim, tenant);

  if (sim->calm)
    return;
  /* What an operation became is the cloud's to write. */
  if (row == NULL || row->collection != CORRAL_COLLECTION_OPERATION)
    work (sim, tenant, row, sim_draw (sim, 0, 100));
  if (!sim_chance (sim, 4))
    sim_at (sim, sim_spread (sim, 20000, 2 * SIM_SECOND), poke_cb, tenant, 0);
  sim_at (sim, sim_spread (sim, SIM_SECOND, patience_us), colleague_cb, NULL, patience_us);
}

/* ---- those who run the cloud ---------------------------------------------------------------------- */

/* Another scope: every state is of the old one (410 with reason scope). */
static void
change_scope (Sim *sim, SimTenant *tenant)
{
  for (int i = 0; i < 3; i++)
    {
      SimRow *row = pick_row (sim, tenant);

      if (row != NULL && row->collection != CORRAL_COLLECTION_OPERATION)
        sim_server_hide (sim, row, !row->hidden);
    }
  tenant->scope++;
  sim_note (sim, "another scope", tenant->id, tenant->scope, 0);
}

static void
administrate (Sim *sim)
{
  SimTenant *tenant = pick_tenant (sim);
  SimStaff *staff = &sim->server->staff[sim_draw (sim, 0, SIM_N_STAFF)];

  switch (sim_draw (sim, 0, 6))
    {
    case 0:
      sim_server_expire (sim, tenant);
      break;
    case 1:
      sim_server_back_up (sim, tenant);
      break;
    case 2:
      sim_server_restore (sim, tenant);
      break;
    case 3:
      change_scope (sim, tenant);
      break;
    case 4:
      staff->tenants ^= 1u << tenant->index;
      sim_note (sim, "may read", staff->id, staff->tenants, 0);
      break;
    default:
      staff->scopes ^= 1u << sim_draw (sim, 0, SIM_N_SCOPES);
      sim_note (sim, "may do", staff->id, staff->scopes, 0);
    }
}

/* ---- the PC -------------------------------------------------------------------------------------- */

static void
set_clock (Sim *sim)
{
  sim->wall_off_us = sim_chance (sim, 3) ? 0 : sim_draw (sim, -SIM_DAY, SIM_DAY);
  sim_note (sim, "clock is set", NULL, sim->wall_off_us, 0);
}

static void
switch_account (Sim *sim)
{
  if (sim->client->engine == NULL)
    return;
  sim_client_quit (sim);
  sim->client->staff = (sim->client->staff + 1) % SIM_N_STAFF;
  sim_note (sim, "another signs in", NULL, sim->client->staff, 0);
}

static void
fault_cb (Sim *sim, gpointer unused, gint64 patience_us)
{
  gint64 what = sim_draw (sim, 0, 100);
  gint64 for_us = sim_spread (sim, SIM_SECOND, 4 * SIM_HOUR);

  if (sim->calm)
    return;
  if (what < 45)
    sim_network_begin (sim, (SimSpell) sim_draw (sim, 0, SIM_N_SPELLS), for_us);
  else if (what < 55)
    set_clock (sim);
  else if (what < 60)
    {
      sim_note (sim, "sleeps", NULL, for_us, 0);
      sim_suspend (sim, sim_spread (sim, SIM_MINUTE, 8 * SIM_HOUR));
    }
  else if (what < 65)
    sim_client_quit (sim);
  else if (what < 72)
    sim_client_end (sim, sim_chance (sim, 2));
  else if (what < 76)
    {
      sim->store->full_until_us = sim->now_us + for_us;
      sim_note (sim, "disk is full", NULL, for_us, 0);
    }
  else if (what < 80)
    switch_account (sim);
  else if (what < 82)
    sim->store->damaged |= 1u << sim_draw (sim, 0, SIM_N_TENANTS);
  else
    administrate (sim);
  sim_at (sim, sim_spread (sim, SIM_SECOND, patience_us), fault_cb, NULL, patience_us);
}

/* ---- life ---------------------------------------------------------------------------------------- */

void
sim_faults_start (Sim *sim, gint64 for_us)
{
  /* One draw at a time: compilers differ in which argument comes first. */
  gint64 colleagues_us = for_us / sim_draw (sim, 20, 500);
  gint64 faults_us = for_us / sim_draw (sim, 5, 100);

  sim_at (sim, 0, colleague_cb, NULL, colleagues_us);
  sim_at (sim, sim_spread (sim, SIM_SECOND, SIM_MINUTE), fault_cb, NULL, faults_us);
}

void
sim_faults_end (Sim *sim)
{
  sim->calm = TRUE;
  sim_note (sim, "calm", NULL, 0, 0);
  sim_network_heal (sim);
  sim->store->full_until_us = 0;
  sim->store->damaged = 0;
  for (guint i = 0; i < SIM_N_STAFF; i++)
    sim->server->staff[i].tenants = (1u << SIM_N_TENANTS) - 1;
}
