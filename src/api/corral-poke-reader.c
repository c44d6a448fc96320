/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Server-sent events (HTML, section 9.2), as much of them as the contract uses. Pure; one thread. */
#include "config.h"

#include "corral-poke-reader-private.h"

#include "corral-json-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_LINE 8192
#define FLOOD_WINDOW_US (10 * G_USEC_PER_SEC)
#define FLOOD_EVENTS 1000
#define MAX_RETRY_MS (3600 * 1000)

struct _CorralPokeReader
{
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

CorralPokeReader *
corral_poke_reader_new (gint64 now_us)
{
  CorralPokeReader *self = g_new0 (CorralPokeReader, 1);

  self->line = g_string_new (NULL);
  self->data = g_string_new (NULL);
  self->window_us = now_us;
  return self;
}

void
corral_poke_reader_free (CorralPokeReader *self)
{
  g_string_free (self->line, TRUE);
  g_string_free (self->data, TRUE);
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
read_state (CorralPokeReader *self)
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
end_event (CorralPokeReader *self, gint64 now_us, GError **error)
{
  gboolean ok = TRUE;

  if (strcmp (self->event, "state") == 0 || strcmp (self->event, "bye") == 0)
    {
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
end_line (CorralPokeReader *self, gint64 now_us, GError **error)
{
  char *line = self->line->str;
  char *value = strchr (line, ':');

  if (*line == '\0')
    return end_event (self, now_us, error);
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

gboolean
corral_poke_reader_feed (CorralPokeReader *self, const char *bytes, gsize n_bytes, gint64 now_us, GError **error)
{
  for (gsize i = 0; i < n_bytes; i++)
    {
      char c = bytes[i];

      if (c == '\n' && self->after_cr)
        {
          self->after_cr = FALSE;
          continue;
        }
      self->after_cr = c == '\r';
      if (c == '\n' || c == '\r')
        {
          if (!end_line (self, now_us, error))
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
corral_poke_reader_take (CorralPokeReader *self, CorralPoke *poke)
{
  memset (poke, 0, sizeof *poke);
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
  return FALSE;
}
