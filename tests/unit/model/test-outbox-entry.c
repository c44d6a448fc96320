/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody did: the body that is sent, and what it makes of a row. */
#include "corral-outbox-entry.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define ID "0195562f-9e88-7c55-b1a4-6f0d2a3b4c5d"
#define NOW G_GINT64_CONSTANT (1790000000000)

static CorralOperationDraft
draft_of (CorralOperationKind kind, const char *target)
{
  CorralOperationDraft draft = { .kind = kind,
                                 .tenant = "harbor",
                                 .collection = corral_operation_type_get (kind)->target,
                                 .target = target,
                                 .expected_rev = 41 };

  corral_operation_params_clear (&draft.params);
  return draft;
}

static CorralOutboxEntry *
in_state (const CorralOutboxEntry *entry, CorralOutboxState state, gint64 applied_rev)
{
  CorralOutboxEntry *copy = corral_outbox_entry_copy (entry);

  copy->state = state;
  copy->applied_rev = applied_rev;
  return copy;
}

static void
test_body (void)
{
  CorralOperationDraft draft = draft_of (CORRAL_OPERATION_TICKET_OPEN, "c-1");
  g_autoptr (CorralOutboxEntry) entry = NULL;
  g_autoptr (CorralOutboxEntry) read = corral_outbox_entry_new_blank ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;
  gsize length;
  const char *text;

  draft.params.reason = "repair";
  draft.params.summary = "“Jams” on every third \\ item \n";
  entry = corral_outbox_entry_new (&draft, ID, "st-17", "other", NOW, CORRAL_OPERATION_HOLD_MS);
  g_assert_cmpint (entry->state, ==, CORRAL_OUTBOX_HELD);
  g_assert_cmpint (entry->hold_until_ms, ==, NOW + 5000);
  g_assert_cmpint (entry->not_after_ms, ==, NOW + 7 * 24 * 3600 * G_GINT64_CONSTANT (1000));

  text = g_bytes_get_data (entry->body, &length);
  g_assert_true (json_parser_load_from_data (parser, text, (gssize) length, NULL));
  object = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (object, "type"), ==, "ticket.open");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "target"), "c"), ==, "cart");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (object, "params"), "summary"), ==,
                   draft.params.summary);
  g_assert_cmpint (json_object_get_int_member (object, "issued_at_ms"), ==, NOW);
  g_assert_cmpstr (json_object_get_string_member (object, "depends_on"), ==, "other");
  /* Revisions do not matter to it, so none is sent. */
  g_assert_false (json_object_has_member (object, "expected_rev"));

  /* And back again, as the file's reader does it. */
  read->type_name = g_strdup ("ticket.open");
  read->body = g_bytes_ref (entry->body);
  g_assert_true (corral_outbox_entry_read_body (read));
  g_assert_true (read->type == entry->type);
  g_assert_cmpstr (read->params.reason, ==, "repair");
  g_assert_cmpstr (read->params.summary, ==, draft.params.summary);
  g_assert_cmpstr (read->depends_on, ==, "other");
}

static void
test_damaged_bodies (void)
{
  g_autofree char *deep = g_strnfill (60000, '[');
  const char *const bodies[] = { "", "{", "[]", "{\"params\": 7}", "{\"params\": {\"text\": 7}}", "\xff\xfe", "null",
                                 "{\"params\": {\"until_ms\": \"x\"}}", deep };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (CorralOutboxEntry) entry = corral_outbox_entry_new_blank ();

      entry->type_name = g_strdup ("note.add");
      entry->body = g_bytes_new (bodies[i], strlen (bodies[i]));
      g_assert_false (corral_outbox_entry_read_body (entry));
      g_assert_null (entry->params.text);
      g_assert_nonnull (entry->type);
    }
}

