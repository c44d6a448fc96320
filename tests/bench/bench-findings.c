/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A look at the whole fleet for findings, after something has changed, over 10,000 and 100,000 carts; and in a storm of as
 * many alerts. The floor is one pass over the columns that any answer has to look at, counting silence by store; beside it
 * the census that the look rests on, which other pages ask for as well. One cart in ten is silent here, at any minute: more
 * than on the worst day. One JSON object a line.
 */
#include "config.h"

#include "bench-figure.h"
#include "corral-census.h"
#include "corral-finding.h"
#include "corral-freshness.h"
#include "sample-fleet.h"

#include <string.h>

static volatile guint sink;

/* Something changes: all that was worked out has to be worked out anew. */
static void
touch (CorralFleet *fleet, guint run)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const CorralColumns *chains = corral_fleet_get_table (fleet, CORRAL_TABLE_CHAIN);
  guint32 chain = corral_columns_get_link (carts, 0, CORRAL_CART_COL_CHAIN);
  g_autofree char *label = g_strdup_printf ("touched %u", run);
  g_autofree char *tenant = g_strdup (corral_columns_get_text (chains, chain, CORRAL_CHAIN_COL_ID));
  CorralCart cart;

  corral_fleet_get_truth (fleet, CORRAL_TABLE_CART, 0, &cart);
  cart.rev++;
  cart.label = label;
  corral_fleet_put (fleet, tenant, corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
}

static double
count_silence (CorralFleet *fleet)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  guint32 n_stores = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_STORE));
  const guint8 *exists = corral_columns_peek_exists (carts);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  const gint64 *heard = corral_columns_peek (carts, CORRAL_CART_COL_HEARD_MS);
  const guint32 *stores = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  const guint32 *batches = corral_columns_peek (carts, CORRAL_CART_COL_CERTIFICATE_BATCH);
  g_autofree guint32 *counts = g_new0 (guint32, 2 * (gsize) n_stores + 2);
  gint64 start = g_get_monotonic_time ();

  for (guint32 cart = 0, n_slots = corral_columns_get_n_slots (carts); cart < n_slots; cart++)
    if (exists[cart] && stores[cart] != CORRAL_NO_SLOT)
      {
        counts[2 * stores[cart]] += states[cart] == CORRAL_CART_OFFLINE;
        counts[2 * stores[cart] + 1] += heard[cart] > SAMPLE_NOW_MS - 600000 && batches[cart] != 0;
      }
  for (guint32 i = 0; i < 2 * n_stores; i++)
    sink += counts[i];
  return bench_since_ms (start);
}

static void
bench_findings (const char *size, const SampleSize *sample, guint runs)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (corral_freshness_judge);
  g_autofree double *floors = g_new (double, runs), *censuses = g_new (double, runs), *looks = g_new (double, runs),
                    *again = g_new (double, runs);
  g_autofree char *census_name = g_strdup_printf ("findings_census_%s", size);
  g_autofree char *look_name = g_strdup_printf ("findings_%s", size);
  g_autofree char *again_name = g_strdup_printf ("findings_again_%s", size);
  CorralRuleSettings settings;
  double floor;

  corral_rule_settings_init (&settings);
  sample_fleet_fill (fleet, sample);
  corral_fleet_set_now (fleet, SAMPLE_NOW_MS);
  corral_fleet_flush (fleet);
  for (guint run = 0; run < runs; run++)
    {
      gint64 start;

      floors[run] = count_silence (fleet);
      touch (fleet, run);
      start = g_get_monotonic_time ();
      corral_census_unref (corral_census_get (fleet));
      censuses[run] = bench_since_ms (start);
      for (guint k = 0; k < 2; k++)
        {
          g_autoptr (CorralFindings) findings = NULL;

          findings = corral_findings_new (fleet, &settings);
          (k == 0 ? looks : again)[run] = bench_since_ms (start);
          start = g_get_monotonic_time ();
          sink += findings->findings->len;
        }
    }
  floor = bench_median (floors, runs);
  bench_print (census_name, bench_median (censuses, runs), floor, "ms", runs);
  bench_print (look_name, bench_median (looks, runs), floor, "ms", runs);
  bench_print (again_name, bench_median (again, runs), floor, "ms", runs);
}

int
main (void)
{
  bench_findings ("10k", &(SampleSize) { 3, 312, 10000, 400, 200, 1 }, 51);
  bench_findings ("100k", &(SampleSize) { 6, 3120, 100000, 2000, 1000, 1 }, 21);
  bench_findings ("100k_storm", &(SampleSize) { 6, 3120, 100000, 100000, 1000, 1 }, 21);
  return 0;
}
