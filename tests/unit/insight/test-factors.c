/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What carts have in common: planted causes that must be told, nothing planted and nothing told, and the edges. */
#include "factors-fixture.h"

#include "corral-order.h"
#include "corral-random.h"

#include <math.h>
#include <string.h>

static const FactorsSize usual = { .n_carts = 2400, .n_stores = 40 };

static char *
find (FactorsFleet *fleet, const GArray *carts, guint except, guint limit, gboolean counts)
{
  g_autoptr (GArray) factors = g_array_new (FALSE, FALSE, sizeof (CorralFactor));
  const CorralFactorsAsked asked = { .carts = (const guint32 *) (gpointer) carts->data,
                                     .n_carts = carts->len,
                                     .chain = CORRAL_NO_SLOT,
                                     .except = except,
                                     .limit = limit };

  corral_factors_answer (fleet->fleet, &asked, factors);
  return factors_to_string (fleet->fleet, factors, counts);
}

/* --- planted --------------------------------------------------------------------------------------- */

/* One in a hundred of all carts is in every selection, for no reason. */
static gboolean
is_noise (const FactorsCart *cart)
{
  return factors_draw (cart, 50, 100) == 0;
}

static gboolean
is_carrier_outage (const FactorsCart *cart)
{
  return is_noise (cart)
         || (strcmp (cart->region, "north") == 0 && g_strcmp0 (cart->carriers, "Norvia") == 0
             && factors_draw (cart, 51, 20) != 0);
}

static gboolean
is_carrier_everywhere (const FactorsCart *cart)
{
  /* Both SIMs do not help: that of Norvia is the one that they use. */
  return is_noise (cart) || (cart->carriers != NULL && strstr (cart->carriers, "Norvia") != NULL);
}

static gboolean
is_point_down (const FactorsCart *cart)
{
  return cart->store == 7 && cart->access_point == 3;
}

static gboolean
is_at_seventh_store (const FactorsCart *cart)
{
  return cart->store == 7;
}

static gboolean
is_store_down (const FactorsCart *cart)
{
  return cart->store == 7 && factors_draw (cart, 52, 10) != 0;
}

static gboolean
is_of_lot (const FactorsCart *cart)
{
  return is_noise (cart) || (strcmp (cart->lot, "L3") == 0 && factors_draw (cart, 53, 10) < 6);
}

static gboolean
is_of_batch (const FactorsCart *cart)
{
  return is_noise (cart) || strcmp (cart->batch, "W11") == 0;
}

static gboolean
is_of_pack_lot (const FactorsCart *cart)
{
  return is_noise (cart) || (strcmp (cart->pack_lot, "PK-12") == 0 && factors_draw (cart, 54, 4) != 0);
}

static gboolean
is_of_version (const FactorsCart *cart)
{
  return is_noise (cart) || strcmp (cart->firmware, "4.2.2") == 0;
}

static gboolean
is_revision_on_version (const FactorsCart *cart)
{
  return is_noise (cart) || (strcmp (cart->firmware, "4.2.2") == 0 && strcmp (cart->revision, "A") == 0);
}

static gboolean
is_two_things (const FactorsCart *cart)
{
  return strcmp (cart->batch, "W11") == 0 || cart->store == 7;
}

static gboolean
is_alike_in_nothing (const FactorsCart *cart)
{
  return factors_draw (cart, 55, 10) == 0;
}

static const struct
{
  const char *name;
  gboolean (*pick) (const FactorsCart *cart);
  const char *told;
} planted[] = {
  { "carrier-outage", is_carrier_outage, "region=north | carriers=Norvia | sim_slots=1" },
  { "carrier-everywhere", is_carrier_everywhere, "carriers=Norvia" },
  { "access-point", is_point_down, "access_point=ap-3@107" },
  { "store", is_store_down, "store=107" },
  { "lot", is_of_lot, "lot=L3" },
  { "certificate-batch", is_of_batch, "certificate_batch=W11" },
  { "pack-lot", is_of_pack_lot, "pack_lot=PK-12" },
  { "firmware", is_of_version, "firmware=4.2.2" },
  { "revision-on-firmware", is_revision_on_version, "firmware=4.2.2 | hardware_revision=A" },
  { "two-things", is_two_things, "certificate_batch=W11 | store=107" },
  { "nothing", is_alike_in_nothing, "" },
};

