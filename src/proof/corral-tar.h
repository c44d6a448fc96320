/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Files in one: an uncompressed tar (POSIX ustar) that any system unpacks, in the one form that this writes: no dates, no
 * owners, nothing that could be another byte and mean the same. Private to this room. */

typedef struct
{
  char *name;    /* 1 to 64 of a-z 0-9 . - and no dot at the front */
  GBytes *bytes;
} CorralTarFile;

CorralTarFile *corral_tar_file_new (const char *name, GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT;
void corral_tar_file_free (CorralTarFile *self);

/* @files (element-type CorralTarFile): names differ. */
GBytes *corral_tar_write (GPtrArray *files) G_GNUC_WARN_UNUSED_RESULT;

/* The files in @tar, which must be exactly what corral_tar_write() makes of them: NULL and G_IO_ERROR_INVALID_DATA. */
GPtrArray *corral_tar_read (GBytes *tar, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralTarFile, corral_tar_file_free)

G_END_DECLS
