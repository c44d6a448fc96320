/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The OpenAPI document and the record of who looked at what have the same members, in the order in which they are hashed; the
 * document's example is hashed as Corral would; and its answers are read for what they are, or not at all once they are cut. */
#include "corral-api-audit.h"
#include "corral-audit-chain.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct
{
  JsonParser *parser; /* (owned) */
  JsonObject *root;
  JsonObject *schemas;
} Document;

static void
document_load (Document *self, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "data", "openapi", "corral-v1.json", NULL);
  g_autoptr (GError) error = NULL;

  self->parser = json_parser_new_immutable ();
  json_parser_load_from_file (self->parser, path, &error);
  g_assert_no_error (error);
  self->root = json_node_get_object (json_parser_get_root (self->parser));
  self->schemas = json_object_get_object_member (json_object_get_object_member (self->root, "components"), "schemas");
}

static void
document_unload (Document *self, gconstpointer unused)
{
  g_clear_object (&self->parser);
}

static const struct
{
  const char *name, *type;
} members[] = {
#define TYPE_INTEGER "integer"
#define TYPE_TEXT "string"
#define MEMBER(type, name) { #name, TYPE_##type },
  CORRAL_AUDIT_MEMBERS (MEMBER)
#undef MEMBER
  { "before", "string" },
  { "hash", "string" },
};

static void
test_members (Document *document, gconstpointer unused)
{
  JsonObject *properties
      = json_object_get_object_member (json_object_get_object_member (document->schemas, "AuditEntry"), "properties");
  g_autoptr (GList) names = json_object_get_members (properties);
  GList *l = names;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++, l = l->next)
    {
      g_assert_nonnull (l);
      g_assert_cmpstr (l->data, ==, members[i].name);
      g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (properties, l->data), "type"), ==,
                       members[i].type);
    }
  g_assert_null (l);
}

static void
test_words (Document *document, gconstpointer unused)
{
  static const char *const words[] = { CORRAL_AUDIT_VIEW, CORRAL_AUDIT_EXPORT, CORRAL_AUDIT_OPERATION, CORRAL_AUDIT_BREAK };
  JsonObject *properties
      = json_object_get_object_member (json_object_get_object_member (document->schemas, "AuditEntry"), "properties");
  JsonArray *known = json_object_get_array_member (json_object_get_object_member (properties, "what"), "x-corral-known-values");

  g_assert_cmpuint (json_array_get_length (known), ==, G_N_ELEMENTS (words));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_cmpstr (json_array_get_string_element (known, i), ==, words[i]);
}

static JsonObject *
get_path (Document *document)
{
  JsonObject *paths = json_object_get_object_member (document->root, "paths");
  JsonObject *path = json_object_get_object_member (paths, "/v1/tenants/{tenant}/audit/{record}");

  return json_object_get_object_member (path, "put");
}

static void
test_example (Document *document, gconstpointer unused)
{
  JsonObject *content
      = json_object_get_object_member (json_object_get_object_member (get_path (document), "requestBody"), "content");
  JsonObject *examples
      = json_object_get_object_member (json_object_get_object_member (content, "application/json"), "examples");
  JsonArray *entries = json_object_get_array_member (
      json_object_get_object_member (json_object_get_object_member (examples, "two"), "value"), "entries");
  const char *before = CORRAL_AUDIT_ORIGIN;

  g_assert_cmpuint (json_array_get_length (entries), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *said = json_array_get_object_element (entries, i);
      g_autoptr (CorralAuditEntry) entry = corral_audit_entry_new ();

#define SET_INTEGER(name) entry->name = json_object_get_int_member (said, #name);
#define SET_TEXT(name) \
  g_free (entry->name); \
  entry->name = g_strdup (json_object_get_string_member (said, #name));
#define SET(type, name) SET_##type (name)
      CORRAL_AUDIT_MEMBERS (SET)
#undef SET
      corral_audit_entry_chain (entry, entry->seq, before);
      g_assert_cmpstr (entry->before, ==, json_object_get_string_member (said, "before"));
      g_assert_cmpstr (entry->hash, ==, json_object_get_string_member (said, "hash"));
      before = json_object_get_string_member (said, "hash");
    }
}

static CorralAuditAnswer *
read_text (guint status, const char *record, const char *text, gsize length)
{
  return corral_page_read_audit_answer ("harbor", record, status, g_strndup (text, length), length, NULL);
}

static char *
to_text (JsonObject *examples, const char *name)
{
  return json_to_string (json_object_get_member (json_object_get_object_member (examples, name), "value"), FALSE);
}

static void
test_answers (Document *document, gconstpointer unused)
{
  JsonObject *responses = json_object_get_object_member (get_path (document), "responses");
  JsonObject *content = json_object_get_object_member (json_object_get_object_member (responses, "200"), "content");
  g_autofree char *held = to_text (
      json_object_get_object_member (json_object_get_object_member (content, "application/json"), "examples"), "held");
  JsonObject *shared
      = json_object_get_object_member (json_object_get_object_member (document->root, "components"), "responses");
  JsonObject *conflict = json_object_get_object_member (json_object_get_object_member (shared, "AuditConflict"), "content");
  g_autofree char *gap = to_text (
      json_object_get_object_member (json_object_get_object_member (conflict, "application/problem+json"), "examples"), "gap");
  const char *record = strstr (held, "\"record\":\"") + strlen ("\"record\":\"");
  g_autofree char *name = g_strndup (record, 64);
  g_autoptr (CorralAuditAnswer) taken = read_text (200, name, held, strlen (held));
  g_autoptr (CorralAuditAnswer) refused = read_text (409, name, gap, strlen (gap));

  g_assert_nonnull (taken);
  g_assert_cmpint (taken->held, ==, 2);
  g_assert_nonnull (refused);
  g_assert_cmpint (refused->held, ==, CORRAL_UNKNOWN);
  g_assert_cmpstr (refused->code, ==, "audit-gap");
  g_assert_nonnull (refused->detail);
  for (gsize i = 0; i < strlen (held); i++)
    g_assert_null (read_text (200, name, held, i));
  /* Another record's, another chain's, another status's. */
  g_assert_null (read_text (200, CORRAL_AUDIT_ORIGIN, held, strlen (held)));
  g_assert_null (corral_page_read_audit_answer ("north", name, 200, g_strdup (held), strlen (held), NULL));
  g_assert_null (read_text (202, name, held, strlen (held)));
  g_assert_null (read_text (422, name, gap, strlen (gap)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/contract/audit/" name, Document, NULL, document_load, function, document_unload)
  ADD ("members", test_members);
  ADD ("words", test_words);
  ADD ("example", test_example);
  ADD ("answers", test_answers);
  return g_test_run ();
}
