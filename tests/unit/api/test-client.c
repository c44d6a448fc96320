/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client against a server that breaks every rule: what it makes of it, what it sends, what it
 * refuses. */
#include "corral-api.h"
#include "corral-fault-server.h"
#include "corral-test-certificate.h"

#include <glib/gstdio.h>
#include <string.h>

#define ME                                                                                         \
  "{\"user\":{\"id\":\"u1\",\"name\":\"Kim\"},\"tenants\":[],\"server_time_ms\":1700000005000}"
#define CHANGES                                                                                    \
  "{\"tenant\":\"greenway\",\"old_state\":\"s1\",\"new_state\":\"s2\",\"has_more\":false,"         \
  "\"changes\":[],\"server_time_ms\":1700000005000,"                                               \
  "\"count\":0,\"end\":true}"
#define JSON "application/json"
#define PROBLEM "application/problem+json"
#define NOW_US (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

static const CorralTenant greenway = { .id = (char *) "greenway", .name = (char *) "Greenway" };

typedef struct
{
  CorralFaultServer *server;
  CorralClock *clock;
  CorralApi *api;
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
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  corral_api_unref (self->api);
  corral_clock_unref (self->clock);
  corral_fault_server_free (self->server);
}

/* Asks for /v1/me, which is answered with @fault. */
static CorralMe *
get_me (Fixture *self, CorralFault fault, GError **error)
{
  corral_fault_server_set (self->server, "/v1/me", fault);
  return corral_api_get_me (self->api, NULL, NULL, error);
}

static void
expect (Fixture *self, CorralFault fault, CorralApiError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralMe) me = get_me (self, fault, &error);

  g_assert_null (me);
  g_assert_error (error, CORRAL_API_ERROR, (int) code);
  /* A sentence, without secrets. */
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_null (strstr (error->message, "se.cr-et"));
  g_assert_null (strstr (error->message, "SECRET"));
}

static GBytes *
pack (const char *text, gsize length)
{
  g_autoptr (GConverter) converter
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GInputStream) plain
      = g_memory_input_stream_new_from_data (text, (gssize) length, NULL);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (plain, converter);
  g_autoptr (GOutputStream) packed = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_output_stream_splice (packed, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (packed));
}

/* --- addresses
 * ------------------------------------------------------------------------------------ */

static const struct
{
  const char *given;
  const char *base; /* NULL: refused */
} addresses[] = {
  { "https://api.example.com", "https://api.example.com" },
  { " https://api.example.com/ ", "https://api.example.com" },
  { "https://api.example.com:8443/corral//", "https://api.example.com:8443/corral" },
  { "https://[2001:db8::1]:1/", "https://[2001:db8::1]:1" },
  { "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
  { "http://localhost:8080", "http://localhost:8080" },
  { "http://[::1]:8080", "http://[::1]:8080" },
  { "http://127.0.0.1.example.com", NULL },
  { "http://localhost.example.com", NULL },
  { "http://api.example.com", NULL },
  { "http://192.168.0.10", NULL },
  { "http://0.0.0.0", NULL },
  { "ftp://api.example.com", NULL },
  { "file:///etc/passwd", NULL },
  { "https://", NULL },
  { "https:///x", NULL },
  { "https://user:SECRET@api.example.com", NULL },
  { "https://user@api.example.com", NULL },
  { "https://api.example.com/#x", NULL },
  { "https://api.example.com/?x=1", NULL },
  { "https://api.example.com:0", NULL },
  { "https://api.example.com:99999", NULL },
  { "https://api example.com", NULL },
  { "api.example.com", NULL },
  { "", NULL },
  { NULL, NULL },
  { "garbage", NULL },
  { "https://\xff", NULL },
};

static void
test_addresses (void)
{
  g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_US);

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralApi) api = corral_api_new (addresses[i].given, clock, &error);

      if (addresses[i].base != NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (corral_api_get_base (api), ==, addresses[i].base);
          continue;
        }
      if (api != NULL)
        g_error ("was taken: %s", addresses[i].given);
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_ADDRESS);
      g_assert_null (strstr (error->message, "SECRET"));
    }
}

