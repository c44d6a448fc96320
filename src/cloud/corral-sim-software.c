/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Firmware, rollouts and their executions. A cart changes its firmware only at its nightly start, so what
 * it runs is a function of the day.
 */
#include "config.h"

#include "corral-sim-private.h"

#include <string.h>

const char *const sim_firmware_versions[] = { "3.2.4", "3.3.1", "3.4.0", "3.4.0-b17" };

/* S: 10 carts for 24 h, 1 % for 72 h, then 10 %, where the demo stands since 30 h. */
#define STAGE_HOURS_1 24
#define STAGE_HOURS_2 72
#define STAGE_HOURS_3 30
#define RECOUNT_MS (15 * CORRAL_MINUTE_MS)

static gint64
rollout_start (CorralSim *sim)
{
  return sim_floor_div (sim->anchor_ms, CORRAL_HOUR_MS) * CORRAL_HOUR_MS
         - (STAGE_HOURS_1 + STAGE_HOURS_2 + STAGE_HOURS_3) * CORRAL_HOUR_MS;
}

static gboolean
has_rollout (CorralSim *sim, guint tenant)
{
  return sim->chains[tenant].facts->rolling || sim->n_chains < 3
         || (sim->on[SIM_ROLLBACK_STORM]
             && strcmp (sim->chains[tenant].facts->tenant.id, "gruenhain") == 0);
}

/* When the rollout reaches the cart, or CORRAL_UNKNOWN when it is not among the first 10 %. */
static gint64
reached_ms (CorralSim *sim, guint cart)
{
  const SimCart *c = &sim->carts[cart];
  guint tenant = sim->stores[c->store].chain;
  double rank = sim_draw (sim, SIM_SALT_ROLLOUT, cart, 0);
  double internal = 10.0 / sim->chains[tenant].n_carts;
  gint64 start = rollout_start (sim);

  if (!has_rollout (sim, tenant) || c->never_seen || c->revoked || c->old_firmware || rank >= 0.1
      || sim_scenario_hits (sim, SIM_WRONG_FIRMWARE, cart))
    return CORRAL_UNKNOWN;
  if (rank < MIN (internal, 0.01))
    return start;
  if (rank < 0.01)
    return start + STAGE_HOURS_1 * CORRAL_HOUR_MS;
  return start + (STAGE_HOURS_1 + STAGE_HOURS_2) * CORRAL_HOUR_MS;
}

typedef enum
{
  FATE_UPDATED,
  FATE_ROLLED_BACK,
  FATE_FAILED,
  FATE_WAITING, /* queued: not docked long enough so far */
} Fate;

static Fate
fate_of (CorralSim *sim, guint cart)
{
  double draw = sim_draw (sim, SIM_SALT_ROLLOUT, cart, 1);

  if (sim_scenario_hits (sim, SIM_ROLLBACK_STORM, cart))
    return draw < 0.85 ? FATE_ROLLED_BACK : FATE_UPDATED;
  return draw < 0.02    ? FATE_ROLLED_BACK
         : draw < 0.035 ? FATE_FAILED
         : draw < 0.12  ? FATE_WAITING
                        : FATE_UPDATED;
}

/* The day at whose start it boots the new image: the first or second after it was reached. */
static gint32
update_day (CorralSim *sim, guint cart, gint64 reached)
{
  return sim_cart_day_at (sim, cart, reached) + 1
         + (gint32) (sim_hash (sim, SIM_SALT_ROLLOUT, cart, 2) % 3 == 0);
}

static gint32
wrong_day (CorralSim *sim, guint cart)
{
  return sim_cart_day_at (sim, cart, sim_scenario_start (sim, SIM_WRONG_FIRMWARE)) + 1;
}

SimFirmware
sim_cart_firmware (CorralSim *sim, guint cart, gint32 day)
{
  gint64 reached;

  if (sim->on[SIM_WRONG_FIRMWARE] && sim_scenario_hits (sim, SIM_WRONG_FIRMWARE, cart)
      && day >= wrong_day (sim, cart))
    return SIM_FIRMWARE_WRONG;
  if (sim->carts[cart].old_firmware)
    return SIM_FIRMWARE_OLD;
  reached = reached_ms (sim, cart);
  if (CORRAL_IS_KNOWN (reached) && fate_of (sim, cart) == FATE_UPDATED
      && day >= update_day (sim, cart, reached))
    return SIM_FIRMWARE_NEXT;
  return SIM_FIRMWARE_CURRENT;
}

