/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people did, as they see it: marks, the outbox page and its decisions, leaving with work that waits. The real
 * window on the real services; what the cloud would have answered is written into the outbox's file. Main thread. */
#include "config.h"

#include "window-fixture.h"

#include "corral-filter-bar.h"
#include "corral-list-page.h"
#include "corral-outbox-page.h"
#include "corral-outbox-row.h"
#include "corral-outbox-versions.h"
#include "corral-pending.h"
#include "corral-picture.h"
#include "corral-row-list.h"
#include "corral-sidebar.h"

#include <string.h>

#define GROUP_TROUBLED 0
#define GROUP_WAITING 1
#define GROUP_LATELY 2

/* ---- doing ------------------------------------------------------------------------------------------------ */

static CorralOutbox *
get_outbox (Fixture *fixture)
{
  return corral_services_get_outbox (fixture->services);
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* The first row of @table that meets a condition as links have it. */
static guint32
first_where (Fixture *fixture, CorralTableKind table, const char *name, const char *value)
{
  g_autoptr (CorralOrder) order = corral_order_new (table);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_assert_true (corral_order_where_named (order, name, value));
  corral_order_run (order, get_fleet (fixture), slots);
  g_assert_cmpuint (slots->len, >, 0);
  return g_array_index (slots, guint32, 0);
}

/* The first open alert that nobody has acknowledged. */
static guint32
first_alert (Fixture *fixture)
{
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_ALERT);
  g_autoptr (GArray) slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  corral_order_where_integer (order, CORRAL_ALERT_COL_OPEN, 1);
  corral_order_where_word (order, CORRAL_ALERT_COL_ACKNOWLEDGED_BY, "");
  corral_order_run (order, get_fleet (fixture), slots);
  g_assert_cmpuint (slots->len, >, 0);
  return g_array_index (slots, guint32, 0);
}

/* Does something to the row at @slot; gives the entry's id. */
static char *
act_on (Fixture *fixture, CorralOperationKind kind, CorralTableKind table, guint32 slot, const char *word)
{
  CorralFleet *fleet = get_fleet (fixture);
  const char *chain = corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, corral_fleet_get_link (fleet, table, slot, 1), 0);
  CorralOperationDraft draft = { .kind = kind, .tenant = chain, .target = corral_fleet_get_text (fleet, table, slot, 0) };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  const CorralOutboxResult *first;

  draft.collection = table == CORRAL_TABLE_CART    ? CORRAL_COLLECTION_CART
                     : table == CORRAL_TABLE_ALERT ? CORRAL_COLLECTION_ALERT
                                                   : CORRAL_COLLECTION_FLAG;
  draft.expected_rev = corral_fleet_get_rev (fleet, table, slot);
  corral_operation_params_clear (&draft.params);
  if (kind == CORRAL_OPERATION_FLAG_DECIDE)
    draft.params.outcome = word;
  else if (kind == CORRAL_OPERATION_TICKET_OPEN)
    {
      draft.params.reason = "repair";
      draft.params.summary = word;
    }
  else if (kind == CORRAL_OPERATION_CART_OUT_OF_SERVICE)
    draft.params.reason = word;
  else if (kind == CORRAL_OPERATION_ALERT_ASSIGN)
    draft.params.assignee = word;
  else if (kind == CORRAL_OPERATION_NOTE_ADD)
    draft.params.text = word;
  corral_outbox_submit_async (get_outbox (fixture), &draft, 1, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  results = corral_outbox_submit_finish (get_outbox (fixture), result, &error);
  g_assert_no_error (error);
  first = g_ptr_array_index (results, 0);
  g_assert_no_error (first->error);
  return g_strdup (first->id);
}

/* What the cloud would have answered. */
static void
answer (Fixture *fixture, const char *id, CorralOutboxState to, const char *message, const char *row)
{
  CorralOutboxStep step = {
    .id = id,
    .from = CORRAL_OUTBOX_WAITING,
    .to = to,
    .attempt = TRUE,
    .next_attempt_ms = to == CORRAL_OUTBOX_RETRY ? corral_services_now_ms (fixture->services) + 600000 : CORRAL_UNKNOWN,
    .applied_rev = CORRAL_UNKNOWN,
    .http_status = CORRAL_UNKNOWN,
    .message = message,
    .result = row,
    .ended_ms = corral_services_now_ms (fixture->services),
  };
  g_autoptr (GError) error = NULL;
  guint moved = 0;

  corral_cache_outbox_step (corral_services_get_cache (fixture->services), &step, 1, &moved, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (moved, ==, 1);
}

/* Somebody else did something: what the next page of the cloud would bring. */
static void
decide_elsewhere (Fixture *fixture, guint32 slot, const char *outcome)
{
  CorralFleet *fleet = get_fleet (fixture);
  CorralFlag flag;

  g_assert_true (corral_fleet_get_truth (fleet, CORRAL_TABLE_FLAG, slot, &flag));
  flag.rev += 1;
  flag.status = "decided";
  flag.outcome = outcome;
  flag.decided_by = "anna";
  flag.decided_ms = corral_services_now_ms (fixture->services);
  {
    gpointer fact = corral_fact_new (corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);

    corral_fleet_put (fleet,
                      corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN,
                                             corral_fleet_get_link (fleet, CORRAL_TABLE_FLAG, slot, 1), 0),
                      corral_collection_get_schema (CORRAL_COLLECTION_FLAG), fact);
    corral_fact_unref (fact);
  }
}

