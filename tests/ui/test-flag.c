/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loss prevention worked as somebody does: the queue by its rank, one flag with its evidence, a decision by its key, the next
 * one by its key, and all of it again without the cloud. */
#include "acts-fixture.h"

#include "corral-audit.h"
#include "corral-chart.h"
#include "corral-flag-evidence.h"
#include "corral-flag-page.h"
#include "corral-flag-queue.h"
#include "corral-flag-scans.h"
#include "corral-flag-trust.h"
#include "corral-flag-weights.h"
#include "corral-id-list.h"
#include "corral-row-list.h"
#include "corral-scale-words.h"
#include "corral-sealed.h"
#include "corral-sentence.h"

#include <math.h>
#include <string.h>

static CorralFlagEvidenceView *
get_view (Fixture *fixture)
{
  return CORRAL_FLAG_EVIDENCE_VIEW (page_part (fixture, CORRAL_TYPE_FLAG_EVIDENCE_VIEW));
}

static const CorralFlagEvidence *
get_evidence (Fixture *fixture)
{
  return corral_flag_evidence_view_get (get_view (fixture));
}

static gboolean
has_evidence (Fixture *fixture)
{
  const CorralFlagEvidence *evidence = get_evidence (fixture);

  return evidence != NULL && evidence->messages->is_whole && evidence->scans->len > 0 && evidence->n_drift > 0
         && corral_flag_evidence_view_is_settled (get_view (fixture));
}

static void
go_to_flag (Fixture *fixture, guint32 flag)
{
  g_autoptr (CorralPlace) place = corral_flag_page_place_of (get_fleet (fixture), flag);

  corral_window_go (fixture->window, place);
}

static guint32
find_mismatch (Fixture *fixture)
{
  g_autoptr (GArray) slots = list_where (fixture, CORRAL_TABLE_FLAG, "kind", "weight_mismatch", 0);

  for (guint i = 0; i < slots->len; i++)
    if (corral_fleet_get_integer (get_fleet (fixture), CORRAL_TABLE_FLAG, g_array_index (slots, guint32, i),
                                  CORRAL_FLAG_COL_OPEN)
        == 1)
      return g_array_index (slots, guint32, i);
  return CORRAL_NO_SLOT;
}

static void
press_key (Fixture *fixture, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (page_part (fixture, CORRAL_TYPE_FLAG_PAGE));
  GtkWidget *page = page_part (fixture, CORRAL_TYPE_FLAG_PAGE);

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

/* As the list shows them: those to be looked at first on top; all judged. */
static gboolean
is_in_order (Fixture *fixture)
{
  GListModel *shown = get_shown (fixture);
  double last = INFINITY;

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (CorralRowItem) item = g_list_model_get_item (shown, i);
      double rank = corral_row_item_get_real (item, CORRAL_FLAG_COL_RANK);

      if (!(rank <= last) || !CORRAL_IS_KNOWN (corral_row_item_get_integer (item, CORRAL_FLAG_COL_ADVICE)))
        return FALSE;
      last = rank;
    }
  return g_list_model_get_n_items (shown) > 3;
}

/* The queue is in the order of its ranks, and going from one to the next sees each of it once. */
static void
test_queue (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CorralPlace) place = corral_place_new (CORRAL_PAGE_FLAGS, NULL, NULL);
  g_autoptr (CorralRowItem) item = NULL;
  guint32 first, at;
  guint n = 0;

  open_full (fixture);
  corral_window_go (fixture->window, place);
  wait_until (is_in_order (fixture));
  item = g_list_model_get_item (get_shown (fixture), 0);
  first = at = corral_row_item_get_slot (item);
  do
    {
      at = corral_flag_queue_find_next (get_fleet (fixture), at, NAN);
      g_assert_cmpuint (++n, <=, count_shown (fixture));
    }
  while (at != first);
  g_assert_cmpuint (n, ==, count_shown (fixture));
}

/* Another flag than the one at @uri. */
static gboolean
is_at_another (Fixture *fixture, const char *uri)
{
  g_autofree char *now = current_uri (fixture);

  return strcmp (now, uri) != 0 && strstr (now, "/flag/") != NULL;
}

