/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A week of service level on paper. Main thread. */
#include "config.h"

#include "corral-service-sheet.h"

#include "corral-attention-text.h"
#include "corral-format.h"
#include "corral-incident-words.h"
#include "corral-walk-sheet.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define STORES_MAX 200

static char *
say_day (gint64 start_ms, GTimeZone *zone, gboolean today)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (start_ms / 1000);
  g_autoptr (GDateTime) local = zone != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_ref (utc);

  /* Translators: a day as for g_date_time_format(), such as "Tue 24 Nov"; the first is not over yet */
  return g_date_time_format (local, today ? _ ("%a %-d %b, so far") : _ ("%a %-d %b"));
}

static char *
say_causes (CorralFleet *fleet, const CorralServiceDay *day)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < CORRAL_SERVICE_CAUSES && day->causes[i] != NULL; i++)
    {
      g_autofree char *title = corral_incident_to_title (fleet, day->causes[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", title);
    }
  if (text->len == 0 && !isnan (day->pct) && day->pct < day->target_pct)
    g_string_append (text, _ ("no incident is known here"));
  return g_string_free (text, FALSE);
}

static char *
say_hours (double hours)
{
  return corral_format_real (hours, hours < 100 ? 1 : 0);
}

static void
add_days (CorralFleet *fleet, CorralSheet *sheet, const CorralServiceWeek *week, GTimeZone *zone)
{
  CorralSheetSection *section = corral_sheet_add_section (sheet, _ ("Day by Day"), CORRAL_SHEET_PLAIN);

  section->target = week->days[CORRAL_SERVICE_DAYS - 1].target_pct;
  corral_sheet_section_add_column (section, _ ("Day"), CORRAL_SHEET_START, 6);
  corral_sheet_section_add_column (section, _ ("Target %"), CORRAL_SHEET_END, 3);
  corral_sheet_section_add_column (section, _ ("Service level %"), CORRAL_SHEET_END, 5);
  corral_sheet_section_add_column (section, _ ("Cart hours lost"), CORRAL_SHEET_END, 5);
  corral_sheet_section_add_column (section, _ ("Because of"), CORRAL_SHEET_START, 9);
  for (guint i = 0; i < CORRAL_SERVICE_DAYS; i++)
    {
      const CorralServiceDay *day = &week->days[i];
      g_autofree char *name = say_day (day->start_ms, zone, i == CORRAL_SERVICE_DAYS - 1);
      char *row[] = { g_strdup (name), corral_format_real (day->target_pct, 1), corral_format_real (day->pct, 1),
                      say_hours (day->lost_hours), say_causes (fleet, day), NULL };

      corral_sheet_section_add_bar (section, name, day->pct);
      corral_sheet_section_take_row (section, g_memdup2 (row, sizeof row));
    }
}

static char *
say_sentence (const CorralServiceWeek *week)
{
  g_autofree char *pct = corral_format_percent (week->pct, 1);
  g_autofree char *target = corral_format_percent (week->target_pct, 1);
  g_autofree char *lost = say_hours (week->lost_hours);
  g_autofree char *below = NULL;

  if (week->n_known == 0)
    return g_strdup (_ ("Nothing is known yet of the days before today."));
  below = week->n_below == 0
              ? g_strdup (_ ("No day fell short."))
              : g_strdup_printf (ngettext ("%u of %u days fell short.", "%u of %u days fell short.", week->n_below), week->n_below,
                                 week->n_known);
  if (isnan (week->target_pct))
    /* Translators: "98.4 %" */
    return g_strdup_printf (_ ("%s of the cart time in open hours over the last seven days. No target is agreed."), pct);
  /* Translators: "98.4 %", "99.0 %", "2 of 7 days fell short.", a number of hours */
  return g_strdup_printf (_ ("%s over the last seven days, target %s. %s %s cart hours were lost while stores were open."), pct,
                          target, below, lost);
}

static CorralSheet *
make_sheet (CorralFleet *fleet, guint32 chain, const CorralServiceWeek *week, GTimeZone *zone, gboolean answers, gint64 now_ms)
{
  CorralSheet *sheet = corral_sheet_new (_ ("A Week of Service Level"));

  corral_sheet_say_as_of (sheet, fleet, chain, answers, now_ms, zone);
  sheet->sentence = say_sentence (week);
  add_days (fleet, sheet, week, zone);
  return sheet;
}

CorralSheet *
corral_service_sheet_of_store (CorralFleet *fleet, guint32 store, GPtrArray *incidents, gboolean answers, gint64 now_ms)
{
  g_autoptr (GTimeZone) zone = corral_store_get_zone (fleet, store);
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN);
  CorralServiceWeek week;
  CorralSheet *sheet;

  if (!corral_service_week_of_store (fleet, store, incidents, &week))
    return NULL;
  sheet = make_sheet (fleet, chain, &week, zone, answers, now_ms);
  sheet->subject = corral_store_to_text (fleet, store);
  return sheet;
}

