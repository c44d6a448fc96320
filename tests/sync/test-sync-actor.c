/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sync as the window has it: connecting, ending in any order, and what is fetched on demand. */
#include "sync-fixture.h"

#include "corral-sync.h"
#include "corral-telemetry.h"
#include "corral-time.h"

#include <math.h>

typedef struct
{
  SyncFixture f;
  CorralSync *sync;
  guint n_changed;
  gboolean done;
  gboolean result;
  GError *error;
} Actor;

static void
changed_cb (CorralSync *sync, Actor *self)
{
  self->n_changed++;
}

static void
set_up (Actor *self)
{
  *self = (Actor){ 0 };
  sync_fixture_set_up_demo (&self->f);
  self->sync = corral_sync_new (self->f.cache, self->f.clock, 1);
  g_signal_connect (self->sync, "changed", G_CALLBACK (changed_cb), self);
}

static void
tear_down (Actor *self)
{
  corral_sync_stop (self->sync);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->sync);
  g_clear_error (&self->error);
  sync_fixture_tear_down (&self->f);
}

static void
connect_well (Actor *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (corral_sync_connect (self->sync, self->f.url, self->f.token, &error));
  g_assert_no_error (error);
  wait_until (corral_sync_get_status (self->sync)->caught_up);
}

static void
test_connect (void)
{
  Actor self;
  g_autoptr (GError) error = NULL;

  set_up (&self);
  g_assert_false (corral_sync_get_status (self.sync)->connected);
  g_assert_false (corral_sync_connect (self.sync, "ftp://x", NULL, &error));
  g_assert_error (error, CORRAL_API_ERROR, CORRAL_API_ERROR_ADDRESS);
  connect_well (&self);
  assert_cache_is_the_fleet (&self.f);
  g_assert_cmpuint (self.n_changed, >, 1);
  g_assert_true (corral_sync_get_status (self.sync)->connected);

  /* How old the data are is still known afterwards. */
  corral_sync_disconnect (self.sync);
  g_assert_false (corral_sync_get_status (self.sync)->connected);
  g_assert_true (CORRAL_IS_KNOWN (corral_sync_get_status (self.sync)->heard_ms));
  connect_well (&self);
  tear_down (&self);
}

static void
test_wrong_token (void)
{
  Actor self;

  set_up (&self);
  g_assert_true (corral_sync_connect (self.sync, self.f.url, "wrong", NULL));
  wait_until (corral_sync_get_status (self.sync)->hop == CORRAL_HOP_SIGN_IN);
  g_assert_nonnull (corral_sync_get_status (self.sync)->message);
  connect_well (&self);
  g_assert_cmpint (corral_sync_get_status (self.sync)->hop, ==, CORRAL_HOP_NONE);
  tear_down (&self);
}

/* At any moment of a first sync, twice over, and with the news still under way. */
static void
test_end_at_any_moment (void)
{
  for (guint i = 0; i < 12; i++)
    {
      Actor self;

      set_up (&self);
      g_assert_true (corral_sync_connect (self.sync, self.f.url, self.f.token, NULL));
      if (i % 3 == 1)
        g_assert_true (corral_sync_connect (self.sync, self.f.url, self.f.token, NULL));
      if (i > 0)
        wait_until (self.n_changed > i);
      if (i % 2 == 0)
        corral_sync_disconnect (self.sync);
      if (i % 4 == 3)
        corral_sync_stop (self.sync);
      tear_down (&self);
    }
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Actor *self = data;

  self->result = corral_sync_fetch_telemetry_finish (CORRAL_SYNC (source), result, &self->error);
  self->done = TRUE;
}

static void
fetch (Actor *self,
       const CorralTenant *tenant,
       const char *cart,
       CorralTimeRange span,
       GCancellable *cancellable)
{
  self->done = FALSE;
  g_clear_error (&self->error);
  corral_sync_fetch_telemetry_async (self->sync, tenant, cart, CORRAL_RESOLUTION_RAW, span,
                                     cancellable, fetched_cb, self);
  wait_until (self->done);
}

static void
test_telemetry (void)
{
  Actor self;
  const CorralTenant *tenant;
  g_autoptr (CorralBatch) vitals = corral_batch_new (CORRAL_COLLECTION_VITAL);
  g_autoptr (CorralBatch) expected = corral_batch_new (CORRAL_COLLECTION_VITAL);
  CorralTimeRange span = { START_MS - CORRAL_DAY_MS, START_MS };
  const char *cart;

  set_up (&self);
  tenant = corral_sim_get_tenant (self.f.sim, 0);
  corral_sim_snapshot (self.f.sim, 0, CORRAL_COLLECTION_VITAL, START_MS, NULL, 1, vitals);
  cart = ((const CorralRow *) corral_batch_get_row (vitals, 0))->id;
  fetch (&self, tenant, cart, span, NULL);
  g_assert_false (self.result);
  g_assert_error (self.error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);

  connect_well (&self);
  fetch (&self, tenant, cart, span, NULL);
  g_assert_no_error (self.error);
  g_assert_true (self.result);
  corral_sim_telemetry (self.f.sim, 0, cart, span.start_ms, span.end_ms, START_MS, expected);
  {
    static const char *const names[] = { "battery_pct", NULL };
    g_autoptr (CorralTelemetryColumns) held
        = corral_cache_load_telemetry (self.f.cache, tenant->id, cart, CORRAL_RESOLUTION_RAW, span,
                                       names, NULL);
    guint n = 0;

    g_assert_nonnull (held);
    g_assert_cmpuint (held->gaps->len, ==, 0);
    g_assert_cmpuint (expected->n_rows, >, 100);
    for (guint i = 0; i < expected->n_rows; i++)
      {
        const CorralVital *sample = corral_batch_get_row (expected, i);

        /* Of two samples of one moment the later one counts. */
        if (i + 1 < expected->n_rows
            && ((const CorralVital *) corral_batch_get_row (expected, i + 1))->last_message_ms
                   == sample->last_message_ms)
          continue;
        g_assert_cmpuint (n, <, held->n_times);
        g_assert_cmpint (held->times_ms[n], ==, sample->last_message_ms);
        g_assert_true (CORRAL_IS_KNOWN (sample->battery_pct)
                           ? held->values[0][n] == sample->battery_pct
                           : isnan (held->values[0][n]));
        n++;
      }
    g_assert_cmpuint (n, ==, held->n_times);
  }

  corral_sync_disconnect (self.sync);
  fetch (&self, tenant, cart, span, NULL);
  g_assert_error (self.error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  tear_down (&self);
}

/* Ended with a question under way: it is answered, with a failure. */
static void
test_fetch_is_cancelled (void)
{
  Actor self;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  set_up (&self);
  connect_well (&self);
  g_cancellable_cancel (cancellable);
  fetch (&self, corral_sim_get_tenant (self.f.sim, 0), "c-1",
         (CorralTimeRange){ START_MS - 1000, START_MS }, cancellable);
  g_assert_error (self.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tear_down (&self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/actor/connect", test_connect);
  g_test_add_func ("/sync/actor/wrong-token", test_wrong_token);
  g_test_add_func ("/sync/actor/end-at-any-moment", test_end_at_any_moment);
  g_test_add_func ("/sync/actor/telemetry", test_telemetry);
  g_test_add_func ("/sync/actor/fetch-is-cancelled", test_fetch_is_cancelled);
  return g_test_run ();
}
