/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loss prevention's history, a store's week a row: the flags are those of corral-sim-flags.c, as they stood when the last
 * hour was over. The trips of each hour are drawn by the law that trips follow there, not counted one by one: to walk
 * through every cart's days of six weeks would take seconds. tests/unit/cloud holds the two to each other.
 */
#include "config.h"

#include "corral-sim-private.h"

#include <math.h>
#include <string.h>

/* The week that runs and five before it: 28 whole days are always there. */
#define WEEKS_KEPT 6
/* All that will be decided on a week's flags is by then (SIM_DECIDE_AT_MOST_MS). */
#define SETTLED_MS (3 * CORRAL_DAY_MS)
/* Days that the store's own ring of flags has room for beside those that the flags themselves are told of. */
#define RING_DAYS 14
#define WEEK_HOURS 168
/* Of the trips that a cart would make, those that fit between charging and the others (measured: see the test). */
#define TRIPS_MADE 0.95
/* A column has at most 8 KiB; the longest word of a flag takes so many. */
#define FLAGS_A_ROW 400

/* --- trips ---------------------------------------------------------------------------------------- */

/* The part of [@from, @to) that lies in the hour from @hour on. */
static double
part_in (double hour, double from, double to)
{
  double part = MIN (hour + 1, to) - MAX (hour, from);

  return to > from && part > 0 ? part / (to - from) : 0;
}

/* Trips that one cart begins in an hour of its store's day: the law of draw_trip_start() in corral-sim-day.c. */
static double
trips_an_hour (int weekday, double hour, double open, double close)
{
  double n = weekday >= 4 && weekday <= 5 ? 4.0 : 3.0;

  if (close <= open)
    return 0;
  return n * TRIPS_MADE
         * (0.35 * part_in (hour, MAX (10.0, open), MIN (12.2, close))
            + 0.43 * part_in (hour, MAX (15.7, open), MIN (18.3, close)) + 0.22 * part_in (hour, open, close));
}

/* How many of them there are, when @mean is usual. */
static guint
draw_count (CorralSim *sim, guint store, gint32 day, guint hour, double mean)
{
  double u = sim_draw (sim, SIM_SALT_SESSION, G_GUINT64_CONSTANT (9) << 32 | store,
                       (guint64) (guint32) day << 8 | hour);
  double term = exp (-mean);
  double sum = term;
  guint n = 0;

  if (mean > 500) /* exp() of it would be lost */
    return (guint) (mean + sqrt (mean) * (u - 0.5) * 3.4);
  while (u > sum && n < 2000)
    {
      n++;
      term *= mean / n;
      sum += term;
    }
  return n;
}

static void
append_sessions (CorralSim *sim, guint index, gint32 monday, guint n_hours, GString *out)
{
  const SimStore *store = &sim->stores[index];

  for (guint h = 0; h < n_hours; h++)
    {
      gint32 day = monday + (gint32) (h / 24);
      const SimStoreDay *hours = sim_store_day (sim, index, day);
      double open = SIM_DAY_HOUR + (double) (hours->open_ms - hours->start_ms) / (double) CORRAL_HOUR_MS;
      double close = SIM_DAY_HOUR + (double) (hours->close_ms - hours->start_ms) / (double) CORRAL_HOUR_MS;
      double mean = store->n_carts * trips_an_hour ((int) (h / 24), h % 24, open, close);

      g_string_append_printf (out, "%s%u", h > 0 ? " " : "", mean > 0 ? draw_count (sim, index, day, h % 24, mean) : 0);
    }
}

/* --- flags ---------------------------------------------------------------------------------------- */

typedef struct
{
  GString *ids, *hours, *kinds, *outcomes, *carts, *items, *values; /* (owned) */
  guint n;
} Columns;

static void
columns_init (Columns *self)
{
  GString **all[] = { &self->ids, &self->hours, &self->kinds, &self->outcomes, &self->carts, &self->items, &self->values };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    *all[i] = g_string_new (NULL);
  self->n = 0;
}

static void
columns_clear (Columns *self)
{
  GString *all[] = { self->ids, self->hours, self->kinds, self->outcomes, self->carts, self->items, self->values };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] != NULL)
      g_string_free (all[i], TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Columns, columns_clear)

/* The hour of the store's week: its days begin at 05:00. */
static guint
hour_of_week (CorralSim *sim, guint store, gint32 monday, gint32 day, gint64 time_ms)
{
  gint64 hour = (day - monday) * 24 + SIM_DAY_HOUR
                + sim_floor_div (time_ms - sim_store_day (sim, store, day)->start_ms, CORRAL_HOUR_MS);

  return (guint) CLAMP (hour, 0, WEEK_HOURS);
}

static void
append_flag (Columns *columns, const SimFlag *flag, guint hour, gint64 as_of_ms)
{
  const char *space = columns->n++ > 0 ? " " : "";
  char id[40];

  sim_flag_id (flag, 'f', id);
  g_string_append_printf (columns->ids, "%s%s", space, id);
  g_string_append_printf (columns->hours, "%s%u", space, hour);
  g_string_append_printf (columns->kinds, "%s%s", space, sim_flag_kind_word (flag));
  g_string_append_printf (columns->outcomes, "%s%s", space,
                          flag->decided <= as_of_ms ? sim_flag_outcome_word (flag) : "open");
  g_string_append_printf (columns->carts, "%sc-%06u", space, flag->cart);
  if (flag->item >= 0)
    g_string_append_printf (columns->items, "%ssku-%04u", space, 1000 + (guint) flag->item);
  else
    g_string_append_printf (columns->items, "%s-", space);
  g_string_append_printf (columns->values, "%s%" G_GINT64_FORMAT, space, flag->value_minor);
}

