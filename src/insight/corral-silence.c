/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which carts fell silent together, and what they share. Pure over the mirror; main thread. */
#include "config.h"

#include "corral-silence.h"

#include "corral-census.h"
#include "corral-chance.h"
#include "corral-freshness.h"
#include "corral-middle.h"
#include "corral-sort.h"
#include "corral-time.h"

#include <math.h>
#include <string.h>

#define MAX_GROUPS 100
#define MAX_WINDOWS 12
#define MAX_AGE_MIN 60
#define NO_PROOF 255
#define LINKS_DIE_MS (90 * CORRAL_SECOND_MS) /* a broker gives a link up after a keep-alive and a half */

/* What silent carts may share, and what that would mean. */
typedef enum
{
  FACTOR_STORE,
  FACTOR_POINT,
  FACTOR_CARRIER, /* of carts that have no other and were on the mobile network, in a country */
  FACTOR_BATCH,
  FACTOR_FIRMWARE,
  FACTOR_PACK_LOT,
  N_FACTORS
} Factor;

static const CorralVerdictCause causes[N_FACTORS] = {
  [FACTOR_STORE] = CORRAL_VERDICT_STORE_WIFI,
  [FACTOR_POINT] = CORRAL_VERDICT_ACCESS_POINT_DOWN,
  [FACTOR_CARRIER] = CORRAL_VERDICT_CARRIER_OUTAGE,
  [FACTOR_BATCH] = CORRAL_VERDICT_CERTIFICATE_BATCH,
  [FACTOR_FIRMWARE] = CORRAL_VERDICT_WRONG_BUILD,
  [FACTOR_PACK_LOT] = CORRAL_VERDICT_PACK_WORN,
};

typedef struct
{
  gint64 heard_ms;
  gint64 next_ms; /* when it would have sent the next, and did not */
  guint32 cart;
} Silent;

/* Counts of one code of a factor. */
typedef struct
{
  guint32 silent; /* of the window */
  guint32 heard;  /* since the window */
} Count;

typedef struct
{
  CorralFleet *fleet;
  CorralSilence *silence;
  GArray *groups;
  guint32 n_carts;
  const guint8 *exists;
  const gint32 *states;
  const gint64 *heard;
  const gint32 *intervals;
  const guint32 *stores, *points, *carriers, *batches, *firmware, *pack_lots, *uplinks;
  const guint32 *countries, *regions; /* of stores */
  guint32 n_stores;
  guint32 n_countries;
  guint32 n_areas;        /* countries, and regions of stores whose country is not known */
  guint32 wifi;
  guint8 *single;         /* by code of the carriers' word: no other SIM */
  guint32 n_codes[N_FACTORS];
  Count *counts[N_FACTORS];
  guint32 *heard_all[N_FACTORS]; /* by code: carts that are heard */
  guint32 n_heard_all;
  guint8 *ages;           /* by cart: minutes since it was heard when it is, MAX_AGE_MIN at most; else NO_PROOF */
  guint32 n_younger[MAX_AGE_MIN + 2]; /* of them, those of less than so many minutes */
  gint64 newest_ms;
  guint32 n_heard;        /* since the window */
  guint32 n_decided;      /* silent, or heard since: of the others nothing is known yet */
} Search;

double
corral_silence_chance (guint n, guint k, double p)
{
  double base, term = 1, sum = 0;

  /* What is no more than to be expected is an accident; that is not worked out. */
  if (k <= n * p)
    return 0;
  if (p <= 0)
    return -300;
  /* The first term, and the others in proportion to it: they fall. */
  base = lgamma (n + 1.0) - lgamma (k + 1.0) - lgamma (n - k + 1.0) + k * log (p) + (n - k) * log1p (-p);
  for (guint i = k; i <= n && term > 1e-9 * sum; i++)
    {
      sum += term;
      term *= (double) (n - i) / (i + 1) * p / (1 - p);
    }
  return MIN (0, (base + log (sum)) / G_LN10);
}

/* Nobody waits for those that charge, but who was heard proves something all the same. */
static inline gboolean
counts (gint32 state)
{
  return corral_census_is_expected ((CorralCartState) state) || state == CORRAL_CART_CHARGING
         || state == CORRAL_CART_UPDATING;
}

