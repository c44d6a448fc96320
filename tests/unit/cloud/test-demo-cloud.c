/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo cloud over real HTTP on the loopback: every address, its good and its bad answers. */
#include "config.h"

#include "corral-collections.h"
#include "corral-demo-cloud.h"
#include "corral-time.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <math.h>
#include <string.h>

/* A Monday morning in Europe, when things happen. */
#define START_MS G_GINT64_CONSTANT (1793610000000)

typedef struct
{
  CorralClock *clock;
  CorralDemoCloud *cloud;
  SoupSession *session;
  char *tenant; /* the first that /me names */
} Fixture;

typedef struct
{
  guint status;
  char *etag;
  char *content_type;
  char *allow;
  GBytes *body;
  JsonNode *json; /* NULL when the body is empty */
} Answer;

static void
answer_free (Answer *self)
{
  g_free (self->etag);
  g_free (self->content_type);
  g_free (self->allow);
  g_bytes_unref (self->body);
  g_clear_pointer (&self->json, json_node_unref);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static SoupMessage *
request_new (Fixture *f, const char *method, const char *path)
{
  g_autofree char *uri = g_strconcat (corral_demo_cloud_get_api (f->cloud), path, NULL);
  g_autofree char *token = g_strconcat ("Bearer ", corral_demo_cloud_get_token (f->cloud), NULL);
  SoupMessage *message = soup_message_new (method, uri);

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", token);
  return message;
}

static Answer *
send (Fixture *f, SoupMessage *message)
{
  Answer *answer = g_new0 (Answer, 1);
  g_autoptr (GError) error = NULL;

  answer->body = soup_session_send_and_read (f->session, message, NULL, &error);
  g_assert_no_error (error);
  answer->status = soup_message_get_status (message);
  answer->etag = g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "ETag"));
  answer->allow = g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "Allow"));
  answer->content_type =
    g_strdup (soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL));
  if (g_bytes_get_size (answer->body) > 0)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();

      json_parser_load_from_data (parser, g_bytes_get_data (answer->body, NULL),
                                  (gssize) g_bytes_get_size (answer->body), &error);
      g_assert_no_error (error);
      answer->json = json_node_ref (json_parser_get_root (parser));
    }
  return answer;
}

static Answer *
get (Fixture *f, const char *path)
{
  g_autoptr (SoupMessage) message = request_new (f, "GET", path);

  return send (f, message);
}

static Answer *
get_if_changed (Fixture *f, const char *path, const char *etag)
{
  g_autoptr (SoupMessage) message = request_new (f, "GET", path);

  soup_message_headers_append (soup_message_get_request_headers (message), "If-None-Match", etag);
  return send (f, message);
}

/* Gets @format under the first tenant; it has to be answered 200 with a whole list when @list. */
static Answer *get_tenant (Fixture *f, const char *format, ...) G_GNUC_PRINTF (2, 3);

static Answer *
get_tenant (Fixture *f, const char *format, ...)
{
  g_autofree char *rest = NULL;
  g_autofree char *path = NULL;
  va_list arguments;

  va_start (arguments, format);
  rest = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  path = g_strdup_printf ("/v1/tenants/%s/%s", f->tenant, rest);
  return get (f, path);
}

static JsonObject *
object_of (Answer *answer)
{
  return json_node_get_object (answer->json);
}

static const char *
text_of (Answer *answer, const char *member)
{
  return json_object_get_string_member_with_default (object_of (answer), member, NULL);
}

static gint64
number_of (Answer *answer, const char *member)
{
  return json_object_get_int_member (object_of (answer), member);
}

static JsonArray *
array_of (Answer *answer, const char *member)
{
  return json_object_get_array_member (object_of (answer), member);
}

/* What every list has: end last, count right. */
static void
assert_whole (Answer *answer, const char *list)
{
  const char *text = g_bytes_get_data (answer->body, NULL);
  gsize size = g_bytes_get_size (answer->body);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->content_type, ==, "application/json");
  g_assert_cmpmem (text + size - 11, 11, "\"end\":true}", 11);
  g_assert_cmpint (number_of (answer, "count"), ==, json_array_get_length (array_of (answer, list)));
}

static void
assert_problem (Answer *answer, guint status, const char *code)
{
  g_assert_cmpuint (answer->status, ==, status);
  g_assert_cmpstr (answer->content_type, ==, "application/problem+json");
  g_assert_cmpint (number_of (answer, "status"), ==, status);
  g_assert_cmpstr (text_of (answer, "code"), ==, code);
  g_assert_nonnull (text_of (answer, "title"));
  g_assert_true (g_str_has_suffix (text_of (answer, "detail"), "."));
  g_assert_nonnull (text_of (answer, "trace_id"));
  g_assert_false (json_object_get_boolean_member (object_of (answer), "retryable"));
}

static void
fixture_start (Fixture *f, guint64 seed, const char *const *scenarios)
{
  const CorralDemoCloudOptions options = {
    .seed = seed, .n_carts = 60, .n_stores = 4, .clock = f->clock, .scenarios = scenarios
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (Answer) me = NULL;

  f->cloud = corral_demo_cloud_new (&options, &error);
  g_assert_no_error (error);
  f->session = soup_session_new_with_options ("timeout", 20, "max-conns-per-host", 8, "proxy-resolver", NULL, NULL);
  me = get (f, "/v1/me");
  f->tenant = g_strdup (json_object_get_string_member (json_array_get_object_element (array_of (me, "tenants"), 0), "id"));
}

static void
fixture_stop (Fixture *f)
{
  soup_session_abort (f->session);
  g_object_unref (f->session);
  corral_demo_cloud_free (f->cloud);
  g_free (f->tenant);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->clock = corral_clock_new_manual (START_MS * 1000);
  fixture_start (f, 1, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fixture_stop (f);
  corral_clock_unref (f->clock);
}

static void
test_me (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) me = get (f, "/v1/me");

  g_assert_cmpuint (me->status, ==, 200);
  g_assert_cmpint (number_of (me, "server_time_ms"), ==, START_MS);
  g_assert_cmpstr (json_array_get_string_element (array_of (me, "scopes"), 0), ==, "fleet.read");
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (object_of (me), "limits"), "page_rows"),
                   ==, 1000);
  g_assert_cmpuint (json_array_get_length (array_of (me, "tenants")), >=, 1);
  g_assert_cmpuint (json_array_get_length (array_of (me, "features")), ==, 4);
  g_assert_true (json_object_get_null_member (json_array_get_object_element (array_of (me, "tenants"), 0), "api_base"));
}

