/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict pull reader for JSON from the network: no allocation, no recursion but for skipping (at most 16
 * deep), every byte looked at once. What makes it safe: the buffer ends in a NUL that no token accepts, so
 * nothing runs over the end, and once broken the reader stands on that NUL for ever. Any thread. */
#include "config.h"

#include "corral-json-reader.h"

#include <math.h>
#include <string.h>

#define MAX_NUMBER_TEXT 1024

static gboolean
fail_broken (CorralJsonReader *self, const char *at, const char *reason)
{
  if (self->state != CORRAL_JSON_BROKEN)
    {
      self->state = CORRAL_JSON_BROKEN;
      self->reason = at >= self->end ? "the text ends too early" : reason;
      self->offset = (gsize) (at - self->start);
    }
  self->at = self->end;
  return FALSE;
}

static gboolean
fail_value (CorralJsonReader *self, const char *at, const char *reason)
{
  self->state = CORRAL_JSON_BAD_VALUE;
  self->reason = reason;
  self->offset = (gsize) (at - self->start);
  return FALSE;
}

static inline gboolean
is_space (char c)
{
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static inline char *
skip_space (char *p)
{
  while (is_space (*p))
    p++;
  return p;
}

void
corral_json_reader_init (CorralJsonReader *self, char *buffer, gsize length)
{
  g_assert (buffer[length] == '\0');
  *self = (CorralJsonReader){ .start = buffer, .end = buffer + length, .at = buffer };
}

CorralJsonKind
corral_json_reader_peek (CorralJsonReader *self)
{
  self->at = skip_space (self->at);
  switch (*self->at)
    {
    case 'n':
      return CORRAL_JSON_NULL;
    case 't':
    case 'f':
      return CORRAL_JSON_BOOLEAN;
    case '"':
      return CORRAL_JSON_STRING;
    case '[':
      return CORRAL_JSON_ARRAY;
    case '{':
      return CORRAL_JSON_OBJECT;
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return CORRAL_JSON_NUMBER;
    default:
      return CORRAL_JSON_NONE;
    }
}

/* The value is not what the caller wanted: another kind, or no value at all. */
static gboolean
fail_type (CorralJsonReader *self)
{
  if (corral_json_reader_peek (self) == CORRAL_JSON_NONE)
    return fail_broken (self, self->at, "no value where one is expected");
  self->state = CORRAL_JSON_BAD_TYPE;
  self->reason = "a value of another type";
  self->offset = (gsize) (self->at - self->start);
  return FALSE;
}

/* --- strings ------------------------------------------------------------------------------------ */

/* The first byte at or after @p that is not plain: a quote, a backslash, a control or not ASCII. */
static inline char *
find_special (char *p, const char *end)
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

/* The length of the UTF-8 sequence at @p (RFC 3629), or 0. Stops at the NUL, which continues nothing. */
static inline guint
utf8_length (const guchar *p)
{
  if (p[0] < 0x80)
    return 1;
  if (p[0] >= 0xc2 && p[0] <= 0xdf)
    return (p[1] & 0xc0) == 0x80 ? 2 : 0;
  if (p[0] >= 0xe0 && p[0] <= 0xef)
    {
      guchar low = p[0] == 0xe0 ? 0xa0 : 0x80;
      guchar high = p[0] == 0xed ? 0x9f : 0xbf;

      return p[1] >= low && p[1] <= high && (p[2] & 0xc0) == 0x80 ? 3 : 0;
    }
  if (p[0] >= 0xf0 && p[0] <= 0xf4)
    {
      guchar low = p[0] == 0xf0 ? 0x90 : 0x80;
      guchar high = p[0] == 0xf4 ? 0x8f : 0xbf;

      return p[1] >= low && p[1] <= high && (p[2] & 0xc0) == 0x80 && (p[3] & 0xc0) == 0x80 ? 4 : 0;
    }
  return 0;
}

static int
hex4 (const char *p)
{
  int value = 0;

  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return value;
}

static inline char *
put_utf8 (char *to, guint32 c)
{
  if (c < 0x80)
    *to++ = (char) c;
  else if (c < 0x800)
    {
      *to++ = (char) (0xc0 | (c >> 6));
      *to++ = (char) (0x80 | (c & 0x3f));
    }
  else if (c < 0x10000)
    {
      *to++ = (char) (0xe0 | (c >> 12));
      *to++ = (char) (0x80 | ((c >> 6) & 0x3f));
      *to++ = (char) (0x80 | (c & 0x3f));
    }
  else
    {
      *to++ = (char) (0xf0 | (c >> 18));
      *to++ = (char) (0x80 | ((c >> 12) & 0x3f));
      *to++ = (char) (0x80 | ((c >> 6) & 0x3f));
      *to++ = (char) (0x80 | (c & 0x3f));
    }
  return to;
}

static const char continuations[]
  = "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99"
    "\x9a\x9b\x9c\x9d\x9e\x9f\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xaf\xb0\xb1\xb2\xb3"
    "\xb4\xb5\xb6\xb7\xb8\xb9\xba\xbb\xbc\xbd\xbe\xbf";

/* Where to say that the sequence at @p is broken: at the end of the text when that cut it short. */
static char *
find_cut (CorralJsonReader *self, char *p, const char *accepted, gsize lead)
{
  char *q = p + lead;

  return q + strspn (q, accepted) == self->end ? self->end : p;
}

/* What a backslash and one letter stand for, or 0. */
static inline char
simple_escape (char c)
{
  switch (c)
    {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
    }
}

/* The rest of a string from its first special byte @p on. With @write it is unescaped in place. Returns the
 * end of the decoded text; self->at is behind the closing quote. NULL: broken. @flaw: why the value is
 * beyond the limits, or NULL. */
static char *
scan_rest (CorralJsonReader *self, char *first, char *p, gboolean write, gsize *length, const char **flaw)
{
  char *to = p;
  gsize decoded = (gsize) (p - first);

  *flaw = NULL;
  for (;;)
    {
      char *run = p;
      guint n;

      p = find_special (p, self->end);
      n = (guint) (p - run);
      if (write && n > 0 && to != run)
        memmove (to, run, n);
      to += n;
      decoded += n;

      if (*p == '"')
        break;
      if (*p == '\\')
        {
          char *next = to;

          if (p[1] == 'u')
            {
              int c = hex4 (p + 2);
              guint32 code;

              if (c < 0)
                {
                  fail_broken (self, find_cut (self, p, "0123456789abcdefABCDEF", 2), "a broken \\u escape");
                  return NULL;
                }
              code = (guint32) c;
              p += 6;
              if (code >= 0xd800 && code <= 0xdbff && p[0] == '\\' && p[1] == 'u')
                {
                  int low = hex4 (p + 2);

                  if (low >= 0xdc00 && low <= 0xdfff)
                    {
                      code = 0x10000 + ((code - 0xd800) << 10) + ((guint32) low - 0xdc00);
                      p += 6;
                    }
                }
              if (code == 0)
                *flaw = "a string with \\u0000";
              else if (code >= 0xd800 && code <= 0xdfff)
                *flaw = "a string with half a surrogate pair";
              else if (write)
                next = put_utf8 (to, code);
              else
                next = to + (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
            }
          else
            {
              char c = simple_escape (p[1]);

              if (c == '\0')
                {
                  fail_broken (self, p + (p[1] == '\0'), "an unknown escape");
                  return NULL;
                }
              if (write)
                *to = c;
              next = to + 1;
              p += 2;
            }
          decoded += (gsize) (next - to);
          to = next;
        }
      else if ((guchar) *p < 0x20)
        {
          fail_broken (self, p, "a control character in a string");
          return NULL;
        }
      else
        {
          n = utf8_length ((const guchar *) p);
          if (n == 0)
            {
              fail_broken (self, find_cut (self, p, continuations, 1), "not UTF-8");
              return NULL;
            }
          if (write && to != p)
            memmove (to, p, n);
          to += n;
          p += n;
          decoded += n;
        }
    }
  self->at = p + 1;
  *length = decoded;
  return to;
}

/* One string from its opening quote at @p. */
static inline gboolean
scan_string (CorralJsonReader *self, char *p, gboolean write, char **text, gsize *length, gboolean *plain)
{
  char *first = p + 1;
  char *q = find_special (first, self->end);
  const char *flaw = NULL;

  *plain = *q == '"';
  if (G_LIKELY (*plain))
    {
      *length = (gsize) (q - first);
      self->at = q + 1;
    }
  else
    {
      q = scan_rest (self, first, q, write, length, &flaw);
      if (q == NULL)
        return FALSE;
    }
  if (write)
    *q = '\0';
  *text = first;
  if (G_UNLIKELY (*length > CORRAL_JSON_MAX_STRING))
    flaw = "a string that is too long";
  if (G_UNLIKELY (flaw != NULL))
    return fail_value (self, p, flaw);
  return TRUE;
}

gboolean
corral_json_reader_read_string (CorralJsonReader *self, char **text, gsize *length, gboolean *plain)
{
  char *p = self->at = skip_space (self->at);
  gboolean is_plain;

  if (*p != '"')
    return fail_type (self);
  return scan_string (self, p, TRUE, text, length, plain != NULL ? plain : &is_plain);
}

/* --- numbers ------------------------------------------------------------------------------------ */

typedef struct
{
  const char *text;
  guint64 mantissa; /* its digits without the point, when there are at most 19 */
  guint n_digits;
  int exponent; /* of ten */
  gboolean negative;
  gboolean integral; /* no exponent, and a fraction of zeros alone */
  gboolean too_long;
} Number;

static inline gboolean
is_digit (char c)
{
  return (guchar) (c - '0') <= 9;
}

/* Reads what the grammar allows; the value is made of it by the callers. */
static inline gboolean
scan_number (CorralJsonReader *self, Number *number)
{
  char *p = self->at = skip_space (self->at);
  const char *first;
  guint64 mantissa = 0;

  *number = (Number){ .text = p, .negative = *p == '-', .integral = TRUE };
  if (*p == '-')
    p++;
  if (G_UNLIKELY (!is_digit (*p)))
    return number->negative ? fail_broken (self, p, "a minus without a number") : fail_type (self);
  first = p;
  if (*p == '0')
    {
      p++;
      if (G_UNLIKELY (is_digit (*p)))
        return fail_broken (self, p, "a number with a leading zero");
    }
  else
    for (; is_digit (*p); p++)
      mantissa = mantissa * 10 + (guint64) (*p - '0');
  number->n_digits = (guint) MIN (p - first, G_MAXINT);

  if (*p == '.')
    {
      const char *fraction = ++p;

      for (; is_digit (*p); p++)
        {
          if (*p != '0')
            number->integral = FALSE;
          mantissa = mantissa * 10 + (guint64) (*p - '0');
        }
      if (p == fraction)
        return fail_broken (self, p, "a number that ends in its point");
      number->n_digits += (guint) (p - fraction);
      number->exponent = -(int) MIN (p - fraction, G_MAXINT);
    }
  if (G_UNLIKELY (*p == 'e' || *p == 'E'))
    {
      gboolean minus;
      int exponent = 0;
      const char *digits;

      number->integral = FALSE;
      p++;
      minus = *p == '-';
      if (*p == '-' || *p == '+')
        p++;
      digits = p;
      for (; is_digit (*p); p++)
        if (exponent < 100000)
          exponent = exponent * 10 + (*p - '0');
      if (p == digits)
        return fail_broken (self, p, "a number without its exponent");
      number->exponent += minus ? -exponent : exponent;
    }
  number->mantissa = mantissa;
  number->too_long = p - number->text > MAX_NUMBER_TEXT;
  self->at = p;
  return TRUE;
}

static const double powers_of_ten[] = {
  1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

gboolean
corral_json_reader_read_integer (CorralJsonReader *self, gint64 *value)
{
  Number number;
  guint64 whole;

  if (!scan_number (self, &number))
    return FALSE;
  if (G_UNLIKELY (!number.integral))
    return fail_value (self, number.text, "a number that is not whole");
  if (G_LIKELY (number.exponent == 0))
    {
      if (G_UNLIKELY (number.n_digits > 16))
        return fail_value (self, number.text, "a whole number beyond the limits");
      whole = number.mantissa;
    }
  else
    {
      const char *p = number.text + number.negative;

      whole = 0;
      for (guint i = 0; is_digit (p[i]); i++)
        {
          if (i == 16)
            return fail_value (self, number.text, "a whole number beyond the limits");
          whole = whole * 10 + (guint64) (p[i] - '0');
        }
    }
  if (G_UNLIKELY (whole > (guint64) CORRAL_JSON_MAX_INTEGER))
    return fail_value (self, number.text, "a whole number beyond the limits");
  *value = number.negative ? -(gint64) whole : (gint64) whole;
  return TRUE;
}

gboolean
corral_json_reader_read_real (CorralJsonReader *self, double *value)
{
  Number number;
  double result;

  if (!scan_number (self, &number))
    return FALSE;
  if (G_UNLIKELY (number.too_long))
    return fail_value (self, number.text, "a number that is too long");
  /* Both exact in a double, so one rounding: exact (Clinger 1990). */
  if (G_LIKELY (number.n_digits <= 19 && number.mantissa <= (guint64) CORRAL_JSON_MAX_INTEGER
                && number.exponent >= -22 && number.exponent <= 22))
    {
      result = (double) number.mantissa;
      if (number.exponent < 0)
        result /= powers_of_ten[-number.exponent];
      else
        result *= powers_of_ten[number.exponent];
      if (number.negative)
        result = -result;
    }
  else
    {
      result = g_ascii_strtod (number.text, NULL);
      if (!isfinite (result))
        return fail_value (self, number.text, "a number beyond the limits");
    }
  *value = result;
  return TRUE;
}

/* --- literals ----------------------------------------------------------------------------------- */

static gboolean
read_literal (CorralJsonReader *self, const char *word, gsize length)
{
  /* strncmp stops at the NUL that ends the buffer. */
  if (strncmp (self->at, word, length) != 0)
    {
      const char *p = self->at;

      while (*p != '\0' && *p == *word)
        p++, word++;
      return fail_broken (self, p == self->end ? p : self->at, "no value where one is expected");
    }
  self->at += length;
  return TRUE;
}

gboolean
corral_json_reader_read_boolean (CorralJsonReader *self, gboolean *value)
{
  self->at = skip_space (self->at);
  if (*self->at == 't')
    {
      *value = TRUE;
      return read_literal (self, "true", 4);
    }
  if (*self->at == 'f')
    {
      *value = FALSE;
      return read_literal (self, "false", 5);
    }
  return fail_type (self);
}

gboolean
corral_json_reader_read_null (CorralJsonReader *self)
{
  self->at = skip_space (self->at);
  if (*self->at == 'n')
    return read_literal (self, "null", 4);
  return fail_type (self);
}

/* --- containers --------------------------------------------------------------------------------- */

static gboolean
begin (CorralJsonReader *self, char opening)
{
  self->at = skip_space (self->at);
  if (*self->at != opening)
    return fail_type (self);
  if (self->depth == CORRAL_JSON_MAX_DEPTH)
    return fail_broken (self, self->at, "nested too deeply");
  self->at++;
  self->depth++;
  self->fresh = TRUE;
  self->levels[self->depth] = (CorralJsonLevel){ NULL, 0, 0 };
  if (opening == '[')
    self->arrays |= (guint64) 1 << self->depth;
  else
    self->arrays &= ~((guint64) 1 << self->depth);
  return TRUE;
}

static inline gboolean
leave (CorralJsonReader *self, char *p)
{
  self->at = p + 1;
  self->depth--;
  self->fresh = FALSE;
  self->state = CORRAL_JSON_OK;
  return FALSE;
}

gboolean
corral_json_reader_begin_object (CorralJsonReader *self)
{
  return begin (self, '{');
}

gboolean
corral_json_reader_begin_array (CorralJsonReader *self)
{
  return begin (self, '[');
}

static inline gboolean
next_member (CorralJsonReader *self,
             const char *guess,
             gsize guess_length,
             gboolean write,
             gboolean *hit,
             const char **name,
             gsize *length)
{
  CorralJsonLevel *level = &self->levels[self->depth];
  char *p = skip_space (self->at);

  if (self->fresh)
    {
      self->fresh = FALSE;
      if (*p == '}')
        return leave (self, p);
    }
  else if (G_LIKELY (*p == ','))
    p = skip_space (p + 1);
  else if (*p == '}')
    return leave (self, p);
  else
    return fail_broken (self, p, "no comma or end of object where one is expected");

  if (G_UNLIKELY (*p != '"'))
    return fail_broken (self, p, "no member name where one is expected");

  if (guess != NULL && (gsize) (self->end - p) > guess_length + 2 && p[guess_length + 1] == '"'
      && memcmp (p + 1, guess, guess_length) == 0)
    {
      *hit = TRUE;
      level->name = p + 1;
      level->length = (guint32) guess_length;
      self->at = p + guess_length + 2;
    }
  else
    {
      gboolean plain;
      char *text;

      *hit = FALSE;
      /* A name beyond the limits is no reason to guess what was meant. */
      if (!scan_string (self, p, write, &text, length, &plain))
        return fail_broken (self, p, self->reason);
      *name = text;
      level->name = text;
      level->length = (guint32) (write ? *length : (gsize) (self->at - 1 - text));
    }
  p = skip_space (self->at);
  if (G_UNLIKELY (*p != ':'))
    return fail_broken (self, p, "no colon where one is expected");
  self->at = p + 1;
  return TRUE;
}

gboolean
corral_json_reader_next_member (CorralJsonReader *self,
                                const char *guess,
                                gsize guess_length,
                                gboolean *hit,
                                const char **name,
                                gsize *length)
{
  return next_member (self, guess, guess_length, TRUE, hit, name, length);
}

gboolean
corral_json_reader_next_element (CorralJsonReader *self)
{
  char *p = skip_space (self->at);

  if (self->fresh)
    {
      self->fresh = FALSE;
      if (*p == ']')
        return leave (self, p);
    }
  else if (G_LIKELY (*p == ','))
    p++;
  else if (*p == ']')
    return leave (self, p);
  else
    return fail_broken (self, p, "no comma or end of array where one is expected");

  if (G_UNLIKELY (p >= self->end))
    return fail_broken (self, p, "");
  self->levels[self->depth].index++;
  self->at = p;
  return TRUE;
}

/* --- passing over ------------------------------------------------------------------------------- */

/* Keeps the first thing that was beyond the limits, and goes on unless broken. */
static gboolean
note_flaw (CorralJsonReader *self, const char **reason, gsize *offset)
{
  if (self->state == CORRAL_JSON_BROKEN)
    return FALSE;
  if (*reason == NULL)
    {
      *reason = self->reason;
      *offset = self->offset;
    }
  return TRUE;
}

gboolean
corral_json_reader_skip (CorralJsonReader *self)
{
  const char *flaw = NULL;
  gsize flaw_offset = 0;
  gboolean truth, plain, hit;
  const char *name;
  char *text;
  gsize length;
  double real;

  if (self->state != CORRAL_JSON_BROKEN)
    self->state = CORRAL_JSON_OK;
  switch (corral_json_reader_peek (self))
    {
    case CORRAL_JSON_NULL:
      return corral_json_reader_read_null (self);
    case CORRAL_JSON_BOOLEAN:
      return corral_json_reader_read_boolean (self, &truth);
    case CORRAL_JSON_NUMBER:
      return corral_json_reader_read_real (self, &real);
    case CORRAL_JSON_STRING:
      return scan_string (self, self->at, FALSE, &text, &length, &plain);
    case CORRAL_JSON_ARRAY:
      if (!begin (self, '['))
        return FALSE;
      while (corral_json_reader_next_element (self))
        if (!corral_json_reader_skip (self) && !note_flaw (self, &flaw, &flaw_offset))
          return FALSE;
      break;
    case CORRAL_JSON_OBJECT:
      if (!begin (self, '{'))
        return FALSE;
      while (next_member (self, NULL, 0, FALSE, &hit, &name, &length))
        if (!corral_json_reader_skip (self) && !note_flaw (self, &flaw, &flaw_offset))
          return FALSE;
      break;
    case CORRAL_JSON_NONE:
    default:
      return fail_broken (self, self->at, "no value where one is expected");
    }
  if (self->state == CORRAL_JSON_BROKEN)
    return FALSE;
  if (flaw == NULL)
    return TRUE;
  self->state = CORRAL_JSON_BAD_VALUE;
  self->reason = flaw;
  self->offset = flaw_offset;
  return FALSE;
}

CorralJsonMark
corral_json_reader_mark (CorralJsonReader *self)
{
  return (CorralJsonMark){ self->at, self->depth, self->fresh, self->levels[self->depth] };
}

void
corral_json_reader_return (CorralJsonReader *self, CorralJsonMark mark)
{
  if (self->state == CORRAL_JSON_BROKEN)
    return;
  self->state = CORRAL_JSON_OK;
  self->at = mark.at;
  self->depth = mark.depth;
  self->fresh = mark.fresh;
  self->levels[mark.depth] = mark.level;
}

gboolean
corral_json_reader_unwind (CorralJsonReader *self, guint depth)
{
  gboolean hit;
  const char *name;
  gsize length;

  /* A value of the wrong kind still stands there unread. */
  if (self->state == CORRAL_JSON_BAD_TYPE)
    corral_json_reader_skip (self);
  while (self->depth > depth && self->state != CORRAL_JSON_BROKEN)
    if ((self->arrays >> self->depth & 1) != 0)
      while (corral_json_reader_next_element (self))
        corral_json_reader_skip (self);
    else
      while (next_member (self, NULL, 0, FALSE, &hit, &name, &length))
        corral_json_reader_skip (self);
  if (self->state == CORRAL_JSON_BROKEN)
    return FALSE;
  self->state = CORRAL_JSON_OK;
  return TRUE;
}

char *
corral_json_reader_get_position (CorralJsonReader *self)
{
  return self->at = skip_space (self->at);
}

gboolean
corral_json_reader_finish (CorralJsonReader *self)
{
  char *p;

  if (self->state == CORRAL_JSON_BROKEN)
    return FALSE;
  if (self->depth != 0 || self->at == self->start || is_space (self->at[-1]))
    return fail_broken (self, self->end, "");
  p = skip_space (self->at);
  if (p != self->end)
    return fail_broken (self, p, "something follows the end of the text");
  self->state = CORRAL_JSON_OK;
  return TRUE;
}

/* --- what went wrong ---------------------------------------------------------------------------- */

const char *
corral_json_reader_get_reason (const CorralJsonReader *self)
{
  return self->state == CORRAL_JSON_OK ? "" : self->reason;
}

gsize
corral_json_reader_get_offset (const CorralJsonReader *self)
{
  return self->offset;
}

char *
corral_json_reader_dup_pointer (const CorralJsonReader *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 1; i <= self->depth; i++)
    {
      const CorralJsonLevel *level = &self->levels[i];

      if ((self->arrays >> i & 1) != 0)
        {
          if (level->index > 0)
            g_string_append_printf (out, "/%u", level->index - 1);
          continue;
        }
      if (level->name == NULL)
        continue;
      g_string_append_c (out, '/');
      for (guint j = 0; j < level->length && j < 64; j++)
        {
          guchar c = (guchar) level->name[j];

          if (c == '~')
            g_string_append (out, "~0");
          else if (c == '/')
            g_string_append (out, "~1");
          else
            g_string_append_c (out, c >= 0x20 && c < 0x7f ? (char) c : '?');
        }
    }
  return g_string_free (out, FALSE);
}
