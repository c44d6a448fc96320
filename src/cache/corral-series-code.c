/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packs points of a series into small blobs and back. Pure: any thread. */
#include "config.h"

#include "corral-series-code.h"

#include <math.h>
#include <string.h>

#define VERSION 1
#define SCALE_DOUBLE 255
#define UNKNOWN_TOKEN 1

static const double powers[] = { 1, 10, 100, 1000, 10000 };

/* Beyond this a double is not every whole number: ±(2^53 − 1). */
#define LIMIT 9007199254740991.0

static gboolean
is_exact (double value, guint8 scale)
{
  double scaled = round (value * powers[scale]);
  double back = scaled / powers[scale];

  /* The bits must come back, also the sign of a zero. */
  return fabs (scaled) <= LIMIT && memcmp (&back, &value, sizeof value) == 0;
}

guint8
corral_series_find_scale (const double *values, guint n)
{
  guint8 scale = 0;

  for (guint i = 0; i < n; i++)
    {
      if (isnan (values[i]))
        continue;
      if (isinf (values[i]))
        return SCALE_DOUBLE;
      while (!is_exact (values[i], scale))
        if (++scale == G_N_ELEMENTS (powers))
          return SCALE_DOUBLE;
      /* A larger scale must still keep those before. */
    }
  for (guint i = 0; i < n; i++)
    if (!isnan (values[i]) && !is_exact (values[i], scale))
      return SCALE_DOUBLE;
  return scale;
}

static guint64
zigzag (gint64 value)
{
  return ((guint64) value << 1) ^ (guint64) (value >> 63);
}

static gint64
unzigzag (guint64 value)
{
  return (gint64) (value >> 1) ^ -(gint64) (value & 1);
}

static guint
put_number (guint8 *to, guint64 value)
{
  guint size = 0;

  while (value >= 0x80)
    {
      to[size++] = (guint8) (value | 0x80);
      value >>= 7;
    }
  to[size++] = (guint8) value;
  return size;
}

static gboolean
get_number (const guint8 **at, const guint8 *end, guint64 *value)
{
  *value = 0;
  for (guint shift = 0; shift < 64 && *at < end; shift += 7)
    {
      guint8 byte = *(*at)++;

      *value |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return TRUE;
    }
  return FALSE;
}

/* Wrapping differences: a damaged blob may hold any numbers, and the sums must stay defined. */
static gint64
plus (gint64 a, gint64 b)
{
  return (gint64) ((guint64) a + (guint64) b);
}

static gint64
minus (gint64 a, gint64 b)
{
  return (gint64) ((guint64) a - (guint64) b);
}

guint
corral_series_encode (const gint64 *times_ms,
                      const double *values,
                      guint n,
                      guint8 scale,
                      GByteArray *to)
{
  guint8 head[2] = { VERSION, scale };
  gint64 time = 0;
  gint64 step = 0;
  gint64 last = 0;
  guint i;

  g_byte_array_set_size (to, 0);
  g_byte_array_append (to, head, sizeof head);
  for (i = 0; i < n; i++)
    {
      guint8 point[20];
      gint64 difference = minus (times_ms[i], time);
      guint size = put_number (point, zigzag (i < 2 ? difference : minus (difference, step)));

      if (scale == SCALE_DOUBLE)
        {
          guint64 bits;

          memcpy (&bits, &values[i], sizeof bits);
          bits = GUINT64_TO_LE (bits);
          memcpy (point + size, &bits, sizeof bits);
          size += sizeof bits;
        }
      else if (isnan (values[i]))
        size += put_number (point + size, UNKNOWN_TOKEN);
      else
        {
          gint64 whole = (gint64) round (values[i] * powers[scale]);

          size += put_number (point + size, zigzag (minus (whole, last)) << 1);
          last = whole;
        }
      if (to->len + size > CORRAL_SERIES_BLOB_MAX)
        break;
      g_byte_array_append (to, point, size);
      step = difference;
      time = times_ms[i];
    }
  return i;
}

gboolean
corral_series_decode (const guint8 *bytes, gsize size, GArray *times_ms, GArray *values)
{
  const guint8 *at = bytes + 2;
  const guint8 *end = bytes + size;
  guint n_before = times_ms->len;
  gint64 time = 0;
  gint64 step = 0;
  gint64 last = 0;
  guint8 scale;

  if (size < 2 || bytes[0] != VERSION)
    return FALSE;
  scale = bytes[1];
  if (scale >= G_N_ELEMENTS (powers) && scale != SCALE_DOUBLE)
    return FALSE;

  for (guint i = 0; at < end; i++)
    {
      guint64 number;
      gint64 difference;
      double value;

      if (!get_number (&at, end, &number))
        goto damaged;
      difference = i < 2 ? unzigzag (number) : plus (unzigzag (number), step);
      time = plus (time, difference);
      step = difference;
      if (i > 0 && difference <= 0)
        goto damaged;

      if (scale == SCALE_DOUBLE)
        {
          if (end - at < (gssize) sizeof number)
            goto damaged;
          memcpy (&number, at, sizeof number);
          number = GUINT64_FROM_LE (number);
          memcpy (&value, &number, sizeof value);
          at += sizeof number;
        }
      else
        {
          if (!get_number (&at, end, &number) || ((number & 1) && number != UNKNOWN_TOKEN))
            goto damaged;
          if (number & 1)
            value = (double) NAN;
          else
            {
              last = plus (last, unzigzag (number >> 1));
              value = (double) last / powers[scale];
            }
        }
      g_array_append_val (times_ms, time);
      g_array_append_val (values, value);
    }
  return TRUE;

damaged:
  g_array_set_size (times_ms, n_before);
  g_array_set_size (values, n_before);
  return FALSE;
}
