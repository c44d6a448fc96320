/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model of the caches: what a commit does to rows, and what a crash does to commits. */
#include "sim-store.h"

#include "sim-checks.h"

#include <string.h>

/* About as many commits as fit between two checkpoints of SQLite's own. */
#define MOST_COMMITS 40

/* What a slot was before a commit. */
typedef struct
{
  SimSlot *slot;
  SimSlot before; /* fact owned */
} Change;

typedef struct
{
  SimSyncState sync; /* before it */
  GArray *changes;   /* (owned) (element-type Change) */
} Commit;

static void
change_clear (gpointer data)
{
  corral_fact_unref (((Change *) data)->before.fact);
}

static void
commit_free (gpointer data)
{
  Commit *commit = data;

  g_array_unref (commit->changes);
  g_free (commit);
}

static void
slot_free (gpointer data)
{
  corral_fact_unref (((SimSlot *) data)->fact);
  g_free (data);
}

static void
cache_free (SimCache *self)
{
  g_ptr_array_unref (self->journal);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->slots);
  g_free (self);
}

/* ---- rows ---------------------------------------------------------------------------------------- */

SimSlot *
sim_cache_find (SimCache *self, const char *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

static SimSlot *
get_slot (SimCache *self, const SimItem *item)
{
  SimSlot *slot = sim_cache_find (self, item->row->id);

  if (slot != NULL)
    return slot;
  slot = g_new0 (SimSlot, 1);
  slot->collection = item->row->collection;
  slot->id = item->row->id;
  g_ptr_array_add (self->slots, slot);
  g_hash_table_insert (self->by_id, (gpointer) slot->id, slot);
  return slot;
}

static void
remember (Commit *commit, SimSlot *slot)
{
  Change change = { slot, *slot };

  if (slot->fact != NULL)
    corral_fact_ref (slot->fact);
  g_array_append_val (commit->changes, change);
}

static gint64
rev_of (const SimSlot *slot)
{
  return slot->fact != NULL ? ((const CorralRow *) slot->fact)->rev : CORRAL_UNKNOWN;
}

/* put_row() and look_up_grave(): a row that left the scope may come back as it was; one that was deleted only as
 * something newer; one that was erased never. A new generation has no memory, but for what was erased. */
static void
put (Sim *sim, SimCache *self, Commit *commit, SimSlot *slot, const SimItem *item)
{
  gboolean current = slot->grave_generation >= self->sync.generation;
  gboolean newer = slot->fact == NULL || item->rev > rev_of (slot) || self->sync.generation > slot->generation
                   || sim_is_mutated (sim, SIM_MUTATION_OLDER_OVER_NEWER);
  gboolean barred = slot->grave == SIM_GRAVE_PURGED
                    || (slot->grave != SIM_GRAVE_NONE && current
                        && (item->rev < slot->grave_rev
                            || (item->rev == slot->grave_rev && slot->grave == SIM_GRAVE_DELETED)));

  if (!newer || (barred && !sim_is_mutated (sim, SIM_MUTATION_NO_GRAVES)))
    return;
  remember (commit, slot);
  sim_checks_put (sim, self, slot, item);
  g_clear_pointer (&slot->fact, corral_fact_unref);
  slot->fact = corral_fact_ref (item->fact);
  slot->generation = self->sync.generation;
  slot->grave = SIM_GRAVE_NONE;
}

/* remove_row() and dig_grave(). */
static void
take_away (SimCache *self, Commit *commit, SimSlot *slot, const SimItem *item)
{
  gboolean purge = item->change == CORRAL_CHANGE_PURGE;

  if (slot->fact != NULL && !purge && rev_of (slot) > item->rev && slot->generation >= self->sync.generation)
    return;
  remember (commit, slot);
  g_clear_pointer (&slot->fact, corral_fact_unref);
  if (slot->grave != SIM_GRAVE_PURGED && (slot->grave == SIM_GRAVE_NONE || item->rev >= slot->grave_rev || purge))
    slot->grave = purge                                  ? SIM_GRAVE_PURGED
                  : item->change == CORRAL_CHANGE_LEAVE ? SIM_GRAVE_LEFT
                                                        : SIM_GRAVE_DELETED;
  slot->grave_rev = MAX (slot->grave_rev, item->rev);
  slot->grave_generation = self->sync.generation;
}

static void
write_items (Sim *sim, SimCache *self, Commit *commit, GArray *items)
{
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      const SimItem *item = &g_array_index (items, SimItem, i);
      SimSlot *slot = get_slot (self, item);

      if (item->change == CORRAL_CHANGE_PUT)
        put (sim, self, commit, slot, item);
      else
        take_away (self, commit, slot, item);
    }
}

