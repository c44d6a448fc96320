/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first run, signing in, being signed out by the cloud, and signing out: the whole program in the test's own process, a
 * demo cloud that takes one token, a sign-in service made of canned answers, a real keyring. */
#include "config.h"

#include "sign-in-fixture.h"

#include "corral-welcome.h"

#include <glib/gstdio.h>
#include <string.h>

/* ---- the tests -------------------------------------------------------------------------------------- */

/* Every address that leads nowhere is answered in words, and nothing else happens. */
static void
enter_wrong_addresses (Fixture *f)
{
  const struct { const char *address; const char *words; } cases[] = {
    { "", "not the address of a cloud" },
    { "http://api.example.com", "must begin with https" },
    { "https://kim:secret@api.example.com", "must not hold a user name" },
    { "a b", "not the address of a cloud" },
    { "http://127.0.0.1:1", "Nothing answers" },
    { corral_demo_cloud_get_api (f->cloud), "does not say where people sign in" },
  };

  g_assert_true (CORRAL_IS_WELCOME (get_window (f)));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      type_address (f, cases[i].address);
      press (f, "Sign In in the Browser");
      wait_until (see (f, is_notice, cases[i].words) != NULL);
      wait_until (see (f, is_entry, NULL) != NULL);
      g_assert_null (see (f, is_notice, "secret"));
    }
  g_assert_true (CORRAL_IS_WELCOME (get_window (f)));
}

static void
go_to_the_demo (Fixture *f)
{
  press (f, "Open the Demo Fleet");
  wait_until (CORRAL_IS_WINDOW (get_window (f)));
  wait_until (menu_says (f, NULL, "app.welcome"));
  /* And back. */
  activate (f, "welcome");
  wait_until (CORRAL_IS_WELCOME (get_window (f)));
}

/* What the browser was given, once it was. */
static gboolean
take_visited (char **address)
{
  g_autofree char *file = g_build_filename (corral_test_keyring_get_root (keyring), "visited", NULL);

  if (*address == NULL && g_file_get_contents (file, address, NULL, NULL))
    g_remove (file);
  return *address != NULL;
}

static void
begin_in_browser (Fixture *f, char **address)
{
  type_address (f, corral_fault_proxy_get_url (f->proxy));
  press (f, "Sign In in the Browser");
  wait_until (take_visited (address));
  g_assert_true (g_str_has_prefix (*address, corral_fault_server_get_url (f->service)));
  wait_until (see (f, is_label, "Your browser has opened") != NULL);
  g_assert_nonnull (see (f, is_button, "Copy the Address"));
  keep_picture (see (f, is_button, "Copy the Address"), "sign-in-browser");
}

/* Given up. */
static void
leave_the_browser (Fixture *f)
{
  g_autofree char *address = NULL;

  begin_in_browser (f, &address);
  press (f, "Cancel");
  wait_until (see (f, is_entry, NULL) != NULL);
  g_assert_null (see (f, is_notice, ""));
}

/* Goes to where the service would send the browser: with @query. On a thread of its own. */
static gpointer
visit (gpointer data)
{
  g_autofree char *url = data;
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *head = g_strdup_printf ("GET %s?%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n",
                                           g_uri_get_path (uri), g_uri_get_query (uri), g_uri_get_port (uri));
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection
      = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) g_uri_get_port (uri), NULL, NULL);
  char buffer[4096];

  g_assert_nonnull (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), head, strlen (head), NULL, NULL, NULL);
  while (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL, NULL) > 0)
    ;
  return NULL;
}

