/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cart's story in the real window on the demo cloud: read, gone through, compared, taken along; and what it says when
 * there is little or nothing, or something that cannot be. Main thread. */
#include "config.h"

#include "acts-fixture.h"

#include "corral-cart-lanes.h"
#include "corral-cart-story.h"
#include "corral-compare-button.h"
#include "corral-lane-stack.h"
#include "corral-save-file.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static CorralPageContext *
get_context (Fixture *fixture)
{
  return corral_page_get_context (corral_window_get_page (fixture->window));
}

static CorralCartStory *
get_story (Fixture *fixture)
{
  return CORRAL_CART_STORY (page_part (fixture, CORRAL_TYPE_CART_STORY));
}

static CorralTimeView *
get_view (Fixture *fixture)
{
  return corral_cart_story_get_view (get_story (fixture));
}

static gboolean
is_settled (Fixture *fixture)
{
  return corral_cart_story_is_settled (get_story (fixture));
}

static void
open_cart (Fixture *fixture, const char *state)
{
  open_full (fixture);
  go_to_cart (fixture, first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, state));
  wait_until (is_settled (fixture));
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (get_story (fixture)), action, NULL));
  wait_until (is_settled (fixture));
}

static void
show_span (Fixture *fixture, gint64 span_ms)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (get_story (fixture)), "story.span", "x", span_ms));
  wait_until (is_settled (fixture));
}

static gboolean
contains (const char *text, const char *words)
{
  return text != NULL && strstr (text, words) != NULL;
}

static gboolean
message_says (Fixture *fixture, const char *words)
{
  return contains (corral_cart_story_get_message (get_story (fixture)), words);
}

static gboolean
readout_says (Fixture *fixture, const char *words)
{
  return contains (corral_cart_story_get_readout (get_story (fixture)), words);
}

static CorralLaneStack *
get_stack (Fixture *fixture)
{
  return CORRAL_LANE_STACK (page_part (fixture, CORRAL_TYPE_LANE_STACK));
}

static GtkWidget *
get_chart (Fixture *fixture, const char *lane)
{
  guint n;
  const CorralLane *lanes = corral_lanes_get (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (lanes[i].id, lane))
      return GTK_WIDGET (corral_lane_stack_get_charts (get_stack (fixture))[i]);
  g_assert_not_reached ();
}

/* Every lane is either there or named as one with nothing in it. */
static void
assert_whole (Fixture *fixture)
{
  const char *note = corral_lane_stack_get_note (get_stack (fixture));
  guint n;
  const CorralLane *lanes = corral_lanes_get (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_ascii_strdown (lanes[i].title, -1);

      g_assert_true (gtk_widget_get_visible (get_chart (fixture, lanes[i].id)) != contains (note, name));
    }
}

/* Whatever it says, the page stands on a screen of 1024 px. */
static void
assert_narrow (Fixture *fixture)
{
  int least;

  gtk_widget_measure (GTK_WIDGET (get_story (fixture)), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, 480);
  gtk_widget_measure (GTK_WIDGET (fixture->window), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, 1024);
}

static void
assert_now_is_known (Fixture *fixture, const char *lane)
{
  gint64 end_ms = corral_time_view_get_visible (get_view (fixture)).end_ms;
  g_autofree char *reading = corral_chart_dup_reading (CORRAL_CHART (get_chart (fixture, lane)), end_ms);

  g_assert_true (contains (reading, "%"));
}

