/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people did, as they see it: marks, the outbox page and its decisions. The real window on the
 * real services; what the cloud would have answered is written into the outbox's file. Main thread. */
#include "config.h"

#include "outbox-fixture.h"

#include "corral-list-page.h"
#include "corral-order.h"
#include "corral-outbox-versions.h"
#include "corral-pending.h"

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
#undef ADD
  return window_fixture_run ();
}
