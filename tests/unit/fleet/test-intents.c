/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Truth + intent in the mirror: what each operation shows, that it can always be taken away again. */
#include "intents-fixture.h"

#include "corral-order.h"
#include "corral-search.h"

#include <string.h>

/* --- a small fleet --------------------------------------------------------------------------------- */

static void
put_cart (CorralFleet *fleet, const char *id, gint64 rev, const char *store, const char *state)
{
  CorralCart cart;

  corral_row_clear (schema_of (CORRAL_COLLECTION_CART), &cart);
  cart.id = id;
  cart.rev = rev;
  cart.store = store;
  cart.serial = "SC-1";
  cart.label = id;
  cart.state = state;
  cart.state_since_ms = SAMPLE_NOW_MS - 7200000;
  cart.carriers = "alpha beta";
  cart.next_ca_installed = 1;
  corral_fleet_put (fleet, "c", schema_of (CORRAL_COLLECTION_CART), &cart);
}

static void
put_alert (CorralFleet *fleet, const char *id, gint64 rev, gint64 acknowledged_ms)
{
  CorralAlert alert;

  corral_row_clear (schema_of (CORRAL_COLLECTION_ALERT), &alert);
  alert.id = id;
  alert.rev = rev;
  alert.kind = "offline";
  alert.severity = "act";
  alert.store = "s1";
  alert.cart = "k1";
  alert.raised_ms = SAMPLE_NOW_MS - 3600000;
  alert.detail = "Wi\342\200\256-Fi"; /* a bidirectional control: cleaned like any text from outside */
  alert.acknowledged_ms = acknowledged_ms;
  alert.acknowledged_by = CORRAL_IS_KNOWN (acknowledged_ms) ? "other" : NULL;
  corral_fleet_put (fleet, "c", schema_of (CORRAL_COLLECTION_ALERT), &alert);
}

static void
put_flag (CorralFleet *fleet, const char *id, gint64 rev)
{
  CorralFlag flag;

  corral_row_clear (schema_of (CORRAL_COLLECTION_FLAG), &flag);
  flag.id = id;
  flag.rev = rev;
  flag.kind = "weight_mismatch";
  flag.cart = "k1";
  flag.store = "s1";
  flag.raised_ms = SAMPLE_NOW_MS - 1800000;
  flag.status = "open";
  flag.expected_g = 250.1;
  flag.measured_g = 1249.7;
  corral_fleet_put (fleet, "c", schema_of (CORRAL_COLLECTION_FLAG), &flag);
}

static void
put_ticket (CorralFleet *fleet, const char *id, gint64 rev)
{
  CorralTicket ticket;

  corral_row_clear (schema_of (CORRAL_COLLECTION_TICKET), &ticket);
  ticket.id = id;
  ticket.rev = rev;
  ticket.number = "T-1";
  ticket.store = "s1";
  ticket.cart = "k1";
  ticket.reason = "repair";
  ticket.status = "open";
  ticket.opened_ms = SAMPLE_NOW_MS;
  corral_fleet_put (fleet, "c", schema_of (CORRAL_COLLECTION_TICKET), &ticket);
}

/* Stores s1, s2; carts k1, k2 in s1; alert a1; flag f1; ticket t1. */
static CorralFleet *
new_fleet (void)
{
  CorralFleet *fleet = corral_fleet_new (NULL);
  const CorralTenant tenant = { .id = (char *) "c", .name = (char *) "Chain" };

  corral_fleet_put_tenant (fleet, &tenant);
  put_store (fleet, "c", "s1", 118);
  put_store (fleet, "c", "s2", 119);
  put_cart (fleet, "k1", 10, "s1", "in_use");
  put_cart (fleet, "k2", 10, "s1", "idle");
  put_alert (fleet, "a1", 10, CORRAL_UNKNOWN);
  put_flag (fleet, "f1", 10);
  put_ticket (fleet, "t1", 10);
  corral_fleet_flush (fleet);
  return fleet;
}

static guint32
slot_of (CorralFleet *fleet, CorralTableKind table, const char *tenant, const char *id)
{
  return corral_columns_find (corral_fleet_get_table (fleet, table), corral_fleet_find_chain (fleet, tenant), id);
}

static gboolean
is_shown (CorralFleet *fleet, CorralTableKind table, const char *id)
{
  return corral_columns_exists (corral_fleet_get_table (fleet, table), slot_of (fleet, table, "c", id));
}

static const char *
shown_text (CorralFleet *fleet, CorralTableKind table, const char *id, guint column)
{
  return corral_fleet_get_text (fleet, table, slot_of (fleet, table, "c", id), column);
}

static gint64
shown_integer (CorralFleet *fleet, CorralTableKind table, const char *id, guint column)
{
  return corral_fleet_get_integer (fleet, table, slot_of (fleet, table, "c", id), column);
}

/* --- entries --------------------------------------------------------------------------------------- */

/* Sets the single entry; takes it over. */
static void
set_one (CorralFleet *fleet, CorralOutboxEntry *entry)
{
  g_autoptr (GPtrArray) entries = new_entries ();

  g_ptr_array_add (entries, entry);
  corral_fleet_set_intents (fleet, entries);
  corral_fleet_flush (fleet);
}

static void
set_none (CorralFleet *fleet)
{
  g_autoptr (GPtrArray) entries = new_entries ();

  corral_fleet_set_intents (fleet, entries);
  corral_fleet_flush (fleet);
}

/* --- each type ------------------------------------------------------------------------------------- */

