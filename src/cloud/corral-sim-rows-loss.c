/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of loss prevention: flags, the trips behind them and those under way, cases. A store's flags of one
 * day are worked out together and kept: they never change, only their state with time does.
 */
#include "config.h"

#include "corral-sim-private.h"

#include <math.h>
#include <string.h>

#define FLAG_KEPT_MS (7 * CORRAL_DAY_MS) /* after the decision (brief) */
#define DECIDE_AT_MOST_MS (48 * CORRAL_HOUR_MS)

typedef enum
{
  FLAG_MISMATCH,
  FLAG_UNSCANNED,
  FLAG_EXIT,
  FLAG_VOIDS,
  FLAG_PREMISES,
  FLAG_RECHECK,
  FLAG_CALIBRATION,
} FlagKind;

static const char *const kind_words[] = {
  "weight_mismatch", "weight_without_scan", "exit_without_pay", "void_cluster",
  "off_premises",    "recheck_due",         "calibration",
};
static const char *const outcome_words[]
    = { "confirmed", "shopper_error", "staff_ok", "sensor_fault", "not_checked" };

/* How often each outcome, in percent. S: partial checks find something in 2–3 % of baskets, full ones in
 * 25–50 %. */
static const guint8 outcome_shares[][5] = {
  [FLAG_MISMATCH] = { 14, 38, 24, 12, 12 }, [FLAG_UNSCANNED] = { 22, 36, 22, 8, 12 },
  [FLAG_EXIT] = { 44, 26, 16, 2, 12 },      [FLAG_VOIDS] = { 18, 22, 46, 2, 12 },
  [FLAG_PREMISES] = { 30, 30, 26, 2, 12 },  [FLAG_RECHECK] = { 3, 9, 78, 0, 10 },
  [FLAG_CALIBRATION] = { 0, 0, 4, 84, 12 },
};

typedef struct
{
  gint64 raised, ends, decided, gone;
  SimTrip trip;
  guint32 cart;
  gint32 day;
  gint64 value_minor;
  double expected_g, measured_g;
  gint16 item;      /* -1: none */
  gint8 trip_index; /* -1: no session */
  guint8 kind, outcome, confidence, decider;
} SimFlag;

/* --- the trip's bill ------------------------------------------------------------------------------ */

static gint64
trip_total_minor (CorralSim *sim, guint cart, gint32 day, guint trip, guint n_scans)
{
  guint64 draw
      = sim_hash (sim, SIM_SALT_SESSION, ((guint64) 3 << 32) | cart, ((guint64) (guint32) day << 8) | trip);
  gboolean kronor
      = strcmp (sim->chains[sim->stores[sim->carts[cart].store].chain].facts->currency, "SEK") == 0;

  return n_scans * (190 + (gint64) (draw % 210)) * (kronor ? 11 : 1);
}

void
sim_trip_end (CorralSim *sim, guint cart, gint32 day, guint index, const SimTrip *trip, SimEnd *end)
{
  guint64 draw
      = sim_hash (sim, SIM_SALT_SESSION, ((guint64) 4 << 32) | cart, ((guint64) (guint32) day << 8) | index)
        % 100;

  end->status = draw < 94 ? "complete" : draw < 98 ? "abandoned" : "voided";
  end->payment = draw < 94 ? "paid" : "none";
  end->item_count = trip->n_scans;
  end->total_minor = trip_total_minor (sim, cart, day, index, trip->n_scans);
}

/* --- a store's flags of a day --------------------------------------------------------------------- */

static gboolean
is_flagged (const GArray *flags, guint cart, int trip)
{
  for (guint i = 0; i < flags->len; i++)
    if (g_array_index (flags, SimFlag, i).cart == cart
        && g_array_index (flags, SimFlag, i).trip_index == trip)
      return TRUE;
  return FALSE;
}

static guint
draw_outcome (CorralRandom *random, FlagKind kind)
{
  guint at = (guint) corral_random_int (random, 0, 100);
  guint i = 0;

  while (i < 4 && at >= outcome_shares[kind][i])
    at -= outcome_shares[kind][i++];
  return i;
}

