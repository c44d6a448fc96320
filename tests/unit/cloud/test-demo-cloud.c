/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo cloud: who is let in, what is refused, one row, the same seed. */
#include "config.h"

#include "cloud-fixture.h"
#include "corral-time.h"

#include <string.h>

static void
test_me (CloudFixture *f, gconstpointer data)
{
  g_autoptr (Answer) me = cloud_get (f, "/v1/me");

  g_assert_cmpuint (me->status, ==, 200);
  g_assert_cmpint (answer_number (me, "server_time_ms"), ==, START_MS);
  g_assert_cmpstr (json_array_get_string_element (answer_array (me, "scopes"), 0), ==, "fleet.read");
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (answer_object (me), "limits"),
                                               "page_rows"),
                   ==, 1000);
  g_assert_cmpuint (json_array_get_length (answer_array (me, "tenants")), >=, 1);
  g_assert_cmpuint (json_array_get_length (answer_array (me, "scopes")), ==, 7);
  g_assert_cmpuint (json_array_get_length (answer_array (me, "features")), ==, 6);
  g_assert_true (json_object_get_null_member (json_array_get_object_element (answer_array (me, "tenants"), 0),
                                              "api_base"));
}

static void
test_sign_in (CloudFixture *f, gconstpointer data)
{
  static const struct { const char *header; guint status; } cases[] = {
    { NULL, 401 }, { "", 401 }, { "Bearer", 401 }, { "Bearer ", 401 }, { "Bearer demo-toke", 401 },
    { "Bearer demo-token2", 401 }, { "Bearer demo-tokem", 401 }, { "Basic demo-token", 401 },
    { "Bearer demo-token", 200 }, { "bearer demo-token", 200 },
  };
  g_autofree char *uri = g_strconcat (corral_demo_cloud_get_api (f->cloud), "/v1/me", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SoupMessage) message = soup_message_new ("GET", uri);
      g_autoptr (Answer) answer = NULL;

      if (cases[i].header != NULL)
        soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                                     cases[i].header);
      answer = cloud_send (f, message);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      if (cases[i].status == 401)
        {
          assert_problem (answer, 401, "unauthenticated");
          g_assert_true (
              g_str_has_prefix (soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                              "WWW-Authenticate"),
                                "Bearer"));
        }
    }
}

/* What the head says of the time is what the body says, however the cloud's clock goes: a client may measure by either. */
static void
test_date (CloudFixture *f, gconstpointer data)
{
  static const char *const paths[] = { "/v1/me", "/v1/nothing" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (SoupMessage) message = cloud_request (f, "GET", paths[i]);
      g_autoptr (Answer) answer = cloud_send (f, message);
      g_autoptr (GDateTime) date = soup_date_time_new_from_http_string (
          soup_message_headers_get_one (soup_message_get_response_headers (message), "Date"));

      g_assert_cmpuint (answer->status, ==, i == 0 ? 200 : 404);
      g_assert_nonnull (date);
      g_assert_cmpint (g_date_time_to_unix (date) * 1000, ==, START_MS);
    }
}

