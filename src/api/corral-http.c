/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exchanges with deadlines, straight down: asynchronous calls in a private main context, iterated by the
 * calling thread until the answer, a deadline or a cancellation. */
#include "config.h"

#include "corral-http.h"

#include "corral-secrecy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CHUNK (64 * 1024)
#define MAX_RATIO 100
#define RATIO_FREE (64 * 1024) /* small bodies may be as repetitive as they like */

struct _CorralHttp
{
  GMainContext *context;
  SoupSession *session; /* (nullable): made when it is needed */
  CorralApiLimits limits;
  GTlsDatabase *database; /* (nullable) */
  gboolean direct;
  guint n_open; /* exchanges */
};

/* Why an exchange was ended from this side. */
typedef enum
{
  STOP_NONE,
  STOP_CONNECT,
  STOP_FIRST_BYTE,
  STOP_PAGE,
  STOP_SLOW,
  STOP_QUIET,
  STOP_USER,
} Stop;

struct _CorralHttpExchange
{
  CorralHttp *http;
  SoupMessage *message;
  GInputStream *stream;
  GCancellable *cancellable; /* of this exchange alone; ends it */
  GSource *page_timer;
  GSource *stage_timer;
  Stop stage; /* what the stage timer's end means */
  Stop stop;
  gboolean done; /* the running call has ended … */
  GError *error; /* … with this */
  gssize n_read;
  gboolean at_end;    /* of the body */
  gsize window_bytes; /* received since the speed was last looked at */
  int user_cancelled; /* atomic */
};

static void
open_session (CorralHttp *self)
{
  g_main_context_push_thread_default (self->context);
  self->session
      = soup_session_new_with_options ("max-conns", 8, "max-conns-per-host", 8, "timeout", 0, "idle-timeout",
                                       50, "user-agent", "Corral/" CORRAL_VERSION, NULL);
  if (self->direct)
    soup_session_set_proxy_resolver (self->session, NULL);
  if (self->database != NULL)
    soup_session_set_tls_database (self->session, self->database);
  /* Nothing acts on its own: no passwords asked for, nothing kept, guessed or unpacked. */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CONTENT_SNIFFER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_COOKIE_JAR);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_HSTS_ENFORCER);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_CACHE);
  g_main_context_pop_thread_default (self->context);
}

static void
close_session (CorralHttp *self)
{
  if (self->session == NULL)
    return;
  g_main_context_push_thread_default (self->context);
  soup_session_abort (self->session);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_clear_object (&self->session);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
}

CorralHttp *
corral_http_new (const CorralApiLimits *limits, GTlsDatabase *database, gboolean direct)
{
  CorralHttp *self = g_new0 (CorralHttp, 1);

  self->limits = *limits;
  self->direct = direct;
  g_set_object (&self->database, database);
  self->context = g_main_context_new ();
  return self;
}

void
corral_http_free (CorralHttp *self)
{
  close_session (self);
  g_clear_object (&self->database);
  g_main_context_unref (self->context);
  g_free (self);
}

/* --- waiting ------------------------------------------------------------------------------------ */

static void
stop (CorralHttpExchange *self, Stop why)
{
  if (self->stop == STOP_NONE)
    self->stop = why;
  g_cancellable_cancel (self->cancellable);
}

static gboolean
on_page_deadline (gpointer data)
{
  stop (data, STOP_PAGE);
  return G_SOURCE_REMOVE;
}

static gboolean
on_stage_deadline (gpointer data)
{
  CorralHttpExchange *self = data;

  stop (self, self->stage);
  return G_SOURCE_REMOVE;
}

static gboolean
on_speed_window (gpointer data)
{
  CorralHttpExchange *self = data;

  if (self->window_bytes < self->http->limits.speed_bytes)
    stop (self, STOP_SLOW);
  self->window_bytes = 0;
  return G_SOURCE_CONTINUE;
}

/* On the thread of whoever cancels. */
static void
on_user_cancelled (GCancellable *cancellable, gpointer data)
{
  CorralHttpExchange *self = data;

  g_atomic_int_set (&self->user_cancelled, TRUE);
  g_main_context_wakeup (self->http->context);
}

