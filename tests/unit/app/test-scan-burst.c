/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scanner's keys and a person's, by their timing; and what is said of a code that is no cart's. */
#include "corral-scan-burst.h"
#include "corral-scan-words.h"

#include <string.h>

/* Types @text with @gap_ms between two keys and presses Enter after @enter_ms. */
static char *
type (CorralScanBurst *burst, const char *text, gint64 *time_ms, gint64 gap_ms, gint64 enter_ms)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gboolean first = corral_scan_burst_take (burst, g_utf8_get_char (p), *time_ms);

      if (p == text)
        g_assert_true (first);
      *time_ms += gap_ms;
    }
  *time_ms += enter_ms - gap_ms;
  return corral_scan_burst_end (burst, *time_ms);
}

static void
test_timing (void)
{
  static const struct
  {
    const char *text;
    gint64 gap_ms;
    gint64 enter_ms;
    gboolean scan;
  } cases[] = {
    { "SC-B7-0031002", 2, 2, TRUE },
    { "SC-B7-0031002", 0, 0, TRUE },
    { "SC-B7-0031002", 50, 50, TRUE },
    { "SC-B7-0031002", 51, 2, FALSE },
    { "SC-B7-0031002", 2, 51, FALSE },
    { "123456", 10, 10, TRUE },
    { "12345", 10, 10, FALSE },
    { "", 10, 10, FALSE },
    { "riverside", 120, 200, FALSE },
    { "Zürich 1", 5, 5, TRUE },
  };
  g_autoptr (CorralScanBurst) burst = corral_scan_burst_new ();
  gint64 time_ms = 1000;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *scanned = type (burst, cases[i].text, &time_ms, cases[i].gap_ms, cases[i].enter_ms);

      g_test_message ("%s, %d ms", cases[i].text, (int) cases[i].gap_ms);
      g_assert_cmpstr (scanned, ==, cases[i].scan ? cases[i].text : NULL);
      time_ms += 1000;
    }
}

/* What a person had typed before is no part of what the scanner reads. */
static void
test_after_a_person (void)
{
  g_autoptr (CorralScanBurst) burst = corral_scan_burst_new ();
  gint64 time_ms = 1000;
  g_autofree char *scanned = NULL;
  g_autofree char *again = NULL;

  g_assert_true (corral_scan_burst_take (burst, 'r', 500));
  g_assert_true (corral_scan_burst_take (burst, 'i', 700));
  scanned = type (burst, "SC-B7-0031002", &time_ms, 5, 5);
  g_assert_cmpstr (scanned, ==, "SC-B7-0031002");
  /* A second Enter is a person's. */
  g_assert_null (corral_scan_burst_end (burst, time_ms));
  time_ms += 10;
  again = type (burst, "SC-B7-0031003", &time_ms, 5, 5);
  g_assert_cmpstr (again, ==, "SC-B7-0031003");

  /* An arrow key in between, or time that runs backwards, ends it. */
  for (guint i = 0; i < 6; i++)
    corral_scan_burst_take (burst, '1', 5000 + i);
  corral_scan_burst_break (burst);
  g_assert_null (corral_scan_burst_end (burst, 5007));
  for (guint i = 0; i < 6; i++)
    corral_scan_burst_take (burst, '1', 6000 + i);
  g_assert_null (corral_scan_burst_end (burst, 5000));
}

static void
test_long_codes (void)
{
  g_autoptr (CorralScanBurst) burst = corral_scan_burst_new ();
  g_autofree char *text = g_strnfill (3 * CORRAL_SCAN_MAX_CHARS, 'x');
  g_autofree char *scanned = NULL;
  gint64 time_ms = 1000;

  scanned = type (burst, text, &time_ms, 3, 3);
  g_assert_cmpuint (strlen (scanned), ==, CORRAL_SCAN_MAX_CHARS);
}

static void
test_foreign (void)
{
  static const struct
  {
    const char *scanned;
    const char *says;
    const char *shows; /* (nullable) */
  } cases[] = {
    { "4006381333931", "barcode of an article", "\342\200\234" "4006381333931\342\200\235" }, /* EAN-13 */
    { "96385074", "barcode of an article", NULL },                                           /* EAN-8 */
    { "036000291452", "barcode of an article", NULL },                                       /* UPC-A */
    { "4006381333930", "no cart that is stored here has that serial", NULL }, /* its check digit is wrong */
    { "https://example.org/a/very/long/way/to/say/something", "web address",
      "\342\200\234https://example.org/a/very/long/\342\200\246\342\200\235" },
    { "WWW.EXAMPLE.ORG", "web address", NULL },
    { "SC-B7-9999999", "no cart that is stored here has that serial", "\342\200\234SC-B7-9999999\342\200\235" },
    { "  PALLET 00017\t", "no cart that is stored here has that serial", "\342\200\234PALLET 00017\342\200\235" },
    { "4111111111111111", "payment card", NULL },
    { "\001\002\003\004\005\006", "no cart that is stored here", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *says = corral_scan_words_say_foreign (cases[i].scanned);

      g_test_message ("%s", says);
      g_assert_nonnull (strstr (says, cases[i].says));
      g_assert_null (strstr (says, "4111111111111111"));
      if (cases[i].shows != NULL)
        g_assert_nonnull (strstr (says, cases[i].shows));
      g_assert_cmpuint (strlen (says), <, 260);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/scan/timing", test_timing);
  g_test_add_func ("/app/scan/after-a-person", test_after_a_person);
  g_test_add_func ("/app/scan/long-codes", test_long_codes);
  g_test_add_func ("/app/scan/foreign", test_foreign);
  return g_test_run ();
}
