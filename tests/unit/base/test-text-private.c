/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people type that must not be kept, and what they type all day: tables of both, and as many made-up numbers of each
 * kind as a table cannot hold. */
#include "corral-random.h"
#include "corral-text-private.h"
#include "corral-uuid.h"

#include <string.h>

/* Appends Luhn's check digit, in place of the last one. */
static void
seal_luhn (char *digits)
{
  gsize n = strlen (digits);
  guint sum = 0;

  for (gsize i = 0; i + 1 < n; i++)
    {
      guint digit = (guint) (digits[n - 2 - i] - '0') * (i % 2 == 0 ? 2 : 1);

      sum += digit > 9 ? digit - 9 : digit;
    }
  digits[n - 1] = (char) ('0' + (10 - sum % 10) % 10);
}

static void
seal_barcode (char *digits)
{
  gsize n = strlen (digits);
  guint sum = 0;

  for (gsize i = 0; i + 1 < n; i++)
    sum += (guint) (digits[n - 2 - i] - '0') * (i % 2 == 0 ? 3 : 1);
  digits[n - 1] = (char) ('0' + (10 - sum % 10) % 10);
}

/* @length digits that begin with @prefix, the rest at random. */
static char *
make_digits (const char *prefix, guint length, CorralRandom *random)
{
  GString *digits = g_string_new (prefix);

  while (digits->len < length)
    g_string_append_c (digits, (char) ('0' + corral_random_int (random, 0, 10)));
  return g_string_free (digits, FALSE);
}

static const struct
{
  const char *prefix;
  guint from, to; /* lengths */
} schemes[] = {
  { "4", 13, 13 }, { "4", 16, 16 }, { "4", 19, 19 },                                    /* Visa */
  { "51", 16, 16 }, { "53", 16, 16 }, { "55", 16, 16 }, { "2221", 16, 16 }, { "2720", 16, 16 }, { "25", 16, 16 },
  { "34", 15, 15 }, { "37", 15, 15 },                                                   /* American Express */
  { "6011", 16, 19 }, { "644", 16, 19 }, { "649", 16, 19 }, { "65", 16, 19 },           /* Discover */
  { "3528", 16, 19 }, { "3589", 16, 19 }, { "3550", 16, 19 },                           /* JCB */
  { "300", 14, 19 }, { "305", 14, 19 }, { "36", 14, 19 }, { "38", 14, 19 }, { "39", 14, 19 }, /* Diners Club */
  { "62", 16, 19 },                                                                     /* UnionPay */
  { "50", 13, 19 }, { "56", 13, 19 }, { "58", 13, 19 }, { "6304", 13, 19 }, { "6759", 13, 19 }, /* Maestro */
};

/* Ways to write sixteen digits, more or less: the groups, and what is between them. */
static const struct
{
  const char *groups;
  const char *separator;
} ways[] = {
  { "99", "" },   { "4", " " },       { "4", "-" },       { "4", "." },    { "4", "\u00a0" }, { "4", "\u202f" },
  { "4", "  " },  { "4", " - " },     { "4", "\u2013" },  { "4", "\u2011" }, { "4", "\u2212" }, { "4", "_" },
  { "4", "/" },   { "4", "\n" },      { "4", "\t" },      { "4", "\u3000" }, { "4", "\u2009" }, { "4", "\u00b7" },
  { "1", " " },   { "1", "-" },       { "2", " " },       { "3", " " },    { "5", " " },      { "6", "-" },
  { "8", " " },   { "4655", " " },    { "4646", " " },    { "69", " " },   { "99", "\u200b" }, { "4", "\u200b" },
  { "4", "\u00ad" }, { "4", "\r\n" }, { "44449", "-" },
};

/* Digits of other scripts; the first of each. */
static const gunichar zeros[] = { '0', 0xff10, 0x0660, 0x06f0, 0x0966, 0x0e50, 0x1d7ce };

