/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was looked at. Main thread.
 *
 * Who opens it: an officer who is asked "did you look at this trip?", and a lead who has to show months later who saw what;
 * they read the answer, and the lead saves it. */
#include "config.h"

#include "corral-audit-page.h"

#include "corral-align-compat.h"
#include "corral-audit-export.h"
#include "corral-cache.h"
#include "corral-commit.h"
#include "corral-fleet.h"
#include "corral-format.h"
#include "corral-look.h"
#include "corral-operation-words.h"
#include "corral-reach.h"
#include "corral-save-file.h"
#include "corral-sideways.h"
#include "corral-text-size.h"
#include "corral-wrap-box.h"

#include <glib/gi18n.h>
#include <string.h>

/* Each row is an object: the newest are shown, a file has all. */
#define MAX_ROWS 2000
#define DEVICE_PX 110
#define ABOUT_CHARS 24 /* at least, of what was looked at */

/* ---- a row ------------------------------------------------------------------------------------------------- */

#define CORRAL_TYPE_AUDIT_ITEM (corral_audit_item_get_type ())
G_DECLARE_FINAL_TYPE (CorralAuditItem, corral_audit_item, CORRAL, AUDIT_ITEM, GObject)

struct _CorralAuditItem
{
  GObject parent_instance;
  CorralAuditEntry *entry; /* (owned) */
};

G_DEFINE_FINAL_TYPE (CorralAuditItem, corral_audit_item, G_TYPE_OBJECT)

static void
corral_audit_item_finalize (GObject *object)
{
  corral_audit_entry_free (CORRAL_AUDIT_ITEM (object)->entry);
  G_OBJECT_CLASS (corral_audit_item_parent_class)->finalize (object);
}

static void
corral_audit_item_class_init (CorralAuditItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_audit_item_finalize;
}

static void
corral_audit_item_init (CorralAuditItem *self)
{
}

/* ---- the page ------------------------------------------------------------------------------------------------ */

struct _CorralAuditPage
{
  CorralPage parent_instance;

  CorralAuditLog *log;  /* (owned) (nullable): as it was last read */
  GListStore *rows;     /* (owned) */
  GHashTable *limited;  /* (owned) (element-type utf8): chains of which the account sees some stores alone */
  GtkWidget *stack;
  GtkWidget *sentence;
  GtkWidget *csv;
  GtkWidget *json;
  GtkWidget *content;
  GtkWidget *empty;
  guint reading;
  gboolean stale;       /* it is to be read (again) when the page is seen */
  gboolean connected;   /* to the record */
};

G_DEFINE_FINAL_TYPE (CorralAuditPage, corral_audit_page, CORRAL_TYPE_PAGE)

static CorralPageContext *
get_context (CorralAuditPage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self));
}

static const char *const *
get_roles (CorralAuditPage *self)
{
  CorralOutbox *outbox = get_context (self)->outbox;

  return outbox != NULL ? corral_outbox_get_account_roles (outbox) : NULL;
}

static const char *
get_account (CorralAuditPage *self)
{
  CorralOutbox *outbox = get_context (self)->outbox;

  return outbox != NULL ? corral_outbox_get_account_id (outbox) : NULL;
}

/* ---- cells ----------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *what, *word;
} whats[] = {
  { CORRAL_AUDIT_VIEW, N_ ("Looked at") },
  { CORRAL_AUDIT_EXPORT, N_ ("Taken out") },
  { CORRAL_AUDIT_OPERATION, N_ ("Done") },
  { CORRAL_AUDIT_BREAK, N_ ("Entries are missing") },
};

static char *
when_to_text (CorralAuditPage *self, const CorralAuditEntry *entry)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (entry->time_ms / 1000);

  /* Translators: a moment in a table: day, month, time with seconds (strftime) */
  return local != NULL ? g_date_time_format (local, _ ("%-d %b %H:%M:%S")) : g_strdup (CORRAL_DASH);
}

static char *
who_to_text (CorralAuditPage *self, const CorralAuditEntry *entry)
{
  const char *account = get_account (self);

  if (account != NULL && g_strcmp0 (entry->actor, account) == 0)
    return g_strdup (_ ("You"));
  return corral_format_text (entry->actor);
}