static void
test_sign_in (Fixture *f, gconstpointer data)
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
        soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", cases[i].header);
      answer = send (f, message);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      if (cases[i].status == 401)
        {
          assert_problem (answer, 401, "unauthenticated");
          g_assert_true (g_str_has_prefix (soup_message_headers_get_one (soup_message_get_response_headers (message),
                                                                         "WWW-Authenticate"), "Bearer"));
        }
    }
}

/* T stands for the tenant, C for a cart of it. */
static void
test_bad_requests (Fixture *f, gconstpointer data)
{
  static const struct { const char *path; guint status; const char *code; const char *parameter; } cases[] = {
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
    { "/v1/tenants/T/carts/C/telemetry?from=1793500000000&to=1793600000000&res=2h", 400, "invalid-request", "res" },
    { "/v1/tenants/T/carts/C/telemetry?from=1793500000000&to=1793600000000&metrics=mood", 400, "invalid-request",
      "metrics" },
    { "/v1/tenants/T/carts/C/telemetry?from=1793500000000&to=1793600000000&metrics=impacts,impacts", 400,
      "invalid-request", "metrics" },
    { "/v1/tenants/T/carts/nothing/telemetry?from=1793500000000&to=1793600000000", 404, "not-found" },
    { "/v1/tenants/T/carts/C/events", 400, "invalid-request", "from" },
    { "/v1/tenants/T/carts/C/events?from=1793500000000&to=1793600000000&types=gossip", 400, "invalid-request", "types" },
    { "/v1/tenants/T/carts/nothing/events?from=1793500000000&to=1793600000000", 404, "not-found" },
    { "/v1/tenants/T/operations/0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d", 501, "not-implemented" },
    { "/v1/tenants/nobody/stream", 404, "not-found" },
  };
  g_autoptr (Answer) carts = get_tenant (f, "snapshots/cart?limit=1");
  const char *cart = json_object_get_string_member (json_array_get_object_element (array_of (carts, "items"), 0), "id");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) path = g_string_new (cases[i].path);
      g_autoptr (Answer) answer = NULL;

      g_string_replace (path, "/T/", "/\1/", 0);
      g_string_replace (path, "/C/", "/\2/", 0);
      g_string_replace (path, "\1", f->tenant, 0);
      g_string_replace (path, "\2", cart, 0);
      g_test_message ("%s", path->str);
      answer = get (f, path->str);
      assert_problem (answer, cases[i].status, cases[i].code);
      if (cases[i].parameter != NULL)
        g_assert_cmpstr (json_object_get_string_member (
                           json_array_get_object_element (array_of (answer, "errors"), 0), "parameter"),
                         ==, cases[i].parameter);
      if (cases[i].status == 410)
        g_assert_cmpstr (text_of (answer, "reason"), ==, "schema");
      if (strcmp (cases[i].code, "span-too-long") == 0)
        g_assert_cmpint (number_of (answer, "max_span_ms"), ==, 19999 * CORRAL_MINUTE_MS);
    }
}

static void
test_methods (Fixture *f, gconstpointer data)
{
  static const struct { const char *method, *path; guint status; const char *code, *allow; } cases[] = {
    { "POST", "/v1/me", 405, "method-not-allowed", "GET" },
    { "DELETE", "/v1/tenants/T/snapshots/cart", 405, "method-not-allowed", "GET" },
    { "PUT", "/v1/tenants/T/operations/0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d", 501, "not-implemented", NULL },
    { "POST", "/v1/tenants/T/operations:batch", 501, "not-implemented", NULL },
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
      message = request_new (f, cases[i].method, path->str);
      answer = send (f, message);
      assert_problem (answer, cases[i].status, cases[i].code);
      g_assert_cmpstr (answer->allow, ==, cases[i].allow);
    }
}

static void
test_head (Fixture *f, gconstpointer data)
{
  g_autoptr (SoupMessage) message = request_new (f, "HEAD", "/v1/me");
  g_autoptr (Answer) answer = send (f, message);
  g_autoptr (Answer) after = get (f, "/v1/me");

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (g_bytes_get_size (answer->body), ==, 0);
  g_assert_cmpuint (after->status, ==, 200);
}

/* ---- lists in pages */

/* All rows of a list as JSON text by id, page by page; time goes on between the pages. */
static GHashTable *
read_pages (Fixture *f, const char *list, guint limit, char **as_of)
{
  GHashTable *rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *next = NULL;
  g_autofree char *last_id = g_strdup ("");

  do
    {
      g_autoptr (Answer) page = get_tenant (f, "%s?limit=%u%s%s", list, limit, next != NULL ? "&cursor=" : "",
                                            next != NULL ? next : "");
      JsonArray *items;

      assert_whole (page, "items");
      items = array_of (page, "items");
      g_assert_cmpuint (json_array_get_length (items), <=, limit);
      if (*as_of == NULL)
        *as_of = g_strdup (text_of (page, "as_of"));
      g_assert_cmpstr (text_of (page, "as_of"), ==, *as_of);
      for (guint i = 0; i < json_array_get_length (items); i++)
        {
          JsonNode *row = json_array_get_element (items, i);
          const char *id = json_object_get_string_member (json_node_get_object (row), "id");

          g_assert_cmpstr (id, >, last_id);
          g_free (last_id);
          last_id = g_strdup (id);
          g_hash_table_insert (rows, g_strdup (id), json_to_string (row, FALSE));
        }
      g_free (next);
      next = g_strdup (text_of (page, "next"));
      if (next != NULL)
        {
          g_assert_cmpuint (json_array_get_length (items), ==, limit);
          corral_clock_advance_us (f->clock, 20 * G_USEC_PER_SEC);
        }
      else
        {
          g_assert_cmpint (number_of (page, "total"), ==, g_hash_table_size (rows));
        }
    }
  while (next != NULL);
  return rows;
}

