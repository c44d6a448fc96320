/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The queue of 50,000 open flags: judging all of them, in one piece and as the program does it, what somebody's decision
 * costs, the list's order and filter, the next flag in one key. The floor of each is one pass over the flags' columns that any
 * answer has to look at; of the pieces and of the decision it is a frame's 4 ms for the main thread (conventions.md, 14). One
 * JSON object a line.
 */
#include "config.h"

#include "bench-figure.h"
#include "corral-flag-queue.h"
#include "corral-flag-round.h"
#include "corral-flag-trust.h"
#include "corral-freshness.h"
#include "corral-order.h"
#include "corral-time.h"
#include "sample-fleet.h"

#include <math.h>

#define N_FLAGS 50000
#define PIECE 1500
#define FRAME_MS 4.0

static volatile double sink;

static void
put_flag (CorralFleet *fleet, const char *tenant, const char *store, const char *cart, guint i, gint64 rev, gboolean decided)
{
  static const char *const kinds[]
      = { "weight_mismatch", "weight_mismatch", "weight_without_scan", "exit_without_pay", "void_cluster", "recheck_due" };
  g_autofree char *id = g_strdup_printf ("f-%u", i);
  g_autofree char *item = g_strdup_printf ("sku-%u", i * 7919 % 1200);
  CorralFlag flag;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  flag.id = id;
  flag.rev = rev;
  flag.kind = kinds[i % G_N_ELEMENTS (kinds)];
  flag.session = id;
  flag.cart = cart;
  flag.store = store;
  flag.item = item;
  flag.raised_ms = SAMPLE_NOW_MS - (gint64) (i * 31 % (7 * 24 * 3600)) * 1000;
  flag.status = decided ? "decided" : "open";
  flag.outcome = decided ? "staff_ok" : NULL;
  flag.in_store = i % 40 == 0;
  flag.session_started_ms = flag.raised_ms - 20 * CORRAL_MINUTE_MS;
  flag.value_minor = 100 + i * 37 % 20000;
  flag.currency = "EUR";
  flag.expected_g = 100 + i * 13 % 900;
  flag.measured_g = flag.expected_g * (1 + (double) (i % 9) / 5);
  corral_fleet_put (fleet, tenant, corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
}

static void
put_flags (CorralFleet *fleet)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint32 n_carts = corral_columns_get_n_slots (carts);

  for (guint i = 0; i < N_FLAGS; i++)
    {
      guint32 cart = i * 17 % n_carts;
      guint32 store = corral_columns_get_link (carts, cart, CORRAL_CART_COL_STORE);

      put_flag (fleet,
                corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN,
                                       corral_columns_get_link (carts, cart, CORRAL_CART_COL_CHAIN), CORRAL_CHAIN_COL_ID),
                corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID),
                corral_columns_get_text (carts, cart, CORRAL_CART_COL_ID), i, 1, FALSE);
    }
  corral_fleet_flush (fleet);
}

/* Value, time, place and weights of every open flag, read once. */
static double
pass (CorralFleet *fleet)
{
  const CorralColumns *flags = corral_fleet_get_table (fleet, CORRAL_TABLE_FLAG);
  gint64 start = g_get_monotonic_time ();
  double sum = 0;

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (flags); slot++)
    if (corral_columns_exists (flags, slot) && corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_OPEN) == 1)
      sum += (double) corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_VALUE_MINOR)
             * corral_columns_get_real (flags, slot, CORRAL_FLAG_COL_MEASURED_G)
             + (double) (corral_columns_get_integer (flags, slot, CORRAL_FLAG_COL_RAISED_MS)
                         + corral_columns_get_link (flags, slot, CORRAL_FLAG_COL_CART))
             + corral_columns_get_real (flags, slot, CORRAL_FLAG_COL_EXPECTED_G);
  sink += sum;
  return bench_since_ms (start);
}

static CorralOrder *
make_order (gboolean in_store)
{
  CorralOrder *order = corral_order_new (CORRAL_TABLE_FLAG);

  corral_order_sort_by (order, CORRAL_FLAG_COL_RANK, TRUE);
  corral_order_where_named (order, "open", "1");
  if (in_store)
    corral_order_where_named (order, "in_store", "1");
  return order;
}

static double
run_order (CorralFleet *fleet, gboolean in_store)
{
  g_autoptr (CorralOrder) order = make_order (in_store);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  gint64 start = g_get_monotonic_time ();

  corral_order_run (order, fleet, slots);
  sink += slots->len;
  return bench_since_ms (start);
}