static void
decide (CorralRandom *random, SimFlag *flag)
{
  double u = corral_random_double (random);
  double v = corral_random_double (random);
  gint64 delay;

  /* SIM: a third within two hours, most by the end of the next day; what nobody looked at closes after two
   * days. */
  if (flag->outcome == 4)
    delay = DECIDE_AT_MOST_MS - CORRAL_MINUTE_MS;
  else if (flag->kind == FLAG_RECHECK || u < 0.36)
    delay = (gint64) ((3.0 + 117.0 * v) * CORRAL_MINUTE_MS);
  else if (u < 0.78)
    delay = (gint64) ((2.0 + 9.0 * v) * (double) CORRAL_HOUR_MS);
  else
    delay = (gint64) ((11.0 + 20.0 * v) * (double) CORRAL_HOUR_MS);
  flag->decided = flag->raised + delay;
  flag->gone = flag->decided + FLAG_KEPT_MS;
  flag->decider = (guint8) corral_random_int (random, 0, 24);
}

static void
weigh (CorralSim *sim, CorralRandom *random, SimFlag *flag, gboolean bad_scale)
{
  guint tenant = sim->stores[sim->carts[flag->cart].store].chain;
  double drift = (sim_draw (sim, SIM_SALT_CART, flag->cart, 31) * 2.0 - 1.0) * 14.0;
  guint item = (guint) corral_random_int (random, 0, SIM_N_ITEMS);
  gint64 price;

  flag->item = -1;
  flag->expected_g = flag->measured_g = NAN;
  flag->confidence
      = (guint8) CLAMP (90.0 - 1.6 * fabs (drift) + 6.0 * corral_random_normal (random), 8.0, 97.0);
  if (bad_scale)
    flag->confidence = (guint8) (5 + corral_random_int (random, 0, 16));
  price = sim_item_price (sim, tenant, item);
  flag->value_minor = price;
  switch ((FlagKind) flag->kind)
    {
    case FLAG_MISMATCH:
      flag->item = (gint16) item;
      flag->expected_g = sim_item_grams (item);
      flag->measured_g
          = floor (flag->expected_g * corral_random_range (random, 1.35, 3.2) + (bad_scale ? 120.0 : 40.0));
      break;
    case FLAG_UNSCANNED:
      flag->expected_g = 0;
      flag->measured_g = floor (sim_item_grams (item) * corral_random_range (random, 0.9, 1.1));
      break;
    case FLAG_CALIBRATION: /* an impossible delta: more than the platform carries, or less than nothing */
      flag->item = (gint16) item;
      flag->expected_g = sim_item_grams (item);
      flag->measured_g = corral_random_double (random) < 0.5
                             ? -floor (corral_random_range (random, 300, 2400))
                             : floor (corral_random_range (random, 31000, 38000));
      flag->value_minor = 0;
      break;
    case FLAG_VOIDS:
      flag->value_minor = price * corral_random_int (random, 2, 6);
      flag->confidence = 60;
      break;
    case FLAG_EXIT:
    case FLAG_PREMISES:
    case FLAG_RECHECK:
    default:
      flag->value_minor = trip_total_minor (sim, flag->cart, flag->day, (guint) MAX (0, flag->trip_index),
                                            MAX (10, flag->trip.n_scans));
      flag->confidence = flag->kind == FLAG_RECHECK ? 100 : 75;
      break;
    }
}