static GSource *
add_timer (CorralHttpExchange *self, guint ms, GSourceFunc func)
{
  GSource *timer = g_timeout_source_new (ms);

  g_source_set_callback (timer, func, self, NULL);
  g_source_attach (timer, self->http->context);
  return timer;
}

static void
clear_timer (GSource **timer)
{
  if (*timer == NULL)
    return;
  g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

/* The stage timer runs anew, for @stage. */
static void
set_stage (CorralHttpExchange *self, Stop stage, guint ms)
{
  clear_timer (&self->stage_timer);
  self->stage = stage;
  if (stage != STOP_NONE)
    self->stage_timer = add_timer (self, ms, stage == STOP_SLOW ? on_speed_window : on_stage_deadline);
}

/* Not with a source made from @cancellable: GLib loses one that goes while it is being cancelled elsewhere. */
static void
wait_until_done (CorralHttpExchange *self, GCancellable *cancellable)
{
  gboolean told = FALSE;
  gulong handler = 0;

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (on_user_cancelled), self, NULL);
  while (!self->done)
    {
      if (!told && g_atomic_int_get (&self->user_cancelled))
        {
          told = TRUE;
          stop (self, STOP_USER);
          continue;
        }
      g_main_context_iteration (self->http->context, TRUE);
    }
  g_cancellable_disconnect (cancellable, handler);
}

/* --- what an error means ------------------------------------------------------------------------ */

static gboolean
fail (GError **error, CorralApiError code, const char *sentence)
{
  g_set_error_literal (error, CORRAL_API_ERROR, code, sentence);
  return FALSE;
}

static gboolean
fail_stopped (Stop why, GError **error)
{
  switch (why)
    {
    case STOP_CONNECT:
      return fail (error, CORRAL_API_ERROR_TIMEOUT, _ ("The cloud could not be reached in time."));
    case STOP_FIRST_BYTE:
      return fail (error, CORRAL_API_ERROR_TIMEOUT,
                   _ ("The cloud was reached, but it did not answer in time."));
    case STOP_SLOW:
      return fail (error, CORRAL_API_ERROR_TIMEOUT, _ ("The cloud's answer came too slowly to be of use."));
    case STOP_QUIET:
      return fail (error, CORRAL_API_ERROR_TIMEOUT, _ ("The live connection to the cloud fell silent."));
    case STOP_USER:
      return fail (error, CORRAL_API_ERROR_CANCELLED, _ ("It was stopped before the cloud answered."));
    case STOP_PAGE:
    case STOP_NONE:
    default:
      return fail (error, CORRAL_API_ERROR_TIMEOUT, _ ("The cloud's answer was not complete in time."));
    }
}

static gboolean
fail_tls (const GError *reason, GError **error)
{
  if (g_error_matches (reason, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return fail (error, CORRAL_API_ERROR_TLS,
                 _ ("The server could not prove that it is the cloud: its certificate is not valid for this "
                    "address. Nothing was sent to it."));
  return fail (error, CORRAL_API_ERROR_TLS, _ ("No safe connection to the cloud could be made."));
}

/* Before there was an answer. */
static gboolean
fail_unanswered (const GError *reason, GError **error)
{
  if (reason->domain == G_TLS_ERROR)
    return fail_tls (reason, error);
  if (reason->domain == G_RESOLVER_ERROR)
    return fail (error, CORRAL_API_ERROR_UNREACHABLE,
                 _ ("The cloud's address could not be found from this computer."));
  if (reason->domain == SOUP_SESSION_ERROR)
    return fail (error, CORRAL_API_ERROR_NOT_THE_CLOUD,
                 _ ("What answered at this address is not the cloud."));
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return fail (error, CORRAL_API_ERROR_UNREACHABLE, _ ("Nothing answers at the cloud's address."));
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE)
      || g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE))
    return fail (error, CORRAL_API_ERROR_UNREACHABLE, _ ("There is no way from this computer to the cloud."));
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return fail_stopped (STOP_CONNECT, error);
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED)
      || g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED)
      || g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH)
      || g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED))
    return fail (error, CORRAL_API_ERROR_UNREACHABLE,
                 _ ("This computer's proxy did not let the cloud through."));
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)
      || g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    return fail (error, CORRAL_API_ERROR_UNREACHABLE,
                 _ ("The connection to the cloud ended before it answered."));
  return fail (error, CORRAL_API_ERROR_UNREACHABLE, _ ("The cloud could not be reached."));
}

