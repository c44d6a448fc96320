/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following a cloud as somebody who is signed in: through a token that runs out, a sign-in that is ended, and a keyring that
 * has lost it. What people did meanwhile waits, and is done once. Real files, real HTTP, a real keyring. */
#include "corral-fault-proxy.h"
#include "corral-outbox.h"
#include "corral-secret-store.h"
#include "corral-sync-sign-in.h"
#include "corral-test-keyring.h"
#include "sync-fixture.h"

#include <string.h>

#define JSON "application/json"
#define TENANT (corral_sim_get_tenant (self->f.sim, 0)->id)

static CorralTestKeyring *keyring;

typedef struct
{
  SyncFixture f;
  CorralFaultProxy *proxy;    /* the cloud, as it is reached */
  CorralFaultServer *service; /* who signs people in */
  CorralSync *sync;
  CorralOutbox *outbox;
  CorralSignIn *sign_in;
  char *cart;

  int expired; /* atomic: the cloud takes no token */
  int refuses; /* atomic: the service has ended the sign-in */
  guint lasts_s;

  gboolean done;
  GPtrArray *results;
  GError *error;
} Desk;

/* ---- cloud and service: on their threads ---------------------------------------------------------- */

static CorralProxyFault
pass_or_refuse (const char *method, const char *target, guint number, gpointer data)
{
  Desk *self = data;
  g_autofree char *body = NULL;

  if (strstr (target, "/.well-known/oauth-protected-resource") != NULL)
    {
      body = g_strdup_printf ("{\"resource\":\"%s\",\"authorization_servers\":[\"%s\"]}",
                              corral_fault_proxy_get_url (self->proxy), corral_fault_server_get_url (self->service));
      return corral_proxy_answer (CORRAL_PROXY_ANSWER, 200, JSON, NULL, body);
    }
  if (!g_atomic_int_get (&self->expired))
    return corral_proxy_pass ();
  return corral_proxy_answer (CORRAL_PROXY_ANSWER, 401, "application/problem+json", NULL, "{\"status\":401}");
}

static CorralFault
sign_in_service (const char *target, gpointer data)
{
  Desk *self = data;
  const char *url = corral_fault_server_get_url (self->service);
  static int n;
  g_autofree char *body = NULL;

  if (g_str_has_suffix (target, "openid-configuration"))
    {
      body = g_strdup_printf ("{\"issuer\":\"%s\",\"token_endpoint\":\"%s/token\",\"device_authorization_endpoint\":\"%s/device\"}",
                              url, url, url);
      return corral_fault_none (200, JSON, NULL, body);
    }
  if (g_str_equal (target, "/device"))
    return corral_fault_none (200, JSON, NULL,
                              "{\"device_code\":\"d1\",\"user_code\":\"A\",\"verification_uri\":\"https://login.example.com\","
                              "\"expires_in\":60,\"interval\":1}");
  if (!g_str_equal (target, "/token"))
    return corral_fault_none (404, JSON, NULL, "{}");
  if (g_atomic_int_get (&self->refuses))
    return corral_fault_none (400, JSON, NULL, "{\"error\":\"invalid_grant\"}");
  g_atomic_int_set (&self->expired, FALSE);
  body = g_strdup_printf ("{\"access_token\":\"%s\",\"refresh_token\":\"planted-secret-%d\",\"token_type\":\"Bearer\",\"expires_in\":%u}",
                          self->f.token, g_atomic_int_add (&n, 1), self->lasts_s);
  return corral_fault_none (200, JSON, NULL, body);
}

/* ---- the program ---------------------------------------------------------------------------------- */

static void
open_desk (Desk *self)
{
  self->sync = corral_sync_new (self->f.cache, self->f.clock, 1);
  self->outbox = corral_outbox_new (self->f.cache, self->sync, self->f.clock, g_test_rand_int ());
  self->sign_in = corral_sign_in_new (corral_fault_proxy_get_url (self->proxy));
  corral_sign_in_set_patience (self->sign_in, 1000, 0);
  corral_sync_follow_sign_in (self->sync, self->sign_in);
}

static void
close_desk (Desk *self)
{
  corral_outbox_stop (self->outbox);
  corral_sync_stop (self->sync);
  corral_sign_in_stop (self->sign_in);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->outbox);
  g_assert_finalize_object (self->sync);
  g_assert_finalize_object (self->sign_in);
}

