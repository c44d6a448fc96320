/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that the watch over the fleet goes by: the cloud's own figures, and when work is planned. */
#include "config.h"

#include "corral-sim-private.h"

#include <string.h>

#define WINDOW_MS (10 * CORRAL_MINUTE_MS)
#define RECENT_MS (5 * CORRAL_MINUTE_MS)
/* A broker notices a dead link over a minute and a half, and has everybody back in half a minute:
 * corral-sim-scenarios.c. */
#define FALL_MS (90 * CORRAL_SECOND_MS)
#define RISE_MS (30 * CORRAL_SECOND_MS)
/* What was buffered is sent in so long (SIM). */
#define REPLAY_MS (6 * CORRAL_MINUTE_MS)
/* A cart whose certificate is refused tries again every 25 s (SIM). */
#define TRIES_IN_5_MIN 12

/* ---- the cloud's own figures ----------------------------------------------------------------------- */

/* Who there is, and whom each scenario hits: counted once. */
static const SimChainCount *
count_of (CorralSim *sim, guint tenant)
{
  SimChain *chain = &sim->chains[tenant];
  SimChainCount *count = &chain->count;

  if (count->known)
    return count;
  for (guint i = chain->first_cart; i < chain->first_cart + chain->n_carts; i++)
    {
      if (sim->carts[i].never_seen || sim->carts[i].revoked)
        continue;
      count->n_carts++;
      for (guint scenario = 0; scenario < SIM_N_SCENARIOS; scenario++)
        count->n_hit[scenario] += sim_scenario_hits (sim, (SimScenario) scenario, i)
                                  && (scenario != SIM_STORE_WIFI_DOWN || sim_cart_loses_all_links (sim, i));
    }
  count->known = TRUE;
  return count;
}

/* The share of whom @scenario hits that it has at @time_ms. */
static double
hold_at (CorralSim *sim, SimScenario scenario, gint64 time_ms)
{
  gint64 start = sim_scenario_start (sim, scenario);
  gint64 end = sim_scenario_end (sim, scenario);

  if (!sim->on[scenario] || time_ms <= start || time_ms >= end + RISE_MS)
    return 0;
  if (time_ms >= end)
    return (double) (end + RISE_MS - time_ms) / RISE_MS;
  return MIN (1.0, (double) (time_ms - start) / FALL_MS);
}

/* How much of the @length_ms before @time_ms lies in @scenario. */
static double
share_of (CorralSim *sim, SimScenario scenario, gint64 time_ms, gint64 length_ms)
{
  gint64 from = MAX (time_ms - length_ms, sim_scenario_start (sim, scenario));
  gint64 to = MIN (time_ms, sim_scenario_end (sim, scenario));

  return sim->on[scenario] && from < to ? (double) (to - from) / (double) length_ms : 0;
}

/* Even noise around nought, one each minute. */
static double
noise (CorralSim *sim, guint tenant, gint64 minute_ms, guint what)
{
  return sim_draw (sim, SIM_SALT_INGEST, (guint64) tenant << 8 | what, (guint64) (minute_ms / CORRAL_MINUTE_MS)) - 0.5;
}

static double
connected_at (CorralSim *sim, guint tenant, gint64 minute_ms)
{
  static const SimScenario cut_off[] = { SIM_CARRIER_OUTAGE, SIM_CERTIFICATE_BATCH, SIM_STORE_WIFI_DOWN };
  const SimChainCount *count = count_of (sim, tenant);
  double carts = count->n_carts;

  for (guint i = 0; i < G_N_ELEMENTS (cut_off); i++)
    carts -= count->n_hit[cut_off[i]] * hold_at (sim, cut_off[i], minute_ms);
  /* One in a hundred is always between two links (SIM). */
  return MAX (0.0, carts) * (0.99 + 0.006 * noise (sim, tenant, minute_ms, 0));
}

static double
errors_at (CorralSim *sim, guint tenant, gint64 minute_ms)
{
  const SimChainCount *count = count_of (sim, tenant);
  double all = MAX (1, count->n_carts);
  double errors = 0.12 + 0.1 * noise (sim, tenant, minute_ms, 1);

  /* Every eighth message of theirs (corral-sim-vitals.c); but nobody read that for six months (S): the oldest carts are
   * used least, and the alarm's one per cent was never reached. */
  if (share_of (sim, SIM_REJECTED_MESSAGES, minute_ms, WINDOW_MS) > 0)
    errors += MIN (0.7, 12.5 * 0.6 * count->n_hit[SIM_REJECTED_MESSAGES] / all);
  errors += 100.0 * share_of (sim, SIM_SILENT_CARTS, minute_ms, WINDOW_MS) * count->n_hit[SIM_SILENT_CARTS] / all;
  errors += 100.0 * share_of (sim, SIM_CLOUD_DROPS_DATA, minute_ms, WINDOW_MS);
  return CLAMP (errors, 0.0, 100.0);
}

/* By what the delay is longer than usual. */
static double
delay_factor (CorralSim *sim, guint tenant, gint64 minute_ms)
{
  static const SimScenario buffering[] = { SIM_CARRIER_OUTAGE, SIM_CERTIFICATE_BATCH, SIM_STORE_WIFI_DOWN };
  const SimChainCount *count = count_of (sim, tenant);
  double factor = 1.0 + 0.3 * noise (sim, tenant, minute_ms, 2);

  /* What the rule or the parser fails on is tried again before it is given up (SIM). */
  if (share_of (sim, SIM_CLOUD_DROPS_DATA, minute_ms, RECENT_MS) > 0)
    factor *= 4.0;
  if (share_of (sim, SIM_SILENT_CARTS, minute_ms, RECENT_MS) > 0 && count->n_hit[SIM_SILENT_CARTS] > 0)
    factor *= 2.6;
  /* Replayed messages are late; one in a hundred of all makes it the 99th percentile. */
  for (guint i = 0; i < G_N_ELEMENTS (buffering); i++)
    {
      gint64 since = minute_ms - sim_scenario_end (sim, buffering[i]);

      if (sim->on[buffering[i]] && since >= 0 && since < REPLAY_MS && count->n_hit[buffering[i]] * 100 > count->n_carts)
        factor = MAX (factor, 60.0);
    }
  return factor;
}

