/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Find Cart" on the page of a cart that is outside: asked with a reason, shown for a while, recorded, and in no file. The
 * real window on the real services with the demo cloud. Main thread. */
#define _GNU_SOURCE 1 /* memmem */
#include "config.h"

#include "acts-fixture.h"

#include "corral-picture.h"
#include "corral-place-dialog.h"
#include "corral-services.h"

#include <math.h>
#include <sqlite3.h>
#include <string.h>

static CorralPageContext *
get_context (Fixture *fixture)
{
  return corral_page_get_context (corral_window_get_page (fixture->window));
}

static guint32
find_outside (Fixture *fixture)
{
  guint32 cart = first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "off_premises");

  g_assert_cmpuint (cart, !=, CORRAL_NO_SLOT);
  return cart;
}

static double
get_coarse (Fixture *fixture, guint32 cart, CorralCartColumn column)
{
  return corral_fleet_get_real (get_fleet (fixture), CORRAL_TABLE_CART, cart, column);
}

static CorralOffer
offer (Fixture *fixture, guint32 cart, char **why)
{
  CorralActSubject subject = { .table = CORRAL_TABLE_CART, .slots = &cart, .n_slots = 1 };

  return corral_act_offer (corral_act_find ("find"), get_context (fixture), &subject, why);
}

static void
begin (Fixture *fixture)
{
  corral_act_strip_begin (get_strip (fixture), corral_act_find ("find"));
}

/* A dialog is on the screen, not a blank; kept where CORRAL_PICTURES says, to look at. */
static void
assert_dialog_drawn (Fixture *fixture, gpointer dialog, const char *what)
{
  const char *pictures = g_getenv ("CORRAL_PICTURES");
  g_autofree char *file = g_strdup_printf ("%s/%s.png", pictures != NULL ? pictures : fixture->shots, what);

  wait_until (corral_picture_write (GTK_WINDOW (dialog), file) && count_colours (file, 20) >= 20);
}

static guint
count_in_file (const char *path, GPtrArray *needles)
{
  g_autofree char *data = NULL;
  gsize size;
  guint n = 0;

  if (!g_file_get_contents (path, &data, &size, NULL))
    return 0;
  for (guint i = 0; i < needles->len; i++)
    {
      gsize length;
      gconstpointer needle = g_bytes_get_data (g_ptr_array_index (needles, i), &length);

      n += memmem (data, size, needle, length) != NULL;
    }
  return n;
}

/* In how many places below @folder one of @needles (element-type GBytes) stands; @n_files: of how many that were read. */
static guint
count_below (const char *folder, GPtrArray *needles, guint *n_files)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          n += count_below (path, needles, n_files);
          continue;
        }
      (*n_files)++;
      n += count_in_file (path, needles);
    }
  return n;
}

/* A number of degrees as text, without its last digits, and as SQLite and memory hold it. */
static void
add_needles (GPtrArray *needles, const char *text)
{
  double value = g_ascii_strtod (text, NULL);
  guint64 bits, turned;

  memcpy (&bits, &value, sizeof bits);
  turned = GUINT64_SWAP_LE_BE (bits);
  g_ptr_array_add (needles, g_bytes_new (text, strlen (text) - 1));
  g_ptr_array_add (needles, g_bytes_new (&bits, sizeof bits));
  g_ptr_array_add (needles, g_bytes_new (&turned, sizeof turned));
}

static int
count_audited (Fixture *fixture, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->dir, "audit.db", NULL);
  sqlite3 *db;
  sqlite3_stmt *statement;
  int n;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return n;
}