/* ---- a chain's stores ----------------------------------------------------------------------------------- */

typedef struct
{
  guint32 store;
  CorralServiceWeek week;
} StoreWeek;

/* By how far below; what is not known last. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const StoreWeek *first = a;
  const StoreWeek *second = b;
  double gaps[] = { first->week.pct - first->week.target_pct, second->week.pct - second->week.target_pct };

  if (isnan (gaps[0]) != isnan (gaps[1]))
    return isnan (gaps[0]) ? 1 : -1;
  if (gaps[0] != gaps[1] && !isnan (gaps[0]))
    return gaps[0] < gaps[1] ? -1 : 1;
  return first->store < second->store ? -1 : first->store > second->store;
}

static void
add_stores (CorralFleet *fleet, CorralSheet *sheet, guint32 chain)
{
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  g_autoptr (GArray) weeks = g_array_new (FALSE, FALSE, sizeof (StoreWeek));
  CorralSheetSection *section;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    {
      StoreWeek one = { .store = slot };

      if (corral_columns_exists (stores, slot) && corral_columns_get_link (stores, slot, CORRAL_STORE_COL_CHAIN) == chain
          && corral_service_week_of_store (fleet, slot, NULL, &one.week))
        g_array_append_val (weeks, one);
    }
  g_array_sort (weeks, compare);
  section = corral_sheet_add_section (sheet, _ ("Store by Store, Seven Days"), CORRAL_SHEET_PLAIN);
  corral_sheet_section_add_column (section, _ ("Store"), CORRAL_SHEET_START, 8);
  corral_sheet_section_add_column (section, _ ("Target %"), CORRAL_SHEET_END, 3);
  corral_sheet_section_add_column (section, _ ("Service level %"), CORRAL_SHEET_END, 4);
  corral_sheet_section_add_column (section, _ ("Days short"), CORRAL_SHEET_END, 3);
  corral_sheet_section_add_column (section, _ ("Cart hours lost"), CORRAL_SHEET_END, 4);
  for (guint i = 0; i < MIN (weeks->len, STORES_MAX); i++)
    {
      const StoreWeek *one = &g_array_index (weeks, StoreWeek, i);
      char *row[] = { corral_store_to_text (fleet, one->store), corral_format_real (one->week.target_pct, 1),
                      corral_format_real (one->week.pct, 1), corral_format_integer (one->week.n_below),
                      say_hours (one->week.lost_hours), NULL };

      corral_sheet_section_take_row (section, g_memdup2 (row, sizeof row));
    }
  section->n_more = weeks->len - MIN (weeks->len, STORES_MAX);
}

/* The zone of its first store: by that its days are named. */
static GTimeZone *
find_zone (CorralFleet *fleet, guint32 chain)
{
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    if (corral_columns_exists (stores, slot) && corral_columns_get_link (stores, slot, CORRAL_STORE_COL_CHAIN) == chain)
      return corral_store_get_zone (fleet, slot);
  return NULL;
}

CorralSheet *
corral_service_sheet_of_chain (CorralFleet *fleet, guint32 chain, GPtrArray *incidents, gboolean answers, gint64 now_ms)
{
  g_autoptr (GTimeZone) zone = find_zone (fleet, chain);
  CorralServiceWeek week;
  CorralSheet *sheet;

  if (!corral_service_week_of_chain (fleet, chain, incidents, &week))
    return NULL;
  sheet = make_sheet (fleet, chain, &week, zone, answers, now_ms);
  sheet->subject = corral_format_text (corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_NAME));
  add_stores (fleet, sheet, chain);
  return sheet;
}
