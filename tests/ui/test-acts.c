/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do to the rows that they see: choosing, several at once, what is told, and the way back; who may not.
 * The real window on the real services with the demo cloud.
 * Main thread. */
#include "config.h"

#include "acts-fixture.h"

#include "corral-row-list.h"

#include <string.h>

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

/* What is said in passing has a button to close it, and that has only an icon: a screen reader is told its name. */
static void
test_toast_named (Fixture *fixture, gconstpointer data)
{
  GType type;
  GtkWidget *toast, *button = NULL;

  open_offline (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  wait_until (was_told (fixture, "Nothing can be taken back"));
  type = g_type_from_name ("AdwToastWidget");
  g_assert_true (type != G_TYPE_INVALID);
  toast = find_anywhere (GTK_WIDGET (fixture->window), type);
  g_assert_nonnull (toast);
  button = find_anywhere (toast, GTK_TYPE_BUTTON);
  g_assert_nonnull (button);
  while (button != NULL && gtk_button_get_label (GTK_BUTTON (button)) != NULL)
    button = gtk_widget_get_next_sibling (button);
  g_assert_nonnull (button);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, "Close");
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
  accept_dialog (dialog);
  wait_until (count_acknowledged (fixture, done) == 4);

  alerts = list_alerts (fixture, FALSE, 26);
  g_array_append_vals (alerts, done->data, done->len);
  choose (fixture, alerts);
  g_assert_cmpstr (corral_act_bar_get_text (get_bar (fixture)), ==, "30 alerts chosen");
  press (fixture, "acknowledge");
  dialog = wait_for_dialog ();
  g_assert_cmpstr (corral_act_dialog_get_promise (dialog), ==, "26 alerts will be acknowledged.");
  g_assert_cmpstr (corral_act_dialog_get_left_out (dialog), ==, "Left out: 4 are acknowledged already.");
  accept_dialog (dialog);
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
  accept_dialog (wait_for_dialog ());
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

/* The button in what is told. */
static void
test_undo_button (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) alerts = NULL;
  GtkWidget *undo;

  open_offline (fixture);
  go (fixture, "corral:alerts?open=1");
  alerts = list_alerts (fixture, FALSE, 1);
  choose (fixture, alerts);
  press (fixture, "acknowledge");
  wait_until ((undo = find_labelled (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON, "Undo")) != NULL);
  g_signal_emit_by_name (undo, "clicked");
  wait_until (count_acknowledged (fixture, alerts) == 0);
  wait_until (was_told (fixture, "1 taken back"));
  /* Once only. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  g_assert_true (was_told (fixture, "Nothing can be taken back"));
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
  accept_dialog (wait_for_dialog ());
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
  ADD ("toast-named", test_toast_named);
  ADD ("bulk", test_bulk);
  ADD ("filtered-away", test_filtered_away);
  ADD ("too-late", test_too_late);
  ADD ("undo-button", test_undo_button);
  ADD ("forbidden", test_forbidden);
  ADD ("read-only", test_read_only);
  ADD ("partly", test_partly);
  ADD ("close-with-dialog", test_close_with_dialog);
  ADD ("columns-fit", test_columns_fit);
  return window_fixture_run ();
}
