/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Faults on request: what a script says is done to a request instead of, or around, its answer. On the cloud's thread.
 *
 * What HTTP cannot say is done to the socket below it: libsoup then finds it closed, and lets go.
 */
#include "config.h"

#include "corral-demo-cloud-private.h"

#include <string.h>

/* How long a client may take to read what goes past libsoup. */
#define SEND_US (5 * G_USEC_PER_SEC)

/* A request that waits. */
struct _CorralCloudDelayed
{
  CorralCloud *cloud;         /* (unowned): owns us */
  SoupServerMessage *message; /* (owned) */
  char *path;                 /* (owned) */
  GHashTable *query;          /* (owned) (nullable) */
  CorralCloudStrike strike;   /* its strings are owned: the script may be another by then */
  GSource *timer;             /* (owned) */
  gulong finished;
};

static void
copy_strike (CorralCloudStrike *to, const CorralCloudStrike *from)
{
  *to = *from;
  to->code = g_strdup (from->code);
  to->reason = g_strdup (from->reason);
  to->retry_after = g_strdup (from->retry_after);
}

void
corral_cloud_delayed_free (CorralCloudDelayed *self)
{
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_signal_handler_disconnect (self->message, self->finished);
  g_object_unref (self->message);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_free (self->path);
  g_free ((char *) self->strike.code);
  g_free ((char *) self->strike.reason);
  g_free ((char *) self->strike.retry_after);
  g_free (self);
}

/* ---- below HTTP -------------------------------------------------------------------------------------------- */

static guint16
port_of (GSocketAddress *address)
{
  return G_IS_INET_SOCKET_ADDRESS (address) ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

/* The connection that the request came over, found by the other end's port: libsoup does not give the socket of one
 * that was handed to it. NULL: it is closed already. */
static GSocket *
find_socket (CorralCloud *cloud, SoupServerMessage *message)
{
  guint16 port = port_of (soup_server_message_get_remote_address (message));

  for (guint i = 0; i < cloud->connections->len; i++)
    {
      GSocketConnection *connection = g_ptr_array_index (cloud->connections, i);
      g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

      if (remote != NULL && port_of (remote) == port)
        return g_socket_connection_get_socket (connection);
    }
  return NULL;
}

static void
hang_up (CorralCloud *cloud, SoupServerMessage *message)
{
  GSocket *socket = find_socket (cloud, message);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

static void
send_raw (CorralCloud *cloud, SoupServerMessage *message, const char *data, gsize length)
{
  GSocket *socket = find_socket (cloud, message);
  gint64 deadline = g_get_monotonic_time () + SEND_US;

  while (socket != NULL && length > 0 && g_get_monotonic_time () < deadline)
    {
      g_autoptr (GError) error = NULL;
      gssize sent = g_socket_send (socket, data, length, NULL, &error);

      if (sent > 0)
        {
          data += sent;
          length -= (gsize) sent;
        }
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)
               || !g_socket_condition_timed_wait (socket, G_IO_OUT, deadline - g_get_monotonic_time (), NULL, NULL))
        {
          return;
        }
    }
}

static void
add_header_cb (const char *name, const char *value, gpointer head)
{
  g_string_append_printf (head, "%s: %s\r\n", name, value);
}

/* The answer as it would have been sent, its head by itself. */
static GBytes *
write_answer (SoupServerMessage *message, gsize *head_length)
{
  GBytes *body = soup_message_body_flatten (soup_server_message_get_response_body (message));
  GString *text = g_string_new (NULL);
  guint status = soup_server_message_get_status (message);

  g_string_printf (text, "HTTP/1.1 %u %s\r\n", status, soup_status_get_phrase (status));
  soup_message_headers_foreach (soup_server_message_get_response_headers (message), add_header_cb, text);
  g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", g_bytes_get_size (body));
  *head_length = text->len;
  g_string_append_len (text, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body));
  g_bytes_unref (body);
  return g_string_free_to_bytes (text);
}

/* A stream has no end that could be cut. */
static gboolean
is_stream (SoupServerMessage *message)
{
  return soup_message_headers_get_encoding (soup_server_message_get_response_headers (message))
         == SOUP_ENCODING_CHUNKED;
}

/* ---- what happens ------------------------------------------------------------------------------------------ */

static void
refuse (CorralCloud *cloud, SoupServerMessage *message, const CorralCloudStrike *strike)
{
  static const struct
  {
    guint status;
    const char *code;
  } usual[] = { { 400, "invalid-request" }, { 401, "unauthenticated" }, { 403, "forbidden" }, { 404, "not-found" },
                { 409, "conflict" }, { 410, "state-expired" }, { 412, "stale-revision" }, { 422, "invalid" },
                { 429, "too-many-requests" }, { 501, "not-implemented" } };
  CorralExchange exchange = { .cloud = cloud, .message = message };
  CorralCloudProblem problem = {
    .status = strike->status, .code = "unavailable", .reason = strike->reason, .retry_after = strike->retry_after,
  };

  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (usual[i].status == strike->status)
      problem.code = usual[i].code;
  if (strike->code != NULL)
    problem.code = strike->code;
  if (strike->status == 401)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "WWW-Authenticate",
                                  "Bearer realm=\"corral\"");
  corral_exchange_refuse (&exchange, &problem, "A fault that was asked for.");
}