static char *
what_to_text (CorralAuditPage *self, const CorralAuditEntry *entry)
{
  const CorralOperationType *type = g_strcmp0 (entry->what, CORRAL_AUDIT_OPERATION) == 0
                                      ? corral_operation_type_find (entry->detail)
                                      : NULL;

  if (type != NULL)
    return g_strdup (corral_operation_type_to_past (type));
  for (guint i = 0; i < G_N_ELEMENTS (whats); i++)
    if (g_strcmp0 (whats[i].what, entry->what) == 0)
      return g_strdup (_ (whats[i].word));
  return corral_format_text (entry->what);
}

/* Whether the account sees what @entry is about, by its chain and store. */
static gboolean
is_in_scope (const CorralAuditEntry *entry, gpointer data)
{
  CorralAuditPage *self = data;
  CorralFleet *fleet = get_context (self)->fleet;

  if (*entry->tenant == '\0')
    return TRUE;
  if (corral_fleet_find_chain (fleet, entry->tenant) == CORRAL_NO_SLOT)
    return FALSE;
  return *entry->subject == '\0' || !g_hash_table_contains (self->limited, entry->tenant)
         || corral_operation_target_is_held (fleet, entry->tenant, entry->collection, entry->subject);
}

/* Whether the role opens what @entry is about. That somebody looked at a flag is a lead's to know; what the flag says is not. */
static gboolean
may_open (CorralAuditPage *self, const CorralAuditEntry *entry)
{
  static const struct
  {
    const char *collection;
    CorralPageKind page;
  } pages[] = { { "flag", CORRAL_PAGE_FLAG }, { "case", CORRAL_PAGE_CASE } };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_strcmp0 (pages[i].collection, entry->collection) == 0)
      return corral_page_context_has_page (get_context (self), pages[i].page);
  return TRUE;
}

static char *
subject_to_text (CorralAuditPage *self, const CorralAuditEntry *entry)
{
  g_autofree char *id = NULL;

  /* Pages that are of no one thing. */
  if (*entry->subject == '\0')
    return g_strdup (g_strcmp0 (entry->collection, "audit") == 0      ? _ ("This record")
                     : g_strcmp0 (entry->collection, "handover") == 0 ? _ ("The handover")
                                                                      : CORRAL_DASH);
  if (!is_in_scope (entry, self))
    return g_strdup (_ ("something that this account does not see"));
  if (!may_open (self, entry))
    {
      id = corral_format_text (entry->subject);
      return g_strcmp0 (entry->collection, "case") == 0
               /* Translators: %s is an id: what it is about is not for this role */
               ? g_strdup_printf (_ ("the case %s"), id)
               : g_strdup_printf (_ ("the flag %s"), id);
    }
  return corral_operation_target_to_text (get_context (self)->fleet, entry->tenant, entry->collection, entry->subject);
}

/* Of what left, the file's name and how its SHA-256 begins, too; of who looked where a cart is, why. */
static char *
about_to_text (CorralAuditPage *self, const CorralAuditEntry *entry)
{
  g_autofree char *subject = subject_to_text (self, entry);
  g_autofree char *detail = NULL;

  if (g_strcmp0 (entry->what, CORRAL_AUDIT_VIEW) == 0 && g_str_has_prefix (entry->detail, "place "))
    /* Translators: why somebody looked where a cart is, and the cart: "It may be stolen: exact place of cart 0412, 118
     * Riverside" */
    return g_strdup_printf (_ ("%s: exact place of %s"),
                            corral_words_translate (CORRAL_WORDS_FIND_REASON, entry->detail + strlen ("place ")), subject);
  if (g_strcmp0 (entry->what, CORRAL_AUDIT_EXPORT) != 0 || *entry->detail == '\0' || !is_in_scope (entry, self)
      || !may_open (self, entry))
    return g_steal_pointer (&subject);
  detail = corral_format_text (entry->detail);
  /* Translators: what a file that was saved is about, and the file's name */
  return g_strdup_printf (_ ("%s: %s"), subject, detail);
}

static char *
device_to_text (CorralAuditPage *self, const CorralAuditEntry *entry)
{
  g_autofree char *device = corral_format_text (entry->device);

  /* Translators: a PC's name; the cloud could not be reached from it then */
  return entry->online != 0 ? g_steal_pointer (&device) : g_strdup_printf (_ ("%s, offline"), device);
}

