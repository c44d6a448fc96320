/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sealed pack: its parts, its manifest, its seal. Any one thread. */
#include "config.h"

#include "corral-sealed.h"

#include "corral-tar.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MANIFEST "manifest.json"
#define SEAL "seal"
#define VERSION 1

struct _CorralSealed
{
  GPtrArray *files; /* (element-type CorralTarFile): the parts */
};

CorralSealed *
corral_sealed_new (void)
{
  CorralSealed *self = g_new0 (CorralSealed, 1);

  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_tar_file_free);
  return self;
}

void
corral_sealed_free (CorralSealed *self)
{
  g_ptr_array_unref (self->files);
  g_free (self);
}

static GBytes *
find (GPtrArray *files, const char *name)
{
  for (guint i = 0; i < files->len; i++)
    if (strcmp (((const CorralTarFile *) g_ptr_array_index (files, i))->name, name) == 0)
      return ((const CorralTarFile *) g_ptr_array_index (files, i))->bytes;
  return NULL;
}

GBytes *
corral_sealed_get (CorralSealed *self, const char *name)
{
  return find (self->files, name);
}

void
corral_sealed_add (CorralSealed *self, const char *name, GBytes *bytes)
{
  g_return_if_fail (find (self->files, name) == NULL);

  g_ptr_array_add (self->files, corral_tar_file_new (name, bytes));
}

/* ---- sealing ------------------------------------------------------------------------------------------ */

/* The same parts give the same text: it is compared by its bytes when the pack is opened. */
static GBytes *
make_manifest (GPtrArray *parts, gint64 made_ms)
{
  GString *text = g_string_new (NULL);
  gsize length;

  g_string_printf (text, "{\n  \"corral-pack\": %d,\n  \"made_ms\": %" G_GINT64_FORMAT ",\n  \"parts\": [", VERSION, made_ms);
  for (guint i = 0; i < parts->len; i++)
    {
      const CorralTarFile *part = g_ptr_array_index (parts, i);
      g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, part->bytes);

      g_string_append_printf (text, "%s\n    { \"name\": \"%s\", \"bytes\": %" G_GSIZE_FORMAT ", \"sha256\": \"%s\" }",
                              i > 0 ? "," : "", part->name, g_bytes_get_size (part->bytes), sum);
    }
  g_string_append (text, "\n  ]\n}\n");
  length = text->len;
  return g_bytes_new_take (g_string_free (text, FALSE), length);
}

static GBytes *
make_seal (GBytes *manifest, char **seal)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, manifest);
  char *line = g_strconcat (sum, "\n", NULL);

  *seal = g_steal_pointer (&sum);
  return g_bytes_new_take (line, strlen (line));
}

GBytes *
corral_sealed_close (CorralSealed *self, gint64 made_ms, char **seal)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_tar_file_free);
  g_autoptr (GBytes) manifest = make_manifest (self->files, made_ms);
  g_autofree char *sum = NULL;
  g_autoptr (GBytes) line = make_seal (manifest, &sum);

  g_ptr_array_add (files, corral_tar_file_new (MANIFEST, manifest));
  for (guint i = 0; i < self->files->len; i++)
    {
      const CorralTarFile *part = g_ptr_array_index (self->files, i);

      g_ptr_array_add (files, corral_tar_file_new (part->name, part->bytes));
    }
  g_ptr_array_add (files, corral_tar_file_new (SEAL, line));
  if (seal != NULL)
    *seal = g_steal_pointer (&sum);
  return corral_tar_write (files);
}

/* ---- opening ------------------------------------------------------------------------------------------ */

static void fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, format, arguments));
  va_end (arguments);
}

/* Only the time is taken from what is there: all else of a manifest follows from the parts. */
static gboolean
read_made_ms (GBytes *manifest, gint64 *made_ms)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize size;
  const char *text = g_bytes_get_data (manifest, &size);
  JsonNode *root, *node;

  if (size == 0 || !json_parser_load_from_data (parser, text, (gssize) size, NULL))
    return FALSE;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  node = json_object_get_member (json_node_get_object (root), "made_ms");
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *made_ms = json_node_get_int (node);
  return TRUE;
}

/* Names the part that was changed, if it is one. */
static void
blame (GPtrArray *parts, GBytes *manifest, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (manifest, &size);
  g_autofree char *text = g_strndup (data, size);

  for (guint i = 0; i < parts->len; i++)
    {
      const CorralTarFile *part = g_ptr_array_index (parts, i);
      g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, part->bytes);

      if (strstr (text, sum) == NULL)
        {
          fail (error, _ ("“%s” in it was changed after it was sealed."), part->name);
          return;
        }
    }
  fail (error, _ ("“%s” in it was changed after it was sealed."), MANIFEST);
}

CorralSealed *
corral_sealed_open (GBytes *file, char **seal, GError **error)
{
  g_autoptr (GPtrArray) files = corral_tar_read (file, error);
  g_autoptr (CorralSealed) self = corral_sealed_new ();
  g_autoptr (GBytes) manifest = NULL, line = NULL;
  g_autofree char *sum = NULL;
  GBytes *told, *told_line;
  gint64 made_ms;

  if (files == NULL)
    return NULL;
  told = find (files, MANIFEST);
  told_line = find (files, SEAL);
  if (told == NULL || told_line == NULL)
    {
      fail (error, _ ("It is no evidence pack: “%s” is missing."), told == NULL ? MANIFEST : SEAL);
      return NULL;
    }
  for (guint i = 0; i < files->len; i++)
    {
      const CorralTarFile *part = g_ptr_array_index (files, i);

      if (part->bytes == told || part->bytes == told_line)
        continue;
      if (find (self->files, part->name) != NULL)
        {
          fail (error, _ ("It is no evidence pack: “%s” is there twice."), part->name);
          return NULL;
        }
      corral_sealed_add (self, part->name, part->bytes);
    }
  manifest = read_made_ms (told, &made_ms) ? make_manifest (self->files, made_ms) : NULL;
  if (manifest == NULL || !g_bytes_equal (manifest, told))
    {
      blame (self->files, told, error);
      return NULL;
    }
  line = make_seal (manifest, &sum);
  if (!g_bytes_equal (line, told_line))
    {
      fail (error, _ ("“%s” in it was changed after it was sealed."), SEAL);
      return NULL;
    }
  /* The order of the files, and that there is nothing beside them. */
  {
    g_autoptr (GBytes) again = corral_sealed_close (self, made_ms, NULL);

    if (!g_bytes_equal (again, file))
      {
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                             _ ("It is no evidence pack of Corral, or it was changed."));
        return NULL;
      }
  }
  if (seal != NULL)
    *seal = g_steal_pointer (&sum);
  return g_steal_pointer (&self);
}
