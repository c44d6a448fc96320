/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people did, as the window has it: saved, taken back, sent, refused, done again. Real files, real HTTP. */
#include "sync-fixture.h"

#include "corral-outbox.h"
#include "corral-time.h"

#include <string.h>

#define TENANT (corral_sim_get_tenant (self.f.sim, 0)->id)

typedef struct
{
  SyncFixture f;
  CorralSync *sync;
  CorralOutbox *outbox;
  char *alert;   /* one that is open and not acknowledged */
  char *flag;    /* one that is open */
  char *cart;
  gint64 alert_rev, flag_rev, cart_rev;
  guint n_changed;

  gboolean done;
  GPtrArray *results;
  guint n_undone;
  char *again;
  GError *error;
} Desk;

static gboolean
find_row (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  Desk *self = data;

  if (strcmp (schema->name, "alert") == 0)
    {
      const CorralAlert *alert = row;

      if (CORRAL_IS_KNOWN (alert->cleared_ms) || CORRAL_IS_KNOWN (alert->acknowledged_ms))
        return TRUE;
      self->alert = g_strdup (alert->id);
      self->alert_rev = alert->rev;
    }
  else if (strcmp (schema->name, "flag") == 0)
    {
      const CorralFlag *flag = row;

      if (strcmp (flag->status, "open") != 0)
        return TRUE;
      self->flag = g_strdup (flag->id);
      self->flag_rev = flag->rev;
    }
  else
    {
      const CorralCart *cart = row;

      self->cart = g_strdup (cart->id);
      self->cart_rev = cart->rev;
    }
  return FALSE;
}

static void
changed_cb (CorralOutbox *outbox, Desk *self)
{
  self->n_changed++;
}

static void
open_desk (Desk *self)
{
  self->sync = corral_sync_new (self->f.cache, self->f.clock, 1);
  self->outbox = corral_outbox_new (self->f.cache, self->sync, self->f.clock, g_test_rand_int ());
  g_signal_connect (self->outbox, "changed", G_CALLBACK (changed_cb), self);
}

static void
close_desk (Desk *self)
{
  corral_outbox_stop (self->outbox);
  corral_sync_stop (self->sync);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->outbox);
  g_assert_finalize_object (self->sync);
}

/* The fleet is held; nobody is connected. */
static void
set_up (Desk *desk)
{
  static const CorralCollection collections[]
      = { CORRAL_COLLECTION_ALERT, CORRAL_COLLECTION_FLAG, CORRAL_COLLECTION_CART };
  Desk self = { 0 };

  *desk = self;
  sync_fixture_set_up_demo (&desk->f);
  sync_once_well (&desk->f);
  for (guint i = 0; i < G_N_ELEMENTS (collections); i++)
    g_assert_true (corral_cache_load (desk->f.cache, corral_sim_get_tenant (desk->f.sim, 0)->id, collections[i], find_row,
                                      desk, NULL, NULL));
  g_assert_nonnull (desk->alert);
  g_assert_nonnull (desk->flag);
  g_assert_nonnull (desk->cart);
  open_desk (desk);
}

static void
forget_results (Desk *self)
{
  self->done = FALSE;
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_clear_pointer (&self->again, g_free);
  g_clear_error (&self->error);
}

static void
tear_down (Desk *self)
{
  forget_results (self);
  close_desk (self);
  sync_fixture_tear_down (&self->f);
  g_free (self->alert);
  g_free (self->flag);
  g_free (self->cart);
}

static void
reopen (Desk *self)
{
  close_desk (self);
  sync_fixture_reopen (&self->f);
  open_desk (self);
}

static void
go_online (Desk *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (corral_sync_connect (self->sync, self->f.url, self->f.token, &error));
  g_assert_no_error (error);
}

static CorralOperationDraft
draft_of (CorralOperationKind kind, const char *tenant, const char *target, gint64 rev)
{
  CorralOperationDraft draft = { .kind = kind,
                                 .tenant = tenant,
                                 .collection = corral_operation_type_get (kind)->target,
                                 .target = target,
                                 .expected_rev = rev };

  corral_operation_params_clear (&draft.params);
  return draft;
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *self = data;

  self->results = corral_outbox_submit_finish (CORRAL_OUTBOX (source), result, &self->error);
  self->done = TRUE;
}