static void
test_a_tenant_of_its_own_address (Fixture *self, gconstpointer data)
{
  g_autoptr (CorralFaultServer) other = corral_fault_server_new (NULL);
  CorralTenant tenant = greenway;
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralChangesPage) page = NULL;
  g_autofree char *base = g_strconcat (corral_fault_server_get_url (other), "/eu/", NULL);

  tenant.api_base = base;
  corral_fault_server_set (other, "/eu/v1/tenants/greenway/changes",
                           corral_fault_none (200, JSON, NULL, CHANGES));
  page = corral_api_get_changes (self->api, &tenant, "s1", 10, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (corral_fault_server_count (self->server), ==, 0);

  tenant.api_base = (char *) "http://api.example.com";
  g_assert_null (corral_api_get_changes (self->api, &tenant, "s1", 10, NULL, NULL, NULL, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_ADDRESS);
}

static void
test_no_step_from_https_to_http (void)
{
  g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_US);
  g_autoptr (CorralApi) api = corral_api_new ("https://api.example.com", clock, NULL);
  g_autoptr (GError) error = NULL;
  CorralTenant tenant = greenway;

  tenant.api_base = (char *) "http://127.0.0.1:1";
  g_assert_null (corral_api_get_changes (api, &tenant, "s1", 10, NULL, NULL, NULL, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_ADDRESS);
}

/* --- what is sent
 * --------------------------------------------------------------------------------- */

static void
test_request (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralChangesPage) page = NULL;
  g_auto (CorralApiMeta) meta = { 0 };
  g_autofree char *request = NULL;

  corral_fault_server_set (self->server, "/v1/tenants/greenway/changes",
                           corral_fault_none (200, JSON "; charset=utf-8",
                                              "ETag: \"s2\"\r\nSet-Cookie: a=b\r\n", CHANGES));
  page = corral_api_get_changes (self->api, &greenway, "a&b=c/+ #", 5000, "\"s1\"", &meta, NULL,
                                 &error);
  g_assert_no_error (error);
  g_assert_cmpstr (page->new_state, ==, "s2");
  g_assert_cmpstr (meta.etag, ==, "\"s2\"");
  g_assert_true (meta.has_server_offset);
  g_assert_cmpint (meta.server_offset_ms, ==, 5000);
  g_assert_cmpuint (meta.bytes_received, ==, strlen (CHANGES));
  g_assert_cmpuint (meta.bytes_decoded, ==, strlen (CHANGES));
  request = corral_fault_server_dup_request (self->server);
  g_assert_true (g_str_has_prefix (
      request,
      "GET /v1/tenants/greenway/changes?since=a%26b%3Dc%2F%2B%20%23&limit=1000 HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (request, "\r\nAuthorization: Bearer se.cr-et"));
  g_assert_nonnull (strstr (request, "\r\nIf-None-Match: \"s1\""));
  g_assert_nonnull (strstr (request, "\r\nAccept-Encoding: gzip"));
  g_clear_pointer (&request, g_free);
  g_clear_pointer (&page, corral_changes_page_free);

  /* No cookie comes back, the connection is used again, the token can be taken away. */
  corral_api_set_token (self->api, NULL);
  page = corral_api_get_changes (self->api, &greenway, "s2", 10, NULL, &meta, NULL, &error);
  g_assert_no_error (error);
  request = corral_fault_server_dup_request (self->server);
  g_assert_null (strstr (request, "Cookie"));
  g_assert_null (strstr (request, "Authorization"));
  g_assert_cmpuint (corral_fault_server_count_connections (self->server), ==, 1);
}

static void
test_bad_token_is_no_header (Fixture *self, gconstpointer data)
{
  g_autoptr (CorralMe) me = NULL;
  g_autofree char *request = NULL;

  corral_api_set_token (self->api, "a\r\nX-Evil: b");
  me = get_me (self, corral_fault_none (200, JSON, NULL, ME), NULL);
  g_assert_nonnull (me);
  request = corral_fault_server_dup_request (self->server);
  g_assert_null (strstr (request, "Evil"));
}

static void
test_bad_ids_are_not_sent (Fixture *self, gconstpointer data)
{
  static const char *const ids[] = { "..", ".", "a/b", "", "a b", "a?b" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GError) error = NULL;
      CorralTenant tenant = greenway;

      g_assert_null (corral_api_get_row (self->api, &greenway, CORRAL_COLLECTION_CART, ids[i], NULL,
                                         NULL, &error));
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_INVALID);
      g_clear_error (&error);
      tenant.id = (char *) ids[i];
      g_assert_null (
          corral_api_get_vitals (self->api, &tenant, NULL, NULL, 10, NULL, NULL, NULL, &error));
      g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_INVALID);
    }
  g_assert_cmpuint (corral_fault_server_count (self->server), ==, 0);
}

static void
test_not_modified (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralChangesPage) changes = NULL;
      g_autoptr (CorralVitalsPage) vitals = NULL;

      corral_fault_server_set (self->server, NULL,
                               corral_fault_none (304, NULL, "ETag: \"s1\"\r\n", ""));
      changes
          = corral_api_get_changes (self->api, &greenway, "s1", 10, "\"s1\"", NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (changes->not_modified);
      g_assert_cmpstr (changes->new_state, ==, "s1");
      vitals = corral_api_get_vitals (self->api, &greenway, "s-1", NULL, 10, "\"v1\"", NULL, NULL,
                                      &error);
      g_assert_no_error (error);
      g_assert_true (vitals->not_modified);
    }
  g_assert_cmpuint (corral_fault_server_count_connections (self->server), ==, 1);
  /* Nobody asked whether it was modified. */
  expect (self, corral_fault_none (304, NULL, NULL, ""), CORRAL_API_ERROR_BROKEN);
}

