/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small demo cloud and a client that asks it over real HTTP on the loopback. The test's thread. */
#include "config.h"

#include "cloud-fixture.h"

#include <string.h>

void
answer_free (Answer *self)
{
  g_free (self->etag);
  g_free (self->content_type);
  g_free (self->allow);
  g_bytes_unref (self->body);
  g_clear_pointer (&self->json, json_node_unref);
  g_free (self);
}
SoupMessage *
cloud_request (CloudFixture *f, const char *method, const char *path)
{
  g_autofree char *uri = g_strconcat (corral_demo_cloud_get_api (f->cloud), path, NULL);
  g_autofree char *token = g_strconcat ("Bearer ", corral_demo_cloud_get_token (f->cloud), NULL);
  SoupMessage *message = soup_message_new (method, uri);

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", token);
  return message;
}

Answer *
cloud_send (CloudFixture *f, SoupMessage *message)
{
  Answer *answer = g_new0 (Answer, 1);
  g_autoptr (GError) error = NULL;

  answer->body = soup_session_send_and_read (f->session, message, NULL, &error);
  g_assert_no_error (error);
  answer->status = soup_message_get_status (message);
  answer->etag
      = g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "ETag"));
  answer->allow
      = g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "Allow"));
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

Answer *
cloud_get (CloudFixture *f, const char *path)
{
  g_autoptr (SoupMessage) message = cloud_request (f, "GET", path);

  return cloud_send (f, message);
}

Answer *
cloud_get_if_changed (CloudFixture *f, const char *path, const char *etag)
{
  g_autoptr (SoupMessage) message = cloud_request (f, "GET", path);

  soup_message_headers_append (soup_message_get_request_headers (message), "If-None-Match", etag);
  return cloud_send (f, message);
}

Answer *
cloud_get_tenant (CloudFixture *f, const char *format, ...)
{
  g_autofree char *rest = NULL;
  g_autofree char *path = NULL;
  va_list arguments;

  va_start (arguments, format);
  rest = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  path = g_strdup_printf ("/v1/tenants/%s/%s", f->tenant, rest);
  return cloud_get (f, path);
}

Answer *
cloud_put (CloudFixture *f, const char *id, const char *body)
{
  g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/operations/%s", f->tenant, id);
  g_autoptr (SoupMessage) message = cloud_request (f, "PUT", path);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  return cloud_send (f, message);
}

Answer *
cloud_probe (CloudFixture *f, const char *id)
{
  return cloud_get_tenant (f, "operations/%s", id);
}

char *
operation_id (guint number)
{
  return g_strdup_printf ("0195562f-9e88-7c55-b1a4-%012x", number);
}

static gint64
lives_ms (const char *type)
{
  static const struct
  {
    const char *type;
    gint64 hours;
  } lives[] = { { "cart.in_", 24 }, { "cart.out_", 24 }, { "flag.", 24 }, { "execution.", 24 }, { "ticket.", 168 }, { "rebind.", 72 },
                { "alert.", 720 }, { "note.", 720 } };

  for (guint i = 0; i < G_N_ELEMENTS (lives); i++)
    if (g_str_has_prefix (type, lives[i].type))
      return lives[i].hours * 3600 * 1000;
  return 60 * 1000;
}

char *
operation_body (CloudFixture *f,
                const char *type,
                const char *collection,
                const char *id,
                const char *params,
                gint64 expected_rev,
                const char *depends_on)
{
  gint64 now_ms = corral_clock_now_ms (f->clock);
  GString *body = g_string_new (NULL);

  g_string_printf (body, "{\"type\":\"%s\",\"target\":{\"c\":\"%s\",\"id\":\"%s\"},\"params\":%s", type, collection, id,
                   params);
  if (expected_rev > 0)
    g_string_append_printf (body, ",\"expected_rev\":%" G_GINT64_FORMAT, expected_rev);
  if (depends_on != NULL)
    g_string_append_printf (body, ",\"depends_on\":\"%s\"", depends_on);
  g_string_append_printf (body,
                          ",\"issued_at_ms\":%" G_GINT64_FORMAT ",\"not_after_ms\":%" G_GINT64_FORMAT
                          ",\"client\":\"test/1\"}",
                          now_ms, now_ms + lives_ms (type));
  return g_string_free (body, FALSE);
}

Answer *
cloud_row (CloudFixture *f, const char *collection, const char *id)
{
  Answer *row = cloud_get_tenant (f, "%s/%s", collection, id);

  g_assert_cmpuint (row->status, ==, 200);
  return row;
}

