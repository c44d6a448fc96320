/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists as files: written in pieces, whole or not at all, and read back by Python's own readers. */
#include "acts-fixture.h"
#include "incident-fixture.h"

#include "corral-audit.h"
#include "corral-cells.h"
#include "corral-export-button.h"
#include "corral-export-list.h"
#include "corral-list-page.h"
#include "corral-noise.h"
#include "corral-time.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* 3 November 2026, 09:14:05 UTC */
#define NOW_MS G_GINT64_CONSTANT (1793697245000)

/* ---- reading back --------------------------------------------------------------------------------------- */

static guint
count_files (const char *dir)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static void
compare (const char *dir, guint n_rows)
{
  g_autofree char *script = g_build_filename (g_getenv ("CORRAL_SOURCE_DIR"), "tests/ui/compare-exports.py", NULL);
  g_autofree char *csv = g_build_filename (dir, "list.csv", NULL);
  g_autofree char *json = g_build_filename (dir, "list.json", NULL);
  g_autofree char *n = g_strdup_printf ("%u", n_rows);
  const char *const args[] = { "/usr/bin/python3", script, csv, json, n, NULL };
  g_autofree char *out = NULL;
  g_autofree char *trouble = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) args, NULL, 0, NULL, NULL, &out, &trouble, &status, &error));
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("%s", trouble);
  g_test_message ("%s", out);
}

/* ---- rows of our own ------------------------------------------------------------------------------------ */

static const char *const rough[] = {
  "plain",
  "",
  "say \"hello\"",
  "two\r\nlines, and\na third",
  "עגלה 12 \"בתיקון\", שורה",
  "مخزن ١٢",
  "=HYPERLINK(\"http://127.0.0.1/\"&A1)",
  "+49 30 1234",
  "-5",
  "@SUM(A1:A9)",
  "\t=1+1",
  "\x1b[2J=1+1",
  "＝1+1",
  "a=b; c, d",
  "'already quoted",
  "Zürich 高円寺 🛒",
  "back\\slash \b and bell \a",
};

/* Where each is written, and so many rows of it. */
typedef struct
{
  GMainLoop *loop;
  guint n_rows;
  guint n_progress;
  guint last;
  GError *error;
  GCancellable *cancellable;
  guint cancel_at;  /* 0: never */
  gboolean cancel_now;
  guint may_leave;
  char *digest;
} Run;

static GTimeZone *zone_of_rows;

static gboolean
fill_rough (gpointer data, guint index, CorralRecordCell *cells, GTimeZone **zone)
{
  /* Each fifth goes away meanwhile. */
  if (data != NULL && index % 5 == 4)
    return FALSE;
  cells[0].text = g_strdup (rough[index % G_N_ELEMENTS (rough)]);
  if (index % 3 != 0)
    {
      cells[1].integer = (gint64) index - 7;
      cells[2].real = index / 7.0;
      cells[3].integer = index % 2;
      cells[4].integer = NOW_MS + index * CORRAL_HOUR_MS;
      cells[5].integer = NOW_MS;
    }
  *zone = index % 4 != 0 ? g_time_zone_ref (zone_of_rows) : NULL;
  return TRUE;
}

static CorralExportRows *
make_rough (guint n_rows, gboolean with_gone)
{
  CorralExportRows *rows = corral_export_rows_new (n_rows, fill_rough, with_gone ? GUINT_TO_POINTER (1) : NULL, NULL);

  corral_export_rows_add_column (rows, "name", CORRAL_RECORD_TEXT, 0);
  corral_export_rows_add_column (rows, "carts", CORRAL_RECORD_INTEGER, 0);
  corral_export_rows_add_column (rows, "level_pct", CORRAL_RECORD_REAL, 3);
  corral_export_rows_add_column (rows, "open", CORRAL_RECORD_BOOLEAN, 0);
  corral_export_rows_add_column (rows, "raised", CORRAL_RECORD_TIME, 0);
  corral_export_rows_add_column (rows, "as_of", CORRAL_RECORD_TIME_UTC, 0);
  return rows;
}

static void
progress_cb (guint n_done, guint n_rows, gpointer data)
{
  Run *run = data;

  g_assert_cmpuint (n_done, >=, run->last);
  run->last = n_done;
  run->n_progress++;
  if (run->cancel_at > 0 && n_done >= run->cancel_at)
    g_cancellable_cancel (run->cancellable);
}

