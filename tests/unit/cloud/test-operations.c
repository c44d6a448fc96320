/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operations over HTTP: each type, done once and answered the same for ever, and everything that is refused. */
#include "config.h"

#include "cloud-fixture.h"
#include "corral-operation-type.h"
#include "corral-time.h"

#include <string.h>

/* ---- every type ---------------------------------------------------------------------------------------- */

typedef struct
{
  CorralOperationKind kind;
  const char *member, *text; /* of a row of the target's collection to do it to; text NULL: has no such member; member
                                NULL: there is no such row, or TEXT is done first, which makes it */
  const char *params;
  gboolean needs_rev;
  guint status;
  const char *changed, *to; /* a member of the row in the answer, and what it is afterwards; NULL: anything */
} TypeCase;

#define ABOUT "\"rule\":\"carrier-outage\",\"severity\":\"act\",\"began_ms\":1793600000000"

/* Each can be done in the fleet of seed 1: "%store" stands for another store of the chain, "%cart" for some cart, "%flag"
 * for some open flag, "%lot" for the lot of the flag's cart. */
static const TypeCase type_cases[] = {
  { CORRAL_OPERATION_ALERT_ACK, "acknowledged_ms", NULL, "{}", FALSE, 200, "acknowledged_by", "demo" },
  { CORRAL_OPERATION_ALERT_SNOOZE, "snoozed_until_ms", NULL, "{\"until_ms\":1793635200000}", FALSE, 200,
    "snoozed_until_ms", "1793635200000" },
  { CORRAL_OPERATION_ALERT_ASSIGN, "assigned_to", NULL, "{\"assignee\":\"st-203\"}", FALSE, 200, "assigned_to",
    "st-203" },
  { CORRAL_OPERATION_ALERT_CLEAR, "cleared_ms", NULL, "{}", FALSE, 200, "cleared_ms", NULL },
  { CORRAL_OPERATION_NOTE_ADD, "fault", NULL, "{\"text\":\"Found beside aisle 15; the pack was warm.\"}", FALSE, 200,
    "text", "Found beside aisle 15; the pack was warm." },
  { CORRAL_OPERATION_CART_OUT_OF_SERVICE, "state", "idle", "{\"reason\":\"repair\"}", TRUE, 200,
    "out_of_service_reason", "repair" },
  { CORRAL_OPERATION_CART_IN_SERVICE, "state", "out_of_service", "{}", TRUE, 200, "state", "idle" },
  { CORRAL_OPERATION_FLAG_DECIDE, "status", "open", "{\"outcome\":\"shopper_error\"}", TRUE, 200, "outcome",
    "shopper_error" },
  { CORRAL_OPERATION_TICKET_OPEN, "state", "idle", "{\"reason\":\"battery_swap\",\"summary\":\"Does not last.\"}", FALSE,
    200, "reason", "battery_swap" },
  { CORRAL_OPERATION_EXECUTION_RETRY, "status", "rolled_back", "{}", FALSE, 200, "status", "queued" },
  { CORRAL_OPERATION_REBIND_REQUEST, "state", "idle", "{\"store\":\"%store\"}", FALSE, 202, NULL, NULL },
  { CORRAL_OPERATION_SESSION_PAUSE, "status", "active", "{}", FALSE, 200, "status", "paused" },
  { CORRAL_OPERATION_SESSION_CANCEL, "status", "active", "{}", FALSE, 200, "status", "voided" },
  { CORRAL_OPERATION_ROLLOUT_HOLD, "status", "running", "{\"reason\":\"error_rate\"}", FALSE, 200, "status", "held" },
  { CORRAL_OPERATION_ROLLOUT_RELEASE, "status", "held", "{}", FALSE, 200, "status", "running" },
  { CORRAL_OPERATION_CERTIFICATE_REVOKE, "status", "valid", "{\"reason\":\"lost\"}", FALSE, 200, "status", "revoked" },
  { CORRAL_OPERATION_CART_REPORT, "state", "idle", "{}", FALSE, 202, NULL, NULL },
  { CORRAL_OPERATION_CART_FIND, "state", "off_premises", "{\"reason\":\"fetch\"}", FALSE, 200, "state", "off_premises" },
  { CORRAL_OPERATION_INCIDENT_ACK, NULL, NULL, "{" ABOUT ",\"detail\":\"Norvia\"}", FALSE, 200, "acknowledged_by",
    "demo" },
  { CORRAL_OPERATION_INCIDENT_SNOOZE, NULL, NULL, "{" ABOUT ",\"until_ms\":1793635200000}", FALSE, 200,
    "snoozed_until_ms", "1793635200000" },
  { CORRAL_OPERATION_INCIDENT_ASSIGN, NULL, NULL, "{" ABOUT ",\"assignee\":\"st-203\"}", FALSE, 200, "assigned_to",
    "st-203" },
  { CORRAL_OPERATION_INCIDENT_CLOSE, NULL, NULL, "{" ABOUT ",\"cause\":\"carrier\",\"text\":\"A cut cable.\"}", FALSE,
    200, "note", "A cut cable." },
  { CORRAL_OPERATION_INCIDENT_REOPEN, NULL, "incident.close", "{}", FALSE, 200, "cause", "carrier" },
  { CORRAL_OPERATION_INCIDENT_MERGE, NULL, NULL, "{" ABOUT ",\"into\":\"inc-other\"}", FALSE, 200, "merged_into",
    "inc-other" },
  { CORRAL_OPERATION_INCIDENT_ADOPT, NULL, NULL, "{" ABOUT ",\"cart\":\"%cart\"}", FALSE, 200, "rule",
    "carrier-outage" },
  { CORRAL_OPERATION_INCIDENT_RELEASE, NULL, NULL, "{" ABOUT ",\"cart\":\"%cart\"}", FALSE, 200, "severity", "act" },
  { CORRAL_OPERATION_MAINTENANCE_PLAN, NULL, NULL,
    "{\"starts_ms\":1793635200000,\"ends_ms\":1793642400000,\"reason\":\"refit\",\"text\":\"Aisle 4\"}", FALSE, 200,
    "note", "Aisle 4" },
  { CORRAL_OPERATION_MAINTENANCE_END, NULL, "maintenance.plan", "{}", FALSE, 200, "ended_ms", NULL },
  { CORRAL_OPERATION_FLAG_VOID, "status", "open", "{\"lot\":\"%lot\",\"text\":\"Calibrated wrongly.\"}", TRUE, 200,
    "outcome", "sensor_fault" },
  { CORRAL_OPERATION_FLAG_UNVOID, "status", "open", "{}", TRUE, 200, "status", "open" },
  { CORRAL_OPERATION_CASE_OPEN, NULL, NULL, "{\"store\":\"%store\",\"title\":\"Heavy baskets\"}", FALSE, 200, "status",
    "open" },
  { CORRAL_OPERATION_CASE_LINK, NULL, "case.open", "{\"flag\":\"%flag\"}", FALSE, 200, "title", "Heavy baskets" },
  { CORRAL_OPERATION_CASE_UNLINK, NULL, "case.open", "{\"flag\":\"%flag\"}", FALSE, 200, "title", "Heavy baskets" },
  { CORRAL_OPERATION_CASE_STATUS, NULL, "case.open", "{\"status\":\"closed\",\"outcome\":\"insured\"}", FALSE, 200,
    "outcome", "insured" },
  { CORRAL_OPERATION_FLAG_SEEN, "status", "open", "{}", FALSE, 200, "seen_ms", NULL },
  { CORRAL_OPERATION_FLAG_SECOND_OPINION, "status", "open", "{\"assignee\":\"st-203\"}", FALSE, 200, "second_of",
    "st-203" },
  { CORRAL_OPERATION_FLAG_SECOND_WITHDRAW, NULL, "flag.second_opinion", "{}", FALSE, 200, "status", "open" },
  { CORRAL_OPERATION_FLAG_RECHECK, NULL, "recheck_due", "{\"checked\":5,\"wrong\":1}", TRUE, 200, "wrong_items", "1" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (type_cases) == CORRAL_N_OPERATIONS);

/* The text of a member that is a string or a number. */
static char *
member_text (JsonObject *object, const char *name)
{
  JsonNode *value = json_object_get_member (object, name);

  if (value == NULL || JSON_NODE_HOLDS_NULL (value))
    return NULL;
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (value));
  return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value));
}

