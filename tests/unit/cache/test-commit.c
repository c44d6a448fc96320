/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a commit keeps, ignores, removes and tells. */
#include "cache-fixture.h"

#include "corral-cache-private.h"

/* One step of a story: what comes, what is then held, and what is heard of it. */
typedef struct
{
  CorralChange change;
  const char *id;
  gint64 rev;
  const char *label; /* of a put */
  const char *held;
  const char *heard;
} Step;

static const Step revisions[] = {
  { CORRAL_CHANGE_PUT, "a", 5, "one", "a:5:one ", "#1 cart+a; " },
  { CORRAL_CHANGE_PUT, "a", 5, "same", "a:5:one ", "#2; " },
  { CORRAL_CHANGE_PUT, "a", 4, "older", "a:5:one ", "#3; " },
  { CORRAL_CHANGE_PUT, "a", 6, "two", "a:6:two ", "#4 cart+a; " },
  { CORRAL_CHANGE_PUT, "b", 1, "new", "a:6:two b:1:new ", "#5 cart+b; " },
};

static const Step deletions[] = {
  { CORRAL_CHANGE_PUT, "a", 5, "one", "a:5:one ", "#1 cart+a; " },
  /* Older than what is held: late, so without effect, and no later put may suffer from it. */
  { CORRAL_CHANGE_DELETE, "a", 4, NULL, "a:5:one ", "#2; " },
  { CORRAL_CHANGE_PUT, "a", 6, "two", "a:6:two ", "#3 cart+a; " },
  { CORRAL_CHANGE_DELETE, "a", 9, NULL, "", "#4 cart-a; " },
  { CORRAL_CHANGE_DELETE, "a", 9, NULL, "", "#5; " },
  { CORRAL_CHANGE_PUT, "a", 8, "late", "", "#6; " },
  { CORRAL_CHANGE_PUT, "a", 9, "late", "", "#7; " },
  { CORRAL_CHANGE_PUT, "a", 10, "anew", "a:10:anew ", "#8 cart+a; " },
  /* Anew means anew: the tombstone is gone, the next put needs only a higher revision. */
  { CORRAL_CHANGE_PUT, "a", 11, "next", "a:11:next ", "#9 cart+a; " },
  /* A removal of a row that never came keeps the late put out as well. */
  { CORRAL_CHANGE_DELETE, "b", 3, NULL, "a:11:next ", "#10; " },
  { CORRAL_CHANGE_PUT, "b", 2, "late", "a:11:next ", "#11; " },
};

static const Step departures[] = {
  { CORRAL_CHANGE_PUT, "a", 5, "one", "a:5:one ", "#1 cart+a; " },
  { CORRAL_CHANGE_LEAVE, "a", 5, NULL, "", "#2 cart<a; " },
  { CORRAL_CHANGE_PUT, "a", 4, "late", "", "#3; " },
  /* Back in the scope, unchanged. */
  { CORRAL_CHANGE_PUT, "a", 5, "back", "a:5:back ", "#4 cart+a; " },
};

static const Step purges[] = {
  { CORRAL_CHANGE_PUT, "a", 5, "one", "a:5:one ", "#1 cart+a; " },
  /* Erased, whatever its revision says. */
  { CORRAL_CHANGE_PURGE, "a", 2, NULL, "", "#2 cartxa; " },
  { CORRAL_CHANGE_PUT, "a", 99, "never", "", "#3; " },
  { CORRAL_CHANGE_DELETE, "a", 100, NULL, "", "#4; " },
  { CORRAL_CHANGE_PUT, "a", 101, "never", "", "#5; " },
};

typedef struct
{
  const Step *steps;
  guint n_steps;
} Story;

static void
test_story (gconstpointer data)
{
  const Story *story = data;
  Fixture fixture;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  for (guint i = 0; i < story->n_steps; i++)
    {
      const Step *step = &story->steps[i];
      CorralBatch *batch = make_batch (CORRAL_COLLECTION_CART);

      if (step->change == CORRAL_CHANGE_PUT)
        put_cart (batch, step->id, step->rev, step->label);
      else
        take_away (batch, step->change, step->id, step->rev);
      commit_batch (&fixture, batch);
      assert_text (list_carts (&fixture), step->held);
      assert_text (fixture_listen (&fixture), step->heard);

      /* Nothing depends on what a process remembers. */
      if (i % 2 == 1)
        {
          fixture_close (&fixture);
          fixture_open (&fixture);
          assert_text (list_carts (&fixture), step->held);
        }
    }
  fixture_tear_down (&fixture);
}

