/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a portal is there, before GTK is told to use it, and whether it refuses then. Main thread, but for the
 * filter. */
#include "config.h"

#include "corral-portal-compat.h"

#include <glib/gi18n.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define AFTER_GTK_MS 100

typedef struct
{
  char *interface; /* (owned) */
  CorralCompatPortalFunc func;
  gpointer data;
} Check;

gboolean
corral_compat_is_sandboxed (void)
{
  /* What GTK and GLib look at as well; the second is for tests. */
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("GTK_USE_PORTAL") != NULL;
}

static void
finish (Check *check, gboolean is_there)
{
  g_autoptr (GError) error = NULL;

  if (!is_there)
    /* Translators: why something could not be saved or printed */
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _ ("This desktop has no dialog for it."));
  check->func (error, check->data);
  g_free (check->interface);
  g_free (check);
}

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Check *check = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) version = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (version == NULL)
    g_debug ("%s: %s", check->interface, error->message);
  finish (check, version != NULL);
}

static void
connected_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Check *check = data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL)
    finish (check, FALSE);
  else
    g_dbus_connection_call (bus, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.DBus.Properties", "Get",
                            g_variant_new ("(ss)", check->interface, "version"), G_VARIANT_TYPE ("(v)"),
                            G_DBUS_CALL_FLAGS_NONE, -1, NULL, asked_cb, check);
}

void
corral_compat_check_portal (const char *interface, CorralCompatPortalFunc func, gpointer data)
{
  Check *check;

  g_return_if_fail (interface != NULL && func != NULL);

  if (!corral_compat_is_sandboxed ())
    {
      func (NULL, data);
      return;
    }
  check = g_new (Check, 1);
  *check = (Check) { g_strdup (interface), func, data };
  g_bus_get (G_BUS_TYPE_SESSION, NULL, connected_cb, check);
}

/* ---- calls that are refused ------------------------------------------------------------------------------ */

struct _CorralCompatPortalCall
{
  gatomicrefcount ref_count;
  GDBusConnection *bus;    /* (owned) (nullable) */
  guint filter;
  const char *interface;
  const char *method;
  guint32 serial;          /* the bus's thread: of the call, once it is made */
  CorralCompatPortalFunc func; /* main thread: (nullable): until it was called, or nobody listens any more */
  gpointer data;
};

static void
unref_call (gpointer data)
{
  CorralCompatPortalCall *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_object (&self->bus);
  g_free (self);
}

static gboolean
refused_cb (gpointer data)
{
  CorralCompatPortalCall *self = data;
  CorralCompatPortalFunc func = g_steal_pointer (&self->func);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                                                  /* Translators: why something could not be saved or printed */
                                                  _ ("This desktop does not allow it."));

  if (func != NULL)
    func (error, self->data);
  return G_SOURCE_REMOVE;
}

/* On the bus's own thread, for each message. */
static GDBusMessage *
filter_cb (GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer data)
{
  CorralCompatPortalCall *self = data;
  GDBusMessageType type = g_dbus_message_get_message_type (message);

  if (!incoming && self->serial == 0 && type == G_DBUS_MESSAGE_TYPE_METHOD_CALL
      && g_strcmp0 (g_dbus_message_get_interface (message), self->interface) == 0
      && g_strcmp0 (g_dbus_message_get_member (message), self->method) == 0)
    self->serial = g_dbus_message_get_serial (message);
  else if (incoming && self->serial != 0 && type == G_DBUS_MESSAGE_TYPE_ERROR
           && g_dbus_message_get_reply_serial (message) == self->serial)
    {
      g_debug ("%s.%s: %s", self->interface, self->method, g_dbus_message_get_error_name (message));
      g_atomic_ref_count_inc (&self->ref_count);
      /* After GTK, which still holds what its call was about. */
      g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, AFTER_GTK_MS, refused_cb, self, unref_call);
    }
  return message;
}

CorralCompatPortalCall *
corral_compat_watch_portal (const char *interface, const char *method, CorralCompatPortalFunc func, gpointer data)
{
  CorralCompatPortalCall *self = g_new0 (CorralCompatPortalCall, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->interface = interface;
  self->method = method;
  self->func = func;
  self->data = data;
  if (corral_compat_is_sandboxed ())
    self->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  if (self->bus != NULL)
    {
      g_atomic_ref_count_inc (&self->ref_count);
      self->filter = g_dbus_connection_add_filter (self->bus, filter_cb, self, unref_call);
    }
  return self;
}

void
corral_compat_unwatch_portal (CorralCompatPortalCall *self)
{
  self->func = NULL;
  if (self->bus != NULL)
    g_dbus_connection_remove_filter (self->bus, self->filter);
  unref_call (self);
}
