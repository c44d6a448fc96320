/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of time and numbers, the same on every page. Pure but for the language. Main thread. */
#include "config.h"

#include "corral-format.h"

#include "corral-schema.h"
#include "corral-text.h"
#include "corral-time.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <math.h>

#define MINUS "\xe2\x88\x92" /* U+2212 */
#define LEFT_TO_RIGHT_MARK "\xe2\x80\x8e" /* U+200E */

static char *
dash (void)
{
  return g_strdup (CORRAL_DASH);
}

static int
whole_days (gint64 duration_ms)
{
  return (int) MIN (duration_ms / CORRAL_DAY_MS, 999999);
}

/* What is over whole days; nothing when the days are so many that it says nothing. */
static int
hours_over (gint64 duration_ms)
{
  return duration_ms >= 7 * CORRAL_DAY_MS ? 0 : (int) (duration_ms % CORRAL_DAY_MS / CORRAL_HOUR_MS);
}

/* Sentences about days are whole ones, here and below: in many languages "3 days" alone, "3 days ago" and "for 3
 * days" are three forms of the word. Two units at most, the smaller one left out when it is 0 or says nothing at that size. */
char *
corral_format_duration (gint64 duration_ms)
{
  gint64 s;

  if (!CORRAL_IS_KNOWN (duration_ms))
    return dash ();
  s = MAX (duration_ms, 0) / 1000;
  if (s < 60)
    /* Translators: so many seconds */
    return g_strdup_printf (_ ("%d s"), (int) s);
  if (s < 3600)
    /* Translators: so many minutes */
    return g_strdup_printf (_ ("%d min"), (int) (s / 60));
  if (s < 86400)
    {
      int h = (int) (s / 3600);
      int min = (int) (s % 3600 / 60);

      if (min == 0)
        /* Translators: so many hours */
        return g_strdup_printf (_ ("%d h"), h);
      /* Translators: hours and minutes */
      return g_strdup_printf (_ ("%d h %d min"), h, min);
    }
  else
    {
      int days = whole_days (duration_ms);
      int h = hours_over (duration_ms);

      if (h == 0)
        return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) days), days);
      /* Translators: days and hours */
      return g_strdup_printf (ngettext ("%d day %d h", "%d days %d h", (gulong) days), days, h);
    }
}

char *
corral_format_age (gint64 age_ms)
{
  g_autofree char *duration = NULL;

  if (!CORRAL_IS_KNOWN (age_ms))
    return dash ();
  if (age_ms < CORRAL_SECOND_MS)
    return g_strdup (_ ("just now"));
  if (age_ms >= CORRAL_DAY_MS)
    {
      int days = whole_days (age_ms);
      int h = hours_over (age_ms);

      if (h == 0)
        return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong) days), days);
      /* Translators: days and hours */
      return g_strdup_printf (ngettext ("%d day %d h ago", "%d days %d h ago", (gulong) days), days, h);
    }
  duration = corral_format_duration (age_ms);
  /* Translators: %s is a duration under a day such as "2 h 10 min" */
  return g_strdup_printf (_ ("%s ago"), duration);
}

char *
corral_format_silence (gint64 silent_ms)
{
  g_autofree char *duration = NULL;

  if (!CORRAL_IS_KNOWN (silent_ms))
    return g_strdup (_ ("Never heard from"));
  if (silent_ms >= CORRAL_DAY_MS)
    {
      int days = whole_days (silent_ms);
      int h = hours_over (silent_ms);

      if (h == 0)
        return g_strdup_printf (ngettext ("Not heard from for %d day", "Not heard from for %d days", (gulong) days),
                                days);
      /* Translators: days and hours */
      return g_strdup_printf (
          ngettext ("Not heard from for %d day %d h", "Not heard from for %d days %d h", (gulong) days), days, h);
    }
  duration = corral_format_duration (silent_ms);
  /* Translators: %s is a duration under a day such as "2 h 10 min" */
  return g_strdup_printf (_ ("Not heard from for %s"), duration);
}

