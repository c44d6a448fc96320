/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The script of faults: what it may say, and that each kind does what it says. */
#include "config.h"

#include "cloud-fixture.h"
#include "corral-cloud-faults.h"

#include <string.h>

/* ---- the script -------------------------------------------------------------------------------------------- */

static void
test_bad_scripts (void)
{
  static const struct
  {
    const char *script, *says;
  } cases[] = {
    { "", "no rule" },
    { "# nothing\n", "no rule" },
    { "kind=delay\n", "script" },
    { "[a]\nnonsense\n", "script" },
    { "[a]\n", "rule 1 (“a”): “kind”" },
    { "[a]\nkind=explode\n", "rule 1 (“a”): “kind”" },
    { "[a]\nkind=html\n[b]\nkind=html\n[c]\nkind=cut\n", "rule 3 (“c”): “bytes” is missing" },
    { "[a]\nkind=html\n[a]\nkind=cut\n", "“a”" },
    { "[a]\nkind=status\n", "“status” is missing" },
    { "[a]\nkind=status\nstatus=200\n", "“status”" },
    { "[a]\nkind=status\nstatus=600\n", "“status”" },
    { "[a]\nkind=delay\n", "“delay-ms” is missing" },
    { "[a]\nkind=delay\ndelay-ms=0\n", "“delay-ms”" },
    { "[a]\nkind=delay\ndelay-ms=-5\n", "“delay-ms”" },
    { "[a]\nkind=offline\n", "“seconds” is missing" },
    { "[a]\nkind=html\nbytes=5\n", "“bytes” means nothing to the kind “html”" },
    { "[a]\nkind=html\nmood=5\n", "there is no “mood”" },
    { "[a]\nkind=html\ntimes=many\n", "“times”" },
    { "[a]\nkind=html\nafter=1.5\n", "“after”" },
    { "[a]\nkind=html\nprobability=2\n", "“probability”" },
    { "[a]\nkind=html\nprobability=nan\n", "“probability”" },
    { "[a]\nkind=html\nprobability=0,5\n", "“probability”" },
    { "[a]\nkind=status\nstatus=503\nretry-after=1\\r\\nX: y\n", "“retry-after”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralCloudFaults) faults = corral_cloud_faults_new (cases[i].script, &error);
      g_autofree char *shown = g_strescape (cases[i].script, NULL);

      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_test_message ("%s: %s", shown, error->message);
      g_assert_null (faults);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static char *
read_example (void)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "tests", "support", "faults-example.ini", NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* The example is good, and names every kind and key. */
static void
test_example (void)
{
  static const char *const words[] = {
    "kind=delay", "kind=status", "kind=drop-before", "kind=drop-after", "kind=cut", "kind=garbage", "kind=html",
    "kind=duplicate", "kind=twice", "kind=offline", "method=", "path=", "after=", "times=", "probability=", "seed=",
    "delay-ms=", "\nstatus=", "\ncode=", "\nreason=", "\nretry-after=", "\nbytes=", "\nseconds=",
  };
  g_autofree char *text = read_example ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralCloudFaults) faults = corral_cloud_faults_new (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (faults);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_nonnull (strstr (text, words[i]));
}

/* How many of 1,000 requests are struck. */
static guint
count (const char *script, const char *method, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralCloudFaults) faults = corral_cloud_faults_new (script, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < 1000; i++)
    n += corral_cloud_faults_choose (faults, method, path) != NULL;
  return n;
}

static void
test_choice (void)
{
  static const char path[] = "/v1/tenants/harbor/changes";
  g_autoptr (CorralCloudFaults) faults = NULL;

  g_assert_cmpuint (count ("[a]\nkind=html\n", "GET", path), ==, 1000);
  g_assert_cmpuint (count ("[a]\nkind=html\nmethod=*\npath=*\n", "GET", path), ==, 1000);
  g_assert_cmpuint (count ("[a]\nkind=html\nmethod=PUT\n", "GET", path), ==, 0);
  g_assert_cmpuint (count ("[a]\nkind=html\npath=/v1/tenants/*/changes\n", "GET", path), ==, 1000);
  g_assert_cmpuint (count ("[a]\nkind=html\npath=/v1/tenants/harbo?/changes\n", "GET", path), ==, 1000);
  g_assert_cmpuint (count ("[a]\nkind=html\npath=/v1/tenants/*/vitals\n", "GET", path), ==, 0);
  g_assert_cmpuint (count ("[a]\nkind=html\nafter=900\n", "GET", path), ==, 100);
  g_assert_cmpuint (count ("[a]\nkind=html\ntimes=3\n", "GET", path), ==, 3);
  g_assert_cmpuint (count ("[a]\nkind=html\nafter=999\ntimes=3\n", "GET", path), ==, 1);
  g_assert_cmpuint (count ("[a]\nkind=html\nprobability=0\n", "GET", path), ==, 0);
  g_assert_cmpuint (count ("[a]\nkind=html\nprobability=0.3\n", "GET", path), >, 240);
  g_assert_cmpuint (count ("[a]\nkind=html\nprobability=0.3\n", "GET", path), <, 360);
  g_assert_cmpuint (count ("[a]\nkind=html\nprobability=0.3\nseed=5\n", "GET", path), ==,
                    count ("[b]\nkind=html\nprobability=0.3\nseed=5\n", "GET", path));

  /* In order; one that is over lets the next one have it. */
  faults = corral_cloud_faults_new ("[a]\nkind=html\ntimes=2\n[b]\nkind=cut\nbytes=7\ntimes=1\n", NULL);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (corral_cloud_faults_choose (faults, "GET", path)->kind, ==, CORRAL_CLOUD_FAULT_HTML);
  g_assert_cmpuint (corral_cloud_faults_choose (faults, "GET", path)->bytes, ==, 7);
  g_assert_null (corral_cloud_faults_choose (faults, "GET", path));
}

/* ---- each kind, over HTTP ------------------------------------------------------------------------------------ */

static void
set_faults (CloudFixture *f, const char *script)
{
  g_autoptr (GError) error = NULL;

  corral_demo_cloud_set_faults (f->cloud, script, &error);
  g_assert_no_error (error);
}

/* Sends @message; the body or an error. */
static GBytes *
try (CloudFixture *f, SoupMessage *message, GError **error)
{
  return soup_session_send_and_read (f->session, message, NULL, error);
}

static SoupMessage *
note_message (CloudFixture *f, const char *id)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autofree char *text = operation_body (f, "note.add", "cart", cart, "{\"text\":\"Once.\"}", 0, NULL);
  g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/operations/%s", f->tenant, id);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  SoupMessage *message = cloud_request (f, "PUT", path);

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  /* Else libsoup sends it again by itself when an old connection is cut. */
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  return message;
}

static guint
probe_status (CloudFixture *f, const char *id)
{
  g_autoptr (Answer) probe = NULL;

  set_faults (f, NULL);
  probe = cloud_probe (f, id);
  return probe->status;
}

/* The connection ends: before the effect it is not there, after it it is. */
static void
test_drop (CloudFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *script;
    guint status; /* of the probe */
  } cases[] = {
    { "[a]\nmethod=PUT\nkind=drop-before\n", 404 },
    { "[a]\nmethod=PUT\nkind=drop-after\n", 200 },
    { "[a]\nmethod=PUT\nkind=cut\nbytes=0\n", 200 },
    { "[a]\nmethod=PUT\nkind=cut\nbytes=20\n", 200 },
    { "[a]\nmethod=PUT\nkind=drop-before\ndelay-ms=20\n", 404 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = operation_id (i + 1);
      g_autoptr (SoupMessage) message = note_message (f, id);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) body = NULL;

      set_faults (f, cases[i].script);
      body = try (f, message, &error);
      g_test_message ("%s: %s", cases[i].script, error != NULL ? error->message : "no error");
      /* libsoup calls three of four ways to cut a body short a success: the body shows it. */
      if (body != NULL)
        g_assert_cmpuint (g_bytes_get_size (body), ==, i == 3 ? 20 : 0);
      else
        g_assert_nonnull (error);
      g_assert_cmpuint (probe_status (f, id), ==, cases[i].status);
    }
}

