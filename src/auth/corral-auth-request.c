/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question that goes through the browser, and its answer. But for the randomness, pure. */
#include "config.h"

#include "corral-auth-request.h"

#include "corral-secrecy.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define SECRET_BYTES 32
#define MAX_QUERY (16 * 1024)

/* ---- parts --------------------------------------------------------------------------------------- */

void
corral_auth_wipe (char *text)
{
  corral_secrecy_wipe (text);
}

static char *
dup_base64url (const guchar *bytes, gsize length)
{
  char *text = g_base64_encode (bytes, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

char *
corral_auth_dup_random (guint n_bytes)
{
  g_autofree guchar *bytes = g_malloc (n_bytes);
  gsize done = 0;
  char *text;

  while (done < n_bytes)
    {
      gssize n = getrandom (bytes + done, n_bytes - done, 0);

      if (n > 0)
        done += (gsize) n;
      else if (errno != EINTR)
        g_error ("The system has no randomness: %s", g_strerror (errno));
    }
  text = dup_base64url (bytes, n_bytes);
  explicit_bzero (bytes, n_bytes);
  return text;
}

char *
corral_auth_dup_challenge (const char *verifier)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (sum, (const guchar *) verifier, -1);
  g_checksum_get_digest (sum, digest, &length);
  return dup_base64url (digest, length);
}

gboolean
corral_auth_is_same (const char *a, const char *b)
{
  gsize length = strlen (a);
  guchar difference = 0;

  /* How long it is, everybody may know. */
  if (strlen (b) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guchar) (a[i] ^ b[i]);
  return difference == 0;
}

void
corral_auth_add_field (GString *text, const char *name, const char *value)
{
  if (value == NULL)
    return;
  if (text->len > 0 && text->str[text->len - 1] != '?' && text->str[text->len - 1] != '&')
    g_string_append_c (text, '&');
  g_string_append_uri_escaped (text, name, NULL, FALSE);
  g_string_append_c (text, '=');
  g_string_append_uri_escaped (text, value, NULL, FALSE);
}

/* ---- asking -------------------------------------------------------------------------------------- */

CorralAuthRequest *
corral_auth_request_new (CorralAuthServer *server, const char *redirect, GError **error)
{
  CorralAuthRequest *self;

  if (server->authorization == NULL)
    {
      corral_auth_fail (error, CORRAL_AUTH_ERROR_UNSUPPORTED);
      return NULL;
    }
  self = g_new0 (CorralAuthRequest, 1);
  self->server = corral_auth_server_ref (server);
  self->redirect = g_strdup (redirect);
  self->state = corral_auth_dup_random (SECRET_BYTES);
  self->verifier = corral_auth_dup_random (SECRET_BYTES);
  return self;
}

void
corral_auth_request_free (CorralAuthRequest *self)
{
  corral_auth_server_unref (self->server);
  g_free (self->redirect);
  corral_auth_wipe (self->state);
  corral_auth_wipe (self->verifier);
  g_free (self);
}

void
corral_auth_request_set_asks_anew (CorralAuthRequest *self, gboolean asks_anew)
{
  self->asks_anew = asks_anew;
}

char *
corral_auth_request_dup_url (const CorralAuthRequest *self)
{
  GString *url = g_string_new (self->server->authorization);
  g_autofree char *challenge = corral_auth_dup_challenge (self->verifier);

  g_string_append_c (url, strchr (self->server->authorization, '?') != NULL ? '&' : '?');
  corral_auth_add_field (url, "response_type", "code");
  corral_auth_add_field (url, "client_id", self->server->client);
  corral_auth_add_field (url, "redirect_uri", self->redirect);
  corral_auth_add_field (url, "scope", self->server->scope);
  corral_auth_add_field (url, "state", self->state);
  corral_auth_add_field (url, "code_challenge", challenge);
  corral_auth_add_field (url, "code_challenge_method", "S256");
  corral_auth_add_field (url, "resource", self->server->resource);
  /* A sign-in that outlasts the browser is something to be asked about (OpenID Connect Core, section 11). */
  if (strstr (self->server->scope, "offline_access") != NULL)
    corral_auth_add_field (url, "prompt", self->asks_anew ? "login consent" : "consent");
  else if (self->asks_anew)
    corral_auth_add_field (url, "prompt", "login");
  return g_string_free (url, FALSE);
}

/* ---- the answer ---------------------------------------------------------------------------------- */

typedef struct
{
  char *code;
  char *state;
  char *issuer;
  char *problem;
} Answer;

static void
answer_clear (Answer *self)
{
  corral_auth_wipe (self->code);
  g_free (self->state);
  g_free (self->issuer);
  g_free (self->problem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

/* FALSE when one comes twice, or is not a form. */
static gboolean
read_answer (Answer *answer, const char *query)
{
  const struct { const char *name; char **place; } fields[] = {
    { "code", &answer->code }, { "state", &answer->state }, { "iss", &answer->issuer }, { "error", &answer->problem },
  };
  GUriParamsIter iter;
  char *name;
  char *value;

  g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &name, &value, NULL))
    {
      gboolean twice = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
        if (strcmp (fields[i].name, name) == 0)
          {
            twice = *fields[i].place != NULL;
            if (!twice)
              *fields[i].place = g_strdup (value);
          }
      g_free (name);
      corral_auth_wipe (value);
      if (twice)
        return FALSE;
    }
  return TRUE;
}

static gboolean
fail_with_problem (const char *problem, GError **error)
{
  static const struct { const char *problem; CorralAuthError code; } problems[] = {
    { "access_denied", CORRAL_AUTH_ERROR_DENIED },
    { "server_error", CORRAL_AUTH_ERROR_UNREACHABLE },
    { "temporarily_unavailable", CORRAL_AUTH_ERROR_UNREACHABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (problems); i++)
    if (strcmp (problems[i].problem, problem) == 0)
      return corral_auth_fail (error, problems[i].code);
  return corral_auth_fail (error, CORRAL_AUTH_ERROR_REFUSED);
}

char *
corral_auth_request_take_answer (const CorralAuthRequest *self, const char *query, GError **error)
{
  g_auto (Answer) answer = { 0 };

  /* Until both are ours nothing that stands in it is believed, not even that it went wrong. */
  if (query == NULL || strlen (query) > MAX_QUERY || !read_answer (&answer, query) || answer.state == NULL
      || !corral_auth_is_same (answer.state, self->state)
      || (answer.issuer == NULL ? self->server->says_issuer : strcmp (answer.issuer, self->server->issuer) != 0)
      || (answer.code == NULL) == (answer.problem == NULL))
    {
      corral_auth_fail (error, CORRAL_AUTH_ERROR_FOREIGN);
      return NULL;
    }
  if (answer.problem != NULL)
    {
      fail_with_problem (answer.problem, error);
      return NULL;
    }
  return g_steal_pointer (&answer.code);
}
