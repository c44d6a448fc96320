/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-text.h"
#include "corral-uuid.h"

#include <string.h>

static const struct
{
  const char *given;
  const char *clean;
} clean_cases[] = {
  { "Riverside", "Riverside" },
  { "a\tb\nc", "abc" },
  { "\xe2\x80\xaegnp.exe", "gnp.exe" },            /* right-to-left override */
  { "Z\xc3\xbcrich", "Z\xc3\xbcrich" },
  { "\xe2\x81\xa6x\xe2\x81\xa9", "x" },            /* isolates */
  { "\x7f\xc2\x85z", "z" },                        /* DEL and a C1 control */
  { "bad \xff end", "bad \xef\xbf\xbd end" },
  { "", "" },
};

static void
test_clean (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (clean_cases); i++)
    {
      g_autofree char *text = corral_text_clean (clean_cases[i].given, 100);

      g_assert_cmpstr (text, ==, clean_cases[i].clean);
    }
}

static void
test_clean_is_bounded_by_characters (void)
{
  g_autofree char *text = corral_text_clean ("\xc3\xbc\xc3\xbc\xc3\xbc", 2);

  g_assert_cmpstr (text, ==, "\xc3\xbc\xc3\xbc");
}

static void
test_is_id (void)
{
  g_autofree char *longest = g_strnfill (64, 'a');
  g_autofree char *too_long = g_strnfill (65, 'a');

  g_assert_true (corral_text_is_id ("cart-00412_A.b:c"));
  g_assert_true (corral_text_is_id (longest));
  g_assert_false (corral_text_is_id (too_long));
  g_assert_false (corral_text_is_id (""));
  g_assert_false (corral_text_is_id (NULL));
  g_assert_false (corral_text_is_id ("a b"));
  g_assert_false (corral_text_is_id ("../x"));
  g_assert_false (corral_text_is_id ("\xc3\xbc"));
}

static void
test_fold (void)
{
  static const char *const pairs[][2] = {
    { "RiverSide", "riverside" }, { "Z\xc3\xbcrich", "zurich" }, { "\xc5\x81\xc3\xb3" "d\xc5\xba", "\xc5\x82" "odz" }
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *folded = corral_text_fold (pairs[i][0]);

      g_assert_cmpstr (folded, ==, pairs[i][1]);
    }
}

static void
test_uuid_v7_has_its_form_and_order (void)
{
  CorralRandom random = corral_random_seeded (9, 0, 0, 0);
  g_autofree char *first = corral_uuid_v7 (G_GINT64_CONSTANT (1764000000000), &random);
  g_autofree char *second = corral_uuid_v7 (G_GINT64_CONSTANT (1764000000001), &random);

  g_assert_true (g_uuid_string_is_valid (first));
  g_assert_cmpint (first[14], ==, '7');
  g_assert_nonnull (strchr ("89ab", first[19]));
  g_assert_cmpstr (first, <, second);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text/clean", test_clean);
  g_test_add_func ("/base/text/clean-bounded", test_clean_is_bounded_by_characters);
  g_test_add_func ("/base/text/is-id", test_is_id);
  g_test_add_func ("/base/text/fold", test_fold);
  g_test_add_func ("/base/uuid/v7", test_uuid_v7_has_its_form_and_order);
  return g_test_run ();
}
