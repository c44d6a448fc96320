/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people type that must not be kept, and what they type all day. Tables. */
#include "corral-text-private.h"

static void
test_caught (void)
{
  static const struct
  {
    const char *text;
    CorralPrivate kind;
    const char *what; /* the part that is meant */
  } rows[] = {
    { "4111 1111 1111 1111", CORRAL_PRIVATE_CARD, "4111 1111 1111 1111" },
    { "paid with 4111-1111-1111-1111!", CORRAL_PRIVATE_CARD, "4111-1111-1111-1111" },
    { "4111111111111111", CORRAL_PRIVATE_CARD, "4111111111111111" },
    { "4111\u00a01111\u00a01111\u00a01111", CORRAL_PRIVATE_CARD, "4111\u00a01111\u00a01111\u00a01111" },
    { "5500 0000 0000 0004.", CORRAL_PRIVATE_CARD, "5500 0000 0000 0004" },
    { "378282246310005", CORRAL_PRIVATE_CARD, "378282246310005" },
    { "6011 0009 9013 9424", CORRAL_PRIVATE_CARD, "6011 0009 9013 9424" },
    { "3530111333300000", CORRAL_PRIVATE_CARD, "3530111333300000" },
    { "cart 0412 4111 1111 1111 1111", CORRAL_PRIVATE_CARD, "4111 1111 1111 1111" },
    { "４１１１１１１１１１１１１１１１", CORRAL_PRIVATE_CARD, "４１１１１１１１１１１１１１１１" },
    { "٤١١١ ١١١١ ١١١١ ١١١١", CORRAL_PRIVATE_CARD, "٤١١١ ١١١١ ١١١١ ١١١١" },
    { "ask ada@shop.example", CORRAL_PRIVATE_EMAIL, "ada@shop.example" },
    { "<jörg.müller+cart@läden.example>.", CORRAL_PRIVATE_EMAIL, "jörg.müller+cart@läden.example" },
    { "a@b.de.", CORRAL_PRIVATE_EMAIL, "a@b.de" },
    { "+49 30 1234567", CORRAL_PRIVATE_PHONE, "49 30 1234567" },
    { "call 030/1234567", CORRAL_PRIVATE_PHONE, "030/1234567" },
    { "0171 1234567", CORRAL_PRIVATE_PHONE, "0171 1234567" },
    { "01 42 34 56 78", CORRAL_PRIVATE_PHONE, "01 42 34 56 78" },
    { "(555) 123-4567", CORRAL_PRIVATE_PHONE, "555) 123-4567" },
    { "+1-555-123-4567", CORRAL_PRIVATE_PHONE, "1-555-123-4567" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize start = 0, length = 0;
      g_autofree char *what = NULL;

      g_assert_cmpint (corral_text_find_private (rows[i].text, &start, &length), ==, rows[i].kind);
      what = g_strndup (rows[i].text + start, length);
      g_assert_cmpstr (what, ==, rows[i].what);
    }
}

static void
test_let_pass (void)
{
  static const char *const rows[] = {
    "",
    "0412",
    "Cart 0412 was found beside aisle 15; its pack was warm.",
    "0412 0413 0414 0415",
    "carts 0412, 0413 and 0414",
    "SC-26-000412",
    "HF-2026-0077",
    "4.2.1",
    "2026-11-26",
    "26.11.2026",
    "09.11.2026",
    "9/11/26",
    "09:14",
    "1,250 g",
    "1772442000000",                            /* a time */
    "4006381333931",                            /* a barcode */
    "4111 1111 1111 1112",                      /* no Luhn */
    "0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d",     /* an operation */
    "c-000412",
    "00:1b:44:11:3a:b7",
    "356938035643809",                          /* the modem's number: 15 digits, no issuer has such */
    "8949000000000000001",                      /* the SIM's */
    "10.0.0.12",
    "Lot L-2418, batch 2025-W14",
    "user@host",
    "@home",
    "a @ b.de",
    "\xff\xfe broken 0412",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (corral_text_find_private (rows[i], NULL, NULL) != CORRAL_PRIVATE_NONE)
      g_error ("“%s” was taken for something private", rows[i]);
}

static void
test_masked (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } rows[] = {
    { "nothing here, 0412", "nothing here, 0412" },
    { "pay 4111 1111 1111 1111 now", "pay •••• •••• •••• 1111 now" },
    { "5500000000000004, 0412", "••••••••••••0004, 0412" },
    { "4111111111111111 5500000000000004", "••••••••••••1111 ••••••••••••0004" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *masked = corral_text_mask_cards (rows[i].text);

      g_assert_cmpstr (masked, ==, rows[i].expected);
      g_assert_cmpint (corral_text_find_private (masked, NULL, NULL), !=, CORRAL_PRIVATE_CARD);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text-private/caught", test_caught);
  g_test_add_func ("/base/text-private/let-pass", test_let_pass);
  g_test_add_func ("/base/text-private/masked", test_masked);
  return g_test_run ();
}
