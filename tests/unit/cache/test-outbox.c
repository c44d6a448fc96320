/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox's file: what goes in, how it moves on, who comes first, and that it is all there
 * again. */
#include "outbox-fixture.h"

#include "corral-database.h"

#include <glib/gstdio.h>
#include <string.h>

static void
set_up (Fixture *fixture)
{
  fixture_set_up (fixture);
  fixture_open (fixture);
}

static void
reopen (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_open (fixture);
}

/* ---- one entry
 * ------------------------------------------------------------------------------------------ */

static void
assert_same_meaning (const CorralOutboxEntry *a, const CorralOutboxEntry *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->account, ==, b->account);
  g_assert_cmpstr (a->tenant, ==, b->tenant);
  g_assert_cmpstr (a->type_name, ==, b->type_name);
  g_assert_true (a->type == b->type);
  g_assert_cmpstr (a->target_collection, ==, b->target_collection);
  g_assert_cmpstr (a->target, ==, b->target);
  g_assert_cmpstr (a->params.reason, ==, b->params.reason);
  g_assert_cmpstr (a->params.summary, ==, b->params.summary);
  g_assert_cmpint (a->params.until_ms, ==, b->params.until_ms);
  g_assert_cmpint (a->expected_rev, ==, b->expected_rev);
  g_assert_cmpint (a->made_ms, ==, b->made_ms);
  g_assert_cmpint (a->not_after_ms, ==, b->not_after_ms);
  g_assert_cmpstr (a->depends_on, ==, b->depends_on);
  g_assert_true (g_bytes_equal (a->body, b->body));
}

static void
test_everything_comes_back (void)
{
  Fixture fixture;
  CorralOperationDraft draft = {
    .kind = CORRAL_OPERATION_TICKET_OPEN,
    .tenant = TENANT,
    .collection = CORRAL_COLLECTION_CART,
    .target = "c1",
    .expected_rev = CORRAL_UNKNOWN,
  };
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  CorralOutboxEntry *made;
  GError *error = NULL;

  set_up (&fixture);
  add_entry (&fixture, "first", "a1", NULL, FALSE);
  corral_operation_params_clear (&draft.params);
  draft.params.reason = "wheel";
  draft.params.summary = "Vorderrad eiert \342\200\224 bitte tauschen";
  made = corral_outbox_entry_new (&draft, "ticket", "ada", "first", START_MS,
                                  CORRAL_OPERATION_HOLD_MS);
  g_ptr_array_add (entries, made);
  g_assert_true (corral_cache_outbox_add (fixture.cache, entries, &error));
  g_assert_no_error (error);

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (CorralOutboxEntry) held
          = corral_cache_outbox_get (fixture.cache, "ticket", &error);

      g_assert_no_error (error);
      assert_same_meaning (held, made);
      g_assert_cmpint (held->pk, ==, 2);
      g_assert_cmpint (held->state, ==, CORRAL_OUTBOX_HELD);
      g_assert_cmpint (held->hold_until_ms, ==, START_MS + CORRAL_OPERATION_HOLD_MS);
      g_assert_cmpuint (held->attempts, ==, 0);
      g_assert_cmpint (held->next_attempt_ms, ==, CORRAL_UNKNOWN);
      g_assert_cmpint (held->applied_rev, ==, CORRAL_UNKNOWN);
      g_assert_cmpint (held->http_status, ==, CORRAL_UNKNOWN);
      g_assert_cmpint (held->ended_ms, ==, CORRAL_UNKNOWN);
      g_assert_null (held->code);
      g_assert_null (held->message);
      g_assert_false (held->settled);
      reopen (&fixture);
    }
  {
    g_autoptr (CorralOutboxEntry) none = corral_cache_outbox_get (fixture.cache, "nobody", &error);

    g_assert_no_error (error);
    g_assert_null (none);
  }
  fixture_tear_down (&fixture);
}

