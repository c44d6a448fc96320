/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who fell silent together, against the rule in its plainest form, over random fleets in which all sorts of things break at
 * once; and what is kept of it as long as nothing changes. */
#include "silence-reference.h"

#include "corral-attention.h"
#include "corral-census.h"
#include "corral-middle.h"
#include "corral-random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define T G_GINT64_CONSTANT (1790000000000)
#define N_SEEDS 400
#define CHAIN "c"

typedef struct
{
  guint store, point, carrier, batch, firmware, lot;
  gboolean wifi;
} Traits;

/* What breaks: carts that have that trait (-1: whoever), or nearly all of them, at a minute. */
typedef struct
{
  int store, point, carrier, batch, firmware, lot;
  gint64 at_ms;
  guint share_pct;
} Outage;

static gboolean
is_hit (const Outage *outage, const Traits *cart)
{
  return (outage->store < 0 || (guint) outage->store == cart->store) && (outage->point < 0 || (guint) outage->point == cart->point)
         && (outage->carrier < 0 || ((guint) outage->carrier == cart->carrier && !cart->wifi))
         && (outage->batch < 0 || (guint) outage->batch == cart->batch)
         && (outage->firmware < 0 || (guint) outage->firmware == cart->firmware)
         && (outage->lot < 0 || (guint) outage->lot == cart->lot);
}

static const char *
name (char *buffer, const char *prefix, guint number)
{
  g_snprintf (buffer, 32, "%s%u", prefix, number);
  return buffer;
}

static void
put_stores (CorralFleet *fleet, CorralRandom *random, guint n)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_STORE);

  for (guint i = 0; i < n; i++)
    {
      char id[32], region[32], country[32];
      CorralStore store;

      corral_row_clear (schema, &store);
      store.id = name (id, "s", i);
      store.rev = 1;
      store.region = corral_random_int (random, 0, 6) != 0 ? name (region, "region-", i % 4) : NULL;
      store.country = corral_random_int (random, 0, 3) != 0 ? name (country, "land-", i % 2) : NULL;
      corral_fleet_put (fleet, CHAIN, schema, &store);
    }
}

static void
put_cart (CorralFleet *fleet, CorralRandom *random, guint number, guint n_stores, const Outage *outages, guint n_outages)
{
  static const char *const states[] = { "idle", "idle", "in_use", "charging", "low_battery", "fault", "updating", "late",
                                        "out_of_service", "off_premises", "revoked", "polishing" };
  static const char *const carriers[] = { "alpha", "beta", "alpha beta", "gamma" };
  Traits traits = {
    .store = (guint) corral_random_int (random, 0, n_stores),
    .carrier = (guint) corral_random_int (random, 0, G_N_ELEMENTS (carriers)),
    .batch = (guint) corral_random_int (random, 0, 9),
    .firmware = (guint) corral_random_int (random, 0, 3),
    .lot = (guint) corral_random_int (random, 0, 7),
    .wifi = corral_random_int (random, 0, 3) != 0,
  };
  char id[32], store[32], point[32], certificate_id[32], pack_id[32], batch[32], firmware[32], lot[32];
  gint64 heard_ms = T - corral_random_int (random, 0, 420) * 1000;
  gboolean silent = FALSE;
  CorralCart cart;
  CorralVital vital;
  CorralCertificate certificate;
  CorralPack pack;

  traits.point = traits.store * 4 + (guint) corral_random_int (random, 0, 4);
  for (guint i = 0; i < n_outages && !silent; i++)
    if (is_hit (&outages[i], &traits) && corral_random_int (random, 0, 100) < outages[i].share_pct)
      {
        silent = TRUE;
        heard_ms = outages[i].at_ms - corral_random_int (random, 0, 320) * 1000;
      }
  if (!silent && corral_random_int (random, 0, 25) == 0)
    {
      silent = TRUE;
      heard_ms = T - corral_random_int (random, 0, 40000) * 1000;
    }
  if (corral_random_int (random, 0, 40) == 0)
    heard_ms = CORRAL_UNKNOWN;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
  cart.id = cart.serial = name (id, "k", number);
  cart.rev = 1;
  cart.store = corral_random_int (random, 0, 60) != 0 ? name (store, "s", traits.store) : NULL;
  cart.state = silent ? "offline" : states[corral_random_int (random, 0, G_N_ELEMENTS (states))];
  cart.carriers = corral_random_int (random, 0, 30) != 0 ? carriers[traits.carrier] : NULL;
  cart.firmware = name (firmware, "4.", traits.firmware);
  cart.certificate = name (certificate_id, "cert", number);
  cart.pack = name (pack_id, "pack", number);
  corral_fleet_put (fleet, CHAIN, corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_VITAL), &vital);
  vital.id = id;
  vital.rev = 1;
  vital.arrived_ms = vital.last_message_ms = heard_ms;
  vital.interval_s = corral_random_int (random, 0, 9) == 0 ? CORRAL_UNKNOWN : corral_random_int (random, 0, 3) == 0 ? 60 : 300;
  vital.uplink = traits.wifi ? "wifi" : "ltem";
  vital.access_point = corral_random_int (random, 0, 20) != 0 ? name (point, "ap", traits.point) : NULL;
  corral_fleet_put (fleet, CHAIN, corral_collection_get_schema (CORRAL_COLLECTION_VITAL), &vital);

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CERTIFICATE), &certificate);
  certificate.id = certificate_id;
  certificate.rev = 1;
  certificate.cart = id;
  certificate.batch = name (batch, "batch-", traits.batch);
  corral_fleet_put (fleet, CHAIN, corral_collection_get_schema (CORRAL_COLLECTION_CERTIFICATE), &certificate);

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_PACK), &pack);
  pack.id = pack_id;
  pack.rev = 1;
  pack.cart = id;
  pack.lot = name (lot, "lot-", traits.lot);
  corral_fleet_put (fleet, CHAIN, corral_collection_get_schema (CORRAL_COLLECTION_PACK), &pack);
}

