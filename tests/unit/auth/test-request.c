/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question through the browser, and what is taken for its answer. */
#include "corral-auth-request.h"

#include <string.h>

#define ISSUER "https://login.example.com"
#define REDIRECT "http://127.0.0.1:4711/signed-in"

static CorralAuthServer *
make_server (gboolean says_issuer)
{
  g_autoptr (CorralAuthResource) resource = corral_auth_resource_new_plain (ISSUER);
  g_autofree char *body
      = g_strdup_printf ("{\"issuer\":\"" ISSUER "\",\"token_endpoint\":\"" ISSUER "/t\",\"authorization_endpoint\":\"" ISSUER
                         "/a?x=1\",\"code_challenge_methods_supported\":[\"S256\"],\"scopes_supported\":[\"offline_access\"],"
                         "\"authorization_response_iss_parameter_supported\":%s}",
                         says_issuer ? "true" : "false");
  CorralAuthServer *server;

  resource->resource = g_strdup ("https://api.example.com/x&y");
  server = corral_auth_server_read (ISSUER, resource, body, strlen (body), NULL);
  g_assert_nonnull (server);
  return server;
}

/* RFC 7636, appendix B. */
static void
test_challenge (void)
{
  g_autofree char *challenge = corral_auth_dup_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
test_random (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      char *text = corral_auth_dup_random (32);

      g_assert_cmpuint (strlen (text), ==, 43);
      g_assert_cmpuint (strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), ==, 43);
      g_assert_true (g_hash_table_add (seen, text));
    }
}

static void
test_same (void)
{
  g_assert_true (corral_auth_is_same ("abc", "abc"));
  g_assert_true (corral_auth_is_same ("", ""));
  g_assert_false (corral_auth_is_same ("abc", "abd"));
  g_assert_false (corral_auth_is_same ("abc", "bbc"));
  g_assert_false (corral_auth_is_same ("abc", "ab"));
  g_assert_false (corral_auth_is_same ("ab", "abc"));
  g_assert_false (corral_auth_is_same ("", "a"));
}

