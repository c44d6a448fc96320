/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conversation with a sign-in service, straight down, on the thread that calls. */
#include "config.h"

#include "corral-auth-client.h"

#include "corral-auth-json.h"
#include "corral-http.h"

#include <string.h>

#define MAX_BODY (256 * 1024)
#define FORM "application/x-www-form-urlencoded"

/* Of a service that does not say: less than any has. */
#define DEFAULT_LASTS_S 300
#define MAX_LASTS_S (24 * 3600)

/* RFC 8628, sections 3.2 and 3.5. */
#define DEFAULT_INTERVAL_S 5
#define SLOW_DOWN_MS 5000
#define MAX_INTERVAL_S 120
#define MAX_DEVICE_S 1800

struct _CorralAuthClient
{
  CorralApiLimits limits;
};

CorralAuthClient *
corral_auth_client_new (void)
{
  CorralAuthClient *self = g_new0 (CorralAuthClient, 1);

  self->limits = (CorralApiLimits) CORRAL_API_DEFAULT_LIMITS;
  return self;
}

void
corral_auth_client_free (CorralAuthClient *self)
{
  g_free (self);
}

void
corral_auth_client_set_limits (CorralAuthClient *self, const CorralApiLimits *limits)
{
  self->limits = *limits;
}

CorralAuthTokens *
corral_auth_tokens_copy (const CorralAuthTokens *self)
{
  CorralAuthTokens *copy = g_new0 (CorralAuthTokens, 1);

  copy->access = g_strdup (self->access);
  copy->refresh = g_strdup (self->refresh);
  copy->lasts_ms = self->lasts_ms;
  return copy;
}

void
corral_auth_tokens_free (CorralAuthTokens *self)
{
  corral_auth_wipe (self->access);
  corral_auth_wipe (self->refresh);
  g_free (self);
}

void
corral_auth_device_free (CorralAuthDevice *self)
{
  corral_auth_wipe (self->code);
  g_free (self->user_code);
  g_free (self->page);
  g_free (self->full_page);
  g_free (self);
}

/* ---- one question -------------------------------------------------------------------------------- */

typedef struct
{
  guint status;
  char *body; /* (nullable): JSON, whatever is in it */
  gsize length;
} Answer;

