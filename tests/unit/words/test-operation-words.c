/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people did, in words: tables, in the C locale and in the zone of a store. */
#include "corral-operation-difference.h"
#include "corral-operation-words.h"

#include <locale.h>
#include <string.h>

/* Monday 7 September 2026, 07:14 UTC: 09:14 in Vienna. */
#define MADE_MS G_GINT64_CONSTANT (1788765240000)
#define MINUTE_MS G_GINT64_CONSTANT (60000)
#define DAY_MS (24 * 60 * MINUTE_MS)

static void
put (CorralFleet *fleet, CorralCollection collection, gpointer row, const char *id)
{
  ((CorralRow *) row)->id = id;
  ((CorralRow *) row)->rev = 1;
  corral_fleet_put (fleet, "c", corral_collection_get_schema (collection), row);
}

static CorralFleet *
new_fleet (void)
{
  CorralFleet *fleet = corral_fleet_new (NULL);
  CorralStore store;
  CorralCart cart;
  CorralAlert alert;
  CorralFlag flag;
  CorralTicket ticket;
  CorralRollout rollout;
  CorralIncidentRecord incident;
  CorralMaintenance maintenance;
  CorralCase about;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_STORE), &store);
  store.number = 118;
  store.name = "Riverside";
  store.time_zone = "Europe/Vienna";
  put (fleet, CORRAL_COLLECTION_STORE, &store, "s1");
  store.number = 120;
  store.name = "Elm Park";
  put (fleet, CORRAL_COLLECTION_STORE, &store, "s2");
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CART), &cart);
  cart.label = "0412";
  cart.store = "s1";
  cart.state = "idle";
  put (fleet, CORRAL_COLLECTION_CART, &cart, "k1");
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_ALERT), &alert);
  alert.kind = "offline";
  alert.severity = "act";
  alert.store = "s1";
  alert.cart = "k1";
  put (fleet, CORRAL_COLLECTION_ALERT, &alert, "a1");
  alert.kind = "store_wifi";
  alert.cart = NULL;
  put (fleet, CORRAL_COLLECTION_ALERT, &alert, "a2");
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  flag.kind = "weight_mismatch";
  flag.store = "s1";
  flag.cart = "k1";
  flag.status = "open";
  put (fleet, CORRAL_COLLECTION_FLAG, &flag, "f1");
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_TICKET), &ticket);
  ticket.number = "T-1041";
  ticket.store = "s1";
  ticket.cart = "k1";
  ticket.reason = "repair";
  put (fleet, CORRAL_COLLECTION_TICKET, &ticket, "t1");
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_ROLLOUT), &rollout);
  rollout.firmware = "4.3.0";
  put (fleet, CORRAL_COLLECTION_ROLLOUT, &rollout, "r1");
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_INCIDENT), &incident);
  incident.rule = "carrier-outage";
  incident.severity = "act";
  incident.began_ms = MADE_MS;
  incident.detail = "Norvia";
  put (fleet, CORRAL_COLLECTION_INCIDENT, &incident, "inc-1");
  incident.rule = "store-wifi";
  incident.detail = NULL;
  incident.store = "s1";
  put (fleet, CORRAL_COLLECTION_INCIDENT, &incident, "inc-2");
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_MAINTENANCE), &maintenance);
  maintenance.reason = "cleaning";
  maintenance.starts_ms = MADE_MS;
  maintenance.ends_ms = MADE_MS + 60 * MINUTE_MS;
  put (fleet, CORRAL_COLLECTION_MAINTENANCE, &maintenance, "mw-1");
  maintenance.store = "s1";
  maintenance.cart = "k1";
  put (fleet, CORRAL_COLLECTION_MAINTENANCE, &maintenance, "mw-2");
  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_CASE), &about);
  about.number = "K1000031";
  about.store = "s1";
  about.title = "Heavy baskets";
  about.status = "open";
  about.opened_ms = MADE_MS;
  put (fleet, CORRAL_COLLECTION_CASE, &about, "ca-1");
  corral_fleet_set_now (fleet, MADE_MS + 2 * MINUTE_MS);
  return fleet;
}