/* Another store than the cart's. */
static char *
other_store (CloudFixture *f, const char *cart)
{
  g_autoptr (Answer) row = cloud_row (f, "cart", cart);
  g_autoptr (Answer) stores = cloud_get_tenant (f, "snapshots/store");

  for (guint i = 0; i < json_array_get_length (answer_array (stores, "items")); i++)
    {
      JsonObject *store = json_array_get_object_element (answer_array (stores, "items"), i);
      const char *id = json_object_get_string_member (store, "id");

      if (strcmp (id, answer_text (row, "store")) != 0)
        return g_strdup (id);
    }
  g_assert_not_reached ();
}

static char *
first_store (CloudFixture *f)
{
  g_autoptr (Answer) stores = cloud_get_tenant (f, "snapshots/store");

  return g_strdup (
      json_object_get_string_member (json_array_get_object_element (answer_array (stores, "items"), 0), "id"));
}

/* A row that is only made: under an id of ours, by @first if that is given. */
/* Of some chain: one that waits for a decision. @kind (nullable): any. */
static char *
find_open_flag_now (CloudFixture *f, const char *kind)
{
  g_autoptr (Answer) me = cloud_get (f, "/v1/me");
  JsonArray *tenants = answer_array (me, "tenants");

  for (guint i = 0; i < json_array_get_length (tenants); i++)
    {
      g_autoptr (Answer) flags = NULL;

      g_free (f->tenant);
      f->tenant = g_strdup (json_object_get_string_member (json_array_get_object_element (tenants, i), "id"));
      flags = cloud_get_tenant (f, "snapshots/flag?limit=1000");
      for (guint k = 0; k < json_array_get_length (answer_array (flags, "items")); k++)
        {
          JsonObject *flag = json_array_get_object_element (answer_array (flags, "items"), k);

          if (strcmp (json_object_get_string_member (flag, "status"), "open") == 0
              && (kind == NULL || strcmp (json_object_get_string_member (flag, "kind"), kind) == 0))
            return g_strdup (json_object_get_string_member (flag, "id"));
        }
    }
  return NULL;
}

/* In so small a fleet a kind may take some hours to come up. */
static char *
find_open_flag (CloudFixture *f, const char *kind)
{
  for (guint i = 0; i < 96; i++)
    {
      char *flag = find_open_flag_now (f, kind);

      if (flag != NULL)
        return flag;
      corral_clock_advance_us (f->clock, CORRAL_HOUR_MS / 2 * 1000);
    }
  g_assert_not_reached ();
}

/* A row that is only made: under an id of ours, by @first if that is given. Of a flag: one to which that was done. */
static char *
make_target (CloudFixture *f, const char *collection, const char *first)
{
  g_autofree char *case_params = NULL;
  g_autoptr (GError) error = NULL;
  char *flag;

  if (g_strcmp0 (first, "recheck_due") == 0)
    return find_open_flag (f, first);
  if (g_strcmp0 (collection, "flag") == 0)
    {
      flag = find_open_flag (f, NULL);
      corral_demo_cloud_act (f->cloud, f->tenant, first, collection, flag, "{}", "st-200", &error);
      g_assert_no_error (error);
      return flag;
    }
  if (first == NULL)
    return g_strdup ("made-1");
  if (strcmp (first, "case.open") == 0)
    {
      g_autofree char *store = first_store (f);

      case_params = g_strdup_printf ("{\"store\":\"%s\",\"title\":\"Heavy baskets\"}", store);
    }
  corral_demo_cloud_act (f->cloud, f->tenant, first, collection, "made-1",
                         strcmp (first, "maintenance.plan") == 0
                             ? "{\"starts_ms\":1793635200000,\"ends_ms\":1793642400000,\"reason\":\"refit\"}"
                         : strcmp (first, "case.open") == 0 ? case_params
                                                            : "{" ABOUT ",\"cause\":\"carrier\"}",
                         "st-200", &error);
  g_assert_no_error (error);
  return g_strdup ("made-1");
}

static void
act_before (CloudFixture *f, const char *type, const char *collection, const char *target, const char *params)
{
  g_autoptr (GError) error = NULL;

  corral_demo_cloud_act (f->cloud, f->tenant, type, collection, target, params, "st-200", &error);
  g_assert_no_error (error);
}

/* What has to be so before: a voided flag is there to be taken back, a linked one to be taken out. */
static void
prepare_target (CloudFixture *f, CorralOperationKind kind, const char *target, const char *lot, const char *flag)
{
  g_autofree char *params = NULL;

  if (kind == CORRAL_OPERATION_FLAG_UNVOID)
    {
      params = g_strdup_printf ("{\"lot\":\"%s\",\"text\":\"Off.\"}", lot);
      act_before (f, "flag.void", "flag", target, params);
    }
  else if (kind == CORRAL_OPERATION_CASE_UNLINK)
    {
      params = g_strdup_printf ("{\"flag\":\"%s\"}", flag);
      act_before (f, "case.link", "case", target, params);
    }
}

/* Fills in what belongs to the fleet, and makes ready. */
static void
make_ready (CloudFixture *f, const TypeCase *c, const char *target, GString *params)
{
  g_autofree char *store = NULL, *cart = NULL, *flag = NULL, *lot = NULL;

  if (strstr (c->params, "%store") != NULL)
    store = c->kind == CORRAL_OPERATION_CASE_OPEN ? first_store (f) : other_store (f, target);
  if (strstr (c->params, "%cart") != NULL)
    cart = cloud_find (f, "cart", "state", "idle");
  /* In so small a chain it may take some hours until one is open. */
  for (guint i = 0; i < 96 && flag == NULL && strstr (c->params, "%flag") != NULL; i++)
    {
      flag = cloud_find (f, "flag", "status", "open");
      if (flag == NULL)
        corral_clock_advance_us (f->clock, CORRAL_HOUR_MS / 2 * 1000);
    }
  if (corral_operation_type_get (c->kind)->target == CORRAL_COLLECTION_FLAG)
    {
      g_autoptr (Answer) row = cloud_row (f, "flag", target);
      g_autoptr (Answer) of = cloud_row (f, "cart", answer_text (row, "cart"));

      lot = g_strdup (answer_text (of, "lot"));
    }
  prepare_target (f, c->kind, target, lot, flag);
  g_string_replace (params, "%store", store != NULL ? store : "", 0);
  g_string_replace (params, "%cart", cart != NULL ? cart : "", 0);
  g_string_replace (params, "%flag", flag != NULL ? flag : "", 0);
  g_string_replace (params, "%lot", lot != NULL ? lot : "", 0);
}

