/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Server-sent events, as much of them as the contract uses. A thread of the caller's blocks in here; what
 * comes from the other side is bounded: a line, an event, how many in ten seconds, how long a silence. */
#include "config.h"

#include "corral-api-private.h"
#include "corral-json-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_LINE 8192
#define FLOOD_WINDOW_US (10 * G_USEC_PER_SEC)
#define FLOOD_EVENTS 1000
#define MAX_RETRY_MS (3600 * 1000)

struct _CorralApiStream
{
  CorralApi *api;
  CorralHttp *http;
  CorralHttpExchange *exchange;

  char buffer[MAX_LINE];
  gsize begin; /* what of the buffer is not yet looked at */
  gsize end;
  gboolean after_cr; /* a line ended in CR: an LF that follows belongs to it */

  GString *line;
  char event[16];
  GString *data;
  guint retry_ms;

  gint64 window_us;
  guint window_events;

  gboolean has_state;
  char state[CORRAL_PAGE_MAX_CURSOR + 1];
  gboolean has_bye;
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
  g_autofree char *token = corral_api_dup_token (self);
  SoupMessageHeaders *headers;
  guint status;

  stream->api = corral_api_ref (self);
  stream->line = g_string_new (NULL);
  stream->data = g_string_new (NULL);
  stream->window_us = corral_clock_monotonic_us (corral_api_get_clock (self));
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
  g_string_free (self->line, TRUE);
  g_string_free (self->data, TRUE);
  corral_api_unref (self->api);
  g_free (self);
}

static gboolean
fail_broken (GError **error)
{
  g_set_error_literal (
      error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN,
      _ ("The live connection to the cloud brought something that is not part of the contract."));
  return FALSE;
}

/* {"state": "…"} */
static gboolean
read_state (CorralApiStream *self)
{
  CorralJsonReader json;
  const char *name;
  gsize length;
  gboolean hit;
  gboolean found = FALSE;

  corral_json_reader_init (&json, self->data->str, self->data->len);
  if (!corral_json_reader_begin_object (&json))
    return FALSE;
  while (corral_json_reader_next_member (&json, "state", 5, &hit, &name, &length))
    {
      char *text;

      if (!hit)
        {
          if (!corral_json_reader_skip (&json))
            return FALSE;
          continue;
        }
      if (found || !corral_json_reader_read_string (&json, &text, &length, NULL) || length == 0
          || length > CORRAL_PAGE_MAX_CURSOR)
        return FALSE;
      for (gsize i = 0; i < length; i++)
        if (!g_ascii_isprint (text[i]))
          return FALSE;
      memcpy (self->state, text, length + 1);
      found = TRUE;
    }
  return found && corral_json_reader_finish (&json);
}

/* A blank line: what came before it is an event. */
static gboolean
end_event (CorralApiStream *self, GError **error)
{
  gboolean ok = TRUE;

  if (strcmp (self->event, "state") == 0 || strcmp (self->event, "bye") == 0)
    {
      gint64 now_us = corral_clock_monotonic_us (corral_api_get_clock (self->api));

      if (now_us - self->window_us > FLOOD_WINDOW_US)
        {
          self->window_us = now_us;
          self->window_events = 0;
        }
      if (++self->window_events > FLOOD_EVENTS)
        return fail_broken (error);
      if (self->event[0] == 'b')
        self->has_bye = TRUE;
      else
        ok = self->has_state = read_state (self);
    }
  self->event[0] = '\0';
  g_string_truncate (self->data, 0);
  return ok || fail_broken (error);
}

static gboolean
end_line (CorralApiStream *self, GError **error)
{
  char *line = self->line->str;
  char *value = strchr (line, ':');

  if (*line == '\0')
    return end_event (self, error);
  if (value == line)
    return TRUE; /* a comment: the cloud is there */
  if (value != NULL)
    {
      *value++ = '\0';
      if (*value == ' ')
        value++;
    }
  else
    value = line + self->line->len;

  if (strcmp (line, "event") == 0)
    g_strlcpy (self->event, strlen (value) < sizeof self->event ? value : "", sizeof self->event);
  else if (strcmp (line, "data") == 0)
    {
      if (self->data->len > 0)
        g_string_append_c (self->data, '\n');
      g_string_append (self->data, value);
      if (self->data->len > MAX_LINE)
        return fail_broken (error);
    }
  else if (strcmp (line, "retry") == 0 && *value != '\0' && value[strspn (value, "0123456789")] == '\0')
    self->retry_ms = strlen (value) > 9
                         ? MAX_RETRY_MS
                         : (guint) MIN (g_ascii_strtoull (value, NULL, 10), (guint64) MAX_RETRY_MS);
  return TRUE;
}

/* Everything that has come so far. */
static gboolean
parse (CorralApiStream *self, GError **error)
{
  while (self->begin < self->end)
    {
      char c = self->buffer[self->begin++];

      if (c == '\n' && self->after_cr)
        {
          self->after_cr = FALSE;
          continue;
        }
      self->after_cr = c == '\r';
      if (c == '\n' || c == '\r')
        {
          if (!end_line (self, error))
            return FALSE;
          g_string_truncate (self->line, 0);
          continue;
        }
      if (c == '\0' || self->line->len == MAX_LINE)
        return fail_broken (error);
      g_string_append_c (self->line, c);
    }
  return TRUE;
}

gboolean
corral_api_stream_next (CorralApiStream *self, CorralPoke *poke, GCancellable *cancellable, GError **error)
{
  memset (poke, 0, sizeof *poke);
  for (;;)
    {
      gssize n;

      if (!parse (self, error))
        return FALSE;
      if (self->has_state)
        {
          poke->kind = CORRAL_POKE_STATE;
          memcpy (poke->state, self->state, sizeof poke->state);
          self->has_state = FALSE;
          return TRUE;
        }
      if (self->has_bye)
        {
          poke->kind = CORRAL_POKE_BYE;
          poke->retry_ms = self->retry_ms;
          self->has_bye = FALSE;
          return TRUE;
        }
      n = corral_http_exchange_read (self->exchange, self->buffer, sizeof self->buffer,
                                     corral_api_get_limits (self->api)->stream_quiet_ms, cancellable, error);
      if (n < 0)
        return FALSE;
      if (n == 0)
        {
          g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_UNREACHABLE,
                               _ ("The cloud closed the live connection."));
          return FALSE;
        }
      self->begin = 0;
      self->end = (gsize) n;
    }
}