static void
seal_cb (const char *digest, CorralExportSealed reply, gpointer reply_data, gpointer data)
{
  Run *run = data;

  g_free (run->digest);
  run->digest = g_strdup (digest);
  reply (run->may_leave != 0, reply_data);
}

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;

  run->n_rows = 0;
  corral_export_finish (result, &run->n_rows, &run->error);
  g_main_loop_quit (run->loop);
}

static void
export_to (Run *run, CorralExportRows *rows, CorralRecordFormat format, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  CorralExportHooks hooks = { progress_cb, seal_cb, run, NULL };

  g_clear_error (&run->error);
  run->last = run->n_progress = 0;
  run->loop = g_main_loop_new (NULL, FALSE);
  run->cancellable = g_cancellable_new ();
  corral_export_async (rows, format, file, &hooks, run->cancellable, ended_cb, run);
  if (run->cancel_now)
    g_cancellable_cancel (run->cancellable);
  g_main_loop_run (run->loop);
  g_main_loop_unref (run->loop);
  g_clear_object (&run->cancellable);
}

static void
export_both (Run *run, const char *dir, guint n_rows, gboolean with_gone, guint n_expected)
{
  g_autofree char *csv = g_build_filename (dir, "list.csv", NULL);
  g_autofree char *json = g_build_filename (dir, "list.json", NULL);

  export_to (run, make_rough (n_rows, with_gone), CORRAL_RECORD_CSV, csv);
  g_assert_no_error (run->error);
  g_assert_cmpuint (run->n_rows, ==, n_expected);
  export_to (run, make_rough (n_rows, with_gone), CORRAL_RECORD_JSON, json);
  g_assert_no_error (run->error);
  g_assert_cmpuint (count_files (dir), ==, 2);
  compare (dir, n_expected);
}

static void
test_rough_words (void)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  Run run = { .may_leave = 1 };

  export_both (&run, dir, 0, FALSE, 0);
  export_both (&run, dir, 1, FALSE, 1);
  export_both (&run, dir, 200, FALSE, 200);
  g_free (run.digest);
  remove_tree (dir);
}

/* What goes while it is written is left out, and nothing else is. */
static void
test_rows_go (void)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  Run run = { .may_leave = 1 };

  export_both (&run, dir, 200, TRUE, 160);
  g_free (run.digest);
  remove_tree (dir);
}

/* A hundred thousand rows go in many pieces; what the record says of the file is its own sum. */
static void
test_long (void)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  g_autofree char *csv = g_build_filename (dir, "list.csv", NULL);
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;
  gsize length;
  Run run = { .may_leave = 1 };
  gint64 begun_us = g_get_monotonic_time ();

  export_both (&run, dir, 100000, FALSE, 100000);
  g_test_message ("two files of 100,000 rows: %d ms, %u pieces", (int) ((g_get_monotonic_time () - begun_us) / 1000),
                  run.n_progress);
  g_assert_cmpuint (run.n_progress, >, 20);
  export_to (&run, make_rough (1000, FALSE), CORRAL_RECORD_CSV, csv);
  g_assert_true (g_file_get_contents (csv, &text, &length, NULL));
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);
  g_assert_cmpstr (run.digest, ==, digest);
  g_free (run.digest);
  remove_tree (dir);
}

/* What stood there before is still there, whole, and nothing stands beside it. */
static void
assert_untouched (const char *dir, const char *path)
{
  g_autofree char *text = NULL;

  g_assert_cmpuint (count_files (dir), ==, 1);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "before");
}

static void
test_cancel (void)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  g_autofree char *csv = g_build_filename (dir, "list.csv", NULL);
  Run run = { .may_leave = 1, .cancel_at = 5000 };

  g_assert_true (g_file_set_contents (csv, "before", -1, NULL));
  export_to (&run, make_rough (100000, FALSE), CORRAL_RECORD_CSV, csv);
  g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (run.last, <, 100000);
  assert_untouched (dir, csv);
  g_clear_error (&run.error);
  remove_tree (dir);
}

