/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "corral-json-reader.h"

#include <math.h>
#include <string.h>

/* --- whole texts: what RFC 8259 allows, what it does not, and what is beyond the limits ------------ */

typedef struct
{
  const char *text;
  CorralJsonState state;
  int offset; /* where it went wrong; −1: not looked at */
} WholeCase;

static const WholeCase whole_cases[] = {
  { "{}", CORRAL_JSON_OK, -1 },
  { " \t\r\n[ ] \n", CORRAL_JSON_OK, -1 },
  { "null", CORRAL_JSON_OK, -1 },
  { "true", CORRAL_JSON_OK, -1 },
  { "false", CORRAL_JSON_OK, -1 },
  { "0", CORRAL_JSON_OK, -1 },
  { "-0", CORRAL_JSON_OK, -1 },
  { "-0.5e-3", CORRAL_JSON_OK, -1 },
  { "1E+2", CORRAL_JSON_OK, -1 },
  { "\"\"", CORRAL_JSON_OK, -1 },
  { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", CORRAL_JSON_OK, -1 },
  { "\"\\ud83d\\uDE00\"", CORRAL_JSON_OK, -1 },
  { "{\"a\":[1,{\"b\":null}],\"\":\"x\"}", CORRAL_JSON_OK, -1 },
  { "{\"a\":1,\"a\":2}", CORRAL_JSON_OK, -1 }, /* for whoever reads the object to refuse */
  { "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", CORRAL_JSON_OK, -1 },

  { "", CORRAL_JSON_BROKEN, 0 },
  { "   ", CORRAL_JSON_BROKEN, 3 },
  { "\xef\xbb\xbf{}", CORRAL_JSON_BROKEN, 0 },
  { "{} {}", CORRAL_JSON_BROKEN, 3 },
  { "1 2", CORRAL_JSON_BROKEN, 2 },
  { "{}x", CORRAL_JSON_BROKEN, 2 },
  { "{'a':1}", CORRAL_JSON_BROKEN, 1 },
  { "['a']", CORRAL_JSON_BROKEN, 1 },
  { "[1,]", CORRAL_JSON_BROKEN, 3 },
  { "[,1]", CORRAL_JSON_BROKEN, 1 },
  { "[1 2]", CORRAL_JSON_BROKEN, 3 },
  { "{\"a\":1,}", CORRAL_JSON_BROKEN, 7 },
  { "{\"a\" 1}", CORRAL_JSON_BROKEN, 5 },
  { "{\"a\":}", CORRAL_JSON_BROKEN, 5 },
  { "{a:1}", CORRAL_JSON_BROKEN, 1 },
  { "{1:1}", CORRAL_JSON_BROKEN, 1 },
  { "[1}", CORRAL_JSON_BROKEN, 2 },
  { "{\"a\":1]", CORRAL_JSON_BROKEN, 6 },
  { "]", CORRAL_JSON_BROKEN, 0 },
  { "[1] // done", CORRAL_JSON_BROKEN, 4 },
  { "/* a */ 1", CORRAL_JSON_BROKEN, 0 },
  { "01", CORRAL_JSON_BROKEN, 1 },
  { "-01", CORRAL_JSON_BROKEN, 2 },
  { "+1", CORRAL_JSON_BROKEN, 0 },
  { ".5", CORRAL_JSON_BROKEN, 0 },
  { "1.", CORRAL_JSON_BROKEN, 2 },
  { "1.e3", CORRAL_JSON_BROKEN, 2 },
  { "1e", CORRAL_JSON_BROKEN, 2 },
  { "1e+", CORRAL_JSON_BROKEN, 3 },
  { "-", CORRAL_JSON_BROKEN, 1 },
  { "- 1", CORRAL_JSON_BROKEN, 1 },
  { "0x10", CORRAL_JSON_BROKEN, 1 },
  { "NaN", CORRAL_JSON_BROKEN, 0 },
  { "-Infinity", CORRAL_JSON_BROKEN, 1 },
  { "tru", CORRAL_JSON_BROKEN, -1 },
  { "True", CORRAL_JSON_BROKEN, 0 },
  { "nul", CORRAL_JSON_BROKEN, -1 },
  { "nulll", CORRAL_JSON_BROKEN, 4 },
  { "\"a", CORRAL_JSON_BROKEN, 2 },
  { "\"a\\", CORRAL_JSON_BROKEN, 3 },
  { "\"a\nb\"", CORRAL_JSON_BROKEN, 2 },
  { "\"a\tb\"", CORRAL_JSON_BROKEN, 2 },
  { "\"\\x41\"", CORRAL_JSON_BROKEN, 1 },
  { "\"\\u12\"", CORRAL_JSON_BROKEN, 1 },
  { "\"\\u12g4\"", CORRAL_JSON_BROKEN, 1 },
  { "\"abcdefghij\xff\"", CORRAL_JSON_BROKEN, 11 },
  { "\"\xc0\x80\"", CORRAL_JSON_BROKEN, 1 },         /* overlong NUL */
  { "\"\xe0\x80\xaf\"", CORRAL_JSON_BROKEN, 1 },     /* overlong slash */
  { "\"\xed\xa0\x80\"", CORRAL_JSON_BROKEN, 1 },     /* a surrogate in UTF-8 */
  { "\"\xf4\x90\x80\x80\"", CORRAL_JSON_BROKEN, 1 }, /* beyond U+10FFFF */
  { "\"\xf0\x9f\x98\"", CORRAL_JSON_BROKEN, 1 },     /* cut */
  { "\"\xc3", CORRAL_JSON_BROKEN, -1 },
  { "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", CORRAL_JSON_BROKEN, 16 },
  { "<html><body>Sign in</body></html>", CORRAL_JSON_BROKEN, 0 },

  { "1e400", CORRAL_JSON_BAD_VALUE, 0 },
  { "[1,-1e999]", CORRAL_JSON_BAD_VALUE, 3 },
  { "\"\\ud800\"", CORRAL_JSON_BAD_VALUE, 0 },
  { "\"\\udc00x\"", CORRAL_JSON_BAD_VALUE, 0 },
  { "\"\\ud800\\ud800\"", CORRAL_JSON_BAD_VALUE, 0 },
  { "{\"a\":\"x\\u0000y\",\"b\":1}", CORRAL_JSON_BAD_VALUE, 5 },
  { "{\"\\ud800\":1}", CORRAL_JSON_BROKEN, 1 }, /* a name nobody can know */
};

static void
read_whole (const WholeCase *c, gsize length)
{
  g_autofree char *buffer = g_memdup2 (c->text, length + 1);
  CorralJsonReader reader;
  CorralJsonState state = CORRAL_JSON_OK;

  corral_json_reader_init (&reader, buffer, length);
  if (!corral_json_reader_skip (&reader))
    state = corral_json_reader_get_state (&reader);
  if (c->offset >= 0 && state == CORRAL_JSON_BAD_VALUE)
    g_assert_cmpuint (corral_json_reader_get_offset (&reader), ==, (guint) c->offset);
  if (state != CORRAL_JSON_BROKEN && !corral_json_reader_finish (&reader))
    state = corral_json_reader_get_state (&reader);
  g_assert_cmpmem (buffer, length + 1, c->text, length + 1); /* passing over changes nothing */

  if (state != c->state)
    g_error ("%s: state %d, not %d (%s)", c->text, state, c->state, corral_json_reader_get_reason (&reader));
  if (state == CORRAL_JSON_BROKEN && c->offset >= 0
      && corral_json_reader_get_offset (&reader) != (gsize) c->offset)
    g_error ("%s: broken at %" G_GSIZE_FORMAT ", not %d (%s)", c->text,
             corral_json_reader_get_offset (&reader), c->offset, corral_json_reader_get_reason (&reader));
  if (state == CORRAL_JSON_BROKEN)
    {
      /* Broken once is broken for ever. */
      g_assert_false (corral_json_reader_skip (&reader));
      g_assert_false (corral_json_reader_next_element (&reader));
      g_assert_false (corral_json_reader_finish (&reader));
      g_assert_cmpint (corral_json_reader_get_state (&reader), ==, CORRAL_JSON_BROKEN);
    }
}

static void
test_whole (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (whole_cases); i++)
    read_whole (&whole_cases[i], strlen (whole_cases[i].text));
}

