/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A strict reader for the small documents that clients send to the demo cloud. Pure, any thread.
 *
 * Why not json-glib: it takes two documents, single quotes and names given twice, wraps numbers that are too great,
 * cuts strings at \u0000 and falls over a hundred thousand brackets (measured, reliability.md). And why not the
 * reader of src/api: client and server are two readings of the contract, so that a wrong one cannot cancel out.
 */
#include "config.h"

#include "corral-json-value.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define DEPTH_MAX 16
#define INTEGER_MAX G_GINT64_CONSTANT (9007199254740991)

typedef struct
{
  const char *text;
  gsize length;
  gsize at;
  guint depth;
  const char *fault; /* (nullable): constant; the first one */
} Reader;

static CorralJsonValue *read_value (Reader *reader);

static gpointer
fail (Reader *reader, const char *fault)
{
  if (reader->fault == NULL)
    reader->fault = fault;
  return NULL;
}

static int
peek (const Reader *reader)
{
  return reader->at < reader->length ? (guchar) reader->text[reader->at] : -1;
}

static void
skip_space (Reader *reader)
{
  int c;

  while ((c = peek (reader)) == ' ' || c == '\t' || c == '\n' || c == '\r')
    reader->at++;
}

static gboolean
take (Reader *reader, char wanted)
{
  if (peek (reader) != wanted)
    return FALSE;
  reader->at++;
  return TRUE;
}

/* Four hexadecimal digits. */
static gboolean
read_unit (Reader *reader, gunichar *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++)
    {
      int c = peek (reader);

      if (c < 0 || !g_ascii_isxdigit (c))
        return FALSE;
      *unit = *unit << 4 | (gunichar) g_ascii_xdigit_value ((char) c);
      reader->at++;
    }
  return TRUE;
}

/* What stands behind a backslash; the backslash is taken. */
static gboolean
read_escape (Reader *reader, GString *out)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char means[] = "\"\\/\b\f\n\r\t";
  int c = peek (reader);
  const char *at = c > 0 ? strchr (letters, c) : NULL;
  gunichar high, low;

  if (c < 0)
    return FALSE;
  reader->at++;
  if (at != NULL)
    {
      g_string_append_c (out, means[at - letters]);
      return TRUE;
    }
  if (c != 'u' || !read_unit (reader, &high) || high == 0 || (high >= 0xdc00 && high <= 0xdfff))
    return FALSE;
  if (high >= 0xd800 && high <= 0xdbff)
    {
      if (!take (reader, '\\') || !take (reader, 'u') || !read_unit (reader, &low) || low < 0xdc00 || low > 0xdfff)
        return FALSE;
      high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    }
  g_string_append_unichar (out, high);
  return TRUE;
}

/* The opening quote is the next character. NULL after a fault. */
static char *
read_string (Reader *reader)
{
  g_autoptr (GString) out = g_string_new (NULL);

  reader->at++;
  for (;;)
    {
      int c = peek (reader);

      if (c < 0x20)
        return fail (reader, c < 0 ? "It ends in the middle of a text." : "A text holds a control character.");
      reader->at++;
      if (c == '"')
        return g_string_free (g_steal_pointer (&out), FALSE);
      if (c != '\\')
        g_string_append_c (out, (char) c);
      else if (!read_escape (reader, out))
        return fail (reader, "A text holds an escape that is none.");
    }
}

static gsize
skip_digits (Reader *reader)
{
  gsize from = reader->at;

  while (peek (reader) >= '0' && peek (reader) <= '9')
    reader->at++;
  return reader->at - from;
}

static gboolean
read_number (Reader *reader, CorralJsonValue *value)
{
  gsize from = reader->at;
  gboolean whole = TRUE;
  g_autofree char *text = NULL;

  take (reader, '-');
  if (!take (reader, '0') && skip_digits (reader) == 0)
    return FALSE;
  if (take (reader, '.'))
    {
      whole = FALSE;
      if (skip_digits (reader) == 0)
        return FALSE;
    }
  if (peek (reader) == 'e' || peek (reader) == 'E')
    {
      whole = FALSE;
      reader->at++;
      if (!take (reader, '+'))
        take (reader, '-');
      if (skip_digits (reader) == 0)
        return FALSE;
    }
  text = g_strndup (reader->text + from, reader->at - from);
  value->real = g_ascii_strtod (text, NULL);
  value->type = whole ? CORRAL_JSON_INTEGER : CORRAL_JSON_REAL;
  if (!isfinite (value->real))
    return FALSE;
  return !whole || g_ascii_string_to_signed (text, 10, -INTEGER_MAX, INTEGER_MAX, &value->integer, NULL);
}

