/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding anything, with the words that people use: what is found, in which order, and what is said when nothing is. */
#include "corral-find-words.h"
#include "corral-time.h"

#include <string.h>

#define NOW_MS G_GINT64_CONSTANT (1790000000000)

typedef struct
{
  CorralFleet *fleet;
  CorralFinder *finder;
} Fixture;

static void
put_chain (Fixture *f, const char *id, const char *name)
{
  const CorralTenant tenant = { .id = (char *) id, .name = (char *) name };

  corral_fleet_put_tenant (f->fleet, &tenant);
}

static void
put_store (Fixture *f, const char *chain, const char *id, gint64 number, const char *name, const char *city)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_STORE);
  CorralStore store;

  corral_row_clear (schema, &store);
  store.id = id;
  store.rev = 1;
  store.number = number;
  store.name = name;
  store.city = city;
  store.time_zone = "Europe/Zurich";
  store.wifi_ssid = "gh-carts";
  corral_fleet_put (f->fleet, chain, schema, &store);
}

static void
put_cart (Fixture *f, const char *chain, const char *serial, const char *label, const char *store, const char *state,
          const char *fault, const char *firmware)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  CorralCart cart;

  corral_row_clear (schema, &cart);
  cart.id = serial;
  cart.rev = 1;
  cart.serial = serial;
  cart.label = label;
  cart.store = store;
  cart.state = state;
  cart.fault = fault;
  cart.firmware = firmware;
  cart.carriers = "Norvia Boreon";
  cart.hardware_revision = "A";
  corral_fleet_put (f->fleet, chain, schema, &cart);
}

static void
put_ticket (Fixture *f, const char *number, const char *cart, const char *summary)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_TICKET);
  CorralTicket ticket;

  corral_row_clear (schema, &ticket);
  ticket.id = number;
  ticket.rev = 1;
  ticket.number = number;
  ticket.store = "s1";
  ticket.cart = cart;
  ticket.reason = "battery_swap";
  ticket.status = "open";
  ticket.opened_ms = NOW_MS;
  ticket.summary = summary;
  corral_fleet_put (f->fleet, "gh", schema, &ticket);
}

static void
put_case (Fixture *f, const char *number, const char *title)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CASE);
  CorralCase row;

  corral_row_clear (schema, &row);
  row.id = number;
  row.rev = 1;
  row.number = number;
  row.store = "s1";
  row.title = title;
  row.status = "police";
  row.opened_ms = NOW_MS;
  corral_fleet_put (f->fleet, "gh", schema, &row);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->fleet = corral_fleet_new (NULL);
  put_chain (f, "gh", "Gr\303\274nhain");
  put_chain (f, "nh", "Norrhandel");
  put_store (f, "gh", "s1", 118, "Riverside", "Halden");
  put_store (f, "gh", "s2", 1101, "Lindenhof", "Z\303\274rich");
  put_store (f, "nh", "s3", 7, "Saint-Denis", "Lyon");
  put_cart (f, "gh", "SC-A1-0000412", "0412", "s1", "fault", "scanner_jam", "5.2.0");
  put_cart (f, "gh", "SC-A1-0000413", "0413", "s1", "offline", NULL, "5.2.0");
  put_cart (f, "gh", "SC-B7-0031002", "0412", "s2", "fault", "scanner_jam", "5.1.9");
  put_cart (f, "gh", "SC-B7-0031003", "1101", "s2", "idle", NULL, "5.2.0");
  put_cart (f, "nh", "SC-C3-0000001", "0001", "s3", "offline", NULL, "4.9.0");
  put_ticket (f, "T0031002", "SC-B7-0031002", "Swap the pack of this one");
  put_case (f, "K900217", "Heavy baskets");
  corral_fleet_set_now (f->fleet, NOW_MS);
  corral_fleet_flush (f->fleet);
  f->finder = corral_finder_new (f->fleet, corral_find_words_get ());
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  corral_finder_free (f->finder);
  g_assert_finalize_object (f->fleet);
}

