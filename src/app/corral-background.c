/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the program while no window is open, and asks the desktop whether it may. Main thread. */
#include "config.h"

#include "corral-background.h"

#include "corral-portal-compat.h"

#include <glib/gi18n.h>

#define KEY "watch-in-background"
#define NOTICE "background"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

struct _CorralBackground
{
  GObject parent_instance;

  GtkApplication *application;
  CorralDesktopNotices *notices; /* (owned) */
  GSettings *settings;       /* (owned) */
  GCancellable *cancellable; /* (owned) */
  gboolean held;
  gboolean ending;
  guint subscription;        /* to the portal's answer */
  GDBusConnection *bus;      /* (owned) (nullable): while there is a subscription */
};

G_DEFINE_FINAL_TYPE (CorralBackground, corral_background, G_TYPE_OBJECT)

/* ---- leave of the desktop: in a sandbox only ----------------------------------------------------------------- */

static void
unsubscribe (CorralBackground *self)
{
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->bus);
}

/* The switch goes back, so that the preferences say what is so. */
static void
refuse (CorralBackground *self)
{
  g_autoptr (GNotification) notification = g_notification_new (_ ("Corral may not go on without a window"));

  g_notification_set_body (notification, _ ("The desktop’s settings do not allow it. Corral ends with its window."));
  corral_desktop_notices_send (self->notices, NOTICE, notification);
  g_settings_set_boolean (self->settings, KEY, FALSE);
}

static void
answered_cb (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer data)
{
  CorralBackground *self = data;
  g_autoptr (GVariant) results = NULL;
  gboolean granted = FALSE;
  guint32 response = 2;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "background", "b", &granted);
  unsubscribe (self);
  if (response != 0 || !granted)
    refuse (self);
}

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) handle = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  /* A desktop without that portal ends nobody for want of a window; nothing is refused then. */
  if (handle == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_debug ("background: %s", error->message);
      unsubscribe (data);
    }
}

static void
ask_for_leave (CorralBackground *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self->application));
  g_autofree char *sender = NULL;
  g_autofree char *token = NULL;
  g_autofree char *path = NULL;
  GVariantBuilder options;

  if (bus == NULL || self->subscription != 0)
    return;
  /* The portal's rule for the path of its answer: the caller's name without the colon, dots as underscores. */
  sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (bus) + 1), ".", '_');
  token = g_strdup_printf ("corral%u", g_random_int ());
  path = g_strdup_printf ("%s/request/%s/%s", PORTAL_PATH, sender, token);
  self->bus = g_object_ref (bus);
  self->subscription
      = g_dbus_connection_signal_subscribe (bus, PORTAL_NAME, "org.freedesktop.portal.Request", "Response", path, NULL,
                                            G_DBUS_SIGNAL_FLAGS_NONE, answered_cb, self, NULL);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason",
                         g_variant_new_string (_ ("Corral watches your stores and tells you of incidents.")));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (FALSE));
  g_dbus_connection_call (bus, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.portal.Background", "RequestBackground",
                          g_variant_new ("(sa{sv})", "", &options), G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1,
                          self->cancellable, asked_cb, self);
}

/* ---- staying ------------------------------------------------------------------------------------------------- */

static gboolean
is_wished (CorralBackground *self)
{
  return !self->ending && g_settings_get_boolean (self->settings, KEY);
}

static void
hold (CorralBackground *self)
{
  if (self->held)
    return;
  self->held = TRUE;
  g_application_hold (G_APPLICATION (self->application));
}

static void
release (CorralBackground *self)
{
  if (!self->held)
    return;
  self->held = FALSE;
  g_application_release (G_APPLICATION (self->application));
}

/* Once: then it is known. */
static void
say_so (CorralBackground *self)
{
  g_autoptr (GNotification) notification = NULL;

  if (g_settings_get_boolean (self->settings, "background-said"))
    return;
  notification = g_notification_new (_ ("Corral goes on watching"));
  g_notification_set_body (notification, _ ("Its window is closed, and you are still told of incidents. Open Corral again to see "
                                            "them; it ends with Quit in its menu."));
  g_notification_set_default_action (notification, "app.show");
  g_notification_add_button (notification, _ ("Quit Corral"), "app.quit");
  corral_desktop_notices_send (self->notices, NOTICE, notification);
  g_settings_set_boolean (self->settings, "background-said", TRUE);
}

/* GTK lets go of the program when its last window has gone; a window that is only made anew is none that was closed. */
static void
window_removed_cb (CorralBackground *self)
{
  if (gtk_application_get_windows (self->application) != NULL || !is_wished (self))
    return;
  hold (self);
  say_so (self);
}

static void
window_added_cb (CorralBackground *self)
{
  self->ending = FALSE;
  release (self);
  corral_desktop_notices_withdraw (self->notices, NOTICE);
}

static void
setting_changed_cb (CorralBackground *self)
{
  if (!is_wished (self))
    release (self);
  else if (corral_compat_is_sandboxed ())
    ask_for_leave (self);
}

void
corral_background_end (CorralBackground *self)
{
  g_return_if_fail (CORRAL_IS_BACKGROUND (self));

  self->ending = TRUE;
  release (self);
}

/* ---- life ------------------------------------------------------------------------------------------------- */

static void
corral_background_dispose (GObject *object)
{
  CorralBackground *self = CORRAL_BACKGROUND (object);

  g_cancellable_cancel (self->cancellable);
  unsubscribe (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->settings);
  g_clear_object (&self->notices);
  G_OBJECT_CLASS (corral_background_parent_class)->dispose (object);
}

static void
corral_background_class_init (CorralBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_background_dispose;
}

static void
corral_background_init (CorralBackground *self)
{
  self->cancellable = g_cancellable_new ();
}

CorralBackground *
corral_background_new (GtkApplication *application, CorralDesktopNotices *notices, GSettings *settings)
{
  CorralBackground *self = g_object_new (CORRAL_TYPE_BACKGROUND, NULL);

  self->application = application;
  self->notices = g_object_ref (notices);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (application, "window-added", G_CALLBACK (window_added_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-removed", G_CALLBACK (window_removed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (settings, "changed::" KEY, G_CALLBACK (setting_changed_cb), self, G_CONNECT_SWAPPED);
  setting_changed_cb (self);
  return self;
}
