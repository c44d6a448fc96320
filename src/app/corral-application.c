/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command line, links, the one instance, services. A second start hands its link to the first and ends. */
#include "config.h"

#include "corral-application.h"

#include "corral-about-compat.h"
#include "corral-api.h"
#include "corral-background.h"
#include "corral-desktop-notices.h"
#include "corral-incident-notices.h"
#include "corral-managed.h"
#include "corral-picture.h"
#include "corral-preferences.h"
#include "corral-search-provider.h"
#include "corral-secrecy.h"
#include "corral-services.h"
#include "corral-troubleshooting.h"
#include "corral-sign-in-dialog.h"
#include "corral-sign-out.h"
#include "corral-welcome.h"
#include "corral-window.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdlib.h>

/* How long the sign-in service is waited for when somebody signs out. */
#define SIGN_OUT_SECONDS 8

struct _CorralApplication
{
  AdwApplication parent_instance;

  CorralStart start;
  CorralManaged *managed;   /* (owned) */
  gboolean signs_in;        /* to start.api, for there is no token */
  CorralServices *services; /* (owned) (nullable): from startup on, or, after a welcome, from then on */
  gboolean keep_outbox;     /* while somebody is signing out */
  GSettings *settings;      /* (owned) (nullable): the same */
  CorralDesktopNotices *desktop; /* (owned) (nullable): the same */
  CorralBackground *background;  /* (owned) (nullable): from startup on; none for a picture */
  CorralIncidentNotices *notices; /* (owned) (nullable): while the services are going; none for a picture */
  CorralSearchProvider *provider; /* (owned): answers the desktop's search */
  CorralPlace *first_place; /* (owned) (nullable): where to open */
  char *picture;            /* (owned) (nullable): write a picture there and quit */
  int width;                /* 0: as it was */
  int height;
  gboolean dark;
  gboolean failed;
};

