/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read of loss prevention's figures, and the figures as a file. Main thread. */
#include "config.h"

#include "corral-loss-words.h"

#include "corral-attention-text.h"
#include "corral-csv.h"
#include "corral-format.h"
#include "corral-time.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <string.h>

char *
corral_loss_rate_to_text (const CorralLossFigure *figure, guint n_trips_min)
{
  g_autofree char *value = NULL;
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (isnan (figure->rate.value))
    {
      g_autofree char *have = corral_format_integer ((gint64) figure->n_trips);
      g_autofree char *need = corral_format_integer (n_trips_min);

      /* Translators: how many trips there are, and how many it would take */
      return g_strdup_printf (_ ("too few trips (%s of %s)"), have, need);
    }
  value = corral_format_real (figure->rate.value, 1);
  low = corral_format_real (figure->rate.low, 1);
  high = corral_format_real (figure->rate.high, 1);
  /* Translators: a figure, and between what it may be: "19.4 (17.9–21.0)" */
  return g_strdup_printf (_ ("%s (%s–%s)"), value, low, high);
}

char *
corral_loss_hit_to_text (const CorralLossFigure *figure)
{
  g_autofree char *value = NULL;
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (isnan (figure->hit.value))
    {
      g_autofree char *have = corral_format_integer (figure->n_looked);
      g_autofree char *need = corral_format_integer (CORRAL_LOSS_CASES_MIN);

      /* Translators: how many cases there are, and how many it would take: "too few to say (3 of 20)" */
      return g_strdup_printf (_ ("too few to say (%s of %s)"), have, need);
    }
  value = corral_format_percent (100 * figure->hit.value, 0);
  low = corral_format_real (100 * figure->hit.low, 0);
  high = corral_format_real (100 * figure->hit.high, 0);
  return g_strdup_printf (_ ("%s (%s–%s)"), value, low, high);
}

char *
corral_loss_stands_to_text (const CorralLossFigure *figure)
{
  static const char *const rates[] = { NULL, N_ ("more flags than chance makes"), N_ ("fewer flags than chance makes") };
  static const char *const hits[] = { NULL, N_ ("more of them confirmed"), N_ ("fewer of them confirmed") };
  const char *rate = rates[figure->rate_stands];
  const char *hit = hits[figure->hit_stands];

  if (rate != NULL && hit != NULL)
    return g_strdup_printf ("%s; %s", _ (rate), _ (hit));
  return rate != NULL || hit != NULL ? g_strdup (_ (rate != NULL ? rate : hit)) : NULL;
}

guint
corral_loss_get_first_day (void)
{
#ifdef __GLIBC__
  const char *locale = setlocale (LC_TIME, NULL);
  guint from_sunday, base;

  /* It says Sunday because it has to say something. */
  if (locale == NULL || g_str_has_prefix (locale, "C") || strcmp (locale, "POSIX") == 0)
    return 0;
  /* glibc: the date of a day that days are counted from, as a number and not as a string, and a count that begins with 1. */
  base = GPOINTER_TO_UINT (nl_langinfo (_NL_TIME_WEEK_1STDAY)) == 19971201 ? 1 : 0;
  from_sunday = base + (guint) *nl_langinfo (_NL_TIME_FIRST_WEEKDAY) - 1;
  return (from_sunday + 6) % 7;
#else
  return 0;
#endif
}

const char *
corral_loss_day_to_text (guint day)
{
  static const char *const days[]
      = { N_ ("Mon"), N_ ("Tue"), N_ ("Wed"), N_ ("Thu"), N_ ("Fri"), N_ ("Sat"), N_ ("Sun") };

  return _ (days[day % 7]);
}

char *
corral_loss_hour_to_text (guint hour)
{
  static const char *const days[] = { N_ ("Monday"), N_ ("Tuesday"), N_ ("Wednesday"), N_ ("Thursday"),
                                      N_ ("Friday"), N_ ("Saturday"), N_ ("Sunday") };

  /* Translators: a weekday and an hour of it: "Friday, 17–18 h" */
  return g_strdup_printf (_ ("%s, %u–%u h"), _ (days[hour / 24 % 7]), hour % 24, hour % 24 + 1);
}

