/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One text of a line a row, looked through with memmem. Main thread. */
#define _GNU_SOURCE /* memmem */
#include "config.h"

#include "corral-search-text.h"

#include <string.h>

void
corral_search_text_init (CorralSearchText *self)
{
  self->text = g_byte_array_new ();
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->line_of_slot = g_array_new (FALSE, FALSE, sizeof (guint32));
}

void
corral_search_text_clear (CorralSearchText *self)
{
  g_byte_array_unref (self->text);
  g_array_unref (self->starts);
  g_array_unref (self->slots);
  g_array_unref (self->line_of_slot);
}

void
corral_search_text_reset (CorralSearchText *self, guint32 n_slots)
{
  g_byte_array_set_size (self->text, 0);
  g_array_set_size (self->starts, 0);
  g_array_set_size (self->slots, 0);
  g_array_set_size (self->line_of_slot, 0);
  corral_search_text_fit (self, n_slots);
  self->dead = 0;
}

void
corral_search_text_fit (CorralSearchText *self, guint32 n_slots)
{
  guint old = self->line_of_slot->len;

  if (old >= n_slots)
    return;
  g_array_set_size (self->line_of_slot, n_slots);
  for (guint i = old; i < n_slots; i++)
    g_array_index (self->line_of_slot, guint32, i) = CORRAL_NO_SLOT;
}

void
corral_search_text_begin_line (CorralSearchText *self, guint32 slot)
{
  guint32 start = self->text->len;

  g_array_index (self->line_of_slot, guint32, slot) = self->starts->len;
  g_array_append_val (self->starts, start);
  g_array_append_val (self->slots, slot);
  g_byte_array_append (self->text, (const guint8 *) "\t", 1);
}

void
corral_search_text_end_line (CorralSearchText *self)
{
  g_byte_array_append (self->text, (const guint8 *) "\n", 1);
}

static guint32
line_end (const CorralSearchText *self, guint line)
{
  return line + 1 < self->starts->len ? g_array_index (self->starts, guint32, line + 1) : self->text->len;
}

void
corral_search_text_remove_line (CorralSearchText *self, guint32 slot)
{
  guint32 line = g_array_index (self->line_of_slot, guint32, slot);
  guint32 start, end;

  if (line == CORRAL_NO_SLOT)
    return;
  start = g_array_index (self->starts, guint32, line);
  end = line_end (self, line);
  memset (self->text->data + start, 0, end - start);
  self->dead += end - start;
  g_array_index (self->line_of_slot, guint32, slot) = CORRAL_NO_SLOT;
}

gboolean
corral_search_text_has_line (const CorralSearchText *self, guint32 slot)
{
  return slot < self->line_of_slot->len && g_array_index (self->line_of_slot, guint32, slot) != CORRAL_NO_SLOT;
}

gboolean
corral_search_text_is_number (const char *field, const char *field_end, const CorralTypedWord *word)
{
  gsize length = word->length - word->zeros;

  if (!word->number || (gsize) (field_end - field) < length
      || memcmp (field_end - length, word->text + word->zeros, length) != 0)
    return FALSE;
  for (const char *p = field; p < field_end - length; p++)
    if (*p != '0')
      return FALSE;
  return TRUE;
}

/* The line that holds @offset, looked for from @line on: the next hit is seldom far away. */
static guint
line_at (const CorralSearchText *self, guint line, guint32 offset)
{
  const guint32 *starts = (const guint32 *) (gpointer) self->starts->data;
  guint n = self->starts->len;
  guint step = 1, low = line, high;

  while (low + step < n && starts[low + step] <= offset)
    {
      low += step;
      step *= 2;
    }
  high = MIN (n, low + step);
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (starts[middle] <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* Zeros in front of a number may be more or fewer than a row has: the rest of it is looked for, but for one zero where
 * a single digit, which stands everywhere, would be left. */
static gsize
needle_offset (const CorralTypedWord *word)
{
  gsize rest = word->length - word->zeros;

  return rest >= 2 || word->zeros == 0 ? word->zeros : word->zeros - 1;
}

void
corral_search_text_scan (const CorralSearchText *self,
                         const CorralTypedWord *words,
                         guint n_words,
                         CorralSearchJudge judge,
                         CorralSearchHitFunc func,
                         gpointer data)
{
  const char *text = (const char *) self->text->data;
  const char *at = text;
  const char *text_end = text + self->text->len;
  const CorralTypedWord *driver = &words[0];
  gboolean short_only;
  char field_start[2] = { '\t' };
  const char *needle;
  gsize needle_length;
  guint line = 0;

  if (n_words == 0 || self->text->len == 0)
    return;
  for (guint i = 1; i < n_words; i++)
    if (words[i].length - needle_offset (&words[i]) > driver->length - needle_offset (driver))
      driver = &words[i];
  needle = driver->text + needle_offset (driver);
  needle_length = driver->length - needle_offset (driver);
  short_only = driver->length == 1;
  if (short_only)
    {
      /* One character stands in nearly every line: only where a field begins does it say something. */
      field_start[1] = driver->text[0];
      needle = field_start;
      needle_length = sizeof field_start;
    }

  while (at < text_end && (at = memmem (at, (gsize) (text_end - at), needle, needle_length)) != NULL)
    {
      const char *start, *end;
      CorralMatch best = CORRAL_MATCH_BESIDE;

      line = line_at (self, line, (guint32) (at - text));
      start = text + g_array_index (self->starts, guint32, line);
      end = text + line_end (self, line);
      for (guint i = 0; i < n_words && best != CORRAL_MATCH_NONE; i++)
        {
          char beginning[2] = { '\t', words[i].text[0] };
          gboolean found = (&words[i] == driver && needle_length >= driver->length)
                           || (short_only ? memmem (start, (gsize) (end - start), beginning, sizeof beginning)
                                          : memmem (start, (gsize) (end - start), words[i].text, words[i].length))
                                  != NULL;
          CorralMatch match = judge (start, end, &words[i], found);

          best = match == CORRAL_MATCH_NONE ? CORRAL_MATCH_NONE : MIN (best, match);
        }
      if (best <= CORRAL_MATCH_INSIDE && !func (g_array_index (self->slots, guint32, line), best, data))
        return;
      at = end;
    }
}