static void
assert_same_rows (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer id, text;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &id, &text))
    g_assert_cmpstr (g_hash_table_lookup (b, id), ==, text);
  g_assert_cmpuint (g_hash_table_size (a), ==, g_hash_table_size (b));
}

static void
test_snapshot_pages (Fixture *f, gconstpointer data)
{
  guint n_rows = 0;

  for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
    {
      g_autofree char *list = g_strconcat ("snapshots/", corral_collection_get_schema (c)->name, NULL);
      g_autofree char *whole_as_of = NULL;
      g_autoptr (GHashTable) whole = read_pages (f, list, 1000, &whole_as_of);

      n_rows += g_hash_table_size (whole);
      /* Small pages of a small collection; time has gone on since, so a cursor per size. */
      for (guint limit = 1; limit <= 7 && g_hash_table_size (whole) < 200; limit++)
        {
          g_autofree char *as_of = NULL;
          g_autofree char *now_as_of = NULL;
          g_autoptr (GHashTable) now = read_pages (f, list, 1000, &now_as_of);
          g_autoptr (GHashTable) pages = read_pages (f, list, limit, &as_of);

          g_assert_cmpstr (as_of, ==, now_as_of);
          assert_same_rows (pages, now);
        }
    }
  g_assert_cmpuint (n_rows, >=, 12);
}

static void
test_cursors (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) page = get_tenant (f, "snapshots/cart?limit=5");
  g_autofree char *cursor = g_strdup (text_of (page, "next"));
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) other = NULL;
  g_autoptr (Answer) gone = NULL;

  g_assert_cmpuint (strlen (cursor), <=, 512);
  for (gsize i = 0; i < strlen (cursor); i++)
    {
      char kept = cursor[i];
      g_autoptr (Answer) answer = NULL;

      cursor[i] = kept == 'A' ? 'B' : 'A';
      answer = get_tenant (f, "snapshots/cart?limit=5&cursor=%s", cursor);
      assert_problem (answer, 400, "invalid-request");
      cursor[i] = kept;
    }
  again = get_tenant (f, "snapshots/cart?limit=5&cursor=%s", cursor);
  assert_whole (again, "items");
  other = get_tenant (f, "snapshots/store?limit=5&cursor=%s", cursor);
  assert_problem (other, 400, "invalid-request");
  corral_demo_cloud_expire_states (f->cloud, "scope");
  gone = get_tenant (f, "snapshots/cart?limit=5&cursor=%s", cursor);
  assert_problem (gone, 410, "state-expired");
  g_assert_cmpstr (text_of (gone, "reason"), ==, "scope");
}

/* ---- changes */

typedef struct
{
  GHashTable *rows[CORRAL_N_SYNCED_COLLECTIONS]; /* JSON text by id */
  char *state;
} Copy;

static void
copy_take (Fixture *f, Copy *copy)
{
  g_autofree char *first = NULL;

  for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
    {
      g_autofree char *list = g_strconcat ("snapshots/", corral_collection_get_schema (c)->name, NULL);
      g_autofree char *as_of = NULL;

      copy->rows[c] = read_pages (f, list, 1000, &as_of);
      if (first == NULL)
        first = g_steal_pointer (&as_of);
    }
  copy->state = g_steal_pointer (&first);
}

static void
copy_clear (Copy *copy)
{
  for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
    g_clear_pointer (&copy->rows[c], g_hash_table_unref);
  g_clear_pointer (&copy->state, g_free);
}

/* One page of changes into the copy; returns whether there are more. */
static gboolean
copy_follow (Fixture *f, Copy *copy, guint limit, guint *n_changes)
{
  g_autoptr (Answer) page = get_tenant (f, "changes?since=%s&limit=%u", copy->state, limit);
  JsonArray *changes;
  gboolean more;

  assert_whole (page, "changes");
  g_assert_cmpstr (text_of (page, "old_state"), ==, copy->state);
  g_assert_cmpuint (strlen (text_of (page, "new_state")), <=, 256);
  changes = array_of (page, "changes");
  g_assert_cmpuint (json_array_get_length (changes), <=, limit);
  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);
      const char *id = json_object_get_string_member (change, "id");
      CorralCollection collection;

      g_assert_true (corral_collection_from_name (json_object_get_string_member (change, "c"), &collection));
      if (strcmp (json_object_get_string_member (change, "op"), "put") == 0)
        {
          JsonNode *row = json_object_get_member (change, "data");

          g_assert_cmpint (json_object_get_int_member (json_node_get_object (row), "rev"), ==,
                           json_object_get_int_member (change, "rev"));
          g_assert_cmpstr (json_object_get_string_member (json_node_get_object (row), "id"), ==, id);
          g_hash_table_insert (copy->rows[collection], g_strdup (id), json_to_string (row, FALSE));
        }
      else
        {
          g_assert_cmpstr (json_object_get_string_member (change, "op"), ==, "del");
          g_hash_table_remove (copy->rows[collection], id);
        }
    }
  *n_changes += json_array_get_length (changes);
  more = json_object_get_boolean_member (object_of (page), "has_more");
  g_free (copy->state);
  copy->state = g_strdup (text_of (page, "new_state"));
  return more;
}

