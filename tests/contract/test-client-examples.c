/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the client to the OpenAPI document: its page readers take every example answer to the last row, and
 * none of the same answers once they are cut, short of an entry or without their end. */
#include "corral-page-reader.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Why @text is refused or not wholly understood as an answer to @path; NULL when all is well. */
static char *
read_answer (const char *path, const char *text)
{
  char *body = g_strdup (text);
  gsize length = strlen (text);
  g_autoptr (GError) error = NULL;
  const char *last = strrchr (path, '/') + 1;
  CorralCollection collection;

  if (strcmp (path, "/v1/me") == 0)
    {
      g_autoptr (CorralMe) me = corral_page_read_me (body, length, &error);

      return me != NULL ? NULL : g_strdup (error->message);
    }
  if (strstr (path, "/snapshots/") != NULL && corral_collection_from_name (last, &collection))
    {
      g_autoptr (CorralSnapshotPage) page = corral_page_read_snapshot ("harbor", collection, body, length, &error);

      if (page == NULL)
        return g_strdup (error->message);
      if (page->quarantine->len > 0)
        return g_strdup (((CorralQuarantined *) g_ptr_array_index (page->quarantine, 0))->reason);
      return page->rows->n_rows > 0 ? NULL : g_strdup ("the example has no row");
    }
  if (strcmp (last, "changes") == 0)
    {
      g_autoptr (CorralChangesPage) page = corral_page_read_changes ("harbor", body, length, &error);

      if (page == NULL)
        return g_strdup (error->message);
      if (page->quarantine->len > 0)
        return g_strdup (((CorralQuarantined *) g_ptr_array_index (page->quarantine, 0))->reason);
      return page->n_unknown == 0 ? NULL : g_strdup ("a collection that is not known");
    }
  if (strcmp (last, "vitals") == 0)
    {
      g_autoptr (CorralVitalsPage) page = corral_page_read_vitals ("harbor", body, length, &error);

      if (page == NULL)
        return g_strdup (error->message);
      if (page->quarantine->len > 0)
        return g_strdup (((CorralQuarantined *) g_ptr_array_index (page->quarantine, 0))->reason);
      return page->rows->n_rows > 0 ? NULL : g_strdup ("the example has no row");
    }
  if (strcmp (last, "telemetry") == 0)
    {
      g_autoptr (CorralTelemetry) telemetry = corral_page_read_telemetry ("harbor", body, length, &error);

      if (telemetry == NULL)
        return g_strdup (error->message);
      return telemetry->metrics->len > 0 ? NULL : g_strdup ("the example has no metric");
    }
  if (strcmp (last, "events") == 0)
    {
      g_autoptr (CorralMessagePage) page = corral_page_read_messages ("harbor", body, length, &error);

      if (page == NULL)
        return g_strdup (error->message);
      return page->n_quarantined == 0 ? NULL : g_strdup ("a message was put aside");
    }
  if (strcmp (last, "{id}") == 0)
    {
      g_auto (GStrv) parts = g_strsplit (path, "/", -1);
      g_autoptr (CorralBatch) batch = NULL;

      g_assert_true (corral_collection_from_name (parts[g_strv_length (parts) - 2], &collection));
      batch = corral_page_read_row (collection, body, length, &error);
      return batch != NULL ? NULL : g_strdup (error->message);
    }
  g_free (body);
  return g_strdup ("no reader is known for this path");
}

typedef void (*ExampleFunc) (const char *path, JsonNode *value);

/* Calls @func for every example of a complete JSON answer to a GET that this version asks for. */
static guint
for_each_answer (JsonObject *root, ExampleFunc func)
{
  JsonObject *paths = json_object_get_object_member (root, "paths");
  g_autoptr (GList) names = json_object_get_members (paths);
  guint n = 0;

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *path = l->data;
      JsonObject *item = json_object_get_object_member (paths, path);
      JsonObject *content, *examples;
      g_autoptr (GList) keys = NULL;

      /* Operations: test-operation-examples.c. */
      if (!json_object_has_member (item, "get") || strstr (path, "/operations") != NULL)
        continue;
      content = json_object_get_object_member (
          json_object_get_object_member (
              json_object_get_object_member (json_object_get_object_member (item, "get"), "responses"),
              "200"),
          "content");
      if (!json_object_has_member (content, "application/json"))
        continue;
      examples = json_object_get_object_member (json_object_get_object_member (content, "application/json"),
                                                "examples");
      keys = json_object_get_members (examples);
      g_assert_nonnull (keys);
      for (GList *k = keys; k != NULL; k = k->next, n++)
        func (path, json_object_get_member (json_object_get_object_member (examples, k->data), "value"));
    }
  return n;
}

static void
expect_taken (const char *path, JsonNode *value)
{
  g_autofree char *text = json_to_string (value, FALSE);
  g_autofree char *spaced = json_to_string (value, TRUE);
  g_autofree char *why = read_answer (path, text);

  if (why != NULL)
    g_error ("%s: %s", path, why);
  why = read_answer (path, spaced);
  if (why != NULL)
    g_error ("%s with white space: %s", path, why);
}