static void
test_nul_bytes (void)
{
  const WholeCase in_string = { "\"a\0b\"", CORRAL_JSON_BROKEN, 2 };
  const WholeCase behind = { "{}\0{}", CORRAL_JSON_BROKEN, 2 };

  read_whole (&in_string, 5);
  read_whole (&behind, 5);
}

static void
test_every_prefix_is_refused (void)
{
  static const char text[] = "{\"a\":[1.5e3,-20,true,null,\"x\\u00e9\\n\\ud83d\\ude00 z\\u00fc\"],\"b\":{}}";

  for (gsize n = 0; n < sizeof text - 1; n++)
    {
      g_autofree char *buffer = g_strndup (text, n);
      CorralJsonReader reader;

      corral_json_reader_init (&reader, buffer, n);
      g_assert_false (corral_json_reader_skip (&reader) && corral_json_reader_finish (&reader));
      g_assert_cmpint (corral_json_reader_get_state (&reader), ==, CORRAL_JSON_BROKEN);
    }
}

static void
test_deep_is_refused_at_once (void)
{
  gsize n = 100000;
  g_autofree char *buffer = g_strnfill (n, '[');
  CorralJsonReader reader;

  corral_json_reader_init (&reader, buffer, n);
  g_assert_false (corral_json_reader_skip (&reader));
  g_assert_cmpuint (corral_json_reader_get_offset (&reader), ==, CORRAL_JSON_MAX_DEPTH);
}