/* A ticket of the first cart, as the next page of the cloud would bring it. */
static guint32
open_elsewhere (Fixture *fixture)
{
  CorralFleet *fleet = get_fleet (fixture);
  guint32 cart = first_slot (fixture, CORRAL_TABLE_CART);
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN);
  g_autofree char *cart_id = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID));
  g_autofree char *store_id
      = g_strdup (corral_fleet_get_text (fleet, CORRAL_TABLE_STORE,
                                         corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE), 0));
  CorralTicket ticket;

  corral_row_clear (corral_collection_get_schema (CORRAL_COLLECTION_TICKET), &ticket);
  ticket.id = "t-elsewhere";
  ticket.rev = 1;
  ticket.number = "T-1041";
  ticket.cart = cart_id;
  ticket.store = store_id;
  ticket.reason = "repair";
  ticket.status = "open";
  ticket.opened_by = "anna";
  ticket.opened_ms = corral_services_now_ms (fixture->services);
  corral_fleet_put (fleet, corral_fleet_get_text (fleet, CORRAL_TABLE_CHAIN, chain, 0),
                    corral_collection_get_schema (CORRAL_COLLECTION_TICKET), &ticket);
  return corral_columns_find (corral_fleet_get_table (fleet, CORRAL_TABLE_TICKET), chain, "t-elsewhere");
}

/* ---- looking ---------------------------------------------------------------------------------------------- */

static guint
count_group (Fixture *fixture, guint group)
{
  CorralPage *page = corral_window_get_page (fixture->window);
  g_autoptr (GPtrArray) rows = CORRAL_IS_OUTBOX_PAGE (page)
                                   ? corral_outbox_page_list_rows (CORRAL_OUTBOX_PAGE (page), group)
                                   : g_ptr_array_new ();

  return rows->len;
}

static CorralOutboxRow *
get_row (Fixture *fixture, guint group, guint position)
{
  g_autoptr (GPtrArray) rows
      = corral_outbox_page_list_rows (CORRAL_OUTBOX_PAGE (corral_window_get_page (fixture->window)), group);

  g_assert_cmpuint (position, <, rows->len);
  return g_ptr_array_index (rows, position);
}

/* The visible button of that label below @widget, or NULL. */
static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget)
      && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
press (GtkWidget *within, const char *label)
{
  GtkWidget *button;

  wait_until ((button = find_button (within, label)) != NULL);
  g_signal_emit_by_name (button, "clicked");
}

static void
press_of (Fixture *fixture, guint group, const char *label)
{
  press (GTK_WIDGET (get_row (fixture, group, 0)), label);
}

/* The question that is open, or NULL. */
static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

static void
respond (const char *label)
{
  GtkWidget *dialog;

  wait_until ((dialog = find_dialog ()) != NULL);
  press (dialog, label);
  wait_until (find_dialog () == NULL);
}

/* Any label below @widget that reads so. */
static gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && says (child, text))
      return TRUE;
  return FALSE;
}

static gboolean
sidebar_says (Fixture *fixture, const char *count)
{
  return says (find_anywhere (GTK_WIDGET (fixture->window), CORRAL_TYPE_SIDEBAR), count);
}

/* A cell below @widget that is called so. */
static gboolean
find_spoken (GtkWidget *widget, const char *label)
{
  if (GTK_IS_INSCRIPTION (widget)
      && gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    {
      g_autofree char *difference
          = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label);

      if (difference == NULL)
        return TRUE;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (find_spoken (child, label))
      return TRUE;
  return FALSE;
}

/* A full fleet, without a cloud. */
static void
open_offline (Fixture *fixture)
{
  fill_folder (fixture);
  open_window (fixture, TRUE);
  go (fixture, "corral:outbox");
}

static CorralPending
pending_of (Fixture *fixture, CorralTableKind table, guint32 slot)
{
  return corral_pending_get (get_fleet (fixture), table, slot);
}

/* ---- tests: what waits ------------------------------------------------------------------------------------ */

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  open_offline (fixture);
  assert_at (fixture, "corral:outbox");
  g_assert_nonnull (page_part (fixture, ADW_TYPE_STATUS_PAGE));
  assert_drawn (fixture, "outbox-empty");
}

