/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-batch.h"
#include "corral-cart-state.h"

#include <math.h>
#include <string.h>

static void
test_every_collection_starts_with_id_and_rev (void)
{
  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    {
      const CorralSchema *schema = corral_collection_get_schema (i);
      CorralCollection found;

      g_assert_cmpstr (schema->fields[0].name, ==, "id");
      g_assert_cmpstr (schema->fields[1].name, ==, "rev");
      for (guint k = 0; k < schema->n_fields; k++)
        g_assert_true (corral_schema_find (schema, schema->fields[k].name) == &schema->fields[k]);
      if (i < CORRAL_N_SYNCED_COLLECTIONS)
        {
          g_assert_true (corral_collection_from_name (schema->name, &found));
          g_assert_cmpint (found, ==, i);
        }
      else
        {
          g_assert_false (corral_collection_from_name (schema->name, &found));
        }
    }
}

static void
test_no_field_for_people_or_cards (void)
{
  /* domain.md, "Privacy and payment": tiers 2 and 3 have no place to be put. */
  static const char *const banned[] = { "customer", "loyalty", "email", "e_mail", "phone", "address", "card",
                                        "pan",      "token",   "first_name", "last_name", "birth" };

  for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
    {
      const CorralSchema *schema = corral_collection_get_schema (i);

      for (guint k = 0; k < schema->n_fields; k++)
        for (guint b = 0; b < G_N_ELEMENTS (banned); b++)
          g_assert_null (strstr (schema->fields[k].name, banned[b]));
    }
}

static void
test_fact_owns_its_strings (void)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  g_autofree char *label = g_strdup ("0412");
  CorralCart row;
  const CorralCart *fact;

  corral_row_clear (schema, &row);
  row.id = "c1";
  row.rev = 7;
  row.label = label;
  fact = corral_fact_new (schema, &row);
  memset (label, 'x', 4);

  g_assert_cmpstr (fact->label, ==, "0412");
  g_assert_null (fact->store);
  g_assert_false (CORRAL_IS_KNOWN (fact->last_message_ms));
  g_assert_true (corral_fact_get_schema (fact) == schema);
  corral_fact_unref (corral_fact_ref (fact));
  g_assert_cmpint (fact->rev, ==, 7);
  corral_fact_unref ((gpointer) fact);
}

static void
test_batch_grows_and_drops (void)
{
  g_autoptr (CorralBatch) batch = corral_batch_new (CORRAL_COLLECTION_VITAL);
  CorralVital row;

  corral_row_clear (batch->schema, &row);
  for (int i = 0; i < 1000; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%d", i);

      row.id = id;
      row.rev = i;
      row.weight_drift_g = i / 2.0;
      corral_batch_add_copy (batch, i % 10 == 0 ? CORRAL_CHANGE_DELETE : CORRAL_CHANGE_PUT, &row);
    }
  corral_batch_drop_last (batch);
  g_assert_cmpuint (batch->n_rows, ==, 999);
  for (guint i = 0; i < batch->n_rows; i++)
    {
      const CorralVital *held = corral_batch_get_row (batch, i);
      g_autofree char *id = g_strdup_printf ("c%u", i);

      g_assert_cmpstr (held->id, ==, id);
      g_assert_true (isnan (held->ambient_c));
      g_assert_cmpint (corral_batch_get_change (batch, i),
                       ==,
                       i % 10 == 0 ? CORRAL_CHANGE_DELETE : CORRAL_CHANGE_PUT);
    }
}

static void
test_cart_states (void)
{
  for (guint i = 0; i < CORRAL_CART_OTHER; i++)
    g_assert_cmpint (corral_cart_state_from_word (corral_cart_state_to_word (i)), ==, i);
  g_assert_cmpint (corral_cart_state_from_word ("levitating"), ==, CORRAL_CART_OTHER);
  g_assert_cmpint (corral_cart_state_from_word (NULL), ==, CORRAL_CART_OTHER);
  g_assert_null (corral_cart_state_to_word (CORRAL_CART_OTHER));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/schema/id-and-rev", test_every_collection_starts_with_id_and_rev);
  g_test_add_func ("/model/schema/privacy", test_no_field_for_people_or_cards);
  g_test_add_func ("/model/fact/strings", test_fact_owns_its_strings);
  g_test_add_func ("/model/batch/grows", test_batch_grows_and_drops);
  g_test_add_func ("/model/cart-state/words", test_cart_states);
  return g_test_run ();
}
