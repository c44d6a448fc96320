/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs somebody now, grouped and ranked: what is seen in the fleet (corral-sight.c), stores below their target, flags
 * whose trip is still in the store, and rollouts that are held. Pure over the mirror; main thread. */
#include "config.h"

#include "corral-attention.h"
#include "corral-finding-private.h"
#include "corral-stamp.h"

#include <math.h>
#include <string.h>

/* A list in the making. */
typedef struct
{
  CorralFleet *fleet;
  guint32 chain;  /* slot, or CORRAL_NO_SLOT for all */
  GArray *items;  /* (element-type CorralAttention) */
} Listing;

static gboolean
is_wanted (const Listing *listing, guint32 chain)
{
  return listing->chain == CORRAL_NO_SLOT || listing->chain == chain;
}

static CorralAttention
make (CorralAttentionKind kind, CorralSeverity severity)
{
  return (CorralAttention) {
    .kind = kind,
    .severity = severity,
    .chain = CORRAL_NO_SLOT,
    .store = CORRAL_NO_SLOT,
    .since_ms = CORRAL_UNKNOWN,
    .value = NAN,
    .target = NAN,
  };
}

/* --- what is seen ---------------------------------------------------------------------------------- */

/* As what a finding is listed, and the fewest carts that are. */
static const struct
{
  CorralAlertRuleKind rule;
  gboolean silent; /* when that matters */
  CorralAttentionKind kind;
  guint at_least;
} listed[] = {
  { CORRAL_RULE_CLOUD_SILENCE, TRUE, CORRAL_ATTENTION_CLOUD, 1 },
  { CORRAL_RULE_STORE_WIFI, FALSE, CORRAL_ATTENTION_STORE_WIFI, 0 },
  { CORRAL_RULE_CARRIER, TRUE, CORRAL_ATTENTION_CARRIER, 1 },
  { CORRAL_RULE_CERTIFICATE, TRUE, CORRAL_ATTENTION_CERTIFICATE, 1 },
  { CORRAL_RULE_WRONG_BUILD, TRUE, CORRAL_ATTENTION_VERSION, 1 },
  { CORRAL_RULE_STORE_SILENT, FALSE, CORRAL_ATTENTION_STORE_SILENT, CORRAL_STORE_PART_CARTS },
  { CORRAL_RULE_CLOUD_GAP, FALSE, CORRAL_ATTENTION_CLOUD_GAP, 0 },
  { CORRAL_RULE_WRONG_BUILD, FALSE, CORRAL_ATTENTION_WRONG_BUILD, 5 },
  { CORRAL_RULE_CALIBRATION, FALSE, CORRAL_ATTENTION_CALIBRATION, 5 },
  { CORRAL_RULE_RADIO, FALSE, CORRAL_ATTENTION_RADIO, 5 },
  { CORRAL_RULE_REJECTS, FALSE, CORRAL_ATTENTION_REJECTS, 5 },
  { CORRAL_RULE_MISSING_CA, FALSE, CORRAL_ATTENTION_MISSING_CA, 1 },
  { CORRAL_RULE_OFF_PREMISES, FALSE, CORRAL_ATTENTION_OFF_PREMISES, 1 },
};

/* The part of @finding that is of the wanted chain: carts, stores, and their chain and store when it is one. */
static void
count_part (const Listing *listing, const CorralFinding *finding, CorralAttention *item)
{
  const guint32 *chains
    = corral_columns_peek (corral_fleet_get_table (listing->fleet, CORRAL_TABLE_CART), CORRAL_CART_COL_CHAIN);
  const guint32 *store_chains
    = corral_columns_peek (corral_fleet_get_table (listing->fleet, CORRAL_TABLE_STORE), CORRAL_STORE_COL_CHAIN);

  if (listing->chain == CORRAL_NO_SLOT)
    {
      item->n_carts = finding->n_carts;
      item->n_stores = finding->n_stores;
      item->chain = finding->chain;
      item->store = finding->store;
      return;
    }
  item->chain = listing->chain;
  for (guint i = 0; i < finding->n_carts; i++)
    item->n_carts += chains[finding->carts[i]] == listing->chain;
  for (guint i = 0; i < finding->n_stores; i++)
    if (store_chains[finding->stores[i]] == listing->chain)
      item->store = item->n_stores++ == 0 ? finding->stores[i] : CORRAL_NO_SLOT;
}

/* What is seen, but for thresholds that people can set lower, and for a hole that ended too long ago to explain anything. */
static gboolean
is_listed (const CorralFinding *finding, gint64 now_ms)
{
  return (finding->rule != CORRAL_RULE_CLOUD_GAP || now_ms - finding->ended_ms <= CORRAL_VERDICT_GAP_MS)
         && (finding->rule != CORRAL_RULE_STORE_SILENT || finding->value >= 100 * CORRAL_STORE_PART_SHARE)
         && (finding->rule != CORRAL_RULE_REJECTS || finding->value >= CORRAL_VERDICT_REJECTS_PCT);
}

