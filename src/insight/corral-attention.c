/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs somebody now, grouped and ranked. Pure over the mirror; main thread. */
#include "config.h"

#include "corral-attention-private.h"
#include "corral-census.h"
#include "corral-stamp.h"

#include <math.h>
#include <string.h>

/* A scale that is further off than this is not evidence (domain.md). */
#define DRIFT_MAX_G 60.0

/* So many carts of a lot, of a revision, make it the lot's or the revision's fault (D). */
#define LOT_CARTS 5
#define RADIO_CARTS 5

typedef CorralAttentionListing Listing;
typedef CorralAttentionGroup Group;

CorralAttention
corral_attention_make (CorralAttentionKind kind, CorralSeverity severity)
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

static gint64
earlier (gint64 a, gint64 b)
{
  if (!CORRAL_IS_KNOWN (a))
    return b;
  return CORRAL_IS_KNOWN (b) ? MIN (a, b) : a;
}

void
corral_attention_group_add (CorralAttentionGroup *group, guint32 chain, guint32 store, gint64 since_ms)
{
  if (group->stores == NULL)
    {
      group->stores = g_hash_table_new (NULL, NULL);
      group->item.chain = chain;
      group->item.store = store;
    }
  if (group->item.chain != chain)
    group->item.chain = CORRAL_NO_SLOT;
  if (group->item.store != store)
    group->item.store = CORRAL_NO_SLOT;
  g_hash_table_add (group->stores, GUINT_TO_POINTER (store));
  group->item.n_carts++;
  group->item.since_ms = earlier (group->item.since_ms, since_ms);
}

void
corral_attention_group_end (CorralAttentionListing *listing, CorralAttentionGroup *group, guint at_least)
{
  if (group->stores == NULL)
    return;
  group->item.n_stores = g_hash_table_size (group->stores);
  g_clear_pointer (&group->stores, g_hash_table_unref);
  if (group->item.n_carts >= at_least)
    g_array_append_val (listing->items, group->item);
}

/* --- silence --------------------------------------------------------------------------------------- */

static void
list_stores (Listing *listing, const CorralCensus *census)
{
  const CorralColumns *stores = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_STORE);

  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (stores); slot < n_slots; slot++)
    {
      const CorralCensusStore *store = &census->stores[slot];
      guint32 chain = corral_columns_get_link (stores, slot, CORRAL_STORE_COL_CHAIN);
      CorralAttention item;

      if (!corral_columns_exists (stores, slot) || !corral_attention_is_wanted (listing, chain))
        continue;
      if (store->network_down)
        item = corral_attention_make (CORRAL_ATTENTION_STORE_WIFI, CORRAL_SEVERITY_ACT);
      else if (store->count.silent >= CORRAL_STORE_PART_CARTS
               && store->count.silent >= CORRAL_STORE_PART_SHARE * store->count.expected)
        item = corral_attention_make (CORRAL_ATTENTION_STORE_SILENT, CORRAL_SEVERITY_ACT);
      else
        continue;
      item.chain = chain;
      item.store = slot;
      item.n_stores = 1;
      item.n_carts = store->count.silent + (store->network_down ? store->count.mobile : 0);
      item.since_ms = store->network_alert
                        ? store->alert_ms
                        : corral_census_get_silent_since (census, slot);
      g_array_append_val (listing->items, item);
    }
}

