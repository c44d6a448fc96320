/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following a cloud that speaks up, goes away and comes back. */
#include "sync-fixture.h"

static gboolean
is_caught_up (SyncFixture *f, const CorralSyncStatus *status)
{
  return status->caught_up && status->hop == CORRAL_HOP_NONE;
}

static gboolean
has_lost_the_cloud (SyncFixture *f, const CorralSyncStatus *status)
{
  return status->hop == CORRAL_HOP_CLOUD && CORRAL_IS_KNOWN (status->hop_since_ms)
         && status->message != NULL && CORRAL_IS_KNOWN (status->next_try_ms);
}

static gboolean
all_streams_are_open (SyncFixture *f, const CorralSyncStatus *status)
{
  return corral_demo_cloud_get_n_streams (f->cloud) == corral_sim_get_n_tenants (f->sim);
}

static gboolean
has_the_rows_of_now (SyncFixture *f, const CorralSyncStatus *status)
{
  const char *tenant = corral_sim_get_tenant (f->sim, 0)->id;

  return status->hop == CORRAL_HOP_NONE && status->caught_up
         && corral_cache_count_rows (f->cache, tenant, CORRAL_COLLECTION_SESSION, NULL)
                == (gint64) corral_sim_count (f->sim, 0, CORRAL_COLLECTION_SESSION,
                                              corral_clock_now_ms (f->cloud_clock));
}

/* The poll is every 30 s: what is here much sooner came by the stream. */
static void
test_poke (void)
{
  SyncFixture f;
  gint64 before;

  sync_fixture_set_up_demo (&f);
  sync_follow (&f);
  sync_wait (&f, is_caught_up, 30, "the first sync");
  sync_wait (&f, all_streams_are_open, 10, "the streams");
  before
      = corral_sim_count (f.sim, 0, CORRAL_COLLECTION_SESSION, corral_clock_now_ms (f.cloud_clock));
  corral_clock_advance_us (f.cloud_clock, 50 * 60 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpint (corral_sim_count (f.sim, 0, CORRAL_COLLECTION_SESSION,
                                     corral_clock_now_ms (f.cloud_clock)),
                   !=, before);
  corral_demo_cloud_poke (f.cloud);
  sync_wait (&f, has_the_rows_of_now, 10, "what the poke told of");
  sync_fixture_tear_down (&f);
}

static void
test_away_and_back (void)
{
  SyncFixture f;
  const char *tenant;
  gint64 n_carts;

  sync_fixture_set_up_demo (&f);
  tenant = corral_sim_get_tenant (f.sim, 0)->id;
  sync_follow (&f);
  sync_wait (&f, is_caught_up, 30, "the first sync");
  sync_wait (&f, all_streams_are_open, 10, "the streams");
  n_carts = corral_cache_count_rows (f.cache, tenant, CORRAL_COLLECTION_CART, NULL);
  g_assert_cmpint (n_carts, >, 0);

  for (guint i = 0; i < 2; i++)
    {
      corral_demo_cloud_set_online (f.cloud, FALSE);
      sync_wait (&f, has_lost_the_cloud, 10, "that the cloud is gone");
      g_assert_cmpint (corral_cache_count_rows (f.cache, tenant, CORRAL_COLLECTION_CART, NULL), ==,
                       n_carts);
      corral_clock_advance_us (f.cloud_clock, 50 * 60 * (gint64) G_USEC_PER_SEC);
      corral_demo_cloud_set_online (f.cloud, TRUE);
      sync_wait (&f, has_the_rows_of_now, 40, "catching up by itself");
      sync_wait (&f, all_streams_are_open, 40, "the streams again");
    }
  sync_fixture_tear_down (&f);
}

/* Every request fails for ten seconds: never so often that it would be more than 60 in a minute. */
static void
test_rate_while_failing (void)
{
  static const struct
  {
    guint status;
    const char *type;
    const char *body;
  } faults[] = { { 500, "text/plain", "" },
                 { 200, "application/json", "{\"tenant\":\"x\"}" },
                 { 403, "application/problem+json", "{\"status\":403}" } };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      SyncFixture f;
      guint before;
      gint64 deadline;

      sync_fixture_set_up_toy (&f);
      toy_cloud_set_tenants (f.toy, "a,b,c,d,e,f,g,h,i,j");
      sync_once_well (&f);
      toy_cloud_set_fault (f.toy, "/tenants/",
                           corral_fault_none (faults[i].status, faults[i].type, NULL,
                                              faults[i].body),
                           -1);
      before = toy_cloud_count_requests (f.toy);
      sync_follow (&f);
      deadline = g_get_monotonic_time () + 6 * G_USEC_PER_SEC;
      g_mutex_lock (&f.lock);
      while (g_get_monotonic_time () < deadline)
        g_cond_wait_until (&f.changed, &f.lock, deadline);
      g_mutex_unlock (&f.lock);
      g_assert_cmpuint (toy_cloud_count_requests (f.toy) - before, >, 1);
      g_assert_cmpuint (toy_cloud_count_requests (f.toy) - before, <=, 61);
      g_assert_cmpint (f.status->hop, !=, CORRAL_HOP_NONE);
      sync_fixture_tear_down (&f);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/follow/poke", test_poke);
  g_test_add_func ("/sync/follow/away-and-back", test_away_and_back);
  g_test_add_func ("/sync/follow/rate-while-failing", test_rate_while_failing);
  return g_test_run ();
}