G_DEFINE_FINAL_TYPE (CorralApplication, corral_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open on the demo fleet, in a cloud of its own on this PC"), NULL },
  { "offline", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Ask nobody; show what is stored"), NULL },
  { "api", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Address of the cloud"), N_ ("URL") },
  { "token-file", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("File with the access token"), N_ ("FILE") },
  { "data", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Keep everything in this folder"), N_ ("DIR") },
  { "page", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Open this page: a name or a corral: link"), N_ ("PAGE") },
  { "size", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Size of the window"), N_ ("WIDTHxHEIGHT") },
  { "dark", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Dark colours"), NULL },
  { "carts", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("How many carts the demo fleet has"), N_ ("N") },
  { "stores", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("How many stores the demo fleet has"), N_ ("N") },
  { "role", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Who you are in the demo fleet, such as store_manager"), N_ ("ROLE") },
  { "picture", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Write a picture of the window to this file and quit"),
    N_ ("FILE") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and quit"), NULL },
  { NULL },
};

/* ---- the command line -------------------------------------------------------------------------------- */

static gboolean
complain (const char *sentence)
{
  g_printerr ("corral: %s\n", sentence);
  return FALSE;
}

static gboolean
read_token (const char *file, char **token)
{
  g_autoptr (GError) error = NULL;
  corral_autowipe char *text = NULL;

  if (!g_file_get_contents (file, &text, NULL, &error))
    {
      g_autofree char *sentence = g_strdup_printf (_ ("the token file cannot be read: %s"), error->message);

      return complain (sentence);
    }
  *token = g_strdup (g_strstrip (text));
  return TRUE;
}

/* From 1 to @most; FALSE when it was given and is none. GApplication takes an option that is 0 as not given, so
 * numbers are read here. */
static gboolean
read_number (GVariantDict *given, const char *name, guint most, guint *number)
{
  const char *text = NULL;
  guint64 value = 0;

  if (!g_variant_dict_lookup (given, name, "&s", &text))
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 1, most, &value, NULL))
    return FALSE;
  *number = (guint) value;
  return TRUE;
}

static gboolean
read_options (CorralApplication *self, GVariantDict *given)
{
  const char *text = NULL;
  g_autoptr (GError) error = NULL;

  self->start.demo = g_variant_dict_contains (given, "demo");
  self->start.offline = g_variant_dict_contains (given, "offline");
  self->dark = g_variant_dict_contains (given, "dark");
  g_variant_dict_lookup (given, "api", "s", &self->start.api);
  g_variant_dict_lookup (given, "data", "^ay", &self->start.data_dir);
  g_variant_dict_lookup (given, "picture", "^ay", &self->picture);

  if (self->start.data_dir != NULL && !self->managed->may_store)
    return complain (_ ("--data cannot be used: your administrator has turned off keeping data on this PC"));
  if (self->start.data_dir != NULL)
    {
      char *absolute = g_canonicalize_filename (self->start.data_dir, NULL);

      g_free (self->start.data_dir);
      self->start.data_dir = absolute;
    }
  if (!read_number (given, "carts", 1000000, &self->start.demo_carts))
    return complain (_ ("--carts takes a number from 1 to 1000000"));
  if (!read_number (given, "stores", 10000, &self->start.demo_stores))
    return complain (_ ("--stores takes a number from 1 to 10000"));
  if (g_variant_dict_lookup (given, "role", "&s", &text))
    {
      CorralRole role;

      if (!corral_role_from_name (text, &role))
        return complain (_ ("--role takes support_agent, support_lead, store_manager, chain_manager, loss_prevention or "
                            "fleet_ops"));
      self->start.demo_role = corral_role_get_name (role);
    }
  if (self->start.api != NULL)
    {
      g_autoptr (CorralClock) clock = corral_clock_new_system ();
      g_autoptr (CorralApi) api = corral_api_new (self->start.api, clock, &error);

      if (api == NULL)
        return complain (error->message);
      if (!corral_managed_allows_cloud (self->managed, corral_api_get_base (api), &error))
        return complain (error->message);
      g_free (self->start.api);
      self->start.api = g_strdup (corral_api_get_base (api));
      self->signs_in = !g_variant_dict_contains (given, "token-file");
    }
  if (g_variant_dict_lookup (given, "token-file", "^&ay", &text) && !read_token (text, &self->start.token))
    return FALSE;
  if (g_variant_dict_lookup (given, "page", "&s", &text))
    {
      self->first_place = corral_place_parse (text, &error);
      if (self->first_place == NULL)
        return complain (error->message);
    }
  if (g_variant_dict_lookup (given, "size", "&s", &text)
      && (sscanf (text, "%4dx%4d", &self->width, &self->height) != 2 || self->width < 360 || self->height < 240))
    return complain (_ ("--size takes something like 1280x800"));
  return TRUE;
}

/* When Corral runs already, --page goes there as a link does. FALSE: this is the one that runs. */
static gboolean
hand_over_page (CorralApplication *self)
{
  GApplication *application = G_APPLICATION (self);
  g_autofree char *uri = NULL;
  g_autoptr (GFile) file = NULL;

  if (self->first_place == NULL || !g_application_register (application, NULL, NULL)
      || !g_application_get_is_remote (application))
    return FALSE;
  uri = corral_place_to_uri (self->first_place);
  file = g_file_new_for_uri (uri);
  g_application_open (application, &file, 1, "");
  return TRUE;
}

static int
corral_application_handle_local_options (GApplication *application, GVariantDict *given)
{
  CorralApplication *self = CORRAL_APPLICATION (application);

  if (g_variant_dict_contains (given, "version"))
    {
      g_print ("Corral %s\n", CORRAL_VERSION);
      return EXIT_SUCCESS;
    }
  if (!read_options (self, given))
    return 2;
  if (!gtk_init_check ())
    {
      complain (_ ("there is no display to open a window on; “corral-cli” works without one"));
      return EXIT_FAILURE;
    }

  /* A picture is of this very run, and a folder of one's own is a program of one's own. */
  if (self->picture != NULL || self->start.data_dir != NULL)
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return hand_over_page (self) ? EXIT_SUCCESS : -1;
}

/* ---- who is there ---------------------------------------------------------------------------------------- */

static GtkWindow *
get_window (CorralApplication *self)
{
  return gtk_application_get_active_window (GTK_APPLICATION (self));
}

/* For "since you left". */
static void
presence_changed_cb (CorralApplication *self)
{
  CorralWatch *watch = self->services != NULL ? corral_services_get_watch (self->services) : NULL;
  GtkWindow *window = get_window (self);

  if (watch != NULL)
    corral_watch_set_present (watch, window != NULL && gtk_window_is_active (window));
}

static void
leaving_changed_cb (CorralApplication *self)
{
  gboolean leaves = self->background != NULL && g_settings_get_boolean (self->settings, "watch-in-background");

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (CORRAL_IS_WINDOW (l->data))
      corral_window_set_leaves_program (l->data, leaves);
}

/* ---- actions ------------------------------------------------------------------------------------------- */

/* Also when it would go on without a window. */
static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CorralApplication *self = data;
  GtkWindow *window = get_window (self);

  if (self->background != NULL)
    corral_background_end (self->background);
  if (CORRAL_IS_WINDOW (window))
    corral_window_set_leaves_program (CORRAL_WINDOW (window), FALSE);
  if (window != NULL)
    gtk_window_close (window);
  else
    g_application_quit (data);
}

static CorralWindow *ensure_window (CorralApplication *self);

static void
show_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_application_activate (data);
}

static void
go_to (CorralApplication *self, CorralPageKind page, const char *subject)
{
  g_autoptr (CorralPlace) place = corral_place_new (page, NULL, subject);
  CorralWindow *window = ensure_window (self);

  corral_window_go (window, place);
  gtk_window_present (GTK_WINDOW (window));
}

/* From a notice, which may be older than this run. */
static void
incident_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  go_to (data, CORRAL_PAGE_INCIDENT, g_variant_get_string (parameter, NULL));
}

static void
incidents_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  go_to (data, CORRAL_PAGE_INCIDENTS, NULL);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CorralApplication *self = data;
  g_autofree char *troubleshooting = corral_troubleshooting_to_text (self->services);

  corral_compat_show_about (get_window (data),
                            "application-name", _ ("Corral"),
                            "application-icon", CORRAL_APPLICATION_ID,
                            "version", CORRAL_VERSION,
                            "developer-name", _ ("The Corral project"),
                            "license-type", GTK_LICENSE_GPL_3_0,
                            "comments", _ ("Store operations for fleets of smart carts: which stores are in trouble, why "
                                           "a cart is silent, and what to do now. Works on when the link does not."),
                            "debug-info", troubleshooting,
                            "debug-info-filename", "corral-troubleshooting.txt",
                            NULL);
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CorralApplication *self = data;

  gtk_window_present (GTK_WINDOW (corral_preferences_new (get_window (self), self->settings, self->managed)));
}

static void
work_offline_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  CorralApplication *self = data;

  if (self->services == NULL)
    return;
  corral_services_set_offline (self->services, g_variant_get_boolean (state));
  g_simple_action_set_state (action, g_variant_new_boolean (corral_services_is_offline (self->services)));
}

static void
unplug_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  CorralApplication *self = data;

  if (self->services == NULL)
    return;
  corral_services_set_demo_online (self->services, !g_variant_get_boolean (state));
  g_simple_action_set_state (action, state);
}

