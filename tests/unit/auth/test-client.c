/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conversation with a sign-in service that says right and wrong things, over real HTTP. */
#include "corral-auth-client.h"
#include "corral-fault-server.h"

#include <string.h>

#define JSON "application/json; charset=utf-8"

typedef struct
{
  CorralFaultServer *service;
  CorralAuthClient *client;
  const char *url;
} Fixture;

static void
serve (Fixture *f, const char *path, guint status, const char *type, const char *body)
{
  corral_fault_server_set (f->service, path, corral_fault_none (status, type, NULL, body));
}

/* The cloud is its own sign-in service. */
static void
serve_metadata (Fixture *f)
{
  g_autofree char *body = g_strdup_printf (
      "{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/auth\",\"token_endpoint\":\"%s/token\","
      "\"device_authorization_endpoint\":\"%s/device\",\"revocation_endpoint\":\"%s/revoke\","
      "\"code_challenge_methods_supported\":[\"S256\"]}",
      f->url, f->url, f->url, f->url, f->url);

  serve (f, "/.well-known/oauth-protected-resource", 404, JSON, "{}");
  serve (f, "/.well-known/openid-configuration", 200, JSON, body);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  CorralApiLimits limits = CORRAL_API_DEFAULT_LIMITS;

  limits.first_byte_ms = 500;
  limits.page_ms = 2000;
  f->service = corral_fault_server_new (NULL);
  f->url = corral_fault_server_get_url (f->service);
  corral_fault_server_set (f->service, NULL, corral_fault_none (404, "text/html", NULL, "<html>?</html>"));
  f->client = corral_auth_client_new ();
  corral_auth_client_set_limits (f->client, &limits);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  corral_auth_client_free (f->client);
  corral_fault_server_free (f->service);
}

static CorralAuthServer *
discover (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  CorralAuthServer *server;

  serve_metadata (f);
  server = corral_auth_client_discover (f->client, f->url, NULL, &error);
  g_assert_no_error (error);
  return server;
}

static void
expect_discovery (Fixture *f, const char *cloud, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralAuthServer) server = corral_auth_client_discover (f->client, cloud, NULL, &error);

  g_assert_null (server);
  g_assert_error (error, CORRAL_AUTH_ERROR, code);
  g_assert_cmpuint (strlen (error->message), >, 20);
}

static void
test_discovery (Fixture *f, gconstpointer data)
{
  g_autoptr (CorralAuthServer) server = discover (f);

  g_assert_cmpstr (server->cloud, ==, f->url);
  g_assert_cmpstr (server->issuer, ==, f->url);
  g_assert_cmpstr (server->client, ==, "corral");
  g_assert_null (server->resource);
  g_assert_true (g_str_has_suffix (server->token, "/token"));
  g_assert_true (g_str_has_suffix (server->device, "/device"));
}

