/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers in free text, and which of them are card numbers. Pure, any thread. */
#include "config.h"

#include "corral-text-numbers-private.h"

#include <string.h>

/* " - ": so much may stand between two groups. */
#define MOST_JOINING 3

/* ---- groups of digits ------------------------------------------------------------------------------ */

static guint
separator_of (gunichar c)
{
  switch (c)
    {
    case '\t':
    case '\n':
    case '\r':
      return CORRAL_TEXT_SPACE;
    case '-':
    case 0x2212: /* minus */
      return CORRAL_TEXT_DASH;
    case '.':
    case 0xb7:   /* middle dot */
    case 0xff0e: /* full-width dot */
      return CORRAL_TEXT_DOT;
    case '/':
    case 0xff0f:
      return CORRAL_TEXT_SLASH;
    case '(':
    case 0xff08:
      return CORRAL_TEXT_OPENING;
    case ')':
    case 0xff09:
      return CORRAL_TEXT_CLOSING;
    case '_':
      return CORRAL_TEXT_UNDERSCORE;
    default:
      break;
    }
  if (c < 0x80 && c != ' ')
    return 0;
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_SPACE_SEPARATOR:
      return CORRAL_TEXT_SPACE;
    case G_UNICODE_DASH_PUNCTUATION:
      return CORRAL_TEXT_DASH;
    default:
      return 0;
    }
}

static gboolean
has_no_width (gunichar c)
{
  return c >= 0x80 && g_unichar_type (c) == G_UNICODE_FORMAT;
}

/* The character at @at and how long it is; a byte that belongs to none counts as a blank. */
static gunichar
get_char (const char *text, gsize at, gsize *next)
{
  gunichar c = (guchar) text[at];

  *next = at + 1;
  if (c < 0x80)
    return c;
  c = g_utf8_get_char_validated (text + at, -1);
  if (c == (gunichar) -1 || c == (gunichar) -2)
    return ' ';
  *next = (gsize) (g_utf8_next_char (text + at) - text);
  return c;
}

/* How long the name at the beginning of @text is that a machine made, however many digits fall together in it: an
 * operation's or a session's UUID, a network card's address. 0: none. */
static gsize
machine_name_length (const char *text)
{
  static const char *const shapes[] = { "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "xx-xx-xx-xx-xx-xx" };

  for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      const char *shape = shapes[s];
      gsize n = 0;

      while (shape[n] != '\0' && (shape[n] == 'x' ? g_ascii_isxdigit (text[n]) : text[n] == shape[n]))
        n++;
      if (shape[n] == '\0' && !g_ascii_isalnum (text[n]) && text[n] != '-')
        return n;
    }
  return 0;
}

static gboolean
is_small (const CorralTextNumbers *self, const CorralTextGroup *group, guint most)
{
  guint value = 0;

  if (group->n > 2)
    return FALSE;
  for (guint i = 0; i < group->n; i++)
    value = value * 10 + corral_text_numbers_get_digit (self, group->first + i);
  return value >= 1 && value <= most;
}

/* 2026-11-26, 26.11.2026, 9/11/26: three groups with one and the same between them, and no fourth. */
static void
mark_dates (CorralTextNumbers *self)
{
  for (guint i = 0; i + 2 < self->groups->len; i++)
    {
      CorralTextGroup *a = &g_array_index (self->groups, CorralTextGroup, i);
      CorralTextGroup *b = a + 1;
      CorralTextGroup *c = a + 2;
      gboolean year_first = a->n == 4;
      const CorralTextGroup *day = year_first ? c : a;
      guint by = b->joined;

      if (b->n_joining != 1 || c->n_joining != 1 || c->joined != by
          || (by != CORRAL_TEXT_DASH && by != CORRAL_TEXT_DOT && by != CORRAL_TEXT_SLASH))
        continue;
      if ((a->n_joining == 1 && a->joined == by)
          || (i + 3 < self->groups->len && c[1].joined == by && c[1].n_joining == 1))
        continue;
      if (!year_first && c->n != 2 && c->n != 4)
        continue;
      if ((is_small (self, day, 31) && is_small (self, b, 12)) || (is_small (self, day, 12) && is_small (self, b, 31)))
        a->known = b->known = c->known = TRUE;
    }
}

/* GS1 General Specifications, 7.9: weights 3 and 1 from the right. */
static gboolean
passes_gs1 (const CorralTextNumbers *self, guint first, guint n)
{
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    sum += corral_text_numbers_get_digit (self, first + n - 1 - i) * (i % 2 == 0 ? 1 : 3);
  return sum % 10 == 0;
}

gboolean
corral_text_numbers_is_barcode (const CorralTextNumbers *self, const CorralTextGroup *group)
{
  return (group->n == 12 || group->n == 13) && passes_gs1 (self, group->first, group->n);
}

