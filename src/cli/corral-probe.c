/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One exchange after the other over libsoup, blocking the thread that calls: for the conformance test, which wants to
 * see answers as they are and to ask wrong questions. The app's own client is in the room api. */
#include "config.h"

#include "corral-probe.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#define QUIET_S 20 /* between two bytes, connecting included */
#define DEADLINE_US (60 * (gint64) G_USEC_PER_SEC)
#define MAX_BODY (16 * 1024 * 1024) /* the contract's */
#define CHUNK (64 * 1024)

struct _CorralProbe
{
  SoupSession *session;
};

CorralProbe *
corral_probe_new (gboolean direct)
{
  CorralProbe *self = g_new0 (CorralProbe, 1);

  self->session = soup_session_new_with_options ("timeout", QUIET_S, "user-agent",
                                                 "corral-cli/" CORRAL_VERSION " conformance", NULL);
  if (direct)
    soup_session_set_proxy_resolver (self->session, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_SNIFFER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_COOKIE_JAR);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_HSTS_ENFORCER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CACHE);
  return self;
}

void
corral_probe_free (CorralProbe *self)
{
  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_free (self);
}

void
corral_probe_answer_free (CorralProbeAnswer *self)
{
  g_free (self->trouble);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->content_type);
  g_free (self->etag);
  g_free (self->retry_after);
  g_free (self->authenticate);
  g_clear_pointer (&self->json, corral_json_tree_free);
  g_free (self->flaw);
  g_free (self);
}

static SoupMessage *
make_message (const CorralProbeRequest *request)
{
  SoupMessage *message = soup_message_new (request->method, request->url);
  SoupMessageHeaders *headers;

  if (message == NULL)
    return NULL;
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  headers = soup_message_get_request_headers (message);
  soup_message_headers_append (headers, "Accept", "application/json");
  /* As it is: what is looked at are bytes, not how they travel. */
  soup_message_headers_append (headers, "Accept-Encoding", "identity");
  if (request->token != NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ", request->token, NULL);

      soup_message_headers_append (headers, "Authorization", value);
    }
  if (request->if_none_match != NULL)
    soup_message_headers_append (headers, "If-None-Match", request->if_none_match);
  /* libsoup would send it again by itself where a connection that was used before is found closed, and without its
   * body: what is sent twice is decided here. */
  if (request->body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (request->body, strlen (request->body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
      soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
    }
  return message;
}

/* libsoup takes the end of a connection for the end of a body that has no length, as that of a 304 has none. */
static void
got_headers_cb (SoupMessage *message, gpointer data)
{
  if (soup_message_get_status (message) == 304)
    soup_message_headers_set_encoding (soup_message_get_response_headers (message), SOUP_ENCODING_NONE);
}

/* The body, or NULL and a sentence. */
static GBytes *
read_body (GInputStream *stream, SoupMessageHeaders *headers, gint64 deadline_us, char **trouble)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  g_autoptr (GError) error = NULL;
  gssize n;

  while ((n = g_input_stream_read (stream, chunk, CHUNK, NULL, &error)) > 0)
    {
      g_byte_array_append (body, chunk, (guint) n);
      if (body->len > MAX_BODY)
        {
          *trouble = g_strdup (_ ("its body is larger than 16 MiB"));
          return NULL;
        }
      if (g_get_monotonic_time () > deadline_us)
        {
          *trouble = g_strdup (_ ("it was not complete within a minute"));
          return NULL;
        }
    }
  if (n < 0)
    {
      *trouble = g_strdup_printf (_ ("its body was cut off: %s"), error->message);
      return NULL;
    }
  /* libsoup says nothing of a body that is shorter than was announced. */
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
      && soup_message_headers_get_content_length (headers) != (goffset) body->len)
    {
      *trouble = g_strdup (_ ("its body is shorter than its Content-Length"));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&body));
}

static void
take_headers (CorralProbeAnswer *answer, SoupMessageHeaders *headers)
{
  answer->content_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
  answer->etag = g_strdup (soup_message_headers_get_one (headers, "ETag"));
  answer->retry_after = g_strdup (soup_message_headers_get_one (headers, "Retry-After"));
  answer->authenticate = g_strdup (soup_message_headers_get_list (headers, "WWW-Authenticate"));
}

static void
take_body (CorralProbeAnswer *answer, SoupMessage *message, GInputStream *stream, gint64 deadline_us)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *packing = soup_message_headers_get_list (headers, "Content-Encoding");

  answer->body = read_body (stream, headers, deadline_us, &answer->trouble);
  if (answer->body == NULL)
    return;
  answer->status = soup_message_get_status (message);
  take_headers (answer, headers);
  if (packing != NULL && g_ascii_strcasecmp (packing, "identity") != 0)
    answer->flaw = g_strdup_printf (_ ("it is packed as “%s” although that was not asked for"), packing);
  else if (g_bytes_get_size (answer->body) > 0)
    answer->json = corral_json_tree_new (answer->body, &answer->flaw);
  else
    answer->flaw = g_strdup (_ ("it has no body"));
}

CorralProbeAnswer *
corral_probe_ask (CorralProbe *self, const CorralProbeRequest *request)
{
  CorralProbeAnswer *answer = g_new0 (CorralProbeAnswer, 1);
  g_autoptr (SoupMessage) message = make_message (request);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  gint64 deadline_us = g_get_monotonic_time () + DEADLINE_US;

  if (message == NULL)
    {
      answer->trouble = g_strdup (_ ("the address cannot be used"));
      return answer;
    }
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), NULL);
  stream = soup_session_send (self->session, message, NULL, &error);
  if (stream == NULL)
    {
      answer->trouble = g_strdup (error->message);
      return answer;
    }
  take_body (answer, message, stream, deadline_us);
  g_input_stream_close (stream, NULL, NULL);
  return answer;
}