/* While the file is only just being made: again and again, since it is a race. */
static void
test_cancel_at_once (void)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  g_autofree char *csv = g_build_filename (dir, "list.csv", NULL);
  Run run = { .may_leave = 1, .cancel_now = TRUE };

  for (guint i = 0; i < 50; i++)
    {
      export_to (&run, make_rough (100, FALSE), CORRAL_RECORD_CSV, csv);
      g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpuint (count_files (dir), ==, 0);
    }
  g_clear_error (&run.error);
  remove_tree (dir);
}

/* What cannot be recorded does not leave. */
static void
test_not_sealed (void)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  g_autofree char *csv = g_build_filename (dir, "list.csv", NULL);
  Run run = { .may_leave = 0 };

  g_assert_true (g_file_set_contents (csv, "before", -1, NULL));
  export_to (&run, make_rough (100, FALSE), CORRAL_RECORD_CSV, csv);
  g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  assert_untouched (dir, csv);
  g_clear_error (&run.error);
  g_free (run.digest);
  remove_tree (dir);
}

/* A disk that takes no more than 64 KiB. */
static void
test_full_disk (void)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  g_autofree char *csv = g_build_filename (dir, "list.csv", NULL);
  struct rlimit before, small;
  Run run = { .may_leave = 1 };

  g_assert_true (g_file_set_contents (csv, "before", -1, NULL));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 64 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  export_to (&run, make_rough (100000, FALSE), CORRAL_RECORD_CSV, csv);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_nonnull (run.error);
  g_assert_false (g_error_matches (run.error, G_IO_ERROR, G_IO_ERROR_CANCELLED));
  g_assert_null (run.digest);
  assert_untouched (dir, csv);
  g_clear_error (&run.error);
  remove_tree (dir);
}

/* No folder there, or none that may be written. */
static void
test_no_folder (void)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  g_autofree char *csv = g_build_filename (dir, "no-such-folder", "list.csv", NULL);
  Run run = { .may_leave = 1 };

  export_to (&run, make_rough (10, FALSE), CORRAL_RECORD_CSV, csv);
  g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (count_files (dir), ==, 0);
  g_clear_error (&run.error);
  remove_tree (dir);
}

/* ---- in the window -------------------------------------------------------------------------------------- */

static CorralExportButton *
get_save (Fixture *fixture)
{
  GtkWidget *page = GTK_WIDGET (corral_window_get_page (fixture->window));
  CorralExportButton *button = (gpointer) find_anywhere (page, CORRAL_TYPE_EXPORT_BUTTON);

  g_assert_nonnull (button);
  return button;
}

static void
save (Fixture *fixture, const char *dir, const char *name, CorralRecordFormat format)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  CorralExportButton *button = get_save (fixture);

  corral_export_button_save_at (button, format, file);
  wait_until (!corral_export_button_is_running (button));
}

static gboolean
are_same (const char *dir, const char *name, const char *other)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *other_path = g_build_filename (dir, other, NULL);
  g_autofree char *text = NULL;
  g_autofree char *other_text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_file_get_contents (other_path, &other_text, NULL, NULL));
  return g_str_equal (text, other_text);
}

static void
save_both (Fixture *fixture, const char *dir, guint n_rows)
{
  g_autofree char *again = g_build_filename (dir, "again.csv", NULL);
  guint tries = 0;

  /* On a slow machine a page may count anew between two of them: they are compared when it did not. */
  do
    {
      g_assert_cmpuint (tries++, <, 10);
      save (fixture, dir, "list.csv", CORRAL_RECORD_CSV);
      save (fixture, dir, "list.json", CORRAL_RECORD_JSON);
      save (fixture, dir, "again.csv", CORRAL_RECORD_CSV);
    }
  while (!are_same (dir, "list.csv", "again.csv"));
  g_remove (again);
  compare (dir, n_rows);
}