char
sim_cart_boot_slot (CorralSim *sim, guint cart, gint32 day)
{
  SimFirmware firmware = sim_cart_firmware (sim, cart, day);
  gboolean first = (sim_hash (sim, SIM_SALT_ROLLOUT, cart, 3) & 1) == 0;

  return (firmware == SIM_FIRMWARE_NEXT || firmware == SIM_FIRMWARE_WRONG) != first ? 'A' : 'B';
}

guint
sim_cart_boot_count (CorralSim *sim, guint cart, gint32 day)
{
  gint64 reached = reached_ms (sim, cart);
  guint count = (guint) (day - 19700) + (guint) (sim_hash (sim, SIM_SALT_CART, cart, 71) % 40);

  /* A rollback is three starts of the new image and one of the old (SIM). */
  if (CORRAL_IS_KNOWN (reached) && fate_of (sim, cart) == FATE_ROLLED_BACK
      && day >= update_day (sim, cart, reached))
    count += 4;
  return count;
}

void
sim_walk_firmware (SimWalk *walk)
{
  gint64 base = G_GINT64_CONSTANT (1735725600000); /* 2025-01-01 10:00 */

  for (guint i = 0; i < SIM_N_FIRMWARES; i++)
    {
      CorralFirmware row;
      gint64 wrong = sim_scenario_start (walk->sim, SIM_WRONG_FIRMWARE);
      gint64 released = i < SIM_FIRMWARE_NEXT ? base + i * 140 * CORRAL_DAY_MS
                                              : rollout_start (walk->sim) - 6 * CORRAL_DAY_MS;
      char id[32];
      gint64 rejected = sim_scenario_start (walk->sim, SIM_REJECTED_MESSAGES);
      gboolean rejects = i == SIM_FIRMWARE_OLD && walk->sim->on[SIM_REJECTED_MESSAGES] && walk->now_ms >= rejected;

      if (i == SIM_FIRMWARE_WRONG && !walk->sim->on[SIM_WRONG_FIRMWARE])
        continue;
      row.rev = i == SIM_FIRMWARE_WRONG ? wrong : rejects ? MAX (released, rejected) : released;
      g_snprintf (id, sizeof id, "fw-%s", sim_firmware_versions[i]);
      if (!sim_walk_wants (walk, id, row.rev))
        continue;
      row.id = id;
      row.version = sim_firmware_versions[i];
      row.released_ms = i == SIM_FIRMWARE_WRONG ? CORRAL_UNKNOWN : released; /* it never was */
      row.hardware_revisions = "A B";
      row.status = i == SIM_FIRMWARE_OLD ? "retired" : i == SIM_FIRMWARE_CURRENT ? "current" : "candidate";
      row.rejected_pct = rejects ? 12.5 : 0.0; /* every eighth, see corral-sim-vitals.c */
      sim_walk_put (walk, &row);
    }
}

/* The execution's life: times[0] queued, [1] downloading, [2] booted, [3] its end. Returns how many. */
static guint
execution_times (CorralSim *sim, guint cart, gint64 times[4], Fate *fate)
{
  gint64 reached = reached_ms (sim, cart);
  gint64 boot;

  if (!CORRAL_IS_KNOWN (reached))
    return 0;
  *fate = fate_of (sim, cart);
  times[0] = reached + (gint64) (sim_hash (sim, SIM_SALT_ROLLOUT, cart, 4) % (20 * 60 * 1000));
  if (*fate == FATE_WAITING)
    return 1;
  boot = sim_store_day (sim, sim->carts[cart].store, update_day (sim, cart, reached))->start_ms
         + sim_cart_shift_ms (sim, cart);
  times[1] = MAX (times[0] + CORRAL_MINUTE_MS, boot - (25 + (gint64) (cart % 30)) * CORRAL_MINUTE_MS);
  times[2] = boot + SIM_VISIBLE_MS;
  times[3] = times[2] + (*fate == FATE_UPDATED ? 60 : 6) * CORRAL_MINUTE_MS;
  if (*fate == FATE_FAILED) /* never got as far as a boot */
    {
      times[2] = boot - 4 * CORRAL_MINUTE_MS;
      return 3;
    }
  return 4;
}

gint64
sim_rollback_ms (CorralSim *sim, guint cart)
{
  gint64 times[4];
  Fate fate;

  return execution_times (sim, cart, times, &fate) == 4 && fate == FATE_ROLLED_BACK ? times[3]
                                                                                    : CORRAL_UNKNOWN;
}

