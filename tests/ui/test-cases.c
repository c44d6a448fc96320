/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases, and voiding a lot, worked as somebody does in the real window: by keys and buttons, with the cloud and without, and
 * with somebody else at it meanwhile. */
#include "acts-fixture.h"

#include "corral-case-dialog.h"
#include "corral-case-flags.h"
#include "corral-case-looks.h"
#include "corral-case-page.h"
#include "corral-case.h"
#include "corral-choice-list.h"
#include "corral-flag-page.h"
#include "corral-free-text.h"
#include "corral-lot-dialog.h"
#include "corral-lot.h"
#include "corral-picture.h"
#include "corral-sealed.h"

#include <string.h>

static void
press_key (Fixture *fixture, GType type, guint key, GdkModifierType modifiers)
{
  GtkWidget *page = page_part (fixture, type);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (page);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
          g_autofree char *trigger = gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));
          g_autofree char *wanted = gtk_accelerator_name (key, modifiers);

          if (strcmp (trigger, wanted) == 0)
            {
              gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, page, NULL);
              return;
            }
        }
    }
  g_error ("no such key");
}

static void
go_to_flag (Fixture *fixture, guint32 flag)
{
  g_autoptr (CorralPlace) place = corral_flag_page_place_of (get_fleet (fixture), flag);

  corral_window_go (fixture->window, place);
}

static const char *
chain_of (Fixture *fixture, CorralTableKind table, guint32 slot)
{
  guint32 chain = corral_fleet_get_link (get_fleet (fixture), table, slot, 1);

  return text_of (fixture, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID);
}

/* Somebody else, at another desk. */
static void
act_elsewhere (Fixture *fixture, const char *type, CorralTableKind table, guint32 slot, const char *params)
{
  g_autoptr (GError) error = NULL;

  corral_demo_cloud_act (corral_services_get_demo_cloud (fixture->services), chain_of (fixture, table, slot), type,
                         table == CORRAL_TABLE_CASE ? "case" : "flag", text_of (fixture, table, slot, 0), params, "st-301",
                         &error);
  g_assert_no_error (error);
}

/* Enough for a bad lot to have several open flags, whatever the demo's dice say. */
#define N_CARTS_OF_LOTS 900

/* ---- voiding a lot --------------------------------------------------------------------------------------------- */

/* An open flag that would be voided with its lot; CORRAL_NO_SLOT. */
static guint32
find_bad (Fixture *fixture, guint *n)
{
  CorralFleet *fleet = get_fleet (fixture);
  g_autoptr (GArray) open = list_where (fixture, CORRAL_TABLE_FLAG, "open", "1", 0);

  for (guint i = 0; i < open->len; i++)
    {
      guint32 slot = g_array_index (open, guint32, i);
      const char *lot = corral_lot_of_flag (fleet, slot);
      g_autoptr (CorralLotPlan) plan = NULL;

      if (!corral_lot_is_off (fleet, lot))
        continue;
      plan = corral_lot_plan_new (fleet, lot, corral_lot_get_dear_minor (NULL));
      *n = plan->flags[CORRAL_LOT_VOIDS]->len;
      if (*n > 1)
        return g_array_index (plan->flags[CORRAL_LOT_VOIDS], guint32, 0);
    }
  return CORRAL_NO_SLOT;
}

static guint
count_voided (Fixture *fixture, const char *lot)
{
  g_autoptr (CorralLotPlan) plan = corral_lot_plan_new (get_fleet (fixture), lot, CORRAL_UNKNOWN);

  return plan->flags[CORRAL_LOT_VOIDED]->len;
}

static CorralLotDialog *
open_lot (Fixture *fixture, guint32 flag)
{
  go_to_flag (fixture, flag);
  wait_until (page_part (fixture, CORRAL_TYPE_FLAG_PAGE) != NULL);
  press_key (fixture, CORRAL_TYPE_FLAG_PAGE, GDK_KEY_v, GDK_ALT_MASK);
  wait_until (get_dialog (CORRAL_TYPE_LOT_DIALOG) != NULL);
  return get_dialog (CORRAL_TYPE_LOT_DIALOG);
}

