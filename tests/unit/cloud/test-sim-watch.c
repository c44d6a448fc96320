/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cloud's own figures, held to the scenarios and to the fleet's four alarms, and the maintenance that is planned. */
#include "corral-sim.h"
#include "corral-time.h"

#include <string.h>

/* Tuesday, 24 November 2026, 16:00 UTC. */
#define NOW_MS G_GINT64_CONSTANT (1795536000000)

static CorralSim *
open_sim (const char *scenario, guint n_carts, guint n_stores)
{
  const char *names[] = { scenario, NULL };
  g_autoptr (CorralClock) clock = corral_clock_new_manual (NOW_MS * 1000);
  g_autoptr (GError) error = NULL;
  CorralSimOptions options = { .n_carts = n_carts, .n_stores = n_stores, .clock = clock };
  CorralSim *sim;

  options.scenarios = names;
  sim = corral_sim_new (&options, &error);
  g_assert_no_error (error);
  return sim;
}

/* The one row of a chain at a moment, minutes from NOW_MS. */
static CorralIngest
figures_at (CorralSim *sim, guint tenant, gint64 minutes)
{
  g_autoptr (CorralBatch) batch = corral_batch_new (CORRAL_COLLECTION_INGEST);
  gint64 now_ms = NOW_MS + minutes * CORRAL_MINUTE_MS + 31 * CORRAL_SECOND_MS;
  CorralIngest row;

  corral_sim_snapshot (sim, tenant, CORRAL_COLLECTION_INGEST, now_ms, NULL, 10, batch);
  g_assert_cmpuint (batch->n_rows, ==, 1);
  row = *(const CorralIngest *) corral_batch_get_row (batch, 0);
  g_assert_cmpint (row.as_of_ms, ==, NOW_MS + minutes * CORRAL_MINUTE_MS);
  g_assert_cmpint (row.rev, ==, row.as_of_ms);
  row.id = NULL;
  return row;
}

/* The four of domain.md, as far as one moment tells. */
static guint
alarms_of (const CorralIngest *row)
{
  return (row->connected_carts * 10 < row->connected_5min_ago * 8) | (row->error_pct > 1.0) << 1
         | (row->p99_delay_ms > 2 * row->p99_baseline_ms) << 2 | (row->auth_failures_5min > 100) << 3;
}

/* A day in which nothing happens: no alarm in any chain, small chains among them. */
static void
test_ordinary (void)
{
  static const struct
  {
    guint n_carts, n_stores;
  } sizes[] = { { 10000, 312 }, { 300, 12 } };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autoptr (CorralSim) sim = open_sim ("ordinary", sizes[s].n_carts, sizes[s].n_stores);

      for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
        for (gint64 minute = -720; minute < 720; minute += 7)
          {
            CorralIngest row = figures_at (sim, t, minute);

            g_assert_cmpuint (alarms_of (&row), ==, 0);
            g_assert_cmpint (row.connected_carts, >, 0);
            g_assert_cmpint (row.p99_delay_ms, >, 500);
            g_assert_cmpfloat (row.error_pct, >, 0);
          }
    }
}

static gint64
connected_in_all (CorralSim *sim, gint64 minutes)
{
  gint64 sum = 0;

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    sum += figures_at (sim, t, minutes).connected_carts;
  return sum;
}

/* How many chains show @alarm at a moment. */
static guint
count_alarms (CorralSim *sim, gint64 minutes, guint alarm)
{
  guint n = 0;

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      CorralIngest row = figures_at (sim, t, minutes);

      n += (alarms_of (&row) & 1u << alarm) != 0;
    }
  return n;
}

/* S: 300 of 10,000 carts, from two hours ago for 14 h. */
static void
test_carrier_outage (void)
{
  g_autoptr (CorralSim) sim = open_sim ("carrier-outage", 10000, 312);
  gint64 before = connected_in_all (sim, -121);
  gint64 lost = before - connected_in_all (sim, -115);

  g_assert_cmpint (lost, >=, 230);
  g_assert_cmpint (lost, <=, 380);
  g_assert_cmpint (ABS (before - connected_in_all (sim, 12 * 60 + 5)), <, 80);
  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      CorralIngest at = figures_at (sim, t, -117);

      g_assert_cmpint (at.connected_5min_ago, ==, figures_at (sim, t, -122).connected_carts);
    }
  /* It is the carrier's doing, not the cloud's. */
  g_assert_cmpuint (count_alarms (sim, -100, 1) + count_alarms (sim, -100, 3), ==, 0);
}

static void
test_certificate_batch (void)
{
  g_autoptr (CorralSim) sim = open_sim ("certificate-batch", 10000, 312);

  g_assert_cmpuint (count_alarms (sim, -301, 3), ==, 0);
  g_assert_cmpuint (count_alarms (sim, -290, 3), >=, 1);
  g_assert_cmpuint (count_alarms (sim, 0, 3), >=, 1);
  g_assert_cmpuint (count_alarms (sim, 15 * 60 + 10, 3), ==, 0);
  g_assert_cmpint (connected_in_all (sim, -301) - connected_in_all (sim, -290), >, 150);
}