static void
test_lanes (Fixture *fixture, gconstpointer data)
{
  guint n;
  GtkWidget *chart;

  open_cart (fixture, "idle");
  assert_whole (fixture);
  g_assert_true (gtk_widget_get_visible (get_chart (fixture, "battery")));
  /* Which ones are worth their room depends on the time that is looked at. */
  show_span (fixture, 90 * CORRAL_DAY_MS);
  assert_whole (fixture);
  g_assert_true (gtk_widget_get_visible (get_chart (fixture, "boot")));
  /* The hour that still fills is not one that nobody asked about. */
  assert_now_is_known (fixture, "battery");
  assert_drawn (fixture, "cart-story-90-days");
  show_span (fixture, 7 * CORRAL_DAY_MS);
  assert_whole (fixture);
  assert_now_is_known (fixture, "battery");
  assert_drawn (fixture, "cart-story-7-days");
  show_span (fixture, 15 * CORRAL_MINUTE_MS);
  assert_whole (fixture);
  g_assert_false (gtk_widget_get_visible (get_chart (fixture, "boot")));
  assert_drawn (fixture, "cart-story-15-min");
  show_span (fixture, CORRAL_DAY_MS);

  /* Each has a name for who does not see it. */
  corral_lanes_get (&n);
  for (guint i = 0; i < n; i++)
    {
      chart = GTK_WIDGET (corral_lane_stack_get_charts (get_stack (fixture))[i]);
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           corral_lanes_get (&n)[i].title);
    }
  assert_drawn (fixture, "cart-story");
}

/* ---- from event to event */

static void
test_events (Fixture *fixture, gconstpointer data)
{
  CorralTimeView *view;
  gint64 first_ms;
  gint64 second_ms;
  CorralTimeRange visible;

  fixture->start = data;
  open_cart (fixture, "idle");
  view = get_view (fixture);
  /* None in the last minutes: it is looked for beyond what has been read, and what was found is in sight. */
  show_span (fixture, 15 * CORRAL_MINUTE_MS);
  act (fixture, "story.previous");
  first_ms = corral_time_view_get_cursor (view);
  g_assert_cmpint (first_ms, !=, CORRAL_TIME_NONE);
  visible = corral_time_view_get_visible (view);
  g_assert_true (corral_time_range_contains (&visible, first_ms));
  g_assert_cmpint (visible.end_ms - visible.start_ms, ==, 15 * CORRAL_MINUTE_MS);
  act (fixture, "story.previous");
  second_ms = corral_time_view_get_cursor (view);
  g_assert_cmpint (second_ms, <, first_ms);
  /* And back: never past it. */
  act (fixture, "story.next");
  g_assert_cmpint (corral_time_view_get_cursor (view), >, second_ms);
  g_assert_cmpint (corral_time_view_get_cursor (view), <=, first_ms);

  /* At the end there is no more, and that is said. */
  for (guint i = 0; i < 200 && !message_says (fixture, "No later event"); i++)
    act (fixture, "story.next");
  g_assert_true (message_says (fixture, "No later event"));

  /* From the very ends of what may be looked at. */
  corral_time_view_set_visible (view, corral_time_view_get_document (view));
  wait_until (is_settled (fixture));
  corral_time_view_set_cursor (view, corral_time_view_get_document (view).start_ms);
  act (fixture, "story.previous");
  g_assert_true (message_says (fixture, "No earlier event"));
  corral_time_view_set_cursor (view, corral_time_view_get_document (view).end_ms - 1);
  act (fixture, "story.next");
  g_assert_true (message_says (fixture, "No later event"));
}

/* Where the events are, and of what kind they are, differs with the hour. */
static const struct
{
  const char *path, *start;
} hours[] = {
  { "/cart-story/events/morning", "2026-11-26T09:05:00Z" },
  { "/cart-story/events/evening", "2026-11-26T18:50:00Z" },
  { "/cart-story/events/night", "2026-11-26T22:40:00Z" },
  { "/cart-story/events/after-midnight", "2026-11-27T02:10:00Z" },
};

/* ---- reading */

static void
test_moment (Fixture *fixture, gconstpointer data)
{
  CorralTimeView *view;
  CorralTimeRange visible;

  open_cart (fixture, "idle");
  view = get_view (fixture);
  visible = corral_time_view_get_visible (view);
  corral_time_view_set_cursor (view, visible.end_ms - 2 * CORRAL_HOUR_MS);
  g_assert_true (readout_says (fixture, "Connection: "));
  g_assert_true (readout_says (fixture, "Battery: "));
  g_assert_true (readout_says (fixture, "Temperature: Scanner "));
  corral_time_view_set_cursor (view, CORRAL_TIME_NONE);
  g_assert_false (readout_says (fixture, "Battery: "));
}

