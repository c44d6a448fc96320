/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations over real HTTP: what is sent, byte for byte, and what every kind of answer and of silence is
 * taken for. */
#include "corral-api-operation.h"
#include "corral-fault-server.h"

#include <string.h>

#define JSON "application/json"
#define PROBLEM "application/problem+json"
#define NOW_US (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define ID "0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d"
#define PATH "/v1/tenants/greenway/operations/" ID
#define APPLIED                                                                                              \
  "{\"id\":\"" ID "\",\"status\":\"applied\",\"applied_rev\":9,\"data\":null,\"replayed\":false}"
#define ACCEPTED "{\"id\":\"" ID "\",\"status\":\"accepted\",\"replayed\":false}"
#define REFUSED                                                                                              \
  "{\"id\":\"" ID                                                                                            \
  "\",\"status\":\"refused\",\"problem\":{\"status\":404,\"code\":\"not-found\"},\"replayed\":true}"

/* Not as a library would write it: only the same bytes are the same body for the cloud. */
static const char body_text[]
    = "{ \"type\":\"note.add\",\t\"params\":{\"text\":\"f\u00fcnf \\u00fc \\/ caf\u00e9\"} }\n";

static const CorralTenant greenway = { .id = (char *) "greenway", .name = (char *) "Greenway" };

typedef struct
{
  CorralFaultServer *server;
  CorralClock *clock;
  CorralApi *api;
  GBytes *body;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->server = corral_fault_server_new (NULL);
  self->clock = corral_clock_new_manual (NOW_US);
  self->api = corral_api_new (corral_fault_server_get_url (self->server), self->clock, &error);
  g_assert_no_error (error);
  corral_api_set_token (self->api, "se.cr-et");
  self->body = g_bytes_new_static (body_text, strlen (body_text));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  corral_api_unref (self->api);
  corral_clock_unref (self->clock);
  corral_fault_server_free (self->server);
  g_bytes_unref (self->body);
}

static CorralOperationAnswer *
put (Fixture *self, CorralFault fault, GError **error)
{
  corral_fault_server_set (self->server, PATH, fault);
  return corral_api_put_operation (self->api, &greenway, ID, self->body, CORRAL_COLLECTION_ALERT, NULL, NULL,
                                   error);
}

static CorralOperationAnswer *
get (Fixture *self, CorralFault fault, GError **error)
{
  corral_fault_server_set (self->server, PATH, fault);
  return corral_api_get_operation (self->api, &greenway, ID, CORRAL_COLLECTION_ALERT, NULL, NULL, error);
}

/* ---- what is sent -------------------------------------------------------------------------------- */

