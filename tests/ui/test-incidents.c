/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of incidents and of their rules, in the real window, with incidents made by hand. Main thread. */
#include "config.h"

#include "incident-fixture.h"

#include "corral-incident-growth.h"
#include "corral-incident-index.h"
#include "corral-incident-members.h"
#include "corral-incident-page.h"
#include "corral-incident-row.h"
#include "corral-incident-story.h"
#include "corral-incidents-page.h"
#include "corral-incident-book.h"
#include "corral-incident-dry-run.h"
#include "corral-rule-row.h"
#include "corral-rule-trial.h"
#include "corral-rules-page.h"

#include <glib/gstdio.h>
#include <string.h>

static GtkWidget *
get_page (Fixture *fixture)
{
  return GTK_WIDGET (corral_window_get_page (fixture->window));
}

static guint
count_incident_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (corral_incidents_page_get_rows (CORRAL_INCIDENTS_PAGE (get_page (fixture))));
}

static gboolean
says (Fixture *fixture, const char *words)
{
  return find_words (get_page (fixture), words) != NULL;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *name)
{
  if (g_strcmp0 (gtk_widget_get_name (widget), name) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* ---- the list --------------------------------------------------------------------------------------- */

static void
test_list (Fixture *fixture, gconstpointer data)
{
  open_full (fixture);
  take_over_source (fixture);
  go (fixture, "corral:incidents");
  g_assert_cmpuint (count_incident_rows (fixture), ==, 0);
  show_incidents (fixture, make_outage (fixture, "inc-a", 12), make_closed (fixture, "inc-b", 3),
                  make_closed (fixture, "inc-old", 9 * 24), NULL);
  wait_until (count_incident_rows (fixture) == 1);
  g_assert_true (says (fixture, "1 incident is open; nobody here has looked at it."));
  wait_until (says (fixture, "Norvia"));
  g_assert_true (says (fixture, "12 carts"));
  g_assert_true (says (fixture, "Growing"));
  assert_drawn (fixture, "incidents");

  /* What ended more than a week ago is not listed. */
  go (fixture, "corral:incidents?show=closed");
  wait_until (count_incident_rows (fixture) == 1);
  g_assert_true (says (fixture, "Closed"));
  assert_at (fixture, "corral:incidents?show=closed");

  /* By its button, and back. */
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_button (get_page (fixture), "open")), TRUE);
  assert_at (fixture, "corral:incidents");
  g_assert_cmpuint (count_incident_rows (fixture), ==, 1);

  /* It gets bigger: the same row says so. */
  {
    g_autoptr (CorralIncidentRow) before
        = g_list_model_get_item (corral_incidents_page_get_rows (CORRAL_INCIDENTS_PAGE (get_page (fixture))), 0);
    g_autoptr (CorralIncidentRow) after = NULL;

    show_incidents (fixture, make_outage (fixture, "inc-a", 30), NULL);
    after = g_list_model_get_item (corral_incidents_page_get_rows (CORRAL_INCIDENTS_PAGE (get_page (fixture))), 0);
    g_assert_true (before == after);
    wait_until (says (fixture, "30 carts"));
  }
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  open_full (fixture);
  take_over_source (fixture);
  go (fixture, "corral:incidents");
  g_assert_true (says (fixture, "What was known is being read…"));
  show_no_incidents (fixture);
  wait_until (says (fixture, "No incident is open."));
  g_assert_true (says (fixture, "Nothing Is Wrong That Carts Share"));
  assert_drawn (fixture, "incidents-empty");
  go (fixture, "corral:incidents?show=closed");
  g_assert_true (says (fixture, "None Ended in the Last 7 Days"));
  /* A filter that is none. */
  go (fixture, "corral:incidents?show=kitchen");
  g_assert_true (says (fixture, "Nothing Is Wrong That Carts Share"));
}

