/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A week of service level from what the stores' rows say of their days. Pure, main thread. */
#include "config.h"

#include "corral-service-week.h"

#include "corral-opening-hours.h"
#include "corral-time.h"

#include <math.h>

#define OVER (CORRAL_SERVICE_DAYS - 1) /* days that are over */
/* A day has one span by its rules; two where one runs past midnight. */
#define SPANS 4

/* ---- one store ------------------------------------------------------------------------------------------ */

static gint64
get_integer (CorralFleet *fleet, guint32 store, guint column)
{
  return corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, store, column);
}

/* The numbers of the days that are over into the end of @pct: a short list is one of the last days. */
static void
read_days (const char *text, double *pct)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", -1);
  guint n = g_strv_length (words);

  for (guint i = 0; i < OVER; i++)
    pct[i] = NAN;
  for (guint i = 0; i < MIN (n, OVER); i++)
    {
      const char *word = words[n - 1 - i];

      if (*word != '\0' && g_strcmp0 (word, "-") != 0)
        pct[OVER - 1 - i] = g_ascii_strtod (word, NULL);
    }
}

static double
measure_open_hours (const CorralOpeningHours *hours, GTimeZone *zone, gint64 from_ms, gint64 to_ms)
{
  CorralTimeRange range = { from_ms, to_ms };
  CorralTimeRange spans[SPANS];
  gint64 sum = 0;
  guint n;

  if (!hours->known)
    return NAN;
  n = corral_opening_hours_list (hours, zone, range, spans, SPANS);
  for (guint i = 0; i < n; i++)
    {
      CorralTimeRange part = corral_time_range_intersect (spans[i], range);

      sum += MAX (part.end_ms - part.start_ms, 0);
    }
  return (double) sum / (double) CORRAL_HOUR_MS;
}

/* Carts of the chain @chain in one of @stores (element-type utf8: ids) that had part in @incident between the two
 * moments. */
static guint
count_members (const CorralIncident *incident, const char *chain, GHashTable *stores, gint64 from_ms, gint64 to_ms)
{
  guint n = 0;

  for (guint i = 0; incident->members != NULL && i < incident->members->len; i++)
    {
      const CorralIncidentMember *member = g_ptr_array_index (incident->members, i);

      n += member->id != NULL && member->store != NULL && member->joined_ms < to_ms
           && (!CORRAL_IS_KNOWN (member->left_ms) || member->left_ms > from_ms) && g_strcmp0 (member->chain, chain) == 0
           && g_hash_table_contains (stores, member->store);
    }
  return n;
}

/* Puts @incident among the causes of a day by how many carts it touched; @counts stand beside them. */
static void
rank_cause (CorralServiceDay *day, guint *counts, const CorralIncident *incident, guint n)
{
  guint at = 0;

  while (at < CORRAL_SERVICE_CAUSES && counts[at] >= n)
    at++;
  if (n == 0 || at == CORRAL_SERVICE_CAUSES)
    return;
  for (guint i = CORRAL_SERVICE_CAUSES - 1; i > at; i--)
    {
      day->causes[i] = day->causes[i - 1];
      counts[i] = counts[i - 1];
    }
  day->causes[at] = incident;
  counts[at] = n;
}

/* That a store falls short is what the figure says already, not why. */
static gboolean
is_cause (const CorralIncident *incident, gint64 from_ms, gint64 to_ms)
{
  gint64 end_ms = CORRAL_IS_KNOWN (incident->recovered_ms) ? incident->recovered_ms
                  : CORRAL_IS_KNOWN (incident->closed_ms)  ? incident->closed_ms
                                                           : G_MAXINT64;
  gint64 began_ms = CORRAL_IS_KNOWN (incident->began_ms) ? incident->began_ms : incident->raised_ms;

  return incident->rule != CORRAL_RULE_BELOW_TARGET && incident->state != CORRAL_INCIDENT_MERGED && began_ms < to_ms
         && end_ms > from_ms;
}

static void
find_causes (const char *chain, GHashTable *stores, GPtrArray *incidents, CorralServiceWeek *week)
{
  for (guint day = 0; day < CORRAL_SERVICE_DAYS; day++)
    {
      gint64 from_ms = week->days[day].start_ms;
      gint64 to_ms = day == OVER ? G_MAXINT64 : week->days[day + 1].start_ms;
      guint counts[CORRAL_SERVICE_CAUSES] = { 0 };

      for (guint i = 0; incidents != NULL && i < incidents->len; i++)
        {
          const CorralIncident *incident = g_ptr_array_index (incidents, i);

          if (is_cause (incident, from_ms, to_ms))
            rank_cause (&week->days[day], counts, incident, count_members (incident, chain, stores, from_ms, to_ms));
        }
    }
}

/* The midnight @back days before the one of @time_ms, by the clock there. */
static gint64
find_midnight (GTimeZone *zone, gint64 time_ms, guint back)
{
  gint64 noon_ms = corral_time_day_start_ms (zone, time_ms) + 12 * CORRAL_HOUR_MS;

  return corral_time_day_start_ms (zone, noon_ms - back * CORRAL_DAY_MS);
}