static void
collect_cb (CorralFleet *fleet, const CorralFleetChanges *changes, GArray *slots)
{
  g_array_append_vals (slots, changes->tables[CORRAL_TABLE_FLAG].slots, changes->tables[CORRAL_TABLE_FLAG].n_slots);
}

/* Somebody decides one: it, and those of its cart and goods, are judged again. */
static double
decide (CorralFleet *fleet, CorralFlagRound *round, GArray *changed, guint run)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint i = run * 101;
  guint32 cart = i * 17 % corral_columns_get_n_slots (carts);
  guint32 store = corral_columns_get_link (carts, cart, CORRAL_CART_COL_STORE);
  gint64 start;
  double took;

  g_array_set_size (changed, 0);
  put_flag (fleet,
            corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, corral_columns_get_link (carts, cart, CORRAL_CART_COL_CHAIN),
                                   CORRAL_CHAIN_COL_ID),
            corral_fleet_get_text (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID),
            corral_columns_get_text (carts, cart, CORRAL_CART_COL_ID), i, 2 + run, TRUE);
  corral_fleet_flush (fleet);
  start = g_get_monotonic_time ();
  if (!corral_flag_round_follow (round, (const guint32 *) (gpointer) changed->data, changed->len))
    g_error ("a decision could not be followed");
  took = bench_since_ms (start);
  corral_fleet_flush (fleet);
  return took;
}

/* The longest piece of a round, and what its beginning costs. */
static double
go_round (CorralFlagRound *round, gboolean flags, double *begins)
{
  gint64 start = g_get_monotonic_time ();
  double worst = 0;
  gboolean more = TRUE;

  corral_flag_round_begin (round, flags);
  *begins = bench_since_ms (start);
  while (more)
    {
      start = g_get_monotonic_time ();
      more = corral_flag_round_go_on (round, PIECE);
      worst = fmax (worst, bench_since_ms (start));
    }
  return worst;
}

#define RUNS 21

int
main (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (corral_freshness_judge);
  g_autoptr (CorralFlagRound) round = corral_flag_round_new (fleet);
  g_autoptr (GArray) changed = g_array_new (FALSE, FALSE, sizeof (guint32));
  double floors[RUNS], all[RUNS], orders[RUNS], filters[RUNS], nexts[RUNS], decisions[RUNS], pieces[RUNS], begins[RUNS], kept[RUNS];
  double floor;

  sample_fleet_fill (fleet, &(SampleSize) { 3, 312, 10000, 400, 200, 1 });
  put_flags (fleet);
  corral_fleet_set_now (fleet, SAMPLE_NOW_MS);
  corral_fleet_flush (fleet);
  corral_flags_judge (fleet);
  corral_fleet_flush (fleet);
  g_signal_connect (fleet, "changed", G_CALLBACK (collect_cb), changed);
  for (guint run = 0; run < RUNS; run++)
    {
      gint64 start;

      floors[run] = pass (fleet);
      start = g_get_monotonic_time ();
      corral_flags_judge (fleet);
      all[run] = bench_since_ms (start);
      corral_fleet_flush (fleet);
      orders[run] = run_order (fleet, FALSE);
      filters[run] = run_order (fleet, TRUE);
      start = g_get_monotonic_time ();
      sink += corral_flag_queue_find_next (fleet, run, NAN);
      nexts[run] = bench_since_ms (start);
      pieces[run] = go_round (round, TRUE, &begins[run]);
      corral_fleet_flush (fleet);
      go_round (round, FALSE, &kept[run]);
      corral_fleet_flush (fleet);
      decisions[run] = decide (fleet, round, changed, run);
    }
  floor = bench_median (floors, RUNS);
  bench_print ("flags_judge_all_50k", bench_median (all, RUNS), floor, "ms", RUNS);
  bench_print ("flags_order_50k", bench_median (orders, RUNS), floor, "ms", RUNS);
  bench_print ("flags_filter_50k", bench_median (filters, RUNS), floor, "ms", RUNS);
  bench_print ("flags_next_50k", bench_median (nexts, RUNS), floor, "ms", RUNS);
  bench_print ("flags_round_begins_anew_50k", bench_median (begins, RUNS), floor, "ms", RUNS);
  bench_print ("flags_round_begins_50k", bench_median (kept, RUNS), floor, "ms", RUNS);
  bench_print ("flags_piece_50k", bench_median (pieces, RUNS), FRAME_MS, "ms", RUNS);
  bench_print ("flags_decision_50k", bench_median (decisions, RUNS), FRAME_MS, "ms", RUNS);
  return 0;
}
