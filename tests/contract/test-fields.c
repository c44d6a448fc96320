/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The OpenAPI document and src/model name the same members, of the same types, required alike, in both
 * directions; and no schema of the document has a member for what this program must never see (domain.md,
 * "Privacy and payment"). */
#include "corral-collections.h"
#include "corral-metric.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  JsonParser *parser;  /* (owned) */
  JsonObject *schemas; /* of components */
} Document;

static void
document_load (Document *self, gconstpointer unused)
{
  g_autofree char *path =
    g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "data", "openapi", "corral-v1.json", NULL);
  g_autoptr (GError) error = NULL;
  JsonObject *root;

  self->parser = json_parser_new_immutable ();
  json_parser_load_from_file (self->parser, path, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (self->parser));
  self->schemas = json_object_get_object_member (json_object_get_object_member (root, "components"), "schemas");
}

static void
document_unload (Document *self, gconstpointer unused)
{
  g_clear_object (&self->parser);
}

/* The collection @name's row schema: the one that says x-corral-collection, called as the struct is. */
static JsonObject *
find_row_schema (Document *document, const char *name)
{
  g_autoptr (GList) members = json_object_get_members (document->schemas);
  JsonObject *found = NULL;

  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonObject *schema = json_object_get_object_member (document->schemas, l->data);

      if (g_strcmp0 (json_object_get_string_member_with_default (schema, "x-corral-collection", NULL), name) == 0)
        {
          g_assert_null (found);
          found = schema;
        }
    }
  return found;
}

static const char *
type_word (CorralFieldType type)
{
  switch (type)
    {
    case CORRAL_FIELD_ID:
      return "id";
    case CORRAL_FIELD_TEXT:
      return "text";
    case CORRAL_FIELD_WORD:
      return "word";
    case CORRAL_FIELD_LIST:
      return "list";
    case CORRAL_FIELD_NUMBERS:
      return "numbers";
    case CORRAL_FIELD_INTEGER:
      return "integer";
    case CORRAL_FIELD_REAL:
      return "real";
    case CORRAL_FIELD_TIME:
      return "time";
    case CORRAL_FIELD_BOOLEAN:
      return "boolean";
    default:
      g_assert_not_reached ();
    }
}

static const char *
json_type (CorralFieldType type)
{
  switch (type)
    {
    case CORRAL_FIELD_ID:
    case CORRAL_FIELD_TEXT:
    case CORRAL_FIELD_WORD:
      return "string";
    case CORRAL_FIELD_LIST:
    case CORRAL_FIELD_NUMBERS:
      return "array";
    case CORRAL_FIELD_INTEGER:
    case CORRAL_FIELD_TIME:
      return "integer";
    case CORRAL_FIELD_REAL:
      return "number";
    case CORRAL_FIELD_BOOLEAN:
      return "boolean";
    default:
      g_assert_not_reached ();
    }
}

/* The first word of "type"; *@nullable when "null" is the second. */
static const char *
get_type (JsonObject *property, gboolean *nullable)
{
  JsonNode *node = json_object_get_member (property, "type");
  JsonArray *both;

  g_assert_nonnull (node);
  *nullable = FALSE;
  if (JSON_NODE_HOLDS_VALUE (node))
    return json_node_get_string (node);
  both = json_node_get_array (node);
  g_assert_cmpuint (json_array_get_length (both), ==, 2);
  g_assert_cmpstr (json_array_get_string_element (both, 1), ==, "null");
  *nullable = TRUE;
  return json_array_get_string_element (both, 0);
}

#define PATTERN_OF_IDS "^[A-Za-z0-9_.:-]{1,64}$"

