/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs somebody though no cart is silent of it: a hole in what the cloud kept, a version that behaves unlike the
 * others or of which the cloud turns messages away, carts without the next trust anchor, rollouts that are held. The
 * rules are those of the verdict. Pure over the fleet; main thread. */
#include "config.h"

#include "corral-attention-private.h"

#include "corral-verdict-private.h"

#include <math.h>
#include <string.h>

/* So many carts make it the affair of more than a store (ours). */
#define VERSION_CARTS 5
/* A hole of an hour costs a store at least so much of its day; only then the hours are looked at. */
#define GAP_POINTS 5.0

void
corral_attention_list_gap (CorralAttentionListing *listing)
{
  const CorralColumns *stores = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_STORE);
  gint64 now_ms = corral_fleet_get_now (listing->fleet);
  CorralAttention item = corral_attention_make (CORRAL_ATTENTION_CLOUD_GAP, CORRAL_SEVERITY_WATCH);
  g_autoptr (CorralVerdictDesk) desk = NULL;
  gboolean possible = FALSE;

  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (stores); slot < n_slots && !possible; slot++)
    possible = corral_columns_exists (stores, slot)
               && corral_columns_get_real (stores, slot, CORRAL_STORE_COL_SERVICE_GAP_PCT) < -GAP_POINTS;
  if (!possible)
    return;
  desk = corral_verdict_desk_new (listing->fleet, NULL);
  if (!CORRAL_IS_KNOWN (desk->gap_end_ms) || now_ms - desk->gap_end_ms > CORRAL_VERDICT_GAP_MS)
    return;
  item.n_stores = desk->gap_stores;
  item.since_ms = desk->gap_begin_ms;
  item.lasted_ms = desk->gap_end_ms - desk->gap_begin_ms;
  g_array_append_val (listing->items, item);
}

/* Of what carts with each version of the firmware send, the share that the cloud turns away. (element-type double): by
 * code; NAN: not known. And whether it was ever released. */
static double *
read_firmware (CorralFleet *fleet, guint32 n_words, guint8 *unreleased)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const CorralColumns *rows = corral_fleet_get_table (fleet, CORRAL_TABLE_FIRMWARE);
  double *rejected = g_new (double, n_words + 1);

  for (guint32 code = 0; code <= n_words; code++)
    rejected[code] = NAN;
  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (rows); slot < n_slots; slot++)
    {
      const char *version = corral_columns_exists (rows, slot)
                              ? corral_columns_get_text (rows, slot, CORRAL_FIRMWARE_COL_VERSION)
                              : NULL;
      guint32 code = version != NULL ? corral_columns_find_word (carts, CORRAL_CART_COL_FIRMWARE, version) : 0;
      double pct = corral_columns_get_real (rows, slot, CORRAL_FIRMWARE_COL_REJECTED_PCT);

      if (code == 0)
        continue;
      if (!isnan (pct) && !(rejected[code] >= pct))
        rejected[code] = pct;
      unreleased[code] = !CORRAL_IS_KNOWN (corral_columns_get_integer (rows, slot, CORRAL_FIRMWARE_COL_RELEASED_MS));
    }
  return rejected;
}

