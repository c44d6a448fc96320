/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The invariants about operations (I1, I2, "order", "account", "overwrite", "expired", "hold"), checked as things happen,
 * and about the end of a run (I3). */
#include "sim-checks.h"

#include "sim-client.h"

#include <string.h>

/* ---- operations ---------------------------------------------------------------------------------- */

SimIntent *
sim_checks_find (Sim *sim, const char *id)
{
  return g_hash_table_lookup (sim->checks->by_id, id);
}

void
sim_checks_saved (Sim *sim, const CorralOutboxEntry *entry)
{
  SimIntent *intent = g_new0 (SimIntent, 1);

  intent->id = sim_text (sim, entry->id);
  intent->number = sim->checks->intents->len;
  intent->type = entry->type;
  intent->account = sim_text (sim, entry->account);
  intent->tenant = sim_text (sim, entry->tenant);
  intent->target = sim_text (sim, entry->target);
  intent->made_us = sim->now_us;
  g_ptr_array_add (sim->checks->intents, intent);
  g_hash_table_insert (sim->checks->by_id, (gpointer) intent->id, intent);
}

void
sim_checks_undone (Sim *sim, const char *id)
{
  SimIntent *intent = sim_checks_find (sim, id);

  sim->checks->n_undone++;
  intent->undone = TRUE;
  if (intent->n_effects > 0)
    sim_violate (sim, "I1", "%s %s was taken back, and had been carried out", intent->type->name, id);
}

void
sim_checks_could_not_undo (Sim *sim, const CorralOutboxEntry *entry)
{
  const SimIntent *intent = sim_checks_find (sim, entry->id);
  gint64 age_us = sim->now_us - intent->made_us;

  /* Unless the PC has only just learnt what time it is. */
  if (age_us < CORRAL_OPERATION_HOLD_MS * 1000 && sim->client->clock_moved_us < intent->made_us
      && sim->checks->hurried_us < intent->made_us && sim->client->started_us <= intent->made_us)
    sim_violate (sim, "hold", "%s could not be taken back %d ms after it was made", entry->id, (int) (age_us / 1000));
}

void
sim_checks_hurried (Sim *sim)
{
  sim->checks->hurried_us = sim->now_us;
}

void
sim_checks_arrives (Sim *sim, const SimStored *stored)
{
  SimIntent *intent = sim_checks_find (sim, stored->id);
  const CorralOutboxEntry *entry = sim_outbox_find (sim->store, stored->id);
  gboolean ended = entry != NULL && corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED);

  if (intent == NULL)
    {
      sim_violate (sim, "I1", "the cloud was sent %s, which nobody made", stored->id);
      return;
    }
  if (*intent->account != '\0' && strcmp (intent->account, stored->staff) != 0)
    sim_violate (sim, "account", "%s of %s was sent by %s", stored->id, intent->account, stored->staff);
  /* A copy of one that ended as too late while it was held up comes after those that were sent since: to no effect. */
  for (guint i = intent->number + 1; !intent->ever_arrived && !ended && i < sim->checks->intents->len; i++)
    {
      const SimIntent *later = g_ptr_array_index (sim->checks->intents, i);

      if (later->ever_arrived && strcmp (later->target, intent->target) == 0
          && strcmp (later->tenant, intent->tenant) == 0 && strcmp (later->account, intent->account) == 0)
        sim_violate (sim, "order", "%s %s came after %s %s, which was made later", intent->type->name, intent->id,
                     later->type->name, later->id);
    }
  intent->arrived = intent->ever_arrived = TRUE;
}

void
sim_checks_seen_again (Sim *sim, const SimStored *stored, const SimRequest *request)
{
  if (!g_bytes_equal (stored->body, request->body))
    sim_violate (sim, "I1", "%s came again with another body", stored->id);
}

