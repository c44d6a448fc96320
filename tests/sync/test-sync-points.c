/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cart's points from the demo cloud into the cache, and the story that is told of them: what was kept back and came
 * later, what was lost in the cloud, what was never fetched, and all of it without the cloud. */
#include "sync-fixture.h"

#include "corral-collections.h"
#include "corral-proof-reader.h"
#include "corral-story-reader.h"
#include "corral-sync-demand.h"
#include "corral-telemetry.h"
#include "corral-time.h"

#include <string.h>

#define H CORRAL_HOUR_MS

typedef struct
{
  SyncFixture f;
  CorralApi *api;
} Points;

static void
set_up (Points *self, const char *scenario)
{
  const char *scenarios[] = { scenario, NULL };
  g_autoptr (GError) error = NULL;

  sync_fixture_set_up_scenarios (&self->f, scenarios);
  self->api = corral_api_new (self->f.url, self->f.clock, &error);
  g_assert_no_error (error);
  corral_api_set_token (self->api, self->f.token);
  sync_once_well (&self->f);
}

static void
tear_down (Points *self)
{
  corral_api_unref (self->api);
  sync_fixture_tear_down (&self->f);
}

static const CorralTenant *
tenant_of (Points *self, const char *cart)
{
  for (guint t = 0; t < corral_sim_get_n_tenants (self->f.sim); t++)
    {
      g_autoptr (CorralBatch) one = corral_batch_new (CORRAL_COLLECTION_CART);

      if (corral_sim_row (self->f.sim, t, CORRAL_COLLECTION_CART, cart, START_MS, one))
        return corral_sim_get_tenant (self->f.sim, t);
    }
  g_assert_not_reached ();
}

static gboolean
fetch (Points *self,
       CorralDemandKind kind,
       const char *cart,
       CorralResolution resolution,
       CorralTimeRange span,
       GError **error)
{
  CorralSyncDemand *demand = corral_sync_demand_new (kind, tenant_of (self, cart), cart, span);
  gboolean fetched;

  demand->resolution = resolution;
  demand->limit = 200;
  demand->api = corral_api_ref (self->api);
  demand->cache = corral_cache_ref (self->f.cache);
  demand->clock = corral_clock_ref (self->f.clock);
  fetched = corral_sync_demand_run (demand, NULL, error);
  corral_sync_demand_free (demand);
  return fetched;
}

static void
fetch_well (Points *self, CorralDemandKind kind, const char *cart, CorralResolution resolution, CorralTimeRange span)
{
  g_autoptr (GError) error = NULL;

  fetch (self, kind, cart, resolution, span, &error);
  g_assert_no_error (error);
}

/* How many requests it took. */
static guint
count_requests (Points *self, CorralDemandKind kind, const char *cart, CorralResolution resolution, CorralTimeRange span)
{
  guint before = corral_demo_cloud_get_n_requests (self->f.cloud);

  fetch_well (self, kind, cart, resolution, span);
  return corral_demo_cloud_get_n_requests (self->f.cloud) - before;
}

static CorralStory *
read_story (Points *self, const char *cart, CorralResolution resolution, CorralTimeRange span)
{
  g_autoptr (GError) error = NULL;
  CorralStory *story
      = corral_story_read (self->f.cache, tenant_of (self, cart)->id, cart, resolution, span, NULL, &error);

  g_assert_no_error (error);
  return story;
}

/* How long the lane of connection was @kind, in minutes. */
static int
minutes_of (const CorralStory *story, const char *kind)
{
  gint64 sum_ms = 0;

  for (guint i = 0; i < story->n_items[CORRAL_STORY_CONNECTION]; i++)
    {
      const CorralStoryItem *item = &story->items[CORRAL_STORY_CONNECTION][i];

      /* Never two at a time, and never a hole. */
      if (i > 0)
        g_assert_cmpint (item->begin_ms, ==, item[-1].end_ms);
      if (strcmp (item->kind, kind) == 0)
        sum_ms += item->end_ms - item->begin_ms;
    }
  return (int) (sum_ms / CORRAL_MINUTE_MS);
}

static const CorralStoryItem *
find (const CorralStory *story, CorralStoryLane lane, const char *kind)
{
  for (guint i = 0; i < story->n_items[lane]; i++)
    if (strcmp (story->items[lane][i].kind, kind) == 0)
      return &story->items[lane][i];
  return NULL;
}

static void
set_time (Points *self, gint64 now_ms)
{
  corral_clock_advance_us (self->f.cloud_clock, (now_ms - corral_clock_now_ms (self->f.cloud_clock)) * 1000);
}

