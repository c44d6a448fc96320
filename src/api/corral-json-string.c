/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of a JSON string that is not plain ASCII: escapes, UTF-8. What is decoded is never longer than
 * what stood there, so it is written over it. Any thread. */
#include "config.h"

#include "corral-json-private.h"

/* The length of the UTF-8 sequence at @p (RFC 3629), or 0. Stops at the NUL, which continues nothing. */
static guint
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

static char *
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

static const char continuations[] = "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91"
                                    "\x92\x93\x94\x95\x96\x97\x98\x99"
                                    "\x9a\x9b\x9c\x9d\x9e\x9f\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab"
                                    "\xac\xad\xae\xaf\xb0\xb1\xb2\xb3"
                                    "\xb4\xb5\xb6\xb7\xb8\xb9\xba\xbb\xbc\xbd\xbe\xbf";

/* Where to say that the sequence at @p is broken: at the end of the text when that cut it short. */
static char *
find_cut (CorralJsonReader *self, char *p, const char *accepted, gsize lead)
{
  char *q = p + lead;

  return q + strspn (q, accepted) == self->end ? self->end : p;
}

/* What a backslash and one letter stand for, or 0. */
static char
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

char *
corral_json_reader_scan_rest (CorralJsonReader *self,
                              char *first,
                              char *p,
                              gboolean write,
                              gsize *length,
                              const char **flaw)
{
  char *to = p;
  gsize decoded = (gsize) (p - first);

  *flaw = NULL;
  for (;;)
    {
      char *run = p;
      guint n;

      p = corral_json_find_special (p, self->end);
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
                  corral_json_reader_fail_broken (self, find_cut (self, p, "0123456789abcdefABCDEF", 2),
                                                  "a broken \\u escape");
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
                  corral_json_reader_fail_broken (self, p + (p[1] == '\0'), "an unknown escape");
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
          corral_json_reader_fail_broken (self, p, "a control character in a string");
          return NULL;
        }
      else
        {
          n = utf8_length ((const guchar *) p);
          if (n == 0)
            {
              corral_json_reader_fail_broken (self, find_cut (self, p, continuations, 1), "not UTF-8");
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