static void start_services (CorralApplication *self);

/* Everything anew, at the same place: what was opened for reading stays so. Nothing is lost by that, for nobody can
 * have done anything here. */
static gboolean
take_over (gpointer data)
{
  CorralApplication *self = data;
  CorralWindow *window = CORRAL_WINDOW (get_window (self));
  CorralPlace *place = window != NULL ? corral_page_get_place (corral_window_get_page (window)) : NULL;

  if (!corral_services_may_take_over (self->services))
    return G_SOURCE_REMOVE;
  if (place != NULL)
    {
      g_clear_pointer (&self->first_place, corral_place_unref);
      self->first_place = corral_place_ref (place);
    }
  if (self->background != NULL)
    corral_background_end (self->background);
  if (window != NULL)
    {
      gtk_window_get_default_size (GTK_WINDOW (window), &self->width, &self->height);
      gtk_window_destroy (GTK_WINDOW (window));
    }
  g_clear_object (&self->notices);
  corral_search_provider_set_fleet (self->provider, NULL);
  corral_services_stop (self->services);
  g_clear_object (&self->services);
  start_services (self);
  g_application_activate (G_APPLICATION (self));
  return G_SOURCE_REMOVE;
}

static void
took_over_cb (gpointer application)
{
  g_application_release (application);
  g_object_unref (application);
}