char *
corral_loss_date_to_text (gint32 day)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc ((gint64) day * CORRAL_DAY_MS / 1000);

  /* Translators: a day and its month, see strftime(3): "28 October" */
  return time != NULL ? g_date_time_format (time, _ ("%-e %B")) : g_strdup (CORRAL_DASH);
}

/* ---- a file ------------------------------------------------------------------------------------------ */

static void
append_number (GString *out, double value, guint decimals)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char format[8];

  g_snprintf (format, sizeof format, "%%.%uf", decimals);
  g_string_append_c (out, ',');
  if (isfinite (value))
    g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, format, value));
}

static void
append_line (GString *out, const char *part, const char *name, const CorralLossFigure *figure, const char *currency)
{
  static const char *const stands[] = { "", "above", "below" };

  g_string_append_printf (out, "%s,", part);
  corral_csv_append_text (out, name != NULL ? name : "");
  g_string_append_printf (out, ",%" G_GUINT64_FORMAT ",%u,%u,%u", figure->n_trips, figure->n_flags, figure->n_looked,
                          figure->n_confirmed);
  append_number (out, (double) figure->confirmed_minor, 0);
  g_string_append_c (out, ',');
  corral_csv_append_text (out, currency != NULL ? currency : "");
  append_number (out, figure->rate.value, 3);
  append_number (out, figure->rate.low, 3);
  append_number (out, figure->rate.high, 3);
  g_string_append_printf (out, ",%s", stands[figure->rate_stands]);
  append_number (out, 100 * figure->hit.value, 2);
  append_number (out, 100 * figure->hit.low, 2);
  append_number (out, 100 * figure->hit.high, 2);
  g_string_append_printf (out, ",%s\r\n", stands[figure->hit_stands]);
}

static void
append_apart (GString *out, const char *part, const GArray *list)
{
  for (guint i = 0; i < list->len; i++)
    {
      const CorralLossApart *apart = &g_array_index (list, CorralLossApart, i);

      g_string_append_printf (out, "%s,", part);
      corral_csv_append_text (out, apart->word);
      g_string_append_printf (out, ",,%u,,,,,,,,,,,,\r\n", apart->n_flags);
    }
}

char *
corral_loss_to_csv (CorralFleet *fleet, const CorralLossFigures *figures)
{
  GString *out = g_string_new ("part,name,trips,flags,looked_into,confirmed,confirmed_value_minor,currency,flags_per_1000_trips,"
                               "flags_low,flags_high,flags_stand,hit_pct,hit_low_pct,hit_high_pct,hit_stands\r\n");
  const char *currency = figures->currency;

  append_line (out, "all", NULL, &figures->all, currency);
  for (guint i = 0; i < figures->kinds->len; i++)
    {
      const CorralLossFigure *kind = &g_array_index (figures->kinds, CorralLossFigure, i);

      append_line (out, "kind", kind->word, kind, currency);
    }
  append_line (out, "recheck", NULL, &figures->rechecks, currency);
  for (guint i = 0; i < figures->stores->len; i++)
    {
      const CorralLossFigure *store = &g_array_index (figures->stores, CorralLossFigure, i);
      g_autofree char *name = corral_store_to_text (fleet, store->slot);

      append_line (out, "store", name, store, currency);
    }
  for (guint h = 0; h < CORRAL_WEEK_HOURS; h++)
    if (figures->hours[h].n_trips > 0 || figures->hours[h].n_flags > 0)
      {
        char name[16];

        g_snprintf (name, sizeof name, "%u %02u:00", h / 24 + 1, h % 24); /* the weekday of ISO 8601 */
        append_line (out, "hour", name, &figures->hours[h], currency);
      }
  for (guint i = 0; i < figures->items->len; i++)
    {
      const CorralLossFigure *item = &g_array_index (figures->items, CorralLossFigure, i);

      append_line (out, "item", item->word, item, currency);
    }
  for (guint i = 0; i < figures->carts->len; i++)
    {
      const CorralLossFigure *cart = &g_array_index (figures->carts, CorralLossFigure, i);

      append_line (out, "cart", corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart->slot, CORRAL_CART_COL_SERIAL), cart,
                   currency);
    }
  append_apart (out, "lot", figures->lots);
  append_apart (out, "weight", figures->weights);
  return g_string_free (out, FALSE);
}
