/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demo cloud: pages of snapshots, and changes that lead to what the server has. */
#include "config.h"

#include "cloud-copy.h"
#include "corral-collections.h"
#include "corral-time.h"

#include <string.h>

/* ---- lists in pages */

static void
test_snapshot_pages (CloudFixture *f, gconstpointer data)
{
  guint n_rows = 0;

  for (guint c = 0; c < CORRAL_N_SYNCED_COLLECTIONS; c++)
    {
      g_autofree char *list = g_strconcat ("snapshots/", corral_collection_get_schema (c)->name, NULL);
      g_autofree char *whole_as_of = NULL;
      g_autoptr (GHashTable) whole = cloud_read_pages (f, list, 1000, &whole_as_of);

      n_rows += g_hash_table_size (whole);
      /* Small pages of a small collection; time has gone on since, so a cursor per size. */
      for (guint limit = 1; limit <= 7 && g_hash_table_size (whole) < 200; limit++)
        {
          g_autofree char *as_of = NULL;
          g_autofree char *now_as_of = NULL;
          g_autoptr (GHashTable) now = cloud_read_pages (f, list, 1000, &now_as_of);
          g_autoptr (GHashTable) pages = cloud_read_pages (f, list, limit, &as_of);

          g_assert_cmpstr (as_of, ==, now_as_of);
          assert_same_rows (pages, now);
        }
    }
  g_assert_cmpuint (n_rows, >=, 12);
}

static void
test_cursors (CloudFixture *f, gconstpointer data)
{
  g_autoptr (Answer) page = cloud_get_tenant (f, "snapshots/cart?limit=5");
  g_autofree char *cursor = g_strdup (answer_text (page, "next"));
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) other = NULL;
  g_autoptr (Answer) gone = NULL;

  g_assert_cmpuint (strlen (cursor), <=, 512);
  for (gsize i = 0; i < strlen (cursor); i++)
    {
      char kept = cursor[i];
      g_autoptr (Answer) answer = NULL;

      cursor[i] = kept == 'A' ? 'B' : 'A';
      answer = cloud_get_tenant (f, "snapshots/cart?limit=5&cursor=%s", cursor);
      assert_problem (answer, 400, "invalid-request");
      cursor[i] = kept;
    }
  again = cloud_get_tenant (f, "snapshots/cart?limit=5&cursor=%s", cursor);
  assert_whole_list (again, "items");
  other = cloud_get_tenant (f, "snapshots/store?limit=5&cursor=%s", cursor);
  assert_problem (other, 400, "invalid-request");
  corral_demo_cloud_expire_states (f->cloud, "scope");
  gone = cloud_get_tenant (f, "snapshots/cart?limit=5&cursor=%s", cursor);
  assert_problem (gone, 410, "state-expired");
  g_assert_cmpstr (answer_text (gone, "reason"), ==, "scope");
}

/* ---- changes */

/* C12 of the contract: a snapshot under constant change, plus the delta, is what the server has. */
static void
test_changes_converge (CloudFixture *f, gconstpointer data)
{
  static const guint limits[] = { 1000, 1, 2, 3, 5, 7 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      CloudCopy copy = { 0 };
      CloudCopy fresh = { 0 };
      guint n_changes = 0;

      cloud_copy_take (f, &copy);
      corral_clock_advance_us (f->clock, 30 * CORRAL_MINUTE_MS * 1000);
      /* Time goes on between the pages too, then stands still for the last round. */
      while (cloud_copy_follow (f, &copy, limits[i], &n_changes))
        corral_clock_advance_us (f->clock, 100 * G_TIME_SPAN_MILLISECOND);
      while (cloud_copy_follow (f, &copy, limits[i], &n_changes))
        ;
      g_assert_cmpuint (n_changes, >, 0);
      cloud_copy_take (f, &fresh);
      assert_same_copies (&copy, &fresh);
      cloud_copy_clear (&copy);
      cloud_copy_clear (&fresh);
    }
}

