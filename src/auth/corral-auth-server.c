/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clouds and sign-in services say of themselves, and whether it may be believed. Pure. */
#include "config.h"

#include "corral-auth-server.h"

#include "corral-api.h"
#include "corral-auth-json.h"

#include <string.h>

#define MAX_ENDPOINT 2048
#define MAX_CLIENT 256

/* ---- addresses ----------------------------------------------------------------------------------- */

char *
corral_auth_well_known (const char *address, const char *name, gboolean behind)
{
  const char *host = strstr (address, "://");
  const char *path = host != NULL ? strchr (host + 3, '/') : NULL;
  gsize length = path != NULL ? (gsize) (path - address) : strlen (address);

  if (behind)
    return g_strdup_printf ("%s%s.well-known/%s", address, g_str_has_suffix (address, "/") ? "" : "/", name);
  if (g_strcmp0 (path, "/") == 0)
    path = NULL;
  return g_strdup_printf ("%.*s/.well-known/%s%s", (int) length, address, name, path != NULL ? path : "");
}

/* Whether secrets may be sent there, of a cloud that is at @cloud: as safely as to it. */
static gboolean
is_safe (const char *address, const char *cloud)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  if (strlen (address) > MAX_ENDPOINT)
    return FALSE;
  for (const char *p = address; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;
  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' || g_uri_get_userinfo (uri) != NULL
      || g_uri_get_fragment (uri) != NULL)
    return FALSE;
  scheme = g_uri_get_scheme (uri);
  if (strcmp (scheme, "https") == 0)
    return TRUE;
  return strcmp (scheme, "http") == 0 && corral_api_is_this_machine (address) && corral_api_is_this_machine (cloud);
}

static gboolean
is_safe_or_none (const char *address, const char *cloud)
{
  return address == NULL || is_safe (address, cloud);
}

/* ---- the cloud ----------------------------------------------------------------------------------- */

void
corral_auth_resource_free (CorralAuthResource *self)
{
  g_free (self->resource);
  g_free (self->issuer);
  g_free (self->client);
  g_free (self->scopes);
  g_free (self);
}

CorralAuthResource *
corral_auth_resource_new_plain (const char *address)
{
  CorralAuthResource *self = g_new0 (CorralAuthResource, 1);

  self->issuer = g_strdup (address);
  self->client = g_strdup (CORRAL_AUTH_CLIENT);
  return self;
}

static gboolean
is_same_address (const char *a, const char *b)
{
  g_autofree char *checked = corral_api_check_address (a, NULL);

  return g_strcmp0 (checked, b) == 0;
}

/* What may stand in a request of ours, as part of a list or alone. */
static gboolean
is_word (const char *text)
{
  if (*text == '\0' || strlen (text) > MAX_CLIENT)
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isgraph (*text) || *text == '"' || *text == '\\')
      return FALSE;
  return TRUE;
}

/* Of our own scopes those that @known (nullable: all) has. */
static char *
choose_scopes (const GPtrArray *known)
{
  g_auto (GStrv) ours = g_strsplit (CORRAL_AUTH_SCOPES, " ", -1);
  GString *chosen = g_string_new (NULL);

  for (guint i = 0; ours[i] != NULL; i++)
    if (known == NULL || corral_auth_strings_have (known, ours[i]))
      g_string_append_printf (chosen, "%s%s", chosen->len > 0 ? " " : "", ours[i]);
  return g_string_free (chosen, FALSE);
}