static void
test_overlay_of_alerts (void)
{
  CorralOperationDraft ack = draft_of (CORRAL_OPERATION_ALERT_ACK, "a-1");
  CorralOperationDraft snooze = draft_of (CORRAL_OPERATION_ALERT_SNOOZE, "a-1");
  g_autoptr (CorralOutboxEntry) first = corral_outbox_entry_new (&ack, ID, "st-17", NULL, NOW, 0);
  g_autoptr (CorralOutboxEntry) second = NULL;
  g_autoptr (CorralOutboxEntry) refused = in_state (first, CORRAL_OUTBOX_REFUSED, CORRAL_UNKNOWN);
  g_autoptr (CorralOutboxEntry) applied = in_state (first, CORRAL_OUTBOX_APPLIED, 50);
  CorralAlert row;
  CorralCart cart;

  snooze.params.until_ms = NOW + 3600000;
  second = corral_outbox_entry_new (&snooze, ID, "st-17", NULL, NOW + 1, 0);
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_ALERT), &row);
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
  row.id = "a-1";
  row.rev = 41;

  g_assert_false (corral_outbox_entry_overlay (first, CORRAL_COLLECTION_CART, &cart, NULL));
  g_assert_false (corral_outbox_entry_overlay (refused, CORRAL_COLLECTION_ALERT, &row, NULL));
  g_assert_false (CORRAL_IS_KNOWN (row.acknowledged_ms));
  g_assert_true (corral_outbox_entry_overlay (first, CORRAL_COLLECTION_ALERT, &row, NULL));
  g_assert_true (corral_outbox_entry_overlay (second, CORRAL_COLLECTION_ALERT, &row, NULL));
  g_assert_cmpint (row.acknowledged_ms, ==, NOW);
  g_assert_cmpstr (row.acknowledged_by, ==, "st-17");
  g_assert_cmpint (row.snoozed_until_ms, ==, NOW + 3600000);
  g_assert_cmpint (row.rev, ==, 41);

  /* Done: shown until the truth has it, not after. */
  row.acknowledged_ms = CORRAL_UNKNOWN;
  g_assert_true (corral_outbox_entry_overlay (applied, CORRAL_COLLECTION_ALERT, &row, NULL));
  row.acknowledged_ms = CORRAL_UNKNOWN;
  row.rev = 50;
  g_assert_false (corral_outbox_entry_overlay (applied, CORRAL_COLLECTION_ALERT, &row, NULL));
  g_assert_false (CORRAL_IS_KNOWN (row.acknowledged_ms));

  /* Set once: who was first stays. */
  row.acknowledged_ms = 5;
  row.acknowledged_by = "st-204";
  corral_outbox_entry_overlay (first, CORRAL_COLLECTION_ALERT, &row, NULL);
  g_assert_cmpstr (row.acknowledged_by, ==, "st-204");
}

/* Who looked is kept once each, the last at the end; who asked first stays; what a re-check found closes it or not. */
static void
test_overlay_of_flags (void)
{
  CorralOperationDraft seen = draft_of (CORRAL_OPERATION_FLAG_SEEN, "f-1");
  CorralOperationDraft ask = draft_of (CORRAL_OPERATION_FLAG_SECOND_OPINION, "f-1");
  CorralOperationDraft withdraw = draft_of (CORRAL_OPERATION_FLAG_SECOND_WITHDRAW, "f-1");
  CorralOperationDraft recheck = draft_of (CORRAL_OPERATION_FLAG_RECHECK, "f-1");
  g_autoptr (GStringChunk) texts = g_string_chunk_new (64);
  g_autoptr (CorralOutboxEntry) look = corral_outbox_entry_new (&seen, ID, "st-17", NULL, NOW, 0);
  g_autoptr (CorralOutboxEntry) nobody = corral_outbox_entry_new (&seen, ID, "", NULL, NOW, 0);
  g_autoptr (CorralOutboxEntry) asks = NULL, clean = NULL, found = NULL;
  g_autoptr (CorralOutboxEntry) gone = corral_outbox_entry_new (&withdraw, ID, "st-17", NULL, NOW, 0);
  CorralFlag flag;

  ask.params.assignee = "st-4";
  asks = corral_outbox_entry_new (&ask, ID, "st-17", NULL, NOW, 0);
  recheck.params.checked = 5;
  recheck.params.wrong = 0;
  clean = corral_outbox_entry_new (&recheck, ID, "st-17", NULL, NOW, 0);
  recheck.params.wrong = 2;
  found = corral_outbox_entry_new (&recheck, ID, "st-17", NULL, NOW, 0);

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  flag.status = "open";
  flag.seen_by = "st-17 st-4";
  flag.seen_ms = NOW - 1;
  g_assert_true (corral_outbox_entry_overlay (look, CORRAL_COLLECTION_FLAG, &flag, texts));
  g_assert_cmpstr (flag.seen_by, ==, "st-4 st-17");
  g_assert_cmpint (flag.seen_ms, ==, NOW);
  /* Somebody looked since; and somebody without a name. */
  flag.seen_ms = NOW + 5;
  g_assert_false (corral_outbox_entry_overlay (look, CORRAL_COLLECTION_FLAG, &flag, texts));
  flag.seen_ms = CORRAL_UNKNOWN;
  g_assert_false (corral_outbox_entry_overlay (nobody, CORRAL_COLLECTION_FLAG, &flag, texts));

  g_assert_true (corral_outbox_entry_overlay (asks, CORRAL_COLLECTION_FLAG, &flag, texts));
  g_assert_cmpstr (flag.second_by, ==, "st-17");
  g_assert_cmpstr (flag.second_of, ==, "st-4");
  flag.second_by = "st-9";
  g_assert_false (corral_outbox_entry_overlay (asks, CORRAL_COLLECTION_FLAG, &flag, texts));
  g_assert_true (corral_outbox_entry_overlay (gone, CORRAL_COLLECTION_FLAG, &flag, texts));
  g_assert_null (flag.second_by);

  g_assert_true (corral_outbox_entry_overlay (found, CORRAL_COLLECTION_FLAG, &flag, texts));
  g_assert_cmpstr (flag.status, ==, "open");
  g_assert_cmpint (flag.wrong_items, ==, 2);
  g_assert_true (corral_outbox_entry_overlay (clean, CORRAL_COLLECTION_FLAG, &flag, texts));
  g_assert_cmpstr (flag.status, ==, "decided");
  g_assert_cmpstr (flag.outcome, ==, "staff_ok");
  g_assert_cmpstr (flag.checked_by, ==, "st-17");
}

