/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filters and sorts against a qsort that asks the cells. */
#include "corral-order.h"
#include "sample-fleet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  CorralFleet *fleet;
  const CorralColumns *table;
  CorralTableKind kind;
  guint column;
  gboolean descending;
} Naive;

static int
compare_numbers (double a, double b)
{
  return a < b ? -1 : a > b;
}

static int
compare_cells (CorralFleet *fleet, CorralTableKind kind, guint column, guint32 a, guint32 b,
               gboolean descending)
{
  const CorralColumns *table = corral_fleet_get_table (fleet, kind);
  const CorralColumnSpec *spec = corral_columns_get_spec (table, column);
  gboolean known_a = corral_columns_is_known (table, a, column);
  gboolean known_b = corral_columns_is_known (table, b, column);
  int order;

  if (!known_a || !known_b)
    return known_b - known_a; /* unknown last, whichever the direction */
  if (spec->type == CORRAL_COLUMN_WORD)
    {
      g_autofree char *x = g_utf8_collate_key_for_filename (corral_columns_get_text (table, a, column), -1);
      g_autofree char *y = g_utf8_collate_key_for_filename (corral_columns_get_text (table, b, column), -1);

      order = strcmp (x, y);
    }
  else if (spec->type == CORRAL_COLUMN_TEXT)
    order = strcmp (corral_columns_get_text (table, a, column), corral_columns_get_text (table, b, column));
  else if (spec->type == CORRAL_COLUMN_LINK)
    {
      gboolean down;
      CorralTableKind target = (CorralTableKind) spec->target;
      guint tie = corral_table_get_tie_column (target, &down);
      guint32 x = corral_columns_get_link (table, a, column), y = corral_columns_get_link (table, b, column);

      order = compare_cells (fleet, target, tie, x, y, down);
      if (order == 0)
        order = strcmp (corral_fleet_get_text (fleet, target, x, 0),
                        corral_fleet_get_text (fleet, target, y, 0));
    }
  else
    order = compare_numbers (corral_columns_get_real (table, a, column),
                             corral_columns_get_real (table, b, column));
  return descending ? -order : order;
}

static int
compare_naively (const void *a, const void *b, gpointer data)
{
  Naive *naive = data;
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;
  gboolean down;
  guint tie = corral_table_get_tie_column (naive->kind, &down);
  int order = 0;

  if (naive->column != CORRAL_NO_COLUMN)
    order = compare_cells (naive->fleet, naive->kind, naive->column, x, y, naive->descending);
  if (order == 0)
    order = compare_cells (naive->fleet, naive->kind, tie, x, y, down);
  if (order == 0)
    order
        = strcmp (corral_columns_get_text (naive->table, x, 0), corral_columns_get_text (naive->table, y, 0));
  return order;
}

typedef gboolean (*Wanted) (const CorralColumns *table, guint32 slot, gint64 argument);

static void
assert_order (CorralFleet *fleet, CorralOrder *order, Wanted wanted, gint64 argument)
{
  g_autoptr (GArray) is = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (guint32));
  Naive naive = { .fleet = fleet, .kind = corral_order_get_table (order) };

  naive.table = corral_fleet_get_table (fleet, naive.kind);
  naive.column = corral_order_get_sort (order, &naive.descending);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (naive.table); slot++)
    if (corral_columns_exists (naive.table, slot) && (wanted == NULL || wanted (naive.table, slot, argument)))
      g_array_append_val (expected, slot);
  if (expected->len > 0)
    g_qsort_with_data (expected->data, (int) expected->len, sizeof (guint32), compare_naively, &naive);

  corral_order_run (order, fleet, is);
  g_assert_cmpuint (is->len, ==, expected->len);
  for (guint i = 0; i < is->len; i++)
    if (g_array_index (is, guint32, i) != g_array_index (expected, guint32, i))
      {
        /* Rows that do not differ in anything that orders them may stand either way. */
        g_assert_cmpint (compare_naively (&g_array_index (is, guint32, i),
                                          &g_array_index (expected, guint32, i), &naive),
                         ==, 0);
      }
}

static CorralFleet *
make_fleet (guint64 seed, guint n_carts)
{
  SampleSize size = {
    .n_chains = 1 + (guint) (seed % 3),
    .n_stores = 3 + (guint) (seed % 9),
    .n_carts = n_carts,
    .n_alerts = 40,
    .n_flags = 30,
    .seed = seed,
  };
  CorralFleet *fleet = corral_fleet_new (NULL);

  sample_fleet_fill (fleet, &size);
  corral_fleet_flush (fleet);
  return fleet;
}

