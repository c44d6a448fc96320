/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Ask to Report Now" on a cart's page: the real window on the real services with the demo cloud. Main thread. */
#include "config.h"

#include "acts-fixture.h"

#include "corral-fact-row.h"
#include "corral-report-dialog.h"
#include "corral-sync.h"

#include <string.h>

static CorralReportDialog *
wait_for_report (void)
{
  wait_until (get_dialog (CORRAL_TYPE_REPORT_DIALOG) != NULL);
  return get_dialog (CORRAL_TYPE_REPORT_DIALOG);
}

static gboolean
body_has (CorralReportDialog *dialog, const char *words)
{
  return strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), words) != NULL;
}

static const char *
close_label (CorralReportDialog *dialog)
{
  return adw_message_dialog_get_response_label (ADW_MESSAGE_DIALOG (dialog), "close");
}

static void
open_cart (Fixture *fixture, const char *state)
{
  guint32 cart;

  open_full (fixture);
  cart = first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, state);
  g_assert_cmpuint (cart, !=, CORRAL_NO_SLOT);
  go_to_cart (fixture, cart);
}

static void
ask (Fixture *fixture)
{
  corral_act_strip_begin (get_strip (fixture), corral_act_find ("report"));
}

static void
close_report (CorralReportDialog *dialog)
{
  gtk_window_close (GTK_WINDOW (dialog));
  wait_until (get_dialog (CORRAL_TYPE_REPORT_DIALOG) == NULL);
}

static gboolean
refresh_cb (gpointer sync)
{
  corral_sync_refresh (sync);
  return G_SOURCE_CONTINUE;
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  CorralReportDialog *dialog;

  open_cart (fixture, "idle");
  ask (fixture);
  dialog = wait_for_report ();
  g_assert_cmpint (corral_report_dialog_get_state (dialog), ==, CORRAL_REPORT_WAITING);
  g_assert_true (body_has (dialog, "Asked at"));
  g_assert_true (body_has (dialog, "30 s"));
  g_assert_false (gtk_window_get_modal (GTK_WINDOW (dialog)));
  wait_until (corral_report_dialog_get_state (dialog) == CORRAL_REPORT_ANSWERED);
  g_assert_true (body_has (dialog, "It answered after"));
  g_assert_cmpstr (close_label (dialog), ==, "_Close");
  {
    GtkWidget *fact = find_anywhere (GTK_WIDGET (dialog), CORRAL_TYPE_FACT_ROW);

    g_assert_true (gtk_widget_get_mapped (fact));
  }
  close_report (dialog);
}

static void
test_does_not_answer (Fixture *fixture, gconstpointer data)
{
  CorralReportDialog *dialog;

  open_cart (fixture, "offline");
  corral_sync_set_answer_wait (corral_services_get_sync (fixture->services), 1500);
  ask (fixture);
  dialog = wait_for_report ();
  wait_until (corral_report_dialog_get_state (dialog) == CORRAL_REPORT_SILENT);
  g_assert_true (body_has (dialog, "did not answer within 2 s"));
  g_assert_true (body_has (dialog, "off, out of reach"));
  close_report (dialog);
}

/* The time is up before the cart answers; then it does. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  CorralReportDialog *dialog;
  guint refresher;

  open_cart (fixture, "idle");
  corral_sync_set_answer_wait (corral_services_get_sync (fixture->services), 200);
  ask (fixture);
  dialog = wait_for_report ();
  wait_until (corral_report_dialog_get_state (dialog) == CORRAL_REPORT_SILENT);
  refresher = g_timeout_add (500, refresh_cb, corral_services_get_sync (fixture->services));
  wait_until (corral_report_dialog_get_state (dialog) == CORRAL_REPORT_LATE);
  g_source_remove (refresher);
  g_assert_true (body_has (dialog, "reported after"));
  close_report (dialog);
}

/* Given up, and the window closed, while it is waited for. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  CorralReportDialog *dialog;

  open_cart (fixture, "idle");
  ask (fixture);
  dialog = wait_for_report ();
  g_assert_cmpstr (close_label (dialog), ==, "_Stop Waiting");
  gtk_window_close (GTK_WINDOW (dialog));
  wait_until (get_dialog (CORRAL_TYPE_REPORT_DIALOG) == NULL);

  /* Once more; the fixture ends with it open. */
  ask (fixture);
  wait_for_report ();
}

/* Offline it is there, cannot be done, and says why in words of its own. */
static void
test_offline (Fixture *fixture, gconstpointer data)
{
  CorralActSubject subject = { .table = CORRAL_TABLE_CART, .n_slots = 1 };
  g_autofree char *why = NULL;
  guint32 cart;

  open_offline (fixture);
  cart = first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "idle");
  go_to_cart (fixture, cart);
  subject.slots = &cart;
  g_assert_cmpint (corral_act_offer (corral_act_find ("report"), corral_page_get_context (corral_window_get_page (fixture->window)), &subject,
                                     &why),
                   ==, CORRAL_OFFER_IMPOSSIBLE);
  g_assert_nonnull (strstr (why, "nobody can ask the cart"));
  ask (fixture);
  g_assert_true (was_told (fixture, "nobody can ask the cart"));
  g_assert_null (get_dialog (CORRAL_TYPE_REPORT_DIALOG));
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(path, func) g_test_add ("/report/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("answers", test_answers);
  ADD ("does-not-answer", test_does_not_answer);
  ADD ("late", test_late);
  ADD ("given-up", test_given_up);
  ADD ("offline", test_offline);
  return window_fixture_run ();
}