/* What the new generation has not named is gone. */
static void
sweep (SimCache *self, Commit *commit)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      SimSlot *slot = g_ptr_array_index (self->slots, i);
      gboolean old_row = slot->fact != NULL && slot->generation < self->sync.generation;
      gboolean old_grave = slot->grave != SIM_GRAVE_NONE && slot->grave != SIM_GRAVE_PURGED
                           && slot->grave_generation < self->sync.generation;

      if (!old_row && !old_grave)
        continue;
      remember (commit, slot);
      if (old_row)
        g_clear_pointer (&slot->fact, corral_fact_unref);
      if (old_grave)
        slot->grave = SIM_GRAVE_NONE;
    }
}

/* ---- commits ------------------------------------------------------------------------------------- */

gboolean
sim_store_is_full (Sim *sim)
{
  return sim->store->full_until_us > sim->now_us;
}

static void
write_commit (Sim *sim, SimCache *self, const SimCommit *what)
{
  Commit *commit = g_new0 (Commit, 1);

  commit->sync = self->sync;
  commit->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  g_array_set_clear_func (commit->changes, change_clear);
  g_ptr_array_add (self->journal, commit);
  if (what->begin_resync)
    self->sync = (SimSyncState){ .generation = self->sync.generation + 1, .resyncing = TRUE };
  write_items (sim, self, commit, what->items);
  if (what->sets_state)
    self->sync.state = what->state;
  if (what->sets_progress)
    self->sync.progress[what->collection] = what->progress;
  if (what->finish_resync)
    {
      sweep (self, commit);
      self->sync.resyncing = FALSE;
    }
  sim_note (sim, self->sync.resyncing ? "commit (resync)" : "commit",
            self->sync.state != NULL ? self->sync.state : self->tenant, self->sync.generation, commit->changes->len);
  if (self->journal->len > MOST_COMMITS)
    g_ptr_array_set_size (self->journal, 0);
}

/* A damaged file is set aside, and an empty one made. */
static void
set_aside (Sim *sim, guint tenant)
{
  SimStore *self = sim->store;

  sim_note (sim, "damaged", self->caches[tenant]->tenant, 0, 0);
  self->damaged &= ~(1u << tenant);
  self->was_damaged = TRUE;
  sim_checks_erased (sim, tenant);
  g_clear_pointer (&self->caches[tenant], cache_free);
  sim_store_open (sim, tenant);
}

gboolean
sim_store_was_damaged (Sim *sim)
{
  gboolean was_damaged = sim->store->was_damaged;

  sim->store->was_damaged = FALSE;
  return was_damaged;
}

gboolean
sim_store_commit (Sim *sim, guint tenant, const SimCommit *what)
{
  SimCache *self = sim->store->caches[tenant];

  if (self == NULL || sim_store_is_full (sim))
    return FALSE;
  if ((sim->store->damaged & 1u << tenant) != 0)
    {
      set_aside (sim, tenant);
      return FALSE;
    }
  if (sim_is_mutated (sim, SIM_MUTATION_CURSOR_FIRST) && what->items != NULL && what->sets_state)
    {
      SimCommit cursor = *what;
      SimCommit rows = { .items = what->items };

      cursor.items = NULL;
      write_commit (sim, self, &cursor);
      write_commit (sim, self, &rows);
      return TRUE;
    }
  write_commit (sim, self, what);
  return TRUE;
}

void
sim_store_commit_start (Sim *sim, guint tenant, const SimCommit *commit)
{
  SimStore *self = sim->store;

  g_assert (!self->pending);
  self->pending = TRUE;
  self->pending_done = self->pending_failed = FALSE;
  self->pending_tenant = tenant;
  self->pending_commit = *commit;
}

