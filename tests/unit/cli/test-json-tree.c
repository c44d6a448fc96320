/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as a tree: what is refused, what means the same. */
#include "config.h"

#include "corral-json-tree.h"

#include <string.h>

static CorralJsonTree *
read_text (const char *text, char **flaw)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return corral_json_tree_new (bytes, flaw);
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    " ",
    "{",
    "[1,]",
    "{\"a\":1,}",
    "{'a':1}",
    "{} {}",
    "{\"a\":1,\"a\":2}",
    "{\"a\":{\"b\":[{\"c\":1,\"c\":1}]}}",
    "[99999999999999999999]",
    "[9007199254740993]",
    "[1e400]",
    "[NaN]",
    "[01]",
    "[\"\\u0000\"]",
    "[\"\\ud800\"]",
    "[\"\xff\"]",
    "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]",
    "nul",
  };
  g_autofree char *deep = g_strnfill (200000, '[');

  for (guint i = 0; i <= G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *flaw = NULL;
      g_autoptr (CorralJsonTree) tree = read_text (i < G_N_ELEMENTS (texts) ? texts[i] : deep, &flaw);

      if (tree != NULL)
        g_error ("“%s” was read", texts[i]);
      g_assert_nonnull (flaw);
      g_assert_true (strchr (flaw, '(') > flaw + 3);
    }
}

static void
test_values (void)
{
  g_autofree char *flaw = NULL;
  g_autoptr (CorralJsonTree) tree
      = read_text ("{\"a\": \"x\\ny\", \"n\": -5, \"r\": 2.5, \"one\": 1.0, \"b\": true, \"z\": null, \"l\": [1, \"2\"], "
                   "\"big\": 9007199254740991, \"end\": true}",
                   &flaw);
  const CorralJsonNode *root;
  const CorralJsonNode *list;
  gint64 value = 0;

  g_assert_cmpstr (flaw, ==, NULL);
  root = tree->root;
  g_assert_cmpstr (corral_json_node_get_string (root, "a"), ==, "x\ny");
  g_assert_true (corral_json_node_get_integer (root, "n", &value));
  g_assert_cmpint (value, ==, -5);
  g_assert_false (corral_json_node_get_integer (root, "r", &value));
  g_assert_cmpfloat (corral_json_node_get (root, "r")->real, ==, 2.5);
  g_assert_true (corral_json_node_get_integer (root, "one", &value));
  g_assert_cmpint (value, ==, 1);
  g_assert_true (corral_json_node_get_integer (root, "big", &value));
  g_assert_cmpint (value, ==, G_GINT64_CONSTANT (9007199254740991));
  g_assert_cmpint (corral_json_node_get_boolean (root, "b"), ==, TRUE);
  g_assert_cmpint (corral_json_node_get_boolean (root, "a"), ==, -1);
  g_assert_cmpint (corral_json_node_get (root, "z")->kind, ==, CORRAL_JSON_NULL);
  g_assert_null (corral_json_node_get (root, "none"));
  g_assert_null (corral_json_node_get (NULL, "none"));
  list = corral_json_node_get_array (root, "l");
  g_assert_cmpuint (corral_json_node_get_length (list), ==, 2);
  g_assert_null (corral_json_node_get (list, "x"));
  /* The order of the text is kept: that "end" is the last one can be seen. */
  g_assert_cmpstr (corral_json_node_at (root, root->children->len - 1)->name, ==, "end");
}

static char *
canonical (const char *text)
{
  static const char *const without[] = { "replayed", NULL };
  g_autofree char *flaw = NULL;
  g_autoptr (CorralJsonTree) tree = read_text (text, &flaw);

  g_assert_cmpstr (flaw, ==, NULL);
  return corral_json_node_to_canonical (tree->root, without);
}

static void
test_same (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    gboolean same;
  } cases[] = {
    { "{\"a\":1,\"b\":[2]}", "{ \"b\" : [ 2.0 ], \"a\" : 1 }", TRUE },
    { "{\"a\":null}", "{}", TRUE },
    { "{\"a\":\"\\u0041\"}", "{\"a\":\"A\"}", TRUE },
    { "{\"replayed\":true,\"a\":1}", "{\"a\":1,\"replayed\":false}", TRUE },
    { "{\"a\":{\"replayed\":true}}", "{\"a\":{\"replayed\":false}}", FALSE },
    { "[1,2]", "[2,1]", FALSE },
    { "{\"a\":1}", "{\"a\":\"1\"}", FALSE },
    { "{\"a\":false}", "{}", FALSE },
    { "{\"a\":0.1}", "{\"a\":0.10000000000000001}", TRUE },
    { "[9007199254740991]", "[9007199254740990]", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *a = canonical (cases[i].a);
      g_autofree char *b = canonical (cases[i].b);

      g_assert_cmpint (strcmp (a, b) == 0, ==, cases[i].same);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/json-tree/refused", test_refused);
  g_test_add_func ("/cli/json-tree/values", test_values);
  g_test_add_func ("/cli/json-tree/same", test_same);
  return g_test_run ();
}
