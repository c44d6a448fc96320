/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people did, on top of a fleet that goes on by itself: pages, changes and single rows tell one story. */
#include "config.h"

#include "cloud-copy.h"
#include "corral-cloud-edits.h"
#include "corral-operation-type.h"
#include "corral-random.h"
#include "corral-time.h"

#include <string.h>

static void
advance (CloudFixture *f, gint64 ms)
{
  corral_clock_advance_us (f->clock, ms * 1000);
}

static void
act (CloudFixture *f, const char *type, const char *collection, const char *id, const char *params)
{
  g_autoptr (GError) error = NULL;

  corral_demo_cloud_act (f->cloud, f->tenant, type, collection, id, params, "st-205", &error);
  g_assert_no_error (error);
}

static char *
row_text (CloudFixture *f, const char *collection, const char *id, const char *member)
{
  g_autoptr (Answer) row = cloud_row (f, collection, id);

  return g_strdup (answer_text (row, member));
}

static gint64
row_rev (CloudFixture *f, const char *collection, const char *id)
{
  g_autoptr (Answer) row = cloud_row (f, collection, id);

  return answer_number (row, "rev");
}

/* ---- a client that follows while people work (C12 of the contract) ----------------------------------------- */

static const struct
{
  const char *type, *collection, *params;
} deeds[] = {
  { "alert.ack", "alert", "{}" },
  { "alert.assign", "alert", "{\"assignee\":\"st-207\"}" },
  { "alert.assign", "alert", "{}" },
  { "alert.clear", "alert", "{}" },
  { "alert.snooze", "alert", "{\"until_ms\":1793900000000}" },
  { "note.add", "cart", "{\"text\":\"Looked at it.\"}" },
  { "note.add", "alert", "{\"text\":\"On my way.\"}" },
  { "cart.out_of_service", "cart", "{\"reason\":\"cleaning\"}" },
  { "cart.in_service", "cart", "{}" },
  { "flag.decide", "flag", "{\"outcome\":\"staff_ok\"}" },
  { "flag.seen", "flag", "{}" },
  { "flag.second_opinion", "flag", "{}" },
  { "flag.second_withdraw", "flag", "{}" },
  { "flag.recheck", "flag", "{\"checked\":4,\"wrong\":0}" },
  { "ticket.open", "cart", "{\"reason\":\"rma\"}" },
  { "session.cancel", "session", "{}" },
  { "certificate.revoke", "certificate", "{\"reason\":\"lost\"}" },
  { "cart.report", "cart", "{}" },
#define ABOUT "{\"rule\":\"carrier-outage\",\"severity\":\"act\",\"began_ms\":1793600000000"
  { "incident.ack", "incident", ABOUT "}" },
  { "incident.assign", "incident", ABOUT ",\"assignee\":\"st-207\"}" },
  { "incident.close", "incident", ABOUT ",\"cause\":\"carrier\"}" },
  { "incident.reopen", "incident", "{}" },
  { "incident.merge", "incident", ABOUT ",\"into\":\"inc-2\"}" },
  { "maintenance.plan", "maintenance", "{\"starts_ms\":1793900000000,\"ends_ms\":1793990000000,\"reason\":\"other\"}" },
  { "maintenance.end", "maintenance", "{}" },
  { "flag.unvoid", "flag", "{}" },
  { "case.status", "case", "{\"status\":\"police\"}" },
  { "case.status", "case", "{\"status\":\"closed\",\"outcome\":\"recovered\"}" },
  { "case.status", "case", "{\"status\":\"open\"}" },
};

/* Of what is made under a client's own id, there are so many. */
#define N_MADE 6

/* Somebody does something to a row that the copy knows; it may be refused. */
static void
do_something (CloudFixture *f, CorralRandom *random, const CloudCopy *copy)
{
  guint i = (guint) corral_random_int (random, 0, G_N_ELEMENTS (deeds));
  g_autoptr (GError) error = NULL;
  g_autofree gpointer *ids = NULL;
  CorralCollection collection;
  guint n;

  g_assert_true (corral_collection_from_name (deeds[i].collection, &collection));
  if (corral_operation_type_find (deeds[i].type)->makes_target)
    {
      g_autofree char *id = g_strdup_printf ("inc-%d", (int) corral_random_int (random, 0, N_MADE));

      corral_demo_cloud_act (f->cloud, f->tenant, deeds[i].type, deeds[i].collection, id, deeds[i].params, "st-205",
                             &error);
      return;
    }
  ids = g_hash_table_get_keys_as_array (copy->rows[collection], &n);
  if (n == 0)
    return;
  /* Again and again the same few, so that edits meet. */
  corral_demo_cloud_act (f->cloud, f->tenant, deeds[i].type, deeds[i].collection,
                         ids[corral_random_int (random, 0, MIN (n, 12))], deeds[i].params, "st-205", &error);
}

