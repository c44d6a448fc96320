/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading, single rows, queries on the reader, and when notices come. */
#include "cache-fixture.h"

#include "corral-cache-private.h"

#include <math.h>

static void
test_every_type_comes_back (void)
{
  Fixture fixture;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  for (guint c = 0; c < CORRAL_N_COLLECTIONS; c++)
    {
      const CorralSchema *schema = corral_collection_get_schema (c);
      g_autoptr (CorralBatch) batch = corral_batch_new (c);
      gpointer fact = NULL;
      GError *error = NULL;

      /* One row with all known, one with all unknown that may be. */
      for (guint full = 0; full < 2; full++)
        {
          char *row = corral_batch_add (batch, CORRAL_CHANGE_PUT);

          for (guint i = 0; i < schema->n_fields; i++)
            {
              const CorralField *field = &schema->fields[i];

              if (!full && !(field->flags & CORRAL_FIELD_REQUIRED))
                continue;
              if (corral_field_is_string (field))
                *(const char **) (gpointer) (row + field->offset)
                    = corral_batch_copy_string (batch, i > 0 && i % 5 == 0 ? ""
                                                       : full              ? "Käse 'n \"Brot\""
                                                                           : "x");
              else if (field->type == CORRAL_FIELD_REAL)
                *(double *) (gpointer) (row + field->offset) = -0.1 * i;
              else
                *(gint64 *) (gpointer) (row + field->offset)
                    = i == 1 ? 1 : G_GINT64_CONSTANT (9007199254740991) - i;
            }
        }
      commit_batch (&fixture, corral_batch_ref (batch));
      for (guint i = 0; i < 2; i++)
        {
          const CorralRow *row = corral_batch_get_row (batch, i);

          g_assert_true (corral_cache_get_row (fixture.cache, TENANT, c, row->id, &fact, &error));
          g_assert_no_error (error);
          g_assert_nonnull (fact);
          g_assert_true (corral_fact_get_schema (fact) == schema);
          g_assert_true (corral_row_equal (schema, fact, row));
          corral_fact_unref (fact);
        }
      /* None is another answer than failed. */
      g_assert_true (corral_cache_get_row (fixture.cache, TENANT, c, "nobody", &fact, &error));
      g_assert_no_error (error);
      g_assert_null (fact);
      g_assert_false (
          corral_cache_get_row (fixture.cache, "elsewhere", c, "nobody", &fact, &error));
      g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FAILED);
      g_clear_error (&error);
    }
  fixture_tear_down (&fixture);
}

static gboolean
stop_at_second (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  guint *n = data;

  return ++*n < 2;
}

static void
test_load_knows_its_commit (void)
{
  Fixture fixture;
  GError *error = NULL;
  gint64 sequence = -1;
  guint n = 0;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  for (int i = 1; i <= 3; i++)
    {
      CorralBatch *batch = make_batch (CORRAL_COLLECTION_CART);
      g_autofree char *id = g_strdup_printf ("c%d", i);

      put_cart (batch, id, 1, "one");
      commit_batch (&fixture, batch);
    }
  g_assert_true (corral_cache_load (fixture.cache, TENANT, CORRAL_COLLECTION_CART, stop_at_second,
                                    &n, &sequence, &error));
  g_assert_no_error (error);
  g_assert_cmpint (sequence, ==, 3);
  g_assert_cmpuint (n, ==, 2);
  /* Stopping in the middle leaves the connection fit for the next. */
  assert_text (list_carts (&fixture), "c1:1:one c2:1:one c3:1:one ");
  fixture_tear_down (&fixture);
}

/* Reads in the middle of a load: another commit does not show, and is not kept waiting. */
typedef struct
{
  Fixture *fixture;
  guint n;
} Interruption;

static gboolean
commit_in_between (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  Interruption *interruption = data;

  if (interruption->n++ == 0)
    {
      CorralBatch *batch = make_batch (CORRAL_COLLECTION_CART);

      put_cart (batch, "c", 1, "late");
      take_away (batch, CORRAL_CHANGE_DELETE, "b", 9);
      commit_batch (interruption->fixture, batch);
    }
  return TRUE;
}

