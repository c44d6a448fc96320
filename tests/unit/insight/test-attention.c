/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is silent of what, and what needs attention, over small fleets that are written down as a table. */
#include "corral-attention.h"
#include "corral-verdict.h"
#include "small-fleet.h"

#include <math.h>
#include <string.h>

#define T SMALL_NOW_MS
#define MINUTE SMALL_MINUTE_MS

typedef SmallFleet Fixture;
typedef SmallCart Kind;

/* Four stores in the north, two in the south. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  small_fleet_set_up (fixture, data);
  for (guint i = 1; i <= 6; i++)
    small_store (fixture, i, i <= 4 ? "north" : "south", 99.5);
}

static CorralVerdict
of_cart (Fixture *fixture, guint32 cart)
{
  g_autoptr (CorralVerdictDesk) desk = corral_verdict_desk_new (fixture->fleet, NULL);
  CorralVerdict verdict;

  corral_verdict_of_cart (desk, cart, &verdict);
  return verdict;
}

static CorralVerdict
of_store (Fixture *fixture, guint32 store)
{
  g_autoptr (CorralVerdictDesk) desk = corral_verdict_desk_new (fixture->fleet, NULL);
  CorralVerdict verdict;

  corral_verdict_of_store (desk, store, &verdict);
  return verdict;
}

#define SILENT .silent_min = 60

/* "store_wifi s1 5/6 | below 2": the attention list in short. */
static char *
list (Fixture *fixture)
{
  static const char *const names[]
    = { "cloud", "wifi", "carrier", "certificate", "version", "silent", "flags", "gap", "below", "build", "calibration", "radio",
        "rejects", "rollout", "anchor", "off" };
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));
  GString *text = g_string_new (NULL);

  corral_attention_list (fixture->fleet, CORRAL_NO_SLOT, items);
  for (guint i = 0; i < items->len; i++)
    {
      const CorralAttention *item = &g_array_index (items, CorralAttention, i);

      g_string_append_printf (text, "%s%s %u/%u", i > 0 ? ", " : "", names[item->kind], item->n_carts,
                              item->n_stores);
      if (item->store != CORRAL_NO_SLOT)
        g_string_append_printf (text, " s%" G_GINT64_FORMAT,
                                corral_fleet_get_integer (fixture->fleet, CORRAL_TABLE_STORE, item->store,
                                                          CORRAL_STORE_COL_NUMBER));
      if (item->detail[0] != '\0')
        g_string_append_printf (text, " %s", item->detail);
    }
  return g_string_free (text, FALSE);
}

#define assert_list(fixture, expected) \
  G_STMT_START \
  { \
    g_autofree char *is_ = list (fixture); \
    g_assert_cmpstr (is_, ==, expected); \
  } \
  G_STMT_END

static void
test_all_is_well (Fixture *fixture, gconstpointer data)
{
  guint32 cart = small_carts (fixture, 1, 5, (Kind) { .carriers = "alpha" });

  g_assert_cmpint (of_cart (fixture, cart).cause, ==, CORRAL_VERDICT_FINE);
  g_assert_cmpint (of_store (fixture, small_store_slot (fixture, 1)).cause, ==,
                   CORRAL_VERDICT_FINE);
  g_assert_cmpint (of_cart (fixture, CORRAL_NO_SLOT).cause, ==, CORRAL_VERDICT_NO_DATA);
  assert_list (fixture, "");
}