static GDateTime *
local_time (gint64 time_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000 - (time_ms % 1000 < 0));

  if (utc == NULL)
    return NULL;
  return zone != NULL ? g_date_time_to_timezone (utc, zone) : g_steal_pointer (&utc);
}

/* Days since year 1, in the date's own zone. */
static gint64
day_number (GDateTime *t)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) g_date_time_get_day_of_month (t),
                  (GDateMonth) g_date_time_get_month (t), (GDateYear) g_date_time_get_year (t));
  return g_date_get_julian (&date);
}

char *
corral_format_time (gint64 time_ms, gint64 now_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) t = NULL;
  g_autoptr (GDateTime) now = NULL;
  gint64 days;

  if (!CORRAL_IS_KNOWN (time_ms))
    return dash ();
  t = local_time (time_ms, zone);
  if (t == NULL)
    return dash ();
  if (CORRAL_IS_KNOWN (now_ms))
    now = local_time (now_ms, zone);
  if (now == NULL)
    /* Translators: a day in another year, as for strftime */
    return g_date_time_format (t, _ ("%-d %b %Y"));

  days = day_number (now) - day_number (t);
  if (days == 0)
    return g_date_time_format (t, "%H:%M");
  if (days > 0 && days < 7)
    /* Translators: a time within the last six days, as for strftime: "Tue 09:14" */
    return g_date_time_format (t, _ ("%a %H:%M"));
  if (g_date_time_get_year (t) == g_date_time_get_year (now))
    /* Translators: a time in this year, as for strftime: "3 Nov 09:14" */
    return g_date_time_format (t, _ ("%-d %b %H:%M"));
  return g_date_time_format (t, _ ("%-d %b %Y"));
}

char *
corral_format_time_tooltip (gint64 time_ms, GTimeZone *zone, GTimeZone *own_zone)
{
  g_autoptr (GTimeZone) own = own_zone != NULL ? g_time_zone_ref (own_zone) : g_time_zone_new_local ();
  g_autoptr (GDateTime) there = NULL;
  g_autoptr (GDateTime) here = NULL;
  g_autofree char *full = NULL;
  g_autofree char *clock = NULL;

  if (!CORRAL_IS_KNOWN (time_ms))
    return dash ();
  there = local_time (time_ms, zone);
  here = local_time (time_ms, own);
  if (there == NULL || here == NULL)
    return dash ();
  /* Translators: a full date and time, as for strftime: "Tuesday 3 November 2026, 09:14:05" */
  full = g_date_time_format (there, _ ("%A %-d %B %Y, %H:%M:%S"));
  if (g_date_time_get_utc_offset (there) == g_date_time_get_utc_offset (here))
    return g_steal_pointer (&full);
  clock = g_date_time_format (here, day_number (here) == day_number (there) ? "%H:%M" : _ ("%a %H:%M"));
  /* Translators: the store's date and time, then the time on the reader's own clock */
  return g_strdup_printf (_ ("%s (%s your time)"), full, clock);
}

char *
corral_format_as_of (gint64 as_of_ms, gint64 now_ms, GTimeZone *zone, gboolean live)
{
  g_autofree char *age = NULL;
  g_autofree char *time = NULL;

  if (!CORRAL_IS_KNOWN (as_of_ms))
    return g_strdup (_ ("Nothing received yet"));
  age = corral_format_age (MAX (now_ms - as_of_ms, 0));
  if (live)
    /* Translators: what is shown is how things are; %s is an age such as "3 s ago" */
    return g_strdup_printf (_ ("Live, %s"), age);
  time = corral_format_time (as_of_ms, now_ms, zone);
  /* Translators: what is shown is how things were at a time; then its age */
  return g_strdup_printf (_ ("As of %s, %s"), time, age);
}

/* A number has no letter that says from where it is read: where text is read from the right, its sign would stand behind it
 * ("12−") without the mark. */