static gboolean
find_cart (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  ((Desk *) data)->cart = g_strdup (((const CorralRow *) row)->id);
  return FALSE;
}

static void
set_up (Desk *self, gconstpointer data)
{
  sync_fixture_set_up_demo (&self->f);
  sync_once_well (&self->f);
  g_assert_true (corral_cache_load (self->f.cache, TENANT, CORRAL_COLLECTION_CART, find_cart, self, NULL, NULL));
  self->lasts_s = 600;
  self->proxy = corral_fault_proxy_new (self->f.url);
  self->service = corral_fault_server_new (NULL);
  corral_fault_server_set_func (self->service, sign_in_service, self);
  corral_fault_proxy_set_func (self->proxy, pass_or_refuse, self);
  corral_test_keyring_start (keyring);
  open_desk (self);
}

static void
tear_down (Desk *self, gconstpointer data)
{
  close_desk (self);
  corral_secret_store_clear (corral_fault_proxy_get_url (self->proxy), NULL, NULL);
  corral_test_keyring_kill (keyring);
  corral_fault_proxy_free (self->proxy);
  corral_fault_server_free (self->service);
  corral_cache_close (self->f.cache);
  /* Nothing of it in any of the files that Corral writes. */
  g_assert_true (corral_test_find_in_files (self->f.root, "SQLite"));
  g_assert_false (corral_test_find_in_files (self->f.root, self->f.token));
  g_assert_false (corral_test_find_in_files (self->f.root, "planted-secret-"));
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_clear_error (&self->error);
  g_free (self->cart);
  sync_fixture_tear_down (&self->f);
}

static void
begun_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Desk *self = data;

  corral_sign_in_begin_finish (CORRAL_SIGN_IN (object), result, &self->error);
  self->done = TRUE;
}

static void
show (const CorralSignInPage *page, gpointer data)
{
}

static void
sign_in (Desk *self)
{
  self->done = FALSE;
  corral_sign_in_begin_async (self->sign_in, CORRAL_SIGN_IN_DEVICE, show, NULL, NULL, begun_cb, self);
  wait_until (self->done);
  g_assert_no_error (self->error);
}

static gboolean
is_caught_up (Desk *self)
{
  CorralSyncStatus *status = corral_sync_get_status (self->sync);

  return status->connected && status->caught_up && status->hop == CORRAL_HOP_NONE;
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *self = data;

  self->results = corral_outbox_submit_finish (CORRAL_OUTBOX (source), result, &self->error);
  self->done = TRUE;
}

/* A note, whose time to be taken back is over. Free with g_free(). */
static char *
submit (Desk *self)
{
  CorralOperationDraft draft
      = { .kind = CORRAL_OPERATION_NOTE_ADD, .tenant = TENANT, .collection = CORRAL_COLLECTION_CART, .target = self->cart };
  const CorralOutboxResult *result;

  draft.expected_rev = CORRAL_UNKNOWN;
  corral_operation_params_clear (&draft.params);
  draft.params.text = "The wheel squeaks";
  self->done = FALSE;
  g_clear_pointer (&self->results, g_ptr_array_unref);
  corral_outbox_submit_async (self->outbox, &draft, 1, NULL, submitted_cb, self);
  wait_until (self->done);
  g_assert_no_error (self->error);
  result = g_ptr_array_index (self->results, 0);
  g_assert_no_error (result->error);
  return g_strdup (result->id);
}

static gboolean
is_in (Desk *self, const char *id, guint states)
{
  GPtrArray *entries = corral_outbox_get_entries (self->outbox);

  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

      if (strcmp (entry->id, id) == 0)
        return corral_outbox_entry_is_in (entry, states);
    }
  return FALSE;
}

static void
expect_done_once (Desk *self, const char *id)
{
  wait_until (is_in (self, id, CORRAL_OUTBOX_BIT (CORRAL_OUTBOX_APPLIED)));
  g_assert_cmpuint (corral_fault_proxy_count_forwarded (self->proxy, "PUT", "/operations/"), ==, 1);
}

/* Everything closed and opened again, as on the next day. */
static void
restart (Desk *self)
{
  close_desk (self);
  sync_fixture_reopen (&self->f);
  open_desk (self);
}