/* What everybody sees in the collection `operation`. */
static void
assert_operation_row (CloudFixture *f, const char *id, const char *type, const char *target, const char *status)
{
  g_autoptr (Answer) row = cloud_row (f, "operation", id);

  g_assert_cmpstr (answer_text (row, "type"), ==, type);
  g_assert_cmpstr (answer_text (row, "target"), ==, target);
  g_assert_cmpstr (answer_text (row, "status"), ==, status);
  g_assert_cmpstr (answer_text (row, "made_by"), ==, "demo");
}

/* The bodies without `replayed`, which is the only thing that may differ. */
static void
assert_same_but_replayed (Answer *first, Answer *second)
{
  json_object_remove_member (answer_object (first), "replayed");
  json_object_remove_member (answer_object (second), "replayed");
  g_assert_true (json_node_equal (first->json, second->json));
}

/* The row in the answer is the one that is served, of the revision that it says. */
static void
assert_answer_is_true (CloudFixture *f, const TypeCase *c, const CorralOperationType *type, Answer *done)
{
  JsonObject *data = json_object_get_object_member (answer_object (done), "data");
  const char *result = corral_collection_get_schema (type->result)->name;
  g_autofree char *now = member_text (data, c->changed);
  g_autoptr (Answer) row = cloud_row (f, result, json_object_get_string_member (data, "id"));

  if (c->to != NULL)
    g_assert_cmpstr (now, ==, c->to);
  else
    g_assert_nonnull (now);
  g_assert_cmpint (answer_number (row, "rev"), ==, answer_number (done, "applied_rev"));
  g_assert_true (json_node_equal (row->json, json_object_get_member (answer_object (done), "data")));
}

/* The changes since @state tell of the row called @id exactly once, as it is now. */
static void
assert_told (CloudFixture *f, const char *state, const char *collection, const char *id)
{
  g_autoptr (Answer) changes = cloud_get_tenant (f, "changes?since=%s", state);
  g_autoptr (Answer) row = cloud_row (f, collection, id);
  JsonArray *list = answer_array (changes, "changes");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *change = json_array_get_object_element (list, i);

      if (strcmp (json_object_get_string_member (change, "c"), collection) != 0
          || strcmp (json_object_get_string_member (change, "id"), id) != 0)
        continue;
      g_assert_true (json_node_equal (json_object_get_member (change, "data"), row->json));
      n++;
    }
  g_assert_cmpuint (n, ==, 1);
}

/* Where the cart is stands in the first answer, within a step of what its row says, and is taken out here: no later answer
 * may have it. */
static void
assert_found (Answer *done)
{
  JsonObject *place = json_object_get_object_member (answer_object (done), "place");
  JsonObject *row = json_object_get_object_member (answer_object (done), "data");
  double latitude = json_object_get_double_member (place, "latitude");
  double longitude = json_object_get_double_member (place, "longitude");

  g_assert_cmpfloat (latitude, !=, json_object_get_double_member (row, "outside_latitude"));
  g_assert_cmpfloat_with_epsilon (latitude, json_object_get_double_member (row, "outside_latitude"), 0.00501);
  g_assert_cmpfloat_with_epsilon (longitude, json_object_get_double_member (row, "outside_longitude"), 0.00501);
  g_assert_cmpint (json_object_get_int_member (place, "until_ms") - json_object_get_int_member (place, "reported_ms"), >=,
                   15 * CORRAL_MINUTE_MS);
  json_object_remove_member (answer_object (done), "place");
}

static void
test_types (CloudFixture *f, gconstpointer data)
{
  const TypeCase *c = data;
  const CorralOperationType *type = corral_operation_type_get (c->kind);
  const char *collection = corral_collection_get_schema (type->target)->name;
  gboolean there = c->member != NULL || c->text != NULL;
  g_autofree char *target = c->member != NULL ? cloud_find_anywhere (f, collection, c->member, c->text)
                                              : make_target (f, collection, c->text);
  g_autofree char *id = operation_id (1);
  g_autoptr (GString) params = g_string_new (c->params);
  g_autofree char *body = NULL;
  g_autofree char *other = NULL;
  g_autofree char *state = NULL;
  g_autoptr (Answer) before = NULL;
  g_autoptr (Answer) done = NULL;
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) probe = NULL;
  g_autoptr (Answer) reused = NULL;
  g_autoptr (Answer) after = NULL;

  make_ready (f, c, target, params);
  if (there)
    before = cloud_row (f, collection, target);
  after = cloud_get_tenant (f, "snapshots/store?limit=1");
  state = g_strdup (answer_text (after, "as_of"));
  body = operation_body (f, type->name, collection, target, params->str,
                         c->needs_rev ? answer_number (before, "rev") : 0, NULL);

  done = cloud_put (f, id, body);
  g_assert_cmpuint (done->status, ==, c->status);
  g_assert_cmpstr (done->content_type, ==, "application/json");
  g_assert_cmpstr (answer_text (done, "id"), ==, id);
  g_assert_cmpstr (answer_text (done, "status"), ==, c->status == 200 ? "applied" : "accepted");
  g_assert_false (json_object_get_boolean_member (answer_object (done), "replayed"));
  g_assert_false (json_object_has_member (answer_object (done), "already_by"));
  assert_operation_row (f, id, type->name, target, c->status == 200 ? "applied" : "accepted");
  assert_told (f, state, "operation", id);
  if (c->status == 200)
    {
      JsonObject *row = json_object_get_object_member (answer_object (done), "data");

      assert_answer_is_true (f, c, type, done);
      if (c->kind == CORRAL_OPERATION_CART_FIND)
        {
          assert_found (done);
          g_assert_cmpint (answer_number (done, "applied_rev"), ==, answer_number (before, "rev"));
        }
      else
        {
          assert_told (f, state, corral_collection_get_schema (type->result)->name,
                       json_object_get_string_member (row, "id"));
          if (!type->makes_row && there)
            g_assert_cmpint (answer_number (done, "applied_rev"), >, answer_number (before, "rev"));
          g_assert_cmpint (answer_number (done, "applied_rev"), >=, START_MS); /* about when, as all revisions here */
        }
    }

  /* The same again: the stored answer, and nothing is done. */
  again = cloud_put (f, id, body);
  g_assert_cmpuint (again->status, ==, c->status);
  g_assert_true (json_object_get_boolean_member (answer_object (again), "replayed"));
  probe = cloud_probe (f, id);
  g_assert_cmpuint (probe->status, ==, 200);
  assert_same_but_replayed (done, again);
  assert_same_but_replayed (done, probe);
  if (c->status == 200)
    g_assert_cmpint (answer_number (again, "applied_rev"), ==, answer_number (done, "applied_rev"));

  /* Another body under the same id; the first stands. */
  other = operation_body (f, "note.add", collection, target, "{\"text\":\"Another.\"}", 0, NULL);
  reused = cloud_put (f, id, other);
  assert_problem (reused, 422, "id-reused");
  g_clear_pointer (&again, answer_free);
  again = cloud_put (f, id, body);
  assert_same_but_replayed (done, again);
}

