/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Health samples: what a cart measured at one moment, when it arrived, the last one that did, and all of a
 * span. Ranges are those of the table in domain.md.
 */
#include "config.h"

#include "corral-sim-private.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

const char *
sim_text (SimText *text, const char *format, ...)
{
  char *to = text->text[text->used % G_N_ELEMENTS (text->text)];
  va_list args;

  text->used++;
  va_start (args, format);
  g_vsnprintf (to, sizeof text->text[0], format, args);
  va_end (args);
  return to;
}

/* Cut-off 6,400, full 8,400 (S/D), flat around the nominal 7,400. */
static double
open_voltage (double pct)
{
  static const double curve[][2]
      = { { 0, 6400 }, { 5, 6950 }, { 15, 7200 }, { 50, 7480 }, { 80, 7900 }, { 95, 8280 }, { 100, 8400 } };
  guint i = 1;

  while (i + 1 < G_N_ELEMENTS (curve) && curve[i][0] < pct)
    i++;
  return curve[i - 1][1]
         + (curve[i][1] - curve[i - 1][1]) * (pct - curve[i - 1][0]) / (curve[i][0] - curve[i - 1][0]);
}

static gint64
to_integer (double value, double low, double high)
{
  return (gint64) lround (CLAMP (value, low, high));
}

/* Faults of the day up to @time_ms: they send a message of their own. */
static guint
faults_before (const SimDay *day, gint64 time_ms)
{
  guint n = 0;

  for (guint i = 0; i < day->n_spans; i++)
    n += day->spans[i].kind == SIM_SPAN_FAULT && day->spans[i].start < time_ms
         && day->spans[i].start >= day->start;
  return n;
}

gint64
sim_health_counter (CorralSim *sim, const SimDay *day, guint segment, gint64 time_ms)
{
  const SimSegment *s = &day->segments[segment];
  gint64 index = s->first_message + faults_before (day, time_ms);

  index += (time_ms - s->start) / (sim_interval_s (s->kind) * CORRAL_SECOND_MS);
  if (s->trip >= 0)
    {
      index += 1 + sim_scans_before (sim, day, (guint) s->trip, time_ms);
      if (day->trips[s->trip].identify && time_ms > s->start + 2000)
        index++;
    }
  return (gint64) (day->day - 18000) * SIM_BLOCK + index;
}

static gboolean
is_drawn_for_rejection (CorralSim *sim, guint cart, gint64 counter)
{
  /* SIM: every eighth message of the oldest firmware, never two in a row. */
  return (counter & 1) == 1 && sim_draw (sim, SIM_SALT_REJECT, cart, (guint64) counter) < 0.25;
}

static gboolean
is_rejected (CorralSim *sim, const SimDay *day, gint64 time_ms, gint64 counter)
{
  return sim->on[SIM_REJECTED_MESSAGES] && time_ms >= sim_scenario_start (sim, SIM_REJECTED_MESSAGES)
         && sim_cart_firmware (sim, day->cart, day->day) == SIM_FIRMWARE_OLD
         && is_drawn_for_rejection (sim, day->cart, counter);
}

/* How many messages of @day the cart numbered before @time_ms, the one of its start included. */
static gint64
messages_before (CorralSim *sim, const SimDay *day, gint64 time_ms)
{
  const SimSegment *s = &day->segments[sim_day_find_segment (day, time_ms)];
  gint64 interval_ms = sim_interval_s (s->kind) * CORRAL_SECOND_MS;
  gint64 n = s->first_message + faults_before (day, time_ms);

  if (time_ms <= s->start)
    return n;
  n += (time_ms - s->start + interval_ms - 1) / interval_ms;
  if (s->trip < 0)
    return n;
  return n + 1 + sim_scans_before (sim, day, (guint) s->trip, time_ms)
         + (day->trips[s->trip].identify && time_ms > s->start + 2000) + (time_ms > day->trips[s->trip].end - 1);
}

