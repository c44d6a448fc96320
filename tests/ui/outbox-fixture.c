/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doing things in the real window, what the cloud would have answered, and looking at what is said of it. Main thread. */
#include "config.h"

#include "outbox-fixture.h"

#include "corral-order.h"
#include "corral-pending.h"
#include "corral-row-list.h"
#include "corral-sidebar.h"

#include <string.h>

/* ---- doing ------------------------------------------------------------------------------------------------ */

CorralOutbox *
get_outbox (Fixture *fixture)
{
  return corral_services_get_outbox (fixture->services);
}

void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* The first row of @table that meets a condition as links have it. */
guint32
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
guint32
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
char *
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
void
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
void
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
guint32
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

guint
count_group (Fixture *fixture, guint group)
{
  CorralPage *page = corral_window_get_page (fixture->window);
  g_autoptr (GPtrArray) rows = CORRAL_IS_OUTBOX_PAGE (page)
                                   ? corral_outbox_page_list_rows (CORRAL_OUTBOX_PAGE (page), group)
                                   : g_ptr_array_new ();

  return rows->len;
}

CorralOutboxRow *
get_row (Fixture *fixture, guint group, guint position)
{
  g_autoptr (GPtrArray) rows
      = corral_outbox_page_list_rows (CORRAL_OUTBOX_PAGE (corral_window_get_page (fixture->window)), group);

  g_assert_cmpuint (position, <, rows->len);
  return g_ptr_array_index (rows, position);
}

/* The visible button of that label below @widget, or NULL. */
GtkWidget *
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

void
press (GtkWidget *within, const char *label)
{
  GtkWidget *button;

  wait_until ((button = find_button (within, label)) != NULL);
  g_signal_emit_by_name (button, "clicked");
}

void
press_of (Fixture *fixture, guint group, const char *label)
{
  press (GTK_WIDGET (get_row (fixture, group, 0)), label);
}

/* The question that is open, or NULL. */
GtkWidget *
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

void
respond (const char *label)
{
  GtkWidget *dialog;

  wait_until ((dialog = find_dialog ()) != NULL);
  press (dialog, label);
  wait_until (find_dialog () == NULL);
}

/* Any label below @widget that reads so. */
gboolean
says (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && says (child, text))
      return TRUE;
  return FALSE;
}

gboolean
sidebar_says (Fixture *fixture, const char *count)
{
  return says (find_anywhere (GTK_WIDGET (fixture->window), CORRAL_TYPE_SIDEBAR), count);
}

/* A cell below @widget that is called so. */
gboolean
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
void
open_offline (Fixture *fixture)
{
  fill_folder (fixture);
  open_window (fixture, TRUE);
  go (fixture, "corral:outbox");
}

CorralPending
pending_of (Fixture *fixture, CorralTableKind table, guint32 slot)
{
  return corral_pending_get (get_fleet (fixture), table, slot);
}
