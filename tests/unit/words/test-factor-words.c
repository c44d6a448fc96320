/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What carts have in common, in words and as links. */
#include "corral-factor-words.h"
#include "corral-order.h"
#include "factors-fixture.h"

#include <math.h>
#include <string.h>

static const struct
{
  CorralFactor factor;
  const char *counts;
  const char *sureness;
  const char *odds;
} counted[] = {
  { { .kind = CORRAL_FACTOR_CARRIER, .n_selected = 212, .n_selection = 230, .n_rest = 1075, .n_of_rest = 9770,
      .log10_chance = -154 },
    "212 of 230 (92 %), 11 % of the others", "no accident",
    "By accident less often than once in 1,000,000,000 selections." },
  /* A few are not nothing, and all but one are not all. */
  { { .kind = CORRAL_FACTOR_LOT, .n_selected = 9999, .n_selection = 10000, .n_rest = 3, .n_of_rest = 90000,
      .log10_chance = -3.5 },
    "9,999 of 10,000 (99.9 %), 0.1 % of the others", "no accident",
    "By accident less often than once in 1,000 selections." },
  { { .kind = CORRAL_FACTOR_LOT, .n_selected = 7, .n_selection = 7, .n_rest = 0, .n_of_rest = 30, .log10_chance = -2.4 },
    "7 of 7 (100 %), 0 % of the others", "hardly an accident", "By accident less often than once in 100 selections." },
  { { .kind = CORRAL_FACTOR_LOT, .n_selected = 2, .n_selection = 7, .n_rest = 6, .n_of_rest = 30, .log10_chance = -0.2 },
    "2 of 7 (29 %), 20 % of the others", "may be an accident", "An accident explains it as well." },
  { { .kind = CORRAL_FACTOR_FIRMWARE, .n_selected = 7, .n_selection = 8, .n_rest = 6, .n_of_rest = 30, .n_unknown = 4,
      .log10_chance = -2 },
    "7 of 8 (88 %), 20 % of the others; not known of 4", "hardly an accident",
    "By accident less often than once in 100 selections." },
  { { .kind = CORRAL_FACTOR_HOUR, .n_selected = 210, .n_selection = 230, .n_rest = 0, .n_of_rest = 0, .log10_chance = -99 },
    "210 of 230 (91 %); evenly around the clock it would be 4 %", "no accident",
    "By accident less often than once in 1,000,000,000 selections." },
  { { .kind = CORRAL_FACTOR_HOUR, .n_selected = 210, .n_selection = 230, .n_rest = 4, .n_of_rest = 80, .log10_chance = -99 },
    "210 of 230 (91 %), 5.0 % of the other silent ones", "no accident",
    "By accident less often than once in 1,000,000,000 selections." },
};

static void
test_counts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (counted); i++)
    {
      g_autofree char *counts = corral_factor_to_counts (&counted[i].factor);
      g_autofree char *odds = corral_factor_to_odds (&counted[i].factor);

      g_assert_cmpstr (counts, ==, counted[i].counts);
      g_assert_cmpstr (corral_factor_sureness (&counted[i].factor), ==, counted[i].sureness);
      g_assert_cmpstr (odds, ==, counted[i].odds);
    }
}

/* --- names and links ------------------------------------------------------------------------------- */

static void
plant (FactorsCart *cart)
{
  if (cart->store == 7 && cart->access_point == 3)
    cart->silent_min = 60;
}

static gboolean
is_of_seventh_store (const FactorsCart *cart)
{
  return cart->store == 7;
}

static gboolean
is_silent (const FactorsCart *cart)
{
  return cart->silent_min > 0;
}

static gboolean
is_telmo (const FactorsCart *cart)
{
  return g_strcmp0 (cart->carriers, "Norvia Telmo") == 0 && strcmp (cart->region, "north") == 0;
}

static gboolean
is_batch_and_version (const FactorsCart *cart)
{
  return strcmp (cart->batch, "W11") == 0 || strcmp (cart->firmware, "4.2.1") == 0 || strcmp (cart->pack_lot, "PK-4") == 0
         || strcmp (cart->lot, "L2") == 0;
}

static const struct
{
  gboolean (*pick) (const FactorsCart *cart);
  const char *told; /* name → link; a line each */
} named[] = {
  { is_silent, "Access point ap-3, 107 s7 → corral:carts?access_point=ap-3&chain=c1&state=offline&store=107\n" },
  { is_of_seventh_store, "Store 107 s7 → corral:carts?chain=c1&state=offline&store=107\n" },
  { is_telmo, "Two SIMs → corral:carts?sim_slots=2&state=offline\n"
              "Region north → corral:carts?region=north&state=offline\n"
              "Carrier Norvia → corral:carts?carrier=Norvia&state=offline\n"
              "Carrier Telmo → corral:carts?carrier=Telmo&state=offline\n" },
  { is_batch_and_version, "Firmware 4.2.1 → corral:carts?firmware=4.2.1&state=offline\n"
                          "Lot L2 → corral:carts?lot=L2&state=offline\n"
                          "Certificate batch W11 → corral:carts?certificate_batch=W11&state=offline\n"
                          "Battery pack lot PK-4 → corral:carts?pack_lot=PK-4&state=offline\n" },
};