static void
check_property (const char *collection, const CorralField *field, JsonObject *property, gboolean required)
{
  gboolean nullable;

  g_test_message ("%s.%s", collection, field->name);
  g_assert_cmpstr (json_object_get_string_member (property, "x-corral-type"), ==, type_word (field->type));
  g_assert_cmpstr (get_type (property, &nullable), ==, json_type (field->type));
  g_assert_true (nullable == !required);
  g_assert_cmpuint (strlen (json_object_get_string_member (property, "description")), >, 4);
  switch (field->type)
    {
    case CORRAL_FIELD_ID:
    case CORRAL_FIELD_WORD:
      g_assert_cmpstr (json_object_get_string_member (property, "pattern"), ==, PATTERN_OF_IDS);
      break;
    case CORRAL_FIELD_TEXT:
      g_assert_cmpint (json_object_get_int_member (property, "maxLength"), ==, 8192);
      break;
    case CORRAL_FIELD_LIST:
      {
        JsonObject *items = json_object_get_object_member (property, "items");

        g_assert_cmpstr (get_type (items, &nullable), ==, "string");
        g_assert_false (nullable);
        g_assert_cmpstr (json_object_get_string_member (items, "pattern"), ==, PATTERN_OF_IDS);
        g_assert_cmpint (json_object_get_int_member (property, "maxItems"), <=, 1000);
        break;
      }
    case CORRAL_FIELD_NUMBERS:
      g_assert_cmpstr (get_type (json_object_get_object_member (property, "items"), &nullable), ==, "number");
      g_assert_true (nullable);
      g_assert_cmpint (json_object_get_int_member (property, "maxItems"), <=, 1000);
      break;
    case CORRAL_FIELD_INTEGER:
      g_assert_cmpint (json_object_get_int_member (property, "minimum"), >=, -9007199254740991);
      g_assert_cmpint (json_object_get_int_member (property, "maximum"), <=, 9007199254740991);
      break;
    case CORRAL_FIELD_TIME:
      g_assert_cmpint (json_object_get_int_member (property, "minimum"), ==, 1420070400000);
      g_assert_cmpint (json_object_get_int_member (property, "maximum"), ==, 4102444800000);
      break;
    case CORRAL_FIELD_REAL:
    case CORRAL_FIELD_BOOLEAN:
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
test_collections (Document *document, gconstpointer unused)
{
  g_autoptr (GList) members = json_object_get_members (document->schemas);
  guint n_rows = 0;

  for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
    {
      const CorralSchema *schema = corral_collection_get_schema (c);
      JsonObject *row = find_row_schema (document, schema->name);
      g_autoptr (GHashTable) required = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr (GList) properties = NULL;
      JsonObject *all;
      JsonArray *names;

      g_test_message ("%s", schema->name);
      g_assert_nonnull (row);
      names = json_object_get_array_member (row, "required");
      for (guint i = 0; i < json_array_get_length (names); i++)
        g_hash_table_add (required, (gpointer) json_array_get_string_element (names, i));

      all = json_object_get_object_member (row, "properties");
      properties = json_object_get_members (all);
      for (GList *l = properties; l != NULL; l = l->next)
        {
          g_test_message ("%s.%s is in src/model", schema->name, (const char *) l->data);
          g_assert_nonnull (corral_schema_find (schema, l->data));
        }
      for (guint i = 0; i < schema->n_fields; i++)
        {
          const CorralField *field = &schema->fields[i];
          gboolean in_document = g_hash_table_contains (required, field->name);

          g_test_message ("%s.%s is in the document", schema->name, field->name);
          g_assert_true (json_object_has_member (all, field->name));
          g_assert_true (in_document == ((field->flags & CORRAL_FIELD_REQUIRED) != 0));
          g_assert_true (json_object_has_member (json_object_get_object_member (all, field->name), "x-corral-coarse")
                         == ((field->flags & CORRAL_FIELD_COARSE) != 0));
          check_property (schema->name, field, json_object_get_object_member (all, field->name), in_document);
        }
      g_assert_cmpuint (json_object_get_size (all), ==, schema->n_fields);
    }

  /* And no collection that src/model does not have. */
  for (GList *l = members; l != NULL; l = l->next)
    if (json_object_has_member (json_object_get_object_member (document->schemas, l->data), "x-corral-collection"))
      n_rows++;
  g_assert_cmpuint (n_rows, ==, CORRAL_N_SYNCED_COLLECTIONS);
}

/* Vitals go over the wire as columns: the ids and revisions apart, an array of each other member. */
static void
test_vitals (Document *document, gconstpointer unused)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);
  JsonObject *columns = json_object_get_object_member (document->schemas, "VitalColumns");
  JsonObject *all = json_object_get_object_member (columns, "properties");

  g_assert_false (json_object_has_member (columns, "required"));
  g_assert_cmpuint (json_object_get_size (all), ==, schema->n_fields - 2);
  for (guint i = 2; i < schema->n_fields; i++)
    {
      const CorralField *field = &schema->fields[i];
      JsonObject *column;
      gboolean nullable;

      g_test_message ("vital.%s", field->name);
      g_assert_cmpint (field->flags & CORRAL_FIELD_REQUIRED, ==, 0);
      g_assert_true (json_object_has_member (all, field->name));
      column = json_object_get_object_member (all, field->name);
      g_assert_cmpstr (json_object_get_string_member (column, "x-corral-type"), ==, type_word (field->type));
      g_assert_cmpstr (get_type (column, &nullable), ==, "array");
      g_assert_false (nullable);
      g_assert_cmpint (json_object_get_int_member (column, "maxItems"), ==, 1000);
      g_assert_cmpstr (get_type (json_object_get_object_member (column, "items"), &nullable), ==,
                       json_type (field->type));
      g_assert_true (nullable);
    }
}