static void
answer_clear (Answer *self)
{
  if (self->body != NULL)
    explicit_bzero (self->body, self->length);
  g_clear_pointer (&self->body, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

/* Asks @url with GET, or POSTs @form. TRUE with whatever came; FALSE and CORRAL_API_ERROR when nothing did. */
static gboolean
ask (CorralAuthClient *self, const char *url, GString *form, Answer *answer, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = form != NULL ? g_bytes_new_static (form->str, form->len) : NULL;
  CorralHttpBody body = { .method = "POST", .type = FORM, .bytes = bytes };
  g_autoptr (CorralHttp) http = corral_http_new (&self->limits, NULL, corral_api_is_this_machine (url));
  g_autoptr (CorralHttpExchange) exchange
      = corral_http_begin (http, url, form != NULL ? &body : NULL, NULL, NULL, "application/json", TRUE, cancellable,
                           error);
  gsize received = 0;

  if (exchange == NULL)
    return FALSE;
  answer->status = corral_http_exchange_get_status (exchange);
  if (!corral_api_is_media_type (corral_http_exchange_get_headers (exchange), "application/json"))
    return TRUE;
  answer->body = corral_http_exchange_read_body (exchange, MIN (MAX_BODY, self->limits.max_decoded), &answer->length,
                                                 &received, cancellable, error);
  return answer->body != NULL;
}

static void
form_free (GString *form)
{
  explicit_bzero (form->str, form->allocated_len);
  g_string_free (form, TRUE);
}

/* What a service that has trouble of its own says. */
static gboolean
is_trouble (guint status)
{
  return status >= 500 || status == 429 || status == 408;
}

/* ---- finding out --------------------------------------------------------------------------------- */

/* TRUE and the document, or none when there is none there; FALSE and CORRAL_API_ERROR when it cannot be told. */
static gboolean
look_at (CorralAuthClient *self, const char *url, Answer *document, GCancellable *cancellable, GError **error)
{
  if (!ask (self, url, NULL, document, cancellable, error))
    return FALSE;
  if (document->status == 200)
    return TRUE;
  answer_clear (document);
  if (!is_trouble (document->status))
    return TRUE;
  g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_UNAVAILABLE, "");
  return FALSE;
}

static CorralAuthResource *
find_resource (CorralAuthClient *self, const char *cloud, GCancellable *cancellable, GError **error)
{
  g_autofree char *url = corral_auth_well_known (cloud, "oauth-protected-resource", FALSE);
  g_autoptr (GError) reason = NULL;
  g_auto (Answer) document = { 0 };

  if (!look_at (self, url, &document, cancellable, &reason))
    {
      /* It is the cloud that was asked: its own words are the better ones. */
      if (*reason->message != '\0' && reason->code != CORRAL_API_ERROR_CANCELLED)
        g_set_error_literal (error, CORRAL_AUTH_ERROR,
                             reason->code == CORRAL_API_ERROR_REDIRECT ? CORRAL_AUTH_ERROR_ADDRESS
                                                                       : CORRAL_AUTH_ERROR_UNREACHABLE,
                             reason->message);
      else
        corral_auth_fail_for (error, reason);
      return NULL;
    }
  if (document.body == NULL)
    return corral_auth_resource_new_plain (cloud);
  return corral_auth_resource_read (cloud, document.body, document.length, error);
}

CorralAuthServer *
corral_auth_client_discover (CorralAuthClient *self, const char *cloud, GCancellable *cancellable, GError **error)
{
  /* OpenID Connect's place first: most services have it, and only it. */
  static const struct { const char *name; gboolean behind; } places[] = {
    { "openid-configuration", TRUE },
    { "oauth-authorization-server", FALSE },
  };
  g_autoptr (GError) reason = NULL;
  g_autofree char *address = corral_api_check_address (cloud, &reason);
  g_autoptr (CorralAuthResource) resource = NULL;

  if (address == NULL)
    {
      g_set_error_literal (error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_ADDRESS, reason->message);
      return NULL;
    }
  resource = find_resource (self, address, cancellable, error);
  if (resource == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *url = corral_auth_well_known (resource->issuer, places[i].name, places[i].behind);
      g_auto (Answer) document = { 0 };

      if (!look_at (self, url, &document, cancellable, &reason))
        {
          corral_auth_fail_for (error, reason);
          return NULL;
        }
      if (document.body != NULL)
        return corral_auth_server_read (address, resource, document.body, document.length, error);
    }
  corral_auth_fail (error, CORRAL_AUTH_ERROR_NO_SIGN_IN);
  return NULL;
}

/* ---- tokens -------------------------------------------------------------------------------------- */

/* A header can hold it (RFC 6750, section 2.1). */
static gboolean
is_token (const char *text)
{
  return text != NULL && *text != '\0'
         && text[strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=")] == '\0';
}

static CorralAuthTokens *
read_tokens (Answer *answer, GError **error)
{
  g_autoptr (CorralAuthTokens) tokens = g_new0 (CorralAuthTokens, 1);
  g_autofree char *type = NULL;
  gint64 lasts_s = DEFAULT_LASTS_S;
  const CorralAuthMember members[] = {
    { "access_token", CORRAL_AUTH_SECRET, &tokens->access },
    { "refresh_token", CORRAL_AUTH_SECRET, &tokens->refresh },
    { "token_type", CORRAL_AUTH_STRING, &type },
    { "expires_in", CORRAL_AUTH_INTEGER, &lasts_s },
  };

  if (!corral_auth_json_read (answer->body, answer->length, members, G_N_ELEMENTS (members)) || !is_token (tokens->access)
      || type == NULL || g_ascii_strcasecmp (type, "Bearer") != 0 || (tokens->refresh != NULL && *tokens->refresh == '\0'))
    {
      corral_auth_fail (error, CORRAL_AUTH_ERROR_BROKEN);
      return NULL;
    }
  tokens->lasts_ms = CLAMP (lasts_s, 1, MAX_LASTS_S) * 1000;
  return g_steal_pointer (&tokens);
}

/* The word for what went wrong (RFC 6749, section 5.2), or NULL. Free with g_free(). */
static char *
read_problem (Answer *answer)
{
  char *problem = NULL;
  const CorralAuthMember members[] = { { "error", CORRAL_AUTH_STRING, &problem } };

  if (answer->body != NULL && corral_auth_json_read (answer->body, answer->length, members, G_N_ELEMENTS (members)))
    return problem;
  g_free (problem);
  return NULL;
}

/* POSTs @form, which is taken, to where tokens are had. NULL with *@problem, or with an error. */
static CorralAuthTokens *
ask_tokens (CorralAuthClient *self,
            const CorralAuthServer *server,
            GString *form,
            char **problem,
            GCancellable *cancellable,
            GError **error)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) reason = NULL;
  gboolean ok;

  corral_auth_add_field (form, "client_id", server->client);
  ok = ask (self, server->token, form, &answer, cancellable, &reason);
  form_free (form);
  if (!ok)
    corral_auth_fail_for (error, reason);
  else if (answer.status == 200 && answer.body != NULL)
    return read_tokens (&answer, error);
  else if (is_trouble (answer.status))
    corral_auth_fail (error, CORRAL_AUTH_ERROR_UNREACHABLE);
  else if ((*problem = read_problem (&answer)) == NULL)
    corral_auth_fail (error, CORRAL_AUTH_ERROR_BROKEN);
  return NULL;
}