void
sim_store_write_pending (Sim *sim)
{
  SimStore *self = sim->store;

  if (!self->pending || self->pending_done)
    return;
  self->pending_failed = !sim_store_commit (sim, self->pending_tenant, &self->pending_commit);
  self->pending_done = TRUE;
  g_clear_pointer (&self->pending_commit.items, g_array_unref);
}

gboolean
sim_store_commit_finish (Sim *sim)
{
  SimStore *self = sim->store;

  if (!self->pending)
    return TRUE;
  sim_store_write_pending (sim);
  self->pending = FALSE;
  return !self->pending_failed;
}

gboolean
sim_store_checkpoint (Sim *sim, guint tenant)
{
  SimCache *self = sim->store->caches[tenant];

  if (self == NULL || sim_store_is_full (sim))
    return FALSE;
  if (!sim_is_mutated (sim, SIM_MUTATION_SETTLE_EARLY))
    g_ptr_array_set_size (self->journal, 0);
  return TRUE;
}

/* Takes the last commit back, as if it had never been. */
static void
lose_commit (SimCache *self)
{
  Commit *commit = g_ptr_array_index (self->journal, self->journal->len - 1);

  for (guint i = commit->changes->len; i > 0; i--)
    {
      Change *change = &g_array_index (commit->changes, Change, i - 1);

      corral_fact_unref (change->slot->fact);
      *change->slot = change->before;
      change->before.fact = NULL;
    }
  self->sync = commit->sync;
  g_ptr_array_set_size (self->journal, (int) self->journal->len - 1);
}

void
sim_store_crash (Sim *sim, gboolean power_cut)
{
  SimStore *self = sim->store;

  /* A transaction that the writer had in hand is whole or not at all. */
  if (self->pending && !self->pending_done && sim_chance (sim, 2))
    sim_store_write_pending (sim);
  self->pending = FALSE;
  g_clear_pointer (&self->pending_commit.items, g_array_unref);
  if (!power_cut)
    return;
  for (guint i = 0; i < SIM_N_TENANTS; i++)
    {
      SimCache *cache = self->caches[i];
      gint64 n = cache != NULL && cache->journal->len > 0 ? sim_draw (sim, 0, cache->journal->len + 1) : 0;

      if (n > 0)
        sim_note (sim, "power takes", cache->tenant, n, 0);
      for (; n > 0; n--)
        lose_commit (cache);
      if (cache != NULL)
        g_ptr_array_set_size (cache->journal, 0);
    }
  if (sim_is_mutated (sim, SIM_MUTATION_OUTBOX_NORMAL) && self->durable != NULL)
    {
      g_ptr_array_unref (self->entries);
      self->entries = g_ptr_array_copy (self->durable, (GCopyFunc) (void (*) (void)) corral_outbox_entry_ref, NULL);
      g_ptr_array_set_free_func (self->entries, (GDestroyNotify) corral_outbox_entry_unref);
    }
}

/* ---- life ---------------------------------------------------------------------------------------- */

SimCache *
sim_store_open (Sim *sim, guint tenant)
{
  SimStore *self = sim->store;
  SimCache *cache = self->caches[tenant];

  if (cache != NULL)
    return cache;
  cache = self->caches[tenant] = g_new0 (SimCache, 1);
  cache->tenant = sim->server->tenants[tenant]->id;
  cache->sync.generation = 1;
  cache->slots = g_ptr_array_new_with_free_func (slot_free);
  cache->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  cache->journal = g_ptr_array_new_with_free_func (commit_free);
  return cache;
}

void
sim_store_erase (Sim *sim, guint tenant)
{
  SimStore *self = sim->store;

  g_assert (!self->pending);
  sim_note (sim, "erase", self->caches[tenant]->tenant, 0, 0);
  sim_checks_erased (sim, tenant);
  g_clear_pointer (&self->caches[tenant], cache_free);
}

SimStore *
sim_store_new (void)
{
  SimStore *self = g_new0 (SimStore, 1);

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  return self;
}

void
sim_store_free (SimStore *self)
{
  for (guint i = 0; i < SIM_N_TENANTS; i++)
    g_clear_pointer (&self->caches[i], cache_free);
  g_clear_pointer (&self->pending_commit.items, g_array_unref);
  g_ptr_array_unref (self->entries);
  g_clear_pointer (&self->durable, g_ptr_array_unref);
  g_free (self);
}
