/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox: what people did here and what became of it. Main thread.
 *
 * Who opens it: an agent back online who asks what of their work has reached the cloud and what needs their decision. */
#include "config.h"

#include "corral-outbox-page.h"

#include "corral-export-button.h"
#include "corral-export-facts.h"
#include "corral-fleet.h"
#include "corral-message.h"
#include "corral-notice-bar.h"
#include "corral-operation-words.h"
#include "corral-outbox-row.h"
#include "corral-outbox.h"
#include "corral-sentence.h"

#include <glib/gi18n.h>

/* Rows shown of a group: a thousand are a number, not a list. */
#define ROWS_MAX 100
#define LATELY_MAX 50
#define WIDEST_PX 980

/* What needs somebody comes first (look.md, "Answer first"). */
enum
{
  GROUP_TROUBLED,
  GROUP_WAITING,
  GROUP_LATELY,
  N_GROUPS,
};

static const struct
{
  const char *title;
  guint most;
} group_specs[N_GROUPS] = {
  [GROUP_TROUBLED] = { N_ ("Needs you"), ROWS_MAX },
  [GROUP_WAITING] = { N_ ("Waiting to be sent"), ROWS_MAX },
  [GROUP_LATELY] = { N_ ("Lately"), LATELY_MAX },
};

typedef struct
{
  GtkWidget *box;
  GtkWidget *heading;
  GtkWidget *list;
  GtkWidget *more;
} Group;

struct _CorralOutboxPage
{
  CorralPage parent_instance;

  GHashTable *rows; /* (owned) (element-type utf8 CorralOutboxRow): by the entry's id */
  guint countdown;  /* a source: something is held, and its seconds are counted */
  char *asked_id;   /* (owned) (nullable): of what a question is open about */
  CorralOutboxAct asked_act;

  GtkWidget *stack;
  GtkWidget *content;
  GtkWidget *empty;
  GtkWidget *notice;
  GtkWidget *sentence;
  GtkWidget *send;
  GtkWidget *save;
  Group groups[N_GROUPS];
};

G_DEFINE_FINAL_TYPE (CorralOutboxPage, corral_outbox_page, CORRAL_TYPE_PAGE)

static CorralOutbox *
get_outbox (CorralOutboxPage *self)
{
  return corral_page_get_context (CORRAL_PAGE (self))->outbox;
}

/* ---- acting -------------------------------------------------------------------------------------- */

static void
tell (CorralOutboxPage *self, const GError *error)
{
  if (error != NULL)
    corral_notice_bar_show (CORRAL_NOTICE_BAR (self->notice), CORRAL_NOTICE_WATCH, error->message, _ ("Close"), NULL);
  else
    corral_notice_bar_hide (CORRAL_NOTICE_BAR (self->notice));
}

/* The four ends of what was asked for: the page may have gone meanwhile, so it is held. */
static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CorralOutboxPage) self = data;
  g_autoptr (GError) error = NULL;

  corral_outbox_undo_finish (CORRAL_OUTBOX (source), result, &error);
  tell (self, error);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CorralOutboxPage) self = data;
  g_autoptr (GError) error = NULL;

  corral_outbox_settle_finish (CORRAL_OUTBOX (source), result, &error);
  tell (self, error);
}

static void
again_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CorralOutboxPage) self = data;
  g_autoptr (GError) error = NULL;

  g_free (corral_outbox_again_finish (CORRAL_OUTBOX (source), result, &error));
  tell (self, error);
}

typedef struct
{
  CorralOutboxPage *page; /* (owned) */
  char *id;               /* (owned): what is done with once the note is kept */
} Noting;