static void
test_a_reader_neither_waits_nor_blocks (void)
{
  Fixture fixture;
  Interruption interruption = { .fixture = &fixture };
  CorralBatch *batch;
  GError *error = NULL;
  gint64 sequence;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  batch = make_batch (CORRAL_COLLECTION_CART);
  put_cart (batch, "a", 1, "one");
  put_cart (batch, "b", 1, "one");
  commit_batch (&fixture, batch);
  corral_cache_load (fixture.cache, TENANT, CORRAL_COLLECTION_CART, commit_in_between,
                     &interruption, &sequence, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (interruption.n, ==, 2);
  g_assert_cmpint (sequence, ==, 1);
  assert_text (list_carts (&fixture), "a:1:one c:1:late ");
  fixture_tear_down (&fixture);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **to = data;

  *to = g_object_ref (result);
}

static char *
ask (Fixture *fixture, CorralQuery query, const char *id, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) facts = NULL;
  GString *text = g_string_new (NULL);
  GError *error = NULL;

  corral_cache_query_rows_async (fixture->cache, TENANT, query, id, limit, NULL, answered_cb,
                                 &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  facts = corral_cache_query_rows_finish (fixture->cache, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < facts->len; i++)
    g_string_append_printf (text, "%s ", ((const CorralRow *) g_ptr_array_index (facts, i))->id);
  return g_string_free (text, FALSE);
}

static void
test_queries (void)
{
  Fixture fixture;
  CorralBatch *batch = make_batch (CORRAL_COLLECTION_ALERT);
  CorralNote *note;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  put_alert (batch, "x1", 1, "a", 1760000000001);
  put_alert (batch, "x3", 1, "a", 1760000000003);
  put_alert (batch, "x2", 1, "a", 1760000000002);
  put_alert (batch, "y1", 1, "b", 1760000000009);
  commit_batch (&fixture, batch);
  batch = make_batch (CORRAL_COLLECTION_NOTE);
  note = corral_batch_add (batch, CORRAL_CHANGE_PUT);
  *note = (CorralNote){
    .id = "n1", .rev = 1, .target_collection = "cart", .target = "a", .made_ms = 1, .text = ""
  };
  commit_batch (&fixture, batch);
  assert_text (ask (&fixture, CORRAL_QUERY_ALERTS_OF_CART, "a", 10), "x3 x2 x1 ");
  assert_text (ask (&fixture, CORRAL_QUERY_ALERTS_OF_CART, "a", 2), "x3 x2 ");
  assert_text (ask (&fixture, CORRAL_QUERY_ALERTS_OF_STORE, "s1", 10), "y1 x3 x2 x1 ");
  assert_text (ask (&fixture, CORRAL_QUERY_ALERTS_OF_CART, "' OR 1=1 --", 10), "");
  assert_text (ask (&fixture, CORRAL_QUERY_NOTES_OF_TARGET, "a", 10), "n1 ");
  for (guint i = 0; i < CORRAL_N_QUERIES; i++)
    assert_text (ask (&fixture, i, "nobody", 10), "");
  fixture_tear_down (&fixture);
}

static char *
find_sessions (Fixture *fixture, const char *beginning, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) facts = NULL;
  g_autoptr (GPtrArray) at_once = NULL;
  GString *text = g_string_new (NULL);
  GError *error = NULL;

  corral_cache_find_rows_async (fixture->cache, TENANT, CORRAL_COLLECTION_SESSION, beginning, limit, NULL, answered_cb,
                                &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  facts = corral_cache_find_rows_finish (fixture->cache, result, &error);
  g_assert_no_error (error);
  at_once = corral_cache_find_rows (fixture->cache, TENANT, CORRAL_COLLECTION_SESSION, beginning, limit, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (at_once->len, ==, facts->len);
  for (guint i = 0; i < facts->len; i++)
    {
      const CorralSession *session = facts->pdata[i];

      g_assert_cmpstr (session->id, ==, ((const CorralSession *) at_once->pdata[i])->id);
      g_string_append_printf (text, "%s:%s ", session->id, session->cart);
    }
  return g_string_free (text, FALSE);
}

static void
test_beginnings (void)
{
  static const char *const ids[] = { "0a1b-2", "0a1b-1", "0a1c", "0b", "a", "zz.9", "zz_9", "zz-9", "zz:9", "zzZ", "zzz" };
  Fixture fixture;
  CorralBatch *batch = make_batch (CORRAL_COLLECTION_SESSION);

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      CorralSession *session = corral_batch_add (batch, CORRAL_CHANGE_PUT);

      *session = (CorralSession){
        .id = ids[i], .rev = 1, .cart = "c", .store = "s", .started_ms = 1, .ended_ms = CORRAL_UNKNOWN, .status = "active"
      };
    }
  commit_batch (&fixture, batch);
  assert_text (find_sessions (&fixture, "0a1b", 10), "0a1b-1:c 0a1b-2:c ");
  assert_text (find_sessions (&fixture, "0a1b", 1), "0a1b-1:c ");
  assert_text (find_sessions (&fixture, "0a1b-2", 10), "0a1b-2:c ");
  assert_text (find_sessions (&fixture, "0a1b-22", 10), "");
  /* Whatever an id may go on with. */
  assert_text (find_sessions (&fixture, "zz", 10), "zz-9:c zz.9:c zz:9:c zzZ:c zz_9:c zzz:c ");
  assert_text (find_sessions (&fixture, "%", 10), "");
  assert_text (find_sessions (&fixture, "' OR 1=1 --", 10), "");
  fixture_tear_down (&fixture);
}

/* Asks for all alerts of the cart, cancels after @cancel_us, and says how long the answer took from
 * then on. */
static gint64
ask_and_cancel (Fixture *fixture, gint64 cancel_us)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) facts = NULL;
  GError *error = NULL;
  gint64 start_us = g_get_monotonic_time ();

  corral_cache_query_rows_async (fixture->cache, TENANT, CORRAL_QUERY_ALERTS_OF_CART, "a",
                                 G_MAXUINT32, cancellable, answered_cb, &result);
  while (cancel_us > 0 && g_get_monotonic_time () - start_us < cancel_us)
    g_thread_yield ();
  if (cancel_us > 0)
    g_cancellable_cancel (cancellable);
  start_us = g_get_monotonic_time ();
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  facts = corral_cache_query_rows_finish (fixture->cache, result, &error);
  if (cancel_us == 0)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (facts->len, ==, 60000);
    }
  else
    {
      g_assert_null (facts);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
    }
  return g_get_monotonic_time () - start_us;
}