/* Pages of any size hold the same rows, in order, also where most or all of them were made by people. */
static void
assert_small_pages (CloudFixture *f)
{
  static const char *const lists[] = { "snapshots/note", "snapshots/ticket", "snapshots/operation", "snapshots/alert",
                                       "snapshots/incident", "snapshots/maintenance", "snapshots/case" };
  static const guint limits[] = { 1, 2, 7, 50 };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint k = 0; k < G_N_ELEMENTS (limits); k++)
      {
        g_autofree char *whole_as_of = NULL;
        g_autofree char *as_of = NULL;
        g_autoptr (GHashTable) whole = cloud_read_pages (f, lists[i], 1000, &whole_as_of);
        g_autoptr (GHashTable) pages = cloud_read_pages (f, lists[i], limits[k], &as_of);

        g_assert_cmpstr (whole_as_of, ==, as_of);
        g_assert_cmpuint (g_hash_table_size (whole), >, 1);
        assert_same_rows (pages, whole);
      }
}

static void
test_converges (CloudFixture *f, gconstpointer data)
{
  CorralRandom random = corral_random_seeded (GPOINTER_TO_UINT (data), 1, 2, 3);
  static const guint limits[] = { 1, 2, 3, 7, 1000 };
  static const gint64 steps_ms[] = { 0, 0, 1, 900, 20 * 1000, 7 * CORRAL_MINUTE_MS, 5 * CORRAL_HOUR_MS };
  CloudCopy copy = { 0 };
  CloudCopy fresh = { 0 };
  guint n_changes = 0;

  cloud_copy_take (f, &copy);
  for (guint round = 0; round < 60; round++)
    {
      for (gint64 i = corral_random_int (&random, 0, 6); i > 0; i--)
        do_something (f, &random, &copy);
      advance (f, steps_ms[corral_random_int (&random, 0, G_N_ELEMENTS (steps_ms))]);
      /* Sometimes in the middle of a list, sometimes to its end. */
      for (gint64 i = corral_random_int (&random, 0, 4); i > 0; i--)
        cloud_copy_follow (f, &copy, limits[corral_random_int (&random, 0, G_N_ELEMENTS (limits))], &n_changes);
      if (round % 10 == 9)
        cloud_copy_catch_up (f, &copy, 1000);
    }
  cloud_copy_catch_up (f, &copy, 100);
  /* The first page of what is taken anew moves the time; nothing else does. */
  cloud_copy_take (f, &fresh);
  cloud_copy_catch_up (f, &fresh, 1000);
  cloud_copy_catch_up (f, &copy, 1000);
  g_assert_cmpuint (n_changes, >, 200);
  assert_same_copies (&copy, &fresh);
  assert_small_pages (f);
  cloud_copy_clear (&copy);
  cloud_copy_clear (&fresh);
}

/* ---- pages ------------------------------------------------------------------------------------------------- */