/* What is exported says of itself what the page says, and the tool says so, too. */
static void
assert_pack (Fixture *fixture)
{
  static const char *const parts[] = { "report.pdf", "flag.json", "scans.csv", "messages.json", "certificates.json" };
  g_autofree char *seal = NULL, *again = NULL, *out = NULL, *failure = NULL;
  g_autoptr (GBytes) bytes
      = corral_flag_page_make_pack (CORRAL_FLAG_PAGE (page_part (fixture, CORRAL_TYPE_FLAG_PAGE)), &seal, NULL);
  g_autofree char *path = g_build_filename (fixture->dir, "evidence.tar", NULL);
  g_autofree char *tool = g_build_filename (g_getenv ("CORRAL_BUILD_DIR"), "src", "cli", "corral-cli", NULL);
  const char *argv[] = { tool, "verify", path, "--seal", seal, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CorralSealed) pack = NULL;
  gsize size;
  g_autofree char *data = NULL;
  int status;

  g_assert_nonnull (bytes);
  pack = corral_sealed_open (bytes, &again, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (seal, ==, again);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_cmpuint (g_bytes_get_size (corral_sealed_get (pack, parts[i])), >, 100);
  g_assert_cmpint (memcmp (g_bytes_get_data (corral_sealed_get (pack, "report.pdf"), NULL), "%PDF-", 5), ==, 0);
  /* Months later, it is asked first when that scale had been calibrated. */
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (corral_sealed_get (pack, "flag.json"), &size), -1, "\"calibrated_ms\" : 1"));

  data = g_memdup2 (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));
  g_file_set_contents (path, data, (gssize) size, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &failure, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (out, "Verified"));
  /* One byte of the PDF. */
  data[size / 2] ^= 4;
  g_file_set_contents (path, data, (gssize) size, &error);
  g_assert_no_error (error);
  g_clear_pointer (&out, g_free);
  g_clear_pointer (&failure, g_free);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &failure, &status, &error);
  g_assert_no_error (error);
  g_assert_false (g_spawn_check_wait_status (status, NULL));
  g_assert_nonnull (strstr (failure, "changed"));
}

/* ---- the trip's scans and their picture -------------------------------------------------------------------- */

static const CorralEvidenceScan *
get_scan (Fixture *fixture, guint i)
{
  return &g_array_index (get_evidence (fixture)->scans, CorralEvidenceScan, i);
}

static CorralFlagScans *
get_scans (Fixture *fixture)
{
  return CORRAL_FLAG_SCANS (page_part (fixture, CORRAL_TYPE_FLAG_SCANS));
}

/* What lies on the scale is what was measured, one after another, and both sums are what the picture is drawn from. */
static void
assert_sums (Fixture *fixture)
{
  double expected_g = 0;

  for (guint i = 0; i < get_evidence (fixture)->scans->len; i++)
    {
      const CorralEvidenceScan *scan = get_scan (fixture, i);

      expected_g += scan->expected_g;
      g_assert_cmpfloat (fabs (scan->expected_total_g - expected_g), <, 0.5);
      g_assert_cmpfloat (fabs (scan->measured_total_g - scan->expected_total_g - scan->running_g), <, 0.5);
      if (scan->taken_back)
        {
          g_assert_cmpfloat (scan->expected_g, <, 0);
          g_assert_cmpint (scan->price_minor, <, 0);
          g_assert_cmpstr (scan->item, ==, get_scan (fixture, i - 1)->item);
        }
      if (scan->override == NULL)
        g_assert_true (isnan (scan->badge_dbm));
    }
}

/* From scan to scan in the picture, and the row comes along; from row to row, and the picture does. */
static void
test_walk (Fixture *fixture, gconstpointer data)
{
  GtkWidget *chart, *list;
  CorralTimeView *view;
  int at;
  g_autofree char *summary = NULL;

  open_full (fixture);
  go_to_flag (fixture, find_mismatch (fixture));
  wait_until (has_evidence (fixture));
  assert_sums (fixture);
  at = get_evidence (fixture)->flagged;
  g_assert_cmpint (corral_flag_scans_get_selected (get_scans (fixture)), ==, at);
  g_assert_true (get_scan (fixture, (guint) at)->disputed);
  g_assert_cmpuint (get_evidence (fixture)->moments->len, ==, 1);
  g_assert_cmpint (g_array_index (get_evidence (fixture)->moments, CorralTimeRange, 0).start_ms, ==,
                   get_scan (fixture, (guint) at)->time_ms);

  chart = find_type (page_part (fixture, CORRAL_TYPE_FLAG_WEIGHTS), CORRAL_TYPE_CHART);
  view = corral_chart_get_view (CORRAL_CHART (chart));
  corral_time_view_set_cursor (view, get_scan (fixture, 0)->time_ms);
  g_assert_cmpint (corral_flag_scans_get_selected (get_scans (fixture)), ==, 0);
  for (int i = 1; i < 4; i++)
    {
      g_assert_true (gtk_widget_activate_action (chart, "scans.forward", NULL));
      g_assert_cmpint (corral_flag_scans_get_selected (get_scans (fixture)), ==, i);
    }
  g_assert_true (gtk_widget_activate_action (chart, "scans.back", NULL));
  g_assert_cmpint (corral_flag_scans_get_selected (get_scans (fixture)), ==, 2);
  list = find_type (GTK_WIDGET (get_scans (fixture)), GTK_TYPE_LIST_BOX);
  gtk_list_box_select_row (GTK_LIST_BOX (list), gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 5));
  g_assert_cmpint (corral_time_view_get_cursor (view), ==, get_scan (fixture, 5)->time_ms);

  summary = corral_flag_weights_dup_summary (CORRAL_FLAG_WEIGHTS (page_part (fixture, CORRAL_TYPE_FLAG_WEIGHTS)));
  g_assert_nonnull (strstr (summary, "Measured"));
  g_assert_nonnull (strstr (summary, "the flag is about this"));
}