static void
test_a_million_members (void)
{
  GString *text = g_string_new ("{");
  g_autofree char *buffer = NULL;
  CorralJsonReader reader;
  gsize n;

  for (guint i = 0; i < 1000000; i++)
    g_string_append_printf (text, "%s\"k%u\":%u", i > 0 ? "," : "", i, i);
  g_string_append_c (text, '}');
  n = text->len;
  buffer = g_string_free (text, FALSE);
  corral_json_reader_init (&reader, buffer, n);
  g_assert_true (corral_json_reader_skip (&reader));
  g_assert_true (corral_json_reader_finish (&reader));
}

/* --- strings ------------------------------------------------------------------------------------- */

static const struct
{
  const char *json;
  const char *text;
  gboolean plain;
} string_cases[] = {
  { "\"\"", "", TRUE },
  { "\"cart-00412\"", "cart-00412", TRUE },
  { "\"exactly8\"", "exactly8", TRUE },
  { "\"nine char\"", "nine char", TRUE },
  { "\"a string of more than sixteen bytes\"", "a string of more than sixteen bytes", TRUE },
  { "\"\\u0041\"", "A", FALSE },
  { "\"Z\xc3\xbcrich\"", "Z\xc3\xbcrich", FALSE },
  { "\"Z\\u00fcrich\"", "Z\xc3\xbcrich", FALSE },
  { "\"\\u20ac 5\"", "\xe2\x82\xac 5", FALSE },
  { "\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80", FALSE },
  { "\"\\ud83d\\ude00\\ud83d\\ude00 end of it\"", "\xf0\x9f\x98\x80\xf0\x9f\x98\x80 end of it", FALSE },
  { "\"12345678\\n12345678\\\"x\"", "12345678\n12345678\"x", FALSE },
  { "\"\\\\\\/\\b\\f\\r\\t\"", "\\/\b\f\r\t", FALSE },
  { "\"\x7f\"", "\x7f", FALSE },
  { "\"\\uffff\"", "\xef\xbf\xbf", FALSE },
  { "\"\xf4\x8f\xbf\xbf\"", "\xf4\x8f\xbf\xbf", FALSE },
};

static void
test_strings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (string_cases); i++)
    /* At every alignment, so that the word-wise scan meets its ends everywhere. */
    for (guint shift = 0; shift < 9; shift++)
      {
        g_autofree char *space = g_strnfill (shift, ' ');
        g_autofree char *buffer = g_strconcat (space, string_cases[i].json, NULL);
        CorralJsonReader reader;
        char *text;
        gsize length;
        gboolean plain;

        corral_json_reader_init (&reader, buffer, strlen (buffer));
        g_assert_true (corral_json_reader_read_string (&reader, &text, &length, &plain));
        g_assert_cmpstr (text, ==, string_cases[i].text);
        g_assert_cmpuint (length, ==, strlen (string_cases[i].text));
        g_assert_cmpint (plain, ==, string_cases[i].plain);
        g_assert_true (corral_json_reader_finish (&reader));
      }
}