static void
use_the_browser (Fixture *f)
{
  g_autofree char *address = NULL;
  g_autoptr (GHashTable) query = NULL;
  GThread *browser;

  begin_in_browser (f, &address);
  query = g_uri_parse_params (strchr (address, '?') + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  browser = g_thread_new ("browser", visit,
                          g_strdup_printf ("%s?code=c1&state=%s", (char *) g_hash_table_lookup (query, "redirect_uri"),
                                           (char *) g_hash_table_lookup (query, "state")));
  wait_until (CORRAL_IS_WINDOW (get_window (f)));
  wait_until (has_fleet (f));
  g_thread_join (browser);
}

/* The desktop's browser: writes down where it was sent. */
static void
install_browser (void)
{
  const char *root = corral_test_keyring_get_root (keyring);
  g_autofree char *applications = g_build_filename (root, "data", "applications", NULL);
  g_autofree char *entry = g_build_filename (applications, "test-browser.desktop", NULL);
  g_autofree char *defaults = g_build_filename (root, "config", "mimeapps.list", NULL);
  g_autofree char *script = g_build_filename (root, "browser.sh", NULL);
  g_autofree char *commands
      = g_strdup_printf ("printf %%s \"$1\" > '%s/written' && mv '%s/written' '%s/visited'\n", root, root, root);
  g_autofree char *text = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Browser\nExec=/bin/sh %s %%u\n"
                                           "MimeType=x-scheme-handler/http;x-scheme-handler/https;\n",
                                           script);

  g_assert_true (g_file_set_contents (script, commands, -1, NULL));
  g_assert_cmpint (g_mkdir_with_parents (applications, 0700), ==, 0);
  g_assert_true (g_file_set_contents (entry, text, -1, NULL));
  g_assert_true (g_file_set_contents (defaults,
                                      "[Default Applications]\nx-scheme-handler/http=test-browser.desktop\n"
                                      "x-scheme-handler/https=test-browser.desktop\n",
                                      -1, NULL));
}

static void
use_a_code (Fixture *f)
{
  g_atomic_int_set (&f->pending, TRUE);
  type_address (f, corral_fault_proxy_get_url (f->proxy));
  press (f, "Use a Code on Another Device");
  wait_until (see (f, is_label, "WDJB-MJHT") != NULL);
  g_assert_nonnull (see (f, is_label, "https://login.example.com/device"));
  g_assert_nonnull (see (f, is_label, "within 10 minutes"));
  keep_picture (see (f, is_label, "WDJB-MJHT"), "sign-in-code");
  g_atomic_int_set (&f->declined, TRUE);
  wait_until (see (f, is_notice, "declined") != NULL);
  wait_until (see (f, is_entry, NULL) != NULL);
  keep_picture (see (f, is_entry, NULL), "sign-in-declined");
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 0);
}

/* Closed while a code is waited for. */
static void
leave_in_the_middle (Fixture *f)
{
  g_atomic_int_set (&f->pending, TRUE);
  type_address (f, corral_fault_proxy_get_url (f->proxy));
  press (f, "Use a Code on Another Device");
  wait_until (see (f, is_label, "WDJB-MJHT") != NULL);
}

/* Signed in, the next day still, and signed out with nothing left. */
static void
first_day (Fixture *f)
{
  g_autofree char *cache = account_folder (f, "cache");
  g_autofree char *cloud = NULL;

  sign_in (f);
  wait_until (has_fleet (f));
  wait_until (menu_says (f, "127.0.0.1", "app.sign-out"));
  wait_until (menu_says (f, " · ", "app.sign-out"));
  g_assert_null (see (f, is_notice, ""));
  gtk_menu_button_popup (find_menu_button (f));
  keep_picture (GTK_WIDGET (get_window (f)), "signed-in");
  gtk_menu_button_popdown (find_menu_button (f));
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 1);
  cloud = g_settings_get_string (f->settings, "cloud");
  g_assert_cmpstr (cloud, ==, corral_fault_proxy_get_url (f->proxy));
  g_assert_true (corral_test_find_in_files (cache, "SQLite format"));
}