static char *
write_digits (const char *digits, const char *groups, const char *separator, gunichar zero)
{
  GString *text = g_string_new (NULL);
  guint in_group = 0;
  const char *size = groups;

  for (const char *d = digits; *d != '\0'; d++)
    {
      if (in_group == (guint) (*size - '0') && *size != '9')
        {
          g_string_append (text, separator);
          in_group = 0;
          if (size[1] != '\0')
            size++;
        }
      g_string_append_unichar (text, zero + (gunichar) (*d - '0'));
      in_group++;
      /* Without width: wherever it stands. */
      if (*groups == '9' && *separator != '\0' && in_group == 3)
        g_string_append (text, separator);
    }
  return g_string_free (text, FALSE);
}

static void
check_card (const char *before, const char *card, const char *after)
{
  g_autofree char *text = g_strconcat (before, card, after, NULL);
  g_autofree char *masked = NULL;
  gsize start = 0, length = 0, n_digits = 0, n_dots = 0;

  if (corral_text_find_private (text, &start, &length) != CORRAL_PRIVATE_CARD)
    g_error ("“%s” was let pass", text);
  g_assert_cmpuint (start, ==, strlen (before));
  g_assert_cmpuint (length, ==, strlen (card));
  g_assert_true (corral_text_holds_card (text, strlen (text)));

  masked = corral_text_mask_cards (text);
  g_assert_true (g_str_has_prefix (masked, before));
  g_assert_true (g_str_has_suffix (masked, after));
  for (const char *at = card; *at != '\0'; at = g_utf8_next_char (at))
    n_digits += g_unichar_isdigit (g_utf8_get_char (at));
  for (const char *at = masked; (at = strstr (at, "•")) != NULL; at += strlen ("•"))
    n_dots++;
  g_assert_cmpuint (n_dots, ==, n_digits - 4);
  g_assert_false (corral_text_holds_card (masked, strlen (masked)));
}

static void
test_every_scheme_in_every_way (void)
{
  CorralRandom random = corral_random_seeded (1, 2, 3, 4);

  for (guint s = 0; s < G_N_ELEMENTS (schemes); s++)
    for (guint n = schemes[s].from; n <= schemes[s].to; n++)
      for (guint w = 0; w < G_N_ELEMENTS (ways); w++)
        {
          g_autofree char *digits = make_digits (schemes[s].prefix, n, &random);
          g_autofree char *card = NULL;
          g_autofree char *bare = g_strdup (digits);

          seal_luhn (digits);
          g_free (bare);
          bare = g_strdup (digits);
          seal_barcode (bare);
          /* Of the old 13 digits one in ten is a barcode as well. */
          if (n == 13 && *ways[w].groups == '9' && strcmp (bare, digits) == 0)
            continue;
          card = write_digits (digits, ways[w].groups, ways[w].separator, zeros[w % G_N_ELEMENTS (zeros)]);
          check_card ("", card, "");
          check_card ("paid with ", card, ", then left.");
          check_card ("(", card, ")");
          check_card ("Visa", card, "!");
          check_card ("cart 0412: ", card, " / cart");
          check_card ("\u00fc ", card, "\n0412 0413");

          /* One digit off. */
          digits[n - 1] = (char) ('0' + (digits[n - 1] - '0' + 1) % 10);
          g_free (card);
          card = write_digits (digits, "99", "", '0');
          g_assert_cmpint (corral_text_find_private (card, NULL, NULL), !=, CORRAL_PRIVATE_CARD);
          g_free (card);
          card = corral_text_mask_cards (digits);
          g_assert_cmpstr (card, ==, digits);
        }
}

