/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The field that finds anything, in the real window: kinds and their order, what was found last, trips that come later,
 * bad input, offline and as a second one on the same folder. */
#include "corral-find-words.h"
#include "corral-recent-finds.h"
#include "corral-search-box.h"
#include "window-fixture.h"

#include <string.h>

static CorralSearchBox *
get_box (Fixture *fixture)
{
  return CORRAL_SEARCH_BOX (find_anywhere (GTK_WIDGET (fixture->window), CORRAL_TYPE_SEARCH_BOX));
}

static GtkWidget *
get_entry (Fixture *fixture)
{
  return find_anywhere (GTK_WIDGET (get_box (fixture)), GTK_TYPE_SEARCH_ENTRY);
}

static void
press_enter (Fixture *fixture)
{
  g_signal_emit_by_name (get_entry (fixture), "activate");
}

static char *
serial_of_first_cart (Fixture *fixture)
{
  return g_strdup (corral_fleet_get_text (get_fleet (fixture), CORRAL_TABLE_CART, first_slot (fixture, CORRAL_TABLE_CART),
                                          CORRAL_CART_COL_SERIAL));
}

static gboolean
tells (Fixture *fixture, const char *words)
{
  const char *told = corral_search_box_get_told (get_box (fixture));

  return told != NULL && strstr (told, words) != NULL;
}

static void
open_fresh (Fixture *fixture)
{
  g_settings_reset (fixture->own, "recent-finds");
  open_full (fixture);
}

/* Any trip that the cache holds. */
static gboolean
take_trip (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  *(gpointer *) data = corral_fact_new (schema, row);
  return FALSE;
}

static gpointer
get_trip (Fixture *fixture)
{
  const CorralColumns *chains = corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_CHAIN);
  gpointer trip = NULL;

  for (guint32 chain = 0; trip == NULL && chain < corral_columns_get_n_slots (chains); chain++)
    g_assert_true (corral_cache_load (corral_services_get_cache (fixture->services),
                                      corral_columns_get_text (chains, chain, CORRAL_CHAIN_COL_ID),
                                      CORRAL_COLLECTION_SESSION, take_trip, &trip, NULL, NULL));
  return trip;
}

static void
test_recent (Fixture *fixture, gconstpointer data)
{
  g_autofree char *serial = NULL;
  g_autofree char *cart_uri = NULL;
  g_autofree char *store_uri = NULL;
  g_auto (GStrv) kept = NULL;

  open_fresh (fixture);
  serial = serial_of_first_cart (fixture);
  cart_uri = uri_of_first_cart (fixture);
  store_uri = uri_of_first_store (fixture);

  /* Nothing was found yet: it says what can be typed. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.find", NULL);
  g_assert_cmpuint (corral_search_box_get_n_results (get_box (fixture)), ==, 0);
  g_assert_true (tells (fixture, "Type a cart"));
  g_assert_true (corral_search_box_is_open (get_box (fixture)));

  corral_search_box_set_text (get_box (fixture), serial);
  press_enter (fixture);
  assert_at (fixture, cart_uri);
  g_assert_false (corral_search_box_is_open (get_box (fixture)));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_entry (fixture))), ==, "");
  /* Its keys are the page's now. */
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)),
                                         GTK_WIDGET (corral_window_get_page (fixture->window))));
  {
    g_autoptr (CorralPlace) store = corral_place_parse (store_uri, NULL);

    corral_search_box_set_text (get_box (fixture), store->subject);
    press_enter (fixture);
    assert_at (fixture, store_uri);
  }
  kept = g_settings_get_strv (fixture->own, "recent-finds");
  g_assert_cmpuint (g_strv_length (kept), ==, 2);
  g_assert_cmpstr (kept[0], ==, store_uri);
  g_assert_cmpstr (kept[1], ==, cart_uri);

  /* Also in the next program, without the network; and Enter goes there. */
  close_window (fixture);
  open_window (fixture, TRUE);
  wait_until (count_rows (fixture, CORRAL_TABLE_CART) >= N_CARTS);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.find", NULL);
  g_assert_cmpuint (corral_search_box_get_n_results (get_box (fixture)), ==, 2);
  g_assert_true (tells (fixture, "Found last"));
  press_enter (fixture);
  assert_at (fixture, store_uri);
}

