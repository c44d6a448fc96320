/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real window on the real services with a small demo cloud, in this process: what people see when all is well,
 * when the cloud goes, when the files on this PC are spoilt, and that nothing stays behind. Main thread. */
#include "config.h"

#include "window-fixture.h"

#include "corral-age-label.h"
#include "corral-cart-page.h"
#include "corral-columns.h"
#include "corral-fleet-page.h"
#include "corral-fleet-tables.h"
#include "corral-list-page.h"
#include "corral-notice-bar.h"
#include "corral-picture.h"
#include "corral-row-list.h"
#include "corral-search-box.h"
#include "corral-sidebar.h"
#include "corral-store-page.h"
#include "corral-tile.h"
#include "corral-window.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

/* ---- tests: when all is well -------------------------------------------------------------------------------- */

static void
test_first_sync (Fixture *fixture, gconstpointer data)
{
  open_full (fixture);
  g_assert_cmpuint (count_rows (fixture, CORRAL_TABLE_CART), ==, N_CARTS);
  g_assert_cmpuint (count_rows (fixture, CORRAL_TABLE_STORE), ==, N_STORES);
  g_assert_null (get_notice (fixture));
  wait_until (g_str_has_prefix (get_age (fixture), "Live"));

  go (fixture, "corral:carts");
  wait_until (count_shown (fixture) == N_CARTS);
  go (fixture, "corral:stores");
  wait_until (count_shown (fixture) == N_STORES);
}

/* A chain is here and its carts are not: that nothing of them is wrong is not said. */
static void
test_arriving (Fixture *fixture, gconstpointer data)
{
  CorralTenant tenant = { .id = (char *) "early", .name = (char *) "Early" };
  CorralFleetPage *page;
  CorralCart cart;

  open_window (fixture, TRUE);
  go (fixture, "corral:fleet");
  page = CORRAL_FLEET_PAGE (corral_window_get_page (fixture->window));
  corral_fleet_put_tenant (get_fleet (fixture), &tenant);
  wait_until (g_str_has_prefix (corral_fleet_page_get_headline (page), "The carts have not been fetched yet."));
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
  cart.id = cart.serial = "k-1";
  cart.rev = 1;
  cart.state = "idle";
  corral_fleet_put (get_fleet (fixture), "early", corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
  wait_until (g_strcmp0 (corral_fleet_page_get_headline (page), "Nothing needs you right now.") == 0);
}

static void
test_every_page (Fixture *fixture, gconstpointer data)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  g_autofree char *cart = NULL;
  g_autofree char *store = NULL;

  open_full (fixture);
  cart = uri_of_first_cart (fixture);
  store = uri_of_first_store (fixture);
  for (guint s = 0; s < G_N_ELEMENTS (schemes); s++)
    {
      const char *const uris[] = { "corral:fleet", "corral:stores", "corral:carts", "corral:alerts?open=1",
                                   "corral:flags?open=1", store, cart };

      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[s]);
      for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
        {
          go (fixture, uris[i]);
          assert_at (fixture, uris[i]);
          assert_drawn (fixture, "page");
          g_assert_nonnull (corral_page_get_title (corral_window_get_page (fixture->window)));
          g_assert_true (g_str_has_prefix (gtk_window_get_title (GTK_WINDOW (fixture->window)),
                                           corral_page_get_title (corral_window_get_page (fixture->window))));
        }
    }
}

static void
test_back_and_forward (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *step;
    const char *there;
  } steps[] = {
    { "win.back", "corral:fleet" }, /* nothing is behind: one stays */
    { "corral:carts?state=offline", "corral:carts?state=offline" },
    { "corral:stores", "corral:stores" },
    { "win.back", "corral:carts?state=offline" },
    { "win.back", "corral:fleet" },
    { "win.back", "corral:fleet" },
    { "win.forward", "corral:carts?state=offline" },
    { "corral:alerts?open=1", "corral:alerts?open=1" },
    { "win.forward", "corral:alerts?open=1" }, /* what was ahead is forgotten */
    { "win.back", "corral:carts?state=offline" },
  };
  GtkWidget *window;

  open_full (fixture);
  window = GTK_WIDGET (fixture->window);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (strchr (steps[i].step, ':') != NULL)
        go (fixture, steps[i].step);
      else
        gtk_widget_activate_action (window, steps[i].step, NULL);
      assert_at (fixture, steps[i].there);
    }
}

