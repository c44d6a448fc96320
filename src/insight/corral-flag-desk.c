/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known around a flag: the scale that made it and its lot, alerts and faults at the time, other flags of the same
 * goods and of the same cart. Counted once for all flags. Pure over the mirror; the thread that it belongs to. */
#include "config.h"

#include "corral-flag-trust.h"

#include "corral-flag-desk-private.h"
#include "corral-flag-past.h"
#include "corral-time.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Flags of the same goods that differ by no more than this from their share of the stated weight, or by no more than a
 * good scale may be off, are alike. */
#define ALIKE_SHARE 0.06
#define ALIKE_G (2 * CORRAL_SCALE_FINE_G)
/* A cart's other flags count within this of the flag's own moment; a sensor's trouble, within this. */
#define OFTEN_MS (7 * CORRAL_DAY_MS)
#define NEAR_MS (30 * CORRAL_MINUTE_MS)
/* A sum that is this much above the middle counts no more than that: a trolley of caviar is not everything. */
#define MOST_VALUE 20.0
/* Whoever is still in the store goes before all who have left, whatever it is worth: more than the most valuable of those, of the
 * least value (issue 6: "the trips that are still in the store first"); who can be spoken to, before the others there. Who has
 * left can wait, and does, by half a day. */
#define IN_STORE_URGENCY 2000.0
#define SPEAK_URGENCY (2000.0 * IN_STORE_URGENCY)
/* Of what nobody is to be stopped on, that counts little. */
#define IN_STORE_NOBODY 6.0
/* What nobody is to be stopped on is behind all that is worth a look. */
#define NOBODY_URGENCY 0.0005
#define LEFT_HALF_MS (12 * CORRAL_HOUR_MS)

/* A flag among those of its goods, or of its cart. */
typedef struct
{
  guint64 key;     /* chain and goods; or the cart */
  guint32 slot;
  guint32 cart;
  float expected_g, measured_g;
} Peer;

typedef struct
{
  guint32 off, of;
} Lot;

struct _CorralFlagDesk
{
  CorralFleet *fleet;    /* (owned) */
  const CorralColumns *flags, *carts;
  GArray *by_item;       /* (element-type Peer): by key */
  GArray *by_cart;       /* (element-type Peer): by key */
  Lot *lots;             /* by code of the lot */
  guint32 n_lots;        /* codes that there were when they were counted */
  GHashTable *alerts;    /* (element-type guint GArray): by cart + 1, its alerts' slots that matter here */
  GHashTable *middles;   /* (element-type guint gint64): by chain + 1, the middle value of its flags */
  guint8 *is_weighed;    /* by code of the kind */
  guint32 n_kinds;
  guint32 mismatch;      /* code of that kind; 0: there is none */
  guint32 sensor_fault;  /* code of that outcome; 0: nobody said so yet */
};

static int
by_key (gconstpointer a, gconstpointer b)
{
  const Peer *x = a, *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return (x->slot > y->slot) - (x->slot < y->slot);
}

/* [*first, *end): those of @key. */
static void
find_peers (const GArray *peers, guint64 key, guint *first, guint *end)
{
  guint low = 0, high = peers->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (peers, Peer, middle).key < key)
        low = middle + 1;
      else
        high = middle;
    }
  *first = low;
  while (low < peers->len && g_array_index (peers, Peer, low).key == key)
    low++;
  *end = low;
}

static guint64
item_key (guint32 chain, guint32 code)
{
  return (guint64) chain << 32 | code;
}