/* ---- the scale --------------------------------------------------------------------------------------------- */

static gboolean
is_read (Fixture *fixture)
{
  return get_evidence (fixture) != NULL && corral_flag_evidence_view_is_settled (get_view (fixture));
}

/* The cart anew with another calibration, as if the cloud had told so, and the page has seen it. */
static void
tell_calibration (Fixture *fixture, guint32 cart, gint64 calibrated_ms, const char *calibrated_by)
{
  const CorralSchema *carts = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  CorralFleet *fleet = get_fleet (fixture);
  CorralCart row;

  corral_row_clear (carts, &row);
  row.id = g_strdup (text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID));
  row.serial = "SC-1";
  row.label = "0001";
  row.store = text_of (fixture, CORRAL_TABLE_STORE, corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE),
                       CORRAL_STORE_COL_ID);
  row.state = "idle";
  row.rev = G_GINT64_CONSTANT (4000000000000) + corral_fleet_get_now (fleet) % 1000000;
  row.calibrated_ms = calibrated_ms;
  row.calibrated_by = calibrated_by;
  corral_fleet_put (fleet,
                    text_of (fixture, CORRAL_TABLE_CHAIN, corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN),
                             CORRAL_CHAIN_COL_ID),
                    carts, &row);
  corral_fleet_flush (fleet);
  g_free ((char *) row.id);
}

/* The flag of a cart whose scale's calibration is known says when, by whom, of which lot, and leads to that lot's carts; what the
 * cloud does not tell is said to be unknown. */
static void
test_calibration (Fixture *fixture, gconstpointer data)
{
  guint32 flag, cart;
  GtkWidget *scale, *link;
  g_autofree char *calibrated = NULL;
  g_autofree char *lot = NULL;
  g_autofree char *text = NULL;
  g_autofree char *filter = NULL;

  open_full (fixture);
  flag = find_mismatch (fixture);
  cart = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_CART);
  go_to_flag (fixture, flag);
  wait_until (is_read (fixture));
  scale = corral_flag_evidence_view_get_scale (get_view (fixture));
  calibrated = corral_calibration_to_text (get_fleet (fixture), cart);
  g_assert_true (g_str_has_prefix (calibrated, "Calibrated "));
  g_assert_nonnull (strstr (calibrated, "store’s time"));
  g_assert_true (strstr (calibrated, "by a technician.") != NULL || strstr (calibrated, "by the factory.") != NULL);
  g_assert_nonnull (find_labelled (scale, GTK_TYPE_LABEL, calibrated));
  lot = g_strdup (text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_LOT));
  text = g_strdup_printf ("Carts of lot %s", lot);
  link = find_type (scale, CORRAL_TYPE_SENTENCE);
  g_assert_cmpstr (corral_sentence_get_text (CORRAL_SENTENCE (link)), ==, text);
  filter = g_strdup_printf ("lot=%s", lot);
  g_assert_nonnull (find_labelled (link, GTK_TYPE_LABEL, filter));

  tell_calibration (fixture, cart, CORRAL_UNKNOWN, NULL);
  wait_until (find_labelled (scale, GTK_TYPE_LABEL, "When it was last calibrated, and by whom, is not known.") != NULL);
  g_assert_cmpstr (corral_sentence_get_text (CORRAL_SENTENCE (link)), ==, "Which lot it is of is not known.");
}