/* C12 of the contract: a snapshot under constant change, plus the delta, is what the server has. */
static void
test_changes_converge (Fixture *f, gconstpointer data)
{
  static const guint limits[] = { 1000, 1, 2, 3, 5, 7 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      Copy copy = { 0 };
      Copy fresh = { 0 };
      guint n_changes = 0;

      copy_take (f, &copy);
      corral_clock_advance_us (f->clock, 90 * G_USEC_PER_SEC);
      /* Time goes on between the pages too, then stands still for the last round. */
      while (copy_follow (f, &copy, limits[i], &n_changes))
        corral_clock_advance_us (f->clock, 100 * G_TIME_SPAN_MILLISECOND);
      while (copy_follow (f, &copy, limits[i], &n_changes))
        ;
      g_assert_cmpuint (n_changes, >, 0);
      copy_take (f, &fresh);
      for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
        assert_same_rows (copy.rows[c], fresh.rows[c]);
      copy_clear (&copy);
      copy_clear (&fresh);
    }
}

static void
test_changes_repeat (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) page = get_tenant (f, "snapshots/store?limit=1");
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) nothing = NULL;
  g_autoptr (Answer) unchanged = NULL;
  g_autofree char *path = NULL;
  const char *state = text_of (page, "as_of");

  corral_clock_advance_us (f->clock, 300 * G_USEC_PER_SEC);
  first = get_tenant (f, "changes?since=%s&limit=3", state);
  again = get_tenant (f, "changes?since=%s&limit=3", state);
  assert_whole (first, "changes");
  g_assert_true (g_bytes_equal (first->body, again->body));
  g_assert_cmpstr (first->etag, ==, again->etag);
  g_assert_true (json_object_get_boolean_member (object_of (first), "has_more"));

  g_clear_pointer (&first, answer_free);
  first = get_tenant (f, "changes?since=%s", state);
  while (json_object_get_boolean_member (object_of (first), "has_more"))
    {
      Answer *next = get_tenant (f, "changes?since=%s", text_of (first, "new_state"));

      answer_free (first);
      first = next;
    }
  nothing = get_tenant (f, "changes?since=%s", text_of (first, "new_state"));
  assert_whole (nothing, "changes");
  g_assert_cmpint (number_of (nothing, "count"), ==, 0);
  g_assert_cmpstr (text_of (nothing, "new_state"), ==, text_of (first, "new_state"));
  path = g_strdup_printf ("/v1/tenants/%s/changes?since=%s", f->tenant, text_of (first, "new_state"));
  unchanged = get_if_changed (f, path, nothing->etag);
  g_assert_cmpuint (unchanged->status, ==, 304);
  g_assert_cmpuint (g_bytes_get_size (unchanged->body), ==, 0);
  g_assert_cmpstr (unchanged->etag, ==, nothing->etag);
}

static void
assert_gone (Fixture *f, const char *state, const char *reason)
{
  g_autoptr (Answer) answer = get_tenant (f, "changes?since=%s", state);

  assert_problem (answer, 410, "state-expired");
  g_assert_cmpstr (text_of (answer, "reason"), ==, reason);
}

static void
test_states_gone (Fixture *f, gconstpointer data)
{
  static const char *const reasons[] = { "expired", "epoch", "scope", "schema" };
  g_autoptr (Answer) page = get_tenant (f, "snapshots/store?limit=1");
  g_autofree char *state = g_strdup (text_of (page, "as_of"));
  g_autofree char *other_tenant = NULL;
  g_autofree char *path = NULL;
  g_autoptr (Answer) me = get (f, "/v1/me");
  g_autoptr (Answer) good = get_tenant (f, "changes?since=%s", state);

  assert_whole (good, "changes");

  /* Another tenant's. */
  other_tenant =
    g_strdup (json_object_get_string_member (json_array_get_object_element (array_of (me, "tenants"), 1), "id"));
  path = g_strdup_printf ("/v1/tenants/%s/changes?since=%s", other_tenant, state);
  {
    g_autoptr (Answer) answer = get (f, path);

    assert_problem (answer, 410, "state-expired");
    g_assert_cmpstr (text_of (answer, "reason"), ==, "scope");
  }

  /* Of a future that did not happen here. */
  corral_clock_jump_us (f->clock, -5 * G_USEC_PER_SEC);
  assert_gone (f, state, "epoch");
  corral_clock_jump_us (f->clock, 5 * G_USEC_PER_SEC);

  /* By hand, with each reason. */
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (Answer) fresh = get_tenant (f, "snapshots/store?limit=1");
      g_autoptr (Answer) before = get_tenant (f, "changes?since=%s", text_of (fresh, "as_of"));

      assert_whole (before, "changes");
      corral_demo_cloud_expire_states (f->cloud, reasons[i]);
      assert_gone (f, text_of (fresh, "as_of"), reasons[i]);
    }
  assert_gone (f, state, "expired");

  /* Old. */
  {
    g_autoptr (Answer) fresh = get_tenant (f, "snapshots/store?limit=1");

    corral_clock_advance_us (f->clock, (30 * CORRAL_DAY_MS + 1) * 1000);
    assert_gone (f, text_of (fresh, "as_of"), "expired");
  }

  /* Of another fleet. */
  {
    g_autoptr (Answer) fresh = get_tenant (f, "snapshots/store?limit=1");
    g_autofree char *foreign = g_strdup (text_of (fresh, "as_of"));

    fixture_stop (f);
    fixture_start (f, 2, NULL);
    assert_gone (f, foreign, "epoch");
  }
}

/* ---- rows, vitals, telemetry, events */

static void
test_row (Fixture *f, gconstpointer data)
{
  g_autoptr (Answer) page = get_tenant (f, "snapshots/cart?limit=3");
  JsonNode *row = json_array_get_element (array_of (page, "items"), 2);
  g_autofree char *text = json_to_string (row, FALSE);
  g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/cart/%s", f->tenant,
                                           json_object_get_string_member (json_node_get_object (row), "id"));
  g_autofree char *rev =
    g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", json_object_get_int_member (json_node_get_object (row), "rev"));
  g_autoptr (Answer) one = get (f, path);
  g_autofree char *one_text = json_to_string (one->json, FALSE);
  g_autoptr (Answer) unchanged = get_if_changed (f, path, rev);
  g_autoptr (Answer) weak = get_if_changed (f, path, "\"1\", W/\"x\"");

  g_assert_cmpuint (one->status, ==, 200);
  g_assert_cmpstr (one_text, ==, text);
  g_assert_cmpstr (one->etag, ==, rev);
  g_assert_cmpuint (unchanged->status, ==, 304);
  g_assert_cmpuint (weak->status, ==, 200);
}

