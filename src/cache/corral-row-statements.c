/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQL from schemas, and rows into and out of statements. The texts are made once, by whoever asks
 * first, and are constant afterwards. */
#include "config.h"

#include "corral-row-statements.h"

#include <math.h>

typedef struct
{
  CorralCollection collection;
  const char *field; /* the foreign id */
  const char *order; /* newest first by this column */
} QueryShape;

/* Adding one = a row here, a word in CorralQuery and an index in a migration. */
static const QueryShape shapes[CORRAL_N_QUERIES] = {
  [CORRAL_QUERY_ALERTS_OF_CART] = { CORRAL_COLLECTION_ALERT, "cart", "raised_ms" },
  [CORRAL_QUERY_ALERTS_OF_STORE] = { CORRAL_COLLECTION_ALERT, "store", "raised_ms" },
  [CORRAL_QUERY_FLAGS_OF_CART] = { CORRAL_COLLECTION_FLAG, "cart", "raised_ms" },
  [CORRAL_QUERY_FLAGS_OF_STORE] = { CORRAL_COLLECTION_FLAG, "store", "raised_ms" },
  [CORRAL_QUERY_TICKETS_OF_CART] = { CORRAL_COLLECTION_TICKET, "cart", "opened_ms" },
  [CORRAL_QUERY_TICKETS_OF_STORE] = { CORRAL_COLLECTION_TICKET, "store", "opened_ms" },
  [CORRAL_QUERY_SESSIONS_OF_CART] = { CORRAL_COLLECTION_SESSION, "cart", "started_ms" },
  [CORRAL_QUERY_NOTES_OF_TARGET] = { CORRAL_COLLECTION_NOTE, "target", "made_ms" },
  [CORRAL_QUERY_EXECUTIONS_OF_CART] = { CORRAL_COLLECTION_EXECUTION, "cart", "updated_ms" },
  [CORRAL_QUERY_CERTIFICATES_OF_CART] = { CORRAL_COLLECTION_CERTIFICATE, "cart", "not_after_ms" },
  [CORRAL_QUERY_PACKS_OF_CART] = { CORRAL_COLLECTION_PACK, "cart", "pk" },
  [CORRAL_QUERY_ACCESS_POINTS_OF_STORE] = { CORRAL_COLLECTION_ACCESS_POINT, "store", "pk" },
  [CORRAL_QUERY_OPERATIONS_OF_TARGET] = { CORRAL_COLLECTION_OPERATION, "target", "issued_ms" },
};

static char *
join_columns (const CorralSchema *schema)
{
  GString *sql = g_string_new (NULL);

  for (guint i = 0; i < schema->n_fields; i++)
    g_string_append_printf (sql, "%s\"%s\"", i > 0 ? "," : "", schema->fields[i].name);
  return g_string_free (sql, FALSE);
}

static char *
make_upsert (const CorralSchema *schema, const char *columns)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT INTO \"%s\"(generation,%s)VALUES(?1", schema->name, columns);
  for (guint i = 0; i < schema->n_fields; i++)
    g_string_append_printf (sql, ",?%u", i + 2);
  g_string_append (sql, ")ON CONFLICT(id)DO UPDATE SET generation=excluded.generation");
  for (guint i = 1; i < schema->n_fields; i++)
    g_string_append_printf (sql, ",\"%s\"=excluded.\"%s\"", schema->fields[i].name,
                            schema->fields[i].name);
  g_string_append_printf (sql,
                          " WHERE excluded.rev>\"%s\".rev OR excluded.generation>\"%s\".generation",
                          schema->name, schema->name);
  return g_string_free (sql, FALSE);
}

