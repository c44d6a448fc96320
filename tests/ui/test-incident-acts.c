/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do about incidents: who has one, closing, merging, carts put in and taken out; offline, in the real window.
 * Main thread. */
#include "config.h"

#include "acts-fixture.h"
#include "incident-fixture.h"

#include "corral-act-run.h"
#include "corral-choice-list.h"
#include "corral-incident-members.h"
#include "corral-incident-work.h"
#include "corral-maintenance-list.h"

#include <string.h>

/* Of one store, so of one chain: one row. */
static CorralIncident *
make_one (Fixture *fixture, const char *id)
{
  CorralIncident *incident = make_closed (fixture, id, 0);

  incident->state = CORRAL_INCIDENT_OPEN;
  incident->recovered_ms = incident->closed_ms = CORRAL_UNKNOWN;
  return incident;
}

static CorralIncident *
find (Fixture *fixture, const char *id)
{
  return corral_incident_source_find (get_source (fixture), id);
}

static CorralIncidentWork
get_work (Fixture *fixture, const char *id)
{
  CorralIncidentWork work;

  corral_incident_work_get (find (fixture, id), get_fleet (fixture), &work);
  return work;
}

static void
press_here (Fixture *fixture, const char *name)
{
  GtkWidget *button;

  wait_until ((button = get_page_button (fixture, name)) != NULL);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
begin (Fixture *fixture, const char *name)
{
  corral_act_strip_begin (get_strip (fixture), corral_act_find (name));
}

static void
test_acknowledge (Fixture *fixture, gconstpointer data)
{
  const CorralOutboxEntry *entry;

  open_offline (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_one (fixture, "inc-store-wifi-1-2"), NULL);
  go (fixture, "corral:incident/inc-store-wifi-1-2");
  g_assert_true (find_words (GTK_WIDGET (corral_window_get_page (fixture->window)), "nobody") != NULL);
  press_here (fixture, "incident-acknowledge");
  wait_until (was_told (fixture, "Incident acknowledged; sent when the link is back"));
  wait_until (get_work (fixture, "inc-store-wifi-1-2").stands);
  g_assert_true (get_work (fixture, "inc-store-wifi-1-2").pending);
  /* The cloud knows none of it yet: what it says goes along. */
  entry = get_entry (fixture, CORRAL_OPERATION_INCIDENT_ACK);
  g_assert_cmpstr (entry->target, ==, "inc-store-wifi-1-2");
  g_assert_cmpstr (entry->params.rule, ==, "store-wifi");
  g_assert_cmpstr (entry->params.severity, ==, "act");
  g_assert_nonnull (entry->params.store);
  g_assert_true (CORRAL_IS_KNOWN (entry->params.began_ms));
  g_assert_false (CORRAL_IS_KNOWN (entry->params.worse_ms));
  wait_until (!gtk_widget_is_sensitive (get_page_button (fixture, "incident-acknowledge")));
  assert_drawn (fixture, "incident-acknowledged");

  /* It is mine now. */
  go (fixture, "corral:incidents?show=mine");
  wait_until (find_words (GTK_WIDGET (corral_window_get_page (fixture->window)), "seen by") != NULL);
  assert_drawn (fixture, "incidents-mine");

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  wait_until (!get_work (fixture, "inc-store-wifi-1-2").stands);
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_INCIDENT_ACK), ==, 0);
}

/* From the list, by the row that is chosen; it stays chosen when another comes to stand above it. */
static void
test_in_list (Fixture *fixture, gconstpointer data)
{
  GtkWidget *view;
  GtkSelectionModel *selection;

  open_offline (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_one (fixture, "inc-store-wifi-1-2"), NULL);
  go (fixture, "corral:incidents");
  view = page_part (fixture, GTK_TYPE_COLUMN_VIEW);
  selection = gtk_column_view_get_model (GTK_COLUMN_VIEW (view));
  gtk_selection_model_select_item (selection, 0, TRUE);
  wait_until (gtk_widget_get_mapped (get_page_button (fixture, "incident-acknowledge")));
  assert_drawn (fixture, "incidents-chosen");
  show_incidents (fixture, make_outage (fixture, "inc-carrier-outage-3-4", 9), make_one (fixture, "inc-store-wifi-1-2"),
                  NULL);
  g_assert_true (gtk_selection_model_is_selected (selection, 1));
  press_here (fixture, "incident-acknowledge");
  wait_until (was_told (fixture, "Incident acknowledged"));
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_INCIDENT_ACK)->target, ==, "inc-store-wifi-1-2");

  /* Enter opens it. */
  gtk_widget_activate_action (gtk_widget_get_last_child (view), "list.activate-item", "u", 1u);
  wait_until (g_strcmp0 (corral_page_get_place (corral_window_get_page (fixture->window))->subject, "inc-store-wifi-1-2")
              == 0);
}