/* Adds a flag on one of the cart's trips of the day, if it has one that the cloud followed throughout. */
static void
add_flag (CorralSim *sim,
          GArray *flags,
          CorralRandom *random,
          guint cart,
          gint32 number,
          FlagKind kind,
          gboolean bad_scale)
{
  g_autofree SimDay *day = NULL;
  SimFlag flag = { .cart = cart, .day = number, .kind = kind };
  guint pick;
  guint again;

  if (sim->carts[cart].never_seen)
    return;
  day = sim_day_new (sim, cart, number);
  if (day->n_trips == 0)
    return;
  /* S: attempts peak at 17–18 h: of two draws the later trip. */
  pick = (guint) corral_random_int (random, 0, day->n_trips);
  again = (guint) corral_random_int (random, 0, day->n_trips);
  pick = MAX (pick, again);
  flag.trip = day->trips[pick];
  flag.trip_index = (gint8) pick;
  for (guint i = 0; i < day->n_spans; i++)
    if (day->spans[i].kind <= SIM_SPAN_REVOKED && day->spans[i].start < flag.trip.end + CORRAL_MINUTE_MS
        && flag.trip.start - CORRAL_MINUTE_MS < day->spans[i].end)
      return;
  if (flag.trip.n_scans == 0 || is_flagged (flags, cart, (int) pick))
    return;
  flag.ends = flag.trip.end + SIM_VISIBLE_MS;
  switch (kind)
    {
    case FLAG_MISMATCH:
    case FLAG_UNSCANNED:
    case FLAG_CALIBRATION:
      flag.raised = sim_scan_ms (sim, day, pick, (guint) corral_random_int (random, 0, flag.trip.n_scans))
                    + 1400 + corral_random_int (random, 0, 2000);
      break;
    case FLAG_RECHECK:
    case FLAG_VOIDS:
      flag.raised = flag.trip.end - (flag.trip.end - flag.trip.start) / 8;
      break;
    case FLAG_EXIT:
    case FLAG_PREMISES:
    default:
      flag.raised = flag.trip.end - 40 * CORRAL_SECOND_MS;
      break;
    }
  flag.outcome
      = (guint8) (bad_scale ? (corral_random_double (random) < 0.9 ? 3 : 4) : draw_outcome (random, kind));
  decide (random, &flag);
  weigh (sim, random, &flag, bad_scale);
  g_array_append_val (flags, flag);
}

/* A cart that was left outside: a flag of its own, without a trip. */
static void
add_premises (CorralSim *sim, GArray *flags, CorralRandom *random, guint cart, gint32 number)
{
  const SimStoreDay *hours = sim_store_day (sim, sim->carts[cart].store, number);
  SimSpan spans[SIM_MAX_CONDITIONS];
  guint n = sim_cart_conditions (sim, cart, hours->start_ms, hours->start_ms + CORRAL_DAY_MS, spans);

  for (guint i = 0; i < n; i++)
    if (spans[i].kind == SIM_SPAN_AWAY && spans[i].start >= hours->start_ms)
      {
        SimFlag flag
            = { .cart = cart, .day = number, .kind = FLAG_PREMISES, .trip_index = -1, .outcome = 2 };

        flag.raised = spans[i].start + 90 * CORRAL_SECOND_MS;
        flag.ends = SIM_FOREVER;
        decide (random, &flag);
        flag.decided = spans[i].end;
        flag.gone = flag.decided + FLAG_KEPT_MS;
        weigh (sim, random, &flag, FALSE);
        g_array_append_val (flags, flag);
      }
}