static void
test_one_batch_is_filtered (void)
{
  Fixture fixture;
  CorralBatch *batch;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  batch = make_batch (CORRAL_COLLECTION_CART);
  put_cart (batch, "a", 5, "one");
  put_cart (batch, "b", 5, "one");
  put_cart (batch, "a", 4, "old");
  put_cart (batch, "b", 6, "two");
  take_away (batch, CORRAL_CHANGE_DELETE, "a", 3);
  commit_batch (&fixture, batch);
  assert_text (list_carts (&fixture), "a:5:one b:6:two ");
  assert_text (fixture_listen (&fixture), "#1 cart+a cart+b cart+b; ");
  fixture_tear_down (&fixture);
}

static void
test_last_values_go_with_their_cart (void)
{
  Fixture fixture;
  CorralBatch *batch;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  batch = make_batch (CORRAL_COLLECTION_CART);
  put_cart (batch, "a", 5, "one");
  put_cart (batch, "b", 5, "one");
  commit_batch (&fixture, batch);
  batch = make_batch (CORRAL_COLLECTION_VITAL);
  put_vital (batch, "a", 700);
  put_vital (batch, "b", 700);
  commit_batch (&fixture, batch);
  batch = make_batch (CORRAL_COLLECTION_CART);
  take_away (batch, CORRAL_CHANGE_DELETE, "a", 6);
  commit_batch (&fixture, batch);
  assert_text (fixture_listen (&fixture),
               "#1 cart+a cart+b; #2 vital+a vital+b; #3 cart-a vital-a; ");

  /* A message that was under way does not bring back the values of a cart that has gone. */
  batch = make_batch (CORRAL_COLLECTION_VITAL);
  put_vital (batch, "a", 701);
  put_vital (batch, "b", 701);
  commit_batch (&fixture, batch);
  assert_text (fixture_listen (&fixture), "#4 vital+b; ");
  g_assert_cmpint (corral_cache_count_rows (fixture.cache, TENANT, CORRAL_COLLECTION_VITAL, &error),
                   ==, 1);
  g_assert_no_error (error);

  /* Once the cart is back, so are they. */
  batch = make_batch (CORRAL_COLLECTION_CART);
  put_cart (batch, "a", 8, "anew");
  commit_batch (&fixture, batch);
  batch = make_batch (CORRAL_COLLECTION_VITAL);
  put_vital (batch, "a", 702);
  commit_batch (&fixture, batch);
  assert_text (fixture_listen (&fixture), "#5 cart+a; #6 vital+a; ");
  fixture_tear_down (&fixture);
}

