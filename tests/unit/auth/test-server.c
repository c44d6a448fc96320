/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cloud and its sign-in service may say of themselves: each rule with a document that breaks it. */
#include "corral-auth-server.h"

#include <string.h>

#define CLOUD "https://api.example.com"
#define ISSUER "https://login.example.com/tenant"
#define FINE (-1)

typedef struct
{
  const char *name;
  const char *cloud; /* NULL: CLOUD */
  const char *document;
  int code;
} Case;

static const Case resource_cases[] = {
  { "fine", NULL, "{\"resource\":\"https://api.example.com/\",\"authorization_servers\":[\"" ISSUER "\"]}", FINE },
  { "client-and-scopes", NULL,
    "{\"authorization_servers\":[\"" ISSUER "\"],\"scopes_supported\":[\"x\",\"fleet.read\"],\"resource\":\"" CLOUD
    "\",\"corral_client_id\":\"f00-1\",\"other\":{\"a\":[1,2,{}]}}",
    FINE },
  { "nulls", NULL, "{\"resource\":\"" CLOUD "\",\"authorization_servers\":[\"" ISSUER "\"],\"corral_client_id\":null}", FINE },
  { "no-server", NULL, "{\"resource\":\"" CLOUD "\"}", CORRAL_AUTH_ERROR_NO_SIGN_IN },
  { "empty-list", NULL, "{\"resource\":\"" CLOUD "\",\"authorization_servers\":[]}", CORRAL_AUTH_ERROR_NO_SIGN_IN },
  { "no-resource", NULL, "{\"authorization_servers\":[\"" ISSUER "\"]}", CORRAL_AUTH_ERROR_UNSAFE },
  { "another-resource", NULL, "{\"resource\":\"https://evil.example.com\",\"authorization_servers\":[\"" ISSUER "\"]}",
    CORRAL_AUTH_ERROR_UNSAFE },
  { "open-issuer", NULL, "{\"resource\":\"" CLOUD "\",\"authorization_servers\":[\"http://login.example.com\"]}",
    CORRAL_AUTH_ERROR_UNSAFE },
  { "this-pc-for-a-cloud-elsewhere", NULL,
    "{\"resource\":\"" CLOUD "\",\"authorization_servers\":[\"http://127.0.0.1:8\"]}", CORRAL_AUTH_ERROR_UNSAFE },
  { "this-pc", "http://127.0.0.1:9",
    "{\"resource\":\"http://127.0.0.1:9\",\"authorization_servers\":[\"http://127.0.0.1:8\"]}", FINE },
  { "query", NULL, "{\"resource\":\"" CLOUD "\",\"authorization_servers\":[\"" ISSUER "?a=b\"]}",
    CORRAL_AUTH_ERROR_UNSAFE },
  { "two-lines", NULL, "{\"resource\":\"" CLOUD "\",\"authorization_servers\":[\"" ISSUER "\\nx\"]}",
    CORRAL_AUTH_ERROR_UNSAFE },
  { "password", NULL, "{\"resource\":\"" CLOUD "\",\"authorization_servers\":[\"https://a:b@login.example.com\"]}",
    CORRAL_AUTH_ERROR_UNSAFE },
  { "client-of-two-lines", NULL,
    "{\"resource\":\"" CLOUD "\",\"authorization_servers\":[\"" ISSUER "\"],\"corral_client_id\":\"a\\r\\nb\"}",
    CORRAL_AUTH_ERROR_UNSAFE },
  { "client-of-nothing", NULL,
    "{\"resource\":\"" CLOUD "\",\"authorization_servers\":[\"" ISSUER "\"],\"corral_client_id\":\"\"}",
    CORRAL_AUTH_ERROR_UNSAFE },
  { "twice", NULL,
    "{\"resource\":\"" CLOUD "\",\"authorization_servers\":[\"" ISSUER "\"],\"authorization_servers\":[\"" ISSUER "\"]}",
    CORRAL_AUTH_ERROR_BROKEN },
  { "number", NULL, "{\"resource\":\"" CLOUD "\",\"authorization_servers\":[7]}", CORRAL_AUTH_ERROR_BROKEN },
  { "nul", NULL, "{\"resource\":\"" CLOUD "\\u0000.evil\",\"authorization_servers\":[\"" ISSUER "\"]}",
    CORRAL_AUTH_ERROR_BROKEN },
  { "cut", NULL, "{\"resource\":\"" CLOUD "\",\"authorization_servers\":[\"" ISSUER, CORRAL_AUTH_ERROR_BROKEN },
  { "html", NULL, "<html></html>", CORRAL_AUTH_ERROR_BROKEN },
  { "empty", NULL, "", CORRAL_AUTH_ERROR_BROKEN },
  { "array", NULL, "[]", CORRAL_AUTH_ERROR_BROKEN },
};

static void
assert_outcome (const GError *error, gboolean got, int code)
{
  if (code == FINE)
    {
      g_assert_no_error (error);
      g_assert_true (got);
      return;
    }
  g_assert_false (got);
  g_assert_error (error, CORRAL_AUTH_ERROR, code);
  g_assert_cmpuint (strlen (error->message), >, 20);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
test_resource (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *body = g_strdup (c->document);
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralAuthResource) resource
      = corral_auth_resource_read (c->cloud != NULL ? c->cloud : CLOUD, body, strlen (body), &error);

  assert_outcome (error, resource != NULL, c->code);
  if (g_str_equal (c->name, "client-and-scopes"))
    {
      g_assert_cmpstr (resource->client, ==, "f00-1");
      g_assert_cmpstr (resource->scopes, ==, "fleet.read");
      g_assert_cmpstr (resource->issuer, ==, ISSUER);
    }
  else if (c->code == FINE)
    {
      g_assert_cmpstr (resource->client, ==, CORRAL_AUTH_CLIENT);
      g_assert_null (resource->scopes);
    }
}