static const struct
{
  CorralOperationKind kind;
  CorralCollection collection;
  const char *target;
  CorralTableKind shown_in; /* where and as what it shows */
  guint column;
  const char *text;
  gint64 number;
} shows[] = {
  { CORRAL_OPERATION_ALERT_ACK, CORRAL_COLLECTION_ALERT, "a1", CORRAL_TABLE_ALERT, CORRAL_ALERT_COL_ACKNOWLEDGED_BY,
    "me", 0 },
  { CORRAL_OPERATION_ALERT_ACK, CORRAL_COLLECTION_ALERT, "a1", CORRAL_TABLE_ALERT, CORRAL_ALERT_COL_ACKNOWLEDGED_MS,
    NULL, MADE_MS },
  { CORRAL_OPERATION_ALERT_SNOOZE, CORRAL_COLLECTION_ALERT, "a1", CORRAL_TABLE_ALERT,
    CORRAL_ALERT_COL_SNOOZED_UNTIL_MS, NULL, SAMPLE_NOW_MS + 3600000 },
  { CORRAL_OPERATION_ALERT_ASSIGN, CORRAL_COLLECTION_ALERT, "a1", CORRAL_TABLE_ALERT, CORRAL_ALERT_COL_ASSIGNED_TO,
    "anna", 0 },
  { CORRAL_OPERATION_ALERT_CLEAR, CORRAL_COLLECTION_ALERT, "a1", CORRAL_TABLE_ALERT, CORRAL_ALERT_COL_OPEN, NULL, 0 },
  { CORRAL_OPERATION_NOTE_ADD, CORRAL_COLLECTION_CART, "k1", CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "in_use", 0 },
  { CORRAL_OPERATION_NOTE_ADD, CORRAL_COLLECTION_ALERT, "a1", CORRAL_TABLE_ALERT, CORRAL_ALERT_COL_OPEN, NULL, 1 },
  { CORRAL_OPERATION_NOTE_ADD, CORRAL_COLLECTION_TICKET, "t1", CORRAL_TABLE_TICKET, CORRAL_TICKET_COL_STATUS, "open",
    0 },
  { CORRAL_OPERATION_CART_OUT_OF_SERVICE, CORRAL_COLLECTION_CART, "k1", CORRAL_TABLE_CART,
    CORRAL_CART_COL_SHOWN_STATE, NULL, CORRAL_CART_OUT_OF_SERVICE },
  { CORRAL_OPERATION_CART_OUT_OF_SERVICE, CORRAL_COLLECTION_CART, "k1", CORRAL_TABLE_CART,
    CORRAL_CART_COL_OUT_OF_SERVICE_REASON, "cleaning", 0 },
  { CORRAL_OPERATION_CART_IN_SERVICE, CORRAL_COLLECTION_CART, "k1", CORRAL_TABLE_CART, CORRAL_CART_COL_SHOWN_STATE,
    NULL, CORRAL_CART_IDLE },
  { CORRAL_OPERATION_FLAG_DECIDE, CORRAL_COLLECTION_FLAG, "f1", CORRAL_TABLE_FLAG, CORRAL_FLAG_COL_OUTCOME,
    "staff_ok", 0 },
  { CORRAL_OPERATION_FLAG_DECIDE, CORRAL_COLLECTION_FLAG, "f1", CORRAL_TABLE_FLAG, CORRAL_FLAG_COL_OPEN, NULL, 0 },
  { CORRAL_OPERATION_FLAG_SECOND_OPINION, CORRAL_COLLECTION_FLAG, "f1", CORRAL_TABLE_FLAG, CORRAL_FLAG_COL_SECOND, NULL,
    CORRAL_SECOND_YOU },
  { CORRAL_OPERATION_TICKET_OPEN, CORRAL_COLLECTION_CART, "k1", CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "in_use",
    0 },
  { CORRAL_OPERATION_REBIND_REQUEST, CORRAL_COLLECTION_CART, "k1", CORRAL_TABLE_CART, CORRAL_CART_COL_STATE,
    "in_use", 0 },
};

static void
test_each_type_and_back (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autofree char *before = sample_fleet_dump (fleet);

  for (guint i = 0; i < G_N_ELEMENTS (shows); i++)
    {
      CorralTableKind table = table_of (shows[i].collection);
      guint pending = table == CORRAL_TABLE_CART    ? CORRAL_CART_COL_PENDING
                      : table == CORRAL_TABLE_ALERT ? CORRAL_ALERT_COL_PENDING
                      : table == CORRAL_TABLE_FLAG  ? CORRAL_FLAG_COL_PENDING
                                                    : CORRAL_TICKET_COL_PENDING;
      guint32 slot = slot_of (fleet, table, "c", shows[i].target);
      g_autofree char *after = NULL;
      union
      {
        CorralCart cart;
        CorralAlert alert;
        CorralFlag flag;
        CorralTicket ticket;
      } truth, kept;

      g_assert_true (corral_fleet_get_truth (fleet, table, slot, &truth));
      g_assert_cmpint (shown_integer (fleet, table, shows[i].target, pending), ==, CORRAL_PENDING_NONE);
      set_one (fleet, new_entry (shows[i].kind, "c", shows[i].collection, shows[i].target, "e1"));
      g_assert_cmpint (shown_integer (fleet, table, shows[i].target, pending), ==, CORRAL_PENDING_WAITING);
      if (shows[i].text != NULL)
        g_assert_cmpstr (shown_text (fleet, shows[i].shown_in, shows[i].target, shows[i].column), ==, shows[i].text);
      else
        g_assert_cmpint (shown_integer (fleet, shows[i].shown_in, shows[i].target, shows[i].column), ==,
                         shows[i].number);

      /* The truth can be asked for, and its revision. */
      g_assert_true (corral_fleet_get_truth (fleet, table, slot, &kept));
      g_assert_true (corral_row_equal (schema_of (shows[i].collection), &truth, &kept));
      g_assert_cmpint (corral_fleet_get_rev (fleet, table, slot), ==, 10);
      set_none (fleet);
      after = sample_fleet_dump (fleet);
      g_assert_cmpstr (after, ==, before);
    }
}