static void
noted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Noting *noting = data;
  g_autoptr (CorralOutboxPage) self = noting->page;
  g_autofree char *id = noting->id;
  const char *const ids[] = { id, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = corral_outbox_submit_finish (CORRAL_OUTBOX (source), result, &error);
  const CorralOutboxResult *first = results != NULL ? g_ptr_array_index (results, 0) : NULL;

  g_free (noting);
  if (first != NULL && first->error != NULL)
    error = g_error_copy (first->error);
  tell (self, error);
  if (error == NULL)
    corral_outbox_settle_async (CORRAL_OUTBOX (source), ids, settled_cb, g_object_ref (self));
}

/* The ticket is there already: what was written about the cart goes there. */
static void
add_as_note (CorralOutboxPage *self, CorralOutboxRow *row)
{
  const CorralOutboxEntry *entry = corral_outbox_row_get_entry (row);
  CorralOperationDraft draft = { .kind = CORRAL_OPERATION_NOTE_ADD,
                                 .tenant = entry->tenant,
                                 .collection = CORRAL_COLLECTION_TICKET,
                                 .target = entry->result,
                                 .expected_rev = CORRAL_UNKNOWN };
  Noting *noting = g_new0 (Noting, 1);

  corral_operation_params_clear (&draft.params);
  draft.params.text = entry->params.summary;
  noting->page = g_object_ref (self);
  noting->id = g_strdup (entry->id);
  corral_outbox_submit_async (get_outbox (self), &draft, 1, NULL, noted_cb, noting);
}

static void
carry_out (CorralOutboxPage *self, CorralOutboxRow *row, CorralOutboxAct act)
{
  const CorralOutboxEntry *entry = corral_outbox_row_get_entry (row);
  const char *const ids[] = { entry->id, NULL };
  CorralOutbox *outbox = get_outbox (self);

  switch (act)
    {
    case CORRAL_OUTBOX_ACT_UNDO:
    case CORRAL_OUTBOX_ACT_TAKE_BACK:
      corral_outbox_undo_async (outbox, ids, undone_cb, g_object_ref (self));
      break;
    case CORRAL_OUTBOX_ACT_KEEP_MINE:
    case CORRAL_OUTBOX_ACT_AGAIN:
      corral_outbox_again_async (outbox, entry->id, corral_outbox_row_get_seen_rev (row), again_cb,
                                 g_object_ref (self));
      break;
    case CORRAL_OUTBOX_ACT_ADD_AS_NOTE:
      add_as_note (self, row);
      break;
    case CORRAL_OUTBOX_ACT_COPY:
      gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), corral_outbox_row_get_written (row));
      break;
    case CORRAL_OUTBOX_ACT_TAKE_THEIRS:
    case CORRAL_OUTBOX_ACT_DISCARD:
    default:
      corral_outbox_settle_async (outbox, ids, settled_cb, g_object_ref (self));
      break;
    }
}

static void
answered_cb (CorralOutboxPage *self, const char *response)
{
  g_autofree char *id = g_steal_pointer (&self->asked_id);
  CorralOutboxRow *row = id != NULL ? g_hash_table_lookup (self->rows, id) : NULL;

  /* While the question was open it may have been sent, or seen to from elsewhere: then it is not there any more, or
   * the outbox says so. */
  if (row != NULL && g_strcmp0 (response, "yes") == 0)
    carry_out (self, row, self->asked_act);
}

static void
ask (CorralOutboxPage *self, CorralOutboxRow *row, CorralOutboxAct act)
{
  gboolean back = act == CORRAL_OUTBOX_ACT_TAKE_BACK;
  const char *sentence = corral_outbox_row_get_sentence (row);
  g_autofree char *body
      = back ? /* Translators: %s is what it would have done: "Acknowledge the alert “Silent” of cart 0412" */
            g_strdup_printf (_ ("%s. It has not been sent; the cloud never hears of it."), sentence)
             /* Translators: the same */
             : g_strdup_printf (_ ("%s. It was not done, and is not tried again."), sentence);
  GtkWidget *dialog = corral_message_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                          back ? _ ("Take This Back?") : _ ("Discard This?"), body);

  g_free (self->asked_id);
  self->asked_id = g_strdup (corral_outbox_row_get_entry (row)->id);
  self->asked_act = act;
  corral_message_add_response (ADW_MESSAGE_DIALOG (dialog), "no", _ ("_Cancel"));
  corral_message_add_response (ADW_MESSAGE_DIALOG (dialog), "yes", back ? _ ("_Take Back") : _ ("_Discard"));
  corral_message_set_destructive (ADW_MESSAGE_DIALOG (dialog), "yes");
  corral_message_set_default_response (ADW_MESSAGE_DIALOG (dialog), "no");
  corral_message_set_close_response (ADW_MESSAGE_DIALOG (dialog), "no");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
