/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of time and numbers, in the C locale and in fixed zones. */
#include "corral-format.h"
#include "corral-look.h"
#include "corral-schema.h"
#include "corral-time.h"

#include <locale.h>
#include <math.h>

#define S CORRAL_SECOND_MS
#define M CORRAL_MINUTE_MS
#define H CORRAL_HOUR_MS
#define D CORRAL_DAY_MS

static void
take (char *got, const char *expected)
{
  g_assert_cmpstr (got, ==, expected);
  g_free (got);
}

static const struct
{
  gint64 ms;
  const char *duration;
  const char *age;
} durations[] = {
  { CORRAL_UNKNOWN, "–", "–" },
  { -5, "0 s", "just now" },
  { 0, "0 s", "just now" },
  { 999, "0 s", "just now" },
  { 3 * S, "3 s", "3 s ago" },
  { 59 * S + 999, "59 s", "59 s ago" },
  { M, "1 min", "1 min ago" },
  { 59 * M + 59 * S, "59 min", "59 min ago" },
  { H, "1 h", "1 h ago" },
  { 2 * H + 10 * M + 30 * S, "2 h 10 min", "2 h 10 min ago" },
  { 23 * H + 59 * M, "23 h 59 min", "23 h 59 min ago" },
  { D, "1 day", "1 day ago" },
  { D + 4 * H, "1 day 4 h", "1 day 4 h ago" },
  { 3 * D + 4 * H + 59 * M, "3 days 4 h", "3 days 4 h ago" },
  { 12 * D + 4 * H, "12 days", "12 days ago" },
  { G_MAXINT64, "999999 days", "999999 days ago" },
};

static void
test_durations (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      take (corral_format_duration (durations[i].ms), durations[i].duration);
      take (corral_format_age (durations[i].ms), durations[i].age);
    }
  take (corral_format_silence (2 * H + 10 * M), "Not heard from for 2 h 10 min");
  take (corral_format_silence (CORRAL_UNKNOWN), "Never heard from");
}

static gint64
utc (int y, int mo, int d, int h, int mi)
{
  g_autoptr (GDateTime) t = g_date_time_new_utc (y, mo, d, h, mi, 5);

  return g_date_time_to_unix (t) * 1000;
}

static const struct
{
  const char *zone;
  int time[5];
  int now[5];
  const char *text;
} times[] = {
  { "UTC", { 2026, 11, 24, 9, 14 }, { 2026, 11, 24, 11, 0 }, "09:14" },
  /* Today is the store's today. */
  { "America/Chicago", { 2026, 11, 24, 5, 30 }, { 2026, 11, 24, 6, 30 }, "Mon 23:30" },
  { "Europe/Berlin", { 2026, 11, 23, 23, 30 }, { 2026, 11, 24, 6, 30 }, "00:30" },
  { "UTC", { 2026, 11, 23, 23, 59 }, { 2026, 11, 24, 0, 0 }, "Mon 23:59" },
  { "UTC", { 2026, 11, 18, 9, 14 }, { 2026, 11, 24, 8, 0 }, "Wed 09:14" },
  { "UTC", { 2026, 11, 17, 9, 14 }, { 2026, 11, 24, 8, 0 }, "17 Nov 09:14" },
  { "UTC", { 2026, 11, 3, 9, 14 }, { 2026, 11, 24, 8, 0 }, "3 Nov 09:14" },
  { "UTC", { 2025, 12, 31, 9, 14 }, { 2026, 1, 20, 8, 0 }, "31 Dec 2025" },
  /* Within six days, across the year's end. */
  { "UTC", { 2025, 12, 31, 9, 14 }, { 2026, 1, 2, 8, 0 }, "Wed 09:14" },
  /* A clock that is ahead. */
  { "UTC", { 2026, 11, 24, 12, 0 }, { 2026, 11, 24, 11, 0 }, "12:00" },
  { "UTC", { 2026, 11, 25, 12, 0 }, { 2026, 11, 24, 11, 0 }, "25 Nov 12:00" },
  /* The hour that comes twice. */
  { "Europe/Berlin", { 2026, 10, 25, 1, 30 }, { 2026, 10, 25, 12, 0 }, "02:30" },
};