static void
test_cancelling_ends_a_running_query (void)
{
  Fixture fixture;
  CorralBatch *batch = make_batch (CORRAL_COLLECTION_ALERT);
  gint64 whole_us;
  gboolean quick = FALSE;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  for (guint i = 0; i < 60000; i++)
    {
      g_autofree char *id = g_strdup_printf ("x%u", i);

      put_alert (batch, id, 1, "a", 1760000000000 + i);
    }
  commit_batch (&fixture, batch);
  g_free (fixture_listen (&fixture));

  /* A query that ran to its end all the same could never answer in a quarter of the time it needs.
   */
  whole_us = ask_and_cancel (&fixture, 0);
  for (guint i = 0; i < 10 && !quick; i++)
    quick = ask_and_cancel (&fixture, whole_us / 20 + 1) < whole_us / 4;
  g_assert_true (quick);
  /* The connection serves on. */
  assert_text (ask (&fixture, CORRAL_QUERY_ALERTS_OF_CART, "a", 2), "x59999 x59998 ");
  fixture_tear_down (&fixture);
}

/* Counts rows each time a notice comes: what it names must be readable by then. */
static void
count_when_told (CorralCache *cache, const CorralCacheNotice *notice, gpointer data)
{
  gint64 *counted = data;

  *counted = corral_cache_count_rows (cache, notice->tenant, CORRAL_COLLECTION_CART, NULL);
}

