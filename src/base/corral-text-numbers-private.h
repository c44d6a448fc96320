/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The numbers in a text, as people write them: groups of digits, and what stands between one and the next. Digits are
 * those of any script; what has no width between two of them (U+200B, U+00AD …) is not seen, nor are UUIDs and the
 * addresses of network cards.
 */

/* What may stand inside a number: a set, of what joins a group to the one before it. */
typedef enum
{
  CORRAL_TEXT_SPACE = 1 << 0,
  CORRAL_TEXT_DASH = 1 << 1,
  CORRAL_TEXT_DOT = 1 << 2,
  CORRAL_TEXT_SLASH = 1 << 3,
  CORRAL_TEXT_OPENING = 1 << 4, /* ( */
  CORRAL_TEXT_CLOSING = 1 << 5, /* ) */
  CORRAL_TEXT_UNDERSCORE = 1 << 6,
} CorralTextSeparator;

typedef struct
{
  guint8 value;
  guint32 start; /* in bytes */
  guint32 end;
} CorralTextDigit;

typedef struct
{
  guint first;     /* of its digits */
  guint n;
  gsize start;     /* in bytes */
  gsize end;
  guint joined;    /* CorralTextSeparator: what alone stands between it and the group before; 0: something else */
  guint n_joining; /* how many of them */
  gunichar before; /* what stands before it, and before that; 0: nothing */
  gunichar before_that;
  gunichar after;
  gboolean known;  /* a part of a date, or of an article's number: nobody's */
} CorralTextGroup;

typedef struct
{
  GArray *digits; /* (element-type CorralTextDigit) */
  GArray *groups; /* (element-type CorralTextGroup) */
} CorralTextNumbers;

/* @text need not be valid UTF-8. */
void corral_text_numbers_init (CorralTextNumbers *self, const char *text);
void corral_text_numbers_clear (CorralTextNumbers *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CorralTextNumbers, corral_text_numbers_clear)

static inline const CorralTextGroup *
corral_text_numbers_get_group (const CorralTextNumbers *self, guint index)
{
  return &g_array_index (self->groups, CorralTextGroup, index);
}

static inline guint
corral_text_numbers_get_digit (const CorralTextNumbers *self, guint index)
{
  return g_array_index (self->digits, CorralTextDigit, index).value;
}

/* FALSE when no number of so many digits can be in @text, which is @length bytes long. Nearly free. */
gboolean corral_text_may_hold_number (const char *text, gsize length, guint n_digits);

/* The first card number at or after group *@first: then *@first and *@last are the groups that it is written in. */
gboolean corral_text_numbers_find_card (const CorralTextNumbers *self, guint *first, guint *last);

/* Whether the group is an article's number as scanners read it: 12 or 13 digits with GS1's check digit. */
gboolean corral_text_numbers_is_barcode (const CorralTextNumbers *self, const CorralTextGroup *group);

G_END_DECLS
