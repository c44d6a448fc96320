/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows and facts of any schema. Facts are immutable and may cross threads; the rest is pure. */
#include "config.h"

#include "corral-schema.h"

#include <math.h>
#include <string.h>

typedef struct
{
  gatomicrefcount ref_count;
  const CorralSchema *schema;
} FactHeader;

#define FACT_HEADER_SIZE ((sizeof (FactHeader) + 15) & ~(gsize) 15)

void
corral_row_clear (const CorralSchema *schema, gpointer row)
{
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const CorralField *field = &schema->fields[i];
      gpointer at = (char *) row + field->offset;

      if (corral_field_is_string (field))
        *(const char **) (gpointer) at = NULL;
      else if (field->type == CORRAL_FIELD_REAL)
        *(double *) (gpointer) at = NAN;
      else
        *(gint64 *) (gpointer) at = CORRAL_UNKNOWN;
    }
}

const CorralField *
corral_schema_find (const CorralSchema *schema, const char *name)
{
  for (guint i = 0; i < schema->n_fields; i++)
    if (strcmp (schema->fields[i].name, name) == 0)
      return &schema->fields[i];
  return NULL;
}

gboolean
corral_row_equal (const CorralSchema *schema, gconstpointer a, gconstpointer b)
{
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const CorralField *field = &schema->fields[i];

      if (corral_field_is_string (field))
        {
          if (g_strcmp0 (corral_row_get_string (a, field), corral_row_get_string (b, field)) != 0)
            return FALSE;
        }
      else if (field->type == CORRAL_FIELD_REAL)
        {
          double x = corral_row_get_real (a, field);
          double y = corral_row_get_real (b, field);

          if (isnan (x) != isnan (y) || (!isnan (x) && (x < y || x > y)))
            return FALSE;
        }
      else if (corral_row_get_integer (a, field) != corral_row_get_integer (b, field))
        {
          return FALSE;
        }
    }
  return TRUE;
}

gpointer
corral_fact_new (const CorralSchema *schema, gconstpointer row)
{
  gsize strings = 0;
  char *block;
  char *to;
  FactHeader *header;

  for (guint i = 0; i < schema->n_fields; i++)
    if (corral_field_is_string (&schema->fields[i]))
      {
        const char *text = corral_row_get_string (row, &schema->fields[i]);

        strings += text != NULL ? strlen (text) + 1 : 0;
      }

  block = g_malloc (FACT_HEADER_SIZE + schema->size + strings);
  header = (FactHeader *) (gpointer) block;
  g_atomic_ref_count_init (&header->ref_count);
  header->schema = schema;
  memcpy (block + FACT_HEADER_SIZE, row, schema->size);
  to = block + FACT_HEADER_SIZE + schema->size;
  for (guint i = 0; i < schema->n_fields; i++)
    if (corral_field_is_string (&schema->fields[i]))
      {
        const char *text = corral_row_get_string (row, &schema->fields[i]);
        gsize size;

        if (text == NULL)
          continue;
        size = strlen (text) + 1;
        memcpy (to, text, size);
        *(const char **) (gpointer) (block + FACT_HEADER_SIZE + schema->fields[i].offset) = to;
        to += size;
      }
  return block + FACT_HEADER_SIZE;
}

static FactHeader *
fact_header (gconstpointer fact)
{
  return (FactHeader *) (gpointer) ((char *) (gpointer) fact - FACT_HEADER_SIZE);
}

gpointer
corral_fact_ref (gconstpointer fact)
{
  g_atomic_ref_count_inc (&fact_header (fact)->ref_count);
  return (gpointer) fact;
}

void
corral_fact_unref (gpointer fact)
{
  FactHeader *header;

  if (fact == NULL)
    return;
  header = fact_header (fact);
  if (g_atomic_ref_count_dec (&header->ref_count))
    g_free (header);
}

const CorralSchema *
corral_fact_get_schema (gconstpointer fact)
{
  return fact_header (fact)->schema;
}
