/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connection that the cloud's pokes come over. A thread of the caller's blocks in here; a silence is bounded. */
#include "config.h"

#include "corral-api-private.h"
#include "corral-poke-reader-private.h"
#include "corral-secrecy.h"

#include <glib/gi18n-lib.h>

struct _CorralApiStream
{
  CorralApi *api;
  CorralHttp *http;
  CorralHttpExchange *exchange;
  CorralPokeReader *reader;
  char buffer[8192];
};

CorralApiStream *
corral_api_open_stream (CorralApi *self,
                        const CorralTenant *tenant,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (CorralApiStream) stream = g_new0 (CorralApiStream, 1);
  g_autofree char *base = corral_api_dup_tenant_url (self, tenant, error);
  g_autofree char *url = NULL;
  corral_autowipe char *token = corral_api_dup_token (self);
  SoupMessageHeaders *headers;
  guint status;

  stream->api = corral_api_ref (self);
  stream->reader = corral_poke_reader_new (corral_clock_monotonic_us (corral_api_get_clock (self)));
  if (base == NULL)
    return NULL;
  url = g_strconcat (base, "/stream", NULL);
  stream->http = corral_api_new_http (self);
  stream->exchange
      = corral_http_begin (stream->http, url, NULL, token, NULL, "text/event-stream", FALSE, cancellable, error);
  if (stream->exchange == NULL)
    return NULL;

  headers = corral_http_exchange_get_headers (stream->exchange);
  status = corral_http_exchange_get_status (stream->exchange);
  if (status != 200)
    {
      corral_api_fail_status (status, headers, NULL, 0, corral_api_get_clock (self), error);
      return NULL;
    }
  if (!corral_api_is_media_type (headers, "text/event-stream")
      || soup_message_headers_get_list (headers, "Content-Encoding") != NULL)
    {
      g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_NOT_THE_CLOUD,
                           _ ("What answered at this address is not the cloud."));
      return NULL;
    }
  return g_steal_pointer (&stream);
}

void
corral_api_stream_close (CorralApiStream *self)
{
  g_clear_pointer (&self->exchange, corral_http_exchange_free);
  g_clear_pointer (&self->http, corral_http_free);
  corral_poke_reader_free (self->reader);
  corral_api_unref (self->api);
  g_free (self);
}

gboolean
corral_api_stream_next (CorralApiStream *self, CorralPoke *poke, GCancellable *cancellable, GError **error)
{
  while (!corral_poke_reader_take (self->reader, poke))
    {
      gssize n
          = corral_http_exchange_read (self->exchange, self->buffer, sizeof self->buffer,
                                       corral_api_get_limits (self->api)->stream_quiet_ms, cancellable, error);

      if (n < 0)
        return FALSE;
      if (n == 0)
        {
          g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_UNREACHABLE,
                               _ ("The cloud closed the live connection."));
          return FALSE;
        }
      if (!corral_poke_reader_feed (self->reader, self->buffer, (gsize) n,
                                    corral_clock_monotonic_us (corral_api_get_clock (self->api)), error))
        return FALSE;
    }
  return TRUE;
}