static void
answer_with (SoupServerMessage *message, const char *content_type, char *body, gsize length)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_clear (headers);
  soup_message_body_truncate (soup_server_message_get_response_body (message));
  soup_message_headers_set_content_type (headers, content_type, NULL);
  soup_server_message_set_status (message, 200, NULL);
  soup_message_body_append_take (soup_server_message_get_response_body (message), (guchar *) body, length);
}

static void
answer_garbage (CorralCloud *cloud, SoupServerMessage *message)
{
  gsize length = (gsize) corral_random_int (&cloud->random, 1, 2048);
  char *bytes = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    bytes[i] = (char) corral_random_next (&cloud->random);
  answer_with (message, "application/json", bytes, length);
}

static void
answer_html (SoupServerMessage *message)
{
  static const char page[]
      = "<!doctype html><html><head><title>Welcome</title></head><body><form action=\"/login\">"
        "<p>Accept the terms of use of this Wi-Fi.</p><input type=\"submit\" value=\"Accept\"></form></body></html>";

  answer_with (message, "text/html", g_strdup (page), strlen (page));
}

static void
cut (CorralCloud *cloud, SoupServerMessage *message, guint n_bytes)
{
  if (!is_stream (message))
    {
      gsize head;
      g_autoptr (GBytes) answer = write_answer (message, &head);

      send_raw (cloud, message, g_bytes_get_data (answer, NULL), MIN (head + n_bytes, g_bytes_get_size (answer)));
    }
  hang_up (cloud, message);
}

static void
send_once_more (CorralCloud *cloud, SoupServerMessage *message)
{
  gsize head;
  g_autoptr (GBytes) answer = NULL;

  if (is_stream (message))
    return;
  answer = write_answer (message, &head);
  send_raw (cloud, message, g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
}

static void
strike_now (CorralCloud *cloud,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            const CorralCloudStrike *strike)
{
  switch (strike->kind)
    {
    case CORRAL_CLOUD_FAULT_DELAY:
      corral_cloud_answer (cloud, message, path, query);
      break;
    case CORRAL_CLOUD_FAULT_STATUS:
      refuse (cloud, message, strike);
      break;
    case CORRAL_CLOUD_FAULT_DROP_BEFORE:
      hang_up (cloud, message);
      break;
    case CORRAL_CLOUD_FAULT_DROP_AFTER:
      corral_cloud_answer (cloud, message, path, query);
      hang_up (cloud, message);
      break;
    case CORRAL_CLOUD_FAULT_CUT:
      corral_cloud_answer (cloud, message, path, query);
      cut (cloud, message, strike->bytes);
      break;
    case CORRAL_CLOUD_FAULT_GARBAGE:
      corral_cloud_answer (cloud, message, path, query);
      if (!is_stream (message))
        answer_garbage (cloud, message);
      break;
    case CORRAL_CLOUD_FAULT_HTML:
      answer_html (message);
      break;
    case CORRAL_CLOUD_FAULT_DUPLICATE:
      corral_cloud_answer (cloud, message, path, query);
      if (is_stream (message))
        break;
      soup_message_headers_clear (soup_server_message_get_response_headers (message));
      soup_message_body_truncate (soup_server_message_get_response_body (message));
      corral_cloud_answer (cloud, message, path, query);
      break;
    case CORRAL_CLOUD_FAULT_TWICE:
      corral_cloud_answer (cloud, message, path, query);
      send_once_more (cloud, message);
      break;
    case CORRAL_CLOUD_FAULT_OFFLINE:
      hang_up (cloud, message);
      cloud->pull_plug (cloud->plug_data, strike->seconds);
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
delayed_cb (gpointer data)
{
  CorralCloudDelayed *self = data;
  CorralCloud *cloud = self->cloud;
  g_autoptr (SoupServerMessage) message = g_object_ref (self->message);

  strike_now (cloud, message, self->path, self->query, &self->strike);
  g_ptr_array_remove_fast (cloud->delayed, self);
  soup_server_message_unpause (message);
  return G_SOURCE_REMOVE;
}

/* The client did not wait. */
static void
finished_cb (SoupServerMessage *message, gpointer data)
{
  CorralCloudDelayed *self = data;

  g_ptr_array_remove_fast (self->cloud->delayed, self);
}

static void
delay (CorralCloud *cloud,
       SoupServerMessage *message,
       const char *path,
       GHashTable *query,
       const CorralCloudStrike *strike)
{
  CorralCloudDelayed *self = g_new0 (CorralCloudDelayed, 1);

  self->cloud = cloud;
  self->message = g_object_ref (message);
  self->path = g_strdup (path);
  self->query = query != NULL ? g_hash_table_ref (query) : NULL;
  copy_strike (&self->strike, strike);
  self->timer = g_timeout_source_new (strike->delay_ms);
  g_source_set_callback (self->timer, delayed_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  self->finished = g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  g_ptr_array_add (cloud->delayed, self);
  soup_server_message_pause (message);
}

void
corral_cloud_meet (CorralCloud *self, SoupServerMessage *message, const char *path, GHashTable *query)
{
  const CorralCloudStrike *strike
      = self->faults != NULL
            ? corral_cloud_faults_choose (self->faults, soup_server_message_get_method (message), path)
            : NULL;

  if (strike == NULL)
    {
      corral_cloud_answer (self, message, path, query);
      return;
    }
  self->n_faults++;
  if (strike->delay_ms > 0)
    delay (self, message, path, query, strike);
  else
    strike_now (self, message, path, query, strike);
}