static void
test_other_calls (Fixture *self, gconstpointer data)
{
  static const char *const metrics[] = { "battery_pct", "ambient_c", NULL };
  static const char telemetry[] = "{\"tenant\":\"greenway\",\"cart\":\"c1\",\"res\":\"1m\",\"from_"
                                  "ms\":1700000000000,\"to_ms\":"
                                  "1700000600000,\"t\":[],\"metrics\":{},"
                                  "\"count\":0,\"end\":true}";
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralTelemetry) result = NULL;
  g_autoptr (CorralMessagePage) messages = NULL;
  g_autoptr (CorralSnapshotPage) snapshot = NULL;
  g_autoptr (CorralBatch) row = NULL;
  g_autofree char *request = NULL;

  corral_fault_server_set (self->server, "/v1/tenants/greenway/carts/c1/telemetry",
                           corral_fault_none (200, JSON, NULL, telemetry));
  result = corral_api_get_telemetry (self->api, &greenway, "c1", 1700000000000, 1700000600000,
                                     CORRAL_RESOLUTION_MINUTE, metrics, NULL, NULL, &error);
  g_assert_no_error (error);
  request = corral_fault_server_dup_request (self->server);
  g_assert_nonnull (strstr (
      request,
      "telemetry?from=1700000000000&to=1700000600000&res=1m&metrics=battery_pct,ambient_c HTTP"));
  g_clear_pointer (&result, corral_telemetry_free);
  /* Another question's answer. */
  result = corral_api_get_telemetry (self->api, &greenway, "c1", 1700000000000, 1700000600000,
                                     CORRAL_RESOLUTION_RAW, metrics, NULL, NULL, &error);
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
  g_clear_error (&error);

  corral_fault_server_set (
      self->server, "/v1/tenants/greenway/carts/c1/events",
      corral_fault_none (200, JSON, NULL,
                         "{\"tenant\":\"greenway\",\"items\":[],\"certificates\":[],\"count\":0,"
                         "\"next\":null,\"end\":true}"));
  messages = corral_api_get_events (self->api, &greenway, "c1", 1, 2, NULL, "cur", 10, NULL, NULL,
                                    &error);
  g_assert_no_error (error);

  corral_fault_server_set (self->server, "/v1/tenants/greenway/snapshots/access_point",
                           corral_fault_none (200, JSON, NULL,
                                              "{\"tenant\":\"greenway\",\"as_of\":\"x\",\"items\":["
                                              "],\"count\":0,\"next\":null,\"end\":true}"));
  snapshot = corral_api_get_snapshot_page (self->api, &greenway, CORRAL_COLLECTION_ACCESS_POINT,
                                           NULL, 10, NULL, NULL, &error);
  g_assert_no_error (error);

  corral_fault_server_set (
      self->server, "/v1/tenants/greenway/store/s1",
      corral_fault_none (200, JSON, NULL, "{\"id\":\"s2\",\"rev\":1,\"number\":1,\"name\":\"a\"}"));
  row = corral_api_get_row (self->api, &greenway, CORRAL_COLLECTION_STORE, "s1", NULL, NULL,
                            &error);
  g_assert_error (error, CORRAL_API_ERROR,
                  CORRAL_API_ERROR_BROKEN); /* not the one that was asked for */
}

/* --- answers that are none
 * ------------------------------------------------------------------------ */

static const struct
{
  guint status;
  const char *type;
  const char *body;
  CorralApiError code;
} statuses[] = {
  { 400, PROBLEM, "{}", CORRAL_API_ERROR_INVALID },
  { 401, PROBLEM, "{\"title\":\"SECRET\"}", CORRAL_API_ERROR_AUTH },
  { 401, NULL, "", CORRAL_API_ERROR_AUTH },
  { 401, "text/html", "<html>SECRET", CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 403, PROBLEM, "{}", CORRAL_API_ERROR_FORBIDDEN },
  { 403, "text/html", "<html>", CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 404, PROBLEM, "{}", CORRAL_API_ERROR_NOT_FOUND },
  { 404, "text/html", "<html>", CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 404, "text/plain", "no", CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 407, PROBLEM, "{}", CORRAL_API_ERROR_UNREACHABLE },
  { 409, PROBLEM, "{}", CORRAL_API_ERROR_CONFLICT },
  { 410, PROBLEM, "{\"code\":\"state-expired\",\"reason\":\"epoch\"}", CORRAL_API_ERROR_GONE },
  { 410, "text/html", "<html>", CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 412, PROBLEM, "{}", CORRAL_API_ERROR_CONFLICT },
  { 422, PROBLEM, "not json", CORRAL_API_ERROR_INVALID },
  { 429, PROBLEM, "{}", CORRAL_API_ERROR_LIMITED },
  { 429, "text/html", "<html>", CORRAL_API_ERROR_LIMITED },
  { 500, "text/html", "<html>", CORRAL_API_ERROR_UNAVAILABLE },
  { 501, PROBLEM, "{\"code\":\"not-implemented\"}", CORRAL_API_ERROR_UNAVAILABLE },
  { 503, NULL, "", CORRAL_API_ERROR_UNAVAILABLE },
  { 511, "text/html", "<html>", CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 200, "text/html; charset=utf-8", "<html>", CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 200, "text/html", ME, CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 200, "text/plain", ME, CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 200, NULL, ME, CORRAL_API_ERROR_NOT_THE_CLOUD },
  { 200, JSON, "", CORRAL_API_ERROR_BROKEN },
  { 200, JSON, "<html>SECRET</html>", CORRAL_API_ERROR_BROKEN },
  { 200, JSON, ME ME, CORRAL_API_ERROR_BROKEN },
  { 200, JSON, "{\"user\":\"SECRET\"}", CORRAL_API_ERROR_BROKEN },
  { 204, NULL, "", CORRAL_API_ERROR_BROKEN },
  { 206, JSON, ME, CORRAL_API_ERROR_BROKEN },
};