/* The figures of a selection; and a file of it has that time and no other. */
static void
test_selection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *part = NULL;
  CorralTimeView *view;
  CorralTimeRange selected;
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) all = NULL;
  guint n = 0;

  open_cart (fixture, "idle");
  view = get_view (fixture);
  whole = corral_cart_story_dup_csv (get_story (fixture), &error);
  g_assert_no_error (error);
  selected = corral_time_view_get_visible (view);
  selected.end_ms -= CORRAL_HOUR_MS;
  selected.start_ms = selected.end_ms - CORRAL_HOUR_MS;
  corral_time_view_set_selected (view, selected);
  g_assert_true (readout_says (fixture, "(1 h"));
  g_assert_true (readout_says (fixture, "· Connection: "));
  g_assert_false (readout_says (fixture, "Connection: Connection: "));
  g_assert_false (readout_says (fixture, ". ·"));
  assert_drawn (fixture, "cart-story-selected");
  g_assert_true (readout_says (fixture, "Battery: "));

  part = corral_cart_story_dup_csv (get_story (fixture), &error);
  g_assert_no_error (error);
  lines = g_strsplit (part, "\r\n", -1);
  all = g_strsplit (whole, "\r\n", -1);
  g_assert_cmpstr (lines[0], ==, all[0]);
  g_assert_cmpuint (g_strv_length (lines), <, g_strv_length (all));
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);
      g_autoptr (GDateTime) begin = NULL;

      if (*lines[i] == '\0')
        continue;
      g_assert_cmpuint (g_strv_length (fields), ==, 13);
      if (!g_str_equal (fields[5], "battery") || *fields[8] == '\0')
        continue;
      begin = g_date_time_new_from_iso8601 (fields[0], NULL);
      g_assert_nonnull (begin);
      g_assert_cmpint (g_date_time_to_unix (begin) * 1000, >=, selected.start_ms - 1000);
      g_assert_cmpint (g_date_time_to_unix (begin) * 1000, <, selected.end_ms);
      n++;
    }
  g_assert_cmpuint (n, >, 8);
}

/* ---- comparing */

static GtkWidget *
get_choice (Fixture *fixture, const char *label)
{
  return find_labelled (page_part (fixture, CORRAL_TYPE_COMPARE_BUTTON), GTK_TYPE_CHECK_BUTTON, label);
}

static void
test_compare (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button;
  GtkEditable *entry;
  const char *other = NULL;
  CorralFleet *fleet;
  guint32 cart;
  guint32 store;
  const CorralColumns *carts;

  open_cart (fixture, "idle");
  fleet = get_fleet (fixture);
  button = page_part (fixture, CORRAL_TYPE_COMPARE_BUTTON);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (get_choice (fixture, "The median of the store")), TRUE);
  wait_until (is_settled (fixture));
  g_assert_true (message_says (fixture, "hourly median of"));
  corral_time_view_set_cursor (get_view (fixture),
                               corral_time_view_get_visible (get_view (fixture)).end_ms - 3 * CORRAL_HOUR_MS);
  g_assert_true (readout_says (fixture, "Median of the store "));

  /* One that the store has not. */
  entry = GTK_EDITABLE (find_anywhere (button, GTK_TYPE_ENTRY));
  gtk_editable_set_text (entry, "no such cart %_\"'");
  g_signal_emit_by_name (entry, "activate");
  g_assert_nonnull (find_labelled (button, GTK_TYPE_LABEL, "The store has no other cart"));
  g_assert_true (message_says (fixture, "hourly median of"));

  /* One that it has. */
  carts = corral_fleet_get_table (fleet, CORRAL_TABLE_CART);
  cart = first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "idle");
  store = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE);
  for (guint32 slot = 0; slot < corral_columns_get_n_slots (carts) && other == NULL; slot++)
    if (slot != cart && corral_columns_exists (carts, slot)
        && corral_fleet_get_link (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_STORE) == store
        && corral_fleet_get_integer (fleet, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_SHOWN_STATE) != CORRAL_CART_NEVER_SEEN)
      other = text_of (fixture, CORRAL_TABLE_CART, slot, CORRAL_CART_COL_SERIAL);
  g_assert_nonnull (other);
  gtk_editable_set_text (entry, other);
  g_signal_emit_by_name (entry, "activate");
  wait_until (is_settled (fixture));
  g_assert_true (message_says (fixture, "Dashed: Cart "));
  g_assert_true (readout_says (fixture, "Cart "));
  assert_narrow (fixture);
  assert_drawn (fixture, "cart-story-compared");

  gtk_check_button_set_active (GTK_CHECK_BUTTON (get_choice (fixture, "Nothing")), TRUE);
  wait_until (is_settled (fixture));
  g_assert_false (message_says (fixture, "Dashed"));
}

