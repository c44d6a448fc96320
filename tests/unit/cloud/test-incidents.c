/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several people do about one incident, some of them late: it ends in a state that each can see. And maintenance. */
#include "config.h"

#include "cloud-fixture.h"
#include "corral-time.h"

#include <string.h>

#define INCIDENT "inc-carrier-outage-5b1c9e02-29540662"
#define ABOUT "\"rule\":\"carrier-outage\",\"severity\":\"act\",\"began_ms\":1793600000000"
#define SNOOZE "{" ABOUT ",\"until_ms\":1793635200000}"

static guint n_operations;

/* An operation of a client that saw the row at @seen: -1: says nothing of it. */
static Answer *
put (CloudFixture *f, const char *type, const char *id, const char *params, gint64 seen)
{
  const char *collection = g_str_has_prefix (type, "maintenance") ? "maintenance" : "incident";
  g_autofree char *operation = operation_id (1000 + n_operations++);
  g_autofree char *plain = operation_body (f, type, collection, id, params, 0, NULL);
  g_autofree char *rev = g_strdup_printf (",\"expected_rev\":%" G_GINT64_FORMAT ",\"issued_at_ms\"", seen);
  g_autoptr (GString) body = g_string_new (plain);

  if (seen >= 0)
    g_string_replace (body, ",\"issued_at_ms\"", rev, 1);
  return cloud_put (f, operation, body->str);
}

static JsonObject *
row_of (Answer *answer)
{
  return json_object_get_object_member (answer_object (answer), answer->status < 400 ? "data" : "current");
}

static const char *
text_of (Answer *answer, const char *member)
{
  return json_object_get_string_member_with_default (row_of (answer), member, NULL);
}

/* The words of a list, joined with one space. */
static char *
list_of (Answer *answer, const char *member)
{
  g_autoptr (GString) all = g_string_new (NULL);
  JsonNode *node = json_object_get_member (row_of (answer), member);

  for (guint i = 0; node != NULL && JSON_NODE_HOLDS_ARRAY (node) && i < json_array_get_length (json_node_get_array (node));
       i++)
    g_string_append_printf (all, "%s%s", i > 0 ? " " : "",
                            json_array_get_string_element (json_node_get_array (node), i));
  return g_string_free (g_steal_pointer (&all), FALSE);
}

/* The first that does something makes the row; others of the same id find it. */
static void
test_made_once (CloudFixture *f, gconstpointer data)
{
  g_autoptr (Answer) none = cloud_get_tenant (f, "incident/%s", INCIDENT);
  g_autoptr (Answer) first
      = put (f, "incident.ack", INCIDENT, "{" ABOUT ",\"detail\":\"Norvia\",\"region\":\"North\"}", -1);
  g_autoptr (Answer) second = NULL;
  g_autoptr (Answer) other = NULL;

  g_assert_cmpuint (none->status, ==, 404);
  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpstr (text_of (first, "id"), ==, INCIDENT);
  g_assert_cmpstr (text_of (first, "rule"), ==, "carrier-outage");
  g_assert_cmpstr (text_of (first, "detail"), ==, "Norvia");
  g_assert_cmpstr (text_of (first, "region"), ==, "North");
  g_assert_cmpint (json_object_get_int_member (row_of (first), "began_ms"), ==, 1793600000000);
  /* Another desk, which says otherwise of it: what the first said stays. */
  second = put (f, "incident.ack", INCIDENT, "{\"rule\":\"below-target\",\"severity\":\"info\",\"began_ms\":1793600060000}",
                -1);
  g_assert_cmpstr (answer_text (second, "already_by"), ==, "demo");
  g_assert_cmpstr (text_of (second, "rule"), ==, "carrier-outage");
  g_assert_cmpint (answer_number (second, "applied_rev"), ==, answer_number (first, "applied_rev"));
  other = put (f, "incident.ack", "inc-other", "{" ABOUT "}", -1);
  g_assert_cmpuint (other->status, ==, 200);
  g_assert_null (answer_text (other, "already_by"));
}