static CorralFleet *
make_fleet (guint seed)
{
  CorralTenant tenant = { (char *) CHAIN, (char *) "Chain", NULL, NULL, NULL };
  CorralRandom random = corral_random_seeded (seed, 0, 0, 0);
  CorralFleet *fleet = corral_fleet_new (NULL);
  guint n_stores = (guint) corral_random_int (&random, 3, 20);
  guint n_carts = (guint) corral_random_int (&random, 20, 500);
  guint n_outages = (guint) corral_random_int (&random, 0, 5);
  Outage outages[5];

  corral_fleet_put_tenant (fleet, &tenant);
  put_stores (fleet, &random, n_stores);
  for (guint i = 0; i < n_outages; i++)
    {
      guint what = (guint) corral_random_int (&random, 0, 7);

      outages[i] = (Outage) {
        .store = what == 0 ? (int) corral_random_int (&random, 0, n_stores) : -1,
        .point = what == 1 ? (int) corral_random_int (&random, 0, n_stores * 4) : -1,
        .carrier = what == 2 ? (int) corral_random_int (&random, 0, 4) : -1,
        .batch = what == 3 ? (int) corral_random_int (&random, 0, 9) : -1,
        .firmware = what == 4 ? (int) corral_random_int (&random, 0, 3) : -1,
        .lot = what == 5 ? (int) corral_random_int (&random, 0, 7) : -1,
        .at_ms = T - corral_random_int (&random, 2, 120) * 60000,
        .share_pct = what == 6 ? (guint) corral_random_int (&random, 5, 60) : (guint) corral_random_int (&random, 40, 101),
      };
    }
  for (guint i = 0; i < n_carts; i++)
    put_cart (fleet, &random, i, n_stores, outages, n_outages);
  corral_fleet_flush (fleet);
  return fleet;
}