/* Each list, as it is filtered: so many rows as are shown, in their order, which links tell. */
static void
test_lists (Fixture *fixture, gconstpointer data)
{
  static const char *const uris[] = {
    "corral:stores", "corral:carts", "corral:carts?state=idle", "corral:alerts", "corral:flags", "corral:cases", "corral:rechecks",
  };

  open_full (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
      g_autofree char *csv = g_build_filename (dir, "list.csv", NULL);
      g_autofree char *text = NULL;
      g_auto (GStrv) lines = NULL;
      CorralRowList *rows;
      guint n;

      go (fixture, uris[i]);
      wait_until (get_shown (fixture) != NULL);
      rows = CORRAL_ROW_LIST (corral_selection_get_rows (corral_table_get_selection (get_table (fixture))));
      n = g_list_model_get_n_items (G_LIST_MODEL (rows));
      g_test_message ("%s: %u", uris[i], n);
      save_both (fixture, dir, n);
      g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
      lines = g_strsplit (text, "\r\n", -1);
      for (guint k = 0; k < n && corral_row_list_get_table (rows) == CORRAL_TABLE_CART; k++)
        {
          const char *serial = corral_fleet_get_text (get_fleet (fixture), CORRAL_TABLE_CART, corral_row_list_get_slot (rows, k),
                                                      CORRAL_CART_COL_SERIAL);

          g_assert_nonnull (strstr (lines[k + 1], serial));
        }
      remove_tree (dir);
    }
}

/* The digits of a number as it is shown are those of the bare value that a file has: or a column says that they are not. */
static void
test_numbers (Fixture *fixture, gconstpointer data)
{
  static const char *const uris[] = { "corral:stores", "corral:carts", "corral:alerts", "corral:flags", "corral:cases" };
  const CorralListSpec *specs[] = { corral_list_spec_stores (), corral_list_spec_carts (), corral_list_spec_alerts (),
                                    corral_list_spec_flags (), corral_list_spec_cases () };
  guint n_compared = 0;

  open_full (fixture);
  for (guint s = 0; s < G_N_ELEMENTS (specs); s++)
    {
      CorralRowList *rows;

      go (fixture, uris[s]);
      rows = CORRAL_ROW_LIST (corral_selection_get_rows (corral_table_get_selection (get_table (fixture))));
      for (guint c = 0; c < specs[s]->n_columns; c++)
        {
          const CorralTableColumn *column = &specs[s]->columns[c];
          CorralRecordType type = corral_export_list_get_type_of (rows, column);
          guint source = column->value != 0 ? column->value : column->sort;

          for (guint i = 0; i < MIN (g_list_model_get_n_items (G_LIST_MODEL (rows)), 40); i++)
            {
              g_autoptr (CorralRowItem) item = g_list_model_get_item (G_LIST_MODEL (rows), i);
              CorralCell cell = { NULL };
              g_autofree char *shown = NULL;

              if (type != CORRAL_RECORD_INTEGER && type != CORRAL_RECORD_REAL)
                break;
              column->render (&cell, item, corral_page_get_context (corral_window_get_page (fixture->window)));
              shown = cell.text;
              if (shown == NULL || g_strcmp0 (shown, CORRAL_DASH) == 0)
                continue;
              {
                g_autoptr (GString) bare = g_string_new (NULL);
                double value;

                for (const char *p = shown; *p != '\0'; p = g_utf8_next_char (p))
                  if (g_ascii_isdigit (*p) || *p == '.')
                    g_string_append_c (bare, *p);
                  else if (g_utf8_get_char (p) == 0x2212 || *p == '-')
                    g_string_append_c (bare, '-');
                value = type == CORRAL_RECORD_REAL ? corral_row_item_get_real (item, source)
                                                   : (double) corral_row_item_get_integer (item, source);
                if (ABS (g_ascii_strtod (bare->str, NULL) - value) > 0.51)
                  g_error ("%s of %s: shown is %s, saved would be %g", column->id, uris[s], shown, value);
                n_compared++;
              }
            }
        }
    }
  g_assert_cmpuint (n_compared, >, 300);
}

/* The month that the page shows. */
static CorralNoise *
measure_noise (Fixture *fixture)
{
  CorralIncidentSource *source = get_source (fixture);

  return corral_noise_new (get_fleet (fixture), corral_incident_source_get_incidents (source),
                           corral_incident_source_get_notices (source), corral_incident_source_get_settings (source),
                           fleet_now_ms (fixture) - 30 * CORRAL_DAY_MS, fleet_now_ms (fixture));
}