static const struct
{
  const char *title;
  char *(*to_text) (CorralAuditPage *self, const CorralAuditEntry *entry);
  int width_px; /* 0: what is left */
} columns[] = {
  { N_ ("When"), when_to_text, 146 }, { N_ ("Who"), who_to_text, 84 },          { N_ ("What"), what_to_text, 110 },
  { N_ ("Of"), about_to_text, 0 },    { N_ ("From"), device_to_text, DEVICE_PX },
};

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (columns[GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"))].width_px == 0)
    gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), ABOUT_CHARS);
  gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (item, cell);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
  CorralAuditItem *row = gtk_list_item_get_item (item);
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *text = columns[column].to_text (data, row->entry);

  corral_compat_inscription_set_text (GTK_INSCRIPTION (cell), text, FALSE);
  gtk_widget_set_tooltip_text (cell, text);
}

/* To the flag that was looked at. */
static void
activate_cb (GtkColumnView *view, guint position, CorralAuditPage *self)
{
  g_autoptr (CorralAuditItem) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);
  g_autoptr (CorralPlace) place = NULL;

  if (row == NULL || g_strcmp0 (row->entry->collection, "flag") != 0 || *row->entry->subject == '\0'
      || !is_in_scope (row->entry, self) || !may_open (self, row->entry))
    return;
  place = corral_place_new (CORRAL_PAGE_FLAG, row->entry->tenant, row->entry->subject);
  corral_page_go (GTK_WIDGET (self), place);
}

/* ---- what is said of it -------------------------------------------------------------------------------------- */

static char *
say_verdict (const CorralAuditVerdict *verdict)
{
  switch (verdict->state)
    {
    case CORRAL_AUDIT_CHANGED:
      return g_strdup_printf (_ ("The record does not verify: entry %d is not as it was written. It cannot be "
                                 "exported; tell whoever looks after security, and leave the files as they are."),
                              (int) verdict->seq);
    case CORRAL_AUDIT_MISSING:
      return g_strdup_printf (_ ("The record does not verify: entries before number %d are missing. It cannot be "
                                 "exported; tell whoever looks after security, and leave the files as they are."),
                              (int) verdict->seq);
    case CORRAL_AUDIT_CUT:
      return g_strdup_printf (_ ("The record does not verify: from number %d on entries were lost. It cannot be "
                                 "exported; tell whoever looks after security, and leave the files as they are."),
                              (int) verdict->seq);
    case CORRAL_AUDIT_WHOLE:
    default:
      return g_strdup_printf (ngettext ("The record is whole: %u entry, and none was changed or taken out.",
                                        "The record is whole: %u entries, and none was changed or taken out.", verdict->n),
                              verdict->n);
    }
}

/* What the cloud has not yet of the account's own; NULL when it has all. */
static char *
say_undelivered (CorralAuditPage *self)
{
  CorralAudit *audit = get_context (self)->audit;
  guint n = corral_audit_get_n_undelivered (audit);
  const char *trouble = corral_audit_get_delivery_trouble (audit);
  g_autofree char *waiting = NULL;

  if (n == 0)
    return NULL;
  waiting = g_strdup_printf (ngettext ("%u entry of yours is not delivered to the cloud yet.",
                                       "%u entries of yours are not delivered to the cloud yet.", n),
                             n);
  return trouble != NULL ? g_strjoin (" ", waiting, trouble, NULL) : g_steal_pointer (&waiting);
}

