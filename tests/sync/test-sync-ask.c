/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cart that is asked to report, over real HTTP: it answers, it does not, the cloud goes meanwhile, nobody waits any more,
 * the answer comes late. */
#include "sync-fixture.h"

#include "corral-collections.h"
#include "corral-outbox.h"
#include "corral-sync.h"
#include "corral-telemetry.h"
#include "corral-time.h"

#include <string.h>

typedef struct
{
  SyncFixture f;
  CorralSync *sync;
  CorralOutbox *outbox;
  GCancellable *cancellable;
  char *tenant;
  char *cart;
  gboolean stands; /* the cloud's clock */
  gboolean done;
  GError *error;
} Desk;

/* The cloud's time runs a hundred times as fast as ours, unless it stands. */
static gboolean
tick (gpointer data)
{
  Desk *self = data;

  if (!self->stands)
    corral_clock_advance_us (self->f.cloud_clock, 20 * 100 * 1000);
  return G_SOURCE_CONTINUE;
}

/* As wait_until(), and the cloud's time goes on meanwhile. */
#define wait_moving(self, what) \
  G_STMT_START \
  { \
    gint64 deadline_ = g_get_monotonic_time () + 60 * G_USEC_PER_SEC; \
    guint ticker_ = g_timeout_add (20, tick, self); \
    while (!(what) && g_get_monotonic_time () < deadline_) \
      g_main_context_iteration (NULL, TRUE); \
    g_source_remove (ticker_); \
    g_assert_true (what); \
  } \
  G_STMT_END

/* A cart that is in @state. */
static void
find_cart (Desk *self, const char *state)
{
  for (guint t = 0; t < corral_sim_get_n_tenants (self->f.sim) && self->cart == NULL; t++)
    {
      g_autoptr (CorralBatch) carts = corral_batch_new (CORRAL_COLLECTION_CART);

      corral_sim_snapshot (self->f.sim, t, CORRAL_COLLECTION_CART, START_MS, NULL, 1000, carts);
      for (guint i = 0; i < carts->n_rows && self->cart == NULL; i++)
        {
          const CorralCart *cart = corral_batch_get_row (carts, i);

          if (strcmp (cart->state, state) != 0)
            continue;
          self->cart = g_strdup (cart->id);
          self->tenant = g_strdup (corral_sim_get_tenant (self->f.sim, t)->id);
        }
    }
  g_assert_nonnull (self->cart);
}

static void
set_up (Desk *desk, const char *scenario, const char *state)
{
  const char *scenarios[] = { scenario, NULL };
  Desk self = { 0 };

  *desk = self;
  sync_fixture_set_up_scenarios (&desk->f, scenarios);
  sync_once_well (&desk->f);
  find_cart (desk, state);
  desk->sync = corral_sync_new (desk->f.cache, desk->f.clock, 1);
  desk->outbox = corral_outbox_new (desk->f.cache, desk->sync, desk->f.clock, g_test_rand_int ());
  desk->cancellable = g_cancellable_new ();
  desk->stands = TRUE;
  g_assert_true (corral_sync_connect (desk->sync, desk->f.url, desk->f.token, NULL));
  wait_moving (desk, corral_sync_get_status (desk->sync)->caught_up);
}

static void
tear_down (Desk *self)
{
  corral_outbox_stop (self->outbox);
  corral_sync_stop (self->sync);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->outbox);
  g_assert_finalize_object (self->sync);
  g_object_unref (self->cancellable);
  g_clear_error (&self->error);
  g_free (self->tenant);
  g_free (self->cart);
  sync_fixture_tear_down (&self->f);
}

static void
performed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *self = data;

  corral_outbox_perform_finish (CORRAL_OUTBOX (source), result, &self->error);
  self->done = TRUE;
}

static void
ask (Desk *self, gint64 wait_ms)
{
  CorralOperationDraft draft = { .kind = CORRAL_OPERATION_CART_REPORT,
                                 .tenant = self->tenant,
                                 .collection = CORRAL_COLLECTION_CART,
                                 .target = self->cart,
                                 .expected_rev = CORRAL_UNKNOWN };

  corral_operation_params_clear (&draft.params);
  self->done = FALSE;
  g_clear_error (&self->error);
  corral_sync_set_answer_wait (self->sync, wait_ms);
  corral_outbox_perform_async (self->outbox, &draft, self->cancellable, performed_cb, self);
}

/* When the cart last spoke, as far as the cache knows. */
static gint64
heard_ms (Desk *self)
{
  CorralVital *vital = NULL;
  gint64 heard;

  g_assert_true (corral_cache_get_row (self->f.cache, self->tenant, CORRAL_COLLECTION_VITAL, self->cart,
                                       (gpointer *) &vital, NULL));
  heard = vital != NULL ? vital->last_message_ms : CORRAL_UNKNOWN;
  if (vital != NULL)
    corral_fact_unref (vital);
  return heard;
}