static void
list_seen (Listing *listing, const GPtrArray *seen)
{
  gint64 now_ms = corral_fleet_get_now (listing->fleet);

  for (guint i = 0; i < seen->len; i++)
    {
      const CorralFinding *finding = g_ptr_array_index (seen, i);

      for (guint k = 0; k < G_N_ELEMENTS (listed); k++)
        {
          CorralAttention item;

          if (listed[k].rule != finding->rule
              || (finding->rule == CORRAL_RULE_WRONG_BUILD && listed[k].silent != finding->silent)
              || !is_listed (finding, now_ms))
            continue;
          item = make (listed[k].kind, finding->severity);
          count_part (listing, finding, &item);
          if ((item.n_carts == 0 && item.n_stores == 0) || item.n_carts < listed[k].at_least)
            continue;
          item.since_ms = finding->began_ms;
          if (CORRAL_IS_KNOWN (finding->ended_ms))
            item.lasted_ms = finding->ended_ms - finding->began_ms;
          if (finding->rule == CORRAL_RULE_REJECTS)
            item.value = finding->value;
          item.n_regions = finding->n_regions;
          g_strlcpy (item.detail, finding->detail, sizeof item.detail);
          if (finding->n_regions > 0)
            g_strlcpy (item.region, finding->region, sizeof item.region);
          g_array_append_val (listing->items, item);
        }
    }
}

/* --- the rest -------------------------------------------------------------------------------------- */

/* All stores below their target are one row, with the figures of the worst. */
static void
list_below_target (Listing *listing)
{
  const CorralColumns *stores = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_STORE);
  const float *gaps = corral_columns_peek (stores, CORRAL_STORE_COL_SERVICE_GAP_PCT);
  const guint32 *chains = corral_columns_peek (stores, CORRAL_STORE_COL_CHAIN);
  CorralAttention item = make (CORRAL_ATTENTION_BELOW_TARGET, CORRAL_SEVERITY_WATCH);
  double worst = 0;

  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (stores); slot < n_slots; slot++)
    {
      gint64 carts;

      if (!(gaps[slot] < 0) || !corral_columns_exists (stores, slot) || !is_wanted (listing, chains[slot]))
        continue;
      item.n_stores++;
      carts = corral_columns_get_integer (stores, slot, CORRAL_STORE_COL_CARTS);
      item.n_carts += CORRAL_IS_KNOWN (carts) ? (guint) carts : 0;
      item.chain = item.n_stores == 1 || item.chain == chains[slot] ? chains[slot] : CORRAL_NO_SLOT;
      item.store = item.n_stores == 1 ? slot : CORRAL_NO_SLOT;
      if ((double) gaps[slot] < worst)
        {
          worst = (double) gaps[slot];
          item.value = corral_columns_get_real (stores, slot, CORRAL_STORE_COL_SERVICE_TODAY_PCT);
          item.target = corral_columns_get_real (stores, slot, CORRAL_STORE_COL_SERVICE_TARGET_PCT);
        }
    }
  if (item.n_stores > 0)
    g_array_append_val (listing->items, item);
}

static void
list_flags_now (Listing *listing)
{
  const CorralColumns *flags = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_FLAG);
  const gint32 *open = corral_columns_peek (flags, CORRAL_FLAG_COL_OPEN);
  const gint32 *in_store = corral_columns_peek (flags, CORRAL_FLAG_COL_IN_STORE);
  CorralAttention item = make (CORRAL_ATTENTION_FLAGS_NOW, CORRAL_SEVERITY_ACT);
  g_autoptr (GHashTable) stores = g_hash_table_new (NULL, NULL);

  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (flags); slot < n_slots; slot++)
    {
      guint32 chain = corral_columns_get_link (flags, slot, CORRAL_FLAG_COL_CHAIN);
      guint32 store = corral_columns_get_link (flags, slot, CORRAL_FLAG_COL_STORE);
      gint64 raised = corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_RAISED_MS);

      if (!corral_columns_exists (flags, slot) || open[slot] != 1 || in_store[slot] != 1 || !is_wanted (listing, chain))
        continue;
      item.chain = item.n_carts == 0 || item.chain == chain ? chain : CORRAL_NO_SLOT;
      item.store = item.n_carts == 0 || item.store == store ? store : CORRAL_NO_SLOT;
      item.n_carts++;
      g_hash_table_add (stores, GUINT_TO_POINTER (store));
      if (CORRAL_IS_KNOWN (raised) && (!CORRAL_IS_KNOWN (item.since_ms) || raised < item.since_ms))
        item.since_ms = raised;
    }
  item.n_stores = g_hash_table_size (stores);
  if (item.n_carts > 0)
    g_array_append_val (listing->items, item);
}

