/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the page readers share: the flaw that was met first, members by name, the contract's value types.
 * No state but the page's own; any thread. */
#include "config.h"

#include "corral-api-error-private.h"
#include "corral-page-private.h"

#include "corral-text-private.h"
#include "corral-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What strings of rows point into. */
typedef struct CorralPageBody
{
  char *text;
  GStringChunk *masked; /* (nullable): what needed more room than it had there */
} PageBody;

static void
page_body_free (gpointer data)
{
  PageBody *self = data;

  g_clear_pointer (&self->masked, g_string_chunk_free);
  g_free (self->text);
  g_free (self);
}

void
corral_page_init (CorralPage *self, char *body, gsize length)
{
  memset (self, 0, sizeof *self);
  corral_json_reader_init (&self->json, body, length);
  self->body = g_new0 (PageBody, 1);
  self->body->text = body;
  self->bytes = g_bytes_new_with_free_func (body, length, page_body_free, self->body);
  self->quarantine = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_quarantined_free);
}

void
corral_page_clear (CorralPage *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->quarantine, g_ptr_array_unref);
  g_clear_pointer (&self->flaw, g_free);
  g_clear_pointer (&self->pointer, g_free);
}

gboolean
corral_page_flaw (CorralPage *self, char *reason)
{
  if (self->flaw != NULL)
    {
      g_free (reason);
      return FALSE;
    }
  self->flaw = reason;
  self->pointer = corral_json_reader_dup_pointer (&self->json);
  return FALSE;
}

gboolean
corral_page_flaw_before_value (CorralPage *self, char *reason)
{
  corral_page_flaw (self, reason);
  corral_json_reader_skip (&self->json);
  return FALSE;
}

gboolean
corral_page_json_flaw (CorralPage *self)
{
  switch (corral_json_reader_get_state (&self->json))
    {
    case CORRAL_JSON_BAD_TYPE:
      return corral_page_flaw (self, g_strdup (_ ("A value is of the wrong kind.")));
    case CORRAL_JSON_BAD_VALUE:
      return corral_page_flaw (self, g_strdup (_ ("A value is beyond the agreed limits.")));
    case CORRAL_JSON_OK:
    case CORRAL_JSON_BROKEN:
    default:
      return corral_page_flaw (self, g_strdup (_ ("The text is damaged.")));
    }
}

gboolean
corral_page_refuse (CorralPage *self, GError **error)
{
  gsize length = g_bytes_get_size (self->bytes);

  /* A number that was cut looks too small: whether it was is seen further on. */
  corral_json_reader_unwind (&self->json, 0);
  if (corral_json_reader_get_state (&self->json) == CORRAL_JSON_BROKEN
      && corral_json_reader_get_offset (&self->json) >= length)
    g_set_error_literal (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN,
                         _ ("The cloud's answer was cut off on its way, so nothing of it was used."));
  else
    g_set_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN,
                 _ ("The cloud's answer could not be understood, so nothing of it was used. %s"),
                 self->flaw != NULL ? self->flaw : _ ("The text is damaged."));
  if (error != NULL && *error != NULL)
    corral_api_error_take_pointer (*error, g_strdup (self->pointer));
  return FALSE;
}

gboolean
corral_page_quarantine (CorralPage *self, CorralCollection collection, const char *id, guint depth)
{
  CorralQuarantined *item;

  if (!corral_json_reader_unwind (&self->json, depth))
    return FALSE;
  item = g_new0 (CorralQuarantined, 1);
  item->collection = collection;
  item->id = g_strdup (id);
  item->reason = g_steal_pointer (&self->flaw);
  item->pointer = g_steal_pointer (&self->pointer);
  g_ptr_array_add (self->quarantine, item);
  return TRUE;
}

gboolean
corral_page_begin_object (CorralPage *self)
{
  return corral_json_reader_begin_object (&self->json) || corral_page_json_flaw (self);
}

gboolean
corral_page_begin_array (CorralPage *self)
{
  return corral_json_reader_begin_array (&self->json) || corral_page_json_flaw (self);
}

int
corral_page_next_member (CorralPage *self, CorralPageMembers *members)
{
  for (;;)
    {
      const char *guess = members->names[members->guess];
      const char *name;
      gsize length;
      gboolean hit;
      guint index;

      if (!corral_json_reader_next_member (&self->json, guess, guess != NULL ? strlen (guess) : 0, &hit,
                                           &name, &length))
        {
          if (corral_json_reader_get_state (&self->json) == CORRAL_JSON_OK)
            return -1;
          corral_page_json_flaw (self);
          return -2;
        }
      if (members->end >= 0 && (members->seen >> members->end & 1) != 0)
        {
          corral_page_flaw (self, g_strdup (_ ("Something follows the mark of its end.")));
          return -2;
        }
      index = members->guess;
      if (!hit)
        {
          for (index = 0; members->names[index] != NULL; index++)
            if (strlen (members->names[index]) == length && memcmp (members->names[index], name, length) == 0)
              break;
          if (members->names[index] == NULL)
            {
              if (corral_json_reader_skip (&self->json))
                continue;
              corral_page_json_flaw (self);
              return -2;
            }
        }
      if ((members->seen >> index & 1) != 0)
        {
          corral_page_flaw_before_value (self,
                                         g_strdup_printf (_ ("“%s” is there twice."), members->names[index]));
          return -2;
        }
      members->seen |= (guint64) 1 << index;
      members->guess = index + 1;
      return (int) index;
    }
}