/* ---- set once ------------------------------------------------------------------------------------------ */

static void
test_set_once (CloudFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *type, *collection, *member, *text, *params, *by;
  } cases[] = {
    { "alert.ack", "alert", "acknowledged_ms", NULL, "{}", "demo" },
    { "alert.clear", "alert", "cleared_ms", NULL, "{}", "demo" },
    { "certificate.revoke", "certificate", "status", "valid", "{\"reason\":\"lost\"}", "demo" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *target = cloud_find_anywhere (f, cases[i].collection, cases[i].member, cases[i].text);
      g_autofree char *body
          = operation_body (f, cases[i].type, cases[i].collection, target, cases[i].params, 0, NULL);
      g_autofree char *first_id = operation_id (10 + 2 * i);
      g_autofree char *second_id = operation_id (11 + 2 * i);
      g_autoptr (Answer) first = cloud_put (f, first_id, body);
      g_autoptr (Answer) second = cloud_put (f, second_id, body);

      g_assert_cmpuint (first->status, ==, 200);
      g_assert_cmpuint (second->status, ==, 200);
      g_assert_null (answer_text (first, "already_by"));
      g_assert_cmpstr (answer_text (second, "already_by"), ==, cases[i].by);
      g_assert_cmpint (answer_number (second, "applied_rev"), ==, answer_number (first, "applied_rev"));
      g_assert_true (json_node_equal (json_object_get_member (answer_object (first), "data"),
                                      json_object_get_member (answer_object (second), "data")));
    }
}

/* What the simulation's staff acknowledged, and an execution that needs no second try. */
static void
test_already (CloudFixture *f, gconstpointer data)
{
  g_autoptr (Answer) alerts = cloud_get_tenant (f, "snapshots/alert");
  JsonArray *list = answer_array (alerts, "items");
  g_autofree char *id = operation_id (1);
  g_autofree char *body = NULL;
  g_autoptr (Answer) done = NULL;
  JsonObject *row = NULL;

  for (guint i = 0; i < json_array_get_length (list) && row == NULL; i++)
    if (json_object_has_member (json_array_get_object_element (list, i), "acknowledged_by"))
      row = json_array_get_object_element (list, i);
  g_assert_nonnull (row);
  body = operation_body (f, "alert.ack", "alert", json_object_get_string_member (row, "id"), "{}", 0, NULL);
  done = cloud_put (f, id, body);
  g_assert_cmpstr (answer_text (done, "already_by"), ==, json_object_get_string_member (row, "acknowledged_by"));
  g_assert_cmpint (answer_number (done, "applied_rev"), ==, json_object_get_int_member (row, "rev"));
}

/* ---- refused ------------------------------------------------------------------------------------------- */

/* Refuses @body for good with @status and @code: the same bytes again, and the probe tells of it. */
static Answer *
assert_refused_for_good (CloudFixture *f, guint number, const char *body, guint status, const char *code)
{
  g_autofree char *id = operation_id (number);
  Answer *refused = cloud_put (f, id, body);
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) probe = cloud_probe (f, id);
  JsonNode *problem;

  assert_problem (refused, status, code);
  corral_clock_advance_us (f->clock, CORRAL_SECOND_MS * 1000);
  again = cloud_put (f, id, body);
  g_assert_cmpuint (again->status, ==, status);
  g_assert_true (g_bytes_equal (refused->body, again->body));
  g_assert_cmpstr (answer_text (probe, "status"), ==, "refused");
  problem = json_object_get_member (answer_object (probe), "problem");
  g_assert_true (json_node_equal (problem, refused->json));
  return refused;
}

static void
test_stale (CloudFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *type, *collection, *member, *text, *params;
    guint status;
    const char *code;
  } cases[] = {
    { "alert.snooze", "alert", "cleared_ms", NULL, "{\"until_ms\":1793635200000}", 412, "stale-revision" },
    { "alert.assign", "alert", "cleared_ms", NULL, "{}", 412, "stale-revision" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *target = cloud_find_anywhere (f, cases[i].collection, cases[i].member, cases[i].text);
      g_autoptr (Answer) row = cloud_row (f, cases[i].collection, target);
      g_autofree char *body = operation_body (f, cases[i].type, cases[i].collection, target, cases[i].params,
                                              answer_number (row, "rev") - 1, NULL);
      g_autoptr (Answer) refused = assert_refused_for_good (f, i + 1, body, cases[i].status, cases[i].code);

      g_assert_true (json_node_equal (json_object_get_member (answer_object (refused), "current"), row->json));
    }
}

/* A cart changes by itself all day: whoever takes it out of service by what they saw an hour ago minds what people did
 * to it meanwhile, nothing else. */
static void
test_a_cart_moves_on (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find_anywhere (f, "cart", "state", "idle");
  g_autoptr (Answer) row = cloud_row (f, "cart", cart);
  gint64 seen = answer_number (row, "rev") - 1;
  g_autofree char *first = operation_id (1);
  g_autofree char *out = operation_body (f, "cart.out_of_service", "cart", cart, "{\"reason\":\"repair\"}", seen, NULL);
  g_autofree char *back = operation_body (f, "cart.in_service", "cart", cart, "{}", seen, NULL);
  g_autofree char *after = operation_body (f, "cart.in_service", "cart", cart, "{}", seen, first);
  g_autofree char *other = operation_id (3);
  g_autoptr (Answer) taken = cloud_put (f, first, out);
  g_autoptr (Answer) put_back = NULL;
  g_autoptr (Answer) refused = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (taken->status, ==, 200);
  /* Somebody did it since: this person's own act, which the next one builds on … */
  put_back = cloud_put (f, other, after);
  g_assert_cmpuint (put_back->status, ==, 200);
  /* … and another's, which it does not. */
  g_assert_true (corral_demo_cloud_act (f->cloud, f->tenant, "cart.out_of_service", "cart", cart,
                                        "{\"reason\":\"cleaning\"}", "st-204", &error));
  g_assert_no_error (error);
  refused = assert_refused_for_good (f, 4, back, 409, "conflict");
  g_assert_nonnull (strstr (answer_text (refused, "detail"), "st-204"));
}