static void
list_carriers (Listing *listing, const CorralCensus *census)
{
  const CorralColumns *carts = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_CART);
  const guint8 *exists = corral_columns_peek_exists (carts);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);

  /* One outage is one row, however many regions it reaches: it is named at the first of them. */
  for (guint i = 0; i < census->n_carriers; i++)
    {
      const CorralCensusCarrier *carrier = &census->carriers[i];
      Group group = { .item = corral_attention_make (CORRAL_ATTENTION_CARRIER, CORRAL_SEVERITY_ACT) };
      gboolean named = FALSE;

      if (!carrier->down)
        continue;
      for (guint k = 0; k < census->n_carriers; k++)
        {
          const CorralCensusCarrier *other = &census->carriers[k];

          if (!other->down || other->carrier_code != carrier->carrier_code)
            continue;
          named = named || k < i;
          group.item.n_regions++;
          group.item.since_ms = earlier (group.item.since_ms, other->since_ms);
        }
      if (named)
        continue;
      for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (carts); slot < n_slots; slot++)
        {
          guint32 chain = corral_columns_get_link (carts, slot, CORRAL_CART_COL_CHAIN);

          const CorralCensusCarrier *its;

          if (!exists[slot] || !corral_census_is_silent ((CorralCartState) states[slot])
              || !corral_attention_is_wanted (listing, chain))
            continue;
          its = corral_census_find_carrier (census, slot);
          if (its != NULL && its->down && its->carrier_code == carrier->carrier_code)
            corral_attention_group_add (&group, chain, corral_columns_get_link (carts, slot, CORRAL_CART_COL_STORE),
                       CORRAL_UNKNOWN);
        }
      g_strlcpy (group.item.detail, carrier->carrier, sizeof group.item.detail);
      if (group.item.n_regions == 1)
        g_strlcpy (group.item.region, carrier->region, sizeof group.item.region);
      corral_attention_group_end (listing, &group, 1);
    }
}

/* Carts that fell silent together, as the verdict has them; carriers that the shares above do not show yet, too. */
static void
list_groups (Listing *listing, const CorralCensus *census)
{
  static const struct
  {
    CorralVerdictCause cause;
    CorralAttentionKind kind;
  } kinds[] = {
    { CORRAL_VERDICT_CLOUD_INGEST, CORRAL_ATTENTION_CLOUD },
    { CORRAL_VERDICT_CERTIFICATE_BATCH, CORRAL_ATTENTION_CERTIFICATE },
    { CORRAL_VERDICT_WRONG_BUILD, CORRAL_ATTENTION_VERSION },
    { CORRAL_VERDICT_CARRIER_OUTAGE, CORRAL_ATTENTION_CARRIER },
  };
  const CorralColumns *carts = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_CART);
  const CorralSilence *silence = census->silence;

  for (guint i = 0; i < silence->n_groups; i++)
    {
      const CorralSilenceGroup *found = &silence->groups[i];
      gboolean listed = TRUE;
      Group group = { 0 };

      for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
        if (kinds[k].cause == found->cause)
          {
            group.item = corral_attention_make (kinds[k].kind, CORRAL_SEVERITY_ACT);
            listed = FALSE;
          }
      for (guint k = 0; k < census->n_carriers && found->cause == CORRAL_VERDICT_CARRIER_OUTAGE; k++)
        listed |= census->carriers[k].down && census->carriers[k].carrier_code == found->code;
      if (listed)
        continue;
      for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (carts); slot < n_slots; slot++)
        if (silence->group_of[slot] == i + 1
            && corral_attention_is_wanted (listing, corral_columns_get_link (carts, slot, CORRAL_CART_COL_CHAIN)))
          corral_attention_group_add (&group, corral_columns_get_link (carts, slot, CORRAL_CART_COL_CHAIN),
                     corral_columns_get_link (carts, slot, CORRAL_CART_COL_STORE), CORRAL_UNKNOWN);
      group.item.since_ms = found->since_ms;
      group.item.n_regions = 1;
      g_strlcpy (group.item.detail, found->detail, sizeof group.item.detail);
      g_strlcpy (group.item.region, found->region, sizeof group.item.region);
      corral_attention_group_end (listing, &group, 1);
    }
}

/* --- the rest -------------------------------------------------------------------------------------- */

static void
list_flags_now (Listing *listing)
{
  const CorralColumns *flags = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_FLAG);
  const gint32 *open = corral_columns_peek (flags, CORRAL_FLAG_COL_OPEN);
  const gint32 *in_store = corral_columns_peek (flags, CORRAL_FLAG_COL_IN_STORE);
  Group group = { .item = corral_attention_make (CORRAL_ATTENTION_FLAGS_NOW, CORRAL_SEVERITY_ACT) };

  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (flags); slot < n_slots; slot++)
    {
      guint32 chain = corral_columns_get_link (flags, slot, CORRAL_FLAG_COL_CHAIN);

      if (corral_columns_exists (flags, slot) && open[slot] == 1 && in_store[slot] == 1
          && corral_attention_is_wanted (listing, chain))
        corral_attention_group_add (&group, chain, corral_columns_get_link (flags, slot, CORRAL_FLAG_COL_STORE),
                   corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_RAISED_MS));
    }
  corral_attention_group_end (listing, &group, 1);
}

