/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What carts may have in common, as small numbers: the columns' own dictionary codes where that will do, else numbers that are
 * given here in one pass. One row of the table below is one kind. Main thread. */
#include "config.h"

#include "corral-factor-values.h"

#include "corral-census.h"
#include "corral-time.h"

#include <string.h>

/* Carriers, of a list: three bits say which. A cart has two SIM slots at most (domain.md). */
#define PLACE_BITS 3
#define PLACES (1u << PLACE_BITS)

/* Zones change their offset at such moments, if at all. */
#define QUARTER_MS (15 * CORRAL_MINUTE_MS)
#define ZONE_CACHE 256

typedef enum
{
  VALUE_WORD,     /* the column's dictionary */
  VALUE_MEMBERS,  /* of a list */
  VALUE_NUMBER,   /* a small one */
  VALUE_OF_STORE, /* word or number, with the store */
  VALUE_STORE,
  VALUE_REGION,
  VALUE_HOUR,
} ValueSource;

static const struct
{
  ValueSource source;
  CorralCartColumn column;
} kinds[CORRAL_N_FACTORS] = {
  [CORRAL_FACTOR_CARRIER] = { VALUE_MEMBERS, CORRAL_CART_COL_CARRIERS },
  [CORRAL_FACTOR_SIM] = { VALUE_NUMBER, CORRAL_CART_COL_SIM_SLOTS },
  [CORRAL_FACTOR_ACCESS_POINT] = { VALUE_OF_STORE, CORRAL_CART_COL_ACCESS_POINT },
  [CORRAL_FACTOR_AISLE] = { VALUE_OF_STORE, CORRAL_CART_COL_AISLE },
  [CORRAL_FACTOR_REVISION] = { VALUE_WORD, CORRAL_CART_COL_HARDWARE_REVISION },
  [CORRAL_FACTOR_LOT] = { VALUE_WORD, CORRAL_CART_COL_LOT },
  [CORRAL_FACTOR_FIRMWARE] = { VALUE_WORD, CORRAL_CART_COL_FIRMWARE },
  [CORRAL_FACTOR_CERTIFICATE_BATCH] = { VALUE_WORD, CORRAL_CART_COL_CERTIFICATE_BATCH },
  [CORRAL_FACTOR_PACK_LOT] = { VALUE_WORD, CORRAL_CART_COL_PACK_LOT },
  [CORRAL_FACTOR_STORE] = { VALUE_STORE, CORRAL_CART_COL_STORE },
  [CORRAL_FACTOR_REGION] = { VALUE_REGION, CORRAL_CART_COL_STORE },
  [CORRAL_FACTOR_HOUR] = { VALUE_HOUR, CORRAL_CART_COL_HEARD_MS },
};

static const char *const kind_words[CORRAL_N_FACTORS] = {
#define WORD(UPPER, word) word,
  CORRAL_FACTORS (WORD)
};

const char *
corral_factor_kind_to_word (CorralFactorKind kind)
{
  g_return_val_if_fail (kind < CORRAL_N_FACTORS, NULL);

  return kind_words[kind];
}

gboolean
corral_factor_kind_follows (CorralFactorKind kind, CorralFactorKind from)
{
  switch (from)
    {
    case CORRAL_FACTOR_ACCESS_POINT:
    case CORRAL_FACTOR_AISLE:
      return kind == CORRAL_FACTOR_STORE || kind == CORRAL_FACTOR_REGION;
    case CORRAL_FACTOR_STORE:
      return kind == CORRAL_FACTOR_REGION;
    case CORRAL_FACTOR_CARRIER:
    case CORRAL_FACTOR_SIM:
    case CORRAL_FACTOR_REVISION:
    case CORRAL_FACTOR_LOT:
    case CORRAL_FACTOR_FIRMWARE:
    case CORRAL_FACTOR_CERTIFICATE_BATCH:
    case CORRAL_FACTOR_PACK_LOT:
    case CORRAL_FACTOR_REGION:
    case CORRAL_FACTOR_HOUR:
    case CORRAL_N_FACTORS:
    default:
      return FALSE;
    }
}

