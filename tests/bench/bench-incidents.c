/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A look of the book of incidents over 100,000 carts: on an ordinary day, while the cloud hears none of them (one incident
 * with 100,000 members, and every store below its target), in a storm of as many alerts, and saving and reading all of it.
 * The floor is one pass over the columns that a look has to read of every member. Memory is what the process has more after
 * the last look than after the first few: growth, which must not be. One JSON object a line.
 */
#include "config.h"

#include "bench-figure.h"
#include "corral-freshness.h"
#include "corral-incident-book.h"
#include "corral-time.h"
#include "sample-fleet.h"

#include <math.h>
#include <string.h>
#include <time.h>

#define N_CHAINS 6
#define RUNS 61
#define SETTLED 10 /* looks until the book has what it needs */

static volatile guint64 sink;

/* The thread's own time: what is measured waits for nothing, and on a busy machine what lasts longer is interrupted more. */
static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

/* What a look cannot do without: where a cart belongs, how it is, when it was heard. */
static double
read_columns (CorralFleet *fleet)
{
  const CorralColumns *carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  const guint8 *exists = corral_columns_peek_exists (carts);
  const gint32 *states = corral_columns_peek (carts, CORRAL_CART_COL_SHOWN_STATE);
  const gint64 *heard = corral_columns_peek (carts, CORRAL_CART_COL_HEARD_MS);
  const guint32 *stores = corral_columns_peek (carts, CORRAL_CART_COL_STORE);
  double start = cpu_ms ();

  for (guint32 cart = 0, n_slots = corral_columns_get_n_slots (carts); cart < n_slots; cart++)
    if (exists[cart])
      sink += (guint64) states[cart] + (guint64) heard[cart] + stores[cart];
  return cpu_ms () - start;
}

static guint
memory_kb (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  words = g_strsplit (text, " ", 3);
  return (guint) g_ascii_strtoull (words[1], NULL, 10) * 4;
}

static CorralFinding *
find (CorralFindings *findings, CorralAlertRuleKind rule, guint n_carts)
{
  CorralFinding *finding = g_new0 (CorralFinding, 1);

  finding->rule = rule;
  finding->severity = CORRAL_SEVERITY_ACT;
  finding->cause = corral_alert_rule_get (rule)->cause;
  finding->chain = finding->store = CORRAL_NO_SLOT;
  finding->n_carts = n_carts;
  finding->carts = g_new (guint32, n_carts + 1);
  finding->began_ms = SAMPLE_NOW_MS;
  finding->ended_ms = CORRAL_UNKNOWN;
  finding->value = finding->target = NAN;
  g_ptr_array_add (findings->findings, finding);
  return finding;
}

/* Every cart in one, and every store besides. */
static CorralFindings *
find_everything (CorralFleet *fleet)
{
  const CorralColumns *stores = corral_fleet_get_table (fleet, CORRAL_TABLE_STORE);
  CorralFindings *findings = g_new0 (CorralFindings, 1);
  guint n_carts = corral_columns_get_n_slots (corral_fleet_get_table (fleet, CORRAL_TABLE_CART));
  CorralFinding *finding;

  findings->findings = g_ptr_array_new ();
  finding = find (findings, CORRAL_RULE_CLOUD_SILENCE, n_carts);
  for (guint i = 0; i < n_carts; i++)
    finding->carts[i] = i;
  for (guint32 store = 0; store < corral_columns_get_n_slots (stores); store++)
    {
      finding = find (findings, CORRAL_RULE_BELOW_TARGET, 0);
      finding->store = store;
      finding->chain = corral_columns_get_link (stores, store, CORRAL_STORE_COL_CHAIN);
      finding->n_stores = 1;
      finding->stores = g_memdup2 (&store, sizeof store);
    }
  return findings;
}