static void
submit (Desk *self, const CorralOperationDraft *drafts, guint n)
{
  forget_results (self);
  corral_outbox_submit_async (self->outbox, drafts, n, NULL, submitted_cb, self);
  wait_until (self->done);
}

static const char *
submitted_id (Desk *self, guint index)
{
  const CorralOutboxResult *result = g_ptr_array_index (self->results, index);

  g_assert_no_error (result->error);
  g_assert_nonnull (result->id);
  return result->id;
}

static CorralOutboxEntry *
get_entry (Desk *self, const char *id)
{
  GPtrArray *entries = corral_outbox_get_entries (self->outbox);

  for (guint i = 0; i < entries->len; i++)
    if (strcmp (((CorralOutboxEntry *) g_ptr_array_index (entries, i))->id, id) == 0)
      return g_ptr_array_index (entries, i);
  return NULL;
}

static gboolean
is_in (Desk *self, const char *id, CorralOutboxState state)
{
  const CorralOutboxEntry *entry = get_entry (self, id);

  return entry != NULL && entry->state == state;
}

static gboolean
is_settled (Desk *self, const char *id)
{
  const CorralOutboxEntry *entry = get_entry (self, id);

  return entry != NULL && entry->settled;
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *self = data;

  self->n_undone = corral_outbox_undo_finish (CORRAL_OUTBOX (source), result, &self->error);
  self->done = TRUE;
}

static void
undo (Desk *self, const char *id)
{
  const char *const ids[] = { id, NULL };

  forget_results (self);
  corral_outbox_undo_async (self->outbox, ids, undone_cb, self);
  wait_until (self->done);
}

static void
test_saved_then_sent (void)
{
  Desk self;
  CorralOperationDraft draft;
  g_autofree char *id = NULL;
  g_autoptr (GBytes) body = NULL;
  CorralAlert *alert = NULL;

  set_up (&self);
  draft = draft_of (CORRAL_OPERATION_ALERT_ACK, TENANT, self.alert, self.alert_rev);
  submit (&self, &draft, 1);
  g_assert_no_error (self.error);
  id = g_strdup (submitted_id (&self, 0));
  g_assert_true (is_in (&self, id, CORRAL_OUTBOX_HELD));
  g_assert_cmpuint (corral_outbox_get_n_waiting (self.outbox), ==, 1);
  g_assert_cmpuint (self.n_changed, >=, 1);
  body = g_bytes_ref (get_entry (&self, id)->body);

  /* Another start: it is there, byte for byte. */
  reopen (&self);
  g_assert_cmpuint (corral_outbox_get_n_waiting (self.outbox), ==, 1);
  g_assert_true (g_bytes_equal (get_entry (&self, id)->body, body));

  go_online (&self);
  wait_until (is_in (&self, id, CORRAL_OUTBOX_APPLIED) && is_settled (&self, id));
  g_assert_cmpuint (corral_outbox_get_n_waiting (self.outbox), ==, 0);
  g_assert_cmpuint (get_entry (&self, id)->attempts, ==, 1);
  g_assert_true (corral_cache_get_row (self.f.cache, TENANT, CORRAL_COLLECTION_ALERT, self.alert, (gpointer *) &alert,
                                       NULL));
  g_assert_true (CORRAL_IS_KNOWN (alert->acknowledged_ms));
  g_assert_cmpstr (alert->acknowledged_by, ==, "demo");
  corral_fact_unref (alert);
  tear_down (&self);
}