act_cb (CorralOutboxRow *row, guint act, CorralOutboxPage *self)
{
  if (act == CORRAL_OUTBOX_ACT_TAKE_BACK || act == CORRAL_OUTBOX_ACT_DISCARD)
    ask (self, row, (CorralOutboxAct) act);
  else
    carry_out (self, row, (CorralOutboxAct) act);
}

static void
row_activated_cb (CorralOutboxPage *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", gtk_widget_get_name (GTK_WIDGET (row)));
}

static void
send_cb (CorralOutboxPage *self)
{
  corral_outbox_send_now (get_outbox (self));
}

/* ---- showing ------------------------------------------------------------------------------------- */

static guint
group_of (const CorralOutboxEntry *entry)
{
  if (entry->settled || entry->state == CORRAL_OUTBOX_APPLIED)
    return GROUP_LATELY;
  return corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED) ? GROUP_TROUBLED : GROUP_WAITING;
}

/* What happens by the way is told when it is in trouble alone. */
static gboolean
is_shown (const CorralOutboxEntry *entry)
{
  return entry->type == NULL || !entry->type->quiet || corral_outbox_entry_is_in (entry, CORRAL_OUTBOX_TROUBLED);
}

/* @entries in the order of making: the oldest decision comes first, the latest success. */
static GPtrArray *
list_group (GPtrArray *entries, guint group)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      guint at = group == GROUP_LATELY ? entries->len - 1 - i : i;

      if (group_of (g_ptr_array_index (entries, at)) == group && is_shown (g_ptr_array_index (entries, at)))
        g_ptr_array_add (list, g_ptr_array_index (entries, at));
    }
  return list;
}

static CorralOutboxRow *
ensure_row (CorralOutboxPage *self, const char *id)
{
  CorralOutboxRow *row = g_hash_table_lookup (self->rows, id);

  if (row != NULL)
    return row;
  row = CORRAL_OUTBOX_ROW (g_object_ref_sink (corral_outbox_row_new (corral_page_get_context (CORRAL_PAGE (self)))));
  g_signal_connect (row, "act", G_CALLBACK (act_cb), self);
  g_hash_table_insert (self->rows, g_strdup (id), row);
  return row;
}

static CorralSyncStatus *
get_status (CorralOutboxPage *self)
{
  CorralSync *sync = corral_page_get_context (CORRAL_PAGE (self))->sync;

  return sync != NULL ? corral_sync_get_status (sync) : NULL;
}

static gboolean
is_online (CorralOutboxPage *self)
{
  CorralSyncStatus *status = get_status (self);

  return status != NULL && status->connected && status->hop == CORRAL_HOP_NONE;
}

/* As the outbox tells the time: this PC's clock, put right by the cloud's. */
static gint64
get_now_ms (CorralOutboxPage *self)
{
  CorralSyncStatus *status = get_status (self);
  gint64 offset_ms = status != NULL && CORRAL_IS_KNOWN (status->server_offset_ms) ? status->server_offset_ms : 0;

  return corral_clock_now_ms (corral_page_get_context (CORRAL_PAGE (self))->clock) + offset_ms;
}