static void
test_the_cart_itself (Fixture *fixture, gconstpointer data)
{
  guint32 cart;
  CorralVerdict cause;

  small_carts (fixture, 1, 20, (Kind) { 0 });
  cart = small_carts (fixture, 1, 1, (Kind) { SILENT });
  cause = of_cart (fixture, cart);
  g_assert_cmpint (cause.cause, ==, CORRAL_VERDICT_CART_SILENT);
  g_assert_cmpuint (cause.n_carts, ==, 1);
  g_assert_cmpuint (cause.n_of, ==, 21);
  g_assert_cmpint (cause.since_ms, ==, T - 60 * MINUTE);
  /* A single cart is a row in a list, not something that needs everybody. */
  assert_list (fixture, "");

  cart = small_carts (fixture, 1, 1, (Kind) { SILENT, .battery_pct = 3 });
  g_assert_cmpint (of_cart (fixture, cart).cause, ==, CORRAL_VERDICT_PACK_EMPTY);
  cart = small_carts (fixture, 1, 1, (Kind) { SILENT });
  small_alert (fixture, "a1", "certificate_expiring", "certificate", 1, cart);
  /* An alert speaks for what the rest says, never alone. */
  g_assert_cmpint (of_cart (fixture, cart).cause, ==, CORRAL_VERDICT_CART_SILENT);
  cart = small_carts (fixture, 1, 1, (Kind) { .state = "revoked" });
  g_assert_cmpint (of_cart (fixture, cart).cause, ==, CORRAL_VERDICT_CERTIFICATE_REVOKED);
  cart = small_carts (fixture, 1, 1, (Kind) { .state = "off_premises" });
  g_assert_cmpint (of_cart (fixture, cart).cause, ==, CORRAL_VERDICT_LEFT_PREMISES);
  cart = small_carts (fixture, 1, 1, (Kind) { .state = "never_seen" });
  g_assert_cmpint (of_cart (fixture, cart).cause, ==, CORRAL_VERDICT_NEVER_SEEN);
}

static void
test_the_store_s_wifi (Fixture *fixture, gconstpointer data)
{
  guint32 cart;
  CorralVerdict cause;

  small_carts (fixture, 2, 30, (Kind) { 0 });
  small_carts (fixture, 1, 2, (Kind) { 0 });
  cart = small_carts (fixture, 1, 5, (Kind) { SILENT });
  cause = of_cart (fixture, cart);
  g_assert_cmpint (cause.cause, ==, CORRAL_VERDICT_STORE_WIFI);
  g_assert_cmpuint (cause.n_carts, ==, 5);
  g_assert_cmpuint (cause.n_of, ==, 7);
  g_assert_cmpuint (cause.confidence_pct, <, 80);
  g_assert_cmpint (cause.since_ms, ==, T - 60 * MINUTE);
  g_assert_cmpint (of_store (fixture, small_store_slot (fixture, 1)).cause, ==,
                   CORRAL_VERDICT_STORE_WIFI);
  assert_list (fixture, "wifi 5/1 s1");

  /* In store 2 two of 32 are silent, but the cloud says that its network is down; and since when. */
  cart = small_carts (fixture, 2, 2, (Kind) { SILENT });
  g_assert_cmpint (of_cart (fixture, cart).cause, ==, CORRAL_VERDICT_CART_SILENT);
  small_alert (fixture, "ap", "access_point_down", "store_network", 2, CORRAL_NO_SLOT); /* one of several */
  g_assert_cmpint (of_cart (fixture, cart).cause, ==, CORRAL_VERDICT_CART_SILENT);
  small_alert (fixture, "wifi", "offline", "store_network", 2, CORRAL_NO_SLOT);
  cause = of_cart (fixture, cart);
  g_assert_cmpint (cause.cause, ==, CORRAL_VERDICT_STORE_WIFI);
  g_assert_cmpuint (cause.confidence_pct, >=, 60);
  g_assert_cmpint (cause.since_ms, ==, T - 42 * MINUTE);
  assert_list (fixture, "wifi 5/1 s1, wifi 2/1 s2");
}

/* Nobody is silent, but all are on the mobile network: the shop's Wi-Fi is gone all the same. */
static void
test_all_on_the_mobile_network (Fixture *fixture, gconstpointer data)
{
  small_carts (fixture, 1, 8, (Kind) { .uplink = "ltem" });
  /* Radio noise: most have left the Wi-Fi, but who is still on it proves that it works. */
  small_carts (fixture, 2, 3, (Kind) { 0 });
  small_carts (fixture, 2, 20, (Kind) { .uplink = "ltem" });
  assert_list (fixture, "wifi 8/1 s1");
}