static GtkWidget *
get_search (Fixture *fixture)
{
  return find_anywhere (GTK_WIDGET (fixture->window), CORRAL_TYPE_SEARCH_BOX);
}

/* Types @text, presses Enter; where that led. */
static char *
search_and_enter (Fixture *fixture, const char *text)
{
  GtkWidget *box = get_search (fixture);

  corral_search_box_set_text (CORRAL_SEARCH_BOX (box), text);
  g_test_message ("\"%s\": %u results", text, corral_search_box_get_n_results (CORRAL_SEARCH_BOX (box)));
  g_assert_cmpuint (corral_search_box_get_n_results (CORRAL_SEARCH_BOX (box)), >, 0);
  g_signal_emit_by_name (find_anywhere (box, GTK_TYPE_SEARCH_ENTRY), "activate");
  return current_uri (fixture);
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  CorralFleet *fleet;
  guint32 store, cart;
  g_autofree char *cart_uri = NULL;
  g_autofree char *store_uri = NULL;
  g_autofree char *number = NULL;
  const char *serial, *label, *name;

  open_full (fixture);
  fleet = get_fleet (fixture);
  cart = first_slot (fixture, CORRAL_TABLE_CART);
  store = first_slot (fixture, CORRAL_TABLE_STORE);
  cart_uri = uri_of_first_cart (fixture);
  store_uri = uri_of_first_store (fixture);
  serial = corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SERIAL);
  label = corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL);
  name = corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NAME);
  number = g_strdup_printf ("%" G_GINT64_FORMAT,
                            corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER));
  {
    g_autofree char *by_serial = search_and_enter (fixture, serial);
    g_autofree char *by_last_four = search_and_enter (fixture, serial + strlen (serial) - 4);
    g_autofree char *by_name = search_and_enter (fixture, name);
    g_autofree char *by_number = search_and_enter (fixture, number);
    g_autofree char *words = g_strdup_printf ("%s %s", label,
                                              corral_fleet_get_text (fleet, CORRAL_TABLE_STORE,
                                                                     corral_fleet_get_link (fleet, CORRAL_TABLE_CART,
                                                                                            cart,
                                                                                            CORRAL_CART_COL_STORE),
                                                                     CORRAL_STORE_COL_NAME));
    g_autofree char *by_label = search_and_enter (fixture, words);

    g_assert_cmpstr (by_serial, ==, cart_uri);
    g_assert_cmpstr (by_last_four, ==, cart_uri);
    g_assert_cmpstr (by_name, ==, store_uri);
    g_assert_cmpstr (by_number, ==, store_uri);
    g_assert_cmpstr (by_label, ==, cart_uri);
  }

  corral_search_box_set_text (CORRAL_SEARCH_BOX (get_search (fixture)), "zzzz nothing has that");
  g_assert_cmpuint (corral_search_box_get_n_results (CORRAL_SEARCH_BOX (get_search (fixture))), ==, 0);
  corral_search_box_set_text (CORRAL_SEARCH_BOX (get_search (fixture)), "");
}

static void
assert_all_shown_are (Fixture *fixture, CorralCartState state)
{
  GListModel *rows = get_shown (fixture);
  guint n = rows != NULL ? g_list_model_get_n_items (rows) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CorralRowItem) item = g_list_model_get_item (rows, i);

      g_assert_cmpint (corral_row_item_get_integer (item, CORRAL_CART_COL_SHOWN_STATE), ==, (int) state);
    }
}

/* A store of which some carts are in a state and some are not; CORRAL_NO_SLOT while there is none. */
static guint32
pick_store (Fixture *fixture, CorralRollup *rollup, CorralCartState *state)
{
  for (guint32 store = 0; store < N_STORES; store++)
    {
      corral_fleet_get_rollup (get_fleet (fixture), CORRAL_TABLE_STORE, store, rollup);
      for (guint i = 0; i < CORRAL_CART_OTHER; i++)
        if (rollup->by_state[i] > 0 && rollup->by_state[i] < rollup->carts)
          {
            *state = (CorralCartState) i;
            return store;
          }
    }
  return CORRAL_NO_SLOT;
}