/* A cart that was silent for this reason; NULL: none. */
static char *
find_silent (Points *self, const char *cause)
{
  for (guint t = 0; t < corral_sim_get_n_tenants (self->f.sim); t++)
    {
      g_autoptr (CorralBatch) alerts = corral_batch_new (CORRAL_COLLECTION_ALERT);

      corral_sim_snapshot (self->f.sim, t, CORRAL_COLLECTION_ALERT, START_MS, NULL, 10000, alerts);
      for (guint i = 0; i < alerts->n_rows; i++)
        {
          const CorralAlert *alert = corral_batch_get_row (alerts, i);

          if (alert->cart != NULL && g_strcmp0 (alert->cause, cause) == 0 && !CORRAL_IS_KNOWN (alert->cleared_ms))
            return g_strdup (alert->cart);
        }
    }
  return NULL;
}

/* A cart that keeps what it cannot send: silent while it does, and told afterwards as what it was. What was fetched in
 * between is asked for again, for it was not final. */
static void
check_kept_back (const char *scenario, const char *cause, gint64 ends_ms)
{
  Points self;
  CorralTimeRange span = { START_MS - 4 * H, START_MS };
  g_autofree char *cart = NULL;
  g_autoptr (CorralStory) during = NULL;
  g_autoptr (CorralStory) after = NULL;
  const CorralStoryItem *kept;
  int silent;

  set_up (&self, scenario);
  cart = find_silent (&self, cause);
  g_assert_nonnull (cart);
  fetch_well (&self, CORRAL_DEMAND_STORY, cart, CORRAL_RESOLUTION_RAW, span);
  during = read_story (&self, cart, CORRAL_RESOLUTION_RAW, span);
  silent = minutes_of (during, "silent");
  g_assert_cmpint (silent, >, 25);
  g_assert_cmpint (minutes_of (during, "buffered"), ==, 0);
  g_assert_cmpint (minutes_of (during, "unknown"), ==, 0);
  g_assert_cmpuint (during->n_unfetched, ==, 0);

  set_time (&self, ends_ms + CORRAL_HOUR_MS);
  sync_once_well (&self.f);
  g_assert_cmpuint (count_requests (&self, CORRAL_DEMAND_STORY, cart, CORRAL_RESOLUTION_RAW, span), ==, 2);
  after = read_story (&self, cart, CORRAL_RESOLUTION_RAW, span);
  g_assert_cmpint (minutes_of (after, "silent"), <=, 5);
  g_assert_cmpint (minutes_of (after, "lost"), ==, 0);
  g_assert_cmpint (ABS (minutes_of (after, "buffered") - silent), <=, 10);
  kept = find (after, CORRAL_STORY_CONNECTION, "buffered");
  g_assert_cmpint (kept->arrived_ms, >=, ends_ms);
  g_assert_cmpint (kept->arrived_ms, <=, ends_ms + CORRAL_HOUR_MS);
  /* Now it is final, and costs nothing any more. */
  g_assert_cmpuint (count_requests (&self, CORRAL_DEMAND_STORY, cart, CORRAL_RESOLUTION_RAW, span), ==, 0);
  tear_down (&self);
}

static void
test_wifi_down (void)
{
  check_kept_back ("store-wifi-down", "store_network", START_MS + 250 * CORRAL_MINUTE_MS);
}

static void
test_carrier_outage (void)
{
  check_kept_back ("carrier-outage", "carrier", START_MS + 12 * H);
}

/* The cart was up; the hole is the cloud's and does not fill. */
static void
test_cloud_drops_data (void)
{
  Points self;
  CorralTimeRange span = { START_MS - 12 * H, START_MS };
  CorralTimeRange days = { START_MS - 10 * CORRAL_DAY_MS, START_MS };
  g_autoptr (CorralBatch) carts = corral_batch_new (CORRAL_COLLECTION_CART);
  guint n = 0;

  set_up (&self, "cloud-drops-data");
  corral_sim_snapshot (self.f.sim, 0, CORRAL_COLLECTION_CART, START_MS, NULL, 10, carts);
  for (guint i = 0; i < carts->n_rows; i++)
    {
      const CorralCart *cart = corral_batch_get_row (carts, i);
      g_autoptr (CorralStory) story = NULL;
      g_autoptr (CorralStory) minutes = NULL;
      const CorralStoryItem *lost;

      if (strcmp (cart->state, "revoked") == 0 || strcmp (cart->state, "never_seen") == 0)
        continue;
      fetch_well (&self, CORRAL_DEMAND_TELEMETRY, cart->id, CORRAL_RESOLUTION_RAW, span);
      story = read_story (&self, cart->id, CORRAL_RESOLUTION_RAW, span);
      lost = find (story, CORRAL_STORY_CONNECTION, "lost");
      if (find (story, CORRAL_STORY_CONNECTION, "silent") != NULL && lost == NULL)
        continue; /* it has not spoken since: nobody can know yet */
      g_assert_nonnull (lost);
      g_assert_cmpint (ABS (lost->begin_ms - (START_MS - 9 * H)), <, 10 * CORRAL_MINUTE_MS);
      g_assert_cmpint (ABS (lost->end_ms - (START_MS - 3 * H)), <, 10 * CORRAL_MINUTE_MS);
      g_assert_nonnull (lost->text);
      g_assert_cmpint (minutes_of (story, "lost"), <, 365);
      /* The starts and faults were not asked for. */
      g_assert_cmpuint (story->n_unfetched, ==, 1);

      fetch_well (&self, CORRAL_DEMAND_TELEMETRY, cart->id, CORRAL_RESOLUTION_MINUTE, days);
      minutes = read_story (&self, cart->id, CORRAL_RESOLUTION_MINUTE, days);
      lost = find (minutes, CORRAL_STORY_CONNECTION, "lost");
      g_assert_nonnull (lost);
      g_assert_cmpint (ABS (lost->end_ms - lost->begin_ms - 6 * H), <, 20 * CORRAL_MINUTE_MS);
      n++;
    }
  g_assert_cmpuint (n, >, 3);
  tear_down (&self);
}

