/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One walk for every question: a page, a count, a single row, a delta. The collections say what is there
 * and when it last changed; what is asked for decides which rows are built at all.
 */
#include "config.h"

#include "corral-sim-private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct
{
  void (*walk) (SimWalk *walk);
  gboolean in_order; /* of id, so that a page may stop early */
} collections[CORRAL_N_COLLECTIONS] = {
  [CORRAL_COLLECTION_STORE] = { sim_walk_stores, TRUE },
  [CORRAL_COLLECTION_CART] = { sim_walk_carts, TRUE },
  [CORRAL_COLLECTION_ALERT] = { sim_walk_alerts, FALSE },
  [CORRAL_COLLECTION_FLAG] = { sim_walk_flags, FALSE },
  [CORRAL_COLLECTION_TICKET] = { sim_walk_tickets, FALSE },
  [CORRAL_COLLECTION_ROLLOUT] = { sim_walk_rollouts, FALSE },
  [CORRAL_COLLECTION_FIRMWARE] = { sim_walk_firmware, FALSE },
  [CORRAL_COLLECTION_ACCESS_POINT] = { sim_walk_access_points, TRUE },
  [CORRAL_COLLECTION_SESSION] = { sim_walk_sessions, FALSE },
  [CORRAL_COLLECTION_NOTE] = { sim_walk_notes, FALSE },
  [CORRAL_COLLECTION_CASE] = { sim_walk_cases, FALSE },
  [CORRAL_COLLECTION_EXECUTION] = { sim_walk_executions, TRUE },
  [CORRAL_COLLECTION_PACK] = { sim_walk_packs, TRUE },
  [CORRAL_COLLECTION_CERTIFICATE] = { sim_walk_certificates, TRUE },
  [CORRAL_COLLECTION_ITEM] = { sim_walk_items, TRUE },
  [CORRAL_COLLECTION_OPERATION] = { NULL, TRUE }, /* made by people alone: corral-cloud-edits.c */
  [CORRAL_COLLECTION_INCIDENT] = { NULL, TRUE },  /* likewise */
  [CORRAL_COLLECTION_MAINTENANCE] = { sim_walk_maintenance, TRUE },
  [CORRAL_COLLECTION_INGEST] = { sim_walk_ingest, TRUE },
  [CORRAL_COLLECTION_LOSS_WEEK] = { sim_walk_loss_weeks, TRUE },
  [CORRAL_COLLECTION_VITAL] = { sim_walk_vitals, TRUE },
};

/* The number of an id made of @prefix and digits, or G_MAXUINT. */
static guint
id_number (const char *id, const char *prefix)
{
  gsize length = strlen (prefix);
  char *end;
  guint64 number;

  if (strncmp (id, prefix, length) != 0 || !g_ascii_isdigit (id[length]))
    return G_MAXUINT;
  number = g_ascii_strtoull (id + length, &end, 10);
  return *end == '\0' && number < G_MAXUINT ? (guint) number : G_MAXUINT;
}

gboolean
sim_find_cart (CorralSim *sim, guint tenant, const char *id, guint *cart)
{
  const SimChain *chain = &sim->chains[tenant];
  char same[16];

  *cart = id_number (id, "c-");
  if (*cart < chain->first_cart || *cart >= chain->first_cart + chain->n_carts)
    return FALSE;
  g_snprintf (same, sizeof same, "c-%06u", *cart);
  return strcmp (id, same) == 0;
}

gboolean
sim_find_store (CorralSim *sim, guint tenant, const char *id, guint *store)
{
  const SimChain *chain = &sim->chains[tenant];

  *store = id_number (id, "s-") - 1;
  return *store >= chain->first_store && *store < chain->first_store + chain->n_stores
         && strcmp (id, sim->stores[*store].id) == 0;
}

double
sim_round (double value)
{
  return floor (value * 100.0 + 0.5) / 100.0;
}

void
sim_walk_range (SimWalk *walk, const char *prefix, guint *first, guint *end)
{
  const SimChain *chain = &walk->sim->chains[walk->tenant];

  *first = chain->first_cart;
  *end = chain->first_cart + chain->n_carts;
  if (walk->only_store != G_MAXUINT)
    {
      *first = walk->sim->stores[walk->only_store].first_cart;
      *end = *first + walk->sim->stores[walk->only_store].n_carts;
    }
  if (walk->only_id != NULL)
    {
      guint number = id_number (walk->only_id, prefix);

      *first = number >= *first && number < *end ? number : *end;
      *end = MIN (*end, *first + 1);
    }
  if (walk->after_id != NULL)
    {
      guint low = *first;
      guint high = *end;

      while (low < high)
        {
          guint middle = low + (high - low) / 2;
          char id[32];

          g_snprintf (id, sizeof id, "%s%06u", prefix, middle);
          if (strcmp (id, walk->after_id) <= 0)
            low = middle + 1;
          else
            high = middle;
        }
      *first = low;
    }
}