/* Everything that was done to the target since its maker looked must be what the same person did before. */
void
sim_checks_overwrite (Sim *sim, const SimStored *stored, const SimRow *row, gint64 expected_rev)
{
  const SimIntent *intent = sim_checks_find (sim, stored->id);

  if (intent == NULL || stored->type->expected_rev == CORRAL_EXPECTED_REV_IGNORED || !CORRAL_IS_KNOWN (expected_rev))
    return;
  for (guint i = row->history->len; i > 0; i--)
    {
      const SimChange *change = &g_array_index (row->history, SimChange, i - 1);
      const SimIntent *by = change->operation != NULL ? sim_checks_find (sim, change->operation) : NULL;

      /* Who saw none saw nothing of one that was deleted before this was made. */
      if (change->rev <= expected_rev || (stored->type->makes_target && change->rev <= row->gone_rev))
        return;
      if (by == NULL || by->number >= intent->number || strcmp (by->account, intent->account) != 0)
        {
          sim_violate (sim, "overwrite", "%s %s, made at revision %d, was done over %d, which its maker never saw",
                       stored->type->name, stored->id, (int) expected_rev, (int) change->rev);
          return;
        }
    }
}

void
sim_checks_effect (Sim *sim, const SimStored *stored)
{
  SimIntent *intent = sim_checks_find (sim, stored->id);
  const CorralOutboxEntry *entry = sim_outbox_find (sim->store, stored->id);

  if (intent == NULL)
    return;
  intent->row = sim_server_find_row (stored->tenant, ((const CorralRow *) stored->fact)->id);
  intent->effect_rev = stored->applied_rev;
  intent->away = FALSE;
  intent->n_effects += stored->changed != FALSE;
  if (intent->n_effects > 1)
    sim_violate (sim, "I1", "%s %s was carried out %u times", stored->type->name, stored->id, intent->n_effects);
  if (!stored->changed)
    return;
  if (intent->undone)
    sim_violate (sim, "I1", "%s %s had been taken back, and was carried out", stored->type->name, stored->id);
  if (entry != NULL && corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED) && !intent->forgotten)
    sim_violate (sim, "I1", "%s %s was carried out after it had ended as %s", stored->type->name, stored->id,
                 corral_outbox_state_to_word (entry->state));
}

void
sim_checks_forgotten (Sim *sim, const char *id)
{
  SimIntent *intent = sim_checks_find (sim, id);

  if (intent == NULL)
    return;
  intent->forgotten = TRUE;
  intent->arrived = FALSE;
  intent->n_effects = 0;
}

void
sim_checks_row_changed (Sim *sim, const SimRow *row)
{
  if (sim->checks == NULL || sim_row_is_visible (row))
    return;
  for (guint i = 0; i < sim->checks->intents->len; i++)
    {
      SimIntent *intent = g_ptr_array_index (sim->checks->intents, i);

      intent->away = intent->away || intent->row == row;
    }
}

/* An end that the program has written down is the one that the server gave. */
void
sim_checks_moved (Sim *sim, const CorralOutboxEntry *entry)
{
  SimIntent *intent = sim_checks_find (sim, entry->id);
  SimTenant *tenant = sim_server_find_tenant (sim->server, entry->tenant);
  const SimStored *stored = sim_server_find_stored (tenant, entry->id);
  const char *word = corral_outbox_state_to_word (entry->state);

  /* Something was got done: neither failing, nor in the way of reading for nothing. */
  if (!corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_WAITING))
    sim_checks_read (sim);
  if (entry->state == CORRAL_OUTBOX_APPLIED)
    sim->checks->n_applied++;
  if (corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED))
    sim->checks->n_troubled++;
  if (intent->forgotten || corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_WAITING))
    return;
  if (entry->state == CORRAL_OUTBOX_EXPIRED && stored == NULL)
    {
      if (sim_server_ms (sim) < entry->not_after_ms - 2000)
        sim_violate (sim, "expired", "%s %s was called too late %d s before it was", entry->type->name, entry->id,
                     (int) ((entry->not_after_ms - sim_server_ms (sim)) / 1000));
      return;
    }
  if (stored == NULL)
    sim_violate (sim, "I1", "%s %s is %s, and the cloud never heard of it", entry->type->name, entry->id, word);
  else if ((entry->state == CORRAL_OUTBOX_APPLIED) != (stored->outcome == CORRAL_OUTCOME_APPLIED)
           && !(entry->state == CORRAL_OUTBOX_ACCEPTED))
    sim_violate (sim, "I1", "%s %s is %s, and the cloud answered %u", entry->type->name, entry->id, word,
                 stored->status);
}