static void
test_statuses (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_test_message ("%u %s %s", statuses[i].status, statuses[i].type, statuses[i].body);
      expect (self,
              corral_fault_none (statuses[i].status, statuses[i].type, NULL, statuses[i].body),
              statuses[i].code);
    }
}

static void
test_problem_members (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get_me (self,
                         corral_fault_none (410, PROBLEM, NULL,
                                            "{\"code\":\"state-expired\",\"reason\":\"scope\"}"),
                         &error));
  g_assert_cmpstr (corral_api_error_get_problem_code (error), ==, "state-expired");
  g_assert_cmpstr (corral_api_error_get_reason (error), ==, "scope");
  g_assert_cmpuint (corral_api_error_get_status (error), ==, 410);
  g_assert_cmpint (corral_api_error_get_retry_after_us (error), ==, -1);
}

static const struct
{
  const char *headers;
  gint64 seconds; /* −1: not said */
} retries[] = {
  { "", -1 },
  { "Retry-After: 7\r\n", 7 },
  { "Retry-After: 0\r\n", 1 },
  { "Retry-After: 000000000007\r\n", 7 },
  { "Retry-After: 000000000000\r\n", 1 },
  { "Retry-After: 86400\r\n", 3600 },
  { "Retry-After: 99999999999999999999\r\n", 3600 },
  { "Retry-After: -5\r\n", -1 },
  { "Retry-After: soon\r\n", -1 },
  { "Retry-After: 5 minutes\r\n", -1 },
  { "Retry-After: 1.5\r\n", -1 },
  /* The clock says Tue, 14 Nov 2023 22:13:20 GMT. */
  { "Retry-After: Tue, 14 Nov 2023 22:13:50 GMT\r\n", 30 },
  { "Retry-After: Tue, 14 Nov 2023 21:00:00 GMT\r\n", 1 },
  { "Retry-After: Wed, 14 Nov 2033 22:13:20 GMT\r\n", 3600 },
  /* The server's clock is another; its own distance counts. */
  { "Date: Sun, 01 Jan 2023 00:00:00 GMT\r\nRetry-After: Sun, 01 Jan 2023 00:02:00 GMT\r\n", 120 },
};

static void
test_retry_after (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (retries); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          get_me (self, corral_fault_none (i % 2 ? 429 : 503, PROBLEM, retries[i].headers, "{}"),
                  &error));
      g_test_message ("%s", retries[i].headers);
      g_assert_cmpint (corral_api_error_get_retry_after_us (error), ==,
                       retries[i].seconds < 0 ? -1 : retries[i].seconds * G_USEC_PER_SEC);
    }
}

static void
test_redirects_are_not_followed (Fixture *self, gconstpointer data)
{
  static const guint codes[] = { 301, 302, 303, 307, 308 };
  g_autofree char *loop
      = g_strdup_printf ("Location: %s/v1/me\r\n", corral_fault_server_get_url (self->server));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    expect (self, corral_fault_none (codes[i], NULL, loop, ""), CORRAL_API_ERROR_REDIRECT);
  g_assert_cmpuint (corral_fault_server_count (self->server), ==, G_N_ELEMENTS (codes));
  g_assert_null (
      get_me (self,
              corral_fault_none (302, NULL,
                                 "Location: https://u:SECRET@login.example.net/x?token=SECRET\r\n",
                                 ""),
              &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_REDIRECT);
  g_assert_nonnull (strstr (error->message, "login.example.net"));
  g_assert_null (strstr (error->message, "SECRET"));
  expect (self, corral_fault_none (302, NULL, "Location: /elsewhere\r\n", ""),
          CORRAL_API_ERROR_REDIRECT);
  expect (self, corral_fault_none (302, NULL, NULL, ""), CORRAL_API_ERROR_REDIRECT);
}

/* --- cut, packed, too large
 * ----------------------------------------------------------------------- */

static void
test_cut_anywhere (Fixture *self, gconstpointer data)
{
  static const char chunked_head[]
      = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  static const char closed_head[]
      = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
  g_autofree char *chunked
      = g_strdup_printf ("%s%zx\r\n%s\r\n0\r\n\r\n", chunked_head, strlen (ME), ME);
  const char *const closed
      = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" ME;
  g_autoptr (GBytes) sized = corral_fault_answer (200, JSON, NULL, ME, -1);
  gsize sized_length = g_bytes_get_size (sized);

  for (gsize k = 0; k < strlen (ME); k++)
    {
      expect (self,
              (CorralFault){ .bytes = g_bytes_ref (sized),
                             .cut_at = (gssize) (sized_length - strlen (ME) + k),
                             .end = CORRAL_FAULT_CLOSE },
              CORRAL_API_ERROR_BROKEN);
      expect (self,
              (CorralFault){ .bytes = g_bytes_new (chunked, strlen (chunked)),
                             .cut_at = (gssize) (strlen (chunked_head) + 4 + k),
                             .end = CORRAL_FAULT_CLOSE },
              CORRAL_API_ERROR_BROKEN);
      expect (self,
              (CorralFault){ .bytes = g_bytes_new (closed, strlen (closed)),
                             .cut_at = (gssize) (strlen (closed_head) + k),
                             .end = CORRAL_FAULT_CLOSE },
              CORRAL_API_ERROR_BROKEN);
    }
  /* Uncut, all three are fine. */
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralMe) me
          = get_me (self,
                    (CorralFault){ .bytes = i == 0   ? g_bytes_ref (sized)
                                            : i == 1 ? g_bytes_new (chunked, strlen (chunked))
                                                     : g_bytes_new (closed, strlen (closed)),
                                   .cut_at = -1,
                                   .end = CORRAL_FAULT_CLOSE },
                    &error);

      g_assert_no_error (error);
      g_assert_nonnull (me);
    }
}

