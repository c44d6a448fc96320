/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A field of a CSV file (RFC 4180) that a spreadsheet takes for what it is. Pure. */
#include "config.h"

#include "corral-csv.h"

#include <string.h>

/* A spreadsheet takes text that begins with one of these for a formula, and would carry it out; the full-width
 * forms count as the plain ones there. */
static gboolean
looks_like_a_formula (const char *text)
{
  switch (g_utf8_get_char (text))
    {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
    case '\n':
    case 0xff1d: /* ＝ */
    case 0xff0b: /* ＋ */
    case 0xff0d: /* － */
    case 0xff20: /* ＠ */
      return TRUE;
    default:
      return FALSE;
    }
}

/* Without what would move a terminal's cursor, which is nobody's name: and so before anything is decided by how the text
 * begins. */
static char *
dup_fit (const char *text)
{
  char *fit = g_utf8_make_valid (text, -1);
  char *to = fit;

  for (const char *from = fit; *from != '\0'; from++)
    if (!g_ascii_iscntrl (*from) || *from == '\t' || *from == '\r' || *from == '\n')
      *to++ = *from;
  *to = '\0';
  return fit;
}

void
corral_csv_append_text (GString *out, const char *text)
{
  g_autofree char *fit = dup_fit (text);
  gboolean formula = looks_like_a_formula (fit);
  gboolean quoted = formula || strpbrk (fit, ",\"\r\n") != NULL;

  if (quoted)
    g_string_append_c (out, '"');
  if (formula)
    g_string_append_c (out, '\'');
  for (const char *p = fit; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  if (quoted)
    g_string_append_c (out, '"');
}