static void
click (GtkWidget *button)
{
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* For looking at, where a folder for pictures is given. */
static void
draw_dialog (gpointer dialog, const char *what)
{
  const char *pictures = g_getenv ("CORRAL_PICTURES");
  g_autofree char *file = pictures != NULL ? g_strdup_printf ("%s/%s.png", pictures, what) : NULL;

  if (file != NULL)
    wait_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)) && corral_picture_write (GTK_WINDOW (dialog), file));
}

static gboolean
progress_says (CorralLotDialog *dialog, const char *words)
{
  const char *text = corral_lot_dialog_get_progress (dialog);

  return text != NULL && strstr (text, words) != NULL;
}

/* All of a lot at once; one that somebody else decided meanwhile stays as it is there, and is named; then all of it back. */
static void
test_void_lot (Fixture *fixture, gconstpointer data)
{
  guint32 flag, other;
  guint n = 0, n_before;
  g_autofree char *lot = NULL;
  CorralLotDialog *dialog;
  g_autoptr (CorralLotPlan) plan = NULL;

  fixture->n_carts = N_CARTS_OF_LOTS;
  open_full (fixture);
  flag = find_bad (fixture, &n);
  g_assert_cmpuint (flag, !=, CORRAL_NO_SLOT);
  lot = g_strdup (corral_lot_of_flag (get_fleet (fixture), flag));
  n_before = count_voided (fixture, lot);
  g_assert_cmpuint (n_before, ==, 0);
  dialog = open_lot (fixture, flag);
  g_assert_nonnull (strstr (corral_lot_dialog_get_promise (dialog), lot));
  draw_dialog (dialog, "void-lot");

  plan = corral_lot_plan_new (get_fleet (fixture), lot, corral_lot_get_dear_minor (NULL));
  n = plan->flags[CORRAL_LOT_VOIDS]->len;
  other = g_array_index (plan->flags[CORRAL_LOT_VOIDS], guint32, n - 1);
  /* It is decided there, and this desk, without a link, has not heard of it when the button is pressed. */
  corral_services_set_offline (fixture->services, TRUE);
  act_elsewhere (fixture, "flag.decide", CORRAL_TABLE_FLAG, other, "{\"outcome\":\"confirmed\"}");
  click (corral_lot_dialog_get_button (dialog));
  wait_until (corral_lot_dialog_get_progress (dialog) != NULL);
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_FLAG_VOID), ==, n);
  corral_services_set_offline (fixture->services, FALSE);
  corral_outbox_send_now (get_outbox (fixture));
  wait_until (corral_outbox_get_n_waiting (get_outbox (fixture)) == 0);
  wait_until (g_strcmp0 (text_of (fixture, CORRAL_TABLE_FLAG, other, CORRAL_FLAG_COL_OUTCOME), "confirmed") == 0);
  wait_until (count_voided (fixture, lot) >= n - 1);
  g_assert_cmpstr (text_of (fixture, CORRAL_TABLE_FLAG, other, CORRAL_FLAG_COL_VOIDED_LOT), ==, NULL);
  wait_until (corral_lot_dialog_get_n_refused (dialog) == 1);
  draw_dialog (dialog, "void-lot-refused");
  g_assert_cmpstr (text_of (fixture, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_OUTCOME), ==, "sensor_fault");
  g_assert_cmpstr (text_of (fixture, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_VOIDED_LOT), ==, lot);

  /* Taken back while nobody else decided them. */
  click (corral_lot_dialog_get_back (dialog));
  wait_until (count_entries (fixture, CORRAL_OPERATION_FLAG_UNVOID) >= n - 1);
  corral_outbox_send_now (get_outbox (fixture));
  wait_until (corral_outbox_get_n_waiting (get_outbox (fixture)) == 0);
  wait_until (count_voided (fixture, lot) == 0);
  g_assert_cmpint (corral_fleet_get_integer (get_fleet (fixture), CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_OPEN), ==, 1);
  g_assert_cmpstr (text_of (fixture, CORRAL_TABLE_FLAG, other, CORRAL_FLAG_COL_OUTCOME), ==, "confirmed");
  gtk_window_close (GTK_WINDOW (dialog));
  wait_until (get_dialog (CORRAL_TYPE_LOT_DIALOG) == NULL);
}