static void
test_waits_and_is_taken_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *tooltip = NULL;
  CorralPageContext *context;
  guint32 alert;

  open_offline (fixture);
  alert = first_alert (fixture);
  context = corral_page_get_context (corral_window_get_page (fixture->window));
  id = act_on (fixture, CORRAL_OPERATION_ALERT_ACK, CORRAL_TABLE_ALERT, alert, NULL);

  /* It is seen at once, everywhere. */
  wait_until (count_group (fixture, GROUP_WAITING) == 1);
  g_assert_true (g_str_has_prefix (corral_outbox_row_get_sentence (get_row (fixture, GROUP_WAITING, 0)),
                                   "Acknowledge the alert “"));
  wait_until (sidebar_says (fixture, "1"));
  wait_until (pending_of (fixture, CORRAL_TABLE_ALERT, alert) == CORRAL_PENDING_WAITING);
  tooltip = corral_pending_to_text (context, CORRAL_TABLE_ALERT, alert);
  g_assert_true (g_str_has_prefix (tooltip, "Waiting to be sent: acknowledged by you, "));
  g_assert_true (CORRAL_IS_KNOWN (
      corral_fleet_get_integer (get_fleet (fixture), CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_ACKNOWLEDGED_MS)));
  go (fixture, "corral:alerts?pending=1");
  wait_until (count_shown (fixture) == 1);
  /* A screen reader is told as well. */
  wait_until (find_spoken (GTK_WIDGET (corral_window_get_page (fixture->window)), "Act, Sent when the link is back")
              || find_spoken (GTK_WIDGET (corral_window_get_page (fixture->window)), "Watch, Sent when the link is back"));
  go (fixture, "corral:outbox");

  /* The held one says for how long; then it waits for the link. */
  wait_until (says (GTK_WIDGET (get_row (fixture, GROUP_WAITING, 0)), "Held for "));
  press_of (fixture, GROUP_WAITING, "Undo");
  wait_until (corral_outbox_get_n_waiting (get_outbox (fixture)) == 0);
  wait_until (pending_of (fixture, CORRAL_TABLE_ALERT, alert) == CORRAL_PENDING_NONE);
  g_assert_false (CORRAL_IS_KNOWN (
      corral_fleet_get_integer (get_fleet (fixture), CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_ACKNOWLEDGED_MS)));
  wait_until (page_part (fixture, ADW_TYPE_STATUS_PAGE) != NULL);
}

static void
test_queued_is_taken_back_after_a_question (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  open_offline (fixture);
  id = act_on (fixture, CORRAL_OPERATION_ALERT_ACK, CORRAL_TABLE_ALERT,
               first_alert (fixture), NULL);
  wait_until (count_group (fixture, GROUP_WAITING) == 1);
  press (GTK_WIDGET (corral_window_get_page (fixture->window)), "_Send Now");
  wait_until (says (GTK_WIDGET (get_row (fixture, GROUP_WAITING, 0)), "Sent when the link is back"));
  press_of (fixture, GROUP_WAITING, "Take Back…");
  respond ("_Cancel");
  g_assert_cmpuint (corral_outbox_get_n_waiting (get_outbox (fixture)), ==, 1);
  press_of (fixture, GROUP_WAITING, "Take Back…");
  respond ("_Take Back");
  wait_until (corral_outbox_get_n_waiting (get_outbox (fixture)) == 0);
}

static void
test_row_leads_to_what_it_is_about (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *here = NULL;

  open_offline (fixture);
  id = act_on (fixture, CORRAL_OPERATION_NOTE_ADD, CORRAL_TABLE_CART, first_slot (fixture, CORRAL_TABLE_CART), "Seen");
  wait_until (count_group (fixture, GROUP_WAITING) == 1);
  uri = uri_of_first_cart (fixture);
  gtk_widget_activate (GTK_WIDGET (get_row (fixture, GROUP_WAITING, 0)));
  wait_until (!CORRAL_IS_OUTBOX_PAGE (corral_window_get_page (fixture->window)));
  here = current_uri (fixture);
  g_assert_cmpstr (here, ==, uri);
  /* And its page says that something waits, and leads back. */
  wait_until (page_part (fixture, CORRAL_TYPE_PENDING_MARK) != NULL);
  {
    GtkWidget *mark = find_type (page_part (fixture, CORRAL_TYPE_PENDING_MARK), GTK_TYPE_BUTTON);

    g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (mark), "Waiting to be sent: note written by you, "));
    gtk_widget_activate (mark);
  }
  wait_until (CORRAL_IS_OUTBOX_PAGE (corral_window_get_page (fixture->window)));
}