static char *
describe (const CorralStory *story)
{
  GString *text = g_string_new (NULL);

  for (guint lane = 0; lane < CORRAL_N_STORY_LANES; lane++)
    for (guint i = 0; i < story->n_items[lane]; i++)
      g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT " %s\n", corral_story_lane_to_word (lane),
                              story->items[lane][i].kind, story->items[lane][i].begin_ms, story->items[lane][i].text);
  for (guint i = 0; i < story->n_unfetched; i++)
    g_string_append_printf (text, "unfetched %" G_GINT64_FORMAT "\n", story->unfetched[i].start_ms);
  return g_string_free (text, FALSE);
}

/* 90 days by the hour in few requests; then everything without the cloud, and after a restart, and what is not there is
 * said to be not there. */
static void
test_ninety_days_offline (void)
{
  Points self;
  CorralTimeRange days = { START_MS - 90 * CORRAL_DAY_MS, START_MS };
  CorralTimeRange week = { START_MS - 9 * CORRAL_DAY_MS, START_MS };
  CorralTimeRange earlier = { START_MS - 3 * CORRAL_DAY_MS, START_MS - 2 * CORRAL_DAY_MS };
  g_autoptr (GError) error = NULL;
  const char *cart = "c-000003";
  g_autofree char *online = NULL;
  g_autofree char *offline = NULL;
  g_autofree char *again = NULL;
  g_autoptr (CorralStory) story = NULL;
  g_autoptr (CorralStory) raw = NULL;

  set_up (&self, "ordinary");
  g_assert_cmpuint (count_requests (&self, CORRAL_DEMAND_STORY, cart, CORRAL_RESOLUTION_HOUR, days), <=, 6);
  g_assert_cmpuint (count_requests (&self, CORRAL_DEMAND_STORY, cart, CORRAL_RESOLUTION_MINUTE, week), <=, 4);
  story = read_story (&self, cart, CORRAL_RESOLUTION_HOUR, days);
  g_assert_cmpint (minutes_of (story, "wifi") + minutes_of (story, "ltem"), >, 60 * 24 * 60);
  g_assert_cmpuint (story->n_items[CORRAL_STORY_BOOT], >, 80); /* one a night */
  g_assert_cmpuint (story->n_items[CORRAL_STORY_SESSION], >, 0);
  g_assert_cmpuint (story->n_items[CORRAL_STORY_POWER], >, 50);
  g_assert_nonnull (story->items[CORRAL_STORY_BOOT][0].text);
  online = describe (story);

  corral_demo_cloud_set_online (self.f.cloud, FALSE);
  g_clear_pointer (&story, corral_story_unref);
  story = read_story (&self, cart, CORRAL_RESOLUTION_HOUR, days);
  offline = describe (story);
  g_assert_cmpstr (offline, ==, online);
  sync_fixture_reopen (&self.f);
  g_clear_pointer (&story, corral_story_unref);
  story = read_story (&self, cart, CORRAL_RESOLUTION_HOUR, days);
  again = describe (story);
  g_assert_cmpstr (again, ==, online);

  /* Raw points of a day were never fetched: nothing is claimed, and asking says why. */
  raw = read_story (&self, cart, CORRAL_RESOLUTION_RAW, earlier);
  g_assert_cmpuint (raw->n_unfetched, ==, 1);
  g_assert_cmpint (minutes_of (raw, "unknown"), ==, 24 * 60);
  g_assert_false (fetch (&self, CORRAL_DEMAND_STORY, cart, CORRAL_RESOLUTION_RAW, earlier, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_UNREACHABLE);
  tear_down (&self);
}

/* Without data there is a story too: nothing was there. */
static void
test_no_data (void)
{
  Points self;
  /* Before anything that the cloud keeps. */
  CorralTimeRange span = { START_MS - 95 * CORRAL_DAY_MS, START_MS - 94 * CORRAL_DAY_MS };
  g_autoptr (CorralStory) story = NULL;

  set_up (&self, "ordinary");
  fetch_well (&self, CORRAL_DEMAND_STORY, "c-000003", CORRAL_RESOLUTION_RAW, span);
  story = read_story (&self, "c-000003", CORRAL_RESOLUTION_RAW, span);
  g_assert_cmpuint (story->n_unfetched, ==, 0);
  g_assert_cmpint (minutes_of (story, "silent"), ==, 24 * 60);
  g_assert_cmpuint (story->n_items[CORRAL_STORY_BOOT], ==, 0);
  tear_down (&self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **to = data;

  *to = g_object_ref (result);
}

static void
test_reading_is_cancelled (void)
{
  Points self;
  CorralTimeRange span = { START_MS - CORRAL_DAY_MS, START_MS };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (CorralStory) story = NULL;
  g_autoptr (GError) error = NULL;
  const CorralTenant *tenant;

  set_up (&self, "ordinary");
  tenant = tenant_of (&self, "c-000003");
  corral_story_read_async (self.f.cache, tenant->id, "c-000003", CORRAL_RESOLUTION_RAW, span, cancellable, read_cb,
                           &first);
  g_cancellable_cancel (cancellable);
  corral_story_read_async (self.f.cache, tenant->id, "c-000003", CORRAL_RESOLUTION_RAW, span, NULL, read_cb, &second);
  while (first == NULL || second == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (corral_story_read_finish (first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  story = corral_story_read_finish (second, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (story->cart, ==, "c-000003");
  tear_down (&self);
}

/* Messages as they come from the demo cloud, of carts all over the fleet, verified on this PC once the cloud is gone: all of
 * them hold, but for what a revoked certificate signed after it was revoked. */
static void
check_messages (const char *scenario)
{
  Points self;
  CorralTimeRange span = { START_MS - 6 * H, START_MS };
  g_autoptr (CorralBatch) carts = corral_batch_new (CORRAL_COLLECTION_CART);
  guint n_verified = 0;

  set_up (&self, scenario);
  for (guint t = 0; t < corral_sim_get_n_tenants (self.f.sim); t++)
    corral_sim_snapshot (self.f.sim, t, CORRAL_COLLECTION_CART, START_MS, NULL, 10000, carts);
  for (guint i = 0; i < carts->n_rows; i += 9)
    fetch_well (&self, CORRAL_DEMAND_MESSAGES, ((const CorralCart *) corral_batch_get_row (carts, i))->id,
                CORRAL_RESOLUTION_RAW, span);
  corral_demo_cloud_set_online (self.f.cloud, FALSE);
  for (guint i = 0; i < carts->n_rows; i += 9)
    {
      const CorralCart *cart = corral_batch_get_row (carts, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (CorralProvenMessages) messages
          = corral_proof_read_newest (self.f.cache, tenant_of (&self, cart->id)->id, cart->id, 200, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (messages->events->len, ==, messages->proofs->len);
      for (guint k = 0; k < messages->proofs->len; k++)
        {
          CorralProofReason reason = g_array_index (messages->proofs, CorralProof, k).reason;

          /* What a certificate signed before this one is judged by rows that are no longer there. */
          if (reason != CORRAL_PROOF_REASON_NO_STANDING)
            g_assert_cmpstr (corral_proof_reason_to_word (reason), ==, "good");
        }
      n_verified += messages->summary.n[CORRAL_PROOF_VERIFIED];
    }
  g_assert_cmpuint (n_verified, >, 200);
  tear_down (&self);
}

static void
test_messages_verified (void)
{
  check_messages (NULL);
}

static void
test_messages_verified_renewed (void)
{
  check_messages ("certificate-batch");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/points/wifi-down", test_wifi_down);
  g_test_add_func ("/sync/points/carrier-outage", test_carrier_outage);
  g_test_add_func ("/sync/points/cloud-drops-data", test_cloud_drops_data);
  g_test_add_func ("/sync/points/ninety-days", test_ninety_days_offline);
  g_test_add_func ("/sync/points/no-data", test_no_data);
  g_test_add_func ("/sync/points/messages-verified", test_messages_verified);
  g_test_add_func ("/sync/points/messages-verified-renewed", test_messages_verified_renewed);
  g_test_add_func ("/sync/points/cancelled", test_reading_is_cancelled);
  return g_test_run ();
}
