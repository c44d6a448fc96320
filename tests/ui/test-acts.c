/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do to the rows that they see: choosing, keys, dialogs, previews, what is told, and the way back. The real
 * window on the real services with the demo cloud. Main thread. */
#include "config.h"

#include "window-fixture.h"

#include "corral-act-bar.h"
#include "corral-act-dialog.h"
#include "corral-act-run.h"
#include "corral-choice-list.h"
#include "corral-free-text.h"
#include "corral-list-page.h"
#include "corral-notes.h"
#include "corral-outbox.h"
#include "corral-rollouts.h"
#include "corral-row-list.h"

#include <string.h>

/* ---- doing ----------------------------------------------------------------------------------------- */

static CorralOutbox *
get_outbox (Fixture *fixture)
{
  return corral_services_get_outbox (fixture->services);
}

/* Offline nothing leaves while it is looked at. */
static void
open_offline (Fixture *fixture)
{
  fill_folder (fixture);
  open_window (fixture, TRUE);
}

/* The slots that meet both conditions; the first @most of them (0: all). */
static GArray *
list_where (Fixture *fixture, CorralTableKind table, const char *name, const char *value, guint most)
{
  g_autoptr (CorralOrder) order = corral_order_new (table);
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (name != NULL)
    g_assert_true (corral_order_where_named (order, name, value));
  corral_order_run (order, get_fleet (fixture), slots);
  if (most > 0 && slots->len > most)
    g_array_set_size (slots, most);
  return slots;
}

static CorralTable *
get_table (Fixture *fixture)
{
  GtkWidget *table;

  wait_until ((table = page_part (fixture, CORRAL_TYPE_TABLE)) != NULL);
  return CORRAL_TABLE (table);
}

static void
choose (Fixture *fixture, const GArray *slots)
{
  corral_selection_set (corral_table_get_selection (get_table (fixture)), (const guint32 *) (gpointer) slots->data,
                        slots->len);
}

static CorralActBar *
get_bar (Fixture *fixture)
{
  return CORRAL_ACT_BAR (find_anywhere (GTK_WIDGET (corral_window_get_page (fixture->window)), CORRAL_TYPE_ACT_BAR));
}

static GtkWidget *
get_button (Fixture *fixture, const char *name)
{
  return corral_act_strip_get_button (corral_act_bar_get_strip (get_bar (fixture)), name);
}

static void
press (Fixture *fixture, const char *name)
{
  GtkWidget *button = get_button (fixture, name);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* On a cart's page. */
static CorralActStrip *
get_strip (Fixture *fixture)
{
  return CORRAL_ACT_STRIP (find_anywhere (GTK_WIDGET (corral_window_get_page (fixture->window)), CORRAL_TYPE_ACT_STRIP));
}

static GtkWidget *
get_page_button (Fixture *fixture, const char *name)
{
  GtkWidget *button = corral_act_strip_get_button (get_strip (fixture), name);

  g_assert_nonnull (button);
  return button;
}

/* The dialog of that type that is open, or NULL. */
static gpointer
get_dialog (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type) && gtk_widget_get_visible (window))
        return window;
    }
  return NULL;
}

static CorralActDialog *
wait_for_dialog (void)
{
  CorralActDialog *dialog = NULL;

  wait_until ((dialog = get_dialog (CORRAL_TYPE_ACT_DIALOG)) != NULL);
  return dialog;
}