/* "cart SC-A1-0000412 | store 118": the links of what was found, without what all links begin with. */
static char *
find (Fixture *f, const char *text)
{
  g_auto (CorralFound) found = { NULL };
  GString *links = g_string_new (NULL);
  guint n = 0;

  corral_found_init (&found);
  corral_finder_find (f->finder, text, 10, &found);
  for (guint i = 0; i < found.finds->len; i++)
    {
      const CorralFind *find = &g_array_index (found.finds, CorralFind, i);
      g_autoptr (CorralPlace) place = corral_find_to_place (f->fleet, find);
      g_autofree char *uri = corral_place_to_uri (place);
      g_auto (CorralFindSaid) said = { NULL };

      corral_find_words_say (f->fleet, find, &said);
      g_assert_cmpstr (said.title, !=, "");
      g_assert_cmpstr (said.subtitle, !=, "");
      if (i > 0)
        g_string_append (links, find->kind != (find - 1)->kind ? " | " : " ");
      if (find->kind == CORRAL_FIND_TICKET)
        g_string_append (links, said.title);
      else
        g_string_append (links, uri + strlen ("corral:"));
    }
  for (guint kind = 0; kind < CORRAL_N_FIND_KINDS; kind++)
    n += found.n_of_kind[kind];
  g_assert_cmpuint (n, ==, found.finds->len);
  return g_string_free (links, FALSE);
}

#define assert_finds(f, text, expected) \
  G_STMT_START \
  { \
    g_autofree char *is_ = find (f, text); \
    g_assert_cmpstr (is_, ==, expected); \
  } \
  G_STMT_END

#define CART_412 "//gh/cart/SC-A1-0000412"
#define CART_413 "//gh/cart/SC-A1-0000413"
#define CART_1002 "//gh/cart/SC-B7-0031002"
#define CART_1003 "//gh/cart/SC-B7-0031003"
#define CART_1 "//nh/cart/SC-C3-0000001"
#define RIVERSIDE "//gh/store/118"
#define LINDENHOF "//gh/store/1101"
#define SAINT_DENIS "//nh/store/7"

static void
test_what_people_type (Fixture *f, gconstpointer data)
{
  assert_finds (f, "0412 river", CART_412);
  assert_finds (f, "412", CART_412 " " CART_1002);
  assert_finds (f, "cart 0413", CART_413);
  assert_finds (f, "store 118", RIVERSIDE);
  assert_finds (f, "1101", LINDENHOF " | " CART_1003 " " CART_1002);
  assert_finds (f, "0118", RIVERSIDE " | " CART_412 " " CART_413);
  assert_finds (f, "SC-B7-0031003", CART_1003);
  assert_finds (f, "scb70031003", CART_1003);
  assert_finds (f, "sc_b7_0031003", CART_1003);
  assert_finds (f, "\342\200\234SC\342\200\223B7\342\200\2230031003\342\200\235", CART_1003);
  assert_finds (f, "1003", CART_1003);
  /* Where a store is named beside a number, the number is a cart's. */
  assert_finds (f, "zurich 1101", CART_1003 " " CART_1002 " | " LINDENHOF);
  assert_finds (f, "saint denis", SAINT_DENIS " | " CART_1);
  assert_finds (f, "SAINT-DENIS", SAINT_DENIS " | " CART_1);
  assert_finds (f, "grunhain", "//gh | " RIVERSIDE " " LINDENHOF " | " CART_412 " " CART_1002 " " CART_413 " " CART_1003);
  assert_finds (f, "chain norr", "//nh");
  assert_finds (f, "gh-carts lyon", SAINT_DENIS " | " CART_1);
  assert_finds (f, "T0031002", "Ticket T0031002");
  assert_finds (f, "t-003 swap", "Ticket T0031002");
  assert_finds (f, "ticket 31002", "Ticket T0031002");
  /* A case by its number, with its letter or without; not by what it is about, and not by any two digits. */
  assert_finds (f, "K900217", "//gh/case/K900217");
  assert_finds (f, "k-900217", "//gh/case/K900217");
  assert_finds (f, "900217", "//gh/case/K900217");
  assert_finds (f, "k9002", "//gh/case/K900217");
  assert_finds (f, "heavy baskets", "");
  assert_finds (f, "k9", "");
}