static void
test_overlay_of_the_others (void)
{
  CorralOperationDraft drafts[] = {
    draft_of (CORRAL_OPERATION_CART_OUT_OF_SERVICE, "c-1"), draft_of (CORRAL_OPERATION_CART_IN_SERVICE, "c-1"),
    draft_of (CORRAL_OPERATION_FLAG_DECIDE, "f-1"),         draft_of (CORRAL_OPERATION_TICKET_OPEN, "c-1"),
    draft_of (CORRAL_OPERATION_NOTE_ADD, "c-1"),            draft_of (CORRAL_OPERATION_REBIND_REQUEST, "c-1"),
    draft_of (CORRAL_OPERATION_EXECUTION_RETRY, "e-1"),
  };
  g_autoptr (CorralOutboxEntry) out = NULL;
  g_autoptr (CorralOutboxEntry) in = corral_outbox_entry_new (&drafts[1], ID, "st-17", NULL, NOW + 9, 0);
  g_autoptr (CorralOutboxEntry) decide = NULL;
  g_autoptr (CorralOutboxEntry) ticket = NULL;
  g_autoptr (CorralOutboxEntry) note = NULL;
  g_autoptr (CorralOutboxEntry) rebind = NULL;
  g_autoptr (CorralOutboxEntry) retry = corral_outbox_entry_new (&drafts[6], ID, "st-17", NULL, NOW, 0);
  CorralCart cart;
  CorralFlag flag;
  CorralTicket made;
  CorralNote written;
  CorralExecution execution;

  drafts[0].params.reason = "repair";
  drafts[2].params.outcome = "staff_ok";
  drafts[3].params.reason = "rma";
  drafts[4].params.text = "warm";
  drafts[5].params.store = "s-2";
  out = corral_outbox_entry_new (&drafts[0], ID, "st-17", NULL, NOW, 0);
  decide = corral_outbox_entry_new (&drafts[2], ID, "st-17", NULL, NOW, 0);
  ticket = corral_outbox_entry_new (&drafts[3], ID, "st-17", NULL, NOW, 0);
  note = corral_outbox_entry_new (&drafts[4], ID, "st-17", NULL, NOW, 0);
  rebind = corral_outbox_entry_new (&drafts[5], ID, "st-17", NULL, NOW, 0);

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
  cart.state = "fault";
  g_assert_true (corral_outbox_entry_overlay (out, CORRAL_COLLECTION_CART, &cart, NULL));
  g_assert_cmpstr (cart.state, ==, "out_of_service");
  g_assert_cmpstr (cart.out_of_service_reason, ==, "repair");
  /* A ticket or a note about a cart, or the wish to move it, changes nothing of the cart itself. */
  g_assert_false (corral_outbox_entry_overlay (ticket, CORRAL_COLLECTION_CART, &cart, NULL));
  g_assert_false (corral_outbox_entry_overlay (note, CORRAL_COLLECTION_CART, &cart, NULL));
  g_assert_false (corral_outbox_entry_overlay (rebind, CORRAL_COLLECTION_CART, &cart, NULL));
  g_assert_true (corral_outbox_entry_overlay (in, CORRAL_COLLECTION_CART, &cart, NULL));
  g_assert_cmpstr (cart.state, ==, "idle");
  g_assert_null (cart.out_of_service_reason);
  g_assert_cmpint (cart.state_since_ms, ==, NOW + 9);

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  g_assert_true (corral_outbox_entry_overlay (decide, CORRAL_COLLECTION_FLAG, &flag, NULL));
  g_assert_cmpstr (flag.status, ==, "decided");
  g_assert_cmpstr (flag.outcome, ==, "staff_ok");
  g_assert_cmpstr (flag.decided_by, ==, "st-17");

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_TICKET), &made);
  g_assert_true (corral_outbox_entry_overlay (ticket, CORRAL_COLLECTION_TICKET, &made, NULL));
  g_assert_cmpstr (made.id, ==, ID);
  g_assert_cmpstr (made.cart, ==, "c-1");
  g_assert_null (made.number);

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_NOTE), &written);
  g_assert_true (corral_outbox_entry_overlay (note, CORRAL_COLLECTION_NOTE, &written, NULL));
  g_assert_cmpstr (written.text, ==, "warm");
  g_assert_cmpstr (written.target_collection, ==, "cart");

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_EXECUTION), &execution);
  g_assert_true (corral_outbox_entry_overlay (retry, CORRAL_COLLECTION_EXECUTION, &execution, NULL));
  g_assert_cmpstr (execution.status, ==, "queued");
}