/* The flag in @slot among those of its cart, and of its goods. FALSE: there is none, or no scale claims it. */
static gboolean
read_peer (CorralFlagDesk *self, guint32 slot, Peer *of_cart, Peer *of_item, gboolean *has_item)
{
  const guint8 *exists = corral_columns_peek_exists (self->flags);
  const guint32 *kinds = corral_columns_peek (self->flags, CORRAL_FLAG_COL_KIND);
  const guint32 *items = corral_columns_peek (self->flags, CORRAL_FLAG_COL_ITEM);
  const guint32 *carts = corral_columns_peek (self->flags, CORRAL_FLAG_COL_CART);
  const guint32 *chains = corral_columns_peek (self->flags, CORRAL_FLAG_COL_CHAIN);
  const float *expected = corral_columns_peek (self->flags, CORRAL_FLAG_COL_EXPECTED_G);
  const float *measured = corral_columns_peek (self->flags, CORRAL_FLAG_COL_MEASURED_G);

  *has_item = FALSE;
  if (!exists[slot] || !self->is_weighed[kinds[slot]])
    return FALSE;
  *of_cart = (Peer) { .key = carts[slot], .slot = slot, .cart = carts[slot], .expected_g = expected[slot],
                      .measured_g = measured[slot] };
  *of_item = *of_cart;
  of_item->key = item_key (chains[slot], items[slot]);
  *has_item = kinds[slot] == self->mismatch && expected[slot] > 0 && !isnan (measured[slot]);
  return TRUE;
}

static void
gather_flags (CorralFlagDesk *self)
{
  self->mismatch = corral_columns_find_word (self->flags, CORRAL_FLAG_COL_KIND, "weight_mismatch");
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (self->flags); slot++)
    {
      Peer of_cart, of_item;
      gboolean has_item;

      if (!read_peer (self, slot, &of_cart, &of_item, &has_item))
        continue;
      g_array_append_val (self->by_cart, of_cart);
      if (has_item)
        g_array_append_val (self->by_item, of_item);
    }
  g_array_sort (self->by_cart, by_key);
  g_array_sort (self->by_item, by_key);
}

static void
gather_lots (CorralFlagDesk *self)
{
  const guint8 *exists = corral_columns_peek_exists (self->carts);
  const guint32 *lots = corral_columns_peek (self->carts, CORRAL_CART_COL_LOT);
  const float *drift = corral_columns_peek (self->carts, CORRAL_CART_COL_WEIGHT_DRIFT_G);

  self->n_lots = corral_columns_get_n_words (self->carts, CORRAL_CART_COL_LOT) + 1;
  self->lots = g_new0 (Lot, self->n_lots);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (self->carts); slot++)
    if (exists[slot] && !isnan (drift[slot]))
      {
        self->lots[lots[slot]].of++;
        self->lots[lots[slot]].off += fabsf (drift[slot]) > (float) CORRAL_SCALE_VOID_G;
      }
}

/* Alerts that say something of a scale or of what is beside it. */
static gboolean
matters (const char *kind)
{
  static const char *const kinds[]
      = { "calibration", "fault", "scanner_jam", "over_temperature", "watchdog_reset", "storage_full", NULL };

  return kind != NULL && g_strv_contains (kinds, kind);
}

static void
gather_alerts (CorralFlagDesk *self)
{
  const CorralColumns *alerts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_ALERT);
  guint32 n_words = corral_columns_get_n_words (alerts, CORRAL_ALERT_COL_KIND);
  const guint8 *exists = corral_columns_peek_exists (alerts);
  const guint32 *kinds = corral_columns_peek (alerts, CORRAL_ALERT_COL_KIND);
  const guint32 *carts = corral_columns_peek (alerts, CORRAL_ALERT_COL_CART);
  g_autofree guint8 *wanted = g_new0 (guint8, n_words + 1);

  for (guint32 code = 0; code <= n_words; code++)
    wanted[code] = matters (corral_columns_get_word (alerts, CORRAL_ALERT_COL_KIND, code));
  self->alerts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (alerts); slot++)
    {
      gpointer key;
      GArray *of_cart;

      if (!exists[slot] || !wanted[kinds[slot]] || carts[slot] == CORRAL_NO_SLOT)
        continue;
      key = GUINT_TO_POINTER (carts[slot] + 1);
      of_cart = g_hash_table_lookup (self->alerts, key);
      if (of_cart == NULL)
        {
          of_cart = g_array_new (FALSE, FALSE, sizeof (guint32));
          g_hash_table_insert (self->alerts, key, of_cart);
        }
      g_array_append_val (of_cart, slot);
    }
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* Sums of chains with other currencies are compared by what is usual there. */
static void
gather_middles (CorralFlagDesk *self)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  GHashTableIter iter;
  gpointer key, value;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (self->flags); slot++)
    {
      gint64 minor = corral_columns_get_integer (self->flags, slot, CORRAL_FLAG_COL_VALUE_MINOR);
      GArray *of_chain;

      if (!corral_columns_exists (self->flags, slot) || minor <= 0) /* not known is far below */
        continue;
      key = GUINT_TO_POINTER (corral_columns_get_link (self->flags, slot, CORRAL_FLAG_COL_CHAIN) + 1);
      of_chain = g_hash_table_lookup (values, key);
      if (of_chain == NULL)
        {
          of_chain = g_array_new (FALSE, FALSE, sizeof (gint64));
          g_hash_table_insert (values, key, of_chain);
        }
      g_array_append_val (of_chain, minor);
    }
  self->middles = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      GArray *of_chain = value;

      g_array_sort (of_chain, by_value);
      g_hash_table_insert (self->middles, key,
                           g_memdup2 (&g_array_index (of_chain, gint64, of_chain->len / 2), sizeof (gint64)));
    }
}