static void
accept (CorralActDialog *dialog)
{
  g_assert_true (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  g_signal_emit_by_name (corral_act_dialog_get_button (dialog), "clicked");
}

static void
close_dialog (CorralActDialog *dialog)
{
  corral_act_dialog_finish (dialog);
  wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
}

static gboolean
was_told (Fixture *fixture, const char *words)
{
  const char *sentence = corral_window_get_told (fixture->window);

  return sentence != NULL && strstr (sentence, words) != NULL;
}

static GtkWidget *
find_labelled (GtkWidget *widget, GType type, const char *label)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    {
      g_autofree char *own = NULL;

      g_object_get (widget, "label", &own, NULL);
      if (own != NULL && strstr (own, label) != NULL)
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_labelled (child, type, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Presses the button of the question that is open. */
static void
answer (const char *label)
{
  GtkWidget *button = find_labelled (get_dialog (ADW_TYPE_MESSAGE_DIALOG), GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  wait_until (get_dialog (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

/* The one whose label holds @label, switched on. */
static void
switch_on (CorralActDialog *dialog, const char *label)
{
  GtkWidget *radio = find_labelled (GTK_WIDGET (dialog), GTK_TYPE_CHECK_BUTTON, label);

  g_assert_nonnull (radio);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (radio), TRUE);
}

static guint
count_entries (Fixture *fixture, CorralOperationKind kind)
{
  GPtrArray *entries = corral_outbox_get_entries (get_outbox (fixture));
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

      n += entry->type != NULL && entry->type->kind == kind;
    }
  return n;
}

static const CorralOutboxEntry *
get_entry (Fixture *fixture, CorralOperationKind kind)
{
  GPtrArray *entries = corral_outbox_get_entries (get_outbox (fixture));

  for (guint i = entries->len; i > 0; i--)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i - 1);

      if (entry->type != NULL && entry->type->kind == kind)
        return entry;
    }
  g_assert_not_reached ();
}

static gboolean
is_acknowledged (Fixture *fixture, guint32 alert)
{
  return CORRAL_IS_KNOWN (
      corral_fleet_get_integer (get_fleet (fixture), CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_ACKNOWLEDGED_MS));
}

static guint
count_acknowledged (Fixture *fixture, const GArray *alerts)
{
  guint n = 0;

  for (guint i = 0; i < alerts->len; i++)
    n += is_acknowledged (fixture, g_array_index (alerts, guint32, i));
  return n;
}

/* Open alerts, acknowledged or not. */
static GArray *
list_alerts (Fixture *fixture, gboolean acknowledged, guint most)
{
  g_autoptr (GArray) open = list_where (fixture, CORRAL_TABLE_ALERT, "open", "1", 0);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < open->len && found->len < most; i++)
    {
      guint32 alert = g_array_index (open, guint32, i);

      if (is_acknowledged (fixture, alert) == acknowledged)
        g_array_append_val (found, alert);
    }
  g_assert_cmpuint (found->len, ==, most);
  return found;
}

/* ---- choosing and acknowledging --------------------------------------------------------------------- */

static void
test_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) alerts = NULL;
  guint32 alert;

  open_offline (fixture);
  go (fixture, "corral:alerts?open=1");
  alerts = list_alerts (fixture, FALSE, 1);
  alert = g_array_index (alerts, guint32, 0);
  g_assert_cmpstr (corral_act_bar_get_text (get_bar (fixture)), ==, "Choose rows to do something with them.");
  g_assert_null (get_button (fixture, "acknowledge"));
  choose (fixture, alerts);
  g_assert_cmpstr (corral_act_bar_get_text (get_bar (fixture)), ==, "1 alert chosen");

  /* One is done at once. */
  press (fixture, "acknowledge");
  wait_until (is_acknowledged (fixture, alert));
  wait_until (was_told (fixture, "1 alert acknowledged"));
  g_assert_true (was_told (fixture, "sent when the link is back"));
  g_assert_null (get_dialog (CORRAL_TYPE_ACT_DIALOG));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_ALERT_ACK), ==, 1);

  /* It is not offered again, and says why. */
  wait_until (!gtk_widget_is_sensitive (get_button (fixture, "acknowledge")));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_button (fixture, "acknowledge")), ==, "It is acknowledged already.");

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  wait_until (!is_acknowledged (fixture, alert));
  wait_until (was_told (fixture, "1 taken back"));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_ALERT_ACK), ==, 0);
  g_assert_true (gtk_widget_is_sensitive (get_button (fixture, "acknowledge")));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  g_assert_true (was_told (fixture, "Nothing can be taken back"));
}