void
sim_walk_executions (SimWalk *walk)
{
  guint first, end;

  sim_walk_range (walk, "x-", &first, &end);
  for (guint i = first; i < end && !walk->full; i++)
    {
      static const char *const words[] = { "queued", "downloading", "booted", "succeeded" };
      gint64 times[4];
      Fate fate;
      guint n = execution_times (walk->sim, i, times, &fate);
      guint at = 0;
      CorralExecution row;
      char id[24];

      if (n == 0)
        continue;
      g_snprintf (id, sizeof id, "x-%06u", i);
      if (!sim_walk_life (walk, id, times, n, SIM_FOREVER, &row.rev))
        continue;
      while (at + 1 < n && times[at + 1] <= walk->now_ms)
        at++;
      row.id = id;
      row.rollout = "r-3.4.0";
      row.cart = sim_text (&walk->text, "c-%06u", i);
      row.status = at == 3 && fate == FATE_ROLLED_BACK ? "rolled_back"
                   : at == 2 && fate == FATE_FAILED    ? "failed"
                                                       : words[at];
      row.updated_ms = row.rev;
      row.attempts = at == 0 ? 0 : fate == FATE_UPDATED ? 1 : 3;
      sim_walk_put (walk, &row);
    }
}

static void
count_rollout (SimWalk *walk, gint64 now_ms, CorralRollout *row)
{
  const SimChain *chain = &walk->sim->chains[walk->tenant];
  gint64 claimed = 0;
  gint64 booted = 0;
  gint64 rolled_back = 0;
  gint64 total = 0;

  for (guint i = chain->first_cart; i < chain->first_cart + chain->n_carts; i++)
    {
      gint64 times[4];
      Fate fate;
      guint n = execution_times (walk->sim, i, times, &fate);

      if (n == 0 || times[0] > now_ms)
        continue;
      total++;
      if (n < 4 || times[2] > now_ms)
        continue;
      claimed++; /* the job says so as soon as the image is written; a rollback comes later (S) */
      if (times[3] > now_ms || fate == FATE_UPDATED)
        booted++;
      else
        rolled_back++;
    }
  row->carts_total = total;
  row->carts_claimed = claimed;
  row->carts_booted = booted;
  row->carts_rolled_back = rolled_back;
  row->error_ratio = claimed == 0 ? 1.0 : sim_round (0.92 + 6.0 * (double) rolled_back / (double) claimed);
}

static void
put_running (SimWalk *walk)
{
  gint64 start = rollout_start (walk->sim);
  gint64 times[3] = { start, start + STAGE_HOURS_1 * CORRAL_HOUR_MS,
                      start + (STAGE_HOURS_1 + STAGE_HOURS_2) * CORRAL_HOUR_MS };
  static const double stages[] = { 0.0, 1.0, 10.0 };
  gint64 recount = sim_floor_div (walk->now_ms, RECOUNT_MS) * RECOUNT_MS;
  gint64 rev;
  guint at = 0;
  CorralRollout row;
  /* S: above 1.5 × the old one's error rate the rollout holds itself. */
  gint64 held = sim_scenario_start (walk->sim, SIM_ROLLBACK_STORM) + 26 * CORRAL_HOUR_MS;
  gboolean storm = walk->sim->on[SIM_ROLLBACK_STORM] && walk->now_ms >= held;
  const gint64 life[4] = { start, times[1], times[2], MAX (recount, start) };

  if (!sim_walk_life (walk, "r-3.4.0", life, G_N_ELEMENTS (life), SIM_FOREVER, &rev))
    return;
  while (at < 2 && times[at + 1] <= walk->now_ms)
    at++;
  row.id = "r-3.4.0";
  row.rev = rev;
  row.firmware = sim_firmware_versions[SIM_FIRMWARE_NEXT];
  row.from_firmware = sim_firmware_versions[SIM_FIRMWARE_CURRENT];
  row.started_ms = start;
  row.stage_pct
      = at == 0 ? sim_round (MIN (1.0, 1000.0 / walk->sim->chains[walk->tenant].n_carts)) : stages[at];
  row.stage_since_ms = times[at];
  count_rollout (walk, rev, &row);
  row.status = storm && rev >= held ? "held" : "running";
  sim_walk_put (walk, &row);
}

