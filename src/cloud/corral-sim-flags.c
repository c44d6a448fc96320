/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The flags of loss prevention, and what was behind each: first something happens, then the scale sees it, as well as it
 * can, then somebody decides, as well as they can. A store's flags of one day are worked out together and kept: they
 * never change, only their state with time does.
 */
#include "config.h"

#include "corral-sim-private.h"

#include <math.h>
#include <stdio.h>

/* Goods of a chain whose stated weight is wrong (SIM). */
#define WRONG_ITEMS 2
/* The scale's own noise, and what it may be off before it says so (S: ±20 g). */
#define NOISE_G 4.0

const char *const sim_truth_words[] = { "nothing", "theft", "honest-error", "item-weight", "scale" };

/* How often each is behind a flag of the kind, in percent: nothing, theft, error, item, scale (SIM; domain.md gives the
 * hit rates of checks). */
static const guint8 truth_shares[][5] = {
  [SIM_FLAG_MISMATCH] = { 16, 16, 38, 14, 16 }, [SIM_FLAG_UNSCANNED] = { 22, 26, 38, 0, 14 },
  [SIM_FLAG_EXIT] = { 22, 48, 30, 0, 0 },       [SIM_FLAG_VOIDS] = { 54, 20, 26, 0, 0 },
  [SIM_FLAG_PREMISES] = { 34, 34, 32, 0, 0 },   [SIM_FLAG_RECHECK] = { 88, 3, 9, 0, 0 },
  [SIM_FLAG_CALIBRATION] = { 0, 0, 0, 0, 100 },
};

/* What people decide, in percent: confirmed, shopper_error, staff_ok, sensor_fault, not_checked. They are right as a rule. */
static const guint8 outcome_shares[][5] = {
  [SIM_TRUTH_NOTHING] = { 1, 5, 80, 2, 12 }, [SIM_TRUTH_THEFT] = { 72, 10, 4, 2, 12 },
  [SIM_TRUTH_ERROR] = { 6, 72, 8, 2, 12 },   [SIM_TRUTH_ITEM] = { 1, 12, 50, 25, 12 },
  [SIM_TRUTH_SCALE] = { 0, 4, 14, 70, 12 },
};

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
draw_share (CorralRandom *random, const guint8 shares[5])
{
  guint at = (guint) corral_random_int (random, 0, 100);
  guint i = 0;

  while (i < 4 && at >= shares[i])
    at -= shares[i++];
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
  if (flag->outcome == SIM_OUTCOME_NOT_CHECKED)
    delay = SIM_DECIDE_AT_MOST_MS - CORRAL_MINUTE_MS;
  else if (flag->kind == SIM_FLAG_RECHECK || u < 0.36)
    delay = (gint64) ((3.0 + 117.0 * v) * CORRAL_MINUTE_MS);
  else if (u < 0.78)
    delay = (gint64) ((2.0 + 9.0 * v) * (double) CORRAL_HOUR_MS);
  else
    delay = (gint64) ((11.0 + 20.0 * v) * (double) CORRAL_HOUR_MS);
  flag->decided = flag->raised + delay;
  flag->gone = flag->decided + SIM_FLAG_KEPT_MS;
  flag->decider = (guint8) corral_random_int (random, 0, 24);
}

static gboolean
is_worn (CorralSim *sim, const SimFlag *flag)
{
  return fabs (sim_weight_drift (sim, flag->cart, flag->raised)) > 20.0;
}

/* One of the chain's goods whose stated weight is wrong, and what it weighs in truth. */
static guint
wrong_item (CorralSim *sim, guint tenant, guint which, double *grams)
{
  guint item = (guint) (sim_hash (sim, SIM_SALT_ITEM, G_GUINT64_CONSTANT (1) << 40 | tenant, which) % SIM_N_ITEMS);

  *grams = floor (sim_item_grams (item)
                  * (1.28 + 0.3 * sim_draw (sim, SIM_SALT_ITEM, G_GUINT64_CONSTANT (2) << 40 | tenant, which)))
           + 30.0;
  return item;
}

/* What the scale showed: what lay on it, and how far it is off. */
static double
measure (CorralSim *sim, CorralRandom *random, const SimFlag *flag, double grams)
{
  return floor (grams + sim_weight_drift (sim, flag->cart, flag->raised) + NOISE_G * corral_random_normal (random));
}