static void
test_lists (Fixture *f, gconstpointer data)
{
  assert_finds (f, "scanner jam", "carts?fault=scanner_jam");
  assert_finds (f, "scanner_jam", "carts?fault=scanner_jam");
  assert_finds (f, "Scanner jammed", "carts?fault=scanner_jam");
  assert_finds (f, "scanner river", "carts?chain=gh&fault=scanner_jam&store=118");
  assert_finds (f, "5.2", "carts?firmware=5.2.0");
  assert_finds (f, "v5.2.0", "carts?firmware=5.2.0");
  assert_finds (f, "firmware 5.1", "carts?firmware=5.1.9");
  assert_finds (f, "silent", "carts?state=offline");
  assert_finds (f, "silent saint-denis", "carts?chain=nh&state=offline&store=7");
  assert_finds (f, "silent 5.2", "carts?firmware=5.2.0&state=offline");
  assert_finds (f, "boreon silent", "carts?carrier=Boreon&state=offline");
  assert_finds (f, "rev a", "carts?hardware_revision=A");
  assert_finds (f, "carrier", "carts?carrier=Norvia carts?carrier=Boreon");
  /* Nothing that no cart has, and never a list without carts. */
  assert_finds (f, "storage full", "");
  assert_finds (f, "scanner saint-denis", "");
}

static void
set_recent (Fixture *f, const char *uri)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_place_unref);

  g_ptr_array_add (places, corral_place_parse (uri, NULL));
  g_assert_nonnull (places->pdata[0]);
  corral_finder_set_recent (f->finder, places);
}

/* The caller's store comes first, whatever it was that was found there last. */
static void
test_same_store_first (Fixture *f, gconstpointer data)
{
  assert_finds (f, "0412", CART_412 " " CART_1002);
  set_recent (f, "corral://gh/cart/SC-B7-0031003");
  assert_finds (f, "0412", CART_1002 " " CART_412);
  assert_finds (f, "scanner", "carts?chain=gh&fault=scanner_jam&store=1101 carts?fault=scanner_jam");
  set_recent (f, "corral://gh/store/118");
  assert_finds (f, "0412", CART_412 " " CART_1002);
  assert_finds (f, "5.2", "carts?chain=gh&firmware=5.2.0&store=118 carts?firmware=5.2.0");
  /* The number that the caller says is that of the cart, not of some store. */
  assert_finds (f, "1101", LINDENHOF " | " CART_1003 " " CART_1002);
  set_recent (f, "corral://gh/store/1101");
  assert_finds (f, "1003", CART_1003);
  set_recent (f, "corral:carts?fault=scanner_jam&chain=gh&store=1101");
  assert_finds (f, "0412", CART_1002 " " CART_412);
  /* What is gone is nobody's neighbour. */
  set_recent (f, "corral://gh/cart/SC-X0-0000000");
  assert_finds (f, "0412", CART_412 " " CART_1002);
}

static void
test_what_was_meant (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *says; /* NULL: nothing is guessed */
  } cases[] = {
    { "rivesride", "Nothing for \342\200\234rivesride\342\200\235. Did you mean Riverside?" },
    { "rivresi", "Nothing for \342\200\234rivresi\342\200\235. Did you mean Riverside?" },
    { "0412 rivesride", "Nothing for \342\200\234rivesride\342\200\235. Did you mean Riverside?" },
    { "scaner", "Nothing for \342\200\234scaner\342\200\235. Did you mean Scanner?" },
    { "silnet saint-denis", "Nothing for \342\200\234silnet\342\200\235. Did you mean Silent?" },
    { "nrorhandel", "Nothing for \342\200\234nrorhandel\342\200\235. Did you mean Norrhandel?" },
    /* Found as it is. */
    { "riversid", NULL },
    /* Another number is another cart. */
    { "0414", NULL },
    { "SC-A1-0000414", NULL },
    { "xqzwv", NULL },
    { "lin", NULL },
    /* Both are there, but not together: that is no mistake of spelling. */
    { "riverside lindenhof", NULL },
    /* The number is not there, the store is. */
    { "riverside 1003", "Nothing there has \342\200\2341003\342\200\235 as well. Without it:" },
    { "0001 zurich 118", "Nothing there has \342\200\2340001 118\342\200\235 as well. Without it:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (CorralFound) found = { NULL };
      g_autofree char *says = NULL;

      corral_found_init (&found);
      corral_finder_find (f->finder, cases[i].text, 10, &found);
      says = corral_find_words_say_meant (&found);
      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (says, ==, cases[i].says);
      if (says != NULL)
        g_assert_cmpuint (found.finds->len, >, 0);
    }
}