/* T stands for the tenant, C for a cart of it. */
static void
test_bad_requests (CloudFixture *f, gconstpointer data)
{
  static const struct { const char *path; guint status; const char *code; const char *parameter;
  } cases[] = {
    { "/", 404, "not-found" },
    { "/v1", 404, "not-found" },
    { "/v2/me", 404, "not-found" },
    { "/v1/me/", 404, "not-found" },
    { "/v1/tenants/nobody/changes?since=x", 404, "not-found" },
    { "/v1/tenants//changes?since=x", 404, "not-found" },
    { "/v1/tenants/T/snapshots/shopper", 404, "not-found" },
    { "/v1/tenants/T/snapshots/vital", 404, "not-found" },
    { "/v1/tenants/T/snapshots/", 404, "not-found" },
    { "/v1/tenants/T/snapshots/cart?limit=0", 400, "invalid-request", "limit" },
    { "/v1/tenants/T/snapshots/cart?limit=1001", 400, "invalid-request", "limit" },
    { "/v1/tenants/T/snapshots/cart?limit=ten", 400, "invalid-request", "limit" },
    { "/v1/tenants/T/snapshots/cart?limit=", 400, "invalid-request", "limit" },
    { "/v1/tenants/T/snapshots/cart?limit=99999999999999999999", 400, "invalid-request", "limit" },
    { "/v1/tenants/T/snapshots/cart?cursor=", 400, "invalid-request", "cursor" },
    { "/v1/tenants/T/snapshots/cart?cursor=garbage", 400, "invalid-request", "cursor" },
    { "/v1/tenants/T/snapshots/cart?cursor=%00%FF", 400, "invalid-request", "cursor" },
    { "/v1/tenants/T/changes", 400, "invalid-request", "since" },
    { "/v1/tenants/T/changes?since=", 410, "state-expired" },
    { "/v1/tenants/T/changes?since=garbage", 410, "state-expired" },
    { "/v1/tenants/T/changes?since=x&limit=0", 400, "invalid-request", "limit" },
    { "/v1/tenants/T/vitals?store=no%20id", 400, "invalid-request", "store" },
    { "/v1/tenants/T/vitals?store=nowhere", 404, "not-found" },
    { "/v1/tenants/T/vitals?limit=-1", 400, "invalid-request", "limit" },
    { "/v1/tenants/T/cart/nothing", 404, "not-found" },
    { "/v1/tenants/T/cart/a%2fb", 404, "not-found" },
    { "/v1/tenants/T/shopper/1", 404, "not-found" },
    { "/v1/tenants/T/carts/C/telemetry", 400, "invalid-request", "from" },
    { "/v1/tenants/T/carts/C/telemetry?from=1793600000000", 400, "invalid-request", "to" },
    { "/v1/tenants/T/carts/C/telemetry?from=5&to=1793600000000", 400, "invalid-request", "from" },
    { "/v1/tenants/T/carts/C/telemetry?from=1793600000000&to=1793600000000", 422, "invalid", "from" },
    { "/v1/tenants/T/carts/C/telemetry?from=1793600000000&to=1793500000000", 422, "invalid", "from" },
    { "/v1/tenants/T/carts/C/telemetry?from=1700000000000&to=1793600000000", 422, "span-too-long" },
    { "/v1/tenants/T/carts/C/telemetry?from=1700000000000&to=1793600000000&res=1m", 422, "span-too-long" },
    { "/v1/tenants/T/carts/C/telemetry?from=1793500000000&to=1793600000000&res=2h", 400, "invalid-request",
      "res" },
    { "/v1/tenants/T/carts/C/telemetry?from=1793500000000&to=1793600000000&metrics=mood", 400,
      "invalid-request", "metrics" },
    { "/v1/tenants/T/carts/C/telemetry?from=1793500000000&to=1793600000000&metrics=impacts,impacts", 400,
      "invalid-request", "metrics" },
    { "/v1/tenants/T/carts/nothing/telemetry?from=1793500000000&to=1793600000000", 404, "not-found" },
    { "/v1/tenants/T/carts/C/events", 400, "invalid-request", "from" },
    { "/v1/tenants/T/carts/C/events?from=1793500000000&to=1793600000000&types=gossip", 400, "invalid-request",
      "types" },
    { "/v1/tenants/T/carts/nothing/events?from=1793500000000&to=1793600000000", 404, "not-found" },
    { "/v1/tenants/T/operations/0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d", 404, "not-found" },
    { "/v1/tenants/T/operations/0195562f-9e88-4c55-b1a4-6f0d2a3b4c5d", 400, "invalid-request", "operation" },
    { "/v1/tenants/T/operations/0195562F-9e88-7c55-b1a4-6f0d2a3b4c5d", 400, "invalid-request", "operation" },
    { "/v1/tenants/T/operations/0195562f-9e88-7c55-c1a4-6f0d2a3b4c5d", 400, "invalid-request", "operation" },
    { "/v1/tenants/T/operations/0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d0", 400, "invalid-request", "operation" },
    { "/v1/tenants/nobody/stream", 404, "not-found" },
  };
  g_autoptr (Answer) carts = cloud_get_tenant (f, "snapshots/cart?limit=1");
  const char *cart
      = json_object_get_string_member (json_array_get_object_element (answer_array (carts, "items"), 0),
                                       "id");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) path = g_string_new (cases[i].path);
      g_autoptr (Answer) answer = NULL;

      g_string_replace (path, "/T/", "/\1/", 0);
      g_string_replace (path, "/C/", "/\2/", 0);
      g_string_replace (path, "\1", f->tenant, 0);
      g_string_replace (path, "\2", cart, 0);
      g_test_message ("%s", path->str);
      answer = cloud_get (f, path->str);
      assert_problem (answer, cases[i].status, cases[i].code);
      if (cases[i].parameter != NULL)
        g_assert_cmpstr (json_object_get_string_member (
                           json_array_get_object_element (answer_array (answer, "errors"), 0), "parameter"),
                         ==, cases[i].parameter);
      if (cases[i].status == 410)
        g_assert_cmpstr (answer_text (answer, "reason"), ==, "schema");
      if (strcmp (cases[i].code, "span-too-long") == 0)
        g_assert_cmpint (answer_number (answer, "max_span_ms"), ==, 19999 * CORRAL_MINUTE_MS);
    }
}

static void
test_methods (CloudFixture *f, gconstpointer data)
{
  static const struct { const char *method, *path; guint status; const char *code, *allow; } cases[] = {
    { "POST", "/v1/me", 405, "method-not-allowed", "GET" },
    { "DELETE", "/v1/tenants/T/snapshots/cart", 405, "method-not-allowed", "GET" },
    { "PUT", "/v1/tenants/T/operations/0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d", 400, "invalid-request", NULL },
    { "POST", "/v1/tenants/T/operations:batch", 400, "invalid-request", NULL },
    { "GET", "/v1/tenants/T/operations:batch", 405, "method-not-allowed", "POST" },
    { "PUT", "/v1/tenants/T/audit/0", 400, "invalid-request", NULL },
    { "DELETE", "/v1/tenants/T/operations/1", 405, "method-not-allowed", "PUT, GET" },
    { "POST", "/v1/nothing", 404, "not-found", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) path = g_string_new (cases[i].path);
      g_autoptr (SoupMessage) message = NULL;
      g_autoptr (Answer) answer = NULL;

      g_string_replace (path, "/T/", "/\1/", 0);
      g_string_replace (path, "\1", f->tenant, 0);
      message = cloud_request (f, cases[i].method, path->str);
      answer = cloud_send (f, message);
      assert_problem (answer, cases[i].status, cases[i].code);
      g_assert_cmpstr (answer->allow, ==, cases[i].allow);
    }
}

