/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports as CSV that is parsed back, as JSON that is parsed back, and as an aligned table. */
#include "config.h"

#include "corral-json-text.h"
#include "corral-report.h"
#include "corral-schema.h"
#include "corral-time.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* 3 November 2026, 09:14:05 UTC */
#define NOW_MS G_GINT64_CONSTANT (1793697245000)

static const CorralReportColumn columns[] = {
  { "name", "Name", CORRAL_CELL_TEXT, 0 },
  { "carts", "Carts", CORRAL_CELL_INTEGER, 0 },
  { "level_pct", "Level %", CORRAL_CELL_REAL, 1 },
  { "open", "Open", CORRAL_CELL_BOOLEAN, 0 },
  { "raised", "Raised", CORRAL_CELL_TIME, 0 },
  { "as_of", NULL, CORRAL_CELL_TIME_UTC, 0 },
};

static CorralReport *
new_report (void)
{
  CorralReport *report = corral_report_new (NOW_MS);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    corral_report_add_column (report, &columns[i]);
  return report;
}

static void
add (CorralReport *report, const char *name, gint64 carts, double level, gint64 open, gint64 raised_ms)
{
  g_autoptr (GTimeZone) zone = corral_time_zone ("Europe/Berlin");

  corral_report_add_row (report, zone);
  corral_report_set_text (report, 0, name);
  corral_report_set_integer (report, 1, carts);
  corral_report_set_real (report, 2, level);
  corral_report_set_integer (report, 3, open);
  corral_report_set_integer (report, 4, raised_ms);
  corral_report_set_integer (report, 5, raised_ms);
}

/* A reader of RFC 4180: an array of rows, each an array of fields. */
static GPtrArray *
parse_csv (const char *text)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  GPtrArray *row = g_ptr_array_new_with_free_func (g_free);
  const char *p = text;

  while (*p != '\0')
    {
      g_autoptr (GString) field = g_string_new (NULL);

      if (*p == '"')
        {
          for (p++; *p != '"' || p[1] == '"'; p++)
            {
              g_assert_cmpint (*p, !=, '\0');
              p += *p == '"';
              g_string_append_c (field, *p);
            }
          p++;
        }
      else
        {
          while (*p != ',' && *p != '\r')
            {
              g_assert_cmpint (*p, !=, '\0');
              g_assert_cmpint (*p, !=, '"');
              g_assert_cmpint (*p, !=, '\n');
              g_string_append_c (field, *p++);
            }
        }
      g_ptr_array_add (row, g_string_free (g_steal_pointer (&field), FALSE));
      if (*p == ',')
        {
          p++;
          continue;
        }
      g_assert_true (g_str_has_prefix (p, "\r\n"));
      p += 2;
      g_ptr_array_add (rows, row);
      row = g_ptr_array_new_with_free_func (g_free);
    }
  g_assert_cmpuint (row->len, ==, 0);
  g_ptr_array_unref (row);
  return rows;
}

static const char *
field (GPtrArray *rows, guint row, guint column)
{
  return g_ptr_array_index ((GPtrArray *) g_ptr_array_index (rows, row), column);
}

static void
test_csv_values (void)
{
  g_autoptr (CorralReport) report = new_report ();
  g_autofree char *csv = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  static const char *const heading[]
      = { "name", "carts", "level_pct", "open", "raised_utc", "raised_store", "as_of_utc", "zone" };
  static const char *const known[] = { "Riverside", "10000", "98.3", "true", "2026-11-03T09:14:05Z",
                                       "2026-11-03T10:14:05+01:00", "2026-11-03T09:14:05Z",
                                       "Europe/Berlin" };

  add (report, "Riverside", 10000, 98.25001, 1, NOW_MS);
  add (report, NULL, CORRAL_UNKNOWN, NAN, CORRAL_UNKNOWN, CORRAL_UNKNOWN);
  corral_report_add_row (report, NULL);
  corral_report_set_text (report, 0, "All");
  corral_report_set_totals (report);

  csv = corral_report_to_csv (report);
  rows = parse_csv (csv);
  g_assert_cmpuint (rows->len, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (heading); i++)
    {
      g_assert_cmpstr (field (rows, 0, i), ==, heading[i]);
      g_assert_cmpstr (field (rows, 1, i), ==, known[i]);
      g_assert_cmpstr (field (rows, 2, i), ==, i == 7 ? "Europe/Berlin" : "");
    }
}