/* ---- tests: what needs a decision ------------------------------------------------------------------------- */

/* A flag decided here and, otherwise, by somebody else. */
static guint32
make_conflict (Fixture *fixture, char **id)
{
  guint32 flag = first_where (fixture, CORRAL_TABLE_FLAG, "open", "1");

  *id = act_on (fixture, CORRAL_OPERATION_FLAG_DECIDE, CORRAL_TABLE_FLAG, flag, "staff_ok");
  decide_elsewhere (fixture, flag, "confirmed");
  answer (fixture, *id, CORRAL_OUTBOX_CONFLICT, "Anna decided it first.", NULL);
  wait_until (count_group (fixture, GROUP_TROUBLED) == 1);
  return flag;
}

static void
test_conflict_keep_mine (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  const char *versions;
  guint32 flag;
  gint64 rev;

  open_offline (fixture);
  flag = make_conflict (fixture, &id);
  rev = corral_fleet_get_rev (get_fleet (fixture), CORRAL_TABLE_FLAG, flag);
  wait_until (pending_of (fixture, CORRAL_TABLE_FLAG, flag) == CORRAL_PENDING_TROUBLED);
  wait_until (sidebar_says (fixture, "1!"));
  g_assert_true (says (GTK_WIDGET (get_row (fixture, GROUP_TROUBLED, 0)), "Anna decided it first"));
  versions = corral_outbox_versions_get_text (
      CORRAL_OUTBOX_VERSIONS (find_type (GTK_WIDGET (get_row (fixture, GROUP_TROUBLED, 0)), CORRAL_TYPE_OUTBOX_VERSIONS)));
  g_assert_true (g_str_has_prefix (versions, "Decision: Cleared by staff / Confirmed\nDecided by: "));
  assert_drawn (fixture, "outbox-conflict");

  press_of (fixture, GROUP_TROUBLED, "Keep Mine");
  wait_until (count_group (fixture, GROUP_TROUBLED) == 0 && count_group (fixture, GROUP_WAITING) == 1);
  /* It builds on what was shown, and is seen again. */
  g_assert_cmpint (corral_outbox_row_get_entry (get_row (fixture, GROUP_WAITING, 0))->expected_rev, ==, rev);
  wait_until (pending_of (fixture, CORRAL_TABLE_FLAG, flag) == CORRAL_PENDING_WAITING);
  g_assert_cmpstr (corral_fleet_get_text (get_fleet (fixture), CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_OUTCOME), ==,
                   "staff_ok");
  g_assert_cmpuint (count_group (fixture, GROUP_LATELY), ==, 1);
}

static void
test_conflict_take_theirs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  guint32 flag;

  open_offline (fixture);
  flag = make_conflict (fixture, &id);
  press_of (fixture, GROUP_TROUBLED, "Take Theirs");
  wait_until (corral_outbox_get_n_troubled (get_outbox (fixture)) == 0);
  wait_until (pending_of (fixture, CORRAL_TABLE_FLAG, flag) == CORRAL_PENDING_NONE);
  g_assert_cmpstr (corral_fleet_get_text (get_fleet (fixture), CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_OUTCOME), ==,
                   "confirmed");
  g_assert_cmpuint (corral_outbox_get_n_waiting (get_outbox (fixture)), ==, 0);
}

static void
test_refused_is_discarded_after_a_question (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  guint32 cart;

  open_offline (fixture);
  cart = first_slot (fixture, CORRAL_TABLE_CART);
  id = act_on (fixture, CORRAL_OPERATION_NOTE_ADD, CORRAL_TABLE_CART, cart, "The handle is loose");
  answer (fixture, id, CORRAL_OUTBOX_REFUSED, "Notes are closed.", NULL);
  wait_until (count_group (fixture, GROUP_TROUBLED) == 1);
  g_assert_true (says (GTK_WIDGET (get_row (fixture, GROUP_TROUBLED, 0)), "Refused: Notes are closed"));
  /* What was written is not lost. */
  press_of (fixture, GROUP_TROUBLED, "Copy Text");
  press_of (fixture, GROUP_TROUBLED, "Discard…");
  respond ("_Cancel");
  g_assert_cmpuint (corral_outbox_get_n_troubled (get_outbox (fixture)), ==, 1);
  press_of (fixture, GROUP_TROUBLED, "Discard…");
  respond ("_Discard");
  wait_until (corral_outbox_get_n_troubled (get_outbox (fixture)) == 0);
  wait_until (pending_of (fixture, CORRAL_TABLE_CART, cart) == CORRAL_PENDING_NONE);
}