/* Each says something true, and none crashes. */
static void
test_bad_input (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *says; /* a part of the sentence; NULL: something is found */
  } cases[] = {
    { "SC-B7-9999999", "Nothing for \342\200\234SC-B7-9999999\342\200\235" },
    { "%", "stand for themselves" },
    { "%%%", "stand for themselves" },
    { "04*", "stand for themselves" },
    { "04?2", "stand for themselves" },
    { "_", "nothing to look for" },
    { "_ - -", "nothing to look for" },
    { "\"'\"", "nothing to look for" },
    { "\"0412\"", NULL },
    { "'; DROP TABLE cart; --", "Nothing for" },
    { "   ", "nothing to look for" },
    { "\t\n\r\n", "nothing to look for" },
    { "0412\nriverside\r\n", NULL },
    { "\342\200\256" "2140", "Nothing for \342\200\234" "2140\342\200\235" },
    { "\342\200\217\342\200\256", "nothing to look for" },
    { "\327\242\327\222\327\234\327\224 0412", "Nothing for" },
    { "\360\237\233\222", "Nothing for \342\200\234\360\237\233\222\342\200\235" },
    { "4006381333931", "Nothing for \342\200\234" "4006381333931\342\200\235" },
    { "https://example.org/a?b=c", "Nothing for" },
    { "3f2a1b2c-0000-4000-8000-123456789abc", "No trip" },
    { "4111 1111 1111 1111", "payment card" },
    { "\xff\xfe 0412\xff", "Nothing for" },
    { "a\001b", "Nothing for" },
    { "0999\nriverside", "Nothing for \342\200\2340999 riverside\342\200\235" },
  };
  g_autofree char *long_text = g_strnfill (200, 'x');
  g_autofree char *long_words = NULL;
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (CorralFound) found = { NULL };
      g_autofree char *says = NULL;

      corral_found_init (&found);
      corral_finder_find (f->finder, cases[i].text, 10, &found);
      says = corral_find_words_say_nothing (cases[i].text, &found);
      g_test_message ("%s", says);
      g_assert_true (g_utf8_validate (says, -1, NULL));
      g_assert_cmpuint (found.finds->len > 0, ==, cases[i].says == NULL);
      if (cases[i].says != NULL)
        g_assert_nonnull (strstr (says, cases[i].says));
    }

  for (guint i = 0; i < 100; i++)
    g_string_append (words, "0412\n");
  long_words = g_string_free (words, FALSE);
  {
    const char *const texts[] = { long_text, long_words };

    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      {
        g_auto (CorralFound) found = { NULL };
        g_autofree char *says = NULL;

        corral_found_init (&found);
        corral_finder_find (f->finder, texts[i], 10, &found);
        says = corral_find_words_say_nothing (texts[i], &found);
        g_assert_true (found.cut);
        g_assert_nonnull (strstr (says, "only its beginning"));
        g_assert_cmpuint (strlen (says), <, 250);
      }
  }
}

