/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The administrator's file: lines of KEY=VALUE in the group [Corral], read line by line, so that one that is wrong does not
 * hide the others. Any thread. */
#include "config.h"

#include "corral-managed.h"

#include "corral-managed-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define GROUP "[Corral]"
/* Longer is no such file. */
#define MAX_BYTES (64 * 1024)

/* ---- values ------------------------------------------------------------------------------------------- */

/* An address in the form that addresses are compared in; NULL: it is none. */
static char *
canonical (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;
  gsize length;
  int port;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' || g_uri_get_userinfo (uri) != NULL
      || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL
      || (strcmp (g_uri_get_scheme (uri), "https") != 0 && strcmp (g_uri_get_scheme (uri), "http") != 0))
    return NULL;
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  path = g_strdup (g_uri_get_path (uri));
  length = strlen (path);
  while (length > 0 && path[length - 1] == '/')
    path[--length] = '\0';
  port = g_uri_get_port (uri);
  if (port == (strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80))
    port = -1;
  return g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, host, port, path, NULL, NULL);
}

static gboolean
read_boolean (const char *value, gboolean *result)
{
  if (g_ascii_strcasecmp (value, "true") == 0 || strcmp (value, "1") == 0)
    *result = TRUE;
  else if (g_ascii_strcasecmp (value, "false") == 0 || strcmp (value, "0") == 0)
    *result = FALSE;
  else
    return FALSE;
  return TRUE;
}

static gboolean
set_cloud (CorralManaged *self, const char *value)
{
  char *address = canonical (value);

  g_free (self->cloud);
  self->cloud = address;
  return address != NULL;
}

/* One that is wrong is none of those that are allowed. */
static gboolean
set_clouds (CorralManaged *self, const char *value)
{
  g_auto (GStrv) parts = g_strsplit_set (value, ";, \t", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean ok = TRUE;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *address = *parts[i] != '\0' ? canonical (parts[i]) : NULL;

      if (address != NULL)
        g_strv_builder_add (builder, address);
      else if (*parts[i] != '\0')
        ok = FALSE;
    }
  g_strfreev (self->clouds);
  self->clouds = g_strv_builder_end (builder);
  return ok;
}

static gboolean
set_export (CorralManaged *self, const char *value)
{
  return read_boolean (value, &self->may_export);
}

static gboolean
set_cache (CorralManaged *self, const char *value)
{
  return read_boolean (value, &self->may_store);
}

static gboolean
set_retention (CorralManaged *self, const char *value)
{
  guint64 days = 0;

  if (!g_ascii_string_to_unsigned (value, 10, 1, CORRAL_MANAGED_MAX_DAYS, &days, NULL))
    {
      self->retention_days = 1;
      return FALSE;
    }
  self->retention_days = (guint) days;
  return TRUE;
}

static gboolean
set_lock (CorralManaged *self, const char *value)
{
  guint64 minutes = 0;

  if (!g_ascii_string_to_unsigned (value, 10, 1, CORRAL_MANAGED_MAX_LOCK_MINUTES, &minutes, NULL))
    {
      self->lock_minutes = 1;
      return FALSE;
    }
  self->lock_minutes = (guint) minutes;
  return TRUE;
}

/* FALSE: the value was not understood. */
static const struct
{
  const char *key;
  gboolean (*set) (CorralManaged *self, const char *value);
} keys[] = {
  { "Cloud", set_cloud },
  { "Clouds", set_clouds },
  { "Export", set_export },
  { "Cache", set_cache },
  { "RetentionDays", set_retention },
  { "LockMinutes", set_lock },
};

/* ---- the file ----------------------------------------------------------------------------------------- */

static gboolean
take_pair (CorralManaged *self, char *line)
{
  char *equals = strchr (line, '=');

  if (equals == NULL)
    return FALSE;
  *equals = '\0';
  g_strchomp (line);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_ascii_strcasecmp (line, keys[i].key) == 0)
      return keys[i].set (self, g_strstrip (equals + 1));
  /* A word that is written wrong may be the one that forbids. */
  return FALSE;
}

static gboolean
take_lines (CorralManaged *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean in_group = FALSE;
  gboolean ok = TRUE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);

      if (*line == '\0' || *line == '#' || *line == ';')
        continue;
      if (*line == '[')
        {
          in_group = g_ascii_strcasecmp (line, GROUP) == 0;
          ok = ok && in_group;
        }
      else if (!in_group || !take_pair (self, line))
        ok = FALSE;
    }
  return ok;
}