/* 0: it has none. */
static inline guint32
carrier_of (const Search *search, guint32 cart)
{
  guint32 store = search->stores[cart];

  return search->single[search->carriers[cart]] && search->uplinks[cart] != search->wifi
           ? search->carriers[cart] * search->n_areas
               + (search->countries[store] != 0 ? search->countries[store]
                                                : search->n_countries + search->regions[store])
           : 0;
}

/* The same of any factor. */
static guint32
code_of (const Search *search, Factor factor, guint32 cart)
{
  switch (factor)
    {
    case FACTOR_STORE:
      return search->stores[cart] + 1;
    case FACTOR_POINT:
      return search->points[cart];
    case FACTOR_CARRIER:
      return carrier_of (search, cart);
    case FACTOR_BATCH:
      return search->batches[cart];
    case FACTOR_FIRMWARE:
      return search->firmware[cart];
    case FACTOR_PACK_LOT:
      return search->pack_lots[cart];
    case N_FACTORS:
    default:
      return 0;
    }
}

/* Does @DO to the @TABLE of each factor at the cart's code in it. */
#define FOR_ITS_CODES(search, cart, TABLE, DO) \
  G_STMT_START \
  { \
    TABLE[FACTOR_STORE][(search)->stores[cart] + 1] DO; \
    TABLE[FACTOR_POINT][(search)->points[cart]] DO; \
    TABLE[FACTOR_CARRIER][carrier_of (search, cart)] DO; \
    TABLE[FACTOR_BATCH][(search)->batches[cart]] DO; \
    TABLE[FACTOR_FIRMWARE][(search)->firmware[cart]] DO; \
    TABLE[FACTOR_PACK_LOT][(search)->pack_lots[cart]] DO; \
  } \
  G_STMT_END

static gboolean
is_candidate (const Search *search, guint32 cart)
{
  return search->exists[cart] && search->stores[cart] != CORRAL_NO_SLOT
         && corral_census_is_silent ((CorralCartState) search->states[cart]) && CORRAL_IS_KNOWN (search->heard[cart])
         && search->silence->group_of[cart] == 0;
}

/* --- one window ------------------------------------------------------------------------------------ */

static guint
age_of (const Search *search, gint64 heard_ms)
{
  return CORRAL_IS_KNOWN (heard_ms)
           ? (guint) CLAMP ((search->newest_ms - heard_ms) / CORRAL_MINUTE_MS, 0, MAX_AGE_MIN)
           : MAX_AGE_MIN;
}

/* Whether a cart that is heard proves something: not one that lies in repair. */
static gboolean
is_proof (const Search *search, guint32 cart)
{
  return search->exists[cart] && search->stores[cart] != CORRAL_NO_SLOT && counts (search->states[cart])
         && !corral_census_is_silent ((CorralCartState) search->states[cart]);
}

/* How long ago carts were heard, in minutes: with that a window tells most of those that were heard since from most of
 * the others at a glance. */
static void
count_heard (Search *search)
{
  guint32 n_of_age[MAX_AGE_MIN + 1] = { 0 };

  search->ages = g_new (guint8, search->n_carts + 1);
  for (guint32 cart = 0; cart < search->n_carts; cart++)
    {
      guint age;

      search->ages[cart] = NO_PROOF;
      if (!is_proof (search, cart))
        continue;
      age = age_of (search, search->heard[cart]);
      search->ages[cart] = (guint8) age;
      n_of_age[age]++;
      FOR_ITS_CODES (search, cart, search->heard_all, ++);
    }
  for (guint age = 0; age <= MAX_AGE_MIN; age++)
    search->n_younger[age + 1] = search->n_younger[age] + n_of_age[age];
  search->n_heard_all = search->n_younger[MAX_AGE_MIN + 1];
}

/* Who was heard after this is not of it. Those that are silent were cut off at some time between the last message and the
 * next one that was due; and links do not all die at once. */
static gint64
end_of_window (const Silent *silent, guint n)
{
  g_autofree gint64 *next = g_new (gint64, n);

  for (guint i = 0; i < n; i++)
    next[i] = silent[i].next_ms;
  return MAX (silent[n - 1].heard_ms, corral_middle_ms (next, n)) + LINKS_DIE_MS;
}

