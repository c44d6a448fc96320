/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked before something is done, and what is done at once: each dialog, each kind of act. The real window on
 * the real services with the demo cloud.
 * Main thread. */
#include "config.h"

#include "acts-fixture.h"

#include "corral-act-run.h"
#include "corral-cart-work.h"
#include "corral-choice-list.h"
#include "corral-free-text.h"
#include "corral-notes.h"
#include "corral-rollouts.h"
#include "corral-row-list.h"

#include <string.h>

/* ---- dialogs ---------------------------------------------------------------------------------------- */

static void
test_snooze (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) alerts = NULL;
  CorralActDialog *dialog;
  const CorralOutboxEntry *entry;
  gint64 now_ms;

  open_offline (fixture);
  go (fixture, "corral:alerts?open=1");
  alerts = list_alerts (fixture, FALSE, 1);
  choose (fixture, alerts);
  press (fixture, "snooze");
  dialog = wait_for_dialog ();
  g_assert_true (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  now_ms = corral_fleet_get_now (get_fleet (fixture));
  switch_on (dialog, "four hours");
  accept_dialog (dialog);
  wait_until (was_told (fixture, "1 alert snoozed"));
  entry = get_entry (fixture, CORRAL_OPERATION_ALERT_SNOOZE);
  g_assert_cmpint (entry->params.until_ms, >=, now_ms + 4 * 3600000);
  g_assert_cmpint (entry->params.until_ms, <, now_ms + 4 * 3600000 + 60000);
  g_assert_cmpint (entry->expected_rev, ==,
                   corral_fleet_get_rev (get_fleet (fixture), CORRAL_TABLE_ALERT, g_array_index (alerts, guint32, 0)));

  /* A time of one's own that is past is not accepted. */
  wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
  press (fixture, "snooze");
  dialog = wait_for_dialog ();
  switch_on (dialog, "another time");
  g_assert_true (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find_anywhere (GTK_WIDGET (dialog), GTK_TYPE_DROP_DOWN)), 0);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find_anywhere (GTK_WIDGET (dialog), GTK_TYPE_SPIN_BUTTON)), 0);
  g_assert_false (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  close_dialog (dialog);
}

static void
test_assign (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) alerts = NULL;
  CorralActDialog *dialog;
  CorralChoiceList *people;
  guint32 alert;

  open_offline (fixture);
  go (fixture, "corral:alerts?open=1");
  alerts = list_alerts (fixture, FALSE, 1);
  alert = g_array_index (alerts, guint32, 0);
  choose (fixture, alerts);
  press (fixture, "assign");
  accept_dialog (wait_for_dialog ()); /* to whoever sits here */
  wait_until (was_told (fixture, "1 alert assigned"));
  g_assert_cmpstr (text_of (fixture, CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_ASSIGNED_TO), ==, "demo");

  wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
  press (fixture, "assign");
  dialog = wait_for_dialog ();
  switch_on (dialog, "To a colleague");
  g_assert_false (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  people = CORRAL_CHOICE_LIST (find_anywhere (GTK_WIDGET (dialog), CORRAL_TYPE_CHOICE_LIST));
  g_assert_cmpuint (corral_choice_list_get_n (people), >, 0);
  {
    GtkListBox *list = GTK_LIST_BOX (find_anywhere (GTK_WIDGET (people), GTK_TYPE_LIST_BOX));
    g_autofree char *chosen = NULL;

    gtk_list_box_select_row (list, gtk_list_box_get_row_at_index (list, 0));
    chosen = g_strdup (corral_choice_list_get_chosen (people));
    g_assert_nonnull (chosen);
    accept_dialog (dialog);
    wait_until (g_strcmp0 (text_of (fixture, CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_ASSIGNED_TO), chosen) == 0);
  }

  wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
  press (fixture, "assign");
  dialog = wait_for_dialog ();
  switch_on (dialog, "To nobody");
  accept_dialog (dialog);
  wait_until (text_of (fixture, CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_ASSIGNED_TO) == NULL);
}