/* ---- what is made under the client's own id --------------------------------------------------------- */

static CorralOutboxEntry *
new_of_incident (CorralOperationKind kind, gint64 made_ms, const char *staff)
{
  CorralOperationDraft draft = draft_of (kind, "inc-1");

  draft.expected_rev = CORRAL_UNKNOWN;
  draft.params.until_ms = kind == CORRAL_OPERATION_INCIDENT_SNOOZE ? NOW + 3600000 : CORRAL_UNKNOWN;
  draft.params.assignee = kind == CORRAL_OPERATION_INCIDENT_ASSIGN ? "st-204" : NULL;
  draft.params.cause = kind == CORRAL_OPERATION_INCIDENT_CLOSE ? "carrier" : NULL;
  draft.params.text = kind == CORRAL_OPERATION_INCIDENT_CLOSE ? "A cut cable." : NULL;
  draft.params.into = kind == CORRAL_OPERATION_INCIDENT_MERGE ? "inc-2" : NULL;
  draft.params.cart
      = kind == CORRAL_OPERATION_INCIDENT_ADOPT || kind == CORRAL_OPERATION_INCIDENT_RELEASE ? "c-1" : NULL;
  if (corral_operation_type_get (kind)->makes_target)
    {
      draft.params.rule = "carrier-outage";
      draft.params.severity = "act";
      draft.params.began_ms = NOW - 60000;
      draft.params.detail = "Norvia";
      draft.params.region = "North";
    }
  return corral_outbox_entry_new (&draft, ID, staff, NULL, made_ms, 0);
}

