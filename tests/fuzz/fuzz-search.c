/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed into the search: the first two lines name a store and a cart of a small fleet, each other line is looked
 * for, and what is found is compared with what looking at every row gives. Between two searches the names change places,
 * so that the searched text is kept up as well as built. */
#include "corral-search.h"
#include "corral-text.h"
#include "fuzz-driver.h"
#include "sample-fleet.h"

const char fuzz_name[] = "search";

#define LIMIT 5

static void
rename_rows (CorralFleet *fleet, const char *store_name, const char *label, gint64 rev)
{
  g_autoptr (CorralBatch) stores = corral_batch_new (CORRAL_COLLECTION_STORE);
  g_autoptr (CorralBatch) carts = corral_batch_new (CORRAL_COLLECTION_CART);
  CorralStore *store = corral_batch_add (stores, CORRAL_CHANGE_PUT);
  CorralCart *cart = corral_batch_add (carts, CORRAL_CHANGE_PUT);

  store->id = "fuzz-store";
  store->rev = rev;
  store->number = 118;
  store->name = store_name;
  store->city = label;
  cart->id = "fuzz-cart";
  cart->rev = rev;
  cart->serial = store_name;
  cart->label = label;
  cart->store = store->id;
  cart->state = "idle";
  corral_fleet_apply (fleet, "c0", stores);
  corral_fleet_apply (fleet, "c0", carts);
  corral_fleet_flush (fleet);
}

/* A name as it may be typed: without its hyphens, or with blanks for them. */
static char *
both_ways (const char *name)
{
  g_autofree char *together = corral_typed_squeeze (name);
  g_autofree char *apart = NULL;
  g_autofree char *parts = NULL;

  if (name == NULL || strchr (name, '-') == NULL)
    return g_steal_pointer (&together);
  parts = g_strdelimit (g_strdup (name), "-", ' ');
  apart = corral_typed_squeeze (parts);
  return *together != '\0' ? g_strdup_printf ("%s %s", together, apart) : g_steal_pointer (&apart);
}

static gboolean
is_number (const char *field, const CorralTypedWord *word)
{
  while (*field == '0' && field[1] != '\0')
    field++;
  return word->number && strcmp (field, word->text + word->zeros) == 0;
}

/* Whether the row has every word, looked for one field after the other. */
static gboolean
matches (CorralFleet *fleet, CorralTableKind kind, guint32 slot, const char *text)
{
  const CorralColumns *table = corral_fleet_get_table (fleet, kind);
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  g_autoptr (CorralTyped) query = corral_typed_new (text);
  guint32 store = kind == CORRAL_TABLE_STORE ? slot : corral_columns_get_link (table, slot, CORRAL_CART_COL_STORE);
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
  gsize longest = 0;

  if (corral_columns_exists (stores, store))
    {
      gint64 value = corral_columns_get_integer (stores, store, CORRAL_STORE_COL_NUMBER);
      guint32 chain = corral_columns_get_link (stores, store, CORRAL_STORE_COL_CHAIN);

      g_ptr_array_add (fields, CORRAL_IS_KNOWN (value) ? g_strdup_printf ("%" G_GINT64_FORMAT, value) : g_strdup (""));
      g_ptr_array_add (fields, both_ways (corral_columns_get_text (stores, store, CORRAL_STORE_COL_NAME)));
      g_ptr_array_add (fields, both_ways (corral_columns_get_text (stores, store, CORRAL_STORE_COL_CITY)));
      g_ptr_array_add (fields, both_ways (corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_NAME)));
      g_ptr_array_add (fields, corral_typed_squeeze (corral_columns_get_text (stores, store, CORRAL_STORE_COL_WIFI_SSID)));
    }
  else
    {
      g_ptr_array_add (fields, g_strdup (""));
    }
  if (kind == CORRAL_TABLE_CART)
    {
      g_ptr_array_add (fields, corral_typed_squeeze (corral_columns_get_text (table, slot, CORRAL_CART_COL_SERIAL)));
      g_ptr_array_add (fields, corral_typed_squeeze (corral_columns_get_text (table, slot, CORRAL_CART_COL_LABEL)));
    }
  for (guint i = 0; i < query->words->len; i++)
    longest = MAX (longest, g_array_index (query->words, CorralTypedWord, i).length);
  for (guint i = 0; i < query->words->len; i++)
    {
      const CorralTypedWord *word = &g_array_index (query->words, CorralTypedWord, i);
      gboolean found = FALSE;

      /* One character alone says only something at the beginning; beside a longer word it may be anywhere. */
      for (guint f = 0; f < fields->len && !found; f++)
        found = longest == 1 ? *(const char *) fields->pdata[f] == word->text[0]
                             : strstr (fields->pdata[f], word->text) != NULL;
      found = found || is_number (fields->pdata[0], word)
              || (kind == CORRAL_TABLE_CART && is_number (fields->pdata[fields->len - 1], word));
      if (!found)
        return FALSE;
    }
  return query->words->len > 0;
}

static void
check_filter (CorralSearch *search, CorralFleet *fleet, CorralTableKind kind, const char *text)
{
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  const CorralColumns *table = corral_fleet_get_table (fleet, kind);
  guint next = 0;

  corral_search_filter (search, kind, text, slots);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (table); slot++)
    {
      gboolean found = next < slots->len && g_array_index (slots, guint32, next) == slot;

      if (corral_columns_exists (table, slot))
        g_assert_true (found == matches (fleet, kind, slot, text));
      next += found;
    }
  g_assert_cmpuint (next, ==, slots->len);
}

static void
check_find (CorralSearch *search, CorralFleet *fleet, const char *text)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (CorralSearchHit));

  corral_search_find (search, text, LIMIT, hits);
  g_assert_cmpuint (hits->len, <=, 2 * LIMIT);
  for (guint i = 0; i < hits->len; i++)
    {
      const CorralSearchHit *hit = &g_array_index (hits, CorralSearchHit, i);

      g_assert_true (matches (fleet, hit->table, hit->slot, text));
      if (i == 0)
        continue;
      g_assert_true (hit[-1].table == hit->table ? hit[-1].match <= hit->match : hit->table == CORRAL_TABLE_CART);
      for (guint k = 0; k < i; k++)
        g_assert_false (hit->table == g_array_index (hits, CorralSearchHit, k).table
                        && hit->slot == g_array_index (hits, CorralSearchHit, k).slot);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const SampleSize sample = { .n_chains = 1, .n_stores = 2, .n_carts = 6, .seed = 1 };
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  g_autoptr (CorralSearch) search = NULL;
  g_autofree char *first = fuzz_take_line (&data, &size);
  g_autofree char *second = fuzz_take_line (&data, &size);
  g_autofree char *name = corral_text_clean (first, 200);
  g_autofree char *label = corral_text_clean (second, 200);
  gint64 rev = 1;

  sample_fleet_fill (fleet, &sample);
  rename_rows (fleet, name, label, rev++);
  search = corral_search_new (fleet);
  for (guint i = 0; i < 16; i++)
    {
      g_autofree char *line = fuzz_take_line (&data, &size);
      g_autofree char *typed = g_utf8_make_valid (line, -1);

      check_find (search, fleet, typed);
      check_filter (search, fleet, CORRAL_TABLE_STORE, typed);
      check_filter (search, fleet, CORRAL_TABLE_CART, typed);
      if (size == 0)
        break;
      rename_rows (fleet, i % 2 ? name : label, i % 2 ? label : typed, rev++);
    }
  return 0;
}