/* Without the cloud all of it is kept, once, and what was not sent is taken back without the cloud ever hearing of it. */
static void
test_void_offline (Fixture *fixture, gconstpointer data)
{
  guint32 flag;
  guint n = 0;
  g_autofree char *lot = NULL;
  CorralLotDialog *dialog;

  fixture->n_carts = N_CARTS_OF_LOTS;
  open_offline (fixture);
  wait_until (count_rows (fixture, CORRAL_TABLE_FLAG) > 0);
  flag = find_bad (fixture, &n);
  g_assert_cmpuint (flag, !=, CORRAL_NO_SLOT);
  lot = g_strdup (corral_lot_of_flag (get_fleet (fixture), flag));
  dialog = open_lot (fixture, flag);
  click (corral_lot_dialog_get_button (dialog));
  wait_until (count_voided (fixture, lot) == n);
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_FLAG_VOID), ==, n);
  wait_until (progress_says (dialog, "sent when that is back"));
  draw_dialog (dialog, "void-lot-offline");
  click (corral_lot_dialog_get_back (dialog));
  wait_until (count_voided (fixture, lot) == 0);
  wait_until (progress_says (dialog, "taken back"));
  g_assert_cmpuint (count_entries (fixture, CORRAL_OPERATION_FLAG_UNVOID), ==, 0);
  gtk_window_close (GTK_WINDOW (dialog));
  wait_until (get_dialog (CORRAL_TYPE_LOT_DIALOG) == NULL);
}

/* ---- cases -------------------------------------------------------------------------------------------------------- */

static CorralCaseDialog *
open_case_dialog (Fixture *fixture)
{
  wait_until (get_dialog (CORRAL_TYPE_CASE_DIALOG) != NULL);
  return get_dialog (CORRAL_TYPE_CASE_DIALOG);
}

static guint32
find_titled (Fixture *fixture, const char *title)
{
  const CorralColumns *cases = corral_fleet_get_table (get_fleet (fixture), CORRAL_TABLE_CASE);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (cases); slot++)
    if (corral_columns_exists (cases, slot)
        && g_strcmp0 (corral_columns_get_text (cases, slot, CORRAL_CASE_COL_TITLE), title) == 0)
      return slot;
  return CORRAL_NO_SLOT;
}

/* Two open flags of one chain that are worth something and in no case. */
static void
find_two (Fixture *fixture, guint32 *first, guint32 *second)
{
  CorralFleet *fleet = get_fleet (fixture);
  g_autoptr (GArray) open = list_where (fixture, CORRAL_TABLE_FLAG, "open", "1", 0);

  for (guint i = 0; i < open->len; i++)
    for (guint k = 0; k < open->len; k++)
      {
        guint32 slots[] = { g_array_index (open, guint32, i), g_array_index (open, guint32, k) };
        gboolean good = i != k;

        for (guint n = 0; n < 2; n++)
          good = good && corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, slots[n], CORRAL_FLAG_COL_VALUE_MINOR) > 0
                 && corral_case_find_of_flag (fleet, slots[n]) == CORRAL_NO_SLOT;
        if (!good || strcmp (chain_of (fixture, CORRAL_TABLE_FLAG, slots[0]), chain_of (fixture, CORRAL_TABLE_FLAG, slots[1])) != 0)
          continue;
        *first = slots[0];
        *second = slots[1];
        return;
      }
  g_assert_not_reached ();
}