static void
test_taken_back (void)
{
  Desk self;
  CorralOperationDraft draft;
  g_autofree char *id = NULL;
  guint before;

  set_up (&self);
  draft = draft_of (CORRAL_OPERATION_ALERT_CLEAR, TENANT, self.alert, self.alert_rev);
  submit (&self, &draft, 1);
  id = g_strdup (submitted_id (&self, 0));
  before = corral_demo_cloud_get_n_requests (self.f.cloud);
  undo (&self, id);
  g_assert_no_error (self.error);
  g_assert_cmpuint (self.n_undone, ==, 1);
  g_assert_null (get_entry (&self, id));
  g_assert_cmpuint (corral_outbox_get_n_waiting (self.outbox), ==, 0);
  g_assert_cmpuint (corral_demo_cloud_get_n_requests (self.f.cloud), ==, before);

  /* Sent is sent. */
  submit (&self, &draft, 1);
  g_free (id);
  id = g_strdup (submitted_id (&self, 0));
  go_online (&self);
  corral_outbox_send_now (self.outbox);
  wait_until (is_in (&self, id, CORRAL_OUTBOX_APPLIED));
  undo (&self, id);
  g_assert_error (self.error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_TOO_LATE);
  g_assert_true (is_in (&self, id, CORRAL_OUTBOX_APPLIED));
  tear_down (&self);
}

/* In one act each row has its own answer, and what is wrong with one keeps no other from being saved. */
static void
test_rules (void)
{
  Desk self;
  static const char *const few[] = { "fleet.read", "alert.write", "ticket.write", NULL };
  static const CorralOutboxError expected[]
      = { CORRAL_OUTBOX_ERROR_PRIVATE, CORRAL_OUTBOX_ERROR_INVALID, CORRAL_OUTBOX_ERROR_FORBIDDEN,
          CORRAL_OUTBOX_ERROR_ONLINE_ONLY };
  CorralOperationDraft drafts[5];
  g_autofree char *why = NULL;

  set_up (&self);
  corral_demo_cloud_set_scopes (self.f.cloud, few);
  sync_once_well (&self.f);
  reopen (&self);
  drafts[0] = draft_of (CORRAL_OPERATION_NOTE_ADD, TENANT, self.cart, self.cart_rev);
  drafts[0].params.text = "The shopper paid with 4111 1111 1111 1111";
  drafts[1] = draft_of (CORRAL_OPERATION_TICKET_OPEN, TENANT, self.cart, self.cart_rev);
  drafts[2] = draft_of (CORRAL_OPERATION_FLAG_DECIDE, TENANT, self.flag, self.flag_rev);
  drafts[2].params.outcome = "staff_ok";
  drafts[3] = draft_of (CORRAL_OPERATION_SESSION_PAUSE, TENANT, "t-1", CORRAL_UNKNOWN);
  drafts[4] = draft_of (CORRAL_OPERATION_ALERT_ACK, TENANT, self.alert, self.alert_rev);
  submit (&self, drafts, 5);
  g_assert_no_error (self.error);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const CorralOutboxResult *result = g_ptr_array_index (self.results, i);

      g_assert_null (result->id);
      g_assert_error (result->error, CORRAL_OUTBOX_ERROR, (int) expected[i]);
    }
  g_assert_true (is_in (&self, submitted_id (&self, 4), CORRAL_OUTBOX_HELD));
  g_assert_cmpuint (corral_outbox_get_n_waiting (self.outbox), ==, 1);
  g_assert_false (corral_outbox_may (self.outbox, CORRAL_OPERATION_FLAG_DECIDE));
  g_assert_true (corral_outbox_may (self.outbox, CORRAL_OPERATION_ALERT_ACK));
  why = corral_outbox_why_not (self.outbox, CORRAL_OPERATION_FLAG_DECIDE);
  g_assert_nonnull (why);
  tear_down (&self);
}

static void
again_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *self = data;

  self->again = corral_outbox_again_finish (CORRAL_OUTBOX (source), result, &self->error);
  self->done = TRUE;
}