/* As it is printed below the bars: 4 006381 333931. */
static void
mark_barcodes (CorralTextNumbers *self)
{
  for (guint i = 0; i + 2 < self->groups->len; i++)
    {
      CorralTextGroup *group = &g_array_index (self->groups, CorralTextGroup, i);

      if (group[0].n == 1 && group[1].n == 6 && group[2].n == 6 && group[1].joined == CORRAL_TEXT_SPACE
          && group[2].joined == CORRAL_TEXT_SPACE && passes_gs1 (self, group->first, 13))
        group[0].known = group[1].known = group[2].known = TRUE;
    }
}

void
corral_text_numbers_init (CorralTextNumbers *self, const char *text)
{
  CorralTextGroup group = { 0 };
  gboolean open = FALSE;
  gunichar before = 0, before_that = 0;
  guint joined = 0, n_joining = MOST_JOINING + 1; /* nothing is before the first */
  gsize next, name_length;

  self->digits = g_array_sized_new (FALSE, FALSE, sizeof (CorralTextDigit), 64);
  self->groups = g_array_sized_new (FALSE, FALSE, sizeof (CorralTextGroup), 16);

  for (gsize at = 0; text[at] != '\0'; at = next)
    {
      gunichar c = get_char (text, at, &next);
      int value;

      if (has_no_width (c))
        continue;
      if (g_ascii_isxdigit ((char) MIN (c, 0x7f)) && !g_unichar_isalnum (before) && before != '-'
          && (name_length = machine_name_length (text + at)) > 0)
        {
          next = at + name_length;
          n_joining = MOST_JOINING + 1;
          before_that = before = 'a';
          continue;
        }
      value = g_unichar_digit_value (c);
      if (value >= 0)
        {
          CorralTextDigit digit = { (guint8) value, (guint32) at, (guint32) next };

          if (!open)
            {
              gboolean fits = n_joining >= 1 && n_joining <= MOST_JOINING;

              group = (CorralTextGroup){
                .first = self->digits->len,
                .start = at,
                .joined = fits ? joined : 0,
                .n_joining = fits ? n_joining : 0,
                .before = before,
                .before_that = before_that,
              };
              open = TRUE;
            }
          g_array_append_val (self->digits, digit);
          group.n++;
          group.end = next;
        }
      else
        {
          guint separator = separator_of (c);

          if (open)
            {
              group.after = c;
              g_array_append_val (self->groups, group);
              open = FALSE;
              joined = n_joining = 0;
            }
          joined |= separator;
          n_joining = separator != 0 && n_joining <= MOST_JOINING ? n_joining + 1 : MOST_JOINING + 1;
        }
      before_that = before;
      before = c;
    }
  if (open)
    g_array_append_val (self->groups, group);
  mark_dates (self);
  mark_barcodes (self);
}

void
corral_text_numbers_clear (CorralTextNumbers *self)
{
  g_clear_pointer (&self->digits, g_array_unref);
  g_clear_pointer (&self->groups, g_array_unref);
}

enum
{
  BREAK, /* no number goes on behind it */
  JOINT,
  DIGIT,
};

/* Bytes beyond ASCII may be digits, and are taken for some. */
static const guint8 byte_kinds[256] = {
  ['0' ... '9'] = DIGIT, [0x80 ... 0xff] = DIGIT,
  ['\t'] = JOINT, ['\n'] = JOINT, ['\r'] = JOINT, [' '] = JOINT, ['-'] = JOINT, ['.'] = JOINT, ['/'] = JOINT,
  ['('] = JOINT, [')'] = JOINT, ['_'] = JOINT,
};

gboolean
corral_text_may_hold_number (const char *text, gsize length, guint n_digits)
{
  guint n = 0;
  gsize i;

  for (i = 0; i < length && n < n_digits; i++)
    {
      guint8 kind = byte_kinds[(guchar) text[i]];

      n = (n & -(guint) (kind != BREAK)) + (kind == DIGIT);
    }
  if (n < n_digits)
    return FALSE;
  n = 0;
  for (gsize at = 0, next; at < length && text[at] != '\0'; at = next)
    n += g_unichar_isdigit (get_char (text, at, &next)) != 0;
  return n >= n_digits;
}

/* ---- cards ------------------------------------------------------------------------------------------- */

/* ISO/IEC 7812: whose numbers begin how, and how long they are, as the schemes publish it. Everything else with a check
 * digit after Luhn — a modem's IMEI (15 digits, 35…, 86…), a SIM's ICCID (19, 20 digits, 89…), times in ms (1…) — is
 * none. What cannot be told apart: a modem's IMEISV of 16 digits in JCB's range, one in ten of them. */
#define LENGTH(n) (1u << (n))
#define LENGTHS(from, to) ((LENGTH ((to) + 1) - 1) & ~(LENGTH (from) - 1))
static const struct
{
  guint16 low, high; /* the first four digits */
  guint lengths;
} issuers[] = {
  { 2221, 2720, LENGTH (16) },                             /* Mastercard */
  { 3000, 3059, LENGTHS (14, 19) },                        /* Diners Club */
  { 3400, 3499, LENGTH (15) },                             /* American Express */
  { 3528, 3589, LENGTHS (16, 19) },                        /* JCB */
  { 3600, 3699, LENGTHS (14, 19) },                        /* Diners Club */
  { 3700, 3799, LENGTH (15) },                             /* American Express */
  { 3800, 3999, LENGTHS (14, 19) },                        /* Diners Club */
  { 4000, 4999, LENGTH (13) | LENGTH (16) | LENGTH (19) }, /* Visa */
  { 5000, 5099, LENGTHS (13, 19) },                        /* Maestro */
  { 5100, 5599, LENGTH (16) },                             /* Mastercard */
  { 5600, 5899, LENGTHS (13, 19) },                        /* Maestro */
  { 6000, 6999, LENGTHS (13, 19) },                        /* Maestro; Discover 6011, 644–649, 65; UnionPay 62 */
};
#define SHORTEST 13
#define LONGEST 19