CorralFlagDesk *
corral_flag_desk_new (CorralFleet *fleet)
{
  CorralFlagDesk *self = g_new0 (CorralFlagDesk, 1);
  guint32 n_kinds;

  self->fleet = g_object_ref (fleet);
  self->flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  self->carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  self->by_item = g_array_new (FALSE, FALSE, sizeof (Peer));
  self->by_cart = g_array_new (FALSE, FALSE, sizeof (Peer));
  self->sensor_fault = corral_columns_find_word (self->flags, CORRAL_FLAG_COL_OUTCOME, "sensor_fault");
  n_kinds = corral_columns_get_n_words (self->flags, CORRAL_FLAG_COL_KIND);
  self->n_kinds = n_kinds;
  self->is_weighed = g_new0 (guint8, n_kinds + 1);
  for (guint32 code = 0; code <= n_kinds; code++)
    self->is_weighed[code]
        = corral_flag_kind_is_weighed (corral_columns_get_word (self->flags, CORRAL_FLAG_COL_KIND, code));
  gather_flags (self);
  gather_lots (self);
  gather_alerts (self);
  gather_middles (self);
  corral_flag_pasts_get (fleet);
  return self;
}

void
corral_flag_desk_free (CorralFlagDesk *self)
{
  g_array_unref (self->by_item);
  g_array_unref (self->by_cart);
  g_hash_table_unref (self->alerts);
  g_hash_table_unref (self->middles);
  g_free (self->lots);
  g_free (self->is_weighed);
  g_object_unref (self->fleet);
  g_free (self);
}

/* ---- following ----------------------------------------------------------------------------------------- */

/* So many at once are a sync, not somebody's decision: then it is quicker to count anew. */
#define FOLLOWED_MAX 32

void
corral_flag_desk_renew_scales (CorralFlagDesk *self)
{
  g_free (self->lots);
  g_hash_table_unref (self->alerts);
  g_hash_table_unref (self->middles);
  gather_lots (self);
  gather_alerts (self);
  gather_middles (self);
  corral_flag_pasts_get (self->fleet);
}

static gboolean
has_peer (const GArray *peers, const Peer *peer)
{
  guint first, end;

  find_peers (peers, peer->key, &first, &end);
  for (guint i = first; i < end; i++)
    {
      const Peer *other = &g_array_index (peers, Peer, i);

      if (other->slot == peer->slot)
        return other->cart == peer->cart && memcmp (&other->expected_g, &peer->expected_g, sizeof (float)) == 0
               && memcmp (&other->measured_g, &peer->measured_g, sizeof (float)) == 0;
    }
  return FALSE;
}

static void
list_peers (const GArray *peers, guint64 key, GArray *slots)
{
  guint first, end;

  find_peers (peers, key, &first, &end);
  for (guint i = first; i < end; i++)
    g_array_append_val (slots, g_array_index (peers, Peer, i).slot);
}

