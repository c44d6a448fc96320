/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict little tar. Reading it is guessing what was written and comparing with what it would have been: so there is no
 * byte that nobody looks at. Any thread. */
#include "config.h"

#include "corral-tar.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BLOCK 512
#define MAX_NAME 64
#define MAX_FILES 64
#define MAX_BYTES (64 * 1024 * 1024)

/* Where the fields of a header are (POSIX.1-1988, ustar). */
#define AT_MODE 100
#define AT_UID 108
#define AT_GID 116
#define AT_SIZE 124
#define AT_MTIME 136
#define AT_SUM 148
#define AT_TYPE 156
#define AT_MAGIC 257

CorralTarFile *
corral_tar_file_new (const char *name, GBytes *bytes)
{
  CorralTarFile *self = g_new0 (CorralTarFile, 1);

  self->name = g_strdup (name);
  self->bytes = g_bytes_ref (bytes);
  return self;
}

void
corral_tar_file_free (CorralTarFile *self)
{
  g_free (self->name);
  g_bytes_unref (self->bytes);
  g_free (self);
}

static void
write_header (guint8 header[BLOCK], const CorralTarFile *file)
{
  guint sum = 0;

  memset (header, 0, BLOCK);
  memcpy (header, file->name, strlen (file->name));
  memcpy (header + AT_MODE, "0000644", 8);
  memcpy (header + AT_UID, "0000000", 8);
  memcpy (header + AT_GID, "0000000", 8);
  g_snprintf ((char *) header + AT_SIZE, 12, "%011lo", (gulong) g_bytes_get_size (file->bytes));
  memcpy (header + AT_MTIME, "00000000000", 12);
  memset (header + AT_SUM, ' ', 8);
  header[AT_TYPE] = '0';
  memcpy (header + AT_MAGIC, "ustar\00000", 8);
  for (guint i = 0; i < BLOCK; i++)
    sum += header[i];
  g_snprintf ((char *) header + AT_SUM, 8, "%06o", sum);
  header[AT_SUM + 7] = ' ';
}

static void
pad (GByteArray *out)
{
  static const guint8 nothing[BLOCK];

  if (out->len % BLOCK != 0)
    g_byte_array_append (out, nothing, BLOCK - out->len % BLOCK);
}

GBytes *
corral_tar_write (GPtrArray *files)
{
  static const guint8 end[2 * BLOCK];
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; i < files->len; i++)
    {
      const CorralTarFile *file = g_ptr_array_index (files, i);
      guint8 header[BLOCK];

      write_header (header, file);
      g_byte_array_append (out, header, sizeof header);
      g_byte_array_append (out, g_bytes_get_data (file->bytes, NULL), (guint) g_bytes_get_size (file->bytes));
      pad (out);
    }
  g_byte_array_append (out, end, sizeof end);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
is_name (const char *name)
{
  for (const char *c = name; *c != '\0'; c++)
    if (!g_ascii_islower (*c) && !g_ascii_isdigit (*c) && *c != '.' && *c != '-')
      return FALSE;
  return *name != '\0' && *name != '.';
}

/* FALSE: no size. */
static gboolean
read_size (const guint8 *field, gsize *size)
{
  gsize value = 0;

  for (guint i = 0; i < 11; i++)
    {
      if (field[i] < '0' || field[i] > '7')
        return FALSE;
      value = value * 8 + (gsize) (field[i] - '0');
    }
  *size = value;
  return value <= MAX_BYTES;
}

/* What the bytes at @at seem to be; *at goes behind it. NULL: nothing that this writes. */
static CorralTarFile *
guess_file (GBytes *tar, gsize *at)
{
  gsize length, size;
  const guint8 *data = g_bytes_get_data (tar, &length);
  g_autofree char *name = g_strndup ((const char *) data + *at, MAX_NAME);
  g_autoptr (GBytes) bytes = NULL;

  if (!is_name (name) || !read_size (data + *at + AT_SIZE, &size) || size > length - *at - BLOCK)
    return NULL;
  bytes = g_bytes_new_from_bytes (tar, *at + BLOCK, size);
  *at += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
  return corral_tar_file_new (name, bytes);
}

GPtrArray *
corral_tar_read (GBytes *tar, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_tar_file_free);
  g_autoptr (GBytes) again = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (tar, &length);
  gsize at = 0;
  gboolean good = length <= MAX_BYTES && length % BLOCK == 0;

  while (good && at + BLOCK <= length && data[at] != 0)
    {
      CorralTarFile *file = files->len < MAX_FILES ? guess_file (tar, &at) : NULL;

      good = file != NULL;
      if (good)
        g_ptr_array_add (files, file);
    }
  again = good ? corral_tar_write (files) : NULL;
  if (again != NULL && g_bytes_equal (again, tar))
    return g_steal_pointer (&files);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       _ ("It is no evidence pack of Corral, or it was changed."));
  return NULL;
}
