/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a scale was last calibrated and by whom: each of the two may be missing, odd or of a newer cloud. */
#include "corral-freshness.h"
#include "corral-look.h"
#include "corral-scale-words.h"
#include "corral-time.h"

/* Tuesday, 24 November 2026, 16:00 UTC: 17:00 in Berlin. */
#define T G_GINT64_CONSTANT (1795536000000)
#define UNKNOWN CORRAL_UNKNOWN

static CorralFleet *
make_fleet (void)
{
  CorralFleet *fleet = corral_fleet_new (corral_freshness_judge);
  CorralTenant tenant = { (char *) "norvia", (char *) "Norvia", NULL, NULL, NULL };
  const CorralSchema *stores = corral_collection_get_schema (CORRAL_COLLECTION_STORE);
  CorralStore store;

  corral_row_clear (stores, &store);
  store.id = "s";
  store.rev = 1;
  store.number = 1;
  store.name = "Store";
  store.time_zone = "Europe/Berlin";
  corral_fleet_put_tenant (fleet, &tenant);
  corral_fleet_set_now (fleet, T);
  corral_fleet_put (fleet, "norvia", stores, &store);
  return fleet;
}

static guint32
put_cart (CorralFleet *fleet, gint64 rev, const char *store, gint64 calibrated_ms, const char *calibrated_by)
{
  const CorralSchema *carts = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  CorralCart cart;

  corral_row_clear (carts, &cart);
  cart.id = "c";
  cart.rev = rev;
  cart.serial = "C-1";
  cart.label = "0001";
  cart.store = store;
  cart.state = "idle";
  cart.calibrated_ms = calibrated_ms;
  cart.calibrated_by = calibrated_by;
  corral_fleet_put (fleet, "norvia", carts, &cart);
  corral_fleet_flush (fleet);
  return corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_CART), corral_fleet_find_chain (fleet, "norvia"),
                              "c");
}

static void
test_calibration (void)
{
  static const struct
  {
    gint64 time_ms;
    const char *by;
    const char *sentence, *value, *detail;
  } cases[] = {
    { T - 21 * CORRAL_DAY_MS - CORRAL_HOUR_MS, "technician",
      "Calibrated 3 Nov 16:00 (store’s time, 21 days ago) by a technician.", "3 Nov 16:00", "by a technician, 21 days ago" },
    { T - CORRAL_DAY_MS - 1, "factory", "Calibrated Mon 16:59 (store’s time, 1 day ago) by the factory.", "Mon 16:59",
      "by the factory, 1 day ago" },
    { T - CORRAL_HOUR_MS, "self_check", "Calibrated 16:00 (store’s time, 1 h ago) by its own check.", "16:00",
      "by its own check, 1 h ago" },
    { T - 400 * CORRAL_DAY_MS, "store_staff", "Calibrated 20 Oct 2025 (store’s time, 400 days ago) by the store’s staff.",
      "20 Oct 2025", "by the store’s staff, 400 days ago" },
    /* A newer cloud's word. */
    { T - CORRAL_DAY_MS, "robot_arm", "Calibrated Mon 17:00 (store’s time, 1 day ago) by: Robot arm.", "Mon 17:00",
      "by: Robot arm, 1 day ago" },
    { T - CORRAL_DAY_MS, NULL, "Calibrated Mon 17:00 (store’s time, 1 day ago); by whom is not known.", "Mon 17:00",
      "1 day ago" },
    { UNKNOWN, "technician", "Last calibrated by a technician; when is not known.", "Not known", "by a technician" },
    { UNKNOWN, NULL, "When it was last calibrated, and by whom, is not known.", "Not known", NULL },
    /* A clock that is wrong: no age below zero. */
    { T + 2 * CORRAL_HOUR_MS, "technician", "Calibrated 19:00 (store’s time) by a technician.", "19:00", "by a technician" },
  };
  g_autoptr (CorralFleet) fleet = make_fleet ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint32 cart = put_cart (fleet, 1 + i, "s", cases[i].time_ms, cases[i].by);
      g_autofree char *detail = NULL;
      g_autofree char *sentence = corral_calibration_to_text (fleet, cart);
      g_autofree char *value = corral_calibration_to_fact (fleet, cart, &detail);

      g_assert_cmpstr (sentence, ==, cases[i].sentence);
      g_assert_cmpstr (value, ==, cases[i].value);
      g_assert_cmpstr (detail, ==, cases[i].detail);
    }
}

/* A flag of a cart that has not arrived, a cart of a store that has not, a fleet that does not know what time it is. */
static void
test_little_known (void)
{
  g_autoptr (CorralFleet) fleet = make_fleet ();
  g_autofree char *none = corral_calibration_to_text (fleet, CORRAL_NO_SLOT);
  g_autofree char *no_detail = NULL;
  g_autofree char *no_value = corral_calibration_to_fact (fleet, CORRAL_NO_SLOT, &no_detail);
  guint32 cart = put_cart (fleet, 1, "no-such", T - CORRAL_HOUR_MS, "technician");
  g_autofree char *no_store = corral_calibration_to_text (fleet, cart);

  g_assert_cmpstr (none, ==, "When it was last calibrated, and by whom, is not known.");
  g_assert_cmpstr (no_value, ==, "Not known");
  g_assert_null (no_detail);
  g_assert_cmpstr (no_store, ==, "Calibrated 15:00 (store’s time, 1 h ago) by a technician.");
}

static void
test_words (void)
{
  static const char *const known[] = { "factory", "technician", "store_staff", "self_check" };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_assert_true (corral_words_knows (CORRAL_WORDS_CALIBRATED_BY, known[i]));
      g_assert_true (g_str_has_prefix (corral_words_translate (CORRAL_WORDS_CALIBRATED_BY, known[i]), "by "));
    }
  g_assert_false (corral_words_knows (CORRAL_WORDS_CALIBRATED_BY, "robot_arm"));
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/scale/calibration", test_calibration);
  g_test_add_func ("/words/scale/little-known", test_little_known);
  g_test_add_func ("/words/scale/words", test_words);
  return g_test_run ();
}
