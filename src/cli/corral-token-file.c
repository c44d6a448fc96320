/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file that holds an access token: given by name, so that no token stands in a command line. Main thread. */
#include "config.h"

#include "corral-token-file.h"

#include "corral-secrecy.h"

#include <glib/gi18n.h>
#include <string.h>

/* Longer is no token. */
#define MAX_TOKEN 8192

char *
corral_token_file_read (const char *path, char **sentence)
{
  corral_autowipe char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, &error))
    {
      *sentence = g_strdup_printf (_ ("the token file cannot be read: %s"), error->message);
      return NULL;
    }
  if (length > MAX_TOKEN || strlen (text) != length)
    {
      *sentence = g_strdup_printf (_ ("the file “%s” does not hold an access token"), path);
      return NULL;
    }
  g_strstrip (text);
  if (*text == '\0')
    {
      *sentence = g_strdup_printf (_ ("the token file “%s” is empty"), path);
      return NULL;
    }
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      {
        *sentence = g_strdup_printf (_ ("the file “%s” does not hold an access token"), path);
        return NULL;
      }
  return g_steal_pointer (&text);
}