static void
test_decide_flag (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) flags = NULL;
  guint32 flag;
  const CorralOutboxEntry *entry;

  open_offline (fixture);
  go (fixture, "corral:flags?open=1");
  flags = list_where (fixture, CORRAL_TABLE_FLAG, "open", "1", 1);
  flag = g_array_index (flags, guint32, 0);
  choose (fixture, flags);
  press (fixture, "sensor-fault");
  wait_until (g_strcmp0 (text_of (fixture, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_OUTCOME), "sensor_fault") == 0);
  wait_until (was_told (fixture, "1 flag decided: Sensor fault"));
  entry = get_entry (fixture, CORRAL_OPERATION_FLAG_DECIDE);
  /* The revision that was seen: another decision is not overwritten. */
  g_assert_cmpint (entry->expected_rev, ==, corral_fleet_get_rev (get_fleet (fixture), CORRAL_TABLE_FLAG, flag));
  g_assert_true (CORRAL_IS_KNOWN (entry->expected_rev));

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  wait_until (text_of (fixture, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_OUTCOME) == NULL);
}

/* Decided here and, when it is sent, by the cloud. */
static void
test_decide_online (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) flags = NULL;
  CorralFlag flag;

  open_full (fixture);
  go (fixture, "corral:flags?open=1");
  flags = list_where (fixture, CORRAL_TABLE_FLAG, "open", "1", 2);
  choose (fixture, flags);
  /* Two people are not accused with one key. */
  g_assert_false (gtk_widget_get_sensitive (get_button (fixture, "confirmed")));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_button (fixture, "confirmed")), ==,
                   "Each of these has to be decided by itself.");
  press (fixture, "staff-ok");
  g_assert_cmpstr (corral_act_dialog_get_promise (wait_for_dialog ()), ==, "2 flags will be decided: Cleared by staff.");
  accept_dialog (wait_for_dialog ());
  wait_until (was_told (fixture, "2 flags decided: Cleared by staff"));
  corral_outbox_send_now (get_outbox (fixture));
  wait_until (corral_fleet_get_truth (get_fleet (fixture), CORRAL_TABLE_FLAG, g_array_index (flags, guint32, 1), &flag)
              && g_strcmp0 (flag.outcome, "staff_ok") == 0);
  g_assert_cmpstr (flag.decided_by, ==, "demo");
}

/* ---- notes and tickets ------------------------------------------------------------------------------ */

static void
write_text (CorralActDialog *dialog, const char *text)
{
  GtkWidget *field = find_anywhere (GTK_WIDGET (dialog), CORRAL_TYPE_FREE_TEXT);

  g_assert_nonnull (field);
  corral_free_text_set_text (CORRAL_FREE_TEXT (field), text);
}

static const char *
get_text_problem (CorralActDialog *dialog)
{
  return corral_free_text_get_problem (
      CORRAL_FREE_TEXT (find_anywhere (GTK_WIDGET (dialog), CORRAL_TYPE_FREE_TEXT)));
}

static void
test_note (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *says; /* NULL: nothing */
    gboolean fit;
  } cases[] = {
    { "", NULL, FALSE },
    { "  \n ", NULL, FALSE },
    { "The wheel squeaks.", NULL, TRUE },
    { "Paid with 4111 1111 1111 1111, he says.", "card number", FALSE },
    { "Ask jo@example.org about it.", "e-mail address", FALSE },
    { "Call +49 30 1234567 back.", "phone number", FALSE },
    { "Cart 0412, ticket T-1041, 4.2.0, 2026-11-26 09:14, 12.5 kg", NULL, TRUE },
  };
  g_autofree char *uri = NULL;
  g_autofree char *long_text = g_strnfill (CORRAL_FREE_TEXT_MAX + 3, 'x');
  g_autofree char *longest = g_strnfill (CORRAL_FREE_TEXT_MAX, 'x');
  CorralActDialog *dialog;
  GtkWidget *page;
  CorralNotes *notes;

  open_offline (fixture);
  uri = uri_of_first_cart (fixture);
  go (fixture, uri);
  page = GTK_WIDGET (corral_window_get_page (fixture->window));
  notes = CORRAL_NOTES (find_anywhere (page, CORRAL_TYPE_NOTES));
  g_signal_emit_by_name (get_page_button (fixture, "note"), "clicked");
  dialog = wait_for_dialog ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      write_text (dialog, cases[i].text);
      g_test_message ("%u: %s", i, get_text_problem (dialog));
      if (cases[i].says != NULL)
        g_assert_nonnull (strstr (get_text_problem (dialog), cases[i].says));
      else
        g_assert_null (get_text_problem (dialog));
      g_assert_true (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)) == cases[i].fit);
    }
  write_text (dialog, long_text);
  g_assert_cmpstr (get_text_problem (dialog), ==, "The text is 3 characters too long.");
  g_assert_false (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  write_text (dialog, longest);
  g_assert_true (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_NOTE_ADD), ==, 0);

  /* What was written is not thrown away by a slip. */
  gtk_window_close (GTK_WINDOW (dialog));
  wait_until (get_dialog (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer ("Keep Writing");
  g_assert_true (get_dialog (CORRAL_TYPE_ACT_DIALOG) == dialog);

  g_assert_cmpuint (corral_notes_get_n (notes), ==, 0);
  write_text (dialog, "  The wheel squeaks.\n");
  accept_dialog (dialog);
  wait_until (was_told (fixture, "1 note added"));
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_NOTE_ADD)->params.text, ==, "The wheel squeaks.");
  wait_until (corral_notes_get_n (notes) == 1);
  g_assert_nonnull (find_labelled (GTK_WIDGET (notes), GTK_TYPE_LABEL, "The wheel squeaks."));

  /* Sent, it is still one note, the cloud's own. */
  corral_services_set_offline (fixture->services, FALSE);
  corral_outbox_send_now (get_outbox (fixture));
  wait_until (corral_outbox_get_n_waiting (get_outbox (fixture)) == 0);
  wait_until (find_labelled (GTK_WIDGET (notes), GTK_TYPE_LABEL, "Waits a moment") == NULL
              && corral_notes_is_settled (notes));
  g_assert_cmpuint (corral_notes_get_n (notes), ==, 1);
  g_assert_nonnull (find_labelled (GTK_WIDGET (notes), GTK_TYPE_LABEL, "The wheel squeaks."));
}