/* Bounded, each place once, and nothing that is no find. */
static void
test_recent_is_bounded (Fixture *fixture, gconstpointer data)
{
  static const char *const no_finds[] = { "corral:fleet", "corral:carts", "corral:alerts?open=1", "corral:outbox", "corral:stores" };
  g_auto (GStrv) kept = NULL;
  g_autoptr (GPtrArray) listed = NULL;

  g_settings_reset (fixture->own, "recent-finds");
  for (guint i = 0; i < 3 * CORRAL_RECENT_FINDS_MAX; i++)
    {
      g_autofree char *uri = g_strdup_printf ("corral://c/cart/SC-%u", i % (CORRAL_RECENT_FINDS_MAX + 3));
      g_autoptr (CorralPlace) place = corral_place_parse (uri, NULL);

      corral_recent_finds_add (fixture->own, place);
      kept = (g_strfreev (kept), g_settings_get_strv (fixture->own, "recent-finds"));
      g_assert_cmpstr (kept[0], ==, uri);
      for (guint k = 1; kept[k] != NULL; k++)
        g_assert_cmpstr (kept[k], !=, uri);
    }
  g_assert_cmpuint (g_strv_length (kept), ==, CORRAL_RECENT_FINDS_MAX);
  for (guint i = 0; i < G_N_ELEMENTS (no_finds); i++)
    {
      g_autoptr (CorralPlace) place = corral_place_parse (no_finds[i], NULL);
      g_auto (GStrv) after = NULL;

      corral_recent_finds_add (fixture->own, place);
      after = g_settings_get_strv (fixture->own, "recent-finds");
      g_assert_cmpstrv (after, kept);
    }
  /* What somebody wrote there by hand is no reason to stop. */
  g_settings_set_strv (fixture->own, "recent-finds", (const char *const[]){ "corral://c/cart/SC-1", "nonsense", "", NULL });
  listed = corral_recent_finds_list (fixture->own);
  g_assert_cmpuint (listed->len, ==, 1);
}

static void
test_trips (Fixture *fixture, gconstpointer data)
{
  gpointer fact;
  const CorralSession *trip;
  g_autofree char *uri = NULL;
  const CorralColumns *carts;
  guint32 cart = CORRAL_NO_SLOT;

  open_fresh (fixture);
  wait_until ((fact = get_trip (fixture)) != NULL);
  trip = fact;
  carts = corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_CART);
  for (guint32 chain = 0; cart == CORRAL_NO_SLOT; chain++)
    cart = corral_columns_find (carts, chain, trip->cart);

  corral_search_box_set_text (get_box (fixture), trip->id);
  g_assert_true (corral_search_box_is_asking (get_box (fixture)));
  wait_until (!corral_search_box_is_asking (get_box (fixture)));
  g_assert_cmpuint (corral_search_box_get_n_results (get_box (fixture)), ==, 1);
  g_assert_null (corral_search_box_get_told (get_box (fixture)));
  g_assert_true (g_str_has_prefix (corral_search_box_get_chosen (get_box (fixture)), "Trip "));
  press_enter (fixture);
  uri = current_uri (fixture);
  g_assert_nonnull (strstr (uri, corral_fleet_get_text (get_fleet (fixture), CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SERIAL)));

  /* The next key ends the question: its answer is not among what was found for that. */
  corral_search_box_set_text (get_box (fixture), trip->id);
  corral_search_box_set_text (get_box (fixture), "zzzz nothing has that");
  g_assert_false (corral_search_box_is_asking (get_box (fixture)));
  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (corral_search_box_get_n_results (get_box (fixture)), ==, 0);
  g_assert_true (tells (fixture, "Nothing for"));

  /* A UUID that is no trip. */
  corral_search_box_set_text (get_box (fixture), "00000000-0000-4000-8000-000000000000");
  wait_until (!corral_search_box_is_asking (get_box (fixture)));
  g_assert_true (tells (fixture, "No trip"));
  corral_fact_unref (fact);
}