/* Every operation on an incident, one after the other: on a row that is there, and on one that is not. */
static void
test_overlay_of_incidents (void)
{
  for (guint there = 0; there < 2; there++)
    {
      g_autoptr (GStringChunk) texts = g_string_chunk_new (64);
      /* The row's strings are the entries'. */
      g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_outbox_entry_unref);
      CorralIncidentRecord row;

      corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_INCIDENT), &row);
      if (there)
        {
          row.id = "inc-1";
          row.rev = 7;
          row.rule = "carrier-outage";
          row.severity = "watch";
          row.adopted = "c-0";
          row.released = "c-1 c-2";
        }
      else
        {
          g_autoptr (CorralOutboxEntry) reopen = new_of_incident (CORRAL_OPERATION_INCIDENT_REOPEN, NOW, "st-17");

          /* Only what makes it makes it. */
          g_assert_false (corral_outbox_entry_overlay (reopen, CORRAL_COLLECTION_INCIDENT, &row, texts));
          g_assert_null (row.id);
        }
      for (guint kind = CORRAL_OPERATION_INCIDENT_ACK; kind <= CORRAL_OPERATION_INCIDENT_RELEASE; kind++)
        {
          CorralOutboxEntry *entry = new_of_incident (kind, NOW + kind, "st-17");

          g_ptr_array_add (entries, entry);
          g_assert_true (corral_outbox_entry_overlay (entry, CORRAL_COLLECTION_INCIDENT, &row, texts));
          g_assert_cmpstr (row.id, ==, "inc-1");
          g_assert_cmpstr (row.rule, ==, "carrier-outage");
          g_assert_cmpstr (row.severity, ==, there ? "watch" : "act");
          switch (kind)
            {
            case CORRAL_OPERATION_INCIDENT_ACK:
              g_assert_cmpint (row.acknowledged_ms, ==, NOW + kind);
              g_assert_cmpstr (row.acknowledged_by, ==, "st-17");
              break;
            case CORRAL_OPERATION_INCIDENT_SNOOZE:
              g_assert_cmpint (row.snoozed_until_ms, ==, NOW + 3600000);
              break;
            case CORRAL_OPERATION_INCIDENT_ASSIGN:
              g_assert_cmpstr (row.assigned_to, ==, "st-204");
              break;
            case CORRAL_OPERATION_INCIDENT_CLOSE:
              g_assert_cmpint (row.closed_ms, ==, NOW + kind);
              g_assert_cmpstr (row.closed_by, ==, "st-17");
              g_assert_cmpstr (row.cause, ==, "carrier");
              g_assert_cmpstr (row.note, ==, "A cut cable.");
              break;
            case CORRAL_OPERATION_INCIDENT_REOPEN:
              g_assert_false (CORRAL_IS_KNOWN (row.closed_ms));
              g_assert_null (row.closed_by);
              g_assert_cmpstr (row.note, ==, "A cut cable.");
              break;
            case CORRAL_OPERATION_INCIDENT_MERGE:
              g_assert_cmpstr (row.merged_into, ==, "inc-2");
              break;
            case CORRAL_OPERATION_INCIDENT_ADOPT:
              g_assert_cmpstr (row.adopted, ==, there ? "c-0 c-1" : "c-1");
              g_assert_cmpstr (row.released, ==, there ? "c-2" : NULL);
              break;
            case CORRAL_OPERATION_INCIDENT_RELEASE:
            default:
              g_assert_cmpstr (row.adopted, ==, there ? "c-0" : NULL);
              g_assert_cmpstr (row.released, ==, there ? "c-2 c-1" : "c-1");
              break;
            }
        }
      if (!there)
        {
          g_assert_cmpint (row.began_ms, ==, NOW - 60000);
          g_assert_cmpstr (row.detail, ==, "Norvia");
          g_assert_cmpstr (row.region, ==, "North");
        }
    }
}

static void
test_acknowledged_until_worse (void)
{
  g_autoptr (CorralOutboxEntry) first = new_of_incident (CORRAL_OPERATION_INCIDENT_ACK, NOW, "st-17");
  g_autoptr (CorralOutboxEntry) second = new_of_incident (CORRAL_OPERATION_INCIDENT_ACK, NOW + 60000, "st-18");
  CorralIncidentRecord row;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_INCIDENT), &row);
  corral_outbox_entry_overlay (first, CORRAL_COLLECTION_INCIDENT, &row, NULL);
  corral_outbox_entry_overlay (second, CORRAL_COLLECTION_INCIDENT, &row, NULL);
  g_assert_cmpstr (row.acknowledged_by, ==, "st-17");
  second->params.worse_ms = NOW;
  corral_outbox_entry_overlay (second, CORRAL_COLLECTION_INCIDENT, &row, NULL);
  g_assert_cmpstr (row.acknowledged_by, ==, "st-17");
  second->params.worse_ms = NOW + 1;
  corral_outbox_entry_overlay (second, CORRAL_COLLECTION_INCIDENT, &row, NULL);
  g_assert_cmpstr (row.acknowledged_by, ==, "st-18");
  g_assert_cmpint (row.acknowledged_ms, ==, NOW + 60000);
}