static guint32
first_open_flag (Fixture *fixture)
{
  guint32 first, second;

  find_two (fixture, &first, &second);
  return first;
}

/* Adds the flag that is shown to a new case. */
static guint32
make_case (Fixture *fixture, guint32 flag, const char *title)
{
  CorralCaseDialog *dialog;

  go_to_flag (fixture, flag);
  wait_until (page_part (fixture, CORRAL_TYPE_FLAG_PAGE) != NULL);
  press_key (fixture, CORRAL_TYPE_FLAG_PAGE, GDK_KEY_k, GDK_ALT_MASK);
  dialog = open_case_dialog (fixture);
  /* What looks private is not even offered to be kept. */
  corral_free_text_set_text (CORRAL_FREE_TEXT (corral_case_dialog_get_title (dialog)), "Seen by jane@example.org");
  g_assert_false (gtk_widget_is_sensitive (corral_case_dialog_get_button (dialog)));
  corral_free_text_set_text (CORRAL_FREE_TEXT (corral_case_dialog_get_title (dialog)), title);
  draw_dialog (dialog, "add-to-case");
  click (corral_case_dialog_get_button (dialog));
  wait_until (get_dialog (CORRAL_TYPE_CASE_DIALOG) == NULL);
  wait_until (find_titled (fixture, title) != CORRAL_NO_SLOT);
  return find_titled (fixture, title);
}

static void
go_to_case (Fixture *fixture, guint32 slot)
{
  g_autoptr (CorralPlace) place = corral_case_page_place_of (get_fleet (fixture), slot);

  corral_window_go (fixture->window, place);
  wait_until (page_part (fixture, CORRAL_TYPE_CASE_PAGE) != NULL);
}

static guint
count_flags (Fixture *fixture)
{
  return corral_case_flags_get_n (CORRAL_CASE_FLAGS (page_part (fixture, CORRAL_TYPE_CASE_FLAGS)));
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* Runs the tool on @bytes; its exit status. */
static int
verify (Fixture *fixture, const guint8 *bytes, gsize size, char **out, char **failure)
{
  g_autofree char *path = g_build_filename (fixture->dir, "case.tar", NULL);
  g_autofree char *tool = g_build_filename (g_getenv ("CORRAL_BUILD_DIR"), "src", "cli", "corral-cli", NULL);
  const char *argv[] = { tool, "verify", path, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_file_set_contents (path, (const char *) bytes, (gssize) size, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, out, failure, &status, &error);
  g_assert_no_error (error);
  return status;
}

static void
assert_pack (Fixture *fixture, guint n_flags)
{
  static const char *const parts[] = { "report.pdf", "case.json", "flags.csv", "scans.csv" };
  CorralCasePage *page = CORRAL_CASE_PAGE (page_part (fixture, CORRAL_TYPE_CASE_PAGE));
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *seal = NULL, *again = NULL, *out = NULL, *failure = NULL;
  g_autofree guint8 *changed = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CorralSealed) pack = NULL;
  gsize size;

  corral_case_page_make_pack_async (page, keep_cb, &result);
  wait_until (result != NULL);
  bytes = corral_case_page_make_pack_finish (page, result, &seal, &error);
  g_assert_no_error (error);
  pack = corral_sealed_open (bytes, &again, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (seal, ==, again);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_cmpuint (g_bytes_get_size (corral_sealed_get (pack, parts[i])), >, 60);
  g_assert_cmpuint (corral_sealed_count_sets (pack), ==, n_flags);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (corral_sealed_get (pack, "case.json"), &size), -1, "\"looks_whole\" : true"));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (corral_sealed_get (pack, "case.json"), &size), -1, "\"calibrated_ms\" : 1"));
  if (g_getenv ("CORRAL_PICTURES") != NULL)
    {
      g_autofree char *path = g_build_filename (g_getenv ("CORRAL_PICTURES"), "case.pdf", NULL);
      const char *pdf = g_bytes_get_data (corral_sealed_get (pack, "report.pdf"), &size);

      g_file_set_contents (path, pdf, (gssize) size, NULL);
    }
  g_assert_cmpint (verify (fixture, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &out, &failure), ==, 0);
  g_assert_nonnull (strstr (out, "Evidence 1"));
  g_assert_nonnull (strstr (out, "Verified"));
  changed = g_memdup2 (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));
  changed[size / 3] ^= 1;
  g_clear_pointer (&out, g_free);
  g_clear_pointer (&failure, g_free);
  g_assert_cmpint (verify (fixture, changed, size, &out, &failure), !=, 0);
}