static void
test_cut_in_the_head_and_resets (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) sized = corral_fault_answer (200, JSON, NULL, ME, -1);

  /* Over the body, too, for resets: they may overtake what was sent before them. */
  for (gssize k = 0; k < (gssize) g_bytes_get_size (sized); k += 7)
    for (guint reset = 0; reset < 2; reset++)
      {
        g_autoptr (GError) error = NULL;

        g_assert_null (
            get_me (self,
                    (CorralFault){ .bytes = g_bytes_ref (sized),
                                   .cut_at = k,
                                   .end = reset ? CORRAL_FAULT_RESET : CORRAL_FAULT_CLOSE },
                    &error));
        g_assert_true (g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_UNREACHABLE)
                       || g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_NOT_THE_CLOUD)
                       || g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN));
      }
}

static void
test_not_http (Fixture *self, gconstpointer data)
{
  static const char *const greetings[]
      = { "SSH-2.0-OpenSSH_9.2\r\n\r\n", "220 mail ready\r\n\r\n", "\0\0\0\r\n\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (greetings); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          get_me (self,
                  (CorralFault){ .bytes
                                 = g_bytes_new (greetings[i], i == 2 ? 7 : strlen (greetings[i])),
                                 .cut_at = -1,
                                 .end = CORRAL_FAULT_CLOSE },
                  &error));
      g_assert_true (g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_UNREACHABLE)
                     || g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_NOT_THE_CLOUD));
    }
}

static CorralFault
packed_fault (GBytes *bytes, const char *headers)
{
  return (CorralFault){ .bytes
                        = corral_fault_answer (200, JSON, headers, g_bytes_get_data (bytes, NULL),
                                               (gssize) g_bytes_get_size (bytes)),
                        .cut_at = -1,
                        .end = CORRAL_FAULT_KEEP };
}

static void
test_packed (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) packed = pack (ME, strlen (ME));
  g_autoptr (GBytes) twice = pack (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  g_autoptr (GByteArray) with_tail = g_byte_array_new ();
  g_autoptr (GBytes) tail = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralMe) me
      = get_me (self, packed_fault (packed, "Content-Encoding: gzip\r\n"), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (me->user_name, ==, "Kim");

  for (gsize k = 0; k < g_bytes_get_size (packed); k++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (packed, 0, k);

      expect (self, packed_fault (cut, "Content-Encoding: gzip\r\n"), CORRAL_API_ERROR_BROKEN);
    }
  g_byte_array_append (with_tail, g_bytes_get_data (packed, NULL),
                       (guint) g_bytes_get_size (packed));
  g_byte_array_append (with_tail, (const guint8 *) "tail", 4);
  tail = g_bytes_new (with_tail->data, with_tail->len);
  expect (self, packed_fault (tail, "Content-Encoding: gzip\r\n"), CORRAL_API_ERROR_BROKEN);
  expect (self, packed_fault (twice, "Content-Encoding: gzip\r\n"), CORRAL_API_ERROR_BROKEN);
  expect (self, packed_fault (twice, "Content-Encoding: gzip, gzip\r\n"), CORRAL_API_ERROR_BROKEN);
  expect (self, packed_fault (packed, NULL), CORRAL_API_ERROR_BROKEN);
  expect (self, packed_fault (packed, "Content-Encoding: br\r\n"), CORRAL_API_ERROR_BROKEN);
  expect (self, corral_fault_none (200, JSON, "Content-Encoding: gzip\r\n", ME),
          CORRAL_API_ERROR_BROKEN);
}