guint
corral_factors_given_by (const char *name)
{
  guint given = 0;

  /* What links call them, as corral_order_where_named() has it. */
  if (g_strcmp0 (name, "carrier") == 0)
    name = "carriers";
  if (g_strcmp0 (name, "revision") == 0)
    name = "hardware_revision";
  for (guint i = 0; i < CORRAL_N_FACTORS; i++)
    if (g_strcmp0 (name, kind_words[i]) == 0)
      for (guint k = 0; k < CORRAL_N_FACTORS; k++)
        if (k == i || corral_factor_kind_follows ((CorralFactorKind) k, (CorralFactorKind) i))
          given |= 1u << k;
  return given;
}

/* ---- making numbers ------------------------------------------------------------------------------------ */

static guint32
count_slots (CorralFleet *fleet, CorralTableKind table)
{
  return corral_columns_get_n_slots (corral_fleet_get_table (fleet, table));
}

/* Each list of carriers stands for its members. */
static void
add_members (CorralFactorValues *self, const CorralColumns *carts, guint column)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (guint32));

  self->starts = g_new0 (guint32, self->n_codes + 1);
  self->members = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_set_size (self->members, 1);
  g_array_index (self->members, guint32, 0) = 0;
  for (guint32 code = 1; code < self->n_codes; code++)
    {
      g_auto (GStrv) words = g_strsplit (corral_columns_get_word (carts, column, code), " ", PLACES);
      guint first = values->len;

      self->starts[code] = first;
      for (guint32 place = 0; words[place] != NULL; place++)
        {
          guint32 number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, words[place]));
          guint32 name = code << PLACE_BITS | place;
          gboolean twice = FALSE;

          if (*words[place] == '\0')
            continue;
          if (number == 0)
            {
              number = self->members->len;
              g_array_append_val (self->members, name);
              g_hash_table_insert (numbers, g_strdup (words[place]), GUINT_TO_POINTER (number));
            }
          for (guint i = first; i < values->len; i++)
            twice = twice || g_array_index (values, guint32, i) == number;
          if (!twice)
            g_array_append_val (values, number);
        }
    }
  self->starts[self->n_codes] = values->len;
  self->n_values = self->members->len;
  self->values = g_memdup2 (values->data, MAX (1, values->len) * sizeof (guint32));
}

static void
add_numbers (CorralFactorValues *self, const gint32 *numbers, guint32 n, const guint8 *halves)
{
  self->own = g_new0 (guint32, n + 1);
  self->codes = self->own;
  self->n_codes = 1;
  for (guint32 slot = 0; slot < n; slot++)
    if (halves[slot] != CORRAL_FACTOR_OUT && numbers[slot] >= 0 && numbers[slot] < G_MAXINT16)
      {
        self->own[slot] = (guint32) numbers[slot] + 1;
        self->n_codes = MAX (self->n_codes, self->own[slot] + 1);
      }
}

/* Names that are given once (an access point's id) are of one store each: the column's own codes will do. */
static gboolean
is_each_of_one_store (CorralFactorValues *self, const guint32 *codes, const guint32 *stores, guint32 n, guint32 n_words,
                      const guint8 *halves)
{
  self->n_codes = n_words + 1;
  self->stores = g_new (guint32, self->n_codes);
  self->of_store = g_new (guint32, self->n_codes);
  for (guint32 code = 0; code < self->n_codes; code++)
    {
      self->stores[code] = CORRAL_NO_SLOT;
      self->of_store[code] = code;
    }
  for (guint32 slot = 0; slot < n; slot++)
    if (halves[slot] != CORRAL_FACTOR_OUT && codes[slot] != 0)
      {
        guint32 *store = &self->stores[codes[slot]];

        if (stores[slot] == CORRAL_NO_SLOT || (*store != CORRAL_NO_SLOT && *store != stores[slot]))
          {
            g_clear_pointer (&self->stores, g_free);
            g_clear_pointer (&self->of_store, g_free);
            return FALSE;
          }
        *store = stores[slot];
      }
  self->codes = codes;
  return TRUE;
}