/* ---- taking along */

static void
text_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  g_assert_no_error (error);
}

static GtkWindow *
find_table (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *at = windows; at != NULL; at = at->next)
    if (find_anywhere (at->data, GTK_TYPE_COLUMN_VIEW) != NULL && gtk_window_get_transient_for (at->data) != NULL)
      return at->data;
  return NULL;
}

static void
test_taken_along (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *written = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *copied = NULL;
  GtkSelectionModel *model;
  GtkDropDown *choice;
  guint n_all;
  gsize length = 0;

  open_cart (fixture, "idle");
  assert_drawn (fixture, "cart-story-taken");

  act (fixture, "story.copy");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)), NULL, text_cb, &copied);
  wait_until (copied != NULL);
  expected = corral_cart_story_dup_text (get_story (fixture));
  g_assert_cmpstr (copied, ==, expected);
  g_assert_true (contains (copied, "Battery: "));
  g_assert_true (was_told (fixture, "Copied"));

  png = corral_cart_story_dup_png (get_story (fixture), &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->shots, "story.png", NULL);
  file = g_file_new_for_path (path);
  corral_save_file_at (GTK_WIDGET (get_story (fixture)), file, png);
  wait_until (was_told (fixture, "Saved as story.png"));
  g_assert_true (g_file_get_contents (path, &written, &length, &error));
  g_assert_cmpmem (written, length, g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  g_assert_cmpuint (count_colours (path, 10), >=, 10);

  act (fixture, "story.table");
  wait_until (find_table () != NULL);
  model = gtk_column_view_get_model (GTK_COLUMN_VIEW (find_anywhere (GTK_WIDGET (find_table ()), GTK_TYPE_COLUMN_VIEW)));
  n_all = g_list_model_get_n_items (G_LIST_MODEL (model));
  g_assert_cmpuint (n_all, >, 100);
  choice = GTK_DROP_DOWN (find_anywhere (GTK_WIDGET (find_table ()), GTK_TYPE_DROP_DOWN));
  gtk_drop_down_set_selected (choice, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), <, n_all);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), >, 0);
  gtk_window_destroy (find_table ());
  wait_until (find_table () == NULL);
}

/* A folder that is none: what went wrong is said. */
static void
test_not_saved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a", 1);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;

  open_cart (fixture, "idle");
  path = g_build_filename (fixture->shots, "not-there", "story.csv", NULL);
  file = g_file_new_for_path (path);
  corral_save_file_at (GTK_WIDGET (get_story (fixture)), file, bytes);
  wait_until (was_told (fixture, "story.csv could not be saved"));
}

/* ---- little, nothing, or something that cannot be */