CorralAuthResource *
corral_auth_resource_read (const char *address, char *body, gsize length, GError **error)
{
  g_autoptr (CorralAuthResource) self = g_new0 (CorralAuthResource, 1);
  g_autoptr (GPtrArray) servers = NULL;
  g_autoptr (GPtrArray) scopes = NULL;
  const CorralAuthMember members[] = {
    { "resource", CORRAL_AUTH_STRING, &self->resource },
    { "authorization_servers", CORRAL_AUTH_STRINGS, &servers },
    { "scopes_supported", CORRAL_AUTH_STRINGS, &scopes },
    { "corral_client_id", CORRAL_AUTH_STRING, &self->client },
  };

  if (!corral_auth_json_read (body, length, members, G_N_ELEMENTS (members)))
    {
      corral_auth_fail (error, CORRAL_AUTH_ERROR_BROKEN);
      return NULL;
    }
  if (servers == NULL || servers->len == 0)
    {
      corral_auth_fail (error, CORRAL_AUTH_ERROR_NO_SIGN_IN);
      return NULL;
    }
  self->issuer = g_strdup (g_ptr_array_index (servers, 0));
  if (self->client == NULL)
    self->client = g_strdup (CORRAL_AUTH_CLIENT);
  if (self->resource == NULL || !is_same_address (self->resource, address) || !is_safe (self->issuer, address)
      || strchr (self->issuer, '?') != NULL || !is_word (self->client))
    {
      corral_auth_fail (error, CORRAL_AUTH_ERROR_UNSAFE);
      return NULL;
    }
  if (scopes != NULL)
    self->scopes = choose_scopes (scopes);
  return g_steal_pointer (&self);
}

/* ---- its sign-in service -------------------------------------------------------------------------- */

CorralAuthServer *
corral_auth_server_ref (CorralAuthServer *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
corral_auth_server_unref (CorralAuthServer *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->cloud);
  g_free (self->issuer);
  g_free (self->client);
  g_free (self->resource);
  g_free (self->scope);
  g_free (self->authorization);
  g_free (self->token);
  g_free (self->device);
  g_free (self->revocation);
  g_free (self);
}

CorralAuthServer *
corral_auth_server_read (const char *cloud, const CorralAuthResource *resource, char *body, gsize length, GError **error)
{
  g_autoptr (CorralAuthServer) self = g_new0 (CorralAuthServer, 1);
  g_autoptr (GPtrArray) methods = NULL;
  g_autoptr (GPtrArray) scopes = NULL;
  const CorralAuthMember members[] = {
    { "issuer", CORRAL_AUTH_STRING, &self->issuer },
    { "authorization_endpoint", CORRAL_AUTH_STRING, &self->authorization },
    { "token_endpoint", CORRAL_AUTH_STRING, &self->token },
    { "device_authorization_endpoint", CORRAL_AUTH_STRING, &self->device },
    { "revocation_endpoint", CORRAL_AUTH_STRING, &self->revocation },
    { "code_challenge_methods_supported", CORRAL_AUTH_STRINGS, &methods },
    { "scopes_supported", CORRAL_AUTH_STRINGS, &scopes },
    { "authorization_response_iss_parameter_supported", CORRAL_AUTH_BOOLEAN, &self->says_issuer },
  };
  g_autofree char *ours = NULL;

  g_atomic_ref_count_init (&self->ref_count);
  if (!corral_auth_json_read (body, length, members, G_N_ELEMENTS (members)) || self->issuer == NULL
      || self->token == NULL)
    {
      corral_auth_fail (error, CORRAL_AUTH_ERROR_BROKEN);
      return NULL;
    }
  /* To the letter: one service must not speak for another (RFC 8414, section 3.3). */
  if (strcmp (self->issuer, resource->issuer) != 0 || !is_safe (self->token, cloud)
      || !is_safe_or_none (self->authorization, cloud) || !is_safe_or_none (self->device, cloud)
      || !is_safe_or_none (self->revocation, cloud))
    {
      corral_auth_fail (error, CORRAL_AUTH_ERROR_UNSAFE);
      return NULL;
    }
  /* Without it a code that is read on its way through the browser would be as good as a password. */
  if (!corral_auth_strings_have (methods, "S256"))
    g_clear_pointer (&self->authorization, g_free);
  self->cloud = g_strdup (cloud);
  self->client = g_strdup (resource->client);
  self->resource = g_strdup (resource->resource);
  ours = resource->scopes != NULL ? g_strdup (resource->scopes) : choose_scopes (NULL);
  if (corral_auth_strings_have (scopes, "offline_access"))
    self->scope = g_strdup_printf ("%s%soffline_access", ours, *ours != '\0' ? " " : "");
  else
    self->scope = g_steal_pointer (&ours);
  return g_steal_pointer (&self);
}