static void
test_every_column_both_ways (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet (11, 400);

  for (guint kind = 0; kind < CORRAL_N_TABLES; kind++)
    {
      guint n_columns;

      corral_table_get_specs ((CorralTableKind) kind, &n_columns);
      for (guint column = 0; column < n_columns; column++)
        for (guint descending = 0; descending < 2; descending++)
          {
            g_autoptr (CorralOrder) order = corral_order_new ((CorralTableKind) kind);

            corral_order_sort_by (order, column, (gboolean) descending);
            assert_order (fleet, order, NULL, 0);
          }
    }
}

static gboolean
is_state (const CorralColumns *table, guint32 slot, gint64 argument)
{
  return corral_columns_get_integer (table, slot, CORRAL_CART_COL_SHOWN_STATE) == argument;
}

static gboolean
is_chain (const CorralColumns *table, guint32 slot, gint64 argument)
{
  return corral_columns_get_link (table, slot, CORRAL_CART_COL_CHAIN) == (guint32) argument;
}

static gboolean
has_low_battery (const CorralColumns *table, guint32 slot, gint64 argument)
{
  gint64 pct = corral_columns_get_integer (table, slot, CORRAL_CART_COL_BATTERY_PCT);

  return CORRAL_IS_KNOWN (pct) && pct >= 10 && pct <= argument;
}

static gboolean
has_carrier_beta (const CorralColumns *table, guint32 slot, gint64 argument)
{
  return strstr (corral_columns_get_text (table, slot, CORRAL_CART_COL_CARRIERS), "beta") != NULL;
}

static gboolean
has_no_firmware (const CorralColumns *table, guint32 slot, gint64 argument)
{
  return corral_columns_get_text (table, slot, CORRAL_CART_COL_FIRMWARE) == NULL;
}

static gboolean
is_odd_slot (const CorralColumns *table, guint32 slot, gint64 argument)
{
  return slot % 2 == 1;
}

static gboolean
has_serial_with (const CorralColumns *table, guint32 slot, gint64 argument)
{
  return strstr (corral_columns_get_text (table, slot, CORRAL_CART_COL_SERIAL), "26-00") != NULL;
}

/* A thousand small random fleets, each under another condition and another column. */
static void
test_random_fleets_against_qsort (void)
{
  for (guint64 seed = 0; seed < 1000; seed++)
    {
      CorralRandom random = corral_random_seeded (seed, 5, 5, 5);
      g_autoptr (CorralFleet) fleet = make_fleet (seed, (guint) corral_random_int (&random, 1, 220));
      g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);
      gint64 argument = 0;
      Wanted wanted = NULL;

      corral_order_sort_by (order, (guint) corral_random_int (&random, 0, CORRAL_N_CART_COLS),
                            corral_random_int (&random, 0, 2) == 0);
      switch (seed % 8)
        {
        case 0:
          argument = corral_random_int (&random, 0, CORRAL_N_CART_STATES);
          corral_order_where_integer (order, CORRAL_CART_COL_SHOWN_STATE, argument);
          wanted = is_state;
          break;
        case 1:
          corral_order_where_integer (order, CORRAL_CART_COL_CHAIN, 0);
          wanted = is_chain;
          break;
        case 2:
          argument = 60;
          corral_order_where_between (order, CORRAL_CART_COL_BATTERY_PCT, 10, 60);
          wanted = has_low_battery;
          break;
        case 3:
          corral_order_where_word (order, CORRAL_CART_COL_CARRIERS, "beta");
          wanted = has_carrier_beta;
          break;
        case 4:
          corral_order_where_word (order, CORRAL_CART_COL_FIRMWARE, "");
          wanted = has_no_firmware;
          break;
        case 5:
          corral_order_where_contains (order, CORRAL_CART_COL_SERIAL, "26-00");
          wanted = has_serial_with;
          break;
        case 6:
          {
            g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));

            for (guint32 slot = 1; slot < 500; slot += 2)
              g_array_append_val (slots, slot);
            corral_order_where_slots (order, (const guint32 *) (gpointer) slots->data, slots->len);
            wanted = is_odd_slot;
            break;
          }
        default:
          break;
        }
      assert_order (fleet, order, wanted, argument);
    }
}

/* Enough rows that the radix passes run, with keys of every width. */
static void
test_many_rows (void)
{
  static const guint columns[]
      = { CORRAL_CART_COL_BATTERY_PCT, CORRAL_CART_COL_ARRIVED_MS,     CORRAL_CART_COL_SERIAL,
          CORRAL_CART_COL_LABEL,       CORRAL_CART_COL_WEIGHT_DRIFT_G, CORRAL_CART_COL_STORE };
  g_autoptr (CorralFleet) fleet = make_fleet (4, 5000);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    for (guint descending = 0; descending < 2; descending++)
      {
        g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);

        corral_order_sort_by (order, columns[i], (gboolean) descending);
        assert_order (fleet, order, NULL, 0);
      }
}