static void
free_everything (CorralFindings *findings)
{
  for (guint i = 0; i < findings->findings->len; i++)
    {
      CorralFinding *finding = findings->findings->pdata[i];

      g_free (finding->carts);
      g_free (finding->stores);
      g_free (finding);
    }
  g_ptr_array_unref (findings->findings);
  g_free (findings);
}

static gint64
pass (CorralFleet *fleet, guint look)
{
  gint64 now_ms = SAMPLE_NOW_MS + (gint64) look * 30 * CORRAL_SECOND_MS;

  for (guint i = 0; i < N_CHAINS; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      corral_fleet_set_known_as_of (fleet, id, now_ms);
    }
  corral_fleet_set_now (fleet, now_ms);
  corral_fleet_flush (fleet);
  return now_ms;
}

static void
bench_save (CorralIncidentBook *book, const CorralRuleSettings *settings)
{
  double saves[5], loads[5], floors[5];

  for (guint run = 0; run < G_N_ELEMENTS (saves); run++)
    {
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (CorralIncidentBook) other = corral_incident_book_new (settings);
      double start = cpu_ms ();
      g_autofree char *sum = NULL;

      bytes = corral_incident_book_save (book);
      saves[run] = cpu_ms () - start;
      start = cpu_ms ();
      if (!corral_incident_book_load (other, bytes, NULL))
        g_error ("what was saved cannot be read");
      loads[run] = cpu_ms () - start;
      /* The floor: the checksum alone. */
      start = cpu_ms ();
      sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
      floors[run] = cpu_ms () - start;
      sink += (guint64) *sum;
    }
  bench_print ("incidents_save_100k", bench_median (saves, G_N_ELEMENTS (saves)), bench_median (floors, G_N_ELEMENTS (floors)),
               "ms", G_N_ELEMENTS (saves));
  bench_print ("incidents_load_100k", bench_median (loads, G_N_ELEMENTS (loads)), bench_median (floors, G_N_ELEMENTS (floors)),
               "ms", G_N_ELEMENTS (loads));
}

static void
bench_looks (const char *name, guint n_alerts, gboolean everything)
{
  const SampleSize size = { N_CHAINS, 3120, 100000, n_alerts, 1000, 1 };
  g_autoptr (CorralFleet) fleet = corral_fleet_new (corral_freshness_judge);
  g_autofree char *memory_name = g_strdup_printf ("%s_memory", name);
  double looks[RUNS], floors[RUNS];
  CorralRuleSettings settings;
  CorralIncidentBook *book;
  guint before_kb = 0;

  corral_rule_settings_init (&settings);
  book = corral_incident_book_new (&settings);
  sample_fleet_fill (fleet, &size);
  for (guint look = 0; look < SETTLED + RUNS; look++)
    {
      gint64 now_ms = pass (fleet, look);
      CorralFindings *findings = everything ? find_everything (fleet) : corral_findings_new (fleet, &settings);
      g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_incident_unref);
      double floor_ms = read_columns (fleet);
      double start;

      findings->now_ms = findings->known_ms = now_ms;
      start = cpu_ms ();
      corral_incident_book_look (book, fleet, findings, changed);
      if (look >= SETTLED)
        {
          looks[look - SETTLED] = cpu_ms () - start;
          floors[look - SETTLED] = floor_ms;
        }
      if (look == SETTLED)
        before_kb = memory_kb ();
      if (everything)
        free_everything (findings);
      else
        corral_findings_free (findings);
    }
  g_assert_cmpuint (corral_incident_book_get_incidents (book)->len, >, 0);
  bench_print (name, bench_median (looks, RUNS), bench_median (floors, RUNS), "ms", RUNS);
  bench_print (memory_name, memory_kb () / 1024.0, before_kb / 1024.0, "MiB", 1);
  if (everything)
    bench_save (book, &settings);
  corral_incident_book_free (book);
}

int
main (void)
{
  bench_looks ("incidents_100k", 2000, FALSE);
  bench_looks ("incidents_100k_members", 2000, TRUE);
  bench_looks ("incidents_100k_storm", 100000, FALSE);
  return 0;
}
