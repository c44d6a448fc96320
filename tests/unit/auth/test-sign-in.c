/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Being signed in, from its beginning to its end, with a sign-in service made of canned answers, a browser made of one
 * request, and a real keyring. */
#include "corral-auth-client.h"
#include "corral-fault-server.h"
#include "corral-secret-store.h"
#include "corral-sign-in.h"
#include "corral-test-keyring.h"

#include <string.h>
#include <sys/resource.h>

#define JSON "application/json"

static CorralTestKeyring *keyring;

typedef struct
{
  CorralFaultServer *service;
  const char *url;
  CorralSignIn *sign_in;
  guint n_tokens;
  guint n_changed;

  /* The service; atomic. */
  guint n_token_calls;
  guint lasts_s;
  int refuses;  /* refresh tokens and codes */
  int troubled; /* 503 to everything */
  int slow_ms;
  int nobody;   /* the cloud does not say who it is */

  gboolean done;
  GError *error;
  char *code; /* shown for another device */
  GPtrArray *browsers; /* (element-type GThread) */
  const char *answer; /* what the browser brings: "code=c1" */
} Fixture;

static gboolean
tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

#define wait_until(what)                                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline_ = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;                              \
    guint ticker_ = g_timeout_add (20, tick, NULL);                                                \
    while (!(what) && g_get_monotonic_time () < deadline_)                                         \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (ticker_);                                                                     \
    g_assert_true (what);                                                                          \
  }                                                                                                \
  G_STMT_END

/* ---- the service: on the server's threads --------------------------------------------------------- */

static CorralFault
answer (const char *target, gpointer data)
{
  Fixture *f = data;
  g_autofree char *body = NULL;

  if (g_atomic_int_get (&f->troubled))
    return corral_fault_none (503, JSON, NULL, "{}");
  if (g_str_has_suffix (target, "openid-configuration"))
    {
      body = g_strdup_printf ("{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/auth\",\"token_endpoint\":\"%s/token\","
                              "\"device_authorization_endpoint\":\"%s/device\",\"revocation_endpoint\":\"%s/revoke\","
                              "\"code_challenge_methods_supported\":[\"S256\"]}",
                              f->url, f->url, f->url, f->url, f->url);
      return corral_fault_none (200, JSON, NULL, body);
    }
  if (g_str_equal (target, "/device"))
    return corral_fault_none (200, JSON, NULL,
                              "{\"device_code\":\"d1\",\"user_code\":\"WDJB-MJHT\",\"verification_uri\":"
                              "\"https://login.example.com/d\",\"expires_in\":60,\"interval\":1}");
  if (g_str_equal (target, "/revoke"))
    return corral_fault_none (200, JSON, NULL, "{}");
  if (g_str_has_suffix (target, "/v1/me") && !g_atomic_int_get (&f->nobody))
    return corral_fault_none (200, JSON, NULL,
                              "{\"user\":{\"id\":\"p-1\",\"name\":\"Kim\"},\"roles\":[\"store_manager\"],\"tenants\":[],"
                              "\"scopes\":[],\"server_time_ms\":1795800000000}");
  if (!g_str_equal (target, "/token"))
    return corral_fault_none (404, JSON, NULL, "{}");
  if (g_atomic_int_get (&f->slow_ms) > 0)
    g_usleep ((gulong) g_atomic_int_get (&f->slow_ms) * 1000);
  if (g_atomic_int_get (&f->refuses))
    return corral_fault_none (400, JSON, NULL, "{\"error\":\"invalid_grant\"}");
  {
    guint n = (guint) g_atomic_int_add (&f->n_token_calls, 1) + 1;

    body = g_strdup_printf ("{\"access_token\":\"planted-secret-access-%u\",\"refresh_token\":\"planted-secret-refresh-%u\","
                            "\"token_type\":\"Bearer\",\"expires_in\":%d}",
                            n, n, g_atomic_int_get (&f->lasts_s));
  }
  return corral_fault_none (200, JSON, NULL, body);
}

/* ---- the program ---------------------------------------------------------------------------------- */

static void
token_cb (CorralSignIn *sign_in, Fixture *f)
{
  f->n_tokens++;
}

