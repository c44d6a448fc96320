/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What voiding a lot takes and what it leaves, flag by flag; and what a case comes to. */
#include "corral-case.h"
#include "corral-id-list.h"
#include "corral-lot.h"

#include <math.h>

#define CHAIN "harbor"
#define NOW_MS G_GINT64_CONSTANT (1793631600000)
#define LOT "C-2317"

static CorralFleet *
new_fleet (guint n_off, guint n_fine)
{
  const CorralTenant tenant = { .id = (char *) CHAIN, .name = (char *) "Harbor" };
  CorralFleet *fleet = corral_fleet_new (NULL);
  CorralStore store;

  corral_fleet_put_tenant (fleet, &tenant);
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_STORE), &store);
  store.rev = 1;
  store.id = "s1";
  store.number = 118;
  store.name = "Riverside";
  corral_fleet_put (fleet, CHAIN, corral_collection_get_schema (CORRAL_COLLECTION_STORE), &store);
  store.id = "s2";
  store.number = 120;
  corral_fleet_put (fleet, CHAIN, corral_collection_get_schema (CORRAL_COLLECTION_STORE), &store);
  for (guint i = 0; i < n_off + n_fine; i++)
    {
      g_autofree char *id = g_strdup_printf ("k%u", i);
      CorralCart cart;
      CorralVital vital;

      corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
      cart.id = id;
      cart.rev = 1;
      cart.serial = id;
      cart.label = id;
      cart.store = "s1";
      cart.state = "idle";
      cart.lot = LOT;
      corral_fleet_put (fleet, CHAIN, corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
      corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_VITAL), &vital);
      vital.id = id;
      vital.rev = 1;
      vital.weight_drift_g = i < n_off ? -90 : 3;
      corral_fleet_put (fleet, CHAIN, corral_collection_get_schema (CORRAL_COLLECTION_VITAL), &vital);
    }
  corral_fleet_set_now (fleet, NOW_MS);
  return fleet;
}

static CorralFlag
flag_of (const char *id, const char *kind, const char *cart)
{
  CorralFlag flag;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  flag.id = id;
  flag.rev = 7;
  flag.kind = kind;
  flag.cart = cart;
  flag.store = "s1";
  flag.raised_ms = NOW_MS - 1000;
  flag.status = "open";
  flag.value_minor = 500;
  flag.currency = "EUR";
  return flag;
}

static void
put_flag (CorralFleet *fleet, const CorralFlag *flag)
{
  corral_fleet_put (fleet, CHAIN, corral_collection_get_schema (CORRAL_COLLECTION_FLAG), flag);
}

static void
put_case (CorralFleet *fleet, const char *id, const char *status, const char *flags, gint64 rev)
{
  CorralCase row;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CASE), &row);
  row.id = id;
  row.rev = rev;
  row.store = "s1";
  row.title = "Evenings";
  row.status = status;
  row.opened_ms = NOW_MS;
  row.flags = flags;
  row.loss_minor = 4711;
  row.suspected_minor = 17;
  row.currency = "EUR";
  corral_fleet_put (fleet, CHAIN, corral_collection_get_schema (CORRAL_COLLECTION_CASE), &row);
}

/* Five scales and half of those that are known condemn a lot; fewer, or an unknown lot, do not. */
static void
test_is_off (void)
{
  static const struct
  {
    guint n_off, n_fine;
    gboolean off;
  } rows[] = { { 5, 0, TRUE }, { 5, 5, TRUE }, { 5, 6, FALSE }, { 4, 0, FALSE }, { 0, 9, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CorralFleet) fleet = new_fleet (rows[i].n_off, rows[i].n_fine);

      g_assert_true (corral_lot_is_off (fleet, LOT) == rows[i].off);
      g_assert_false (corral_lot_is_off (fleet, "another"));
      g_assert_false (corral_lot_is_off (fleet, NULL));
    }
}

static void
assert_class (const CorralLotPlan *plan, CorralFleet *fleet, CorralLotClass class, const char *ids)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < plan->flags[class]->len; i++)
    g_string_append_printf (found, "%s%s", i > 0 ? " " : "",
                            corral_fleet_get_text (fleet, CORRAL_TABLE_FLAG, g_array_index (plan->flags[class], guint32, i),
                                                   CORRAL_FLAG_COL_ID));
  g_assert_cmpstr (found->str, ==, ids);
}