/* Whoever was offline and saw no row is told that somebody was faster, and what it is now. */
static void
test_saw_no_row (CloudFixture *f, gconstpointer data)
{
  g_autoptr (Answer) first = put (f, "incident.snooze", INCIDENT, SNOOZE, 0);
  g_autoptr (Answer) late = NULL;
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) gone = NULL;

  g_assert_cmpuint (first->status, ==, 200);
  late = put (f, "incident.assign", INCIDENT, "{" ABOUT ",\"assignee\":\"st-203\"}", 0);
  assert_problem (late, 412, "stale-revision");
  g_assert_cmpint (json_object_get_int_member (row_of (late), "snoozed_until_ms"), ==, 1793635200000);
  again = put (f, "incident.assign", INCIDENT, "{" ABOUT ",\"assignee\":\"st-203\"}",
               json_object_get_int_member (row_of (late), "rev"));
  g_assert_cmpuint (again->status, ==, 200);
  g_assert_cmpstr (text_of (again, "assigned_to"), ==, "st-203");
  /* Who saw a row that is not there: it has gone since. */
  gone = put (f, "incident.snooze", "inc-other", SNOOZE, 5);
  assert_problem (gone, 410, "target-gone");
}

/* Two things done offline on a row that nobody had made: the second goes by what the first made. */
static void
test_one_after_the_other (CloudFixture *f, gconstpointer data)
{
  g_autofree char *first_id = operation_id (1);
  g_autofree char *second_id = operation_id (2);
  g_autofree char *ack = operation_body (f, "incident.ack", "incident", INCIDENT, "{" ABOUT "}", 0, NULL);
  g_autofree char *plain = operation_body (f, "incident.snooze", "incident", INCIDENT, SNOOZE, 0, first_id);
  g_autoptr (GString) snooze = g_string_new (plain);
  g_autoptr (Answer) second = NULL;

  g_string_replace (snooze, ",\"depends_on\"", ",\"expected_rev\":0,\"depends_on\"", 1);
  answer_free (cloud_put (f, first_id, ack));
  second = cloud_put (f, second_id, snooze->str);
  g_assert_cmpuint (second->status, ==, 200);
  g_assert_cmpstr (text_of (second, "acknowledged_by"), ==, "demo");
  g_assert_cmpint (json_object_get_int_member (row_of (second), "snoozed_until_ms"), ==, 1793635200000);
}

/* Who saw a row that was gone by then is not carried past that by making it anew. */
static void
test_not_past_its_going (CloudFixture *f, gconstpointer data)
{
  g_autofree char *first_id = operation_id (1);
  g_autofree char *second_id = operation_id (2);
  g_autofree char *ack = operation_body (f, "incident.ack", "incident", INCIDENT, "{" ABOUT "}", 0, NULL);
  g_autofree char *snooze = operation_body (f, "incident.snooze", "incident", INCIDENT, SNOOZE, 5, first_id);
  g_autoptr (Answer) second = NULL;

  answer_free (cloud_put (f, first_id, ack));
  second = cloud_put (f, second_id, snooze);
  assert_problem (second, 412, "stale-revision");
}

/* But not past what somebody did whom the client never saw. */
static void
test_not_past_others (CloudFixture *f, gconstpointer data)
{
  g_autofree char *first_id = operation_id (1);
  g_autofree char *second_id = operation_id (2);
  g_autofree char *ack = operation_body (f, "incident.ack", "incident", INCIDENT, "{" ABOUT "}", 0, NULL);
  g_autofree char *plain = operation_body (f, "incident.snooze", "incident", INCIDENT, SNOOZE, 0, first_id);
  g_autoptr (GString) snooze = g_string_new (plain);
  g_autoptr (GError) error = NULL;
  g_autoptr (Answer) second = NULL;

  corral_demo_cloud_act (f->cloud, f->tenant, "incident.assign", "incident", INCIDENT,
                         "{" ABOUT ",\"assignee\":\"st-205\"}", "st-205", &error);
  g_assert_no_error (error);
  g_string_replace (snooze, ",\"depends_on\"", ",\"expected_rev\":0,\"depends_on\"", 1);
  answer_free (cloud_put (f, first_id, ack));
  second = cloud_put (f, second_id, snooze->str);
  assert_problem (second, 412, "stale-revision");
  g_assert_cmpstr (text_of (second, "assigned_to"), ==, "st-205");
}