/* Takes it out; those that it stood with are @near. */
static void
remove_peer (GArray *peers, guint32 slot, GArray *near)
{
  for (guint i = 0; i < peers->len; i++)
    if (g_array_index (peers, Peer, i).slot == slot)
      {
        list_peers (peers, g_array_index (peers, Peer, i).key, near);
        g_array_remove_index (peers, i);
        return;
      }
}

/* @peer NULL: it is no such flag. Those that it stood with, and stands with now, are @near. */
static void
place_peer (GArray *peers, guint32 slot, const Peer *peer, GArray *near)
{
  guint first, end;

  if (peer == NULL || !has_peer (peers, peer))
    remove_peer (peers, slot, near);
  if (peer == NULL)
    return;
  if (!has_peer (peers, peer))
    {
      find_peers (peers, peer->key, &first, &end);
      while (first < end && g_array_index (peers, Peer, first).slot < slot)
        first++;
      g_array_insert_val (peers, first, *peer);
    }
  list_peers (peers, peer->key, near);
}

gboolean
corral_flag_desk_follow (CorralFlagDesk *self, const guint32 *slots, guint n_slots, GArray *near)
{
  guint32 n_kinds = corral_columns_get_n_words (self->flags, CORRAL_FLAG_COL_KIND);

  if (n_slots > FOLLOWED_MAX || n_kinds != self->n_kinds)
    return FALSE;
  self->sensor_fault = corral_columns_find_word (self->flags, CORRAL_FLAG_COL_OUTCOME, "sensor_fault");
  for (guint i = 0; i < n_slots; i++)
    {
      Peer of_cart, of_item;
      gboolean has_item;
      gboolean is_weighed = read_peer (self, slots[i], &of_cart, &of_item, &has_item);

      g_array_append_val (near, slots[i]);
      place_peer (self->by_cart, slots[i], is_weighed ? &of_cart : NULL, near);
      place_peer (self->by_item, slots[i], is_weighed && has_item ? &of_item : NULL, near);
    }
  return TRUE;
}

/* ---- one flag --------------------------------------------------------------------------------------- */

/* Whether what was measured differs from what was stated as it does there: goods that weigh otherwise do so on every
 * scale. Several of the goods, scanned once, do so as well, and are told by being several. */
static gboolean
is_alike (const Peer *peer, double ratio, double expected_g)
{
  double off = fabs ((double) (peer->measured_g / peer->expected_g) - ratio);

  return off <= ALIKE_SHARE || off * expected_g <= ALIKE_G / 2;
}

static void
read_item (CorralFlagDesk *self, guint32 slot, guint32 cart, guint32 chain, CorralFlagSigns *signs)
{
  const guint32 *items = corral_columns_peek (self->flags, CORRAL_FLAG_COL_ITEM);
  double ratio = signs->measured_g / signs->expected_g;
  double whole = fabs (ratio - round (ratio)) * signs->expected_g;
  guint32 last = CORRAL_NO_SLOT;
  guint first, end;

  if (!(signs->expected_g > 0) || isnan (signs->measured_g)
      || corral_columns_get_text (self->flags, slot, CORRAL_FLAG_COL_ITEM) == NULL)
    return;
  if (round (ratio) >= 2 && whole <= CORRAL_SCALE_FINE_G + fabs (isnan (signs->drift_g) ? 0 : signs->drift_g))
    return;
  find_peers (self->by_item, item_key (chain, items[slot]), &first, &end);
  for (guint i = first; i < end; i++)
    {
      const Peer *peer = &g_array_index (self->by_item, Peer, i);

      if (peer->slot == slot || peer->cart == cart || peer->cart == last)
        continue;
      last = peer->cart;
      signs->item_of++;
      signs->item_carts += is_alike (peer, ratio, signs->expected_g);
    }
}

static void
read_cart_flags (CorralFlagDesk *self, guint32 slot, guint32 cart, gint64 raised_ms, CorralFlagSigns *signs)
{
  const guint32 *outcomes = corral_columns_peek (self->flags, CORRAL_FLAG_COL_OUTCOME);
  const gint64 *raised = corral_columns_peek (self->flags, CORRAL_FLAG_COL_RAISED_MS);
  guint first, end;

  find_peers (self->by_cart, cart, &first, &end);
  for (guint i = first; i < end; i++)
    {
      guint32 other = g_array_index (self->by_cart, Peer, i).slot;

      if (other == slot)
        continue;
      signs->cart_often += ABS (raised[other] - raised_ms) <= OFTEN_MS;
      signs->cart_false += self->sensor_fault != 0 && outcomes[other] == self->sensor_fault;
    }
}