/* The word-wise scan against one written straight down, over every byte in every place. */
static void
test_every_byte_everywhere (void)
{
  for (guint place = 0; place < 20; place++)
    for (guint byte = 0; byte < 256; byte++)
      {
        char buffer[24] = "\"aaaaaaaaaaaaaaaaaaaa\"";
        CorralJsonReader reader;
        char *text;
        gsize length;
        gboolean plain;
        gboolean ok;

        buffer[place + 1] = (char) byte;
        corral_json_reader_init (&reader, buffer, 22);
        ok = corral_json_reader_read_string (&reader, &text, &length, &plain);
        if (byte == '"')
          g_assert_true (ok && length == place && plain);
        else if (byte == '\\' || byte < 0x20 || byte >= 0x80)
          g_assert_true (!ok && corral_json_reader_get_state (&reader) == CORRAL_JSON_BROKEN);
        else
          g_assert_true (ok && length == 20 && plain == (byte != 0x7f));
      }
}

static void
test_string_limit (void)
{
  for (guint over = 0; over < 2; over++)
    for (guint escaped = 0; escaped < 2; escaped++)
      {
        g_autofree char *fill = g_strnfill (CORRAL_JSON_MAX_STRING - 1 + over, 'x');
        g_autofree char *buffer = g_strconcat ("[\"", escaped ? "\\u0041" : "A", fill, "\",7]", NULL);
        CorralJsonReader reader;
        char *text;
        gsize length;
        gint64 seven = 0;

        corral_json_reader_init (&reader, buffer, strlen (buffer));
        g_assert_true (corral_json_reader_begin_array (&reader));
        g_assert_true (corral_json_reader_next_element (&reader));
        g_assert_cmpint (corral_json_reader_read_string (&reader, &text, &length, NULL), ==, over == 0);
        if (over)
          g_assert_cmpint (corral_json_reader_get_state (&reader), ==, CORRAL_JSON_BAD_VALUE);
        /* What follows can still be read. */
        g_assert_true (corral_json_reader_next_element (&reader));
        g_assert_true (corral_json_reader_read_integer (&reader, &seven));
        g_assert_cmpint (seven, ==, 7);
        g_assert_false (corral_json_reader_next_element (&reader));
        g_assert_true (corral_json_reader_finish (&reader));
      }
}

/* --- numbers ------------------------------------------------------------------------------------- */

static const struct
{
  const char *json;
  gboolean ok;
  gint64 value;
} integer_cases[] = {
  { "0", TRUE, 0 },
  { "-0", TRUE, 0 },
  { "7", TRUE, 7 },
  { "-7", TRUE, -7 },
  { "9007199254740991", TRUE, G_GINT64_CONSTANT (9007199254740991) },
  { "-9007199254740991", TRUE, -G_GINT64_CONSTANT (9007199254740991) },
  { "5.0", TRUE, 5 },
  { "-5.000", TRUE, -5 },
  { "9007199254740992", FALSE, 0 },
  { "9007199254740993", FALSE, 0 },
  { "-9007199254740992", FALSE, 0 },
  { "9007199254740992.0", FALSE, 0 },
  { "99999999999999999999", FALSE, 0 },
  { "18446744073709551617", FALSE, 0 }, /* 2^64 + 1 */
  { "18446744073709551617.0", FALSE, 0 },
  { "100000000000000000000000000000000000000000000000000", FALSE, 0 },
  { "0.5", FALSE, 0 },
  { "0.99999999999999999999", FALSE, 0 },
  { "1e3", FALSE, 0 },
  { "1e400", FALSE, 0 },
};

static void
test_integers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (integer_cases); i++)
    {
      g_autofree char *buffer = g_strdup (integer_cases[i].json);
      CorralJsonReader reader;
      gint64 value = 0;

      corral_json_reader_init (&reader, buffer, strlen (buffer));
      g_assert_cmpint (corral_json_reader_read_integer (&reader, &value), ==, integer_cases[i].ok);
      if (integer_cases[i].ok)
        g_assert_cmpint (value, ==, integer_cases[i].value);
      else
        g_assert_cmpint (corral_json_reader_get_state (&reader), ==, CORRAL_JSON_BAD_VALUE);
      g_assert_true (corral_json_reader_finish (&reader));
    }
}