static const char *
get_minus (void)
{
  static const char *const from_right[] = { "ar", "fa", "he", "ur" };
  const char *language = g_get_language_names ()[0];

  for (guint i = 0; i < G_N_ELEMENTS (from_right); i++)
    if (strncmp (language, from_right[i], 2) == 0)
      return LEFT_TO_RIGHT_MARK MINUS;
  return MINUS;
}

/* Puts the language's separator between groups of three of @digits, and a true minus sign before them. */
static char *
group (const char *digits)
{
  const struct lconv *locale = localeconv ();
  const char *separator = locale->thousands_sep;
  const char *point = locale->decimal_point;
  gboolean negative = *digits == '-';
  GString *s = g_string_new (negative ? get_minus () : NULL);
  gsize whole;

  if (separator == NULL || *separator == '\0' || !g_utf8_validate (separator, -1, NULL))
    separator = ",";
  digits += negative;
  whole = strspn (digits, "0123456789");
  for (gsize i = 0; i < whole; i++)
    {
      if (i > 0 && (whole - i) % 3 == 0)
        g_string_append (s, separator);
      g_string_append_c (s, digits[i]);
    }
  if (digits[whole] == '.')
    {
      g_string_append (s, point);
      g_string_append (s, digits + whole + 1);
    }
  return g_string_free (s, FALSE);
}

char *
corral_format_integer (gint64 value)
{
  char digits[32];

  if (!CORRAL_IS_KNOWN (value))
    return dash ();
  g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, value);
  return group (digits);
}

char *
corral_format_real (double value, guint decimals)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE + 320];
  char format[8];
  double unit = pow (10, -(double) MIN (decimals, 9));

  if (!isfinite (value))
    return dash ();
  /* What rounds to zero has no sign. */
  if (fabs (value) < unit / 2)
    value = 0;
  g_snprintf (format, sizeof format, "%%.%uf", MIN (decimals, 9));
  g_ascii_formatd (digits, sizeof digits, format, value);
  return group (digits);
}

char *
corral_format_quantity (double value, guint decimals, const char *unit)
{
  g_autofree char *number = corral_format_real (value, decimals);

  if (!isfinite (value))
    return g_steal_pointer (&number);
  return g_strconcat (number, " ", unit, NULL);
}

char *
corral_format_percent (double value, guint decimals)
{
  g_autofree char *number = corral_format_real (value, decimals);

  if (!isfinite (value))
    return g_steal_pointer (&number);
  /* Translators: %s is a number; mind the space before the sign */
  return g_strdup_printf (_ ("%s %%"), number);
}

char *
corral_format_count (gint64 n, CorralNoun noun)
{
  g_autofree char *number = corral_format_integer (n);
  gulong plural = CORRAL_IS_KNOWN (n) ? (gulong) ABS (n) : 2;

  switch (noun)
    {
    case CORRAL_NOUN_CHAIN:
      return g_strdup_printf (ngettext ("%s chain", "%s chains", plural), number);
    case CORRAL_NOUN_STORE:
      return g_strdup_printf (ngettext ("%s store", "%s stores", plural), number);
    case CORRAL_NOUN_CART:
      return g_strdup_printf (ngettext ("%s cart", "%s carts", plural), number);
    case CORRAL_NOUN_ALERT:
      return g_strdup_printf (ngettext ("%s alert", "%s alerts", plural), number);
    case CORRAL_NOUN_FLAG:
      return g_strdup_printf (ngettext ("%s flag", "%s flags", plural), number);
    case CORRAL_NOUN_CASE:
      return g_strdup_printf (ngettext ("%s case", "%s cases", plural), number);
    case CORRAL_NOUN_ROW:
    default:
      return g_strdup_printf (ngettext ("%s row", "%s rows", plural), number);
    }
}

