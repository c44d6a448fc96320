/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows from JSON, driven by the schemas: the hot path of every sync. Strings stay where they are in the
 * body; lists become one string in the room that their array took. Any thread. */
#include "config.h"

#include "corral-free-texts.h"
#include "corral-page-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What a schema's members look like from here: names with their lengths, and what must be there. */
typedef struct
{
  const CorralSchema *schema;
  guint64 required;
  guint8 lengths[65]; /* one more: the guess after the last */
} RowPlan;

static RowPlan plans[CORRAL_N_COLLECTIONS];

static gpointer
make_plans (gpointer data)
{
  for (guint c = 0; c < CORRAL_N_COLLECTIONS; c++)
    {
      RowPlan *plan = &plans[c];

      plan->schema = corral_collection_get_schema ((CorralCollection) c);
      g_assert (plan->schema->n_fields < G_N_ELEMENTS (plan->lengths));
      for (guint i = 0; i < plan->schema->n_fields; i++)
        {
          plan->lengths[i] = (guint8) strlen (plan->schema->fields[i].name);
          if ((plan->schema->fields[i].flags & CORRAL_FIELD_REQUIRED) != 0)
            plan->required |= (guint64) 1 << i;
        }
    }
  return NULL;
}

static const RowPlan *
find_plan (const CorralSchema *schema)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, make_plans, NULL);
  for (guint c = 0; c < CORRAL_N_COLLECTIONS; c++)
    if (plans[c].schema == schema)
      return &plans[c];
  g_assert_not_reached ();
}

