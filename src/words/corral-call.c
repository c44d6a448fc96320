/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call that somebody is on, and how it is stored: lines of words, one an event. Pure, one thread. */
#include "config.h"

#include "corral-call.h"

#include "corral-text-private.h"
#include "corral-text.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define TEXT_MAX_CHARS 400

static const char *const tried_words[] = {
  [CORRAL_TRIED_HELPED] = "helped",
  [CORRAL_TRIED_DID_NOT_HELP] = "did-not-help",
  [CORRAL_TRIED_SKIPPED] = "skipped",
};
G_STATIC_ASSERT (G_N_ELEMENTS (tried_words) == CORRAL_N_TRIED);

static void
event_free (gpointer data)
{
  CorralCallEvent *event = data;

  g_free (event->text);
  g_free (event);
}

/* What stands in a file and, later, in a note: one line, nobody's number in it. */
static char *
clean_text (const char *text)
{
  g_autofree char *line = g_strdelimit (g_strdup (text), "\n\r\t", ' ');
  g_autofree char *clean = corral_text_clean (line, TEXT_MAX_CHARS);

  return corral_text_mask_private (g_strstrip (clean));
}

CorralCall *
corral_call_new (CorralPageKind about, const char *tenant, const char *subject, const char *name, gint64 begun_ms)
{
  CorralCall *self;

  g_return_val_if_fail (about == CORRAL_PAGE_CART || about == CORRAL_PAGE_STORE, NULL);
  g_return_val_if_fail (corral_text_is_id (tenant) && corral_text_is_id (subject) && name != NULL, NULL);

  self = g_new0 (CorralCall, 1);
  self->about = about;
  self->tenant = g_strdup (tenant);
  self->subject = g_strdup (subject);
  self->name = clean_text (name);
  self->begun_ms = begun_ms;
  self->events = g_ptr_array_new_with_free_func (event_free);
  return self;
}

void
corral_call_free (CorralCall *self)
{
  g_free (self->tenant);
  g_free (self->subject);
  g_free (self->name);
  g_ptr_array_unref (self->events);
  g_free (self);
}

CorralPlace *
corral_call_get_place (const CorralCall *self)
{
  return corral_place_new_call (self->about, self->tenant, self->subject);
}

gboolean
corral_call_is_at (const CorralCall *self, CorralPlace *place)
{
  return place != NULL && place->page == CORRAL_PAGE_CALL && place->about == self->about
         && g_strcmp0 (place->chain, self->tenant) == 0 && g_strcmp0 (place->subject, self->subject) == 0;
}

/* ---- the log ----------------------------------------------------------------------------------------- */

static CorralCallEvent *
get_event (const CorralCall *self, guint index)
{
  return g_ptr_array_index (self->events, index);
}

static CorralCallEvent *
add_event (CorralCall *self, CorralCallEventKind kind, gint64 time_ms)
{
  CorralCallEvent *event = g_new0 (CorralCallEvent, 1);

  event->kind = kind;
  event->time_ms = time_ms;
  /* The first verdict is what the call began with. */
  if (self->events->len == CORRAL_CALL_MAX_EVENTS)
    g_ptr_array_remove_index (self->events, 1);
  g_ptr_array_add (self->events, event);
  return event;
}

gboolean
corral_call_get_cause (const CorralCall *self, CorralVerdictCause *cause)
{
  for (guint i = self->events->len; i > 0; i--)
    if (get_event (self, i - 1)->kind == CORRAL_CALL_EVENT_VERDICT)
      {
        *cause = get_event (self, i - 1)->cause;
        return TRUE;
      }
  return FALSE;
}

gboolean
corral_call_note_verdict (CorralCall *self, gint64 now_ms, CorralVerdictCause cause)
{
  CorralVerdictCause last;

  if (corral_call_get_cause (self, &last) && last == cause)
    return FALSE;
  add_event (self, CORRAL_CALL_EVENT_VERDICT, now_ms)->cause = cause;
  return TRUE;
}

/* Where it stands, or the number of events. */
static guint
index_of_tried (const CorralCall *self, const char *clean)
{
  for (guint i = 0; i < self->events->len; i++)
    if (get_event (self, i)->kind == CORRAL_CALL_EVENT_TRIED && strcmp (get_event (self, i)->text, clean) == 0)
      return i;
  return self->events->len;
}

void
corral_call_forget_tried (CorralCall *self, const char *text)
{
  g_autofree char *clean = clean_text (text);
  guint at = index_of_tried (self, clean);

  if (at < self->events->len)
    g_ptr_array_remove_index (self->events, at);
}

void
corral_call_note_tried (CorralCall *self, gint64 now_ms, const char *text, CorralTried tried)
{
  CorralCallEvent *event;

  g_return_if_fail ((guint) tried < CORRAL_N_TRIED && text != NULL);

  corral_call_forget_tried (self, text);
  event = add_event (self, CORRAL_CALL_EVENT_TRIED, now_ms);
  event->tried = tried;
  event->text = clean_text (text);
}

void
corral_call_note_ordered (CorralCall *self, gint64 now_ms, CorralOperationKind operation)
{
  g_return_if_fail ((guint) operation < CORRAL_N_OPERATIONS);

  add_event (self, CORRAL_CALL_EVENT_ORDERED, now_ms)->operation = operation;
}

gboolean
corral_call_find_tried (const CorralCall *self, const char *text, CorralTried *tried)
{
  g_autofree char *clean = clean_text (text);
  guint at = index_of_tried (self, clean);

  if (at == self->events->len)
    return FALSE;
  *tried = get_event (self, at)->tried;
  return TRUE;
}