/* How many of its messages up to @counter, made at @time_ms, the cloud does not have: those sent into a hole, and rejected ones. */
static gint64
count_missing (CorralSim *sim, const SimDay *day, gint64 time_ms, gint64 counter)
{
  const gint64 block = (gint64) (day->day - 18000) * SIM_BLOCK;
  gint64 rejected_ms = sim_scenario_start (sim, SIM_REJECTED_MESSAGES);
  gint64 n = 0;

  for (guint i = 0; i < day->n_spans; i++)
    {
      const SimSpan *span = &day->spans[i];

      if (span->kind != SIM_SPAN_LOST || span->start >= time_ms || span->end <= day->start)
        continue;
      n += messages_before (sim, day, MIN (span->end, time_ms)) - messages_before (sim, day, MAX (span->start, day->start));
    }
  if (!sim->on[SIM_REJECTED_MESSAGES] || time_ms < rejected_ms
      || sim_cart_firmware (sim, day->cart, day->day) != SIM_FIRMWARE_OLD)
    return n;
  for (gint64 i = rejected_ms > day->start ? messages_before (sim, day, rejected_ms) : 0; block + i <= counter; i++)
    n += is_drawn_for_rejection (sim, day->cart, block + i);
  return n;
}

static gint64
count_trips (const SimDay *day, gint64 time_ms)
{
  gint64 n = 0;

  for (guint i = 0; i < day->n_trips; i++)
    n += day->trips[i].start <= time_ms;
  return n;
}

gint64
sim_arrival_ms (CorralSim *sim, const SimDay *day, gint64 time_ms, gint64 counter)
{
  const SimSpan *outage = sim_day_outage (day, time_ms);
  guint64 draw = sim_hash (sim, SIM_SALT_SAMPLE, day->cart, (guint64) counter) >> 20;
  gint64 sent = time_ms;

  if (is_rejected (sim, day, time_ms, counter))
    return CORRAL_UNKNOWN;
  if (outage != NULL)
    {
      if (outage->kind != SIM_SPAN_OUTAGE)
        return CORRAL_UNKNOWN;
      /* Replayed in order (S), some 60 a second (SIM). */
      sent = outage->end
             + MIN (15 * (time_ms - outage->start) / (30 * CORRAL_SECOND_MS), 20 * CORRAL_SECOND_MS);
    }
  return sent + 80 + (gint64) (draw % 500);
}

static double
slow_wave (CorralSim *sim, guint cart, guint salt, gint64 time_ms, gint64 period_ms)
{
  double phase = sim_draw (sim, SIM_SALT_CART, cart, salt) * 2.0 * G_PI;

  return sin (phase + 2.0 * G_PI * (double) (time_ms % period_ms) / (double) period_ms);
}

/* The draws of a scale: how far it is off by itself, from −1 to 1, and whether it wears. */
static double
scale_base (CorralSim *sim, guint cart)
{
  return sim_draw (sim, SIM_SALT_CART, cart, 31) * 2.0 - 1.0;
}

static gboolean
scale_wears (CorralSim *sim, guint cart)
{
  return sim_draw (sim, SIM_SALT_CART, cart, 33) < 0.02;
}

static gboolean
has_calibration_bug (CorralSim *sim, guint cart, gint64 time_ms)
{
  return sim_scenario_hits (sim, SIM_CALIBRATION_BUG, cart) && time_ms >= sim_scenario_start (sim, SIM_CALIBRATION_BUG)
         && time_ms < sim_scenario_end (sim, SIM_CALIBRATION_BUG);
}

/* A visit of the technician's every 90 to 300 days: the longer, the further the scale is off (SIM). Before the day that
 * @time_ms is on, at some hour from eight to six by the sun. */