static void
test_as_the_rule_says (void)
{
  guint found[CORRAL_N_VERDICT_CAUSES] = { 0 };

  for (guint seed = 1; seed <= N_SEEDS; seed++)
    {
      g_autoptr (CorralFleet) fleet = make_fleet (seed);
      g_autoptr (CorralSilence) silence = corral_silence_new (fleet);
      g_autoptr (CorralSilence) rule = silence_reference_new (fleet);

      g_test_message ("seed %u: %u groups", seed, rule->n_groups);
      g_assert_cmpuint (silence->n_groups, ==, rule->n_groups);
      for (guint i = 0; i < rule->n_groups; i++)
        {
          const CorralSilenceGroup *is = &silence->groups[i], *ought = &rule->groups[i];

          found[ought->cause]++;
          g_assert_cmpint (is->cause, ==, ought->cause);
          g_assert_cmpuint (is->code, ==, ought->code);
          g_assert_cmpuint (is->n_carts, ==, ought->n_carts);
          g_assert_cmpuint (is->n_heard, ==, ought->n_heard);
          g_assert_cmpuint (is->n_others_heard, ==, ought->n_others_heard);
          g_assert_cmpuint (is->n_stores, ==, ought->n_stores);
          g_assert_cmpuint (is->n_on_wifi, ==, ought->n_on_wifi);
          g_assert_cmpint (is->since_ms, ==, ought->since_ms);
          g_assert_cmpint (is->first_ms, ==, ought->first_ms);
          g_assert_cmpint (is->last_ms, ==, ought->last_ms);
          g_assert_cmpuint (is->n_window, ==, ought->n_window);
          g_assert_cmpfloat (is->log10_chance, ==, ought->log10_chance);
          g_assert_cmpstr (is->detail, ==, ought->detail);
          g_assert_cmpstr (is->region, ==, ought->region);
        }
      g_assert_cmpmem (silence->group_of, corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_CART)),
                       rule->group_of, corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_CART)));
    }
  /* What was to be tested did come up. */
  g_assert_cmpuint (found[CORRAL_VERDICT_STORE_WIFI], >, 20);
  g_assert_cmpuint (found[CORRAL_VERDICT_CARRIER_OUTAGE], >, 20);
  g_assert_cmpuint (found[CORRAL_VERDICT_CERTIFICATE_BATCH], >, 20);
  g_assert_cmpuint (found[CORRAL_VERDICT_WRONG_BUILD], >, 20);
  g_assert_cmpuint (found[CORRAL_VERDICT_PACK_WORN], >, 20);
  g_assert_cmpuint (found[CORRAL_VERDICT_ACCESS_POINT_DOWN], >, 5);
  g_assert_cmpuint (found[CORRAL_VERDICT_CLOUD_INGEST], >, 5);
}

/* The lists that questions about many carts are answered from, against one look at all carts each. */
static void
test_silent_since (void)
{
  for (guint seed = 1; seed <= 40; seed++)
    {
      g_autoptr (CorralFleet) fleet = make_fleet (seed);
      g_autoptr (CorralCensus) census = corral_census_get (fleet);
      const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
      guint32 n_stores = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE));

      for (guint32 store = 0; store < n_stores; store++)
        {
          g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

          for (guint32 cart = 0; cart < corral_columns_get_n_slots (carts); cart++)
            {
              gint64 heard = corral_columns_get_integer (carts, cart, CORRAL_CART_COL_HEARD_MS);

              if (corral_columns_get_link (carts, cart, CORRAL_CART_COL_STORE) == store && CORRAL_IS_KNOWN (heard)
                  && corral_columns_get_integer (carts, cart, CORRAL_CART_COL_SHOWN_STATE) == CORRAL_CART_OFFLINE)
                g_array_append_val (times, heard);
            }
          g_assert_cmpint (corral_census_get_silent_since (census, store), ==,
                           times->len > 0 ? corral_middle_ms ((gint64 *) (gpointer) times->data, times->len) : CORRAL_UNKNOWN);
        }
      for (gint64 minute = 0; minute < 700; minute += 13)
        {
          guint n = 0;

          for (guint32 cart = 0; cart < corral_columns_get_n_slots (carts); cart++)
            {
              guint32 store = corral_columns_get_link (carts, cart, CORRAL_CART_COL_STORE);
              gint64 heard = corral_columns_get_integer (carts, cart, CORRAL_CART_COL_HEARD_MS);

              n += corral_columns_get_integer (carts, cart, CORRAL_CART_COL_SHOWN_STATE) == CORRAL_CART_OFFLINE
                   && CORRAL_IS_KNOWN (heard) && ABS (heard - (T - minute * 60000)) <= 600000
                   && corral_silence_find (census->silence, cart) == NULL && !corral_census_is_wider (census, cart)
                   && (store == CORRAL_NO_SLOT || !census->stores[store].network_down);
            }
          g_assert_cmpuint (corral_census_count_alone (census, T - minute * 60000, 600000), ==, n);
        }
    }
}