static gboolean
has_issuer (const CorralTextNumbers *self, guint first, guint n)
{
  guint head = 0;

  for (guint i = 0; i < 4; i++)
    head = head * 10 + corral_text_numbers_get_digit (self, first + i);
  for (guint i = 0; i < G_N_ELEMENTS (issuers); i++)
    if (head >= issuers[i].low && head <= issuers[i].high)
      return (issuers[i].lengths & LENGTH (n)) != 0;
  return FALSE;
}

/* ISO/IEC 7812-1, annex B. */
static gboolean
passes_luhn (const CorralTextNumbers *self, guint first, guint n)
{
  guint sum = 0;

  for (guint i = 0; i < n; i++)
    {
      guint digit = corral_text_numbers_get_digit (self, first + n - 1 - i) * (i % 2 + 1);

      sum += digit > 9 ? digit - 9 : digit;
    }
  return sum % 10 == 0;
}

/* Whether people write a card's number in such groups: in one; in groups of three digits and more, of which the last may
 * be shorter; digit by digit, or two by two. A version and a date behind each other (4.2.1 2026-11-26) are none. */
static gboolean
is_written_like_a_card (const CorralTextNumbers *self, guint first, guint last)
{
  const CorralTextGroup *group = corral_text_numbers_get_group (self, first);
  guint size = group->n;
  gboolean large = size >= 3;
  gboolean even = size <= 2;

  for (guint i = first + 1; i <= last; i++)
    {
      const CorralTextGroup *other = corral_text_numbers_get_group (self, i);

      large = large && (other->n >= 3 || i == last);
      even = even && (other->n == size || (i == last && other->n < size))
             && other->joined == corral_text_numbers_get_group (self, first + 1)->joined;
    }
  return large || even;
}

/* The labels of carts that stand beside each other: 4120 4121 4122 4123. */
static gboolean
is_counted_up (const CorralTextNumbers *self, guint first, guint last)
{
  guint size = corral_text_numbers_get_group (self, first)->n;
  guint64 before = 0;

  for (guint i = first; i <= last; i++)
    {
      const CorralTextGroup *group = corral_text_numbers_get_group (self, i);
      guint64 value = 0;

      for (guint k = 0; k < group->n; k++)
        value = value * 10 + corral_text_numbers_get_digit (self, group->first + k);
      if (group->n != size || (i > first && (value <= before || value > before + 99)))
        return FALSE;
      before = value;
    }
  return last > first && size >= 3;
}

static gboolean
is_card (const CorralTextNumbers *self, guint first, guint last, guint n)
{
  const CorralTextGroup *head = corral_text_numbers_get_group (self, first);
  const CorralTextGroup *tail = corral_text_numbers_get_group (self, last);

  if (!has_issuer (self, head->first, n) || !passes_luhn (self, head->first, n)
      || !is_written_like_a_card (self, first, last) || is_counted_up (self, first, last))
    return FALSE;
  /* In the middle of a word: a piece of a hash. */
  if (g_unichar_isalpha (head->before) && g_unichar_isalpha (tail->after))
    return FALSE;
  if (first < last)
    return TRUE;
  /* People scan articles into notes; one barcode in ten would pass Luhn's check, and cards of 13 digits are no longer
   * made. And what stands behind a point is a fraction: 0.5333333333333333. */
  return !corral_text_numbers_is_barcode (self, head)
         && !(head->before == '.' && g_unichar_isdigit (head->before_that));
}

gboolean
corral_text_numbers_find_card (const CorralTextNumbers *self, guint *first, guint *last)
{
  for (guint i = *first; i < self->groups->len; i++)
    {
      guint ends[LONGEST];
      guint n_digits[LONGEST];
      guint n_ends = 0;
      guint n = 0;

      for (guint j = i; j < self->groups->len; j++)
        {
          const CorralTextGroup *group = corral_text_numbers_get_group (self, j);

          if ((j > i && group->joined == 0) || n + group->n > LONGEST)
            break;
          n += group->n;
          if (n < SHORTEST)
            continue;
          ends[n_ends] = j;
          n_digits[n_ends++] = n;
        }
      /* The longest first: what stands behind a card's number is its check value. */
      while (n_ends-- > 0)
        if (is_card (self, i, ends[n_ends], n_digits[n_ends]))
          {
            *first = i;
            *last = ends[n_ends];
            return TRUE;
          }
    }
  return FALSE;
}