static GString *
form_new (const char *grant)
{
  GString *form = g_string_sized_new (2048);

  corral_auth_add_field (form, "grant_type", grant);
  return form;
}

CorralAuthTokens *
corral_auth_client_redeem (CorralAuthClient *self,
                           const CorralAuthRequest *request,
                           const char *code,
                           GCancellable *cancellable,
                           GError **error)
{
  GString *form = form_new ("authorization_code");
  g_autofree char *problem = NULL;
  CorralAuthTokens *tokens;

  corral_auth_add_field (form, "code", code);
  corral_auth_add_field (form, "redirect_uri", request->redirect);
  corral_auth_add_field (form, "code_verifier", request->verifier);
  corral_auth_add_field (form, "resource", request->server->resource);
  tokens = ask_tokens (self, request->server, form, &problem, cancellable, error);
  if (problem != NULL)
    corral_auth_fail (error, CORRAL_AUTH_ERROR_REFUSED);
  return tokens;
}

CorralAuthTokens *
corral_auth_client_refresh (CorralAuthClient *self,
                            const CorralAuthServer *server,
                            const char *refresh,
                            GCancellable *cancellable,
                            GError **error)
{
  GString *form = form_new ("refresh_token");
  g_autofree char *problem = NULL;
  CorralAuthTokens *tokens;

  corral_auth_add_field (form, "refresh_token", refresh);
  corral_auth_add_field (form, "resource", server->resource);
  tokens = ask_tokens (self, server, form, &problem, cancellable, error);
  if (problem != NULL)
    corral_auth_fail (error, CORRAL_AUTH_ERROR_SIGNED_OUT);
  return tokens;
}

gboolean
corral_auth_client_revoke (CorralAuthClient *self,
                           const CorralAuthServer *server,
                           const char *refresh,
                           GCancellable *cancellable,
                           GError **error)
{
  GString *form;
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) reason = NULL;
  gboolean ok;

  if (server->revocation == NULL)
    return TRUE;
  form = g_string_sized_new (2048);
  corral_auth_add_field (form, "token", refresh);
  corral_auth_add_field (form, "token_type_hint", "refresh_token");
  corral_auth_add_field (form, "client_id", server->client);
  ok = ask (self, server->revocation, form, &answer, cancellable, &reason);
  form_free (form);
  if (!ok)
    return corral_auth_fail_for (error, reason);
  /* Whatever it is that it does not know, it is not good there (RFC 7009, section 2.2). */
  return !is_trouble (answer.status) || corral_auth_fail (error, CORRAL_AUTH_ERROR_UNREACHABLE);
}

/* ---- on another device --------------------------------------------------------------------------- */

/* A page for people to open: nothing that a link cannot be. */
static gboolean
is_page (const char *address)
{
  return g_str_has_prefix (address, "https://") || (g_str_has_prefix (address, "http://") && corral_api_is_this_machine (address));
}

static CorralAuthDevice *
read_device (Answer *answer, GError **error)
{
  g_autoptr (CorralAuthDevice) device = g_new0 (CorralAuthDevice, 1);
  gint64 lasts_s = 0;
  gint64 every_s = DEFAULT_INTERVAL_S;
  const CorralAuthMember members[] = {
    { "device_code", CORRAL_AUTH_SECRET, &device->code },
    { "user_code", CORRAL_AUTH_STRING, &device->user_code },
    { "verification_uri", CORRAL_AUTH_STRING, &device->page },
    { "verification_uri_complete", CORRAL_AUTH_STRING, &device->full_page },
    { "expires_in", CORRAL_AUTH_INTEGER, &lasts_s },
    { "interval", CORRAL_AUTH_INTEGER, &every_s },
  };

  if (!corral_auth_json_read (answer->body, answer->length, members, G_N_ELEMENTS (members)) || device->code == NULL
      || device->user_code == NULL || *device->user_code == '\0' || strlen (device->user_code) > 64
      || !g_str_is_ascii (device->user_code) || device->page == NULL || !is_page (device->page)
      || (device->full_page != NULL && !is_page (device->full_page)) || lasts_s <= 0)
    {
      corral_auth_fail (error, CORRAL_AUTH_ERROR_BROKEN);
      return NULL;
    }
  device->lasts_ms = MIN (lasts_s, MAX_DEVICE_S) * 1000;
  device->every_ms = CLAMP (every_s, 1, MAX_INTERVAL_S) * 1000;
  return g_steal_pointer (&device);
}