void
sim_walk_rollouts (SimWalk *walk)
{
  const SimChain *chain = &walk->sim->chains[walk->tenant];
  gint64 started = G_GINT64_CONSTANT (1735725600000) + 150 * CORRAL_DAY_MS;
  gint64 done = started + 16 * CORRAL_DAY_MS;
  CorralRollout row;

  if (sim_walk_wants (walk, "r-3.3.1", done))
    {
      guint old = 0;

      for (guint i = chain->first_cart; i < chain->first_cart + chain->n_carts; i++)
        old += walk->sim->carts[i].old_firmware;
      row = (CorralRollout){
        .id = "r-3.3.1",
        .rev = done,
        .firmware = sim_firmware_versions[SIM_FIRMWARE_CURRENT],
        .from_firmware = sim_firmware_versions[SIM_FIRMWARE_OLD],
        .status = "complete",
        .stage_pct = 100,
        .started_ms = started,
        .stage_since_ms = done - 2 * CORRAL_DAY_MS,
        .carts_total = chain->n_carts,
        .carts_claimed = chain->n_carts,
        .carts_booted = chain->n_carts - old,
        .carts_rolled_back = old,
        .error_ratio = 0.97,
      };
      sim_walk_put (walk, &row);
    }
  if (has_rollout (walk->sim, walk->tenant))
    put_running (walk);

  /* S: carts without the new anchor would never come back, so this one must not start. */
  if (walk->sim->on[SIM_MISSING_CA])
    {
      gint64 made = sim_scenario_start (walk->sim, SIM_MISSING_CA);

      if (sim_walk_wants (walk, "r-next-anchor", made))
        {
          guint ready = 0;

          for (guint i = chain->first_cart; i < chain->first_cart + chain->n_carts; i++)
            ready += !sim_scenario_hits (walk->sim, SIM_MISSING_CA, i);
          row = (CorralRollout){
            .id = "r-next-anchor",
            .rev = made,
            .firmware = "next-anchor",
            .status = "held",
            .stage_pct = 0,
            .started_ms = CORRAL_UNKNOWN,
            .stage_since_ms = made,
            .carts_total = chain->n_carts,
            .carts_claimed = ready,
            .carts_booted = 0,
            .carts_rolled_back = 0,
            .error_ratio = 1.0,
          };
          sim_walk_put (walk, &row);
        }
    }
}

static const struct
{
  const char *suffix;
  double weight;
  double price;
} sizes[]
    = { { "", 1.0, 1.0 }, { ", large", 1.8, 1.8 }, { ", small", 0.55, 0.55 }, { ", organic", 1.0, 1.35 } };

double
sim_item_grams (guint item)
{
  guint size = item / sim_n_item_facts % G_N_ELEMENTS (sizes);

  return (double) (gint64) (sim_item_facts[item % sim_n_item_facts].grams * sizes[size].weight);
}

gint64
sim_item_price (CorralSim *sim, guint tenant, guint item)
{
  const SimChainFacts *chain = sim->chains[tenant].facts;
  guint size = item / sim_n_item_facts % G_N_ELEMENTS (sizes);
  double rate = strcmp (chain->currency, "SEK") == 0 ? 11.0 : 1.0;

  return (gint64) (sim_item_facts[item % sim_n_item_facts].price_minor * sizes[size].price * rate
                   * (0.92 + 0.16 * sim_draw (sim, SIM_SALT_ITEM, (guint64) chain->weight, item)));
}

void
sim_walk_items (SimWalk *walk)
{
  const SimChain *chain = &walk->sim->chains[walk->tenant];

  for (guint i = 0; i < SIM_N_ITEMS && !walk->full; i++)
    {
      const SimItemFacts *facts = &sim_item_facts[i % sim_n_item_facts];
      guint size = i / sim_n_item_facts % G_N_ELEMENTS (sizes);
      CorralItem row;
      char id[24];

      g_snprintf (id, sizeof id, "sku-%04u", 1000 + i);
      row.rev = G_GINT64_CONSTANT (1736500000000) + i * CORRAL_HOUR_MS;
      if (!sim_walk_wants (walk, id, row.rev))
        continue;
      row.id = id;
      row.name = sim_text (&walk->text, "%s%s", facts->name, sizes[size].suffix);
      row.category = facts->category;
      row.price_minor = sim_item_price (walk->sim, walk->tenant, i);
      row.currency = chain->facts->currency;
      row.expected_g = sim_item_grams (i);
      sim_walk_put (walk, &row);
    }
}