static void
list_below_target (Listing *listing)
{
  const CorralColumns *stores = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_STORE);
  CorralAttention item = corral_attention_make (CORRAL_ATTENTION_BELOW_TARGET, CORRAL_SEVERITY_WATCH);
  double worst = 0;

  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (stores); slot < n_slots; slot++)
    {
      guint32 chain = corral_columns_get_link (stores, slot, CORRAL_STORE_COL_CHAIN);
      double gap = corral_columns_get_real (stores, slot, CORRAL_STORE_COL_SERVICE_GAP_PCT);
      gint64 carts;

      if (!corral_columns_exists (stores, slot) || !corral_attention_is_wanted (listing, chain) || !(gap < 0))
        continue;
      item.n_stores++;
      carts = corral_columns_get_integer (stores, slot, CORRAL_STORE_COL_CARTS);
      item.n_carts += CORRAL_IS_KNOWN (carts) ? (guint) carts : 0;
      item.chain = item.n_stores == 1 || item.chain == chain ? chain : CORRAL_NO_SLOT;
      item.store = item.n_stores == 1 ? slot : CORRAL_NO_SLOT;
      if (gap < worst)
        {
          worst = gap;
          item.value = corral_columns_get_real (stores, slot, CORRAL_STORE_COL_SERVICE_TODAY_PCT);
          item.target = corral_columns_get_real (stores, slot, CORRAL_STORE_COL_SERVICE_TARGET_PCT);
        }
    }
  if (item.n_stores > 0)
    g_array_append_val (listing->items, item);
}

/* Marks the carts that have an open alert of @kind. Free with g_free(). */
static guint8 *
mark_alerted (CorralFleet *fleet, const char *kind)
{
  const CorralColumns *alerts = corral_fleet_get_table (fleet, CORRAL_TABLE_ALERT);
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint8 *marks = g_new0 (guint8, corral_columns_get_n_slots (carts) + 1);
  guint32 wanted = corral_columns_find_word (alerts, CORRAL_ALERT_COL_KIND, kind);
  const guint32 *kinds = corral_columns_peek (alerts, CORRAL_ALERT_COL_KIND);
  const guint32 *links = corral_columns_peek (alerts, CORRAL_ALERT_COL_CART);
  const gint32 *open = corral_columns_peek (alerts, CORRAL_ALERT_COL_OPEN);

  if (wanted == 0)
    return marks;
  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (alerts); slot < n_slots; slot++)
    if (kinds[slot] == wanted && corral_columns_exists (alerts, slot) && open[slot] == 1
        && links[slot] != CORRAL_NO_SLOT)
      marks[links[slot]] = TRUE;
  return marks;
}

/* Carts that are marked, grouped by what a WORD column says of them. */
static void
list_marked_by_word (Listing *listing, const guint8 *marks, guint column, CorralAttentionKind kind,
                     guint at_least)
{
  const CorralColumns *carts = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_CART);
  const guint32 *codes = corral_columns_peek (carts, column);
  guint32 n_words = corral_columns_get_n_words (carts, column);
  g_autofree Group *groups = g_new0 (Group, n_words + 1);

  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (carts); slot < n_slots; slot++)
    {
      guint32 chain;

      if (!marks[slot] || codes[slot] == 0 || !corral_columns_exists (carts, slot))
        continue;
      chain = corral_columns_get_link (carts, slot, CORRAL_CART_COL_CHAIN);
      if (!corral_attention_is_wanted (listing, chain))
        continue;
      if (groups[codes[slot]].stores == NULL)
        groups[codes[slot]].item = corral_attention_make (kind, CORRAL_SEVERITY_WATCH);
      corral_attention_group_add (&groups[codes[slot]], chain, corral_columns_get_link (carts, slot, CORRAL_CART_COL_STORE),
                 CORRAL_UNKNOWN);
    }
  for (guint32 code = 1; code <= n_words; code++)
    {
      g_strlcpy (groups[code].item.detail, corral_columns_get_word (carts, column, code),
                 sizeof groups[code].item.detail);
      corral_attention_group_end (listing, &groups[code], at_least);
    }
}

