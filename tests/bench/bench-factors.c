/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What carts have in common, at 100,000 carts: against one plain pass over the same columns that adds up what it reads and does
 * nothing with it. Runs alternate, medians are printed, one JSON object a line. It is the thread's own time that is taken: what is
 * measured waits for nothing, and on a busy machine what lasts longer is interrupted more. */
#include "bench-figure.h"
#include "corral-factors.h"
#include "corral-freshness.h"
#include "corral-similar.h"
#include "sample-fleet.h"

#include <string.h>
#include <time.h>

#define N_CARTS 100000
#define RUNS 41

/* Nothing may be optimised away. */
static volatile guint64 sink;

static double
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static const CorralCartColumn columns[] = {
  CORRAL_CART_COL_CARRIERS,          CORRAL_CART_COL_SIM_SLOTS, CORRAL_CART_COL_ACCESS_POINT, CORRAL_CART_COL_AISLE,
  CORRAL_CART_COL_HARDWARE_REVISION, CORRAL_CART_COL_LOT,       CORRAL_CART_COL_FIRMWARE,     CORRAL_CART_COL_CERTIFICATE_BATCH,
  CORRAL_CART_COL_PACK_LOT,          CORRAL_CART_COL_STORE,     CORRAL_CART_COL_SHOWN_STATE,
};

/* Row by row, as a hand-written loop over a struct of arrays would: every column once, and the times. */
static guint64
read_columns (const CorralColumns *carts)
{
  const guint32 *data[G_N_ELEMENTS (columns)];
  const gint64 *heard = corral_columns_peek (carts, CORRAL_CART_COL_HEARD_MS);
  const guint8 *exists = corral_columns_peek_exists (carts);
  guint32 n = corral_columns_get_n_slots (carts);
  guint64 sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    data[i] = corral_columns_peek (carts, columns[i]);
  for (guint32 slot = 0; slot < n; slot++)
    if (exists[slot])
      {
        for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
          sum += data[i][slot];
        sum += (guint64) heard[slot];
      }
  return sum;
}

/* @n of those that @pick wants, the first ones, and for the rest every so manyth. */
static guint32 *
select_carts (CorralFleet *fleet, guint n)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint32 n_slots = corral_columns_get_n_slots (carts);
  guint32 *selected = g_new (guint32, n);
  guint n_selected = 0;

  /* Four fifths are of one lot: something is found, and the second pass is made. */
  for (guint32 slot = 0; slot < n_slots && n_selected < n * 4 / 5; slot++)
    if (g_strcmp0 (corral_columns_get_text (carts, slot, CORRAL_CART_COL_LOT), "L3") == 0)
      selected[n_selected++] = slot;
  for (guint32 slot = 1; n_selected < n; slot = (slot + 7919) % n_slots)
    selected[n_selected++] = slot;
  return selected;
}

static void
bench_selection (CorralFleet *fleet, guint n)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  g_autofree guint32 *selected = select_carts (fleet, n);
  g_autoptr (GArray) factors = g_array_new (FALSE, FALSE, sizeof (CorralFactor));
  g_autofree char *name = g_strdup_printf ("factors_%u_of_100k", n);
  double ours[RUNS], floors[RUNS];

  for (guint run = 0; run < RUNS; run++)
    {
      double start = now_ms ();

      sink += read_columns (carts);
      floors[run] = now_ms () - start;
      start = now_ms ();
      corral_factors_find (fleet, CORRAL_NO_SLOT, selected, n, 10, factors);
      ours[run] = now_ms () - start;
      g_assert_cmpuint (factors->len, >, 0);
      g_assert_cmpuint (g_array_index (factors, CorralFactor, 0).kind, ==, CORRAL_FACTOR_LOT);
    }
  bench_print (name, bench_median (ours, RUNS), bench_median (floors, RUNS), "ms", RUNS);
}

static void
bench_similar (CorralFleet *fleet)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  guint32 cart = 0;
  CorralSimilar similar;
  double ours[RUNS], floors[RUNS];

  while (states[cart] != CORRAL_CART_OFFLINE)
    cart++;
  for (guint run = 0; run < RUNS; run++)
    {
      double start = now_ms ();

      sink += read_columns (carts);
      floors[run] = now_ms () - start;
      start = now_ms ();
      corral_similar_find (fleet, cart, &similar);
      ours[run] = now_ms () - start;
      g_assert_cmpuint (similar.n_factors, >, 0);
    }
  bench_print ("similar_carts_100k", bench_median (ours, RUNS), bench_median (floors, RUNS), "ms", RUNS);
}

int
main (void)
{
  const SampleSize size = { .n_chains = 6, .n_stores = 3120, .n_carts = N_CARTS, .seed = 1 };
  g_autoptr (CorralFleet) fleet = corral_fleet_new (corral_freshness_judge);

  sample_fleet_fill (fleet, &size);
  for (guint i = 0; i < size.n_chains; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      corral_fleet_set_known_as_of (fleet, id, SAMPLE_NOW_MS);
    }
  corral_fleet_set_now (fleet, SAMPLE_NOW_MS);
  corral_fleet_flush (fleet);
  bench_selection (fleet, 300);
  bench_selection (fleet, 20000);
  bench_similar (fleet);
  return 0;
}