#define SERVER(issuer, token, rest) "{\"issuer\":\"" issuer "\",\"token_endpoint\":\"" token "\"" rest "}"
#define S256 ",\"code_challenge_methods_supported\":[\"plain\",\"S256\"]"

static const Case server_cases[] = {
  { "fine", NULL,
    SERVER (ISSUER, "https://t.example.com/token",
            S256 ",\"authorization_endpoint\":\"https://t.example.com/auth?x=1\",\"scopes_supported\":[\"offline_access\"],"
                 "\"authorization_response_iss_parameter_supported\":true"),
    FINE },
  { "token-only", NULL, SERVER (ISSUER, "https://t.example.com/token", ""), FINE },
  { "no-pkce", NULL,
    SERVER (ISSUER, "https://t.example.com/token", ",\"authorization_endpoint\":\"https://t.example.com/auth\""), FINE },
  { "another-issuer", NULL, SERVER ("https://evil.example.com", "https://t.example.com/token", ""), CORRAL_AUTH_ERROR_UNSAFE },
  { "slash-behind", NULL, SERVER (ISSUER "/", "https://t.example.com/token", ""), CORRAL_AUTH_ERROR_UNSAFE },
  { "open-token", NULL, SERVER (ISSUER, "http://t.example.com/token", ""), CORRAL_AUTH_ERROR_UNSAFE },
  { "open-device", NULL,
    SERVER (ISSUER, "https://t.example.com/token", ",\"device_authorization_endpoint\":\"http://t.example.com/d\""),
    CORRAL_AUTH_ERROR_UNSAFE },
  { "file", NULL,
    SERVER (ISSUER, "https://t.example.com/token", S256 ",\"authorization_endpoint\":\"file:///etc/passwd\""),
    CORRAL_AUTH_ERROR_UNSAFE },
  { "script", NULL,
    SERVER (ISSUER, "https://t.example.com/token", S256 ",\"authorization_endpoint\":\"javascript:alert(1)\""),
    CORRAL_AUTH_ERROR_UNSAFE },
  { "fragment", NULL, SERVER (ISSUER, "https://t.example.com/token#x", ""), CORRAL_AUTH_ERROR_UNSAFE },
  { "no-token", NULL, "{\"issuer\":\"" ISSUER "\"}", CORRAL_AUTH_ERROR_BROKEN },
  { "no-issuer", NULL, "{\"token_endpoint\":\"https://t.example.com/token\"}", CORRAL_AUTH_ERROR_BROKEN },
  { "two-documents", NULL, SERVER (ISSUER, "https://t.example.com/token", "") "{}", CORRAL_AUTH_ERROR_BROKEN },
};

static void
test_server (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *body = g_strdup (c->document);
  g_autoptr (CorralAuthResource) resource = corral_auth_resource_new_plain (CLOUD);
  g_autoptr (CorralAuthServer) server = NULL;
  g_autoptr (GError) error = NULL;

  g_free (resource->issuer);
  resource->issuer = g_strdup (ISSUER);
  server = corral_auth_server_read (CLOUD, resource, body, strlen (body), &error);
  assert_outcome (error, server != NULL, c->code);
  if (g_str_equal (c->name, "fine"))
    {
      g_assert_true (server->says_issuer);
      g_assert_cmpstr (server->scope, ==, CORRAL_AUTH_SCOPES " offline_access");
      g_assert_nonnull (server->authorization);
    }
  else if (c->code == FINE)
    {
      /* Nothing goes through the browser without S256. */
      g_assert_null (server->authorization);
      g_assert_cmpstr (server->scope, ==, CORRAL_AUTH_SCOPES);
    }
}

static void
test_well_known (void)
{
  static const struct { const char *address; gboolean behind; const char *expected; } cases[] = {
    { "https://a.example", FALSE, "https://a.example/.well-known/n" },
    { "https://a.example/", FALSE, "https://a.example/.well-known/n" },
    { "https://a.example:8/b/c", FALSE, "https://a.example:8/.well-known/n/b/c" },
    { "https://a.example", TRUE, "https://a.example/.well-known/n" },
    { "https://a.example/", TRUE, "https://a.example/.well-known/n" },
    { "https://a.example/b", TRUE, "https://a.example/b/.well-known/n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = corral_auth_well_known (cases[i].address, "n", cases[i].behind);

      g_assert_cmpstr (url, ==, cases[i].expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth/well-known", test_well_known);
  for (guint i = 0; i < G_N_ELEMENTS (resource_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/auth/resource/", resource_cases[i].name, NULL);

      g_test_add_data_func (path, &resource_cases[i], test_resource);
    }
  for (guint i = 0; i < G_N_ELEMENTS (server_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/auth/server/", server_cases[i].name, NULL);

      g_test_add_data_func (path, &server_cases[i], test_server);
    }
  return g_test_run ();
}