static void
test_offline (Fixture *fixture, gconstpointer data)
{
  fill_folder (fixture);
  open_window (fixture, TRUE);
  go_to_cart (fixture, first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "idle"));
  wait_until (is_settled (fixture));
  g_assert_true (message_says (fixture, "it can be fetched when Corral is online"));
  g_assert_true (contains (corral_lane_stack_get_note (get_stack (fixture)), "Not fetched for this time: "));
  assert_whole (fixture);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (get_choice (fixture, "The median of the store")), TRUE);
  wait_until (is_settled (fixture));
  g_assert_true (message_says (fixture, "the median can be made when Corral is online"));
  /* Nothing before the first event that is held: that is not to say that nothing was. */
  for (guint i = 0; i < 200 && !message_says (fixture, "No earlier event"); i++)
    act (fixture, "story.previous");
  g_assert_true (message_says (fixture, "No earlier event in what has been fetched"));
  assert_drawn (fixture, "cart-story-offline");
}

/* What could not be fetched is, as soon as there is a link: without anybody asking again. */
static void
test_back_online (Fixture *fixture, gconstpointer data)
{
  fill_folder (fixture);
  open_window (fixture, TRUE);
  go_to_cart (fixture, first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "idle"));
  wait_until (is_settled (fixture));
  g_assert_false (gtk_widget_get_visible (get_chart (fixture, "battery")));
  corral_services_set_offline (fixture->services, FALSE);
  wait_until (gtk_widget_get_visible (get_chart (fixture, "battery")));
  wait_until (is_settled (fixture));
  g_assert_false (message_says (fixture, "when Corral is online"));
  assert_whole (fixture);
}

/* From an alert that the cursor stands in to where alerts are; from where there is none, nowhere. */
static void
test_leads_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) alerts = NULL;
  CorralTimeRange visible;
  guint32 cart = CORRAL_NO_SLOT;

  open_full (fixture);
  alerts = list_where (fixture, CORRAL_TABLE_ALERT, "open", "1", 0);
  for (guint i = 0; i < alerts->len && cart == CORRAL_NO_SLOT; i++)
    cart = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_ALERT, g_array_index (alerts, guint32, i),
                                  CORRAL_ALERT_COL_CART);
  g_assert_cmpuint (cart, !=, CORRAL_NO_SLOT);
  go_to_cart (fixture, cart);
  wait_until (is_settled (fixture));
  g_assert_null (find_labelled (GTK_WIDGET (get_story (fixture)), GTK_TYPE_BUTTON, "Open: "));
  visible = corral_time_view_get_visible (get_view (fixture));
  corral_time_view_set_cursor (get_view (fixture), visible.end_ms - 1);
  g_assert_nonnull (find_labelled (GTK_WIDGET (get_story (fixture)), GTK_TYPE_BUTTON, "Open: "));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (get_story (fixture)), "story.open", NULL));
  wait_until (corral_window_is_settled (fixture->window));
  assert_at (fixture, "corral:alerts");
}

/* What the cache holds of a cart that no cloud ever had: @n samples, a minute apart, the last a minute ago. */
static void
store_samples (Fixture *fixture, const char *tenant, const char *cart, guint n, double battery, double skew_s)
{
  static const char *const names[] = { "battery_pct", "clock_skew_s", "uplink", "current_ma", "weight_drift_g",
                                       "access_point", "arrival_delay_s", "missing", "impacts", "scan_p95_ms",
                                       "wifi_rssi_dbm", "ltem_rsrp_dbm", "scanner_temp_c", "ambient_c", "battery_mv",
                                       "roam_ms", NULL };
  g_autoptr (CorralTelemetryColumns) columns = corral_telemetry_columns_new (n, names);
  g_autoptr (GError) error = NULL;
  gint64 now_ms = corral_fleet_get_now (get_fleet (fixture));

  for (guint i = 0; i < n; i++)
    {
      columns->times_ms[i] = now_ms - (n - i) * CORRAL_MINUTE_MS;
      columns->values[0][i] = battery;
      columns->values[1][i] = skew_s;
      columns->values[2][i] = 2;
      columns->values[4][i] = i % 2 ? -1e300 : 1e300;
    }
  g_assert_true (corral_cache_store_telemetry (get_context (fixture)->cache, tenant, cart, CORRAL_RESOLUTION_RAW,
                                               (CorralTimeRange) { now_ms - 2 * CORRAL_DAY_MS, now_ms }, columns, &error));
  g_assert_no_error (error);
}