static gint64
sent_rev (const CorralOutboxEntry *entry)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object;
  gsize length;
  const char *text = g_bytes_get_data (entry->body, &length);

  g_assert_true (json_parser_load_from_data (parser, text, (gssize) length, NULL));
  object = json_node_get_object (json_parser_get_root (parser));
  return json_object_get_int_member_with_default (object, "expected_rev", -1);
}

/* Who saw no row says so. */
static void
test_no_row_was_seen (void)
{
  g_autoptr (CorralOutboxEntry) snooze = new_of_incident (CORRAL_OPERATION_INCIDENT_SNOOZE, NOW, "st-17");
  g_autoptr (CorralOutboxEntry) ack = new_of_incident (CORRAL_OPERATION_INCIDENT_ACK, NOW, "st-17");
  g_autoptr (CorralOutboxEntry) reopen = new_of_incident (CORRAL_OPERATION_INCIDENT_REOPEN, NOW, "st-17");

  g_assert_cmpint (snooze->expected_rev, ==, 0);
  g_assert_cmpint (sent_rev (snooze), ==, 0);
  g_assert_cmpint (sent_rev (ack), ==, -1);
  g_assert_cmpint (sent_rev (reopen), ==, -1);
}

static void
test_overlay_of_maintenance (void)
{
  CorralOperationDraft plan = draft_of (CORRAL_OPERATION_MAINTENANCE_PLAN, "mw-1");
  CorralOperationDraft end = draft_of (CORRAL_OPERATION_MAINTENANCE_END, "mw-1");
  g_autoptr (CorralOutboxEntry) planned = NULL;
  g_autoptr (CorralOutboxEntry) ended = corral_outbox_entry_new (&end, ID, "st-18", NULL, NOW + 5, 0);
  CorralMaintenance row;

  plan.params.starts_ms = NOW;
  plan.params.ends_ms = NOW + 3600000;
  plan.params.reason = "refit";
  plan.params.store = "s-1";
  plan.params.repeats = "weekly";
  plan.params.text = "Aisle 4";
  planned = corral_outbox_entry_new (&plan, ID, "st-17", NULL, NOW, 0);
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_MAINTENANCE), &row);
  g_assert_false (corral_outbox_entry_overlay (ended, CORRAL_COLLECTION_MAINTENANCE, &row, NULL));
  g_assert_true (corral_outbox_entry_overlay (planned, CORRAL_COLLECTION_MAINTENANCE, &row, NULL));
  g_assert_cmpstr (row.id, ==, "mw-1");
  g_assert_cmpstr (row.store, ==, "s-1");
  g_assert_cmpstr (row.reason, ==, "refit");
  g_assert_cmpstr (row.repeats, ==, "weekly");
  g_assert_cmpstr (row.note, ==, "Aisle 4");
  g_assert_cmpstr (row.made_by, ==, "st-17");
  g_assert_cmpint (row.ends_ms, ==, NOW + 3600000);
  /* Planned already: not again. */
  g_assert_false (corral_outbox_entry_overlay (planned, CORRAL_COLLECTION_MAINTENANCE, &row, NULL));
  g_assert_true (corral_outbox_entry_overlay (ended, CORRAL_COLLECTION_MAINTENANCE, &row, NULL));
  g_assert_cmpint (row.ended_ms, ==, NOW + 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/outbox-entry/body", test_body);
  g_test_add_func ("/model/outbox-entry/damaged-bodies", test_damaged_bodies);
  g_test_add_func ("/model/outbox-entry/overlay-of-alerts", test_overlay_of_alerts);
  g_test_add_func ("/model/outbox-entry/overlay-of-flags", test_overlay_of_flags);
  g_test_add_func ("/model/outbox-entry/overlay-of-the-others", test_overlay_of_the_others);
  g_test_add_func ("/model/outbox-entry/overlay-of-incidents", test_overlay_of_incidents);
  g_test_add_func ("/model/outbox-entry/acknowledged-until-worse", test_acknowledged_until_worse);
  g_test_add_func ("/model/outbox-entry/no-row-was-seen", test_no_row_was_seen);
  g_test_add_func ("/model/outbox-entry/overlay-of-maintenance", test_overlay_of_maintenance);
  return g_test_run ();
}