static gint64
last_visit_ms (CorralSim *sim, guint cart, gint64 time_ms)
{
  gint64 period = 90 + (gint64) (210.0 * fabs (scale_base (sim, cart)));
  guint64 draw = sim_hash (sim, SIM_SALT_CART, cart, 36);
  gint64 phase = (gint64) ((draw >> 32) % (guint64) period);
  gint64 before = sim_cart_day_at (sim, cart, time_ms) - 1;
  gint64 day = before - (before - phase) % period;
  double sun_h = sim->stores[sim->carts[cart].store].longitude / 15.0;

  return day * CORRAL_DAY_MS + 8 * CORRAL_HOUR_MS + (gint64) (draw % (10 * CORRAL_HOUR_MS))
         - (gint64) (sun_h * CORRAL_HOUR_MS);
}

/* The lot's week of 2024, one day of it for all its carts. */
static gint64
made_ms (CorralSim *sim, guint cart)
{
  return G_GINT64_CONSTANT (1704067200000) + sim->carts[cart].lot * 7 * CORRAL_DAY_MS + 7 * CORRAL_HOUR_MS
         + (gint64) (sim_hash (sim, SIM_SALT_CART, cart, 37) % (9 * CORRAL_HOUR_MS));
}

gint64
sim_calibrated_ms (CorralSim *sim, guint cart, gint64 time_ms, const char **by)
{
  gint64 made;

  /* The lot with the bug was calibrated anew from the factory, all on the day that the bug begins on, and wrongly. */
  *by = "factory";
  if (has_calibration_bug (sim, cart, time_ms))
    return sim_scenario_start (sim, SIM_CALIBRATION_BUG);
  /* One that wears was not calibrated since it was made. */
  made = made_ms (sim, cart);
  if (scale_wears (sim, cart) && made <= time_ms)
    return made;
  *by = "technician";
  return last_visit_ms (sim, cart, time_ms);
}

double
sim_weight_drift (CorralSim *sim, guint cart, gint64 time_ms)
{
  double base = scale_base (sim, cart);
  double drift = base * 14.0 + 2.5 * slow_wave (sim, cart, 32, time_ms, 9 * CORRAL_DAY_MS);

  if (scale_wears (sim, cart)) /* a scale that wears: a warning (S/D: 20–60 g) */
    drift += base > 0 ? 26.0 : -26.0;
  if (has_calibration_bug (sim, cart, time_ms))
    drift = 82.0 + 95.0 * sim_draw (sim, SIM_SALT_CART, cart, 34)
            + 3.0 * slow_wave (sim, cart, 32, time_ms, CORRAL_DAY_MS);
  return drift;
}

static gint64
impacts_since_boot (CorralSim *sim, const SimDay *day, gint64 time_ms)
{
  gint64 n = 0;

  for (guint i = 0; i < day->n_trips; i++)
    {
      guint64 draw
          = sim_hash (sim, SIM_SALT_NOISE, ((guint64) day->cart << 8) | i, (guint64) (guint32) day->day);
      const SimTrip *trip = &day->trips[i];

      if (draw % 4 == 0
          && time_ms > trip->start + (gint64) ((draw >> 8) % (guint64) (trip->end - trip->start)))
        n += 1 + (gint64) ((draw >> 40) % 3 == 0);
    }
  return n;
}

/* Where it is: in a trip along the aisles with time, else near the entrance. */
static guint
aisle_at (CorralSim *sim, const SimDay *day, const SimSegment *segment, gint64 time_ms)
{
  guint aisles = sim->stores[sim->carts[day->cart].store].aisles;

  if (segment->trip >= 0)
    {
      const SimTrip *trip = &day->trips[segment->trip];

      return 1 + (guint) ((time_ms - trip->start) * aisles / (trip->end - trip->start + 1));
    }
  return 1 + (guint) (sim_hash (sim, SIM_SALT_CART, day->cart, 41) % 3);
}