/* "ap-3" of one store is not that of another. Codes are sorted into each store's own row of a table that holds just those which
 * it has: first how many there may be, then which. */
static void
add_of_store (CorralFactorValues *self, const guint32 *codes, const guint32 *stores, guint32 n, guint32 unknown,
              guint32 n_stores, const guint8 *halves)
{
  g_autofree guint32 *begins = g_new0 (guint32, n_stores + 2);
  g_autofree guint32 *ends = NULL;
  g_autofree guint32 *numbers = NULL;
  guint32 n_carts = 0;

  self->own = g_new0 (guint32, n + 1);
  self->codes = self->own;
  for (guint32 slot = 0; slot < n; slot++)
    if (halves[slot] != CORRAL_FACTOR_OUT && codes[slot] != unknown && stores[slot] != CORRAL_NO_SLOT)
      {
        begins[stores[slot] + 1]++;
        n_carts++;
      }
  for (guint32 store = 0; store < n_stores; store++)
    begins[store + 1] += begins[store];
  ends = g_memdup2 (begins, (n_stores + 1) * sizeof *begins);
  numbers = g_new0 (guint32, n_carts + 1);
  self->stores = g_new (guint32, n_carts + 1);
  self->of_store = g_new (guint32, n_carts + 1);
  self->n_codes = 1;
  for (guint32 slot = 0; slot < n; slot++)
    {
      guint32 store = stores[slot];
      guint32 at;

      if (halves[slot] == CORRAL_FACTOR_OUT || codes[slot] == unknown || store == CORRAL_NO_SLOT)
        continue;
      /* A store has a dozen. */
      for (at = begins[store]; at < ends[store] && self->of_store[numbers[at]] != codes[slot];)
        at++;
      if (at == ends[store])
        {
          self->stores[self->n_codes] = store;
          self->of_store[self->n_codes] = codes[slot];
          numbers[at] = self->n_codes++;
          ends[store]++;
        }
      self->own[slot] = numbers[at];
    }
}

static void
add_places (CorralFactorValues *self, CorralFleet *fleet, guint column, const guint8 *halves)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const guint32 *codes = corral_columns_peek (carts, column);
  const guint32 *stores = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  guint32 n = corral_columns_get_n_slots (carts);
  gboolean words = corral_columns_get_spec (carts, column)->type == CORRAL_COLUMN_WORD;

  if (!words
      || !is_each_of_one_store (self, codes, stores, n, corral_columns_get_n_words (carts, column), halves))
    add_of_store (self, codes, stores, n, words ? 0 : (guint32) CORRAL_UNKNOWN_INT32,
                  count_slots (fleet, CORRAL_TABLE_STORE), halves);
}

static void
add_regions (CorralFactorValues *self, CorralFleet *fleet)
{
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  const guint32 *regions = corral_columns_peek (stores, CORRAL_STORE_COL_REGION);
  guint32 n_stores = corral_columns_get_n_slots (stores);

  self->starts = g_new0 (guint32, self->n_codes + 1);
  self->values = g_new0 (guint32, self->n_codes + 1);
  for (guint32 code = 1; code < self->n_codes; code++)
    {
      self->starts[code + 1] = self->starts[code];
      if (code <= n_stores && regions[code - 1] != 0)
        self->values[self->starts[code + 1]++] = regions[code - 1];
    }
  self->n_values = corral_columns_get_n_words (stores, CORRAL_STORE_COL_REGION) + 1;
}

/* The hour of the day in the store in which a silent cart was last heard; what talks is heard at any hour. Offsets are looked
 * up once a quarter of an hour and zone. */