/* Holds until another day of the same store is asked for. */
static const GArray *
store_flags (CorralSim *sim, guint index, gint32 number)
{
  static const guint8 kinds[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 5, 5, 5, 5 };
  SimStore *store = &sim->stores[index];
  const SimStoreDay *hours;
  int weekday = (int) (((number + 3) % 7 + 7) % 7);
  SimFlagDay *slot;
  CorralRandom random;
  GArray *flags;
  guint n;

  if (store->flags == NULL)
    store->flags = g_new0 (SimFlagDay, SIM_FLAG_DAYS);
  slot = &store->flags[(guint32) number % SIM_FLAG_DAYS];
  if (slot->flags != NULL && slot->day == number)
    return slot->flags;
  hours = sim_store_day (sim, index, number);
  flags = g_array_new (FALSE, FALSE, sizeof (SimFlag));
  random = corral_random_seeded (sim->seed, SIM_SALT_FLAG, index, (guint64) (guint32) number);
  /* SIM: 75 in a thousand carts and days, more from Friday to Sunday (S: attempts peak at weekends). */
  n = (guint) (store->n_carts * (weekday >= 4 ? 0.095 : 0.067) + corral_random_double (&random));
  for (guint i = 0; i < n && hours->close_ms > hours->open_ms; i++)
    {
      guint cart = store->first_cart + (guint) corral_random_int (&random, 0, store->n_carts);
      FlagKind kind = kinds[corral_random_next (&random) % G_N_ELEMENTS (kinds)];

      add_flag (sim, flags, &random, cart, number, kind, FALSE);
    }
  for (guint k = 0; k < store->n_carts; k++)
    {
      guint cart = store->first_cart + k;

      if (sim_scenario_hits (sim, SIM_CALIBRATION_BUG, cart)
          && hours->start_ms >= sim_scenario_start (sim, SIM_CALIBRATION_BUG)
          && hours->start_ms < sim_scenario_end (sim, SIM_CALIBRATION_BUG)
          && corral_random_double (&random) < 0.55)
        add_flag (sim, flags, &random, cart, number,
                  corral_random_double (&random) < 0.6 ? FLAG_CALIBRATION : FLAG_MISMATCH, TRUE);
      if (sim_scenario_hits (sim, SIM_CAR_PARK, cart))
        add_premises (sim, flags, &random, cart, number);
    }
  g_clear_pointer (&slot->flags, g_array_unref);
  slot->flags = flags;
  slot->day = number;
  return flags;
}

/* --- rows ------------------------------------------------------------------------------------------ */

static void
each_flag (SimWalk *walk, void (*visit) (SimWalk *walk, guint store, const SimFlag *flag))
{
  CorralSim *sim = walk->sim;
  const SimChain *chain = &sim->chains[walk->tenant];
  gint64 base = CORRAL_IS_KNOWN (walk->since_ms) ? walk->since_ms : walk->now_ms;
  gint64 reach = FLAG_KEPT_MS + DECIDE_AT_MOST_MS + CORRAL_DAY_MS;

  if (sim->on[SIM_CAR_PARK]) /* those flags stay open as long as the cart is out */
    reach += sim_scenario_end (sim, SIM_CAR_PARK) - sim_scenario_start (sim, SIM_CAR_PARK);
  for (guint s = chain->first_store; s < chain->first_store + chain->n_stores; s++)
    {
      gint32 last = sim_store_day_at (sim, s, walk->now_ms, 0);

      for (gint32 day = sim_store_day_at (sim, s, base - reach, 0); day <= last; day++)
        {
          const GArray *flags = store_flags (sim, s, day);

          for (guint i = 0; i < flags->len; i++)
            visit (walk, s, &g_array_index (flags, SimFlag, i));
        }
    }
}

/* Whether the flag was there at some moment that the walk is about. */
static gboolean
is_in_reach (const SimWalk *walk, gint64 from, gint64 gone)
{
  return from <= walk->now_ms && gone > (CORRAL_IS_KNOWN (walk->since_ms) ? walk->since_ms : walk->now_ms);
}

static void
flag_id (const SimFlag *flag, char prefix, char id[40])
{
  g_snprintf (id, 40, "%c-%06u-%05d-%d", prefix, flag->cart, flag->day, flag->trip_index + 1);
}