static void
test_counts_and_filters (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (GPtrArray) entries = new_entries ();
  CorralRollup rollup;

  corral_fleet_get_rollup (fleet, CORRAL_TABLE_STORE, slot_of (fleet, CORRAL_TABLE_STORE, "c", "s1"), &rollup);
  g_assert_cmpuint (rollup.alerts_act, ==, 1);
  g_assert_cmpuint (rollup.flags_open, ==, 1);
  g_assert_cmpuint (rollup.by_state[CORRAL_CART_IN_USE], ==, 1);
  g_assert_cmpuint (count_rows (fleet, CORRAL_TABLE_ALERT, "acknowledged_by", ""), ==, 1);

  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_ALERT_ACK, "c", CORRAL_COLLECTION_ALERT, "a1", "e1"));
  corral_fleet_set_intents (fleet, entries);
  corral_fleet_flush (fleet);
  /* Acknowledged is still open. */
  g_assert_cmpuint (count_rows (fleet, CORRAL_TABLE_ALERT, "acknowledged_by", ""), ==, 0);
  g_assert_cmpuint (count_rows (fleet, CORRAL_TABLE_ALERT, "acknowledged_by", "me"), ==, 1);
  g_assert_cmpuint (count_rows (fleet, CORRAL_TABLE_ALERT, "open", "1"), ==, 1);
  g_assert_cmpuint (count_rows (fleet, CORRAL_TABLE_ALERT, "pending", "1"), ==, 1);

  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_ALERT_CLEAR, "c", CORRAL_COLLECTION_ALERT, "a1", "e2"));
  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_FLAG_DECIDE, "c", CORRAL_COLLECTION_FLAG, "f1", "e3"));
  g_ptr_array_add (entries,
                   new_entry (CORRAL_OPERATION_CART_OUT_OF_SERVICE, "c", CORRAL_COLLECTION_CART, "k1", "e4"));
  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_TICKET_OPEN, "c", CORRAL_COLLECTION_CART, "k2", "e5"));
  corral_fleet_set_intents (fleet, entries);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (count_rows (fleet, CORRAL_TABLE_ALERT, "open", "1"), ==, 0);
  g_assert_cmpuint (count_rows (fleet, CORRAL_TABLE_FLAG, "open", "1"), ==, 0);
  g_assert_cmpuint (count_rows (fleet, CORRAL_TABLE_CART, "pending", "1"), ==, 2);
  g_assert_cmpuint (count_rows (fleet, CORRAL_TABLE_TICKET, "status", "open"), ==, 2);
  corral_fleet_get_rollup (fleet, CORRAL_TABLE_STORE, slot_of (fleet, CORRAL_TABLE_STORE, "c", "s1"), &rollup);
  g_assert_cmpuint (rollup.alerts_act, ==, 0);
  g_assert_cmpuint (rollup.flags_open, ==, 0);
  g_assert_cmpuint (rollup.by_state[CORRAL_CART_IN_USE], ==, 0);
  g_assert_cmpuint (rollup.by_state[CORRAL_CART_OUT_OF_SERVICE], ==, 1);
  corral_fleet_get_rollup (fleet, CORRAL_TABLE_CHAIN, CORRAL_NO_SLOT, &rollup);
  g_assert_cmpuint (rollup.alerts_open, ==, 0);

  set_none (fleet);
  corral_fleet_get_rollup (fleet, CORRAL_TABLE_CHAIN, CORRAL_NO_SLOT, &rollup);
  g_assert_cmpuint (rollup.alerts_open, ==, 1);
  g_assert_cmpuint (rollup.flags_open, ==, 1);
  g_assert_cmpuint (rollup.by_state[CORRAL_CART_OUT_OF_SERVICE], ==, 0);
}

static void
test_order_follows (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_ALERT);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  put_alert (fleet, "a2", 10, MADE_MS - 5000);
  corral_order_sort_by (order, CORRAL_ALERT_COL_ACKNOWLEDGED_MS, TRUE);
  corral_order_run (order, fleet, slots);
  g_assert_cmpuint (g_array_index (slots, guint32, 0), ==, slot_of (fleet, CORRAL_TABLE_ALERT, "c", "a2"));
  set_one (fleet, new_entry (CORRAL_OPERATION_ALERT_ACK, "c", CORRAL_COLLECTION_ALERT, "a1", "e1"));
  corral_order_run (order, fleet, slots);
  g_assert_cmpuint (g_array_index (slots, guint32, 0), ==, slot_of (fleet, CORRAL_TABLE_ALERT, "c", "a1"));
}

/* --- truth under an intent ------------------------------------------------------------------------- */

static void
test_truth_arrives_below (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (CorralOutboxEntry) entry
      = new_entry (CORRAL_OPERATION_CART_OUT_OF_SERVICE, "c", CORRAL_COLLECTION_CART, "k1", "e1");
  guint32 slot = slot_of (fleet, CORRAL_TABLE_CART, "c", "k1");
  CorralCart cart;

  set_one (fleet, corral_outbox_entry_ref (entry));
  put_cart (fleet, "k1", 11, "s2", "charging");
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_STATE), ==, "out_of_service");
  g_assert_cmpuint (corral_fleet_get_link (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STORE), ==,
                    slot_of (fleet, CORRAL_TABLE_STORE, "c", "s2"));
  g_assert_true (corral_fleet_get_truth (fleet, CORRAL_TABLE_CART, slot, &cart));
  g_assert_cmpstr (cart.state, ==, "charging");
  g_assert_cmpint (cart.rev, ==, 11);
  g_assert_cmpint (corral_fleet_get_rev (fleet, CORRAL_TABLE_CART, slot), ==, 11);
  /* Late: ignored below as above. */
  put_cart (fleet, "k1", 10, "s1", "fault");
  g_assert_true (corral_fleet_get_truth (fleet, CORRAL_TABLE_CART, slot, &cart));
  g_assert_cmpstr (cart.state, ==, "charging");

  /* Applied, the truth has not come yet: still shown, but confirmed. */
  set_one (fleet, in_state (entry, CORRAL_OUTBOX_APPLIED, 14, NULL));
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_STATE), ==, "out_of_service");
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_PENDING), ==, CORRAL_PENDING_NONE);
  put_cart (fleet, "k1", 13, "s2", "idle");
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_STATE), ==, "out_of_service");
  /* The cloud says that it was the 13th after all. */
  set_one (fleet, in_state (entry, CORRAL_OUTBOX_APPLIED, 13, NULL));
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_STATE), ==, "idle");
  set_one (fleet, in_state (entry, CORRAL_OUTBOX_APPLIED, 14, NULL));
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_STATE), ==, "out_of_service");
  /* It has: from here on the truth alone counts, also what somebody did after us. */
  put_cart (fleet, "k1", 15, "s2", "in_use");
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_STATE), ==, "in_use");
  g_assert_null (shown_text (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_OUT_OF_SERVICE_REASON));
  set_none (fleet);
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_STATE), ==, "in_use");
}