static char *
describe (CorralAuditPage *self, guint n, gboolean all)
{
  g_autofree char *verdict = say_verdict (&self->log->verdict);
  const char *trouble = corral_audit_get_trouble (get_context (self)->audit);
  g_autofree char *whose
      = all ? g_strdup (_ ("You see everybody’s.")) : g_strdup_printf (ngettext ("You see your own: %u.", "You see your own: %u.", n), n);
  /* Translators: a sentence, another, and how many rows a table shows */
  g_autofree char *shown = n > MAX_ROWS ? g_strdup_printf (_ ("The newest %u are shown."), MAX_ROWS) : NULL;
  g_autofree char *undelivered = say_undelivered (self);
  const char *parts[7] = { verdict, whose };
  guint n_parts = 2;

  if (shown != NULL)
    parts[n_parts++] = shown;
  if (trouble != NULL)
    parts[n_parts++] = trouble;
  if (n_parts == 2)
    parts[n_parts++] = _ ("Times are this PC’s.");
  if (undelivered != NULL)
    parts[n_parts++] = undelivered;
  return g_strjoinv (" ", (char **) parts);
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

/* Which chains the account sees some stores of alone: as the cloud said last. */
static void
find_limited (CorralAuditPage *self)
{
  CorralCache *cache = get_context (self)->cache;
  g_autoptr (GPtrArray) tenants = cache != NULL ? corral_cache_list_tenants (cache) : NULL;

  g_hash_table_remove_all (self->limited);
  for (guint i = 0; tenants != NULL && i < tenants->len; i++)
    {
      const CorralTenant *tenant = g_ptr_array_index (tenants, i);
      g_autoptr (CorralSyncState) state = corral_cache_get_sync_state (cache, tenant->id, NULL);

      if (state != NULL && corral_sync_state_get_value (state, CORRAL_SCOPE_VALUE) != NULL)
        g_hash_table_add (self->limited, g_strdup (tenant->id));
    }
}

static void
show (CorralAuditPage *self)
{
  gboolean all = corral_audit_may_see_all (get_roles (self));
  gboolean broken = self->log->verdict.state != CORRAL_AUDIT_WHOLE;
  g_autoptr (GPtrArray) listed = corral_audit_log_list (self->log, get_account (self), get_roles (self));
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = describe (self, listed->len, all);

  find_limited (self);
  for (guint i = 0; i < MIN (listed->len, MAX_ROWS); i++)
    {
      CorralAuditItem *item = g_object_new (CORRAL_TYPE_AUDIT_ITEM, NULL);

      item->entry = corral_audit_entry_copy (g_ptr_array_index (listed, i));
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)), items->pdata, items->len);
  gtk_label_set_text (GTK_LABEL (self->sentence), text);
  gtk_widget_set_css_classes (self->sentence, (const char *[]){ broken ? "severity-act" : "heading", NULL });
  gtk_widget_set_visible (self->csv, all);
  gtk_widget_set_visible (self->json, all);
  gtk_widget_set_sensitive (self->csv, !broken);
  gtk_widget_set_sensitive (self->json, !broken);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), items->len > 0 || broken ? self->content : self->empty);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CorralAuditPage) self = data;
  g_autoptr (GError) error = NULL;
  CorralAuditLog *audit_log = corral_audit_read_finish (CORRAL_AUDIT (source), result, &error);

  self->reading--;
  if (audit_log == NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->sentence), error->message);
      return;
    }
  corral_audit_log_free (self->log);
  self->log = audit_log;
  show (self);
}

static void
read_log (CorralAuditPage *self)
{
  self->stale = FALSE;
  self->reading++;
  corral_audit_read_async (get_context (self)->audit, NULL, read_cb, g_object_ref (self));
}

static void
audit_changed_cb (CorralAuditPage *self)
{
  self->stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    read_log (self);
}

static void
corral_audit_page_refresh (CorralPage *page)
{
  CorralAuditPage *self = CORRAL_AUDIT_PAGE (page);
  CorralAudit *audit = get_context (self)->audit;

  if (audit == NULL)
    return;
  if (!self->connected)
    g_signal_connect_object (audit, "changed", G_CALLBACK (audit_changed_cb), self, G_CONNECT_SWAPPED);
  self->connected = TRUE;
  if (self->stale && self->reading == 0)
    read_log (self);
}

static void
corral_audit_page_show_place (CorralPage *page, CorralPlace *place)
{
  CORRAL_AUDIT_PAGE (page)->stale = TRUE;
  corral_audit_page_refresh (page);
}

static gboolean
corral_audit_page_is_settled (CorralPage *page)
{
  return CORRAL_AUDIT_PAGE (page)->reading == 0;
}

/* ---- taking it out ---------------------------------------------------------------------------------------------- */

GBytes *
corral_audit_page_make_export (CorralAuditPage *self, const char *format)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  g_return_val_if_fail (CORRAL_IS_AUDIT_PAGE (self), NULL);

  if (self->log == NULL || !corral_audit_may_see_all (get_roles (self)))
    return NULL;
  return g_strcmp0 (format, "csv") == 0 ? corral_audit_export_csv (self->log, zone, is_in_scope, self)
                                          : corral_audit_export_json (self->log, is_in_scope, self);
}