static void
weigh_mismatch (CorralSim *sim, CorralRandom *random, SimFlag *flag, guint item, gboolean bad_scale)
{
  guint tenant = sim->stores[sim->carts[flag->cart].store].chain;
  double grams = sim_item_grams (item);
  double off = sim_weight_drift (sim, flag->cart, flag->raised);

  if (flag->truth == SIM_TRUTH_ITEM)
    item = wrong_item (sim, tenant, (guint) corral_random_int (random, 0, WRONG_ITEMS), &grams);
  flag->item = (gint16) item;
  flag->value_minor = sim_item_price (sim, tenant, item);
  flag->expected_g = sim_item_grams (item);
  switch ((SimTruth) flag->truth)
    {
    case SIM_TRUTH_THEFT: /* something else lies there */
      flag->measured_g = measure (sim, random, flag, grams * corral_random_range (random, 1.35, 3.2) + 60.0);
      break;
    case SIM_TRUTH_ERROR: /* two or three of it, scanned once; or its bigger brother */
      flag->measured_g
          = measure (sim, random, flag,
                     corral_random_double (random) < 0.7 ? grams * (double) corral_random_int (random, 2, 4)
                                                         : grams * corral_random_range (random, 1.4, 2.4) + 40.0);
      break;
    case SIM_TRUTH_ITEM:
      flag->measured_g = measure (sim, random, flag, grams);
      break;
    case SIM_TRUTH_SCALE:
      if (bad_scale) /* nothing that it says means anything */
        flag->measured_g = measure (sim, random, flag, grams * corral_random_range (random, 1.35, 3.2) + 40.0);
      else
        flag->measured_g = floor (grams + off + (off < 0 ? -1 : 1) * corral_random_range (random, 4.0, 26.0));
      break;
    case SIM_TRUTH_NOTHING: /* a bag, a child's hand, somebody's phone */
    default:
      flag->measured_g = measure (sim, random, flag, grams + corral_random_range (random, 24.0, 140.0));
      break;
    }
}

static void
weigh (CorralSim *sim, CorralRandom *random, SimFlag *flag, gboolean bad_scale)
{
  guint tenant = sim->stores[sim->carts[flag->cart].store].chain;
  guint item = (guint) corral_random_int (random, 0, SIM_N_ITEMS);
  gint64 price = sim_item_price (sim, tenant, item);
  double off = fabs (sim_weight_drift (sim, flag->cart, flag->raised));
  double confidence;

  flag->item = -1;
  flag->expected_g = flag->measured_g = NAN;
  /* What the cloud says of its own flags: it looks at the scale alone, and not hard. */
  confidence = 90.0 - 1.6 * MIN (off, 14.0) + 6.0 * corral_random_normal (random);
  flag->confidence = (guint8) CLAMP (confidence, 8.0, 97.0);
  if (bad_scale)
    flag->confidence = (guint8) (5 + corral_random_int (random, 0, 16));
  flag->value_minor = price;
  switch ((SimFlagKind) flag->kind)
    {
    case SIM_FLAG_MISMATCH:
      weigh_mismatch (sim, random, flag, item, bad_scale);
      break;
    case SIM_FLAG_UNSCANNED:
      flag->expected_g = 0;
      flag->measured_g = flag->truth == SIM_TRUTH_SCALE
                           ? floor (MAX (off, 20.0) + corral_random_range (random, 2.0, 24.0))
                         : flag->truth == SIM_TRUTH_NOTHING
                           ? floor (corral_random_range (random, 24.0, 160.0))
                           : measure (sim, random, flag, MAX (60.0, sim_item_grams (item)));
      break;
    case SIM_FLAG_CALIBRATION: /* an impossible delta: more than the platform carries, or less than nothing */
      flag->item = (gint16) item;
      flag->expected_g = sim_item_grams (item);
      flag->measured_g = corral_random_double (random) < 0.5
                             ? -floor (corral_random_range (random, 300, 2400))
                             : floor (corral_random_range (random, 31000, 38000));
      flag->value_minor = 0;
      break;
    case SIM_FLAG_VOIDS:
      flag->value_minor = price * corral_random_int (random, 2, 6);
      flag->confidence = 60;
      break;
    case SIM_FLAG_EXIT:
    case SIM_FLAG_PREMISES:
    case SIM_FLAG_RECHECK:
    default:
      flag->value_minor = sim_trip_total_minor (sim, flag->cart, flag->day, (guint) MAX (0, flag->trip_index),
                                                MAX (10, flag->trip.n_scans));
      flag->confidence = flag->kind == SIM_FLAG_RECHECK ? 100 : 75;
      break;
    }
}

/* What happened, how that is decided, and what the scale showed of it. */
static void
settle (CorralSim *sim, CorralRandom *random, SimFlag *flag, gboolean bad_scale)
{
  flag->truth = (guint8) draw_share (random, truth_shares[flag->kind]);
  if (bad_scale)
    flag->truth = SIM_TRUTH_SCALE;
  else if (flag->truth == SIM_TRUTH_SCALE && flag->kind != SIM_FLAG_CALIBRATION && !is_worn (sim, flag))
    flag->truth = SIM_TRUTH_NOTHING; /* a good scale has no such excuse */
  flag->outcome = (guint8) draw_share (random, outcome_shares[flag->truth]);
  if (bad_scale)
    flag->outcome = corral_random_double (random) < 0.9 ? 3 : SIM_OUTCOME_NOT_CHECKED;
  decide (random, flag);
  weigh (sim, random, flag, bad_scale);
}

