/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rule of who fell silent together, as it is told rather than as it is quick: no buckets, no running counts, nothing
 * kept from one window to the next. */
#include "silence-reference.h"

#include "corral-chance.h"
#include "corral-freshness.h"
#include "corral-time.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum
{
  STORE,
  POINT,
  CARRIER,
  BATCH,
  FIRMWARE,
  PACK_LOT,
  N_KINDS
};

static const struct
{
  CorralVerdictCause cause;
  guint column;
} kinds[N_KINDS] = {
  [STORE] = { CORRAL_VERDICT_STORE_WIFI, CORRAL_CART_COL_STORE },
  [POINT] = { CORRAL_VERDICT_ACCESS_POINT_DOWN, CORRAL_CART_COL_ACCESS_POINT },
  [CARRIER] = { CORRAL_VERDICT_CARRIER_OUTAGE, CORRAL_CART_COL_CARRIERS },
  [BATCH] = { CORRAL_VERDICT_CERTIFICATE_BATCH, CORRAL_CART_COL_CERTIFICATE_BATCH },
  [FIRMWARE] = { CORRAL_VERDICT_WRONG_BUILD, CORRAL_CART_COL_FIRMWARE },
  [PACK_LOT] = { CORRAL_VERDICT_PACK_WORN, CORRAL_CART_COL_PACK_LOT },
};

typedef struct
{
  guint32 slot;
  guint32 store;
  gboolean silent; /* else it is heard */
  gboolean on_wifi;
  gint64 heard_ms;
  gint64 next_ms;
  guint32 region;
  guint32 codes[N_KINDS]; /* 0: none */
  guint group;
  gboolean settled;
} Cart;

typedef struct
{
  CorralFleet *fleet;
  GArray *carts;    /* (element-type Cart): the silent ones by when they were heard, then the others */
  guint n_silent;
  guint32 n_areas;
  guint n_codes[N_KINDS];
} Rule;

static int
compare_carts (gconstpointer a, gconstpointer b)
{
  const Cart *x = a, *y = b;

  if (x->silent != y->silent)
    return x->silent ? -1 : 1;
  if (x->silent && x->heard_ms != y->heard_ms)
    return x->heard_ms < y->heard_ms ? -1 : 1;
  return x->slot < y->slot ? -1 : 1;
}