static void
changed_cb (CorralSignIn *sign_in, Fixture *f)
{
  f->n_changed++;
}

static void
start (Fixture *f)
{
  f->sign_in = corral_sign_in_new (f->url);
  g_signal_connect (f->sign_in, "token", G_CALLBACK (token_cb), f);
  g_signal_connect (f->sign_in, "changed", G_CALLBACK (changed_cb), f);
}

static void
end (Fixture *f)
{
  corral_sign_in_stop (f->sign_in);
  g_ptr_array_set_size (f->browsers, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->sign_in);
  f->sign_in = NULL;
}

static void
thread_join (gpointer thread)
{
  g_thread_join (thread);
}

static void
set_up (Fixture *f, gconstpointer with_keyring)
{
  f->browsers = g_ptr_array_new_with_free_func (thread_join);
  f->service = corral_fault_server_new (NULL);
  f->url = corral_fault_server_get_url (f->service);
  f->lasts_s = 600;
  f->answer = "code=c1";
  corral_fault_server_set_func (f->service, answer, f);
  if (with_keyring != NULL)
    corral_test_keyring_start (keyring);
  start (f);
}

static void
tear_down (Fixture *f, gconstpointer with_keyring)
{
  end (f);
  /* Neither where people's files are, nor in the keyring's own. */
  g_assert_false (corral_test_find_in_files (corral_test_keyring_get_root (keyring), "planted-secret-"));
  if (with_keyring != NULL)
    {
      corral_secret_store_clear (f->url, NULL, NULL);
      corral_test_keyring_kill (keyring);
    }
  corral_fault_server_free (f->service);
  g_ptr_array_unref (f->browsers);
  g_clear_error (&f->error);
  g_free (f->code);
}

static void
begun_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  corral_sign_in_begin_finish (CORRAL_SIGN_IN (object), result, &f->error);
  f->done = TRUE;
}

static void
ended_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;

  corral_sign_in_end_finish (CORRAL_SIGN_IN (object), result, &f->error);
  f->done = TRUE;
}

/* The browser: goes straight to where the service would send it. */
static gpointer
browse (gpointer data)
{
  g_autofree char *url = data;
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *head = g_strdup_printf ("GET %s?%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n",
                                           g_uri_get_path (uri), g_uri_get_query (uri), g_uri_get_port (uri));
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection
      = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) g_uri_get_port (uri), NULL, NULL);
  char buffer[4096];

  g_assert_nonnull (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), head, strlen (head), NULL, NULL, NULL);
  while (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL, NULL) > 0)
    ;
  return NULL;
}

static void
show (const CorralSignInPage *page, gpointer data)
{
  Fixture *f = data;
  g_autoptr (GHashTable) query = NULL;

  if (page->code != NULL)
    {
      f->code = g_strdup (page->code);
      return;
    }
  if (f->answer == NULL)
    return;
  query = g_uri_parse_params (strchr (page->address, '?') + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  g_ptr_array_add (f->browsers,
                   g_thread_new ("browser", browse,
                                 g_strdup_printf ("%s?%s&state=%s", (char *) g_hash_table_lookup (query, "redirect_uri"),
                                                  f->answer, (char *) g_hash_table_lookup (query, "state"))));
}

static void
begin (Fixture *f, CorralSignInWay way)
{
  f->done = FALSE;
  g_clear_error (&f->error);
  corral_sign_in_begin_async (f->sign_in, way, show, f, NULL, begun_cb, f);
  wait_until (f->done);
}

static void
begin_well (Fixture *f)
{
  begin (f, CORRAL_SIGN_IN_BROWSER);
  g_assert_no_error (f->error);
  g_assert_cmpint (corral_sign_in_get_state (f->sign_in), ==, CORRAL_SIGN_IN_GOOD);
}

static void
expect_kept (Fixture *f, const char *refresh)
{
  g_autoptr (CorralSecret) secret = corral_secret_store_load (f->url, NULL, NULL);

  g_assert_cmpstr (secret != NULL ? secret->refresh : NULL, ==, refresh);
}

/* ---- the tests ------------------------------------------------------------------------------------ */

static void
test_kept (Fixture *f, gconstpointer data)
{
  begin_well (f);
  g_assert_true (corral_sign_in_is_kept (f->sign_in));
  g_assert_null (corral_sign_in_get_message (f->sign_in));
  g_assert_cmpstr (corral_sign_in_get_token (f->sign_in), ==, "planted-secret-access-1");
  g_assert_cmpuint (f->n_tokens, ==, 1);
  expect_kept (f, "planted-secret-refresh-1");

  /* The next day. */
  end (f);
  start (f);
  g_assert_cmpint (corral_sign_in_get_state (f->sign_in), ==, CORRAL_SIGN_IN_NONE);
  corral_sign_in_resume (f->sign_in);
  g_assert_cmpint (corral_sign_in_get_state (f->sign_in), ==, CORRAL_SIGN_IN_STARTING);
  wait_until (corral_sign_in_get_state (f->sign_in) == CORRAL_SIGN_IN_GOOD);
  g_assert_cmpstr (corral_sign_in_get_token (f->sign_in), ==, "planted-secret-access-2");
  /* What was exchanged is of no use any more. */
  expect_kept (f, "planted-secret-refresh-2");
}

/* Nor does a crash write down what is in the memory. */
static void
test_core_dumps (Fixture *f, gconstpointer data)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_cur, ==, 0);
}