static void
test_generations (void)
{
  Fixture fixture;
  CorralBatch *batch;
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (CorralSyncState) before = NULL;
  g_autoptr (CorralSyncState) during = NULL;
  g_autoptr (CorralSyncState) after = NULL;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  batch = make_batch (CORRAL_COLLECTION_CART);
  put_cart (batch, "a", 5, "old");
  put_cart (batch, "b", 5, "old");
  put_cart (batch, "c", 5, "old");
  put_cart (batch, "p", 5, "old");
  take_away (batch, CORRAL_CHANGE_DELETE, "d", 9);
  take_away (batch, CORRAL_CHANGE_PURGE, "p", 9);
  corral_commit_add_batch (commit, batch);
  corral_batch_unref (batch);
  batch = make_batch (CORRAL_COLLECTION_VITAL);
  put_vital (batch, "a", 1);
  put_vital (batch, "c", 1);
  corral_commit_add_batch (commit, batch);
  corral_batch_unref (batch);
  corral_commit_set_state (commit, "s1");
  corral_commit_set_progress (commit, CORRAL_COLLECTION_CART, "s0", NULL, TRUE, 3);
  g_assert_true (corral_cache_commit (fixture.cache, TENANT, commit, &error));
  before = corral_cache_get_sync_state (fixture.cache, TENANT, &error);
  g_assert_cmpstr (before->state, ==, "s1");
  g_assert_true (before->progress[CORRAL_COLLECTION_CART].done);
  g_clear_pointer (&commit, corral_commit_free);
  g_free (fixture_listen (&fixture));

  /* All stays readable, the cursor is gone. */
  g_assert_true (corral_cache_begin_resync (fixture.cache, TENANT, &error));
  assert_text (list_carts (&fixture), "a:5:old b:5:old c:5:old ");
  assert_text (fixture_listen (&fixture), "#2; ");
  during = corral_cache_get_sync_state (fixture.cache, TENANT, &error);
  g_assert_null (during->state);
  g_assert_true (during->resyncing);
  g_assert_cmpint (during->generation, ==, 2);
  g_assert_null (during->progress[CORRAL_COLLECTION_CART].as_of);

  /* A cloud restored from a backup: revisions have fallen, the deleted may stand again, the purged
   * may not. */
  batch = make_batch (CORRAL_COLLECTION_CART);
  put_cart (batch, "a", 3, "new");
  put_cart (batch, "b", 5, "new");
  put_cart (batch, "d", 2, "new");
  put_cart (batch, "p", 99, "new");
  commit_batch (&fixture, batch);
  assert_text (fixture_listen (&fixture), "#3 cart+a cart+b cart+d; ");

  /* In the middle the process ends; the new generation goes on. */
  fixture_close (&fixture);
  fixture_open (&fixture);
  assert_text (list_carts (&fixture), "a:3:new b:5:new c:5:old d:2:new ");
  batch = make_batch (CORRAL_COLLECTION_CART);
  put_cart (batch, "a", 2, "late");
  commit_batch (&fixture, batch);
  assert_text (fixture_listen (&fixture), "#4; ");

  g_assert_true (corral_cache_finish_resync (fixture.cache, TENANT, "s9", &error));
  assert_text (list_carts (&fixture), "a:3:new b:5:new d:2:new ");
  assert_text (fixture_listen (&fixture), "#5 cart-c vital-c; ");
  after = corral_cache_get_sync_state (fixture.cache, TENANT, &error);
  g_assert_cmpstr (after->state, ==, "s9");
  g_assert_false (after->resyncing);
  g_assert_no_error (error);
  fixture_tear_down (&fixture);
}

static void
test_cursor_and_rows_move_together (void)
{
  Fixture fixture;
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (CorralSyncState) state = NULL;
  CorralBatch *batch;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  batch = make_batch (CORRAL_COLLECTION_CART);
  put_cart (batch, "a", 1, "one");
  corral_commit_add_batch (commit, batch);
  corral_batch_unref (batch);
  corral_commit_set_state (commit, "s1");
  corral_commit_set_heard (commit, CORRAL_ANSWER_CHANGES, 1760000000123);
  corral_commit_set_known (commit, 1760000000077);
  corral_commit_set_value (commit, "epoch", "7");
  corral_commit_set_value (commit, "etag", "x");
  g_assert_true (corral_cache_commit (fixture.cache, TENANT, commit, &error));
  g_clear_pointer (&commit, corral_commit_free);

  /* Many rows on a disk that is full: neither they nor the cursor. */
  g_assert_true (corral_cache_limit_pages (fixture.cache, TENANT, 1, &error));
  g_assert_no_error (error);
  commit = corral_commit_new ();
  batch = make_batch (CORRAL_COLLECTION_CART);
  put_cart (batch, "a", 2, "two");
  take_away (batch, CORRAL_CHANGE_DELETE, "z", 2);
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      put_cart (batch, id, 1, "many");
    }
  corral_commit_add_batch (commit, batch);
  corral_batch_unref (batch);
  corral_commit_set_state (commit, "s2");
  corral_commit_set_heard (commit, CORRAL_ANSWER_CHANGES, 1760000000999);
  corral_commit_set_known (commit, 1760000000888);
  g_assert_false (corral_cache_commit (fixture.cache, TENANT, commit, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FULL);
  g_clear_error (&error);
  assert_text (list_carts (&fixture), "a:1:one ");
  state = corral_cache_get_sync_state (fixture.cache, TENANT, &error);
  g_assert_cmpstr (state->state, ==, "s1");
  g_assert_cmpint (state->heard_ms[CORRAL_ANSWER_CHANGES], ==, 1760000000123);
  g_assert_cmpint (corral_sync_state_get_heard_ms (state), ==, 1760000000123);
  g_assert_cmpint (state->known_ms, ==, 1760000000077);
  g_assert_false (CORRAL_IS_KNOWN (state->heard_ms[CORRAL_ANSWER_VITALS]));
  g_assert_cmpstr (corral_sync_state_get_value (state, "epoch"), ==, "7");

  /* Notices only for what was committed. */
  assert_text (fixture_listen (&fixture), "#1 cart+a; ");

  /* With space again the same commit goes in, as if nothing had been. */
  g_assert_true (corral_cache_limit_pages (fixture.cache, TENANT, 1000000, &error));
  g_assert_true (corral_cache_commit (fixture.cache, TENANT, commit, &error));
  g_assert_no_error (error);
  g_assert_cmpint (corral_cache_count_rows (fixture.cache, TENANT, CORRAL_COLLECTION_CART, &error),
                   ==, 2001);
  g_clear_pointer (&state, corral_sync_state_free);
  state = corral_cache_get_sync_state (fixture.cache, TENANT, &error);
  g_assert_cmpstr (state->state, ==, "s2");
  g_assert_cmpint (state->sequence, ==, 2);
  fixture_tear_down (&fixture);
}