static void
test_note_discarded (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uri = NULL;
  CorralActDialog *dialog;

  open_offline (fixture);
  uri = uri_of_first_cart (fixture);
  go (fixture, uri);
  g_signal_emit_by_name (get_page_button (fixture, "note"), "clicked");
  dialog = wait_for_dialog ();
  write_text (dialog, "Never mind.");
  gtk_window_close (GTK_WINDOW (dialog));
  wait_until (get_dialog (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer ("Discard");
  wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_NOTE_ADD), ==, 0);

  /* With nothing written there is no question. */
  g_signal_emit_by_name (get_page_button (fixture, "note"), "clicked");
  gtk_window_close (GTK_WINDOW (wait_for_dialog ()));
  wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
}

/* Of alerts, and of several at once. */
static void
test_note_on_alerts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) alerts = NULL;
  CorralActDialog *dialog;
  GtkWidget *notes;

  open_offline (fixture);
  go (fixture, "corral:alerts?open=1");
  alerts = list_alerts (fixture, FALSE, 3);
  choose (fixture, alerts);
  press (fixture, "note");
  dialog = wait_for_dialog ();
  g_assert_null (find_anywhere (GTK_WIDGET (dialog), CORRAL_TYPE_NOTES));
  write_text (dialog, "The store has called.");
  accept_dialog (dialog);
  wait_until (was_told (fixture, "3 notes added"));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_NOTE_ADD), ==, 3);
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_NOTE_ADD)->target_collection, ==, "alert");
  wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);

  g_array_set_size (alerts, 1);
  choose (fixture, alerts);
  press (fixture, "note");
  dialog = wait_for_dialog ();
  notes = find_anywhere (GTK_WIDGET (dialog), CORRAL_TYPE_NOTES);
  wait_until (corral_notes_get_n (CORRAL_NOTES (notes)) == 1);
  close_dialog (dialog);
}

static void
test_ticket (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) tickets = NULL;
  g_autofree char *uri = NULL;
  CorralActDialog *dialog;
  guint32 cart;

  open_offline (fixture);
  uri = uri_of_first_cart (fixture);
  cart = first_slot (fixture, CORRAL_TABLE_CART);
  go (fixture, uri);
  g_signal_emit_by_name (get_page_button (fixture, "ticket"), "clicked");
  dialog = wait_for_dialog ();
  g_assert_false (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  switch_on (dialog, "Return to the maker");
  g_assert_true (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  write_text (dialog, "Ring 0800 7654321 first.");
  g_assert_false (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  write_text (dialog, "The scanner jams.");
  accept_dialog (dialog);
  wait_until (was_told (fixture, "1 ticket opened"));
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_TICKET_OPEN)->params.reason, ==, "rma");

  /* It stands on the cart's page before the cloud knows of it. */
  wait_until (find_labelled (GTK_WIDGET (corral_window_get_page (fixture->window)), GTK_TYPE_LABEL, "The scanner jams.")
              != NULL);
  tickets = list_where (fixture, CORRAL_TABLE_TICKET, "pending", "1", 0);
  g_assert_cmpuint (tickets->len, ==, 1);
  g_assert_cmpuint (corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_TICKET, g_array_index (tickets, guint32, 0),
                                           CORRAL_TICKET_COL_CART),
                    ==, cart);
}