static void
test_a_step_says_all (void)
{
  Fixture fixture;
  CorralOutboxStep step = make_step ("a", BIT (QUEUED), CORRAL_OUTBOX_SENDING);
  g_autoptr (CorralOutboxEntry) sending = NULL;
  g_autoptr (CorralOutboxEntry) conflict = NULL;
  g_autoptr (CorralOutboxEntry) unknown = NULL;
  guint moved = 0;
  GError *error = NULL;

  set_up (&fixture);
  add_entry (&fixture, "a", "a1", NULL, FALSE);
  step.http_status = 503;
  step.next_attempt_ms = 5;
  g_assert_true (corral_cache_outbox_step (fixture.cache, &step, 1, &moved, &error));
  g_assert_cmpuint (moved, ==, 1);
  sending = corral_cache_outbox_get (fixture.cache, "a", &error);
  g_assert_cmpint (sending->state, ==, CORRAL_OUTBOX_SENDING);
  g_assert_cmpuint (sending->attempts, ==, 1);
  g_assert_cmpint (sending->http_status, ==, 503);
  g_assert_cmpint (sending->next_attempt_ms, ==, 5);

  /* An unknown status leaves the one of the last answer; everything else is as the step says. */
  g_assert_true (step_entry (&fixture, "a", BIT (SENDING), CORRAL_OUTBOX_UNKNOWN));
  unknown = corral_cache_outbox_get (fixture.cache, "a", &error);
  g_assert_cmpint (unknown->http_status, ==, 503);
  g_assert_cmpuint (unknown->attempts, ==, 1);
  g_assert_cmpint (unknown->next_attempt_ms, ==, CORRAL_UNKNOWN);

  step = make_step ("a", BIT (UNKNOWN), CORRAL_OUTBOX_CONFLICT);
  step.http_status = 409;
  step.applied_rev = 12;
  step.code = "state-moved-on";
  step.message = "The alert was cleared.";
  step.already_by = "bob";
  step.result = "a1";
  step.ended_ms = START_MS + 3;
  step.settled = TRUE;
  g_assert_true (corral_cache_outbox_step (fixture.cache, &step, 1, NULL, &error));
  reopen (&fixture);
  conflict = corral_cache_outbox_get (fixture.cache, "a", &error);
  g_assert_no_error (error);
  g_assert_cmpint (conflict->state, ==, CORRAL_OUTBOX_CONFLICT);
  g_assert_cmpint (conflict->http_status, ==, 409);
  g_assert_cmpint (conflict->applied_rev, ==, 12);
  g_assert_cmpstr (conflict->code, ==, "state-moved-on");
  g_assert_cmpstr (conflict->message, ==, "The alert was cleared.");
  g_assert_cmpstr (conflict->already_by, ==, "bob");
  g_assert_cmpstr (conflict->result, ==, "a1");
  g_assert_cmpint (conflict->ended_ms, ==, START_MS + 3);
  g_assert_true (conflict->settled);
  g_assert_cmpuint (conflict->attempts, ==, 1);
  fixture_tear_down (&fixture);
}

/* ---- guards
 * --------------------------------------------------------------------------------------------- */

static void
test_every_state_is_left_only_from_where_it_may (void)
{
  Fixture fixture;

  set_up (&fixture);
  for (guint state = 0; state < CORRAL_N_OUTBOX_STATES; state++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", state);
      guint others = ~CORRAL_OUTBOX_BIT (state) & ((1u << CORRAL_N_OUTBOX_STATES) - 1);

      add_entry (&fixture, id, id, NULL, FALSE);
      g_assert_true (state == CORRAL_OUTBOX_QUEUED
                     || step_entry (&fixture, id, BIT (QUEUED), state));
      g_assert_false (step_entry (&fixture, id, others, CORRAL_OUTBOX_APPLIED));
      g_assert_false (step_entry (&fixture, id, 0, CORRAL_OUTBOX_APPLIED));
      g_assert_false (remove_entry (&fixture, id, others));
      {
        GError *error = NULL;
        g_autoptr (CorralOutboxEntry) entry = corral_cache_outbox_get (fixture.cache, id, &error);

        g_assert_no_error (error);
        g_assert_cmpint (entry->state, ==, state);
      }
      g_assert_true (step_entry (&fixture, id, CORRAL_OUTBOX_BIT (state), CORRAL_OUTBOX_UNKNOWN));
      g_assert_true (remove_entry (&fixture, id, BIT (UNKNOWN)));
      g_assert_false (remove_entry (&fixture, id, BIT (UNKNOWN)));
      g_assert_false (step_entry (&fixture, id, BIT (UNKNOWN), CORRAL_OUTBOX_QUEUED));
    }
  assert_text (list_entries (&fixture), "");
  fixture_tear_down (&fixture);
}