static void
test_refused_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  open_offline (fixture);
  id = act_on (fixture, CORRAL_OPERATION_CART_OUT_OF_SERVICE, CORRAL_TABLE_CART,
               first_where (fixture, CORRAL_TABLE_CART, "state", "idle"), "cleaning");
  answer (fixture, id, CORRAL_OUTBOX_EXPIRED, NULL, NULL);
  wait_until (count_group (fixture, GROUP_TROUBLED) == 1);
  g_assert_true (says (GTK_WIDGET (get_row (fixture, GROUP_TROUBLED, 0)), "Too late, not done"));
  press_of (fixture, GROUP_TROUBLED, "Try Again");
  wait_until (count_group (fixture, GROUP_TROUBLED) == 0 && count_group (fixture, GROUP_WAITING) == 1);
}

static void
test_ticket_that_exists (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  CorralFleet *fleet;
  guint32 ticket;
  const CorralOutboxEntry *note;

  open_offline (fixture);
  fleet = get_fleet (fixture);
  ticket = open_elsewhere (fixture);
  id = act_on (fixture, CORRAL_OPERATION_TICKET_OPEN, CORRAL_TABLE_CART,
               corral_fleet_get_link (fleet, CORRAL_TABLE_TICKET, ticket, CORRAL_TICKET_COL_CART), "Dark display");
  answer (fixture, id, CORRAL_OUTBOX_CONFLICT, "A ticket is open already.",
          corral_fleet_get_text (fleet, CORRAL_TABLE_TICKET, ticket, CORRAL_TICKET_COL_ID));
  wait_until (count_group (fixture, GROUP_TROUBLED) == 1);
  g_assert_null (find_button (GTK_WIDGET (get_row (fixture, GROUP_TROUBLED, 0)), "Keep Mine"));
  press_of (fixture, GROUP_TROUBLED, "Add as Note");
  wait_until (count_group (fixture, GROUP_TROUBLED) == 0 && count_group (fixture, GROUP_WAITING) == 1);
  note = corral_outbox_row_get_entry (get_row (fixture, GROUP_WAITING, 0));
  g_assert_cmpstr (note->type_name, ==, "note.add");
  g_assert_cmpstr (note->params.text, ==, "Dark display");
  g_assert_cmpstr (note->target, ==, corral_fleet_get_text (fleet, CORRAL_TABLE_TICKET, ticket, CORRAL_TICKET_COL_ID));
}

static void
test_too_late_to_undo (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  GtkWidget *button;

  open_offline (fixture);
  id = act_on (fixture, CORRAL_OPERATION_ALERT_ACK, CORRAL_TABLE_ALERT,
               first_alert (fixture), NULL);
  wait_until (count_group (fixture, GROUP_WAITING) == 1);
  button = find_button (GTK_WIDGET (get_row (fixture, GROUP_WAITING, 0)), "Undo");
  g_assert_nonnull (button);
  /* Between the look and the press it was sent. */
  answer (fixture, id, CORRAL_OUTBOX_APPLIED, NULL, NULL);
  g_signal_emit_by_name (button, "clicked");
  wait_until (says (GTK_WIDGET (corral_window_get_page (fixture->window)), "It has been sent already"));
  wait_until (count_group (fixture, GROUP_LATELY) == 1);
  g_assert_cmpstr (corral_outbox_page_get_sentence (CORRAL_OUTBOX_PAGE (corral_window_get_page (fixture->window))), ==,
                   "Everything that was done here has reached the cloud.");
}

/* A cell of a table that is drawn. */
static gboolean
find_cell (GtkWidget *widget)
{
  if (GTK_IS_INSCRIPTION (widget) && gtk_widget_get_mapped (widget))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (find_cell (child))
      return TRUE;
  return FALSE;
}