static void
test_changes_repeat (CloudFixture *f, gconstpointer data)
{
  g_autoptr (Answer) page = cloud_get_tenant (f, "snapshots/store?limit=1");
  g_autoptr (Answer) first = NULL;
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) nothing = NULL;
  g_autoptr (Answer) unchanged = NULL;
  g_autofree char *path = NULL;
  const char *state = answer_text (page, "as_of");

  corral_clock_advance_us (f->clock, CORRAL_HOUR_MS * 1000);
  first = cloud_get_tenant (f, "changes?since=%s&limit=3", state);
  again = cloud_get_tenant (f, "changes?since=%s&limit=3", state);
  assert_whole_list (first, "changes");
  g_assert_true (g_bytes_equal (first->body, again->body));
  g_assert_cmpstr (first->etag, ==, again->etag);
  g_assert_true (json_object_get_boolean_member (answer_object (first), "has_more"));

  g_clear_pointer (&first, answer_free);
  first = cloud_get_tenant (f, "changes?since=%s", state);
  while (json_object_get_boolean_member (answer_object (first), "has_more"))
    {
      Answer *next = cloud_get_tenant (f, "changes?since=%s", answer_text (first, "new_state"));

      answer_free (first);
      first = next;
    }
  nothing = cloud_get_tenant (f, "changes?since=%s", answer_text (first, "new_state"));
  assert_whole_list (nothing, "changes");
  g_assert_cmpint (answer_number (nothing, "count"), ==, 0);
  g_assert_cmpstr (answer_text (nothing, "new_state"), ==, answer_text (first, "new_state"));
  path = g_strdup_printf ("/v1/tenants/%s/changes?since=%s", f->tenant, answer_text (first, "new_state"));
  unchanged = cloud_get_if_changed (f, path, nothing->etag);
  g_assert_cmpuint (unchanged->status, ==, 304);
  g_assert_cmpuint (g_bytes_get_size (unchanged->body), ==, 0);
  g_assert_cmpstr (unchanged->etag, ==, nothing->etag);
}

static void
assert_gone (CloudFixture *f, const char *state, const char *reason)
{
  g_autoptr (Answer) answer = cloud_get_tenant (f, "changes?since=%s", state);

  assert_problem (answer, 410, "state-expired");
  g_assert_cmpstr (answer_text (answer, "reason"), ==, reason);
}

static void
test_states_gone (CloudFixture *f, gconstpointer data)
{
  static const char *const reasons[] = { "expired", "epoch", "scope", "schema" };
  g_autoptr (Answer) page = cloud_get_tenant (f, "snapshots/store?limit=1");
  g_autofree char *state = g_strdup (answer_text (page, "as_of"));
  g_autofree char *other_tenant = NULL;
  g_autofree char *path = NULL;
  g_autoptr (Answer) me = cloud_get (f, "/v1/me");
  g_autoptr (Answer) good = cloud_get_tenant (f, "changes?since=%s", state);

  assert_whole_list (good, "changes");

  /* Another tenant's. */
  other_tenant = g_strdup (
      json_object_get_string_member (json_array_get_object_element (answer_array (me, "tenants"), 1), "id"));
  path = g_strdup_printf ("/v1/tenants/%s/changes?since=%s", other_tenant, state);
  {
    g_autoptr (Answer) answer = cloud_get (f, path);

    assert_problem (answer, 410, "state-expired");
    g_assert_cmpstr (answer_text (answer, "reason"), ==, "scope");
  }

  /* Of a future that did not happen here. */
  corral_clock_jump_us (f->clock, -5 * G_USEC_PER_SEC);
  assert_gone (f, state, "epoch");
  corral_clock_jump_us (f->clock, 5 * G_USEC_PER_SEC);

  /* By hand, with each reason. */
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (Answer) fresh = cloud_get_tenant (f, "snapshots/store?limit=1");
      g_autoptr (Answer) before = cloud_get_tenant (f, "changes?since=%s", answer_text (fresh, "as_of"));

      assert_whole_list (before, "changes");
      corral_demo_cloud_expire_states (f->cloud, reasons[i]);
      assert_gone (f, answer_text (fresh, "as_of"), reasons[i]);
    }
  assert_gone (f, state, "expired");

  /* Old. */
  {
    g_autoptr (Answer) fresh = cloud_get_tenant (f, "snapshots/store?limit=1");

    corral_clock_advance_us (f->clock, (30 * CORRAL_DAY_MS + 1) * 1000);
    assert_gone (f, answer_text (fresh, "as_of"), "expired");
  }

  /* Of another fleet. */
  {
    g_autoptr (Answer) fresh = cloud_get_tenant (f, "snapshots/store?limit=1");
    g_autofree char *foreign = g_strdup (answer_text (fresh, "as_of"));

    cloud_fixture_stop (f);
    cloud_fixture_start (f, 2);
    assert_gone (f, foreign, "epoch");
  }
}

#define ADD(path, function) \
  g_test_add (path, CloudFixture, NULL, cloud_fixture_set_up, function, cloud_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/demo-cloud/snapshot-pages", test_snapshot_pages);
  ADD ("/demo-cloud/cursors", test_cursors);
  ADD ("/conformance/C12/changes-converge", test_changes_converge);
  ADD ("/conformance/C2/changes-repeat", test_changes_repeat);
  ADD ("/conformance/C4/states-gone", test_states_gone);
  return g_test_run ();
}
