/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-search.h"
#include "sample-fleet.h"
#include "corral-text.h"

#include <string.h>

typedef struct
{
  CorralFleet *fleet;
  CorralSearch *search;
} Fixture;

static void
put_store (Fixture *fixture, const char *id, gint64 rev, gint64 number, const char *name, const char *city)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_STORE);
  CorralStore store;

  corral_row_clear (schema, &store);
  store.id = id;
  store.rev = rev;
  store.number = number;
  store.name = name;
  store.city = city;
  corral_fleet_put (fixture->fleet, "c", schema, &store);
}

static void
put_cart (Fixture *fixture, const char *serial, gint64 rev, const char *label, const char *store)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  CorralCart cart;

  corral_row_clear (schema, &cart);
  cart.id = serial;
  cart.rev = rev;
  cart.serial = serial;
  cart.label = label;
  cart.store = store;
  cart.state = "idle";
  corral_fleet_put (fixture->fleet, "c", schema, &cart);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->fleet = corral_fleet_new (NULL);
  put_store (fixture, "s1", 1, 118, "Riverside", "Halden");
  put_store (fixture, "s2", 1, 412, "Old Mill", "Z\303\274rich");
  put_cart (fixture, "SC-26-000111", 1, "0412", "s1");
  put_cart (fixture, "SC-26-990412", 1, "0007", "s1");
  put_cart (fixture, "SC-26-004127", 1, "0008", "s2");
  put_cart (fixture, "SC-26-000222", 1, "4120", "s2");
  corral_fleet_flush (fixture->fleet);
  fixture->search = corral_search_new (fixture->fleet);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->search);
  g_assert_finalize_object (fixture->fleet);
}

/* "store 118:0 | 0412:0 0007:1": what was found and its rank. */
static char *
find (Fixture *fixture, const char *text, guint limit)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (CorralSearchHit));
  GString *found = g_string_new (NULL);

  corral_search_find (fixture->search, text, limit, hits);
  for (guint i = 0; i < hits->len; i++)
    {
      const CorralSearchHit *hit = &g_array_index (hits, CorralSearchHit, i);

      g_string_append (found, i > 0 ? " " : "");
      if (hit->table == CORRAL_TABLE_STORE)
        g_string_append_printf (found, "#%" G_GINT64_FORMAT,
                                corral_fleet_get_integer (fixture->fleet, hit->table, hit->slot,
                                                          CORRAL_STORE_COL_NUMBER));
      else
        g_string_append (found, corral_fleet_get_text (fixture->fleet, hit->table, hit->slot,
                                                       CORRAL_CART_COL_LABEL));
      g_string_append_printf (found, ":%u", hit->match);
    }
  return g_string_free (found, FALSE);
}

#define assert_finds(fixture, text, expected) \
  G_STMT_START \
  { \
    g_autofree char *is_ = find (fixture, text, 10); \
    g_assert_cmpstr (is_, ==, expected); \
  } \
  G_STMT_END

/* Before the first sync there is no text at all. */
static void
test_empty (void)
{
  Fixture fixture = { 0 };

  fixture.fleet = corral_fleet_new (NULL);
  fixture.search = corral_search_new (fixture.fleet);
  assert_finds (&fixture, "0412", "");
  assert_finds (&fixture, "riverside 0412", "");
  tear_down (&fixture, NULL);
}

static void
test_ranks (Fixture *fixture, gconstpointer data)
{
  /* The label, then the same number, the end of a serial, what begins so, the rest; stores apart. */
  assert_finds (fixture, "0412", "#412:1 0412:0 0007:2 0008:4 4120:4");
  assert_finds (fixture, "412", "#412:0 0412:1 4120:3 0007:4 0008:4");
  assert_finds (fixture, "sc-26-000222", "4120:0");
  assert_finds (fixture, "SC-26-0002", "4120:3");
  assert_finds (fixture, "0222", "4120:2");
  assert_finds (fixture, "river", "#118:3 0007:4 0412:4");
  assert_finds (fixture, "mill", "#412:3 0008:4 4120:4");
  assert_finds (fixture, "118", "#118:0 0007:4 0412:4");
}