static void
test_all_at_once (Fixture *fixture, gconstpointer data)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK };
  static const int widths[] = { 1024, 1920 };
  g_autofree char *conflict = NULL;
  g_autofree char *cart = NULL;
  char *ids[9];
  g_autoptr (CorralOrder) order = corral_order_new (CORRAL_TABLE_ALERT);
  g_autoptr (GArray) alerts = g_array_new (FALSE, FALSE, sizeof (guint32));
  GtkWidget *stack;

  open_offline (fixture);
  corral_order_where_integer (order, CORRAL_ALERT_COL_OPEN, 1);
  corral_order_run (order, get_fleet (fixture), alerts);
  g_assert_cmpuint (alerts->len, >=, 4);
  for (guint i = 0; i < 4; i++)
    ids[i] = act_on (fixture, CORRAL_OPERATION_ALERT_ACK, CORRAL_TABLE_ALERT, g_array_index (alerts, guint32, i), NULL);
  ids[4] = act_on (fixture, CORRAL_OPERATION_CART_OUT_OF_SERVICE, CORRAL_TABLE_CART,
                   first_where (fixture, CORRAL_TABLE_CART, "state", "idle"), "cleaning");
  ids[5] = act_on (fixture, CORRAL_OPERATION_TICKET_OPEN, CORRAL_TABLE_CART, first_slot (fixture, CORRAL_TABLE_CART),
                   "The display stays dark after the night on the dock, twice this week");
  ids[6] = act_on (fixture, CORRAL_OPERATION_NOTE_ADD, CORRAL_TABLE_CART, first_slot (fixture, CORRAL_TABLE_CART),
                   "Fetched from the yard");
  ids[7] = act_on (fixture, CORRAL_OPERATION_ALERT_ASSIGN, CORRAL_TABLE_ALERT, g_array_index (alerts, guint32, 3), "bob");
  make_conflict (fixture, &conflict);
  answer (fixture, ids[1], CORRAL_OUTBOX_RETRY, NULL, NULL);
  answer (fixture, ids[2], CORRAL_OUTBOX_UNKNOWN, NULL, NULL);
  answer (fixture, ids[3], CORRAL_OUTBOX_APPLIED, NULL, NULL);
  answer (fixture, ids[7], CORRAL_OUTBOX_REFUSED, "Only a lead may assign alerts to others.", NULL);
  wait_until (count_group (fixture, GROUP_TROUBLED) == 2 && count_group (fixture, GROUP_WAITING) == 6
              && count_group (fixture, GROUP_LATELY) == 1);
  cart = uri_of_first_cart (fixture);
  stack = gtk_widget_get_parent (GTK_WIDGET (corral_window_get_page (fixture->window)));

  for (guint s = 0; s < G_N_ELEMENTS (schemes); s++)
    for (guint w = 0; w < G_N_ELEMENTS (widths); w++)
      {
        const struct
        {
          const char *uri;
          const char *name;
        } pages[] = { { "corral:outbox", "outbox" },
                      { "corral:alerts?open=1", "alerts" },
                      { "corral:flags", "flags" },
                      { "corral:carts?pending=1", "carts" },
                      { cart, "cart" } };

        adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[s]);
        gtk_window_set_default_size (GTK_WINDOW (fixture->window), widths[w], widths[w] == 1024 ? 768 : 1080);
        for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
          {
            g_autofree char *what = g_strdup_printf ("waiting-%s-%d-%s", pages[i].name, widths[w], s == 0 ? "light" : "dark");

            go (fixture, pages[i].uri);
            /* A table is given its rows after the first frame. */
            if (CORRAL_IS_LIST_PAGE (corral_window_get_page (fixture->window)))
              wait_until (find_cell (GTK_WIDGET (corral_window_get_page (fixture->window))));
            assert_drawn (fixture, what);
            /* Nothing is wider than the screen that most have. */
            if (widths[w] == 1024)
              {
                int minimum;

                gtk_widget_measure (GTK_WIDGET (fixture->window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
                g_assert_cmpint (minimum, <=, 1024);
              }
          }
      }
  g_assert_true (GTK_IS_STACK (stack));
  for (guint i = 0; i < 8; i++)
    g_free (ids[i]);
}

/* ---- tests: with the cloud -------------------------------------------------------------------------------- */

/* Nothing waits, and all that was done has arrived. */
static gboolean
has_arrived (Fixture *fixture)
{
  return corral_outbox_get_n_waiting (get_outbox (fixture)) == 0 && corral_outbox_get_n_troubled (get_outbox (fixture)) == 0;
}

