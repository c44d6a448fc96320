/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text from outside, made safe to show and fit to search. Pure. */
#include "config.h"

#include "corral-text.h"

#include <string.h>

static gboolean
is_unwanted (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200e || c == 0x200f
         || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029
         || c == 0xfeff;
}

/* Bytes of plain printable ASCII: the common case needs no decoding. */
static gboolean
is_plain (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p < 0x20 || (guchar) *p >= 0x7f)
      return FALSE;
  return TRUE;
}

gsize
corral_text_clean_in_place (char *text)
{
  const char *from = text;
  char *to = text;

  if (is_plain (text))
    return strlen (text);

  while (*from != '\0')
    {
      const char *next = g_utf8_next_char (from);

      if (!is_unwanted (g_utf8_get_char (from)))
        {
          memmove (to, from, (gsize) (next - from));
          to += next - from;
        }
      from = next;
    }
  *to = '\0';
  return (gsize) (to - text);
}

char *
corral_text_clean (const char *text, gsize max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  corral_text_clean_in_place (valid);
  if ((gsize) g_utf8_strlen (valid, -1) > max_chars)
    *g_utf8_offset_to_pointer (valid, (glong) max_chars) = '\0';
  return g_steal_pointer (&valid);
}

gboolean
corral_text_is_id (const char *text)
{
  gsize n = 0;

  if (text == NULL)
    return FALSE;
  for (; text[n] != '\0'; n++)
    if (n == 64 || !(g_ascii_isalnum (text[n]) || strchr ("_.:-", text[n]) != NULL))
      return FALSE;
  return n > 0;
}

char *
corral_text_fold (const char *text)
{
  g_autofree char *lower = NULL;
  g_autofree char *decomposed = NULL;
  GString *out;

  if (is_plain (text))
    return g_ascii_strdown (text, -1);

  lower = g_utf8_casefold (text, -1);
  decomposed = g_utf8_normalize (lower, -1, G_NORMALIZE_ALL);
  if (decomposed == NULL)
    return g_strdup (lower);
  out = g_string_sized_new (strlen (decomposed));
  for (const char *p = decomposed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_ismark (c))
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}