/* One parameter, by its name, as the tool has it. */
static CorralOutboxEntry *
new_entry (const char *type_name, const char *collection, const char *target, const char *name, const char *value)
{
  const CorralOperationType *type = corral_operation_type_find (type_name);
  CorralOperationDraft draft = { .kind = type->kind, .tenant = "c", .target = target, .expected_rev = CORRAL_UNKNOWN };

  g_assert_true (corral_collection_from_name (collection, &draft.collection));
  corral_operation_params_clear (&draft.params);
  if (name != NULL)
    {
      g_auto (GStrv) names = g_strsplit (name, " ", -1);
      g_auto (GStrv) values = g_strsplit (value, "|", -1);

      for (guint i = 0; names[i] != NULL; i++)
        g_assert_true (corral_operation_params_set (&draft.params, type, names[i], values[i], NULL));
      return corral_outbox_entry_new (&draft, "e1", "me", NULL, MADE_MS, 0);
    }
  return corral_outbox_entry_new (&draft, "e1", "me", NULL, MADE_MS, 0);
}

static const struct
{
  const char *type;
  const char *collection;
  const char *target;
  const char *name;
  const char *value;
  const char *sentence;
} sentences[] = {
  { "alert.ack", "alert", "a1", NULL, NULL, "Acknowledge the alert “Silent” of cart 0412, 118 Riverside" },
  { "alert.ack", "alert", "a2", NULL, NULL, "Acknowledge the alert “Store’s Wi-Fi down” of 118 Riverside" },
  { "alert.ack", "alert", "gone", NULL, NULL, "Acknowledge the alert gone, which is not here" },
  { "alert.snooze", "alert", "a1", "until_ms", "1788768840000",
    "Snooze the alert “Silent” of cart 0412, 118 Riverside until 10:14" },
  { "alert.assign", "alert", "a1", "assignee", "anna",
    "Assign the alert “Silent” of cart 0412, 118 Riverside to anna" },
  { "alert.assign", "alert", "a1", NULL, NULL, "Assign the alert “Silent” of cart 0412, 118 Riverside to nobody" },
  { "alert.clear", "alert", "a1", NULL, NULL, "Clear the alert “Silent” of cart 0412, 118 Riverside" },
  { "note.add", "cart", "k1", "text", "Fetched\nfrom the yard", "Add a note to cart 0412, 118 Riverside: “Fetched from "
    "the yard”" },
  { "note.add", "ticket", "t1", "text", "Done",
    "Add a note to the ticket T-1041 of cart 0412, 118 Riverside: “Done”" },
  { "note.add", "store", "s1", "text", "Called", "Add a note to 118 Riverside: “Called”" },
  { "note.add", "session", "x-1", "text", "Called", "Add a note to session x-1: “Called”" },
  { "note.add", "cart", "k1", "text",
    "0123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 and on",
    "Add a note to cart 0412, 118 Riverside: “0123456789 123456789 123456789 123456789 123456789 123456789 123456789 "
    "123456789…”" },
  { "cart.out_of_service", "cart", "k1", "reason", "cleaning", "Take cart 0412, 118 Riverside out of service: Cleaning" },
  { "cart.out_of_service", "cart", "k1", "reason", "wet_paint",
    "Take cart 0412, 118 Riverside out of service: Wet paint" },
  { "cart.in_service", "cart", "k1", NULL, NULL, "Put cart 0412, 118 Riverside back into service" },
  { "cart.in_service", "cart", "k9", NULL, NULL, "Put the cart k9, which is not here back into service" },
  { "flag.decide", "flag", "f1", "outcome", "staff_ok",
    "Decide the flag “Weight does not match” of cart 0412, 118 Riverside: Cleared by staff" },
  { "ticket.open", "cart", "k1", "reason", "battery_swap", "Open a ticket for cart 0412, 118 Riverside: Battery swap" },
  { "ticket.open", "cart", "k1", "reason summary", "rma|Scale off",
    "Open a ticket for cart 0412, 118 Riverside: Return to the maker, “Scale off”" },
  { "execution.retry", "execution", "x-17", NULL, NULL, "Try the update x-17 of a cart again" },
  { "rebind.request", "cart", "k1", "store", "s2", "Ask to move cart 0412, 118 Riverside to 120 Elm Park" },
  { "rebind.request", "cart", "k1", "store", "s7", "Ask to move cart 0412, 118 Riverside to s7" },
  { "session.pause", "session", "x", NULL, NULL, "Pause a shopping trip" },
  { "session.cancel", "session", "x", NULL, NULL, "Cancel a shopping trip" },
  { "rollout.hold", "rollout", "r1", NULL, NULL, "Hold the rollout of firmware 4.3.0" },
  { "rollout.release", "rollout", "r1", NULL, NULL, "Release the rollout of firmware 4.3.0" },
  { "certificate.revoke", "certificate", "x", "reason", "lost", "Block the certificate of a cart" },
  { "cart.report", "cart", "k1", NULL, NULL, "Ask cart 0412, 118 Riverside to report" },
  { "cart.find", "cart", "k1", "reason", "fetch", "Find cart 0412, 118 Riverside" },
#define ABOUT "rule severity began_ms"
#define CARRIER "carrier-outage|act|1788768840000"
#define WIFI "store-wifi|act|1788768840000"
  { "incident.ack", "incident", "inc-1", ABOUT, CARRIER, "Acknowledge the incident “Carrier outage: Norvia”" },
  { "incident.ack", "incident", "inc-2", ABOUT, WIFI, "Acknowledge the incident “Store’s Wi-Fi down” of 118 Riverside" },
  /* Of one that is only made by it: by what it says of it. */
  { "incident.ack", "incident", "inc-9", ABOUT " detail", CARRIER "|Sunset",
    "Acknowledge the incident “Carrier outage: Sunset”" },
  { "incident.ack", "incident", "inc-9", ABOUT " detail store", "access-point|act|1788768840000|ap-15|s1",
    "Acknowledge the incident “Access point down: ap-15” of 118 Riverside" },
  { "incident.ack", "incident", "inc-9", ABOUT, "new-rule|act|1788768840000", "Acknowledge the incident “New rule”" },
  { "incident.snooze", "incident", "inc-2", ABOUT " until_ms", WIFI "|1788768840000",
    "Snooze the incident “Store’s Wi-Fi down” of 118 Riverside until 10:14" },
  { "incident.assign", "incident", "inc-1", ABOUT " assignee", CARRIER "|anna",
    "Assign the incident “Carrier outage: Norvia” to anna" },
  { "incident.close", "incident", "inc-1", ABOUT " cause", CARRIER "|carrier",
    "Close the incident “Carrier outage: Norvia”: Carrier" },
  { "incident.close", "incident", "inc-1", ABOUT " cause text", CARRIER "|carrier|A cut cable",
    "Close the incident “Carrier outage: Norvia”: Carrier, “A cut cable”" },
  { "incident.reopen", "incident", "inc-1", NULL, NULL, "Reopen the incident “Carrier outage: Norvia”" },
  { "incident.reopen", "incident", "inc-9", NULL, NULL, "Reopen an incident that nobody here has touched" },
  { "incident.merge", "incident", "inc-2", ABOUT " into", WIFI "|inc-1",
    "Merge the incident “Store’s Wi-Fi down” of 118 Riverside into the incident “Carrier outage: Norvia”" },
  { "incident.adopt", "incident", "inc-1", ABOUT " cart", CARRIER "|k1",
    "Add cart 0412, 118 Riverside to the incident “Carrier outage: Norvia”" },
  { "incident.release", "incident", "inc-1", ABOUT " cart", CARRIER "|k1",
    "Take cart 0412, 118 Riverside out of the incident “Carrier outage: Norvia”" },
  { "maintenance.plan", "maintenance", "mw-9", "starts_ms ends_ms reason store", "1788768840000|1788772440000|cleaning|s1",
    "Plan the maintenance (Cleaning) of 118 Riverside from 10:14 to 11:14" },
  { "maintenance.plan", "maintenance", "mw-9", "starts_ms ends_ms reason cart", "1788768840000|1788772440000|other|k1",
    "Plan the maintenance (Other work) of cart 0412, 118 Riverside from 10:14 to 11:14" },
  { "maintenance.plan", "maintenance", "mw-9", "starts_ms ends_ms reason repeats",
    "1788768840000|1788772440000|network|weekly",
    "Plan the maintenance (Work on the network) of the whole chain every week, first from 08:14 to 09:14" },
  { "maintenance.end", "maintenance", "mw-1", NULL, NULL, "End the maintenance (Cleaning) of the whole chain" },
  { "maintenance.end", "maintenance", "mw-2", NULL, NULL,
    "End the maintenance (Cleaning) of cart 0412, 118 Riverside" },
  { "maintenance.end", "maintenance", "mw-9", NULL, NULL, "End a maintenance that is not here" },
  { "flag.seen", "flag", "f1", NULL, NULL,
    "Note that you looked at the flag “Weight does not match” of cart 0412, 118 Riverside" },
  { "flag.second_opinion", "flag", "f1", NULL, NULL,
    "Ask any colleague for a second opinion on the flag “Weight does not match” of cart 0412, 118 Riverside" },
  { "flag.second_opinion", "flag", "f1", "assignee", "st-203",
    "Ask st-203 for a second opinion on the flag “Weight does not match” of cart 0412, 118 Riverside" },
  { "flag.second_withdraw", "flag", "f1", NULL, NULL,
    "Withdraw the question for a second opinion on the flag “Weight does not match” of cart 0412, 118 Riverside" },
  { "flag.recheck", "flag", "f1", "checked wrong", "5|1",
    "5 items scanned again, 1 wrong: re-check of the flag “Weight does not match” of cart 0412, 118 Riverside" },
  { "flag.void", "flag", "f1", "lot text", "C-2317|Calibrated wrongly",
    "Void the flag “Weight does not match” of cart 0412, 118 Riverside with the lot C-2317: “Calibrated wrongly”" },
  { "flag.unvoid", "flag", "f1", NULL, NULL,
    "Take the voiding of the flag “Weight does not match” of cart 0412, 118 Riverside back" },
  { "case.open", "case", "ca-9", "store title", "s1|Heavy baskets", "Open the case “Heavy baskets” of 118 Riverside" },
  { "case.link", "case", "ca-1", "flag", "f1",
    "Add the flag “Weight does not match” of cart 0412, 118 Riverside to the case K1000031" },
  { "case.unlink", "case", "ca-1", "flag", "f9", "Take the flag f9, which is not here out of the case K1000031" },
  { "case.status", "case", "ca-1", "status", "police", "Change the case K1000031: With the police" },
  { "case.status", "case", "ca-1", "status outcome", "closed|insured", "Close the case K1000031: The insurer paid" },
  { "case.status", "case", "ca-9", "status", "open", "Change a case that is not here: Open" },
};

