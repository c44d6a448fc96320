/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An append-only JSON writer for the pages of the demo cloud. Any thread, one writer per thread.
 *
 * Why not json-glib, which the rest uses for what it writes: its tree of the whole page costs 9 times as much
 * (measured: 50 pages of 1,000 carts, tree and text; test-cloud-json-writer -m perf).
 */
#include "config.h"

#include "corral-json-writer.h"

#include <math.h>
#include <string.h>

/* Numbers with at most six decimals, which is nearly all that a fleet sends, are written as integers with a
 * point. value = n / 10^6 exactly as IEEE division rounds it, so reading gives the same double back. */
#define DECIMALS 6
#define DECIMAL_SCALE 1e6
#define DECIMAL_LIMIT 9007199254740992.0 /* 2^53 */

static void
before_value (CorralJsonWriter *self)
{
  if (self->comma)
    g_string_append_c (self->out, ',');
  self->comma = TRUE;
}

static void
append_integer (GString *out, gint64 value)
{
  char buffer[24];
  char *at = buffer + sizeof buffer;
  guint64 rest = value < 0 ? 0 - (guint64) value : (guint64) value;

  do
    {
      *--at = (char) ('0' + rest % 10);
      rest /= 10;
    }
  while (rest > 0);
  if (value < 0)
    *--at = '-';
  g_string_append_len (out, at, buffer + sizeof buffer - at);
}

static void
append_real (GString *out, double value)
{
  double scaled = round (value * DECIMAL_SCALE);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (fabs (scaled) < DECIMAL_LIMIT && scaled / DECIMAL_SCALE <= value && scaled / DECIMAL_SCALE >= value)
    {
      guint64 whole = (guint64) fabs (scaled);
      guint64 fraction = whole % (guint64) DECIMAL_SCALE;

      if (scaled < 0)
        g_string_append_c (out, '-');
      append_integer (out, (gint64) (whole / (guint64) DECIMAL_SCALE));
      if (fraction > 0)
        {
          char digits[DECIMALS];
          int n = DECIMALS;

          for (int i = DECIMALS - 1; i >= 0; i--)
            {
              digits[i] = (char) ('0' + fraction % 10);
              fraction /= 10;
            }
          while (digits[n - 1] == '0')
            n--;
          g_string_append_c (out, '.');
          g_string_append_len (out, digits, n);
        }
      return;
    }
  /* The shortest of 15, 16 and 17 digits that reads back as the same number; never in the locale's way. */
  for (int precision = 15; precision <= 17; precision++)
    {
      char format[] = "%.15g";

      format[3] = (char) ('0' + precision - 10);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      if (precision == 17 || !(fabs (g_ascii_strtod (buffer, NULL) - value) > 0))
        break;
    }
  g_string_append (out, buffer);
}

static void
append_escape (GString *out, guchar c)
{
  static const char hex[] = "0123456789abcdef";

  switch (c)
    {
    case '"':
      g_string_append (out, "\\\"");
      break;
    case '\\':
      g_string_append (out, "\\\\");
      break;
    case '\n':
      g_string_append (out, "\\n");
      break;
    case '\r':
      g_string_append (out, "\\r");
      break;
    case '\t':
      g_string_append (out, "\\t");
      break;
    default:
      g_string_append (out, "\\u00");
      g_string_append_c (out, hex[c >> 4]);
      g_string_append_c (out, hex[c & 15]);
    }
}

static void
append_text (GString *out, const char *text)
{
  const char *from = text;
  const char *at = text;
  gboolean ascii = TRUE;
  g_autofree char *valid = NULL;

  for (; *at != '\0'; at++)
    ascii = ascii && (guchar) *at < 0x80;
  if (!ascii && !g_utf8_validate (text, at - text, NULL))
    {
      valid = g_utf8_make_valid (text, at - text);
      from = valid;
    }
  g_string_append_c (out, '"');
  for (at = from; *at != '\0'; at++)
    {
      guchar c = (guchar) *at;

      if (c >= 0x20 && c != '"' && c != '\\')
        continue;
      g_string_append_len (out, from, at - from);
      append_escape (out, c);
      from = at + 1;
    }
  g_string_append_len (out, from, at - from);
  g_string_append_c (out, '"');
}

/* A space-joined list as an array; of numbers, with "-" for null, or of strings. */
static void
append_list (GString *out, const char *list, gboolean numbers)
{
  gboolean comma = FALSE;

  g_string_append_c (out, '[');
  while (*list != '\0')
    {
      gsize length = strcspn (list, " ");

      if (length > 0)
        {
          if (comma)
            g_string_append_c (out, ',');
          comma = TRUE;
          if (numbers && length == 1 && *list == '-')
            g_string_append (out, "null");
          else if (numbers)
            append_real (out, g_ascii_strtod (list, NULL));
          else
            {
              g_autofree char *item = g_strndup (list, length);

              append_text (out, item);
            }
        }
      list += length + (list[length] == ' ');
    }
  g_string_append_c (out, ']');
}