static void
test_found (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) needles = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) rough = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_auto (GStrv) parts = NULL;
  g_autofree char *cart_id = NULL;
  g_autofree char *operation = NULL;
  g_autofree char *view = NULL;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  CorralActDialog *dialog;
  CorralPlaceDialog *place;
  double north, east;
  guint32 cart;
  guint n_files = 0;

  open_full (fixture);
  cart = find_outside (fixture);
  cart_id = g_strdup (text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID));
  go_to_cart (fixture, cart);
  g_assert_true (gtk_widget_get_mapped (get_page_button (fixture, "find")));
  begin (fixture);
  dialog = wait_for_dialog ();
  /* Not without a reason. */
  g_assert_false (gtk_widget_get_sensitive (corral_act_dialog_get_button (dialog)));
  switch_on (dialog, "It may be stolen");
  assert_dialog_drawn (fixture, dialog, "find-cart-why");
  g_assert_true (gtk_widget_get_sensitive (corral_act_dialog_get_button (dialog)));
  g_signal_emit_by_name (corral_act_dialog_get_button (dialog), "clicked");
  wait_until (get_dialog (CORRAL_TYPE_PLACE_DIALOG) != NULL);
  place = get_dialog (CORRAL_TYPE_PLACE_DIALOG);
  parts = g_strsplit (corral_place_dialog_get_text (place), ", ", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  /* Finer than what is kept, and of the same place. */
  north = get_coarse (fixture, cart, CORRAL_CART_COL_OUTSIDE_LATITUDE);
  east = get_coarse (fixture, cart, CORRAL_CART_COL_OUTSIDE_LONGITUDE);
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (parts[0], NULL), north, 0.00501);
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (parts[1], NULL), east, 0.00501);
  add_needles (needles, parts[0]);
  add_needles (needles, parts[1]);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (place)), "Shown until"));
  g_assert_nonnull (find_labelled (GTK_WIDGET (place), GTK_TYPE_BUTTON, "Maps"));
  g_assert_true (gtk_window_get_modal (GTK_WINDOW (place)));
  assert_dialog_drawn (fixture, place, "find-cart");
  add_needles (rough, g_ascii_dtostr (buffer, sizeof buffer, north));
  gtk_window_close (GTK_WINDOW (place));
  wait_until (get_dialog (CORRAL_TYPE_PLACE_DIALOG) == NULL);
  /* The record says so to whoever may read it. */
  go (fixture, "corral:audit");
  assert_drawn (fixture, "find-cart-audit");
  close_window (fixture);

  g_assert_cmpuint (count_below (fixture->dir, needles, &n_files), ==, 0);
  g_assert_cmpuint (n_files, >, 4);
  /* And it would have been seen: what may be kept is found that way. */
  g_assert_cmpuint (count_below (fixture->dir, rough, &n_files), >, 0);
  operation = g_strdup_printf ("SELECT count(*) FROM entry WHERE what='operation' AND detail='cart.find' AND actor<>'' "
                               "AND subject='%s' AND time_ms>0",
                               cart_id);
  view = g_strdup_printf ("SELECT count(*) FROM entry WHERE what='view' AND collection='cart' AND subject='%s' "
                          "AND detail='place stolen' AND actor<>''",
                          cart_id);
  g_assert_cmpint (count_audited (fixture, operation), ==, 1);
  g_assert_cmpint (count_audited (fixture, view), ==, 1);
}

/* The answer is lost on its way: what became of it the cloud tells, where the cart is it does not tell again. */
static void
test_lost (Fixture *fixture, gconstpointer data)
{
  static const char script[] = "[lost]\nmethod=PUT\npath=*/operations/*\ntimes=1\nkind=drop-after\n";
  g_autoptr (GError) error = NULL;
  CorralActDialog *dialog;

  open_full (fixture);
  go_to_cart (fixture, find_outside (fixture));
  begin (fixture);
  dialog = wait_for_dialog ();
  switch_on (dialog, "Somebody fetches it");
  g_assert_true (
      corral_demo_cloud_set_faults (corral_services_get_demo_cloud (fixture->services), script, &error));
  g_assert_no_error (error);
  accept_dialog (dialog);
  wait_until (corral_act_dialog_get_problem (dialog) != NULL);
  g_assert_nonnull (strstr (corral_act_dialog_get_problem (dialog), "did not arrive. Ask again"));
  g_assert_null (get_dialog (CORRAL_TYPE_PLACE_DIALOG));
  /* Which works. */
  accept_dialog (dialog);
  wait_until (get_dialog (CORRAL_TYPE_PLACE_DIALOG) != NULL);
}

/* A cart that is inside is not looked for. */
static void
test_inside (Fixture *fixture, gconstpointer data)
{
  guint32 cart;

  open_full (fixture);
  cart = first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "idle");
  go_to_cart (fixture, cart);
  g_assert_cmpint (offer (fixture, cart, NULL), ==, CORRAL_OFFER_HIDDEN);
}