static void
test_request (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (CorralApiMeta) meta = { .etag = g_strdup ("\"old\"") };
  g_autoptr (CorralOperationAnswer) answer = NULL;
  g_autofree char *request = NULL;
  g_autofree char *length = g_strdup_printf ("\r\nContent-Length: %zu", strlen (body_text));
  g_autoptr (GBytes) sent = NULL;

  corral_fault_server_set (self->server, PATH,
                           corral_fault_none (200, JSON, "Date: Tue, 14 Nov 2023 22:13:25 GMT\r\n", APPLIED));
  answer = corral_api_put_operation (self->api, &greenway, ID, self->body, CORRAL_COLLECTION_ALERT, &meta,
                                     NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (answer->outcome, ==, CORRAL_OUTCOME_APPLIED);
  g_assert_cmpint (answer->applied_rev, ==, 9);
  g_assert_null (meta.etag);
  g_assert_true (meta.has_server_offset);
  g_assert_cmpint (meta.server_offset_ms, ==, 5000);
  g_assert_cmpuint (meta.bytes_decoded, ==, strlen (APPLIED));
  request = corral_fault_server_dup_request (self->server);
  g_assert_true (g_str_has_prefix (request, "PUT " PATH " HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (request, "\r\nAuthorization: Bearer se.cr-et"));
  g_assert_nonnull (strstr (request, "\r\nContent-Type: application/json"));
  g_assert_nonnull (strstr (request, length));
  g_assert_null (strstr (request, "Expect"));
  g_assert_null (strstr (request, "Transfer-Encoding"));
  g_assert_null (strstr (request, "Content-Encoding"));
  g_assert_null (strstr (request, "Cookie"));
  sent = corral_fault_server_dup_body (self->server);
  g_assert_true (g_bytes_equal (sent, self->body));
  g_clear_pointer (&request, g_free);
  g_clear_pointer (&answer, corral_operation_answer_free);

  /* The probe has no body, and goes over the same connection. */
  answer = get (self, corral_fault_none (200, JSON, NULL, ACCEPTED), &error);
  g_assert_no_error (error);
  g_assert_cmpint (answer->outcome, ==, CORRAL_OUTCOME_ACCEPTED);
  request = corral_fault_server_dup_request (self->server);
  g_assert_true (g_str_has_prefix (request, "GET " PATH " HTTP/1.1\r\n"));
  g_assert_null (strstr (request, "Content-Type"));
  g_assert_cmpuint (corral_fault_server_count_connections (self->server), ==, 1);
}

/* Twice the same, to the byte. */
static void
test_again (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (CorralOperationAnswer) answer
          = put (self, corral_fault_none (202, JSON, NULL, ACCEPTED), NULL);
      g_autoptr (GBytes) sent = corral_fault_server_dup_body (self->server);

      g_assert_nonnull (answer);
      g_assert_true (g_bytes_equal (sent, self->body));
    }
  g_assert_cmpuint (corral_fault_server_count (self->server), ==, 5);
}

static void
test_never_sent (Fixture *self, gconstpointer data)
{
  static const char *const ids[] = { "..", ".", "a/b", "", "a b", "a?b", "a%2fb" };
  CorralTenant elsewhere = greenway;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_assert_null (corral_api_put_operation (self->api, &greenway, ids[i], self->body,
                                               CORRAL_COLLECTION_ALERT, NULL, NULL, &error));
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_INVALID);
      g_clear_error (&error);
      g_assert_null (corral_api_get_operation (self->api, &greenway, ids[i], CORRAL_COLLECTION_ALERT, NULL,
                                               NULL, &error));
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_INVALID);
      g_clear_error (&error);
    }
  elsewhere.api_base = (char *) "http://api.example.com";
  g_assert_null (corral_api_put_operation (self->api, &elsewhere, ID, self->body, CORRAL_COLLECTION_ALERT,
                                           NULL, NULL, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_ADDRESS);
  g_assert_cmpuint (corral_fault_server_count (self->server), ==, 0);
}

/* ---- answers ------------------------------------------------------------------------------------- */

#define P(status, code) "{\"status\":" #status ",\"code\":\"" code "\",\"title\":\"t\",\"retryable\":false}"