static void
test_sentences (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  gboolean seen[CORRAL_N_OPERATIONS] = { FALSE };

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_autoptr (CorralOutboxEntry) entry = new_entry (sentences[i].type, sentences[i].collection,
                                                       sentences[i].target, sentences[i].name, sentences[i].value);
      g_autofree char *text = corral_operation_to_sentence (fleet, entry);

      g_assert_cmpstr (text, ==, sentences[i].sentence);
      seen[entry->type->kind] = TRUE;
    }
  for (guint i = 0; i < CORRAL_N_OPERATIONS; i++)
    g_assert_true (seen[i]);
}

static void
test_newer_types (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (CorralOutboxEntry) entry = new_entry ("alert.ack", "alert", "a1", NULL, NULL);
  g_autofree char *text = NULL;
  g_autofree char *mark = NULL;

  entry->type = NULL;
  g_free (entry->type_name);
  entry->type_name = g_strdup ("alert.polish");
  text = corral_operation_to_sentence (fleet, entry);
  g_assert_cmpstr (text, ==,
                   "What a newer Corral calls “alert.polish”, on the alert “Silent” of cart 0412, 118 Riverside");
  mark = corral_operation_to_mark (entry, "me", MADE_MS, NULL);
  g_assert_cmpstr (mark, ==, "Waiting to be sent: done by you, 07:14");
  g_assert_cmpstr (corral_operation_type_to_verb (NULL), ==, "Do");
  g_assert_cmpstr (corral_operation_type_to_past (NULL), ==, "Done");
}