static void
test_pages_stand (CloudFixture *f, gconstpointer data)
{
  g_autoptr (Answer) whole = cloud_get_tenant (f, "snapshots/cart");
  JsonArray *rows = answer_array (whole, "items");
  JsonObject *third = json_array_get_object_element (rows, 2);
  const char *id = json_object_get_string_member (third, "id");
  g_autoptr (Answer) first = cloud_get_tenant (f, "snapshots/cart?limit=2");
  g_autoptr (Answer) notes = NULL;
  g_autoptr (Answer) second = NULL;
  g_autoptr (Answer) rest = NULL;
  g_autoptr (Answer) told = NULL;
  g_autofree char *next = NULL;
  guint n_told = 0;

  act (f, "note.add", "cart", id, "{\"text\":\"One.\"}");
  notes = cloud_get_tenant (f, "snapshots/note?limit=1");
  act (f, "cart.out_of_service", "cart", id, "{\"reason\":\"repair\"}");
  act (f, "note.add", "cart", id, "{\"text\":\"Two.\"}");

  /* As it was when the first page was made, though it is another now. */
  second = cloud_get_tenant (f, "snapshots/cart?limit=2&cursor=%s", answer_text (first, "next"));
  g_assert_true (json_node_equal (json_array_get_element (answer_array (second, "items"), 0),
                                  json_array_get_element (rows, 2)));
  g_assert_cmpint (row_rev (f, "cart", id), >, json_object_get_int_member (third, "rev"));
  next = g_strdup (answer_text (notes, "next"));
  if (next != NULL)
    rest = cloud_get_tenant (f, "snapshots/note?cursor=%s", next);
  g_assert_cmpint (answer_number (notes, "count") + (rest != NULL ? answer_number (rest, "count") : 0), ==,
                   answer_number (notes, "total"));

  /* And the changes since that page bring it. */
  told = cloud_get_tenant (f, "changes?since=%s", answer_text (first, "as_of"));
  for (guint i = 0; i < json_array_get_length (answer_array (told, "changes")); i++)
    {
      JsonObject *change = json_array_get_object_element (answer_array (told, "changes"), i);

      n_told += strcmp (json_object_get_string_member (change, "id"), id) == 0;
    }
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_cmpint (answer_number (told, "count"), ==, 1 + 2 + 3); /* the cart, its notes, what was asked for */
}

/* ---- the simulation goes on -------------------------------------------------------------------------------- */

static void
test_cart_stays_out (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  gint64 rev;
  guint n_risen = 0;
  g_autofree char *state = NULL;
  g_autofree char *reason = NULL;

  act (f, "cart.out_of_service", "cart", cart, "{\"reason\":\"repair\"}");
  rev = row_rev (f, "cart", cart);
  for (guint hour = 0; hour < 30; hour++)
    {
      g_autoptr (Answer) row = NULL;

      advance (f, CORRAL_HOUR_MS);
      row = cloud_row (f, "cart", cart);
      g_assert_cmpstr (answer_text (row, "state"), ==, "out_of_service");
      g_assert_cmpstr (answer_text (row, "out_of_service_reason"), ==, "repair");
      g_assert_cmpint (answer_number (row, "state_since_ms"), ==, START_MS);
      g_assert_cmpint (answer_number (row, "rev"), >=, rev);
      n_risen += answer_number (row, "rev") > rev;
      rev = answer_number (row, "rev");
    }
  g_assert_cmpuint (n_risen, >, 3);
  act (f, "cart.in_service", "cart", cart, "{}");
  state = row_text (f, "cart", cart, "state");
  reason = row_text (f, "cart", cart, "out_of_service_reason");
  g_assert_cmpstr (state, !=, "out_of_service");
  g_assert_null (reason);
  g_assert_cmpint (row_rev (f, "cart", cart), >, rev);
}

/* The simulation itself had taken it out; put back it is back, until it is taken out again. */
static void
test_cart_comes_back (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find_anywhere (f, "cart", "state", "out_of_service");
  g_autofree char *state = NULL;
  g_autofree char *again = NULL;

  act (f, "cart.in_service", "cart", cart, "{}");
  state = row_text (f, "cart", cart, "state");
  g_assert_cmpstr (state, ==, "idle");
  act (f, "cart.out_of_service", "cart", cart, "{\"reason\":\"charging\"}");
  again = row_text (f, "cart", cart, "out_of_service_reason");
  g_assert_cmpstr (again, ==, "charging");
}