static void
test_bulk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) done = NULL;
  g_autoptr (GArray) alerts = NULL;
  CorralActDialog *dialog;

  fixture->n_carts = 300;
  open_offline (fixture);
  go (fixture, "corral:alerts?open=1");
  /* Four that are acknowledged already, and so many that are not. */
  done = list_alerts (fixture, FALSE, 4);
  choose (fixture, done);
  press (fixture, "acknowledge");
  dialog = wait_for_dialog ();
  g_assert_cmpstr (corral_act_dialog_get_promise (dialog), ==, "4 alerts will be acknowledged.");
  g_assert_null (corral_act_dialog_get_left_out (dialog));
  accept (dialog);
  wait_until (count_acknowledged (fixture, done) == 4);

  alerts = list_alerts (fixture, FALSE, 26);
  g_array_append_vals (alerts, done->data, done->len);
  choose (fixture, alerts);
  g_assert_cmpstr (corral_act_bar_get_text (get_bar (fixture)), ==, "30 alerts chosen");
  press (fixture, "acknowledge");
  dialog = wait_for_dialog ();
  g_assert_cmpstr (corral_act_dialog_get_promise (dialog), ==, "26 alerts will be acknowledged.");
  g_assert_cmpstr (corral_act_dialog_get_left_out (dialog), ==, "Left out: 4 are acknowledged already.");
  accept (dialog);
  wait_until (count_acknowledged (fixture, alerts) == 30);
  wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
  g_assert_true (was_told (fixture, "26 alerts acknowledged"));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_ALERT_ACK), ==, 30);

  /* The last that was done, then the one before. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  wait_until (count_acknowledged (fixture, alerts) == 4);
  wait_until (was_told (fixture, "26 taken back"));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  wait_until (count_acknowledged (fixture, alerts) == 0);
}

/* What is filtered away stays chosen and is left alone. */
static void
test_filtered_away (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) alerts = NULL;

  open_offline (fixture);
  go (fixture, "corral:alerts?open=1");
  alerts = list_alerts (fixture, FALSE, 3);
  choose (fixture, alerts);
  press (fixture, "clear");
  accept (wait_for_dialog ());
  wait_until (was_told (fixture, "3 alerts cleared"));
  /* They are open no more, so not in this list. */
  wait_until (get_button (fixture, "acknowledge") == NULL);

  g_array_set_size (alerts, 2);
  {
    g_autoptr (GArray) others = list_alerts (fixture, FALSE, 1);

    g_array_append_vals (alerts, others->data, 1);
  }
  choose (fixture, alerts);
  g_assert_cmpstr (corral_act_bar_get_text (get_bar (fixture)), ==, "1 alert chosen, 2 more filtered away");
  press (fixture, "acknowledge");
  wait_until (was_told (fixture, "1 alert acknowledged"));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_ALERT_ACK), ==, 1);
}

static void
test_too_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) alerts = NULL;

  open_full (fixture);
  go (fixture, "corral:alerts?open=1");
  alerts = list_alerts (fixture, FALSE, 1);
  choose (fixture, alerts);
  press (fixture, "acknowledge");
  wait_until (was_told (fixture, "1 alert acknowledged"));
  g_assert_false (was_told (fixture, "link"));
  corral_outbox_send_now (get_outbox (fixture));
  wait_until (corral_outbox_get_n_waiting (get_outbox (fixture)) == 0);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  g_assert_true (was_told (fixture, "Nothing can be taken back"));
  g_assert_true (is_acknowledged (fixture, g_array_index (alerts, guint32, 0)));
}

/* ---- dialogs ---------------------------------------------------------------------------------------- */

static const char *
text_of (Fixture *fixture, CorralTableKind table, guint32 slot, guint column)
{
  return corral_fleet_get_text (get_fleet (fixture), table, slot, column);
}

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
  accept (dialog);
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
  accept (wait_for_dialog ()); /* to whoever sits here */
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
    accept (dialog);
    wait_until (g_strcmp0 (text_of (fixture, CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_ASSIGNED_TO), chosen) == 0);
  }

  wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
  press (fixture, "assign");
  dialog = wait_for_dialog ();
  switch_on (dialog, "To nobody");
  accept (dialog);
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
  press (fixture, "confirmed");
  g_assert_cmpstr (corral_act_dialog_get_promise (wait_for_dialog ()), ==, "2 flags will be decided: Confirmed.");
  accept (wait_for_dialog ());
  wait_until (was_told (fixture, "2 flags decided: Confirmed"));
  corral_outbox_send_now (get_outbox (fixture));
  wait_until (corral_fleet_get_truth (get_fleet (fixture), CORRAL_TABLE_FLAG, g_array_index (flags, guint32, 1), &flag)
              && g_strcmp0 (flag.outcome, "confirmed") == 0);
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
      g_test_message ("%s: %s", cases[i].text, get_text_problem (dialog));
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
  accept (dialog);
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
  accept (dialog);
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
  accept (dialog);
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
  accept (dialog);
  wait_until (was_told (fixture, "1 ticket opened"));
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_TICKET_OPEN)->target, ==,
                   text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID));
}

static guint32
first_word (Fixture *fixture, CorralTableKind table, guint column, const char *word)
{
  const CorralColumns *columns = corral_fleet_get_table (get_fleet (fixture), table);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (columns); slot++)
    if (corral_columns_exists (columns, slot)
        && (word != NULL ? g_strcmp0 (corral_columns_get_text (columns, slot, column), word) == 0
                         : corral_columns_get_text (columns, slot, column) != NULL))
      return slot;
  return CORRAL_NO_SLOT;
}