static void
count_window (Search *search, const Silent *silent, guint n)
{
  gint64 end = end_of_window (silent, n);
  guint age = age_of (search, end);
  /* Those that were heard since: all without those that were heard before; or, when they are fewer, just they. The
   * minute of the end itself is looked at from both sides. */
  gboolean most = search->n_younger[age + 1] * 2 > search->n_heard_all;
  guint oldest = most ? MAX_AGE_MIN : age;
  guint youngest = most ? age : 0;
  Count **counts = search->counts;

  for (guint f = 0; f < N_FACTORS; f++)
    for (guint32 c = 0; c <= search->n_codes[f]; c++)
      counts[f][c] = (Count) { .heard = most ? search->heard_all[f][c] : 0 };
  search->n_heard = most ? search->n_heard_all : 0;
  if (!most || search->n_younger[age] < search->n_heard_all)
    for (guint32 cart = 0; cart < search->n_carts; cart++)
      {
        if ((guint8) (search->ages[cart] - youngest) > oldest - youngest
            || (search->ages[cart] == age && (search->heard[cart] > end) == most))
          continue;
        if (most)
          {
            search->n_heard--;
            FOR_ITS_CODES (search, cart, counts, .heard--);
          }
        else
          {
            search->n_heard++;
            FOR_ITS_CODES (search, cart, counts, .heard++);
          }
      }
  search->n_decided = n + search->n_heard;
  for (guint i = 0; i < n; i++)
    FOR_ITS_CODES (search, silent[i].cart, counts, .silent++);
}

/* The factor and its code that explain most of the window's silence, if one does. */
static gboolean
find_factor (const Search *search, guint n, Factor *factor, guint32 *code, double *chance)
{
  gboolean found = FALSE;

  *chance = CORRAL_SILENCE_CHANCE;
  *factor = N_FACTORS;
  *code = 0;
  for (guint f = 0; f < N_FACTORS; f++)
    for (guint32 c = 1; c <= search->n_codes[f]; c++)
      {
        const Count *count = &search->counts[f][c];
        double its;

        if (count->silent < CORRAL_SILENCE_CARTS
            || count->silent < CORRAL_SILENCE_COVERAGE * (count->silent + count->heard))
          continue;
        its = corral_silence_chance (n, count->silent,
                                     (double) (count->silent + count->heard) / search->n_decided)
              + log10 (MAX (1, search->n_codes[f]));
        /* Carts at one access point are also in one store: the wider one is only it when it explains more. */
        if (its >= *chance || (found && f == FACTOR_POINT && *factor == FACTOR_STORE && its >= *chance - 1))
          continue;
        *chance = its;
        *factor = (Factor) f;
        *code = c;
        found = TRUE;
      }
  return found;
}

/* --- groups ----------------------------------------------------------------------------------------- */

static void
name_group (const Search *search, CorralSilenceGroup *group, Factor factor, guint32 code)
{
  static const guint columns[N_FACTORS] = {
    [FACTOR_POINT] = CORRAL_CART_COL_ACCESS_POINT, [FACTOR_CARRIER] = CORRAL_CART_COL_CARRIERS,
    [FACTOR_BATCH] = CORRAL_CART_COL_CERTIFICATE_BATCH, [FACTOR_FIRMWARE] = CORRAL_CART_COL_FIRMWARE,
    [FACTOR_PACK_LOT] = CORRAL_CART_COL_PACK_LOT,
  };
  const CorralColumns *carts = corral_fleet_get_table (search->fleet, CORRAL_TABLE_CART);
  const char *word;

  group->cause = causes[factor];
  group->code = code;
  if (factor == FACTOR_STORE)
    {
      group->code = code - 1;
      return;
    }
  if (factor == FACTOR_CARRIER)
    {
      group->code = code / search->n_areas;
    }
  word = corral_columns_get_word (carts, columns[factor], group->code);
  g_strlcpy (group->detail, word != NULL ? word : "", sizeof group->detail);
}

/* Takes those of @all that have @code (all of them with N_FACTORS) into @group, from the window and a little beyond: its
 * edges are where most were, not where it began and ended. */
