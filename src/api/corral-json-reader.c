/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strict pull reader for JSON from the network: no allocation, no recursion but for skipping (at most 16
 * deep), every byte looked at once. What makes it safe: the buffer ends in a NUL that no token accepts, so
 * nothing runs over the end, and once broken the reader stands on that NUL for ever. Any thread. */
#include "config.h"

#include "corral-json-private.h"

#include <math.h>
#include <string.h>

#define MAX_NUMBER_TEXT 1024

gboolean
corral_json_reader_fail_broken (CorralJsonReader *self, const char *at, const char *reason)
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
    return corral_json_reader_fail_broken (self, self->at, "no value where one is expected");
  self->state = CORRAL_JSON_BAD_TYPE;
  self->reason = "a value of another type";
  self->offset = (gsize) (self->at - self->start);
  return FALSE;
}

/* --- strings ------------------------------------------------------------------------------------ */

/* One string from its opening quote at @p. */
static inline gboolean
scan_string (CorralJsonReader *self, char *p, gboolean write, char **text, gsize *length, gboolean *plain)
{
  char *first = p + 1;
  char *q = corral_json_find_special (first, self->end);
  const char *flaw = NULL;

  *plain = *q == '"';
  if (G_LIKELY (*plain))
    {
      *length = (gsize) (q - first);
      self->at = q + 1;
    }
  else
    {
      q = corral_json_reader_scan_rest (self, first, q, write, length, &flaw);
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
    return number->negative ? corral_json_reader_fail_broken (self, p, "a minus without a number")
                            : fail_type (self);
  first = p;
  if (*p == '0')
    {
      p++;
      if (G_UNLIKELY (is_digit (*p)))
        return corral_json_reader_fail_broken (self, p, "a number with a leading zero");
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
        return corral_json_reader_fail_broken (self, p, "a number that ends in its point");
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
        return corral_json_reader_fail_broken (self, p, "a number without its exponent");
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
      return corral_json_reader_fail_broken (self, p == self->end ? p : self->at,
                                             "no value where one is expected");
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
    return corral_json_reader_fail_broken (self, self->at, "nested too deeply");
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
    return corral_json_reader_fail_broken (self, p, "no comma or end of object where one is expected");

  if (G_UNLIKELY (*p != '"'))
    return corral_json_reader_fail_broken (self, p, "no member name where one is expected");

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
        return corral_json_reader_fail_broken (self, p, self->reason);
      *name = text;
      level->name = text;
      level->length = (guint32) (write ? *length : (gsize) (self->at - 1 - text));
    }
  p = skip_space (self->at);
  if (G_UNLIKELY (*p != ':'))
    return corral_json_reader_fail_broken (self, p, "no colon where one is expected");
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
    return corral_json_reader_fail_broken (self, p, "no comma or end of array where one is expected");

  if (G_UNLIKELY (p >= self->end))
    return corral_json_reader_fail_broken (self, p, "");
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
      return corral_json_reader_fail_broken (self, self->at, "no value where one is expected");
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
    return corral_json_reader_fail_broken (self, self->end, "");
  p = skip_space (self->at);
  if (p != self->end)
    return corral_json_reader_fail_broken (self, p, "something follows the end of the text");
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
