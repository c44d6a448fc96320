/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people did, when the link is back, when they leave, when the file is damaged, when it is much. The real window on
 * the real services. Main thread. */
#include "config.h"

#include "outbox-fixture.h"

#include "corral-picture.h"
#include "corral-sign-out.h"

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

/* ---- tests: signing out ------------------------------------------------------------------------------------ */

static void
decided_cb (gboolean keep_outbox, gpointer data)
{
  *(int *) data = keep_outbox;
}

/* Whoever signs out is told what has not arrived, and says what becomes of it. */
static void
test_signing_out_says_what_waits (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *label; int decided; } answers[]
      = { { "_Stay", -1 }, { "_Keep and Sign Out", TRUE }, { "_Discard and Sign Out", FALSE } };
  g_autofree char *id = NULL;

  open_offline (fixture);
  id = act_on (fixture, CORRAL_OPERATION_ALERT_ACK, CORRAL_TABLE_ALERT, first_alert (fixture), NULL);
  wait_until (count_group (fixture, GROUP_WAITING) == 1);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      int decided = -1;
      GtkWidget *dialog;

      corral_sign_out_ask (GTK_WINDOW (fixture->window), corral_outbox_get_n_waiting (get_outbox (fixture)), "api.example.com", NULL,
                           decided_cb, NULL, &decided);
      wait_until ((dialog = find_dialog ()) != NULL);
      g_assert_true (says (dialog, "1 change of yours has not arrived in the cloud"));
      g_assert_true (says (dialog, "api.example.com"));
      if (g_getenv ("CORRAL_PICTURES") != NULL)
        {
          g_autofree char *file = g_build_filename (g_getenv ("CORRAL_PICTURES"), "sign-out.png", NULL);

          wait_until (corral_picture_write (GTK_WINDOW (dialog), file));
        }
      respond (answers[i].label);
      if (answers[i].decided >= 0)
        wait_until (decided == answers[i].decided);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_cmpint (decided, ==, answers[i].decided);
    }
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
  ADD ("link-is-back", test_sent_when_the_link_is_back);
  ADD ("leaving-sends-first", test_leaving_sends_first);
  ADD ("leaving", test_leaving_says_what_waits);
  ADD ("signing-out", test_signing_out_says_what_waits);
  ADD ("leaving-with-nothing", test_leaving_with_nothing);
  ADD ("damaged-file", test_damaged_outbox_is_told);
  ADD ("a-thousand", test_a_thousand);
#undef ADD
  return window_fixture_run ();
}