static void
add_vitals (Answer *page, GHashTable *rows)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);
  JsonObject *metrics = json_object_get_object_member (object_of (page), "metrics");
  guint n = json_array_get_length (array_of (page, "ids"));

  g_assert_cmpuint (json_array_get_length (array_of (page, "revs")), ==, n);
  g_assert_cmpuint (json_object_get_size (metrics), ==, schema->n_fields - 2);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint k = 2; k < schema->n_fields; k++)
        {
          JsonArray *column = json_object_get_array_member (metrics, schema->fields[k].name);
          g_autofree char *value = json_to_string (json_array_get_element (column, i), FALSE);

          g_assert_cmpuint (json_array_get_length (column), ==, n);
          g_string_append_printf (text, "%s ", value);
        }
      g_hash_table_insert (rows, g_strdup (json_array_get_string_element (array_of (page, "ids"), i)),
                           g_string_free (g_steal_pointer (&text), FALSE));
    }
}

static GHashTable *
read_vitals (Fixture *f, const char *store, guint limit)
{
  GHashTable *rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *next = NULL;

  do
    {
      g_autoptr (Answer) page =
        get_tenant (f, "vitals?limit=%u%s%s%s%s", limit, store != NULL ? "&store=" : "", store != NULL ? store : "",
                    next != NULL ? "&cursor=" : "", next != NULL ? next : "");

      assert_whole (page, "ids");
      add_vitals (page, rows);
      g_free (next);
      next = g_strdup (text_of (page, "next"));
    }
  while (next != NULL);
  return rows;
}

static void
test_vitals (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) all = read_vitals (f, NULL, 1000);
  g_autoptr (Answer) stores = get_tenant (f, "snapshots/store");
  g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/vitals", f->tenant);
  g_autoptr (Answer) page = get (f, path);
  g_autoptr (Answer) unchanged = get_if_changed (f, path, page->etag);
  g_autoptr (Answer) changed = NULL;
  guint in_stores = 0;

  g_assert_cmpuint (g_hash_table_size (all), >, 0);
  for (guint limit = 1; limit <= 7; limit++)
    {
      g_autoptr (GHashTable) pages = read_vitals (f, NULL, limit);

      assert_same_rows (pages, all);
    }
  for (guint i = 0; i < json_array_get_length (array_of (stores, "items")); i++)
    {
      const char *id = json_object_get_string_member (json_array_get_object_element (array_of (stores, "items"), i), "id");
      g_autoptr (GHashTable) some = read_vitals (f, id, 3);

      in_stores += g_hash_table_size (some);
    }
  g_assert_cmpuint (in_stores, ==, g_hash_table_size (all));
  g_assert_cmpuint (unchanged->status, ==, 304);
  corral_clock_advance_us (f->clock, 600 * G_USEC_PER_SEC);
  changed = get_if_changed (f, path, page->etag);
  assert_whole (changed, "ids");
}

/* A cart of the tenant that has sent something in the last day, and how much. */
static char *
find_talking_cart (Fixture *f)
{
  g_autoptr (Answer) carts = get_tenant (f, "snapshots/cart");

  for (guint i = 0; i < json_array_get_length (array_of (carts, "items")); i++)
    {
      const char *id = json_object_get_string_member (json_array_get_object_element (array_of (carts, "items"), i), "id");
      g_autoptr (Answer) samples =
        get_tenant (f, "carts/%s/telemetry?from=%" G_GINT64_FORMAT "&to=%" G_GINT64_FORMAT "&metrics=battery_pct", id,
                    START_MS - CORRAL_DAY_MS, START_MS);

      assert_whole (samples, "t");
      if (number_of (samples, "count") > 200)
        return g_strdup (id);
    }
  g_assert_not_reached ();
}

