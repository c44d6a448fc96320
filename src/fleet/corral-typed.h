/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is typed beyond this is not looked for: nothing that can be found is called by so much. */
#define CORRAL_TYPED_MAX_CHARS 120
#define CORRAL_TYPED_MAX_WORDS 8

/* One word to look for, as corral_typed_append_squeezed() writes what is looked at. */
typedef struct
{
  const char *text; /* within the query; NUL-terminated */
  gsize length;     /* never 0 */
  gsize zeros;      /* leading zeros of a word of digits alone, never all of it; else 0 */
  gboolean number;  /* of digits alone */
} CorralTypedWord;

/**
 * CorralTyped:
 *
 * What somebody typed, pasted or scanned, made ready to be looked for: accents, case, hyphens, quotation marks round a
 * word, line breaks and invisible characters say nothing. Nothing is a wildcard: a part of a word is enough.
 * Any text will do, valid UTF-8 or not. Immutable; any thread.
 */
typedef struct
{
  GArray *words;  /* (owned) (element-type CorralTypedWord): at most CORRAL_TYPED_MAX_WORDS */
  GPtrArray *raw; /* (owned) (element-type utf8): each word as it was typed, fit to show */
  gboolean cut;   /* there was more than is looked for */

  /*< private >*/
  GPtrArray *texts;
} CorralTyped;

CorralTyped *corral_typed_new (const char *text) G_GNUC_WARN_UNUSED_RESULT;
void corral_typed_free (CorralTyped *self);

/* Appends @text to @to as words are compared: folded (corral_text_fold()), without what joins parts of a name. NULL
 * appends nothing. */
void corral_typed_append_squeezed (GByteArray *to, const char *text);

/* The same as a string. */
char *corral_typed_squeeze (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @c joins the parts of a name, a serial or a code, and people leave it out or write another: hyphens, dashes,
 * the low line. */
gboolean corral_typed_is_joiner (gunichar c);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CorralTyped, corral_typed_free)

G_END_DECLS