static void
go_to_cart (Fixture *fixture, guint32 cart)
{
  guint32 chain = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN);
  g_autofree char *uri
      = g_strdup_printf ("corral://%s/cart/%s", text_of (fixture, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID),
                         text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SERIAL));

  go (fixture, uri);
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
  accept (dialog);
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
  accept (dialog);
  wait_until (was_told (fixture, "Asked to move the cart"));
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_REBIND_REQUEST)->params.store, ==, chosen);
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
  accept (dialog);
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
  accept (dialog);
  wait_until (corral_act_dialog_get_problem (dialog) != NULL);
  g_test_message ("%s", corral_act_dialog_get_problem (dialog));
  g_assert_true (get_dialog (CORRAL_TYPE_ACT_DIALOG) == dialog);
  close_dialog (dialog);
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
      accept (wait_for_dialog ());
      wait_until (was_told (fixture, i == 0 ? "The rollout is held" : "The rollout is released"));
      wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
      wait_until (g_strcmp0 (text_of (fixture, CORRAL_TABLE_ROLLOUT, rollout, CORRAL_ROLLOUT_COL_STATUS),
                             i == 0 ? "held" : "running")
                  == 0);
      corral_page_refresh (corral_window_get_page (fixture->window));
      g_assert_true ((find_labelled (rollouts, GTK_TYPE_LABEL, "held at") != NULL) == (i == 0));
    }
}

/* ---- who may not -------------------------------------------------------------------------------------- */

static void
open_on_cloud (Fixture *fixture, CorralDemoCloud *cloud)
{
  g_autoptr (CorralClock) clock = corral_clock_new_system ();
  CorralStart start = { .api = (char *) corral_demo_cloud_get_api (cloud),
                        .token = (char *) corral_demo_cloud_get_token (cloud),
                        .data_dir = fixture->dir };

  fixture->services = corral_services_new (&start, clock);
  corral_services_go (fixture->services);
  fixture->window = corral_window_new (application, fixture->services, fixture->settings);
  corral_window_go_last (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_until (is_caught_up (fixture));
}

/* What a role lacks is not there, and asked for by a key it is refused. */
static void
test_forbidden (Fixture *fixture, gconstpointer data)
{
  static const char *const scopes[] = { "fleet.read", "ticket.write", NULL };
  const CorralDemoCloudOptions options = { .n_carts = N_CARTS, .n_stores = N_STORES };
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralDemoCloud) cloud = corral_demo_cloud_new (&options, &error);
  g_autoptr (GArray) carts = NULL;

  g_assert_no_error (error);
  corral_demo_cloud_set_scopes (cloud, scopes);
  open_on_cloud (fixture, cloud);
  go (fixture, "corral:carts");
  wait_until (count_shown (fixture) == N_CARTS);
  carts = list_where (fixture, CORRAL_TABLE_CART, "state", "idle", 1);
  choose (fixture, carts);
  g_assert_null (get_button (fixture, "out-of-service"));
  g_assert_null (get_button (fixture, "note"));
  g_assert_nonnull (get_button (fixture, "ticket"));
  corral_act_strip_begin (corral_act_bar_get_strip (get_bar (fixture)), corral_act_find ("out-of-service"));
  g_assert_true (was_told (fixture, "This account may not do that."));
  g_assert_null (get_dialog (CORRAL_TYPE_ACT_DIALOG));
  close_window (fixture);
}

/* Another Corral on the same folder writes; this one reads, and says so where something could be done. */
static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  Fixture first = *fixture;
  g_autoptr (GArray) alerts = NULL;

  open_full (&first);
  open_window (fixture, FALSE);
  go (fixture, "corral:alerts?open=1");
  alerts = list_alerts (fixture, FALSE, 1);
  choose (fixture, alerts);
  wait_until (get_button (fixture, "acknowledge") != NULL);
  g_assert_false (gtk_widget_is_sensitive (get_button (fixture, "acknowledge")));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (get_button (fixture, "acknowledge")), "Another Corral"));
  close_window (fixture);
  close_window (&first);
}

/* ---- when something is not saved ------------------------------------------------------------------------ */