/* Of several chains each has a row, and it is told once. */
static void
test_several_chains (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) chains = g_hash_table_new (g_str_hash, g_str_equal);
  CorralIncident *incident;

  open_offline (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_outage (fixture, "inc-carrier-outage-1-2", 100), NULL);
  incident = find (fixture, "inc-carrier-outage-1-2");
  for (guint i = 0; i < incident->members->len; i++)
    g_hash_table_add (chains, ((CorralIncidentMember *) g_ptr_array_index (incident->members, i))->chain);
  g_assert_cmpuint (g_hash_table_size (chains), >, 1);
  go (fixture, "corral:incident/inc-carrier-outage-1-2");
  press_here (fixture, "incident-acknowledge");
  wait_until (was_told (fixture, "Incident acknowledged"));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_INCIDENT_ACK), ==, g_hash_table_size (chains));
  g_assert_null (get_dialog (CORRAL_TYPE_ACT_DIALOG));
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  CorralActDialog *dialog;
  const CorralOutboxEntry *entry;

  open_offline (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_one (fixture, "inc-store-wifi-1-2"), NULL);
  go (fixture, "corral:incident/inc-store-wifi-1-2");
  press_here (fixture, "incident-close");
  dialog = wait_for_dialog ();
  /* What the verdict found is chosen already. */
  g_assert_true (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  accept_dialog (dialog);
  wait_until (was_told (fixture, "Incident closed"));
  entry = get_entry (fixture, CORRAL_OPERATION_INCIDENT_CLOSE);
  g_assert_cmpstr (entry->params.cause, ==, "store_network");
  g_assert_null (entry->params.text);
  wait_until (CORRAL_IS_KNOWN (get_work (fixture, "inc-store-wifi-1-2").closed_ms));
  begin (fixture, "incident-acknowledge");
  wait_until (was_told (fixture, "It is over already."));
  begin (fixture, "incident-reopen");
  wait_until (was_told (fixture, "Incident reopened"));
  wait_until (!CORRAL_IS_KNOWN (get_work (fixture, "inc-store-wifi-1-2").closed_ms));
}

static void
test_snooze_and_assign (Fixture *fixture, gconstpointer data)
{
  open_offline (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_one (fixture, "inc-store-wifi-1-2"), NULL);
  go (fixture, "corral:incident/inc-store-wifi-1-2");
  begin (fixture, "incident-snooze");
  accept_dialog (wait_for_dialog ());
  wait_until (was_told (fixture, "Incident snoozed"));
  wait_until (get_work (fixture, "inc-store-wifi-1-2").snoozed_until_ms > fleet_now_ms (fixture));
  wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
  begin (fixture, "incident-assign");
  accept_dialog (wait_for_dialog ());
  wait_until (was_told (fixture, "Incident assigned"));
  wait_until (get_work (fixture, "inc-store-wifi-1-2").assigned_to != NULL);
  wait_until (find_words (GTK_WIDGET (corral_window_get_page (fixture->window)), "snoozed until") != NULL);
}

static void
test_merge (Fixture *fixture, gconstpointer data)
{
  CorralActDialog *dialog;
  GtkWidget *list;

  open_offline (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_one (fixture, "inc-store-wifi-1-2"), make_outage (fixture, "inc-carrier-outage-3-4", 9), NULL);
  go (fixture, "corral:incident/inc-store-wifi-1-2");
  begin (fixture, "incident-merge");
  dialog = wait_for_dialog ();
  g_assert_false (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  list = find_anywhere (GTK_WIDGET (dialog), CORRAL_TYPE_CHOICE_LIST);
  g_assert_cmpuint (corral_choice_list_get_n (CORRAL_CHOICE_LIST (list)), ==, 1);
  corral_choice_list_choose (CORRAL_CHOICE_LIST (list), "inc-carrier-outage-3-4");
  accept_dialog (dialog);
  wait_until (was_told (fixture, "Incident merged into the other one"));
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_INCIDENT_MERGE)->params.into, ==, "inc-carrier-outage-3-4");
}

