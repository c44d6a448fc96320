/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One day of one cart: trips, charging, wear. A pure function of the seed, the cart and the day, so that
 * any day can be looked at without those before it. What makes that possible: a cart that is docked at
 * closing time is full at 05:00 (from 5 % in at most 5.3 h, S/D), and one that was forgotten one night is
 * not forgotten the next.
 */
#include "config.h"

#include "corral-sim-private.h"

#include <math.h>
#include <string.h>

#define DESIGN_MAH 7800.0    /* S */
#define IDLE_MA 260.0        /* S: ~250 */
#define TRIP_MA 640.0        /* S: bursts of 700–800 over 250 */
#define SLEEP_MA 100.0       /* S */
#define CHARGE_MA 2000.0     /* S */
#define KNEE_PCT 80.0        /* D: constant current up to here, in 3.1 h */
#define TAPER_H 0.78         /* 1,560 mAh at 2,000 mA: the current stays continuous at the knee */
#define FULL_H (3 * TAPER_H) /* until the charger stops, at 100 mA */
#define LOW_PCT 15.0         /* SIM */

#define MAX_SEGMENTS 40
#define MAX_TRIPS 10
#define MAX_SPANS 32

typedef struct
{
  CorralSim *sim;
  SimDay day;
  const SimStoreDay *hours;
  double capacity; /* mAh */
  CorralRandom random;
  gint64 at;
  double pct;
  gint64 low_since; /* or CORRAL_UNKNOWN */
  SimSegment segments[MAX_SEGMENTS];
  SimTrip trips[MAX_TRIPS];
  SimSpan spans[MAX_SPANS];
} Maker;

/* --- calendar ----------------------------------------------------------------------------------- */