static void
test_status (CloudFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *script;
    guint status;
    const char *code, *reason, *retry_after;
  } cases[] = {
    { "[a]\nkind=status\nstatus=503\nretry-after=5\n", 503, "unavailable", NULL, "5" },
    { "[a]\nkind=status\nstatus=429\nretry-after=soon\n", 429, "too-many-requests", NULL, "soon" },
    { "[a]\nkind=status\nstatus=401\n", 401, "unauthenticated", NULL, NULL },
    { "[a]\nkind=status\nstatus=410\nreason=epoch\n", 410, "state-expired", "epoch", NULL },
    { "[a]\nkind=status\nstatus=403\ncode=nothing\ndelay-ms=10\n", 403, "nothing", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SoupMessage) message = cloud_request (f, "GET", "/v1/me");
      g_autoptr (Answer) answer = NULL;

      set_faults (f, cases[i].script);
      answer = cloud_send (f, message);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      g_assert_cmpstr (answer->content_type, ==, "application/problem+json");
      g_assert_cmpstr (answer_text (answer, "code"), ==, cases[i].code);
      g_assert_cmpstr (answer_text (answer, "reason"), ==, cases[i].reason);
      g_assert_cmpstr (soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After"), ==,
                       cases[i].retry_after);
      g_assert_true (json_object_get_boolean_member (answer_object (answer), "retryable")
                     == (cases[i].retry_after != NULL));
    }
  g_assert_cmpuint (corral_demo_cloud_get_n_faults (f->cloud), ==, G_N_ELEMENTS (cases));
}