char *
corral_format_count_of (gint64 n, gint64 total, CorralNoun noun)
{
  g_autofree char *some = NULL;
  g_autofree char *every = NULL;
  gulong plural;

  if (n == total)
    return corral_format_count (total, noun);
  some = corral_format_integer (n);
  every = corral_format_integer (total);
  plural = CORRAL_IS_KNOWN (total) ? (gulong) ABS (total) : 2;
  /* Translators: a part of a number of things: "412 of 10,000 carts" */
  switch (noun)
    {
    case CORRAL_NOUN_CHAIN:
      return g_strdup_printf (ngettext ("%s of %s chain", "%s of %s chains", plural), some, every);
    case CORRAL_NOUN_STORE:
      return g_strdup_printf (ngettext ("%s of %s store", "%s of %s stores", plural), some, every);
    case CORRAL_NOUN_CART:
      return g_strdup_printf (ngettext ("%s of %s cart", "%s of %s carts", plural), some, every);
    case CORRAL_NOUN_ALERT:
      return g_strdup_printf (ngettext ("%s of %s alert", "%s of %s alerts", plural), some, every);
    case CORRAL_NOUN_FLAG:
      return g_strdup_printf (ngettext ("%s of %s flag", "%s of %s flags", plural), some, every);
    case CORRAL_NOUN_CASE:
      return g_strdup_printf (ngettext ("%s of %s case", "%s of %s cases", plural), some, every);
    case CORRAL_NOUN_ROW:
    default:
      return g_strdup_printf (ngettext ("%s of %s row", "%s of %s rows", plural), some, every);
    }
}

/* Currencies that have no cents, or a thousand of them. */
static guint
minor_digits (const char *currency)
{
  static const char *const none[] = { "JPY", "KRW", "ISK", "CLP", "VND", NULL };
  static const char *const three[] = { "KWD", "BHD", "TND", "OMR", "JOD", NULL };

  if (currency == NULL)
    return 2;
  return g_strv_contains (none, currency) ? 0 : g_strv_contains (three, currency) ? 3 : 2;
}

static char *
with_currency (const char *number, const char *currency)
{
  g_autofree char *code = NULL;

  if (currency == NULL)
    return g_strdup (number);
  if (strcmp (currency, "EUR") == 0)
    /* Translators: an amount of money: put the sign where your language has it */
    return g_strdup_printf (_ ("€%s"), number);
  if (strcmp (currency, "USD") == 0)
    return g_strdup_printf (_ ("$%s"), number);
  if (strcmp (currency, "GBP") == 0)
    return g_strdup_printf (_ ("£%s"), number);
  code = corral_text_clean (currency, 8);
  return g_strdup_printf ("%s %s", number, code);
}

char *
corral_format_money (gint64 minor, const char *currency)
{
  guint decimals = minor_digits (currency);
  g_autofree char *number = NULL;
  g_autofree char *amount = NULL;

  if (!CORRAL_IS_KNOWN (minor))
    return dash ();
  number = corral_format_real ((double) ABS (minor) / pow (10, decimals), decimals);
  amount = with_currency (number, currency);
  return minor < 0 ? g_strconcat (get_minus (), amount, NULL) : g_steal_pointer (&amount);
}

char *
corral_format_weight (double grams)
{
  if (isfinite (grams) && fabs (grams) >= 999.5)
    return corral_format_quantity (grams / 1000, 2, "kg");
  return corral_format_quantity (grams, 0, "g");
}

char *
corral_format_text (const char *text)
{
  g_autofree char *clean = text != NULL ? corral_text_clean (text, CORRAL_TEXT_LABEL_MAX) : NULL;

  if (clean == NULL || *clean == '\0')
    return dash ();
  return g_steal_pointer (&clean);
}

char *
corral_format_joined (const char *const *parts)
{
  char *text = g_strdup (parts[0]);

  for (guint i = 1; parts[i] != NULL; i++)
    {
      g_autofree char *before = text;

      text = g_strdup_printf (_ ("%s · %s"), before, parts[i]);
    }
  return text;
}

char *
corral_format_within (const char *title)
{
  static const char *const capital_nouns[] = { "de", "lb" };
  const char *language = g_get_language_names ()[0];

  for (guint i = 0; i < G_N_ELEMENTS (capital_nouns); i++)
    if (strncmp (language, capital_nouns[i], 2) == 0)
      return g_strdup (title);
  return g_utf8_strdown (title, -1);
}
