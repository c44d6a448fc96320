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

gboolean
corral_search_text_has_line (const CorralSearchText *self, guint32 slot)
{
  return slot < self->line_of_slot->len && g_array_index (self->line_of_slot, guint32, slot) != CORRAL_NO_SLOT;
}

void
corral_search_text_remove_line (CorralSearchText *self, guint32 slot)
{
  guint32 line, start, end;

  /* One that came and went before anybody searched. */
  if (!corral_search_text_has_line (self, slot))
    return;
  line = g_array_index (self->line_of_slot, guint32, slot);
  start = g_array_index (self->starts, guint32, line);
  end = line_end (self, line);
  memset (self->text->data + start, 0, end - start);
  self->dead += end - start;
  g_array_index (self->line_of_slot, guint32, slot) = CORRAL_NO_SLOT;
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

typedef struct
{
  const CorralSearchText *text;
  const CorralTypedWord *words;
  guint n_words;
  guint driver; /* the word that lines are looked for with */
  gboolean at_beginnings;
  CorralSearchJudge judge;
  const CorralSearchOwners *owners;
} Scan;

static gboolean
has_word (const Scan *scan, const char *start, const char *end, const CorralTypedWord *word)
{
  const char beginning[2] = { '\t', word->text[0] };

  return (scan->at_beginnings ? memmem (start, (gsize) (end - start), beginning, sizeof beginning)
                              : memmem (start, (gsize) (end - start), word->text, word->length))
         != NULL;
}

static gboolean
owner_has_word (const Scan *scan, guint32 slot, guint word)
{
  guint32 owner;

  if (scan->owners == NULL)
    return FALSE;
  owner = scan->owners->owner_of[slot];
  return owner < scan->owners->n_owners && scan->owners->has_word[word][owner];
}

/* The match of the best word, or NONE when one is missing. @found: the line has the driver, as it is written. */
static CorralMatch
match_line (const Scan *scan, guint line, gboolean found)
{
  guint32 slot = g_array_index (scan->text->slots, guint32, line);
  const char *start = (const char *) scan->text->text->data + g_array_index (scan->text->starts, guint32, line);
  const char *end = (const char *) scan->text->text->data + line_end (scan->text, line);
  CorralMatch best = CORRAL_MATCH_BESIDE;

  for (guint i = 0; i < scan->n_words; i++)
    {
      const CorralTypedWord *word = &scan->words[i];
      CorralMatch match
          = scan->judge (start, end, word, (i == scan->driver && found) || has_word (scan, start, end, word));

      if (match == CORRAL_MATCH_NONE)
        {
          if (!owner_has_word (scan, slot, i))
            return CORRAL_MATCH_NONE;
          match = CORRAL_MATCH_INSIDE;
        }
      best = MIN (best, match);
    }
  return best;
}

/* Lines whose owner has the driver, as far as they are not in @matches (by line: the match, and one) yet; then all of them
 * in their order. */
static void
scan_owners (const Scan *scan, guint8 *matches, CorralSearchHitFunc func, gpointer data)
{
  const guint32 *slots = (const guint32 *) (gpointer) scan->text->slots->data;

  for (guint line = 0; line < scan->text->slots->len; line++)
    {
      CorralMatch match = CORRAL_MATCH_INSIDE;

      if (matches[line] != 0)
        {
          match = (CorralMatch) (matches[line] - 1);
        }
      else
        {
          if (!owner_has_word (scan, slots[line], scan->driver)
              || g_array_index (scan->text->line_of_slot, guint32, slots[line]) != line)
            continue;
          if (scan->n_words > 1)
            match = match_line (scan, line, FALSE);
        }
      if (match <= CORRAL_MATCH_INSIDE && !func (slots[line], match, data))
        return;
    }
}

void
corral_search_text_scan (const CorralSearchText *self,
                         const CorralTypedWord *words,
                         guint n_words,
                         gboolean at_beginnings,
                         CorralSearchJudge judge,
                         const CorralSearchOwners *owners,
                         CorralSearchHitFunc func,
                         gpointer data)
{
  Scan scan = { self, words, n_words, 0, at_beginnings, judge, owners };
  const char *text = (const char *) self->text->data; /* NULL when there is none */
  const char *at = text;
  const char *text_end;
  g_autofree guint8 *matches = owners != NULL ? g_malloc0 (self->starts->len + 1) : NULL;
  const CorralTypedWord *driver;
  char field_start[2] = { '\t' };
  const char *needle;
  gsize needle_length;
  gboolean found;
  guint line = 0;

  if (n_words == 0 || self->text->len == 0)
    return;
  text_end = text + self->text->len;
  for (guint i = 1; i < n_words; i++)
    if (words[i].length - needle_offset (&words[i]) > words[scan.driver].length - needle_offset (&words[scan.driver]))
      scan.driver = i;
  driver = &words[scan.driver];
  needle = driver->text + needle_offset (driver);
  needle_length = driver->length - needle_offset (driver);
  found = needle_length == driver->length;
  if (at_beginnings)
    {
      field_start[1] = driver->text[0];
      needle = field_start;
      needle_length = sizeof field_start;
    }

  while (at < text_end && (at = memmem (at, (gsize) (text_end - at), needle, needle_length)) != NULL)
    {
      CorralMatch match;

      line = line_at (self, line, (guint32) (at - text));
      at = text + line_end (self, line);
      match = match_line (&scan, line, found);
      if (matches != NULL)
        matches[line] = (guint8) (match + 1);
      else if (match <= CORRAL_MATCH_INSIDE && !func (g_array_index (self->slots, guint32, line), match, data))
        return;
    }
  if (owners != NULL)
    scan_owners (&scan, matches, func, data);
}
