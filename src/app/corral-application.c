/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command line, links, the one instance, services. A second start hands its link to the first and ends. */
#include "config.h"

#include "corral-application-private.h"

#include "corral-about-compat.h"
#include "corral-picture.h"
#include "corral-preferences.h"
#include "corral-secrecy.h"
#include "corral-troubleshooting.h"
#include "corral-welcome.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdlib.h>

G_DEFINE_FINAL_TYPE (CorralApplication, corral_application, ADW_TYPE_APPLICATION)

/* ---- the command line -------------------------------------------------------------------------------- */

/* When Corral runs already, --page goes there as a link does. FALSE: this is the one that runs. */
static gboolean
hand_over_page (CorralApplication *self)
{
  GApplication *application = G_APPLICATION (self);
  g_autofree char *uri = NULL;
  g_autoptr (GFile) file = NULL;

  if (self->line.first_place == NULL || !g_application_register (application, NULL, NULL)
      || !g_application_get_is_remote (application))
    return FALSE;
  uri = corral_place_to_uri (self->line.first_place);
  file = g_file_new_for_uri (uri);
  g_application_open (application, &file, 1, "");
  return TRUE;
}

static int
corral_application_handle_local_options (GApplication *application, GVariantDict *given)
{
  CorralApplication *self = CORRAL_APPLICATION (application);
  int status = 0;

  if (g_variant_dict_contains (given, "version"))
    {
      g_print ("Corral %s\n", CORRAL_VERSION);
      return EXIT_SUCCESS;
    }
  if (!corral_command_line_read (&self->line, given, self->managed))
    return 2;
  if (!gtk_init_check ())
    {
      corral_command_line_complain (_ ("there is no display to open a window on; “corral-cli” works without one"));
      return EXIT_FAILURE;
    }

  if (self->line.account != NULL && !corral_application_choose_named (self, &status))
    return status;

  /* A picture is of this very run, and a folder of one's own is a program of one's own. */
  if (self->line.picture != NULL || self->line.start.data_dir != NULL || self->line.account != NULL)
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return hand_over_page (self) ? EXIT_SUCCESS : -1;
}

/* ---- who is there ---------------------------------------------------------------------------------------- */

GtkWindow *
corral_application_get_front (CorralApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  /* One that is covered may have been the last that was active. */
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (window == NULL || !gtk_widget_get_visible (GTK_WIDGET (window)))
      window = l->data;
  return window;
}