static gboolean
fail_cut (GError **error)
{
  return fail (error, CORRAL_API_ERROR_BROKEN,
               _ ("The cloud's answer was cut off on its way, so nothing of it was used."));
}

/* --- asking ------------------------------------------------------------------------------------- */

static void
on_wrote_headers (SoupMessage *message, gpointer data)
{
  CorralHttpExchange *self = data;

  set_stage (self, STOP_FIRST_BYTE, self->http->limits.first_byte_ms);
}

/* libsoup closes the connection behind a 304 without a length, as if its body ended with it. It has none. */
static void
on_got_headers (SoupMessage *message, gpointer data)
{
  if (soup_message_get_status (message) == 304)
    soup_message_headers_set_encoding (soup_message_get_response_headers (message), SOUP_ENCODING_NONE);
}

static void
on_sent (GObject *session, GAsyncResult *result, gpointer data)
{
  CorralHttpExchange *self = data;

  self->stream = soup_session_send_finish (SOUP_SESSION (session), result, &self->error);
  self->done = TRUE;
}

/* The session sends a request again by itself when the kept connection that it went out on proved to be closed, and
 * the body has been read by then. */
static void
on_restarted (SoupMessage *message, gpointer data)
{
  const CorralHttpBody *body = data;

  soup_message_set_request_body_from_bytes (message, body->type, body->bytes);
}

static CorralHttpBody *
body_copy (const CorralHttpBody *body)
{
  CorralHttpBody *copy = g_memdup2 (body, sizeof *body);

  g_bytes_ref (copy->bytes);
  return copy;
}

static void
body_free (gpointer data, GClosure *closure)
{
  CorralHttpBody *body = data;

  g_bytes_unref (body->bytes);
  g_free (body);
}

/* A session keeps what a name resolved to once for as long as it is asked for, right or wrong; but a PC moves to another
 * network, and a cloud to another address. After @failed, which nobody answered, names are looked up anew. */
static void
forget_addresses (CorralHttpExchange *failed)
{
  CorralHttp *self = failed->http;

  corral_http_exchange_free (failed);
  if (self->n_open == 0)
    close_session (self);
}

CorralHttpExchange *
corral_http_begin (CorralHttp *self,
                   const char *url,
                   const CorralHttpBody *body,
                   const char *token,
                   const char *etag,
                   const char *accept,
                   gboolean whole,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (CorralHttpExchange) exchange = g_new0 (CorralHttpExchange, 1);
  SoupMessageHeaders *headers;

  if (self->session == NULL)
    open_session (self);
  self->n_open++;
  exchange->http = self;
  exchange->cancellable = g_cancellable_new ();
  exchange->message = soup_message_new (body != NULL ? body->method : SOUP_METHOD_GET, url);
  if (exchange->message == NULL)
    {
      fail (error, CORRAL_API_ERROR_ADDRESS, _ ("The cloud's address cannot be used."));
      return NULL;
    }
  soup_message_add_flags (exchange->message, SOUP_MESSAGE_NO_REDIRECT);
  headers = soup_message_get_request_headers (exchange->message);
  soup_message_headers_append (headers, "Accept", accept);
  soup_message_headers_append (headers, "Accept-Encoding", whole ? "gzip" : "identity");
  if (token != NULL)
    {
      corral_autowipe char *value = g_strconcat ("Bearer ", token, NULL);

      soup_message_headers_append (headers, "Authorization", value);
    }
  if (etag != NULL)
    soup_message_headers_append (headers, "If-None-Match", etag);
  if (body != NULL)
    {
      on_restarted (exchange->message, (gpointer) body);
      g_signal_connect_data (exchange->message, "restarted", G_CALLBACK (on_restarted), body_copy (body), body_free, 0);
    }
  g_signal_connect (exchange->message, "wrote-headers", G_CALLBACK (on_wrote_headers), exchange);
  g_signal_connect (exchange->message, "got-headers", G_CALLBACK (on_got_headers), exchange);

  g_main_context_push_thread_default (self->context);
  if (whole)
    exchange->page_timer = add_timer (exchange, self->limits.page_ms, on_page_deadline);
  set_stage (exchange, STOP_CONNECT, self->limits.connect_ms);
  soup_session_send_async (self->session, exchange->message, G_PRIORITY_DEFAULT, exchange->cancellable,
                           on_sent, exchange);
  wait_until_done (exchange, cancellable);
  set_stage (exchange, STOP_NONE, 0);
  g_main_context_pop_thread_default (self->context);

  if (exchange->stream != NULL && exchange->stop == STOP_NONE)
    return g_steal_pointer (&exchange);
  if (exchange->stop != STOP_NONE)
    fail_stopped (exchange->stop, error);
  else
    fail_unanswered (exchange->error, error);
  if (exchange->stop != STOP_USER)
    forget_addresses (g_steal_pointer (&exchange));
  return NULL;
}