static void
add_hours (CorralFactorValues *self, CorralFleet *fleet, const guint8 *halves)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  const gint64 *heard = corral_columns_peek (carts, CORRAL_CART_COL_HEARD_MS);
  const guint32 *links = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  const guint32 *zones = corral_columns_peek (stores, CORRAL_STORE_COL_TIME_ZONE);
  guint32 n = corral_columns_get_n_slots (carts);
  guint32 n_zones = corral_columns_get_n_words (stores, CORRAL_STORE_COL_TIME_ZONE) + 1;
  g_autofree GTimeZone **made = g_new0 (GTimeZone *, n_zones);
  struct
  {
    gint64 quarter;
    gint64 offset_ms;
    guint32 zone;
  } cache[ZONE_CACHE] = { 0 };

  self->own = g_new0 (guint32, n + 1);
  self->codes = self->own;
  self->n_codes = 25;
  for (guint32 slot = 0; slot < n; slot++)
    {
      guint32 zone;
      gint64 quarter;
      guint at;

      if (halves[slot] == CORRAL_FACTOR_OUT || !corral_census_is_silent ((CorralCartState) states[slot])
          || links[slot] == CORRAL_NO_SLOT || zones[links[slot]] == 0 || !CORRAL_IS_KNOWN (heard[slot]))
        continue;
      zone = zones[links[slot]];
      quarter = heard[slot] / QUARTER_MS;
      at = (guint) (((guint64) quarter + zone * 31u) % ZONE_CACHE);
      if (cache[at].zone != zone || cache[at].quarter != quarter)
        {
          if (made[zone] == NULL)
            made[zone] = corral_time_zone (corral_columns_get_word (stores, CORRAL_STORE_COL_TIME_ZONE, zone));
          cache[at].zone = zone;
          cache[at].quarter = quarter;
          cache[at].offset_ms = corral_time_offset_s (made[zone], heard[slot]) * CORRAL_SECOND_MS;
        }
      self->own[slot] = 1 + (guint32) ((((heard[slot] + cache[at].offset_ms) % CORRAL_DAY_MS + CORRAL_DAY_MS) % CORRAL_DAY_MS)
                                       / CORRAL_HOUR_MS);
    }
  for (guint32 zone = 0; zone < n_zones; zone++)
    g_clear_pointer (&made[zone], g_time_zone_unref);
}

void
corral_factor_values_init (CorralFactorValues *self, CorralFleet *fleet, CorralFactorKind kind, const guint8 *halves)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  CorralCartColumn column = kinds[kind].column;
  guint32 n = corral_columns_get_n_slots (carts);

  *self = (CorralFactorValues){ .kind = kind };
  switch (kinds[kind].source)
    {
    case VALUE_WORD:
    case VALUE_MEMBERS:
      self->codes = corral_columns_peek (carts, column);
      self->n_codes = corral_columns_get_n_words (carts, column) + 1;
      if (kinds[kind].source == VALUE_MEMBERS)
        add_members (self, carts, column);
      break;
    case VALUE_NUMBER:
      add_numbers (self, corral_columns_peek (carts, column), n, halves);
      break;
    case VALUE_OF_STORE:
      add_places (self, fleet, column, halves);
      break;
    case VALUE_STORE:
    case VALUE_REGION:
      /* CORRAL_NO_SLOT becomes 0. */
      self->codes = corral_columns_peek (carts, column);
      self->offset = 1;
      self->n_codes = count_slots (fleet, CORRAL_TABLE_STORE) + 1;
      if (kinds[kind].source == VALUE_REGION)
        add_regions (self, fleet);
      break;
    case VALUE_HOUR:
    default:
      add_hours (self, fleet, halves);
      break;
    }
  if (self->starts == NULL)
    self->n_values = self->n_codes;
}

void
corral_factor_values_clear (CorralFactorValues *self)
{
  g_clear_pointer (&self->starts, g_free);
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->own, g_free);
  g_clear_pointer (&self->stores, g_free);
  g_clear_pointer (&self->of_store, g_free);
  g_clear_pointer (&self->members, g_array_unref);
  self->codes = NULL;
}

guint
corral_factor_values_get (const CorralFactorValues *self, guint32 cart, guint32 *values, guint max)
{
  guint32 code = self->codes[cart] + self->offset;
  guint n = 0;

  if (code == 0)
    return 0;
  if (self->starts == NULL)
    {
      values[0] = code;
      return 1;
    }
  for (guint32 i = self->starts[code]; i < self->starts[code + 1] && n < max; i++)
    values[n++] = self->values[i];
  return n;
}