static void
test_words (Fixture *fixture, gconstpointer data)
{
  assert_finds (fixture, "  0412   riverside ", "0412:0 0007:2");
  assert_finds (fixture, "mill 0412", "#412:1 0008:4 4120:4");
  assert_finds (fixture, "mill old", "#412:3 0008:4 4120:4");
  assert_finds (fixture, "mill nowhere", "");
  assert_finds (fixture, "", "");
  assert_finds (fixture, " \t\n ", "");
  assert_finds (fixture, "0412\t0412", "#412:1 0412:0 0007:2 0008:4 4120:4");
  /* A match never runs from one row into the next. */
  assert_finds (fixture, "halden sc-26-004127", "");
}

static void
test_letters (Fixture *fixture, gconstpointer data)
{
  assert_finds (fixture, "zurich", "#412:4 0008:4 4120:4");
  assert_finds (fixture, "Z\303\234RICH", "#412:4 0008:4 4120:4");
  /* One character: only where a field begins. */
  assert_finds (fixture, "4", "#412:3 4120:3 0008:4");
  assert_finds (fixture, "2", "");
  assert_finds (fixture, "x", "");
  /* Several of them: in whatever order. */
  assert_finds (fixture, "4 s", "0008:3 4120:3");
  assert_finds (fixture, "s 4", "0008:3 4120:3");
  assert_finds (fixture, "4 2", "");
  assert_finds (fixture, "2 4", "");
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *two = find (fixture, "412", 2);
  g_autofree char *none = find (fixture, "412", 0);

  g_assert_cmpstr (two, ==, "#412:0 0412:1 4120:3");
  g_assert_cmpstr (none, ==, "");
}

static void
test_follows_the_fleet (Fixture *fixture, gconstpointer data)
{
  assert_finds (fixture, "9999", "");
  put_cart (fixture, "SC-26-000111", 2, "9999", "s1");
  corral_fleet_flush (fixture->fleet);
  assert_finds (fixture, "9999", "9999:0");
  assert_finds (fixture, "0412", "#412:1 0007:2 0008:4 4120:4");

  corral_fleet_delete (fixture->fleet, "c", CORRAL_COLLECTION_CART, "SC-26-000111", 3);
  corral_fleet_flush (fixture->fleet);
  assert_finds (fixture, "9999", "");

  /* A store's new name is the new name of its carts' place, too. */
  put_store (fixture, "s1", 2, 118, "Harbour", "Halden");
  corral_fleet_flush (fixture->fleet);
  assert_finds (fixture, "riverside", "");
  assert_finds (fixture, "harbour 0007", "0007:0");

  /* A store that arrives after its carts. */
  put_cart (fixture, "SC-26-555555", 1, "0500", "s9");
  corral_fleet_flush (fixture->fleet);
  assert_finds (fixture, "0500 elm", "");
  put_store (fixture, "s9", 1, 500, "Elm", NULL);
  corral_fleet_flush (fixture->fleet);
  assert_finds (fixture, "0500 elm", "#500:0 0500:0");

  corral_fleet_remove_tenant (fixture->fleet, "c");
  corral_fleet_flush (fixture->fleet);
  assert_finds (fixture, "0", "");
  assert_finds (fixture, "elm", "");
}