/* What a bomb costs is what may be unpacked, not what it would become. */
static void
test_bombs (Fixture *self, gconstpointer data)
{
  static const char huge[]
      = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{";
  gsize size = 64 * 1024 * 1024;
  g_autofree char *zeros = g_malloc0 (size);
  g_autofree char *spaces = g_strnfill (1 << 20, ' ');
  g_autoptr (GBytes) bomb = pack (zeros, size);
  g_autoptr (GBytes) dense = pack (spaces, 1 << 20);
  CorralApiLimits limits = CORRAL_API_DEFAULT_LIMITS;
  g_autoptr (GString) large
      = g_string_new ("{\"user\":{\"id\":\"u1\",\"name\":\"Kim\"},\"tenants\":[],\"x\":[0");

  expect (self, packed_fault (bomb, "Content-Encoding: gzip\r\n"), CORRAL_API_ERROR_BROKEN);
  expect (self, packed_fault (dense, "Content-Encoding: gzip\r\n"), CORRAL_API_ERROR_BROKEN);

  /* A body without a length that never ends. */
  while (large->len < limits.max_decoded + 100000)
    g_string_append_printf (large, ",%zu", large->len);
  g_string_append (large, "]}");
  g_string_prepend (
      large, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n");
  expect (self,
          (CorralFault){ .bytes = g_bytes_new (large->str, large->len),
                         .cut_at = -1,
                         .end = CORRAL_FAULT_CLOSE },
          CORRAL_API_ERROR_BROKEN);
  /* One that says so at once. */
  expect (self,
          (CorralFault){ .bytes = g_bytes_new_static (huge, strlen (huge)),
                         .cut_at = -1,
                         .end = CORRAL_FAULT_HANG },
          CORRAL_API_ERROR_BROKEN);
}

/* --- time
 * ----------------------------------------------------------------------------------------- */

static void
test_deadlines (Fixture *self, gconstpointer data)
{
  CorralApiLimits limits = CORRAL_API_DEFAULT_LIMITS;
  gint64 started_us = g_get_monotonic_time ();

  /* Says nothing. */
  limits.first_byte_ms = 100;
  corral_api_set_limits (self->api, &limits);
  expect (self,
          (CorralFault){
              .bytes = g_bytes_new_static ("", 0), .cut_at = -1, .end = CORRAL_FAULT_HANG },
          CORRAL_API_ERROR_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - started_us, <, 10 * G_USEC_PER_SEC);
}

static void
test_a_slow_body (Fixture *self, gconstpointer data)
{
  CorralApiLimits limits = CORRAL_API_DEFAULT_LIMITS;
  g_autoptr (GBytes) answer = corral_fault_answer (200, JSON, NULL, ME, -1);
  gsize head = g_bytes_get_size (answer) - strlen (ME);

  limits.speed_window_ms = 200;
  limits.speed_bytes = 100;
  corral_api_set_limits (self->api, &limits);
  expect (self,
          (CorralFault){ .bytes = g_bytes_ref (answer),
                         .cut_at = -1,
                         .slow_us = 50000,
                         .slow_from = head + 1 },
          CORRAL_API_ERROR_TIMEOUT);
  expect (self,
          (CorralFault){ .bytes = g_bytes_ref (answer),
                         .cut_at = (gssize) head + 5,
                         .end = CORRAL_FAULT_HANG },
          CORRAL_API_ERROR_TIMEOUT);
}

static void
test_the_whole_takes_too_long (Fixture *self, gconstpointer data)
{
  CorralApiLimits limits = CORRAL_API_DEFAULT_LIMITS;
  g_autoptr (GBytes) answer = corral_fault_answer (200, JSON, NULL, ME, -1);

  limits.page_ms = 150;
  corral_api_set_limits (self->api, &limits);
  expect (self, (CorralFault){ .bytes = g_bytes_ref (answer), .cut_at = -1, .slow_us = 20000 },
          CORRAL_API_ERROR_TIMEOUT);
}

static void
test_no_handshake (void)
{
  g_autoptr (CorralFaultServer) server = corral_fault_server_new (NULL);
  g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_US);
  g_autofree char *url
      = g_strdup_printf ("https://127.0.0.1:%u", corral_fault_server_get_port (server));
  g_autoptr (CorralApi) api = corral_api_new (url, clock, NULL);
  CorralApiLimits limits = CORRAL_API_DEFAULT_LIMITS;
  g_autoptr (GError) error = NULL;

  /* It waits for the end of a request that never comes: only the connecting deadline helps. */
  limits.connect_ms = 150;
  corral_api_set_limits (api, &limits);
  g_assert_null (corral_api_get_me (api, NULL, NULL, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_TIMEOUT);
}

static gpointer
cancel_when_asked (gpointer data)
{
  gpointer *both = data;
  CorralFaultServer *server = both[0];

  while (corral_fault_server_count (server) == 0)
    g_thread_yield ();
  g_cancellable_cancel (both[1]);
  return NULL;
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gpointer both[] = { self->server, cancellable };
  g_autoptr (GError) error = NULL;
  GThread *thread;

  corral_fault_server_set (self->server, "/v1/me",
                           (CorralFault){ .bytes = g_bytes_new_static ("", 0),
                                          .cut_at = -1,
                                          .end = CORRAL_FAULT_HANG });
  thread = g_thread_new ("cancel", cancel_when_asked, both);
  g_assert_null (corral_api_get_me (self->api, NULL, cancellable, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_CANCELLED);
  g_thread_join (thread);
  g_clear_error (&error);
  /* Cancelled before it began. */
  g_assert_null (corral_api_get_me (self->api, NULL, cancellable, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_CANCELLED);
  g_clear_error (&error);
  {
    g_autoptr (CorralMe) me = get_me (self, corral_fault_none (200, JSON, NULL, ME), &error);

    g_assert_no_error (error);
    g_assert_nonnull (me);
  }
}

/* --- nobody there
 * --------------------------------------------------------------------------------- */

static void
test_refused (void)
{
  CorralFaultServer *server = corral_fault_server_new (NULL);
  g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_US);
  g_autoptr (CorralApi) api = corral_api_new (corral_fault_server_get_url (server), clock, NULL);
  g_autoptr (GError) error = NULL;

  corral_fault_server_free (server);
  g_assert_null (corral_api_get_me (api, NULL, NULL, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_UNREACHABLE);
}

static void
test_no_such_host (void)
{
  g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_US);
  g_autoptr (CorralApi) api = corral_api_new ("https://corral.invalid", clock, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (corral_api_get_me (api, NULL, NULL, &error));
  g_assert_true (g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_UNREACHABLE)
                 || g_error_matches (error, CORRAL_API_ERROR, CORRAL_API_ERROR_TIMEOUT));
}

/* --- TLS
 * ------------------------------------------------------------------------------------------ */

static const struct
{
  const char *address;
  int from_days;
  int to_days;
  gboolean trusted;
  gssize cut;
  CorralApiError code; /* 0 with @ok */
  gboolean ok;
} tls_cases[] = {
  { "127.0.0.1", -1, 1, TRUE, -1, 0, TRUE },
  { "127.0.0.1", -1, 1, FALSE, -1, CORRAL_API_ERROR_TLS, FALSE },
  { "cloud.example.com", -1, 1, TRUE, -1, CORRAL_API_ERROR_TLS, FALSE },
  { "127.0.0.1", -3, -1, TRUE, -1, CORRAL_API_ERROR_TLS, FALSE },
  { "127.0.0.1", 1, 3, TRUE, -1, CORRAL_API_ERROR_TLS, FALSE },
  { "127.0.0.1", -1, 1, TRUE, 120, CORRAL_API_ERROR_BROKEN, FALSE },
};

static void
test_tls (void)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  /* glib-networking is one of the packages that ./run installs. */
  g_assert_true (g_tls_backend_supports_tls (g_tls_backend_get_default ()));
  for (guint i = 0; i < G_N_ELEMENTS (tls_cases); i++)
    {
      g_autofree char *folder = g_dir_make_tmp ("corral-tls-XXXXXX", NULL);
      g_autofree char *file = g_build_filename (folder, "trusted.pem", NULL);
      g_autoptr (GTlsCertificate) certificate
          = corral_test_certificate_new (tls_cases[i].address, now + tls_cases[i].from_days * 86400,
                                         now + tls_cases[i].to_days * 86400);
      g_autoptr (GTlsDatabase) database = corral_test_database_new (certificate, folder);
      g_autoptr (CorralFaultServer) server = corral_fault_server_new (certificate);
      g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_US);
      g_autoptr (CorralApi) api
          = corral_api_new (corral_fault_server_get_url (server), clock, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralMe) me = NULL;
      CorralFault fault = corral_fault_none (200, JSON, NULL, ME);

      if (tls_cases[i].trusted)
        corral_api_set_tls_database (api, database);
      if (tls_cases[i].cut >= 0)
        {
          fault.cut_at = tls_cases[i].cut;
          fault.end = CORRAL_FAULT_RESET;
        }
      corral_fault_server_set (server, "/v1/me", fault);
      corral_api_set_token (api, "token");
      me = corral_api_get_me (api, NULL, NULL, &error);
      if (tls_cases[i].ok)
        g_assert_no_error (error);
      else
        g_assert_error (error, CORRAL_API_ERROR, (int) tls_cases[i].code);
      if (tls_cases[i].code == CORRAL_API_ERROR_TLS)
        g_assert_cmpuint (corral_fault_server_count (server), ==, 0); /* the token was not sent */
      g_unlink (file);
      g_rmdir (folder);
    }
}

/* --- pokes
 * ---------------------------------------------------------------------------------------- */

#define STREAM_HEAD                                                                                \
  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

/* What the stream says until it ends: "s:STATE", "b:RETRY", then "e:CODE" (0 closed, 1 silent, 12
 * broken). */
static char *
read_stream (Fixture *self, const char *text, gssize length, CorralFaultEnd end, guint slow_us)
{
  GString *result = g_string_new (NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (CorralApiStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  CorralPoke poke;

  g_byte_array_append (bytes, (const guint8 *) STREAM_HEAD, strlen (STREAM_HEAD));
  g_byte_array_append (bytes, (const guint8 *) text,
                       length < 0 ? (guint) strlen (text) : (guint) length);
  corral_fault_server_set (self->server, "/v1/tenants/greenway/stream",
                           (CorralFault){ .bytes = g_bytes_new (bytes->data, bytes->len),
                                          .cut_at = -1,
                                          .slow_us = slow_us,
                                          .slow_from = strlen (STREAM_HEAD),
                                          .end = end });
  stream = corral_api_open_stream (self->api, &greenway, NULL, &error);
  g_assert_no_error (error);
  while (corral_api_stream_next (stream, &poke, NULL, &error))
    if (poke.kind == CORRAL_POKE_STATE)
      g_string_append_printf (result, "s:%s ", poke.state);
    else
      g_string_append_printf (result, "b:%u ", poke.retry_ms);
  g_string_append_printf (result, "e:%d", error->code);
  return g_string_free (result, FALSE);
}

static const struct
{
  const char *text;
  const char *said;
} streams[] = {
  { "", "e:0" },
  { ": hello\n\n: still here\n\n", "e:0" },
  { "event: state\ndata: {\"state\":\"s7\"}\n\n", "s:s7 e:0" },
  { "event:state\r\ndata:{\"state\":\"s7\",\"new\":[1]}\r\n\r\n", "s:s7 e:0" },
  { "event: state\rdata: {\"state\":\r\ndata: \"s7\"}\r\r", "s:s7 e:0" },
  { "id: 4\nevent: state\nfoo\ndata: {\"state\":\"s7\"}\n\nretry: 5000\nevent: bye\n\n",
    "s:s7 b:5000 e:0" },
  { "event: bye\nretry: 99999999999\n\n", "b:3600000 e:0" },
  { "event: bye\n\n", "b:0 e:0" },
  { "event: news\ndata: <anything>\n\ndata: x\n\n", "e:0" },
  { "event: state\ndata: {\"state\":\"s7\"}\n", "e:0" }, /* half an event is none */
  { "event: state\ndata: {\"state\":\"s7\n\n", "e:12" },
  { "event: state\n\n", "e:12" },
  { "event: state\ndata: {\"state\":7}\n\n", "e:12" },
  { "event: state\ndata: {\"state\":\"\"}\n\n", "e:12" },
  { "event: state\ndata: {\"state\":\"a\"}{}\n\n", "e:12" },
};

static void
test_streams (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    for (guint slow = 0; slow < 2; slow++)
      {
        g_autofree char *said
            = read_stream (self, streams[i].text, -1, CORRAL_FAULT_CLOSE, slow ? 20 : 0);

        g_test_message ("%s", streams[i].text);
        g_assert_cmpstr (said, ==, streams[i].said);
      }
}

static void
test_stream_limits (Fixture *self, gconstpointer data)
{
  g_autofree char *line = g_strnfill (1 << 20, 'x');
  g_autoptr (GString) flood = g_string_new (NULL);
  g_autofree char *said = read_stream (self, line, -1, CORRAL_FAULT_HANG, 0);

  g_assert_cmpstr (said, ==, "e:12");
  g_clear_pointer (&said, g_free);
  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (flood, "event: state\ndata: {\"state\":\"s%u\"}\n\n", i);
  said = read_stream (self, flood->str, -1, CORRAL_FAULT_HANG, 0);
  g_assert_true (g_str_has_suffix (said, "e:12"));
  g_clear_pointer (&said, g_free);
  said = read_stream (self, "data: a\0b\n\n", 11, CORRAL_FAULT_HANG, 0);
  g_assert_cmpstr (said, ==, "e:12");
}

static void
test_stream_falls_silent (Fixture *self, gconstpointer data)
{
  CorralApiLimits limits = CORRAL_API_DEFAULT_LIMITS;
  g_autofree char *said = NULL;

  limits.stream_quiet_ms = 100;
  corral_api_set_limits (self->api, &limits);
  said = read_stream (self, "event: state\ndata: {\"state\":\"s7\"}\n\n", -1, CORRAL_FAULT_HANG, 0);
  g_assert_cmpstr (said, ==, "s:s7 e:1");
}

static void
test_stream_is_refused (Fixture *self, gconstpointer data)
{
  static const struct
  {
    guint status;
    const char *type;
    CorralApiError code;
  } cases[] = {
    { 401, PROBLEM, CORRAL_API_ERROR_AUTH },
    { 404, PROBLEM, CORRAL_API_ERROR_NOT_FOUND },
    { 503, PROBLEM, CORRAL_API_ERROR_UNAVAILABLE },
    { 200, JSON, CORRAL_API_ERROR_NOT_THE_CLOUD },
    { 200, "text/html", CORRAL_API_ERROR_NOT_THE_CLOUD },
    { 302, NULL, CORRAL_API_ERROR_REDIRECT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      corral_fault_server_set (self->server, NULL,
                               corral_fault_none (cases[i].status, cases[i].type, NULL, "{}"));
      g_assert_null (corral_api_open_stream (self->api, &greenway, NULL, &error));
      g_assert_error (error, CORRAL_API_ERROR, (int) cases[i].code);
    }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/addresses", test_addresses);
  ADD ("/client/a-tenant-of-its-own-address", test_a_tenant_of_its_own_address);
  g_test_add_func ("/client/no-step-from-https-to-http", test_no_step_from_https_to_http);
  ADD ("/client/request", test_request);
  ADD ("/client/bad-token-is-no-header", test_bad_token_is_no_header);
  ADD ("/client/bad-ids-are-not-sent", test_bad_ids_are_not_sent);
  ADD ("/client/not-modified", test_not_modified);
  ADD ("/client/other-calls", test_other_calls);
  ADD ("/client/statuses", test_statuses);
  ADD ("/client/problem-members", test_problem_members);
  ADD ("/client/retry-after", test_retry_after);
  ADD ("/client/redirects-are-not-followed", test_redirects_are_not_followed);
  ADD ("/client/cut-anywhere", test_cut_anywhere);
  ADD ("/client/cut-in-the-head-and-resets", test_cut_in_the_head_and_resets);
  ADD ("/client/not-http", test_not_http);
  ADD ("/client/packed", test_packed);
  ADD ("/client/bombs", test_bombs);
  ADD ("/client/deadlines", test_deadlines);
  ADD ("/client/a-slow-body", test_a_slow_body);
  ADD ("/client/the-whole-takes-too-long", test_the_whole_takes_too_long);
  g_test_add_func ("/client/no-handshake", test_no_handshake);
  ADD ("/client/cancel", test_cancel);
  g_test_add_func ("/client/refused", test_refused);
  g_test_add_func ("/client/no-such-host", test_no_such_host);
  g_test_add_func ("/client/tls", test_tls);
  ADD ("/client/streams", test_streams);
  ADD ("/client/stream-limits", test_stream_limits);
  ADD ("/client/stream-falls-silent", test_stream_falls_silent);
  ADD ("/client/stream-is-refused", test_stream_is_refused);
  return g_test_run ();
}