/* On Monday two desks have touched the same flag. */
static void
test_conflict_and_keep_mine (void)
{
  Desk self;
  CorralOperationDraft draft;
  g_autofree char *id = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;
  CorralFlag *flag = NULL;

  set_up (&self);
  draft = draft_of (CORRAL_OPERATION_FLAG_DECIDE, TENANT, self.flag, self.flag_rev);
  draft.params.outcome = "confirmed";
  submit (&self, &draft, 1);
  id = g_strdup (submitted_id (&self, 0));
  g_assert_true (corral_demo_cloud_act (self.f.cloud, TENANT, "flag.decide", "flag", self.flag,
                                        "{\"outcome\": \"staff_ok\"}", "st-204", &error));
  g_assert_no_error (error);
  go_online (&self);
  wait_until (is_in (&self, id, CORRAL_OUTBOX_CONFLICT));
  g_assert_cmpuint (corral_outbox_get_n_troubled (self.outbox), ==, 1);
  g_assert_nonnull (get_entry (&self, id)->message);
  /* Nobody's decision was overwritten, and theirs is the truth here as well. */
  g_assert_true (corral_cache_get_row (self.f.cache, TENANT, CORRAL_COLLECTION_FLAG, self.flag, (gpointer *) &flag, NULL));
  g_assert_cmpstr (flag->outcome, ==, "staff_ok");
  g_assert_cmpstr (flag->decided_by, ==, "st-204");

  /* Keep mine: a new operation on what was seen now. */
  forget_results (&self);
  corral_outbox_again_async (self.outbox, id, flag->rev, again_cb, &self);
  corral_fact_unref (g_steal_pointer (&flag));
  wait_until (self.done);
  g_assert_no_error (self.error);
  g_assert_cmpstr (self.again, !=, id);
  second = g_strdup (self.again);
  g_assert_true (is_settled (&self, id));
  g_assert_cmpuint (corral_outbox_get_n_troubled (self.outbox), ==, 0);
  corral_outbox_send_now (self.outbox);
  wait_until (corral_outbox_get_n_waiting (self.outbox) == 0);
  if (is_in (&self, second, CORRAL_OUTBOX_APPLIED))
    {
      g_assert_true (
          corral_cache_get_row (self.f.cache, TENANT, CORRAL_COLLECTION_FLAG, self.flag, (gpointer *) &flag, NULL));
      g_assert_cmpstr (flag->outcome, ==, "confirmed");
      corral_fact_unref (flag);
    }
  else
    {
      const CorralOutboxEntry *entry = get_entry (&self, second);

      g_assert_nonnull (entry);
      g_assert_cmpstr (corral_outbox_state_to_word (entry->state), ==, "conflict");
    }
  tear_down (&self);
}

/* Out of service and back again, made on the one revision that the person saw: both are done, in that order. */
static void
test_edit_and_edit (void)
{
  Desk self;
  CorralOperationDraft drafts[2];
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  set_up (&self);
  drafts[0] = draft_of (CORRAL_OPERATION_CART_OUT_OF_SERVICE, TENANT, self.cart, self.cart_rev);
  drafts[0].params.reason = "repair";
  drafts[1] = draft_of (CORRAL_OPERATION_CART_IN_SERVICE, TENANT, self.cart, self.cart_rev);
  submit (&self, drafts, 2);
  first = g_strdup (submitted_id (&self, 0));
  second = g_strdup (submitted_id (&self, 1));
  g_assert_cmpstr (get_entry (&self, second)->depends_on, ==, first);
  g_assert_null (get_entry (&self, first)->depends_on);
  go_online (&self);
  corral_outbox_send_now (self.outbox);
  wait_until (is_settled (&self, first) && is_settled (&self, second));
  g_assert_true (is_in (&self, first, CORRAL_OUTBOX_APPLIED));
  g_assert_true (is_in (&self, second, CORRAL_OUTBOX_APPLIED));
  g_assert_cmpint (get_entry (&self, first)->applied_rev, <, get_entry (&self, second)->applied_rev);
  tear_down (&self);
}

