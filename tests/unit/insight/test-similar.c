/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carts with the same trouble as one, and what a filtered list asks for. */
#include "factors-fixture.h"

#include "corral-factor-question.h"
#include "corral-order.h"
#include "corral-similar.h"

#include <math.h>
#include <string.h>

/* --- similar carts --------------------------------------------------------------------------------- */

static void
fail_by_lot (FactorsCart *cart)
{
  if (strcmp (cart->lot, "L3") == 0 && factors_draw (cart, 70, 10) < 7)
    cart->fault = "calibration";
  else if (factors_draw (cart, 71, 200) == 0)
    cart->fault = "calibration";
  else if (factors_draw (cart, 72, 50) == 0)
    cart->fault = "scanner_jam";
  if (cart->fault != NULL)
    cart->state = "fault";
  if (cart->store == 7)
    cart->silent_min = 90;
}

static const FactorsSize failing = { .n_carts = 2400, .n_stores = 40, .n_chains = 2, .change = fail_by_lot };

static guint
find_cart (FactorsFleet *fleet, const char *fault, const char *lot, gboolean silent)
{
  for (guint i = 0; i < fleet->n; i++)
    if (g_strcmp0 (fleet->carts[i].fault, fault) == 0 && (lot == NULL || strcmp (fleet->carts[i].lot, lot) == 0)
        && (fleet->carts[i].silent_min > 0) == silent)
      return i;
  g_assert_not_reached ();
}

static const CorralFactor *
find_factor (const CorralSimilar *similar, CorralFactorKind kind)
{
  for (guint i = 0; i < similar->n_factors; i++)
    if (similar->factors[i].kind == kind)
      return &similar->factors[i];
  return NULL;
}

static void
test_same_fault (void)
{
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&failing);
  guint cart = find_cart (fleet, "calibration", "L3", FALSE);
  CorralSimilar similar;
  guint n = 0, n_lot = 0, n_lot_all = 0, n_all = 0;
  const CorralFactor *lot;

  for (guint i = 0; i < fleet->n; i++)
    if (i != cart && fleet->carts[i].store % 2 == fleet->carts[cart].store % 2)
      {
        gboolean same = g_strcmp0 (fleet->carts[i].fault, "calibration") == 0;
        gboolean of_lot = strcmp (fleet->carts[i].lot, "L3") == 0;

        n_all++;
        n += same;
        n_lot += same && of_lot;
        n_lot_all += of_lot;
      }
  corral_similar_find (fleet->fleet, fleet->slots[cart], &similar);
  g_assert_cmpuint (similar.trouble, ==, CORRAL_TROUBLE_FAULT);
  g_assert_cmpuint (similar.n_carts, ==, n);
  g_assert_cmpuint (similar.n_all, ==, n_all);

  /* The lot is what tells; it stands first, with the counts of the chain without the cart itself. */
  lot = &similar.factors[0];
  g_assert_cmpuint (lot->kind, ==, CORRAL_FACTOR_LOT);
  g_assert_cmpuint (lot->n_selected, ==, n_lot);
  g_assert_cmpuint (lot->n_selected + lot->n_rest, ==, n_lot_all);
  g_assert_cmpuint (lot->n_selection, ==, n);
  g_assert_cmpfloat (lot->log10_chance, <, -10);
  /* The others are told, too, but not as more than an accident. */
  for (guint i = 1; i < similar.n_factors; i++)
    g_assert_cmpfloat (similar.factors[i].log10_chance, >, CORRAL_FACTOR_CHANCE);
  g_assert_nonnull (find_factor (&similar, CORRAL_FACTOR_REVISION));

  g_assert_cmpuint (similar.n_nearest, ==, CORRAL_SIMILAR_NEAREST);
  for (guint i = 0; i < similar.n_nearest; i++)
    {
      g_assert_cmpuint (similar.nearest[i], !=, fleet->slots[cart]);
      g_assert_cmpstr (corral_fleet_get_text (fleet->fleet, CORRAL_TABLE_CART, similar.nearest[i], CORRAL_CART_COL_FAULT),
                       ==, "calibration");
      for (guint k = 0; k < i; k++)
        g_assert_cmpuint (similar.nearest[i], !=, similar.nearest[k]);
    }
}