static void
list_calibration (Listing *listing)
{
  const CorralColumns *carts = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_CART);
  const float *drift = corral_columns_peek (carts, CORRAL_CART_COL_WEIGHT_DRIFT_G);
  g_autofree guint8 *marks = mark_alerted (listing->fleet, "calibration");

  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (carts); slot < n_slots; slot++)
    if (fabs ((double) drift[slot]) > DRIFT_MAX_G)
      marks[slot] = TRUE;
  list_marked_by_word (listing, marks, CORRAL_CART_COL_LOT, CORRAL_ATTENTION_CALIBRATION, LOT_CARTS);
}

static void
list_radio (Listing *listing)
{
  g_autofree guint8 *marks = mark_alerted (listing->fleet, "radio_noise");

  list_marked_by_word (listing, marks, CORRAL_CART_COL_HARDWARE_REVISION, CORRAL_ATTENTION_RADIO,
                       RADIO_CARTS);
}

static void
list_off_premises (Listing *listing)
{
  const CorralColumns *carts = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_CART);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  Group group = { .item = corral_attention_make (CORRAL_ATTENTION_OFF_PREMISES, CORRAL_SEVERITY_WATCH) };

  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (carts); slot < n_slots; slot++)
    {
      guint32 chain;

      if (states[slot] != CORRAL_CART_OFF_PREMISES || !corral_columns_exists (carts, slot))
        continue;
      chain = corral_columns_get_link (carts, slot, CORRAL_CART_COL_CHAIN);
      if (corral_attention_is_wanted (listing, chain))
        corral_attention_group_add (&group, chain, corral_columns_get_link (carts, slot, CORRAL_CART_COL_STORE),
                   corral_columns_get_integer (carts, slot, CORRAL_CART_COL_STATE_SINCE_MS));
    }
  corral_attention_group_end (listing, &group, 1);
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
list_all (CorralFleet *fleet, guint32 chain, GArray *items)
{
  Listing listing = { .fleet = fleet, .chain = chain, .items = items };
  g_autoptr (CorralCensus) census = corral_census_get (fleet);

  list_stores (&listing, census);
  list_carriers (&listing, census);
  list_groups (&listing, census);
  list_flags_now (&listing);
  corral_attention_list_gap (&listing);
  list_below_target (&listing);
  corral_attention_list_versions (&listing);
  list_calibration (&listing);
  list_radio (&listing);
  corral_attention_list_rollouts (&listing);
  corral_attention_list_anchors (&listing);
  list_off_premises (&listing);
  g_array_sort (items, compare_items);
}

/* The last list, kept with the fleet: a page asks again whenever anything has changed. */
typedef struct
{
  CorralStamp stamp;
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

void
corral_attention_list (CorralFleet *fleet, guint32 chain, GArray *items)
{
  /* What is read here and by the census. */
  const guint tables = CORRAL_STAMP_BIT (CHAIN) | CORRAL_STAMP_BIT (STORE) | CORRAL_STAMP_BIT (CART)
                       | CORRAL_STAMP_BIT (ALERT) | CORRAL_STAMP_BIT (FLAG) | CORRAL_STAMP_BIT (ROLLOUT)
                       | CORRAL_STAMP_BIT (ACCESS_POINT) | CORRAL_STAMP_BIT (FIRMWARE);
  Kept *kept = g_object_get_data (G_OBJECT (fleet), "corral-attention");

  if (kept == NULL)
    {
      kept = g_new0 (Kept, 1);
      kept->items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));
      g_object_set_data_full (G_OBJECT (fleet), "corral-attention", kept, free_kept);
    }
  if (corral_stamp_renew (&kept->stamp, fleet, tables) || kept->chain != chain)
    {
      kept->chain = chain;
      g_array_set_size (kept->items, 0);
      list_all (fleet, chain, kept->items);
    }
  g_array_set_size (items, 0);
  g_array_append_vals (items, kept->items->data, kept->items->len);
}