static void
test_times (void)
{
  g_autoptr (GTimeZone) berlin = corral_time_zone ("Europe/Berlin");
  g_autoptr (GTimeZone) chicago = corral_time_zone ("America/Chicago");
  gint64 t = utc (2026, 11, 24, 4, 14);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      const int *a = times[i].time;
      const int *b = times[i].now;
      g_autoptr (GTimeZone) zone = corral_time_zone (times[i].zone);

      take (corral_format_time (utc (a[0], a[1], a[2], a[3], a[4]), utc (b[0], b[1], b[2], b[3], b[4]), zone),
            times[i].text);
    }
  take (corral_format_time (CORRAL_UNKNOWN, t, berlin), "–");
  take (corral_format_time (t, CORRAL_UNKNOWN, NULL), "24 Nov 2026");
  take (corral_format_time (G_MAXINT64, t, berlin), "–");

  take (corral_format_time_tooltip (t, berlin, berlin), "Tuesday 24 November 2026, 05:14:05");
  take (corral_format_time_tooltip (t, berlin, chicago), "Tuesday 24 November 2026, 05:14:05 (Mon 22:14 your time)");
  take (corral_format_time_tooltip (t + 6 * H, chicago, berlin),
        "Tuesday 24 November 2026, 04:14:05 (11:14 your time)");
  take (corral_format_time_tooltip (CORRAL_UNKNOWN, berlin, chicago), "–");

  take (corral_format_as_of (t, t + 3 * S, NULL, TRUE), "Live, 3 s ago");
  take (corral_format_as_of (t, t + 2 * H + 10 * M, NULL, FALSE), "As of 04:14, 2 h 10 min ago");
  take (corral_format_as_of (t, t - 5 * S, NULL, TRUE), "Live, just now");
  take (corral_format_as_of (CORRAL_UNKNOWN, t, NULL, FALSE), "Nothing received yet");
}

static void
test_numbers (void)
{
  take (corral_format_integer (0), "0");
  take (corral_format_integer (999), "999");
  take (corral_format_integer (1000), "1,000");
  take (corral_format_integer (-1234567), "−1,234,567");
  take (corral_format_integer (G_MAXINT64), "9,223,372,036,854,775,807");
  take (corral_format_integer (CORRAL_UNKNOWN), "–");

  take (corral_format_real (1234.56, 1), "1,234.6");
  take (corral_format_real (-0.04, 1), "0.0");
  take (corral_format_real (-61, 0), "−61");
  take (corral_format_real (NAN, 1), "–");
  take (corral_format_real (-INFINITY, 1), "–");
  take (corral_format_quantity (3.974, 2, "V"), "3.97 V");
  take (corral_format_quantity (NAN, 2, "V"), "–");
  take (corral_format_percent (98.44, 1), "98.4 %");
  take (corral_format_percent (100, 0), "100 %");
  take (corral_format_percent (NAN, 0), "–");
  take (corral_format_weight (250), "250 g");
  take (corral_format_weight (-40), "−40 g");
  take (corral_format_weight (999.4), "999 g");
  take (corral_format_weight (999.6), "1.00 kg");
  take (corral_format_weight (1250), "1.25 kg");
  take (corral_format_weight (NAN), "–");

  take (corral_format_count (1, CORRAL_NOUN_CART), "1 cart");
  take (corral_format_count (0, CORRAL_NOUN_ALERT), "0 alerts");
  take (corral_format_count (23, CORRAL_NOUN_STORE), "23 stores");
  take (corral_format_count (CORRAL_UNKNOWN, CORRAL_NOUN_FLAG), "– flags");
  take (corral_format_count_of (412, 10000, CORRAL_NOUN_CART), "412 of 10,000 carts");
  take (corral_format_count_of (10000, 10000, CORRAL_NOUN_CART), "10,000 carts");
  take (corral_format_count_of (0, 1, CORRAL_NOUN_CHAIN), "0 of 1 chain");

  take (corral_format_money (1250, "USD"), "$12.50");
  take (corral_format_money (123456789, "EUR"), "€1,234,567.89");
  take (corral_format_money (-5, "GBP"), "−£0.05");
  take (corral_format_money (1250, "JPY"), "1,250 JPY");
  take (corral_format_money (1250, "KWD"), "1.250 KWD");
  take (corral_format_money (1250, NULL), "12.50");
  take (corral_format_money (CORRAL_UNKNOWN, "EUR"), "–");

  take (corral_format_text (NULL), "–");
  take (corral_format_text (""), "–");
  take (corral_format_text ("\u202e\n"), "–");
  take (corral_format_text ("River\u202eside\x07"), "Riverside");
}

