/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first run, signing in, being signed out by the cloud, and signing out: the whole program in the test's own process, a
 * demo cloud that takes one token, a sign-in service made of canned answers, a real keyring. */
#include "config.h"

#include "corral-application.h"
#include "corral-demo-cloud.h"
#include "corral-fault-proxy.h"
#include "corral-notice-bar.h"
#include "corral-picture.h"
#include "corral-secret-store.h"
#include "corral-test-keyring.h"
#include "corral-welcome.h"
#include "corral-window.h"

#include <glib/gstdio.h>
#include <string.h>

#define JSON "application/json"

static CorralTestKeyring *keyring;

typedef struct
{
  CorralDemoCloud *cloud;
  CorralFaultProxy *proxy;
  CorralFaultServer *service;
  CorralApplication *application;
  GSettings *settings;
  int ended;    /* atomic: the service has ended the sign-in, and the cloud takes no token */
  int declined; /* atomic: whoever is asked on another device says no */
  int pending;  /* atomic: … or nothing yet */
  guint lasts_s;
} Fixture;

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

#define wait_until(what)                                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline_ = g_get_monotonic_time () + 40 * G_USEC_PER_SEC;                              \
    guint ticker_ = g_timeout_add (20, tick, NULL);                                                \
    while (!(what) && g_get_monotonic_time () < deadline_)                                         \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (ticker_);                                                                     \
    g_assert_true (what);                                                                          \
  }                                                                                                \
  G_STMT_END

/* ---- cloud and service: on their threads ----------------------------------------------------------- */

static CorralProxyFault
pass_or_refuse (const char *method, const char *target, guint number, gpointer data)
{
  Fixture *f = data;
  g_autofree char *body = NULL;

  if (strstr (target, "/.well-known/oauth-protected-resource") != NULL)
    {
      body = g_strdup_printf ("{\"resource\":\"%s\",\"authorization_servers\":[\"%s\"]}",
                              corral_fault_proxy_get_url (f->proxy), corral_fault_server_get_url (f->service));
      return corral_proxy_answer (CORRAL_PROXY_ANSWER, 200, JSON, NULL, body);
    }
  if (!g_atomic_int_get (&f->ended))
    return corral_proxy_pass ();
  return corral_proxy_answer (CORRAL_PROXY_ANSWER, 401, "application/problem+json", NULL, "{\"status\":401}");
}

static CorralFault
sign_in_service (const char *target, gpointer data)
{
  Fixture *f = data;
  const char *url = corral_fault_server_get_url (f->service);
  static int n;
  g_autofree char *body = NULL;

  if (g_str_has_suffix (target, "openid-configuration"))
    {
      body = g_strdup_printf ("{\"issuer\":\"%s\",\"token_endpoint\":\"%s/token\",\"authorization_endpoint\":\"%s/auth\","
                              "\"device_authorization_endpoint\":\"%s/device\",\"code_challenge_methods_supported\":[\"S256\"]}",
                              url, url, url, url);
      return corral_fault_none (200, JSON, NULL, body);
    }
  if (g_str_equal (target, "/device"))
    return corral_fault_none (200, JSON, NULL,
                              "{\"device_code\":\"d1\",\"user_code\":\"WDJB-MJHT\",\"verification_uri\":"
                              "\"https://login.example.com/device\",\"expires_in\":600,\"interval\":1}");
  if (!g_str_equal (target, "/token"))
    return corral_fault_none (404, JSON, NULL, "{}");
  if (g_atomic_int_get (&f->ended))
    return corral_fault_none (400, JSON, NULL, "{\"error\":\"invalid_grant\"}");
  if (g_atomic_int_get (&f->declined))
    return corral_fault_none (400, JSON, NULL, "{\"error\":\"access_denied\"}");
  if (g_atomic_int_get (&f->pending))
    return corral_fault_none (400, JSON, NULL, "{\"error\":\"authorization_pending\"}");
  body = g_strdup_printf ("{\"access_token\":\"%s\",\"refresh_token\":\"planted-secret-%d\",\"token_type\":\"Bearer\",\"expires_in\":%u}",
                          corral_demo_cloud_get_token (f->cloud), g_atomic_int_add (&n, 1), f->lasts_s);
  return corral_fault_none (200, JSON, NULL, body);
}

/* ---- the program ----------------------------------------------------------------------------------- */

static GtkWindow *
get_window (Fixture *f)
{
  return gtk_application_get_active_window (GTK_APPLICATION (f->application));
}

/* One run of the program, from its start to its being quit at the end of @body. */
typedef void (*Body) (Fixture *f);

typedef struct
{
  Fixture *fixture;
  Body body;
} Run;

static gboolean
body_cb (gpointer data)
{
  Run *run = data;
  Fixture *f = run->fixture;

  wait_until (get_window (f) != NULL && gtk_widget_get_mapped (GTK_WIDGET (get_window (f))));
  run->body (f);
  g_application_quit (G_APPLICATION (f->application));
  return G_SOURCE_REMOVE;
}