/* Metrics of telemetry are those of the table; of vitals they are numbers, and called the same. */
static void
test_metrics (Document *document, gconstpointer unused)
{
  const CorralSchema *schema = corral_collection_get_schema (CORRAL_COLLECTION_VITAL);
  static const char *const kinds[] = { "TelemetryRaw", "TelemetryRollup" };

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      JsonObject *telemetry = json_object_get_object_member (document->schemas, kinds[k]);
      JsonObject *properties = json_object_get_object_member (telemetry, "properties");
      JsonObject *metrics =
        json_object_get_object_member (json_object_get_object_member (properties, "metrics"), "properties");
      g_autoptr (GList) names = json_object_get_members (metrics);

      g_assert_cmpuint (g_list_length (names), ==, g_strv_length ((char **) corral_metric_get_names ()));
      g_assert_true (json_object_has_member (properties, "words"));
      for (GList *l = names; l != NULL; l = l->next)
        {
          const CorralField *field = corral_schema_find (schema, l->data);
          CorralMetricKind kind;

          g_test_message ("%s", (const char *) l->data);
          g_assert_true (corral_metric_find (l->data, &kind));
          if (kind != CORRAL_METRIC_VITAL)
            continue;
          g_assert_nonnull (field);
          g_assert_true (field->type == CORRAL_FIELD_INTEGER || field->type == CORRAL_FIELD_REAL);
        }
    }
}

/* What tiers 2 and 3 and card data would be called, as words of a member's name. */
static const char *const forbidden[] = {
  "customer", "customers", "shopper",  "buyer",   "consumer",  "loyalty",    "member",   "membership", "history",
  "email",    "mail",      "phone",    "mobile",  "telephone", "address",    "street",   "postcode",   "zip",
  "birth",    "birthday",  "gender",   "card",    "cards",     "pan",        "cvv",      "cvc",        "iban",
  "account",  "surname",   "lastname", "firstname", "token",   "tokens",     "password", "secret",     "passphrase",
};

static gboolean
is_forbidden (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_auto (GStrv) words = g_strsplit_set (lower, "_-. ", -1);

  for (guint w = 0; words[w] != NULL; w++)
    for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
      if (g_str_equal (words[w], forbidden[i]))
        return TRUE;
  return FALSE;
}

/* Visits every name in every "properties" below @node; returns how many. Examples are not schemas. */
static guint
check_names (JsonNode *node)
{
  guint n = 0;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        n += check_names (json_array_get_element (array, i));
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      json_object_iter_init (&iter, object);
      while (json_object_iter_next (&iter, &name, &value))
        {
          if (g_str_equal (name, "example") || g_str_equal (name, "examples"))
            continue;
          if (g_str_equal (name, "properties") && JSON_NODE_HOLDS_OBJECT (value))
            {
              g_autoptr (GList) members = json_object_get_members (json_node_get_object (value));

              for (GList *l = members; l != NULL; l = l->next)
                {
                  if (is_forbidden (l->data))
                    g_error ("the document has a member called %s", (const char *) l->data);
                  n++;
                }
            }
          n += check_names (value);
        }
    }
  return n;
}

static void
test_tiers (Document *document, gconstpointer unused)
{
  JsonNode *root = json_parser_get_root (document->parser);

  g_assert_true (is_forbidden ("customer_id"));
  g_assert_true (is_forbidden ("email"));
  g_assert_true (is_forbidden ("payment_card"));
  g_assert_true (is_forbidden ("Loyalty-number"));
  g_assert_false (is_forbidden ("cart"));
  g_assert_false (is_forbidden ("carts_booted"));
  g_assert_false (is_forbidden ("payment_status"));
  g_assert_cmpuint (check_names (root), >, 300);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/contract/fields/" name, Document, NULL, document_load, function, document_unload)
  ADD ("collections", test_collections);
  ADD ("vitals", test_vitals);
  ADD ("metrics", test_metrics);
  ADD ("tiers", test_tiers);
  return g_test_run ();
}