static void
sample_radio (CorralSim *sim,
              const SimDay *day,
              const SimSegment *segment,
              gint64 time_ms,
              CorralRandom *random,
              CorralVital *row,
              SimText *text)
{
  const SimCart *cart = &sim->carts[day->cart];
  const SimStore *store = &sim->stores[cart->store];
  guint aisle = aisle_at (sim, day, segment, time_ms);
  guint point = MIN ((aisle - 1) * store->n_access_points / store->aisles, store->n_access_points - 1);
  gboolean wifi_down = sim->on[SIM_STORE_WIFI_DOWN] && cart->store == sim->wifi_store
                       && time_ms >= sim_scenario_start (sim, SIM_STORE_WIFI_DOWN)
                       && time_ms < sim_scenario_end (sim, SIM_STORE_WIFI_DOWN);
  gboolean cold
      = aisle >= store->refrigerated_first && aisle < store->refrigerated_first + store->refrigerated_n;
  gboolean noise = cart->revision == 'A' && cold && sim_compressor_runs (sim, cart->store, time_ms)
                   && (point & 1) == 0; /* 2.4 GHz only */
  gboolean storm = noise && sim_scenario_hits (sim, SIM_RADIO_NOISE, day->cart)
                   && time_ms >= sim_scenario_start (sim, SIM_RADIO_NOISE)
                   && time_ms < sim_scenario_end (sim, SIM_RADIO_NOISE);
  gboolean away = segment->kind == SIM_SEGMENT_AWAY;
  double rssi;

  row->ltem_rsrp_dbm = to_integer (-92.0 - 20.0 * sim_draw (sim, SIM_SALT_CART, day->cart, 42)
                                       + 2.0 * corral_random_normal (random),
                                   -125, -80);
  if (away || wifi_down || cart->cellular)
    {
      row->uplink = sim_day_outage (day, time_ms) != NULL ? "none" : "ltem";
      if (away)
        return;
      row->aisle = segment->kind == SIM_SEGMENT_DOCK ? CORRAL_UNKNOWN : aisle;
      return;
    }
  rssi = -50.0 - 14.0 * sim_draw (sim, SIM_SALT_NOISE, day->cart * 64 + point, 5)
         + 3.0 * corral_random_normal (random);
  /* S/D: 10–20 dB in bursts. The scenario makes it every burst, otherwise it is one in four. */
  if (storm || (noise && corral_random_double (random) < 0.1))
    rssi -= 10.0 + 10.0 * corral_random_double (random);
  row->wifi_rssi_dbm = to_integer (rssi, -90, -35);
  row->channel = (point & 1) == 0 ? 1 + 5 * (gint64) (point / 2 % 3) : 36 + 8 * (gint64) (point / 2 % 4);
  row->access_point = sim_text (text, "ap-%04u-%02u", cart->store + 1, point + 1);
  row->roam_ms = to_integer (storm ? 3000.0 + 2600.0 * corral_random_double (random)
                                   : 70.0 + 150.0 * corral_random_double (random),
                             40, 9000);
  row->uplink = sim_day_outage (day, time_ms) != NULL          ? "none"
                : storm && corral_random_double (random) < 0.4 ? "ltem"
                                                               : "wifi";
  row->aisle = segment->kind == SIM_SEGMENT_DOCK ? CORRAL_UNKNOWN : aisle;
}