static void
test_caught (void)
{
  static const struct
  {
    const char *text;
    CorralPrivate kind;
    const char *what; /* the part that is meant */
  } rows[] = {
    /* as the schemes publish them for tests */
    { "4111 1111 1111 1111", CORRAL_PRIVATE_CARD, "4111 1111 1111 1111" },
    { "paid with 4111-1111-1111-1111!", CORRAL_PRIVATE_CARD, "4111-1111-1111-1111" },
    { "4111111111111111", CORRAL_PRIVATE_CARD, "4111111111111111" },
    { "4222222222222", CORRAL_PRIVATE_CARD, "4222222222222" },
    { "5500 0000 0000 0004.", CORRAL_PRIVATE_CARD, "5500 0000 0000 0004" },
    { "2223 0031 2200 3222", CORRAL_PRIVATE_CARD, "2223 0031 2200 3222" },
    { "378282246310005", CORRAL_PRIVATE_CARD, "378282246310005" },
    { "3782 822463 10005", CORRAL_PRIVATE_CARD, "3782 822463 10005" },
    { "6011 0009 9013 9424", CORRAL_PRIVATE_CARD, "6011 0009 9013 9424" },
    { "3530111333300000", CORRAL_PRIVATE_CARD, "3530111333300000" },
    { "30569309025904", CORRAL_PRIVATE_CARD, "30569309025904" },
    { "3056 930902 5904", CORRAL_PRIVATE_CARD, "3056 930902 5904" },
    { "cart 0412 4111 1111 1111 1111", CORRAL_PRIVATE_CARD, "4111 1111 1111 1111" },
    { "4111 1111 1111 1111 12/27 123", CORRAL_PRIVATE_CARD, "4111 1111 1111 1111" },
    { "4111-1111 1111.1111", CORRAL_PRIVATE_CARD, "4111-1111 1111.1111" },
    { "2026-11-26 4111111111111111", CORRAL_PRIVATE_CARD, "4111111111111111" },
    { "card:4111111111111111", CORRAL_PRIVATE_CARD, "4111111111111111" },
    { "#4111111111111111#", CORRAL_PRIVATE_CARD, "4111111111111111" },
    { "0412,4111111111111111,0413", CORRAL_PRIVATE_CARD, "4111111111111111" },
    { "No.4111111111111111", CORRAL_PRIVATE_CARD, "4111111111111111" },
    { "\xff\xfe 4111111111111111 \xc3", CORRAL_PRIVATE_CARD, "4111111111111111" },
    { "４１１１１１１１１１１１１１１１", CORRAL_PRIVATE_CARD, "４１１１１１１１１１１１１１１１" },
    { "٤١١١ ١١١١ ١١١١ ١١١١", CORRAL_PRIVATE_CARD, "٤١١١ ١١١١ ١١١١ ١١١١" },

    { "ask ada@shop.example", CORRAL_PRIVATE_EMAIL, "ada@shop.example" },
    { "<jörg.müller+cart@läden.example>.", CORRAL_PRIVATE_EMAIL, "jörg.müller+cart@läden.example" },
    { "a@b.de.", CORRAL_PRIVATE_EMAIL, "a@b.de" },
    { "mailto:a.b-c_d@mail.shop.co.uk, please", CORRAL_PRIVATE_EMAIL, "a.b-c_d@mail.shop.co.uk" },
    { "用户@例子.广告", CORRAL_PRIVATE_EMAIL, "用户@例子.广告" },
    { "иван@почта.рф…", CORRAL_PRIVATE_EMAIL, "иван@почта.рф" },
    { "ada＠shop.example", CORRAL_PRIVATE_EMAIL, "ada＠shop.example" },
    { "x@y @home a@b.de", CORRAL_PRIVATE_EMAIL, "a@b.de" },
    { "o'neill@shop.example", CORRAL_PRIVATE_EMAIL, "o'neill@shop.example" },
    { "\xff" "ada@shop.example\xff", CORRAL_PRIVATE_EMAIL, "ada@shop.example" },

    { "+49 30 1234567", CORRAL_PRIVATE_PHONE, "49 30 1234567" },
    { "+49301234567", CORRAL_PRIVATE_PHONE, "49301234567" },
    { "+49 (0)30 1234567", CORRAL_PRIVATE_PHONE, "49 (0)30 1234567" },
    { "+49 (30) 123-45-67", CORRAL_PRIVATE_PHONE, "49 (30) 123-45-67" },
    { "+44 20 7946 0958", CORRAL_PRIVATE_PHONE, "44 20 7946 0958" },
    { "+33 1 42 34 56 78", CORRAL_PRIVATE_PHONE, "33 1 42 34 56 78" },
    { "Tel.:+1-555-123-4567", CORRAL_PRIVATE_PHONE, "1-555-123-4567" },
    { "＋49 30 1234567", CORRAL_PRIVATE_PHONE, "49 30 1234567" },
    { "0049 30 1234567", CORRAL_PRIVATE_PHONE, "0049 30 1234567" },
    { "0041791234567", CORRAL_PRIVATE_PHONE, "0041791234567" },
    { "call 030/1234567", CORRAL_PRIVATE_PHONE, "030/1234567" },
    { "call 030/123 45 67 now", CORRAL_PRIVATE_PHONE, "030/123 45 67" },
    { "(030) 1234567", CORRAL_PRIVATE_PHONE, "030) 1234567" },
    { "tel:030-1234567", CORRAL_PRIVATE_PHONE, "030-1234567" },
    { "Tel.030/1234567", CORRAL_PRIVATE_PHONE, "030/1234567" },
    { "0171 1234567", CORRAL_PRIVATE_PHONE, "0171 1234567" },
    { "01711234567", CORRAL_PRIVATE_PHONE, "01711234567" },
    { "his 01711234567, ask", CORRAL_PRIVATE_PHONE, "01711234567" },
    { "01 42 34 56 78", CORRAL_PRIVATE_PHONE, "01 42 34 56 78" },
    { "01.42.34.56.78", CORRAL_PRIVATE_PHONE, "01.42.34.56.78" },
    { "020 7946 0958", CORRAL_PRIVATE_PHONE, "020 7946 0958" },
    { "07700 900123", CORRAL_PRIVATE_PHONE, "07700 900123" },
    { "cart 0412, 0171 1234567", CORRAL_PRIVATE_PHONE, "0171 1234567" },
    { "26.11.2026 0171 1234567", CORRAL_PRIVATE_PHONE, "0171 1234567" },
    { "(555) 123-4567", CORRAL_PRIVATE_PHONE, "555) 123-4567" },
    { "(555)123-4567", CORRAL_PRIVATE_PHONE, "555)123-4567" },
    { "555-123-4567", CORRAL_PRIVATE_PHONE, "555-123-4567" },
    { "555.123.4567", CORRAL_PRIVATE_PHONE, "555.123.4567" },
    { "1-555-123-4567", CORRAL_PRIVATE_PHONE, "1-555-123-4567" },
    { "+1-555-123-4567", CORRAL_PRIVATE_PHONE, "1-555-123-4567" },
    { "٠١٧١ ١٢٣٤٥٦٧", CORRAL_PRIVATE_PHONE, "٠١٧١ ١٢٣٤٥٦٧" },

    /* the first of several */
    { "a@b.de 4111111111111111", CORRAL_PRIVATE_EMAIL, "a@b.de" },
    { "4111111111111111 a@b.de", CORRAL_PRIVATE_CARD, "4111111111111111" },
    { "0171 1234567, 4111111111111111", CORRAL_PRIVATE_PHONE, "0171 1234567" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize start = 0, length = 0;
      g_autofree char *what = NULL;

      if (corral_text_find_private (rows[i].text, &start, &length) != rows[i].kind)
        g_error ("“%s” was taken for something else", rows[i].text);
      what = g_strndup (rows[i].text + start, length);
      g_assert_cmpstr (what, ==, rows[i].what);
      g_assert_cmpint (corral_text_find_private (rows[i].text, NULL, NULL), ==, rows[i].kind);
    }
}

static void
let_pass (const char *text)
{
  if (corral_text_find_private (text, NULL, NULL) != CORRAL_PRIVATE_NONE)
    g_error ("“%s” was taken for something private", text);
}

static void
test_let_pass (void)
{
  static const char *const rows[] = {
    "",
    " ",
    "0412",
    "Cart 0412 was found beside aisle 15; its pack was warm.",
    "0412 0413 0414 0415",
    "0412 0413 0414 0415 0416 0417 0418",
    "0412/0413/0414",
    "0412-0419",
    "carts 0412, 0413 and 0414",
    "0 412 carts",
    "SC-26-000412",
    "SC-26-000412 SC-26-000413 SC-26-000414",
    "HF-2026-0077",
    "HF-2026-0077/HF-2026-0078",
    "4.2.1",
    "4.1.9 → 4.2.1",
    "2026-11-26",
    "26.11.2026",
    "09.11.2026",
    "9/11/26",
    "26. 11. 2026",
    "2026-11-26T09:14:33.123Z",
    "2026-11-26 09:14:33",
    "20261126091433",
    "09:14",
    "09:14-17:30",
    "open 09-21, Sun 10-18",
    "cart 0412 26.11.2026",
    "0412 2026-11-26 09:14",
    "0412 09.11.2026 0413",
    "4.2.1 2026-11-26 09:14",
    "4.2.1 26.11.2026 0412",
    "5.2.1 2026-11-26 0412 0413",
    "1,250 g",
    "1.250.000 g",
    "+1,250 g",
    "0 412 g, 1 250 g",
    "7,412 mV, 62 %, −74 dBm",
    "1772442000000",                        /* a time in ms */
    "1772442000",
    "1772442000000 1772442060000",
    "4006381333931",                        /* a barcode */
    "4006381333931 5000112637922",
    "4 006381 333931",
    "012345678905",                         /* one of 12 digits */
    "0012345678905",
    "0012345678",
    "4111 1111 1111 1112",                  /* no Luhn */
    "1111 1111 1111 1117",                  /* no scheme */
    "0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d", /* an operation */
    "45625555-1234-4123-8123-123456789012", /* one that happens to be all digits */
    "c-000412",
    "hf-c0412",
    "00:1b:44:11:3a:b7",
    "00-11-22-33-44-55",
    "356938035643809",                      /* the modem's number: 15 digits, no scheme has such */
    "35-693803-564380-9",
    "862462030142276",
    "8949000000000000001",                  /* the SIM's */
    "89490200001234567890",
    "8949 0200 0012 3456 789",
    "10.0.0.12",
    "192.168.100.200",
    "192.168.100.200 192.168.100.201",
    "Lot L-2418, batch 2025-W14",
    "0.5333333333333333",
    "52.5200065999 13.4049540000",
    "3.141592653589793",
    "-118 -74 -82 -90",
    "carts 118 0412",
    "aisle 15, bay 3, shelf 2",
    "10-20-30-40-50-60",
    "41 42 43 44 45 46 47 48",
    "1/2 1/4 3/4",
    "ISO 9001:2015",
    "user@host",
    "@home",
    "a @ b.de",
    "@b.de",
    "a@",
    "a@.de",
    "a@b..de",
    "a@10.0.0.12",
    "a@b.c",
    "3 @ 2.50",
    "\xff\xfe broken 0412",
    "\xff@\xff.\xff",
    "4.2.1@2026.11",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *masked = corral_text_mask_cards (rows[i]);

      let_pass (rows[i]);
      g_assert_cmpstr (masked, ==, rows[i]);
      g_assert_false (corral_text_holds_card (rows[i], strlen (rows[i])));
    }
}

/* Numbers with check digits of their own, and numbers without: what one in ten would be a card's by Luhn alone. */
static void
test_numbers_of_other_things (void)
{
  static const struct
  {
    const char *prefix;
    guint length;
    gboolean luhn;
    gboolean barcode;
  } kinds[] = {
    { "400", 13, FALSE, TRUE }, { "440", 13, FALSE, TRUE }, { "45", 13, FALSE, TRUE }, { "49", 13, FALSE, TRUE },
    { "50", 13, FALSE, TRUE },  { "54", 13, FALSE, TRUE },  { "57", 13, FALSE, TRUE }, { "590", 13, FALSE, TRUE },
    { "600", 13, FALSE, TRUE }, { "69", 13, FALSE, TRUE },  { "30", 13, FALSE, TRUE }, { "36", 13, FALSE, TRUE },
    { "0", 12, FALSE, TRUE },   { "7", 12, FALSE, TRUE },   { "00", 13, FALSE, TRUE }, { "1400", 14, FALSE, TRUE },
    { "35", 15, TRUE, FALSE },  { "86", 15, TRUE, FALSE },  { "01", 15, TRUE, FALSE }, { "44", 15, TRUE, FALSE },
    { "8949", 19, TRUE, FALSE }, { "8901", 20, TRUE, FALSE }, { "8931", 18, TRUE, FALSE },
    { "17", 13, FALSE, FALSE }, { "17", 16, FALSE, FALSE }, { "17", 19, FALSE, FALSE }, { "20", 14, FALSE, FALSE },
  };
  CorralRandom random = corral_random_seeded (5, 6, 7, 8);

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint i = 0; i < 300; i++)
      {
        g_autofree char *digits = make_digits (kinds[k].prefix, kinds[k].length, &random);
        g_autofree char *sentence = NULL;

        if (kinds[k].luhn)
          seal_luhn (digits);
        if (kinds[k].barcode)
          seal_barcode (digits);
        let_pass (digits);
        sentence = g_strdup_printf ("Scanned %s at 09:14 on cart 0412.", digits);
        let_pass (sentence);
      }
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *uuid = corral_uuid_v7 (1772442000000 + (gint64) i * 1000, &random);
      g_autofree char *mac = g_strdup_printf (
          "%02x-%02x-%02x-%02x-%02x-%02x", (guint) corral_random_int (&random, 0, 256),
          (guint) corral_random_int (&random, 0, 256), (guint) corral_random_int (&random, 0, 256),
          (guint) corral_random_int (&random, 0, 256), (guint) corral_random_int (&random, 0, 256),
          (guint) corral_random_int (&random, 0, 256));

      let_pass (uuid);
      let_pass (mac);
    }
}