/* Acknowledged stays acknowledged when the alert is over, and its row goes as it would have gone. */
static void
test_alert_stays_acknowledged (CloudFixture *f, gconstpointer data)
{
  g_autofree char *alert = NULL;
  g_autoptr (Answer) alerts = cloud_get_tenant (f, "snapshots/alert");
  JsonArray *list = answer_array (alerts, "items");
  gint64 rev = 0;
  gboolean cleared = FALSE;

  /* The one raised last: it will be over within a day or two. */
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *row = json_array_get_object_element (list, i);

      if (json_object_has_member (row, "acknowledged_ms") || json_object_has_member (row, "cleared_ms")
          || json_object_get_int_member (row, "raised_ms") < rev)
        continue;
      rev = json_object_get_int_member (row, "raised_ms");
      g_free (alert);
      alert = g_strdup (json_object_get_string_member (row, "id"));
    }
  act (f, "alert.ack", "alert", alert, "{}");
  rev = row_rev (f, "alert", alert);
  for (guint hour = 0; hour < 24 * 8; hour++)
    {
      g_autoptr (Answer) row = NULL;

      advance (f, CORRAL_HOUR_MS);
      row = cloud_get_tenant (f, "alert/%s", alert);
      if (row->status == 404)
        break;
      g_assert_cmpstr (answer_text (row, "acknowledged_by"), ==, "st-205");
      g_assert_cmpint (answer_number (row, "rev"), >=, rev);
      if (json_object_has_member (answer_object (row), "cleared_ms"))
        {
          g_assert_true (cleared || answer_number (row, "rev") > rev);
          cleared = TRUE;
        }
      rev = answer_number (row, "rev");
    }
  g_assert_true (cleared);
}

static void
test_flag_stays_decided (CloudFixture *f, gconstpointer data)
{
  g_autofree char *flag = cloud_find_anywhere (f, "flag", "status", "open");

  act (f, "flag.decide", "flag", flag, "{\"outcome\":\"sensor_fault\"}");
  for (guint day = 0; day < 3; day++)
    {
      g_autofree char *outcome = row_text (f, "flag", flag, "outcome");
      g_autofree char *by = row_text (f, "flag", flag, "decided_by");

      g_assert_cmpstr (outcome, ==, "sensor_fault");
      g_assert_cmpstr (by, ==, "st-205");
      advance (f, CORRAL_DAY_MS);
    }
}