/* The last eight of a serial are hexadecimal, too: trips come below the cart, which stays chosen. */
static void
test_trips_come_below (Fixture *fixture, gconstpointer data)
{
  gpointer fact;
  g_autofree char *beginning = NULL;
  g_autofree char *chosen = NULL;
  CorralFleet *fleet;
  CorralCart cart;
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);

  open_fresh (fixture);
  wait_until ((fact = get_trip (fixture)) != NULL);
  beginning = g_strndup (((const CorralSession *) fact)->id, 8);
  fleet = get_fleet (fixture);
  corral_row_clear (schema, &cart);
  cart.id = "c-of-the-test";
  cart.rev = 1;
  cart.serial = beginning;
  cart.label = "X1";
  cart.store = "s";
  cart.state = "idle";
  corral_fleet_put (fleet, corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, 0, CORRAL_CHAIN_COL_ID), schema, &cart);
  corral_fleet_flush (fleet);

  corral_search_box_set_text (get_box (fixture), beginning);
  g_assert_cmpuint (corral_search_box_get_n_results (get_box (fixture)), ==, 1);
  chosen = g_strdup (corral_search_box_get_chosen (get_box (fixture)));
  g_assert_true (g_str_has_prefix (chosen, "Cart X1"));
  wait_until (!corral_search_box_is_asking (get_box (fixture)));
  g_assert_cmpuint (corral_search_box_get_n_results (get_box (fixture)), >, 1);
  g_assert_cmpstr (corral_search_box_get_chosen (get_box (fixture)), ==, chosen);
  corral_fact_unref (fact);
}

static void
test_bad_input (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {
    "SC-B7-9999999", "%", "_", "*", "?", "04*", "\"", "' OR 1=1 --", "     ", "0412\nriver\n", "\t",
    "\327\242\327\222\327\234\327\224", ("\342\200\256" "0412"), "\360\237\233\222", "4006381333931",
    "https://example.org/?q=%20", "4111 1111 1111 1111", "<b>0412</b>", "&amp;", "%s%n%d",
  };
  g_autofree char *long_text = g_strnfill (200, 'w');
  g_autofree char *here = NULL;

  open_fresh (fixture);
  here = current_uri (fixture);
  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      const char *text = i < G_N_ELEMENTS (texts) ? texts[i] : long_text;

      /* As it comes from the clipboard, whole, and then Enter. */
      gtk_editable_set_text (GTK_EDITABLE (get_entry (fixture)), text);
      corral_search_box_set_text (get_box (fixture), text);
      wait_until (!corral_search_box_is_asking (get_box (fixture)));
      g_test_message ("%u: %s", i, corral_search_box_get_told (get_box (fixture)));
      g_assert_true (corral_search_box_get_n_results (get_box (fixture)) > 0
                     || corral_search_box_get_told (get_box (fixture)) != NULL);
      if (corral_search_box_get_n_results (get_box (fixture)) > 0)
        continue;
      press_enter (fixture);
      assert_at (fixture, here);

      /* And as a scanner reads it. */
      corral_search_box_take_scan (get_box (fixture), text);
      g_assert_nonnull (corral_search_box_get_told (get_box (fixture)));
      g_assert_null (strstr (corral_search_box_get_told (get_box (fixture)), "4111 1111"));
      assert_at (fixture, here);
    }
}

static void
test_scans (Fixture *fixture, gconstpointer data)
{
  g_autofree char *serial = NULL;
  g_autofree char *cart_uri = NULL;
  g_autofree char *store_uri = NULL;
  g_autofree char *whole = NULL;

  open_fresh (fixture);
  serial = serial_of_first_cart (fixture);
  cart_uri = uri_of_first_cart (fixture);
  store_uri = uri_of_first_store (fixture);
  corral_search_box_take_scan (get_box (fixture), serial);
  assert_at (fixture, cart_uri);
  /* A link of ours, printed as a code. */
  corral_search_box_take_scan (get_box (fixture), store_uri);
  assert_at (fixture, store_uri);
  /* The first keys were taken for a person's. */
  whole = g_strdup (serial + 2);
  gtk_editable_set_text (GTK_EDITABLE (get_entry (fixture)), "SC");
  corral_search_box_take_scan (get_box (fixture), whole);
  assert_at (fixture, cart_uri);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_entry (fixture))), ==, "");
  /* What is no cart but is known is shown, not gone to. */
  go (fixture, "corral:fleet");
  {
    guint32 ticket = first_slot (fixture, CORRAL_TABLE_TICKET);

    corral_search_box_take_scan (get_box (fixture), corral_fleet_get_text (get_fleet (fixture), CORRAL_TABLE_TICKET, ticket,
                                                                           CORRAL_TICKET_COL_NUMBER));
    assert_at (fixture, "corral:fleet");
    g_assert_cmpuint (corral_search_box_get_n_results (get_box (fixture)), >, 0);
    g_assert_true (g_str_has_prefix (corral_search_box_get_chosen (get_box (fixture)), "Ticket "));
  }
}