/* Sentences as people write them, thousands of them: none may be refused. */
static void
test_everyday_sentences (void)
{
  CorralRandom random = corral_random_seeded (9, 10, 11, 12);

  for (guint i = 0; i < 20000; i++)
    {
      guint label = (guint) corral_random_int (&random, 0, 10000);
      guint year = (guint) corral_random_int (&random, 2024, 2031);
      guint month = (guint) corral_random_int (&random, 1, 13);
      guint day = (guint) corral_random_int (&random, 1, 29);
      guint hour = (guint) corral_random_int (&random, 0, 24);
      guint minute = (guint) corral_random_int (&random, 0, 60);
      guint major = (guint) corral_random_int (&random, 3, 7);
      guint minor = (guint) corral_random_int (&random, 0, 20);
      guint patch = (guint) corral_random_int (&random, 0, 20);
      guint store = (guint) corral_random_int (&random, 1, 1000);
      g_autofree char *texts[] = {
        g_strdup_printf ("Cart %04u %04u-%02u-%02u %02u:%02u", label, year, month, day, hour, minute),
        g_strdup_printf ("%04u %02u.%02u.%04u %u.%u.%u", label, day, month, year, major, minor, patch),
        g_strdup_printf ("%u.%u.%u %04u-%02u-%02u %02u:%02u %04u", major, minor, patch, year, month, day, hour, minute,
                         label),
        g_strdup_printf ("Store %u, cart %04u: %u mV, %u %%", store, label, 6400 + label % 2000, label % 100),
        g_strdup_printf ("%04u and %04u swapped on %u/%u/%u", label, (label + 1) % 10000, month, day, year % 100),
        g_strdup_printf ("HF-%u-%04u: SC-%02u-%06u, firmware %u.%u.%u, %02u.%02u.%02u", year, label, year % 100, label * 7,
                         major, minor, patch, day, month, year % 100),
        g_strdup_printf ("%04u/%04u/%04u", label, (label + 1) % 10000, (label + 2) % 10000),
        g_strdup_printf ("%04u %04u %04u %04u", label % 9000, label % 9000 + 1, label % 9000 + 1 + day,
                         label % 9000 + 2 + 2 * day),
        g_strdup_printf ("%u g instead of %u g, %u.%u.%u-%u", label, label + 20, major, minor, patch, store),
      };

      for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
        {
          let_pass (texts[t]);
          if (t > 0)
            g_free (texts[t]);
        }
    }
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
    { "0412 4111-1111-1111-1111 0413", "0412 ••••-••••-••••-1111 0413" },
    { "４１１１１１１１１１１１１１１１", "••••••••••••１１１１" },
    { "٤١١١ ١١١١ ١١١١ ١١١١ ü", "•••• •••• •••• ١١١١ ü" },
    { "ada@shop.example +49 30 1234567", "ada@shop.example +49 30 1234567" }, /* cards alone */
    { "4111 1111\xa1" "1111 1111", "•••• ••••\xa1" "•••• 1111" },
    { "\xff 4111111111111111 \xff", "\xff ••••••••••••1111 \xff" },
    /* The four that are left begin another number, which is one by chance. */
    { "5500 0000 0000 0004 4111 1111 1111 1111", "•••• •••• •••• 0004 •••• •••• •••• 1111" },
    { "378282246310005 378282246310005", "•••••••••••0005 •••••••••••0005" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *masked = corral_text_mask_cards (rows[i].text);
      g_autofree char *again = corral_text_mask_cards (masked);

      g_assert_cmpstr (masked, ==, rows[i].expected);
      g_assert_cmpstr (again, ==, masked);
      g_assert_cmpint (corral_text_find_private (masked, NULL, NULL), !=, CORRAL_PRIVATE_CARD);
    }
}