static void
test_a_carrier_in_a_region (Fixture *fixture, gconstpointer data)
{
  guint32 alpha, beta, both, south;
  CorralVerdict cause;

  for (guint store = 1; store <= 4; store++)
    {
      both = small_carts (fixture, store, 3, (Kind) { .carriers = "alpha beta" });
      beta = small_carts (fixture, store, 4, (Kind) { .carriers = "beta" });
    }
  for (guint store = 1; store <= 3; store++)
    alpha = small_carts (fixture, store, 4, (Kind) { .carriers = "alpha", SILENT });
  south = small_carts (fixture, 5, 10, (Kind) { .carriers = "alpha" });
  small_carts (fixture, 5, 1, (Kind) { .carriers = "alpha", SILENT });

  cause = of_cart (fixture, alpha);
  g_assert_cmpint (cause.cause, ==, CORRAL_VERDICT_CARRIER_OUTAGE);
  g_assert_cmpstr (cause.detail, ==, "alpha");
  g_assert_cmpstr (cause.region, ==, "north");
  g_assert_cmpuint (cause.n_carts, ==, 12);
  g_assert_cmpuint (cause.n_stores, ==, 3);
  g_assert_cmpint (of_cart (fixture, beta).cause, ==, CORRAL_VERDICT_FINE);
  g_assert_cmpint (of_cart (fixture, both).cause, ==, CORRAL_VERDICT_FINE);
  g_assert_cmpint (of_cart (fixture, south).cause, ==, CORRAL_VERDICT_FINE);
  g_assert_cmpint (of_store (fixture, small_store_slot (fixture, 1)).cause, ==,
                   CORRAL_VERDICT_CARRIER_OUTAGE);
  assert_list (fixture, "carrier 12/3 alpha");

  /* A single silent cart of another carrier is its own affair. */
  cause = of_cart (fixture,
                                small_carts (fixture, 1, 1, (Kind){ .carriers = "beta", SILENT }));
  g_assert_cmpint (cause.cause, ==, CORRAL_VERDICT_CART_SILENT);
}

/* At night nearly all carts are on the dock and nobody waits for them: a few hundred of one carrier are then most
 * of those that are expected, and still it is the carrier. */
static void
test_a_carrier_at_night (Fixture *fixture, gconstpointer data)
{
  guint32 cart = CORRAL_NO_SLOT;
  guint32 slot;

  for (guint store = 1; store <= 6; store++)
    {
      small_carts (fixture, store, 30, (Kind) { .carriers = "beta", .state = "charging" });
      small_carts (fixture, store, 1, (Kind) { .carriers = "beta" });
      slot = small_carts (fixture, store, 4, (Kind) { .carriers = "alpha", SILENT });
      cart = store == 1 ? slot : cart;
    }
  g_assert_cmpint (of_cart (fixture, cart).cause, ==, CORRAL_VERDICT_CARRIER_OUTAGE);
}

/* An outage that reaches over the border of a region is still one outage. */
static void
test_a_carrier_in_two_regions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));

  small_store (fixture, 7, "south", 99.5);
  small_store (fixture, 8, "south", 99.5);
  for (guint store = 1; store <= 8; store++)
    {
      small_carts (fixture, store, 12, (Kind) { .carriers = "beta" });
      small_carts (fixture, store, 4, (Kind) { .carriers = "alpha", SILENT });
    }
  corral_attention_list (fixture->fleet, CORRAL_NO_SLOT, items);
  g_assert_cmpuint (items->len, ==, 1);
  g_assert_cmpint (g_array_index (items, CorralAttention, 0).kind, ==, CORRAL_ATTENTION_CARRIER);
  g_assert_cmpuint (g_array_index (items, CorralAttention, 0).n_carts, ==, 32);
  g_assert_cmpuint (g_array_index (items, CorralAttention, 0).n_stores, ==, 8);
  g_assert_cmpuint (g_array_index (items, CorralAttention, 0).n_regions, ==, 2);
  g_assert_cmpstr (g_array_index (items, CorralAttention, 0).region, ==, "");
}