/* Not from within a button of the window that goes. */
static void
take_over_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_application_hold (data);
  g_idle_add_full (G_PRIORITY_DEFAULT, take_over, g_object_ref (data), took_over_cb);
}

/* ---- accounts ------------------------------------------------------------------------------------------- */

static void ensure_welcome (CorralApplication *self, const char *address, const char *sentence);

static gboolean
has_fleet (CorralApplication *self)
{
  return self->start.demo || self->start.api != NULL;
}

static void
update_demo_action (CorralApplication *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "demo-unplugged");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), self->start.demo);
}

/* From the welcome to the fleet; not from within the window that goes. */
static gboolean
open_fleet (gpointer data)
{
  CorralApplication *self = data;
  GtkWindow *welcome = get_window (self);

  if (self->services != NULL)
    return G_SOURCE_REMOVE;
  update_demo_action (self);
  start_services (self);
  if (welcome != NULL)
    gtk_window_destroy (welcome);
  g_application_activate (G_APPLICATION (self));
  return G_SOURCE_REMOVE;
}

static void
signed_in_cb (CorralApplication *self, CorralSignIn *sign_in)
{
  g_free (self->start.api);
  self->start.api = g_strdup (corral_sign_in_get_cloud (sign_in));
  g_set_object (&self->start.sign_in, sign_in);
  self->signs_in = TRUE;
  g_settings_set_string (self->settings, "cloud", self->start.api);
  g_application_hold (G_APPLICATION (self));
  g_idle_add_full (G_PRIORITY_DEFAULT, open_fleet, g_object_ref (self), took_over_cb);
}

static void
demo_chosen_cb (CorralApplication *self)
{
  self->start.demo = TRUE;
  g_application_hold (G_APPLICATION (self));
  g_idle_add_full (G_PRIORITY_DEFAULT, open_fleet, g_object_ref (self), took_over_cb);
}

/* Everything closed, and the welcome again. @wipe: nothing of the account stays. */
static void
leave_fleet (CorralApplication *self, gboolean wipe, const char *sentence)
{
  GtkWindow *window = get_window (self);
  g_autofree char *address = g_steal_pointer (&self->start.api);
  g_autoptr (GError) error = NULL;
  g_autofree char *both = NULL;

  g_application_hold (G_APPLICATION (self));
  if (window != NULL)
    gtk_window_destroy (window);
  corral_search_provider_set_fleet (self->provider, NULL);
  corral_services_stop (self->services);
  if (wipe && !corral_services_wipe (self->services, self->keep_outbox, &error))
    both = sentence != NULL ? g_strdup_printf ("%s %s", sentence, error->message) : g_strdup (error->message);
  g_clear_object (&self->services);
  self->start.demo = FALSE;
  self->signs_in = FALSE;
  g_clear_pointer (&self->first_place, corral_place_unref);
  g_settings_reset (self->settings, "place");
  update_demo_action (self);
  ensure_welcome (self, address, both != NULL ? both : sentence);
  g_application_release (G_APPLICATION (self));
}

static gboolean
leave_demo (gpointer data)
{
  CorralApplication *self = data;

  if (self->services != NULL && self->start.demo)
    leave_fleet (self, FALSE, NULL);
  return G_SOURCE_REMOVE;
}

static void
welcome_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_application_hold (data);
  g_idle_add_full (G_PRIORITY_DEFAULT, leave_demo, g_object_ref (data), took_over_cb);
}

static void
sign_in_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CorralApplication *self = data;
  CorralSignIn *sign_in = self->services != NULL ? corral_services_get_sign_in (self->services) : NULL;

  if (sign_in != NULL)
    gtk_window_present (corral_sign_in_dialog_new (get_window (self), sign_in));
}

static void
signed_out_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CorralApplication *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (!corral_sign_in_end_finish (CORRAL_SIGN_IN (object), result, &error))
    sentence = g_strdup_printf (_ ("You are signed out, but this PC’s keyring may still have your sign-in, for it could not "
                                   "be reached: remove “%s” there by hand."),
                                "Corral");
  g_settings_reset (self->settings, "cloud");
  if (self->services != NULL)
    leave_fleet (self, TRUE, sentence);
  g_application_release (G_APPLICATION (self));
  g_object_unref (self);
}