static void
test_sent_when_the_link_is_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ack = NULL;
  g_autofree char *ticket = NULL;
  g_autofree char *out = NULL;
  CorralFleet *fleet;
  guint32 alert, cart;
  guint n_tickets;

  open_full (fixture);
  go (fixture, "corral:outbox");
  fleet = get_fleet (fixture);
  alert = first_alert (fixture);
  cart = first_where (fixture, CORRAL_TABLE_CART, "state", "idle");
  n_tickets = count_rows (fixture, CORRAL_TABLE_TICKET);
  corral_services_set_demo_online (fixture->services, FALSE);
  ack = act_on (fixture, CORRAL_OPERATION_ALERT_ACK, CORRAL_TABLE_ALERT, alert, NULL);
  out = act_on (fixture, CORRAL_OPERATION_CART_OUT_OF_SERVICE, CORRAL_TABLE_CART, cart, "cleaning");
  ticket = act_on (fixture, CORRAL_OPERATION_TICKET_OPEN, CORRAL_TABLE_CART, cart, "Display stays dark");
  wait_until (count_group (fixture, GROUP_WAITING) == 3);
  wait_until (count_rows (fixture, CORRAL_TABLE_TICKET) == n_tickets + 1);
  g_assert_cmpuint (count_group (fixture, GROUP_LATELY), ==, 0);

  corral_services_set_demo_online (fixture->services, TRUE);
  press (GTK_WIDGET (corral_window_get_page (fixture->window)), "_Send Now");
  wait_until (has_arrived (fixture));
  wait_until (count_group (fixture, GROUP_LATELY) == 3);
  wait_until (pending_of (fixture, CORRAL_TABLE_ALERT, alert) == CORRAL_PENDING_NONE
              && pending_of (fixture, CORRAL_TABLE_CART, cart) == CORRAL_PENDING_NONE);
  /* The cloud's own rows have taken the place of what was laid over: the truth says the same, and one ticket, not two. */
  wait_until (corral_fleet_get_rev (fleet, CORRAL_TABLE_ALERT, alert) > 0);
  {
    CorralAlert row;

    wait_until (corral_fleet_get_truth (fleet, CORRAL_TABLE_ALERT, alert, &row) && CORRAL_IS_KNOWN (row.acknowledged_ms));
    wait_until (corral_columns_exists (
                    corral_fleet_get_table (fleet, CORRAL_TABLE_TICKET),
                    first_where (fixture, CORRAL_TABLE_TICKET, "summary", "Display stays dark"))
                && corral_fleet_get_rev (fleet, CORRAL_TABLE_TICKET,
                                         first_where (fixture, CORRAL_TABLE_TICKET, "summary", "Display stays dark"))
                       > 0);
  }
  g_assert_cmpuint (count_rows (fixture, CORRAL_TABLE_TICKET), ==, n_tickets + 1);
  g_assert_cmpint (corral_fleet_get_integer (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SHOWN_STATE), ==,
                   CORRAL_CART_OUT_OF_SERVICE);
}

static void
test_leaving_sends_first (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  CorralWindow *window;

  open_full (fixture);
  go (fixture, "corral:outbox");
  id = act_on (fixture, CORRAL_OPERATION_ALERT_ACK, CORRAL_TABLE_ALERT, first_alert (fixture), NULL);
  window = fixture->window;
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_close (GTK_WINDOW (window));
  wait_until (window == NULL);
  g_assert_null (find_dialog ());
  g_assert_true (has_arrived (fixture));
  fixture->window = NULL;
  corral_services_stop (fixture->services);
  g_clear_object (&fixture->services);
}

/* ---- tests: leaving --------------------------------------------------------------------------------------- */

static void
test_leaving_says_what_waits (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  GtkWidget *dialog;
  CorralWindow *window;

  open_offline (fixture);
  id = act_on (fixture, CORRAL_OPERATION_ALERT_ACK, CORRAL_TABLE_ALERT,
               first_alert (fixture), NULL);
  wait_until (count_group (fixture, GROUP_WAITING) == 1);
  gtk_window_close (GTK_WINDOW (fixture->window));
  wait_until ((dialog = find_dialog ()) != NULL);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==, "1 Change Waits to Be Sent");
  if (g_getenv ("CORRAL_PICTURES") != NULL)
    {
      g_autofree char *file = g_build_filename (g_getenv ("CORRAL_PICTURES"), "leaving.png", NULL);

      wait_until (corral_picture_write (GTK_WINDOW (dialog), file));
    }
  respond ("_Stay");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (fixture->window)));

  gtk_window_close (GTK_WINDOW (fixture->window));
  window = fixture->window;
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  respond ("_Quit");
  wait_until (window == NULL);
  fixture->window = NULL;
  corral_services_stop (fixture->services);
  g_clear_object (&fixture->services);

  /* It is kept. */
  open_window (fixture, TRUE);
  go (fixture, "corral:outbox");
  wait_until (count_group (fixture, GROUP_WAITING) == 1);
  wait_until (sidebar_says (fixture, "1"));
}