/* What was not understood could have forbidden this. */
static void
forbid (CorralManaged *self)
{
  self->is_broken = TRUE;
  self->may_export = FALSE;
  self->may_store = FALSE;
}

CorralManaged *
corral_managed_parse (const char *path, const char *text, gssize length)
{
  CorralManaged *self = g_new0 (CorralManaged, 1);
  g_autofree char *copy = g_strndup (text, length < 0 ? strlen (text) : (gsize) length);

  self->path = g_strdup (path);
  self->may_export = TRUE;
  self->may_store = TRUE;
  if (length > MAX_BYTES || (length >= 0 && strlen (copy) != (gsize) length) || !g_utf8_validate (copy, -1, NULL))
    {
      /* Nothing can be read of it: not even where somebody may sign in to. */
      forbid (self);
      self->clouds = g_new0 (char *, 1);
    }
  else if (!take_lines (self, copy))
    {
      forbid (self);
    }
  /* The one that is set is allowed; alone, when no others are named. */
  if (self->cloud != NULL && self->clouds == NULL)
    {
      self->clouds = g_new0 (char *, 2);
      self->clouds[0] = g_strdup (self->cloud);
    }
  return self;
}

/* FALSE: there is no such file. One that is there and cannot be read is a broken one. */
static gboolean
read_file (const char *path, CorralManaged **managed)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (g_file_get_contents (path, &text, &length, &error))
    *managed = corral_managed_parse (path, text, (gssize) length);
  else if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
    return FALSE;
  else
    *managed = corral_managed_parse (path, "\xff", 1);
  return TRUE;
}

/* Where Flatpak shows the PC's /etc to whom it is let in ("flatpak override --filesystem=host-etc:ro"). */
#define HOST_ETC "/run/host/etc"
/* Every Flatpak has this file. */
#define SANDBOX_MARK "/.flatpak-info"

static void
add_file (GStrvBuilder *builder, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "corral", "managed.ini", NULL);

  g_strv_builder_add (builder, path);
}

char **
corral_managed_list_files (const char *sysconf, gboolean sandboxed, const char *const *folders)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  add_file (builder, sysconf);
  if (sandboxed)
    add_file (builder, HOST_ETC);
  for (guint i = 0; folders[i] != NULL; i++)
    add_file (builder, folders[i]);
  return g_strv_builder_end (builder);
}

CorralManaged *
corral_managed_new (void)
{
  g_auto (GStrv) files = corral_managed_list_files (CORRAL_SYSCONF_DIR, g_file_test (SANDBOX_MARK, G_FILE_TEST_EXISTS),
                                                    g_get_system_config_dirs ());
  CorralManaged *managed = NULL;

  for (guint i = 0; files[i] != NULL; i++)
    if (read_file (files[i], &managed))
      return managed;
  return corral_managed_parse (NULL, "", 0);
}

void
corral_managed_free (CorralManaged *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->cloud);
  g_strfreev (self->clouds);
  g_free (self);
}

/* ---- questions ---------------------------------------------------------------------------------------- */

gboolean
corral_managed_allows_cloud (const CorralManaged *self, const char *address, GError **error)
{
  g_autofree char *form = canonical (address);
  g_autofree char *names = NULL;

  if (self->clouds == NULL || (form != NULL && g_strv_contains ((const char *const *) self->clouds, form)))
    return TRUE;
  if (self->clouds[0] == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                           _ ("Your administrator’s settings allow no cloud to be used on this PC."));
      return FALSE;
    }
  names = g_strjoinv (", ", self->clouds);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
               /* Translators: addresses */
               _ ("Your administrator allows only certain clouds to be used on this PC: %s."), names);
  return FALSE;
}

char *
corral_managed_dup_problem (const CorralManaged *self)
{
  if (!self->is_broken)
    return NULL;
  /* Translators: %s is a file's path */
  return g_strdup_printf (_ ("Your administrator’s settings (%s) cannot be read in full, so nothing may leave this PC and "
                             "nothing is kept on it until they are mended."),
                          self->path != NULL ? self->path : "managed.ini");
}

const char *
corral_managed_get_export_sentence (void)
{
  return _ ("Your administrator has turned off exports on this PC.");
}