static void
test_planted (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&usual);
  g_autoptr (GArray) carts = factors_fleet_pick (fleet, planted[i].pick);
  g_autofree char *told = find (fleet, carts, 0, 10, FALSE);

  g_assert_cmpuint (carts->len, >, CORRAL_FACTOR_MIN_CARTS);
  g_assert_cmpstr (told, ==, planted[i].told);
}

/* --- what says the same ---------------------------------------------------------------------------- */

static void
run_its_own_version (FactorsCart *cart)
{
  if (strcmp (cart->lot, "L3") == 0)
    g_strlcpy (cart->firmware, "9.9.9", sizeof cart->firmware);
}

/* The lot and what runs on just that lot pick the same carts: one leads, the other goes with it. */
static void
test_same_carts (void)
{
  const FactorsSize size = { .n_carts = 2400, .n_stores = 40, .change = run_its_own_version };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);
  g_autoptr (GArray) carts = factors_fleet_pick (fleet, is_of_lot);
  g_autofree char *told = find (fleet, carts, 0, 10, FALSE);
  g_autofree char *without = find (fleet, carts, 1u << CORRAL_FACTOR_LOT, 10, FALSE);

  g_assert_cmpstr (told, ==, "lot=L3 + firmware=9.9.9");
  g_assert_cmpstr (without, ==, "firmware=9.9.9");
}

static void
test_limit (void)
{
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&usual);
  g_autoptr (GArray) carts = factors_fleet_pick (fleet, is_carrier_outage);
  g_autofree char *one = find (fleet, carts, 0, 1, FALSE);
  g_autofree char *none = find (fleet, carts, 0, 0, FALSE);
  g_autofree char *except = find (fleet, carts, 1u << CORRAL_FACTOR_CARRIER | 1u << CORRAL_FACTOR_SIM, 10, FALSE);

  g_assert_cmpstr (one, ==, "region=north");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (except, ==, "region=north");
}

/* --- nothing planted ------------------------------------------------------------------------------- */

/* Of a hundred selections made blindly at most one may be told anything: of a thousand ten, give or take √10 three times. */
static void
test_blind (void)
{
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&usual);
  g_autoptr (GArray) factors = g_array_new (FALSE, FALSE, sizeof (CorralFactor));
  g_autofree guint32 *carts = g_memdup2 (fleet->slots, fleet->n * sizeof *fleet->slots);
  CorralRandom random = corral_random_seeded (4, 0, 0, 0);
  guint n_told = 0;

  for (guint run = 0; run < 1000; run++)
    {
      guint n = (guint) corral_random_int (&random, CORRAL_FACTOR_MIN_CARTS, run % 2 == 0 ? 60 : 1200);

      for (guint i = 0; i < n; i++)
        {
          guint other = (guint) corral_random_int (&random, i, fleet->n);
          guint32 swap = carts[i];

          carts[i] = carts[other];
          carts[other] = swap;
        }
      corral_factors_find (fleet->fleet, CORRAL_NO_SLOT, carts, n, 10, factors);
      n_told += factors->len > 0;
    }
  g_test_message ("%u of 1,000 blind selections were told something", n_told);
  g_assert_cmpuint (n_told, <=, 20);
}

/* --- edges ----------------------------------------------------------------------------------------- */

