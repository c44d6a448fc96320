/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks once who shows notices here, and keeps to the answer: GLib complains loudly about each one that nobody takes. Main
 * thread. */
#include "config.h"

#include "corral-desktop-notices.h"

#include "corral-portal-compat.h"

#define DAEMON "org.freedesktop.Notifications"

struct _CorralDesktopNotices
{
  GObject parent_instance;

  GApplication *application;
  GCancellable *cancellable;  /* (owned) */
  GHashTable *waiting;        /* (owned) (nullable) (element-type utf8 GNotification): until it is known who shows them */
  gboolean can_start;         /* the bus starts the daemon at the first notice */
  gboolean is_there;
  guint watch;
};

G_DEFINE_FINAL_TYPE (CorralDesktopNotices, corral_desktop_notices, G_TYPE_OBJECT)

void
corral_desktop_notices_send (CorralDesktopNotices *self, const char *id, GNotification *notification)
{
  g_return_if_fail (CORRAL_IS_DESKTOP_NOTICES (self));

  if (self->waiting != NULL)
    g_hash_table_replace (self->waiting, g_strdup (id), g_object_ref (notification));
  else if (self->can_start || self->is_there)
    g_application_send_notification (self->application, id, notification);
  else
    g_debug ("notices: nobody shows them");
}

void
corral_desktop_notices_withdraw (CorralDesktopNotices *self, const char *id)
{
  g_return_if_fail (CORRAL_IS_DESKTOP_NOTICES (self));

  if (self->waiting != NULL)
    g_hash_table_remove (self->waiting, id);
  g_application_withdraw_notification (self->application, id);
}

static void
send_waiting (CorralDesktopNotices *self)
{
  g_autoptr (GHashTable) waiting = g_steal_pointer (&self->waiting);
  GHashTableIter iter;
  gpointer id, notification;

  if (waiting == NULL)
    return;
  g_hash_table_iter_init (&iter, waiting);
  while (g_hash_table_iter_next (&iter, &id, &notification))
    corral_desktop_notices_send (self, id, notification);
}

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  CorralDesktopNotices *self = data;

  self->is_there = TRUE;
  send_waiting (self);
}

static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  CorralDesktopNotices *self = data;

  self->is_there = FALSE;
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  g_autofree const char **names = NULL;
  CorralDesktopNotices *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* it is gone */
  if (answer != NULL)
    {
      g_variant_get (answer, "(^a&s)", &names);
      self->can_start = g_strv_contains (names, DAEMON);
    }
  /* The name's owner was asked for before this, so it has been told by now. */
  send_waiting (self);
}

static void
corral_desktop_notices_dispose (GObject *object)
{
  CorralDesktopNotices *self = CORRAL_DESKTOP_NOTICES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  g_clear_pointer (&self->waiting, g_hash_table_unref);
  G_OBJECT_CLASS (corral_desktop_notices_parent_class)->dispose (object);
}

static void
corral_desktop_notices_class_init (CorralDesktopNoticesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_desktop_notices_dispose;
}

static void
corral_desktop_notices_init (CorralDesktopNotices *self)
{
  self->cancellable = g_cancellable_new ();
}

CorralDesktopNotices *
corral_desktop_notices_new (GApplication *application)
{
  CorralDesktopNotices *self = g_object_new (CORRAL_TYPE_DESKTOP_NOTICES, NULL);
  GDBusConnection *bus = g_application_get_dbus_connection (application);

  self->application = application;
  if (bus == NULL)
    return self;
  if (corral_compat_is_sandboxed ())
    {
      self->can_start = TRUE;
      return self;
    }
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->watch = g_bus_watch_name_on_connection (bus, DAEMON, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb, vanished_cb, self,
                                                NULL);
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                          "ListActivatableNames", NULL, G_VARIANT_TYPE ("(as)"), G_DBUS_CALL_FLAGS_NONE, -1,
                          self->cancellable, listed_cb, self);
  return self;
}