/* What a status and a body are taken for, sent and probed: an outcome, or an error as OPEN + its code. */
#define OPEN 1000
static const struct
{
  guint status;
  const char *type;
  const char *body;
  int sent;
  int probed;
} answers[] = {
  { 200, JSON, APPLIED, CORRAL_OUTCOME_APPLIED, CORRAL_OUTCOME_APPLIED },
  { 200, JSON "; charset=utf-8", APPLIED, CORRAL_OUTCOME_APPLIED, CORRAL_OUTCOME_APPLIED },
  { 202, JSON, ACCEPTED, CORRAL_OUTCOME_ACCEPTED, CORRAL_OUTCOME_ACCEPTED },
  { 200, JSON, REFUSED, CORRAL_OUTCOME_REFUSED, CORRAL_OUTCOME_REFUSED },
  { 400, PROBLEM, P (400, "invalid-request"), CORRAL_OUTCOME_REFUSED, OPEN + CORRAL_API_ERROR_INVALID },
  { 401, PROBLEM, P (401, "unauthenticated"), OPEN + CORRAL_API_ERROR_AUTH, OPEN + CORRAL_API_ERROR_AUTH },
  { 403, PROBLEM, P (403, "forbidden"), CORRAL_OUTCOME_REFUSED, OPEN + CORRAL_API_ERROR_FORBIDDEN },
  { 404, PROBLEM, P (404, "not-found"), CORRAL_OUTCOME_REFUSED, CORRAL_OUTCOME_NOT_KNOWN },
  { 405, PROBLEM, P (405, "method-not-allowed"), CORRAL_OUTCOME_REFUSED, OPEN + CORRAL_API_ERROR_INVALID },
  { 407, PROBLEM, P (407, "x"), OPEN + CORRAL_API_ERROR_UNREACHABLE, OPEN + CORRAL_API_ERROR_UNREACHABLE },
  { 408, PROBLEM, P (408, "x"), OPEN + CORRAL_API_ERROR_TIMEOUT, OPEN + CORRAL_API_ERROR_TIMEOUT },
  { 409, PROBLEM, P (409, "conflict"), CORRAL_OUTCOME_REFUSED, OPEN + CORRAL_API_ERROR_CONFLICT },
  { 410, PROBLEM, P (410, "target-gone"), CORRAL_OUTCOME_REFUSED, OPEN + CORRAL_API_ERROR_GONE },
  { 412, PROBLEM, P (412, "stale-revision"), CORRAL_OUTCOME_REFUSED, OPEN + CORRAL_API_ERROR_CONFLICT },
  { 413, PROBLEM, P (413, "x"), CORRAL_OUTCOME_REFUSED, OPEN + CORRAL_API_ERROR_INVALID },
  { 415, PROBLEM, P (415, "x"), CORRAL_OUTCOME_REFUSED, OPEN + CORRAL_API_ERROR_INVALID },
  { 422, PROBLEM, P (422, "id-reused"), CORRAL_OUTCOME_REFUSED, OPEN + CORRAL_API_ERROR_INVALID },
  { 422, JSON, P (422, "id-reused"), CORRAL_OUTCOME_REFUSED, OPEN + CORRAL_API_ERROR_INVALID },
  { 425, PROBLEM, P (425, "x"), OPEN + CORRAL_API_ERROR_UNAVAILABLE, OPEN + CORRAL_API_ERROR_UNAVAILABLE },
  { 429, PROBLEM, P (429, "too-many-requests"), OPEN + CORRAL_API_ERROR_LIMITED,
    OPEN + CORRAL_API_ERROR_LIMITED },
  { 500, PROBLEM, P (500, "x"), OPEN + CORRAL_API_ERROR_UNAVAILABLE, OPEN + CORRAL_API_ERROR_UNAVAILABLE },
  { 501, PROBLEM, P (501, "not-implemented"), CORRAL_OUTCOME_REFUSED, CORRAL_OUTCOME_REFUSED },
  { 502, "text/html", "<html>", OPEN + CORRAL_API_ERROR_UNAVAILABLE, OPEN + CORRAL_API_ERROR_UNAVAILABLE },
  { 503, PROBLEM, P (503, "unavailable"), OPEN + CORRAL_API_ERROR_UNAVAILABLE,
    OPEN + CORRAL_API_ERROR_UNAVAILABLE },
  { 504, NULL, "", OPEN + CORRAL_API_ERROR_UNAVAILABLE, OPEN + CORRAL_API_ERROR_UNAVAILABLE },
  /* Somebody else speaks: a captive portal, a gateway, an old proxy that knows no PUT. */
  { 200, "text/html", "<html>", OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD,
    OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 200, "text/html", APPLIED, OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD, OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 200, PROBLEM, APPLIED, OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD, OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 200, NULL, APPLIED, OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD, OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 403, "text/html", "<html>", OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD,
    OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 404, "text/html", "<html>", OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD,
    OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 405, "text/plain", "no", OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD, OPEN + CORRAL_API_ERROR_INVALID },
  { 501, "text/html", "<html>", OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD,
    OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 511, "text/html", "<html>", OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD,
    OPEN + CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 403, JSON, "{\"message\":\"Forbidden\"}", OPEN + CORRAL_API_ERROR_BROKEN,
    OPEN + CORRAL_API_ERROR_FORBIDDEN },
  { 404, JSON, "{\"message\":\"Not Found\"}", OPEN + CORRAL_API_ERROR_BROKEN,
    OPEN + CORRAL_API_ERROR_BROKEN },
  { 404, PROBLEM, "", OPEN + CORRAL_API_ERROR_BROKEN, OPEN + CORRAL_API_ERROR_BROKEN },
  /* Nothing of the contract. */
  { 201, JSON, APPLIED, OPEN + CORRAL_API_ERROR_BROKEN, OPEN + CORRAL_API_ERROR_BROKEN },
  { 204, NULL, "", OPEN + CORRAL_API_ERROR_BROKEN, OPEN + CORRAL_API_ERROR_BROKEN },
  { 206, JSON, APPLIED, OPEN + CORRAL_API_ERROR_BROKEN, OPEN + CORRAL_API_ERROR_BROKEN },
  { 304, NULL, "", OPEN + CORRAL_API_ERROR_BROKEN, OPEN + CORRAL_API_ERROR_BROKEN },
  { 202, JSON, APPLIED, OPEN + CORRAL_API_ERROR_BROKEN, OPEN + CORRAL_API_ERROR_BROKEN },
  { 409, PROBLEM, P (412, "stale-revision"), OPEN + CORRAL_API_ERROR_BROKEN,
    OPEN + CORRAL_API_ERROR_CONFLICT },
};

