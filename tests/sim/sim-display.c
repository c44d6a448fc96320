/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Truth + intent, as a window would show it, and whether it shows what was done. */
#include "sim-display.h"

#include "corral-id-list.h"

#include <string.h>

/* Whether @row, the target of @entry, shows what it did. */
static gboolean
shows (const CorralOutboxEntry *entry, gconstpointer row)
{
  const CorralAlert *alert = row;
  const CorralCart *cart = row;
  const CorralFlag *flag = row;
  const CorralExecution *execution = row;
  const CorralIncidentRecord *incident = row;

  switch ((int) entry->type->kind)
    {
    case CORRAL_OPERATION_ALERT_ACK:
      return CORRAL_IS_KNOWN (alert->acknowledged_ms);
    case CORRAL_OPERATION_ALERT_SNOOZE:
      return alert->snoozed_until_ms == entry->params.until_ms;
    case CORRAL_OPERATION_ALERT_ASSIGN:
      return g_strcmp0 (alert->assigned_to, entry->params.assignee) == 0;
    case CORRAL_OPERATION_ALERT_CLEAR:
      return CORRAL_IS_KNOWN (alert->cleared_ms);
    case CORRAL_OPERATION_CART_OUT_OF_SERVICE:
      return g_strcmp0 (cart->state, "out_of_service") == 0
             && g_strcmp0 (cart->out_of_service_reason, entry->params.reason) == 0;
    case CORRAL_OPERATION_CART_IN_SERVICE:
      return g_strcmp0 (cart->state, "out_of_service") != 0;
    case CORRAL_OPERATION_FLAG_DECIDE:
      return g_strcmp0 (flag->status, "decided") == 0 && g_strcmp0 (flag->outcome, entry->params.outcome) == 0;
    case CORRAL_OPERATION_EXECUTION_RETRY:
      /* Applied, it may have moved on: then it was no longer needed. */
      return entry->state == CORRAL_OUTBOX_APPLIED || g_strcmp0 (execution->status, "queued") == 0;
    case CORRAL_OPERATION_INCIDENT_ACK:
      return CORRAL_IS_KNOWN (incident->acknowledged_ms);
    case CORRAL_OPERATION_INCIDENT_SNOOZE:
      return incident->snoozed_until_ms == entry->params.until_ms;
    case CORRAL_OPERATION_INCIDENT_ASSIGN:
      return g_strcmp0 (incident->assigned_to, entry->params.assignee) == 0;
    case CORRAL_OPERATION_INCIDENT_CLOSE:
      return CORRAL_IS_KNOWN (incident->closed_ms) && g_strcmp0 (incident->cause, entry->params.cause) == 0;
    case CORRAL_OPERATION_INCIDENT_REOPEN:
      return !CORRAL_IS_KNOWN (incident->closed_ms);
    case CORRAL_OPERATION_INCIDENT_ADOPT:
      return corral_id_list_has (incident->adopted, entry->params.cart);
    default:
      /* A request to bind a cart changes nothing that is seen of it. */
      return TRUE;
    }
}

static gboolean
is_of_row (const CorralOutboxEntry *entry, const CorralOutboxEntry *other)
{
  return corral_outbox_entry_is_overlaid (other) && !other->type->makes_row
         && strcmp (other->target, entry->target) == 0 && strcmp (other->tenant, entry->tenant) == 0;
}

static void
check_target (Sim *sim, const CorralOutboxEntry *entry, guint at, const SimSlot *slot)
{
  GPtrArray *entries = sim->store->entries;
  const CorralSchema *schema = corral_collection_get_schema (slot->collection);
  gint64 rev = ((const CorralRow *) slot->fact)->rev;
  gpointer row = g_alloca (schema->size);
  g_autoptr (GStringChunk) texts = NULL;

  /* Somebody has changed it since: what is seen is theirs. */
  if (entry->state == CORRAL_OUTBOX_APPLIED && (rev > entry->applied_rev || entry->already_by != NULL))
    return;
  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *other = g_ptr_array_index (entries, i);

      /* What was done later is what is seen; and what another account did earlier, which waits for that account to be
       * back, lies over what has been done since. */
      if (i != at && is_of_row (entry, other) && (i > at || strcmp (other->account, entry->account) != 0))
        return;
    }
  texts = g_string_chunk_new (64);
  memcpy (row, slot->fact, schema->size);
  for (guint i = 0; i <= at; i++)
    if (is_of_row (entry, g_ptr_array_index (entries, i)))
      corral_outbox_entry_overlay (g_ptr_array_index (entries, i), slot->collection, row, texts);
  if (!shows (entry, row))
    sim_violate (sim, "shown", "%s %s is %s, and %s does not show it", entry->type->name, entry->id,
                 corral_outbox_state_to_word (entry->state), entry->target);
}

/* What is not there yet is shown by those who make it. */
static void
check_made_target (Sim *sim, const CorralOutboxEntry *entry)
{
  GPtrArray *entries = sim->store->entries;
  const CorralSchema *schema = corral_collection_get_schema (entry->type->target);
  gpointer row = g_alloca (schema->size);
  g_autoptr (GStringChunk) texts = g_string_chunk_new (64);

  corral_row_clear (schema, row);
  for (guint i = 0; i < entries->len; i++)
    if (is_of_row (entry, g_ptr_array_index (entries, i)))
      corral_outbox_entry_overlay (g_ptr_array_index (entries, i), entry->type->target, row, texts);
  if (g_strcmp0 (((CorralRow *) row)->id, entry->target) != 0)
    sim_violate (sim, "shown", "%s %s is %s, and nothing shows %s", entry->type->name, entry->id,
                 corral_outbox_state_to_word (entry->state), entry->target);
}

static void
check_made (Sim *sim, const CorralOutboxEntry *entry, SimCache *cache)
{
  const CorralSchema *schema = corral_collection_get_schema (entry->type->result);
  const SimSlot *slot = entry->result != NULL ? sim_cache_find (cache, entry->result) : NULL;
  gpointer row = g_alloca (schema->size);

  corral_row_clear (schema, row);
  if ((slot == NULL || slot->fact == NULL) && !corral_outbox_entry_overlay (entry, entry->type->result, row, NULL))
    sim_violate (sim, "shown", "%s %s is %s, and nothing shows it", entry->type->name, entry->id,
                 corral_outbox_state_to_word (entry->state));
}

void
sim_display_check (Sim *sim)
{
  for (guint i = 0; i < sim->store->entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (sim->store->entries, i);
      SimCache *cache;
      const SimSlot *slot;

      if (!corral_outbox_entry_is_overlaid (entry))
        continue;
      cache = sim->store->caches[sim_server_find_tenant (sim->server, entry->tenant)->index];
      if (cache == NULL)
        continue;
      slot = sim_cache_find (cache, entry->target);
      if (entry->type->makes_row)
        check_made (sim, entry, cache);
      else if (slot != NULL && slot->fact != NULL)
        check_target (sim, entry, i, slot);
      else if (entry->type->makes_target)
        check_made_target (sim, entry);
    }
}