static void
test_carts (Fixture *fixture, gconstpointer data)
{
  CorralActDialog *dialog;
  GtkWidget *entry;
  guint32 cart;
  const char *id;

  open_offline (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_one (fixture, "inc-store-wifi-1-2"), NULL);
  go (fixture, "corral:incident/inc-store-wifi-1-2");
  cart = first_slot (fixture, CORRAL_TABLE_CART);
  id = text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID);

  /* None is chosen. */
  begin (fixture, "incident-release");
  wait_until (was_told (fixture, "Choose some of its carts in the list first."));
  corral_table_select (CORRAL_TABLE (page_part (fixture, CORRAL_TYPE_TABLE)), 0);
  begin (fixture, "incident-release");
  wait_until (was_told (fixture, "1 cart taken out of the incident"));
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_INCIDENT_RELEASE)->params.cart, ==, id);

  begin (fixture, "incident-adopt");
  dialog = wait_for_dialog ();
  g_assert_false (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  entry = find_anywhere (GTK_WIDGET (dialog), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "no such cart");
  wait_until (find_words (GTK_WIDGET (dialog), "No such cart") != NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SERIAL));
  wait_until (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  accept_dialog (dialog);
  wait_until (was_told (fixture, "Cart added to the incident"));
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_INCIDENT_ADOPT)->params.cart, ==, id);
}

/* Chosen carts become an incident of their own: one row for it, offline, and taken back with one key. */
static void
test_split (Fixture *fixture, gconstpointer data)
{
  g_autofree char *target = NULL;
  CorralActDialog *dialog;
  GtkWidget *members;

  open_offline (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_outage (fixture, "inc-carrier-outage-1-2", 9), NULL);
  go (fixture, "corral:incident/inc-carrier-outage-1-2");
  members = page_part (fixture, CORRAL_TYPE_INCIDENT_MEMBERS);
  begin (fixture, "incident-split");
  wait_until (was_told (fixture, "Choose some of its carts in the list first."));
  corral_incident_members_choose (CORRAL_INCIDENT_MEMBERS (members), 9);
  begin (fixture, "incident-split");
  wait_until (was_told (fixture, "All of its carts are chosen: nothing would be left."));
  corral_incident_members_choose (CORRAL_INCIDENT_MEMBERS (members), 3);
  begin (fixture, "incident-split");
  dialog = wait_for_dialog ();
  g_assert_nonnull (find_words (GTK_WIDGET (dialog), "3 carts will become an incident of their own."));
  accept_dialog (dialog);
  wait_until (was_told (fixture, "3 carts split off; sent when the link is back"));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_INCIDENT_ADOPT), ==, 3);
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_INCIDENT_RELEASE), ==, 0);
  target = g_strdup (get_entry (fixture, CORRAL_OPERATION_INCIDENT_ADOPT)->target);
  g_assert_true (g_str_has_prefix (target, "inc-carrier-outage-1-2" CORRAL_INCIDENT_SPLIT));
  g_assert_cmpstr (get_entry (fixture, CORRAL_OPERATION_INCIDENT_ADOPT)->params.rule, ==, "carrier-outage");

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  wait_until (count_entries (fixture, CORRAL_OPERATION_INCIDENT_ADOPT) == 0);
}

/* The first note makes the incident's row, as whatever else is first done about it does. */
static void
test_note (Fixture *fixture, gconstpointer data)
{
  CorralActDialog *dialog;
  GtkWidget *text;
  const CorralOutboxEntry *entry;

  open_offline (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_one (fixture, "inc-store-wifi-1-2"), NULL);
  go (fixture, "corral:incident/inc-store-wifi-1-2");
  begin (fixture, "note");
  dialog = wait_for_dialog ();
  text = find_anywhere (GTK_WIDGET (dialog), GTK_TYPE_TEXT_VIEW);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)), "The provider was called.", -1);
  accept_dialog (dialog);
  wait_until (was_told (fixture, "1 note added; sent when the link is back"));
  entry = get_entry (fixture, CORRAL_OPERATION_NOTE_ADD);
  g_assert_cmpstr (entry->target, ==, "inc-store-wifi-1-2");
  g_assert_cmpstr (entry->target_collection, ==, "incident");
  g_assert_cmpstr (entry->params.rule, ==, "store-wifi");
  g_assert_cmpstr (entry->params.severity, ==, "act");
  g_assert_true (CORRAL_IS_KNOWN (entry->params.began_ms));
  go (fixture, "corral:outbox");
  wait_until (find_words (GTK_WIDGET (corral_window_get_page (fixture->window)), "The provider was called.") != NULL);
  g_assert_null (find_words (GTK_WIDGET (corral_window_get_page (fixture->window)), "nobody here has touched"));
}