static void
check (const CorralOperationAnswer *answer, const GError *error, int expected, guint status)
{
  if (expected >= OPEN)
    {
      g_assert_null (answer);
      g_assert_error (error, CORRAL_API_ERROR, expected - OPEN);
      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_null (strstr (error->message, "se.cr-et"));
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpint (answer->outcome, ==, expected);
  if (status >= 400)
    g_assert_cmpuint (answer->status, ==, status);
}

static void
test_answers (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) put_error = NULL;
      g_autoptr (GError) get_error = NULL;
      g_autoptr (CorralOperationAnswer) sent = NULL;
      g_autoptr (CorralOperationAnswer) probed = NULL;

      g_test_message ("%u %s %s", answers[i].status, answers[i].type, answers[i].body);
      sent = put (self, corral_fault_none (answers[i].status, answers[i].type, NULL, answers[i].body),
                  &put_error);
      check (sent, put_error, answers[i].sent, answers[i].status);
      probed = get (self, corral_fault_none (answers[i].status, answers[i].type, NULL, answers[i].body),
                    &get_error);
      check (probed, get_error, answers[i].probed, answers[i].status);
    }
}

/* A refusal of long ago that was itself a 404 is told from one never seen. */
static void
test_a_stored_404_is_known (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralOperationAnswer) answer = get (self, corral_fault_none (200, JSON, NULL, REFUSED), &error);

  g_assert_no_error (error);
  g_assert_cmpint (answer->outcome, ==, CORRAL_OUTCOME_REFUSED);
  g_assert_cmpuint (answer->status, ==, 404);
  g_assert_true (answer->replayed);
}

static void
test_come_back_later (Fixture *self, gconstpointer data)
{
  static const guint statuses[] = { 425, 429, 500, 503 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          put (self, corral_fault_none (statuses[i], PROBLEM, "Retry-After: 7\r\n", P (503, "unavailable")),
               &error));
      g_assert_cmpint (corral_api_error_get_retry_after_us (error), ==, 7 * G_USEC_PER_SEC);
      g_assert_cmpuint (corral_api_error_get_status (error), ==, statuses[i]);
    }
}