static char *
first_words (CorralFleet *fleet, CorralOrder *order, guint column, guint n)
{
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  GString *text = g_string_new (NULL);

  corral_order_run (order, fleet, slots);
  for (guint i = 0; i < MIN (n, slots->len); i++)
    {
      const char *word = corral_fleet_get_text (fleet, corral_order_get_table (order),
                                                g_array_index (slots, guint32, i), column);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", word != NULL ? word : "-");
    }
  return g_string_free (text, FALSE);
}

static void
put_cart (CorralFleet *fleet, const char *id, const char *label, const char *store, const char *firmware)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  CorralCart cart;

  corral_row_clear (schema, &cart);
  cart.id = id;
  cart.rev = 1;
  cart.label = label;
  cart.serial = id;
  cart.store = store;
  cart.state = "idle";
  cart.firmware = firmware;
  corral_fleet_put (fleet, "norvia", schema, &cart);
}

static void
put_store_of (CorralFleet *fleet, const char *id, gint64 number, const char *region, gint64 rev)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_STORE);
  CorralStore store;

  corral_row_clear (schema, &store);
  store.id = id;
  store.rev = rev;
  store.number = number;
  store.name = id;
  store.region = region;
  corral_fleet_put (fleet, "norvia", schema, &store);
}

static void
put_store (CorralFleet *fleet, const char *id, gint64 number)
{
  put_store_of (fleet, id, number, NULL, 1);
}

static void
test_people_s_order (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  g_autoptr (CorralOrder) by_firmware = corral_order_new (CORRAL_TABLE_CART);
  g_autoptr (CorralOrder) down = NULL;
  g_autoptr (CorralOrder) own = corral_order_new (CORRAL_TABLE_CART);
  g_autoptr (CorralOrder) by_store = corral_order_new (CORRAL_TABLE_CART);
  g_autofree char *up_words = NULL, *down_words = NULL, *own_words = NULL, *store_words = NULL;

  put_cart (fleet, "a", "0010", "s9", "4.2.9");
  put_cart (fleet, "b", "0009", "s10", "4.2.10");
  put_cart (fleet, "c", "0412", "s9", NULL);
  put_cart (fleet, "d", "0100", "s10", "4.10.0");
  put_store (fleet, "s9", 118);
  put_store (fleet, "s10", 9);

  /* Numbers in versions by their value; unknown last either way. */
  corral_order_sort_by (by_firmware, CORRAL_CART_COL_FIRMWARE, FALSE);
  up_words = first_words (fleet, by_firmware, CORRAL_CART_COL_FIRMWARE, 9);
  g_assert_cmpstr (up_words, ==, "4.2.9 4.2.10 4.10.0 -");
  down = corral_order_copy (by_firmware);
  corral_order_sort_by (down, CORRAL_CART_COL_FIRMWARE, TRUE);
  down_words = first_words (fleet, down, CORRAL_CART_COL_FIRMWARE, 9);
  g_assert_cmpstr (down_words, ==, "4.10.0 4.2.10 4.2.9 -");
  own_words = first_words (fleet, own, CORRAL_CART_COL_LABEL, 9);
  g_assert_cmpstr (own_words, ==, "0009 0010 0100 0412");
  /* By store is by the store's number, then by label. */
  corral_order_sort_by (by_store, CORRAL_CART_COL_STORE, FALSE);
  store_words = first_words (fleet, by_store, CORRAL_CART_COL_LABEL, 9);
  g_assert_cmpstr (store_words, ==, "0009 0100 0010 0412");
}

static void
test_conditions_by_name (void)
{
  static const struct
  {
    const char *name;
    const char *value;
    gboolean fits;
    const char *labels;
  } cases[] = {
    { "state", "idle", TRUE, "1 2 3" },
    { "state", "offline", TRUE, "" },
    { "state", "idle,offline", TRUE, "1 2 3" },
    { "state", "polishing", TRUE, "" },
    { "store", "118", TRUE, "1 3" },
    { "store", "s9", TRUE, "1 3" },
    { "store", "118,9", TRUE, "1 2 3" },
    { "store", "77", TRUE, "" },
    { "chain", "norvia", TRUE, "1 2 3" },
    { "chain", "other", TRUE, "" },
    { "firmware", "4.2.9,4.2.10", TRUE, "1 2" },
    { "firmware", "", FALSE, NULL },
    { "revision", "A", TRUE, "" },
    { "region", "north", TRUE, "1 3" },
    { "region", "north,west", TRUE, "1 3" },
    { "region", "west", TRUE, "" },
    { "region", "", FALSE, NULL },
    { "carrier", "alpha", TRUE, "" },
    { "battery_pct", "high", FALSE, NULL },
    { "colour", "red", FALSE, NULL },
  };
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);

  put_cart (fleet, "a", "1", "s9", "4.2.9");
  put_cart (fleet, "b", "2", "s10", "4.2.10");
  put_cart (fleet, "c", "3", "s9", NULL);
  put_store_of (fleet, "s9", 118, "north", 1);
  put_store (fleet, "s10", 9);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);
      g_autofree char *labels = NULL;

      g_test_message ("%s=%s", cases[i].name, cases[i].value);
      g_assert_true (corral_order_where_named (order, cases[i].name, cases[i].value) == cases[i].fits);
      labels = first_words (fleet, order, CORRAL_CART_COL_LABEL, 9);
      g_assert_cmpstr (labels, ==, cases[i].fits ? cases[i].labels : "1 2 3");
    }
}

