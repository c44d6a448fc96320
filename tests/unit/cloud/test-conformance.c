/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What makes a server conform, by the names of the contract (its "Conformance"), as far as it is the server's business
 * and not shown elsewhere: C2 and C4 are in test-demo-cloud-lists.c, C5, C10 and C12 in test-edits.c, C6 and C8 in
 * test-operations.c. C3 is the client's.
 */
#include "config.h"

#include "cloud-copy.h"
#include "corral-cloud-operations.h"
#include "corral-time.h"

#include <string.h>

/* ---- C1: nothing is skipped -------------------------------------------------------------------------------- */

#define N_NOTES 60

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (body), >, 0);
  g_assert_cmpuint (soup_message_get_status (soup_session_get_async_result_message (SOUP_SESSION (source), result)), ==,
                    200);
  ++*(guint *) data;
}

/* Many are sent at once while a client polls, and it hears of every one. The clock stands still: only their order tells
 * them apart. */
static void
test_c1 (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autofree char *body = operation_body (f, "note.add", "cart", cart, "{\"text\":\"One of many.\"}", 0, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (Answer) first = cloud_get_tenant (f, "snapshots/store?limit=1");
  g_autofree char *state = g_strdup (answer_text (first, "as_of"));
  /* One of their own: those that wait for a connection would keep the client that polls from getting one. */
  g_autoptr (SoupSession) session = soup_session_new_with_options ("proxy-resolver", NULL, "max-conns-per-host", 6, NULL);
  guint n_answers = 0;
  gboolean last = FALSE;

  for (guint i = 0; i < N_NOTES; i++)
    {
      g_autofree char *id = operation_id (i);
      g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/operations/%s", f->tenant, id);
      g_autoptr (SoupMessage) message = cloud_request (f, "PUT", path);

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
      soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, sent_cb, &n_answers);
    }
  while (!last)
    {
      g_autoptr (Answer) page = NULL;
      JsonArray *changes;

      last = n_answers == N_NOTES;
      page = cloud_get_tenant (f, "changes?since=%s", state);
      changes = answer_array (page, "changes");
      for (guint i = 0; i < json_array_get_length (changes); i++)
        if (strcmp (json_object_get_string_member (json_array_get_object_element (changes, i), "c"), "note") == 0)
          g_assert_true (g_hash_table_add (
              seen, g_strdup (json_object_get_string_member (json_array_get_object_element (changes, i), "id"))));
      g_free (state);
      state = g_strdup (answer_text (page, "new_state"));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, N_NOTES);
}

/* ---- C7: an id is one operation's -------------------------------------------------------------------------- */

static void
test_c7 (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autofree char *body = operation_body (f, "note.add", "cart", cart, "{\"text\":\"This.\"}", 0, NULL);
  g_autofree char *spaced = g_strconcat (body, " ", NULL);
  g_autofree char *other = operation_body (f, "note.add", "cart", cart, "{\"text\":\"That.\"}", 0, NULL);
  g_autofree char *gone = operation_body (f, "alert.ack", "alert", "a-none", "{}", 0, NULL);
  g_autofree char *id = operation_id (1);
  g_autofree char *gone_id = operation_id (2);
  g_autoptr (Answer) done = cloud_put (f, id, body);
  g_autoptr (Answer) refused = cloud_put (f, gone_id, gone);
  const char *bodies[] = { spaced, other, "{}", "nonsense", "" };
  g_autoptr (Answer) note = NULL;

  g_assert_cmpuint (done->status, ==, 200);
  assert_problem (refused, 410, "target-gone");
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (Answer) reused = cloud_put (f, id, bodies[i]);
      g_autoptr (Answer) after_refused = cloud_put (f, gone_id, bodies[i]);

      assert_problem (reused, 422, "id-reused");
      assert_problem (after_refused, 422, "id-reused");
    }
  note = cloud_row (f, "note", id);
  g_assert_cmpstr (answer_text (note, "text"), ==, "This.");
}

/* ---- C9: what was deleted stays deleted -------------------------------------------------------------------- */

/* Edited so often within one moment that its revision runs ahead of the clock: its deletion is higher still, and nothing
 * of it comes afterwards. */
static void
test_c9 (CloudFixture *f, gconstpointer data)
{
  g_autoptr (Answer) page = cloud_get_tenant (f, "snapshots/alert");
  JsonArray *rows = answer_array (page, "items");
  g_autofree char *alert = NULL;
  CloudCopy copy = { 0 };
  gint64 rev = 0;
  gint64 deleted_rev = 0;
  GHashTable *held;

  /* One that is over already goes within a day. */
  for (guint i = 0; i < json_array_get_length (rows) && alert == NULL; i++)
    if (json_object_has_member (json_array_get_object_element (rows, i), "cleared_ms"))
      alert = g_strdup (json_object_get_string_member (json_array_get_object_element (rows, i), "id"));
  g_assert_nonnull (alert);
  cloud_copy_take (f, &copy);
  held = copy.rows[CORRAL_COLLECTION_ALERT];
  for (guint hour = 0; hour < 30; hour++)
    {
      g_autoptr (Answer) changes = NULL;
      g_autoptr (Answer) row = cloud_get_tenant (f, "alert/%s", alert);

      if (row->status == 200)
        for (guint i = 0; i < 50; i++)
          {
            g_autoptr (GError) error = NULL;

            corral_demo_cloud_act (f->cloud, f->tenant, "alert.assign", "alert", alert, "{}", "st-205", &error);
            g_assert_no_error (error);
          }
      cloud_copy_catch_up (f, &copy, 1000);
      if (g_hash_table_contains (held, alert))
        {
          g_autoptr (JsonNode) node = json_from_string (g_hash_table_lookup (held, alert), NULL);

          rev = json_object_get_int_member (json_node_get_object (node), "rev");
        }
      corral_clock_advance_us (f->clock, hour * CORRAL_MINUTE_MS * 1000 + CORRAL_HOUR_MS * 1000);
      changes = cloud_get_tenant (f, "changes?since=%s", copy.state);
      for (guint i = 0; i < json_array_get_length (answer_array (changes, "changes")); i++)
        {
          JsonObject *change = json_array_get_object_element (answer_array (changes, "changes"), i);

          if (strcmp (json_object_get_string_member (change, "id"), alert) != 0)
            continue;
          g_assert_cmpint (deleted_rev, ==, 0);
          if (strcmp (json_object_get_string_member (change, "op"), "del") == 0)
            deleted_rev = json_object_get_int_member (change, "rev");
        }
    }
  g_assert_cmpint (deleted_rev, >, rev);
  cloud_copy_clear (&copy);
}