static void
test_text_of_the_truth_is_cleaned (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  CorralAlert alert;

  set_one (fleet, new_entry (CORRAL_OPERATION_ALERT_ACK, "c", CORRAL_COLLECTION_ALERT, "a1", "e1"));
  put_alert (fleet, "a1", 11, CORRAL_UNKNOWN);
  g_assert_true (
      corral_fleet_get_truth (fleet, CORRAL_TABLE_ALERT, slot_of (fleet, CORRAL_TABLE_ALERT, "c", "a1"), &alert));
  g_assert_cmpstr (alert.detail, ==, "Wi-Fi");
}

static void
test_deleted_below (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  CorralAlert alert;
  guint32 slot = slot_of (fleet, CORRAL_TABLE_ALERT, "c", "a1");

  set_one (fleet, new_entry (CORRAL_OPERATION_ALERT_ACK, "c", CORRAL_COLLECTION_ALERT, "a1", "e1"));
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_ALERT, "a1", 12);
  corral_fleet_flush (fleet);
  g_assert_false (is_shown (fleet, CORRAL_TABLE_ALERT, "a1"));
  g_assert_cmpuint (count_rows (fleet, CORRAL_TABLE_ALERT, "pending", "1"), ==, 0);
  g_assert_false (corral_fleet_get_truth (fleet, CORRAL_TABLE_ALERT, slot, &alert));
  g_assert_cmpint (corral_fleet_get_rev (fleet, CORRAL_TABLE_ALERT, slot), ==, CORRAL_UNKNOWN);
  put_alert (fleet, "a1", 11, CORRAL_UNKNOWN);
  g_assert_false (is_shown (fleet, CORRAL_TABLE_ALERT, "a1"));
  /* It came back: so does what was done to it. */
  put_alert (fleet, "a1", 13, CORRAL_UNKNOWN);
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_ALERT, "a1", CORRAL_ALERT_COL_ACKNOWLEDGED_BY), ==, "me");
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_ALERT, "a1", 14);
  set_none (fleet);
  g_assert_false (is_shown (fleet, CORRAL_TABLE_ALERT, "a1"));
}

static void
test_row_comes_after_its_intent (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (GPtrArray) entries = new_entries ();
  const CorralTenant tenant = { .id = (char *) "d", .name = (char *) "Other" };
  CorralAlert alert;

  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_ALERT_ACK, "c", CORRAL_COLLECTION_ALERT, "a9", "e1"));
  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_ALERT_ACK, "d", CORRAL_COLLECTION_ALERT, "a1", "e2"));
  corral_fleet_set_intents (fleet, entries);
  g_assert_false (is_shown (fleet, CORRAL_TABLE_ALERT, "a9"));
  /* A chain that nobody has told of is not made up. */
  g_assert_cmpuint (corral_fleet_find_chain (fleet, "d"), ==, CORRAL_NO_SLOT);
  g_assert_null (shown_text (fleet, CORRAL_TABLE_ALERT, "a1", CORRAL_ALERT_COL_ACKNOWLEDGED_BY));

  put_alert (fleet, "a9", 5, CORRAL_UNKNOWN);
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_ALERT, "a9", CORRAL_ALERT_COL_ACKNOWLEDGED_BY), ==, "me");
  corral_fleet_put_tenant (fleet, &tenant);
  corral_row_clear (schema_of (CORRAL_COLLECTION_ALERT), &alert);
  alert.id = "a1";
  alert.rev = 1;
  corral_fleet_put (fleet, "d", schema_of (CORRAL_COLLECTION_ALERT), &alert);
  g_assert_cmpstr (corral_fleet_get_text (fleet, CORRAL_TABLE_ALERT, slot_of (fleet, CORRAL_TABLE_ALERT, "d", "a1"),
                                          CORRAL_ALERT_COL_ACKNOWLEDGED_BY),
                   ==, "me");
}

static void
test_two_on_one_row (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (GPtrArray) entries = new_entries ();
  g_autofree char *before = sample_fleet_dump (fleet);
  g_autofree char *after = NULL;
  CorralOutboxEntry *refused;

  g_ptr_array_add (entries,
                   new_entry (CORRAL_OPERATION_CART_OUT_OF_SERVICE, "c", CORRAL_COLLECTION_CART, "k1", "e1"));
  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_CART_IN_SERVICE, "c", CORRAL_COLLECTION_CART, "k1", "e2"));
  corral_fleet_set_intents (fleet, entries);
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_STATE), ==, "idle");
  /* The second is refused: the first shows through, and somebody has to look. */
  refused = in_state (entries->pdata[1], CORRAL_OUTBOX_REFUSED, CORRAL_UNKNOWN, NULL);
  g_ptr_array_remove_index (entries, 1);
  g_ptr_array_add (entries, refused);
  corral_fleet_set_intents (fleet, entries);
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_STATE), ==, "out_of_service");
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_PENDING), ==,
                   CORRAL_PENDING_TROUBLED);
  /* The first is taken back. */
  g_ptr_array_remove_index (entries, 0);
  corral_fleet_set_intents (fleet, entries);
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_STATE), ==, "in_use");
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_PENDING), ==,
                   CORRAL_PENDING_TROUBLED);
  /* Somebody has seen to it: settled entries have no part in what is shown. */
  refused = corral_outbox_entry_copy (refused);
  refused->settled = TRUE;
  set_one (fleet, refused);
  corral_fleet_flush (fleet);
  after = sample_fleet_dump (fleet);
  g_assert_cmpstr (after, ==, before);
}

/* --- rows that are to be made ---------------------------------------------------------------------- */