static void
test_tiny (void)
{
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&usual);
  g_autoptr (GArray) at_point = factors_fleet_pick (fleet, is_point_down);
  g_autoptr (GArray) few = g_array_new (FALSE, FALSE, sizeof (guint32));
  const guint32 scattered[] = { fleet->slots[1], fleet->slots[802], fleet->slots[1613] };

  for (guint n = 0; n < CORRAL_FACTOR_MIN_CARTS; n++)
    {
      g_autofree char *told = find (fleet, few, 0, 10, FALSE);

      g_assert_cmpstr (told, ==, "");
      g_array_append_val (few, g_array_index (at_point, guint32, n));
    }
  {
    g_autofree char *two_twice = NULL;
    g_autofree char *three = NULL;

    g_array_set_size (few, 2);
    /* Two carts, one of them named again and again, are two. */
    for (guint i = 0; i < 20; i++)
      g_array_append_val (few, g_array_index (at_point, guint32, 0));
    two_twice = find (fleet, few, 0, 10, FALSE);
    g_assert_cmpstr (two_twice, ==, "");
    g_array_append_val (few, g_array_index (at_point, guint32, 2));
    three = find (fleet, few, 0, 10, FALSE);
    g_assert_cmpstr (three, ==, "access_point=ap-3@107");
  }
  {
    g_autofree char *told = NULL;

    g_array_set_size (few, 0);
    g_array_append_vals (few, scattered, G_N_ELEMENTS (scattered));
    told = find (fleet, few, 0, 10, FALSE);
    g_assert_cmpstr (told, ==, "");
  }
}

static void
test_no_rest (void)
{
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&usual);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (guint32));
  const guint32 nowhere[] = { CORRAL_NO_SLOT, 1000000, 1000001, 1000002 };
  g_autofree char *of_all = NULL;
  g_autofree char *of_none = NULL;

  g_array_append_vals (all, fleet->slots, fleet->n);
  g_array_append_vals (none, nowhere, G_N_ELEMENTS (nowhere));
  of_all = find (fleet, all, 0, 10, FALSE);
  of_none = find (fleet, none, 0, 10, FALSE);
  g_assert_cmpstr (of_all, ==, "");
  g_assert_cmpstr (of_none, ==, "");
  g_assert_cmpuint (corral_factors_get_chain (fleet->fleet, nowhere, G_N_ELEMENTS (nowhere)), ==, CORRAL_NO_SLOT);
}

static void
forget_everything (FactorsCart *cart)
{
  cart->carriers = NULL;
  cart->access_point = cart->aisle = 0;
  cart->firmware[0] = '\0';
}

/* What is not known is not a thing in common. */
static void
test_unknown (void)
{
  const FactorsSize size = { .n_carts = 2400, .n_stores = 40, .change = forget_everything };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);
  g_autoptr (FactorsFleet) some = factors_fleet_new (&usual);
  g_autoptr (GArray) carts = factors_fleet_pick (some, is_of_version);
  g_autoptr (GArray) factors = g_array_new (FALSE, FALSE, sizeof (CorralFactor));
  g_autofree char *told = NULL;
  const CorralFactor *factor;

  g_array_set_size (carts, 0);
  g_array_append_vals (carts, fleet->slots, 200);
  told = find (fleet, carts, 0, 10, FALSE);
  g_assert_cmpstr (told, ==, "");

  /* Of those whose version is known all have it; the others are told apart. */
  g_array_set_size (carts, 0);
  for (guint i = 0; i < some->n; i++)
    if (strcmp (some->carts[i].firmware, "4.2.2") == 0 || some->carts[i].firmware[0] == '\0')
      g_array_append_val (carts, some->slots[i]);
  corral_factors_find (some->fleet, CORRAL_NO_SLOT, (const guint32 *) (gpointer) carts->data, carts->len, 10, factors);
  g_assert_cmpuint (factors->len, ==, 1);
  factor = &g_array_index (factors, CorralFactor, 0);
  g_assert_cmpuint (factor->kind, ==, CORRAL_FACTOR_FIRMWARE);
  g_assert_cmpuint (factor->n_selected, ==, factor->n_selection);
  g_assert_cmpuint (factor->n_unknown, ==, carts->len - factor->n_selection);
  g_assert_cmpuint (factor->n_unknown, >, 200);
  g_assert_cmpuint (factor->n_rest, ==, 0);
}

static gboolean
is_at_third_point (const FactorsCart *cart)
{
  return cart->access_point == 3;
}

/* In one store the store is no news, its access point is. */
static void
test_one_store (void)
{
  const FactorsSize size = { .n_carts = 200, .n_stores = 1 };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);
  g_autoptr (GArray) carts = factors_fleet_pick (fleet, is_at_third_point);
  g_autofree char *told = find (fleet, carts, 0, 10, FALSE);

  g_assert_cmpuint (carts->len, >=, 5);
  g_assert_cmpstr (told, ==, "access_point=ap-3@100");
}