void
corral_attention_list_versions (CorralAttentionListing *listing)
{
  const CorralColumns *carts = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_CART);
  const guint8 *exists = corral_columns_peek_exists (carts);
  const guint32 *codes = corral_columns_peek (carts, CORRAL_CART_COL_FIRMWARE);
  const guint32 *chains = corral_columns_peek (carts, CORRAL_CART_COL_CHAIN);
  const guint32 *stores = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  const gint32 *scans = corral_columns_peek (carts, CORRAL_CART_COL_SCAN_P95_MS);
  guint32 n_slots = corral_columns_get_n_slots (carts);
  guint32 n_words = corral_columns_get_n_words (carts, CORRAL_CART_COL_FIRMWARE);
  g_autofree guint8 *unreleased = g_new0 (guint8, n_words + 1);
  g_autofree double *rejected = read_firmware (listing->fleet, n_words, unreleased);
  g_autofree CorralShare *slow = g_new0 (CorralShare, n_words + 1);
  g_autofree CorralAttentionGroup *groups = g_new0 (CorralAttentionGroup, n_words + 1);
  CorralShare all = { 0 };

  for (guint32 slot = 0; slot < n_slots; slot++)
    if (exists[slot] && scans[slot] >= 0)
      {
        gboolean bad = scans[slot] > CORRAL_VERDICT_SCAN_MS;

        all.known++;
        all.bad += bad;
        slow[codes[slot]].known++;
        slow[codes[slot]].bad += bad;
      }
  for (guint32 code = 1; code <= n_words; code++)
    {
      gboolean unlike = corral_verdict_is_unlike (slow[code], corral_share_rest (all, slow[code]));

      if (unlike || (unreleased[code] && slow[code].bad > 0))
        groups[code].item = corral_attention_make (CORRAL_ATTENTION_WRONG_BUILD, CORRAL_SEVERITY_WATCH);
      else if (rejected[code] >= CORRAL_VERDICT_REJECTS_PCT)
        {
          groups[code].item = corral_attention_make (CORRAL_ATTENTION_REJECTS, CORRAL_SEVERITY_WATCH);
          groups[code].item.value = rejected[code];
        }
      else
        continue;
      g_strlcpy (groups[code].item.detail, corral_columns_get_word (carts, CORRAL_CART_COL_FIRMWARE, code),
                 sizeof groups[code].item.detail);
    }
  for (guint32 slot = 0; slot < n_slots; slot++)
    if (exists[slot] && *groups[codes[slot]].item.detail != '\0' && corral_attention_is_wanted (listing, chains[slot]))
      corral_attention_group_add (&groups[codes[slot]], chains[slot], stores[slot], CORRAL_UNKNOWN);
  for (guint32 code = 1; code <= n_words; code++)
    corral_attention_group_end (listing, &groups[code], VERSION_CARTS);
}

void
corral_attention_list_anchors (CorralAttentionListing *listing)
{
  const CorralColumns *carts = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_CART);
  const guint8 *exists = corral_columns_peek_exists (carts);
  const guint32 *chains = corral_columns_peek (carts, CORRAL_CART_COL_CHAIN);
  const guint32 *stores = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  const gint32 *anchors = corral_columns_peek (carts, CORRAL_CART_COL_NEXT_CA_INSTALLED);
  guint32 n_slots = corral_columns_get_n_slots (carts);
  guint32 n_chains = corral_columns_get_n_slots (corral_fleet_get_table (listing->fleet, CORRAL_TABLE_CHAIN));
  g_autofree CorralShare *shares = g_new0 (CorralShare, n_chains + 1);
  CorralAttentionGroup group = { .item = corral_attention_make (CORRAL_ATTENTION_MISSING_CA, CORRAL_SEVERITY_WATCH) };

  for (guint32 slot = 0; slot < n_slots; slot++)
    if (exists[slot] && chains[slot] < n_chains && (anchors[slot] == 0 || anchors[slot] == 1))
      {
        shares[chains[slot]].known++;
        shares[chains[slot]].bad += anchors[slot] == 0;
      }
  /* As long as most of a chain lack it, it is still being handed out. */
  for (guint32 slot = 0; slot < n_slots; slot++)
    if (exists[slot] && chains[slot] < n_chains && anchors[slot] == 0
        && shares[chains[slot]].bad * 2 <= shares[chains[slot]].known && corral_attention_is_wanted (listing, chains[slot]))
      corral_attention_group_add (&group, chains[slot], stores[slot], CORRAL_UNKNOWN);
  corral_attention_group_end (listing, &group, 1);
}

/* One rollout to several chains is one row. */
void
corral_attention_list_rollouts (CorralAttentionListing *listing)
{
  const CorralColumns *rollouts = corral_fleet_get_table (listing->fleet, CORRAL_TABLE_ROLLOUT);
  guint first = listing->items->len;

  for (guint32 slot = 0, n_slots = corral_columns_get_n_slots (rollouts); slot < n_slots; slot++)
    {
      guint32 chain = corral_columns_get_link (rollouts, slot, CORRAL_ROLLOUT_COL_CHAIN);
      const char *firmware;
      gint64 total, back, since_ms;
      CorralAttention *item = NULL;

      if (!corral_columns_exists (rollouts, slot) || !corral_attention_is_wanted (listing, chain)
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
          CorralAttention held = corral_attention_make (CORRAL_ATTENTION_ROLLOUT_HELD, CORRAL_SEVERITY_WATCH);

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
