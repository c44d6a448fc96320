/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Help in the real window: by its action from a page, by a link, by a word, and back. */
#include "config.h"

#include "window-fixture.h"

#include "corral-help-page.h"
#include "corral-troubleshooting.h"

#include <string.h>

static char *
get_text (Fixture *fixture)
{
  return corral_help_page_to_text (CORRAL_HELP_PAGE (page_part (fixture, CORRAL_TYPE_HELP_PAGE)));
}

static void
ask_for_help (Fixture *fixture)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.help", NULL));
}

/* Without a network and with nothing stored, as on the first morning. */
static void
test_from_a_page (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  open_window (fixture, TRUE);
  go (fixture, "corral:carts");
  ask_for_help (fixture);
  assert_at (fixture, "corral:help?about=states");
  text = get_text (fixture);
  g_assert_nonnull (strstr (text, "Silent"));
  assert_drawn (fixture, "help");

  /* From help itself: its beginning; and back over both. */
  ask_for_help (fixture);
  assert_at (fixture, "corral:help");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.back", NULL));
  assert_at (fixture, "corral:help?about=states");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.back", NULL));
  assert_at (fixture, "corral:carts");
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry;
  g_autofree char *before = NULL;
  g_autofree char *found = NULL;
  g_autofree char *none = NULL;
  g_autofree char *after = NULL;

  open_window (fixture, TRUE);
  go (fixture, "corral:help?about=outbox");
  before = get_text (fixture);
  g_assert_nonnull (strstr (before, "both versions"));
  entry = find_type (page_part (fixture, CORRAL_TYPE_HELP_PAGE), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "keyring");
  wait_until (strstr ((g_free (found), found = get_text (fixture)), "keyring is locked") != NULL);
  g_assert_null (strstr (found, "both versions"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "keyring zebra");
  wait_until (strstr ((g_free (none), none = get_text (fixture)), "Nothing in the help") != NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  wait_until (strcmp ((g_free (after), after = get_text (fixture)), before) == 0);
}

/* A link from an older or newer version; one that was made up. */
static void
test_odd_links (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  open_window (fixture, TRUE);
  go (fixture, "corral:help?about=no-such-topic");
  text = get_text (fixture);
  g_assert_nonnull (strstr (text, "In two minutes"));
}

/* What support is sent counts and names nobody: no chain, store, cart, person, address. */
static void
test_troubleshooting (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *alone = corral_troubleshooting_to_text (NULL);
  g_autofree char *carts = NULL;
  const CorralColumns *stores;

  g_assert_nonnull (strstr (alone, "Corral " CORRAL_VERSION));
  open_window (fixture, FALSE);
  wait_until (is_caught_up (fixture));
  text = corral_troubleshooting_to_text (fixture->services);
  carts = g_strdup_printf ("carts: %u", count_rows (fixture, CORRAL_TABLE_CART));
  g_assert_nonnull (strstr (text, carts));
  g_assert_nonnull (strstr (text, "Link: good"));
  g_assert_nonnull (strstr (text, "Cloud: demo"));
  stores = corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_STORE);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    if (corral_columns_exists (stores, slot))
      g_assert_null (strstr (text, corral_fleet_get_text (get_fleet (fixture), CORRAL_TABLE_STORE, slot, CORRAL_STORE_COL_NAME)));
  g_assert_null (strstr (text, "://"));
  g_assert_null (strstr (text, "127.0.0.1"));
  g_assert_null (strstr (text, g_get_user_name ()));
  g_assert_null (strstr (text, fixture->dir));
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
  g_test_add ("/ui/help/from-a-page", Fixture, NULL, set_up, test_from_a_page, tear_down);
  g_test_add ("/ui/help/find", Fixture, NULL, set_up, test_find, tear_down);
  g_test_add ("/ui/help/odd-links", Fixture, NULL, set_up, test_odd_links, tear_down);
  g_test_add ("/ui/help/troubleshooting", Fixture, NULL, set_up, test_troubleshooting, tear_down);
  return window_fixture_run ();
}