/* Rows that stand where they stood are left alone: nothing moves under the pointer without need. */
static void
show_group (CorralOutboxPage *self, guint group, GPtrArray *list, GHashTable *shown)
{
  Group *parts = &self->groups[group];
  guint n = MIN (list->len, group_specs[group].most);
  g_autofree char *heading = g_strdup_printf (_ ("%s · %u"), _ (group_specs[group].title), list->len);
  gint64 now_ms = get_now_ms (self);
  gboolean online = is_online (self);
  GtkListBoxRow *extra;

  for (guint i = 0; i < n; i++)
    {
      CorralOutboxEntry *entry = g_ptr_array_index (list, i);
      CorralOutboxRow *row = ensure_row (self, entry->id);
      GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (row));

      corral_outbox_row_show (row, entry, now_ms, online);
      g_hash_table_add (shown, row);
      if (gtk_list_box_get_row_at_index (GTK_LIST_BOX (parts->list), (int) i) == GTK_LIST_BOX_ROW (row))
        continue;
      if (parent != NULL)
        gtk_list_box_remove (GTK_LIST_BOX (parent), GTK_WIDGET (row));
      gtk_list_box_insert (GTK_LIST_BOX (parts->list), GTK_WIDGET (row), (int) i);
    }
  while ((extra = gtk_list_box_get_row_at_index (GTK_LIST_BOX (parts->list), (int) n)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (parts->list), GTK_WIDGET (extra));
  gtk_label_set_text (GTK_LABEL (parts->heading), heading);
  gtk_widget_set_visible (parts->box, list->len > 0);
  gtk_widget_set_visible (parts->more, list->len > n);
  if (list->len > n)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("and %u more", "and %u more", list->len - n), list->len - n);

      gtk_label_set_text (GTK_LABEL (parts->more), more);
    }
}

/* "2 need you: they were not done. 3 wait and are sent by themselves when the link is back." */
static void
update_sentence (CorralOutboxPage *self, guint n_troubled, guint n_waiting)
{
  g_autofree char *troubled = g_strdup_printf (ngettext ("%u needs you: it was not done as you meant it.",
                                                         "%u need you: they were not done as you meant them.",
                                                         n_troubled),
                                               n_troubled);
  g_autofree char *waiting
      = is_online (self)
            ? g_strdup_printf (ngettext ("%u is on its way.", "%u are on their way.", n_waiting), n_waiting)
            : g_strdup_printf (ngettext ("%u waits; it is kept here and sent by itself when the link is back.",
                                         "%u wait; they are kept here and sent by themselves when the link is back.",
                                         n_waiting),
                               n_waiting);
  g_autofree char *both = g_strdup_printf ("%s %s", troubled, waiting);

  corral_sentence_set_text (CORRAL_SENTENCE (self->sentence),
                            n_troubled > 0 && n_waiting > 0 ? both
                            : n_troubled > 0                ? troubled
                            : n_waiting > 0                 ? waiting
                                             : _ ("Everything that was done here has reached the cloud."));
  gtk_widget_set_visible (self->send, n_waiting > 0);
}

static gboolean
countdown_cb (gpointer data)
{
  CorralOutboxPage *self = data;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    corral_page_refresh (CORRAL_PAGE (self));
  return G_SOURCE_CONTINUE;
}

static void
count_seconds (CorralOutboxPage *self, GPtrArray *waiting)
{
  gboolean held = FALSE;

  for (guint i = 0; i < waiting->len; i++)
    held = held || corral_operation_is_held (g_ptr_array_index (waiting, i), get_now_ms (self));
  if (!held)
    g_clear_handle_id (&self->countdown, g_source_remove);
  else if (self->countdown == 0)
    self->countdown = g_timeout_add_seconds (1, countdown_cb, self);
}

static gboolean
is_not_shown (gpointer id, gpointer row, gpointer shown)
{
  return !g_hash_table_contains (shown, row);
}

