/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "What was looked at": an agent reads their own, a lead reads and takes out all, and a record that was changed says so and
 * goes nowhere. In the real window, on real files. */
#include "acts-fixture.h"

#include "corral-audit-page.h"
#include "corral-audit.h"
#include "corral-flag-page.h"

#include <json-glib/json-glib.h>
#include <string.h>

static CorralAuditPage *
get_page (Fixture *fixture)
{
  return CORRAL_AUDIT_PAGE (page_part (fixture, CORRAL_TYPE_AUDIT_PAGE));
}

static guint
count_listed (Fixture *fixture)
{
  GtkWidget *list = page_part (fixture, GTK_TYPE_COLUMN_VIEW);

  return list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (list)))) : 0;
}

/* Whether a label of @widget's says @words. */
static gboolean
find_said (GtkWidget *widget, const char *words)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (find_said (child, words))
      return TRUE;
  return FALSE;
}

static void
look_at_a_flag (Fixture *fixture)
{
  g_autoptr (GArray) slots = list_where (fixture, CORRAL_TABLE_FLAG, "kind", "weight_mismatch", 0);
  g_autoptr (CorralPlace) place = corral_flag_page_place_of (get_fleet (fixture), g_array_index (slots, guint32, 0));

  corral_window_go (fixture->window, place);
  wait_until (page_part (fixture, CORRAL_TYPE_FLAG_PAGE) != NULL);
}

static void
go_to_record (Fixture *fixture)
{
  g_autoptr (CorralPlace) place = corral_place_new (CORRAL_PAGE_AUDIT, NULL, NULL);

  corral_window_go (fixture->window, place);
  wait_until (page_part (fixture, CORRAL_TYPE_AUDIT_PAGE) != NULL && corral_page_is_settled (CORRAL_PAGE (get_page (fixture))));
}

/* The button with @label, which may be hidden. */
static GtkWidget *
find_save (Fixture *fixture, const char *label)
{
  return find_labelled (GTK_WIDGET (get_page (fixture)), GTK_TYPE_BUTTON, label);
}

static void
test_agent (Fixture *fixture, gconstpointer data)
{
  open_full (fixture);
  close_window (fixture);
  /* The demo's own account has every role. */
  run_sql (fixture, "outbox.db", "UPDATE account SET roles='loss_prevention'");
  open_window (fixture, TRUE);
  wait_until (count_rows (fixture, CORRAL_TABLE_FLAG) > 0);
  look_at_a_flag (fixture);
  go_to_record (fixture);
  wait_until (count_listed (fixture) == 1);
  assert_drawn (fixture, "audit");
  /* What a role lacks is absent, and refused by the core. */
  g_assert_false (gtk_widget_get_visible (find_save (fixture, "Save as CSV…")));
  g_assert_null (corral_audit_page_make_export (get_page (fixture), "csv"));
  g_assert_null (corral_audit_page_make_export (get_page (fixture), "json"));
  /* Without the cloud it waits, which is said, and is no work that Corral would ask about before it quits. */
  wait_until (find_said (GTK_WIDGET (get_page (fixture)), "1 entry of yours is not delivered to the cloud yet."));
  g_assert_cmpuint (corral_outbox_get_n_waiting (corral_page_get_context (CORRAL_PAGE (get_page (fixture)))->outbox), ==, 0);
  assert_drawn (fixture, "audit-undelivered");
  /* A look while it is on the screen is seen there, too, and looking at the record is none. */
  corral_audit_record (corral_page_get_context (corral_window_get_page (fixture->window))->audit,
                       &(CorralAuditEvent){ CORRAL_AUDIT_VIEW, "north", "case", "c-1", NULL });
  wait_until (count_listed (fixture) == 2);
}