static void
test_acknowledged_until_worse (CloudFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Answer) same = NULL;
  g_autoptr (Answer) worse = NULL;
  g_autofree char *params = NULL;
  gint64 acknowledged_ms;

  corral_demo_cloud_act (f->cloud, f->tenant, "incident.ack", "incident", INCIDENT, "{" ABOUT "}", "st-205", &error);
  g_assert_no_error (error);
  corral_clock_advance_us (f->clock, CORRAL_HOUR_MS * 1000);
  same = put (f, "incident.ack", INCIDENT, "{" ABOUT "}", -1);
  g_assert_cmpstr (answer_text (same, "already_by"), ==, "st-205");
  acknowledged_ms = json_object_get_int_member (row_of (same), "acknowledged_ms");
  params = g_strdup_printf ("{" ABOUT ",\"worse_ms\":%" G_GINT64_FORMAT "}", acknowledged_ms + 1);
  worse = put (f, "incident.ack", INCIDENT, params, -1);
  g_assert_null (answer_text (worse, "already_by"));
  g_assert_cmpstr (text_of (worse, "acknowledged_by"), ==, "demo");
  g_assert_cmpint (json_object_get_int_member (row_of (worse), "acknowledged_ms"), >, acknowledged_ms);
}

/* Closed by two: the second is shown what the first said, and may open it again and say otherwise. */
static void
test_closed_by_two (CloudFixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Answer) other = NULL;
  g_autoptr (Answer) same = NULL;
  g_autoptr (Answer) open = NULL;
  g_autoptr (Answer) mine = NULL;
  g_autoptr (Answer) twice = NULL;

  corral_demo_cloud_act (f->cloud, f->tenant, "incident.close", "incident", INCIDENT,
                         "{" ABOUT ",\"cause\":\"carrier\",\"text\":\"A cut cable.\"}", "st-205", &error);
  g_assert_no_error (error);
  other = put (f, "incident.close", INCIDENT, "{" ABOUT ",\"cause\":\"cloud\"}", -1);
  assert_problem (other, 409, "conflict");
  g_assert_cmpstr (answer_text (other, "detail"), ==, "The incident was closed as carrier by st-205.");
  g_assert_cmpstr (text_of (other, "note"), ==, "A cut cable.");
  same = put (f, "incident.close", INCIDENT, "{" ABOUT ",\"cause\":\"carrier\",\"text\":\"A cut cable.\"}", -1);
  g_assert_cmpstr (answer_text (same, "already_by"), ==, "st-205");
  open = put (f, "incident.reopen", INCIDENT, "{}", json_object_get_int_member (row_of (other), "rev"));
  g_assert_cmpuint (open->status, ==, 200);
  g_assert_null (text_of (open, "closed_by"));
  g_assert_cmpstr (text_of (open, "note"), ==, "A cut cable.");
  twice = put (f, "incident.reopen", INCIDENT, "{}", -1);
  g_assert_cmpint (answer_number (twice, "applied_rev"), ==, answer_number (open, "applied_rev"));
  mine = put (f, "incident.close", INCIDENT, "{" ABOUT ",\"cause\":\"cloud\"}", -1);
  g_assert_cmpstr (text_of (mine, "closed_by"), ==, "demo");
  g_assert_null (text_of (mine, "note"));
}