static void
test_telemetry (Fixture *f, gconstpointer data)
{
  static const struct { const char *res; gint64 ms; } rollups[] = { { "1m", CORRAL_MINUTE_MS }, { "1h", CORRAL_HOUR_MS } };
  g_autofree char *cart = find_talking_cart (f);
  g_autofree char *span = g_strdup_printf ("from=%" G_GINT64_FORMAT "&to=%" G_GINT64_FORMAT,
                                           START_MS - CORRAL_DAY_MS, START_MS);
  g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/carts/%s/telemetry?%s&metrics=battery_pct,ambient_c", f->tenant,
                                           cart, span);
  g_autoptr (Answer) raw = get (f, path);
  g_autoptr (Answer) unchanged = get_if_changed (f, path, raw->etag);
  g_autoptr (Answer) all = get_tenant (f, "carts/%s/telemetry?%s", cart, span);
  JsonArray *t = array_of (raw, "t");
  JsonArray *ambient = json_object_get_array_member (json_object_get_object_member (object_of (raw), "metrics"), "ambient_c");

  assert_whole (raw, "t");
  g_assert_cmpuint (unchanged->status, ==, 304);
  g_assert_cmpstr (text_of (raw, "cart"), ==, cart);
  g_assert_cmpstr (text_of (raw, "res"), ==, "raw");
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (object_of (raw), "metrics")), ==, 2);
  g_assert_cmpuint (json_object_get_size (json_object_get_object_member (object_of (all), "metrics")), ==, 12);
  g_assert_cmpuint (json_array_get_length (ambient), ==, json_array_get_length (t));
  for (guint i = 0; i < json_array_get_length (t); i++)
    {
      gint64 at = json_array_get_int_element (t, i);

      g_assert_cmpint (at, >=, START_MS - CORRAL_DAY_MS);
      g_assert_cmpint (at, <, START_MS);
      if (i > 0)
        g_assert_cmpint (at, >=, json_array_get_int_element (t, i - 1));
    }

  /* The roll-ups against the samples themselves. */
  for (guint k = 0; k < G_N_ELEMENTS (rollups); k++)
    {
      g_autoptr (Answer) rolled =
        get_tenant (f, "carts/%s/telemetry?%s&res=%s&metrics=ambient_c", cart, span, rollups[k].res);
      JsonArray *starts = array_of (rolled, "t");
      JsonObject *columns =
        json_object_get_object_member (json_object_get_object_member (object_of (rolled), "metrics"), "ambient_c");
      guint at = 0;

      assert_whole (rolled, "t");
      g_assert_cmpuint (json_array_get_length (starts), >, 5);
      for (guint i = 0; i < json_array_get_length (starts); i++)
        {
          gint64 start = json_array_get_int_element (starts, i);
          guint n = 0, samples = 0;
          double sum = 0, min = INFINITY, max = -INFINITY;

          g_assert_cmpint (start % rollups[k].ms, ==, 0);
          for (; at < json_array_get_length (t) && json_array_get_int_element (t, at) < start + rollups[k].ms; at++)
            {
              g_assert_cmpint (json_array_get_int_element (t, at), >=, start);
              samples++;
              if (json_node_is_null (json_array_get_element (ambient, at)))
                continue;
              n++;
              sum += json_array_get_double_element (ambient, at);
              min = MIN (min, json_array_get_double_element (ambient, at));
              max = MAX (max, json_array_get_double_element (ambient, at));
            }
          g_assert_cmpuint (samples, >, 0);
          g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (columns, "n"), i), ==, n);
          if (n == 0)
            {
              g_assert_true (json_array_get_null_element (json_object_get_array_member (columns, "min"), i));
              g_assert_true (json_array_get_null_element (json_object_get_array_member (columns, "sum"), i));
              continue;
            }
          g_assert_cmpfloat_with_epsilon (
            json_array_get_double_element (json_object_get_array_member (columns, "sum"), i), sum, 0.001);
          g_assert_cmpfloat_with_epsilon (
            json_array_get_double_element (json_object_get_array_member (columns, "min"), i), min, 0.001);
          g_assert_cmpfloat_with_epsilon (
            json_array_get_double_element (json_object_get_array_member (columns, "max"), i), max, 0.001);
        }
      g_assert_cmpuint (at, ==, json_array_get_length (t));
    }
}

static gnutls_x509_crt_t
import_certificate (JsonArray *certificates, guint index)
{
  gsize size;
  g_autofree guchar *der = g_base64_decode (json_array_get_string_element (certificates, index), &size);
  gnutls_datum_t datum = { der, (unsigned int) size };
  gnutls_x509_crt_t certificate;

  g_assert_cmpint (gnutls_x509_crt_init (&certificate), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_import (certificate, &datum, GNUTLS_X509_FMT_DER), ==, 0);
  return certificate;
}

static int
verify_event (JsonObject *event, gnutls_pubkey_t public, gboolean flip)
{
  gsize body_size, signature_size;
  g_autofree guchar *body = g_base64_decode (json_object_get_string_member (event, "body"), &body_size);
  g_autofree guchar *signature = g_base64_decode (json_object_get_string_member (event, "signature"), &signature_size);
  gnutls_datum_t data = { body, (unsigned int) body_size };
  gnutls_datum_t r = { signature, 32 };
  gnutls_datum_t s = { signature + 32, 32 };
  gnutls_datum_t der;
  int result;

  g_assert_cmpuint (signature_size, ==, 64);
  if (flip)
    body[body_size / 2] ^= 1;
  g_assert_cmpint (gnutls_encode_rs_value (&der, &r, &s), ==, 0);
  result = gnutls_pubkey_verify_data2 (public, GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &der);
  gnutls_free (der.data);
  return result;
}

static void
assert_body_agrees (JsonObject *event, const char *serial)
{
  gsize size;
  g_autofree guchar *body = g_base64_decode (json_object_get_string_member (event, "body"), &size);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  json_parser_load_from_data (parser, (const char *) body, (gssize) size, &error);
  g_assert_no_error (error);
  object = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpint (json_object_get_int_member (object, "v"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (object, "cart"), ==, serial);
  g_assert_cmpint (json_object_get_int_member (object, "n"), ==, json_object_get_int_member (event, "counter"));
  g_assert_cmpint (json_object_get_int_member (object, "t"), ==, json_object_get_int_member (event, "device_ms"));
  g_assert_cmpstr (json_object_get_string_member (object, "type"), ==, json_object_get_string_member (event, "type"));
}

static void
test_events (Fixture *f, gconstpointer data)
{
  g_autofree char *cart = find_talking_cart (f);
  g_autofree char *span = g_strdup_printf ("from=%" G_GINT64_FORMAT "&to=%" G_GINT64_FORMAT,
                                           START_MS - 6 * CORRAL_HOUR_MS, START_MS);
  g_autoptr (Answer) row = get_tenant (f, "cart/%s", cart);
  g_autoptr (Answer) all = get_tenant (f, "carts/%s/events?%s", cart, span);
  g_autoptr (Answer) health = get_tenant (f, "carts/%s/events?%s&types=health", cart, span);
  JsonArray *items = array_of (all, "items");
  gnutls_x509_crt_t certificate = import_certificate (array_of (all, "certificates"), 0);
  gnutls_x509_crt_t authority = import_certificate (array_of (all, "certificates"), 1);
  gnutls_pubkey_t public;
  unsigned int problems = 0;
  guint n_health = 0;

  assert_whole (all, "items");
  g_assert_cmpuint (json_array_get_length (items), >, 20);
  g_assert_cmpint (gnutls_x509_crt_verify (certificate, &authority, 1, GNUTLS_VERIFY_DISABLE_TIME_CHECKS, &problems), ==, 0);
  g_assert_cmpuint (problems, ==, 0);
  g_assert_cmpint (gnutls_pubkey_init (&public), ==, 0);
  g_assert_cmpint (gnutls_pubkey_import_x509 (public, certificate, 0), ==, 0);
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *event = json_array_get_object_element (items, i);

      g_assert_cmpint (verify_event (event, public, FALSE), >=, 0);
      g_assert_cmpint (verify_event (event, public, TRUE), <, 0);
      assert_body_agrees (event, text_of (row, "serial"));
      n_health += strcmp (json_object_get_string_member (event, "type"), "health") == 0;
      if (i > 0)
        g_assert_cmpint (json_object_get_int_member (event, "counter"), <,
                         json_object_get_int_member (json_array_get_object_element (items, i - 1), "counter"));
    }
  g_assert_cmpint (number_of (health, "count"), ==, n_health);

  /* In pages, while time goes on: the same, with and without a filter. */
  for (guint limit = 3; limit <= 7; limit += 2)
    for (guint filtered = 0; filtered < 2; filtered++)
      {
        JsonArray *expected = array_of (filtered ? health : all, "items");
        g_autofree char *next = NULL;
        guint at = 0;

        do
          {
            g_autoptr (Answer) page = get_tenant (f, "carts/%s/events?%s&limit=%u%s%s%s", cart, span, limit,
                                                  filtered ? "&types=health" : "", next != NULL ? "&cursor=" : "",
                                                  next != NULL ? next : "");

            assert_whole (page, "items");
            for (guint i = 0; i < json_array_get_length (array_of (page, "items")); i++)
              g_assert_cmpstr (
                json_object_get_string_member (json_array_get_object_element (array_of (page, "items"), i), "id"), ==,
                json_object_get_string_member (json_array_get_object_element (expected, at++), "id"));
            g_free (next);
            next = g_strdup (text_of (page, "next"));
          }
        while (next != NULL);
        g_assert_cmpuint (at, ==, json_array_get_length (expected));
      }
  gnutls_pubkey_deinit (public);
  gnutls_x509_crt_deinit (certificate);
  gnutls_x509_crt_deinit (authority);
}