/* Nearly all of a store's carts have the carrier that is down: it is the carrier, not the store. */
static void
test_the_carrier_before_the_store (Fixture *fixture, gconstpointer data)
{
  guint32 cart = CORRAL_NO_SLOT;

  small_carts (fixture, 4, 40, (Kind) { .carriers = "beta" });
  for (guint store = 1; store <= 3; store++)
    cart = small_carts (fixture, store, 6, (Kind) { .carriers = "alpha", SILENT });
  small_carts (fixture, 1, 1, (Kind) { .carriers = "beta" });
  g_assert_cmpint (of_cart (fixture, cart).cause, ==, CORRAL_VERDICT_CARRIER_OUTAGE);
  assert_list (fixture, "carrier 18/3 alpha");
}

static void
test_the_cloud (Fixture *fixture, gconstpointer data)
{
  guint32 cart = CORRAL_NO_SLOT;

  for (guint store = 1; store <= 6; store++)
    {
      small_carts (fixture, store, 2, (Kind) { .carriers = "beta" });
      small_carts (fixture, store, 4, (Kind) { .carriers = "beta", SILENT, .uplink = "wifi" });
      cart = small_carts (fixture, store, 4, (Kind) { .carriers = "alpha", SILENT });
    }
  g_assert_cmpint (of_cart (fixture, cart).cause, ==, CORRAL_VERDICT_CLOUD_INGEST);
  /* One row, not one a store. */
  assert_list (fixture, "cloud 48/6");
}

static void
test_our_own_link (Fixture *fixture, gconstpointer data)
{
  guint32 heard = small_carts (fixture, 1, 9, (Kind) { 0 });
  guint32 silent = small_carts (fixture, 1, 1, (Kind) { SILENT });
  CorralVerdict cause;

  /* Two hours on without an answer: nobody becomes silent for it, and what was known then stays known. */
  g_assert_cmpuint (corral_fleet_set_now (fixture->fleet, T + 120 * MINUTE), ==, 0);
  cause = of_cart (fixture, heard);
  g_assert_cmpint (cause.cause, ==, CORRAL_VERDICT_OWN_LINK);
  g_assert_cmpint (cause.since_ms, ==, T);
  g_assert_cmpint (of_cart (fixture, silent).cause, ==, CORRAL_VERDICT_CART_SILENT);
  assert_list (fixture, "");
}

/* What is wrong though no cart is silent of it. */
static void
test_software (Fixture *fixture, gconstpointer data)
{
  small_carts (fixture, 1, 60, (Kind) { .firmware = "4.0" });
  small_firmware (fixture, "4.0", TRUE, 0.2);
  small_carts (fixture, 2, 4, (Kind) { .firmware = "4.1-x", .scan_ms = 700 });
  assert_list (fixture, ""); /* too few */
  small_carts (fixture, 3, 4, (Kind) { .firmware = "4.1-x", .scan_ms = 700 });
  assert_list (fixture, "build 8/2 4.1-x");
  small_carts (fixture, 4, 9, (Kind) { .firmware = "3.2" });
  small_firmware (fixture, "3.2", TRUE, 12);
  assert_list (fixture, "build 8/2 4.1-x, rejects 9/1 s4 3.2");
  /* Nearly all have the next trust anchor: those that lack it are named. */
  small_carts (fixture, 5, 3, (Kind) { .lacks_ca = TRUE });
  assert_list (fixture, "build 8/2 4.1-x, rejects 9/1 s4 3.2, anchor 3/1 s5");
  /* Most lack it: it is still being handed out. */
  small_carts (fixture, 6, 90, (Kind) { .lacks_ca = TRUE });
  assert_list (fixture, "build 8/2 4.1-x, rejects 9/1 s4 3.2");
}