static void
test_bodies (CloudFixture *f, gconstpointer data)
{
  g_autofree char *garbage_id = operation_id (1);
  g_autofree char *html_id = operation_id (2);
  g_autoptr (SoupMessage) garbage = note_message (f, garbage_id);
  g_autoptr (SoupMessage) html = note_message (f, html_id);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) page = NULL;

  set_faults (f, "[a]\nkind=garbage\n");
  body = try (f, garbage, NULL);
  g_assert_cmpuint (soup_message_get_status (garbage), ==, 200);
  g_assert_false (json_parser_load_from_data (parser, g_bytes_get_data (body, NULL),
                                              (gssize) g_bytes_get_size (body), NULL));
  g_assert_cmpuint (probe_status (f, garbage_id), ==, 200);

  set_faults (f, "[a]\nkind=html\n");
  page = try (f, html, NULL);
  g_assert_cmpuint (soup_message_get_status (html), ==, 200);
  g_assert_cmpstr (soup_message_headers_get_content_type (soup_message_get_response_headers (html), NULL), ==,
                   "text/html");
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (page, NULL), (gssize) g_bytes_get_size (page), "<form"));
  g_assert_cmpuint (probe_status (f, html_id), ==, 404);
}

/* The request comes twice: one effect, and the client hears that it is a repeat. */
static void
test_duplicate (CloudFixture *f, gconstpointer data)
{
  g_autofree char *id = operation_id (1);
  g_autoptr (Answer) before = cloud_get_tenant (f, "snapshots/note");
  g_autoptr (Answer) after = NULL;
  g_autoptr (Answer) answer = NULL;
  g_autoptr (SoupMessage) message = note_message (f, id);

  set_faults (f, "[a]\nmethod=PUT\nkind=duplicate\n");
  answer = cloud_send (f, message);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_true (json_object_get_boolean_member (answer_object (answer), "replayed"));
  after = cloud_get_tenant (f, "snapshots/note");
  g_assert_cmpint (answer_number (after, "total"), ==, answer_number (before, "total") + 1);
}