/* Each rule's line, then each store's, says what was counted. */
static void
assert_noise (const char *csv, const CorralNoise *noise)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 0; i < CORRAL_N_ALERT_RULES; i++)
    {
      const CorralNoiseRule *rule = &noise->rules[i];
      g_autofree char *line = g_strdup_printf ("rule,%s,,,%u,%u,%u,%u,,%u,", corral_alert_rule_to_word ((CorralAlertRuleKind) i),
                                               rule->n_raised, rule->n_acknowledged, rule->n_acted, rule->n_by_themselves,
                                               rule->n_notices);

      g_assert_true (g_str_has_prefix (lines[1 + i], line));
    }
  for (guint i = 0; i < noise->stores->len; i++)
    {
      const CorralNoiseStore *store = &g_array_index (noise->stores, CorralNoiseStore, i);
      g_autofree char *counts = g_strdup_printf (",%u,%u,%u,%u,%u,,,,", store->n_alerts, store->n_acknowledged, store->n_acted,
                                                 store->n_by_themselves, store->n_incidents);

      g_assert_true (g_str_has_prefix (lines[1 + CORRAL_N_ALERT_RULES + i], "store,"));
      g_assert_nonnull (strstr (lines[1 + CORRAL_N_ALERT_RULES + i], counts));
    }
}

/* Lists that are facts, not rows of the fleet: what somebody did, incidents, rules, noise. */
static void
test_facts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  g_autofree char *csv = g_build_filename (dir, "list.csv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GArray) alerts = NULL;
  g_autoptr (CorralNoise) noise = NULL;

  open_offline (fixture);
  take_over_source (fixture);
  show_incidents (fixture, make_outage (fixture, "inc-one", 5), make_outage (fixture, "inc-two", 3), NULL);
  go (fixture, "corral:incidents");
  save_both (fixture, dir, 2);
  g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "corral:incident/inc-two"));
  go (fixture, "corral:rules");
  save_both (fixture, dir, CORRAL_N_ALERT_RULES);
  go (fixture, "corral:noise?over=month");
  noise = measure_noise (fixture);
  g_assert_cmpuint (noise->stores->len, >, 0);
  save_both (fixture, dir, CORRAL_N_ALERT_RULES + noise->stores->len);
  assert_noise (csv, noise);

  alerts = list_alerts (fixture, FALSE, 1);
  go (fixture, "corral:alerts");
  choose (fixture, alerts);
  press (fixture, "acknowledge");
  wait_until (count_entries (fixture, CORRAL_OPERATION_ALERT_ACK) == 1);
  go (fixture, "corral:outbox");
  save_both (fixture, dir, 1);
  remove_tree (dir);
}

/* What is forbidden is not there, and is refused in words where somebody gets at it all the same: by a key, or a test. */
static void
test_forbidden (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "list.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CorralManaged) managed = corral_managed_parse ("managed.ini", "[Corral]\nExport=false\n", -1);
  const CorralManaged *before;
  CorralPageContext *context;

  open_offline (fixture);
  go (fixture, "corral:stores");
  context = corral_page_get_context (corral_window_get_page (fixture->window));
  before = context->managed;
  context->managed = managed;
  corral_page_refresh (corral_window_get_page (fixture->window));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (get_save (fixture))));
  corral_export_button_save_at (get_save (fixture), CORRAL_RECORD_CSV, file);
  g_assert_false (corral_export_button_is_running (get_save (fixture)));
  wait_until (was_told (fixture, corral_managed_get_export_sentence ()));
  context->managed = before;
  g_assert_cmpuint (count_files (dir), ==, 0);
  remove_tree (dir);
}

/* That rows left is recorded, with the file's sum; and told. */
static void
test_recorded (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "list.csv", NULL);
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *detail = NULL;
  gsize length;

  open_full (fixture);
  go (fixture, "corral:stores");
  save (fixture, dir, "list.csv", CORRAL_RECORD_CSV);
  g_assert_cmpuint (count_files (dir), ==, 1);
  wait_until (was_told (fixture, "rows saved as list.csv"));
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);
  detail = g_strdup_printf ("list.csv %.16s", digest);
  g_assert_cmpuint (count_recorded (fixture, CORRAL_AUDIT_EXPORT, detail), ==, 1);
  remove_tree (dir);
}

