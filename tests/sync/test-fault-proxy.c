/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proxy of the fault tests does what it says: a test that believes its faults must be able to. */
#include "corral-fault-proxy.h"
#include "corral-test-certificate.h"

#include <string.h>

#define BODY "{\"answer\":42}"

typedef struct
{
  CorralFaultServer *server;
  CorralFaultProxy *proxy;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->server = corral_fault_server_new (NULL);
  corral_fault_server_set (f->server, NULL, corral_fault_none (200, "application/json", NULL, BODY));
  f->proxy = corral_fault_proxy_new (corral_fault_server_get_url (f->server));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  corral_fault_proxy_free (f->proxy);
  corral_fault_server_free (f->server);
}

static GIOStream *
dial (Fixture *f, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", corral_fault_proxy_get_port (f->proxy));

  g_socket_client_set_enable_proxy (client, FALSE);
  return G_IO_STREAM (g_socket_client_connect_to_host (client, address, 0, NULL, error));
}

static void
say (GIOStream *stream, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* What comes until the end; @reset: whether that was a reset. */
static char *
hear (GIOStream *stream, gboolean *reset)
{
  GString *all = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char buffer[256];
  gssize n;

  while ((n = g_input_stream_read (g_io_stream_get_input_stream (stream), buffer, sizeof buffer, NULL, &error)) > 0)
    g_string_append_len (all, buffer, n);
  if (reset != NULL)
    *reset = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  return g_string_free (all, FALSE);
}

/* The next answer with a Content-Length. */
static char *
hear_one (GIOStream *stream)
{
  GString *all = g_string_new (NULL);
  char c;

  while (strstr (all->str, "\r\n\r\n") == NULL)
    {
      g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (stream), &c, 1, NULL, NULL), ==, 1);
      g_string_append_c (all, c);
    }
  for (gsize left = strtoul (strstr (all->str, "Content-Length: ") + 16, NULL, 10); left > 0; left--)
    {
      g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (stream), &c, 1, NULL, NULL), ==, 1);
      g_string_append_c (all, c);
    }
  return g_string_free (all, FALSE);
}

static char *
ask_once (Fixture *f, const char *request, gboolean *reset)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOStream) stream = dial (f, &error);

  g_assert_no_error (error);
  say (stream, request);
  return hear (stream, reset);
}

#define GET "GET /x?y=1 HTTP/1.1\r\nHost: h\r\n\r\n"
#define PUT "PUT /op HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"

static void
add (Fixture *f, CorralProxyFault fault)
{
  corral_fault_proxy_add (f->proxy, (CorralProxyWhere){ .times = -1 }, fault);
}

/* Two requests over one connection, bytes as they are. */
static void
test_pass (Fixture *f, gconstpointer data)
{
  g_autoptr (GIOStream) stream = dial (f, NULL);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *answer = NULL;

      say (stream, i == 0 ? GET : PUT);
      answer = hear_one (stream);
      g_assert_cmpstr (answer, ==, "HTTP/1.1 200 Answer\r\nContent-Length: 13\r\nContent-Type: application/json\r\n\r\n" BODY);
    }
  g_assert_cmpuint (corral_fault_proxy_count (f->proxy, "PUT", "/op"), ==, 1);
  g_assert_cmpuint (corral_fault_proxy_count (f->proxy, NULL, NULL), ==, 2);
  g_assert_cmpuint (corral_fault_proxy_get_n_faults (f->proxy), ==, 0);
}

typedef struct
{
  const char *name;
  CorralProxyKind kind;
  CorralFaultEnd end;
  gssize cut_at;
  guint reached;  /* how often the server was asked */
  gboolean reset;
  const char *heard;
} Case;

static const Case cases[] = {
  { "drop", CORRAL_PROXY_DROP, CORRAL_FAULT_CLOSE, -1, 0, FALSE, "" },
  { "drop-reset", CORRAL_PROXY_DROP, CORRAL_FAULT_RESET, -1, 0, TRUE, "" },
  { "lose", CORRAL_PROXY_LOSE, CORRAL_FAULT_CLOSE, -1, 1, FALSE, "" },
  { "lose-reset", CORRAL_PROXY_LOSE, CORRAL_FAULT_RESET, -1, 1, TRUE, "" },
  { "answer", CORRAL_PROXY_ANSWER, CORRAL_FAULT_CLOSE, -1, 0, FALSE, "HTTP/1.1 500 Answer\r\nContent-Length: 2\r\n\r\nno" },
  { "replace", CORRAL_PROXY_REPLACE, CORRAL_FAULT_CLOSE, -1, 1, FALSE,
    "HTTP/1.1 500 Answer\r\nContent-Length: 2\r\n\r\nno" },
  { "cut", CORRAL_PROXY_PASS, CORRAL_FAULT_CLOSE, 10, 1, FALSE, "HTTP/1.1 2" },
  { "twice", CORRAL_PROXY_TWICE, CORRAL_FAULT_CLOSE, 12, 2, FALSE, "HTTP/1.1 200" },
  { "delay", CORRAL_PROXY_DELAY, CORRAL_FAULT_CLOSE, -1, 0, FALSE, "" },
};