/* ---- transport */

static GBytes *
inflate (GBytes *bytes)
{
  g_autoptr (GInputStream) memory = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GConverter) zlib = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GInputStream) plain = g_converter_input_stream_new (memory, zlib);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  g_output_stream_splice (out, plain, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

static void
test_gzip (Fixture *f, gconstpointer data)
{
  static const struct { const char *accept; gboolean compressed; } cases[] = {
    { "gzip", TRUE }, { "deflate, gzip;q=0.5", TRUE }, { "*", TRUE }, { "identity", FALSE }, { "gzip;q=0", FALSE },
    { NULL, FALSE },
  };
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (SoupMessage) small = request_new (f, "GET", "/v1/tenants/nobody/changes");

  soup_session_remove_feature_by_type (f->session, SOUP_TYPE_CONTENT_DECODER);
  for (int i = G_N_ELEMENTS (cases) - 1; i >= 0; i--)
    {
      g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/snapshots/cart", f->tenant);
      g_autoptr (SoupMessage) message = request_new (f, "GET", path);
      g_autoptr (GBytes) body = NULL;
      g_autoptr (GBytes) inflated = NULL;
      g_autoptr (GError) error = NULL;
      SoupMessageHeaders *headers;

      if (cases[i].accept != NULL)
        soup_message_headers_append (soup_message_get_request_headers (message), "Accept-Encoding", cases[i].accept);
      body = soup_session_send_and_read (f->session, message, NULL, &error);
      g_assert_no_error (error);
      headers = soup_message_get_response_headers (message);
      g_assert_cmpstr (soup_message_headers_get_one (headers, "Content-Encoding"), ==,
                       cases[i].compressed ? "gzip" : NULL);
      g_assert_cmpstr (soup_message_headers_get_one (headers, "Vary"), ==, "Accept-Encoding");
      if (plain == NULL)
        plain = g_bytes_ref (body);
      if (cases[i].compressed)
        {
          g_assert_cmpuint (g_bytes_get_size (body) * 3, <, g_bytes_get_size (plain));
          inflated = inflate (body);
        }
      else
        {
          inflated = g_bytes_ref (body);
        }
      g_assert_true (g_bytes_equal (inflated, plain));
    }

  soup_message_headers_append (soup_message_get_request_headers (small), "Accept-Encoding", "gzip");
  {
    g_autoptr (Answer) answer = send (f, small);

    assert_problem (answer, 404, "not-found");
    g_assert_null (soup_message_headers_get_one (soup_message_get_response_headers (small), "Content-Encoding"));
  }
}

typedef struct
{
  GInputStream *stream;
  GDataInputStream *lines;
} Stream;

static void
stream_open (Fixture *f, Stream *self)
{
  g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/stream", f->tenant);
  g_autoptr (SoupMessage) message = request_new (f, "GET", path);
  g_autoptr (GError) error = NULL;

  self->stream = soup_session_send (f->session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_assert_cmpstr (soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL), ==,
                   "text/event-stream");
  self->lines = g_data_input_stream_new (self->stream);
}

static void
stream_close (Stream *self)
{
  g_object_unref (self->lines);
  g_object_unref (self->stream);
}

/* The state of the next poke. */
static char *
stream_read_state (Stream *self)
{
  g_autoptr (GError) error = NULL;

  while (TRUE)
    {
      g_autofree char *line = g_data_input_stream_read_line (self->lines, NULL, NULL, &error);
      g_autofree char *data = NULL;
      g_autofree char *blank = NULL;
      g_autoptr (JsonNode) json = NULL;

      g_assert_no_error (error);
      g_assert_nonnull (line);
      if (line[0] == ':' || line[0] == '\0')
        continue;
      g_assert_cmpstr (line, ==, "event: state");
      data = g_data_input_stream_read_line (self->lines, NULL, NULL, NULL);
      blank = g_data_input_stream_read_line (self->lines, NULL, NULL, NULL);
      g_assert_true (g_str_has_prefix (data, "data: "));
      g_assert_cmpstr (blank, ==, "");
      json = json_from_string (data + 6, &error);
      g_assert_no_error (error);
      return g_strdup (json_object_get_string_member (json_node_get_object (json), "state"));
    }
}

static void
test_stream (Fixture *f, gconstpointer data)
{
  Stream stream, second;
  g_autofree char *first = NULL;
  g_autofree char *later = NULL;
  g_autofree char *other = NULL;
  g_autoptr (Answer) changes = NULL;
  g_autoptr (Answer) caught_up = NULL;

  g_assert_cmpuint (corral_demo_cloud_get_n_streams (f->cloud), ==, 0);
  stream_open (f, &stream);
  stream_open (f, &second);
  g_assert_cmpuint (corral_demo_cloud_get_n_streams (f->cloud), ==, 2);
  first = stream_read_state (&stream);
  corral_clock_advance_us (f->clock, 300 * G_USEC_PER_SEC);
  corral_demo_cloud_poke (f->cloud);
  later = stream_read_state (&stream);
  g_assert_cmpstr (first, !=, later);
  other = stream_read_state (&second);
  g_assert_cmpstr (other, ==, first);
  changes = get_tenant (f, "changes?since=%s", first);
  assert_whole (changes, "changes");
  g_assert_cmpint (number_of (changes, "count"), >, 0);
  caught_up = get_tenant (f, "changes?since=%s", later);
  assert_whole (caught_up, "changes");
  g_assert_cmpint (number_of (caught_up, "count"), ==, 0);
  stream_close (&stream);
  stream_close (&second);
}

/* A poke comes by itself within 15 s when something has changed: the one place that waits for real time. */
static void
test_stream_pokes_by_itself (Fixture *f, gconstpointer data)
{
  Stream stream;
  g_autofree char *first = NULL;
  g_autofree char *later = NULL;

  stream_open (f, &stream);
  first = stream_read_state (&stream);
  corral_clock_advance_us (f->clock, 300 * G_USEC_PER_SEC);
  later = stream_read_state (&stream);
  g_assert_cmpstr (first, !=, later);
  stream_close (&stream);
}

static void
test_offline_and_back (Fixture *f, gconstpointer data)
{
  g_autofree char *api = g_strdup (corral_demo_cloud_get_api (f->cloud));
  g_autofree char *state = NULL;
  Stream stream;

  g_assert_true (corral_demo_cloud_get_online (f->cloud));
  stream_open (f, &stream);
  state = stream_read_state (&stream);
  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (SoupMessage) message = request_new (f, "GET", "/v1/me");
      g_autoptr (GBytes) body = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (Answer) me = NULL;
      g_autoptr (Answer) changes = NULL;
      guint n_requests = corral_demo_cloud_get_n_requests (f->cloud);

      corral_demo_cloud_set_online (f->cloud, FALSE);
      corral_demo_cloud_set_online (f->cloud, FALSE);
      g_assert_false (corral_demo_cloud_get_online (f->cloud));
      if (round == 0)
        {
          char byte;

          /* What was open is cut. */
          while (g_input_stream_read (G_INPUT_STREAM (stream.lines), &byte, 1, NULL, NULL) > 0)
            ;
          stream_close (&stream);
          g_assert_cmpuint (corral_demo_cloud_get_n_streams (f->cloud), ==, 0);
        }
      body = soup_session_send_and_read (f->session, message, NULL, &error);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
      g_assert_cmpuint (corral_demo_cloud_get_n_requests (f->cloud), ==, n_requests);

      corral_demo_cloud_set_online (f->cloud, TRUE);
      corral_demo_cloud_set_online (f->cloud, TRUE);
      g_assert_true (corral_demo_cloud_get_online (f->cloud));
      g_assert_cmpstr (corral_demo_cloud_get_api (f->cloud), ==, api);
      me = get (f, "/v1/me");
      g_assert_cmpuint (me->status, ==, 200);
      /* It is the same cloud: what it said before still counts. */
      changes = get_tenant (f, "changes?since=%s", state);
      assert_whole (changes, "changes");
    }
}