/* What another account made is not sent in this one's name. */
static void
test_other_account (void)
{
  Desk self;
  CorralOperationDraft draft;
  g_autoptr (CorralOutboxEntry) entry = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autofree char *mine = NULL;

  set_up (&self);
  draft = draft_of (CORRAL_OPERATION_ALERT_ACK, TENANT, self.alert, self.alert_rev);
  entry = corral_outbox_entry_new (&draft, "0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d", "somebody", NULL,
                                   corral_clock_now_ms (self.f.clock), 0);
  g_ptr_array_add (entries, entry);
  g_assert_true (corral_cache_outbox_add (self.f.cache, entries, NULL));
  draft = draft_of (CORRAL_OPERATION_CART_OUT_OF_SERVICE, TENANT, self.cart, self.cart_rev);
  draft.params.reason = "cleaning";
  submit (&self, &draft, 1);
  mine = g_strdup (submitted_id (&self, 0));
  go_online (&self);
  corral_outbox_send_now (self.outbox);
  wait_until (is_settled (&self, mine));
  g_assert_true (is_in (&self, entry->id, CORRAL_OUTBOX_QUEUED));
  g_assert_cmpuint (get_entry (&self, entry->id)->attempts, ==, 0);
  tear_down (&self);
}

static void
performed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Desk *self = data;

  corral_outbox_perform_finish (CORRAL_OUTBOX (source), result, &self->error);
  self->done = TRUE;
}

static void
test_at_once_or_not_at_all (void)
{
  Desk self;
  CorralOperationDraft draft;
  CorralCertificate *certificate = NULL;
  CorralCart *cart = NULL;
  g_autofree char *why = NULL;

  set_up (&self);
  g_assert_true (corral_cache_get_row (self.f.cache, TENANT, CORRAL_COLLECTION_CART, self.cart, (gpointer *) &cart, NULL));
  g_assert_nonnull (cart->certificate);
  draft = draft_of (CORRAL_OPERATION_CERTIFICATE_REVOKE, TENANT, cart->certificate, CORRAL_UNKNOWN);
  draft.params.reason = "lost";

  /* Offline: it says why not, and keeps nothing. */
  why = corral_outbox_why_not (self.outbox, CORRAL_OPERATION_CERTIFICATE_REVOKE);
  g_assert_nonnull (why);
  corral_outbox_perform_async (self.outbox, &draft, NULL, performed_cb, &self);
  wait_until (self.done);
  g_assert_error (self.error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_ONLINE_ONLY);
  g_assert_cmpuint (corral_outbox_get_entries (self.outbox)->len, ==, 0);

  go_online (&self);
  wait_until (corral_sync_get_status (self.sync)->caught_up);
  forget_results (&self);
  corral_outbox_perform_async (self.outbox, &draft, NULL, performed_cb, &self);
  wait_until (self.done);
  g_assert_no_error (self.error);
  g_assert_true (corral_cache_get_row (self.f.cache, TENANT, CORRAL_COLLECTION_CERTIFICATE, cart->certificate,
                                       (gpointer *) &certificate, NULL));
  g_assert_cmpstr (certificate->status, ==, "revoked");
  corral_fact_unref (certificate);
  corral_fact_unref (cart);
  tear_down (&self);
}

/* Online only, and the request was lost: nobody may say that it was not done, for it may only be held up. */
static void
test_at_once_and_lost (void)
{
  Desk self;
  CorralOperationDraft draft;
  CorralCart *cart = NULL;
  GError *error = NULL;

  set_up (&self);
  g_assert_true (corral_cache_get_row (self.f.cache, TENANT, CORRAL_COLLECTION_CART, self.cart, (gpointer *) &cart, NULL));
  draft = draft_of (CORRAL_OPERATION_CERTIFICATE_REVOKE, TENANT, cart->certificate, CORRAL_UNKNOWN);
  draft.params.reason = "lost";
  go_online (&self);
  wait_until (corral_sync_get_status (self.sync)->caught_up);
  corral_demo_cloud_set_faults (self.f.cloud, "[lost]\nmethod=PUT\nkind=drop-before\n", &error);
  g_assert_no_error (error);
  corral_outbox_perform_async (self.outbox, &draft, NULL, performed_cb, &self);
  wait_until (self.done);
  g_assert_error (self.error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_UNKNOWN);
  corral_fact_unref (cart);
  tear_down (&self);
}