/* Two alerts about one cart, and one about the whole store: one ticket. */
static void
test_tickets_from_alerts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) all = NULL;
  g_autoptr (GArray) chosen = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 cart = CORRAL_NO_SLOT;
  CorralActDialog *dialog;

  open_offline (fixture);
  go (fixture, "corral:alerts?open=");
  all = list_where (fixture, CORRAL_TABLE_ALERT, NULL, NULL, 0);
  for (guint i = 0; i < all->len && chosen->len < 2; i++)
    for (guint k = 0; k < i && chosen->len < 2; k++)
      {
        guint32 a = g_array_index (all, guint32, i);
        guint32 b = g_array_index (all, guint32, k);
        guint32 of_a = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_ALERT, a, CORRAL_ALERT_COL_CART);

        if (of_a == CORRAL_NO_SLOT
            || of_a != corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_ALERT, b, CORRAL_ALERT_COL_CART))
          continue;
        cart = of_a;
        g_array_append_val (chosen, a);
        g_array_append_val (chosen, b);
      }
  g_assert_cmpuint (chosen->len, ==, 2);
  for (guint i = 0; i < all->len && chosen->len < 3; i++)
    if (corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_ALERT, g_array_index (all, guint32, i),
                               CORRAL_ALERT_COL_CART)
        == CORRAL_NO_SLOT)
      g_array_append_val (chosen, g_array_index (all, guint32, i));
  g_assert_cmpuint (chosen->len, ==, 3);

  choose (fixture, chosen);
  wait_until (strcmp (corral_act_bar_get_text (get_bar (fixture)), "3 alerts chosen") == 0);
  corral_act_strip_begin (corral_act_bar_get_strip (get_bar (fixture)), corral_act_find ("ticket"));
  dialog = wait_for_dialog ();
  g_assert_cmpstr (corral_act_dialog_get_promise (dialog), ==, "1 ticket will be opened.");
  g_assert_cmpstr (corral_act_dialog_get_left_out (dialog), ==,
                   "Left out: 1 is about a whole store; 1 is about a cart that another one is about.");
  switch_on (dialog, "Repair");
  accept_dialog (dialog);
  wait_until (was_told (fixture, "1 ticket opened"));
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_TICKET_OPEN)->target, ==,
                   text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID));
}

/* ---- carts ------------------------------------------------------------------------------------------ */

static void
test_out_of_service (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) carts = NULL;
  CorralActDialog *dialog;
  g_autofree char *uri = NULL;

  open_offline (fixture);
  uri = uri_of_first_store (fixture);
  go (fixture, uri);
  wait_until (count_shown (fixture) > 0);
  carts = list_where (fixture, CORRAL_TABLE_CART, "state", "idle", 0);
  {
    guint32 store = first_slot (fixture, CORRAL_TABLE_STORE);

    for (guint i = carts->len; i > 0; i--)
      if (corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, g_array_index (carts, guint32, i - 1),
                                 CORRAL_CART_COL_STORE)
          != store)
        g_array_remove_index (carts, i - 1);
  }
  g_assert_cmpuint (carts->len, >=, 2);
  g_array_set_size (carts, 2);
  choose (fixture, carts);
  g_assert_cmpstr (corral_act_bar_get_text (get_bar (fixture)), ==, "2 carts chosen");
  /* Both are in service: putting them back is not offered. */
  g_assert_null (get_button (fixture, "back-in-service"));
  press (fixture, "out-of-service");
  dialog = wait_for_dialog ();
  g_assert_false (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  switch_on (dialog, "Cleaning");
  accept_dialog (dialog);
  wait_until (was_told (fixture, "2 carts taken out of service"));
  g_assert_cmpstr (text_of (fixture, CORRAL_TABLE_CART, g_array_index (carts, guint32, 1),
                            CORRAL_CART_COL_OUT_OF_SERVICE_REASON),
                   ==, "cleaning");
  wait_until (get_button (fixture, "back-in-service") != NULL);
  g_assert_null (get_button (fixture, "out-of-service"));

  g_array_set_size (carts, 1);
  choose (fixture, carts);
  press (fixture, "back-in-service");
  wait_until (was_told (fixture, "1 cart put back into service"));
  g_assert_cmpstr (text_of (fixture, CORRAL_TABLE_CART, g_array_index (carts, guint32, 0), CORRAL_CART_COL_STATE), ==,
                   "idle");
}