static void
show_empty (CorralOutboxPage *self)
{
  gboolean kept = get_outbox (self) != NULL;

  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), kept ? _ ("Nothing Waits") : _ ("Nothing Can Be Kept"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (self->empty),
      kept ? _ ("What you do, such as acknowledging an alert, stands here until the cloud has it. Without the link it "
                "is kept, and sent when the link is back.")
           : _ ("The folder for Corral’s data could not be opened, so nothing can be changed from here."));
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->empty);
}

static void
corral_outbox_page_refresh (CorralPage *page)
{
  CorralOutboxPage *self = CORRAL_OUTBOX_PAGE (page);
  g_autoptr (GHashTable) shown = g_hash_table_new (NULL, NULL);
  GPtrArray *entries = get_outbox (self) != NULL ? corral_outbox_get_entries (get_outbox (self)) : NULL;
  guint counts[N_GROUPS] = { 0 };

  if (entries == NULL || entries->len == 0)
    {
      g_clear_handle_id (&self->countdown, g_source_remove);
      show_empty (self);
      return;
    }
  for (guint i = 0; i < N_GROUPS; i++)
    {
      g_autoptr (GPtrArray) list = list_group (entries, i);

      counts[i] = list->len;
      show_group (self, i, list, shown);
      if (i == GROUP_WAITING)
        count_seconds (self, list);
    }
  g_hash_table_foreach_remove (self->rows, is_not_shown, shown);
  update_sentence (self, counts[GROUP_TROUBLED], counts[GROUP_WAITING]);
  corral_export_button_refresh (CORRAL_EXPORT_BUTTON (self->save));
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->content);
}

static void
corral_outbox_page_show_place (CorralPage *page, CorralPlace *place)
{
  corral_outbox_page_refresh (page);
}

/* ---- life ---------------------------------------------------------------------------------------- */

static void
corral_outbox_page_dispose (GObject *object)
{
  CorralOutboxPage *self = CORRAL_OUTBOX_PAGE (object);
  GHashTableIter iter;
  gpointer row;

  g_clear_handle_id (&self->countdown, g_source_remove);
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_signal_handlers_disconnect_by_data (row, self);
  g_hash_table_remove_all (self->rows);
  G_OBJECT_CLASS (corral_outbox_page_parent_class)->dispose (object);
}

static void
corral_outbox_page_finalize (GObject *object)
{
  CorralOutboxPage *self = CORRAL_OUTBOX_PAGE (object);

  g_hash_table_unref (self->rows);
  g_free (self->asked_id);
  G_OBJECT_CLASS (corral_outbox_page_parent_class)->finalize (object);
}

static void
corral_outbox_page_class_init (CorralOutboxPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = corral_outbox_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = corral_outbox_page_finalize;
  CORRAL_PAGE_CLASS (klass)->show_place = corral_outbox_page_show_place;
  CORRAL_PAGE_CLASS (klass)->refresh = corral_outbox_page_refresh;
}

static void
corral_outbox_page_init (CorralOutboxPage *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

static GtkWidget *
make_group (CorralOutboxPage *self, guint group)
{
  Group *parts = &self->groups[group];

  parts->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  parts->heading = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (parts->heading), 0);
  gtk_widget_add_css_class (parts->heading, "heading");
  parts->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (parts->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (parts->list, "boxed-list");
  if (group == GROUP_LATELY)
    gtk_widget_add_css_class (parts->list, "outbox-lately");
  gtk_accessible_update_property (GTK_ACCESSIBLE (parts->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (group_specs[group].title), -1);
  g_signal_connect_swapped (parts->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  parts->more = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (parts->more), 0);
  gtk_widget_add_css_class (parts->more, "dim-label");
  gtk_box_append (GTK_BOX (parts->box), parts->heading);
  gtk_box_append (GTK_BOX (parts->box), parts->list);
  gtk_box_append (GTK_BOX (parts->box), parts->more);
  return parts->box;
}

/* On a wide screen a decision stays near what it is about. */
static GtkWidget *
make_clamp (GtkWidget *child)
{
  GtkWidget *clamp = adw_clamp_new ();

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDEST_PX);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), WIDEST_PX);
  adw_clamp_set_child (ADW_CLAMP (clamp), child);
  return clamp;
}