static void
save (CorralAuditPage *self, const char *format)
{
  g_autoptr (GBytes) bytes = corral_audit_page_make_export (self, format);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (corral_clock_now_ms (get_context (self)->clock) / 1000);
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *name = g_strdup_printf ("corral-audit-%s.%s", day, format);

  if (bytes != NULL)
    corral_save_file (GTK_WIDGET (self), _ ("Save the Record"), name, bytes);
}

static void
csv_cb (CorralAuditPage *self)
{
  save (self, "csv");
}

static void
json_cb (CorralAuditPage *self)
{
  save (self, "json");
}

/* ---- life --------------------------------------------------------------------------------------------------------- */

static void
corral_audit_page_finalize (GObject *object)
{
  CorralAuditPage *self = CORRAL_AUDIT_PAGE (object);

  corral_audit_log_free (self->log);
  g_object_unref (self->rows);
  g_hash_table_unref (self->limited);
  G_OBJECT_CLASS (corral_audit_page_parent_class)->finalize (object);
}

static void
corral_audit_page_class_init (CorralAuditPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = corral_audit_page_finalize;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_audit_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_audit_page_refresh;
  CORRAL_PAGE_CLASS (klass)->is_settled = corral_audit_page_is_settled;
}

static void
corral_audit_page_init (CorralAuditPage *self)
{
  self->rows = g_list_store_new (CORRAL_TYPE_AUDIT_ITEM);
  self->limited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->stale = TRUE;
}

static GtkWidget *
make_list (CorralAuditPage *self)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->rows))));
  GtkWidget *list = gtk_column_view_new (model);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = NULL;

      g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (i));
      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
      column = gtk_column_view_column_new (_ (columns[i].title), factory);
      gtk_column_view_column_set_expand (column, columns[i].width_px == 0);
      if (columns[i].width_px > 0)
        gtk_column_view_column_set_fixed_width (column, corral_text_size_px (GTK_WIDGET (self), columns[i].width_px));
      gtk_column_view_append_column (GTK_COLUMN_VIEW (list), column);
    }
  g_signal_connect (list, "activate", G_CALLBACK (activate_cb), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What was looked at"), -1);
  gtk_widget_add_css_class (list, "data-table");
  /* Large text makes it wider than the window: it is moved sideways then. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  corral_sideways_begin (GTK_SCROLLED_WINDOW (scrolled));
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static GtkWidget *
make_button (CorralAuditPage *self, const char *label, const char *help, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_tooltip_text (button, help);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_visible (button, FALSE);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

CorralPage *
corral_audit_page_new (CorralPageContext *context)
{
  CorralAuditPage *self = g_object_new (CORRAL_TYPE_AUDIT_PAGE, "context", context, NULL);
  GtkWidget *head = corral_wrap_box_new (12);

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->sentence = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->sentence), 0);
  gtk_label_set_wrap (GTK_LABEL (self->sentence), TRUE);
  gtk_widget_set_hexpand (self->sentence, TRUE);
  self->csv = make_button (self, _ ("Save as CSV…"), _ ("All entries of everybody, for a spreadsheet"), G_CALLBACK (csv_cb));
  self->json = make_button (self, _ ("Save as JSON…"), _ ("All entries of everybody, with what verifies them"),
                            G_CALLBACK (json_cb));
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->sentence);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->csv);
  corral_wrap_box_append (CORRAL_WRAP_BOX (head), self->json);
  gtk_box_append (GTK_BOX (self->content), head);
  gtk_box_append (GTK_BOX (self->content), corral_reach_new (make_list (self)));
  gtk_widget_add_css_class (self->content, "page");

  self->empty = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->empty), "corral-page-flags-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), _ ("Nothing Was Looked At Yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty),
                                   _ ("Each look at evidence, each file that is taken out and each thing that is done is "
                                      "recorded here, once, and stays."));
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), self->empty);
  gtk_stack_add_child (GTK_STACK (self->stack), self->content);
  adw_bin_set_child (ADW_BIN (self), self->stack);
  corral_page_set_title (CORRAL_PAGE (self), _ ("What Was Looked At"));
  return CORRAL_PAGE (self);
}