void
corral_factor_values_name (const CorralFactorValues *self, guint32 value, CorralFactor *factor)
{
  factor->kind = self->kind;
  factor->code = value;
  factor->store = CORRAL_NO_SLOT;
  if (self->stores != NULL)
    {
      factor->store = self->stores[value];
      factor->code = self->of_store[value];
    }
  else if (self->members != NULL)
    factor->code = g_array_index (self->members, guint32, value);
  else if (kinds[self->kind].source == VALUE_STORE)
    factor->code = factor->store = value - 1;
  else if (kinds[self->kind].source == VALUE_NUMBER || kinds[self->kind].source == VALUE_HOUR)
    factor->code = value - 1;
}

guint8 *
corral_factor_halves_new (CorralFleet *fleet, const CorralFactorsAsked *asked)
{
  const CorralColumns *table = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const guint8 *exists = corral_columns_peek_exists (table);
  const guint32 *chains = corral_columns_peek (table, CORRAL_CART_COL_CHAIN);
  guint32 n = corral_columns_get_n_slots (table);
  guint8 *halves = g_new0 (guint8, n + 1);

  G_STATIC_ASSERT (CORRAL_FACTOR_OUT == 0);
  if (asked->among == NULL)
    for (guint32 slot = 0; slot < n; slot++)
      halves[slot] = exists[slot] && (asked->chain == CORRAL_NO_SLOT || chains[slot] == asked->chain) ? CORRAL_FACTOR_REST
                                                                                                     : CORRAL_FACTOR_OUT;
  for (guint i = 0; asked->among != NULL && i < asked->n_among; i++)
    if (asked->among[i] < n && exists[asked->among[i]])
      halves[asked->among[i]] = CORRAL_FACTOR_REST;
  for (guint i = 0; i < asked->n_carts; i++)
    if (asked->carts[i] < n && halves[asked->carts[i]] != CORRAL_FACTOR_OUT)
      halves[asked->carts[i]] = CORRAL_FACTOR_SELECTED;
  return halves;
}

/* ---- and back ------------------------------------------------------------------------------------------ */

static char *
get_member (const CorralColumns *carts, guint column, guint32 code)
{
  const char *list = corral_columns_get_word (carts, column, code >> PLACE_BITS);
  g_auto (GStrv) words = list != NULL ? g_strsplit (list, " ", PLACES) : NULL;

  return words != NULL && (code & (PLACES - 1)) < g_strv_length (words) ? g_strdup (words[code & (PLACES - 1)]) : NULL;
}

char *
corral_factor_to_value (CorralFleet *fleet, const CorralFactor *factor)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  CorralCartColumn column;

  g_return_val_if_fail (factor->kind < CORRAL_N_FACTORS, NULL);

  column = kinds[factor->kind].column;
  switch (kinds[factor->kind].source)
    {
    case VALUE_MEMBERS:
      return get_member (carts, column, factor->code);
    case VALUE_STORE:
      {
        gint64 number = factor->store != CORRAL_NO_SLOT && corral_columns_exists (stores, factor->store)
                            ? corral_columns_get_integer (stores, factor->store, CORRAL_STORE_COL_NUMBER)
                            : CORRAL_UNKNOWN;

        return CORRAL_IS_KNOWN (number) ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : NULL;
      }
    case VALUE_REGION:
      return g_strdup (corral_columns_get_word (stores, CORRAL_STORE_COL_REGION, factor->code));
    case VALUE_NUMBER:
    case VALUE_HOUR:
      return g_strdup_printf ("%u", factor->code);
    case VALUE_WORD:
    case VALUE_OF_STORE:
    default:
      if (corral_columns_get_spec (carts, column)->type == CORRAL_COLUMN_WORD)
        return g_strdup (corral_columns_get_word (carts, column, factor->code));
      return g_strdup_printf ("%d", (gint32) factor->code);
    }
}