static void
on_closed (GObject *stream, GAsyncResult *result, gpointer data)
{
  CorralHttpExchange *self = data;

  g_input_stream_close_finish (G_INPUT_STREAM (stream), result, NULL);
  self->done = TRUE;
}

/* The library's copy of the token goes when the message does, but is only freed then. What it wrote to the connection's
 * buffers is out of our reach. */
static void
wipe_token (SoupMessage *message)
{
  const char *value = soup_message_headers_get_one (soup_message_get_request_headers (message), "Authorization");

  if (value != NULL)
    explicit_bzero ((char *) value, strlen (value));
}

void
corral_http_exchange_free (CorralHttpExchange *self)
{
  clear_timer (&self->page_timer);
  clear_timer (&self->stage_timer);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  if (self->stream != NULL)
    {
      g_main_context_push_thread_default (self->http->context);
      self->done = FALSE;
      /* Nobody waits for the rest of a body that is not wanted. */
      if (!self->at_end)
        g_cancellable_cancel (self->cancellable);
      g_input_stream_close_async (self->stream, G_PRIORITY_DEFAULT, self->cancellable, on_closed, self);
      wait_until_done (self, NULL);
      g_object_unref (self->stream);
      g_main_context_pop_thread_default (self->http->context);
    }
  if (self->message != NULL)
    wipe_token (self->message);
  g_clear_object (&self->message);
  self->http->n_open--;
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  g_free (self);
}

guint
corral_http_exchange_get_status (CorralHttpExchange *self)
{
  return soup_message_get_status (self->message);
}

SoupMessageHeaders *
corral_http_exchange_get_headers (CorralHttpExchange *self)
{
  return soup_message_get_response_headers (self->message);
}

/* --- bodies ------------------------------------------------------------------------------------- */

static void
on_read (GObject *stream, GAsyncResult *result, gpointer data)
{
  CorralHttpExchange *self = data;

  self->n_read = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, &self->error);
  self->done = TRUE;
}

/* One read, whatever timers are running. */
static gssize
read_some (CorralHttpExchange *self, gpointer buffer, gsize size, GCancellable *cancellable, GError **error)
{
  self->done = FALSE;
  g_clear_error (&self->error);
  g_main_context_push_thread_default (self->http->context);
  g_input_stream_read_async (self->stream, buffer, size, G_PRIORITY_DEFAULT, self->cancellable, on_read,
                             self);
  wait_until_done (self, cancellable);
  g_main_context_pop_thread_default (self->http->context);

  if (self->stop != STOP_NONE)
    {
      fail_stopped (self->stop, error);
      return -1;
    }
  self->at_end = self->n_read == 0;
  if (self->n_read < 0)
    fail_cut (error);
  else
    self->window_bytes += (gsize) self->n_read;
  return self->n_read;
}

gssize
corral_http_exchange_read (CorralHttpExchange *self,
                           gpointer buffer,
                           gsize size,
                           guint quiet_ms,
                           GCancellable *cancellable,
                           GError **error)
{
  gssize n;

  set_stage (self, STOP_QUIET, quiet_ms);
  n = read_some (self, buffer, size, cancellable, error);
  set_stage (self, STOP_NONE, 0);
  return n;
}

/* A body as it grows. */
typedef struct
{
  char *data;
  gsize length;
  gsize allocated;
  gsize max;
  gsize received;
} Body;

static gboolean
fail_too_large (GError **error)
{
  return fail (error, CORRAL_API_ERROR_BROKEN, _ ("The cloud's answer is larger than any answer may be."));
}