/* A chain is held against itself. */
static void
test_chain (void)
{
  const FactorsSize size = { .n_carts = 2400, .n_stores = 40, .n_chains = 2 };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);
  g_autoptr (GArray) carts = factors_fleet_pick (fleet, is_store_down);
  g_autoptr (GArray) factors = g_array_new (FALSE, FALSE, sizeof (CorralFactor));
  guint32 chain = corral_factors_get_chain (fleet->fleet, (const guint32 *) (gpointer) carts->data, carts->len);
  const CorralFactor *factor;

  g_assert_cmpuint (chain, ==, corral_fleet_find_chain (fleet->fleet, "c1"));
  corral_factors_find (fleet->fleet, chain, (const guint32 *) (gpointer) carts->data, carts->len, 10, factors);
  g_assert_cmpuint (factors->len, ==, 1);
  factor = &g_array_index (factors, CorralFactor, 0);
  g_assert_cmpuint (factor->kind, ==, CORRAL_FACTOR_STORE);
  g_assert_cmpuint (factor->n_selection + factor->n_of_rest, ==, 1200);
  /* Carts of the other chain are not of this comparison. */
  corral_factors_find (fleet->fleet, corral_fleet_find_chain (fleet->fleet, "c0"),
                       (const guint32 *) (gpointer) carts->data, carts->len, 10, factors);
  g_assert_cmpuint (factors->len, ==, 0);
  g_array_append_val (carts, fleet->slots[0]);
  g_assert_cmpuint (corral_factors_get_chain (fleet->fleet, (const guint32 *) (gpointer) carts->data, carts->len), ==,
                    CORRAL_NO_SLOT);
}

/* --- the hour -------------------------------------------------------------------------------------- */

static void
fall_silent (FactorsCart *cart)
{
  /* Some for reasons of their own, at any time of the last days; those of one batch at a quarter past eleven in Berlin. */
  if (factors_draw (cart, 60, 12) == 0)
    cart->silent_min = 60 + factors_draw (cart, 61, 4 * 1440);
  if (strcmp (cart->batch, "W11") == 0)
    cart->silent_min = 5 * 60 - 1;
}

static gboolean
is_silent (const FactorsCart *cart)
{
  return cart->silent_min > 0;
}

static gboolean
is_silent_of_batch (const FactorsCart *cart)
{
  return is_silent (cart) && strcmp (cart->batch, "W11") == 0;
}

static gboolean
is_silent_alone (const FactorsCart *cart)
{
  return is_silent (cart) && strcmp (cart->batch, "W11") != 0;
}

static void
test_hour (void)
{
  const FactorsSize size = { .n_carts = 2400, .n_stores = 40, .change = fall_silent };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);
  g_autoptr (GArray) of_batch = factors_fleet_pick (fleet, is_silent_of_batch);
  g_autoptr (GArray) all = factors_fleet_pick (fleet, is_silent);
  g_autoptr (GArray) others = factors_fleet_pick (fleet, is_silent_alone);
  g_autofree char *against_silent = find (fleet, of_batch, 0, 10, FALSE);
  g_autofree char *around_the_clock = find (fleet, all, 0, 10, FALSE);
  g_autofree char *no_hour = find (fleet, others, 0, 10, FALSE);

  g_assert_cmpstr (against_silent, ==, "certificate_batch=W11 | hour=11");
  g_assert_cmpstr (around_the_clock, ==, "certificate_batch=W11 | hour=11");
  g_assert_cmpstr (no_hour, ==, "");
}

static void
fall_silent_at_clock_change (FactorsCart *cart)
{
  /* Before and after 01:00 UTC on the last Sunday of October 2025, when Berlin's clocks went back. */
  if (factors_draw (cart, 62, 2) == 0)
    cart->silent_min
      = (FACTORS_NOW_MS - G_GINT64_CONSTANT (1761440400000)) / 60000 + (factors_draw (cart, 63, 2) == 0 ? 30 : -30);
}