static void
read_alerts (CorralFlagDesk *self, guint32 cart, gint64 raised_ms, CorralFlagSigns *signs)
{
  const CorralColumns *alerts = corral_fleet_get_table (self->fleet, CORRAL_TABLE_ALERT);
  const GArray *of_cart = g_hash_table_lookup (self->alerts, GUINT_TO_POINTER (cart + 1));

  for (guint i = 0; of_cart != NULL && i < of_cart->len; i++)
    {
      guint32 alert = g_array_index (of_cart, guint32, i);
      const char *kind = corral_columns_get_text (alerts, alert, CORRAL_ALERT_COL_KIND);
      gint64 from_ms = corral_columns_get_integer (alerts, alert, CORRAL_ALERT_COL_RAISED_MS);
      gint64 to_ms = corral_columns_get_integer (alerts, alert, CORRAL_ALERT_COL_CLEARED_MS);

      if (CORRAL_IS_KNOWN (to_ms) && to_ms < raised_ms - NEAR_MS)
        continue;
      /* An alert comes after what it is about has begun, sometimes by days: one that stands is believed backwards. */
      if (g_strcmp0 (kind, "calibration") == 0)
        signs->scale_alert = TRUE;
      else if (from_ms <= raised_ms + NEAR_MS)
        signs->fault = kind;
    }
}

void
corral_flag_desk_read (CorralFlagDesk *self, guint32 slot, CorralFlagSigns *signs)
{
  guint32 cart = corral_columns_get_link (self->flags, slot, CORRAL_FLAG_COL_CART);
  guint32 chain = corral_columns_get_link (self->flags, slot, CORRAL_FLAG_COL_CHAIN);
  gint64 raised_ms = corral_columns_get_integer (self->flags, slot, CORRAL_FLAG_COL_RAISED_MS);
  gint64 made_ms, arrived_ms, skew_s;
  guint32 lot;

  *signs = (CorralFlagSigns) {
    .kind = corral_columns_get_text (self->flags, slot, CORRAL_FLAG_COL_KIND),
    .expected_g = corral_columns_get_real (self->flags, slot, CORRAL_FLAG_COL_EXPECTED_G),
    .measured_g = corral_columns_get_real (self->flags, slot, CORRAL_FLAG_COL_MEASURED_G),
    .drift_g = NAN,
    .drift_low_g = NAN,
    .drift_high_g = NAN,
    .delay_s = NAN,
    .clock_skew_s = NAN,
    .has_session = corral_columns_get_text (self->flags, slot, CORRAL_FLAG_COL_SESSION) != NULL,
    .in_store = corral_columns_get_integer (self->flags, slot, CORRAL_FLAG_COL_IN_STORE) == 1,
  };
  if (cart == CORRAL_NO_SLOT)
    return;
  signs->drift_g = corral_columns_get_real (self->carts, cart, CORRAL_CART_COL_WEIGHT_DRIFT_G);
  signs->lot = corral_columns_get_text (self->carts, cart, CORRAL_CART_COL_LOT);
  lot = ((const guint32 *) corral_columns_peek (self->carts, CORRAL_CART_COL_LOT))[cart];
  /* A lot that is new since they were counted says nothing until they are counted again. */
  if (signs->lot != NULL && lot < self->n_lots)
    {
      signs->lot_off = self->lots[lot].off;
      signs->lot_of = self->lots[lot].of;
    }
  signs->fault = corral_columns_get_text (self->carts, cart, CORRAL_CART_COL_FAULT);
  made_ms = corral_columns_get_integer (self->carts, cart, CORRAL_CART_COL_VITAL_MESSAGE_MS);
  arrived_ms = corral_columns_get_integer (self->carts, cart, CORRAL_CART_COL_ARRIVED_MS);
  skew_s = corral_columns_get_integer (self->carts, cart, CORRAL_CART_COL_CLOCK_SKEW_S);
  /* Of what came last: it says something of what came at about the same time. */
  if (CORRAL_IS_KNOWN (made_ms) && CORRAL_IS_KNOWN (arrived_ms) && ABS (made_ms - raised_ms) <= CORRAL_HOUR_MS)
    signs->delay_s = (double) (arrived_ms - made_ms) / 1000.0;
  if (CORRAL_IS_KNOWN (skew_s))
    signs->clock_skew_s = (double) skew_s;
  read_item (self, slot, cart, chain, signs);
  read_cart_flags (self, slot, cart, raised_ms, signs);
  read_alerts (self, cart, raised_ms, signs);
  /* Of the mirror: the desk outlives its changes. Weeks that have come since wait until somebody counts them. */
  corral_flag_pasts_read (corral_flag_pasts_get_last (self->fleet), self->fleet, slot, signs);
}