static void
put_hours (Fixture *fixture, guint number, gint64 rev, double today, const char *hours)
{
  CorralStore store;

  small_store_begin (number, &store);
  store.rev = rev;
  store.time_zone = "UTC";
  store.opening_hours = "Mo-Su 00:00-24:00";
  store.service_today_pct = today;
  store.service_hours_pct = hours;
  store.service_as_of_ms = T;
  small_put (fixture, CORRAL_COLLECTION_STORE, &store);
  corral_fleet_flush (fixture->fleet);
}

/* A hole that all stores have at the same hours. T is 14:13 UTC. */
static void
test_gap (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));
  const CorralAttention *item;

  small_carts (fixture, 1, 20, (Kind) { 0 });
  for (guint i = 1; i <= 6; i++)
    put_hours (fixture, i, 2, 70, "99 99 99 99 99 99 99 99 0 0 0 0 99 99 99");
  corral_attention_list (fixture->fleet, CORRAL_NO_SLOT, items);
  g_assert_cmpuint (items->len, ==, 2); /* and below the target */
  item = &g_array_index (items, CorralAttention, 0);
  g_assert_cmpint (item->kind, ==, CORRAL_ATTENTION_CLOUD_GAP);
  g_assert_cmpuint (item->n_stores, ==, 6);
  g_assert_cmpint (item->lasted_ms, ==, 4 * 60 * MINUTE);
  g_assert_cmpint (item->since_ms, ==, T / (1440 * MINUTE) * (1440 * MINUTE) + 8 * 60 * MINUTE);
  /* One store alone is that store's affair. */
  for (guint i = 2; i <= 6; i++)
    put_hours (fixture, i, 3, 99.5, "99 99 99 99 99 99 99 99 99 99 99 99 99 99 99");
  assert_list (fixture, "below 20/1 s1");
}

/* One rollout to several chains is one row, and says how many carts went back. */
static void
test_rollouts_of_several_chains (Fixture *fixture, gconstpointer data)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_ROLLOUT);
  CorralTenant other = { (char *) "d", (char *) "Other", NULL, NULL, NULL };
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));
  CorralRollout rollout;
  const CorralAttention *item;

  corral_fleet_put_tenant (fixture->fleet, &other);
  corral_row_clear (schema, &rollout);
  rollout.id = "ro";
  rollout.rev = 1;
  rollout.firmware = "4.3.0";
  rollout.status = "held";
  rollout.carts_total = 100;
  rollout.carts_rolled_back = 7;
  rollout.stage_since_ms = T - 5 * MINUTE;
  corral_fleet_put (fixture->fleet, "c", schema, &rollout);
  rollout.carts_total = 60;
  rollout.stage_since_ms = T - 9 * MINUTE;
  corral_fleet_put (fixture->fleet, "d", schema, &rollout);
  corral_fleet_flush (fixture->fleet);
  assert_list (fixture, "rollout 160/0 4.3.0");
  corral_attention_list (fixture->fleet, CORRAL_NO_SLOT, items);
  item = &g_array_index (items, CorralAttention, 0);
  g_assert_cmpuint (item->n_chains, ==, 2);
  g_assert_cmpuint (item->chain, ==, CORRAL_NO_SLOT);
  g_assert_cmpuint (item->n_back, ==, 14);
  g_assert_cmpint (item->since_ms, ==, T - 9 * MINUTE);
  corral_attention_list (fixture->fleet, corral_fleet_find_chain (fixture->fleet, "d"), items);
  item = &g_array_index (items, CorralAttention, 0);
  g_assert_cmpuint (item->n_carts, ==, 60);
  g_assert_cmpuint (item->chain, ==, corral_fleet_find_chain (fixture->fleet, "d"));
}