static void
test_odd (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tenant = NULL;
  g_autofree char *csv = NULL;
  g_autofree char *text = NULL;
  CorralCartStory *story;
  guint32 cart;
  guint32 chain;
  guint32 store;

  fill_folder (fixture);
  open_window (fixture, TRUE);
  cart = first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "idle");
  chain = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN);
  store = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE);
  tenant = g_strdup (text_of (fixture, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID));
  go_to_cart (fixture, cart);
  story = get_story (fixture);

  /* Nothing at all: only the first lane, which says so. */
  corral_cart_story_set_cart (story, tenant, "odd-none", "\xe2\x80\xae" "9999", store);
  wait_until (is_settled (fixture));
  assert_whole (fixture);
  g_assert_false (gtk_widget_get_visible (get_chart (fixture, "battery")));
  g_assert_true (gtk_widget_get_visible (get_chart (fixture, "connection")));
  text = corral_cart_story_dup_text (story);
  g_assert_nonnull (text);

  /* One point, of a clock that is half a day out. */
  store_samples (fixture, tenant, "odd-one", 1, 64, 43200);
  corral_cart_story_set_cart (story, tenant, "odd-one", "1", store);
  wait_until (is_settled (fixture));
  g_assert_true (gtk_widget_get_visible (get_chart (fixture, "battery")));
  g_assert_true (message_says (fixture, "clock is 12 h"));
  g_assert_true (message_says (fixture, "ahead"));
  csv = corral_cart_story_dup_csv (story, NULL);
  g_assert_true (contains (csv, "battery_pct,Charge,64,%"));
  assert_drawn (fixture, "cart-story-one");

  /* Numbers that cannot be are drawn and told as they came, and nothing falls over. */
  store_samples (fixture, tenant, "odd-wild", 50, 1e308, -1e308);
  corral_cart_story_set_cart (story, tenant, "odd-wild", "2", store);
  wait_until (is_settled (fixture));
  corral_time_view_set_cursor (get_view (fixture), corral_fleet_get_now (get_fleet (fixture)) - 10 * CORRAL_MINUTE_MS);
  g_assert_true (readout_says (fixture, "Battery: "));
  assert_narrow (fixture);
  g_assert_false (message_says (fixture, "clock is"));
  assert_drawn (fixture, "cart-story-wild");
  for (double zoom = 0.5; zoom < 3; zoom *= 1.5)
    corral_time_view_zoom (get_view (fixture), zoom, CORRAL_TIME_NONE);
  wait_until (is_settled (fixture));
}

/* Another cart while the first is still read: what is shown is the second's alone. */
static void
test_changed_meanwhile (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tenant = NULL;
  g_autofree char *csv = NULL;
  CorralCartStory *story;
  guint32 cart;
  guint32 chain;
  guint32 store;

  fill_folder (fixture);
  open_window (fixture, TRUE);
  cart = first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "idle");
  chain = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN);
  store = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE);
  tenant = g_strdup (text_of (fixture, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID));
  go_to_cart (fixture, cart);
  story = get_story (fixture);
  store_samples (fixture, tenant, "first", 100, 11, 0);
  store_samples (fixture, tenant, "second", 100, 22, 0);

  corral_cart_story_set_cart (story, tenant, "first", "1", store);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (get_choice (fixture, "The median of the store")), TRUE);
  act (fixture, "story.previous");
  corral_cart_story_set_cart (story, tenant, "first-again", "1", store);
  corral_cart_story_set_cart (story, tenant, "second", "2", store);
  wait_until (is_settled (fixture));
  csv = corral_cart_story_dup_csv (story, NULL);
  g_assert_true (contains (csv, ",Charge,22,%"));
  g_assert_false (contains (csv, ",Charge,11,%"));
  /* What the first was compared with is not compared with the second. */
  g_assert_false (message_says (fixture, "median"));
}

