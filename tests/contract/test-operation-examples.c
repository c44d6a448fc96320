/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the client to the OpenAPI document: every example answer to an operation that was sent or asked about is taken
 * for what the document says it is, its row is read by some collection, and none of it is taken once it is cut. */
#include "corral-api-operation.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef void (*ExampleFunc) (const char *method, guint status, JsonObject *value);

/* The responses' own parts stand elsewhere in the document. */
static JsonObject *
resolve (JsonObject *root, JsonObject *object)
{
  g_auto (GStrv) parts = NULL;

  if (!json_object_has_member (object, "$ref"))
    return object;
  parts = g_strsplit (json_object_get_string_member (object, "$ref"), "/", -1);
  for (guint i = 1; parts[i] != NULL; i++)
    root = json_object_get_object_member (root, parts[i]);
  return root;
}

static guint
for_each_answer (JsonObject *root, ExampleFunc func)
{
  static const char *const methods[] = { "put", "get" };
  JsonObject *path = json_object_get_object_member (json_object_get_object_member (root, "paths"),
                                                    "/v1/tenants/{tenant}/operations/{operation}");
  guint n = 0;

  for (guint m = 0; m < G_N_ELEMENTS (methods); m++)
    {
      JsonObject *responses
          = json_object_get_object_member (json_object_get_object_member (path, methods[m]), "responses");
      g_autoptr (GList) statuses = json_object_get_members (responses);

      for (GList *s = statuses; s != NULL; s = s->next)
        {
          JsonObject *response = resolve (root, json_object_get_object_member (responses, s->data));
          guint status = (guint) g_ascii_strtoull (s->data, NULL, 10);
          JsonObject *content = json_object_get_object_member (response, "content");
          JsonObject *examples = json_object_get_object_member (
              json_object_get_object_member (content, status < 400 ? "application/json" : "application/problem+json"),
              "examples");
          g_autoptr (GList) names = json_object_get_members (examples);

          g_assert_nonnull (names);
          for (GList *k = names; k != NULL; k = k->next, n++)
            func (methods[m], status,
                  json_object_get_object_member (json_object_get_object_member (examples, k->data), "value"));
        }
    }
  return n;
}

static char *
to_text (JsonObject *value)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), value);

  return json_to_string (node, FALSE);
}

static CorralOperationAnswer *
read_text (const char *id, guint status, CorralCollection result, const char *text, gsize length, GError **error)
{
  return corral_page_read_operation_answer (id, status, result, g_strndup (text, length), length, error);
}

/* Whether the status alone ends it (api.md, "Operations": a 4xx is final; "Limits"). */
static gboolean
is_final (guint status)
{
  return status < 400 || status == 501 || (status < 500 && status != 401 && status != 429);
}

static void
expect_taken (const char *method, guint status, JsonObject *value)
{
  const char *id = json_object_get_string_member_with_default (value, "id", "0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d");
  const char *word = json_object_get_string_member_with_default (value, "status", "");
  g_autofree char *text = NULL;
  JsonObject *problem = NULL;
  gboolean with_row = json_object_has_member (value, "data");
  gboolean row_read = FALSE;

  if (status >= 400)
    problem = value;
  else if (strcmp (word, "refused") == 0)
    problem = json_object_get_object_member (value, "problem");
  if (problem != NULL)
    with_row = json_object_has_member (problem, "current");
  if (status >= 400)
    word = "refused";
  text = to_text (value);
  g_test_message ("%s %u %s", method, status, text);
  for (guint c = 0; c < CORRAL_N_COLLECTIONS; c++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralOperationAnswer) answer
          = read_text (id, status, (CorralCollection) c, text, strlen (text), &error);

      if (!is_final (status))
        {
          g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_BROKEN);
          continue;
        }
      g_assert_no_error (error);
      row_read = row_read || answer->row != NULL;
      if (problem == NULL)
        {
          g_assert_cmpint (answer->outcome, ==,
                           strcmp (word, "applied") == 0 ? CORRAL_OUTCOME_APPLIED : CORRAL_OUTCOME_ACCEPTED);
          g_assert_cmpstr (answer->already_by, ==,
                           json_object_get_string_member_with_default (value, "already_by", NULL));
          if (answer->outcome == CORRAL_OUTCOME_APPLIED)
            g_assert_cmpint (answer->applied_rev, ==, json_object_get_int_member (value, "applied_rev"));
        }
      else
        {
          g_assert_cmpint (answer->outcome, ==, CORRAL_OUTCOME_REFUSED);
          g_assert_cmpuint (answer->status, ==, json_object_get_int_member (problem, "status"));
          g_assert_cmpstr (answer->code, ==, json_object_get_string_member (problem, "code"));
          g_assert_cmpstr (answer->trace_id, ==, json_object_get_string_member (problem, "trace_id"));
          g_assert_cmpstr (answer->detail, ==, json_object_get_string_member (problem, "detail"));
        }
      if (status < 400)
        g_assert_cmpint (answer->replayed, ==, json_object_get_boolean_member (value, "replayed"));
    }
  if (is_final (status))
    g_assert_true (row_read == with_row);
}

static void
expect_cut_refused (const char *method, guint status, JsonObject *value)
{
  const char *id = json_object_get_string_member_with_default (value, "id", "0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d");
  g_autofree char *text = to_text (value);

  for (gsize n = 0; n < strlen (text); n++)
    g_assert_null (read_text (id, status, CORRAL_COLLECTION_ALERT, text, n, NULL));
  /* The same answer to another question. */
  if (status < 400)
    g_assert_null (
        read_text ("0195562f-0000-7000-8000-000000000000", status, CORRAL_COLLECTION_ALERT, text, strlen (text), NULL));
}

static void
test_examples (gconstpointer func)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "data", "openapi", "corral-v1.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (
      for_each_answer (json_node_get_object (json_parser_get_root (parser)), (ExampleFunc) (gpointer) func), >, 20);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/contract/operation-examples/are-taken", (gconstpointer) expect_taken, test_examples);
  g_test_add_data_func ("/contract/operation-examples/are-refused-when-cut", (gconstpointer) expect_cut_refused,
                        test_examples);
  return g_test_run ();
}