static void
make_statements (CorralRowStatements *to, CorralCollection collection)
{
  const CorralSchema *schema = corral_collection_get_schema (collection);
  const char *name = schema->name;
  g_autofree char *columns = join_columns (schema);

  *to = (CorralRowStatements){
    .upsert = make_upsert (schema, columns),
    .select_all = g_strdup_printf ("SELECT %s FROM \"%s\" ORDER BY pk", columns, name),
    .select_one = g_strdup_printf ("SELECT %s FROM \"%s\" WHERE id=?1", columns, name),
    /* Behind every character that an id may have (api.md, "Hard limits") stands "~". */
    .select_beginning
    = g_strdup_printf ("SELECT %s FROM \"%s\" WHERE id>=?1 AND id<?1||'~' ORDER BY id LIMIT ?2", columns, name),
    .count = g_strdup_printf ("SELECT count(*) FROM \"%s\"", name),
    .remove
    = g_strdup_printf ("DELETE FROM \"%s\" WHERE id=?1 AND (rev<=?2 OR generation<?3)", name),
    .remove_purged = g_strdup_printf ("DELETE FROM \"%s\" WHERE id=?1", name),
    .select_older = g_strdup_printf ("SELECT id,rev FROM \"%s\" WHERE generation<?1", name),
    .remove_older = g_strdup_printf ("DELETE FROM \"%s\" WHERE generation<?1", name),
  };
}

const CorralRowStatements *
corral_row_statements_get (CorralCollection collection)
{
  static gsize made;
  static CorralRowStatements statements[CORRAL_N_COLLECTIONS];

  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < CORRAL_N_COLLECTIONS; i++)
        make_statements (&statements[i], i);
      g_once_init_leave (&made, 1);
    }
  return &statements[collection];
}

CorralCollection
corral_query_get_collection (CorralQuery query)
{
  g_assert (query < CORRAL_N_QUERIES);
  return shapes[query].collection;
}

const char *
corral_query_get_sql (CorralQuery query)
{
  static gsize made;
  static char *sql[CORRAL_N_QUERIES];

  g_assert (query < CORRAL_N_QUERIES);
  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < CORRAL_N_QUERIES; i++)
        {
          const CorralSchema *schema = corral_collection_get_schema (shapes[i].collection);
          g_autofree char *columns = join_columns (schema);

          sql[i] = g_strdup_printf (
              "SELECT %s FROM \"%s\" WHERE \"%s\"=?1 ORDER BY \"%s\" DESC LIMIT ?2", columns,
              schema->name, shapes[i].field, shapes[i].order);
        }
      g_once_init_leave (&made, 1);
    }
  return sql[query];
}

void
corral_row_bind (sqlite3_stmt *statement, const CorralSchema *schema, gconstpointer row, int first)
{
  const CorralField *field = schema->fields;

  for (guint i = 0; i < schema->n_fields; i++, field++)
    {
      int at = first + (int) i;

      if (corral_field_is_string (field))
        {
          /* A NULL pointer binds NULL. */
          sqlite3_bind_text (statement, at, corral_row_get_string (row, field), -1, SQLITE_STATIC);
        }
      else if (field->type == CORRAL_FIELD_REAL)
        {
          /* NaN binds NULL. */
          sqlite3_bind_double (statement, at, corral_row_get_real (row, field));
        }
      else
        {
          gint64 value = corral_row_get_integer (row, field);

          if (CORRAL_IS_KNOWN (value))
            sqlite3_bind_int64 (statement, at, value);
          else
            sqlite3_bind_null (statement, at);
        }
    }
}

void
corral_row_read (sqlite3_stmt *statement, const CorralSchema *schema, gpointer row)
{
  const CorralField *field = schema->fields;

  for (guint i = 0; i < schema->n_fields; i++, field++)
    {
      char *at = (char *) row + field->offset;
      int column = (int) i;

      if (corral_field_is_string (field))
        *(const char **) (gpointer) at = (const char *) sqlite3_column_text (statement, column);
      else if (field->type == CORRAL_FIELD_REAL)
        {
          double value = sqlite3_column_double (statement, column);

          /* NULL reads as nought: only of that the type has to be asked. */
          *(double *) (gpointer) at
            = value == 0 && sqlite3_column_type (statement, column) == SQLITE_NULL ? (double) NAN : value;
        }
      else
        {
          gint64 value = sqlite3_column_int64 (statement, column);

          *(gint64 *) (gpointer) at
            = value == 0 && sqlite3_column_type (statement, column) == SQLITE_NULL ? CORRAL_UNKNOWN : value;
        }
    }
}