static gboolean
give_up_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
sign_out_decided_cb (gboolean keep_outbox, gpointer data)
{
  CorralApplication *self = data;
  CorralSignIn *sign_in = self->services != NULL ? corral_services_get_sign_in (self->services) : NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  if (sign_in == NULL)
    return;
  self->keep_outbox = keep_outbox;
  g_application_hold (G_APPLICATION (self));
  g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, SIGN_OUT_SECONDS, give_up_cb, g_object_ref (cancellable), g_object_unref);
  corral_sign_in_end_async (sign_in, cancellable, signed_out_cb, g_object_ref (self));
}

static void
sign_out_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CorralApplication *self = data;
  g_autofree char *cloud = self->services != NULL ? corral_services_dup_cloud_name (self->services) : NULL;

  if (cloud != NULL && corral_services_get_sign_in (self->services) != NULL && corral_services_is_going (self->services))
    corral_sign_out_ask (get_window (self), corral_services_get_outbox (self->services), cloud, sign_out_decided_cb, self);
}

static const GActionEntry actions[] = {
  { .name = "quit", .activate = quit_cb },
  { .name = "show", .activate = show_cb },
  { .name = "incident", .activate = incident_cb, .parameter_type = "s" },
  { .name = "incidents", .activate = incidents_cb },
  { .name = "take-over", .activate = take_over_cb },
  { .name = "about", .activate = about_cb },
  { .name = "preferences", .activate = preferences_cb },
  { .name = "sign-in", .activate = sign_in_cb },
  { .name = "sign-out", .activate = sign_out_cb },
  { .name = "welcome", .activate = welcome_cb },
  { .name = "work-offline", .state = "false", .change_state = work_offline_cb },
  { .name = "demo-unplugged", .state = "false", .change_state = unplug_cb },
};

/* ---- settings that take effect at once ------------------------------------------------------------------ */

static void
color_scheme_changed_cb (CorralApplication *self)
{
  static const AdwColorScheme schemes[]
      = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  int choice = g_settings_get_enum (self->settings, "color-scheme");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      self->dark ? ADW_COLOR_SCHEME_FORCE_DARK : schemes[CLAMP (choice, 0, 2)]);
}

/* ---- life ------------------------------------------------------------------------------------------------ */

/* The window may be there already; then it shows now what it was asked to show. */
static void
loaded_cb (CorralApplication *self)
{
  corral_services_go (self->services);
  if (self->desktop != NULL)
    self->notices = corral_incident_notices_new (self->desktop, self->services, self->settings);
  presence_changed_cb (self);
  corral_search_provider_set_fleet (self->provider, corral_services_get_fleet (self->services));
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (CORRAL_IS_WINDOW (l->data))
      {
        corral_window_begin (l->data);
        break;
      }
}