static void
test_every_type_has_words (void)
{
  for (guint i = 0; i < CORRAL_N_OPERATIONS; i++)
    {
      const CorralOperationType *type = corral_operation_type_get ((CorralOperationKind) i);

      g_assert_cmpuint (strlen (corral_operation_type_to_verb (type)), >, 2);
      g_assert_cmpuint (strlen (corral_operation_type_to_past (type)), >, 2);
    }
}

static const struct
{
  CorralOutboxState state;
  guint attempts;
  gint64 at_ms; /* hold_until or next_attempt */
  const char *message;
  const char *already_by;
  const char *text;
} states[] = {
  { CORRAL_OUTBOX_HELD, 0, MADE_MS + 4200, NULL, NULL, "Held for 5 seconds, so that it can be undone" },
  { CORRAL_OUTBOX_HELD, 0, MADE_MS + 1, NULL, NULL, "Held for 1 second, so that it can be undone" },
  { CORRAL_OUTBOX_HELD, 0, MADE_MS - 1, NULL, NULL, "Sent when the link is back" },
  { CORRAL_OUTBOX_QUEUED, 0, CORRAL_UNKNOWN, NULL, NULL, "Sent when the link is back" },
  { CORRAL_OUTBOX_SENDING, 1, CORRAL_UNKNOWN, NULL, NULL, "Sending" },
  { CORRAL_OUTBOX_UNKNOWN, 1, CORRAL_UNKNOWN, NULL, NULL,
    "Not known whether it arrived: the cloud is asked before it is sent again" },
  { CORRAL_OUTBOX_RETRY, 3, MADE_MS + 6 * MINUTE_MS, NULL, NULL, "Tried 3 times, next at 09:20" },
  { CORRAL_OUTBOX_RETRY, 1, MADE_MS + 6 * MINUTE_MS, NULL, NULL, "Tried 1 time, next at 09:20" },
  { CORRAL_OUTBOX_RETRY, 2, CORRAL_UNKNOWN, NULL, NULL, "Tried 2 times, again in a moment" },
  { CORRAL_OUTBOX_RETRY, 2, MADE_MS - 1, NULL, NULL, "Tried 2 times, again in a moment" },
  { CORRAL_OUTBOX_APPLIED, 1, CORRAL_UNKNOWN, NULL, NULL, "Done" },
  { CORRAL_OUTBOX_APPLIED, 1, CORRAL_UNKNOWN, NULL, "anna", "anna had done it before" },
  { CORRAL_OUTBOX_ACCEPTED, 1, CORRAL_UNKNOWN, NULL, NULL, "The cloud has taken it and will do it" },
  { CORRAL_OUTBOX_CONFLICT, 1, CORRAL_UNKNOWN, NULL, NULL, "Not done: it was changed meanwhile" },
  { CORRAL_OUTBOX_CONFLICT, 1, CORRAL_UNKNOWN, "Anna decided it at 09:10.", NULL,
    "Not done, changed meanwhile: Anna decided it at 09:10" },
  { CORRAL_OUTBOX_REFUSED, 1, CORRAL_UNKNOWN, "You may not decide flags.", NULL, "Refused: You may not decide flags" },
  { CORRAL_OUTBOX_REFUSED, 1, CORRAL_UNKNOWN, "\342\200\256evil", NULL, "Refused: evil" },
  { CORRAL_OUTBOX_REFUSED, 1, CORRAL_UNKNOWN, "", NULL, "Refused by the cloud" },
  { CORRAL_OUTBOX_EXPIRED, 0, CORRAL_UNKNOWN, NULL, NULL, "Too late, not done" },
  { CORRAL_OUTBOX_EXPIRED, 1, CORRAL_UNKNOWN, "The cart is gone", NULL, "Too late, not done: The cart is gone" },
};