CorralWindow *
corral_application_get_main (CorralApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (CORRAL_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

/* For "since you left". */
static void
presence_changed_cb (CorralApplication *self)
{
  CorralWatch *watch = self->services != NULL ? corral_services_get_watch (self->services) : NULL;
  CorralWindow *window = corral_application_get_main (self);

  if (watch != NULL)
    corral_watch_set_present (watch, window != NULL && gtk_window_is_active (GTK_WINDOW (window)));
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
  GtkWindow *window = corral_application_get_front (self);

  if (self->background != NULL)
    corral_background_end (self->background);
  if (self->locked)
    window = NULL; /* what waits is on the disk, and nothing may be asked about it here */
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
  CorralWindow *window;

  /* What it is about is seen when it is unlocked. */
  if (self->services == NULL || self->locked)
    {
      g_application_activate (G_APPLICATION (self));
      return;
    }
  window = ensure_window (self);
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

  corral_compat_show_about (corral_application_get_front (data),
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
  g_autoptr (GSettings) own = self->services != NULL ? corral_services_new_settings (self->services) : NULL;

  gtk_window_present (
      GTK_WINDOW (corral_preferences_new (corral_application_get_front (self), self->settings, own, self->managed)));
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

/* Everything anew, at the same place: what was opened for reading stays so. Nothing is lost by that, for nobody can
 * have done anything here. */
static gboolean
take_over (gpointer data)
{
  CorralApplication *self = data;
  CorralWindow *window = corral_application_get_main (self);
  CorralPlace *place = window != NULL ? corral_page_get_place (corral_window_get_page (window)) : NULL;

  if (!corral_services_may_take_over (self->services))
    return G_SOURCE_REMOVE;
  if (place != NULL)
    {
      g_clear_pointer (&self->line.first_place, corral_place_unref);
      self->line.first_place = corral_place_ref (place);
    }
  if (window != NULL)
    gtk_window_get_default_size (GTK_WINDOW (window), &self->line.width, &self->line.height);
  corral_application_stop_services (self);
  g_clear_object (&self->services);
  corral_application_start_services (self);
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
  corral_application_do_later (data, take_over);
}

/* ---- from and to the welcome --------------------------------------------------------------------------- */

gboolean
corral_application_has_fleet (CorralApplication *self)
{
  return self->line.start.demo || self->line.start.api != NULL;
}

void
corral_application_do_later (CorralApplication *self, GSourceFunc func)
{
  g_application_hold (G_APPLICATION (self));
  g_idle_add_full (G_PRIORITY_DEFAULT, func, g_object_ref (self), took_over_cb);
}

/* From the welcome to the demo fleet. */
static gboolean
open_demo (gpointer data)
{
  CorralApplication *self = data;

  if (self->services != NULL)
    return G_SOURCE_REMOVE;
  self->line.start.demo = TRUE;
  corral_application_stop_services (self);
  corral_application_update_actions (self);
  corral_application_start_services (self);
  g_application_activate (G_APPLICATION (self));
  return G_SOURCE_REMOVE;
}

static void
demo_chosen_cb (CorralApplication *self)
{
  corral_application_do_later (self, open_demo);
}

static const GActionEntry actions[] = {
  { .name = "quit", .activate = quit_cb },
  { .name = "show", .activate = show_cb },
  { .name = "incident", .activate = incident_cb, .parameter_type = "s" },
  { .name = "incidents", .activate = incidents_cb },
  { .name = "take-over", .activate = take_over_cb },
  { .name = "about", .activate = about_cb },
  { .name = "preferences", .activate = preferences_cb },
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
                                      self->line.dark ? ADW_COLOR_SCHEME_FORCE_DARK : schemes[CLAMP (choice, 0, 2)]);
}

/* ---- life ------------------------------------------------------------------------------------------------ */

/* The window may be there already; then it shows now what it was asked to show. */
static void
loaded_cb (CorralApplication *self)
{
  corral_services_go (self->services);
  if (self->desktop != NULL)
    self->notices = corral_incident_notices_new (self->desktop, self->services);
  if (self->notices != NULL)
    corral_incident_notices_set_locked (self->notices, self->locked);
  corral_application_meet_account (self);
  corral_application_renew_lock (self);
  presence_changed_cb (self);
  corral_search_provider_set_fleet (self->provider, corral_services_get_fleet (self->services));
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (CORRAL_IS_WINDOW (l->data))
      {
        corral_window_begin (l->data);
        break;
      }
}

void
corral_application_start_services (CorralApplication *self)
{
  g_autoptr (CorralClock) clock = corral_clock_new_system ();

  corral_application_prepare_sign_in (self);
  self->services = corral_services_new (&self->line.start, clock);
  g_clear_object (&self->line.start.sign_in);
  g_signal_connect_object (self->services, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
}

void
corral_application_stop_services (CorralApplication *self)
{
  GList *windows;

  /* A window that is made anew at once is none that was closed. */
  if (self->background != NULL)
    corral_background_end (self->background);
  corral_application_end_lock (self);
  /* Pages go before what they read from. */
  while ((windows = gtk_application_get_windows (GTK_APPLICATION (self))) != NULL)
    gtk_window_destroy (windows->data);
  g_clear_object (&self->notices);
  corral_search_provider_set_fleet (self->provider, NULL);
  if (self->services != NULL)
    corral_services_stop (self->services);
}

/* What may be done while it is locked; the demo's plug where there is one. */
void
corral_application_update_actions (CorralApplication *self)
{
  static const char *const past_lock[] = { "quit", "show", "incident", "incidents", "choose", NULL };
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (self));

  for (guint i = 0; names[i] != NULL; i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), names[i]);
      gboolean enabled = !self->locked || g_strv_contains (past_lock, names[i]);

      if (g_str_equal (names[i], "demo-unplugged"))
        enabled = enabled && self->line.start.demo;
      if (g_str_equal (names[i], "lock"))
        enabled = enabled && corral_application_has_fleet (self);
      if (G_IS_SIMPLE_ACTION (action))
        g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
    }
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
  g_autofree char *account = corral_services_dup_account (&self->line.start);
  g_autoptr (GSettings) own = NULL;

  if (self->managed->may_store || self->settings == NULL)
    return;
  own = corral_accounts_new_settings (account);
  g_settings_reset (own, "place");
  g_settings_reset (own, "recent-finds");
  g_settings_reset (own, "chain");
}

/* What is said in the welcome when nothing else is. */
static char *
dup_managed_sentence (CorralApplication *self)
{
  g_autofree char *cloud = self->settings != NULL ? g_settings_get_string (self->settings, "cloud") : g_strdup ("");
  g_autoptr (GError) error = NULL;

  if (self->managed->is_broken)
    return corral_managed_dup_problem (self->managed);
  if (corral_accounts_get_problem (self->accounts) != NULL)
    return g_strdup (corral_accounts_get_problem (self->accounts));
  if (*cloud != '\0' && !corral_managed_allows_cloud (self->managed, cloud, &error))
    return g_strdup (error->message);
  return NULL;
}

static void
corral_application_startup (GApplication *application)
{
  CorralApplication *self = CORRAL_APPLICATION (application);

  self->settings = g_settings_new (CORRAL_APPLICATION_ID);
  corral_application_open_accounts (self);
  corral_application_choose_last (self);
  forget_places (self);
  corral_search_provider_set_locked (self->provider, self->locked);
  /* The cache is read while GTK starts. */
  if (corral_application_has_fleet (self))
    corral_application_start_services (self);

  G_APPLICATION_CLASS (corral_application_parent_class)->startup (application);

  g_signal_connect_object (self->settings, "changed::color-scheme", G_CALLBACK (color_scheme_changed_cb), self,
                           G_CONNECT_SWAPPED);
  color_scheme_changed_cb (self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  corral_application_add_people_actions (self);
  g_action_group_change_action_state (G_ACTION_GROUP (self), "work-offline",
                                      g_variant_new_boolean (self->line.start.offline));
  corral_window_install_accelerators (GTK_APPLICATION (self));
  if (self->line.picture == NULL)
    {
      start_background (self);
      corral_application_watch_idle (self);
    }
  corral_application_update_actions (self);
}

void
corral_application_ensure_welcome (CorralApplication *self, const char *address, const char *sentence)
{
  GtkWindow *welcome = corral_application_get_front (self);

  if (welcome == NULL)
    {
      g_autofree char *managed = dup_managed_sentence (self);

      welcome = GTK_WINDOW (corral_welcome_new (GTK_APPLICATION (self), self->accounts, address,
                                                sentence != NULL ? sentence : managed, self->managed));
      g_signal_connect_object (welcome, "signed-in", G_CALLBACK (corral_application_welcome_signed_in), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (welcome, "chosen", G_CALLBACK (corral_application_choose), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (welcome, "demo", G_CALLBACK (demo_chosen_cb), self, G_CONNECT_SWAPPED);
      if (self->line.width > 0)
        gtk_window_set_default_size (welcome, self->line.width, self->line.height);
      if (self->line.picture != NULL)
        corral_picture_take_plain (welcome, self->line.picture);
    }
  gtk_window_present (welcome);
}

static CorralWindow *
ensure_window (CorralApplication *self)
{
  CorralWindow *window = corral_application_get_main (self);

  if (window != NULL)
    return window;

  window = corral_window_new (GTK_APPLICATION (self), self->services, self->settings);
  corral_window_set_people (window, G_MENU_MODEL (self->people));
  if (self->line.width > 0)
    gtk_window_set_default_size (GTK_WINDOW (window), self->line.width, self->line.height);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (presence_changed_cb), self, G_CONNECT_SWAPPED);
  leaving_changed_cb (self);
  if (self->line.first_place != NULL)
    corral_window_go (window, self->line.first_place);
  else
    corral_window_go_last (window);
  /* The next window opens where this one was. */
  g_clear_pointer (&self->line.first_place, corral_place_unref);
  if (self->line.picture != NULL)
    corral_picture_take (window, self->services, self->line.picture);
  return window;
}

static void
corral_application_activate (GApplication *application)
{
  CorralApplication *self = CORRAL_APPLICATION (application);

  if (self->services == NULL)
    corral_application_ensure_welcome (self, NULL, NULL);
  else if (self->locked)
    corral_application_show_lock (self);
  else
    gtk_window_present (GTK_WINDOW (ensure_window (self)));
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
      g_clear_pointer (&self->line.first_place, corral_place_unref);
      self->line.first_place = uri != NULL ? corral_place_parse (uri, NULL) : NULL;
      corral_application_ensure_welcome (self, NULL, NULL);
      return;
    }
  if (self->locked)
    {
      corral_application_show_lock (self);
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
  CorralApplication *self = data;
  CorralWindow *window;

  if (self->services == NULL || self->locked)
    {
      g_application_activate (data);
      return;
    }
  window = ensure_window (self);
  gtk_window_present (GTK_WINDOW (window));
  corral_window_search (window, text);
}

/* Where nobody is signed in there is none. */
static gboolean
expects_fleet (gpointer data)
{
  return CORRAL_APPLICATION (data)->services != NULL;
}

static const CorralSearchProviderActs provider_acts
    = { .open = open_found, .search = search_here, .expects = expects_fleet };

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

  g_clear_object (&self->idle);
  corral_application_stop_services (self);
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
  g_clear_object (&self->accounts);
  g_free (self->here);
  g_ptr_array_unref (self->covered);
  g_object_unref (self->people);
  corral_command_line_clear (&self->line);
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
  self->line.start.managed = self->managed;
  self->covered = g_ptr_array_new_with_free_func (g_object_unref);
  self->people = g_menu_new ();
  self->provider = corral_search_provider_new (G_APPLICATION (self), &provider_acts, self);
  g_application_add_main_option_entries (G_APPLICATION (self), corral_command_line_get_options ());
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