/* Repeated voids: each is shown with what staff allowed, and whether anybody's badge was near. */
static void
test_voids (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) slots = NULL;
  guint n_disputed = 0;
  guint n_proven = 0;

  open_full (fixture);
  slots = list_where (fixture, CORRAL_TABLE_FLAG, "kind", "void_cluster", 0);
  g_assert_cmpuint (slots->len, >, 0);
  go_to_flag (fixture, g_array_index (slots, guint32, 0));
  wait_until (has_evidence (fixture));
  assert_sums (fixture);
  g_assert_cmpuint (get_evidence (fixture)->n_taken_back + get_evidence (fixture)->n_overrides, >, 1);
  for (guint i = 0; i < get_evidence (fixture)->scans->len; i++)
    {
      n_disputed += get_scan (fixture, i)->disputed;
      n_proven += !isnan (get_scan (fixture, i)->badge_dbm);
    }
  g_assert_cmpuint (n_disputed, ==, get_evidence (fixture)->moments->len);
  g_assert_cmpuint (n_disputed, ==, get_evidence (fixture)->n_taken_back + get_evidence (fixture)->n_overrides);
  g_assert_cmpuint (n_proven, ==, get_evidence (fixture)->n_overrides - get_evidence (fixture)->n_unproven);
}

/* ---- who looked ------------------------------------------------------------------------------------------ */

/* A look is recorded once for each opening, however often the page is refreshed meanwhile. */
static void
test_looks (Fixture *fixture, gconstpointer data)
{
  guint32 flag;
  g_autofree char *id = NULL;
  g_autoptr (CorralPlace) flags = corral_place_new (CORRAL_PAGE_FLAGS, NULL, NULL);

  open_full (fixture);
  flag = find_mismatch (fixture);
  id = g_strdup (corral_fleet_get_text (get_fleet (fixture), CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_ID));
  g_assert_cmpuint (count_recorded (fixture, CORRAL_AUDIT_VIEW, id), ==, 0);
  go_to_flag (fixture, flag);
  wait_until (has_evidence (fixture));
  for (guint i = 0; i < 5; i++)
    corral_page_refresh (corral_window_get_page (fixture->window));
  go_to_flag (fixture, flag);
  g_assert_cmpuint (count_recorded (fixture, CORRAL_AUDIT_VIEW, id), ==, 1);
  corral_window_go (fixture->window, flags);
  go_to_flag (fixture, flag);
  wait_until (has_evidence (fixture));
  g_assert_cmpuint (count_recorded (fixture, CORRAL_AUDIT_VIEW, id), ==, 2);
}

static void
test_evidence_and_decision (Fixture *fixture, gconstpointer data)
{
  CorralFleet *fleet;
  guint32 flag, next;
  g_autofree char *uri = NULL;
  const CorralEvidenceScan *scan;
  double expected_g, measured_g;

  open_full (fixture);
  fleet = get_fleet (fixture);
  flag = find_mismatch (fixture);
  g_assert_cmpuint (flag, !=, CORRAL_NO_SLOT);
  expected_g = corral_fleet_get_real (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_EXPECTED_G);
  measured_g = corral_fleet_get_real (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_MEASURED_G);
  go_to_flag (fixture, flag);
  wait_until (has_evidence (fixture));

  /* What the cart signed is what the flag claims, at the scan that it is about; and all of it is verified. */
  g_assert_cmpint (get_evidence (fixture)->flagged, >=, 0);
  scan = &g_array_index (get_evidence (fixture)->scans, CorralEvidenceScan, get_evidence (fixture)->flagged);
  g_assert_cmpfloat (fabs (scan->expected_g - expected_g), <, 1);
  g_assert_cmpfloat (fabs (scan->measured_g - measured_g), <, 1);
  g_assert_cmpfloat (fabs (scan->running_g - (measured_g - expected_g)), <, 400);
  g_assert_cmpint (corral_proof_summary_get_state (&get_evidence (fixture)->messages->summary), ==, CORRAL_PROOF_VERIFIED);
  assert_drawn (fixture, "flag");
  assert_pack (fixture);

  /* A key goes on to the next, another comes back; a key decides, and then the next flag is there. */
  uri = current_uri (fixture);
  next = corral_flag_queue_find_next (fleet, flag, NAN);
  g_assert_cmpuint (next, !=, flag);
  g_assert_cmpuint (corral_flag_queue_find_before (fleet, next, NAN), ==, flag);
  press_key (fixture, GDK_KEY_Down, GDK_ALT_MASK);
  wait_until (is_at_another (fixture, uri));
  press_key (fixture, GDK_KEY_Up, GDK_ALT_MASK);
  wait_until (!is_at_another (fixture, uri));
  press_key (fixture, GDK_KEY_3, GDK_ALT_MASK);
  wait_until (g_strcmp0 (text_of (fixture, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_OUTCOME), "staff_ok") == 0);
  wait_until (is_at_another (fixture, uri));
}