static void
test_reals (void)
{
  static const char *const cases[] = {
    "0",
    "0.1",
    "-0.1",
    "3.7",
    "1e22",
    "1e23",
    "123456.789e-3",
    "9007199254740993",
    "0.30000000000000004",
    "179769313486231570000000000000000000000",
    "1.7976931348623157e308",
    "5e-324",
    "1e-400",
    "12345678901234567890.12345678901234567890",
    "100000000000000000000000",
    "-3.25",
    "0.000000000000000000001",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *buffer = g_strdup (cases[i]);
      CorralJsonReader reader;
      double value = NAN;
      double expected = g_ascii_strtod (cases[i], NULL);

      corral_json_reader_init (&reader, buffer, strlen (buffer));
      g_assert_true (corral_json_reader_read_real (&reader, &value));
      g_assert_cmpmem (&value, sizeof value, &expected, sizeof expected);
      g_assert_true (corral_json_reader_finish (&reader));
    }
}

static void
test_random_reals_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20150101);

  for (guint i = 0; i < 20000; i++)
    {
      double wanted = g_rand_double_range (rand, -1e4, 1e4) * pow (10, g_rand_int_range (rand, -30, 30));
      char text[G_ASCII_DTOSTR_BUF_SIZE];
      CorralJsonReader reader;
      double value = NAN;

      g_ascii_formatd (text, sizeof text, i % 2 ? "%.17g" : "%.6g", wanted);
      wanted = g_ascii_strtod (text, NULL);
      corral_json_reader_init (&reader, text, strlen (text));
      g_assert_true (corral_json_reader_read_real (&reader, &value));
      g_assert_cmpmem (&value, sizeof value, &wanted, sizeof wanted);
    }
}

static void
test_endless_number (void)
{
  gsize n = 1 << 20;
  g_autofree char *buffer = g_strnfill (n, '7');
  CorralJsonReader reader;
  double value;

  corral_json_reader_init (&reader, buffer, n);
  g_assert_false (corral_json_reader_read_real (&reader, &value));
  g_assert_cmpint (corral_json_reader_get_state (&reader), ==, CORRAL_JSON_BAD_VALUE);
}

/* --- objects, places, going on after a mismatch ---------------------------------------------------- */

static void
test_guesses (void)
{
  char buffer[] = "{\"id\":\"a\", \"re\\u0076\" : 3 ,\"revision\":4,\"more\":[1,2]}";
  CorralJsonReader reader;
  const char *name = NULL;
  gsize length;
  gboolean hit;
  char *text;
  gint64 value;

  corral_json_reader_init (&reader, buffer, strlen (buffer));
  g_assert_true (corral_json_reader_begin_object (&reader));
  g_assert_true (corral_json_reader_next_member (&reader, "id", 2, &hit, &name, &length));
  g_assert_true (hit);
  g_assert_true (corral_json_reader_read_string (&reader, &text, &length, NULL));
  g_assert_cmpstr (text, ==, "a");
  /* An escaped name misses the guess, and is the same name. */
  g_assert_true (corral_json_reader_next_member (&reader, "rev", 3, &hit, &name, &length));
  g_assert_false (hit);
  g_assert_cmpstr (name, ==, "rev");
  g_assert_true (corral_json_reader_read_integer (&reader, &value));
  /* The start of a longer name is not a hit. */
  g_assert_true (corral_json_reader_next_member (&reader, "rev", 3, &hit, &name, &length));
  g_assert_false (hit);
  g_assert_cmpstr (name, ==, "revision");
  g_assert_cmpuint (length, ==, 8);
  g_assert_true (corral_json_reader_read_integer (&reader, &value));
  g_assert_true (corral_json_reader_next_member (&reader, NULL, 0, &hit, &name, &length));
  g_assert_true (corral_json_reader_skip (&reader));
  g_assert_false (corral_json_reader_next_member (&reader, NULL, 0, &hit, &name, &length));
  g_assert_cmpint (corral_json_reader_get_state (&reader), ==, CORRAL_JSON_OK);
  g_assert_true (corral_json_reader_finish (&reader));
}