static void
test_same_seed (Fixture *f, gconstpointer data)
{
  static const char *const lists[] = { "snapshots/store", "snapshots/cart", "snapshots/alert", "snapshots/session",
                                       "vitals" };
  GBytes *bodies[G_N_ELEMENTS (lists)];
  gboolean differs = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (Answer) answer = get_tenant (f, "%s", lists[i]);

      bodies[i] = g_bytes_ref (answer->body);
    }
  fixture_stop (f);
  fixture_start (f, 1, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (Answer) answer = get_tenant (f, "%s", lists[i]);

      g_assert_true (g_bytes_equal (answer->body, bodies[i]));
    }
  fixture_stop (f);
  fixture_start (f, 2, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (Answer) answer = get_tenant (f, "%s", lists[i]);

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

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/demo-cloud/me", test_me);
  ADD ("/demo-cloud/sign-in", test_sign_in);
  ADD ("/demo-cloud/bad-requests", test_bad_requests);
  ADD ("/demo-cloud/methods", test_methods);
  ADD ("/demo-cloud/head", test_head);
  ADD ("/demo-cloud/snapshot-pages", test_snapshot_pages);
  ADD ("/demo-cloud/cursors", test_cursors);
  ADD ("/demo-cloud/changes-converge", test_changes_converge);
  ADD ("/demo-cloud/changes-repeat", test_changes_repeat);
  ADD ("/demo-cloud/states-gone", test_states_gone);
  ADD ("/demo-cloud/row", test_row);
  ADD ("/demo-cloud/vitals", test_vitals);
  ADD ("/demo-cloud/telemetry", test_telemetry);
  ADD ("/demo-cloud/events", test_events);
  ADD ("/demo-cloud/gzip", test_gzip);
  ADD ("/demo-cloud/stream", test_stream);
  ADD ("/demo-cloud/stream-pokes-by-itself", test_stream_pokes_by_itself);
  ADD ("/demo-cloud/offline-and-back", test_offline_and_back);
  ADD ("/demo-cloud/same-seed", test_same_seed);
  g_test_add_func ("/demo-cloud/cannot-start", test_cannot_start);
  return g_test_run ();
}