static void
test_read_only (void)
{
  Desk self;
  CorralOperationDraft draft;
  g_autoptr (CorralCache) reading = NULL;
  g_autoptr (CorralOutbox) outbox = NULL;
  g_autofree char *data = NULL;
  g_autofree char *cache = NULL;
  g_autofree char *why = NULL;

  set_up (&self);
  data = g_build_filename (self.f.root, "data", NULL);
  cache = g_build_filename (self.f.root, "cache", NULL);
  draft = draft_of (CORRAL_OPERATION_ALERT_ACK, TENANT, self.alert, self.alert_rev);
  submit (&self, &draft, 1);

  /* A second program on the same folder sees what waits, and may not add to it. */
  reading = corral_cache_open (data, cache, CORRAL_CACHE_OPEN_DEFAULT, self.f.clock, NULL);
  g_assert_cmpint (corral_cache_get_access (reading), ==, CORRAL_CACHE_ACCESS_READ_LOCKED);
  outbox = corral_outbox_new (reading, NULL, self.f.clock, 2);
  g_assert_cmpuint (corral_outbox_get_n_waiting (outbox), ==, 1);
  why = corral_outbox_why_not (outbox, CORRAL_OPERATION_ALERT_ACK);
  g_assert_nonnull (why);
  forget_results (&self);
  corral_outbox_submit_async (outbox, &draft, 1, NULL, submitted_cb, &self);
  wait_until (self.done);
  g_assert_error (self.error, CORRAL_OUTBOX_ERROR, CORRAL_OUTBOX_ERROR_READ_ONLY);
  corral_outbox_stop (outbox);
  corral_cache_close (reading);
  tear_down (&self);
}

static void
clock_cb (CorralSync *sync, Desk *self)
{
  CorralSyncStatus *status = corral_sync_get_status (sync);

  if (!CORRAL_IS_KNOWN (status->server_offset_ms))
    return;
  self->n_changed++;
  g_assert_cmpint (ABS (START_MS - corral_clock_now_ms (self->f.clock) - status->server_offset_ms), <, CORRAL_MINUTE_MS);
}

/* The cloud's own word on the time counts, not the Date that whatever stands between puts on its answers: what is too
 * late is judged by it. */
static void
test_the_clouds_clock (void)
{
  Desk self;
  CorralOperationDraft draft;
  g_autofree char *id = NULL;

  set_up (&self);
  draft = draft_of (CORRAL_OPERATION_CART_OUT_OF_SERVICE, TENANT, self.cart, self.cart_rev);
  draft.params.reason = "cleaning";
  g_signal_connect (self.sync, "changed", G_CALLBACK (clock_cb), &self);
  go_online (&self);
  wait_until (corral_sync_get_status (self.sync)->caught_up);
  submit (&self, &draft, 1);
  id = g_strdup (submitted_id (&self, 0));
  /* Made by that clock, too. */
  g_assert_cmpint (ABS (get_entry (&self, id)->made_ms - START_MS), <, CORRAL_MINUTE_MS);
  corral_outbox_send_now (self.outbox);
  wait_until (is_settled (&self, id));
  g_assert_cmpuint (self.n_changed, >, 3);
  tear_down (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/outbox/saved-then-sent", test_saved_then_sent);
  g_test_add_func ("/sync/outbox/taken-back", test_taken_back);
  g_test_add_func ("/sync/outbox/rules", test_rules);
  g_test_add_func ("/sync/outbox/conflict-and-keep-mine", test_conflict_and_keep_mine);
  g_test_add_func ("/sync/outbox/edit-and-edit", test_edit_and_edit);
  g_test_add_func ("/sync/outbox/other-account", test_other_account);
  g_test_add_func ("/sync/outbox/at-once-or-not-at-all", test_at_once_or_not_at_all);
  g_test_add_func ("/sync/outbox/at-once-and-lost", test_at_once_and_lost);
  g_test_add_func ("/sync/outbox/the-clouds-clock", test_the_clouds_clock);
  g_test_add_func ("/sync/outbox/read-only", test_read_only);
  return g_test_run ();
}