CorralAuthDevice *
corral_auth_client_begin_device (CorralAuthClient *self,
                                 const CorralAuthServer *server,
                                 GCancellable *cancellable,
                                 GError **error)
{
  GString *form;
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) reason = NULL;
  g_autofree char *problem = NULL;
  gboolean ok;

  if (server->device == NULL)
    {
      corral_auth_fail (error, CORRAL_AUTH_ERROR_UNSUPPORTED);
      return NULL;
    }
  form = g_string_new (NULL);
  corral_auth_add_field (form, "client_id", server->client);
  corral_auth_add_field (form, "scope", server->scope);
  corral_auth_add_field (form, "resource", server->resource);
  ok = ask (self, server->device, form, &answer, cancellable, &reason);
  form_free (form);
  if (!ok)
    corral_auth_fail_for (error, reason);
  else if (answer.status == 200 && answer.body != NULL)
    return read_device (&answer, error);
  else if (is_trouble (answer.status))
    corral_auth_fail (error, CORRAL_AUTH_ERROR_UNREACHABLE);
  else
    {
      problem = read_problem (&answer);
      corral_auth_fail (error, g_strcmp0 (problem, "unauthorized_client") == 0 ? CORRAL_AUTH_ERROR_UNSUPPORTED
                                                                               : CORRAL_AUTH_ERROR_REFUSED);
    }
  return NULL;
}

/* FALSE when cancelled meanwhile. */
static gboolean
sleep_ms (gint64 ms, GCancellable *cancellable)
{
  GPollFD poll = { 0 };
  gboolean watched = g_cancellable_make_pollfd (cancellable, &poll);

  if (watched)
    {
      g_poll (&poll, 1, (int) ms);
      g_cancellable_release_fd (cancellable);
    }
  else
    g_usleep ((gulong) ms * 1000);
  return !g_cancellable_is_cancelled (cancellable);
}

CorralAuthTokens *
corral_auth_client_wait_device (CorralAuthClient *self,
                                const CorralAuthServer *server,
                                CorralAuthDevice *device,
                                GCancellable *cancellable,
                                GError **error)
{
  static const struct { const char *problem; CorralAuthError code; } problems[] = {
    { "access_denied", CORRAL_AUTH_ERROR_DENIED },
    { "expired_token", CORRAL_AUTH_ERROR_EXPIRED },
  };
  gint64 until_us = g_get_monotonic_time () + device->lasts_ms * 1000;

  for (;;)
    {
      GString *form;
      g_autofree char *problem = NULL;
      g_autoptr (GError) reason = NULL;
      CorralAuthTokens *tokens;

      if (!sleep_ms (device->every_ms, cancellable))
        {
          corral_auth_fail (error, CORRAL_AUTH_ERROR_CANCELLED);
          return NULL;
        }
      if (g_get_monotonic_time () >= until_us)
        {
          corral_auth_fail (error, CORRAL_AUTH_ERROR_EXPIRED);
          return NULL;
        }
      form = form_new ("urn:ietf:params:oauth:grant-type:device_code");
      corral_auth_add_field (form, "device_code", device->code);
      corral_auth_add_field (form, "resource", server->resource);
      tokens = ask_tokens (self, server, form, &problem, cancellable, &reason);
      if (tokens != NULL)
        return tokens;
      if (g_error_matches (reason, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_UNREACHABLE)
          || g_strcmp0 (problem, "slow_down") == 0)
        {
          device->every_ms = MIN (device->every_ms + SLOW_DOWN_MS, MAX_INTERVAL_S * 1000);
          continue;
        }
      if (g_strcmp0 (problem, "authorization_pending") == 0)
        continue;
      if (reason != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return NULL;
        }
      for (guint i = 0; i < G_N_ELEMENTS (problems); i++)
        if (strcmp (problems[i].problem, problem) == 0)
          {
            corral_auth_fail (error, problems[i].code);
            return NULL;
          }
      corral_auth_fail (error, CORRAL_AUTH_ERROR_REFUSED);
      return NULL;
    }
}