static void
test_states (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Vienna");
  gboolean seen[CORRAL_N_OUTBOX_STATES] = { FALSE };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (CorralOutboxEntry) entry = new_entry ("alert.ack", "alert", "a1", NULL, NULL);
      g_autofree char *text = NULL;

      entry->state = states[i].state;
      entry->attempts = states[i].attempts;
      entry->hold_until_ms = entry->next_attempt_ms = states[i].at_ms;
      entry->message = g_strdup (states[i].message);
      entry->already_by = g_strdup (states[i].already_by);
      text = corral_operation_state_to_text (entry, MADE_MS, zone);
      g_assert_cmpstr (text, ==, states[i].text);
      seen[states[i].state] = TRUE;
    }
  for (guint i = 0; i < CORRAL_N_OUTBOX_STATES; i++)
    g_assert_true (seen[i]);
}

static const struct
{
  const char *type;
  CorralOutboxState state;
  const char *account;
  gint64 age_ms;
  const char *mark;
} marks[] = {
  { "alert.ack", CORRAL_OUTBOX_QUEUED, "me", 0, "Waiting to be sent: acknowledged by you, 09:14" },
  { "alert.ack", CORRAL_OUTBOX_HELD, NULL, 0, "Waiting to be sent: acknowledged by you, 09:14" },
  { "alert.ack", CORRAL_OUTBOX_QUEUED, "anna", 0, "Waiting to be sent: acknowledged by me, 09:14" },
  { "alert.ack", CORRAL_OUTBOX_UNKNOWN, "me", DAY_MS, "Waiting to be sent: acknowledged by you, Mon 09:14" },
  { "alert.clear", CORRAL_OUTBOX_ACCEPTED, "me", 0, "Waiting to be sent: cleared by you, 09:14" },
  { "alert.clear", CORRAL_OUTBOX_APPLIED, "me", 0, NULL },
  { "alert.ack", CORRAL_OUTBOX_REFUSED, "me", 0, "Not taken by the cloud: acknowledged by you, 09:14" },
  { "alert.ack", CORRAL_OUTBOX_CONFLICT, "anna", 0, "Not taken by the cloud: acknowledged by me, 09:14" },
};