/* Nothing is ever a part of itself, whoever merges what into what. */
static void
test_merged_both_ways (CloudFixture *f, gconstpointer data)
{
  g_autoptr (Answer) itself = put (f, "incident.merge", "inc-a", "{" ABOUT ",\"into\":\"inc-a\"}", 0);
  g_autoptr (Answer) ab = put (f, "incident.merge", "inc-a", "{" ABOUT ",\"into\":\"inc-b\"}", 0);
  g_autoptr (Answer) bc = put (f, "incident.merge", "inc-b", "{" ABOUT ",\"into\":\"inc-c\"}", 0);
  g_autoptr (Answer) ba = put (f, "incident.merge", "inc-b", "{" ABOUT ",\"into\":\"inc-a\"}", answer_number (bc, "applied_rev"));
  g_autoptr (Answer) ca = put (f, "incident.merge", "inc-c", "{" ABOUT ",\"into\":\"inc-a\"}", 0);
  g_autoptr (Answer) again = put (f, "incident.merge", "inc-a", "{" ABOUT ",\"into\":\"inc-b\"}", -1);
  g_autoptr (Answer) split = NULL;

  assert_problem (itself, 422, "invalid");
  g_assert_cmpuint (ab->status, ==, 200);
  g_assert_cmpuint (bc->status, ==, 200);
  assert_problem (ba, 409, "conflict");
  g_assert_cmpstr (text_of (ba, "merged_into"), ==, "inc-b");
  assert_problem (ca, 409, "conflict");
  g_assert_cmpstr (text_of (ca, "id"), ==, "inc-b");
  g_assert_cmpint (answer_number (again, "applied_rev"), ==, answer_number (ab, "applied_rev"));
  /* Taken apart, and the other way round. */
  split = put (f, "incident.reopen", "inc-a", "{}", -1);
  g_assert_null (text_of (split, "merged_into"));
  g_clear_pointer (&ba, answer_free);
  ba = put (f, "incident.merge", "inc-c", "{" ABOUT ",\"into\":\"inc-a\"}", 0);
  g_assert_cmpuint (ba->status, ==, 200);
}

static void
test_carts_by_hand (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autofree char *params = g_strdup_printf ("{" ABOUT ",\"cart\":\"%s\"}", cart);
  g_autoptr (Answer) in = put (f, "incident.adopt", INCIDENT, params, -1);
  g_autoptr (Answer) twice = put (f, "incident.adopt", INCIDENT, params, -1);
  g_autoptr (Answer) out = put (f, "incident.release", INCIDENT, params, -1);
  g_autoptr (Answer) nobody = put (f, "incident.adopt", INCIDENT, "{" ABOUT ",\"cart\":\"c-none\"}", -1);
  g_autofree char *adopted = list_of (in, "adopted");
  g_autofree char *after = list_of (out, "adopted");
  g_autofree char *released = list_of (out, "released");

  g_assert_cmpstr (adopted, ==, cart);
  g_assert_cmpint (answer_number (twice, "applied_rev"), ==, answer_number (in, "applied_rev"));
  g_assert_cmpstr (after, ==, "");
  g_assert_cmpstr (released, ==, cart);
  assert_problem (nobody, 422, "invalid");
}

/* ---- maintenance ----------------------------------------------------------------------------------- */

static void
test_maintenance (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autoptr (Answer) row = cloud_row (f, "cart", cart);
  g_autofree char *plan = g_strdup_printf ("{\"starts_ms\":1793635200000,\"ends_ms\":1793642400000,\"reason\":\"refit\","
                                           "\"cart\":\"%s\",\"text\":\"New wheels\"}",
                                           cart);
  g_autoptr (Answer) made = put (f, "maintenance.plan", "mw-1", plan, -1);
  g_autoptr (Answer) same = put (f, "maintenance.plan", "mw-1", plan, -1);
  g_autoptr (Answer) other = put (f, "maintenance.plan", "mw-1",
                                  "{\"starts_ms\":1793635200000,\"ends_ms\":1793642400000,\"reason\":\"other\"}", -1);
  g_autoptr (Answer) ended = put (f, "maintenance.end", "mw-1", "{}", -1);
  g_autoptr (Answer) again = put (f, "maintenance.end", "mw-1", "{}", -1);
  g_autoptr (Answer) gone = put (f, "maintenance.end", "mw-2", "{}", -1);

  g_assert_cmpuint (made->status, ==, 200);
  g_assert_cmpstr (text_of (made, "store"), ==, answer_text (row, "store"));
  g_assert_cmpstr (text_of (made, "made_by"), ==, "demo");
  g_assert_cmpstr (answer_text (same, "already_by"), ==, "demo");
  assert_problem (other, 409, "conflict");
  g_assert_true (json_object_has_member (row_of (ended), "ended_ms"));
  g_assert_cmpint (answer_number (again, "applied_rev"), ==, answer_number (ended, "applied_rev"));
  assert_problem (gone, 410, "target-gone");
}