/* Two desks decide one flag: the second is shown what the first decided, and may insist with its eyes open. */
static void
test_conflict (CloudFixture *f, gconstpointer data)
{
  g_autofree char *flag = cloud_find_anywhere (f, "flag", "status", "open");
  g_autoptr (Answer) row = cloud_row (f, "flag", flag);
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;
  g_autofree char *insist = NULL;
  g_autofree char *id = operation_id (2);
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) done = NULL;
  JsonObject *current;

  g_assert_true (corral_demo_cloud_act (f->cloud, f->tenant, "flag.decide", "flag", flag, "{\"outcome\":\"staff_ok\"}",
                                        "st-211", &error));
  g_assert_no_error (error);
  body = operation_body (f, "flag.decide", "flag", flag, "{\"outcome\":\"confirmed\"}", answer_number (row, "rev"), NULL);
  refused = assert_refused_for_good (f, 1, body, 409, "conflict");
  g_assert_nonnull (strstr (answer_text (refused, "detail"), "st-211"));
  current = json_object_get_object_member (answer_object (refused), "current");
  g_assert_cmpstr (json_object_get_string_member (current, "outcome"), ==, "staff_ok");
  g_assert_cmpstr (json_object_get_string_member (current, "decided_by"), ==, "st-211");

  insist = operation_body (f, "flag.decide", "flag", flag, "{\"outcome\":\"confirmed\"}",
                           json_object_get_int_member (current, "rev"), NULL);
  done = cloud_put (f, id, insist);
  g_assert_cmpuint (done->status, ==, 200);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (answer_object (done), "data"), "outcome"),
                   ==, "confirmed");
}

/* A flag moves on by itself and is looked at by many: whoever decides by what they saw before minds decisions alone. */
static void
test_a_flag_moves_on (CloudFixture *f, gconstpointer data)
{
  g_autofree char *flag = find_open_flag (f, NULL);
  g_autoptr (Answer) row = cloud_row (f, "flag", flag);
  g_autofree char *decide = operation_body (f, "flag.decide", "flag", flag, "{\"outcome\":\"confirmed\",\"text\":\"Two bottles.\"}",
                                            answer_number (row, "rev") - 1, NULL);
  g_autofree char *seen = operation_body (f, "flag.seen", "flag", flag, "{}", -1, NULL);
  g_autofree char *id = operation_id (7);
  g_autofree char *other = operation_id (8);
  g_autofree char *again = operation_id (9);
  g_autoptr (Answer) first = NULL, second = NULL, done = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *now;

  g_assert_true (corral_demo_cloud_act (f->cloud, f->tenant, "flag.seen", "flag", flag, "{}", "st-211", &error));
  g_assert_no_error (error);
  first = cloud_put (f, other, seen);
  g_assert_cmpuint (first->status, ==, 200);
  /* So soon again it tells nobody anything, and makes no new revision that others would have to fetch. */
  second = cloud_put (f, again, seen);
  g_assert_cmpint (answer_number (second, "applied_rev"), ==, answer_number (first, "applied_rev"));
  now = json_object_get_object_member (answer_object (second), "data");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (now, "seen_by")), ==, 2);
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (now, "seen_by"), 1), ==, "demo");
  done = cloud_put (f, id, decide);
  g_assert_cmpuint (done->status, ==, 200);
  now = json_object_get_object_member (answer_object (done), "data");
  g_assert_cmpstr (json_object_get_string_member (now, "decided_note"), ==, "Two bottles.");
}

/* Two pairs of eyes: who asked does not answer, somebody else may, and who withdraws may again. */
static void
test_second_opinion (CloudFixture *f, gconstpointer data)
{
  g_autofree char *flag = find_open_flag (f, NULL);
  g_autofree char *ask = operation_body (f, "flag.second_opinion", "flag", flag, "{}", -1, NULL);
  g_autofree char *self = operation_body (f, "flag.second_opinion", "flag", flag, "{\"assignee\":\"demo\"}", -1, NULL);
  g_autofree char *withdraw = operation_body (f, "flag.second_withdraw", "flag", flag, "{}", -1, NULL);
  g_autofree char *decide = NULL, *late = NULL;
  g_autofree char *first_id = operation_id (11);
  g_autofree char *second_id = operation_id (12);
  g_autofree char *third_id = operation_id (13);
  g_autoptr (Answer) asked = NULL, refused = NULL, gone = NULL, done = NULL, closed = NULL;

  answer_free (assert_refused_for_good (f, 14, self, 422, "invalid"));
  asked = cloud_put (f, first_id, ask);
  g_assert_cmpuint (asked->status, ==, 200);
  decide = operation_body (f, "flag.decide", "flag", flag, "{\"outcome\":\"staff_ok\"}",
                           answer_number (asked, "applied_rev"), NULL);
  refused = assert_refused_for_good (f, 15, decide, 422, "second-opinion");
  gone = cloud_put (f, second_id, withdraw);
  g_assert_cmpuint (gone->status, ==, 200);
  done = cloud_put (f, third_id, decide);
  g_assert_cmpuint (done->status, ==, 200);
  late = operation_body (f, "flag.second_opinion", "flag", flag, "{}", -1, NULL);
  closed = assert_refused_for_good (f, 16, late, 409, "conflict");
}

/* What a re-check found is recorded once; nothing wrong closes it, anything wrong leaves it to a decision. */
static void
test_recheck (CloudFixture *f, gconstpointer data)
{
  g_autofree char *flag = find_open_flag (f, "recheck_due");
  g_autoptr (Answer) row = cloud_row (f, "flag", flag);
  g_autofree char *more = operation_body (f, "flag.recheck", "flag", flag, "{\"checked\":2,\"wrong\":3}",
                                          answer_number (row, "rev"), NULL);
  g_autofree char *clean = operation_body (f, "flag.recheck", "flag", flag, "{\"checked\":5,\"wrong\":0}",
                                           answer_number (row, "rev"), NULL);
  g_autofree char *id = operation_id (21);
  g_autoptr (Answer) done = NULL;
  g_autofree char *again = NULL;
  g_autoptr (Answer) refused = NULL;
  JsonObject *now;

  answer_free (assert_refused_for_good (f, 22, more, 422, "invalid"));
  done = cloud_put (f, id, clean);
  now = json_object_get_object_member (answer_object (done), "data");
  g_assert_cmpstr (json_object_get_string_member (now, "status"), ==, "decided");
  g_assert_cmpstr (json_object_get_string_member (now, "outcome"), ==, "staff_ok");
  g_assert_cmpint (json_object_get_int_member (now, "checked_items"), ==, 5);
  again = operation_body (f, "flag.recheck", "flag", flag, "{\"checked\":5,\"wrong\":1}",
                          answer_number (done, "applied_rev"), NULL);
  refused = assert_refused_for_good (f, 23, again, 409, "conflict");
}

static void
test_open_ticket (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autofree char *body = operation_body (f, "ticket.open", "cart", cart, "{\"reason\":\"rma\"}", 0, NULL);
  g_autofree char *other = operation_body (f, "ticket.open", "cart", cart, "{\"reason\":\"battery_swap\"}", 0, NULL);
  g_autofree char *first_id = operation_id (1);
  g_autofree char *third_id = operation_id (3);
  g_autoptr (Answer) first = cloud_put (f, first_id, body);
  g_autoptr (Answer) refused = assert_refused_for_good (f, 2, body, 409, "conflict");
  g_autoptr (Answer) third = cloud_put (f, third_id, other);
  g_autoptr (Answer) later = NULL;
  g_autofree char *fourth_id = operation_id (4);
  g_autofree char *fresh = NULL;

  g_assert_cmpuint (first->status, ==, 200);
  g_assert_true (json_node_equal (json_object_get_member (answer_object (refused), "current"),
                                  json_object_get_member (answer_object (first), "data")));
  g_assert_cmpuint (third->status, ==, 200);

  /* It goes on by itself, and once it is closed there may be another. */
  corral_clock_advance_us (f->clock, 4 * CORRAL_HOUR_MS * 1000);
  later = cloud_row (f, "ticket", first_id);
  g_assert_cmpstr (answer_text (later, "status"), ==, "waiting");
  g_clear_pointer (&later, answer_free);
  corral_clock_advance_us (f->clock, 2 * CORRAL_DAY_MS * 1000);
  later = cloud_row (f, "ticket", first_id);
  g_assert_cmpstr (answer_text (later, "status"), ==, "closed");
  g_clear_pointer (&later, answer_free);
  fresh = operation_body (f, "ticket.open", "cart", cart, "{\"reason\":\"rma\"}", 0, NULL);
  later = cloud_put (f, fourth_id, fresh);
  g_assert_cmpuint (later->status, ==, 200);
}

