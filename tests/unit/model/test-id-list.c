/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of ids as one text: whole ids alone count, and nothing is left where one was. */
#include "corral-id-list.h"

static void
test_has_and_count (void)
{
  g_assert_false (corral_id_list_has (NULL, "c-1"));
  g_assert_false (corral_id_list_has ("", "c-1"));
  g_assert_false (corral_id_list_has ("c-11 xc-1 c-1x", "c-1"));
  g_assert_false (corral_id_list_has ("c-1", ""));
  g_assert_true (corral_id_list_has ("c-1", "c-1"));
  g_assert_true (corral_id_list_has ("c-11 c-1", "c-1"));
  g_assert_true (corral_id_list_has ("c-1 c-11", "c-1"));
  g_assert_true (corral_id_list_has ("c-1c-1 c-1", "c-1"));
  g_assert_cmpuint (corral_id_list_count (NULL), ==, 0);
  g_assert_cmpuint (corral_id_list_count (""), ==, 0);
  g_assert_cmpuint (corral_id_list_count ("a"), ==, 1);
  g_assert_cmpuint (corral_id_list_count ("a b c"), ==, 3);
}

static void
test_add_and_remove (void)
{
  g_autoptr (GStringChunk) texts = g_string_chunk_new (64);
  const char *list = NULL;

  list = corral_id_list_add (list, "a", texts);
  g_assert_cmpstr (list, ==, "a");
  list = corral_id_list_add (list, "ab", texts);
  list = corral_id_list_add (list, "b", texts);
  g_assert_cmpstr (list, ==, "a ab b");
  g_assert_true (corral_id_list_add (list, "ab", texts) == list);
  g_assert_true (corral_id_list_remove (list, "c", texts) == list);
  g_assert_cmpstr (corral_id_list_remove (list, "a", texts), ==, "ab b");
  g_assert_cmpstr (corral_id_list_remove (list, "ab", texts), ==, "a b");
  g_assert_cmpstr (corral_id_list_remove (list, "b", texts), ==, "a ab");
  g_assert_null (corral_id_list_remove ("a", "a", texts));
  g_assert_null (corral_id_list_remove (NULL, "a", texts));
  g_assert_cmpstr (corral_id_list_add ("", "a", texts), ==, "a");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/id-list/has-and-count", test_has_and_count);
  g_test_add_func ("/model/id-list/add-and-remove", test_add_and_remove);
  return g_test_run ();
}
