/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "What do they share?" and similar carts, in the real window, offline. */
#include "acts-fixture.h"

#include "corral-factors-dialog.h"
#include "corral-filter-bar.h"
#include "corral-similar-carts.h"

#include <string.h>

static GtkWidget *
find_named (GtkWidget *widget, const char *name)
{
  if (strcmp (gtk_widget_get_name (widget), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static CorralFactorsDialog *
ask (Fixture *fixture)
{
  GtkWidget *button = find_named (GTK_WIDGET (get_bar (fixture)), "what-they-share");
  CorralFactorsDialog *dialog;

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  wait_until ((dialog = get_dialog (CORRAL_TYPE_FACTORS_DIALOG)) != NULL);
  return dialog;
}

static void
close_factors (CorralFactorsDialog *dialog)
{
  gtk_window_close (GTK_WINDOW (dialog));
  wait_until (get_dialog (CORRAL_TYPE_FACTORS_DIALOG) == NULL);
}

/* Carts that were chosen by hand share a store: it is told first, and leads to the list of its carts. */
static void
test_chosen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) carts = NULL;
  g_autofree char *number = NULL;
  g_autofree char *told = NULL;
  g_autofree char *first = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *filter = NULL;
  CorralFactorsDialog *dialog;
  GtkWidget *rows;
  guint32 store;
  gint64 n_carts;

  open_offline (fixture);
  go (fixture, "corral:carts");
  store = first_slot (fixture, CORRAL_TABLE_STORE);
  number = g_strdup_printf ("%" G_GINT64_FORMAT, corral_fleet_get_integer (get_fleet (fixture), CORRAL_TABLE_STORE, store,
                                                                           CORRAL_STORE_COL_NUMBER));
  carts = list_where (fixture, CORRAL_TABLE_CART, "store", number, 0);
  n_carts = carts->len;
  g_assert_cmpint (n_carts, >, 5);
  choose (fixture, carts);
  dialog = ask (fixture);
  told = corral_factors_dialog_to_text (dialog);
  first = g_strdup_printf ("\nStore %s ", number);
  g_test_message ("%s", told);
  g_assert_nonnull (strstr (told, first));
  g_assert_nonnull (strstr (told, "(100 %), 0 % of the others: no accident"));

  rows = corral_factors_dialog_get_rows (dialog);
  g_assert_nonnull (rows);
  g_signal_emit_by_name (rows, "row-activated", gtk_list_box_get_row_at_index (GTK_LIST_BOX (rows), 0));
  wait_until (get_dialog (CORRAL_TYPE_FACTORS_DIALOG) == NULL);
  filter = g_strdup_printf ("store=%s", number);
  wait_until ((g_free (uri), uri = current_uri (fixture), strstr (uri, filter) != NULL));
  g_assert_true (g_str_has_prefix (uri, "corral:carts?"));
  wait_until (count_shown (fixture) == n_carts);
}

/* With nothing chosen it is all that the list shows, and what the filter says is no news. */
static void
test_listed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *of_store = NULL;
  g_autofree char *of_all = NULL;
  g_autofree char *of_two = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *of_one = NULL;
  g_autoptr (GArray) one = NULL;
  g_autoptr (GArray) two = NULL;
  CorralFactorsDialog *dialog;
  gint64 number;

  open_offline (fixture);
  number = corral_fleet_get_integer (get_fleet (fixture), CORRAL_TABLE_STORE, first_slot (fixture, CORRAL_TABLE_STORE),
                                     CORRAL_STORE_COL_NUMBER);
  uri = g_strdup_printf ("corral:carts?store=%" G_GINT64_FORMAT, number);
  go (fixture, uri);
  dialog = ask (fixture);
  of_store = corral_factors_dialog_to_text (dialog);
  g_test_message ("%s", of_store);
  g_assert_nonnull (strstr (of_store, "held against the"));
  g_assert_null (strstr (of_store, "\nStore "));
  close_factors (dialog);

  go (fixture, "corral:carts");
  dialog = ask (fixture);
  of_all = corral_factors_dialog_to_text (dialog);
  g_assert_nonnull (strstr (of_all, "These are all the carts"));
  g_assert_null (corral_factors_dialog_get_rows (dialog));
  close_factors (dialog);

  /* One row is where somebody clicked last. */
  one = list_where (fixture, CORRAL_TABLE_CART, NULL, NULL, 1);
  choose (fixture, one);
  dialog = ask (fixture);
  of_one = corral_factors_dialog_to_text (dialog);
  g_assert_cmpstr (of_one, ==, of_all);
  close_factors (dialog);

  two = list_where (fixture, CORRAL_TABLE_CART, NULL, NULL, 2);
  choose (fixture, two);
  dialog = ask (fixture);
  of_two = corral_factors_dialog_to_text (dialog);
  g_assert_nonnull (strstr (of_two, "2 carts, held against"));
  g_assert_nonnull (strstr (of_two, "Fewer than three carts"));
  close_factors (dialog);
}

/* The window may go while it is open. */
static void
test_left_open (Fixture *fixture, gconstpointer data)
{
  open_offline (fixture);
  go (fixture, "corral:carts");
  ask (fixture);
}

static void
test_similar (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) silent = NULL;
  g_autoptr (GArray) ready = NULL;
  CorralSimilarCarts *similar;
  GtkWidget *rows;
  guint n_silent;

  open_offline (fixture);
  silent = list_where (fixture, CORRAL_TABLE_CART, "state", "offline", 0);
  ready = list_where (fixture, CORRAL_TABLE_CART, "state", "idle", 1);
  n_silent = silent->len;
  g_assert_cmpuint (n_silent, >, 3);
  g_assert_cmpuint (ready->len, ==, 1);

  go_to_cart (fixture, g_array_index (silent, guint32, 0));
  wait_until ((similar = (gpointer) page_part (fixture, CORRAL_TYPE_SIMILAR_CARTS)) != NULL);
  g_test_message ("%s", corral_similar_carts_get_text (similar));
  g_assert_nonnull (strstr (corral_similar_carts_get_text (similar), "of the chain"));
  rows = find_anywhere (GTK_WIDGET (similar), GTK_TYPE_LIST_BOX);
  g_assert_nonnull (gtk_list_box_get_row_at_index (GTK_LIST_BOX (rows), 0));
  g_signal_emit_by_name (rows, "row-activated", gtk_list_box_get_row_at_index (GTK_LIST_BOX (rows), 0));
  wait_until (count_shown (fixture) > 0 && count_shown (fixture) <= n_silent);
  {
    g_autofree char *uri = current_uri (fixture);

    g_assert_true (g_str_has_prefix (uri, "corral:carts?"));
    g_assert_nonnull (strstr (uri, "state=offline"));
  }

  /* Nothing is the matter with this one. */
  go_to_cart (fixture, g_array_index (ready, guint32, 0));
  wait_until ((similar = (gpointer) page_part (fixture, CORRAL_TYPE_SIMILAR_CARTS)) != NULL
              && *corral_similar_carts_get_text (similar) == '\0');
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(path, func) g_test_add ("/factors/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("chosen", test_chosen);
  ADD ("listed", test_listed);
  ADD ("left-open", test_left_open);
  ADD ("similar", test_similar);
  return window_fixture_run ();
}