static void
test_steps_go_together (void)
{
  Fixture fixture;
  CorralOutboxStep steps[] = {
    make_step ("a", BIT (QUEUED), CORRAL_OUTBOX_SENDING),
    make_step ("gone", BIT (QUEUED), CORRAL_OUTBOX_SENDING),
    make_step ("b", BIT (HELD), CORRAL_OUTBOX_QUEUED),
    /* Each sees what those before it did. */
    make_step ("a", BIT (SENDING), CORRAL_OUTBOX_APPLIED),
  };
  guint moved = 0;
  GError *error = NULL;

  set_up (&fixture);
  add_entry (&fixture, "a", "a1", NULL, FALSE);
  add_entry (&fixture, "b", "a2", NULL, FALSE);
  g_assert_true (
      corral_cache_outbox_step (fixture.cache, steps, G_N_ELEMENTS (steps), &moved, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (moved, ==, 2);
  assert_text (list_entries (&fixture), "a:applied b:queued ");
  fixture_tear_down (&fixture);
}

static void
test_all_or_none_are_added (void)
{
  Fixture fixture;
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
  GError *error = NULL;

  set_up (&fixture);
  add_entry (&fixture, "b", "a1", NULL, FALSE);
  g_ptr_array_add (entries, make_entry (&fixture, "a", "a1", NULL, FALSE));
  g_ptr_array_add (entries, make_entry (&fixture, "b", "a1", NULL, FALSE));
  g_ptr_array_add (entries, make_entry (&fixture, "c", "a1", NULL, FALSE));
  g_assert_false (corral_cache_outbox_add (fixture.cache, entries, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FAILED);
  g_clear_error (&error);
  assert_text (list_entries (&fixture), "b:queued ");

  g_ptr_array_remove_index (entries, 1);
  g_assert_true (corral_cache_outbox_add (fixture.cache, entries, &error));
  assert_text (list_entries (&fixture), "b:queued a:queued c:queued ");
  fixture_tear_down (&fixture);
}

/* ---- order
 * ---------------------------------------------------------------------------------------------- */

static void
test_the_order_is_that_of_making (void)
{
  Fixture fixture;

  set_up (&fixture);
  add_entry (&fixture, "z", "a1", NULL, FALSE);
  add_entry (&fixture, "a", "a2", NULL, TRUE);
  add_entry (&fixture, "m", "a1", NULL, FALSE);
  g_assert_true (step_entry (&fixture, "z", BIT (QUEUED), CORRAL_OUTBOX_SENDING));
  assert_text (list_entries (&fixture), "z:sending a:held m:queued ");

  /* A number is never given twice: the last one goes, and the next still comes after. */
  g_assert_true (remove_entry (&fixture, "m", UNSENT));
  reopen (&fixture);
  add_entry (&fixture, "b", "a1", NULL, FALSE);
  {
    g_autoptr (CorralOutboxEntry) entry = corral_cache_outbox_get (fixture.cache, "b", NULL);

    g_assert_cmpint (entry->pk, ==, 4);
  }
  assert_text (list_entries (&fixture), "z:sending a:held b:queued ");
  fixture_tear_down (&fixture);
}

static void
test_the_newest_settled_ones_are_listed (void)
{
  Fixture fixture;
  static const char *const ids[] = { "a", "b", "c", "d", "e" };
  GError *error = NULL;

  set_up (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      add_entry (&fixture, ids[i], "a1", NULL, FALSE);
      if (i != 1)
        {
          g_assert_true (step_entry (&fixture, ids[i], BIT (QUEUED), CORRAL_OUTBOX_APPLIED));
          settle_entry (&fixture, ids[i]);
        }
    }
  for (guint n = 0; n < 6; n++)
    {
      static const char *const expected[] = { "b", "be", "bde", "bcde", "abcde", "abcde" };
      g_autoptr (GPtrArray) entries = corral_cache_outbox_list (fixture.cache, n, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (entries->len, ==, strlen (expected[n]));
      for (guint i = 0; i < entries->len; i++)
        g_assert_cmpint (((CorralOutboxEntry *) g_ptr_array_index (entries, i))->id[0], ==,
                         expected[n][i]);
    }
  fixture_tear_down (&fixture);
}

/* ---- taking back, settling, forgetting
 * ------------------------------------------------------------------ */

static void
test_what_depends_goes_too (void)
{
  Fixture fixture;
  const char *ids[] = { "a", "other", NULL };
  guint n = 0;
  GError *error = NULL;

  set_up (&fixture);
  add_entry (&fixture, "a", "a1", NULL, TRUE);
  add_entry (&fixture, "b", "a1", "a", FALSE);
  add_entry (&fixture, "c", "a1", "b", TRUE);
  add_entry (&fixture, "sent", "a1", "a", FALSE);
  add_entry (&fixture, "after", "a1", "sent", FALSE);
  add_entry (&fixture, "other", "a2", NULL, FALSE);
  add_entry (&fixture, "stays", "a2", NULL, FALSE);
  g_assert_true (step_entry (&fixture, "sent", BIT (QUEUED), CORRAL_OUTBOX_SENDING));
  g_assert_true (corral_cache_outbox_remove (fixture.cache, ids, UNSENT, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 4);
  /* What has been sent stays, and what depends on that. */
  assert_text (list_entries (&fixture), "sent:sending after:queued stays:queued ");
  fixture_tear_down (&fixture);
}

static void
test_settling (void)
{
  Fixture fixture;

  set_up (&fixture);
  for (guint state = 0; state < CORRAL_N_OUTBOX_STATES; state++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", state);

      add_entry (&fixture, id, id, NULL, FALSE);
      if (state != CORRAL_OUTBOX_QUEUED)
        g_assert_true (step_entry (&fixture, id, BIT (QUEUED), state));
      settle_entry (&fixture, id);
    }
  assert_text (list_entries (&fixture), "s0:held s1:queued s2:sending s3:unknown s4:retry "
                                        "s5:applied! s6:accepted s7:conflict! s8:refused! "
                                        "s9:expired! ");
  fixture_tear_down (&fixture);
}

static void
test_keep_mine (void)
{
  Fixture fixture;
  g_autoptr (CorralOutboxEntry) again = NULL;
  g_autoptr (CorralOutboxEntry) third = NULL;
  GError *error = NULL;

  set_up (&fixture);
  add_entry (&fixture, "a", "a1", NULL, FALSE);
  again = make_entry (&fixture, "b", "a1", NULL, TRUE);
  third = make_entry (&fixture, "c", "a1", NULL, TRUE);
  /* Nothing is in the way yet. */
  g_assert_false (corral_cache_outbox_replace (fixture.cache, "a", again, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (step_entry (&fixture, "a", BIT (QUEUED), CORRAL_OUTBOX_CONFLICT));
  g_assert_true (corral_cache_outbox_replace (fixture.cache, "a", again, &error));
  g_assert_no_error (error);
  assert_text (list_entries (&fixture), "a:conflict! b:held ");
  /* Pressed twice, it is made once. */
  g_assert_false (corral_cache_outbox_replace (fixture.cache, "a", third, &error));
  g_clear_error (&error);
  assert_text (list_entries (&fixture), "a:conflict! b:held ");
  fixture_tear_down (&fixture);
}

static void
test_forgetting (void)
{
  Fixture fixture;
  GError *error = NULL;

  set_up (&fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", i);
      CorralOutboxStep step = make_step (id, BIT (QUEUED), CORRAL_OUTBOX_APPLIED);

      add_entry (&fixture, id, id, NULL, FALSE);
      step.ended_ms = 1000 * (i + 1);
      step.settled = i != 1;
      g_assert_true (corral_cache_outbox_step (fixture.cache, &step, 1, NULL, &error));
    }
  add_entry (&fixture, "child", "s0", "s0", FALSE);
  g_assert_true (corral_cache_outbox_prune (fixture.cache, 1000, &error));
  assert_text (list_entries (&fixture), "s0:applied! s1:applied s2:applied! child:queued ");
  /* What depended on it stays; what is not settled is never forgotten. */
  g_assert_true (corral_cache_outbox_prune (fixture.cache, 3000, &error));
  g_assert_no_error (error);
  assert_text (list_entries (&fixture), "s1:applied s2:applied! child:queued ");
  fixture_tear_down (&fixture);
}

/* ---- two at once
 * ---------------------------------------------------------------------------------------- */

typedef struct
{
  Fixture *fixture;
  const char *id;
  int *gate; /* atomic: both are there */
  gboolean won;
} Racer;

static void
wait_at_gate (Racer *racer)
{
  g_atomic_int_inc (racer->gate);
  while (g_atomic_int_get (racer->gate) < 2)
    g_thread_yield ();
}

static gpointer
take_back (gpointer data)
{
  Racer *racer = data;

  wait_at_gate (racer);
  racer->won = remove_entry (racer->fixture, racer->id, UNSENT);
  return NULL;
}

static gpointer
begin_to_send (gpointer data)
{
  Racer *racer = data;

  wait_at_gate (racer);
  racer->won = step_entry (racer->fixture, racer->id, BIT (QUEUED), CORRAL_OUTBOX_SENDING);
  return NULL;
}

static void
test_exactly_one_comes_first (void)
{
  Fixture fixture;
  guint sent = 0;
  g_autoptr (GPtrArray) entries = NULL;

  set_up (&fixture);
  for (guint round = 0; round < 200; round++)
    {
      g_autofree char *id = g_strdup_printf ("r%03u", round);
      int gate = 0;
      Racer back = { .fixture = &fixture, .id = id, .gate = &gate };
      Racer send = back;
      GThread *thread;

      add_entry (&fixture, id, id, NULL, FALSE);
      thread = g_thread_new ("take back", take_back, &back);
      begin_to_send (&send);
      g_thread_join (thread);
      g_assert_true (back.won != send.won);
      sent += send.won;
    }
  entries = corral_cache_outbox_list (fixture.cache, 0, NULL);
  g_assert_cmpuint (entries->len, ==, sent);
  g_test_message ("taken back %u, sent %u", 200 - sent, sent);
  fixture_tear_down (&fixture);
}

/* ---- who is told
 * ---------------------------------------------------------------------------------------- */

static void
count_call (CorralCache *cache, gpointer data)
{
  g_atomic_int_inc ((int *) data);
}

static void
test_changes_are_told (void)
{
  Fixture fixture;
  int told = 0;
  int woken = 0;
  const char *ids[] = { "a", NULL };

  set_up (&fixture);
  corral_cache_set_outbox_notify (fixture.cache, NULL, count_call, &told, NULL);
  corral_cache_set_outbox_wake (fixture.cache, count_call, &woken);
  add_entry (&fixture, "a", "a1", NULL, FALSE);
  g_assert_cmpint (woken, ==, 1);
  while (told < 1)
    g_main_context_iteration (NULL, TRUE);

  /* What changed nothing is not told. */
  g_assert_false (step_entry (&fixture, "a", BIT (HELD), CORRAL_OUTBOX_QUEUED));
  g_assert_false (remove_entry (&fixture, "b", UNSENT));
  settle_entry (&fixture, "a");
  g_assert_true (corral_cache_outbox_prune (fixture.cache, G_MAXINT64, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (told, ==, 1);
  g_assert_cmpint (woken, ==, 1);

  /* Several before anybody could look are told once, and at least once. */
  g_assert_true (step_entry (&fixture, "a", BIT (QUEUED), CORRAL_OUTBOX_SENDING));
  g_assert_true (step_entry (&fixture, "a", BIT (SENDING), CORRAL_OUTBOX_REFUSED));
  settle_entry (&fixture, "a");
  g_assert_cmpint (woken, ==, 4);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (told, ==, 2);

  corral_cache_set_outbox_wake (fixture.cache, NULL, NULL);
  corral_cache_set_outbox_notify (fixture.cache, NULL, NULL, NULL, NULL);
  g_assert_true (
      corral_cache_outbox_remove (fixture.cache, ids, CORRAL_OUTBOX_TROUBLED, NULL, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (told, ==, 2);
  g_assert_cmpint (woken, ==, 4);
  fixture_tear_down (&fixture);
}

/* ---- again and again
 * ------------------------------------------------------------------------------------ */

static void
test_a_body_never_changes (void)
{
  Fixture fixture;
  g_autofree char *body = NULL;

  set_up (&fixture);
  add_entry (&fixture, "a", "a1", NULL, FALSE);
  add_note (&fixture, "n");
  body = get_body (&fixture, "n");
  g_assert_cmpuint (strlen (body), >, 2000);
  for (guint i = 0; i < 10; i++)
    {
      g_assert_true (step_entry (&fixture, "n", CORRAL_OUTBOX_WAITING, CORRAL_OUTBOX_SENDING));
      reopen (&fixture);
      assert_text (get_body (&fixture, "n"), body);
      assert_text (list_entries (&fixture), "a:queued n:sending ");
    }
  fixture_tear_down (&fixture);
}

/* ---- the cache on the disk
 * ------------------------------------------------------------------------------ */

static void
test_checkpoint (void)
{
  Fixture fixture;
  CorralBatch *batch = make_batch (CORRAL_COLLECTION_CART);
  g_autofree char *path = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *bytes = NULL;
  sqlite3 *pin = NULL;
  gsize size = 0;
  GError *error = NULL;

  set_up (&fixture);
  path = fixture_path (&fixture, TENANT, "cache.db");
  copy = fixture_path (&fixture, TENANT, "copy.db");
  put_cart (batch, "a", 1, "one");
  commit_batch (&fixture, batch);
  g_assert_true (corral_cache_checkpoint (fixture.cache, TENANT, &error));
  g_assert_no_error (error);
  /* The file alone has it: without its log. */
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (copy, bytes, (gssize) size, NULL));
  assert_text (ask_file (copy, "SELECT label FROM cart"), "one");

  /* A reader that is not done does not hold it up. */
  g_assert_cmpint (sqlite3_open (path, &pin), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (pin, "BEGIN; SELECT count(*) FROM cart;", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  batch = make_batch (CORRAL_COLLECTION_CART);
  put_cart (batch, "a", 2, "two");
  commit_batch (&fixture, batch);
  g_assert_true (corral_cache_checkpoint (fixture.cache, TENANT, &error));
  g_assert_no_error (error);
  sqlite3_close (pin);
  g_assert_false (corral_cache_checkpoint (fixture.cache, "nobody", &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FAILED);
  g_clear_error (&error);
  fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cache/outbox/everything-comes-back", test_everything_comes_back);
  g_test_add_func ("/cache/outbox/step", test_a_step_says_all);
  g_test_add_func ("/cache/outbox/guards", test_every_state_is_left_only_from_where_it_may);
  g_test_add_func ("/cache/outbox/steps", test_steps_go_together);
  g_test_add_func ("/cache/outbox/all-or-none", test_all_or_none_are_added);
  g_test_add_func ("/cache/outbox/order", test_the_order_is_that_of_making);
  g_test_add_func ("/cache/outbox/newest-settled", test_the_newest_settled_ones_are_listed);
  g_test_add_func ("/cache/outbox/dependants", test_what_depends_goes_too);
  g_test_add_func ("/cache/outbox/settle", test_settling);
  g_test_add_func ("/cache/outbox/keep-mine", test_keep_mine);
  g_test_add_func ("/cache/outbox/prune", test_forgetting);
  g_test_add_func ("/cache/outbox/race", test_exactly_one_comes_first);
  g_test_add_func ("/cache/outbox/told", test_changes_are_told);
  g_test_add_func ("/cache/outbox/body", test_a_body_never_changes);
  g_test_add_func ("/cache/outbox/checkpoint", test_checkpoint);
  return g_test_run ();
}