static void
test_hour_of_clock_change (void)
{
  const FactorsSize size = { .n_carts = 400, .n_stores = 4, .change = fall_silent_at_clock_change };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);
  g_autoptr (GArray) all = factors_fleet_pick (fleet, is_silent);
  g_autofree char *told = find (fleet, all, 0, 10, FALSE);

  /* 02:30 in summer time, and an hour later 02:30 again. */
  g_assert_cmpstr (told, ==, "hour=2");
}

/* --- counts and order ------------------------------------------------------------------------------ */

/* Each count against what the list shows when it is filtered by the factor. */
static void
test_counts (void)
{
  const FactorsSize size = { .n_carts = 2400, .n_stores = 40, .change = fall_silent };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);
  g_autoptr (GArray) factors = g_array_new (FALSE, FALSE, sizeof (CorralFactor));
  gboolean seen[CORRAL_N_FACTORS] = { FALSE };

  for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
    {
      g_autoptr (GArray) carts = factors_fleet_pick (fleet, planted[i].pick);
      g_autoptr (GHashTable) chosen = g_hash_table_new (NULL, NULL);

      for (guint k = 0; k < carts->len; k++)
        g_hash_table_add (chosen, GUINT_TO_POINTER (g_array_index (carts, guint32, k)));
      corral_factors_find (fleet->fleet, CORRAL_NO_SLOT, (const guint32 *) (gpointer) carts->data, carts->len, 10, factors);
      for (guint k = 0; k < factors->len; k++)
        {
          const CorralFactor *factor = &g_array_index (factors, CorralFactor, k);
          g_autofree char *value = corral_factor_to_value (fleet->fleet, factor);
          g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);
          g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
          guint n_selected = 0;

          if (factor->kind == CORRAL_FACTOR_HOUR)
            continue;
          seen[factor->kind] = TRUE;
          g_assert_true (corral_order_where_named (order, corral_factor_kind_to_word (factor->kind), value));
          if (factor->store != CORRAL_NO_SLOT)
            corral_order_where_integer (order, CORRAL_CART_COL_STORE, factor->store);
          corral_order_run (order, fleet->fleet, found);
          for (guint m = 0; m < found->len; m++)
            n_selected += g_hash_table_contains (chosen, GUINT_TO_POINTER (g_array_index (found, guint32, m)));
          g_assert_cmpuint (factor->n_selected, ==, n_selected);
          g_assert_cmpuint (factor->n_rest, ==, found->len - n_selected);
          g_assert_cmpuint (factor->n_selection + factor->n_unknown, ==, carts->len);
          g_assert_cmpfloat (factor->log10_chance, <=, CORRAL_FACTOR_CHANCE);
          g_assert_cmpfloat_with_epsilon (factor->lift,
                                          ((double) factor->n_selected / factor->n_selection)
                                              / ((double) (factor->n_selected + factor->n_rest)
                                                 / (factor->n_selection + factor->n_of_rest)),
                                          1e-9);
        }
    }
  g_assert_true (seen[CORRAL_FACTOR_CARRIER] && seen[CORRAL_FACTOR_SIM] && seen[CORRAL_FACTOR_ACCESS_POINT]
                 && seen[CORRAL_FACTOR_REVISION] && seen[CORRAL_FACTOR_LOT] && seen[CORRAL_FACTOR_FIRMWARE]
                 && seen[CORRAL_FACTOR_CERTIFICATE_BATCH] && seen[CORRAL_FACTOR_PACK_LOT] && seen[CORRAL_FACTOR_STORE]
                 && seen[CORRAL_FACTOR_REGION]);
}

/* Whatever order the rows came in, and the carts are named in, the same is told in the same order. */
static void
test_order_of_arrival (void)
{
  FactorsSize size = { .n_carts = 2400, .n_stores = 40, .change = fall_silent };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);
  g_autoptr (FactorsFleet) backwards = NULL;

  size.backwards = TRUE;
  backwards = factors_fleet_new (&size);
  g_assert_cmpuint (fleet->slots[0], !=, backwards->slots[0]);
  for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
    {
      g_autoptr (GArray) carts = factors_fleet_pick (fleet, planted[i].pick);
      g_autoptr (GArray) others = factors_fleet_pick (backwards, planted[i].pick);
      g_autofree char *told = find (fleet, carts, 0, 10, TRUE);
      g_autofree char *told_backwards = NULL;

      for (guint k = 0; k < others->len / 2; k++)
        {
          guint32 swap = g_array_index (others, guint32, k);

          g_array_index (others, guint32, k) = g_array_index (others, guint32, others->len - 1 - k);
          g_array_index (others, guint32, others->len - 1 - k) = swap;
        }
      told_backwards = find (backwards, others, 0, 10, TRUE);
      g_assert_cmpstr (told, ==, told_backwards);
    }
}

