/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop's own lock, heard over the bus. Main thread. */
#include "config.h"

#include "corral-session-watch.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE "org.freedesktop.portal.Inhibit"
#define LOGIND_NAME "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define LOGIND_MANAGER "org.freedesktop.login1.Manager"
#define LOGIND_SESSION "org.freedesktop.login1.Session"

/* The portal's word for a session that asks whether it may end. */
#define PORTAL_QUERY_END 2

#define MAX_SUBSCRIPTIONS 4

struct _CorralSessionWatch
{
  GDBusConnection *bus;      /* (owned) */
  GDBusConnection *system;   /* (owned) (nullable): for logind, once it is there */
  GCancellable *cancellable; /* (owned) */
  CorralSessionWatchFunc func;
  gpointer data;
  guint on_bus[MAX_SUBSCRIPTIONS];
  guint n_on_bus;
  guint on_system[MAX_SUBSCRIPTIONS];
  guint n_on_system;
};

static void
listen_on_bus (CorralSessionWatch *self,
               const char *sender,
               const char *interface,
               const char *signal,
               const char *path,
               GDBusSignalCallback callback)
{
  g_assert (self->n_on_bus < MAX_SUBSCRIPTIONS);
  self->on_bus[self->n_on_bus++] = g_dbus_connection_signal_subscribe (self->bus, sender, interface, signal, path, NULL,
                                                                       G_DBUS_SIGNAL_FLAGS_NONE, callback, self, NULL);
}

static void
listen_on_system (CorralSessionWatch *self,
                  const char *interface,
                  const char *signal,
                  const char *path,
                  GDBusSignalCallback callback)
{
  g_assert (self->n_on_system < MAX_SUBSCRIPTIONS);
  self->on_system[self->n_on_system++]
      = g_dbus_connection_signal_subscribe (self->system, LOGIND_NAME, interface, signal, path, NULL,
                                            G_DBUS_SIGNAL_FLAGS_NONE, callback, self, NULL);
}

/* ---- screen savers, and a PC that falls asleep: one boolean ------------------------------------------------------ */

static void
began_cb (GDBusConnection *bus,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer data)
{
  CorralSessionWatch *self = data;
  gboolean begins = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &begins);
  if (begins)
    self->func (self->data);
}

/* ---- logind --------------------------------------------------------------------------------------------- */

static void
locked_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *signal,
           GVariant *parameters,
           gpointer data)
{
  CorralSessionWatch *self = data;

  self->func (self->data);
}

static void
hint_cb (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *signal,
         GVariant *parameters,
         gpointer data)
{
  CorralSessionWatch *self = data;
  g_autoptr (GVariant) changed = NULL;
  gboolean locked = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;
  g_variant_get (parameters, "(s@a{sv}as)", NULL, &changed, NULL);
  if (g_variant_lookup (changed, "LockedHint", "b", &locked) && locked)
    self->func (self->data);
}

static void
session_found_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CorralSessionWatch *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  const char *path;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* it is gone */
  if (answer == NULL)
    {
      g_debug ("session: %s", error->message);
      return;
    }
  g_variant_get (answer, "(&o)", &path);
  listen_on_system (self, LOGIND_SESSION, "Lock", path, locked_cb);
  listen_on_system (self, "org.freedesktop.DBus.Properties", "PropertiesChanged", path, hint_cb);
}

static void
system_bus_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  CorralSessionWatch *self = data;
  g_autoptr (GError) error = NULL;
  GDBusConnection *system = g_bus_get_finish (result, &error);
  const char *session = g_getenv ("XDG_SESSION_ID");

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (system == NULL)
    {
      g_debug ("session: %s", error->message);
      return;
    }
  self->system = system;
  listen_on_system (self, LOGIND_MANAGER, "PrepareForSleep", LOGIND_PATH, began_cb);
  if (session != NULL)
    g_dbus_connection_call (system, LOGIND_NAME, LOGIND_PATH, LOGIND_MANAGER, "GetSession",
                            g_variant_new ("(s)", session), G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1,
                            self->cancellable, session_found_cb, self);
}

/* ---- the portal
 * ------------------------------------------------------------------------------------------------------ */

static void
state_cb (GDBusConnection *bus,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer data)
{
  CorralSessionWatch *self = data;
  g_autoptr (GVariant) state = NULL;
  const char *handle;
  gboolean dark = FALSE;
  guint32 session = 0;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(oa{sv})")))
    return;
  g_variant_get (parameters, "(&o@a{sv})", &handle, &state);
  g_variant_lookup (state, "session-state", "u", &session);
  /* Whoever listens is asked, and holds the desktop up until they answer. */
  if (session == PORTAL_QUERY_END)
    g_dbus_connection_call (bus, PORTAL_NAME, PORTAL_PATH, PORTAL_INTERFACE, "QueryEndResponse",
                            g_variant_new ("(o)", handle), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  if (g_variant_lookup (state, "screensaver-active", "b", &dark) && dark)
    self->func (self->data);
}

static void
monitored_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (answer == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("session: %s", error->message);
}

static void
ask_portal (CorralSessionWatch *self)
{
  GVariantBuilder options;

  listen_on_bus (self, PORTAL_NAME, PORTAL_INTERFACE, "StateChanged", PORTAL_PATH, state_cb);
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string ("corral"));
  g_variant_builder_add (&options, "{sv}", "session_handle_token", g_variant_new_string ("corral"));
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, PORTAL_INTERFACE, "CreateMonitor",
                          g_variant_new ("(sa{sv})", "", &options), G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1,
                          self->cancellable, monitored_cb, self);
}

/* ---- life
 * -------------------------------------------------------------------------------------------------------------- */

CorralSessionWatch *
corral_session_watch_new (GDBusConnection *bus, gboolean sandboxed, CorralSessionWatchFunc func, gpointer data)
{
  CorralSessionWatch *self = g_new0 (CorralSessionWatch, 1);

  self->bus = g_object_ref (bus);
  self->cancellable = g_cancellable_new ();
  self->func = func;
  self->data = data;
  if (sandboxed)
    {
      ask_portal (self);
      return self;
    }
  /* Whoever says so: one that lies can do no more than lock. */
  listen_on_bus (self, NULL, "org.gnome.ScreenSaver", "ActiveChanged", NULL, began_cb);
  listen_on_bus (self, NULL, "org.freedesktop.ScreenSaver", "ActiveChanged", NULL, began_cb);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, system_bus_cb, self);
  return self;
}

void
corral_session_watch_free (CorralSessionWatch *self)
{
  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->n_on_bus; i++)
    g_dbus_connection_signal_unsubscribe (self->bus, self->on_bus[i]);
  for (guint i = 0; i < self->n_on_system; i++)
    g_dbus_connection_signal_unsubscribe (self->system, self->on_system[i]);
  g_clear_object (&self->system);
  g_object_unref (self->bus);
  g_object_unref (self->cancellable);
  g_free (self);
}