/* The caller's store: what was found there last, or what a call is about, decides among equally good matches. */
static void
test_callers_store_first (Fixture *fixture, gconstpointer data)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  CorralFleet *fleet;
  const char *chains[2];
  CorralCart cart;

  open_fresh (fixture);
  fleet = get_fleet (fixture);
  corral_row_clear (schema, &cart);
  for (guint i = 0; i < 2; i++)
    {
      guint32 store = i;
      g_autofree char *serial = g_strdup_printf ("TT-%u", i);

      cart.id = cart.serial = serial;
      cart.rev = 1;
      cart.label = "QQ77";
      cart.state = "idle";
      cart.store = corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID);
      chains[i] = corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN,
                                         corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN),
                                         CORRAL_CHAIN_COL_ID);
      corral_fleet_put (fleet, chains[i], schema, &cart);
    }
  corral_fleet_flush (fleet);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *uri = g_strdup_printf ("corral://%s/cart/TT-%u", chains[i % 2], i % 2);
      g_autofree char *serial = g_strdup_printf ("TT-%u", i % 2);
      g_autoptr (CorralPlace) place = corral_place_parse (uri, NULL);

      corral_recent_finds_add (fixture->own, place);
      corral_search_box_set_text (get_box (fixture), "qq77");
      g_assert_cmpuint (corral_search_box_get_n_results (get_box (fixture)), ==, 2);
      g_assert_nonnull (strstr (corral_search_box_get_chosen (get_box (fixture)), serial));
    }
}

/* Keys that are faster than the field's own signal, as a scanner's or an automaton's. */
static void
test_enter_before_results (Fixture *fixture, gconstpointer data)
{
  g_autofree char *serial = NULL;
  g_autofree char *cart_uri = NULL;

  open_fresh (fixture);
  serial = serial_of_first_cart (fixture);
  cart_uri = uri_of_first_cart (fixture);
  corral_search_box_set_text (get_box (fixture), "zzzz nothing has that");
  gtk_editable_set_text (GTK_EDITABLE (get_entry (fixture)), serial);
  press_enter (fixture);
  assert_at (fixture, cart_uri);
}

static void
test_lists_lead_to_lists (Fixture *fixture, gconstpointer data)
{
  g_autofree char *firmware = NULL;
  g_autofree char *text = NULL;
  g_autofree char *uri = NULL;
  guint n = 0;
  const CorralColumns *carts;

  open_fresh (fixture);
  carts = corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_CART);
  firmware = g_strdup (corral_columns_get_text (carts, first_slot (fixture, CORRAL_TABLE_CART), CORRAL_CART_COL_FIRMWARE));
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    if (corral_columns_exists (carts, slot))
      n += g_strcmp0 (corral_columns_get_text (carts, slot, CORRAL_CART_COL_FIRMWARE), firmware) == 0;
  text = g_strdup_printf ("firmware %s", firmware);
  corral_search_box_set_text (get_box (fixture), text);
  press_enter (fixture);
  uri = g_strdup_printf ("corral:carts?firmware=%s", firmware);
  assert_at (fixture, uri);
  wait_until (count_shown (fixture) == n);
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(path, func) g_test_add ("/ui/find/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("recent", test_recent);
  ADD ("recent-is-bounded", test_recent_is_bounded);
  ADD ("trips", test_trips);
  ADD ("trips-come-below", test_trips_come_below);
  ADD ("bad-input", test_bad_input);
  ADD ("scans", test_scans);
  ADD ("callers-store-first", test_callers_store_first);
  ADD ("enter-before-results", test_enter_before_results);
  ADD ("lists-lead-to-lists", test_lists_lead_to_lists);
  return window_fixture_run ();
}