gboolean
corral_page_has_members (CorralPage *self, const CorralPageMembers *members, guint64 required)
{
  guint64 missing = required & ~members->seen;

  if (missing == 0)
    return TRUE;
  return corral_page_flaw (self, g_strdup_printf (_ ("“%s” is missing."),
                                                  members->names[g_bit_nth_lsf ((gulong) missing, -1)]));
}

gboolean
corral_page_is_null (CorralPage *self)
{
  return corral_json_reader_peek (&self->json) == CORRAL_JSON_NULL
         && corral_json_reader_read_null (&self->json);
}

gboolean
corral_page_read_id (CorralPage *self, char **id)
{
  gsize length;

  if (!corral_json_reader_read_string (&self->json, id, &length, NULL))
    return corral_page_json_flaw (self);
  if (!corral_text_is_id (*id))
    return corral_page_flaw (self, g_strdup (_ ("An id has characters that no id has.")));
  return TRUE;
}

gboolean
corral_page_read_token (CorralPage *self, char **token)
{
  gsize length;

  if (!corral_json_reader_read_string (&self->json, token, &length, NULL))
    return corral_page_json_flaw (self);
  if (length == 0 || length > CORRAL_PAGE_MAX_CURSOR)
    return corral_page_flaw (self, g_strdup (_ ("A bookmark is empty or too long.")));
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint ((*token)[i]))
      return corral_page_flaw (self, g_strdup (_ ("A bookmark has characters that none has.")));
  return TRUE;
}

/* domain.md, "Privacy and payment": card numbers are in no field; where a cloud sends one all the same, it goes no
 * further than here. */
char *
corral_page_make_fit (CorralPage *self, char *text, gsize length, gboolean plain)
{
  g_autofree char *masked = NULL;

  if (!plain)
    length = corral_text_clean_in_place (text);
  if (G_LIKELY (length < 13 || !corral_text_holds_card (text, length)))
    return text;
  masked = corral_text_mask_cards (text);
  if (self->body->masked == NULL)
    self->body->masked = g_string_chunk_new (1024);
  return g_string_chunk_insert (self->body->masked, masked);
}

/* domain.md, "Privacy and payment": what people write is scanned before it is saved. Another program may have let it pass. */
char *
corral_page_make_written_fit (CorralPage *self, char *text, gsize length, gboolean plain)
{
  g_autofree char *masked = NULL;

  text = corral_page_make_fit (self, text, length, plain);
  if (corral_text_find_private (text, NULL, NULL) == CORRAL_PRIVATE_NONE)
    return text;
  masked = corral_text_mask_private (text);
  if (self->body->masked == NULL)
    self->body->masked = g_string_chunk_new (1024);
  return g_string_chunk_insert (self->body->masked, masked);
}

gboolean
corral_page_read_text (CorralPage *self, char **text)
{
  gsize length;
  gboolean plain;

  if (!corral_json_reader_read_string (&self->json, text, &length, &plain))
    return corral_page_json_flaw (self);
  *text = corral_page_make_fit (self, *text, length, plain);
  return TRUE;
}

gboolean
corral_page_read_integer (CorralPage *self, gint64 min, gint64 max, gint64 *value)
{
  if (!corral_json_reader_read_integer (&self->json, value))
    return corral_page_json_flaw (self);
  if (*value < min || *value > max)
    return corral_page_flaw (self, g_strdup (_ ("A number is out of its range.")));
  return TRUE;
}

gboolean
corral_page_read_time (CorralPage *self, gint64 *time_ms)
{
  if (!corral_json_reader_read_integer (&self->json, time_ms))
    return corral_page_json_flaw (self);
  if (*time_ms < CORRAL_TIME_MIN_MS || *time_ms > CORRAL_TIME_MAX_MS)
    return corral_page_flaw (self, g_strdup (_ ("A time is not between 2015 and 2100.")));
  return TRUE;
}

gboolean
corral_page_read_boolean (CorralPage *self, gboolean *value)
{
  return corral_json_reader_read_boolean (&self->json, value) || corral_page_json_flaw (self);
}

gboolean
corral_page_read_tenant (CorralPage *self)
{
  char *id;

  if (!corral_page_read_id (self, &id))
    return FALSE;
  if (g_strcmp0 (id, self->tenant) != 0)
    return corral_page_flaw (self, g_strdup (_ ("It is another chain’s.")));
  return TRUE;
}

gboolean
corral_page_read_end (CorralPage *self)
{
  gboolean end;

  if (!corral_page_read_boolean (self, &end))
    return FALSE;
  if (!end)
    return corral_page_flaw (self, g_strdup (_ ("The mark of its end says that it goes on.")));
  return TRUE;
}

gboolean
corral_page_next_element (CorralPage *self, gboolean *failed)
{
  if (corral_json_reader_next_element (&self->json))
    return TRUE;
  *failed = corral_json_reader_get_state (&self->json) != CORRAL_JSON_OK;
  if (*failed)
    corral_page_json_flaw (self);
  return FALSE;
}

gboolean
corral_page_finish (CorralPage *self)
{
  return corral_json_reader_finish (&self->json) || corral_page_json_flaw (self);
}