static void
test_ticket_until_the_real_one (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (CorralOutboxEntry) entry
      = new_entry (CORRAL_OPERATION_TICKET_OPEN, "c", CORRAL_COLLECTION_CART, "k1", "e1");
  guint32 slot;
  CorralTicket ticket;

  set_one (fleet, corral_outbox_entry_ref (entry));
  slot = slot_of (fleet, CORRAL_TABLE_TICKET, "c", "e1");
  g_assert_true (is_shown (fleet, CORRAL_TABLE_TICKET, "e1"));
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_TICKET, "e1", CORRAL_TICKET_COL_REASON), ==, "battery_swap");
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_TICKET, "e1", CORRAL_TICKET_COL_SUMMARY), ==, "Does not charge");
  g_assert_null (shown_text (fleet, CORRAL_TABLE_TICKET, "e1", CORRAL_TICKET_COL_NUMBER));
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_TICKET, "e1", CORRAL_TICKET_COL_OPENED_MS), ==, MADE_MS);
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_TICKET, "e1", CORRAL_TICKET_COL_PENDING), ==,
                   CORRAL_PENDING_WAITING);
  g_assert_cmpuint (corral_fleet_get_link (fleet, CORRAL_TABLE_TICKET, slot, CORRAL_TICKET_COL_STORE), ==,
                    slot_of (fleet, CORRAL_TABLE_STORE, "c", "s1"));
  g_assert_false (corral_fleet_get_truth (fleet, CORRAL_TABLE_TICKET, slot, &ticket));
  g_assert_cmpint (corral_fleet_get_rev (fleet, CORRAL_TABLE_TICKET, slot), ==, CORRAL_UNKNOWN);

  /* Its store is the cart's, and it is there only while the cart is. */
  put_cart (fleet, "k1", 11, "s2", "idle");
  g_assert_cmpuint (corral_fleet_get_link (fleet, CORRAL_TABLE_TICKET, slot, CORRAL_TICKET_COL_STORE), ==,
                    slot_of (fleet, CORRAL_TABLE_STORE, "c", "s2"));
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_CART, "k1", 12);
  g_assert_false (is_shown (fleet, CORRAL_TABLE_TICKET, "e1"));
  put_cart (fleet, "k1", 13, "s1", "idle");
  g_assert_true (is_shown (fleet, CORRAL_TABLE_TICKET, "e1"));

  /* The cloud has made it; ours stays until that one is here. */
  set_one (fleet, in_state (entry, CORRAL_OUTBOX_APPLIED, 20, "t7"));
  g_assert_true (is_shown (fleet, CORRAL_TABLE_TICKET, "e1"));
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_TICKET, "e1", CORRAL_TICKET_COL_PENDING), ==,
                   CORRAL_PENDING_NONE);
  put_ticket (fleet, "t7", 20);
  g_assert_false (is_shown (fleet, CORRAL_TABLE_TICKET, "e1"));
  g_assert_true (is_shown (fleet, CORRAL_TABLE_TICKET, "t7"));
  g_assert_cmpuint (corral_columns_get_n_rows (corral_fleet_get_table (fleet, CORRAL_TABLE_TICKET)), ==, 2);
  /* Deleted again: it is not brought back by what made it. */
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_TICKET, "t7", 21);
  g_assert_false (is_shown (fleet, CORRAL_TABLE_TICKET, "e1"));
  g_assert_false (is_shown (fleet, CORRAL_TABLE_TICKET, "t7"));
  set_none (fleet);
  g_assert_false (is_shown (fleet, CORRAL_TABLE_TICKET, "e1"));
}

static void
test_ticket_refused_or_taken_back (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autofree char *before = sample_fleet_dump (fleet);
  g_autofree char *after = NULL;
  g_autoptr (CorralOutboxEntry) entry
      = new_entry (CORRAL_OPERATION_TICKET_OPEN, "c", CORRAL_COLLECTION_CART, "k1", "e1");

  set_one (fleet, corral_outbox_entry_ref (entry));
  set_one (fleet, in_state (entry, CORRAL_OUTBOX_CONFLICT, CORRAL_UNKNOWN, "t1"));
  g_assert_false (is_shown (fleet, CORRAL_TABLE_TICKET, "e1"));
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_PENDING), ==,
                   CORRAL_PENDING_TROUBLED);
  /* The ticket that is in the way is what it was. */
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_TICKET, "t1", CORRAL_TICKET_COL_PENDING), ==,
                   CORRAL_PENDING_NONE);
  set_one (fleet, corral_outbox_entry_ref (entry));
  g_assert_true (is_shown (fleet, CORRAL_TABLE_TICKET, "e1"));
  set_none (fleet);
  after = sample_fleet_dump (fleet);
  g_assert_cmpstr (after, ==, before);
}

static void
test_ticket_under_the_id_of_the_operation (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (CorralOutboxEntry) entry
      = new_entry (CORRAL_OPERATION_TICKET_OPEN, "c", CORRAL_COLLECTION_CART, "k1", "e1");
  CorralTicket ticket;

  set_one (fleet, corral_outbox_entry_ref (entry));
  put_ticket (fleet, "e1", 30);
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_TICKET, "e1", CORRAL_TICKET_COL_NUMBER), ==, "T-1");
  g_assert_true (corral_fleet_get_truth (fleet, CORRAL_TABLE_TICKET, slot_of (fleet, CORRAL_TABLE_TICKET, "c", "e1"),
                                         &ticket));
  set_one (fleet, in_state (entry, CORRAL_OUTBOX_APPLIED, 30, "e1"));
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_TICKET, "e1", CORRAL_TICKET_COL_NUMBER), ==, "T-1");
  set_none (fleet);
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_TICKET, "e1", CORRAL_TICKET_COL_NUMBER), ==, "T-1");
}

/* --- whole chains and collections ------------------------------------------------------------------ */

static void
test_clear_and_remove (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (GPtrArray) entries = new_entries ();
  const CorralTenant tenant = { .id = (char *) "c", .name = (char *) "Chain" };

  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_ALERT_ACK, "c", CORRAL_COLLECTION_ALERT, "a1", "e1"));
  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_TICKET_OPEN, "c", CORRAL_COLLECTION_CART, "k1", "e2"));
  corral_fleet_set_intents (fleet, entries);

  corral_fleet_clear (fleet, "c", CORRAL_COLLECTION_ALERT);
  g_assert_false (is_shown (fleet, CORRAL_TABLE_ALERT, "a1"));
  put_alert (fleet, "a1", 1, CORRAL_UNKNOWN);
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_ALERT, "a1", CORRAL_ALERT_COL_ACKNOWLEDGED_BY), ==, "me");

  corral_fleet_clear (fleet, "c", CORRAL_COLLECTION_TICKET);
  g_assert_true (is_shown (fleet, CORRAL_TABLE_TICKET, "e2"));
  g_assert_false (is_shown (fleet, CORRAL_TABLE_TICKET, "t1"));
  corral_fleet_clear (fleet, "c", CORRAL_COLLECTION_CART);
  g_assert_false (is_shown (fleet, CORRAL_TABLE_TICKET, "e2"));

  corral_fleet_remove_tenant (fleet, "c");
  g_assert_cmpuint (corral_columns_get_n_rows (corral_fleet_get_table (fleet, CORRAL_TABLE_TICKET)), ==, 0);
  /* Other entries, none of which has a row to be laid over. */
  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_ALERT_CLEAR, "c", CORRAL_COLLECTION_ALERT, "a1", "e3"));
  corral_fleet_set_intents (fleet, entries);
  corral_fleet_put_tenant (fleet, &tenant);
  put_alert (fleet, "a1", 1, CORRAL_UNKNOWN);
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_ALERT, "a1", CORRAL_ALERT_COL_OPEN), ==, 0);
  put_cart (fleet, "k1", 1, "s1", "idle");
  g_assert_true (is_shown (fleet, CORRAL_TABLE_TICKET, "e2"));
  g_assert_cmpuint (corral_columns_get_n_rows (corral_fleet_get_table (fleet, CORRAL_TABLE_TICKET)), ==, 1);
}

