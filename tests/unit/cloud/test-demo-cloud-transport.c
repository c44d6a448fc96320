/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo cloud: compression, the stream, the plug pulled and put back. */
#include "config.h"

#include "cloud-fixture.h"
#include "corral-time.h"

#include <string.h>

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
test_gzip (CloudFixture *f, gconstpointer data)
{
  static const struct { const char *accept; gboolean compressed;
  } cases[] = {
    { "gzip", TRUE },      { "deflate, gzip;q=0.5", TRUE }, { "*", TRUE },
    { "identity", FALSE }, { "gzip;q=0", FALSE },           { NULL, FALSE },
  };
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (SoupMessage) small = cloud_request (f, "GET", "/v1/tenants/nobody/changes");

  soup_session_remove_feature_by_type (f->session, SOUP_TYPE_CONTENT_DECODER);
  for (int i = G_N_ELEMENTS (cases) - 1; i >= 0; i--)
    {
      g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/snapshots/cart", f->tenant);
      g_autoptr (SoupMessage) message = cloud_request (f, "GET", path);
      g_autoptr (GBytes) body = NULL;
      g_autoptr (GBytes) inflated = NULL;
      g_autoptr (GError) error = NULL;
      SoupMessageHeaders *headers;

      if (cases[i].accept != NULL)
        soup_message_headers_append (soup_message_get_request_headers (message), "Accept-Encoding",
                                     cases[i].accept);
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
    g_autoptr (Answer) answer = cloud_send (f, small);

    assert_problem (answer, 404, "not-found");
    g_assert_null (
        soup_message_headers_get_one (soup_message_get_response_headers (small), "Content-Encoding"));
  }
}

/* Many answers, good and bad, over one connection. */
static void
test_keep_alive (CloudFixture *f, gconstpointer data)
{
  static const char *const paths[] = { "/v1/me", "/v1/nothing", "/v1/tenants/nobody/vitals", "/v1/me" };
  guint64 connection = 0;

  for (guint i = 0; i < G_N_ELEMENTS (paths) * 3; i++)
    {
      g_autoptr (SoupMessage) message = cloud_request (f, "GET", paths[i % G_N_ELEMENTS (paths)]);
      g_autoptr (Answer) answer = cloud_send (f, message);

      g_assert_cmpuint (answer->status, ==, i % G_N_ELEMENTS (paths) % 3 == 0 ? 200 : 404);
      if (i == 0)
        connection = soup_message_get_connection_id (message);
      g_assert_cmpuint (soup_message_get_connection_id (message), ==, connection);
    }
}

typedef struct
{
  GInputStream *stream;
  GDataInputStream *lines;
} Stream;

static void
stream_open (CloudFixture *f, Stream *self)
{
  g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/stream", f->tenant);
  g_autoptr (SoupMessage) message = cloud_request (f, "GET", path);
  g_autoptr (GError) error = NULL;

  self->stream = soup_session_send (f->session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_assert_cmpstr (soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL),
                   ==, "text/event-stream");
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
test_stream (CloudFixture *f, gconstpointer data)
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
  corral_clock_advance_us (f->clock, CORRAL_HOUR_MS * 1000);
  corral_demo_cloud_poke (f->cloud);
  later = stream_read_state (&stream);
  g_assert_cmpstr (first, !=, later);
  other = stream_read_state (&second);
  g_assert_cmpstr (other, ==, first);
  changes = cloud_get_tenant (f, "changes?since=%s", first);
  assert_whole_list (changes, "changes");
  g_assert_cmpint (answer_number (changes, "count"), >, 0);
  caught_up = cloud_get_tenant (f, "changes?since=%s", later);
  assert_whole_list (caught_up, "changes");
  g_assert_cmpint (answer_number (caught_up, "count"), ==, 0);
  stream_close (&stream);
  stream_close (&second);
}

/* A poke comes by itself within 15 s when something has changed: the one place that waits for real time. */
static void
test_stream_pokes_by_itself (CloudFixture *f, gconstpointer data)
{
  Stream stream;
  g_autofree char *first = NULL;
  g_autofree char *later = NULL;

  stream_open (f, &stream);
  first = stream_read_state (&stream);
  corral_clock_advance_us (f->clock, CORRAL_HOUR_MS * 1000);
  later = stream_read_state (&stream);
  g_assert_cmpstr (first, !=, later);
  stream_close (&stream);
}

/* Who listens hears of an operation at once, long before the next poke is due, though the clock stands still. */
static void
test_stream_of_operations (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autofree char *body = operation_body (f, "note.add", "cart", cart, "{\"text\":\"New.\"}", 0, NULL);
  g_autofree char *id = operation_id (1);
  g_autofree char *first = NULL;
  g_autofree char *later = NULL;
  g_autoptr (Answer) done = NULL;
  g_autoptr (Answer) changes = NULL;
  g_autoptr (Answer) caught_up = NULL;
  gint64 sent_us;
  Stream stream;

  stream_open (f, &stream);
  first = stream_read_state (&stream);
  sent_us = g_get_monotonic_time ();
  done = cloud_put (f, id, body);
  later = stream_read_state (&stream);
  g_assert_cmpint (g_get_monotonic_time () - sent_us, <, 4 * G_USEC_PER_SEC);
  g_assert_cmpstr (first, !=, later);
  changes = cloud_get_tenant (f, "changes?since=%s", first);
  g_assert_cmpint (answer_number (changes, "count"), ==, 2); /* the note, and the operation */
  caught_up = cloud_get_tenant (f, "changes?since=%s", later);
  g_assert_cmpint (answer_number (caught_up, "count"), ==, 0);
  stream_close (&stream);
}

static void
test_offline_and_back (CloudFixture *f, gconstpointer data)
{
  g_autofree char *api = g_strdup (corral_demo_cloud_get_api (f->cloud));
  g_autofree char *state = NULL;
  Stream stream;

  g_assert_true (corral_demo_cloud_get_online (f->cloud));
  stream_open (f, &stream);
  state = stream_read_state (&stream);
  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (SoupMessage) message = cloud_request (f, "GET", "/v1/me");
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
      me = cloud_get (f, "/v1/me");
      g_assert_cmpuint (me->status, ==, 200);
      /* It is the same cloud: what it said before still counts. */
      changes = cloud_get_tenant (f, "changes?since=%s", state);
      assert_whole_list (changes, "changes");
    }
}

#define ADD(path, function) \
  g_test_add (path, CloudFixture, NULL, cloud_fixture_set_up, function, cloud_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/demo-cloud/gzip", test_gzip);
  ADD ("/demo-cloud/keep-alive", test_keep_alive);
  ADD ("/demo-cloud/stream", test_stream);
  ADD ("/demo-cloud/stream-pokes-by-itself", test_stream_pokes_by_itself);
  ADD ("/demo-cloud/stream-of-operations", test_stream_of_operations);
  ADD ("/demo-cloud/offline-and-back", test_offline_and_back);
  return g_test_run ();
}