void
sim_walk_ingest (SimWalk *walk)
{
  CorralSim *sim = walk->sim;
  gint64 minute_ms = sim_floor_div (walk->now_ms, CORRAL_MINUTE_MS) * CORRAL_MINUTE_MS;
  const SimChainCount *count;
  double baseline;
  double refused = 0;
  CorralIngest row;

  if (!sim_walk_wants (walk, "ingest", minute_ms))
    return;
  count = count_of (sim, walk->tenant);
  baseline = 1500.0 + (double) (sim_hash (sim, SIM_SALT_INGEST, walk->tenant, 1) % 500);
  for (gint64 back = 0; back < RECENT_MS; back += CORRAL_MINUTE_MS)
    refused += hold_at (sim, SIM_CERTIFICATE_BATCH, minute_ms - back) * count->n_hit[SIM_CERTIFICATE_BATCH]
               * TRIES_IN_5_MIN * (double) CORRAL_MINUTE_MS / RECENT_MS;
  row.id = "ingest";
  row.rev = minute_ms;
  row.as_of_ms = minute_ms;
  row.connected_carts = (gint64) (connected_at (sim, walk->tenant, minute_ms) + 0.5);
  row.connected_5min_ago = (gint64) (connected_at (sim, walk->tenant, minute_ms - RECENT_MS) + 0.5);
  row.error_pct = sim_round (errors_at (sim, walk->tenant, minute_ms));
  row.p99_baseline_ms = (gint64) baseline;
  row.p99_delay_ms = (gint64) (baseline * delay_factor (sim, walk->tenant, minute_ms));
  row.auth_failures_5min = (gint64) (refused + 4.0 * (0.5 + noise (sim, walk->tenant, minute_ms, 3)));
  sim_walk_put (walk, &row);
}

/* ---- maintenance ----------------------------------------------------------------------------------- */

/* One store in four washes its carts once a week before it opens, and has for a month; one store is being refitted soon
 * (SIM). The one whose network fails is not among them: what happens there is to be seen. */
static void
put_cleaning (SimWalk *walk, guint store)
{
  CorralSim *sim = walk->sim;
  guint64 draw = sim_hash (sim, SIM_SALT_MAINTENANCE, store, 0);
  gint32 day = sim_store_day_at (sim, store, sim->anchor_ms, 0) - 35 + (gint32) (draw >> 8) % 7;
  gint64 starts_ms, made_ms;
  CorralMaintenance row;
  char id[32];

  if (draw % 4 != 0 || store == sim->wifi_store)
    return;
  starts_ms = sim_store_day (sim, store, day)->start_ms + 30 * CORRAL_MINUTE_MS;
  made_ms = starts_ms - 3 * CORRAL_DAY_MS + (gint64) (draw >> 16) % (8 * CORRAL_HOUR_MS);
  g_snprintf (id, sizeof id, "mw-s%04u-clean", store + 1);
  if (!sim_walk_life (walk, id, &made_ms, 1, SIM_FOREVER, &row.rev))
    return;
  row.id = id;
  row.store = sim->stores[store].id;
  row.cart = NULL;
  row.starts_ms = starts_ms;
  row.ends_ms = starts_ms + 90 * CORRAL_MINUTE_MS;
  row.reason = "cleaning";
  row.repeats = "weekly";
  row.note = "The carts are washed in the yard before the store opens.";
  row.made_by = sim_text (&walk->text, "st-%03u", 200 + (guint) ((draw >> 40) % 40));
  row.ended_ms = CORRAL_UNKNOWN;
  sim_walk_put (walk, &row);
}

static void
put_refit (SimWalk *walk, guint store)
{
  CorralSim *sim = walk->sim;
  gint32 day = sim_store_day_at (sim, store, sim->anchor_ms, 0) + 1;
  gint64 starts_ms = sim_store_day (sim, store, day)->start_ms + 15 * CORRAL_HOUR_MS;
  gint64 ends_ms = starts_ms + 34 * CORRAL_HOUR_MS;
  gint64 made_ms = starts_ms - 6 * CORRAL_DAY_MS;
  CorralMaintenance row;
  char id[32];

  g_snprintf (id, sizeof id, "mw-s%04u-refit", store + 1);
  if (!sim_walk_life (walk, id, &made_ms, 1, ends_ms + 30 * CORRAL_DAY_MS, &row.rev))
    return;
  row.id = id;
  row.store = sim->stores[store].id;
  row.cart = NULL;
  row.starts_ms = starts_ms;
  row.ends_ms = ends_ms;
  row.reason = "refit";
  row.repeats = NULL;
  row.note = "New refrigerators in two aisles; the docks have no power meanwhile.";
  row.made_by = "st-207";
  row.ended_ms = CORRAL_UNKNOWN;
  sim_walk_put (walk, &row);
}

void
sim_walk_maintenance (SimWalk *walk)
{
  CorralSim *sim = walk->sim;
  const SimChain *chain = &sim->chains[walk->tenant];
  guint refit = sim->n_stores * 2 / 3;

  if (refit == sim->wifi_store)
    refit++;
  for (guint i = chain->first_store; i < chain->first_store + chain->n_stores; i++)
    {
      put_cleaning (walk, i);
      if (i == refit)
        put_refit (walk, i);
    }
}
