/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The web server for one answer: what a browser, and whatever else runs on a PC, may send to it. */
#include "corral-auth-loopback.h"

#include <string.h>

#define ISSUER "https://login.example.com"

typedef struct
{
  CorralAuthServer *server;
  CorralAuthLoopback *loopback;
  CorralAuthRequest *request;
  guint16 port;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (CorralAuthResource) resource = corral_auth_resource_new_plain (ISSUER);
  char body[] = "{\"issuer\":\"" ISSUER "\",\"token_endpoint\":\"" ISSUER "/t\",\"authorization_endpoint\":\"" ISSUER
                "/a\",\"code_challenge_methods_supported\":[\"S256\"]}";
  g_autoptr (GError) error = NULL;

  f->server = corral_auth_server_read (ISSUER, resource, body, strlen (body), &error);
  g_assert_no_error (error);
  f->loopback = corral_auth_loopback_new (&error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (corral_auth_loopback_get_redirect (f->loopback), "http://127.0.0.1:"));
  f->port = (guint16) atoi (corral_auth_loopback_get_redirect (f->loopback) + strlen ("http://127.0.0.1:"));
  f->request = corral_auth_request_new (f->server, corral_auth_loopback_get_redirect (f->loopback), &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  corral_auth_request_free (f->request);
  g_clear_pointer (&f->loopback, corral_auth_loopback_free);
  corral_auth_server_unref (f->server);
}

/* Sends "METHOD TARGET" with @host and gives the status and the page back; on a thread of its own. */
typedef struct
{
  guint16 port;
  const char *method;
  char *target;
  char *host;
  char *answer; /* (nullable): none */
} Visit;

static gpointer
visit (gpointer data)
{
  Visit *v = data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection
      = g_socket_client_connect_to_host (client, "127.0.0.1", v->port, NULL, NULL);
  g_autofree char *text
      = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", v->method, v->target, v->host);
  GString *answer = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  g_assert_nonnull (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text, strlen (text), NULL, NULL,
                             NULL);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL,
                                   NULL))
         > 0)
    g_string_append_len (answer, buffer, n);
  v->answer = g_string_free (answer, FALSE);
  return NULL;
}

static Visit
visit_of (Fixture *f, const char *method, const char *path, const char *host)
{
  Visit v = { .port = f->port, .method = method };

  v.target = g_strconcat (path, "?code=abc&state=", f->request->state, NULL);
  v.host = host != NULL ? g_strdup (host) : g_strdup_printf ("127.0.0.1:%u", f->port);
  return v;
}

static void
visit_clear (Visit *v)
{
  g_free (v->target);
  g_free (v->host);
  g_free (v->answer);
}

static void
test_answer (Fixture *f, gconstpointer data)
{
  Visit v = visit_of (f, "GET", "/signed-in", NULL);
  GThread *thread = g_thread_new ("browser", visit, &v);
  g_autoptr (GError) error = NULL;
  g_autofree char *code = corral_auth_loopback_wait (f->loopback, f->request, 10000, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (code, ==, "abc");
  g_thread_join (thread);
  g_assert_true (g_str_has_prefix (v.answer, "HTTP/1.1 200 "));
  g_assert_nonnull (strstr (v.answer, "Go back to Corral"));
  g_assert_nonnull (strstr (v.answer, "no-store"));
  g_assert_nonnull (strstr (v.answer, "no-referrer"));
  g_assert_null (strstr (v.answer, "abc"));
  visit_clear (&v);
  /* One answer, and nobody is there any more. */
  {
    g_autoptr (GSocketClient) client = g_socket_client_new ();
    g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (client, "127.0.0.1", f->port, NULL, &error);

    g_assert_null (connection);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  }
}

static void
test_wrong_state (Fixture *f, gconstpointer data)
{
  Visit v = visit_of (f, "GET", "/signed-in", NULL);
  GThread *thread;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  v.target[strlen (v.target) - 1] = v.target[strlen (v.target) - 1] == 'A' ? 'B' : 'A';
  thread = g_thread_new ("browser", visit, &v);
  code = corral_auth_loopback_wait (f->loopback, f->request, 10000, NULL, &error);
  g_assert_error (error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_FOREIGN);
  g_assert_null (code);
  g_thread_join (thread);
  g_assert_true (g_str_has_prefix (v.answer, "HTTP/1.1 400 "));
  g_assert_nonnull (strstr (v.answer, "You are not signed in"));
  visit_clear (&v);
}

/* Whatever else comes is turned away, and the answer is still waited for. */
static void
test_others (Fixture *f, gconstpointer data)
{
  Visit visits[] = {
    visit_of (f, "GET", "/favicon.ico", NULL),
    visit_of (f, "POST", "/signed-in", NULL),
    visit_of (f, "GET", "/signed-in", "evil.example.com"),
    visit_of (f, "GET", "/signed-in", "localhost"),
    visit_of (f, "OPTIONS", "/signed-in", NULL),
  };
  GThread *threads[G_N_ELEMENTS (visits)];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (visits); i++)
    threads[i] = g_thread_new ("stranger", visit, &visits[i]);
  g_assert_null (corral_auth_loopback_wait (f->loopback, f->request, 700, NULL, &error));
  g_assert_error (error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_EXPIRED);
  g_clear_pointer (&f->loopback, corral_auth_loopback_free);
  for (guint i = 0; i < G_N_ELEMENTS (visits); i++)
    {
      g_thread_join (threads[i]);
      g_assert_true (g_str_has_prefix (visits[i].answer, "HTTP/1.1 404 "));
      visit_clear (&visits[i]);
    }
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (100 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  gint64 began = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  g_assert_null (corral_auth_loopback_wait (f->loopback, f->request, CORRAL_AUTH_BROWSER_MS, cancellable, &error));
  g_assert_error (error, CORRAL_AUTH_ERROR, CORRAL_AUTH_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 5 * G_USEC_PER_SEC);
  g_thread_join (thread);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/auth/loopback/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("answer", test_answer);
  ADD ("wrong-state", test_wrong_state);
  ADD ("others", test_others);
  ADD ("cancel", test_cancel);
  return g_test_run ();
}