static void
test_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CorralActPlan) plan = NULL;
  CorralActSubject subject = { .table = CORRAL_TABLE_CART, .n_slots = 1 };
  CorralCartPlace place = { .latitude = -33.868820, .longitude = 151.209295 };
  CorralPlaceDialog *dialog;
  gint64 now_ms;
  guint32 cart;

  open_full (fixture);
  cart = find_outside (fixture);
  go_to_cart (fixture, cart);
  subject.slots = &cart;
  plan = corral_act_plan_new (get_context (fixture), corral_act_find ("find"), &subject);
  now_ms = corral_fleet_get_now (get_fleet (fixture));
  place.reported_ms = now_ms - 600000;
  place.until_ms = now_ms + 500;
  dialog = corral_place_dialog_new (GTK_WINDOW (fixture->window), plan, &place, now_ms);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_cmpstr (corral_place_dialog_get_text (dialog), ==, "-33.868820, 151.209295");
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "10 min ago"));
  g_signal_emit_by_name (find_labelled (GTK_WIDGET (dialog), GTK_TYPE_BUTTON, "Copy"), "clicked");
  g_assert_nonnull (find_labelled (GTK_WIDGET (dialog), GTK_TYPE_LABEL, "Copied."));
  wait_until (*corral_place_dialog_get_text (dialog) == '\0');
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "not shown any more"));
  g_assert_false (gtk_widget_get_mapped (find_labelled (GTK_WIDGET (dialog), GTK_TYPE_BUTTON, "Maps")));
  gtk_window_close (GTK_WINDOW (dialog));
  wait_until (get_dialog (CORRAL_TYPE_PLACE_DIALOG) == NULL);
}

/* Roughly stays there to be read; nobody can be asked for more. */
static void
test_offline (Fixture *fixture, gconstpointer data)
{
  g_autofree char *why = NULL;
  guint32 cart;

  open_offline (fixture);
  cart = find_outside (fixture);
  go_to_cart (fixture, cart);
  g_assert_cmpint (offer (fixture, cart, &why), ==, CORRAL_OFFER_IMPOSSIBLE);
  g_assert_nonnull (strstr (why, "keeps no more than roughly"));
  begin (fixture);
  g_assert_true (was_told (fixture, "keeps no more than roughly"));
  g_assert_null (get_dialog (CORRAL_TYPE_ACT_DIALOG));
  g_assert_nonnull (
      find_labelled (GTK_WIDGET (corral_window_get_page (fixture->window)), GTK_TYPE_LABEL, "Outside the premises"));
}

static void
refused_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_false (corral_outbox_perform_finish (CORRAL_OUTBOX (source), result, data));
}

/* Absent, and refused by the core. */
static void
test_role (Fixture *fixture, gconstpointer role)
{
  g_autofree char *path = NULL;
  g_autofree char *sql = g_strdup_printf ("UPDATE account SET roles='%s'", (const char *) role);
  g_autoptr (GError) error = NULL;
  CorralOperationDraft draft = { .kind = CORRAL_OPERATION_CART_FIND, .collection = CORRAL_COLLECTION_CART,
                                 .expected_rev = CORRAL_UNKNOWN };
  g_autofree char *tenant = NULL;
  g_autofree char *id = NULL;
  sqlite3 *db;
  guint32 cart;

  open_full (fixture);
  close_window (fixture);
  path = g_build_filename (fixture->dir, "outbox.db", NULL);
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  open_window (fixture, TRUE);
  wait_until (count_rows (fixture, CORRAL_TABLE_CART) > 0);
  cart = find_outside (fixture);
  go_to_cart (fixture, cart);
  g_assert_cmpint (offer (fixture, cart, NULL), ==, CORRAL_OFFER_HIDDEN);
  id = g_strdup (text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID));
  tenant = g_strdup (text_of (fixture, CORRAL_TABLE_CHAIN,
                              corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN),
                              CORRAL_CHAIN_COL_ID));
  corral_operation_params_clear (&draft.params);
  draft.tenant = tenant;
  draft.target = id;
  draft.params.reason = "fetch";
  corral_outbox_perform_async (get_outbox (fixture), &draft, NULL, refused_cb, &error);
  wait_until (error != NULL);
  g_assert_nonnull (strstr (error->message, "may not do that"));
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(path, data, func) g_test_add ("/find-cart/" path, Fixture, data, set_up, func, tear_down)
  ADD ("found", NULL, test_found);
  ADD ("lost", NULL, test_lost);
  ADD ("inside", NULL, test_inside);
  ADD ("ends", NULL, test_ends);
  ADD ("offline", NULL, test_offline);
  ADD ("support-agent", "support_agent", test_role);
  return window_fixture_run ();
}