/* What is old does not look as if it were so now. */
static void
test_old (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) incidents = g_ptr_array_new_with_free_func ((GDestroyNotify) corral_incident_unref);

  open_full (fixture);
  take_over_source (fixture);
  go (fixture, "corral:incidents");
  g_ptr_array_add (incidents, make_outage (fixture, "inc-a", 12));
  corral_incident_source_take (get_source (fixture), incidents, NULL, fleet_now_ms (fixture) - 3600 * 1000, NULL);
  wait_until (says (fixture, "what has begun, grown or ended since is not known here"));
  g_ptr_array_set_size (incidents, 0);
  corral_incident_source_take (get_source (fixture), incidents, NULL, fleet_now_ms (fixture) - 3600 * 1000, NULL);
  wait_until (says (fixture, "No incident was open when the carts were last heard of."));
  /* Nothing known is not nothing wrong. */
  corral_incident_source_take (get_source (fixture), incidents, NULL, CORRAL_UNKNOWN, NULL);
  wait_until (says (fixture, "It is not known yet whether anything is wrong."));
  g_assert_true (says (fixture, "Not Known Yet"));
}

/* ---- one -------------------------------------------------------------------------------------------- */

static void
test_one (Fixture *fixture, gconstpointer data)
{
  g_autofree char *summary = NULL;

  open_full (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_outage (fixture, "inc-a", 12), NULL);
  g_assert_cmpuint (corral_incident_source_get_n_unseen (get_source (fixture)), ==, 1);
  go (fixture, "corral:incident/inc-a");
  g_assert_nonnull (strstr (corral_incident_page_get_sentence (CORRAL_INCIDENT_PAGE (get_page (fixture))), "12 carts"));
  /* Whoever looks at it has seen it. */
  g_assert_cmpuint (corral_incident_source_get_n_unseen (get_source (fixture)), ==, 0);
  g_assert_true (says (fixture, "known at"));
  g_assert_true (says (fixture, "7 min later"));
  g_assert_true (says (fixture, "13 h"));
  g_assert_true (says (fixture, "Raised with 5 carts in 1 store"));
  g_assert_true (says (fixture, "Grew to 12 carts in 3 stores"));
  g_assert_true (says (fixture, "1 cart does not count now: 1 charging."));
  g_assert_nonnull (corral_incident_story_get_told (
      CORRAL_INCIDENT_STORY (page_part (fixture, CORRAL_TYPE_INCIDENT_STORY))));
  g_assert_cmpuint (corral_incident_members_get_n (
                        CORRAL_INCIDENT_MEMBERS (page_part (fixture, CORRAL_TYPE_INCIDENT_MEMBERS))),
                    ==, 12);
  summary = corral_incident_growth_dup_summary (
      CORRAL_INCIDENT_GROWTH (page_part (fixture, CORRAL_TYPE_INCIDENT_GROWTH)));
  g_assert_nonnull (strstr (summary, "12"));
  assert_drawn (fixture, "incident");

  /* Another version of it, while it is looked at. */
  show_incidents (fixture, make_outage (fixture, "inc-a", 20), NULL);
  wait_until (strstr (corral_incident_page_get_sentence (CORRAL_INCIDENT_PAGE (get_page (fixture))), "20 carts") != NULL);
  g_assert_cmpuint (corral_incident_members_get_n (
                        CORRAL_INCIDENT_MEMBERS (page_part (fixture, CORRAL_TYPE_INCIDENT_MEMBERS))),
                    ==, 20);
}

static void
test_dark (Fixture *fixture, gconstpointer data)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  open_full (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_outage (fixture, "inc-a", 12), make_closed (fixture, "inc-b", 3), NULL);
  go (fixture, "corral:incidents");
  assert_drawn (fixture, "incidents-dark");
  go (fixture, "corral:incident/inc-a");
  assert_drawn (fixture, "incident-dark");
}

static void
test_merged (Fixture *fixture, gconstpointer data)
{
  open_full (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_outage (fixture, "inc-a", 12), make_merged (fixture, "inc-m", "inc-a"),
                  make_merged (fixture, "inc-lost", "inc-none"), NULL);
  go (fixture, "corral:incident/inc-m");
  g_assert_true (says (fixture, "Part of: "));
  go (fixture, "corral:incident/inc-lost");
  g_assert_true (says (fixture, "Part of another incident that is not kept here any more."));
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  open_full (fixture);
  take_over_source (fixture);
  go (fixture, "corral:incident/inc-nowhere");
  g_assert_true (says (fixture, "What Was Known Is Being Read…"));
  show_no_incidents (fixture);
  wait_until (says (fixture, "No Such Incident"));
  g_assert_null (corral_incident_page_get_sentence (CORRAL_INCIDENT_PAGE (get_page (fixture))));
  /* It comes up while one waits for it. */
  show_incidents (fixture, make_outage (fixture, "inc-nowhere", 8), NULL);
  wait_until (corral_incident_page_get_sentence (CORRAL_INCIDENT_PAGE (get_page (fixture))) != NULL);
}

