/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing rows, pressing what can be done to them, and reading what is said, in the real window. Main thread. */
#include "config.h"

#include "acts-fixture.h"

#include "corral-audit.h"
#include "corral-list-page.h"
#include "corral-row-list.h"

#include <sqlite3.h>
#include <string.h>

/* ---- doing ----------------------------------------------------------------------------------------- */

CorralOutbox *
get_outbox (Fixture *fixture)
{
  return corral_services_get_outbox (fixture->services);
}

/* Offline nothing leaves while it is looked at. */
void
open_offline (Fixture *fixture)
{
  fill_folder (fixture);
  open_window (fixture, TRUE);
}

/* The slots that meet both conditions; the first @most of them (0: all). */
GArray *
list_where (Fixture *fixture, CorralTableKind table, const char *name, const char *value, guint most)
{
  g_autoptr (CorralOrder) order = corral_order_new (table);
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (name != NULL)
    g_assert_true (corral_order_where_named (order, name, value));
  corral_order_run (order, get_fleet (fixture), slots);
  if (most > 0 && slots->len > most)
    g_array_set_size (slots, most);
  return slots;
}

CorralTable *
get_table (Fixture *fixture)
{
  GtkWidget *table;

  wait_until ((table = page_part (fixture, CORRAL_TYPE_TABLE)) != NULL);
  return CORRAL_TABLE (table);
}

void
choose (Fixture *fixture, const GArray *slots)
{
  corral_selection_set (corral_table_get_selection (get_table (fixture)), (const guint32 *) (gpointer) slots->data,
                        slots->len);
}

CorralActBar *
get_bar (Fixture *fixture)
{
  return CORRAL_ACT_BAR (find_anywhere (GTK_WIDGET (corral_window_get_page (fixture->window)), CORRAL_TYPE_ACT_BAR));
}

GtkWidget *
get_button (Fixture *fixture, const char *name)
{
  return corral_act_strip_get_button (corral_act_bar_get_strip (get_bar (fixture)), name);
}

void
press (Fixture *fixture, const char *name)
{
  GtkWidget *button = get_button (fixture, name);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* On a cart's page. */
CorralActStrip *
get_strip (Fixture *fixture)
{
  return CORRAL_ACT_STRIP (find_anywhere (GTK_WIDGET (corral_window_get_page (fixture->window)), CORRAL_TYPE_ACT_STRIP));
}

GtkWidget *
get_page_button (Fixture *fixture, const char *name)
{
  GtkWidget *button = corral_act_strip_get_button (get_strip (fixture), name);

  g_assert_nonnull (button);
  return button;
}

/* The dialog of that type that is open, or NULL. */
gpointer
get_dialog (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type) && gtk_widget_get_visible (window))
        return window;
    }
  return NULL;
}

CorralActDialog *
wait_for_dialog (void)
{
  CorralActDialog *dialog = NULL;

  wait_until ((dialog = get_dialog (CORRAL_TYPE_ACT_DIALOG)) != NULL);
  return dialog;
}

void
accept_dialog (CorralActDialog *dialog)
{
  g_assert_true (gtk_widget_is_sensitive (corral_act_dialog_get_button (dialog)));
  g_signal_emit_by_name (corral_act_dialog_get_button (dialog), "clicked");
}

void
close_dialog (CorralActDialog *dialog)
{
  corral_act_dialog_finish (dialog);
  wait_until (get_dialog (CORRAL_TYPE_ACT_DIALOG) == NULL);
}

gboolean
was_told (Fixture *fixture, const char *words)
{
  const char *sentence = corral_window_get_told (fixture->window);

  return sentence != NULL && strstr (sentence, words) != NULL;
}

GtkWidget *
find_labelled (GtkWidget *widget, GType type, const char *label)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    {
      g_autofree char *own = NULL;

      g_object_get (widget, "label", &own, NULL);
      if (own != NULL && strstr (own, label) != NULL)
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_labelled (child, type, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Presses the button of the question that is open. */
void
answer (const char *label)
{
  GtkWidget *button = find_labelled (get_dialog (ADW_TYPE_MESSAGE_DIALOG), GTK_TYPE_BUTTON, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  wait_until (get_dialog (ADW_TYPE_MESSAGE_DIALOG) == NULL);
}

/* The one whose label holds @label, switched on. */
void
switch_on (CorralActDialog *dialog, const char *label)
{
  GtkWidget *radio = find_labelled (GTK_WIDGET (dialog), GTK_TYPE_CHECK_BUTTON, label);

  g_assert_nonnull (radio);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (radio), TRUE);
}

guint
count_entries (Fixture *fixture, CorralOperationKind kind)
{
  GPtrArray *entries = corral_outbox_get_entries (get_outbox (fixture));
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i);

      n += entry->type != NULL && entry->type->kind == kind;
    }
  return n;
}