static void
test_masked_for_outside (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } rows[] = {
    { "", "" },
    { "Cart 0412 in 118 Riverside is silent since 09:14.", "Cart 0412 in 118 Riverside is silent since 09:14." },
    { "Mail ada@shop.example, or +49 30 1234567.", "Mail •••, or +•••." },
    { "Card 4111 1111 1111 1111 of bob@mail.example", "Card •••• •••• •••• 1111 of •••" },
    { "a@b.cc c@d.ee 0171 2345678", "••• ••• •••" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *masked = corral_text_mask_private (rows[i].text);

      g_assert_cmpstr (masked, ==, rows[i].expected);
      g_assert_cmpint (corral_text_find_private (masked, NULL, NULL), ==, CORRAL_PRIVATE_NONE);
    }
}

/* The longest text that there can be, of the worst kinds, is looked through in no time. */
static void
test_long_texts (void)
{
  static const char *const pieces[] = { "4", "4 ", "@", "a@", "a.", "@a.a", "4111 1111 1111 1111 ", "0 ", "\xff", "0171 ", "(" };
  gint64 started_us = g_get_monotonic_time ();

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      GString *text = g_string_new (NULL);
      g_autofree char *masked = NULL;

      while (text->len < 8192)
        g_string_append (text, pieces[i]);
      corral_text_find_private (text->str, NULL, NULL);
      masked = corral_text_mask_cards (text->str);
      g_assert_false (corral_text_holds_card (masked, strlen (masked)));
      g_string_free (text, TRUE);
    }
  g_assert_cmpint (g_get_monotonic_time () - started_us, <, 5 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text-private/every-scheme-in-every-way", test_every_scheme_in_every_way);
  g_test_add_func ("/base/text-private/caught", test_caught);
  g_test_add_func ("/base/text-private/let-pass", test_let_pass);
  g_test_add_func ("/base/text-private/numbers-of-other-things", test_numbers_of_other_things);
  g_test_add_func ("/base/text-private/everyday-sentences", test_everyday_sentences);
  g_test_add_func ("/base/text-private/masked", test_masked);
  g_test_add_func ("/base/text-private/masked-for-outside", test_masked_for_outside);
  g_test_add_func ("/base/text-private/long-texts", test_long_texts);
  return g_test_run ();
}