/* Room for at least one more byte, and for the NUL. */
static void
make_room (Body *body, gsize wanted)
{
  if (body->allocated - body->length > wanted)
    return;
  body->allocated = MAX (body->allocated * 2, body->length + wanted + 1);
  body->data = g_realloc (body->data, body->allocated);
}

static gboolean
check_size (const Body *body, GError **error)
{
  if (body->length > body->max)
    return fail_too_large (error);
  if (body->length > RATIO_FREE && body->length / MAX_RATIO > body->received)
    return fail_too_large (error);
  return TRUE;
}

/* @n packed bytes into the body. *finished: the packed data said that they are complete. */
static gboolean
unpack (Body *body, GConverter *converter, const char *packed, gsize n, gboolean *finished, GError **error)
{
  while (n > 0)
    {
      g_autoptr (GError) reason = NULL;
      GConverterResult result;
      gsize used = 0;
      gsize made = 0;

      if (*finished)
        return fail (error, CORRAL_API_ERROR_BROKEN, _ ("The cloud's answer is not packed as agreed."));
      make_room (body, CHUNK);
      result = g_converter_convert (converter, packed, n, body->data + body->length,
                                    body->allocated - body->length - 1, G_CONVERTER_NO_FLAGS, &used, &made,
                                    &reason);
      if (result == G_CONVERTER_ERROR)
        {
          if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
            return TRUE;
          return fail (error, CORRAL_API_ERROR_BROKEN, _ ("The cloud's answer is not packed as agreed."));
        }
      *finished = result == G_CONVERTER_FINISHED;
      packed += used;
      n -= used;
      body->length += made;
      if (!check_size (body, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_packed (CorralHttpExchange *self, Body *body, GCancellable *cancellable, GError **error)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autofree char *chunk = g_malloc (CHUNK);
  gboolean finished = FALSE;
  gssize n;

  while ((n = read_some (self, chunk, CHUNK, cancellable, error)) > 0)
    {
      body->received += (gsize) n;
      if (!unpack (body, converter, chunk, (gsize) n, &finished, error))
        return FALSE;
    }
  if (n < 0)
    return FALSE;
  return finished || fail_cut (error);
}

static gboolean
read_plain (CorralHttpExchange *self, Body *body, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      gssize n;

      make_room (body, CHUNK);
      n = read_some (self, body->data + body->length, body->allocated - body->length - 1, cancellable, error);
      if (n <= 0)
        return n == 0;
      body->length += (gsize) n;
      body->received += (gsize) n;
      if (!check_size (body, error))
        return FALSE;
    }
}

char *
corral_http_exchange_read_body (CorralHttpExchange *self,
                                gsize max_decoded,
                                gsize *length,
                                gsize *received,
                                GCancellable *cancellable,
                                GError **error)
{
  SoupMessageHeaders *headers = corral_http_exchange_get_headers (self);
  const char *packing = soup_message_headers_get_list (headers, "Content-Encoding");
  Body body = { .max = max_decoded };
  goffset announced = -1;
  gboolean ok;

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
    {
      announced = soup_message_headers_get_content_length (headers);
      if (announced > (goffset) max_decoded)
        {
          fail_too_large (error);
          return NULL;
        }
      make_room (&body, (gsize) CLAMP (announced, CHUNK, (goffset) max_decoded));
    }
  make_room (&body, CHUNK);
  set_stage (self, STOP_SLOW, self->http->limits.speed_window_ms);
  if (packing == NULL || g_ascii_strcasecmp (packing, "identity") == 0)
    ok = read_plain (self, &body, cancellable, error);
  else if (g_ascii_strcasecmp (packing, "gzip") == 0 || g_ascii_strcasecmp (packing, "x-gzip") == 0)
    ok = read_packed (self, &body, cancellable, error);
  else
    ok = fail (error, CORRAL_API_ERROR_BROKEN, _ ("The cloud's answer is not packed as agreed."));
  set_stage (self, STOP_NONE, 0);

  /* libsoup takes a connection that ends early for the end of the body. */
  if (ok && announced >= 0 && body.received != (gsize) announced)
    ok = fail_cut (error);
  *received = body.received;
  *length = body.length;
  if (!ok)
    {
      g_free (body.data);
      return NULL;
    }
  body.data[body.length] = '\0';
  return body.data;
}