/* From a flag to a case, a second flag, a note, out again, to the police, closed, and exported. */
static void
test_case (Fixture *fixture, gconstpointer data)
{
  guint32 first, second, slot;
  CorralCaseDialog *dialog;
  g_autofree char *id = NULL;
  CorralCaseFigures figures;

  open_full (fixture);
  find_two (fixture, &first, &second);
  slot = make_case (fixture, first, "Heavy baskets in the evening");
  id = g_strdup (text_of (fixture, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_ID));
  corral_outbox_send_now (get_outbox (fixture));
  wait_until (text_of (fixture, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_NUMBER) != NULL);
  wait_until (g_strcmp0 (text_of (fixture, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_FLAGS),
                         text_of (fixture, CORRAL_TABLE_FLAG, first, CORRAL_FLAG_COL_ID))
              == 0);

  /* A second one, into the case that is there. */
  go_to_flag (fixture, second);
  press_key (fixture, CORRAL_TYPE_FLAG_PAGE, GDK_KEY_k, GDK_ALT_MASK);
  dialog = open_case_dialog (fixture);
  corral_choice_list_choose (CORRAL_CHOICE_LIST (corral_case_dialog_get_choice (dialog)), id);
  click (corral_case_dialog_get_button (dialog));
  wait_until (get_dialog (CORRAL_TYPE_CASE_DIALOG) == NULL);
  wait_until (corral_case_find_of_flag (get_fleet (fixture), second) == slot);
  corral_outbox_send_now (get_outbox (fixture));
  wait_until (corral_outbox_get_n_waiting (get_outbox (fixture)) == 0);
  g_assert_cmpuint (corral_outbox_get_n_troubled (get_outbox (fixture)), ==, 0);
  go_to_case (fixture, slot);
  wait_until (count_flags (fixture) == 2);
  /* Both flags and the case itself were looked at. */
  wait_until (corral_case_looks_get_n (CORRAL_CASE_LOOKS (page_part (fixture, CORRAL_TYPE_CASE_LOOKS))) >= 3);
  assert_drawn (fixture, "case");
  corral_case_reckon (get_fleet (fixture), slot, &figures);
  g_assert_cmpint (figures.suspected_minor, >, 0);
  g_assert_cmpint (figures.loss_minor, ==, 0);
  assert_pack (fixture, count_flags (fixture));

  /* What is confirmed counts as lost. */
  act_elsewhere (fixture, "flag.decide", CORRAL_TABLE_FLAG, first, "{\"outcome\":\"confirmed\"}");
  wait_until ((corral_case_reckon (get_fleet (fixture), slot, &figures), figures.loss_minor > 0));

  click (get_page_button (fixture, "case-police"));
  wait_until (g_strcmp0 (text_of (fixture, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_STATUS), "police") == 0);
  corral_outbox_send_now (get_outbox (fixture));
  wait_until (corral_outbox_get_n_waiting (get_outbox (fixture)) == 0);
  press_key (fixture, CORRAL_TYPE_CASE_PAGE, GDK_KEY_c, GDK_ALT_MASK);
  switch_on (wait_for_dialog (), "insurer");
  accept_dialog (wait_for_dialog ());
  wait_until (g_strcmp0 (text_of (fixture, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_OUTCOME), "insured") == 0);
  corral_outbox_send_now (get_outbox (fixture));
  wait_until (corral_outbox_get_n_waiting (get_outbox (fixture)) == 0);
  g_assert_cmpuint (corral_outbox_get_n_troubled (get_outbox (fixture)), ==, 0);
}