static void
add_group (Search *search, CorralSilenceGroup *group, const Silent *all, guint n_all, guint first, guint n_window,
           Factor factor, guint32 code)
{
  gint64 beyond = (factor == N_FACTORS ? CORRAL_SILENCE_WINDOW_MS / 4 : CORRAL_SILENCE_WINDOW_MS);
  gint64 begin = all[first].heard_ms - beyond, end = all[first + n_window - 1].heard_ms + beyond;
  const Silent *silent;
  guint n = first + n_window;

  const CorralColumns *stores = corral_fleet_get_table (search->fleet, CORRAL_TABLE_STORE);
  g_autofree guint8 *touched = g_new0 (guint8, search->n_stores + 1);
  g_autofree gint64 *times = NULL;
  guint32 region = G_MAXUINT32;
  const char *word;

  while (first > 0 && all[first - 1].heard_ms >= begin)
    first--;
  while (n < n_all && all[n].heard_ms <= end)
    n++;
  silent = all + first;
  n -= first;
  times = g_new (gint64, n);
  group->first_ms = G_MAXINT64;
  group->last_ms = G_MININT64;
  for (guint i = 0; i < n; i++)
    {
      guint32 cart = silent[i].cart;
      guint32 store = search->stores[cart];

      if (search->silence->group_of[cart] != 0
          || (factor != N_FACTORS && code_of (search, factor, cart) != code))
        continue;
      times[group->n_carts++] = silent[i].heard_ms;
      group->first_ms = MIN (group->first_ms, silent[i].heard_ms);
      group->last_ms = MAX (group->last_ms, silent[i].heard_ms);
      group->n_on_wifi += search->uplinks[cart] == search->wifi;
      group->n_stores += !touched[store];
      touched[store] = TRUE;
      if (region == G_MAXUINT32)
        region = search->regions[store];
      else if (region != search->regions[store])
        region = 0;
      search->silence->group_of[cart] = (guint8) (search->groups->len + 1);
    }
  if (group->n_carts == 0)
    return;
  group->since_ms = times[group->n_carts / 2]; /* they are in order */
  word = corral_columns_get_word (stores, CORRAL_STORE_COL_REGION, region == G_MAXUINT32 ? 0 : region);
  g_strlcpy (group->region, word != NULL ? word : "", sizeof group->region);
  g_array_append_val (search->groups, *group);
}

/* What shares nothing but the minute: behind everything that carts may share there is only the cloud. */
static gboolean
is_cloud (const Search *search, const Silent *all, guint n_all, guint first, guint n)
{
  g_autofree guint8 *touched = g_new0 (guint8, search->n_stores + 1);
  guint n_stores = 0, on_wifi = 0, before = 0;
  gint64 begin = all[first].heard_ms;
  double ordinary;

  if (n < CORRAL_SILENCE_CLOUD_CARTS)
    return FALSE;
  for (guint i = first; i < first + n; i++)
    {
      on_wifi += search->uplinks[all[i].cart] == search->wifi;
      n_stores += !touched[search->stores[all[i].cart]];
      touched[search->stores[all[i].cart]] = TRUE;
    }
  /* Those of the two hours around it, whatever ails them: how many of them a window has ordinarily. What was silent for long
   * has partly come back, and what fell silent just now does not show yet, so there were more than are seen. */
  for (guint i = 0; i < n_all; i++)
    before += (i < first || i >= first + n) && ABS (all[i].heard_ms - begin) < CORRAL_HOUR_MS;
  ordinary = CORRAL_SILENCE_CLOUD_UNSEEN * (before + 1) * (double) CORRAL_SILENCE_WINDOW_MS / (double) (2 * CORRAL_HOUR_MS);
  if (n_stores < CORRAL_SILENCE_CLOUD_STORES || n < CORRAL_SILENCE_CLOUD_CONTRAST * ordinary || on_wifi * 8 < n
      || (n - on_wifi) * 8 < n)
    return FALSE;
  /* The fullest of all windows was looked for, so it has as many tries to be full by accident. */
  return corral_chance_of_trying (search->n_carts, MIN (0.5, ordinary / search->n_carts), n)
           + log10 ((double) 2 * CORRAL_HOUR_MS / CORRAL_SILENCE_WINDOW_MS)
         <= CORRAL_SILENCE_CHANCE;
}