/* Nearest is who shares the most, and the rarest: worked out here by hand for the one at the top. */
static void
test_nearest (void)
{
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&failing);
  guint cart = find_cart (fleet, NULL, NULL, TRUE);
  CorralSimilar similar;

  corral_similar_find (fleet->fleet, fleet->slots[cart], &similar);
  g_assert_cmpuint (similar.trouble, ==, CORRAL_TROUBLE_SILENT);
  g_assert_cmpuint (similar.n_nearest, ==, CORRAL_SIMILAR_NEAREST);
  g_assert_cmpuint (similar.factors[0].kind, ==, CORRAL_FACTOR_STORE);
  /* All silent ones are of the seventh store; on the same access point, if it is known, is nearer than not. */
  for (guint i = 0; i < similar.n_nearest; i++)
    g_assert_cmpint (corral_fleet_get_integer (
                         fleet->fleet, CORRAL_TABLE_STORE,
                         corral_fleet_get_link (fleet->fleet, CORRAL_TABLE_CART, similar.nearest[i], CORRAL_CART_COL_STORE),
                         CORRAL_STORE_COL_NUMBER),
                     ==, 107);
  if (fleet->carts[cart].access_point != 0)
    g_assert_cmpstr (
        corral_fleet_get_text (fleet->fleet, CORRAL_TABLE_CART, similar.nearest[0], CORRAL_CART_COL_ACCESS_POINT), ==,
        corral_fleet_get_text (fleet->fleet, CORRAL_TABLE_CART, fleet->slots[cart], CORRAL_CART_COL_ACCESS_POINT));
}

static void
fail_alone (FactorsCart *cart)
{
  if (cart->index == 5)
    cart->fault = "storage_full";
  if (cart->index == 6)
    {
      cart->carriers = NULL;
      cart->access_point = cart->aisle = 0;
      cart->silent_min = 60;
    }
}

static void
test_alone (void)
{
  const FactorsSize size = { .n_carts = 200, .n_stores = 4, .change = fail_alone };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);
  CorralSimilar similar;

  corral_similar_find (fleet->fleet, fleet->slots[5], &similar);
  g_assert_cmpuint (similar.trouble, ==, CORRAL_TROUBLE_FAULT);
  g_assert_cmpuint (similar.n_carts, ==, 0);
  g_assert_cmpuint (similar.n_all, ==, 199);
  g_assert_cmpuint (similar.n_factors, ==, 0);
  g_assert_cmpuint (similar.n_nearest, ==, 0);

  corral_similar_find (fleet->fleet, fleet->slots[6], &similar);
  g_assert_cmpuint (similar.trouble, ==, CORRAL_TROUBLE_SILENT);
  g_assert_cmpuint (similar.n_carts, ==, 0);

  corral_similar_find (fleet->fleet, fleet->slots[7], &similar);
  g_assert_cmpuint (similar.trouble, ==, CORRAL_TROUBLE_NONE);
  corral_similar_find (fleet->fleet, CORRAL_NO_SLOT, &similar);
  g_assert_cmpuint (similar.trouble, ==, CORRAL_TROUBLE_NONE);
  g_assert_cmpuint (similar.n_factors, ==, 0);
}

/* --- what a list asks ------------------------------------------------------------------------------ */