gboolean
sim_walk_wants (SimWalk *walk, const char *id, gint64 rev)
{
  if (walk->full || rev > walk->now_ms)
    return FALSE;
  if (walk->only_id != NULL && strcmp (walk->only_id, id) != 0)
    return FALSE;
  if (walk->only_ids != NULL && !g_hash_table_contains (walk->only_ids, id))
    return FALSE;
  if (walk->after_id != NULL && strcmp (id, walk->after_id) <= 0)
    return FALSE;
  if (CORRAL_IS_KNOWN (walk->since_ms) && rev <= walk->since_ms)
    return FALSE;
  if (walk->counting)
    {
      walk->n_rows++;
      return FALSE;
    }
  walk->text.used = 0;
  return TRUE;
}

void
sim_walk_put (SimWalk *walk, gconstpointer row)
{
  if (walk->batch != NULL)
    {
      corral_batch_add_copy (walk->batch, CORRAL_CHANGE_PUT, row);
    }
  else
    {
      CorralSimChange *change = g_new0 (CorralSimChange, 1);

      change->collection = walk->collection;
      change->change = CORRAL_CHANGE_PUT;
      change->row = corral_fact_new (corral_collection_get_schema (walk->collection), row);
      change->id = ((const CorralRow *) change->row)->id;
      change->at_ms = change->rev = ((const CorralRow *) row)->rev;
      g_ptr_array_add (walk->changes, change);
    }
  walk->n_rows++;
  walk->full = walk->limit > 0 && walk->n_rows >= walk->limit;
}

/* What came and went since is told as gone: a page of a snapshot that was read in between had it, and the same question
 * asked earlier told of it. Not beyond a day: so long takes no snapshot, and it would be thousands of trips that nobody
 * has heard of. */
gboolean
sim_walk_tells_short_lives (const SimWalk *walk)
{
  return CORRAL_IS_KNOWN (walk->since_ms) && walk->now_ms - walk->since_ms <= CORRAL_DAY_MS;
}

void
sim_walk_gone (SimWalk *walk, const char *id, gint64 born, gint64 gone)
{
  CorralSimChange *change;

  if (walk->changes == NULL || gone <= walk->since_ms || gone > walk->now_ms
      || (born > walk->since_ms && !sim_walk_tells_short_lives (walk)))
    return;
  change = g_new0 (CorralSimChange, 1);
  change->collection = walk->collection;
  change->change = CORRAL_CHANGE_DELETE;
  change->id = g_strdup (id);
  change->at_ms = change->rev = gone;
  g_ptr_array_add (walk->changes, change);
}

gboolean
sim_walk_life (SimWalk *walk, const char *id, const gint64 *times, guint n_times, gint64 gone, gint64 *rev)
{
  if (times[0] > walk->now_ms)
    return FALSE;
  if (gone <= walk->now_ms)
    {
      sim_walk_gone (walk, id, times[0], gone);
      return FALSE;
    }
  *rev = times[0];
  for (guint i = 1; i < n_times; i++)
    if (times[i] <= walk->now_ms && times[i] > *rev)
      *rev = times[i];
  return sim_walk_wants (walk, id, *rev);
}

static SimWalk
begin_walk (CorralSim *sim, guint tenant, CorralCollection collection, gint64 now_ms)
{
  return (SimWalk){
    .sim = sim,
    .tenant = tenant,
    .collection = collection,
    .now_ms = now_ms,
    .since_ms = CORRAL_UNKNOWN,
    .only_store = G_MAXUINT,
  };
}

static void
run (SimWalk *walk)
{
  if (collections[walk->collection].walk != NULL)
    collections[walk->collection].walk (walk);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const CorralRow *const *) a)->id, (*(const CorralRow *const *) b)->id);
}