/* The answer comes twice, in one go, as whole answers both. */
static void
test_twice (CloudFixture *f, gconstpointer data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GUri) uri = g_uri_parse (corral_demo_cloud_get_api (f->cloud), G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GString) got = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  static const char request[] = "GET /v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer demo-token\r\n"
                                "Connection: close\r\n\r\n";
  char buffer[4096];
  gssize n;
  guint n_answers = 0;

  set_faults (f, "[a]\nkind=twice\n");
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) g_uri_get_port (uri), NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request), NULL,
                             NULL, &error);
  g_assert_no_error (error);
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer, sizeof buffer, NULL,
                                   &error))
         > 0)
    g_string_append_len (got, buffer, n);
  g_assert_no_error (error);
  for (const char *at = got->str; (at = strstr (at, "HTTP/1.1 200 OK")) != NULL; at++)
    n_answers++;
  g_assert_cmpuint (n_answers, ==, 2);
}

static void
test_delay (CloudFixture *f, gconstpointer data)
{
  gint64 before = g_get_monotonic_time ();
  g_autoptr (Answer) answer = NULL;

  set_faults (f, "[a]\nkind=delay\ndelay-ms=120\ntimes=1\n");
  answer = cloud_get (f, "/v1/me");
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 120 * 1000);
}

/* Who waits no longer leaves nothing behind; neither does a cloud that ends while somebody waits. */
static void
test_delay_abandoned (CloudFixture *f, gconstpointer data)
{
  g_autoptr (SoupMessage) message = cloud_request (f, "GET", "/v1/me");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  set_faults (f, "[a]\nkind=delay\ndelay-ms=60000\n");
  soup_session_send_and_read_async (f->session, message, G_PRIORITY_DEFAULT, cancellable, NULL, NULL);
  while (corral_demo_cloud_get_n_faults (f->cloud) == 0)
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_offline (CloudFixture *f, gconstpointer data)
{
  g_autoptr (SoupMessage) first = cloud_request (f, "GET", "/v1/me");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  gboolean was_off = FALSE;
  gboolean back = FALSE;

  soup_message_add_flags (first, SOUP_MESSAGE_NEW_CONNECTION);
  set_faults (f, "[a]\nkind=offline\nseconds=1\ntimes=1\n");
  body = try (f, first, &error);
  g_assert_nonnull (error);
  while (!back && g_get_monotonic_time () < deadline)
    {
      g_autoptr (SoupMessage) message = cloud_request (f, "GET", "/v1/me");
      g_autoptr (GBytes) answer = try (f, message, NULL);

      was_off = was_off || !corral_demo_cloud_get_online (f->cloud);
      back = answer != NULL && was_off;
    }
  g_assert_true (back);
}

/* A bad script leaves the last one in force. */
static void
test_set (CloudFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Answer) answer = NULL;

  set_faults (f, "[a]\nkind=status\nstatus=503\nretry-after=1\n");
  g_assert_false (corral_demo_cloud_set_faults (f->cloud, "[a]\nkind=x\n", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  answer = cloud_get (f, "/v1/me");
  g_assert_cmpuint (answer->status, ==, 503);
}

#define ADD(path, function) \
  g_test_add (path, CloudFixture, NULL, cloud_fixture_set_up, function, cloud_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faults/bad-scripts", test_bad_scripts);
  g_test_add_func ("/faults/example", test_example);
  g_test_add_func ("/faults/choice", test_choice);
  ADD ("/faults/drop", test_drop);
  ADD ("/faults/status", test_status);
  ADD ("/faults/bodies", test_bodies);
  ADD ("/faults/duplicate", test_duplicate);
  ADD ("/faults/twice", test_twice);
  ADD ("/faults/delay", test_delay);
  ADD ("/faults/delay-abandoned", test_delay_abandoned);
  ADD ("/faults/offline", test_offline);
  ADD ("/faults/set", test_set);
  return g_test_run ();
}