static int
compare_times (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static Cart *
cart_at (const Rule *rule, guint i)
{
  return &g_array_index (rule->carts, Cart, i);
}

static void
read_cart (Rule *rule, guint32 slot)
{
  const CorralColumns *carts = corral_fleet_get_table (rule->fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (rule->fleet, CORRAL_TABLE_STORE);
  CorralCartState state = (CorralCartState) corral_columns_get_integer (carts, slot, CORRAL_CART_COL_SHOWN_STATE);
  gint64 interval = corral_columns_get_integer (carts, slot, CORRAL_CART_COL_INTERVAL_S);
  const char *carriers = corral_columns_get_text (carts, slot, CORRAL_CART_COL_CARRIERS);
  guint32 country;
  Cart cart = { .slot = slot, .silent = state == CORRAL_CART_OFFLINE };

  cart.store = corral_columns_get_link (carts, slot, CORRAL_CART_COL_STORE);
  cart.heard_ms = corral_columns_get_integer (carts, slot, CORRAL_CART_COL_HEARD_MS);
  if (!corral_columns_exists (carts, slot) || cart.store == CORRAL_NO_SLOT
      || (cart.silent && !CORRAL_IS_KNOWN (cart.heard_ms)))
    return;
  switch ((int) state)
    {
    case CORRAL_CART_OUT_OF_SERVICE:
    case CORRAL_CART_OFF_PREMISES:
    case CORRAL_CART_REVOKED:
    case CORRAL_CART_NEVER_SEEN:
    case CORRAL_CART_OTHER:
      return;
    default:
      break;
    }
  cart.next_ms = cart.heard_ms + (interval > 0 ? interval : CORRAL_CADENCE_IDLE_S) * 1000;
  cart.on_wifi = g_strcmp0 (corral_columns_get_text (carts, slot, CORRAL_CART_COL_UPLINK), "wifi") == 0;
  cart.region = ((const guint32 *) corral_columns_peek (stores, CORRAL_STORE_COL_REGION))[cart.store];
  country = ((const guint32 *) corral_columns_peek (stores, CORRAL_STORE_COL_COUNTRY))[cart.store];
  for (guint k = 0; k < N_KINDS; k++)
    cart.codes[k] = ((const guint32 *) corral_columns_peek (carts, kinds[k].column))[slot];
  cart.codes[STORE]++;
  if (carriers == NULL || strchr (carriers, ' ') != NULL || cart.on_wifi)
    cart.codes[CARRIER] = 0;
  else
    cart.codes[CARRIER] = cart.codes[CARRIER] * rule->n_areas
                          + (country != 0 ? country
                                          : corral_columns_get_n_words (stores, CORRAL_STORE_COL_COUNTRY) + 1 + cart.region);
  g_array_append_val (rule->carts, cart);
  rule->n_silent += cart.silent;
}

/* The silent carts that are in no group, of the window that begins with the one at @first. */
static guint
count_window (const Rule *rule, guint first)
{
  guint n = 0;

  for (guint i = first; i < rule->n_silent; i++)
    n += cart_at (rule, i)->group == 0
         && cart_at (rule, i)->heard_ms - cart_at (rule, first)->heard_ms <= CORRAL_SILENCE_WINDOW_MS;
  return n;
}

static GArray *
take_window (const Rule *rule, guint first, guint n)
{
  GArray *window = g_array_new (FALSE, FALSE, sizeof (Cart));

  for (guint i = first; window->len < n; i++)
    if (cart_at (rule, i)->group == 0)
      g_array_append_val (window, *cart_at (rule, i));
  return window;
}

static gint64
end_of (const GArray *window)
{
  g_autofree gint64 *next = g_new (gint64, window->len);

  for (guint i = 0; i < window->len; i++)
    next[i] = g_array_index (window, Cart, i).next_ms;
  qsort (next, window->len, sizeof *next, compare_times);
  return MAX (g_array_index (window, Cart, window->len - 1).heard_ms, next[window->len / 2]) + 90000;
}

static guint
count_heard (const Rule *rule, gint64 end, guint kind, guint32 code)
{
  guint n = 0;

  for (guint i = rule->n_silent; i < rule->carts->len; i++)
    n += cart_at (rule, i)->heard_ms > end && (kind == N_KINDS || cart_at (rule, i)->codes[kind] == code);
  return n;
}

/* N_KINDS: nothing that carts share explains it. */
static guint
explain (const Rule *rule, const GArray *window, guint32 *code, CorralSilenceGroup *group)
{
  gint64 end = end_of (window);
  guint n_heard = count_heard (rule, end, N_KINDS, 0);
  guint best = N_KINDS;

  group->log10_chance = CORRAL_SILENCE_CHANCE;
  for (guint kind = 0; kind < N_KINDS; kind++)
    for (guint32 c = 1; c <= rule->n_codes[kind]; c++)
      {
        guint silent = 0, heard;
        double chance;

        for (guint i = 0; i < window->len; i++)
          silent += g_array_index (window, Cart, i).codes[kind] == c;
        if (silent < CORRAL_SILENCE_CARTS)
          continue;
        heard = count_heard (rule, end, kind, c);
        if (silent < CORRAL_SILENCE_COVERAGE * (silent + heard))
          continue;
        chance = corral_silence_chance (window->len, silent, (double) (silent + heard) / (window->len + n_heard))
                 + log10 (MAX (1, rule->n_codes[kind]));
        if (chance >= group->log10_chance || (kind == POINT && best == STORE && chance >= group->log10_chance - 1))
          continue;
        group->log10_chance = chance;
        group->n_heard = heard;
        group->n_others_heard = n_heard - heard;
        *code = c;
        best = kind;
      }
  return best;
}

static gboolean
is_cloud (const Rule *rule, const GArray *window, CorralSilenceGroup *group)
{
  g_autoptr (GHashTable) stores = g_hash_table_new (NULL, NULL);
  gint64 begin = g_array_index (window, Cart, 0).heard_ms;
  guint on_wifi = 0, around = 0;
  guint32 n_slots = corral_columns_get_n_slots (corral_fleet_get_table (rule->fleet, CORRAL_TABLE_CART));
  double ordinary;

  for (guint i = 0; i < window->len; i++)
    {
      on_wifi += g_array_index (window, Cart, i).on_wifi;
      g_hash_table_add (stores, GUINT_TO_POINTER (g_array_index (window, Cart, i).store + 1));
    }
  for (guint i = 0; i < rule->n_silent; i++)
    around += cart_at (rule, i)->group == 0 && ABS (cart_at (rule, i)->heard_ms - begin) < CORRAL_HOUR_MS;
  around -= window->len;
  group->log10_chance = CORRAL_SILENCE_CHANCE;
  group->n_heard = count_heard (rule, end_of (window), N_KINDS, 0);
  ordinary = CORRAL_SILENCE_CLOUD_UNSEEN * (around + 1) * (double) CORRAL_SILENCE_WINDOW_MS / (double) (2 * CORRAL_HOUR_MS);
  return window->len >= CORRAL_SILENCE_CLOUD_CARTS && g_hash_table_size (stores) >= CORRAL_SILENCE_CLOUD_STORES
         && window->len >= CORRAL_SILENCE_CLOUD_CONTRAST * ordinary && on_wifi * 8 >= window->len
         && (window->len - on_wifi) * 8 >= window->len
         && corral_chance_of_trying (n_slots, MIN (0.5, ordinary / n_slots), window->len)
                + log10 ((double) 2 * CORRAL_HOUR_MS / CORRAL_SILENCE_WINDOW_MS)
              <= CORRAL_SILENCE_CHANCE;
}

static void
gather (Rule *rule, const GArray *window, guint kind, guint32 code, guint number, CorralSilenceGroup *group)
{
  const CorralColumns *carts = corral_fleet_get_table (rule->fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (rule->fleet, CORRAL_TABLE_STORE);
  gint64 beyond = kind == N_KINDS ? CORRAL_SILENCE_WINDOW_MS / 4 : CORRAL_SILENCE_WINDOW_MS;
  gint64 begin = g_array_index (window, Cart, 0).heard_ms - beyond;
  gint64 end = g_array_index (window, Cart, window->len - 1).heard_ms + beyond;
  g_autoptr (GHashTable) touched = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) regions = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  const char *word = NULL;

  for (guint i = 0; i < rule->n_silent; i++)
    {
      Cart *cart = cart_at (rule, i);

      if (cart->group != 0 || cart->heard_ms < begin || cart->heard_ms > end
          || (kind != N_KINDS && cart->codes[kind] != code))
        continue;
      cart->group = number;
      g_array_append_val (times, cart->heard_ms);
      group->n_on_wifi += cart->on_wifi;
      g_hash_table_add (touched, GUINT_TO_POINTER (cart->store + 1));
      g_hash_table_add (regions, GUINT_TO_POINTER (cart->region + 1));
      word = corral_columns_get_word (stores, CORRAL_STORE_COL_REGION, cart->region);
    }
  group->n_window = window->len;
  group->n_carts = times->len;
  group->n_stores = g_hash_table_size (touched);
  group->first_ms = g_array_index (times, gint64, 0);
  group->last_ms = g_array_index (times, gint64, times->len - 1);
  group->since_ms = g_array_index (times, gint64, times->len / 2);
  if (g_hash_table_size (regions) == 1 && word != NULL)
    g_strlcpy (group->region, word, sizeof group->region);
  group->cause = kind != N_KINDS ? kinds[kind].cause : CORRAL_VERDICT_CLOUD_INGEST;
  if (kind == N_KINDS)
    return;
  group->code = kind == STORE ? code - 1 : kind == CARRIER ? code / rule->n_areas : code;
  word = kind != STORE ? corral_columns_get_word (carts, kinds[kind].column, group->code) : NULL;
  g_strlcpy (group->detail, word != NULL ? word : "", sizeof group->detail);
}

CorralSilence *
silence_reference_new (CorralFleet *fleet)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  CorralSilence *self = g_new0 (CorralSilence, 1);
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (CorralSilenceGroup));
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Cart));
  Rule rule = { .fleet = fleet, .carts = all };

  rule.n_areas = corral_columns_get_n_words (stores, CORRAL_STORE_COL_COUNTRY)
                 + corral_columns_get_n_words (stores, CORRAL_STORE_COL_REGION) + 2;
  for (guint kind = 0; kind < N_KINDS; kind++)
    rule.n_codes[kind] = kind == STORE ? corral_columns_get_n_slots (stores)
                                       : corral_columns_get_n_words (carts, kinds[kind].column);
  rule.n_codes[CARRIER] = (rule.n_codes[CARRIER] + 1) * rule.n_areas;
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    read_cart (&rule, slot);
  g_array_sort (all, compare_carts);

  for (guint windows = 0; windows < 12; windows++)
    {
      g_autoptr (GArray) window = NULL;
      CorralSilenceGroup group = { 0 };
      guint first = 0, n = 0, kind;
      guint32 code = 0;

      for (guint i = 0; i < rule.n_silent; i++)
        if (cart_at (&rule, i)->group == 0 && !cart_at (&rule, i)->settled && count_window (&rule, i) > n)
          {
            first = i;
            n = count_window (&rule, i);
          }
      if (n < CORRAL_SILENCE_CARTS)
        break;
      window = take_window (&rule, first, n);
      kind = explain (&rule, window, &code, &group);
      if (kind == N_KINDS && !is_cloud (&rule, window, &group))
        {
          for (guint i = 0; i < rule.n_silent; i++)
            cart_at (&rule, i)->settled |= cart_at (&rule, i)->group == 0
                                           && ABS (cart_at (&rule, i)->heard_ms - cart_at (&rule, first)->heard_ms)
                                                <= CORRAL_SILENCE_WINDOW_MS / 2;
          continue;
        }
      gather (&rule, window, kind, code, groups->len + 1, &group);
      g_array_append_val (groups, group);
    }

  self->group_of = g_new0 (guint8, corral_columns_get_n_slots (carts) + 1);
  for (guint i = 0; i < all->len; i++)
    self->group_of[cart_at (&rule, i)->slot] = (guint8) cart_at (&rule, i)->group;
  self->n_groups = groups->len;
  self->groups = g_memdup2 (groups->data, groups->len * sizeof (CorralSilenceGroup));
  return self;
}