static void
expect_refused (const char *path, JsonObject *answer, const char *how)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), answer);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autofree char *why = read_answer (path, text);

  if (why == NULL)
    g_error ("%s %s was taken: %s", path, how, text);
}

static JsonObject *
dup_object (JsonNode *value)
{
  g_autofree char *text = json_to_string (value, FALSE);
  g_autoptr (JsonNode) copy = json_from_string (text, NULL);

  return json_node_dup_object (copy);
}

static void
expect_mutants_refused (const char *path, JsonNode *value)
{
  static const char *const lists[] = { "items", "changes", "ids", "t" };
  g_autofree char *text = json_to_string (value, FALSE);
  gsize length = strlen (text);
  JsonObject *original = json_node_get_object (value);

  for (gsize n = 0; n < length; n++)
    {
      g_autofree char *cut = g_strndup (text, n);
      g_autofree char *why = read_answer (path, cut);

      g_assert_nonnull (why);
    }
  if (!json_object_has_member (original, "end"))
    return; /* one row, or me */
  {
    g_autoptr (JsonObject) mutant = dup_object (value);

    json_object_remove_member (mutant, "end");
    expect_refused (path, mutant, "without its end");
    json_object_set_boolean_member (mutant, "end", FALSE);
    expect_refused (path, mutant, "that goes on");
    json_object_set_boolean_member (mutant, "end", TRUE);
    json_object_set_int_member (mutant, "behind", 1);
    expect_refused (path, mutant, "with something behind its end");
  }
  {
    g_autoptr (JsonObject) mutant = dup_object (value);
    gint64 count = json_object_get_int_member (mutant, "count");

    json_object_set_int_member (mutant, "count", count + 1);
    expect_refused (path, mutant, "with a count too high");
    json_object_set_int_member (mutant, "count", count - 1);
    expect_refused (path, mutant, "with a count too low");
    json_object_set_double_member (mutant, "count", (double) count + 0.5);
    expect_refused (path, mutant, "with a count that is no whole number");
    json_object_remove_member (mutant, "count");
    expect_refused (path, mutant, "without a count");
  }
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (JsonObject) mutant = dup_object (value);
      JsonArray *list;

      if (!json_object_has_member (mutant, lists[i]))
        continue;
      list = json_object_get_array_member (mutant, lists[i]);
      if (json_array_get_length (list) == 0)
        continue;
      json_array_remove_element (list, json_array_get_length (list) - 1);
      expect_refused (path, mutant, "short of an entry");
      json_object_set_null_member (mutant, lists[i]);
      expect_refused (path, mutant, "without its entries");
    }
}

static JsonObject *
load (JsonParser *parser)
{
  g_autofree char *path
      = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "data", "openapi", "corral-v1.json", NULL);
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_examples_are_taken (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  /* Every collection's snapshot and row, me, changes, vitals, telemetry, events. */
  g_assert_cmpuint (for_each_answer (load (parser), expect_taken), >=, 2 * CORRAL_N_SYNCED_COLLECTIONS + 5);
}

static void
test_mutants_are_refused (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  for_each_answer (load (parser), expect_mutants_refused);
}

static void
test_problems (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *responses
      = json_object_get_object_member (json_object_get_object_member (load (parser), "components"),
                                       "responses");
  g_autoptr (GList) names = json_object_get_members (responses);
  guint n = 0;

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *response = json_object_get_object_member (responses, l->data);
      JsonObject *content = json_object_has_member (response, "content")
                                ? json_object_get_object_member (response, "content")
                                : NULL;
      JsonObject *examples;
      g_autoptr (GList) keys = NULL;

      if (content == NULL || !json_object_has_member (content, "application/problem+json"))
        continue;
      examples = json_object_get_object_member (json_object_get_object_member (content,
                                                                               "application/problem+json"),
                                                "examples");
      keys = json_object_get_members (examples);
      for (GList *k = keys; k != NULL; k = k->next, n++)
        {
          JsonNode *value
              = json_object_get_member (json_object_get_object_member (examples, k->data), "value");
          JsonObject *object = json_node_get_object (value);
          char *text = json_to_string (value, FALSE);
          g_autoptr (CorralProblem) problem = corral_page_read_problem (text, strlen (text));

          g_assert_nonnull (problem);
          g_assert_cmpstr (problem->code, ==, json_object_get_string_member (object, "code"));
          g_assert_cmpint (problem->status, ==, json_object_get_int_member (object, "status"));
          g_assert_cmpint (problem->retryable, ==, json_object_get_boolean_member (object, "retryable"));
          g_assert_cmpstr (problem->reason, ==,
                           json_object_get_string_member_with_default (object, "reason", NULL));
        }
    }
  g_assert_cmpuint (n, >=, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client-examples/are-taken", test_examples_are_taken);
  g_test_add_func ("/client-examples/mutants-are-refused", test_mutants_are_refused);
  g_test_add_func ("/client-examples/problems", test_problems);
  return g_test_run ();
}
