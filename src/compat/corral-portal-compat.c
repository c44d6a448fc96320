/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a portal is there, before GTK is told to use it. Main thread. */
#include "config.h"

#include "corral-portal-compat.h"

#include <glib/gi18n.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

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