/* Adds a flag on one of the cart's trips of the day, if it has one that the cloud followed throughout. */
static void
add_flag (CorralSim *sim,
          GArray *flags,
          CorralRandom *random,
          guint cart,
          gint32 number,
          SimFlagKind kind,
          gboolean bad_scale)
{
  g_autofree SimDay *day = NULL;
  SimFlag flag = { .cart = cart, .day = number, .kind = kind, .scan = -1 };
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
    case SIM_FLAG_MISMATCH:
    case SIM_FLAG_UNSCANNED:
    case SIM_FLAG_CALIBRATION:
      flag.scan = (gint16) corral_random_int (random, 0, flag.trip.n_scans);
      flag.raised = sim_scan_ms (sim, day, pick, (guint) flag.scan) + 1400 + corral_random_int (random, 0, 2000);
      break;
    case SIM_FLAG_RECHECK:
    case SIM_FLAG_VOIDS:
      flag.raised = flag.trip.end - (flag.trip.end - flag.trip.start) / 8;
      break;
    case SIM_FLAG_EXIT:
    case SIM_FLAG_PREMISES:
    default:
      flag.raised = flag.trip.end - 40 * CORRAL_SECOND_MS;
      break;
    }
  settle (sim, random, &flag, bad_scale);
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
            = { .cart = cart, .day = number, .kind = SIM_FLAG_PREMISES, .trip_index = -1, .scan = -1, .outcome = 2 };

        flag.raised = spans[i].start + 90 * CORRAL_SECOND_MS;
        flag.ends = SIM_FOREVER;
        decide (random, &flag);
        flag.decided = spans[i].end;
        flag.gone = flag.decided + SIM_FLAG_KEPT_MS;
        weigh (sim, random, &flag, FALSE);
        g_array_append_val (flags, flag);
      }
}

GArray *
sim_store_flags_new (CorralSim *sim, guint index, gint32 number)
{
  static const guint8 kinds[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 5, 5, 5, 5 };
  SimStore *store = &sim->stores[index];
  const SimStoreDay *hours = sim_store_day (sim, index, number);
  int weekday = (int) (((number + 3) % 7 + 7) % 7);
  CorralRandom random;
  GArray *flags;
  guint n;

  flags = g_array_new (FALSE, FALSE, sizeof (SimFlag));
  random = corral_random_seeded (sim->seed, SIM_SALT_FLAG, index, (guint64) (guint32) number);
  /* SIM: 75 in a thousand carts and days, more from Friday to Sunday (S: attempts peak at weekends). */
  n = (guint) (store->n_carts * (weekday >= 4 ? 0.095 : 0.067) + corral_random_double (&random));
  for (guint i = 0; i < n && hours->close_ms > hours->open_ms; i++)
    {
      guint cart = store->first_cart + (guint) corral_random_int (&random, 0, store->n_carts);
      SimFlagKind kind = kinds[corral_random_next (&random) % G_N_ELEMENTS (kinds)];

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
                  corral_random_double (&random) < 0.6 ? SIM_FLAG_CALIBRATION : SIM_FLAG_MISMATCH, TRUE);
      if (sim_scenario_hits (sim, SIM_CAR_PARK, cart))
        add_premises (sim, flags, &random, cart, number);
    }
  return flags;
}

const GArray *
sim_store_flags (CorralSim *sim, guint index, gint32 number)
{
  SimStore *store = &sim->stores[index];
  SimFlagDay *slot;

  if (store->flags == NULL)
    store->flags = g_new0 (SimFlagDay, SIM_FLAG_DAYS);
  slot = &store->flags[(guint32) number % SIM_FLAG_DAYS];
  if (slot->flags != NULL && slot->day == number)
    return slot->flags;
  g_clear_pointer (&slot->flags, g_array_unref);
  slot->flags = sim_store_flags_new (sim, index, number);
  slot->day = number;
  return slot->flags;
}

const SimFlag *
sim_trip_flag (CorralSim *sim, guint cart, gint32 day, int trip)
{
  const GArray *flags = sim_store_flags (sim, sim->carts[cart].store, day);

  for (guint i = 0; i < flags->len; i++)
    {
      const SimFlag *flag = &g_array_index (flags, SimFlag, i);

      if (flag->cart == cart && flag->trip_index == trip)
        return flag;
    }
  return NULL;
}

void
sim_flag_id (const SimFlag *flag, char prefix, char id[40])
{
  g_snprintf (id, 40, "%c-%06u-%05d-%d", prefix, flag->cart, flag->day, flag->trip_index + 1);
}

const char *
corral_sim_get_truth (CorralSim *self, const char *flag)
{
  unsigned int cart, trip;
  int day;
  const SimFlag *found;

  if (sscanf (flag, "f-%u-%d-%u", &cart, &day, &trip) != 3 || cart >= self->n_carts)
    return NULL;
  found = sim_trip_flag (self, cart, day, (int) trip - 1);
  return found != NULL ? sim_truth_words[found->truth] : NULL;
}