static void
test_forgotten_revisions (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (CorralOutboxEntry) entry
      = new_entry (CORRAL_OPERATION_ALERT_ASSIGN, "c", CORRAL_COLLECTION_ALERT, "a1", "e1");
  guint32 slot = slot_of (fleet, CORRAL_TABLE_ALERT, "c", "a1");
  CorralAlert alert;

  set_one (fleet, corral_outbox_entry_ref (entry));
  corral_fleet_forget_revisions (fleet, "c");
  g_assert_cmpint (corral_fleet_get_rev (fleet, CORRAL_TABLE_ALERT, slot), ==, CORRAL_UNKNOWN);
  g_assert_true (corral_fleet_get_truth (fleet, CORRAL_TABLE_ALERT, slot, &alert));
  g_assert_cmpint (alert.rev, ==, CORRAL_UNKNOWN);
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_ALERT, "a1", CORRAL_ALERT_COL_ASSIGNED_TO), ==, "anna");
  put_alert (fleet, "a1", 3, SAMPLE_NOW_MS);
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_ALERT, "a1", CORRAL_ALERT_COL_ACKNOWLEDGED_BY), ==, "other");
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_ALERT, "a1", CORRAL_ALERT_COL_ASSIGNED_TO), ==, "anna");
  g_assert_cmpint (corral_fleet_get_rev (fleet, CORRAL_TABLE_ALERT, slot), ==, 3);
  set_none (fleet);
  g_assert_null (shown_text (fleet, CORRAL_TABLE_ALERT, "a1", CORRAL_ALERT_COL_ASSIGNED_TO));
}

/* --- what is made under the client's own id --------------------------------------------------------- */

static void
put_incident (CorralFleet *fleet, const char *id, gint64 rev, const char *assigned_to)
{
  CorralIncidentRecord incident;

  corral_row_clear (schema_of (CORRAL_COLLECTION_INCIDENT), &incident);
  incident.id = id;
  incident.rev = rev;
  incident.rule = "carrier-outage";
  incident.severity = "watch";
  incident.began_ms = SAMPLE_NOW_MS - 7200000;
  incident.assigned_to = assigned_to;
  incident.adopted = "k1";
  corral_fleet_put (fleet, "c", schema_of (CORRAL_COLLECTION_INCIDENT), &incident);
}

/* Whatever is done first to an incident shows it, and it is not there any more when that is taken back; done to one that
 * is there, it shows over it. */
static void
test_made_by_intent (void)
{
  static const struct
  {
    CorralOperationKind kind;
    CorralCollection collection;
    guint column;
    const char *text;
    gint64 number;
  } cases[] = {
    { CORRAL_OPERATION_INCIDENT_ACK, CORRAL_COLLECTION_INCIDENT, CORRAL_INCIDENT_COL_ACKNOWLEDGED_BY, "me", 0 },
    { CORRAL_OPERATION_INCIDENT_SNOOZE, CORRAL_COLLECTION_INCIDENT, CORRAL_INCIDENT_COL_SNOOZED_UNTIL_MS, NULL,
      SAMPLE_NOW_MS + 3600000 },
    { CORRAL_OPERATION_INCIDENT_ASSIGN, CORRAL_COLLECTION_INCIDENT, CORRAL_INCIDENT_COL_ASSIGNED_TO, "anna", 0 },
    { CORRAL_OPERATION_INCIDENT_CLOSE, CORRAL_COLLECTION_INCIDENT, CORRAL_INCIDENT_COL_CAUSE, "carrier", 0 },
    { CORRAL_OPERATION_INCIDENT_CLOSE, CORRAL_COLLECTION_INCIDENT, CORRAL_INCIDENT_COL_OPEN, NULL, 0 },
    { CORRAL_OPERATION_INCIDENT_MERGE, CORRAL_COLLECTION_INCIDENT, CORRAL_INCIDENT_COL_MERGED_INTO, "inc-2", 0 },
    { CORRAL_OPERATION_INCIDENT_MERGE, CORRAL_COLLECTION_INCIDENT, CORRAL_INCIDENT_COL_OPEN, NULL, 0 },
    { CORRAL_OPERATION_INCIDENT_ADOPT, CORRAL_COLLECTION_INCIDENT, CORRAL_INCIDENT_COL_ADOPTED, "k1", 0 },
    { CORRAL_OPERATION_INCIDENT_RELEASE, CORRAL_COLLECTION_INCIDENT, CORRAL_INCIDENT_COL_RELEASED, "k1", 0 },
    { CORRAL_OPERATION_MAINTENANCE_PLAN, CORRAL_COLLECTION_MAINTENANCE, CORRAL_MAINTENANCE_COL_REASON, "refit", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CorralFleet) fleet = new_fleet ();
      g_autofree char *before = sample_fleet_dump (fleet);
      g_autofree char *after = NULL;
      CorralTableKind table = table_of (cases[i].collection);
      guint pending = table == CORRAL_TABLE_INCIDENT ? CORRAL_INCIDENT_COL_PENDING : CORRAL_MAINTENANCE_COL_PENDING;
      guint store = table == CORRAL_TABLE_INCIDENT ? CORRAL_INCIDENT_COL_STORE : CORRAL_MAINTENANCE_COL_STORE;

      set_one (fleet, new_entry (cases[i].kind, "c", cases[i].collection, "new-1", "e1"));
      g_assert_true (is_shown (fleet, table, "new-1"));
      if (cases[i].text != NULL)
        g_assert_cmpstr (shown_text (fleet, table, "new-1", cases[i].column), ==, cases[i].text);
      else
        g_assert_cmpint (shown_integer (fleet, table, "new-1", cases[i].column), ==, cases[i].number);
      g_assert_cmpuint (corral_fleet_get_link (fleet, table, slot_of (fleet, table, "c", "new-1"), store), ==,
                        slot_of (fleet, CORRAL_TABLE_STORE, "c", "s1"));
      g_assert_cmpint (shown_integer (fleet, table, "new-1", pending), ==, CORRAL_PENDING_WAITING);
      /* The cloud knows of none: nothing is based on a revision. */
      g_assert_cmpint (corral_fleet_get_rev (fleet, table, slot_of (fleet, table, "c", "new-1")), ==, CORRAL_UNKNOWN);
      set_none (fleet);
      g_assert_false (is_shown (fleet, table, "new-1"));
      after = sample_fleet_dump (fleet);
      g_assert_cmpstr (after, ==, before);
    }
}

