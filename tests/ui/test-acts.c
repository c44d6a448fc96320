/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do to the rows that they see: choosing, keys, dialogs, previews, what is told, and the way back. The real
 * window on the real services with the demo cloud. Main thread. */
#include "config.h"

#include "window-fixture.h"

#include "corral-act-bar.h"
#include "corral-act-dialog.h"
#include "corral-free-text.h"
#include "corral-list-page.h"
#include "corral-outbox.h"
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
      GtkAdjustment *down;

      go (fixture, uris[i]);
      view = GTK_WIDGET (corral_table_get_view (get_table (fixture)));
      down = corral_table_get_vadjustment (get_table (fixture));
      /* Once rows have been laid out. */
      wait_until (count_shown (fixture) > 0 && gtk_adjustment_get_page_size (down) > 0
                  && corral_table_get_top_slot (get_table (fixture), NULL) != G_MAXUINT32);
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
  ADD ("columns-fit", test_columns_fit);
  return window_fixture_run ();
}