static gboolean
read_store (CorralFleet *fleet, guint32 store, CorralServiceDay *days)
{
  gint64 as_of_ms = get_integer (fleet, store, CORRAL_STORE_COL_SERVICE_AS_OF_MS);
  gint64 carts = get_integer (fleet, store, CORRAL_STORE_COL_CARTS);
  const char *name = corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_TIME_ZONE);
  g_autoptr (GTimeZone) zone = corral_time_zone (name);
  CorralOpeningHours hours = corral_opening_hours_parse (
      corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_OPENING_HOURS));
  double pct[CORRAL_SERVICE_DAYS];
  gboolean known = FALSE;

  if (!CORRAL_IS_KNOWN (as_of_ms))
    return FALSE;
  read_days (corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_SERVICE_DAYS_PCT), pct);
  pct[OVER] = corral_fleet_get_real (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_SERVICE_TODAY_PCT);
  for (guint i = 0; i < CORRAL_SERVICE_DAYS; i++)
    {
      gint64 start_ms = find_midnight (zone, as_of_ms, OVER - i);
      gint64 end_ms = i == OVER ? as_of_ms : find_midnight (zone, as_of_ms, OVER - 1 - i);
      double open = measure_open_hours (&hours, zone, start_ms, end_ms);

      days[i] = (CorralServiceDay){ .start_ms = start_ms,
                                    .pct = pct[i],
                                    .target_pct = corral_fleet_get_real (fleet, CORRAL_TABLE_STORE, store,
                                                                         CORRAL_STORE_COL_SERVICE_TARGET_PCT),
                                    .cart_hours = CORRAL_IS_KNOWN (carts) ? open * (double) carts : NAN };
      days[i].lost_hours = days[i].cart_hours * (100 - pct[i]) / 100;
      known = known || !isnan (pct[i]);
    }
  return known;
}

/* ---- together ------------------------------------------------------------------------------------------- */

static void
sum_up (CorralServiceWeek *week)
{
  double good = 0;
  double all = 0;
  double target = 0;
  double with_target = 0;
  double lost = 0;

  for (guint i = 0; i < OVER; i++)
    {
      const CorralServiceDay *day = &week->days[i];
      /* Where the hours are not known a day counts as much as another. */
      double weight = isnan (day->cart_hours) || day->cart_hours <= 0 ? 1 : day->cart_hours;

      if (isnan (day->pct))
        continue;
      week->n_known++;
      week->n_below += day->pct < day->target_pct;
      good += day->pct * weight;
      all += weight;
      lost += day->lost_hours;
      if (isnan (day->target_pct))
        continue;
      target += day->target_pct * weight;
      with_target += weight;
    }
  week->pct = all > 0 ? good / all : NAN;
  week->target_pct = with_target > 0 ? target / with_target : NAN;
  week->lost_hours = week->n_known > 0 ? lost : NAN;
}

static const char *
get_chain_id (CorralFleet *fleet, guint32 chain)
{
  return corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID);
}

gboolean
corral_service_week_of_store (CorralFleet *fleet, guint32 store, GPtrArray *incidents, CorralServiceWeek *week)
{
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_CHAIN);
  g_autoptr (GHashTable) stores = g_hash_table_new (g_str_hash, g_str_equal);

  *week = (CorralServiceWeek){ 0 };
  if (!read_store (fleet, store, week->days))
    return FALSE;
  g_hash_table_add (stores, (char *) corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID));
  find_causes (get_chain_id (fleet, chain), stores, incidents, week);
  sum_up (week);
  return TRUE;
}

/* What the sums of a chain's day are divided by. A target is only some stores'. */
typedef struct
{
  double pct;
  double target;
} Weights;

/* One store's day into the chain's: sums while it is built, which finish_day() divides. */
static void
add_day (CorralServiceDay *sum, Weights *weights, const CorralServiceDay *day)
{
  double weight = isnan (day->cart_hours) ? 0 : day->cart_hours;

  if (isnan (day->pct) || weight <= 0)
    return;
  sum->pct += day->pct * weight;
  sum->cart_hours += day->cart_hours;
  sum->lost_hours += day->lost_hours;
  weights->pct += weight;
  if (isnan (day->target_pct))
    return;
  sum->target_pct += day->target_pct * weight;
  weights->target += weight;
}

static void
finish_day (CorralServiceDay *sum, const Weights *weights)
{
  sum->pct = weights->pct > 0 ? sum->pct / weights->pct : NAN;
  sum->target_pct = weights->target > 0 ? sum->target_pct / weights->target : NAN;
  sum->cart_hours = weights->pct > 0 ? sum->cart_hours : NAN;
  sum->lost_hours = weights->pct > 0 ? sum->lost_hours : NAN;
}

gboolean
corral_service_week_of_chain (CorralFleet *fleet, guint32 chain, GPtrArray *incidents, CorralServiceWeek *week)
{
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  Weights weights[CORRAL_SERVICE_DAYS] = { { 0 } };

  *week = (CorralServiceWeek){ 0 };
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (stores); slot++)
    {
      CorralServiceDay days[CORRAL_SERVICE_DAYS];

      if (!corral_columns_exists (stores, slot) || corral_columns_get_link (stores, slot, CORRAL_STORE_COL_CHAIN) != chain
          || !read_store (fleet, slot, days))
        continue;
      for (guint i = 0; i < CORRAL_SERVICE_DAYS; i++)
        {
          if (g_hash_table_size (known) == 0)
            week->days[i].start_ms = days[i].start_ms;
          add_day (&week->days[i], &weights[i], &days[i]);
        }
      g_hash_table_add (known, (char *) corral_columns_get_text (stores, slot, CORRAL_STORE_COL_ID));
    }
  for (guint i = 0; i < CORRAL_SERVICE_DAYS; i++)
    finish_day (&week->days[i], &weights[i]);
  if (g_hash_table_size (known) > 0)
    find_causes (get_chain_id (fleet, chain), known, incidents, week);
  sum_up (week);
  return week->n_known > 0 || !isnan (week->days[OVER].pct);
}