typedef struct
{
  CorralOrder *order;
  gboolean touched;
  guint n;
} Watch;

static void
on_changed (CorralFleet *fleet, const CorralFleetChanges *changes, Watch *watch)
{
  watch->touched = corral_order_is_touched (watch->order, changes);
  watch->n++;
}

static void
test_knows_what_touches_it (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);
  const CorralSchema *vitals = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);
  Watch watch = { .order = order };
  CorralVital vital;

  put_cart (fleet, "a", "1", "s9", "4.2.9");
  corral_order_sort_by (order, CORRAL_CART_COL_BATTERY_PCT, FALSE);
  g_assert_true (corral_order_where_named (order, "store", "118"));
  corral_fleet_flush (fleet);
  g_signal_connect (fleet, "changed", G_CALLBACK (on_changed), &watch);

  corral_row_clear (vitals, &vital);
  vital.id = "a";
  vital.rev = 1;
  vital.wifi_rssi_dbm = -60;
  corral_fleet_put (fleet, "norvia", vitals, &vital);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (watch.n, ==, 1);
  g_assert_false (watch.touched);

  vital.rev = 2;
  vital.battery_pct = 50;
  corral_fleet_put (fleet, "norvia", vitals, &vital);
  corral_fleet_flush (fleet);
  g_assert_true (watch.touched);

  /* The store that it names arrives. */
  put_store (fleet, "s9", 118);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (watch.n, ==, 3);
  g_assert_true (watch.touched);
}

/* The region is the store's: what changes there touches an order of carts. */
static void
test_knows_what_touches_its_region (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  g_autoptr (CorralOrder) named = corral_order_new (CORRAL_TABLE_CART);
  g_autoptr (CorralOrder) order = NULL;
  g_autofree char *before = NULL, *after = NULL;
  Watch watch = { 0 };

  put_cart (fleet, "a", "1", "s9", "4.2.9");
  put_cart (fleet, "b", "2", NULL, "4.2.9");
  put_store_of (fleet, "s9", 118, "north", 1);
  g_assert_true (corral_order_where_named (named, "region", "south"));
  watch.order = order = corral_order_copy (named);
  corral_fleet_flush (fleet);
  g_signal_connect (fleet, "changed", G_CALLBACK (on_changed), &watch);
  before = first_words (fleet, order, CORRAL_CART_COL_LABEL, 9);
  g_assert_cmpstr (before, ==, "");

  put_store_of (fleet, "s9", 118, "south", 2);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (watch.n, ==, 1);
  g_assert_true (watch.touched);
  after = first_words (fleet, order, CORRAL_CART_COL_LABEL, 9);
  g_assert_cmpstr (after, ==, "1");
}

static void
test_words_for_menus (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet (2, 100);
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  g_auto (GStrv) firmware = corral_columns_list_words (carts, CORRAL_CART_COL_FIRMWARE);
  g_auto (GStrv) carriers = corral_columns_list_words (carts, CORRAL_CART_COL_CARRIERS);
  g_autofree char *all_firmware = g_strjoinv (" ", firmware);
  g_autofree char *all_carriers = g_strjoinv (" ", carriers);

  g_assert_cmpstr (all_firmware, ==, "4.1.3 4.2.9 4.2.10 4.10.0");
  g_assert_cmpstr (all_carriers, ==, "alpha beta gamma");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fleet/order/every-column", test_every_column_both_ways);
  g_test_add_func ("/fleet/order/random-fleets", test_random_fleets_against_qsort);
  g_test_add_func ("/fleet/order/many-rows", test_many_rows);
  g_test_add_func ("/fleet/order/people", test_people_s_order);
  g_test_add_func ("/fleet/order/named", test_conditions_by_name);
  g_test_add_func ("/fleet/order/touched", test_knows_what_touches_it);
  g_test_add_func ("/fleet/order/touched-region", test_knows_what_touches_its_region);
  g_test_add_func ("/fleet/order/words", test_words_for_menus);
  return g_test_run ();
}