static void
test_serials (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *scanned;
    const char *serial; /* NULL: none */
  } cases[] = {
    { "SC-B7-0031002", "SC-B7-0031002" }, { "scb70031002", "SC-B7-0031002" },   { " SC-B7-0031002\r\n", "SC-B7-0031002" },
    { "SC-B7-003100", NULL },             { "SC-B7-0031002 SC-B7-0031002", NULL }, { "0031002", NULL },
    { "", NULL },                         { "4006381333931", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint32 slot = corral_finder_find_serial (f->finder, cases[i].scanned);

      g_assert_cmpstr (slot != CORRAL_NO_SLOT
                           ? corral_fleet_get_text (f->fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_SERIAL)
                           : NULL,
                       ==, cases[i].serial);
    }
}

static void
test_trip_ids (void)
{
  static const struct
  {
    const char *text;
    const char *id;
  } cases[] = {
    { "3f2a1b2c-0000-4000-8000-123456789abc", "3f2a1b2c-0000-4000-8000-123456789abc" },
    { "3F2A1B2C0000400080001234 56789ABC", NULL },
    { " 3F2A1B2C000040008000123456789ABC ", "3f2a1b2c-0000-4000-8000-123456789abc" },
    { "3f2a1b2c", "3f2a1b2c" },
    { "3f2a1b2c-00", "3f2a1b2c-00" },
    { "3f2a1b2", NULL },
    { "3f2a1b2c-0000-4000-8000-123456789abcd", NULL },
    { "riverside", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = corral_find_words_get_trip_id (cases[i].text);

      g_assert_cmpstr (id, ==, cases[i].id);
    }
}

/* A place is read back as what it was found as. */
static void
test_places (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *uri;
    const char *title; /* NULL: it is not held here */
    const char *subtitle;
  } cases[] = {
    { "corral://gh/cart/SC-A1-0000412", "Cart 0412", "Fault \302\267 118 Riverside \302\267 SC-A1-0000412" },
    { "corral://gh/store/1101", "1101 Lindenhof", "Z\303\274rich \302\267 Gr\303\274nhain" },
    { "corral://nh", "Norrhandel", "1 store \302\267 1 cart" },
    { "corral:carts?fault=scanner_jam", "Scanner jammed", "2 carts \302\267 all chains" },
    { "corral:carts?firmware=5.2.0&chain=gh&store=118,1101", "Firmware 5.2.0",
      "3 carts \302\267 2 stores of Gr\303\274nhain" },
    { "corral:carts?state=offline&firmware=5.2.0&chain=gh", "Silent \302\267 Firmware 5.2.0",
      "1 cart \302\267 Gr\303\274nhain" },
    { "corral://gh/cart/SC-A1-9999999", NULL, NULL },
    { "corral://gh/store/99", NULL, NULL },
    { "corral://zz/store/118", NULL, NULL },
    { "corral:carts", NULL, NULL },
    { "corral:carts?fault=scanner_jam&chain=zz", NULL, NULL },
    { "corral:fleet", NULL, NULL },
    { "corral:outbox", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CorralPlace) place = corral_place_parse (cases[i].uri, NULL);
      CorralFind find;
      gboolean held = corral_find_from_place (f->fleet, place, &find);

      g_test_message ("%s", cases[i].uri);
      g_assert_cmpint (held, ==, cases[i].title != NULL);
      if (held)
        {
          g_auto (CorralFindSaid) said = { NULL };
          g_autoptr (CorralPlace) back = corral_find_to_place (f->fleet, &find);

          corral_find_words_say (f->fleet, &find, &said);
          g_assert_cmpstr (said.title, ==, cases[i].title);
          g_assert_cmpstr (said.subtitle, ==, cases[i].subtitle);
          g_assert_true (corral_place_equal (place, back));
          corral_find_clear (&find);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/words/find/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("what-people-type", test_what_people_type);
  ADD ("lists", test_lists);
  ADD ("same-store-first", test_same_store_first);
  ADD ("what-was-meant", test_what_was_meant);
  ADD ("bad-input", test_bad_input);
  ADD ("serials", test_serials);
  ADD ("places", test_places);
  g_test_add_func ("/words/find/trip-ids", test_trip_ids);
  return g_test_run ();
}