/* Held against a part of the fleet: within the store only the access point is news. */
static void
test_among (void)
{
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&usual);
  g_autoptr (GArray) carts = factors_fleet_pick (fleet, is_point_down);
  g_autoptr (GArray) among = factors_fleet_pick (fleet, is_at_seventh_store);
  g_autoptr (GArray) factors = g_array_new (FALSE, FALSE, sizeof (CorralFactor));
  CorralFactorsAsked asked = { .carts = (const guint32 *) (gpointer) carts->data,
                               .n_carts = carts->len,
                               .among = (const guint32 *) (gpointer) among->data,
                               .n_among = among->len,
                               .chain = CORRAL_NO_SLOT,
                               .limit = 10 };
  const CorralFactor *factor;

  corral_factors_answer (fleet->fleet, &asked, factors);
  g_assert_cmpuint (factors->len, >=, 1);
  factor = &g_array_index (factors, CorralFactor, 0);
  g_assert_cmpuint (factor->kind, ==, CORRAL_FACTOR_ACCESS_POINT);
  g_assert_cmpuint (factor->n_selection + factor->n_unknown, ==, carts->len);
  g_assert_cmpuint (factor->n_selection + factor->n_of_rest, <, among->len);
  g_assert_cmpuint (factor->n_rest, ==, 0);

  asked.n_among = 0;
  corral_factors_answer (fleet->fleet, &asked, factors);
  g_assert_cmpuint (factors->len, ==, 0);
}

static void
test_words (void)
{
  for (guint i = 0; i < CORRAL_N_FACTORS; i++)
    g_assert_cmpuint (corral_factors_given_by (corral_factor_kind_to_word ((CorralFactorKind) i)) & 1u << i, !=, 0);
  g_assert_cmpuint (corral_factors_given_by ("carrier"), ==, 1u << CORRAL_FACTOR_CARRIER);
  g_assert_cmpuint (corral_factors_given_by ("revision"), ==, 1u << CORRAL_FACTOR_REVISION);
  g_assert_cmpuint (corral_factors_given_by ("store"), ==, 1u << CORRAL_FACTOR_STORE | 1u << CORRAL_FACTOR_REGION);
  g_assert_cmpuint (corral_factors_given_by ("access_point"), ==,
                    1u << CORRAL_FACTOR_ACCESS_POINT | 1u << CORRAL_FACTOR_STORE | 1u << CORRAL_FACTOR_REGION);
  g_assert_cmpuint (corral_factors_given_by ("state"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
    {
      g_autofree char *path = g_strdup_printf ("/insight/factors/planted/%s", planted[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_planted);
    }
  g_test_add_func ("/insight/factors/same-carts", test_same_carts);
  g_test_add_func ("/insight/factors/limit", test_limit);
  g_test_add_func ("/insight/factors/blind", test_blind);
  g_test_add_func ("/insight/factors/tiny", test_tiny);
  g_test_add_func ("/insight/factors/no-rest", test_no_rest);
  g_test_add_func ("/insight/factors/unknown", test_unknown);
  g_test_add_func ("/insight/factors/one-store", test_one_store);
  g_test_add_func ("/insight/factors/chain", test_chain);
  g_test_add_func ("/insight/factors/hour", test_hour);
  g_test_add_func ("/insight/factors/hour-of-clock-change", test_hour_of_clock_change);
  g_test_add_func ("/insight/factors/counts", test_counts);
  g_test_add_func ("/insight/factors/order-of-arrival", test_order_of_arrival);
  g_test_add_func ("/insight/factors/among", test_among);
  g_test_add_func ("/insight/factors/words", test_words);
  return g_test_run ();
}