char *
cloud_find (CloudFixture *f, const char *collection, const char *member, const char *text)
{
  g_autoptr (Answer) page = cloud_get_tenant (f, "snapshots/%s", collection);
  JsonArray *items = answer_array (page, "items");

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonObject *row = json_array_get_object_element (items, i);
      JsonNode *value = json_object_get_member (row, member);

      if (text == NULL ? value == NULL : value != NULL && g_strcmp0 (json_node_get_string (value), text) == 0)
        return g_strdup (json_object_get_string_member (row, "id"));
    }
  return NULL;
}

char *
cloud_find_anywhere (CloudFixture *f, const char *collection, const char *member, const char *text)
{
  g_autoptr (Answer) me = cloud_get (f, "/v1/me");
  JsonArray *tenants = answer_array (me, "tenants");
  char *id = NULL;

  for (guint i = 0; i < json_array_get_length (tenants) && id == NULL; i++)
    {
      g_free (f->tenant);
      f->tenant = g_strdup (json_object_get_string_member (json_array_get_object_element (tenants, i), "id"));
      id = cloud_find (f, collection, member, text);
    }
  g_assert_nonnull (id);
  return id;
}

JsonObject *
answer_object (Answer *answer)
{
  return json_node_get_object (answer->json);
}

const char *
answer_text (Answer *answer, const char *member)
{
  return json_object_get_string_member_with_default (answer_object (answer), member, NULL);
}

gint64
answer_number (Answer *answer, const char *member)
{
  return json_object_get_int_member (answer_object (answer), member);
}

JsonArray *
answer_array (Answer *answer, const char *member)
{
  return json_object_get_array_member (answer_object (answer), member);
}

void
assert_whole_list (Answer *answer, const char *list)
{
  const char *text = g_bytes_get_data (answer->body, NULL);
  gsize size = g_bytes_get_size (answer->body);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->content_type, ==, "application/json");
  g_assert_cmpmem (text + size - 11, 11, "\"end\":true}", 11);
  g_assert_cmpint (answer_number (answer, "count"), ==, json_array_get_length (answer_array (answer, list)));
}

void
assert_problem (Answer *answer, guint status, const char *code)
{
  g_assert_cmpuint (answer->status, ==, status);
  g_assert_cmpstr (answer->content_type, ==, "application/problem+json");
  g_assert_cmpint (answer_number (answer, "status"), ==, status);
  g_assert_cmpstr (answer_text (answer, "code"), ==, code);
  g_assert_nonnull (answer_text (answer, "title"));
  g_assert_true (g_str_has_suffix (answer_text (answer, "detail"), "."));
  g_assert_nonnull (answer_text (answer, "trace_id"));
  g_assert_false (json_object_get_boolean_member (answer_object (answer), "retryable"));
}

void
cloud_fixture_start (CloudFixture *f, guint64 seed)
{
  const CorralDemoCloudOptions options = {
    .seed = seed, .n_carts = 240, .n_stores = 12, .clock = f->clock, .scenarios = f->scenarios,
    .other_desk = f->other_desk,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (Answer) me = NULL;

  f->cloud = corral_demo_cloud_new (&options, &error);
  g_assert_no_error (error);
  f->session
      = soup_session_new_with_options ("timeout", 20, "max-conns-per-host", 8, "proxy-resolver", NULL, NULL);
  me = cloud_get (f, "/v1/me");
  f->tenant = g_strdup (
      json_object_get_string_member (json_array_get_object_element (answer_array (me, "tenants"), 0), "id"));
}

void
cloud_fixture_stop (CloudFixture *f)
{
  soup_session_abort (f->session);
  g_object_unref (f->session);
  corral_demo_cloud_free (f->cloud);
  g_free (f->tenant);
}

void
cloud_fixture_set_up (CloudFixture *f, gconstpointer data)
{
  f->clock = corral_clock_new_manual (START_MS * 1000);
  cloud_fixture_start (f, 1);
}

void
cloud_fixture_tear_down (CloudFixture *f, gconstpointer data)
{
  cloud_fixture_stop (f);
  corral_clock_unref (f->clock);
}

void
assert_same_rows (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer id, text;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &id, &text))
    g_assert_cmpstr (g_hash_table_lookup (b, id), ==, text);
  g_assert_cmpuint (g_hash_table_size (a), ==, g_hash_table_size (b));
}