static void
test_notice_comes_after_the_commit (void)
{
  Fixture fixture;
  CorralBatch *batch = make_batch (CORRAL_COLLECTION_CART);
  gint64 counted = -1;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  corral_cache_set_notify (fixture.cache, NULL, count_when_told, &counted, NULL);
  put_cart (batch, "a", 1, "one");
  commit_batch (&fixture, batch);
  /* Never on the writer: only when this context runs. */
  g_assert_cmpint (counted, ==, -1);
  while (counted == -1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (counted, ==, 1);

  /* Nobody is told any more, not even of what is already on its way. */
  batch = make_batch (CORRAL_COLLECTION_CART);
  put_cart (batch, "b", 1, "one");
  commit_batch (&fixture, batch);
  corral_cache_set_notify (fixture.cache, NULL, NULL, NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (counted, ==, 1);
  fixture_tear_down (&fixture);
}

static gpointer
commit_many (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < 50; i++)
    {
      CorralBatch *batch = make_batch (CORRAL_COLLECTION_CART);

      for (guint k = 0; k < 20; k++)
        {
          g_autofree char *id = g_strdup_printf ("c%u", k);

          put_cart (batch, id, i + 1, "turn");
        }
      commit_batch (fixture, batch);
    }
  return NULL;
}

static gboolean
all_of_one_commit (const CorralSchema *schema, gconstpointer row, gpointer data)
{
  gint64 *rev = data;

  if (*rev == -1)
    *rev = ((const CorralRow *) row)->rev;
  g_assert_cmpint (*rev, ==, ((const CorralRow *) row)->rev);
  return TRUE;
}

static void
test_readers_see_whole_commits (void)
{
  Fixture fixture;
  GThread *thread;
  gint64 rev = 0;
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  thread = g_thread_new ("sync", commit_many, &fixture);
  while (rev < 50)
    {
      gint64 sequence = 0;

      rev = -1;
      corral_cache_load (fixture.cache, TENANT, CORRAL_COLLECTION_CART, all_of_one_commit, &rev,
                         &sequence, &error);
      g_assert_no_error (error);
      g_assert_cmpint (sequence, ==, rev == -1 ? 0 : rev);
    }
  g_thread_join (thread);
  fixture_tear_down (&fixture);
}

static void
test_closed_is_closed (void)
{
  Fixture fixture;
  g_autoptr (CorralCommit) commit = corral_commit_new ();
  g_autoptr (GAsyncResult) result = NULL;
  CorralTenant tenant = { .id = (char *) TENANT, .name = (char *) "Nordkauf" };
  GError *error = NULL;

  fixture_set_up (&fixture);
  fixture_open (&fixture);
  corral_cache_close (fixture.cache);
  g_assert_false (corral_cache_commit (fixture.cache, TENANT, commit, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (corral_cache_open_tenant (fixture.cache, &tenant, NULL, &error));
  g_assert_error (error, CORRAL_CACHE_ERROR, CORRAL_CACHE_ERROR_FAILED);
  g_clear_error (&error);
  corral_cache_query_rows_async (fixture.cache, TENANT, CORRAL_QUERY_ALERTS_OF_CART, "a", 1, NULL,
                                 answered_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (corral_cache_query_rows_finish (fixture.cache, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);
  fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cache/reading/types", test_every_type_comes_back);
  g_test_add_func ("/cache/reading/load", test_load_knows_its_commit);
  g_test_add_func ("/cache/reading/neither-waits-nor-blocks",
                   test_a_reader_neither_waits_nor_blocks);
  g_test_add_func ("/cache/reading/whole-commits", test_readers_see_whole_commits);
  g_test_add_func ("/cache/reading/queries", test_queries);
  g_test_add_func ("/cache/reading/beginnings", test_beginnings);
  g_test_add_func ("/cache/reading/cancel", test_cancelling_ends_a_running_query);
  g_test_add_func ("/cache/reading/notice", test_notice_comes_after_the_commit);
  g_test_add_func ("/cache/reading/closed", test_closed_is_closed);
  return g_test_run ();
}