static void
start_services (CorralApplication *self)
{
  g_autoptr (CorralClock) clock = corral_clock_new_system ();

  if (self->signs_in && self->start.sign_in == NULL)
    self->start.sign_in = corral_sign_in_new (self->start.api);
  self->services = corral_services_new (&self->start, clock);
  g_clear_object (&self->start.sign_in);
  g_signal_connect_object (self->services, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
}

/* That somebody is signed in to. */
static void
find_last_cloud (CorralApplication *self)
{
  g_autofree char *cloud = g_settings_get_string (self->settings, "cloud");

  if (*cloud == '\0')
    return;
  self->start.api = corral_api_check_address (cloud, NULL);
  /* It was allowed when somebody signed in: the welcome says that it is not any more. */
  if (self->start.api != NULL && !corral_managed_allows_cloud (self->managed, self->start.api, NULL))
    g_clear_pointer (&self->start.api, g_free);
  self->signs_in = self->start.api != NULL;
}

static void
start_background (CorralApplication *self)
{
  g_autoptr (GAction) stay = g_settings_create_action (self->settings, "watch-in-background");

  self->desktop = corral_desktop_notices_new (G_APPLICATION (self));
  self->background = corral_background_new (GTK_APPLICATION (self), self->desktop, self->settings);
  g_action_map_add_action (G_ACTION_MAP (self), stay);
  g_signal_connect_object (self->settings, "changed::watch-in-background", G_CALLBACK (leaving_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "window-removed", G_CALLBACK (presence_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/* Where somebody was and what they found are names of stores and carts: where nothing is kept, they are not either. */
static void
forget_places (CorralApplication *self)
{
  if (self->managed->may_store || self->settings == NULL)
    return;
  g_settings_reset (self->settings, "place");
  g_settings_reset (self->settings, "recent-finds");
  g_settings_reset (self->settings, "chain");
}

/* What is said in the welcome when nothing else is. */
static char *
dup_managed_sentence (CorralApplication *self)
{
  g_autofree char *cloud = self->settings != NULL ? g_settings_get_string (self->settings, "cloud") : g_strdup ("");
  g_autoptr (GError) error = NULL;

  if (self->managed->is_broken)
    return corral_managed_dup_problem (self->managed);
  if (*cloud != '\0' && !corral_managed_allows_cloud (self->managed, cloud, &error))
    return g_strdup (error->message);
  return NULL;
}

static void
corral_application_startup (GApplication *application)
{
  CorralApplication *self = CORRAL_APPLICATION (application);

  self->settings = g_settings_new (CORRAL_APPLICATION_ID);
  forget_places (self);
  if (!has_fleet (self))
    find_last_cloud (self);
  /* The cache is read while GTK starts. */
  if (has_fleet (self))
    start_services (self);

  G_APPLICATION_CLASS (corral_application_parent_class)->startup (application);

  g_signal_connect_object (self->settings, "changed::color-scheme", G_CALLBACK (color_scheme_changed_cb), self,
                           G_CONNECT_SWAPPED);
  color_scheme_changed_cb (self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  update_demo_action (self);
  g_action_group_change_action_state (G_ACTION_GROUP (self), "work-offline",
                                      g_variant_new_boolean (self->start.offline));
  corral_window_install_accelerators (GTK_APPLICATION (self));
  if (self->picture == NULL)
    start_background (self);
}

static void
ensure_welcome (CorralApplication *self, const char *address, const char *sentence)
{
  GtkWindow *welcome = get_window (self);

  if (welcome == NULL)
    {
      g_autofree char *managed = dup_managed_sentence (self);

      welcome = GTK_WINDOW (corral_welcome_new (GTK_APPLICATION (self), address, sentence != NULL ? sentence : managed,
                                                self->managed));
      g_signal_connect_object (welcome, "signed-in", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (welcome, "demo", G_CALLBACK (demo_chosen_cb), self, G_CONNECT_SWAPPED);
      if (self->width > 0)
        gtk_window_set_default_size (welcome, self->width, self->height);
      if (self->picture != NULL)
        corral_picture_take_plain (welcome, self->picture);
    }
  gtk_window_present (welcome);
}

static CorralWindow *
ensure_window (CorralApplication *self)
{
  CorralWindow *window = CORRAL_WINDOW (get_window (self));

  if (window != NULL)
    return window;

  window = corral_window_new (GTK_APPLICATION (self), self->services, self->settings);
  if (self->width > 0)
    gtk_window_set_default_size (GTK_WINDOW (window), self->width, self->height);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (presence_changed_cb), self, G_CONNECT_SWAPPED);
  leaving_changed_cb (self);
  if (self->first_place != NULL)
    corral_window_go (window, self->first_place);
  else
    corral_window_go_last (window);
  /* The next window opens where this one was. */
  g_clear_pointer (&self->first_place, corral_place_unref);
  if (self->picture != NULL)
    corral_picture_take (window, self->services, self->picture);
  return window;
}

static void
corral_application_activate (GApplication *application)
{
  CorralApplication *self = CORRAL_APPLICATION (application);

  if (self->services != NULL)
    gtk_window_present (GTK_WINDOW (ensure_window (self)));
  else
    ensure_welcome (self, NULL, NULL);
}

static void
corral_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  CorralApplication *self = CORRAL_APPLICATION (application);
  CorralWindow *window;
  g_autofree char *uri = n_files > 0 ? g_file_get_uri (files[0]) : NULL;

  if (self->services == NULL)
    {
      /* It is gone to once there is a fleet. */
      g_clear_pointer (&self->first_place, corral_place_unref);
      self->first_place = uri != NULL ? corral_place_parse (uri, NULL) : NULL;
      ensure_welcome (self, NULL, NULL);
      return;
    }
  window = ensure_window (self);
  if (uri != NULL)
    corral_window_go_link (window, uri);
  gtk_window_present (GTK_WINDOW (window));
}

/* ---- the desktop's search -------------------------------------------------------------------------------- */

static void
open_found (const char *uri, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);

  g_application_open (data, &file, 1, "");
}

static void
search_here (const char *text, gpointer data)
{
  CorralWindow *window = ensure_window (data);

  gtk_window_present (GTK_WINDOW (window));
  corral_window_search (window, text);
}

static const CorralSearchProviderActs provider_acts = { .open = open_found, .search = search_here };

static gboolean
corral_application_dbus_register (GApplication *application,
                                  GDBusConnection *connection,
                                  const char *object_path,
                                  GError **error)
{
  return G_APPLICATION_CLASS (corral_application_parent_class)
             ->dbus_register (application, connection, object_path, error)
         && corral_search_provider_export (CORRAL_APPLICATION (application)->provider, connection, error);
}

static void
corral_application_dbus_unregister (GApplication *application, GDBusConnection *connection, const char *object_path)
{
  corral_search_provider_unexport (CORRAL_APPLICATION (application)->provider);
  G_APPLICATION_CLASS (corral_application_parent_class)->dbus_unregister (application, connection, object_path);
}

static void
corral_application_shutdown (GApplication *application)
{
  CorralApplication *self = CORRAL_APPLICATION (application);
  GList *windows;

  if (self->background != NULL)
    corral_background_end (self->background);
  /* Pages go before what they read from. */
  while ((windows = gtk_application_get_windows (GTK_APPLICATION (self))) != NULL)
    gtk_window_destroy (windows->data);
  g_clear_object (&self->notices);
  corral_search_provider_set_fleet (self->provider, NULL);
  if (self->services != NULL)
    corral_services_stop (self->services);
  forget_places (self);

  G_APPLICATION_CLASS (corral_application_parent_class)->shutdown (application);
}

static void
corral_application_finalize (GObject *object)
{
  CorralApplication *self = CORRAL_APPLICATION (object);

  g_clear_object (&self->background);
  g_clear_object (&self->desktop);
  g_clear_pointer (&self->provider, corral_search_provider_free);
  g_clear_object (&self->services);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->first_place, corral_place_unref);
  g_free (self->picture);
  corral_start_clear (&self->start);
  corral_managed_free (self->managed);
  G_OBJECT_CLASS (corral_application_parent_class)->finalize (object);
}

static void
corral_application_class_init (CorralApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->handle_local_options = corral_application_handle_local_options;
  application_class->startup = corral_application_startup;
  application_class->activate = corral_application_activate;
  application_class->open = corral_application_open;
  application_class->shutdown = corral_application_shutdown;
  application_class->dbus_register = corral_application_dbus_register;
  application_class->dbus_unregister = corral_application_dbus_unregister;
  G_OBJECT_CLASS (klass)->finalize = corral_application_finalize;
}

static void
corral_application_init (CorralApplication *self)
{
  self->managed = corral_managed_new ();
  self->start.managed = self->managed;
  self->provider = corral_search_provider_new (G_APPLICATION (self), &provider_acts, self);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[LINK]"));
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Store operations for fleets of supermarket smart carts."));
}

CorralApplication *
corral_application_new (void)
{
  return g_object_new (CORRAL_TYPE_APPLICATION,
                       "application-id", CORRAL_APPLICATION_ID,
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/cartcorral/Corral",
                       NULL);
}

void
corral_application_fail (CorralApplication *self)
{
  g_return_if_fail (CORRAL_IS_APPLICATION (self));

  self->failed = TRUE;
}

gboolean
corral_application_has_failed (CorralApplication *self)
{
  g_return_val_if_fail (CORRAL_IS_APPLICATION (self), FALSE);

  return self->failed;
}