static void
test_redirects_are_not_followed (Fixture *self, gconstpointer data)
{
  static const guint codes[] = { 301, 302, 303, 307, 308 };
  g_autoptr (CorralFaultServer) other = corral_fault_server_new (NULL);
  g_autofree char *location
      = g_strdup_printf ("Location: %s" PATH "\r\n", corral_fault_server_get_url (other));

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (put (self, corral_fault_none (codes[i], NULL, location, ""), &error));
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_REDIRECT);
    }
  g_assert_cmpuint (corral_fault_server_count (other), ==, 0);
  g_assert_cmpuint (corral_fault_server_count (self->server), ==, G_N_ELEMENTS (codes));
}

/* ---- cut, silent, torn down ---------------------------------------------------------------------- */

static gboolean
is_open (const GError *error)
{
  return g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_UNREACHABLE)
         || g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_NOT_THE_CLOUD)
         || g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
}

/* After the effect: the answer is lost, whole or in part. */
static void
test_cut_anywhere (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) applied = corral_fault_answer (200, JSON, NULL, APPLIED, -1);
  g_autoptr (GBytes) refused = corral_fault_answer (409, PROBLEM, NULL, P (409, "conflict"), -1);
  GBytes *const whole[] = { applied, refused };

  for (guint i = 0; i < G_N_ELEMENTS (whole); i++)
    for (gsize k = 0; k < g_bytes_get_size (whole[i]); k++)
      for (guint reset = 0; reset < 2; reset++)
        {
          g_autoptr (GError) error = NULL;

          g_assert_null (put (self,
                              (CorralFault){ .bytes = g_bytes_ref (whole[i]),
                                             .cut_at = (gssize) k,
                                             .end = reset ? CORRAL_FAULT_RESET : CORRAL_FAULT_CLOSE },
                              &error));
          g_assert_true (is_open (error));
        }
}

/* Before the request was read, and with nothing there at all. */
static void
test_torn_down_before (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralOperationAnswer) answer = NULL;
  CorralFault good = corral_fault_none (200, JSON, NULL, APPLIED);

  corral_fault_server_set_deaf (self->server, 1000);
  g_assert_null (put (self, good, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_UNREACHABLE);
  g_assert_cmpuint (corral_fault_server_count (self->server), ==, 0);
  g_clear_error (&error);
  corral_fault_server_set_deaf (self->server, 0);
  answer = put (self, corral_fault_none (200, JSON, NULL, APPLIED), &error);
  g_assert_no_error (error);
  g_clear_pointer (&answer, corral_operation_answer_free);

  /* The connection that was kept is gone: whatever the library makes of it, what is sent is the same. */
  answer = put (self,
                (CorralFault){ .bytes = corral_fault_answer (200, JSON, NULL, APPLIED, -1),
                               .cut_at = -1,
                               .end = CORRAL_FAULT_RESET },
                NULL);
  g_clear_pointer (&answer, corral_operation_answer_free);
  for (guint i = 0; i < 20 && answer == NULL; i++)
    answer = put (self, corral_fault_none (200, JSON, NULL, APPLIED), NULL);
  g_assert_nonnull (answer);
  {
    g_autoptr (GBytes) sent = corral_fault_server_dup_body (self->server);

    g_assert_true (g_bytes_equal (sent, self->body));
  }
}

static void
test_nothing_there (Fixture *self, gconstpointer data)
{
  g_autoptr (CorralFaultServer) gone = corral_fault_server_new (NULL);
  g_autofree char *url = g_strdup (corral_fault_server_get_url (gone));
  g_autoptr (CorralApi) api = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&gone, corral_fault_server_free);
  api = corral_api_new (url, self->clock, NULL);
  g_assert_null (
      corral_api_put_operation (api, &greenway, ID, self->body, CORRAL_COLLECTION_ALERT, NULL, NULL, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_UNREACHABLE);
}

