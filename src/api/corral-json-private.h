/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "corral-json-reader.h"

#include <string.h>

G_BEGIN_DECLS

/* Notes that the text is not JSON from @at on; FALSE. */
gboolean corral_json_reader_fail_broken (CorralJsonReader *self, const char *at, const char *reason);

/* The rest of a string from its first special byte @p on. With @write it is unescaped in place. Returns the
 * end of the decoded text; self->at is behind the closing quote. NULL: broken. @flaw: why the value is
 * beyond the limits, or NULL. */
char *corral_json_reader_scan_rest (CorralJsonReader *self,
                                    char *first,
                                    char *p,
                                    gboolean write,
                                    gsize *length,
                                    const char **flaw);

/* The first byte at or after @p that is not plain: a quote, a backslash, a control or not ASCII. */
static inline char *
corral_json_find_special (char *p, const char *end)
{
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  const guint64 tops = ones * 0x80;

  while (end - p >= 8)
    {
      guint64 w, quote, slash, found;

      memcpy (&w, p, 8);
      quote = w ^ (ones * '"');
      slash = w ^ (ones * '\\');
      /* A false alarm can only stand above a true one, and the lowest is what is taken. */
      found = w | (w + ones) | ((w - ones * 0x20) & ~w);
      found |= ((quote - ones) & ~quote) | ((slash - ones) & ~slash);
      found &= tops;
      if (found != 0)
        return p + (__builtin_ctzll (found) >> 3);
      p += 8;
    }
#endif
  while ((guchar) *p >= 0x20 && (guchar) *p < 0x7f && *p != '"' && *p != '\\')
    p++;
  return p;
}

G_END_DECLS