static gboolean
read_array (Reader *reader, CorralJsonValue *value)
{
  reader->at++;
  skip_space (reader);
  if (take (reader, ']'))
    return TRUE;
  do
    {
      CorralJsonValue *item = read_value (reader);

      if (item == NULL)
        return FALSE;
      g_ptr_array_add (value->items, item);
      skip_space (reader);
    }
  while (take (reader, ','));
  return take (reader, ']');
}

static gboolean
read_object (Reader *reader, CorralJsonValue *value)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  reader->at++;
  skip_space (reader);
  if (take (reader, '}'))
    return TRUE;
  do
    {
      CorralJsonValue *item;
      char *name;

      skip_space (reader);
      if (peek (reader) != '"' || (name = read_string (reader)) == NULL)
        return FALSE;
      g_ptr_array_add (value->names, name);
      if (!g_hash_table_add (seen, name))
        return fail (reader, "An object has a member twice.") != NULL;
      skip_space (reader);
      if (!take (reader, ':') || (item = read_value (reader)) == NULL)
        return FALSE;
      g_ptr_array_add (value->items, item);
      skip_space (reader);
    }
  while (take (reader, ','));
  return take (reader, '}');
}

static gboolean
read_word (Reader *reader, const char *word)
{
  gsize length = strlen (word);

  if (reader->length - reader->at < length || memcmp (reader->text + reader->at, word, length) != 0)
    return FALSE;
  reader->at += length;
  return TRUE;
}

static gboolean
fill_value (Reader *reader, CorralJsonValue *value)
{
  switch (peek (reader))
    {
    case '{':
      value->type = CORRAL_JSON_OBJECT;
      value->items = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_json_value_free);
      value->names = g_ptr_array_new_with_free_func (g_free);
      return read_object (reader, value);
    case '[':
      value->type = CORRAL_JSON_ARRAY;
      value->items = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_json_value_free);
      return read_array (reader, value);
    case '"':
      value->type = CORRAL_JSON_STRING;
      value->string = read_string (reader);
      return value->string != NULL;
    case 't':
    case 'f':
      value->type = CORRAL_JSON_BOOLEAN;
      value->boolean = peek (reader) == 't';
      return read_word (reader, value->boolean ? "true" : "false");
    case 'n':
      return read_word (reader, "null");
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
      return read_number (reader, value) || fail (reader, "A number is none, or too great.") != NULL;
    default:
      return FALSE;
    }
}

static CorralJsonValue *
read_value (Reader *reader)
{
  g_autoptr (CorralJsonValue) value = g_new0 (CorralJsonValue, 1);

  if (reader->depth == DEPTH_MAX)
    return fail (reader, "It is more than 16 levels deep.");
  skip_space (reader);
  value->start = reader->at;
  reader->depth++;
  if (!fill_value (reader, value))
    return fail (reader, "It is not JSON.");
  reader->depth--;
  value->length = reader->at - value->start;
  return g_steal_pointer (&value);
}

CorralJsonValue *
corral_json_value_parse (const char *text, gsize length, char **fault)
{
  Reader reader = { .text = text, .length = length };
  g_autoptr (CorralJsonValue) value = NULL;

  if (!g_utf8_validate_len (text, length, NULL))
    {
      *fault = g_strdup ("It is not UTF-8 without NUL.");
      return NULL;
    }
  value = read_value (&reader);
  skip_space (&reader);
  if (value != NULL && reader.at < length)
    fail (&reader, "Something stands behind the document.");
  if (reader.fault != NULL)
    {
      *fault = g_strdup (reader.fault);
      return NULL;
    }
  return g_steal_pointer (&value);
}

void
corral_json_value_free (CorralJsonValue *self)
{
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_free (self->string);
  g_free (self);
}

const CorralJsonValue *
corral_json_value_get (const CorralJsonValue *self, const char *name)
{
  if (self == NULL || self->type != CORRAL_JSON_OBJECT)
    return NULL;
  for (guint i = 0; i < self->names->len; i++)
    if (strcmp (g_ptr_array_index (self->names, i), name) == 0)
      return g_ptr_array_index (self->items, i);
  return NULL;
}