/* Twelve states: twelve words, shapes and classes; what this version does not know has a look as well. */
static void
test_looks (void)
{
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) icons = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) classes = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < CORRAL_N_CART_STATES; i++)
    {
      CorralLook look = corral_look_of_state ((CorralCartState) i);

      g_assert_true (g_hash_table_add (words, (gpointer) look.word));
      g_assert_true (g_hash_table_add (icons, (gpointer) look.icon_name));
      g_assert_true (g_hash_table_add (classes, (gpointer) look.css_class));
    }
  g_assert_cmpstr (corral_look_of_state (CORRAL_CART_OFFLINE).word, ==, "Silent");
  g_assert_cmpstr (corral_look_of_state ((CorralCartState) 99).word, ==, "Other");
  g_assert_cmpstr (corral_look_of_severity ("act").css_class, ==, "severity-act");
  g_assert_cmpstr (corral_look_of_severity (NULL).css_class, ==, "");
  g_assert_cmpstr (corral_look_of_severity ("loud").word, ==, corral_look_of_severity ("info").word);
  g_assert_cmpstr (corral_look_of_flag ("open", NULL).word, ==, "To review");
  g_assert_cmpstr (corral_look_of_flag ("decided", "shopper_error").word, ==, "Shopper's mistake");
  g_assert_cmpstr (corral_look_of_flag ("decided", NULL).word, ==, "Decided");

  g_assert_cmpstr (corral_words_translate (CORRAL_WORDS_CAUSE, "store_network"), ==, "Store Wi-Fi");
  g_assert_cmpstr (corral_words_translate (CORRAL_WORDS_FAULT, "pump_stuck"), ==, "Pump stuck");
  g_assert_cmpstr (corral_words_translate (CORRAL_WORDS_FAULT, ""), ==, "");
  g_assert_null (corral_words_translate (CORRAL_WORDS_FAULT, NULL));
}

/* A German noun keeps its capital. */
static void
test_within (void)
{
  static const struct
  {
    const char *language, *title, *within;
  } cases[] = { { "en", "Support leads", "support leads" }, { "de", "Supportleitung", "Supportleitung" },
                { "fr", "Équipe", "équipe" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *within = NULL;

      g_setenv ("LANGUAGE", cases[i].language, TRUE);
      within = corral_format_within (cases[i].title);
      g_assert_cmpstr (within, ==, cases[i].within);
    }
  g_setenv ("LANGUAGE", "", TRUE);
}

/* A number that is alone among letters read from the right keeps its sign before it. */
static void
test_signs (void)
{
  static const struct
  {
    const char *language, *minus;
  } cases[] = { { "en", "\xe2\x88\x92" "12" }, { "ar", "\xe2\x80\x8e\xe2\x88\x92" "12" }, { "de", "\xe2\x88\x92" "12" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *number = NULL;

      g_setenv ("LANGUAGE", cases[i].language, TRUE);
      number = corral_format_integer (-12);
      g_assert_cmpstr (number, ==, cases[i].minus);
    }
  g_setenv ("LANGUAGE", "", TRUE);
}

static void
test_joined (void)
{
  g_autofree char *one = corral_format_joined ((const char *[]){ "T8000051", NULL });
  g_autofree char *three = corral_format_joined ((const char *[]){ "T8000051", "Repair", "open", NULL });

  g_assert_cmpstr (one, ==, "T8000051");
  g_assert_cmpstr (three, ==, "T8000051 · Repair · open");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/durations", test_durations);
  g_test_add_func ("/words/times", test_times);
  g_test_add_func ("/words/numbers", test_numbers);
  g_test_add_func ("/words/looks", test_looks);
  g_test_add_func ("/words/within", test_within);
  g_test_add_func ("/words/signs", test_signs);
  g_test_add_func ("/words/joined", test_joined);
  return g_test_run ();
}