static void
test_url (void)
{
  g_autoptr (CorralAuthServer) server = make_server (TRUE);
  g_autoptr (CorralAuthRequest) request = corral_auth_request_new (server, REDIRECT, NULL);
  g_autoptr (CorralAuthRequest) another = corral_auth_request_new (server, REDIRECT, NULL);
  g_autofree char *url = corral_auth_request_dup_url (request);
  g_autofree char *challenge = corral_auth_dup_challenge (request->verifier);
  g_autoptr (GHashTable) query = NULL;

  g_assert_true (g_str_has_prefix (url, ISSUER "/a?x=1&response_type=code&"));
  query = g_uri_parse_params (strchr (url, '?') + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  g_assert_nonnull (query);
  g_assert_cmpstr (g_hash_table_lookup (query, "client_id"), ==, "corral");
  g_assert_cmpstr (g_hash_table_lookup (query, "redirect_uri"), ==, REDIRECT);
  g_assert_cmpstr (g_hash_table_lookup (query, "state"), ==, request->state);
  g_assert_cmpstr (g_hash_table_lookup (query, "code_challenge"), ==, challenge);
  g_assert_cmpstr (g_hash_table_lookup (query, "code_challenge_method"), ==, "S256");
  g_assert_cmpstr (g_hash_table_lookup (query, "resource"), ==, "https://api.example.com/x&y");
  g_assert_cmpstr (g_hash_table_lookup (query, "prompt"), ==, "consent");
  g_assert_cmpstr (g_hash_table_lookup (query, "scope"), ==, CORRAL_AUTH_SCOPES " offline_access");
  /* The secret itself stays here. */
  g_assert_null (strstr (url, request->verifier));
  g_assert_cmpstr (request->state, !=, another->state);
  g_assert_cmpstr (request->verifier, !=, another->verifier);
}

typedef struct
{
  const char *name;
  const char *query; /* S: the state */
  gboolean may_omit; /* the service does not promise `iss` */
  int code;          /* -1: fine */
} Case;

#define I "&iss=https%3A%2F%2Flogin.example.com"
static const Case cases[] = {
  { "fine", "code=abc%2B1&state=S" I, FALSE, -1 },
  { "other-order", "iss=https%3A%2F%2Flogin.example.com&state=S&x=y&code=abc%2B1", FALSE, -1 },
  { "no-issuer-promised", "code=abc%2B1&state=S", TRUE, -1 },
  { "no-issuer", "code=abc%2B1&state=S", FALSE, CORRAL_AUTH_ERROR_FOREIGN },
  { "wrong-issuer", "code=abc&state=S&iss=https%3A%2F%2Fevil.example.com", FALSE, CORRAL_AUTH_ERROR_FOREIGN },
  { "wrong-issuer-not-promised", "code=abc&state=S&iss=https%3A%2F%2Fevil.example.com", TRUE, CORRAL_AUTH_ERROR_FOREIGN },
  { "issuer-twice", "code=abc&state=S&iss=https%3A%2F%2Fevil.example.com" I, FALSE, CORRAL_AUTH_ERROR_FOREIGN },
  { "wrong-state", "code=abc&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" I, FALSE, CORRAL_AUTH_ERROR_FOREIGN },
  { "state-and-more", "code=abc&state=S1" I, FALSE, CORRAL_AUTH_ERROR_FOREIGN },
  { "empty-state", "code=abc&state=" I, FALSE, CORRAL_AUTH_ERROR_FOREIGN },
  { "no-state", "code=abc" I, FALSE, CORRAL_AUTH_ERROR_FOREIGN },
  { "state-twice", "code=abc&state=x&state=S" I, FALSE, CORRAL_AUTH_ERROR_FOREIGN },
  { "code-twice", "code=abc&code=def&state=S" I, FALSE, CORRAL_AUTH_ERROR_FOREIGN },
  { "code-and-error", "code=abc&error=access_denied&state=S" I, FALSE, CORRAL_AUTH_ERROR_FOREIGN },
  { "neither", "state=S" I, FALSE, CORRAL_AUTH_ERROR_FOREIGN },
  { "nothing", "", FALSE, CORRAL_AUTH_ERROR_FOREIGN },
  { "denied", "error=access_denied&error_description=no&state=S" I, FALSE, CORRAL_AUTH_ERROR_DENIED },
  { "denied-by-somebody", "error=access_denied&state=AAAA" I, FALSE, CORRAL_AUTH_ERROR_FOREIGN },
  { "busy", "error=temporarily_unavailable&state=S" I, FALSE, CORRAL_AUTH_ERROR_UNREACHABLE },
  { "unknown-error", "error=moon&state=S" I, FALSE, CORRAL_AUTH_ERROR_REFUSED },
};

static void
test_answer (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CorralAuthServer) server = make_server (!c->may_omit);
  g_autoptr (CorralAuthRequest) request = corral_auth_request_new (server, REDIRECT, NULL);
  g_auto (GStrv) parts = g_strsplit (c->query, "=S", -1);
  g_autofree char *mine = g_strconcat ("=", request->state, NULL);
  g_autofree char *query = g_strjoinv (mine, parts);
  g_autoptr (GError) error = NULL;
  g_autofree char *code = corral_auth_request_take_answer (request, query, &error);

  if (c->code < 0)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (code, ==, "abc+1");
      return;
    }
  g_assert_null (code);
  g_assert_error (error, CORRAL_AUTH_ERROR, c->code);
  /* Nothing of what came is repeated. */
  g_assert_null (strstr (error->message, "abc"));
  g_assert_null (strstr (error->message, "moon"));
}

static void
test_no_query (void)
{
  g_autoptr (CorralAuthServer) server = make_server (TRUE);
  g_autoptr (CorralAuthRequest) request = corral_auth_request_new (server, REDIRECT, NULL);
  g_autofree char *longest = g_strnfill (20 * 1024, 'a');
  g_autoptr (GError) error = NULL;

  g_assert_null (corral_auth_request_take_answer (request, NULL, &error));
  g_assert_error (error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_FOREIGN);
  g_clear_error (&error);
  g_assert_null (corral_auth_request_take_answer (request, longest, &error));
  g_assert_error (error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_FOREIGN);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth/request/challenge", test_challenge);
  g_test_add_func ("/auth/request/random", test_random);
  g_test_add_func ("/auth/request/same", test_same);
  g_test_add_func ("/auth/request/url", test_url);
  g_test_add_func ("/auth/request/no-query", test_no_query);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/auth/request/answer/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_answer);
    }
  return g_test_run ();
}