static void
test_list_filters (Fixture *fixture, gconstpointer data)
{
  CorralRollup rollup;

  open_full (fixture);
  corral_fleet_get_rollup (get_fleet (fixture), CORRAL_TABLE_CHAIN, CORRAL_NO_SLOT, &rollup);
  for (guint i = 0; i < CORRAL_CART_OTHER; i++)
    {
      g_autofree char *uri = g_strdup_printf ("corral:carts?state=%s", corral_cart_state_to_word ((CorralCartState) i));

      go (fixture, uri);
      corral_fleet_get_rollup (get_fleet (fixture), CORRAL_TABLE_CHAIN, CORRAL_NO_SLOT, &rollup);
      if (rollup.by_state[i] == 0)
        {
          /* The fleet goes on: one may come into that state just now. */
          wait_until (page_part (fixture, ADW_TYPE_STATUS_PAGE) != NULL || count_shown (fixture) > 0);
          continue;
        }
      wait_until (count_shown (fixture) > 0);
      assert_all_shown_are (fixture, (CorralCartState) i);
    }
  go (fixture, "corral:carts");
  wait_until (count_shown (fixture) == N_CARTS);
}

static gboolean
has_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_label (child, text))
      return TRUE;
  return FALSE;
}

static GtkWidget *
find_label_from (GtkWidget *widget, const char *prefix)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), prefix))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label_from (child, prefix);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* A store whose service level of today is known. */
static guint32
find_hours (Fixture *fixture)
{
  const CorralColumns *stores = corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_STORE);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    if (corral_columns_exists (stores, slot) && corral_columns_get_real (stores, slot, CORRAL_STORE_COL_SERVICE_TODAY_PCT) > 0)
      return slot;
  return CORRAL_NO_SLOT;
}

/* A service level without its target says nothing. */
static void
test_service_in_full (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uri = NULL;
  GtkWidget *page, *label;
  guint32 store = CORRAL_NO_SLOT;

  open_full (fixture);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1024, 768);
  wait_until ((store = find_hours (fixture)) != CORRAL_NO_SLOT);
  uri = uri_of_store (fixture, store);
  go (fixture, uri);
  page = GTK_WIDGET (corral_window_get_page (fixture->window));
  wait_until ((label = find_label_from (page, "Service level today: ")) != NULL && gtk_widget_get_width (label) > 0);
  /* At whatever width: side by side the three columns are narrower than under one another. */
  g_assert_cmpint (gtk_label_get_ellipsize (GTK_LABEL (label)), ==, PANGO_ELLIPSIZE_NONE);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))));
}

static GtkWidget *
find_money (GtkWidget *widget)
{
  if (GTK_IS_INSCRIPTION (widget) && gtk_widget_get_mapped (widget))
    {
      const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (widget));

      if (text != NULL && (g_str_has_suffix (text, " SEK") || g_str_has_prefix (text, "€") || g_str_has_prefix (text, "$")))
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_money (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The goods of a whole trip in the longest currency fit the narrowest window that the lists are made for. */
static void
test_room_for_money (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PangoLayout) layout = NULL;
  GtkWidget *cell, *page;
  int width;

  open_full (fixture);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1024, 768);
  go (fixture, "corral:flags");
  page = GTK_WIDGET (corral_window_get_page (fixture->window));
  wait_until (find_money (page) != NULL && gtk_widget_get_width (find_money (page)) > 0);
  cell = find_money (page);
  layout = gtk_widget_create_pango_layout (cell, "9,999.99 SEK");
  pango_layout_get_pixel_size (layout, &width, NULL);
  g_assert_cmpint (gtk_widget_get_width (cell), >=, width);
}

/* A link may ask for what no row has at the moment: its chip says it in words all the same. */
static guint
count_shortened (GtkWidget *widget)
{
  guint n = GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
            && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget)));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_shortened (child);
  return n;
}