static void
test_bad_maintenance (CloudFixture *f, gconstpointer data)
{
  static const char *const wrong[] = {
    "{\"starts_ms\":1793635200000,\"ends_ms\":1793635200000,\"reason\":\"refit\"}",
    "{\"starts_ms\":1793635200000,\"ends_ms\":1793642400000,\"reason\":\"bored\"}",
    "{\"starts_ms\":1793635200000,\"ends_ms\":1793642400000,\"reason\":\"refit\",\"repeats\":\"hourly\"}",
    "{\"starts_ms\":1793635200000,\"ends_ms\":1794635200000,\"reason\":\"refit\",\"repeats\":\"weekly\"}",
    "{\"starts_ms\":1793635200000,\"ends_ms\":1793642400000,\"reason\":\"refit\",\"store\":\"s-none\"}",
    "{\"starts_ms\":1793635200000,\"ends_ms\":1793642400000,\"reason\":\"refit\",\"cart\":\"c-none\"}",
    "{\"starts_ms\":1793635200000,\"reason\":\"refit\"}",
    "{\"starts_ms\":1793635200000,\"ends_ms\":1793642400000,\"reason\":\"refit\",\"text\":\"4111 1111 1111 1111\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (Answer) answer = put (f, "maintenance.plan", "mw-1", wrong[i], -1);

      assert_problem (answer, 422, "invalid");
    }
}

/* Answers are forgotten after 91 days, and what they made with them: nothing grows for ever. */
static void
test_forgotten (CloudFixture *f, gconstpointer data)
{
  g_autoptr (Answer) made = put (f, "incident.ack", INCIDENT, "{" ABOUT "}", -1);
  g_autoptr (Answer) there = NULL;
  g_autoptr (Answer) gone = NULL;

  g_assert_cmpuint (made->status, ==, 200);
  corral_clock_advance_us (f->clock, 90 * CORRAL_DAY_MS * 1000);
  there = cloud_get_tenant (f, "incident/%s", INCIDENT);
  g_assert_cmpuint (there->status, ==, 200);
  corral_clock_advance_us (f->clock, 2 * CORRAL_DAY_MS * 1000);
  gone = cloud_get_tenant (f, "incident/%s", INCIDENT);
  g_assert_cmpuint (gone->status, ==, 404);
}

#define ADD(path, function) \
  g_test_add (path, CloudFixture, NULL, cloud_fixture_set_up, function, cloud_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/demo-cloud/incidents/made-once", test_made_once);
  ADD ("/demo-cloud/incidents/saw-no-row", test_saw_no_row);
  ADD ("/demo-cloud/incidents/one-after-the-other", test_one_after_the_other);
  ADD ("/demo-cloud/incidents/not-past-others", test_not_past_others);
  ADD ("/demo-cloud/incidents/not-past-its-going", test_not_past_its_going);
  ADD ("/demo-cloud/incidents/acknowledged-until-worse", test_acknowledged_until_worse);
  ADD ("/demo-cloud/incidents/closed-by-two", test_closed_by_two);
  ADD ("/demo-cloud/incidents/merged-both-ways", test_merged_both_ways);
  ADD ("/demo-cloud/incidents/carts-by-hand", test_carts_by_hand);
  ADD ("/demo-cloud/incidents/forgotten", test_forgotten);
  ADD ("/demo-cloud/maintenance/planned-and-ended", test_maintenance);
  ADD ("/demo-cloud/maintenance/bad", test_bad_maintenance);
  return g_test_run ();
}