void
corral_json_writer_init (CorralJsonWriter *self, gsize size_hint)
{
  self->out = g_string_sized_new (size_hint);
  self->comma = FALSE;
}

void
corral_json_writer_clear (CorralJsonWriter *self)
{
  if (self->out != NULL)
    g_string_free (self->out, TRUE);
  self->out = NULL;
}

GBytes *
corral_json_writer_steal (CorralJsonWriter *self)
{
  return g_string_free_to_bytes (g_steal_pointer (&self->out));
}

void
corral_json_begin_object (CorralJsonWriter *self)
{
  before_value (self);
  g_string_append_c (self->out, '{');
  self->comma = FALSE;
}

void
corral_json_end_object (CorralJsonWriter *self)
{
  g_string_append_c (self->out, '}');
  self->comma = TRUE;
}

void
corral_json_begin_array (CorralJsonWriter *self)
{
  before_value (self);
  g_string_append_c (self->out, '[');
  self->comma = FALSE;
}

void
corral_json_end_array (CorralJsonWriter *self)
{
  g_string_append_c (self->out, ']');
  self->comma = TRUE;
}

void
corral_json_name (CorralJsonWriter *self, const char *name)
{
  before_value (self);
  g_string_append_c (self->out, '"');
  g_string_append (self->out, name);
  g_string_append_len (self->out, "\":", 2);
  self->comma = FALSE;
}

void
corral_json_string (CorralJsonWriter *self, const char *text)
{
  before_value (self);
  if (text == NULL)
    g_string_append_len (self->out, "null", 4);
  else
    append_text (self->out, text);
}

void
corral_json_bytes (CorralJsonWriter *self, GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_base64_encode (data, size);

  corral_json_string (self, text);
}

void
corral_json_integer (CorralJsonWriter *self, gint64 value)
{
  before_value (self);
  if (value == CORRAL_UNKNOWN)
    g_string_append_len (self->out, "null", 4);
  else
    append_integer (self->out, value);
}

void
corral_json_real (CorralJsonWriter *self, double value)
{
  before_value (self);
  if (!isfinite (value))
    g_string_append_len (self->out, "null", 4);
  else
    append_real (self->out, value);
}

void
corral_json_boolean (CorralJsonWriter *self, gboolean value)
{
  before_value (self);
  g_string_append (self->out, value ? "true" : "false");
}

void
corral_json_null (CorralJsonWriter *self)
{
  corral_json_string (self, NULL);
}

void
corral_json_field (CorralJsonWriter *self, gconstpointer row, const CorralField *field)
{
  switch (field->type)
    {
    case CORRAL_FIELD_ID:
    case CORRAL_FIELD_TEXT:
    case CORRAL_FIELD_WORD:
      corral_json_string (self, corral_row_get_string (row, field));
      break;
    case CORRAL_FIELD_LIST:
    case CORRAL_FIELD_NUMBERS:
      {
        const char *list = corral_row_get_string (row, field);

        before_value (self);
        if (list == NULL)
          g_string_append_len (self->out, "null", 4);
        else
          append_list (self->out, list, field->type == CORRAL_FIELD_NUMBERS);
        break;
      }
    case CORRAL_FIELD_INTEGER:
    case CORRAL_FIELD_TIME:
      corral_json_integer (self, corral_row_get_integer (row, field));
      break;
    case CORRAL_FIELD_REAL:
      corral_json_real (self, corral_row_get_real (row, field));
      break;
    case CORRAL_FIELD_BOOLEAN:
      if (CORRAL_IS_KNOWN (corral_row_get_integer (row, field)))
        corral_json_boolean (self, corral_row_get_integer (row, field) != 0);
      else
        corral_json_null (self);
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
field_is_known (gconstpointer row, const CorralField *field)
{
  if (corral_field_is_string (field))
    return corral_row_get_string (row, field) != NULL;
  if (field->type == CORRAL_FIELD_REAL)
    return isfinite (corral_row_get_real (row, field));
  return CORRAL_IS_KNOWN (corral_row_get_integer (row, field));
}

void
corral_json_row (CorralJsonWriter *self, const CorralSchema *schema, gconstpointer row)
{
  corral_json_begin_object (self);
  for (guint i = 0; i < schema->n_fields; i++)
    if (field_is_known (row, &schema->fields[i]))
      {
        corral_json_name (self, schema->fields[i].name);
        corral_json_field (self, row, &schema->fields[i]);
      }
  corral_json_end_object (self);
}