static void
test_move (Fixture *fixture, gconstpointer data)
{
  const CorralColumns *carts;
  CorralActDialog *dialog;
  CorralChoiceList *stores;
  GtkListBox *list;
  g_autofree char *chosen = NULL;
  guint32 cart = CORRAL_NO_SLOT;
  guint32 alone = CORRAL_NO_SLOT;
  guint32 store;

  open_offline (fixture);
  carts = corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_CART);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts); slot++)
    if (corral_fleet_get_integer (get_fleet (fixture), CORRAL_TABLE_CHAIN,
                                  corral_columns_get_link (carts, slot, CORRAL_CART_COL_CHAIN), CORRAL_CHAIN_COL_STORES)
        > 1)
      cart = slot;
    else
      alone = slot;
  g_assert_cmpuint (alone, !=, CORRAL_NO_SLOT);
  g_assert_cmpuint (cart, !=, CORRAL_NO_SLOT);
  go_to_cart (fixture, alone);
  corral_act_strip_begin (get_strip (fixture), corral_act_find ("move"));
  g_assert_true (was_told (fixture, "Its chain has no other store."));
  go_to_cart (fixture, cart);
  corral_act_strip_begin (get_strip (fixture), corral_act_find ("move"));
  dialog = wait_for_dialog ();
  stores = CORRAL_CHOICE_LIST (find_anywhere (GTK_WIDGET (dialog), CORRAL_TYPE_CHOICE_LIST));
  g_assert_false (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  g_assert_cmpuint (corral_choice_list_get_n (stores), >, 0);
  list = GTK_LIST_BOX (find_anywhere (GTK_WIDGET (stores), GTK_TYPE_LIST_BOX));
  gtk_list_box_select_row (list, gtk_list_box_get_row_at_index (list, 0));
  chosen = g_strdup (corral_choice_list_get_chosen (stores));
  /* Of the same chain, and another one. */
  store = corral_columns_find (
      corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_STORE),
      corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN), chosen);
  g_assert_true (corral_columns_exists (corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_STORE), store));
  g_assert_cmpuint (store, !=,
                    corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE));
  accept_dialog (dialog);
  wait_until (was_told (fixture, "Asked to move the cart"));
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_REBIND_REQUEST)->params.store, ==, chosen);
}

/* What the next page of the cloud would bring: an update of a cart, as it ended. */
static void
end_update (Fixture *fixture, guint32 cart, const char *status, gint64 rev)
{
  guint32 chain = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN);
  g_autoptr (CorralBatch) batch = corral_batch_new (CORRAL_COLLECTION_EXECUTION);
  CorralCommit *commit = corral_commit_new ();
  g_autoptr (GError) error = NULL;
  CorralExecution row;

  corral_row_clear (batch->schema, &row);
  row.id = "e-test";
  row.rev = rev;
  row.rollout = "r-test";
  row.cart = text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID);
  row.status = status;
  /* Later than any other. */
  row.updated_ms = corral_services_now_ms (fixture->services) + 86400000;
  row.attempts = 1;
  corral_batch_add_copy (batch, CORRAL_CHANGE_PUT, &row);
  corral_commit_add_batch (commit, batch);
  corral_cache_commit (corral_services_get_cache (fixture->services),
                       text_of (fixture, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID), commit, &error);
  g_assert_no_error (error);
  corral_commit_free (commit);
}

