/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The OpenAPI document and src/model have the same types of operations, with the same targets, parameters, scopes,
 * lives and rules for revisions, in both directions. */
#include "corral-operation-type.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  JsonParser *parser; /* (owned) */
  JsonObject *root;
  JsonObject *schemas; /* of components */
  JsonArray *types;    /* x-corral-operation-types */
} Document;

static void
document_load (Document *self, gconstpointer unused)
{
  g_autofree char *path =
    g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "data", "openapi", "corral-v1.json", NULL);
  g_autoptr (GError) error = NULL;

  self->parser = json_parser_new_immutable ();
  json_parser_load_from_file (self->parser, path, &error);
  g_assert_no_error (error);
  self->root = json_node_get_object (json_parser_get_root (self->parser));
  self->schemas
      = json_object_get_object_member (json_object_get_object_member (self->root, "components"), "schemas");
  self->types = json_object_get_array_member (json_object_get_object_member (self->schemas, "OperationRequest"),
                                              "x-corral-operation-types");
}

static void
document_unload (Document *self, gconstpointer unused)
{
  g_clear_object (&self->parser);
}

/* The strings of an array joined with one space. */
static char *
join (JsonArray *array)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (all, "%s%s", i > 0 ? " " : "", json_array_get_string_element (array, i));
  return g_string_free (g_steal_pointer (&all), FALSE);
}

static const char *
expected_rev_word (CorralExpectedRev expected)
{
  static const char *const words[] = { "ignored", "recommended", "required" };

  return words[expected];
}

static void
test_types (Document *document, gconstpointer unused)
{
  g_assert_cmpuint (json_array_get_length (document->types), ==, CORRAL_N_OPERATIONS);
  for (guint i = 0; i < CORRAL_N_OPERATIONS; i++)
    {
      const CorralOperationType *type = corral_operation_type_get ((CorralOperationKind) i);
      JsonObject *line = json_array_get_object_element (document->types, i);
      g_autofree char *required = join (json_object_get_array_member (line, "required_params"));
      g_autofree char *optional = join (json_object_get_array_member (line, "optional_params"));

      g_test_message ("%s", type->name);
      g_assert_cmpstr (json_object_get_string_member (line, "type"), ==, type->name);
      g_assert_true (corral_operation_type_find (type->name) == type);
      g_assert_cmpstr (json_object_get_string_member (line, "target"), ==,
                       type->any_target ? "any" : corral_collection_get_schema (type->target)->name);
      g_assert_cmpstr (required, ==, type->required);
      g_assert_cmpstr (optional, ==, type->optional);
      g_assert_cmpstr (json_object_get_string_member (line, "expected_rev"), ==,
                       expected_rev_word (type->expected_rev));
      g_assert_cmpint (json_object_get_int_member (line, "lives_ms"), ==, type->lives_ms);
      g_assert_true (json_object_get_boolean_member (line, "queued_offline")
                     == corral_operation_type_is_queued (type));
      g_assert_cmpstr (json_object_get_string_member (line, "scope"), ==, type->scope);
      /* The result is the target but where the rule speaks of a row that is made. */
      g_assert_true (type->makes_row == (type->result == CORRAL_COLLECTION_NOTE || type->result == CORRAL_COLLECTION_TICKET));
      g_assert_true (type->makes_row || type->result == type->target);
      g_assert_true (type->makes_target == json_object_get_boolean_member_with_default (line, "makes_target", FALSE));
      /* No client sends what a server may have forgotten the answer to. */
      g_assert_cmpint (type->lives_ms, <=, CORRAL_OPERATION_OLDEST_MS);
    }
  g_assert_null (corral_operation_type_find ("alert.eat"));
}

static const char *
json_type (CorralFieldType type)
{
  return type == CORRAL_FIELD_TIME || type == CORRAL_FIELD_INTEGER ? "integer" : "string";
}

/* The parameters of all types together: each is some type's, and each has the form that src/model says. */
static void
test_params (Document *document, gconstpointer unused)
{
  const CorralSchema *schema = corral_operation_params_get_schema ();
  JsonObject *params = json_object_get_object_member (document->schemas, "OperationParams");
  JsonObject *all = json_object_get_object_member (params, "properties");

  g_assert_cmpuint (json_object_get_size (all), ==, schema->n_fields);
  for (guint i = 0; i < schema->n_fields; i++)
    {
      const CorralField *field = &schema->fields[i];
      JsonObject *property;
      JsonNode *type;
      guint n_types = 0;

      g_test_message ("%s", field->name);
      g_assert_true (json_object_has_member (all, field->name));
      property = json_object_get_object_member (all, field->name);
      type = json_object_get_member (property, "type");
      g_assert_cmpstr (JSON_NODE_HOLDS_ARRAY (type) ? json_array_get_string_element (json_node_get_array (type), 0)
                                                    : json_node_get_string (type),
                       ==, json_type (field->type));
      if (field->type == CORRAL_FIELD_TEXT)
        g_assert_cmpint (json_object_get_int_member (property, "maxLength"), ==, 8192);
      else if (field->type == CORRAL_FIELD_INTEGER)
        g_assert_cmpint (json_object_get_int_member (property, "minimum"), ==, 0);
      else if (field->type != CORRAL_FIELD_TIME)
        g_assert_cmpstr (json_object_get_string_member (property, "pattern"), ==, "^[A-Za-z0-9_.:-]{1,64}$");
      else
        g_assert_cmpint (json_object_get_int_member (property, "minimum"), ==, 1420070400000);
      for (guint k = 0; k < CORRAL_N_OPERATIONS; k++)
        {
          const CorralOperationType *operation = corral_operation_type_get ((CorralOperationKind) k);
          g_autofree char *both = g_strjoin (" ", operation->required, operation->optional, NULL);
          g_auto (GStrv) names = g_strsplit (both, " ", -1);

          n_types += g_strv_contains ((const char *const *) names, field->name);
        }
      g_assert_cmpuint (n_types, >=, 1);
    }
}

/* Both name the same scopes. */
static void
test_scopes (Document *document, gconstpointer unused)
{
  JsonObject *components = json_object_get_object_member (document->root, "components");
  JsonObject *schemes = json_object_get_object_member (components, "securitySchemes");
  JsonObject *flows
      = json_object_get_object_member (json_object_get_object_member (schemes, "oauth2"), "flows");
  JsonObject *scopes
      = json_object_get_object_member (json_object_get_object_member (flows, "authorizationCode"), "scopes");

  for (guint i = 0; i < CORRAL_N_OPERATIONS; i++)
    g_assert_true (json_object_has_member (scopes, corral_operation_type_get ((CorralOperationKind) i)->scope));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/contract/operations/" name, Document, NULL, document_load, function, document_unload)
  ADD ("types", test_types);
  ADD ("params", test_params);
  ADD ("scopes", test_scopes);
  return g_test_run ();
}
