/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-fixture.h"

#include "corral-freshness.h"

CorralSim *
sim_fixture_new (guint64 seed, guint n_carts, guint n_stores, const char *scenario, CorralClock *clock)
{
  const char *names[] = { scenario, NULL };
  CorralSimOptions options
      = { .seed = seed, .n_carts = n_carts, .n_stores = n_stores, .scenarios = names, .clock = clock };
  g_autoptr (GError) error = NULL;
  CorralSim *sim = corral_sim_new (&options, &error);

  g_assert_no_error (error);
  return sim;
}

void
sim_fixture_apply (CorralFleet *fleet, CorralSim *sim, CorralCollection collection, gint64 now_ms)
{
  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      g_autoptr (CorralBatch) batch = corral_batch_new (collection);

      corral_sim_snapshot (sim, t, collection, now_ms, NULL, 1000000, batch);
      corral_fleet_apply (fleet, corral_sim_get_tenant (sim, t)->id, batch);
    }
}

CorralFleet *
sim_fixture_look (CorralSim *sim, gint64 now_ms)
{
  static const CorralCollection collections[]
      = { CORRAL_COLLECTION_STORE,    CORRAL_COLLECTION_CART,         CORRAL_COLLECTION_VITAL,
          CORRAL_COLLECTION_FIRMWARE, CORRAL_COLLECTION_ACCESS_POINT, CORRAL_COLLECTION_PACK,
          CORRAL_COLLECTION_ROLLOUT,  CORRAL_COLLECTION_CERTIFICATE,  CORRAL_COLLECTION_EXECUTION,
          CORRAL_COLLECTION_INGEST,   CORRAL_COLLECTION_MAINTENANCE };
  CorralFleet *fleet = corral_fleet_new (corral_freshness_judge);

  for (guint t = 0; t < corral_sim_get_n_tenants (sim); t++)
    {
      corral_fleet_put_tenant (fleet, corral_sim_get_tenant (sim, t));
      corral_fleet_set_known_as_of (fleet, corral_sim_get_tenant (sim, t)->id, now_ms);
    }
  for (guint i = 0; i < G_N_ELEMENTS (collections); i++)
    sim_fixture_apply (fleet, sim, collections[i], now_ms);
  corral_fleet_set_now (fleet, now_ms);
  corral_fleet_flush (fleet);
  return fleet;
}