/* ---- from elsewhere --------------------------------------------------------------------------------- */

/* A cart, its store, an alert and the fleet's page say which incident they belong to, and lead there. */
static void
test_part_of (Fixture *fixture, gconstpointer data)
{
  g_autofree char *cart = NULL;
  g_autofree char *store = NULL;

  open_full (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_outage (fixture, "inc-a", 12), NULL);
  cart = uri_of_first_cart (fixture);
  go (fixture, cart);
  g_assert_true (says (fixture, "Part of: Carrier Norvia"));
  assert_drawn (fixture, "incident-part-of-cart");
  store = uri_of_store (fixture, corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART,
                                                        first_slot (fixture, CORRAL_TABLE_CART), CORRAL_CART_COL_STORE));
  go (fixture, store);
  g_assert_true (says (fixture, "Part of: Carrier Norvia"));

  {
    CorralPageContext *context = corral_page_get_context (corral_window_get_page (fixture->window));

    g_assert_nonnull (corral_incident_index_of_rule (context, CORRAL_RULE_CARRIER, CORRAL_NO_SLOT, "Norvia", "North"));
    g_assert_nonnull (corral_incident_index_of_rule (context, CORRAL_RULE_CARRIER, CORRAL_NO_SLOT, "Norvia", ""));
    g_assert_null (corral_incident_index_of_rule (context, CORRAL_RULE_CARRIER, CORRAL_NO_SLOT, "Borea", ""));
    g_assert_null (corral_incident_index_of_rule (context, CORRAL_RULE_STORE_WIFI, CORRAL_NO_SLOT, "Norvia", ""));
  }

  /* It is over for this cart: it is part of nothing. */
  show_incidents (fixture, make_closed (fixture, "inc-a", 1), NULL);
  go (fixture, cart);
  g_assert_false (says (fixture, "Part of: "));
}

static void
test_alerts (Fixture *fixture, gconstpointer data)
{
  GtkWidget *cell;
  int width;

  open_full (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_outage (fixture, "inc-a", N_CARTS), NULL);
  go (fixture, "corral:alerts?open=1");
  wait_until ((cell = find_button (get_page (fixture), "inc-a")) != NULL && gtk_widget_get_mapped (cell));
  assert_drawn (fixture, "incident-alerts");
  /* A row that is part of nothing says nothing, and has nothing laid out anew. */
  width = gtk_widget_get_width (gtk_widget_get_parent (cell));
  show_incidents (fixture, make_closed (fixture, "inc-a", N_CARTS), NULL);
  wait_until (!gtk_widget_get_mapped (cell));
  g_assert_true (gtk_widget_get_visible (cell));
  g_assert_cmpint (gtk_widget_get_width (gtk_widget_get_parent (cell)), ==, width);
  g_assert_cmpstr (gtk_inscription_get_text (GTK_INSCRIPTION (gtk_button_get_child (GTK_BUTTON (cell)))), ==, "");
  show_incidents (fixture, make_outage (fixture, "inc-a", N_CARTS), NULL);
  wait_until ((cell = find_button (get_page (fixture), "inc-a")) != NULL && gtk_widget_get_mapped (cell));
  g_signal_emit_by_name (cell, "clicked");
  wait_until (CORRAL_IS_INCIDENT_PAGE (get_page (fixture)));
  assert_at (fixture, "corral:incident/inc-a");
}

/* ---- rules ------------------------------------------------------------------------------------------ */

static CorralRuleRow *
get_rule (Fixture *fixture, const char *word)
{
  return CORRAL_RULE_ROW (find_button (get_page (fixture), word));
}

static const CorralRuleSetting *
get_setting (Fixture *fixture)
{
  return &corral_incident_source_get_settings (get_source (fixture))->rules[CORRAL_RULE_CARRIER];
}