static void
test_answers (void)
{
  Desk self;
  gint64 before;

  set_up (&self, "ordinary", "idle");
  before = heard_ms (&self);
  self.stands = FALSE;
  ask (&self, 40000);
  wait_moving (&self, self.done);
  g_assert_no_error (self.error);
  /* What it said is there, and is newer than what was asked for. */
  g_assert_cmpint (heard_ms (&self), >, before);
  g_assert_cmpint (heard_ms (&self), >=, START_MS);
  tear_down (&self);
}

static void
test_does_not_answer (void)
{
  Desk self;
  gint64 before;

  set_up (&self, "silent-carts", "offline");
  before = heard_ms (&self);
  /* The limit here passes first… */
  ask (&self, 400);
  wait_moving (&self, self.done);
  g_assert_error (self.error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_NO_ANSWER);
  g_assert_nonnull (strstr (self.error->message, "1 s"));
  /* …and the cloud's, with a longer one here. */
  self.stands = FALSE;
  ask (&self, 40000);
  wait_moving (&self, self.done);
  g_assert_error (self.error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_NO_ANSWER);
  g_assert_cmpint (heard_ms (&self), ==, before);
  tear_down (&self);
}

/* It answers after nobody waits any more: what it said comes with the next values, as always. */
static void
test_late_answer (void)
{
  Desk self;
  gint64 before;

  set_up (&self, "ordinary", "idle");
  before = heard_ms (&self);
  ask (&self, 300);
  wait_moving (&self, self.done);
  g_assert_error (self.error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_NO_ANSWER);
  g_assert_cmpint (heard_ms (&self), ==, before);
  corral_clock_advance_us (self.f.cloud_clock, 10 * G_USEC_PER_SEC);
  corral_sync_refresh (self.sync);
  wait_moving (&self, heard_ms (&self) > before);
  g_assert_cmpint (heard_ms (&self), >=, START_MS + 2000);
  tear_down (&self);
}

static void
test_cancelled (void)
{
  Desk self;
  guint n_requests;

  set_up (&self, "ordinary", "idle");
  n_requests = corral_demo_cloud_get_n_requests (self.f.cloud);
  ask (&self, 40000);
  wait_moving (&self, corral_demo_cloud_get_n_requests (self.f.cloud) > n_requests);
  g_cancellable_cancel (self.cancellable);
  wait_moving (&self, self.done);
  g_assert_error (self.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tear_down (&self);
}

/* The program ends, or goes offline, while somebody waits. */
static void
test_disconnected (void)
{
  Desk self;
  guint n_requests;

  set_up (&self, "ordinary", "idle");
  n_requests = corral_demo_cloud_get_n_requests (self.f.cloud);
  ask (&self, 40000);
  wait_moving (&self, corral_demo_cloud_get_n_requests (self.f.cloud) > n_requests);
  corral_sync_disconnect (self.sync);
  wait_moving (&self, self.done);
  g_assert_nonnull (self.error);
  g_assert_false (g_error_matches (self.error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_NO_ANSWER));

  /* And once more, with the end of everything instead. */
  g_assert_true (corral_sync_connect (self.sync, self.f.url, self.f.token, NULL));
  wait_moving (&self, corral_sync_get_status (self.sync)->caught_up);
  ask (&self, 40000);
  tear_down (&self);
}

/* The cloud goes: nobody may say that the cart was silent. */
static void
test_cloud_goes (void)
{
  Desk self;
  guint n_requests;

  set_up (&self, "ordinary", "idle");
  n_requests = corral_demo_cloud_get_n_requests (self.f.cloud);
  ask (&self, 1500);
  wait_moving (&self, corral_demo_cloud_get_n_requests (self.f.cloud) > n_requests + 1);
  corral_demo_cloud_set_online (self.f.cloud, FALSE);
  wait_moving (&self, self.done);
  g_assert_error (self.error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_UNKNOWN);
  tear_down (&self);
}

/* Offline it is not offered, and says why in words of its own. */
static void
test_offline (void)
{
  Desk self;
  g_autofree char *why = NULL;

  set_up (&self, "ordinary", "idle");
  g_assert_null (corral_outbox_why_not (self.outbox, CORRAL_OPERATION_CART_REPORT));
  corral_sync_disconnect (self.sync);
  why = corral_outbox_why_not (self.outbox, CORRAL_OPERATION_CART_REPORT);
  g_assert_nonnull (strstr (why, "ask the cart"));
  ask (&self, 1000);
  wait_moving (&self, self.done);
  g_assert_error (self.error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_ONLINE_ONLY);
  g_assert_cmpuint (corral_outbox_get_entries (self.outbox)->len, ==, 0);
  tear_down (&self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/ask/answers", test_answers);
  g_test_add_func ("/sync/ask/does-not-answer", test_does_not_answer);
  g_test_add_func ("/sync/ask/late-answer", test_late_answer);
  g_test_add_func ("/sync/ask/cancelled", test_cancelled);
  g_test_add_func ("/sync/ask/disconnected", test_disconnected);
  g_test_add_func ("/sync/ask/cloud-goes", test_cloud_goes);
  g_test_add_func ("/sync/ask/offline", test_offline);
  return g_test_run ();
}