static const struct
{
  const char *filters;   /* "name=value&…" */
  const char *n_chosen;  /* (nullable): so many of the list, by hand */
  guint n_carts;         /* 0: of no interest */
  guint n_all;
  guint given;           /* kinds */
  guint except;
  gboolean one_chain;
} questions[] = {
  /* Of both chains, against all. */
  { "state=fault", NULL, 0, 2400, 0, 0, FALSE },
  { "", NULL, 2400, 2400, 0, 0, FALSE },
  /* Of one chain: against that chain, whether the filter says so or not. */
  { "state=fault&chain=c0", NULL, 0, 1200, 0, 0, TRUE },
  { "state=offline", NULL, 60, 1200, 0, 0, TRUE },
  /* The store is known: against its other carts. */
  { "state=fault&chain=c0&store=104", NULL, 0, 60, 1u << CORRAL_FACTOR_STORE | 1u << CORRAL_FACTOR_REGION,
    1u << CORRAL_FACTOR_STORE | 1u << CORRAL_FACTOR_REGION, TRUE },
  /* Nothing but the store is asked for: against the chain, and the store is no news. */
  { "chain=c0&store=104", NULL, 60, 1200, 0,
    1u << CORRAL_FACTOR_STORE | 1u << CORRAL_FACTOR_REGION | 1u << CORRAL_FACTOR_ACCESS_POINT | 1u << CORRAL_FACTOR_AISLE,
    TRUE },
  { "lot=L3", NULL, 0, 2400, 0, 1u << CORRAL_FACTOR_LOT, FALSE },
  /* A whole chain, against the others. */
  { "chain=c0", NULL, 1200, 2400, 0, 0, FALSE },
  /* By hand. */
  { "", "4", 4, 2400, 0, 0, FALSE },
  { "state=fault&chain=c0&store=104", "4", 4, 60, 1u << CORRAL_FACTOR_STORE | 1u << CORRAL_FACTOR_REGION,
    1u << CORRAL_FACTOR_STORE | 1u << CORRAL_FACTOR_REGION, TRUE },
  /* Nothing there. */
  { "store=999", NULL, 0, 0, 0, 0, FALSE },
};

static void
test_question (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&failing);
  g_autoptr (GHashTable) filters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) pairs = g_strsplit (questions[row].filters, "&", -1);
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_CART);
  g_autoptr (GArray) shown = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (CorralFactorQuestion) question = NULL;
  g_autoptr (GArray) factors = g_array_new (FALSE, FALSE, sizeof (CorralFactor));
  guint n_chosen = questions[row].n_chosen != NULL ? (guint) g_ascii_strtoull (questions[row].n_chosen, NULL, 10) : 0;

  for (guint i = 0; pairs[i] != NULL && *pairs[i] != '\0'; i++)
    {
      g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);

      g_hash_table_insert (filters, g_strdup (pair[0]), g_strdup (pair[1]));
      g_assert_true (corral_order_where_named (order, pair[0], pair[1]));
    }
  corral_order_run (order, fleet->fleet, shown);
  question = corral_factor_question_new (fleet->fleet, filters,
                                         n_chosen > 0 ? (const guint32 *) (gpointer) shown->data : NULL, n_chosen, 5);
  if (strcmp (questions[row].filters, "store=999") == 0)
    {
      g_assert_cmpuint (question->carts->len, ==, 0);
      corral_factors_answer (fleet->fleet, &question->asked, factors);
      g_assert_cmpuint (factors->len, ==, 0);
      return;
    }
  g_assert_cmpuint (question->carts->len, ==, n_chosen > 0 ? n_chosen : shown->len);
  if (questions[row].n_carts > 0)
    g_assert_cmpuint (question->carts->len, ==, questions[row].n_carts);
  g_assert_cmpuint (question->n_all, ==, questions[row].n_all);
  g_assert_cmpuint (question->given, ==, questions[row].given);
  g_assert_cmpuint (question->asked.except, ==, questions[row].except);
  g_assert_true (question->one_chain == questions[row].one_chain);
  corral_factors_answer (fleet->fleet, &question->asked, factors);
  for (guint i = 0; i < factors->len; i++)
    g_assert_cmpuint (questions[row].except & 1u << g_array_index (factors, CorralFactor, i).kind, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/insight/similar/same-fault", test_same_fault);
  g_test_add_func ("/insight/similar/nearest", test_nearest);
  g_test_add_func ("/insight/similar/alone", test_alone);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      g_autofree char *path = g_strdup_printf ("/insight/question/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_question);
    }
  return g_test_run ();
}
