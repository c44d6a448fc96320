/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model of the outbox's file: every change is whole, and on the disk when the call returns. */
#include "sim-store.h"

#include "sim-checks.h"

#include <string.h>

/* Under SIM_MUTATION_OUTBOX_NORMAL: how often what was called saved really is. */
#define SAVED_LATER_ONE_IN 6

static void
changed (Sim *sim)
{
  SimStore *self = sim->store;

  self->n_changes++;
  if (!sim_is_mutated (sim, SIM_MUTATION_OUTBOX_NORMAL)
      || (self->durable != NULL && !sim_chance (sim, SAVED_LATER_ONE_IN)))
    return;
  g_clear_pointer (&self->durable, g_ptr_array_unref);
  self->durable = g_ptr_array_copy (self->entries, (GCopyFunc) (void (*) (void)) corral_outbox_entry_ref, NULL);
  g_ptr_array_set_free_func (self->durable, (GDestroyNotify) corral_outbox_entry_unref);
}

static guint
find (SimStore *self, const char *id)
{
  guint i;

  for (i = 0; i < self->entries->len; i++)
    if (strcmp (((const CorralOutboxEntry *) g_ptr_array_index (self->entries, i))->id, id) == 0)
      break;
  return i;
}

CorralOutboxEntry *
sim_outbox_find (SimStore *self, const char *id)
{
  guint at = find (self, id);

  return at < self->entries->len ? g_ptr_array_index (self->entries, at) : NULL;
}

GPtrArray *
sim_outbox_list (Sim *sim)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);

  for (guint i = 0; i < sim->store->entries->len; i++)
    {
      CorralOutboxEntry *entry = g_ptr_array_index (sim->store->entries, i);

      if (!entry->settled)
        g_ptr_array_add (entries, corral_outbox_entry_ref (entry));
    }
  return entries;
}

static void
add (Sim *sim, CorralOutboxEntry *entry)
{
  CorralOutboxEntry *stored = corral_outbox_entry_copy (entry);

  stored->pk = ++sim->store->pk;
  g_ptr_array_add (sim->store->entries, stored);
  sim_note (sim, "saved", entry->id, stored->pk, entry->type->kind);
}

gboolean
sim_outbox_add (Sim *sim, GPtrArray *entries)
{
  if (sim_store_is_full (sim))
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    add (sim, g_ptr_array_index (entries, i));
  changed (sim);
  return TRUE;
}

static void
set_text (char **at, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*at);
  *at = copy;
}

/* A copy to be written to, in the place of the entry. */
static CorralOutboxEntry *
take (SimStore *self, guint at)
{
  CorralOutboxEntry *copy = corral_outbox_entry_copy (g_ptr_array_index (self->entries, at));

  corral_outbox_entry_unref (g_ptr_array_index (self->entries, at));
  self->entries->pdata[at] = copy;
  return copy;
}

gboolean
sim_outbox_step (Sim *sim, const CorralOutboxStep *step, gboolean *moved)
{
  SimStore *self = sim->store;
  guint at = find (self, step->id);
  CorralOutboxEntry *entry;
  CorralOutboxState from;

  *moved = FALSE;
  if (sim_store_is_full (sim))
    return FALSE;
  if (at == self->entries->len || !corral_outbox_entry_is_in (g_ptr_array_index (self->entries, at), step->from))
    return TRUE;
  entry = take (self, at);
  from = entry->state;
  entry->state = step->to;
  entry->attempts += step->attempt != FALSE;
  entry->next_attempt_ms = step->next_attempt_ms;
  entry->applied_rev = step->applied_rev;
  if (CORRAL_IS_KNOWN (step->http_status))
    entry->http_status = step->http_status;
  set_text (&entry->code, step->code);
  set_text (&entry->message, step->message);
  set_text (&entry->already_by, step->already_by);
  set_text (&entry->result, step->result);
  entry->ended_ms = step->ended_ms;
  entry->settled = step->settled;
  *moved = TRUE;
  sim_note (sim, "step", entry->id, from, entry->state);
  changed (sim);
  sim_checks_moved (sim, entry);
  return TRUE;
}

gboolean
sim_outbox_remove (Sim *sim, const char *id, guint from, GPtrArray *removed)
{
  SimStore *self = sim->store;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  if (sim_store_is_full (sim))
    return FALSE;
  g_ptr_array_add (ids, (gpointer) id);
  for (guint i = 0; i < ids->len; i++)
    {
      const char *each = g_ptr_array_index (ids, i);
      guint at = find (self, each);

      if (at == self->entries->len
          || !corral_outbox_entry_is_in (g_ptr_array_index (self->entries, at), i == 0 ? from : CORRAL_OUTBOX_UNSENT))
        continue;
      g_ptr_array_add (removed, (gpointer) sim_text (sim, each));
      sim_note (sim, "removed", each, 0, 0);
      g_ptr_array_remove_index (self->entries, at);
      for (guint k = 0; k < self->entries->len; k++)
        {
          const CorralOutboxEntry *entry = g_ptr_array_index (self->entries, k);

          if (g_strcmp0 (entry->depends_on, each) == 0)
            g_ptr_array_add (ids, (gpointer) sim_text (sim, entry->id));
        }
    }
  if (removed->len > 0)
    changed (sim);
  return TRUE;
}

static gboolean
settle (Sim *sim, const char *id)
{
  SimStore *self = sim->store;
  guint at = find (self, id);
  const CorralOutboxEntry *entry = at < self->entries->len ? g_ptr_array_index (self->entries, at) : NULL;

  if (entry == NULL || entry->settled
      || !corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED | CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_APPLIED)))
    return FALSE;
  take (self, at)->settled = TRUE;
  sim_note (sim, "settled", id, 0, 0);
  return TRUE;
}

gboolean
sim_outbox_settle (Sim *sim, const char *id)
{
  if (sim_store_is_full (sim))
    return FALSE;
  if (settle (sim, id))
    changed (sim);
  return TRUE;
}

gboolean
sim_outbox_replace (Sim *sim, const char *id, CorralOutboxEntry *entry, gboolean *done)
{
  *done = FALSE;
  if (sim_store_is_full (sim))
    return FALSE;
  *done = settle (sim, id);
  if (*done)
    {
      add (sim, entry);
      changed (sim);
    }
  return TRUE;
}

gboolean
sim_outbox_prune (Sim *sim, gint64 before_ms)
{
  SimStore *self = sim->store;
  guint n = self->entries->len;

  if (sim_store_is_full (sim))
    return FALSE;
  for (guint i = self->entries->len; i > 0; i--)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (self->entries, i - 1);

      if (entry->settled && (CORRAL_IS_KNOWN (entry->ended_ms) ? entry->ended_ms : entry->made_ms) < before_ms)
        {
          sim_checks_pruned (sim, entry);
          g_ptr_array_remove_index (self->entries, i - 1);
        }
    }
  if (self->entries->len < n)
    changed (sim);
  return TRUE;
}