static void
test_marks (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Vienna");

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autoptr (CorralOutboxEntry) entry = new_entry (marks[i].type, "alert", "a1", NULL, NULL);
      g_autofree char *text = NULL;

      entry->state = marks[i].state;
      text = corral_operation_to_mark (entry, marks[i].account, MADE_MS + marks[i].age_ms, zone);
      g_assert_cmpstr (text, ==, marks[i].mark);
    }
}

static void
test_where (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (CorralOutboxEntry) alert = new_entry ("alert.ack", "alert", "a1", NULL, NULL);
  g_autoptr (CorralOutboxEntry) gone = new_entry ("alert.ack", "alert", "a9", NULL, NULL);
  guint32 store = corral_operation_find_store (fleet, alert);
  CorralTableKind table;
  guint32 slot;

  g_assert_cmpint (corral_fleet_get_integer (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_NUMBER), ==, 118);
  g_assert_true (corral_operation_find_target (fleet, alert, &table, &slot));
  g_assert_cmpuint (table, ==, CORRAL_TABLE_ALERT);
  g_assert_cmpuint (corral_operation_find_store (fleet, gone), ==, CORRAL_NO_SLOT);
  g_assert_false (corral_operation_find_target (fleet, gone, &table, &slot));
}

/* ---- mine and theirs ----------------------------------------------------------------------------------- */

static char *
comparison_to_text (CorralFleet *fleet, const CorralOutboxEntry *entry)
{
  g_autoptr (CorralOperationComparison) comparison = corral_operation_compare (fleet, entry);
  GString *text = g_string_new (comparison->known ? "" : "not known");

  for (guint i = 0; i < comparison->differences->len; i++)
    {
      const CorralOperationDifference *difference = comparison->differences->pdata[i];

      g_string_append_printf (text, "%s%s: %s / %s", i > 0 ? "; " : "", difference->name, difference->mine,
                              difference->theirs);
    }
  return g_string_free (text, FALSE);
}