static void
run (Fixture *f, Body body)
{
  Run data = { f, body };

  f->application = corral_application_new ();
  g_application_set_flags (G_APPLICATION (f->application), G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_idle_add (body_cb, &data);
  g_assert_cmpint (g_application_run (G_APPLICATION (f->application), 0, NULL), ==, 0);
  g_clear_object (&f->application);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  CorralDemoCloudOptions options = { .n_carts = 60, .n_stores = 4 };
  g_autoptr (GError) error = NULL;

  f->cloud = corral_demo_cloud_new (&options, &error);
  g_assert_no_error (error);
  f->lasts_s = 600;
  f->proxy = corral_fault_proxy_new (corral_demo_cloud_get_api (f->cloud));
  f->service = corral_fault_server_new (NULL);
  corral_fault_server_set_func (f->service, sign_in_service, f);
  corral_fault_proxy_set_func (f->proxy, pass_or_refuse, f);
  corral_test_keyring_start (keyring);
  f->settings = g_settings_new (CORRAL_APPLICATION_ID);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  const char *root = corral_test_keyring_get_root (keyring);

  g_assert_false (corral_test_find_in_files (root, "planted-secret-"));
  g_assert_false (corral_test_find_in_files (root, corral_demo_cloud_get_token (f->cloud)));
  g_settings_reset (f->settings, "cloud");
  g_settings_reset (f->settings, "place");
  g_object_unref (f->settings);
  corral_secret_store_clear (corral_fault_proxy_get_url (f->proxy), NULL, NULL);
  corral_test_keyring_kill (keyring);
  corral_fault_proxy_free (f->proxy);
  corral_fault_server_free (f->service);
  corral_demo_cloud_free (f->cloud);
}

/* ---- hands and eyes -------------------------------------------------------------------------------- */

typedef gboolean (*Fits) (GtkWidget *widget, const char *text);

static GtkWidget *
find (GtkWidget *widget, Fits fits, const char *text)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (fits (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, fits, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_button (GtkWidget *widget, const char *text)
{
  const char *label = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;
  g_auto (GStrv) parts = label != NULL ? g_strsplit (label, "_", -1) : NULL;
  g_autofree char *plain = parts != NULL ? g_strjoinv ("", parts) : NULL;

  return g_strcmp0 (plain, text) == 0;
}

static gboolean
is_label (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_entry (GtkWidget *widget, const char *text)
{
  return ADW_IS_ENTRY_ROW (widget);
}

static gboolean
is_notice (GtkWidget *widget, const char *text)
{
  const char *sentence = CORRAL_IS_NOTICE_BAR (widget) ? corral_notice_bar_get_sentence (CORRAL_NOTICE_BAR (widget)) : NULL;

  return sentence != NULL && strstr (sentence, text) != NULL;
}

/* In any window. */
static GtkWidget *
see (Fixture *f, Fits fits, const char *text)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows) && found == NULL; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      found = find (window, fits, text);
    }
  return found;
}

static void
press (Fixture *f, const char *label)
{
  wait_until (see (f, is_button, label) != NULL);
  g_signal_emit_by_name (see (f, is_button, label), "clicked");
}

static void
type_address (Fixture *f, const char *address)
{
  gtk_editable_set_text (GTK_EDITABLE (see (f, is_entry, NULL)), address);
}

static void
sign_in (Fixture *f)
{
  type_address (f, corral_fault_proxy_get_url (f->proxy));
  press (f, "Use a Code on Another Device");
  wait_until (CORRAL_IS_WINDOW (get_window (f)));
}

static gboolean
has_fleet (Fixture *f)
{
  return see (f, is_label, "Nothing received yet") == NULL && see (f, is_label, "No Fleet Yet") == NULL
         && CORRAL_IS_WINDOW (get_window (f)) && corral_window_is_settled (CORRAL_WINDOW (get_window (f)))
         && see (f, is_label, "Carts") != NULL;
}

static GtkMenuButton *
find_menu_button (Fixture *f)
{
  GtkWidget *widget = GTK_WIDGET (get_window (f));
  GQueue queue = G_QUEUE_INIT;
  GtkMenuButton *found = NULL;

  g_queue_push_tail (&queue, widget);
  while ((widget = g_queue_pop_head (&queue)) != NULL)
    {
      if (GTK_IS_MENU_BUTTON (widget) && gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (widget)) != NULL
          && g_strcmp0 (gtk_menu_button_get_icon_name (GTK_MENU_BUTTON (widget)), "open-menu-symbolic") == 0)
        found = GTK_MENU_BUTTON (widget);
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
        g_queue_push_tail (&queue, child);
    }
  g_assert_nonnull (found);
  return found;
}

/* Whether the menu has a section under a heading with @who, or without one, and @action in it. */
static gboolean
menu_says (Fixture *f, const char *who, const char *action)
{
  GMenuModel *menu = gtk_menu_button_get_menu_model (find_menu_button (f));

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autofree char *heading = NULL;

      g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &heading);
      if (who == NULL ? heading != NULL : heading == NULL || strstr (heading, who) == NULL)
        continue;
      for (int k = 0; k < g_menu_model_get_n_items (section); k++)
        {
          g_autofree char *name = NULL;

          g_menu_model_get_item_attribute (section, k, G_MENU_ATTRIBUTE_ACTION, "s", &name);
          if (g_strcmp0 (name, action) == 0)
            return TRUE;
        }
    }
  return FALSE;
}

static char *
account_folder (Fixture *f, const char *kind)
{
  g_autofree char *name = g_strdup_printf ("127.0.0.1_%u", corral_fault_proxy_get_port (f->proxy));

  return g_build_filename (corral_test_keyring_get_root (keyring), kind, "corral", name, NULL);
}

static void
activate (Fixture *f, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (f->application), action, NULL);
}

/* To look at, when a folder is named for it. */
static void
keep_picture (GtkWidget *within, const char *name)
{
  const char *pictures = g_getenv ("CORRAL_PICTURES");
  g_autofree char *file = pictures != NULL ? g_strdup_printf ("%s/%s.png", pictures, name) : NULL;

  for (gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 2; file != NULL && g_get_monotonic_time () < until;)
    g_main_context_iteration (NULL, FALSE);
  if (file != NULL)
    g_assert_true (corral_picture_write (GTK_WINDOW (gtk_widget_get_root (within)), file));
}

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