/* Many changes, one after the other, against a search that starts afresh. */
static void
test_stays_true (void)
{
  static const char *const texts[]
      = { "0", "04", "sc", "12", "elm", "elm 01", "zur", "26-0", "1234", "4", "park 3" };
  const SampleSize size = { .n_chains = 2, .n_stores = 9, .n_carts = 300, .seed = 3 };
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  g_autoptr (CorralSearch) search = NULL;
  CorralRandom random = corral_random_seeded (9, 9, 9, 9);
  Fixture fixture = { .fleet = fleet };

  sample_fleet_fill (fleet, &size);
  corral_fleet_flush (fleet);
  search = corral_search_new (fleet);
  for (gint64 rev = 100; rev < 400; rev++)
    {
      g_autofree char *serial = g_strdup_printf ("SC-77-%06u", (guint) corral_random_int (&random, 0, 99));
      g_autofree char *label = g_strdup_printf ("%04u", (guint) corral_random_int (&random, 0, 600));

      if (corral_random_int (&random, 0, 4) == 0)
        corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_CART, serial, rev);
      else if (corral_random_int (&random, 0, 30) == 0)
        put_store (&fixture, "s1", rev, 100 + rev, "Elm", "Park");
      else
        put_cart (&fixture, serial, rev, label, "s1");
      if (rev % 3 != 0)
        continue;
      corral_fleet_flush (fleet);
      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        {
          g_autoptr (CorralSearch) fresh = corral_search_new (fleet);
          g_autoptr (GArray) is = g_array_new (FALSE, FALSE, sizeof (guint32));
          g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (guint32));

          for (guint kind = CORRAL_TABLE_STORE; kind <= CORRAL_TABLE_CART; kind++)
            {
              corral_search_filter (search, (CorralTableKind) kind, texts[i], is);
              corral_search_filter (fresh, (CorralTableKind) kind, texts[i], expected);
              g_assert_cmpmem (is->data, is->len * sizeof (guint32), expected->data,
                               expected->len * sizeof (guint32));
            }
        }
    }
}

/* Which rows are found at all, against strstr over each row's own text. */
static void
test_finds_all_and_only (void)
{
  static const char *const texts[]
      = { "04", "0399", "sc26", "7919", "elm", "zurich west", "99 elm", "mill 2" };
  const SampleSize size = { .n_chains = 2, .n_stores = 9, .n_carts = 500, .seed = 5 };
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  g_autoptr (CorralSearch) search = NULL;
  const CorralColumns *carts;
  guint n_found = 0;

  sample_fleet_fill (fleet, &size);
  corral_fleet_flush (fleet);
  search = corral_search_new (fleet);
  carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GArray) is = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_auto (GStrv) words = g_strsplit (texts[i], " ", -1);
      guint n = 0;

      corral_search_filter (search, CORRAL_TABLE_CART, texts[i], is);
      for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
        {
          guint32 store = corral_columns_get_link (carts, slot, CORRAL_CART_COL_STORE);
          g_autofree char *text = g_strdup_printf (
              "%s|%s|%d|%s|%s", corral_columns_get_text (carts, slot, CORRAL_CART_COL_LABEL),
              corral_columns_get_text (carts, slot, CORRAL_CART_COL_SERIAL),
              (int) corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER),
              corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NAME),
              corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CITY));
          g_autofree char *folded = corral_typed_squeeze (text);
          gboolean wanted = TRUE;

          for (guint w = 0; words[w] != NULL; w++)
            wanted = wanted && strstr (folded, words[w]) != NULL;
          if (!wanted)
            continue;
          g_assert_cmpuint (n, <, is->len);
          g_assert_cmpuint (g_array_index (is, guint32, n), ==, slot);
          n++;
        }
      g_assert_cmpuint (n, ==, is->len);
      n_found += n;
    }
  g_assert_cmpuint (n_found, >, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/fleet/search/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("ranks", test_ranks);
  ADD ("words", test_words);
  ADD ("letters", test_letters);
  ADD ("limit", test_limit);
  ADD ("follows", test_follows_the_fleet);
  g_test_add_func ("/fleet/search/empty", test_empty);
  g_test_add_func ("/fleet/search/stays-true", test_stays_true);
  g_test_add_func ("/fleet/search/all-and-only", test_finds_all_and_only);
  return g_test_run ();
}
