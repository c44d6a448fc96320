/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, closing and looking at the real window. Main thread. */
#include "config.h"

#include "window-fixture.h"

#include "corral-accounts.h"
#include "corral-age-label.h"
#include "corral-cart-page.h"
#include "corral-columns.h"
#include "corral-fleet-tables.h"
#include "corral-list-page.h"
#include "corral-notice-bar.h"
#include "corral-picture.h"
#include "corral-row-list.h"
#include "corral-search-box.h"
#include "corral-store-page.h"
#include "corral-tile.h"
#include "corral-window.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

GtkApplication *application;

void
window_fixture_init (int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;

  gtk_test_init (argc, argv, NULL);
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "org.cartcorral.Corral.Test", "flags",
                              G_APPLICATION_NON_UNIQUE, "resource-base-path", "/org/cartcorral/Corral", NULL);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_assert_no_error (error);
}

int
window_fixture_run (void)
{
  int status = g_test_run ();

  g_object_unref (application);
  return status;
}

/* ---- waiting ------------------------------------------------------------------------------------------ */

gboolean
timed_out_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* ---- looking ------------------------------------------------------------------------------------------- */

GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
page_part (Fixture *fixture, GType type)
{
  return find_type (GTK_WIDGET (corral_window_get_page (fixture->window)), type);
}

/* Any type, mapped or not: parts of the window that come and go. */
GtkWidget *
find_anywhere (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_anywhere (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

const char *
get_notice (Fixture *fixture)
{
  return corral_notice_bar_get_sentence (
      CORRAL_NOTICE_BAR (find_anywhere (GTK_WIDGET (fixture->window), CORRAL_TYPE_NOTICE_BAR)));
}

gboolean
notice_says (Fixture *fixture, const char *words)
{
  const char *sentence = get_notice (fixture);

  return sentence != NULL && strstr (sentence, words) != NULL;
}

const char *
get_age (Fixture *fixture)
{
  return corral_age_label_get_text (
      CORRAL_AGE_LABEL (find_anywhere (GTK_WIDGET (fixture->window), CORRAL_TYPE_AGE_LABEL)));
}

CorralFleet *
get_fleet (Fixture *fixture)
{
  return corral_services_get_fleet (fixture->services);
}

guint
count_rows (Fixture *fixture, CorralTableKind table)
{
  return corral_columns_get_n_rows (corral_fleet_get_table (get_fleet (fixture), table));
}

/* The first row of @table, or the first of a state. */
guint32
first_slot (Fixture *fixture, CorralTableKind table)
{
  const CorralColumns *columns = corral_fleet_get_table (get_fleet (fixture), table);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (columns); slot++)
    if (corral_columns_exists (columns, slot))
      return slot;
  g_assert_not_reached ();
}

char *
current_uri (Fixture *fixture)
{
  CorralPlace *place = corral_page_get_place (corral_window_get_page (fixture->window));

  return place != NULL ? corral_place_to_uri (place) : NULL;
}

void
assert_at (Fixture *fixture, const char *uri)
{
  g_autofree char *here = current_uri (fixture);

  g_assert_cmpstr (here, ==, uri);
}

GListModel *
get_shown (Fixture *fixture)
{
  GtkWidget *table = page_part (fixture, CORRAL_TYPE_TABLE);
  CorralSelection *selection = table != NULL ? corral_table_get_selection (CORRAL_TABLE (table)) : NULL;

  return selection != NULL ? corral_selection_get_rows (selection) : NULL;
}

guint
count_shown (Fixture *fixture)
{
  GListModel *rows = get_shown (fixture);

  return rows != NULL ? g_list_model_get_n_items (rows) : 0;
}

/* How many colours a picture has, up to @enough. */
guint
count_colours (const char *file, guint enough)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixels = gdk_pixbuf_new_from_file (file, &error);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  const guint8 *bytes;
  int n;

  g_assert_no_error (error);
  bytes = gdk_pixbuf_read_pixels (pixels);
  n = gdk_pixbuf_get_n_channels (pixels);
  for (int y = 0; y < gdk_pixbuf_get_height (pixels); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (pixels) && g_hash_table_size (seen) < enough; x++)
      {
        const guint8 *p = bytes + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixels) + (gsize) (x * n);

        g_hash_table_add (seen, GUINT_TO_POINTER (1u << 24 | (guint) p[0] << 16 | (guint) p[1] << 8 | p[2]));
      }
  return g_hash_table_size (seen);
}

void
assert_drawn (Fixture *fixture, const char *what)
{
  const char *pictures = g_getenv ("CORRAL_PICTURES"); /* a folder to keep them in, to look at */
  g_autofree char *file = g_strdup_printf ("%s/%s.png", pictures != NULL ? pictures : fixture->shots, what);

  wait_until (corral_window_is_settled (fixture->window)
              && corral_picture_write (GTK_WINDOW (fixture->window), file) && count_colours (file, 60) >= 60);
}