static void
put_decided_flag (CorralFleet *fleet, const char *outcome)
{
  CorralFlag flag;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  flag.id = "f1";
  flag.rev = 7;
  flag.kind = "weight_mismatch";
  flag.store = "s1";
  flag.cart = "k1";
  flag.status = "decided";
  flag.outcome = outcome;
  flag.decided_by = "anna";
  flag.decided_ms = MADE_MS - 4 * MINUTE_MS;
  corral_fleet_put (fleet, "c", corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
}

static void
test_differences (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (CorralOutboxEntry) flag = new_entry ("flag.decide", "flag", "f1", "outcome", "staff_ok");
  g_autoptr (CorralOutboxEntry) cart = new_entry ("cart.out_of_service", "cart", "k1", "reason", "cleaning");
  g_autoptr (CorralOutboxEntry) alert = new_entry ("alert.assign", "alert", "a1", "assignee", "bob");
  g_autoptr (CorralOutboxEntry) snooze = new_entry ("alert.snooze", "alert", "a1", "until_ms", "1788768840000");
  g_autoptr (CorralOutboxEntry) ticket = new_entry ("ticket.open", "cart", "k1", "reason summary", "repair|Dark");
  g_autoptr (CorralOutboxEntry) note = new_entry ("note.add", "cart", "k1", "text", "Seen");
  g_autoptr (CorralOutboxEntry) gone = new_entry ("alert.ack", "alert", "a9", NULL, NULL);
  g_autoptr (CorralOutboxEntry) incident
      = new_entry ("incident.close", "incident", "inc-1", ABOUT " cause text", CARRIER "|cloud|Ours");
  g_autoptr (CorralOutboxEntry) moved = new_entry ("incident.adopt", "incident", "inc-1", ABOUT " cart", CARRIER "|k1");
  g_autoptr (CorralOperationComparison) comparison = NULL;
  g_autofree char *text = NULL;
  struct
  {
    CorralOutboxEntry *entry;
    const char *differences;
  } cases[] = {
    { flag, "Decision: Cleared by staff / Confirmed; Decided by: me / anna; Decided at: 09:14 / 09:10" },
    { cart, "State: Out of service / Ready; Out of service for: Cleaning / –; Since: 09:14 / –" },
    { alert, "Assigned to: bob / –" },
    { snooze, "Snoozed until: 10:14 / –" },
    { note, "not known" },
    { gone, "not known" },
    { incident, "Because of: Cloud / –; Said at the close: Ours / –; Closed by: me / –; Closed at: 07:14 / –" },
    { moved, "" },
    { ticket, "Ticket: – / T-1041; Status: Open / –; Summary: Dark / –; Opened by: me / –; Opened at: 09:14 / –" },
  };

  ticket->result = g_strdup ("t1");
  put_decided_flag (fleet, "confirmed");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *is = NULL;

      cases[i].entry->state = CORRAL_OUTBOX_CONFLICT;
      is = comparison_to_text (fleet, cases[i].entry);
      g_assert_cmpstr (is, ==, cases[i].differences);
    }
  /* What is laid over the truth by others that wait does not count as theirs. */
  {
    g_autoptr (GPtrArray) entries = g_ptr_array_new ();
    g_autoptr (CorralOutboxEntry) other = new_entry ("alert.assign", "alert", "a1", "assignee", "eve");

    g_ptr_array_add (entries, other);
    corral_fleet_set_intents (fleet, entries);
    text = comparison_to_text (fleet, alert);
    g_assert_cmpstr (text, ==, "Assigned to: bob / –");
    g_ptr_array_set_size (entries, 0);
    corral_fleet_set_intents (fleet, entries);
  }
  comparison = corral_operation_compare (fleet, flag);
  g_assert_cmpint (comparison->rev, ==, 7);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/operation/sentences", test_sentences);
  g_test_add_func ("/words/operation/newer", test_newer_types);
  g_test_add_func ("/words/operation/every-type", test_every_type_has_words);
  g_test_add_func ("/words/operation/states", test_states);
  g_test_add_func ("/words/operation/marks", test_marks);
  g_test_add_func ("/words/operation/where", test_where);
  g_test_add_func ("/words/operation/differences", test_differences);
  return g_test_run ();
}