/* Gone while everything is under way. */
static void
test_gone_meanwhile (Fixture *fixture, gconstpointer data)
{
  open_full (fixture);
  go_to_cart (fixture, first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "idle"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (get_choice (fixture, "The median of the store")), TRUE);
  gtk_widget_activate_action (GTK_WIDGET (get_story (fixture)), "story.span", "x", 90 * CORRAL_DAY_MS);
  gtk_widget_activate_action (GTK_WIDGET (get_story (fixture)), "story.previous", NULL);
  close_window (fixture);
}

/* The cart anew, as if the cloud had told so: @latitude NAN: inside. */
static void
tell_outside (Fixture *fixture, guint32 cart, const char *state, double latitude, double longitude)
{
  const CorralSchema *carts = corral_collection_get_schema (CORRAL_COLLECTION_CART);
  CorralFleet *fleet = get_fleet (fixture);
  guint32 store = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE);
  guint32 chain = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN);
  g_autofree char *id = g_strdup (text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_ID));
  g_autofree char *serial = g_strdup (text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SERIAL));
  static gint64 rev = G_GINT64_CONSTANT (4000000000000);
  CorralCart row;

  corral_row_clear (carts, &row);
  row.id = id;
  row.serial = serial;
  row.label = "0001";
  row.store = text_of (fixture, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_ID);
  row.state = state;
  row.rev = rev++;
  row.outside_latitude = latitude;
  row.outside_longitude = longitude;
  corral_fleet_put (fleet, text_of (fixture, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID), carts, &row);
  corral_fleet_flush (fleet);
}

static GtkWidget *
find_on_page (Fixture *fixture, const char *words)
{
  GtkWidget *label = find_labelled (GTK_WIDGET (corral_window_get_page (fixture->window)), GTK_TYPE_LABEL, words);

  return label != NULL && gtk_widget_get_mapped (label) ? label : NULL;
}

/* A cart that left the premises says roughly where it is; one that is back, nothing of it. */
static void
test_outside (Fixture *fixture, gconstpointer data)
{
  CorralFleet *fleet;
  guint32 cart, store;
  double latitude, longitude;

  open_cart (fixture, "idle");
  fleet = get_fleet (fixture);
  cart = first_word (fixture, CORRAL_TABLE_CART, CORRAL_CART_COL_STATE, "idle");
  store = corral_fleet_get_link (fleet, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_STORE);
  latitude = corral_fleet_get_real (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_LATITUDE);
  longitude = corral_fleet_get_real (fleet, CORRAL_TABLE_STORE, store, CORRAL_STORE_COL_LONGITUDE);
  g_assert_null (find_on_page (fixture, "utside the premises"));

  tell_outside (fixture, cart, "off_premises", latitude + 0.05, longitude);
  wait_until (find_on_page (fixture, "within about 1 km of a place 6 km north of its store.") != NULL);
  tell_outside (fixture, cart, "off_premises", (double) NAN, (double) NAN);
  wait_until (find_on_page (fixture, "Outside the premises; where is not known.") != NULL);
  tell_outside (fixture, cart, "idle", (double) NAN, (double) NAN);
  wait_until (find_on_page (fixture, "utside the premises") == NULL);
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(path, func) g_test_add ("/cart-story/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("lanes", test_lanes);
  ADD ("events", test_events);
  for (guint i = 0; i < G_N_ELEMENTS (hours); i++)
    g_test_add (hours[i].path, Fixture, hours[i].start, set_up, test_events, tear_down);
  ADD ("moment", test_moment);
  ADD ("selection", test_selection);
  ADD ("compare", test_compare);
  ADD ("taken-along", test_taken_along);
  ADD ("not-saved", test_not_saved);
  ADD ("offline", test_offline);
  ADD ("back-online", test_back_online);
  ADD ("leads-on", test_leads_on);
  ADD ("odd", test_odd);
  ADD ("changed-meanwhile", test_changed_meanwhile);
  ADD ("gone-meanwhile", test_gone_meanwhile);
  ADD ("outside", test_outside);
  return window_fixture_run ();
}