/* One after the other on a row that nobody has made yet, then the cloud's, with what another desk did to it. */
static void
test_made_then_there (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (GPtrArray) entries = new_entries ();
  g_autoptr (CorralOutboxEntry) ack = new_entry (CORRAL_OPERATION_INCIDENT_ACK, "c", CORRAL_COLLECTION_INCIDENT, "new-1", "e1");
  CorralIncidentRecord truth;

  g_ptr_array_add (entries, corral_outbox_entry_ref (ack));
  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_INCIDENT_RELEASE, "c", CORRAL_COLLECTION_INCIDENT, "new-1", "e2"));
  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_INCIDENT_CLOSE, "c", CORRAL_COLLECTION_INCIDENT, "new-1", "e3"));
  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_INCIDENT_REOPEN, "c", CORRAL_COLLECTION_INCIDENT, "new-1", "e4"));
  corral_fleet_set_intents (fleet, entries);
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_INCIDENT, "new-1", CORRAL_INCIDENT_COL_ACKNOWLEDGED_BY), ==, "me");
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_INCIDENT, "new-1", CORRAL_INCIDENT_COL_SEVERITY), ==, "act");
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_INCIDENT, "new-1", CORRAL_INCIDENT_COL_OPEN), ==, 1);
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_INCIDENT, "new-1", CORRAL_INCIDENT_COL_SEVERITY_RANK), ==, 2);

  put_incident (fleet, "new-1", 20, "bob");
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_INCIDENT, "new-1", CORRAL_INCIDENT_COL_ASSIGNED_TO), ==, "bob");
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_INCIDENT, "new-1", CORRAL_INCIDENT_COL_ACKNOWLEDGED_BY), ==, "me");
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_INCIDENT, "new-1", CORRAL_INCIDENT_COL_SEVERITY), ==, "watch");
  g_assert_null (shown_text (fleet, CORRAL_TABLE_INCIDENT, "new-1", CORRAL_INCIDENT_COL_ADOPTED));
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_INCIDENT, "new-1", CORRAL_INCIDENT_COL_RELEASED), ==, "k1");
  g_assert_true (corral_fleet_get_truth (fleet, CORRAL_TABLE_INCIDENT,
                                         slot_of (fleet, CORRAL_TABLE_INCIDENT, "c", "new-1"), &truth));
  g_assert_cmpstr (truth.adopted, ==, "k1");
  g_assert_cmpint (truth.rev, ==, 20);
  set_none (fleet);
  g_assert_true (is_shown (fleet, CORRAL_TABLE_INCIDENT, "new-1"));
  g_assert_null (shown_text (fleet, CORRAL_TABLE_INCIDENT, "new-1", CORRAL_INCIDENT_COL_ACKNOWLEDGED_BY));
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_INCIDENT, "new-1", CORRAL_INCIDENT_COL_ADOPTED), ==, "k1");
}

/* The cloud's row is deleted again: what was done before that went with it, what waits makes it anew. */
static void
test_made_then_deleted (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (GPtrArray) entries = new_entries ();
  g_autoptr (CorralOutboxEntry) ack = new_entry (CORRAL_OPERATION_INCIDENT_ACK, "c", CORRAL_COLLECTION_INCIDENT, "new-1", "e1");

  g_ptr_array_add (entries, in_state (ack, CORRAL_OUTBOX_APPLIED, 20, "new-1"));
  corral_fleet_set_intents (fleet, entries);
  g_assert_true (is_shown (fleet, CORRAL_TABLE_INCIDENT, "new-1"));
  put_incident (fleet, "new-1", 20, NULL);
  g_assert_true (is_shown (fleet, CORRAL_TABLE_INCIDENT, "new-1"));
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_INCIDENT, "new-1", 21);
  g_assert_false (is_shown (fleet, CORRAL_TABLE_INCIDENT, "new-1"));
  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_INCIDENT_ASSIGN, "c", CORRAL_COLLECTION_INCIDENT, "new-1", "e2"));
  corral_fleet_set_intents (fleet, entries);
  g_assert_true (is_shown (fleet, CORRAL_TABLE_INCIDENT, "new-1"));
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_INCIDENT, "new-1", CORRAL_INCIDENT_COL_ASSIGNED_TO), ==, "anna");
  g_assert_null (shown_text (fleet, CORRAL_TABLE_INCIDENT, "new-1", CORRAL_INCIDENT_COL_ACKNOWLEDGED_BY));
  /* What was refused makes nothing. */
  g_ptr_array_set_size (entries, 0);
  g_ptr_array_add (entries, in_state (ack, CORRAL_OUTBOX_REFUSED, CORRAL_UNKNOWN, NULL));
  corral_fleet_set_intents (fleet, entries);
  g_assert_false (is_shown (fleet, CORRAL_TABLE_INCIDENT, "new-1"));
}