/* The newest desktop's own font is wider than the one before: the pages' names stand beside numbers of four digits in it,
 * and the sidebar takes no more room for that. */
static void
test_names_of_pages (Fixture *fixture, gconstpointer data)
{
  static const CorralPageKind counted[] = { CORRAL_PAGE_INCIDENTS, CORRAL_PAGE_STORES, CORRAL_PAGE_ALERTS, CORRAL_PAGE_FLAGS };
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *sidebar = corral_sidebar_new ();
  g_autofree char *font = NULL;
  int least;

  open_window (fixture, TRUE);
  g_object_get (gtk_settings_get_default (), "gtk-font-name", &font, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-font-name", "DejaVu Sans 11", NULL);
  gtk_box_append (GTK_BOX (box), sidebar);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 500);
  for (guint i = 0; i < G_N_ELEMENTS (counted); i++)
    corral_sidebar_set_count (CORRAL_SIDEBAR (sidebar), counted[i], 1000, "1000", FALSE);
  corral_sidebar_set_count (CORRAL_SIDEBAR (sidebar), CORRAL_PAGE_OUTBOX, 1000, "1000", TRUE);
  gtk_window_present (GTK_WINDOW (window));
  wait_until (gtk_widget_get_mapped (sidebar) && gtk_widget_get_height (sidebar) > 0);
  gtk_widget_measure (sidebar, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, ==, 214);
  g_assert_cmpint (gtk_widget_get_width (sidebar), ==, least);
  g_assert_cmpuint (count_shortened (sidebar), ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_set (gtk_settings_get_default (), "gtk-font-name", font, NULL);
}

/* A call is among the carts; the help is among none, and leaves no page marked as the one that is looked at. */
static void
test_marked_page (void)
{
  GtkWidget *sidebar = g_object_ref_sink (corral_sidebar_new ());
  GtkListBox *list = GTK_LIST_BOX (find_anywhere (sidebar, GTK_TYPE_LIST_BOX));
  GtkListBoxRow *carts;

  corral_sidebar_select (CORRAL_SIDEBAR (sidebar), CORRAL_PAGE_CARTS);
  carts = gtk_list_box_get_selected_row (list);
  corral_sidebar_select (CORRAL_SIDEBAR (sidebar), CORRAL_PAGE_OUTBOX);
  corral_sidebar_select (CORRAL_SIDEBAR (sidebar), CORRAL_PAGE_CALL);
  g_assert_true (gtk_list_box_get_selected_row (list) == carts && carts != NULL);
  corral_sidebar_select (CORRAL_SIDEBAR (sidebar), CORRAL_PAGE_HELP);
  g_assert_null (gtk_list_box_get_selected_row (list));
  g_object_unref (sidebar);
}

static void
test_words_of_filters (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *uri, *word, *said;
  } cases[] = {
    { "corral:carts?state=updating", "updating", "Updating" },
    { "corral:carts?state=revoked", "revoked", "Blocked" },
    { "corral:carts?fault=storage_full", "storage_full", "Storage full" },
    { "corral:carts?fault=cell_imbalance", "cell_imbalance", "Battery cells uneven" },
    { "corral:alerts?kind=radio_noise", "radio_noise", "Radio noise" },
    { "corral:alerts?kind=store_wifi", "store_wifi", "Store’s Wi-Fi down" },
    { "corral:carts?state=nonsense", NULL, "nonsense" },
  };

  open_full (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GtkWidget *page;

      go (fixture, cases[i].uri);
      page = GTK_WIDGET (corral_window_get_page (fixture->window));
      if (cases[i].word != NULL && has_label (page, cases[i].word))
        g_error ("%s: a raw word on its chip", cases[i].uri);
      if (!has_label (page, cases[i].said))
        g_error ("%s: no “%s”", cases[i].uri, cases[i].said);
    }
}