/* The filters of the link in alphabetical order. */
static char *
sort_filters (CorralPlace *place)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (place->filters), (GCompareFunc) strcmp);
  GString *text = g_string_new ("corral:carts?");

  g_assert_cmpuint (place->page, ==, CORRAL_PAGE_CARTS);
  for (GList *l = names; l != NULL; l = l->next)
    g_string_append_printf (text, "%s%s=%s", l == names ? "" : "&", (char *) l->data,
                            (char *) g_hash_table_lookup (place->filters, l->data));
  return g_string_free (text, FALSE);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
sort_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  qsort (lines, g_strv_length (lines), sizeof *lines, compare_lines);
  return g_strjoinv ("\n", lines);
}

static void
test_names (void)
{
  const FactorsSize size = { .n_carts = 2400, .n_stores = 40, .n_chains = 2, .change = plant };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);
  g_autoptr (CorralPlace) plain = corral_place_new (CORRAL_PAGE_CARTS, NULL, NULL);
  g_autoptr (CorralPlace) base = corral_place_with_filter (plain, "state", "offline");

  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    {
      g_autoptr (GArray) carts = factors_fleet_pick (fleet, named[i].pick);
      g_autoptr (GArray) factors = g_array_new (FALSE, FALSE, sizeof (CorralFactor));
      g_autoptr (GString) told = g_string_new (NULL);
      g_autofree char *sorted = NULL;
      g_autofree char *wanted = sort_lines (named[i].told);

      corral_factors_find (fleet->fleet, CORRAL_NO_SLOT, (const guint32 *) (gpointer) carts->data, carts->len, 10, factors);
      for (guint k = 0; k < factors->len; k++)
        {
          const CorralFactor *factor = &g_array_index (factors, CorralFactor, k);
          g_autofree char *name = corral_factor_to_name (fleet->fleet, factor);
          g_autofree char *sentence = corral_factor_to_text (fleet->fleet, factor);
          g_autofree char *filters = NULL;
          g_autoptr (CorralPlace) place = corral_factor_to_place (fleet->fleet, factor, base);
          g_autofree char *uri = NULL;
          g_autoptr (CorralPlace) again = NULL;

          g_assert_true (g_str_has_prefix (sentence, name));
          if (factor->kind == CORRAL_FACTOR_HOUR)
            {
              g_assert_null (place);
              continue;
            }
          filters = sort_filters (place);
          g_string_append_printf (told, "%s → %s\n", name, filters);
          uri = corral_place_to_uri (place);
          again = corral_place_parse (uri, NULL);
          g_assert_nonnull (again);
          g_assert_true (corral_place_equal (place, again));
        }
      sorted = sort_lines (told->str);
      g_assert_cmpstr (sorted, ==, wanted);
    }
}

static void
test_hour (void)
{
  const FactorsSize size = { .n_carts = 10, .n_stores = 1 };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);
  const CorralFactor last = { .kind = CORRAL_FACTOR_HOUR, .code = 23, .store = CORRAL_NO_SLOT };
  const CorralFactor sims = { .kind = CORRAL_FACTOR_SIM, .code = 3, .store = CORRAL_NO_SLOT };
  const CorralFactor nowhere = { .kind = CORRAL_FACTOR_STORE, .code = 4711, .store = CORRAL_NO_SLOT };
  g_autofree char *hour = corral_factor_to_name (fleet->fleet, &last);
  g_autofree char *three = corral_factor_to_name (fleet->fleet, &sims);
  g_autofree char *store = corral_factor_to_name (fleet->fleet, &nowhere);

  g_assert_cmpstr (hour, ==, "Last heard from 23:00–24:00, store time");
  g_assert_cmpstr (three, ==, "3 SIMs");
  g_assert_cmpstr (store, ==, "Store –");
  g_assert_null (corral_factor_to_place (fleet->fleet, &last, NULL));
  g_assert_null (corral_factor_to_place (fleet->fleet, &nowhere, NULL));
}

/* --- questions ------------------------------------------------------------------------------------- */

static const struct
{
  const char *name;
  const char *value;
  const char *text;
  const char *none;
} asked[] = {
  { NULL, NULL, "240 carts, held against the 0 others.",
    "These are all the carts that there are: there are no others to hold them against." },
  { "store", "103", "60 carts, held against the 60 others of the chain.", NULL },
  { "state", "offline", "4 carts, held against the 116 others of the chain.", NULL },
  { "state", "updating", "0 carts, held against the 240 others.",
    "Fewer than three carts: what they share may always be an accident." },
};