static void
test_retry_update (Fixture *fixture, gconstpointer data)
{
  guint32 cart;

  open_offline (fixture);
  cart = first_slot (fixture, CORRAL_TABLE_CART);
  end_update (fixture, cart, "rolled_back", 1);
  go_to_cart (fixture, cart);
  wait_until (corral_cart_work_get_failed_update (CORRAL_CART_WORK (
                  find_anywhere (GTK_WIDGET (corral_window_get_page (fixture->window)), CORRAL_TYPE_CART_WORK)))
              != NULL);
  corral_act_strip_begin (get_strip (fixture), corral_act_find ("retry-update"));
  wait_until (was_told (fixture, "The update will be tried again"));
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_EXECUTION_RETRY)->target, ==, "e-test");
  /* It is not offered twice. */
  wait_until (corral_cart_work_get_failed_update (CORRAL_CART_WORK (
                  find_anywhere (GTK_WIDGET (corral_window_get_page (fixture->window)), CORRAL_TYPE_CART_WORK)))
              == NULL);
  corral_act_strip_begin (get_strip (fixture), corral_act_find ("retry-update"));
  g_assert_true (was_told (fixture, "None of its updates has failed."));
}

/* ---- what is done at once ---------------------------------------------------------------------------- */

static CorralOffer
get_offer (Fixture *fixture, const char *name, CorralTableKind table, guint32 slot, char **why)
{
  CorralPageContext *context = corral_page_get_context (corral_window_get_page (fixture->window));
  CorralActSubject subject = { .table = table, .slots = &slot, .n_slots = 1 };

  return corral_act_offer (corral_act_find (name), context, &subject, why);
}

static void
test_block (Fixture *fixture, gconstpointer data)
{
  CorralActDialog *dialog;
  GtkWidget *proof, *button;
  guint32 cart;
  g_autofree char *wrong = NULL;

  open_full (fixture);
  cart = first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "idle");
  go_to_cart (fixture, cart);
  wait_until (get_offer (fixture, "block", CORRAL_TABLE_CART, cart, NULL) == CORRAL_OFFER_POSSIBLE);
  corral_act_strip_begin (get_strip (fixture), corral_act_find ("block"));
  dialog = wait_for_dialog ();
  button = corral_act_dialog_get_button (dialog);
  proof = find_anywhere (GTK_WIDGET (dialog), GTK_TYPE_ENTRY);
  wrong = g_strconcat (text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL), "1", NULL);
  g_assert_false (gtk_widget_is_sensitive (button));
  switch_on (dialog, "lost or stolen");
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (proof), wrong);
  g_assert_false (gtk_widget_is_sensitive (button));
  gtk_editable_set_text (GTK_EDITABLE (proof), text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LABEL));
  g_assert_true (gtk_widget_is_sensitive (button));
  accept_dialog (dialog);
  /* It is under way: nothing can be pressed twice. */
  g_assert_false (gtk_widget_is_sensitive (button));
  wait_until (was_told (fixture, "The cart is blocked"));
  wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
  /* Nothing of it was kept. */
  g_assert_cmpuint (corral_outbox_get_entries (get_outbox (fixture))->len, ==, 0);
  corral_sync_refresh (corral_services_get_sync (fixture->services));
  wait_until (g_strcmp0 (text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STATE), "revoked") == 0);
  {
    g_autofree char *why = NULL;

    g_assert_cmpint (get_offer (fixture, "block", CORRAL_TABLE_CART, cart, &why), ==, CORRAL_OFFER_IMPOSSIBLE);
    g_assert_cmpstr (why, ==, "It is blocked.");
  }
}

/* The plug is pulled while the question is open: it is said there, and can be tried again. */
static void
test_cancel_trip_when_it_goes (Fixture *fixture, gconstpointer data)
{
  CorralActDialog *dialog;
  guint32 cart;

  open_full (fixture);
  cart = first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_SESSION, NULL);
  g_assert_cmpuint (cart, !=, CORRAL_NO_SLOT);
  go_to_cart (fixture, cart);
  corral_act_strip_begin (get_strip (fixture), corral_act_find ("cancel-trip"));
  dialog = wait_for_dialog ();
  corral_services_set_demo_online (fixture->services, FALSE);
  accept_dialog (dialog);
  wait_until (corral_act_dialog_get_problem (dialog) != NULL);
  g_test_message ("%s", corral_act_dialog_get_problem (dialog));
  g_assert_true (get_dialog (CORRAL_TYPE_ACT_DIALOG) == dialog);
  close_dialog (dialog);
}

/* The window is closed while the cloud is asked: what has been started holds the dialog for longer than the window. */
static void
test_close_while_asked (Fixture *fixture, gconstpointer data)
{
  CorralActDialog *dialog;
  guint32 cart;

  open_full (fixture);
  cart = first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_SESSION, NULL);
  go_to_cart (fixture, cart);
  corral_act_strip_begin (get_strip (fixture), corral_act_find ("cancel-trip"));
  dialog = g_object_ref (wait_for_dialog ());
  accept_dialog (dialog);
  close_window (fixture);
  g_assert_null (get_dialog (CORRAL_TYPE_ACT_DIALOG));
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_object_unref (dialog);
  wait_until (dialog == NULL);
}