static void
test_case (Fixture *f, gconstpointer data)
{
  const Case *c = data;
  CorralProxyFault fault = { .kind = c->kind, .how = { .end = c->end, .cut_at = c->cut_at } };
  g_autofree char *heard = NULL;
  gboolean reset = FALSE;

  if (c->kind == CORRAL_PROXY_ANSWER || c->kind == CORRAL_PROXY_REPLACE)
    fault.how.bytes = corral_fault_answer (500, NULL, NULL, "no", -1);
  add (f, fault);
  heard = ask_once (f, PUT, &reset);
  g_assert_cmpstr (heard, ==, c->heard);
  g_assert_cmpint (reset, ==, c->reset);
  g_assert_cmpuint (corral_fault_server_count (f->server), ==, c->reached);
  g_assert_cmpuint (corral_fault_proxy_count_forwarded (f->proxy, "PUT", NULL), ==, c->reached);
  g_assert_true (corral_fault_proxy_wait (f->proxy, 1, 5));
  if (c->kind == CORRAL_PROXY_DELAY)
    {
      g_assert_cmpuint (corral_fault_proxy_deliver (f->proxy), ==, 1);
      g_assert_cmpuint (corral_fault_server_count (f->server), ==, 1);
      g_assert_cmpuint (corral_fault_proxy_count_forwarded (f->proxy, "PUT", NULL), ==, 1);
      g_assert_cmpuint (corral_fault_proxy_deliver (f->proxy), ==, 0);
    }
}

static GBytes *
shout (const char *target, GBytes *body, gpointer data)
{
  g_assert_cmpstr (target, ==, "/x?y=1");
  g_assert_true (g_bytes_get_size (body) == strlen (BODY));
  return g_bytes_new_static (data, strlen (data));
}

static void
test_framings (Fixture *f, gconstpointer data)
{
  static const char *const heads[] = {
    [CORRAL_FRAMING_LENGTH] = "Content-Length: 13\r\n\r\n" BODY,
    [CORRAL_FRAMING_CHUNKED] = "Transfer-Encoding: chunked\r\n\r\nd\r\n" BODY "\r\n0\r\n\r\n",
    [CORRAL_FRAMING_UNTIL_CLOSE] = "Connection: close\r\n\r\n" BODY,
    [CORRAL_FRAMING_GZIP] = "Content-Encoding: gzip\r\nContent-Length: ",
    [CORRAL_FRAMING_GZIP_TWICE] = "Content-Encoding: gzip\r\nContent-Length: ",
    [CORRAL_FRAMING_GZIP_SAID] = "Content-Encoding: gzip\r\nContent-Length: 13\r\n\r\n" BODY,
  };

  for (guint i = CORRAL_FRAMING_LENGTH; i < G_N_ELEMENTS (heads); i++)
    {
      g_autofree char *heard = NULL;

      add (f, (CorralProxyFault){ .how = { .cut_at = -1, .end = CORRAL_FAULT_CLOSE }, .framing = i });
      heard = ask_once (f, GET, NULL);
      if (strstr (heard, heads[i]) == NULL)
        g_error ("framing %u: %s", i, heard);
    }
  {
    CorralProxyFault fault = corral_proxy_rewrite (shout, (gpointer) "LOUD");
    g_autofree char *heard = NULL;

    fault.how.end = CORRAL_FAULT_CLOSE;
    add (f, fault);
    heard = ask_once (f, GET, NULL);
    g_assert_true (g_str_has_suffix (heard, "Content-Length: 4\r\n\r\nLOUD"));
  }
}

/* Rules count: one passes, two are dropped, the rest passes; the last added comes first. */
static void
test_rules (Fixture *f, gconstpointer data)
{
  static const char *const seen[] = { "HTTP", "", "", "HTTP" };

  corral_fault_proxy_add (f->proxy, (CorralProxyWhere){ .method = "PUT", .match = "/op", .skip = 1, .times = 2 },
                          corral_proxy_silence (CORRAL_PROXY_DROP, CORRAL_FAULT_CLOSE));
  add (f, (CorralProxyFault){ .how = { .cut_at = 4, .end = CORRAL_FAULT_CLOSE } });
  corral_fault_proxy_add (f->proxy, (CorralProxyWhere){ .method = "PUT", .match = "/op", .skip = 1, .times = 2 },
                          corral_proxy_silence (CORRAL_PROXY_DROP, CORRAL_FAULT_CLOSE));
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    {
      g_autofree char *heard = ask_once (f, PUT, NULL);

      g_assert_cmpstr (heard, ==, seen[i]);
    }
  corral_fault_proxy_heal (f->proxy);
  {
    g_autoptr (GIOStream) stream = dial (f, NULL);
    g_autofree char *heard = NULL;

    say (stream, PUT);
    heard = hear_one (stream);
    g_assert_true (g_str_has_suffix (heard, BODY));
  }
}

