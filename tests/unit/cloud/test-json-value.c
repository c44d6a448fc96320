/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strict reader for small documents: what it takes, and everything that it does not. */
#include "corral-json-value.h"

#include <string.h>

static CorralJsonValue *
parse (const char *text)
{
  g_autofree char *fault = NULL;
  g_autofree char *shown = g_strescape (text, NULL);
  CorralJsonValue *value = corral_json_value_parse (text, strlen (text), &fault);

  g_test_message ("%.60s: %s", shown, fault != NULL ? fault : "good");
  g_assert_true ((value == NULL) == (fault != NULL));
  return value;
}

static void
test_values (void)
{
  g_autoptr (CorralJsonValue) value
      = parse (" {\"a\":[1,-0,2.5e1,9007199254740991],\"b\":{\"c\":null,\"\":true},\"d\":false ,\"e\\u00e9\":\"x\\ud83d\\ude00\\n\"}\n");
  const CorralJsonValue *list = corral_json_value_get (value, "a");
  const CorralJsonValue *inner = corral_json_value_get (value, "b");

  g_assert_cmpint (value->type, ==, CORRAL_JSON_OBJECT);
  g_assert_cmpuint (value->start, ==, 1);
  g_assert_cmpuint (list->items->len, ==, 4);
  g_assert_cmpint (((CorralJsonValue *) g_ptr_array_index (list->items, 0))->integer, ==, 1);
  g_assert_cmpint (((CorralJsonValue *) g_ptr_array_index (list->items, 2))->type, ==, CORRAL_JSON_REAL);
  g_assert_cmpfloat (((CorralJsonValue *) g_ptr_array_index (list->items, 2))->real, ==, 25.0);
  g_assert_cmpint (((CorralJsonValue *) g_ptr_array_index (list->items, 3))->integer, ==, 9007199254740991);
  g_assert_cmpint (corral_json_value_get (inner, "c")->type, ==, CORRAL_JSON_NULL);
  g_assert_true (corral_json_value_get (inner, "")->boolean);
  g_assert_cmpuint (inner->length, ==, strlen ("{\"c\":null,\"\":true}"));
  g_assert_false (corral_json_value_get (value, "d")->boolean);
  g_assert_cmpstr (corral_json_value_get (value, "eé")->string, ==, "x😀\n");
  g_assert_null (corral_json_value_get (value, "z"));
  g_assert_null (corral_json_value_get (list, "a"));
  g_assert_null (corral_json_value_get (NULL, "a"));
}

static void
test_refused (void)
{
  static const char *const bad[] = {
    "", " ", "{", "}", "[", "[1", "[1,", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}",
    "nul", "nulll", "True", "01", "+1", ".5", "1.", "1e", "1e+", "-", "0x1", "NaN", "Infinity", "1e400", "--1",
    "9007199254740992", "-9007199254740992", "99999999999999999999", "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"",
    "\"\\u0000\"", "\"\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "\"a\tb\"", "1 2",
    "{} {}", "[] x", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "\xef\xbb\xbf{}", "\"\xff\"", "\"\xc0\x80\"", "// x\n1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (CorralJsonValue) value = parse (bad[i]);

      g_assert_null (value);
    }
}

static void
test_depth (void)
{
  for (guint depth = 1; depth < 40; depth++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (CorralJsonValue) value = NULL;

      for (guint i = 0; i < depth; i++)
        g_string_append_c (text, '[');
      for (guint i = 0; i < depth; i++)
        g_string_append_c (text, ']');
      value = parse (text->str);
      g_assert_true ((value != NULL) == (depth <= 16));
    }
}

/* A NUL in the middle is no end, and every cut is seen. */
static void
test_cut (void)
{
  static const char text[] = "{\"a\":[1,{\"b\":\"c\\u0041\"}],\"d\":-1.5e-3}";
  g_autofree char *fault = NULL;

  for (gsize n = 0; n < strlen (text); n++)
    {
      g_autofree char *why = NULL;
      g_autofree char *copy = g_memdup2 (text, n + 1);

      g_assert_null (corral_json_value_parse (copy, n, &why));
      g_assert_nonnull (why);
    }
  g_assert_null (corral_json_value_parse ("{}\0{}", 5, &fault));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-value/values", test_values);
  g_test_add_func ("/json-value/refused", test_refused);
  g_test_add_func ("/json-value/depth", test_depth);
  g_test_add_func ("/json-value/cut", test_cut);
  return g_test_run ();
}