static void
test_offline_says_why (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "block", "pause-trip", "cancel-trip" };
  guint32 cart;

  open_offline (fixture);
  cart = first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_SESSION, NULL);
  g_assert_cmpuint (cart, !=, CORRAL_NO_SLOT);
  go_to_cart (fixture, cart);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *why = NULL;

      g_assert_cmpint (get_offer (fixture, names[i], CORRAL_TABLE_CART, cart, &why), ==, CORRAL_OFFER_IMPOSSIBLE);
      g_assert_nonnull (strstr (why, "Only while the cloud answers"));
      /* Asked for all the same, by a key say, it opens nothing and says so. */
      corral_act_strip_begin (get_strip (fixture), corral_act_find (names[i]));
      g_assert_true (was_told (fixture, "Only while the cloud answers"));
      g_assert_null (get_dialog (CORRAL_TYPE_ACT_DIALOG));
    }
  /* What waits is offered as ever. */
  g_assert_cmpint (get_offer (fixture, "out-of-service", CORRAL_TABLE_CART, cart, NULL), ==, CORRAL_OFFER_POSSIBLE);
  g_assert_cmpint (get_offer (fixture, "note", CORRAL_TABLE_CART, cart, NULL), ==, CORRAL_OFFER_POSSIBLE);
}

static void
test_hold_and_release (Fixture *fixture, gconstpointer data)
{
  guint32 rollout;
  GtkWidget *rollouts, *button;

  fixture->n_carts = 300;
  open_full (fixture);
  go (fixture, "corral:fleet");
  rollout = first_word (fixture, CORRAL_TABLE_ROLLOUT, CORRAL_ROLLOUT_COL_STATUS, "running");
  g_assert_cmpuint (rollout, !=, CORRAL_NO_SLOT);
  rollouts = find_anywhere (GTK_WIDGET (corral_window_get_page (fixture->window)), CORRAL_TYPE_ROLLOUTS);
  wait_until ((button = find_labelled (rollouts, GTK_TYPE_BUTTON, "Hold")) != NULL
              && gtk_widget_is_sensitive (button));
  for (guint i = 0; i < 2; i++)
    {
      CorralActSubject subject = { .table = CORRAL_TABLE_ROLLOUT, .slots = &rollout, .n_slots = 1 };

      corral_act_begin (corral_act_find (i == 0 ? "hold" : "release"), rollouts,
                        corral_page_get_context (corral_window_get_page (fixture->window)), &subject);
      accept_dialog (wait_for_dialog ());
      wait_until (was_told (fixture, i == 0 ? "The rollout is held" : "The rollout is released"));
      wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
      wait_until (g_strcmp0 (text_of (fixture, CORRAL_TABLE_ROLLOUT, rollout, CORRAL_ROLLOUT_COL_STATUS),
                             i == 0 ? "held" : "running")
                  == 0);
      corral_page_refresh (corral_window_get_page (fixture->window));
      /* The fleet's page follows a few times a second. */
      wait_until ((find_labelled (rollouts, GTK_TYPE_LABEL, "held at") != NULL) == (i == 0));
    }
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(path, func) g_test_add ("/act-dialogs/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("snooze", test_snooze);
  ADD ("assign", test_assign);
  ADD ("decide-flag", test_decide_flag);
  ADD ("decide-online", test_decide_online);
  ADD ("note", test_note);
  ADD ("note-discarded", test_note_discarded);
  ADD ("note-on-alerts", test_note_on_alerts);
  ADD ("ticket", test_ticket);
  ADD ("tickets-from-alerts", test_tickets_from_alerts);
  ADD ("out-of-service", test_out_of_service);
  ADD ("move", test_move);
  ADD ("retry-update", test_retry_update);
  ADD ("block", test_block);
  ADD ("cancel-trip-when-it-goes", test_cancel_trip_when_it_goes);
  ADD ("close-while-asked", test_close_while_asked);
  ADD ("offline-says-why", test_offline_says_why);
  ADD ("hold-and-release", test_hold_and_release);
  return window_fixture_run ();
}