/* ---- C11: who is told to come back is told when ------------------------------------------------------------ */

/* The demo cloud's own one: it remembers so many operations and no more. Done below HTTP: there are many. */
static void
test_c11 (void)
{
  g_autoptr (CorralClock) clock = corral_clock_new_manual (START_MS * 1000);
  const CorralDemoCloudOptions options = { .seed = 1, .n_carts = 20, .n_stores = 2, .clock = clock };
  const CorralCloudCaller caller = { .staff = "demo", .scopes = CORRAL_CLOUD_ALL_SCOPES };
  static const char body[] = "{\"type\":\"cart.fly\"}";
  CorralCloudAnswer answer;
  g_autoptr (GError) error = NULL;
  CorralCloud *cloud = corral_cloud_new (&options, &error);

  g_assert_no_error (error);
  for (guint i = 0; i <= CORRAL_CLOUD_MAX_OPERATIONS; i++)
    {
      g_autofree char *id = operation_id (i);

      corral_cloud_operations_put (cloud, 0, id, &caller, body, strlen (body), START_MS, &answer);
      g_assert_cmpuint (answer.status, ==, i < CORRAL_CLOUD_MAX_OPERATIONS ? 422 : 503);
      if (answer.status == 503)
        g_assert_cmpstr (answer.retry_after, ==, "3600");
      corral_cloud_answer_clear (&answer);
    }
  /* It was not stored; and there is room again once the others may be forgotten. */
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *id = operation_id (CORRAL_CLOUD_MAX_OPERATIONS);

      corral_clock_advance_us (clock, 92 * CORRAL_DAY_MS * 1000);
      corral_cloud_operations_run (cloud, corral_clock_now_ms (clock));
      corral_cloud_operations_put (cloud, 0, id, &caller, body, strlen (body), corral_clock_now_ms (clock), &answer);
      g_assert_cmpuint (answer.status, ==, 422);
      g_assert_false (answer.replayed);
      corral_cloud_answer_clear (&answer);
    }
  corral_cloud_free (cloud);
}

/* All that operations leave goes in the end: first the answer, the row that tells of it and what it made, then every
 * trace of them. */
static void
test_bounded (void)
{
  g_autoptr (CorralClock) clock = corral_clock_new_manual (START_MS * 1000);
  const CorralDemoCloudOptions options = { .seed = 1, .n_carts = 20, .n_stores = 2, .clock = clock };
  const CorralCloudCaller caller = { .staff = "demo", .scopes = CORRAL_CLOUD_ALL_SCOPES };
  g_autoptr (GError) error = NULL;
  CorralCloud *cloud = corral_cloud_new (&options, &error);
  CloudFixture f = { .clock = clock };
  g_autofree char *body = operation_body (&f, "note.add", "cart", "c-000001", "{\"text\":\"Hello.\"}", 0, NULL);
  CorralCloudAnswer answer;

  g_assert_no_error (error);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *id = operation_id (i);

      corral_cloud_operations_put (cloud, 0, id, &caller, body, strlen (body), START_MS, &answer);
      g_assert_cmpuint (answer.status, ==, 200);
      corral_cloud_answer_clear (&answer);
    }
  g_assert_cmpuint (corral_cloud_edits_count_versions (cloud->edits), ==, 400);
  for (guint i = 0; i < 4; i++)
    {
      corral_clock_advance_us (clock, 35 * CORRAL_DAY_MS * 1000);
      corral_cloud_operations_run (cloud, corral_clock_now_ms (clock));
    }
  g_assert_cmpuint (corral_cloud_edits_count_versions (cloud->edits), ==, 0);
  corral_cloud_free (cloud);
}

#define ADD(path, function) \
  g_test_add (path, CloudFixture, NULL, cloud_fixture_set_up, function, cloud_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/conformance/C1/none-is-skipped", test_c1);
  ADD ("/conformance/C7/an-id-is-one-operations", test_c7);
  ADD ("/conformance/C9/deleted-stays-deleted", test_c9);
  g_test_add_func ("/demo-cloud/operations/bounded", test_bounded);
  g_test_add_func ("/conformance/C11/come-back-when", test_c11);
  return g_test_run ();
}
