/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was typed, as words to look for. Pure; any thread. */
#include "config.h"

#include "corral-typed.h"

#include "corral-text.h"

#include <string.h>

gboolean
corral_typed_is_joiner (gunichar c)
{
  return c == '-' || c == '_' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xad;
}

void
corral_typed_append_squeezed (GByteArray *to, const char *text)
{
  guint start = to->len;
  gsize length = text != NULL ? strlen (text) : 0;
  guint8 high = 0;
  guint8 *at;

  if (length == 0)
    return;
  /* Nearly everything is ASCII, and this runs over the names of the whole fleet. */
  g_byte_array_set_size (to, start + (guint) length);
  at = to->data + start;
  for (gsize i = 0; i < length; i++)
    {
      guint8 byte = (guint8) text[i];

      high |= byte;
      /* Control characters would be taken for the ends of fields. */
      if (byte >= 0x20 && byte != '-' && byte != '_')
        *at++ = (guint8) (byte + ((guint8) (byte - 'A') < 26 ? 'a' - 'A' : 0));
    }
  g_byte_array_set_size (to, (guint) (at - to->data));
  if (high >= 0x80)
    {
      g_autofree char *folded = corral_text_fold (text);

      g_byte_array_set_size (to, start);
      for (const char *p = folded, *next; *p != '\0'; p = next)
        {
          next = g_utf8_next_char (p);
          if ((guint8) *p >= 0x20 && !corral_typed_is_joiner (g_utf8_get_char (p)))
            g_byte_array_append (to, (const guint8 *) p, (guint) (next - p));
        }
    }
}

char *
corral_typed_squeeze (const char *text)
{
  GByteArray *bytes = g_byte_array_new ();

  corral_typed_append_squeezed (bytes, text);
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  return (char *) g_byte_array_free (bytes, FALSE);
}

/* What stands round a word without being of it, when it was pasted out of a sentence. */
static gboolean
is_wrapping (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_OPEN_PUNCTUATION || type == G_UNICODE_CLOSE_PUNCTUATION
         || type == G_UNICODE_INITIAL_PUNCTUATION || type == G_UNICODE_FINAL_PUNCTUATION || c == '"' || c == '\''
         || c == '#' || c == ',' || c == ';' || c == ':';
}

/* Blanks for everything that parts words, control characters included; what is invisible is taken out. */
static char *
even_out (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *even = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        g_string_append_c (even, ' ');
      else if (g_unichar_type (c) != G_UNICODE_FORMAT || c == 0xad)
        g_string_append_unichar (even, c);
    }
  return g_string_free (even, FALSE);
}

static void
add_word (CorralTyped *self, const char *from, const char *to)
{
  g_autofree char *part = NULL;
  g_autofree char *squeezed = NULL;
  CorralTypedWord word = { NULL };

  while (from < to && is_wrapping (g_utf8_get_char (from)))
    from = g_utf8_next_char (from);
  while (to > from && is_wrapping (g_utf8_get_char (g_utf8_prev_char (to))))
    to = g_utf8_prev_char (to);
  part = g_strndup (from, (gsize) (to - from));
  squeezed = corral_typed_squeeze (part);
  if (*squeezed == '\0')
    return;
  if (self->words->len == CORRAL_TYPED_MAX_WORDS)
    {
      self->cut = TRUE;
      return;
    }
  word.text = squeezed;
  word.length = strlen (squeezed);
  word.number = strspn (squeezed, "0123456789") == word.length;
  if (word.number)
    word.zeros = MIN (strspn (squeezed, "0"), word.length - 1);
  g_array_append_val (self->words, word);
  g_ptr_array_add (self->texts, g_steal_pointer (&squeezed));
  g_ptr_array_add (self->raw, g_steal_pointer (&part));
}

CorralTyped *
corral_typed_new (const char *text)
{
  CorralTyped *self = g_new0 (CorralTyped, 1);
  g_autofree char *even = even_out (text);
  const char *p, *word;

  self->words = g_array_new (FALSE, FALSE, sizeof (CorralTypedWord));
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->raw = g_ptr_array_new_with_free_func (g_free);
  g_strstrip (even);
  if (g_utf8_strlen (even, -1) > CORRAL_TYPED_MAX_CHARS)
    {
      *g_utf8_offset_to_pointer (even, CORRAL_TYPED_MAX_CHARS) = '\0';
      self->cut = TRUE;
    }
  for (p = word = even;; p++)
    {
      if (*p != ' ' && *p != '\0')
        continue;
      if (p > word)
        add_word (self, word, p);
      if (*p == '\0')
        break;
      word = p + 1;
    }
  return self;
}

void
corral_typed_free (CorralTyped *self)
{
  g_array_unref (self->words);
  g_ptr_array_unref (self->texts);
  g_ptr_array_unref (self->raw);
  g_free (self);
}