void
sim_sample (CorralSim *sim, const SimDay *day, gint64 time_ms, CorralVital *row, SimText *text)
{
  guint index = sim_day_find_segment (day, time_ms);
  const SimSegment *segment = &day->segments[index];
  const SimCart *cart = &sim->carts[day->cart];
  const SimStore *store = &sim->stores[cart->store];
  CorralRandom random;
  double soh = sim_cart_soh (sim, day->cart, day->day);
  gboolean wrong = sim_cart_firmware (sim, day->cart, day->day) == SIM_FIRMWARE_WRONG;
  double pct;
  double ma;
  double ambient;
  gboolean hot = FALSE;
  guint aisle;

  row->rev = sim_health_counter (sim, day, index, time_ms);
  random = corral_random_seeded (sim->seed, SIM_SALT_SAMPLE, day->cart, (guint64) row->rev);
  row->id = sim_text (text, "c-%06u", day->cart);
  row->last_message_ms = time_ms;
  row->arrived_ms = sim_arrival_ms (sim, day, time_ms, row->rev);
  row->interval_s = sim_interval_s (segment->kind);

  pct = sim_segment_battery (segment, time_ms, sim_cart_capacity (sim, day->cart, day->day), &ma);
  row->battery_pct = to_integer (pct, 0, 100);
  if (segment->kind == SIM_SEGMENT_TRIP)
    ma = corral_random_double (&random) < 0.45 ? corral_random_range (&random, 700, 800)
                                               : corral_random_range (&random, 480, 640);
  else if (ma > 0)
    ma += ma * 0.02 * corral_random_normal (&random);
  if (wrong && segment->kind != SIM_SEGMENT_DOCK)
    ma *= 1.39;
  row->current_ma = to_integer (ma, 0, 2200);
  row->battery_mv = to_integer (open_voltage (pct) + (segment->kind == SIM_SEGMENT_DOCK ? 0.05 : -0.09) * ma
                                    + 6.0 * corral_random_normal (&random),
                                6400, 8400);
  row->pack_soh_pct = to_integer (soh, 0, 100);
  row->pack_cycles = sim_cart_cycles (sim, day->cart, day->day);

  sample_radio (sim, day, segment, time_ms, &random, row, text);

  for (guint i = 0; i < day->n_spans; i++)
    hot |= day->spans[i].kind == SIM_SPAN_FAULT && day->spans[i].what == SIM_FAULT_OVER_TEMPERATURE
           && day->spans[i].start <= time_ms && time_ms < day->spans[i].end;
  aisle = aisle_at (sim, day, segment, time_ms);
  ambient = 19.5 + 1.5 * slow_wave (sim, cart->store, 51, time_ms, CORRAL_DAY_MS)
            + 0.4 * corral_random_normal (&random);
  if (segment->kind == SIM_SEGMENT_AWAY)
    ambient = 9.0 + 6.0 * slow_wave (sim, cart->store, 52, time_ms, CORRAL_DAY_MS);
  else if (segment->trip >= 0 && aisle >= store->refrigerated_first
           && aisle < store->refrigerated_first + store->refrigerated_n)
    ambient -= 9.0;
  row->ambient_c = floor (ambient * 10.0) / 10.0;
  row->scanner_temp_c = floor ((ambient + (segment->trip >= 0 ? 11.0 : 5.0) + (hot ? 17.5 : 0.0)
                                + 0.5 * corral_random_normal (&random))
                               * 10.0)
                        / 10.0;
  /* S: 95 % of scans under 500 ms. */
  row->scan_p95_ms
      = to_integer ((wrong ? 760.0 : 250.0) + 130.0 * sim_draw (sim, SIM_SALT_CART, day->cart, 53)
                        + 18.0 * corral_random_normal (&random),
                    90, 2500);
  row->weight_drift_g
      = floor ((sim_weight_drift (sim, day->cart, time_ms) + 1.2 * corral_random_normal (&random)) * 10.0)
        / 10.0;
  row->impacts = impacts_since_boot (sim, day, time_ms);
  row->clock_skew_s = to_integer (1.2 * corral_random_normal (&random), -5, 5);
  if (sim_scenario_hits (sim, SIM_ROLLBACK_STORM, day->cart)
      && time_ms >= sim_scenario_start (sim, SIM_ROLLBACK_STORM)
      && time_ms < sim_scenario_end (sim, SIM_ROLLBACK_STORM))
    row->clock_skew_s
        += 43200 - (gint64) (sim_hash (sim, SIM_SALT_CART, day->cart, 54) % 900); /* S: up to 12 h */
}