static void
make_store_day (SimStore *store, gint32 day, SimStoreDay *out)
{
  int weekday = (int) (((day + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday; 0 is Monday */
  gint64 local = day * CORRAL_DAY_MS + SIM_DAY_HOUR * CORRAL_HOUR_MS;
  gint64 offset = corral_time_offset_s (store->zone, local) * CORRAL_SECOND_MS;

  offset = corral_time_offset_s (store->zone, local - offset) * CORRAL_SECOND_MS;
  out->day = day;
  out->start_ms = local - offset;
  out->open_ms
      = out->start_ms + store->hours.open_min[weekday] * CORRAL_MINUTE_MS - SIM_DAY_HOUR * CORRAL_HOUR_MS;
  out->close_ms = out->open_ms
                  + (store->hours.close_min[weekday] - store->hours.open_min[weekday]) * CORRAL_MINUTE_MS;
}

const SimStoreDay *
sim_store_day (CorralSim *sim, guint store, gint32 day)
{
  SimStore *s = &sim->stores[store];
  SimStoreDay *entry;

  if (s->days == NULL)
    {
      s->days = g_new (SimStoreDay, SIM_STORE_DAYS);
      for (guint i = 0; i < SIM_STORE_DAYS; i++)
        s->days[i].day = G_MININT32;
    }
  entry = &s->days[(guint32) day % SIM_STORE_DAYS];
  if (entry->day != day)
    make_store_day (s, day, entry);
  return entry;
}

gint32
sim_store_day_at (CorralSim *sim, guint store, gint64 time_ms, gint64 shift_ms)
{
  /* The longitude is within two hours of the zone's offset, which leaves the guess at most a day off. */
  gint64 offset = (gint64) (sim->stores[store].longitude / 15.0 * (double) CORRAL_HOUR_MS);
  gint32 day
      = (gint32) sim_floor_div (time_ms + offset - SIM_DAY_HOUR * CORRAL_HOUR_MS - shift_ms, CORRAL_DAY_MS);

  while (time_ms < sim_store_day (sim, store, day)->start_ms + shift_ms)
    day--;
  while (time_ms >= sim_store_day (sim, store, day + 1)->start_ms + shift_ms)
    day++;
  return day;
}

gint64
sim_cart_shift_ms (CorralSim *sim, guint cart)
{
  return (gint64) (sim_hash (sim, SIM_SALT_CART, cart, 77) % (5 * 60 * 1000));
}

gint32
sim_cart_day_at (CorralSim *sim, guint cart, gint64 time_ms)
{
  return sim_store_day_at (sim, sim->carts[cart].store, time_ms, sim_cart_shift_ms (sim, cart));
}

/* --- battery ------------------------------------------------------------------------------------ */

double
sim_cart_soh (CorralSim *sim, guint cart, gint32 day)
{
  /* About 3 % a year (SIM), told once a week. */
  gint32 week = (gint32) sim_floor_div (day - (gint32) (cart % 7), 7);

  return MAX (45.0, sim->carts[cart].soh - (week - 2860) * 0.06);
}

double
sim_cart_capacity (CorralSim *sim, guint cart, gint32 day)
{
  double capacity = DESIGN_MAH * sim_cart_soh (sim, cart, day) / 100.0;

  /* The wrong build never lets the modem sleep: it is as if the pack were smaller. */
  return sim_cart_firmware (sim, cart, day) == SIM_FIRMWARE_WRONG ? capacity * 0.72 : capacity;
}

guint
sim_cart_cycles (CorralSim *sim, guint cart, gint32 day)
{
  gint32 week = (gint32) sim_floor_div (day - (gint32) (cart % 7), 7);

  return (guint) MAX (0, (100 - sim->carts[cart].soh) * 9 + (week - 2860) * 4);
}

guint
sim_interval_s (SimSegmentKind kind)
{
  return kind == SIM_SEGMENT_TRIP ? 60 : kind == SIM_SEGMENT_AWAY ? 3600 : 300; /* S */
}

static double
charge (double pct, double hours, double capacity, double *current_ma)
{
  double to_knee = MAX (0.0, (KNEE_PCT - pct) / 100.0 * capacity / CHARGE_MA);
  double span = (100.0 - KNEE_PCT) / (1.0 - exp (-FULL_H / TAPER_H));
  double into_taper;

  if (hours < to_knee)
    {
      *current_ma = CHARGE_MA;
      return pct + hours * CHARGE_MA / capacity * 100.0;
    }
  into_taper = hours - to_knee;
  if (pct > KNEE_PCT)
    into_taper += pct >= 99.99 ? FULL_H : -TAPER_H * log (MAX (1e-9, 1.0 - (pct - KNEE_PCT) / span));
  if (into_taper >= FULL_H)
    {
      *current_ma = 0;
      return 100.0;
    }
  *current_ma = CHARGE_MA * exp (-into_taper / TAPER_H);
  return KNEE_PCT + span * (1.0 - exp (-into_taper / TAPER_H));
}

/* How long from @pct to @to on the charger. */
static double
charge_hours (double pct, double to, double capacity)
{
  double span = (100.0 - KNEE_PCT) / (1.0 - exp (-FULL_H / TAPER_H));
  double hours = MAX (0.0, (MIN (to, KNEE_PCT) - pct) / 100.0 * capacity / CHARGE_MA);

  if (to > KNEE_PCT)
    {
      double end = to >= 100.0 ? FULL_H : -TAPER_H * log (1.0 - (to - KNEE_PCT) / span);
      double begin = pct <= KNEE_PCT ? 0
                     : pct >= 99.99  ? FULL_H
                                     : -TAPER_H * log (1.0 - (pct - KNEE_PCT) / span);

      hours += MAX (0.0, end - begin);
    }
  return hours;
}

static double
drain_ma (guint kind)
{
  switch (kind)
    {
    case SIM_SEGMENT_TRIP:
      return TRIP_MA;
    case SIM_SEGMENT_SLEEP:
    case SIM_SEGMENT_AWAY:
      return SLEEP_MA;
    default:
      return IDLE_MA;
    }
}

double
sim_segment_battery (const SimSegment *segment, gint64 time_ms, double capacity_mah, double *current_ma)
{
  double hours = (double) MAX (0, time_ms - segment->start) / (double) CORRAL_HOUR_MS;
  double ma;
  double pct;

  if (segment->kind == SIM_SEGMENT_DOCK)
    {
      pct = charge (segment->pct, hours, capacity_mah, &ma);
    }
  else
    {
      ma = drain_ma (segment->kind);
      pct = MAX (1.0, segment->pct - hours * ma / capacity_mah * 100.0);
    }
  if (current_ma != NULL)
    *current_ma = ma;
  return pct;
}

/* --- segments ----------------------------------------------------------------------------------- */

gint64
sim_segment_end (const SimDay *day, guint index)
{
  return index + 1 < day->n_segments ? day->segments[index + 1].start : day->end;
}

guint
sim_day_find_segment (const SimDay *day, gint64 time_ms)
{
  guint i = day->n_segments - 1;

  while (i > 0 && day->segments[i].start > time_ms)
    i--;
  return i;
}

gint64
sim_scan_ms (CorralSim *sim, const SimDay *day, guint trip, guint scan)
{
  const SimTrip *t = &day->trips[trip];
  gint64 step = ((t->end - t->start) * 85 / 100 - CORRAL_MINUTE_MS) / t->n_scans;
  guint64 draw
      = sim_hash (sim, SIM_SALT_SCAN, ((guint64) day->cart << 32) | (guint32) day->day, trip * 256 + scan);

  return t->start + CORRAL_MINUTE_MS + scan * step + (gint64) (draw % (guint64) (step * 7 / 10));
}

guint
sim_scans_before (CorralSim *sim, const SimDay *day, guint trip, gint64 time_ms)
{
  const SimTrip *t = &day->trips[trip];
  gint64 step = ((t->end - t->start) * 85 / 100 - CORRAL_MINUTE_MS) / t->n_scans;
  gint64 n = (time_ms - t->start - CORRAL_MINUTE_MS) / step;

  if (time_ms <= t->start + CORRAL_MINUTE_MS)
    return 0;
  if (n >= t->n_scans)
    return t->n_scans;
  return (guint) n + (sim_scan_ms (sim, day, trip, (guint) n) < time_ms ? 1 : 0);
}

guint
sim_segment_n_messages (const SimDay *day, guint index, gint64 end)
{
  const SimSegment *segment = &day->segments[index];
  gint64 interval = sim_interval_s (segment->kind) * CORRAL_SECOND_MS;
  guint n = (guint) ((end - segment->start + interval - 1) / interval);

  if (segment->trip >= 0)
    n += 2 + day->trips[segment->trip].identify + day->trips[segment->trip].n_scans;
  return n;
}

static void
add_span (Maker *m, gint64 start, gint64 end, SimSpanKind kind, guint what)
{
  if (m->day.n_spans < MAX_SPANS && end > start)
    m->spans[m->day.n_spans++] = (SimSpan){ .start = start, .end = end, .kind = kind, .what = what };
}

static void
begin (Maker *m, SimSegmentKind kind, int trip)
{
  SimSegment *last = m->day.n_segments > 0 ? &m->segments[m->day.n_segments - 1] : NULL;

  if (last != NULL && last->start == m->at)
    m->day.n_segments--;
  g_assert (m->day.n_segments < MAX_SEGMENTS);
  m->segments[m->day.n_segments++]
      = (SimSegment){ .start = m->at, .pct = (float) m->pct, .kind = kind, .trip = (gint8) trip };
  if (kind == SIM_SEGMENT_DOCK && CORRAL_IS_KNOWN (m->low_since))
    {
      add_span (m, m->low_since, m->at, SIM_SPAN_LOW, 0);
      m->low_since = CORRAL_UNKNOWN;
    }
}

/* Goes on to @until in the segment begun last. */
static void
advance (Maker *m, gint64 until)
{
  const SimSegment *segment = &m->segments[m->day.n_segments - 1];
  double before = m->pct;

  if (until <= m->at)
    return;
  m->pct = sim_segment_battery (segment, until, m->capacity, NULL);
  if (segment->kind != SIM_SEGMENT_DOCK && !CORRAL_IS_KNOWN (m->low_since) && m->pct < LOW_PCT)
    {
      double hours = MAX (0.0, before - LOW_PCT) / 100.0 * m->capacity / drain_ma (segment->kind);

      m->low_since = MIN (until, m->at + (gint64) (hours * (double) CORRAL_HOUR_MS));
    }
  m->at = until;
}

static gint64
hours_ms (double hours)
{
  return (gint64) (hours * (double) CORRAL_HOUR_MS);
}

/* Stands around from now to @until; is put on the charger when somebody notices that it is low, and at noon
 * now and then. May end later than @until, when it is charging. */
static void
stand (Maker *m, gint64 until, gboolean noon)
{
  begin (m, SIM_SEGMENT_IDLE, -1);
  while (m->at < until)
    {
      double left_h = (double) (until - m->at) / (double) CORRAL_HOUR_MS;
      double end_pct = m->pct - left_h * IDLE_MA / m->capacity * 100.0;

      if (end_pct < 12.0)
        {
          /* Noticed between 12 % and 3 %: half an hour to three hours after the warning. */
          double notice = corral_random_range (&m->random, 4.0, 12.0);
          double hours = MAX (0.1, (m->pct - MIN (notice, m->pct - 0.5)) / 100.0 * m->capacity / IDLE_MA);
          gint64 dock = m->at + hours_ms (hours);

          advance (m, MIN (dock, until));
          if (m->at >= until)
            return;
          begin (m, SIM_SEGMENT_DOCK, -1);
          advance (m, m->at
                          + hours_ms (charge_hours (m->pct, corral_random_range (&m->random, 70, 95),
                                                    m->capacity)));
          if (m->at >= m->hours->close_ms)
            return;
          begin (m, SIM_SEGMENT_IDLE, -1);
        }
      else if (noon && left_h > 1.0 && m->at > m->hours->start_ms + 7 * CORRAL_HOUR_MS
               && corral_random_double (&m->random) < 0.25)
        {
          noon = FALSE;
          advance (m, m->at + corral_random_int (&m->random, 2, 12) * CORRAL_MINUTE_MS);
          begin (m, SIM_SEGMENT_DOCK, -1);
          advance (m, MIN (until - 8 * CORRAL_MINUTE_MS,
                           m->at + corral_random_int (&m->random, 40, 120) * CORRAL_MINUTE_MS));
          begin (m, SIM_SEGMENT_IDLE, -1);
        }
      else
        {
          advance (m, until);
        }
    }
}

static gint64
draw_trip_start (Maker *m)
{
  double u = corral_random_double (&m->random);
  double v = corral_random_double (&m->random);

  /* S: attempts and trips peak late in the morning and at 16–18 h. */
  if (u < 0.35)
    return m->hours->start_ms + hours_ms (10.0 - SIM_DAY_HOUR + v * 2.2);
  if (u < 0.78)
    return m->hours->start_ms + hours_ms (15.7 - SIM_DAY_HOUR + v * 2.6);
  return m->hours->open_ms + (gint64) (v * (double) (m->hours->close_ms - m->hours->open_ms));
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static gboolean
is_taken (const Maker *m, gint64 from, gint64 to)
{
  for (guint i = 0; i < m->day.n_spans; i++)
    if (m->spans[i].kind != SIM_SPAN_LOW && m->spans[i].start < to && from < m->spans[i].end)
      return TRUE;
  return FALSE;
}

/* Not put on the charger tonight: one cart in thirty, never two nights in a row. */
static gboolean
is_forgotten (CorralSim *sim, guint cart, gint32 day)
{
  guint64 draw = sim_hash (sim, SIM_SALT_FORGOTTEN, cart, 0);

  return ((guint32) day & 1) == (draw & 1)
         && sim_draw (sim, SIM_SALT_FORGOTTEN, cart, (guint64) (guint32) day) < 0.07;
}

static void
make_open_day (Maker *m, gboolean forgotten)
{
  gint64 starts[MAX_TRIPS];
  int weekday = (int) (((m->day.day + 3) % 7 + 7) % 7);
  guint n = 1 + (guint) corral_random_int (&m->random, 0, weekday >= 4 && weekday <= 5 ? 7 : 5);
  gint64 put_out = m->hours->open_ms - corral_random_int (&m->random, 8 * 60, 45 * 60) * CORRAL_SECOND_MS;
  gint64 brought_in
      = m->hours->close_ms + corral_random_int (&m->random, 3 * 60, 28 * 60) * CORRAL_SECOND_MS;

  for (guint i = 0; i < n; i++)
    starts[i] = draw_trip_start (m);
  qsort (starts, n, sizeof (gint64), compare_times);

  advance (m, MAX (m->at + CORRAL_MINUTE_MS, put_out));
  for (guint i = 0; i < n; i++)
    {
      gint64 length = corral_random_int (&m->random, 18 * 60, 62 * 60) * CORRAL_SECOND_MS
                      + corral_random_int (&m->random, 0, 1000);
      gint64 start = MAX (starts[i], m->hours->open_ms + 2 * CORRAL_MINUTE_MS)
                     + corral_random_int (&m->random, 0, 90 * 1000);
      guint n_scans = (guint) corral_random_int (&m->random, 12, 80);
      guint extras = (guint) corral_random_next (&m->random);
      gint64 end;

      start = MAX (start, m->at + 3 * CORRAL_MINUTE_MS);
      end = MIN (start + length, m->hours->close_ms - 2 * CORRAL_MINUTE_MS);
      if (end - start < 11 * CORRAL_MINUTE_MS || is_taken (m, start, end))
        continue;
      stand (m, start, i > 0);
      if (m->at > start || m->pct < 12.0)
        continue; /* it went on the charger */
      m->trips[m->day.n_trips] = (SimTrip){
        .start = start,
        .end = end,
        .n_scans = (guint16) MIN (n_scans, (guint) ((end - start) / (25 * CORRAL_SECOND_MS))),
        .identify = extras % 5 < 2,
        .assisted = (extras >> 8) % 12 == 0,
      };
      begin (m, SIM_SEGMENT_TRIP, (int) m->day.n_trips);
      m->day.n_trips++;
      advance (m, end);
    }
  stand (m, brought_in, FALSE);
  if (forgotten && m->pct > 32.0 && m->segments[m->day.n_segments - 1].kind != SIM_SEGMENT_DOCK)
    begin (m, SIM_SEGMENT_SLEEP, -1);
  else if (m->segments[m->day.n_segments - 1].kind != SIM_SEGMENT_DOCK)
    begin (m, SIM_SEGMENT_DOCK, -1);
  advance (m, m->day.end);
}

/* From @away on the cart is outside: it lives on what it had, and pings. */
static void
cut_away (Maker *m, const SimSpan *away)
{
  gint64 from = MAX (away->start, m->day.start);
  double gone_h = (double) (from - away->start) / (double) CORRAL_HOUR_MS;
  guint n = 0;

  while (n < m->day.n_segments && m->segments[n].start < from)
    n++;
  m->day.n_segments = n;
  m->at = from;
  m->pct = CLAMP (68.0 - gone_h * SLEEP_MA / m->capacity * 100.0, 5.0, 68.0);
  m->low_since = CORRAL_UNKNOWN;
  begin (m, SIM_SEGMENT_AWAY, -1);
  if (away->end < m->day.end)
    {
      m->at = away->end;
      begin (m, SIM_SEGMENT_DOCK, -1);
      m->pct = 100;
    }
  while (m->day.n_trips > 0 && m->trips[m->day.n_trips - 1].end > from)
    m->day.n_trips--;
}

/* Ordinary wear: rates from the brief of the demo (SIM): at an open moment about 0.7 % of carts out of
 * reach and 0.5 % with a fault, in stores of differing care. */
static void
add_wear (Maker *m)
{
  double trouble = m->sim->stores[m->sim->carts[m->day.cart].store].trouble;
  double open_ms = (double) (m->hours->close_ms - m->hours->open_ms);
  static const guint8 kinds[] = { 1, 1, 1, 2, 2, 3, 5, 6, 8, 8, 9 };

  for (guint i = 0; i < 4; i++)
    {
      double happens = corral_random_double (&m->random);
      double when = corral_random_double (&m->random);
      double size = corral_random_double (&m->random);
      guint what = kinds[corral_random_next (&m->random) % G_N_ELEMENTS (kinds)];
      static const double rates[] = { 0.060, 0.060, 0.060, 0.020 };
      gint64 start = m->hours->open_ms + (gint64) (when * (open_ms - 25.0 * CORRAL_MINUTE_MS));
      gint64 length = 0;

      if (open_ms <= 0 || happens >= rates[i] * (i == 3 ? 1.0 : trouble))
        continue;
      switch (i)
        {
        case 0: /* out of reach: a dead corner, an access point that hangs */
          length = (gint64) ((16.0 + 110.0 * size * size) * CORRAL_MINUTE_MS);
          break;
        case 1: /* hardly noticed: late at most */
          length = (gint64) ((9.0 + 4.0 * size) * CORRAL_MINUTE_MS);
          break;
        case 2:
          length = (gint64) ((14.0 + 125.0 * size * size) * CORRAL_MINUTE_MS);
          break;
        default: /* an image being written */
          length = (gint64) ((5.0 + 6.0 * size) * CORRAL_MINUTE_MS);
          break;
        }
      if (is_taken (m, start - 25 * CORRAL_MINUTE_MS, start + length + 25 * CORRAL_MINUTE_MS))
        continue;
      if (i < 2)
        add_span (m, start, start + length, SIM_SPAN_OUTAGE, SIM_CAUSE_ORDINARY);
      else if (i == 2)
        add_span (m, start, start + length, SIM_SPAN_FAULT, what);
      else
        add_span (m, start, start + length, SIM_SPAN_UPDATING, 0);
    }
}

static SimDay *
pack (Maker *m)
{
  gsize size = sizeof (SimDay) + m->day.n_segments * sizeof (SimSegment) + m->day.n_trips * sizeof (SimTrip)
               + m->day.n_spans * sizeof (SimSpan);
  SimTransition transitions[96];
  SimDay *out;
  char *at;

  m->day.segments = m->segments;
  m->day.trips = m->trips;
  m->day.spans = m->spans;
  m->day.n_transitions = sim_day_transitions (m->sim, &m->day, transitions, G_N_ELEMENTS (transitions),
                                              &m->day.hidden_since);
  size += m->day.n_transitions * sizeof (SimTransition);
  at = g_malloc (size);
  out = (SimDay *) (gpointer) at;
  *out = m->day;
  at += sizeof (SimDay);
#define COPY(member, count, from)                                                                          \
  out->member = (gpointer) at;                                                                             \
  memcpy (at, from, out->count * sizeof (*out->member));                                                   \
  at += out->count * sizeof (*out->member)
  COPY (transitions, n_transitions, transitions);
  COPY (trips, n_trips, m->trips);
  COPY (spans, n_spans, m->spans);
  COPY (segments, n_segments, m->segments);
#undef COPY
  return out;
}

SimDay *
sim_day_new (CorralSim *sim, guint cart, gint32 day)
{
  const SimCart *c = &sim->carts[cart];
  gint64 shift = sim_cart_shift_ms (sim, cart);
  Maker m = { .sim = sim, .low_since = CORRAL_UNKNOWN, .pct = 100.0 };
  SimSegmentKind first = SIM_SEGMENT_DOCK;
  guint n;

  m.hours = sim_store_day (sim, c->store, day);
  m.day = (SimDay){ .cart = cart, .day = day, .start = m.hours->start_ms + shift };
  m.day.end = sim_store_day (sim, c->store, day + 1)->start_ms + shift;
  m.capacity = sim_cart_capacity (sim, cart, day);
  m.random = corral_random_seeded (sim->seed, SIM_SALT_DAY, cart, (guint64) (guint32) day);
  m.at = m.day.start;
  n = sim_cart_conditions (sim, cart, m.day.start, m.day.end, m.spans);
  m.day.n_spans = n;

  if (is_forgotten (sim, cart, day - 1))
    {
      g_autofree SimDay *before = sim_day_new (sim, cart, day - 1);
      const SimSegment *last = &before->segments[before->n_segments - 1];

      if (last->kind == SIM_SEGMENT_SLEEP)
        {
          first = SIM_SEGMENT_SLEEP;
          m.pct = sim_segment_battery (last, before->end, m.capacity, NULL);
        }
    }
  begin (&m, first, -1);
  if (m.hours->close_ms > m.hours->open_ms)
    {
      make_open_day (&m, is_forgotten (sim, cart, day));
    }
  else
    {
      if (first == SIM_SEGMENT_SLEEP)
        {
          /* A forgotten cart is found even when the store is closed. */
          advance (&m, m.at + 2 * CORRAL_HOUR_MS);
          begin (&m, SIM_SEGMENT_DOCK, -1);
        }
      advance (&m, m.day.end);
    }
  for (guint i = 0; i < n; i++)
    if (m.spans[i].kind == SIM_SPAN_AWAY)
      cut_away (&m, &m.spans[i]);
  if (CORRAL_IS_KNOWN (m.low_since))
    add_span (&m, m.low_since, m.day.end, SIM_SPAN_LOW, 0);
  add_wear (&m);

  /* Message numbers within the day: 0 is the boot. */
  m.day.segments = m.segments;
  m.day.trips = m.trips;
  n = 1;
  for (guint i = 0; i < m.day.n_segments; i++)
    {
      m.segments[i].first_message = (guint16) n;
      n += sim_segment_n_messages (&m.day, i, sim_segment_end (&m.day, i));
    }
  return pack (&m);
}