static const guint8 id_characters[256] = {
  ['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['a' ... 'z'] = 1, ['_'] = 1, ['.'] = 1, [':'] = 1, ['-'] = 1,
};

static inline gboolean
is_id (const char *text, gsize length)
{
  guint8 all = 1;

  if (length == 0 || length > 64)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    all &= id_characters[(guchar) text[i]];
  return all != 0;
}

static gboolean
is_not_an_id (CorralPage *self, const CorralField *field)
{
  return corral_page_flaw (self, g_strdup_printf (_ ("“%s” has characters that no id has."), field->name));
}

/* Ids or words: an array becomes "a b c", written over the array's own text, which is always longer. */
static gboolean
read_list (CorralPage *self, const CorralField *field, const char **value)
{
  CorralJsonReader *json = &self->json;
  char *first = corral_json_reader_get_position (json);
  char *to = first;
  gboolean failed = FALSE;

  if (!corral_page_begin_array (self))
    return FALSE;
  while (corral_page_next_element (self, &failed))
    {
      char *text;
      gsize length;

      if (!corral_json_reader_read_string (json, &text, &length, NULL))
        return corral_page_json_flaw (self);
      if (!is_id (text, length))
        return is_not_an_id (self, field);
      if (to > first)
        *to++ = ' ';
      memmove (to, text, length);
      to += length;
    }
  if (failed)
    return FALSE;
  *to = '\0';
  if (to - first > CORRAL_JSON_MAX_STRING)
    return corral_page_flaw (self, g_strdup_printf (_ ("“%s” is too long."), field->name));
  *value = first;
  return TRUE;
}

static gboolean
read_numbers (CorralPage *self, const CorralField *field, const char **value)
{
  CorralJsonReader *json = &self->json;
  char *first = corral_json_reader_get_position (json);
  char *to = first;
  gboolean failed = FALSE;

  if (!corral_page_begin_array (self))
    return FALSE;
  while (corral_page_next_element (self, &failed))
    {
      const char *text = corral_json_reader_get_position (json);
      gsize length;
      double number;

      if (corral_page_is_null (self))
        {
          text = "-";
          length = 1;
        }
      else
        {
          if (!corral_json_reader_read_real (json, &number))
            return corral_page_json_flaw (self);
          length = strspn (text, "+-.0123456789eE");
        }
      if (to > first)
        *to++ = ' ';
      memmove (to, text, length);
      to += length;
    }
  if (failed)
    return FALSE;
  *to = '\0';
  if (to - first > CORRAL_JSON_MAX_STRING)
    return corral_page_flaw (self, g_strdup_printf (_ ("“%s” is too long."), field->name));
  *value = first;
  return TRUE;
}

/* The nearest step; never −0, which would be told as such. Where a cart is to the metre goes no further than this. */
static double
make_coarse (double value)
{
  return round (value / CORRAL_COARSE_STEP) / round (1.0 / CORRAL_COARSE_STEP) + 0.0;
}

gboolean
corral_page_read_field (CorralPage *self, const CorralField *field, gpointer row)
{
  CorralJsonReader *json = &self->json;
  gpointer at = (char *) row + field->offset;
  char *text;
  gsize length;
  gboolean flag;
  gint64 integer;

  if (corral_page_is_null (self))
    return TRUE;
  switch (field->type)
    {
    case CORRAL_FIELD_ID:
    case CORRAL_FIELD_WORD:
      if (!corral_json_reader_read_string (json, &text, &length, &flag))
        break;
      if (!is_id (text, length))
        return is_not_an_id (self, field);
      *(const char **) at = text;
      return TRUE;

    case CORRAL_FIELD_TEXT:
      if (!corral_json_reader_read_string (json, &text, &length, &flag))
        break;
      *(const char **) at = corral_field_is_free_text (field) ? corral_page_make_written_fit (self, text, length, flag)
                                                              : corral_page_make_fit (self, text, length, flag);
      return TRUE;

    case CORRAL_FIELD_LIST:
      return read_list (self, field, at);

    case CORRAL_FIELD_NUMBERS:
      return read_numbers (self, field, at);

    case CORRAL_FIELD_INTEGER:
      if (!corral_json_reader_read_integer (json, at))
        break;
      return TRUE;

    case CORRAL_FIELD_REAL:
      if (!corral_json_reader_read_real (json, at))
        break;
      if (G_UNLIKELY ((field->flags & CORRAL_FIELD_COARSE) != 0))
        *(double *) at = make_coarse (*(double *) at);
      return TRUE;

    case CORRAL_FIELD_TIME:
      if (!corral_json_reader_read_integer (json, &integer))
        break;
      if (integer < CORRAL_TIME_MIN_MS || integer > CORRAL_TIME_MAX_MS)
        return corral_page_flaw (self,
                                 g_strdup_printf (_ ("“%s” is no time between 2015 and 2100."), field->name));
      *(gint64 *) at = integer;
      return TRUE;

    case CORRAL_FIELD_BOOLEAN:
      if (!corral_json_reader_read_boolean (json, &flag))
        break;
      *(gint64 *) at = flag;
      return TRUE;

    default:
      g_assert_not_reached ();
    }
  return corral_page_json_flaw (self);
}

/* Whether a required member has a value. */
static gboolean
has_value (const CorralField *field, gconstpointer row)
{
  if (corral_field_is_string (field))
    return corral_row_get_string (row, field) != NULL;
  if (field->type == CORRAL_FIELD_REAL)
    return corral_row_get_real (row, field) == corral_row_get_real (row, field);
  return CORRAL_IS_KNOWN (corral_row_get_integer (row, field));
}

gboolean
corral_page_read_row_object (CorralPage *self, const CorralSchema *schema, gpointer row)
{
  const RowPlan *plan = find_plan (schema);
  const CorralField *fields = schema->fields;
  CorralJsonReader *json = &self->json;
  guint64 seen = 0;
  guint guess = 0;
  const char *name;
  gsize length;
  gboolean hit;

  if (!corral_page_begin_object (self))
    return FALSE;
  while (corral_json_reader_next_member (json, guess < schema->n_fields ? fields[guess].name : NULL,
                                         plan->lengths[guess], &hit, &name, &length))
    {
      guint index = guess;

      if (G_UNLIKELY (!hit))
        {
          /* Unknowns are often left out, so what comes is probably a little further on. */
          guint tried;

          for (tried = 0; tried < schema->n_fields; tried++)
            {
              index = guess + tried;
              if (index >= schema->n_fields)
                index -= schema->n_fields;
              if (plan->lengths[index] == length && memcmp (fields[index].name, name, length) == 0)
                break;
            }
          if (tried == schema->n_fields)
            {
              if (!corral_json_reader_skip (json))
                return corral_page_json_flaw (self);
              continue;
            }
        }
      if (G_UNLIKELY ((seen >> index & 1) != 0))
        return corral_page_flaw_before_value (self, g_strdup_printf (_ ("“%s” is there twice."),
                                                                     fields[index].name));
      seen |= (guint64) 1 << index;
      guess = index + 1;
      if (G_UNLIKELY (!corral_page_read_field (self, &fields[index], row)))
        return FALSE;
    }
  if (G_UNLIKELY (corral_json_reader_get_state (json) != CORRAL_JSON_OK))
    return corral_page_json_flaw (self);

  for (guint64 left = plan->required; left != 0; left &= left - 1)
    {
      const CorralField *field = &fields[__builtin_ctzll (left)];

      if (G_UNLIKELY (!has_value (field, row)))
        return corral_page_flaw (self, g_strdup_printf (_ ("“%s” is missing."), field->name));
    }
  return TRUE;
}
