/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The access token that the file at @path holds, or NULL and a sentence on why there is none: it never repeats what the
 * file holds. */
char *corral_token_file_read (const char *path, char **sentence) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