static void
test_first_run (Fixture *f, gconstpointer data)
{
  corral_sign_in_resume (f->sign_in);
  wait_until (corral_sign_in_get_state (f->sign_in) == CORRAL_SIGN_IN_NONE);
  g_assert_null (corral_sign_in_get_message (f->sign_in));
  g_assert_null (corral_sign_in_get_token (f->sign_in));
  g_assert_cmpuint (corral_fault_server_count (f->service), ==, 0);
}

/* Without a keyring somebody is signed in for as long as the program runs, and is told so. */
static void
test_session_only (Fixture *f, gconstpointer data)
{
  begin_well (f);
  g_assert_false (corral_sign_in_is_kept (f->sign_in));
  g_assert_nonnull (strstr (corral_sign_in_get_message (f->sign_in), "keyring"));
  g_assert_cmpstr (corral_sign_in_get_token (f->sign_in), ==, "planted-secret-access-1");
  end (f);
  start (f);
  corral_sign_in_resume (f->sign_in);
  wait_until (corral_sign_in_get_state (f->sign_in) == CORRAL_SIGN_IN_NONE);
  g_assert_nonnull (strstr (corral_sign_in_get_message (f->sign_in), "keyring"));
}

static void
test_locked (Fixture *f, gconstpointer data)
{
  corral_test_keyring_lock (keyring);
  begin_well (f);
  g_assert_false (corral_sign_in_is_kept (f->sign_in));
  g_assert_nonnull (strstr (corral_sign_in_get_message (f->sign_in), "locked"));
}

/* Nobody is asked for its password again with every renewal; but whoever signs in again is. */
static void
test_left_locked (Fixture *f, gconstpointer data)
{
  g_atomic_int_set (&f->lasts_s, 1);
  corral_test_keyring_lock (keyring);
  begin_well (f);
  corral_test_keyring_kill (keyring);
  corral_test_keyring_start (keyring);
  wait_until (f->n_tokens >= 3);
  g_assert_false (corral_sign_in_is_kept (f->sign_in));
  g_assert_nonnull (strstr (corral_sign_in_get_message (f->sign_in), "locked"));
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 0);
  begin_well (f);
  g_assert_true (corral_sign_in_is_kept (f->sign_in));
  g_assert_null (corral_sign_in_get_message (f->sign_in));
}

/* The keyring goes away while somebody is signed in: the sign-in goes on, and it is said that it will not be kept. */
static void
test_vanished (Fixture *f, gconstpointer data)
{
  g_atomic_int_set (&f->lasts_s, 1);
  begin_well (f);
  g_assert_true (corral_sign_in_is_kept (f->sign_in));
  corral_test_keyring_kill (keyring);
  wait_until (f->n_tokens >= 3);
  g_assert_cmpint (corral_sign_in_get_state (f->sign_in), ==, CORRAL_SIGN_IN_GOOD);
  g_assert_false (corral_sign_in_is_kept (f->sign_in));
  /* And back: the next token is kept again. */
  corral_test_keyring_start (keyring);
  wait_until (corral_sign_in_is_kept (f->sign_in));
  g_assert_null (corral_sign_in_get_message (f->sign_in));
}

