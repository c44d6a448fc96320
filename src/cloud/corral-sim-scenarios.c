/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The twelve things that went wrong in the field (domain.md), each switched on by its name: when, whom it
 * hits, and what it does to a cart for longer than a day. Pure.
 */
#include "config.h"

#include "corral-sim-private.h"

#include <string.h>

static const char *const names[] = {
  "ordinary",          "carrier-outage",
  "silent-carts",      "cloud-drops-data",
  "certificate-batch", "radio-noise",
  "calibration-bug",   "rollback-storm",
  "missing-ca",        "wrong-firmware",
  "rejected-messages", "store-wifi-down",
  "car-park",          NULL,
};

/* Begin and length, in minutes from the creation. Lengths: S where domain.md has one, else SIM. */
static const struct
{
  const char *what;
  gint64 begins_min;
  gint64 lasts_min;
} facts[SIM_N_SCENARIOS] = {
  [SIM_ORDINARY] = { "Ordinary wear and tear, and nothing else.", 0, 0 },
  [SIM_CARRIER_OUTAGE]
  = { "A mobile carrier is down in one country: single-SIM carts on LTE-M fall silent, dual-SIM "
      "carts and the stores' Wi-Fi are fine.",
      -120, 14 * 60 },
  [SIM_SILENT_CARTS]
  = { "One cart in fifty falls silent behind the broker, across stores, carriers and revisions: "
      "the cloud's parser drops their messages.",
      -180, 24 * 60 },
  [SIM_CLOUD_DROPS_DATA]
  = { "A rule in the cloud dropped every message for six hours; nothing is filled in later.", -9 * 60,
      6 * 60 },
  [SIM_CERTIFICATE_BATCH]
  = { "One batch of certificates is misconfigured and its carts cannot connect.", -300, 20 * 60 },
  [SIM_RADIO_NOISE]
  = { "Revision A carts lose 10 to 20 dB beside refrigerated aisles whenever the compressors run.",
      -6 * 1440, 60 * 1440 },
  [SIM_CALIBRATION_BUG]
  = { "The scales of one lot are off, and so are the flags that they raise.", -3 * 1440, 40 * 1440 },
  [SIM_ROLLBACK_STORM]
  = { "After an update carts of one country boot back on the old slot, their clocks 12 hours out.",
      -30 * 60, 20 * 1440 },
  [SIM_MISSING_CA] = { "Some carts lack the next trust anchor: the certificate rollout must not start.",
                       -90 * 1440, 200 * 1440 },
  [SIM_WRONG_FIRMWARE]
  = { "A build that was never released runs on some carts and behaves unlike the others.", -5 * 1440,
      40 * 1440 },
  [SIM_REJECTED_MESSAGES]
  = { "The cloud rejects a share of what the oldest firmware sends, and has for months.", -180 * 1440,
      400 * 1440 },
  [SIM_STORE_WIFI_DOWN]
  = { "One store's Wi-Fi is down: carts go over LTE-M or buffer; pay at the terminal.", -50, 5 * 60 },
  [SIM_CAR_PARK] = { "A few carts were left in the car park and ping once an hour.", -20 * 60, 5 * 1440 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == SIM_N_SCENARIOS + 1);

const char *const *
corral_sim_scenario_names (void)
{
  return names;
}

const char *
corral_sim_scenario_describe (const char *name)
{
  for (guint i = 0; i < SIM_N_SCENARIOS; i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return facts[i].what;
  return NULL;
}

gint64
sim_scenario_start (CorralSim *sim, SimScenario scenario)
{
  return sim->anchor_ms + facts[scenario].begins_min * CORRAL_MINUTE_MS;
}

gint64
sim_scenario_end (CorralSim *sim, SimScenario scenario)
{
  return sim_scenario_start (sim, scenario) + facts[scenario].lasts_min * CORRAL_MINUTE_MS;
}

static gboolean
carrier_hits (CorralSim *sim, guint cart, const char *country, guint carrier)
{
  const SimCart *c = &sim->carts[cart];

  return !c->never_seen && !c->revoked && c->cellular && c->carriers[1] == SIM_NO_CARRIER
         && c->carriers[0] == carrier && strcmp (sim->stores[c->store].place->country, country) == 0;
}

/* The carrier and country whose outage hits closest to 3 % of the fleet: 300 of 10,000 (S). */
static void
choose_outage (CorralSim *sim)
{
  guint wanted = MAX (1, sim->n_carts * 3 / 100);
  guint best = G_MAXUINT;

  for (guint s = 0; s < sim->n_stores; s++)
    for (guint k = 0; k < sim->chains[sim->stores[s].chain].facts->n_carriers; k++)
      {
        const char *country = sim->stores[s].place->country;
        guint carrier = sim->chains[sim->stores[s].chain].facts->carriers[k];
        gboolean seen = FALSE;
        guint n = 0;
        guint away;

        for (guint before = 0; before < s && !seen; before++)
          seen = sim->stores[before].place->country == country
                 && sim->stores[before].chain == sim->stores[s].chain;
        if (seen)
          break;
        for (guint c = 0; c < sim->n_carts; c++)
          n += carrier_hits (sim, c, country, carrier);
        away = n > wanted ? n - wanted : wanted - n;
        if (n > 0 && away < best)
          {
            best = away;
            sim->outage_country = country;
            sim->outage_carrier = (guint8) carrier;
          }
      }
}

/* The fullest lot and batch: always one that has carts. */
static guint
fullest (CorralSim *sim, gboolean batches)
{
  guint counts[MAX (SIM_N_LOTS, SIM_N_BATCHES)] = { 0 };
  guint best = 0;

  for (guint c = 0; c < sim->n_carts; c++)
    if (!sim->carts[c].never_seen && !sim->carts[c].revoked)
      counts[batches ? sim->carts[c].batch : sim->carts[c].lot]++;
  for (guint i = 1; i < G_N_ELEMENTS (counts); i++)
    if (counts[i] > counts[best])
      best = i;
  return best;
}

void
sim_choose_targets (CorralSim *sim)
{
  guint german = 0;

  choose_outage (sim);
  sim->bad_lot = (guint8) fullest (sim, FALSE);
  sim->bad_batch = (guint8) fullest (sim, TRUE);
  /* Store 118, the one that support is called from, or one in the middle of a small fleet. */
  sim->wifi_store = sim->n_stores >= 118 ? 117 : sim->n_stores / 2;
  for (guint s = 0; s < sim->n_stores; s++)
    german += strcmp (sim->stores[s].place->country, "DE") == 0;
  sim->storm_country = german > 0 ? "DE" : sim->stores[0].place->country;
}

gboolean
sim_store_is_noisy (CorralSim *sim, guint store)
{
  return sim->stores[store].refrigerated_n > 0
         && (sim_draw (sim, SIM_SALT_SCENARIO, 1000, store) < 0.05 || store == sim->n_stores / 3);
}

gboolean
sim_compressor_runs (CorralSim *sim, guint store, gint64 time_ms)
{
  /* SIM: nine minutes out of about 24, a rhythm of its own in every store. */
  guint64 draw = sim_hash (sim, SIM_SALT_NOISE, store, 0);
  gint64 period = (20 + (gint64) (draw % 9)) * CORRAL_MINUTE_MS;

  return (time_ms + (gint64) ((draw >> 8) % (guint64) period)) % period < 9 * CORRAL_MINUTE_MS;
}

gboolean
sim_scenario_hits (CorralSim *sim, SimScenario scenario, guint cart)
{
  const SimCart *c = &sim->carts[cart];
  double draw;

  if (!sim->on[scenario] || c->never_seen || c->revoked)
    return FALSE;
  draw = sim_draw (sim, SIM_SALT_SCENARIO, scenario, cart);
  switch (scenario)
    {
    case SIM_CARRIER_OUTAGE:
      return sim->outage_country != NULL
             && carrier_hits (sim, cart, sim->outage_country, sim->outage_carrier);
    case SIM_SILENT_CARTS:
      return draw < 0.02 || cart == sim->n_carts / 5;
    case SIM_CLOUD_DROPS_DATA:
      return TRUE;
    case SIM_CERTIFICATE_BATCH:
      return c->batch == sim->bad_batch;
    case SIM_RADIO_NOISE:
      return c->revision == 'A' && sim_store_is_noisy (sim, c->store);
    case SIM_CALIBRATION_BUG:
      return c->lot == sim->bad_lot;
    case SIM_ROLLBACK_STORM:
      return strcmp (sim->stores[c->store].place->country, sim->storm_country) == 0
             && (draw < 0.3 || sim->n_carts < 100);
    case SIM_MISSING_CA:
      return draw < 0.07 || cart == sim->n_carts / 4;
    case SIM_WRONG_FIRMWARE:
      return draw < 0.012 || cart == sim->n_carts / 6;
    case SIM_REJECTED_MESSAGES:
      return c->old_firmware;
    case SIM_STORE_WIFI_DOWN:
      return c->store == sim->wifi_store;
    case SIM_CAR_PARK:
      return draw < 0.0016 || cart == sim->n_carts / 2;
    case SIM_ORDINARY:
    case SIM_N_SCENARIOS:
    default:
      return FALSE;
    }
}

gboolean
sim_cart_loses_all_links (CorralSim *sim, guint cart)
{
  return sim_draw (sim, SIM_SALT_SCENARIO, 2002, cart) < 0.27
         || cart == sim->stores[sim->carts[cart].store].first_cart;
}

gboolean
sim_out_of_service (CorralSim *sim, guint cart, gint64 epoch, SimSpan *out)
{
  static const guint8 reasons[] = { 1, 1, 2, 3, 3, 3 };
  CorralRandom random = corral_random_seeded (sim->seed, SIM_SALT_SERVICE, cart, (guint64) epoch);
  double trouble = sim->stores[sim->carts[cart].store].trouble;
  guint reason;
  gint64 length;

  /* 1 % of the time (brief): one stay in eight epochs of 16 days, cleaning and charging for hours, repair
   * for days. */
  if (corral_random_double (&random) >= 0.135 * (0.6 + 0.4 * trouble))
    return FALSE;
  reason = reasons[corral_random_next (&random) % G_N_ELEMENTS (reasons)];
  length = (gint64) (corral_random_range (&random, 3, reason == SIM_REASON_REPAIR ? 84 : 14)
                     * (double) CORRAL_HOUR_MS);
  out->start
      = epoch * SIM_EPOCH_MS + (gint64) (corral_random_double (&random) * (double) (SIM_EPOCH_MS - length));
  out->end = out->start + length;
  out->kind = SIM_SPAN_OUT_OF_SERVICE;
  out->what = (guint8) reason;
  out->standing = TRUE;
  return TRUE;
}

gint64
sim_revoked_ms (CorralSim *sim, guint cart)
{
  return sim->anchor_ms - (2 + cart % 19) * CORRAL_DAY_MS
         + (gint64) (sim_hash (sim, SIM_SALT_SCENARIO, 2000, cart) % 50000) * CORRAL_SECOND_MS;
}

static guint
add (SimSpan *out, guint n, gint64 start, gint64 end, SimSpanKind kind, guint what)
{
  if (start >= end || n == SIM_MAX_CONDITIONS)
    return n;
  /* Two outages at once are one: the first named wins. Out of service or away: nothing else is told. */
  for (guint i = 0; i < n; i++)
    if (out[i].start < end && start < out[i].end
        && (out[i].kind <= SIM_SPAN_REVOKED) == (kind <= SIM_SPAN_REVOKED))
      return n;
  out[n] = (SimSpan){ .start = start, .end = end, .kind = kind, .what = (guint8) what, .standing = TRUE };
  return n + 1;
}

guint
sim_cart_conditions (CorralSim *sim, guint cart, gint64 from, gint64 to, SimSpan *out)
{
  static const struct
  {
    SimScenario scenario;
    SimSpanKind kind;
    SimCause cause;
  } silences[] = {
    { SIM_CLOUD_DROPS_DATA, SIM_SPAN_LOST, SIM_CAUSE_CLOUD },
    { SIM_SILENT_CARTS, SIM_SPAN_LOST, SIM_CAUSE_UNKNOWN },
    { SIM_CERTIFICATE_BATCH, SIM_SPAN_OUTAGE, SIM_CAUSE_CERTIFICATE },
    { SIM_CARRIER_OUTAGE, SIM_SPAN_OUTAGE, SIM_CAUSE_CARRIER },
  };
  const SimCart *c = &sim->carts[cart];
  gint64 ms = CORRAL_SECOND_MS;
  guint n = 0;
  guint kept = 0;

  if (c->never_seen)
    return 0;
  if (c->revoked)
    n = add (out, n, sim_revoked_ms (sim, cart), SIM_FOREVER, SIM_SPAN_REVOKED, 0);

  if (sim_scenario_hits (sim, SIM_CAR_PARK, cart))
    {
      gint64 start = sim_scenario_start (sim, SIM_CAR_PARK)
                     + (gint64) (sim_hash (sim, SIM_SALT_SCENARIO, 2001, cart) % (17 * 3600)) * ms;

      n = add (out, n, start, sim_scenario_end (sim, SIM_CAR_PARK), SIM_SPAN_AWAY, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (silences); i++)
    if (sim_scenario_hits (sim, silences[i].scenario, cart))
      {
        /* Not all at once: a broker notices a dead link over a minute and a half. */
        gint64 lag = (gint64) (sim_hash (sim, SIM_SALT_SCENARIO, 3000 + i, cart) % 90000);

        n = add (out, n, sim_scenario_start (sim, silences[i].scenario) + lag,
                 sim_scenario_end (sim, silences[i].scenario) + lag / 3, silences[i].kind,
                 silences[i].cause);
      }
  /* Without the store's Wi-Fi a cart in four has no LTE-M signal either, after a while. */
  if (sim_scenario_hits (sim, SIM_STORE_WIFI_DOWN, cart) && sim_cart_loses_all_links (sim, cart))
    {
      gint64 lag = 60 * ms + (gint64) (sim_hash (sim, SIM_SALT_SCENARIO, 2003, cart) % (14 * 60)) * ms;

      n = add (out, n, sim_scenario_start (sim, SIM_STORE_WIFI_DOWN) + lag,
               sim_scenario_end (sim, SIM_STORE_WIFI_DOWN) + lag / 10, SIM_SPAN_OUTAGE,
               SIM_CAUSE_STORE_NETWORK);
    }

  for (gint64 epoch = sim_floor_div (from, SIM_EPOCH_MS); epoch <= sim_floor_div (to, SIM_EPOCH_MS);
       epoch++)
    {
      SimSpan span;

      if (sim_out_of_service (sim, cart, epoch, &span))
        n = add (out, n, span.start, span.end, span.kind, span.what);
    }

  /* Only now those of the window: what gives way to what must not depend on where one looks. */
  for (guint i = 0; i < n; i++)
    if (out[i].start < to && from < out[i].end)
      out[kept++] = out[i];
  return kept;
}