/* One rollout to several chains is one row. */
static void
list_rollouts (Listing *listing)
{
  const CorralColumns *rollouts = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_ROLLOUT);
  guint first = listing->items->len;

  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (rollouts); slot < n_slots; slot++)
    {
      guint32 chain = corral_columns_get_link (rollouts, slot, CORRAL_ROLLOUT_COL_CHAIN);
      const char *firmware;
      gint64 total, back, since_ms;
      CorralAttention *item = NULL;

      if (!corral_columns_exists (rollouts, slot) || !is_wanted (listing, chain)
          || g_strcmp0 (corral_columns_get_text (rollouts, slot, CORRAL_ROLLOUT_COL_STATUS), "held") != 0)
        continue;
      firmware = corral_columns_get_text (rollouts, slot, CORRAL_ROLLOUT_COL_FIRMWARE);
      total = corral_columns_get_integer (rollouts, slot, CORRAL_ROLLOUT_COL_CARTS_TOTAL);
      back = corral_columns_get_integer (rollouts, slot, CORRAL_ROLLOUT_COL_CARTS_ROLLED_BACK);
      since_ms = corral_columns_get_integer (rollouts, slot, CORRAL_ROLLOUT_COL_STAGE_SINCE_MS);
      for (guint i = first; i < listing->items->len && item == NULL; i++)
        if (g_strcmp0 (g_array_index (listing->items, CorralAttention, i).detail, firmware) == 0)
          item = &g_array_index (listing->items, CorralAttention, i);
      if (item == NULL)
        {
          CorralAttention held = make (CORRAL_ATTENTION_ROLLOUT_HELD, CORRAL_SEVERITY_WATCH);

          held.chain = chain;
          g_strlcpy (held.detail, firmware != NULL ? firmware : "", sizeof held.detail);
          g_array_append_val (listing->items, held);
          item = &g_array_index (listing->items, CorralAttention, listing->items->len - 1);
        }
      if (item->chain != chain)
        item->chain = CORRAL_NO_SLOT;
      item->n_chains++;
      item->n_carts += CORRAL_IS_KNOWN (total) && total > 0 ? (guint) total : 0;
      item->n_back += CORRAL_IS_KNOWN (back) && back > 0 ? (guint) back : 0;
      if (!CORRAL_IS_KNOWN (item->since_ms) || (CORRAL_IS_KNOWN (since_ms) && since_ms < item->since_ms))
        item->since_ms = since_ms;
    }
}

/* By rank of the kind, then the larger group, then the longer one, then by place. */
static int
compare_items (gconstpointer a, gconstpointer b)
{
  const CorralAttention *x = a, *y = b;

  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  if (x->n_carts != y->n_carts)
    return x->n_carts > y->n_carts ? -1 : 1;
  if (x->since_ms != y->since_ms)
    return x->since_ms < y->since_ms ? -1 : 1;
  if (x->store != y->store)
    return x->store < y->store ? -1 : 1;
  return strcmp (x->detail, y->detail);
}

static void
list_all (CorralFleet *fleet, guint32 chain, const GPtrArray *seen, GArray *items)
{
  Listing listing = { .fleet = fleet, .chain = chain, .items = items };

  list_seen (&listing, seen);
  list_below_target (&listing);
  list_flags_now (&listing);
  list_rollouts (&listing);
  g_array_sort (items, compare_items);
}

/* The last list, kept with the fleet: a page asks again whenever anything has changed. */
typedef struct
{
  CorralStamp stamp;
  guint64 serial; /* of what was seen */
  guint32 chain;
  GArray *items; /* (owned) (element-type CorralAttention) */
} Kept;

static void
free_kept (gpointer data)
{
  Kept *kept = data;

  g_array_unref (kept->items);
  g_free (kept);
}

static void
list (CorralFleet *fleet, guint32 chain, const GPtrArray *seen, guint64 serial, GArray *items)
{
  /* What is read beside what is seen. */
  const guint tables = CORRAL_STAMP_BIT (FLAG) | CORRAL_STAMP_BIT (ROLLOUT) | CORRAL_STAMP_BIT (STORE);
  Kept *kept = g_object_get_data (G_OBJECT (fleet), "corral-attention");

  if (kept == NULL)
    {
      kept = g_new0 (Kept, 1);
      kept->items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));
      g_object_set_data_full (G_OBJECT (fleet), "corral-attention", kept, free_kept);
    }
  if (corral_stamp_renew (&kept->stamp, fleet, tables) || kept->chain != chain || kept->serial != serial)
    {
      kept->chain = chain;
      kept->serial = serial;
      g_array_set_size (kept->items, 0);
      list_all (fleet, chain, seen, kept->items);
    }
  g_array_set_size (items, 0);
  g_array_append_vals (items, kept->items->data, kept->items->len);
}

void
corral_attention_list (CorralFleet *fleet, guint32 chain, GArray *items)
{
  guint64 serial;
  const GPtrArray *seen = corral_sight_get (fleet, &serial);

  list (fleet, chain, seen, serial, items);
}

void
corral_attention_list_prepared (CorralFleet *fleet, guint32 chain, GArray *items)
{
  guint64 serial;
  const GPtrArray *seen = corral_sight_get_near (fleet, &serial);

  list (fleet, chain, seen, serial, items);
}