/* Copies the first @limit rows of @all, by id, to @out; whether there are more. */
static gboolean
take_page (const CorralBatch *all, guint limit, CorralBatch *out)
{
  g_autofree const CorralRow **rows = g_new (const CorralRow *, all->n_rows + 1);

  for (guint i = 0; i < all->n_rows; i++)
    rows[i] = corral_batch_get_row (all, i);
  qsort (rows, all->n_rows, sizeof *rows, compare_rows);
  for (guint i = 0; i < MIN (limit, all->n_rows); i++)
    corral_batch_add_copy (out, CORRAL_CHANGE_PUT, rows[i]);
  return all->n_rows > limit;
}

static gboolean
page (SimWalk *walk, guint limit, CorralBatch *out)
{
  guint before = out->n_rows;

  if (!collections[walk->collection].in_order)
    {
      g_autoptr (CorralBatch) all = corral_batch_new (walk->collection);

      walk->batch = all;
      run (walk);
      return take_page (all, limit, out);
    }
  /* One more than asked for tells whether more follow. */
  walk->batch = out;
  walk->limit = limit + 1;
  run (walk);
  if (out->n_rows - before <= limit)
    return FALSE;
  corral_batch_drop_last (out);
  return TRUE;
}

gboolean
corral_sim_snapshot (CorralSim *self,
                     guint tenant,
                     CorralCollection collection,
                     gint64 now_ms,
                     const char *after_id,
                     guint limit,
                     CorralBatch *out)
{
  SimWalk walk = begin_walk (self, tenant, collection, now_ms);

  g_return_val_if_fail (tenant < self->n_chains && out->collection == collection, FALSE);
  walk.after_id = after_id;
  return page (&walk, limit, out);
}

gboolean
corral_sim_vitals (CorralSim *self,
                   guint tenant,
                   const char *store,
                   gint64 now_ms,
                   const char *after_id,
                   guint limit,
                   CorralBatch *out)
{
  SimWalk walk = begin_walk (self, tenant, CORRAL_COLLECTION_VITAL, now_ms);

  g_return_val_if_fail (tenant < self->n_chains && out->collection == CORRAL_COLLECTION_VITAL, FALSE);
  if (store != NULL && !sim_find_store (self, tenant, store, &walk.only_store))
    return FALSE;
  walk.after_id = after_id;
  return page (&walk, limit, out);
}

guint64
corral_sim_count (CorralSim *self, guint tenant, CorralCollection collection, gint64 now_ms)
{
  SimWalk walk = begin_walk (self, tenant, collection, now_ms);

  g_return_val_if_fail (tenant < self->n_chains, 0);
  walk.counting = TRUE;
  run (&walk);
  return walk.n_rows;
}

gboolean
corral_sim_row (CorralSim *self,
                guint tenant,
                CorralCollection collection,
                const char *id,
                gint64 now_ms,
                CorralBatch *out)
{
  SimWalk walk = begin_walk (self, tenant, collection, now_ms);

  g_return_val_if_fail (tenant < self->n_chains && out->collection == collection, FALSE);
  walk.only_id = id;
  walk.batch = out;
  run (&walk);
  return walk.n_rows > 0;
}

void
corral_sim_rows (CorralSim *self,
                 guint tenant,
                 CorralCollection collection,
                 GHashTable *ids,
                 gint64 now_ms,
                 CorralBatch *out)
{
  SimWalk walk = begin_walk (self, tenant, collection, now_ms);

  g_return_if_fail (tenant < self->n_chains && out->collection == collection);
  walk.only_ids = ids;
  walk.batch = out;
  run (&walk);
}

static void
free_change (gpointer data)
{
  CorralSimChange *change = data;

  if (change->row != NULL)
    corral_fact_unref ((gpointer) change->row);
  else
    g_free ((char *) change->id);
  g_free (change);
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const CorralSimChange *x = *(const CorralSimChange *const *) a;
  const CorralSimChange *y = *(const CorralSimChange *const *) b;

  if (x->at_ms != y->at_ms)
    return x->at_ms < y->at_ms ? -1 : 1;
  if (x->collection != y->collection)
    return x->collection < y->collection ? -1 : 1;
  return strcmp (x->id, y->id);
}

GPtrArray *
corral_sim_changes (CorralSim *self, guint tenant, gint64 since_ms, gint64 now_ms)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (free_change);

  g_return_val_if_fail (tenant < self->n_chains, changes);
  if (since_ms >= now_ms)
    return changes;
  for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
    {
      SimWalk walk = begin_walk (self, tenant, (CorralCollection) c, now_ms);

      walk.since_ms = since_ms;
      walk.changes = changes;
      run (&walk);
    }
  g_ptr_array_sort (changes, compare_changes);
  return changes;
}