static void
test_renewed_in_time (Fixture *f, gconstpointer data)
{
  gint64 began = g_get_monotonic_time ();

  g_atomic_int_set (&f->lasts_s, 2);
  begin_well (f);
  wait_until (f->n_tokens == 2);
  /* Before it runs out. */
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 1500 * 1000);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 10 * G_USEC_PER_SEC);
  expect_kept (f, "planted-secret-refresh-2");
}

/* What was refused once is not asked for again and again. */
static void
test_refused_when_fresh (Fixture *f, gconstpointer data)
{
  guint before;

  begin_well (f);
  before = corral_fault_server_count (f->service);
  for (guint i = 0; i < 10; i++)
    corral_sign_in_renew (f->sign_in);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (corral_fault_server_count (f->service), ==, before);
}

static void
test_ended_by_the_service (Fixture *f, gconstpointer data)
{
  g_atomic_int_set (&f->lasts_s, 1);
  begin_well (f);
  g_atomic_int_set (&f->refuses, TRUE);
  wait_until (corral_sign_in_get_state (f->sign_in) == CORRAL_SIGN_IN_ENDED);
  g_assert_nonnull (corral_sign_in_get_message (f->sign_in));
  g_assert_null (corral_sign_in_get_token (f->sign_in));
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 0);
  /* And the way back. */
  g_atomic_int_set (&f->refuses, FALSE);
  g_atomic_int_set (&f->lasts_s, 600);
  begin_well (f);
  g_assert_null (corral_sign_in_get_message (f->sign_in));
}

static void
test_service_down (Fixture *f, gconstpointer data)
{
  begin_well (f);
  end (f);
  start (f);
  g_atomic_int_set (&f->troubled, TRUE);
  corral_sign_in_resume (f->sign_in);
  wait_until (corral_sign_in_get_state (f->sign_in) == CORRAL_SIGN_IN_WAITING);
  g_assert_nonnull (corral_sign_in_get_message (f->sign_in));
  expect_kept (f, "planted-secret-refresh-1");
  g_atomic_int_set (&f->troubled, FALSE);
  wait_until (corral_sign_in_get_state (f->sign_in) == CORRAL_SIGN_IN_GOOD);
  expect_kept (f, "planted-secret-refresh-2");
}

/* The cloud names another sign-in service than the one that the token came from. */
static void
test_another_issuer (Fixture *f, gconstpointer data)
{
  g_autoptr (CorralSecret) secret = corral_secret_new ("https://login.example.com", "corral", "planted-secret-refresh-0");
  g_autoptr (GBytes) sent = NULL;

  g_assert_true (corral_secret_store_save (f->url, secret, NULL, NULL));
  corral_sign_in_resume (f->sign_in);
  wait_until (corral_sign_in_get_state (f->sign_in) == CORRAL_SIGN_IN_ENDED);
  sent = corral_fault_server_dup_body (f->service);
  g_assert_null (sent);
}

static void
test_signed_out (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) sent = NULL;
  g_autofree char *text = NULL;

  begin_well (f);
  f->done = FALSE;
  corral_sign_in_end_async (f->sign_in, NULL, ended_cb, f);
  /* At once. */
  g_assert_cmpint (corral_sign_in_get_state (f->sign_in), ==, CORRAL_SIGN_IN_NONE);
  g_assert_null (corral_sign_in_get_token (f->sign_in));
  wait_until (f->done);
  g_assert_no_error (f->error);
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 0);
  sent = corral_fault_server_dup_body (f->service);
  text = g_strndup (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent));
  g_assert_true (g_str_has_prefix (text, "token=planted-secret-refresh-1&"));
}

/* Signed out without a network: here it is forgotten all the same. */
static void
test_signed_out_offline (Fixture *f, gconstpointer data)
{
  begin_well (f);
  g_atomic_int_set (&f->troubled, TRUE);
  f->done = FALSE;
  corral_sign_in_end_async (f->sign_in, NULL, ended_cb, f);
  wait_until (f->done);
  g_assert_no_error (f->error);
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 0);
}