static void
test_cut_off (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autofree char *certificate = row_text (f, "cart", cart, "certificate");
  g_autofree char *state = NULL;
  g_autoptr (GError) error = NULL;

  act (f, "certificate.revoke", "certificate", certificate, "{\"reason\":\"lost\"}");
  advance (f, CORRAL_DAY_MS);
  state = row_text (f, "cart", cart, "state");
  g_assert_cmpstr (state, ==, "revoked");
  corral_demo_cloud_act (f->cloud, f->tenant, "cart.in_service", "cart", cart, "{}", "st-205", &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
test_trip_cancelled (CloudFixture *f, gconstpointer data)
{
  g_autofree char *session = cloud_find_anywhere (f, "session", "status", "active");
  g_autofree char *cart = row_text (f, "session", session, "cart");
  gint64 rev = row_rev (f, "cart", cart);
  g_autoptr (Answer) row = NULL;

  act (f, "session.cancel", "session", session, "{}");
  row = cloud_row (f, "cart", cart);
  g_assert_cmpint (answer_number (row, "rev"), >, rev);
  g_assert_cmpstr (answer_text (row, "session"), !=, session);
  g_assert_cmpstr (answer_text (row, "state"), !=, "in_use");
}

/* ---- revisions --------------------------------------------------------------------------------------------- */

/* In one millisecond, again and again: each is another revision, and the simulation's next one is higher still. */
static void
test_one_millisecond (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  gint64 rev = row_rev (f, "cart", cart);

  for (guint i = 0; i < 40; i++)
    {
      act (f, i % 2 == 0 ? "cart.out_of_service" : "cart.in_service", "cart", cart,
           i % 2 == 0 ? "{\"reason\":\"repair\"}" : "{}");
      g_assert_cmpint (row_rev (f, "cart", cart), >, rev);
      rev = row_rev (f, "cart", cart);
    }
  for (guint i = 0; i < 200; i++)
    {
      gint64 now;

      advance (f, i < 50 ? 1 : CORRAL_MINUTE_MS);
      now = row_rev (f, "cart", cart);
      g_assert_cmpint (now, >=, rev);
      rev = now;
    }
}

/* ---- memory ------------------------------------------------------------------------------------------------ */

static gint64
edited_rev (CorralCloudEdits *edits, const char *id, gint64 now_ms)
{
  g_autoptr (CorralBatch) batch = corral_batch_new (CORRAL_COLLECTION_CART);
  const CorralCloudPoint point = { .ms = now_ms, .seq = corral_cloud_edits_get_seq (edits) };

  g_assert_true (corral_cloud_edits_row (edits, 0, CORRAL_COLLECTION_CART, id, point, batch));
  return ((CorralCart *) corral_batch_get_row (batch, 0))->rev;
}

/* What no state can ask for any more is forgotten; what is so now stays, and revisions go on from where they were. */
static void
test_forgets (void)
{
  g_autoptr (CorralClock) clock = corral_clock_new_manual (START_MS * 1000);
  const CorralSimOptions options = { .seed = 1, .n_carts = 20, .n_stores = 2, .clock = clock };
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralSim) sim = corral_sim_new (&options, &error);
  g_autoptr (CorralCloudEdits) edits = corral_cloud_edits_new (sim);
  const char *const fields[] = { "state", "state_since_ms", "out_of_service_reason", NULL };
  CorralCart cart = { .state = "out_of_service", .state_since_ms = START_MS, .out_of_service_reason = "repair" };
  CorralNote note = { .id = "n", .target_collection = "cart", .target = "c-000003", .made_ms = START_MS, .text = "Hello." };
  gint64 late_ms = START_MS + 40 * CORRAL_DAY_MS;
  g_autoptr (CorralBatch) batch = corral_batch_new (CORRAL_COLLECTION_CART);
  CorralCloudPoint point;
  gint64 rev;

  g_assert_no_error (error);
  for (guint i = 0; i < 100; i++)
    corral_cloud_edits_set (edits, 0, CORRAL_COLLECTION_CART, "c-000003", fields, &cart, "st-200", START_MS + i);
  corral_cloud_edits_put (edits, 0, CORRAL_COLLECTION_NOTE, &note, START_MS);
  corral_cloud_edits_delete (edits, 0, CORRAL_COLLECTION_NOTE, "n", START_MS);
  g_assert_cmpuint (corral_cloud_edits_count_versions (edits), ==, 102);
  corral_cloud_edits_prune (edits, START_MS + 20 * CORRAL_DAY_MS);
  g_assert_cmpuint (corral_cloud_edits_count_versions (edits), ==, 102);

  rev = edited_rev (edits, "c-000003", late_ms);
  corral_cloud_edits_prune (edits, late_ms);
  g_assert_cmpuint (corral_cloud_edits_count_versions (edits), ==, 1);
  g_assert_cmpuint (corral_cloud_edits_get_seq (edits), ==, 102);
  g_assert_cmpint (edited_rev (edits, "c-000003", late_ms), ==, rev);
  point = (CorralCloudPoint){ .ms = late_ms, .seq = 102 };
  g_assert_true (corral_cloud_edits_row (edits, 0, CORRAL_COLLECTION_CART, "c-000003", point, batch));
  g_assert_cmpstr (((CorralCart *) corral_batch_get_row (batch, 0))->out_of_service_reason, ==, "repair");
  g_assert_false (corral_cloud_edits_has_between (edits, 0, 0, 102));

  corral_cloud_edits_set (edits, 0, CORRAL_COLLECTION_CART, "c-000003", fields, &cart, "st-200", late_ms);
  g_assert_true (corral_cloud_edits_has_between (edits, 0, 102, 103));
  g_assert_cmpint (edited_rev (edits, "c-000003", late_ms), >, rev);
}

/* ---- other chains, other runs ------------------------------------------------------------------------------ */

/* C10 of the contract: nothing of it shows in another chain. */
static void
test_other_tenant (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autoptr (Answer) me = cloud_get (f, "/v1/me");
  const char *other
      = json_object_get_string_member (json_array_get_object_element (answer_array (me, "tenants"), 1), "id");
  g_autofree char *mine = g_steal_pointer (&f->tenant);
  g_autoptr (Answer) before = NULL;
  g_autoptr (Answer) changes = NULL;
  g_autoptr (Answer) notes = NULL;
  g_autoptr (Answer) operations = NULL;

  f->tenant = g_strdup (other);
  before = cloud_get_tenant (f, "snapshots/note");
  g_free (f->tenant);
  f->tenant = g_strdup (mine);
  act (f, "note.add", "cart", cart, "{\"text\":\"Ours.\"}");
  g_free (f->tenant);
  f->tenant = g_strdup (other);
  changes = cloud_get_tenant (f, "changes?since=%s", answer_text (before, "as_of"));
  g_assert_cmpint (answer_number (changes, "count"), ==, 0);
  notes = cloud_get_tenant (f, "snapshots/note");
  g_assert_cmpint (answer_number (notes, "total"), ==, answer_number (before, "total"));
  operations = cloud_get_tenant (f, "snapshots/operation");
  g_assert_cmpint (answer_number (operations, "total"), ==, 0);
}

/* C5 of the contract: a cloud that was started anew knows nothing of it, and says so. */
static void
test_started_anew (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autoptr (Answer) untouched = cloud_get_tenant (f, "snapshots/store?limit=1");
  g_autoptr (Answer) touched = NULL;
  g_autoptr (Answer) gone = NULL;
  g_autoptr (Answer) good = NULL;

  act (f, "cart.out_of_service", "cart", cart, "{\"reason\":\"repair\"}");
  touched = cloud_get_tenant (f, "snapshots/store?limit=1");
  cloud_fixture_stop (f);
  cloud_fixture_start (f, 1);
  /* Even one in which as much has happened. */
  act (f, "note.add", "cart", cart, "{\"text\":\"Another run.\"}");
  act (f, "note.add", "cart", cart, "{\"text\":\"Another run.\"}");
  gone = cloud_get_tenant (f, "changes?since=%s", answer_text (touched, "as_of"));
  assert_problem (gone, 410, "state-expired");
  g_assert_cmpstr (answer_text (gone, "reason"), ==, "epoch");
  /* A state of before the first edit is as good as ever: it is the same fleet. */
  good = cloud_get_tenant (f, "changes?since=%s", answer_text (untouched, "as_of"));
  assert_whole_list (good, "changes");
}

/* ---- the other desk ---------------------------------------------------------------------------------------- */

static void
set_up_desk (CloudFixture *f, gconstpointer data)
{
  f->other_desk = TRUE;
  cloud_fixture_set_up (f, data);
}

/* What it does in some hours, as one line each: told by the operations and true of their targets. */
static char *
watch_desk (CloudFixture *f)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (Answer) page = NULL;
  JsonArray *rows;

  for (guint i = 0; i < 36; i++)
    {
      answer_free (cloud_get (f, "/v1/me"));
      advance (f, 10 * CORRAL_MINUTE_MS);
    }
  page = cloud_get_tenant (f, "snapshots/operation");
  rows = answer_array (page, "items");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      g_assert_true (g_str_has_prefix (json_object_get_string_member (row, "made_by"), "st-2"));
      g_assert_cmpint (json_object_get_int_member (row, "ended_ms"), >, START_MS);
      g_assert_cmpint (json_object_get_int_member (row, "ended_ms"), <=, corral_clock_now_ms (f->clock));
      g_string_append_printf (seen, "%s %s %s %s\n", json_object_get_string_member (row, "id"),
                              json_object_get_string_member (row, "type"), json_object_get_string_member (row, "target"),
                              json_object_get_string_member (row, "status"));
    }
  g_assert_cmpuint (json_array_get_length (rows), >, 12);
  return g_string_free (g_steal_pointer (&seen), FALSE);
}

