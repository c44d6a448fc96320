/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Code 128 against the properties that the standard gives its characters, and against symbols reckoned by hand. That others read
 * what is drawn is tested in tests/ui/test-paper.c. */
#include "config.h"

#include "corral-code128.h"

#include <string.h>

/* Characters of six digits, the stop of seven. */
static guint
count_characters (const char *widths)
{
  g_assert_cmpuint ((strlen (widths) - 7) % 6, ==, 0);
  return (guint) (strlen (widths) - 7) / 6 + 1;
}

static void
assert_character (const char *widths, guint index, const char *pattern)
{
  g_autofree char *found = g_strndup (widths + index * 6, strlen (pattern));

  g_assert_cmpstr (found, ==, pattern);
}

/* Each is eleven modules, bars and spaces from 1 to 4 wide, bars an even number of modules together. */
static void
test_characters (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint c = ' '; c <= '~'; c++)
    {
      char text[] = { (char) c, '\0' };
      g_autofree char *widths = corral_code128_encode (text);

      g_assert_nonnull (widths);
      g_assert_cmpuint (count_characters (widths), ==, 4); /* start, it, check, stop */
      g_assert_cmpuint (corral_code128_count_modules (widths), ==, 3 * 11 + 13);
      for (guint i = 0; i < 3; i++)
        {
          const char *p = widths + i * 6;

          g_assert_cmpint ((p[0] + p[2] + p[4]) % 2, ==, 0);
          for (guint k = 0; k < 6; k++)
            g_assert_true (p[k] >= '1' && p[k] <= '4');
        }
      g_assert_true (g_hash_table_add (seen, g_strndup (widths + 6, 6)));
    }
}

/* Start B 104 + P 48·1 + J 42·2 + J 42·3 + 1 17·4 + 2 18·5 + 3 19·6 + C 35·7 = 879 = 55 modulo 103, which is pattern 311321. */
static void
test_check (void)
{
  g_autofree char *widths = corral_code128_encode ("PJJ123C");

  g_assert_cmpuint (count_characters (widths), ==, 10);
  assert_character (widths, 0, "211214");
  assert_character (widths, 1, "313121");
  assert_character (widths, 8, "311321");
  assert_character (widths, 9, "2331112");
}

/* Start C 105 + 12·1 + 34·2 = 185 = 82 modulo 103: two characters for four digits. */
static void
test_digits (void)
{
  g_autofree char *widths = corral_code128_encode ("1234");

  g_assert_cmpuint (count_characters (widths), ==, 5);
  assert_character (widths, 0, "211232");
  assert_character (widths, 1, "112232");
  assert_character (widths, 2, "131123");
  assert_character (widths, 3, "121241");
}

/* How long: digits by two where that is shorter, never longer than one for each. */
static void
test_lengths (void)
{
  static const struct
  {
    const char *text;
    guint n; /* start, check and stop included */
  } cases[] = {
    { "0", 4 },
    { "012", 6 },
    { "0123", 5 },
    { "01234", 7 },           /* C, 01 23, B, 4 */
    { "A123", 7 },
    { "A1234", 7 },           /* A, C, 12 34 */
    { "A12345", 8 },          /* A 1, C, 23 45 */
    { "A1234B", 9 },          /* six digits are needed in between */
    { "A123456B", 10 },       /* A, C, 12 34 56, B, B: one less than without */
    { "SC-A3-0001234", 14 },  /* SC-A3-0, C, 00 12 34 */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *widths = corral_code128_encode (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (count_characters (widths), ==, cases[i].n);
    }
}

static void
test_refused (void)
{
  static const char *const cases[] = { "", "Zürich", "a\tb", "line\n", "\x7f", "12345678901234567890123456789012345678901" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_null (corral_code128_encode (cases[i]));
  g_assert_null (corral_code128_encode (NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/code128/characters", test_characters);
  g_test_add_func ("/base/code128/check", test_check);
  g_test_add_func ("/base/code128/digits", test_digits);
  g_test_add_func ("/base/code128/lengths", test_lengths);
  g_test_add_func ("/base/code128/refused", test_refused);
  return g_test_run ();
}