/* Refused while it is offline, also on what was open; answered afterwards on the same port. */
static void
test_offline (Fixture *f, gconstpointer data)
{
  g_autoptr (GIOStream) before = dial (f, NULL);
  guint16 port = corral_fault_proxy_get_port (f->proxy);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GIOStream) refused = NULL;
      g_autoptr (GIOStream) stream = NULL;
      g_autofree char *answer = NULL;

      corral_fault_proxy_set_online (f->proxy, FALSE);
      refused = dial (f, &error);
      g_assert_null (refused);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
      corral_fault_proxy_heal (f->proxy);
      stream = dial (f, NULL);
      say (stream, GET);
      answer = hear_one (stream);
      g_assert_true (g_str_has_suffix (answer, BODY));
    }
  {
    g_autofree char *rest = hear (before, NULL);

    g_assert_cmpstr (rest, ==, "");
  }
  g_assert_cmpuint (corral_fault_proxy_get_port (f->proxy), ==, port);
}

/* Who hangs is let go by healing, and by the end of the proxy. */
static void
test_hang (Fixture *f, gconstpointer data)
{
  g_autoptr (GIOStream) stream = dial (f, NULL);
  g_autofree char *heard = NULL;

  add (f, corral_proxy_silence (CORRAL_PROXY_DROP, CORRAL_FAULT_HANG));
  say (stream, GET);
  g_assert_true (corral_fault_proxy_wait (f->proxy, 1, 5));
  corral_fault_proxy_heal (f->proxy);
  heard = hear (stream, NULL);
  g_assert_cmpstr (heard, ==, "");
  g_clear_object (&stream);

  stream = dial (f, NULL);
  add (f, corral_proxy_silence (CORRAL_PROXY_LOSE, CORRAL_FAULT_HANG));
  say (stream, GET);
  g_assert_true (corral_fault_proxy_wait (f->proxy, 2, 5));
  g_assert_cmpuint (corral_fault_server_count (f->server), ==, 1);
}

static void
test_tls (Fixture *f, gconstpointer data)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GTlsCertificate) certificate = corral_test_certificate_new ("127.0.0.1", now - 60, now + 3600);
  g_autoptr (GBytes) greeting = g_bytes_new_static ("\x15\x03\x01", 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) plain = NULL;
  g_autoptr (GIOStream) tls = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *heard = NULL;

  corral_fault_proxy_set_certificate (f->proxy, certificate);
  plain = G_SOCKET_CONNECTION (dial (f, &error));
  g_assert_no_error (error);
  tls = g_tls_client_connection_new (G_IO_STREAM (plain), NULL, &error);
  g_assert_no_error (error);
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  g_tls_client_connection_set_validation_flags (G_TLS_CLIENT_CONNECTION (tls), 0);
  G_GNUC_END_IGNORE_DEPRECATIONS
  say (tls, GET);
  answer = hear_one (tls);
  g_assert_true (g_str_has_suffix (answer, BODY));

  corral_fault_proxy_set_greeting (f->proxy, greeting);
  heard = ask_once (f, "?", NULL);
  g_assert_cmpstr (heard, ==, "\x15\x03\x01");
  g_assert_cmpuint (corral_fault_proxy_get_n_faults (f->proxy), ==, 1);
}

/* A stream of events goes through as it comes, and can be cut. */
static void
test_stream (Fixture *f, gconstpointer data)
{
  g_autoptr (GIOStream) stream = dial (f, NULL);
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *cut = NULL;
  CorralFault fault = { .cut_at = -1, .end = CORRAL_FAULT_HANG };

  fault.bytes = g_bytes_new_static ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: state\n\n", 66);
  corral_fault_server_set (f->server, NULL, fault);
  say (stream, GET);
  while (!g_str_has_suffix (all->str, "event: state\n\n"))
    {
      char c;

      g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (stream), &c, 1, NULL, NULL), ==, 1);
      g_string_append_c (all, c);
    }
  g_assert_cmpuint (corral_fault_proxy_get_n_faults (f->proxy), ==, 0);
  add (f, (CorralProxyFault){ .how = { .cut_at = 59, .end = CORRAL_FAULT_CLOSE } });
  cut = ask_once (f, GET, NULL);
  g_assert_true (g_str_has_suffix (cut, "\r\n\r\nevent: "));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function, data) g_test_add ("/sync/fault-proxy/" path, Fixture, data, set_up, function, tear_down)
  ADD ("pass", test_pass, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sync/fault-proxy/", cases[i].name, NULL);

      g_test_add (path, Fixture, &cases[i], set_up, test_case, tear_down);
    }
  ADD ("framings", test_framings, NULL);
  ADD ("rules", test_rules, NULL);
  ADD ("offline", test_offline, NULL);
  ADD ("hang", test_hang, NULL);
  ADD ("tls", test_tls, NULL);
  ADD ("stream", test_stream, NULL);
  return g_test_run ();
}