/* ---- opening and closing --------------------------------------------------------------------------------- */

/* A Thursday, early in the afternoon of every demo store: what a test finds in the fleet (who is idle, what happened
 * last) is the same whenever the tests run. CORRAL_TEST_TIME=now, or a time of ISO 8601, tries another, unless the test has its own. */
static gint64
get_start_us (Fixture *fixture)
{
  const char *chosen = fixture->start != NULL ? fixture->start : g_getenv ("CORRAL_TEST_TIME");
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) start = NULL;

  if (g_strcmp0 (chosen, "now") == 0)
    return g_get_real_time ();
  start = g_date_time_new_from_iso8601 (chosen != NULL ? chosen : "2026-11-26T13:20:00Z", utc);
  g_assert_nonnull (start);
  return g_date_time_to_unix (start) * G_USEC_PER_SEC;
}

void
open_window_at_speed (Fixture *fixture, gboolean offline, double speed)
{
  g_autoptr (CorralClock) clock = corral_clock_new_scaled (get_start_us (fixture), speed);
  CorralStart start = { .demo = TRUE, .offline = offline, .data_dir = fixture->dir,
                        .demo_carts = fixture->n_carts > 0 ? fixture->n_carts : N_CARTS, .demo_stores = fixture->n_stores > 0 ? fixture->n_stores : N_STORES };

  fixture->services = corral_services_new (&start, clock);
  corral_services_go (fixture->services);
  fixture->window = corral_window_new (application, fixture->services, fixture->settings);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1024, 768);
  corral_window_go_last (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (fixture->window)));
}

void
open_window (Fixture *fixture, gboolean offline)
{
  open_window_at_speed (fixture, offline, 1);
}

gboolean
is_caught_up (Fixture *fixture)
{
  CorralSyncStatus *status = corral_sync_get_status (corral_services_get_sync (fixture->services));

  return status->caught_up && count_rows (fixture, CORRAL_TABLE_CART) >= N_CARTS;
}

/* Closes the window and stops what is behind it; nothing of either may be left. */
void
close_window (Fixture *fixture)
{
  CorralWindow *window = fixture->window;
  CorralServices *services = fixture->services;
  GtkWidget *pages[CORRAL_N_PAGES] = { NULL };
  GtkWidget *stack = gtk_widget_get_parent (GTK_WIDGET (corral_window_get_page (window)));
  guint n = 0;

  for (GtkWidget *page = gtk_widget_get_first_child (stack); page != NULL; page = gtk_widget_get_next_sibling (page))
    {
      g_assert_cmpuint (n, <, G_N_ELEMENTS (pages));
      pages[n] = page;
      g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &pages[n++]);
    }
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  g_object_add_weak_pointer (G_OBJECT (services), (gpointer *) &services);

  gtk_window_destroy (GTK_WINDOW (window));
  fixture->window = NULL;
  wait_until (window == NULL);
  for (guint i = 0; i < n; i++)
    g_assert_null (pages[i]);
  corral_services_stop (fixture->services);
  g_clear_object (&fixture->services);
  wait_until (services == NULL);
}

void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const keys[] = { "table-columns", "table-sort", "window-width", "window-height" };
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("corral-window-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->shots = g_dir_make_tmp ("corral-shots-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->settings = g_settings_new (CORRAL_APPLICATION_ID);
  fixture->own = corral_accounts_new_settings ("demo");
  corral_accounts_forget_settings ("demo");
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (fixture->settings, keys[i]);
}

void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    close_window (fixture);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  g_clear_object (&fixture->settings);
  g_clear_object (&fixture->own);
  remove_tree (fixture->dir);
  remove_tree (fixture->shots);
  g_free (fixture->dir);
  g_free (fixture->shots);
}

void
open_full (Fixture *fixture)
{
  open_window (fixture, FALSE);
  wait_until (is_caught_up (fixture));
}

/* Fills the folder and closes again. */
void
fill_folder (Fixture *fixture)
{
  open_full (fixture);
  close_window (fixture);
}

char *
uri_of_first_cart (Fixture *fixture)
{
  CorralFleet *fleet = get_fleet (fixture);
  guint32 cart = first_slot (fixture, CORRAL_TABLE_CART);
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN);

  return g_strdup_printf ("corral://%s/cart/%s",
                          corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID),
                          corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SERIAL));
}

char *
uri_of_store (Fixture *fixture, guint32 store)
{
  CorralFleet *fleet = get_fleet (fixture);
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN);

  return g_strdup_printf ("corral://%s/store/%" G_GINT64_FORMAT,
                          corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID),
                          corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER));
}

char *
uri_of_first_store (Fixture *fixture)
{
  return uri_of_store (fixture, first_slot (fixture, CORRAL_TABLE_STORE));
}

void
go (Fixture *fixture, const char *uri)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.go", "s", uri);
  wait_until (corral_window_is_settled (fixture->window));
}