static void
put_flag (SimWalk *walk, guint store, const SimFlag *flag)
{
  const gint64 times[] = { flag->raised, flag->ends, flag->decided };
  gboolean decided = walk->now_ms >= flag->decided;
  CorralFlag row;
  char id[40];

  if (!is_in_reach (walk, flag->raised, flag->gone))
    return;
  flag_id (flag, 'f', id);
  if (!sim_walk_life (walk, id, times, 3, flag->gone, &row.rev))
    return;
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &row);
  for (guint i = 0; i < 3; i++)
    row.rev = times[i] <= walk->now_ms ? MAX (row.rev, times[i]) : row.rev;
  row.id = id;
  row.kind = kind_words[flag->kind];
  if (flag->trip_index >= 0)
    {
      char *session = walk->text.text[walk->text.used++];

      sim_session_id (walk->sim, flag->cart, flag->day, (guint) flag->trip_index, flag->trip.start,
                      session);
      row.session = session;
    }
  row.cart = sim_text (&walk->text, "c-%06u", flag->cart);
  row.store = walk->sim->stores[store].id;
  row.raised_ms = flag->raised;
  row.status = decided ? "decided" : "open";
  if (decided)
    {
      row.outcome = outcome_words[flag->outcome];
      row.decided_ms = flag->decided;
      row.decided_by = flag->outcome == 4 ? NULL : sim_text (&walk->text, "st-%03u", 300 + flag->decider);
    }
  row.confidence_pct = flag->confidence;
  row.value_minor = flag->value_minor;
  row.currency = walk->sim->chains[walk->tenant].facts->currency;
  if (flag->item >= 0)
    row.item = sim_text (&walk->text, "sku-%04u", 1000 + (guint) flag->item);
  row.expected_g = flag->expected_g;
  row.measured_g = flag->measured_g;
  row.in_store = flag->trip_index >= 0 && walk->now_ms < flag->ends;
  sim_walk_put (walk, &row);
}

void
sim_walk_flags (SimWalk *walk)
{
  each_flag (walk, put_flag);
}

static void
put_case (SimWalk *walk, guint store, const SimFlag *flag)
{
  guint64 draw = sim_hash (walk->sim, SIM_SALT_FLAG, 77 + flag->cart,
                           ((guint64) (guint32) flag->day << 8) | (guint8) flag->trip_index);
  const gint64 times[]
      = { flag->decided, flag->decided + CORRAL_DAY_MS + (gint64) (draw % (5 * CORRAL_DAY_MS)) };
  CorralCase row;
  char id[40];

  if (flag->outcome != 0 || flag->trip_index < 0 || draw % 5 >= 2
      || !is_in_reach (walk, flag->decided, flag->gone))
    return;
  flag_id (flag, 'k', id);
  if (!sim_walk_life (walk, id, times, 2, flag->gone, &row.rev))
    return;
  row.id = id;
  row.store = walk->sim->stores[store].id;
  row.title = flag->kind == FLAG_EXIT    ? "Left without paying"
              : flag->kind == FLAG_VOIDS ? "Repeated voids"
                                         : "Goods not scanned";
  row.status = walk->now_ms >= times[1] ? "closed" : "open";
  row.opened_ms = times[0];
  row.closed_ms = walk->now_ms >= times[1] ? times[1] : CORRAL_UNKNOWN;
  row.flags = walk->text.text[walk->text.used++];
  flag_id (flag, 'f', (char *) row.flags);
  row.loss_minor = flag->value_minor;
  row.currency = walk->sim->chains[walk->tenant].facts->currency;
  sim_walk_put (walk, &row);
}

void
sim_walk_cases (SimWalk *walk)
{
  each_flag (walk, put_case);
}

static void
put_session (SimWalk *walk,
             guint cart,
             gint32 day,
             guint index,
             const SimTrip *trip,
             gint64 born,
             gint64 ended,
             gint64 gone)
{
  gint64 paused = trip->assisted ? trip->end - (trip->end - trip->start) / 8 : SIM_FOREVER;
  gint64 times[3] = { born, MAX (born, paused), ended };
  CorralSession row;
  SimEnd end;
  char id[37];

  if (!is_in_reach (walk, born, gone))
    return;
  if (paused + SIM_VISIBLE_MS >= ended)
    times[1] = SIM_FOREVER;
  sim_session_id (walk->sim, cart, day, index, trip->start, id);
  if (!sim_walk_life (walk, id, times, 3, gone, &row.rev))
    return;
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_SESSION), &row);
  row.rev = times[0];
  for (guint i = 1; i < 3; i++)
    row.rev = times[i] <= walk->now_ms ? MAX (row.rev, times[i]) : row.rev;
  row.id = id;
  row.cart = sim_text (&walk->text, "c-%06u", cart);
  row.store = walk->sim->stores[walk->sim->carts[cart].store].id;
  row.started_ms = trip->start;
  row.currency = walk->sim->chains[walk->tenant].facts->currency;
  if (walk->now_ms >= ended)
    {
      /* S: only `session-end` tells the count, the total and the payment. */
      row.ended_ms = trip->end;
      sim_trip_end (walk->sim, cart, day, index, trip, &end);
      row.status = end.status;
      row.item_count = end.item_count;
      row.total_minor = end.total_minor;
      row.payment_status = end.payment;
    }
  else
    {
      row.status = times[1] <= walk->now_ms ? "paused" : "active";
      row.payment_status = "none";
    }
  sim_walk_put (walk, &row);
}