gboolean
sim_vital (CorralSim *sim, guint cart, gint64 now_ms, CorralVital *row, SimText *text)
{
  gint64 before = now_ms + 1;

  if (sim->carts[cart].never_seen)
    return FALSE;
  for (;;)
    {
      const SimDay *day = sim_day_get (sim, cart, sim_cart_day_at (sim, cart, before - 1));
      guint index = sim_day_find_segment (day, before - 1);
      const SimSegment *segment = &day->segments[index];
      gint64 interval = sim_interval_s (segment->kind) * CORRAL_SECOND_MS;
      gint64 at = segment->start + (before - 1 - segment->start) / interval * interval;
      const SimSpan *outage = sim_day_outage (day, at);
      gint64 arrived;

      if (outage != NULL && (outage->kind != SIM_SPAN_OUTAGE || outage->end >= now_ms))
        {
          before = outage->start;
          continue;
        }
      arrived = sim_arrival_ms (sim, day, at, sim_health_counter (sim, day, index, at));
      if (!CORRAL_IS_KNOWN (arrived) || arrived > now_ms)
        {
          before = at;
          continue;
        }
      sim_sample (sim, day, at, row, text);
      row->trips = count_trips (day, at);
      row->missing = count_missing (sim, day, at, row->rev);
      return TRUE;
    }
}

/* A day's samples name the same cart and a handful of access points: one copy of each. */
static const char *
share (CorralBatch *batch, const char *text)
{
  if (text == NULL)
    return NULL;
  if (batch->arena == NULL)
    batch->arena = g_string_chunk_new (4096);
  return g_string_chunk_insert_const (batch->arena, text);
}

void
corral_sim_telemetry (CorralSim *self,
                      guint tenant,
                      const char *cart,
                      gint64 from_ms,
                      gint64 to_ms,
                      gint64 now_ms,
                      CorralBatch *out)
{
  SimText text;
  guint index;

  g_return_if_fail (out->collection == CORRAL_COLLECTION_VITAL);
  if (!sim_find_cart (self, tenant, cart, &index) || self->carts[index].never_seen || from_ms >= to_ms)
    return;
  to_ms = MIN (to_ms, now_ms + 1);
  for (gint32 d = sim_cart_day_at (self, index, from_ms); d <= sim_cart_day_at (self, index, to_ms); d++)
    {
      g_autofree SimDay *day = sim_day_new (self, index, d);

      for (guint i = 0; i < day->n_segments; i++)
        {
          gint64 interval = sim_interval_s (day->segments[i].kind) * CORRAL_SECOND_MS;
          gint64 end = MIN (sim_segment_end (day, i), to_ms);
          gint64 at = day->segments[i].start;

          if (at < from_ms)
            at += (from_ms - at + interval - 1) / interval * interval;
          for (; at < end; at += interval)
            {
              CorralVital *row;
              gint64 arrived = sim_arrival_ms (self, day, at, sim_health_counter (self, day, i, at));

              if (!CORRAL_IS_KNOWN (arrived) || arrived > now_ms)
                continue;
              row = corral_batch_add (out, CORRAL_CHANGE_PUT);
              text.used = 0;
              sim_sample (self, day, at, row, &text);
              row->id = share (out, row->id);
              row->access_point = share (out, row->access_point); /* uplink is a constant */
            }
        }
    }
}

gboolean
corral_sim_ask (CorralSim *self, guint tenant, const char *cart, gint64 at_ms, CorralBatch *out)
{
  g_autofree SimDay *day = NULL;
  SimText text = { .used = 0 };
  CorralVital *row;
  guint index;

  g_return_val_if_fail (out->collection == CORRAL_COLLECTION_VITAL, FALSE);
  if (!sim_find_cart (self, tenant, cart, &index) || self->carts[index].never_seen)
    return FALSE;
  day = sim_day_new (self, index, sim_cart_day_at (self, index, at_ms));
  if (sim_day_outage (day, at_ms) != NULL
      || day->segments[sim_day_find_segment (day, at_ms)].kind == SIM_SEGMENT_AWAY)
    return FALSE;
  row = corral_batch_add (out, CORRAL_CHANGE_PUT);
  sim_sample (self, day, at_ms, row, &text);
  row->arrived_ms = at_ms + SIM_ASKED_MS;
  row->id = share (out, row->id);
  row->access_point = share (out, row->access_point);
  return TRUE;
}