static void
test_csv_text (void)
{
  static const struct
  {
    const char *text;
    const char *field;
  } cases[] = {
    { "plain", "plain" },
    { "", "" },
    { "a, b", "a, b" },
    { "say \"hello\"", "say \"hello\"" },
    { "two\r\nlines", "two\r\nlines" },
    { "Zürich 高円寺 🛒", "Zürich 高円寺 🛒" },
    { "=1+1", "'=1+1" },
    { "\001=1+1", "'=1+1" }, /* what is taken out must not bare what is behind it */
    { "\177\033@x", "'@x" },
    { "+49 30", "'+49 30" },
    { "-5", "'-5" },
    { "@SUM(A1)", "'@SUM(A1)" },
    { "\tx", "'\tx" },
    { "\rx", "'\rx" },
    { "＝1", "'＝1" },
    { "＋1", "'＋1" },
    { "－1", "'－1" },
    { "＠x", "'＠x" },
    { "a=b", "a=b" },
    { "\x1b[2Jx", "[2Jx" },
    { "=\"a\",b", "'=\"a\",b" },
  };
  g_autoptr (CorralReport) report = new_report ();
  g_autofree char *csv = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    add (report, cases[i].text, 1, 1, 0, NOW_MS);
  csv = corral_report_to_csv (report);
  g_assert_true (g_utf8_validate (csv, -1, NULL));
  rows = parse_csv (csv);
  g_assert_cmpuint (rows->len, ==, G_N_ELEMENTS (cases) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (rows, i + 1))->len, ==, 8);
      g_assert_cmpstr (field (rows, i + 1, 0), ==, cases[i].field);
    }
}

static void
test_json (void)
{
  g_autoptr (CorralReport) report = new_report ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *json = NULL;
  g_autofree char *empty = NULL;
  g_autoptr (CorralReport) none = new_report ();
  JsonArray *array;
  JsonObject *row;
  GError *error = NULL;

  add (report, "a \"b\" \\ \n \x01 Ü", 7, 99.94, 0, NOW_MS);
  add (report, NULL, CORRAL_UNKNOWN, NAN, CORRAL_UNKNOWN, CORRAL_UNKNOWN);
  json = corral_report_to_json (report);
  node = json_from_string (json, &error);
  g_assert_no_error (error);
  array = json_node_get_array (node);
  g_assert_cmpuint (json_array_get_length (array), ==, 2);

  row = json_array_get_object_element (array, 0);
  g_assert_cmpstr (json_object_get_string_member (row, "name"), ==, "a \"b\" \\ \n \x01 Ü");
  g_assert_cmpint (json_object_get_int_member (row, "carts"), ==, 7);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (row, "level_pct"), 99.9, 1e-9);
  g_assert_false (json_object_get_boolean_member (row, "open"));
  g_assert_cmpstr (json_object_get_string_member (row, "raised_utc"), ==, "2026-11-03T09:14:05Z");
  g_assert_cmpstr (json_object_get_string_member (row, "raised_store"), ==, "2026-11-03T10:14:05+01:00");

  row = json_array_get_object_element (array, 1);
  g_assert_cmpuint (json_object_get_size (row), ==, 8);
  for (GList *l = json_object_get_members (row), *next; l != NULL; l = next)
    {
      next = l->next;
      g_assert_true (strcmp (l->data, "zone") == 0 || json_object_get_null_member (row, l->data));
      g_list_free_1 (l);
    }

  empty = corral_report_to_json (none);
  g_assert_cmpstr (empty, ==, "[]\n");
}

/* Wide characters take two cells of a terminal, combining ones none; nothing ends in a space. */
static void
test_table (void)
{
  g_autoptr (CorralReport) report = new_report ();
  g_autofree char *table = NULL;

  add (report, "Riverside", 10000, 98.26, 1, NOW_MS);
  add (report, "高円寺", 9, 100, 0, NOW_MS - 3 * CORRAL_DAY_MS);
  add (report, "Zu\u0308rich", CORRAL_UNKNOWN, NAN, CORRAL_UNKNOWN, CORRAL_UNKNOWN);
  corral_report_set_shown (report, 0, "\u202eZu\u0308rich");
  corral_report_add_row (report, NULL);
  corral_report_set_text (report, 0, "All");
  corral_report_set_integer (report, 1, 10009);
  corral_report_set_totals (report);

  g_assert_cmpuint (corral_report_get_n_rows (report), ==, 3);
  table = corral_report_to_table (report);
  g_assert_cmpstr (table, ==,
                   "Name        Carts  Level %  Open  Raised\n"
                   "Riverside  10,000     98.3  yes   10:14\n"
                   "高円寺          9    100.0  no    Sat 10:14\n"
                   "Zu\u0308rich          –        –  –     –\n"
                   "All        10,009        –  –     –\n");
}

static void
test_formats (void)
{
  g_assert_true (corral_report_find_writer ("table") == corral_report_to_table);
  g_assert_true (corral_report_find_writer ("csv") == corral_report_to_csv);
  g_assert_true (corral_report_find_writer ("json") == corral_report_to_json);
  g_assert_null (corral_report_find_writer ("CSV"));
  g_assert_null (corral_report_find_writer (""));
}

static void
test_json_text (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  corral_json_append_string (out, NULL);
  corral_json_append_string (out, "\xff\x7f");
  g_assert_cmpstr (out->str, ==, "null\"\uFFFD\\u007f\"");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/report/csv-values", test_csv_values);
  g_test_add_func ("/cli/report/csv-text", test_csv_text);
  g_test_add_func ("/cli/report/json", test_json);
  g_test_add_func ("/cli/report/table", test_table);
  g_test_add_func ("/cli/report/formats", test_formats);
  g_test_add_func ("/cli/report/json-text", test_json_text);
  return g_test_run ();
}