double
corral_flag_desk_rank (CorralFlagDesk *self, guint32 slot, const CorralTrust *trust)
{
  gint64 minor = corral_columns_get_integer (self->flags, slot, CORRAL_FLAG_COL_VALUE_MINOR);
  guint32 chain = corral_columns_get_link (self->flags, slot, CORRAL_FLAG_COL_CHAIN);
  const gint64 *middle = g_hash_table_lookup (self->middles, GUINT_TO_POINTER (chain + 1));
  gint64 raised_ms = corral_columns_get_integer (self->flags, slot, CORRAL_FLAG_COL_RAISED_MS);
  gint64 now_ms = corral_fleet_get_now (self->fleet);
  double value = 1.0;
  double urgency = trust->advice == CORRAL_ADVICE_SPEAK    ? SPEAK_URGENCY
                   : trust->advice == CORRAL_ADVICE_NOBODY ? IN_STORE_NOBODY
                                                           : IN_STORE_URGENCY;

  if (corral_columns_get_integer (self->flags, slot, CORRAL_FLAG_COL_OPEN) != 1)
    return 0;
  if (CORRAL_IS_KNOWN (minor) && middle != NULL)
    value = CLAMP ((double) minor / (double) *middle, 0.02, MOST_VALUE);
  if (corral_columns_get_integer (self->flags, slot, CORRAL_FLAG_COL_IN_STORE) != 1)
    urgency = CORRAL_IS_KNOWN (now_ms) && CORRAL_IS_KNOWN (raised_ms)
                ? exp2 (-(double) MAX (now_ms - raised_ms, 0) / (double) LEFT_HALF_MS)
                : 0.5;
  if (trust->advice == CORRAL_ADVICE_NOBODY)
    urgency *= NOBODY_URGENCY;
  return value * (double) trust->pct / 100.0 * urgency;
}

/* Digits of a rank that mean something: less than that does not move a row. */
static double
round_rank (double rank)
{
  return rank > 0 ? exp2 (round (log2 (rank) * 8) / 8) : 0;
}

void
corral_flag_desk_judge (CorralFlagDesk *self, guint32 slot, CorralFlagJudgement *judgement)
{
  CorralFlagSigns signs;
  CorralTrust trust;

  corral_flag_desk_read (self, slot, &signs);
  corral_flag_judge (&signs, &trust);
  *judgement = (CorralFlagJudgement) { slot, trust.pct, trust.advice, corral_trust_get_doubt (&trust),
                                       round_rank (corral_flag_desk_rank (self, slot, &trust)) };
}

void
corral_flags_judge (CorralFleet *fleet)
{
  g_autoptr (CorralFlagDesk) desk = corral_flag_desk_new (fleet);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (desk->flags); slot++)
    {
      CorralFlagJudgement judgement;

      if (!corral_columns_exists (desk->flags, slot))
        continue;
      corral_flag_desk_judge (desk, slot, &judgement);
      corral_fleet_put_judgement (fleet, slot, judgement.trust_pct, judgement.advice, judgement.doubt,
                                  judgement.rank);
    }
}