static void
test_pointer_and_mismatch (void)
{
  char buffer[] = "{\"items\":[{\"id\":\"a\"},{\"a/b~\":[true]}]}";
  CorralJsonReader reader;
  const char *name;
  gsize length;
  gboolean hit;
  gint64 value;
  g_autofree char *pointer = NULL;

  corral_json_reader_init (&reader, buffer, strlen (buffer));
  g_assert_true (corral_json_reader_begin_object (&reader));
  g_assert_true (corral_json_reader_next_member (&reader, "items", 5, &hit, &name, &length));
  g_assert_true (corral_json_reader_begin_array (&reader));
  g_assert_true (corral_json_reader_next_element (&reader));
  g_assert_true (corral_json_reader_skip (&reader));
  g_assert_true (corral_json_reader_next_element (&reader));
  g_assert_true (corral_json_reader_begin_object (&reader));
  g_assert_true (corral_json_reader_next_member (&reader, NULL, 0, &hit, &name, &length));
  g_assert_true (corral_json_reader_begin_array (&reader));
  g_assert_true (corral_json_reader_next_element (&reader));
  g_assert_false (corral_json_reader_read_integer (&reader, &value));
  g_assert_cmpint (corral_json_reader_get_state (&reader), ==, CORRAL_JSON_BAD_TYPE);
  pointer = corral_json_reader_dup_pointer (&reader);
  g_assert_cmpstr (pointer, ==, "/items/1/a~1b~0/0");
  /* Nothing was consumed. */
  g_assert_true (corral_json_reader_skip (&reader));
  g_assert_false (corral_json_reader_next_element (&reader));
  g_assert_false (corral_json_reader_next_member (&reader, NULL, 0, &hit, &name, &length));
  g_assert_false (corral_json_reader_next_element (&reader));
  g_assert_false (corral_json_reader_next_member (&reader, NULL, 0, &hit, &name, &length));
  g_assert_true (corral_json_reader_finish (&reader));
}

static void
test_return_to_a_mark (void)
{
  char buffer[] = "{\"a\":{\"x\":\"\\u0041b\"},\"b\":2}";
  CorralJsonReader reader;
  CorralJsonMark mark;
  const char *name;
  gsize length;
  gboolean hit;
  char *text;

  corral_json_reader_init (&reader, buffer, strlen (buffer));
  g_assert_true (corral_json_reader_begin_object (&reader));
  g_assert_true (corral_json_reader_next_member (&reader, NULL, 0, &hit, &name, &length));
  mark = corral_json_reader_mark (&reader);
  g_assert_true (corral_json_reader_skip (&reader));
  g_assert_true (corral_json_reader_next_member (&reader, NULL, 0, &hit, &name, &length));
  g_assert_cmpstr (name, ==, "b");
  g_assert_true (corral_json_reader_skip (&reader));
  corral_json_reader_return (&reader, mark);
  g_assert_true (corral_json_reader_begin_object (&reader));
  g_assert_true (corral_json_reader_next_member (&reader, "x", 1, &hit, &name, &length));
  g_assert_true (hit);
  g_assert_true (corral_json_reader_read_string (&reader, &text, &length, NULL));
  g_assert_cmpstr (text, ==, "Ab");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-reader/whole", test_whole);
  g_test_add_func ("/json-reader/nul-bytes", test_nul_bytes);
  g_test_add_func ("/json-reader/every-prefix-is-refused", test_every_prefix_is_refused);
  g_test_add_func ("/json-reader/deep-is-refused-at-once", test_deep_is_refused_at_once);
  g_test_add_func ("/json-reader/a-million-members", test_a_million_members);
  g_test_add_func ("/json-reader/strings", test_strings);
  g_test_add_func ("/json-reader/every-byte-everywhere", test_every_byte_everywhere);
  g_test_add_func ("/json-reader/string-limit", test_string_limit);
  g_test_add_func ("/json-reader/integers", test_integers);
  g_test_add_func ("/json-reader/reals", test_reals);
  g_test_add_func ("/json-reader/random-reals-round-trip", test_random_reals_round_trip);
  g_test_add_func ("/json-reader/endless-number", test_endless_number);
  g_test_add_func ("/json-reader/guesses", test_guesses);
  g_test_add_func ("/json-reader/pointer-and-mismatch", test_pointer_and_mismatch);
  g_test_add_func ("/json-reader/return-to-a-mark", test_return_to_a_mark);
  return g_test_run ();
}