/* Two desks on one case: who saw an older one is told, and nothing is overwritten. */
static void
test_two_desks (Fixture *fixture, gconstpointer data)
{
  guint32 slot;

  open_full (fixture);
  slot = make_case (fixture, first_open_flag (fixture), "Two desks");
  corral_outbox_send_now (get_outbox (fixture));
  wait_until (text_of (fixture, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_NUMBER) != NULL
              && corral_outbox_get_n_waiting (get_outbox (fixture)) == 0);
  go_to_case (fixture, slot);
  wait_until (count_flags (fixture) == 1);
  /* Theirs is there before ours is sent. */
  corral_services_set_offline (fixture->services, TRUE);
  click (get_page_button (fixture, "case-insurer"));
  wait_until (count_entries (fixture, CORRAL_OPERATION_CASE_STATUS) == 1);
  act_elsewhere (fixture, "case.status", CORRAL_TABLE_CASE, slot, "{\"status\":\"police\"}");
  corral_services_set_offline (fixture->services, FALSE);
  corral_outbox_send_now (get_outbox (fixture));
  wait_until (corral_outbox_get_n_troubled (get_outbox (fixture)) == 1);
  g_assert_cmpint (get_entry (fixture, CORRAL_OPERATION_CASE_STATUS)->state, ==, CORRAL_OUTBOX_CONFLICT);
  wait_until (g_strcmp0 (text_of (fixture, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_STATUS), "police") == 0);
}

/* Without the cloud: a case is there at once, with its flag, marked as waiting; it is changed and taken back. */
static void
test_offline (Fixture *fixture, gconstpointer data)
{
  guint32 slot, flag;

  open_offline (fixture);
  wait_until (count_rows (fixture, CORRAL_TABLE_FLAG) > 0);
  flag = first_open_flag (fixture);
  slot = make_case (fixture, flag, "Made offline");
  g_assert_cmpstr (text_of (fixture, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_NUMBER), ==, NULL);
  g_assert_true (corral_case_find_of_flag (get_fleet (fixture), flag) == slot);
  go_to_case (fixture, slot);
  wait_until (count_flags (fixture) == 1);
  click (get_page_button (fixture, "case-police"));
  wait_until (g_strcmp0 (text_of (fixture, CORRAL_TABLE_CASE, slot, CORRAL_CASE_COL_STATUS), "police") == 0);
  click (corral_case_flags_get_remove (CORRAL_CASE_FLAGS (page_part (fixture, CORRAL_TYPE_CASE_FLAGS)), 0));
  wait_until (count_flags (fixture) == 0);
  g_assert_cmpuint (corral_outbox_get_n_waiting (get_outbox (fixture)), ==, 4);
  assert_drawn (fixture, "case-offline");
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CorralPlace) place = NULL;

  open_full (fixture);
  place = corral_place_new (CORRAL_PAGE_CASE, text_of (fixture, CORRAL_TABLE_CHAIN, 0, CORRAL_CHAIN_COL_ID), "no-such");
  corral_window_go (fixture->window, place);
  wait_until (page_part (fixture, ADW_TYPE_STATUS_PAGE) != NULL);
  g_assert_cmpstr (adw_status_page_get_title (ADW_STATUS_PAGE (page_part (fixture, ADW_TYPE_STATUS_PAGE))), ==,
                   "No Such Case");
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/cases/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("void-lot", test_void_lot);
  ADD ("void-offline", test_void_offline);
  ADD ("case", test_case);
  ADD ("two-desks", test_two_desks);
  ADD ("offline", test_offline);
  ADD ("unknown", test_unknown);
#undef ADD
  return window_fixture_run ();
}