static void
test_what_else_needs_somebody (Fixture *fixture, gconstpointer data)
{
  const CorralSchema *flags = corral_collection_get_schema (CORRAL_COLLECTION_FLAG);
  const CorralSchema *rollouts = corral_collection_get_schema (CORRAL_COLLECTION_ROLLOUT);
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CorralAttention));
  CorralFlag flag;
  CorralRollout rollout;
  guint32 cart;

  small_carts (fixture, 1, 20, (Kind) { .lot = "L1", .revision = "B" });
  small_carts (fixture, 2, 3, (Kind) { .lot = "L2", .drift_g = -80 });
  small_carts (fixture, 3, 3, (Kind) { .lot = "L2", .drift_g = 70 });
  small_carts (fixture, 3, 4, (Kind) { .lot = "L3", .drift_g = 70 }); /* too few for a lot */
  small_carts (fixture, 4, 2, (Kind) { .state = "off_premises" });
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("r%u", i);

      cart = small_carts (fixture, 4, 1, (Kind) { .revision = "A" });
      small_alert (fixture, id, "radio_noise", "cart", 4, cart);
    }
  assert_list (fixture, "calibration 6/2 L2, radio 5/1 s4 A, off 2/1 s4");

  corral_row_clear (flags, &flag);
  flag.id = "f1";
  flag.rev = 1;
  flag.kind = "exit_without_pay";
  flag.cart = "k1";
  flag.store = "s1";
  flag.raised_ms = T;
  flag.status = "open";
  flag.in_store = 1;
  corral_fleet_put (fixture->fleet, "c", flags, &flag);
  flag.id = "f2";
  flag.in_store = 0;
  corral_fleet_put (fixture->fleet, "c", flags, &flag);
  corral_row_clear (rollouts, &rollout);
  rollout.id = "ro";
  rollout.rev = 1;
  rollout.firmware = "4.3.0";
  rollout.status = "held";
  rollout.carts_total = 100;
  corral_fleet_put (fixture->fleet, "c", rollouts, &rollout);
  small_store (fixture, 7, "south", 90.0);
  small_store (fixture, 8, "south", 95.0);
  corral_fleet_flush (fixture->fleet);
  assert_list (
      fixture,
      "flags 1/1 s1, below 0/2, calibration 6/2 L2, radio 5/1 s4 A, rollout 100/0 4.3.0, off 2/1 s4");

  corral_attention_list (fixture->fleet, corral_fleet_find_chain (fixture->fleet, "c"), items);
  g_assert_cmpuint (items->len, ==, 6);
  g_assert_cmpfloat (g_array_index (items, CorralAttention, 1).value, ==, 90);
  g_assert_cmpfloat (g_array_index (items, CorralAttention, 1).target, ==, 99);
  g_assert_cmpint (g_array_index (items, CorralAttention, 5).since_ms, ==, T - 5 * MINUTE);
  /* Another chain's people see none of it. */
  corral_attention_list (fixture->fleet, 12345, items);
  g_assert_cmpuint (items->len, ==, 0);
}

static void
test_a_store_half_silent (Fixture *fixture, gconstpointer data)
{
  small_carts (fixture, 1, 6, (Kind) { 0 });
  small_carts (fixture, 1, 5, (Kind) { SILENT });
  assert_list (fixture, "silent 5/1 s1");
  g_assert_cmpint (of_store (fixture, small_store_slot (fixture, 1)).cause, ==,
                   CORRAL_VERDICT_NO_DATA);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/insight/" path, Fixture, NULL, set_up, func, small_fleet_tear_down)
  ADD ("verdict/none", test_all_is_well);
  ADD ("verdict/cart", test_the_cart_itself);
  ADD ("verdict/store-wifi", test_the_store_s_wifi);
  ADD ("verdict/mobile", test_all_on_the_mobile_network);
  ADD ("verdict/carrier", test_a_carrier_in_a_region);
  ADD ("verdict/carrier-night", test_a_carrier_at_night);
  ADD ("verdict/carrier-regions", test_a_carrier_in_two_regions);
  ADD ("verdict/carrier-first", test_the_carrier_before_the_store);
  ADD ("verdict/cloud", test_the_cloud);
  ADD ("verdict/own-link", test_our_own_link);
  ADD ("attention/rest", test_what_else_needs_somebody);
  ADD ("attention/half", test_a_store_half_silent);
  ADD ("attention/software", test_software);
  ADD ("attention/gap", test_gap);
  ADD ("attention/rollouts", test_rollouts_of_several_chains);
  return g_test_run ();
}