static void
put_flagged_session (SimWalk *walk, guint store, const SimFlag *flag)
{
  if (flag->trip_index >= 0)
    put_session (walk, flag->cart, flag->day, (guint) flag->trip_index, &flag->trip,
                 flag->trip.start + SIM_VISIBLE_MS, flag->trip.end + SIM_VISIBLE_MS, flag->gone);
}

/* When something at @time_ms of the day @number came to be known. */
static gint64
known_ms (CorralSim *sim, guint cart, gint32 number, gint64 time_ms)
{
  const SimSpan *outage = sim_day_outage (sim_day_get (sim, cart, number), time_ms);

  return (outage != NULL ? outage->end : time_ms) + SIM_VISIBLE_MS;
}

static void
put_open_session (SimWalk *walk, guint cart, const SimView *view)
{
  guint index = (guint) view->row.trip;
  gint64 born;
  gint64 ended;

  if (is_flagged (store_flags (walk->sim, walk->sim->carts[cart].store, view->day), cart, view->row.trip))
    return;
  born = known_ms (walk->sim, cart, view->day, view->trip.start);
  ended = known_ms (walk->sim, cart, view->day, view->trip.end);
  put_session (walk, cart, view->day, index, &view->trip, born, ended, ended);
}

/* Trips of @cart that began and ended since, but for the one of @before, which is told already. */
static void
end_short_sessions (SimWalk *walk, guint cart, const SimView *before)
{
  CorralSim *sim = walk->sim;
  gint32 last = sim_cart_day_at (sim, cart, walk->now_ms);

  for (gint32 day = sim_cart_day_at (sim, cart, walk->since_ms) - 1; day <= last; day++)
    for (guint i = 0; i < sim_day_get (sim, cart, day)->n_trips; i++)
      {
        const SimTrip trip = sim_day_get (sim, cart, day)->trips[i];
        gint64 born = known_ms (sim, cart, day, trip.start);
        gint64 ended = known_ms (sim, cart, day, trip.end);
        char id[37];

        if (born <= walk->since_ms || ended > walk->now_ms || (day == before->day && (int) i == before->row.trip)
            || is_flagged (store_flags (sim, sim->carts[cart].store, day), cart, (int) i))
          continue;
        sim_session_id (sim, cart, day, i, trip.start, id);
        sim_walk_gone (walk, id, born, ended);
      }
}

void
sim_walk_sessions (SimWalk *walk)
{
  CorralSim *sim = walk->sim;
  const SimChain *chain = &sim->chains[walk->tenant];

  each_flag (walk, put_flagged_session);
  for (guint i = chain->first_cart; i < chain->first_cart + chain->n_carts; i++)
    {
      SimView before = { .row = { .trip = -1 } };
      SimView now;

      if (!sim_cart_view (sim, i, walk->now_ms, &now))
        continue;
      if (CORRAL_IS_KNOWN (walk->since_ms) && sim_cart_view (sim, i, walk->since_ms, &before)
          && before.row.trip >= 0 && (before.row.trip != now.row.trip || before.day != now.day))
        put_open_session (walk, i, &before);
      if (sim_walk_tells_short_lives (walk))
        end_short_sessions (walk, i, &before);
      if (now.row.trip >= 0)
        put_open_session (walk, i, &now);
    }
}