gboolean
corral_call_has_helped (const CorralCall *self)
{
  for (guint i = 0; i < self->events->len; i++)
    if (get_event (self, i)->kind == CORRAL_CALL_EVENT_TRIED && get_event (self, i)->tried == CORRAL_TRIED_HELPED)
      return TRUE;
  return FALSE;
}

/* ---- as it is stored --------------------------------------------------------------------------------- */

/* The first line, with the version of what follows. */
#define MAGIC "corral-call 1"

char *
corral_call_to_text (const CorralCall *self)
{
  GString *text = g_string_new (MAGIC "\n");

  g_string_append_printf (text, "about %s %s %s\nbegun %" G_GINT64_FORMAT "\nname %s\n",
                          corral_page_kind_to_name (self->about), self->tenant, self->subject, self->begun_ms, self->name);
  for (guint i = 0; i < self->events->len; i++)
    {
      const CorralCallEvent *event = get_event (self, i);

      switch (event->kind)
        {
        case CORRAL_CALL_EVENT_VERDICT:
          g_string_append_printf (text, "verdict %" G_GINT64_FORMAT " %s\n", event->time_ms,
                                  corral_verdict_cause_to_word (event->cause));
          break;
        case CORRAL_CALL_EVENT_TRIED:
          g_string_append_printf (text, "tried %" G_GINT64_FORMAT " %s %s\n", event->time_ms, tried_words[event->tried],
                                  event->text);
          break;
        case CORRAL_CALL_EVENT_ORDERED:
          g_string_append_printf (text, "ordered %" G_GINT64_FORMAT " %s\n", event->time_ms,
                                  corral_operation_type_get (event->operation)->name);
          break;
        default:
          g_assert_not_reached ();
        }
    }
  /* A file that was cut short does not have it. */
  g_string_append (text, "end\n");
  return g_string_free (text, FALSE);
}

/* Milliseconds within the contract's span of years (api.md, "Hard limits"). */
static gboolean
read_time (const char *word, gint64 *time_ms)
{
  guint64 value;

  if (word == NULL
      || !g_ascii_string_to_unsigned (word, 10, G_GUINT64_CONSTANT (1420070400000), G_GUINT64_CONSTANT (4102444800000),
                                      &value, NULL))
    return FALSE;
  *time_ms = (gint64) value;
  return TRUE;
}

/* What is in the file again is made fit again: somebody may have written into it. */
static gboolean
read_event (CorralCall *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);
  guint n = g_strv_length (words);
  gint64 time_ms;

  if (n < 3 || !read_time (words[1], &time_ms))
    return FALSE;
  if (strcmp (words[0], "verdict") == 0)
    {
      CorralVerdictCause cause;

      if (n != 3 || !corral_verdict_cause_from_word (words[2], &cause))
        return FALSE;
      add_event (self, CORRAL_CALL_EVENT_VERDICT, time_ms)->cause = cause;
      return TRUE;
    }
  if (strcmp (words[0], "ordered") == 0)
    {
      const CorralOperationType *type = corral_operation_type_find (words[2]);

      if (n != 3 || type == NULL)
        return FALSE;
      corral_call_note_ordered (self, time_ms, type->kind);
      return TRUE;
    }
  if (strcmp (words[0], "tried") != 0 || n != 4)
    return FALSE;
  for (guint i = 0; i < CORRAL_N_TRIED; i++)
    if (strcmp (words[2], tried_words[i]) == 0)
      {
        corral_call_note_tried (self, time_ms, words[3], (CorralTried) i);
        return TRUE;
      }
  return FALSE;
}

static CorralCall *
read_head (char **lines)
{
  g_auto (GStrv) about = NULL;
  CorralPageKind kind = CORRAL_PAGE_CART;
  gint64 begun_ms;

  if (g_strv_length (lines) < 5 || strcmp (lines[0], MAGIC) != 0 || !g_str_has_prefix (lines[1], "about ")
      || !g_str_has_prefix (lines[2], "begun ") || !g_str_has_prefix (lines[3], "name "))
    return NULL;
  about = g_strsplit (lines[1] + strlen ("about "), " ", 4);
  if (g_strv_length (about) != 3 || !corral_text_is_id (about[1]) || !corral_text_is_id (about[2])
      || !read_time (lines[2] + strlen ("begun "), &begun_ms))
    return NULL;
  if (strcmp (about[0], corral_page_kind_to_name (CORRAL_PAGE_STORE)) == 0)
    kind = CORRAL_PAGE_STORE;
  else if (strcmp (about[0], corral_page_kind_to_name (CORRAL_PAGE_CART)) != 0)
    return NULL;
  return corral_call_new (kind, about[1], about[2], lines[3] + strlen ("name "), begun_ms);
}

CorralCall *
corral_call_from_text (const char *text, gsize length, GError **error)
{
  g_autoptr (CorralCall) self = NULL;
  g_autofree char *copy = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean ended = FALSE;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  if (length > 0 && length <= CORRAL_CALL_MAX_BYTES && g_utf8_validate_len (text, length, NULL))
    {
      copy = g_strndup (text, length);
      lines = g_strsplit (copy, "\n", -1);
      self = read_head (lines);
    }
  for (guint i = 4; self != NULL && !ended && lines[i] != NULL; i++)
    {
      ended = strcmp (lines[i], "end") == 0;
      if (!ended && !read_event (self, lines[i]))
        g_clear_pointer (&self, corral_call_free);
    }
  if (self == NULL || !ended)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _ ("What was kept of a call that was going on cannot be read"));
      return NULL;
    }
  return g_steal_pointer (&self);
}