static void
test_rules (Fixture *fixture, gconstpointer data)
{
  double before;
  g_autofree char *file = NULL;
  CorralRuleRow *row;

  open_full (fixture);
  take_over_source (fixture);
  file = g_build_filename (fixture->dir, "rules.ini", NULL);
  corral_incident_source_open_settings (get_source (fixture), file, TRUE);
  go (fixture, "corral:rules");
  before = get_setting (fixture)->threshold;
  row = get_rule (fixture, "carrier-outage");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  assert_drawn (fixture, "rules");

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find_button (GTK_WIDGET (row), "threshold")), before + 4);
  wait_until (get_setting (fixture)->threshold > before + 3);
  g_assert_null (corral_rule_row_get_problem (row));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));

  /* Nonsense is said to be, and not kept. */
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find_button (GTK_WIDGET (row), "raise")), 100000);
  wait_until (corral_rule_row_get_problem (row) != NULL);
  g_assert_cmpuint (get_setting (fixture)->raise_minutes, <, 100000);
  gtk_widget_activate (find_button (GTK_WIDGET (row), "reset"));
  wait_until (corral_rule_row_get_problem (row) == NULL);
  g_assert_cmpfloat_with_epsilon (get_setting (fixture)->threshold, before, 1e-9);

  /* Off, and on again. */
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), FALSE);
  wait_until (!get_setting (fixture)->enabled);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), TRUE);
  wait_until (get_setting (fixture)->enabled);
}

static CorralDryRun *
try_cb (CorralAlertRuleKind rule, const CorralRuleSetting *setting, gpointer data)
{
  g_autoptr (CorralIncidentBook) book
      = corral_incident_book_new (corral_incident_source_get_settings (get_source (data)));

  return corral_incident_dry_run (book, get_fleet (data), rule, setting);
}

static void
test_try (Fixture *fixture, gconstpointer data)
{
  CorralRuleTrial *trial;
  CorralRuleRow *row;

  open_full (fixture);
  take_over_source (fixture);
  go (fixture, "corral:rules");
  row = get_rule (fixture, "carrier-outage");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  trial = CORRAL_RULE_TRIAL (find_anywhere (GTK_WIDGET (row), CORRAL_TYPE_RULE_TRIAL));
  /* Nobody has a book here. */
  corral_rule_trial_begin (trial);
  g_assert_nonnull (strstr (corral_rule_trial_get_text (trial), "cannot be told at this moment"));

  corral_incident_source_set_try (get_source (fixture), try_cb, fixture);
  corral_rule_trial_begin (trial);
  g_assert_nonnull (strstr (corral_rule_trial_get_text (trial), "It would have raised"));
  assert_drawn (fixture, "rules-tried");

  /* What is nonsense is not tried. */
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find_button (GTK_WIDGET (row), "raise")), 100000);
  corral_rule_trial_begin (trial);
  g_assert_null (strstr (corral_rule_trial_get_text (trial), "It would have raised"));
}

static void
test_rules_read_only (Fixture *fixture, gconstpointer data)
{
  open_full (fixture);
  take_over_source (fixture);
  go (fixture, "corral:rules");
  g_assert_true (says (fixture, "They can be read here and not changed"));
  g_assert_false (gtk_widget_get_sensitive (find_button (GTK_WIDGET (get_rule (fixture, "store-wifi")), "threshold")));
}

/* The handover hears of the first look at the fleet, also where nothing else changes. */
static void
test_handover (Fixture *fixture, gconstpointer data)
{
  open_full (fixture);
  take_over_source (fixture);
  go (fixture, "corral:handover?since=day");
  g_assert_true (says (fixture, "Nothing has been heard of the carts yet"));
  show_no_incidents (fixture);
  g_assert_false (says (fixture, "Nothing has been heard of the carts yet"));
  g_assert_true (says (fixture, "As of "));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
  ADD ("/ui/incidents/list", test_list);
  ADD ("/ui/incidents/empty", test_empty);
  ADD ("/ui/incidents/old", test_old);
  ADD ("/ui/incidents/handover", test_handover);
  ADD ("/ui/incidents/one", test_one);
  ADD ("/ui/incidents/dark", test_dark);
  ADD ("/ui/incidents/merged", test_merged);
  ADD ("/ui/incidents/unknown", test_unknown);
  ADD ("/ui/incidents/part-of", test_part_of);
  ADD ("/ui/incidents/alerts", test_alerts);
  ADD ("/ui/incidents/rules", test_rules);
  ADD ("/ui/incidents/try", test_try);
  ADD ("/ui/incidents/rules-read-only", test_rules_read_only);
  return window_fixture_run ();
}