static void
test_cloud_drops_data (void)
{
  g_autoptr (CorralSim) sim = open_sim ("cloud-drops-data", 2000, 62);
  guint n = corral_sim_get_n_tenants (sim);

  g_assert_cmpuint (count_alarms (sim, -541, 1), ==, 0);
  /* Ten minutes' worth: half of it is half. */
  g_assert_cmpfloat (figures_at (sim, 0, -535).error_pct, >, 40);
  g_assert_cmpfloat (figures_at (sim, 0, -535).error_pct, <, 60);
  g_assert_cmpfloat (figures_at (sim, 0, -529).error_pct, >, 99);
  for (gint64 minute = -529; minute < -181; minute += 40)
    {
      g_assert_cmpuint (count_alarms (sim, minute, 1), ==, n);
      g_assert_cmpuint (count_alarms (sim, minute, 2), ==, n);
    }
  g_assert_cmpuint (count_alarms (sim, -169, 1) + count_alarms (sim, -169, 2), ==, 0);
  /* The carts were up all the time. */
  g_assert_cmpuint (count_alarms (sim, -535, 0), ==, 0);
}

static void
test_silent_carts (void)
{
  g_autoptr (CorralSim) sim = open_sim ("silent-carts", 10000, 312);
  guint n = corral_sim_get_n_tenants (sim);

  g_assert_cmpuint (count_alarms (sim, -181, 1) + count_alarms (sim, -181, 2), ==, 0);
  g_assert_cmpuint (count_alarms (sim, -100, 1), ==, n);
  g_assert_cmpuint (count_alarms (sim, -100, 2), ==, n);
  g_assert_cmpint (ABS (connected_in_all (sim, -181) - connected_in_all (sim, -100)), <, 80);
}

/* Nobody noticed for six months: it is there to be seen, and no alarm goes. */
static void
test_rejected_messages (void)
{
  g_autoptr (CorralSim) sim = open_sim ("rejected-messages", 10000, 312);
  g_autoptr (CorralSim) ordinary = open_sim ("ordinary", 10000, 312);

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    for (gint64 minute = -60; minute < 60; minute += 5)
      {
        CorralIngest row = figures_at (sim, t, minute);

        g_assert_cmpuint (alarms_of (&row), ==, 0);
        g_assert_cmpfloat (row.error_pct, >, figures_at (ordinary, t, minute).error_pct + 0.2);
      }
}

/* ---- maintenance ----------------------------------------------------------------------------------- */

static void
test_maintenance (void)
{
  g_autoptr (CorralSim) sim = open_sim ("store-wifi-down", 2000, 120);
  guint n_weekly = 0;
  guint n_refits = 0;

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      g_autoptr (CorralBatch) windows = corral_batch_new (CORRAL_COLLECTION_MAINTENANCE);

      corral_sim_snapshot (sim, t, CORRAL_COLLECTION_MAINTENANCE, NOW_MS, NULL, 1000, windows);
      for (guint i = 0; i < windows->n_rows; i++)
        {
          const CorralMaintenance *window = corral_batch_get_row (windows, i);
          g_autoptr (CorralBatch) found = corral_batch_new (CORRAL_COLLECTION_STORE);
          const CorralStore *store;
          g_autoptr (GTimeZone) zone = NULL;
          g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (window->starts_ms / 1000);
          g_autoptr (GDateTime) local = NULL;

          g_assert_true (corral_sim_row (sim, t, CORRAL_COLLECTION_STORE, window->store, NOW_MS, found));
          store = corral_batch_get_row (found, 0);
          zone = g_time_zone_new_identifier (store->time_zone);
          local = g_date_time_to_timezone (utc, zone);
          g_assert_cmpint (window->ends_ms, >, window->starts_ms);
          g_assert_cmpint (window->rev, <, window->starts_ms);
          g_assert_nonnull (window->made_by);
          /* What happens there is to be seen. */
          g_assert_cmpint (store->number, !=, 118);
          if (window->repeats != NULL)
            {
              g_assert_cmpstr (window->repeats, ==, "weekly");
              g_assert_cmpstr (window->reason, ==, "cleaning");
              /* Before any store opens, by its own clock, and for some weeks already. */
              g_assert_cmpint (g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local), ==, 5 * 60 + 30);
              g_assert_cmpint (window->starts_ms, <, NOW_MS - 3 * 7 * CORRAL_DAY_MS);
              n_weekly++;
            }
          else
            {
              g_assert_cmpstr (window->reason, ==, "refit");
              g_assert_cmpint (window->starts_ms, >, NOW_MS);
              n_refits++;
            }
        }
    }
  g_assert_cmpuint (n_weekly, >=, 15);
  g_assert_cmpuint (n_weekly, <=, 50);
  g_assert_cmpuint (n_refits, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cloud/sim/ingest/ordinary", test_ordinary);
  g_test_add_func ("/cloud/sim/ingest/carrier-outage", test_carrier_outage);
  g_test_add_func ("/cloud/sim/ingest/certificate-batch", test_certificate_batch);
  g_test_add_func ("/cloud/sim/ingest/cloud-drops-data", test_cloud_drops_data);
  g_test_add_func ("/cloud/sim/ingest/silent-carts", test_silent_carts);
  g_test_add_func ("/cloud/sim/ingest/rejected-messages", test_rejected_messages);
  g_test_add_func ("/cloud/sim/maintenance", test_maintenance);
  return g_test_run ();
}