static void
test_leaving_with_nothing (Fixture *fixture, gconstpointer data)
{
  CorralWindow *window;

  open_offline (fixture);
  window = fixture->window;
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_close (GTK_WINDOW (window));
  wait_until (window == NULL);
  g_assert_null (find_dialog ());
  fixture->window = NULL;
  corral_services_stop (fixture->services);
  g_clear_object (&fixture->services);
}

/* ---- tests: the file ---------------------------------------------------------------------------------------- */

static void
test_damaged_outbox_is_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *file = g_build_filename (fixture->dir, "outbox.db", NULL);
  g_autofree char *garbage = g_strnfill (16384, 'x');
  const CorralOutboxFileReport *report;
  g_autoptr (GError) error = NULL;

  open_offline (fixture);
  id = act_on (fixture, CORRAL_OPERATION_ALERT_ACK, CORRAL_TABLE_ALERT, first_alert (fixture), NULL);
  close_window (fixture);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  g_file_set_contents (file, garbage, -1, &error);
  g_assert_no_error (error);

  open_window (fixture, TRUE);
  report = corral_cache_outbox_get_report (corral_services_get_cache (fixture->services));
  g_assert_cmpint (report->kind, !=, CORRAL_OUTBOX_FILE_GOOD);
  g_assert_nonnull (report->message);
  wait_until (notice_says (fixture, report->message));
  go (fixture, "corral:outbox");
  assert_drawn (fixture, "outbox-damaged");
}

static void
test_a_thousand (Fixture *fixture, gconstpointer data)
{
  CorralOperationDraft *drafts = g_new0 (CorralOperationDraft, 1000);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  CorralFleet *fleet;
  guint32 cart;
  gint64 begun;
  double took_ms;

  open_offline (fixture);
  fleet = get_fleet (fixture);
  cart = first_slot (fixture, CORRAL_TABLE_CART);
  for (guint i = 0; i < 1000; i++)
    {
      drafts[i] = (CorralOperationDraft){ .kind = CORRAL_OPERATION_NOTE_ADD,
                                          .collection = CORRAL_COLLECTION_CART,
                                          .expected_rev = CORRAL_UNKNOWN };
      drafts[i].tenant = corral_fleet_get_text (
          fleet, CORRAL_TABLE_CHAIN, corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN), 0);
      drafts[i].target = corral_fleet_get_text (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID);
      corral_operation_params_clear (&drafts[i].params);
      drafts[i].params.text = "Seen";
    }
  corral_outbox_submit_async (get_outbox (fixture), drafts, 1000, NULL, keep_result_cb, &result);
  wait_until (result != NULL);
  results = corral_outbox_submit_finish (get_outbox (fixture), result, &error);
  g_assert_no_error (error);
  wait_until (corral_outbox_get_n_waiting (get_outbox (fixture)) == 1000);
  /* A list of so many helps nobody: the rest is a number. */
  wait_until (count_group (fixture, GROUP_WAITING) == 100);
  g_assert_true (says (GTK_WIDGET (corral_window_get_page (fixture->window)), "and 900 more"));
  wait_until (sidebar_says (fixture, "1000"));
  begun = g_get_monotonic_time ();
  for (guint i = 0; i < 20; i++)
    corral_page_refresh (corral_window_get_page (fixture->window));
  took_ms = (double) (g_get_monotonic_time () - begun) / 20000;
  g_test_message ("a refresh with 1,000 waiting: %.2f ms", took_ms);
  g_assert_cmpfloat (took_ms, <, 50);
  g_free (drafts);
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(path, func) g_test_add ("/outbox/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("nothing", test_nothing);
  ADD ("waits-and-is-taken-back", test_waits_and_is_taken_back);
  ADD ("queued-is-taken-back", test_queued_is_taken_back_after_a_question);
  ADD ("leads-there", test_row_leads_to_what_it_is_about);
  ADD ("keep-mine", test_conflict_keep_mine);
  ADD ("take-theirs", test_conflict_take_theirs);
  ADD ("discard", test_refused_is_discarded_after_a_question);
  ADD ("again", test_refused_again);
  ADD ("ticket-exists", test_ticket_that_exists);
  ADD ("too-late", test_too_late_to_undo);
  ADD ("all-at-once", test_all_at_once);
  ADD ("link-is-back", test_sent_when_the_link_is_back);
  ADD ("leaving-sends-first", test_leaving_sends_first);
  ADD ("leaving", test_leaving_says_what_waits);
  ADD ("leaving-with-nothing", test_leaving_with_nothing);
  ADD ("damaged-file", test_damaged_outbox_is_told);
  ADD ("a-thousand", test_a_thousand);
#undef ADD
  return window_fixture_run ();
}