/* A cart is asked for once at a time; what comes of it shows in the collection `operation` and on the cart. */
static void
test_rebind (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autofree char *store = other_store (f, cart);
  g_autofree char *params = g_strdup_printf ("{\"store\":\"%s\"}", store);
  g_autofree char *body = operation_body (f, "rebind.request", "cart", cart, params, 0, NULL);
  g_autofree char *id = operation_id (1);
  g_autofree char *unknown = operation_body (f, "rebind.request", "cart", cart, "{\"store\":\"nowhere\"}", 0, NULL);
  g_autoptr (Answer) accepted = cloud_put (f, id, body);
  g_autoptr (Answer) vitals_before = NULL;
  g_autoptr (Answer) vitals = NULL;
  g_autoptr (Answer) few = NULL;
  g_autoptr (Answer) ended = NULL;
  g_autoptr (Answer) moved = NULL;
  g_autoptr (Answer) replayed = NULL;
  g_autoptr (Answer) probe = NULL;

  g_assert_cmpuint (accepted->status, ==, 202);
  answer_free (assert_refused_for_good (f, 2, unknown, 422, "invalid"));
  answer_free (assert_refused_for_good (f, 3, body, 409, "conflict"));
  vitals_before = cloud_get_tenant (f, "vitals?store=%s", store);
  corral_clock_advance_us (f->clock, 12 * CORRAL_MINUTE_MS * 1000);
  ended = cloud_row (f, "operation", id);
  g_assert_cmpstr (answer_text (ended, "status"), ==, "applied");
  g_assert_cmpint (answer_number (ended, "ended_ms"), >, START_MS);
  moved = cloud_row (f, "cart", cart);
  g_assert_cmpstr (answer_text (moved, "store"), ==, store);
  replayed = cloud_put (f, id, body);
  g_assert_cmpuint (replayed->status, ==, 202);
  probe = cloud_probe (f, id);
  g_assert_cmpstr (answer_text (probe, "status"), ==, "applied");
  g_assert_cmpint (answer_number (probe, "applied_rev"), <=, answer_number (moved, "rev"));

  /* The measurements of the store have it too, in their place. */
  vitals = cloud_get_tenant (f, "vitals?store=%s", store);
  assert_whole_list (vitals, "ids");
  g_assert_cmpint (answer_number (vitals, "count"), ==, answer_number (vitals_before, "count") + 1);
  for (guint i = 1; i < json_array_get_length (answer_array (vitals, "ids")); i++)
    g_assert_cmpstr (json_array_get_string_element (answer_array (vitals, "ids"), i - 1), <,
                     json_array_get_string_element (answer_array (vitals, "ids"), i));
  few = cloud_get_tenant (f, "vitals?store=%s&limit=1", store);
  g_assert_cmpint (answer_number (few, "count"), ==, 1);
  g_assert_nonnull (answer_text (few, "next"));
}

static void
test_late_and_gone (CloudFixture *f, gconstpointer data)
{
  g_autofree char *alert = cloud_find (f, "alert", "acknowledged_ms", NULL);
  g_autofree char *late = operation_body (f, "alert.ack", "alert", alert, "{}", 0, NULL);
  g_autofree char *gone = operation_body (f, "alert.ack", "alert", "a-none", "{}", 0, NULL);
  g_autofree char *note = operation_body (f, "note.add", "ticket", "t-none", "{\"text\":\"Hello\"}", 0, NULL);

  answer_free (assert_refused_for_good (f, 1, gone, 410, "target-gone"));
  answer_free (assert_refused_for_good (f, 2, note, 410, "target-gone"));
  corral_clock_advance_us (f->clock, 30 * CORRAL_DAY_MS * 1000);
  answer_free (assert_refused_for_good (f, 3, late, 410, "operation-expired"));
}

static void
test_forbidden (CloudFixture *f, gconstpointer data)
{
  static const char *const scopes[] = { "fleet.read", "cart.write", NULL };
  static const char *const all[] = { "fleet.read", "alert.write", NULL };
  g_autofree char *alert = cloud_find (f, "alert", "acknowledged_ms", NULL);
  g_autofree char *body = operation_body (f, "alert.ack", "alert", alert, "{}", 0, NULL);
  g_autofree char *id = operation_id (2);
  g_autoptr (Answer) me = NULL;
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) row = NULL;
  g_autoptr (Answer) done = NULL;

  corral_demo_cloud_set_scopes (f->cloud, scopes);
  me = cloud_get (f, "/v1/me");
  g_assert_cmpuint (json_array_get_length (answer_array (me, "scopes")), ==, 2);
  g_assert_cmpstr (json_array_get_string_element (answer_array (me, "scopes"), 1), ==, "cart.write");
  refused = assert_refused_for_good (f, 1, body, 403, "forbidden");
  g_assert_nonnull (strstr (answer_text (refused, "detail"), "alert.write"));
  row = cloud_row (f, "alert", alert);
  g_assert_false (json_object_has_member (answer_object (row), "acknowledged_ms"));

  /* Refused is refused: who may again sends it under another id. */
  corral_demo_cloud_set_scopes (f->cloud, all);
  g_clear_pointer (&refused, answer_free);
  refused = assert_refused_for_good (f, 1, body, 403, "forbidden");
  done = cloud_put (f, id, body);
  g_assert_cmpuint (done->status, ==, 200);
}

/* ---- what depends on something else -------------------------------------------------------------------- */