/* What waits in the outbox when the program starts is known before its chain is. */
static void
test_made_before_its_chain (void)
{
  g_autoptr (CorralFleet) fleet = corral_fleet_new (NULL);
  const CorralTenant tenant = { .id = (char *) "c", .name = (char *) "Chain" };

  set_one (fleet, new_entry (CORRAL_OPERATION_INCIDENT_ACK, "c", CORRAL_COLLECTION_INCIDENT, "new-1", "e1"));
  g_assert_false (is_shown (fleet, CORRAL_TABLE_INCIDENT, "new-1"));
  corral_fleet_put_tenant (fleet, &tenant);
  g_assert_true (is_shown (fleet, CORRAL_TABLE_INCIDENT, "new-1"));
  /* Gone with it, and back with it. */
  corral_fleet_remove_tenant (fleet, "c");
  g_assert_false (is_shown (fleet, CORRAL_TABLE_INCIDENT, "new-1"));
  corral_fleet_put_tenant (fleet, &tenant);
  g_assert_true (is_shown (fleet, CORRAL_TABLE_INCIDENT, "new-1"));
}

/* --- what is told ---------------------------------------------------------------------------------- */

static void
on_changed (CorralFleet *fleet, const CorralFleetChanges *changes, gpointer data)
{
  guint *n = data;

  for (guint i = 0; i < CORRAL_N_TABLES; i++)
    *n += changes->tables[i].n_slots;
}

static void
test_unchanged_touches_nothing (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (GPtrArray) entries = new_entries ();
  g_autoptr (GPtrArray) copies = new_entries ();
  guint n = 0;

  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_ALERT_ACK, "c", CORRAL_COLLECTION_ALERT, "a1", "e1"));
  g_ptr_array_add (entries, new_entry (CORRAL_OPERATION_TICKET_OPEN, "c", CORRAL_COLLECTION_CART, "k1", "e2"));
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (copies, corral_outbox_entry_copy (entries->pdata[i]));
  g_signal_connect (fleet, "changed", G_CALLBACK (on_changed), &n);
  corral_fleet_set_intents (fleet, entries);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (n, >=, 3); /* the alert, the cart, the ticket; and what is counted of them */
  n = 0;
  corral_fleet_set_intents (fleet, entries);
  corral_fleet_flush (fleet);
  corral_fleet_set_intents (fleet, copies); /* read anew from the file */
  corral_fleet_flush (fleet);
  g_assert_cmpuint (n, ==, 0);
  /* One more touches its row alone. */
  g_ptr_array_add (copies, new_entry (CORRAL_OPERATION_NOTE_ADD, "c", CORRAL_COLLECTION_CART, "k2", "e3"));
  corral_fleet_set_intents (fleet, copies);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (n, ==, 1);
  n = 0;
  set_none (fleet);
  g_assert_cmpuint (n, >=, 4);
  n = 0;
  corral_fleet_set_intents (fleet, NULL);
  corral_fleet_flush (fleet);
  g_assert_cmpuint (n, ==, 0);
}

static void
test_vitals_under_an_intent (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  CorralVital vital;

  set_one (fleet, new_entry (CORRAL_OPERATION_CART_OUT_OF_SERVICE, "c", CORRAL_COLLECTION_CART, "k1", "e1"));
  corral_row_clear (schema_of (CORRAL_COLLECTION_VITAL), &vital);
  vital.id = "k1";
  vital.rev = 1000;
  vital.battery_pct = 55;
  corral_fleet_put (fleet, "c", schema_of (CORRAL_COLLECTION_VITAL), &vital);
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_BATTERY_PCT), ==, 55);
  g_assert_cmpstr (shown_text (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_STATE), ==, "out_of_service");
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_PENDING), ==,
                   CORRAL_PENDING_WAITING);
  set_none (fleet);
  g_assert_cmpint (shown_integer (fleet, CORRAL_TABLE_CART, "k1", CORRAL_CART_COL_BATTERY_PCT), ==, 55);
}

static void
test_search_finds_below_an_intent (void)
{
  g_autoptr (CorralFleet) fleet = new_fleet ();
  g_autoptr (CorralSearch) search = corral_search_new (fleet);
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (CorralSearchHit));

  set_one (fleet, new_entry (CORRAL_OPERATION_CART_OUT_OF_SERVICE, "c", CORRAL_COLLECTION_CART, "k1", "e1"));
  corral_search_find (search, "k1", 10, hits);
  g_assert_cmpuint (hits->len, ==, 1);
  corral_fleet_delete (fleet, "c", CORRAL_COLLECTION_CART, "k1", 11);
  corral_fleet_flush (fleet);
  corral_search_find (search, "k1", 10, hits);
  g_assert_cmpuint (hits->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fleet/intents/made-by-intent", test_made_by_intent);
  g_test_add_func ("/fleet/intents/made-then-there", test_made_then_there);
  g_test_add_func ("/fleet/intents/made-then-deleted", test_made_then_deleted);
  g_test_add_func ("/fleet/intents/made-before-its-chain", test_made_before_its_chain);
  g_test_add_func ("/fleet/intents/each-type", test_each_type_and_back);
  g_test_add_func ("/fleet/intents/counts", test_counts_and_filters);
  g_test_add_func ("/fleet/intents/order", test_order_follows);
  g_test_add_func ("/fleet/intents/truth-below", test_truth_arrives_below);
  g_test_add_func ("/fleet/intents/clean-truth", test_text_of_the_truth_is_cleaned);
  g_test_add_func ("/fleet/intents/deleted-below", test_deleted_below);
  g_test_add_func ("/fleet/intents/row-later", test_row_comes_after_its_intent);
  g_test_add_func ("/fleet/intents/two", test_two_on_one_row);
  g_test_add_func ("/fleet/intents/ticket", test_ticket_until_the_real_one);
  g_test_add_func ("/fleet/intents/ticket-refused", test_ticket_refused_or_taken_back);
  g_test_add_func ("/fleet/intents/ticket-same-id", test_ticket_under_the_id_of_the_operation);
  g_test_add_func ("/fleet/intents/clear", test_clear_and_remove);
  g_test_add_func ("/fleet/intents/forgotten-revisions", test_forgotten_revisions);
  g_test_add_func ("/fleet/intents/unchanged", test_unchanged_touches_nothing);
  g_test_add_func ("/fleet/intents/vitals", test_vitals_under_an_intent);
  g_test_add_func ("/fleet/intents/search", test_search_finds_below_an_intent);
  return g_test_run ();
}