static gboolean
is_seen_by_demo (Fixture *fixture, guint32 flag)
{
  return corral_id_list_has (text_of (fixture, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_SEEN_BY), "demo");
}

/* Whoever has a flag before them has seen it: noted once, without a mark on the row and without a word; who asks for a second
 * opinion does not decide, until the question is withdrawn. */
static void
test_seen_and_second_opinion (Fixture *fixture, gconstpointer data)
{
  CorralFleet *fleet;
  guint32 flag;
  const CorralAct *confirm = corral_act_find ("confirmed");
  CorralActSubject subject = { .table = CORRAL_TABLE_FLAG, .n_slots = 1 };
  g_autofree char *why = NULL;

  open_full (fixture);
  fleet = get_fleet (fixture);
  flag = find_mismatch (fixture);
  go_to_flag (fixture, flag);
  wait_until (is_seen_by_demo (fixture, flag));
  g_assert_cmpint (corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_PENDING), ==,
                   CORRAL_PENDING_NONE);
  g_assert_cmpint (corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_MINE), ==, 1);

  press_key (fixture, GDK_KEY_6, GDK_ALT_MASK);
  accept_dialog (wait_for_dialog ());
  wait_until (corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_SECOND) == CORRAL_SECOND_ASKED);
  subject.slots = &flag;
  g_assert_cmpint (corral_act_offer (confirm, corral_page_get_context (CORRAL_PAGE (page_part (fixture, CORRAL_TYPE_FLAG_PAGE))),
                                     &subject, &why),
                   ==, CORRAL_OFFER_IMPOSSIBLE);
  g_assert_nonnull (strstr (why, "second opinion"));
  press_key (fixture, GDK_KEY_7, GDK_ALT_MASK);
  wait_until (corral_fleet_get_integer (fleet, CORRAL_TABLE_FLAG, flag, CORRAL_FLAG_COL_SECOND) == CORRAL_SECOND_NONE);
}

/* What was looked at is there without the cloud, verified; what was not says so. */
static void
test_offline (Fixture *fixture, gconstpointer data)
{
  guint32 flag;

  open_full (fixture);
  flag = find_mismatch (fixture);
  go_to_flag (fixture, flag);
  wait_until (has_evidence (fixture));
  close_window (fixture);

  open_window (fixture, TRUE);
  wait_until (count_rows (fixture, CORRAL_TABLE_FLAG) > 0);
  flag = find_mismatch (fixture);
  go_to_flag (fixture, flag);
  wait_until (has_evidence (fixture));
  g_assert_cmpint (corral_proof_summary_get_state (&get_evidence (fixture)->messages->summary), ==, CORRAL_PROOF_VERIFIED);

  flag = corral_flag_queue_find_next (get_fleet (fixture), flag, NAN);
  go_to_flag (fixture, flag);
  wait_until (get_evidence (fixture) != NULL);
  g_assert_false (get_evidence (fixture)->messages->is_whole);
  g_assert_cmpint (corral_proof_summary_get_state (&get_evidence (fixture)->messages->summary), !=, CORRAL_PROOF_VERIFIED);
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CorralPlace) place = NULL;

  open_full (fixture);
  place = corral_place_new (CORRAL_PAGE_FLAG, text_of (fixture, CORRAL_TABLE_CHAIN, 0, CORRAL_CHAIN_COL_ID), "no-such");
  corral_window_go (fixture->window, place);
  wait_until (page_part (fixture, ADW_TYPE_STATUS_PAGE) != NULL);
  g_assert_cmpstr (adw_status_page_get_title (ADW_STATUS_PAGE (page_part (fixture, ADW_TYPE_STATUS_PAGE))), ==,
                   "No Such Flag");
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/flag/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("queue", test_queue);
  ADD ("evidence-and-decision", test_evidence_and_decision);
  ADD ("seen-and-second-opinion", test_seen_and_second_opinion);
  ADD ("offline", test_offline);
  ADD ("unknown", test_unknown);
  ADD ("walk", test_walk);
  ADD ("voids", test_voids);
  ADD ("calibration", test_calibration);
  ADD ("looks", test_looks);
#undef ADD
  return window_fixture_run ();
}