static void
test_depends (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autoptr (Answer) row = cloud_row (f, "cart", cart);
  gint64 seen = answer_number (row, "rev");
  g_autofree char *first_id = operation_id (1);
  g_autofree char *second_id = operation_id (2);
  g_autofree char *third_id = operation_id (3);
  g_autofree char *stale_id = operation_id (4);
  g_autofree char *unknown_id = operation_id (99);
  /* Out and back again on one revision that was seen, as somebody does who is offline. */
  g_autofree char *out = operation_body (f, "cart.out_of_service", "cart", cart, "{\"reason\":\"cleaning\"}", seen, NULL);
  g_autofree char *back = operation_body (f, "cart.in_service", "cart", cart, "{}", seen, first_id);
  g_autofree char *alone = operation_body (f, "cart.out_of_service", "cart", cart, "{\"reason\":\"repair\"}", seen, NULL);
  g_autofree char *late = operation_body (f, "cart.out_of_service", "cart", cart, "{\"reason\":\"repair\"}", seen, first_id);
  g_autofree char *after_refused = operation_body (f, "cart.in_service", "cart", cart, "{}", 0, stale_id);
  g_autofree char *after_nothing = operation_body (f, "cart.in_service", "cart", cart, "{}", 0, unknown_id);
  g_autoptr (Answer) first = cloud_put (f, first_id, out);
  g_autoptr (Answer) second = cloud_put (f, second_id, back);
  g_autoptr (Answer) stale = NULL;
  g_autoptr (Answer) third = NULL;
  g_autoptr (Answer) refused = NULL;
  g_autoptr (Answer) nothing = NULL;

  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpuint (second->status, ==, 200);
  stale = cloud_put (f, stale_id, alone);
  assert_problem (stale, 409, "conflict");
  /* What it depends on was done, but the cart has moved on since. */
  third = cloud_put (f, third_id, late);
  assert_problem (third, 409, "conflict");
  refused = assert_refused_for_good (f, 5, after_refused, 409, "dependency-refused");
  nothing = assert_refused_for_good (f, 6, after_nothing, 409, "dependency-refused");
}

/* What minds no revision must not carry what depends on it past somebody else: a colleague took the alert meanwhile. */
static void
test_depends_on_what_minds_nothing (CloudFixture *f, gconstpointer data)
{
  g_autofree char *alert = cloud_find (f, "alert", "acknowledged_ms", NULL);
  g_autoptr (Answer) row = cloud_row (f, "alert", alert);
  gint64 seen = answer_number (row, "rev");
  g_autofree char *taken_id = operation_id (1);
  g_autofree char *ack_id = operation_id (2);
  g_autofree char *mine_id = operation_id (3);
  g_autofree char *again_id = operation_id (4);
  g_autofree char *taken = operation_body (f, "alert.assign", "alert", alert, "{\"assignee\":\"staff-9\"}", seen, NULL);
  g_autofree char *ack = operation_body (f, "alert.ack", "alert", alert, "{}", 0, NULL);
  g_autofree char *mine = operation_body (f, "alert.assign", "alert", alert, "{\"assignee\":\"staff-1\"}", seen, ack_id);
  g_autoptr (Answer) first = cloud_put (f, taken_id, taken);
  g_autoptr (Answer) second = cloud_put (f, ack_id, ack);
  g_autoptr (Answer) third = cloud_put (f, mine_id, mine);
  g_autofree char *again = operation_body (f, "alert.assign", "alert", alert, "{\"assignee\":\"staff-1\"}",
                                           answer_number (first, "applied_rev"), ack_id);
  g_autoptr (Answer) fourth = NULL;

  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpuint (second->status, ==, 200);
  assert_problem (third, 412, "stale-revision");
  /* Who has seen what the colleague did, and only not yet the acknowledgement of one's own, may. */
  fourth = cloud_put (f, again_id, again);
  g_assert_cmpuint (fourth->status, ==, 200);
}

/* ---- three at once ------------------------------------------------------------------------------------- */

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  GBytes *body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  g_assert_no_error (error);
  g_ptr_array_add (data, body);
}

/* C6 of the contract. */
static void
test_three_at_once (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autofree char *text = operation_body (f, "note.add", "cart", cart, "{\"text\":\"Once.\"}", 0, NULL);
  g_autofree char *id = operation_id (1);
  g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/operations/%s", f->tenant, id);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (Answer) before = cloud_get_tenant (f, "snapshots/note");
  g_autoptr (Answer) after = NULL;
  guint n_replayed = 0;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (SoupMessage) message = cloud_request (f, "PUT", path);

      soup_message_set_request_body_from_bytes (message, "application/json", body);
      soup_session_send_and_read_async (f->session, message, G_PRIORITY_DEFAULT, NULL, sent_cb, answers);
    }
  while (answers->len < 3)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 3; i++)
    {
      gsize size;
      const char *answer = g_bytes_get_data (g_ptr_array_index (answers, i), &size);

      n_replayed += g_strstr_len (answer, (gssize) size, "\"replayed\":true") != NULL;
      g_assert_nonnull (g_strstr_len (answer, (gssize) size, "\"status\":\"applied\""));
    }
  g_assert_cmpuint (n_replayed, ==, 2);
  after = cloud_get_tenant (f, "snapshots/note");
  g_assert_cmpint (answer_number (after, "total"), ==, answer_number (before, "total") + 1);
}

/* ---- a batch ------------------------------------------------------------------------------------------- */

static Answer *
post_batch (CloudFixture *f, const char *text)
{
  g_autofree char *path = g_strdup_printf ("/v1/tenants/%s/operations:batch", f->tenant);
  g_autoptr (SoupMessage) message = cloud_request (f, "POST", path);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  return cloud_send (f, message);
}

static void
test_batch (CloudFixture *f, gconstpointer data)
{
  g_autofree char *alert = cloud_find (f, "alert", "acknowledged_ms", NULL);
  g_autofree char *ack_id = operation_id (1);
  g_autofree char *gone_id = operation_id (2);
  g_autofree char *again_id = operation_id (3);
  g_autofree char *ack = operation_body (f, "alert.ack", "alert", alert, "{}", 0, NULL);
  g_autofree char *gone = operation_body (f, "alert.ack", "alert", "a-none", "{}", 0, NULL);
  g_autofree char *text = g_strdup_printf ("{ \"operations\" : [ {\"id\":\"%s\",\"request\":%s},\n"
                                           " {\"id\":\"%s\", \"request\" : %s }, {\"id\":\"%s\",\"request\":%s},"
                                           "{\"id\":\"%s\",\"request\":%s}]}",
                                           ack_id, ack, gone_id, gone, again_id, ack, ack_id, gone);
  static const struct
  {
    guint status;
    const char *outcome;
  } expected[] = { { 200, "applied" }, { 410, "refused" }, { 200, "applied" }, { 422, "refused" } };
  g_autoptr (Answer) answer = post_batch (f, text);
  g_autoptr (Answer) single = NULL;

  assert_whole_list (answer, "results");
  g_assert_cmpint (answer_number (answer, "count"), ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      JsonObject *result = json_array_get_object_element (answer_array (answer, "results"), i);
      JsonObject *outcome = json_object_get_object_member (result, "outcome");

      g_assert_cmpint (json_object_get_int_member (result, "http_status"), ==, expected[i].status);
      g_assert_cmpstr (json_object_get_string_member (outcome, "status"), ==, expected[i].outcome);
      g_assert_cmpstr (json_object_get_string_member (outcome, "id"), ==, json_object_get_string_member (result, "id"));
    }
  /* The bytes inside are the operation's: the same alone is a repeat. */
  single = cloud_put (f, ack_id, ack);
  g_assert_cmpuint (single->status, ==, 200);
  g_assert_true (json_object_get_boolean_member (answer_object (single), "replayed"));
}