static CorralCommit *
make_page (guint from, guint n, const char *state)
{
  CorralCommit *commit = corral_commit_new ();
  g_autoptr (CorralBatch) batch = make_batch (CORRAL_COLLECTION_CART);

  for (guint i = from; i < from + n; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%05u", i);

      put_cart (batch, id, 1, "page");
    }
  corral_commit_add_batch (commit, batch);
  corral_commit_set_state (commit, state);
  return commit;
}

static void
test_no_cursor_gets_ahead (void)
{
  Fixture fixture;
  CorralPendingCommit *first;
  CorralPendingCommit *second;
  g_autoptr (CorralSyncState) state = NULL;
  g_autoptr (CorralSyncState) after = NULL;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  first = corral_cache_commit_start (fixture.cache, TENANT, make_page (0, 10, "s1"), &error);
  second = corral_cache_commit_start (fixture.cache, TENANT, make_page (10, 10, "s2"), &error);
  g_assert_true (corral_cache_commit_finish (first, &error));
  g_assert_true (corral_cache_commit_finish (second, &error));
  g_assert_no_error (error);
  g_assert_cmpint (corral_cache_count_rows (fixture.cache, TENANT, CORRAL_COLLECTION_CART, &error),
                   ==, 20);

  /* The first fails, the second would have gone in. */
  g_assert_true (corral_cache_limit_pages (fixture.cache, TENANT, 1, &error));
  first = corral_cache_commit_start (fixture.cache, TENANT, make_page (20, 5000, "s3"), &error);
  second = corral_cache_commit_start (fixture.cache, TENANT, make_page (0, 0, "s4"), &error);
  g_assert_false (corral_cache_commit_finish (first, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FULL);
  g_clear_error (&error);
  g_assert_false (corral_cache_commit_finish (second, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FULL);
  g_clear_error (&error);
  state = corral_cache_get_sync_state (fixture.cache, TENANT, &error);
  g_assert_cmpstr (state->state, ==, "s2");

  /* Told, it goes on. */
  g_assert_true (corral_cache_limit_pages (fixture.cache, TENANT, 1000000, &error));
  first = corral_cache_commit_start (fixture.cache, TENANT, make_page (20, 10, "s3"), &error);
  g_assert_true (corral_cache_commit_finish (first, &error));
  g_assert_no_error (error);
  after = corral_cache_get_sync_state (fixture.cache, TENANT, &error);
  g_assert_cmpstr (after->state, ==, "s3");

  first = corral_cache_commit_start (fixture.cache, "elsewhere", make_page (0, 1, "s1"), &error);
  g_assert_null (first);
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FAILED);
  g_clear_error (&error);
  fixture_tear_down (&fixture);
}

static void
test_progress_and_quarantine (void)
{
  Fixture fixture;
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (CorralSyncState) state = NULL;
  CorralBatch *batch;
  CorralCart *cart;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  corral_commit_set_progress (commit, CORRAL_COLLECTION_STORE, "s0", NULL, TRUE, CORRAL_UNKNOWN);
  corral_commit_set_progress (commit, CORRAL_COLLECTION_CART, "s0", "page2", FALSE, 10000);
  corral_commit_set_progress (commit, CORRAL_COLLECTION_VITAL, "s0", NULL, FALSE, CORRAL_UNKNOWN);
  corral_commit_add_quarantine (commit, "cart", NULL, "/items/3", "not a number", 1760000000000);

  /* A row without what it must have goes to quarantine; the others go in. */
  batch = make_batch (CORRAL_COLLECTION_CART);
  put_cart (batch, "a", 1, "one");
  put_cart (batch, "b", 1, "one");
  cart = corral_batch_get_row (batch, 0);
  cart->state = NULL;
  corral_commit_add_batch (commit, batch);
  corral_batch_unref (batch);
  g_assert_true (corral_cache_commit (fixture.cache, TENANT, commit, &error));
  g_assert_no_error (error);
  assert_text (list_carts (&fixture), "b:1:one ");
  assert_text (fixture_listen (&fixture), "#1 cart+b; ");

  fixture_close (&fixture);
  fixture_open (&fixture);
  state = corral_cache_get_sync_state (fixture.cache, TENANT, &error);
  g_assert_cmpint (state->quarantined, ==, 2);
  g_assert_true (state->progress[CORRAL_COLLECTION_STORE].done);
  g_assert_false (CORRAL_IS_KNOWN (state->progress[CORRAL_COLLECTION_STORE].total));
  g_assert_cmpstr (state->progress[CORRAL_COLLECTION_CART].as_of, ==, "s0");
  g_assert_cmpstr (state->progress[CORRAL_COLLECTION_CART].next, ==, "page2");
  g_assert_cmpint (state->progress[CORRAL_COLLECTION_CART].total, ==, 10000);
  g_assert_cmpstr (state->progress[CORRAL_COLLECTION_VITAL].as_of, ==, "s0");
  g_assert_null (state->progress[CORRAL_COLLECTION_ALERT].as_of);

  /* It never grows without end. */
  g_clear_pointer (&commit, corral_commit_free);
  commit = corral_commit_new ();
  for (guint i = 0; i < 1500; i++)
    corral_commit_add_quarantine (commit, "cart", "x", "/items/0", "again", 1760000000000);
  g_assert_true (corral_cache_commit (fixture.cache, TENANT, commit, &error));
  g_clear_pointer (&state, corral_sync_state_free);
  state = corral_cache_get_sync_state (fixture.cache, TENANT, &error);
  g_assert_cmpint (state->quarantined, ==, 1000);
  fixture_tear_down (&fixture);
}

static const Story stories[] = {
  { revisions, G_N_ELEMENTS (revisions) },
  { deletions, G_N_ELEMENTS (deletions) },
  { departures, G_N_ELEMENTS (departures) },
  { purges, G_N_ELEMENTS (purges) },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/cache/commit/revisions", &stories[0], test_story);
  g_test_add_data_func ("/cache/commit/deletions", &stories[1], test_story);
  g_test_add_data_func ("/cache/commit/departures", &stories[2], test_story);
  g_test_add_data_func ("/cache/commit/purges", &stories[3], test_story);
  g_test_add_func ("/cache/commit/filtered", test_one_batch_is_filtered);
  g_test_add_func ("/cache/commit/last-values", test_last_values_go_with_their_cart);
  g_test_add_func ("/cache/commit/generations", test_generations);
  g_test_add_func ("/cache/commit/cursor-and-rows", test_cursor_and_rows_move_together);
  g_test_add_func ("/cache/commit/started", test_no_cursor_gets_ahead);
  g_test_add_func ("/cache/commit/progress-and-quarantine", test_progress_and_quarantine);
  return g_test_run ();
}