/* It is a function of the seed and the time. */
static void
test_desk (CloudFixture *f, gconstpointer data)
{
  g_autofree char *first = watch_desk (f);
  g_autofree char *second = NULL;
  g_autofree char *other = NULL;

  g_assert_nonnull (strstr (first, "alert.ack"));
  g_assert_nonnull (strstr (first, "cart.out_of_service"));
  g_assert_nonnull (strstr (first, "cart.in_service"));
  g_assert_null (strstr (first, "refused"));
  cloud_fixture_tear_down (f, data);
  *f = (CloudFixture){ NULL };
  set_up_desk (f, data);
  second = watch_desk (f);
  g_assert_cmpstr (first, ==, second);
  cloud_fixture_stop (f);
  cloud_fixture_start (f, 2);
  other = watch_desk (f);
  g_assert_cmpstr (first, !=, other);
}

/* What somebody has touched it goes on with: acknowledges it, takes it on, and closes it when it is long over; what
 * nobody has, it does not know. */
static void
test_desk_on_incidents (CloudFixture *f, gconstpointer data)
{
  static const char params[] = "{\"rule\":\"store-wifi\",\"severity\":\"act\",\"began_ms\":1793600000000,"
                               "\"until_ms\":1793700000000}";
  g_autofree char *before = watch_desk (f);
  gint64 acknowledged_ms = 0;
  gint64 closed_ms = 0;

  g_assert_null (strstr (before, "incident."));
  act (f, "incident.snooze", "incident", "inc-1", params);
  for (guint i = 0; i < 200 && closed_ms == 0; i++)
    {
      g_autoptr (Answer) row = NULL;

      advance (f, 10 * CORRAL_MINUTE_MS);
      row = cloud_row (f, "incident", "inc-1");
      if (json_object_has_member (answer_object (row), "acknowledged_ms"))
        acknowledged_ms = answer_number (row, "acknowledged_ms");
      if (!json_object_has_member (answer_object (row), "closed_ms"))
        continue;
      closed_ms = answer_number (row, "closed_ms");
      g_assert_cmpstr (answer_text (row, "cause"), ==, "store_network");
      g_assert_true (g_str_has_prefix (answer_text (row, "acknowledged_by"), "st-2"));
      g_assert_true (g_str_has_prefix (answer_text (row, "assigned_to"), "st-2"));
      g_assert_true (g_str_has_prefix (answer_text (row, "closed_by"), "st-2"));
    }
  g_assert_cmpint (acknowledged_ms, >, 0);
  g_assert_cmpint (closed_ms, >=, acknowledged_ms + 6 * CORRAL_HOUR_MS);
}