static void
fall_silent (FactorsCart *cart)
{
  if (cart->store == 1 && cart->index < 16)
    cart->silent_min = 90;
}

static void
test_questions (void)
{
  const FactorsSize size = { .n_carts = 240, .n_stores = 4, .n_chains = 2, .change = fall_silent };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      g_autoptr (GHashTable) filters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_autoptr (CorralFactorQuestion) question = NULL;
      g_autofree char *text = NULL;

      if (asked[i].name != NULL)
        g_hash_table_insert (filters, g_strdup (asked[i].name), g_strdup (asked[i].value));
      question = corral_factor_question_new (fleet->fleet, filters, NULL, 0, 10);
      text = corral_factor_question_to_text (question);
      g_assert_cmpstr (text, ==, asked[i].text);
      if (asked[i].none != NULL)
        g_assert_cmpstr (corral_factor_question_say_none (question), ==, asked[i].none);
    }
  {
    g_autoptr (GHashTable) filters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr (CorralFactorQuestion) question = NULL;
    g_autofree char *text = NULL;

    g_hash_table_insert (filters, g_strdup ("state"), g_strdup ("offline"));
    g_hash_table_insert (filters, g_strdup ("store"), g_strdup ("101"));
    g_hash_table_insert (filters, g_strdup ("hardware_revision"), g_strdup ("A,B"));
    question = corral_factor_question_new (fleet->fleet, filters, NULL, 0, 10);
    text = corral_factor_question_to_text (question);
    /* Its region goes without saying. */
    g_assert_cmpstr (text, ==, "4 carts, held against the 56 others of the same revision, store.");
  }
}

/* --- similar carts --------------------------------------------------------------------------------- */

static void
test_similar (void)
{
  const FactorsSize size = { .n_carts = 240, .n_stores = 4, .n_chains = 2, .change = fall_silent };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);
  CorralSimilar similar;
  g_autofree char *text = NULL;
  g_autofree char *counts = NULL;
  g_autofree char *none = NULL;
  g_autofree char *filters = NULL;
  g_autoptr (CorralPlace) place = NULL;

  corral_similar_find (fleet->fleet, fleet->slots[1], &similar);
  text = corral_similar_to_text (fleet->fleet, &similar);
  g_assert_cmpstr (text, ==, "3 other carts of the chain are silent.");
  for (guint i = 0; i < similar.n_factors; i++)
    if (similar.factors[i].kind == CORRAL_FACTOR_STORE)
      counts = corral_similar_factor_to_counts (&similar, &similar.factors[i]);
  g_assert_cmpstr (counts, ==, "3 of 59 silent, 0 % of the others");
  place = corral_similar_to_place (fleet->fleet, &similar);
  filters = sort_filters (place);
  g_assert_cmpstr (filters, ==, "corral:carts?chain=c1&state=offline");

  corral_similar_find (fleet->fleet, fleet->slots[2], &similar);
  none = corral_similar_to_text (fleet->fleet, &similar);
  g_assert_null (none);
  g_assert_null (corral_similar_to_place (fleet->fleet, &similar));
}

static void
fail_twice (FactorsCart *cart)
{
  if (cart->index == 1 || cart->index == 3)
    cart->fault = "scanner_jam";
  if (cart->index == 2)
    cart->fault = "storage_full";
}

static void
test_similar_faults (void)
{
  const FactorsSize size = { .n_carts = 40, .n_stores = 4, .n_chains = 1, .change = fail_twice };
  g_autoptr (FactorsFleet) fleet = factors_fleet_new (&size);
  CorralSimilar similar;
  g_autofree char *one = NULL;
  g_autofree char *alone = NULL;
  g_autofree char *counts = NULL;

  corral_similar_find (fleet->fleet, fleet->slots[1], &similar);
  one = corral_similar_to_text (fleet->fleet, &similar);
  g_assert_cmpstr (one, ==, "1 other cart of the chain reports this: Scanner jammed.");
  g_assert_cmpuint (similar.n_factors, >, 0);
  counts = corral_similar_factor_to_counts (&similar, &similar.factors[0]);
  g_assert_nonnull (strstr (counts, " has it, "));
  corral_similar_find (fleet->fleet, fleet->slots[2], &similar);
  alone = corral_similar_to_text (fleet->fleet, &similar);
  g_assert_cmpstr (alone, ==, "No other cart of the chain reports this: Storage full.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/factors/counts", test_counts);
  g_test_add_func ("/words/factors/names", test_names);
  g_test_add_func ("/words/factors/hour", test_hour);
  g_test_add_func ("/words/factors/questions", test_questions);
  g_test_add_func ("/words/factors/similar", test_similar);
  g_test_add_func ("/words/factors/similar-faults", test_similar_faults);
  return g_test_run ();
}