/* ---- the tests ------------------------------------------------------------------------------------ */

/* The token has run out: it is exchanged, and nobody notices. */
static void
test_expired (Desk *self, gconstpointer data)
{
  g_autofree char *id = NULL;

  sign_in (self);
  wait_until (is_caught_up (self));
  g_atomic_int_set (&self->expired, TRUE);
  id = submit (self);
  expect_done_once (self, id);
  wait_until (is_caught_up (self));
  g_assert_cmpint (corral_sign_in_get_state (self->sign_in), ==, CORRAL_SIGN_IN_GOOD);
}

/* The service has ended the sign-in: it says that the refresh token was used before. */
static void
test_refresh_reused (Desk *self, gconstpointer data)
{
  g_autofree char *id = NULL;

  sign_in (self);
  wait_until (is_caught_up (self));
  g_atomic_int_set (&self->refuses, TRUE);
  g_atomic_int_set (&self->expired, TRUE);
  id = submit (self);
  wait_until (corral_sign_in_get_state (self->sign_in) == CORRAL_SIGN_IN_ENDED);
  g_assert_true (is_in (self, id, CORRAL_OUTBOX_WAITING));
  wait_until (corral_sync_get_status (self->sync)->hop == CORRAL_HOP_SIGN_IN);
  g_assert_cmpuint (corral_test_keyring_count (keyring), ==, 0);

  /* Nor does the next start find one, and what waits still does. */
  restart (self);
  corral_sign_in_resume (self->sign_in);
  wait_until (corral_sign_in_get_state (self->sign_in) == CORRAL_SIGN_IN_NONE);
  g_assert_true (is_in (self, id, CORRAL_OUTBOX_WAITING));
  g_assert_false (corral_sync_is_connected (self->sync));

  g_atomic_int_set (&self->refuses, FALSE);
  sign_in (self);
  expect_done_once (self, id);
}

/* The keyring has lost it overnight. */
static void
test_secret_gone (Desk *self, gconstpointer data)
{
  g_autofree char *id = NULL;

  sign_in (self);
  wait_until (is_caught_up (self));
  corral_sync_disconnect (self->sync);
  id = submit (self);
  g_assert_true (corral_secret_store_clear (corral_fault_proxy_get_url (self->proxy), NULL, NULL));
  restart (self);
  corral_sign_in_resume (self->sign_in);
  wait_until (corral_sign_in_get_state (self->sign_in) == CORRAL_SIGN_IN_NONE);
  sign_in (self);
  expect_done_once (self, id);
}

/* Kept, the next day goes on by itself. */
static void
test_resumed (Desk *self, gconstpointer data)
{
  g_autofree char *id = NULL;

  sign_in (self);
  wait_until (is_caught_up (self));
  corral_sync_disconnect (self->sync);
  id = submit (self);
  restart (self);
  corral_sign_in_resume (self->sign_in);
  expect_done_once (self, id);
}

static void
ended_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Desk *self = data;

  corral_sign_in_end_finish (CORRAL_SIGN_IN (object), result, &self->error);
  self->done = TRUE;
}

/* Somebody who has signed out asks for nothing any more. */
static void
test_signed_out (Desk *self, gconstpointer data)
{
  guint n;

  sign_in (self);
  wait_until (is_caught_up (self));
  self->done = FALSE;
  corral_sign_in_end_async (self->sign_in, NULL, ended_cb, self);
  g_assert_false (corral_sync_is_connected (self->sync));
  wait_until (self->done);
  g_assert_no_error (self->error);
  n = corral_fault_proxy_count (self->proxy, NULL, "/v1/");
  g_usleep (1500 * 1000);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (corral_fault_proxy_count (self->proxy, NULL, "/v1/"), ==, n);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  keyring = corral_test_keyring_new (FALSE);
#define ADD(path, func) g_test_add ("/sync/sign-in/" path, Desk, NULL, set_up, func, tear_down)
  ADD ("expired", test_expired);
  ADD ("refresh-reused", test_refresh_reused);
  ADD ("secret-gone", test_secret_gone);
  ADD ("resumed", test_resumed);
  ADD ("signed-out", test_signed_out);
  result = g_test_run ();
  corral_test_keyring_free (keyring);
  return result;
}