/* Out of reach, the keyring still has it: people have to know. */
static void
test_signed_out_vanished (Fixture *f, gconstpointer data)
{
  begin_well (f);
  corral_test_keyring_kill (keyring);
  f->done = FALSE;
  corral_sign_in_end_async (f->sign_in, NULL, ended_cb, f);
  wait_until (f->done);
  g_assert_error (f->error, CORRAL_SECRET_ERROR, CORRAL_SECRET_ERROR_NO_KEYRING);
  corral_test_keyring_start (keyring);
}

/* Closed while the exchange is under way: what comes is kept, or the next start would be signed out. */
static void
test_closed_in_the_middle (Fixture *f, gconstpointer data)
{
  begin_well (f);
  end (f);
  start (f);
  g_atomic_int_set (&f->slow_ms, 500);
  corral_sign_in_resume (f->sign_in);
  while (g_atomic_int_get (&f->n_token_calls) == 1 && corral_fault_server_count (f->service) < 7)
    g_usleep (1000);
  end (f);
  expect_kept (f, "planted-secret-refresh-2");
  start (f);
}

static void
test_device (Fixture *f, gconstpointer data)
{
  begin (f, CORRAL_SIGN_IN_DEVICE);
  g_assert_no_error (f->error);
  g_assert_cmpstr (f->code, ==, "WDJB-MJHT");
  g_assert_cmpint (corral_sign_in_get_state (f->sign_in), ==, CORRAL_SIGN_IN_GOOD);
}

/* A sign-in that fails leaves everything as it was. */
static void
test_failures (Fixture *f, gconstpointer data)
{
  static const struct { const char *answer; int code; } cases[] = {
    { "error=access_denied", CORRAL_AUTH_ERROR_DENIED },
    { "code=c1&iss=https://evil.example.com", CORRAL_AUTH_ERROR_FOREIGN },
    { "code=c1&state=x", CORRAL_AUTH_ERROR_FOREIGN },
    { NULL, CORRAL_AUTH_ERROR_EXPIRED },
  };

  corral_sign_in_set_patience (f->sign_in, 500, 20000);
  begin_well (f);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      f->answer = cases[i].answer;
      begin (f, CORRAL_SIGN_IN_BROWSER);
      g_assert_error (f->error, CORRAL_AUTH_ERROR, cases[i].code);
      g_assert_cmpint (corral_sign_in_get_state (f->sign_in), ==, CORRAL_SIGN_IN_GOOD);
      g_assert_cmpstr (corral_sign_in_get_token (f->sign_in), ==, "planted-secret-access-1");
    }
  f->answer = "code=replayed";
  g_atomic_int_set (&f->refuses, TRUE);
  begin (f, CORRAL_SIGN_IN_BROWSER);
  g_assert_error (f->error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_REFUSED);
  g_assert_cmpstr (corral_sign_in_get_token (f->sign_in), ==, "planted-secret-access-1");
  expect_kept (f, "planted-secret-refresh-1");
}

/* The window closes while somebody is in the browser. */
static void
test_stopped (Fixture *f, gconstpointer data)
{
  gint64 began = g_get_monotonic_time ();

  f->answer = NULL;
  corral_sign_in_begin_async (f->sign_in, CORRAL_SIGN_IN_BROWSER, show, f, NULL, begun_cb, f);
  while (corral_fault_server_count (f->service) < 2)
    g_usleep (1000);
  corral_sign_in_stop (f->sign_in);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 10 * G_USEC_PER_SEC);
  wait_until (f->done);
  g_assert_error (f->error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_CANCELLED);
}

