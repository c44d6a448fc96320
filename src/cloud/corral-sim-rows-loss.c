/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of loss prevention: flags, the trips behind them and those under way, cases. What the flags are is worked out in
 * corral-sim-flags.c; here is what the cloud tells of them.
 */
#include "config.h"

#include "corral-sim-private.h"

#include <math.h>
#include <string.h>

static const char *const kind_words[] = {
  "weight_mismatch", "weight_without_scan", "exit_without_pay", "void_cluster",
  "off_premises",    "recheck_due",         "calibration",
};
static const char *const outcome_words[]
    = { "confirmed", "shopper_error", "staff_ok", "sensor_fault", "not_checked" };

const char *
sim_flag_kind_word (const SimFlag *flag)
{
  return kind_words[flag->kind];
}

const char *
sim_flag_outcome_word (const SimFlag *flag)
{
  return outcome_words[flag->outcome];
}

/* --- the trip's bill ------------------------------------------------------------------------------ */

gint64
sim_trip_total_minor (CorralSim *sim, guint cart, gint32 day, guint trip, guint n_scans)
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
  const SimFlag *flag = sim_trip_flag (sim, cart, day, (int) index);

  /* Whoever left without paying has paid nothing: with a flag that says so the trip was not completed (domain.md). */
  if (flag != NULL && flag->kind == SIM_FLAG_EXIT)
    draw = MAX (draw, 94);
  end->status = draw < 94 ? "complete" : draw < 98 ? "abandoned" : "voided";
  end->payment = draw < 94 ? "paid" : "none";
  end->item_count = trip->n_scans;
  end->total_minor = sim_trip_total_minor (sim, cart, day, index, trip->n_scans);
}

/* --- rows ------------------------------------------------------------------------------------------ */

static void
each_flag (SimWalk *walk, void (*visit) (SimWalk *walk, guint store, const SimFlag *flag))
{
  CorralSim *sim = walk->sim;
  const SimChain *chain = &sim->chains[walk->tenant];
  gint64 base = CORRAL_IS_KNOWN (walk->since_ms) ? walk->since_ms : walk->now_ms;
  gint64 reach = SIM_FLAG_KEPT_MS + SIM_DECIDE_AT_MOST_MS + CORRAL_DAY_MS;

  if (sim->on[SIM_CAR_PARK]) /* those flags stay open as long as the cart is out */
    reach += sim_scenario_end (sim, SIM_CAR_PARK) - sim_scenario_start (sim, SIM_CAR_PARK);
  for (guint s = chain->first_store; s < chain->first_store + chain->n_stores; s++)
    {
      gint32 last = sim_store_day_at (sim, s, walk->now_ms, 0);

      for (gint32 day = sim_store_day_at (sim, s, base - reach, 0); day <= last; day++)
        {
          const GArray *flags = sim_store_flags (sim, s, day);

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

/* What the rule wants to be scanned again: of up to four items all, else 30 %, at least one and at most ten (S). */
static guint
items_to_check (guint n_items)
{
  return n_items <= 4 ? n_items : CLAMP ((3 * n_items + 9) / 10, 1, 10);
}

static void
fill_recheck (SimWalk *walk, const SimFlag *flag, CorralFlag *row)
{
  /* It is raised when an eighth of the trip is still to come. */
  row->item_count = MAX (1, flag->trip.n_scans * 7 / 8);
  if (walk->now_ms < flag->decided || flag->outcome == SIM_OUTCOME_NOT_CHECKED)
    return;
  row->checked_items = items_to_check ((guint) row->item_count);
  row->wrong_items = flag->outcome <= SIM_OUTCOME_SHOPPER_ERROR ? 1 : 0;
  row->checked_ms = flag->decided;
  row->checked_by = row->decided_by;
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
  sim_flag_id (flag, 'f', id);
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
      row.decided_by = flag->outcome == SIM_OUTCOME_NOT_CHECKED ? NULL : sim_text (&walk->text, "st-%03u", 300 + flag->decider);
    }
  row.confidence_pct = flag->confidence;
  row.value_minor = flag->value_minor;
  row.currency = walk->sim->chains[walk->tenant].facts->currency;
  if (flag->item >= 0)
    row.item = sim_text (&walk->text, "sku-%04u", 1000 + (guint) flag->item);
  row.expected_g = flag->expected_g;
  row.measured_g = flag->measured_g;
  row.in_store = flag->trip_index >= 0 && walk->now_ms < flag->ends;
  if (flag->trip_index >= 0)
    row.session_started_ms = flag->trip.start;
  if (flag->kind == SIM_FLAG_RECHECK)
    fill_recheck (walk, flag, &row);
  sim_walk_put (walk, &row);
}

void
sim_walk_flags (SimWalk *walk)
{
  each_flag (walk, put_flag);
}

/* Most are with nobody else. */
static const char *const case_states[] = { "open", "open", "police", "open", "insurer" };
static const char *const case_outcomes[] = { "recovered", "charged", "insured", "written_off" };

static void
put_case (SimWalk *walk, guint store, const SimFlag *flag)
{
  guint64 draw = sim_hash (walk->sim, SIM_SALT_FLAG, 77 + flag->cart,
                           ((guint64) (guint32) flag->day << 8) | (guint8) flag->trip_index);
  const gint64 times[]
      = { flag->decided, flag->decided + CORRAL_DAY_MS + (gint64) (draw % (5 * CORRAL_DAY_MS)) };
  CorralCase row;
  char id[40];

  if (flag->outcome != SIM_OUTCOME_CONFIRMED || flag->trip_index < 0 || draw % 5 >= 2
      || !is_in_reach (walk, flag->decided, flag->gone))
    return;
  sim_flag_id (flag, 'k', id);
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CASE), &row);
  if (!sim_walk_life (walk, id, times, 2, flag->gone, &row.rev))
    return;
  row.id = id;
  row.store = walk->sim->stores[store].id;
  row.title = flag->kind == SIM_FLAG_EXIT    ? "Left without paying"
              : flag->kind == SIM_FLAG_VOIDS ? "Repeated voids"
                                         : "Goods not scanned";
  row.number = sim_text (&walk->text, "K%06u%u%u", flag->cart, (guint) flag->day % 10, (guint) flag->trip_index % 10);
  row.status = walk->now_ms >= times[1] ? "closed" : case_states[draw / 3 % G_N_ELEMENTS (case_states)];
  row.opened_ms = times[0];
  row.opened_by = sim_text (&walk->text, "st-%03u", 300 + flag->decider);
  if (walk->now_ms >= times[1])
    {
      row.closed_ms = times[1];
      row.closed_by = row.opened_by;
      row.outcome = case_outcomes[draw / 7 % G_N_ELEMENTS (case_outcomes)];
    }
  row.flags = walk->text.text[walk->text.used++];
  sim_flag_id (flag, 'f', (char *) row.flags);
  row.loss_minor = flag->value_minor;
  row.suspected_minor = 0;
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

  if (sim_trip_flag (walk->sim, cart, view->day, view->row.trip) != NULL)
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
            || sim_trip_flag (sim, cart, day, (int) i) != NULL)
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
