/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Free text, looked through for what must not be in it. */
#include "corral-text-private.h"
#include "fuzz-driver.h"

const char fuzz_name[] = "text-private";

static gboolean
is_boundary (const char *text, gsize at)
{
  return ((guchar) text[at] & 0xc0) != 0x80;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_take_rest (&data, &size);
  gsize length = strlen (text);
  gboolean valid = g_utf8_validate (text, (gssize) length, NULL);
  gsize start = 0, n = 0;
  CorralPrivate kind = corral_text_find_private (text, &start, &n);
  g_autofree char *masked = corral_text_mask_cards (text);
  g_autofree char *again = corral_text_mask_cards (masked);
  g_autofree char *public = corral_text_mask_private (text);
  guint n_digits = 0;

  g_assert_true (start <= length && n <= length - start);
  g_assert_true ((kind == CORRAL_PRIVATE_NONE) == (n == 0));
  g_assert_cmpint (corral_text_find_private (public, NULL, NULL), ==, CORRAL_PRIVATE_NONE);
  if (kind == CORRAL_PRIVATE_NONE)
    g_assert_cmpstr (public, ==, text);
  if (valid)
    {
      g_assert_true (is_boundary (text, start) && is_boundary (text, start + n));
      g_assert_true (g_utf8_validate (masked, -1, NULL));
      for (const char *p = text + start; p < text + start + n; p = g_utf8_next_char (p))
        n_digits += g_unichar_isdigit (g_utf8_get_char (p));
    }
  if (valid && kind == CORRAL_PRIVATE_CARD)
    g_assert_true (n_digits >= 13 && n_digits <= 19);
  if (valid && kind == CORRAL_PRIVATE_PHONE)
    g_assert_true (n_digits >= 8 && n_digits <= 17);
  if (valid && kind == CORRAL_PRIVATE_EMAIL)
    g_assert_cmpuint (n, >=, 5);
  /* One says what the other does, and once is enough. */
  g_assert_true (corral_text_holds_card (text, length) == (strcmp (text, masked) != 0));
  if (kind == CORRAL_PRIVATE_CARD && valid)
    g_assert_cmpstr (text, !=, masked);
  g_assert_cmpstr (again, ==, masked);
  g_assert_cmpint (corral_text_find_private (masked, NULL, NULL), !=, CORRAL_PRIVATE_CARD);
  return 0;
}