/* In the order of the screen; also those that have no room there. */
static CorralExportRows *
make_rows (CorralPage *page)
{
  CorralOutboxPage *self = CORRAL_OUTBOX_PAGE (page);
  GPtrArray *entries = get_outbox (self) != NULL ? corral_outbox_get_entries (get_outbox (self)) : NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; entries != NULL && i < N_GROUPS; i++)
    {
      g_autoptr (GPtrArray) list = list_group (entries, i);

      g_ptr_array_extend (all, list, NULL, NULL);
    }
  return corral_export_outbox_new (corral_page_get_context (page), all);
}

static GtkWidget *
make_content (CorralOutboxPage *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *groups = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *heading = gtk_label_new (_ ("Outbox"));

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "title-2");
  self->sentence = corral_sentence_new ();
  gtk_widget_set_hexpand (self->sentence, TRUE);
  self->send = gtk_button_new_with_mnemonic (_ ("_Send Now"));
  gtk_widget_set_tooltip_text (self->send, _ ("Try at once, without waiting for the next attempt"));
  gtk_widget_set_valign (self->send, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->send, "clicked", G_CALLBACK (send_cb), self);
  gtk_box_append (GTK_BOX (head), self->sentence);
  gtk_box_append (GTK_BOX (head), self->send);
  self->save = corral_export_button_new (CORRAL_PAGE (self), make_rows);
  gtk_box_append (GTK_BOX (head), self->save);

  for (guint i = 0; i < N_GROUPS; i++)
    gtk_box_append (GTK_BOX (groups), make_group (self, i));
  gtk_widget_add_css_class (groups, "outbox-groups");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), make_clamp (groups));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (top), heading);
  gtk_box_append (GTK_BOX (top), head);
  gtk_box_append (GTK_BOX (content), make_clamp (top));
  gtk_box_append (GTK_BOX (content), scrolled);
  gtk_widget_add_css_class (content, "page");
  return content;
}

CorralPage *
corral_outbox_page_new (CorralPageContext *context)
{
  CorralOutboxPage *self = g_object_new (CORRAL_TYPE_OUTBOX_PAGE, "context", context, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->notice = corral_notice_bar_new ();
  g_signal_connect_swapped (self->notice, "action", G_CALLBACK (corral_notice_bar_hide), self->notice);
  self->content = make_content (self);
  self->empty = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->empty), "corral-page-outbox-symbolic");
  self->stack = gtk_stack_new ();
  /* What is not shown does not widen the window. */
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_child (GTK_STACK (self->stack), self->content);
  gtk_stack_add_child (GTK_STACK (self->stack), self->empty);
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (box), self->notice);
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_bin_set_child (ADW_BIN (self), box);
  corral_page_set_title (CORRAL_PAGE (self), _ ("Outbox"));
  return CORRAL_PAGE (self);
}

GPtrArray *
corral_outbox_page_list_rows (CorralOutboxPage *self, guint group)
{
  GPtrArray *rows = g_ptr_array_new ();
  GtkListBoxRow *row;

  g_return_val_if_fail (CORRAL_IS_OUTBOX_PAGE (self) && group < N_GROUPS, rows);

  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->groups[group].list), i)) != NULL; i++)
    g_ptr_array_add (rows, row);
  return rows;
}

const char *
corral_outbox_page_get_sentence (CorralOutboxPage *self)
{
  g_return_val_if_fail (CORRAL_IS_OUTBOX_PAGE (self), NULL);

  return corral_sentence_get_text (CORRAL_SENTENCE (self->sentence));
}