static void
test_bad_batches (CloudFixture *f, gconstpointer data)
{
  static const struct
  {
    const char *body;
    guint status;
    const char *code;
  } cases[] = {
    { "", 400, "invalid-request" },
    { "{\"operations\":[", 400, "invalid-request" },
    { "{}", 422, "invalid" },
    { "[]", 422, "invalid" },
    { "{\"operations\":[]}", 422, "invalid" },
    { "{\"operations\":{}}", 422, "invalid" },
    { "{\"operations\":[7]}", 422, "invalid" },
    { "{\"operations\":[{\"id\":\"x\",\"request\":{}}]}", 422, "invalid" },
    { "{\"operations\":[{\"id\":\"0195562f-9e88-7c55-b1a4-000000000001\",\"request\":[]}]}", 422, "invalid" },
  };
  g_autoptr (GString) many = g_string_new ("{\"operations\":[");
  g_autoptr (Answer) refused = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Answer) answer = post_batch (f, cases[i].body);

      g_test_message ("%s", cases[i].body);
      assert_problem (answer, cases[i].status, cases[i].code);
    }
  for (guint i = 0; i < 51; i++)
    {
      g_autofree char *id = operation_id (i);

      g_string_append_printf (many, "%s{\"id\":\"%s\",\"request\":{}}", i > 0 ? "," : "", id);
    }
  g_string_append (many, "]}");
  refused = post_batch (f, many->str);
  assert_problem (refused, 422, "invalid");
}

/* ---- long after ---------------------------------------------------------------------------------------- */

static void
test_kept_for_90_days (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autofree char *body = operation_body (f, "note.add", "cart", cart, "{\"text\":\"Once.\"}", 0, NULL);
  g_autofree char *id = operation_id (1);
  g_autoptr (Answer) done = cloud_put (f, id, body);
  g_autoptr (Answer) again = NULL;
  g_autoptr (Answer) gone = NULL;
  g_autoptr (Answer) note = NULL;
  g_autoptr (Answer) late = NULL;

  corral_clock_advance_us (f->clock, 90 * CORRAL_DAY_MS * 1000);
  again = cloud_put (f, id, body);
  g_assert_true (json_object_get_boolean_member (answer_object (again), "replayed"));
  assert_same_but_replayed (done, again);
  /* Then it may be forgotten, and all that it left with it; it cannot be done again either: it is too late. */
  corral_clock_advance_us (f->clock, 2 * CORRAL_DAY_MS * 1000);
  gone = cloud_probe (f, id);
  assert_problem (gone, 404, "not-found");
  note = cloud_get_tenant (f, "note/%s", id);
  g_assert_cmpuint (note->status, ==, 404);
  late = cloud_put (f, id, body);
  assert_problem (late, 410, "operation-expired");
}

/* ---- bodies that are none ------------------------------------------------------------------------------ */

/* They leave the id free: nothing of them could be read. */
static void
test_unreadable (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autofree char *good = operation_body (f, "note.add", "cart", cart, "{\"text\":\"Once.\"}", 0, NULL);
  g_autofree char *twice = g_strconcat (good, good, NULL);
  g_autofree char *half = g_strndup (good, strlen (good) / 2);
  g_autofree char *long_text = g_strnfill (70 * 1024, ' ');
  g_autofree char *deep = g_strnfill (20000, '[');
  const char *bodies[] = { "", "null", "[]", "\"x\"", twice, half, long_text, deep, "{'a':1}" };
  g_autofree char *id = operation_id (1);
  g_autoptr (Answer) done = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (Answer) refused = cloud_put (f, id, bodies[i]);
      g_autoptr (Answer) probe = cloud_probe (f, id);

      assert_problem (refused, 400, "invalid-request");
      assert_problem (probe, 404, "not-found");
    }
  done = cloud_put (f, id, good);
  g_assert_cmpuint (done->status, ==, 200);
}

static void
test_invalid (CloudFixture *f, gconstpointer data)
{
  g_autofree char *cart = cloud_find (f, "cart", "state", "idle");
  g_autofree char *card
      = operation_body (f, "note.add", "cart", cart, "{\"text\":\"Paid with 4111 1111-1111 1111.\"}", 0, NULL);
  g_autofree char *unknown = operation_body (f, "cart.fly", "cart", cart, "{}", 0, NULL);
  g_autoptr (Answer) card_answer = assert_refused_for_good (f, 1, card, 422, "invalid");
  JsonObject *error = json_array_get_object_element (answer_array (card_answer, "errors"), 0);
  g_autofree char *id = operation_id (1);
  g_autofree char *text = NULL;

  g_assert_cmpstr (json_object_get_string_member (error, "pointer"), ==, "/params/text");
  /* The number itself is nowhere. */
  text = g_strndup (g_bytes_get_data (card_answer->body, NULL), g_bytes_get_size (card_answer->body));
  g_assert_null (strstr (text, "4111"));
  assert_operation_row (f, id, "note.add", cart, "refused");
  answer_free (assert_refused_for_good (f, 2, unknown, 422, "unknown-operation"));
}

/* Its rollouts are held, and what they brought has fallen back. */
static void
set_up_storm (CloudFixture *f, gconstpointer data)
{
  static const char *const storm[] = { "rollback-storm", NULL };

  f->scenarios = storm;
  cloud_fixture_set_up (f, data);
}

#define ADD(path, function) \
  g_test_add (path, CloudFixture, NULL, cloud_fixture_set_up, function, cloud_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (type_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/demo-cloud/operations/type/",
                                           corral_operation_type_get (type_cases[i].kind)->name, NULL);

      g_assert_cmpint (type_cases[i].kind, ==, i);
      g_test_add (path, CloudFixture, &type_cases[i],
                  i == CORRAL_OPERATION_EXECUTION_RETRY || i == CORRAL_OPERATION_ROLLOUT_RELEASE ? set_up_storm
                                                                                                 : cloud_fixture_set_up,
                  test_types, cloud_fixture_tear_down);
    }
  ADD ("/demo-cloud/operations/set-once", test_set_once);
  ADD ("/demo-cloud/operations/already", test_already);
  ADD ("/conformance/C8/stale-is-final", test_stale);
  ADD ("/operations/a-cart-moves-on", test_a_cart_moves_on);
  ADD ("/demo-cloud/operations/conflict", test_conflict);
  ADD ("/demo-cloud/operations/a-flag-moves-on", test_a_flag_moves_on);
  ADD ("/demo-cloud/operations/second-opinion", test_second_opinion);
  ADD ("/demo-cloud/operations/recheck", test_recheck);
  ADD ("/demo-cloud/operations/open-ticket", test_open_ticket);
  ADD ("/demo-cloud/operations/rebind", test_rebind);
  ADD ("/demo-cloud/operations/late-and-gone", test_late_and_gone);
  ADD ("/demo-cloud/operations/forbidden", test_forbidden);
  ADD ("/demo-cloud/operations/depends", test_depends);
  ADD ("/demo-cloud/operations/depends-on-what-minds-nothing", test_depends_on_what_minds_nothing);
  ADD ("/conformance/C6/three-at-once", test_three_at_once);
  ADD ("/demo-cloud/operations/batch", test_batch);
  ADD ("/demo-cloud/operations/bad-batches", test_bad_batches);
  ADD ("/demo-cloud/operations/kept-for-90-days", test_kept_for_90_days);
  ADD ("/demo-cloud/operations/unreadable", test_unreadable);
  ADD ("/demo-cloud/operations/invalid", test_invalid);
  return g_test_run ();
}