void
sim_checks_pruned (Sim *sim, const CorralOutboxEntry *entry)
{
  SimIntent *intent = sim_checks_find (sim, entry->id);

  intent->pruned = TRUE;
  if (!entry->settled)
    sim_violate (sim, "I2", "%s was forgotten before it was settled", entry->id);
}

/* ---- the end ------------------------------------------------------------------------------------- */

static gboolean
is_projection (Sim *sim, guint index, char **why)
{
  SimTenant *tenant = sim->server->tenants[index];
  const SimCache *cache = sim->store->caches[index];

  if (cache == NULL)
    {
      *why = g_strdup_printf ("nothing is held of %s", tenant->id);
      return FALSE;
    }
  for (guint i = 0; i < tenant->all->len; i++)
    {
      const SimRow *row = g_ptr_array_index (tenant->all, i);
      const SimSlot *slot = sim_cache_find ((SimCache *) cache, row->id);
      gconstpointer held = slot != NULL ? slot->fact : NULL;

      if ((held != NULL) != sim_row_is_visible (row)
          || (held != NULL && !corral_row_equal (corral_collection_get_schema (row->collection), held, row->fact)))
        {
          *why = g_strdup_printf ("%s is %s (revision %d) in the cache and %s (revision %d) at the cloud", row->id,
                                  held != NULL ? "there" : "not there",
                                  held != NULL ? (int) ((const CorralRow *) held)->rev : 0,
                                  sim_row_is_visible (row) ? "there" : "not there", (int) row->rev);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
sim_checks_is_at_rest (Sim *sim, char **why)
{
  SimClient *client = sim->client;
  guint tenants = sim->server->staff[client->staff].tenants;
  g_autofree char *reason = NULL;
  gboolean rest = TRUE;

  if (client->engine == NULL || client->n_lanes == 0 || !corral_sync_engine_is_caught_up (client->engine))
    {
      reason = g_strdup ("not everything has been read");
      rest = FALSE;
    }
  for (guint i = 0; rest && i < SIM_N_TENANTS; i++)
    if ((tenants & 1u << i) != 0)
      rest = is_projection (sim, i, &reason);
  for (guint i = 0; rest && i < sim->store->entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (sim->store->entries, i);

      if (entry->settled || (*entry->account != '\0' && g_strcmp0 (entry->account, client->account) != 0))
        continue;
      reason = g_strdup_printf ("%s %s is %s", entry->type_name, entry->id, corral_outbox_state_to_word (entry->state));
      rest = FALSE;
    }
  if (why != NULL)
    *why = g_steal_pointer (&reason);
  return rest;
}

/* All has been said and done: what each operation came to at either end. */
void
sim_checks_end (Sim *sim)
{
  for (guint i = 0; i < sim->checks->intents->len; i++)
    {
      const SimIntent *intent = g_ptr_array_index (sim->checks->intents, i);
      const CorralOutboxEntry *entry = sim_outbox_find (sim->store, intent->id);
      const SimStored *stored
          = sim_server_find_stored (sim_server_find_tenant (sim->server, intent->tenant), intent->id);
      gboolean done = stored != NULL && stored->outcome == CORRAL_OUTCOME_APPLIED;

      if (entry == NULL && !intent->undone && !intent->pruned)
        sim_violate (sim, "I2", "%s %s was called saved, and is gone", intent->type->name, intent->id);
      if (entry == NULL || intent->forgotten)
        continue;
      if ((entry->state == CORRAL_OUTBOX_APPLIED) != done)
        sim_violate (sim, "I1", "%s %s ended as %s, and the cloud %s", intent->type->name, intent->id,
                     corral_outbox_state_to_word (entry->state), done ? "has done it" : "has not done it");
    }
  sim_checks_files (sim);
}

/* ---- life ---------------------------------------------------------------------------------------- */

SimChecks *
sim_checks_new (void)
{
  SimChecks *self = g_new0 (SimChecks, 1);

  self->intents = g_ptr_array_new_with_free_func (g_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
sim_checks_free (SimChecks *self)
{
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->intents);
  g_free (self);
}