/* A list may not leave with an account whose role is to answer calls: there is no button, and what gets past that is refused. */
static void
test_not_for_role (Fixture *fixture, gconstpointer data)
{
  static const CorralRecordFormat formats[] = { CORRAL_RECORD_CSV, CORRAL_RECORD_JSON };
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "list", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  open_full (fixture);
  close_window (fixture);
  run_sql (fixture, "outbox.db", "UPDATE account SET roles='support_agent'");
  open_window (fixture, TRUE);
  wait_until (count_rows (fixture, CORRAL_TABLE_STORE) > 0);
  go (fixture, "corral:stores");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (get_save (fixture))));
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      corral_export_button_save_at (get_save (fixture), formats[i], file);
      g_assert_false (corral_export_button_is_running (get_save (fixture)));
    }
  wait_until (was_told (fixture, "may not save lists"));
  g_assert_cmpuint (count_files (dir), ==, 0);
  remove_tree (dir);
}

/* The window is closed while it is written: what it reads from goes, and nobody could record that it leaves. */
static void
test_window_gone (Fixture *fixture, gconstpointer data)
{
  static const char *const uris[] = { "corral:carts", "corral:rules" };
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "list.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  fill_folder (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      CorralExportButton *button;

      open_window (fixture, TRUE);
      go (fixture, uris[i]);
      button = get_save (fixture);
      g_object_add_weak_pointer (G_OBJECT (button), (gpointer *) &button);
      corral_export_button_save_at (button, CORRAL_RECORD_CSV, file);
      g_assert_true (corral_export_button_is_running (button));
      close_window (fixture);
      wait_until (button == NULL);
      g_assert_cmpuint (count_files (dir), ==, 0);
    }
  remove_tree (dir);
}

static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("corral-export-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "list.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  CorralExportButton *button;

  open_offline (fixture);
  go (fixture, "corral:carts");
  button = get_save (fixture);
  corral_export_button_save_at (button, CORRAL_RECORD_CSV, file);
  g_assert_true (corral_export_button_is_running (button));
  corral_export_button_cancel (button);
  wait_until (!corral_export_button_is_running (button));
  g_assert_cmpuint (count_files (dir), ==, 0);
  wait_until (was_told (fixture, "No file was left"));
  remove_tree (dir);
}

/* In a sandbox on a desktop without portals there is no dialog that would save where somebody looks. */
static void
test_no_dialog (Fixture *fixture, gconstpointer data)
{
  open_offline (fixture);
  go (fixture, "corral:stores");
  g_setenv ("GTK_USE_PORTAL", "1", TRUE);
  gtk_widget_activate_action (GTK_WIDGET (get_save (fixture)), "list.save", "s", "csv");
  wait_until (was_told (fixture, ".csv could not be saved: This desktop has no dialog for it."));
  g_unsetenv ("GTK_USE_PORTAL");
  g_assert_false (corral_export_button_is_running (get_save (fixture)));
}

/* A page without a list says so. */
static void
test_no_list (Fixture *fixture, gconstpointer data)
{
  open_offline (fixture);
  go (fixture, "corral:help");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.save-list", NULL);
  wait_until (was_told (fixture, "no list on this page"));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
  zone_of_rows = corral_time_zone ("America/New_York");
  g_test_add_func ("/export/rough-words", test_rough_words);
  g_test_add_func ("/export/rows-go", test_rows_go);
  g_test_add_func ("/export/long", test_long);
  g_test_add_func ("/export/cancel", test_cancel);
  g_test_add_func ("/export/cancel-at-once", test_cancel_at_once);
  g_test_add_func ("/export/not-sealed", test_not_sealed);
  g_test_add_func ("/export/full-disk", test_full_disk);
  g_test_add_func ("/export/no-folder", test_no_folder);
  ADD ("/export/lists", test_lists);
  ADD ("/export/numbers", test_numbers);
  ADD ("/export/facts", test_facts);
  ADD ("/export/forbidden", test_forbidden);
  ADD ("/export/recorded", test_recorded);
  ADD ("/export/not-for-role", test_not_for_role);
  ADD ("/export/window-gone", test_window_gone);
  ADD ("/export/stopped", test_stopped);
  ADD ("/export/no-dialog", test_no_dialog);
  ADD ("/export/no-list", test_no_list);
  return window_fixture_run ();
}