/* The window with the most silent carts that is not settled yet. */
static guint
widest (const Silent *all, guint n_all, const guint8 *settled, guint *first)
{
  guint best = 0;

  for (guint begin = 0, end = 0; begin < n_all; begin++)
    {
      end = MAX (end, begin);
      while (end < n_all && all[end].heard_ms - all[begin].heard_ms <= CORRAL_SILENCE_WINDOW_MS)
        end++;
      if (!settled[begin] && end - begin > best)
        {
          best = end - begin;
          *first = begin;
        }
    }
  return best;
}

/* (element-type Silent): who is silent, by when it was last heard; of those heard at once, by slot. */
static GArray *
list_silent (Search *search)
{
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Silent));
  g_autofree guint64 *keys = NULL;
  gint64 oldest = G_MAXINT64, newest = G_MININT64;

  search->newest_ms = G_MININT64 + 1;
  for (guint32 cart = 0; cart < search->n_carts; cart++)
    {
      search->newest_ms = MAX (search->newest_ms, search->heard[cart]);
      if (!is_candidate (search, cart))
        continue;
      g_array_append_val (slots, cart);
      oldest = MIN (oldest, search->heard[cart]);
      newest = MAX (newest, search->heard[cart]);
    }
  if (slots->len == 0)
    return list;
  keys = g_new (guint64, slots->len);
  for (guint i = 0; i < slots->len; i++)
    keys[i] = (guint64) search->heard[g_array_index (slots, guint32, i)] - (guint64) oldest;
  corral_sort_slots ((guint32 *) (gpointer) slots->data, keys, slots->len, (guint64) newest - (guint64) oldest);
  g_array_set_size (list, slots->len);
  for (guint i = 0; i < slots->len; i++)
    {
      guint32 cart = g_array_index (slots, guint32, i);
      gint64 interval = search->intervals[cart] > 0 ? search->intervals[cart] : CORRAL_CADENCE_IDLE_S;

      g_array_index (list, Silent, i)
        = (Silent) { search->heard[cart], search->heard[cart] + interval * CORRAL_SECOND_MS, cart };
    }
  return list;
}

static void
search_windows (Search *search)
{
  g_autoptr (GArray) list = list_silent (search);
  g_autofree guint8 *settled = g_new0 (guint8, list->len + 1);

  for (guint windows = 0; windows < MAX_WINDOWS && search->groups->len < MAX_GROUPS; windows++)
    {
      Silent *all = (Silent *) (gpointer) list->data;
      CorralSilenceGroup group = { 0 };
      guint32 code;
      Factor factor;
      guint first = 0;
      guint n = widest (all, list->len, settled, &first);
      guint left = 0;

      if (n < CORRAL_SILENCE_CARTS)
        break;
      if (search->ages == NULL)
        count_heard (search);
      count_window (search, all + first, n);
      group.n_window = n;
      if (find_factor (search, n, &factor, &code, &group.log10_chance))
        {
          name_group (search, &group, factor, code);
          group.n_heard = search->counts[factor][code].heard;
          group.n_others_heard = search->n_heard - group.n_heard;
          add_group (search, &group, all, list->len, first, n, factor, code);
        }
      else if (is_cloud (search, all, list->len, first, n))
        {
          group.cause = CORRAL_VERDICT_CLOUD_INGEST;
          group.log10_chance = CORRAL_SILENCE_CHANCE;
          group.n_heard = search->n_heard;
          add_group (search, &group, all, list->len, first, n, N_FACTORS, 0);
        }
      else
        {
          /* Nothing that it could be called, nor its neighbours: they are all but the same, and have fewer. */
          for (guint i = 0; i < list->len; i++)
            settled[i] |= ABS (all[i].heard_ms - all[first].heard_ms) <= CORRAL_SILENCE_WINDOW_MS / 2;
          continue;
        }
      /* The rest may be another group. */
      for (guint i = 0; i < list->len; i++)
        if (search->silence->group_of[all[i].cart] == 0)
          {
            settled[left] = settled[i];
            all[left++] = all[i];
          }
      g_array_set_size (list, left);
    }
}