static GtkWidget *
find_tile (GtkWidget *widget, const char *word)
{
  if (CORRAL_IS_TILE (widget) && has_label (widget, word))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_tile (child, word);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_store_tiles (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uri = NULL;
  g_autofree char *filtered = NULL;
  CorralRollup rollup;
  CorralCartState state;
  guint32 store;
  GtkWidget *tile;

  open_full (fixture);
  wait_until ((store = pick_store (fixture, &rollup, &state)) != CORRAL_NO_SLOT);
  uri = uri_of_store (fixture, store);
  go (fixture, uri);
  wait_until (count_shown (fixture) >= rollup.carts);

  tile = find_tile (GTK_WIDGET (corral_window_get_page (fixture->window)), corral_look_of_state (state).word);
  g_assert_nonnull (tile);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tile), TRUE);
  filtered = g_strdup_printf ("%s?state=%s", uri, corral_cart_state_to_word (state));
  assert_at (fixture, filtered);
  assert_all_shown_are (fixture, state);
  g_assert_cmpuint (count_shown (fixture), <, rollup.carts);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (tile), FALSE);
  assert_at (fixture, uri);
  wait_until (count_shown (fixture) >= rollup.carts);

  /* A link presses the tile. */
  go (fixture, filtered);
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (tile)));
}

static void
test_columns_stay (Fixture *fixture, gconstpointer data)
{
  GtkWidget *table;
  g_auto (GStrv) before = NULL;
  g_auto (GStrv) after = NULL;

  open_full (fixture);
  go (fixture, "corral:carts");
  wait_until (count_shown (fixture) == N_CARTS);
  table = page_part (fixture, CORRAL_TYPE_TABLE);
  before = corral_table_get_layout (CORRAL_TABLE (table));
  g_assert_cmpuint (g_strv_length (before), >, 4);
  corral_table_set_column_visible (CORRAL_TABLE (table), before[2], FALSE);
  corral_table_move_column (CORRAL_TABLE (table), before[0], 1);
  close_window (fixture);

  open_window (fixture, TRUE);
  go (fixture, "corral:carts");
  wait_until ((table = page_part (fixture, CORRAL_TYPE_TABLE)) != NULL);
  after = corral_table_get_layout (CORRAL_TABLE (table));
  g_assert_cmpuint (g_strv_length (after), ==, g_strv_length (before));
  g_assert_cmpstr (after[0], ==, before[1]);
  g_assert_cmpstr (after[1], ==, before[0]);
  g_assert_false (corral_table_get_column_visible (CORRAL_TABLE (table), before[2]));
}

/* ---- tests: links --------------------------------------------------------------------------------------------- */

static void
test_unknown_subjects (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *uri;
    const char *title;
  } cases[] = {
    { "corral://gruenhain/store/99999", "No Such Store" },
    { "corral://no-such-chain/store/1", "No Such Store" },
    { "corral://gruenhain/cart/SC-A1-9999999", "No Such Cart" },
    { "corral://no-such-chain/cart/SC-A1-9999999", "No Such Cart" },
  };

  open_full (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GtkWidget *status;
      int minimum;

      go (fixture, cases[i].uri);
      wait_until ((status = page_part (fixture, ADW_TYPE_STATUS_PAGE)) != NULL);
      g_assert_cmpstr (adw_status_page_get_title (ADW_STATUS_PAGE (status)), ==, cases[i].title);
      assert_at (fixture, cases[i].uri);
      /* What the page does not show must not widen the window beyond a screen of 1024 pixels. */
      gtk_widget_measure (GTK_WIDGET (corral_window_get_page (fixture->window)), GTK_ORIENTATION_HORIZONTAL, -1,
                          &minimum, NULL, NULL, NULL);
      g_assert_cmpint (minimum, <=, 800);
    }
}

static void
test_bad_links (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[] = { "", "corral:nonsense", "https://example.org/", "corral://chain/ticket/1",
                                     "corral://", "corral:carts?state=%zz", "file:///etc/hostname" };

  open_full (fixture);
  go (fixture, "corral:carts?state=idle");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      corral_window_go_link (fixture->window, bad[i]);
      g_test_message ("%s: %s", bad[i], get_notice (fixture));
      assert_at (fixture, "corral:carts?state=idle");
      g_assert_nonnull (get_notice (fixture));
      g_assert_true (notice_says (fixture, "You are still where you were"));
    }
  /* The next step takes the complaint away. */
  go (fixture, "corral:fleet");
  g_assert_null (get_notice (fixture));
}