static void
test_partly (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) flags = NULL;
  g_autoptr (GArray) unknown = NULL;
  CorralFlag flag;
  guint32 chain;
  GtkWidget *dialog;

  open_offline (fixture);
  go (fixture, "corral:flags?open=1");
  flags = list_where (fixture, CORRAL_TABLE_FLAG, "open", "1", 2);
  g_assert_cmpuint (flags->len, ==, 2);
  /* One of which the revision is not known: it cannot be decided without overwriting what somebody else decides. */
  g_assert_true (corral_fleet_get_truth (get_fleet (fixture), CORRAL_TABLE_FLAG, g_array_index (flags, guint32, 0), &flag));
  chain = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_FLAG, g_array_index (flags, guint32, 0),
                                 CORRAL_FLAG_COL_CHAIN);
  flag.id = "f-without-revision";
  flag.rev = CORRAL_UNKNOWN;
  corral_fleet_put (get_fleet (fixture), text_of (fixture, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID),
                    corral_collection_get_schema (CORRAL_COLLECTION_FLAG), &flag);
  corral_fleet_flush (get_fleet (fixture));
  unknown = list_where (fixture, CORRAL_TABLE_FLAG, "open", "1", 0);
  for (guint i = 0; i < unknown->len; i++)
    if (strcmp (text_of (fixture, CORRAL_TABLE_FLAG, g_array_index (unknown, guint32, i), CORRAL_FLAG_COL_ID), flag.id)
        == 0)
      g_array_append_val (flags, g_array_index (unknown, guint32, i));
  g_assert_cmpuint (flags->len, ==, 3);

  choose (fixture, flags);
  wait_until (strcmp (corral_act_bar_get_text (get_bar (fixture)), "3 flags chosen") == 0);
  press (fixture, "staff-ok");
  accept (wait_for_dialog ());
  wait_until ((dialog = get_dialog (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==, "1 of 3 Was Not Saved");
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "2 flags decided"));
  g_assert_nonnull (find_anywhere (dialog, ADW_TYPE_ACTION_ROW));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_FLAG_DECIDE), ==, 2);
  g_assert_true (was_told (fixture, "2 flags decided"));
  answer ("Close");
}

/* The window closes with a dialog open: both go, and nothing is left behind. */
static void
test_close_with_dialog (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) alerts = NULL;

  open_offline (fixture);
  go (fixture, "corral:alerts?open=1");
  alerts = list_alerts (fixture, FALSE, 2);
  choose (fixture, alerts);
  press (fixture, "snooze");
  wait_for_dialog ();
  close_window (fixture);
  g_assert_null (get_dialog (CORRAL_TYPE_ACT_DIALOG));
}

/* look.md, "Principles": the columns that are shown at first fit a window of 1024 pixels. */
static void
test_columns_fit (Fixture *fixture, gconstpointer data)
{
  static const char *const uris[] = { "corral:alerts?open=1", "corral:carts", "corral:flags?open=1", "corral:stores" };

  open_offline (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      GtkWidget *view;
      GtkAdjustment *across;
      guint32 slot;

      go (fixture, uris[i]);
      view = GTK_WIDGET (corral_table_get_view (get_table (fixture)));
      /* Once rows have been laid out. */
      wait_until (corral_table_find_at (get_table (fixture), 60, 60, &slot));
      across = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view));
      g_test_message ("%s: %g of %g", uris[i], gtk_adjustment_get_upper (across),
                      gtk_adjustment_get_page_size (across));
      g_assert_cmpfloat (gtk_adjustment_get_upper (across), <=, gtk_adjustment_get_page_size (across));
    }
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(path, func) g_test_add ("/acts/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("one", test_one);
  ADD ("bulk", test_bulk);
  ADD ("filtered-away", test_filtered_away);
  ADD ("too-late", test_too_late);
  ADD ("snooze", test_snooze);
  ADD ("assign", test_assign);
  ADD ("decide-flag", test_decide_flag);
  ADD ("decide-online", test_decide_online);
  ADD ("note", test_note);
  ADD ("note-on-alerts", test_note_on_alerts);
  ADD ("ticket", test_ticket);
  ADD ("tickets-from-alerts", test_tickets_from_alerts);
  ADD ("out-of-service", test_out_of_service);
  ADD ("move", test_move);
  ADD ("block", test_block);
  ADD ("cancel-trip-when-it-goes", test_cancel_trip_when_it_goes);
  ADD ("offline-says-why", test_offline_says_why);
  ADD ("hold-and-release", test_hold_and_release);
  ADD ("forbidden", test_forbidden);
  ADD ("read-only", test_read_only);
  ADD ("partly", test_partly);
  ADD ("close-with-dialog", test_close_with_dialog);
  ADD ("columns-fit", test_columns_fit);
  return window_fixture_run ();
}