CorralSilence *
corral_silence_new (CorralFleet *fleet)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  CorralSilence *self = g_new0 (CorralSilence, 1);
  Search search = {
    .fleet = fleet,
    .silence = self,
    .n_carts = corral_columns_get_n_slots (carts),
    .n_stores = corral_columns_get_n_slots (stores),
    .exists = corral_columns_peek_exists (carts),
    .states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE),
    .heard = corral_columns_peek (carts, CORRAL_CART_COL_HEARD_MS),
    .intervals = corral_columns_peek (carts, CORRAL_CART_COL_INTERVAL_S),
    .stores = corral_columns_peek (carts, CORRAL_CART_COL_STORE),
    .points = corral_columns_peek (carts, CORRAL_CART_COL_ACCESS_POINT),
    .carriers = corral_columns_peek (carts, CORRAL_CART_COL_CARRIERS),
    .batches = corral_columns_peek (carts, CORRAL_CART_COL_CERTIFICATE_BATCH),
    .firmware = corral_columns_peek (carts, CORRAL_CART_COL_FIRMWARE),
    .pack_lots = corral_columns_peek (carts, CORRAL_CART_COL_PACK_LOT),
    .uplinks = corral_columns_peek (carts, CORRAL_CART_COL_UPLINK),
    .countries = corral_columns_peek (stores, CORRAL_STORE_COL_COUNTRY),
    .regions = corral_columns_peek (stores, CORRAL_STORE_COL_REGION),
    .wifi = corral_columns_find_word (carts, CORRAL_CART_COL_UPLINK, "wifi"),
  };
  guint32 n_carriers = corral_columns_get_n_words (carts, CORRAL_CART_COL_CARRIERS) + 1;

  if (search.wifi == 0)
    search.wifi = G_MAXUINT32;
  search.groups = g_array_new (FALSE, TRUE, sizeof (CorralSilenceGroup));
  self->group_of = g_new0 (guint8, search.n_carts + 1);
  search.n_countries = corral_columns_get_n_words (stores, CORRAL_STORE_COL_COUNTRY) + 1;
  search.single = g_new0 (guint8, n_carriers + 1);
  for (guint32 code = 1; code < n_carriers; code++)
    {
      const char *word = corral_columns_get_word (carts, CORRAL_CART_COL_CARRIERS, code);

      search.single[code] = word != NULL && *word != '\0' && strchr (word, ' ') == NULL;
    }
  search.n_codes[FACTOR_STORE] = search.n_stores;
  search.n_codes[FACTOR_POINT] = corral_columns_get_n_words (carts, CORRAL_CART_COL_ACCESS_POINT);
  search.n_areas = search.n_countries + corral_columns_get_n_words (stores, CORRAL_STORE_COL_REGION) + 1;
  search.n_codes[FACTOR_CARRIER] = n_carriers * search.n_areas;
  search.n_codes[FACTOR_BATCH] = corral_columns_get_n_words (carts, CORRAL_CART_COL_CERTIFICATE_BATCH);
  search.n_codes[FACTOR_FIRMWARE] = corral_columns_get_n_words (carts, CORRAL_CART_COL_FIRMWARE);
  search.n_codes[FACTOR_PACK_LOT] = corral_columns_get_n_words (carts, CORRAL_CART_COL_PACK_LOT);
  for (guint f = 0; f < N_FACTORS; f++)
    {
      search.counts[f] = g_new0 (Count, search.n_codes[f] + 1);
      search.heard_all[f] = g_new0 (guint32, search.n_codes[f] + 1);
    }

  search_windows (&search);

  for (guint f = 0; f < N_FACTORS; f++)
    {
      g_free (search.counts[f]);
      g_free (search.heard_all[f]);
    }
  g_free (search.ages);
  g_free (search.single);
  self->n_groups = search.groups->len;
  self->groups = (CorralSilenceGroup *) (gpointer) g_array_free (search.groups, FALSE);
  return self;
}

void
corral_silence_free (CorralSilence *self)
{
  g_free (self->groups);
  g_free (self->group_of);
  g_free (self);
}

const CorralSilenceGroup *
corral_silence_find (const CorralSilence *self, guint32 cart)
{
  return self->group_of[cart] != 0 ? &self->groups[self->group_of[cart] - 1] : NULL;
}