/* ---- tests: when the cloud goes ----------------------------------------------------------------------------------- */

static void
test_unplugged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first_age = NULL;
  guint n;

  open_full (fixture);
  go (fixture, "corral:carts");
  wait_until (count_shown (fixture) == N_CARTS);
  wait_until (g_str_has_prefix (get_age (fixture), "Live"));

  corral_services_set_demo_online (fixture->services, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.refresh", NULL);
  wait_until (notice_says (fixture, "from the cloud since"));
  g_assert_true (notice_says (fixture, "still work"));
  n = count_shown (fixture);
  g_assert_cmpuint (n, ==, N_CARTS);
  wait_until (g_str_has_prefix (get_age (fixture), "As of"));
  first_age = g_strdup (get_age (fixture));
  wait_until (strcmp (get_age (fixture), first_age) != 0);
  g_assert_true (g_str_has_prefix (get_age (fixture), "As of"));

  /* Every page still works. */
  {
    g_autofree char *cart = uri_of_first_cart (fixture);
    g_autofree char *store = uri_of_first_store (fixture);
    const char *const uris[] = { "corral:fleet", "corral:stores", store, cart };

    for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
      {
        go (fixture, uris[i]);
        g_assert_null (page_part (fixture, ADW_TYPE_STATUS_PAGE));
        g_assert_true (notice_says (fixture, "from the cloud since"));
      }
  }

  corral_services_set_demo_online (fixture->services, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.refresh", NULL);
  wait_until (get_notice (fixture) == NULL);
  wait_until (g_str_has_prefix (get_age (fixture), "Live"));
  g_assert_cmpuint (count_rows (fixture, CORRAL_TABLE_CART), ==, N_CARTS);
}

static void
test_restart_offline (Fixture *fixture, gconstpointer data)
{
  fill_folder (fixture);
  g_settings_set_string (fixture->own, "place", "corral:carts");

  open_window (fixture, TRUE);
  /* Before the loop has run for anything but the window itself. */
  g_assert_cmpuint (count_rows (fixture, CORRAL_TABLE_CART), ==, N_CARTS);
  g_assert_true (notice_says (fixture, "working offline"));
  g_assert_true (notice_says (fixture, "You see what was known at"));
  wait_until (count_shown (fixture) == N_CARTS);
  assert_drawn (fixture, "offline");
  g_assert_true (g_str_has_prefix (get_age (fixture), "As of"));
  {
    g_autofree char *cart = uri_of_first_cart (fixture);
    g_autofree char *store = uri_of_first_store (fixture);
    const char *const uris[] = { "corral:fleet", "corral:stores", "corral:alerts", store, cart };

    for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
      {
        go (fixture, uris[i]);
        assert_drawn (fixture, "offline");
      }
  }

  /* Going online by choice catches up. */
  corral_services_set_offline (fixture->services, FALSE);
  wait_until (is_caught_up (fixture));
  wait_until (get_notice (fixture) == NULL);
}

/* ---- tests: spoilt files ------------------------------------------------------------------------------------------- */

/* The folders of the tenants under the fixture's folder: calls @func with each cache.db. */
static guint
each_cache_file (Fixture *fixture, void (*func) (const char *file))
{
  g_autoptr (GDir) dir = g_dir_open (fixture->dir, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (fixture->dir, name, "cache.db", NULL);

      if (!g_file_test (file, G_FILE_TEST_IS_REGULAR))
        continue;
      func (file);
      n++;
    }
  return n;
}

static void
spoil_file (const char *file)
{
  g_autofree char *wal = g_strconcat (file, "-wal", NULL);
  g_autofree char *junk = g_malloc (20000);

  memset (junk, 'x', 20000);
  g_assert_true (g_file_set_contents (file, junk, 20000, NULL));
  g_remove (wal);
}

static void
test_damaged_files (Fixture *fixture, gconstpointer data)
{
  fill_folder (fixture);
  g_assert_cmpuint (each_cache_file (fixture, spoil_file), >, 0);

  /* A minute after all is back, no more is said of it; here a minute is two seconds. */
  open_window_at_speed (fixture, FALSE, 30);
  wait_until (notice_says (fixture, "damaged"));
  wait_until (is_caught_up (fixture));
  go (fixture, "corral:carts");
  wait_until (count_shown (fixture) == N_CARTS);
  wait_until (!notice_says (fixture, "damaged"));
  close_window (fixture);

  /* And it was written: the next start knows all without asking. */
  open_window (fixture, TRUE);
  g_assert_cmpuint (count_rows (fixture, CORRAL_TABLE_CART), ==, N_CARTS);
  g_assert_false (notice_says (fixture, "damaged"));
}

static void
make_newer (const char *file)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (file, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version=9999", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
test_newer_files (Fixture *fixture, gconstpointer data)
{
  fill_folder (fixture);
  g_assert_cmpuint (each_cache_file (fixture, make_newer), >, 0);

  open_window (fixture, FALSE);
  wait_until (notice_says (fixture, "newer"));
  /* What can be read is read; nothing is written, nothing lost. */
  g_assert_cmpuint (count_rows (fixture, CORRAL_TABLE_CART), ==, N_CARTS);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *whole = g_steal_pointer (&fixture->dir);

  /* A file where the folder should be: not even root can write there. */
  fixture->dir = g_build_filename (whole, "file", NULL);
  g_assert_true (g_file_set_contents (fixture->dir, "in the way", -1, NULL));
  open_window (fixture, FALSE);
  wait_until (get_notice (fixture) != NULL);
  g_test_message ("%s", get_notice (fixture));
  assert_drawn (fixture, "no-folder");
  go (fixture, "corral:carts");
  g_assert_nonnull (page_part (fixture, ADW_TYPE_STATUS_PAGE));
  close_window (fixture);
  g_assert_cmpint (g_remove (fixture->dir), ==, 0);
  g_free (fixture->dir);
  fixture->dir = g_steal_pointer (&whole);
}

static void
test_second_process (Fixture *fixture, gconstpointer data)
{
  Fixture first = *fixture;

  /* The lock belongs to the open file, so a second set of services is as good as a second process. */
  open_full (&first);
  open_window (fixture, FALSE);
  wait_until (notice_says (fixture, "Another Corral"));
  g_assert_cmpuint (count_rows (fixture, CORRAL_TABLE_CART), ==, N_CARTS);
  go (fixture, "corral:carts");
  wait_until (count_shown (fixture) == N_CARTS);
  assert_drawn (fixture, "second");
  /* The first one has not noticed. */
  g_assert_null (get_notice (&first));
  close_window (&first);
  /* The second one notices that it is alone, and that it could go on; and that it could not any more. */
  wait_until (notice_says (fixture, "has ended"));
  g_assert_true (corral_services_may_take_over (fixture->services));
  open_window (&first, FALSE);
  wait_until (notice_says (fixture, "already keeping"));
  g_assert_false (corral_services_may_take_over (fixture->services));
  close_window (fixture);
  close_window (&first);
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/window/" path, Fixture, NULL, set_up, func, tear_down)
  g_test_add_func ("/window/marked-page", test_marked_page);
  ADD ("first-sync", test_first_sync);
  ADD ("arriving", test_arriving);
  ADD ("every-page", test_every_page);
  ADD ("back-and-forward", test_back_and_forward);
  ADD ("search", test_search);
  ADD ("list-filters", test_list_filters);
  ADD ("service-in-full", test_service_in_full);
  ADD ("room-for-money", test_room_for_money);
  ADD ("names-of-pages", test_names_of_pages);
  ADD ("words-of-filters", test_words_of_filters);
  ADD ("store-tiles", test_store_tiles);
  ADD ("columns-stay", test_columns_stay);
  ADD ("unknown-subjects", test_unknown_subjects);
  ADD ("bad-links", test_bad_links);
  ADD ("unplugged", test_unplugged);
  ADD ("restart-offline", test_restart_offline);
  ADD ("damaged-files", test_damaged_files);
  ADD ("newer-files", test_newer_files);
  ADD ("no-folder", test_no_folder);
  ADD ("second-process", test_second_process);
#undef ADD
  return window_fixture_run ();
}
