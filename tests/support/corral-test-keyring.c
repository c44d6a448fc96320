/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bus and a keyring as child processes. */
#define _GNU_SOURCE 1 /* memmem() */
#include "corral-test-keyring.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PASSWORD "open sesame"
#define SERVICE "org.freedesktop.secrets"
#define SERVICE_PATH "/org/freedesktop/secrets"
#define SERVICE_INTERFACE "org.freedesktop.Secret.Service"

struct _CorralTestKeyring
{
  char *root;
  char *address;
  GPid bus;
  GPid keyring; /* 0: none */
  GPid prompter; /* 0: none */
  GDBusConnection *connection; /* our own, beside the one that is tested */
};

static const char bus_config[]
    = "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
      "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">"
      "<busconfig><type>session</type><listen>unix:dir=%s</listen><auth>EXTERNAL</auth>"
      "<policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>"
      "<allow own=\"*\"/>%s</policy></busconfig>";

/* A test that fails leaves nothing running. */
static void
end_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static char *
read_line (int fd)
{
  GString *line = g_string_new (NULL);
  char c;

  while (read (fd, &c, 1) == 1 && c != '\n')
    g_string_append_c (line, c);
  return g_string_free (line, FALSE);
}

CorralTestKeyring *
corral_test_keyring_new (gboolean denied)
{
  CorralTestKeyring *self = g_new0 (CorralTestKeyring, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;
  g_autofree char *config = NULL;
  g_autofree char *option = NULL;
  static const struct { const char *name; const char *folder; } folders[] = {
    { "XDG_DATA_HOME", "data" },    { "XDG_CACHE_HOME", "cache" },     { "XDG_CONFIG_HOME", "config" },
    { "XDG_STATE_HOME", "state" },  { "XDG_RUNTIME_DIR", "runtime" },  { "HOME", "home" },
  };
  int out;

  self->root = g_dir_make_tmp ("corral-keyring-XXXXXX", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *folder = g_build_filename (self->root, folders[i].folder, NULL);

      g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
      g_setenv (folders[i].name, folder, TRUE);
    }
  file = g_build_filename (self->root, "bus.conf", NULL);
  config = g_strdup_printf (bus_config, self->root, denied ? "<deny send_destination=\"" SERVICE "\"/>" : "");
  g_file_set_contents (file, config, -1, &error);
  g_assert_no_error (error);
  option = g_strconcat ("--config-file=", file, NULL);
  {
    const char *const words[] = { "dbus-daemon", option, "--nofork", "--print-address", NULL };

    g_spawn_async_with_pipes (NULL, (char **) words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                              end_with_parent, NULL, &self->bus, NULL, &out, NULL, &error);
    g_assert_no_error (error);
  }
  self->address = read_line (out);
  close (out);
  g_assert_cmpstr (self->address, !=, "");
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", self->address, TRUE);
  self->connection = g_dbus_connection_new_for_address_sync (
      self->address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, &error);
  g_assert_no_error (error);
  return self;
}

static void
end_process (GPid *pid)
{
  if (*pid == 0)
    return;
  kill (*pid, SIGKILL);
  waitpid (*pid, NULL, 0);
  g_spawn_close_pid (*pid);
  *pid = 0;
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

void
corral_test_keyring_free (CorralTestKeyring *self)
{
  g_clear_object (&self->connection);
  end_process (&self->prompter);
  end_process (&self->keyring);
  end_process (&self->bus);
  remove_all (self->root);
  g_free (self->root);
  g_free (self->address);
  g_free (self);
}

const char *
corral_test_keyring_get_root (CorralTestKeyring *self)
{
  return self->root;
}

static gboolean
has_owner (CorralTestKeyring *self)
{
  g_autoptr (GVariant) answer
      = g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                     "NameHasOwner", g_variant_new ("(s)", SERVICE), G_VARIANT_TYPE ("(b)"),
                                     G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  gboolean owned = FALSE;

  g_variant_get (answer, "(b)", &owned);
  return owned;
}

static void
wait_for_owner (CorralTestKeyring *self, gboolean owned)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (has_owner (self) != owned && g_get_monotonic_time () < deadline)
    g_usleep (20 * 1000);
  g_assert_cmpint (has_owner (self), ==, owned);
}

void
corral_test_keyring_start (CorralTestKeyring *self)
{
  static const char *const words[]
      = { "gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock", NULL };
  g_autoptr (GError) error = NULL;
  int in;

  g_assert_cmpint (self->keyring, ==, 0);
  g_spawn_async_with_pipes (NULL, (char **) words, NULL,
                            G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL
                                | G_SPAWN_STDERR_TO_DEV_NULL,
                            end_with_parent, NULL, &self->keyring, &in, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (write (in, PASSWORD, strlen (PASSWORD)), ==, (gssize) strlen (PASSWORD));
  close (in);
  wait_for_owner (self, TRUE);
}

void
corral_test_keyring_kill (CorralTestKeyring *self)
{
  end_process (&self->keyring);
  wait_for_owner (self, FALSE);
}

static GVariant *
call (CorralTestKeyring *self, const char *path, const char *interface, const char *method, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  GVariant *answer = g_dbus_connection_call_sync (self->connection, SERVICE, path, interface, method, parameters, NULL,
                                                  G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
  return answer;
}

static char *
dup_default_collection (CorralTestKeyring *self)
{
  g_autoptr (GVariant) answer = call (self, SERVICE_PATH, SERVICE_INTERFACE, "ReadAlias", g_variant_new ("(s)", "default"));
  char *path;

  g_variant_get (answer, "(o)", &path);
  return path;
}

void
corral_test_keyring_lock (CorralTestKeyring *self)
{
  g_autofree char *path = dup_default_collection (self);
  const char *const paths[] = { path, NULL };

  g_variant_unref (call (self, SERVICE_PATH, SERVICE_INTERFACE, "Lock", g_variant_new ("(^ao)", paths)));
}

static char *
get_dismissed_file (CorralTestKeyring *self)
{
  return g_build_filename (self->root, "dismissed", NULL);
}

void
corral_test_keyring_dismiss (CorralTestKeyring *self)
{
  g_autofree char *script = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "tests", "support", "dismissing-prompter.py", NULL);
  g_autofree char *file = get_dismissed_file (self);
  const char *const words[] = { "/usr/bin/python3", script, file, NULL };
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  int out;

  g_assert_cmpint (self->prompter, ==, 0);
  g_spawn_async_with_pipes (NULL, (char **) words, NULL, G_SPAWN_DO_NOT_REAP_CHILD, end_with_parent, NULL, &self->prompter, NULL,
                            &out, NULL, &error);
  g_assert_no_error (error);
  line = read_line (out);
  close (out);
  g_assert_cmpstr (line, ==, "ready");
}

guint
corral_test_keyring_count_dismissed (CorralTestKeyring *self)
{
  g_autofree char *file = get_dismissed_file (self);
  g_autofree char *text = NULL;
  guint n = 0;

  if (g_file_get_contents (file, &text, NULL, NULL))
    for (const char *at = text; *at != '\0'; at++)
      n += *at == '\n';
  return n;
}

guint
corral_test_keyring_count (CorralTestKeyring *self)
{
  g_autofree char *path = dup_default_collection (self);
  g_autoptr (GVariant) answer
      = call (self, path, "org.freedesktop.DBus.Properties", "Get", g_variant_new ("(ss)", "org.freedesktop.Secret.Collection", "Items"));
  g_autoptr (GVariant) boxed = g_variant_get_child_value (answer, 0);
  g_autoptr (GVariant) items = g_variant_get_variant (boxed);

  return (guint) g_variant_n_children (items);
}

gboolean
corral_test_find_in_files (const char *folder, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while (dir != NULL && !found && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length = 0;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        found = corral_test_find_in_files (path, text);
      else if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && g_file_get_contents (path, &contents, &length, NULL))
        found = memmem (contents, length, text, strlen (text)) != NULL;
    }
  return found;
}