static int
compare_times (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static void
test_middle (void)
{
  CorralRandom random = corral_random_seeded (7, 0, 0, 0);

  for (guint run = 0; run < 2000; run++)
    {
      guint n = 1 + run % 60;
      gint64 times[60], sorted[60];

      for (guint i = 0; i < n; i++)
        times[i] = run % 3 == 0 ? i : run % 3 == 1 ? n - i : corral_random_int (&random, 0, 1 + run % 40);
      memcpy (sorted, times, n * sizeof *times);
      qsort (sorted, n, sizeof *sorted, compare_times);
      g_assert_cmpint (corral_middle_ms (times, n), ==, sorted[n / 2]);
    }
}

static void
put_state (CorralFleet *fleet, guint number, gint64 rev, const char *state)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  char id[32];
  CorralCart cart;

  corral_row_clear (schema, &cart);
  cart.id = name (id, "k", number);
  cart.rev = rev;
  cart.store = "s0";
  cart.state = state;
  corral_fleet_put (fleet, CHAIN, schema, &cart);
}

static void
put_ticket (CorralFleet *fleet, const char *id)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_TICKET);
  CorralTicket ticket;

  corral_row_clear (schema, &ticket);
  ticket.id = id;
  ticket.rev = 1;
  corral_fleet_put (fleet, CHAIN, schema, &ticket);
}

/* Counted once as long as nothing that is read has changed; and never an old count. */
static void
test_counted_once (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet (3);
  g_autoptr (CorralCensus) first = corral_census_get (fleet);
  g_autoptr (CorralCensus) again = NULL, changed = NULL, grown = NULL;
  g_autoptr (CorralVerdictDesk) desk = corral_verdict_desk_new (fleet, NULL);
  CorralVerdictHops hops = { CORRAL_WAY_NO_CLOUD, T };

  put_state (fleet, 0, 1, "idle"); /* as old as what is there */
  put_ticket (fleet, "t1");
  corral_fleet_flush (fleet);
  again = corral_census_get (fleet);
  g_assert_true (again == first);
  corral_verdict_desk_set_hops (desk, &hops);
  g_assert_true (corral_verdict_desk_is_current (desk));

  put_state (fleet, 0, 5, "offline");
  g_assert_false (corral_verdict_desk_is_current (desk));
  changed = corral_census_get (fleet);
  g_assert_true (changed != first);

  /* A slot that no row has yet is one that may be asked for. */
  put_state (fleet, 9999, 1, "idle");
  grown = corral_census_get (fleet);
  g_assert_true (grown != changed);

  g_clear_pointer (&desk, corral_verdict_desk_free);
  desk = corral_verdict_desk_new (fleet, NULL);
  g_assert_true (corral_verdict_desk_is_current (desk));
  corral_fleet_set_now (fleet, T + 1);
  g_assert_false (corral_verdict_desk_is_current (desk));
}

static void
test_listed_once (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet (3);
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));
  guint32 chain = corral_fleet_find_chain (fleet, CHAIN);
  guint n, n_carts;

  corral_attention_list (fleet, CORRAL_NO_SLOT, items);
  n = items->len;
  for (guint i = 0; i < 12; i++)
    put_state (fleet, 5000 + i, 1, "off_premises");
  corral_attention_list (fleet, CORRAL_NO_SLOT, items);
  g_assert_cmpuint (items->len, >=, n);
  n_carts = g_array_index (items, CorralAttention, items->len - 1).n_carts;
  g_assert_cmpint (g_array_index (items, CorralAttention, items->len - 1).kind, ==, CORRAL_ATTENTION_OFF_PREMISES);
  g_assert_cmpuint (n_carts, >=, 12);

  /* Of another chain there is nothing, and of all the same as before. */
  corral_attention_list (fleet, chain + 1, items);
  g_assert_cmpuint (items->len, ==, 0);
  put_state (fleet, 5000, 2, "idle");
  corral_attention_list (fleet, CORRAL_NO_SLOT, items);
  g_assert_cmpuint (g_array_index (items, CorralAttention, items->len - 1).n_carts, ==, n_carts - 1);
  corral_attention_list (fleet, CORRAL_NO_SLOT, items);
  g_assert_cmpuint (g_array_index (items, CorralAttention, items->len - 1).n_carts, ==, n_carts - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/insight/silence/as-the-rule-says", test_as_the_rule_says);
  g_test_add_func ("/insight/silence/since", test_silent_since);
  g_test_add_func ("/insight/silence/middle", test_middle);
  g_test_add_func ("/insight/silence/counted-once", test_counted_once);
  g_test_add_func ("/insight/silence/listed-once", test_listed_once);
  return g_test_run ();
}
