/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clouds, services, hands and eyes for tests in which somebody signs in. */
#include "config.h"

#include "sign-in-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* Of the demo cloud's one person. */
#define CORRAL_DEMO_CLOUD_USER "demo"

#define JSON "application/json"

CorralTestKeyring *keyring;

gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* ---- cloud and service: on their threads ----------------------------------------------------------- */

static const struct
{
  const char *id;
  const char *name;
} persons[] = { [SIGN_IN_KIM] = { "p-kim", "Kim" }, [SIGN_IN_LEE] = { "p-lee", "Lee" } };

/* The demo cloud knows one person only. */
static GBytes *
name_person (const char *target, GBytes *body, gpointer data)
{
  Fixture *f = data;
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_autoptr (GString) changed = g_string_new (text);
  guint who = (guint) g_atomic_int_get (&f->who);
  g_autofree char *id = g_strdup_printf ("\"%s\"", persons[who].id);
  g_autofree char *name = g_strdup_printf ("\"%s\"", persons[who].name);

  g_string_replace (changed, "\"" CORRAL_DEMO_CLOUD_USER "\"", id, 1);
  g_string_replace (changed, "\"Demo\"", name, 1);
  return g_string_free_to_bytes (g_steal_pointer (&changed));
}

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
    {
      CorralProxyFault fault = corral_proxy_pass ();

      if (strstr (target, "/v1/me") != NULL)
        {
          fault.rewrite = name_person;
          fault.data = f;
        }
      return fault;
    }
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

GtkWindow *
get_window (Fixture *f)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (f->application)); l != NULL; l = l->next)
    if (gtk_widget_get_visible (l->data))
      return l->data;
  return NULL;
}

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

void
run (Fixture *f, Body body)
{
  Run data = { f, body };

  f->application = corral_application_new ();
  g_application_set_flags (G_APPLICATION (f->application), G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_idle_add (body_cb, &data);
  g_assert_cmpint (g_application_run (G_APPLICATION (f->application), 0, NULL), ==, 0);
  g_clear_object (&f->application);
}

void
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

void
tear_down (Fixture *f, gconstpointer data)
{
  const char *root = corral_test_keyring_get_root (keyring);
  g_autofree char *list = g_build_filename (root, "data", "corral", "accounts.list", NULL);

  g_assert_false (corral_test_find_in_files (root, "planted-secret-"));
  g_assert_false (corral_test_find_in_files (root, corral_demo_cloud_get_token (f->cloud)));
  g_settings_reset (f->settings, "cloud");
  g_object_unref (f->settings);
  for (guint i = 0; i < G_N_ELEMENTS (persons); i++)
    {
      g_autofree char *place = g_strconcat (corral_fault_proxy_get_url (f->proxy), "#", persons[i].id, NULL);

      corral_secret_store_clear (place, NULL, NULL);
    }
  g_remove (list);
  corral_test_keyring_kill (keyring);
  corral_fault_proxy_free (f->proxy);
  corral_fault_server_free (f->service);
  corral_demo_cloud_free (f->cloud);
}

/* ---- hands and eyes -------------------------------------------------------------------------------- */

GtkWidget *
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

gboolean
is_button (GtkWidget *widget, const char *text)
{
  const char *label = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;
  g_auto (GStrv) parts = label != NULL ? g_strsplit (label, "_", -1) : NULL;
  g_autofree char *plain = parts != NULL ? g_strjoinv ("", parts) : NULL;

  return g_strcmp0 (plain, text) == 0;
}

gboolean
is_label (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

gboolean
is_entry (GtkWidget *widget, const char *text)
{
  return ADW_IS_ENTRY_ROW (widget);
}

gboolean
is_notice (GtkWidget *widget, const char *text)
{
  const char *sentence = CORRAL_IS_NOTICE_BAR (widget) ? corral_notice_bar_get_sentence (CORRAL_NOTICE_BAR (widget)) : NULL;

  return sentence != NULL && strstr (sentence, text) != NULL;
}

/* In any window. */
GtkWidget *
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

void
press (Fixture *f, const char *label)
{
  wait_until (see (f, is_button, label) != NULL);
  g_signal_emit_by_name (see (f, is_button, label), "clicked");
}

void
type_address (Fixture *f, const char *address)
{
  gtk_editable_set_text (GTK_EDITABLE (see (f, is_entry, NULL)), address);
}

void
sign_in (Fixture *f)
{
  type_address (f, corral_fault_proxy_get_url (f->proxy));
  press (f, "Use a Code on Another Device");
  wait_until (CORRAL_IS_WINDOW (get_window (f)));
}

gboolean
has_fleet (Fixture *f)
{
  return see (f, is_label, "Nothing received yet") == NULL && see (f, is_label, "No Fleet Yet") == NULL
         && CORRAL_IS_WINDOW (get_window (f)) && corral_window_is_settled (CORRAL_WINDOW (get_window (f)))
         && see (f, is_label, "Carts") != NULL;
}

GtkMenuButton *
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
gboolean
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

char *
account_folder (Fixture *f, const char *kind)
{
  g_autofree char *base = g_build_filename (corral_test_keyring_get_root (keyring), kind, "corral", NULL);
  g_autofree char *place
      = g_strconcat (corral_fault_proxy_get_url (f->proxy), "#", persons[g_atomic_int_get (&f->who)].id, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, place, -1);
  g_autofree char *name = g_strdup_printf ("127.0.0.1_%u-%.12s", corral_fault_proxy_get_port (f->proxy), hash);

  return g_build_filename (base, name, NULL);
}

void
activate (Fixture *f, const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (f->application), action, NULL);
}

/* To look at, when a folder is named for it. */
void
keep_picture (GtkWidget *within, const char *name)
{
  const char *pictures = g_getenv ("CORRAL_PICTURES");
  g_autofree char *file = pictures != NULL ? g_strdup_printf ("%s/%s.png", pictures, name) : NULL;

  for (gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 2; file != NULL && g_get_monotonic_time () < until;)
    g_main_context_iteration (NULL, FALSE);
  if (file != NULL)
    g_assert_true (corral_picture_write (GTK_WINDOW (gtk_widget_get_root (within)), file));
}