/* Each hash is what its entry says, and each entry holds the one before: as somebody else would check it. */
static guint
check_json (GBytes *bytes)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *entries;
  const char *before = CORRAL_AUDIT_ORIGIN;
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);

  g_assert_true (json_parser_load_from_data (parser, text, (gssize) size, NULL));
  entries = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "entries");
  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (entries, i);
      static const char *const names[] = { "seq",     "id",     "time_ms", "actor",  "what", "tenant", "collection",
                                           "subject", "detail", "device",  "online", "before" };
      g_autoptr (GString) hashed = g_string_new (NULL);
      g_autofree char *digest = NULL;

      for (guint k = 0; k < G_N_ELEMENTS (names); k++)
        {
          JsonNode *node = json_object_get_member (entry, names[k]);
          g_autofree char *value = json_node_get_value_type (node) == G_TYPE_INT64
                                     ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node))
                                     : json_node_dup_string (node);

          g_string_append_printf (hashed, "%u:%s,", (guint) strlen (value), value);
        }
      digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, hashed->str, -1);
      g_assert_cmpstr (digest, ==, json_object_get_string_member (entry, "hash"));
      g_assert_cmpstr (before, ==, json_object_get_string_member (entry, "before"));
      before = json_object_get_string_member (entry, "hash");
    }
  return json_array_get_length (entries);
}

static void
test_lead (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) csv = NULL;
  g_autoptr (GBytes) json = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;
  guint n;

  open_full (fixture);
  look_at_a_flag (fixture);
  go_to_record (fixture);
  wait_until (count_listed (fixture) == 1);
  close_window (fixture);
  /* Another person looked here, too; and this one is a lead. */
  run_sql (fixture, "outbox.db", "UPDATE account SET id='lead-1', roles='support_lead loss_prevention'");
  open_window (fixture, TRUE);
  wait_until (count_rows (fixture, CORRAL_TABLE_FLAG) > 0);
  look_at_a_flag (fixture);
  go_to_record (fixture);
  wait_until (count_listed (fixture) >= 2);
  n = count_listed (fixture);
  g_assert_true (gtk_widget_get_visible (find_save (fixture, "Save as CSV…")));
  g_assert_true (gtk_widget_get_sensitive (find_save (fixture, "Save as JSON…")));

  csv = corral_audit_page_make_export (get_page (fixture), "csv");
  g_assert_nonnull (csv);
  text = g_strndup (g_bytes_get_data (csv, NULL), g_bytes_get_size (csv));
  lines = g_strsplit (text, "\r\n", -1);
  g_assert_true (g_str_has_prefix (lines[0], "seq,time_utc,time_local,id,actor,what"));
  g_assert_cmpuint (g_strv_length (lines), ==, n + 2);
  g_assert_nonnull (strstr (text, "lead-1"));
  json = corral_audit_page_make_export (get_page (fixture), "json");
  g_assert_cmpuint (check_json (json), ==, n);
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  open_full (fixture);
  look_at_a_flag (fixture);
  go_to_record (fixture);
  wait_until (count_listed (fixture) == 1);
  close_window (fixture);
  run_sql (fixture, "outbox.db", "UPDATE account SET roles='support_lead loss_prevention'");
  run_sql (fixture, "audit.db", "DROP TRIGGER entry_is_not_changed; UPDATE entry SET subject='f-another' WHERE seq=1");
  open_window (fixture, TRUE);
  go_to_record (fixture);
  wait_until (count_listed (fixture) == 1);
  g_assert_nonnull (find_labelled (GTK_WIDGET (get_page (fixture)), GTK_TYPE_BUTTON, "Save as CSV…"));
  g_assert_false (gtk_widget_get_sensitive (find_save (fixture, "Save as CSV…")));
  g_assert_null (corral_audit_page_make_export (get_page (fixture), "csv"));
  g_assert_null (corral_audit_page_make_export (get_page (fixture), "json"));
  assert_drawn (fixture, "audit-changed");
}

int
main (int argc, char **argv)
{
  window_fixture_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/audit/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("agent", test_agent);
  ADD ("lead", test_lead);
  ADD ("changed", test_changed);
#undef ADD
  return window_fixture_run ();
}
