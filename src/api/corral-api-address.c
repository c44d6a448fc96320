/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an API address may be, and what belongs into a path. Pure. */
#include "config.h"

#include "corral-api-private.h"
#include "corral-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_ADDRESS 1024

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

char *
corral_api_check_address (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autoptr (GUri) uri = NULL;
  g_autofree char *result = NULL;
  const char *scheme;
  gsize length;

  /* The address itself is not repeated: people paste passwords into addresses. */
  uri = strlen (stripped) > MAX_ADDRESS || !g_utf8_validate (stripped, -1, NULL)
            ? NULL
            : g_uri_parse (stripped, G_URI_FLAGS_NONE, NULL);
  scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || g_uri_get_port (uri) == 0 || strpbrk (g_uri_get_host (uri), " \t<>\"\\^`{|}/") != NULL)
    {
      g_set_error_literal (
          error, CORRAL_API_ERROR, CORRAL_API_ERROR_ADDRESS,
          _ ("This is not the address of a cloud. It should look like https://api.example.com."));
      return NULL;
    }
  if (strcmp (scheme, "https") != 0
      && !(strcmp (scheme, "http") == 0 && is_loopback (g_uri_get_host (uri))))
    {
      g_set_error_literal (
          error, CORRAL_API_ERROR, CORRAL_API_ERROR_ADDRESS,
          _ ("The cloud's address must begin with https://. Plain http is for a cloud on this very "
             "computer alone."));
      return NULL;
    }
  if (g_uri_get_userinfo (uri) != NULL)
    {
      g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_ADDRESS,
                           _ ("The cloud's address must not hold a user name or a password."));
      return NULL;
    }
  if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    {
      g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_ADDRESS,
                           _ ("The cloud's address must end before any “?” or “#”."));
      return NULL;
    }
  result = g_uri_to_string (uri);
  length = strlen (result);
  while (length > 0 && result[length - 1] == '/')
    result[--length] = '\0';
  return g_steal_pointer (&result);
}

gboolean
corral_api_is_this_machine (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && is_loopback (g_uri_get_host (uri));
}

gboolean
corral_api_is_path_id (const char *id)
{
  return corral_text_is_id (id) && strcmp (id, ".") != 0 && strcmp (id, "..") != 0;
}