const CorralOutboxEntry *
get_entry (Fixture *fixture, CorralOperationKind kind)
{
  GPtrArray *entries = corral_outbox_get_entries (get_outbox (fixture));

  for (guint i = entries->len; i > 0; i--)
    {
      const CorralOutboxEntry *entry = g_ptr_array_index (entries, i - 1);

      if (entry->type != NULL && entry->type->kind == kind)
        return entry;
    }
  g_assert_not_reached ();
}

gboolean
is_acknowledged (Fixture *fixture, guint32 alert)
{
  return CORRAL_IS_KNOWN (
      corral_fleet_get_integer (get_fleet (fixture), CORRAL_TABLE_ALERT, alert, CORRAL_ALERT_COL_ACKNOWLEDGED_MS));
}

guint
count_acknowledged (Fixture *fixture, const GArray *alerts)
{
  guint n = 0;

  for (guint i = 0; i < alerts->len; i++)
    n += is_acknowledged (fixture, g_array_index (alerts, guint32, i));
  return n;
}

/* Open alerts, acknowledged or not. */
GArray *
list_alerts (Fixture *fixture, gboolean acknowledged, guint most)
{
  g_autoptr (GArray) open = list_where (fixture, CORRAL_TABLE_ALERT, "open", "1", 0);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < open->len && found->len < most; i++)
    {
      guint32 alert = g_array_index (open, guint32, i);

      if (is_acknowledged (fixture, alert) == acknowledged)
        g_array_append_val (found, alert);
    }
  g_assert_cmpuint (found->len, ==, most);
  return found;
}

const char *
text_of (Fixture *fixture, CorralTableKind table, guint32 slot, guint column)
{
  return corral_fleet_get_text (get_fleet (fixture), table, slot, column);
}

guint32
first_word (Fixture *fixture, CorralTableKind table, guint column, const char *word)
{
  const CorralColumns *columns = corral_fleet_get_table (get_fleet (fixture), table);

  for (guint32 slot = 0; slot < corral_columns_get_n_slots (columns); slot++)
    if (corral_columns_exists (columns, slot)
        && (word != NULL ? g_strcmp0 (corral_columns_get_text (columns, slot, column), word) == 0
                         : corral_columns_get_text (columns, slot, column) != NULL))
      return slot;
  return CORRAL_NO_SLOT;
}

void
go_to_cart (Fixture *fixture, guint32 cart)
{
  guint32 chain = corral_fleet_get_link (get_fleet (fixture), CORRAL_TABLE_CART, cart, CORRAL_CART_COL_CHAIN);
  g_autofree char *uri
      = g_strdup_printf ("corral://%s/cart/%s", text_of (fixture, CORRAL_TABLE_CHAIN, chain, CORRAL_CHAIN_COL_ID),
                         text_of (fixture, CORRAL_TABLE_CART, cart, CORRAL_CART_COL_SERIAL));

  go (fixture, uri);
}

/* ---- the record ------------------------------------------------------------------------------------ */

typedef struct
{
  CorralAuditLog *log;
  gboolean done;
} Reading;

static void
log_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;

  reading->log = corral_audit_read_finish (CORRAL_AUDIT (source), result, NULL);
  reading->done = TRUE;
}

guint
count_recorded (Fixture *fixture, const char *what, const char *words)
{
  Reading reading = { 0 };
  guint n = 0;

  corral_audit_read_async (corral_services_get_audit (fixture->services), NULL, log_read_cb, &reading);
  wait_until (reading.done);
  g_assert_nonnull (reading.log);
  g_assert_cmpint (reading.log->verdict.state, ==, CORRAL_AUDIT_WHOLE);
  for (guint i = 0; i < reading.log->entries->len; i++)
    {
      const CorralAuditEntry *entry = reading.log->entries->pdata[i];

      n += strcmp (entry->what, what) == 0 && (g_strcmp0 (entry->subject, words) == 0 || g_strcmp0 (entry->detail, words) == 0);
    }
  corral_audit_log_free (reading.log);
  return n;
}

void
run_sql (Fixture *fixture, const char *file, const char *sql)
{
  g_autofree char *path = g_build_filename (fixture->dir, file, NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}