static void
test_head (CloudFixture *f, gconstpointer data)
{
  g_autoptr (SoupMessage) message = cloud_request (f, "HEAD", "/v1/me");
  g_autoptr (Answer) answer = cloud_send (f, message);
  g_autoptr (Answer) after = cloud_get (f, "/v1/me");

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (g_bytes_get_size (answer->body), ==, 0);
  g_assert_cmpuint (after->status, ==, 200);
}

static void
test_row (CloudFixture *f, gconstpointer data)
{
  g_autoptr (Answer) page = cloud_get_tenant (f, "snapshots/cart?limit=3");
  JsonNode *row = json_array_get_element (answer_array (page, "items"), 2);
  g_autofree char *text = json_to_string (row, FALSE);
  g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/cart/%s", f->tenant,
                                           json_object_get_string_member (json_node_get_object (row), "id"));
  g_autofree char *rev = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"",
                                          json_object_get_int_member (json_node_get_object (row), "rev"));
  g_autoptr (Answer) one = cloud_get (f, path);
  g_autofree char *one_text = json_to_string (one->json, FALSE);
  g_autoptr (Answer) unchanged = cloud_get_if_changed (f, path, rev);
  g_autoptr (Answer) weak = cloud_get_if_changed (f, path, "\"1\", W/\"x\"");

  g_assert_cmpuint (one->status, ==, 200);
  g_assert_cmpstr (one_text, ==, text);
  g_assert_cmpstr (one->etag, ==, rev);
  g_assert_cmpuint (unchanged->status, ==, 304);
  g_assert_cmpuint (weak->status, ==, 200);
}

static void
test_same_seed (CloudFixture *f, gconstpointer data)
{
  static const char *const lists[]
      = { "snapshots/store", "snapshots/cart", "snapshots/alert", "snapshots/session", "vitals" };
  GBytes *bodies[G_N_ELEMENTS (lists)];
  gboolean differs = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (Answer) answer = cloud_get_tenant (f, "%s", lists[i]);

      bodies[i] = g_bytes_ref (answer->body);
    }
  cloud_fixture_stop (f);
  cloud_fixture_start (f, 1);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (Answer) answer = cloud_get_tenant (f, "%s", lists[i]);

      g_assert_true (g_bytes_equal (answer->body, bodies[i]));
    }
  cloud_fixture_stop (f);
  cloud_fixture_start (f, 2);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (Answer) answer = cloud_get_tenant (f, "%s", lists[i]);

      differs = differs || !g_bytes_equal (answer->body, bodies[i]);
      g_bytes_unref (bodies[i]);
    }
  g_assert_true (differs);
}

static void
test_cannot_start (void)
{
  static const char *const nonsense[] = { "no-such-scenario", NULL };
  g_autoptr (CorralClock) clock = corral_clock_new_manual (START_MS * 1000);
  CorralDemoCloudOptions options = { .n_carts = 60, .n_stores = 4, .clock = clock, .scenarios = nonsense };
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralDemoCloud) first = NULL;
  g_autoptr (CorralDemoCloud) second = NULL;
  g_autoptr (GUri) uri = NULL;

  first = corral_demo_cloud_new (&options, &error);
  g_assert_null (first);
  g_assert_nonnull (error);
  g_clear_error (&error);

  options.scenarios = NULL;
  first = corral_demo_cloud_new (&options, &error);
  g_assert_no_error (error);
  uri = g_uri_parse (corral_demo_cloud_get_api (first), G_URI_FLAGS_NONE, NULL);
  g_assert_cmpstr (g_uri_get_host (uri), ==, "127.0.0.1");
  options.port = (guint16) g_uri_get_port (uri);
  second = corral_demo_cloud_new (&options, &error);
  g_assert_null (second);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

#define ADD(path, function) \
  g_test_add (path, CloudFixture, NULL, cloud_fixture_set_up, function, cloud_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/demo-cloud/me", test_me);
  ADD ("/demo-cloud/sign-in", test_sign_in);
  ADD ("/demo-cloud/date", test_date);
  ADD ("/demo-cloud/bad-requests", test_bad_requests);
  ADD ("/demo-cloud/methods", test_methods);
  ADD ("/demo-cloud/head", test_head);
  ADD ("/demo-cloud/row", test_row);
  ADD ("/demo-cloud/same-seed", test_same_seed);
  g_test_add_func ("/demo-cloud/cannot-start", test_cannot_start);
  return g_test_run ();
}