static int
oldest_first (gconstpointer a, gconstpointer b)
{
  const SimFlag *x = a, *y = b;

  if (x->raised != y->raised)
    return x->raised < y->raised ? -1 : 1;
  return (x->cart > y->cart) - (x->cart < y->cart);
}

static void
append_flags (CorralSim *sim, guint store, gint32 monday, gint32 today, guint n_hours, gint64 as_of_ms, Columns *columns)
{
  for (gint32 day = monday; day < monday + 7 && day <= today; day++)
    {
      g_autoptr (GArray) flags = NULL;

      if (day > today - RING_DAYS)
        {
          const GArray *kept = sim_store_flags (sim, store, day);

          flags = g_array_sized_new (FALSE, FALSE, sizeof (SimFlag), kept->len);
          g_array_append_vals (flags, kept->data, kept->len);
        }
      else
        {
          flags = sim_store_flags_new (sim, store, day);
        }
      g_array_sort (flags, oldest_first);
      for (guint i = 0; i < flags->len; i++)
        {
          const SimFlag *flag = &g_array_index (flags, SimFlag, i);
          guint hour = hour_of_week (sim, store, monday, day, flag->raised);

          if (flag->raised <= as_of_ms && hour < n_hours && columns->n < FLAGS_A_ROW)
            append_flag (columns, flag, hour, as_of_ms);
        }
    }
}

/* --- rows ----------------------------------------------------------------------------------------- */

/* What is told of the week from @monday on at @now_ms: up to when, and since when there is anything. */
static gint64
find_as_of (CorralSim *sim, guint store, gint32 monday, gint64 now_ms, gint64 *born_ms, gint64 *gone_ms)
{
  gint64 first_ms = sim_store_day (sim, store, monday)->start_ms;
  gint64 end_ms = sim_store_day (sim, store, monday + 7)->start_ms;
  gint64 last_ms = sim_floor_div (end_ms + SETTLED_MS, CORRAL_HOUR_MS) * CORRAL_HOUR_MS;

  *born_ms = sim_floor_div (first_ms, CORRAL_HOUR_MS) * CORRAL_HOUR_MS + 2 * CORRAL_HOUR_MS;
  *gone_ms = sim_store_day (sim, store, monday + 7 * WEEKS_KEPT)->start_ms + CORRAL_HOUR_MS;
  return MIN (sim_floor_div (now_ms, CORRAL_HOUR_MS) * CORRAL_HOUR_MS, last_ms);
}

static void
put_week (SimWalk *walk, guint store, gint32 monday)
{
  CorralSim *sim = walk->sim;
  gint64 born_ms, gone_ms;
  gint64 as_of_ms = find_as_of (sim, store, monday, walk->now_ms, &born_ms, &gone_ms);
  const gint64 times[] = { born_ms, as_of_ms };
  g_autoptr (GDate) date = NULL;
  g_autoptr (GString) sessions = NULL;
  g_auto (Columns) columns = { 0 };
  gint32 today;
  guint n_hours;
  CorralLossWeek row;
  char week[16];
  char id[40];

  if (as_of_ms < born_ms || (gone_ms <= walk->now_ms && !CORRAL_IS_KNOWN (walk->since_ms)))
    return;
  date = g_date_new_julian ((guint32) (monday + 719163)); /* the day 0 is 1 January 1970 */
  g_date_strftime (week, sizeof week, "%Y-%m-%d", date);
  g_snprintf (id, sizeof id, "lw-%s-%s", sim->stores[store].id, week);
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_LOSS_WEEK), &row);
  if (!sim_walk_life (walk, id, times, G_N_ELEMENTS (times), gone_ms, &row.rev))
    return;
  columns_init (&columns);
  today = sim_store_day_at (sim, store, as_of_ms, 0);
  n_hours = hour_of_week (sim, store, monday, today, as_of_ms);
  sessions = g_string_new (NULL);
  append_sessions (sim, store, monday, n_hours, sessions);
  append_flags (sim, store, monday, today, n_hours, as_of_ms, &columns);
  row.id = id;
  row.store = sim->stores[store].id;
  row.week = week;
  row.as_of_ms = as_of_ms;
  row.sessions = sessions->str;
  row.flag_ids = columns.ids->str;
  row.flag_hours = columns.hours->str;
  row.flag_kinds = columns.kinds->str;
  row.flag_outcomes = columns.outcomes->str;
  row.flag_carts = columns.carts->str;
  row.flag_items = columns.items->str;
  row.flag_values_minor = columns.values->str;
  row.currency = sim->chains[walk->tenant].facts->currency;
  sim_walk_put (walk, &row);
}

static gint32
monday_of (gint32 day)
{
  return day - (gint32) (((day + 3) % 7 + 7) % 7);
}

void
sim_walk_loss_weeks (SimWalk *walk)
{
  CorralSim *sim = walk->sim;
  const SimChain *chain = &sim->chains[walk->tenant];
  gint64 since_ms = CORRAL_IS_KNOWN (walk->since_ms) ? walk->since_ms : walk->now_ms;

  for (guint s = chain->first_store; s < chain->first_store + chain->n_stores && !walk->full; s++)
    {
      gint32 last = monday_of (sim_store_day_at (sim, s, walk->now_ms, 0));
      gint32 first = monday_of (sim_store_day_at (sim, s, since_ms, 0)) - 7 * WEEKS_KEPT;

      for (gint32 monday = first; monday <= last && !walk->full; monday += 7)
        put_week (walk, s, monday);
    }
}