/* ---- planned work ----------------------------------------------------------------------------------- */

static GtkWidget *
find_named (GtkWidget *widget, const char *name)
{
  if (g_strcmp0 (gtk_widget_get_name (widget), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_maintenance (Fixture *fixture, gconstpointer data)
{
  CorralActDialog *dialog;
  const CorralOutboxEntry *entry;
  g_autofree char *uri = NULL;
  GtkWidget *list;
  guint n_before;

  open_offline (fixture);
  uri = uri_of_first_store (fixture);
  go (fixture, uri);
  list = find_anywhere (GTK_WIDGET (corral_window_get_page (fixture->window)), CORRAL_TYPE_MAINTENANCE_LIST);
  n_before = corral_maintenance_list_get_n (CORRAL_MAINTENANCE_LIST (list));
  g_signal_emit_by_name (find_named (GTK_WIDGET (corral_window_get_page (fixture->window)), "plan-store-maintenance"),
                         "clicked");
  dialog = wait_for_dialog ();
  g_assert_true (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  switch_on (dialog, "Refit");
  switch_on (dialog, "Every _week at these hours");
  accept_dialog (dialog);
  wait_until (was_told (fixture, "Maintenance planned"));
  entry = get_entry (fixture, CORRAL_OPERATION_MAINTENANCE_PLAN);
  g_assert_cmpstr (entry->params.reason, ==, "refit");
  g_assert_cmpstr (entry->params.repeats, ==, "weekly");
  g_assert_nonnull (entry->params.store);
  g_assert_null (entry->params.cart);
  g_assert_cmpint (entry->params.ends_ms, ==, entry->params.starts_ms + 2 * 3600 * 1000);
  g_assert_cmpint (entry->params.starts_ms, >, fleet_now_ms (fixture));
  wait_until (corral_maintenance_list_get_n (CORRAL_MAINTENANCE_LIST (list)) == n_before + 1);
  assert_drawn (fixture, "maintenance-store");

  /* It stands on the page of rules too, and ends there. */
  go (fixture, "corral:rules");
  list = find_anywhere (GTK_WIDGET (corral_window_get_page (fixture->window)), CORRAL_TYPE_MAINTENANCE_LIST);
  g_assert_cmpuint (corral_maintenance_list_get_n (CORRAL_MAINTENANCE_LIST (list)), >, n_before);
}

/* Of several carts each has its own; nonsense cannot be accepted. */
static void
test_maintenance_of_carts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) carts = NULL;
  CorralActDialog *dialog;
  GtkWidget *days;

  open_offline (fixture);
  go (fixture, "corral:carts?state=idle");
  carts = list_where (fixture, CORRAL_TABLE_CART, "state", "idle", 2);
  {
    CorralActSubject subject = { .table = CORRAL_TABLE_CART,
                                 .slots = (const guint32 *) (gpointer) carts->data,
                                 .n_slots = carts->len };

    corral_act_begin (corral_act_find ("plan-maintenance"), GTK_WIDGET (corral_window_get_page (fixture->window)),
                      corral_page_get_context (corral_window_get_page (fixture->window)), &subject);
  }
  dialog = wait_for_dialog ();
  days = find_anywhere (GTK_WIDGET (dialog), GTK_TYPE_DROP_DOWN);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (days), 5);
  g_assert_false (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  g_assert_nonnull (find_words (GTK_WIDGET (dialog), "It ends before it starts."));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (days), 0);
  accept_dialog (dialog);
  wait_until (was_told (fixture, "Maintenance planned"));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_MAINTENANCE_PLAN), ==, 2);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
  ADD ("/ui/incident-acts/acknowledge", test_acknowledge);
  ADD ("/ui/incident-acts/in-list", test_in_list);
  ADD ("/ui/incident-acts/several-chains", test_several_chains);
  ADD ("/ui/incident-acts/close", test_close);
  ADD ("/ui/incident-acts/snooze-and-assign", test_snooze_and_assign);
  ADD ("/ui/incident-acts/merge", test_merge);
  ADD ("/ui/incident-acts/carts", test_carts);
  ADD ("/ui/incident-acts/split", test_split);
  ADD ("/ui/incident-acts/note", test_note);
  ADD ("/ui/incident-acts/maintenance", test_maintenance);
  ADD ("/ui/incident-acts/maintenance-of-carts", test_maintenance_of_carts);
  return window_fixture_run ();
}