static void
second_day (Fixture *f)
{
  g_autofree char *cache = account_folder (f, "cache");
  g_autofree char *kept = account_folder (f, "data");
  g_autofree char *outbox = g_build_filename (kept, "outbox.db", NULL);

  g_assert_true (CORRAL_IS_WINDOW (get_window (f)));
  wait_until (has_fleet (f));
  wait_until (menu_says (f, " · ", "app.sign-out"));

  activate (f, "sign-out");
  wait_until (see (f, is_label, "Sign Out?") != NULL);
  press (f, "Stay");
  wait_until (see (f, is_label, "Sign Out?") == NULL);
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 1);

  activate (f, "sign-out");
  wait_until (see (f, is_label, "Sign Out?") != NULL);
  press (f, "Sign Out");
  wait_until (CORRAL_IS_WELCOME (get_window (f)));
  g_assert_null (see (f, is_notice, ""));
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 0);
  g_assert_false (corral_test_find_in_files (cache, "SQLite format"));
  g_assert_false (g_file_test (outbox, G_FILE_TEST_EXISTS));
}

static void
third_day (Fixture *f)
{
  g_assert_true (CORRAL_IS_WELCOME (get_window (f)));
}

static void
test_all_the_way (Fixture *f, gconstpointer data)
{
  run (f, first_day);
  run (f, second_day);
  run (f, third_day);
}

/* The cloud ends it: what was seen stays on the screen, it is said what to do, and that leads back. */
static void
be_signed_out (Fixture *f)
{
  f->lasts_s = 3;
  sign_in (f);
  wait_until (has_fleet (f));
  g_atomic_int_set (&f->ended, TRUE);
  wait_until (see (f, is_notice, "ended your sign-in") != NULL);
  g_assert_nonnull (see (f, is_notice, "nothing that waits to be sent is lost"));
  g_assert_true (has_fleet (f));
  g_assert_true (menu_says (f, "127.0.0.1", "app.sign-in"));
  keep_picture (see (f, is_notice, ""), "sign-in-ended");

  g_atomic_int_set (&f->ended, FALSE);
  f->lasts_s = 600;
  press (f, "Sign in again");
  wait_until (see (f, is_button, "Use a Code on Another Device") != NULL);
  keep_picture (see (f, is_button, "Use a Code on Another Device"), "sign-in-again");
  press (f, "Use a Code on Another Device");
  wait_until (CORRAL_IS_WINDOW (get_window (f)) && see (f, is_notice, "") == NULL);
  wait_until (menu_says (f, " · ", "app.sign-out"));
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 1);
}

/* The keyring is gone: for this run alone, and that is said. */
static void
use_no_keyring (Fixture *f)
{
  corral_test_keyring_kill (keyring);
  sign_in (f);
  wait_until (has_fleet (f));
  wait_until (see (f, is_notice, "ends when Corral is closed") != NULL);
}

static void
the_day_after (Fixture *f)
{
  g_assert_true (CORRAL_IS_WINDOW (get_window (f)));
  wait_until (see (f, is_notice, "does not know who was signed in") != NULL);
  g_assert_true (has_fleet (f));
  corral_test_keyring_start (keyring);
}

static void
test_session_only (Fixture *f, gconstpointer data)
{
  run (f, use_no_keyring);
  run (f, the_day_after);
}

static void
test_once (Fixture *f, gconstpointer body)
{
  run (f, (Body) body);
}

int
main (int argc, char *argv[])
{
  int result;

  keyring = corral_test_keyring_new (FALSE);
  install_browser ();
  gtk_test_init (&argc, &argv, NULL);
#define ADD(path, body) g_test_add ("/sign-in/" path, Fixture, (gconstpointer) body, set_up, test_once, tear_down)
  ADD ("wrong-addresses", enter_wrong_addresses);
  ADD ("demo", go_to_the_demo);
  ADD ("browser", use_the_browser);
  ADD ("browser-left", leave_the_browser);
  ADD ("code", use_a_code);
  ADD ("left-in-the-middle", leave_in_the_middle);
  ADD ("ended", be_signed_out);
  g_test_add ("/sign-in/all-the-way", Fixture, NULL, set_up, test_all_the_way, tear_down);
  g_test_add ("/sign-in/session-only", Fixture, NULL, set_up, test_session_only, tear_down);
  result = g_test_run ();
  corral_test_keyring_free (keyring);
  return result;
}