/* Who follows sees it, also when the clock jumps by weeks. */
static void
test_desk_converges (CloudFixture *f, gconstpointer data)
{
  CloudCopy copy = { 0 };
  CloudCopy fresh = { 0 };

  cloud_copy_take (f, &copy);
  for (guint i = 0; i < 20; i++)
    {
      guint n = 0;

      advance (f, i == 12 ? 20 * CORRAL_DAY_MS : 7 * CORRAL_MINUTE_MS);
      cloud_copy_follow (f, &copy, 3, &n);
    }
  cloud_copy_catch_up (f, &copy, 1000);
  cloud_copy_take (f, &fresh);
  cloud_copy_catch_up (f, &fresh, 1000);
  cloud_copy_catch_up (f, &copy, 1000);
  assert_same_copies (&copy, &fresh);
  g_assert_cmpuint (g_hash_table_size (copy.rows[CORRAL_COLLECTION_OPERATION]), >, 5);
  cloud_copy_clear (&copy);
  cloud_copy_clear (&fresh);
}

#define ADD(path, function) \
  g_test_add (path, CloudFixture, NULL, cloud_fixture_set_up, function, cloud_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint seed = 1; seed <= 4; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/conformance/C12/converges/%u", seed);

      g_test_add (path, CloudFixture, GUINT_TO_POINTER (seed), cloud_fixture_set_up, test_converges,
                  cloud_fixture_tear_down);
    }
  ADD ("/demo-cloud/edits/pages-stand", test_pages_stand);
  ADD ("/demo-cloud/edits/cart-stays-out", test_cart_stays_out);
  ADD ("/demo-cloud/edits/cart-comes-back", test_cart_comes_back);
  ADD ("/demo-cloud/edits/alert-stays-acknowledged", test_alert_stays_acknowledged);
  ADD ("/demo-cloud/edits/flag-stays-decided", test_flag_stays_decided);
  ADD ("/demo-cloud/edits/cut-off", test_cut_off);
  ADD ("/demo-cloud/edits/trip-cancelled", test_trip_cancelled);
  ADD ("/demo-cloud/edits/one-millisecond", test_one_millisecond);
  g_test_add_func ("/demo-cloud/edits/forgets", test_forgets);
  ADD ("/conformance/C10/other-tenant", test_other_tenant);
  ADD ("/conformance/C5/started-anew", test_started_anew);
  g_test_add ("/demo-cloud/desk/acts", CloudFixture, NULL, set_up_desk, test_desk, cloud_fixture_tear_down);
  g_test_add ("/demo-cloud/desk/incidents", CloudFixture, NULL, set_up_desk, test_desk_on_incidents,
              cloud_fixture_tear_down);
  g_test_add ("/conformance/C12/with-the-other-desk", CloudFixture, NULL, set_up_desk, test_desk_converges,
              cloud_fixture_tear_down);
  return g_test_run ();
}