/* The cloud says who signs its people in, and that says so in the other place. */
static void
test_discovery_elsewhere (Fixture *f, gconstpointer data)
{
  g_autofree char *resource = g_strdup_printf (
      "{\"resource\":\"%s/cloud\",\"authorization_servers\":[\"%s/login\"],\"corral_client_id\":\"x\"}", f->url, f->url);
  g_autofree char *metadata
      = g_strdup_printf ("{\"issuer\":\"%s/login\",\"token_endpoint\":\"%s/token\"}", f->url, f->url);
  g_autofree char *cloud = g_strconcat (f->url, "/cloud/", NULL);
  g_autoptr (CorralAuthServer) server = NULL;
  g_autoptr (GError) error = NULL;

  serve (f, "/.well-known/oauth-protected-resource/cloud", 200, JSON, resource);
  serve (f, "/.well-known/oauth-authorization-server/login", 200, JSON, metadata);
  server = corral_auth_client_discover (f->client, cloud, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (server->client, ==, "x");
  g_assert_nonnull (server->resource);
}

static void
test_discovery_fails (Fixture *f, gconstpointer data)
{
  g_autofree char *gone = NULL;

  expect_discovery (f, "", CORRAL_AUTH_ERROR_ADDRESS);
  expect_discovery (f, "api.example.com", CORRAL_AUTH_ERROR_ADDRESS);
  expect_discovery (f, "http://api.example.com", CORRAL_AUTH_ERROR_ADDRESS);
  expect_discovery (f, f->url, CORRAL_AUTH_ERROR_NO_SIGN_IN);

  serve_metadata (f);
  serve (f, "/.well-known/oauth-protected-resource", 200, JSON, "{\"resource\":");
  expect_discovery (f, f->url, CORRAL_AUTH_ERROR_BROKEN);
  serve (f, "/.well-known/oauth-protected-resource", 503, JSON, "{}");
  expect_discovery (f, f->url, CORRAL_AUTH_ERROR_UNREACHABLE);

  serve_metadata (f);
  serve (f, "/.well-known/openid-configuration", 200, JSON, "{\"issuer\":\"https://evil.example.com\",\"token_endpoint\":\"https://evil.example.com/t\"}");
  expect_discovery (f, f->url, CORRAL_AUTH_ERROR_UNSAFE);
  serve (f, "/.well-known/openid-configuration", 500, JSON, "{}");
  expect_discovery (f, f->url, CORRAL_AUTH_ERROR_UNREACHABLE);
  /* A redirect is not followed, wherever it leads. */
  corral_fault_server_set (f->service, "/.well-known/openid-configuration",
                           corral_fault_none (302, JSON, "Location: https://evil.example.com/\r\n", "{}"));
  expect_discovery (f, f->url, CORRAL_AUTH_ERROR_NO_SIGN_IN);
  corral_fault_server_set (f->service, "/.well-known/openid-configuration",
                           (CorralFault){ .bytes = corral_fault_answer (200, JSON, NULL, "{}", -1), .cut_at = 5,
                                          .end = CORRAL_FAULT_HANG });
  expect_discovery (f, f->url, CORRAL_AUTH_ERROR_UNREACHABLE);

  gone = g_strdup (f->url);
  g_clear_pointer (&f->service, corral_fault_server_free);
  expect_discovery (f, gone, CORRAL_AUTH_ERROR_UNREACHABLE);
  f->service = corral_fault_server_new (NULL);
}

#define FINE (-1)
typedef struct
{
  const char *name;
  guint status;
  const char *type;
  const char *body;
  int refreshed; /* what it comes to when a refresh token was sent … */
  int redeemed;  /* … or a code */
} TokenCase;

#define U CORRAL_AUTH_ERROR_UNREACHABLE
#define B CORRAL_AUTH_ERROR_BROKEN
#define OUT CORRAL_AUTH_ERROR_SIGNED_OUT, CORRAL_AUTH_ERROR_REFUSED
static const TokenCase token_cases[] = {
  { "fine", 200, JSON, "{\"access_token\":\"a.b-c\",\"token_type\":\"bearer\",\"expires_in\":600,\"refresh_token\":\"r1\"}", FINE, FINE },
  { "no-more", 200, JSON, "{\"token_type\":\"Bearer\",\"access_token\":\"a.b-c\",\"id_token\":\"x\"}", FINE, FINE },
  { "invalid-grant", 400, JSON, "{\"error\":\"invalid_grant\"}", OUT },
  { "invalid-client", 401, JSON, "{\"error\":\"invalid_client\"}", OUT },
  { "no-error", 400, JSON, "{}", B, B },
  { "web-page", 200, "text/html", "<html>", B, B },
  { "web-page-400", 400, "text/html", "<html>", B, B },
  { "500", 500, JSON, "{\"error\":\"invalid_grant\"}", U, U },
  { "429", 429, JSON, "{\"error\":\"invalid_grant\"}", U, U },
  { "redirect", 307, JSON, "{}", B, B },
  { "no-token", 200, JSON, "{\"token_type\":\"Bearer\"}", B, B },
  { "another-type", 200, JSON, "{\"access_token\":\"a\",\"token_type\":\"DPoP\"}", B, B },
  { "two-lines", 200, JSON, "{\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"Bearer\"}", B, B },
  { "empty-refresh", 200, JSON, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"refresh_token\":\"\"}", B, B },
  { "long-time", 200, JSON, "{\"access_token\":\"a.b-c\",\"token_type\":\"Bearer\",\"expires_in\":999999999}", FINE, FINE },
  { "past", 200, JSON, "{\"access_token\":\"a.b-c\",\"token_type\":\"Bearer\",\"expires_in\":-5}", FINE, FINE },
};

static void
check_tokens (const TokenCase *c, CorralAuthTokens *tokens, const GError *error, int code)
{
  if (code != FINE)
    {
      g_assert_null (tokens);
      g_assert_error (error, CORRAL_AUTH_ERROR, code);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpstr (tokens->access, ==, "a.b-c");
  g_assert_cmpint (tokens->lasts_ms, >, 0);
  g_assert_cmpint (tokens->lasts_ms, <=, 24 * 3600 * 1000);
  g_assert_cmpstr (tokens->refresh, ==, g_str_equal (c->name, "fine") ? "r1" : NULL);
}

static char *
dup_body (Fixture *f)
{
  g_autoptr (GBytes) bytes = corral_fault_server_dup_body (f->service);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_tokens (Fixture *f, gconstpointer data)
{
  const TokenCase *c = data;
  g_autoptr (CorralAuthServer) server = discover (f);
  g_autoptr (CorralAuthRequest) request = corral_auth_request_new (server, "http://127.0.0.1:1/signed-in", NULL);
  g_autoptr (CorralAuthTokens) refreshed = NULL;
  g_autoptr (CorralAuthTokens) redeemed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  guint before;

  serve (f, "/token", c->status, c->type, c->body);
  before = corral_fault_server_count (f->service);
  refreshed = corral_auth_client_refresh (f->client, server, "r/0+", NULL, &error);
  check_tokens (c, refreshed, error, c->refreshed);
  first = dup_body (f);
  g_assert_cmpstr (first, ==, "grant_type=refresh_token&refresh_token=r%2F0%2B&client_id=corral");
  g_clear_error (&error);

  redeemed = corral_auth_client_redeem (f->client, request, "c0", NULL, &error);
  check_tokens (c, redeemed, error, c->redeemed);
  second = dup_body (f);
  g_assert_nonnull (strstr (second, request->verifier));
  g_assert_nonnull (strstr (second, "redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fsigned-in"));
  /* Asked once each: a second time would be a reuse. */
  g_assert_cmpuint (corral_fault_server_count (f->service), ==, before + 2);
}

static void
test_revoke (Fixture *f, gconstpointer data)
{
  g_autoptr (CorralAuthServer) server = discover (f);
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;

  serve (f, "/revoke", 200, NULL, "");
  g_assert_true (corral_auth_client_revoke (f->client, server, "r1", NULL, &error));
  g_assert_no_error (error);
  body = dup_body (f);
  g_assert_cmpstr (body, ==, "token=r1&token_type_hint=refresh_token&client_id=corral");
  serve (f, "/revoke", 503, NULL, "");
  g_assert_false (corral_auth_client_revoke (f->client, server, "r1", NULL, &error));
  g_assert_error (error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_UNREACHABLE);
}

/* ---- on another device --------------------------------------------------------------------------- */

#define DEVICE(rest) "{\"device_code\":\"d1\",\"user_code\":\"WDJB-MJHT\",\"verification_uri\":\"https://login.example.com/d\"" rest "}"

static void
test_device_answers (Fixture *f, gconstpointer data)
{
  static const struct { guint status; const char *body; int code; } answers[] = {
    { 200, DEVICE (",\"expires_in\":0"), CORRAL_AUTH_ERROR_BROKEN },
    { 200, DEVICE (""), CORRAL_AUTH_ERROR_BROKEN },
    { 200, "{\"device_code\":\"d1\",\"user_code\":\"W\",\"verification_uri\":\"file:///etc/passwd\",\"expires_in\":9}",
      CORRAL_AUTH_ERROR_BROKEN },
    { 200, "{\"device_code\":\"d1\",\"user_code\":\"W\\u202e\",\"verification_uri\":\"https://a.example\",\"expires_in\":9}",
      CORRAL_AUTH_ERROR_BROKEN },
    { 400, "{\"error\":\"unauthorized_client\"}", CORRAL_AUTH_ERROR_UNSUPPORTED },
    { 400, "{\"error\":\"invalid_scope\"}", CORRAL_AUTH_ERROR_REFUSED },
    { 502, "{}", CORRAL_AUTH_ERROR_UNREACHABLE },
  };
  g_autoptr (CorralAuthServer) server = discover (f);
  g_autoptr (CorralAuthDevice) device = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      serve (f, "/device", answers[i].status, JSON, answers[i].body);
      device = corral_auth_client_begin_device (f->client, server, NULL, &error);
      g_assert_null (device);
      g_assert_error (error, CORRAL_AUTH_ERROR, answers[i].code);
      g_clear_error (&error);
    }
  serve (f, "/device", 200, JSON, DEVICE (",\"expires_in\":300,\"interval\":1"));
  device = corral_auth_client_begin_device (f->client, server, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (device->user_code, ==, "WDJB-MJHT");
  g_assert_cmpint (device->every_ms, ==, 1000);
  g_assert_cmpint (device->lasts_ms, ==, 300000);
}

static void
test_device_ends (Fixture *f, gconstpointer data)
{
  static const struct { guint status; const char *body; int code; } answers[] = {
    { 400, "{\"error\":\"access_denied\"}", CORRAL_AUTH_ERROR_DENIED },
    { 400, "{\"error\":\"expired_token\"}", CORRAL_AUTH_ERROR_EXPIRED },
    { 400, "{\"error\":\"invalid_grant\"}", CORRAL_AUTH_ERROR_REFUSED },
    { 400, "{}", CORRAL_AUTH_ERROR_BROKEN },
    { 400, "{\"error\":\"authorization_pending\"}", CORRAL_AUTH_ERROR_EXPIRED },
    { 200, "{\"access_token\":\"a.b-c\",\"token_type\":\"Bearer\"}", FINE },
  };
  g_autoptr (CorralAuthServer) server = discover (f);

  serve (f, "/device", 200, JSON, DEVICE (",\"expires_in\":300"));
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (CorralAuthDevice) device = corral_auth_client_begin_device (f->client, server, NULL, NULL);
      g_autoptr (CorralAuthTokens) tokens = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (device->every_ms, ==, 5000);
      device->every_ms = 20;
      device->lasts_ms = 200;
      serve (f, "/token", answers[i].status, JSON, answers[i].body);
      tokens = corral_auth_client_wait_device (f->client, server, device, NULL, &error);
      if (answers[i].code == FINE)
        g_assert_cmpstr (tokens->access, ==, "a.b-c");
      else
        g_assert_error (error, CORRAL_AUTH_ERROR, answers[i].code);
    }
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (500 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* Told to slow down, or not answered at all: more time between two questions, for good. */
static void
test_device_slows_down (Fixture *f, gconstpointer data)
{
  static const struct { guint status; const char *body; } answers[]
      = { { 400, "{\"error\":\"slow_down\"}" }, { 503, "{}" } };
  g_autoptr (CorralAuthServer) server = discover (f);

  serve (f, "/device", 200, JSON, DEVICE (",\"expires_in\":300"));
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (CorralAuthDevice) device = corral_auth_client_begin_device (f->client, server, NULL, NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      GThread *thread;
      guint before;

      device->every_ms = 10;
      serve (f, "/token", answers[i].status, JSON, answers[i].body);
      before = corral_fault_server_count (f->service);
      thread = g_thread_new ("cancel", cancel_soon, cancellable);
      g_assert_null (corral_auth_client_wait_device (f->client, server, device, cancellable, &error));
      g_assert_error (error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_CANCELLED);
      g_assert_cmpint (device->every_ms, ==, 5010);
      g_assert_cmpuint (corral_fault_server_count (f->service), ==, before + 1);
      g_thread_join (thread);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/auth/client/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("discovery", test_discovery);
  ADD ("discovery-elsewhere", test_discovery_elsewhere);
  ADD ("discovery-fails", test_discovery_fails);
  for (guint i = 0; i < G_N_ELEMENTS (token_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/auth/client/tokens/", token_cases[i].name, NULL);

      g_test_add (path, Fixture, &token_cases[i], set_up, test_tokens, tear_down);
    }
  ADD ("revoke", test_revoke);
  ADD ("device/answers", test_device_answers);
  ADD ("device/ends", test_device_ends);
  ADD ("device/slows-down", test_device_slows_down);
  return g_test_run ();
}