static void
test_plan (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet (6, 2);
  CorralFlag flag = flag_of ("old", "weight_mismatch", "k0");
  g_autoptr (CorralLotPlan) plan = NULL;

  flag.raised_ms = NOW_MS - 9000;
  flag.store = "s2";
  put_flag (fleet, &flag);
  flag = flag_of ("new", "weight_without_scan", "k1");
  put_flag (fleet, &flag);
  flag = flag_of ("impossible", "calibration", "k1");
  put_flag (fleet, &flag);
  flag = flag_of ("left", "exit_without_pay", "k1");
  put_flag (fleet, &flag);
  flag = flag_of ("mended", "weight_mismatch", "k7");
  put_flag (fleet, &flag);
  flag = flag_of ("dear", "weight_mismatch", "k2");
  flag.value_minor = 10001;
  put_flag (fleet, &flag);
  flag = flag_of ("crowns", "weight_mismatch", "k2");
  flag.value_minor = 90000;
  flag.currency = "SEK";
  put_flag (fleet, &flag);
  flag = flag_of ("decided", "weight_mismatch", "k3");
  flag.status = "decided";
  flag.outcome = "confirmed";
  put_flag (fleet, &flag);
  flag = flag_of ("voided", "weight_mismatch", "k3");
  flag.status = "decided";
  flag.outcome = "sensor_fault";
  flag.voided_lot = LOT;
  put_flag (fleet, &flag);
  flag = flag_of ("cased", "weight_mismatch", "k4");
  put_flag (fleet, &flag);
  flag = flag_of ("was-cased", "weight_mismatch", "k4");
  put_flag (fleet, &flag);
  put_case (fleet, "ca-1", "police", "cased", 1);
  put_case (fleet, "ca-2", "closed", "was-cased", 1);

  plan = corral_lot_plan_new (fleet, LOT, corral_lot_get_dear_minor ("EUR"));
  assert_class (plan, fleet, CORRAL_LOT_VOIDS, "old new impossible crowns was-cased");
  assert_class (plan, fleet, CORRAL_LOT_NO_SCALE, "left");
  assert_class (plan, fleet, CORRAL_LOT_MENDED, "mended");
  assert_class (plan, fleet, CORRAL_LOT_DEAR, "dear");
  assert_class (plan, fleet, CORRAL_LOT_DECIDED, "decided");
  assert_class (plan, fleet, CORRAL_LOT_VOIDED, "voided");
  assert_class (plan, fleet, CORRAL_LOT_IN_CASE, "cased");
  g_assert_cmpuint (plan->n_off, ==, 6);
  g_assert_cmpuint (plan->n_known, ==, 8);
  g_assert_cmpint (plan->since_ms, ==, NOW_MS - 9000);
  g_assert_cmpuint (plan->stores->len, ==, 2);
  g_assert_cmpuint (g_array_index (plan->stores, CorralLotStore, 0).n, ==, 4);

  /* Nothing is of no lot. */
  corral_lot_plan_free (plan);
  plan = corral_lot_plan_new (fleet, "another", CORRAL_UNKNOWN);
  g_assert_cmpuint (plan->flags[CORRAL_LOT_VOIDS]->len, ==, 0);
  g_assert_false (CORRAL_IS_KNOWN (plan->since_ms));
}

static guint32
find_case (CorralFleet *fleet, const char *id)
{
  return corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_CASE), corral_fleet_find_chain (fleet, CHAIN), id);
}

static void
test_figures (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet (2, 0);
  CorralFlag flag = flag_of ("open", "weight_mismatch", "k0");
  CorralCaseFigures figures;

  put_flag (fleet, &flag);
  flag = flag_of ("confirmed", "weight_mismatch", "k1");
  flag.store = "s2";
  flag.status = "decided";
  flag.outcome = "confirmed";
  flag.value_minor = 1200;
  flag.raised_ms = NOW_MS - 5000;
  put_flag (fleet, &flag);
  flag = flag_of ("cleared", "weight_mismatch", "k1");
  flag.status = "decided";
  flag.outcome = "staff_ok";
  put_flag (fleet, &flag);
  put_case (fleet, "ca-1", "open", "open confirmed cleared", 1);
  corral_case_reckon (fleet, find_case (fleet, "ca-1"), &figures);
  g_assert_cmpuint (figures.n_flags, ==, 3);
  g_assert_cmpuint (figures.n_open, ==, 1);
  g_assert_cmpuint (figures.n_confirmed, ==, 1);
  g_assert_cmpuint (figures.n_cleared, ==, 1);
  g_assert_cmpuint (figures.n_away, ==, 0);
  g_assert_cmpuint (figures.n_carts, ==, 2);
  g_assert_cmpuint (figures.n_stores, ==, 2);
  g_assert_cmpint (figures.loss_minor, ==, 1200);
  g_assert_cmpint (figures.suspected_minor, ==, 500);
  g_assert_cmpint (figures.first_ms, ==, NOW_MS - 5000);
  g_assert_cmpint (figures.last_ms, ==, NOW_MS - 1000);

  /* Of what is not held here the cloud's word counts, for all of it. */
  put_case (fleet, "ca-1", "open", "open confirmed gone", 2);
  corral_case_reckon (fleet, find_case (fleet, "ca-1"), &figures);
  g_assert_cmpuint (figures.n_away, ==, 1);
  g_assert_cmpint (figures.loss_minor, ==, 4711);
  g_assert_cmpint (figures.suspected_minor, ==, 17);

  put_case (fleet, "ca-2", "open", NULL, 1);
  corral_case_reckon (fleet, find_case (fleet, "ca-2"), &figures);
  g_assert_cmpuint (figures.n_flags, ==, 0);
  g_assert_cmpint (figures.loss_minor, ==, 0);
}

/* A flag is in the case that is open, else in a closed one, else in none. */
static void
test_find (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet (1, 0);
  CorralFlag flag = flag_of ("f1", "weight_mismatch", "k0");
  guint32 slot;

  put_flag (fleet, &flag);
  slot = corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG), corral_fleet_find_chain (fleet, CHAIN), "f1");
  g_assert_cmpuint (corral_case_find_of_flag (fleet, slot), ==, CORRAL_NO_SLOT);
  put_case (fleet, "ca-1", "closed", "f0 f1", 1);
  g_assert_cmpuint (corral_case_find_of_flag (fleet, slot), ==, find_case (fleet, "ca-1"));
  put_case (fleet, "ca-2", "insurer", "f1", 1);
  g_assert_cmpuint (corral_case_find_of_flag (fleet, slot), ==, find_case (fleet, "ca-2"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lot/is-off", test_is_off);
  g_test_add_func ("/lot/plan", test_plan);
  g_test_add_func ("/case/figures", test_figures);
  g_test_add_func ("/case/find", test_find);
  return g_test_run ();
}