static void
test_deadlines (Fixture *self, gconstpointer data)
{
  CorralApiLimits limits = CORRAL_API_DEFAULT_LIMITS;
  g_autoptr (GBytes) answer = corral_fault_answer (200, JSON, NULL, APPLIED, -1);
  g_autoptr (GBytes) sent = NULL;
  g_autoptr (GError) error = NULL;

  limits.first_byte_ms = 100;
  limits.speed_window_ms = 100;
  corral_api_set_limits (self->api, &limits);
  /* It arrived, and nothing comes back. */
  g_assert_null (
      put (self, (CorralFault){ .bytes = g_bytes_new_static ("", 0), .cut_at = -1, .end = CORRAL_FAULT_HANG },
           &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_TIMEOUT);
  sent = corral_fault_server_dup_body (self->server);
  g_assert_true (g_bytes_equal (sent, self->body));
  g_clear_error (&error);
  /* The answer stops in the middle. */
  g_assert_null (put (self,
                      (CorralFault){ .bytes = g_bytes_ref (answer),
                                     .cut_at = (gssize) g_bytes_get_size (answer) - 3,
                                     .end = CORRAL_FAULT_HANG },
                      &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_TIMEOUT);
}

static gpointer
cancel_when_asked (gpointer data)
{
  gpointer *pair = data;

  while (corral_fault_server_count (pair[0]) == 0)
    g_usleep (1000);
  g_cancellable_cancel (pair[1]);
  return NULL;
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  /* Silence before the head, and in the body of a refusal. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CorralFaultServer) server = corral_fault_server_new (NULL);
      g_autoptr (CorralApi) api = corral_api_new (corral_fault_server_get_url (server), self->clock, NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      gpointer pair[] = { server, cancellable };
      GThread *thread = g_thread_new ("cancel", cancel_when_asked, pair);
      GBytes *head = i == 0 ? g_bytes_new_static ("", 0)
                            : corral_fault_answer (503, PROBLEM, NULL, P (503, "unavailable"), -1);

      corral_fault_server_set (server, PATH,
                               (CorralFault){ .bytes = head,
                                              .cut_at = i == 0 ? -1 : (gssize) g_bytes_get_size (head) - 1,
                                              .end = CORRAL_FAULT_HANG });
      g_assert_null (corral_api_put_operation (api, &greenway, ID, self->body, CORRAL_COLLECTION_ALERT, NULL,
                                               cancellable, &error));
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_CANCELLED);
      g_thread_join (thread);
    }
}

static void
test_too_large (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) body
      = g_string_new ("{\"id\":\"" ID "\",\"status\":\"applied\",\"applied_rev\":9,\"x\":[0");
  g_autoptr (GError) error = NULL;

  while (body->len < 1024 * 1024 + 1000)
    g_string_append_printf (body, ",%zu", body->len);
  g_string_append (body, "]}");
  g_assert_null (put (self, corral_fault_none (200, JSON, NULL, body->str), &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/operations/request", test_request);
  ADD ("/operations/again", test_again);
  ADD ("/operations/never-sent", test_never_sent);
  ADD ("/operations/answers", test_answers);
  ADD ("/operations/a-stored-404-is-known", test_a_stored_404_is_known);
  ADD ("/operations/come-back-later", test_come_back_later);
  ADD ("/operations/redirects-are-not-followed", test_redirects_are_not_followed);
  ADD ("/operations/cut-anywhere", test_cut_anywhere);
  ADD ("/operations/torn-down-before", test_torn_down_before);
  ADD ("/operations/nothing-there", test_nothing_there);
  ADD ("/operations/deadlines", test_deadlines);
  ADD ("/operations/cancel", test_cancel);
  ADD ("/operations/too-large", test_too_large);
  return g_test_run ();
}
