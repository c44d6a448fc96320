/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The invariants about the caches (I4, I5, I6) and about what they show of what was done ("shown"). */
#include "sim-checks.h"

#include "sim-display.h"

#include <string.h>

void
sim_checks_put (Sim *sim, const SimCache *cache, const SimSlot *slot, const SimItem *item)
{
  gint64 rev = slot->fact != NULL ? ((const CorralRow *) slot->fact)->rev : CORRAL_UNKNOWN;
  gboolean same_generation = slot->generation == cache->sync.generation;

  if (strcmp (item->row->tenant->id, cache->tenant) != 0)
    sim_violate (sim, "I6", "%s is in the cache of %s", item->row->id, cache->tenant);
  if (slot->fact != NULL && same_generation && item->rev < rev)
    sim_violate (sim, "I4", "%s fell from revision %d to %d", slot->id, (int) rev, (int) item->rev);
  if (slot->grave == SIM_GRAVE_PURGED
      || (slot->grave == SIM_GRAVE_DELETED && slot->grave_generation >= cache->sync.generation
          && item->rev <= slot->grave_rev))
    sim_violate (sim, "I4", "%s returned as revision %d, deleted at %d", slot->id, (int) item->rev,
                 (int) slot->grave_rev);
}

static void
exempt_shown (Sim *sim, const char *tenant)
{
  for (guint i = 0; i < sim->checks->intents->len; i++)
    {
      SimIntent *intent = g_ptr_array_index (sim->checks->intents, i);

      intent->away = intent->away || strcmp (intent->tenant, tenant) == 0;
    }
}

void
sim_checks_erased (Sim *sim, guint tenant)
{
  /* With the chain goes what could show anything. */
  exempt_shown (sim, sim->server->tenants[tenant]->id);
}

/* Whether the row of @item, which was there at @position or was not, is not or is later. */
static gboolean
changes_later (const SimTenant *tenant, const SimItem *item, guint position)
{
  for (guint i = position; i < tenant->log->len; i++)
    {
      const SimItem *later = &g_array_index (tenant->log, SimItem, i);

      if (later->row == item->row && (later->change == CORRAL_CHANGE_PUT) != (item->change == CORRAL_CHANGE_PUT))
        return TRUE;
    }
  return FALSE;
}

/* I5: what the changes up to the cursor say is what the rows say, or the rows are newer. */
static void
check_cursor (Sim *sim, const SimCache *cache)
{
  SimTenant *tenant = sim_server_find_tenant (sim->server, cache->tenant);
  gint64 position = cache->sync.state != NULL ? sim_server_position (tenant, cache->sync.state) : -1;
  guint mark = ++sim->checks->mark;

  for (gint64 i = position; i > 0; i--)
    {
      const SimItem *item = &g_array_index (tenant->log, SimItem, i - 1);
      const SimSlot *slot;
      gboolean there;

      if (item->row->mark == mark)
        continue;
      item->row->mark = mark;
      slot = sim_cache_find ((SimCache *) cache, item->row->id);
      there = slot != NULL && slot->fact != NULL;
      /* A page of a snapshot is newer than the cursor: what has gone or come since may be so already. */
      if (item->change == CORRAL_CHANGE_PUT && there && ((const CorralRow *) slot->fact)->rev < item->rev)
        sim_violate (sim, "I5", "the cursor is at %s, and %s is at revision %d, not %d", cache->sync.state, slot->id,
                     (int) ((const CorralRow *) slot->fact)->rev, (int) item->rev);
      else if (item->change == CORRAL_CHANGE_PUT && !there && !changes_later (tenant, item, (guint) position))
        sim_violate (sim, "I5", "the cursor is at %s, and %s is not there", cache->sync.state, item->row->id);
      else if (item->change != CORRAL_CHANGE_PUT && there && ((const CorralRow *) slot->fact)->rev <= item->rev
               && !changes_later (tenant, item, (guint) position))
        sim_violate (sim, "I5", "the cursor is at %s, and %s is still there", cache->sync.state, slot->id);
    }
}

/* What was settled is shown by the truth, from then on. */
static void
check_settled (Sim *sim)
{
  for (guint i = 0; i < sim->store->entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (sim->store->entries, i);
      const SimIntent *intent = entry->settled && entry->state == CORRAL_OUTBOX_APPLIED
                                    ? sim_checks_find (sim, entry->id)
                                    : NULL;
      const SimCache *cache;
      const SimSlot *slot;

      if (intent == NULL || intent->away || intent->forgotten || intent->row == NULL || intent->n_effects == 0)
        continue;
      cache = sim->store->caches[intent->row->tenant->index];
      slot = cache != NULL ? sim_cache_find ((SimCache *) cache, intent->row->id) : NULL;
      if (cache != NULL
          && (slot == NULL || slot->fact == NULL || ((const CorralRow *) slot->fact)->rev < intent->effect_rev))
        sim_violate (sim, "shown", "%s %s is settled, and %s is not at revision %d", entry->type->name, entry->id,
                     intent->row->id, (int) intent->effect_rev);
    }
}

void
sim_checks_files (Sim *sim)
{
  for (guint i = 0; i < SIM_N_TENANTS; i++)
    if (sim->store->caches[i] != NULL)
      check_cursor (sim, sim->store->caches[i]);
  check_settled (sim);
  sim_display_check (sim);
}

void
sim_checks_settled (Sim *sim)
{
  check_settled (sim);
  sim_display_check (sim);
}

void
sim_checks_me (Sim *sim, guint tenants)
{
  for (guint i = 0; i < SIM_N_TENANTS; i++)
    if ((tenants & 1u << i) == 0 && sim->store->caches[i] != NULL)
      sim_violate (sim, "I6", "%s is kept, and is not this account's to read", sim->server->tenants[i]->id);
}