/* The cloud is asked who it is, and only then anything is kept. */
static void
test_who (Fixture *f, gconstpointer data)
{
  const CorralSignInPerson *person;

  corral_sign_in_ask_who (f->sign_in, NULL);
  begin_well (f);
  person = corral_sign_in_get_person (f->sign_in);
  g_assert_cmpstr (person->id, ==, "p-1");
  g_assert_cmpstr (person->name, ==, "Kim");
  g_assert_cmpstr (person->roles[0], ==, "store_manager");
  expect_kept (f, "planted-secret-refresh-1");
  /* The same one again is well; what there was is replaced. */
  corral_sign_in_ask_who (f->sign_in, "p-1");
  begin_well (f);
  expect_kept (f, "planted-secret-refresh-2");

  /* Somebody else is not let in, and changes nothing. */
  corral_sign_in_ask_who (f->sign_in, "p-2");
  begin (f, CORRAL_SIGN_IN_BROWSER);
  g_assert_error (f->error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_ANOTHER);
  g_assert_cmpstr (corral_sign_in_get_token (f->sign_in), ==, "planted-secret-access-2");
  expect_kept (f, "planted-secret-refresh-2");
}

static void
test_nobody (Fixture *f, gconstpointer data)
{
  g_atomic_int_set (&f->nobody, TRUE);
  corral_sign_in_ask_who (f->sign_in, NULL);
  begin (f, CORRAL_SIGN_IN_BROWSER);
  g_assert_error (f->error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_WHO);
  g_assert_null (corral_sign_in_get_token (f->sign_in));
  expect_kept (f, NULL);
}

/* Whose place it is is found out first: nothing stands anywhere before. */
static void
test_kept_later (Fixture *f, gconstpointer data)
{
  g_autofree char *place = g_strconcat (f->url, "#p-1", NULL);
  g_autoptr (CorralSecret) secret = NULL;

  corral_sign_in_ask_who (f->sign_in, NULL);
  corral_sign_in_set_keeps_later (f->sign_in);
  begin_well (f);
  g_assert_false (corral_sign_in_is_kept (f->sign_in));
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 0);
  corral_sign_in_keep_at (f->sign_in, place);
  wait_until (corral_sign_in_is_kept (f->sign_in));
  secret = corral_secret_store_load (place, NULL, NULL);
  g_assert_cmpstr (secret->refresh, ==, "planted-secret-refresh-1");
  expect_kept (f, NULL);

  /* The next day, from there; and it ends there. */
  end (f);
  start (f);
  corral_sign_in_set_place (f->sign_in, place);
  corral_sign_in_resume (f->sign_in);
  wait_until (corral_sign_in_get_state (f->sign_in) == CORRAL_SIGN_IN_GOOD);
  f->done = FALSE;
  corral_sign_in_end_async (f->sign_in, NULL, ended_cb, f);
  wait_until (f->done);
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 0);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  keyring = corral_test_keyring_new (FALSE);
#define KEYRING GUINT_TO_POINTER (1)
#define ADD(path, with, func) g_test_add ("/auth/sign-in/" path, Fixture, with, set_up, func, tear_down)
  ADD ("kept", KEYRING, test_kept);
  ADD ("core-dumps", NULL, test_core_dumps);
  ADD ("first-run", KEYRING, test_first_run);
  ADD ("session-only", NULL, test_session_only);
  ADD ("locked", KEYRING, test_locked);
  ADD ("left-locked", KEYRING, test_left_locked);
  ADD ("vanished", KEYRING, test_vanished);
  ADD ("renewed-in-time", KEYRING, test_renewed_in_time);
  ADD ("refused-when-fresh", KEYRING, test_refused_when_fresh);
  ADD ("ended-by-the-service", KEYRING, test_ended_by_the_service);
  ADD ("service-down", KEYRING, test_service_down);
  ADD ("another-issuer", KEYRING, test_another_issuer);
  ADD ("signed-out", KEYRING, test_signed_out);
  ADD ("signed-out-offline", KEYRING, test_signed_out_offline);
  ADD ("signed-out-vanished", KEYRING, test_signed_out_vanished);
  ADD ("closed-in-the-middle", KEYRING, test_closed_in_the_middle);
  ADD ("device", KEYRING, test_device);
  ADD ("failures", KEYRING, test_failures);
  ADD ("stopped", KEYRING, test_stopped);
  ADD ("who", KEYRING, test_who);
  ADD ("nobody", KEYRING, test_nobody);
  ADD ("kept-later", KEYRING, test_kept_later);
  result = g_test_run ();
  corral_test_keyring_free (keyring);
  return result;
}
